#!/usr/bin/env python3
"""What `kpay check --mark DIR` makes of workbooks and CSV files.

    KPAY=build/kpay DUMP=build/tests/dump_book SOURCE=. xlsx_mark.py

The copy must hold the cells of the original, the marked ones with a fill and a comment, and
nothing else may change; the original's bytes stay.  With openpyxl on the machine the copies
are read by it, too.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import xml.etree.ElementTree as tree
import zipfile

SOURCE = pathlib.Path(os.environ.get("SOURCE", ".")).resolve()
KPAY, DUMP = (str(pathlib.Path(os.environ[name]).resolve()) for name in ("KPAY", "DUMP"))
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import xlsx_hands as wb  # noqa: E402
from xlsx_hands import Book, Number  # noqa: E402

try:
    import openpyxl
except ImportError:
    openpyxl = None

DATA = SOURCE / "samples/start/data/2025-01"
ROWS = [line.split(",") for line in (DATA / "员工.csv").read_text(encoding="utf-8").split()]
RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


class Wrong(Exception):
    pass


def same(is_, want, what):
    if is_ != want:
        raise Wrong(f"{what}: {is_!r}, expected {want!r}")


def roster(hand, wrong=True):
    rows = [list(row) for row in ROWS]
    if wrong:
        rows[1][8] = "九十五"  # I2: no number
        rows[2][6] = ""  # G3: missing, and no cell at all
        rows[3][1] = rows[4][1]  # B5: the same name, a warning
    book = Book(hand)
    book.sheet("员工").rows([[Number(cell) if re.fullmatch(r"\d{4}", cell) else cell for cell in row]
                            for row in rows])
    return book


def check(folder, *more):
    result = subprocess.run([KPAY, "check", str(SOURCE / "samples/start/scheme"), "--month", "2025-01",
                             *more], cwd=folder, capture_output=True, timeout=60,
                            env={**os.environ, "KPAY_LANG": "zh"})
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def cells_of(path):
    out = subprocess.run([DUMP, path.name], cwd=path.parent, capture_output=True, timeout=60)
    same(out.returncode, 0, f"reading {path}: {out.stderr.decode()}")
    return out.stdout.decode()


def parts_of(data):
    with zipfile.ZipFile(data) as archive:
        same(archive.testzip(), None, "checksums")
        return {name.replace("\\", "/"): archive.read(name) for name in archive.namelist()}


def local(element):
    return element.tag.split("}")[-1]


def comments_of(parts):
    """{place: text} of all comments, with a box for each"""
    out, boxes = {}, 0
    for name, part in parts.items():
        if name.endswith(".vml"):
            boxes += part.count(b"ObjectType=\"Note\"")
            tree.fromstring(part)
        elif b"commentList" in part:
            for element in tree.fromstring(part).iter():
                if local(element) == "comment":
                    out[element.get("ref")] = "".join(element.itertext())
    same(boxes, len(out), "boxes")
    return out


def fills_of(parts, sheet):
    """{place: colour} of a sheet's cells"""
    styles = next(tree.fromstring(part) for name, part in parts.items() if name.endswith("styles.xml"))
    colours, xfs = [], []
    for part in styles:
        if local(part) == "fills":
            colours = [next((e.get("rgb") for e in fill.iter() if local(e) == "fgColor"), None)
                       for fill in part]
            same(int(part.get("count")), len(part), "fills")
        elif local(part) == "cellXfs":
            xfs = [int(xf.get("fillId", "0")) for xf in part]
    out = {}
    for element in tree.fromstring(parts[sheet]).iter():
        if local(element) == "c" and element.get("s") and int(element.get("s")) < len(xfs):
            colour = colours[xfs[int(element.get("s"))]] if colours else None
            if colour:
                out[element.get("r")] = colour
    return out


def make(folder, data, name="花名册.xlsx"):
    folder.mkdir()
    (folder / "data").mkdir()
    for path in DATA.glob("*.csv"):
        if path.name != "员工.csv":
            (folder / "data" / path.name).write_bytes(path.read_bytes())
    (folder / "data" / name).write_bytes(data)
    return folder / "data" / name


def marked_copy(folder, data):
    original = make(folder, data)
    code, out, _ = check(folder, "--data", "data", "--mark", "标")
    same(code, 1, "exit code")
    same(original.read_bytes(), data, "the original")
    if "标（1 个文件，3 格）" not in out:
        raise Wrong("said: " + out)
    return original, folder / "标" / "数据" / "花名册.xlsx"


def look_with_openpyxl(path):
    if not openpyxl:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["员工"]
    told = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    same(told, {"I2", "G3", "B5"}, "comments as openpyxl sees them")
    same(sheet["I2"].fill.fgColor.rgb, RED, "fill as openpyxl sees it")


def each_hand(root):
    for hand in sorted(wb.HANDS):
        book = roster(hand)
        original, copy = marked_copy(root / hand, book.bytes())
        same(cells_of(copy), cells_of(original), f"{hand}: cells")
        parts = parts_of(copy)
        comments = comments_of(parts)
        same(sorted(comments), ["B5", "G3", "I2"], f"{hand}: comments")
        same(comments["I2"].split("\n")[0], "KP2260 “九十五”是用汉字写的数", f"{hand}: I2")
        if wb.HANDS[hand].get("addresses", True):
            sheet = next(name for name in parts if b"<sheetData" in parts[name] or b":sheetData" in parts[name])
            same(fills_of(parts, sheet), {"I2": RED, "G3": RED, "B5": YELLOW}, f"{hand}: fills")
        was = book.parts() if hand != "wide" else {}
        for name in was:
            if not re.search(r"styles|sheet|Content_Types|R1|data|rels", name):
                same(parts[name], was[name].encode(), name)
        if hand not in ("strict", "odd"):  # which openpyxl does not read at all
            look_with_openpyxl(copy)


