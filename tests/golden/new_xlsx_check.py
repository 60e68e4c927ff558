#!/usr/bin/env python3
"""new_xlsx_check.py SCHEME FILE.xlsx - does the workbook ask for what the scheme wants?

Reads the scheme's 字段 and 数据 blocks and the workbook without kpay: every typed field that
the scheme does not fill in itself has a column, options have their list, headings are locked
and cells below are not, and a long list stands in the guide."""
import csv
import pathlib
import re
import sys
import zipfile
from xml.etree import ElementTree

import workbook

MAIN = workbook.MAIN
HEAD = 4


def blocks(folder):
    for path in sorted(folder.glob("*.csv")):
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows, block = list(csv.reader(file)), []
            for row in rows + [[]]:
                if any(row):
                    block.append(row)
                elif block:
                    yield block
                    block = []


def read_scheme(folder):
    fields, filled, joined = {}, {}, set()
    for block in blocks(folder):
        word = block[0][0]
        if any(option.startswith("生效") for option in block[0]):
            continue  # of some months only
        if word == "字段":
            for row in block[2:]:
                field = dict(zip(block[1], row))
                fields.setdefault(field["实体"], []).append(field)
        elif word in ("数据", "指标"):
            entity = block[0][1] if word == "数据" else "指标"
            filled.setdefault(entity, set()).update(block[1])
        elif word == "实体":
            joined |= {dict(zip(block[1], row))["实体"] for row in block[2:]
                       if dict(zip(block[1], row)).get("来源", "").startswith(("连接", "本期和上期"))}
    for entity in joined:  # their rows and keys follow from those of others
        fields.pop(entity, None)
    return fields, filled


def is_typed(field):
    history = field["字段"].startswith(("累计.", "上期.", "上年."))
    return not field["公式"] and not history


def check_headings(fields, filled, sheets):
    for entity, rows in fields.items():
        wanted = {f["字段"] for f in rows if is_typed(f)} - filled.get(entity, set())
        if not wanted or entity not in sheets:
            assert not wanted, f"no sheet for {entity}: {sorted(wanted)}"
            continue
        found = {text for (i, _), text in sheets[entity].items() if i == HEAD}
        assert wanted <= found, f"{entity}: no column {sorted(wanted - found)}"


def check_lists(fields, sheets, parts):
    for entity, rows in fields.items():
        for field in rows:
            options = [o for o in re.split("[、,;；，]", field.get("选项", "")) if o]
            column = [j for (i, j), text in sheets.get(entity, {}).items()
                      if i == HEAD and text == field["字段"]]
            if not options or not column:
                continue
            letter = chr(64 + column[0])
            rules = [r for r in parts[entity].iter(MAIN + "dataValidation")
                     if r.get("type") == "list" and r.get("sqref").startswith(letter + "5:")]
            assert rules, f"{entity}.{field['字段']}: no list"
            formula = rules[0].find(MAIN + "formula1").text
            assert all(o in formula for o in options) or "填表说明" in formula, formula


def check_locks(path, sheets, parts):
    styles = ElementTree.fromstring(zipfile.ZipFile(path).read("xl/styles.xml"))
    locked = [x.find(MAIN + "protection") is None or
              x.find(MAIN + "protection").get("locked", "1") == "1"
              for x in styles.find(MAIN + "cellXfs")]
    for name in list(sheets)[1:]:
        root = parts[name]
        assert root.find(MAIN + "sheetProtection") is not None, f"{name}: not protected"
        assert root.find(MAIN + "sheetProtection").get("password") is None, f"{name}: password"
        assert list(root.iter(MAIN + "conditionalFormatting")), f"{name}: no colours"
        assert root.find(f".//{MAIN}pane").get("ySplit") == str(HEAD), f"{name}: panes"
        for cell in root.iter(MAIN + "c"):
            row, _ = workbook.place(cell.get("r"))
            if row <= HEAD:
                assert locked[int(cell.get("s", 0))], f"{name}: {cell.get('r')} is open"
        first = root.find(MAIN + "cols")[0]
        assert not locked[int(first.get("style"))], f"{name}: columns are locked"


def main():
    folder, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    fields, filled = read_scheme(folder)
    sheets = workbook.read(path)
    parts = {name: ElementTree.fromstring(xml) for name, xml in workbook.parts(path).items()}
    assert list(sheets)[0] == "填表说明", list(sheets)
    check_headings(fields, filled, sheets)
    check_lists(fields, sheets, parts)
    check_locks(path, sheets, parts)


main()
