#!/bin/sh
# kpay run --set and --set-table: a trial is visibly one, replays, and is no base for pay.
. "${0%/*}/lib.sh"

scheme="$SOURCE/samples/start/scheme"
data="$SOURCE/samples/start/data/2025-01"

run()
{
    want=$1 out=$2
    shift 2
    kpay_exits "$want" run "$scheme" --data "$data" --month 2025-01 --out "$out" "$@"
}

# ---- a parameter: five people at 2,600 are 13,000

run 0 set --set '人均绩效标准＝2600'
out_has '试算，不得发放'
out_has '13,000.00'
printf '参数,试算\n名称,值,单位,生效,失效,依据,说明\n人均绩效标准,2600,元,,,《薪酬发放办法》第二条,每人每月\n' >want
cmp -s want set/rules/试算/参数.csv || fail 'the change is not kept in rules/试算'
grep -q '	2025-01	trial$' set/run.skel || fail 'the log does not say trial'
grep -q 'rules/试算/参数.csv	' set/run.skel || fail 'the log does not list the change'
grep -q 'out/试算-银行代发.txt$' set/MANIFEST || fail 'the bank file is not marked'
absent set/out/银行代发.txt
unzip -p set/out/试算-2025-01.xlsx xl/worksheets/sheet1.xml | grep -q '试算，不得发放' ||
    fail 'the workbook is not marked'
kpay_exits 0 verify set
kpay_exits 0 recheck set
python3 "$SOURCE/docs/verify_log.py" set >.out || fail 'verify_log.py'

# The same as the scheme with the number typed there.
mkdir other
cp "$scheme"/*.csv other
sed -i 's/^人均绩效标准,2400/人均绩效标准,2600/' other/1-方案.csv
kpay_exits 0 run other --data "$data" --month 2025-01 --out typed
same_folder typed/tables set/tables

# No month goes on from a trial, but another trial does.
mkdir feb
cp "$data"/员工.csv "$data"/指标.csv feb
kpay_exits 1 run "$scheme" --data feb --month 2025-02 --prev set --out feb-1
err_has 'KP6736'
absent feb-1
kpay_exits 0 run "$scheme" --data feb --month 2025-02 --prev set --set 人均绩效标准=2600 --out feb-2
kpay_exits 0 verify feb-2

# ---- a whole table: coefficients 1.6, 1.2, 1.0 instead of 1.5, 1.2, 1.0

cat >table.csv <<'END'
规则表,岗位系数表,U,未命中 报错
序号,条件 岗位,结果 系数,依据
1,部门负责人,1.6,试算
2,业务骨干,1.2,试算
3,一般员工,1.0,试算
END
run 0 table --set-table table.csv
grep -q ',1.6,' table/tables/员工.csv || fail 'the table was not replaced'
cmp -s table.csv table/rules/试算/1-table.csv || fail 'the table is not kept'
kpay_exits 0 verify table

# The same from a workbook.
python3 "$SOURCE/tests/support/csv_to_xlsx.py" table.xlsx excel table.csv
run 0 sheet --set-table table.xlsx
same_folder table/tables sheet/tables
cmp -s table.xlsx sheet/rules/试算/1-table.xlsx || fail 'the workbook is not kept'
kpay_exits 0 verify sheet

# A parameter of several dates has the value on all of them.
cp -r other dated
sed -i 's/^人均绩效标准,2600,\([^,]*\),,/人均绩效标准,2300,\1,,2024-12-31/; T
s/.*/&\n人均绩效标准,2500,元,2025-01-01,,,/' dated/1-方案.csv
kpay_exits 0 run dated --data "$data" --month 2025-01 --set 人均绩效标准=2600 --out at_all_dates
same_folder typed/tables at_all_dates/tables
[ "$(grep -c '^人均绩效标准,2600,' at_all_dates/rules/试算/参数.csv)" -eq 2 ] || fail 'not every date'

# ---- a scheme that is a trial already takes no further changes

kpay_exits 1 run set/rules --data "$data" --month 2025-01 --out again --set 人均绩效标准=2500
err_has 'KP6733'

# ---- typed wrong: the parameter's own messages, at --set; names suggest the nearest

run 1 bad --set 人均绩效标准=26oo --set 个人占比=6
err_is <<'END'
--set!B3: 错误 KP1129: “26oo”里有像数字的字母（O 或 l）
    26oo
  修改建议: 请改成数字 0 或 1
--set!B4: 错误 KP1123: 应为百分比，“6”却没有百分号：分不清是 6% 还是 6 倍
    6
  修改建议: 请写成带百分号的形式，例如 20%
2 个错误，0 个警告。没有生成任何可发放的文件。
END
run 1 bad --set 人均绩效标
err_has 'KP6730'
run 1 bad --set 人均绩效标淮=2600
err_has 'KP6731: 方案里没有参数“人均绩效标淮”，是不是“人均绩效标准”？'
run 1 bad --set 氢=1
err_has 'KP6734'
run 1 bad --set 个人占比=50% --set '个人占比 = 60%'
err_has 'KP6732'
sed -i 's/岗位系数表/岗位系表/' table.csv
run 1 bad --set-table table.csv
err_has 'table.csv!A1: 错误 KP6735: 规则表 岗位系表：方案里没有“岗位系表”可以替换'
err_has '是否应为“岗位系数表”？'
run 3 bad --set-table nowhere.csv
absent bad
finish
