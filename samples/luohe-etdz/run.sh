#!/bin/sh
# 三亮: the year's targets in January, the progress in June, the results in December.  Each
# snapshot is a run folder of its own and reads the one before.
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
echo "$OUT"
