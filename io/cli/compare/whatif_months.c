/* whatif_months.c - the months of both sides, each on top of the one before. */
#include "engine/cone.h"
#include "engine/faults.h"
#include "io/cli/compare/whatif.h"
#include "io/cli/timing.h"
#include "rules/load/load.h"
#include "rules/read/block.h"

/* ---- what is read ---- */

/* "inputs/2025-03/员工.csv": the month of a folder of --data, in a series. */
static bool month_of_file(kp_str file, int32_t *out)
{
    kp_str rest = kp_str_slice(file, sizeof KP_INPUTS_PLACE, file.n);
    kp_str folder = kp_str_cut(&rest, '/');

    return rest.n > 0 && folder.n == 7 && kp_month_parse(folder, out);
}

/* Sheets are shared between months: nobody changes them. */
static void pick_sheets(kp_cli *cli, kp_whatif *w, size_t k)
{
    kp_book *book = &w->book[k];

    kp_book_init(book, cli->arena);
    book->lost = w->data.book.lost;
    book->nlost = w->data.book.nlost;
    book->sheets = KP_NEW_ARRAY(cli->arena, w->data.book.nsheets + 1, kp_sheet *);
    book->cap = w->data.book.nsheets;
    for (size_t s = 0; s < w->data.book.nsheets; s++) {
        kp_sheet *sheet = w->data.book.sheets[s];
        int32_t day = w->day[k];
        bool own = w->series && month_of_file(sheet->file, &day);

        if (day != w->day[k])
            continue;
        w->own_files[k] |= own;
        book->sheets[book->nsheets++] = sheet;
    }
}

static kp_status read_past(kp_cli *cli, kp_whatif *w)
{
    if (w->paths.prev.n == 0)
        return KP_OK;
    w->past.day = w->day[0];
    w->past.prev_folder = w->paths.prev;
    return kp__prev_open(cli, &w->past);
}

static kp_status read_all(kp_cli *cli, kp_whatif *w)
{
    kp_timing_stage(cli, KP_TIME_READ);
    kp_cli_progress(cli, "读取文件…", "reading files …");
    kp_status scheme = kp_sources_read_scheme(cli, w->paths.scheme, &w->base.scheme);
    kp_status data = kp_sources_read_data(cli, w->paths.data, &w->data);
    kp_status past = read_past(cli, w);

    // A roster that did not change in a month is no file sent twice.
    if (w->series)
        kp_diags_drop(cli->diags, KP6028);
    for (size_t k = 0; k < w->nmonths; k++)
        pick_sheets(cli, w, k);
    if (scheme == KP_OK && w->base.scheme.trial)
        return kp_fail(cli->diags, KP6733, KP_NOWHERE, KP_NONE, w->paths.scheme,
                       KP_NONE, KP_NONE);
    return scheme != KP_OK ? scheme : data != KP_OK ? data : past;
}

/* ---- one month ---- */

static kp_status compile(kp_cli *cli, const kp_whatif *w, const kp_book *book, size_t k,
                         kp_whatif_month *month)
{
    kp_timing_stage(cli, KP_TIME_COMPILE);
    month->day = w->day[k];
    kp_status status = kp_rules_compile(cli->arena, book, w->symbols, w->day[k],
                                        &month->compiled, cli->diags);
    return status;
}

/* What the month before was: a run of this series, or the run folder of --prev. */
static kp_load_input earlier(const kp_whatif *w, const kp_whatif_side *side, size_t k)
{
    kp_load_input in = {.scheme_book = &side->scheme.book, .data = &w->book[k]};

    if (k > 0) {
        in.previous_run = side->month[k - 1].run;
        in.previous_month = w->day[k - 1];
    } else if (w->paths.prev.n) {
        in.previous = &w->past.prev.book;
        in.previous_month = w->past.prev_day;
    }
    return in;
}

static kp_status load_all(kp_cli *cli, const kp_whatif *w, const kp_whatif_side *side,
                          size_t k, kp_whatif_month *month)
{
    kp_load_input in = earlier(w, side, k);
    bool incomplete = false;

    kp_timing_stage(cli, KP_TIME_LOAD);
    kp_cli_progress(cli, "读取数据…", "reading data …");
    in.incomplete = &incomplete;
    in.dated = &month->dated;
    kp_status status =
        kp_load_tables(cli->arena, month->compiled, &in, &month->tables, cli->diags);
    return incomplete ? KP_EINVALID : status;
}

static bool looks_back(const kp_field *field)
{
    return field->source == KP_SOURCE_HISTORY ||
           (field->source == KP_SOURCE_INPUT && field->missing == KP_MISSING_CARRY);
}

