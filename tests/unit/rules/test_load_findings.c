/* test_load_findings.c - rules/load/load.h: rows of the bad inputs of domain §m, each
 * at its cell.
 *
 * What is expected comes from the domain's table and the language's rules; sentences
 * are those of codes_data.def with the texts that a clerk would look for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/load_desk.h"

/* ---- one finding a case ---- */

typedef struct finding_case {
    const char *file, *text;    // a sheet
    const char *file2, *text2;  // and another one, or NULL
    kp_code code;
    const char *place;
    const char *message;  // NULL: not compared
} finding_case;

static void check_finding(const finding_case *c)
{
    tiny_scheme *t = open_with_departments();
    const kp_diag *d;
    kp_buf buf;

    ts_sheet(&t->data, c->file, c->text);
    if (c->file2)
        ts_sheet(&t->data, c->file2, c->text2);
    ts_load(t);
    d = kp_diags_first(t->diags);
    if (!d || d->next || d->code != c->code)
        fail_with_diags(t, kp_code_name(c->code));
    kp_buf_init(&buf, 1 << 16);
    kp_where_print(d->where, &buf);
    if (!kp_str_is(kp_buf_view(&buf), c->place))
        fail_with_diags(t, c->place);
    kp_buf_clear(&buf);
    kp_diag_text(d, KP_LANG_ZH, &buf);
    if (c->message && !kp_str_is(kp_buf_view(&buf), c->message))
        fail_with_diags(t, c->message);
    assert_int_equal(t->status, d->severity == KP_ERROR_SEVERITY ? KP_EINVALID : KP_OK);
    kp_buf_free(&buf);
    ts_close(t);
}

