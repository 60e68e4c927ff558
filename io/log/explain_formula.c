/* explain_formula.c - the calculation of a formula, with its numbers.
 *
 * Steps that only feed one other step are written inside it, as on paper:
 * 2.500 × 97.14 ÷ 100 = 2.4285.  Roundings, look-ups and decisions have lines of their
 * own, so that each line can be recomputed by hand.
 */
#include <string.h>

#include "io/log/explain_parts.h"

#define MAX_OPERANDS 32

typedef struct operand {
    kp_str value, ref;
    size_t step;  // SIZE_MAX: not an earlier step
} operand;

typedef struct step {
    kp_str op, result;
    kp_str word[2];  // table: name, output; call: name; rounding: digits, mode
    size_t noperands, nrules;
    operand *operand;
    kp__line rules;  // table: (label, cell, clause)…
    unsigned uses;
} step;

typedef struct calculation {
    kp__teller *t;
    const kp__block_view *block;
    step *step;
    size_t n;
} calculation;

/* ---- reading ---- */

static size_t count_columns(kp__line line)
{
    size_t n = 0;
    kp_str c;

    while (kp__line_next(&line, &c))
        n++;
    return n;
}

static bool read_operands(calculation *calc, step *s, kp__line *line, size_t n)
{
    s->operand = KP_NEW_ARRAY(calc->t->arena, n + 1, operand);
    for (; s->noperands < n; s->noperands++) {
        operand *o = &s->operand[s->noperands];

        if (!kp__line_next(line, &o->value) || !kp__line_next(line, &o->ref))
            return false;
        kp__ref ref = kp__ref_of(o->ref);

        o->step = ref.kind == KP__REF_STEP && ref.number < calc->n ? (size_t)ref.number
                                                                   : SIZE_MAX;
        if (o->step != SIZE_MAX)
            calc->step[o->step].uses++;
    }
    return true;
}

static bool read_table(calculation *calc, step *s, kp__line *line)
{
    uint64_t n;
    kp_str c;

    if (!kp__line_next(line, &s->word[0]) || !kp__line_next(line, &s->word[1]) ||
        !kp__line_next(line, &c) || !kp__read_uint(c, &n) || n > MAX_OPERANDS ||
        !read_operands(calc, s, line, (size_t)n) || !kp__line_next(line, &c) ||
        !kp__read_uint(c, &n))
        return false;
    s->nrules = (size_t)n;
    s->rules = *line;
    return true;
}

static bool read_step(calculation *calc, const kp__step_view *view)
{
    kp__line line = view->rest;
    step *s = &calc->step[calc->n];

    *s = (step){.op = view->op, .result = view->result};
    if (kp_str_is(s->op, "table"))
        return read_table(calc, s, &line);
    if (kp_str_is(s->op, "call") && !kp__line_next(&line, &s->word[0]))
        return false;
    bool rounds = kp_str_is(s->op, "round") || kp_str_is(s->op, "divround");
    size_t columns = count_columns(line), extra = rounds ? 2 : 0;

    if (columns < extra || !read_operands(calc, s, &line, (columns - extra) / 2))
        return false;
    return !rounds ||
           (kp__line_next(&line, &s->word[0]) && kp__line_next(&line, &s->word[1]));
}

static bool read_steps(calculation *calc, kp_str text)
{
    kp__step_view view;
    size_t at = 0, lines = 0;

    while (kp__next_step(text, &at, &view))
        lines++;
    calc->step = KP_NEW_ARRAY(calc->t->arena, lines + 1, step);
    for (at = 0; kp__next_step(text, &at, &view); calc->n++)
        if (!read_step(calc, &view))
            return false;
    return true;
}

/* ---- writing one expression ---- */

typedef struct infix {
    const char *op, *text;
    int rank;  // binds tighter when higher
} infix;

