/* fuzz_xlsx.c - any bytes as a workbook: the archive, its parts, sheets and cells.
 *
 * Mutations know the container: most of the time the archive is unpacked, one part is
 * changed as bytes or as XML, and all is packed again with sound checksums, so that
 * faults reach the readers of sheets, styles and strings; the rest of the time the
 * archive itself is damaged.
 *
 * What was read without a fault is UTF-8 in cells and rows within the limits, rows
 * rising, and the same bytes give the same cells.  A copy with marked cells, where one
 * can be made, reads without a fault and gives the cells of the original.
 */
#include <stdio.h>
#include <string.h>
#include <zip.h>

#include "fuzz_desk.h"
#include "io/ooxml/xlsx_mark.h"
#include "io/ooxml/xlsx_read.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* ---- promises ---- */

static uint64_t look_at_cells(const kp_sheet *sheet)
{
    uint64_t hash = kp_str_hash(sheet->name);
    uint32_t last = 0;

    for (uint32_t i = 0; i < sheet->nrows; i++) {
        const kp_row *row = &sheet->rows[i];

        fuzz_promise(row->number > last && row->number <= KP_XLSX_MAX_ROWS &&
                     row->ncells <= KP_XLSX_MAX_COLUMNS);
        last = row->number;
        for (uint32_t j = 0; j < row->ncells; j++) {
            kp_str text = kp_cell_text(&row->cells[j]);

            fuzz_promise(kp_utf8_valid(text) &&
                         kp_utf16_units(text) <= KP_XLSX_MAX_CHARACTERS);
            fuzz_promise(!row->cells[j].merged || text.n == 0);
            hash = hash * 31 + kp_str_hash(text) + row->cells[j].kind;
        }
    }
    return hash;
}

/* ---- marking ---- */

enum {
    MARKS_A_SHEET = 5,
    MOST_MARKS = 32,
};

/* What anybody can see: filled cells and where they stand. */
static uint64_t seen_in(const kp_book *book)
{
    uint64_t hash = 0;

    for (size_t s = 0; s < book->nsheets; s++) {
        const kp_sheet *sheet = book->sheets[s];

        hash = hash * 31 + kp_str_hash(sheet->name);
        for (uint32_t i = 0; i < sheet->nrows; i++)
            for (uint32_t j = 0; j < sheet->rows[i].ncells; j++) {
                const kp_cell *cell = &sheet->rows[i].cells[j];

                if (cell->kind != KP_CELL_EMPTY)
                    hash = hash * 31 + kp_str_hash(kp_cell_text(cell)) + cell->kind +
                           8U * cell->format + 64U * j +
                           ((uint64_t)sheet->rows[i].number << 32);
            }
    }
    return hash;
}

static void note_cell(kp_xlsx_note *note, size_t *n, const kp_sheet *sheet,
                      uint32_t row, uint32_t col)
{
    for (size_t k = 0; k < *n; k++)
        if (note[k].row == row && note[k].col == col &&
            kp_str_eq(note[k].sheet, sheet->name))
            return;
    note[*n] = (kp_xlsx_note){sheet->name, row, col, *n % 2 == 0,
                              KP_STR("KP1110 “<&>\x01”不是数")};
    ++*n;
}

/* Cells that are there, gaps in rows, rows that are not there. */
static size_t choose_cells(const kp_book *book, kp_xlsx_note note[MOST_MARKS])
{
    size_t n = 0;

    for (size_t s = 0; s < book->nsheets && n + MARKS_A_SHEET <= MOST_MARKS; s++) {
        const kp_sheet *sheet = book->sheets[s];
        const kp_row *row = sheet->nrows ? &sheet->rows[sheet->nrows / 2] : NULL;

        note_cell(note, &n, sheet, 1, 1);
        note_cell(note, &n, sheet, 3, 4);
        note_cell(note, &n, sheet, KP_XLSX_MAX_ROWS, KP_XLSX_MAX_COLUMNS);
        if (!row)
            continue;
        note_cell(note, &n, sheet, row->number, row->ncells / 2 + 1);
        if (row->ncells < KP_XLSX_MAX_COLUMNS)
            note_cell(note, &n, sheet, row->number, row->ncells + 1);
    }
    return n;
}

