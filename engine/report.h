/* report.h - a layout (报表) as compiled: which fields stand in which columns.
 *
 * Only data: the checker has turned every cell expression into a field of the entity, so
 * a writer just prints values.  Ownership: scheme arena, immutable.
 */
#ifndef KP_ENGINE_REPORT_H
#define KP_ENGINE_REPORT_H

#include "engine/scheme.h"

typedef enum kp_report_style {
    KP_REPORT_SHEET,  // 工作表: a sheet of the workbook
    KP_REPORT_SLIPS,  // 工资条: headings repeated above every row, in the workbook
    KP_REPORT_TEXT,   // 文本: a delimited file of its own (bank file)
    KP_REPORT_PDF,    // 工资条PDF: a document of its own, one slip for every row
} kp_report_style;

typedef enum kp_report_format {
    KP_FORMAT_TEXT, KP_FORMAT_MONEY, KP_FORMAT_NUMBER, KP_FORMAT_INTEGER,
    KP_FORMAT_PERCENT, KP_FORMAT_DATE, KP_FORMAT_CAPITALS,  // 大写金额
    KP_FORMAT_FEN,           // 分: an amount without its point, in text files
} kp_report_format;

typedef struct kp_report_column {
    kp_str heading, upper;   // upper: the first of two heading rows; equal neighbours merge
    bool row_number;         // 内容 is "#"
    bool empty;              // nothing below the heading (签领)
    uint32_t field;          // otherwise: a field of the report's entity
    bool coloured;           // the text field `colour` names what stands behind the cell
    uint32_t colour;
    kp_report_format format;
    uint8_t decimals;        // NUMBER, MONEY, PERCENT
    uint16_t width;          // in characters; 0: from the contents
    bool right;              // TEXT of fixed length: padded on the left
    char fill;               //   with this
    bool total;              // summed in subtotal and total rows
    kp_where where;
    kp_str clause;
} kp_report_column;

/* A piece of a line above or below the rows of a text file: as typed, or a figure. */
typedef enum kp_report_piece_kind {
    KP_PIECE_TEXT,
    KP_PIECE_ROWS,  // {笔数}
    KP_PIECE_SUM,   // {合计 金额}
} kp_report_piece_kind;

typedef struct kp_report_piece {
    kp_report_piece_kind kind;
    kp_str text;
    uint32_t column;
    uint16_t digits;         // zeros in front up to so many; 0: as it is
} kp_report_piece;

typedef struct kp_report_line {
    size_t n;                // 0: no such line
    kp_report_piece *piece;
    kp_where where;
} kp_report_line;

typedef enum kp_chart_kind {
    KP_CHART_NONE,
    KP_CHART_COLUMNS,  // 柱形
    KP_CHART_BARS,     // 条形
    KP_CHART_LINES,    // 折线
    KP_CHART_PIE,      // 饼形
} kp_chart_kind;

/* Drawn from the cells of the layout's own sheet. */
typedef struct kp_report_chart {
    kp_chart_kind kind;
    kp_str title;
    uint32_t across;         // column whose cells name the points
    size_t nvalues;
    uint32_t *value;         // columns drawn
} kp_report_chart;

typedef struct kp_report {
    size_t index;            // in the scheme
    kp_str name, file;       // sheet name; file name for TEXT
    kp_report_style style;
    uint32_t entity;
    kp_str title, unit;      // title with {年份} {月份} filled in
    kp_str paper;            // A3, A4
    bool landscape;
    uint32_t filter;         // boolean field or KP_NO_FIELD
    size_t nsorts;
    uint32_t *sort;          // fields; the key comes last by itself
    bool *descending;
    uint32_t subtotal;       // field whose change of value starts a new group, or none
    bool grand_total;
    bool page_total;         // 本页小计 at the foot of every page
    uint32_t capitals;       // column index whose total is written in capitals, or none
    size_t nsigners;
    kp_str *signer;          // 制表, 复核, 审核, 审批
    kp_str encoding;         // TEXT: GB18030, UTF-8, UTF-8-BOM
    kp_str separator;        // TEXT
    bool header, crlf;       // TEXT
    bool fixed;              // TEXT: 定长, columns of `width` bytes, no separator
    kp_report_line first, last;  // TEXT: 首行, 尾行
    bool strips;             // PDF: several on a page, to be cut apart
    kp_str font;             // PDF: wanted first
    bool untied;             // 勾稽 否: pays only some of the rows, on purpose
    kp_report_chart chart;   // SHEET
    size_t ncolumns;
    kp_report_column *column;
    kp_where where;
} kp_report;

/* Is it one of the sheets of the workbook? */
static inline bool kp_report_in_workbook(const kp_report *report)
{
    return report->style == KP_REPORT_SHEET || report->style == KP_REPORT_SLIPS;
}

#endif
