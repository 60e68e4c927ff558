/* sheets_fields.c - 字段 and the second half of 实体: types, links, keys, missing
 * rules. */
#include "engine/base/fold.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"
#include "rules/sheets/sheets.h"

typedef struct field_columns {
    uint32_t entity, name, type, decimals, mode, source, formula, missing, options,
        clause, note;
} field_columns;

kp_field *kp__add_field(kp_build *b, uint32_t entity, kp_str name)
{
    kp_scheme *scheme = b->scheme;
    kp_entity *of = scheme->entity[entity];
    kp_field *field = KP_NEW(b->arena, kp_field);
    size_t cap = of->nfields;

    field->id = (uint32_t)scheme->nfields;
    field->entity = entity;
    field->local = (uint32_t)of->nfields;
    field->name = kp_str_copy(b->arena, name);
    field->decimals = -1;
    field->link_entity = UINT32_MAX;
    field->history_of = KP_NO_FIELD;
    scheme->field = kp_arena_grow(b->arena, scheme->field, &b->field_cap,
                                  scheme->nfields + 1, sizeof(kp_field *));
    b->field_ast = kp_arena_grow(b->arena, b->field_ast, &b->field_ast_cap,
                                 scheme->nfields + 1, sizeof(kp_ast *));
    scheme->field[scheme->nfields++] = field;
    // Few fields an entity has: growing by one keeps the entity free of a capacity.
    of->field =
        kp_arena_grow(b->arena, of->field, &cap, of->nfields + 1, sizeof(uint32_t));
    of->field[of->nfields++] = field->id;
    return field;
}

/* ---- types ---- */

static bool plain_type(kp_str text, kp_field *field)
{
    static const struct {
        const char *zh, *en;
        kp_kind kind;
        kp_unit unit;
    } types[] = {
        {"数值", "number", KP_NUM, KP_UNIT_NONE},
        {"金额", "money", KP_NUM, KP_UNIT_MONEY},
        {"百分比", "percent", KP_NUM, KP_UNIT_PERCENT},
        {"计数", "count", KP_NUM, KP_UNIT_COUNT},
        {"文本", "text", KP_TEXT, KP_UNIT_NONE},
        {"选项", "option", KP_TEXT, KP_UNIT_NONE},
        {"日期", "date", KP_DATE, KP_UNIT_NONE},
        {"是否", "boolean", KP_BOOL, KP_UNIT_NONE},
    };

    for (size_t k = 0; k < sizeof types / sizeof types[0]; k++)
        if (kp_str_is(text, types[k].zh) || kp_str_is(text, types[k].en)) {
            field->kind = types[k].kind;
            field->unit = types[k].unit;
            return true;
        }
    return false;
}

static kp_str nearest_type(kp_build *b, kp_str wrong)
{
    kp_str names[72] = {KP_STR("数值"), KP_STR("金额"), KP_STR("百分比"),
                        KP_STR("计数"), KP_STR("文本"), KP_STR("选项"),
                        KP_STR("日期"), KP_STR("是否")};
    size_t n = 8;

    for (size_t e = 0; e < b->scheme->nentities && n < 72; e++)
        names[n++] = b->scheme->entity[e]->name;
    return kp_nearest(wrong, names, n);
}

static bool read_type(kp_build *b, const kp_block *block, uint32_t i,
                      const field_columns *c, kp_field *field)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, c->type));
    size_t entity;

    if (plain_type(text, field))
        return true;
    if (kp_map_get(&b->entities, text, &entity)) {
        field->kind = KP_LINK;
        field->link_entity = (uint32_t)entity;
        return true;
    }
    kp__sheet_fault(b, block, i, c->type, KP2110, text, nearest_type(b, text));
    return false;
}

