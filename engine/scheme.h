/* scheme.h - a compiled scheme: entities, fields, tables, and the order of calculation.
 *
 * rules/ makes one out of the cells HR typed; the engine runs it and never learns how.
 * A scheme is compiled for one month, so that only rows in force are in it.
 *
 * Ownership: everything lives in the arena the scheme was compiled in and borrows from
 *            nothing else.  Immutable, may be shared by threads.
 */
#ifndef KP_ENGINE_SCHEME_H
#define KP_ENGINE_SCHEME_H

#include "engine/expr.h"

typedef enum kp_source {
    KP_SOURCE_INPUT,      // 输入: read from data
    KP_SOURCE_SCALAR,     // 公式: an expression over the row
    KP_SOURCE_AGGREGATE,  // sum, count, … over child rows
    KP_SOURCE_RANK,
    KP_SOURCE_QUOTA,
    KP_SOURCE_ALLOCATE,
    KP_SOURCE_HISTORY,  // 上期., 累计., 上年.: read from an earlier run
} kp_source;

typedef enum kp_missing {
    KP_MISSING_ERROR,   // 报错
    KP_MISSING_ZERO,    // 0
    KP_MISSING_ABSENT,  // 不适用
    KP_MISSING_CARRY,   // 上期
    KP_MISSING_BLANK,   // 可空: stays blank
} kp_missing;

/* A mean is a sum divided by a count, and a weighted mean a weighted sum divided by the
 * weights of the rows that have a value: so their division is rounded in one step. */
typedef enum kp_aggregate_fn {
    KP_AGG_SUM,    // of element
    KP_AGG_COUNT,  // rows whose element has a value
    KP_AGG_MIN,
    KP_AGG_MAX,
    KP_AGG_MEDIAN,
    KP_AGG_WEIGHTED_SUM,  // of element * weight
    KP_AGG_WEIGHTS,       // of weight, over rows whose element has a value
    KP_AGG_ANY,
    KP_AGG_ALL,
    KP_AGG_FN_COUNT,
} kp_aggregate_fn;

typedef enum kp_history {
    KP_HISTORY_LAST,
    KP_HISTORY_YTD,
    KP_HISTORY_LAST_YEAR
} kp_history;

#define KP_NO_FIELD UINT32_MAX

/* Sums over children: rows of `child` whose link field points at the row.  The element,
 * filter and weight are fields of the child entity (lifted when they were expressions).
 */
typedef struct kp_aggregate_spec {
    kp_aggregate_fn fn;
    uint32_t child;                    // entity
    uint32_t nlinks;                   // links from child up to this entity,
    const uint32_t *link;              // nearest first; 0: all rows of the child entity
    uint32_t element, filter, weight;  // fields of child, or KP_NO_FIELD
} kp_aggregate_spec;

/* Ranks, quotas and pools among rows of one entity that share a group: the row reached
 * through `link` (none: all rows are one group). */
typedef struct kp_group_spec {
    uint32_t nlinks;
    const uint32_t *link;
    uint32_t nkeys;  // rank and quota: sort keys, fields of the entity
    const uint32_t *key;
    const bool *descending;
    uint8_t style;     // rank: kp_rank_style; quota and pools: tie or mode
    uint32_t include;  // boolean field: rows that take part, or KP_NO_FIELD
    /* quota */
    uint32_t grade;                 // the proposed grade (text field)
    uint32_t limited, falls_to;     // symbols
    uint32_t share, minimum, veto;  // fields, or KP_NO_FIELD
    uint8_t share_rounding;         // kp_rounding of the head count
    /* pools */
    uint32_t pool;                    // field of the group's entity (or of this one)
    uint32_t weight, floor, ceiling;  // fields of the entity, or KP_NO_FIELD
    bool scale_floors;
    uint8_t tail;
} kp_group_spec;

typedef struct kp_field {
    uint32_t id, entity, local;  // index in scheme, of its entity, within its entity
    kp_str name;                 // lifted expressions: their text
    bool lifted;                 // made by the checker, not typed by anybody
    bool report;   // lifted for a layout or a check: not in tables/ and log
    bool dormant;  // not in force: only what the previous run has of it is read
    kp_kind kind;
    kp_unit unit;
    int8_t decimals;  // declared, or -1
    kp_rounding mode;
    uint8_t scale;  // of its column
    kp_source source;
    kp_missing missing;
    bool is_key;
    uint32_t link_entity;  // KP_LINK: the entity it points to
    size_t noptions;       // 选项: allowed texts
    uint32_t *option;      // symbols
    kp_str formula, clause, note;
    kp_where where, formula_where;
    const kp_expr *expr;  // SCALAR
    const kp_aggregate_spec *aggregate;
    const kp_group_spec *group;
    kp_history history;   // HISTORY:
    uint32_t history_of;  // the field whose earlier values it carries
    bool needs_itself;    // the formula reads its own field: a cycle
    size_t nneeds;        // fields that must be there first
    uint32_t *needs;
} kp_field;

