#!/bin/sh
# 三亮: the year's targets in January, the progress in June, the results in December.  Each
# snapshot is a run folder of its own and reads the one before.  Then the pay of the twelve
# months, by the same posts; December pays out the results, too.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

"$KPAY" run "$here/scheme" --data "$here/data/2025-01" --month 2025-01 --out "$OUT/2025-01"
"$KPAY" run "$here/scheme" --data "$here/data/2025-06" --month 2025-06 \
    --prev "$OUT/2025-01" --out "$OUT/2025-06"
"$KPAY" run "$here/scheme" --data "$here/data/2025-12" --month 2025-12 \
    --prev "$OUT/2025-06" --out "$OUT/2025-12"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/scheme"
cp "$here/payroll/scheme/"*.csv "$here/scheme/41-岗位薪酬表.csv" "$here/scheme/42-驻外标准.csv" \
    "$here/scheme/50-机构与岗位.csv" "$made/scheme"
cp -R "$here/payroll/data" "$made/data"
cp "$OUT/2025-12/out/员工-年度兑现.csv" "$made/data/2025-12"

pay()
{
    month=$1
    shift
    "$KPAY" run "$made/scheme" --data "$made/data/$month" --month "$month" --out "$OUT/工资-$month" "$@"
}

pay 2025-01
before=2025-01
for month in 2025-02 2025-03 2025-04 2025-05 2025-06 2025-07 2025-08 2025-09 2025-10 \
    2025-11 2025-12; do
    pay "$month" --prev "$OUT/工资-$before"
    before=$month
done
echo "$OUT"
