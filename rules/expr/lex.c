/* lex.c - the lexer of expressions (see lex.h).
 *
 * A sign means the same in both widths.  Only what joins two characters (a power, a
 * comment) looks at the characters as typed, so that ×× is not a power and ÷÷ not a
 * comment.
 *
 * Linear: every character is looked at a bounded number of times, except that each
 * known name is tried where a name begins.
 */
#include "rules/expr/lex.h"

#include <stdio.h>

#include "rules/read/chars.h"

typedef struct word {
    const char *spelling;
    kp_token_kind kind;
} word;

// clang-format off
static const word words[] = {
    {"and", KP_TOK_AND}, {"且", KP_TOK_AND},
    {"or", KP_TOK_OR}, {"或", KP_TOK_OR},
    {"not", KP_TOK_NOT}, {"非", KP_TOK_NOT},
    {"if", KP_TOK_IF}, {"如果", KP_TOK_IF},
    {"then", KP_TOK_THEN}, {"那么", KP_TOK_THEN},
    {"else", KP_TOK_ELSE}, {"否则", KP_TOK_ELSE},
    {"true", KP_TOK_TRUE}, {"TRUE", KP_TOK_TRUE}, {"是", KP_TOK_TRUE},
    {"false", KP_TOK_FALSE}, {"FALSE", KP_TOK_FALSE}, {"否", KP_TOK_FALSE},
    {"null", KP_TOK_NULL}, {"in", KP_TOK_IN}, {"between", KP_TOK_BETWEEN},
    {"for", KP_TOK_FOR}, {"return", KP_TOK_RETURN}, {"some", KP_TOK_SOME},
    {"every", KP_TOK_EVERY}, {"satisfies", KP_TOK_SATISFIES},
    {"function", KP_TOK_FUNCTION}, {"instance", KP_TOK_INSTANCE},
};

// Functions and properties of DMN whose names hold blanks.  A function is known only in
// front of its bracket, a property only behind its point, so that fields named "date"
// and "time" may still be joined by "and".
static const char *const functions[] = {
    "date and time", "years and months duration", "string length", "upper case",
    "lower case", "substring before", "substring after", "starts with", "ends with",
    "list contains", "insert before", "index of", "distinct values", "duplicate values", "get value",
    "get entries", "context put", "context merge", "string join", "day of year",
    "day of week", "month of year", "week of year", "met by", "overlaps before",
    "overlaps after", "finished by", "started by", "round up", "round down",
    "round half up", "round half down", "round half even", "list replace", "is blank",
    "fen to jiao", "month end", "weighted mean",
};
static const char *const properties[] = {
    "time offset", "start included", "end included",
};
// clang-format on

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

kp_token_kind kp_lex_word(kp_str name)
{
    for (size_t i = 0; i < COUNT(words); i++)
        if (kp_str_is(name, words[i].spelling))
            return words[i].kind;
    return KP_TOK_NAME;
}

static bool is_one_of(kp_str name, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kp_str_is(name, list[i]))
            return true;
    return false;
}

bool kp_lex_knows_function(kp_str name)
{
    return is_one_of(name, functions, COUNT(functions));
}

bool kp_lex_knows_property(kp_str name)
{
    return is_one_of(name, properties, COUNT(properties));
}

kp_token kp__lex_bad(kp_lexer *lex, kp_code code, size_t from, size_t to, kp_str arg,
                     kp_str offer)
{
    kp_token token = {.kind = KP_TOK_BAD, .at = (uint32_t)from, .code = code};

    token.len = (uint32_t)(to - from);
    token.text = arg;
    token.offer = offer;
    lex->at = lex->src.n;  // nothing behind a fault is worth reading
    return token;
}

kp_token kp_lex_check(kp_lexer *lex)
{
    kp_str src = lex->src;

    for (size_t at = 0; at < src.n; at++)
        if (src.p[at] == '\0')
            return kp__lex_bad(lex, KP3010, at, at + 1, KP_STR("U+0000"), KP_NONE);
    if (kp_utf8_valid(src))
        return (kp_token){.kind = KP_TOK_END};

    // U+FFFD may also have been typed, so the first bad byte is where a prefix fails.
    size_t good = 0;
    for (size_t at = 0; at < src.n; good = at) {
        kp_utf8_next(src, &at);
        if (!kp_utf8_valid(kp_str_slice(src, good, at)))
            break;
    }
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%zu", good + 1);
    kp_str number = kp_str_copy(lex->arena, (kp_str){digits, (size_t)n});
    return kp__lex_bad(lex, KP3023, good, good + 1, number, KP_NONE);
}

