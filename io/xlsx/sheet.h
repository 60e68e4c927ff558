/* sheet.h - what the rooms of the workbook writer share: the sheet being written.
 *
 * Rows are written strictly downwards (`at` only grows): in flat memory the library
 * forgets a row once the next one begins.
 *
 * Owner:    the sheet belongs to the workbook; the writer to kp_workbook_write.
 * Errors:   kp__wb_try keeps the first failure of the library and reports it once;
 * later writes are harmless.
 */
#ifndef KP_IO_XLSX_SHEET_H
#define KP_IO_XLSX_SHEET_H

#include "io/xlsx/formats.h"
#include "io/xlsx/plan.h"
#include "io/xlsx/workbook.h"

typedef struct kp__wb_writer {
    const kp_run *run;
    const kp_workbook_options *options;
    kp_diags *diags;
    lxw_workbook *workbook;
    kp__wb_formats formats;
    kp_buf text;   // of the cell being shown
    kp_buf label;  // being put together
    kp_buf plain;  // last text handed to the library
    kp_status status;
} kp__wb_writer;

typedef struct kp__wb_sheet {
    kp__wb_writer *w;
    const kp__wb_plan *plan;
    const kp_report *report;
    lxw_worksheet *sheet;
    lxw_row_t at;          // the next row
    kp__wb_colour colour;  // behind the cell being written
    size_t rows;           // given a height so far: all but blank ones
    double points;         // their heights
} kp__wb_sheet;

void kp__wb_try(kp__wb_writer *w, lxw_error error);

/* The text NUL-terminated and fit for a cell, until the next call: control characters
 * are dropped, overlong text is cut. */
const char *kp__wb_plain(kp__wb_writer *w, kp_str text);

/* A label in the language of the options. */
const char *kp__wb_label(const kp__wb_writer *w, const char *zh, const char *en);

// ---- cells (sheet_cells.c)

void kp__wb_put_text(kp__wb_sheet *s, lxw_col_t col, kp_str text, lxw_format *format);
void kp__wb_put_frame(kp__wb_sheet *s, lxw_col_t col, kp_str text, kp__wb_frame frame);
/* Several cells of the row that is `at` as one; a single cell is just written. */
void kp__wb_put_across(kp__wb_sheet *s, lxw_col_t first, lxw_col_t last, kp_str text,
                       lxw_format *format);
void kp__wb_set_height(kp__wb_sheet *s, double points);
/* One row of figures; `ordinal` counts from 1. */
void kp__wb_put_figures(kp__wb_sheet *s, uint32_t row, size_t ordinal);
kp__wb_look kp__wb_number_look(kp_report_format format);

// ---- rooms

void kp__wb_setup_sheet(kp__wb_sheet *s);  // paper, header, widths
void kp__wb_setup_slips(kp__wb_sheet *s);
void kp__wb_set_footer(kp__wb_sheet *s, kp_str head);  // any time before closing
void kp__wb_put_title(kp__wb_sheet *s);
void kp__wb_put_headings(kp__wb_sheet *s);
/* One row of headings in any case, without merged cells. */
void kp__wb_put_flat_headings(kp__wb_sheet *s);
void kp__wb_write_table(kp__wb_sheet *s);
void kp__wb_write_slips(kp__wb_sheet *s);

/* How many points high the rows are, and how many slips share a page. */
double kp__wb_figures_height(const kp__wb_sheet *s);
double kp__wb_row_height(kp__wb_sheet *s, uint32_t row, size_t ordinal);
double kp__wb_heading_height(const kp__wb_sheet *s, bool flat);
size_t kp__wb_slips_per_page(const kp__wb_sheet *s, double points);
/* Of all columns, on a screen. */
double kp__wb_width_in_pixels(const kp__wb_sheet *s);
/* Points that the rows of a page may take, repeated headings included. */
double kp__wb_page_room(const kp__wb_sheet *s);

// ---- pages (sheet_pages.c)

/* Where the pages of a table end, known before its rows are written. */
typedef struct kp__wb_pages {
    bool wanted;       // the layout asks for totals of pages, and there are several
    double room;       // below the repeated headings
    double begun;      // s->points where the page began
    size_t n;          // breaks so far
    lxw_row_t *first;  // row of every further page; ends with a zero
} kp__wb_pages;

void kp__wb_pages_open(kp__wb_sheet *s, kp__wb_pages *pages);
void kp__wb_pages_close(kp__wb_sheet *s, kp__wb_pages *pages);
/* Would so many points more, and the page's own total, be too much for this page? */
bool kp__wb_page_is_full(const kp__wb_sheet *s, const kp__wb_pages *pages,
                         double points);
/* What stands below the last row of figures. */
double kp__wb_closing_points(const kp__wb_sheet *s);
void kp__wb_pages_break(kp__wb_sheet *s, kp__wb_pages *pages);

// ---- chart (sheet_chart.c)

/* Below everything else; `first` to `last` are the rows of figures. */
void kp__wb_put_chart(kp__wb_sheet *s, lxw_row_t first, lxw_row_t last);

// ---- totals (sheet_totals.c)

typedef enum kp__wb_sum {
    KP__SUM_GROUP,
    KP__SUM_PAGE,
    KP__SUM_ALL,
    KP__SUM_COUNT,
} kp__wb_sum;

#define KP__TOTAL_POINTS 21.0
typedef struct kp__wb_totals kp__wb_totals;
/* NULL when memory is gone. */
kp__wb_totals *kp__wb_totals_open(kp__wb_sheet *s);
void kp__wb_totals_close(kp__wb_totals *totals);
/* The row of figures that was written last. */
void kp__wb_totals_add(kp__wb_totals *totals);
void kp__wb_totals_put_group(kp__wb_totals *totals, uint32_t row);
void kp__wb_totals_put_page(kp__wb_totals *totals);
void kp__wb_totals_put_all(kp__wb_totals *totals);

#endif
