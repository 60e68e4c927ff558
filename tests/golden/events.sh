#!/bin/sh
# samples/events: a person for every event, by every day basis; what comes to light two months
# later; and what must be refused.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/events
CHECK=$SOURCE/tests/golden/events_check.py
OUT=$WORK/results
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$CHECK" "$OUT" || fail 'other figures than expected'
for run in "$OUT"/*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

CASE='the check is able to fail'
# plant FILE COLUMN: a cent more, or a day, in the second row
plant()
{
    cp -R "$OUT/." planted
    awk -F, -v OFS=, -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i }
        NR == 3 { $at += 0.01 } 1' "$OUT/$1" >"planted/$1"
    ! python3 "$CHECK" planted >.out || fail "a changed $2 in $1 was not noticed"
}
plant 2025-03/tables/员工.csv 应发
plant 整半月/tables/员工.csv 基础薪酬
plant 补报-2025-04/out/更正单-补发扣回.csv 差额
plant 2025-05/tables/员工.csv 补发扣回

refused()
{
    rm -rf data again
    cp -R "$SAMPLE/data/2025-03" data
    sed -i "$1" "data/$2"
    kpay_exits 1 run "$SAMPLE/scheme" --data data --month 2025-03 --out again
    err_has "$3"
    absent again
}
# days that do not add up, more leave than presence, a penalty that ends before it began
refused 's/^V03,2,部门副职,1.40,12/V03,2,部门副职,1.40,11/' 任职段.csv '各任职段的工作日之和应等于在岗工作日'
refused '/^V02,/s/2025-03-14,10,/2025-03-14,10,11/' 员工.csv '请假天数多于在岗天数'
refused 's/2025-02-10,2025-08-10/2025-02-10,2025-01-10/' 处分.csv '期满日期早于决定日期'
refused '/^V01,/s/2025-03-10,,16,/2025-03-10,,,/' 员工.csv '月中入职或离职的要填在岗工作日'
refused '/^V02,/s/2025-03-14,10,/2025-03-14,10,-1/' 员工.csv '在岗工作日不能是负数'
refused 's/^V03,2,/V03,3,/' 任职段.csv '任职段的序号应从 1 起连续'
# by calendar days there must be a day that it begins or ends with
CASE='calendar days without dates'
sed 's/^V13,\([^,]*,[^,]*,[^,]*,[^,]*,[^,]*\),,,,/V13,\1,,,7,/' "$SAMPLE/data/2025-03/员工.csv" >data/员工.csv
cp "$SAMPLE/data/2025-03/任职段.csv" data
kpay_exits 1 run "$SAMPLE/scheme" --data data --month 2025-03 --out again --set 入离职日基数=自然日
err_has '按自然日或整半月折算的，要有入职或离职日期'
# half a cent of leave is rounded once: 4,200.13 / 22 = 190.915, and no sick pay makes up for it
rm -rf data half-cent
cp -R "$SAMPLE/data/2025-04" data
sed -i 's/^V13,\([^,]*,[^,]*\),4200.00,\([^,]*,[^,]*,[^,]*,[^,]*,[^,]*\),,/V13,\1,4200.13,\2,1,/' data/员工.csv
kpay_exits 0 run "$SAMPLE/scheme" --data data --month 2025-04 --prev "$OUT/2025-03" --out half-cent
figure half-cent/tables/员工.csv V13 事假扣发 190.92
figure half-cent/tables/员工.csv V13 病假扣发 0.00
figure half-cent/tables/员工.csv V13 基础薪酬 4009.21
# a basis that nobody knows is no basis
kpay_exits 1 run "$SAMPLE/scheme" --data "$SAMPLE/data/2025-03" --month 2025-03 --out again \
    --set 入离职日基数=按周
err_has 'KP5020'

finish
