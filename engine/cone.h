/* cone.h - which columns of a scheme must be calculated again beside another one.
 *
 * A trial changes a parameter or a table; most columns do not depend on it.  Two
 * schemes compiled from nearly the same sheets are compared field by field; what
 * differs, and everything that needs it, is the cone.  All other columns may be taken
 * from the run of the other scheme as they stand.
 *
 * The comparison is safe on the side of too much: a field counts as the same only when
 * its tree, tables, scale and rounding are.
 *
 * Both schemes must share one kp_symbols.
 */
#ifndef KP_ENGINE_CONE_H
#define KP_ENGINE_CONE_H

#include "engine/program.h"
#include "engine/run.h"

/* The same entities with the same keys and fields in the same order; what is read from
 * data is read alike.  Only what is calculated may differ. */
bool kp_schemes_fit(const kp_scheme *a, const kp_scheme *b);

/* The same operation with the same constants, fields and roundings; operands, and which
 * table is looked up, are the caller's to compare. */
bool kp_expr_alike(const kp_expr *a, const kp_expr *b);

/* cone[f] for every field of `b` that is not defined as in `a`; needs kp_schemes_fit.
 */
void kp_cone_mark(kp_arena *scratch, const kp_scheme *a, const kp_scheme *b,
                  bool *cone);
/* Everything that needs a marked field is marked, too. */
void kp_cone_close(const kp_scheme *scheme, bool *cone);

/* The program without the steps of fields outside the cone. */
const kp_program *kp_program_keep(kp_arena *arena, const kp_program *program,
                                  const bool *cone);

/* Tables whose columns in the cone are new and whose others are those of `like`. */
kp_table **kp_cone_tables(kp_arena *arena, const kp_scheme *scheme, kp_table **like,
                          const bool *cone);

#endif
