#!/usr/bin/env python3
"""read_openpyxl.py FILE.xlsx... - does openpyxl read every sheet, value and format?  Values
are compared with those of our own small reader (tests/golden/workbook.py)."""
import pathlib
import sys
import warnings

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "golden"))
import workbook  # noqa: E402

warnings.simplefilter("error")


def plain(value):
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path, data_only=True)
    ours, cells = workbook.read(path), 0
    assert book.sheetnames == list(ours), path
    for sheet in book:
        found = {}
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.number_format and cell.font is not None
                if cell.value is not None:
                    found[(cell.row, cell.column)] = cell
        assert set(found) == set(ours[sheet.title]), f"{path}: {sheet.title}"
        for where, text in ours[sheet.title].items():
            cell = found[where]
            if cell.data_type == "s":
                # openpyxl leaves the spelling of control characters as it stands.
                assert workbook.plain(cell.value) == text, f"{path}: {sheet.title} {where}"
            elif cell.data_type == "n":
                assert plain(cell.value) == plain(float(text)), f"{path}: {sheet.title} {where}"
        cells += len(found)
    print(f"{pathlib.Path(path).name}: {len(book.sheetnames)} sheets, {cells} cells")
