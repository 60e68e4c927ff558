/* dangerous_places.c - see dangerous_places.h. */
#include "tests/cases/dangerous_places.h"

#include "engine/base/fold.h"
#include "engine/run.h"
#include "rules/compile.h"
#include "rules/load/load.h"

#define MARCH 20148  // 2025-03-01

typedef struct world {
    kp_arena *arena;
    kp_symbols *symbols;
    kp_diags *diags;
    kp_book rules, data;
    kp_scheme *scheme;
    kp_run *run;
} world;

static void open_world(world *w)
{
    *w = (world){.arena = kp_arena_open(0),
                 .symbols = kp_symbols_open(),
                 .diags = kp_diags_open()};
    kp_book_init(&w->rules, w->arena);
    kp_book_init(&w->data, w->arena);
}

static void close_world(world *w)
{
    kp_run_close(w->run);
    kp_diags_close(w->diags);
    kp_symbols_close(w->symbols);
    kp_arena_close(w->arena);
}

/* Rows end in \n, cells in |; a cell ^ is the dangerous one, just as it was typed. */
static void add_sheet(world *w, kp_book *book, const char *name, const char *text,
                      const char *cell)
{
    kp_buf file;
    kp_str rest = kp_str_of(text);

    kp_buf_init(&file, 256);
    kp_buf_printf(&file, "%s.csv", name);
    kp_sheet *sheet =
        kp_book_add_sheet(book, kp_buf_view(&file), kp_str_of(name), true);
    kp_buf_free(&file);
    while (rest.n) {
        kp_str line = kp_str_cut(&rest, '\n');
        uint32_t n = 1;

        for (size_t i = 0; i < line.n; i++)
            n += line.p[i] == '|';
        kp_row *row = kp_sheet_add_row(book, sheet, line.n ? n : 0);
        row->width = row->ncells;
        for (uint32_t j = 0; line.n && j < n; j++) {
            kp_str text_of = kp_str_cut(&line, '|');

            if (kp_str_is(text_of, "^"))
                text_of = kp_str_of(cell);
            text_of = kp_str_copy(w->arena, text_of);
            row->cells[j] = (kp_cell){.p = text_of.p, .n = (uint32_t)text_of.n};
            row->cells[j].kind = text_of.n ? KP_CELL_TEXT : KP_CELL_EMPTY;
        }
    }
}

/* ---- the scheme around the cell ---- */

#define ENTITIES                                                                                    \
    "实体|实体\n实体|主键\n员工|工号\n\n"                                               \
    "字段|字段\n实体|字段|类型|小数位|缺失|公式|选项\n员工|工号|文本|||\n" \
    "员工|得分|数值||可空||\n员工|等次|文本||可空||\n员工|日子|日期||可空||\n"

typedef struct setting {
    const char *rules;  // behind ENTITIES
    const char *data;   // the sheet 员工; NULL: one person with nothing
} setting;

/* Other rules speak of these grades. */
#define GRADED                                                                         \
    "\n规则表|等次表|U\n条件 得分|结果 等次\n>=90|优秀\n[80,90)|良好\n<80|合格\n"

#define PROBED "员工|命中|文本|||表(得分)|\n"
#define TEXT_PROBED "员工|命中|文本|||表(等次)|\n"
#define DATE_PROBED "员工|命中|文本|||表(日子)|\n"

#define SCORES                                                                         \
    "工号|得分\na|-90\nb|0\nc|0.9\nd|1\ne|59.99\nf|60\ng|60.01\nh|74.99\ni|75\n"   \
    "j|89.99\nk|90\nl|90.01\nm|100\nn|999.99\no|1000\np|15000\n"
#define GRADES                                                                                              \
    "工号|等次\na|优秀\nb|良好\nc|合格\nd|招商局\ne|优\nf|优秀、良好\ng|优秀/良好\n" \
    "h|90\nj|1月奖金\n"
#define DAYS                                                                           \
    "工号|日子\na|2025-02-28\nb|2025-03-01\nc|2025-03-04\nd|2025-03-05\n"          \
    "e|2025-03-31\nf|2025-04-01\ng|2026-03-05\n"

