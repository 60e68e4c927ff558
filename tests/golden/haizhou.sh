#!/bin/sh
# The year 2025 of samples/haizhou: twelve runs, the settlement, and years with other ends.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/haizhou
CHECK=$SOURCE/tests/golden/haizhou_check.py
# the newest rules of the scheme are those of the year's end
kpay_exits 0 check "$SAMPLE/scheme"
out_has '按 2025-12 的规则检查：0 个错误，0 个警告'
kpay_exits 0 test "$SAMPLE/scheme" --month 2025-12

OUT=$WORK/year
CASE=$OUT
mkdir "$OUT"
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || fail 'run.sh'
err_is_empty
python3 "$CHECK" "$OUT" || fail 'other figures than expected'
# the record number of the scheme is in what is signed: the rules are kept, their hash is in the log
grep -q '^备案文号,海开管〔2025〕2号' "$OUT/2025-12/rules/00-说明.csv" || fail 'no record number'
grep -qF "$(sha256sum <"$SAMPLE/scheme/00-说明.csv" | cut -d ' ' -f 1)" "$OUT/2025-12/run.skel" ||
    fail 'the log does not seal the record number'
for run in "$OUT"/2025-*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

# december EXIT DATA SCHEME : the last month once more, on top of November
december()
{
    rm -rf again
    kpay_exits "$1" run "$3" --data "$2" --month 2025-12 --prev "$OUT/2025-11" --out again
}

# ---- graded 优秀 everybody of three departments is at his ceiling and money is left over;
# ---- graded 不合格 nothing is due and all that was prepaid is taken back in instalments
for grade in 优秀 合格 不合格; do
    rm -rf data
    cp -r "$SAMPLE/data/2025-12" data
    sed -i "s/^HZ,良好/HZ,$grade/" data/开发区-年度考核.csv
    december 0 data "$SAMPLE/scheme"
    CASE="zone graded $grade"
    python3 "$CHECK" --grade "$grade" again || fail 'other figures than expected'
done

# grade_is PERSON GRADE : in the last run
grade_is()
{
    python3 - "$1" "$2" again/tables/员工.csv <<'END' || fail "$1 is not $2"
import csv, sys
rows = {row['工号']: row for row in csv.DictReader(open(sys.argv[3], encoding='utf-8-sig'))}
sys.exit(rows[sys.argv[1]]['等次'] != sys.argv[2])
END
}

# ---- equal composites: 业绩分 decides before the id
rm -rf data
cp -r "$SAMPLE/data/2025-12" data
sed -i 's/^H03,96.0/H03,92.9/' data/员工-年度考核.csv
december 0 data "$SAMPLE/scheme"
grade_is H03 良好
grade_is H09 优秀

# ---- what must not be settled is refused

refuses()
{
    december 1 data scheme
    err_has "$1"
    absent again
}

fresh()
{
    rm -rf data scheme
    cp -r "$SAMPLE/data/2025-12" data
    cp -r "$SAMPLE/scheme" scheme
}

fresh
sed -i 's/^负责人倍数上限,3,/负责人倍数上限,1.5,/' scheme/10-参数.csv
refuses '主要负责人年度绩效超过非班子人员平均数的 3 倍'

# a department of the main business must be measured by it
fresh
sed -i 's/^B41,亿元以上项目落地,B4,经济发展,30,/B41,亿元以上项目落地,B4,服务保障,30,/' scheme/50-指标.csv
refuses '主业部门经济发展类指标权重低于核心权重下限'

# a slip in the scheme that pays somebody a cent more than the total does not pass
fresh
sed -i 's/^开发区,年度绩效合计,金额,\(.*\),公式,\([^,]*\),/开发区,年度绩效合计,金额,\1,公式,\2 + 0.01,/' scheme/32-字段-年终分配.csv
refuses '年度绩效与结余之和不等于控制数'

fresh
sed -i '/^H08,/d' data/员工-季度考核.csv
refuses '季末月在岗人员应有季度得分'

fresh
sed -i 's/^H02,90.0,合格/H02,90.0,/' data/员工-年度考核.csv
refuses '班子成员缺少上级评定等次'

fresh
sed -i 's/,2025-09-30,/,2025-12-15,/' data/员工-花名册.csv
refuses '本办法按整月计发，离职日期应为月末'

finish
