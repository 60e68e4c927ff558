#!/bin/sh
# Runs the fourteen zones and the comparison above them, January and then February.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the results go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

"$KPAY" group "$here/名单.csv" --scheme "$here/scheme" --month 2025-01 --out "$OUT/2025-01"
"$KPAY" group "$here/名单.csv" --scheme "$here/scheme" --month 2025-02 \
    --prev "$OUT/2025-01" --out "$OUT/2025-02"
echo "$OUT"
