/* parse_tests.c - condition cells of a decision table (rules.md, section 2).
 *
 * A cell is ANY, an expression behind "=", a negated list, or a list of items; most are
 * one item.  Commas are the trouble: they separate items, they stand inside intervals,
 * and they group digits.  Where two readings are possible the cell is refused with
 * both.
 */
#include "rules/expr/parse_tests.h"

#include "rules/read/chars.h"

static uint32_t peek(const kp__tests *t, size_t at)
{
    return kp__peek(t->p.lex.src, at);
}

static size_t behind(const kp__tests *t, size_t at)
{
    kp__take(t->p.lex.src, &at);
    return at;
}

/* ---- lists ---- */

static bool has_order(const kp__tests *t)
{
    return t->domain == KP_TEST_NUMBER || t->domain == KP_TEST_DATE;
}

/* The character as typed: 、 is no comma here. */
static uint32_t typed_at(const kp__tests *t, size_t at)
{
    return at < t->p.lex.src.n ? kp_utf8_next(t->p.lex.src, &at) : 0;
}

static bool is_separator(const kp__tests *t, size_t at)
{
    uint32_t point = peek(t, at);

    return point == ',' || point == ';';  // 、 reads as a comma
}

kp__commas kp__commas_at(const kp__tests *t, size_t at, size_t *end)
{
    size_t run = 0, first = 0, ngroups = 0, nthrees = 0;
    bool last_zero = false, padded = false;  // 100,00: no list of numbers is written so

    for (;; at = behind(t, at)) {
        uint32_t point = typed_at(t, at);

        if (kp__is_digit(kp__half(point))) {
            padded = padded || (ngroups && run == 1 && last_zero);
            last_zero = kp__half(point) == '0' && run == 0;
            run++;
            continue;
        }
        if (ngroups == 0)
            first = run;
        else
            nthrees += run == 3;
        if ((point != ',' && point != 0xFF0C) || !kp__is_digit(peek(t, behind(t, at))))
            break;
        ngroups++;
        run = 0;
    }
    *end = at;
    if (ngroups == 0)
        return KP__COMMAS_NONE;
    if (padded && nthrees == 0)
        return KP__COMMAS_MIXED;
    if (first > 3 || nthrees == 0)
        return KP__COMMAS_LIST;
    return nthrees == ngroups ? KP__COMMAS_GROUPS : KP__COMMAS_MIXED;
}

/* Behind the bracket that closes the one at `at`, or the end: then it is never closed.
 */
static size_t behind_bracket(const kp__tests *t, size_t at, size_t to)
{
    for (at = behind(t, at); at < to; at = behind(t, at)) {
        uint32_t point = peek(t, at);

        if (point == ')' || point == ']' || point == '[' || point == 0x3011)
            return behind(t, at);
    }
    return to;
}

/* Behind what at the start of an item hides separators: a bracket, a quoted text. */
static size_t behind_opening(kp__tests *t, kp__piece rest)
{
    kp_op op;
    size_t sign = kp__leading_sign(t, rest, &op);
    size_t open = kp__piece_trim(t, (kp__piece){rest.from + sign, rest.to}).from;
    uint32_t point = peek(t, rest.from);
    kp_str text;

    open = peek(t, open) == '~' ? behind(t, open) : open;
    if (t->domain == KP_TEST_TEXT && kp__is_quote(peek(t, open)))
        return kp__read_quoted(t, open, &text);
    if (has_order(t) &&
        (point == '[' || point == ']' || point == '(' || point == 0x3010))
        return behind_bracket(t, rest.from, rest.to);
    return rest.from;
}

/* A number's commas belong to it, unless they can only be separators. */
static size_t behind_number(kp__tests *t, size_t at)
{
    size_t end;

    if (at < t->list_end)
        return at;  // settled when the run began
    kp__commas commas = kp__commas_at(t, at, &end);
    if (commas == KP__COMMAS_MIXED)
        kp__refuse_commas(t, (kp__piece){at, end});
    if (commas == KP__COMMAS_GROUPS) {
        if (t->grouped.to == 0)
            t->grouped = (kp__piece){at, end};
        return end;
    }
    t->list_end = end;
    return at;
}

/* Where the item that begins at rest.from ends.  Brackets and curly marks inside a text
 * hide separators: 管委会（办公室、财政局） is one. */
static size_t item_end(kp__tests *t, kp__piece rest)
{
    int depth = 0;
    bool in_number = false, text = t->domain == KP_TEST_TEXT;
    size_t at = behind_opening(t, rest);

    while (at < rest.to && !t->p.failed) {
        uint32_t point = peek(t, at);

        if (t->domain == KP_TEST_NUMBER && kp__is_digit(point) && !in_number) {
            in_number = true;
            at = behind_number(t, at);
            continue;
        }
        in_number = in_number && kp__is_digit(point);
        depth += text && (point == '(' || point == 0x201C);
        depth -= text && (point == ')' || point == 0x201D) && depth > 0;
        if (depth == 0 && is_separator(t, at))
            break;
        at = behind(t, at);
    }
    return at < rest.to ? at : rest.to;
}

