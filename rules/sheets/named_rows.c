/* named_rows.c - names of blocks and rows; see named_rows.h. */
#include "rules/sheets/named_rows.h"

#include "engine/base/fold.h"
#include "rules/read/block_parts.h"

typedef struct naming {
    kp_block_kind kind;
    const char *title;
    const char *zh[2], *en[2];  // the columns that name a row; unnamed blocks: none
} naming;

static const naming namings[] = {
    {KP_BLOCK_NOTE, "说明", {"项目"}, {"item"}},
    {KP_BLOCK_USE, "引用", {"名称"}, {"name"}},
    {KP_BLOCK_PARAM, "参数", {"名称"}, {"name"}},
    {KP_BLOCK_ENTITY, "实体", {"实体"}, {"entity"}},
    {KP_BLOCK_FIELD, "字段", {"实体", "字段"}, {"entity", "field"}},
    {KP_BLOCK_RULES, "规则表", {NULL}, {NULL}},
    {KP_BLOCK_CROSS, "交叉表", {NULL}, {NULL}},
    {KP_BLOCK_TIER, "分段表", {NULL}, {NULL}},
    {KP_BLOCK_FUNCTION, "公式表", {"名称"}, {"name"}},
    {KP_BLOCK_DATA, "数据", {NULL}, {NULL}},
    {KP_BLOCK_CHECK, "校验", {"名称"}, {"name"}},
    {KP_BLOCK_REPORT, "报表", {NULL}, {NULL}},
    {KP_BLOCK_ALIAS, "映射", {"实体", "字段"}, {"entity", "field"}},
    {KP_BLOCK_TEST, "测试", {NULL}, {NULL}},
    {KP_BLOCK_GATHER, "汇集", {"实体", "字段"}, {"entity", "field"}},
    {KP_BLOCK_CORRECTION, "更正", {NULL}, {NULL}},
};

static const naming *naming_of(const kp_block *block)
{
    for (size_t k = 0; k < sizeof namings / sizeof namings[0]; k++)
        if (namings[k].kind == block->kind)
            return &namings[k];
    return &namings[0];
}

static kp_str cell_text(kp_arena *arena, const kp_block *block, uint32_t i, uint32_t j)
{
    if (j == UINT32_MAX)
        return KP_NONE;
    return kp_fold(arena, kp_cell_text(kp_block_cell(block, i, j)));
}

static void learn_keys(kp_row_names *names, const kp_block *block)
{
    uint32_t entity = kp_block_column(names->arena, block, "实体", "entity");
    uint32_t key = kp_block_column(names->arena, block, "主键", "key");
    size_t old;

    for (uint32_t i = block->top + 2; i < block->bottom; i++) {
        kp_str name = cell_text(names->arena, block, i, entity);

        if (name.n == 0 || !kp_map_put(&names->entity, name, names->nkeys, &old))
            continue;
        names->key = kp_arena_grow(names->arena, names->key, &names->cap,
                                   names->nkeys + 1, sizeof(kp_str));
        names->key[names->nkeys++] = cell_text(names->arena, block, i, key);
    }
}

void kp_row_names_init(kp_row_names *names, kp_arena *arena, const kp_block *block,
                       size_t n)
{
    *names = (kp_row_names){.arena = arena};
    kp_map_init(&names->entity, arena);
    for (size_t k = 0; k < n; k++)
        if (block[k].kind == KP_BLOCK_ENTITY)
            learn_keys(names, &block[k]);
}

/* ---- blocks ---- */

static bool is_table(const kp_block *block)
{
    return block->kind == KP_BLOCK_RULES || block->kind == KP_BLOCK_CROSS ||
           block->kind == KP_BLOCK_TIER;
}

bool kp_block_is_named(const kp_block *block)
{
    return is_table(block) || block->kind == KP_BLOCK_REPORT ||
           block->kind == KP_BLOCK_TEST || block->kind == KP_BLOCK_CORRECTION;
}

kp_str kp_block_title(kp_arena *arena, const kp_block *block)
{
    kp_str title = kp_str_of(naming_of(block)->title);

    if (!kp_block_is_named(block) && block->kind != KP_BLOCK_DATA)
        return title;
    return kp_str_joined(arena, title, " ", kp_fold(arena, block->name));
}

kp_str kp_block_name_key(kp_arena *arena, const kp_block *block)
{
    if (!is_table(block))
        return kp_block_title(arena, block);
    return kp_str_joined(arena, KP_STR("表"), " ", kp_fold(arena, block->name));
}

/* ---- rows ---- */

/* The values of the entity's key fields, joined as in its rows. */
static kp_str data_row_name(const kp_row_names *names, const kp_block *block,
                            uint32_t i)
{
    kp_str name = KP_NONE;
    size_t index;

    if (!kp_map_get(&names->entity, kp_fold(names->arena, block->name), &index))
        return KP_NONE;
    for (kp_str rest = names->key[index]; rest.n;) {
        kp_str field = kp_str_trim(kp_str_cut(&rest, '+'));
        uint32_t j = block->left;

        while (j < block->right &&
               !kp_str_eq(cell_text(names->arena, block, block->top + 1, j), field))
            j++;
        if (j == block->right)
            return KP_NONE;
        kp_str value = cell_text(names->arena, block, i, j);
        name = name.n ? kp_str_joined(names->arena, name, "+", value) : value;
    }
    return name;
}

kp_str kp_row_name(const kp_row_names *names, const kp_block *block, uint32_t i)
{
    const naming *n = naming_of(block);
    kp_str name = KP_NONE;

    if (block->kind == KP_BLOCK_DATA)
        return data_row_name(names, block, i);
    for (size_t k = 0; k < 2 && n->zh[k]; k++) {
        uint32_t j = kp_block_column(names->arena, block, n->zh[k], n->en[k]);
        kp_str part = cell_text(names->arena, block, i, j);

        if (part.n == 0)
            return KP_NONE;
        name = k ? kp_str_joined(names->arena, name, ".", part) : part;
    }
    return name;
}