/* The character at `at` is `c` in either width, and not a look-alike such as ×. */
static bool typed(const kp_lexer *lex, size_t at, uint32_t c)
{
    if (at >= lex->src.n)
        return false;
    uint32_t point = kp_utf8_next(lex->src, &at);
    return point == c || point == c + 0xFEE0;
}

static size_t next_char(const kp_lexer *lex, size_t at)
{
    kp__take(lex->src, &at);
    return at;
}

/* Behind the comment that begins at `at`, or SIZE_MAX when it never ends. */
static size_t comment_end(const kp_lexer *lex, size_t at, bool line)
{
    kp_str src = lex->src;

    for (at = next_char(lex, next_char(lex, at)); at < src.n; at = next_char(lex, at)) {
        if (line && src.p[at] == '\n')
            return at;
        if (!line && typed(lex, at, '*') && typed(lex, next_char(lex, at), '/'))
            return next_char(lex, next_char(lex, at));
    }
    return line ? src.n : SIZE_MAX;
}

/* Moves behind blanks and comments; false at a comment that never ends. */
static bool skip_blanks(kp_lexer *lex)
{
    while (lex->at < lex->src.n) {
        size_t second = next_char(lex, lex->at);

        if (kp__is_blank(kp__peek(lex->src, lex->at))) {
            lex->at = second;
            continue;
        }
        bool line = typed(lex, second, '/');
        if (!typed(lex, lex->at, '/') || (!line && !typed(lex, second, '*')))
            return true;
        size_t end = comment_end(lex, lex->at, line);
        if (end == SIZE_MAX)
            return false;
        lex->at = end;
    }
    return true;
}

static bool starts_name(const kp_lexer *lex, uint32_t point)
{
    return lex->feel ? kp__is_feel_name_start(point) : kp__is_name_start(point);
}

static bool continues_name(const kp_lexer *lex, uint32_t point)
{
    return kp__is_digit(point) || kp__is_invisible(point) || starts_name(lex, point);
}

static size_t behind_blanks(const kp_lexer *lex, size_t at)
{
    while (at < lex->src.n && kp__is_blank(kp__peek(lex->src, at)))
        kp__take(lex->src, &at);
    return at;
}

/* How many bytes of the text at lex->at spell `name`, a blank standing for any run of
 * them; 0 when they do not. */
static size_t spells(const kp_lexer *lex, kp_str name)
{
    size_t at = lex->at;
    uint32_t want = 0;

    for (size_t i = 0; i < name.n;) {
        want = kp__take(name, &i);
        if (!kp__is_blank(want)) {
            if (kp__take(lex->src, &at) != want)
                return 0;
            continue;
        }
        if (behind_blanks(lex, at) == at)
            return 0;
        at = behind_blanks(lex, at);
    }
    if (continues_name(lex, want) && continues_name(lex, kp__peek(lex->src, at)))
        return 0;
    return at - lex->at;
}

static bool bracket_follows(const kp_lexer *lex, size_t at)
{
    return kp__peek(lex->src, behind_blanks(lex, at)) == '(';
}

/* The longest name of the model that stands at lex->at. */
static void take_from_model(const kp_lexer *lex, kp_token *token)
{
    const kp_name_tree *tree = lex->names;
    uint32_t node = 0;
    size_t at = lex->at;

    while (tree != NULL && tree->nnodes > 0 && at < lex->src.n) {
        bool blank = kp__is_blank(kp__peek(lex->src, at));
        uint32_t point = blank ? ' ' : kp__take(lex->src, &at);

        at = blank ? behind_blanks(lex, at) : at;
        node = kp_name_tree_step(tree, node, point);
        if (node == 0)
            return;
        if (tree->node[node].name == 0 ||
            (continues_name(lex, point) && continues_name(lex, kp__peek(lex->src, at))))
            continue;
        token->len = (uint32_t)(at - lex->at);
        token->text = tree->name[tree->node[node].name - 1];
    }
}

static void take_longest(const kp_lexer *lex, const kp_new_name *names, kp_token *token)
{
    for (; names != NULL; names = names->before) {
        size_t n = spells(lex, names->name);

        if (n > token->len) {
            token->len = (uint32_t)n;
            token->text = names->name;
        }
    }
}

