/* notes.c - the sheet that says what the workbook is and what in it is not live. */
#include "io/live/parts.h"

static const char *const lead[] = {
    "活表：每个算出的单元格都带公式，改动输入后其余随之重算",
    "由 kpay 生成，供核对和试算；发放以 out/ 里的工资表和日志为准",
    "",
    "每个实体一张表，字段为列：第 2 行是依据，第 3 行是方案里的公式，第 4 行是列名，第 "
    "5 行起是数据",
    "白底为输入，绿底为公式，灰底为数值（由 kpay "
    "算出，本表不重算），灰字“·行”列是链接所指的行，“·首”列是每个名次的第一行",
    "参数和规则表各有一张表，改动那里的数，用到它的公式随之重算",
    "“核对”表把公式的结果与 kpay 的结果逐格比较，差异合计应为 0；改动输入以后不为 0 "
    "是正常的",
    "公式里的 ROUND(ROUND(x,k),2) 先按 k "
    "位修整计算误差，再按办法取舍，结果与精确计算相同",
    "批注写明“按本月数据核对”的列，取舍的位数由本月各行逐一核对得出；改动输入后如差一分"
    "，以 kpay 为准",
    "",
};
#define NLEAD ((uint32_t)(sizeof lead / sizeof lead[0]))

static const char *const reasons[KP__WHY_COUNT] = {
    [KP__WHY_NONE] = "",
    [KP__WHY_ALLOCATE] = ("按总额分配到分（最大余额等），单元格公式不能表达；“核对”表证"
                          "明各份之和等于总额"),
    [KP__WHY_QUOTA] = "按名额确定等次，单元格公式不能表达；“核对”表证明人数不超过名额",
    [KP__WHY_LONG] = "公式超过表格软件一格的长度或层数",
    [KP__WHY_ROUNDING] = "表格软件的二进制小数不能保证这里的取舍",
    [KP__WHY_COMPARE] = "表格软件的二进制小数不能保证这里的比较",
    [KP__WHY_STATES] = "空白与不适用的处理不能用单元格公式表达",
    [KP__WHY_TABLE] = "规则表的条件写法、命中方式或行数不能用单元格公式表达",
    [KP__WHY_FUNCTION] = "用到表格软件里没有同样含义的函数或日期",
    [KP__WHY_GROUP] = "这种排名或汇总不能用单元格公式表达",
    [KP__WHY_COST] = "行数太多，逐行比较会使表格软件停顿",
    [KP__WHY_TEXT] = "文本的大小比较在表格软件里含义不同",
    [KP__WHY_DIGITS] = "数字超过 15 位，表格软件不能准确保存",
};

kp_str kp__why_text(kp__live_why why)
{
    return kp_str_of(reasons[why]);
}

static bool is_listed(const kp__column *column)
{
    return column->role == KP__FIELD && column->why != KP__WHY_NONE && !column->named;
}

static uint32_t pinned_columns(const kp_live_plan *plan)
{
    uint32_t n = 0;

    for (uint32_t e = 0; e < plan->scheme->nentities; e++)
        for (uint32_t c = 0; c < plan->entity[e].ncolumns; c++)
            n += is_listed(&plan->entity[e].column[c]);
    return n;
}

uint32_t kp__notes_rows(const kp_live_plan *plan)
{
    return NLEAD + 2 + pinned_columns(plan);
}

static const kp__column *pinned_column(const kp_live_plan *plan, uint32_t which,
                                       uint32_t *entity)
{
    for (uint32_t e = 0; e < plan->scheme->nentities; e++)
        for (uint32_t c = 0; c < plan->entity[e].ncolumns; c++)
            if (is_listed(&plan->entity[e].column[c]) && which-- == 0) {
                *entity = e;
                return &plan->entity[e].column[c];
            }
    return NULL;
}

static void put_text(kp_live_cell *out, kp_str text)
{
    out->content = text.n ? KP_LIVE_TEXT : KP_LIVE_EMPTY;
    out->text = text;
}

static void show_pinned(const kp_live_plan *plan, uint32_t which, uint32_t col,
                        kp_live_cell *out)
{
    uint32_t entity = 0;
    const kp__column *column = pinned_column(plan, which, &entity);

    if (!column)
        return;
    const kp_str cells[] = {plan->entity[entity].entity->name,
                            plan->scheme->field[column->field]->name,
                            kp__why_text(column->why)};

    put_text(out, cells[col]);
}

static kp_str counted(const kp_live_plan *plan)
{
    kp_buf text;

    kp_buf_init(&text, 1024);
    kp_buf_printf(&text, "算出的列 %zu 个，其中 %zu 个带公式；按数值写入的列有：",
                  plan->count.calculated, plan->count.live);
    kp_str copy = kp_str_copy(plan->arena, kp_buf_view(&text));
    kp_buf_free(&text);
    return copy;
}

void kp__note_cell(const kp_live_plan *plan, uint32_t row, uint32_t col,
                   kp_live_cell *out)
{
    static const char *const headings[] = {"表", "列", "原因"};

    out->look = row == 0 && col == 0 ? KP_LIVE_TITLE : KP_LIVE_PLAIN;
    if (row < NLEAD) {
        put_text(out, col ? KP_NONE : kp_str_of(lead[row]));
    } else if (row == NLEAD) {
        put_text(out, col ? KP_NONE : counted(plan));
    } else if (row == NLEAD + 1) {
        out->look = KP_LIVE_HEADING;
        put_text(out, kp_str_of(headings[col]));
    } else {
        show_pinned(plan, row - NLEAD - 2, col, out);
    }
}
