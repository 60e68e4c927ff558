#!/usr/bin/env python3
"""Independent recalculation of the monthly pay of samples/luohe-etdz, in exact fractions.

The people are read from payroll/data; posts, the coefficients by post and step and the daily
rates away are typed here from the sample's README, no scheme is read.  What December pays out
is taken from the snapshot of the results, which luohe_check.py recalculates.

    luohe_pay_check.py OUT     compare OUT/工资-2025-01 ... OUT/工资-2025-12 (tables/*.csv)
"""
import csv
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from answers import band, same
from yancheng_check import clamp, half_up

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, '..', '..', 'samples', 'luohe-etdz', 'payroll', 'data')
MONTHS = ['2025-%02d' % month for month in range(1, 13)]
UNIT = 4200
# grade of a post: the coefficients of its five steps
STEPS = {'G1': '2.40 2.50 2.60 2.70 2.80', 'G2': '1.90 2.00 2.10 2.20 2.30',
         'G3': '1.60 1.68 1.76 1.84 1.92', 'G4': '1.30 1.36 1.42 1.48 1.54',
         'G5': '1.05 1.10 1.15 1.20 1.25', 'G6': '0.85 0.89 0.93 0.97 1.01'}
GRADES = {'G1': 'W01', 'G2': 'W02', 'G3': 'W11 W21 W31 W41 W51 W61', 'G4': 'W22 W32',
          'G5': 'W12 W13 W23 W33 W42 W52', 'G6': 'W34 W43 W53 W62'}
A_DAY = {'SH': 180, 'SZ': 180, 'BJ': 180, 'HZ': 150, 'DG': 150, 'TJ': 150, 'JX': 100, 'LF': 100}
CONTRIBUTIONS = (('养老保险', '0.08', 2), ('医疗保险', '0.02', 2), ('失业保险', '0.005', 2),
                 ('职业年金', '0.04', 2), ('住房公积金', '0.12', 0))
YEAR_BANDS = ((36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (None, 25, 31920))


def rows(*path):
    with open(os.path.join(*path), encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


def coefficient(post, step):
    grade = next(g for g, posts in GRADES.items() if post in posts.split())
    return Fraction(STEPS[grade].split()[int(step) - 1])


def is_here(person, month):
    """Whole months only: who left on the 30th of September was there in September."""
    return person['入职日期'] <= month + '-01' and \
        (not person['离职日期'] or person['离职日期'][:7] >= month)


def pay(person, away, month, year):
    here = 1 if is_here(person, month) else 0
    own = {'岗位工资': half_up(UNIT * coefficient(person['岗位'], person['档']), 2) * here,
           '驻外津贴': sum((Fraction(A_DAY[row['地点']] * int(row['天数'])) for row in away), Fraction(0)),
           '缴费基数': here * clamp(Fraction(person['档案工资']), Fraction('3847.20'), Fraction(19236))}
    own['应发合计'] = own['岗位工资'] + own['驻外津贴']
    for name, rate, decimals in CONTRIBUTIONS:
        own[name] = half_up(own['缴费基数'] * Fraction(rate), decimals)
    own['专项扣除'] = sum(own[name] for name, _, _ in CONTRIBUTIONS)
    year['months'] += here
    year['income'] += own['应发合计']
    year['less'] += own['专项扣除'] + here * Fraction(person['专项附加扣除'] or 0)
    year['away'] += own['驻外津贴']
    taxable = year['income'] - 5000 * year['months'] - year['less']
    percent, quick = band(YEAR_BANDS, taxable)
    due = max(Fraction(0), half_up(taxable * percent / 100 - quick, 2))
    own['个人所得税'] = max(Fraction(0), due - year['tax'])
    year['tax'] += own['个人所得税']
    own['扣款合计'] = own['专项扣除'] + own['个人所得税']
    own['实发合计'] = own['应发合计'] - own['扣款合计']
    year['net'] += own['实发合计']
    own.update({'累计所得额': taxable, '全年应发': year['income'], '全年个税': year['tax'],
                '全年驻外津贴': year['away'], '全年实发': year['net']})
    return own


def year_of_pay():
    """(month, {person: figures}) of the twelve months."""
    years = {}
    for month in MONTHS:
        away = {}
        for row in rows(DATA, month, '驻外.csv'):
            away.setdefault(row['员工'], []).append(row)
        people = {}
        for person in rows(DATA, month, '员工-花名册.csv'):
            key = person['工号']
            year = years.setdefault(key, dict.fromkeys(('income', 'less', 'away', 'tax', 'net', 'months'),
                                                       Fraction(0)))
            people[key] = pay(person, away.get(key, []), month, year)
        yield month, people


def add_results(people, out):
    """What the snapshot of the results grants is paid with December's wages."""
    granted = {row['工号']: row for row in rows(out, '2025-12', 'tables', '员工.csv')}
    for key, own in people.items():
        after_tax = Fraction(granted[key]['计税奖金']) - Fraction(granted[key]['奖金个税'])
        own['年度奖金实发'] = after_tax
        own['本月到手'] = own['实发合计'] + after_tax
        own['全年到手'] = own['全年实发'] + after_tax
        own['核定驻外津贴'] = Fraction(granted[key]['全年驻外津贴'])


def main(out):
    found = stated = 0
    for month, people in year_of_pay():
        if month == MONTHS[-1]:
            add_results(people, out)
        table = {row['工号']: row for row in rows(out, '工资-' + month, 'tables', '员工.csv')}
        if sorted(table) != sorted(people):
            found += 1
            print(month + ': other people')
        for key, own in people.items():
            for column, want in own.items():
                stated += 1
                got = table.get(key, {}).get(column, '')
                if not same(want, got):
                    found += 1
                    print('%s %s.%s: expected %s, got %s' % (month, key, column, float(want), got))
            if month == MONTHS[-1] and own['全年驻外津贴'] != own['核定驻外津贴']:
                found += 1
                print(key + ': allowances away paid and granted differ')
    print('%d figures, %d differences' % (stated, found))
    return 1 if found or not stated else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
