/* columns.c - a table on the terminal, aligned by display width. */
#include "engine/base/fold.h"
#include "io/cli/cmd.h"

kp_str *kp_columns_row(kp_columns *columns)
{
    columns->row = kp_arena_grow(columns->arena, columns->row, &columns->cap,
                                 columns->nrows + 1, sizeof *columns->row);
    return columns->row[columns->nrows++];
}

static void measure(const kp_columns *columns, size_t width[KP_COLUMNS_MOST])
{
    for (size_t k = 0; k < columns->ncolumns; k++) {
        width[k] = 0;
        for (size_t i = 0; i < columns->nrows; i++) {
            size_t w = kp_display_width(columns->row[i][k]);

            width[k] = w > width[k] ? w : width[k];
        }
    }
}

static void put_blanks(kp_buf *out, size_t n)
{
    while (n-- > 0)
        kp_buf_char(out, ' ');
}

/* Blanks wait until something follows them, so that no line ends in any. */
static void put_row(const kp_columns *columns, const kp_str *cell, const size_t *width,
                    kp_buf *out)
{
    size_t pending = 0;

    for (size_t k = 0; k < columns->ncolumns; k++) {
        size_t missing = width[k] - kp_display_width(cell[k]);

        pending += columns->right[k] ? missing : 0;
        if (cell[k].n) {
            put_blanks(out, pending);
            pending = 0;
            kp_buf_str(out, cell[k]);
        }
        pending += (columns->right[k] ? 0 : missing) + 2;
    }
    kp_buf_char(out, '\n');
}

static void put_line(const kp_columns *columns, const size_t *width, kp_buf *out)
{
    for (size_t k = 0; k < columns->ncolumns; k++) {
        if (k > 0)
            put_blanks(out, 2);
        for (size_t i = 0; i < width[k]; i++)
            kp_buf_char(out, '-');
    }
    kp_buf_char(out, '\n');
}

void kp_columns_print(const kp_columns *columns, bool heading, const char *indent,
                      kp_buf *out)
{
    size_t width[KP_COLUMNS_MOST];

    measure(columns, width);
    for (size_t i = 0; i < columns->nrows; i++) {
        kp_buf_z(out, indent);
        put_row(columns, columns->row[i], width, out);
        if (heading && i == 0) {
            kp_buf_z(out, indent);
            put_line(columns, width, out);
        }
    }
}
