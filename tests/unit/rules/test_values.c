/* test_values.c - what blanks, absents and errors do: docs/values.md, cell by cell.
 *
 * The tables of that page are read as they are printed; every example is compiled once
 * for each state of its operands and run.  The same matrix stands here, so that neither
 * the page nor the program can change without the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/formulas.h"

#define PAGE "docs/values.md"
#define MAX_ROWS 64
#define STATES 4
#define PAIRS 3

typedef struct matrix_row {
    const char *example, *type;
    const char *words;  // of the columns, with blanks between
} matrix_row;

#define NUM "数值"
#define TXT "文本"
#define YES "是否"

static const matrix_row one_operand[] = {
    {"x", NUM, "值 空白 不适用 原错"},
    {"x + 1", NUM, "值 报错 不适用 原错"},
    {"2 * x", NUM, "值 报错 不适用 原错"},
    {"10 / x", NUM, "值 报错 不适用 原错"},
    {"-x", NUM, "值 报错 不适用 原错"},
    {"x ** 2", NUM, "值 报错 不适用 原错"},
    {"round(x, 1)", NUM, "值 报错 不适用 原错"},
    {"min(x, 1)", NUM, "值 报错 不适用 原错"},
    {"限幅(x, 0, 5)", NUM, "值 报错 不适用 原错"},
    {"x > 1", YES, "值 报错 不适用 原错"},
    {"x = 1", YES, "值 值 不适用 原错"},
    {"t != \"优秀\"", YES, "值 值 不适用 原错"},
    {"是否空白(x)", YES, "值 值 值 原错"},
    {"d = null", YES, "值 值 值 原错"},
    {"缺省(x, 9)", NUM, "值 值 不适用 原错"},
    {"not(b)", YES, "值 报错 不适用 原错"},
    {"b and true", YES, "值 报错 不适用 原错"},
    {"b and false", YES, "值 值 值 值"},
    {"b or false", YES, "值 报错 不适用 原错"},
    {"b or true", YES, "值 值 值 值"},
    {"if b then 1 else 2", NUM, "值 报错 不适用 原错"},
    {"if true then x else 1", NUM, "值 空白 不适用 原错"},
    {"if false then x else 1", NUM, "值 值 值 值"},
    {"字数(t)", NUM, "值 报错 不适用 原错"},
    {"t & \"·\"", TXT, "值 报错 不适用 原错"},
    {"天数(d, 本期)", NUM, "值 报错 不适用 原错"},
    {"任意表(x)", NUM, "值 值 不适用 原错"},
    {"分档表(x)", NUM, "值 报错 不适用 原错"},
    {"有默认(x)", NUM, "值 值 不适用 原错"},
    {"无默认(x)", NUM, "值 报错 不适用 原错"},
    {"调用(t, p: 1)", NUM, "报错 报错 不适用 原错"},
    {"合计(项.x)", NUM, "值 报错 不计入 原错"},
    {"计数(项.x)", NUM, "值 不计入 不计入 原错"},
    {"平均(项.x)", NUM, "值 报错 不计入 原错"},
    {"中位数(项.x)", NUM, "值 报错 不计入 原错"},
    {"最大(项.x)", NUM, "值 报错 不计入 原错"},
    {"加权平均(项.正, 项.x)", NUM, "值 报错 不计入 原错"},
    {"任一(项.b)", YES, "值 报错 不计入 原错"},
    {"计数(项[b])", NUM, "值 报错 不计入 原错"},
    {"排名(x)", NUM, "值 不适用 不适用 原错"},
    {"排名(正, 计入: b)", NUM, "值 不适用 不适用 原错"},
    {"分配(池: 100, 权重: x)", NUM, "值 报错 不适用 原错"},
};

static const matrix_row two_operands[] = {
    {"x + y", NUM, "报错 原错 原错"},     {"x / y", NUM, "报错 原错 原错"},
    {"x < y", YES, "报错 原错 原错"},     {"x = y", YES, "报错 原错 原错"},
    {"b and c", YES, "报错 原错 原错"},   {"b or c", YES, "报错 原错 原错"},
    {"取余(x, y)", NUM, "报错 原错 原错"},
};
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* What a row that is left out leaves: the answer for no rows at all. */
static const char *nothing_left(const char *example)
{
    static const char *const known[][2] = {
        {"合计", "0"},         {"计数", "0"},     {"平均", "E5001"}, {"中位数", "E5005"},
        {"最大", "E5005"},     {"加权平均", "E5001"}, {"任一", "f"},
    };

    for (size_t k = 0; k < COUNT(known); k++)
        if (kp_str_starts(kp_str_of(example), kp_str_of(known[k][0])))
            return known[k][1];
    return "?";
}

