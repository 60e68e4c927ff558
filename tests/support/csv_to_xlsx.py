#!/usr/bin/env python3
"""csv_to_xlsx.py OUT HAND FILE... - CSV files as the sheets of one workbook.

Plain numbers become numbers, whole columns at a time, so that account numbers and ids stay
texts; everything else is a text.  HAND: see xlsx_hands.py.
"""
import csv
import pathlib
import re
import sys

import xlsx_hands

NUMBER = re.compile(r"-?(0|[1-9]\d{0,13})(\.\d{1,6})?")


def sheet_of(book, path, typed=True):
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(True)))
    width = max(map(len, rows), default=0)
    plain = [typed and len(rows) > 1 and
             all(j >= len(row) or not row[j] or NUMBER.fullmatch(row[j]) for row in rows[1:])
             for j in range(width)]
    book.sheet(path.stem).rows(
        [[xlsx_hands.Number(cell) if i and cell and plain[j] else cell for j, cell in enumerate(row)]
         for i, row in enumerate(rows)])


def main(out, hand, *files):
    book = xlsx_hands.Book(hand)
    for file in files:
        sheet_of(book, pathlib.Path(file))
    pathlib.Path(out).write_bytes(book.bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
