/* inherit.c - putting a scheme on top of its base; see inherit.h. */
#include "rules/sheets/inherit.h"

#include "engine/base/fold.h"
#include "rules/read/block_parts.h"
#include "rules/sheets/named_rows.h"

typedef enum mark {
    MARK_NONE,
    MARK_OVERRIDE,
    MARK_DELETE,
} mark;

/* A row, or a whole named block, under its name. */
typedef struct item {
    const kp_block *block;
    uint32_t i;  // the row; block->top for a whole block
    kp_str key;  // block and row together
    mark mark;
    kp_where where;  // of the mark, or of the row
    bool gone;
    uint8_t taken_by;  // gone: the layer that took it
    size_t next;       // the item of the same key that was met before, +1
} item;

typedef struct merger {
    kp_arena *arena;
    kp_diags *diags;
    const kp_block *block;
    size_t nblocks;
    kp_row_names names;
    item *item;
    size_t n, cap;
    kp_map last;  // key: index of the item met last, +1 kept in `head`
    size_t *head;
    size_t nheads, head_cap;
    kp_overrides *overrides;
    uint8_t deepest;
} merger;

/* ---- marks ---- */

static bool mark_of_text(kp_str folded, mark *out)
{
    if (folded.n == 0 || kp__word_is(folded, "否", "no"))
        *out = MARK_NONE;
    else if (kp__word_is(folded, "是", "yes"))
        *out = MARK_OVERRIDE;
    else if (kp__word_is(folded, "删除", "delete"))
        *out = MARK_DELETE;
    else
        return false;
    return true;
}

static void refuse_mark(merger *m, const kp_block *block, uint32_t i, uint32_t j,
                        kp_str text)
{
    kp_fail(m->diags, KP2404, kp_block_where(block, i, j),
            kp_cell_text(kp_block_cell(block, i, j)), text, KP_NONE, KP_NONE);
}

/* 覆盖 alone, as an option of the block, says 是. */
static mark mark_of_block(merger *m, const kp_block *block, kp_where *where)
{
    const kp_option *option = kp_block_option(block, "覆盖", "override");
    mark found = MARK_OVERRIDE;

    *where = kp_block_where(block, block->top, block->left);
    if (!option)
        return block->sheet->overlay ? MARK_OVERRIDE : MARK_NONE;
    *where = kp_block_where(block, block->top, option->col);
    if (option->value.n && !mark_of_text(kp_fold(m->arena, option->value), &found))
        refuse_mark(m, block, block->top, option->col, option->value);
    return found;
}

static mark mark_of_row(merger *m, const kp_block *block, uint32_t i, uint32_t j,
                        mark whole, kp_where *where)
{
    mark found = MARK_NONE;

    if (j == UINT32_MAX)
        return whole;
    kp_str text = kp_fold(m->arena, kp_cell_text(kp_block_cell(block, i, j)));
    if (!mark_of_text(text, &found))
        refuse_mark(m, block, i, j, text);
    if (found == MARK_NONE)
        return whole;
    *where = kp_block_where(block, i, j);
    return found;
}

/* ---- items ---- */

static void add_item(merger *m, const kp_block *block, uint32_t i, kp_str row,
                     mark found, kp_where where)
{
    kp_str title = kp_block_is_named(block) ? kp_block_name_key(m->arena, block)
                                            : kp_block_title(m->arena, block);
    kp_buf key;
    size_t at;

    kp_buf_init(&key, 1 << 16);
    kp_buf_str(&key, title);
    kp_buf_char(&key, '\n');
    kp_buf_str(&key, row);
    m->item = kp_arena_grow(m->arena, m->item, &m->cap, m->n + 1, sizeof(item));
    item *mine = &m->item[m->n++];
    *mine = (item){.block = block, .i = i, .mark = found, .where = where};
    mine->key = kp_str_copy(m->arena, kp_buf_view(&key));
    kp_buf_free(&key);
    if (kp_map_put(&m->last, mine->key, m->nheads, &at)) {
        m->head = kp_arena_grow(m->arena, m->head, &m->head_cap, m->nheads + 1,
                                sizeof(size_t));
        at = m->nheads++;
    }
    mine->next = m->head[at];
    m->head[at] = m->n;
}

static void add_rows(merger *m, const kp_block *block)
{
    kp_where where;
    mark whole = mark_of_block(m, block, &where);
    uint32_t j = kp_block_column(m->arena, block, "覆盖", "override");

    if (kp_block_is_named(block)) {
        add_item(m, block, block->top, KP_NONE, whole, where);
        return;
    }
    for (uint32_t i = block->top + 2; i < block->bottom; i++) {
        kp_str name = kp_row_name(&m->names, block, i);
        kp_where here = kp_block_where(block, i, block->left);
        mark found = mark_of_row(m, block, i, j, whole, &here);

        if (name.n || found != MARK_NONE)
            add_item(m, block, i, name, found, here);
    }
}

