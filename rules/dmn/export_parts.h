/* export_parts.h - shared by export.c and export_table.c, and nobody else. */
#ifndef KP_RULES_DMN_EXPORT_PARTS_H
#define KP_RULES_DMN_EXPORT_PARTS_H

#include "rules/dmn/export.h"
#include "rules/dmn/speak.h"
#include "rules/read/block.h"

typedef struct kp__exporter {
    kp_arena *arena;
    kp_diags *diags;
    const kp_book *book;
    kp_symbols *symbols;
    int32_t day;
    kp_dmn_model *model;
    size_t cap;
    kp_str *name;  // of functions
    size_t nnames, names_cap;
    kp_str *table;  // names of tables
    size_t ntables, tables_cap;
    kp_buf text;  // scratch
    bool failed;
} kp__exporter;

/* What stands in e->text, which is empty then. */
kp_str kp__export_taken(kp__exporter *e);
kp_dmn_expr *kp__export_expr(kp__exporter *e, kp_dmn_expr_kind kind, kp_str text);
kp_dmn_node *kp__export_node(kp__exporter *e, kp_dmn_node_kind kind, kp_str name);
kp_speaker kp__export_speaker(const kp__exporter *e);
const char *kp__export_type(kp_kind kind);

/* Something of a block is not exported; `why` fills {2} of the sentence of `code`. */
void kp__export_leave_out(kp__exporter *e, const kp_block *block, uint32_t i,
                          kp_str name, kp_code code, kp_str why);

/* A 规则表 as a decision (export_table.c). */
void kp__export_table(kp__exporter *e, const kp_block *block);

#endif
