/* test_convert_random.c - random schemes and random books, to a workbook and back.
 *
 * Thousands of folders of one or two CSV files: schemes as HR would type them, and
 * cells with whatever text spreadsheet programs like to change.  The workbook's cells
 * are those of the folder, a scheme has the same faults at the same cells in both, and
 * the folder that comes back is in normal form and does not change any more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/cli/form/convert.h"
#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"
#include "rules/compile.h"
#include "tests/support/random_scheme.h"

enum {
    SCHEMES = 100,
    BOOKS = 1000,
};

static const char *const pieces[] = {
    "0",          "07",      "1234567890123456789",
    "1.50",       "1e5",     "-3",
    "=1+1",       "=A1",     "+86",
    "@x",         "'a",      " ",
    "　",         "\t",      "\n",
    "\r",         "\r\n",    "\"",
    "\"\"",       ",",       ";",
    "_x0041_",    "_x005F_", "_x00",
    "\x01",       "\x1f",    "\x7f",
    "<b>",        "&amp;",   "]]>",
    "参数",       "字段",    "甲",
    "１２",       "①",       "䶮",
    "𠀀",         "\u200b",  "\ufeff",
    "\ufffe",     "é",       "sep=;",
    "PK\x03\x04", "{",       "<html>",
    "TRUE",       "#N/A",    "40%",
    "2025-03-01",
};
#define NPIECES (sizeof pieces / sizeof *pieces)

typedef struct place {
    kp_cli cli;
    char folder[256];  // one for each case, so that every name in it is new
} place;

static kp_str path(const place *p, const char *name)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_buf_printf(&text, "%s/%s", p->folder, name);
    kp_str copy = kp_str_copy(p->cli.arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void open_place(place *p, const char *root, unsigned n)
{
    *p = (place){.cli = {.arena = kp_arena_open(0), .diags = kp_diags_open()}};
    (void)snprintf(p->folder, sizeof p->folder, "%s/%u", root, n);
    kp_folder *folder;
    assert_int_equal(
        kp_folder_open(kp_str_of(p->folder), KP_SHA256, &folder, p->cli.diags), KP_OK);
    assert_int_equal(kp_folder_commit(folder, KP_NONE, p->cli.diags), KP_OK);
}

static void close_place(place *p)
{
    kp_diags_close(p->cli.diags);
    kp_arena_close(p->cli.arena);
}

static void fail_with(place *p, const char *what)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 20);
    for (const kp_diag *d = kp_diags_first(p->cli.diags); d; d = d->next)
        kp_diag_print(d, KP_LANG_EN, &text);
    kp_buf_char(&text, 0);
    fail_msg("%s: %s\n%s", p->folder, what, text.p ? text.p : "");
}

static void save_folder(place *p, const char *name, kp_str bytes)
{
    kp_folder *folder;

    assert_int_equal(kp_folder_open(path(p, name), KP_SHA256, &folder, p->cli.diags),
                     KP_OK);
    assert_int_equal(
        kp_folder_write(folder, KP_STR("表.csv"), bytes, NULL, p->cli.diags), KP_OK);
    assert_int_equal(kp_folder_commit(folder, KP_NONE, p->cli.diags), KP_OK);
}

static kp_str read_bytes(place *p, const char *name)
{
    kp_str bytes;

    if (kp_file_read(p->cli.arena, KP_NONE, path(p, name), KP_XLSX_MAX_BYTES, &bytes,
                     p->cli.diags) != KP_OK)
        fail_with(p, name);
    return bytes;
}

/* folder → 1.xlsx → back → 2.xlsx → back2; the sheet that 1.xlsx holds. */
static const kp_sheet *there_and_back(place *p)
{
    static kp_book book;

    if (kp_convert_pack(&p->cli, path(p, "a"), path(p, "1.xlsx")) != KP_OK ||
        kp_convert_unpack(&p->cli, path(p, "1.xlsx"), path(p, "back")) != KP_OK ||
        kp_convert_pack(&p->cli, path(p, "back"), path(p, "2.xlsx")) != KP_OK ||
        kp_convert_unpack(&p->cli, path(p, "2.xlsx"), path(p, "back2")) != KP_OK)
        fail_with(p, "not converted");
    if (!kp_str_eq(read_bytes(p, "back/表.csv"), read_bytes(p, "back2/表.csv")))
        fail_with(p, "the second folder differs");
    kp_book_init(&book, p->cli.arena);
    assert_int_equal(
        kp_xlsx_read(&book, KP_STR("表.csv"), read_bytes(p, "1.xlsx"), p->cli.diags),
        KP_OK);
    assert_int_equal(book.nsheets, 2);
    return book.sheets[1];
}

static const kp_sheet *csv_sheet(place *p, kp_book *book, kp_str bytes)
{
    kp_book_init(book, p->cli.arena);
    if (kp_csv_read(book, KP_STR("表.csv"), bytes, p->cli.diags) != KP_OK)
        fail_with(p, "no CSV");
    return book->sheets[0];
}

static kp_str text_of(void *context, const kp_cell *cell)
{
    (void)context;
    return kp_cell_text(cell);
}

static void expect_same(place *p, const kp_sheet *a, const kp_sheet *b)
{
    uint32_t i, j;

    if (!kp_same_cells(a, text_of, NULL, b, &i, &j))
        fail_msg("%s: row %u, column %u", p->folder, i + 1, j + 1);
}

// ---- schemes

