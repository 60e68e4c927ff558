/* random_scheme.c - the sheets of a random scheme. */
#include "tests/support/random_scheme.h"

#include <stdio.h>
#include <string.h>

static const char *const entity_names[RS_ENTITIES] = {"甲", "乙", "丙", "丁"};
static const char *const kind_words[] = {"数值", "文本", "日期", "是否"};
static const char *const rounding_words[] = {
    "",     "四舍五入", "银行家", "四舍六入五成双",    "五舍六入",
    "进位", "舍去",     "向上",   "见分进角·四舍五入", "见分进角",
    "向下"};
enum {
    ROUNDINGS = sizeof rounding_words / sizeof rounding_words[0]
};

static uint32_t pick(random_scheme *s, uint32_t n)
{
    return rnd_below(&s->r, n);
}

static rs_field *add_field(random_scheme *s, int entity, kp_kind kind)
{
    rs_field *f = &s->field[s->nfields];

    *f = (rs_field){.entity = entity, .kind = kind, .decimals = -1};
    (void)snprintf(f->name, sizeof f->name, "f%d", s->nfields);
    s->nfields++;
    return f;
}

/* ---- which fields there are ---- */

static void add_key(random_scheme *s, int entity)
{
    rs_field *f = add_field(s, entity, KP_TEXT);

    f->is_key = f->is_input = true;
}

static void add_link(random_scheme *s, int entity, int to, const char *name)
{
    rs_field *f = add_field(s, entity, KP_LINK);

    f->is_input = true;
    f->link_to = to;
    // By the entity's own name, or by another: paths work with both.
    if (pick(s, 2))
        (void)snprintf(f->name, sizeof f->name, "%s", name);
}

/* A link may point at a row of the same entity (上级), and be calculated from others.
 */
static void add_links(random_scheme *s, int entity)
{
    if (entity > 0 && entity < 3)
        add_link(s, entity, entity - 1, entity_names[entity - 1]);
    if (entity == s->nentities - 1 && s->has_list && pick(s, 2))
        add_link(s, entity, 3, entity_names[3]);
    if (pick(s, 4) == 0) {
        add_link(s, entity, entity, "上级");
        if (pick(s, 2)) {
            rs_field *f = add_field(s, entity, KP_LINK);

            f->link_to = entity;
        }
    }
    if (entity == 2 && pick(s, 3) == 0) {
        rs_field *f = add_field(s, entity, KP_LINK);

        f->link_to = 0;
    }
}

static void settle_decimals(random_scheme *s, rs_field *f)
{
    if (f->kind != KP_NUM || pick(s, 3) == 0)
        return;
    f->is_money = pick(s, 5) == 0;
    if (!f->is_money || pick(s, 2))
        f->decimals = (int)pick(s, pick(s, 4) ? 5 : 13);
    f->mode = (int)pick(s, ROUNDINGS);
}

static kp_kind some_kind(random_scheme *s)
{
    static const kp_kind kinds[] = {KP_NUM, KP_NUM,  KP_NUM,  KP_NUM, KP_NUM,
                                    KP_NUM, KP_TEXT, KP_DATE, KP_BOOL};

    return kinds[pick(s, 9)];
}

static void add_inputs(random_scheme *s, int entity)
{
    uint32_t n = 2 + pick(s, 4);

    for (uint32_t k = 0; k < n; k++) {
        rs_field *f = add_field(s, entity, k == 0 ? KP_NUM : some_kind(s));

        f->is_input = true;
        f->is_option = f->kind == KP_TEXT && pick(s, 2);
        settle_decimals(s, f);
    }
    if (s->nfunctions && pick(s, 2)) {
        rs_field *f = add_field(s, entity, KP_TEXT);

        f->is_input = f->is_method = true;
    }
}

