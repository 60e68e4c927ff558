/* trial_cover.c - which rows of which tables some test was answered by. */
#include "rules/trial/trial.h"

static void mark_hits(const kp_trials *trials, const kp_trial *trial, bool **hit,
                      kp_coverage *coverage)
{
    const kp_scheme *scheme = trials->scheme;
    const kp_entity *entity = scheme->entity[trial->entity];
    const kp_table *table = trials->run->table[entity->id];

    for (uint32_t c = 0; c < entity->ncalls; c++) {
        uint32_t asked = entity->call[c].table;
        const kp_dtable *rules = scheme->table[asked];

        coverage[asked].called = true;
        for (size_t r = 0; r < trial->nrows; r++) {
            uint32_t set = table->hits[c][r];

            for (uint32_t k = 0; k < rules->hit_count[set]; k++)
                hit[asked][rules->hit_rules[set][k]] = true;
        }
    }
}

static void tell_untested_row(const kp_dtable *table, uint32_t rule, kp_diags *diags)
{
    kp_where where = table->where;

    where.row = table->rule[rule].row;
    where.col = table->rule[rule].col;
    kp_fail(diags, KP2321, where, KP_NONE, table->name, table->rule[rule].label,
            KP_NONE);
}

static void count_table(const kp_dtable *table, const bool *hit, kp_coverage *coverage,
                        kp_diags *diags)
{
    coverage->nrules = table->nrules;
    if (!coverage->called)
        kp_fail(diags, KP2320, table->where, KP_NONE, table->name, KP_NONE, KP_NONE);
    for (uint32_t r = 0; r < table->nrules; r++) {
        coverage->nhit += hit[r];
        if (coverage->called && !hit[r])
            tell_untested_row(table, r, diags);
    }
}

kp_coverage *kp_trials_coverage(const kp_trials *trials, kp_diags *diags)
{
    const kp_scheme *scheme = trials->scheme;
    kp_coverage *coverage =
        KP_NEW_ARRAY(trials->arena, scheme->ntables + 1, kp_coverage);
    bool **hit = KP_NEW_ARRAY(trials->arena, scheme->ntables + 1, bool *);

    for (size_t t = 0; t < scheme->ntables; t++)
        hit[t] = KP_NEW_ARRAY(trials->arena, scheme->table[t]->nrules + 1, bool);
    for (size_t t = 0; t < trials->n; t++)
        mark_hits(trials, &trials->trial[t], hit, coverage);
    for (size_t t = 0; t < scheme->ntables; t++)
        count_table(scheme->table[t], hit[t], &coverage[t], diags);
    return coverage;
}
