/* doc_examples.h - examples of docs/examples/, each run to see what it is told.
 *
 * An example file holds sections, each opened by a line
 *
 *   == KP2103 table            what follows is a block of a scheme
 *   == KP3030 formula 数值     … a formula of a field of this type
 *   == KP3061 condition 数值   … a cell of a condition column of this type
 *   == KP1111 cell 金额        … a cell of a data column of this type (and decimals)
 *   == KP4051 files            … files: each begins with a line "--- data/员工.csv"
 *   == KP1004 bytes            … the bytes of data/员工.csv
 *   == KP1001 args 甲 | 乙     only the sentence, with these texts: the case needs a
 *                              disk, a workbook or a log and has its own tests
 *
 * The section "== base files" of base.txt is the little scheme that the others change.
 * In bodies \xNN is a byte.  Files whose path begins with prev/ are the tables of an
 * earlier run, of 2025-02; the month is 2025-03.
 *
 * Ownership: everything lives in the arena.
 */
#ifndef KP_TESTS_SUPPORT_DOC_EXAMPLES_H
#define KP_TESTS_SUPPORT_DOC_EXAMPLES_H

#include "engine/base/diag.h"

typedef struct kp_doc_example {
    kp_str code, kind, arg, body;
} kp_doc_example;

typedef struct kp_doc_examples {
    kp_arena *arena;
    size_t n, cap;
    kp_doc_example *item;
    kp_str base;  // body of the base section
} kp_doc_examples;

/* Read all sections of a text. */
void kp_doc_examples_read(kp_doc_examples *examples, kp_str text);

/* The first example of the code, or NULL. */
const kp_doc_example *kp_doc_example_of(const kp_doc_examples *examples, kp_code code);

/* What the example is told under its code, as a terminal shows it; false when its code
 * is not among its faults (they are then all in `out`). */
bool kp_doc_example_run(const kp_doc_examples *examples, const kp_doc_example *example,
                        kp_buf *out);

#endif
