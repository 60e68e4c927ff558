/* check_call.c - calls: which kind a call is, and builtins with kernels. */
#include <ctype.h>
#include <string.h>

#include "engine/base/fold.h"
#include "engine/builtin.h"
#include "engine/text_format.h"
#include "rules/check/call_parts.h"

/* ---- builtins with kernels ---- */

static kp_kind kind_of_letter(char letter)
{
    switch (toupper((unsigned char)letter)) {
    case 'T':
        return KP_TEXT;
    case 'D':
        return KP_DATE;
    case 'B':
        return KP_BOOL;
    default:
        return KP_NUM;
    }
}

static kp_expr *builtin_node(const kp_scope *s, const kp_ast *at, size_t index,
                             kp_expr **arg, size_t n)
{
    const kp_builtin *builtin = &kp_builtins[index];
    const char *result = strchr(builtin->signature, '>') + 1;
    kp_expr *node =
        kp__expr_node(s, at, KP_X_CALL, kind_of_letter(*result), (uint32_t)n);

    for (size_t k = 0; k < n; k++)
        node->arg[k] = arg[k];
    node->target = (uint32_t)index;
    return node;
}

kp_expr *kp__builtin_node(const kp_scope *s, const kp_ast *at, const char *id,
                          kp_expr *a, kp_expr *b)
{
    kp_expr *arg[2] = {a, b};

    if (!a || !b)
        return NULL;
    return builtin_node(s, at, kp_builtin_find(kp_str_of(id)), arg, 2);
}

/* A format is read once here, so that no row can meet one that is not understood. */
static kp_expr *format_argument(const kp_scope *s, const kp_ast *ast, kp_kind of,
                                kp_text_format *format)
{
    kp_str wrong;

    if (ast->kind != KP_AST_TEXT) {
        kp__formula_fault(s, ast, KP3131, kp__span(s, ast), KP_NONE, KP_NONE);
        return NULL;
    }
    if (!kp_text_format_read(ast->text, format, &wrong)) {
        kp__formula_fault(s, ast, KP3234, ast->text, wrong, KP_NONE);
        return NULL;
    }
    if (format->is_date != (of == KP_DATE)) {
        kp__formula_fault(s, ast, format->is_date ? KP3235 : KP3236, ast->text, KP_NONE,
                          KP_NONE);
        return NULL;
    }
    return kp__scalar_of(s, ast, KP_TEXT);
}

static kp_expr *number_or_date(const kp_scope *s, const kp_ast *ast)
{
    kp_term term = kp__check(s, ast);
    bool is_date = term.good && term.expr && term.expr->kind == KP_DATE;

    return kp__term_of(s, ast, term, is_date ? KP_DATE : KP_NUM);
}

static kp_term check_builtin(const kp_scope *s, const kp_ast *ast, size_t index)
{
    const kp_builtin *builtin = &kp_builtins[index];
    size_t letters = strcspn(builtin->signature, ">*");
    kp_expr *arg[KP_MAX_CALL_ARGS];
    kp_text_format format;

    for (size_t k = 0; k < kp__count_args(ast); k++) {
        char letter = builtin->signature[k < letters ? k : letters - 1];
        const kp_ast *typed = ast->arg[k + 1];

        if (letter == 'x')
            arg[k] = number_or_date(s, typed);
        else if (letter == 'f')
            arg[k] = format_argument(s, typed, arg[0]->kind, &format);
        else
            arg[k] = kp__scalar_of(s, typed, kind_of_letter(letter));
        if (!arg[k])
            return kp__bad();
        // As one step with a quotient, like every other rounding.
        if (letter == 'f' && !format.is_date)
            arg[0] = kp__round(s, ast->arg[1], arg[0], kp_text_format_decimals(&format),
                               KP_ROUND_HALF_UP);
    }
    return kp__good(builtin_node(s, ast, index, arg, kp__count_args(ast)));
}

/* ---- which call is it ---- */

#define MOST_AGGREGATE_NAMES 32