/* sheet.h writes rows as lines and | between cells. */
static void put_sheet_text(kp_str text, kp_csv_writer *writer)
{
    while (text.n) {
        kp_str line = kp_str_cut(&text, '\n');
        bool any = line.n > 0;

        while (any) {
            any = kp_str_find(line, KP_STR("|")) != SIZE_MAX;
            kp_csv_text(writer, kp_str_trim(kp_str_cut(&line, '|')));
        }
        kp_csv_end_row(writer);
    }
}

/* Codes and cells of all faults; files and sheets are called otherwise. */
static kp_str faults_of(place *p, const kp_book *book)
{
    kp_diags *diags = kp_diags_open();
    kp_symbols *symbols = kp_symbols_open();
    kp_scheme *scheme;
    kp_buf out;

    kp_status status = kp_rules_compile(
        p->cli.arena, book, symbols, kp_date_of((kp_ymd){2025, 3, 1}), &scheme, diags);
    kp_diags_sort(diags);
    kp_buf_init(&out, 1 << 20);
    kp_buf_printf(&out, "%d", (int)status);
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        kp_buf_printf(&out, " %s@%u,%u", kp_code_name(d->code), d->where.row,
                      d->where.col);
    kp_str copy = kp_str_copy(p->cli.arena, kp_buf_view(&out));
    kp_buf_free(&out);
    kp_symbols_close(symbols);
    kp_diags_close(diags);
    return copy;
}

static void try_scheme(const char *root, unsigned n)
{
    random_scheme scheme;
    kp_csv_writer writer;
    kp_book typed, again;
    place p;
    kp_buf csv;

    open_place(&p, root, n);
    random_scheme_open(&scheme, n);
    if (n % 4 == 3)
        random_scheme_spoil(&scheme);
    kp_buf_init(&csv, 1 << 24);
    assert_int_equal(kp_csv_open(&writer, KP_STR("表.csv"),
                                 (kp_csv_style){.careful = true}, &csv, p.cli.diags),
                     KP_OK);
    // Without the NUL that ends it.
    put_sheet_text(kp_str_slice(kp_buf_view(&scheme.text), 0, scheme.text.n - 1),
                   &writer);
    assert_int_equal(kp_csv_close(&writer), KP_OK);
    save_folder(&p, "a", kp_buf_view(&csv));
    const kp_sheet *sheet = csv_sheet(&p, &typed, kp_buf_view(&csv));
    kp_sheet *found = NULL;
    const kp_sheet *of_workbook = there_and_back(&p);
    expect_same(&p, sheet, of_workbook);
    kp_book_init(&again, p.cli.arena);
    found = kp_book_add_sheet(&again, KP_STR("表.csv"), KP_STR("表"), false);
    *found = *of_workbook;
    assert_string_equal(faults_of(&p, &again).p, faults_of(&p, &typed).p);
    kp_buf_free(&csv);
    random_scheme_close(&scheme);
    close_place(&p);
}

static void random_schemes_survive_and_have_the_same_faults(void **state)
{
    for (unsigned n = 0; n < SCHEMES; n++)
        try_scheme(*state, n);
}

// ---- any cells

static void put_random_rows(rnd *r, kp_csv_writer *writer)
{
    uint32_t rows = 1 + rnd_below(r, 8);

    // Some text, so that the file is not blank.
    kp_csv_text(writer, kp_str_of(rnd_one_in(r, 2) ? "甲" : pieces[rnd_below(r, 4)]));
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t cells = rnd_below(r, 7);

        for (uint32_t j = 0; j < cells; j++) {
            char text[256] = "";

            for (uint32_t k = rnd_below(r, 4); k > 0; k--)
                strncat(text, pieces[rnd_below(r, NPIECES)],
                        sizeof text - strlen(text) - 1);
            kp_csv_text(writer, kp_str_of(text));
        }
        kp_csv_end_row(writer);
    }
}

static void try_book(const char *root, unsigned n)
{
    rnd r = {n};
    kp_csv_writer writer;
    kp_book typed;
    place p;
    kp_buf csv;

    open_place(&p, root, n);
    kp_buf_init(&csv, 1 << 24);
    assert_int_equal(kp_csv_open(&writer, KP_STR("表.csv"),
                                 (kp_csv_style){.careful = true, .crlf = n % 2 == 1},
                                 &csv, p.cli.diags),
                     KP_OK);
    put_random_rows(&r, &writer);
    assert_int_equal(kp_csv_close(&writer), KP_OK);
    save_folder(&p, "a", kp_buf_view(&csv));
    expect_same(&p, csv_sheet(&p, &typed, kp_buf_view(&csv)), there_and_back(&p));
    kp_buf_free(&csv);
    close_place(&p);
}

static void random_cells_survive(void **state)
{
    for (unsigned n = 10000; n < 10000 + BOOKS; n++)
        try_book(*state, n);
}

static int make_root(void **state)
{
    // In memory where that can be had: every file is synced.
    static char memory[] = "/dev/shm/kpay-convert-XXXXXX";
    static char disk[] = "/tmp/kpay-convert-XXXXXX";

    *state = mkdtemp(memory);
    if (!*state)
        *state = mkdtemp(disk);
    return *state ? 0 : -1;
}

static int drop_root(void **state)
{
    char command[128];

    (void)snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_schemes_survive_and_have_the_same_faults),
        cmocka_unit_test(random_cells_survive),
    };

    return cmocka_run_group_tests(tests, make_root, drop_root);
}
