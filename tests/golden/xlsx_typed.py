#!/usr/bin/env python3
"""Typed workbooks: what HR really hands in, and what the program must say and calculate.

    KPAY=build/kpay SOURCE=. xlsx_typed.py [WORD...]

Each case edits the roster of samples/start, which begins as a clean typed sheet, and names
all faults that must be told (place, code), in order; with no error the tables must be those
of the sample but for the cells named.  What can be said in CSV, too, is in bad_input/; here
stands what only a workbook can hold.
"""
import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("SOURCE", ".")).resolve()
KPAY = str(pathlib.Path(os.environ["KPAY"]).resolve())
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import xlsx_hands as wb  # noqa: E402
from xlsx_hands import Book, Fault, Formula, Number  # noqa: E402

HEADINGS = ["工号", "姓名", "开发区", "部门", "岗位", "银行账号", "基本工资", "缴费工资", "个人得分",
            "专项附加扣除"]
PEOPLE = [
    ["S01", "甲一", "Z", "A", "部门负责人", "9990001234567809014", 5000, 5200, Number("95", "0.00"), None],
    ["S02", "乙二", "Z", "A", "一般员工", "9990001234567809022", 4000, 3600, Number("90", "0.00"), None],
    ["S03", "丙三", "Z", "B", "部门负责人", "9990001234567809030", 5200, 5600, Number("92", "0.00"), None],
    ["S04", "丁四", "Z", "B", "业务骨干", "9990001234567809048", 4500, 4600, Number("88", "0.00"), 1000],
    ["S05", "戊五", "Z", "B", "一般员工", "9990001234567809055", 3800, 4100, Number("85", "0.00"), None],
]
MONEY = '#,##0.00_ '


class Wrong(Exception):
    pass


class Roster:
    """The sheet 员工 of the workbook 花名册.xlsx; `top` rows stand above the headings."""
    def __init__(self, hand="wps", top=0, **more):
        self.book = Book(hand, **more)
        self.sheet = self.book.sheet("员工")
        self.top = top + 1
        self.rows([HEADINGS] + PEOPLE)

    def rows(self, rows):
        self.sheet.cells.clear()
        self.sheet.rows(rows, self.top)

    def put(self, ref, value):
        if value is None:
            self.sheet.cells.pop(wb.place(ref), None)
        else:
            self.sheet.put(ref, value)
        return self


CASES = {}


def case(faults="", cells=None):
    """faults: "G3 KP1101, …" of sheet 员工; cells: {(entity, key, field): value}"""
    def add(make):
        CASES[make.__doc__] = make, faults.split(", ") if faults else [], cells or {}
        return make
    return add


# ---- forms of sheets

@case()
def clean():
    """a clean typed sheet"""
    return Roster()


@case()
def titles():
    """a merged title, a line with the unit, and blank rows above the headings"""
    r = Roster(top=4)
    r.put("A1", "2025年1月员工工资基础表").put("J2", "单位：元").sheet.merges.append("A1:J1")
    return r


@case("J2 KP4029")
def unit_of_ten_thousand():
    """单位：万元 above amounts"""
    r = Roster(top=2)
    r.put("J2", "单位：万元")
    for row, person in enumerate(PEOPLE, 4):
        for col in (6, 7, 9):
            if person[col]:
                text = f"{person[col] / 10000:.4f}".rstrip("0").rstrip(".")
                r.put(f"{wb.letters(col + 1)}{row}", Number(text, "0.0000"))
    return r


@case()
def two_rows_of_headings():
    """two rows of headings with merged parents"""
    r = Roster(top=1)
    r.rows([[None] * 10] + PEOPLE)
    for col, name in enumerate(HEADINGS, 1):
        ref = wb.letters(col)
        if name in ("基本工资", "缴费工资"):
            r.put(f"{ref}2", name)
        else:
            r.put(f"{ref}1", name).sheet.merges.append(f"{ref}1:{ref}2")
    r.put("G1", "工资").sheet.merges.append("G1:H1")
    return r


