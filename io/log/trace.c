/* trace.c - strict reading of one block of run.trace.
 *
 * The shape of a step follows from its operation; a table says it, one letter a part:
 *
 *   o operand: value and reference     O the same, or "-" and "-"
 *   u number    n amount or "-"    p pool number or "-"    g group    w word
 *   t text      d digits of the result
 *   + any number of operands, at least those before it
 *   T a count and so many operands, a count and so many rules (text, cell, text)
 *   L a count and so many listed children     W the same with weights
 */
#include "io/log/trace.h"

#include <string.h>

bool kp__heading_read(kp_str text, kp__heading *out)
{
    kp__line line = kp__line_of(text);
    kp_str tag, index;

    return kp__line_next(&line, &tag) && kp_str_is(tag, "B") &&
           kp__line_next(&line, &index) && kp__read_uint(index, &out->index) &&
           kp__line_next(&line, &out->entity) && kp__line_next(&line, &out->key) &&
           kp__line_next(&line, &out->salt) && !line.more;
}

size_t kp__block_end(kp_str trace, size_t at)
{
    for (;;) {
        const char *lf = at < trace.n ? memchr(trace.p + at, '\n', trace.n - at) : NULL;

        if (!lf)
            return trace.n;
        at = (size_t)(lf - trace.p) + 1;
        if (at + 1 < trace.n && trace.p[at] == 'B' && trace.p[at + 1] == '\t')
            return at;
    }
}

static bool wrong(kp__block_check *c, kp_code code, kp_str found)
{
    c->code = code;
    c->found = found;
    c->at = (size_t)(found.p - c->text.p);
    return false;
}

static bool next(kp__block_check *c, kp__line *line, kp_str *out)
{
    kp_str rest = line->rest;

    return kp__line_next(line, out) || wrong(c, KP6212, rest);
}

static bool is_dense(kp__block_check *c, kp_str column, uint64_t expected)
{
    uint64_t n;

    return (kp__read_uint(column, &n) && n == expected) || wrong(c, KP6214, column);
}

/* ---- steps ---- */

typedef struct shape {
    const char *op, *parts;
} shape;

static const shape shapes[] = {
    {"add", "oo"},
    {"sub", "oo"},
    {"mul", "oo"},
    {"div", "oo"},
    {"pow", "oo"},
    {"neg", "o"},
    {"min", "oo"},
    {"max", "oo"},
    {"round", "odw"},
    {"divround", "oodw"},
    {"eq", "oo"},
    {"ne", "oo"},
    {"lt", "oo"},
    {"le", "oo"},
    {"gt", "oo"},
    {"ge", "oo"},
    {"and", "oo"},
    {"or", "oo"},
    {"not", "o"},
    {"isblank", "o"},
    {"if", "o+"},
    {"case", "o+"},
    {"table", "ttT"},
    {"call", "t+"},
    {"copy", "o"},
    {"sum", "uuL"},
    {"count", "uuL"},
    {"any", "uuL"},
    {"all", "uuL"},
    {"median", "uuL"},
    {"weighted-sum", "uuW"},
    {"weights", "uuW"},
    {"rank", "gu+"},
    {"quota", "guoOOO+"},
    {"allocate", "gpOoOOnnnuw"},
};

/* min and max are operations and aggregates; the column after the result tells: a
 * count has no reference behind it. */
static const shape least_of_many = {"min", "uuL"}, most_of_many = {"max", "uuL"};

static const shape *shape_of(kp_str op, bool aggregate)
{
    if (aggregate && kp_str_is(op, "min"))
        return &least_of_many;
    if (aggregate && kp_str_is(op, "max"))
        return &most_of_many;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (kp_str_is(op, shapes[i].op))
            return &shapes[i];
    return NULL;
}

typedef struct step {
    kp__block_check *check;
    kp__line line;
    uint64_t number;
    kp_str result;
    bool digits_told;
} step;

static bool take(step *s, kp_str *out)
{
    return next(s->check, &s->line, out);
}

static bool take_number(step *s, uint64_t *out)
{
    kp_str c;

    return take(s, &c) && (kp__read_uint(c, out) || wrong(s->check, KP6213, c));
}

static bool ref_stands(const step *s, kp__ref ref)
{
    switch (ref.kind) {
    case KP__REF_STEP:
        return ref.number < s->number;
    case KP__REF_BLOCK:
        return ref.number == UINT64_MAX || ref.number < s->check->skel->nblocks;
    case KP__REF_OWN:
    case KP__REF_PARAM:
    case KP__REF_TYPED:
        return true;
    case KP__REF_NONE:
    case KP__NOT_A_REF:
        break;
    }
    return false;
}

static bool take_operand(step *s, bool optional)
{
    kp_str value, ref;

    if (!take(s, &value) || !take(s, &ref))
        return false;
    if (optional && kp_str_is(value, "-") && kp_str_is(ref, "-"))
        return true;
    if (kp__value_kind_of(value) == KP__NOT_A_VALUE)
        return wrong(s->check, KP6213, value);
    return ref_stands(s, kp__ref_of(ref)) || wrong(s->check, KP6218, ref);
}

