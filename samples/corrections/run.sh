#!/bin/sh
# Closed months that turn out wrong: data, then rules; made good two months later, again,
# and for somebody who has left.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT/data"
cp -R "$here/data/." "$OUT/data"

run()
{
    scheme=$1 month=$2
    shift 2
    "$KPAY" run "$here/$scheme" --data "$OUT/data/$month" --month "$month" --out "$OUT/$month" "$@"
}

printf '编号,员工,原月份,项目,原值,新值,差额,原因,原结算号,原日志头\n' >"$OUT/none.csv"
for month in 2025-01 2025-02; do
    cp "$OUT/none.csv" "$OUT/data/$month/更正单.csv"
done
run scheme 2025-01
run scheme 2025-02 --prev "$OUT/2025-01"

# In March: three of January's scores were typed wrong.
mkdir "$OUT/corrected"
cp "$here/corrected/2025-01/员工.csv" "$OUT/corrected"
cp "$OUT/none.csv" "$OUT/corrected/更正单.csv"
"$KPAY" correct "$OUT/2025-01" --data "$OUT/corrected" --reason '考核得分录错，考核办〔2025〕3 号' \
    --out "$OUT/2025-01-更1"
cp "$OUT/2025-01-更1/out/更正单-补发扣回.csv" "$OUT/data/2025-03"
run scheme 2025-03 --prev "$OUT/2025-02"

# In April: the coefficient itself was wrong since January.  January has been corrected
# before, so that the correction is corrected; every line stands against what it changes.
number=2
for month in 2025-01-更1 2025-02 2025-03; do
    "$KPAY" correct "$OUT/$month" --scheme "$here/scheme-2" --reason '岗位系数更正，自 1 月起' \
        --out "$OUT/系数-$month"
    cp "$OUT/系数-$month/out/更正单-补发扣回.csv" "$OUT/data/2025-04/更正单-$number.csv"
    number=$((number + 1))
done
run scheme-2 2025-04 --prev "$OUT/2025-03"
rm "$OUT/none.csv"
echo "$OUT"