typedef struct kp_entity {
    uint32_t id;
    kp_str name, label;  // label: English id, may be empty
    size_t nkeys;        // key fields; several are joined with "+"
    uint32_t *key;
    uint32_t shown;  // 显示: the field by which people know a row, or KP_NO_FIELD
    size_t nfields;
    uint32_t *field;  // scheme indices, in declared order, lifted ones last
    bool derived;   // rows are made: the join of two entities over a shared target, or
    bool spanning;  // those of entity `spans` now and in the previous run
    uint32_t spans;
    uint32_t join_left, join_right;            // entities
    uint32_t join_left_link, join_right_link;  // fields that must point at the same row
    uint32_t ncalls;                           // table calls with a trace column
    struct kp_call_site *call;
    kp_where where;
} kp_entity;

/* One decision-table call inside a field: a column of hit sets is kept for it. */
typedef struct kp_call_site {
    uint32_t field, table;
} kp_call_site;

typedef struct kp_param {
    kp_str name, clause, unit;
    kp_value value;
    kp_where where;
    kp_str text;  // as typed
} kp_param;

typedef struct kp_function {
    kp_str name, formula, clause;
    kp_where where;
    size_t nparams;
    kp_str *param;
} kp_function;

/* 校验: a boolean field of an entity; a row where it is false is a finding. */
typedef struct kp_check {
    kp_str name, message, clause;
    uint32_t field;
    kp_severity severity;
    kp_where where;
} kp_check;

/* 更正: what a closed month was wrong by, as lines for a later one.  Which fields of
 * which entity are compared, and what stands in which typed field of a line. */
typedef enum kp_correction_word {
    KP_CORRECTION_ID,          // 编号: of the line, its key
    KP_CORRECTION_KEY,         // 主键: of the row compared
    KP_CORRECTION_MONTH,       // 月份
    KP_CORRECTION_FIELD,       // 字段: its name
    KP_CORRECTION_BEFORE,      // 原值
    KP_CORRECTION_AFTER,       // 新值
    KP_CORRECTION_DIFFERENCE,  // 差额
    KP_CORRECTION_REASON,      // 原因
    KP_CORRECTION_RUN,         // 结算号: of the run that is corrected
    KP_CORRECTION_HEAD,        // 日志头: of that run
    KP_CORRECTION_WORDS,
} kp_correction_word;

typedef struct kp_correction {
    kp_str name;
    uint32_t entity, into;
    size_t nfields, ncolumns;
    uint32_t *field;  // of entity
    struct kp_correction_column {
        uint32_t field;  // of into
        kp_correction_word word;
    } * column;
    kp_where where;
} kp_correction;

/* A stretch of calculation: scalar fields of one entity together, or one group field.
 */
typedef struct kp_stage {
    uint32_t entity;
    uint32_t nfields;
    const uint32_t *field;
    const struct kp_program *program;  // scalar stages; NULL for a group field
} kp_stage;

typedef struct kp_scheme {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_str name, version;
    int32_t month;  // first day
    bool draft;     // its formulas are wrong: for loading only
    size_t nentities, nfields, ntables, nparams, nfunctions, nchecks, nreports, nstages;
    size_t ncorrections;
    kp_correction *correction;
    kp_entity **entity;
    kp_field **field;
    const kp_dtable **table;
    kp_param *param;
    kp_function *function;
    kp_check *check;
    struct kp_report **report;
    struct kp_tie *tie;  // between layouts
    size_t nties;
    kp_stage *stage;
    struct kp_aliases *aliases;
    size_t ncompared;
    const uint32_t
        *compared;  // texts that conditions and comparisons speak of, once each
    struct kp_gathers *gathers;
} kp_scheme;

const kp_entity *kp_scheme_entity(const kp_scheme *scheme, kp_str name);
const kp_field *kp_entity_field(const kp_scheme *scheme, const kp_entity *entity,
                                kp_str name);
/* Spanning entities: the field of the other one whose values this typed field takes
 * over, or NULL; and the link that points at the row itself, NULL when there is none.
 */
const kp_field *kp_repeated_field(const kp_scheme *scheme, const kp_field *field);
const kp_field *kp_own_row_link(const kp_scheme *scheme, const kp_entity *entity);
const char *kp_aggregate_name(kp_aggregate_fn fn, bool english);

#endif
