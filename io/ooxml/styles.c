/* styles.c - the number format of every cell style: styles.xml.
 *
 * Only two lists matter: formats by number, and the styles of cells, in order, each of
 * which names a format.  All else is looks.
 */
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    MOST_STYLES = 65536,
    MOST_IDS = 65536,  // of formats
    UNKNOWN = 255,
};

typedef struct reader {
    kp__xlsx *x;
    bool in_styles;  // inside cellXfs
    size_t depth;
    uint8_t *by_id;  // kp__format of a format's number, or UNKNOWN
    uint16_t *id;    // of each style
    size_t n;
} reader;

static unsigned long number_of(const char *digits)
{
    unsigned long n = 0;

    for (; digits && *digits >= '0' && *digits <= '9' && n < 10000000; digits++)
        n = n * 10 + (unsigned long)(*digits - '0');
    return n;
}

static void read_format(reader *r, const char **attribute)
{
    unsigned long id = number_of(kp_xml_attribute(attribute, "numFmtId"));
    const char *code = kp_xml_attribute(attribute, "formatCode");

    if (id < MOST_IDS && code)
        r->by_id[id] = (uint8_t)kp__format_of_code(kp_str_of(code));
}

static void read_style(reader *r, const char **attribute)
{
    unsigned long id = number_of(kp_xml_attribute(attribute, "numFmtId"));

    if (r->n >= MOST_STYLES) {
        (void)kp__xlsx_limit(r->x, "单元格样式 / cell styles", MOST_STYLES);
        kp_xml_scan_stop(r->x->scan);
        return;
    }
    r->id[r->n++] = id < MOST_IDS ? (uint16_t)id : 0;
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;

    r->depth++;
    if (strcmp(name, "numFmt") == 0 && r->depth == 3) {
        read_format(r, attribute);
    } else if (strcmp(name, "cellXfs") == 0 && r->depth == 2) {
        r->in_styles = true;
    } else if (r->in_styles && r->depth == 3 && strcmp(name, "xf") == 0) {
        read_style(r, attribute);
    }
}

static void on_end(void *context)
{
    reader *r = context;

    if (r->depth-- == 2)
        r->in_styles = false;
}

static void on_text(void *context, const char *text, size_t n)
{
    (void)context;
    (void)text;
    (void)n;
}

bool kp__styles_read(kp__xlsx *x)
{
    reader r = {.x = x};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};

    if (x->styles_part.n == 0)
        return true;
    r.by_id = kp_arena_alloc(x->scratch, MOST_IDS, 1);
    r.id = KP_NEW_ARRAY(x->scratch, MOST_STYLES, uint16_t);
    memset(r.by_id, UNKNOWN, MOST_IDS);
    if (!kp__package_scan(x, x->styles_part, &sink, kp__main_spaces))
        return false;
    x->format = kp_arena_alloc(x->scratch, r.n + 1, 1);
    x->nformats = r.n;
    for (size_t i = 0; i < r.n; i++)
        x->format[i] = r.by_id[r.id[i]] != UNKNOWN ? r.by_id[r.id[i]]
                                                   : (uint8_t)kp__format_of_id(r.id[i]);
    return true;
}