static kp_status refill(kp_cli *cli, const kp_whatif *w, const kp_whatif_side *side,
                        size_t k, kp_whatif_month *month, const bool *which)
{
    kp_load_input in = earlier(w, side, k);

    kp_timing_stage(cli, KP_TIME_LOAD);
    return kp_load_refill(cli->arena, month->compiled, month->tables, which, &in,
                          cli->diags);
}

static kp_status execute(kp_cli *cli, const kp_whatif *w, kp_whatif_month *month)
{
    kp_run_options options = {.threads = w->threads, .only = month->cone};

    kp_timing_stage(cli, KP_TIME_CALCULATE);
    kp_cli_progress(cli, "计算…", "calculating …");
    kp_status status = kp_run_execute(cli->arena, month->compiled, month->tables,
                                      &options, &month->run, cli->diags);
    if (status != KP_OK)
        return status;
    kp_run_faults(month->run, cli->diags);
    return kp_diags_errors(cli->diags) ? KP_EINVALID : KP_OK;
}

/* ---- the base ---- */

/* May the inputs of the month before stand in?  Two months must have been read whole
 * from the same files before: a file that names its month was refused by one of them.
 */
static bool may_share(const kp_whatif *w, const kp_whatif_month *month, size_t k)
{
    return k >= 2 && !w->own_files[k] && !w->own_files[k - 1] && !month[k - 1].dated &&
           kp_date_ymd(w->day[k]).year == kp_date_ymd(w->day[0]).year &&
           kp_schemes_fit(month[k - 1].compiled, month[k].compiled) &&
           kp_load_can_refill(month[k - 1].compiled, month[k - 1].tables);
}

static kp_status share_inputs(kp_cli *cli, const kp_whatif *w, size_t k)
{
    kp_whatif_month *month = &w->base.month[k];
    const kp_scheme *scheme = month->compiled;
    bool *fresh = KP_NEW_ARRAY(cli->arena, scheme->nfields + 1, bool),
         *back = KP_NEW_ARRAY(cli->arena, scheme->nfields + 1, bool);

    for (size_t f = 0; f < scheme->nfields; f++) {
        back[f] = looks_back(scheme->field[f]);
        fresh[f] = back[f] || scheme->field[f]->source != KP_SOURCE_INPUT;
    }
    month->shared = true;
    month->tables =
        kp_cone_tables(cli->arena, scheme, w->base.month[k - 1].tables, fresh);
    return refill(cli, w, &w->base, k, month, back);
}

static kp_status load_base(kp_cli *cli, kp_whatif *w, size_t k)
{
    kp_whatif_month *month = w->base.month;

    if (k == 0 && w->paths.prev.n) {
        w->past.compiled = month->compiled;
        kp_status status = kp__prev_read_tables(cli, &w->past);
        if (status != KP_OK)
            return status;
    }
    return may_share(w, month, k) ? share_inputs(cli, w, k)
                                  : load_all(cli, w, &w->base, k, &month[k]);
}

static kp_status base_month(kp_cli *cli, kp_whatif *w, size_t k)
{
    kp_whatif_month *month = &w->base.month[k];
    kp_status status = compile(cli, w, &w->base.scheme.book, k, month);

    if (status == KP_OK)
        status = load_base(cli, w, k);
    if (status == KP_OK)
        status = execute(cli, w, month);
    w->base.nrun = k + (month->run != NULL);
    return status;
}

static void open_side(kp_cli *cli, const kp_whatif *w, kp_whatif_side *side)
{
    *side = (kp_whatif_side){0};
    kp_sources_init(&side->scheme, cli->arena);
    side->month = KP_NEW_ARRAY(cli->arena, w->nmonths, kp_whatif_month);
}

kp_status kp_whatif_open(kp_cli *cli, kp_whatif *w)
{
    kp_status status;

    open_side(cli, w, &w->base);
    kp_sources_init(&w->data, cli->arena);
    kp_month_init(&w->past, cli);
    w->symbols = w->past.symbols;
    w->book = KP_NEW_ARRAY(cli->arena, w->nmonths, kp_book);
    w->own_files = KP_NEW_ARRAY(cli->arena, w->nmonths, bool);
    status = read_all(cli, w);
    if (status == KP_OK && !w->symbols)
        status = KP_ENOMEM;
    for (size_t k = 0; k < w->nmonths && status == KP_OK; k++)
        status = base_month(cli, w, k);
    return status;
}

void kp_whatif_side_close(kp_whatif_side *side)
{
    for (size_t k = 0; k < side->nrun; k++)
        kp_run_close(side->month[k].run);
    side->nrun = 0;
}

