/* recheck_step.c - the operations of formulas, recomputed from the operands in the
 * line. */
#include <string.h>

#include "io/log/recheck_parts.h"

/* ---- where operands come from ---- */

/* Can `to` be reached from a row by links?  Formulas go through three or four at most.
 */
static bool is_linked(kp__check *c, uint32_t entity, uint64_t row, uint64_t to,
                      int depth)
{
    const kp__entity *e = &c->skel->entity[entity];

    for (size_t f = 0; f < e->nfields && depth > 0; f++) {
        if (e->field[f].link == UINT32_MAX)
            continue;
        uint64_t block =
            kp__log_index_follow(c->index, entity, row, &e->field[f].name, 1);

        if (block == to)
            return true;
        uint32_t next =
            block == KP__NO_BLOCK ? UINT32_MAX : kp__log_index_entity(c->index, block);

        if (next != UINT32_MAX &&
            is_linked(c, next, block - c->skel->entity[next].first, to, depth - 1))
            return true;
    }
    return false;
}

static bool block_operand_holds(kp__check *c, const kp__step *s, kp_str value,
                                kp__ref ref)
{
    if (ref.number == UINT64_MAX)
        return !kp__is_plain(value);
    return kp_str_eq(kp__log_index_at(c->index, ref.number, ref.name), value) &&
           is_linked(c, s->entity, s->row, ref.number, 8);
}

/* A constant typed as a plain number or as a percentage is worth what was typed. */
static bool typed_operand_holds(kp_str value, kp_str typed)
{
    kp__num told, worth, hundred;
    bool percent = typed.n > 1 && typed.p[typed.n - 1] == '%';

    if (kp__value_kind_quick(value) != KP__NUMBER || !kp__num_parse(value, &worth) ||
        !kp__num_parse(percent ? kp_str_slice(typed, 0, typed.n - 1) : typed, &told))
        return true;
    kp__num_int(100, &hundred);
    if (percent && !kp__num_mul_exact(&worth, &hundred, &worth))
        return false;
    return kp__num_cmp(&worth, &told) == 0;
}

bool kp__operand_holds(kp__check *c, const kp__step *s, kp__operand operand)
{
    kp__ref ref = kp__ref_of(operand.ref);
    const kp__param *param;

    switch (ref.kind) {
    case KP__REF_STEP:
        return ref.number < c->nresults &&
               kp_str_eq(c->result[ref.number], operand.value);
    case KP__REF_OWN:
        return kp_str_eq(kp__value_of(c, s->entity, s->row, ref.name), operand.value);
    case KP__REF_BLOCK:
        return block_operand_holds(c, s, operand.value, ref);
    case KP__REF_PARAM:
        param = kp__skel_param(c->skel, ref.name);
        return param && kp_str_eq(param->value, operand.value);
    case KP__REF_TYPED:
        return typed_operand_holds(operand.value, ref.name);
    case KP__REF_NONE:
    case KP__NOT_A_REF:
        break;
    }
    return false;
}

bool kp__missing_settles(kp__check *c, const kp__step *s, const kp__operand *operand,
                         size_t n, kp__verdict *out)
{
    bool blank = false, absent = false;

    for (size_t i = 0; i < n; i++) {
        kp__value_kind kind = kp__value_kind_quick(operand[i].value);

        if (kind == KP__ERROR) {
            *out = kp__result_is_text(c, s, operand[i].value);
            return true;
        }
        blank = blank || kind == KP__BLANK;
        absent = absent || kind == KP__ABSENT;
    }
    if (blank)
        *out = kp__result_is_own_error(c, s, "KP5002");
    else if (absent)
        *out = kp__result_is_text(c, s, KP_STR("absent"));
    return blank || absent;
}

/* ---- arithmetic ---- */

/* An honest "out of range" cannot be told from a wrong one without the engine's limits;
 * it is only accepted where the operation may give one. */
static kp__verdict out_of_range(kp__check *c, const kp__step *s)
{
    return kp__result_is_own_error(c, s, "KP5003") == KP__RIGHT ? KP__UNKNOWN
                                                                : KP__WRONG;
}