static void mark_and_read(const kp_book *book, kp_str bytes)
{
    kp_xlsx_note note[MOST_MARKS];
    size_t n = choose_cells(book, note);
    kp_buf copy;
    fuzz_desk d;
    kp_status status = kp_xlsx_mark(bytes, note, n, &copy);

    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (status == KP_OK && setjmp(d.exhausted) == 0) {
        status =
            kp_xlsx_read(&d.book, KP_STR("副本.xlsx"), kp_buf_view(&copy), d.diags);
        fuzz_promise(status == KP_ENOMEM ||
                     (status == KP_OK && seen_in(&d.book) == seen_in(book)));
    }
    fuzz_close(&d);
    kp_buf_free(&copy);
}

/* ---- reading ---- */

static uint64_t read_once(const uint8_t *data, size_t size, bool mark)
{
    const kp_str bytes = {(const char *)data, size};
    uint64_t hash = 0;
    fuzz_desk d;

    fuzz_open(&d);
    kp_arena_guard(d.arena, &d.exhausted);
    if (setjmp(d.exhausted) == 0) {
        kp_status status = kp_xlsx_read(&d.book, KP_STR("输入.xlsx"), bytes, d.diags);

        if (status != KP_ENOMEM)
            fuzz_look_at_faults(&d, status, 0);
        for (size_t s = 0; s < d.book.nsheets; s++)
            hash = hash * 31 + look_at_cells(d.book.sheets[s]);
        if (mark && status == KP_OK)
            mark_and_read(&d.book, bytes);
    }
    fuzz_close(&d);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_promise(read_once(data, size, false) == read_once(data, size, true));
    return 0;
}

/* ---- mutations ---- */

enum {
    MOST_PARTS = 24,
    PART_ROOM = 1 << 16,
};

typedef struct part {
    char name[256];
    uint8_t *bytes;
    size_t n;
} part;

static unsigned long long dice_state;

static size_t dice(size_t n)
{
    dice_state = dice_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return n ? (size_t)(dice_state >> 33) % n : 0;
}

static size_t unpack(const uint8_t *data, size_t size, part out[MOST_PARTS])
{
    zip_source_t *source = zip_source_buffer_create(data, size, 0, NULL);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    size_t n = 0;

    if (!zip) {
        zip_source_free(source);
        return 0;
    }
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0) && n < MOST_PARTS; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        zip_file_t *file = zip_fopen_index(zip, (zip_uint64_t)i, 0);

        if (!name || !file || strlen(name) >= sizeof out[n].name) {
            if (file)
                zip_fclose(file);
            continue;
        }
        out[n].bytes = malloc(PART_ROOM);
        zip_int64_t got = out[n].bytes ? zip_fread(file, out[n].bytes, PART_ROOM) : -1;
        memcpy(out[n].name, name, strlen(name) + 1);
        out[n].n = got > 0 ? (size_t)got : 0;
        n++;
        zip_fclose(file);
    }
    zip_discard(zip);
    return n;
}

static size_t pack(const part *parts, size_t n, uint8_t *data, size_t most)
{
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = out ? zip_open_from_source(out, ZIP_TRUNCATE, NULL) : NULL;
    size_t size = 0;

    if (!zip) {
        zip_source_free(out);
        return 0;
    }
    zip_source_keep(out);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *in = zip_source_buffer(zip, parts[i].bytes, parts[i].n, 0);

        if (in && zip_file_add(zip, parts[i].name, in, ZIP_FL_OVERWRITE) < 0)
            zip_source_free(in);
    }
    if (zip_close(zip) != 0) {
        zip_discard(zip);
    } else if (zip_source_open(out) == 0) {
        zip_int64_t got = zip_source_read(out, data, most);
        uint8_t more;

        // An archive cut at the end would be refused at once.
        size = got > 0 && zip_source_read(out, &more, 1) == 0 ? (size_t)got : 0;
        zip_source_close(out);
    }
    zip_source_free(out);
    return size;
}

static void splice(part *p, size_t at, size_t cut, const void *bytes, size_t n)
{
    if (cut > p->n - at)
        cut = p->n - at;
    if (p->n - cut + n > PART_ROOM)
        return;
    memmove(p->bytes + at + n, p->bytes + at + cut, p->n - at - cut);
    if (n)
        memcpy(p->bytes + at, bytes, n);
    p->n += n - cut;
}

static size_t find(const part *p, size_t from, char c)
{
    const uint8_t *at = from < p->n ? memchr(p->bytes + from, c, p->n - from) : NULL;

    return at ? (size_t)(at - p->bytes) : p->n;
}

