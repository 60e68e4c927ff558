#!/usr/bin/env python3
"""What the reader makes of a workbook, cell by cell.

    DUMP=build/tests/dump_book SOURCE=. xlsx_read.py [WORD...]

Expected values come from what Excel shows for such cells (ECMA-376 and the field's
experience), never from the program.  Every hand of tests/support/xlsx_hands.py must give the
same cells.
"""
import datetime
import decimal
import io
import os
import pathlib
import random
import resource
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile

SOURCE = pathlib.Path(os.environ.get("SOURCE", ".")).resolve()
DUMP = os.environ["DUMP"]
sys.path.insert(0, str(SOURCE / "tests" / "support"))
import xlsx_hands as wb  # noqa: E402
from xlsx_hands import Book, Fault, Formula, Iso, Number, Raw, Rich  # noqa: E402

HOSTILE_SECONDS, HOSTILE_MEGABYTES = 2, 256
# A sanitizer's build is slow and maps terabytes.
PLAIN_BUILD = b"__asan_init" not in pathlib.Path(DUMP).read_bytes()


class Wrong(Exception):
    pass


def keep_small():
    size = HOSTILE_MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def dump(data, name="员工.xlsx", limit=False):
    """exit code, {sheet!place: (kind, text)}, sheets, what was said"""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_bytes(data)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run([DUMP, name], cwd=folder, capture_output=True, timeout=60,
                                preexec_fn=keep_small if limit and PLAIN_BUILD else None)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = result.stderr.decode("utf-8", "replace")
    if result.returncode not in (0, 1) or "Sanitizer" in said or "runtime error" in said:
        raise Wrong(f"exit code {result.returncode}: {said[-2000:]}")
    if limit and PLAIN_BUILD:
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if seconds > HOSTILE_SECONDS:
            raise Wrong(f"{seconds:.1f} s")
    cells, sheets = {}, {}
    for line in result.stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        sheet, place, kind, *rest = line.split("\t")
        if not place:
            sheets[sheet] = kind
        else:
            cells[f"{sheet}!{place}"] = (kind, *rest)
    return result.returncode, cells, sheets, said


def same(is_, want, what):
    if is_ != want:
        raise Wrong(f"{what}: {is_!r}, expected {want!r}")


# ---- values

