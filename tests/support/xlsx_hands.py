"""xlsx_hands.py - .xlsx files as various programs write them, with the standard library only.

    book = Book(hand="wps")
    sheet = book.sheet("员工")
    sheet.put("A1", "工号")
    sheet.put("B2", Number("8500.5", "0.00%"))
    data = book.bytes()

Hands differ in what the reader must not depend on: prefixes, absolute or relative part
names, shared or inline strings, addresses or none, order and names of parts, packing.
"""
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# prefix, strings: shared | inline | str, targets: relative | absolute, addresses,
# folder of sheets, part of a sheet, packing, type of numbers, blanks before <v>
HANDS = {
    "excel": dict(),
    "wps": dict(typed_numbers=False, spans=True),
    "libreoffice": dict(typed_numbers=True),
    "openpyxl": dict(absolute=True, typed_numbers=True),
    "exceljs": dict(empty_cells=True),
    "sheetjs": dict(strings="str", typed_numbers=True),
    "streamed": dict(strings="inline", streamed=True),
    "sdk": dict(prefix="x:", strings="inline", absolute=True, sheet_part="xl/worksheets/R{}a.xml"),
    "strict": dict(strict=True),
    "bare": dict(addresses=False, strings="inline", styles=True),
    "wide": dict(utf16=True),
    "odd": dict(backslash=True, sheet_part="xl/data/{}.xml", stored=True, pretty=True),
}


class Number:
    """A stored number and its number format: a code, a built-in id, or None."""
    def __init__(self, text, format=None):
        self.text, self.format = str(text), format


class Fault(str):
    pass


class Formula:
    """cached: what is stored as its result, None for nothing."""
    def __init__(self, text, cached=None, attributes=""):
        self.text, self.cached, self.attributes = text, cached, attributes


class Rich:
    """Runs of a text, and what they sound like."""
    def __init__(self, *runs, phonetic=None):
        self.runs, self.phonetic = runs, phonetic


class Iso(str):
    """A date stored as text, as the strict edition does."""


class Raw(str):
    """XML of a whole cell or row, put in as it is."""


def letters(col):
    out = ""
    while col:
        col, rest = divmod(col - 1, 26)
        out = chr(65 + rest) + out
    return out


def place(ref):
    col = 0
    for n, c in enumerate(ref):
        if not c.isalpha():
            return int(ref[n:]), col
        col = col * 26 + ord(c) - 64
    raise ValueError(ref)


class Sheet:
    def __init__(self, name, state=None):
        self.name, self.state = name, state
        self.cells = {}  # (row, col): value
        self.hidden_rows, self.merges, self.cols = set(), [], ""
        self.heights = {}  # of rows, as written
        self.head, self.tail = "", ""  # before the columns, behind the merged cells

    def put(self, ref, value):
        self.cells[place(ref)] = value
        return self

    def rows(self, rows, top=1):
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None and value != "":
                    self.cells[top + i, 1 + j] = value
        return self


