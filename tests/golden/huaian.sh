#!/bin/sh
# The year 2025 of samples/huaian: twelve runs, the instant rewards inside the total, the
# two-year what-if; Decembers with other inputs; what must be refused or warned of.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/huaian
CHECK=$SOURCE/tests/golden/huaian_check.py
# the newest rules of the scheme are those of the year's end
kpay_exits 0 check "$SAMPLE/scheme"
out_has '按 2025-12 的规则检查：0 个错误，0 个警告'

OUT=$WORK/year
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
# the archive wage of A10 is below the lowest base, month after month
err_has '校验“缴费基数调整”提示：工资 A10'
python3 "$CHECK" "$OUT" || fail 'other figures than expected'
for run in "$OUT"/2025-*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

CASE='what-if data are the figures that December wrote'
cmp "$OUT/2025-12/out/员工-备案绩效.csv" "$OUT/2025-12-whatif/inputs/员工-备案绩效.csv" ||
    fail 'other figures'

# ---- other inputs, one December each, on top of November

fresh()
{
    rm -rf data scheme again
    cp -R "$SAMPLE/data/2025-12" data
    cp -R "$SAMPLE/scheme" scheme
}

december()
{
    kpay_exits "$1" run scheme --data data --month 2025-12 --prev "$OUT/2025-11" --out again
}

case_is()
{
    CASE="case $1"
    python3 "$CHECK" --case "$1" again || fail 'other figures than expected'
}

# a zone in the middle gets last year's total: no increment, nothing for projects
fresh
sed -i 's/^HA,2,/HA,5,/' data/开发区-年度考评.csv
december 0
case_is rank-5

# ... and none to take rewards from: the two-year what-if comes all the same
CASE='a year without an increment, all its runs'
rm -rf middle
cp -R "$SAMPLE" middle
sed -i 's/^HA,2,/HA,5,/' middle/data/2025-12/开发区-年度考评.csv
OUT=$WORK/middle/out sh middle/run.sh >.out 2>.err && fail 'the inside run is not refused'
err_has '计入总额的即时奖励超过招商项目池，无处列支'
[ -d middle/out/2025-12-whatif ] || fail 'no what-if'
absent middle/out/2025-12-inside

# two years without a major project cost nobody a step before a meeting has confirmed it
fresh
rm data/项目.csv data/认定-*.csv data/即时奖励.csv
sed -i 's/^HA,2,1,否/HA,8,0,否/' data/开发区-年度考评.csv
december 0
err_has '已连续两年没有重特大项目落地，降级降薪尚未确认，本次没有执行'
case_is unconfirmed

# ties at the quota, steps at both ends of the ladder, grades at their cut-offs
fresh
sed -i -e 's/^\(A01,徐一\),.*/\1,95.80,95.80,95.80/' -e 's/^\(A09,罗九\),.*/\1,85.00,85.00,85.00/' \
    -e 's/^\(A10,梁十\),.*/\1,59.99,59.99,59.99/' data/员工-年度考核.csv
sed -i -e 's/^A01,徐一,优秀/A01,徐一,良好/' -e 's/^A09,罗九,合格/A09,罗九,优秀/' data/员工-上年考核.csv
sed -i -e 's/^\(A03,.*\),7$/\1,11/' -e 's/^\(A05,.*\),5$/\1,12/' data/员工-花名册.csv
december 0
case_is people

fresh
sed -i '/^A09,/d' data/员工-*.csv
sed -i 's/^K2502,A09,/K2502,A08,/' data/扣分事项.csv
december 0
case_is nine

# equal remainders of a reward go to the smaller ids, whatever role they had
fresh
echo 'J2502,PJ2,智能装备项目达产,7777.77,园管〔2025〕32号,2025-12-22,2026-01' >>data/即时奖励.csv
december 0
case_is rewards

# ---- warned of, not refused: whether the gap is right is for people to decide

fresh
sed -i 's/^收入差距下限,1.30,/收入差距下限,1.60,/' scheme/10-参数.csv
december 0
err_has '招商人员与非招商人员每系数绩效之比超出范围'
fresh
sed -i 's/^收入差距上限,2.50,/收入差距上限,1.6916,/' scheme/10-参数.csv
december 0
err_has '招商人员与非招商人员平均绩效之比超出范围'
fresh
sed -i 's/^收入差距上限,2.50,/收入差距上限,1.6917,/' scheme/10-参数.csv
december 0
CASE='a gap of just the highest allowed ratio'
grep -qF '平均绩效之比超出范围' .err && fail 'is warned of'

# ---- refused

refuses()
{
    december 1
    err_has "$1"
    absent again
}

fresh
sed -i 's/^PJ1+洽谈攻坚,A04,40%/PJ1+洽谈攻坚,A04,39%/' data/认定-*.csv
refuses '本项目本角色各人份额合计应为 100%'

# a role that nobody played leaves its part of the points without an owner
fresh
sed -i '/^PJ3+信息提供,/d' data/认定-*.csv
refuses '本项目本角色各人份额合计应为 100%'

fresh
sed -i 's/^信息提供,信息提供,HA,20%/信息提供,信息提供,HA,21%/' scheme/50-*.csv
refuses '各角色占比合计应为 100%'

# inside the total the rewards come out of the project pool, which holds 96,000.00
fresh
cp "$SAMPLE/variant/"*.csv scheme/
sed -i 's/20000.00/96000.01/' data/即时奖励.csv
refuses '计入总额的即时奖励超过招商项目池，无处列支'

fresh
sed -i 's/^HA,2,1,否/HA,2,1,是/' data/开发区-年度考评.csv
refuses '没有连续两年无重特大项目落地，不应确认降级降薪'

fresh
sed -i 's/^HA,2,/HA,10,/' data/开发区-年度考评.csv
refuses '园区系数表'

fresh
sed -i 's/,12,2$/,11,2/' data/开发区-核定.csv
refuses '在岗人数与预留岗位之和超过核定岗位数'
# one or two posts are kept free; none and three are told
for kept in 0 1 3; do
    fresh
    sed -i "s/,12,2\$/,15,$kept/" data/开发区-核定.csv
    december 0
    if [ $kept -eq 1 ]; then
        grep -q '预留岗位应为' .err && fail 'one post was told'
    else
        err_has '预留岗位应为 1—2 个'
    fi
done

fresh
sed -i 's/^A06,郭六/A06,郭七/' data/工资.csv
refuses '工资数据的姓名与花名册不同'

finish