@case()
def other_order():
    """columns in another order"""
    r = Roster()
    order = [3, 0, 9, 8, 7, 6, 5, 4, 2, 1]
    r.rows([[row[j] for j in order] for row in [HEADINGS] + PEOPLE])
    return r


@case("K1 KP4021")
def one_more_column():
    """a column that nobody knows"""
    return Roster().put("K1", "籍贯").put("K2", "本地")


@case("D3 KP4045, D5 KP4045, D6 KP4045")
def merged_departments():
    """a department written once for its people, in merged cells"""
    r = Roster()
    r.put("D3", None).put("D5", None).put("D6", None)
    r.sheet.merges += ["D2:D3", "D4:D6"]
    return r


@case("A7 KP4040")
def totals():
    """rows of totals with formulas"""
    r = Roster()
    r.put("A7", "合计").put("G7", Formula("SUM(G2:G6)", Number("22500", MONEY)))
    return r


@case("A7 KP4040, G7 KP4041")
def wrong_total():
    """a total that is not the sum"""
    return Roster().put("A7", "合计").put("G7", Number("22400"))


@case("A4 KP4042")
def hidden_row():
    """a hidden row counts"""
    r = Roster()
    r.sheet.hidden_rows.add(4)
    return r


@case()
def rows_hidden_by_default():
    """zeroHeight hides only rows that are not there"""
    r = Roster()
    r.sheet.head = '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>'
    return r


@case("A3 KP4042")
def filtered_rows():
    """a filter hides rows, which count"""
    r = Roster()
    r.sheet.hidden_rows |= {3, 6}
    r.sheet.tail = ('<autoFilter ref="A1:J6"><filterColumn colId="3"><filters><filter val="A"/>'
                    '</filters></filterColumn></autoFilter>')
    return r


@case("G1 KP4076, A3 KP4042")
def rows_and_columns_of_no_size():
    """a row of height 0 and a column of width 0 are hidden, too"""
    r = Roster()
    r.sheet.heights[3] = "0"
    r.sheet.cols = '<col min="7" max="7" width="0" customWidth="1"/>'
    return r


@case("L1 KP4032")
def small_table_beside():
    """a small table beside the roster, longer than it"""
    r = Roster()
    for row, values in enumerate([["部门", "人数"], ["A", 2], ["B", 3], ["C", 0], ["D", 0], ["E", 0],
                                  ["F", 0], ["合计", 5]], 1):
        r.put(f"L{row}", values[0]).put(f"M{row}", values[1])
    return r


@case("L1 KP4024, M1 KP4024, N1 KP4024, O1 KP4024, P1 KP4024")
def two_halves_side_by_side():
    """a roster in two halves side by side is not read by half"""
    r = Roster()
    r.rows([HEADINGS + [None] + HEADINGS[:5]] + [row + [None] + row[:5] for row in PEOPLE])
    return r


@case("G1 KP4076, H1 KP4076")
def hidden_columns():
    """hidden columns count"""
    r = Roster()
    r.sheet.cols = '<col min="7" max="8" width="9" hidden="1"/>'
    return r


@case()
def blank_rows():
    """blank and formatted rows between and below"""
    r = Roster()
    r.rows([HEADINGS] + PEOPLE[:2] + [[], []] + PEOPLE[2:])
    return r


@case("A7 KP4043")
def signatures():
    """a line of signatures below"""
    return Roster().put("A7", "制表：").put("D7", "审核：")


# ---- numbers

@case()
def noise():
    """the tails of binary arithmetic"""
    r = Roster()
    return r.put("G2", Number("4999.9999999999991", MONEY)).put("H2", Number("5200.0000000000009"))


@case("G2 KP1118", {("员工", "S01", "基本工资"): "5000.01"})
def third_decimal():
    """an amount with three decimals"""
    return Roster().put("G2", Number("5000.005", MONEY))


