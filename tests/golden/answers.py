"""A sample's answers: written as samples/<sample>/expected/<folder>/<entity>[-<part>].csv, compared with
a calculation and with run folders.  The calculation itself is each sample's own check."""
import csv
import glob
import os

from yancheng_check import decimal_text, exact

HERE = os.path.dirname(os.path.abspath(__file__))


def band(bands, amount):
    """Rate in percent and quick deduction of the tax band an amount falls into."""
    return next((percent, quick) for top, percent, quick in bands
                if top is None or amount <= top)


class Answers:
    """`keys`: the key columns of entities other than 编号; `decimals`: digits written of a column, else 2."""

    def __init__(self, sample, keys, decimals):
        self.folder = os.path.join(HERE, '..', '..', 'samples', sample, 'expected')
        self.keys, self.decimals = keys, decimals

    def key_of(self, entity):
        return self.keys.get(entity, ('编号',))

    def cell_text(self, column, value):
        if value is None or isinstance(value, str):
            return value or ''
        text = decimal_text(value, self.decimals.get(column, 2))
        assert exact(text) == value, (column, value)
        return text

    def write(self, folder, tables, files):
        """`files`: {file: columns}; an entity without rows has no file."""
        os.makedirs(os.path.join(self.folder, folder), exist_ok=True)
        for name, columns in files.items():
            entity = name.partition('-')[0]
            if not tables[entity]:
                continue
            with open(os.path.join(self.folder, folder, name + '.csv'), 'w', encoding='utf-8',
                      newline='') as file:
                out = csv.writer(file, lineterminator='\n')
                out.writerow(['+'.join(self.key_of(entity))] + columns)
                for key in sorted(tables[entity]):
                    row = tables[entity][key]
                    out.writerow([key] + [self.cell_text(c, row.get(c)) for c in columns])

    def compare(self, folder, table_of, who):
        """(differences, figures stated) of the folder's answers; a blank answer states nothing."""
        found = stated = 0
        for path in sorted(glob.glob(os.path.join(self.folder, folder, '*.csv'))):
            name = os.path.basename(path)[:-4]
            table = table_of(name.partition('-')[0])
            with open(path, encoding='utf-8-sig', newline='') as file:
                head, *rows = csv.reader(file)
            for key, *row in rows:
                for column, want in zip(head[1:], row):
                    if want:
                        stated += 1
                        found += differs('%s %s' % (who, folder), name, key, column, want, table)
        return found, stated

    def compare_tables(self, who, tables, table_of, files):
        """The same for figures that are written nowhere; entities have no other rows."""
        found, stated = other_rows(who, tables, table_of), 0
        for name, columns in files.items():
            entity = name.partition('-')[0]
            table = table_of(entity)
            for key, row in tables[entity].items():
                for column in columns:
                    if row.get(column) is not None:
                        stated += 1
                        found += differs(who, name, key, column, row[column], table)
        return found, stated

    def tables_of(self, run):
        def table(entity):
            path = os.path.join(run, 'tables', entity + '.csv')
            if not os.path.exists(path):
                return {}
            with open(path, encoding='utf-8-sig', newline='') as file:
                head, *rows = csv.reader(file)
            at = [head.index(name) for name in self.key_of(entity)]
            return {'+'.join(row[k] for k in at): dict(zip(head, row)) for row in rows}

        return table


def same(want, got):
    value = exact(want) if isinstance(want, str) else want
    if value is None:
        return got == want
    return (exact(got) if isinstance(got, str) else got) == value


def differs(who, name, key, column, want, table):
    got = table.get(key, {}).get(column, '')
    if same(want, got):
        return 0
    print('%s: %s %s.%s: expected %s, got %s' % (who, name, key, column, want, got or 'nothing'))
    return 1


def other_rows(who, tables, table_of):
    """Entities of which a run has not just the rows that were calculated."""
    found = 0
    for entity, rows in tables.items():
        if sorted(rows) != sorted(table_of(entity)):
            found += 1
            print('%s: %s has other rows' % (who, entity))
    return found


def report(found, stated):
    """The last line, and the exit code."""
    print('%d figures, %d differences' % (stated, found))
    return 1 if found or not stated else 0
