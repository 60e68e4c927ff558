/* block.c - finding blocks in sheets: see block.h.
 *
 * A sheet is read from the top left.  A cell that is nothing but a keyword, with
 * nothing left of it, opens a block; the block then grows down and to the right until
 * the next row and the next column are blank over its whole width and height.
 */
#include "rules/read/block.h"

#include <stdio.h>

#include "engine/base/fold.h"
#include "rules/read/block_parts.h"

#define LONGEST_KEYWORD 64  // bytes, full-width and with blanks around it

typedef struct block_keyword {
    const char *zh, *en;
    kp_block_kind kind;
    bool needs_name, needs_headings;
} block_keyword;

static const block_keyword keywords[] = {
    {"说明", "note", KP_BLOCK_NOTE, false, false},
    {"引用", "use", KP_BLOCK_USE, false, false},
    {"参数", "param", KP_BLOCK_PARAM, false, true},
    {"实体", "entity", KP_BLOCK_ENTITY, false, true},
    {"字段", "field", KP_BLOCK_FIELD, false, true},
    {"规则表", "table", KP_BLOCK_RULES, true, true},
    {"交叉表", "cross", KP_BLOCK_CROSS, true, true},
    {"分段表", "tier", KP_BLOCK_TIER, true, true},
    {"公式表", "functions", KP_BLOCK_FUNCTION, false, true},
    {"数据", "data", KP_BLOCK_DATA, true, true},
    {"指标", "indicators", KP_BLOCK_DATA, false, true},
    {"校验", "check", KP_BLOCK_CHECK, false, true},
    {"报表", "report", KP_BLOCK_REPORT, false, true},
    {"映射", "alias", KP_BLOCK_ALIAS, false, true},
    {"测试", "test", KP_BLOCK_TEST, false, true},
    {"汇集", "gather", KP_BLOCK_GATHER, false, true},
    {"更正", "correction", KP_BLOCK_CORRECTION, true, true},
};

#define NKEYWORDS (sizeof keywords / sizeof keywords[0])

typedef struct finder {
    kp_arena *arena;
    kp_diags *diags;
    const kp_sheet *sheet;
    kp_block *block;
    size_t nblocks, cap;
    size_t first_here;  // first block of the sheet being read
} finder;

/* ---- keywords ---- */

static kp_str short_folded_text(kp_arena *arena, const kp_cell *cell)
{
    if (cell->kind != KP_CELL_TEXT || cell->n > LONGEST_KEYWORD)
        return KP_NONE;
    return kp_fold(arena, kp_cell_text(cell));
}

static const block_keyword *keyword_at(const finder *f, uint32_t i, uint32_t j)
{
    kp_str text = short_folded_text(f->arena, kp_sheet_cell(f->sheet, i, j));

    if (text.n == 0)
        return NULL;
    for (size_t k = 0; k < NKEYWORDS; k++)
        if (kp__word_is(text, keywords[k].zh, keywords[k].en))
            return &keywords[k];
    return NULL;
}

/* A comment that begins like a rule table was perhaps meant as one. */
static const block_keyword *nearly_a_keyword(kp_str text)
{
    kp_str name[NKEYWORDS];
    const block_keyword *from[NKEYWORDS];
    size_t n = 0;

    for (size_t k = 0; k < NKEYWORDS; k++) {
        kp_str zh = kp_str_of(keywords[k].zh);
        // Words of two characters are one letter from too many others.
        if (zh.n <= 6)
            continue;
        if (kp_str_starts(text, zh))
            return &keywords[k];
        from[n] = &keywords[k];
        name[n++] = zh;
    }
    kp_str near = kp_nearest(text, name, n);
    for (size_t k = 0; k < n; k++)
        if (near.n && kp_str_eq(near, name[k]))
            return from[k];
    return NULL;
}

/* ---- extent ---- */

static bool filled(const kp_sheet *sheet, uint32_t i, uint32_t j)
{
    const kp_cell *cell = kp_sheet_cell(sheet, i, j);
    return cell->merged || !kp_cell_is_blank(cell);
}

static bool row_is_filled(const kp_block *block, uint32_t i)
{
    if (i >= block->sheet->nrows)
        return false;
    for (uint32_t j = block->left; j < block->right; j++)
        if (filled(block->sheet, i, j))
            return true;
    return false;
}

static bool column_is_filled(const kp_block *block, uint32_t j)
{
    for (uint32_t i = block->top; i < block->bottom; i++)
        if (filled(block->sheet, i, j))
            return true;
    return false;
}

static void grow_to_blanks(kp_block *block)
{
    for (bool grown = true; grown;) {
        grown = false;
        for (; row_is_filled(block, block->bottom); grown = true)
            block->bottom++;
        for (; column_is_filled(block, block->right); grown = true)
            block->right++;
    }
}

/* The column behind the block of this sheet that covers the cell, or 0. */
static uint32_t covered_until(const finder *f, uint32_t i, uint32_t j)
{
    for (size_t b = f->first_here; b < f->nblocks; b++) {
        const kp_block *block = &f->block[b];
        if (i >= block->top && i < block->bottom && j >= block->left &&
            j < block->right)
            return block->right;
    }
    return 0;
}

/* ---- blocks ---- */

static kp_status block_fault(const finder *f, const kp_block *block, kp_code code,
                             kp_str word, kp_str arg)
{
    kp_str cell = kp_cell_text(kp_sheet_cell(f->sheet, block->top, block->left));
    return kp_fail(f->diags, code, kp_block_where(block, block->top, block->left), cell,
                   word, arg, KP_NONE);
}