static const finding_case bad_inputs[] = {
    // keys
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\nE1,钱二,D1\n", 0, 0, KP4051,
     "员工.csv!A3", "“E1”重复：另一行在 员工.csv!A2"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\nＥ１,钱二,D1\n", 0, 0, KP4051,
     "员工.csv!A3", "“E1”重复：另一行在 员工.csv!A2"},
    {"员工.csv", "工号,姓名,部门\n,赵一,D1\n", 0, 0, KP4050, "员工.csv!A2",
     "这一行没有填“工号”"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\nE2,赵一,D1\n", 0, 0, KP4053,
     "员工.csv!B3", "同名：“赵一”也在 员工.csv!B2"},
    {"员工.xlsx[员工]", "工号,姓名,部门\nN'7,赵一,D1\n", 0, 0, KP1150,
     "员工.xlsx[员工]!A2", NULL},
    // identity cards: 11010519491231002X is the example of GB 11643
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,110105194912310021\n", 0, 0,
     KP4055, "员工.csv!D2", "身份证号 110105194912310021 的校验码不对：末位应当是 X"},
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,110105491231002\n", 0, 0, KP4056,
     "员工.csv!D2", "110105491231002 是 15 位的旧身份证号"},
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,11010519491231002x\n", 0, 0,
     KP4059, "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,110105194913310021\n", 0, 0,
     KP4058, "员工.csv!D2", "身份证号 110105194913310021 里没有这个出生日期：19491331"},
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,4.10E+17\n", 0, 0, KP1151,
     "员工.csv!D2", NULL},
    {"员工.xlsx[员工]", "工号,姓名,部门,身份证号\nE1,赵一,D1,N'110105194912310016\n", 0,
     0, KP1120, "员工.xlsx[员工]!D2", NULL},
    {"员工.csv",
     "工号,姓名,部门,身份证号\nE1,赵一,D1,11010519491231002X\n"
     "E2,钱二,D1,11010519491231002X\n",
     0, 0, KP4054, "员工.csv!D3", "身份证号 11010519491231002X 与 员工.csv!D2 相同"},
    // bank cards: 4111111111111111 is the well-known test number
    {"员工.csv", "工号,姓名,部门,工资卡号\nE1,赵一,D1,4111 1111 1111 1112\n", 0, 0,
     KP4060, "员工.csv!D2", NULL},
    {"员工.csv",
     "工号,姓名,部门,工资卡号\nE1,赵一,D1,4111 1111 1111 1111\n"
     "E2,钱二,D1,4111111111111111\n",
     0, 0, KP4061, "员工.csv!D3", "银行账号 4111111111111111 与 员工.csv!D2 相同"},
    // amounts, percentages, dates
    {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,#N/A\n", 0, 0, KP1101,
     "员工.csv!D2", NULL},
    {"员工.xlsx[员工]", "工号,姓名,部门,档案工资\nE1,赵一,D1,U'A1*2\n", 0, 0, KP1102,
     "员工.xlsx[员工]!D2", "公式未计算：A1*2"},
    {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,8.5千\n", 0, 0, KP1112,
     "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,8500.123\n", 0, 0, KP1118,
     "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,占比\nE1,赵一,D1,20%\nE2,钱二,D1,0.3\n", 0, 0, KP4082,
     "员工.csv!D3",
     "同一列里有的带百分号，有的不带：这里是“0.3”，而 员工.csv!D2 带百分号"},
    {"员工.csv", "工号,姓名,部门,入职日期\nE1,赵一,D1,03/04/25\n", 0, 0, KP1131,
     "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,党员\nE1,赵一,D1,也许\n", 0, 0, KP1140, "员工.csv!D2",
     NULL},
    {"员工.csv", "单位：万元\n工号,姓名,部门,档案工资\nE1,赵一,D1,0.85\n", 0, 0, KP4029,
     "员工.csv!A1", "按“万元”读取：金额都乘以 10000"},
    {"员工.csv", "工号,姓名,部门,档案工资(万元)\nE1,赵一,D1,8500元\n", 0, 0, KP4030,
     "员工.csv!D2", "员工.csv!D1 已写明单位，单元格里又带了单位：“8500元”"},
    // what stands beside the table, behind an empty column
    {"员工.csv", "工号,姓名,部门,,部门,人数\nE1,赵一,D1,,D1,1\n,,,,D2,0\n", 0, 0,
     KP4032, "员工.csv!E1", "隔着空列的 E-F 列不是“员工”的数据，没有读"},
    {"员工.csv", "部门,人数,,工号,姓名,部门\nD1,1,,E1,赵一,D1\nD2,0,,,,\n", 0, 0,
     KP4032, "员工.csv!A1", "隔着空列的 A-B 列不是“员工”的数据，没有读"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1,,问过张科长\n", 0, 0, KP4032,
     "员工.csv!E2", NULL},
    {"员工.csv", "工号,姓名,部门,,籍贯\nE1,赵一,D1,,本地\n", 0, 0, KP4032,
     "员工.csv!E1", NULL},
    {"员工.csv", "工号,姓名,部门,占比,,占比\nE1,赵一,D1,20%,,30%\n", 0, 0, KP4024,
     "员工.csv!F1", NULL},
    {"员工.csv", "工号,姓名,部门,,失效\nE1,赵一,D1,,昨天\n", 0, 0, KP1130,
     "员工.csv!E2", NULL},
    // options and links
    {"员工.csv", "工号,姓名,部门,职\nE1,赵一,D1,正副职\n", 0, 0, KP4072, "员工.csv!D2",
     "“正副职”不在“职”的选项里；最接近的是“正职”"},
    {"员工.csv", "工号,姓名,部门,职\nE1,赵一,D1,科员甲乙\n", 0, 0, KP4073,
     "员工.csv!D2", "“科员甲乙”不在“职”的选项里：正职、副职、专员"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D9\n", 0, 0, KP4070, "员工.csv!C2",
     "“D9”不在“部门”里；最接近的是“D1”"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,投资促进局\n", 0, 0, KP4074, "员工.csv!C2",
     "“投资促进局”是名称，这里要写“部门”的编号“D2”"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,\n", 0, 0, KP4080, "员工.csv!C2",
     "“E1”的“部门”没有填"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\nE2,钱二,\n", 0, 0, KP4047, "员工.csv!C3",
     "“部门”是空的，上面一行是“D1”：CSV 不保留合并单元格，不会自动向下填"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,—\n", 0, 0, KP4080, "员工.csv!C2", NULL},
    // several sheets
    {"员工.csv", "工号,姓名,部门\nE01,赵一,D1\n", "员工-考核表.csv",
     "工号,出勤天数\nE01,21\nX99,20\n", KP4064, "员工-考核表.csv!A3",
     "员工-考核表.csv 里的“X99”不在名册 员工.csv 里"},
    {"员工.csv", "工号,姓名,部门\nE01,赵一,D1\n", "员工-考勤.csv",
     "工号,出勤天数\nE02,20\n", KP4065, "员工-考勤.csv!A2",
     "员工-考勤.csv 里的“E02”不在名册里；最接近的是“E01”"},
    // Whoever the sheet lists already is not meant a second time.
    {"员工.csv", "工号,姓名,部门\nE01,赵一,D1\n", "员工-考勤.csv",
     "工号,出勤天数\nE01,21\nE02,20\n", KP4064, "员工-考勤.csv!A3", NULL},
    {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,8000\n", "员工-调整.csv",
     "工号,档案工资\nE1,8100\n", KP4052, "员工-调整.csv!B2",
     "“E1”的“档案工资”在两处填得不一样：另一处是 员工.csv!D2"},
    // headings
    {"员工.csv", "工号,姓名,部门,入职曰期\nE1,赵一,D1,2025-03-01\n", 0, 0, KP4020,
     "员工.csv!D1", "不认识的列“入职曰期”，没有读；最接近的字段是“入职日期”"},
    {"员工.csv", "工号,姓名,部门,血型\nE1,赵一,D1,A\n", 0, 0, KP4021, "员工.csv!D1",
     NULL},
    {"员工.csv", "工号,姓名,部门,应发合计\nE1,赵一,D1,1\n", 0, 0, KP4023, "员工.csv!D1",
     "“应发合计”由公式计算，不能填写"},
    {"员工.csv", "工号,姓名,部门,姓名\nE1,赵一,D1,赵一\n", 0, 0, KP4024, "员工.csv!D1",
     "“姓名”有两列：另一列在 员工.csv!B1"},
    {"员工.csv", "姓名,部门\n赵一,D1\n", 0, 0, KP4026, "员工.csv!A1",
     "标题行里没有主键“工号”"},
    {"员工.csv", "工号,姓名\nE1,赵一\n", 0, 0, KP4027, "员工.csv!A1",
     "缺少“部门”一列：“员工”的每一行都要填它"},
    {"员工.csv", "工号,姓名,部门,\nE1,赵一,D1,8500\n", 0, 0, KP4028, "员工.csv!D2",
     NULL},
    {"员工.csv", "甲,乙\n1,2\n", 0, 0, KP4006, "员工.csv!A1", NULL},
    // rows
    {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,8000\n合计,,,8000\n", 0, 0,
     KP4040, "员工.csv!A3", "跳过了 1 个合计、小计行：第 3 行"},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\n制表：张三,,审核：李四\n", 0, 0, KP4043,
     "员工.csv!A3", NULL},
    {"员工.xlsx[员工]", "工号,姓名,部门\nE1,赵一,D1\nH'E2,钱二,D1\n", 0, 0, KP4042,
     "员工.xlsx[员工]!A3",
     "有 1 个隐藏（或被筛选掉）的行，其中的数据照常使用：第 3 行"},
    {"员工.xlsx[员工]", "工号,姓名,部门\nE1,赵一,D1\nE2,钱二,M'\n", 0, 0, KP4045,
     "员工.xlsx[员工]!C3", "合并单元格，用了上面 D1 的内容"},
    {"员工.xlsx[员工]", "工号,姓名,部门,档案工资\nE1,赵一,D1,8000\nE2,钱二,D1,M'\n", 0,
     0, KP4046, "员工.xlsx[员工]!D3", NULL},
    {"员工.csv", "工号,姓名,部门,身份证号\nE1,赵一,D1,1234567\n", 0, 0, KP4057,
     "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,工资卡号\nE1,赵一,D1,6222账号\n", 0, 0, KP4062,
     "员工.csv!D2", NULL},
    {"员工.csv", "单位：万美元\n工号,姓名,部门,档案工资\nE1,赵一,D1,85\n", 0, 0, KP4031,
     "员工.csv!A1", NULL},
    {"员工.csv", "工号,姓名,部门,名称\nE1,赵一,D1,a\n", 0, 0, KP4025, "员工.csv!D1",
     "标题“名称”可以是“党员”，也可以是“出勤天数”"},
    {"员工.csv", "工号,姓名,部门,生效,失效\nE1,赵一,D1,2025-03-01,2025-02-01\n", 0, 0,
     KP4044, "员工.csv!D2", "生效日期 2025-03-01 晚于失效日期 2025-02-01"},
    {"员工.csv", "工号,姓名,部门,生效\nE1,赵一,D1,昨天\n", 0, 0, KP1130, "员工.csv!D2",
     NULL},
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\n工号,姓名,部门\nE2,钱二,D1\n", 0, 0,
     KP4043, "员工.csv!A3", NULL},
    {"员工.xlsx[员工]", "工号,姓名,部门\n综合办公室,M',M'\nE1,赵一,D1\n", 0, 0, KP4043,
     "员工.xlsx[员工]!A2", NULL},
    {"某.csv", "数据,人员\n编号\nA\n", "员工.csv", "工号,姓名,部门\nE1,赵一,D1\n",
     KP4007, "某.csv!B1", NULL},
    // months
    {"员工-2025-02.csv", "工号,姓名,部门\nE1,赵一,D1\n", 0, 0, KP4009,
     "员工-2025-02.csv", "月份不符：这里写的是 2025年2月，本次计算的是 2025年3月"},
    {"员工.csv", "2月考勤表\n工号,姓名,部门\nE1,赵一,D1\n", 0, 0, KP4009, "员工.csv!A1",
     "月份不符：这里写的是 2月，本次计算的是 2025年3月"},
    {"员工.csv", "工号,姓名,部门,月份\nE1,赵一,D1,202502\n", 0, 0, KP4009,
     "员工.csv!D2", NULL},
    {"员工.csv", "工号,姓名,部门,月份\nE1,赵一,D1,春季\n", 0, 0, KP4010, "员工.csv!D2",
     NULL},
    // sheets
    {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\n", "人员.csv", "工号\nE1\n", KP4002,
     "人员.csv", "不知道“人员”是哪个实体的数据；方案里的实体有：部门、员工、奖惩"},
    {"员工.xlsx[员工]", "工号,姓名,部门\nE1,赵一,D1\n", "员工.xlsx[Sheet2]", "", KP4004,
     "员工.xlsx[Sheet2]", NULL},
    {"员工.xlsx[员工]", "工号,姓名,部门\nE1,赵一,D1\n", "员工.xlsx[填表说明]",
     "请如实填写\n", KP4005, "员工.xlsx[填表说明]", NULL},
};

