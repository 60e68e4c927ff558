/* Random schemes with one thing changed, in the rules or in the rows: calculating only
 * the cone of the change gives every cell that a whole run gives, and the cone is no
 * larger than it must be where that can be told by hand.
 *
 *   test_cone [schemes [first seed]]    more of them
 *   test_cone - SEED                    show one scheme and what was changed
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/cone.h"
#include "rules/compile.h"
#include "tests/support/random_scheme.h"
#include "tests/support/sheet.h"

#define SCHEMES 600
#define CHANGES 12  // of one scheme

static long wanted = SCHEMES;
static uint64_t first_seed = 1;

typedef struct counts {
    long trials, calculated, in_cone, refused, other_shape, wrong;
} counts;

typedef struct trial {
    uint64_t seed;
    rnd r;
    random_scheme source;
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_scheme *base;
    kp_run *run;  // of the base
    counts *to;
} trial;

/* ---- schemes: a sheet for each block, as a trial replaces whole blocks ---- */

static kp_book *book_of_blocks(trial *t, kp_str text, size_t changed)
{
    kp_book *book = KP_NEW(t->arena, kp_book);
    size_t k = 0;

    kp_book_init(book, t->arena);
    while (text.n) {
        size_t at = kp_str_find(text, KP_STR("\n\n"));
        size_t end = at == SIZE_MAX ? text.n : at + 1;
        char *block = KP_NEW_ARRAY(t->arena, end + 1, char), name[32];

        memcpy(block, text.p, end);
        (void)snprintf(name, sizeof name, "%s%zu", k == changed ? "改" : "块", k);
        sheet_add(book, name, block);
        text = kp_str_slice(text, at == SIZE_MAX ? end : end + 1, text.n);
        k++;
    }
    return book;
}

static kp_scheme *compile(trial *t, kp_str text, size_t changed)
{
    kp_scheme *scheme = NULL;
    kp_diags *quiet = kp_diags_open();
    kp_status status =
        kp_rules_compile(t->arena, book_of_blocks(t, text, changed), t->symbols,
                         kp_date_of((kp_ymd){2025, 3, 1}), &scheme, quiet);

    kp_diags_close(quiet);
    return status == KP_OK ? scheme : NULL;
}

static kp_run *execute(trial *t, const kp_scheme *scheme, kp_table **tables,
                       const bool *only)
{
    kp_run_options options = {.threads = 1, .only = only};
    kp_run *run = NULL;

    assert_int_equal(kp_run_execute(t->arena, scheme, tables, &options, &run, t->diags),
                     KP_OK);
    return run;
}

static kp_table **rows_of(trial *t, const kp_scheme *scheme)
{
    return random_rows_tables(
        t->arena, random_rows_make(t->arena, scheme, t->seed ^ 0xABCDEF, false));
}

/* ---- every cell ---- */

static void compare(trial *t, const char *what, const kp_run *cone, const kp_run *whole)
{
    for (size_t id = 0; id < whole->scheme->nfields; id++) {
        const kp_field *field = whole->scheme->field[id];

        for (size_t row = 0; row < whole->table[field->entity]->n; row++) {
            if (kp_value_same(kp_run_value(cone, field->id, row),
                              kp_run_value(whole, field->id, row)))
                continue;
            fprintf(stderr, "seed %" PRIu64 ": %s: field %u %.*s row %zu\n  %.*s\n",
                    t->seed, what, field->id, KP_FMT(field->name), row,
                    KP_FMT(field->formula));
            t->to->wrong++;
            return;
        }
    }
}

static void count_cone(trial *t, const kp_scheme *scheme, const bool *cone)
{
    t->to->trials++;
    for (size_t f = 0; f < scheme->nfields; f++) {
        t->to->calculated += scheme->field[f]->source != KP_SOURCE_INPUT &&
                             scheme->field[f]->source != KP_SOURCE_HISTORY;
        t->to->in_cone += cone[f];
    }
}

/* ---- another rule ---- */

/* Another digit somewhere: of a parameter, a bound, a rate, a number of decimals, the
 * name of another table.  Which block it stands in is *block. */
static kp_str change_digit(trial *t, kp_str text, size_t *block)
{
    char *copy = KP_NEW_ARRAY(t->arena, text.n + 1, char);
    size_t at = rnd_below(&t->r, (uint32_t)text.n);

    memcpy(copy, text.p, text.n);
    while (at < text.n && (copy[at] < '0' || copy[at] > '9'))
        at++;
    if (at == text.n)
        return KP_NONE;
    copy[at] = (char)('0' + (copy[at] - '0' + 1 + (int)rnd_below(&t->r, 9)) % 10);
    *block = 0;
    for (size_t i = 0; i + 1 < at; i++)
        *block += copy[i] == '\n' && copy[i + 1] == '\n';
    return (kp_str){copy, text.n};
}

