/* run_difference.c - which byte, which line, which value of whom. */
#include "io/cli/run/run_difference.h"

#include <string.h>

static bool is_text(kp_str name)
{
    return !kp_str_ends(name, KP_STR(".xlsx"));
}

static kp_str hex_of(const kp_difference *d, kp_str bytes, size_t at)
{
    char hex[3];

    if (at >= bytes.n)
        return KP_NONE;
    int n = snprintf(hex, sizeof hex, "%02x", (unsigned)(unsigned char)bytes.p[at]);
    return kp_str_copy(d->cli->arena, (kp_str){hex, (size_t)n});
}

/* The column that the byte lies in, from its beginning. */
static kp_str column_at(kp_str bytes, size_t at)
{
    size_t from = at, to = at;

    while (from > 0 && at - from < KP_SHOWN_BYTES && !strchr("\t\n", bytes.p[from - 1]))
        from--;
    while (to < bytes.n && to - at < KP_SHOWN_BYTES && !strchr("\t\n", bytes.p[to]))
        to++;
    return kp_str_slice(bytes, from, to);
}

static uint32_t line_of(kp_str bytes, size_t at)
{
    uint32_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += bytes.p[i] == '\n';
    return line;
}

void kp_difference_tell_byte(const kp_difference *d, size_t at, kp_str made,
                             size_t made_at)
{
    bool text = is_text(d->name);
    kp_where where = {.file = d->name, .row = text ? line_of(d->old, at) : 0};
    kp_str was = text ? column_at(d->old, at) : hex_of(d, d->old, at);
    kp_str is = text ? column_at(made, made_at) : hex_of(d, made, made_at);

    (void)kp_fail(d->diags, KP6024, where, KP_NONE, kp_cli_count(d->cli, at + 1), was,
                  is);
}

/* ---- values of tables/ ---- */

/* The cell at *at and what ends it: ',' or '\n', or 0 at the end of the text. */
static kp_str next_cell(kp_str text, size_t *at, char *end)
{
    size_t from = *at, i = from;
    bool quoted = false;

    while (i < text.n && (quoted || (text.p[i] != ',' && text.p[i] != '\n')))
        quoted ^= text.p[i++] == '"';
    *end = i < text.n ? text.p[i] : '\0';
    *at = i + (i < text.n);
    return kp_str_slice(text, from, i);
}

/* The n-th heading, from 0. */
static kp_str heading(kp_str table, uint32_t n)
{
    size_t at = 0;
    char end = ',';
    kp_str cell = KP_NONE;

    for (uint32_t k = 0; k <= n && end == ','; k++)
        cell = next_cell(table, &at, &end);
    return cell;
}

/* "E05 实发": the row's first cell and the heading. */
static kp_str value_name(const kp_difference *d, kp_str made, kp_str key, uint32_t col)
{
    kp_buf name;

    kp_buf_init(&name, 4096);
    kp_buf_str(&name, key);
    kp_buf_char(&name, ' ');
    kp_buf_str(&name, heading(made, col));
    kp_str copy = kp_str_copy(d->cli->arena, kp_buf_view(&name));
    kp_buf_free(&name);
    return copy;
}

/* False when it is not a value in which the tables differ first. */
static bool tell_value(const kp_difference *d, kp_str made)
{
    kp_where where = {.file = d->name, .row = 1};
    size_t old_at = 0, made_at = 0;
    kp_str key = KP_NONE;

    while (old_at < d->old.n && made_at < made.n) {
        char old_end, made_end;
        kp_str was = next_cell(d->old, &old_at, &old_end);
        kp_str is = next_cell(made, &made_at, &made_end);

        key = where.col == 0 ? is : key;
        where.col++;
        if (!kp_str_eq(was, is)) {
            (void)kp_fail(d->diags, KP6025, where, KP_NONE,
                          value_name(d, made, key, where.col - 1), was, is);
            return true;
        }
        if (old_end != made_end)
            return false;
        if (made_end == '\n') {
            where.row++;
            where.col = 0;
        }
    }
    return false;
}

void kp_difference_tell_table(const kp_difference *d, kp_str made)
{
    size_t n = d->old.n < made.n ? d->old.n : made.n, at = 0;

    if (tell_value(d, made))
        return;
    while (at < n && d->old.p[at] == made.p[at])
        at++;
    kp_difference_tell_byte(d, at, made, at);
}
