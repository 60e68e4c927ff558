/* formats.h - fonts, borders and number formats, each made once when first used.
 *
 * Owner:   formats belong to the workbook they were made in.
 * Errors:  NULL only when memory is gone, which the library takes as "no format".
 */
#ifndef KP_IO_XLSX_FORMATS_H
#define KP_IO_XLSX_FORMATS_H

#include <xlsxwriter.h>

#include "engine/base/decimal.h"
#include "io/xlsx/colour.h"

typedef enum kp__wb_role {
    KP__BODY,
    KP__SUBTOTAL,
    KP__TOTAL,
    KP__ROLE_COUNT,
} kp__wb_role;

/* Looks of cells inside the grid; those up to PERCENT have decimals. */
typedef enum kp__wb_look {
    KP__MONEY,
    KP__NUMBER,
    KP__PERCENT,
    KP__TEXT,     // long texts, to the left
    KP__CENTRE,   // short texts, ids
    KP__ORDINAL,  // 序号
    KP__DATE,
    KP__NUMBER_TEXT,  // a number that only text can hold
    KP__DASH,         // 不适用
    KP__FAULT,
    KP__LOOK_COUNT,
} kp__wb_look;

/* Looks outside the grid. */
typedef enum kp__wb_frame {
    KP__TITLE,
    KP__NOTE_LEFT,
    KP__NOTE_RIGHT,
    KP__HEADING,
    KP__CAPITALS,
    KP__SIGN,
    KP__SLIP_TITLE,
    KP__CUT,
    KP__FRAME_COUNT,
} kp__wb_frame;

typedef struct kp__wb_formats {
    lxw_workbook *workbook;
    lxw_format *cell[KP__ROLE_COUNT][KP__LOOK_COUNT][KP_MAX_DECIMALS + 1];
    lxw_format *coloured[KP__COLOUR_COUNT][KP__LOOK_COUNT][KP_MAX_DECIMALS + 1];
    lxw_format *frame[KP__FRAME_COUNT];
} kp__wb_formats;

lxw_format *kp__wb_cell_format(kp__wb_formats *formats, kp__wb_role role,
                               kp__wb_look look, int decimals);
/* A cell of the body with a colour behind it. */
lxw_format *kp__wb_coloured_format(kp__wb_formats *formats, kp__wb_colour colour,
                                   kp__wb_look look, int decimals);
lxw_format *kp__wb_frame_format(kp__wb_formats *formats, kp__wb_frame frame);

#endif
