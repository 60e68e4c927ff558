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
