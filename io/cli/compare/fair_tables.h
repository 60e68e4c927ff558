/* fair_tables.h - what kpay fair has found, as three tables: on the terminal, as CSV
 * and as a workbook the same rows.
 *
 * Ownership: the arena of the kp_cli.
 */
#ifndef KP_IO_CLI_COMPARE_FAIR_TABLES_H
#define KP_IO_CLI_COMPARE_FAIR_TABLES_H

#include "engine/fair.h"
#include "io/cli/run/run_month.h"

typedef struct kp_fair_question {
    kp_str folder;  // of the run
    uint32_t entity, score, pay;
    size_t nwithin, nby;
    uint32_t *within, *by;
    kp_decimal near;
} kp_fair_question;

typedef struct kp_fair_answer {
    kp_fair_groups groups;
    kp_fair_order order;
    kp_fair_edges edges;
    kp_book book;  // three sheets: order, edges, spread
} kp_fair_answer;

/* Ask the engine, then fill the sheets. */
KP_CHECK kp_status kp_fair_answer_make(kp_cli *cli, const kp_run *run,
                                       const kp_fair_question *question,
                                       kp_fair_answer *out);

/* To stdout, long tables cut short. */
void kp_fair_print(kp_cli *cli, const kp_run *run, const kp_fair_question *question,
                   const kp_fair_answer *answer, bool kept);
/* CSV files and a workbook in a new folder. */
KP_CHECK kp_status kp_fair_save(kp_cli *cli, const kp_fair_answer *answer, kp_str out);

#endif
