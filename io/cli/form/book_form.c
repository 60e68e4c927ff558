/* book_form.c - looks, remarks and lists for the sheets of a book; see book_form.h. */
#include "io/cli/form/book_form.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/fold.h"
#include "rules/sheets/help.h"

enum {
    ROOM_BELOW = 50,  // rows behind the last block that lists are ready for
    HEADING_WITHIN = 10,
    MOST_FROZEN = 6,
    MOST_ENTITIES = 64,
};

typedef struct dresser {
    kp_cli *cli;
    const kp_book *book;
    kp_block *block;
    size_t nblocks;
    kp_str entity[MOST_ENTITIES];
    size_t nentities;
    kp_draft *draft;  // by sheet
} dresser;

static const kp_form_style bare = {.look = KP_FORM_BARE, .decimals = -1, .open = true};

static kp_form_style look(kp_form_look as)
{
    return (kp_form_style){.look = (uint8_t)as, .decimals = -1, .open = true};
}

static void find_blocks(dresser *d)
{
    kp_diags *quiet = kp_diags_open();  // faults are told by kpay check

    if (!quiet)
        return;
    kp_status status =
        kp_blocks_find(d->cli->arena, d->book, &d->block, &d->nblocks, quiet);
    if (status == KP_ENOMEM)
        d->nblocks = 0;
    kp_diags_close(quiet);
}

static void learn_entities(dresser *d)
{
    kp_arena *arena = d->cli->arena;

    for (size_t b = 0; b < d->nblocks; b++) {
        const kp_block *block = &d->block[b];
        uint32_t j = kp_block_column(arena, block, "实体", "entity");

        if (block->kind != KP_BLOCK_ENTITY || j == UINT32_MAX)
            continue;
        for (uint32_t i = block->top + 2; i < block->bottom; i++) {
            kp_str name = kp_tidy(arena, kp_cell_text(kp_block_cell(block, i, j)));

            if (name.n && d->nentities < MOST_ENTITIES)
                d->entity[d->nentities++] = name;
        }
    }
}

// ---- drop-down lists

static void put_entities(const dresser *d, kp_buf *out)
{
    for (size_t k = 0; k < d->nentities; k++) {
        if (k)
            kp_buf_char(out, ',');
        kp_buf_str(out, d->entity[k]);
    }
}

/* "数值,金额,…": a list in a formula; empty when it would not fit into one. */
static kp_str list_formula(const dresser *d, const char *words)
{
    kp_str rest = kp_str_of(words), list = KP_NONE;
    kp_buf out;

    kp_buf_init(&out, 1 << 16);
    kp_buf_char(&out, '"');
    for (bool first = true; rest.n; first = false) {
        kp_str word = kp_str_cut(&rest, ',');

        if (!first)
            kp_buf_char(&out, ',');
        if (kp_str_is(word, "@"))
            put_entities(d, &out);
        else
            kp_buf_str(&out, word);
    }
    kp_buf_char(&out, '"');
    kp_str made = kp_buf_view(&out);
    if (!out.broken && made.n > 2 && made.n <= KP_FORM_FORMULA_MOST)
        list = kp_str_copy(d->cli->arena, made);
    kp_buf_free(&out);
    return list;
}

static void offer_words(dresser *d, const kp_block *block, uint32_t j, uint32_t bottom,
                        const kp_heading_help *help, kp_draft *draft)
{
    kp_str list = *help->words ? list_formula(d, help->words) : KP_NONE;

    if (!list.n)
        return;
    kp_form_check *check = kp_draft_check(draft, block->top + 2, j, bottom, j + 1);
    check->rule = KP_FORM_ONE_OF;
    check->formula = list;
    check->title =
        kp_tidy(d->cli->arena, kp_cell_text(kp_block_cell(block, block->top + 1, j)));
    check->message = kp_str_of(kp_cli_word(d->cli, help->zh, help->en));
}

// ---- blocks

/* The rows below a block are free as long as no other one stands in the sheet there. */
static uint32_t free_until(const dresser *d, const kp_block *block)
{
    for (size_t b = 0; b < d->nblocks; b++)
        if (d->block[b].sheet == block->sheet && d->block[b].top >= block->bottom)
            return block->bottom;
    return block->sheet->nrows > block->bottom ? block->bottom
                                               : block->bottom + ROOM_BELOW;
}

static void remark(dresser *d, kp_draft *draft, uint32_t i, uint32_t j,
                   const kp_heading_help *help)
{
    if (help)
        kp_draft_remark(draft, i, j,
                        kp_str_of(kp_cli_word(d->cli, help->zh, help->en)));
}

