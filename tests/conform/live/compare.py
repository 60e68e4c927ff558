#!/usr/bin/env python3
"""compare.py WORKBOOK RECALCULATED RUN [--edited]: the same figures after another program's
recalculation?  With --edited the sheet 核对 may differ: it compares with figures of old.

Every cell with a formula must come out as the value that kpay wrote, and every cell of
every entity's sheet as tables/<entity>.csv says, to the last declared decimal.
"""
import csv
import datetime
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import sheets

FIRST = 5  # sheet row of the first data row
SHOWN = 12


def near(a, b, tolerance):
    return abs(a - b) <= tolerance + 1e-11 * max(abs(a), abs(b))


def same_cell(a, b):
    if a.kind == 'e' or b.kind == 'e':
        return False
    if isinstance(a.value, float) and isinstance(b.value, float):
        return near(a.value, b.value, 1e-9)
    return str(a.shown()) == str(b.shown())


def same_as_table(cell, text):
    """A cell against a CSV text: to all decimals that stand there, up to the sixth."""
    if cell is None or cell.shown() == '':
        return text == ''
    if isinstance(cell.value, str):
        return cell.value == text
    if len(text) == 10 and text[4] == text[7] == '-':
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=round(cell.value))
        return day.isoformat() == text
    try:
        number = float(text)
    except ValueError:
        return False
    decimals = len(text.partition('.')[2])
    if decimals <= 6:
        return float('%.*f' % (decimals, cell.value)) == number and near(cell.value, number, 1e-7)
    return near(cell.value, number, 1e-12)


def formulas(before, after):
    faults, n = [], 0
    for name, table in before.items():
        now = after.get(name, {})
        for place, cell in table.items():
            if cell.formula is None:
                continue
            n += 1
            other = now.get(place) or sheets.Cell('str', '', None)
            if not same_cell(cell, other):
                faults.append('%s %s: %r was %r  =%s' % (name, place, other.shown(),
                                                       cell.shown(), cell.formula[:300]))
    return n, faults


def rows_of(name, book, n):
    """Sheet rows in order of key, as tables/ has them."""
    keys = [(str(book[r, 1].shown()).encode(), r) for r in range(FIRST, FIRST + n)]
    return [r for _, r in sorted(keys)]


def tables(run, before, after):
    faults, n = [], 0
    for file in sorted(os.listdir(os.path.join(run, 'tables'))):
        name = file[:-len('.csv')]
        with open(os.path.join(run, 'tables', file), encoding='utf-8', newline='') as f:
            headings, *rows = csv.reader(f)
        column = {}
        for (row, col), cell in sorted(before[name].items()):
            if row == FIRST - 1:
                column.setdefault(cell.shown(), col)
        for at, row in zip(rows_of(name, before[name], len(rows)), rows):
            for heading, text in zip(headings, row):
                n += 1
                cell = after.get(name, {}).get((at, column[heading]))
                if not same_as_table(cell, text):
                    faults.append('%s %s %s: %r, table %r' % (
                        name, row[0], heading, cell and cell.shown(), text))
    return n, faults


def main(original, recalculated, run, edited=''):
    before, after = sheets.read(original), sheets.read(recalculated)
    if edited:
        del before['核对']
    nformulas, faults = formulas(before, after)
    ncells, more = tables(run, before, after)
    faults += more
    for fault in faults[:SHOWN]:
        print('  ' + fault)
    print('  %d formulas, %d cells of tables, %d differ' % (nformulas, ncells, len(faults)))
    return 1 if faults or not nformulas else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
