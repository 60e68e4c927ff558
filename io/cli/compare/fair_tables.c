/* fair_tables.c - rows of the fairness report. */
#include "io/cli/compare/fair_tables.h"

#include "engine/report_rows.h"
#include "io/cli/form/form_draft.h"

typedef struct table {
    kp_cli *cli;
    const kp_run *run;
    kp_book *book;
    kp_sheet *sheet;
    uint32_t i, j;  // of the next cell
} table;

static void put(table *t, kp_str text)
{
    if (text.n)
        kp_draft_text(t->book, t->sheet, t->i, t->j, kp_str_copy(t->cli->arena, text));
    t->j++;
}

static void put_number(table *t, kp_decimal number, int decimals)
{
    char digits[KP_DEC_TEXT];
    kp_buf text;

    kp_buf_init(&text, sizeof digits);
    kp_dec_print(number, decimals, &text);
    kp_str copy = kp_str_copy(t->cli->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    kp_draft_cell(
        t->book, t->sheet, t->i, t->j++,
        (kp_cell){.p = copy.p, .n = (uint32_t)copy.n, .kind = KP_CELL_NUMBER});
}

static void put_count(table *t, uint64_t n)
{
    put_number(t, kp_dec((int64_t)n, 0), 0);
}

static void next_row(table *t)
{
    t->i++;
    t->j = 0;
}

static kp_str key_of(const table *t, uint32_t entity, uint32_t row)
{
    return kp_symbol_text(t->run->scheme->symbols, t->run->table[entity]->key[row]);
}

/* As tables/ spells it. */
static void put_field(table *t, uint32_t field, uint32_t row)
{
    kp_value value = kp_run_value(t->run, field, row);
    kp_buf text;

    if (value.kind == KP_NUM && value.state == KP_VALUE) {
        put_number(t, value.as.num, t->run->scheme->field[field]->decimals);
        return;
    }
    kp_buf_init(&text, (size_t)1 << 16);
    kp_report_spell(t->run, field, row, &text);
    put(t, kp_buf_view(&text));
    kp_buf_free(&text);
}

static table open_table(kp_cli *cli, const kp_run *run, kp_book *book, const char *zh,
                        const char *en, const char *const heading[][2], size_t n)
{
    kp_str name = kp_str_of(kp_cli_word(cli, zh, en));
    table t = {.cli = cli,
               .run = run,
               .book = book,
               .sheet = kp_book_add_sheet(book, name, name, false)};

    for (size_t k = 0; k < n; k++)
        put(&t, kp_str_of(kp_cli_word(cli, heading[k][0], heading[k][1])));
    next_row(&t);
    return t;
}

/* ---- more score never pays less ---- */

static void put_group(table *t, const kp_fair_question *q, uint32_t row)
{
    kp_buf text;

    kp_buf_init(&text, (size_t)1 << 16);
    for (size_t k = 0; k < q->nwithin; k++) {
        if (k)
            kp_buf_z(&text, " · ");
        kp_report_spell(t->run, q->within[k], row, &text);
    }
    put(t, kp_buf_view(&text));
    kp_buf_free(&text);
}

static void fill_order(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                       kp_fair_answer *out)
{
    static const char *const heading[][2] = {
        {"组", "group"},
        {"主键", "key"},
        {"得分", "score"},
        {"金额", "pay"},
        {"低分者", "who has less"},
        {"其得分", "score there"},
        {"其金额", "pay there"},
        {"少拿", "less by"},
        {"低分而多拿的人数", "how many"},
    };
    table t = open_table(cli, run, &out->book, "得分与金额", "order", heading, 9);

    for (size_t k = 0; k < out->order.n; k++) {
        const kp_fair_breach *b = &out->order.breach[k];
        kp_decimal less;

        put_group(&t, q, b->row);
        put(&t, key_of(&t, q->entity, b->row));
        put_field(&t, q->score, b->row);
        put_field(&t, q->pay, b->row);
        put(&t, key_of(&t, q->entity, b->witness));
        put_field(&t, q->score, b->witness);
        put_field(&t, q->pay, b->witness);
        if (kp_dec_sub(kp_run_value(run, q->pay, b->witness).as.num,
                       kp_run_value(run, q->pay, b->row).as.num, &less))
            put_number(&t, less, run->scheme->field[q->pay]->decimals);
        else
            put(&t, KP_NONE);
        put_count(&t, b->others);
        next_row(&t);
    }
}

/* ---- edges ---- */

/* 综合得分, or 部门 D1 · 得分 for a value above the person. */
static void put_input(table *t, const kp_fair_question *q, const kp_fair_edge *e)
{
    const kp_field *field = t->run->scheme->field[e->field];
    kp_buf text;

    kp_buf_init(&text, (size_t)1 << 16);
    if (field->entity != q->entity) {
        kp_buf_str(&text, t->run->scheme->entity[field->entity]->name);
        kp_buf_char(&text, ' ');
        kp_buf_str(&text, key_of(t, field->entity, e->row));
        kp_buf_z(&text, " · ");
    }
    kp_buf_str(&text, field->name);
    put(t, kp_buf_view(&text));
    kp_buf_free(&text);
}

static void put_worth(table *t, const kp_fair_question *q, const kp_fair_edge *e)
{
    int decimals = t->run->scheme->field[q->pay]->decimals;
    kp_decimal change;

    if (!e->known || !kp_dec_sub(e->after, e->before, &change)) {
        put_field(t, q->pay, e->person);
        return;
    }
    put_number(t, e->before, decimals);
    put_number(t, e->after, decimals);
    put_number(t, change, decimals);
}

static void fill_edges(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                       kp_fair_answer *out)
{
    static const char *const heading[][2] = {
        {"主键", "key"},    {"规则表", "table"}, {"字段", "field"},  {"现为", "now"},
        {"越界", "across"}, {"金额", "pay"},     {"越界后", "then"}, {"变化", "change"},
    };
    table t = open_table(cli, run, &out->book, "临界", "edges", heading, 8);

    for (size_t k = 0; k < out->edges.n; k++) {
        const kp_fair_edge *e = &out->edges.edge[k];
        int decimals = run->scheme->field[e->field]->decimals;

        put(&t, key_of(&t, q->entity, e->person));
        put(&t, run->scheme->table[e->table]->name);
        put_input(&t, q, e);
        put_number(&t, e->from, decimals);
        put_number(&t, e->to, decimals);
        put_worth(&t, q, e);
        next_row(&t);
    }
}

/* ---- spread ---- */

static void put_spread(table *t, const kp_fair_question *q, const uint32_t *rows,
                       size_t n)
{
    int decimals = t->run->scheme->field[q->pay]->decimals;
    kp_fair_spread s;

    kp_fair_measure(t->cli->arena, t->run, q->pay, rows, n, &s);
    put_count(t, n);
    if (n == 0)
        return;
    put_number(t, s.max, decimals);
    put_number(t, s.min, decimals);
    put_number(t, s.median, 2);
    put_number(t, s.mean, 2);
    if (s.has_ratio)
        put_number(t, s.ratio, 4);
    else
        put(t, KP_NONE);
    if (s.has_gini)
        put_number(t, s.gini, 4);
}

static void fill_spread_by(table *t, const kp_fair_question *q, uint32_t by)
{
    kp_fair_groups groups;

    kp_fair_group(t->cli->arena, t->run, q->entity, &q->pay, 1, &by, 1, &groups);
    for (size_t g = 0; g < groups.n; g++) {
        const uint32_t *rows = groups.row + groups.start[g];

        put(t, t->run->scheme->field[by]->name);
        put_field(t, by, rows[0]);
        put_spread(t, q, rows, groups.start[g + 1] - groups.start[g]);
        next_row(t);
    }
}

static void fill_spread(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                        kp_fair_answer *out)
{
    static const char *const heading[][2] = {
        {"分组", "by"},       {"值", "value"},
        {"人数", "heads"},    {"最高", "highest"},
        {"最低", "lowest"},   {"中位数", "median"},
        {"平均", "mean"},     {"最高÷最低", "highest / lowest"},
        {"基尼系数", "Gini"},
    };
    table t = open_table(cli, run, &out->book, "差距", "spread", heading, 9);
    kp_fair_groups all;

    kp_fair_group(cli->arena, run, q->entity, &q->pay, 1, NULL, 0, &all);
    put(&t, kp_str_of(kp_cli_word(cli, "全体", "all")));
    put(&t, KP_NONE);
    put_spread(&t, q, all.row, all.start[all.n]);
    next_row(&t);
    for (size_t k = 0; k < q->nby; k++)
        fill_spread_by(&t, q, q->by[k]);
}

kp_status kp_fair_answer_make(kp_cli *cli, const kp_run *run, const kp_fair_question *q,
                              kp_fair_answer *out)
{
    const uint32_t needed[] = {q->score, q->pay};

    *out = (kp_fair_answer){0};
    kp_book_init(&out->book, cli->arena);
    kp_fair_group(cli->arena, run, q->entity, needed, 2, q->within, q->nwithin,
                  &out->groups);
    kp_fair_check_order(cli->arena, run, &out->groups, q->score, q->pay, &out->order);
    kp_status status = kp_fair_find_edges(cli->arena, run, q->entity, q->pay, q->near,
                                          &out->edges, cli->diags);
    if (status != KP_OK)
        return status;
    fill_order(cli, run, q, out);
    fill_edges(cli, run, q, out);
    fill_spread(cli, run, q, out);
    return KP_OK;
}