/* ---- replacing ---- */

/* Notes describe one scheme, aliases and uses add up, tests stand beside each other. */
static bool may_repeat(const item *a)
{
    kp_block_kind kind = a->block->kind;

    return kind == KP_BLOCK_NOTE || kind == KP_BLOCK_USE || kind == KP_BLOCK_ALIAS ||
           kind == KP_BLOCK_TEST || kind == KP_BLOCK_GATHER;
}

static uint8_t layer_of(const item *a)
{
    return a->block->sheet->layer;
}

static kp_str row_of_key(const item *a)
{
    size_t at = kp_str_find(a->key, KP_STR("\n"));

    return kp_str_slice(a->key, at + 1, a->key.n);
}

static kp_where first_where(const item *a)
{
    return kp_block_where(a->block, a->i, a->block->left);
}

static void note_override(merger *m, const item *by, const item *what)
{
    kp_overrides *list = m->overrides;

    list->item = kp_arena_grow(m->arena, list->item, &list->cap, list->n + 1,
                               sizeof(kp_override));
    list->item[list->n++] = (kp_override){
        .block = kp_block_title(m->arena, by->block),
        .row = row_of_key(by),
        .by = by->where,
        .what = first_where(what),
        .layer = layer_of(by),
        .deleted = by->mark == MARK_DELETE,
    };
}

static kp_str nearest_below(merger *m, const item *of)
{
    kp_str *name = KP_NEW_ARRAY(m->arena, m->n + 1, kp_str);
    bool whole = kp_block_is_named(of->block);
    size_t n = 0;

    for (size_t k = 0; k < m->n; k++) {
        const item *other = &m->item[k];

        if (layer_of(other) <= layer_of(of) || other->gone ||
            kp_block_is_named(other->block) != whole ||
            (!whole && other->block->kind != of->block->kind))
            continue;
        name[n++] = whole ? kp_fold(m->arena, other->block->name) : row_of_key(other);
    }
    kp_str mine = whole ? kp_fold(m->arena, of->block->name) : row_of_key(of);
    return kp_nearest(mine, name, n);
}

static void refuse(merger *m, kp_code code, const item *at, kp_str name, kp_str arg)
{
    kp_fail(m->diags, code, at->where, name, kp_block_title(m->arena, at->block), name,
            arg);
}

static kp_str shown_name(merger *m, const item *a)
{
    return kp_block_is_named(a->block) ? kp_fold(m->arena, a->block->name)
                                       : row_of_key(a);
}

