/* diag.c - the list of faults; see diag.h.
 *
 * The list owns copies of every text in an arena of its own.  When memory runs out a
 * fault is still counted, only its texts are lost: reporting a fault never fails.
 */
#include "engine/base/diag.h"

#include <stdlib.h>

struct kp_diags {
    kp_arena *arena;
    kp_diag *first, **end;
    size_t kept;
    size_t by_severity[KP_ERROR_SEVERITY + 1];
    size_t seen[KP_CODE_COUNT], dropped[KP_CODE_COUNT];
};

static const char *const names[KP_CODE_COUNT] = {
    "",
#define DIAG(code, severity, zh, en, zh_hint, en_hint) #code,
#include "engine/base/codes.def"
#undef DIAG
};

static const kp_severity severities[KP_CODE_COUNT] = {
    KP_INFO,
#define DIAG(code, severity, zh, en, zh_hint, en_hint) severity,
#include "engine/base/codes.def"
#undef DIAG
};

const char *kp_code_name(kp_code code)
{
    return code < KP_CODE_COUNT ? names[code] : "";
}

kp_severity kp_code_severity(kp_code code)
{
    return code < KP_CODE_COUNT ? severities[code] : KP_ERROR_SEVERITY;
}

kp_diags *kp_diags_open(void)
{
    kp_diags *diags = calloc(1, sizeof *diags);

    if (!diags)
        return NULL;
    diags->arena = kp_arena_open(0);
    if (!diags->arena) {
        free(diags);
        return NULL;
    }
    diags->end = &diags->first;
    return diags;
}

void kp_diags_close(kp_diags *diags)
{
    if (!diags)
        return;
    kp_arena_close(diags->arena);
    free(diags);
}

/* Link in a copy of `fault`, all of it or nothing. */
static bool copied(kp_diags *diags, const kp_diag *fault)
{
    jmp_buf exhausted;

    if (setjmp(exhausted)) {
        kp_arena_guard(diags->arena, NULL);
        return false;
    }
    kp_arena_guard(diags->arena, &exhausted);
    kp_diag *diag = KP_NEW(diags->arena, kp_diag);
    *diag = *fault;
    diag->where.file = kp_str_copy(diags->arena, fault->where.file);
    diag->where.sheet = kp_str_copy(diags->arena, fault->where.sheet);
    diag->cell = kp_str_copy(diags->arena, fault->cell);
    diag->heading = kp_str_copy(diags->arena, fault->heading);
    for (size_t i = 0; i < 4; i++)
        diag->arg[i] = kp_str_copy(diags->arena, fault->arg[i]);
    kp_arena_guard(diags->arena, NULL);
    *diags->end = diag;
    diags->end = &diag->next;
    return true;
}

kp_status kp_fail(kp_diags *diags, kp_code code, kp_where where, kp_str cell,
                  kp_str arg1, kp_str arg2, kp_str arg3)
{
    return kp_fail_below(diags, code, where, KP_NONE, cell, arg1, arg2, arg3);
}

kp_status kp_fail_below(kp_diags *diags, kp_code code, kp_where where, kp_str heading,
                        kp_str cell, kp_str arg1, kp_str arg2, kp_str arg3)
{
    kp_severity severity = kp_code_severity(code);
    kp_diag fault = {.code = code,
                     .severity = severity,
                     .where = where,
                     .cell = cell,
                     .heading = heading,
                     .arg = {arg1, arg2, arg3}};

    diags->by_severity[severity]++;
    if (diags->seen[code]++ < KP_DIAG_KEPT && copied(diags, &fault))
        diags->kept++;
    else
        diags->dropped[code]++;
    return severity == KP_ERROR_SEVERITY ? KP_EINVALID : KP_OK;
}

size_t kp_diags_errors(const kp_diags *diags)
{
    return diags->by_severity[KP_ERROR_SEVERITY];
}

size_t kp_diags_warnings(const kp_diags *diags)
{
    return diags->by_severity[KP_WARNING];
}

const kp_diag *kp_diags_first(const kp_diags *diags)
{
    return diags->first;
}

size_t kp_diags_dropped(const kp_diags *diags, kp_code code)
{
    return code < KP_CODE_COUNT ? diags->dropped[code] : 0;
}

void kp_diags_drop(kp_diags *diags, kp_code code)
{
    kp_diag **at = &diags->first;

    diags->by_severity[kp_code_severity(code)] -= diags->dropped[code];
    diags->dropped[code] = diags->seen[code] = 0;
    while (*at) {
        if ((*at)->code != code) {
            at = &(*at)->next;
            continue;
        }
        diags->by_severity[(*at)->severity]--;
        diags->kept--;
        *at = (*at)->next;
    }
    diags->end = at;
}

static int order_of(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_places(const kp_where *a, const kp_where *b)
{
    int order = kp_str_cmp(a->file, b->file);

    if (!order)
        order = kp_str_cmp(a->sheet, b->sheet);
    if (!order)
        order = order_of(a->row, b->row);
    if (!order)
        order = order_of(a->col, b->col);
    return order;
}

/* A total order: what compares equal is equal in all that is shown. */
static int compare_faults(const kp_diag *a, const kp_diag *b)
{
    int order = compare_places(&a->where, &b->where);

    if (!order)
        order = order_of(a->code, b->code);
    if (!order)
        order = order_of(a->where.span_at, b->where.span_at);
    if (!order)
        order = order_of(a->where.span_len, b->where.span_len);
    if (!order)
        order = kp_str_cmp(a->cell, b->cell);
    if (!order)
        order = kp_str_cmp(a->heading, b->heading);
    for (size_t i = 0; !order && i < 4; i++)
        order = kp_str_cmp(a->arg[i], b->arg[i]);
    return order;
}

static kp_diag *merged(kp_diag *a, kp_diag *b)
{
    kp_diag *first = NULL, **end = &first;

    while (a && b) {
        kp_diag **lower = compare_faults(a, b) <= 0 ? &a : &b;

        *end = *lower;
        end = &(*lower)->next;
        *lower = (*lower)->next;
    }
    *end = a ? a : b;
    return first;
}

/* Merge sort of the first n: a list needs no memory for it, and the order of equal
 * faults does not depend on a library. */
static kp_diag *sorted(kp_diag *list, size_t n)
{
    kp_diag *half = list, *cut = NULL;

    if (n <= 1)
        return list;
    for (size_t i = 0; i < n / 2; i++) {
        cut = half;
        half = half->next;
    }
    cut->next = NULL;
    return merged(sorted(list, n / 2), sorted(half, n - n / 2));
}

void kp_diags_sort(kp_diags *diags)
{
    diags->first = sorted(diags->first, diags->kept);
    kp_diag *diag = diags->first;

    while (diag && diag->next) {
        kp_diag *next = diag->next;

        if (compare_faults(diag, next) != 0) {
            diag = next;
            continue;
        }
        diag->next = next->next;
        diags->kept--;
        diags->by_severity[next->severity]--;
    }
    diags->end = diag ? &diag->next : &diags->first;
}
