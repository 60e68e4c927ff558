#!/usr/bin/env python3
"""kinds.py OUT [SEED]: data for scheme/, full of ties, negative numbers, blanks and large sums.

Keys and links are the same for every seed."""
import csv
import os
import random
import sys

chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20250301)


def below(n):
    return int(chance.random() * n)


def number():
    kind = below(6)
    if kind == 0:
        return '%d' % (below(400) - 100)
    if kind == 1:  # an eighth of it ends in 5 at the third digit
        return '%.2f' % (below(4000) * 0.04 - 40)
    if kind == 2:
        return ('0', '10', '20', '50', '100', '-0.01', '9.9999', '10.0001')[below(8)]
    return '%.4f' % (below(3000000) / 10000 - 80)


def table(out, name, headings, rows):
    with open(os.path.join(out, name + '.csv'), 'w', encoding='utf-8', newline='') as f:
        csv.writer(f).writerows([headings] + rows)


def main(out, people=240):
    os.makedirs(out)
    teams = ['T%d' % i for i in range(1, 8)]
    groups = ['1', '01', 'g', 'G', '甲']  # alike to a spreadsheet's criteria
    table(out, '组', ['编号'], [[g] for g in groups])
    table(out, '队', ['编号', '组'], [[t, groups[i % 5]] for i, t in enumerate(teams)])
    rows = []
    for i in range(people):
        rows.append([
            'P%03d' % (i * 7 % people), teams[i * 3 % 7] if i % 6 else '', groups[i % 5],
            'ABCD'[below(4)], number(), '%.2f' % (below(900) / 100) if below(9) else '0',
            '%d.%02d' % (below(130000000) + 1000, below(100)),
            '%d-%02d-%02d' % (2018 + below(8), 1 + below(12), 1 + below(28)) if below(9) else '2024-02-29',
            '是否'[below(2)], number() if below(3) else '', ('Ab', 'ab', 'AB', '乙')[below(4)] if below(3) else '',
            number() if below(4) else ''])
    table(out, '人', ['编号', '队', '组', '类', '数', '权', '大额', '日', '真', '可空数', '可空名', '或不'], rows)
    table(out, '事', ['编号', '人', '额'],
          [['E%03d' % i, 'P%03d' % (i * 11 % people), '%d.%02d' % (below(9000) - 4000, below(100))]
           for i in range(300)])


if __name__ == '__main__':
    main(sys.argv[1])