static bool power_is_whole(const kp__num *b, int32_t *n)
{
    kp__num limit;

    kp__num_int(9999, &limit);
    if (!kp__num_is_whole(b) || kp__num_cmp(b, &limit) > 0)
        return false;
    limit.negative = true;
    if (kp__num_cmp(b, &limit) < 0)
        return false;
    kp__num whole;

    (void)kp__num_round(b, 0, KP__DOWN, &whole);
    *n = (int32_t)(whole.n ? whole.limb[0] : 0);
    *n = whole.negative ? -*n : *n;
    return true;
}

static kp__verdict check_power(kp__check *c, const kp__step *s, const kp__num *a,
                               const kp__num *b)
{
    kp__num out;
    int32_t n;

    if (!power_is_whole(b, &n))
        return KP__UNKNOWN;
    return kp__num_power(a, n, &out) ? kp__result_is(c, s, &out) : out_of_range(c, s);
}

static bool read_rounding(kp__step *s, int32_t *digits, kp__mode *mode)
{
    uint64_t n;
    kp_str column;

    if (!kp__line_next(&s->rest, &column) || !kp__read_uint(column, &n) || n > 6000)
        return false;
    *digits = (int32_t)n;
    return kp__line_next(&s->rest, &column) && kp__mode_of(column, mode);
}

static kp__verdict check_division(kp__check *c, kp__step *s, const kp__num *a,
                                  const kp__num *b)
{
    kp__num out;
    int32_t digits;
    kp__mode mode;
    bool rounds = kp_str_is(s->op, "divround");

    if (rounds && !read_rounding(s, &digits, &mode))
        return KP__WRONG;
    if (kp__num_sign(b) == 0)
        return kp__result_is_own_error(c, s, "KP5001");
    if (rounds ? !kp__num_div_round(a, b, digits, mode, &out)
               : !kp__num_div(a, b, &out))
        return out_of_range(c, s);
    return kp__result_is(c, s, &out);
}

static kp__verdict check_arithmetic(kp__check *c, kp__step *s,
                                    const kp__operand *operand, size_t n)
{
    kp__num a, b, out;
    int32_t digits;
    kp__mode mode;
    bool good = true;

    if (!kp__num_parse(operand[0].value, &a) ||
        !kp__num_parse(operand[n - 1].value, &b))
        return KP__WRONG;
    if (kp_str_is(s->op, "div") || kp_str_is(s->op, "divround"))
        return check_division(c, s, &a, &b);
    if (kp_str_is(s->op, "pow"))
        return check_power(c, s, &a, &b);
    if (kp_str_is(s->op, "add"))
        good = kp__num_add(&a, &b, &out);
    else if (kp_str_is(s->op, "sub"))
        good = kp__num_sub(&a, &b, &out);
    else if (kp_str_is(s->op, "mul"))
        good = kp__num_mul(&a, &b, &out);
    else if (kp_str_is(s->op, "min"))
        kp__num_copy(kp__num_cmp(&a, &b) <= 0 ? &a : &b, &out);
    else if (kp_str_is(s->op, "max"))
        kp__num_copy(kp__num_cmp(&a, &b) >= 0 ? &a : &b, &out);
    else if (kp_str_is(s->op, "neg")) {
        kp__num_copy(&a, &out);
        out.negative = !a.negative && a.n;
    } else {
        if (!read_rounding(s, &digits, &mode))
            return KP__WRONG;
        good = kp__num_round(&a, digits, mode, &out);
    }
    return good ? kp__result_is(c, s, &out) : out_of_range(c, s);
}

/* ---- comparisons and logic ---- */

static int order_of(kp__check *c, kp_str a, kp_str b)
{
    if (kp__value_kind_quick(a) == KP__NUMBER)
        return kp__order_of_numbers(a, b);
    if (kp__value_kind_quick(a) == KP__TEXT) {
        a = kp_str_slice(a, 1, a.n - 1);  // the closing quote must not take part
        b = kp_str_slice(b, 1, b.n - 1);
    }
    if (a.n == 0 || b.n == 0)
        return (a.n > 0) - (b.n > 0);
    if (!memchr(a.p, '\\', a.n) && !memchr(b.p, '\\', b.n))
        return kp_str_cmp(a, b);
    // Escapes would disturb the order of bytes.
    kp_buf_clear(&c->text);
    kp__unescape(a, &c->text);
    size_t cut = c->text.n;
    kp__unescape(b, &c->text);
    return kp_str_cmp((kp_str){c->text.p, cut},
                      (kp_str){c->text.p + cut, c->text.n - cut});
}