static bool read_missing(kp_build *b, const kp_block *block, uint32_t i,
                         const field_columns *c, kp_field *field)
{
    static const struct {
        const char *zh, *en;
        kp_missing missing;
    } rules[] = {
        {"", "error", KP_MISSING_ERROR},     {"报错", "error", KP_MISSING_ERROR},
        {"0", "zero", KP_MISSING_ZERO},      {"不适用", "absent", KP_MISSING_ABSENT},
        {"上期", "carry", KP_MISSING_CARRY}, {"可空", "blank", KP_MISSING_BLANK},
    };
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, c->missing));

    for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++)
        if (kp_str_is(text, rules[k].zh) || kp_str_is(text, rules[k].en)) {
            field->missing = rules[k].missing;
            return true;
        }
    kp__sheet_fault(b, block, i, c->missing, KP2111, text, KP_NONE);
    return false;
}

static void read_options(kp_build *b, const kp_block *block, uint32_t i,
                         const field_columns *c, kp_field *field)
{
    kp_str *items;

    if (!kp__options_are_plain(b, block, i, c->options))
        return;
    field->noptions =
        kp__split_list(b->arena, kp__cell(b, block, i, c->options), &items);
    field->option = KP_NEW_ARRAY(b->arena, field->noptions + 1, uint32_t);
    for (size_t k = 0; k < field->noptions; k++)
        field->option[k] = kp_symbol(b->scheme->symbols, kp__unquoted(items[k]));
}

/* ---- source ---- */

/* 上期.x, 累计.x, 上年.x typed as a field of its own, to give it a missing rule. */
static bool history_name(kp_build *b, kp_field *field)
{
    static const struct {
        const char *prefix;
        kp_history history;
    } kinds[] = {{"上期.", KP_HISTORY_LAST},
                 {"累计.", KP_HISTORY_YTD},
                 {"上年.", KP_HISTORY_LAST_YEAR}};
    size_t of;

    for (size_t k = 0; k < 3; k++) {
        kp_str prefix = kp_str_of(kinds[k].prefix);

        if (!kp_str_starts(field->name, prefix))
            continue;
        kp_str name = kp_str_slice(field->name, prefix.n, field->name.n);

        field->source = KP_SOURCE_HISTORY;
        field->history = kinds[k].history;
        if (kp_map_get(&b->fields[field->entity], name, &of))
            field->history_of = (uint32_t)of;
        return true;
    }
    return false;
}

static void read_formula(kp_build *b, const kp_block *block, uint32_t i,
                         const field_columns *c, kp_field *field)
{
    kp_str text = kp_cell_text(kp_block_cell(block, i, c->formula));

    if (history_name(b, field))
        return;
    if (c->formula == UINT32_MAX || kp_tidy(b->arena, text).n == 0) {
        field->source = KP_SOURCE_INPUT;
        return;
    }
    field->source = KP_SOURCE_SCALAR;
    field->formula = kp_str_copy(b->arena, text);
    field->formula_where = kp_block_where(block, i, c->formula);
    field->formula_where.file = kp_str_copy(b->arena, field->formula_where.file);
    field->formula_where.sheet = kp_str_copy(b->arena, field->formula_where.sheet);
    kp_parse_where where = {field->formula_where, field->formula};

    b->field_ast[field->id] =
        kp_parse_expression(b->arena, &where, field->formula, b->diags);
}

static void check_source(kp_build *b, const kp_block *block, uint32_t i,
                         const field_columns *c, const kp_field *field)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, c->source));
    bool wants_formula = kp_str_is(text, "公式") || kp_str_is(text, "formula");
    bool wants_input = kp_str_is(text, "输入") || kp_str_is(text, "input");
    bool wants_history =
        kp_str_is(text, "上期") || kp_str_is(text, "累计") || kp_str_is(text, "上年");

    if ((wants_formula && field->source != KP_SOURCE_SCALAR) ||
        (wants_input && field->source != KP_SOURCE_INPUT) ||
        (wants_history && field->source != KP_SOURCE_HISTORY) ||
        (text.n && !wants_formula && !wants_input && !wants_history))
        kp__sheet_fault(b, block, i, c->source, KP2112, text, field->name);
}

static bool read_rounding(kp_build *b, const kp_block *block, uint32_t i,
                          const field_columns *c, kp_field *field)
{
    int decimals;

    if (!kp__decimals_cell(b, block, i, c->decimals, &decimals) ||
        !kp__rounding_cell(b, block, i, c->mode, &field->mode))
        return false;
    if (decimals < 0 && field->unit == KP_UNIT_MONEY)
        decimals = 2;
    field->decimals = (int8_t)decimals;
    return true;
}

