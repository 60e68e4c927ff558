/* call_parts.h - what the files about calls share: check_call.c tells them apart,
 * call_forms.c, call_formula.c, call_table.c and call_named.c make one kind each.
 */
#ifndef KP_RULES_CALL_PARTS_H
#define KP_RULES_CALL_PARTS_H

#include "rules/check/check.h"

/* ---- arguments ---- */

size_t kp__count_args(const kp_ast *ast);
kp_str kp__arg_name(const kp_ast *ast, size_t k);
kp_str kp__count_text(kp_build *b, size_t n);

/* ---- forms: what is no function of its values ---- */

typedef enum form_shape {
    FORM_IF,
    FORM_ALL,
    FORM_ANY,
    FORM_NOT,
    FORM_MIN,
    FORM_MAX,
    FORM_CLAMP,
    FORM_DEFAULT,
    FORM_IS_BLANK,
    FORM_ROUND_HALF_UP,
    FORM_ROUND_HALF_EVEN,
    FORM_ROUND_HALF_DOWN,
    FORM_ROUND_UP,
    FORM_ROUND_DOWN,
    FORM_CEILING,
    FORM_FLOOR,
    FORM_FEN_TO_JIAO,
    FORM_INVOKE,
} form_shape;

typedef struct form {
    const char *id, *zh, *excel;
    uint8_t min, max;
    form_shape shape;
} kp__form;

const kp__form *kp__find_form(kp_str name);  // NULL
size_t kp__form_count(void);
const kp__form *kp__form_at(size_t k);
kp_term kp__check_form(const kp_scope *s, const kp_ast *ast, const kp__form *f);

/* ---- named formulas ---- */

kp_term kp__call_function(const kp_scope *s, const kp_ast *ast, size_t index);
kp_term kp__apply_function(const kp_scope *s, const kp_ast *ast, size_t index,
                           const kp_term *argument);
/* The default stands for an argument that is not given, or is blank in this row. */
kp_term kp__with_default(const kp_scope *s, const kp_ast *at, kp_term given,
                         const kp_ast *fallback, const kp_function *function);

/* ---- decision tables ---- */

/* Without the name of the row, which the compiler adds for computed outputs. */
size_t kp__typed_outputs(const kp_dtable *table);
kp_term kp__call_table(const kp_scope *s, const kp_ast *ast, size_t index,
                       kp_str output);
kp_term kp__finish_table(const kp_scope *s, const kp_ast *ast, size_t index,
                         kp_str output, kp_expr **arg);

/* ---- 调用 ---- */

kp_term kp__call_named(const kp_scope *s, const kp_ast *ast);

#endif