/* From a random tag to a later one. */
static bool some_tags(const part *p, size_t *from, size_t *to)
{
    *from = find(p, dice(p->n), '<');
    *to = *from;
    for (size_t i = dice(6); *to < p->n; i--) {
        *to = find(p, *to + 1, '<');
        if (i == 0)
            break;
    }
    return *from < *to && *to - *from < PART_ROOM / 4;
}

static void move_tags(part *p)
{
    size_t from, to;

    if (!some_tags(p, &from, &to))
        return;
    if (dice(2) == 0) {
        splice(p, from, to - from, NULL, 0);
        return;
    }
    uint8_t *copy = malloc(to - from);
    if (!copy)
        return;
    memcpy(copy, p->bytes + from, to - from);
    for (size_t times = 1 + dice(3); times > 0; times--)
        splice(p, find(p, dice(p->n), '<'), 0, copy, to - from);
    free(copy);
}

static void put_word(part *p)
{
    static const char *const words[] = {
        "<c r=\"A1\" t=\"s\"><v>99</v></c>",
        "<c><v>1</v></c>",
        "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
        "<c t=\"inlineStr\"><is><r><t>_x000D_</t></r><rPh><t>x</t></rPh></is></c>",
        "<c t=\"str\"><f>A1</f><v>_xD83D__xDE00_</v></c>",
        "<c t=\"e\"><v>#N/A</v></c>",
        "<c t=\"d\"><v>2025-03-01T00:00:00</v></c>",
        "<c t=\"b\"><v>2</v></c>",
        "<c s=\"1\"><v>45717.5</v></c>",
        "<mergeCell ref=\"A1:XFD1048576\"/>",
        "<mergeCell ref=\"B2:A1\"/>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]>",
        "&a;",
        "&#0;",
        "<![CDATA[x]]>",
        "<!-- x -->",
        "<is/>",
        "<f t=\"shared\" si=\"0\"/>",
        "<xf numFmtId=\"14\"/>",
        "<numFmt numFmtId=\"14\" formatCode=\"[h]:mm;@\"/>",
        "<sheet name=\"x\" r:id=\"rId1\"/>",
        "<workbookPr date1904=\"true\"/>",
        "<calcPr fullCalcOnLoad=\"1\"/>",
        "<si><t>x</t></si>",
        "\xEF\xBB\xBF",
    };
    const char *word = words[dice(sizeof words / sizeof *words)];

    splice(p, find(p, dice(p->n), '<'), 0, word, strlen(word));
}

static void put_value(part *p)
{
    static const char *const values[] = {
        "",
        "0",
        "-1",
        "1",
        "60",
        "1048576",
        "1048577",
        "16384",
        "XFD1",
        "XFE1",
        "A0",
        "2147483648",
        "1E+308",
        "1E-308",
        "5E-17",
        "2958466",
        "45717.5",
        "0.99999999",
        "9999999999999999.5",
        "../..//x",
        "/xl/worksheets/sheet1.xml",
        "%2e%2e",
        "yyyy",
        "[$-804]\"",
        "veryHidden",
    };
    const char *value = values[dice(sizeof values / sizeof *values)];
    size_t from = find(p, dice(p->n), dice(3) ? '"' : '>') + 1;
    size_t to = from;

    while (to < p->n && p->bytes[to] != '"' && p->bytes[to] != '<')
        to++;
    if (from <= p->n)
        splice(p, from, to - from, value, strlen(value));
}

static void mutate_part(part *p)
{
    switch (dice(5)) {
    case 0:
        p->n = LLVMFuzzerMutate(p->bytes, p->n, PART_ROOM / 2);
        break;
    case 1:
        move_tags(p);
        break;
    case 2:
        put_word(p);
        break;
    default:
        put_value(p);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    part parts[MOST_PARTS] = {{.n = 0}};
    size_t n = 0, packed = 0;

    dice_state = seed;
    if (dice(8) > 0)
        n = unpack(data, size, parts);
    for (size_t times = n > 0 ? 1 + dice(4) : 0; times > 0; times--)
        mutate_part(&parts[dice(n)]);
    if (n > 1 && dice(20) == 0)
        memmove(parts[dice(n)].name, parts[dice(n)].name, sizeof parts->name);
    if (n > 0)
        packed = pack(parts, n, data, most);
    for (size_t i = 0; i < MOST_PARTS; i++)
        free(parts[i].bytes);
    return packed > 0 ? packed : LLVMFuzzerMutate(data, size, most);
}
