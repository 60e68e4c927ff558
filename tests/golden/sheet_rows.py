#!/usr/bin/env python3
"""The cells of one sheet, a row a line, TAB between them: WORKBOOK SHEET

Exit code 1 when there is no such sheet.  For shell tests that look for a row.
"""
import sys

sys.dont_write_bytecode = True
import workbook

cells = workbook.read(sys.argv[1]).get(sys.argv[2])
if cells is None:
    sys.exit(1)
for i in sorted({row for row, _ in cells}):
    print('\t'.join(cells[i, j] for row, j in sorted(cells) if row == i))
