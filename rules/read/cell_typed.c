/* cell_typed.c - the grammar of typed numbers: signs, marks, separators, units.
 *
 *   [sign] [¥] digits[,ddd]...[.digits] [万|亿] [元|个|%]      or the same in ( )
 *
 * Only the form is read here; which marks may stand in a column is cell_number.c's.
 */
#include "rules/read/cell_parts.h"

typedef struct scan {
    kp_str s;
    size_t at;
} scan;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char here(const scan *in)
{
    return in->at < in->s.n ? in->s.p[in->at] : '\0';
}

static bool take_char(scan *in, char c)
{
    if (here(in) != c)
        return false;
    in->at++;
    return true;
}

/* Move behind the first of `words` that stands here; it is left in *taken. */
static bool take_one_of(scan *in, const char *const *words, kp_str *taken)
{
    kp_str rest = kp_str_slice(in->s, in->at, in->s.n);

    for (; *words; words++) {
        kp_str word = kp_str_of(*words);

        if (!kp_str_starts(rest, word))
            continue;
        *taken = kp_str_slice(rest, 0, word.n);
        in->at += word.n;
        return true;
    }
    return false;
}

static void skip_blanks(scan *in)
{
    while (take_char(in, ' ')) {
    }
}

static bool starts_foreign_money(const scan *in)
{
    static const char *const marks[] = {"$", "US$", "HK$", "USD", "HKD", "EUR",
                                        "€", "£",   "GBP", "JPY", "₩",   NULL};
    scan ahead = *in;
    kp_str mark;

    return take_one_of(&ahead, marks, &mark);
}

/* Signs, brackets and currency marks before the digits, in either order. */
static kp_code read_front(scan *in, kp__typed *out)
{
    static const char *const marks[] = {"¥", "人民币", "RMB", "CNY", NULL};
    bool signed_already = false;

    for (;;) {
        skip_blanks(in);
        char c = here(in);
        if (c == '(' || c == '-' || c == '+') {
            if (signed_already)
                return KP1127;
            signed_already = true;
            out->bracket = c == '(';
            out->negative = c != '+';
            in->at++;
        } else if (starts_foreign_money(in)) {
            return KP1126;
        } else if (out->money.n > 0 || !take_one_of(in, marks, &out->money)) {
            return KP_CODE_NONE;
        }
    }
}

static bool push_digit(kp__typed *out, char c)
{
    out->coef = out->coef * 10 + (c - '0');
    if (out->coef != 0)
        out->digits++;
    return out->digits <= KP_DEC_DIGITS;
}

/* Digits before the point.  Separators are all or nothing: 1,234,567. */
static kp_code read_whole_part(scan *in, kp__typed *out)
{
    int run = 0, commas = 0;

    for (;; in->at++) {
        char c = here(in);

        if (is_digit(c)) {
            run++;
            if (!push_digit(out, c))
                return KP1121;
        } else if (c == ',') {
            if (run == 0 || run > 3 || (commas > 0 && run != 3))
                return KP1111;
            commas++;
            run = 0;
        } else {
            return commas > 0 && run != 3 ? KP1111 : KP_CODE_NONE;
        }
    }
}

static kp_code read_digits(scan *in, kp__typed *out)
{
    size_t from = in->at;
    kp_code code = read_whole_part(in, out);
    size_t ndigits = in->at - from;

    if (code)
        return code;
    if (take_char(in, '.')) {
        for (; is_digit(here(in)); in->at++, out->scale++, ndigits++)
            if (out->scale >= 2 * KP_DEC_DIGITS || !push_digit(out, here(in)))
                return KP1121;
    }
    if (ndigits == 0)
        return KP1110;
    if (here(in) == ',')
        return KP1111;
    return here(in) == '.' ? KP1128 : KP_CODE_NONE;
}

static void read_units(scan *in, kp__typed *out)
{
    static const char *const tens[] = {"万", "亿", NULL};
    static const char *const money[] = {"元整", "元正", "元", "圆整", "圆", NULL};
    static const char *const counters[] = {"个", "人", "名", "位", "项",
                                           "家", "件", "次", "户", NULL};

    skip_blanks(in);
    if (take_one_of(in, tens, &out->tens))
        out->zeros = kp_str_is(out->tens, "万") ? 4 : 8;
    skip_blanks(in);
    if (take_char(in, '%'))
        out->percent = true;
    else if (!take_one_of(in, money, &out->money))
        (void)take_one_of(in, counters, &out->counter);
    skip_blanks(in);
}

static bool is_exponent(kp_str rest)
{
    if (rest.n < 2 || (rest.p[0] != 'e' && rest.p[0] != 'E'))
        return false;
    return is_digit(rest.p[1]) || rest.p[1] == '+' || rest.p[1] == '-';
}

static bool is_wordlike(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static kp_code read_tail(scan *in, kp__typed *out)
{
    read_units(in, out);
    if (out->bracket && !take_char(in, ')'))
        return KP1110;
    skip_blanks(in);
    out->rest = kp_str_slice(in->s, in->at, in->s.n);
    if (out->rest.n == 0)
        return KP_CODE_NONE;
    if (is_exponent(out->rest))
        return KP1114;
    if (starts_foreign_money(in))
        return KP1126;
    return is_wordlike(out->rest.p[0]) ? KP1112 : KP1110;
}

kp_code kp__read_typed(kp_str text, kp__typed *out)
{
    scan in = {.s = text};
    kp_code code = read_front(&in, out);

    if (!code)
        code = read_digits(&in, out);
    return code ? code : read_tail(&in, out);
}

bool kp__looks_like_range(kp_str s)
{
    static const char *const joints[] = {"-", "~", "至", "到", "—", "..", NULL};

    if (s.n > 2 && (s.p[0] == '[' || s.p[s.n - 1] == ']'))
        return true;
    for (size_t at = 1; at < s.n; at++) {
        scan in = {.s = s, .at = at};
        kp_str joint;

        if (!is_digit(s.p[at - 1]) && s.p[at - 1] != '%')
            continue;
        skip_blanks(&in);
        if (!take_one_of(&in, joints, &joint))
            continue;
        skip_blanks(&in);
        if (is_digit(here(&in)))
            return true;
    }
    return false;
}
