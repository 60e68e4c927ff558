#!/usr/bin/env python3
"""Independent recalculation of samples/events, in exact fractions, for every day basis, and
of the months corrected afterwards.

The people are read from the data; the rules are typed here from samples/events/README.md
and docs of the field, no scheme is read.

    events_check.py OUT      compare the runs and corrections in OUT (see run.sh)
"""
import csv
import datetime
import glob
import os
import sys
from fractions import Fraction as F

sys.dont_write_bytecode = True
from yancheng_check import clamp, half_up

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'events')
PAID = F('21.75')
# first day, last day, working days
MONTHS = {'2025-03': ('2025-03-01', '2025-03-31', 21), '2025-04': ('2025-04-01', '2025-04-30', 22),
          '2025-05': ('2025-05-01', '2025-05-31', 19)}
USUAL = {'basis': '工作日', 'direction': '修正', 'odd_days': '零头半月'}
RUNS = {'2025-03': USUAL, '自然日': dict(USUAL, basis='自然日'), '月计薪天数': dict(USUAL, basis='月计薪天数'),
        '整半月': dict(USUAL, basis='整半月'), '倒扣': dict(USUAL, direction='倒扣'),
        '正算': dict(USUAL, direction='正算'), '满十五天': dict(USUAL, odd_days='满十五天')}
PENALTY = {'警告': (F('0.8'), False), '记过': (F('0.5'), True), '记大过': (F('0.3'), True),
           '降级': (F(0), True), '撤职': (F(0), True)}
MENDED = dict(PENALTY, 警告=(F('0.9'), False))
COMPARED = ('基础薪酬', '绩效', '年绩效', '事假天数', '病假天数')
MONEY = COMPARED[:3]


def rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def num(text):
    return F(text or 0)


def sick_share(years):
    return F('0.6') if years < 2 else F('0.7') if years < 4 else F('0.8') if years < 6 \
        else F('0.9') if years < 8 else F(1)


