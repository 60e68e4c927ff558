/* write.h - a model as DMN 1.3 that other tools open.
 *
 * Writes what kp_dmn_export makes: input data, decisions with decision tables,
 * knowledge models with literal expressions.  The same model gives the same bytes.
 */
#ifndef KP_IO_DMN_WRITE_H
#define KP_IO_DMN_WRITE_H

#include "rules/dmn/model.h"

void kp_dmn_write(const kp_dmn_model *model, kp_buf *out);

#endif
