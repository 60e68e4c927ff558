/* lex_text.c - texts and quoted names (see lex.h).
 *
 * Texts stand in "…", '…', “…” or ‘…’, names in 「…」 or `…`.  A doubled mark stands
 * for itself, as in Excel; texts also know DMN's escapes.
 */
#include "engine/base/fold.h"
#include "rules/expr/lex.h"
#include "rules/read/chars.h"

/* How a text that began with `open` ends, and what may not stand inside it.  A text in
 * curly marks must not hold marks of another kind: whoever mixes them has lost one. */
typedef struct marks {
    uint32_t close;
    bool curly, single;
} marks;

static marks marks_of(uint32_t open)
{
    switch (open) {
    case 0x201C:
    case 0x201D:
        return (marks){.close = 0x201D, .curly = true};
    case 0x2018:
    case 0x2019:
        return (marks){.close = 0x2019, .curly = true, .single = true};
    default:
        return (marks){.close = open};
    }
}

static bool breaks_curly(marks m, uint32_t point)
{
    if (!m.curly)
        return false;
    return m.single ? point == '\'' || point == 0xFF07 || point == 0x2018
                    : point == '"' || point == 0xFF02 || point == 0x201C;
}

static int hex_value(uint32_t point)
{
    if (point >= '0' && point <= '9')
        return (int)(point - '0');
    if (point >= 'a' && point <= 'f')
        return (int)(point - 'a') + 10;
    return point >= 'A' && point <= 'F' ? (int)(point - 'A') + 10 : -1;
}

/* `n` hexadecimal digits at *at; UINT32_MAX when they are not there. */
static uint32_t read_hex(kp_str s, size_t *at, int n)
{
    uint32_t value = 0;

    for (int i = 0; i < n; i++) {
        int digit = *at < s.n ? hex_value((unsigned char)s.p[*at]) : -1;

        if (digit < 0)
            return UINT32_MAX;
        value = value * 16 + (uint32_t)digit;
        (*at)++;
    }
    return value;
}

/* The second half of a character that takes two \u escapes. */
static uint32_t join_surrogates(kp_str s, size_t *at, uint32_t high)
{
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || *at + 2 > s.n || s.p[*at] != '\\' || s.p[*at + 1] != 'u')
        return UINT32_MAX;
    *at += 2;
    uint32_t low = read_hex(s, at, 4);
    if (low < 0xDC00 || low > 0xDFFF)
        return UINT32_MAX;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* The character that the escape at *at stands for, or UINT32_MAX. */
static uint32_t read_escape(kp_str s, size_t *at)
{
    (*at)++;
    if (*at >= s.n)
        return UINT32_MAX;
    char c = s.p[(*at)++];
    uint32_t point;
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case '"':
    case '\'':
    case '\\':
        return (unsigned char)c;
    case 'u':
        point = read_hex(s, at, 4);
        return point == UINT32_MAX || point == 0 ? UINT32_MAX
                                                 : join_surrogates(s, at, point);
    case 'U':
        point = read_hex(s, at, 6);
        return point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)
                   ? UINT32_MAX
                   : point;
    default:
        return UINT32_MAX;
    }
}

static kp_token refuse_open_text(kp_lexer *lex, size_t from, size_t behind,
                                 uint32_t close)
{
    char mark[4];
    kp_str text = {mark, kp_utf8_put(mark, close)};

    return kp__lex_bad(lex, KP3011, from, behind, kp_str_copy(lex->arena, text),
                       KP_NONE);
}

/* Behind the text's closing mark, SIZE_MAX when there is none.  *plain tells whether
 * the contents can be taken as they stand; *broken where a foreign mark stands. */
static size_t find_close(kp_str s, size_t at, marks m, bool *plain, size_t *broken)
{
    while (at < s.n) {
        size_t start = at;
        uint32_t point = kp_utf8_next(s, &at);

        if (point == '\\') {
            *plain = false;
            if (at < s.n)
                kp_utf8_next(s, &at);
        } else if (breaks_curly(m, point)) {
            *broken = start;
            return SIZE_MAX;
        } else if (point == m.close) {
            size_t second = at;
            if (m.curly || at >= s.n || kp_utf8_next(s, &second) != m.close)
                return at;
            *plain = false;  // a doubled mark stands for itself, as in Excel
            at = second;
        }
    }
    return SIZE_MAX;
}

/* The text between `at` and `end` with its escapes and doubled marks resolved into
 * `out`; returns where a bad escape stands, or SIZE_MAX. */
