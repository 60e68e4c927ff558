/* headings.c - headings and options that no block of its kind has.
 *
 * A column that is spelled wrong would be passed over in silence, and what stands below
 * it would not count: 小数为 instead of 小数位.  Rule tables, cross tables, tests and
 * data look after their own headings; notes are for people.
 */
#include "engine/base/fold.h"
#include "rules/read/block_parts.h"
#include "rules/sheets/sheets.h"

typedef struct known_word {
    const char *zh, *en;
} known_word;

#define END                                                                            \
    {                                                                                  \
        NULL, NULL                                                                     \
    }

static const known_word remarks[] = {{"依据", "clause"},   {"说明", "note"},
                                     {"备注", "remark"},   {"序号", "no"},
                                     {"覆盖", "override"}, END};
static const known_word dates[] = {{"生效", "from"}, {"失效", "to"}, END};
static const known_word nothing[] = {END};

static const known_word of_use[] = {{"名称", "name"}, END};
static const known_word of_param[] = {
    {"名称", "name"}, {"值", "value"}, {"单位", "unit"}, END};
static const known_word of_entity[] = {{"实体", "entity"},    {"主键", "key"},
                                       {"显示", "shown"},     {"来源", "source"},
                                       {"条件", "condition"}, END};
static const known_word of_field[] = {{"实体", "entity"},   {"字段", "field"},
                                      {"类型", "type"},     {"小数位", "decimals"},
                                      {"取舍", "rounding"}, {"来源", "source"},
                                      {"公式", "formula"},  {"缺失", "missing"},
                                      {"选项", "options"},  END};
static const known_word of_function[] = {{"名称", "name"},     {"参数", "parameters"},
                                         {"公式", "formula"},  {"小数位", "decimals"},
                                         {"取舍", "rounding"}, END};
static const known_word of_check[] = {{"名称", "name"},      {"实体", "entity"},
                                      {"条件", "condition"}, {"级别", "level"},
                                      {"提示", "message"},   END};
static const known_word of_alias[] = {
    {"实体", "entity"}, {"字段", "field"}, {"别名", "aliases"}, END};
static const known_word of_gather[] = {
    {"实体", "entity"}, {"字段", "field"}, {"取自", "source"}, {"仅限", "only"}, END};
static const known_word of_tier[] = {{"下限", "low"},   {"超过", "above"},
                                     {"大于", "over"},  {"不低于", "atleast"},
                                     {"上限", "high"},  {"不超过", "upto"},
                                     {"不满", "below"}, {"低于", "under"},
                                     {"率", "rate"},    {"税率", "taxrate"},
                                     {"比例", "ratio"}, {"速算扣除数", "quick"},
                                     {"基数", "base"},  END};
static const known_word of_report[] = {{"列", "column"},
                                       {"上级表头", "group"},
                                       {"内容", "content"},
                                       {"格式", "format"},
                                       {"小数位", "decimals"},
                                       {"宽度", "width"},
                                       {"合计", "total"},
                                       {"对齐", "align"},
                                       {"填充", "fill"},
                                       {"颜色", "colour"},
                                       END};
static const known_word report_options[] = {
    {"实体", "entity"},        {"样式", "style"},
    {"标题", "title"},         {"单位", "unit"},
    {"纸张", "paper"},         {"方向", "orientation"},
    {"筛选", "filter"},        {"排序", "sort"},
    {"小计", "subtotal"},      {"合计", "total"},
    {"大写", "capitals"},      {"签字", "sign"},
    {"文件", "file"},          {"编码", "encoding"},
    {"分隔", "separator"},     {"表头", "header"},
    {"行尾", "newline"},       {"首行", "first"},
    {"尾行", "last"},          {"勾稽", "tie"},
    {"版式", "form"},          {"字体", "font"},
    {"本页小计", "pagetotal"}, {"图", "chart"},
    {"图横轴", "chartacross"}, {"图数值", "chartvalues"},
    {"图标题", "charttitle"},  END};
static const known_word test_options[] = {
    {"小数位", "decimals"}, {"取舍", "rounding"}, END};

static const known_word of_correction[] = {{"列", "column"}, {"内容", "content"}, END};
static const known_word correction_options[] = {
    {"实体", "entity"}, {"比较", "fields"}, {"写入", "into"}, END};

typedef struct block_words {
    kp_block_kind kind;
    const known_word *heading;  // NULL: looked after elsewhere
    bool rows_have_dates;
    const known_word *option;  // NULL likewise
} block_words;

