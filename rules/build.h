/* build.h - a scheme under construction (private to rules/).
 *
 * The sheets are read into it one kind after the other, then formulas are checked; a
 * checked formula may lift parts of itself into new fields, so that arrays grow until
 * the order of calculation is settled.
 */
#ifndef KP_RULES_BUILD_H
#define KP_RULES_BUILD_H

#include "engine/report.h"
#include "engine/scheme.h"
#include "rules/compile.h"
#include "rules/expr/ast.h"
#include "rules/read/block.h"
#include "rules/tables/tables.h"

/* A function as read: parameters with defaults, the body's tree. */
typedef struct kp_function_source {
    kp_ast *body;
    kp_ast **fallback;  // per parameter, NULL when it has no default
    int decimals;       // -1: not rounded
    kp_rounding mode;
    kp_where where;
    bool being_checked;  // guards against recursion
} kp_function_source;

/* Fields that must be finished in a stage before this one's: read in other rows. */
typedef struct kp__apart {
    size_t n, cap;
    uint32_t *field;
} kp__apart;

typedef struct kp_build {
    kp_arena *arena;
    kp_scheme *scheme;
    kp_diags *diags;
    const kp_block *block;
    size_t nblocks;
    const kp_block *past;  // blocks that are not in force
    size_t npast;
    int32_t day, last_day;

    size_t entity_cap, field_cap, table_cap, param_cap, function_cap, check_cap,
        report_cap;
    kp_map entities, params, tables, functions;
    kp_map asked;    // tables whose conditions were held against a field's options
    kp_map *fields;  // by entity: name to field id
    size_t fields_cap;
    kp_ast **field_ast;  // by field id: the formula's tree, or NULL
    size_t field_ast_cap;
    kp_str **field_options;
    kp_table_source **table_source;
    size_t table_source_cap;
    kp_function_source *function_source;
    size_t function_source_cap;
    size_t nnodes;     // expression nodes made, against a budget
    kp__apart *apart;  // by field id, while the order is settled

    /* Definitions that were refused.  Whatever refers to them is not unknown, and is
     * not told once more: one wrong cell must not fill pages. */
    kp_map broken;         // their names
    bool names_lost;       // a whole sheet was refused: any name may have stood there
    size_t nexcused;       // faults not told for either reason
    size_t errors_before;  // those of others
    bool data_known;       // entities and fields are as they were meant
    struct kp_trials
        *trials;  // wanted: 测试 blocks become entities; NULL: not looked at
} kp_build;

/* The name is defined, but its definition was refused. */
void kp__break_name(kp_build *b, kp_str name);
bool kp__is_broken(const kp_build *b, kp_str name);
/* Is this fault only what such a definition causes?  Counted. */
bool kp__is_excused(kp_build *b, kp_code code, kp_str name);

/* Headings and options that nobody would read. */
void kp__check_headings(kp_build *b);
/* Rules that a workbook hides from those who look at it. */
void kp__tell_hidden(kp_build *b);
/* Sheets; each reads all blocks of its kind and reports all faults. */
void kp__read_notes(kp_build *b);
void kp__read_params(kp_build *b);
void kp__read_entities(kp_build *b);
void kp__read_fields(kp_build *b);
void kp__read_tables(kp_build *b);
void kp__read_functions(kp_build *b);
void kp__read_checks(kp_build *b);  // after fields are known; lifts conditions
void kp__read_reports(kp_build *b);
void kp__read_ties(kp_build *b);  // after reports are known
void kp__read_aliases(kp_build *b);
void kp__read_gathers(kp_build *b);      // after fields are known
void kp__read_corrections(kp_build *b);  // after fields are known
void kp__check_spans(kp_build *b);       // after formulas, which ask for the past
void kp__read_trials(kp_build *b);       // into b->trials; last of all

/* kp_rules_compile, with tests when `trials` is not NULL (trial.h). */
KP_CHECK kp_status kp__compile(kp_arena *arena, const kp_book *book,
                               kp_symbols *symbols, int32_t month,
                               struct kp_trials *trials, kp_scheme **out,
                               kp_diags *diags);
/* An entity that nobody typed; its name must be free. */
kp_entity *kp__add_entity(kp_build *b, kp_str name);

/* New fields; the id is stable.  kp__lift makes one that the user did not type. */
kp_field *kp__add_field(kp_build *b, uint32_t entity, kp_str name);
kp_field *kp__lift(kp_build *b, uint32_t entity, kp_str name, kp_kind kind,
                   kp_source source);

/* A field that is declared, but not for this month: blank, and in no table.  NULL when
 * it is not declared at all. */
kp_field *kp__dormant_field(kp_build *b, uint32_t entity, kp_str name);

/* Check the formula of a declared field, all of its functions included. */
void kp__check_field(kp_build *b, kp_field *field);
/* Check an expression standing elsewhere (checks, reports) as a new lifted field of the
 * entity; NULL after a fault. */
kp_field *kp__check_cell(kp_build *b, uint32_t entity, const kp_block *block,
                         uint32_t i, uint32_t j);
/* The same for a text that is no whole cell (an option's value). */
kp_field *kp__check_text(kp_build *b, uint32_t entity, kp_where where, kp_str text);

/* Known names near a wrong one, or an empty text. */
kp_str kp__nearest_entity(kp_build *b, kp_str wrong);
kp_str kp__nearest_field(kp_build *b, uint32_t entity, kp_str wrong);

/* Scales of a field's column and expression, after those of all it reads. */
void kp__settle_scale(kp_build *b, kp_field *field);

/* Order of calculation, stages and programs. */
void kp__settle_order(kp_build *b);
const kp_program *kp__emit(kp_build *b, uint32_t entity, const uint32_t *field,
                           uint32_t nfields);

/* Nodes are immutable once the scheme is done; until then the builder may still number
 * their trace columns. */
kp_expr *kp__unfrozen(const kp_expr *node);

/* 字段.csv!C7, in the arena. */
kp_str kp__place(kp_build *b, kp_where where);
/* Cells of definition sheets. */
kp_str kp__cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j);
/* Rows of a block below its headings that are in force on the day: 生效 / 失效. */
bool kp__in_force(kp_build *b, const kp_block *block, uint32_t i);
/* Split a list cell at 、 , ; and blanks are trimmed. */
size_t kp__split_list(kp_arena *arena, kp_str text, kp_str **out);
bool kp__rounding_cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       kp_rounding *out);
bool kp__decimals_cell(kp_build *b, const kp_block *block, uint32_t i, uint32_t j,
                       int *out);

#endif
