/* test_log_explain.c - the tree behind one figure, read from the log alone.
 *
 * The figures are those of examples/yancheng.md §1.5 (E05: 1.150 × 94.58 ÷ 100 × 21 ÷
 * 21 = 1.087670 points, 3,234.51 of the pool of 42,000.00).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/log/explain.h"
#include "tests/support/log_seal.h"

typedef struct question {
    const char *entity, *key, *field;
    kp_lang lang;
    kp_log_explain_options options;
} question;

static kp_status ask(const log_bytes *b, question q, kp_buf *out, kp_diags *diags)
{
    kp_buf_init(out, 1 << 22);
    return kp_log_explain(kp_buf_view(&b->trace), kp_buf_view(&b->skel),
                          kp_str_of(q.entity), kp_str_of(q.key), kp_str_of(q.field),
                          q.lang, &q.options, out, diags);
}

static void write_log(size_t people, log_bytes *out)
{
    log_run *t = lr_open(people);

    assert_int_equal(lr_write(t, out), KP_OK);
    lr_close(t);
}

/* The text behind its first line, which shows the head. */
static void assert_tells(const log_bytes *b, question q, const char *expected)
{
    kp_diags *diags = kp_diags_open();
    kp_buf out;

    assert_int_equal(ask(b, q, &out, diags), KP_OK);
    kp_buf_char(&out, 0);
    const char *second = strchr(out.p, '\n') + 1;

    assert_string_equal(second, expected);
    kp_buf_free(&out);
    kp_diags_close(diags);
}

static void a_figure_is_told_down_to_cells_and_clauses(void **state)
{
    log_bytes b;

    (void)state;
    write_log(10, &b);
    assert_tells(
        &b, (question){"", "E05", "应发合计", KP_LANG_ZH, {0}},
        "[1] 员工 E05 · 应发合计 = 7334.51\n"
        "    公式  基础薪酬 + 月度绩效 - if isblank(扣罚) then 0 else 扣罚\n"
        "    依据  薪酬办法第三条（rules/字段.csv!G30）\n"
        "    计算  因 扣罚 为空白，取 0\n"
        "          4100.00 + 3234.51 − 0 = 7334.51（四舍五入到 2 位小数）\n"
        "    基础薪酬 = 4100.00    ← 录入 data/员工.csv!G6\n"
        "    [2] 月度绩效 = 3234.51\n"
        "        公式  分配(池: 开发区.月度池, 权重: 点数)\n"
        "        依据  绩效办法第十条（rules/字段.csv!G25）\n"
        "        计算  总额 42000.00 由 10 人分配，权重合计 14.123366；每一权重得 "
        "21000000000 ÷ 7061683 ≈ 2973.795340\n"
        "              应得 1.087670 × 21000000000 ÷ 7061683 = "
        "3234.507977772437533658760949762259；舍去尾数 3234.50，按尾数大小补 "
        "0.01（尾数排第 2） "
        "→ 3234.51\n"
        "              本池共发放 42000.00，结余 0.00\n"
        "        [3] 开发区 Z1 · 月度池 = 42000.00\n"
        "            公式  同级标准 * count(员工) * 12 * 总额倍数 / 12 * 预发比例\n"
        "            依据  绩效办法第六条（rules/字段.csv!G5）\n"
        "            计算  2000.00 × 10 × 12 × 3 ÷ 12 × 0.7 = 42000.00（四舍五入到 2 "
        "位小数）\n"
        "            同级标准 = 2000.00    ← 录入 data/开发区.csv!B2\n"
        "            [4] count(员工) = 10\n"
        "                计算  员工 个数，共 10 项：10\n"
        "            参数 总额倍数 = 3    ← 参数表 rules/参数.csv!B3，依据 "
        "绩效办法第五条\n"
        "            参数 预发比例 = 0.7    ← 参数表 rules/参数.csv!B4，依据 "
        "绩效办法第六条\n"
        "        [5] 点数 = 1.087670\n"
        "            公式  职系数 * 综合得分 / 100 * 实际天数 / 应出勤天数\n"
        "            依据  绩效办法第九条（rules/字段.csv!G24）\n"
        "            计算  1.150 × 94.58 ÷ 100 × 21 ÷ 21 = 1.087670（四舍五入到 6 "
        "位小数）\n"
        "            [6] 职系数 = 1.150\n"
        "                公式  系数表(职务)\n"
        "                依据  薪酬办法第八条（rules/字段.csv!G23）\n"
        "                计算  查 系数表：职务 = 主管3档 → 第 5 "
        "行（C8，薪酬办法第八条） → 系数 = "
        "1.15\n"
        "                职务 = 主管3档    ← 录入 data/员工.csv!C6\n"
        "            综合得分 = 94.58    ← 录入 data/员工.csv!D6\n"
        "            实际天数 = 21    ← 录入 data/员工.csv!E6\n"
        "            应出勤天数 = 21    ← 录入 data/员工.csv!F6\n"
        "    扣罚 = 空白    ← 录入 data/员工.csv!H6\n");
    lr_free(&b);
}

