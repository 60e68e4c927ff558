/* parts.h - what the rooms of io/live share (private to this folder).
 *
 * A column's formula is a template: byte 1 stands for the sheet row it is in, bytes 2
 * and 3 for the first and last sheet row of the rows that belong to it (children of a
 * group).
 */
#ifndef KP_IO_LIVE_PARTS_H
#define KP_IO_LIVE_PARTS_H

#include "io/live/live.h"

#define KP__ROW '\1'
#define KP__SPAN_FIRST '\2'
#define KP__SPAN_LAST '\3'

enum {
    KP__DATA_ROW = 5,          // sheet row of the first data row, from 1
    KP__FORMULA_UNITS = 8000,  // Excel takes 8192 characters
    KP__NESTING = 60,          // Excel takes 64 levels
    KP__TEXT_BYTES = 250,      // Excel takes 255 characters in a text of a formula
    KP__LINES_MOST = 20000,    // of a decision table's sheet
    KP__CHAIN_LINES = 40,      // lines of a table that a chain of IF may ask
    KP__COLUMNS_MOST = 16000,
    KP__ROWS_MOST = 1048000,
};
/* Cells that the formulas of one column may look at, all rows together. */
#define KP__COST_MOST ((uint64_t)30000000)

/* Why a calculated column is a value. */
typedef enum kp__live_why {
    KP__WHY_NONE,
    KP__WHY_ALLOCATE,  // shares of a pool: cents by largest remainder
    KP__WHY_QUOTA,
    KP__WHY_LONG,      // longer or deeper than a cell may hold
    KP__WHY_ROUNDING,  // doubles cannot be trusted with this rounding
    KP__WHY_COMPARE,   // nor with this comparison
    KP__WHY_STATES,    // 空白 and 不适用 meet in a way a cell cannot say
    KP__WHY_TABLE,     // conditions or hit policy of a table
    KP__WHY_FUNCTION,
    KP__WHY_GROUP,   // ranks of this sort, sums with these states
    KP__WHY_COST,    // quadratic in the rows
    KP__WHY_TEXT,    // texts that only differ in case, or hold wildcards
    KP__WHY_DIGITS,  // a constant longer than 15 digits
    KP__WHY_COUNT,
} kp__live_why;

/* How well a spreadsheet's double knows the exact value. */
typedef struct kp__bound {
    double most;         // no exact value of this month is larger in magnitude
    double err;          // nor is the double further away
    double relative;     // nor is it by more than this part of the value; 1: unknown
    int scale;           // value * 10^scale is whole, whatever the inputs; -1: unknown
    bool clean;          // the double nearest to the exact value
    bool blank, absent;  // some row is so
} kp__bound;

/* What the row-by-row evaluator saw of one node, over all rows. */
typedef struct kp__seen {
    const kp_expr *expr;
    double most, least_divisor;
    bool evaluated, blank, absent;
    bool blank_number;  // TABLE: an input that is a number or date was blank
    /* digits behind the point that tell a value from the next threshold: of the
     * rounding, of the comparison, of each input of a table; -1: no value was near. */
    int8_t need[KP_MAX_TABLE_INPUTS];
    bool walked;  // rows.c has been here
    bool has_bound;
    kp__bound bound;  // bounds.c keeps its answers here
} kp__seen;

/* An open hash from nodes to what was seen of them. */
typedef struct kp__profile {
    kp_arena *arena;
    kp__seen **slot;
    size_t n, cap;
} kp__profile;

/* A chain of links from an entity upward, and the column that says which row it ends
 * at. */
typedef struct kp__chain {
    uint32_t nlinks;
    const uint32_t *link;
    uint32_t target;  // entity
    uint32_t column;
    bool blank;   // some row has none
    bool by_key;  // its first link's text is looked up; else a value
} kp__chain;

/* Rows that belong to an owner stand together: first and last, from 0; none: last <
 * first. */
typedef struct kp__span {
    uint32_t first, last;
} kp__span;

typedef enum kp__role {
    KP__KEY,
    KP__FIELD,
    KP__POSITION,
    KP__FIRST,  // beside a dense rank: 1 in the first row of every place, else 0
} kp__role;

#define KP__KEY_COLUMN 0

typedef struct kp__column {
    kp__role role;
    uint32_t field;  // FIELD, FIRST: the rank
    uint32_t chain;  // POSITION
    kp_str formula;  // template; empty: values
    kp_str alone;    // for an owner without rows, where `span` is used
    const kp__span *span;
    const bool *first;  // FIRST: by sheet row; NULL: the rank is a value
    bool array;
    kp__live_why why;  // calculated by the scheme, and yet a value
    bool named;        // a field of its own shows it: that one is listed
    bool data_proof;   // its rounding is proved by this month's figures only
} kp__column;

