"""Random decision tables and functions as a DMN model, with cases of the DMN TCK.

    dmn_random.py SEED TABLES FOLDER   writes tables.dmn and tables-test-01.xml

The answers are worked out here, by the rules of the standard, in exact fractions.
Texts are chosen to be taken for something else in a sheet.
"""
import math
import random
import sys
from datetime import date, timedelta
from fractions import Fraction
from xml.sax.saxutils import escape

TEXTS = ["优秀", "良好", "合格", "任意", "非在编", "否则", "是", "90以上", "A、B", "-", ">5",
         "a b", " x", "=1", "1", "2025-01-01", "默认", "“甲”", "无", 'say "hi"', "back\\slash",
         "a;b", "#N/A", "~x", "ABC*", "(空)", "null", "两\n行", "＝x", "全部", "not A",
         "“甲”和“乙”"]
NUMBERS = ["-10", "-0.5", "0", "1", "2.5", "59.99", "60", "74.99", "75", "89.5", "90", "100",
           "1000000"]
DATES = [date(2024, 2, 28) + timedelta(days=n) for n in (0, 1, 2, 30, 306, 307, 500)]
POOLS = {"number": NUMBERS, "string": TEXTS, "boolean": [True, False], "date": DATES}
INPUTS = [("分", "number"), ("级", "string"), ("在编", "boolean"), ("日", "date"),
          ("补", "number"), ("处", "string")]
POLICIES = [("UNIQUE", ""), ("ANY", ""), ("PRIORITY", ""), ("FIRST", ""), ("RULE ORDER", ""),
            ("OUTPUT ORDER", ""), ("COLLECT", ""), ("COLLECT", "SUM"), ("COLLECT", "MIN"),
            ("COLLECT", "MAX"), ("COLLECT", "COUNT")]
rnd = random.Random(int(sys.argv[1]))


def feel(kind, value):
    if kind == "string":
        value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{value}"'
    if kind == "boolean":
        return "true" if value else "false"
    return f'date("{value}")' if kind == "date" else value


def rank(kind, value):
    return Fraction(value) if kind == "number" else value


# ---- conditions ----

def any_test(kind):
    return "-", lambda v: True


def listed_test(kind):
    listed = rnd.sample(POOLS[kind], min(len(POOLS[kind]), rnd.randrange(1, 4)))
    text = ", ".join(feel(kind, v) for v in listed)
    negated = rnd.random() < 0.3
    among = [rank(kind, v) for v in listed]
    return (f"not({text})" if negated else text), lambda v: (rank(kind, v) in among) != negated


def signed_test(kind):
    sign, at = rnd.choice(["<", "<=", ">", ">="]), rnd.choice(POOLS[kind])
    holds = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
             ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}[sign]
    return f"{sign} {feel(kind, at)}", lambda v: holds(rank(kind, v), rank(kind, at))


def interval_test(kind):
    low, high = sorted((rank(kind, v), v) for v in rnd.choices(POOLS[kind], k=2))
    left, right = rnd.choice("[("), rnd.choice("])")
    if low[0] == high[0]:  # a scheme refuses an interval that holds nothing
        left, right = "[", "]"
    text = f"{left}{feel(kind, low[1])}..{feel(kind, high[1])}{right}"

    def passes(v):
        at = rank(kind, v)
        return ((at > low[0] or (left == "[" and at == low[0])) and
                (at < high[0] or (right == "]" and at == high[0])))
    return text, passes


def random_test(kind):
    forms = [any_test, listed_test]
    if kind in ("number", "date"):
        forms += [signed_test, interval_test]
    return rnd.choice(forms)(kind)


# ---- tables ----

