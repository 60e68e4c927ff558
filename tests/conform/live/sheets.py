"""The cells of a workbook, with nothing but the standard library: values and formulas."""
import re
import xml.etree.ElementTree as ET
import zipfile

M = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
R = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'


def column_number(letters):
    n = 0
    for c in letters:
        n = n * 26 + ord(c) - 64
    return n


def texts_of(node):
    return ''.join(t.text or '' for t in node.iter(M + 't'))


class Cell:
    __slots__ = ('kind', 'value', 'formula')

    def __init__(self, kind, value, formula):
        self.kind, self.value, self.formula = kind, value, formula

    def shown(self):
        return '' if self.value is None else self.value


def read_sheet(z, part, shared):
    cells = {}
    for _, c in ET.iterparse(z.open(part)):
        if c.tag == M + 'row':
            c.clear()
        if c.tag != M + 'c':
            continue
        letters, row = re.match(r'([A-Z]+)(\d+)', c.get('r')).groups()
        kind, v, f = c.get('t', 'n'), c.find(M + 'v'), c.find(M + 'f')
        value = v.text if v is not None else None
        if kind == 's':
            kind, value = 'str', shared[int(value)]
        elif kind == 'inlineStr':
            kind, value = 'str', texts_of(c)
        if kind == 'n' and value is not None:
            value = float(value)
        if kind == 'str' and value is None:
            value = ''
        cells[int(row), column_number(letters)] = Cell(
            kind, value, (f.text or '') if f is not None else None)
    return cells


def read(path):
    """{sheet name: {(row, column): Cell}}"""
    z = zipfile.ZipFile(path)
    names = z.namelist()
    shared = []
    if 'xl/sharedStrings.xml' in names:
        shared = [texts_of(si) for si in ET.parse(z.open('xl/sharedStrings.xml')).getroot()]
    targets = {r.get('Id'): r.get('Target')
               for r in ET.parse(z.open('xl/_rels/workbook.xml.rels')).getroot()}
    out = {}
    for s in ET.parse(z.open('xl/workbook.xml')).getroot().find(M + 'sheets'):
        target = targets[s.get(R + 'id')].lstrip('/')
        part = target if target.startswith('xl/') else 'xl/' + target
        out[s.get('name')] = read_sheet(z, part, shared)
    return out
