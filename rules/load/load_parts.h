/* load_parts.h - the rooms behind load.h; for rules/load*.c only.
 *
 *   find     which sheets and blocks belong to which entity
 *   header   where the headings are, which column is which field
 *   beside   other tables beside the one that is read
 *   month    months and units of money named in titles and file names
 *   rows     which rows are data
 *   keys     the key of every row; the rows of a table
 *   join     rows of derived entities: pairs
 *   span     and those of an entity now and before
 *   cells    values of one field from all sheets
 *   texts    identity cards, bank accounts, options
 *   missing  what stands where nothing was typed
 *   history  values of an earlier run
 *   tell     places and sentences
 *
 * Faults are told where they are found; every room goes on with what is left.
 */
#ifndef KP_RULES_LOAD_PARTS_H
#define KP_RULES_LOAD_PARTS_H

#include "engine/kernel_text.h"
#include "rules/compile.h"
#include "rules/load/load.h"
#include "rules/read/block.h"
#include "rules/read/cell.h"

#define KP__NO_COL UINT32_MAX
#define KP__NO_ROW UINT32_MAX

/* A column of a sheet that is a field of its entity.  `tens`: amounts typed in 万元 are
 * multiplied by ten thousand (4); a column headed (%) holds hundredths (-2). */
typedef struct kp__load_col {
    uint32_t j;
    const kp_field *field;
    int tens;
} kp__load_col;

/* One sheet, or one block of a sheet, that holds rows of an entity. */
typedef struct kp__source {
    const kp_sheet *sheet;
    const kp_entity *entity;
    const kp_block *block;  // of the scheme's book or of a data sheet, or NULL
    bool previous;          // a table of the earlier run: calculated columns, too
    bool of_scheme;
    uint32_t top, left, bottom, right;
    uint32_t upper, head;  // heading rows; the same when there is only one
    kp__load_col **col;    // by local field index, NULL where it has none
    uint32_t from_col, to_col, month_col;
    int money_tens;  // from 单位：万元 above the headings
    kp_where money_unit_where;
    bool only_history;  // nothing but keys and carried-in sums
    size_t nneeded;     // columns that may not be blank, keys aside
    size_t nrows;
    uint32_t *row;  // sheet row indices of the data rows
    uint32_t *key;  // symbol per data row, KP_NO_SYMBOL when it has none
    uint32_t *at;   // table row per data row, KP__NO_ROW when it has none
    size_t ntotals;
    uint32_t *total;   // sheet row indices of 合计 and 小计 rows
    uint32_t *row_of;  // data row + 1 per table row, 0 when it has none
    bool told_unlisted;
    uint32_t
        *split_at;  // per data row: columns from here on are shifted, 0: none; or NULL
} kp__source;

/* Headings of an entity: names and aliases, and patterns. */
typedef struct kp__heading_pattern {
    const kp_pattern *pattern;
    const kp_field *field;
} kp__heading_pattern;

typedef struct kp__headings {
    kp_map names, aliases;  // heading key: field id
    kp_map others;          // aliases of a second field
    size_t npatterns;
    kp__heading_pattern *pattern;
} kp__headings;

/* The table of an earlier run in memory. */
typedef struct kp__earlier {
    const kp_table *table;
    const kp_field **field;  // by local field index: the same one there, or NULL
    uint32_t *row_of;        // earlier row + 1 per table row, 0 when it has none
} kp__earlier;

typedef struct kp__load_entity {
    const kp_entity *entity;
    kp__headings headings;
    size_t nsources, cap;
    kp__source **source;
    size_t most_needed;      // sources with that many needed columns are its rosters
    uint8_t *on_roster;      // per row; NULL until somebody asks
    uint8_t *told_stranger;  // rows already told not to be on the roster
    kp_table *table;
    kp__source *previous;         // its table in the earlier run, or NULL
    struct kp__earlier *earlier;  // the same, calculated in memory
    uint32_t *now;    // spanning: per row, the other entity's row + 1, 0: it is gone
    bool incomplete;  // a sheet of it could not be used, and that was told
    bool maybe_incomplete;  // nobody knows whose some sheet is
    size_t nunknown, unknown_cap;
    kp_str *unknown;  // sums of earlier months that nobody gives
} kp__load_entity;

typedef struct kp__load {
    kp_arena *arena;    // the tables
    kp_arena *scratch;  // as long as the loading
    kp_arena *cells;    // texts of a few cells; reset often
    const kp_scheme *scheme;
    const kp_load_input *in;
    kp_diags *diags;
    kp__load_entity *entity;  // by entity id
    bool *loaded;             // by field id
    size_t comparisons;       // left for finding near keys
    kp_map spelling;          // texts of the rules by spelling key: their symbols
} kp__load;

/* ---- tell ---- */

kp_where kp__load_where(const kp__source *source, uint32_t i, uint32_t j);
/* A fault at a cell, with its text. */
void kp__load_fault(kp__load *l, kp_code code, const kp__source *source, uint32_t i,
                    uint32_t j, kp_str arg1, kp_str arg2, kp_str arg3);
