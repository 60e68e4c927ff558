/* type.c - types from their names (see type.h).
 *
 * Items may mention each other in any order, also themselves: every named item gets its
 * (still empty) type before any of them is filled in.
 */
#include "rules/dmn/type.h"

const kp_feel_type kp_type_any = {.shape = KP_TYPE_ANY, .name = {"Any", 3}};

static kp_feel_type *new_type(kp_arena *arena, kp_feel_shape shape, kp_str name)
{
    kp_feel_type *type = KP_NEW(arena, kp_feel_type);

    type->shape = shape;
    type->name = name;
    return type;
}

/* ---- names ---- */

typedef struct plain_name {
    const char *name;
    kp_feel_shape shape;
    kp_feel_kind kind;
} plain_name;

static const plain_name plain_names[] = {
    {"Any", KP_TYPE_ANY, KP_FEEL_NULL},
    {"any", KP_TYPE_ANY, KP_FEEL_NULL},
    {"Null", KP_TYPE_PLAIN, KP_FEEL_NULL},
    {"null", KP_TYPE_PLAIN, KP_FEEL_NULL},
    {"number", KP_TYPE_PLAIN, KP_FEEL_NUMBER},
    {"string", KP_TYPE_PLAIN, KP_FEEL_STRING},
    {"boolean", KP_TYPE_PLAIN, KP_FEEL_BOOL},
    {"date", KP_TYPE_PLAIN, KP_FEEL_DATE},
    {"time", KP_TYPE_PLAIN, KP_FEEL_TIME},
    {"date and time", KP_TYPE_PLAIN, KP_FEEL_DATE_TIME},
    {"dateTime", KP_TYPE_PLAIN, KP_FEEL_DATE_TIME},
    {"years and months duration", KP_TYPE_PLAIN, KP_FEEL_MONTHS},
    {"year month duration", KP_TYPE_PLAIN, KP_FEEL_MONTHS},
    {"yearMonthDuration", KP_TYPE_PLAIN, KP_FEEL_MONTHS},
    {"days and time duration", KP_TYPE_PLAIN, KP_FEEL_SPAN},
    {"day time duration", KP_TYPE_PLAIN, KP_FEEL_SPAN},
    {"dayTimeDuration", KP_TYPE_PLAIN, KP_FEEL_SPAN},
    {"list", KP_TYPE_LIST, KP_FEEL_LIST},
    {"context", KP_TYPE_CONTEXT, KP_FEEL_CONTEXT},
    {"range", KP_TYPE_RANGE, KP_FEEL_RANGE},
    {"function", KP_TYPE_FUNCTION, KP_FEEL_FUNCTION},
};

static const kp_feel_type *plain_type(kp_arena *arena, kp_str name)
{
    for (size_t i = 0; i < sizeof plain_names / sizeof plain_names[0]; i++) {
        if (!kp_str_is(name, plain_names[i].name))
            continue;
        kp_feel_type *type = new_type(arena, plain_names[i].shape, name);

        type->kind = plain_names[i].kind;
        type->bare = true;
        type->of = &kp_type_any;
        return type;
    }
    return NULL;
}

static const kp_feel_type *item_type(const kp_dmn_model *model, kp_str name)
{
    size_t at;

    return kp_map_get(&model->types, name, &at) ? model->item[at].type : NULL;
}

static const kp_feel_type *named_type(kp_arena *arena, const kp_dmn_model *model,
                                      kp_str name)
{
    const kp_feel_type *type = item_type(model, name);

    if (type == NULL)
        type = plain_type(arena, name);
    if (type != NULL)
        return type;
    // DMN 1.1 writes prefixes: feel:number.
    size_t colon = kp_str_find(name, KP_STR(":"));
    if (colon != SIZE_MAX)
        return named_type(arena, model, kp_str_slice(name, colon + 1, name.n));
    return new_type(arena, KP_TYPE_UNKNOWN, name);
}

/* ---- list<…>, context<…>, range<…>, function<…> -> … ---- */

typedef struct type_reader {
    kp_arena *arena;
    const kp_dmn_model *model;
    kp_str rest;
    int depth;
} type_reader;

#define TYPE_DEPTH 32

static const kp_feel_type *read_type(type_reader *r);

static bool take_sign(type_reader *r, const char *sign)
{
    r->rest = kp_str_trim(r->rest);
    if (!kp_str_starts(r->rest, kp_str_of(sign)))
        return false;
    r->rest = kp_str_slice(r->rest, kp_str_of(sign).n, r->rest.n);
    return true;
}

static bool ends_name(kp_str rest, const char *ends)
{
    for (; *ends != '\0'; ends++)
        if (*ends == rest.p[0])  // a minus only as a part of "->"
            return *ends != '-' || kp_str_starts(rest, KP_STR("->"));
    return false;
}

/* The characters up to one that ends a name inside brackets. */
static kp_str take_name(type_reader *r, const char *ends)
{
    size_t n = 0;

    r->rest = kp_str_trim(r->rest);
    while (n < r->rest.n && !ends_name(kp_str_slice(r->rest, n, r->rest.n), ends))
        n++;
    kp_str name = kp_str_trim(kp_str_slice(r->rest, 0, n));
    r->rest = kp_str_slice(r->rest, n, r->rest.n);
    return name;
}

