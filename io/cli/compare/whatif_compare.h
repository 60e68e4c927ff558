/* whatif_compare.h - two sides of a what-if, row by row, by group and in total.
 *
 * Which entity, which fields: as asked, or those that the first layout with totals adds
 * up.  The last of them, or the one whose total the layout writes in capitals, is the
 * main field; its difference is taken apart into the fields that its formula adds and
 * subtracts, so that the parts add up to it in every row, group and total, exactly.
 * What is no such field (a parameter in the sum, a rounding) is the rest.
 *
 * Amounts are sums over the months.  Ownership: the arena of the kp_cli.
 */
#ifndef KP_IO_CLI_COMPARE_WHATIF_COMPARE_H
#define KP_IO_CLI_COMPARE_WHATIF_COMPARE_H

#include "io/cli/compare/whatif.h"

#define KP_COMPARED_MOST 64  // fields, and parts

typedef struct kp_compared_field {
    const kp_field *field;  // of the first month's base
    int times;              // a part: how often it is added (-1: subtracted)
    int decimals;           // that show every amount exactly
    bool differs;           // in some row
} kp_compared_field;

typedef struct kp_amounts {
    kp_decimal base, trial;
} kp_amounts;

/* One row of the entity, of a grouping, or the total. */
typedef struct kp_compared_row {
    uint32_t key;        // symbol; KP_NO_SYMBOL: rows without a group
    kp_str label;        // the first text that is no key, may be empty
    size_t heads;        // rows of the entity, every month again
    kp_amounts *amount;  // by compared field, then by part
} kp_compared_row;

typedef struct kp_compared_rows {
    kp_str name;  // 部门
    size_t nlinks;
    kp_str link[3];  // fields that lead there, by name
    size_t n, cap;
    kp_compared_row *row;
    size_t *at, nat;  // by symbol: row + 1
} kp_compared_rows;

typedef struct kp_comparison {
    const kp_whatif *w;
    const kp_whatif_side *trial;
    const kp_entity *entity;
    size_t nfields, nparts, main;
    kp_compared_field field[KP_COMPARED_MOST], part[KP_COMPARED_MOST];
    kp_compared_rows rows;
    size_t ngroupings;
    kp_compared_rows *grouping;
    kp_compared_row total;
    kp_compared_row *by_month;  // totals
} kp_comparison;

/* What to compare; names may be empty. */
typedef struct kp_compare_wish {
    kp_str entity;
    size_t nfields, nby;
    const kp_str *field, *by;
} kp_compare_wish;

/* KP_EINVALID and a fault when there is no such entity or field. */
KP_CHECK kp_status kp_whatif_compare(kp_cli *cli, const kp_whatif *w,
                                     const kp_whatif_side *trial,
                                     const kp_compare_wish *wish, kp_comparison *out);

/* ---- whatif_fields.c ---- */

/* Entity, fields, parts and groupings of *out. */
KP_CHECK kp_status kp__compare_wished(kp_cli *cli, const kp_scheme *scheme,
                                      const kp_compare_wish *wish, kp_comparison *out);

/* ---- whatif_compare.c ---- */

kp_decimal kp_amounts_difference(const kp_amounts *amounts);
/* Difference of the main field less those of its parts. */
kp_decimal kp_compared_rest(const kp_comparison *c, const kp_compared_row *row);
/* The total of a field of an entity, months added up; false: a row has no number. */
bool kp_whatif_total(const kp_whatif_month *month, size_t nmonths, kp_str entity,
                     kp_str field, kp_str key, kp_decimal *out);

#endif
