/* formats.c - what a number format shows: a number, a percentage, a date, a time.
 *
 * Only the section for positive numbers counts.  A letter of a date outside of
 * quotation marks and brackets makes it one; [h] is a span of hours.  Chinese programs
 * write year, month and day without quotation marks and put [$-804] or [DBNum1] in
 * front.
 */
#include "io/ooxml/xlsx_parts.h"

typedef struct seen {
    bool date, time, percent, month;  // month: an m, which may be minutes
} seen;

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool starts(kp_str code, size_t at, const char *word)
{
    for (; *word; word++, at++)
        if (at >= code.n || lower(code.p[at]) != *word)
            return false;
    return true;
}

/* Behind [Red], [$-804] or [h]: only the letters of a span of time mean anything. */
static size_t skip_bracket(kp_str code, size_t at, seen *out)
{
    size_t from = at + 1, end = from;

    while (end < code.n && code.p[end] != ']')
        end++;
    bool span = end > from;
    for (size_t i = from; i < end; i++) {
        char c = lower(code.p[i]);

        span = span && (c == 'h' || c == 'm' || c == 's') && c == lower(code.p[from]);
    }
    out->time = out->time || span;
    return end < code.n ? end + 1 : code.n;
}

static size_t skip_quoted(kp_str code, size_t at)
{
    for (at++; at < code.n && code.p[at] != '"';)
        at++;
    return at + 1;
}

/* General, its Chinese spelling, and AM/PM, whose letters are no date's. */
static size_t skip_word(kp_str code, size_t at, seen *out)
{
    if (starts(code, at, "general"))
        return at + 7;
    if (starts(code, at, "g/通用格式"))
        return at + 2 + sizeof "通用格式" - 1;
    if (starts(code, at, "am/pm")) {
        out->time = true;
        return at + 5;
    }
    if (starts(code, at, "a/p")) {
        out->time = true;
        return at + 3;
    }
    return at;
}

static void note_letter(kp_str code, size_t at, seen *out)
{
    switch (lower(code.p[at])) {
    case 'y':
    case 'd':
    case 'g':
    case 'b':
        out->date = true;
        break;
    case 'a':  // aaa: the day of the week
        out->date = out->date || starts(code, at, "aaa");
        break;
    case 'e':  // the year, unless it is 0.00E+00
        if (at + 1 >= code.n || (code.p[at + 1] != '+' && code.p[at + 1] != '-'))
            out->date = true;
        break;
    case 'h':
    case 's':
        out->time = true;
        break;
    case 'm':
        out->month = true;
        break;
    case '%':
        out->percent = true;
        break;
    default:
        break;
    }
}

kp__format kp__format_of_code(kp_str code)
{
    seen found = {0};

    for (size_t at = 0; at < code.n && code.p[at] != ';';) {
        size_t word = skip_word(code, at, &found);

        if (word != at) {
            at = word;
        } else if (code.p[at] == '"') {
            at = skip_quoted(code, at);
        } else if (code.p[at] == '[') {
            at = skip_bracket(code, at, &found);
        } else if (code.p[at] == '\\' || code.p[at] == '_' || code.p[at] == '*') {
            at += 2;  // the next character is shown, or its width, or repeated
        } else {
            note_letter(code, at, &found);
            at++;
        }
    }
    if (found.date || (found.month && !found.time))
        return KP__FORMAT_DATE;
    if (found.time)
        return KP__FORMAT_TIME;
    return found.percent ? KP__FORMAT_PERCENT : KP__FORMAT_NUMBER;
}

/* Formats that a file need not spell out; 27 to 36 and 50 to 58 are those of Chinese
 * programs. */
kp__format kp__format_of_id(unsigned long id)
{
    static const struct {
        unsigned from, to;
        kp__format format;
    } ranges[] = {
        {9, 10, KP__FORMAT_PERCENT}, {14, 17, KP__FORMAT_DATE},
        {18, 21, KP__FORMAT_TIME},   {22, 22, KP__FORMAT_DATE},
        {27, 31, KP__FORMAT_DATE},   {32, 35, KP__FORMAT_TIME},
        {36, 36, KP__FORMAT_DATE},   {45, 47, KP__FORMAT_TIME},
        {50, 54, KP__FORMAT_DATE},   {55, 56, KP__FORMAT_TIME},
        {57, 58, KP__FORMAT_DATE},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (id >= ranges[i].from && id <= ranges[i].to)
            return ranges[i].format;
    return KP__FORMAT_NUMBER;
}