class Table:
    def __init__(self, number):
        self.name = f"表{number}"
        self.policy, self.sum = POLICIES[number % len(POLICIES)]
        self.inputs = rnd.sample(INPUTS, rnd.randrange(1, 4))
        noutputs = 1 if self.sum else rnd.randrange(1, 3)
        self.outputs = [self.random_output(i) for i in range(noutputs)]
        self.default = None
        if rnd.random() < 0.4:
            self.default = [rnd.choice(pool) for _, _, pool in self.outputs]
            if self.sum == "COUNT":
                self.default = ["7"]
        self.typed = rnd.random() < 0.5
        self.rules = [([random_test(kind) for _, kind in self.inputs],
                       [rnd.choice(pool) for _, _, pool in self.outputs])
                      for _ in range(rnd.randrange(1, 7))]

    def random_output(self, i):
        kind = rnd.choice(list(POOLS))
        if self.sum in ("SUM", "MIN", "MAX"):
            kind = "number"
        if self.ordered():
            pool = ["高", "中", "低", "优", "良"] if kind == "string" else POOLS[kind]
            return f"果{i}", kind, rnd.sample(pool, rnd.randrange(2, min(5, len(pool)) + 1))
        return f"果{i}", kind, POOLS[kind]

    def ordered(self):
        return self.policy in ("PRIORITY", "OUTPUT ORDER")

    def lists(self):
        return (self.policy in ("RULE ORDER", "OUTPUT ORDER") or
                (self.policy == "COLLECT" and not self.sum))

    def output_xml(self, i):
        name, kind, pool = self.outputs[i]
        out = f'<output name="{name}"' + (f' typeRef="{kind}">' if self.typed else ">")
        if self.ordered():
            listed = ", ".join(feel(kind, v) for v in pool)
            out += f"<outputValues><text>{escape(listed)}</text></outputValues>"
        if self.default:
            text = feel("number" if self.sum else kind, self.default[i])
            out += f"<defaultOutputEntry><text>{escape(text)}</text></defaultOutputEntry>"
        return out + "</output>"

    def rule_xml(self, rule):
        tests, results = rule
        out = "".join(f"<inputEntry><text>{escape(text)}</text></inputEntry>" for text, _ in tests)
        for (_, kind, _), value in zip(self.outputs, results):
            out += f"<outputEntry><text>{escape(feel(kind, value))}</text></outputEntry>"
        return f"<rule>{out}</rule>"

    def xml(self):
        sums = f' aggregation="{self.sum}"' if self.sum else ""
        out = f'<decision id="{self.name}" name="{self.name}"><variable name="{self.name}"/>'
        for name, _ in self.inputs:
            out += ('<informationRequirement><requiredInput href="#%s"/></informationRequirement>'
                    % name)
        out += f'<decisionTable hitPolicy="{self.policy}"{sums}>'
        for name, kind in self.inputs:
            out += (f'<input label="{name}"><inputExpression typeRef="{kind}"><text>{name}</text>'
                    "</inputExpression></input>")
        out += "".join(self.output_xml(i) for i in range(len(self.outputs)))
        out += "".join(map(self.rule_xml, self.rules))
        return out + "</decisionTable></decision>\n"

    def answer(self, values):
        """A row, a list of rows, a number as a Fraction, or None."""
        hits = [results for tests, results in self.rules
                if all(passes(values[name]) for (_, passes), (name, _) in zip(tests, self.inputs))]
        if not hits and self.default:
            return Fraction(self.default[0]) if self.sum else self.default
        if self.sum == "COUNT":
            return Fraction(len(hits))
        if not hits:
            return [] if self.lists() else None
        if self.sum:
            numbers = [Fraction(row[0]) for row in hits]
            return {"SUM": sum, "MIN": min, "MAX": max}[self.sum](numbers)
        same = {tuple(rank(o[1], v) for o, v in zip(self.outputs, row)) for row in hits}
        if (self.policy == "UNIQUE" and len(hits) > 1) or (self.policy == "ANY" and len(same) > 1):
            return None
        if self.ordered():
            hits.sort(key=lambda row: [o[2].index(v) for o, v in zip(self.outputs, row)])
        return [tuple(row) for row in hits] if self.lists() else hits[0]

    def expected(self, values):
        answer = self.answer(values)
        if answer is None:
            return '<value xsi:nil="true"/>'
        if isinstance(answer, Fraction):
            return value_xml("number", decimal(answer))
        if self.lists() and (not answer or isinstance(answer[0], tuple)):
            return "<list>" + "".join(f"<item>{self.row_xml(r)}</item>" for r in answer) + "</list>"
        return self.row_xml(answer)

    def row_xml(self, row):
        if len(row) == 1:
            return value_xml(self.outputs[0][1], row[0])
        return "".join(f'<component name="{name}">{value_xml(kind, v)}</component>'
                       for (name, kind, _), v in zip(self.outputs, row))


