/* source_index.c - the sheets 目录 and 填表说明 when a workbook is read; see
 * source_index.h. */
#include "io/cli/run/source_index.h"

#include "io/cli/form/convert.h"
#include "io/cli/paths.h"

static bool stands_aside(const kp_sources *sources, kp_str file)
{
    bool scheme = sources->nlayers > 0;

    return scheme && (kp_str_starts(file, KP_STR(KP_PACKS_PLACE "/")) ||
                      kp_str_starts(file, KP_STR(KP_BASES_PLACE "/")));
}

static void set_aside(kp_cli *cli, kp_sources *sources, kp_sheet *sheet, kp_str file)
{
    sources->aside = kp_arena_grow(cli->arena, sources->aside, &sources->aside_cap,
                                   sources->naside + 1, sizeof *sources->aside);
    sources->aside[sources->naside++] = (kp_aside_sheet){sheet, file, sources->layer};
}

/* 员工 of 甲/员工.csv: a sheet whose file's name no workbook takes goes by that name.
 */
static kp_str name_of_file(kp_str file)
{
    kp_str last = kp_path_last(file);

    return kp_path_ends_in(last, ".csv") ? kp_str_slice(last, 0, last.n - 4) : KP_NONE;
}

/* False when the sheet is no table of its own. */
static bool settle(kp_cli *cli, kp_sources *sources, const kp_sheet *index,
                   kp_sheet *sheet)
{
    kp_str file = index ? kp_index_file(index, sheet->name) : KP_NONE;
    kp_str name = name_of_file(file);

    if (sheet == index || kp_is_guide(sheet))
        return false;
    if (stands_aside(sources, file)) {
        set_aside(cli, sources, sheet, file);
        return false;
    }
    if (name.n)
        sheet->name = name;
    return true;
}

void kp__index_settle(kp_cli *cli, kp_sources *sources, size_t from)
{
    kp_book *book = &sources->book;
    size_t n = from;
    const kp_sheet *index = kp_index_find((const kp_sheet *const *)book->sheets + from,
                                          book->nsheets - from);

    for (size_t k = from; k < book->nsheets; k++)
        if (settle(cli, sources, index, book->sheets[k]))
            book->sheets[n++] = book->sheets[k];
    book->nsheets = n;
}

static void put_sheet(kp_cli *cli, kp_book *book, kp_sheet *sheet, uint8_t layer)
{
    book->sheets = kp_arena_grow(cli->arena, book->sheets, &book->cap,
                                 book->nsheets + 1, sizeof(kp_sheet *));
    book->sheets[book->nsheets++] = sheet;
    sheet->layer = layer;
}

bool kp__index_take(kp_cli *cli, kp_sources *sources, kp_str file)
{
    for (size_t k = 0; k < sources->naside; k++) {
        kp_sheet *sheet = sources->aside[k].sheet;

        if (!sheet || !kp_str_eq(sources->aside[k].file, file))
            continue;
        sources->aside[k].sheet = NULL;
        put_sheet(cli, &sources->book, sheet, KP_LAYER_PACK);
        return true;
    }
    return false;
}

/* ---- bases ---- */

/* 10-参数.csv of 继承/1/10-参数.csv; an empty text when it stands elsewhere. */
static kp_str file_below(kp_str file, kp_str folder)
{
    if (!kp_str_starts(file, folder) || file.n == folder.n || file.p[folder.n] != '/')
        return KP_NONE;
    return kp_str_slice(file, folder.n + 1, file.n);
}

bool kp__index_has_base(const kp_sources *sources, uint8_t layer, kp_str folder)
{
    for (size_t k = 0; k < sources->naside; k++)
        if (sources->aside[k].sheet && sources->aside[k].layer == layer &&
            file_below(sources->aside[k].file, folder).n)
            return true;
    return false;
}

void kp__index_take_base(kp_cli *cli, kp_sources *sources, uint8_t layer, kp_str folder)
{
    for (size_t k = 0; k < sources->naside; k++) {
        kp_aside_sheet *aside = &sources->aside[k];
        kp_str file = file_below(aside->file, folder);

        if (!aside->sheet || aside->layer != layer || file.n == 0)
            continue;
        // Its packs go on waiting, now as those of this layer.
        aside->file = file;
        if (stands_aside(sources, file))
            continue;
        // Two layers may have files of one name: the sheet goes by its own.
        put_sheet(cli, &sources->book, aside->sheet, sources->layer);
        aside->sheet = NULL;
    }
}