static size_t decode(kp_str s, size_t at, size_t end, marks m, char *out, size_t *n)
{
    kp_str inside = kp_str_slice(s, 0, end);

    while (at < end) {
        size_t start = at;
        uint32_t point;

        if (s.p[at] == '\\') {
            point = read_escape(inside, &at);
            if (point == UINT32_MAX)
                return start;
        } else {
            point = kp_utf8_next(s, &at);
            if (point == m.close && !m.curly)
                kp_utf8_next(s, &at);
        }
        *n += kp_utf8_put(out + *n, point);
    }
    return SIZE_MAX;
}

static kp_token refuse_escape(kp_lexer *lex, size_t at, size_t end)
{
    size_t to = at + 1;

    if (to < end)
        kp_utf8_next(lex->src, &to);
    return kp__lex_bad(lex, KP3014, at, to, kp_str_slice(lex->src, at, to), KP_NONE);
}

kp_token kp__lex_text(kp_lexer *lex)
{
    kp_str s = lex->src;
    kp_token token = {.kind = KP_TOK_TEXT, .at = (uint32_t)lex->at};
    size_t from = lex->at, broken = SIZE_MAX, inside = lex->at;
    bool plain = true;

    marks m = marks_of(kp_utf8_next(s, &inside));
    size_t end = find_close(s, inside, m, &plain, &broken);
    if (broken != SIZE_MAX) {
        kp_utf8_next(s, &broken);
        return kp__lex_bad(lex, KP3015, from, broken, kp_str_slice(s, from, broken),
                           KP_NONE);
    }
    if (end == SIZE_MAX)
        return refuse_open_text(lex, from, inside, m.close);

    char close[4];
    size_t content_end = end - kp_utf8_put(close, m.close);
    lex->at = end;
    token.len = (uint32_t)(end - from);
    token.text = kp_str_slice(s, inside, content_end);
    if (plain)
        return token;

    char *out = kp_arena_alloc(lex->arena, content_end - inside + 4, 1);
    size_t n = 0, bad = decode(s, inside, content_end, m, out, &n);
    if (bad != SIZE_MAX)
        return refuse_escape(lex, bad, content_end);
    token.text = (kp_str){out, n};
    return token;
}

/* ---- quoted names ---- */

static bool closes_name(uint32_t open, uint32_t point)
{
    return open == '`' ? kp__half(point) == '`' : point == 0x300D;
}

/* Behind the mark that closes the name, or SIZE_MAX.  A doubled mark stands for itself.
 */
static size_t find_name_close(kp_str s, size_t at, uint32_t open, size_t *ndoubled)
{
    while (at < s.n) {
        if (!closes_name(open, kp_utf8_next(s, &at)))
            continue;
        if (!closes_name(open, kp__peek(s, at)))
            return at;
        kp_utf8_next(s, &at);
        (*ndoubled)++;
    }
    return SIZE_MAX;
}

static kp_str undoubled(kp_arena *arena, kp_str s, uint32_t open)
{
    char *out =
        kp_arena_alloc(arena, s.n + 1, 3);  // room for U+FFFD in place of a byte
    size_t n = 0;

    for (size_t at = 0; at < s.n;) {
        uint32_t point = kp_utf8_next(s, &at);

        if (closes_name(open, point))
            kp_utf8_next(s, &at);
        n += kp_utf8_put(out + n, point);
    }
    return (kp_str){out, n};
}

kp_token kp__lex_quoted_name(kp_lexer *lex)
{
    kp_token token = {.kind = KP_TOK_NAME, .at = (uint32_t)lex->at, .quoted = true};
    size_t from = lex->at, ndoubled = 0;
    uint32_t open = kp__take(lex->src, &lex->at);
    size_t inside = lex->at;
    size_t end = find_name_close(lex->src, inside, open, &ndoubled);

    if (end == SIZE_MAX)
        return kp__lex_bad(lex, KP3012, from, inside,
                           open == '`' ? KP_STR("`") : KP_STR("」"), KP_NONE);
    kp_str whole = kp_str_slice(lex->src, inside, end);
    size_t last = whole.p[whole.n - 1] == '`' ? 1 : 3;  // ` or the wide ｀ and 」
    token.text = kp_str_slice(whole, 0, whole.n - last);
    if (ndoubled > 0)
        token.text = undoubled(lex->arena, token.text, open);
    token.text = kp_fold(lex->arena, token.text);  // as the sheets' own names are
    lex->at = end;
    token.len = (uint32_t)(end - from);
    if (token.text.n == 0)
        return kp__lex_bad(lex, KP3024, from, end, kp_str_slice(lex->src, from, end),
                           KP_NONE);
    return token;
}
