/* sheets_tables.c - decision tables, checks and heading aliases. */
#include "engine/base/fold.h"
#include "rules/sheets/sheets.h"

/* ---- 规则表, 交叉表, 分段表 ---- */

static bool has_computed_output(const kp_dtable *table)
{
    for (size_t k = 0; k < table->noutputs; k++)
        if (table->output[k].computed)
            return true;
    return false;
}

/* The name of the row that answers; a hit set without an answer has no name either. */
static void name_hit(const kp_dtable *table, kp_doutput *row, uint32_t hit)
{
    kp_code code = kp_dtable_hit_error(table, hit);

    if (code != KP_CODE_NONE) {
        row->state[hit] = KP_ERROR;
        row->word[hit] = kp_fault_pack((kp_fault){.code = code});
    } else if (table->hit_count[hit]) {
        row->word[hit] = row->cell[table->hit_rules[hit][0]].as.symbol;
    } else {
        row->word[hit] = row->fallback.as.symbol;
    }
}

/* Outputs written as expressions are chosen by the row that was hit: one more output,
 * the row's own name, is looked up in their place.  Its name is #0 where no row
 * matches. */
static void add_row_output(kp_build *b, kp_dtable *table)
{
    kp_doutput *all = KP_NEW_ARRAY(b->arena, table->noutputs + 1, kp_doutput);
    kp_doutput *row = &all[table->noutputs];
    kp_buf name;

    for (size_t k = 0; k < table->noutputs; k++)
        all[k] = table->output[k];
    *row = all[0];
    row->name = KP_STR("#行");
    row->kind = KP_TEXT;
    row->scale = 0;
    row->computed = false;
    row->fallback = kp_value_text(kp_symbol(b->scheme->symbols, KP_STR("#0")));
    row->cell = KP_NEW_ARRAY(b->arena, table->nrules + 1, kp_value);
    row->word = KP_NEW_ARRAY(b->arena, table->nhits + 1, int64_t);
    row->state = KP_NEW_ARRAY(b->arena, table->nhits + 1, uint8_t);
    row->bound = KP_NO_SYMBOL;
    kp_buf_init(&name, 64);
    for (size_t r = 0; r < table->nrules; r++) {
        kp_buf_clear(&name);
        kp_buf_printf(&name, "#%zu", r + 1);
        row->cell[r] = kp_value_text(kp_symbol(b->scheme->symbols, kp_buf_view(&name)));
    }
    kp_buf_free(&name);
    for (uint32_t h = 0; h < table->nhits; h++)
        name_hit(table, row, h);
    table->output = all;
    table->noutputs++;
}

static void keep_table(kp_build *b, const kp_block *block, kp_table_source *source)
{
    kp_dtable *table = source->table;
    size_t index = b->scheme->ntables, old;

    if (!kp_map_put(&b->tables, table->name, index, &old)) {
        kp__sheet_fault(b, block, block->top, block->left + 1, KP2103, table->name,
                        kp__place(b, b->scheme->table[old]->where));
        return;
    }
    if (has_computed_output(table))
        add_row_output(b, table);
    b->scheme->table = kp_arena_grow(b->arena, b->scheme->table, &b->table_cap,
                                     index + 1, sizeof(kp_dtable *));
    b->table_source = kp_arena_grow(b->arena, b->table_source, &b->table_source_cap,
                                    index + 1, sizeof(kp_table_source *));
    b->scheme->table[index] = table;
    b->table_source[index] = source;
    b->scheme->ntables++;
}

void kp__read_tables(kp_build *b)
{
    for (const kp_block *block = b->block; block < b->block + b->nblocks; block++) {
        kp_table_source *source;

        if (block->kind != KP_BLOCK_RULES && block->kind != KP_BLOCK_CROSS &&
            block->kind != KP_BLOCK_TIER)
            continue;
        source =
            kp_table_compile(b->arena, block, b->day, b->scheme->symbols, b->diags);
        if (source)
            keep_table(b, block, source);
        else
            kp__break_name(b, kp_fold(b->arena, block->name));
    }
}

/* ---- 校验 ---- */

typedef struct check_columns {
    uint32_t name, entity, condition, level, message, clause;
} check_columns;

bool kp__check_level(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                     kp_severity *out)
{
    kp_str text = kp_fold(b->arena, kp__cell(b, block, i, j));

    *out = kp_str_is(text, "警告") || kp_str_is(text, "warning") ? KP_WARNING
                                                                 : KP_ERROR_SEVERITY;
    if (text.n == 0 || *out == KP_WARNING || kp_str_is(text, "错误") ||
        kp_str_is(text, "error"))
        return true;
    kp__sheet_fault(b, block, i, j, KP2118, text, KP_NONE);
    return false;
}

