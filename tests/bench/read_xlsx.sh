#!/bin/sh
# How fast workbooks are read, beside a bare scan of the same XML in the same run.
#
#   tests/bench/read_xlsx.sh [FILE.xlsx]    without: a sheet of ROWS (100000) x 20 cells
#
#   BUILD   build folder (default: build/ of this repository, release)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
BUILD=${BUILD:-$root/build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -f "$BUILD/build.ninja" ] ||
    cmake -S "$root" -B "$BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
ninja -C "$BUILD" xlsx_scan >/dev/null
[ $# -gt 0 ] || {
    python3 "$here/big_xlsx.py" "$work/big.xlsx" "${ROWS:-100000}"
    set -- "$work/big.xlsx"
}
"$BUILD/tests/bench/xlsx_scan" "$1"