/* 员工-考勤.csv, 方案.xlsx[员工], 员工.csv!C7: in `cells`. */
kp_str kp__load_place(kp__load *l, kp_where where);
kp_str kp__load_sheet_name(kp__load *l, const kp__source *source);
kp_str kp__load_number(kp__load *l, size_t n);
/* The numbers of these rows as the sheet shows them; at most ten, then 等. */
kp_str kp__load_row_numbers(kp__load *l, const kp__source *source, const uint32_t *i,
                            size_t n);
kp_str kp__load_decimal(kp__load *l, kp_decimal num, int decimals);
/* Texts with 、 between them; at most ten, then 等. */
kp_str kp__load_list(kp__load *l, const kp_str *text, size_t n);

/* The same warning in many cells of a column: the first three at their cells, the rest
 * counted. */
typedef struct kp__tally {
    kp_code code[6];
    size_t n[6];
} kp__tally;

void kp__tally_tell(kp__load *l, kp__tally *tally, kp_code code,
                    const kp__source *source, uint32_t i, uint32_t j, kp_str arg1,
                    kp_str arg2);
void kp__tally_close(kp__load *l, const kp__tally *tally, const kp__source *source,
                     uint32_t j);

/* ---- find, header, month ---- */

void kp__find_sources(kp__load *l);
/* Entities by name, for sentences. */
kp_str kp__entity_names(kp__load *l);

/* A heading as it is compared: folded, without any blank, star or closing colon, ASCII
 * letters small. */
kp_str kp__heading_key(kp_arena *arena, kp_str text);
void kp__collect_headings(kp__load *l, kp__load_entity *le);

typedef struct kp__heading_found {
    const kp_field *field;  // NULL: no field has this heading
    const kp_field *other;  // another one that could be meant by it
    int tens;
} kp__heading_found;
kp__heading_found kp__match_heading(kp__load *l, const kp__load_entity *le,
                                    kp_str text);
/* May a person type this field? */
bool kp__field_is_typed(const kp_field *field);
/* Will the loader fill it from cells, links of a join aside? */
bool kp__field_is_loaded(const kp__load *l, const kp_field *field);

/* What column j of the source's headings names, and the heading as typed. */
kp__heading_found kp__heading_at(kp__load *l, const kp__load_entity *le,
                                 const kp__source *source, uint32_t j, kp_str *text);
/* 序号, 备注 and the like, which any table may have beside its fields; 生效, 失效,
 * 月份, which say something about its rows.  Both by heading key. */
bool kp__is_bookkeeping(kp_str key);
bool kp__is_table_heading(kp_str key);
/* Narrows the source to its own table when others stand beside it (told). */
void kp__leave_tables_beside(kp__load *l, const kp__load_entity *le,
                             kp__source *source);

/* Settles the columns of a source; false, and told, when it cannot be used. */
bool kp__read_header(kp__load *l, kp__source *source);

/* Titles above the headings, the sheet's and the file's name. */
void kp__read_titles(kp__load *l, kp__source *source);
/* A column 月份 that is no field: every row must be of this month. */
bool kp__is_month_heading(kp_str heading_key);
void kp__check_month_cell(kp__load *l, const kp__source *source, uint32_t i);

/* ---- rows, totals ---- */

void kp__read_rows(kp__load *l, kp__source *source);
void kp__check_totals(kp__load *l, const kp__source *source);
/* 合计, 小计 and the like. */
bool kp__is_total_word(kp_arena *arena, kp_str text);

/* The cell of a data row; below the corner of a merged cell it is the corner's.  The
 * cursor remembers the last corner, so that long merged cells stay linear. */
typedef struct kp__corner {
    uint32_t next, at;
} kp__corner;
const kp_cell *kp__merged_cell(const kp__source *source, uint32_t i, uint32_t j,
                               kp__corner *corner);

/* ---- keys, join ---- */

void kp__read_keys(kp__load *l, kp__source *source);
/* The table of an entity that is not derived: rows are the union of its sources. */
void kp__make_table(kp__load *l, kp__load_entity *le);
/* The table of a derived one; its sources' rows must be among them. */
void kp__make_joined_table(kp__load *l, kp__load_entity *le);
/* The table of a spanning one, with its previous rows placed. */
void kp__make_spanning_table(kp__load *l, kp__load_entity *le);
kp_table *kp__new_table(kp__load *l, const kp_entity *entity, size_t n, uint32_t *key);
/* Which table row each data row of the source is; tells doubles and strangers. */
void kp__place_rows(kp__load *l, kp__load_entity *le, kp__source *source);
void kp__place_sources(kp__load *l, kp__load_entity *le);
/* Put symbols in the order of their texts, each once; returns how many are left. */
size_t kp__sort_keys(kp__load *l, uint32_t *key, size_t n);
const kp_field *kp__link_field(const kp__load *l, const kp_entity *from, uint32_t to,
                               const kp_field *after);