static kp_str place_text(merger *m, const item *a)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    kp_where_print(first_where(a), &text);
    kp_str copy = kp_str_copy(m->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static kp_code code_of_no_base(const merger *m, const item *a)
{
    if (a->block->sheet->overlay)
        return KP6735;
    return layer_of(a) == m->deepest ? KP2403 : KP2401;
}

/* Everything of the same name below: gone when marked; else it must not be there. */
static void settle_item(merger *m, item *a)
{
    size_t at = 0;
    const item *first = NULL;

    (void)kp_map_get(&m->last, a->key, &at);
    // Below the deepest layer is nothing, however often a name stands there.
    for (size_t k = layer_of(a) < m->deepest ? m->head[at] : 0; k;
         k = m->item[k - 1].next) {
        item *other = &m->item[k - 1];

        // Rows of one name and several dates replace the same rows together.
        if (layer_of(other) <= layer_of(a) ||
            (other->gone && other->taken_by != layer_of(a)))
            continue;
        first = other;
        if (a->mark == MARK_NONE && a->block->kind != KP_BLOCK_NOTE)
            continue;
        other->gone = true;
        other->taken_by = layer_of(a);
    }
    if (a->mark == MARK_DELETE) {
        a->gone = true;
        a->taken_by = layer_of(a);
    }
    if (a->mark != MARK_NONE && first)
        note_override(m, a, first);
    else if (a->mark != MARK_NONE)
        refuse(m, code_of_no_base(m, a), a, shown_name(m, a), nearest_below(m, a));
    else if (first && !may_repeat(a))
        refuse(m, KP2402, a, shown_name(m, a), place_text(m, first));
}

/* From the deepest layer up; what one layer replaces, those above it no longer meet. */
static void settle_layer(merger *m, uint8_t layer)
{
    for (size_t k = 0; k < m->n; k++)
        if (layer_of(&m->item[k]) == layer && !m->item[k].gone)
            settle_item(m, &m->item[k]);
}

/* A test of what was replaced speaks of the base alone. */
static void drop_orphaned_tests(merger *m)
{
    for (size_t k = 0; k < m->n; k++) {
        item *test = &m->item[k];

        if (test->block->kind != KP_BLOCK_TEST || test->gone)
            continue;
        kp_str target = kp_fold(m->arena, test->block->name);
        for (size_t o = 0; o < m->overrides->n && !test->gone; o++) {
            const kp_override *by = &m->overrides->item[o];
            kp_str name = by->block, kind = kp_str_cut(&name, ' ');

            if (by->row.n)
                name = by->row;
            test->gone = layer_of(test) > by->layer && kp_str_eq(name, target) &&
                         !kp_str_is(kind, "测试");
        }
    }
}

/* ---- the new book ---- */

static bool loses_something(const merger *m, const kp_block *block)
{
    for (size_t k = 0; k < m->n; k++)
        if (m->item[k].gone && m->item[k].block == block)
            return true;
    return false;
}

static bool row_is_gone(const merger *m, const kp_block *block, uint32_t i)
{
    for (size_t k = 0; k < m->n; k++)
        if (m->item[k].gone && m->item[k].block == block &&
            (m->item[k].i == i || kp_block_is_named(block)))
            return true;
    return false;
}

static kp_sheet *copy_sheet(kp_book *out, const kp_sheet *sheet)
{
    kp_sheet *copy = kp_book_add_sheet(out, sheet->file, sheet->name, sheet->is_csv);

    copy->tab = sheet->tab;
    copy->hidden = sheet->hidden;
    copy->layer = sheet->layer;
    copy->hidden_columns = sheet->hidden_columns;
    copy->nhidden_columns = sheet->nhidden_columns;
    return copy;
}

static kp_row *copy_row(kp_book *out, kp_sheet *to, const kp_row *row, uint32_t from,
                        uint32_t behind)
{
    uint32_t ncells = row->ncells < behind ? row->ncells : behind;
    kp_row *copy = kp_sheet_add_row(out, to, ncells);

    copy->number = row->number;
    copy->width = row->width;
    copy->hidden = row->hidden;
    for (uint32_t j = from; j < ncells; j++)
        copy->cells[j] = row->cells[j];
    return copy;
}

/* A block of headings alone says nothing any more. */
static bool is_left(const merger *m, const kp_block *block)
{
    if (!loses_something(m, block))
        return true;
    for (uint32_t i = block->top + 2; i < block->bottom; i++)
        if (!row_is_gone(m, block, i))
            return true;
    return false;
}

/* What is left of a block, in a sheet of its own. */
static void move_block(const merger *m, const kp_block *block, kp_book *out)
{
    kp_sheet *sheet = NULL;

    if (!is_left(m, block))
        return;
    for (uint32_t i = block->top; i < block->bottom; i++) {
        if (row_is_gone(m, block, i))
            continue;
        if (!sheet)
            sheet = copy_sheet(out, block->sheet);
        copy_row(out, sheet, &block->sheet->rows[i], block->left, block->right);
    }
}

static void blank_block(const kp_block *block, kp_sheet *copy)
{
    for (uint32_t i = block->top; i < block->bottom; i++)
        for (uint32_t j = block->left; j < block->right; j++)
            if (j < copy->rows[i].ncells)
                copy->rows[i].cells[j] = (kp_cell){.kind = KP_CELL_EMPTY};
}

static bool sheet_loses(const merger *m, const kp_sheet *sheet)
{
    for (size_t k = 0; k < m->nblocks; k++)
        if (m->block[k].sheet == sheet && loses_something(m, &m->block[k]))
            return true;
    return false;
}

/* Every block in a sheet of its own, in order; whatever is no whole block stays behind,
 * so that it is still told of. */
static void take_apart(const merger *m, const kp_sheet *sheet, kp_book *out)
{
    kp_sheet *rest = copy_sheet(out, sheet);

    for (uint32_t i = 0; i < sheet->nrows; i++)
        copy_row(out, rest, &sheet->rows[i], 0, UINT32_MAX);
    for (size_t k = 0; k < m->nblocks; k++) {
        if (m->block[k].sheet != sheet)
            continue;
        blank_block(&m->block[k], rest);
        move_block(m, &m->block[k], out);
    }
}

static void put_sheet(const merger *m, kp_sheet *sheet, kp_book *out)
{
    if (sheet_loses(m, sheet)) {
        take_apart(m, sheet, out);
        return;
    }
    out->sheets = kp_arena_grow(out->arena, out->sheets, &out->cap, out->nsheets + 1,
                                sizeof(kp_sheet *));
    out->sheets[out->nsheets++] = sheet;
}

static void put_layer(const merger *m, const kp_book *book, uint8_t layer, kp_book *out)
{
    for (size_t s = 0; s < book->nsheets; s++)
        if (book->sheets[s]->layer == layer)
            put_sheet(m, book->sheets[s], out);
}

/* The base comes first, as if the rest had been added to it. */
static void put_book(const merger *m, const kp_book *book, uint8_t top, kp_book *out)
{
    kp_book_init(out, m->arena);
    out->lost = book->lost;
    out->nlost = book->nlost;
    for (unsigned layer = m->deepest + 1U; layer-- > top;)
        put_layer(m, book, (uint8_t)layer, out);
    put_layer(m, book, KP_LAYER_PACK, out);
}

static void put_copy(kp_book *out, const kp_sheet *sheet, uint8_t layer, bool overlay)
{
    kp_sheet *copy = KP_NEW(out->arena, kp_sheet);

    *copy = *sheet;
    copy->layer = layer;
    copy->overlay = overlay;
    out->sheets = kp_arena_grow(out->arena, out->sheets, &out->cap, out->nsheets + 1,
                                sizeof(kp_sheet *));
    out->sheets[out->nsheets++] = copy;
}

void kp_inherit_lay(kp_arena *arena, const kp_book *book, const kp_book *overlay,
                    kp_book *out)
{
    kp_book_init(out, arena);
    out->lost = book->lost;
    out->nlost = book->nlost;
    out->lost_cap = book->nlost;
    for (size_t s = 0; s < overlay->nlost; s++)
        kp_book_lose(out, overlay->lost[s]);
    for (size_t s = 0; s < book->nsheets; s++)
        put_copy(out, book->sheets[s], 1, false);
    for (size_t s = 0; s < overlay->nsheets; s++)
        put_copy(out, overlay->sheets[s], 0, true);
}

/* ---- all of it ---- */

static bool takes_part(const kp_block *block, uint8_t top)
{
    return block->sheet->layer >= top && block->sheet->layer != KP_LAYER_PACK;
}

kp_status kp_inherit(kp_arena *arena, const kp_book *book, uint8_t top, kp_book *out,
                     kp_overrides *overrides, kp_diags *diags)
{
    merger m = {.arena = arena, .diags = diags, .overrides = overrides};
    kp_diags *quiet = kp_diags_open();  // broken blocks are told by the compiler
    size_t errors = kp_diags_errors(diags);
    kp_block *block = NULL;

    *overrides = (kp_overrides){0};
    if (!quiet || kp_blocks_find(arena, book, &block, &m.nblocks, quiet) == KP_ENOMEM)
        m.nblocks = 0;
    kp_diags_close(quiet);
    m.block = block;
    kp_map_init(&m.last, arena);
    kp_row_names_init(&m.names, arena, m.block, m.nblocks);
    for (size_t k = 0; k < m.nblocks; k++) {
        if (!takes_part(&m.block[k], top))
            continue;
        if (m.block[k].sheet->layer > m.deepest)
            m.deepest = m.block[k].sheet->layer;
        add_rows(&m, &m.block[k]);
    }
    for (unsigned layer = m.deepest + 1U; layer-- > top;)
        settle_layer(&m, (uint8_t)layer);
    drop_orphaned_tests(&m);
    put_book(&m, book, top, out);
    return kp_diags_errors(diags) > errors ? KP_EINVALID : KP_OK;
}

kp_base_name kp_inherit_base(kp_arena *arena, const kp_book *book, uint8_t layer)
{
    kp_diags *quiet = kp_diags_open();
    kp_base_name base = {0};
    kp_row_names names = {.arena = arena};
    kp_block *block = NULL;
    size_t n = 0;

    if (!quiet || kp_blocks_find(arena, book, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    kp_diags_close(quiet);
    for (size_t k = 0; k < n; k++) {
        uint32_t text = kp_block_column(arena, &block[k], "内容", "text");

        if (block[k].kind != KP_BLOCK_NOTE || block[k].sheet->layer != layer ||
            text == UINT32_MAX)
            continue;
        for (uint32_t i = block[k].top + 2; i < block[k].bottom; i++)
            if (kp__word_is(kp_row_name(&names, &block[k], i), "继承", "extends"))
                base = (kp_base_name){
                    kp_tidy(arena, kp_cell_text(kp_block_cell(&block[k], i, text))),
                    kp_block_where(&block[k], i, text)};
    }
    return base;
}
