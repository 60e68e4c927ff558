#!/bin/sh
# kpay whatif beside whole runs of both schemes, month after month, recalculated in
# fractions: the cone, the shared inputs and the history in memory must not show.
. "${0%/*}/lib.sh"

scheme="$SOURCE/samples/start/scheme"
data="$SOURCE/samples/start/data/2025-01"

# ---- one month: pool 12,000 against 13,000

kpay_exits 0 run "$scheme" --data "$data" --month 2025-01 --out base
kpay_exits 0 run "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --out trial
kpay_exits 0 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --out compared
err_is_empty
sed 's|位置：.*start|位置：start|' .out >shown
mv shown .out
out_is <<'END'
绩效工资入门方案  2025-01  试算与原方案比较

参数
  人均绩效标准　值：2400 → 2600
      依据：《薪酬发放办法》第二条
      位置：start/scheme/1-方案.csv!B15 → --set!B3

  合计           原方案       试算      差额
  ----------  ---------  ---------  --------
  绩效工资    12,000.00  13,000.00  1,000.00
  应发合计    34,500.00  35,500.00  1,000.00
  个人所得税     122.39     142.17     19.78
  扣款合计     4,939.89   4,959.67     19.78
  实发合计    29,560.11  30,540.33    980.22

“实发合计”差额的构成
  +  绩效工资    1,000.00
  −  个人所得税     19.78
  =  差额          980.22

以下为“实发合计”

  开发区  人数     原方案       试算    差额
  ------  ----  ---------  ---------  ------
  Z          5  29,560.11  30,540.33  980.22
  合计       5  29,560.11  30,540.33  980.22

  部门  人数     原方案       试算    差额
  ----  ----  ---------  ---------  ------
  A        2  12,075.21  12,481.43  406.22
  B        3  17,484.90  18,058.90  574.00
  合计     5  29,560.11  30,540.33  980.22

员工 5 个，有变化的 5 个；“实发合计”增加的 5 个，减少的 0 个
  员工          原方案      试算    差额
  ----  ----  --------  --------  ------
  S01   甲一  6,927.70  7,174.51  246.81
  S03   丙三  6,882.07  7,115.54  233.47
  S04   丁四  5,806.68  5,994.16  187.48
  S02   乙二  5,147.51  5,306.92  159.41
  S05   戊五  4,796.15  4,949.20  153.05
END
python3 "$SOURCE/tests/golden/whatif_check.py" compared base trial >.out 2>&1 ||
    { fail 'one month'; cat .out; }
unzip -p compared/比较.xlsx xl/workbook.xml | grep -q 'name="按部门"' || fail 'no sheet 按部门'
unzip -p compared/比较.xlsx xl/worksheets/sheet1.xml | grep -q '不得发放' || fail 'not marked'

# The same whatever the number of threads.
kpay_exits 0 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --out again --threads 4
same_folder compared again

# Fields and groups as asked; what is not there is told.
kpay_exits 0 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 \
    --entity 部门 --field 得分 --by 开发区
out_has '部门 2 个，有变化的 0 个'
kpay_exits 1 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --field 实法合计
err_has 'KP6738'
err_has '实发合计'
kpay_exits 1 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --entity 员功
err_has 'KP6737'
kpay_exits 1 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=2600 --by 街道
err_has 'KP6740'
kpay_exits 1 whatif "$scheme" --data "$data" --month 2025-01
err_has 'KP6743'
kpay_exits 2 whatif "$scheme" --data "$data" --month 2025-01 --months 2025-01..2025-02 --set 人均绩效标准=2600
err_has 'KP6742'
kpay_exits 2 whatif "$scheme" --data "$data" --months 2025-02..2025-01 --set 人均绩效标准=2600
err_has 'KP6509'
kpay_exits 1 whatif "$scheme" --data "$data" --month 2025-01 --set 人均绩效标准=-2600
err_has 'KP5010'

# ---- a year so far of eighty people: rosters shared, one month with a file of its own