/* The longest of the names of several words that stand at lex->at, or none. */
static kp_token lex_known_name(kp_lexer *lex)
{
    kp_token token = {.kind = KP_TOK_END, .at = (uint32_t)lex->at};

    take_from_model(lex, &token);
    take_longest(lex, lex->own, &token);
    if (lex->after_point || lex->members_too)
        take_longest(lex, lex->members, &token);
    for (size_t i = 0; i < COUNT(functions); i++) {
        kp_str name = kp_str_of(functions[i]);
        size_t n = spells(lex, name);

        if (n > token.len && bracket_follows(lex, lex->at + n)) {
            token.len = (uint32_t)n;
            token.text = name;
        }
    }
    for (size_t i = 0; lex->after_point && i < COUNT(properties); i++) {
        kp_str name = kp_str_of(properties[i]);
        size_t n = spells(lex, name);

        if (n > token.len) {
            token.len = (uint32_t)n;
            token.text = name;
        }
    }
    if (token.len > 0)
        token.kind = KP_TOK_NAME;
    lex->at += token.len;
    return token;
}

/* DMN's "additional name symbols". */
static bool is_name_sign(uint32_t point)
{
    return point == '.' || point == '/' || point == '-' || point == '\'' ||
           point == '+' || point == '*';
}

/* The word "in" ends the name of an iterator; "the in-tray" is one. */
static bool in_follows(const kp_lexer *lex, size_t at)
{
    bool in = kp__take(lex->src, &at) == 'i' && kp__take(lex->src, &at) == 'n';
    uint32_t behind = kp__peek(lex->src, at);

    return in && !continues_name(lex, behind) && !is_name_sign(behind);
}

size_t kp_lex_new_name(const kp_lexer *lex, size_t at, bool iterator)
{
    size_t end = at;

    while (at < lex->src.n) {
        uint32_t point = kp__peek(lex->src, at);
        size_t second = next_char(lex, at);
        bool comment =
            typed(lex, at, '/') && (typed(lex, second, '/') || typed(lex, second, '*'));

        if (comment || (iterator && at > end && in_follows(lex, at)))
            break;
        if (!kp__is_blank(point)) {
            if (!continues_name(lex, point) && !is_name_sign(point))
                break;
            end = second;
        }
        at = second;
    }
    return end;
}

static kp_token lex_name(kp_lexer *lex)
{
    kp_token token = lex_known_name(lex);

    if (token.kind == KP_TOK_NAME)
        return token;
    size_t from = lex->at;
    while (lex->at < lex->src.n && continues_name(lex, kp__peek(lex->src, lex->at)))
        kp__take(lex->src, &lex->at);
    token.len = (uint32_t)(lex->at - from);
    token.text = kp__half_width(lex->arena, kp_str_slice(lex->src, from, lex->at));
    token.kind = kp_lex_word(token.text);
    return token;
}

/* A character that has no place in a formula: most have an obvious replacement. */
static kp_token lex_foreign(kp_lexer *lex, uint32_t point, size_t from)
{
    static const struct {
        uint32_t point;
        const char *offer;
    } meant[] = {
        {0x3002, "."}, {';', ","},    {'^', "**"},   {'|', "or"},     {0x3010, "["},
        {0x3011, "]"}, {0x2014, "-"}, {0x2013, "-"}, {'!', "not(…)"},
    };
    size_t to = lex->at;
    kp_str typed_text = kp_str_slice(lex->src, from, to);
    char code[16];

    for (size_t i = 0; i < COUNT(meant); i++)
        if (meant[i].point == point)
            return kp__lex_bad(lex, KP3020, from, to, typed_text,
                               kp_str_of(meant[i].offer));
    if (point == '%' || point == 0x2030)
        return kp__lex_bad(lex, KP3021, from, to, typed_text, KP_NONE);
    if (point >= 0x20 && point != 0x7F && !(point >= 0x80 && point < 0xA0) &&
        !(point >= 0xE000 && point <= 0xF8FF))
        return kp__lex_bad(lex, KP3010, from, to, typed_text, KP_NONE);
    int n = snprintf(code, sizeof code, "U+%04X", (unsigned)point);
    return kp__lex_bad(lex, KP3010, from, to,
                       kp_str_copy(lex->arena, (kp_str){code, (size_t)n}), KP_NONE);
}

/* $A$1 and Sheet1!A1. */
static kp_token lex_address(kp_lexer *lex, size_t from)
{
    for (;;) {
        uint32_t point = kp__peek(lex->src, lex->at);

        if (point != '$' && point != ':' && !continues_name(lex, point))
            break;
        kp__take(lex->src, &lex->at);
    }
    return kp__lex_bad(lex, KP3022, from, lex->at,
                       kp_str_slice(lex->src, from, lex->at), KP_NONE);
}

