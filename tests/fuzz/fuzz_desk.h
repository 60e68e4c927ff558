/* fuzz_desk.h - what the fuzz entries share: memory that unwinds, a month's scheme.
 *
 * Every entry promises more than not to crash: a refusal has a reason, and whatever is
 * read without one can be looked at.  A promise that is broken aborts.
 */
#ifndef KP_TESTS_FUZZ_DESK_H
#define KP_TESTS_FUZZ_DESK_H

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/base/diag.h"
#include "rules/read/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Fuzzed input may ask for much: a budget, beyond which the input is given up. */
#define FUZZ_BUDGET ((size_t)256 << 20)

typedef struct fuzz_desk {
    kp_arena *arena;
    kp_diags *diags;
    kp_book book;
    jmp_buf exhausted;
} fuzz_desk;

static inline void fuzz_open(fuzz_desk *d)
{
    d->arena = kp_arena_open(FUZZ_BUDGET);
    d->diags = kp_diags_open();
    if (!d->arena || !d->diags)
        abort();
    kp_book_init(&d->book, d->arena);
}

static inline void fuzz_close(fuzz_desk *d)
{
    kp_diags_close(d->diags);
    kp_arena_close(d->arena);
}

static inline void fuzz_promise(bool kept)
{
    if (!kept)
        abort();
}

/* A refusal has a reason, and its sentences can be made in both languages. */
static inline void fuzz_look_at_faults(fuzz_desk *d, kp_status status, size_t before)
{
    fuzz_promise((status == KP_EINVALID) == (kp_diags_errors(d->diags) > before));
    kp_diags_sort(d->diags);
    for (const kp_diag *f = kp_diags_first(d->diags); f; f = f->next)
        for (int lang = KP_LANG_ZH; lang <= KP_LANG_EN; lang++) {
            kp_buf text;

            kp_buf_init(&text, 1 << 20);
            kp_diag_print(f, (kp_lang)lang, &text);
            fuzz_promise(text.n > 0 && !text.broken &&
                         kp_utf8_valid(kp_buf_view(&text)));
            kp_buf_free(&text);
        }
}

#endif