static void the_same_is_told_in_english(void **state)
{
    log_bytes b;

    (void)state;
    write_log(10, &b);
    assert_tells(&b, (question){"员工", "E05", "职系数", KP_LANG_EN, {0}},
                 "[1] 员工 E05 · 职系数 = 1.150\n"
                 "    formula  系数表(职务)\n"
                 "    clause   薪酬办法第八条 (rules/字段.csv!G23)\n"
                 "    reckon   look up 系数表: 职务 = 主管3档 → row 5 (C8, "
                 "薪酬办法第八条) → 系数 "
                 "= 1.15\n"
                 "    职务 = 主管3档    <- typed in data/员工.csv!C6\n");
    lr_free(&b);
}

static void places_and_quotas_are_told_in_sentences(void **state)
{
    log_bytes b;

    (void)state;
    write_log(10, &b);
    assert_tells(&b, (question){"", "E03", "名次", KP_LANG_ZH, {0}},
                 "[1] 员工 E03 · 名次 = 1\n"
                 "    公式  排名(综合得分)\n"
                 "    依据  rules/字段.csv!G26\n"
                 "    计算  在 部门 D2 的 5 行中，按 综合得分（100.72）由高到低，排第 "
                 "1（并列占位）\n"
                 "    综合得分 = 100.72    ← 录入 data/员工.csv!D4\n");
    assert_tells(&b, (question){"", "E01", "等次", KP_LANG_ZH, {.depth = 1}},
                 "[1] 员工 E01 · 等次 = 良好\n"
                 "    公式  限额(拟定等次, 优秀, 20%)\n"
                 "    依据  考核办法第十三条（rules/字段.csv!G29）\n"
                 "    计算  拟定 优秀；全体（10 行）中 优秀 名额 = 参评人数 × "
                 "0.20（向下取整到整数），按 "
                 "综合得分（97.14）由高到低\n"
                 "          超出名额，降等 → 良好\n"
                 "    [2] 拟定等次 = 优秀\n"
                 "        公式  if 综合得分 >= 优秀线 then \"优秀\" else \"良好\"\n"
                 "        依据  考核办法第十二条（rules/字段.csv!G27）\n"
                 "        计算  因 97.14 ≥ 95 成立，取 优秀\n"
                 "        …（已到层数上限）\n"
                 "    [3] 优秀比例 = 0.20\n"
                 "        公式  20%\n"
                 "        依据  考核办法第十三条（rules/字段.csv!G28）\n"
                 "        计算  公式写明 20%\n"
                 "    综合得分 = 97.14    ← 录入 data/员工.csv!D2\n");
    lr_free(&b);
}

static size_t count(const kp_buf *text, const char *what)
{
    kp_str rest = kp_buf_view(text), wanted = kp_str_of(what);
    size_t n = 0;

    for (size_t at; (at = kp_str_find(rest, wanted)) != SIZE_MAX; n++)
        rest = kp_str_slice(rest, at + wanted.n, rest.n);
    return n;
}

static void what_branches_share_is_told_once(void **state)
{
    kp_diags *diags = kp_diags_open();
    log_bytes b;
    kp_buf out;

    (void)state;
    write_log(10, &b);
    // Three people of D1, one pool.
    assert_int_equal(
        ask(&b, (question){"部门", "D1", "人均绩效", KP_LANG_ZH, {0}}, &out, diags),
        KP_OK);
    assert_int_equal(count(&out, "月度池 = 42000.00\n"), 1);
    assert_int_equal(count(&out, "月度池 = 42000.00    （见上文 ["), 2);
    assert_int_equal(count(&out, "计算  2000.00 × 10 × 12 × 3 ÷ 12 × 0.7"), 1);
    kp_buf_free(&out);
    // Sums of many rows are not followed into each of them.
    assert_int_equal(ask(&b,
                         (question){"部门", "D1", "人均", KP_LANG_ZH, {.children = 2}},
                         &out, diags),
                     KP_OK);
    assert_int_equal(count(&out, "员工 E01"), 0);
    assert_int_equal(count(&out, "7221.86 + 5123.73 + 2881.96 = 15227.55"), 1);
    kp_buf_free(&out);
    kp_diags_close(diags);
    lr_free(&b);
}

