/* group_list.c - the typed list of a group: 名称, 方案, 数据, 上期.
 *
 * Paths count from the list's own folder; {年月} is the month calculated, 2025-03, so
 * that one list serves a whole year.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/fold.h"
#include "io/cli/group/group.h"
#include "io/cli/run/run_month.h"
#include "io/files/files.h"

#define PLACE "list"  // of the list in messages, where it is taken away again

enum {
    NAME,
    SCHEME,
    DATA,
    PREV,
    NCOLUMNS
};

static const struct {
    const char *zh, *en;
    bool needed;
} columns[NCOLUMNS] = {
    {"名称", "name", true},
    {"方案", "scheme", true},
    {"数据", "data", true},
    {"上期", "prev", false},
};

typedef struct list {
    kp_cli *cli;
    kp_group *group;
    const kp_sheet *sheet;
    kp_str folder;  // of the list, or empty
    uint32_t top, at[NCOLUMNS];
    size_t cap;
    kp_map names;
    bool good;
} list;

static void refuse(list *l, uint32_t i, uint32_t j, kp_code code, kp_str arg1,
                   kp_str arg2)
{
    kp_str cell = kp_cell_text(kp_sheet_cell(l->sheet, i, j));

    (void)kp_fail(l->cli->diags, code, kp_where_cell(l->sheet, i, j), cell, arg1, arg2,
                  KP_NONE);
    l->good = false;
}

/* ---- headings ---- */

static kp_str folded(const list *l, uint32_t i, uint32_t j)
{
    return kp_fold(l->cli->arena, kp_cell_text(kp_sheet_cell(l->sheet, i, j)));
}

static bool is_remark(kp_str heading)
{
    return heading.n == 0 || kp_str_is(heading, "备注") || kp_str_is(heading, "说明") ||
           kp_str_is(heading, "依据") || kp_str_is(heading, "序号") ||
           kp_str_is(heading, "note");
}

static size_t column_named(kp_str heading)
{
    size_t k = 0;

    while (k < NCOLUMNS && !kp_str_is(heading, columns[k].zh) &&
           !kp_str_is(heading, columns[k].en))
        k++;
    return k;
}

static bool find_heading_row(list *l)
{
    for (l->top = 0; l->top < l->sheet->nrows; l->top++)
        for (uint32_t j = 0; j < l->sheet->rows[l->top].ncells; j++)
            if (column_named(folded(l, l->top, j)) == NAME)
                return true;
    return false;
}

static void read_headings(list *l)
{
    kp_str names[NCOLUMNS];

    for (size_t k = 0; k < NCOLUMNS; k++) {
        l->at[k] = UINT32_MAX;
        names[k] = kp_str_of(columns[k].zh);
    }
    for (uint32_t j = 0; j < l->sheet->rows[l->top].ncells; j++) {
        kp_str heading = folded(l, l->top, j);
        size_t k = column_named(heading);

        if (k == NCOLUMNS && !is_remark(heading))
            refuse(l, l->top, j, KP6701, heading, kp_nearest(heading, names, NCOLUMNS));
        else if (k < NCOLUMNS && l->at[k] != UINT32_MAX)
            refuse(l, l->top, j, KP2008, heading, KP_NONE);
        else if (k < NCOLUMNS)
            l->at[k] = j;
    }
    for (size_t k = 0; k < NCOLUMNS; k++)
        if (columns[k].needed && l->at[k] == UINT32_MAX)
            refuse(l, l->top, 0, KP6700, names[k], KP_NONE);
}

/* ---- rows ---- */

/* It names a folder of the results: no path, nothing hidden. */
static bool is_good_name(kp_str name)
{
    if (name.n > 120 || name.p[0] == '.' || name.p[0] == '~')
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || strchr("/\\:*?\"<>|", name.p[i]))
            return false;
    return true;
}

static kp_str with_month(list *l, kp_str text)
{
    const kp_str mark = KP_STR("{年月}");
    char month[KP_MONTH_TEXT];
    kp_buf out;

    kp_month_print(l->group->day, month);
    kp_buf_init(&out, (size_t)1 << 16);
    for (;;) {
        size_t at = kp_str_find(text, mark);

        kp_buf_str(&out, kp_str_slice(text, 0, at == SIZE_MAX ? text.n : at));
        if (at == SIZE_MAX)
            break;
        kp_buf_z(&out, month);
        text = kp_str_slice(text, at + mark.n, text.n);
    }
    kp_str copy = kp_str_copy(l->cli->arena, kp_buf_view(&out));
    kp_buf_free(&out);
    return copy;
}