# ---- functions ----

def rounded(number, decimals, how):
    scaled = number * 10 ** decimals
    whole = math.floor(abs(scaled))
    rest = abs(scaled) - whole
    up = {"round up": rest > 0, "round down": False, "round half up": rest >= Fraction(1, 2),
          "round half down": rest > Fraction(1, 2),
          "decimal": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)}[how]
    return Fraction((whole + up) * (1 if scaled >= 0 else -1)) / 10 ** decimals


def condition(depth):
    a, b = formula(depth), formula(depth)
    sign = rnd.choice(["<", "<=", ">", ">=", "=", "!="])
    holds = {"<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y,
             ">=": lambda x, y: x >= y, "=": lambda x, y: x == y, "!=": lambda x, y: x != y}[sign]
    text, test = f"({a[0]}) {sign} ({b[0]})", lambda v: holds(a[1](v), b[1](v))
    other = rnd.randrange(6)
    if other == 0:
        return f"not({text})", lambda v: not test(v)
    if other == 1:
        c, d, e = formula(depth), formula(depth), formula(depth)
        return (f"(({c[0]}) between ({d[0]}) and ({e[0]}) or {text})",
                lambda v: d[1](v) <= c[1](v) <= e[1](v) or test(v))
    return text, test


def formula(depth):
    """The text of a formula of a and b, and the function that it means."""
    if depth == 0:
        n = rnd.choice(NUMBERS)
        return rnd.choice([("a", lambda v: v["a"]), ("b", lambda v: v["b"]),
                           (n, lambda v: Fraction(n))])
    x, y = formula(depth - 1), formula(depth - 1)
    form = rnd.randrange(8)
    if form < 3:
        sign = "+-*"[form]
        do = [lambda p, q: p + q, lambda p, q: p - q, lambda p, q: p * q][form]
        return f"({x[0]}) {sign} ({y[0]})", lambda v: do(x[1](v), y[1](v))
    if form == 3:
        return f"({x[0]}) / 8", lambda v: x[1](v) / 8
    if form == 4:
        name, do = rnd.choice([("min", min), ("max", max)])
        return f"{name}({x[0]}, {y[0]})", lambda v: do(x[1](v), y[1](v))
    if form == 5:
        how, n = rnd.choice(["round up", "round down", "round half up", "round half down",
                             "decimal"]), rnd.randrange(3)
        return f"{how}({x[0]}, {n})", lambda v: rounded(x[1](v), n, how)
    if form == 6:
        return f"-({x[0]})", lambda v: -x[1](v)
    test = condition(depth - 1)
    return (f"(if {test[0]} then {x[0]} else {y[0]})",
            lambda v: x[1](v) if test[1](v) else y[1](v))


class Function:
    def __init__(self, number):
        self.name = f"函{number}"
        self.text, self.value = formula(3)

    def xml(self):
        return (f'<businessKnowledgeModel id="{self.name}" name="{self.name}">'
                f'<variable name="{self.name}"/><encapsulatedLogic><formalParameter name="a"/>'
                f'<formalParameter name="b"/><literalExpression><text>{escape(self.text)}</text>'
                "</literalExpression></encapsulatedLogic></businessKnowledgeModel>\n")


