#!/usr/bin/env python3
"""Independent recalculation of samples/events, in exact fractions, for every day basis.

The people are read from the data; the rules are typed here from samples/events/README.md
and docs of the field, no scheme is read.

    events_check.py OUT      compare the runs in OUT: 2025-03, 自然日, 月计薪天数, 倒扣, 正算
"""
import csv
import datetime
import os
import sys
from fractions import Fraction as F

sys.dont_write_bytecode = True
from yancheng_check import half_up

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'events')
FIRST, LAST = datetime.date(2025, 3, 1), datetime.date(2025, 3, 31)
WORK, CALENDAR, PAID = 21, 31, F('21.75')
RUNS = {'2025-03': ('工作日', '修正'), '自然日': ('自然日', '修正'), '月计薪天数': ('月计薪天数', '修正'),
        '倒扣': ('工作日', '倒扣'), '正算': ('工作日', '正算')}
PENALTY = {'警告': (F('0.8'), False), '记过': (F('0.5'), True), '记大过': (F('0.3'), True),
           '降级': (F(0), True), '撤职': (F(0), True)}


def rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def data(name):
    return rows(os.path.join(SAMPLE, 'data', '2025-03', name))


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def num(text):
    return F(text or 0)


def sick_share(years):
    return F('0.6') if years < 2 else F('0.7') if years < 4 else F('0.8') if years < 6 \
        else F('0.9') if years < 8 else F(1)


def here(row, basis):
    """The part of the month that somebody who came or left was there."""
    joined, left = day(row['入职日期']), day(row['离职日期'])
    if row['退休当月'] == '是' or not (joined or left or row['在岗工作日']):
        return F(1)
    start = max(joined or FIRST, FIRST)
    end = min(left or LAST, LAST)
    if basis == '自然日':
        return F((end - start).days + 1, CALENDAR)
    present = num(row['在岗工作日'])
    return present / (WORK if basis == '工作日' else PAID)


def base_pay(row, basis, direction):
    full = F(row['基础薪酬标准'])
    if row['借调发薪方'] == '对方':
        return F(0)
    if row['保留全薪假'] == '是':
        return full
    present = num(row['在岗工作日']) or WORK
    leave, ill = num(row['事假天数']), num(row['病假天数'])
    minus = F(0)
    if leave:
        minus = {'倒扣': full / PAID * leave, '正算': full - full / PAID * (present - leave),
                 '修正': full / PAID * leave * PAID / WORK}[direction]
    sick = full / PAID * ill * (1 - sick_share(num(row['连续工龄']))) if ill else F(0)
    return half_up(full * here(row, basis), 2) - half_up(minus, 2) - half_up(sick, 2)


def weighted(own):
    if not own:
        return F(1)
    days = sum(F(s['天数']) for s in own)
    return half_up(sum(F(s['系数']) * F(s['天数']) for s in own) / days, 6)


def performance(row, coefficient, share):
    if row['借调发薪方'] == '对方':
        return F(0)
    full = F(row['月绩效标准']) * coefficient * share
    if row['保留全薪假'] == '是':
        return half_up(full, 2)
    leave = num(row['事假天数'])
    present = (num(row['在岗工作日']) or WORK) - leave - num(row['病假天数'])
    return F(0) if leave > 10 else half_up(full * present / WORK, 2)


def grade(row, penalties):
    if row['试用'] == '是' or any(PENALTY[p][1] for p in penalties) or num(row['年事假累计']) > 150 \
            or not row['综合得分']:
        return '不定等次'
    if row['借调发薪方'] and int(row['借调月数']) >= 6:
        return '由借入单位评定'
    score = F(row['综合得分'])
    name = '优秀' if score >= 90 else '良好' if score >= 80 else '合格' if score >= 60 else '不合格'
    return '良好' if penalties and name == '优秀' else name


def months(row):
    days = num(row['年零头天数'])
    return num(row['年满月数']) + (F(0) if days == 0 else F(1, 2) if days <= 10 else F(1))


def calculate(basis, direction):
    stretches, penalties, out = {}, {}, {}
    for s in data('任职段.csv'):
        stretches.setdefault(s['员工'], []).append(s)
    for p in data('处分.csv'):
        if day(p['决定日期']) <= LAST and day(p['期满日期']) >= FIRST:
            penalties.setdefault(p['员工'], []).append(p['种类'])
    for row in data('员工.csv'):
        key = row['工号']
        own = penalties.get(key, [])
        share = max(F(0), F(1) - sum(1 - PENALTY[p][0] for p in own))
        coefficient = weighted(stretches.get(key, []))
        base, perf = base_pay(row, basis, direction), performance(row, coefficient, share)
        annual = half_up(num(row['年绩效标准']) * months(row) / 12, 2)
        abroad = F(0) if row['借调发薪方'] == '对方' else num(row['驻外津贴'])
        scored = ('本单位' if not row['借调发薪方'] else '借入单位' if int(row['借调月数']) >= 6
                  else '派出单位')
        out[key] = {'基础薪酬': base, '加权系数': coefficient, '绩效': perf, '年绩效': annual,
                    '应发': base + perf + annual + abroad, '考核单位': scored,
                    '等次': grade(row, own), '折算月数': half_up(months(row), 1), '处分比例': share}
    return out


def main(out):
    wrong = checked = 0

    def check(where, want, got):
        nonlocal wrong, checked
        checked += 1
        if want != (F(got) if isinstance(want, F) else got):
            wrong += 1
            print('%s: expected %s, found %s' % (where, want, got))

    tables = {run: {row['工号']: row for row in rows(os.path.join(out, run, 'tables', '员工.csv'))}
              for run in RUNS}
    for run, (basis, direction) in RUNS.items():
        want = calculate(basis, direction)
        check(run + ' 人员', ' '.join(sorted(want)), ' '.join(sorted(tables[run])))
        for key, person in want.items():
            for field, value in person.items():
                check('%s %s %s' % (run, key, field), value, tables[run][key][field])
    for row in rows(os.path.join(SAMPLE, 'expected', 'worked.csv')):
        check('%s %s %s（%s）' % (row['口径'], row['工号'], row['字段'], row['出处']), F(row['值']),
              tables[row['口径']][row['工号']][row['字段']])
    print('%d figures, %d differences' % (checked, wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
