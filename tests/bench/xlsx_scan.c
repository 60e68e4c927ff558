/* xlsx_scan.c - how long reading a workbook takes, beside what cannot be saved of it.
 *
 *   xlsx_scan FILE [ROUNDS]
 *
 * The bare scan unpacks every part of the archive and has expat tell its elements to
 * handlers that only count.  Both in CPU seconds of one core, in turn, the best of
 * each; memory is that of a child process beyond the file and the book's own cells.
 */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zip.h>

#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"

typedef struct counts {
    size_t elements, ends, characters;
} counts;

static void on_start(void *data, const char *name, const char **attribute)
{
    (void)name;
    (void)attribute;
    ((counts *)data)->elements++;
}

static void on_end(void *data, const char *name)
{
    (void)name;
    ((counts *)data)->ends++;
}

static void on_text(void *data, const char *text, int n)
{
    (void)text;
    ((counts *)data)->characters += (size_t)n;
}

static void scan_part(zip_t *zip, zip_uint64_t index, counts *out)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    zip_int64_t n = 1;

    if (!parser || !file)
        exit(3);
    XML_SetUserData(parser, out);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    while (n > 0) {
        n = zip_fread(file, XML_GetBuffer(parser, 1 << 16), 1 << 16);
        if (n < 0 || XML_ParseBuffer(parser, (int)n, n == 0) != XML_STATUS_OK)
            exit(3);
    }
    zip_fclose(file);
    XML_ParserFree(parser);
}

static double scan(kp_str bytes, counts *out)
{
    clock_t from = clock();
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);

    if (!zip)
        exit(3);
    *out = (counts){0};
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++)
        scan_part(zip, (zip_uint64_t)i, out);
    zip_discard(zip);
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Rows, cells and the texts that stand in them: what reading is for. */
static size_t size_of(const kp_book *book, size_t *ncells)
{
    size_t bytes = 0;

    *ncells = 0;
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

typedef struct reading {
    double seconds;
    size_t ncells, bytes, memory;
} reading;

static reading read_once(kp_str bytes)
{
    struct rusage before, after;
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    reading r = {0};
    kp_book book;

    if (!arena || !diags)
        exit(3);
    kp_book_init(&book, arena);
    (void)getrusage(RUSAGE_SELF, &before);
    clock_t from = clock();
    if (kp_xlsx_read(&book, KP_STR("big.xlsx"), bytes, diags) != KP_OK)
        exit(1);
    r.seconds = (double)(clock() - from) / CLOCKS_PER_SEC;
    (void)getrusage(RUSAGE_SELF, &after);
    r.memory = (size_t)(after.ru_maxrss - before.ru_maxrss) * 1024;
    r.bytes = size_of(&book, &r.ncells);
    kp_diags_close(diags);
    kp_arena_close(arena);
    return r;
}

/* In a process of its own, whose highest memory is that of the reading. */
static reading read_apart(kp_str bytes)
{
    int tube[2];
    reading r = {0};

    if (pipe(tube) != 0)
        exit(3);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        r = read_once(bytes);
        _exit(write(tube[1], &r, sizeof r) == sizeof r ? 0 : 3);
    }
    close(tube[1]);
    if (child < 0 || read(tube[0], &r, sizeof r) != sizeof r)
        exit(3);
    close(tube[0]);
    (void)waitpid(child, NULL, 0);
    return r;
}

int main(int argc, char **argv)
{
    int rounds =
        argc > 2 && argv[2][0] >= '1' && argv[2][0] <= '9' ? argv[2][0] - '0' : 3;
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    double bare = 1e9;
    reading best = {.seconds = 1e9};
    counts seen;
    kp_str bytes;

    if (argc < 2 || !arena || !diags ||
        kp_file_read(arena, KP_NONE, kp_str_of(argv[1]), (size_t)1 << 30, &bytes,
                     diags) != KP_OK)
        return 2;
    for (int i = 0; i < rounds; i++) {
        double seconds = scan(bytes, &seen);
        reading r = read_apart(bytes);

        bare = seconds < bare ? seconds : bare;
        best = r.seconds < best.seconds ? r : best;
    }
    printf("cells            %zu\n", best.ncells);
    printf("bare scan        %.3f s  %.2f M cells/s\n", bare,
           (double)best.ncells / bare / 1e6);
    printf("reading          %.3f s  %.2f M cells/s\n", best.seconds,
           (double)best.ncells / best.seconds / 1e6);
    printf("ratio            %.2f\n", best.seconds / bare);
    printf("cells in memory  %.1f MB\n", (double)best.bytes / 1e6);
    printf("beyond them      %.1f MB\n",
           ((double)best.memory - (double)best.bytes) / 1e6);
    kp_diags_close(diags);
    kp_arena_close(arena);
    return 0;
}
