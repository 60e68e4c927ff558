/* commands.c - the table of sub-commands: words, options, help, function. */
#include <assert.h>
#include <string.h>

#include "io/cli/cmd.h"

#define LANG                                                                           \
    {                                                                                  \
        "lang", "zh|en", "提示的语言，默认中文；也可设环境变量 KPAY_LANG",             \
            "language of messages, Chinese by default; also KPAY_LANG"                 \
    }
#define END                                                                            \
    {                                                                                  \
        NULL, NULL, NULL, NULL                                                         \
    }

static const kp_option_row new_options[] = {
    {"xlsx", NULL, "做成 Excel 工作簿：有下拉、提示和变色检查",
     "as Excel workbooks with lists, hints and checks by colour"},
    {"scheme", "SCHEME", "与 --xlsx 一起：为这个方案做一本填报表",
     "with --xlsx: the workbook in which this scheme's data are filled in"},
    {"data", "DIR", "与 --scheme 一起：已知的数据，先填进去",
     "with --scheme: data that are known already"},
    {"month", "YYYY-MM", "与 --scheme 一起：按哪个月的规则",
     "with --scheme: the month whose rules are taken"},
    {"template", "NAME", "模板名称，目前只有 start（入门方案）",
     "the template; only start for now"},
    LANG,
    END,
};

static const kp_option_row check_options[] = {
    {"data", "DIR", "当月数据的文件夹或工作簿；给出时一起试算",
     "a month's data to try"},
    {"month", "YYYY-MM", "按哪个月的规则检查；默认取数据文件夹的名称",
     "the month whose rules are checked; by default the data folder's name"},
    {"prev", "RUN", "上一期的结果文件夹，取累计和上期数",
     "run folder of the month before"},
    {"mark", "DIR", "把有问题的单元格涂色、加批注，写成副本放进这个新文件夹",
     "copies of the files with faulty cells coloured and commented; a new folder"},
    {"overrides", NULL, "列出覆盖了基础方案的哪些内容：由谁、前后的写法和依据",
     "what is replaced of the base scheme, by whom, both texts and clauses"},
    LANG,
    END,
};

static const kp_option_row test_options[] = {
    {"month", "YYYY-MM", "按哪个月的规则测试；默认用方案里最近的生效月份",
     "the month whose rules are tested; by default the newest in the scheme"},
    {"coverage", NULL, "列出各表有多少行测到，以及没有测到的行",
     "how many rows of each table are tested, and which are not"},
    {"mutate", NULL,
     "逐处改动规则（界限差一个单位、结果对调、删去一行），列出测试发现不了的",
     "change the rules bit by bit and list changes that no test notices"},
    LANG,
    END,
};

static const kp_option_row run_options[] = {
    {"data", "DIR", "当月数据的文件夹或工作簿", "the month's data: folder or workbook"},
    {"month", "YYYY-MM", "计算哪个月", "the month to calculate"},
    {"out", "DIR", "结果文件夹，必须还不存在",
     "the run folder to make; must not exist yet"},
    {"prev", "RUN", "上一期的结果文件夹，取累计和上期数",
     "run folder of the month before"},
    {"set", "NAME=VALUE", "试算：把一个参数改成另一个值，可以写多次",
     "a trial: give a parameter another value; may be repeated"},
    {"set-table", "FILE", "试算：用文件里的块替换方案里同名的表和行，可以写多次",
     "a trial: blocks of a file take the place of the scheme's; may be repeated"},
    {"mark", "DIR", "把有问题的单元格涂色、加批注，写成副本放进这个新文件夹",
     "copies of the files with faulty cells coloured and commented; a new folder"},
    {"threads", "N", "线程数，不影响结果；默认全部",
     "threads; results never depend on it"},
    {"live", NULL, "另写一份活表 out/<月份>-活表.xlsx：每个算出的单元格都带公式",
     "also write out/<month>-活表.xlsx, a workbook that calculates"},
    {"timing", NULL, "在标准错误输出上列出各阶段用时、CPU 时间和内存峰值",
     "print seconds and CPU by stage, and peak memory, to standard error"},
    LANG,
    END,
};

