/* whatif_goal.h - a goal: a total beside a number or another total.
 *
 *   开发区.绩效合计 <= 42000        部门[A].绩效合计 = 部门[A].绩效池
 *
 * A total is the sum of a field over all rows of an entity, or the row with that key,
 * over all months.  = and <= mean the same: exactly, or the most that is not above.
 */
#ifndef KP_IO_CLI_COMPARE_WHATIF_GOAL_H
#define KP_IO_CLI_COMPARE_WHATIF_GOAL_H

#include "io/cli/compare/whatif_compare.h"

typedef struct kp_goal_side {
    bool is_number;
    kp_decimal number;
    kp_str entity, field, key, text;
} kp_goal_side;

typedef struct kp_goal {
    kp_goal_side left, right;
    int decimals;  // of the fields
} kp_goal;

bool kp_goal_parse(kp_cli *cli, kp_str typed, const kp_scheme *scheme, kp_goal *out);
/* Both sides; false when a month has no such field or key. */
bool kp_goal_values(const kp_goal *goal, const kp_whatif_month *month, size_t nmonths,
                    kp_decimal *left, kp_decimal *right);

#endif
