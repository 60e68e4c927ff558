#!/bin/sh
# kpay whatif --solve: worked figures of pools by rounded point value, both neighbours
# shown; a result that does not go one way is found out; wrong wishes are told.
. "${0%/*}/lib.sh"

# Coefficients 2.50 1.85 1.40 1.20 1.00 times scores 93.5 96.2 88.0 91.4 79.9 are points
# 233.750 177.970 123.200 109.680 79.900, together 724.500; 30,000 / 724.5 = 41.407867…
mkdir points data
cat >points/1.csv <<'END'
说明,方案
项目,内容
方案名称,分值法

参数,参数
名称,值,单位
分值,41.40,
比例,10%,百分比
年终奖,36000,元
发放方式,甲,文本

实体,实体
实体,主键
开发区,编号
员工,工号

数据,开发区
编号
Z

字段,字段
实体,字段,类型,小数位,公式
开发区,编号,文本,,
开发区,绩效合计,金额,2,sum(员工.绩效)
开发区,税后合计,金额,2,sum(员工.税后)
员工,工号,文本,,
员工,开发区,开发区,,
员工,点数,数值,3,
员工,绩效,金额,2,点数 * 分值
员工,扣留,金额,2,绩效 * 比例
员工,税后,金额,2,"年终奖 - (if 年终奖 <= 36000 then 年终奖 * 3% else 年终奖 * 10% - 210)"

报表,工资表,实体 员工,大写 绩效
列,内容,合计
工号,工号,
绩效,绩效,是
END
cat >data/员工.csv <<'END'
工号,开发区,点数
1,Z,233.750
2,Z,177.970
3,Z,123.200
4,Z,109.680
5,Z,79.900
END

solve()
{
    want=$1
    shift
    kpay_exits "$want" whatif points --data data --month 2025-01 "$@"
}

# Two decimals: 41.40 leaves 5.70 unspent, 41.41 would be 1.55 too much.
solve 0 --solve 分值 --goal '开发区.绩效合计 <= 30,000' --step 0.01
sed -n 1,8p .out >shown
cat >want <<'END'
求解  分值：使 开发区.绩效合计 不超过 30,000

   分值  开发区.绩效合计       目标   多出
  -----  ---------------  ---------  -----  ------------------
  41.40        29,994.30  30,000.00  -5.70  不超过的最大数
  41.41        30,001.55  30,000.00   1.55  再变一个单位就超出

END
head -7 shown | diff -u want - || fail 'two decimals'

# Four decimals: 41.4079 would be 0.02 too much; the sum over 员工 is the same goal.
solve 0 --solve 分值 --goal '员工.绩效 = 30000' --step 0.0001
out_has '41.4079'
out_has '30,000.02'
out_has '41.4078'

# Exactly: 724.5 points at 40 are 28,980.
solve 0 --solve 分值 --goal '开发区.绩效合计 <= 28980' --step 0.01
out_has '  40.00        28,980.00  28,980.00  0.00  正好'
out_has '28,987.25'

# A percentage moves in its own digits; one row by its key; a falling result.
solve 0 --solve 比例 --goal '员工[1].扣留 <= 1000'
out_has '10%'
out_has '11%'
sed -i 's/绩效 \* 比例/绩效 * (1 - 比例)/' points/1.csv
solve 0 --solve 比例 --goal '员工.扣留 <= 26000' --step 0.1%
# 29,994.30 * 0.867 = 26,005.06, * 0.866 = 25,975.06
out_has '13.4%'
out_has '13.3%'

# Above 36,000 the tax jumps from 1,080.00 to 3,390.00 and what is left falls: every value
# of the range is tried.  0.9 b + 210 <= 34,000 up to b = 37,544.4: five times 33,996.
solve 0 --solve 年终奖 --goal '开发区.税后合计 <= 170000' --from 35900 --to 38000 --step 10
out_has '不随参数单调变化'
out_has '37540'
out_has '169,980.00'

# A parabola: 99.9 b - 10 b² turns at 4.995.  What lies behind the turn is nearer to the goal,
# and a range of few values is tried whole.
cp -r points turning
sed -i 's/^比例,10%,百分比/比例,10%,百分比\n倍数,1.00,\n人数线,4,/; s/^开发区,税后合计.*/&\n开发区,拱,金额,2,"99.9 * 倍数 - 10 * 倍数 * 倍数"\n开发区,谷,金额,2,if 人数线 between 2 and 4 then 500 else 700\n开发区,阶,金额,2,"if 人数线 < 3 then 700 else if 人数线 < 6 then 500 else 2000"/' turning/1.csv
turn()
{
    want=$1
    shift
    kpay_exits "$want" whatif turning --data data --month 2025-01 --entity 员工 --field 绩效 \
        --from 0 "$@"
}
# 1.10 gives 97.79, 1.11 and 8.88 give 98.57, 1.12 and 8.87 more than 98.60
turn 0 --solve 倍数 --goal '开发区.拱 <= 98.6' --to 10 --step 0.01
out_has '不随参数单调变化'
out_has '  8.88      98.57  98.60   -0.03'
turn 1 --solve 倍数 --goal '开发区.拱 <= 98.6' --to 100 --step 0.01
err_has 'KP6749'
# 700, 700, 700, 500, 500, 500, 2000: the most that is not above 800 is 700, by 2
turn 0 --solve 人数线 --goal '开发区.阶 <= 800' --to 8
out_has '       2  '
out_has '700.00'

# 700, 700, 500, 500, 500, 700 … 700: alike at both ends, and not between them
turn 0 --solve 人数线 --goal '开发区.谷 <= 600' --to 8
out_has '不随参数单调变化'
out_has '       4  '

# ---- wishes that cannot be met

solve 1 --solve 年终奖 --goal '开发区.税后合计 <= 170000' --from 35900 --to 38000
err_has 'KP6749'
solve 1 --solve 分值 --goal '开发区.税后合计 <= 1'
err_has 'KP6750'
solve 1 --solve 分值
err_has 'KP6751'
solve 1 --solve 分植 --goal '开发区.绩效合计 <= 30000'
err_has 'KP6731'
solve 1 --solve 发放方式 --goal '开发区.绩效合计 <= 30000'
err_has 'KP6747'
solve 1 --solve 分值 --goal '绩效合计不超过三万'
err_has 'KP6744'
solve 1 --solve 分值 --goal '开发区.绩效总计 <= 30000'
err_has 'KP6745'
err_has '绩效合计'
solve 1 --solve 比例 --goal '员工.扣留 <= 1000' --step 0.01
err_has 'KP6746'
finish