/* The links of a derived entity to the two sides of its join. */
void kp__join_links(const kp__load *l, const kp_entity *entity, const kp_field **left,
                    const kp_field **right);

/* ---- cells ---- */

/* All cells of one field, all sources, then missing values and history. */
void kp__load_field(kp__load *l, const kp_field *field);

/* The state of loading one field. */
typedef struct kp__field_work {
    kp__load *l;
    kp__load_entity *le;
    const kp_field *field;
    kp_column *column;
    uint16_t *given;  // per row: source + 1 that gave the value, 0: none
    bool in_some_source;
    bool told_column;           // that the whole column is missing
    bool new_year, other_year;  // history: this is January; the earlier run is of
                                // another year
} kp__field_work;

/* A field of a spanning entity: the values of the other one's. */
void kp__repeat_field(kp__field_work *w, const kp_field *of);

/* Read one cell as the field's kind.  Errors are told at the cell; notes go through the
 * tally. */
typedef struct kp__cell_work {
    kp__field_work *w;
    const kp__source *source;
    const kp__load_col *col;
    kp__tally tally;
    kp_code refused;  // why the last text or link was refused
    size_t percent_signs, bare_percents;
    uint32_t first_sign, first_bare;  // sheet rows
} kp__cell_work;
/* OK, BLANK, or BAD (told). */
kp_cell_result kp__read_field_cell(kp__cell_work *c, uint32_t i, const kp_cell *cell,
                                   uint32_t row, kp_value *out);
void kp__put_error(kp__field_work *w, size_t row, kp_code code);

/* ---- texts ---- */

typedef enum kp__text_role {
    KP__PLAIN_TEXT,
    KP__PERSON_NAME,
    KP__IDENTITY_CARD,
    KP__BANK_ACCOUNT,
} kp__text_role;
kp__text_role kp__role_of(const kp_field *field);
/* What is kept of a typed text; false, and told, when it is refused. */
bool kp__settle_text(kp__cell_work *c, uint32_t i, kp_str typed, kp_str *out);
/* A text that differs from one of the rules only in width or blanks: told, and no
 * value.
 */
bool kp__is_other_spelling(kp__cell_work *c, uint32_t i, kp_str text);
/* The texts of the rules, before data add theirs. */
void kp__learn_spellings(kp__load *l);
/* The same name, card or account in two rows. */
void kp__check_repeats(kp__field_work *w);

/* ---- links ---- */

/* The row a text points at, or KP__NO_ROW (told). */
uint32_t kp__follow_text(kp__cell_work *c, uint32_t i, kp_str text);
/* The key nearest to a wrong one, or an empty text.  `among`: rows that count, or NULL.
 */
kp_str kp__nearest_key(kp__load *l, const kp_table *table, kp_str wrong,
                       const uint8_t *among);

/* ---- missing, history ---- */

void kp__settle_missing(kp__field_work *w);
/* A needed value that is not there: told, once per row and reason. */
void kp__tell_missing(kp__field_work *w, size_t row);
/* Apply the field's rule to one row; needed values are told. */
void kp__apply_missing(kp__field_work *w, size_t row);

/* The first key cell of a row, or the entity's own place when no sheet lists it. */
kp_where kp__key_where(const kp__field_work *w, size_t row, kp_str *cell);

/* Where the headings of the entity's roster begin. */
kp_where kp__heading_where(const kp__load_entity *le);
/* The row stands in side sheets only. */
bool kp__is_stranger(const kp__field_work *w, size_t row);

/* The entity whose earlier values these are: itself, or the one that it spans. */
const kp_entity *kp__earlier_entity(const kp__load *l, const kp_entity *entity);
/* The tables of the earlier run: their sources, placed once the tables are made. */
void kp__find_previous(kp__load *l);
void kp__place_previous(kp__load *l);
/* Does a sheet with this field list this row? */
const kp__source *kp__source_with(const kp__field_work *w, size_t row);
void kp__settle_history(kp__field_work *w);
/* The same of a run in memory (load_earlier.c). */
void kp__find_in_memory(kp__load *l, kp__load_entity *le);
void kp__place_in_memory(kp__load *l, kp__load_entity *le);
kp_cell_result kp__value_in_memory(kp__field_work *w, const kp_field *field, size_t row,
                                   kp_value *out);
/* kp_load_refill, without its guards. */
void kp__refill(kp__load *l, kp_table **tables, const bool *which);
/* The columns of earlier months that nobody gives, one fault an entity. */
void kp__tell_no_history(kp__load *l);
/* The value that a field had in the earlier run; BLANK when it had none or the key is
 * new, BAD (told) when it cannot be read. */
kp_cell_result kp__previous_value(kp__field_work *w, const kp_field *field, size_t row,
                                  kp_value *out);
void kp__compare_magnitudes(kp__field_work *w);

#endif
