/* import_table.c - a decision table as the rows of a 规则表 (see import.h).
 *
 * A column whose type the model does not say has that of its constants, so that texts
 * such as "1" stay texts.
 */
#include <stdio.h>

#include "rules/dmn/import_parts.h"
#include "rules/dmn/type.h"
#include "rules/expr/ast_print.h"
#include "rules/tables/tables_parts.h"

/* ---- types ---- */

static const kp_feel_type *bottom(const kp_feel_type *type)
{
    for (int i = 0; type != NULL && type->shape == KP_TYPE_NARROWED && i < 32; i++)
        type = type->of;
    return type;
}

static const char *type_word(const kp_feel_type *type)
{
    type = bottom(type);
    if (type == NULL || type->shape != KP_TYPE_PLAIN)
        return "";
    return type->kind == KP_FEEL_NUMBER   ? "数值"
           : type->kind == KP_FEEL_STRING ? "文本"
           : type->kind == KP_FEEL_DATE   ? "日期"
           : type->kind == KP_FEEL_BOOL   ? "是否"
                                          : "";
}

/* What the constants of a column are; `mixed` when they are of several kinds. */
typedef struct votes {
    const char *word;
    bool mixed;
} votes;

static void vote(votes *v, const char *word)
{
    v->mixed = v->mixed || (v->word != NULL && v->word != word);
    v->word = word;
}

static void vote_tree(kp__importer *m, votes *v, const kp_ast *ast)
{
    static const char number[] = "数值", text[] = "文本", yes[] = "是否",
                      date[] = "日期";
    kp_str iso;

    if (ast == NULL)
        return;
    if (kp_speak_date(m->arena, ast, &iso)) {
        vote(v, date);
        return;
    }
    if (ast->kind == KP_AST_NUMBER)
        vote(v, number);
    else if (ast->kind == KP_AST_TEXT)
        vote(v, text);
    else if (ast->kind == KP_AST_BOOL)
        vote(v, yes);
    for (size_t i = 0; i < ast->nargs; i++)
        vote_tree(m, v, ast->arg[i]);
}

/* The declared type, else that of the constants. */
static const char *word_of(const kp_feel_type *type, const votes *v)
{
    const char *declared = type_word(type);

    return declared[0] != '\0' || v->word == NULL || v->mixed ? declared : v->word;
}

/* "选项 优秀、良好", when it is read back as these texts. */
static bool put_options(kp__importer *m, const kp_str *text, size_t n, kp_buf *out)
{
    kp_str list, *item;
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        kp_buf_z(&buf, i > 0 ? "、" : "");
        kp_buf_str(&buf, text[i]);
    }
    list = kp_str_copy(m->arena, kp_buf_view(&buf));
    kp_buf_free(&buf);
    bool same = kp__list_items(m->arena, list, &item) == n;
    for (size_t i = 0; i < n && same; i++)
        same = kp_str_eq(item[i], text[i]);
    kp_buf_z(out, "选项 ");
    kp_buf_str(out, list);
    return same || kp__import_cannot(m, KP7081, list);
}

/* The texts of a list of allowed values; 0 when there are others among them. */
static size_t listed_texts(kp__importer *m, const kp_ast *ast, kp_str **out)
{
    bool several = ast->kind == KP_AST_IN && ast->arg[0] == NULL;
    size_t n = several ? ast->nargs - 1 : 1;
    kp_str *text = KP_NEW_ARRAY(m->arena, n, kp_str);

    for (size_t i = 0; i < n; i++) {
        const kp_ast *one = several ? ast->arg[i + 1] : ast;

        if (one->kind != KP_AST_TEXT)
            return 0;
        text[i] = one->text;
    }
    *out = text;
    return n;
}

/* The order of results is a list of plain values, not a condition. */
static bool put_values(kp__importer *m, const kp_ast *ast, kp_buf *out)
{
    bool several = ast->kind == KP_AST_IN && ast->arg[0] == NULL;

    for (size_t i = several ? 1 : 0; i < (several ? ast->nargs : 1); i++) {
        const kp_ast *one = several ? ast->arg[i] : ast;
        kp_str iso;

        kp_buf_z(out, i > 1 ? "、" : "");
        if (kp_speak_date(m->arena, one, &iso))
            kp_buf_str(out, iso);
        else if (one->kind == KP_AST_NUMBER || one->kind == KP_AST_BOOL)
            kp_ast_print(one, out);
        else
            return false;
    }
    return true;
}

static bool put_allowed(kp__importer *m, const kp_ast *ast, bool is_output, kp_buf *out)
{
    kp_speaker speaker = kp__import_speaker(m);

    if (is_output ? put_values(m, ast, out) : kp_speak_cell(&speaker, ast, out))
        return true;
    kp_speaker_cannot(&speaker, ast);
    return kp__import_cannot(m, KP7072, speaker.why);
}

