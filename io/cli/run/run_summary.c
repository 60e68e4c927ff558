/* run_summary.c - people, pools, checks, files and head on one screen. */
#include "io/cli/run/run_summary.h"
#include "io/pdf/pdf.h"

#include <string.h>

#include "engine/report.h"
#include "io/cli/run/pay_entity.h"
#include "io/cli/run/run_write.h"

#define SCREEN_MAX ((size_t)1 << 20)
#define POOLS_SHOWN 6  // groups of one field; more are added up

/* ---- amounts ---- */

static kp_str count_text(kp_cli *cli, uint64_t n)
{
    return kp_cli_amount(cli, kp_dec((int64_t)n, 0), 0);
}

/* ---- pools ---- */

typedef struct pool_sum {
    const kp_field *field;
    kp_str group;
    size_t ngroups;
    uint64_t heads;
    kp_decimal budget, paid, unspent;
} pool_sum;

static void add_proof(pool_sum *sum, const kp_pool_proof *proof)
{
    kp_decimal paid =
        kp_dec(proof->paid, sum->field->decimals < 0 ? 0 : sum->field->decimals);

    sum->ngroups++;
    sum->heads += proof->heads;
    // Sums beyond 34 digits are not money; what is shown is then only the first ones.
    (void)kp_dec_add(sum->budget, proof->budget, &sum->budget);
    (void)kp_dec_add(sum->paid, paid, &sum->paid);
    (void)kp_dec_add(sum->unspent, proof->unspent, &sum->unspent);
}

static kp_str group_name(kp_cli *cli, const kp_run *run, const kp_pool_proof *proof)
{
    if (proof->group_entity == UINT32_MAX)
        return kp_str_of(kp_cli_word(cli, "全部", "all"));
    const kp_table *table = run->table[proof->group_entity];
    return kp_symbol_text(run->scheme->symbols, table->key[proof->group_row]);
}

static kp_str groups_text(kp_cli *cli, size_t n)
{
    kp_str count = kp_cli_count(cli, n);
    kp_buf text;

    kp_buf_init(&text, 64);
    kp_cli_put(cli, &text, "{1} 组合计", "{1} groups", &count);
    return kp_cli_keep(cli, &text);
}

/* A pool inside a longer formula has no name of its own: the field it is for. */
static kp_str field_name(const kp_scheme *scheme, const kp_field *field)
{
    for (size_t f = 0; field->lifted && f < scheme->nfields; f++) {
        const kp_field *user = scheme->field[f];

        for (size_t i = 0; !user->lifted && i < user->nneeds; i++)
            if (user->needs[i] == field->id)
                return user->name;
    }
    return field->name;
}

static void put_pool(kp_cli *cli, kp_columns *columns, const kp_scheme *scheme,
                     const pool_sum *sum)
{
    kp_str *row = kp_columns_row(columns);
    int decimals = sum->field->decimals < 0 ? 0 : sum->field->decimals;

    row[0] = field_name(scheme, sum->field);
    row[1] = sum->ngroups == 1 ? sum->group : groups_text(cli, sum->ngroups);
    row[2] = count_text(cli, sum->heads);
    row[3] = kp_cli_amount(cli, sum->budget, decimals);
    row[4] = kp_cli_amount(cli, sum->paid, decimals);
    row[5] = kp_cli_amount(cli, sum->unspent, decimals);
}

static size_t proofs_of(const kp_run *run, uint32_t field)
{
    size_t n = 0;

    for (size_t i = 0; i < run->nproofs; i++)
        n += run->proof[i].field == field;
    return n;
}

static void put_field_pools(kp_cli *cli, kp_columns *columns, const kp_run *run,
                            uint32_t field)
{
    bool each = proofs_of(run, field) <= POOLS_SHOWN;
    pool_sum all = {.field = run->scheme->field[field]};

    for (size_t i = 0; i < run->nproofs; i++) {
        const kp_pool_proof *proof = &run->proof[i];
        pool_sum one = {.field = all.field, .group = group_name(cli, run, proof)};

        if (proof->field != field)
            continue;
        add_proof(each ? &one : &all, proof);
        if (each)
            put_pool(cli, columns, run->scheme, &one);
    }
    if (!each)
        put_pool(cli, columns, run->scheme, &all);
}

static void put_pools(kp_cli *cli, const kp_run *run, kp_buf *out)
{
    kp_columns columns = {.arena = cli->arena,
                          .ncolumns = 6,
                          .right = {false, false, true, true, true, true}};
    kp_str *heading = kp_columns_row(&columns);

    heading[0] = kp_str_of(kp_cli_word(cli, "总额", "pool"));
    heading[1] = kp_str_of(kp_cli_word(cli, "范围", "of"));
    heading[2] = kp_str_of(kp_cli_word(cli, "人数", "heads"));
    heading[3] = kp_str_of(kp_cli_word(cli, "核定", "budget"));
    heading[4] = kp_str_of(kp_cli_word(cli, "已分", "paid"));
    heading[5] = kp_str_of(kp_cli_word(cli, "结余", "unspent"));
    for (uint32_t f = 0; f < run->scheme->nfields; f++)
        if (proofs_of(run, f))
            put_field_pools(cli, &columns, run, f);
    if (columns.nrows == 1)
        return;
    kp_columns_print(&columns, true, "  ", out);
    kp_buf_char(out, '\n');
}

