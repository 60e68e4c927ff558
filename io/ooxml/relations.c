/* relations.c - which part refers to which, and under what name.
 *
 * xl/workbook.xml has its relations in xl/_rels/workbook.xml.rels; their targets are
 * relative to the folder of the part, or absolute.
 */
#include <string.h>

#include "io/ooxml/xlsx_parts.h"

enum {
    MOST_RELATIONS = 4096,
    PATH_ROOM = 1024,
};

typedef struct reader {
    kp__xlsx *x;
    kp_str folder;  // of the part, with the slash at its end
    kp__relations *out;
} reader;

static size_t folder_end(kp_str path)
{
    size_t n = path.n;

    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return n;
}

/* ---- targets ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The next character of a target: %20 is a blank, \ is /. */
static char next_char(kp_str target, size_t *at)
{
    char c = target.p[(*at)++];

    if (c == '\\')
        return '/';
    if (c != '%' || *at + 2 > target.n)
        return c;
    int high = hex(target.p[*at]), low = hex(target.p[*at + 1]);
    if (high < 0 || low < 0)
        return c;
    *at += 2;
    return (char)(high * 16 + low);
}

/* Drop the last name and its slash: a/b/ is a/. */
static size_t leave_folder(const char *path, size_t n)
{
    if (n > 0)
        n--;
    while (n > 0 && path[n - 1] != '/')
        n--;
    return n;
}

/* Take "." and ".." names out of the end of a path that has just got a slash. */
static size_t settle_name(const char *path, size_t n)
{
    size_t from = n > 0 ? n - 1 : 0;

    while (from > 0 && path[from - 1] != '/')
        from--;
    kp_str name = {path + from, n - from};
    if (kp_str_is(name, "./") || kp_str_is(name, "/"))
        return from;
    if (kp_str_is(name, "../"))
        return leave_folder(path, from);
    return n;
}

static kp_str resolve(reader *r, kp_str target)
{
    char path[PATH_ROOM];
    size_t n = 0;

    bool absolute = target.n > 0 && (target.p[0] == '/' || target.p[0] == '\\');
    if (!absolute && r->folder.n > 0 && r->folder.n < sizeof path) {
        memcpy(path, r->folder.p, r->folder.n);
        n = r->folder.n;
    }
    for (size_t at = 0; at < target.n && n < sizeof path;) {
        path[n++] = next_char(target, &at);
        if (path[n - 1] == '/')
            n = settle_name(path, n);
    }
    return kp_str_copy(r->x->scratch, (kp_str){path, n});
}

/* ---- the part ---- */

static kp_str copy(reader *r, const char *value)
{
    return kp_str_copy(r->x->scratch, kp_str_of(value));
}

static void on_start(void *context, const char *name, const char **attribute)
{
    reader *r = context;
    const char *target = kp_xml_attribute(attribute, "Target"),
               *mode = kp_xml_attribute(attribute, "TargetMode");

    if (strcmp(name, "Relationship") != 0 || !target)
        return;
    if (r->out->n >= MOST_RELATIONS) {
        (void)kp__xlsx_limit(r->x, "关系 / relationships", MOST_RELATIONS);
        kp_xml_scan_stop(r->x->scan);
        return;
    }
    r->out->item = kp_arena_grow(r->x->scratch, r->out->item, &r->out->cap,
                                 r->out->n + 1, sizeof *r->out->item);
    r->out->item[r->out->n++] = (kp__relation){
        .id = copy(r, kp_xml_attribute(attribute, "Id")),
        .type = copy(r, kp_xml_attribute(attribute, "Type")),
        .external = mode && strcmp(mode, "External") == 0,
        .target = resolve(r, kp_str_of(target)),
    };
}

static void on_end(void *context)
{
    (void)context;
}

static void on_text(void *context, const char *text, size_t n)
{
    (void)context;
    (void)text;
    (void)n;
}

/* xl/workbook.xml: xl/_rels/workbook.xml.rels */
kp_str kp__relations_part(kp__xlsx *x, kp_str part)
{
    size_t cut = folder_end(part);
    kp_buf path;

    kp_buf_init(&path, PATH_ROOM);
    kp_buf_str(&path, kp_str_slice(part, 0, cut));
    kp_buf_z(&path, "_rels/");
    kp_buf_str(&path, kp_str_slice(part, cut, part.n));
    kp_buf_z(&path, ".rels");
    kp_str name = kp_str_copy(x->scratch, kp_buf_view(&path));
    kp_buf_free(&path);
    return name;
}

bool kp__relations_read(kp__xlsx *x, kp_str part, kp__relations *out)
{
    static const char *const spaces[] = {
        "http://schemas.openxmlformats.org/package/2006/relationships", NULL};
    reader r = {.x = x, .folder = kp_str_slice(part, 0, folder_end(part)), .out = out};
    kp_xml_sink sink = {&r, on_start, on_end, on_text};

    *out = (kp__relations){0};
    return kp__package_scan(x, kp__relations_part(x, part), &sink, spaces);
}

bool kp__relation_is(const kp__relation *relation, const char *kind)
{
    static const char *const families[] = {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        "http://purl.oclc.org/ooxml/officeDocument/relationships/",
    };

    for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
        kp_str family = kp_str_of(families[k]);

        if (kp_str_starts(relation->type, family))
            return kp_str_is(kp_str_slice(relation->type, family.n, relation->type.n),
                             kind);
    }
    return false;
}
