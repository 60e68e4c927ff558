#!/bin/sh
# Runs the twelve months of 2025, each on top of the run before; December settles the year.
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
echo "$OUT"