static bool take_text(step *s)
{
    kp_str c;

    return take(s, &c) && (kp__is_free(c) || wrong(s->check, KP6213, c));
}

static bool take_rules(step *s)
{
    uint64_t n;
    kp_str cell;

    if (!take_number(s, &n))
        return false;
    for (; n > 0; n--) {
        if (!take_text(s) || !take(s, &cell))
            return false;
        if (!kp__is_cell(cell))
            return wrong(s->check, KP6213, cell);
        if (!take_text(s))
            return false;
    }
    return true;
}

static bool take_operands(step *s)
{
    uint64_t n;

    if (!take_number(s, &n))
        return false;
    for (; n > 0; n--)
        if (!take_operand(s, false))
            return false;
    return true;
}

static bool take_children(step *s, bool weights)
{
    uint64_t n;
    kp_str weight;

    if (!take_number(s, &n))
        return false;
    for (; n > 0; n--) {
        if (!take_operand(s, false))
            return false;
        if (!weights)
            continue;
        if (!take(s, &weight))
            return false;
        if (kp__value_kind_of(weight) == KP__NOT_A_VALUE)
            return wrong(s->check, KP6213, weight);
    }
    return true;
}

static bool take_group(step *s)
{
    kp_str c;
    uint64_t block;

    if (!take(s, &c))
        return false;
    if (kp_str_is(c, "-") || kp_str_is(c, "all"))
        return true;
    return (c.n > 1 && c.p[0] == '@' &&
            kp__read_uint(kp_str_slice(c, 1, c.n), &block) &&
            block < s->check->skel->nblocks) ||
           wrong(s->check, KP6218, c);
}

/* The digits that a rounding keeps are the digits its result shows. */
static bool take_digits(step *s)
{
    uint64_t n;
    kp_str c;

    if (!take(s, &c))
        return false;
    if (!kp__read_uint(c, &n))
        return wrong(s->check, KP6213, c);
    s->digits_told = true;
    if (kp__value_kind_quick(s->result) == KP__NUMBER &&
        kp__decimals_of(s->result) != n)
        return wrong(s->check, KP6213, s->result);
    return true;
}

static bool take_part(step *s, char part)
{
    kp_str c;
    uint64_t n;

    switch (part) {
    case 'o':
        return take_operand(s, false);
    case 'O':
        return take_operand(s, true);
    case 'u':
        return take_number(s, &n);
    case 'n':
        return take(s, &c) &&
               (kp_str_is(c, "-") || kp__is_number(c) || wrong(s->check, KP6213, c));
    case 'p':
        return take(s, &c) && (kp_str_is(c, "-") ||
                               (kp__read_uint(c, &n) && n < s->check->skel->npools) ||
                               wrong(s->check, KP6218, c));
    case 'w':
        return take(s, &c) && (kp__is_word(c) || wrong(s->check, KP6213, c));
    case 'g':
        return take_group(s);
    case 't':
        return take_text(s);
    case 'd':
        return take_digits(s);
    case 'T':
        return take_operands(s) && take_rules(s);
    case 'L':
    case 'W':
        return take_children(s, part == 'W');
    case '+':
        while (s->line.more)
            if (!take_operand(s, false))
                return false;
        return true;
    default:
        return false;
    }
}

static bool check_step(kp__block_check *c, kp_str text, uint64_t number,
                       const kp__field *field)
{
    step s = {.check = c, .line = kp__line_of(text), .number = number};
    kp_str tag, n, op;

    if (!take(&s, &tag) || !take(&s, &n) || !is_dense(c, n, number) || !take(&s, &op) ||
        !take(&s, &s.result))
        return false;
    const shape *as = shape_of(op, field->origin == KP__AGGREGATE);
    if (!as)
        return wrong(c, KP6219, op);
    kp__value_kind kind = kp__value_kind_of(s.result);
    if (kind == KP__NOT_A_VALUE)
        return wrong(c, KP6213, s.result);
    for (const char *part = as->parts; *part; part++)
        if (!take_part(&s, *part))
            return false;
    if (s.line.more)
        return wrong(c, KP6212, s.line.rest);
    // Results of formulas are spelled shortest; those of columns like their field.
    if (kind == KP__NUMBER && !s.digits_told && field->origin == KP__FORMULA &&
        !kp_str_is(op, "copy") && !kp__is_short(s.result))
        return wrong(c, KP6213, s.result);
    c->steps++;
    return true;
}

/* ---- values ---- */

static bool value_fits(const kp__field *field, kp_str value)
{
    kp__value_kind kind = kp__value_kind_of(value);

    if (kind == KP__BLANK || kind == KP__ABSENT || kind == KP__ERROR)
        return true;
    if (kind != field->kind)
        return false;
    if (kind != KP__NUMBER)
        return true;
    return field->decimals < 0 ? kp__is_short(value)
                               : kp__decimals_of(value) == (uint32_t)field->decimals;
}

static bool check_cell(kp__block_check *c, kp__line *line)
{
    kp_str file, sheet, cell;

    if (!next(c, line, &file) || !next(c, line, &sheet) || !next(c, line, &cell))
        return false;
    if (!kp__is_free(file) || !kp__is_free(sheet))
        return wrong(c, KP6213, file);
    return (kp__is_cell(cell) && !kp_str_is(cell, "-")) || wrong(c, KP6213, cell);
}