static void dress_block(dresser *d, const kp_block *block, kp_draft *draft)
{
    uint32_t until = free_until(d, block), head = block->top + 1;

    kp_draft_area(draft, block->top, block->left, head, block->right,
                  look(KP_FORM_KEYWORD));
    if (head < block->bottom)
        kp_draft_area(draft, head, block->left, head + 1, block->right,
                      look(KP_FORM_HEADING));
    kp_draft_area(draft, head + 1, block->left, block->bottom, block->right,
                  look(KP_FORM_BODY));
    remark(d, draft, block->top, block->left, kp_block_help(block->kind));
    for (uint32_t j = block->left; head < block->bottom && j < block->right; j++) {
        const kp_heading_help *help = kp_heading_help_of(
            block->kind,
            kp_fold(d->cli->arena, kp_cell_text(kp_block_cell(block, head, j))));

        if (!help || !*help->heading)
            continue;
        remark(d, draft, head, j, help);
        offer_words(d, block, j, until, help, draft);
    }
}

/* Headings stay in sight where one block fills the sheet. */
static void freeze_block(const kp_block *block, size_t blocks, kp_draft *draft)
{
    if (blocks == 1 && block->top + 2 <= MOST_FROZEN)
        draft->sheet.frozen_rows = block->top + 2;
}

// ---- other sheets

static uint32_t filled_cells(const kp_row *row)
{
    uint32_t n = 0;

    for (uint32_t j = 0; j < row->ncells; j++)
        n += !kp_cell_is_blank(&row->cells[j]);
    return n;
}

/* The first of the upper rows in which several cells are filled; UINT32_MAX: none. */
static uint32_t heading_row(const kp_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->nrows && i < HEADING_WITHIN; i++)
        if (filled_cells(&sheet->rows[i]) > 1)
            return i;
    return UINT32_MAX;
}

static void dress_table(const kp_sheet *sheet, kp_draft *draft)
{
    uint32_t head = heading_row(sheet);

    if (head == UINT32_MAX)
        return;
    uint32_t right = sheet->rows[head].ncells;

    kp_draft_area(draft, head, 0, head + 1, right, look(KP_FORM_HEADING));
    kp_draft_area(draft, head + 1, 0, sheet->nrows, right, look(KP_FORM_BODY));
    draft->sheet.frozen_rows = head + 1;
}

// ---- sheets

static void dress_sheet(dresser *d, const kp_sheet *sheet, kp_draft *draft)
{
    const kp_block *first = NULL;
    size_t n = 0;

    kp_draft_open(draft, d->cli->arena, sheet);
    for (size_t b = 0; b < d->nblocks; b++) {
        if (d->block[b].sheet != sheet)
            continue;
        dress_block(d, &d->block[b], draft);
        first = n++ ? first : &d->block[b];
    }
    if (first)
        freeze_block(first, n, draft);
    else
        dress_table(sheet, draft);
    kp_draft_widths(draft, 0);
    for (size_t j = 0; j < draft->sheet.ncolumns; j++)
        draft->column[j].style = bare;
    draft->sheet.landscape = true;
}

kp_draft *kp_book_drafts(kp_cli *cli, const kp_book *book)
{
    dresser *d = KP_NEW(cli->arena, dresser);

    *d = (dresser){.cli = cli, .book = book};
    d->draft = KP_NEW_ARRAY(cli->arena, book->nsheets + 1, kp_draft);
    find_blocks(d);
    learn_entities(d);
    for (size_t s = 0; s < book->nsheets; s++)
        dress_sheet(d, book->sheets[s], &d->draft[s]);
    return d->draft;
}

// ---- amounts that fell apart

static kp_status tell_split_rows(kp_cli *cli, const kp_sheet *sheet, uint32_t head,
                                 uint32_t bottom)
{
    kp_status status = KP_OK;
    uint32_t j;

    for (uint32_t i = head + 1; i < bottom; i++)
        if (kp_row_is_split(sheet, head, i, &j)) {
            uint32_t more = sheet->rows[i].width - sheet->rows[head].width;

            (void)kp_fail(cli->diags, KP1017, kp_where_cell(sheet, i, j), KP_NONE,
                          kp_cli_count(cli, more), kp_split_amount(sheet, i, j),
                          KP_NONE);
            status = KP_EINVALID;
        }
    return status;
}

kp_status kp_book_is_whole(kp_cli *cli, const kp_book *book)
{
    dresser d = {.cli = cli, .book = book};
    kp_status status = KP_OK;

    find_blocks(&d);
    for (size_t s = 0; s < book->nsheets; s++) {
        const kp_sheet *sheet = book->sheets[s];
        uint32_t head = heading_row(sheet);
        bool has_blocks = false;

        for (size_t b = 0; b < d.nblocks; b++) {
            if (d.block[b].sheet != sheet)
                continue;
            has_blocks = true;
            if (tell_split_rows(cli, sheet, d.block[b].top + 1, d.block[b].bottom))
                status = KP_EINVALID;
        }
        if (!has_blocks && head != UINT32_MAX &&
            tell_split_rows(cli, sheet, head, sheet->nrows))
            status = KP_EINVALID;
    }
    return status;
}