static void an_error_leads_to_where_it_began(void **state)
{
    log_run *t = lr_open(10);
    log_bytes b;
    kp_buf out;

    (void)state;
    lr_put_num(t, P_DUE, 4, "0");
    lr_calculate(t);
    assert_int_equal(lr_write(t, &b), KP_OK);
    assert_int_equal(
        ask(&b, (question){"", "E01", "应发合计", KP_LANG_ZH, {0}}, &out, t->diags),
        KP_OK);
    assert_true(count(&out, "员工 E05 · 点数 = 出错 KP5001") > 0);
    assert_int_equal(count(&out, "应出勤天数 = 0    ← 录入 data/员工.csv!F6"), 1);
    kp_buf_free(&out);
    lr_free(&b);
    lr_close(t);
}

static void wrong_names_are_answered_with_the_nearest(void **state)
{
    static const struct {
        question q;
        kp_code code;
        const char *nearest;
    } cases[] = {
        {{"", "E5", "应发合计", KP_LANG_ZH, {0}}, KP6401, "E05"},
        {{"", "E05", "月渡绩效", KP_LANG_ZH, {0}}, KP6402, "月度绩效"},
        {{"员公", "E05", "应发合计", KP_LANG_ZH, {0}}, KP6403, "员工"},
        {{"部门", "E05", "应发合计", KP_LANG_ZH, {0}}, KP6401, "—"},
    };
    log_bytes b;

    (void)state;
    write_log(10, &b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kp_diags *diags = kp_diags_open();
        kp_buf out;

        assert_int_equal(ask(&b, cases[i].q, &out, diags), KP_EINVALID);
        const kp_diag *d = kp_diags_first(diags);

        assert_int_equal(d->code, cases[i].code);
        assert_true(kp_str_is(d->arg[1], cases[i].nearest));
        assert_int_equal(out.n, 0);
        kp_buf_free(&out);
        kp_diags_close(diags);
    }
    lr_free(&b);
}

static void a_field_may_be_shortened_while_unmistakable(void **state)
{
    kp_diags *diags = kp_diags_open();
    log_bytes b;
    kp_buf out;

    (void)state;
    write_log(10, &b);
    assert_int_equal(
        ask(&b, (question){"", "E05", "应发", KP_LANG_ZH, {0}}, &out, diags), KP_OK);
    assert_int_equal(count(&out, "[1] 员工 E05 · 应发合计 = 7334.51\n"), 1);
    kp_buf_free(&out);
    // 实际天数 and 应出勤天数 both hold 天数.
    assert_int_equal(
        ask(&b, (question){"", "E05", "天数", KP_LANG_ZH, {0}}, &out, diags),
        KP_EINVALID);
    kp_buf_free(&out);
    kp_diags_close(diags);
    lr_free(&b);
}

/* Every figure of every row: found by halves, wherever the row stands. */
static void every_row_of_a_long_log_is_found(void **state)
{
    kp_diags *diags = kp_diags_open();
    log_bytes b;

    (void)state;
    write_log(333, &b);
    for (size_t i = 1; i <= 333; i++) {
        char key[16], heading[64];
        kp_buf out;

        (void)snprintf(key, sizeof key, "E%07zu", i);
        (void)snprintf(heading, sizeof heading, "] 员工 %s · 点数 = ", key);
        assert_int_equal(
            ask(&b, (question){"", key, "点数", KP_LANG_ZH, {0}}, &out, diags), KP_OK);
        assert_int_equal(count(&out, heading), 1);
        kp_buf_free(&out);
    }
    kp_diags_close(diags);
    lr_free(&b);
}

/* Whatever the bytes, an answer or a refusal - never a crash. */
static void a_damaged_log_is_refused_or_told_as_it_stands(void **state)
{
    uint64_t seed = 7;
    log_bytes b;

    (void)state;
    write_log(10, &b);
    for (int i = 0; i < 600; i++) {
        kp_diags *diags = kp_diags_open();
        kp_buf out, *text;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        text = i % 3 ? &b.trace : &b.skel;
        size_t at = (size_t)(seed >> 20) % text->n;
        char old = text->p[at];

        text->p[at] = "\n\t\0.#@9-"[seed >> 61];
        kp_status status =
            ask(&b, (question){"", "E05", "应发合计", KP_LANG_ZH, {0}}, &out, diags);
        assert_true(status == KP_OK || status == KP_EINVALID);
        text->p[at] = old;
        kp_buf_free(&out);
        kp_diags_close(diags);
    }
    lr_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_is_told_down_to_cells_and_clauses),
        cmocka_unit_test(the_same_is_told_in_english),
        cmocka_unit_test(places_and_quotas_are_told_in_sentences),
        cmocka_unit_test(what_branches_share_is_told_once),
        cmocka_unit_test(an_error_leads_to_where_it_began),
        cmocka_unit_test(wrong_names_are_answered_with_the_nearest),
        cmocka_unit_test(a_field_may_be_shortened_while_unmistakable),
        cmocka_unit_test(every_row_of_a_long_log_is_found),
        cmocka_unit_test(a_damaged_log_is_refused_or_told_as_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