VALUES = [
    # what is put, how it must read: kind, text
    ("工号", "text", "工号"),
    ("  张　三 ", "text", "  张　三 "),
    ("第一行\n第二行", "text", "第一行\\x0a第二行"),
    ("<&>\"'", "text", "<&>\"'"),
    ("𠮷䶮㛃", "text", "𠮷䶮㛃"),
    ("007", "text", "007"),
    ("=1+1", "text", "=1+1"),
    ("a_x000D__x000a_b", "text", "a\\x0d\\x0ab"),
    ("_x005F_x000D_", "text", "_x000D_"),
    ("_xD83D__xDE00_", "text", "😀"),
    ("_xD83D_!", "text", "\ufffd!"),
    ("_x00G0_ _X000D_ _x000D", "text", "_x00G0_ _X000D_ _x000D"),
    (8500, "number", "8500"),
    (Number("8500.00"), "number", "8500"),
    (Number("8271.139999999999"), "number", "8271.14"),
    (Number("0.30000000000000004"), "number", "0.3"),
    (Number("0.1"), "number", "0.1"),
    (Number("-0.5"), "number", "-0.5"),
    (Number("-0"), "number", "0"),
    (Number("-0.0000"), "number", "0"),
    (Number(".5"), "number", "0.5"),
    (Number("1.0E-3"), "number", "0.001"),
    (Number("1E+5"), "number", "100000"),
    (Number("1.5e2"), "number", "150"),
    (Number("2.5499999999999998"), "number", "2.55"),
    (Number("99999999999999.999"), "number", "100000000000000"),
    (Number("123456789012345"), "number", "123456789012345"),
    (Number("5.5511151231257827E-17"), "number", "0.0000000000000000555111512312578"),
    (Number("1234567890123456"), "number", "1234567890123456"),
    (Number("6.2220202000012297E+18"), "number", "6.2220202000012297E+18"),
    (Number("4.1010119900101123E+17"), "number", "4.1010119900101123E+17"),
    (Number("0.2", "0.00%"), "number%", "0.2"),
    (Number("0.2", 9), "number%", "0.2"),
    (Number("0.2", 10), "number%", "0.2"),
    (Number("0.2", '0.00"%"'), "number", "0.2"),
    (Number("8500", '"￥"#,##0.00_);[Red]\\("￥"#,##0.00\\)'), "number", "8500"),
    (Number("8500", "#,##0.00"), "number", "8500"),
    (Number("12", '0"d"'), "number", "12"),
    (Number("12", "0.00E+00"), "number", "12"),
    (Number("12", "General"), "number", "12"),
    (Number("12", "G/通用格式"), "number", "12"),
    (Number("12", "[Red]General"), "number", "12"),
    (Number("12", "[DBNum2][$-804]General"), "number", "12"),
    (Number("12", "@"), "number", "12"),
    (Number("12", "0_d\\d"), "number", "12"),
    (True, "bool", "TRUE"),
    (False, "bool", "FALSE"),
    (Fault("#N/A"), "fault", "#N/A"),
    (Fault("#DIV/0!"), "fault", "#DIV/0!"),
    (Formula("SUM(A1:A9)", Number("45")), "number", "45"),
    (Formula("A1&\"<\"", "文本<"), "text", "文本<"),
    (Formula("1/0", Fault("#DIV/0!")), "fault", "#DIV/0!"),
    (Formula("TODAY()", Number("45717", 14)), "date", "2025-03-01"),
    (Formula("SUM(A1:A9)"), "uncached", "SUM(A1:A9)"),
    (Formula("B1", Number("3"), ' t="shared" ref="B1:B9" si="0"'), "number", "3"),
    (Formula("", None, ' t="shared" si="0"'), "uncached", ""),
    # dates: 45717 is 2025-03-01
    (Number("45717", 14), "date", "2025-03-01"),
    (Number("45717", 22), "date", "2025-03-01"),
    (Number("45717", 31), "date", "2025-03-01"),
    (Number("45717", 57), "date", "2025-03-01"),
    (Number("45717", "yyyy-mm-dd"), "date", "2025-03-01"),
    (Number("45717", 'yyyy"年"m"月"d"日";@'), "date", "2025-03-01"),
    (Number("45717", "yyyy年m月"), "date", "2025-03-01"),
    (Number("45717", '[$-804]yyyy"年"m"月";@'), "date", "2025-03-01"),
    (Number("45717", '[DBNum1][$-804]yyyy"年"m"月"d"日";@'), "date", "2025-03-01"),
    (Number("45717", "m/d"), "date", "2025-03-01"),
    (Number("45717", "mmm-yy"), "date", "2025-03-01"),
    (Number("45717", "[$-804]aaaa;@"), "date", "2025-03-01"),
    (Number("45717.75", "yyyy/m/d h:mm"), "date", "2025-03-01 18:00:00"),
    (Number("45717.999999999996", "yyyy/m/d"), "date", "2025-03-02"),
    (Number("45717.00000000001", "yyyy/m/d"), "date", "2025-03-01"),
    (Number("0.5", 20), "date", "12:00:00"),
    (Number("0.354166666666667", '上午/下午h"时"mm"分"'), "date", "08:30:00"),
    (Number("1.5", "[h]:mm"), "date", "36:00:00"),
    (Number("1", "yyyy-mm-dd"), "date", "1900-01-01"),
    (Number("59", "yyyy-mm-dd"), "date", "1900-02-28"),
    (Number("60", "yyyy-mm-dd"), "date", "1900-02-29"),
    (Number("61", "yyyy-mm-dd"), "date", "1900-03-01"),
    (Number("0", "yyyy-mm-dd"), "date", "0"),
    (Number("-1", "yyyy-mm-dd"), "date", "-1"),
    (Number("2958465", "yyyy-mm-dd"), "date", "9999-12-31"),
    (Number("2958466", "yyyy-mm-dd"), "date", "2958466"),
    (Iso("2025-03-01T00:00:00"), "date", "2025-03-01"),
    (Iso("2025-03-01T08:30:00Z"), "date", "2025-03-01 08:30:00"),
    (Iso("2025-03-01"), "date", "2025-03-01"),
]
RICH = [
    (Rich("张", "三"), "text", "张三"),
    (Rich("東京", phonetic="トウキョウ"), "text", "東京"),
    (Rich("前 ", " 后"), "text", "前  后"),
]