@case()
def texts_and_numbers():
    """amounts as texts beside numbers"""
    r = Roster()
    return (r.put("G2", "5,000.00").put("G3", "４０００").put("G4", "￥5200").put("G5", "4500元")
            .put("H2", Formula("G2*1", Number("5200"))))


@case("G2 KP1101, G3 KP1101")
def faults():
    """#N/A and #REF!"""
    return Roster().put("G2", Fault("#N/A")).put("G3", Formula("A1/0", Fault("#REF!")))


@case("G2 KP1102")
def uncalculated():
    """a formula that was never calculated"""
    return Roster().put("G2", Formula("H2-200"))


@case("G2 KP1102, G3 KP1173")
def stored_zero():
    """a zero stored by a writer that cannot calculate"""
    r = Roster(recalculate=True)
    r.put("G2", Formula("H2-200", Number("0"))).put("G3", Formula("H3+400", Number("4000")))
    return r


@case("I2 KP4077")
def percent_where_none_is_wanted():
    """95% in a column of points"""
    return Roster().put("I2", Number("0.95", "0%"))


@case("G2 KP1116")
def amount_as_date():
    """an amount that Excel turned into a date"""
    return Roster().put("G2", Number("45717", "m月d日"))


@case("G2 KP1110")
def amount_as_bool():
    """TRUE where an amount is wanted"""
    return Roster().put("G2", True)


# ---- ids

@case("F2 KP1120")
def account_as_number():
    """a bank account that became a number"""
    return Roster().put("F2", Number("9.9900012345678106E+18", "0"))


# ---- running

def faults_of(text):
    out = []
    for line in text.splitlines():
        for word in (": 错误 KP", ": 警告 KP", ": 提示 KP"):
            if word in line and line.startswith("data/花名册.xlsx"):
                place = line[:line.index(word)]
                code = "KP" + line.split(word)[1][:4]
                out.append(place.replace("data/花名册.xlsx[员工]!", "") + " " + code)
    return out


def tables_of(folder):
    out = {}
    for path in (folder / "tables").glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        for row in rows[1:]:
            for name, value in zip(rows[0], row):
                out[path.stem, row[0], name] = value
    return out


def run(folder, data, out):
    result = subprocess.run(
        [KPAY, "run", str(SOURCE / "samples/start/scheme"), "--data", data, "--month", "2025-01",
         "--out", out], cwd=folder, capture_output=True, timeout=60, env={**os.environ, "KPAY_LANG": "zh"})
    return result.returncode, result.stderr.decode()


def try_case(make, want, cells, root, sound):
    folder = pathlib.Path(tempfile.mkdtemp(dir=root))
    shutil.copytree(SOURCE / "samples/start/data/2025-01", folder / "data")
    (folder / "data/员工.csv").unlink()
    (folder / "data/花名册.xlsx").write_bytes(make().book.bytes())
    code, said = run(folder, "data", "out")
    told = faults_of(said)
    if told != want:
        raise Wrong(f"told {told}, expected {want}\n{said}")
    errors = ": 错误 " in said
    if code != (1 if errors else 0):
        raise Wrong(f"exit code {code}\n{said}")
    if errors:
        return
    is_, was = tables_of(folder / "out"), tables_of(sound)
    for place, value in cells.items():
        if is_.get(place) != value:
            raise Wrong(f"{place} is {is_.get(place)}, expected {value}")
    changed = [place for place in was if is_.get(place) != was[place]]
    if changed and not cells:
        raise Wrong(f"other figures: {changed[:5]} {[is_.get(p) for p in changed[:5]]}")


def main(words):
    ran = failed = 0
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        code, said = run(root, str(SOURCE / "samples/start/data/2025-01"), "sound")
        if code:
            print("the sample does not run: " + said)
            return 1
        for what, (make, want, cells) in CASES.items():
            if words and not any(word in what for word in words):
                continue
            ran += 1
            try:
                try_case(make, want, cells, root, root / "sound")
            except (Wrong, subprocess.TimeoutExpired) as wrong:
                failed += 1
                print(f"not ok: {what}: {wrong}")
    print(f"{ran - failed} passed, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
