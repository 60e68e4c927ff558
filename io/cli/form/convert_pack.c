/* convert_pack.c - CSV files into one workbook; see convert.h. */
#include <string.h>

#include "io/cli/form/book_form.h"
#include "io/cli/form/convert.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_sources.h"
#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"

typedef struct packing {
    kp_cli *cli;
    kp_str from, to;
    kp_tables tables;
} packing;

// ---- reading

static kp_status worse(kp_status a, kp_status b)
{
    return a == KP_OK || b == KP_EIO || b == KP_ENOMEM ? (b == KP_OK ? a : b) : a;
}

static kp_status read_file(packing *p, kp_str folder, kp_str name)
{
    return kp_tables_add(p->cli, folder, name, KP_NONE, &p->tables);
}

/* What does not go into the workbook is named, so that nobody misses it later. */
static kp_status leave_out(packing *p, kp_str name)
{
    return kp_fail(p->cli->diags, KP6602, (kp_where){.file = name}, KP_NONE, name,
                   KP_NONE, KP_NONE);
}

static kp_status read_folder(packing *p)
{
    kp_cli *cli = p->cli;
    kp_file_list list = {0};
    kp_status worst = kp_file_list_read(p->from, &list, cli->diags);

    for (size_t k = 0; k < list.n && worst != KP_EIO; k++) {
        kp_str name = kp_str_copy(cli->arena, list.names[k]);

        worst = worse(worst, kp_path_ends_in(name, ".csv") ? read_file(p, p->from, name)
                                                           : leave_out(p, name));
    }
    kp_file_list_free(&list);
    if (worst == KP_OK && p->tables.n == 0)
        return kp_fail(cli->diags, KP6003, KP_NOWHERE, KP_NONE, p->from, KP_NONE,
                       KP_NONE);
    return worst;
}

// ---- writing

/* 10-参数, and 继承1-10-参数 of 继承/1/10-参数.csv. */
static kp_str base_name(kp_cli *cli, kp_str file)
{
    kp_str last = kp_path_last(file), folder = kp_str_slice(file, 0, file.n - last.n);
    kp_str name = kp_str_slice(last, 0, last.n - strlen(".csv"));
    kp_buf text;

    if (!kp_str_starts(folder, KP_STR(KP_BASES_PLACE "/")))
        return name;
    kp_buf_init(&text, 1 << 16);
    while (folder.n)
        kp_buf_str(&text, kp_str_cut(&folder, '/'));
    kp_buf_char(&text, '-');
    kp_buf_str(&text, name);
    name = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return name;
}

/* names[0] is that of the index. */
static kp_str *name_sheets(kp_cli *cli, const kp_packed *packed)
{
    size_t n = packed->book->nsheets;
    kp_str *wanted = KP_NEW_ARRAY(cli->arena, n + 1, kp_str);
    kp_str *names = KP_NEW_ARRAY(cli->arena, n + 1, kp_str);

    wanted[0] = KP_STR(KP_INDEX_SHEET);
    for (size_t k = 0; k < n; k++)
        wanted[k + 1] = base_name(cli, packed->file[k]);
    kp_form_names(cli->arena, wanted, n + 1, names);
    return names;
}

static void dress_index(kp_draft *draft, kp_cli *cli, const kp_sheet *cells, size_t n)
{
    kp_form_style style = {.look = KP_FORM_HEADING, .decimals = -1};
    uint32_t head = KP_INDEX_HEAD, bottom = head + 1 + (uint32_t)n;

    kp_draft_open(draft, cli->arena, cells);
    style.look = KP_FORM_TITLE;
    kp_draft_area(draft, 0, 0, 1, 1, style);
    style.look = KP_FORM_NOTE;
    kp_draft_area(draft, 1, 0, 2, 1, style);
    style.look = KP_FORM_HEADING;
    kp_draft_area(draft, head, 0, head + 1, 4, style);
    style.look = KP_FORM_BODY;
    kp_draft_area(draft, head + 1, 0, bottom, 4, style);
    style.look = KP_FORM_LINK;
    kp_draft_area(draft, head + 1, 1, bottom, 2, style);
    kp_draft_widths(draft, head);
    draft->sheet.frozen_rows = head + 1;
}

