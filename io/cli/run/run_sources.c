/* run_sources.c - reading the tables of a scheme and of a month's data. */
#include <stdlib.h>
#include <string.h>

#include "io/cli/paths.h"
#include "io/cli/run/run_bases.h"
#include "io/cli/run/run_overlay.h"
#include "io/cli/run/run_sources.h"
#include "io/cli/run/source_index.h"
#include "io/csv/csv_read.h"
#include "io/files/files.h"
#include "io/ooxml/xlsx_read.h"

void kp_sources_init(kp_sources *sources, kp_arena *arena)
{
    *sources = (kp_sources){0};
    kp_book_init(&sources->book, arena);
}

kp_str kp_path_join(kp_arena *arena, kp_str a, kp_str b)
{
    char *p = kp_arena_alloc(arena, a.n + b.n + 2, 1);

    memcpy(p, a.p, a.n);
    p[a.n] = '/';
    if (b.n)
        memcpy(p + a.n + 1, b.p, b.n);
    return (kp_str){p, a.n + 1 + b.n};
}

kp_str kp_path_of(const char *typed)
{
    kp_str path = kp_str_of(typed);

    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    return path;
}

static kp_status fail_at(kp_cli *cli, kp_code code, kp_str file, kp_str arg1)
{
    kp_where where = {.file = file};

    return kp_fail(cli->diags, code, where, KP_NONE, arg1, KP_NONE, KP_NONE);
}

static kp_source_file *add_file(kp_cli *cli, kp_sources *out, kp_str name, kp_str bytes)
{
    out->file =
        kp_arena_grow(cli->arena, out->file, &out->cap, out->n + 1, sizeof *out->file);
    out->file[out->n] = (kp_source_file){.name = name, .bytes = bytes};
    return &out->file[out->n++];
}

static int file_by_name(const void *a, const void *b)
{
    const kp_source_file *x = a, *y = b;

    return kp_str_cmp(x->name, y->name);
}

/* Sheets of one file stay in their order. */
static void sort_sheets(kp_book *book)
{
    for (size_t i = 1; i < book->nsheets; i++) {
        kp_sheet *sheet = book->sheets[i];
        size_t k = i;

        for (; k > 0 && kp_str_cmp(book->sheets[k - 1]->file, sheet->file) > 0; k--)
            book->sheets[k] = book->sheets[k - 1];
        book->sheets[k] = sheet;
    }
}

void kp_sources_sort(kp_sources *sources)
{
    if (sources->n)
        qsort(sources->file, sources->n, sizeof *sources->file, file_by_name);
    sort_sheets(&sources->book);
}

static bool ends_in_one_of(kp_str name, const char *const *suffixes)
{
    for (; *suffixes; suffixes++)
        if (kp_path_ends_in(name, *suffixes))
            return true;
    return false;
}

/* Names under which workbooks are handed in; what they really are shows when they are
 * read. */
static bool is_workbook(kp_str name)
{
    static const char *const suffixes[] = {".xlsx", ".xlsm", ".xltx",
                                           ".xls",  ".et",   NULL};

    return ends_in_one_of(name, suffixes);
}

static bool is_table(kp_str name)
{
    return kp_path_ends_in(name, ".csv") || is_workbook(name);
}

/* The sheets that a file added to the book. */
static void keep_sheets(kp_cli *cli, kp_sources *out, size_t from, kp_source_file *file)
{
    size_t n = out->book.nsheets - from;
    const kp_sheet **sheet = KP_NEW_ARRAY(cli->arena, n + 1, const kp_sheet *);

    for (size_t i = 0; i < n; i++) {
        sheet[i] = out->book.sheets[from + i];
        out->book.sheets[from + i]->layer = out->layer;
    }
    file->sheet = sheet;
    file->nsheets = n;
}

static kp_status read_table(kp_cli *cli, kp_sources *out, kp_source_file *file)
{
    size_t before = out->book.nsheets;
    kp_status status =
        is_workbook(file->name)
            ? kp_xlsx_read(&out->book, file->name, file->bytes, cli->diags)
            : kp_csv_read(&out->book, file->name, file->bytes, cli->diags);

    keep_sheets(cli, out, before, file);
    kp__index_settle(cli, out, before);
    if (status != KP_OK)
        kp_book_lose(&out->book, file->name);
    return status;
}

