/* csv_desk.h - bytes read as a CSV file into a book, and what the book then holds.
 * Opened and closed by every test (CSV_DESK); single-threaded. */
#ifndef KP_TESTS_SUPPORT_CSV_DESK_H
#define KP_TESTS_SUPPORT_CSV_DESK_H

#include <stdlib.h>
#include <string.h>

#include "io/csv/csv_read.h"
#include "tests/support/rnd.h"

typedef struct desk {
    kp_arena *arena;
    kp_diags *diags;
    kp_book book;
} desk;

static inline int open_desk(void **state)
{
    static desk d;

    d.arena = kp_arena_open(0);
    d.diags = kp_diags_open();
    kp_book_init(&d.book, d.arena);
    *state = &d;
    return d.arena && d.diags ? 0 : -1;
}

static inline int close_desk(void **state)
{
    desk *d = *state;

    kp_diags_close(d->diags);
    kp_arena_close(d->arena);
    return 0;
}

static inline void clear_desk(desk *d)
{
    void *state = d;

    close_desk(&state);
    open_desk(&state);
}

static inline kp_status read_bytes(desk *d, kp_str bytes)
{
    return kp_csv_read(&d->book, KP_STR("数据/员工.csv"), bytes, d->diags);
}

/* "a|b/c" : cells by bars, rows by slashes; what the sheet must look like. */
static inline void assert_sheet(const desk *d, const char *expected)
{
    kp_buf got;

    kp_buf_init(&got, 1 << 20);
    const kp_sheet *sheet = d->book.sheets[0];
    for (uint32_t i = 0; i < sheet->nrows; i++) {
        if (i > 0)
            kp_buf_char(&got, '/');
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++) {
            if (j > 0)
                kp_buf_char(&got, '|');
            kp_buf_str(&got, kp_cell_text(kp_sheet_cell(sheet, i, j)));
        }
    }
    kp_buf_char(&got, '\0');
    assert_string_equal(got.p, expected);
    kp_buf_free(&got);
}

static inline void assert_reads(desk *d, kp_str bytes, const char *expected)
{
    clear_desk(d);
    assert_int_equal(read_bytes(d, bytes), KP_OK);
    assert_sheet(d, expected);
}

static inline const kp_diag *assert_fails(desk *d, kp_str bytes, kp_code code)
{
    clear_desk(d);
    assert_int_equal(read_bytes(d, bytes), KP_EINVALID);
    const kp_diag *diag = kp_diags_first(d->diags);
    assert_non_null(diag);
    if (diag->code != code)
        fail_msg("%s instead of %s", kp_code_name(diag->code), kp_code_name(code));
    return diag;
}

static inline kp_str repeated(desk *d, const char *unit, size_t n, const char *end)
{
    size_t size = strlen(unit), tail = strlen(end);
    char *p = KP_NEW_ARRAY(d->arena, n * size + tail + 1, char);

    for (size_t i = 0; i < n; i++)
        memcpy(p + i * size, unit, size);
    memcpy(p + n * size, end, tail);
    return (kp_str){p, n * size + tail};
}

#define CSV_DESK(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)

#endif
