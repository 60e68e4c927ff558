/* model.h - a DMN model as read: decisions, inputs, functions, types.
 *
 * A reader (io/dmn) fills in kp_dmn_model with texts and references, then calls
 * kp_dmn_model_link, which finds what references mean, parses every expression and
 * resolves types.  From then on the model is constant and may be shared.
 *
 * Ownership: everything lives in one arena, texts included.
 * Errors:    an expression that cannot be parsed is no fault of the model: evaluating
 *            it gives null, as the standard wants, and says why.
 */
#ifndef KP_RULES_DMN_MODEL_H
#define KP_RULES_DMN_MODEL_H

#include "engine/base/symbols.h"
#include "rules/dmn/value.h"
#include "rules/expr/ast.h"
#include "rules/expr/name_tree.h"

typedef struct kp_dmn_expr kp_dmn_expr;
typedef struct kp_dmn_node kp_dmn_node;
typedef struct kp_feel_type kp_feel_type;

typedef enum kp_dmn_expr_kind {
    KP_DMN_LITERAL,
    KP_DMN_TESTS,  // unary tests; ANY when blank or "-"
    KP_DMN_TABLE,
    KP_DMN_CONTEXT,     // parts; the one without a name is the result
    KP_DMN_LIST,        // parts
    KP_DMN_RELATION,    // parts are the columns; rows are LISTs
    KP_DMN_INVOCATION,  // head is called; parts are the bindings
    KP_DMN_FUNCTION,    // parts are the parameters, head the body
    KP_DMN_IF,          // parts: condition, then, else
    KP_DMN_FILTER,      // head is the list, parts[0] the condition
    KP_DMN_FOR,         // head is the list, parts[0] the result; text: the iterator
    KP_DMN_SOME,
    KP_DMN_EVERY,
    KP_DMN_UNSUPPORTED,  // text: the feature
} kp_dmn_expr_kind;

typedef struct kp_dmn_part {
    kp_str name, type_ref;
    kp_dmn_expr *expr;  // NULL where the model has none
    const kp_feel_type *type;
} kp_dmn_part;

typedef struct kp_dmn_table kp_dmn_table;

struct kp_dmn_expr {
    kp_dmn_expr_kind kind;
    kp_str text;        // LITERAL, TESTS; see above
    kp_str type_ref;    // what the model says the result is
    const kp_ast *ast;  // NULL: the text cannot be parsed, or is blank
    bool is_looped;     // LITERAL: a loop runs over it, 1..10 has no brackets
    size_t nparts;
    kp_dmn_part *part;
    kp_dmn_expr *head;
    size_t nrows;
    kp_dmn_expr **row;
    kp_dmn_table *table;
    const kp_feel_type *type;
};

typedef enum kp_dmn_hit {
    KP_DMN_UNIQUE,
    KP_DMN_ANY,
    KP_DMN_PRIORITY,
    KP_DMN_FIRST,
    KP_DMN_RULE_ORDER,
    KP_DMN_OUTPUT_ORDER,
    KP_DMN_COLLECT,
} kp_dmn_hit;

typedef enum kp_dmn_sum {
    KP_DMN_LISTED,
    KP_DMN_SUM,
    KP_DMN_COUNT,
    KP_DMN_MIN,
    KP_DMN_MAX
} kp_dmn_sum;

typedef struct kp_dmn_input {
    kp_str label;
    kp_dmn_expr *expr;     // LITERAL
    kp_dmn_expr *allowed;  // TESTS, or NULL
} kp_dmn_input;

typedef struct kp_dmn_output {
    kp_str name, label, type_ref;
    kp_dmn_expr *allowed;   // TESTS in order of priority, or NULL
    kp_dmn_expr *fallback;  // LITERAL, or NULL
    const kp_feel_type *type;
} kp_dmn_output;

typedef struct kp_dmn_rule {
    kp_dmn_expr **test;    // by input: TESTS
    kp_dmn_expr **result;  // by output: LITERAL
    kp_str note;           // annotations and description
} kp_dmn_rule;

struct kp_dmn_table {
    kp_dmn_hit hit;
    kp_dmn_sum sum;
    size_t ninputs, noutputs, nrules;
    kp_dmn_input *input;
    kp_dmn_output *output;
    kp_dmn_rule *rule;
};

typedef enum kp_dmn_node_kind {
    KP_DMN_INPUT_DATA,
    KP_DMN_DECISION,
    KP_DMN_KNOWLEDGE,  // business knowledge model; expr is a FUNCTION
    KP_DMN_SERVICE,
} kp_dmn_node_kind;

/* References to other nodes: as written, and what they mean. */
typedef struct kp_dmn_refs {
    size_t n;
    kp_str *href;
    const kp_dmn_node **node;  // NULL: outside this model
} kp_dmn_refs;

struct kp_dmn_node {
    kp_dmn_node_kind kind;
    kp_str id, name;
    kp_str type_ref;  // of its variable
    const kp_feel_type *type;
    kp_dmn_expr *expr;  // NULL: no logic
    kp_dmn_refs needs;  // decisions, inputs, knowledge
    // services
    kp_dmn_refs outputs, encapsulated, input_decisions, input_data;
    size_t index;  // in the model
};

/* A type defined by the model. */
typedef struct kp_dmn_item {
    kp_str name, type_ref;
    bool is_collection;
    kp_dmn_expr *allowed;     // each value; TESTS or NULL
    kp_dmn_expr *constraint;  // the whole; TESTS or NULL
    size_t nparts;
    struct kp_dmn_item *part;
    bool is_function;
    size_t nparams;
    kp_dmn_part *param;
    kp_feel_type *type;
} kp_dmn_item;

typedef struct kp_dmn_model {
    kp_str file;  // for messages
    kp_str name, space;
    size_t nnodes, nitems, nimports;
    kp_dmn_node *node;
    kp_dmn_item *item;
    kp_str *import;      // names of imports, which are not followed
    kp_name_tree names;  // those that are more than one plain word
    kp_map ids, types;   // index of the node with this id, of the item with this name
} kp_dmn_model;

/* Find references, parse, resolve types.  Faults of expressions go to `scratch`, which
 * nobody reads: they are told when the expression is evaluated.  Two nodes of one name
 * or one id are an error. */
KP_CHECK kp_status kp_dmn_model_link(kp_arena *arena, kp_dmn_model *model,
                                     kp_diags *scratch, kp_diags *diags);

/* The tree of a literal expression or of tests. */
kp_ast *kp_dmn_parse(kp_arena *arena, const kp_dmn_model *model,
                     const kp_dmn_expr *expr, kp_where cell, kp_diags *diags);

/* Has it input data at all?  Some tools draw none. */
bool kp_dmn_names_inputs(const kp_dmn_model *model);

const kp_dmn_node *kp_dmn_node_named(const kp_dmn_model *model, kp_dmn_node_kind kind,
                                     kp_str name);

#endif
