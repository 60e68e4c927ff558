/* name_tree.h - many names, and the longest of them that a text begins with.
 *
 * For the lexer of DMN models, which may know ten thousand names of several words; a
 * look-up takes as many steps as the name has bytes.  Names are kept half-width, with
 * one blank for each run of them.
 *
 * Ownership: everything lives in the arena that each name is added with.
 */
#ifndef KP_RULES_NAME_TREE_H
#define KP_RULES_NAME_TREE_H

#include "engine/base/text.h"

typedef struct kp_name_node {
    uint32_t child, next;  // the first one below; the next one beside; 0: none
    uint32_t name;         // 1 + which name ends here; 0: none
    unsigned char byte;
} kp_name_node;

typedef struct kp_name_tree {
    kp_name_node *node;  // node[0] is the root
    size_t nnodes, node_cap;
    kp_str *name;
    size_t nnames, name_cap;
} kp_name_tree;

/* The first of two names that are spelt alike stays. */
void kp_name_tree_add(kp_name_tree *tree, kp_arena *arena, kp_str name);

/* The node below `node` by the bytes of `point`, a code point; 0 when there is none. */
uint32_t kp_name_tree_step(const kp_name_tree *tree, uint32_t node, uint32_t point);

#endif
