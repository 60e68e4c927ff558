/* report_shown.h - what one cell of a layout shows.
 *
 * Every writer for people asks here, so that a figure is rounded in one place only.
 * Owner:    `text` points into the buffer given and lasts until it is cleared.
 * Threads:  pure apart from the buffer.
 */
#ifndef KP_ENGINE_REPORT_SHOWN_H
#define KP_ENGINE_REPORT_SHOWN_H

#include "engine/report.h"
#include "engine/run.h"

typedef enum kp_shown_as {
    KP_SHOW_NOTHING,  // blank
    KP_SHOW_TEXT,
    KP_SHOW_NUMBER,  // `num` at kp_report_decimals; `text` is the same in digits
    KP_SHOW_DATE,    // `serial`; `text` is ISO
    KP_SHOW_DASH,    // 不适用
    KP_SHOW_FAULT,   // text: "#错误 KP5001"
} kp_shown_as;

typedef struct kp_shown {
    kp_shown_as as;
    kp_decimal num;
    int32_t serial;
    kp_str text;
} kp_shown;

/* `ordinal` counts the printed rows from 1. */
kp_shown kp_report_shown(const kp_run *run, const kp_report_column *column, size_t row,
                         size_t ordinal, kp_buf *text);

/* The number that a cell shows, without its spelling: true for what kp_report_shown
 * gives as KP_SHOW_NUMBER, row numbers apart. */
bool kp_report_figure(const kp_run *run, const kp_report_column *column, size_t row,
                      kp_decimal *out);

/* The same in one text: 11,908.73, 28.95%.  Made in `out`, which is cleared, or a part
 * of `shown`. */
kp_str kp_shown_for_people(const kp_report_column *column, const kp_shown *shown,
                           kp_buf *out);

#endif