static const infix signs[] = {
    {"or", " 或 ", 1},      {"and", " 且 ", 2}, {"eq", " = ", 3},  {"ne", " ≠ ", 3},
    {"lt", " < ", 3},       {"le", " ≤ ", 3},   {"gt", " > ", 3},  {"ge", " ≥ ", 3},
    {"add", " + ", 4},      {"sub", " − ", 4},  {"mul", " × ", 5}, {"div", " ÷ ", 5},
    {"divround", " ÷ ", 5}, {"pow", " ^ ", 7},
};

static const infix *sign_of(kp_str op)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (kp_str_is(op, signs[i].op))
            return &signs[i];
    return NULL;
}

/* Roundings, look-ups and decisions stand alone; so does what is used twice. */
static bool is_written_inside(const calculation *calc, const step *s)
{
    static const char *const alone[] = {"round", "divround", "table",
                                        "if",    "case",     "copy"};

    (void)calc;
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++)
        if (kp_str_is(s->op, alone[i]))
            return false;
    return s->uses == 1;
}

static void write_step(calculation *calc, const step *s);

static int rank_of_operand(const calculation *calc, const operand *o)
{
    if (o->step == SIZE_MAX || !is_written_inside(calc, &calc->step[o->step]))
        return o->value.n && o->value.p[0] == '-' ? 6 : 9;
    const step *s = &calc->step[o->step];
    const infix *sign = sign_of(s->op);

    return sign                                                 ? sign->rank
           : kp_str_is(s->op, "neg") || kp_str_is(s->op, "not") ? 6
                                                                : 9;
}

/* A truth value says little without its name. */
static void write_leaf(calculation *calc, const operand *o)
{
    kp__value_kind kind = kp__value_kind_quick(o->value);
    kp__ref ref = kp__ref_of(o->ref);
    bool named = (ref.kind == KP__REF_OWN || ref.kind == KP__REF_BLOCK ||
                  ref.kind == KP__REF_PARAM) &&
                 (kind == KP__BOOL || kind >= KP__BLANK);

    if (named) {
        kp__tell_plain(calc->t, ref.name);
        kp_buf_z(calc->t->out, kp__say(calc->t, "（", " ("));
    }
    kp__tell_value(calc->t, o->value);
    if (named)
        kp_buf_z(calc->t->out, kp__say(calc->t, "）", ")"));
}

static void write_operand(calculation *calc, const operand *o, bool brackets)
{
    bool inside = o->step != SIZE_MAX && is_written_inside(calc, &calc->step[o->step]);

    if (brackets)
        kp_buf_char(calc->t->out, '(');
    if (inside)
        write_step(calc, &calc->step[o->step]);
    else
        write_leaf(calc, o);
    if (brackets)
        kp_buf_char(calc->t->out, ')');
}

static void write_list(calculation *calc, const step *s, const char *name,
                       kp_str spelled)
{
    if (name)
        kp_buf_z(calc->t->out, name);
    else
        kp__tell_plain(calc->t, spelled);
    kp_buf_char(calc->t->out, '(');
    for (size_t i = 0; i < s->noperands; i++) {
        if (i)
            kp_buf_z(calc->t->out, ", ");
        write_operand(calc, &s->operand[i], false);
    }
    kp_buf_char(calc->t->out, ')');
}

static void write_infix(calculation *calc, const step *s, const infix *sign)
{
    const operand *a = &s->operand[0], *b = &s->operand[1];
    // a - (b + c) and a / (b * c) need their brackets, a + (b + c) shows its order.
    bool logic = sign->rank <= 2;
    const char *text = sign->text;

    if (kp_str_is(s->op, "or"))
        text = kp__say(calc->t, " 或 ", " or ");
    if (kp_str_is(s->op, "and"))
        text = kp__say(calc->t, " 且 ", " and ");
    write_operand(calc, a, rank_of_operand(calc, a) < sign->rank);
    kp_buf_z(calc->t->out, text);
    write_operand(calc, b, rank_of_operand(calc, b) <= sign->rank - logic);
}

