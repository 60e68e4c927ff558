#!/usr/bin/env python3
"""edited.py WORKBOOK OTHER OUT: the formulas of one live workbook over the figures of another.

Both must come from the same scheme and the same keys.  What somebody would type into the
first so that its inputs are those of the second: every cell without a formula is the
other's.  Recalculated, OUT must show the other's results.
"""
import re
import sys
import zipfile

CELL = re.compile(r'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.S)
ROW = re.compile(r'(<row [^>]*>)(.*?)(</row>)', re.S)
FORMULA = re.compile(r'<f.*?</f>', re.S)
VALUE = re.compile(r'<v>.*?</v>', re.S)


def formulas(xml):
    return {m.group(1): m.group(0) for m in CELL.finditer(xml) if '<f' in m.group(0)}


def main(ours, other, out):
    a, b = zipfile.ZipFile(ours), zipfile.ZipFile(other)
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name in b.namelist():
            data = b.read(name)
            if re.match(r'xl/worksheets/sheet\d+\.xml', name):
                mine = formulas(a.read(name).decode())

                def cell(m):
                    if m.group(1) in mine and '<f' in m.group(0):
                        formula = FORMULA.search(mine[m.group(1)]).group(0)
                        return FORMULA.sub(lambda _: formula, m.group(0))
                    return m.group(0)
                data = CELL.sub(cell, data.decode()).encode()
            z.writestr(name, data)


if __name__ == '__main__':
    main(*sys.argv[1:])
