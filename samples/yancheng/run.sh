#!/bin/sh
# Runs March, then April on top of March's run folder.
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
echo "$OUT"
