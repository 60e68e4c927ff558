/* speak_scheme.c - from FEEL to a scheme: the tree is rewritten, then printed. */
#include "rules/dmn/moment.h"
#include "rules/dmn/speak.h"
#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"

/* FEEL's functions that schemes have under this name, or another. */
static const struct {
    const char *feel, *scheme;
} functions[] = {
    {"abs", "abs"},
    {"modulo", "modulo"},
    {"sqrt", "sqrt"},
    {"string length", "string length"},
    {"substring", "substring"},
    {"contains", "contains"},
    {"starts with", "starts with"},
    {"ends with", "ends with"},
    {"date", "date"},
    {"min", "min"},
    {"max", "max"},
    {"round half up", "round half up"},
    {"decimal", "round half even"},
    {"round half down", "round half down"},
    {"round up", "round up"},
    {"round down", "round down"},
    {"ceiling", "ceiling"},
    {"floor", "floor"},
    {"not", "not"},
};

static bool cannot(kp_speaker *speaker, kp_str what)
{
    speaker->why = kp_str_copy(speaker->arena, what);
    return false;
}

static kp_ast *copy_of(kp_speaker *speaker, const kp_ast *ast)
{
    kp_ast *copy = KP_NEW(speaker->arena, kp_ast);

    *copy = *ast;
    copy->arg = KP_NEW_ARRAY(speaker->arena, ast->nargs, kp_ast *);
    for (size_t i = 0; i < ast->nargs; i++)
        copy->arg[i] = ast->arg[i];
    return copy;
}

bool kp_speak_date(kp_arena *arena, const kp_ast *ast, kp_str *iso)
{
    const kp_ast *text = ast;
    kp_moment moment;

    if (ast->kind == KP_AST_CALL && ast->nargs == 2 &&
        ast->arg[0]->kind == KP_AST_NAME && kp_str_is(ast->arg[0]->text, "date") &&
        ast->arg[1]->kind == KP_AST_TEXT)
        text = ast->arg[1];
    else if (ast->kind != KP_AST_AT)
        return false;
    *iso = kp_str_copy(arena, text->text);
    return kp_moment_read_date(text->text, &moment) == KP_MOMENT_OK;
}

/* ---- formulas ---- */

static bool rename_call(kp_speaker *speaker, kp_ast *call)
{
    kp_str name = call->arg[0]->kind == KP_AST_NAME ? call->arg[0]->text : KP_STR("");

    if (name.n == 0 || call->arg_name != NULL)
        return cannot(speaker, KP_STR("calls with named arguments"));
    for (size_t i = 0; i < speaker->nknown; i++)
        if (kp_str_eq(speaker->known[i], name))
            return true;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (kp_str_is(name, functions[i].feel)) {
            call->arg[0] = copy_of(speaker, call->arg[0]);
            call->arg[0]->text = kp_str_of(functions[i].scheme);
            return true;
        }
    return cannot(speaker, name);
}

static bool is_sayable(kp_ast_kind kind)
{
    switch ((int)kind) {  // a scheme has no more than these
    case KP_AST_NUMBER:
    case KP_AST_TEXT:
    case KP_AST_BOOL:
    case KP_AST_NAME:
    case KP_AST_CALL:
    case KP_AST_UNARY:
    case KP_AST_BINARY:
    case KP_AST_IF:
    case KP_AST_BETWEEN:
        return true;
    default:
        return false;
    }
}

/* NULL when the scheme cannot say it. */
static kp_ast *rewritten(kp_speaker *speaker, const kp_ast *ast)
{
    kp_ast *copy = copy_of(speaker, ast);
    kp_str iso;

    if (kp_speak_date(speaker->arena, ast, &iso)) {
        copy->kind = KP_AST_AT;
        copy->text = iso;
        copy->nargs = 0;
        return copy;
    }
    if (!is_sayable(ast->kind)) {
        cannot(speaker, KP_STR("lists, contexts, loops or null"));
        return NULL;
    }
    if (ast->kind == KP_AST_CALL && !rename_call(speaker, copy))
        return NULL;
    for (size_t i = ast->kind == KP_AST_CALL ? 1 : 0; i < ast->nargs; i++) {
        copy->arg[i] = rewritten(speaker, ast->arg[i]);
        if (copy->arg[i] == NULL)
            return NULL;
    }
    return copy;
}

bool kp_speak_scheme(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    const kp_ast *tree = rewritten(speaker, ast);

    if (tree != NULL)
        kp_ast_print(tree, out);
    return tree != NULL;
}

/* ---- cells ---- */

static kp_ast *cell_test(kp_speaker *speaker, const kp_ast *ast);

static kp_ast *cell_parts(kp_speaker *speaker, const kp_ast *ast)
{
    kp_ast *copy = copy_of(speaker, ast);

    for (size_t i = 0; i < ast->nargs; i++) {
        if (ast->arg[i] == NULL)  // IN without a value: a list of tests
            continue;
        copy->arg[i] = cell_test(speaker, ast->arg[i]);
        if (copy->arg[i] == NULL)
            return NULL;
    }
    return copy;
}

/* Constants and comparisons with them; anything else looks beyond its cell. */
static kp_ast *cell_test(kp_speaker *speaker, const kp_ast *ast)
{
    kp_ast *copy;
    kp_str iso;

    if (kp_speak_date(speaker->arena, ast, &iso)) {
        copy = copy_of(speaker, ast);
        copy->kind = KP_AST_AT;
        copy->text = iso;
        copy->nargs = 0;
        return copy;
    }
    switch ((int)ast->kind) {  // see above
    case KP_AST_NUMBER:
    case KP_AST_TEXT:
    case KP_AST_BOOL:
    case KP_AST_ANY:
        return copy_of(speaker, ast);
    case KP_AST_UNARY:
        if (ast->op != KP_OP_NEG || ast->arg[0]->kind != KP_AST_NUMBER)
            break;
        copy = copy_of(speaker, ast->arg[0]);
        copy->num = kp_dec_neg(copy->num);
        return copy;
    case KP_AST_TEST:
    case KP_AST_INTERVAL:
    case KP_AST_NONE_OF:
        return cell_parts(speaker, ast);
    case KP_AST_IN:
        if (ast->arg[0] == NULL)
            return cell_parts(speaker, ast);
        break;
    default:
        break;
    }
    cannot(speaker, KP_STR("a test that is no constant"));
    return NULL;
}

/* Texts that nobody can take for anything else stand there as HR types them. */
static bool is_bare(const kp_ast *ast)
{
    return ast->kind == KP_AST_TEXT && kp_name_is_plain(ast->text);
}

static bool put_bare_texts(const kp_ast *ast, kp_buf *out)
{
    bool several = ast->kind == KP_AST_IN && ast->arg[0] == NULL;

    for (size_t i = several ? 1 : 0; several && i < ast->nargs; i++)
        if (!is_bare(ast->arg[i]))
            return false;
    if (!several && !is_bare(ast))
        return false;
    kp_buf_str(out, several ? ast->arg[1]->text : ast->text);
    for (size_t i = 2; several && i < ast->nargs; i++) {
        kp_buf_z(out, "、");
        kp_buf_str(out, ast->arg[i]->text);
    }
    return true;
}

bool kp_speak_cell(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    const kp_ast *tree = cell_test(speaker, ast);

    if (tree != NULL && !put_bare_texts(tree, out))
        kp_ast_print(tree, out);
    return tree != NULL;
}