static const kp_option_row whatif_options[] = {
    {"data", "DIR",
     "当月数据的文件夹；用 --months 时其中每月一个子文件夹，其余文件各月共用",
     "the month's data; with --months a folder for each month, other files are shared"},
    {"month", "YYYY-MM", "哪个月", "the month"},
    {"months", "A..B", "连续几个月，例如 2025-01..2025-12",
     "months in a row, such as 2025-01..2025-12"},
    {"prev", "RUN", "第一个月的上一期结果文件夹",
     "run folder of the month before the first"},
    {"set", "NAME=VALUE", "把一个参数改成另一个值，可以写多次",
     "give a parameter another value; may be repeated"},
    {"set-table", "FILE", "用文件里的块替换方案里同名的表和行，可以写多次",
     "blocks of a file take the place of the scheme's; may be repeated"},
    {"solve", "NAME", "反过来求：这个参数取什么值，正好达到 --goal",
     "backwards: which value of this parameter reaches --goal"},
    {"goal", "TEXT", "目标，例如 \"开发区.绩效合计 <= 42000\"",
     "the goal, such as \"开发区.绩效合计 <= 42000\""},
    {"step", "VALUE", "求解的单位；默认元到分，其他按现值的位数",
     "the unit of the search; by default fen for 元, else the digits of the present "
     "value"},
    {"from", "VALUE", "求解范围的下限，默认 0",
     "lower bound of the search, 0 by default"},
    {"to", "VALUE", "求解范围的上限", "upper bound of the search"},
    {"entity", "E", "比较哪个实体；默认为第一张带合计的报表的实体",
     "the entity; by default that of the first layout with totals"},
    {"field", "F", "比较哪个字段，可以写多次；默认为那张报表的合计列",
     "a field to compare; may be repeated; by default the columns that it adds up"},
    {"by", "E", "按哪个实体汇总，可以写多次；默认为直接联系的全部实体",
     "add up by this entity; may be repeated; by default all that are linked"},
    {"out", "DIR", "把比较写成工作簿和 CSV，放进这个新文件夹",
     "write workbook and CSV files into this new folder"},
    {"threads", "N", "线程数，不影响结果；默认全部",
     "threads; results never depend on it"},
    {"timing", NULL, "在标准错误输出上列出各阶段用时、CPU 时间和内存峰值",
     "print seconds and CPU by stage, and peak memory, to standard error"},
    LANG,
    END,
};

static const kp_option_row group_options[] = {
    {"month", "YYYY-MM", "计算哪个月", "the month to calculate"},
    {"out", "DIR", "结果文件夹，必须还不存在",
     "the folder of all results; must not exist yet"},
    {"scheme", "DIR", "汇总方案的文件夹，其中 汇集 块列出取自各方案的数",
     "the scheme above them; its block 汇集 lists what it takes from each"},
    {"data", "DIR", "汇总方案自己的当月数据", "data of that scheme itself"},
    {"prev", "DIR", "上一期的 --out 文件夹，各方案取其中自己的结果",
     "the --out of the month before: every scheme finds its own run there"},
    {"threads", "N", "同时计算几个方案，不影响结果；默认全部处理器",
     "how many at a time; results never depend on it"},
    LANG,
    END,
};

static const kp_option_row fair_options[] = {
    {"score", "F", "得分字段：得分高的不应少拿",
     "the field of scores: more must not pay less"},
    {"pay", "F", "金额字段", "the field of amounts"},
    {"entity", "E", "比较哪个实体；默认为有这两个字段的实体",
     "the entity; by default the one that has both fields"},
    {"within", "F、F", "只在这些字段都相同的人之间比较得分和金额；默认全体",
     "compare scores and amounts only where these fields are equal; by default all"},
    {"by", "F、F", "按这些字段各列一遍差距", "show the spread by each of these fields"},
    {"near", "N", "距规则表界限不超过多少算临界，默认 1",
     "how near to a band's edge counts, 1 by default"},
    {"out", "DIR", "另存 CSV 和工作簿的文件夹，必须还不存在",
     "a new folder for the same as CSV and workbook"},
    LANG,
    END,
};

