/* mark_styles.c - the styles of a workbook, and further ones that differ by their fill.
 */
#include <string.h>

#include "io/ooxml/mark_parts.h"

#define RED "FFFFC7CE"
#define YELLOW "FFFFEB9C"

typedef struct reader {
    kp__marker *m;
    size_t depth, xf_at;
    bool in_styles, in_fills;
    bool in_style;  // an <xf> of cellXfs, and not something between them
    size_t nfills;
    size_t fills_end;    // where a further fill goes; 0: there are none
    size_t fills_place;  // where the list goes when there is none
    kp__edit fills_count;
} reader;

static kp_str tag_here(const reader *r, size_t *at)
{
    size_t n;

    kp_xml_scan_place(r->m->x.scan, at, &n);
    return kp_str_slice(r->m->styles.bytes, *at, *at + n);
}

static void note_list(reader *r, const char *name)
{
    size_t at;
    kp_str tag = tag_here(r, &at);

    r->in_fills = strcmp(name, "fills") == 0;
    r->in_styles = strcmp(name, "cellXfs") == 0;
    if (r->in_fills)
        r->fills_count = (kp__edit){.at = at, .cut = tag.n, .text = tag};
    if (r->in_styles)
        r->m->count = (kp__edit){.at = at, .cut = tag.n, .text = tag};
    bool behind = strcmp(name, "borders") == 0 || strcmp(name, "cellStyleXfs") == 0 ||
                  r->in_styles;
    if (behind && r->fills_place == 0)
        r->fills_place = at;
}

static void start_style(reader *r, const char *name, size_t at)
{
    r->in_style = strcmp(name, "xf") == 0;
    r->xf_at = at;
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;
    size_t at;

    (void)attribute;
    (void)tag_here(r, &at);
    if (r->depth == 1)
        note_list(r, name);
    else if (r->depth == 2 && r->in_styles)
        start_style(r, name, at);
    else if (r->depth == 2 && r->in_fills)
        r->nfills++;
    r->depth++;
}

static void keep_style(reader *r, size_t end)
{
    kp__marker *m = r->m;

    m->style = kp_arena_grow(m->x.scratch, m->style, &m->styles_cap, m->nstyles + 1,
                             sizeof *m->style);
    m->style[m->nstyles++] = kp_str_slice(m->styles.bytes, r->xf_at, end);
}

static void on_end(void *context)
{
    reader *r = context;
    size_t at;
    kp_str tag = tag_here(r, &at);

    r->depth--;
    if (r->depth == 2 && r->in_styles && r->in_style)
        keep_style(r, at + tag.n);
    if (r->depth != 1)
        return;
    if (r->in_fills)
        r->fills_end = at;
    if (r->in_styles)
        r->m->styles_end = at;
    r->in_fills = r->in_styles = false;
}

static void on_text(void *context, const char *text, size_t n)
{
    (void)context;
    (void)text;
    (void)n;
}

static void put_fill(const kp__marker *m, kp_buf *out, const char *colour)
{
    kp_str x = m->prefix;

    kp_buf_printf(out,
                  "<%.*sfill><%.*spatternFill patternType=\"%s\">"
                  "<%.*sfgColor rgb=\"%s\"/></%.*spatternFill></%.*sfill>",
                  KP_FMT(x), KP_FMT(x), "solid", KP_FMT(x), colour, KP_FMT(x),
                  KP_FMT(x));
}

static kp_str number(kp__marker *m, size_t n)
{
    kp_buf text;

    kp_buf_init(&text, 32);
    kp_buf_uint(&text, n);
    return kp__marker_text(m, &text);
}

static void set_count(kp__marker *m, kp__part *part, const kp__edit *tag, size_t n)
{
    kp__part_edit(m, part, tag->at, tag->cut,
                  kp__tag_with(m, tag->text, "count", number(m, n)));
}

