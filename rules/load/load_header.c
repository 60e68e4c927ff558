/* load_header.c - where the headings of a sheet are, and which column is which field.
 *
 * The heading row is the one among the first twenty whose cells name the most fields,
 * keys before all.  Two rows are read as one when that names more: 累计 above 应发合计
 * is 累计.应发合计, and a name that stands in the upper row alone (a cell merged over
 * both) is as good as one in the lower.
 */
#include "engine/base/fold.h"
#include "rules/load/load_parts.h"

enum {
    ROWS_SEARCHED = 20,
    ALL_KEYS = 10000,  // worth more than any number of other columns
};

typedef struct heading {
    kp_str text;  // as typed, for sentences
    uint32_t i;   // the row it stands in
    kp__heading_found found;
    bool combined;
} heading;

static kp_str text_at(const kp__source *source, uint32_t i, uint32_t j)
{
    const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);

    return kp_cell_is_blank(cell) ? KP_NONE : kp_cell_text(cell);
}

/* The group heading above column j: its own upper cell, or one further left, as long as
 * the columns between have a lower heading, too. */
static kp_str group_above(const kp__source *source, uint32_t upper, uint32_t head,
                          uint32_t j)
{
    for (;; j--) {
        kp_str text = text_at(source, upper, j);

        if (text_at(source, head, j).n == 0)
            return KP_NONE;
        if (text.n > 0 || j == source->left)
            return text;
    }
}

static bool match_combined(kp__load *l, const kp__load_entity *le, kp_str group,
                           heading *h)
{
    static const char *const joints[] = {".", "", "-"};

    for (size_t k = 0; group.n > 0 && k < sizeof joints / sizeof *joints; k++) {
        h->found =
            kp__match_heading(l, le,
                              kp_str_joined(l->cells, kp__heading_key(l->cells, group),
                                            joints[k], h->text));
        if (h->found.field)
            return true;
    }
    return false;
}

static heading heading_at(kp__load *l, const kp__load_entity *le,
                          const kp__source *source, uint32_t upper, uint32_t head,
                          uint32_t j)
{
    heading h = {.text = text_at(source, head, j), .i = head};

    if (h.text.n > 0 && upper != head)
        h.combined = match_combined(l, le, group_above(source, upper, head, j), &h);
    if (h.text.n == 0 && upper != head) {
        h.text = text_at(source, upper, j);
        h.i = upper;
    }
    if (h.text.n > 0 && !h.combined)
        h.found = kp__match_heading(l, le, h.text);
    return h;
}

kp__heading_found kp__heading_at(kp__load *l, const kp__load_entity *le,
                                 const kp__source *source, uint32_t j, kp_str *text)
{
    heading h = heading_at(l, le, source, source->upper, source->head, j);

    *text = h.text;
    return h.found;
}

/* ---- finding the rows ---- */

typedef struct score {
    size_t points;
    bool combined;
} score;

static score score_rows(kp__load *l, const kp__load_entity *le,
                        const kp__source *source, uint32_t upper, uint32_t head)
{
    score s = {0};
    size_t nkeys = 0;

    for (uint32_t j = source->left; j < source->right; j++) {
        heading h = heading_at(l, le, source, upper, head, j);

        if (!h.found.field)
            continue;
        s.points++;
        nkeys += h.found.field->is_key;
        s.combined |= h.combined;
    }
    if (nkeys > 0 && nkeys >= le->entity->nkeys)
        s.points += ALL_KEYS;
    return s;
}

static void try_two_rows(kp__load *l, const kp__load_entity *le, kp__source *source,
                         uint32_t upper, score *best)
{
    score two = score_rows(l, le, source, upper, upper + 1);

    if (two.points < best->points ||
        (two.points == best->points && (best->combined || !two.combined)))
        return;
    *best = two;
    source->upper = upper;
    source->head = upper + 1;
}

static bool find_heading_rows(kp__load *l, const kp__load_entity *le,
                              kp__source *source)
{
    uint32_t last = source->top + ROWS_SEARCHED;
    score best = {0};

    for (uint32_t i = source->top; i < last && i < source->bottom; i++) {
        score one = score_rows(l, le, source, i, i);

        if (one.points <= best.points)
            continue;
        best = one;
        source->upper = source->head = i;
    }
    uint32_t row = source->head;
    if (best.points > 0 && row > source->top)
        try_two_rows(l, le, source, row - 1, &best);
    if (best.points > 0 && row + 1 < source->bottom)
        try_two_rows(l, le, source, row, &best);
    return best.points > 0;
}

/* ---- columns ---- */

static kp_str nearest_field(kp__load *l, const kp_entity *entity, kp_str text)
{
    kp_str *names = KP_NEW_ARRAY(l->cells, entity->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = l->scheme->field[entity->field[k]];

        if (kp__field_is_typed(field))
            names[n++] = field->name;
    }
    return kp_nearest(kp__heading_key(l->cells, text), names, n);
}

/* Headings that any table may have beside its fields. */
bool kp__is_bookkeeping(kp_str key)
{
    static const char *const words[] = {"序号",   "依据", "说明",    "备注", "no.",
                                        "clause", "note", "remarks", NULL};

    for (size_t k = 0; words[k]; k++)
        if (kp_str_is(key, words[k]))
            return true;
    return false;
}

static bool says_from(kp_str key)
{
    return kp_str_is(key, "生效") || kp_str_is(key, "from");
}

static bool says_to(kp_str key)
{
    return kp_str_is(key, "失效") || kp_str_is(key, "to");
}

