#!/usr/bin/env python3
"""big_xlsx.py OUT ROWS [COLUMNS] - a large sheet as Excel writes it: ids and names as shared
strings, amounts as numbers, some with the noise of binary arithmetic."""
import random
import sys
import zipfile

sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/support")
import xlsx_hands as wb  # noqa: E402


def main(out, rows, columns=20):
    rows, columns, dice = int(rows), int(columns), random.Random(1)
    book = wb.Book()
    book.sheet("数据").rows([["工号", "姓名"]])
    parts = book.parts()
    head, tail = parts.pop("xl/worksheets/sheet1.xml").split("</sheetData>")
    strings = parts.pop("xl/sharedStrings.xml").replace("</sst>", "")
    letters = [wb.letters(col) for col in range(1, columns + 1)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in parts.items():
            file.writestr(name, part)
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(head.encode())
            for r in range(2, rows + 2):
                cells = [f'<c r="A{r}" t="s"><v>{2 * r - 2}</v></c><c r="B{r}" t="s"><v>{2 * r - 1}</v></c>']
                for letter in letters[2:]:
                    value = dice.randrange(1000000) / 100
                    if dice.random() < 0.12:
                        value = value * 1.1
                    cells.append(f'<c r="{letter}{r}" s="1"><v>{value!r}</v></c>')
                sheet.write(f'<row r="{r}" spans="1:{columns}">{"".join(cells)}</row>'.encode())
            sheet.write(("</sheetData>" + tail).encode())
        with file.open("xl/sharedStrings.xml", "w") as part:
            part.write(strings.encode())
            for r in range(2, rows + 2):
                part.write(f"<si><t>E{r:06}</t></si><si><t>员工{r}</t></si>".encode())
            part.write(b"</sst>")


if __name__ == "__main__":
    main(*sys.argv[1:])