void kp_whatif_close(kp_whatif *w)
{
    kp_whatif_side_close(&w->base);
    kp_month_close(&w->past);
}

/* ---- a trial ---- */

/* Rows of data, other headings, other entities: what was loaded may not hold. */
static bool touches_data(kp_cli *cli, const kp_sources *trial)
{
    kp_diags *quiet = kp_diags_open();
    kp_block *block = NULL;
    size_t n = 0;
    bool touches = !quiet;

    if (quiet &&
        kp_blocks_find(cli->arena, &trial->book, &block, &n, quiet) == KP_ENOMEM)
        n = 0;
    for (size_t b = 0; b < n; b++)
        touches |= block[b].sheet->overlay &&
                   (block[b].kind == KP_BLOCK_DATA || block[b].kind == KP_BLOCK_ALIAS ||
                    block[b].kind == KP_BLOCK_ENTITY || block[b].kind == KP_BLOCK_USE);
    kp_diags_close(quiet);
    return touches;
}

/* Earlier values that the trial has changed change what looks back at them. */
static void mark_history(const kp_whatif_side *trial, size_t k, bool *cone)
{
    const kp_whatif_month *before = &trial->month[k - 1];
    const kp_scheme *scheme = trial->month[k].compiled;
    bool all = !before->cone || !kp_schemes_fit(before->compiled, scheme);

    for (size_t f = 0; f < scheme->nfields; f++) {
        const kp_field *field = scheme->field[f];

        if (!looks_back(field))
            continue;
        cone[f] =
            all || before->cone[f] ||
            (field->source == KP_SOURCE_HISTORY && before->cone[field->history_of]);
    }
}

static bool any_looks_back(const kp_scheme *scheme, const bool *cone)
{
    for (size_t f = 0; f < scheme->nfields; f++)
        if (cone[f] && looks_back(scheme->field[f]))
            return true;
    return false;
}

static void find_cone(kp_cli *cli, const kp_whatif *w, const kp_whatif_side *trial,
                      size_t k)
{
    const kp_scheme *base = w->base.month[k].compiled;
    kp_whatif_month *month = &trial->month[k];

    if (!kp_schemes_fit(base, month->compiled))
        return;
    bool *cone = KP_NEW_ARRAY(cli->arena, base->nfields + 1, bool);
    kp_cone_mark(cli->arena, base, month->compiled, cone);
    if (k > 0)
        mark_history(trial, k, cone);
    if (any_looks_back(month->compiled, cone) &&
        !kp_load_can_refill(base, w->base.month[k].tables))
        return;
    kp_cone_close(month->compiled, cone);
    month->cone = cone;
}

static kp_status load_trial(kp_cli *cli, const kp_whatif *w, kp_whatif_side *trial,
                            size_t k)
{
    kp_whatif_month *month = &trial->month[k];
    const kp_scheme *scheme = month->compiled;

    if (!month->cone)
        return load_all(cli, w, trial, k, month);
    bool *back = KP_NEW_ARRAY(cli->arena, scheme->nfields + 1, bool);
    for (size_t f = 0; f < scheme->nfields; f++)
        back[f] = month->cone[f] && looks_back(scheme->field[f]);
    month->tables =
        kp_cone_tables(cli->arena, scheme, w->base.month[k].tables, month->cone);
    return refill(cli, w, trial, k, month, back);
}

static kp_status trial_month(kp_cli *cli, const kp_whatif *w, kp_whatif_side *trial,
                             bool whole, size_t k)
{
    kp_whatif_month *month = &trial->month[k];
    kp_status status = compile(cli, w, &trial->scheme.book, k, month);

    if (status != KP_OK)
        return status;
    if (!whole)
        find_cone(cli, w, trial, k);
    status = load_trial(cli, w, trial, k);
    if (status == KP_OK)
        status = execute(cli, w, month);
    trial->nrun = k + (month->run != NULL);
    return status;
}

kp_status kp_whatif_try(kp_cli *cli, const kp_whatif *w, const kp_overlay *overlay,
                        kp_whatif_side *out)
{
    open_side(cli, w, out);
    out->scheme.overlay = overlay;
    kp_timing_stage(cli, KP_TIME_READ);
    kp_status status = kp_sources_read_scheme(cli, w->paths.scheme, &out->scheme);
    bool whole = status == KP_OK && touches_data(cli, &out->scheme);

    for (size_t k = 0; k < w->nmonths && status == KP_OK; k++)
        status = trial_month(cli, w, out, whole, k);
    return status;
}
