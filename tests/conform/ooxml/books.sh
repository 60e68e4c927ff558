#!/bin/sh
# books.sh DIR - one of every kind of workbook that kpay writes, from the samples.
#   KPAY the program   SOURCE the repository
set -eu
out=$1
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for case in start:2025-01 yancheng:2025-03 haizhou:2025-01; do
    name=${case%:*} month=${case#*:}
    sample=$SOURCE/samples/$name
    "$KPAY" convert "$sample/scheme" "$out/$name-scheme.xlsx" >/dev/null
    "$KPAY" convert "$sample/data/$month" "$out/$name-data.xlsx" >/dev/null
    "$KPAY" new --xlsx "$work/$name" --scheme "$sample/scheme" --data "$sample/data/$month" >/dev/null
    cp "$work/$name/填报表.xlsx" "$out/$name-form.xlsx"
    "$KPAY" run "$sample/scheme" --data "$sample/data/$month" --month "$month" \
        --out "$work/$name-run" >/dev/null 2>&1
    cp "$work/$name-run/out/$month.xlsx" "$out/$name-run.xlsx"
done