kp_status kp_sources_read_file(kp_cli *cli, kp_str folder, kp_str name,
                               const char *place, bool as_table, kp_sources *out)
{
    kp_str bytes;
    kp_status status =
        kp_file_read(cli->arena, folder, name, KP_CSV_MAX_BYTES, &bytes, cli->diags);

    if (status != KP_OK)
        return status;
    kp_str shown = kp_path_join(cli->arena, kp_str_of(place), name);
    kp_source_file *file = add_file(cli, out, shown, bytes);
    return as_table ? read_table(cli, out, file) : KP_OK;
}

kp_status kp_sources_add_table(kp_cli *cli, kp_str name, kp_str bytes, kp_sources *out)
{
    return read_table(cli, out, add_file(cli, out, name, bytes));
}

/* ---- which files ---- */

/* Other programs' workbooks, which are not read. */
static bool is_foreign(kp_str name)
{
    static const char *const suffixes[] = {".xlsb", ".ods", ".numbers", NULL};

    return ends_in_one_of(name, suffixes);
}

/* A file that holds figures but is not read must not be missed in silence. */
static kp_status pass_over(kp_cli *cli, kp_str name, const char *place, kp_sources *out)
{
    kp_str file = kp_path_join(cli->arena, kp_str_of(place), name);

    if (is_foreign(name)) {
        kp_book_lose(&out->book, file);
        return fail_at(cli, KP6004, file, name);
    }
    if (kp_path_ends_in(name, ".md") || kp_path_ends_in(name, ".sh"))
        return KP_OK;
    return fail_at(cli, KP6005, file, name);
}

/* Packs, bases and overlays are read when they are asked for. */
static bool stands_aside(kp_str name)
{
    return kp_str_starts(name, KP_STR(KP_PACKS_PLACE "/")) ||
           kp_str_starts(name, KP_STR(KP_BASES_PLACE "/")) ||
           kp_str_starts(name, KP_STR(KP_TRIAL_PLACE "/"));
}

/* The first thing that went wrong decides, a refusal by the world before all else. */
static void note(kp_status *worst, kp_status status)
{
    if (*worst == KP_OK || status == KP_EIO || status == KP_ENOMEM)
        *worst = status == KP_OK ? *worst : status;
}

static kp_status read_listed_file(kp_cli *cli, kp_str folder, kp_str name,
                                  const char *place, kp_sources *out)
{
    if (is_table(name))
        return kp_sources_read_file(cli, folder, name, place, true, out);
    return pass_over(cli, name, place, out);
}

static kp_status read_listed(kp_cli *cli, kp_str folder, const kp_file_list *list,
                             const char *place, bool scheme, kp_sources *out)
{
    kp_status worst = KP_OK;

    for (size_t i = 0; i < list->n; i++) {
        kp_str name = kp_str_copy(cli->arena, list->names[i]);

        if (scheme && stands_aside(name))
            continue;
        note(&worst, read_listed_file(cli, folder, name, place, out));
    }
    return worst;
}

/* One workbook or CSV file instead of a folder of them. */
static kp_status read_single(kp_cli *cli, kp_str path, const char *place,
                             kp_sources *out)
{
    kp_str folder = kp_path_sources(path);
    kp_str name = kp_str_slice(path, folder.n, path.n);

    if (name.n > 0 && name.p[0] == '/')
        name = kp_str_slice(name, 1, name.n);
    return kp_sources_read_file(cli, folder, name, place, true, out);
}

static kp_status read_folder(kp_cli *cli, kp_str folder, const char *place, bool scheme,
                             kp_sources *out)
{
    kp_file_list list = {0};
    kp_status status = kp_file_list_read(folder, &list, cli->diags);

    if (status == KP_OK)
        status = read_listed(cli, folder, &list, place, scheme, out);
    kp_file_list_free(&list);
    return status;
}

static kp_status read_path(kp_cli *cli, kp_str path, const char *place, kp_code missing,
                           kp_sources *out)
{
    kp_status status;

    if (kp_path_is_folder(path)) {
        status = read_folder(cli, path, place, missing == KP6001, out);
    } else if (is_table(path) && kp_path_exists(path)) {
        status = read_single(cli, path, place, out);
    } else {
        (void)fail_at(cli, missing, KP_NONE, path);
        return KP_EIO;
    }
    if (status == KP_OK && out->n == 0)
        return fail_at(cli, KP6003, KP_NONE, path);
    return status;
}

kp_str kp_path_sources(kp_str path)
{
    if (path.n == 0 || kp_path_is_folder(path) || !kp_path_exists(path))
        return path;
    while (path.n > 0 && path.p[path.n - 1] != '/')
        path.n--;
    return kp_str_slice(path, 0, path.n > 1 ? path.n - 1 : path.n);
}

