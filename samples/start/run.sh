#!/bin/sh
# Runs the one month of this folder.
#   KPAY  the program (default: kpay from the PATH)
#   OUT   where the run folder goes (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

"$KPAY" run "$here/scheme" --data "$here/data/2025-01" --month 2025-01 --out "$OUT/2025-01"
echo "$OUT"
