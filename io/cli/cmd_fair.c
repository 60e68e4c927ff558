/* cmd_fair.c - kpay fair: is a run fair; which fields are compared the options say. */
#include "engine/base/fold.h"
#include "io/cli/compare/fair_tables.h"
#include "io/cli/run/pay_entity.h"
#include "io/cli/run/run_replay.h"
#include "io/files/files.h"

static bool options_are_there(kp_cli *cli, const kp_args *args)
{
    static const char *const needed[] = {"score", "pay"};
    bool all = true;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (kp_args_option(args, needed[i]))
            continue;
        kp__usage(cli, KP6508, needed[i], args->command->name, NULL);
        all = false;
    }
    return all;
}

static bool near_option(kp_cli *cli, const kp_args *args, kp_decimal *out)
{
    const char *typed = kp_args_option(args, "near");

    *out = kp_dec(1, 0);
    if (!typed ||
        (kp_dec_parse(kp_str_of(typed), false, out) && kp_dec_sign(*out) >= 0))
        return true;
    kp__usage(cli, KP6509, "--near", typed, "0.5");
    return false;
}

/* ---- names ---- */

static bool refuse(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2, kp_str arg3)
{
    (void)kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, arg3);
    return false;
}

/* No such field of the entity, or no such entity: the nearest name, else all of them.
 */
static bool refuse_name(kp_cli *cli, kp_str entity, kp_str name, const kp_str *names,
                        size_t n)
{
    kp_str near = kp_nearest(name, names, n);
    kp_str shown = near.n ? near : kp_cli_names(cli, names, n);

    if (entity.n)
        return refuse(cli, near.n ? KP6721 : KP6229, entity, name, shown);
    return refuse(cli, near.n ? KP6720 : KP6230, name, shown, KP_NONE);
}

/* How many of the fields named by the two options the entity has. */
static int fields_of(kp_cli *cli, const kp_args *args, const kp_scheme *scheme,
                     const kp_entity *entity)
{
    kp_str score = kp_fold(cli->arena, kp_str_of(kp_args_option(args, "score")));
    kp_str pay = kp_fold(cli->arena, kp_str_of(kp_args_option(args, "pay")));

    return (kp_entity_field(scheme, entity, score) != NULL) +
           (kp_entity_field(scheme, entity, pay) != NULL);
}

/* Nobody has said whose rows: the one entity that has most of the two fields (one may
 * be misspelled), else whom the scheme pays. */
static const kp_entity *likely_entity(kp_cli *cli, const kp_args *args,
                                      const kp_scheme *scheme)
{
    const kp_entity *found = NULL;
    int most = 0, n = 0;

    for (size_t e = 0; e < scheme->nentities; e++) {
        int have = fields_of(cli, args, scheme, scheme->entity[e]);

        n = have > most ? 1 : n + (have == most);
        if (have > most)
            found = scheme->entity[e];
        most = have > most ? have : most;
    }
    return found && n == 1 ? found : kp_pay_entity(scheme);
}

static bool find_entity(kp_cli *cli, const kp_args *args, const kp_scheme *scheme,
                        uint32_t *out)
{
    const char *typed = kp_args_option(args, "entity");
    kp_str name = typed ? kp_fold(cli->arena, kp_str_of(typed)) : KP_NONE;
    const kp_entity *entity =
        typed ? kp_scheme_entity(scheme, name) : likely_entity(cli, args, scheme);
    kp_str *names = KP_NEW_ARRAY(cli->arena, scheme->nentities + 1, kp_str);

    for (size_t e = 0; e < scheme->nentities; e++)
        names[e] = scheme->entity[e]->name;
    if (!entity && !typed)
        return refuse(cli, KP6752, kp_cli_names(cli, names, scheme->nentities), KP_NONE,
                      KP_NONE);
    if (!entity)
        return refuse_name(cli, KP_NONE, name, names, scheme->nentities);
    *out = entity->id;
    return true;
}

