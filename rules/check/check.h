/* check.h - checking formulas: names, kinds, lists (private to rules/).
 *
 * A term is what a piece of formula means in a row of the scope's entity: a scalar, or
 * a list over the rows of another entity below (or all of its rows).  Lists live only
 * between a path and the aggregate around it.
 */
#ifndef KP_RULES_CHECK_H
#define KP_RULES_CHECK_H

#include "rules/build.h"

/* Where a formula stands: its entity, and inside a named formula the arguments. */
typedef struct kp_scope {
    kp_build *b;
    uint32_t entity;  // UINT32_MAX: no row (defaults, constants)
    kp_where where;   // the cell
    kp_str text;      // its whole text
    const kp_function *function;
    const struct kp_term *argument;  // per parameter
    const struct kp_scope *caller;
    unsigned depth;
    int decimals;  // of the field the formula is for, or -1
    bool foreign;  // spans are not those of the field's own formula
} kp_scope;

/* Rows below: entity `of`, whose rows reach the anchor through `up` (nearest first).
 * The anchor is the scope's own row, or a row that it reaches through `down`. */
typedef struct kp_list {
    uint32_t of;
    uint32_t nup;
    uint32_t up[8];
    uint32_t anchor;  // entity whose rows own the lists
    uint32_t ndown;
    uint32_t down[8];
    const kp_expr *filter;  // over `of`, or NULL
} kp_list;

typedef struct kp_term {
    kp_expr *expr;  // NULL after a fault; for bare rows of a list too
    bool good, is_list, is_null;
    kp_list list;
    uint32_t row_entity;  // a path that ended at a linked row: its entity
    bool is_row;
} kp_term;

kp_term kp__check(const kp_scope *s, const kp_ast *ast);
kp_term kp__check_path(const kp_scope *s, const kp_ast *ast);
kp_term kp__check_call(const kp_scope *s, const kp_ast *ast, kp_str output);
/* As many arguments as the call takes, or told. */
bool kp__arity_fits(const kp_scope *s, const kp_ast *ast, kp_str name, size_t min,
                    size_t max);
/* An output column whose cells are expressions over the table's inputs. */
kp_term kp__computed_output(const kp_scope *s, const kp_ast *ast, size_t index,
                            size_t output, kp_expr **arg);
kp_term kp__check_in(const kp_scope *s, const kp_ast *ast);

/* A scalar of the wanted kind, or NULL with a fault told. */
kp_expr *kp__scalar(const kp_scope *s, const kp_ast *ast);
kp_expr *kp__scalar_of(const kp_scope *s, const kp_ast *ast, kp_kind kind);
kp_expr *kp__term_of(const kp_scope *s, const kp_ast *ast, kp_term term, kp_kind kind);
kp_expr *kp__as_scalar(const kp_scope *s, const kp_ast *ast, kp_term term);

/* Both of one kind, blanks and links brought to the other's; else told of `ast`. */
bool kp__same_kinds(const kp_scope *s, const kp_ast *ast, const kp_ast *at_a,
                    kp_expr **a, const kp_ast *at_b, kp_expr **b);
/* a op b of one kind; texts are held against options and outer blanks; NULL: told. */
kp_expr *kp__comparison(const kp_scope *s, const kp_ast *ast, kp_op op, kp_expr *a,
                        kp_expr *b);
/* The entity that a link expression points to, or UINT32_MAX for a bare null. */
uint32_t kp__link_target(const kp_build *b, const kp_expr *link);

kp_term kp__good(kp_expr *expr);
kp_term kp__bad(void);
kp_status kp__formula_fault(const kp_scope *s, const kp_ast *at, kp_code code,
                            kp_str arg1, kp_str arg2, kp_str arg3);
kp_str kp__span(const kp_scope *s, const kp_ast *at);

/* Node makers: kinds and scales follow from the operands, constants are folded by the
 * same functions that run. */
kp_expr *kp__expr_node(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_kind kind,
                       uint32_t nargs);
kp_expr *kp__unary(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_expr *a);
kp_expr *kp__binary(const kp_scope *s, const kp_ast *at, kp_expr_op op, kp_expr *a,
                    kp_expr *b);
kp_expr *kp__round(const kp_scope *s, const kp_ast *at, kp_expr *a, int decimals,
                   kp_rounding mode);
/* The same for the result of a field: a blank that is all of it stays one. */
kp_expr *kp__round_result(const kp_scope *s, const kp_ast *at, kp_expr *a, int decimals,
                          kp_rounding mode);
kp_expr *kp__if(const kp_scope *s, const kp_ast *at, kp_expr *condition, kp_expr *yes,
                kp_expr *no);
kp_expr *kp__constant(const kp_scope *s, const kp_ast *at, kp_value value);
kp_expr *kp__field_ref(const kp_scope *s, const kp_ast *at, uint32_t nlinks,
                       const uint32_t *links, uint32_t field);

/* A builtin of two arguments, by its id. */
kp_expr *kp__builtin_node(const kp_scope *s, const kp_ast *at, const char *id,
                          kp_expr *a, kp_expr *b);

/* A scalar over the list's child rows: an element as it is, a scalar of the owner's row
 * reached from below. */
kp_expr *kp__over_list(const kp_scope *s, const kp_ast *at, const kp_term *term,
                       const kp_list *list);
/* Lift a scalar of an entity into a field of its own (or find the field it already is).
 */
uint32_t kp__lift_scalar(const kp_scope *s, const kp_ast *at, uint32_t entity,
                         const kp_expr *expr);
/* The same list, of rows that fulfil the same filter. */
bool kp__same_list(const kp_build *build, const kp_list *a, const kp_list *b);

/* 上期 / 累计 / 上年: the field that carries earlier values of `field`. */
uint32_t kp__history_field(kp_build *b, uint32_t field, kp_history history);
bool kp__history_word(kp_str name, kp_history *out);

/* Aggregates and group functions, known by name. */
bool kp__is_aggregate(kp_str name);
/* Their names, at most `most`. */
size_t kp__aggregate_names(kp_str *names, size_t most);
kp_term kp__check_aggregate(const kp_scope *s, const kp_ast *ast, kp_str name);
bool kp__is_group_function(kp_str name);
kp_term kp__check_group(const kp_scope *s, const kp_ast *ast, kp_str name);

#endif
