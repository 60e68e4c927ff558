/* xlsx_read.c - from the bytes of a workbook to sheets; see xlsx_read.h. */
#include "io/ooxml/xlsx_read.h"

#include <stdio.h>

#include "io/base/kind.h"
#include "io/ooxml/xlsx_parts.h"

#define SCRATCH_BYTES ((size_t)64 << 20)

bool kp__xlsx_fail(kp__xlsx *x, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3)
{
    kp_where where = {.file = x->file};

    (void)kp_fail(x->diags, code, where, KP_NONE, arg1, arg2, arg3);
    x->failed = true;
    return false;
}

bool kp__xlsx_limit(kp__xlsx *x, const char *what, size_t limit)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%zu", limit);

    return kp__xlsx_fail(x, KP1169, kp_str_of(what), (kp_str){text, (size_t)n},
                         KP_NONE);
}

bool kp__xlsx_no_memory(kp__xlsx *x)
{
    x->nomem = true;
    return false;
}

/* ---- files that are something else ---- */

static bool refuse_text(kp__xlsx *x, kp_str bytes)
{
    const char *markup = kp_kind_of_markup(bytes);

    if (bytes.n == 0)
        return kp__xlsx_fail(x, KP1007, KP_NONE, KP_NONE, KP_NONE);
    if (markup)
        return kp__xlsx_fail(x, KP1163, kp_str_of(markup), KP_NONE, KP_NONE);
    return kp__xlsx_fail(x, KP1164, KP_NONE, KP_NONE, KP_NONE);
}

static bool check_kind(kp__xlsx *x, kp_str bytes)
{
    const char *name = "";
    kp_code code = KP1165;

    switch (kp_kind_of_bytes(bytes, &name)) {
    case KP_FILE_XLSX:
    case KP_FILE_ZIP:
        return true;
    case KP_FILE_TEXT:
        return refuse_text(x, bytes);
    case KP_FILE_XLS:
        code = KP1160;
        break;
    case KP_FILE_ET:
        code = KP1161;
        break;
    case KP_FILE_ENCRYPTED:
        code = KP1162;
        break;
    case KP_FILE_OTHER:
        code = KP1165;
        break;
    }
    return kp__xlsx_fail(x, code, kp_str_of(name), KP_NONE, KP_NONE);
}

/* ---- the order of events ---- */

static bool read_parts(kp__xlsx *x, kp_str bytes)
{
    if (!kp__zip_check(x, bytes) || !kp__package_open(x, bytes) ||
        !kp__workbook_read(x) || !kp__styles_read(x) || !kp__strings_read(x))
        return false;
    if (x->has_macros)
        (void)kp_fail(x->diags, KP1174, (kp_where){.file = x->file}, KP_NONE, KP_NONE,
                      KP_NONE, KP_NONE);
    // A damaged sheet does not hide the faults of the others.
    for (size_t i = 0; i < x->nsheets && !x->nomem; i++)
        (void)kp__sheet_read(x, &x->sheet[i]);
    return !x->failed;
}

void kp__xlsx_close(kp__xlsx *x)
{
    kp__sheet_reader_free(x);
    kp__package_close(x);
    kp__strings_free(&x->strings);
    kp__text_free(&x->text);
    kp_arena_close(x->scratch);
}

/* The archive must be closed also when an arena runs out; *unwound then says so. */
static kp_status read_guarded(kp__xlsx *x, kp_str bytes, bool *unwound)
{
    jmp_buf boundary;
    jmp_buf *outer = kp_arena_guard(x->book->arena, &boundary);

    (void)kp_arena_guard(x->scratch, &boundary);
    if (setjmp(boundary) != 0) {
        (void)kp_arena_guard(x->book->arena, outer);
        *unwound = true;
        return KP_ENOMEM;
    }
    bool whole = check_kind(x, bytes) && read_parts(x, bytes);
    (void)kp_arena_guard(x->book->arena, outer);
    if (x->nomem)
        return KP_ENOMEM;
    return whole ? KP_OK : KP_EINVALID;
}

kp_status kp_xlsx_read(kp_book *book, kp_str file_name, kp_str bytes, kp_diags *diags)
{
    kp__xlsx x = {.book = book, .file = file_name, .diags = diags};
    bool unwound = false;

    if (bytes.n > KP_XLSX_MAX_BYTES) {
        (void)kp__xlsx_limit(&x, "文件大小 / bytes of the file", KP_XLSX_MAX_BYTES);
        return KP_EINVALID;
    }
    x.scratch = kp_arena_open(SCRATCH_BYTES);
    if (!x.scratch)
        return KP_ENOMEM;
    kp_status status = read_guarded(&x, bytes, &unwound);
    kp__xlsx_close(&x);
    return status;
}