static const setting settings[ALL_PLACES] = {
    [NUMBER_CONDITION] = {PROBED "\n规则表|表|F|未命中 否\n条件 得分|结果 答\n"
                                 "数值|文本\n^|是\n",
                          SCORES},
    [GUESSED_CONDITION] = {PROBED "\n规则表|表|F|未命中 否\n条件 得分|结果 答\n"
                                  "7|七\n8|八\n^|是\n",
                           SCORES},
    [HEADED_CONDITION] = {PROBED "\n规则表|表|F|未命中 否\n条件 得分 ≥|结果 答\n"
                                 "90000|多\n^|是\n",
                          SCORES},
    [TABLE_HEADING] = {PROBED "\n规则表|表|F|未命中 否\n^|结果 答\n数值|文本\n90|是\n",
                       SCORES},
    [TEXT_CONDITION] = {TEXT_PROBED "\n规则表|表|F|未命中 否\n条件 等次|结果 答\n"
                                    "文本|文本\n^|是\n" GRADED,
                        GRADES},
    [GUESSED_TEXT] = {TEXT_PROBED "\n规则表|表|F|未命中 否\n条件 等次|结果 答\n"
                                  "甲|七\n乙|八\n^|是\n" GRADED,
                      GRADES},
    [OPTION_CONDITION] = {"员工|等级|选项||可空||优秀、良好、合格\n"
                          "员工|命中|文本|||表(等级)|\n\n规则表|表|F|未命中 否\n"
                          "条件 等级|结果 答\n文本|文本\n^|是\n",
                          "工号|等级\na|优秀\nb|良好\nc|合格\n"},
    [DATE_CONDITION] = {DATE_PROBED "\n规则表|表|F|未命中 否\n条件 日子|结果 答\n"
                                    "日期|文本\n^|是\n",
                        DAYS},
    [NUMBER_RESULT] = {"员工|果|数值|||表(得分)|\n\n规则表|表|F\n条件 得分|结果 果\n"
                       "数值|数值\n>=0|^\n",
                       "工号|得分\na|90\n"},
    [TEXT_RESULT] = {"员工|果|文本|||表(得分)|\n\n规则表|表|F\n条件 得分|结果 果\n"
                     "数值|文本\n>=0|^\n",
                     "工号|得分\na|90\n"},
    [NUMBER_PARAMETER] = {"员工|果|数值|||参|\n\n参数|参数\n名称|值|单位\n参|^|\n",
                          NULL},
    [PERCENT_PARAMETER] =
        {"员工|果|数值|||参|\n\n参数|参数\n名称|值|单位\n参|^|百分比\n", NULL},
    [MONEY_PARAMETER] = {"员工|果|数值|||参|\n\n参数|参数\n名称|值|单位\n参|^|元\n",
                         NULL},
    [DATE_PARAMETER] = {"员工|果|日期|||参|\n\n参数|参数\n名称|值|单位\n参|^|日期\n",
                        NULL},
    [TEXT_PARAMETER] = {"员工|果|文本|||参|\n\n参数|参数\n名称|值|单位\n参|^|文本\n",
                        NULL},
    [NUMBER_DATA] = {"员工|果|数值||可空||\n", "工号|果\na|^\n"},
    [MONEY_DATA] = {"员工|果|金额|2|可空||\n", "工号|果\na|^\n"},
    [PERCENT_DATA] = {"员工|果|百分比||可空||\n", "工号|果\na|^\n"},
    [COUNT_DATA] = {"员工|果|计数||可空||\n", "工号|果\na|^\n"},
    [TEXT_DATA] = {"员工|果|文本||可空||\n", "工号|果\na|^\n"},
    [OPTION_DATA] = {"员工|果|选项||可空||优秀、良好、1月奖金\n", "工号|果\na|^\n"},
    [DATE_DATA] = {"员工|果|日期||可空||\n", "工号|果\na|^\n"},
    [BOOL_DATA] = {"员工|果|是否||可空||\n", "工号|果\na|^\n"},
    [FORMULA] =
        {"员工|月薪|数值||||\n员工|社保|数值||||\n员工|月薪-社保|数值||||\n"
         "员工|1月奖金|数值||||\n员工|果|数值|||^|\n",
         "工号|得分|等次|月薪|社保|月薪-社保|1月奖金\na|90|优秀|5000|400|7|8\n"},
    [OPTION_LIST] = {"员工|果|选项||可空||^\n", "工号|果\na|\n"},
    [DATA_HEADING] = {"员工|月薪-社保|数值||可空||\n员工|1月奖金|数值||可空||\n"
                      "员工|果|数值||可空||\n",
                      "工号|^\na|5\n"},
    [BAND_BOUND] = {"员工|果|数值|||段(得分)|\n\n分段表|段\n超过|不超过|率\n"
                    "0|^|1%\n^||2%\n",
                    "工号|得分\na|20000\n"},
    [BAND_RATE] = {"员工|果|数值|||段(得分)|\n\n分段表|段\n超过|不超过|率\n"
                   "0|50|0%\n50||^\n",
                   "工号|得分\na|150\n"},
    [CROSS_VALUE] = {"员工|果|数值|||交(\"甲\", 1)|\n\n交叉表|交\n级|1档|2档\n"
                     "甲|^|2\n乙|3|4\n",
                     NULL},
    [RULE_FROM] = {"员工|果|数值|||表(得分)|\n\n规则表|表|F\n"
                   "条件 得分|结果 果|生效\n>=0|7|^\n>=0|8|\n",
                   "工号|得分\na|90\n"},
};

static void put_refusal(const kp_diag *diag, kp_buf *out)
{
    kp_buf_z(out, kp_code_name(diag->code));
    kp_buf_char(out, ' ');
    kp_diag_hint(diag, KP_LANG_ZH, out);
}

static const kp_diag *first_error(world *w)
{
    kp_diags_sort(w->diags);
    for (const kp_diag *d = kp_diags_first(w->diags); d; d = d->next)
        if (d->severity == KP_ERROR_SEVERITY)
            return d;
    return NULL;
}