static const block_words kinds[] = {
    {KP_BLOCK_USE, of_use, false, NULL},
    {KP_BLOCK_PARAM, of_param, true, nothing},
    {KP_BLOCK_ENTITY, of_entity, true, nothing},
    {KP_BLOCK_FIELD, of_field, true, nothing},
    {KP_BLOCK_TIER, of_tier, true, NULL},
    {KP_BLOCK_FUNCTION, of_function, true, nothing},
    {KP_BLOCK_DATA, NULL, true, nothing},
    {KP_BLOCK_CHECK, of_check, true, nothing},
    {KP_BLOCK_REPORT, of_report, true, report_options},
    {KP_BLOCK_ALIAS, of_alias, true, nothing},
    {KP_BLOCK_TEST, NULL, true, test_options},
    {KP_BLOCK_GATHER, of_gather, true, nothing},
    {KP_BLOCK_CORRECTION, of_correction, false, correction_options},
};

#define MOST_WORDS 40

typedef struct vocabulary {
    const known_word *word[MOST_WORDS];
    size_t n;
} vocabulary;

static void learn(vocabulary *v, const known_word *words)
{
    for (; words->zh; words++)
        v->word[v->n++] = words;
}

static const known_word *find(const vocabulary *v, kp_str folded)
{
    for (size_t k = 0; k < v->n; k++)
        if (kp__word_is(folded, v->word[k]->zh, v->word[k]->en))
            return v->word[k];
    return NULL;
}

static kp_str nearest(const vocabulary *v, kp_str wrong)
{
    kp_str name[MOST_WORDS];

    for (size_t k = 0; k < v->n; k++)
        name[k] = kp_str_of(v->word[k]->zh);
    return kp_nearest(wrong, name, v->n);
}

/* ---- headings ---- */

static void check_heading(kp_build *b, const kp_block *block, uint32_t j,
                          const vocabulary *v, const known_word **seen)
{
    kp_str text =
        kp_fold(b->arena, kp_cell_text(kp_block_cell(block, block->top + 1, j)));
    const known_word *word = find(v, text);

    if (text.n == 0)
        return;  // a column of remarks
    if (!word) {
        kp__sheet_fault(b, block, block->top + 1, j, KP2006, text, nearest(v, text));
        return;
    }
    for (uint32_t k = block->left; k < j; k++)
        if (seen[k - block->left] == word && !kp_str_is(text, "备注"))
            kp__sheet_fault(b, block, block->top + 1, j, KP2008, text, KP_NONE);
    seen[j - block->left] = word;
}

static vocabulary headings_of(const block_words *words)
{
    vocabulary v = {.n = 0};

    learn(&v, words->heading);
    learn(&v, remarks);
    if (words->rows_have_dates)
        learn(&v, dates);
    return v;
}

static void check_headings(kp_build *b, const kp_block *block, const block_words *words)
{
    const known_word **seen =
        KP_NEW_ARRAY(b->arena, block->right - block->left, const known_word *);
    vocabulary v = headings_of(words);

    for (uint32_t j = block->left; block->bottom - block->top > 1 && j < block->right;
         j++)
        check_heading(b, block, j, &v, seen);
}

bool kp__has_unknown_heading(const kp_build *b, const kp_block *block)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        if (kinds[k].kind != block->kind || !kinds[k].heading)
            continue;
        vocabulary v = headings_of(&kinds[k]);
        for (uint32_t j = block->left; j < block->right; j++) {
            const kp_cell *cell = kp_block_cell(block, block->top + 1, j);

            if (!kp_cell_is_blank(cell) &&
                !find(&v, kp_fold(b->arena, kp_cell_text(cell))))
                return true;
        }
    }
    return false;
}

/* ---- options ---- */

static void check_options(kp_build *b, const kp_block *block, const block_words *words)
{
    vocabulary v = {.n = 0};

    learn(&v, words->option);
    learn(&v, remarks);
    learn(&v, dates);
    for (size_t o = 0; o < block->noptions; o++) {
        const kp_option *option = &block->option[o];

        if (!find(&v, option->name))
            kp__sheet_fault(b, block, block->top, option->col, KP2007, option->name,
                            nearest(&v, option->name));
        for (size_t k = 0; k < o; k++)
            if (kp_str_eq(block->option[k].name, option->name))
                kp__sheet_fault(b, block, block->top, option->col, KP2008, option->name,
                                KP_NONE);
    }
}

void kp__check_headings(kp_build *b)
{
    for (const kp_block *block = b->block; block < b->block + b->nblocks; block++)
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            if (kinds[k].kind != block->kind)
                continue;
            if (kinds[k].heading)
                check_headings(b, block, &kinds[k]);
            if (kinds[k].option)
                check_options(b, block, &kinds[k]);
        }
    KP_FOR_BLOCKS(b, block, KP_BLOCK_USE)
    {
        uint32_t j = kp_block_column(b->arena, block, "名称", "name");

        if (block->bottom - block->top > 1)
            (void)kp__column_needed(b, block, j, "名称");
    }
}