class Month:
    """A month by its rules; `before`: the month it goes on from, `lines`: what came to light."""

    def __init__(self, name, corrected=False, penalty=None, before=None, lines=(), **how):
        self.first, self.last = map(day, MONTHS[name][:2])
        self.work = MONTHS[name][2]
        self.folders = ['corrected', 'data'] if corrected else ['data']
        self.name, self.penalty, self.before = name, penalty or PENALTY, before or {}
        self.lines, self.how = lines, how or USUAL

    def data(self, file):
        paths = [os.path.join(SAMPLE, folder, self.name, file) for folder in self.folders]
        return rows(next(path for path in paths if os.path.exists(path)))

    def span(self, row):
        return (max(day(row['入职日期']) or self.first, self.first),
                min(day(row['离职日期']) or self.last, self.last))

    def is_whole(self, row):
        return row['退休当月'] == '是' or \
            (self.span(row) == (self.first, self.last) and not row['在岗工作日'])

    def present(self, row):
        return num(row['在岗工作日']) if row['在岗工作日'] else F(self.work)

    def here(self, row):
        """The part of the month that somebody who came or left was there."""
        start, end = self.span(row)
        if self.is_whole(row):
            return F(1)
        basis = self.how['basis']
        if basis == '自然日':
            return F(max((end - start).days + 1, 0), self.last.day)
        if basis == '整半月':
            ends = [start.day <= 15, end == self.last or end.day > 15]
            return F(0) if end < start else min(F(1) if whole else F(1, 2) for whole in ends)
        return self.present(row) / (self.work if basis == '工作日' else PAID)

    def taken_off(self, row, due, absent):
        full = F(row['基础薪酬标准'])
        if not absent:
            return F(0)
        off = {'倒扣': full / PAID * absent,
               '正算': due - full / PAID * (self.present(row) - absent),
               '修正': full / PAID * absent * PAID / self.work}[self.how['direction']]
        return half_up(clamp(off, F(0), due), 2)

    def base_pay(self, row):
        """Pay, and what personal leave takes off it."""
        full = F(row['基础薪酬标准'])
        due = half_up(full * self.here(row), 2)
        leave, ill = num(row['事假天数']), num(row['病假天数'])
        off = self.taken_off(row, due, leave + ill * (1 - sick_share(num(row['连续工龄']))))
        if row['借调发薪方'] == '对方':
            return F(0), self.taken_off(row, due, leave)
        pay = full if row['保留全薪假'] == '是' else due - off
        return pay, self.taken_off(row, due, leave)

    def performance(self, row, coefficient, share):
        if row['借调发薪方'] == '对方':
            return F(0)
        full = F(row['月绩效标准']) * coefficient * share
        if row['保留全薪假'] == '是':
            return half_up(full, 2)
        leave = num(row['事假天数'])
        days = self.present(row) - leave - num(row['病假天数'])
        return F(0) if leave > 10 else half_up(full * days / self.work, 2)

    def grade(self, row, penalties, year):
        if row['试用'] == '是' or any(self.penalty[p][1] for p in penalties) \
                or year['事假计'] > 150 or year['病假计'] > 180 or not row['综合得分']:
            return '不定等次'
        if row['借调发薪方'] and int(row['借调月数']) >= 6:
            return '由借入单位评定'
        score = F(row['综合得分'])
        name = '优秀' if score >= 90 else '良好' if score >= 80 else '合格' if score >= 60 else '不合格'
        return '良好' if penalties and name == '优秀' else name

    def worked_months(self, row):
        days = num(row['年零头天数'])
        odd = F(0) if days == 0 else F(1, 2) if days <= 10 else F(1)
        if self.how['odd_days'] == '满十五天':
            odd = F(1) if days >= 15 else F(0)
        return num(row['年满月数']) + odd

    def line_sum(self, key, items):
        return sum((F(line['差额']) for line in self.lines
                    if line['员工'] == key and line['项目'] in items), F(0))

    def posts(self, key, stretches):
        """The month's weighted coefficient, and the one it ends with."""
        own = sorted((s for s in stretches if s['员工'] == key), key=lambda s: int(s['序号']))
        before = self.before[key]['月末系数'] if key in self.before else F(1)
        if not own:
            return half_up(before, 6), before
        days = sum(F(s['天数']) for s in own)
        mean = sum(F(s['系数']) * F(s['天数']) for s in own) / days
        return half_up(mean, 6), F(own[-1]['系数'])

    def settle(self, key, row, own):
        due = self.line_sum(key, MONEY)
        gone = bool(row['离职日期']) and day(row['离职日期']) < self.first
        own['补发扣回'] = max(F(0), due) if gone else due
        own['待追回'] = due - own['补发扣回']
        own['应发合计'] = own['应发'] + own['补发扣回']

    def person(self, row, penalties, stretches):
        key = row['工号']
        share = max(F(0), F(1) - sum(1 - self.penalty[p][0] for p in penalties))
        coefficient, last = self.posts(key, stretches)
        base, leave_off = self.base_pay(row)
        perf = self.performance(row, coefficient, share)
        year = {}
        for item, counted in (('事假天数', '事假计'), ('病假天数', '病假计')):
            carried = self.before[key]['年' + counted[:2] + '累计'] if key in self.before \
                else num(row.get('累计.' + counted))
            year[counted] = carried + num(row[item]) + self.line_sum(key, [item])
        worked = self.worked_months(row)
        annual = half_up(num(row['年绩效标准']) * worked / 12, 2)
        abroad = F(0) if row['借调发薪方'] == '对方' else num(row['驻外津贴'])
        scored = ('本单位' if not row['借调发薪方'] else '借入单位' if int(row['借调月数']) >= 6
                  else '派出单位')
        own = {'基础薪酬': base, '事假扣发': leave_off, '加权系数': coefficient, '月末系数': last,
               '绩效': perf, '年绩效': annual, '应发': base + perf + annual + abroad,
               '考核单位': scored, '等次': self.grade(row, penalties, year),
               '折算月数': half_up(worked, 1), '处分比例': share,
               '年事假累计': year['事假计'], '年病假累计': year['病假计'],
               '事假天数': num(row['事假天数']), '病假天数': num(row['病假天数'])}
        self.settle(key, row, own)
        return own

    def calculate(self):
        penalties, stretches = {}, self.data('任职段.csv')
        for p in self.data('处分.csv'):
            if day(p['决定日期']) <= self.last and day(p['期满日期']) >= self.first:
                penalties.setdefault(p['员工'], []).append(p['种类'])
        return {row['工号']: self.person(row, penalties.get(row['工号'], []), stretches)
                for row in self.data('员工.csv')}


