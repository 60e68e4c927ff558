/* csv_separator.c - comma, tab or semicolon?
 *
 * The separator stands in nearly every row, headings included; the other candidates
 * only in the texts of some.  Two habits would spoil the count and are left out of it:
 * thousands separators (8,500.00), and the tab that Chinese exports put behind a long
 * number so that Excel keeps it a text (4101...,\t).
 */
#include "io/csv/csv_parts.h"

enum {
    CANDIDATES = 3,
    SAMPLE_BYTES = 1 << 18,
    SAMPLE_ROWS = 256,
    COUNT_MAX = 256,  // beyond that the exact count tells nothing
};

static const char candidates[CANDIDATES] = {',', '\t', ';'};

typedef struct tally {
    uint32_t rows;                   // rows that have the candidate
    uint16_t with_count[COUNT_MAX];  // how many have it that often
    uint32_t in_row;
} tally;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char at_or_end(kp_str text, size_t at)
{
    return at < text.n ? text.p[at] : '\n';
}

/* 8,500 with nothing but three digits behind the comma. */
static bool is_thousands(kp_str text, size_t at)
{
    if (at == 0 || !is_digit(text.p[at - 1]))
        return false;
    for (size_t i = 1; i <= 3; i++)
        if (!is_digit(at_or_end(text, at + i)))
            return false;
    return !is_digit(at_or_end(text, at + 4));
}

static bool is_padding(kp_str text, size_t at)
{
    return at_or_end(text, at + 1) == ',' || (at > 0 && text.p[at - 1] == ',');
}

static bool counts(kp_str text, size_t at)
{
    if (text.p[at] == ',')
        return !is_thousands(text, at);
    return text.p[at] != '\t' || !is_padding(text, at);
}

static void end_row(tally tallies[CANDIDATES])
{
    for (int i = 0; i < CANDIDATES; i++) {
        tally *t = &tallies[i];

        if (t->in_row > 0) {
            t->rows++;
            t->with_count[t->in_row < COUNT_MAX ? t->in_row : COUNT_MAX - 1]++;
        }
        t->in_row = 0;
    }
}

static void tally_sample(kp_str text, tally tallies[CANDIDATES])
{
    bool quoted = false;
    int rows = 0;

    for (size_t at = 0; at < text.n && rows < SAMPLE_ROWS; at++) {
        char c = text.p[at];

        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        for (int i = 0; i < CANDIDATES; i++)
            if (c == candidates[i] && counts(text, at))
                tallies[i].in_row++;
        if (c == '\n' || c == '\r') {
            end_row(tallies);
            rows++;
        }
    }
    end_row(tallies);
}

/* The commonest count among the rows, and how many rows agree on it. */
static uint32_t agreement(const tally *t, uint32_t *count)
{
    uint32_t best = 0;

    *count = 0;
    for (uint32_t n = 1; n < COUNT_MAX; n++)
        if (t->with_count[n] > best) {
            best = t->with_count[n];
            *count = n;
        }
    return best;
}

static bool is_likelier(const tally *a, const tally *b)
{
    uint32_t count_a, count_b;
    uint32_t agree_a = agreement(a, &count_a), agree_b = agreement(b, &count_b);

    if (a->rows != b->rows)
        return a->rows > b->rows;
    if (agree_a != agree_b)
        return agree_a > agree_b;
    return count_a > count_b;
}

/* Excel's own directive; it is no row. */
static bool take_directive(kp_str text, char *separator, size_t *skip)
{
    bool named =
        kp_str_starts(text, KP_STR("sep=")) || kp_str_starts(text, KP_STR("SEP="));

    if (!named || text.n < 5)
        return false;
    *separator = text.p[4];
    if (*separator != ',' && *separator != ';' && *separator != '\t')
        return false;
    size_t at = 5;
    if (at < text.n && text.p[at] == '\r')
        at++;
    if (at < text.n && text.p[at] == '\n')
        at++;
    *skip = at;
    return at > 5 || at == text.n;
}

char kp__csv_separator(kp_str text, size_t *skip)
{
    tally tallies[CANDIDATES] = {0};
    char separator;
    int best = 0;

    *skip = 0;
    if (take_directive(text, &separator, skip))
        return separator;
    *skip = 0;
    tally_sample(kp_str_slice(text, 0, SAMPLE_BYTES), tallies);
    for (int i = 1; i < CANDIDATES; i++)
        if (is_likelier(&tallies[i], &tallies[best]))
            best = i;
    return candidates[best];
}
