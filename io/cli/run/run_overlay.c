/* run_overlay.c - from --set and --set-table to the sheets of an overlay. */
#include "io/cli/run/run_overlay.h"

#include "engine/base/fold.h"
#include "io/csv/csv_read.h"
#include "io/csv/csv_write.h"
#include "io/files/files.h"
#include "rules/read/block.h"

#define SET_FILE KP_RULES_PLACE "/" KP_TRIAL_PLACE "/参数.csv"
#define SET_MAX ((size_t)1 << 24)

static kp_status fail(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2)
{
    return kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, KP_NONE);
}

/* ---- the command line ---- */

bool kp_setting_parse(kp_cli *cli, kp_str typed, kp_setting *out)
{
    size_t narrow = kp_str_find(typed, KP_STR("=")),
           wide = kp_str_find(typed, KP_STR("＝"));
    size_t at = narrow < wide ? narrow : wide;

    if (at == SIZE_MAX) {
        (void)fail(cli, KP6730, typed, KP_NONE);
        return false;
    }
    size_t behind = at + (narrow < wide ? sizeof "=" : sizeof "＝") - 1;
    out->name = kp_fold(cli->arena, kp_str_slice(typed, 0, at));
    out->value = kp_tidy(cli->arena, kp_str_slice(typed, behind, typed.n));
    if (out->name.n && out->value.n)
        return true;
    (void)fail(cli, KP6730, typed, KP_NONE);
    return false;
}

static bool is_set_before(const kp_overlay *overlay, kp_str name)
{
    for (size_t i = 0; i < overlay->nsettings; i++)
        if (kp_str_eq(overlay->setting[i].name, name))
            return true;
    return false;
}

bool kp_overlay_of(kp_cli *cli, const kp_args *args, kp_overlay *out)
{
    kp_str *typed;
    size_t n = kp_args_all(cli, args, "set", &typed);
    bool good = true;

    *out = (kp_overlay){.setting = KP_NEW_ARRAY(cli->arena, n + 1, kp_setting)};
    for (size_t i = 0; i < n; i++) {
        kp_setting setting;

        if (!kp_setting_parse(cli, typed[i], &setting)) {
            good = false;
        } else if (is_set_before(out, setting.name)) {
            (void)fail(cli, KP6732, setting.name, KP_NONE);
            good = false;
        } else {
            out->setting[out->nsettings++] = setting;
        }
    }
    out->ntables = kp_args_all(cli, args, "set-table", &out->table);
    return good;
}

/* ---- --set: the parameter's rows with another value ---- */

typedef struct params {
    kp_cli *cli;
    kp_block *block;
    size_t nblocks;
    kp_str *name;  // of all parameters, for near misses
    size_t nnames, cap;
    bool *found;  // by setting
    const kp_overlay *overlay;
    bool any;  // something has been written
} params;

static const kp_setting *setting_of(const params *p, kp_str name)
{
    for (size_t i = 0; i < p->overlay->nsettings; i++)
        if (kp_str_eq(p->overlay->setting[i].name, name))
            return &p->overlay->setting[i];
    return NULL;
}

static void put_row(const kp_block *block, uint32_t i, uint32_t value_at, kp_str value,
                    kp_csv_writer *csv)
{
    for (uint32_t j = block->left; j < block->right; j++)
        kp_csv_text(csv,
                    j == value_at ? value : kp_cell_text(kp_block_cell(block, i, j)));
    kp_csv_end_row(csv);
}

static void put_head(params *p, const kp_block *block, kp_csv_writer *csv)
{
    if (p->any)
        kp_csv_end_row(csv);
    p->any = true;
    kp_csv_text(csv, KP_STR("参数"));
    kp_csv_text(csv, KP_STR(KP_TRIAL_PLACE));
    kp_csv_end_row(csv);
    put_row(block, block->top + 1, UINT32_MAX, KP_NONE, csv);
}

/* Every row of that name, whatever its dates: a trial asks what if it had been so. */
static void put_block(params *p, const kp_block *block, kp_csv_writer *csv)
{
    kp_arena *arena = p->cli->arena;
    uint32_t name_at = kp_block_column(arena, block, "名称", "name"),
             value_at = kp_block_column(arena, block, "值", "value");
    bool begun = false;

    if (name_at == UINT32_MAX || value_at == UINT32_MAX)
        return;  // told by the compiler
    for (uint32_t i = block->top + 2; i < block->bottom; i++) {
        kp_str name = kp_fold(arena, kp_cell_text(kp_block_cell(block, i, name_at)));
        const kp_setting *setting = setting_of(p, name);

        p->name = kp_arena_grow(arena, p->name, &p->cap, p->nnames + 1, sizeof(kp_str));
        p->name[p->nnames++] = name;
        if (!setting)
            continue;
        if (!begun)
            put_head(p, block, csv);
        begun = true;
        put_row(block, i, value_at, setting->value, csv);
        p->found[setting - p->overlay->setting] = true;
    }
}

static kp_status put_settings(params *p, kp_csv_writer *csv)
{
    kp_status status = KP_OK;

    for (size_t k = 0; k < p->nblocks; k++)
        if (p->block[k].kind == KP_BLOCK_PARAM)
            put_block(p, &p->block[k], csv);
    for (size_t i = 0; i < p->overlay->nsettings; i++) {
        kp_str name = p->overlay->setting[i].name;

        if (p->found[i])
            continue;
        kp_str near = kp_nearest(name, p->name, p->nnames);
        status = near.n ? fail(p->cli, KP6731, name, near)
                        : fail(p->cli, KP6734, name, KP_NONE);
    }
    return status;
}

