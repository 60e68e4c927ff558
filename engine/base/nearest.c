/* nearest.c - "did you mean": the nearest name by edit distance; see diag.h. */
#include "engine/base/diag.h"

#define LONGEST 64  // code points; longer texts are not names

typedef struct word {
    uint32_t point[LONGEST];
    size_t n;
} word;

static bool spelt_out(kp_str s, word *out)
{
    out->n = 0;
    for (size_t at = 0; at < s.n;) {
        if (out->n == LONGEST)
            return false;
        out->point[out->n++] = kp_utf8_next(s, &at);
    }
    return true;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t low = a < b ? a : b;

    return low < c ? low : c;
}

/* Insertions, deletions and replacements that turn a into b (Levenshtein), by rows. */
static size_t distance(const word *a, const word *b)
{
    size_t row[LONGEST + 1];

    for (size_t k = 0; k <= b->n; k++)
        row[k] = k;
    for (size_t i = 1; i <= a->n; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t k = 1; k <= b->n; k++) {
            size_t replaced = diagonal + (a->point[i - 1] != b->point[k - 1]);

            diagonal = row[k];
            row[k] = least(row[k] + 1, row[k - 1] + 1, replaced);
        }
    }
    return row[b->n];
}

/* Near enough to suggest; two names that share nothing are never near. */
static bool is_near(size_t apart, const word *a, const word *b)
{
    size_t longer = a->n > b->n ? a->n : b->n;
    size_t allowed = longer / 3 > 1 ? longer / 3 : 1;

    return apart <= allowed && apart < longer;
}

kp_str kp_nearest(kp_str wrong, const kp_str *names, size_t n)
{
    kp_str best = KP_NONE;
    size_t best_apart = SIZE_MAX;
    word typed, name;

    if (!spelt_out(wrong, &typed))
        return best;
    for (size_t i = 0; i < n; i++) {
        if (!spelt_out(names[i], &name))
            continue;
        size_t apart = distance(&typed, &name);
        if (apart < best_apart && is_near(apart, &typed, &name)) {
            best = names[i];
            best_apart = apart;
        }
    }
    return best;
}
