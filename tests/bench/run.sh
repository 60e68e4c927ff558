#!/bin/sh
# How fast: one table of `kpay run` by size and stage, then the ten variables.
#
#   tests/bench/run.sh
#
#   BUILD       build folder (default: build/ of this repository, release)
#   SIZES       people (default: 1000 10000 100000)
#   RUNS        of each size; medians are shown (default: 3)
#   THREADS     for kpay run (default: what it takes by itself)
#   WORK        where zones and runs go for the time being (default: a temporary folder;
#               100,000 people need 1.5 GB)
#   CHECK       1: recalculate every run independently, too
#   PERSONS     for the ten variables (default: 1000000)
#   ROUNDS      kpay and yardstick in turn (default: 5)
#   KPAY_PEERS  folder of ten_variables.py, the inexact vectorised yardstick; it is not
#               part of this repository and is skipped when this is not set
#   PYTHON      python3; the yardstick needs one with numpy
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
BUILD=${BUILD:-$root/build}
SIZES=${SIZES:-1000 10000 100000}
RUNS=${RUNS:-3}
PERSONS=${PERSONS:-1000000}
ROUNDS=${ROUNDS:-5}
PYTHON=${PYTHON:-python3}

[ -n "${WORK-}" ] || { WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT; }

build()
{
    [ -f "$BUILD/build.ninja" ] ||
        cmake -S "$root" -B "$BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release >"$WORK/build.log"
    ninja -C "$BUILD" kpay ten_variables >"$WORK/build.log" || {
        cat "$WORK/build.log" >&2
        exit 3
    }
}

# ---- kpay run

# Lines "size stage seconds cpu" of one run.
time_run()
{
    out=$WORK/run-$1
    rm -rf "$out"
    "$BUILD/kpay" run "$WORK/zone-$1/scheme" --data "$WORK/zone-$1/data" --month 2025-03 \
        --out "$out" --timing ${THREADS:+--threads "$THREADS"} \
        >/dev/null 2>"$WORK/told" || { cat "$WORK/told" >&2; exit 1; }
    awk -F '\t' -v size="$1" '$1 == "timing" { print size, $2, $3, $4 }' "$WORK/told"
}

time_sizes()
{
    for size in $SIZES; do
        rm -rf "$WORK/zone-$size"
        "$PYTHON" "$here/zone.py" "$size" "$WORK/zone-$size"
        for run in $(seq "$RUNS"); do
            time_run "$size"
        done
        [ -z "${CHECK-}" ] || "$PYTHON" "$here/zone_check.py" "$WORK/run-$size" >&2
        rm -rf "$WORK/zone-$size" "$WORK/run-$size"
    done
}

show_sizes()
{
    awk -v sizes="$SIZES" '
    function median(key, n,    i, j, x, v) {
        for (i = 1; i <= n; i++) {
            x = value[key, i]
            for (j = i - 1; j > 0 && v[j] > x; j--)
                v[j + 1] = v[j]
            v[j + 1] = x
        }
        return v[int((n + 1) / 2)]
    }
    function line(label, format,    i) {
        printf "%-28s", label
        for (i = 1; i <= nsizes; i++)
            printf "%12s", cell[i] == "" ? "" : sprintf(format, cell[i])
        print ""
    }
    {
        if (!(($1, $2) in count) && !seen[$2]++)
            stage[++nstages] = $2
        n = ++count[$1, $2]
        value[$1 " " $2, n] = $3
        value[$1 " " $2 " cpu", n] = $4
    }
    END {
        nsizes = split(sizes, size, " ")
        for (i = 1; i <= nsizes; i++)
            cell[i] = size[i]
        line("kpay run, people", "%d")
        for (s = 1; s <= nstages; s++) {
            if (stage[s] == "peak_kib")
                continue
            for (i = 1; i <= nsizes; i++)
                cell[i] = median(size[i] " " stage[s], count[size[i], stage[s]])
            line("  " stage[s] ", s", "%.3f")
        }
        for (i = 1; i <= nsizes; i++)
            cell[i] = cpu[i] = median(size[i] " total cpu", count[size[i], "total"])
        line("  CPU of all threads, s", "%.3f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = peak[i] = median(size[i] " peak_kib", count[size[i], "peak_kib"])
        for (i = 1; i <= nsizes; i++)
            cell[i] = peak[i] / 1024
        line("  peak memory, MiB", "%.1f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = wall[i] = median(size[i] " total", count[size[i], "total"]) / size[i] * 1e6
        line("a person: microseconds", "%.0f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = cpu[i] / size[i] * 1e6
        line("          of CPU", "%.0f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = peak[i] / size[i]
        line("          KiB", "%.1f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = i == 1 ? "" : wall[i] / wall[i - 1]
        line("          time to size before", "%.2f")
        for (i = 1; i <= nsizes; i++)
            cell[i] = i == 1 ? "" : (cpu[i] / size[i]) / (cpu[i - 1] / size[i - 1])
        line("          CPU to size before", "%.2f")
    }' "$WORK/times"
}

# ---- the ten variables

python_with_numpy()
{
    for candidate in "$PYTHON" python3 /usr/bin/python3; do
        if "$candidate" -c 'import numpy' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

milliseconds()
{
    sed -n 's/.* calc \([0-9.]*\) ms .*/\1/p'
}

# The middle one of the lines of a file.
middle()
{
    sort -n "$1" | sed -n "$((($(wc -l <"$1") + 1) / 2))p"
}

show_ten_variables()
{
    peer=${KPAY_PEERS:+$KPAY_PEERS/ten_variables.py}
    numpy=
    core=$(($(nproc) > 1))
    if [ -z "$peer" ]; then
        echo 'yardstick skipped: KPAY_PEERS is not set (folder of ten_variables.py)'
    elif [ ! -f "$peer" ]; then
        echo "yardstick skipped: there is no $peer"
    elif ! numpy=$(python_with_numpy); then
        echo 'yardstick skipped: no python3 with numpy (package python3-numpy)'
    fi
    : >"$WORK/ours"
    : >"$WORK/theirs"
    for round in $(seq "$ROUNDS"); do
        taskset -c "$core" "$BUILD/tests/bench/ten_variables" "$here/ten_variables" \
            "$PERSONS" 5 >"$WORK/said"
        milliseconds <"$WORK/said" >>"$WORK/ours"
        [ -n "$numpy" ] || continue
        taskset -c "$core" "$numpy" "$peer" "$PERSONS" float32 | milliseconds >>"$WORK/theirs"
    done
    ours=$(middle "$WORK/ours")
    printf 'ten variables, %s persons, one core, calculation alone, median of %s rounds\n' \
        "$PERSONS" "$ROUNDS"
    printf '  kpay, exact, trace kept  %8s ms  (%s)\n' "$ours" "$(sed 's/.*; //' "$WORK/said")"
    [ -n "$numpy" ] || return 0
    theirs=$(middle "$WORK/theirs")
    printf '  numpy, float32           %8s ms\n' "$theirs"
    awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "  kpay is %.2f times as fast\n", b / a }'
}

build
time_sizes >"$WORK/times"
show_sizes
echo
show_ten_variables