/* Signs of two characters; each first character stands once for each second one. */
static const struct {
    char first, second;
    kp_token_kind kind;
    const char *offer;  // for what is no sign here, but one elsewhere
} pairs[] = {
    {'*', '*', KP_TOK_POWER, NULL}, {'<', '=', KP_TOK_LE, NULL},
    {'<', '>', KP_TOK_NE, NULL},    {'>', '=', KP_TOK_GE, NULL},
    {'!', '=', KP_TOK_NE, NULL},    {'.', '.', KP_TOK_DOTS, NULL},
    {'=', '=', KP_TOK_BAD, "="},    {'=', '>', KP_TOK_BAD, ">="},
    {'=', '<', KP_TOK_BAD, "<="},   {'&', '&', KP_TOK_BAD, "and"},
    {'|', '|', KP_TOK_BAD, "or"},
};

static kp_token_kind sign_kind(uint32_t point)
{
    switch (point) {
    case '+':
        return KP_TOK_PLUS;
    case '-':
        return KP_TOK_MINUS;
    case '*':
        return KP_TOK_STAR;
    case '/':
        return KP_TOK_SLASH;
    case '&':
        return KP_TOK_CONCAT;
    case '=':
        return KP_TOK_EQ;
    case '<':
        return KP_TOK_LT;
    case '>':
        return KP_TOK_GT;
    case 0x2264:
    case 0x2266:
        return KP_TOK_LE;
    case 0x2265:
    case 0x2267:
        return KP_TOK_GE;
    case 0x2260:
        return KP_TOK_NE;
    case '(':
        return KP_TOK_LPAREN;
    case ')':
        return KP_TOK_RPAREN;
    case '[':
        return KP_TOK_LBRACKET;
    case ']':
        return KP_TOK_RBRACKET;
    case '{':
        return KP_TOK_LBRACE;
    case '}':
        return KP_TOK_RBRACE;
    case ',':
        return KP_TOK_COMMA;
    case '.':
        return KP_TOK_DOT;
    case ':':
        return KP_TOK_COLON;
    case '@':
        return KP_TOK_AT;
    default:
        return KP_TOK_BAD;
    }
}

static kp_token lex_sign(kp_lexer *lex)
{
    kp_token token = {.kind = KP_TOK_BAD, .at = (uint32_t)lex->at};
    size_t from = lex->at;
    uint32_t point = kp__take(lex->src, &lex->at);

    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (!typed(lex, from, (unsigned char)pairs[i].first) ||
            !typed(lex, lex->at, (unsigned char)pairs[i].second))
            continue;
        kp__take(lex->src, &lex->at);
        if (pairs[i].kind == KP_TOK_BAD)
            return kp__lex_bad(lex, KP3020, from, lex->at,
                               kp_str_slice(lex->src, from, lex->at),
                               kp_str_of(pairs[i].offer));
        token.kind = pairs[i].kind;
        token.len = (uint32_t)(lex->at - from);
        return token;
    }
    token.kind = sign_kind(point);
    if (token.kind == KP_TOK_BAD)
        return point == '$' || (point == '!' && lex->name_end == from && from > 0)
                   ? lex_address(lex, from)
                   : lex_foreign(lex, point, from);
    token.len = (uint32_t)(lex->at - from);
    return token;
}

static bool is_text_mark(uint32_t point)
{
    return point == '"' || point == '\'' || (point >= 0x2018 && point <= 0x2019) ||
           (point >= 0x201C && point <= 0x201D);
}

static kp_token lex_any(kp_lexer *lex)
{
    uint32_t point = kp__peek(lex->src, lex->at);
    size_t second = next_char(lex, lex->at);
    bool behind_name = lex->at > 0 && lex->name_end == lex->at;  // the point of a path

    if (kp__is_digit(point) ||
        (point == '.' && !behind_name && kp__is_digit(kp__peek(lex->src, second))))
        return kp__lex_number(lex);
    if (is_text_mark(point))
        return kp__lex_text(lex);
    if (point == '`' || point == 0x300C)
        return kp__lex_quoted_name(lex);
    return starts_name(lex, point) ? lex_name(lex) : lex_sign(lex);
}

kp_token kp_lex_next(kp_lexer *lex)
{
    if (!skip_blanks(lex))
        return kp__lex_bad(lex, KP3013, lex->at,
                           next_char(lex, next_char(lex, lex->at)), KP_NONE, KP_NONE);
    if (lex->at >= lex->src.n)
        return (kp_token){.kind = KP_TOK_END, .at = (uint32_t)lex->src.n};
    kp_token token = lex_any(lex);
    lex->after_point = token.kind == KP_TOK_DOT;
    if (token.kind == KP_TOK_NAME)
        lex->name_end = lex->at;
    return token;
}