static kp__verdict check_comparison(kp__check *c, const kp__step *s,
                                    const kp__operand *operand)
{
    kp__value_kind a = kp__value_kind_quick(operand[0].value);
    kp__value_kind b = kp__value_kind_quick(operand[1].value);
    bool equality = kp_str_is(s->op, "eq") || kp_str_is(s->op, "ne");
    kp__verdict out;

    // A blank equals only another blank; in an ordering it is a fault.
    if (equality && (a == KP__BLANK || b == KP__BLANK) && a <= KP__BLANK &&
        b <= KP__BLANK)
        return kp__result_is_bool(c, s, (a == b) == kp_str_is(s->op, "eq"));
    if (kp__missing_settles(c, s, operand, 2, &out))
        return out;
    if (a != b)
        return KP__WRONG;
    // Links are ordered as their rows, which is the order of keys.
    int order = order_of(c, operand[0].value, operand[1].value);

    if (kp_str_is(s->op, "eq"))
        return kp__result_is_bool(c, s, order == 0);
    if (kp_str_is(s->op, "ne"))
        return kp__result_is_bool(c, s, order != 0);
    if (kp_str_is(s->op, "lt"))
        return kp__result_is_bool(c, s, order < 0);
    if (kp_str_is(s->op, "le"))
        return kp__result_is_bool(c, s, order <= 0);
    if (kp_str_is(s->op, "gt"))
        return kp__result_is_bool(c, s, order > 0);
    return kp__result_is_bool(c, s, order >= 0);
}

static kp__verdict check_connective(kp__check *c, const kp__step *s,
                                    const kp__operand *operand)
{
    bool deciding = kp_str_is(s->op, "or");
    kp__verdict out;

    for (int i = 0; i < 2; i++)
        if (kp_str_is(operand[i].value, deciding ? "true" : "false"))
            return kp__result_is_bool(c, s, deciding);
    if (kp__missing_settles(c, s, operand, 2, &out))
        return out;
    return kp__result_is_bool(c, s, !deciding);
}

/* if and case: the branch taken must have been decided by something with a value. */
static kp__verdict check_decision(kp__check *c, const kp__step *s,
                                  const kp__operand *operand, size_t n)
{
    kp__verdict out;

    if (kp__missing_settles(c, s, operand, 1, &out))
        return out;
    if (n == 1)
        return kp__result_is_own_error(c, s, "KP5004");
    return kp__result_is_text(c, s, operand[1].value);
}

/* ---- tables ---- */

/* The same question must have the same answer by the same rules wherever it is asked.
 */
static kp__verdict check_answer(kp__check *c, const kp__step *s, kp_str question)
{
    kp__answer here = {s->result, s->rest.more ? s->rest.rest : (kp_str){0}};
    size_t at, old;

    if (!kp_map_get(&c->answers, question, &at)) {
        c->answer = kp_arena_grow(c->arena, c->answer, &c->answers_cap, c->nanswers + 1,
                                  sizeof *c->answer);
        c->answer[c->nanswers] = here;
        (void)kp_map_put(&c->answers, kp_str_copy(c->arena, question), c->nanswers++,
                         &old);
        return KP__RIGHT;
    }
    if (!kp_str_eq(here.rules, c->answer[at].rules))
        return KP__WRONG;
    // Errors name the row they began in, which differs.
    if (kp__value_kind_quick(s->result) == KP__ERROR &&
        kp__value_kind_quick(c->answer[at].result) == KP__ERROR)
        return KP__RIGHT;
    return kp__result_is_text(c, s, c->answer[at].result);
}

