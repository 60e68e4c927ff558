/* cell.h - one typed cell as a value: what HR types and what it means (domain §m).
 *
 * Fixing what can be fixed without guessing (width, separators, currency marks, minus
 * signs, Excel's noise digits) and refusing everything else with the likely intention.
 *
 * Pure functions; texts of the result live in `arena` or in the cell.
 */
#ifndef KP_RULES_CELL_H
#define KP_RULES_CELL_H

#include "engine/base/date.h"
#include "engine/base/decimal.h"
#include "engine/value.h"
#include "rules/read/book.h"

typedef struct kp_cell_want {
    kp_kind kind;  // KP_NUM, KP_TEXT, KP_DATE, KP_BOOL
    kp_unit unit;  // for KP_NUM: what signs and units may stand beside the digits
    int decimals;  // declared decimals, or -1
} kp_cell_want;

typedef enum kp_cell_result {
    KP_CELL_OK,
    KP_CELL_BLANK,
    KP_CELL_BAD
} kp_cell_result;

typedef struct kp_cell_got {
    kp_decimal num;     // KP_NUM; percentages as fractions: "20%" is 0.2
    int32_t date;       // KP_DATE
    bool flag;          // KP_BOOL
    kp_str text;        // KP_TEXT: tidied (fold.h)
    kp_code code;       // BAD: the error. OK: a warning or note worth telling, or NONE
    kp_str arg1, arg2;  // for that diagnostic
    bool percent_sign;  // the cell carried % (to find columns that mix both spellings)
} kp_cell_got;

kp_cell_result kp_cell_read(kp_arena *arena, const kp_cell *cell,
                            const kp_cell_want *want, kp_cell_got *got);

/* —, /, 无, 缺, N/A, - and blanks of every kind: typed signs for "no value". */
bool kp_cell_says_missing(const kp_cell *cell);

#endif
