/* book_desk.h - a small run (tiny_run.h), the workbook written of it, and the parts of
 * that workbook as a spreadsheet program will read them: unzipped by a program that is
 * not ours.  Flat memory is used where texts are looked at, since they then stand in
 * their cells.  `desk_close` gives everything back; single-threaded. */
#ifndef KP_TESTS_SUPPORT_BOOK_DESK_H
#define KP_TESTS_SUPPORT_BOOK_DESK_H

#include <stdlib.h>
#include <unistd.h>

#include "io/xlsx/workbook.h"
#include "tests/support/tiny_run.h"

typedef struct book_desk {
    tiny_run *run;
    char path[64];  // of the workbook
    kp_buf part;    // the part last read
} book_desk;

static inline book_desk *desk_open(size_t times)
{
    book_desk *d = malloc(sizeof *d);

    assert_non_null(d);
    d->run = tiny_open(times);
    (void)snprintf(d->path, sizeof d->path, "/tmp/kpay-book-XXXXXX");
    int file = mkstemp(d->path);
    assert_true(file >= 0);
    (void)close(file);
    kp_buf_init(&d->part, (size_t)1 << 28);
    return d;
}

static inline void desk_close(book_desk *d)
{
    (void)remove(d->path);
    kp_buf_free(&d->part);
    tiny_close(d->run);
    free(d);
}

/* The desk of most tests: one copy of the five people. */
static inline int desk_setup(void **state)
{
    *state = desk_open(1);
    return 0;
}

static inline int desk_teardown(void **state)
{
    desk_close(*state);
    return 0;
}

#define DESK(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

static inline kp_status desk_write(book_desk *d, bool flat)
{
    kp_workbook_options options = {
        .path = d->path,
        .head = KP_STR("日志头 8f3a R&D"),
        .created = d->run->scheme->month,
        .flat_memory = flat,
    };
    return kp_workbook_write(d->run->run, &options, d->run->diags);
}

static inline void desk_read_all(FILE *from, kp_buf *out)
{
    char chunk[4096];
    size_t n;

    kp_buf_clear(out);
    while ((n = fread(chunk, 1, sizeof chunk, from)) > 0)
        kp_buf_put(out, chunk, n);
    kp_buf_char(out, 0);
}

static inline void desk_read_file(const char *path, kp_buf *out)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    desk_read_all(file, out);
    (void)fclose(file);
}

/* A part of the workbook, unzipped by a program that is not ours. */
static inline const char *desk_part(book_desk *d, const char *name)
{
    char command[256];

    (void)snprintf(command, sizeof command, "unzip -p %s %s", d->path, name);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    desk_read_all(pipe, &d->part);
    assert_int_equal(pclose(pipe), 0);
    return d->part.p;
}

static inline const char *desk_sheet(book_desk *d)
{
    assert_int_equal(desk_write(d, true), KP_OK);
    return desk_part(d, "xl/worksheets/sheet1.xml");
}

/* What stands between <c r="H7" ...> and </c>; an empty cell has nothing there. */
static inline void expect_cell(const char *xml, const char *name, const char *inside)
{
    char begin[32], actual[1024];

    (void)snprintf(begin, sizeof begin, "<c r=\"%s\"", name);
    const char *cell = strstr(xml, begin);
    if (!cell)
        fail_msg("no cell %s", name);
    const char *open = strchr(cell, '>');
    const char *end = open[-1] == '/' ? open + 1 : strstr(open, "</c>");
    (void)snprintf(actual, sizeof actual, "%.*s", (int)(end - open - 1), open + 1);
    assert_string_equal(actual, inside);
}

static inline void expect_text(const char *xml, const char *name, const char *text)
{
    char inside[512];

    (void)snprintf(inside, sizeof inside, "<is><t>%s</t></is>", text);
    expect_cell(xml, name, inside);
}

static inline void expect_part(const char *xml, const char *what)
{
    if (!strstr(xml, what))
        fail_msg("missing: %s", what);
}

static inline size_t times(const char *xml, const char *what)
{
    size_t n = 0;

    for (const char *at = strstr(xml, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

#endif
