/* text_format.c - see text_format.h. */
#include "engine/text_format.h"

#include <string.h>

#include "engine/base/date.h"

#define MOST_PLACES 18    // of a digit pattern in front of the point
#define MOST_DECIMALS 10  // behind it; a percent sign shows two more

/* ---- reading a pattern ---- */

/* The bytes of a piece that prints as it stands, from `at`: a quoted text, or one
 * character.  0: it is something else, or not closed. */
static size_t literal_length(kp_str s, size_t at)
{
    static const char plain[] = " $";
    size_t next = at;

    if (s.p[at] == '"') {
        size_t close = at + 1;

        while (close < s.n && s.p[close] != '"')
            close++;
        return close < s.n ? close + 1 - at : 0;
    }
    uint32_t point = kp_utf8_next(s, &next);

    // Full-width forms of the format's own signs are more likely meant as those.
    if (point >= 0xFF01 && point <= 0xFF5E)
        return 0;
    if (point >= 0x80)
        return next - at;
    return point && strchr(plain, (int)point) ? 1 : 0;
}

static bool starts_digits(char c)
{
    return c == '0' || c == '#' || c == '.';
}

static char small_letter(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t run_of(kp_str s, size_t at)
{
    size_t n = 1;

    while (at + n < s.n && small_letter(s.p[at + n]) == small_letter(s.p[at]))
        n++;
    return n;
}

static bool is_date_letter(char c)
{
    c = small_letter(c);
    return c == 'y' || c == 'm' || c == 'd';
}

/* yyyy yy mm m dd d: longer runs are names of months and days. */
static bool date_run_fits(kp_str s, size_t at, size_t n)
{
    return small_letter(s.p[at]) == 'y' ? n == 4 || n == 2 : n <= 2;
}

/* The digit pattern: #s, then 0s, a comma between any two of them; a point, 0s, #s.
 * *at becomes its end, or where it goes wrong. */
static bool read_digits(kp_str s, size_t *at, kp_text_format *out)
{
    size_t k = *at, places = 0, behind = 0;

    for (; k < s.n && (s.p[k] == '#' || s.p[k] == '0' || s.p[k] == ','); k++) {
        *at = k;
        // Behind the last digit a comma would divide by a thousand.
        if (s.p[k] == ',' &&
            (!places || k + 1 >= s.n || (s.p[k + 1] != '0' && s.p[k + 1] != '#')))
            return false;
        if (s.p[k] == '#' && out->whole)
            return false;
        out->grouped |= s.p[k] == ',';
        out->whole = (uint8_t)(out->whole + (s.p[k] == '0'));
        places += s.p[k] != ',';
        if (places > MOST_PLACES)
            return false;
    }
    *at = k;
    if (k >= s.n || s.p[k] != '.')
        return places > 0;
    *at = k;
    for (k++; k < s.n && (s.p[k] == '#' || s.p[k] == '0'); k++) {
        if ((s.p[k] == '0' && behind > out->least) || behind >= MOST_DECIMALS) {
            *at = k;
            return false;
        }
        behind++;
        out->least = (uint8_t)(out->least + (s.p[k] == '0'));
    }
    // A point with nothing behind it is shown by some programs and not by others.
    if (out->least == 0)
        return false;
    out->most = (uint8_t)behind;
    *at = k;
    return true;
}

static bool read_piece(kp_str s, size_t *at, kp_text_format *out, bool *has_digits)
{
    size_t literal = literal_length(s, *at);

    if (literal) {
        *at += literal;
        return true;
    }
    if (starts_digits(s.p[*at]) && !out->is_date && !*has_digits) {
        *has_digits = true;
        out->digits_at = (uint32_t)*at;
        bool good = read_digits(s, at, out);

        out->digits_end = (uint32_t)*at;
        return good;
    }
    if (s.p[*at] == '%' && *has_digits && !out->percent) {
        out->percent = true;
        *at += 1;
        return true;
    }
    if (is_date_letter(s.p[*at]) && !*has_digits) {
        size_t n = run_of(s, *at);

        out->is_date = true;
        if (!date_run_fits(s, *at, n))
            return false;
        *at += n;
        return true;
    }
    return false;
}

/* Signs that stand between the parts of a date only. */
static bool is_date_sign(char c)
{
    return c == '-' || c == '/' || c == '.';
}

static bool has_date_letter(kp_str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t literal = literal_length(s, at);

        if (!literal && is_date_letter(s.p[at]))
            return true;
        at += literal ? literal : 1;
    }
    return false;
}

/* What to point at: the quotation that is not closed, the run of one letter, or the one
 * character. */
