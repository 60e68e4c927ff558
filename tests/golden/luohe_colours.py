#!/usr/bin/env python3
"""The colours behind the cells of samples/luohe-etdz, as a spreadsheet program sees them.

    luohe_colours.py OUT MONTH SHEET

Every indicator of the sheet is one row; the fill of its 颜色 cell must be that of the
colour in samples/luohe-etdz/expected/MONTH/指标.csv.
"""
import csv
import os
import sys
import zipfile
from xml.etree import ElementTree

sys.dont_write_bytecode = True
from workbook import MAIN, place, read

HERE = os.path.dirname(os.path.abspath(__file__))
EXPECTED = os.path.join(HERE, '..', '..', 'samples', 'luohe-etdz', 'expected')
FILL = {'红': 'FFFFC7CE', '黄': 'FFFFEB9C', '绿': 'FFC6EFCE'}


def fills_of(book, number):
    """{(row, column): rgb or None} of a sheet."""
    styles = ElementTree.fromstring(book.read('xl/styles.xml'))
    fills = [fill.find('.//%sfgColor' % MAIN) for fill in styles.find(MAIN + 'fills')]
    of_style = [fills[int(xf.get('fillId'))] for xf in styles.find(MAIN + 'cellXfs')]
    sheet = ElementTree.fromstring(book.read('xl/worksheets/sheet%d.xml' % number))
    found = {}
    for cell in sheet.iter(MAIN + 'c'):
        fill = of_style[int(cell.get('s', '0'))]
        found[place(cell.get('r'))] = None if fill is None else fill.get('rgb')
    return found


def main(out, month, name):
    path = os.path.join(out, month, 'out', month + '.xlsx')
    sheets = read(path)
    cells = sheets[name]
    fills = fills_of(zipfile.ZipFile(path), list(sheets).index(name) + 1)
    top, colour = next(at for at, text in cells.items() if text == '颜色')
    key = next(column for (row, column), text in cells.items() if row == top and text == '编号')
    row_of = {text: row for (row, column), text in cells.items() if column == key}
    with open(os.path.join(EXPECTED, month, '指标.csv'), encoding='utf-8') as file:
        wanted = {row['编号']: row['颜色'] for row in csv.DictReader(file)}
    found = 0
    for indicator, want in wanted.items():
        at = (row_of[indicator], colour)
        if cells[at] != want or fills[at] != FILL[want]:
            found += 1
            print('%s %s: expected %s, got %s on %s' % (name, indicator, want, cells[at], fills[at]))
    print('%s: %d colours, %d differences' % (name, len(wanted), found))
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
