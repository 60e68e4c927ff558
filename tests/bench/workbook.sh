#!/bin/sh
# What the workbook costs beside the library alone: CPU seconds of kpay's workbook stage,
# and of a bare libxlsxwriter program that writes the same cells, in one run.
#
#   tests/bench/workbook.sh
#
#   BUILD   build folder (default: build/ of this repository, release)
#   SIZE    people (default: 100000; needs 2 GB of disk)
#   WORK    where zone and files go (default: a temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
BUILD=${BUILD:-$here/../../build}
SIZE=${SIZE:-100000}
[ -n "${WORK-}" ] || { WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT; }

ninja -C "$BUILD" kpay bare_book >/dev/null
python3 "$here/zone.py" "$SIZE" "$WORK/zone" >/dev/null
rm -rf "$WORK/run"
"$BUILD/kpay" run "$WORK/zone/scheme" --data "$WORK/zone/data" --month 2025-03 \
    --out "$WORK/run" --threads 1 --timing >/dev/null 2>"$WORK/told"
ours=$(awk -F '\t' '$1 == "timing" && $2 == "workbook" { print $4 }' "$WORK/told")
peak=$(awk -F '\t' '$1 == "timing" && $2 == "peak_kib" { print $3 }' "$WORK/told")
python3 "$here/bare_cells.py" "$WORK/run/out/2025-03.xlsx" >"$WORK/cells"
bare=$("$BUILD/tests/bench/bare_book" "$WORK/cells" "$WORK/bare.xlsx")
awk -v n="$SIZE" -v cells="$(grep -c '^[NTFB]' "$WORK/cells")" -v a="$ours" -v b="$bare" -v m="$peak" 'BEGIN {
    printf "%d people, %d cells\n", n, cells
    printf "kpay workbook      %8.2f s CPU   whole run %d MiB\n", a, m / 1024
    printf "libxlsxwriter alone%8.2f s CPU\n", b
    printf "ratio              %8.2f\n", a / b
}'
