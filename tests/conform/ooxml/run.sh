#!/bin/sh
# run.sh [KPAY] - all workbooks that kpay writes, in other programs.  Not part of the tests:
# needs LibreOffice, openpyxl and exceljs; what is missing is skipped and said.
#
#   LibreOffice opens and saves each; from the saved ones kpay makes the same cells, and
#   workbooks filled in calculate the same.  openpyxl and exceljs read every sheet, value
#   and format.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$here/../../.." && pwd)
KPAY=${1:-$SOURCE/build/kpay}
export SOURCE KPAY
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
sh "$here/books.sh" books
python3 "$here/structure.py" books/*.xlsx
echo "structure: $(ls books | wc -l) workbooks are sound"

if command -v soffice >/dev/null; then
    mkdir saved
    soffice --headless --convert-to xlsx --outdir saved books/*.xlsx >log 2>&1
    for book in books/*-scheme.xlsx books/*-data.xlsx; do
        name=$(basename "$book" .xlsx)
        "$KPAY" convert "$book" "$name.before" >/dev/null
        "$KPAY" convert "saved/$name.xlsx" "$name.after" >/dev/null
        diff -r "$name.before" "$name.after"
    done
    for case in start:2025-01 yancheng:2025-03 haizhou:2025-01; do
        name=${case%:*} month=${case#*:}
        "$KPAY" run "saved/$name-scheme.xlsx" --data "saved/$name-form.xlsx" --month "$month" \
            --out "$name.after" >/dev/null 2>&1
        "$KPAY" run "$SOURCE/samples/$name/scheme" --data "$SOURCE/samples/$name/data/$month" \
            --month "$month" --out "$name.before" >/dev/null 2>&1
        diff -r "$name.before/tables" "$name.after/tables"
    done
    echo "LibreOffice: saved workbooks have the same cells and give the same results"
else
    echo 'LibreOffice: skipped, not installed'
fi

for python in python3 /usr/bin/python3; do
    if "$python" -c 'import openpyxl' 2>/dev/null; then
        "$python" "$here/read_openpyxl.py" books/*.xlsx
        found=1
        break
    fi
done
[ "${found:-}" ] || echo 'openpyxl: skipped, not installed (python3-openpyxl)'

if NODE_PATH=${NODE_PATH:-node_modules} node -e 'require("exceljs")' 2>/dev/null; then
    node "$here/read_exceljs.cjs" books/*.xlsx
else
    echo 'exceljs: skipped, not installed (npm install exceljs; NODE_PATH)'
fi
