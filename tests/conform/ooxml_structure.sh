#!/bin/sh
# Every workbook that kpay writes is a sound OOXML package: schemes and data converted,
# workbooks to fill in, payroll workbooks.  Then a package is spoiled, which must show.
. "$SOURCE/tests/golden/lib.sh"

CHECK=$SOURCE/tests/conform/ooxml/structure.py
sh "$SOURCE/tests/conform/ooxml/books.sh" books || fail 'books were not made'
python3 "$CHECK" books/*.xlsx || fail 'not all are sound'
[ "$(ls books | wc -l)" -ge 8 ] || fail 'books are missing'

spoil()  # WHAT PYTHON: a copy of a book with one thing wrong
{
    python3 - "$2" <<'END' || fail "$1: not spoiled"
import sys, zipfile
source = zipfile.ZipFile("books/start-run.xlsx")
parts = {name: source.read(name) for name in source.namelist()}
before = dict(parts)
exec(sys.argv[1])
assert parts != before
with zipfile.ZipFile("spoiled.xlsx", "w") as out:
    for name, data in parts.items():
        out.writestr(name, data)
END
    if python3 "$CHECK" spoiled.xlsx >/dev/null; then fail "$1 goes unnoticed"; fi
}
spoil 'a part that is missing' 'del parts["xl/styles.xml"]'
spoil 'a part nobody refers to' 'parts["xl/worksheets/sheet99.xml"] = b"<a/>"'
spoil 'broken XML' 'parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:-3]'
spoil 'a sheet name twice' 'parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("工资条".encode(), "工资表".encode())'
spoil 'a string that is not there' 'parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<si>", b"<no>", 1).replace(b"</si>", b"</no>", 1)'
spoil 'a type that is missing' 'parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"/xl/styles.xml", b"/xl/style.xml")'

finish
