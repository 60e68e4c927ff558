#!/usr/bin/env python3
"""xlsx_real.py - real files of real writers, read by us and by openpyxl, value by value.

    DUMP=build/tests/dump_book SOURCE=. xlsx_real.py [FILE.xlsx...]

Without files: the values of xlsx_read.py and the tables of the samples, written by LibreOffice,
Gnumeric and openpyxl, and varied workbooks of exceljs and SheetJS (xlsx_real.js) where node
finds them (NODE_PATH).  Writers that are not on the machine are named and skipped.  Not part
of ctest: it needs openpyxl and takes a minute.
"""
import csv
import datetime
import decimal
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings

import openpyxl

SOURCE = pathlib.Path(os.environ.get("SOURCE", ".")).resolve()
sys.path[:0] = [str(SOURCE / "tests" / "support"), str(SOURCE / "tests" / "golden")]
import xlsx_hands as wb  # noqa: E402
import xlsx_read  # noqa: E402

FIFTEEN = decimal.Context(prec=15, rounding=decimal.ROUND_HALF_UP)
NODE = ("exceljs", "xlsx")  # written by xlsx_real.js
NODE_FILES = 40
SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)


def shown(value):
    """What our reader must say for a value of openpyxl: kind, text"""
    if isinstance(value, bool):
        return "bool", "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if abs(value) >= 10 ** 15:
            return "number", decimal.Decimal(repr(value))
        return "number", FIFTEEN.create_decimal(repr(value))
    if isinstance(value, datetime.datetime):
        value += datetime.timedelta(microseconds=500000)
        text = value.strftime("%Y-%m-%d %H:%M:%S")
        return "date", text[:10] if text.endswith("00:00:00") else text
    if isinstance(value, datetime.date):
        return "date", value.isoformat()
    if isinstance(value, datetime.time):
        return "date", value.strftime("%H:%M:%S")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return "date", f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "text", str(value)


def as_text(text):
    out = text.replace("\\", "\\x5c")
    return "".join(c if ord(c) >= 0x20 else f"\\x{ord(c):02x}" for c in out)


def compare(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
    _, cells, _, said = xlsx_read.dump(path.read_bytes())
    ours = {place: cell for place, cell in cells.items() if cell[0] not in ("merged", "uncached")}
    differing = seen = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                got = ours.pop(f"{sheet.title}!{cell.coordinate}", None)
                if cell.value is None or cell.value == "":
                    if got is not None and got[1]:
                        differing += tell(path, sheet, cell, got, None)
                    continue
                seen += 1
                if not agrees(got, cell):
                    differing += tell(path, sheet, cell, got, cell.value)
    for place, got in ours.items():
        differing += 1
        print(f"{path.name}: {place}: {got}, not there for openpyxl")
    print(f"{path.name}: {seen} values, {differing} differ" + (f"\n{said}" if "错误" in said else ""))
    return differing


def agrees(got, cell):
    if got is None:
        return False
    kind, text = got[0].rstrip("%"), got[1]
    if cell.data_type == "e":
        return kind == "fault" and text == cell.value
    want, value = shown(cell.value)
    if want == "number":
        if kind == "date":  # openpyxl leaves what is no date a number
            return text == str(cell.value)
        if abs(value) >= 10 ** 15:  # openpyxl has cut it to a double
            return kind == "number" and float(text) == float(cell.value)
        return kind == "number" and decimal.Decimal(text) == value
    if want == "date" and kind == "date" and isinstance(cell.value, datetime.datetime):
        return same_moment(text, cell)
    return kind == want and text == (as_text(value) if want == "text" else value)


def same_moment(text, cell):
    """To the second; before March 1900 openpyxl does not count the day that never was."""
    try:
        apart = abs(datetime.datetime.fromisoformat(text) - cell.value)
    except ValueError:
        return False
    return apart < SECOND or (cell.value.year == 1900 and abs(apart - DAY) < SECOND)


def tell(path, sheet, cell, got, value):
    print(f"{path.name}: {sheet.title}!{cell.coordinate}: {got}, openpyxl has {value!r}")
    return 1


# ---- writers

# Serial numbers that are no day, and formats, which openpyxl or LibreOffice take otherwise
# than Excel does: 60, weekdays, the formats of Chinese programs, padding by a letter.
MISTAKEN = ("0", "-1", "60", "2958466", 31, 57, "[$-804]aaaa;@", "0_d\\d", "G/通用格式")


def is_mistaken(value):
    return isinstance(value, wb.Number) and (
        value.format in MISTAKEN or (value.text in MISTAKEN and value.format == "yyyy-mm-dd"))


def values_book(path):
    book = wb.Book("excel")
    sheet = book.sheet("数据")
    for n, (value, _, _) in enumerate(xlsx_read.VALUES + xlsx_read.RICH, 1):
        # Escapes and stored nonsense are ours alone; writers would not make them.
        if not is_mistaken(value) and (not isinstance(value, str) or "_x" not in value):
            sheet.put(f"B{n}", value)
    path.write_bytes(book.bytes())


def sample_rows():
    for path in sorted(SOURCE.glob("samples/*/**/*.csv"))[:60]:
        yield from csv.reader(path.read_text(encoding="utf-8").splitlines())


def typed(cell):
    try:
        return float(cell) if "." in cell else int(cell) if len(cell) < 15 else cell
    except ValueError:
        return cell or None


def run(args, **more):
    return subprocess.run(args, capture_output=True, timeout=300, **more).returncode == 0


def make_all(folder):
    base = folder / "base.xlsx"
    values_book(base)
    rows = [[typed(cell) for cell in row] for row in sample_rows()]
    book = openpyxl.Workbook()
    book.active.title = "数据"
    for row in rows:
        # A leading = would be a formula without a result.
        book.active.append([f"'{c}" if isinstance(c, str) and c.startswith("=") else c for c in row])
    book.save(folder / "openpyxl.xlsx")
    for source in (base, folder / "openpyxl.xlsx"):
        if shutil.which("soffice"):
            run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/lo", "--convert-to",
                 "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(source)])
            made = folder / "out" / source.name
            if made.exists():
                made.rename(folder / f"libreoffice-{source.name}")
        if shutil.which("ssconvert"):
            run(["ssconvert", str(source), str(folder / f"gnumeric-{source.name}")])
    for module in NODE:
        script = SOURCE / "tests" / "golden" / "xlsx_real.js"
        if not shutil.which("node") or not run(["node", str(script), module, str(folder), str(NODE_FILES)]):
            print(f"{module}: not on this machine, skipped")


def main(files):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if not files:
            make_all(folder)
            files = sorted(folder.glob("*.xlsx"))
        return 1 if sum(compare(pathlib.Path(file)) for file in files) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
