/* xml.c - a document as a tree (see xml.h). */
#include "io/base/xml.h"

#include <stdio.h>
#include <string.h>

#include "io/base/xml_scan.h"

// Stands between namespace and local name in what the scan tells; no name may hold it.
#define SEPARATOR '\x01'

typedef struct reader {
    kp_arena *arena;
    kp_xml_scan *scan;
    kp_xml *root;
    kp_xml *stack[KP_XML_MAX_DEPTH];
    size_t depth, nnodes;
    const char *what;  // the limit that was met
    size_t limit;
} reader;

static void stop(reader *r, const char *what, size_t limit)
{
    r->what = what;
    r->limit = limit;
    kp_xml_scan_stop(r->scan);
}

static void split_name(kp_arena *arena, const char *full, kp_str *space, kp_str *name)
{
    kp_str whole = kp_str_copy(arena, kp_str_of(full));
    char separator[] = {SEPARATOR, '\0'};
    size_t at = kp_str_find(whole, kp_str_of(separator));

    *space = at == SIZE_MAX ? KP_STR("") : kp_str_slice(whole, 0, at);
    *name = at == SIZE_MAX ? whole : kp_str_slice(whole, at + 1, whole.n);
}

static void read_attributes(reader *r, kp_xml *node, const char **attribute)
{
    size_t n = 0;

    while (attribute[2 * n] != NULL)
        n++;
    if (n > KP_XML_MAX_ATTRS) {
        stop(r, "attributes of an element", KP_XML_MAX_ATTRS);
        return;
    }
    node->attr = KP_NEW_ARRAY(r->arena, n, kp_xml_attr);
    node->nattrs = n;
    for (size_t i = 0; i < n; i++) {
        split_name(r->arena, attribute[2 * i], &node->attr[i].space,
                   &node->attr[i].name);
        node->attr[i].value = kp_str_copy(r->arena, kp_str_of(attribute[2 * i + 1]));
    }
}

static void on_start(void *data, const char *name, const char **attribute)
{
    reader *r = data;

    if (++r->nnodes > KP_XML_MAX_NODES) {
        stop(r, "elements", KP_XML_MAX_NODES);
        return;
    }
    kp_xml *node = KP_NEW(r->arena, kp_xml);
    split_name(r->arena, name, &node->space, &node->name);
    node->line = (uint32_t)kp_xml_scan_line(r->scan);
    read_attributes(r, node, attribute);
    if (r->depth == 0) {
        r->root = node;
    } else {
        kp_xml *parent = r->stack[r->depth - 1];

        parent->child = kp_arena_grow(r->arena, parent->child, &parent->child_cap,
                                      parent->nchildren + 1, sizeof(kp_xml *));
        parent->child[parent->nchildren++] = node;
    }
    r->stack[r->depth++] = node;
}

static void on_end(void *data)
{
    reader *r = data;

    r->depth--;
}

static void on_text(void *data, const char *text, size_t n)
{
    reader *r = data;

    if (r->depth == 0)
        return;
    kp_xml *node = r->stack[r->depth - 1];
    size_t need = node->text.n + n;
    node->bytes = kp_arena_grow(r->arena, node->bytes, &node->text_cap, need, 1);
    memcpy(node->bytes + node->text.n, text, n);
    node->text = (kp_str){node->bytes, need};
}

