#!/usr/bin/env python3
"""Independent recalculation of a run of the bench zone, in exact fractions.

    zone_check.py RUN-DIR

The rules below are a second reading of tests/bench/zone; nothing of the engine, of the
scheme's files or of zone.py is used.  Common ground is only what HR typed: RUN/inputs.
Every calculated figure of every person, department and assessment in RUN/tables is
compared, and the bank and tax files are added up.  Differences are lines on standard
output; the exit code is 1 when there is one.
"""
import csv
import os
import sys
from fractions import Fraction as F

MOST_SHOWN = 40

# Post indicators: weight, method, its arguments.
INDICATORS = {
    'P1-1': (50, '完成率法', {'目标': 100, '封顶': 110}),
    'P1-2': (30, '功效系数法', {'满意值': 100, '不允许值': 70}),
    'P1-3': (20, '扣分法', {'每项分': 10}),
    'P2-1': (60, '完成率法', {'目标': 100, '封顶': 110}),
    'P2-2': (40, '基准加减法', {'目标': 0, '基准分': 80, '每点分': 2}),
    'P3-1': (40, '签约阶梯', {}),
    'P3-2': (40, '完成率法', {'目标': 6, '封顶': 120}),
    'P3-3': (20, '功效系数法', {'满意值': 40, '不允许值': 10}),
    'P4-1': (60, '完成率法', {'目标': 90, '封顶': 110}),
    'P4-2': (40, '逆向扣减法', {'目标': 20}),
    'P5-1': (30, '完成率法', {'目标': 25, '封顶': 120}),
    'P5-2': (30, '完成率法', {'目标': 40, '封顶': 110}),
    'P5-3': (25, '签约阶梯', {}),
    'P5-4': (15, '扣分法', {'每项分': 4}),
    'P6-1': (50, '完成率法', {'目标': 16, '封顶': 110}),
    'P6-2': (30, '逆向扣减法', {'目标': 12}),
    'P6-3': (20, '扣分法', {'每项分': 5}),
    'P7-1': (50, '功效系数法', {'满意值': 100, '不允许值': 80}),
    'P7-2': (30, '基准加减法', {'目标': 90, '基准分': 85, '每点分': F(3, 2)}),
    'P7-3': (20, '完成率法', {'目标': 30, '封顶': 110}),
    'P8-1': (40, '完成率法', {'目标': 98}),
    'P8-2': (30, '逆向扣减法', {'目标': 3}),
    'P8-3': (30, '扣分法', {'每项分': 5}),
}
# By post: coefficient of the first step, what each step adds, linkage in percent.
POSTS = {
    'P1': (F(1600, 1000), F(50, 1000), (30, 50, 20)),
    'P2': (F(1300, 1000), F(25, 1000), (20, 40, 40)),
    'P3': (F(1100, 1000), F(25, 1000), (10, 30, 60)),
    'P4': (F(1100, 1000), F(25, 1000), (10, 30, 60)),
    'P5': (F(900, 1000), F(25, 1000), (10, 30, 60)),
    'P6': (F(900, 1000), F(25, 1000), (10, 30, 60)),
    'P7': (F(900, 1000), F(25, 1000), (10, 30, 60)),
    'P8': (F(900, 1000), F(25, 1000), (10, 30, 60)),
}
GRADE_PAY = {'优秀': F(6, 5), '良好': F(21, 20), '合格': F(1), '不合格': F(1, 2)}
MONTHLY = ('子女教育', '继续教育', '住房贷款利息', '住房租金', '赡养老人', '婴幼儿照护')
# Monthly slices of annual income: floor and rate in percent.
TAX = ((0, 3), (36000, 10), (144000, 20), (300000, 25), (420000, 30), (660000, 35), (960000, 45))


# ---------------------------------------------------------------- arithmetic

def half_up(value, decimals=2):
    """Half away from zero."""
    scaled = abs(value) * 10 ** decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return F(whole if value >= 0 else -whole, 10 ** decimals)


def within(value, low, high):
    return F(max(low, min(high, value)))