/* What is or is not blank: by its name, where it has one. */
static void write_blank_subject(calculation *calc, const step *s)
{
    kp__ref ref = kp__ref_of(s->operand[0].ref);

    if (ref.kind == KP__REF_OWN || ref.kind == KP__REF_BLOCK)
        kp__tell_plain(calc->t, ref.name);
    else
        write_operand(calc, &s->operand[0], false);
}

static void write_step(calculation *calc, const step *s)
{
    const infix *sign = sign_of(s->op);
    kp__teller *t = calc->t;

    if (sign && s->noperands == 2) {
        write_infix(calc, s, sign);
    } else if (kp_str_is(s->op, "neg")) {
        kp_buf_z(t->out, "−");
        write_operand(calc, &s->operand[0], rank_of_operand(calc, &s->operand[0]) < 9);
    } else if (kp_str_is(s->op, "not")) {
        kp_buf_z(t->out, kp__say(t, "非 ", "not "));
        write_operand(calc, &s->operand[0], rank_of_operand(calc, &s->operand[0]) < 6);
    } else if (kp_str_is(s->op, "isblank")) {
        write_blank_subject(calc, s);
        kp_buf_z(t->out, kp__say(t, " 为空白", " is blank"));
    } else if (kp_str_is(s->op, "min") || kp_str_is(s->op, "max")) {
        write_list(calc, s,
                   kp_str_is(s->op, "min") ? kp__say(t, "较小者", "min")
                                           : kp__say(t, "较大者", "max"),
                   (kp_str){0});
    } else if (kp_str_is(s->op, "call")) {
        write_list(calc, s, NULL, s->word[0]);
    } else if (s->noperands) {
        write_operand(calc, &s->operand[0], false);
    }
}

/* ---- lines ---- */

static void begin_line(calculation *calc, unsigned depth, bool *first)
{
    kp__tell_indent(calc->t, depth);
    kp_buf_z(calc->t->out, *first ? kp__say(calc->t, "计算  ", "reckon   ")
                                  : kp__say(calc->t, "      ", "         "));
    *first = false;
}

static void write_rules(calculation *calc, const step *s)
{
    kp__line line = s->rules;
    kp_str label, cell, clause;

    for (size_t i = 0; i < s->nrules; i++) {
        if (!kp__line_next(&line, &label) || !kp__line_next(&line, &cell) ||
            !kp__line_next(&line, &clause))
            return;
        kp_buf_z(calc->t->out, i ? kp__say(calc->t, "、", ", ") : "");
        kp_buf_z(calc->t->out, kp__say(calc->t, "第 ", "row "));
        kp__tell_plain(calc->t, label);
        kp_buf_z(calc->t->out, kp__say(calc->t, " 行（", " ("));
        kp_buf_str(calc->t->out, cell);
        if (!kp_str_is(clause, "-")) {
            kp_buf_z(calc->t->out, kp__say(calc->t, "，", ", "));
            kp__tell_plain(calc->t, clause);
        }
        kp_buf_z(calc->t->out, kp__say(calc->t, "）", ")"));
    }
    if (s->nrules == 0)
        kp_buf_z(calc->t->out, kp__say(calc->t, "没有一行符合", "no row matches"));
}

static void tell_table(calculation *calc, const step *s)
{
    kp__teller *t = calc->t;

    kp_buf_z(t->out, kp__say(t, "查 ", "look up "));
    kp__tell_plain(t, s->word[0]);
    kp_buf_z(t->out, kp__say(t, "：", ": "));
    for (size_t i = 0; i < s->noperands; i++) {
        kp__ref ref = kp__ref_of(s->operand[i].ref);

        kp_buf_z(t->out, i ? kp__say(t, "，", ", ") : "");
        if (ref.kind == KP__REF_OWN || ref.kind == KP__REF_BLOCK ||
            ref.kind == KP__REF_PARAM) {
            kp__tell_plain(t, ref.name);
            kp_buf_z(t->out, " = ");
            kp__tell_value(t, s->operand[i].value);
        } else {
            write_operand(calc, &s->operand[i], false);
        }
    }
    kp_buf_z(t->out, " → ");
    write_rules(calc, s);
    kp_buf_z(t->out, " → ");
    kp__tell_plain(t, s->word[1]);
    kp_buf_z(t->out, " = ");
    kp__tell_value(t, s->result);
}