/* ---- the page ---- */

typedef struct page_row {
    char example[96];
    char words[96];
} page_row;

typedef struct page {
    size_t n;
    page_row row[MAX_ROWS];
} page;

static void put_cell(char *out, size_t size, kp_str cell, bool more)
{
    size_t at = more ? strlen(out) : 0;

    (void)snprintf(out + at, size - at, "%s%.*s", more && at ? " " : "", KP_FMT(cell));
}

/* "| name | `example` | word | … |" with `ncolumns` words behind the example. */
static void read_line(page *p, kp_str line, size_t ncolumns)
{
    page_row *row = &p->row[p->n];
    kp_str example, head;
    size_t n = 0;

    if (!kp_str_starts(line, KP_STR("| ")) || kp_str_find(line, KP_STR("`")) == SIZE_MAX)
        return;
    (void)kp_str_cut(&line, '`');
    example = kp_str_cut(&line, '`');
    head = kp_str_cut(&line, '|');
    assert_int_equal(kp_str_trim(head).n, 0);
    *row = (page_row){.example = ""};
    put_cell(row->example, sizeof row->example, example, false);
    while (kp_str_trim(line).n) {
        put_cell(row->words, sizeof row->words, kp_str_trim(kp_str_cut(&line, '|')), true);
        n++;
    }
    if (n != ncolumns)
        return;
    assert_true(++p->n < MAX_ROWS);
}

static void read_page(page *p, size_t ncolumns)
{
    FILE *file = fopen(PAGE, "rb");
    char line[1024];

    p->n = 0;
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\r\n")] = 0;
        read_line(p, kp_str_of(line), ncolumns);
    }
    assert_int_equal(fclose(file), 0);
}

static const page_row *find_example(const page *p, const char *example)
{
    for (size_t k = 0; k < p->n; k++)
        if (strcmp(p->row[k].example, example) == 0)
            return &p->row[k];
    return NULL;
}

static void compare_page(const matrix_row *rows, size_t n, size_t ncolumns)
{
    page p;

    read_page(&p, ncolumns);
    for (size_t k = 0; k < n; k++) {
        const page_row *row = find_example(&p, rows[k].example);

        if (!row || strcmp(row->words, rows[k].words) != 0)
            print_message("%s: %s\n", rows[k].example, row ? row->words : "not on the page");
        assert_non_null(row);
        assert_string_equal(row->words, rows[k].words);
    }
    assert_int_equal(p.n, n);
}

static void the_page_and_this_test_have_the_same_matrix(void **state)
{
    (void)state;
    compare_page(one_operand, COUNT(one_operand), STATES);
    compare_page(two_operands, COUNT(two_operands), PAIRS);
}

/* ---- the program ---- */

static const char sheets[] =
    "实体\n实体 | 主键\n项 | 项号\n\n"
    "字段\n实体 | 字段 | 类型 | 缺失\n项 | 项号 | 文本 |\n项 | 归 | 员 |\n"
    "项 | 正 | 数值 | 可空\n项 | 空数 | 数值 | 可空\n项 | 缺数 | 数值 | 可空\n"
    "项 | 错数 | 数值 | 可空\n项 | 真 | 是否 | 可空\n项 | 空否 | 是否 | 可空\n"
    "项 | 缺否 | 是否 | 可空\n项 | 错否 | 是否 | 可空\n\n"
    "公式表\n名称 | 参数 | 公式\n有默认 | p=9 | p + 1\n无默认 | p | p + 1\n\n"
    "规则表 | 任意表 | F\n序号 | 条件 值 | 结果 果\n类型 | 数值 | 数值\n1 | | 1\n\n"
    "规则表 | 分档表 | U\n序号 | 条件 值 | 结果 果\n类型 | 数值 | 数值\n1 | >=0 | 1\n2 | <0 | 2\n";

enum { VALUE, BLANK, ABSENT, ERROR };