static bool find_field(kp_cli *cli, const kp_scheme *scheme, uint32_t entity,
                       kp_str typed, uint32_t *out)
{
    const kp_entity *of = scheme->entity[entity];
    kp_str name = kp_fold(cli->arena, typed);
    kp_str *names = KP_NEW_ARRAY(cli->arena, of->nfields + 1, kp_str);
    size_t n = 0;

    for (size_t k = 0; k < of->nfields; k++) {
        const kp_field *field = scheme->field[of->field[k]];

        if (field->lifted)
            continue;
        names[n++] = field->name;
        if (kp_str_eq(field->name, name)) {
            *out = field->id;
            return true;
        }
    }
    return refuse_name(cli, of->name, name, names, n);
}

static bool find_number(kp_cli *cli, const kp_args *args, const kp_scheme *scheme,
                        const char *option, uint32_t entity, uint32_t *out)
{
    if (!find_field(cli, scheme, entity, kp_str_of(kp_args_option(args, option)), out))
        return false;
    if (scheme->field[*out]->kind == KP_NUM)
        return true;
    return refuse(cli, KP6722, scheme->field[*out]->name, KP_NONE, KP_NONE);
}

/* 部门、职 */
static bool find_list(kp_cli *cli, const kp_args *args, const kp_scheme *scheme,
                      const char *option, uint32_t entity, uint32_t **out, size_t *n)
{
    kp_str rest = kp_fold(cli->arena, kp_str_of(kp_args_option(args, option)));
    bool good = true;

    *n = 0;
    *out = KP_NEW_ARRAY(cli->arena, rest.n + 1, uint32_t);
    while (rest.n) {
        size_t at = 0;

        while (at < rest.n && rest.p[at] != ',' &&
               !kp_str_starts(kp_str_slice(rest, at, rest.n), KP_STR("、")))
            at++;
        kp_str name = kp_str_trim(kp_str_slice(rest, 0, at));
        size_t mark = at == rest.n ? 0 : rest.p[at] == ',' ? 1 : KP_STR("、").n;

        rest = kp_str_slice(rest, at + mark, rest.n);
        if (name.n && find_field(cli, scheme, entity, name, &(*out)[*n]))
            (*n)++;
        else
            good = good && name.n == 0;
    }
    return good;
}

static bool understand(kp_cli *cli, const kp_args *args, const kp_scheme *scheme,
                       kp_fair_question *q)
{
    if (!find_entity(cli, args, scheme, &q->entity))
        return false;
    bool good = find_number(cli, args, scheme, "score", q->entity, &q->score);

    good = find_number(cli, args, scheme, "pay", q->entity, &q->pay) && good;
    good = find_list(cli, args, scheme, "within", q->entity, &q->within, &q->nwithin) &&
           good;
    return find_list(cli, args, scheme, "by", q->entity, &q->by, &q->nby) && good;
}

/* ---- all of it ---- */

static kp_exit answer(kp_cli *cli, const kp_args *args, const kp_run *run,
                      kp_fair_question *q)
{
    const char *out = kp_args_option(args, "out");
    kp_fair_answer found;

    if (!understand(cli, args, run->scheme, q))
        return KP_EXIT_FINDINGS;
    kp_cli_progress(cli, "检查…", "checking …");
    kp_status status = kp_fair_answer_make(cli, run, q, &found);
    if (status == KP_OK && out)
        status = kp_fair_save(cli, &found, kp_path_of(out));
    kp_cli_progress(cli, NULL, NULL);
    if (status != KP_OK)
        return kp_cli_exit(status);
    kp_fair_print(cli, run, q, &found, out != NULL);
    return found.order.n ? KP_EXIT_FINDINGS : KP_EXIT_DONE;
}

kp_exit kp__cmd_fair(kp_cli *cli, const kp_args *args)
{
    const char *out = kp_args_option(args, "out");
    kp_fair_question question = {.folder = kp_path_of(args->word[0])};
    kp_month month;

    if (!options_are_there(cli, args) || !near_option(cli, args, &question.near))
        return KP_EXIT_USAGE;
    if (out && kp_path_exists(kp_path_of(out))) {
        (void)kp_fail(cli->diags, KP1052, KP_NOWHERE, KP_NONE, kp_path_of(out), KP_NONE,
                      KP_NONE);
        return KP_EXIT_IO;
    }
    kp_status status = kp_run_recalculate(cli, question.folder, &month);
    kp_exit code =
        status == KP_OK ? answer(cli, args, month.run, &question) : kp_cli_exit(status);

    kp_month_close(&month);
    return code;
}
