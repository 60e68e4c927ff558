/* load_find.c - which sheets and blocks hold rows of which entity.
 *
 * A sheet belongs to the entity that its name begins with: 员工-考勤.csv,
 * 2025年3月员工(2), sheet 员工.  A workbook whose only sheet is called Sheet1 goes by
 * the file's name.  A sheet that begins with a block 数据 <实体> is read block by
 * block.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

#define MOST_ENTITIES_NAMED 64

/* ---- names ---- */

static bool ends_a_name(kp_str rest)
{
    static const char *const marks[] = {"-", "_", "(",  " ",  ".", "—", "–",
                                        "·", "[", "【", "、", "+", NULL};

    if (rest.n == 0 || (rest.p[0] >= '0' && rest.p[0] <= '9'))
        return true;
    for (size_t k = 0; marks[k]; k++)
        if (kp_str_starts(rest, kp_str_of(marks[k])))
            return true;
    return false;
}

/* 2025年3月员工, 202503-员工: what comes before the name. */
static kp_str skip_date(kp_str name)
{
    static const char *const marks[] = {"年", "月", "份", "-", "_", ".", " ", NULL};
    size_t at = 0;

    for (bool moved = true; moved && at < name.n;) {
        moved = name.p[at] >= '0' && name.p[at] <= '9';
        at += moved;
        for (size_t k = 0; at > 0 && !moved && marks[k]; k++)
            if (kp_str_starts(kp_str_slice(name, at, name.n), kp_str_of(marks[k]))) {
                at += kp_str_of(marks[k]).n;
                moved = true;
            }
    }
    return at < name.n ? kp_str_slice(name, at, name.n) : name;
}

static bool begins_with(kp_str name, kp_str entity)
{
    return entity.n > 0 && kp_str_starts(name, entity) &&
           ends_a_name(kp_str_slice(name, entity.n, name.n));
}

static const kp_entity *longest_match(const kp_scheme *scheme, kp_str name)
{
    const kp_entity *best = NULL;

    for (size_t e = 0; e < scheme->nentities; e++) {
        const kp_entity *entity = scheme->entity[e];

        if (!begins_with(name, entity->name) && !begins_with(name, entity->label))
            continue;
        if (!best || entity->name.n > best->name.n)
            best = entity;
    }
    return best;
}

static const kp_entity *entity_named(kp__load *l, kp_str name)
{
    kp_str folded = kp_fold(l->cells, name);
    const kp_entity *entity = longest_match(l->scheme, folded);

    return entity ? entity : longest_match(l->scheme, skip_date(folded));
}

static size_t entity_names(const kp__load *l, kp_str names[MOST_ENTITIES_NAMED])
{
    size_t n = 0;

    for (; n < l->scheme->nentities && n < MOST_ENTITIES_NAMED; n++)
        names[n] = l->scheme->entity[n]->name;
    return n;
}

kp_str kp__entity_names(kp__load *l)
{
    kp_str names[MOST_ENTITIES_NAMED];

    return kp__load_list(l, names, entity_names(l, names));
}

/* 员工.xlsx of data/2025-03/员工.xlsx. */
static kp_str base_name(kp_str file)
{
    size_t from = file.n, to = file.n;

    while (from > 0 && file.p[from - 1] != '/' && file.p[from - 1] != '\\')
        from--;
    for (size_t at = to; at > from; at--)
        if (file.p[at - 1] == '.') {
            to = at - 1;
            break;
        }
    return kp_str_slice(file, from, to);
}

static bool is_default_name(kp__load *l, kp_str name)
{
    kp_str folded = kp_fold(l->cells, name);

    for (size_t k = 0; k < 2; k++) {
        kp_str word = k == 0 ? KP_STR("Sheet") : KP_STR("工作表");
        size_t at = word.n;

        if (!kp_str_starts(folded, word))
            continue;
        while (at < folded.n && folded.p[at] >= '0' && folded.p[at] <= '9')
            at++;
        return at == folded.n;
    }
    return false;
}

static const kp_entity *entity_of_sheet(kp__load *l, const kp_sheet *sheet)
{
    const kp_entity *entity = entity_named(l, sheet->name);

    if (!entity && !sheet->is_csv && is_default_name(l, sheet->name))
        return entity_named(l, base_name(sheet->file));
    return entity;
}

