#!/bin/sh
# COUNTIF, SUMIF, AVERAGEIF and those of several criteria, over blanks, in every kind of field,
# against a count of the same rows that knows nothing of the engine.
. "${0%/*}/lib.sh"

CHECK=$SOURCE/tests/golden/criteria_check.py
for seed in 1 2 3; do
    rm -rf zone run
    python3 "$CHECK" --make zone $seed
    kpay_exits 0 run zone/scheme --data zone/data --month 2025-03 --out run
    python3 "$CHECK" zone run/tables/职工.csv || fail 'other figures'
    kpay_exits 0 recheck run
    out_has '未复算 0'
done

CASE='the check is able to fail'
sed '2s/,\([0-9]*\)\.000000/,9\1.000000/' run/tables/职工.csv >changed.csv
! python3 "$CHECK" zone changed.csv >.out || fail 'a changed figure was not noticed'

finish