/* Numbers 1.. in random order: a formula reads what has a smaller one. */
static void give_ranks(random_scheme *s)
{
    int formula[RS_MAX_FIELDS], n = 0;

    for (int k = 0; k < s->nfields; k++)
        if (!s->field[k].is_input)
            formula[n++] = k;
    for (int k = n - 1; k > 0; k--) {
        int other = (int)pick(s, (uint32_t)k + 1), swap = formula[k];

        formula[k] = formula[other];
        formula[other] = swap;
    }
    for (int k = 0; k < n; k++)
        s->field[formula[k]].rank = k + 1;
    s->nformulas = n;
}

static void choose_fields(random_scheme *s)
{
    for (int e = 0; e < RS_ENTITIES; e++) {
        if (e >= s->nentities && !(e == 3 && s->has_list))
            continue;
        add_key(s, e);
        add_links(s, e);
        add_inputs(s, e);
        for (uint32_t k = 1 + pick(s, 4); k > 0; k--)
            settle_decimals(s, add_field(s, e, some_kind(s)));
    }
    give_ranks(s);
}

/* ---- sheets ---- */

static void write_notes(random_scheme *s)
{
    kp_buf_z(&s->text, "说明\n项目 | 内容\n方案名称 | 随机\n版本 | 1\n\n");
}

static void write_params(random_scheme *s)
{
    static const char *const numbers[] = {
        "0", "1", "100", "0.35", "-12", "33.33", "12345678901234567890.5"};

    kp_buf_z(&s->text, "参数\n名称 | 值 | 单位\n");
    s->nparams = 2 + (int)pick(s, 4);
    for (int k = 0; k < s->nparams; k++) {
        rs_param *p = &s->param[k];

        (void)snprintf(p->name, sizeof p->name, "参%d", k);
        p->kind = (const kp_kind[]){KP_NUM, KP_NUM, KP_TEXT, KP_DATE, KP_BOOL}[k % 5];
        if (p->kind == KP_NUM)
            kp_buf_printf(&s->text, "%s | %s |\n", p->name, numbers[pick(s, 7)]);
        if (p->kind == KP_TEXT)
            kp_buf_printf(&s->text, "%s | 优秀 | 文本\n", p->name);
        if (p->kind == KP_DATE)
            kp_buf_printf(&s->text, "%s | 2024-12-31 | 日期\n", p->name);
        if (p->kind == KP_BOOL)
            kp_buf_printf(&s->text, "%s | 是 | 是否\n", p->name);
    }
    kp_buf_z(&s->text, "\n");
}

static const char *key_of(const random_scheme *s, int entity)
{
    for (int k = 0; k < s->nfields; k++)
        if (s->field[k].entity == entity && s->field[k].is_key)
            return s->field[k].name;
    return "";
}

static void write_entities(random_scheme *s)
{
    kp_buf_z(&s->text, "实体\n实体 | 主键\n");
    for (int e = 0; e < RS_ENTITIES; e++)
        if (e < s->nentities || (e == 3 && s->has_list))
            kp_buf_printf(&s->text, "%s | %s\n", entity_names[e], key_of(s, e));
    kp_buf_z(&s->text, "\n");
}

static void write_formula(random_scheme *s, const rs_field *f)
{
    rs_scope c = {.s = s,
                  .out = &s->text,
                  .entity = f->entity,
                  .rank = f->rank,
                  .nfunctions = s->nfunctions,
                  .groups = true,
                  .decimals = f->decimals};

    if (f->is_money && f->decimals < 0)
        c.decimals = 2;
    if (f->kind == KP_LINK)
        rs_link(&c, f->link_to, 2);
    else
        rs_of_kind(&c, f->kind, 1 + (int)pick(s, 3));
}

