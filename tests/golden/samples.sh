#!/bin/sh
# Every sample runs, gives the expected figures and can be verified.
. "${0%/*}/lib.sh"

OUT=$WORK/yancheng
CASE=$OUT
mkdir "$OUT"
export KPAY OUT
sh "$SOURCE/samples/yancheng/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$SOURCE/tests/golden/yancheng_check.py" "$OUT/2025-03" "$OUT/2025-04" ||
    fail 'other figures than expected'
for run in "$OUT"/2025-*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

# ---- every cell of the matrix, not only those that somebody stands in
CASE='the matrix'
cp -r "$SOURCE/samples/yancheng/scheme" matrix
python3 "$SOURCE/tests/golden/yancheng_check.py" --matrix >matrix/81-测试-矩阵.csv
[ "$(wc -l <matrix/81-测试-矩阵.csv)" -eq 76 ] || fail 'not 72 cells and 2 that are none'
kpay_exits 0 test matrix

OUT=$WORK/start
CASE=$OUT
mkdir "$OUT"
sh "$SOURCE/samples/start/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$SOURCE/tests/golden/yancheng_check.py" \
    --expected "$SOURCE/samples/start/expected/2025-01" "$OUT/2025-01" ||
    fail 'other figures than expected'

finish