def a_sheet_whose_file_has_a_longer_name(root):
    """kpay convert shortens the tab of a long file name; faults and marks go by the tab"""
    folder = root / "long"
    folder.mkdir()
    shutil.copytree(DATA, folder / "csv")
    rows = (DATA / "员工.csv").read_text(encoding="utf-8").replace("95.00", "九十五")
    (folder / "csv/员工.csv").unlink()
    (folder / ("csv/员工-" + "名" * 40 + ".csv")).write_text(rows, encoding="utf-8")
    subprocess.run([KPAY, "convert", "csv", "数据.xlsx"], cwd=folder, capture_output=True, timeout=60,
                   check=True)
    code, out, said = check(folder, "--data", "数据.xlsx", "--mark", "标")
    same(code, 1, said)
    tab = "员工-" + "名" * 28
    same(f"[{tab}]!I2: 错误 KP2260" in said, True, said)
    parts = parts_of(folder / "标/数据/数据.xlsx")
    same(list(comments_of(parts)), ["I2"], "comments")


def cells_of_styles_that_are_not_there(root):
    """such a cell must not take on a style that is added: 5000 would become a date"""
    book = roster("excel")
    book.style("yyyy-mm-dd")
    book.sheets[0].put("G2", wb.Raw('<c r="G2" s="2"><v>5000</v></c>'))
    book.sheets[0].put("I2", wb.Raw('<c r="I2" s="1" t="inlineStr"><is><t>九十五</t></is></c>'))
    original, copy = marked_copy(root / "stray", book.bytes())
    same(cells_of(copy), cells_of(original), "cells")
    parts = parts_of(copy)
    same(sorted(comments_of(parts)), ["B5", "G3", "I2"], "comments")
    same(fills_of(parts, "xl/worksheets/sheet1.xml"), {}, "fills")


def comments_that_are_there(root):
    book = roster("excel")
    link = f'<Relationship Id="c" Type="{wb.OFFICE}/comments" Target="../comments1.xml"/>' \
           f'<Relationship Id="v" Type="{wb.OFFICE}/vmlDrawing" Target="../old.vml"/>'
    book.extra = {
        "xl/worksheets/_rels/sheet1.xml.rels":
            wb.HEAD + f'<Relationships xmlns="{wb.PACKAGE}">{link}</Relationships>',
        "xl/comments1.xml": wb.HEAD + f'<comments xmlns="{wb.MAIN}"><authors><author>李</author></authors>'
            '<commentList><comment ref="A1" authorId="0"><text><t>编号</t></text></comment>'
            '<comment ref="I2" authorId="0"><text><r><t>待</t></r><r><t>核</t></r></text></comment>'
            "</commentList></comments>",
        "xl/old.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:'
            'office:excel"><v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"/></v:shape>'
            '<v:shape id="_x0000_s1026"><x:ClientData ObjectType="Note"/></v:shape></xml>',
    }
    book.sheets[0].tail = '<legacyDrawing r:id="v"/>'
    _, copy = marked_copy(root / "there", book.bytes())
    comments = comments_of(parts_of(copy))
    same(sorted(comments), ["A1", "B5", "G3", "I2"], "comments")
    same(comments["A1"], "编号", "A1")
    same((comments["I2"].startswith("KP2260"), comments["I2"].endswith("\n\n待核")), (True, True), comments["I2"])
    same(parts_of(copy)["xl/worksheets/sheet1.xml"].count(b"legacyDrawing"), 1, "drawings")


def csv_files(root):
    text = (DATA / "员工.csv").read_text(encoding="utf-8").replace("95.00", "九十五").replace("S02,乙二", "S02, 乙<二>")
    make(root / "csv", text.encode(), "员工.csv")
    code, _, _ = check(root / "csv", "--data", "data", "--mark", "标")
    same(code, 1, "exit code")
    copy = root / "csv" / "标" / "数据" / "员工.csv.xlsx"
    comments = comments_of(parts_of(copy))
    same(list(comments), ["I2"], "comments")
    cells = {line.split("\t")[1]: line.split("\t")[3] for line in cells_of(copy).splitlines()[1:] if line}
    for i, line in enumerate(text.split("\n")[:-1], 1):
        for j, cell in enumerate(line.split(","), 1):
            same(cells.get(f"{wb.letters(j)}{i}", ""), cell, f"row {i} column {j}")


def nothing_to_mark(root):
    make(root / "sound", roster("excel", wrong=False).bytes())
    code, out, _ = check(root / "sound", "--data", "data", "--mark", "标")
    same((code, (root / "sound" / "标").exists()), (0, False), out)
    same("没有要标的单元格" in out, True, out)
    (root / "sound" / "标").mkdir()
    code, out, said = check(root / "sound", "--data", "data", "--mark", "标")
    same((code, "KP1052" in said), (3, True), said)


def twice_the_same(root):
    data = roster("excel").bytes()
    copies = [marked_copy(root / f"twice{n}", data)[1].read_bytes() for n in range(2)]
    same(copies[0] == copies[1], True, "the same bytes")


def main():
    failed = 0
    cases = [each_hand, a_sheet_whose_file_has_a_longer_name, cells_of_styles_that_are_not_there,
             comments_that_are_there, csv_files, nothing_to_mark, twice_the_same]
    with tempfile.TemporaryDirectory() as name:
        for case in cases:
            try:
                case(pathlib.Path(name))
            except (Wrong, subprocess.TimeoutExpired, tree.ParseError, StopIteration) as wrong:
                failed += 1
                print(f"not ok: {case.__name__}: {wrong}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
