/* number.h - the one place where a decimal becomes a double.
 *
 * A workbook stores doubles.  A decimal of at most 15 significant digits survives the
 * way there and back; every other one must be written as text.
 * Threads: pure; the caller has set the numeric locale to "C".
 */
#ifndef KP_IO_XLSX_NUMBER_H
#define KP_IO_XLSX_NUMBER_H

#include "engine/base/decimal.h"

/* False when a spreadsheet program could show another number with `decimals` digits. */
bool kp__wb_exact_double(kp_decimal num, int decimals, double *out);

/* The nearest double of any decimal, for cells that a formula calculates. */
double kp__wb_near_double(kp_decimal num);

#endif