static kp_status report(reader *r, kp_str file, kp_diags *diags)
{
    char line[24], limit[24];
    kp_where where = {.file = file};
    size_t at = kp_xml_scan_line(r->scan);
    kp_xml_trouble trouble = kp_xml_scan_trouble(r->scan);

    if (trouble == KP_XML_NO_MEMORY)
        return KP_ENOMEM;
    if (trouble == KP_XML_DEEP) {
        r->what = "depth";
        r->limit = KP_XML_MAX_DEPTH;
    }
    snprintf(line, sizeof line, "%zu", at);
    snprintf(limit, sizeof limit, "%zu", r->limit);
    where.row = (uint32_t)at;  // of the text: it has no columns
    if (trouble == KP_XML_DOCTYPE)
        return kp_fail(diags, KP7002, where, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    if (r->what)
        return kp_fail(diags, KP7003, where, KP_NONE, kp_str_of(r->what),
                       kp_str_of(limit), KP_NONE);
    return kp_fail(diags, KP7001, where, KP_NONE, kp_str_of(kp_xml_scan_words(r->scan)),
                   kp_str_of(line), KP_NONE);
}

static bool feed(reader *r, kp_str bytes)
{
    void *room = kp_xml_scan_room(r->scan, bytes.n + 1);

    if (!room)
        return false;
    if (bytes.n)
        memcpy(room, bytes.p, bytes.n);
    return kp_xml_scan_feed(r->scan, bytes.n, true);
}

/* The scan must be closed also when the arena runs out inside one of its callbacks. */
static kp_status parse_guarded(reader *r, kp_str bytes)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(r->arena, &boundary);

    if (setjmp(boundary) != 0) {
        kp_arena_guard(r->arena, outer);
        return KP_ENOMEM;
    }
    bool whole = feed(r, bytes);
    kp_arena_guard(r->arena, outer);
    return whole ? KP_OK : KP_EINVALID;
}

kp_status kp_xml_read(kp_arena *arena, kp_str file, kp_str bytes, kp_xml **out,
                      kp_diags *diags)
{
    reader r = {.arena = arena};
    kp_where where = {.file = file};

    *out = NULL;
    if (bytes.n > KP_XML_MAX_BYTES)
        return kp_fail(diags, KP7003, where, KP_NONE, KP_STR("size"), KP_STR("16 MiB"),
                       KP_NONE);
    kp_xml_sink sink = {&r, on_start, on_end, on_text};
    kp_xml_options options = {.most_depth = KP_XML_MAX_DEPTH, .separator = SEPARATOR};
    r.scan = kp_xml_scan_open(&sink, &options);
    if (r.scan == NULL)
        return KP_ENOMEM;
    kp_status status = parse_guarded(&r, bytes);
    if (status == KP_EINVALID)
        status = report(&r, file, diags);
    kp_xml_scan_close(r.scan);
    *out = status == KP_OK ? r.root : NULL;
    return status;
}

/* ---- looking around ---- */

kp_str kp_xml_attr_of(const kp_xml *node, const char *name)
{
    for (size_t i = 0; i < node->nattrs; i++)
        if (node->attr[i].space.n == 0 && kp_str_is(node->attr[i].name, name))
            return node->attr[i].value;
    return KP_STR("");
}

bool kp_xml_is(const kp_xml *node, const char *name)
{
    return kp_str_is(node->name, name);
}

const kp_xml *kp_xml_child(const kp_xml *node, const char *name)
{
    for (size_t i = 0; i < node->nchildren; i++)
        if (kp_xml_is(node->child[i], name))
            return node->child[i];
    return NULL;
}

size_t kp_xml_count(const kp_xml *node, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < node->nchildren; i++)
        n += kp_xml_is(node->child[i], name);
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static kp_str trimmed(kp_str s)
{
    while (s.n > 0 && is_blank(s.p[0]))
        s = kp_str_slice(s, 1, s.n);
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

kp_str kp_xml_child_text(const kp_xml *node, const char *name)
{
    const kp_xml *child = kp_xml_child(node, name);

    return child != NULL ? trimmed(child->text) : KP_STR("");
}

void kp_xml_escape(kp_str text, kp_buf *out)
{
    for (size_t i = 0; i < text.n; i++)
        switch (text.p[i]) {
        case '<':
            kp_buf_z(out, "&lt;");
            break;
        case '>':
            kp_buf_z(out, "&gt;");
            break;
        case '&':
            kp_buf_z(out, "&amp;");
            break;
        case '"':
            kp_buf_z(out, "&quot;");
            break;
        case '\n':
            kp_buf_z(out, "&#10;");
            break;
        default:
            kp_buf_char(out, text.p[i]);
        }
}