/* ---- the lines around them ---- */

static void label(kp_cli *cli, const char *zh, const char *en, kp_buf *out)
{
    kp_buf_z(out, kp_cli_word(cli, zh, en));
    kp_buf_z(out, kp_cli_word(cli, "　", "  "));
}

static void put_people(kp_cli *cli, const kp_month *month, kp_buf *out)
{
    const kp_entity *people = kp_pay_entity(month->compiled);

    if (!people)
        return;
    label(cli, "人数", "people", out);
    kp_buf_str(out, count_text(cli, month->run->table[people->id]->n));
    kp_buf_char(out, '\n');
}

/* Rows that a check looked at; those that failed as a warning. */
static void put_checks(kp_cli *cli, const kp_run *run, kp_buf *out)
{
    uint64_t passed = 0, warned = 0;

    for (size_t k = 0; k < run->scheme->nchecks; k++) {
        uint32_t field = run->scheme->check[k].field;
        const kp_table *table = run->table[run->scheme->field[field]->entity];

        for (size_t row = 0; row < table->n; row++) {
            kp_value value = kp_run_value(run, field, row);

            if (value.state == KP_VALUE && value.as.flag)
                passed++;
            else if (value.state != KP_ABSENT)
                warned++;
        }
    }
    label(cli, "校验", "checks", out);
    kp_str count[] = {count_text(cli, run->scheme->nchecks), count_text(cli, passed),
                      count_text(cli, warned)};
    kp_cli_put(cli, out, "{1} 项：{2} 处通过，{3} 处警告\n",
               "{1}: {2} passed, {3} warned\n", count);
}

static void put_file(kp_buf *out, const kp_month *month, kp_str folder, kp_str name,
                     const char *suffix)
{
    kp_buf_z(out, "      ");
    kp_buf_str(out, folder);
    kp_buf_printf(out, "/%s", kp_month_out_place(month));
    kp_buf_str(out, name);
    kp_buf_z(out, suffix);
    kp_buf_char(out, '\n');
}

static void put_files(kp_cli *cli, const kp_month *month, kp_str folder, kp_buf *out)
{
    const kp_scheme *scheme = month->compiled;
    char period[KP_MONTH_TEXT];
    bool workbook = false;

    kp_month_print(month->day, period);
    label(cli, "文件", "files", out);
    kp_buf_str(out, folder);
    kp_buf_char(out, '\n');
    for (size_t i = 0; i < scheme->nreports; i++)
        workbook = workbook || kp_report_in_workbook(scheme->report[i]);
    if (workbook)
        put_file(out, month, folder, kp_str_of(period), ".xlsx");
    if (month->live)
        put_file(out, month, folder, kp_str_of(period), "-活表.xlsx");
    for (size_t i = 0; i < scheme->nreports; i++) {
        const kp_report *report = scheme->report[i];

        if (report->style == KP_REPORT_TEXT && report->file.n)
            put_file(out, month, folder, report->file, "");
        else if (report->style == KP_REPORT_TEXT)
            put_file(out, month, folder, report->name, ".txt");
        else if (report->style == KP_REPORT_PDF && kp_pdf_has_font(report))
            put_file(out, month, folder, report->file.n ? report->file : report->name,
                     report->file.n ? "" : ".pdf");
    }
}

static const char *trial_mark(const kp_cli *cli, const kp_month *month)
{
    if (month->corrects.n)
        return kp_cli_word(cli, "  更正重算，不得发放",
                           "  a correction, not to be paid");
    if (!month->scheme.trial)
        return "";
    return kp_cli_word(cli, "  试算，不得发放", "  a trial, not to be paid");
}

void kp_run_summary(kp_cli *cli, const kp_month *month, kp_str folder,
                    const unsigned char head[KP_LOG_HASH])
{
    char period[KP_MONTH_TEXT], groups[72];
    kp_buf out;

    kp_month_print(month->day, period);
    kp_log_head_groups(head, groups);
    kp_buf_init(&out, SCREEN_MAX);
    kp_buf_str(&out, month->compiled->name);
    kp_buf_printf(&out, "  %s%s\n\n", period, trial_mark(cli, month));
    put_people(cli, month, &out);
    put_checks(cli, month->run, &out);
    kp_buf_char(&out, '\n');
    put_pools(cli, month->run, &out);
    put_files(cli, month, folder, &out);
    label(cli, "日志头", "log head", &out);
    kp_buf_put(&out, groups, 71);
    kp_buf_char(&out, '\n');
    kp_cli_print(&out);
}

void kp_put_counts(kp_cli *cli, kp_buf *out)
{
    kp_str count[] = {kp_cli_count(cli, kp_diags_errors(cli->diags)),
                      kp_cli_count(cli, kp_diags_warnings(cli->diags))};

    kp_cli_put(cli, out, "{1} 个错误，{2} 个警告", "{1} errors, {2} warnings", count);
}