static const kp_option_row correct_options[] = {
    {"data", "DIR", "改正后的全部数据；默认用原结算存档的数据",
     "all data as corrected; by default those kept with the run"},
    {"scheme", "DIR", "改正后的方案；默认用原结算存档的方案",
     "the scheme as corrected; by default that kept with the run"},
    {"prev", "RUN", "上一期，例如上一期的更正重算；默认用原结算存档的上期数",
     "the run before, such as a correction of it; by default as kept with the run"},
    {"reason", "TEXT", "原因，写进每一行更正",
     "the reason, which stands in every line"},
    {"out", "DIR", "更正重算的结果文件夹，必须还不存在",
     "the run folder to make; must not exist yet"},
    {"threads", "N", "线程数，不影响结果；默认全部",
     "threads; results never depend on it"},
    LANG,
    END,
};

static const kp_option_row explain_options[] = {
    {"entity", "E", "在哪个实体里找；默认含有该主键和字段的那个",
     "the entity; by default whichever has the key and the field"},
    {"depth", "N", "最多展开几层", "levels to unfold at most"},
    LANG,
    END,
};

static const kp_option_row verify_options[] = {
    {"head", "HEX", "签字纸面上的日志头，16 位或 64 位",
     "the head on the signed paper"},
    LANG,
    END,
};

static const kp_option_row plain_options[] = {LANG, END};

static const kp_option_row diff_options[] = {
    {"field", "F", "只比较这个字段", "compare this field only"},
    {"entity", "E", "比较哪个实体；默认为第一张带合计的报表的实体",
     "the entity; by default that of the first layout with totals"},
    LANG,
    END,
};

static const kp_option_row dmn_options[] = {
    {"decision", "NAME", "eval：计算哪个决策", "eval: the decision to evaluate"},
    {"input", "JSON", "eval：输入数据，JSON 文本或文件名",
     "eval: inputs, JSON or the name of a file"},
    {"month", "YYYY-MM", "export：按哪个月的规则，默认 2025-01",
     "export: the month whose rules are taken, 2025-01 by default"},
    {"verbose", NULL, "tck：列出失败的用例", "tck: list failing cases"},
    LANG,
    END,
};

