"""bare_cells.py WORKBOOK > CELLS: all cells of a workbook, one a line, for bare_book."""
import re
import sys
import zipfile
from html import unescape

TOKEN = re.compile(rb'<row r="(\d+)"[^>]*?(?: ht="([\d.]+)")?[^>]*>'
                   rb'|<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(.*?)</c>)', re.S)


def column(letters):
    n = 0
    for c in letters:
        n = n * 26 + c - 64
    return n - 1


def value(text, tag):
    found = re.search(rb'<' + tag + rb'[^>]*>([^<]*)</' + tag + rb'>', text)
    return found[1] if found else b''


def main():
    book = zipfile.ZipFile(sys.argv[1])
    out = sys.stdout.buffer
    texts = []
    if 'xl/sharedStrings.xml' in book.namelist():
        texts = [value(item, b't') for item in re.findall(rb'<si>(.*?)</si>', book.read('xl/sharedStrings.xml'), re.S)]
    names = re.findall(r'<sheet name="([^"]+)"', book.read('xl/workbook.xml').decode())
    for i, name in enumerate(names):
        row = 0
        out.write(b'W\t0\t0\t0\t0\t' + name.encode() + b'\n')
        for found in TOKEN.finditer(book.read(f'xl/worksheets/sheet{i + 1}.xml')):
            number, height, letters, style, kind, inside = found.groups()
            if number:
                row = int(number) - 1
                out.write(b'R\t%d\t0\t0\t%s\t\n' % (row, height or b'15'))
                continue
            head = b'%d\t%d\t%s\t' % (row, column(letters), style or b'0')
            if not inside:
                out.write(b'B\t' + head + b'0\t\n')
            elif b'<f>' in inside:
                out.write(b'F\t' + head + value(inside, b'v') + b'\t=' + value(inside, b'f') + b'\n')
            elif kind in (b's', b'inlineStr'):
                text = texts[int(value(inside, b'v'))] if kind == b's' else value(inside, b't')
                text = unescape(text.decode()).replace('\n', ' ').encode()
                out.write(b'T\t' + head + b'0\t' + text + b'\n')
            else:
                out.write(b'N\t' + head + value(inside, b'v') + b'\t\n')


main()
