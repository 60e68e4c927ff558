/* load_beside.c - small tables and remarks that stand beside the table of a sheet.
 *
 * People put 科室 | 人数 to the right of their list, with an empty column between. What
 * stands behind an empty column is left out, and that is told, when it can be nothing
 * of the table: it names no key, no field that the table lacks, and no amount or other
 * value that would then stand there twice.  In all other cases the columns are read as
 * usual, and what is doubled or unknown is told there.
 */
#include "rules/load/load_parts.h"

/* Columns from the first to before the last, empty ones on both sides. */
typedef struct island {
    uint32_t from, to;
} island;

static bool is_empty_column(const kp__source *source, uint32_t j)
{
    for (uint32_t i = source->upper; i < source->bottom; i++) {
        const kp_cell *cell = kp_sheet_cell(source->sheet, i, j);

        // A heading or a title that is merged over several columns joins them.
        if (!kp_cell_is_blank(cell) || (cell->merged && i <= source->head))
            return false;
    }
    return true;
}

static bool next_island(const kp__source *source, uint32_t at, island *out)
{
    while (at < source->right && is_empty_column(source, at))
        at++;
    out->from = at;
    while (at < source->right && !is_empty_column(source, at))
        at++;
    out->to = at;
    return out->from < out->to;
}

static bool names_a_key(kp__load *l, const kp__load_entity *le,
                        const kp__source *source, island part)
{
    kp_str text;

    for (uint32_t j = part.from; j < part.to; j++) {
        kp__heading_found found = kp__heading_at(l, le, source, j, &text);

        if (found.field && found.field->is_key)
            return true;
    }
    return false;
}

static bool is_named_in(kp__load *l, const kp__load_entity *le,
                        const kp__source *source, const kp_field *field, island part)
{
    kp_str text;

    for (uint32_t j = part.from; j < part.to; j++)
        if (kp__heading_at(l, le, source, j, &text).field == field)
            return true;
    return false;
}

/* May this column be nothing of the table that stands at `table`?  *strange: it has a
 * heading that nobody knows. */
static bool may_be_foreign(kp__load *l, const kp__load_entity *le,
                           const kp__source *source, uint32_t j, island table,
                           bool *strange)
{
    kp_str text;
    kp__heading_found found = kp__heading_at(l, le, source, j, &text);

    if (found.other)
        return false;
    if (found.field)
        return (found.field->kind == KP_LINK || found.field->kind == KP_TEXT) &&
               is_named_in(l, le, source, found.field, table);
    if (text.n > 0 && kp__is_table_heading(kp__heading_key(l->cells, text)))
        return false;
    *strange |= text.n == 0 || !kp__is_bookkeeping(kp__heading_key(l->cells, text));
    return true;
}

static bool is_foreign(kp__load *l, const kp__load_entity *le, const kp__source *source,
                       island part, island table)
{
    bool strange = false;

    for (uint32_t j = part.from; j < part.to; j++)
        if (!may_be_foreign(l, le, source, j, table, &strange))
            return false;
    return strange;
}

static void tell(kp__load *l, const kp__source *source, island part)
{
    kp_buf columns;

    kp_buf_init(&columns, 64);
    kp_column_letters(part.from + 1, &columns);
    if (part.to - part.from > 1) {
        kp_buf_char(&columns, '-');
        kp_column_letters(part.to, &columns);
    }
    for (uint32_t i = source->upper; i < source->bottom; i++) {
        if (kp_cell_is_blank(kp_sheet_cell(source->sheet, i, part.from)))
            continue;
        kp__load_fault(l, KP4032, source, i, part.from,
                       kp_str_copy(l->cells, kp_buf_view(&columns)),
                       source->entity->name, KP_NONE);
        break;
    }
    kp_buf_free(&columns);
}

void kp__leave_tables_beside(kp__load *l, const kp__load_entity *le, kp__source *source)
{
    island table = {0}, part;
    bool found = false;

    for (uint32_t at = source->left; !found && next_island(source, at, &part);
         at = part.to) {
        table = part;
        found = names_a_key(l, le, source, part);
    }
    if (!found)
        return;
    island kept = table;
    for (uint32_t at = source->left; next_island(source, at, &part); at = part.to) {
        if (part.from == table.from || is_foreign(l, le, source, part, table))
            continue;
        kept.from = part.from < kept.from ? part.from : kept.from;
        kept.to = part.to > kept.to ? part.to : kept.to;
    }
    for (uint32_t at = source->left; next_island(source, at, &part); at = part.to)
        if (part.to <= kept.from || part.from >= kept.to)
            tell(l, source, part);
    source->left = kept.from;
    source->right = kept.to;
}
