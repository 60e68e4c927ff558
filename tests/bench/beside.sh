#!/bin/sh
# kpay and the npm package @gorules/zen-engine on the same rules and people, in one run: a score
# table of 12 rules, 5 grades, a matrix of 360 rows and a formula, the rule row of every table kept.
#
#   tests/bench/beside.sh
#
#   KPAY_PEERS  folder of bench_zen.js and workload.mjs; they are not part of this repository
#   ZEN         folder whose node_modules holds the package; without it the package is fetched
#               from the npm registry
#   BUILD       build folder (default: build/ of this repository, release)
#   PEOPLE      (default: 100000)      WORK  default: a temporary folder
#
# What kpay pays everybody is compared with an exact recalculation first.  Its line is the
# calculation with its trace alone, and the whole of `kpay run`: reading, checking, writing.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
BUILD=${BUILD:-$here/../../build}
PEOPLE=${PEOPLE:-100000}
: "${KPAY_PEERS:?is the folder of bench_zen.js}"
[ -n "${WORK-}" ] || { WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT; }

mkdir -p "$WORK/zen"
cp "$KPAY_PEERS/bench_zen.js" "$WORK/zen/bench_zen.mjs"
cp "$KPAY_PEERS/workload.mjs" "$WORK/zen"
if [ -n "${ZEN-}" ]; then
    ln -sfn "$ZEN/node_modules" "$WORK/zen/node_modules"
elif [ ! -d "$WORK/zen/node_modules" ]; then
    (cd "$WORK/zen" && npm install --silent --no-audit --no-fund @gorules/zen-engine) >&2
fi

node "$here/beside/zone.mjs" "$WORK/zen/workload.mjs" "$PEOPLE" "$WORK/zone"
rm -rf "$WORK/run"
"$BUILD/kpay" run "$WORK/zone/scheme" --data "$WORK/zone/data" --month 2025-03 --threads 1 \
    --out "$WORK/run" --timing >/dev/null 2>"$WORK/told" || { cat "$WORK/told" >&2; exit 1; }
tail -n +2 "$WORK/run/tables/员工.csv" | tr -d '\r' | awk -F, '{ print $1 "," $NF }' |
    cmp - "$WORK/zone/expected" || { echo 'beside.sh: kpay pays somebody wrong' >&2; exit 1; }

printf '%-34s%14s%20s\n' 'one core' 'CPU seconds' 'people/CPU second'
awk -F '\t' -v n="$PEOPLE" '
    function line(label, cpu) { printf "%-34s%14.3f%20.0f\n", label, cpu, n / cpu }
    $1 == "timing" && $2 != "total" && $2 != "peak_kib" { all += $4; if ($2 == "calculate") calculate = $4 }
    END { line("kpay, calculation with trace", calculate); line("kpay run, all stages", all) }' "$WORK/told"
for mode in each batch trace; do
    (cd "$WORK/zen" && node bench_zen.mjs "$PEOPLE" "$mode") |
        sed -n 's/.*"mode":"\([a-z]*\)".*"cpu_s":\([0-9.]*\),.*"emp_per_s_cpu":\([0-9]*\).*/\1 \2 \3/p' |
        awk '{ printf "%-34s%14.3f%20d\n", "zen-engine, " $1, $2, $3 }'
done
