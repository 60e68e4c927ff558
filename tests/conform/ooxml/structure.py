#!/usr/bin/env python3
"""structure.py FILE.xlsx... - is each a sound OOXML package?  Standard library only.

Every part is well-formed XML and has a content type; every relationship leads to a part
that is there, and every part but the two roots is led to; no name stands twice; sheets
have names that Excel takes; shared strings are counted right and none is missing; styles,
merged areas, validations and cells keep to what the schema and Excel allow.
"""
import posixpath
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Unsound(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Unsound(text)


def column_number(letters):
    n = 0
    for letter in letters:
        n = n * 26 + ord(letter) - 64
    return n


def cell_place(ref):
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", ref)
    need(match, f"no cell: {ref}")
    column, row = column_number(match[1]), int(match[2])
    need(column <= 16384 and row <= 1048576, f"outside the sheet: {ref}")
    return row, column


def area(ref):
    first, _, last = ref.partition(":")
    top, left = cell_place(first)
    bottom, right = cell_place(last or first)
    need(top <= bottom and left <= right, f"upside down: {ref}")
    return top, left, bottom, right


class Package:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        names = self.zip.namelist()
        folded = [name.lower() for name in names]
        need(len(set(folded)) == len(folded), "a part stands there twice")
        need(self.zip.testzip() is None, "a part is damaged")
        self.xml = {}
        for name in names:
            data = self.zip.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                need(b"<!DOCTYPE" not in data, f"{name}: a DOCTYPE")
                try:
                    self.xml[name] = ElementTree.fromstring(data)
                except ElementTree.ParseError as error:
                    raise Unsound(f"{name}: {error}") from error
        self.names = set(names)

    def check_types(self):
        types = self.xml["[Content_Types].xml"]
        known = [e.get("Extension").lower() for e in types.iter(TYPE + "Default")]
        parts = [e.get("PartName") for e in types.iter(TYPE + "Override")]
        need(len(set(known)) == len(known), "an extension is typed twice")
        need(len(set(parts)) == len(parts), "a part is typed twice")
        for part in parts:
            need(part.lstrip("/") in self.names, f"typed but not there: {part}")
        for name in self.names - {"[Content_Types].xml"}:
            extension = name.rsplit(".", 1)[-1].lower()
            need("/" + name in parts or extension in known, f"without a type: {name}")

    def relations(self, part):
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", base + ".rels")
        out = {}
        for element in self.xml[name].iter(REL + "Relationship") if name in self.names else ():
            key = element.get("Id")
            need(key not in out, f"{name}: {key} stands there twice")
            target = element.get("Target")
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, target)) \
                    if not target.startswith("/") else target[1:]
                need(target in self.names, f"{name}: {target} is not there")
            out[key] = target
        return out

    def check_relations(self):
        reached, todo = {"[Content_Types].xml"}, [""]
        while todo:
            part = todo.pop()
            folder, base = posixpath.split(part)
            reached |= {part, posixpath.join(folder, "_rels", base + ".rels")}
            todo += [t for t in self.relations(part).values()
                     if t in self.names and t not in reached]
        need(self.names <= reached, f"led to by nothing: {sorted(self.names - reached)}")

    # ---- the workbook

    def check_sheets(self):
        book = self.xml["xl/workbook.xml"]
        targets = self.relations("xl/workbook.xml")
        seen, ids, parts = set(), set(), []
        for sheet in book.iter(MAIN + "sheet"):
            name = sheet.get("name")
            units = len(name.encode("utf-16-le")) // 2
            need(1 <= units <= 31, f"sheet name of {units} characters: {name}")
            need(not set(name) & set("\\/?*[]:"), f"sheet name: {name}")
            need(name[0] != "'" and name[-1] != "'", f"sheet name: {name}")
            need(name.lower() not in seen, f"sheet name twice: {name}")
            need(sheet.get("sheetId") not in ids, f"sheet id twice: {name}")
            seen.add(name.lower())
            ids.add(sheet.get("sheetId"))
            parts.append(targets[sheet.get(R + "id")])
        need(parts, "no sheets")
        return parts

    def check_strings(self):
        root = self.xml.get("xl/sharedStrings.xml")
        if root is None:
            return 0, 0
        items = root.findall(MAIN + "si")
        need(int(root.get("uniqueCount", len(items))) == len(items), "uniqueCount of strings")
        texts = ["".join(t.text or "" for t in item.iter(MAIN + "t")) for item in items]
        need(all(len(text.encode("utf-16-le")) // 2 <= 32767 * 7 for text in texts), "a text too long")
        return len(items), int(root.get("count", -1))

    def check_styles(self):
        styles = self.xml["xl/styles.xml"]
        for name in ("fonts", "fills", "borders", "cellXfs", "dxfs", "numFmts"):
            group = styles.find(MAIN + name)
            if group is not None:
                need(int(group.get("count")) == len(list(group)), f"count of {name}")
        cell, differential = styles.find(MAIN + "cellXfs"), styles.find(MAIN + "dxfs")
        return len(list(cell)), 0 if differential is None else len(list(differential))

    def check_sheet(self, part, nstrings, nstyles, ndiff):
        root, used = self.xml[part], 0
        last_row = 0
        for row in root.iter(MAIN + "row"):
            number = int(row.get("r"))
            need(number > last_row, f"{part}: row {number} out of order")
            last_row, last_column = number, 0
            for cell in row.findall(MAIN + "c"):
                r, column = cell_place(cell.get("r"))
                need(r == number and column > last_column, f"{part}: {cell.get('r')}")
                last_column = column
                need(int(cell.get("s", 0)) < nstyles, f"{part}: style of {cell.get('r')}")
                if cell.get("t") == "s":
                    need(int(cell.find(MAIN + "v").text) < nstrings, f"{part}: string")
                    used += 1
                elif cell.get("t", "n") == "n" and cell.find(MAIN + "v") is not None:
                    float(cell.find(MAIN + "v").text)
        merged = [area(m.get("ref")) for m in root.iter(MAIN + "mergeCell")]
        covered = set()
        for top, left, bottom, right in merged:
            cells = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
            need(not cells & covered, f"{part}: merged areas overlap")
            covered |= cells
        for rule in root.iter(MAIN + "cfRule"):
            need(int(rule.get("dxfId", 0)) < max(ndiff, 1), f"{part}: dxfId")
            need(int(rule.get("priority")) >= 1, f"{part}: priority")
        self.check_validations(part, root)
        self.check_links(part, root)
        return used

    def check_validations(self, part, root):
        group = root.find(MAIN + "dataValidations")
        rules = list(root.iter(MAIN + "dataValidation"))
        need(group is None or int(group.get("count")) == len(rules), f"{part}: validations")
        for rule in rules:
            for ref in rule.get("sqref").split():
                area(ref)
            for name, most in (("promptTitle", 32), ("errorTitle", 32), ("prompt", 255), ("error", 255)):
                need(len(rule.get(name, "")) <= most, f"{part}: {name} too long")
            for formula in rule:
                need(len(formula.text or "") <= 255, f"{part}: validation formula too long")

    def check_links(self, part, root):
        targets = self.relations(part)
        for element in root.iter():
            key = element.get(R + "id")
            need(key is None or key in targets, f"{part}: {key} leads nowhere")


def check(path):
    package = Package(path)
    package.check_types()
    package.check_relations()
    sheets = package.check_sheets()
    nstrings, count = package.check_strings()
    nstyles, ndiff = package.check_styles()
    used = sum(package.check_sheet(part, nstrings, nstyles, ndiff) for part in sheets)
    # A cell that is written over leaves its count behind, which every program allows.
    need(used <= max(count, 0), f"strings are used {used} times, {count} were counted")


def main():
    failed = 0
    for path in sys.argv[1:]:
        try:
            check(path)
        except (Unsound, KeyError, ValueError, zipfile.BadZipFile) as error:
            print(f"{path}: {error!r}")
            failed += 1
    sys.exit(1 if failed or len(sys.argv) < 2 else 0)


if __name__ == "__main__":
    main()
