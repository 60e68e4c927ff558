/* xlsx_mark.c - marking a workbook: the order of events; see xlsx_mark.h. */
#include "io/ooxml/xlsx_mark.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "io/ooxml/mark_parts.h"

#define SCRATCH_BYTES ((size_t)2 << 30)

static int by_place(const void *a, const void *b)
{
    const kp_xlsx_note *left = a, *right = b;
    int sheets = kp_str_cmp(left->sheet, right->sheet);

    if (sheets != 0)
        return sheets;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->col > right->col) - (left->col < right->col);
}

static const kp__sheet_entry *sheet_named(const kp__marker *m, kp_str name)
{
    for (size_t i = 0; i < m->x.nsheets; i++)
        if (kp_str_eq(m->x.sheet[i].name, name))
            return &m->x.sheet[i];
    return NULL;
}

static bool mark_sheets(kp__marker *m, const kp_xlsx_note *note, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && kp_str_eq(note[to].sheet, note[from].sheet);)
            to++;
        const kp__sheet_entry *sheet = sheet_named(m, note[from].sheet);
        m->note = note + from;
        m->nnotes = to - from;
        if (!sheet || !kp__mark_sheet(m, sheet))
            return false;
    }
    return true;
}

static bool mark_all(kp__marker *m, const kp_xlsx_note *note, size_t n)
{
    return kp__workbook_read(&m->x) && kp__mark_open_styles(m) &&
           kp__part_open(m, KP_STR("[Content_Types].xml"), &m->types) &&
           mark_sheets(m, note, n) && kp__mark_close_styles(m) &&
           kp__part_put(m, m->types.name, kp__part_result(m, &m->types));
}

/* The archive is written into a source that grows in memory. */
static bool write_archive(kp__marker *m, zip_source_t *source, kp_buf *out)
{
    char step[1 << 14];
    zip_int64_t n = 0;

    if (zip_close(m->x.zip) != 0)
        return false;
    m->x.zip = NULL;
    if (zip_source_open(source) != 0)
        return false;
    while ((n = zip_source_read(source, step, sizeof step)) > 0)
        kp_buf_put(out, step, (size_t)n);
    (void)zip_source_close(source);
    return n == 0 && !out->broken;
}

static bool mark(kp__marker *m, kp_str bytes, const kp_xlsx_note *note, size_t n,
                 kp_buf *out)
{
    // libzip writes into what it reads from, so it gets a copy.
    char *copy = malloc(bytes.n + 1);

    if (!copy)
        return kp__xlsx_no_memory(&m->x);
    memcpy(copy, bytes.p, bytes.n);
    zip_source_t *source = zip_source_buffer_create(copy, bytes.n, 1, NULL);
    if (!source) {
        free(copy);
        return kp__xlsx_no_memory(&m->x);
    }
    m->x.zip = zip_open_from_source(source, 0, NULL);
    if (!m->x.zip) {
        zip_source_free(source);
        return false;
    }
    zip_source_keep(source);
    m->x.source = source;
    return mark_all(m, note, n) && write_archive(m, source, out);
}

static kp_status mark_guarded(kp__marker *m, kp_str bytes, const kp_xlsx_note *note,
                              size_t n, kp_buf *out)
{
    jmp_buf boundary;

    (void)kp_arena_guard(m->x.scratch, &boundary);
    if (setjmp(boundary) != 0)
        return KP_ENOMEM;
    bool done = kp__zip_check(&m->x, bytes) && mark(m, bytes, note, n, out);
    if (m->x.nomem)
        return KP_ENOMEM;
    return done ? KP_OK : KP_EINVALID;
}

kp_status kp_xlsx_mark(kp_str bytes, const kp_xlsx_note *note, size_t n, kp_buf *out)
{
    kp_diags *quiet = kp_diags_open();
    kp_arena *scratch = kp_arena_open(SCRATCH_BYTES);
    kp_xlsx_note *sorted = calloc(n + 1, sizeof *sorted);
    kp__marker m = {.x = {.scratch = scratch, .diags = quiet}};
    kp_status status = KP_ENOMEM;

    kp_buf_init(out, KP_XLSX_MAX_TOTAL);
    if (quiet && scratch && sorted) {
        if (n > 0)
            memcpy(sorted, note, n * sizeof *sorted);
        qsort(sorted, n, sizeof *sorted, by_place);
        status = mark_guarded(&m, bytes, sorted, n, out);
    }
    kp__package_close(&m.x);
    kp__text_free(&m.x.text);
    free(sorted);
    kp_arena_close(scratch);
    kp_diags_close(quiet);
    return status;
}
