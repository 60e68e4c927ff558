/* fuzz_parse.c - libFuzzer's door to the parser: the first byte chooses the reader.
 *
 * A text gives a tree and no error, or no tree and one error; a tree prints.
 */
#include <stdint.h>
#include <stdlib.h>

#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "rules/expr/parse_feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kp_ast *read_as(kp_arena *arena, unsigned how, kp_str text, kp_diags *diags)
{
    kp_parse_where where = {.cell = {.row = 1, .col = 1}, .text = text};
    kp_name_tree known = {0};

    kp_name_tree_add(&known, arena, KP_STR("a b"));
    kp_name_tree_add(&known, arena, KP_STR("a-b c"));
    if (how % 16 == 0)
        return kp_parse_expression(arena, &where, text, diags);
    if (how % 16 == 1)
        return kp_parse_feel(arena, &where, text, &known, diags);
    if (how % 16 == 2)
        return kp_parse_feel_tests(arena, &where, text, &known, diags);
    return kp_parse_tests(arena, &where, text, (kp_test_domain)(how % 4),
                          (kp_unit)(how / 16 % 4),
                          how / 64 % 2 ? KP_OP_CONCAT : KP_OP_GE, diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    kp_arena *arena = kp_arena_open(0);
    kp_diags *diags = kp_diags_open();
    kp_str text = {(const char *)data + 1, size - 1};
    const kp_ast *tree = read_as(arena, data[0], text, diags);
    kp_buf out;

    if (kp_diags_errors(diags) != (tree == NULL))
        abort();
    kp_buf_init(&out, 1 << 20);
    if (tree != NULL)
        kp_ast_print(tree, &out);
    else
        kp_diag_print(kp_diags_first(diags), KP_LANG_ZH, &out);
    kp_buf_free(&out);
    kp_diags_close(diags);
    kp_arena_close(arena);
    return 0;
}
