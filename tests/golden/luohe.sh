#!/bin/sh
# The year 2025 of samples/luohe-etdz: three snapshots that nobody may change afterwards, the
# year's end with other inputs, and what must be refused.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/luohe-etdz
CHECK=$SOURCE/tests/golden/luohe_check.py
for month in 2025-01 2025-06 2025-12; do
    kpay_exits 0 check "$SAMPLE/scheme" --month "$month"
    out_has "按 $month 的规则检查：0 个错误，0 个警告"
    kpay_exits 0 test "$SAMPLE/scheme" --month "$month"
done

# a bound moved, two results exchanged or a row left out: some worked example notices
kpay_exits 0 test "$SAMPLE/scheme" --month 2025-12 --mutate
cat .out .err | grep 'luohe-etdz/scheme.*KP232' && fail 'a change no test notices'

OUT=$WORK/year
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
# the one target that was changed with approval is shown, not hidden
err_has '指标 D52（目标变动 = -60）。目标与上次亮出的不同，已按批准文号调整'
python3 "$CHECK" "$OUT" || fail 'other figures than expected'
python3 "$SOURCE/tests/golden/luohe_pay_check.py" "$OUT" || fail 'other pay than expected'
sheet_shows "$OUT/2025-12/out/2025-12.xlsx" 薪酬档次 \
    "主办岗${TAB}9${TAB}107777.1${TAB}54669.54${TAB}1.9714"
sheet_shows "$OUT/2025-06/out/2025-06.xlsx" 分色台账 \
    "招商二局${TAB}2${TAB}1${TAB}0${TAB}红" "党政综合办公室${TAB}0${TAB}0${TAB}3${TAB}绿"
python3 "$SOURCE/tests/golden/luohe_colours.py" "$OUT" 2025-06 亮进度 || fail 'other colours'
python3 "$SOURCE/tests/golden/luohe_colours.py" "$OUT" 2025-12 亮成绩 || fail 'other colours'
for run in "$OUT"/2025-* "$OUT"/工资-2025-12; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

# ---- the pay of a month

pay_of_december()
{
    rm -rf data scheme again
    mkdir scheme
    cp "$SAMPLE/payroll/scheme/"*.csv "$SAMPLE/scheme/"4[12]-*.csv "$SAMPLE/scheme/"50-*.csv scheme
    cp -R "$SAMPLE/payroll/data/2025-12" data
    cp "$OUT/2025-12/out/员工-年度兑现.csv" data
    sed -i "$1" "data/$2"
    kpay_exits 1 run scheme --data data --month 2025-12 --prev "$OUT/工资-2025-11" --out again
    err_has "$3"
    absent again
}
pay_of_december 's/^L014,12,SH,22/L014,12,SH,21/' 驻外.csv '各月发放的驻外津贴之和与三次亮相核定的不同'
pay_of_december 's/^L014,12,/L014,11,/' 驻外.csv '驻外津贴随当月工资发放，只填本月的'
pay_of_december 's/^L014,12,/L015,12,/' 驻外.csv '只有在岗的一线岗位人员驻外招商'
pay_of_december 's/^\(L003,.*\),2025-01-01,,/\1,2025-01-01,2025-12-15,/' 员工-花名册.csv '离职日期应为月末'

fresh()
{
    rm -rf data scheme again
    cp -R "$SAMPLE/data/$1" data
    cp -R "$SAMPLE/scheme" scheme
}

january()
{
    kpay_exits "$1" run scheme --data data --month 2025-01 --out again
}

june()
{
    kpay_exits "$1" run scheme --data data --month 2025-06 --prev "$OUT/2025-01" --out again
}

december()
{
    kpay_exits "$1" run scheme --data data --month 2025-12 --prev "$OUT/2025-06" --out again
}

refuses()
{
    "$1" 1
    err_has "$2"
    absent again
}

# ---- a target that was shown stays as it was shown

fresh 2025-06
sed -i 's/,漯开管〔2025〕17号$/,/' data/指标-目标调整.csv
refuses june '年初亮出的目标不得改动；经批准调整的请填调整文号'

fresh 2025-12
printf '编号,目标\nD41,6\n' >data/指标-目标.csv
refuses december '年初亮出的目标不得改动；经批准调整的请填调整文号'

fresh 2025-12
sed -i 's/^D41,\(.*\),D4,50,/D41,\1,D4,49,/;s/^D42,\(.*\),D4,30,/D42,\1,D4,31,/' scheme/51-指标.csv
refuses december '亮目标以后不得改动权重和评分方法'

# ---- a snapshot that was changed after the fact is found out, alone and in the chain
rm -rf forged
cp -R "$OUT/2025-01" forged
sed -i '/^D41,/s/7/6/' forged/tables/指标.csv
cmp -s "$OUT/2025-01/tables/指标.csv" forged/tables/指标.csv && fail 'nothing was forged'
kpay_exits 1 verify forged

