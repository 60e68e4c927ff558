#!/bin/sh
# Runs the twelve months of 2025, each on top of the run before; then December with the
# instant rewards inside the total, and the year as it would be without a major project.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

"$KPAY" run "$here/scheme" --data "$here/data/2025-01" --month 2025-01 --out "$OUT/2025-01"
before=2025-01
for month in 2025-02 2025-03 2025-04 2025-05 2025-06 2025-07 2025-08 2025-09 2025-10 \
    2025-11 2025-12; do
    "$KPAY" run "$here/scheme" --data "$here/data/$month" --month "$month" \
        --prev "$OUT/$before" --out "$OUT/$month"
    before=$month
done

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# The same people and scores in another year for the zone, beside December's figures.
cp -R "$here/scheme" "$made/whatif"
cp "$here/whatif/scheme/"*.csv "$made/whatif/"
mkdir "$made/data"
cp "$here/data/2025-12/"员工-*.csv \
    "$here/data/2025-12/"开发区-核定.csv "$here/data/2025-12/"扣分事项.csv "$here/data/2025-12/"主业指标-*.csv \
    "$here/whatif/data/"*.csv "$OUT/2025-12/out/员工-备案绩效.csv" "$made/data/"
"$KPAY" run "$made/whatif" --data "$made/data" --month 2025-12 --out "$OUT/2025-12-whatif"

# The same scheme with one parameter changed.  Last: a year without an increment has no
# project pool to take the rewards from, and is refused.
cp -R "$here/scheme" "$made/inside"
cp "$here/variant/"*.csv "$made/inside/"
"$KPAY" run "$made/inside" --data "$here/data/2025-12" --month 2025-12 \
    --prev "$OUT/2025-11" --out "$OUT/2025-12-inside"
echo "$OUT"
