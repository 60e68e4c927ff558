/* speak.h - formulas and cells between the language of schemes and FEEL.
 *
 * Both languages share the parser's trees; they differ in the names of functions and in
 * how names and dates are written.
 *
 * Errors: false, and *why is the part that the other language cannot say.
 */
#ifndef KP_RULES_DMN_SPEAK_H
#define KP_RULES_DMN_SPEAK_H

#include "engine/dtable.h"
#include "rules/expr/ast.h"

/* A formula of a scheme as FEEL.  Functions that are no built-ins must be among
 * `known`: other functions of the same model. */
typedef struct kp_speaker {
    kp_arena *arena;
    const kp_str *known;
    size_t nknown;
    kp_diags *scratch;  // swallows what is said of cells on trial
    kp_str why;
} kp_speaker;

/* False, with the text of `ast` as the reason. */
bool kp_speaker_cannot(kp_speaker *speaker, const kp_ast *ast);

bool kp_speak_feel(kp_speaker *speaker, const kp_ast *ast, kp_buf *out);
/* A condition cell and a value as FEEL. */
bool kp_speak_accept(kp_speaker *speaker, const kp_accept *accept, kp_kind kind,
                     const kp_symbols *symbols, kp_buf *out);
void kp_speak_value(kp_value value, const kp_symbols *symbols, kp_buf *out);

/* FEEL as a formula of a scheme, without "=". */
bool kp_speak_scheme(kp_speaker *speaker, const kp_ast *ast, kp_buf *out);
/* Unary tests as the text of a condition cell. */
bool kp_speak_cell(kp_speaker *speaker, const kp_ast *ast, kp_buf *out);
/* A text as a value cell: as it is, or in quotation marks, or as ="…", whichever is
 * read as this text. */
void kp_speak_text(kp_speaker *speaker, const kp_ast *ast, kp_buf *out);
/* The date of @"2025-01-01" or date(…); false when it is none. */
bool kp_speak_date(kp_arena *arena, const kp_ast *ast, kp_str *iso);

#endif