static void read_check_row(kp_build *b, const kp_block *block, uint32_t i,
                           const check_columns *c)
{
    kp_str owner = kp_fold(b->arena, kp__cell(b, block, i, c->entity));
    kp_check check = {0};
    size_t entity;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i) ||
        kp__is_tie_row(b, block, i, c->entity))
        return;  // ties need the layouts: kp__read_ties
    if (!kp_map_get(&b->entities, owner, &entity)) {
        kp__sheet_fault(b, block, i, c->entity, KP2113, owner,
                        kp__nearest_entity(b, owner));
        return;
    }
    kp_field *field = kp__check_cell(b, (uint32_t)entity, block, i, c->condition);

    if (!field || !kp__check_level(b, block, i, c->level, &check.severity))
        return;
    if (field->kind != KP_BOOL) {
        kp__sheet_fault(b, block, i, c->condition, KP2119, KP_NONE, KP_NONE);
        return;
    }
    check.field = field->id;
    check.name = kp_str_copy(b->arena, kp__cell(b, block, i, c->name));
    check.message = kp_str_copy(b->arena, kp__cell(b, block, i, c->message));
    check.clause = kp_str_copy(b->arena, kp__cell(b, block, i, c->clause));
    check.where = kp_block_where(block, i, c->condition);
    check.where.file = kp_str_copy(b->arena, check.where.file);
    check.where.sheet = kp_str_copy(b->arena, check.where.sheet);
    b->scheme->check = kp_arena_grow(b->arena, b->scheme->check, &b->check_cap,
                                     b->scheme->nchecks + 1, sizeof check);
    b->scheme->check[b->scheme->nchecks++] = check;
}

void kp__read_checks(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_CHECK)
    {
        check_columns c = {
            kp_block_column(b->arena, block, "名称", "name"),
            kp_block_column(b->arena, block, "实体", "entity"),
            kp_block_column(b->arena, block, "条件", "condition"),
            kp_block_column(b->arena, block, "级别", "level"),
            kp_block_column(b->arena, block, "提示", "message"),
            kp_block_column(b->arena, block, "依据", "clause"),
        };

        if (!kp__column_needed(b, block, c.name, "名称") ||
            !kp__column_needed(b, block, c.entity, "实体") ||
            !kp__column_needed(b, block, c.condition, "条件"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_check_row(b, block, i, &c);
    }
}

/* ---- 映射 ---- */

static void add_alias(kp_build *b, kp_aliases *aliases, size_t *cap, uint32_t field,
                      kp_str text)
{
    bool pattern = kp_str_starts(text, KP_STR("~"));
    kp_alias alias = {field, pattern, KP_NONE};

    alias.text = pattern ? kp_str_copy(b->arena, kp_str_slice(text, 1, text.n))
                         : kp_str_copy(b->arena, kp_fold(b->arena, text));
    aliases->alias =
        kp_arena_grow(b->arena, aliases->alias, cap, aliases->n + 1, sizeof alias);
    aliases->alias[aliases->n++] = alias;
}

static void read_alias_row(kp_build *b, const kp_block *block, uint32_t i,
                           uint32_t owner, uint32_t name, uint32_t list, size_t *cap)
{
    kp_str entity_name = kp_fold(b->arena, kp__cell(b, block, i, owner));
    kp_str field_name = kp_fold(b->arena, kp__cell(b, block, i, name));
    kp_str text = kp__cell(b, block, i, list), *items;
    size_t entity, field;

    if (kp__row_is_blank(block, i) || !kp__in_force(b, block, i))
        return;
    if (!kp_map_get(&b->entities, entity_name, &entity)) {
        kp__sheet_fault(b, block, i, owner, KP2113, entity_name,
                        kp__nearest_entity(b, entity_name));
        return;
    }
    if (!kp_map_get(&b->fields[entity], field_name, &field)) {
        kp__sheet_fault(b, block, i, name, KP2115, field_name,
                        kp__nearest_field(b, (uint32_t)entity, field_name));
        return;
    }
    if (kp_str_starts(text, KP_STR("~"))) {
        add_alias(b, b->scheme->aliases, cap, (uint32_t)field, text);
        return;
    }
    size_t n = kp__split_list(b->arena, text, &items);

    for (size_t k = 0; k < n; k++)
        add_alias(b, b->scheme->aliases, cap, (uint32_t)field, items[k]);
}

void kp__read_aliases(kp_build *b)
{
    size_t cap = 0;

    b->scheme->aliases = KP_NEW(b->arena, kp_aliases);
    KP_FOR_BLOCKS(b, block, KP_BLOCK_ALIAS)
    {
        uint32_t owner = kp_block_column(b->arena, block, "实体", "entity");
        uint32_t name = kp_block_column(b->arena, block, "字段", "field");
        uint32_t list = kp_block_column(b->arena, block, "别名", "aliases");

        if (!kp__column_needed(b, block, owner, "实体") ||
            !kp__column_needed(b, block, name, "字段") ||
            !kp__column_needed(b, block, list, "别名"))
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++)
            read_alias_row(b, block, i, owner, name, list, &cap);
    }
}
