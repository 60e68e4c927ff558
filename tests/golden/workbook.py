"""workbook.py - the cells of an .xlsx by an independent reader.  Standard library only."""
import posixpath
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def plain(text):
    """_x000D_ spells the character 13."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def text_of(element):
    return plain("".join(t.text or "" for t in element.iter(MAIN + "t")))


def place(ref):
    letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", ref).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits), column


def parts(path):
    """{sheet: XML}, in order."""
    book = zipfile.ZipFile(path)
    root = ElementTree.fromstring(book.read("xl/workbook.xml"))
    relations = {e.get("Id"): e.get("Target") for e in ElementTree.fromstring(
        book.read("xl/_rels/workbook.xml.rels")).iter(REL + "Relationship")}
    return {sheet.get("name"): book.read(posixpath.join(
                "xl", relations[sheet.get(R + "id")].removeprefix("/xl/")))
            for sheet in root.iter(MAIN + "sheet")}


def read(path):
    """{sheet: {(row, column): text}}, sheets in order; numbers as the text in the file."""
    book = zipfile.ZipFile(path)
    strings = []
    if "xl/sharedStrings.xml" in book.namelist():
        strings = [text_of(item) for item in
                   ElementTree.fromstring(book.read("xl/sharedStrings.xml")).findall(MAIN + "si")]
    return {name: cells_of(xml, strings) for name, xml in parts(path).items()}


def cells_of(xml, strings):
    cells = {}
    for cell in ElementTree.fromstring(xml).iter(MAIN + "c"):
        value, kind = cell.find(MAIN + "v"), cell.get("t", "n")
        if kind == "inlineStr":
            cells[place(cell.get("r"))] = text_of(cell)
        elif value is not None:
            text = value.text or ""
            cells[place(cell.get("r"))] = strings[int(text)] if kind == "s" else text
    return {where: text for where, text in cells.items() if text != ""}


def index(sheets):
    """{sheet: file} of the sheet 目录 that kpay convert writes."""
    cells = sheets["目录"]
    assert [cells.get((3, j)) for j in (1, 2, 3)] == ["序号", "工作表", "文件"], "heading row"
    return {cells[(i, 2)]: cells[(i, 3)] for (i, j) in sorted(cells) if j == 3 and i > 3}
