/* convert_pack.c - CSV files into one workbook; see convert.h. */
#include <string.h>

#include "io/cli/book_form.h"
#include "io/cli/convert.h"
#include "io/cli/paths.h"
#include "io/cli/run_sources.h"
#include "io/csv/csv_read.h"
#include "io/files/files.h"

typedef struct packing {
    kp_cli *cli;
    kp_str from, to;
    kp_book book;
    size_t n, cap;
    kp_str *file;  // of each sheet, relative to the folder
} packing;

// ---- reading

static kp_status worse(kp_status a, kp_status b)
{
    return a == KP_OK || b == KP_EIO || b == KP_ENOMEM ? (b == KP_OK ? a : b) : a;
}

static kp_status read_file(packing *p, kp_str folder, kp_str name)
{
    kp_cli *cli = p->cli;
    kp_str bytes;
    kp_status status =
        kp_file_read(cli->arena, folder, name, KP_CSV_MAX_BYTES, &bytes, cli->diags);

    if (status == KP_OK)
        status = kp_csv_read(&p->book, name, bytes, cli->diags);
    if (status != KP_OK)
        return status;
    p->file = kp_arena_grow(cli->arena, p->file, &p->cap, p->n + 1, sizeof *p->file);
    p->file[p->n++] = name;
    return KP_OK;
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
    if (worst == KP_OK && p->n == 0)
        return kp_fail(cli->diags, KP6003, KP_NOWHERE, KP_NONE, p->from, KP_NONE,
                       KP_NONE);
    return worst;
}

// ---- writing

static kp_str base_name(kp_str file)
{
    kp_str last = kp_path_last(file);

    return kp_str_slice(last, 0, last.n - strlen(".csv"));
}

/* names[0] is that of the index. */
static kp_str *name_sheets(packing *p)
{
    kp_arena *arena = p->cli->arena;
    kp_str *wanted = KP_NEW_ARRAY(arena, p->n + 1, kp_str);
    kp_str *names = KP_NEW_ARRAY(arena, p->n + 1, kp_str);

    wanted[0] = KP_STR(KP_INDEX_SHEET);
    for (size_t k = 0; k < p->n; k++)
        wanted[k + 1] = base_name(p->file[k]);
    kp_form_names(arena, wanted, p->n + 1, names);
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

static kp_form_sheet *make_sheets(packing *p)
{
    kp_cli *cli = p->cli;
    kp_str *names = name_sheets(p);
    kp_draft *drafts = kp_book_drafts(cli, &p->book), index;
    kp_form_sheet *sheets = KP_NEW_ARRAY(cli->arena, p->n + 1, kp_form_sheet);
    const kp_sheet *cells = kp_index_sheet(cli, &p->book, p->n, names + 1, p->file,
                                           (const kp_sheet *const *)p->book.sheets);

    dress_index(&index, cli, cells, p->n);
    sheets[0] = *kp_draft_finish(&index);
    for (size_t k = 0; k < p->n; k++)
        sheets[k + 1] = *kp_draft_finish(&drafts[k]);
    for (size_t k = 0; k <= p->n; k++)
        sheets[k].name = names[k];
    return sheets;
}

static kp_status write_workbook(packing *p)
{
    kp_cli *cli = p->cli;
    const kp_form_sheet *sheets = make_sheets(p);
    kp_staged staged;
    kp_form form = {
        .nsheets = p->n + 1,
        .sheet = sheets,
        .title = kp_path_last(p->from),
        .created = KP_FORM_CREATED,
        .lang = cli->lang,
    };
    kp_status status = kp_file_stage(p->to, &staged, cli->diags);

    if (status != KP_OK)
        return status;
    status = kp_form_write(&form, staged.path, cli->diags);
    kp_status named = kp_file_unstage(&staged, status == KP_OK, cli->diags);
    return worse(status, named);
}

static kp_status too_many(packing *p)
{
    return kp_fail(p->cli->diags, KP6603, KP_NOWHERE, KP_NONE, p->from,
                   kp_cli_count(p->cli, p->n),
                   kp_cli_count(p->cli, KP_FORM_SHEETS - 1));
}

kp_status kp_convert_pack(kp_cli *cli, kp_str from, kp_str to)
{
    packing *p = KP_NEW(cli->arena, packing);

    *p = (packing){.cli = cli, .from = from, .to = to};
    kp_book_init(&p->book, cli->arena);
    kp_status status =
        kp_path_is_folder(from) ? read_folder(p) : read_file(p, KP_NONE, from);
    if (status == KP_OK || status == KP_EINVALID)
        status = worse(status, kp_book_is_whole(cli, &p->book));
    if (status == KP_OK && p->n >= KP_FORM_SHEETS)
        status = too_many(p);
    if (status == KP_OK && !kp_path_is_folder(from))
        p->file[0] = kp_path_last(from);
    return status == KP_OK ? write_workbook(p) : status;
}