static void read_field_row(kp_build *b, const kp_block *block, uint32_t i,
                           const field_columns *c)
{
    kp_str entity_name = kp_fold(b->arena, kp__cell(b, block, i, c->entity));
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, c->name));
    size_t entity, old;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i) ||
        !kp__name_is_good(b, block, i, c->name, name))
        return;
    if (!kp_map_get(&b->entities, entity_name, &entity)) {
        kp__sheet_fault(b, block, i, c->entity, KP2113, entity_name,
                        kp__nearest_entity(b, entity_name));
        kp__break_name(b, entity_name);
        kp__break_name(b, name);
        return;
    }
    if (kp_map_get(&b->fields[entity], name, &old)) {
        kp__sheet_fault(b, block, i, c->name, KP2103, name,
                        kp__place(b, b->scheme->field[old]->where));
        return;
    }
    kp_field *field = kp__add_field(b, (uint32_t)entity, name);

    (void)kp_map_put(&b->fields[entity], field->name, field->id, &old);
    field->where = kp_block_where(block, i, c->name);
    field->where.file = kp_str_copy(b->arena, field->where.file);
    field->where.sheet = kp_str_copy(b->arena, field->where.sheet);
    field->clause = kp_str_copy(b->arena, kp__cell(b, block, i, c->clause));
    field->note = kp_str_copy(b->arena, kp__cell(b, block, i, c->note));
    if (!read_type(b, block, i, c, field) || !read_rounding(b, block, i, c, field) ||
        !read_missing(b, block, i, c, field)) {
        kp__break_name(b, name);
        return;
    }
    read_options(b, block, i, c, field);
    read_formula(b, block, i, c, field);
    check_source(b, block, i, c, field);
}

/* ---- entities: their keys, once fields are known ---- */

static void read_keys(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                      kp_entity *entity)
{
    kp_str rest = kp_fold(b->arena, kp__cell(b, block, i, j));

    if (rest.n == 0) {
        kp__sheet_fault(b, block, i, j, KP2114, entity->name, KP_NONE);
        return;
    }
    entity->key = KP_NEW_ARRAY(b->arena, 8, uint32_t);
    while (rest.n && entity->nkeys < 8) {
        kp_str name = kp_str_trim(kp_str_cut(&rest, '+'));
        size_t field;

        if (!kp_map_get(&b->fields[entity->id], name, &field)) {
            kp__sheet_fault(b, block, i, j, KP2115, name,
                            kp__nearest_field(b, entity->id, name));
            return;
        }
        b->scheme->field[field]->is_key = true;
        entity->key[entity->nkeys++] = (uint32_t)field;
    }
}

/* 部门 stands in a sheet as 综合办公室, not as D1. */
static void read_shown(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       kp_entity *entity)
{
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, j));
    size_t field;

    if (name.n == 0)
        return;
    if (!kp_map_get(&b->fields[entity->id], name, &field))
        kp__sheet_fault(b, block, i, j, KP2115, name,
                        kp__nearest_field(b, entity->id, name));
    else if (b->scheme->field[field]->kind != KP_TEXT)
        kp__sheet_fault(b, block, i, j, KP2140, name, KP_NONE);
    else
        entity->shown = (uint32_t)field;
}

/* The row is not in force; wrong dates were told when it was read first. */
static bool is_past(const kp_build *b, const kp_block *block, uint32_t i)
{
    kp_diags *quiet = kp_diags_open();
    kp_validity validity;
    bool past = quiet && kp_block_validity(b->arena, block, i, &validity, quiet) &&
                (b->day < validity.from || validity.to < b->day);

    kp_diags_close(quiet);
    return past;
}

