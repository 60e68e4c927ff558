#!/bin/sh
# samples/events: a person for every event, by every day basis; and what must be refused.
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
cp -R "$OUT" planted
awk -F, -v OFS=, 'NR == 2 {$NF = "1.00"} 1' "$OUT/2025-03/tables/员工.csv" \
    >planted/2025-03/tables/员工.csv
! python3 "$CHECK" planted >.out || fail 'a changed figure was not noticed'

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
# a basis that nobody knows is no basis
kpay_exits 1 run "$SAMPLE/scheme" --data "$SAMPLE/data/2025-03" --month 2025-03 --out again \
    --set 入离职日基数=按周
err_has 'KP5020'

finish
