#!/bin/sh
# A zone of 1,000 people and two of odd shape, calculated and recalculated independently;
# then the check itself is checked: one cent more must be seen.
#   KPAY    the program
#   PYTHON  python3
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
PYTHON=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# calculated NAME PEOPLE [OPTIONS OF zone.py]: makes $work/NAME/run
calculated()
{
    name=$1
    shift
    "$PYTHON" "$here/zone.py" "$1" "$work/$name" ${2+"$2" "$3"}
    "$KPAY" run "$work/$name/scheme" --data "$work/$name/data" --month 2025-03 \
        --out "$work/$name/run" --timing >/dev/null 2>"$work/$name/told" ||
        { cat "$work/$name/told"; exit 1; }
    grep -q '^timing	total	' "$work/$name/told" ||
        { echo 'nothing was timed'; exit 1; }
    "$PYTHON" "$here/zone_check.py" "$work/$name/run"
}

calculated usual 1000
calculated one-department 150 --depts 1
calculated alone 60 --depts 60

table=$work/usual/run/tables/员工.csv
# The cent goes to the last person, into a column that is compared, found by its
# heading.
"$PYTHON" - "$table" <<'END'
import csv, sys
with open(sys.argv[1], encoding='utf-8', newline='') as file:
    rows = list(csv.reader(file))
at = rows[0].index('绩效工资')
rows[-1][at] = '%.2f' % (float(rows[-1][at]) + 0.01)
with open(sys.argv[1], 'w', encoding='utf-8', newline='') as file:
    csv.writer(file, lineterminator='\n').writerows(rows)
END
if "$PYTHON" "$here/zone_check.py" "$work/usual/run" >"$work/said"; then
    echo 'a cent too much was not seen'
    exit 1
fi
[ "$(grep -c '绩效工资: expected' "$work/said")" -eq 1 ]

# Many zones at once: the comparison has the figures of the runs.
ZONES=3 PEOPLE=40 THREADS=2 WORK=$work/group PYTHON=$PYTHON sh -c 'mkdir "$WORK" && sh "$0"' \
    "$here/group.sh" 2>"$work/said"
grep -q '^3 zones, 0 differences' "$work/said"
