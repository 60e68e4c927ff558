/* book_index.c - the sheet 目录: which sheet of a workbook is which file. */
#include "io/cli/form/convert.h"
#include "io/cli/form/form_draft.h"
#include "rules/read/block.h"

enum {
    MOST_NAMED = 12,  // blocks that the contents column names
};

static const char *const note[] = {
    "每个工作表是一个文件；点工作表名称可以跳转。B、C 两列供程序还原文件，请不要改。"
    "这一页不参与计算。",
    "One sheet for each file; click a name to go there.  Columns B and C lead back to "
    "the files: leave them as they are.  Nothing here is calculated.",
};

/* "参数、实体、规则表 岗位系数表": what the blocks of a sheet are called. */
static kp_str contents_of(kp_cli *cli, const kp_sheet *sheet, const kp_block *block,
                          size_t nblocks)
{
    kp_buf text;
    size_t n = 0;

    kp_buf_init(&text, 1 << 16);
    for (size_t b = 0; b < nblocks; b++) {
        if (block[b].sheet != sheet || n++ >= MOST_NAMED)
            continue;
        kp_str keyword = kp_str_trim(
            kp_cell_text(kp_sheet_cell(sheet, block[b].top, block[b].left)));

        if (n > 1)
            kp_buf_z(&text, "、");
        kp_buf_str(&text, keyword);
        if (block[b].name.n && !kp_str_eq(block[b].name, keyword)) {
            kp_buf_char(&text, ' ');
            kp_buf_str(&text, block[b].name);
        }
    }
    if (n > MOST_NAMED)
        kp_buf_z(&text, "……");
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void put_head(kp_cli *cli, kp_book *book, kp_sheet *sheet)
{
    kp_draft_text(book, sheet, 0, 0, KP_STR(KP_INDEX_SHEET));
    kp_draft_text(book, sheet, 1, 0, kp_str_of(kp_cli_word(cli, note[0], note[1])));
    kp_draft_text(book, sheet, KP_INDEX_HEAD, 0, KP_STR("序号"));
    kp_draft_text(book, sheet, KP_INDEX_HEAD, 1, KP_STR("工作表"));
    kp_draft_text(book, sheet, KP_INDEX_HEAD, 2, KP_STR("文件"));
    kp_draft_text(book, sheet, KP_INDEX_HEAD, 3, KP_STR("内容"));
}

const kp_sheet *kp_index_sheet(kp_cli *cli, const kp_packed *packed,
                               const kp_str *names)
{
    const kp_book *book = packed->book;
    kp_diags *quiet = kp_diags_open();
    kp_block *block = NULL;
    size_t nblocks = 0;
    kp_book *own = KP_NEW(cli->arena, kp_book);

    if (quiet && kp_blocks_find(cli->arena, book, &block, &nblocks, quiet) == KP_ENOMEM)
        nblocks = 0;
    kp_diags_close(quiet);
    kp_book_init(own, cli->arena);
    kp_sheet *sheet =
        kp_book_add_sheet(own, KP_STR(KP_INDEX_SHEET), KP_STR(KP_INDEX_SHEET), false);
    put_head(cli, own, sheet);
    for (size_t k = 0; k < book->nsheets; k++) {
        uint32_t i = KP_INDEX_HEAD + 1 + (uint32_t)k;

        kp_draft_text(own, sheet, i, 0, kp_cli_count(cli, k + 1));
        kp_draft_text(own, sheet, i, 1, names[k]);
        kp_draft_text(own, sheet, i, 2, packed->file[k]);
        kp_draft_text(own, sheet, i, 3,
                      contents_of(cli, book->sheets[k], block, nblocks));
    }
    return sheet;
}