def split(pool, weights):
    """To the cent by largest remainder; equal remainders go to the smaller key."""
    total = sum(weights.values())
    exact = {key: pool * 100 * weight / total for key, weight in weights.items()}
    cents = {key: e.numerator // e.denominator for key, e in exact.items()}
    left = pool * 100 - sum(cents.values())
    assert left.denominator == 1 and 0 <= left < len(cents), 'pool is not in cents'
    for key in sorted(exact, key=lambda k: (cents[k] - exact[k], k))[:int(left)]:
        cents[key] += 1
    return {key: F(n, 100) for key, n in cents.items()}


def progressive_tax(income):
    """Slice by slice, not by quick deductions."""
    tax, tops = F(0), [floor for floor, _ in TAX[1:]] + [None]
    for (floor, rate), top in zip(TAX, tops):
        if income > floor:
            tax += ((income if top is None else min(income, top)) - floor) * F(rate, 100)
    return tax


def method_score(name, actual, a):
    cap = a.get('封顶', F(100))
    if name == '完成率法':
        raw = actual * 100 / a['目标']
    elif name == '逆向扣减法':
        raw = 200 - actual * 100 / a['目标']
    elif name == '功效系数法':
        raw = 60 + 40 * (actual - a['不允许值']) / (a['满意值'] - a['不允许值'])
    elif name == '基准加减法':
        raw = a['基准分'] + a['每点分'] * (actual - a['目标'])
    elif name == '扣分法':
        raw = 100 - a['每项分'] * actual
    elif name == '排名递减法':
        raw = 105 - 5 * actual
    elif name == '签约阶梯':
        return F(40 if actual < 1 else 80 if actual < 3 else 100 if actual < 5 else 115)
    else:
        raise ValueError('unknown method ' + name)
    return half_up(within(raw, 0, cap))


def department_factor(score):
    return (F(23, 20) if score >= 95 else F(1) if score >= 85 else
            F(9, 10) if score >= 75 else F(3, 4))


def proposed_grade(score):
    return ('优秀' if score >= 90 else '良好' if score >= 80 else
            '合格' if score >= 70 else '不合格')


# ---------------------------------------------------------------- files

def read_table(path, encoding='utf-8-sig'):
    with open(path, encoding=encoding, newline='') as file:
        yield from csv.DictReader(file)


def read_people(inputs):
    people = {}
    for part in ('花名册', '考勤', '附加扣除', '累计结转'):
        for row in read_table(os.path.join(inputs, '员工-%s.csv' % part)):
            people.setdefault(row['工号'], {}).update(row)
    return people


# ---------------------------------------------------------------- the month

def score_tasks(inputs):
    """Scores of the zone and of every department, and of every task."""
    tasks, sums = {}, {}
    for row in read_table(os.path.join(inputs, '任务.csv')):
        arguments = {k: F(row[k]) for k in ('目标', '基准分', '每点分', '每项分', '满意值',
                                            '不允许值', '封顶') if row[k]}
        score = method_score(row['方法'], F(row['实际']), arguments)
        tasks[row['编号']] = {'得分': score, '加权得分': score * F(row['权重']) / 100}
        owner = row['部门'] or row['开发区']
        sums[owner] = sums.get(owner, F(0)) + tasks[row['编号']]['加权得分']
    return tasks, {owner: half_up(total) for owner, total in sums.items()}


def score_assessments(inputs):
    scores, sums = {}, {}
    for row in read_table(os.path.join(inputs, '考核.csv')):
        weight, method, arguments = INDICATORS[row['指标']]
        score = method_score(method, F(row['实际']), arguments)
        scores[row['员工'], row['指标']] = {'得分': score, '加权得分': score * weight / 100}
        sums[row['员工']] = sums.get(row['员工'], F(0)) + score * weight / 100
    return scores, {key: half_up(total) for key, total in sums.items()}


def limit_excellent(own, members):
    """At most a fifth of a department is excellent; the others fall to good."""
    places = len(members) // 5
    best = sorted((key for key in members if own[key]['建议等次'] == '优秀' and
                   not own[key]['vetoed']),
                  key=lambda k: (-own[k]['综合得分'], -own[k]['个人得分'], k))
    for key in members:
        own[key]['等次'] = own[key]['建议等次']
        if own[key]['建议等次'] == '优秀' and key not in best[:places]:
            own[key]['等次'] = '良好'


def score_people(people, personal, scores):
    own = {}
    for key, row in people.items():
        first, step, (zone, dept, self) = POSTS[row['岗位']]
        total = half_up((scores['Z'] * zone + scores[row['部门']] * dept +
                         personal[key] * self) / 100)
        own[key] = {'系数': first + step * (int(row['档']) - 1), '个人得分': personal[key],
                    '综合得分': total, '建议等次': proposed_grade(total),
                    'vetoed': row['一票否决'] == '是'}
    place = {}
    for n, key in enumerate(sorted(own, key=lambda k: -own[k]['综合得分'])):
        own[key]['综合排名'] = F(place.setdefault(own[key]['综合得分'], n + 1))
    return own


def pay_person(own, row, due, awards):
    share = F(row['实出勤天数']) / due
    own['基础工资'] = half_up(F(row['基础工资标准']) * share)
    own['津贴'] = half_up(F(row['津贴标准']) * share)
    own['奖励'], own['扣罚'] = awards
    own['应发合计'] = sum(own[k] for k in ('基础工资', '津贴', '绩效工资', '奖励', '扣罚'))

    base = own['缴费基数'] = within(F(row['缴费工资']), 4000, 21000)
    rates = (('养老保险', 80, 2), ('医疗保险', 20, 2), ('失业保险', 5, 2), ('职业年金', 40, 2),
             ('住房公积金', 120, 0))
    for name, rate, decimals in rates:
        own[name] = half_up(base * rate / 1000, decimals)
    own['专项扣除'] = sum(own[name] for name, _, _ in rates)
    own['专项附加扣除'] = sum(F(row.get(name) or 0) for name in MONTHLY)

    before = {name: F(row['累计.' + name]) for name in
              ('计税月数', '应发合计', '专项扣除', '专项附加扣除', '个人所得税')}
    own['累计所得额'] = (before['应发合计'] + own['应发合计'] - 5000 * (before['计税月数'] + 1) -
                    before['专项扣除'] - own['专项扣除'] - before['专项附加扣除'] -
                    own['专项附加扣除'])
    tax = half_up(progressive_tax(max(F(0), own['累计所得额'])))
    own['个人所得税'] = max(F(0), tax - before['个人所得税'])
    own['扣款合计'] = own['专项扣除'] + own['个人所得税']
    own['实发合计'] = own['应发合计'] - own['扣款合计']


def sum_awards(inputs):
    sums = {}
    for row in read_table(os.path.join(inputs, '奖惩.csv')):
        pair = sums.setdefault(row['员工'], [F(0), F(0)])
        if row['类别'] == '奖励':
            pair[0] += F(row['金额'])
        else:
            pair[1] -= F(row['金额'])
    return sums


def calculate(inputs):
    people, awards = read_people(inputs), sum_awards(inputs)
    due = F(next(read_table(os.path.join(inputs, '开发区.csv')))['应出勤天数'])
    tasks, scores = score_tasks(inputs)
    assessments, personal = score_assessments(inputs)
    own = score_people(people, personal, scores)
    members = {}
    for key, row in people.items():
        members.setdefault(row['部门'], []).append(key)

    depts = {d: {'得分': scores[d], '部门系数': department_factor(scores[d]),
                 '人数': F(len(keys)),
                 '岗位系数合计': sum(own[k]['系数'] for k in keys)}
             for d, keys in members.items()}
    zone = {'得分': scores['Z'], '人数': F(len(people)),
            '绩效池': half_up(3200 * len(people) * scores['Z'] / 100)}
    pools = split(zone['绩效池'], {d: v['岗位系数合计'] * v['部门系数'] for d, v in depts.items()})
    for d, keys in members.items():
        depts[d]['绩效池'] = depts[d]['绩效合计'] = pools[d]
        depts[d]['个人平均分'] = half_up(sum(personal[k] for k in keys) / len(keys))
        limit_excellent(own, keys)
        for key in keys:
            own[key]['等次系数'] = GRADE_PAY[own[key]['等次']]
            own[key]['点数'] = (own[key]['系数'] * own[key]['等次系数'] * own[key]['综合得分'] *
                              F(people[key]['实出勤天数']) / (100 * due))
        for key, amount in split(pools[d], {k: own[k]['点数'] for k in keys}).items():
            own[key]['绩效工资'] = amount
            pay_person(own[key], people[key], due, awards.get(key, (F(0), F(0))))

    zone['部门绩效合计'] = zone['绩效合计'] = zone['绩效池']
    zone['部门平均分'] = half_up(sum(scores[d] for d in depts) / len(depts))
    zone['优秀人数'] = F(sum(p['等次'] == '优秀' for p in own.values()))
    for total, item in (('应发总额', '应发合计'), ('扣款总额', '扣款合计'), ('实发总额', '实发合计')):
        zone[total] = sum(p[item] for p in own.values())
    for p in own.values():
        del p['vetoed']
    return {'开发区': {('Z',): zone}, '部门': {(d,): v for d, v in depts.items()},
            '任务': {(t,): v for t, v in tasks.items()}, '考核': assessments,
            '员工': {(k,): v for k, v in own.items()}}


# ---------------------------------------------------------------- comparing

class Findings:
    def __init__(self):
        self.figures, self.differences = 0, 0

    def compare(self, what, want, got):
        """`want` is a fraction or a text; quotients without end are kept to 34 digits."""
        self.figures += 1
        if isinstance(want, str):
            same = got == want
        elif want.denominator in (1, 10, 100, 1000):
            same = got != '' and F(got) == want
        else:
            same = got != '' and abs(F(got) - want) <= abs(want) / 10 ** 33
        if same:
            return
        self.differences += 1
        if self.differences <= MOST_SHOWN:
            shown = want if isinstance(want, str) else '%.10f' % want
            print('%s: expected %s, got %s' % (what, shown, got or 'nothing'))


def compare_tables(run, results, findings):
    keys = {'员工': ('工号',), '考核': ('员工', '指标')}
    for entity, rows in results.items():
        seen = 0
        for row in read_table(os.path.join(run, 'tables', entity + '.csv')):
            key = tuple(row[k] for k in keys.get(entity, ('编号',)))
            seen += 1
            for column, want in rows.get(key, {'key': '?'}).items():
                findings.compare('%s %s.%s' % (entity, '+'.join(key), column), want,
                                 row.get(column, ''))
        findings.compare(entity + ' rows', F(len(rows)), str(seen))


def compare_files(run, results, findings):
    people = {key[0]: p for key, p in results['员工'].items()}
    names = {row['工号']: row for row in read_table(os.path.join(run, 'inputs',
                                                               '员工-花名册.csv'))}
    with open(os.path.join(run, 'out', '银行代发.txt'), encoding='gb18030', newline='') as file:
        lines = file.read().split('\r\n')
    paid = sorted(key for key, p in people.items() if p['实发合计'] > 0)
    want = ['%s,%s,%.2f,工资' % (names[k]['银行账号'], names[k]['姓名'],
                               people[k]['实发合计']) for k in paid]
    findings.compare('银行代发 lines', F(len(want)), str(len(lines) - 1))
    for expected, line in zip(want, lines):
        findings.compare('银行代发', expected, line)
    columns = (('本期收入', '应发合计'), ('基本养老保险费', '养老保险'), ('住房公积金', '住房公积金'),
               ('企业(职业)年金', '职业年金'))
    sums = dict.fromkeys((column for column, _ in columns), F(0))
    for row in read_table(os.path.join(run, 'out', '个税扣缴申报导入.csv')):
        for column in sums:
            sums[column] += F(row[column])
    for column, field in columns:
        findings.compare('个税扣缴申报导入.' + column,
                         sum(p[field] for p in people.values()), str(sums[column]))


def main(args):
    if len(args) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    results, findings = calculate(os.path.join(args[0], 'inputs')), Findings()
    compare_tables(args[0], results, findings)
    compare_files(args[0], results, findings)
    zone = results['开发区'][('Z',)]
    print('%d people, pool %.2f, net %.2f: %d figures, %d differences' %
          (zone['人数'], zone['绩效池'], zone['实发总额'], findings.figures,
           findings.differences))
    return 1 if findings.differences or not findings.figures else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
