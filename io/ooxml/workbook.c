/* workbook.c - the sheets of a workbook, their names and parts: workbook.xml.
 *
 * A sheet's part is found through the workbook's relations, never by its number.
 */
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

typedef struct reader {
    kp__xlsx *x;
    kp__relations relations;
    size_t depth;
} reader;

static void stop(reader *r)
{
    kp_xml_scan_stop(r->x->scan);
}

static const kp__relation *relation_of(const reader *r, const char *id)
{
    for (size_t i = 0; id && i < r->relations.n; i++)
        if (kp_str_is(r->relations.item[i].id, id))
            return &r->relations.item[i];
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(kp_str a, kp_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

/* Two sheets of one name, or one part as two sheets: which one is meant? */
static bool is_new(const kp__xlsx *x, const kp__sheet_entry *entry)
{
    for (size_t i = 0; i < x->nsheets; i++)
        if (same_name(x->sheet[i].name, entry->name) ||
            same_name(x->sheet[i].part, entry->part))
            return false;
    return true;
}

static void add_sheet(reader *r, kp__sheet_entry entry)
{
    kp__xlsx *x = r->x;

    if (x->nsheets >= KP_XLSX_MAX_SHEETS) {
        (void)kp__xlsx_limit(x, "工作表 / sheets", KP_XLSX_MAX_SHEETS);
        stop(r);
        return;
    }
    if (!is_new(x, &entry)) {
        (void)kp__xlsx_fail(x, KP1184, entry.name, KP_NONE, KP_NONE);
        return;
    }
    x->sheet = kp_arena_grow(x->scratch, x->sheet, &x->sheets_cap, x->nsheets + 1,
                             sizeof *x->sheet);
    x->sheet[x->nsheets++] = entry;
}

/* Names have _xHHHH_ like other texts. */
static kp_str name_of(kp__xlsx *x, const char *value)
{
    kp_str name = kp_str_of(value);

    x->text.n = 0;
    kp__text_put(&x->text, name.p, name.n);
    kp__text_settle(&x->text);
    return kp_str_copy(x->scratch, (kp_str){x->text.p, x->text.n});
}

static void read_sheet(reader *r, const char **attribute)
{
    const char *state = kp_xml_attribute(attribute, "state"),
               *id = kp_xml_attribute(attribute, "id");
    kp__sheet_entry entry = {
        .name = name_of(r->x, kp_xml_attribute(attribute, "name")),
        .hidden = state && strcmp(state, "visible") != 0,
    };
    const kp__relation *relation = relation_of(r, id);

    if (!relation || relation->external || entry.name.n == 0) {
        (void)kp__xlsx_fail(r->x, KP1185, entry.name, KP_NONE, KP_NONE);
        return;
    }
    // Charts, dialogs and macro sheets have no cells of ours.
    if (!kp__relation_is(relation, "worksheet"))
        return;
    entry.part = relation->target;
    add_sheet(r, entry);
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;

    r->depth++;
    if (r->depth == 3 && strcmp(name, "sheet") == 0)
        read_sheet(r, attribute);
    else if (r->depth == 2 && strcmp(name, "workbookPr") == 0)
        r->x->epoch_1904 = kp_xml_is_true(kp_xml_attribute(attribute, "date1904"));
    else if (r->depth == 2 && strcmp(name, "calcPr") == 0)
        r->x->recalculate =
            kp_xml_is_true(kp_xml_attribute(attribute, "fullCalcOnLoad"));
}

static void on_end(void *context)
{
    reader *r = context;

    r->depth--;
}

static void on_text(void *context, const char *text, size_t n)
{
    (void)context;
    (void)text;
    (void)n;
}

/* ---- parts ---- */

static void note_parts(reader *r)
{
    kp__xlsx *x = r->x;

    for (size_t i = 0; i < r->relations.n; i++) {
        const kp__relation *relation = &r->relations.item[i];

        if (kp__relation_is(relation, "sharedStrings"))
            x->strings_part = relation->target;
        else if (kp__relation_is(relation, "styles"))
            x->styles_part = relation->target;
        else if (kp_str_ends(relation->type, KP_STR("/vbaProject")))
            x->has_macros = true;
    }
}

/* What the package itself refers to as its document. */
static bool find_workbook(kp__xlsx *x, kp_str *part)
{
    kp__relations relations;

    if (!kp__package_has(x, KP_STR("_rels/.rels")))
        return kp__xlsx_fail(x, KP1177, KP_STR("_rels/.rels"), KP_NONE, KP_NONE);
    if (!kp__relations_read(x, KP_NONE, &relations))
        return false;
    for (size_t i = 0; i < relations.n; i++)
        if (kp__relation_is(&relations.item[i], "officeDocument")) {
            *part = relations.item[i].target;
            return true;
        }
    return kp__xlsx_fail(x, KP1177, KP_STR("xl/workbook.xml"), KP_NONE, KP_NONE);
}

bool kp__workbook_read(kp__xlsx *x)
{
    reader r = {.x = x};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};
    kp_str part;

    if (!find_workbook(x, &part))
        return false;
    if (kp_str_ends(part, KP_STR(".bin")))
        return kp__xlsx_fail(x, KP1165, KP_STR("Excel .xlsb"), KP_NONE, KP_NONE);
    if (!kp__relations_read(x, part, &r.relations))
        return false;
    note_parts(&r);
    if (!kp__package_scan(x, part, &sink, kp__main_spaces))
        return false;
    if (x->nsheets == 0 && !x->failed)
        return kp__xlsx_fail(x, KP1170, KP_NONE, KP_NONE, KP_NONE);
    return true;
}