def values_by_hand(hand):
    def run():
        # A text as the result of a formula has no runs.
        values = VALUES + (RICH if wb.HANDS[hand].get("strings") != "str" else [])
        book = Book(hand)
        sheet = book.sheet("数据")
        for n, (value, _, _) in enumerate(values, 1):
            sheet.put(f"B{n}", value)
        code, cells, sheets, said = dump(book.bytes())
        same(code, 0, said)
        same(sheets, {"数据": "sheet"}, "sheets")
        for n, (value, kind, text) in enumerate(values, 1):
            same(cells.pop(f"数据!B{n}", None), (kind, text), f"B{n} {value!r}")
        same(cells, {}, "other cells")
    return run


def date_1904():
    book = Book(date1904=True)
    book.sheet("s").put("A1", Number("44255", 14)).put("A2", Number("0", 14))
    same(dump(book.bytes())[1], {"s!A1": ("date", "2025-03-01"), "s!A2": ("date", "1904-01-01")}, "")


# ---- sheets

def hidden_things():
    book = Book()
    book.sheet("看得见").rows([["a"], ["b"], ["c"]]).hidden_rows.add(2)
    book.sheet("隐藏", "hidden").put("A1", 1)
    book.sheet("深藏", "veryHidden").put("A1", 2)
    code, cells, sheets, _ = dump(book.bytes())
    same(code, 0, "exit")
    same(sheets, {"看得见": "sheet", "隐藏": "hidden sheet", "深藏": "hidden sheet"}, "sheets")
    same(cells["看得见!A2"], ("text", "b", "hidden"), "A2")


def merged_cells():
    book = Book()
    sheet = book.sheet("s").rows([["标题"], ["部门", "姓名"], ["办公室", "甲"], ["", "乙"], ["", "丙"]])
    sheet.merges += ["A1:D1", "A3:A5", "F9:H20"]
    code, cells, _, said = dump(book.bytes())
    same((code, said), (0, ""), "exit")
    covered = sorted(place for place, cell in cells.items() if cell[0] == "merged")
    # B1 lies within what the sheet holds, C1 and D1 beyond.
    same(covered, ["s!A4", "s!A5", "s!B1"], "covered")


def merged_over_content():
    book = Book()
    book.sheet("s").rows([["a", "b"], ["c", "d"]]).merges.append("A1:A2")
    code, cells, _, said = dump(book.bytes())
    same((code, cells["s!A2"]), (0, ("merged", "")), "A2")
    same("员工.xlsx[s]!A2: 警告 KP1172" in said, True, said)


def chart_sheet():
    book = Book()
    book.sheet("数据").put("A1", 1)
    book.sheet("图表").put("A1", 2)
    rels = book.parts()["xl/_rels/workbook.xml.rels"]
    at = rels.index("worksheet", rels.index("rId2"))
    book.extra["xl/_rels/workbook.xml.rels"] = rels[:at] + "chartsheet" + rels[at + 9:]
    same(dump(book.bytes())[2], {"数据": "sheet"}, "sheets")


