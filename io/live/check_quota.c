/* check_quota.c - a line for every quota: how many keep the limited grade beyond the
 * number of heads.
 *
 * Who keeps it is a value, as no cell formula breaks ties; that no more do than the
 * share allows is counted again from the cells.  Where equals at the boundary all keep
 * it, the number may be exceeded, and there is nothing to prove.
 */
#include "io/live/parts.h"

#include "engine/kernel_quota.h"

typedef struct quota {
    kp_live_plan *plan;
    const kp_field *field;
    const kp_group_spec *spec;
    const kp__sheet_of_entity *sheet;
    const kp__chain *chain;  // NULL: all rows are one group
    kp_buf out;
} quota;

static void put_cells(quota *q, uint32_t column)
{
    kp__put_range(&q->out, q->sheet->quoted, column, KP__DATA_ROW,
                  kp__last_row(q->sheet));
}

static void put_field(quota *q, uint32_t field)
{
    put_cells(q, kp__column_of(q->plan, field));
}

/* SUMPRODUCT(1*(position=place)*(include="是")*: one factor, or more, must follow. */
static void put_members(quota *q, size_t place)
{
    kp_buf_z(&q->out, "SUMPRODUCT(1*");
    if (q->chain) {
        kp_buf_char(&q->out, '(');
        put_cells(q, q->chain->column);
        kp_buf_printf(&q->out, "=%zu)*", place + 1);
    }
    if (q->spec->include != KP_NO_FIELD) {
        kp_buf_char(&q->out, '(');
        put_field(q, q->spec->include);
        kp_buf_z(&q->out, "=\"是\")*");
    }
}

static void put_one_cell(quota *q, uint32_t field, size_t row)
{
    uint32_t at = KP__DATA_ROW + q->sheet->place_of[row];

    kp__put_range(&q->out, q->sheet->quoted, kp__column_of(q->plan, field), at, at);
}

/* share x heads, as the document rounds it; the tail of the product is cut off first.
 */
static void put_heads(quota *q, size_t place, size_t first)
{
    const char *rounding = "ROUNDUP(";

    if (q->spec->share_rounding == KP_ROUND_DOWN ||
        q->spec->share_rounding == KP_ROUND_FLOOR)
        rounding = "ROUNDDOWN(";
    else if (q->spec->share_rounding == KP_ROUND_HALF_UP)
        rounding = "ROUND(";
    if (q->spec->minimum != KP_NO_FIELD) {
        kp_buf_z(&q->out, "MAX(");
        put_one_cell(q, q->spec->minimum, first);
        kp_buf_char(&q->out, ',');
    }
    kp_buf_z(&q->out, rounding);
    kp_buf_z(&q->out, "ROUND(");
    put_one_cell(q, q->spec->share, first);
    kp_buf_char(&q->out, '*');
    put_members(q, place);
    kp_buf_char(&q->out, '(');
    put_field(q, q->spec->grade);
    kp_buf_z(&q->out, "<>\"\")*(");
    put_field(q, q->spec->grade);
    kp_buf_z(&q->out, "<>\"不适用\")),9),0)");
    if (q->spec->minimum != KP_NO_FIELD)
        kp_buf_char(&q->out, ')');
}

/* A quota inside a formula is a field of its own: people know the one that shows it. */
static kp_str name_of(const quota *q)
{
    const kp_entity *entity = q->sheet->entity;

    for (size_t k = 0; k < entity->nfields; k++) {
        const kp_field *field = q->plan->scheme->field[entity->field[k]];

        if (!field->lifted && field->source == KP_SOURCE_SCALAR && field->expr &&
            field->expr->op == KP_X_FIELD && field->expr->field == q->field->id)
            return field->name;
    }
    return q->field->name;
}

static kp_str what_of(quota *q, size_t owner)
{
    const kp_symbols *symbols = q->plan->scheme->symbols;
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    kp_buf_str(&text, name_of(q));
    if (q->chain) {
        kp_buf_z(&text, "（");
        kp_buf_str(
            &text,
            kp_symbol_text(symbols, q->plan->run->table[q->chain->target]->key[owner]));
        kp_buf_z(&text, "）");
    }
    kp_buf_z(&text, "：");
    kp_buf_str(&text, kp_symbol_text(symbols, q->spec->limited));
    kp_buf_z(&text, "人数超出名额");
    kp_str copy = kp_str_copy(q->plan->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void check_group(quota *q, size_t owner, size_t first)
{
    size_t place = q->chain ? q->plan->entity[q->chain->target].place_of[owner] : 0;

    kp_buf_clear(&q->out);
    kp_buf_z(&q->out, "MAX(0,");
    put_members(q, place);
    kp_buf_char(&q->out, '(');
    put_field(q, q->field->id);
    kp_buf_char(&q->out, '=');
    kp__put_text(&q->out, kp_symbol_text(q->plan->scheme->symbols, q->spec->limited));
    kp_buf_z(&q->out, "))-");
    put_heads(q, place, first);
    kp_buf_char(&q->out, ')');
    kp__check_add(q->plan, q->sheet->entity->name, what_of(q, owner), &q->out);
}

static size_t owner_of(const quota *q, size_t row)
{
    if (!q->chain)
        return 0;
    return kp_run_follow(q->plan->run, row, q->chain->link, q->chain->nlinks);
}

static void check_groups(quota *q)
{
    const kp_live_plan *plan = q->plan;
    size_t n = q->chain ? plan->entity[q->chain->target].table->n : 1;
    bool *seen = KP_NEW_ARRAY(plan->arena, n + 1, bool);

    if ((uint64_t)n * q->sheet->table->n > KP__COST_MOST)
        return;
    for (size_t row = 0; row < q->sheet->table->n; row++) {
        size_t owner = owner_of(q, row);

        if (owner == SIZE_MAX || seen[owner])
            continue;
        seen[owner] = true;
        check_group(q, owner, row);
    }
}

/* A share that is told in another way, or a grade that a spreadsheet takes for another,
 * cannot be counted in cells. */
static bool can_be_counted(const kp_live_plan *plan, const kp_group_spec *spec)
{
    kp_field **field = plan->scheme->field;

    return spec->style != KP_TIES_ALL && !plan->collides[spec->limited] &&
           kp__is_shown(field[spec->share]) && kp__is_shown(field[spec->grade]) &&
           (spec->minimum == KP_NO_FIELD || kp__is_shown(field[spec->minimum])) &&
           (spec->include == KP_NO_FIELD || kp__is_shown(field[spec->include]));
}

void kp__quota_checks(kp_live_plan *plan, const kp_field *field)
{
    const kp_group_spec *spec = field->group;
    quota q = {.plan = plan,
               .field = field,
               .spec = spec,
               .sheet = kp__sheet_of(plan, field->entity)};

    if (!can_be_counted(plan, spec))
        return;
    if (spec->nlinks)
        q.chain = kp__chain_of(plan, field->entity, spec->nlinks, spec->link);
    kp_buf_init(&q.out, 1 << 14);
    check_groups(&q);
    kp_buf_free(&q.out);
}
