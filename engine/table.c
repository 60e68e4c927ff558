/* table.c - finding rows by key and cells by row. */
#include "engine/table.h"

size_t kp_table_find(const kp_table *table, const kp_symbols *symbols, kp_str key)
{
    size_t low = 0, high = table->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (kp_str_cmp(kp_symbol_text(symbols, table->key[middle]), key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < table->n && kp_str_eq(kp_symbol_text(symbols, table->key[low]), key))
        return low;
    return SIZE_MAX;
}

kp_where kp_table_where(const kp_table *table, uint32_t local, size_t row)
{
    for (size_t o = 0; o < table->norigins; o++) {
        const kp_table_origin *origin = &table->origin[o];

        if (origin->row_at[row] && origin->col_of[local])
            return (kp_where){.file = origin->file, .sheet = origin->sheet,
                              .row = origin->row_at[row], .col = origin->col_of[local]};
    }
    return KP_NOWHERE;
}
