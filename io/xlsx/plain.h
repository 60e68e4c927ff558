/* plain.h - texts as a cell can hold them.  Pure. */
#ifndef KP_IO_XLSX_PLAIN_H
#define KP_IO_XLSX_PLAIN_H

#include "engine/base/text.h"

/* Appends the text without characters that XML 1.0 cannot hold, cut at the 32,767 units
 * of a cell. */
void kp__wb_put_plain(kp_buf *out, kp_str text);

#endif