class Texts:
    """A rule for each of the texts, by itself and among others, and the rule's number."""
    name = "文本"

    def xml(self):
        rules = ""
        for i, text in enumerate(TEXTS):
            tests = feel("string", text)
            if i % 2:
                tests += ', "没有人叫这个"'
            rules += (f"<rule><inputEntry><text>{escape(tests)}</text></inputEntry>"
                      f"<outputEntry><text>{i}</text></outputEntry>"
                      f'<outputEntry><text>{escape(feel("string", text))}</text></outputEntry>'
                      "</rule>")
        return (f'<decision id="{self.name}" name="{self.name}"><variable name="{self.name}"/>'
                '<informationRequirement><requiredInput href="#级"/></informationRequirement>'
                '<decisionTable hitPolicy="FIRST"><input label="级"><inputExpression><text>级</text>'
                '</inputExpression></input><output name="号"/><output name="文"/>'
                + rules + "</decisionTable></decision>\n")


def text_case(number, text):
    return (f'<testCase id="t{number}">' + input_xml("级", "string", text)
            + '<resultNode name="文本" type="decision"><expected><component name="号">'
            + value_xml("number", str(number)) + '</component><component name="文">'
            + value_xml("string", text) + "</component></expected></resultNode></testCase>\n")


# ---- the files ----

def decimal(number):
    """All divisors are 2, 5 and 10, so every number has an end."""
    digits = 0
    while (number * 10 ** digits).denominator > 1:
        digits += 1
    whole = abs(int(number * 10 ** digits))
    text = str(whole).rjust(digits + 1, "0")
    text = text[:len(text) - digits] + ("." + text[-digits:] if digits else "")
    return ("-" if number < 0 else "") + text


def value_xml(kind, value):
    xsd = {"number": "decimal"}.get(kind, kind)
    text = feel(kind, value) if kind == "boolean" else str(value)
    return f'<value xsi:type="xsd:{xsd}">{escape(text)}</value>'


def input_xml(name, kind, value):
    return f'<inputNode name="{name}">{value_xml(kind, value)}</inputNode>'


def table_case(number, tables):
    values = {name: rnd.choice(POOLS[kind]) for name, kind in INPUTS}
    out = f'<testCase id="{number}">'
    out += "".join(input_xml(name, kind, values[name]) for name, kind in INPUTS)
    for table in tables:
        out += (f'<resultNode name="{table.name}" type="decision"><expected>'
                f"{table.expected(values)}</expected></resultNode>")
    return out + "</testCase>\n"


def function_case(number, function):
    a, b = rnd.choice(NUMBERS), rnd.choice(NUMBERS)
    value = function.value({"a": Fraction(a), "b": Fraction(b)})
    return (f'<testCase id="f{number}" type="bkm" invocableName="{function.name}">'
            + input_xml("a", "number", a) + input_xml("b", "number", b)
            + f'<resultNode name="{function.name}" type="decision"><expected>'
            + value_xml("number", decimal(value)) + "</expected></resultNode></testCase>\n")


def main():
    tables = [Table(i) for i in range(int(sys.argv[2]))]
    functions = [Function(i) for i in range(int(sys.argv[2]))]
    with open(f"{sys.argv[3]}/tables.dmn", "w", encoding="utf-8") as out:
        out.write('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="tables"'
                  ' namespace="urn:t" id="m">\n')
        for name, kind in INPUTS:
            out.write(f'<inputData id="{name}" name="{name}"><variable name="{name}" '
                      f'typeRef="{kind}"/></inputData>\n')
        out.writelines(part.xml() for part in tables + functions + [Texts()])
        out.write("</definitions>\n")
    with open(f"{sys.argv[3]}/tables-test-01.xml", "w", encoding="utf-8") as out:
        out.write('<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
                  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
                  'xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
                  "<modelName>tables.dmn</modelName>\n")
        out.writelines(table_case(i, tables) for i in range(12))
        out.writelines(text_case(i, text) for i, text in enumerate(TEXTS))
        out.writelines(function_case(i, f) for i, f in enumerate(functions * 3))
        out.write("</testCases>\n")


main()