static bool is_whole(const finder *f, const kp_block *block,
                     const block_keyword *keyword)
{
    if (keyword->needs_name && block->name.n == 0) {
        block_fault(f, block, KP2001, kp_str_of(keyword->zh), KP_NONE);
        return false;
    }
    // What only takes away a block of the base needs no more than its name.
    if (keyword->needs_headings && block->bottom - block->top < 2 &&
        !kp_block_option(block, "覆盖", "override")) {
        block_fault(f, block, KP2002, kp_str_of(keyword->zh), block->name);
        return false;
    }
    return true;
}

static kp_str name_of(const finder *f, const kp_block *block,
                      const block_keyword *keyword)
{
    if (keyword->kind == KP_BLOCK_DATA && !keyword->needs_name)
        return KP_STR("指标");
    return kp_tidy(f->arena,
                   kp_cell_text(kp_block_cell(block, block->top, block->left + 1)));
}

static void open_block(finder *f, const block_keyword *keyword, uint32_t i, uint32_t j)
{
    kp_block block = {.kind = keyword->kind, .sheet = f->sheet, .top = i, .left = j};

    block.bottom = i + 1;
    block.right = j + 1;
    grow_to_blanks(&block);
    block.name = name_of(f, &block, keyword);
    // Notes and uses hold free text in their first row, too.
    if (keyword->needs_headings)
        kp__read_options(f->arena, &block);

    f->block =
        kp_arena_grow(f->arena, f->block, &f->cap, f->nblocks + 1, sizeof(kp_block));
    f->block[f->nblocks++] = block;
}

static void warn_of_near_keyword(const finder *f, uint32_t i, uint32_t j)
{
    kp_str text = short_folded_text(f->arena, kp_sheet_cell(f->sheet, i, j));
    const block_keyword *near = text.n ? nearly_a_keyword(text) : NULL;

    if (!near || !filled(f->sheet, i, j + 1) || !filled(f->sheet, i + 1, j))
        return;
    kp_fail(f->diags, KP2003, kp_where_cell(f->sheet, i, j),
            kp_cell_text(kp_sheet_cell(f->sheet, i, j)), text, kp_str_of(near->zh),
            KP_NONE);
}

static void read_row(finder *f, uint32_t i)
{
    uint32_t ncells = f->sheet->rows[i].ncells;
    bool edge = true;  // nothing stands to the left

    for (uint32_t j = 0; j < ncells; j++) {
        uint32_t behind = covered_until(f, i, j);
        if (behind) {
            j = behind - 1;
            edge = true;
            continue;
        }
        if (!filled(f->sheet, i, j)) {
            edge = true;
            continue;
        }
        const block_keyword *keyword = edge ? keyword_at(f, i, j) : NULL;
        if (keyword) {
            open_block(f, keyword, i, j);
            j = f->block[f->nblocks - 1].right - 1;
            edge = true;
            continue;
        }
        if (edge && (i == 0 || !filled(f->sheet, i - 1, j)))
            warn_of_near_keyword(f, i, j);
        edge = false;
    }
}

static void read_sheet(finder *f, const kp_sheet *sheet)
{
    f->sheet = sheet;
    f->first_here = f->nblocks;
    for (uint32_t i = 0; i < sheet->nrows; i++)
        read_row(f, i);
}

static const block_keyword *keyword_of(const finder *f, const kp_block *block)
{
    finder at = *f;

    at.sheet = block->sheet;
    return keyword_at(&at, block->top, block->left);
}

/* Broken blocks leave only now: while a sheet was read they had to hold their place. */
static void drop_broken_blocks(finder *f)
{
    size_t kept = 0;

    for (size_t b = 0; b < f->nblocks; b++) {
        f->sheet = f->block[b].sheet;
        if (is_whole(f, &f->block[b], keyword_of(f, &f->block[b])))
            f->block[kept++] = f->block[b];
    }
    f->nblocks = kept;
}

/* Amounts that lost their quotation marks shift what stands behind them. */
static void tell_split_rows(const finder *f)
{
    for (size_t b = 0; b < f->nblocks; b++) {
        const kp_block *block = &f->block[b];
        const kp_sheet *sheet = block->sheet;
        uint32_t j;

        for (uint32_t i = block->top + 2; i < block->bottom; i++) {
            char digits[16];

            if (!kp_row_is_split(sheet, block->top + 1, i, &j))
                continue;
            (void)snprintf(
                digits, sizeof digits, "%u",
                (unsigned)(sheet->rows[i].width - sheet->rows[block->top + 1].width));
            (void)kp_fail(f->diags, KP1017, kp_where_cell(sheet, i, j), KP_NONE,
                          kp_str_of(digits), kp_split_amount(sheet, i, j), KP_NONE);
        }
    }
}

kp_status kp_blocks_find(kp_arena *arena, const kp_book *book, kp_block **out,
                         size_t *n, kp_diags *diags)
{
    finder f = {.arena = arena, .diags = diags};
    size_t errors = kp_diags_errors(diags);

    for (size_t s = 0; s < book->nsheets; s++)
        read_sheet(&f, book->sheets[s]);
    drop_broken_blocks(&f);
    *out = f.block;
    *n = f.nblocks;
    kp_status status = kp_diags_errors(diags) > errors ? KP_EINVALID : KP_OK;
    tell_split_rows(&f);
    return status;
}