static bool is_one_of(kp_str c, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kp_str_is(c, words[i]))
            return true;
    return false;
}

static bool check_history(kp__block_check *c, kp__line *line, kp_str origin)
{
    static const char *const kinds[] = {"last", "ytd", "last-year"};
    kp_str kind, from;

    if (!kp_str_is(origin, "history"))
        return wrong(c, KP6213, origin);
    if (!next(c, line, &kind) || !next(c, line, &from))
        return false;
    if (!is_one_of(kind, kinds, 3))
        return wrong(c, KP6213, kind);
    if (kp_str_is(from, "cell"))
        return check_cell(c, line);
    return kp_str_is(from, "run") || wrong(c, KP6213, from);
}

static bool check_input(kp__block_check *c, kp__line *line, kp_str origin)
{
    static const char *const policies[] = {"error", "zero", "absent", "carry", "blank"};
    kp_str policy;

    if (kp_str_is(origin, "cell"))
        return check_cell(c, line);
    if (kp_str_is(origin, "derived"))
        return true;
    if (kp_str_is(origin, "history"))  // a row that only the previous run has
        return check_history(c, line, origin);
    if (!kp_str_is(origin, "default"))
        return wrong(c, KP6213, origin);
    return next(c, line, &policy) &&
           (is_one_of(policy, policies, 5) || wrong(c, KP6213, policy));
}

static bool check_origin(kp__block_check *c, kp__line *line, const kp__field *field)
{
    static const char *const words[] = {"input", "formula",  "aggregate", "rank",
                                        "quota", "allocate", "history"};
    kp_str origin;

    if (!next(c, line, &origin))
        return false;
    if (field->origin == KP__INPUT)
        return check_input(c, line, origin);
    if (field->origin == KP__HISTORY)
        return check_history(c, line, origin);
    return kp_str_is(origin, words[field->origin]) || wrong(c, KP6213, origin);
}

static bool check_value(kp__block_check *c, kp_str text, uint64_t number,
                        const kp__field *field)
{
    kp__line line = kp__line_of(text);
    kp_str tag, n, name, value;

    if (!next(c, &line, &tag) || !next(c, &line, &n) || !is_dense(c, n, number) ||
        !next(c, &line, &name))
        return false;
    if (!kp_str_eq(name, field->name))
        return wrong(c, KP6217, name);
    if (!next(c, &line, &value))
        return false;
    if (!value_fits(field, value))
        return wrong(c, KP6213, value);
    if (!check_origin(c, &line, field))
        return false;
    c->values++;
    return !line.more || wrong(c, KP6212, line.rest);
}

/* ---- a block ---- */

static bool take_line(kp__block_check *c, size_t *at, kp_str *line)
{
    size_t from = *at;

    c->lines++;
    return kp__text_line(c->text, at, line) ||
           wrong(c, KP6211, kp_str_slice(c->text, from, c->text.n));
}

static bool next_is(const kp__block_check *c, size_t at, char tag)
{
    return at + 1 < c->text.n && c->text.p[at] == tag && c->text.p[at + 1] == '\t';
}

static bool check_heading(kp__block_check *c, kp_str line, const kp__entity *entity,
                          kp__heading *heading)
{
    if (!kp__heading_read(line, heading) || !kp__is_text(heading->key))
        return wrong(c, KP6211, line);
    if (heading->index != c->index)
        return wrong(c, KP6214, line);
    if (!kp_str_eq(heading->entity, entity->name))
        return wrong(c, KP6217, heading->entity);
    return true;
}

static bool check_field(kp__block_check *c, size_t *at, uint64_t number,
                        const kp__field *field)
{
    bool has_steps = field->origin != KP__INPUT && field->origin != KP__HISTORY;
    uint64_t steps = 0;
    kp_str line;

    if (!next_is(c, *at, 'V')) {
        c->lines++;
        return wrong(c, KP6211, kp_str_slice(c->text, *at, c->text.n));
    }
    if (!take_line(c, at, &line) || !check_value(c, line, number, field))
        return false;
    for (; next_is(c, *at, 'S'); steps++)
        if (!take_line(c, at, &line) || !check_step(c, line, steps, field))
            return false;
    return (steps > 0) == has_steps ||
           wrong(c, KP6219, kp_str_slice(c->text, *at, *at));
}

bool kp__block_is_spelled(kp__block_check *c, kp__heading *heading)
{
    const kp__entity *entity = kp__skel_owner(c->skel, c->index);
    size_t at = 0;
    kp_str line;

    if (!entity)
        return wrong(c, KP6214, c->text);
    if (!take_line(c, &at, &line) || !check_heading(c, line, entity, heading))
        return false;
    for (size_t i = 0; i < entity->nfields; i++)
        if (!check_field(c, &at, i, &entity->field[i]))
            return false;
    if (at == c->text.n)
        return true;
    c->lines++;
    return wrong(c, KP6211, kp_str_slice(c->text, at, c->text.n));
}
