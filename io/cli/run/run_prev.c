/* run_prev.c - the run before: its month, its head, and the tables that are looked back
 * to.  What is read is checked against the hashes in its run.skel, and that against its
 * own head: a touched earlier run must not reach this month's pay.
 */
#include "engine/base/fold.h"
#include "io/cli/run/run_month.h"
#include "io/cli/run/run_skel.h"
#include "io/files/files.h"

static kp_status refuse(kp_cli *cli, kp_code code, kp_str arg1, kp_str arg2)
{
    return kp_fail(cli->diags, code, KP_NOWHERE, KP_NONE, arg1, arg2, KP_NONE);
}

static kp_str skel_of(const kp_month *month)
{
    return month->prev.file[0].bytes;
}

static kp_status accept_run(kp_cli *cli, kp_month *month, const kp_skel_run *before)
{
    if (!kp_month_parse(before->period, &month->prev_day))
        return refuse(cli, KP6011, month->prev_folder, KP_STR("run.skel"));
    if (month->prev_day >= month->day) {
        char day[KP_DATE_TEXT];

        kp_date_print(month->day, day);
        return refuse(cli, KP6010, before->period, (kp_str){day, 7});
    }
    // What was never paid is no month to go on from, but in another trial.
    if (!month->scheme.trial && !kp_str_is(before->kind, "final") &&
        !(month->corrects.n && kp_str_is(before->kind, "correction")))
        return refuse(cli, KP6736, month->prev_folder, before->run);
    month->counter = before->counter + 1;
    month->has_prev_head = true;
    month->prev_head = before->head;
    return KP_OK;
}

kp_status kp__prev_open(kp_cli *cli, kp_month *month)
{
    kp_str skel = KP_STR("run.skel");
    kp_skel_run before;

    if (!kp_path_exists(kp_path_join(cli->arena, month->prev_folder, skel))) {
        (void)refuse(cli, KP6006, month->prev_folder, skel);
        return KP_EIO;
    }
    kp_status status = kp_sources_read_file(cli, month->prev_folder, skel,
                                            KP_PREV_PLACE, false, &month->prev);
    if (status != KP_OK)
        return status;
    if (!kp_skel_read_run(skel_of(month), &before))
        return refuse(cli, KP6011, month->prev_folder, skel);
    return accept_run(cli, month, &before);
}

static bool looks_back(const kp_scheme *scheme, const kp_entity *entity)
{
    for (size_t i = 0; i < entity->nfields; i++) {
        const kp_field *field = scheme->field[entity->field[i]];

        if (field->source == KP_SOURCE_HISTORY || field->missing == KP_MISSING_CARRY)
            return true;
    }
    // Another entity has the rows of both months.
    for (size_t e = 0; e < scheme->nentities; e++)
        if (scheme->entity[e]->spanning && scheme->entity[e]->spans == entity->id)
            return true;
    return false;
}

static kp_str table_name(kp_cli *cli, kp_str entity)
{
    kp_buf name;

    kp_buf_init(&name, 4096);
    kp_buf_printf(&name, "tables/%.*s.csv", KP_FMT(entity));
    kp_str copy = kp_str_copy(cli->arena, kp_buf_view(&name));
    kp_buf_free(&name);
    return copy;
}

static kp_status check_bytes(kp_cli *cli, const kp_month *month, kp_str name)
{
    const kp_source_file *file = &month->prev.file[month->prev.n - 1];
    kp_digest written, found;

    if (kp_skel_output(skel_of(month), name, &written) &&
        kp_hash_of(KP_SHA256, file->bytes, &found) && kp_digest_eq(&written, &found))
        return KP_OK;
    return refuse(cli, KP6011, month->prev_folder, name);
}

kp_status kp__prev_read_tables(kp_cli *cli, kp_month *month)
{
    const kp_scheme *scheme = month->compiled;

    for (size_t e = 0; e < scheme->nentities; e++) {
        kp_str name = table_name(cli, scheme->entity[e]->name);

        // An entity that is new this month has no past.
        if (!looks_back(scheme, scheme->entity[e]) ||
            !kp_path_exists(kp_path_join(cli->arena, month->prev_folder, name)))
            continue;
        kp_status status = kp_sources_read_file(cli, month->prev_folder, name,
                                                KP_PREV_PLACE, true, &month->prev);
        if (status == KP_OK)
            status = check_bytes(cli, month, name);
        if (status != KP_OK)
            return status;
    }
    return KP_OK;
}