/* From the list's folder; "" stays "". */
static kp_str path_in(list *l, uint32_t i, size_t column)
{
    uint32_t j = l->at[column];
    kp_str text =
        j == UINT32_MAX
            ? KP_NONE
            : kp_tidy(l->cli->arena, kp_cell_text(kp_sheet_cell(l->sheet, i, j)));

    if (text.n == 0)
        return KP_NONE;
    text = with_month(l, text);
    while (text.n > 1 && text.p[text.n - 1] == '/')
        text.n--;
    return text.p[0] == '/' || l->folder.n == 0
               ? text
               : kp_path_join(l->cli->arena, l->folder, text);
}

/* A folder that is not there is a fault of this scheme alone. */
static void look_for(list *l, uint32_t i, size_t column, kp_str path,
                     kp_group_item *item)
{
    if (path.n == 0 || kp_path_is_folder(path))
        return;
    bool good = l->good;

    refuse(l, i, l->at[column], KP6705, item->name, path);
    l->good = good;
    item->lost = true;
}

static void read_row(list *l, uint32_t i)
{
    kp_group_item item = {0};
    uint32_t j = l->at[NAME];
    size_t first;

    for (size_t k = 0; k < NCOLUMNS; k++)
        if (columns[k].needed && kp_cell_is_blank(kp_sheet_cell(l->sheet, i, l->at[k])))
            refuse(l, i, l->at[k], KP6702, kp_str_of(columns[k].zh), KP_NONE);
    item.name = kp_tidy(l->cli->arena, kp_cell_text(kp_sheet_cell(l->sheet, i, j)));
    if (item.name.n == 0)
        return;
    if (!is_good_name(item.name)) {
        refuse(l, i, j, KP6703, item.name, KP_NONE);
        return;
    }
    item.where = kp_where_cell(l->sheet, i, j);
    if (!kp_map_put(&l->names, item.name, l->group->n, &first)) {
        refuse(l, i, j, KP6704, item.name,
               kp_cli_count(l->cli, l->group->item[first].where.row));
        return;
    }
    item.scheme = path_in(l, i, SCHEME);
    item.data = path_in(l, i, DATA);
    item.prev = path_in(l, i, PREV);
    look_for(l, i, SCHEME, item.scheme, &item);
    look_for(l, i, DATA, item.data, &item);
    look_for(l, i, PREV, item.prev, &item);
    l->group->item = kp_arena_grow(l->cli->arena, l->group->item, &l->cap,
                                   l->group->n + 1, sizeof item);
    l->group->item[l->group->n++] = item;
}

static int by_name(const void *a, const void *b)
{
    const kp_group_item *x = a, *y = b;

    return kp_str_cmp(x->name, y->name);
}

static kp_str folder_of(kp_str file)
{
    while (file.n && file.p[file.n - 1] != '/')
        file.n--;
    if (file.n > 1)
        file.n--;
    return file;
}

static kp_status read_rows(list *l)
{
    if (!find_heading_row(l)) {
        l->top = 0;
        refuse(l, 0, 0, KP6700, KP_STR("名称"), KP_NONE);
        return KP_EINVALID;
    }
    read_headings(l);
    if (!l->good)
        return KP_EINVALID;
    for (uint32_t i = l->top + 1; i < l->sheet->nrows; i++)
        if (!kp_row_is_blank(&l->sheet->rows[i]))
            read_row(l, i);
    if (l->good && l->group->n == 0)
        refuse(l, l->top, l->at[NAME], KP6707, KP_NONE, KP_NONE);
    return l->good ? KP_OK : KP_EINVALID;
}

kp_status kp__group_list(kp_cli *cli, kp_str file, kp_group *group)
{
    list l = {.cli = cli, .group = group, .folder = folder_of(file), .good = true};
    kp_sources sources;

    kp_sources_init(&sources, cli->arena);
    kp_cli_show(cli, KP_STR(PLACE), KP_NONE);
    kp_status status = kp_sources_read_file(cli, KP_NONE, file, PLACE, true, &sources);
    if (status != KP_OK || sources.book.nsheets == 0)
        return status == KP_OK ? KP_EINVALID : status;
    l.sheet = sources.book.sheets[0];
    kp_map_init(&l.names, cli->arena);
    status = read_rows(&l);
    if (status == KP_OK)
        qsort(group->item, group->n, sizeof *group->item, by_name);
    return status;
}
