/* convert_bases.c - the bases of a scheme that becomes a workbook, and back.
 *
 * A folder refers to its base by a path, which a workbook, carried elsewhere, could not
 * follow.  So the base's files come along as if they stood in the folder 继承/1 of the
 * scheme, which is where a scheme brings its base (run_sources.h).  On the way back
 * they are left out again when the base stands where 说明 says, the same in every cell.
 */
#include <string.h>

#include "io/cli/form/convert.h"
#include "io/cli/paths.h"
#include "io/cli/run/run_bases.h"
#include "io/csv/csv_read.h"
#include "io/files/files.h"

// ---- files and their places

static bool stands_in(kp_str file, const char *folder)
{
    size_t n = strlen(folder);

    return kp_str_starts(file, kp_str_of(folder)) && file.n > n && file.p[n] == '/';
}

unsigned kp_base_of_file(kp_str file)
{
    size_t at = strlen(KP_BASES_PLACE "/");

    if (!stands_in(file, KP_BASES_PLACE) || file.n < at + 2 || file.p[at] < '1' ||
        file.p[at] > '9' || file.p[at + 1] != '/')
        return 0;
    return (unsigned)(file.p[at] - '0');
}

/* Packs are no layer: they wait until they are used. */
static uint8_t layer_of_file(kp_str file)
{
    unsigned base = kp_base_of_file(file);
    size_t inside = base ? strlen(KP_BASES_PLACE "/1/") : 0;

    if (stands_in(kp_str_slice(file, inside, file.n), KP_PACKS_PLACE))
        return KP_LAYER_PACK;
    return (uint8_t)base;
}

kp_status kp_tables_add(kp_cli *cli, kp_str folder, kp_str name, kp_str place,
                        kp_tables *out)
{
    kp_str bytes;
    kp_status status =
        kp_file_read(cli->arena, folder, name, KP_CSV_MAX_BYTES, &bytes, cli->diags);

    if (status == KP_OK)
        status = kp_csv_read(&out->book, name, bytes, cli->diags);
    if (status != KP_OK)
        return status;
    out->file =
        kp_arena_grow(cli->arena, out->file, &out->cap, out->n + 1, sizeof *out->file);
    out->file[out->n] = place.n ? kp_path_join(cli->arena, place, name) : name;
    out->book.sheets[out->n]->layer = layer_of_file(out->file[out->n]);
    out->n++;
    return KP_OK;
}

// ---- reading a base

static bool is_workbook(kp_str name)
{
    return kp_path_ends_in(name, ".xlsx") || kp_path_ends_in(name, ".xlsm");
}

/* Rules that cannot come along would be missed by the workbook alone. */
static kp_status refuse_workbook(kp_cli *cli, kp_str folder, kp_str name)
{
    kp_str file = kp_path_join(cli->arena, folder, name);

    return kp_fail(cli->diags, KP6044, (kp_where){.file = file}, KP_NONE, file, KP_NONE,
                   KP_NONE);
}

static kp_status add_listed(kp_cli *cli, kp_str folder, kp_str name, kp_str place,
                            kp_tables *out)
{
    if (stands_in(name, KP_BASES_PLACE) || stands_in(name, KP_TRIAL_PLACE))
        return KP_OK;
    if (is_workbook(name))
        return refuse_workbook(cli, folder, name);
    if (!kp_path_ends_in(name, ".csv"))
        return KP_OK;
    return kp_tables_add(cli, folder, kp_str_copy(cli->arena, name), place, out);
}

static kp_status read_base(kp_cli *cli, kp_str folder, kp_str place, kp_tables *out)
{
    kp_file_list list = {0};
    kp_status worst = kp_file_list_read(folder, &list, cli->diags);

    for (size_t k = 0; k < list.n && worst != KP_EIO; k++) {
        kp_status status = add_listed(cli, folder, list.names[k], place, out);

        worst = status == KP_OK ? worst : status;
    }
    kp_file_list_free(&list);
    return worst;
}

static kp_str place_of(kp_cli *cli, unsigned n)
{
    return kp_path_join(cli->arena, KP_STR(KP_BASES_PLACE), kp_cli_count(cli, n));
}

// ---- to a workbook

/* As if all had been files of one folder: the same bytes either way. */
static void sort_by_file(kp_tables *t)
{
    for (size_t i = 1; i < t->n; i++) {
        kp_sheet *sheet = t->book.sheets[i];
        kp_str file = t->file[i];
        size_t k = i;

        for (; k > 0 && kp_str_cmp(t->file[k - 1], file) > 0; k--) {
            t->file[k] = t->file[k - 1];
            t->book.sheets[k] = t->book.sheets[k - 1];
        }
        t->file[k] = file;
        t->book.sheets[k] = sheet;
    }
}