static void try_rule(trial *t, kp_str text, size_t block)
{
    kp_scheme *other = compile(t, text, block);

    if (!other) {
        t->to->refused++;
        return;
    }
    if (!kp_schemes_fit(t->base, other)) {
        t->to->other_shape++;
        return;
    }
    bool *cone = KP_NEW_ARRAY(t->arena, other->nfields + 1, bool);
    kp_cone_mark(t->arena, t->base, other, cone);
    kp_cone_close(other, cone);
    count_cone(t, other, cone);
    kp_run *part =
        execute(t, other, kp_cone_tables(t->arena, other, t->run->table, cone), cone);
    kp_run *whole = execute(t, other, rows_of(t, other), NULL);
    compare(t, "another rule", part, whole);
    kp_run_close(part);
    kp_run_close(whole);
}

/* ---- another input ---- */

static const kp_field *some_input(trial *t)
{
    for (int k = 0; k < 50; k++) {
        const kp_field *field =
            t->base->field[rnd_below(&t->r, (uint32_t)t->base->nfields)];

        if (field->source == KP_SOURCE_INPUT && !field->is_key &&
            t->run->table[field->entity]->n > 0)
            return field;
    }
    return NULL;
}

/* A value of another row, or none at all. */
static void change_cell(trial *t, kp_table **tables, const kp_field *field)
{
    kp_column *column = &tables[field->entity]->column[field->local];
    size_t n = tables[field->entity]->n;
    size_t row = rnd_below(&t->r, (uint32_t)n), from = rnd_below(&t->r, (uint32_t)n);

    kp_column_put(t->arena, column, row,
                  rnd_one_in(&t->r, 4) ? kp_value_none(field->kind, KP_BLANK)
                                       : kp_run_value(t->run, field->id, from));
}

static void try_input(trial *t)
{
    const kp_field *field = some_input(t);

    if (!field)
        return;
    bool *cone = KP_NEW_ARRAY(t->arena, t->base->nfields + 1, bool);
    cone[field->id] = true;
    kp_cone_close(t->base, cone);
    cone[field->id] = false;
    count_cone(t, t->base, cone);

    // The typed columns with one other cell; the calculated ones of the base.
    kp_table **typed = rows_of(t, t->base);
    change_cell(t, typed, field);
    kp_table **tables = kp_cone_tables(t->arena, t->base, t->run->table, cone);
    tables[field->entity]->column[field->local] =
        typed[field->entity]->column[field->local];
    kp_run *part = execute(t, t->base, tables, cone);
    kp_run *whole = execute(t, t->base, typed, NULL);
    compare(t, "another input", part, whole);
    kp_run_close(part);
    kp_run_close(whole);
}

/* ---- one scheme ---- */

static void try_changes(trial *t)
{
    kp_str text = kp_str_of(t->source.text.p);

    for (int k = 0; k < CHANGES; k++) {
        size_t block = 0;
        kp_str other = change_digit(t, text, &block);

        if (other.n)
            try_rule(t, other, block);
        try_input(t);
    }
}

static void nothing_changed_is_no_cone(trial *t)
{
    kp_scheme *same = compile(t, kp_str_of(t->source.text.p), SIZE_MAX);
    bool *cone = KP_NEW_ARRAY(t->arena, t->base->nfields + 1, bool);

    assert_non_null(same);
    assert_true(kp_schemes_fit(t->base, same));
    kp_cone_mark(t->arena, t->base, same, cone);
    for (size_t f = 0; f < same->nfields; f++)
        assert_false(cone[f]);
}

static void try_seed(uint64_t seed, counts *to, bool show)
{
    trial t = {.seed = seed, .r = {seed * 7919}, .to = to};

    random_scheme_open(&t.source, seed);
    t.arena = kp_arena_open(0);
    t.symbols = kp_symbols_open();
    t.diags = kp_diags_open();
    if (show)
        fputs(t.source.text.p, stdout);
    t.base = compile(&t, kp_str_of(t.source.text.p), SIZE_MAX);
    if (t.base) {
        t.run = execute(&t, t.base, rows_of(&t, t.base), NULL);
        nothing_changed_is_no_cone(&t);
        try_changes(&t);
        kp_run_close(t.run);
    }
    kp_diags_close(t.diags);
    kp_symbols_close(t.symbols);
    kp_arena_close(t.arena);
    random_scheme_close(&t.source);
}

