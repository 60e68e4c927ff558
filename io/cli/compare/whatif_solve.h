/* whatif_solve.h - backwards: which value of a parameter reaches a goal.
 *
 * The parameter moves on a grid of whole units (fen for 元, the digits of its present
 * value otherwise, or --step); every value tried is a whole calculation.  Between a
 * value that keeps the goal and one that does not the search halves until they are
 * neighbours, and both are shown: one unit more would not fit.  What was tried must
 * rise or fall throughout; where it does not, the pair that shows it is told and every
 * value of the grid between the bounds is tried.
 */
#ifndef KP_IO_CLI_COMPARE_WHATIF_SOLVE_H
#define KP_IO_CLI_COMPARE_WHATIF_SOLVE_H

#include "io/cli/compare/whatif.h"

typedef struct kp_solve_wish {
    kp_str param, goal, step, from, to;  // as typed; the last three may be empty
} kp_solve_wish;

/* On KP_OK, *found sets the parameter (beside `others`), and the proof is in `out`. */
KP_CHECK kp_status kp_whatif_solve(kp_cli *cli, const kp_whatif *w,
                                   const kp_solve_wish *wish, const kp_overlay *others,
                                   kp_setting *found, kp_buf *out);

#endif