static kp_str piece_at(kp_str s, size_t at)
{
    size_t next = at;

    if (at >= s.n)
        return s;
    if (s.p[at] == '"' || s.p[at] == '[')
        return kp_str_slice(s, at, s.n);
    if ((uint8_t)s.p[at] < 0x80)
        return kp_str_slice(s, at, at + run_of(s, at));
    (void)kp_utf8_next(s, &next);
    return kp_str_slice(s, at, next);
}

bool kp_text_format_read(kp_str pattern, kp_text_format *out, kp_str *wrong)
{
    bool has_digits = false, dated = has_date_letter(pattern);
    size_t at = 0;

    *out = (kp_text_format){.pattern = pattern};
    *wrong = pattern;
    while (at < pattern.n) {
        if (dated && is_date_sign(pattern.p[at])) {
            at++;
            continue;
        }
        if (read_piece(pattern, &at, out, &has_digits))
            continue;
        *wrong = piece_at(pattern, at);
        return false;
    }
    return has_digits || out->is_date;
}

int kp_text_format_decimals(const kp_text_format *format)
{
    return format->most + (format->percent ? 2 : 0);
}

/* ---- numbers ---- */

static void put_literals(kp_str s, size_t at, size_t end, kp_buf *out)
{
    while (at < end) {
        size_t n = literal_length(s, at);
        bool quoted = s.p[at] == '"';

        n = n ? n : 1;
        kp_buf_str(out, kp_str_slice(s, at + quoted, at + n - quoted));
        at += n;
    }
}

static void put_whole(const kp_text_format *f, kp_str digits, kp_buf *out)
{
    // "#" shows no zero in front of the point.
    if (kp_str_is(digits, "0") && f->whole == 0)
        digits.n = 0;
    size_t n = digits.n < f->whole ? f->whole : digits.n;

    for (size_t k = 0; k < n; k++) {
        size_t left = n - k;

        if (f->grouped && k && left % 3 == 0)
            kp_buf_char(out, ',');
        kp_buf_char(out, left > digits.n ? '0' : digits.p[digits.n - left]);
    }
}

static void put_fraction(const kp_text_format *f, kp_str digits, kp_buf *out)
{
    while (digits.n > f->least && digits.p[digits.n - 1] == '0')
        digits.n--;
    if (digits.n)
        kp_buf_char(out, '.');
    kp_buf_str(out, digits);
}

bool kp_text_format_number(const kp_text_format *f, kp_decimal num, kp_buf *out)
{
    kp_decimal shown = kp_dec_abs(num);
    kp_buf digits;

    if ((f->percent && !kp_dec_mul(shown, kp_dec(100, 0), &shown)) ||
        !kp_dec_round(shown, f->most, KP_ROUND_HALF_UP, &shown))
        return false;
    kp_buf_init(&digits, KP_DEC_TEXT);
    kp_dec_print(shown, f->most, &digits);
    kp_str text = kp_buf_view(&digits);
    size_t whole = text.n - (f->most ? f->most + 1u : 0);

    // The sign stands in front of all, and never before what has become zero.
    if (kp_dec_sign(num) < 0 && kp_dec_sign(shown) != 0)
        kp_buf_char(out, '-');
    put_literals(f->pattern, 0, f->digits_at, out);
    put_whole(f, kp_str_slice(text, 0, whole), out);
    put_fraction(f, kp_str_slice(text, f->most ? whole + 1 : whole, text.n), out);
    put_literals(f->pattern, f->digits_end, f->pattern.n, out);
    kp_buf_free(&digits);
    return true;
}

/* ---- dates ---- */

static void put_part(char letter, size_t n, kp_ymd ymd, kp_buf *out)
{
    int part = letter == 'y' ? ymd.year : letter == 'm' ? ymd.month : ymd.day;

    if (letter == 'y')
        kp_buf_printf(out, n == 4 ? "%04d" : "%02d", n == 4 ? part : part % 100);
    else
        kp_buf_printf(out, n == 2 ? "%02d" : "%d", part);
}

void kp_text_format_date(const kp_text_format *f, int32_t date, kp_buf *out)
{
    kp_ymd ymd = kp_date_ymd(date);
    kp_str s = f->pattern;

    for (size_t at = 0; at < s.n;) {
        size_t n = literal_length(s, at);

        if (!n && is_date_letter(s.p[at])) {
            n = run_of(s, at);
            put_part(small_letter(s.p[at]), n, ymd, out);
        } else {
            n = n ? n : 1;
            put_literals(s, at, at + n, out);
        }
        at += n;
    }
}