/* As the text of a file, which is what the run folder keeps. */
static kp_status set_text(kp_cli *cli, const kp_sources *scheme, kp_str *out)
{
    kp_diags *quiet = kp_diags_open();  // broken blocks are told by the compiler
    params p = {.cli = cli, .overlay = scheme->overlay};
    kp_csv_writer csv;
    kp_buf text;

    kp_buf_init(&text, SET_MAX);
    p.found = KP_NEW_ARRAY(cli->arena, p.overlay->nsettings + 1, bool);
    if (!quiet || kp_blocks_find(cli->arena, &scheme->book, &p.block, &p.nblocks,
                                 quiet) == KP_ENOMEM)
        p.nblocks = 0;
    kp_diags_close(quiet);
    kp_status status = kp_csv_open(
        &csv, KP_STR(SET_FILE),
        (kp_csv_style){.encoding = KP_CSV_UTF8, .careful = true}, &text, cli->diags);
    if (status == KP_OK)
        status = put_settings(&p, &csv);
    kp_status closed = kp_csv_close(&csv);
    *out = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return status == KP_OK ? closed : status;
}

static kp_status add_settings(kp_cli *cli, kp_sources *out)
{
    kp_str text;

    if (!out->overlay || out->overlay->nsettings == 0)
        return KP_OK;
    kp_status status = set_text(cli, out, &text);
    kp_cli_show(cli, KP_STR(SET_FILE), KP_STR("--set"));
    if (status != KP_OK)
        return status;
    return kp_sources_add_table(cli, KP_STR(SET_FILE), text, out);
}

/* ---- --set-table ---- */

static kp_str base_name(kp_str path)
{
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/')
            return kp_str_slice(path, i, path.n);
    return path;
}

static kp_str table_place(kp_cli *cli, size_t number, kp_str path)
{
    kp_str base = base_name(path);
    kp_buf text;

    kp_buf_init(&text, 1 << 16);
    kp_buf_printf(&text, KP_RULES_PLACE "/" KP_TRIAL_PLACE "/%zu-%.*s", number,
                  KP_FMT(base));
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static kp_status add_tables(kp_cli *cli, kp_sources *out)
{
    kp_status worst = KP_OK;

    for (size_t i = 0; out->overlay && i < out->overlay->ntables; i++) {
        kp_str path = out->overlay->table[i], bytes;
        kp_str place = table_place(cli, i + 1, path);
        kp_status status = kp_file_read(cli->arena, KP_NONE, path, KP_CSV_MAX_BYTES,
                                        &bytes, cli->diags);

        kp_cli_show(cli, place, path);
        if (status == KP_OK)
            status = kp_sources_add_table(cli, place, bytes, out);
        worst = status == KP_OK ? worst : status;
    }
    return worst;
}

/* ---- a folder that has one already ---- */

static kp_status add_folder(kp_cli *cli, kp_str folder, kp_sources *out)
{
    kp_file_list list = {0};
    kp_status worst = kp_file_list_read(folder, &list, cli->diags);

    for (size_t i = 0; i < list.n; i++) {
        kp_str name = kp_str_copy(cli->arena, list.names[i]);
        kp_status status = kp_sources_read_file(
            cli, folder, name, KP_RULES_PLACE "/" KP_TRIAL_PLACE, true, out);

        worst = status == KP_OK ? worst : status;
    }
    kp_file_list_free(&list);
    return worst;
}

/* ---- all of it ---- */

/* What the reading has added to the book becomes a book of its own. */
static kp_book cut_off(kp_cli *cli, kp_book *book, size_t nsheets)
{
    kp_book overlay;

    kp_book_init(&overlay, cli->arena);
    overlay.sheets = book->sheets + nsheets;
    overlay.nsheets = overlay.cap = book->nsheets - nsheets;
    book->nsheets = nsheets;
    return overlay;
}

static kp_status lay(kp_cli *cli, kp_sources *out, size_t nsheets)
{
    kp_book overlay = cut_off(cli, &out->book, nsheets), both;
    kp_overrides replaced;

    kp_inherit_lay(cli->arena, &out->book, &overlay, &both);
    return kp_inherit(cli->arena, &both, 0, &out->book, &replaced, cli->diags);
}

static bool is_wanted(const kp_sources *scheme)
{
    return scheme->overlay && scheme->overlay->nsettings + scheme->overlay->ntables > 0;
}

kp_status kp_overlay_lay(kp_cli *cli, kp_str folder, kp_sources *out)
{
    kp_str own = kp_path_join(cli->arena, folder, KP_STR(KP_TRIAL_PLACE));
    size_t nsheets = out->book.nsheets;
    bool has_own = kp_path_is_folder(own);
    kp_status status = KP_OK;

    if (!has_own && !is_wanted(out))
        return KP_OK;
    if (has_own && is_wanted(out))
        return fail(cli, KP6733, own, KP_NONE);
    out->trial = true;
    if (has_own)
        status = add_folder(cli, own, out);
    kp_status set = add_settings(cli, out), tables = add_tables(cli, out);
    if (status == KP_OK)
        status = set == KP_OK ? tables : set;
    kp_status laid = lay(cli, out, nsheets);
    return status == KP_OK ? laid : status;
}
