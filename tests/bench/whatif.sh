#!/bin/sh
# How long a what-if takes: the whole matrix changed, over twelve months, one thread.
#
#   tests/bench/whatif.sh
#
#   BUILD   build folder (default: build/ of this repository, release)
#   PEOPLE  (default: 10000)      RUNS  (default: 3)
#   PYTHON  python3
#
# Seconds of CPU count, not those on the clock: reading, compiling both schemes for every
# month, loading, both calculations, comparing.  tests/golden/cli_whatif.sh shows that the
# figures are those of whole runs.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
BUILD=${BUILD:-$here/../../build}
PEOPLE=${PEOPLE:-10000}
RUNS=${RUNS:-3}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

"${PYTHON:-python3}" "$here/zone.py" "$PEOPLE" "$WORK/zone"
rm "$WORK/zone/data/员工-累计结转.csv"  # the year begins in January
sed -n '/^交叉表,薪酬矩阵/,/^$/p' "$here/zone/3-规则.csv" |
    sed 's/,1\.600,/,1.650,/; s/,1\.300,/,1.350,/; s/,1\.100,/,1.150,/; s/,0\.900,/,0.950,/' \
        >"$WORK/matrix.csv"
for run in $(seq "$RUNS"); do
    "$BUILD/kpay" whatif "$WORK/zone/scheme" --data "$WORK/zone/data" --months 2025-01..2025-12 \
        --set-table "$WORK/matrix.csv" --threads 1 --timing 2>&1 >/dev/null |
        awk -F '\t' '$1 == "timing" && $3 + $4 > 0 { printf "%s %s  ", $2, $2 == "peak_kib" ? $3 : $4 } END { print "" }'
done
