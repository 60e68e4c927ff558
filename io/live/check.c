/* check.c - the sheet that says whether the formulas still give what kpay gave.
 *
 * For every live column how many cells differ from the hidden sheet of our values; for
 * every pool what its shares and its rest leave over; for every quota who is too many
 * (check_quota.c).  Only operators stand inside
 * SUMPRODUCT: not every program spreads functions over rows.
 */
#include "io/live/parts.h"

void kp__check_add(kp_live_plan *plan, kp_str sheet, kp_str what, const kp_buf *formula)
{
    plan->check = kp_arena_grow(plan->arena, plan->check, &plan->check_cap,
                                plan->nchecks + 1, sizeof *plan->check);
    plan->check[plan->nchecks++] = (kp__check_line){
        .sheet = sheet,
        .what = what,
        .formula = kp_str_copy(plan->arena, kp_buf_view(formula)),
    };
}

static void put_both(kp_buf *out, const kp__sheet_of_entity *sheet, uint32_t column,
                     bool live)
{
    uint32_t last = kp__last_row(sheet);

    kp__put_range(out, live ? sheet->quoted : sheet->values_quoted, column,
                  KP__DATA_ROW, last);
}

/* How far apart two figures may be and still be the same: half a unit of the declared
 * decimals, else the last of the twelve digits that the largest begins with. */
static void put_tolerance(const kp_live_plan *plan, const kp_field *field, kp_buf *out)
{
    double most = plan->bound[field->id].most;
    int digits = 12;

    if (field->decimals >= 0) {
        kp_buf_printf(out, "5E-%d", field->decimals + 1);
        return;
    }
    for (; most > 1 && digits > -9; most /= 10)
        digits--;
    kp_buf_printf(out, "1E%d", -digits);
}

static void put_number_check(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                             uint32_t column, const kp_field *field, kp_buf *out)
{
    kp_buf_z(out, "SUMPRODUCT(");
    for (int side = 0; side < 2; side++) {
        kp_buf_z(out, side ? "+(" : "(");
        put_both(out, sheet, column, side == 0);
        kp_buf_char(out, '-');
        put_both(out, sheet, column, side == 1);
        kp_buf_char(out, '>');
        put_tolerance(plan, field, out);
        kp_buf_char(out, ')');
    }
    kp_buf_char(out, ')');
}

/* NAME(live)-NAME(values) */
static void put_folds(const kp__sheet_of_entity *sheet, uint32_t column,
                      const char *name, kp_buf *out)
{
    for (int side = 0; side < 2; side++) {
        kp_buf_printf(out, side ? "-%s(" : "%s(", name);
        put_both(out, sheet, column, side == 0);
        kp_buf_char(out, ')');
    }
}

/* Figures among texts: their count, sum and sum of squares must agree. */
static void put_mixed_check(const kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                            uint32_t column, const kp_field *field, kp_buf *out)
{
    kp_buf_z(out, "ABS(");
    put_folds(sheet, column, "COUNT", out);
    kp_buf_z(out, ")+IF(ABS(");
    put_folds(sheet, column, "SUM", out);
    kp_buf_z(out, ")>");
    put_tolerance(plan, field, out);
    kp_buf_z(out, ",1,0)+IF(ABS(");
    put_folds(sheet, column, "SUMSQ", out);
    kp_buf_z(out, ")>1E-9*(1+SUMSQ(");
    put_both(out, sheet, column, false);
    kp_buf_z(out, ")),1,0)");
}

static void put_text_check(const kp__sheet_of_entity *sheet, uint32_t column,
                           kp_buf *out)
{
    kp_buf_z(out, "SUMPRODUCT(--(");
    put_both(out, sheet, column, true);
    kp_buf_z(out, "&\"\"<>");
    put_both(out, sheet, column, false);
    kp_buf_z(out, "&\"\"))");
}

static void check_column(kp_live_plan *plan, const kp__sheet_of_entity *sheet,
                         uint32_t column)
{
    const kp_field *field = plan->scheme->field[sheet->column[column].field];
    const kp__bound *bound = &plan->bound[field->id];
    bool states = bound->blank || bound->absent;
    kp_buf out;

    kp_buf_init(&out, 1 << 14);
    if (field->kind == KP_NUM && !states)
        put_number_check(plan, sheet, column, field, &out);
    else if (field->kind == KP_NUM)
        put_mixed_check(plan, sheet, column, field, &out);
    else
        put_text_check(sheet, column, &out);
    kp__check_add(plan, sheet->entity->name, field->name, &out);
    kp_buf_free(&out);
}

