/* xml.c - reading XML through expat (see xml.h). */
#include "io/dmn/xml.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

// Stands between namespace and local name in what expat tells; no name may hold it.
#define SEPARATOR '\x01'

typedef struct reader {
    kp_arena *arena;
    XML_Parser parser;
    kp_xml *root;
    kp_xml *stack[KP_XML_MAX_DEPTH];
    size_t depth, nnodes;
    kp_code code;  // why reading was stopped
    const char *what;
    size_t limit;
} reader;

static void stop(reader *r, kp_code code, const char *what, size_t limit)
{
    if (r->code == KP_CODE_NONE) {
        r->code = code;
        r->what = what;
        r->limit = limit;
    }
    XML_StopParser(r->parser, XML_FALSE);
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
        stop(r, KP7003, "attributes of an element", KP_XML_MAX_ATTRS);
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

    if (r->code != KP_CODE_NONE)
        return;
    if (r->depth >= KP_XML_MAX_DEPTH) {
        stop(r, KP7003, "depth", KP_XML_MAX_DEPTH);
        return;
    }
    if (++r->nnodes > KP_XML_MAX_NODES) {
        stop(r, KP7003, "elements", KP_XML_MAX_NODES);
        return;
    }
    kp_xml *node = KP_NEW(r->arena, kp_xml);
    split_name(r->arena, name, &node->space, &node->name);
    node->line = (uint32_t)XML_GetCurrentLineNumber(r->parser);
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

static void on_end(void *data, const char *name)
{
    reader *r = data;

    (void)name;
    if (r->code == KP_CODE_NONE && r->depth > 0)
        r->depth--;
}

static void on_text(void *data, const char *text, int n)
{
    reader *r = data;

    if (r->code != KP_CODE_NONE || r->depth == 0)
        return;
    kp_xml *node = r->stack[r->depth - 1];
    size_t need = node->text.n + (size_t)n;
    node->bytes = kp_arena_grow(r->arena, node->bytes, &node->text_cap, need, 1);
    memcpy(node->bytes + node->text.n, text, (size_t)n);
    node->text = (kp_str){node->bytes, need};
}

static void on_doctype(void *data, const char *name, const char *system,
                       const char *public_id, int has_internal)
{
    (void)name;
    (void)system;
    (void)public_id;
    (void)has_internal;
    stop(data, KP7002, NULL, 0);
}

static kp_status report(reader *r, kp_str file, kp_diags *diags)
{
    char line[24], limit[24];
    kp_where where = {.file = file};
    unsigned long at = XML_GetCurrentLineNumber(r->parser);

    snprintf(line, sizeof line, "%lu", at);
    snprintf(limit, sizeof limit, "%zu", r->limit);
    where.row = (uint32_t)at;
    where.col = 1;
    if (r->code == KP7002)
        return kp_fail(diags, KP7002, where, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
    if (r->code == KP7003)
        return kp_fail(diags, KP7003, where, KP_NONE, kp_str_of(r->what),
                       kp_str_of(limit), KP_NONE);
    return kp_fail(diags, KP7001, where, KP_NONE,
                   kp_str_of(XML_ErrorString(XML_GetErrorCode(r->parser))),
                   kp_str_of(line), KP_NONE);
}

/* expat must be freed also when the arena runs out inside one of its callbacks. */
static kp_status parse_guarded(reader *r, kp_str bytes)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(r->arena, &boundary);

    if (setjmp(boundary) != 0) {
        kp_arena_guard(r->arena, outer);
        return KP_ENOMEM;
    }
    enum XML_Status status = XML_Parse(r->parser, bytes.p, (int)bytes.n, XML_TRUE);
    kp_arena_guard(r->arena, outer);
    return status == XML_STATUS_OK && r->code == KP_CODE_NONE ? KP_OK : KP_EINVALID;
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
    r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (r.parser == NULL)
        return KP_ENOMEM;
    // A fixed salt: the tree must not depend on anything but the bytes.
    XML_SetHashSalt(r.parser, 0x6b706179);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    kp_status status = parse_guarded(&r, bytes);
    if (status == KP_EINVALID)
        status = report(&r, file, diags);
    XML_ParserFree(r.parser);
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