/* ---- sources ---- */

static kp__source *add_source(kp__load *l, const kp_sheet *sheet,
                              const kp_entity *entity)
{
    kp__load_entity *le = &l->entity[entity->id];
    kp__source *source = KP_NEW(l->scratch, kp__source);

    source->sheet = sheet;
    source->entity = entity;
    source->from_col = source->to_col = source->month_col = KP__NO_COL;
    source->col = KP_NEW_ARRAY(l->scratch, entity->nfields + 1, kp__load_col *);
    source->bottom = sheet->nrows;
    le->source = kp_arena_grow(l->scratch, le->source, &le->cap, le->nsources + 1,
                               sizeof(kp__source *));
    le->source[le->nsources++] = source;
    return source;
}

static uint32_t widest_row(const kp_sheet *sheet)
{
    uint32_t widest = 0;

    for (uint32_t i = 0; i < sheet->nrows; i++)
        if (sheet->rows[i].ncells > widest)
            widest = sheet->rows[i].ncells;
    return widest;
}

static void add_sheet(kp__load *l, const kp_sheet *sheet, const kp_entity *entity)
{
    kp__source *source = add_source(l, sheet, entity);

    source->right = widest_row(sheet);
}

static void add_block(kp__load *l, const kp_block *block, bool of_scheme)
{
    const kp_entity *entity =
        kp_scheme_entity(l->scheme, kp_fold(l->scratch, block->name));

    if (!entity) {
        (void)kp_fail(l->diags, KP4007,
                      kp_block_where(block, block->top, block->left + 1),
                      kp_cell_text(kp_block_cell(block, block->top, block->left + 1)),
                      block->name, kp__entity_names(l), KP_NONE);
        return;
    }
    kp__source *source = add_source(l, block->sheet, entity);
    source->block = block;
    source->of_scheme = of_scheme;
    source->top = block->top;
    source->bottom = block->bottom;
    source->left = block->left;
    source->right = block->right;
    source->upper = source->head = block->top + 1;
}

static void add_blocks(kp__load *l, const kp_book *book, bool of_scheme)
{
    kp_block *block = NULL;
    size_t n = 0;

    // A broken block is told and left out; the others are read.
    (void)kp_blocks_find(l->scratch, book, &block, &n, l->diags);
    for (size_t b = 0; b < n; b++) {
        if (block[b].kind != KP_BLOCK_DATA)
            continue;
        if (l->in->dated && (kp_block_option(&block[b], "生效", "from") ||
                             kp_block_option(&block[b], "失效", "to")))
            *l->in->dated = true;
        if (kp_block_in_force(l->scratch, &block[b], l->scheme->month, l->diags))
            add_block(l, &block[b], of_scheme);
    }
}

/* ---- sheets of the data folder ---- */

static bool is_blank_sheet(const kp_sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->nrows; i++)
        if (!kp_row_is_blank(&sheet->rows[i]))
            return false;
    return true;
}

static bool is_notes(kp__load *l, kp_str name)
{
    static const char *const words[] = {"说明", "填表说明", "填报说明", "填写说明",
                                        "备注", "目录",     "README",   NULL};
    kp_str folded = kp_fold(l->cells, name);

    for (size_t k = 0; words[k]; k++)
        if (kp_str_is(folded, words[k]))
            return true;
    return false;
}

/* The first cell says 数据, or 指标 alone in its row. */
static bool begins_with_block(kp__load *l, const kp_sheet *sheet)
{
    uint32_t i = 0;

    while (i < sheet->nrows && kp_row_is_blank(&sheet->rows[i]))
        i++;
    kp_str word = kp_fold(l->cells, kp_cell_text(kp_sheet_cell(sheet, i, 0)));
    if (kp_str_is(word, "数据") || kp_str_is(word, "data"))
        return true;
    if (!kp_str_is(word, "指标"))
        return false;
    for (uint32_t j = 1; j < sheet->rows[i].ncells; j++)
        if (!kp_cell_is_blank(&sheet->rows[i].cells[j]))
            return false;
    return true;
}

