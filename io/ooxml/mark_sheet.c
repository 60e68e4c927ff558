/* mark_sheet.c - the cells of a sheet that are to be marked, in its own XML.
 *
 * A cell that is there gets another style; one that is not, since nothing was typed, is
 * put where it belongs, with its row if need be.
 */
#include <string.h>

#include "io/ooxml/mark_parts.h"

typedef struct reader {
    kp__marker *m;
    kp__part part;
    kp_str prefix;
    size_t depth, next;  // next: the first note not yet settled
    uint32_t row, col;
    bool in_data, has_drawing, settled;  // settled: an empty tag was opened up
    size_t drawing_at;                   // where <legacyDrawing> goes; 0: not known
} reader;

static kp_str tag_here(const reader *r, size_t *at)
{
    size_t n;

    kp_xml_scan_place(r->m->x.scan, at, &n);
    return kp_str_slice(r->part.bytes, *at, *at + n);
}

static bool is_empty_tag(kp_str tag)
{
    return tag.n > 2 && tag.p[tag.n - 2] == '/';
}

static const kp_xlsx_note *pending(const reader *r)
{
    return r->next < r->m->nnotes ? &r->m->note[r->next] : NULL;
}

/* ---- what is put in ---- */

static void put_cell(reader *r, kp_buf *out, const kp_xlsx_note *note)
{
    kp_buf place;

    kp_buf_init(&place, 32);
    kp_column_letters(note->col, &place);
    kp_buf_printf(out, "<%.*sc r=\"%.*s%u\"", KP_FMT(r->prefix),
                  KP_FMT(kp_buf_view(&place)), note->row);
    if (r->m->has_styles)
        kp_buf_printf(out, " s=\"%u\"", kp__mark_style(r->m, 0, note->warning));
    kp_buf_z(out, "/>");
    kp_buf_free(&place);
}

/* Cells of this row left of column `before`. */
static void put_cells(reader *r, kp_buf *out, uint32_t row, uint32_t before)
{
    for (const kp_xlsx_note *n; (n = pending(r)) && n->row == row && n->col < before;
         r->next++)
        put_cell(r, out, n);
}

/* Rows above row `before`, with their cells. */
static void put_rows(reader *r, kp_buf *out, uint32_t before)
{
    for (const kp_xlsx_note *n; (n = pending(r)) && n->row < before;) {
        kp_buf_printf(out, "<%.*srow r=\"%u\">", KP_FMT(r->prefix), n->row);
        put_cells(r, out, n->row, UINT32_MAX);
        kp_buf_printf(out, "</%.*srow>", KP_FMT(r->prefix));
    }
}

static void insert(reader *r, size_t at, size_t cut, kp_buf *text)
{
    if (text->n > 0)
        kp__part_edit(r->m, &r->part, at, cut, kp__marker_text(r->m, text));
    else
        kp_buf_free(text);
}

/* <row …/> becomes <row …>…</row>, if there is anything to put in. */
static void open_empty_tag(reader *r, kp_str tag, size_t at, const char *name,
                           const kp_buf *inside)
{
    kp_buf text;

    if (inside->n == 0)
        return;
    kp_buf_init(&text, (size_t)1 << 24);
    kp_buf_char(&text, '>');
    kp_buf_str(&text, kp_buf_view(inside));
    kp_buf_printf(&text, "</%.*s%s>", KP_FMT(r->prefix), name);
    insert(r, at + tag.n - 2, 2, &text);
    r->settled = true;
}

/* ---- the tree ---- */

static void start_data(reader *r)
{
    size_t at;
    kp_str tag = tag_here(r, &at);
    kp_buf inside;

    r->in_data = true;
    r->settled = false;
    if (!is_empty_tag(tag))
        return;
    kp_buf_init(&inside, (size_t)1 << 24);
    put_rows(r, &inside, UINT32_MAX);
    open_empty_tag(r, tag, at, "sheetData", &inside);
    kp_buf_free(&inside);
}

static void start_row(reader *r, const char **attribute)
{
    const char *number = kp_xml_attribute(attribute, "r");
    uint32_t row = 0;
    kp_buf text;
    size_t at;
    kp_str tag = tag_here(r, &at);

    for (const char *p = number; p && *p >= '0' && *p <= '9'; p++)
        row = row * 10 + (uint32_t)(*p - '0');
    r->row = number ? row : r->row + 1;
    r->col = 0;
    r->settled = false;
    kp_buf_init(&text, (size_t)1 << 24);
    put_rows(r, &text, r->row);
    insert(r, at, 0, &text);
    if (!is_empty_tag(tag))
        return;
    kp_buf_init(&text, (size_t)1 << 24);
    put_cells(r, &text, r->row, UINT32_MAX);
    open_empty_tag(r, tag, at, "row", &text);
    kp_buf_free(&text);
}

static void colour(reader *r, kp_str tag, size_t at, const char *style,
                   const kp_xlsx_note *note)
{
    uint32_t from = 0;
    kp_buf text;

    for (const char *p = style; p && *p >= '0' && *p <= '9' && from < 100000; p++)
        from = from * 10 + (uint32_t)(*p - '0');
    kp_buf_init(&text, 32);
    kp_buf_uint(&text, kp__mark_style(r->m, from, note->warning));
    kp__part_edit(r->m, &r->part, at, tag.n,
                  kp__tag_with(r->m, tag, "s", kp__marker_text(r->m, &text)));
}