typedef struct kp__sheet_of_entity {
    const kp_entity *entity;
    const kp_table *table;
    uint32_t sheet;  // in the plan
    kp_str quoted;   // 'name'! as formulas write it
    uint32_t ncolumns;
    kp__column *column;
    uint32_t *column_of;  // by local field; UINT32_MAX: not shown
    size_t nchains, chain_cap;
    kp__chain *chain;
    uint32_t *row_at;       // table row of the i-th sheet row
    uint32_t *place_of;     // the other way round
    bool regrouped;         // rows of an owner stand together, not in order of key
    uint32_t values_sheet;  // our values beside the formulas; UINT32_MAX: none
    kp_str values_quoted;
} kp__sheet_of_entity;

/* ---- decision tables as lines ---- */

typedef enum kp__input_form {
    KP__EQUALS,   // one column, or as many as texts are excluded behind it
    KP__BETWEEN,  // from, to; with their own columns for "included" where these differ
} kp__input_form;

typedef struct kp__input_layout {
    kp__input_form form;
    uint32_t column;             // first
    uint32_t excluded;           // EQUALS: columns for texts that may not be
    bool any;                    // EQUALS: some line takes everything
    bool low_mixed, high_mixed;  // BETWEEN: a column says whether the bound belongs
    bool low_open, high_open;
} kp__input_layout;

typedef struct kp__line {
    uint32_t rule;
    const uint32_t *choice;  // by input: which alternative
} kp__line;

typedef struct kp__live_table {
    const kp_dtable *table;
    uint32_t sheet;
    kp_str quoted;
    kp__live_why why;  // not NONE: it has no sheet
    bool asked;        // by some formula
    kp__input_layout *input;
    uint32_t first_output, clause_column, ncolumns;
    size_t nlines;
    kp__line *line;
    bool ladder;     // one number, rising bounds: MATCH finds the line
    bool listed;     // one text each: MATCH finds the line
    bool exclusive;  // no two lines can hold together
} kp__live_table;

struct kp_live_plan {
    kp_arena *arena;
    const kp_run *run;
    const kp_scheme *scheme;
    kp__sheet_of_entity *entity;  // by entity
    kp__live_table *table;        // by table
    kp__bound *bound;             // by field
    kp__profile *profile;
    size_t nsheets;
    kp_live_sheet *sheet;
    uint32_t params_sheet, checks_sheet, notes_sheet;
    kp_str params_quoted;
    const bool *collides;  // by symbol: another text differs only in case
    bool wildcards;        // some text holds * ? ~
    size_t nchecks, check_cap;
    struct kp__check_line *check;
    kp_live_count count;
};

/* ---- words.c: pieces of formulas ---- */

/* The sheet row of the last data row; without rows that of the first, which is empty.
 */
uint32_t kp__last_row(const kp__sheet_of_entity *sheet);

void kp__put_letters(kp_buf *out, uint32_t column);  // from 0
void kp__put_cell(kp_buf *out, uint32_t column);     // C<row>
/* 'sheet'!$C$5:$C$14, of all rows or of the rows that belong. */
void kp__put_range(kp_buf *out, kp_str quoted, uint32_t column, uint32_t first,
                   uint32_t last);
void kp__put_span(kp_buf *out, kp_str quoted, uint32_t column);
void kp__put_text(kp_buf *out, kp_str text);          // "…"
bool kp__put_number(kp_buf *out, kp_decimal number);  // false: over 15 digits
kp_str kp__quoted(kp_arena *arena, const char *sheet);
/* Fill a template in; `row` counts from 1. */
void kp__fill(kp_buf *out, kp_str formula, uint32_t row, const kp__span *span);
/* Characters of a formula as a spreadsheet counts them, and how deep it nests. */
bool kp__fits_a_cell(kp_str formula);

/* ---- rounding.c ---- */

/* round(text) to `decimals`, where `text` is closer to the exact value than half a unit
 * of the `guard`-th digit, and that digit tells the value from every threshold. */
void kp__put_rounding(kp_buf *out, kp_str text, kp_rounding mode, int decimals,
                      int guard);
/* Digits behind the point that thresholds of a mode have. */
int kp__threshold_digits(kp_rounding mode, int decimals);

/* ---- profile.c ---- */

void kp__profile_run(kp_live_plan *plan);
const kp__seen *kp__seen_of(const kp_live_plan *plan, const kp_expr *expr);
kp__seen *kp__seen_or_new(const kp_live_plan *plan, const kp_expr *expr);
double kp__rough(kp_decimal number);  // without sign

/* ---- bounds.c ---- */

kp__bound kp__bound_of(const kp_live_plan *plan, const kp_expr *expr);
/* Of a column as it stands, by its values. */
kp__bound kp__bound_of_values(const kp_live_plan *plan, const kp_field *field);
/* Of the quotient that a DIVROUND rounds. */
kp__bound kp__bound_of_quotient(const kp_live_plan *plan, const kp_expr *expr);
/* The digit that tells a quotient from every threshold of so many digits, whatever is
 * typed, up to ten times the divisors of this month; -1: no such digit is known. */