# ---- the right people in the right posts

fresh 2025-01
sed -i 's/^L013,W31,1,88.50/L013,W31,1,92.01/' data/竞聘.csv
refuses january '有人更想去这个岗位、分数也够，却没有聘'
fresh 2025-01
sed -i 's/^L026,W34,1,79.50,否/L026,W34,1,79.50,是/' data/竞聘.csv
refuses january '有人更想去这个岗位、分数也够，却没有聘'
fresh 2025-01
sed -i 's/^L012,W31,1,92.00,是/L012,W31,1,92.00,否/' data/竞聘.csv
refuses january '聘了部门没有同意的人'
fresh 2025-01
sed -i '/^L012,W31/d' data/竞聘.csv
refuses january '上岗的人没有报过这个岗位'
fresh 2025-01
sed -i 's/^\(L026,.*\),W62,/\1,W61,/' data/员工-花名册.csv
refuses january '在聘人数超过岗位员额'

# ---- a rank kept in the archive pays nobody
fresh 2025-12
sed -i 's/,四级主任科员,/,一级调研员,/' data/员工-花名册.csv
december 0
python3 - "$OUT/2025-12" again <<'END' || fail 'the archive rank changed somebody’s pay'
import csv, sys
def people(run):
    with open(run + '/tables/员工.csv', encoding='utf-8-sig') as file:
        return [{k: v for k, v in row.items() if k != '档案职级'} for row in csv.DictReader(file)]
sys.exit(people(sys.argv[1]) != people(sys.argv[2]))
END

# ---- money away from home: once a month and person, in the months of the snapshot, front line only

fresh 2025-06
sed -n '/^L014,3,/p' data/驻外.csv | sed 's/SH/SZ/' >>data/驻外.csv
refuses june 'KP4051'
fresh 2025-06
printf 'L014,1,SH,20\n' >>data/驻外.csv
refuses june '驻外的月份不在这一段之内'
fresh 2025-06
printf 'L013,2,SH,29\n' >>data/驻外.csv
refuses june '驻外天数应在 1 到当月天数之间'
fresh 2025-06
printf 'L005,3,SH,2\n' >>data/驻外.csv
refuses june '只有一线岗位人员驻外招商'

# ---- other year's ends

december_is()
{
    december 0
    CASE="December: $1"
    python3 "$CHECK" --data data again || fail 'other figures than expected'
}

fresh 2025-12
printf 'X6,新项目,20000,20000\nX7,又一个项目,20000,20000\n' >>data/招商项目.csv
printf 'X6,L018,100%%\nX7,L013,100%%\n' >>data/贡献.csv
december_is 'more rewards than the fund holds'
err_has '应得重奖超过基金，已同比例压缩'

fresh 2025-12
sed -i 's/^LH,良好/LH,不合格/' data/开发区.csv
december_is 'a zone that failed: nothing to divide, no rewards'

fresh 2025-12
sed -i 's/^LH,良好/LH,优秀/' data/开发区.csv
sed -i -e 's/^L013,90.80/L013,59.00/' -e 's/^L018,91.60/L018,12.00/' -e 's/^L005,86.00/L005,99.99/' \
    data/员工-年度考核.csv
sed -i 's/,通报批评,/,一票否决,/' data/处罚.csv
december_is 'other scores, a veto, an excellent zone'

fresh 2025-12
sed -i -e 's/^D31,9$/D31,3.2/' -e 's/^D53,7/D53,40/' -e 's/^Z6,0/Z6,3/' data/指标-年底成绩.csv
december_is 'bad results'

fresh 2025-12
for file in data/*.csv; do
    { head -n 1 "$file"; tail -n +2 "$file" | tac; } >turned
    mv turned "$file"
done
december_is 'rows turned round'

fresh 2025-12
sed -i 's/^X3,L018,67%/X3,L018,66%/' data/贡献.csv
refuses december '本项目各人份额合计应为 100%'
fresh 2025-12
sed -i 's/^L001,92.00,优秀/L001,92.00,/' data/员工-年度考核.csv
refuses december '班子成员、而且只有班子成员由市里评定等次'
fresh 2025-12
sed -i 's/^负责人倍数上限,3,/负责人倍数上限,2,/' scheme/10-参数.csv
refuses december '主要负责人绩效超过非班子人员平均数的规定倍数'
fresh 2025-12
sed -i 's/^同岗倍数上限,2.50,/同岗倍数上限,1.60,/' scheme/10-参数.csv
december 0
err_has '同一岗级档次过大'
fresh 2025-12
sed -i 's/^同岗倍数下限,1.15,/同岗倍数下限,1.60,/' scheme/10-参数.csv
december 0
err_has '同一岗级没有拉开档次'

finish