static bool same_letters(kp_str a, kp_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t k = 0; k < a.n; k++)
        if (toupper((unsigned char)a.p[k]) != toupper((unsigned char)b.p[k]))
            return false;
    return true;
}

/* A function of Excel or FEEL that is not offered: what to write instead. */
static bool tell_foreign(const kp_scope *s, const kp_ast *name)
{
    static const struct {
        const char *names, *zh, *en;
    } foreign[] = {
#define FOREIGN(names, zh, en) {names, zh, en},
#include "rules/check/foreign.def"
#undef FOREIGN
    };
    kp_str wanted = kp_fold(s->b->arena, name->text);

    for (size_t k = 0; k < sizeof foreign / sizeof foreign[0]; k++) {
        kp_str rest = kp_str_of(foreign[k].names);

        while (rest.n) {
            kp_str one = kp_str_cut(&rest, ',');

            if (!same_letters(one, wanted))
                continue;
            kp__formula_fault(s, name, KP3233, name->text, kp_str_of(foreign[k].zh),
                              kp_str_of(foreign[k].en));
            return true;
        }
    }
    return false;
}

static kp_str nearest_function(const kp_scope *s, kp_str wrong)
{
    const kp_scheme *scheme = s->b->scheme;
    size_t nforms = kp__form_count(), n = 0;
    kp_str *names = KP_NEW_ARRAY(s->b->arena,
                                 scheme->nfunctions + scheme->ntables + 2 * nforms +
                                     2 * kp_builtin_count() + MOST_AGGREGATE_NAMES,
                                 kp_str);

    for (size_t k = 0; k < scheme->nfunctions; k++)
        names[n++] = scheme->function[k].name;
    for (size_t k = 0; k < scheme->ntables; k++)
        if (scheme->table[k])
            names[n++] = scheme->table[k]->name;
    for (size_t k = 0; k < nforms; k++) {
        names[n++] = kp_str_of(kp__form_at(k)->id);
        names[n++] = kp_str_of(kp__form_at(k)->zh);
    }
    for (size_t k = 0; k < kp_builtin_count(); k++) {
        names[n++] = kp_str_of(kp_builtins[k].id);
        names[n++] = kp_str_of(kp_builtins[k].zh);
    }
    n += kp__aggregate_names(names + n, MOST_AGGREGATE_NAMES);
    return kp_nearest(wrong, names, n);
}

kp_term kp__check_call(const kp_scope *s, const kp_ast *ast, kp_str output)
{
    kp_str name = ast->arg[0]->text;
    size_t index, builtin;

    if (ast->arg[0]->kind != KP_AST_NAME) {
        kp__formula_fault(s, ast, KP3208, kp__span(s, ast), KP_NONE, KP_NONE);
        return kp__bad();
    }
    if (kp_map_get(&s->b->tables, name, &index) && s->b->scheme->table[index])
        return kp__call_table(s, ast, index, output);
    if (output.n) {
        kp__formula_fault(s, ast, KP3124, name, output, KP_NONE);
        return kp__bad();
    }
    if (kp_map_get(&s->b->functions, name, &index))
        return kp__call_function(s, ast, index);
    if (kp__is_group_function(name))
        return kp__check_group(s, ast, name);

    const kp__form *f = kp__find_form(name);
    bool several = f && kp__count_args(ast) != 1;

    // min and max of one thing are aggregates, which will find out that it is no list.
    if (kp__is_aggregate(name) && !several)
        return kp__check_aggregate(s, ast, name);
    if (f)
        return kp__arity_fits(s, ast, name, f->min, f->max) ? kp__check_form(s, ast, f)
                                                            : kp__bad();
    builtin = kp_builtin_find(name);
    if (builtin != SIZE_MAX)
        return kp__arity_fits(s, ast, name, kp_builtins[builtin].min,
                              kp_builtins[builtin].max)
                   ? check_builtin(s, ast, builtin)
                   : kp__bad();
    if (!tell_foreign(s, ast->arg[0]))
        kp__formula_fault(s, ast->arg[0], KP3104, name, nearest_function(s, name),
                          KP_NONE);
    return kp__bad();
}
