/* compiler.h - every compiler extension the program uses, named once.
 *
 * With engine/base/wide_int.h this is one of the two headers where GCC and Clang
 * extensions may appear.  Nothing here allocates, fails, or has state.
 */
#ifndef KP_ENGINE_BASE_COMPILER_H
#define KP_ENGINE_BASE_COMPILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The caller must look at the result. */
#define KP_CHECK __attribute__((warn_unused_result))

/* printf-like arguments, checked at compile time. */
#define KP_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

#define KP_NORETURN _Noreturn

/* Checked arithmetic: true when the exact result does not fit *out. */
#define KP_ADD_OVERFLOWS(a, b, out) __builtin_add_overflow((a), (b), (out))
#define KP_SUB_OVERFLOWS(a, b, out) __builtin_sub_overflow((a), (b), (out))
#define KP_MUL_OVERFLOWS(a, b, out) __builtin_mul_overflow((a), (b), (out))

/* A hot loop compiled for the plain and for the AVX2 instruction set; the loader picks
 * one.  Integer results are the same in both, so the choice can never show. */
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__) && !defined(KP_NO_CLONES)
#define KP_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define KP_VECTOR_CLONES
#endif

/* What every fallible function below io/ returns. */
typedef enum kp_status {
    KP_OK = 0,
    KP_EINVALID,  // the user's rules or data are wrong: diagnostics say how
    KP_ENOMEM,    // a memory budget is used up
    KP_EIO,       // the world refused: file, disk, terminal
    KP_EINTERNAL, // our own fault
} kp_status;

#endif
