/* parse_items.c - the items of condition cells: plain values, texts, wildcards.
 *
 * What a number, a date or a yes typed by HR means is settled in one place, cell.h;
 * here its verdict becomes a node or a message that knows what conditions look like.
 */
#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/expr/parse_tests.h"
#include "rules/read/cell.h"
#include "rules/read/chars.h"

/* ---- spans ---- */

kp_str kp__piece_text(const kp__tests *t, kp__piece span)
{
    return kp_str_slice(t->p.lex.src, span.from, span.to);
}

kp__piece kp__piece_trim(const kp__tests *t, kp__piece span)
{
    kp_str inner = kp__trim(kp__piece_text(t, span));
    size_t from = inner.n > 0 ? (size_t)(inner.p - t->p.lex.src.p) : span.from;

    return (kp__piece){from, from + inner.n};
}

kp_ast *kp__piece_node(kp__tests *t, kp_ast_kind kind, kp__piece span)
{
    kp_ast *node = kp__node(&t->p, kind, (uint32_t)span.from);

    node->len = (uint32_t)(span.to - span.from);
    return node;
}

void kp__piece_fault(kp__tests *t, kp_code code, kp__piece span, kp_str arg1,
                     kp_str arg2, kp_str arg3)
{
    kp__fault(&t->p, code, span.from, span.to - span.from, arg1, arg2, arg3);
}

kp_ast *kp__test_node(kp__tests *t, kp_op op, kp__piece span, kp_ast *value)
{
    kp_ast *node = kp__piece_node(t, KP_AST_TEST, span);

    if (value == NULL)
        return NULL;
    node->op = op;
    node->nargs = 1;
    node->arg = KP_NEW(t->p.arena, kp_ast *);
    node->arg[0] = value;
    return node;
}

static uint32_t peek(const kp__tests *t, size_t at)
{
    return kp__peek(t->p.lex.src, at);
}

static size_t behind(const kp__tests *t, size_t at)
{
    kp__take(t->p.lex.src, &at);
    return at;
}

size_t kp__behind_word(const kp__tests *t, size_t at, kp__piece within,
                       const char *word)
{
    kp_str w = kp_str_of(word);

    for (size_t i = 0; i < w.n;) {
        uint32_t want = kp__take(w, &i);

        if (at >= within.to || kp__take(t->p.lex.src, &at) != want)
            return SIZE_MAX;
    }
    return at <= within.to ? at : SIZE_MAX;
}

size_t kp__leading_sign(const kp__tests *t, kp__piece span, kp_op *op)
{
    static const struct {
        const char *spelling;
        kp_op op;
    } signs[] = {
        {">=", KP_OP_GE}, {"<=", KP_OP_LE}, {"!=", KP_OP_NE}, {"<>", KP_OP_NE},
        {"≥", KP_OP_GE},  {"≤", KP_OP_LE},  {"≧", KP_OP_GE},  {"≦", KP_OP_LE},
        {"≠", KP_OP_NE},  {">", KP_OP_GT},  {"<", KP_OP_LT},  {"=", KP_OP_EQ},
    };

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t end = kp__behind_word(t, span.from, span, signs[i].spelling);

        if (end == SIZE_MAX)
            continue;
        *op = signs[i].op;
        return end - span.from;
    }
    return 0;
}

/* ---- plain values ---- */

static kp_kind kind_of_domain(kp_test_domain domain)
{
    switch (domain) {
    case KP_TEST_NUMBER:
        return KP_NUM;
    case KP_TEST_TEXT:
        return KP_TEXT;
    case KP_TEST_DATE:
        return KP_DATE;
    case KP_TEST_BOOL:
        return KP_BOOL;
    }
    return KP_TEXT;
}

/* Canonical dates are written @"2025-03-01"; the inner text is what is read. */
static kp_str value_text(kp__tests *t, kp__piece span)
{
    kp_str text = kp__piece_text(t, span);

    if (t->domain != KP_TEST_DATE || peek(t, span.from) != '@')
        return text;
    kp_lexer lex = {.arena = t->p.arena, .src = text};
    kp_lex_next(&lex);
    kp_token inner = kp_lex_next(&lex);
    bool whole = inner.kind == KP_TOK_TEXT && lex.at == text.n;
    return whole ? inner.text : text;
}

static kp_cell_result read_cell(kp__tests *t, kp__piece span, kp_cell_got *got)
{
    kp_str text = value_text(t, span);
    kp_cell cell = {.p = text.p, .n = (uint32_t)text.n, .kind = KP_CELL_TEXT};
    kp_cell_want want = {
        .kind = kind_of_domain(t->domain), .unit = t->unit, .decimals = -1};

    return kp_cell_read(t->p.arena, &cell, &want, got);
}

