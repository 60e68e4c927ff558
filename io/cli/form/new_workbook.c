/* new_workbook.c - workbooks to fill in, from the template or from any scheme. */
#include "io/cli/form/new_workbook.h"

#include "io/cli/form/convert.h"
#include "io/cli/form/data_form.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_sources.h"
#include "io/cli/run/scheme_month.h"
#include "rules/embedded.h"
#include "rules/load/load.h"

#define START_SCHEME "scheme/"
#define START_DATA "data/2025-01/"

typedef struct new_book {
    kp_cli *cli;
    kp_sources scheme, data;
    kp_symbols *symbols;
    kp_scheme *compiled;
    kp_table **tables;
    int32_t month;
} new_book;

static kp_status compile(new_book *n)
{
    kp_cli *cli = n->cli;

    n->symbols = kp_symbols_open();
    if (!n->symbols)
        return KP_ENOMEM;
    return kp_rules_compile(cli->arena, &n->scheme.book, n->symbols, n->month,
                            &n->compiled, cli->diags);
}

/* What an earlier month would tell is left open in a workbook that is yet to be filled
 * in, and no fault. */
static bool is_of_history(kp_code code)
{
    return code == KP4092 || code == KP4097;
}

/* Without data the rows that the scheme itself holds are known; that others are missing
 * is what the workbook is for. */
static bool tell_faults(new_book *n, const kp_diags *own, bool with_data)
{
    bool any = false;

    for (const kp_diag *d = kp_diags_first(own); d && with_data; d = d->next) {
        if (d->severity != KP_ERROR_SEVERITY || is_of_history(d->code))
            continue;
        any = true;
        (void)kp_fail_below(n->cli->diags, d->code, d->where, d->heading, d->cell,
                            d->arg[0], d->arg[1], d->arg[2]);
    }
    return any;
}

static kp_status load(new_book *n, bool with_data)
{
    kp_diags *own = kp_diags_open();
    kp_load_input input = {
        .scheme_book = &n->scheme.book,
        .data = with_data ? &n->data.book : NULL,
    };

    if (!own)
        return KP_ENOMEM;
    kp_status status =
        kp_load_tables(n->cli->arena, n->compiled, &input, &n->tables, own);
    if (status == KP_EINVALID)
        status = tell_faults(n, own, with_data) ? KP_EINVALID : KP_OK;
    kp_diags_close(own);
    return status;
}

/* Write a file of the folder being made, by `write`. */
static kp_status write_data_book(new_book *n, kp_folder *folder, const char *name,
                                 kp_str title)
{
    kp_cli *cli = n->cli;
    kp_data_source source = {n->compiled, n->tables, &n->scheme.book, title, n->month};
    kp_buf path;

    kp_buf_init(&path, 1 << 14);
    kp_status status = kp_folder_path(folder, kp_str_of(name), &path, cli->diags);
    kp_str z = kp_str_copy(cli->arena, kp_buf_view(&path));
    kp_buf_free(&path);
    if (status == KP_OK)
        status = kp_data_form_write(cli, &source, z.p);
    if (status == KP_OK)
        status = kp_folder_adopt(folder, kp_str_of(name), NULL, cli->diags);
    return status;
}

// ---- the template

static kp_status add_start_files(kp_cli *cli, const char *place, kp_sources *out)
{
    kp_str prefix = kp_str_of(place);

    for (size_t k = 0; k < kp__start_file_count; k++) {
        const kp_embedded *file = &kp__start_file[k];
        kp_str name = kp_str_of(file->name);

        if (!kp_str_starts(name, prefix) || !kp_path_ends_in(name, ".csv"))
            continue;
        kp_status status =
            kp_sources_add_table(cli, kp_str_slice(name, prefix.n, name.n),
                                 (kp_str){file->bytes, file->n}, out);
        if (status != KP_OK)
            return status;
    }
    return KP_OK;
}

static kp_status write_scheme_book(new_book *n, kp_folder *folder)
{
    kp_cli *cli = n->cli;
    const char *name = START_SCHEME KP_NEW_SCHEME_BOOK;
    kp_str *files = KP_NEW_ARRAY(cli->arena, n->scheme.n + 1, kp_str);
    kp_buf path;

    for (size_t k = 0; k < n->scheme.n; k++)
        files[k] = n->scheme.file[k].name;
    kp_packed packed = {&n->scheme.book, files, KP_STR("方案")};
    kp_buf_init(&path, 1 << 14);
    kp_status status = kp_folder_path(folder, kp_str_of(name), &path, cli->diags);
    kp_str z = kp_str_copy(cli->arena, kp_buf_view(&path));
    kp_buf_free(&path);
    if (status == KP_OK)
        status = kp_pack_write(cli, &packed, z.p);
    if (status == KP_OK)
        status = kp_folder_adopt(folder, kp_str_of(name), NULL, cli->diags);
    return status;
}

static kp_status make_start_books(new_book *n, kp_folder *folder)
{
    kp_cli *cli = n->cli;
    kp_status status = add_start_files(cli, START_SCHEME, &n->scheme);

    if (status == KP_OK)  // before the packs join the book
        status = write_scheme_book(n, folder);
    if (status == KP_OK)
        status = kp_sources_read_packs(cli, &n->scheme);
    if (status == KP_OK)
        status = compile(n);
    if (status == KP_OK)
        status = add_start_files(cli, START_DATA, &n->data);
    if (status == KP_OK)
        status = load(n, true);
    if (status == KP_OK)
        status =
            write_data_book(n, folder, START_DATA KP_NEW_DATA_BOOK, n->compiled->name);
    return status;
}

static void init(new_book *n, kp_cli *cli)
{
    *n = (new_book){.cli = cli, .month = kp_date_of((kp_ymd){2025, 1, 1})};
    kp_sources_init(&n->scheme, cli->arena);
    kp_sources_init(&n->data, cli->arena);
}

kp_status kp_new_start_books(kp_cli *cli, kp_folder *folder)
{
    new_book *n = KP_NEW(cli->arena, new_book);

    init(n, cli);
    kp_status status = make_start_books(n, folder);
    kp_symbols_close(n->symbols);
    return status;
}

// ---- any scheme

static kp_status read_wanted(new_book *n, const kp_new_data *wanted)
{
    kp_cli *cli = n->cli;
    kp_status status = kp_sources_read_scheme(cli, wanted->scheme, &n->scheme);

    if (status == KP_OK && wanted->data.n)
        status = kp_sources_read_data(cli, wanted->data, &n->data);
    if (status != KP_OK)
        return status;
    n->month =
        wanted->has_month ? wanted->month : kp_newest_month(cli, &n->scheme.book);
    status = compile(n);
    return status == KP_OK ? load(n, wanted->data.n > 0) : status;
}

kp_status kp_new_data_book(kp_cli *cli, const kp_new_data *wanted, kp_str path)
{
    new_book *n = KP_NEW(cli->arena, new_book);

    init(n, cli);
    kp_cli_show(cli, KP_STR(KP_RULES_PLACE), wanted->scheme);
    kp_cli_show(cli, KP_STR(KP_INPUTS_PLACE), wanted->data);
    kp_status status = read_wanted(n, wanted);
    if (status == KP_OK)
        status = kp_folder_open(path, KP_SHA256, &cli->folder, cli->diags);
    if (status == KP_OK)
        status = write_data_book(n, cli->folder, KP_NEW_DATA_BOOK, n->compiled->name);
    kp_symbols_close(n->symbols);
    return status;
}
