/* read.h - a .dmn file as a model.
 *
 * Versions 1.1 to 1.5 differ in namespaces and a few elements; all are read alike.
 *
 * Ownership: the model lives in the arena and keeps no pointer into `bytes`.
 * Errors:    KP7001 to KP7006; *out is NULL unless KP_OK.
 */
#ifndef KP_IO_DMN_READ_H
#define KP_IO_DMN_READ_H

#include "io/base/xml.h"
#include "rules/dmn/model.h"

KP_CHECK kp_status kp_dmn_read(kp_arena *arena, kp_str file, kp_str bytes,
                               kp_dmn_model **out, kp_diags *diags);

#endif