/* Two fills more, in a list of their own when there is none. */
static void add_fills(reader *r)
{
    kp__marker *m = r->m;
    kp_buf text;

    kp_buf_init(&text, 4096);
    if (r->fills_end == 0) {
        kp_buf_printf(&text,
                      "<%.*sfills count=\"4\"><%.*sfill><%.*spatternFill "
                      "patternType=\"none\"/></%.*sfill><%.*sfill><%.*spatternFill "
                      "patternType=\"gray125\"/></%.*sfill>",
                      KP_FMT(m->prefix), KP_FMT(m->prefix), KP_FMT(m->prefix),
                      KP_FMT(m->prefix), KP_FMT(m->prefix), KP_FMT(m->prefix),
                      KP_FMT(m->prefix));
        r->nfills = 2;
    } else {
        set_count(m, &m->styles, &r->fills_count, r->nfills + 2);
    }
    put_fill(m, &text, RED);
    put_fill(m, &text, YELLOW);
    if (r->fills_end == 0)
        kp_buf_printf(&text, "</%.*sfills>", KP_FMT(m->prefix));
    m->fill = (uint32_t)r->nfills;
    kp__part_edit(m, &m->styles, r->fills_end ? r->fills_end : r->fills_place, 0,
                  kp__marker_text(m, &text));
}

/* ---- cells of styles that are not there ---- */

typedef struct stray_search {
    kp__marker *m;
    size_t depth;
    bool any;
} stray_search;

static void look_at_cell(void *context, const char *name, const char **attribute)
{
    stray_search *s = context;
    const char *style;
    unsigned long n = 0;

    if (s->depth++ != 3 || strcmp(name, "c") != 0)
        return;
    style = kp_xml_attribute(attribute, "s");
    for (; style && *style >= '0' && *style <= '9' && n < 10000000; style++)
        n = n * 10 + (unsigned long)(*style - '0');
    s->any |= n >= s->m->nstyles;
}

static void leave_cell(void *context)
{
    stray_search *s = context;

    s->depth--;
}

/* Such cells would take on the first styles that are added. */
static bool has_strays(kp__marker *m, bool *any)
{
    stray_search s = {.m = m};
    const kp_xml_sink sink = {&s, look_at_cell, leave_cell, on_text};

    for (size_t i = 0; i < m->x.nsheets; i++)
        if (!kp__package_scan(&m->x, m->x.sheet[i].part, &sink, kp__main_spaces))
            return false;
    *any = s.any;
    return true;
}

/* Without styles, or with odd ones, cells are commented and not coloured. */
bool kp__mark_open_styles(kp__marker *m)
{
    reader r = {.m = m};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};

    if (m->x.styles_part.n == 0)
        return true;
    if (!kp__part_open(m, m->x.styles_part, &m->styles) ||
        !kp__package_scan_bytes(&m->x, m->x.styles_part, m->styles.bytes, &sink))
        return false;
    bool strays;
    if (!has_strays(m, &strays))
        return false;
    m->prefix = kp__root_prefix(m->styles.bytes);
    m->has_styles = m->nstyles > 0 && m->styles_end > 0 && r.fills_place > 0 && !strays;
    if (m->has_styles)
        add_fills(&r);
    return true;
}

uint32_t kp__mark_style(kp__marker *m, uint32_t from, bool warning)
{
    for (size_t i = 0; i < m->nmade; i++)
        if (m->made[i].from == from && m->made[i].warning == warning)
            return (uint32_t)(m->nstyles + i);
    m->made = kp_arena_grow(m->x.scratch, m->made, &m->made_cap, m->nmade + 1,
                            sizeof *m->made);
    m->made[m->nmade] = (kp__fill_style){from, warning};
    return (uint32_t)(m->nstyles + m->nmade++);
}

/* <xf …>…</xf> with another fill. */
static void put_style(kp__marker *m, kp_buf *out, const kp__fill_style *made)
{
    kp_str whole = m->style[made->from];
    size_t end = kp_str_find(whole, KP_STR(">")) + 1;
    kp_str tag = kp_str_slice(whole, 0, end);

    tag = kp__tag_with(m, tag, "fillId", number(m, m->fill + made->warning));
    kp_buf_str(out, kp__tag_with(m, tag, "applyFill", KP_STR("1")));
    kp_buf_str(out, kp_str_slice(whole, end, whole.n));
}

bool kp__mark_close_styles(kp__marker *m)
{
    kp_buf text;

    if (!m->has_styles || m->nmade == 0)
        return true;
    kp_buf_init(&text, (size_t)1 << 24);
    for (size_t i = 0; i < m->nmade; i++)
        put_style(m, &text, &m->made[i]);
    kp__part_edit(m, &m->styles, m->styles_end, 0, kp__marker_text(m, &text));
    set_count(m, &m->styles, &m->count, m->nstyles + m->nmade);
    return kp__part_put(m, m->styles.name, kp__part_result(m, &m->styles));
}
