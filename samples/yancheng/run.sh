#!/bin/sh
# Runs March, April on top of March's run folder, and May by the scheme that extends theirs.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

"$KPAY" run "$here/scheme" --data "$here/data/2025-03" --month 2025-03 --out "$OUT/2025-03"
"$KPAY" run "$here/scheme" --data "$here/data/2025-04" --month 2025-04 \
    --prev "$OUT/2025-03" --out "$OUT/2025-04"
"$KPAY" run "$here/complete" --data "$here/data/2025-05" --month 2025-05 \
    --prev "$OUT/2025-04" --out "$OUT/2025-05"
echo "$OUT"