/* ---- pools ---- */

static void put_pool(const kp_live_plan *plan, const kp_pool_proof *proof,
                     const kp_field *pool, kp_buf *out)
{
    const kp__sheet_of_entity *sheet = &plan->entity[pool->entity];
    bool of_group = pool->entity == proof->group_entity;
    uint32_t row = KP__DATA_ROW + (of_group ? sheet->place_of[proof->group_row] : 0);

    kp__put_range(out, sheet->quoted, kp__column_of(plan, pool->id), row, row);
}

static void put_shares(const kp_live_plan *plan, const kp_pool_proof *proof,
                       const kp_field *field, kp_buf *out)
{
    const kp__sheet_of_entity *sheet = &plan->entity[field->entity];
    uint32_t last = kp__last_row(sheet);

    kp_buf_z(out, field->group->nlinks ? "SUMIFS(" : "SUM(");
    kp__put_range(out, sheet->quoted, kp__column_of(plan, field->id), KP__DATA_ROW,
                  last);
    if (field->group->nlinks) {
        const kp__chain *chain =
            kp__chain_of(plan, field->entity, field->group->nlinks, field->group->link);

        kp_buf_char(out, ',');
        kp__put_range(out, sheet->quoted, chain->column, KP__DATA_ROW, last);
        kp_buf_printf(out, ",%u",
                      plan->entity[chain->target].place_of[proof->group_row] + 1);
    }
    kp_buf_char(out, ')');
}

static kp_str what_of(kp_live_plan *plan, const kp_pool_proof *proof,
                      const kp_field *field)
{
    kp_buf text;

    kp_buf_init(&text, 1 << 14);
    kp_buf_str(&text, field->name);
    if (proof->group_entity != UINT32_MAX) {
        const kp_table *group = plan->run->table[proof->group_entity];

        kp_buf_z(&text, "（");
        kp_buf_str(&text,
                   kp_symbol_text(plan->scheme->symbols, group->key[proof->group_row]));
        kp_buf_z(&text, "）");
    }
    kp_buf_z(&text, "：已分 + 结余 − 总额");
    kp_str copy = kp_str_copy(plan->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

static void check_pool(kp_live_plan *plan, const kp_pool_proof *proof)
{
    const kp_field *field = plan->scheme->field[proof->field];
    kp_buf out;

    kp_buf_init(&out, 1 << 14);
    kp_buf_z(&out, "ROUND(");
    put_shares(plan, proof, field, &out);
    kp_buf_char(&out, '+');
    (void)kp__put_number(&out, proof->unspent);
    kp_buf_char(&out, '-');
    put_pool(plan, proof, plan->scheme->field[field->group->pool], &out);
    kp_buf_printf(&out, ",%d)", field->decimals >= 0 ? field->decimals : 2);
    kp__check_add(plan, plan->entity[field->entity].entity->name,
                  what_of(plan, proof, field), &out);
    kp_buf_free(&out);
}

static bool pools_are_cheap(const kp_live_plan *plan)
{
    uint64_t cost = 0;

    for (size_t i = 0; i < plan->run->nproofs; i++) {
        const kp_field *field = plan->scheme->field[plan->run->proof[i].field];
        cost += plan->run->table[field->entity]->n;
    }
    return cost <= 2 * KP__COST_MOST;
}

void kp__checks_make(kp_live_plan *plan)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++) {
        const kp__sheet_of_entity *sheet = &plan->entity[e];

        for (uint32_t c = 0; c < sheet->ncolumns; c++)
            if (sheet->values_sheet != UINT32_MAX &&
                sheet->column[c].role == KP__FIELD && sheet->column[c].formula.n)
                check_column(plan, sheet, c);
    }
    for (size_t i = 0; i < plan->run->nproofs && pools_are_cheap(plan); i++)
        if (plan->run->proof[i].problem == KP_CODE_NONE &&
            kp__is_shown(plan->scheme->field[plan->run->proof[i].field]))
            check_pool(plan, &plan->run->proof[i]);
    for (size_t f = 0; f < plan->scheme->nfields; f++)
        if (plan->scheme->field[f]->source == KP_SOURCE_QUOTA &&
            kp__is_shown(plan->scheme->field[f]))
            kp__quota_checks(plan, plan->scheme->field[f]);
}