static void every_bad_input_is_told_at_its_cell(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_inputs / sizeof *bad_inputs; i++)
        check_finding(&bad_inputs[i]);
}

/* ---- what is fine ---- */

typedef struct silent_case {
    const char *file, *text;
    const char *key, *field, *expected;
} silent_case;

static void what_can_be_put_right_is_read_in_silence(void **state)
{
    static const silent_case cases[] = {
        {"员工.csv", "姓　名,部门,工 号\n张　三,D1,E1\n", "E1", "姓名", "张　三"},
        {"员工.csv", "*工号,姓名：,部门\n E1 ,\u3000赵一\u00A0,Ｄ1\n", "E1", "部门",
         "→D1"},
        {"员工.csv", "员工编号,姓名,部门\nE1,赵一,D1\n", "E1", "姓名", "赵一"},
        {"员工.csv", "工号,姓名,部门\n\n\nE1,赵一,D1\n\n", "E1", "姓名", "赵一"},
        {"员工.csv",
         "2025年3月名册,,\n制表日期：2025-04-02,,\n工号,姓名,部门\nE1,赵一,D1\n", "E1",
         "姓名", "赵一"},
        {"员工(1-3月).csv", "工号,姓名,部门\nE1,赵一,D1\n", "E1", "姓名", "赵一"},
        {"2025年3月员工.csv", "工号,姓名,部门\nE1,赵一,D1\n", "E1", "姓名", "赵一"},
        {"员工.csv", "序号,工号,姓名,部门,备注,说明\n1,E1,赵一,D1,x,y\n", "E1", "姓名",
         "赵一"},
        {"员工.csv", "工号,姓名,部门,月份\nE1,赵一,D1,3月\n", "E1", "姓名", "赵一"},
        {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,￥8500.50元\n", "E1",
         "档案工资", "8500.5"},
        {"员工.csv", "工号,姓名,部门,档案工资（万元）\nE1,赵一,D1,0.8551\n", "E1",
         "档案工资", "8551"},
        {"员工.csv", "单位：元\n工号,姓名,部门,档案工资\nE1,赵一,D1,8551\n", "E1",
         "档案工资", "8551"},
        {"员工.csv", "工号,姓名,部门,占比(%)\nE1,赵一,D1,20\n", "E1", "占比", "0.2"},
        {"员工.csv", "工号,姓名,部门,占比\nE1,赵一,D1,20%\nE2,钱二,D1,0\n", "E1",
         "占比", "0.2"},
        {"员工.csv", "工号,姓名,部门,入职日期\nE1,赵一,D1,2025年3月1日\n", "E1",
         "入职日期", "2025-03-01"},
        {"员工.csv", "工号,姓名,部门,档案工资\nE1,赵一,D1,—\n", "E1", "档案工资",
         "blank"},
        {"员工.csv", "工号,姓名,部门\nE1,赵一,D1\n", "E1", "子女教育", "0"},
        {"员工.csv", "工号,姓名,部门,职\nE1,赵一,D1, 正职 \n", "E1", "职", "正职"},
        {"员工.csv", "工号,姓名,部门,工资卡(建行)\nE1,赵一,D1,4111-1111 11111111\n",
         "E1", "银行账号", "4111111111111111"},
        {"员工.csv", ",,考勤,\n工号,姓名,出勤天数,部门\nE1,赵一,21,D1\n", "E1",
         "出勤天数", "21"},
        {"员工.xlsx[员工]",
         "工号,姓名,考勤情况,M'\nM',M',出勤天数,部门\nE1,赵一,21,D1\n", "E1",
         "出勤天数", "21"},
        {"员工.xlsx[Sheet1]", "工号,姓名,部门\nE1,赵一,D1\n", "E1", "姓名", "赵一"},
        {"员工.csv",
         "工号,姓名,部门,生效,失效\nE1,赵一,D1,2025-01-01,\n"
         "E1,旧名,D1,2024-01-01,2024-12-31\n",
         "E1", "姓名", "赵一"},
        {"某某.csv", "数据,员工\n工号,姓名,部门\nE1,赵一,D1\n", "E1", "姓名", "赵一"},
        {"员工.csv", "工号,姓名,部门,,档案工资,备注\nE1,赵一,D1,,8551,x\n", "E1",
         "档案工资", "8551"},
        {"员工.csv", "工号,姓名,部门,,备注\nE1,赵一,D1,,x\n", "E1", "姓名", "赵一"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const silent_case *c = &cases[i];
        tiny_scheme *t = open_with_departments();

        ts_sheet(&t->data, c->file, c->text);
        ts_load(t);
        check_cell(t, TS_PERSON, c->key, c->field, c->expected);
        if (t->status != KP_OK || kp_diags_first(t->diags))
            fail_with_diags(t, c->text);
        ts_close(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bad_input_is_told_at_its_cell),
        cmocka_unit_test(what_can_be_put_right_is_read_in_silence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
