/* compile.h - from the cells of a scheme to a scheme that runs, for one month.
 *
 * The scheme is immutable, may be shared by threads, lives in `arena`, and keeps no
 * pointer into `book`.  Every fault found is added to `diags`; on KP_EINVALID there is
 * at least one, and *out is NULL, or a draft: only formulas and tables are wrong, so
 * that its data can be loaded (to tell their faults, too), but nothing can run.
 */
#ifndef KP_RULES_COMPILE_H
#define KP_RULES_COMPILE_H

#include "engine/program.h"
#include "engine/report.h"
#include "engine/scheme.h"
#include "rules/read/book.h"

/* `month` is the first day of the month that is calculated.  `symbols` outlives the
 * scheme.  The book holds the scheme's sheets and those of the standard packs it uses
 * (kp_rules_uses). */
KP_CHECK kp_status kp_rules_compile(kp_arena *arena, const kp_book *book,
                                    kp_symbols *symbols, int32_t month, kp_scheme **out,
                                    kp_diags *diags);

/* Names in the 引用 blocks of the book, in order, each once, with the cell that names
 * it. */
typedef struct kp_use {
    kp_str name;
    kp_where where;
} kp_use;
size_t kp_rules_uses(kp_arena *arena, const kp_book *book, kp_use **out);

/* A standard pack shipped with the program: its CSV text, or an empty string. */
kp_str kp_standard_pack(kp_str name);
size_t kp_standard_names(const kp_str **out);

/* 映射: other headings under which a field of an entity may stand in data. */
typedef struct kp_alias {
    uint32_t field;
    bool is_pattern;
    kp_str text;  // folded heading, or a PCRE2 pattern
} kp_alias;

typedef struct kp_aliases {
    size_t n;
    kp_alias *alias;
} kp_aliases;

#endif