/* The field that stands for a letter in that state, or NULL for other words. */
static const char *field_of(kp_str word, int x, int y)
{
    static const char *const names[4][4] = {{"正", "空数", "缺数", "错数"},
                                            {"文", "空文", "缺文", "错文"},
                                            {"日", "空日", "缺日", "错日"},
                                            {"真", "空否", "缺否", "错否"}};

    if (kp_str_is(word, "x") || kp_str_is(word, "y"))
        return names[0][word.p[0] == 'x' ? x : y];
    if (kp_str_is(word, "b") || kp_str_is(word, "c"))
        return names[3][word.p[0] == 'b' ? x : y];
    if (kp_str_is(word, "t"))
        return names[1][x];
    return kp_str_is(word, "d") ? names[2][x] : NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void write_formula(const char *example, int x, int y, kp_buf *out)
{
    kp_str text = kp_str_of(example);

    for (size_t at = 0; at < text.n;) {
        size_t end = at;

        while (end < text.n && is_letter(text.p[end]))
            end++;
        kp_str word = kp_str_slice(text, at, end ? end : at);
        const char *field = end > at ? field_of(word, x, y) : NULL;

        if (field)
            kp_buf_z(out, field);
        else if (end > at)
            kp_buf_str(out, word);
        else
            kp_buf_char(out, text.p[end++]);
        at = end;
    }
    kp_buf_char(out, '\0');
}

static void add_example(formulas *f, const matrix_row *row, int x, int y)
{
    kp_buf text;

    kp_buf_init(&text, 4096);
    write_formula(row->example, x, y, &text);
    formulas_add(f, row->type, text.p);
    kp_buf_free(&text);
}

static const char *word_of(kp_str spelled, const matrix_row *row, kp_str printed)
{
    if (kp_str_is(printed, "不计入"))
        return kp_str_is(spelled, nothing_left(row->example)) ? "不计入" : "?";
    if (kp_str_is(spelled, "!"))
        return "原错";
    if (kp_str_is(spelled, "_"))
        return "空白";
    if (kp_str_is(spelled, "~"))
        return "不适用";
    return kp_str_starts(spelled, KP_STR("E5")) ? "报错" : "值";
}

static void expect_words(const formulas *f, const matrix_row *row, size_t first, size_t n)
{
    kp_str rest = kp_str_of(row->words);

    for (size_t k = 0; k < n; k++) {
        kp_str printed = kp_str_cut(&rest, ' ');
        const kp_field *field = formulas_field(f, first + k);
        kp_buf out;

        kp_buf_init(&out, 1 << 16);
        formulas_spell(f, kp_run_value(f->run, field->id, 0), &out);
        const char *word = word_of(kp_buf_view(&out), row, printed);

        if (!kp_str_is(printed, word))
            print_message("%.*s gives %.*s, printed is %.*s\n", KP_FMT(field->formula),
                          KP_FMT(kp_buf_view(&out)), KP_FMT(printed));
        assert_true(kp_str_is(printed, word));
        kp_buf_free(&out);
    }
}

static void run_all(formulas *f)
{
    if (!formulas_compile(f))
        formulas_tell(f);
    assert_non_null(f->scheme);
    assert_true(formulas_run(f));
}

static void the_program_does_what_the_matrix_says_of_one_operand(void **state)
{
    formulas f;

    (void)state;
    formulas_open(&f, sheets);
    for (size_t k = 0; k < COUNT(one_operand); k++)
        for (int x = VALUE; x <= ERROR; x++)
            add_example(&f, &one_operand[k], x, x);
    run_all(&f);
    for (size_t k = 0; k < COUNT(one_operand); k++)
        expect_words(&f, &one_operand[k], STATES * k, STATES);
    formulas_close(&f);
}

static void the_program_does_what_the_matrix_says_of_two_operands(void **state)
{
    static const int pair[PAIRS][2] = {{BLANK, ABSENT}, {BLANK, ERROR}, {ABSENT, ERROR}};
    formulas f;

    (void)state;
    formulas_open(&f, sheets);
    // In either order: which side has what does not matter.
    for (int turned = 0; turned < 2; turned++)
        for (size_t k = 0; k < COUNT(two_operands); k++)
            for (int p = 0; p < PAIRS; p++)
                add_example(&f, &two_operands[k], pair[p][turned], pair[p][!turned]);
    run_all(&f);
    for (int turned = 0; turned < 2; turned++)
        for (size_t k = 0; k < COUNT(two_operands); k++)
            expect_words(&f, &two_operands[k],
                         ((size_t)turned * COUNT(two_operands) + k) * PAIRS, PAIRS);
    formulas_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_and_this_test_have_the_same_matrix),
        cmocka_unit_test(the_program_does_what_the_matrix_says_of_one_operand),
        cmocka_unit_test(the_program_does_what_the_matrix_says_of_two_operands),
    };

    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
