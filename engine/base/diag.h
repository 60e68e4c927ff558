/* diag.h - what is wrong, where, and how to mend it.
 *
 * A fault is a code of codes.def plus the place and the texts involved; sentences are
 * made only when it is shown, in the reader's language.  Nothing below io/ prints.
 *
 * A list keeps the first KP_DIAG_KEPT faults of every code at full length and counts
 * the rest, so that a bad file of a million rows cannot eat memory.  Before they are
 * shown they are sorted by place.
 */
#ifndef KP_ENGINE_BASE_DIAG_H
#define KP_ENGINE_BASE_DIAG_H

#include "engine/base/text.h"

typedef enum kp_severity { KP_INFO, KP_WARNING, KP_ERROR_SEVERITY } kp_severity;

typedef enum kp_code {
    KP_CODE_NONE,
#define DIAG(code, severity, zh, en, zh_hint, en_hint) code,
#include "engine/base/codes.def"
#undef DIAG
    KP_CODE_COUNT,
} kp_code;

/* A place in what the user typed.  Rows and columns count from 1; 0 means "not known".
 * The span is in bytes inside the cell's text, for the caret line; len 0: none. */
typedef struct kp_where {
    kp_str file;   // as the user named it, "rules/字段.csv"
    kp_str sheet;  // empty for CSV
    uint32_t row, col;
    uint32_t span_at, span_len;
} kp_where;

typedef struct kp_diag {
    kp_code code;
    kp_severity severity;
    kp_where where;
    kp_str cell;         // the whole text of the cell, when there is one
    kp_str heading;      // of the cell's column, when it is known
    kp_str arg[4];       // {1}..{4} of the sentence
    struct kp_diag *next;
} kp_diag;

typedef struct kp_diags kp_diags;
#define KP_DIAG_KEPT 100

kp_diags *kp_diags_open(void);
void kp_diags_close(kp_diags *diags);

/* Record a fault: every text is copied.  Returns KP_EINVALID for errors and KP_OK for
 * warnings and notes, so that `return kp_fail(...)` reads well. */
kp_status kp_fail(kp_diags *diags, kp_code code, kp_where where, kp_str cell,
                  kp_str arg1, kp_str arg2, kp_str arg3);
/* The same with the heading of the column that the cell stands in. */
kp_status kp_fail_below(kp_diags *diags, kp_code code, kp_where where, kp_str heading,
                        kp_str cell, kp_str arg1, kp_str arg2, kp_str arg3);
#define KP_NOWHERE ((kp_where){0})
#define KP_NONE ((kp_str){0})

size_t kp_diags_errors(const kp_diags *diags);    // counted, also beyond those kept
size_t kp_diags_warnings(const kp_diags *diags);
/* Forget all faults of a code: another one has told them better. */
void kp_diags_drop(kp_diags *diags, kp_code code);
/* Sort by file, sheet, row, column, code; equal faults become one. */
void kp_diags_sort(kp_diags *diags);
const kp_diag *kp_diags_first(const kp_diags *diags);
/* How many of `code` were counted but not kept. */
size_t kp_diags_dropped(const kp_diags *diags, kp_code code);

/* The code's number as users see it: "KP2013". */
const char *kp_code_name(kp_code code);
kp_severity kp_code_severity(kp_code code);

typedef enum kp_lang { KP_LANG_ZH, KP_LANG_EN } kp_lang;

/* The sentence and the remedy of one fault, with its texts filled in. */
void kp_diag_text(const kp_diag *diag, kp_lang lang, kp_buf *out);
void kp_diag_hint(const kp_diag *diag, kp_lang lang, kp_buf *out);
/* The place: 员工.csv!C7, or 方案.xlsx[参数]!C7. */
void kp_where_print(kp_where where, kp_buf *out);
/* "C", "AA" for column 3, 27. */
void kp_column_letters(uint32_t col, kp_buf *out);

/* The whole report of one fault for a terminal: place, severity, code, sentence, the
 * cell's text with a caret under the span, remedy. */
void kp_diag_print(const kp_diag *diag, kp_lang lang, kp_buf *out);

/* The nearest of `n` names to `wrong` by edit distance over code points, or an empty
 * string when none is near enough (a third of the longer, at least 1). */
kp_str kp_nearest(kp_str wrong, const kp_str *names, size_t n);

#endif