static void add_field(type_reader *r, kp_feel_type *type, size_t *cap, kp_str name)
{
    const kp_feel_type *inner = read_type(r);

    type->field = kp_arena_grow(r->arena, type->field, cap, type->nfields + 1,
                                sizeof(kp_feel_field));
    type->field[type->nfields++] = (kp_feel_field){name, inner};
}

static const kp_feel_type *read_inside(type_reader *r, const kp_feel_type *outer)
{
    kp_feel_type *type = new_type(r->arena, outer->shape, outer->name);
    size_t cap = 0;

    type->kind = outer->kind;
    type->of = &kp_type_any;
    if (outer->shape == KP_TYPE_LIST || outer->shape == KP_TYPE_RANGE) {
        type->of = read_type(r);
        take_sign(r, ">");
        return type;
    }
    while (r->rest.n > 0 && !take_sign(r, ">")) {
        kp_str name = {0};

        if (outer->shape == KP_TYPE_CONTEXT) {
            name = take_name(r, ":,>");
            if (!take_sign(r, ":"))
                break;
        }
        add_field(r, type, &cap, name);
        take_sign(r, ",");
    }
    if (outer->shape == KP_TYPE_FUNCTION && take_sign(r, "->"))
        type->of = read_type(r);
    return type;
}

static const kp_feel_type *read_type(type_reader *r)
{
    if (r->depth++ > TYPE_DEPTH)
        return &kp_type_any;
    kp_str name = take_name(r, "<>,-");
    const kp_feel_type *type = named_type(r->arena, r->model, name);
    bool has_parts = type->shape == KP_TYPE_LIST || type->shape == KP_TYPE_CONTEXT ||
                     type->shape == KP_TYPE_RANGE || type->shape == KP_TYPE_FUNCTION;
    if (has_parts && type->bare && take_sign(r, "<"))
        type = read_inside(r, type);
    r->depth--;
    return type;
}

const kp_feel_type *kp_type_of_text(kp_arena *arena, const kp_dmn_model *model,
                                    kp_str text)
{
    type_reader r = {.arena = arena, .model = model, .rest = kp_str_trim(text)};

    if (r.rest.n == 0)
        return &kp_type_any;
    const kp_feel_type *whole = item_type(model, r.rest);
    return whole != NULL ? whole : read_type(&r);
}

/* ---- items ---- */

static const kp_feel_type *narrowed(kp_arena *arena, const kp_feel_type *of,
                                    const kp_dmn_expr *allowed, kp_str name)
{
    if (allowed == NULL)
        return of;
    kp_feel_type *type = new_type(arena, KP_TYPE_NARROWED, name);
    type->of = of;
    type->allowed = allowed;
    return type;
}

static const kp_feel_type *content_of(kp_arena *arena, const kp_dmn_model *model,
                                      const kp_dmn_item *item);

static const kp_feel_type *fields_of(kp_arena *arena, const kp_dmn_model *model,
                                     const kp_dmn_item *item)
{
    kp_feel_type *type = new_type(arena, KP_TYPE_CONTEXT, item->name);

    type->kind = KP_FEEL_CONTEXT;
    type->nfields = item->nparts;
    type->field = KP_NEW_ARRAY(arena, item->nparts, kp_feel_field);
    for (size_t i = 0; i < item->nparts; i++)
        type->field[i] = (kp_feel_field){item->part[i].name,
                                         content_of(arena, model, &item->part[i])};
    return type;
}

static const kp_feel_type *function_of(kp_arena *arena, const kp_dmn_model *model,
                                       const kp_dmn_item *item)
{
    kp_feel_type *type = new_type(arena, KP_TYPE_FUNCTION, item->name);

    type->kind = KP_FEEL_FUNCTION;
    type->of = kp_type_of_text(arena, model, item->type_ref);
    type->nfields = item->nparams;
    type->field = KP_NEW_ARRAY(arena, item->nparams, kp_feel_field);
    for (size_t i = 0; i < item->nparams; i++)
        type->field[i] =
            (kp_feel_field){item->param[i].name,
                            kp_type_of_text(arena, model, item->param[i].type_ref)};
    return type;
}

static const kp_feel_type *content_of(kp_arena *arena, const kp_dmn_model *model,
                                      const kp_dmn_item *item)
{
    const kp_feel_type *type = item->is_function ? function_of(arena, model, item)
                               : item->nparts > 0
                                   ? fields_of(arena, model, item)
                                   : kp_type_of_text(arena, model, item->type_ref);

    type = narrowed(arena, type, item->allowed, item->name);
    if (item->is_collection) {
        kp_feel_type *list = new_type(arena, KP_TYPE_LIST, item->name);

        list->kind = KP_FEEL_LIST;
        list->of = type;
        type = list;
    }
    return narrowed(arena, type, item->constraint, item->name);
}

void kp_type_link(kp_arena *arena, kp_dmn_model *model)
{
    for (size_t i = 0; i < model->nitems; i++)
        model->item[i].type = new_type(arena, KP_TYPE_NARROWED, model->item[i].name);
    for (size_t i = 0; i < model->nitems; i++)
        model->item[i].type->of = content_of(arena, model, &model->item[i]);
}
