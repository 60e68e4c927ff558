#!/usr/bin/env python3
"""structure.py WORKBOOK RUN: is a live workbook whole, before anybody recalculates it?

Every formula refers to sheets and cells that exist, within what spreadsheets take; every
formula has a cached value; every cell of tables/ stands in the workbook.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import compare
import sheets

FUNCTIONS = set('''ABS AND COUNT COUNTIFS DATE DAY EDATE EOMONTH EXACT FIND FALSE IF IFERROR INDEX INT ISNUMBER
LEFT LEN MATCH MAX MEDIAN MID MIN MOD MONTH NA NOT OR RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SUM
SUMIF SUMIFS SUMPRODUCT SUMSQ TRUE WEEKDAY YEAR _xlfn.MAXIFS _xlfn.MINIFS'''.split())
NUMBER = re.compile(r'(?<![A-Z$])\d+(?:\.\d+)?E-?\d+')
TEXT = re.compile(r'"(?:[^"]|"")*"')
QUOTED = re.compile(r"'((?:[^']|'')+)'!")
PLACE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?(?![A-Za-z(\d])")
NAME = re.compile(r'([A-Za-z_.]+)\(')


def depth(formula):
    deepest = now = 0
    for c in formula:
        now += (c == '(') - (c == ')')
        deepest = max(deepest, now)
    return deepest if now == 0 else 999


def faults_of(formula, own, sizes):
    bare = NUMBER.sub('0', TEXT.sub('0', formula))
    if len(formula) > 8190:
        yield '%d characters' % len(formula)
    if depth(bare) > 64:
        yield 'nested %d deep' % depth(bare)
    for name in NAME.findall(QUOTED.sub('', bare)):
        if name not in FUNCTIONS:
            yield 'function %s' % name
    for quoted, a, row_a, b, row_b in PLACE.findall(bare):
        name = quoted.replace("''", "'") if quoted else own
        if name not in sizes:
            yield 'sheet %s' % name
            continue
        rows, cols = sizes[name]
        for letters, row in ((a, row_a), (b or a, row_b or row_a)):
            if sheets.column_number(letters) > cols or int(row) > rows:
                yield '%s!%s%s is outside %d rows, %d columns' % (name, letters, row, rows, cols)


def main(workbook, run):
    book = sheets.read(workbook)
    sizes = {name: (max(r for r, _ in t) + 1, max(c for _, c in t)) for name, t in book.items()}
    faults, formulas = [], 0
    for name, table in book.items():
        for place, cell in table.items():
            if cell.formula is None:
                continue
            formulas += 1
            if cell.kind == 'e' or cell.value is None:
                faults.append('%s %s: no value' % (name, place))
            for fault in faults_of(cell.formula, name, sizes):
                faults.append('%s %s: %s: =%s' % (name, place, fault, cell.formula[:200]))
    if formulas == 0:
        faults.append('no formula at all')
    cells, more = compare.tables(run, book, book)
    faults += more
    for fault in faults[:12]:
        print('  ' + fault)
    print('  %d formulas, %d cells of tables, %d faults' % (formulas, cells, len(faults)))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