def macros():
    book = Book()
    book.sheet("s").put("A1", 1)
    rels = book.parts()["xl/_rels/workbook.xml.rels"]
    book.extra["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>", '<Relationship Id="m" Target="vbaProject.bin" Type='
        '"http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>')
    book.extra["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    code, cells, _, said = dump(book.bytes(), "员工.xlsm")
    same((code, len(cells)), (0, 1), "exit")
    same("KP1174" in said, True, said)


def other_part_names():
    book = Book()
    book.sheet("s").put("A1", "x")
    parts = book.parts()
    moved = {name.replace("xl/", "Office/Parts/"): part for name, part in parts.items()}
    moved["_rels/.rels"] = parts["_rels/.rels"].replace("xl/workbook.xml", "./Office/x/../Parts/WorkBook.XML")
    same(dump(wb.pack(moved))[1], {"s!A1": ("text", "x")}, "cells")


def asks_for_recalculation():
    book = Book(recalculate=True)
    book.sheet("s").rows([[Formula("A9", Number("0")), Formula("A9", Number("12")), Number("0")]])
    code, cells, _, said = dump(book.bytes())
    same(cells, {"s!A1": ("uncached", "A9"), "s!B1": ("number", "12"), "s!C1": ("number", "0")}, "cells")
    same((code, "员工.xlsx[s]!B1: 警告 KP1173" in said), (0, True), said)


def formatted_empty_rows():
    """A million rows that somebody formatted: no time, no memory."""
    book = Book()
    sheet = book.sheet("s").put("A1", "x")
    xml = book.sheet_xml(sheet)
    rows = "".join(f'<row r="{r}" spans="1:9" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>'
                   for r in range(2, 1048577))
    book.extra["xl/worksheets/sheet1.xml"] = xml.replace("</sheetData>", rows + "</sheetData>")
    same(dump(book.bytes(), limit=True)[1], {"s!A1": ("text", "x")}, "cells")


def far_apart():
    book = Book()
    book.sheet("s").put("A1", "x").put("XFD1048576", "y")
    code, cells, _, _ = dump(book.bytes(), limit=True)
    same(cells, {"s!A1": ("text", "x"), "s!XFD1048576": ("text", "y")}, "cells")


# ---- files that must be refused, with the code that says why

def simple():
    book = Book()
    book.sheet("员工").rows([["工号", "姓名"], ["S01", "甲"]])
    return book


def patched(name, old, new, count=-1):
    book = simple()
    part = book.parts()[name]
    if old not in part:
        raise Wrong(f"{old} is not in {name}: {part}")
    book.extra[name] = part.replace(old, new, count)
    return book.bytes()


def without(name):
    book = simple()
    book.extra[name] = None
    return book.bytes()


def ole(word):
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + word.encode("utf-16-le") + b"\0" * 512


def bomb(size, level=9):
    """One sheet of `size` blanks."""
    book = simple()
    xml = book.parts()["xl/worksheets/sheet1.xml"]
    head, tail = xml.split("</sheetData>")
    book.extra["xl/worksheets/sheet1.xml"] = head + " " * size + "</sheetData>" + tail
    return book.bytes()


def central(data):
    """(offset in the directory, name) of every entry"""
    end = data.rindex(b"PK\5\6")
    n, _, at = struct.unpack("<HII", data[end + 10:end + 20])
    out = []
    for _ in range(n):
        name, extra, comment = struct.unpack("<HHH", data[at + 28:at + 34])
        out.append((at, data[at + 46:at + 46 + name].decode()))
        at += 46 + name + extra + comment
    return out


def with_words(name, edits):
    """The archive with words of one directory entry changed: {offset: value}"""
    data = bytearray(simple().bytes())
    at = next(at for at, entry in central(bytes(data)) if entry == name)
    for offset, value in edits.items():
        data[at + offset:at + offset + 4] = struct.pack("<I", value)
    return bytes(data)


def twice(name, other=None):
    file = io.BytesIO(simple().bytes())
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(zipfile.ZipInfo(other or name), b"<x/>")
    return file.getvalue()


def overlapping():
    """Two entries of the directory for the same bytes."""
    data = bytearray(simple().bytes())
    entries = central(bytes(data))
    a = next(at for at, name in entries if name == "xl/styles.xml")
    b = next(at for at, name in entries if name == "xl/workbook.xml")
    data[b + 42:b + 46] = data[a + 42:a + 46]
    return bytes(data)


def with_entries(n):
    book = simple()
    for i in range(n - len(book.parts())):
        book.extra[f"x/{i}.xml"] = "<x/>"
    return book.bytes()


def with_sheets(n):
    book = Book()
    for i in range(n):
        book.sheet(f"s{i}").put("A1", i)
    return book.bytes()


def with_text(n, hand="excel"):
    book = Book(hand)
    book.sheet("s").put("A1", "x" * (n - 2) + "𠮷")  # which counts twice
    return book.bytes()


def with_cell(xml):
    book = Book()
    book.sheet("s").put("A1", Raw(xml))
    return book.bytes()


def with_data(xml):
    book = simple()
    part = book.parts()["xl/worksheets/sheet1.xml"]
    head, rest = part.split("<sheetData>")
    book.extra["xl/worksheets/sheet1.xml"] = head + "<sheetData>" + xml + "</sheetData></worksheet>"
    return book.bytes()


def sparse(rows):
    """Rows of one cell in the last column."""
    return with_data("".join(f'<row><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, rows + 1)))


def nested(depth):
    return patched("xl/worksheets/sheet1.xml", "<sheetData>", "<a>" * depth + "</a>" * depth + "<sheetData>")


def with_merges(*refs):
    book = simple()
    book.sheets[0].merges += refs
    return book.bytes()


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "1">]>'
HOSTILE = {
    "an old .xls": ("KP1160", lambda: ole("Workbook")),
    "an .xls of Excel 2": ("KP1160", lambda: struct.pack("<HHHH", 9, 4, 2, 16) + b"\0" * 40),
    "an .xls of Excel 4": ("KP1160", lambda: struct.pack("<HHHHH", 0x409, 6, 0, 16, 0) + b"\0" * 40),
    "a WPS .et": ("KP1161", lambda: ole("ETExtData")),
    "a password": ("KP1162", lambda: ole("EncryptedPackage")),
    "a Word document in OLE": ("KP1165", lambda: ole("WordDocument")),
    "HTML": ("KP1163", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    "Excel's XML of 2003": ("KP1163", lambda: b'<?xml version="1.0"?><Workbook xmlns='
                            b'"urn:schemas-microsoft-com:office:spreadsheet"/>'),
    "CSV": ("KP1164", lambda: "工号,姓名\nS01,甲\n".encode()),
    "nothing": ("KP1007", lambda: b""),
    "a PDF": ("KP1165", lambda: b"%PDF-1.7 ..."),
    "another archive": ("KP1177", lambda: wb.pack({"a.txt": "x"})),
    "a Word document": ("KP1165", lambda: wb.pack({"word/document.xml": "<x/>"})),
    "an OpenDocument": ("KP1165", lambda: wb.pack(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, stored=True)),
    "a binary workbook": ("KP1165", lambda: wb.pack({"xl/workbook.bin": b"\0"})),
    "half of it": ("KP1166", lambda: simple().bytes()[:700]),
    "without its last byte": ("KP1166", lambda: simple().bytes()[:-1]),
    "no relations": ("KP1177", lambda: without("_rels/.rels")),
    "no workbook": ("KP1177", lambda: without("xl/workbook.xml")),
    "no sheet": ("KP1177", lambda: without("xl/worksheets/sheet1.xml")),
    "no strings": ("KP1177", lambda: without("xl/sharedStrings.xml")),
    "no styles": ("KP1177", lambda: without("xl/styles.xml")),
    "broken XML": ("KP1167", lambda: patched("xl/worksheets/sheet1.xml", "</row>", "</raw>")),
    "XML without its end": ("KP1167", lambda: patched("xl/worksheets/sheet1.xml", "</worksheet>", "")),
    "an unknown encoding": ("KP1167", lambda: patched("xl/styles.xml", "UTF-8", "GB2312")),
    "a character that is none": ("KP1167", lambda: patched("xl/sharedStrings.xml", "甲", "&#0;")),
    "an entity of its own": ("KP1168", lambda: patched("xl/sharedStrings.xml", "<sst", DOCTYPE + "<sst")),
    "a DTD in a sheet": ("KP1168", lambda: patched("xl/worksheets/sheet1.xml", "<worksheet",
                                                  '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet')),
    "an undeclared entity": ("KP1167", lambda: patched("xl/sharedStrings.xml", "甲", "&a;")),
    "another namespace": ("KP1182", lambda: patched("xl/worksheets/sheet1.xml", wb.MAIN, "urn:x")),
    "no namespace": ("KP1182", lambda: patched("xl/worksheets/sheet1.xml", f' xmlns="{wb.MAIN}"', "")),
    "elements too deep": ("KP1169", lambda: nested(64)),
    "two parts of one name": ("KP1178", lambda: twice("xl/worksheets/sheet1.xml")),
    "two parts that differ by case": ("KP1178", lambda: twice("", "XL/Worksheets/Sheet1.xml")),
    "two parts that differ by the slash": ("KP1178", lambda: twice("", "xl\\worksheets/sheet1.xml")),
    "overlapping parts": ("KP1166", overlapping),
    "a wrong checksum": ("KP1179", lambda: with_words("xl/worksheets/sheet1.xml", {16: 1})),
    "a size too small": ("KP1179", lambda: with_words("xl/worksheets/sheet1.xml", {24: 10})),
    "a size too large": ("KP1179", lambda: with_words("xl/worksheets/sheet1.xml", {24: 100000})),
    "a size beyond the file": ("KP1166", lambda: with_words("xl/worksheets/sheet1.xml", {20: 1 << 30})),
    "a directory without end": ("KP1166", lambda: with_words("xl/worksheets/sheet1.xml", {28: 0xFFFFFFFF})),
    "an offset nowhere": ("KP1166", lambda: with_words("xl/worksheets/sheet1.xml", {42: 1 << 31})),
    "a foreign compression": ("KP1180", lambda: with_words("xl/worksheets/sheet1.xml", {8: 12 << 16})),
    "a bomb by ratio": ("KP1169", lambda: bomb(50 << 20)),
    "too large a part": ("KP1169", lambda: with_words("xl/worksheets/sheet1.xml", {24: (256 << 20) + 1})),
    "too many parts": ("KP1169", lambda: with_entries(513)),
    "too many sheets": ("KP1169", lambda: with_sheets(65)),
    "no sheets": ("KP1170", lambda: with_sheets(0)),
    "a text too long": ("KP1006", lambda: with_text(32768)),
    "an inline text too long": ("KP1006", lambda: with_text(32768, "sdk")),
    "an inline text far too long": ("KP1006", lambda: with_text(900000, "sdk")),
    "two sheets of one name": ("KP1184", lambda: patched("xl/workbook.xml", "<sheets>",
                               '<sheets><sheet name="员工" sheetId="9" r:id="rId1"/>')),
    "a sheet that is nowhere": ("KP1185", lambda: patched("xl/workbook.xml", 'r:id="rId1"', 'r:id="rId9"')),
    "too many columns": ("KP1176", lambda: with_data('<row r="1"><c r="XFE1"><v>1</v></c></row>')),
    "too many columns without addresses": ("KP1169", lambda: with_data(
        "<row>" + "<c><v>1</v></c>" * 16385 + "</row>")),
    "too many rows": ("KP1176", lambda: with_data('<row r="1048577"/>')),
    "a row after the last": ("KP1169", lambda: with_data('<row r="1048576"/><row/>')),
    "row 0": ("KP1176", lambda: with_data('<row r="0"/>')),
    "a row twice": ("KP1176", lambda: with_data('<row r="2"/><row r="2"/>')),
    "rows backwards": ("KP1176", lambda: with_data('<row r="3"/><row r="2"/>')),
    "a cell twice": ("KP1176", lambda: with_data('<row r="1"><c r="A1"/><c r="A1"/></row>')),
    "a cell of another row": ("KP1176", lambda: with_data('<row r="1"><c r="A2"/></row>')),
    "no address at all": ("KP1176", lambda: with_data('<row r="1"><c r=""/></row>')),
    "cells far to the right": ("KP1169", lambda: sparse(600)),
    "a string that is not there": ("KP1171", lambda: with_cell('<c r="A1" t="s"><v>99</v></c>')),
    "a negative string": ("KP1171", lambda: with_cell('<c r="A1" t="s"><v>-1</v></c>')),
    "a number of letters": ("KP1171", lambda: with_cell('<c r="A1"><v>12a</v></c>')),
    "not a number": ("KP1171", lambda: with_cell('<c r="A1"><v>NaN</v></c>')),
    "half a number": ("KP1171", lambda: with_cell('<c r="A1"><v>1e</v></c>')),
    "neither true nor false": ("KP1171", lambda: with_cell('<c r="A1" t="b"><v>2</v></c>')),
    "an unknown type": ("KP1171", lambda: with_cell('<c r="A1" t="z"><v>1</v></c>')),
    "a merged cell without an end": ("KP1183", lambda: with_merges("A1:")),
    "a merged cell backwards": ("KP1183", lambda: with_merges("B2:A1")),
    "merged cells over each other": ("KP1186", lambda: with_merges("A1:A2", "A1:B2")),
    "a sheet merged again and again": ("KP1186", lambda: with_merges(
        *["A1:XFD1048576"] * 20000)),
}


def refused(code, make):
    def run():
        exit_code, _, _, said = dump(make(), limit=True)
        same(exit_code, 1, said or "not refused")
        if f"错误 {code}: " not in said:
            raise Wrong(f"expected {code}: {said}")
    return run


FINE = {
    "a text of 32767": lambda: with_text(32767),
    "an inline text of 32767": lambda: with_text(32767, "sdk"),
    "512 parts": lambda: with_entries(512),
    "64 sheets": lambda: with_sheets(64),
    "the last column": lambda: with_data('<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    "the last row": lambda: with_data('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "cells right but few": lambda: sparse(400),
    "elements just so deep": lambda: nested(63),
    "a BOM": lambda: patched("xl/workbook.xml", "<?xml", "\ufeff<?xml"),
    "a comment in the archive": lambda: simple().bytes()[:-2] + b"\3\0abc",
    "blanks around a number": lambda: with_cell('<c r="A1"><v> 5\n</v></c>'),
    "one cell merged with itself": lambda: with_merges("A1:A1"),
    "everything merged": lambda: with_merges("A1:XFD1048576"),
    "elements nobody knows": lambda: with_cell(
        '<c r="A1"><x><v>7</v></x><v>5</v><extLst><ext><v>9</v></ext></extLst></c>'),
    "a prefix for something else": lambda: patched(
        "xl/worksheets/sheet1.xml", "<sheetData>", '<y:c xmlns:y="urn:y"><y:v>1</y:v></y:c><sheetData>'),
}


def accepted(make):
    def run():
        code, cells, _, said = dump(make(), limit=True)
        same((code, len(cells) > 0), (0, True), said)
    return run


# ---- books that nobody thought of

FIFTEEN = decimal.Context(prec=15, rounding=decimal.ROUND_HALF_UP)
TEXTS = ["工号", " 前后 ", "张　三", "第一行\n第二行", "<&>\"'", "𠮷䶮㛃", "007", "=1+1", "e\u0301", "8,500.00元",
         "注：\t见附件", "#N/A", "TRUE", "2025.3.1"]
DAY_FORMATS = [14, 15, 22, 31, 57, "yyyy-mm-dd", 'yyyy"年"m"月"', "[$-804]yyyy/m/d;@", "m月d日",
               '[DBNum1][$-804]yyyy"年"m"月"d"日";@']
NUMBER_FORMATS = [None, 2, 4, "0.00_ ", "#,##0.00;[Red]-#,##0.00", '0.0"万元"', "@", "General", "000000"]


def plain(number):
    text = format(FIFTEEN.create_decimal(number).normalize(), "f")
    return "0" if text == "-0" else text


def random_number(dice):
    text = dice.choice([str(dice.randrange(10 ** 6)), f"{dice.uniform(-1e6, 1e6):.2f}", repr(dice.random()),
                        repr(dice.randrange(10 ** 7) / 100 * 1.1), repr(-dice.random() * 1e9),
                        f"{dice.random():.3E}", str(dice.randrange(10 ** 15))])
    if dice.random() < 0.2:
        return Number(text, dice.choice([9, 10, "0.0%"])), ("number%", plain(text))
    return Number(text, dice.choice(NUMBER_FORMATS)), ("number", plain(text))


def random_day(dice, first):
    day = first + datetime.timedelta(days=dice.randrange(1500, 60000))
    serial, text = (day - first).days, day.isoformat()
    if dice.random() < 0.3:
        seconds = dice.randrange(1, 86400)
        serial = repr(serial + seconds / 86400)
        text += f" {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return Number(serial, dice.choice(DAY_FORMATS)), ("date", text)


def random_value(dice, first):
    kind = dice.randrange(9)
    if kind < 2:
        text = dice.choice(TEXTS)
        return text, ("text", text.replace("\n", "\\x0a").replace("\t", "\\x09"))
    if kind < 4:
        return random_number(dice)
    if kind < 6:
        return random_day(dice, first)
    if kind == 6:
        flag = dice.random() < 0.5
        return flag, ("bool", str(flag).upper())
    if kind == 7:
        fault = dice.choice(["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
        return Fault(fault), ("fault", fault)
    value, shown = dice.choice([random_number, lambda d: random_day(d, first)])(dice)
    return Formula("SUM(A1:A2)", value, dice.choice(["", ' t="shared" si="0"', ' ca="1"'])), shown


def random_book(dice):
    """a book of some hand and what must be read of it"""
    late = dice.random() < 0.3
    # Day 0 of either system; before March 1900 Excel counts a day that never was.
    first = datetime.date(1904, 1, 1) if late else datetime.date(1899, 12, 30)
    book, cells = Book(dice.choice(sorted(wb.HANDS)), date1904=late), {}
    for name in dice.sample(["员工", "部门 (2)", "a&b", "'引号", "长" * 31, "Sheet1"], dice.randint(1, 3)):
        sheet = book.sheet(name, dice.choice([None, None, "hidden", "veryHidden"]))
        sheet.head = dice.choice(["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>'])
        for row in dice.sample(range(1, dice.choice([20, 900])), 12):
            if dice.random() < 0.2:
                sheet.hidden_rows.add(row)
            for col in dice.sample(range(1, dice.choice([9, 70])), dice.randint(1, 6)):
                ref = f"{wb.letters(col)}{row}"
                value, shown = random_value(dice, first)
                sheet.put(ref, value)
                cells[f"{name}!{ref}"] = shown + (("hidden",) if row in sheet.hidden_rows else ())
    return book, cells


def random_books():
    dice = random.Random(20250301)
    for n in range(80):
        book, want = random_book(dice)
        # Elements of the head know no prefix.
        if book.hand.get("prefix"):
            for sheet in book.sheets:
                sheet.head = ""
        code, cells, sheets, said = dump(book.bytes())
        same((code, len(sheets)), (0, len(book.sheets)), f"book {n}: {said}")
        for place in sorted(want.keys() | cells.keys()):
            same(cells.get(place), want.get(place), f"book {n}: {place}")


CASES = {f"values as {hand} writes them": values_by_hand(hand) for hand in wb.HANDS}
CASES.update({
    "days since 1904": date_1904,
    "hidden rows and sheets": hidden_things,
    "merged cells": merged_cells,
    "content under a merged cell": merged_over_content,
    "a chart sheet": chart_sheet,
    "macros": macros,
    "other names of parts": other_part_names,
    "a workbook that wants to be recalculated": asks_for_recalculation,
    "a million formatted rows": formatted_empty_rows,
    "two cells far apart": far_apart,
    "random books": random_books,
})
CASES.update({name: refused(*case) for name, case in HOSTILE.items()})
CASES.update({name: accepted(make) for name, make in FINE.items()})


def main(words):
    ran = failed = 0
    for name, run in CASES.items():
        if words and not any(word in name for word in words):
            continue
        ran += 1
        try:
            run()
        except (Wrong, subprocess.TimeoutExpired) as wrong:
            failed += 1
            print(f"not ok: {name}: {wrong}")
    print(f"{ran - failed} passed, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