/* Digits grouped by commas are for a cell that holds one number. */
static bool groups_in_list(kp__tests *t, bool several)
{
    if (t->grouped.to == 0 || !several)
        return false;
    kp__piece_fault(t, KP3076, t->grouped, kp__piece_text(t, t->grouped),
                    kp__without_commas(t, t->grouped), KP_NONE);
    return true;
}

static void read_items(kp__tests *t, kp__piece span, kp__children *list)
{
    size_t from = span.from, mark = span.from;

    for (;;) {
        size_t start = kp__piece_trim(t, (kp__piece){from, span.to}).from;
        size_t end = item_end(t, (kp__piece){start, span.to});
        bool last = end >= span.to;
        kp__piece item = kp__piece_trim(t, (kp__piece){from, end});

        mark = last ? mark : end;
        if (item.from == item.to)
            kp__piece_fault(t, KP3067, (kp__piece){mark, behind(t, mark)}, KP_NONE,
                            KP_NONE, KP_NONE);
        if (t->p.failed || groups_in_list(t, list->n > 1 || !last))
            return;
        kp__add_child(&t->p, list, kp__read_item(t, item), KP_NONE);
        if (last)
            return;
        from = behind(t, end);
    }
}

/* ---- cells ---- */

/* Behind the "…" at `at`; behind its first mark when it never ends. */
static size_t behind_quoted(const kp__tests *t, size_t at, size_t to)
{
    kp_str src = t->p.lex.src;

    for (size_t i = at + 1; i < to; i++) {
        if (src.p[i] == '"')
            return i + 1;
        i += src.p[i] == '\\';
    }
    return at + 1;
}

/* The bracket that opens at span.from closes at span.to, and nowhere before. */
static bool is_wrapped(const kp__tests *t, kp__piece span)
{
    int depth = 0;

    for (size_t at = span.from; at < span.to;) {
        uint32_t point = peek(t, at);

        if (typed_at(t, at) == '"') {
            at = behind_quoted(t, at, span.to);
            continue;
        }
        depth += point == '(';
        depth -= point == ')';
        at = behind(t, at);
        if (depth == 0)
            return point == ')' && at == span.to;
    }
    return false;
}

static size_t before_last(const kp__tests *t, kp__piece span)
{
    return span.to - (t->p.lex.src.p[span.to - 1] == ')' ? 1 : 3);  // ) or ）
}

/* The inside of 非 … or not(…); false when the cell is no negation.  Behind a blank,
 * (80,90) in a number column is an interval. */
static bool strip_negation(const kp__tests *t, kp__piece *span)
{
    size_t at = kp__behind_word(t, span->from, *span, "非");

    if (at == SIZE_MAX)
        at = kp__behind_word(t, span->from, *span, "not");
    if (at == SIZE_MAX || at == span->to)
        return false;
    uint32_t next = peek(t, at);
    kp__piece inside = kp__piece_trim(t, (kp__piece){at, span->to});
    bool wrapped = has_order(t) ? next == '(' && kp__ends_with_paren(t, inside)
                                : is_wrapped(t, inside);

    if (!wrapped && !kp__is_blank(next))
        return false;
    if (wrapped)
        inside = (kp__piece){behind(t, inside.from), before_last(t, inside)};
    *span = kp__piece_trim(t, inside);
    return true;
}

