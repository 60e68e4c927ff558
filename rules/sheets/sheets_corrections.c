/* sheets_corrections.c - 更正: what is compared when a closed month is run again, and
 * how the differences are written down for a later one.
 */
#include "engine/base/fold.h"
#include "rules/sheets/sheets.h"

static const char *const words[KP_CORRECTION_WORDS][2] = {
    [KP_CORRECTION_ID] = {"编号", "id"},
    [KP_CORRECTION_KEY] = {"主键", "key"},
    [KP_CORRECTION_MONTH] = {"月份", "month"},
    [KP_CORRECTION_FIELD] = {"字段", "field"},
    [KP_CORRECTION_BEFORE] = {"原值", "before"},
    [KP_CORRECTION_AFTER] = {"新值", "after"},
    [KP_CORRECTION_DIFFERENCE] = {"差额", "difference"},
    [KP_CORRECTION_REASON] = {"原因", "reason"},
    [KP_CORRECTION_RUN] = {"结算号", "run"},
    [KP_CORRECTION_HEAD] = {"日志头", "head"},
};

static void refuse(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                   kp_code code, kp_str arg1, kp_str arg2, kp_str arg3)
{
    if (!kp__is_excused(b, code, arg1))
        (void)kp_fail(b->diags, code, kp_block_where(block, i, j),
                      kp_cell_text(kp_block_cell(block, i, j)), arg1, arg2, arg3);
}

static const kp_option *needed_option(kp_build *b, const kp_block *block,
                                      const char *zh, const char *en)
{
    const kp_option *option = kp_block_option(block, zh, en);

    if (!option || option->value.n == 0)
        refuse(b, block, block->top, block->left, KP6753, kp_str_of(zh), KP_NONE,
               KP_NONE);
    return option && option->value.n ? option : NULL;
}

static const kp_entity *entity_of(kp_build *b, const kp_block *block,
                                  const kp_option *option)
{
    kp_str name = option ? kp_fold(b->arena, option->value) : KP_NONE;
    const kp_entity *entity = option ? kp_scheme_entity(b->scheme, name) : NULL;

    if (option && !entity)
        refuse(b, block, block->top, option->col, KP2113, name,
               kp__nearest_entity(b, name), KP_NONE);
    return entity;
}

static void read_fields(kp_build *b, const kp_block *block, const kp_option *option,
                        const kp_entity *entity, kp_correction *out)
{
    kp_str *name;
    size_t n = kp__split_list(b->arena, kp_fold(b->arena, option->value), &name);

    out->field = KP_NEW_ARRAY(b->arena, n + 1, uint32_t);
    for (size_t k = 0; k < n; k++) {
        const kp_field *field = kp_entity_field(b->scheme, entity, name[k]);

        if (field && field->kind == KP_NUM && !field->lifted)
            out->field[out->nfields++] = field->id;
        else
            refuse(b, block, block->top, option->col, KP6754, name[k], entity->name,
                   kp__nearest_field(b, entity->id, name[k]));
    }
}

static kp_str all_words(kp_build *b)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 12);
    for (size_t k = 0; k < KP_CORRECTION_WORDS; k++) {
        kp_buf_z(&text, k ? "、" : "");
        kp_buf_z(&text, words[k][0]);
    }
    kp_str copy = kp_str_copy(b->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static bool word_of(kp_str text, kp_correction_word *out)
{
    for (size_t k = 0; k < KP_CORRECTION_WORDS; k++)
        if (kp_str_is(text, words[k][0]) || kp_str_is(text, words[k][1])) {
            *out = (kp_correction_word)k;
            return true;
        }
    return false;
}

static void read_column(kp_build *b, const kp_block *block, uint32_t i,
                        const uint32_t at[2], const kp_entity *into, kp_correction *out)
{
    kp_str name = kp_fold(b->arena, kp__cell(b, block, i, at[0])),
           text = kp_fold(b->arena, kp__cell(b, block, i, at[1]));
    const kp_field *field = kp_entity_field(b->scheme, into, name);
    kp_correction_word word = KP_CORRECTION_WORDS;

    if (kp__row_is_blank(block, i))
        return;
    if (!field || field->source != KP_SOURCE_INPUT || field->lifted)
        refuse(b, block, i, at[0], KP6755, name, into->name,
               kp__nearest_field(b, into->id, name));
    if (!word_of(text, &word))
        refuse(b, block, i, at[1], KP6756, text, all_words(b), KP_NONE);
    if (!field || word == KP_CORRECTION_WORDS)
        return;
    out->column[out->ncolumns].field = field->id;
    out->column[out->ncolumns++].word = word;
}

/* Lines that are read twice must be an error: so their number is the key. */
static bool numbers_the_key(const kp_entity *into, const kp_correction *c)
{
    for (size_t k = 0; k < c->ncolumns; k++)
        if (c->column[k].word == KP_CORRECTION_ID && into->nkeys == 1 &&
            c->column[k].field == into->key[0])
            return true;
    return false;
}

static void read_columns(kp_build *b, const kp_block *block, const kp_entity *into,
                         kp_correction *out)
{
    const uint32_t at[2] = {kp_block_column(b->arena, block, "列", "column"),
                            kp_block_column(b->arena, block, "内容", "content")};

    if (!kp__column_needed(b, block, at[0], "列") ||
        !kp__column_needed(b, block, at[1], "内容"))
        return;
    out->column = KP_NEW_ARRAY(b->arena, block->bottom - block->top + 1,
                               struct kp_correction_column);
    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        read_column(b, block, i, at, into, out);
    if (!numbers_the_key(into, out))
        refuse(b, block, block->top, block->left, KP6757, into->name, KP_NONE, KP_NONE);
}

static void read_correction(kp_build *b, const kp_block *block)
{
    const kp_option *of = needed_option(b, block, "实体", "entity"),
                    *fields = needed_option(b, block, "比较", "fields"),
                    *target = needed_option(b, block, "写入", "into");
    const kp_entity *entity = entity_of(b, block, of),
                    *into = entity_of(b, block, target);
    kp_correction correction = {.name = kp_str_copy(b->arena, block->name)};
    size_t cap = b->scheme->ncorrections;

    if (entity && fields)
        read_fields(b, block, fields, entity, &correction);
    if (into)
        read_columns(b, block, into, &correction);
    if (!entity || !into || !fields)
        return;
    correction.entity = entity->id;
    correction.into = into->id;
    correction.where = kp_block_where(block, block->top, block->left);
    b->scheme->correction =
        kp_arena_grow(b->arena, b->scheme->correction, &cap,
                      b->scheme->ncorrections + 1, sizeof correction);
    b->scheme->correction[b->scheme->ncorrections++] = correction;
}

void kp__read_corrections(kp_build *b)
{
    KP_FOR_BLOCKS(b, block, KP_BLOCK_CORRECTION)
    {
        read_correction(b, block);
    }
}