static kp__verdict check_table(kp__check *c, kp__step *s)
{
    kp__operand operand;
    kp_str table, output, column;
    bool spoiled = false;
    uint64_t n;

    if (!kp__line_next(&s->rest, &table) || !kp__line_next(&s->rest, &output) ||
        !kp__line_next(&s->rest, &column) || !kp__read_uint(column, &n))
        return KP__WRONG;
    kp_buf_clear(&c->text);
    kp_buf_str(&c->text, table);
    kp_buf_char(&c->text, '\t');
    kp_buf_str(&c->text, output);
    for (; n > 0; n--) {
        if (!kp__line_next(&s->rest, &operand.value) ||
            !kp__line_next(&s->rest, &operand.ref) || !kp__operand_holds(c, s, operand))
            return KP__WRONG;
        kp__value_kind kind = kp__value_kind_quick(operand.value);

        spoiled = spoiled || kind == KP__ERROR || kind == KP__ABSENT;
        kp_buf_char(&c->text, '\t');
        kp_buf_str(&c->text, operand.value);
    }
    if (spoiled)
        return kp__is_plain(s->result) ? KP__WRONG : KP__RIGHT;
    return check_answer(c, s, kp_buf_view(&c->text));
}

/* ---- all of them ---- */

static kp__verdict check_unary_logic(kp__check *c, const kp__step *s,
                                     kp__operand operand)
{
    kp__verdict out;
    kp__value_kind kind = kp__value_kind_quick(operand.value);

    if (kp_str_is(s->op, "isblank") && kind != KP__ERROR)
        return kp__result_is_bool(c, s, kind == KP__BLANK);
    if (kp__missing_settles(c, s, &operand, 1, &out))
        return out;
    return kp__result_is_bool(c, s, kp_str_is(operand.value, "false"));
}

static bool is_one_of(kp_str op, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kp_str_is(op, words[i]))
            return true;
    return false;
}

/* How many columns behind the operands belong to the operation itself. */
static size_t trailing_columns(kp_str op)
{
    return kp_str_is(op, "round") || kp_str_is(op, "divround") ? 2 : 0;
}

static size_t count_columns(kp__line line)
{
    size_t n = 0;
    kp_str c;

    while (kp__line_next(&line, &c))
        n++;
    return n;
}

static bool read_operands(kp__check *c, kp__step *s, kp__operand *operand, size_t *n)
{
    size_t columns = count_columns(s->rest) - trailing_columns(s->op);

    *n = columns / 2;
    if (*n == 0 || *n > KP__MAX_OPERANDS)
        return false;
    for (size_t i = 0; i < *n; i++)
        if (!kp__line_next(&s->rest, &operand[i].value) ||
            !kp__line_next(&s->rest, &operand[i].ref) ||
            !kp__operand_holds(c, s, operand[i]))
            return false;
    return true;
}

kp__verdict kp__recheck_operation(kp__check *c, kp__step *s)
{
    static const char *const comparisons[] = {"eq", "ne", "lt", "le", "gt", "ge"};
    kp__operand operand[KP__MAX_OPERANDS];
    kp__verdict out;
    kp_str name;
    size_t n;

    if (kp_str_is(s->op, "table"))
        return check_table(c, s);
    bool call = kp_str_is(s->op, "call");
    if (call && !kp__line_next(&s->rest, &name))
        return KP__WRONG;
    if (!read_operands(c, s, operand, &n))
        return KP__WRONG;
    if (call)
        return kp__recheck_call(c, s, name, operand, n);
    if (kp_str_is(s->op, "copy"))
        return kp__result_is_text(c, s, operand[0].value);
    if (kp_str_is(s->op, "if") || kp_str_is(s->op, "case"))
        return check_decision(c, s, operand, n);
    if (kp_str_is(s->op, "not") || kp_str_is(s->op, "isblank"))
        return check_unary_logic(c, s, operand[0]);
    if (n == 2 && (kp_str_is(s->op, "and") || kp_str_is(s->op, "or")))
        return check_connective(c, s, operand);
    if (n == 2 && is_one_of(s->op, comparisons, 6))
        return check_comparison(c, s, operand);
    if (kp__missing_settles(c, s, operand, n, &out))
        return out;
    return check_arithmetic(c, s, operand, n);
}
