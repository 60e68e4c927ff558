/* name_tree.c - see name_tree.h. */
#include "rules/expr/name_tree.h"

#include "rules/read/chars.h"

static uint32_t find_child(const kp_name_tree *tree, uint32_t node, unsigned char byte)
{
    uint32_t child = tree->node[node].child;

    while (child != 0 && tree->node[child].byte != byte)
        child = tree->node[child].next;
    return child;
}

static uint32_t add_node(kp_name_tree *tree, kp_arena *arena)
{
    tree->node = kp_arena_grow(arena, tree->node, &tree->node_cap, tree->nnodes + 1,
                               sizeof(kp_name_node));
    tree->node[tree->nnodes] = (kp_name_node){0};
    return (uint32_t)tree->nnodes++;
}

static uint32_t add_child(kp_name_tree *tree, kp_arena *arena, uint32_t node,
                          unsigned char byte)
{
    uint32_t child = find_child(tree, node, byte);

    if (child != 0)
        return child;
    child = add_node(tree, arena);
    tree->node[child].byte = byte;
    tree->node[child].next = tree->node[node].child;
    tree->node[node].child = child;
    return child;
}

void kp_name_tree_add(kp_name_tree *tree, kp_arena *arena, kp_str name)
{
    char bytes[4];
    uint32_t node = 0, last = 0;

    if (tree->nnodes == 0)
        add_node(tree, arena);
    for (size_t at = 0; at < name.n;) {
        uint32_t point = kp__take(name, &at);

        point = kp__is_blank(point) ? ' ' : point;
        if (point == ' ' && last == ' ')
            continue;
        last = point;
        for (size_t i = 0, n = kp_utf8_put(bytes, point); i < n; i++)
            node = add_child(tree, arena, node, (unsigned char)bytes[i]);
    }
    if (node == 0 || tree->node[node].name != 0)
        return;
    tree->name = kp_arena_grow(arena, tree->name, &tree->name_cap, tree->nnames + 1,
                               sizeof(kp_str));
    tree->name[tree->nnames++] = kp_str_copy(arena, name);
    tree->node[node].name = (uint32_t)tree->nnames;
}

uint32_t kp_name_tree_step(const kp_name_tree *tree, uint32_t node, uint32_t point)
{
    char bytes[4];
    size_t n = kp_utf8_put(bytes, point);

    for (size_t i = 0; i < n; i++) {
        node = find_child(tree, node, (unsigned char)bytes[i]);
        if (node == 0)
            return 0;
    }
    return node;
}
