#!/usr/bin/env python3
"""docs/mechanisms.md against the repository: every phrase has a row and a test that exist.

    mechanisms_list.py REPOSITORY

A row is a file and neighbouring cells of one of its lines; a test is a file of tests/ that
ctest runs (itself, or through a script) and a piece of its text.  Sixty-five phrases in
the order of the five documents, each with both, and none put off.  Every fault is a line
on standard output; the exit code is 1 when there is one.
"""
import csv
import glob
import os
import re
import sys

COUNTS = (20, 7, 18, 8, 12)
PUT_OFF = re.compile(r'以后再|尚未实现|待补|待定|暂缺|later|TODO', re.I)
NAMED = re.compile(r'`([^`]+)`(?:「([^」]*)」)?')


def phrases(path):
    """Sections of (number, cells) rows."""
    sections = []
    with open(path, encoding='utf-8') as file:
        for line in file:
            if line.startswith('## '):
                sections.append([])
            cells = [cell.strip() for cell in line.strip().strip('|').split('|')]
            if sections and re.fullmatch(r'\d+', cells[0]):
                sections[-1].append((int(cells[0]), cells))
    return sections


def has_row(path, text):
    """Do the cells of `text` stand side by side in a line of the file?"""
    wanted = text.split(',')
    with open(path, encoding='utf-8-sig', newline='') as file:
        for row in csv.reader(file):
            cells = [cell.strip() for cell in row]
            for at in range(len(cells) - len(wanted) + 1):
                if cells[at:at + len(wanted)] == wanted:
                    return True
    return False


def scripts_of(root):
    """Text of the shell scripts that ctest runs."""
    paths = glob.glob(os.path.join(root, 'tests', '*', '*.sh'))
    return {path: open(path, encoding='utf-8').read() for path in paths}


def is_run(path, root, scripts):
    full = os.path.join(root, path)
    name = os.path.basename(path)
    return full in scripts or any(name in text for text in scripts.values())


def faults_of(cells, root, scripts):
    if len(cells) != 5 or not all(cells):
        return ['not five cells']
    found = ['put off: ' + cells[2]] if PUT_OFF.search(' '.join(cells[2:])) else []
    rows, tests = NAMED.findall(cells[3]), NAMED.findall(cells[4])
    if not any(text for _, text in rows) or not tests:
        found.append('no row or no test')
    for path, text in rows:
        full = os.path.join(root, path)
        if not os.path.isfile(full):
            found.append('no file ' + path)
        elif text and not has_row(full, text):
            found.append('no row %s in %s' % (text, path))
    for path, text in tests:
        full = os.path.join(root, path)
        if not path.startswith('tests/') or not os.path.isfile(full):
            found.append('no test ' + path)
        elif not text or text not in open(full, encoding='utf-8').read():
            found.append('no “%s” in %s' % (text, path))
        elif not is_run(path, root, scripts):
            found.append('nothing runs ' + path)
    return found


def main(args):
    if len(args) != 1:
        print(__doc__)
        return 2
    root = args[0]
    sections = phrases(os.path.join(root, 'docs', 'mechanisms.md'))
    scripts, found = scripts_of(root), []
    if tuple(len(section) for section in sections) != COUNTS:
        found.append('phrases a document: %s' % [len(section) for section in sections])
    rows = [row for section in sections for row in section]
    if [number for number, _ in rows] != list(range(1, sum(COUNTS) + 1)):
        found.append('numbers are not 1 to %d' % sum(COUNTS))
    if len({cells[1] for _, cells in rows}) != len(rows):
        found.append('a phrase stands twice')
    for number, cells in rows:
        found += ['%d %s: %s' % (number, cells[1], fault)
                  for fault in faults_of(cells, root, scripts)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
