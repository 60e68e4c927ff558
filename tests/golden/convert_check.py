#!/usr/bin/env python3
"""convert_check.py FOLDER FILE.xlsx - has the workbook every cell of the folder's CSV files,
and nothing else?  Both are read here, without kpay."""
import csv
import pathlib
import sys

import workbook


def cells_of_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {(i, j): text for i, row in enumerate(csv.reader(file), 1)
                for j, text in enumerate(row, 1) if text != ""}


def main():
    folder, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    sheets = workbook.read(path)
    files = workbook.index(sheets)
    wanted = {str(p.relative_to(folder)) for p in folder.rglob("*.csv")}
    assert set(files.values()) == wanted, f"files: {sorted(wanted ^ set(files.values()))}"
    assert list(files.values()) == sorted(wanted, key=lambda s: s.encode()), "order of files"
    assert list(sheets) == ["目录", *files], "order of sheets"
    for name, file in files.items():
        typed, found = cells_of_csv(folder / file), sheets[name]
        wrong = sorted(set(typed.items()) ^ set(found.items()))
        assert not wrong, f"{file}: {wrong[:4]}"
    print(f"{len(files)} files, {sum(len(sheets[name]) for name in files)} cells")


main()
