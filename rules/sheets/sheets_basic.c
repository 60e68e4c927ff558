/* sheets_basic.c - 说明, 参数, 实体 and 公式表: the plain definition sheets. */
#include "engine/base/fold.h"
#include "rules/check/spelling.h"
#include "rules/expr/parse.h"
#include "rules/read/cell.h"
#include "rules/sheets/sheets.h"

/* ---- 说明 ---- */

static void read_note_row(kp_build *b, const kp_block *block, uint32_t i, uint32_t item,
                          uint32_t text)
{
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, item));
    kp_str value = kp_str_copy(b->arena, kp__cell(b, block, i, text));

    if (kp_str_is(name, "方案名称") || kp_str_is(name, "name"))
        b->scheme->name = value;
    if (kp_str_is(name, "版本") || kp_str_is(name, "version"))
        b->scheme->version = value;
}

void kp__read_notes(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_NOTE)
    {
        uint32_t item = kp_block_column(b->arena, block, "项目", "item");
        uint32_t text = kp_block_column(b->arena, block, "内容", "text");

        if (item == UINT32_MAX || text == UINT32_MAX)
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_note_row(b, block, i, item, text);
    }
}

/* ---- 参数 ---- */

typedef struct param_columns {
    uint32_t name, value, unit, clause;
} param_columns;

static bool param_want(kp_str unit, kp_cell_want *want)
{
    static const struct {
        const char *name;
        kp_kind kind;
        kp_unit unit;
    } units[] = {
        {"", KP_NUM, KP_UNIT_NONE},          {"数值", KP_NUM, KP_UNIT_NONE},
        {"元", KP_NUM, KP_UNIT_MONEY},       {"金额", KP_NUM, KP_UNIT_MONEY},
        {"百分比", KP_NUM, KP_UNIT_PERCENT}, {"%", KP_NUM, KP_UNIT_PERCENT},
        {"个", KP_NUM, KP_UNIT_COUNT},       {"人", KP_NUM, KP_UNIT_COUNT},
        {"天", KP_NUM, KP_UNIT_NONE},        {"月", KP_NUM, KP_UNIT_NONE},
        {"倍", KP_NUM, KP_UNIT_NONE},        {"分", KP_NUM, KP_UNIT_NONE},
        {"文本", KP_TEXT, KP_UNIT_NONE},     {"日期", KP_DATE, KP_UNIT_NONE},
        {"是否", KP_BOOL, KP_UNIT_NONE},
    };

    for (size_t k = 0; k < sizeof units / sizeof units[0]; k++)
        if (kp_str_is(unit, units[k].name)) {
            *want = (kp_cell_want){units[k].kind, units[k].unit, -1};
            return true;
        }
    return false;
}

static kp_value value_of_cell(kp_build *b, const kp_cell_want *want,
                              const kp_cell_got *got)
{
    switch (want->kind) {
    case KP_NUM:
        return kp_value_num(kp_dec_reduce(got->num));
    case KP_TEXT:
        return kp_value_text(kp_symbol(b->scheme->symbols, kp__unquoted(got->text)));
    case KP_DATE:
        return kp_value_date(got->date);
    case KP_BOOL:
    case KP_LINK:
        break;
    }
    return kp_value_bool(got->flag);
}

static void add_param(kp_build *b, const kp_block *block, uint32_t i,
                      const param_columns *c, kp_str name, kp_value value)
{
    kp_param param = {.name = kp_str_copy(b->arena, name), .value = value};
    size_t old;

    if (!kp_map_put(&b->params, param.name, b->scheme->nparams, &old)) {
        kp__sheet_fault(b, block, i, c->name, KP2103, param.name,
                        kp__place(b, b->scheme->param[old].where));
        return;
    }
    param.where = kp_block_where(block, i, c->value);
    param.where.file = kp_str_copy(b->arena, param.where.file);
    param.where.sheet = kp_str_copy(b->arena, param.where.sheet);
    param.text = kp_str_copy(b->arena, kp__cell(b, block, i, c->value));
    param.unit = kp_str_copy(b->arena, kp__cell(b, block, i, c->unit));
    param.clause = kp_str_copy(b->arena, kp__cell(b, block, i, c->clause));
    b->scheme->param = kp_arena_grow(b->arena, b->scheme->param, &b->param_cap,
                                     b->scheme->nparams + 1, sizeof param);
    b->scheme->param[b->scheme->nparams++] = param;
}