/* A file copied or sent twice: its rows count once, which somebody should know. */
static void tell_twins(kp_cli *cli, const kp_sources *sources)
{
    kp_map seen;
    size_t first;

    kp_map_init(&seen, cli->arena);
    for (size_t i = 0; i < sources->n; i++)
        if (!kp_map_put(&seen, sources->file[i].bytes, i, &first))
            (void)fail_at(cli, KP6028, sources->file[i].name,
                          sources->file[first].name);
}

kp_status kp_sources_read_data(kp_cli *cli, kp_str path, kp_sources *out)
{
    kp_status status = read_path(cli, path, KP_INPUTS_PLACE, KP6002, out);

    tell_twins(cli, out);
    return status;
}

/* ---- standard packs ---- */

static kp_str pack_file(kp_cli *cli, kp_str name)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    kp_buf_printf(&text, KP_PACKS_PLACE "/%.*s.csv", KP_FMT(name));
    kp_str file = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return file;
}

static bool is_read(const kp_sources *sources, kp_str file)
{
    for (size_t i = 0; i < sources->n; i++)
        if (kp_str_eq(sources->file[i].name, file))
            return true;
    return false;
}

static kp_status unknown_pack(kp_cli *cli, const kp_use *use)
{
    const kp_str *names;
    size_t n = kp_standard_names(&names);
    kp_str near = kp_nearest(use->name, names, n);

    if (near.n)
        return kp_fail(cli->diags, KP6009, use->where, use->name, use->name, near,
                       KP_NONE);
    return kp_fail(cli->diags, KP6008, use->where, use->name, use->name, KP_NONE,
                   KP_NONE);
}

static kp_status read_pack(kp_cli *cli, const kp_use *use, kp_sources *out)
{
    kp_str file = pack_file(cli, use->name);
    kp_str shown = kp_path_join(cli->arena, KP_STR(KP_RULES_PLACE), file);

    if (is_read(out, shown) || kp__index_take(cli, out, file))
        return KP_OK;
    for (uint8_t k = 0; k < out->nlayers; k++)
        if (kp_path_exists(kp_path_join(cli->arena, out->folder[k], file)))
            return kp_sources_read_file(cli, out->folder[k], file, KP_RULES_PLACE, true,
                                        out);
    kp_str text = kp_standard_pack(use->name);
    if (!text.n) {
        kp_book_lose(&out->book, use->name);
        return unknown_pack(cli, use);
    }
    return read_table(cli, out, add_file(cli, out, shown, text));
}

/* A pack may use other packs: ask again until nothing new comes. */
kp_status kp_sources_read_packs(kp_cli *cli, kp_sources *out)
{
    kp_status worst = KP_OK;

    out->layer = KP_LAYER_PACK;

    for (size_t done = 0;;) {
        kp_use *use;
        size_t n = kp_rules_uses(cli->arena, &out->book, &use);

        if (n <= done)
            return worst;
        for (; done < n; done++)
            note(&worst, read_pack(cli, &use[done], out));
    }
}

/* ---- the scheme ---- */

static kp_status read_layer(kp_cli *cli, kp_str path, const char *place,
                            kp_sources *out)
{
    out->layer = out->nlayers;
    out->folder[out->nlayers++] = kp_path_sources(path);
    return read_path(cli, path, place, KP6001, out);
}

static void take_layer(kp_cli *cli, const kp_base *base, kp_sources *out)
{
    out->layer = out->nlayers;
    out->folder[out->nlayers++] = base->folder;
    kp__index_take_base(cli, out, base->layer, base->inside);
}

static kp_status read_bases(kp_cli *cli, kp_sources *out)
{
    kp_status worst = KP_OK;

    for (kp_base base; kp_find_base(cli, out, &base, &worst);)
        if (base.aside)
            take_layer(cli, &base, out);
        else
            note(&worst, read_layer(cli, base.folder, base.place, out));
    return worst;
}

kp_status kp_sources_read_scheme(kp_cli *cli, kp_str path, kp_sources *out)
{
    kp_status status = read_layer(cli, path, KP_RULES_PLACE, out);

    if (status != KP_OK && out->n == 0)
        return status;
    kp_status bases = read_bases(cli, out);
    note(&status, bases);
    note(&status, kp_sources_read_packs(cli, out));
    out->typed = out->book;
    if (bases !=
        KP_OK)  // what is marked 覆盖 may well stand in a base that is not there
        kp_book_lose(&out->book, KP_STR(KP_BASES_PLACE));
    else
        note(&status, kp_inherit(cli->arena, &out->typed, 0, &out->book,
                                 &out->overrides, cli->diags));
    note(&status, kp_overlay_lay(cli, out->folder[0], out));
    return status;
}