bool kp__reads_as_value(kp__tests *t, kp__piece span)
{
    kp_cell_got got;

    return span.to > span.from && read_cell(t, span, &got) == KP_CELL_OK;
}

static bool has_digit(const kp__tests *t, kp__piece span)
{
    for (size_t at = span.from; at < span.to; at = behind(t, at))
        if (kp__is_digit(peek(t, at)))
            return true;
    return false;
}

/* For a month without a day: the interval of its days. */
static kp_str month_interval(kp__tests *t, kp_str text)
{
    char from[KP_DATE_TEXT], to[KP_DATE_TEXT], out[2 * KP_DATE_TEXT + 3];
    int32_t first;

    if (!kp_month_parse(kp_fold(t->p.arena, text), &first))
        return KP_STR("[2025-03-01,2025-04-01)");
    kp_ymd ymd = kp_date_ymd(first);
    kp_date_print(first, from);
    kp_date_print(first + kp_days_in_month(ymd.year, ymd.month), to);
    int n = snprintf(out, sizeof out, "[%s,%s)", from, to);
    return kp_str_copy(t->p.arena, (kp_str){out, (size_t)n});
}

static void refuse_value(kp__tests *t, kp__piece span, const kp_cell_got *got,
                         kp_cell_result result)
{
    kp_str text = kp__piece_text(t, span);
    bool wordy = result == KP_CELL_BLANK || !has_digit(t, span);

    if (t->domain == KP_TEST_NUMBER && (got->code == KP1115 || got->code == KP1116))
        kp__piece_fault(t, KP3063, span, text, KP_NONE, KP_NONE);
    else if (t->domain == KP_TEST_DATE && got->code == KP1132)
        kp__piece_fault(t, KP3074, span, text, month_interval(t, text), KP_NONE);
    else if (t->domain == KP_TEST_NUMBER && (wordy || got->code == KP1110))
        kp__piece_fault(t, KP3060, span, text, KP_NONE, KP_NONE);
    else if (t->domain == KP_TEST_DATE && (wordy || got->code == KP1130))
        kp__piece_fault(t, KP3073, span, text, KP_NONE, KP_NONE);
    else if (got->code != KP_CODE_NONE)
        kp__piece_fault(t, got->code, span, got->arg1, got->arg2, KP_NONE);
    else
        kp__piece_fault(t, KP1140, span, text, KP_NONE, KP_NONE);
}

/* A value that is read but looks odd is told, and stands. */
static void tell(kp__tests *t, kp__piece span, const kp_cell_got *got)
{
    kp_where where = t->p.where->cell;

    if (got->code == KP_CODE_NONE || t->p.failed)
        return;
    where.span_at = (uint32_t)(t->p.base + span.from);
    where.span_len = (uint32_t)(span.to - span.from);
    kp_status status = kp_fail(t->p.diags, got->code, where, t->p.where->text,
                               got->arg1, got->arg2, KP_NONE);
    (void)status;
}

kp_ast *kp__plain_value(kp__tests *t, kp__piece span, bool *percent)
{
    char date[KP_DATE_TEXT];
    kp_cell_got got;
    kp_cell_result result = read_cell(t, span, &got);

    *percent = got.percent_sign;
    if (result != KP_CELL_OK) {
        refuse_value(t, span, &got, result);
        return NULL;
    }
    tell(t, span, &got);
    if (t->domain == KP_TEST_NUMBER) {
        kp_ast *node = kp__piece_node(t, KP_AST_NUMBER, span);

        node->num = got.num;
        return node;
    }
    if (t->domain == KP_TEST_DATE) {
        kp_ast *node = kp__piece_node(t, KP_AST_AT, span);

        kp_date_print(got.date, date);
        node->text = kp_str_copy(t->p.arena, kp_str_of(date));
        return node;
    }
    kp_ast *node = kp__piece_node(t, KP_AST_BOOL, span);
    node->flag = got.flag;
    return node;
}

/* ---- items of text columns ---- */

bool kp__is_quote(uint32_t point)
{
    return point == '"' || point == '\'' || (point >= 0x2018 && point <= 0x2019) ||
           (point >= 0x201C && point <= 0x201D);
}

/* Behind the quoted text at `at`; reports and returns SIZE_MAX when it never ends. */
size_t kp__read_quoted(kp__tests *t, size_t at, kp_str *text)
{
    kp_lexer lex = t->p.lex;

    lex.at = at;
    kp_token token = kp__lex_text(&lex);
    if (token.kind == KP_TOK_BAD) {
        kp__fault(&t->p, token.code, token.at, token.len, token.text, token.offer,
                  KP_NONE);
        return SIZE_MAX;
    }
    *text = token.text;
    return lex.at;
}

