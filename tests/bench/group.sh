#!/bin/sh
# How long many zones take: `kpay group` over ZONES zones of PEOPLE people, each number of
# zones on each number of threads.  CPU is that of all processes together, memory that of
# the largest one.
#
#   BUILD    build folder (default: build/ of this repository)
#   ZONES    (default: 50 200)      PEOPLE   (default: 500)
#   THREADS  (default: 1 2)         WORK     (default: a temporary folder; 2 GB for 200)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-${BUILD:-$here/../../build}/kpay}
ZONES=${ZONES:-50 200}
PEOPLE=${PEOPLE:-500}
THREADS=${THREADS:-1 2}
PYTHON=${PYTHON:-python3}
[ -n "${WORK-}" ] || { WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT; }

printf '%8s %8s %8s %8s %8s %10s\n' zones people threads seconds CPU KiB
for zones in $ZONES; do
    rm -rf "$WORK/zones"
    "$PYTHON" "$here/group.py" "$zones" "$PEOPLE" "$WORK/zones"
    for threads in $THREADS; do
        rm -rf "$WORK/result"
        "$PYTHON" - "$WORK/told" "$KPAY" group "$WORK/zones/list.csv" --scheme \
            "$WORK/zones/scheme" --month 2025-03 --threads "$threads" --out "$WORK/result" <<'END'
import resource, subprocess, sys, time
start = time.monotonic()
with open(sys.argv[1], 'w') as told:
    code = subprocess.call(sys.argv[2:], stdout=told, stderr=told)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1] + '.times', 'w') as out:
    out.write('%.2f %.2f %d' % (time.monotonic() - start, spent.ru_utime + spent.ru_stime,
                                spent.ru_maxrss))
sys.exit(code)
END
        "$PYTHON" "$here/group.py" --check "$WORK/zones" "$WORK/result" >&2
        read -r seconds cpu memory <"$WORK/told.times" || :
        printf '%8s %8s %8s %8s %8s %10s\n' "$zones" "$PEOPLE" "$threads" "$seconds" "$cpu" "$memory"
    done
done