static void write_field(random_scheme *s, const rs_field *f)
{
    static const char *const missing[] = {"", "报错", "0", "不适用", "可空"};
    const char *type = f->kind == KP_LINK ? entity_names[f->link_to]
                       : f->is_money      ? "金额"
                       : f->is_option     ? "选项"
                                          : kind_words[f->kind];

    kp_buf_printf(&s->text, "%s | %s | %s | ", entity_names[f->entity], f->name, type);
    if (f->decimals >= 0)
        kp_buf_printf(&s->text, "%d", f->decimals);
    kp_buf_printf(&s->text, " | %s | ",
                  f->kind == KP_NUM ? rounding_words[f->mode] : "");
    if (!f->is_input)
        write_formula(s, f);
    kp_buf_printf(&s->text, " | %s | %s\n",
                  f->is_input && !f->is_key ? missing[pick(s, 5)] : "",
                  f->is_option ? "优秀、良好、合格" : "");
}

static void write_fields(random_scheme *s)
{
    int order[RS_MAX_FIELDS];

    for (int k = 0; k < s->nfields; k++)
        order[k] = k;
    for (int k = s->nfields - 1; k > 0; k--) {
        int other = (int)pick(s, (uint32_t)k + 1), swap = order[k];

        order[k] = order[other];
        order[other] = swap;
    }
    kp_buf_z(&s->text,
             "字段\n实体 | 字段 | 类型 | 小数位 | 取舍 | 公式 | 缺失 | 选项\n");
    for (int k = 0; k < s->nfields; k++)
        write_field(s, &s->field[order[k]]);
    kp_buf_z(&s->text, "\n");
}

static void write_functions(random_scheme *s)
{
    if (s->nfunctions == 0)
        return;
    kp_buf_z(&s->text, "公式表\n名称 | 参数 | 公式 | 小数位 | 取舍\n");
    for (int k = 0; k < s->nfunctions; k++) {
        rs_function *f = &s->function[k];
        rs_scope c = {.s = s,
                      .out = &s->text,
                      .entity = -1,
                      .nparams = f->nparams,
                      .nfunctions = k};

        kp_buf_printf(&s->text, "%s | 实、目%s%s | ", f->name,
                      f->nrequired < 2 ? "=100" : "", f->nparams > 2 ? "、顶=120" : "");
        rs_number(&c, 2);
        if (pick(s, 3) == 0)
            kp_buf_printf(&s->text, " | %u | %s\n", pick(s, 4),
                          rounding_words[pick(s, ROUNDINGS)]);
        else
            kp_buf_z(&s->text, " | |\n");
    }
    kp_buf_z(&s->text, "\n");
}

/* ---- tables ---- */

static void condition_cell(random_scheme *s, kp_kind kind)
{
    static const char *const cells[4][7] = {
        {"", ">=5", "<0", "[1,5)", "(0,100]", "100", "> 12345678901234567890"},
        {"", "优秀", "优秀、良好", "非 优秀", "优*", "合格", "良好"},
        {"", ">=2024-01-01", "<2025-03-01", "2024-02-29", "[2020-01-01,2025-01-01)", "",
         ">2030-12-31"},
        {"", "是", "否", "", "是", "否", "是"},
    };

    kp_buf_z(&s->text, cells[kind][pick(s, 7)]);
}

static void output_cell(random_scheme *s, kp_kind kind, bool computed)
{
    static const char *const numbers[] = {
        "1", "0", "1.25", "0.333333", "-2.5", "10", "12345678901234567890.5"};
    static const char *const texts[] = {"优秀", "良好", "合格", "其他"};

    if (kind == KP_TEXT) {
        kp_buf_z(&s->text, texts[pick(s, 4)]);
    } else if (computed && pick(s, 2)) {
        rs_scope c = {.s = s, .out = &s->text, .entity = -1};

        kp_buf_z(&s->text, "=");
        rs_number(&c, 2);
    } else {
        kp_buf_z(&s->text, numbers[pick(s, 7)]);
    }
}

