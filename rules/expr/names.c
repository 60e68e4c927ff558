/* names.c - names as they are written in expressions and headings.
 *
 * A plain name is one that the lexer reads back as this very name: letters, digits
 * behind the first, no word of the language, no character with a second width.
 */
#include "rules/expr/lex.h"
#include "rules/expr/parse.h"
#include "rules/read/chars.h"

bool kp_name_is_plain(kp_str name)
{
    size_t at = 0;

    if (!kp_utf8_valid(name) || !kp__is_name_start(kp__peek(name, 0)))
        return false;
    while (at < name.n) {
        uint32_t point = kp_utf8_next(name, &at);

        if (kp__half(point) != point || !kp__is_name_part(point))
            return false;
    }
    return kp_lex_word(name) == KP_TOK_NAME;
}

void kp_name_print(kp_str name, kp_buf *out)
{
    if (kp_name_is_plain(name)) {
        kp_buf_str(out, name);
        return;
    }
    kp_buf_z(out, "「");
    for (size_t at = 0; at < name.n;) {
        size_t start = at;

        if (kp_utf8_next(name, &at) == 0x300D)
            kp_buf_z(out, "」");  // the closing mark is doubled inside
        kp_buf_str(out, kp_str_slice(name, start, at));
    }
    kp_buf_z(out, "」");
}

/* ---- headings ---- */

typedef struct sign {
    const char *spelling;  // half-width, without blanks
    kp_op op;
} sign;

static const sign signs[] = {
    {">=", KP_OP_GE}, {"<=", KP_OP_LE}, {"!=", KP_OP_NE}, {"<>", KP_OP_NE},
    {"≥", KP_OP_GE},  {"≤", KP_OP_LE},  {"≧", KP_OP_GE},  {"≦", KP_OP_LE},
    {"≠", KP_OP_NE},  {">", KP_OP_GT},  {"<", KP_OP_LT},  {"=", KP_OP_EQ},
};

/* The length of the comparison at the end of `heading`, in bytes, or 0. */
static size_t trailing_sign(kp_arena *arena, kp_str heading, kp_op *op)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        // The same characters take 1 or 3 bytes each, by width.
        for (size_t n = 1; n <= 6 && n <= heading.n; n++) {
            kp_str tail = kp_str_slice(heading, heading.n - n, heading.n);

            if (!kp_utf8_valid(tail) ||
                !kp_str_is(kp__half_width(arena, tail), signs[i].spelling))
                continue;
            *op = signs[i].op;
            return n;
        }
    }
    return 0;
}

kp_str kp_parse_heading_op(kp_arena *arena, kp_str heading, kp_op *op)
{
    kp_str name = kp__trim(heading);

    *op = KP_OP_CONCAT;
    size_t n = trailing_sign(arena, name, op);
    return kp__trim(kp_str_slice(name, 0, name.n - n));
}
