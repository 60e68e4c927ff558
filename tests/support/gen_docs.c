/* gen_docs.c - prints the two generated pages of docs/.
 *
 *   gen_docs diagnostics docs/examples/A.txt docs/examples/B.txt …
 *   gen_docs builtins rules/check/check_groups.c
 *
 * The pages come from the tables that the program itself is made of, and every example
 * of a message is run.  An example that does not give its message, a message without an
 * example, and a word of the group functions that the page does not tell are failures.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/builtin.h"
#include "rules/expr/parse.h"
#include "tests/support/doc_examples.h"

#define MADE "<!-- Made by tests/support/gen_docs.c; do not edit. -->\n\n"

static int failures;

static void fail(const char *what, kp_str name)
{
    fprintf(stderr, "gen_docs: %s: %.*s\n", what, (int)name.n, name.n ? name.p : "");
    failures++;
}

/* The whole file, or an empty text. */
static kp_str read_file(kp_arena *arena, const char *name)
{
    FILE *file = fopen(name, "rb");
    kp_buf text;
    char part[4096];
    size_t n;

    if (!file) {
        fail("cannot read", kp_str_of(name));
        return KP_NONE;
    }
    kp_buf_init(&text, 1 << 24);
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        kp_buf_put(&text, part, n);
    (void)fclose(file);
    kp_str copy = kp_str_copy(arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

/* ---- diagnostics ---- */

typedef struct wording {
    const char *zh, *en, *zh_hint, *en_hint;
} wording;

static const wording wordings[] = {
    {"", "", "", ""},
#define DIAG(code, severity, zh, en, zh_hint, en_hint) {zh, en, zh_hint, en_hint},
#include "engine/base/codes.def"
#undef DIAG
};

typedef struct chapter {
    int from;  // first number
    const char *zh, *en;
} chapter;

static const chapter chapters[] = {
    {1001, "文件的读写", "files"},
    {1101, "单元格", "cells"},
    {2001, "方案的块、定义表、规则表", "blocks, definition sheets, decision tables"},
    {3001, "公式和条件的写法", "spelling of formulas and conditions"},
    {3101, "名称、参数、类型", "names, arguments, kinds"},
    {4001, "数据", "data"},
    {5001, "计算和校验", "calculation and checks"},
    {6001, "结果文件夹、报表、日志、命令行",
     "run folders, layouts, the log, the command line"},
};

#define NCHAPTERS (sizeof chapters / sizeof chapters[0])

static int number_of(int code)
{
    return atoi(kp_code_name((kp_code)code) + 2);
}

static int by_number(const void *a, const void *b)
{
    return number_of(*(const int *)a) - number_of(*(const int *)b);
}

static void put_line(kp_buf *out, const char *before, kp_str text, const char *behind)
{
    kp_buf_z(out, before);
    kp_buf_str(out, text);
    kp_buf_z(out, behind);
    kp_buf_char(out, '\n');
}

/* What was typed. */
static void put_input(const kp_doc_example *e, kp_buf *out)
{
    kp_str rest = e->arg, type = kp_str_cut(&rest, ' ');
    char before[128];

    if (kp_str_is(e->kind, "formula")) {
        put_line(out, "公式：", e->body, "");
    } else if (kp_str_is(e->kind, "condition")) {
        (void)snprintf(before, sizeof before, "%.*s列的条件%s：", KP_FMT(type),
                       rest.n ? "（标题带 ≥）" : "");
        put_line(out, before, e->body, "");
    } else if (kp_str_is(e->kind, "cell")) {
        (void)snprintf(before, sizeof before, "%.*s字段%s%.*s%s：", KP_FMT(type),
                       rest.n ? "（" : "", (int)rest.n, rest.n ? rest.p : "",
                       rest.n ? " 位小数）" : "");
        put_line(out, before, e->body, "");
    } else if (!kp_str_is(e->kind, "args")) {
        put_line(out, "", e->body, "");
    }
    if (!kp_str_is(e->kind, "args"))
        kp_buf_char(out, '\n');
}

static void print_example(const kp_doc_examples *examples, kp_code code)
{
    const kp_doc_example *e = kp_doc_example_of(examples, code);
    kp_buf out;

    if (!e) {
        fail("no example", kp_str_of(kp_code_name(code)));
        return;
    }
    kp_buf_init(&out, 1 << 20);
    put_input(e, &out);
    if (!kp_doc_example_run(examples, e, &out)) {
        fail("the example gives something else", e->code);
        fprintf(stderr, "%.*s", KP_FMT(kp_buf_view(&out)));
    }
    // The remedy stands above.
    kp_str text = kp_buf_view(&out);
    size_t hint = kp_str_find(text, KP_STR("  修改建议: "));
    kp_str shown = kp_str_slice(text, 0, hint == SIZE_MAX ? text.n : hint);
    printf("```\n%.*s```\n\n", KP_FMT(shown));
    kp_buf_free(&out);
}

static void print_diagnostic(const kp_doc_examples *examples, int code)
{
    static const char *const severity[] = {"提示 note", "警告 warning", "错误 error"};
    const wording *w = &wordings[code];

    printf("### %s　%s\n\n", kp_code_name((kp_code)code),
           severity[kp_code_severity((kp_code)code)]);
    printf("**%s**。%s。  \n%s. *%s.*\n\n", w->zh, w->zh_hint, w->en, w->en_hint);
    print_example(examples, (kp_code)code);
}

/* An example of a code that was given up. */
static void check_codes(const kp_doc_examples *examples)
{
    for (size_t i = 0; i < examples->n; i++) {
        int code = 1;

        while (code < KP_CODE_COUNT &&
               !kp_str_is(examples->item[i].code, kp_code_name((kp_code)code)))
            code++;
        if (code == KP_CODE_COUNT)
            fail("there is no such code", examples->item[i].code);
    }
}

static void print_diagnostics(const kp_doc_examples *examples)
{
    int order[KP_CODE_COUNT], n = 0;
    size_t at = 0;

    check_codes(examples);
    for (int code = 1; code < KP_CODE_COUNT; code++)
        order[n++] = code;
    qsort(order, (size_t)n, sizeof order[0], by_number);
    printf("# 提示一览 / Diagnostics\n\n" MADE);
    printf(
        "每条先写提示和修改建议（{1}、{2} "
        "等处填入出错的内容），再举一例：填的是什么，程序怎么说。“错误”使结果不能\n"
        "生成，“警告”和“提示”不影响。\n\n"
        "Each message with its remedy ({1}, {2} … stand for what was found) and an "
        "example: what was typed and what\nthe program says. Errors keep a run folder "
        "from being made; warnings and notes do not.\n\n");
    for (int i = 0; i < n; i++) {
        for (; at < NCHAPTERS && number_of(order[i]) >= chapters[at].from; at++)
            printf("## %s / %s\n\n", chapters[at].zh, chapters[at].en);
        print_diagnostic(examples, order[i]);
    }
}

/* ---- functions ---- */

typedef struct function_row {
    const char *id, *zh, *excel;
    int min, max;
    const char *signature;  // NULL: as the meaning says
    const char *help_zh, *help_en;
} function_row;

static const function_row kernels[] = {
#define BUILTIN(id, zh, excel, min, max, signature, kernel, help_zh, help_en)          \
    {id, zh, excel, min, max, signature, help_zh, help_en},
#include "engine/builtins.def"
#undef BUILTIN
};

static const function_row forms[] = {
#define FORM(id, zh, excel, min, max, shape, help_zh, help_en)                         \
    {id, zh, excel, min, max, NULL, help_zh, help_en},
#include "rules/check/forms.def"
#undef FORM
};

static const function_row aggregates[] = {
#define AGGREGATE(id, zh, excel, min, max, fn, criteria, signature, help_zh, help_en)  \
    {id, zh, excel, min, max, signature, help_zh, help_en},
#include "rules/check/aggregates.def"
#undef AGGREGATE
};

typedef struct group_row {
    const char *function, *zh, *en;  // the argument's names
    const char *words;               // "" for an expression; choices, the default first
    const char *help_zh, *help_en;
} group_row;

static const group_row group_rows[] = {
    {"排名 rank", "（第一个）", "", "", "按什么排", "what is ranked"},
    {"", "组", "group", "", "指向上级的关联；不写为全体",
     "a link; without it all rows"},
    {"", "次序", "order", "降 desc、升 asc", "大的在前，或小的在前",
     "largest first, or smallest"},
    {"", "并列", "ties", "并列、密集、顺序", "1 1 3、1 1 2、1 2 3",
     "competition, dense, ordinal"},
    {"", "次键", "then", "", "相同时再比什么；还有 次键2、次键3……", "further keys"},
    {"", "计入", "include", "", "不成立的不参加，结果为不适用",
     "rows where it fails take no part"},
    {"限额 quota", "等次", "grade", "", "建议等次，必填",
     "the proposed grade, required"},
    {"", "限制", "limited", "", "受限的等次，写在引号里，必填",
     "the limited grade, a text, required"},
    {"", "落入", "falls", "", "超出的落到哪一等，写在引号里，必填",
     "where the surplus falls, required"},
    {"", "比例", "share", "", "参加人数的百分之几，必填",
     "share of those who take part, required"},
    {"", "取整", "heads", "舍去、四舍五入、进位", "比例乘人数怎样取整",
     "how it becomes a head count"},
    {"", "最少", "minimum", "", "至少几人", "at least so many"},
    {"", "次序", "order", "", "按什么取，大的在前，必填", "who comes first, required"},
    {"", "否决", "veto", "", "成立的一律落下", "rows where it holds fall"},
    {"", "并列", "ties", "严格、从严、从宽", "分界处相同的：按主键取、都不取、都取",
     "equals at the boundary: by key, none, all"},
    {"", "组、次键、计入", "group, then, include", "", "同 排名；不计入的保持原等次",
     "as for 排名; outsiders keep their grade"},
    {"分配 allocate", "池", "pool", "", "上级的字段，或参数，必填",
     "a field of a row above, or a parameter"},
    {"", "权重", "weight", "", "按什么分，必填", "the weight, required"},
    {"", "下限", "floor", "", "每人至少", "at least"},
    {"", "上限", "ceiling", "", "每人至多；分不完的为结余",
     "at most; the rest is unspent"},
    {"", "方式", "mode", "份额 share、封顶 cap", "分完；或照发、超过总额才按比例缩减",
     "spend the pool; or pay the weights, scaled only beyond it"},
    {"", "尾差", "tail", "最大余额、最大份额、首位、末位、留存", "差的几分给谁",
     "who gets the odd units"},
    {"", "保底不足", "scale_floors", "报错、按比例", "下限之和超过总额时",
     "when floors exceed the pool"},
    {"", "计入", "include", "", "不成立的得 0", "rows where it fails get 0"},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Names of several words that the lexer does not know must be quoted. */
static bool can_be_typed(kp_arena *arena, const function_row *f)
{
    kp_parse_where where = {0};
    kp_diags *quiet = kp_diags_open();
    kp_buf call;

    kp_buf_init(&call, 256);
    kp_buf_printf(&call, "%s(1", f->id);
    for (int k = 1; k < f->min; k++)
        kp_buf_z(&call, ", 1");
    kp_buf_char(&call, ')');
    bool ok = quiet && kp_parse_expression(arena, &where, kp_buf_view(&call), quiet);
    kp_buf_free(&call);
    kp_diags_close(quiet);
    return ok;
}

static void print_names(kp_arena *arena, const function_row *f)
{
    bool plain = can_be_typed(arena, f);

    printf("| `%s`%s%s%s | ", f->zh, f->excel ? " `" : "", f->excel ? f->excel : "",
           f->excel ? "`" : "");
    printf("`%s%s%s` | ", plain ? "" : "「", f->id, plain ? "" : "」");
}

/* "nnn>d" in words. */
static void print_signature(const char *signature)
{
    static const char *const words[][2] = {{"n", "数值"},       {"t", "文本"},
                                           {"d", "日期"},       {"b", "是否"},
                                           {"x", "数值或日期"}, {"f", "格式"}};
    bool first = true;

    for (const char *p = signature; *p; p++) {
        if (*p == '>')
            printf(" → ");
        if (*p == '*')
            printf("…");
        for (size_t k = 0; k < COUNT(words); k++)
            if (*p == words[k][0][0])
                printf("%s%s", first || p[-1] == '>' ? "" : ", ", words[k][1]);
        first = false;
    }
}

static void print_functions(kp_arena *arena, const function_row *rows, size_t n)
{
    printf("| 名称 | English | 参数 | 说明 | meaning |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        print_names(arena, &rows[i]);
        if (rows[i].signature && rows[i].signature[0] < 0x7F &&
            rows[i].signature[0] > 0)
            print_signature(rows[i].signature);
        else if (rows[i].signature)
            printf("%s", rows[i].signature);
        else if (rows[i].min == rows[i].max)
            printf("%d", rows[i].min);
        else
            printf("%d–%d", rows[i].min, rows[i].max);
        printf(" | %s | %s |\n", rows[i].help_zh, rows[i].help_en);
    }
    printf("\n");
}

static void print_groups(void)
{
    printf("| 函数 | 参数 | 可写（首个为默认） | 说明 | meaning "
           "|\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < COUNT(group_rows); i++) {
        const group_row *g = &group_rows[i];

        printf("| %s | %s %s | %s | %s | %s |\n", g->function, g->zh, g->en, g->words,
               g->help_zh, g->help_en);
    }
    printf("\n");
}

static void print_builtins(kp_arena *arena)
{
    printf("# 函数一览 / Functions\n\n" MADE);
    printf(
        "中文名、英文名、Excel "
        "名（不分大小写）意思相同；带「」的英文名要连「」一起写。参数空白时报错，说明里"
        "另有\n"
        "规定的除外；详见 [language.md](language.md)。\n\n"
        "Chinese, English and Excel names (in any case) mean the same; English names "
        "in 「」 are written so. A blank\nargument is an error unless said "
        "otherwise.\n\n");
    printf("## 判断、取舍 / Decisions and rounding\n\n");
    print_functions(arena, forms, COUNT(forms));
    printf("## 数值、文本、日期 / Numbers, texts, dates\n\n");
    print_functions(arena, kernels, COUNT(kernels));
    printf(
        "## 汇总 / Aggregates\n\n参数是下级的行：`sum(考核.得分 * 考核.权重)`。\n\n");
    print_functions(arena, aggregates, COUNT(aggregates));
    printf("## 分组计算 / Group functions\n\n参数写名称：`排名(得分, 组: "
           "部门)`。供选的词写在引号里。\n\n");
    print_groups();
}

/* ---- nothing forgotten ---- */

static bool is_told(kp_str word)
{
    for (size_t i = 0; i < COUNT(aggregates); i++)
        if (kp_str_is(word, aggregates[i].id) || kp_str_is(word, aggregates[i].zh) ||
            (aggregates[i].excel && kp_str_is(word, aggregates[i].excel)))
            return true;
    for (size_t i = 0; i < COUNT(group_rows); i++) {
        const char *text[] = {group_rows[i].function, group_rows[i].zh,
                              group_rows[i].en, group_rows[i].words};

        for (size_t k = 0; k < COUNT(text); k++)
            if (kp_str_find(kp_str_of(text[k]), word) != SIZE_MAX)
                return true;
    }
    return false;
}

/* Texts in the source that are no words of the language. */
static bool is_machinery(kp_str word)
{
    static const char *const others[] = {"·个数", "·权重", "1", "2", "排名依据"};

    for (size_t i = 0; i < COUNT(others); i++)
        if (kp_str_is(word, others[i]))
            return true;
    return word.n == 0 || kp_str_ends(word, KP_STR(".h")) ||
           kp_str_ends(word, KP_STR(".def"));
}

/* Every quoted word of rules/check/check_groups.c stands in the page. */
static void check_source(kp_str source)
{
    while (source.n) {
        kp_str line = kp_str_cut(&source, '\n');

        for (kp_str rest = line; rest.n;) {
            (void)kp_str_cut(&rest, '"');
            if (!rest.n)
                break;
            kp_str word = kp_str_cut(&rest, '"');
            if (!is_machinery(word) && !is_told(word))
                fail("not told in docs/builtins.md", word);
        }
    }
    if (COUNT(kernels) != kp_builtin_count())
        fail("the table differs from that of the program", KP_STR("builtins"));
}

int main(int argc, char **argv)
{
    kp_arena *arena = kp_arena_open(0);
    kp_doc_examples examples = {.arena = arena};

    if (!arena || argc < 3) {
        fprintf(stderr, "gen_docs diagnostics|builtins FILE...\n");
        return 2;
    }
    for (int i = 2; i < argc && strcmp(argv[1], "diagnostics") == 0; i++)
        kp_doc_examples_read(&examples, read_file(arena, argv[i]));
    if (strcmp(argv[1], "diagnostics") == 0) {
        print_diagnostics(&examples);
    } else {
        check_source(read_file(arena, argv[2]));
        print_builtins(arena);
    }
    kp_arena_close(arena);
    return failures ? 1 : 0;
}
