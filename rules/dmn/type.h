/* type.h - what a value must be: FEEL's types and those that a model defines.
 *
 * Ownership: types live in the arena of their model and may be shared.
 */
#ifndef KP_RULES_DMN_TYPE_H
#define KP_RULES_DMN_TYPE_H

#include "rules/dmn/model.h"

typedef enum kp_feel_shape {
    KP_TYPE_ANY,
    KP_TYPE_PLAIN,     // kind: the kinds without parts, and null
    KP_TYPE_LIST,      // of
    KP_TYPE_CONTEXT,   // field
    KP_TYPE_RANGE,     // of
    KP_TYPE_FUNCTION,  // field: parameters; of: result
    KP_TYPE_NARROWED,  // of, and each value must pass `allowed`
    KP_TYPE_UNKNOWN,   // a name that the model does not define
} kp_feel_shape;

typedef struct kp_feel_field {
    kp_str name;
    const kp_feel_type *type;
} kp_feel_field;

struct kp_feel_type {
    kp_feel_shape shape;
    kp_feel_kind kind;
    kp_str name;
    const kp_feel_type *of;
    size_t nfields;
    kp_feel_field *field;
    bool bare;  // "list", "context", "function" without their parts: any parts
    const kp_dmn_expr *allowed;
};

extern const kp_feel_type kp_type_any;

/* "number", "list<string>", "tSalary", "feel:date"; blank: Any. */
const kp_feel_type *kp_type_of_text(kp_arena *arena, const kp_dmn_model *model,
                                    kp_str text);
/* Give every item of the model its type. */
void kp_type_link(kp_arena *arena, kp_dmn_model *model);

#endif