/* The step behind a condition that asks for nothing but a blank, or NULL. */
static const step *blank_test(const calculation *calc, const operand *o)
{
    const step *s = o->step == SIZE_MAX ? NULL : &calc->step[o->step];

    return s && kp_str_is(s->op, "isblank") && is_written_inside(calc, s) ? s : NULL;
}

static void tell_decision(calculation *calc, const step *s)
{
    kp__teller *t = calc->t;
    kp_str by = s->operand[0].value;

    if (kp_str_is(s->op, "if")) {
        kp_buf_z(t->out, kp__say(t, "因 ", "since "));
        const step *test = blank_test(calc, &s->operand[0]);

        if (test)
            write_blank_subject(calc, test);
        else
            write_operand(calc, &s->operand[0], false);
        if (test)
            kp_buf_z(t->out, kp_str_is(by, "true")
                                 ? kp__say(t, " 为空白，取 ", " is blank: ")
                                 : kp__say(t, " 不为空白，取 ", " is not blank: "));
        else if (kp__value_kind_quick(by) == KP__BOOL)
            kp_buf_z(t->out, kp_str_is(by, "true")
                                 ? kp__say(t, " 成立，取 ", " holds: ")
                                 : kp__say(t, " 不成立，取 ", " does not hold: "));
        else
            kp_buf_z(t->out, " → ");
    } else {
        kp_buf_z(t->out, kp__say(t, "按方法 ", "by method "));
        write_operand(calc, &s->operand[0], false);
        kp_buf_z(t->out, kp__say(t, "，取 ", ": "));
    }
    if (s->noperands < 2) {
        kp__tell_value(t, s->result);
        return;
    }
    size_t before = t->out->n;

    write_operand(calc, &s->operand[1], false);
    // What was written may be a calculation: then say what it comes to.
    if (s->operand[1].step != SIZE_MAX && t->out->n > before &&
        is_written_inside(calc, &calc->step[s->operand[1].step])) {
        kp_buf_z(t->out, " = ");
        kp__tell_value(t, s->result);
    }
}

void kp__tell_rounding(kp__teller *t, kp_str digits, kp_str mode)
{
    static const char *const words[][3] = {
        {"half-up", "四舍五入", "rounded half up"},
        {"half-even", "四舍六入五成双", "rounded half to even"},
        {"half-down", "五舍六入", "rounded half down"},
        {"up", "进位", "rounded up"},
        {"down", "舍去尾数", "cut"},
        {"ceiling", "向上取整", "rounded towards +∞"},
        {"floor", "向下取整", "rounded towards −∞"},
        {"up-after-half", "见分进角（分位先四舍五入）",
         "rounded up after rounding one digit further"},
        {"up-after-down", "见分进角（先舍厘）",
         "rounded up after cutting one digit further"},
    };
    const char *word = "";

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kp_str_is(mode, words[i][0]))
            word = kp__say(t, words[i][1], words[i][2]);
    kp_buf_z(t->out, word);
    if (kp_str_is(digits, "0")) {
        kp_buf_z(t->out, kp__say(t, "到整数", " to a whole number"));
        return;
    }
    kp_buf_z(t->out, kp__say(t, "到 ", " to "));
    kp_buf_str(t->out, digits);
    kp_buf_z(t->out, kp__say(t, " 位小数", " decimals"));
}

static bool same_digits(kp_str a, kp_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    kp_str longer = a.n < b.n ? b : a;
    bool point = a.n == b.n || memchr(longer.p, '.', n) || longer.p[n] == '.';

    for (size_t i = n; i < longer.n; i++)
        if (longer.p[i] != '0' && longer.p[i] != '.')
            return false;
    return point && memcmp(a.p, b.p, n) == 0;
}