static kp_form_sheet *make_sheets(kp_cli *cli, const kp_packed *packed)
{
    const kp_book *book = packed->book;
    size_t n = book->nsheets;
    kp_str *names = name_sheets(cli, packed);
    kp_draft *drafts = kp_book_drafts(cli, book), index;
    kp_form_sheet *sheets = KP_NEW_ARRAY(cli->arena, n + 1, kp_form_sheet);

    dress_index(&index, cli, kp_index_sheet(cli, packed, names + 1), n);
    sheets[0] = *kp_draft_finish(&index);
    for (size_t k = 0; k < n; k++)
        sheets[k + 1] = *kp_draft_finish(&drafts[k]);
    for (size_t k = 0; k <= n; k++)
        sheets[k].name = names[k];
    return sheets;
}

kp_status kp_pack_write(kp_cli *cli, const kp_packed *packed, const char *path)
{
    kp_form form = {
        .nsheets = packed->book->nsheets + 1,
        .sheet = make_sheets(cli, packed),
        .title = packed->title,
        .created = KP_FORM_CREATED,
        .lang = cli->lang,
    };

    return kp_form_write(&form, path, cli->diags);
}

static kp_str own_text(void *context, const kp_cell *cell)
{
    (void)context;
    return kp_cell_text(cell);
}

/* Read back what was written: a cell that came out otherwise, for whatever reason,
 * would be found by nobody later. */
static kp_status prove(packing *p, const char *path)
{
    kp_cli *cli = p->cli;
    kp_book again;
    kp_str bytes;
    uint32_t i = 0, j = 0;

    kp_book_init(&again, cli->arena);
    kp_status status = kp_file_read(cli->arena, KP_NONE, kp_str_of(path),
                                    KP_XLSX_MAX_BYTES, &bytes, cli->diags);
    if (status == KP_OK)
        status = kp_xlsx_read(&again, p->to, bytes, cli->diags);
    if (status != KP_OK)
        return status;
    for (size_t k = 0; k < p->tables.n; k++) {
        const kp_sheet *sheet = p->tables.book.sheets[k];

        if (k + 1 >= again.nsheets ||
            !kp_same_cells(sheet, own_text, NULL, again.sheets[k + 1], &i, &j))
            return kp_fail(cli->diags, KP6611, kp_where_cell(sheet, i, j), KP_NONE,
                           p->tables.file[k], KP_NONE, KP_NONE);
    }
    return KP_OK;
}

static kp_status write_workbook(packing *p)
{
    kp_cli *cli = p->cli;
    kp_packed packed = {&p->tables.book, p->tables.file, kp_path_last(p->from)};
    kp_staged staged;
    kp_status status = kp_file_stage(p->to, &staged, cli->diags);

    if (status != KP_OK)
        return status;
    status = kp_pack_write(cli, &packed, staged.path);
    if (status == KP_OK)
        status = prove(p, staged.path);
    kp_status named = kp_file_unstage(&staged, status == KP_OK, cli->diags);
    return worse(status, named);
}

static kp_status too_many(packing *p)
{
    return kp_fail(p->cli->diags, KP6603, KP_NOWHERE, KP_NONE, p->from,
                   kp_cli_count(p->cli, p->tables.n),
                   kp_cli_count(p->cli, KP_FORM_SHEETS - 1));
}

kp_status kp_convert_pack(kp_cli *cli, kp_str from, kp_str to)
{
    packing *p = KP_NEW(cli->arena, packing);

    *p = (packing){.cli = cli, .from = from, .to = to};
    kp_book_init(&p->tables.book, cli->arena);
    kp_status status =
        kp_path_is_folder(from) ? read_folder(p) : read_file(p, KP_NONE, from);
    if (status == KP_OK && kp_path_is_folder(from))
        status = kp_bases_pack(cli, from, &p->tables);
    if (status == KP_OK || status == KP_EINVALID)
        status = worse(status, kp_book_is_whole(cli, &p->tables.book));
    if (status == KP_OK && p->tables.n >= KP_FORM_SHEETS)
        status = too_many(p);
    if (status == KP_OK && !kp_path_is_folder(from))
        p->tables.file[0] = kp_path_last(from);
    return status == KP_OK ? write_workbook(p) : status;
}
