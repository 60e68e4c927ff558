/* builtin.h - the builtin functions: one table says everything about each of them.
 *
 * builtins.def rows feed the checker (arity and types), the evaluators (kernel) and the
 * reference page docs/builtins.md.  A kernel here is a pure function of values; hot
 * operations have column kernels of their own and never come here.
 */
#ifndef KP_ENGINE_BUILTIN_H
#define KP_ENGINE_BUILTIN_H

#include "engine/base/symbols.h"
#include "engine/value.h"

#define KP_MAX_CALL_ARGS 16

typedef struct kp_builtin_call {
    kp_symbols *symbols;
    kp_arena *scratch;
    kp_fault
        fault;  // where an error of this call would begin; set `code` to report one
} kp_builtin_call;

/* Arguments have values (never blank, absent or error) unless the row says ANY. */
typedef kp_value kp_builtin_fn(kp_builtin_call *call, const kp_value *args, size_t n);

/* Signature letters: n number, t text, d date, b bool, x number or date, f a constant
 * text that is a format (text_format.h) for the first argument; upper case: may be
 * blank. "n*" repeats.  Result letter after ">". */
typedef struct kp_builtin {
    const char *id, *zh, *excel;  // names; FEEL's or ours, Chinese, Excel's (or NULL)
    uint8_t min, max;
    const char *signature;
    kp_builtin_fn *fn;
    const char *help_zh, *help_en;
} kp_builtin;

extern const kp_builtin kp_builtins[];
size_t kp_builtin_count(void);

/* May argument k be blank?  By the signature. */
bool kp_builtin_takes_blank(const kp_builtin *builtin, size_t k);
/* Apply it; an error of the call becomes an error value of `kind`. */
kp_value kp_builtin_apply(kp_builtin_call *call, const kp_builtin *builtin,
                          const kp_value *arg, size_t n, kp_kind kind);

/* Index by any of its names (Excel names in any case), or SIZE_MAX. */
size_t kp_builtin_find(kp_str name);

#endif