/* Listed texts as options; other allowed values behind the type. */
static bool put_type(kp__importer *m, const char *word, const kp_dmn_expr *allowed,
                     bool is_output, kp_dmn_block *block)
{
    const kp_ast *ast = allowed != NULL ? allowed->ast : NULL;
    kp_str *text;
    kp_buf buf;

    if (allowed != NULL && ast == NULL)
        return kp__import_cannot(m, KP7080, allowed->text);
    kp_buf_init(&buf, 1 << 20);
    bool limited = ast != NULL && ast->kind != KP_AST_ANY, said = true;
    size_t ntexts = limited ? listed_texts(m, ast, &text) : 0;
    if (ntexts > 0) {
        said = put_options(m, text, ntexts, &buf);
    } else {
        kp_buf_z(&buf, word);
        kp_buf_z(&buf, limited ? " " : "");
        said = !limited || put_allowed(m, ast, is_output, &buf);
    }
    kp__import_cell(m, block, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return said;
}

/* ---- decision tables ---- */

static const char *policy_letter(const kp_dmn_table *table)
{
    static const char *const letters[] = {
        [KP_DMN_UNIQUE] = "U",  [KP_DMN_ANY] = "A",        [KP_DMN_PRIORITY] = "P",
        [KP_DMN_FIRST] = "F",   [KP_DMN_RULE_ORDER] = "R", [KP_DMN_OUTPUT_ORDER] = "O",
        [KP_DMN_COLLECT] = "C",
    };
    static const char *const sums[] = {
        [KP_DMN_LISTED] = "C", [KP_DMN_SUM] = "C+", [KP_DMN_COUNT] = "C#",
        [KP_DMN_MIN] = "C<",   [KP_DMN_MAX] = "C>",
    };

    return table->hit == KP_DMN_COLLECT ? sums[table->sum] : letters[table->hit];
}

static kp_str output_name(const kp_dmn_output *output)
{
    return output->name.n > 0 ? output->name : KP_STR("结果");
}

static bool has_fallback(const kp_dmn_table *table)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (table->output[o].fallback != NULL)
            return true;
    return false;
}

static void put_heading(kp__importer *m, kp_dmn_block *block, const char *what,
                        kp_str name)
{
    kp_buf buf;

    kp_buf_init(&buf, 1 << 20);
    kp_buf_z(&buf, what);
    kp_buf_str(&buf, name);
    kp__import_cell(m, block, kp_buf_view(&buf));
    kp_buf_free(&buf);
}

static bool put_headings(kp__importer *m, const kp_dmn_table *table,
                         kp_dmn_block *block)
{
    kp__import_row(m, block, KP_STR("规则表"));
    kp__import_cell(m, block, block->name);
    kp__import_cell(m, block, kp_str_of(policy_letter(table)));
    if (!has_fallback(table))
        kp__import_cell(m, block, KP_STR("未命中 报错"));
    kp__import_row(m, block, KP_STR("序号"));
    for (size_t i = 0; i < table->ninputs; i++) {
        const kp_dmn_expr *expr = table->input[i].expr;

        if (expr == NULL || expr->ast == NULL || expr->ast->kind != KP_AST_NAME)
            return kp__import_cannot(m, KP7076, table->input[i].label);
        put_heading(m, block, "条件 ", expr->ast->text);
    }
    for (size_t o = 0; o < table->noutputs; o++)
        put_heading(m, block, "结果 ", output_name(&table->output[o]));
    kp__import_cell(m, block, KP_STR("依据"));
    return true;
}

/* Types declared at the table, else at the input data of that name. */
static const kp_feel_type *input_type(const kp__importer *m, const kp_dmn_input *input)
{
    const kp_dmn_node *node =
        kp_dmn_node_named(m->model, KP_DMN_INPUT_DATA, input->expr->ast->text);

    if (type_word(input->expr->type)[0] != '\0' || node == NULL)
        return input->expr->type;
    return node->type;
}

/* Only constants: what a formula gives need not be what it is made of. */
static void vote_result(kp__importer *m, votes *v, const kp_dmn_expr *result)
{
    kp_str iso;

    if (result != NULL && result->ast != NULL &&
        (result->ast->nargs == 0 || kp_speak_date(m->arena, result->ast, &iso)))
        vote_tree(m, v, result->ast);
}

static bool put_input_type(kp__importer *m, const kp_dmn_table *table, size_t i,
                           kp_dmn_block *block)
{
    const kp_dmn_input *input = &table->input[i];
    votes v = {0};

    for (size_t r = 0; r < table->nrules; r++)
        vote_tree(m, &v, table->rule[r].test[i]->ast);
    if (input->allowed != NULL)
        vote_tree(m, &v, input->allowed->ast);
    return put_type(m, word_of(input_type(m, input), &v), input->allowed, false, block);
}

static bool put_output_type(kp__importer *m, const kp_dmn_table *table, size_t o,
                            kp_dmn_block *block)
{
    const kp_dmn_output *output = &table->output[o];
    votes v = {0};

    for (size_t r = 0; r < table->nrules; r++)
        vote_result(m, &v, table->rule[r].result[o]);
    if (table->sum != KP_DMN_COUNT)  // the default of a count is a number
        vote_result(m, &v, output->fallback);
    if (output->allowed != NULL)
        vote_tree(m, &v, output->allowed->ast);
    return put_type(m, word_of(output->type, &v), output->allowed, true, block);
}