static void read_param_row(kp_build *b, const kp_block *block, uint32_t i,
                           const param_columns *c)
{
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, c->name));
    kp_str unit = kp_fold(b->arena, kp__cell(b, block, i, c->unit));
    kp_cell_want want;
    kp_cell_got got = {0};

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i) ||
        !kp__name_is_good(b, block, i, c->name, name))
        return;
    if (!param_want(unit, &want)) {
        kp__sheet_fault(b, block, i, c->unit, KP2104, unit, KP_NONE);
        kp__break_name(b, name);
        return;
    }
    switch (kp_cell_read(b->arena, kp_block_cell(block, i, c->value), &want, &got)) {
    case KP_CELL_OK:
        add_param(b, block, i, c, name, value_of_cell(b, &want, &got));
        break;
    case KP_CELL_BLANK:
        kp__sheet_fault(b, block, i, c->value, KP2107, name, KP_NONE);
        kp__break_name(b, name);
        break;
    case KP_CELL_BAD:
        kp__sheet_fault(b, block, i, c->value, got.code, got.arg1, got.arg2);
        kp__break_name(b, name);
        break;
    }
}

void kp__read_params(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_PARAM)
    {
        param_columns c = {
            kp_block_column(b->arena, block, "名称", "name"),
            kp_block_column(b->arena, block, "值", "value"),
            kp_block_column(b->arena, block, "单位", "unit"),
            kp_block_column(b->arena, block, "依据", "clause"),
        };

        if (!kp__column_needed(b, block, c.name, "名称") ||
            !kp__column_needed(b, block, c.value, "值"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_param_row(b, block, i, &c);
    }
}

/* ---- 实体 ---- */

kp_entity *kp__add_entity(kp_build *b, kp_str name)
{
    kp_entity *entity = KP_NEW(b->arena, kp_entity);
    size_t old;

    entity->id = (uint32_t)b->scheme->nentities;
    entity->name = kp_str_copy(b->arena, name);
    entity->shown = KP_NO_FIELD;
    if (!kp_map_put(&b->entities, entity->name, entity->id, &old))
        return NULL;
    b->scheme->entity = kp_arena_grow(b->arena, b->scheme->entity, &b->entity_cap,
                                      b->scheme->nentities + 1, sizeof(kp_entity *));
    b->fields = kp_arena_grow(b->arena, b->fields, &b->fields_cap,
                              b->scheme->nentities + 1, sizeof(kp_map));
    kp_map_init(&b->fields[entity->id], b->arena);
    b->scheme->entity[b->scheme->nentities++] = entity;
    return entity;
}

static void read_entity(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                        kp_str name)
{
    kp_entity *entity = kp__add_entity(b, name);

    if (!entity) {
        size_t first = 0;

        if (kp_map_get(&b->entities, name, &first))
            kp__sheet_fault(b, block, i, j, KP2103, name,
                            kp__place(b, b->scheme->entity[first]->where));
        return;
    }
    entity->where = kp_block_where(block, i, j);
    entity->where.file = kp_str_copy(b->arena, entity->where.file);
}

void kp__read_entities(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_ENTITY)
    {
        uint32_t name = kp_block_column(b->arena, block, "实体", "entity");

        if (!kp__column_needed(b, block, name, "实体"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++) {
            kp_str text = kp_fold(b->arena, kp__cell(b, block, i, name));

            if (!kp__row_is_blank(block, i) && kp__in_force(b, block, i) &&
                kp__name_is_good(b, block, i, name, text))
                read_entity(b, block, i, name, text);
        }
    }
    if (b->scheme->nentities == 0)
        kp_fail(b->diags, KP2108, KP_NOWHERE, KP_NONE, KP_NONE, KP_NONE, KP_NONE);
}

/* ---- 公式表 ---- */

typedef struct function_columns {
    uint32_t name, params, formula, decimals, mode, clause;
} function_columns;

/* "封顶=100" is a parameter with a default. */
static void read_function_params(kp_build *b, const kp_block *block, uint32_t i,
                                 const function_columns *c, kp_function *function,
                                 kp_function_source *source)
{
    kp_str text = kp__cell(b, block, i, c->params);
    kp_str *items;

    function->nparams = kp__split_list(b->arena, text, &items);
    function->param = KP_NEW_ARRAY(b->arena, function->nparams + 1, kp_str);
    source->fallback = KP_NEW_ARRAY(b->arena, function->nparams + 1, kp_ast *);
    for (size_t k = 0; k < function->nparams; k++) {
        kp_parse_where where = {kp_block_where(block, i, c->params), text};
        kp_str rest = kp_fold(b->arena, items[k]);
        bool has_default = kp_str_find(rest, KP_STR("=")) != SIZE_MAX;
        kp_str name = kp_str_trim(kp_str_cut(&rest, '='));

        function->param[k] = kp_str_copy(b->arena, name);
        if (has_default)
            source->fallback[k] = kp_parse_expression(b->arena, &where, rest, b->diags);
    }
}

static void read_function_row(kp_build *b, const kp_block *block, uint32_t i,
                              const function_columns *c)
{
    kp_scheme *scheme = b->scheme;
    kp_function function = {0};
    kp_function_source source = {0};
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, c->name));
    kp_str formula = kp_cell_text(kp_block_cell(block, i, c->formula));
    size_t old;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i) ||
        !kp__name_is_good(b, block, i, c->name, name))
        return;
    function.name = kp_str_copy(b->arena, name);
    function.formula = kp_str_copy(b->arena, formula);
    function.clause = kp_str_copy(b->arena, kp__cell(b, block, i, c->clause));
    function.where = source.where = kp_block_where(block, i, c->formula);
    kp_parse_where where = {function.where, function.formula};

    read_function_params(b, block, i, c, &function, &source);
    if (!kp__decimals_cell(b, block, i, c->decimals, &source.decimals) ||
        !kp__rounding_cell(b, block, i, c->mode, &source.mode)) {
        kp__break_name(b, name);
        return;
    }
    source.body = kp_parse_expression(b->arena, &where, function.formula, b->diags);
    if (!kp_map_put(&b->functions, function.name, scheme->nfunctions, &old)) {
        kp__sheet_fault(b, block, i, c->name, KP2103, name,
                        kp__place(b, scheme->function[old].where));
        return;
    }
    scheme->function = kp_arena_grow(b->arena, scheme->function, &b->function_cap,
                                     scheme->nfunctions + 1, sizeof function);
    b->function_source =
        kp_arena_grow(b->arena, b->function_source, &b->function_source_cap,
                      scheme->nfunctions + 1, sizeof source);
    b->function_source[scheme->nfunctions] = source;
    scheme->function[scheme->nfunctions++] = function;
}

void kp__read_functions(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_FUNCTION)
    {
        function_columns c = {
            kp_block_column(b->arena, block, "名称", "name"),
            kp_block_column(b->arena, block, "参数", "parameters"),
            kp_block_column(b->arena, block, "公式", "formula"),
            kp_block_column(b->arena, block, "小数位", "decimals"),
            kp_block_column(b->arena, block, "取舍", "rounding"),
            kp_block_column(b->arena, block, "依据", "clause"),
        };

        if (!kp__column_needed(b, block, c.name, "名称") ||
            !kp__column_needed(b, block, c.formula, "公式"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_function_row(b, block, i, &c);
    }
}