class Differences:
    def __init__(self):
        self.wrong = self.checked = 0

    def check(self, where, want, got):
        self.checked += 1
        if want != (F(got) if isinstance(want, F) else got):
            self.wrong += 1
            print('%s: expected %s, found %s' % (where, want, got))

    def people(self, run, want, table):
        self.check(run + ' 人员', ' '.join(sorted(want)), ' '.join(sorted(table)))
        for key, person in want.items():
            for field, value in person.items():
                self.check('%s %s %s' % (run, key, field), value, table[key][field])


def tables(out, run):
    return {row['工号']: row for row in rows(os.path.join(out, run, 'tables', '员工.csv'))}


def reference(run):
    with open(os.path.join(run, 'run.skel'), encoding='utf-8') as file:
        lines = file.read().splitlines()
    number = next(line for line in lines if line.startswith('run\t')).split('\t')[1]
    return number, lines[-1].split('\t')[1][:16]


def compare_lines(d, out, folder, month, corrected, was, now):
    """The lines of a correction against the two calculations; they are returned."""
    path = glob.glob(os.path.join(out, folder, 'out', '更正单-*.csv'))[0]
    lines = rows(path)
    number, head = reference(os.path.join(out, corrected))
    want = [(key, item, was[key][item], now[key][item]) for key in sorted(now) for item in COMPARED
            if was[key][item] != now[key][item]]
    d.check(folder + ' 行', ' '.join('%s%s' % line[:2] for line in want),
            ' '.join(line['员工'] + line['项目'] for line in lines))
    for (key, item, old, new), line in zip(want, lines):
        for column, value in (('原值', old), ('新值', new), ('差额', new - old), ('原月份', month),
                              ('原结算号', number), ('原日志头', head)):
            d.check('%s %s %s %s' % (folder, key, item, column), value, line[column])
    return lines


def later_months(d, out, march):
    april = Month('2025-04', before=march).calculate()
    d.people('2025-04', april, tables(out, '2025-04'))
    late_march = Month('2025-03', corrected=True).calculate()
    late_april = Month('2025-04', corrected=True, before=late_march).calculate()
    mended_march = Month('2025-03', corrected=True, penalty=MENDED).calculate()
    mended_april = Month('2025-04', corrected=True, penalty=MENDED, before=mended_march).calculate()
    lines = []
    for folder, month, corrected, was, now in (
            ('补报-2025-03', '2025-03', '2025-03', march, late_march),
            ('补报-2025-04', '2025-04', '2025-04', april, late_april),
            ('规定-2025-03', '2025-03', '补报-2025-03', late_march, mended_march),
            ('规定-2025-04', '2025-04', '补报-2025-04', late_april, mended_april)):
        lines += compare_lines(d, out, folder, month, corrected, was, now)
        d.people(folder, now, tables(out, folder))
    may = Month('2025-05', penalty=MENDED, before=april, lines=lines).calculate()
    d.people('2025-05', may, tables(out, '2025-05'))


def main(out):
    d = Differences()
    for run, how in RUNS.items():
        d.people(run, Month('2025-03', **how).calculate(), tables(out, run))
    later_months(d, out, Month('2025-03').calculate())
    for row in rows(os.path.join(SAMPLE, 'expected', 'worked.csv')):
        d.check('%s %s %s（%s）' % (row['口径'], row['工号'], row['字段'], row['出处']), F(row['值']),
                tables(out, row['口径'])[row['工号']][row['字段']])
    print('%d figures, %d differences' % (d.checked, d.wrong))
    return 1 if d.wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
