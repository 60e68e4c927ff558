#!/usr/bin/env python3
"""Seeds of the fuzz entries: the samples' files and their cells.  seeds.py SOURCE CORPUS"""
import csv
import html
import pathlib
import re
import sys


def write(folder, name, data):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main(source, corpus):
    samples = sorted((source / "samples").glob("*/*/**/*.csv"))
    start = source / "samples" / "start"
    cells = set()
    for number, path in enumerate(samples):
        data = path.read_bytes()
        text = data.decode("utf-8")
        write(corpus / "fuzz_csv", f"{number}", data)
        write(corpus / "fuzz_csv", f"{number}-gb", text.encode("gb18030"))
        if path.parent.name == "scheme":
            write(corpus / "fuzz_table", f"{number}", data)
        if number % 7 == 0:
            write(corpus / "fuzz_csv", f"{number}-16", text.encode("utf-16"))
            write(corpus / "fuzz_csv", f"{number}-tab", data.replace(b",", b"\t"))
        cells.update(cell for row in csv.reader(text.splitlines()) for cell in row)
    for kind in range(20):
        for number, cell in enumerate(sorted(cells)[kind::20]):
            write(corpus / "fuzz_cell", f"{kind}-{number}",
                  bytes([kind, 24]) + cell.encode("utf-8"))
    for number, cell in enumerate(sorted(cells)):
        write(corpus / "fuzz_parse", f"{number}", bytes([number % 16]) + cell.encode("utf-8"))
    for name, folder in (("fuzz_load", start / "data" / "2025-01"),
                         ("fuzz_scheme", start / "scheme")):
        # In the order of the program's own list: by the bytes of the names.
        files = sorted(folder.glob("*.csv"), key=lambda path: path.name.encode("utf-8"))
        for number, path in enumerate(files):
            write(corpus / name, f"{number}", bytes([number]) + path.read_bytes())
    dmn_seeds(source / "tests" / "conform" / "tck", corpus / "fuzz_dmn")
    sys.path.insert(0, str(source / "tests" / "support"))
    xlsx_seeds(corpus / "fuzz_xlsx")


def xlsx_seeds(folder):
    """One workbook of every hand, with every kind of cell."""
    import xlsx_hands as wb
    cells = ["工号", " a_x000D_b ", 8500, wb.Number("8271.139999999999"), wb.Number("0.2", "0%"),
             wb.Number("45717.5", 'yyyy"年"m"月"d"日"'), wb.Number("60", 14), True,
             wb.Fault("#N/A"), wb.Formula("A1", wb.Number("3")), wb.Formula("B1"),
             wb.Formula("C1", "文"), wb.Rich("张", "三", phonetic="x")]
    for number, hand in enumerate(wb.HANDS):
        book = wb.Book(hand, date1904=number % 2 == 1, recalculate=number % 3 == 1)
        usable = [cell for cell in cells if not isinstance(cell, wb.Rich) or
                  wb.HANDS[hand].get("strings") != "str"]
        sheet = book.sheet("员工").rows([usable, ["x"], [None, None, "y"]])
        sheet.merges += ["A2:B3"]
        sheet.hidden_rows.add(2)
        book.sheet("二", "hidden").put("C9", number)
        write(folder, hand, book.bytes())


def dmn_seeds(suite, folder):
    """Models, cases and every expression of the conformance suite; see fuzz_dmn.c."""
    texts = set()
    for number, path in enumerate(sorted(suite.glob("*/*/*.dmn"))):
        data = path.read_bytes()
        data = data[data.index(b"<"):]
        texts.update(html.unescape(text) for text in
                     re.findall("<text>(.*?)</text>", data.decode("utf-8"), re.S))
        if len(data) < 20000:
            write(folder, f"model-{number}", data)
    for number, path in enumerate(sorted(suite.glob("*/*/*.xml"))):
        if path.stat().st_size < 20000:
            write(folder, f"case-{number}", b"T" + path.read_bytes())
    for number, text in enumerate(sorted(texts)):
        write(folder, f"feel-{number}", b" " + text.encode("utf-8"))
    write(folder, "json", b'{"a": [1, -2.5e3, "\\u7ee9"], "b": null}')


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:3]))
