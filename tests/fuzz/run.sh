#!/bin/sh
# Builds all fuzz entries and runs each for SECONDS (60): tests/fuzz/run.sh [SECONDS] [ENTRY...]
#   BUILD   the build folder (default build-fuzz); its corpus/ grows from run to run
# What falls out is left in BUILD/found/; give it to BUILD/tests/fuzz/ENTRY to see it again.
set -eu

source=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
seconds=${1:-60}
[ $# -eq 0 ] || shift
BUILD=${BUILD:-$source/build-fuzz}
export SOURCE="$source"

[ -f "$BUILD/build.ninja" ] ||
    cmake -S "$source" -B "$BUILD" -G Ninja -DCMAKE_C_COMPILER=clang -DKP_FUZZ=ON \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS=-g >/dev/null
entries=$*
if [ -z "$entries" ]; then
    for file in "$source"/tests/fuzz/fuzz_*.c; do
        name=${file##*/}
        entries="$entries ${name%.c}"
    done
fi
# shellcheck disable=SC2086
ninja -C "$BUILD" $entries >/dev/null
python3 "$source/tests/fuzz/seeds.py" "$source" "$BUILD/corpus"
mkdir -p "$BUILD/found"

failed=0
for entry in $entries; do
    printf '%s: ' "$entry"
    if "$BUILD/tests/fuzz/$entry" "$BUILD/corpus/$entry" -max_total_time="$seconds" \
        -timeout=10 -rss_limit_mb=2048 -max_len=20000 -len_control=0 -artifact_prefix="$BUILD/found/$entry-" \
        -print_final_stats=1 >"$BUILD/found/$entry.log" 2>&1; then
        sed -n 's/^stat::number_of_executed_units: */runs /p' "$BUILD/found/$entry.log"
    else
        failed=$((failed + 1))
        echo "found something, see $BUILD/found/$entry.log"
    fi
done
[ "$failed" -eq 0 ]