static bool put_types(kp__importer *m, const kp_dmn_table *table, kp_dmn_block *block)
{
    kp__import_row(m, block, KP_STR("类型"));
    for (size_t i = 0; i < table->ninputs; i++)
        if (!put_input_type(m, table, i, block))
            return false;
    for (size_t o = 0; o < table->noutputs; o++)
        if (!put_output_type(m, table, o, block))
            return false;
    kp__import_cell(m, block, KP_STR(""));
    return true;
}

static bool is_negative(const kp_ast *ast)
{
    return ast->kind == KP_AST_UNARY && ast->op == KP_OP_NEG &&
           ast->arg[0]->kind == KP_AST_NUMBER;
}

/* A plain value as it is typed; anything else as "=formula". */
static bool put_value(kp__importer *m, const kp_dmn_expr *expr, kp_dmn_block *block)
{
    kp_speaker speaker = kp__import_speaker(m);
    const kp_ast *ast = expr->ast;
    kp_str iso;
    kp_buf buf;
    bool said = true;

    if (ast == NULL)
        return kp__import_cannot(m, KP7080, expr->text);
    kp_buf_init(&buf, 1 << 20);
    if (kp_speak_date(m->arena, ast, &iso)) {
        kp_buf_str(&buf, iso);
    } else if (ast->kind == KP_AST_TEXT) {
        kp_speak_text(&speaker, ast, &buf);
    } else if (ast->kind != KP_AST_NULL) {
        bool plain =
            ast->kind == KP_AST_NUMBER || ast->kind == KP_AST_BOOL || is_negative(ast);

        kp_buf_z(&buf, plain ? "" : "=");
        said = kp_speak_scheme(&speaker, ast, &buf) ||
               kp__import_cannot(m, KP7072, speaker.why);
    }
    kp__import_cell(m, block, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return said;
}

static bool put_test(kp__importer *m, const kp_dmn_expr *test, kp_dmn_block *block)
{
    kp_speaker speaker = kp__import_speaker(m);
    kp_buf buf;

    if (test->ast == NULL)
        return kp__import_cannot(m, KP7080, test->text);
    kp_buf_init(&buf, 1 << 20);
    bool said = kp_speak_cell(&speaker, test->ast, &buf) ||
                kp__import_cannot(m, KP7072, speaker.why);
    kp__import_cell(m, block, kp_buf_view(&buf));
    kp_buf_free(&buf);
    return said;
}

static bool is_empty(const kp_dmn_table *table, const kp_dmn_rule *rule)
{
    for (size_t o = 0; o < table->noutputs; o++)
        if (rule->result[o]->ast->kind != KP_AST_NULL)
            return false;
    return true;
}

static bool put_rule(kp__importer *m, const kp_dmn_table *table, size_t r,
                     kp_dmn_block *block)
{
    const kp_dmn_rule *rule = &table->rule[r];
    char number[24];

    int n = snprintf(number, sizeof number, "%zu", r + 1);
    kp__import_row(m, block, (kp_str){number, (size_t)n});
    for (size_t i = 0; i < table->ninputs; i++)
        if (!put_test(m, rule->test[i], block))
            return false;
    for (size_t o = 0; o < table->noutputs; o++)
        if (!put_value(m, rule->result[o], block))
            return false;
    if (is_empty(table, rule))  // a row of a scheme has a result
        return kp__import_cannot(m, KP7072, KP_STR("null"));
    kp__import_cell(m, block, rule->note);
    return true;
}

static bool put_fallback(kp__importer *m, const kp_dmn_table *table,
                         kp_dmn_block *block)
{
    if (!has_fallback(table))
        return true;
    kp__import_row(m, block, KP_STR("默认"));
    for (size_t i = 0; i < table->ninputs; i++)
        kp__import_cell(m, block, KP_STR(""));
    for (size_t o = 0; o < table->noutputs; o++) {
        const kp_dmn_expr *fallback = table->output[o].fallback;

        if (fallback == NULL)
            kp__import_cell(m, block, KP_STR(""));
        else if (!put_value(m, fallback, block))
            return false;
    }
    kp__import_cell(m, block, KP_STR(""));
    return true;
}

bool kp__import_table(kp__importer *m, kp_str name, const kp_dmn_table *table)
{
    kp_dmn_block block = {.name = name};

    if (table->ninputs == 0 || table->noutputs == 0)
        return kp__import_cannot(m, KP7077, KP_NONE);
    if (!put_headings(m, table, &block) || !put_types(m, table, &block))
        return false;
    for (size_t r = 0; r < table->nrules; r++)
        if (!put_rule(m, table, r, &block))
            return false;
    if (!put_fallback(m, table, &block))
        return false;
    kp__import_block(m, &block);
    return true;
}