python3 "$SOURCE/tests/bench/zone.py" 80 zone
rm zone/data/员工-累计结转.csv
mkdir -p year/2025-03
cp zone/data/*.csv year
mv year/员工-考勤.csv attendance.csv
for month in 2025-01 2025-02 2025-04 2025-05 2025-06; do
    mkdir year/$month
    cp attendance.csv year/$month/员工-考勤.csv
done
awk -F, -v OFS=, 'NR > 1 && NR % 9 == 0 { for (i = 2; i <= NF; i++) if ($i == "0") { $i = 1; break } } { print }' \
    attendance.csv >year/2025-03/员工-考勤.csv

cat >matrix.csv <<'END'
交叉表,薪酬矩阵,U,横向 档,结果 系数
级,职,1档,2档,3档,4档,5档,6档,7档,8档,9档,10档,11档,12档,依据
三级,部门正职,1.600,1.650,1.700,1.750,1.800,1.850,1.900,1.950,2.000,2.050,2.100,2.150,试算
四级,部门副职,1.300,1.325,1.350,1.375,1.400,1.425,1.450,1.475,1.500,1.525,1.550,1.575,试算
五级,主管,1.1555,1.200,1.225,1.250,1.275,1.300,1.325,1.350,1.375,1.400,1.425,1.450,试算
五级,专员,0.950,0.975,1.000,1.025,1.050,1.075,1.100,1.125,1.150,1.175,1.200,1.225,试算
END

# chain NAME OPTION... : whole runs, one after the other
chain()
{
    name=$1
    shift
    before=
    for month in 2025-01 2025-02 2025-03 2025-04 2025-05 2025-06; do
        rm -rf month
        mkdir month
        cp year/*.csv month
        [ ! -d year/$month ] || cp year/$month/*.csv month
        kpay_exits 0 run zone/scheme --data month --month $month --out "$name-$month" \
            ${before:+--prev "$before"} "$@"
        before=$name-$month
    done
}

runs()
{
    for month in 2025-01 2025-02 2025-03 2025-04 2025-05 2025-06; do
        printf '%s-%s ' "$1" $month
    done
}

chain base_year
chain trial_year --set-table matrix.csv --set 优秀比例=30%
kpay_exits 0 whatif zone/scheme --data year --months 2025-01..2025-06 --set-table matrix.csv \
    --set 优秀比例=30% --out compared_year
# shellcheck disable=SC2046
python3 "$SOURCE/tests/golden/whatif_check.py" compared_year $(runs base_year) $(runs trial_year) \
    >.out 2>&1 || { fail 'six months'; cat .out; }

# All months from the same files: inputs are read twice and shared from then on.
rm -rf year/2025-0[1-6] base_year* trial_year*
cp attendance.csv year/员工-考勤.csv
chain base_year
chain trial_year --set 人均绩效标准=2750.55
kpay_exits 0 whatif zone/scheme --data year --months 2025-01..2025-06 --set 人均绩效标准=2750.55 --out shared
# shellcheck disable=SC2046
python3 "$SOURCE/tests/golden/whatif_check.py" shared $(runs base_year) $(runs trial_year) \
    >.out 2>&1 || { fail 'shared months'; cat .out; }

# Starting in the middle of the year, on top of a run folder.
kpay_exits 0 whatif zone/scheme --data year --months 2025-05..2025-06 --prev base_year-2025-04 \
    --set 人均绩效标准=2750.55 --out late
for month in 2025-05 2025-06; do
    rm -rf month late-$month
    before=base_year-2025-04
    [ $month = 2025-05 ] || before=late-2025-05
    kpay_exits 0 run zone/scheme --data year --month $month --prev $before \
        --set 人均绩效标准=2750.55 --out late-$month
done
python3 "$SOURCE/tests/golden/whatif_check.py" late base_year-2025-05 base_year-2025-06 \
    late-2025-05 late-2025-06 >.out 2>&1 || { fail 'two months on a run folder'; cat .out; }
finish