static void write_rule_table(random_scheme *s, rs_table *t)
{
    static const char *const policies[] = {"U",  "F",  "F", "C+", "C#",
                                           "C>", "C<", "A", "C"};
    const char *policy = policies[pick(s, 9)];
    bool collects = policy[0] == 'C';
    bool computed = (policy[0] == 'U' || policy[0] == 'F') && pick(s, 3) == 0;

    t->ninputs = 1 + (int)pick(s, RS_MAX_INPUTS);
    t->noutputs = collects ? 1 : 1 + (int)pick(s, 2);
    t->output[0] = KP_NUM;
    t->output[1] = KP_TEXT;
    kp_buf_printf(&s->text, "规则表 | %s | %s", t->name, policy);
    if (t->noutputs == 1 && !computed && pick(s, 3) == 0)  // a count is whole
        kp_buf_z(&s->text, policy[1] == '#' ? " | 未命中 7" : " | 未命中 7.5");
    kp_buf_z(&s->text, "\n序号");
    for (int k = 0; k < t->ninputs; k++) {
        t->input[k] =
            (const kp_kind[]){KP_NUM, KP_NUM, KP_TEXT, KP_DATE, KP_BOOL}[pick(s, 5)];
        kp_buf_printf(&s->text, " | 条件 入%d", k + 1);
    }
    for (int k = 0; k < t->noutputs; k++)
        kp_buf_printf(&s->text, " | 结果 果%d", k + 1);
    kp_buf_z(&s->text, "\n类型");
    for (int k = 0; k < t->ninputs; k++)
        kp_buf_printf(&s->text, " | %s", kind_words[t->input[k]]);
    for (int k = 0; k < t->noutputs; k++)
        kp_buf_printf(&s->text, " | %s", kind_words[t->output[k]]);
    for (uint32_t row = 1 + pick(s, 5), r = 1; r <= row; r++) {
        kp_buf_printf(&s->text, "\n%u", r);
        for (int k = 0; k < t->ninputs; k++) {
            kp_buf_z(&s->text, " | ");
            condition_cell(s, t->input[k]);
        }
        for (int k = 0; k < t->noutputs; k++) {
            kp_buf_z(&s->text, " | ");
            output_cell(s, t->output[k], computed);
        }
    }
    kp_buf_z(&s->text, "\n\n");
}

static void write_cross_table(random_scheme *s, rs_table *t)
{
    static const char *const grades[] = {"优秀", "良好", "合格"};

    t->ninputs = 2;
    t->noutputs = 1;
    t->input[0] = KP_TEXT;
    t->input[1] = KP_NUM;
    t->output[0] = KP_NUM;
    kp_buf_printf(&s->text, "交叉表 | %s | 横向 档 | 结果 果1\n级 | 1档 | 2档 | 7档\n",
                  t->name);
    for (uint32_t r = 0; r < 2 + pick(s, 2); r++)
        kp_buf_printf(&s->text, "%s | 1.%u | %s | 0.%03u\n", grades[r], pick(s, 100),
                      pick(s, 3) ? "2.5" : "—", pick(s, 1000));
    kp_buf_z(&s->text, "\n");
}

static void write_tier_table(random_scheme *s, rs_table *t)
{
    t->ninputs = 1;
    t->noutputs = 1;
    t->input[0] = t->output[0] = KP_NUM;
    if (pick(s, 2))
        kp_buf_printf(
            &s->text,
            "分段表 | %s\n超过 | 不超过 | 率 | 速算扣除数\n0 | 36000 | 3%% | 0\n"
            "36000 | 144000 | 10%% | 2520\n144000 | | 20%% | 16920\n\n",
            t->name);
    else
        kp_buf_printf(&s->text,
                      "分段表 | %s\n下限 | 率\n0 | 0.5\n10 | 0.25\n100.5 | %s\n\n",
                      t->name, pick(s, 2) ? "0.125" : "1.5");
}