static void the_cone_gives_what_a_whole_run_gives(void **state)
{
    counts to = {0};

    (void)state;
    for (long k = 0; k < wanted && to.wrong < 5; k++)
        try_seed(first_seed + (uint64_t)k, &to, false);
    printf("%ld changes compared, %ld refused, %ld of another shape; "
           "%ld of %ld calculated fields in the cones\n",
           to.trials, to.refused, to.other_shape, to.in_cone, to.calculated);
    assert_int_equal(to.wrong, 0);
    assert_true(to.trials > wanted * CHANGES);    // most changes are schemes, too
    assert_true(to.in_cone * 4 < to.calculated);  // most fields are left alone
    assert_true(to.in_cone * 50 > to.calculated);
}

/* ---- by hand ---- */

static const char HAND[] =
    "说明 | 小\n项目 | 内容\n方案名称 | 小\n\n"
    "实体 | 甲\n实体 | 主键\n厂 | 厂号\n组 | 组号\n人 | 人号\n\n"
    "参数 | 甲\n名称 | 值 | 单位\n标准 | 100 | 元\n津贴 | 7 | 元\n"
    "名额 | 20% | 百分比\n宽额 | 30% | 百分比\n\n"
    "规则表 | 档 | U\n序号 | 条件 分 ≥ | 条件 分 < | 结果 系数\n1 | 60 | | 1.2\n2 | "
    "| 60 | 1\n\n"
    "字段 | 甲\n实体 | 字段 | 类型 | 小数位 | 公式\n"
    "厂 | 厂号 | 文本 | |\n厂 | 池 | 金额 | | count(组.人) * 标准\n"
    "厂 | 分 | 数值 | |\n厂 | 厂系数 | 数值 | | 档(分)\n"
    "组 | 组号 | 文本 | |\n组 | 厂 | 厂 | |\n组 | 分 | 数值 | |\n"
    "组 | 组系数 | 数值 | | 档(分)\n组 | 合计 | 金额 | | sum(人.奖)\n"
    "组 | 名次 | 计数 | | 排名(合计, 组: 厂)\n"
    "人 | 人号 | 文本 | |\n人 | 组 | 组 | |\n人 | 分 | 数值 | |\n"
    "人 | 权 | 数值 | | 分 * 组.组系数\n"
    "人 | 奖 | 金额 | | 分配(池: 组.厂.池, 权重: 权)\n"
    "人 | 得 | 金额 | | 奖 + 津贴\n人 | 岗 | 数值 | | 分 * 2\n"
    "人 | 在 | 是否 | |\n人 | 新 | 是否 | |\n人 | 甲评 | 文本 | |\n人 | 乙评 | 文本 | "
    "|\n"
    "人 | 等 | 文本 | | 限额(等次: 甲评, 限制: \"优\", 落入: \"良\", 比例: 名额, 次序: "
    "分)\n"
    "组 | 新人 | 数值 | | sum(人[新].分)\n组 | 均分 | 数值 | | 加权平均(人.分, "
    "人.岗)\n\n";

typedef struct hand_case {
    const char *from, *to;  // one place of the text
    const char *cone;       // 实体.字段 of everything that must be calculated again
} hand_case;

