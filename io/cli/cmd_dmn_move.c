/* cmd_dmn_move.c - kpay dmn import and kpay dmn export. */
#include "engine/base/fold.h"
#include "engine/base/symbols.h"
#include "io/cli/cmd_dmn.h"
#include "io/cli/run/run_sources.h"
#include "io/csv/csv_write.h"
#include "io/dmn/write.h"
#include "io/files/files.h"
#include "rules/dmn/export.h"
#include "rules/dmn/import.h"

#define FILE_MAX ((size_t)64 << 20)
#define NO_DATES_DAY 20089  // 2025-01-01, as kpay check

/* ---- import ---- */

/* Signs that file systems or people trip over become "_"; a number tells names apart
 * that would be one then. */
static kp_str file_name(kp_cli *cli, kp_str name, const char *prefix, size_t number)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    kp_buf_z(&buf, prefix);
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        bool plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '-' || c == '_';

        kp_buf_char(&buf, plain ? name.p[i] : '_');
    }
    if (number > 1)
        kp_buf_printf(&buf, "-%zu", number);
    kp_buf_z(&buf, ".csv");
    kp_str text = kp_str_copy(cli->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return text;
}

static kp_status write_block(kp_cli *cli, const kp_dmn_block *block, kp_str name)
{
    kp_csv_writer csv;
    kp_buf buf;

    kp_buf_init(&buf, FILE_MAX);
    kp_status status = kp_csv_open(
        &csv, name, (kp_csv_style){.encoding = KP_CSV_UTF8_BOM, .careful = true}, &buf,
        cli->diags);
    if (status == KP_OK) {
        for (size_t i = 0; i < block->n; i++) {
            for (size_t j = 0; j < block->row[i].n; j++)
                kp_csv_text(&csv, block->row[i].cell[j]);
            kp_csv_end_row(&csv);
        }
        status = kp_csv_close(&csv);
    }
    if (status == KP_OK)
        status =
            kp_folder_write(cli->folder, name, kp_buf_view(&buf), NULL, cli->diags);
    kp_buf_free(&buf);
    return status;
}

/* A name that no earlier table took. */
static kp_str new_file_name(kp_cli *cli, kp_map *taken, kp_str name)
{
    for (size_t number = 1;; number++) {
        kp_str file = file_name(cli, name, "规则表-", number);
        size_t old;

        if (kp_map_put(taken, file, number, &old))
            return file;
    }
}

static kp_status write_blocks(kp_cli *cli, kp_str folder, const kp_dmn_blocks *blocks)
{
    kp_status status = kp_folder_open(folder, KP_SHA256, &cli->folder, cli->diags);
    kp_map taken;

    kp_map_init(&taken, cli->arena);

    for (size_t i = 0; status == KP_OK && i < blocks->n; i++) {
        const kp_dmn_block *block = &blocks->block[i];

        status = write_block(cli, block,
                             block->name.n > 0 ? new_file_name(cli, &taken, block->name)
                                               : KP_STR("公式表.csv"));
    }
    if (status == KP_OK) {
        kp_folder *done = cli->folder;

        cli->folder = NULL;
        return kp_folder_commit(done, KP_STR(""), cli->diags);
    }
    kp_folder_abort(cli->folder, cli->diags);
    cli->folder = NULL;
    return status;
}

static void say_done(kp_cli *cli, const char *zh, const char *en, uint64_t n,
                     kp_str path)
{
    kp_str text[] = {kp_cli_count(cli, n), path};
    kp_buf buf;

    kp_buf_init(&buf, 4000);
    kp_cli_put(cli, &buf, zh, en, text);
    kp_cli_print(&buf);
}

static kp_exit import_model(kp_cli *cli, const kp_args *args, kp_arena *arena)
{
    kp_str folder = kp_path_of(args->word[2]), path = kp_str_of(args->word[1]);
    kp_dmn_model *model;
    kp_dmn_blocks blocks;

    kp_status status = kp__dmn_open(cli, arena, path, &model, cli->diags);
    if (status == KP_OK)
        status = kp_dmn_import(arena, model, &blocks, cli->diags);
    if (status != KP_OK)
        return kp__dmn_exit(cli, path, status);
    size_t left_out = kp_diags_warnings(cli->diags);
    if (blocks.n > 0) {
        status = write_blocks(cli, folder, &blocks);
        if (status != KP_OK)
            return kp_cli_exit(status);
    }
    say_done(cli, "导入了 {1} 个表：{2}\n", "imported {1} tables: {2}\n", blocks.n,
             folder);
    return left_out > 0 ? KP_EXIT_FINDINGS : KP_EXIT_DONE;
}

kp_exit kp__dmn_import(kp_cli *cli, const kp_args *args)
{
    kp_arena *arena = kp_arena_open(KP_DMN_BUDGET);
    kp_exit code =
        arena != NULL ? import_model(cli, args, arena) : kp_cli_exit(KP_ENOMEM);

    kp_arena_close(arena);
    return code;
}

/* ---- export ---- */

/* "a/b/绩效.dmn" is a model named 绩效. */
static kp_str base_name(kp_str path)
{
    size_t from = path.n;

    while (from > 0 && path.p[from - 1] != '/')
        from--;
    kp_str name = kp_str_slice(path, from, path.n);
    return kp_str_ends(name, KP_STR(".dmn")) ? kp_str_slice(name, 0, name.n - 4) : name;
}

static kp_status save_model(kp_cli *cli, const kp_dmn_model *model, kp_str path)
{
    kp_buf buf;

    kp_buf_init(&buf, FILE_MAX);
    kp_dmn_write(model, &buf);
    kp_status status = buf.broken
                           ? KP_ENOMEM
                           : kp_file_save(path, kp_buf_view(&buf), false, cli->diags);
    kp_buf_free(&buf);
    return status;
}

static kp_exit export_scheme(kp_cli *cli, const kp_args *args)
{
    kp_str path = kp_path_of(args->word[2]);
    kp_sources sources;
    kp_dmn_model *model;
    int32_t day = NO_DATES_DAY;

    if (kp_args_option(args, "month") != NULL && !kp__month_option(cli, args, &day))
        return KP_EXIT_USAGE;
    kp_sources_init(&sources, cli->arena);
    kp_status status = kp_sources_read_data(cli, kp_path_of(args->word[1]), &sources);
    if (status == KP_OK)
        status = kp_dmn_export(cli->arena, &sources.book, day, &model, cli->diags);
    if (status != KP_OK)
        return kp_cli_exit(status);
    model->name = base_name(path);
    status = save_model(cli, model, path);
    if (status != KP_OK)
        return kp_cli_exit(status);
    uint64_t n = 0;
    for (size_t i = 0; i < model->nnodes; i++)
        n += model->node[i].kind != KP_DMN_INPUT_DATA;
    say_done(cli, "导出了 {1} 个表和公式：{2}\n",
             "exported {1} tables and formulas: {2}\n", n, path);
    return kp_diags_warnings(cli->diags) > 0 ? KP_EXIT_FINDINGS : KP_EXIT_DONE;
}

kp_exit kp__dmn_export(kp_cli *cli, const kp_args *args)
{
    kp_shown_path shown = {KP_STR(KP_INPUTS_PLACE), kp_path_of(args->word[1])};
    kp_exit code = export_scheme(cli, args);

    kp_cli_report(cli, &shown, 1);
    return code;
}