static void write_tables(random_scheme *s)
{
    int n = (int)pick(s, RS_MAX_TABLES);

    for (s->ntables = 0; s->ntables < n; s->ntables++) {
        rs_table *t = &s->table[s->ntables];

        (void)snprintf(t->name, sizeof t->name, "表%d", s->ntables);
        t->shape = pick(s, 3) ? RS_RULES : pick(s, 2) ? RS_CROSS : RS_TIER;
        if (t->shape == RS_RULES)
            write_rule_table(s, t);
        else if (t->shape == RS_CROSS)
            write_cross_table(s, t);
        else
            write_tier_table(s, t);
    }
}

/* 校验 lifts its conditions like a layout does its columns. */
static void write_checks(random_scheme *s)
{
    rs_scope c = {.s = s,
                  .out = &s->text,
                  .entity = s->nentities - 1,
                  .rank = RS_MAX_FIELDS,
                  .nfunctions = s->nfunctions};

    kp_buf_z(&s->text, "校验\n名称 | 实体 | 条件 | 级别\n");
    for (uint32_t k = pick(s, 3); k > 0; k--) {
        kp_buf_printf(&s->text, "查%u | %s | ", k, entity_names[c.entity]);
        rs_flag(&c, 2);
        kp_buf_z(&s->text, " | 警告\n");
    }
    kp_buf_z(&s->text, "\n");
}

void random_scheme_open(random_scheme *s, uint64_t seed)
{
    *s = (random_scheme){.r = {seed}};
    kp_buf_init(&s->text, 1 << 20);
    s->nentities = 1 + (int)pick(s, 3);
    s->has_list = pick(s, 2) == 0;
    s->nfunctions = (int)pick(s, RS_MAX_FUNCTIONS);
    for (int k = 0; k < s->nfunctions; k++) {
        rs_function *f = &s->function[k];

        (void)snprintf(f->name, sizeof f->name, "法%d", k);
        f->nparams = 2 + (int)pick(s, 2);
        f->nrequired = 1 + (int)pick(s, 2);
    }
    write_notes(s);
    write_params(s);
    choose_fields(s);
    write_tables(s);
    write_entities(s);
    write_functions(s);
    write_fields(s);
    write_checks(s);
    kp_buf_char(&s->text, '\0');
}

void random_scheme_close(random_scheme *s)
{
    kp_buf_free(&s->text);
}

/* ---- nonsense ---- */

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* The word, or the brackets with what is in them, that begins at or behind `at`. */
static kp_str piece_at(kp_str text, size_t at)
{
    size_t end, depth = 0;

    while (at < text.n && text.p[at] != '(' && !is_word_byte(text.p[at]))
        at++;
    if (at < text.n && text.p[at] == '(') {
        for (end = at; end < text.n && text.p[end] != '\n'; end++) {
            depth += text.p[end] == '(';
            depth -= text.p[end] == ')';
            if (depth == 0)
                return kp_str_slice(text, at, end + 1);
        }
        return KP_NONE;
    }
    while (at > 0 && at < text.n && is_word_byte(text.p[at - 1]))
        at--;
    for (end = at; end < text.n && is_word_byte(text.p[end]); end++)
        ;
    return kp_str_slice(text, at, end);
}

void random_scheme_spoil(random_scheme *s)
{
    for (uint32_t k = 1 + pick(s, 3); k > 0; k--) {
        kp_str old = kp_buf_view(&s->text);
        // Formulas stand in the second half; so pieces are mostly taken from them.
        kp_str from = piece_at(old, old.n / 2 + pick(s, (uint32_t)old.n / 2));
        kp_str to = piece_at(old, old.n / 2 + pick(s, (uint32_t)old.n / 2));
        kp_buf text;

        if (from.n == 0 || to.n == 0)
            continue;
        kp_buf_init(&text, 1 << 20);
        kp_buf_put(&text, old.p, (size_t)(to.p - old.p));
        kp_buf_str(&text, from);
        kp_buf_put(&text, to.p + to.n, old.n - (size_t)(to.p + to.n - old.p));
        kp_buf_free(&s->text);
        s->text = text;
    }
}