static void finish_entities(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_ENTITY)
    {
        uint32_t name = kp_block_column(b->arena, block, "实体", "entity");
        uint32_t key = kp_block_column(b->arena, block, "主键", "key");
        uint32_t shown = kp_block_column(b->arena, block, "显示", "shown");
        uint32_t source = kp_block_column(b->arena, block, "来源", "source");
        uint32_t condition = kp_block_column(b->arena, block, "条件", "condition");

        if (name == UINT32_MAX || !kp__column_needed(b, block, key, "主键"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++) {
            kp_str text = kp_fold(b->arena, kp__cell(b, block, i, name));
            size_t entity;

            if (!kp_map_get(&b->entities, text, &entity) || is_past(b, block, i))
                continue;
            read_keys(b, block, i, key, b->scheme->entity[entity]);
            read_shown(b, block, i, shown, b->scheme->entity[entity]);
            kp__read_rows_source(b, block, i, source, condition,
                                 b->scheme->entity[entity]);
        }
    }
}

static field_columns columns_of(kp_build *b, const kp_block *block)
{
    return (field_columns){
        kp_block_column(b->arena, block, "实体", "entity"),
        kp_block_column(b->arena, block, "字段", "field"),
        kp_block_column(b->arena, block, "类型", "type"),
        kp_block_column(b->arena, block, "小数位", "decimals"),
        kp_block_column(b->arena, block, "取舍", "rounding"),
        kp_block_column(b->arena, block, "来源", "source"),
        kp_block_column(b->arena, block, "公式", "formula"),
        kp_block_column(b->arena, block, "缺失", "missing"),
        kp_block_column(b->arena, block, "选项", "options"),
        kp_block_column(b->arena, block, "依据", "clause"),
        kp_block_column(b->arena, block, "说明", "note"),
    };
}

void kp__read_fields(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_FIELD)
    {
        field_columns c = columns_of(b, block);

        if (!kp__column_needed(b, block, c.entity, "实体") ||
            !kp__column_needed(b, block, c.name, "字段") ||
            !kp__column_needed(b, block, c.type, "类型"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_field_row(b, block, i, &c);
    }
    finish_entities(b);
}

/* ---- fields of other months ---- */

static kp_field *read_dormant(kp_build *b, const kp_block *block, uint32_t i,
                              const field_columns *c, uint32_t entity, kp_str name)
{
    kp_field *field = kp__add_field(b, entity, name);
    kp_expr *blank = KP_NEW(b->arena, kp_expr);

    field->where = kp_block_where(block, i, c->name);
    field->lifted = field->report = field->dormant = true;
    field->source = KP_SOURCE_SCALAR;
    if (!read_type(b, block, i, c, field) || !read_rounding(b, block, i, c, field))
        return NULL;
    blank->op = KP_X_CONST;
    blank->kind = field->kind;
    blank->value = kp_value_none(field->kind, KP_BLANK);
    field->expr = blank;
    return field;
}

static kp_field *find_declaration(kp_build *b, const kp_block *block, uint32_t entity,
                                  kp_str name)
{
    field_columns c = columns_of(b, block);

    if (block->kind != KP_BLOCK_FIELD || c.entity == UINT32_MAX ||
        c.name == UINT32_MAX || c.type == UINT32_MAX)
        return NULL;
    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        if (kp_str_eq(kp_fold(b->arena, kp__cell(b, block, i, c.entity)),
                      b->scheme->entity[entity]->name) &&
            kp_str_eq(kp_fold(b->arena, kp__cell(b, block, i, c.name)), name))
            return read_dormant(b, block, i, &c, entity, name);
    return NULL;
}

kp_field *kp__dormant_field(kp_build *b, uint32_t entity, kp_str name)
{
    kp_field *found = NULL;

    for (size_t f = 0; f < b->scheme->nfields && !found; f++)
        if (b->scheme->field[f]->dormant && b->scheme->field[f]->entity == entity &&
            kp_str_eq(b->scheme->field[f]->name, name))
            found = b->scheme->field[f];
    for (size_t k = 0; k < b->nblocks && !found; k++)
        found = find_declaration(b, &b->block[k], entity, name);
    for (size_t k = 0; k < b->npast && !found; k++)
        found = find_declaration(b, &b->past[k], entity, name);
    return found;
}
