/* import_parts.h - shared by import.c and import_table.c, and nobody else. */
#ifndef KP_RULES_DMN_IMPORT_PARTS_H
#define KP_RULES_DMN_IMPORT_PARTS_H

#include "rules/dmn/import.h"
#include "rules/dmn/speak.h"

typedef struct kp__importer {
    kp_arena *arena;
    kp_diags *diags;
    kp_diags *scratch;  // for cells on trial
    const kp_dmn_model *model;
    kp_dmn_blocks *out;
    kp_str *name;  // of what can be called
    size_t nnames, names_cap;
    kp_dmn_block formulas;
    kp_code code;  // why a node is left out, and {2} of its sentence
    kp_str why;
} kp__importer;

/* False, with the reason kept. */
bool kp__import_cannot(kp__importer *m, kp_code code, kp_str why);
kp_speaker kp__import_speaker(const kp__importer *m);

void kp__import_cell(kp__importer *m, kp_dmn_block *block, kp_str text);
void kp__import_row(kp__importer *m, kp_dmn_block *block, kp_str first);
void kp__import_block(kp__importer *m, const kp_dmn_block *block);

/* A decision table as a block of its own (import_table.c). */
bool kp__import_table(kp__importer *m, kp_str name, const kp_dmn_table *table);

#endif
