#!/bin/sh
# March 2025 by the scheme and by every other day basis and direction; April; then what came
# to light in May: both months again, one on top of the other, and the differences in May.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

month()
{
    out=$1
    shift
    "$KPAY" run "$here/scheme" --data "$here/data/2025-03" --month 2025-03 --out "$OUT/$out" "$@"
}

month 2025-03
month 自然日 --set 入离职日基数=自然日
month 月计薪天数 --set 入离职日基数=月计薪天数
month 整半月 --set 入离职日基数=整半月
month 倒扣 --set 缺勤折算方向=倒扣
month 正算 --set 缺勤折算方向=正算
month 满十五天 --set 折算月口径=满十五天
"$KPAY" run "$here/scheme" --data "$here/data/2025-04" --month 2025-04 \
    --prev "$OUT/2025-03" --out "$OUT/2025-04"

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
for month in 2025-03 2025-04; do
    mkdir "$made/$month"
    cp "$here/data/$month/"*.csv "$made/$month"
    cp "$here/corrected/$month/"*.csv "$made/$month"
done

# Data: late documents.  April stands on the corrected March, whose last post goes on.
"$KPAY" correct "$OUT/2025-03" --data "$made/2025-03" --reason '异动文件 5 月补报' --out "$OUT/补报-2025-03"
"$KPAY" correct "$OUT/2025-04" --data "$made/2025-04" --prev "$OUT/补报-2025-03" \
    --reason '异动文件 5 月补报' --out "$OUT/补报-2025-04"

# Rules: the share under a warning was wrong; on top of the corrections above.
"$KPAY" correct "$OUT/补报-2025-03" --scheme "$here/scheme-2" --reason '警告期绩效比例更正' --out "$OUT/规定-2025-03"
"$KPAY" correct "$OUT/补报-2025-04" --scheme "$here/scheme-2" --prev "$OUT/规定-2025-03" \
    --reason '警告期绩效比例更正' --out "$OUT/规定-2025-04"

cp -R "$here/data/2025-05" "$made/2025-05"
number=1
for found in 补报-2025-03 补报-2025-04 规定-2025-03 规定-2025-04; do
    cp "$OUT/$found/out/更正单-补发扣回.csv" "$made/2025-05/更正单-$number.csv"
    number=$((number + 1))
done
"$KPAY" run "$here/scheme-2" --data "$made/2025-05" --month 2025-05 --prev "$OUT/2025-04" --out "$OUT/2025-05"
echo "$OUT"