int kp__quotient_digits(const kp_live_plan *plan, const kp_expr *expr, int threshold);
/* A guard that serves for thresholds of so many digits, given the digit that is
 * `proved` to be enough (-1: none) and what this month `needs`; -1: none does.
 * *by_data: this month's figures are all the proof there is. */
int kp__guard(const kp__bound *bound, int threshold, int proved, int need,
              bool *by_data);

/* ---- expr.c ---- */

typedef struct kp__writer {
    kp_live_plan *plan;
    const kp_field *field;
    kp_buf *out;
    kp__live_why why;
    bool data_proof;
    bool guarded;  // inside IF(OR(…="不适用"),…,here): nothing below is absent
    int depth;
} kp__writer;

bool kp__write_value(kp__writer *w, const kp_expr *expr);    // as a cell shows it
bool kp__write_operand(kp__writer *w, const kp_expr *expr);  // for an operation
bool kp__write_number_snapped(kp__writer *w, const kp_expr *expr, int need);
bool kp__writer_fails(kp__writer *w, kp__live_why why);  // false
void kp__write_position(kp__writer *w, uint32_t entity, uint32_t nlinks,
                        const uint32_t *link);

/* ---- lookup.c, lines.c ---- */

/* Sheet columns of every table; then its inputs. */
enum {
    KP__ORDINAL_COLUMN,
    KP__LABEL_COLUMN,
    KP__FIRST_INPUT
};
#define KP__ANY_TEXT "任意"

void kp__lines_make(kp_live_plan *plan, kp__live_table *table);
/* The alternative of a line in one input; an interval that takes everything for `any`.
 */
kp_interval kp__interval_of(const kp__live_table *table, const kp__line *line,
                            size_t input);
/* What stands in an input's column of a line. */
void kp__line_cell(const kp_live_plan *plan, const kp__live_table *table,
                   const kp__line *line, uint32_t column, kp_live_cell *out);
bool kp__write_lookup(kp__writer *w, const kp_expr *expr);

/* ---- group.c ---- */

bool kp__write_aggregate(kp__writer *w, kp__column *column);
bool kp__write_rank(kp__writer *w, kp__column *column);
/* dense.c */
const bool *kp__first_of_places(const kp_live_plan *plan, const kp_field *field);
const kp__span *kp__spans_of(kp_live_plan *plan, uint32_t child, const kp__chain *chain,
                             bool *together);

/* ---- rows.c: links as rows, and the order of rows ---- */

void kp__chains_make(kp_live_plan *plan);
void kp__rows_make(kp_live_plan *plan);
const kp__chain *kp__chain_of(const kp_live_plan *plan, uint32_t entity,
                              uint32_t nlinks, const uint32_t *link);
/* The formula of a chain's column. */
void kp__write_chain(kp_live_plan *plan, kp__sheet_of_entity *sheet,
                     kp__column *column);

/* ---- plan.c ---- */

kp__sheet_of_entity *kp__sheet_of(const kp_live_plan *plan, uint32_t entity);
uint32_t kp__column_of(const kp_live_plan *plan, uint32_t field);
const kp_column *kp__cells_of(const kp_live_plan *plan, uint32_t field);
size_t kp__param_of(const kp_live_plan *plan, const kp_expr *expr);  // SIZE_MAX: none
bool kp__is_shown(const kp_field *field);

/* ---- columns.c ---- */

void kp__columns_make(kp_live_plan *plan);
void kp__columns_write(kp_live_plan *plan);

/* ---- check.c ---- */

typedef struct kp__check_line {
    kp_str sheet, what, formula;
} kp__check_line;

void kp__checks_make(kp_live_plan *plan);
void kp__check_add(kp_live_plan *plan, kp_str sheet, kp_str what,
                   const kp_buf *formula);
/* check_quota.c: a line for every group. */
void kp__quota_checks(kp_live_plan *plan, const kp_field *field);

/* ---- notes.c ---- */

kp_str kp__why_text(kp__live_why why);
uint32_t kp__notes_rows(const kp_live_plan *plan);
void kp__note_cell(const kp_live_plan *plan, uint32_t row, uint32_t col,
                   kp_live_cell *out);

/* ---- values.c ---- */

void kp__show_value(const kp_live_plan *plan, const kp_field *field, size_t row,
                    kp_live_cell *out);
void kp__show(const kp_live_plan *plan, kp_value value, const kp_field *field,
              kp_live_cell *out);

typedef enum kp__sheet_kind {
    KP__NOTES,
    KP__CHECKS,
    KP__PARAMS,
    KP__ENTITY,
    KP__TABLE,
    KP__VALUES
} kp__sheet_kind;

#endif