static void tell_rounding_step(calculation *calc, const step *s)
{
    kp__teller *t = calc->t;
    const operand *o = &s->operand[0];
    bool chain = o->step != SIZE_MAX && is_written_inside(calc, &calc->step[o->step]);

    if (kp_str_is(s->op, "divround")) {
        write_step(calc, s);
        kp_buf_z(t->out, " = ");
    } else if (o->step == SIZE_MAX && kp__value_kind_quick(s->result) == KP__NUMBER &&
               same_digits(o->value, s->result)) {
        kp_buf_z(t->out, kp__say(t, "取 ", "take "));
    } else {
        write_operand(calc, o, false);
        bool exact = kp__value_kind_quick(s->result) == KP__NUMBER &&
                     same_digits(o->value, s->result);

        if (chain && !exact) {
            kp_buf_z(t->out, " = ");
            kp__tell_value(t, o->value);
        }
        kp_buf_z(t->out, chain && exact ? " = " : " → ");
    }
    kp__tell_value(t, s->result);
    kp_buf_z(t->out, kp__say(t, "（", " ("));
    kp__tell_rounding(t, s->word[0], s->word[1]);
    kp_buf_z(t->out, kp__say(t, "）", ")"));
}

/* Rounding that changes nothing, of a value shown one line above, tells nothing. */
static bool is_idle(const calculation *calc, const step *s)
{
    if (!kp_str_is(s->op, "round") || calc->n < 2)
        return false;
    const operand *o = &s->operand[0];

    return o->step != SIZE_MAX && !is_written_inside(calc, &calc->step[o->step]) &&
           kp__value_kind_quick(o->value) == KP__NUMBER &&
           kp__value_kind_quick(s->result) == KP__NUMBER &&
           same_digits(o->value, s->result);
}

static void tell_copy(calculation *calc, const step *s)
{
    kp__ref ref = kp__ref_of(s->operand[0].ref);

    if (ref.kind == KP__REF_TYPED) {
        kp_buf_z(calc->t->out, kp__say(calc->t, "公式写明 ", "the formula says "));
        if (ref.name.n)
            kp__tell_plain(calc->t, ref.name);
        else
            kp__tell_value(calc->t, s->operand[0].value);
    } else {
        kp_buf_z(calc->t->out, kp__say(calc->t, "取 ", "take "));
        kp__tell_plain(calc->t, ref.name);
        kp_buf_z(calc->t->out, " = ");
        kp__tell_value(calc->t, s->operand[0].value);
    }
}

static void tell_step(calculation *calc, const step *s)
{
    kp__value_kind kind = kp__value_kind_quick(s->result);

    if (kp_str_is(s->op, "table")) {
        tell_table(calc, s);
    } else if (kp_str_is(s->op, "if") || kp_str_is(s->op, "case")) {
        tell_decision(calc, s);
    } else if (kp_str_is(s->op, "round") || kp_str_is(s->op, "divround")) {
        tell_rounding_step(calc, s);
    } else if (kp_str_is(s->op, "copy")) {
        tell_copy(calc, s);
    } else {
        write_step(calc, s);
        kp_buf_z(calc->t->out, kind == KP__BOOL ? " → " : " = ");
        kp__tell_value(calc->t, s->result);
    }
}

void kp__tell_formula(kp__teller *t, const kp__block_view *block, uint32_t field,
                      unsigned depth, kp__causes *to)
{
    calculation calc = {.t = t, .block = block};
    bool first = true;

    if (!read_steps(&calc, block->value[field].steps)) {
        t->broken = true;
        return;
    }
    for (size_t i = 0; i < calc.n; i++) {
        const step *s = &calc.step[i];

        for (size_t k = 0; k < s->noperands; k++)
            kp__cause_of_ref(t, block, s->operand[k].ref, to);
        if (s->noperands == 0 || is_written_inside(&calc, s) || is_idle(&calc, s))
            continue;
        begin_line(&calc, depth, &first);
        tell_step(&calc, s);
        kp_buf_char(t->out, '\n');
    }
}