bool kp__is_table_heading(kp_str key)
{
    return says_from(key) || says_to(key) || kp__is_month_heading(key);
}

/* Sums of earlier months become fields where formulas read them, and those are wrong.
 */
static bool is_of_a_draft(const kp__load *l, kp_str key)
{
    return l->scheme->draft &&
           (kp_str_starts(key, KP_STR("累计.")) ||
            kp_str_starts(key, KP_STR("上期.")) || kp_str_starts(key, KP_STR("上年.")));
}

static void settle_other(kp__load *l, kp__source *source, const heading *h, uint32_t j)
{
    kp_str key = kp__heading_key(l->cells, h->text);

    if (source->previous || kp__is_bookkeeping(key) || is_of_a_draft(l, key))
        return;
    // A mark of a scheme that extends another (inherit.h).
    if (source->of_scheme && (kp_str_is(key, "覆盖") || kp_str_is(key, "override")))
        return;
    if (says_from(key)) {
        source->from_col = j;
    } else if (says_to(key)) {
        source->to_col = j;
    } else if (kp__is_month_heading(key)) {
        source->month_col = j;
    } else if (source->of_scheme) {
        kp__load_fault(l, KP4022, source, h->i, j, h->text, source->entity->name,
                       KP_NONE);
    } else {
        kp_str near = nearest_field(l, source->entity, h->text);

        kp__load_fault(l, near.n ? KP4020 : KP4021, source, h->i, j, h->text, near,
                       KP_NONE);
    }
}

static void settle_field(kp__load *l, kp__source *source, const heading *h, uint32_t j)
{
    const kp_field *field = h->found.field;
    kp__load_col **col = &source->col[field->local];

    if (h->found.other) {
        kp__load_fault(l, KP4025, source, h->i, j, h->text, field->name,
                       h->found.other->name);
    } else if (!source->previous && !kp__field_is_typed(field)) {
        kp__load_fault(l, KP4023, source, h->i, j, field->name, KP_NONE, KP_NONE);
    } else if (*col) {
        kp_where there = kp__load_where(source, h->i, (*col)->j);

        kp__load_fault(l, KP4024, source, h->i, j, field->name,
                       kp__load_place(l, there), KP_NONE);
    } else {
        *col = KP_NEW(l->scratch, kp__load_col);
        **col = (kp__load_col){j, field, h->found.tens};
        if (kp_sheet_hides(source->sheet, j))
            kp__load_fault(l, KP4076, source, h->i, j, field->name, KP_NONE, KP_NONE);
    }
}

static void tell_unheaded(kp__load *l, const kp__source *source, uint32_t j)
{
    uint32_t at;

    for (uint32_t i = source->head + 1; i < source->bottom; i++)
        if (!kp_cell_is_blank(kp_sheet_cell(source->sheet, i, j)) &&
            !kp_row_is_split(source->sheet, source->head, i, &at)) {
            kp__load_fault(l, KP4028, source, i, j, KP_NONE, KP_NONE, KP_NONE);
            return;
        }
}

static void settle_columns(kp__load *l, const kp__load_entity *le, kp__source *source)
{
    for (uint32_t j = source->left; j < source->right; j++) {
        heading h = heading_at(l, le, source, source->upper, source->head, j);

        if (h.found.field && (source->previous || !h.found.field->dormant))
            settle_field(l, source, &h, j);
        else if (h.text.n > 0)
            settle_other(l, source, &h, j);
        else if (!source->previous)
            tell_unheaded(l, source, j);
    }
}

/* ---- what the source turns out to be ---- */

static bool has_all_keys(kp__load *l, const kp__source *source)
{
    bool all = true;

    for (size_t k = 0; k < source->entity->nkeys; k++) {
        const kp_field *key = l->scheme->field[source->entity->key[k]];

        if (source->col[key->local])
            continue;
        kp__load_fault(l, KP4026, source, source->head, source->left, key->name,
                       KP_NONE, KP_NONE);
        all = false;
    }
    return all;
}

static void describe(kp__load *l, kp__source *source)
{
    const kp_entity *entity = source->entity;
    size_t nhistory = 0, nothers = 0;

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = l->scheme->field[entity->field[k]];

        if (!source->col[k] || field->is_key)
            continue;
        nhistory += field->source == KP_SOURCE_HISTORY;
        nothers += field->source != KP_SOURCE_HISTORY;
        source->nneeded +=
            field->source != KP_SOURCE_HISTORY && field->missing == KP_MISSING_ERROR;
    }
    source->only_history = nhistory > 0 && nothers == 0;
}

static void tell_no_heading(kp__load *l, const kp__source *source)
{
    const kp_entity *entity = source->entity;
    kp_str *names = KP_NEW_ARRAY(l->cells, entity->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < entity->nfields; k++)
        if (kp__field_is_typed(l->scheme->field[entity->field[k]]))
            names[n++] = l->scheme->field[entity->field[k]]->name;
    kp__load_fault(l, KP4006, source, 0, 0, entity->name, kp__load_list(l, names, n),
                   KP_NONE);
}

bool kp__read_header(kp__load *l, kp__source *source)
{
    const kp__load_entity *le = &l->entity[source->entity->id];

    if (!source->block && !source->previous && !find_heading_rows(l, le, source)) {
        tell_no_heading(l, source);
        return false;
    }
    if (!source->block && !source->previous)
        kp__leave_tables_beside(l, le, source);
    settle_columns(l, le, source);
    if (!has_all_keys(l, source))
        return false;
    describe(l, source);
    return true;
}
