/* group.h - the steps that look at many rows at once (private to the engine).
 *
 * They read finished columns, hand plain arrays to the kernels and put the answers
 * back.  One fault among the rows of a group spoils the whole group where the result
 * would otherwise be wrong for the others (pools), and only its own row where not.
 */
#ifndef KP_ENGINE_GROUP_H
#define KP_ENGINE_GROUP_H

#include "engine/run.h"

/* Fill the column of an aggregate, rank, quota or pool field. */
void kp__group_field(kp_run *run, const kp_field *field);

void kp__aggregate(kp_run *run, const kp_field *field);
void kp__rank(kp_run *run, const kp_field *field);
void kp__quota(kp_run *run, const kp_field *field);
void kp__allocate(kp_run *run, const kp_field *field);

const kp_column *kp__column(const kp_run *run, uint32_t field);
kp_column *kp__result(kp_run *run, const kp_field *field);
kp_value kp__fault_at(kp_kind kind, kp_code code, uint32_t field, size_t row);

/* Group row of each row: through the links, KP_NO_GROUP where a link is blank.  *ngroups
 * is the number of rows of the entity reached, 1 without links (all in group 0). */
uint32_t *kp__groups(kp_run *run, uint32_t entity, const uint32_t *link, uint32_t nlinks,
                     size_t *ngroups);

#endif
