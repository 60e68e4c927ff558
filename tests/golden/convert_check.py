#!/usr/bin/env python3
"""convert_check.py FOLDER FILE.xlsx - has the workbook every cell of the folder's CSV files,
and nothing else?  Both are read here, without kpay.

convert_check.py FOLDER BACK - have the files of two folders the same names and cells, and
are those of BACK in normal form: UTF-8, rows that end with their last filled cell, LF?"""
import csv
import pathlib
import sys

import workbook


def cells_of_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {(i, j): text for i, row in enumerate(csv.reader(file), 1)
                for j, text in enumerate(row, 1) if text != ""}


def same(file, typed, found):
    wrong = sorted(set(typed.items()) ^ set(found.items()))
    assert not wrong, f"{file}: {wrong[:4]}"


def compare_workbook(folder, path):
    sheets = workbook.read(path)
    files = workbook.index(sheets)
    wanted = {str(p.relative_to(folder)) for p in folder.rglob("*.csv")}
    assert set(files.values()) == wanted, f"files: {sorted(wanted ^ set(files.values()))}"
    assert list(files.values()) == sorted(wanted, key=lambda s: s.encode()), "order of files"
    assert list(sheets) == ["目录", *files], "order of sheets"
    for name, file in files.items():
        same(file, cells_of_csv(folder / file), sheets[name])


def compare_folder(folder, back):
    wanted = {str(p.relative_to(folder)) for p in folder.rglob("*.csv")}
    found = {str(p.relative_to(back)) for p in back.rglob("*") if p.is_file()}
    assert wanted == found, f"files: {sorted(wanted ^ found)}"
    for file in wanted:
        same(file, cells_of_csv(folder / file), cells_of_csv(back / file))
        with open(back / file, encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert rows[-1] and all(not row or row[-1] != "" for row in rows), f"{file}: rows"


def main():
    folder, other = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    (compare_folder if other.is_dir() else compare_workbook)(folder, other)


main()
