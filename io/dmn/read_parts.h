/* read_parts.h - shared by the two files that read models, and nobody else. */
#ifndef KP_IO_DMN_READ_PARTS_H
#define KP_IO_DMN_READ_PARTS_H

#include "io/dmn/read.h"

typedef struct kp__dmn_reader {
    kp_arena *arena;
    kp_diags *diags;
    kp_dmn_model *model;
    kp_str space;  // of DMN's own elements in this file
} kp__dmn_reader;

/* A name: outer blanks removed, inner runs of them made one. */
kp_str kp__dmn_name(kp__dmn_reader *r, kp_str name);

/* The expression among the children of `node`, or NULL. */
kp_dmn_expr *kp__dmn_expr_in(kp__dmn_reader *r, const kp_xml *node);
kp_dmn_expr *kp__dmn_text(kp__dmn_reader *r, kp_dmn_expr_kind kind, kp_str text);
/* The function of a knowledge model or a boxed definition. */
kp_dmn_expr *kp__dmn_function(kp__dmn_reader *r, const kp_xml *node);
/* TESTS of a child such as allowedValues, or NULL. */
kp_dmn_expr *kp__dmn_tests_in(kp__dmn_reader *r, const kp_xml *node, const char *name);

#endif
