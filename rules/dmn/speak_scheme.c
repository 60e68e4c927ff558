/* speak_scheme.c - from FEEL to a scheme: the tree is rewritten, then printed. */
#include "rules/check/spelling.h"
#include "rules/dmn/moment.h"
#include "rules/dmn/speak.h"
#include "rules/expr/ast_print.h"
#include "rules/expr/parse.h"
#include "rules/read/cell.h"
#include "rules/read/chars.h"

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
        return kp_speaker_cannot(speaker, call);
    for (size_t i = 0; i < speaker->nknown; i++)
        if (kp_str_eq(speaker->known[i], name))
            return true;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (kp_str_is(name, functions[i].feel)) {
            call->arg[0] = copy_of(speaker, call->arg[0]);
            call->arg[0]->text = kp_str_of(functions[i].scheme);
            return true;
        }
    return kp_speaker_cannot(speaker, call);
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
        kp_speaker_cannot(speaker, ast);
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
    kp_speaker_cannot(speaker, ast);
    return NULL;
}

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

/* Is the cell read as these tests?  任意 and 非在编 are plain words, and no texts. */
static bool reads_back(kp_speaker *speaker, const kp_ast *tree, kp_str cell)
{
    kp_parse_where where = {.text = cell};
    const kp_ast *again = kp_parse_tests(speaker->arena, &where, cell, KP_TEST_TEXT,
                                         KP_UNIT_NONE, KP_OP_CONCAT, speaker->scratch);

    return again != NULL && kp_ast_equal(tree, again);
}

/* Texts that nobody can take for anything else stand there as HR types them. */
bool kp_speak_cell(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    const kp_ast *tree = cell_test(speaker, ast);
    kp_buf bare;

    if (tree == NULL)
        return false;
    kp_buf_init(&bare, 1 << 20);
    if (put_bare_texts(tree, &bare) && reads_back(speaker, tree, kp_buf_view(&bare)))
        kp_buf_str(out, kp_buf_view(&bare));
    else
        kp_ast_print(tree, out);
    kp_buf_free(&bare);
    return true;
}

/* ---- value cells ---- */

/* Would a value cell with these letters be read as that text? */
static bool cell_means(kp_speaker *speaker, kp_str typed, kp_str text)
{
    kp_cell cell = {.p = typed.p, .n = (uint32_t)typed.n, .kind = KP_CELL_TEXT};
    kp_cell_want want = {.kind = KP_TEXT, .decimals = -1};
    kp_cell_got got;

    return kp__peek(typed, 0) != '=' &&
           kp_cell_read(speaker->arena, &cell, &want, &got) == KP_CELL_OK &&
           got.code == KP_CODE_NONE && kp_str_eq(kp__unquoted(got.text), text);
}

void kp_speak_text(kp_speaker *speaker, const kp_ast *ast, kp_buf *out)
{
    static const char *const marks[][2] = {{"", ""}, {"\"", "\""}, {"“", "”"}};
    kp_buf typed;
    bool said = false;

    kp_buf_init(&typed, 1 << 20);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !said; i++) {
        kp_buf_clear(&typed);
        kp_buf_z(&typed, marks[i][0]);
        kp_buf_str(&typed, ast->text);
        kp_buf_z(&typed, marks[i][1]);
        said = cell_means(speaker, kp_buf_view(&typed), ast->text);
    }
    if (said) {
        kp_buf_str(out, kp_buf_view(&typed));
    } else {
        kp_buf_char(out, '=');
        kp_ast_print(ast, out);
    }
    kp_buf_free(&typed);
}