static void start_cell(reader *r, const char **attribute)
{
    const char *ref = kp_xml_attribute(attribute, "r");
    uint32_t row, col;
    kp_buf text;
    size_t at;
    kp_str tag = tag_here(r, &at);

    r->col++;
    if (ref && kp__cell_place(ref, &row, &col))
        r->col = col;
    kp_buf_init(&text, (size_t)1 << 24);
    put_cells(r, &text, r->row, r->col);
    insert(r, at, 0, &text);
    const kp_xlsx_note *note = pending(r);
    if (!note || note->row != r->row || note->col != r->col)
        return;
    if (r->m->has_styles)
        colour(r, tag, at, kp_xml_attribute(attribute, "s"), note);
    r->next++;
}

/* What stands behind <legacyDrawing> in a sheet, in the order of the standard. */
static bool comes_behind_drawing(const char *name)
{
    static const char *const names[] = {
        "legacyDrawingHF", "drawingHF",  "picture", "oleObjects", "controls",
        "webPublishItems", "tableParts", "extLst",  NULL};

    for (size_t i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    // mc:AlternateContent around one of them
    return strstr(name, "AlternateContent") != NULL;
}

static void start_child(reader *r, const char *name)
{
    size_t at;

    (void)tag_here(r, &at);
    if (strcmp(name, "sheetData") == 0)
        start_data(r);
    else if (strcmp(name, "legacyDrawing") == 0)
        r->has_drawing = true;
    else if (r->drawing_at == 0 && !r->in_data && comes_behind_drawing(name))
        r->drawing_at = at;
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;

    if (r->depth == 1)
        start_child(r, name);
    else if (r->depth == 2 && r->in_data && strcmp(name, "row") == 0)
        start_row(r, attribute);
    else if (r->depth == 3 && r->in_data && strcmp(name, "c") == 0)
        start_cell(r, attribute);
    r->depth++;
}

static void on_end(void *context)
{
    reader *r = context;
    kp_buf text;
    size_t at;

    (void)tag_here(r, &at);
    r->depth--;
    kp_buf_init(&text, (size_t)1 << 24);
    if (r->depth == 2 && r->in_data && !r->settled)
        put_cells(r, &text, r->row, UINT32_MAX);
    if (r->depth == 1 && r->in_data) {
        if (!r->settled || r->row > 0)
            put_rows(r, &text, UINT32_MAX);
        r->in_data = false;
    }
    if (r->depth == 0 && r->drawing_at == 0)
        r->drawing_at = at;
    insert(r, at, 0, &text);
}

static void on_text(void *context, const char *text, size_t n)
{
    (void)context;
    (void)text;
    (void)n;
}

/* The root's own prefix for relations: xmlns:r="…". */
static bool find_relation_prefix(kp_str head, kp_str space, kp_str *prefix)
{
    size_t at = kp_str_find(head, space), end = at;

    if (at == SIZE_MAX || at < 3 || head.p[at - 2] != '=')
        return false;
    for (at = end -= 2; at > 0 && head.p[at - 1] != ':' && head.p[at - 1] != ' ';)
        at--;
    *prefix = kp_str_slice(head, at, end);
    return at > 0 && head.p[at - 1] == ':' &&
           kp_str_ends(kp_str_slice(head, 0, at), KP_STR("xmlns:"));
}

static void refer_to_drawing(reader *r, kp_str link)
{
    kp_str head = kp_str_slice(r->part.bytes, 0, 2000), prefix;
    bool strict = kp_str_find(head, KP_STR("purl.oclc.org/ooxml")) != SIZE_MAX;
    kp_str space =
        kp_str_of(strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
                         : "http://schemas.openxmlformats.org/officeDocument/2006/"
                           "relationships");
    kp_buf text;

    kp_buf_init(&text, 1024);
    kp_buf_printf(&text, "<%.*slegacyDrawing", KP_FMT(r->prefix));
    if (!find_relation_prefix(head, space, &prefix)) {
        prefix = KP_STR("kpr");
        kp_buf_printf(&text, " xmlns:kpr=\"%.*s\"", KP_FMT(space));
    }
    kp_buf_printf(&text, " %.*s:id=\"%.*s\"/>", KP_FMT(prefix), KP_FMT(link));
    insert(r, r->drawing_at, 0, &text);
}

bool kp__mark_sheet(kp__marker *m, const kp__sheet_entry *entry)
{
    reader r = {.m = m};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};
    kp_str link;

    if (!kp__part_open(m, entry->part, &r.part))
        return false;
    r.prefix = kp__root_prefix(r.part.bytes);
    if (!kp__package_scan_bytes(&m->x, entry->part, r.part.bytes, &sink) ||
        !kp__mark_comments(m, entry->part, &link))
        return false;
    if (link.n > 0 && !r.has_drawing)
        refer_to_drawing(&r, link);
    return kp__part_put(m, entry->part, kp__part_result(m, &r.part));
}