static bool calculate(world *w, place where, const char *cell)
{
    const setting *s = &settings[where];
    kp_load_input input = {.scheme_book = &w->rules, .data = &w->data};
    kp_table **table;
    kp_buf rules;

    kp_buf_init(&rules, 1 << 16);
    kp_buf_printf(&rules, "%s%s%c", ENTITIES, s->rules, '\0');
    add_sheet(w, &w->rules, "方案", rules.p, cell);
    kp_buf_free(&rules);
    add_sheet(w, &w->data, "员工", s->data ? s->data : "工号\na\n", cell);
    return kp_rules_compile(w->arena, &w->rules, w->symbols, MARCH, &w->scheme,
                            w->diags) == KP_OK &&
           kp_load_tables(w->arena, w->scheme, &input, &table, w->diags) == KP_OK &&
           kp_run_execute(w->arena, w->scheme, table, NULL, &w->run, w->diags) == KP_OK;
}

/* ---- looking at what came of it ---- */

static const kp_field *field_named(const world *w, const char *name)
{
    return kp_entity_field(w->scheme, w->scheme->entity[0], kp_str_of(name));
}

static void put_value(const world *w, kp_value value, kp_buf *out)
{
    char date[KP_DATE_TEXT];

    if (value.state == KP_BLANK || value.state == KP_ABSENT)
        kp_buf_z(out, value.state == KP_BLANK ? "blank" : "absent");
    else if (value.state == KP_ERROR)
        kp_buf_z(out, "error "), kp_buf_z(out, kp_code_name(value.as.fault.code));
    else if (value.kind == KP_NUM)
        kp_dec_print(value.as.num, -1, out);
    else if (value.kind == KP_BOOL)
        kp_buf_z(out, value.as.flag ? "是" : "否");
    else if (value.kind == KP_DATE)
        kp_date_print(value.as.date, date), kp_buf_z(out, date);
    else
        kp_buf_str(out, kp_symbol_text(w->symbols, value.as.symbol));
}

static kp_value at(const world *w, const char *field, size_t row)
{
    return kp_run_value(w->run, field_named(w, field)->id, row);
}

/* The probes that were answered by the dangerous row. */
static void put_accepted(const world *w, const char *probe, kp_buf *out)
{
    size_t n = 0;

    for (size_t row = 0; row < w->run->table[0]->n; row++) {
        kp_value answer = at(w, "命中", row);

        if (answer.state == KP_VALUE &&
            kp_str_is(kp_symbol_text(w->symbols, answer.as.symbol), "是")) {
            kp_buf_z(out, n++ ? " " : "");
            put_value(w, at(w, probe, row), out);
        }
    }
    if (n == 0)
        kp_buf_z(out, "nothing");
    if (n == w->run->table[0]->n) {
        kp_buf_clear(out);
        kp_buf_z(out, "anything");
    }
}

static void put_options(const world *w, kp_buf *out)
{
    const kp_field *field = field_named(w, "果");

    for (size_t k = 0; k < field->noptions; k++) {
        kp_buf_z(out, k ? "|" : "");
        kp_buf_str(out, kp_symbol_text(w->symbols, field->option[k]));
    }
    if (field->noptions == 0)
        kp_buf_z(out, "none");
}

static void put_filled(const world *w, kp_buf *out)
{
    static const char *const names[] = {"月薪-社保", "1月奖金", "果", "得分"};

    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        if (at(w, names[k], 0).state == KP_VALUE)
            kp_buf_z(out, names[k]);
    if (out->n == 0)
        kp_buf_z(out, "not read");
}

/* An ignored column is told of by a warning; without one nobody would know. */
static bool warned(world *w, kp_buf *out)
{
    kp_diags_sort(w->diags);
    const kp_diag *d = kp_diags_first(w->diags);

    if (!d)
        return false;
    kp_buf_z(out, " ");
    kp_buf_z(out, kp_code_name(d->code));
    return true;
}

static void put_meaning(world *w, place where, kp_buf *out)
{
    switch ((int)where) {
    case NUMBER_CONDITION:
    case GUESSED_CONDITION:
    case HEADED_CONDITION:
    case TABLE_HEADING:
        put_accepted(w, "得分", out);
        break;
    case TEXT_CONDITION:
    case GUESSED_TEXT:
        put_accepted(w, "等次", out);
        break;
    case OPTION_CONDITION:
        put_accepted(w, "等级", out);
        break;
    case DATE_CONDITION:
        put_accepted(w, "日子", out);
        break;
    case OPTION_LIST:
        put_options(w, out);
        break;
    case DATA_HEADING:
        put_filled(w, out);
        break;
    default:
        put_value(w, at(w, "果", 0), out);
        break;
    }
    (void)warned(w, out);
}

void outcome_of(place where, const char *cell, kp_buf *out)
{
    world w;

    open_world(&w);
    bool calculated = calculate(&w, where, cell);
    const kp_diag *error = first_error(&w);
    if (error)
        put_refusal(error, out);
    else if (calculated)
        put_meaning(&w, where, out);
    else
        kp_buf_z(out, "refused without a word");
    close_world(&w);
}
