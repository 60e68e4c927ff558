/* dense.c - the column beside a dense rank (1, 1, 2): who is the first of his place.
 *
 * Places that stand before one's own are counted by their first rows.  Here are our
 * values of that column; its formula is in group.c.
 */
#include <stdlib.h>

#include "io/live/parts.h"

typedef struct standing {
    size_t owner;
    int64_t rank;
    uint32_t place;  // on the sheet
} standing;

static int compare(const void *a, const void *b)
{
    const standing *x = a, *y = b;

    if (x->owner != y->owner)
        return x->owner < y->owner ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static bool stand_of(const kp_live_plan *plan, const kp_field *field, uint32_t row,
                     standing *out)
{
    const kp_group_spec *spec = field->group;
    kp_value rank = kp_column_get(kp__cells_of(plan, field->id), row);

    out->owner =
        spec->nlinks ? kp_run_follow(plan->run, row, spec->link, spec->nlinks) : 0;
    return KP_HAS_VALUE(rank.state) && kp_dec_to_i64(rank.as.num, 0, &out->rank);
}

const bool *kp__first_of_places(const kp_live_plan *plan, const kp_field *field)
{
    const kp__sheet_of_entity *sheet = kp__sheet_of(plan, field->entity);
    size_t n = sheet->table->n, standing_now = 0;
    bool *first = KP_NEW_ARRAY(plan->arena, n + 1, bool);
    standing *all = KP_NEW_ARRAY(plan->arena, n + 1, standing);

    for (uint32_t i = 0; i < n; i++) {
        all[standing_now].place = i;
        standing_now += stand_of(plan, field, sheet->row_at[i], &all[standing_now]);
    }
    qsort(all, standing_now, sizeof *all, compare);
    for (size_t k = 0; k < standing_now; k++)
        first[all[k].place] = k == 0 || all[k].owner != all[k - 1].owner ||
                              all[k].rank != all[k - 1].rank;
    return first;
}
