/* tck_read.c - test cases out of XML (testCases.xsd). */
#include "io/dmn/tck.h"

typedef struct reader {
    kp_arena *arena;
    kp_diags *diags;
    kp_where where;
    bool failed;
} reader;

static const kp_feel *refuse(reader *r, const kp_xml *node, kp_str what)
{
    kp_where where = r->where;

    where.row = node->line;
    where.col = 1;
    r->failed =
        kp_fail(r->diags, KP7071, where, KP_NONE, what, KP_NONE, KP_NONE) != KP_OK;
    return &kp_feel_null;
}

/* An attribute in any namespace: xsi:type, xsi:nil. */
static kp_str any_attr(const kp_xml *node, const char *name)
{
    for (size_t i = 0; i < node->nattrs; i++)
        if (kp_str_is(node->attr[i].name, name))
            return node->attr[i].value;
    return KP_STR("");
}

static bool is_nil(const kp_xml *node)
{
    return kp_str_is(any_attr(node, "nil"), "true");
}

static kp_str local_name(kp_str type)
{
    size_t colon = kp_str_find(type, KP_STR(":"));

    return colon == SIZE_MAX ? type : kp_str_slice(type, colon + 1, type.n);
}

static const kp_feel *read_number(reader *r, kp_str text)
{
    return kp_feel_read(r->arena, KP_FEEL_NUMBER, kp_str_trim(text));
}

static const kp_feel *read_duration(reader *r, kp_str text)
{
    const kp_feel *value = kp_feel_read(r->arena, KP_FEEL_MONTHS, text);

    return value != NULL ? value : kp_feel_read(r->arena, KP_FEEL_SPAN, text);
}

static const kp_feel *read_typed(reader *r, kp_str type, kp_str text)
{
    static const struct {
        const char *name;
        kp_feel_kind kind;
    } kinds[] = {
        {"string", KP_FEEL_STRING},      {"boolean", KP_FEEL_BOOL},
        {"date", KP_FEEL_DATE},          {"time", KP_FEEL_TIME},
        {"dateTime", KP_FEEL_DATE_TIME}, {"", KP_FEEL_STRING},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kp_str_is(type, kinds[i].name))
            return kp_feel_read(r->arena, kinds[i].kind, text);
    if (kp_str_ends(type, KP_STR("uration")))
        return read_duration(r, text);
    return read_number(r, text);  // decimal, double, integer …
}

static const kp_feel *read_scalar(reader *r, const kp_xml *node)
{
    if (is_nil(node))
        return &kp_feel_null;
    const kp_feel *value = read_typed(r, local_name(any_attr(node, "type")),
                                      kp_str_copy(r->arena, node->text));
    return value != NULL ? value : refuse(r, node, node->text);
}

static const kp_feel *read_value(reader *r, const kp_xml *node);

static const kp_feel *read_list(reader *r, const kp_xml *node)
{
    kp_feel_items items = {.arena = r->arena};

    if (is_nil(node))
        return &kp_feel_null;
    for (size_t i = 0; i < node->nchildren; i++)
        if (kp_xml_is(node->child[i], "item"))
            kp_feel_push(&items, read_value(r, node->child[i]));
    return kp_feel_items_done(&items);
}

/* What stands in an inputNode, expected, component or item. */
static const kp_feel *read_value(reader *r, const kp_xml *node)
{
    const kp_xml *value = kp_xml_child(node, "value"),
                 *list = kp_xml_child(node, "list");
    kp_feel_entries entries = {.arena = r->arena};
    size_t ncomponents = 0;

    if (value != NULL)
        return read_scalar(r, value);
    if (list != NULL)
        return read_list(r, list);
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *component = node->child[i];

        if (!kp_xml_is(component, "component"))
            continue;
        ncomponents++;
        if (!is_nil(component) || component->nchildren > 0 || component->nattrs > 1)
            kp_feel_set(&entries,
                        kp_str_copy(r->arena, kp_xml_attr_of(component, "name")),
                        is_nil(component) ? &kp_feel_null : read_value(r, component));
    }
    return ncomponents == 0 ? &kp_feel_null : kp_feel_entries_done(&entries);
}

static bool has_double(const kp_xml *node)
{
    kp_str type = local_name(any_attr(node, "type"));

    if (kp_str_is(type, "double") || kp_str_is(type, "float"))
        return true;
    for (size_t i = 0; i < node->nchildren; i++)
        if (has_double(node->child[i]))
            return true;
    return false;
}

static void read_result(reader *r, kp_tck_result *out, const kp_xml *node)
{
    const kp_xml *expected = kp_xml_child(node, "expected");

    out->name = kp_str_copy(r->arena, kp_xml_attr_of(node, "name"));
    out->wants_error = kp_str_is(kp_xml_attr_of(node, "errorResult"), "true");
    out->expected = expected != NULL ? read_value(r, expected) : &kp_feel_null;
    out->inexact = expected != NULL && has_double(expected);
}

static void read_case(reader *r, kp_tck_case *out, const kp_xml *node)
{
    kp_feel_entries inputs = {.arena = r->arena};

    out->id = kp_str_copy(r->arena, kp_xml_attr_of(node, "id"));
    out->kind = kp_str_copy(r->arena, kp_xml_attr_of(node, "type"));
    out->invocable = kp_str_copy(r->arena, kp_xml_attr_of(node, "invocableName"));
    out->result = KP_NEW_ARRAY(r->arena, node->nchildren, kp_tck_result);
    for (size_t i = 0; i < node->nchildren; i++) {
        const kp_xml *child = node->child[i];

        if (kp_xml_is(child, "inputNode"))
            kp_feel_set(&inputs, kp_str_copy(r->arena, kp_xml_attr_of(child, "name")),
                        read_value(r, child));
        if (kp_xml_is(child, "resultNode"))
            read_result(r, &out->result[out->nresults++], child);
    }
    out->inputs = kp_feel_entries_done(&inputs);
}

static kp_status read_all(reader *r, kp_str file, kp_str bytes, kp_tck *out)
{
    kp_xml *root;
    kp_status status = kp_xml_read(r->arena, file, bytes, &root, r->diags);

    if (status != KP_OK)
        return status;
    if (!kp_xml_is(root, "testCases"))
        return kp_fail(r->diags, KP7071, r->where, KP_NONE, root->name, KP_NONE,
                       KP_NONE);
    out->model = kp_str_copy(r->arena, kp_xml_child_text(root, "modelName"));
    out->cases = KP_NEW_ARRAY(r->arena, root->nchildren, kp_tck_case);
    for (size_t i = 0; i < root->nchildren; i++)
        if (kp_xml_is(root->child[i], "testCase"))
            read_case(r, &out->cases[out->ncases++], root->child[i]);
    return r->failed ? KP_EINVALID : KP_OK;
}

kp_status kp_tck_read(kp_arena *arena, kp_str file, kp_str bytes, kp_tck *out,
                      kp_diags *diags)
{
    reader r = {.arena = arena, .diags = diags, .where = {.file = file}};
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(arena, &boundary);

    *out = (kp_tck){0};
    if (setjmp(boundary) != 0) {
        kp_arena_guard(arena, outer);
        return KP_ENOMEM;
    }
    kp_status status = read_all(&r, file, bytes, out);
    kp_arena_guard(arena, outer);
    return status;
}
