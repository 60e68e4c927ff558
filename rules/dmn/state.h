/* state.h - the evaluator's state, shared by the files of rules/dmn and nobody else.
 *
 * A walk of the tree with a chain of scopes.  Whatever goes wrong gives null and a
 * diagnostic; `quiet` counts the places where a null is a normal answer (a filter that
 * asks for an entry some items lack).  What is not offered is remembered in
 * `unsupported`, quiet or not.
 */
#ifndef KP_RULES_DMN_STATE_H
#define KP_RULES_DMN_STATE_H

#include "rules/dmn/type.h"

typedef struct kp__scope {
    const struct kp__scope *parent;
    size_t n;
    const kp_feel_entry *entry;
} kp__scope;

typedef struct kp__state {
    kp_arena *arena;
    const kp_dmn_model *model;
    kp_diags *diags;
    kp_diags *scratch;  // for mere attempts
    kp_where where;
    kp_str text;  // of the expression being evaluated
    int quiet, depth;
    uint64_t steps;
    size_t nfaults;
    kp_str unsupported;
    const kp_feel **value;          // by node: what it evaluated to, or NULL
    unsigned char *busy;            // by node: being evaluated
    const struct kp__scope *given;  // around every decision, or NULL
} kp__state;

/* A walk may nest this deeply and take this many steps. */
#define KP_DMN_MAX_DEPTH 2000
#define KP_DMN_MAX_STEPS 20000000

typedef struct kp__builtin kp__builtin;

typedef struct kp_feel_function {
    kp_str name;
    size_t nparams;
    const kp_str *param;
    const kp_feel_type **type;   // of the parameters
    const kp_feel_type *result;  // NULL: any
    const kp__scope *scope;      // where it was made
    const kp_ast *body;          // one of these
    const kp_dmn_expr *boxed;
    const kp_dmn_node *service;
    bool builtin;  // by name
} kp_feel_function;

/* ---- faults (state.c) ---- */

/* Null, and why. */
const kp_feel *kp__null(kp__state *s, kp_code code, kp_str arg1, kp_str arg2,
                        kp_str arg3);
const kp_feel *kp__unsupported(kp__state *s, kp_str feature);
/* One more step; false (and reported) when there have been too many. */
bool kp__step(kp__state *s);
/* The value as text, for a message: cut when it is long. */
kp_str kp__shown(kp__state *s, const kp_feel *value);
kp_str kp__text_of(kp__state *s, const kp_feel *value);
kp_str kp__kind(const kp_feel *value);

/* ---- expressions (feel_*.c) ---- */

const kp_feel *kp__eval(kp__state *s, const kp__scope *scope, const kp_ast *ast);
/* The value that `name` has here, or NULL. */
const kp_feel *kp__lookup(const kp__scope *scope, kp_str name);
const kp_feel *kp__eval_binary(kp__state *s, const kp__scope *scope, const kp_ast *ast);
const kp_feel *kp__arithmetic(kp__state *s, kp_op op, const kp_feel *a,
                              const kp_feel *b);
const kp_feel *kp__negate(kp__state *s, const kp_feel *a);
const kp_feel *kp__compare(kp__state *s, kp_op op, const kp_feel *a, const kp_feel *b);
const kp_feel *kp__path(kp__state *s, const kp_feel *from, kp_str name);
const kp_feel *kp__filter(kp__state *s, const kp__scope *scope, const kp_ast *ast);
const kp_feel *kp__loop(kp__state *s, const kp__scope *scope, const kp_ast *ast);
const kp_feel *kp__call(kp__state *s, const kp__scope *scope, const kp_ast *ast);
const kp_feel *kp__at_literal(kp__state *s, kp_str text);
const kp_feel *kp__range(kp__state *s, kp_feel_range range);

/* Does `value` pass the test?  1, 0, or -1 for null. */
int kp__test_value(kp__state *s, const kp__scope *scope, const kp_ast *test,
                   const kp_feel *value);
/* value in (other value): 1, 0 or -1. */
int kp__is_in(const kp_feel *value, const kp_feel *set);
const kp_feel *kp__truth(int truth);

/* The items of a list, a range of integers or of dates; one item for anything else.
 * False (and reported) when it cannot be walked. */
bool kp__items_of(kp__state *s, const kp_feel *value, const kp_feel **list);

/* What filters do with one item: 1 taken, 0 not. */
typedef const kp_feel *(*kp__match)(kp__state *s, const kp__scope *scope,
                                    const void *what);
const kp_feel *kp__filter_list(kp__state *s, const kp__scope *scope,
                               const kp_feel *from, kp__match match, const void *what);
/* some/every over booleans. */
const kp_feel *kp__quantify(kp__state *s, const kp_feel *results, bool every);

/* ---- functions (feel_call.c, function.c) ---- */

const kp_feel *kp__invoke(kp__state *s, const kp_feel_function *function,
                          const kp_feel *const *arg, const kp_str *name, size_t n);
/* The function of that name as a value, or NULL. */
const kp_feel *kp__builtin_value(kp__state *s, kp_str name);
const kp_feel *kp__invoke_builtin(kp__state *s, kp_str name, const kp_feel *const *arg,
                                  const kp_str *arg_name, size_t n);
bool kp__is_builtin(kp_str name);

/* ---- types (conform.c) ---- */

/* `value` as a `type`, converted where the standard converts; NULL when it is none. */
const kp_feel *kp__conform(kp__state *s, const kp_feel *value,
                           const kp_feel_type *type);
/* The same, with null and a fault when it is none. */
const kp_feel *kp__coerce(kp__state *s, const kp_feel *value, const kp_feel_type *type);

/* ---- boxed expressions (boxed*.c) ---- */

const kp_feel *kp__boxed(kp__state *s, const kp__scope *scope, const kp_dmn_expr *expr);
const kp_feel *kp__table(kp__state *s, const kp__scope *scope, const kp_dmn_expr *expr);
/* Does the value pass TESTS? */
int kp__passes(kp__state *s, const kp__scope *scope, const kp_dmn_expr *tests,
               const kp_feel *value);

/* ---- decisions (decide.c) ---- */

const kp_feel *kp__node_value(kp__state *s, const kp_dmn_node *node);
const kp_feel *kp__call_service(kp__state *s, const kp_dmn_node *service,
                                const kp_feel *const *arg, size_t n);

/* A scope of `n` entries, for the caller to fill in. */
kp__scope *kp__new_scope(kp__state *s, const kp__scope *parent, kp_feel_entry *entry,
                         size_t n);

#endif
