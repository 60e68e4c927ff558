/* pay_entity.c - the entity of the pay sheet. */
#include "io/cli/run/pay_entity.h"

#include "engine/base/date.h"
#include "engine/report.h"

static bool adds_up(const kp_report *report)
{
    for (size_t j = 0; j < report->ncolumns; j++)
        if (report->column[j].total)
            return true;
    return false;
}

const kp_entity *kp_pay_entity(const kp_scheme *scheme)
{
    for (size_t r = 0; r < scheme->nreports; r++)
        if (adds_up(scheme->report[r]))
            return scheme->entity[scheme->report[r]->entity];
    return scheme->nentities == 1 ? scheme->entity[0] : NULL;
}

static kp_str entity_of_rules(kp_cli *cli, kp_str run, kp_str period)
{
    kp_str rules = kp_path_join(cli->arena, run, KP_STR(KP_RULES_PLACE));
    kp_month month;
    kp_str name = KP_NONE;

    kp_month_init(&month, cli);
    if (month.symbols && kp_month_parse(period, &month.day) &&
        kp_sources_read_scheme(cli, rules, &month.scheme) == KP_OK &&
        kp_rules_compile(cli->arena, &month.scheme.book, month.symbols, month.day,
                         &month.compiled, cli->diags) == KP_OK) {
        const kp_entity *entity = kp_pay_entity(month.compiled);

        name = entity ? entity->name : KP_NONE;
    }
    kp_month_close(&month);
    return name;
}

/* What is wrong with kept rules is for verify to say. */
kp_str kp_pay_entity_of_run(kp_cli *cli, kp_str run, kp_str period)
{
    kp_diags *told = cli->diags;

    cli->diags = kp_diags_open();
    kp_str name = cli->diags ? entity_of_rules(cli, run, period) : KP_NONE;
    kp_diags_close(cli->diags);
    cli->diags = told;
    return name;
}