class Book:
    def __init__(self, hand="excel", date1904=False, recalculate=False):
        self.hand = dict(HANDS[hand])
        self.sheets, self.date1904, self.recalculate = [], date1904, recalculate
        self.shared, self.index, self.formats = [], {}, {}
        self.extra = {}  # more parts, or parts in other words

    def sheet(self, name, state=None):
        self.sheets.append(Sheet(name, state))
        return self.sheets[-1]

    # ---- parts

    def tag(self, name):
        return self.hand.get("prefix", "") + name

    def element(self, name, inside, attributes=""):
        tag = self.tag(name)
        return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"

    def root(self, name, inside):
        prefix = self.hand.get("prefix", "")
        space = STRICT if self.hand.get("strict") else MAIN
        office = STRICT_OFFICE if self.hand.get("strict") else OFFICE
        declared = f' xmlns{":" + prefix[:-1] if prefix else ""}="{space}" xmlns:r="{office}"'
        return HEAD + self.element(name, inside or " ", declared)

    def text(self, value):
        keep = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        return self.element("t", escape(value), keep)

    def string_item(self, value):
        if not isinstance(value, Rich):
            return self.text(value)
        out = "".join(self.element("r", self.element("rPr", "<b/>" if not self.tag("") else "")
                                   + self.text(run)) for run in value.runs)
        if value.phonetic:
            out += self.element("rPh", self.text(value.phonetic), ' sb="0" eb="1"')
            out += self.element("phoneticPr", "", ' fontId="1"')
        return out

    def style(self, format):
        if format is None:
            return 0
        return self.formats.setdefault(format, len(self.formats) + 1)

    def cell(self, ref, value):
        if isinstance(value, Raw):
            return value
        kind, inside, style = self.content(value)
        at = f' r="{ref}"' if self.hand.get("addresses", True) else ""
        at += f' s="{style}"' if style or self.hand.get("empty_cells") else ""
        at += f' t="{kind}"' if kind else ""
        return self.element("c", inside, at)

    def content(self, value):
        """type, elements, style"""
        v = lambda text: self.element("v", text)
        number = "n" if self.hand.get("typed_numbers") else ""
        if isinstance(value, Formula):
            formula = self.element("f", escape(value.text), value.attributes)
            if value.cached is None:
                return "", formula, 0
            if isinstance(value.cached, str) and not isinstance(value.cached, Fault):
                return "str", formula + f"<{self.tag('v')}>{escape(value.cached)}</{self.tag('v')}>", 0
            kind, inside, style = self.content(value.cached)
            return kind, formula + inside, style
        if isinstance(value, Number):
            return number, v(value.text), self.style(value.format)
        if isinstance(value, bool):
            return "b", v("1" if value else "0"), 0
        if isinstance(value, int):
            return number, v(str(value)), 0
        if isinstance(value, Fault):
            return "e", v(escape(value)), 0
        if isinstance(value, Iso):
            return "d", v(value), self.style("yyyy-mm-dd")
        strings = self.hand.get("strings", "shared")
        if strings == "str" and isinstance(value, str):
            return "str", v(escape(value)), 0
        if strings == "inline":
            return "inlineStr", self.element("is", self.string_item(value)), 0
        key = value if isinstance(value, str) else id(value)
        if key not in self.index:
            self.index[key] = len(self.shared)
            self.shared.append(value)
        return "s", v(str(self.index[key])), 0

    def sheet_xml(self, sheet):
        rows = {}
        for (row, col), value in sorted(sheet.cells.items()):
            rows.setdefault(row, []).append((col, value))
        out = []
        for row, cells in rows.items():
            at = f' r="{row}"' if self.hand.get("addresses", True) else ""
            if self.hand.get("spans"):
                at += f' spans="1:{cells[-1][0]}"'
            at += ' hidden="1"' if row in sheet.hidden_rows else ""
            at += f' ht="{sheet.heights[row]}" customHeight="1"' if row in sheet.heights else ""
            inside, last = "", 0
            for col, value in cells:
                if not self.hand.get("addresses", True) or self.hand.get("empty_cells"):
                    for empty in range(last + 1, col):
                        ref = f' r="{letters(empty)}{row}"' if self.hand.get("addresses", True) else ""
                        inside += self.element("c", "", ref + ' s="0"')
                inside += self.cell(f"{letters(col)}{row}", value)
                last = col
            out.append(self.element("row", inside, at))
        if not self.hand.get("addresses", True):
            out = self.with_blank_rows(rows, out)
        merges = "".join(self.element("mergeCell", "", f' ref="{ref}"') for ref in sheet.merges)
        body = sheet.head + (self.element("cols", sheet.cols) if sheet.cols else "")
        joint = "\n  " if self.hand.get("pretty") else ""
        body += self.element("sheetData", joint + joint.join(out)) if out else self.element("sheetData", "")
        body += self.element("mergeCells", merges) if merges else ""
        return self.root("worksheet", body + sheet.tail)

    def with_blank_rows(self, rows, out):
        """Without addresses a row stands behind the last one."""
        full, last = [], 0
        for row, xml in zip(rows, out):
            full += [self.element("row", "")] * (row - last - 1) + [xml]
            last = row
        return full

    def workbook_xml(self):
        sheets = ""
        for n, sheet in enumerate(self.sheets, 1):
            state = f' state="{sheet.state}"' if sheet.state else ""
            sheets += self.element("sheet", "", f' name={quoteattr(sheet.name)} sheetId="{n}"'
                                   f'{state} r:id="rId{n}"')
        head = self.element("workbookPr", "", ' date1904="1"') if self.date1904 else ""
        tail = self.element("calcPr", "", ' calcId="1" fullCalcOnLoad="1"') if self.recalculate else ""
        return self.root("workbook", head + self.element("sheets", sheets) + tail)

    def styles_xml(self):
        custom, xfs = "", self.element("xf", "", ' numFmtId="0"')
        for n, (code, _) in enumerate(sorted(self.formats.items(), key=lambda item: item[1])):
            number = code
            if isinstance(code, str):
                number = 164 + n
                custom += self.element("numFmt", "", f' numFmtId="{number}" formatCode={quoteattr(code)}')
            xfs += self.element("xf", "", f' numFmtId="{number}" applyNumberFormat="1"')
        body = self.element("numFmts", custom) if custom else ""
        body += self.element("cellStyleXfs", self.element("xf", "", ' numFmtId="14"'))
        return self.root("styleSheet", body + self.element("cellXfs", xfs))

    def relations(self, items):
        absolute = self.hand.get("absolute")
        out = HEAD + f'<Relationships xmlns="{PACKAGE}">'
        for n, (kind, folder, target) in enumerate(items, 1):
            family = STRICT_OFFICE if self.hand.get("strict") else OFFICE
            path = "/" + folder + target if absolute else target
            out += f'<Relationship Id="rId{n}" Type="{family}/{kind}" Target="{path}"/>'
        return out + "</Relationships>"

    def parts(self):
        pattern = self.hand.get("sheet_part", "xl/worksheets/sheet{}.xml")
        out, links = {}, []
        for n, sheet in enumerate(self.sheets, 1):
            name = pattern.format(n)
            out[name] = self.sheet_xml(sheet)
            links.append(("worksheet", "xl/", name[3:]))
        links.append(("styles", "xl/", "styles.xml"))
        if self.shared:
            items = "".join(self.element("si", self.string_item(value)) for value in self.shared)
            out["xl/sharedStrings.xml"] = self.root("sst", items)
            links.append(("sharedStrings", "xl/", "sharedStrings.xml"))
        out["xl/styles.xml"] = self.styles_xml()
        out["xl/workbook.xml"] = self.workbook_xml()
        out["xl/_rels/workbook.xml.rels"] = self.relations(links)
        out["_rels/.rels"] = self.relations([("officeDocument", "", "xl/workbook.xml")])
        out["[Content_Types].xml"] = self.content_types(out)
        out.update(self.extra)
        return {name: part for name, part in out.items() if part is not None}

    def content_types(self, parts):
        base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        kinds = {"workbook.xml": "sheet.main+xml", "styles.xml": "styles+xml",
                 "sharedStrings.xml": "sharedStrings+xml"}
        out = (HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
               '<Default Extension="rels" ContentType='
               '"application/vnd.openxmlformats-package.relationships+xml"/>'
               '<Default Extension="xml" ContentType="application/xml"/>')
        for name in parts:
            if name.endswith(".rels"):
                continue
            kind = kinds.get(name.split("/")[-1], "worksheet+xml")
            out += f'<Override PartName="/{name}" ContentType="{base}{kind}"/>'
        return out + "</Types>"

    def bytes(self):
        return pack(self.parts(), **{key: self.hand[key] for key in
                                     ("streamed", "stored", "backslash", "utf16") if key in self.hand})


class OneWay(io.RawIOBase):
    """A file that cannot seek, so that sizes come behind the parts."""
    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += data
        return len(data)


def pack(parts, streamed=False, stored=False, backslash=False, utf16=False):
    file = OneWay() if streamed else io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            if isinstance(part, str):
                if utf16 and name.startswith("xl/"):
                    part = part.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
                else:
                    part = part.encode()
            info = zipfile.ZipInfo(name.replace("/", "\\") if backslash and name.startswith("xl/") else name)
            info.compress_type = method
            archive.writestr(info, part)
    return bytes(file.data) if streamed else file.getvalue()