static const hand_case HANDS[] = {
    {"标准 | 100", "标准 | 101", "厂.池 组.合计 组.名次 人.奖 人.得"},
    {"津贴 | 7", "津贴 | 8", "人.得"},
    {"标准 | 100", "标准 | 100.0", ""},
    {"1 | 60 | | 1.2", "1 | 60 | | 1.3",
     "厂.厂系数 组.组系数 组.合计 组.名次 人.权 人.奖 人.得"},
    {"| 数值 | | 分 * 2", "| 数值 | 1 | 分 * 2", "人.岗 组.均分"},
    {"| 数值 | | 分 * 2", "| 数值 | | 分 * 3", "人.岗 组.均分"},
    {"分 * 组.组系数", "分 * 组.组系数 + 1", "组.合计 组.名次 人.权 人.奖 人.得"},
    {"sum(人.奖)", "max(人.奖)", "组.合计 组.名次"},
    {"sum(人.奖)", "sum(人.得)", "组.合计 组.名次"},
    {"count(组.人)", "count(组)", "厂.池 组.合计 组.名次 人.奖 人.得"},
    {"排名(合计, 组: 厂)", "排名(合计)", "组.名次"},
    {"排名(合计, 组: 厂)", "排名(合计, 组: 厂, 次序: \"升\")", "组.名次"},
    {"排名(合计, 组: 厂)", "排名(合计, 组: 厂, 并列: \"密集\")", "组.名次"},
    {"权重: 权)", "权重: 权, 方式: \"封顶\")", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 权, 尾差: \"首位\")", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 岗)", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 权, 上限: 岗)", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 权, 下限: 岗)", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 权, 计入: 在)", "组.合计 组.名次 人.奖 人.得"},
    {"权重: 权)", "权重: 权, 保底不足: \"按比例\")", "组.合计 组.名次 人.奖 人.得"},
    {"sum(人[新].分)", "sum(人[在].分)", "组.新人"},
    {"sum(人[新].分)", "sum(人[新].岗)", "组.新人"},
    {"加权平均(人.分, 人.岗)", "加权平均(人.分, 人.权)", "组.均分"},
    {"等次: 甲评", "等次: 乙评", "人.等"},
    {"限制: \"优\"", "限制: \"好\"", "人.等"},
    {"落入: \"良\"", "落入: \"中\"", "人.等"},
    {"次序: 分)", "次序: 岗)", "人.等"},
    {"次序: 分)", "次序: 分, 次键: 岗)", "人.等"},
    {"次序: 分)", "次序: 分, 计入: 在)", "人.等"},
    {"次序: 分)", "次序: 分, 否决: 新)", "人.等"},
    {"次序: 分)", "次序: 分, 组: 组)", "人.等"},
    {"次序: 分)", "次序: 分, 取整: \"进位\")", "人.等"},
    {"次序: 分)", "次序: 分, 并列: \"从宽\")", "人.等"},
};

static kp_str replaced(trial *t, const hand_case *c, size_t *block)
{
    kp_str text = kp_str_of(HAND), from = kp_str_of(c->from), to = kp_str_of(c->to);
    size_t at = kp_str_find(text, from), n = text.n - from.n + to.n;
    char *out = KP_NEW_ARRAY(t->arena, n + 1, char);

    assert_true(at != SIZE_MAX);
    memcpy(out, text.p, at);
    memcpy(out + at, to.p, to.n);
    memcpy(out + at + to.n, text.p + at + from.n, text.n - at - from.n);
    *block = 0;
    for (size_t i = 0; i + 1 < at; i++)
        *block += text.p[i] == '\n' && text.p[i + 1] == '\n';
    return (kp_str){out, n};
}

static void put_cone(const kp_scheme *scheme, const bool *cone, kp_buf *out)
{
    for (size_t f = 0; f < scheme->nfields; f++) {
        const kp_field *field = scheme->field[f];

        if (!cone[f] || field->lifted)
            continue;
        kp_buf_z(out, out->n ? " " : "");
        kp_buf_str(out, scheme->entity[field->entity]->name);
        kp_buf_char(out, '.');
        kp_buf_str(out, field->name);
    }
}

static void try_hand(const hand_case *c)
{
    trial t = {.arena = kp_arena_open(0), .symbols = kp_symbols_open()};
    size_t block;
    kp_str text = replaced(&t, c, &block);
    kp_scheme *base = compile(&t, kp_str_of(HAND), SIZE_MAX);
    kp_scheme *other = compile(&t, text, block);
    kp_buf got;

    assert_non_null(base);
    assert_non_null(other);
    if (!kp_schemes_fit(base, other))
        fail_msg("%s: another shape", c->to);
    bool *cone = KP_NEW_ARRAY(t.arena, other->nfields + 1, bool);
    kp_cone_mark(t.arena, base, other, cone);
    kp_cone_close(other, cone);
    kp_buf_init(&got, 4096);
    put_cone(other, cone, &got);
    kp_buf_char(&got, '\0');
    if (strcmp(got.p, c->cone) != 0)
        fail_msg("%s -> %s: cone %s, expected %s", c->from, c->to, got.p, c->cone);
    kp_buf_free(&got);
    kp_symbols_close(t.symbols);
    kp_arena_close(t.arena);
}

static void a_change_reaches_what_needs_it_and_no_more(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof HANDS / sizeof *HANDS; k++)
        try_hand(&HANDS[k]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_reaches_what_needs_it_and_no_more),
        cmocka_unit_test(the_cone_gives_what_a_whole_run_gives),
    };

    if (argc > 2 && strcmp(argv[1], "-") == 0) {
        counts to = {0};

        try_seed(strtoull(argv[2], NULL, 10), &to, true);
        return to.wrong != 0;
    }
    if (argc > 1)
        wanted = strtol(argv[1], NULL, 10);
    if (argc > 2)
        first_seed = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests_name("cone", tests, NULL, NULL);
}