/* What an unusable sheet holds is not missed once more, row by row. */
static void note_loss(kp__load *l, const kp_entity *entity)
{
    if (entity)
        l->entity[entity->id].incomplete = true;
    for (size_t e = 0; !entity && e < l->scheme->nentities; e++)
        l->entity[e].maybe_incomplete = true;
}

static void tell_unclaimed(kp__load *l, const kp_sheet *sheet)
{
    kp_where where = kp_where_cell(sheet, 0, 0);
    kp_str names[MOST_ENTITIES_NAMED];
    size_t n = entity_names(l, names);

    where.row = where.col = 0;
    kp_str near = kp_nearest(skip_date(kp_fold(l->cells, sheet->name)), names, n);
    note_loss(l, kp_scheme_entity(l->scheme, near));
    (void)kp_fail(l->diags, KP4002, where, KP_NONE, sheet->name, kp__entity_names(l),
                  near.n || n == 0 ? near : names[0]);
}

static void tell_of_sheet(kp__load *l, const kp_sheet *sheet, kp_code code)
{
    kp_where where = kp_where_cell(sheet, 0, 0);

    where.row = where.col = 0;
    (void)kp_fail(l->diags, code, where, KP_NONE, sheet->name, KP_NONE, KP_NONE);
}

static void read_blocks_of(kp__load *l, kp_sheet *sheet)
{
    kp_book *one = KP_NEW(l->scratch, kp_book);

    kp_book_init(one, l->scratch);
    one->sheets = KP_NEW_ARRAY(l->scratch, 1, kp_sheet *);
    one->sheets[0] = sheet;
    one->nsheets = one->cap = 1;
    add_blocks(l, one, false);
}

static void claim_sheet(kp__load *l, kp_sheet *sheet)
{
    if (is_blank_sheet(sheet)) {
        tell_of_sheet(l, sheet, KP4004);
        return;
    }
    bool in_blocks = begins_with_block(l, sheet);
    const kp_entity *entity = in_blocks ? NULL : entity_of_sheet(l, sheet);
    if (sheet->hidden && (in_blocks || entity))
        tell_of_sheet(l, sheet, KP4011);
    if (in_blocks)
        read_blocks_of(l, sheet);
    else if (entity)
        add_sheet(l, sheet, entity);
    else if (sheet->hidden)
        tell_of_sheet(l, sheet, KP4003);
    else if (is_notes(l, sheet->name))
        tell_of_sheet(l, sheet, KP4005);
    else
        tell_unclaimed(l, sheet);
}

static void drop_source(kp__load_entity *le, size_t k)
{
    for (; k + 1 < le->nsources; k++)
        le->source[k] = le->source[k + 1];
    le->nsources--;
}

/* Read headings, rows and keys of all sources; what cannot be used goes. */
static void read_sources(kp__load *l, kp__load_entity *le)
{
    for (size_t k = 0; k < le->nsources;) {
        if (!kp__read_header(l, le->source[k])) {
            le->incomplete = true;
            drop_source(le, k);
            continue;
        }
        kp__read_titles(l, le->source[k]);
        kp__read_rows(l, le->source[k]);
        kp__read_keys(l, le->source[k]);
        kp__check_totals(l, le->source[k]);
        if (le->source[k]->nneeded > le->most_needed)
            le->most_needed = le->source[k]->nneeded;
        k++;
    }
}

void kp__find_sources(kp__load *l)
{
    if (l->in->scheme_book)
        add_blocks(l, l->in->scheme_book, true);
    for (size_t s = 0; l->in->data && s < l->in->data->nsheets; s++)
        claim_sheet(l, l->in->data->sheets[s]);
    for (size_t f = 0; l->in->data && f < l->in->data->nlost; f++)
        note_loss(l, entity_named(l, base_name(l->in->data->lost[f])));
    for (size_t e = 0; e < l->scheme->nentities; e++) {
        kp__load_entity *le = &l->entity[e];
        bool any = le->nsources > 0;

        kp__collect_headings(l, le);
        read_sources(l, le);
        if (!any && !le->incomplete && !le->entity->derived)
            (void)kp_fail(l->diags, KP4008, KP_NOWHERE, KP_NONE, le->entity->name,
                          KP_NONE, KP_NONE);
    }
}