const kp_command kp_commands[] = {
    {"new", "DIR", "从模板新建一个方案", "start a scheme from a template",
     "新建 DIR：其中 scheme/ 是办法，data/ 是示例数据，README.md 从头讲解。\n\n"
     "--xlsx 把办法和数据做成工作簿，在 Excel、WPS 里填；--scheme "
     "为已有的方案做一本填报表，\n"
     "列、下拉和检查都取自方案。\n\n"
     "例：\n"
     "  kpay new 绩效方案\n"
     "  kpay new --xlsx 绩效方案\n"
     "  kpay new --xlsx 2025-04 --scheme 绩效方案/scheme --data 2025-03\n",
     "Makes DIR with the rules in scheme/, sample data in data/ and a README.md.\n\n"
     "--xlsx makes workbooks to fill in; with --scheme one for the data of any scheme, "
     "its\n"
     "columns, lists and checks taken from there.\n\n"
     "Example:\n"
     "  kpay new my-zone\n"
     "  kpay new --xlsx my-zone\n"
     "  kpay new --xlsx 2025-04 --scheme my-zone/scheme --data 2025-03\n",
     new_options, kp__cmd_new},
    {"check", "SCHEME", "检查方案，列出全部问题", "check a scheme and list every fault",
     "读 SCHEME（文件夹或一个工作簿）里的全部表格，"
     "检查每一格，并分析规则表的空档、重叠和用不到的行。\n"
     "给出 --data 时再用数据试算一遍，不产生任何文件。\n"
     "没有 --month 时：数据文件夹的名称若是月份（如 "
     "2025-03）就用它，否则用方案里最近的\n"
     "生效月份；方案没有写日期的，用 2025-01。\n\n"
     "例：\n"
     "  kpay check 绩效方案/scheme\n"
     "  kpay check 绩效方案/scheme --data 绩效方案/data/2025-01\n",
     "Reads all tables of SCHEME, checks each cell and looks for gaps, "
     "overlaps\n"
     "and unreachable rows.  With --data it also tries the calculation; nothing is "
     "written.\n"
     "Without --month: the data folder's name if it is a month, else the latest month "
     "from\n"
     "which a row of the scheme is in force, else 2025-01.\n\n"
     "Example:\n"
     "  kpay check my-zone/scheme --data my-zone/data/2025-01\n",
     check_options, kp__cmd_check},
    {"test", "SCHEME", "运行方案里的测试", "run the tests of a scheme",
     "运行方案里的全部 测试 "
     "块（包括引用的标准包里的），逐行比较期望的结果、规则行和错误；\n"
     "不通过的指出单元格、期望和算得的数，退出码为 1。\n\n"
     "例：\n"
     "  kpay test 绩效方案/scheme\n"
     "  kpay test 绩效方案/scheme --coverage --mutate\n",
     "Runs all 测试 blocks, those of the standard packs in use included, and compares\n"
     "results, rows and errors with what they expect.  Exit code 1 when one fails.\n\n"
     "Example:\n"
     "  kpay test my-zone/scheme --coverage --mutate\n",
     test_options, kp__cmd_test},
    {"run", "SCHEME", "计算一个月，生成工资表和日志",
     "calculate a month: workbook and log",
     "读方案和当月数据，算出全部字段，写出结果文件夹：\n"
     "  out/        工资表工作簿、代发文件等；加 --live 时另有活表\n"
     "  tables/     每个实体的全部数据\n"
     "  run.skel run.trace   计算日志\n"
     "  inputs/ rules/ prev/  原样存档，供以后重算\n"
     "  MANIFEST    全部文件的大小和指纹\n"
     "有任何错误时不生成结果文件夹。\n"
     "用 --set、--set-table 就是试算：改动存档在 rules/试算/，日志注明 "
     "trial，输出文件名带“试算”，\n"
     "不能作为下月正式结算的上一期。\n\n"
     "例：\n"
     "  kpay run scheme --data data/2025-03 --month 2025-03 --out 结果/2025-03\n"
     "  kpay run scheme --data data/2025-04 --month 2025-04 --prev 结果/2025-03 "
     "--out 结果/2025-04\n"
     "  kpay run scheme --data data/2025-03 --month 2025-03 --set 优秀比例=25% --out "
     "试算/1\n",
     "Reads the scheme and the month's data, calculates every field and writes a "
     "folder:\n"
     "  out/        the payroll workbook, bank file and others; --live adds one that\n"
     "              calculates\n"
     "  tables/     every field of every entity\n"
     "  run.skel run.trace   the log\n"
     "  inputs/ rules/ prev/  as read, so that the run can be replayed\n"
     "  MANIFEST    sizes and hashes of all files\n"
     "While there is any error, no folder is made.\n"
     "With --set or --set-table it is a trial: the changes are kept in rules/试算/, "
     "the log says\n"
     "trial, names of output files begin with 试算, and no month can be run on top of "
     "it.\n\n"
     "Example:\n"
     "  kpay run scheme --data data/2025-03 --month 2025-03 --out runs/2025-03\n",
     run_options, kp__cmd_run},
    {"whatif", "SCHEME", "改了参数或表，谁的钱会变多少",
     "what a changed parameter or table would pay whom",
     "先按原方案计算，再按改动后的方案计算，逐人、按部门等汇总、合计比较；差额拆成公式"
     "里相加减的各项，\n"
     "处处合得拢。不产生可发放的文件。--months 连算几个月，累计数逐月接续。\n"
     "--solve 反过来求参数的值，并列出再变一个单位就超出目标的证明。\n\n"
     "例：\n"
     "  kpay whatif scheme --data data/2025-03 --month 2025-03 --prev 结果/2025-02 "
     "--set 优秀比例=25%\n"
     "  kpay whatif scheme --data data --months 2025-01..2025-12 --set-table "
     "新矩阵.csv --out 比较\n"
     "  kpay whatif scheme --data data/2025-03 --month 2025-03 --solve 人均绩效标准 "
     "\\\n"
     "      --goal \"开发区.绩效合计 <= 42000\"\n",
     "Calculates with the scheme as it is and with the changes, and compares by "
     "person, by group\n"
     "and in total; differences are taken apart into what the formula adds and "
     "subtracts.\n"
     "Nothing payable is written.  --months goes on month by month.  --solve looks for "
     "the value\n"
     "of a parameter and shows that one unit further would miss the goal.\n\n"
     "Example:\n"
     "  kpay whatif scheme --data data/2025-03 --month 2025-03 --set 优秀比例=25%\n",
     whatif_options, kp__cmd_whatif},
    {"group", "LIST", "一次计算许多方案，并汇总比较",
     "calculate many schemes at once and compare them",
     "LIST 是一张表（CSV），每行一个方案：名称、方案、数据，可另有 上期；路径从 LIST "
     "所在\n"
     "文件夹算起，{年月} "
     "代表计算的月份（2025-03）。各方案同时计算，互不影响，一个有错\n"
     "其余照算，退出码为 1。\n"
     "  runs/名称   该方案的结果文件夹\n"
     "  group       汇总方案的结果文件夹（给出 --scheme 时）\n\n"
     "例：\n"
     "  kpay group 全市/名单.csv --scheme 全市/scheme --month 2025-12 --out 结果\n",
     "LIST is a table (CSV), one scheme a row: 名称, 方案, 数据 and perhaps 上期 "
     "(name,\n"
     "scheme, data, prev).  Paths count from LIST's folder; {年月} stands for the "
     "month.\n"
     "All run at once, apart from each other; one that fails stops no other, and the\n"
     "exit code is 1.\n"
     "  runs/NAME   its run folder\n"
     "  group       that of the scheme above them (with --scheme)\n\n"
     "Example:\n"
     "  kpay group zones/list.csv --scheme zones/city --month 2025-12 --out results\n",
     group_options, kp__cmd_group},
    {"fair", "RUN", "检查一次计算公平不公平", "is a run fair",
     "从结果文件夹重算后检查三件事：\n"
     "  一、得分高的有没有反而少拿：列出每一个人和拿得最多的低分者；\n"
     "  "
     "二、谁离规则表的界限很近，越过界限能多拿或少拿多少：改这一个数，用引擎全部重算；"
     "\n"
     "  三、差距：最高、最低、中位数、平均、最高与最低之比、基尼系数。\n"
     "有倒挂时退出码为 1。\n\n"
     "例：\n"
     "  kpay fair 结果/2025-03 --score 综合得分 --pay 绩效薪酬 --within 职 --by "
     "部门、职\n",
     "Calculates the run folder again and looks at three things:\n"
     "  1. whether more score pays less: everybody it happens to, and who is paid "
     "most\n"
     "     for less;\n"
     "  2. who stands near the edge of a band of a decision table, and what crossing "
     "it\n"
     "     is worth: calculated by the engine, with that one value changed;\n"
     "  3. the spread: highest, lowest, median, mean, their ratio, the Gini "
     "coefficient.\n"
     "Exit code 1 when more score pays less.\n\n"
     "Example:\n"
     "  kpay fair runs/2025-03 --score 综合得分 --pay 绩效薪酬 --within 职 --by "
     "部门、职\n",
     fair_options, kp__cmd_fair},
    {"correct", "RUN", "重算已结的月份，差额写成更正单",
     "run a closed month again; differences become lines for a later one",
     "按改正后的数据或方案重算 RUN 那个月，与原结果逐项比较，按方案里的 更正 "
     "块把差额写成一张表\n"
     "（每行有原月份、字段、原值、新值、差额、原因、原结算号和日志头），放进以后某月的"
     "数据里，随该月\n"
     "补发或扣回、在该月计税。原结果不动；更正重算不发放，也不作上一期。更正过的再更正"
     "，RUN 写上一次的更正。\n\n"
     "例：\n"
     "  kpay correct 结果/2025-03 --data 改正/2025-03 --reason "
     "\"考核得分录错，人社函〔2025〕5 号\" --out 更正/2025-03\n"
     "  cp 更正/2025-03/out/更正单-补发扣回.csv data/2025-05/\n",
     "Calculates the month of RUN again with corrected data or rules and writes the "
     "differences,\n"
     "as the scheme's 更正 block says, as lines with month, field, old and new value, "
     "reason and\n"
     "the number and head of the run corrected.  A later month reads them as data and "
     "taxes them\n"
     "there.  RUN itself is not touched.  To correct a correction, name its folder.\n\n"
     "Example:\n"
     "  kpay correct runs/2025-03 --data corrected/2025-03 --reason \"score typed "
     "wrong\" --out fix/2025-03\n",
     correct_options, kp__cmd_correct},
    {"explain", "RUN KEY FIELD", "说明一个数是怎样算出来的",
     "show how one figure came about",
     "从日志打印这个数的来历：每一步的操作数、用到的规则行和依据，直到填报的单元格。\n"
     "\n"
     "例：\n"
     "  kpay explain 结果/2025-03 E05 实发\n"
     "  kpay explain 结果/2025-03 B 得分 --entity 部门 --depth 3\n",
     "Prints the tree behind one figure, down to typed cells and clauses.\n\n"
     "Example:\n"
     "  kpay explain runs/2025-03 E05 实发\n",
     explain_options, kp__cmd_explain},
    {"verify", "RUN", "核验结果文件夹，并重算比较", "verify a run folder and replay it",
     "依次核对：文件清单和指纹、日志的写法和总指纹、（可选）纸面上的日志头；然后用存档"
     "的\n"
     "方案和数据重算一遍，逐值、逐字节比较。指出第一处不同。\n\n"
     "例：\n"
     "  kpay verify 结果/2025-03\n"
     "  kpay verify 结果/2025-03 --head \"8f3a1c22 90bb4d17\"\n",
     "Checks the manifest, the log and, if given, the head typed from paper; then "
     "replays\n"
     "the month from the archived rules and inputs and compares every value and "
     "byte.\n\n"
     "Example:\n"
     "  kpay verify runs/2025-03 --head \"8f3a1c22 90bb4d17\"\n",
     verify_options, kp__cmd_verify},
    {"recheck", "RUN", "用独立的程序逐步复算日志",
     "recompute every step of the log alone",
     "不用引擎和方案，只凭日志里记下的操作数逐步复算，由另写的一套十进制算术完成。\n\n"
     "例：\n"
     "  kpay recheck 结果/2025-03\n",
     "Recomputes every step from its operands with an arithmetic of its own.\n\n"
     "Example:\n"
     "  kpay recheck runs/2025-03\n",
     plain_options, kp__cmd_recheck},
    {"diff", "A B", "比较两次计算或两个方案，哪里变了",
     "what changed between two runs or two schemes",
     "比较两个结果文件夹，列出变化的人和金额，以及最先不同的字段；或者比较两个方案，\n"
     "按表、行、单元格列出前后的写法和依据（结果文件夹与方案相比时，用它存档的方案）。"
     "\n"
     "有变化时退出码为 1。\n\n"
     "例：\n"
     "  kpay diff 结果/2025-03 结果/2025-04\n"
     "  kpay diff 结果/2025-03 结果/2025-04 --field 实发\n"
     "  kpay diff 方案2024 方案2025\n",
     "Compares two run folders: who changed, by how much, through which field first.\n"
     "Or two schemes: by table, row and cell, with both texts and clauses (beside a "
     "scheme\n"
     "a run folder stands for its archived rules).\n\n"
     "Example:\n"
     "  kpay diff runs/2025-03 runs/2025-04 --field 实发\n"
     "  kpay diff scheme-2024 scheme-2025\n",
     diff_options, kp__cmd_diff},
    {"convert", "FROM TO", "CSV 文件和 Excel 工作簿互相转换",
     "turn CSV files into a workbook, and back",
     "文件夹（方案或数据）或一个 CSV 文件转成 "
     ".xlsx：一个文件一个工作表，“目录”页记下哪个工作表\n"
     "是哪个文件。.xlsx 转成文件夹或 "
     ".csv：按“目录”还原，没有“目录”的一个工作表一个文件。\n"
     "单元格原样保留：编号、长数字、前导零、以 = "
     "开头的公式都是文本，不会被表格软件改动；写完\n"
     "读回核对。方案继承的基础方案一并装入，工作簿拿到哪里都能计算。TO "
     "已经存在时不覆盖。\n\n"
     "例：\n"
     "  kpay convert 绩效方案/scheme 绩效方案.xlsx\n"
     "  kpay convert 绩效方案.xlsx 绩效方案-改\n",
     "A folder (a scheme or data) or one CSV file becomes an .xlsx: one sheet a file, "
     "and a\n"
     "sheet 目录 that tells which is which.  An .xlsx becomes a folder or .csv, by its "
     "目录 or\n"
     "else one file a sheet.  Cells stay what they are: ids, long digits, leading "
     "zeros and\n"
     "formulas that begin with = are texts.  What was written is read back and "
     "compared;\n"
     "nothing is overwritten.  The bases that a scheme extends come along, so that "
     "its\n"
     "workbook calculates wherever it lies.\n\n"
     "Example:\n"
     "  kpay convert my-zone/scheme my-zone.xlsx\n"
     "  kpay convert my-zone.xlsx my-zone-changed\n",
     plain_options, kp__cmd_convert},
    {"dmn", "ACTION PATH [PATH…]", "DMN 模型：计算、导入、导出、一致性测试",
     "DMN models: evaluate, import, export, conformance",
     "  eval FILE --decision 名称 --input JSON   计算模型里的一个决策\n"
     "  tck DIR…                                 运行一致性测试用例，每个文件夹一行\n"
     "  import FILE DIR                          决策表和公式转成方案的规则表、公式表\n"
     "  export SCHEME OUT.dmn                    规则表、公式表转成 DMN 1.3\n\n"
     "例：\n"
     "  kpay dmn eval 等次.dmn --decision 等次 --input '{\"得分\": 92.5}'\n"
     "  kpay dmn export 绩效方案/scheme 绩效.dmn\n",
     "  eval FILE --decision NAME --input JSON   evaluate one decision\n"
     "  tck DIR…                                 conformance cases, a line a folder\n"
     "  import FILE DIR                          decision tables and formulas as a "
     "scheme\n"
     "  export SCHEME OUT.dmn                    rule tables and formulas as DMN "
     "1.3\n\n"
     "Example:\n"
     "  kpay dmn eval grade.dmn --decision Grade --input '{\"score\": 92.5}'\n",
     dmn_options, kp__cmd_dmn},
    {"help", "[COMMAND]", "显示帮助", "show help", "例：\n  kpay help run\n",
     "Example:\n  kpay help run\n", plain_options, kp__cmd_help},
};

const size_t kp_ncommands = sizeof kp_commands / sizeof *kp_commands;

const kp_command *kp_command_named(const char *name)
{
    for (size_t i = 0; i < kp_ncommands; i++)
        if (strcmp(kp_commands[i].name, name) == 0)
            return &kp_commands[i];
    return NULL;
}

const char *kp_args_option(const kp_args *args, const char *name)
{
    const kp_option_row *row = args->command->option;
    size_t i = 0;

    while (row[i].name && strcmp(row[i].name, name) != 0)
        i++;
    assert(row[i].name && i < KP_CLI_OPTIONS);
    return args->option[i];
}
