/* json.h - JSON as FEEL values and back.
 *
 * A reader of our own: numbers must keep every digit, and libraries make doubles of
 * them.  Refused: names given twice, depth beyond KP_JSON_MAX_DEPTH, anything after the
 * value.
 *
 * Ownership: values live in the arena.   Errors: KP7011 with line and column.
 */
#ifndef KP_IO_DMN_JSON_H
#define KP_IO_DMN_JSON_H

#include "rules/dmn/model.h"

#define KP_JSON_MAX_DEPTH 100

KP_CHECK kp_status kp_json_read(kp_arena *arena, kp_str file, kp_str text,
                                const kp_feel **out, kp_diags *diags);

/* JSON knows no dates: texts become dates and durations where the type of the input
 * says so. */
const kp_feel *kp_json_typed(kp_arena *arena, const kp_feel *value,
                             const kp_feel_type *type);

/* Dates, ranges and functions as texts. */
void kp_json_print(const kp_feel *value, kp_buf *out);

#endif