static bool is_any(kp__tests *t, kp__piece span)
{
    static const char *const words[] = {"-", "—", "——", "–", "―", "任意"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (kp__behind_word(t, span.from, span, words[i]) == span.to)
            return true;
    return span.from == span.to;
}

/* "=…": whatever the expression gives must equal the value of the column. */
static kp_ast *read_formula(kp__tests *t, kp__piece span)
{
    size_t at = behind(t, span.from);
    uint32_t next = peek(t, at);
    kp__piece signs = {span.from, behind(t, at)};

    if (next == '=' || next == '<' || next == '>') {
        kp__piece_fault(t, KP3020, signs, kp__piece_text(t, signs),
                        next == '='   ? KP_STR("=")
                        : next == '<' ? KP_STR("<=")
                                      : KP_STR(">="),
                        KP_NONE);
        return NULL;
    }
    kp_ast *test = kp__piece_node(t, KP_AST_TEST, span);
    test->op = KP_OP_EQ;
    t->p.lex.at = at;
    kp__parser_start(&t->p);
    kp_ast *value = kp__expression(&t->p, KP__LOOSE);
    kp__expect_end(&t->p);
    return kp__with_args(&t->p, test, value, NULL, NULL);
}

/* "~…": a regular expression to the end of the cell. */
static kp_ast *read_regex(kp__tests *t, kp__piece span)
{
    kp__piece rest = kp__piece_trim(t, (kp__piece){behind(t, span.from), span.to});

    if (rest.from == rest.to) {
        kp__piece_fault(t, KP3075, span, KP_NONE, KP_NONE, KP_NONE);
        return NULL;
    }
    return kp__pattern_node(t, span, kp__piece_text(t, rest));
}

static bool is_regex(const kp__tests *t, kp__piece span)
{
    return t->domain == KP_TEST_TEXT && peek(t, span.from) == '~' &&
           !kp__is_quote(peek(t, behind(t, span.from)));
}

/* Below a heading with a comparison stands one value and nothing else. */
static kp_ast *read_plain_cell(kp__tests *t, kp__piece span, kp_op op)
{
    kp__piece inside = span;
    kp_op sign;
    bool percent,
        more = kp__leading_sign(t, span, &sign) > 0 || strip_negation(t, &inside);
    kp_ast *value;

    if (t->domain == KP_TEST_TEXT)
        more = more || is_regex(t, span) || item_end(t, span) < span.to;
    else if (!kp__reads_as_value(t, span))
        more = more || kp__says_more_than_a_value(t, span);
    if (t->p.failed)
        return NULL;
    value = more                        ? NULL
            : t->domain == KP_TEST_TEXT ? kp__plain_text_item(t, span)
                                        : kp__plain_value(t, span, &percent);
    if (more || (value != NULL && value->kind == KP_AST_PATTERN)) {
        kp__piece_fault(t, KP3064, span, kp__piece_text(t, span), KP_NONE, KP_NONE);
        return NULL;
    }
    return kp__test_node(t, op, span, value);
}

/* Most cells of most tables are one item: they cost one node and no list. */
static bool is_one_item(kp__tests *t, kp__piece span)
{
    return span.from < span.to && item_end(t, span) == span.to;
}

/* ">=80", "80以上": the end that such an item has; NULL when it has both, or none. */
static const kp_ast *only_end(const kp_ast *item, bool low)
{
    if (item->kind == KP_AST_INTERVAL)
        return item->arg[low] ? NULL : item->arg[!low];
    if (item->kind != KP_AST_TEST)
        return NULL;
    return (low ? item->op == KP_OP_GE || item->op == KP_OP_GT
                : item->op == KP_OP_LE || item->op == KP_OP_LT)
               ? item->arg[0]
               : NULL;
}

static bool is_below(const kp_ast *a, const kp_ast *b)
{
    if (a->kind == KP_AST_NUMBER && b->kind == KP_AST_NUMBER)
        return kp_dec_cmp(a->num, b->num) <= 0;
    // Dates are kept in a spelling that sorts.
    return a->kind == KP_AST_AT && b->kind == KP_AST_AT &&
           kp_str_cmp(a->text, b->text) <= 0;
}

/* ">=80,<90": of a list one item is enough, so that this would let everything pass. */
static bool refuse_everything(kp__tests *t, kp__piece span, const kp__children *list)
{
    const kp_ast *low = NULL, *high = NULL, *end;

    for (uint32_t k = 0; k < list->n && !t->p.failed; k++) {
        if (!list->items[k])
            continue;
        if ((end = only_end(list->items[k], true)) && (!low || is_below(end, low)))
            low = end;
        if ((end = only_end(list->items[k], false)) && (!high || is_below(high, end)))
            high = end;
    }
    if (!low || !high || !is_below(low, high))
        return false;
    kp__piece_fault(t, KP3070, span, kp__piece_text(t, span), KP_NONE, KP_NONE);
    return true;
}

static kp_ast *read_list(kp__tests *t, kp__piece span)
{
    kp__piece inside = span;
    bool negated = strip_negation(t, &inside);
    kp__children list = {0};

    if (!negated && is_one_item(t, span))
        return t->p.failed ? NULL : kp__read_item(t, span);
    if (!negated)
        kp__add_child(&t->p, &list, NULL, KP_NONE);
    read_items(t, inside, &list);
    if (refuse_everything(t, span, &list))
        return NULL;
    kp_ast *node = kp__piece_node(t, negated ? KP_AST_NONE_OF : KP_AST_IN, span);
    node->nargs = list.n;
    node->arg = list.items;
    return node;
}

static kp_ast *read_condition(kp__tests *t, kp__piece span, kp_op header_op)
{
    if (is_any(t, span))
        return kp__piece_node(t, KP_AST_ANY, span);
    if (header_op != KP_OP_CONCAT)
        return read_plain_cell(t, span, header_op);
    if (peek(t, span.from) == '=')
        return read_formula(t, span);
    return is_regex(t, span) ? read_regex(t, span) : read_list(t, span);
}

kp_ast *kp_parse_tests(kp_arena *arena, const kp_parse_where *where, kp_str text,
                       kp_test_domain domain, kp_unit unit, kp_op header_op,
                       kp_diags *diags)
{
    kp__tests t = {.domain = domain, .unit = unit};

    if (!kp__parser_open(&t.p, arena, where, text, KP3078, diags))
        return NULL;
    kp__piece whole = kp__piece_trim(&t, (kp__piece){0, text.n});
    kp_ast *tree = read_condition(&t, whole, header_op);
    return t.p.failed ? NULL : tree;
}
