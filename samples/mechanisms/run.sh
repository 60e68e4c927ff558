#!/bin/sh
# Runs the small schemes of this folder; the lists of last places need three years.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

for one in targets posts identity; do
    "$KPAY" run "$here/$one/scheme" --data "$here/$one/data" --month 2025-12 --out "$OUT/$one"
done
before=
for year in 2023 2024 2025; do
    "$KPAY" run "$here/bottom/scheme" --data "$here/bottom/data/$year-12" --month "$year-12" \
        --out "$OUT/bottom-$year" ${before:+--prev "$before"}
    before=$OUT/bottom-$year
done
echo "$OUT"