/* A copy that the folder brings along, and that was read with it. */
static bool is_brought(kp_str folder, kp_str from)
{
    return kp_str_starts(folder, from) &&
           kp_str_starts(kp_str_slice(folder, from.n, folder.n),
                         KP_STR("/" KP_BASES_PLACE "/"));
}

static kp_status pack_base(kp_cli *cli, const kp_base *base, unsigned n,
                           kp_tables *tables)
{
    size_t before = tables->n;
    kp_str place = place_of(cli, n);
    kp_status status = read_base(cli, base->folder, place, tables);

    if (status == KP_OK)
        (void)kp_fail(cli->diags, KP6045, (kp_where){.file = base->folder}, KP_NONE,
                      base->folder, kp_cli_count(cli, tables->n - before), place);
    return status;
}

kp_status kp_bases_pack(kp_cli *cli, kp_str from, kp_tables *tables)
{
    kp_sources s;
    kp_base base;
    kp_status worst = KP_OK;

    kp_sources_init(&s, cli->arena);
    s.book = tables->book;
    s.folder[s.nlayers++] = from;
    while (worst == KP_OK && kp_find_base(cli, &s, &base, &worst)) {
        if (!is_brought(base.folder, from))
            worst = pack_base(cli, &base, s.nlayers, tables);
        s.folder[s.nlayers++] = base.folder;
        s.book = tables->book;
    }
    sort_by_file(tables);
    return worst;
}

// ---- and back

typedef struct comparison {
    kp_cli *cli;
    const kp_index *index;
    kp_cell_texts *text;
    void *context;
} comparison;

static bool is_same_file(const comparison *c, kp_str file, const kp_sheet *there)
{
    uint32_t i, j;

    for (size_t k = 0; k < c->index->n; k++)
        if (kp_str_eq(c->index->row[k].file, file))
            return kp_same_cells(c->index->row[k].sheet, c->text, c->context, there, &i,
                                 &j);
    return false;
}

/* Every file of the base is in the workbook, and none is there besides. */
static bool is_same_base(const comparison *c, kp_str folder, unsigned n)
{
    size_t carried = 0;
    kp_tables there = {.n = 0};

    kp_book_init(&there.book, c->cli->arena);
    if (read_base(c->cli, folder, place_of(c->cli, n), &there) != KP_OK)
        return false;
    for (size_t k = 0; k < c->index->n; k++)
        carried += kp_base_of_file(c->index->row[k].file) == n;
    if (carried != there.n)
        return false;
    for (size_t k = 0; k < there.n; k++)
        if (!is_same_file(c, there.file[k], there.book.sheets[k]))
            return false;
    return true;
}

/* The sheets of the workbook as layers, to be asked for the bases they name. */
static void lay_out(kp_cli *cli, const kp_index *index, kp_str to, kp_sources *s)
{
    kp_sources_init(s, cli->arena);
    s->book.sheets = KP_NEW_ARRAY(cli->arena, index->n + 1, kp_sheet *);
    for (size_t k = 0; k < index->n; k++) {
        kp_sheet *sheet = KP_NEW(cli->arena, kp_sheet);

        *sheet = *index->row[k].sheet;
        sheet->layer = layer_of_file(index->row[k].file);
        s->book.sheets[s->book.nsheets++] = sheet;
    }
    s->book.cap = index->n + 1;
    s->folder[s->nlayers++] = to;
}

static bool carries_base(const kp_index *index, unsigned n)
{
    for (size_t k = 0; k < index->n; k++)
        if (kp_base_of_file(index->row[k].file) == n)
            return true;
    return false;
}

static void tell(kp_cli *cli, kp_diags *loud, kp_code code, const kp_base_name *name,
                 unsigned n)
{
    (void)kp_fail(loud, code, name->where, name->path, name->path, place_of(cli, n),
                  KP_NONE);
}

unsigned kp_bases_at_hand(kp_cli *cli, kp_str to, const kp_index *index,
                          kp_cell_texts *text, void *context)
{
    const comparison c = {cli, index, text, context};
    kp_diags *loud = cli->diags, *quiet = kp_diags_open();
    unsigned n = 0;
    bool at_hand = true;
    kp_sources s;

    if (!quiet)
        return 0;
    // What is not there is no fault here: the workbook has it.
    cli->diags = quiet;
    lay_out(cli, index, to, &s);
    for (unsigned k = 1; k < KP_MOST_LAYERS && carries_base(index, k); k++) {
        kp_base_name name = kp_inherit_base(cli->arena, &s.book, (uint8_t)(k - 1));
        kp_base base;
        kp_status worst = KP_OK;
        bool there = at_hand && kp_find_base(cli, &s, &base, &worst);

        at_hand = there && is_same_base(&c, base.folder, k);
        tell(cli, loud, at_hand ? KP6046 : there ? KP6048 : KP6047, &name, k);
        n += at_hand;
        if (there)
            s.folder[s.nlayers++] = base.folder;
    }
    cli->diags = loud;
    kp_diags_close(quiet);
    return n;
}