/* In either width, but not × . */
static bool is_star(uint32_t point)
{
    return point == '*' || point == 0xFF0A;
}

/* The pattern of a wildcard: everything but * stands for itself. */
static kp_str wildcard_pattern(kp_arena *arena, kp_str text)
{
    static const kp_str any = {"(?s:.*)", 7}, end = {"\\z", 2};
    size_t n = 0;
    char *out = kp_arena_alloc(arena, text.n * 7 + 8, 1);

    out[n++] = '^';
    for (size_t at = 0; at < text.n;) {
        size_t start = at;

        if (is_star(kp_utf8_next(text, &at))) {
            for (size_t i = 0; i < any.n; i++)
                out[n++] = any.p[i];
            continue;
        }
        char c = text.p[start];
        if ((unsigned char)c < 0x80 && !kp__is_name_part((unsigned char)c) && c != ' ')
            out[n++] = '\\';
        for (; start < at; start++)
            out[n++] = text.p[start];
    }
    for (size_t i = 0; i < end.n; i++)
        out[n++] = end.p[i];
    return (kp_str){out, n};
}

static bool has_wildcard(kp_str text)
{
    for (size_t at = 0; at < text.n;)
        if (is_star(kp_utf8_next(text, &at)))
            return true;
    return false;
}

kp_ast *kp__pattern_node(kp__tests *t, kp__piece span, kp_str pattern)
{
    kp_ast *node = kp__piece_node(t, KP_AST_PATTERN, span);

    node->text = kp_str_copy(t->p.arena, pattern);
    return node;
}

static kp_ast *text_node(kp__tests *t, kp__piece span, kp_str text)
{
    kp_ast *node = kp__piece_node(t, KP_AST_TEXT, span);

    node->text = kp_str_copy(t->p.arena, text);
    return node;
}

/* A quoted text that is the whole item, or NULL. */
static kp_ast *quoted_item(kp__tests *t, kp__piece span)
{
    bool pattern = peek(t, span.from) == '~';
    size_t open = pattern ? behind(t, span.from) : span.from;
    kp_str text;

    if (!kp__is_quote(peek(t, open)))
        return NULL;
    if (kp__read_quoted(t, open, &text) != span.to)
        return NULL;
    return pattern ? kp__pattern_node(t, span, text) : text_node(t, span, text);
}

/* A text, quoted or bare, or a wildcard. */
kp_ast *kp__plain_text_item(kp__tests *t, kp__piece span)
{
    kp_ast *quoted = quoted_item(t, span);
    kp_str text = kp__piece_text(t, span);

    if (quoted != NULL || t->p.failed)
        return quoted;
    if (has_wildcard(text))
        return kp__pattern_node(t, span, wildcard_pattern(t->p.arena, text));
    return text_node(t, span, kp_tidy(t->p.arena, text));
}

/* "≠ 优秀": the value behind a sign, when the sign can be used without an order. */
static kp_ast *signed_item(kp__tests *t, kp__piece span, size_t sign, kp_op op)
{
    kp__piece rest = kp__piece_trim(t, (kp__piece){span.from + sign, span.to});
    kp_op second;
    bool percent;

    if ((op != KP_OP_NE && op != KP_OP_EQ) || kp__leading_sign(t, rest, &second) > 0) {
        kp__piece_fault(t, KP3069, span, kp__piece_text(t, span), KP_NONE, KP_NONE);
        return NULL;
    }
    if (rest.from == rest.to) {
        kp__piece_fault(t, KP3077, span, kp__piece_text(t, span), KP_NONE, KP_NONE);
        return NULL;
    }
    kp_ast *value = t->domain == KP_TEST_TEXT ? kp__plain_text_item(t, rest)
                                              : kp__plain_value(t, rest, &percent);
    return kp__test_node(t, op, span, value);
}

kp_ast *kp__read_item(kp__tests *t, kp__piece span)
{
    kp_op op;
    size_t sign = kp__leading_sign(t, span, &op);
    bool percent;

    if (t->domain == KP_TEST_NUMBER || t->domain == KP_TEST_DATE)
        return kp__bound_item(t, span);
    if (sign > 0)
        return signed_item(t, span, sign, op);
    return t->domain == KP_TEST_TEXT ? kp__plain_text_item(t, span)
                                     : kp__plain_value(t, span, &percent);
}
