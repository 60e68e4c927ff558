/* dump_book.c - the cells of a workbook or CSV file as the reader sees them, for tests.
 *
 *   dump_book FILE            one line a cell: sheet, place, kind, text (JSON-like
 * escapes) dump_book --time FILE     what reading took instead
 *
 * Faults go to stderr in Chinese.  Exit code: 0, or 1 when there were errors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "io/csv/csv_read.h"
#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"

static const char *kind_of(const kp_cell *cell)
{
    static const char *const kinds[] = {"empty", "text",  "number",  "date",
                                        "bool",  "fault", "uncached"};

    return cell->merged ? "merged" : kinds[cell->kind];
}

static void put_text(kp_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '\\' || c < 0x20)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
}

static void put_cell(const kp_sheet *sheet, uint32_t i, uint32_t j)
{
    const kp_cell *cell = kp_sheet_cell(sheet, i, j);
    kp_buf place;

    if (cell->kind == KP_CELL_EMPTY && !cell->merged)
        return;
    kp_buf_init(&place, 64);
    kp_column_letters(j + 1, &place);
    printf("%.*s\t%.*s%u\t%s%s\t", KP_FMT(sheet->name), KP_FMT(kp_buf_view(&place)),
           sheet->rows[i].number, kind_of(cell),
           cell->format == KP_SHOWN_PERCENT ? "%" : "");
    put_text(kp_cell_text(cell));
    printf("%s\n", sheet->rows[i].hidden ? "\thidden" : "");
    kp_buf_free(&place);
}

static void put_sheet(const kp_sheet *sheet)
{
    printf("%.*s\t\t%s\n", KP_FMT(sheet->name),
           sheet->hidden ? "hidden sheet" : "sheet");
    for (uint32_t i = 0; i < sheet->nrows; i++)
        for (uint32_t j = 0; j < sheet->rows[i].ncells; j++)
            put_cell(sheet, i, j);
}

static void put_faults(kp_diags *diags)
{
    kp_buf text;

    kp_buf_init(&text, (size_t)1 << 26);
    kp_diags_sort(diags);
    for (const kp_diag *d = kp_diags_first(diags); d; d = d->next)
        kp_diag_print(d, KP_LANG_ZH, &text);
    fprintf(stderr, "%.*s", KP_FMT(kp_buf_view(&text)));
    kp_buf_free(&text);
}

/* What the book itself needs: rows, cells and the texts that stand in them alone. */
static size_t size_of(const kp_book *book, size_t *ncells)
{
    size_t bytes = 0;

    for (size_t s = 0; s < book->nsheets; s++)
        for (uint32_t i = 0; i < book->sheets[s]->nrows; i++) {
            const kp_row *row = &book->sheets[s]->rows[i];

            bytes += sizeof *row + row->ncells * sizeof(kp_cell);
            for (uint32_t j = 0; j < row->ncells; j++) {
                bytes += row->cells[j].n;
                *ncells += row->cells[j].kind != KP_CELL_EMPTY;
            }
        }
    return bytes;
}

static void put_time(const kp_book *book, size_t file, clock_t from, long before)
{
    double seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
    struct rusage usage;
    size_t ncells = 0, bytes = size_of(book, &ncells);

    (void)getrusage(RUSAGE_SELF, &usage);
    printf("cells %zu seconds %.3f per_second %.0f\n", ncells, seconds,
           (double)ncells / seconds);
    printf("file %zu book %zu memory %zu\n", file, bytes,
           (size_t)(usage.ru_maxrss - before) * 1024);
}

int main(int argc, char **argv)
{
    bool timed = argc == 3 && strcmp(argv[1], "--time") == 0;
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    struct rusage usage;
    kp_book book;
    kp_str bytes;

    if (argc != 2 + timed || !arena || !diags)
        return 2;
    kp_str name = kp_str_of(argv[1 + timed]);
    kp_book_init(&book, arena);
    if (kp_file_read(arena, KP_NONE, name, (size_t)1 << 30, &bytes, diags) != KP_OK)
        return put_faults(diags), 1;
    (void)getrusage(RUSAGE_SELF, &usage);
    clock_t from = clock();
    kp_status status = kp_str_ends(name, KP_STR(".csv"))
                           ? kp_csv_read(&book, name, bytes, diags)
                           : kp_xlsx_read(&book, name, bytes, diags);
    if (timed)
        put_time(&book, bytes.n, from, usage.ru_maxrss);
    for (size_t s = 0; s < book.nsheets && !timed; s++)
        put_sheet(book.sheets[s]);
    put_faults(diags);
    kp_diags_close(diags);
    kp_arena_close(arena);
    return status == KP_OK ? 0 : 1;
}
