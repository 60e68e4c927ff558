/* block.h - writing one block: a row with all its values and steps (private to io/log).
 *
 * A writer belongs to one thread.  It appends to `out`; after every block its owner
 * looks at `fault` and at out->broken.
 */
#ifndef KP_IO_LOG_BLOCK_H
#define KP_IO_LOG_BLOCK_H

#include "io/log/format.h"
#include "io/log/plan.h"
#include "io/log/seal.h"

typedef enum kp__log_fault {
    KP__LOG_FINE,
    KP__LOG_DIFFERS,    // the second calculation gives another value
    KP__LOG_UNSPELLED,  // a value has more decimals than its field declares
} kp__log_fault;

typedef struct kp__log_writer {
    const kp__log_plan *plan;
    const kp_run *run;
    const kp_symbols *symbols;
    const kp_log_hash *hash;
    const unsigned char *seed;
    kp_buf *out;
    kp_buf scratch;
    kp_buf digits;               // decimals of each step of the field, one byte a step
    const kp__log_field *field;  // being written
    size_t row;
    uint32_t nsteps;
    kp__log_fault fault;  // the first; of field `field`, row `row`
} kp__log_writer;

/* The block of one row, without hash; its salt is left in `salt`. */
void kp__log_block(kp__log_writer *w, const kp__log_entity *entity, size_t row,
                   unsigned char salt[KP_LOG_SALT]);

/* ---- parts, by file ---- */

/* block_value.c.  `link_entity`: where a link points, KP__LOG_NONE when unknown. */
void kp__log_value(kp__log_writer *w, kp_value value, int decimals,
                   uint32_t link_entity);
void kp__log_field_value(kp__log_writer *w, uint32_t field,
                         size_t row);  // as in its line
void kp__log_field_ref(kp__log_writer *w, uint32_t field, size_t row);  // "@7.name"
/* "\tvalue\tref" of a field of the row being written; "\t-\t-" for KP_NO_FIELD. */
void kp__log_own_operand(kp__log_writer *w, uint32_t field);

/* block_step.c: the steps of a scalar field; compares the result. */
void kp__log_scalar(kp__log_writer *w);
/* block_group.c: the one step of an aggregate, rank, quota or allocated field. */
void kp__log_group(kp__log_writer *w);
void kp__log_aggregate(kp__log_writer *w);

/* "S\tn\t": begins the next step. */
void kp__log_begin_step(kp__log_writer *w);

#endif
