/* tables_parts.h - shared by the readers of 规则表, 交叉表 and 分段表, and nobody else.
 */
#ifndef KP_RULES_TABLES_PARTS_H
#define KP_RULES_TABLES_PARTS_H

#include "rules/read/block_parts.h"
#include "rules/read/cell.h"
#include "rules/tables/accept.h"
#include "rules/tables/tables.h"

#define KP__NO_COL UINT32_MAX

typedef struct kp__table_reader {
    kp_arena *arena;
    const kp_block *block;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_diags *scratch;  // swallows the faults of mere attempts
    int32_t day;
    kp_table_source *source;
    kp_dtable *table;
    uint32_t label_col, clause_col, from_col, to_col;  // KP__NO_COL: none
    uint32_t first_row;                                // the first row of rules
} kp__table_reader;

/* Kind, unit and decimals of a column, as row three says or as its cells show. */
typedef struct kp__column_type {
    bool known;
    kp_kind kind;
    kp_unit unit;
    int decimals;       // -1: not said
    kp_str allowed;     // the rest of the type cell, or empty
    uint32_t row, col;  // of the type cell
} kp__column_type;

/* One reader for each kind of block; false after a fault. */
bool kp__read_rules_table(kp__table_reader *r);
bool kp__read_cross_table(kp__table_reader *r);
bool kp__read_tier_table(kp__table_reader *r);

/* ---- tables.c ---- */

/* Find 序号 依据 生效 失效 among the headings. */
void kp__find_common_columns(kp__table_reader *r);
/* Report a fault of this table at a cell: {1} is the table's name. */
bool kp__table_fault(const kp__table_reader *r, kp_code code, uint32_t i, uint32_t j,
                     kp_str arg2, kp_str arg3);
/* Every option must be one of these (NULL ends them), or a hit policy where `policy`.
 */
bool kp__options_known(const kp__table_reader *r, const char *const *known,
                       bool policy);
/* A hit policy by its sign or name. */
bool kp__policy_of(kp_str folded, kp_hit_policy *out);
/* Room for inputs, outputs and (at most) this many rules. */
void kp__table_room(kp__table_reader *r, size_t ninputs, size_t noutputs,
                    size_t nrules);
/* A new rule that stands at i, j: label, clause.  The caller fills in its accepts. */
kp_drule *kp__add_rule(kp__table_reader *r, uint32_t i, uint32_t j);
/* True when row i is in force on the day; *fault when its dates cannot be read. */
bool kp__row_in_force(const kp__table_reader *r, uint32_t i, bool *fault);
kp_str kp__decimal_spelling(kp_arena *arena, kp_decimal num);

/* ---- tables_cells.c ---- */

/* The typed cell, or for a cell inside a vertical merge the one that holds its text. */
const kp_cell *kp__rule_cell(const kp__table_reader *r, uint32_t i, uint32_t j);
/* A plain value of a known type; a blank one gives KP_BLANK.  False after a fault. */
bool kp__value_cell(const kp__table_reader *r, const kp_cell *cell, uint32_t i,
                    uint32_t j, kp_kind kind, kp_unit unit, int decimals,
                    kp_value *out);
/* The same for a text that is only part of a cell. */
bool kp__value_text(const kp__table_reader *r, kp_str text, uint32_t i, uint32_t j,
                    kp_kind kind, kp_unit unit, int decimals, kp_value *out);
/* A condition cell; *ok is false after a fault. */
kp_accept kp__condition_cell(const kp__table_reader *r, const kp_cell *cell, uint32_t i,
                             uint32_t j, const kp_dinput *input, kp_op header_op,
                             bool *ok);
bool kp__is_expression(const kp_cell *cell);
/* "数值 2 [0,100]", "选项 优秀、良好", "日期"; false when the text is no type. */
bool kp__type_of_text(kp_arena *arena, kp_str text, kp__column_type *out);
/* Cut a list at 、 , ; of any width. */
size_t kp__list_items(kp_arena *arena, kp_str text, kp_str **out);

/* ---- tables_infer.c ---- */

/* Collects what the cells of one column, or of several that belong together, could be.
 */
typedef struct kp__type_votes {
    size_t ncells, nbool, ndate, nnumeric_looks;
    size_t nnumber[4];  // by kp_unit
    bool ordered;       // a heading with a comparison
    uint32_t odd_row;   // the first cell that is no number, and its column
    uint32_t odd_col;
    uint32_t plain_row;  // the first that is one, and its column
    uint32_t plain_col;
    size_t nplain;  // how many are
} kp__type_votes;

void kp__vote_condition(const kp__table_reader *r, kp__type_votes *votes,
                        const kp_cell *cell, uint32_t i, uint32_t j, kp_op header_op);
void kp__vote_value(const kp__table_reader *r, kp__type_votes *votes,
                    const kp_cell *cell, uint32_t i, uint32_t j);
/* False, and a fault at the heading, when the cells contradict each other. */
bool kp__settle_type(const kp__table_reader *r, const kp__type_votes *votes,
                     kp_str name, uint32_t heading_col, kp_kind *kind, kp_unit *unit);

#endif
