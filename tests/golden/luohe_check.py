#!/usr/bin/env python3
"""Independent recalculation of samples/luohe-etdz, three snapshots of 2025, in fractions.

Rules, posts and indicators below are typed from the zone's rule text (README.md of the
sample repeats it); the scheme is not read and no code is shared with the engine.  The data
files are common ground.

    luohe_check.py                recalculate; compare with samples/luohe-etdz/expected
    luohe_check.py OUT            also compare the run folders in OUT (tables/*.csv)
    luohe_check.py --write        write samples/luohe-etdz/expected from this calculation
    luohe_check.py --data DATA RUN
                                  recalculate a December with other data, compare a run

Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import calendar
import csv
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from caps_check import down, fill
from yancheng_check import clamp, decimal_text, exact, half_up, number, read_entity, split_pool

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'luohe-etdz')
EXPECTED = os.path.join(SAMPLE, 'expected')
MONTHS = ('2025-01', '2025-06', '2025-12')
ZERO = Fraction(0)


def num(text):
    return Fraction(str(text))


# ---------------------------------------------------------------- the rule text's tables

# post: department, grade, front line, key
POSTS = {
    'W01': ('D0', 'G1', 0, 1), 'W02': ('D0', 'G2', 0, 1), 'W11': ('D1', 'G3', 0, 0),
    'W12': ('D1', 'G5', 0, 0), 'W13': ('D1', 'G5', 0, 1), 'W21': ('D2', 'G3', 0, 1),
    'W22': ('D2', 'G4', 0, 0), 'W23': ('D2', 'G5', 0, 0), 'W31': ('D3', 'G3', 1, 1),
    'W32': ('D3', 'G4', 1, 0), 'W33': ('D3', 'G5', 1, 0), 'W34': ('D3', 'G6', 1, 0),
    'W41': ('D4', 'G3', 1, 1), 'W42': ('D4', 'G5', 1, 0), 'W43': ('D4', 'G6', 1, 0),
    'W51': ('D5', 'G3', 0, 1), 'W52': ('D5', 'G5', 1, 0), 'W53': ('D5', 'G6', 0, 0),
    'W61': ('D6', 'G3', 0, 0), 'W62': ('D6', 'G6', 1, 0)}
# grade: coefficient of step 1, what a step adds
LADDER = {'G1': ('2.40', '0.10'), 'G2': ('1.90', '0.10'), 'G3': ('1.60', '0.08'),
          'G4': ('1.30', '0.06'), 'G5': ('1.05', '0.05'), 'G6': ('0.85', '0.04')}
TILT = {(1, 1): '1.30', (1, 0): '1.20', (0, 1): '1.10', (0, 0): '1.00'}
LINKAGE = {'G1': (60, 20, 20), 'G2': (60, 20, 20), 'G3': (20, 50, 30), 'G4': (15, 45, 40),
           'G5': (10, 30, 60), 'G6': (10, 30, 60)}
K = {'优秀': '1.5', '良好': '1.2', '合格': '1', '不定等次': '1', '离职': '1', '基本合格': '0.5',
     '不合格': '0'}
FINE = {'通报批评': 10, '诫勉': 30, '失职失责': 50, '党纪政务处分': 100, '一票否决': 100}
PER_DAY = {'SH': 180, 'SZ': 180, 'BJ': 180, 'HZ': 150, 'DG': 150, 'TJ': 150, 'JX': 100, 'LF': 100}
MULTIPLE = {'优秀': 5, '良好': 3, '合格': 2, '不合格': 0}
# indicator: owner, weight, kind of progress, how it is scored
RATIO, CAPPED, OVER = ('ratio', 110), ('ratio', 100), ('over', 10)
INDICATORS = {
    'Z1': ('LH', 20, '时点', ('slope', 80, 5)), 'Z2': ('LH', 15, '累计', RATIO),
    'Z3': ('LH', 20, '累计', RATIO), 'Z4': ('LH', 25, '累计', RATIO),
    'Z5': ('LH', 10, '累计', RATIO), 'Z6': ('LH', 10, '限额', ('each', 50)),
    'D11': ('D1', 50, '时点', CAPPED), 'D12': ('D1', 30, '累计', RATIO),
    'D13': ('D1', 20, '限额', OVER), 'D21': ('D2', 40, '累计', RATIO),
    'D22': ('D2', 40, '累计', RATIO), 'D23': ('D2', 20, '限额', OVER),
    'D31': ('D3', 50, '累计', RATIO), 'D32': ('D3', 30, '累计', RATIO),
    'D33': ('D3', 20, '累计', CAPPED), 'D41': ('D4', 50, '累计', RATIO),
    'D42': ('D4', 30, '累计', RATIO), 'D43': ('D4', 20, '累计', CAPPED),
    'D51': ('D5', 50, '时点', RATIO), 'D52': ('D5', 30, '累计', RATIO),
    'D53': ('D5', 20, '限额', OVER), 'D61': ('D6', 40, '时点', CAPPED),
    'D62': ('D6', 30, '累计', RATIO), 'D63': ('D6', 30, '时点', CAPPED)}
DEPARTMENTS = ('D1', 'D2', 'D3', 'D4', 'D5', 'D6')
MONTH_BANDS = ((3000, 3, 0), (12000, 10, 210), (25000, 20, 1410), (35000, 25, 2660),
               (55000, 30, 4410), (80000, 35, 7160), (None, 45, 15160))


# ---------------------------------------------------------------- targets, progress, results

def colour(kind, actual, target, month):
    due = target if kind == '时点' else target * month / 12
    if kind == '限额':
        return '红' if actual > target else '黄' if actual > due else '绿'
    return '绿' if actual >= due else '黄' if actual * 10 >= due * 9 else '红'


def score(how, actual, target):
    if how[0] == 'ratio':
        raw = clamp(actual * 100 / target, ZERO, Fraction(how[1]))
    elif how[0] == 'slope':
        raw = clamp(how[1] + how[2] * (actual - target), ZERO, Fraction(100))
    else:
        count = actual if how[0] == 'each' else max(ZERO, actual - target)
        raw = clamp(100 - how[1] * count, ZERO, Fraction(100))
    return half_up(raw, 2)


def snapshot(folder, month, before):
    """Indicators as shown that month; `before` is what the last snapshot showed."""
    typed = read_entity(folder, '指标', '编号')
    shown = {}
    for key, (owner, weight, kind, how) in INDICATORS.items():
        row = typed.get(key, {})
        last = before[key]['目标'] if before else None
        target = number(row, '目标', last)
        own = {'目标': target, '首亮目标': before[key]['首亮目标'] if before else target}
        if before:
            actual = number(row, '实际')
            own.update({'实际': actual, '目标变动': target - last,
                        '颜色': colour(kind, actual, target, month)})
        if month == 12:
            own['得分'] = score(how, actual, target)
            own['加权得分'] = own['得分'] * weight / 100
            own['年中颜色'] = before[key]['颜色']
            own['督办'] = '是' if own['颜色'] == own['年中颜色'] == '红' else '否'
        shown[key] = own
    return shown


def lights(indicators, owner):
    return {name: Fraction(sum(own['颜色'] == name[0] for key, own in indicators.items()
                               if INDICATORS[key][0] == owner))
            for name in ('红灯', '黄灯', '绿灯')}


def owner_score(indicators, owner):
    return half_up(sum(own['加权得分'] for key, own in indicators.items()
                       if INDICATORS[key][0] == owner), 2)


# ---------------------------------------------------------------- people

def staff(folder, people):
    """The roster of a snapshot added to what earlier ones brought."""
    for key, row in read_entity(folder, '员工', '工号').items():
        department, grade, front, special = POSTS[row['岗位']]
        first, step = LADDER[grade]
        own = people.setdefault(key, {'全年月数': ZERO, '全年系数月': ZERO, '全年驻外津贴': ZERO})
        months = number(row, '段月数')
        own.update({'row': row, '部门': department, '岗级': grade,
                    '岗位系数': num(first) + num(step) * (int(row['档']) - 1),
                    '倾斜系数': num(TILT[front, special]), '离职': row.get('离职') == '是'})
        own['全年月数'] += months
        own['全年系数月'] += own['岗位系数'] * own['倾斜系数'] * months
        own['驻外天数'], own['驻外津贴'] = ZERO, ZERO
    for row in stations(folder):
        days = number(row, '天数')
        assert 1 <= days <= calendar.monthrange(2025, int(row['月']))[1]
        own = people[row['员工']]
        own['驻外天数'] += days
        own['驻外津贴'] += days * PER_DAY[row['地点']]
        own['全年驻外津贴'] += days * PER_DAY[row['地点']]


def rows_of(folder, name):
    path = os.path.join(folder, name + '.csv')
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


def stations(folder):
    return rows_of(folder, '驻外')


def grade_of(points):
    return ('优秀' if points >= 90 else '良好' if points >= 80 else '合格' if points >= 70 else
            '基本合格' if points >= 60 else '不合格')


def assess(people, zone, departments):
    ranked = []
    for key, own in people.items():
        row, own['等次'] = own['row'], None
        parts = LINKAGE[own['岗级']]
        own['部门分'] = departments[own['部门']]['得分']
        if own['离职']:
            own['建议等次'] = own['等次'] = '离职'
            continue
        own['综合得分'] = half_up((zone['得分'] * parts[0] + own['部门分'] * parts[1] +
                               number(row, '个人得分') * parts[2]) / 100, 2)
        if row['试用'] == '是':
            own['建议等次'] = own['等次'] = '不定等次'
        elif own['岗级'] in ('G1', 'G2'):
            own['建议等次'] = own['等次'] = row['市评等次']
        else:
            own['建议等次'] = grade_of(own['综合得分'])
            ranked.append(key)
    ranked.sort(key=lambda k: (-people[k]['综合得分'], -people[k]['部门分'], k))
    places = len(ranked) // 5
    zone.update({'参评人数': Fraction(len(ranked)), '优秀名额': Fraction(places)})
    for at, key in enumerate(ranked, 1):
        own = people[key]
        own['名次'] = Fraction(at)
        own['等次'] = ('良好' if own['建议等次'] == '优秀' and at > places else own['建议等次'])
    for own in people.values():
        own['绩效系数'] = num(K[own['等次']])


# ---------------------------------------------------------------- money

def bonus_tax(amount):
    percent, quick = next((p, q) for top, p, q in MONTH_BANDS
                          if top is None or amount <= top * 12)
    return max(ZERO, half_up(amount * percent / 100 - quick, 2))


def award_of(project):
    invested, arrived = number(project, '总投资'), number(project, '到位资金')
    if invested < 10000 or arrived < 5000:
        return ZERO
    return Fraction(60000 if arrived >= 10000 else 30000)


def rewards(folder, people, departments):
    """Stars by share of the project; a unit's prize by weight among its people."""
    credits, projects = rows_of(folder, '贡献'), {}
    for own in people.values():
        own['个人奖'] = ZERO
    for project in rows_of(folder, '招商项目'):
        award = award_of(project)
        projects[project['编号']] = {'奖金': award}
        share = {row['员工']: exact(row['份额']) for row in credits
                 if row['招商项目'] == project['编号']}
        for key, amount in split_pool(award, share).items():
            people[key]['个人奖'] += amount
    typed = read_entity(folder, '部门', '编号')
    for key in departments:
        own = {k: p['分配权重'] for k, p in people.items() if p['部门'] == key}
        prize = Fraction(100000 if typed.get(key, {}).get('先进部门') == '是' else 0)
        for k, amount in split_pool(prize, own).items():
            people[k]['单位奖'] = amount
    return projects


def pay(folder, people, zone, departments):
    zone['控制总额'] = Fraction(2600 * 30 * 12) * MULTIPLE[zone['市考核等次']]
    zone['重奖基金'] = half_up(zone['控制总额'] / 10, 2)
    zone['绩效池'] = zone['控制总额'] - zone['重奖基金']
    zone['人均绩效'] = zone['绩效池'] * 12 / sum(p['全年月数'] for p in people.values())
    low, high = {}, {}
    for key, own in people.items():
        own['分配权重'] = own['全年系数月'] * own['绩效系数'] / 12
        level = zone['人均绩效'] * own['全年月数'] / 12
        low[key] = -down(-level / 2) if own['绩效系数'] >= 1 else ZERO
        high[key] = down(level * num('1.9'))
        own['保底'], own['封顶'] = low[key], high[key]
    shares = fill(zone['绩效池'], {k: p['分配权重'] for k, p in people.items()}, low, high)
    fined = dict.fromkeys(people, 0)
    for row in rows_of(folder, '处罚'):
        if not row['容错文号']:
            fined[row['员工']] += FINE[row['类别']]
    for key, own in people.items():
        own['评先推荐'] = '是' if own['等次'] == '优秀' and fined[key] == 0 else '否'
        own['分配绩效'] = shares[key]
        own['扣罚'] = half_up(shares[key] * min(100, fined[key]) / 100, 2)
        own['实得绩效'] = own['分配绩效'] - own['扣罚']
    projects = rewards(folder, people, departments)
    due = {key: own['个人奖'] + own['单位奖'] for key, own in people.items()}
    paid = due if sum(due.values()) <= zone['重奖基金'] else fill(zone['重奖基金'], due)
    for key, own in people.items():
        own['应得重奖'], own['重奖'] = due[key], paid[key]
        own['计税奖金'] = own['实得绩效'] + own['重奖']
        own['奖金个税'] = bonus_tax(own['计税奖金'])
        own['税后奖金'] = own['计税奖金'] - own['奖金个税']
    for name, item in (('分配合计', '分配绩效'), ('扣罚合计', '扣罚'), ('实得合计', '实得绩效'),
                       ('应得重奖合计', '应得重奖'), ('重奖合计', '重奖'), ('权重合计', '分配权重')):
        zone[name] = sum(own[item] for own in people.values())
    zone['结余'] = zone['控制总额'] - zone['实得合计'] - zone['重奖合计']
    return projects


def spread(people, zone):
    fair = {k: p for k, p in people.items() if p['全年月数'] == 12 and p['绩效系数'] >= 1}
    grades = {}
    for grade in LADDER:
        own = [p['分配绩效'] for p in fair.values() if p['岗级'] == grade]
        grades[grade] = {'可比人数': Fraction(len(own))}
        if own:
            grades[grade].update({'最高绩效': max(own), '最低绩效': min(own),
                                  '同岗倍数': times(own)})
    zone['全区倍数'] = times([p['分配绩效'] for p in fair.values()])
    return grades


def times(amounts):
    return half_up(max(amounts) / min(amounts), 4) if min(amounts) else None


# ---------------------------------------------------------------- three snapshots

def calculate(december=None):
    """{month: {entity: {key: {column: value}}}}"""
    results, shown, people = {}, None, {}
    paid_out = ZERO
    for month in MONTHS:
        folder = os.path.join(SAMPLE, 'data', month)
        if december and month == '2025-12':
            folder = december
        staff(folder, people)
        shown = snapshot(folder, int(month[5:]), shown)
        away = sum(p['驻外津贴'] for p in people.values())
        paid_out += away
        zone = {'驻外津贴合计': away, '全年驻外津贴': paid_out}
        tables = {'指标': shown, '开发区': {'LH': zone},
                  '员工': {k: {c: p[c] for c in ('岗位系数', '倾斜系数', '全年月数', '全年系数月',
                                               '驻外天数', '驻外津贴', '全年驻外津贴')}
                         for k, p in people.items()}}
        if month != '2025-01':
            tables['部门'] = {key: lights(shown, key) for key in DEPARTMENTS}
            zone.update(lights(shown, 'LH'))
        if month == '2025-12':
            year_end(folder, people, zone, tables, shown)
        results[month] = tables
    return results


def year_end(folder, people, zone, tables, shown):
    departments = {key: {**tables['部门'][key], '得分': owner_score(shown, key)}
                   for key in DEPARTMENTS}
    mean = half_up(sum(d['得分'] for d in departments.values()) / len(departments), 2)
    departments['D0'] = {'得分': mean, '红灯': ZERO, '黄灯': ZERO, '绿灯': ZERO}
    zone.update({'得分': owner_score(shown, 'LH'), '部门平均分': mean,
                 '市考核等次': read_entity(folder, '开发区', '编号')['LH']['市考核等次']})
    assess(people, zone, departments)
    tables['招商项目'] = pay(folder, people, zone, departments)
    tables['岗级'] = spread(people, zone)
    tables['部门'] = departments
    for key, own in people.items():
        tables['员工'][key].update({c: v for c, v in own.items() if c not in ('row', '离职', '部门')})


# ---------------------------------------------------------------- files

# file: entity, columns; one set a month
FILES = {
    '2025-01': {'指标': ('目标', '首亮目标'), '员工': ('岗位系数', '倾斜系数', '驻外天数', '驻外津贴'),
                '开发区': ('驻外津贴合计',)},
    '2025-06': {'指标': ('目标', '首亮目标', '目标变动', '实际', '颜色'),
                '部门': ('红灯', '黄灯', '绿灯'), '开发区': ('红灯', '黄灯', '绿灯', '驻外津贴合计'),
                '员工': ('全年月数', '全年系数月', '驻外天数', '驻外津贴', '全年驻外津贴')},
    '2025-12': {
        '指标': ('目标', '首亮目标', '目标变动', '实际', '颜色', '年中颜色', '督办', '得分', '加权得分'),
        '部门': ('红灯', '黄灯', '绿灯', '得分'), '招商项目': ('奖金',),
        '岗级': ('可比人数', '最高绩效', '最低绩效', '同岗倍数'),
        '员工-考核': ('岗位系数', '倾斜系数', '全年月数', '全年系数月', '部门分', '综合得分', '名次', '建议等次', '等次', '绩效系数',
                  '评先推荐'),
        '员工-分配': ('分配权重', '保底', '封顶', '分配绩效', '扣罚', '实得绩效'),
        '员工-奖励': ('个人奖', '单位奖', '应得重奖', '重奖', '计税奖金', '奖金个税', '税后奖金', '驻外天数',
                  '驻外津贴', '全年驻外津贴'),
        '开发区': ('得分', '部门平均分', '参评人数', '优秀名额', '控制总额', '重奖基金', '绩效池',
                '人均绩效', '权重合计', '分配合计', '扣罚合计', '实得合计', '应得重奖合计', '重奖合计',
                '结余', '全区倍数', '红灯', '黄灯', '绿灯', '驻外津贴合计', '全年驻外津贴')}}
DECIMALS = {'分配权重': 8, '权重合计': 8, '全年系数月': 4, '加权得分': 4, '同岗倍数': 4, '全区倍数': 4,
            '人均绩效': 6, '目标': 2, '绩效系数': 1, '名次': 0, '可比人数': 0, '红灯': 0, '黄灯': 0,
            '绿灯': 0, '参评人数': 0, '优秀名额': 0, '全年月数': 0, '驻外天数': 0}
# never rounded in the calculation, printed with so many decimals here
SHOWN_ROUNDED = {'人均绩效', '分配权重', '权重合计'}


def cell(column, value):
    if value is None or isinstance(value, str):
        return value or ''
    return decimal_text(value, DECIMALS.get(column, 2))


def write_expected(results):
    for month, files in FILES.items():
        os.makedirs(os.path.join(EXPECTED, month), exist_ok=True)
        for name, columns in files.items():
            table = results[month][name.partition('-')[0]]
            with open(os.path.join(EXPECTED, month, name + '.csv'), 'w', encoding='utf-8',
                      newline='') as file:
                out = csv.writer(file, lineterminator='\n')
                out.writerow(['工号' if name.startswith('员工') else '编号', *columns])
                for key in sorted(table):
                    out.writerow([key] + [cell(c, table[key].get(c)) for c in columns])


def read_table(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    at = next(rows[0].index(name) for name in ('工号', '编号') if name in rows[0])
    return {row[at]: dict(zip(rows[0], row)) for row in rows[1:]}


def agree(column, want, got):
    if want in ('', '不适用'):
        return got in ('', '不适用')
    value, wanted = exact(got), exact(want)
    if wanted is None:
        return got == want
    if value is not None and column in SHOWN_ROUNDED:
        value = half_up(value, DECIMALS[column])
    return value == wanted


def compare(who, month, wanted, table_of):
    """`wanted` and the result of `table_of` are tables of texts."""
    found = stated = 0
    for name, columns in FILES[month].items():
        want, got = wanted(name), table_of(name)
        for key, row in want.items():
            for column in columns:
                stated += 1
                value = got.get(key, {}).get(column, '')
                if not agree(column, row.get(column, ''), value):
                    found += 1
                    print('%s %s %s.%s: expected %s, got %s' %
                          (who, name, key, column, row.get(column), value or 'nothing'))
    print('%s: %d figures, %d differences' % (who, stated, found))
    return found


def recalculated(results, month):
    return lambda name: {key: {c: cell(c, row.get(c)) for c in FILES[month][name]}
                         for key, row in results[month][name.partition('-')[0]].items()}


def expected(month):
    return lambda name: read_table(os.path.join(EXPECTED, month, name + '.csv'))


def run_tables(run):
    def table(name):
        path = os.path.join(run, 'tables', name.partition('-')[0] + '.csv')
        return read_table(path) if os.path.exists(path) else {}
    return table


def main(args):
    if args[:1] == ['--data'] and len(args) == 3:
        results = calculate(args[1])
        return 1 if compare('run', '2025-12', recalculated(results, '2025-12'),
                            run_tables(args[2])) else 0
    results = calculate()
    if args == ['--write']:
        write_expected(results)
        return 0
    found = 0
    for month in MONTHS:
        found += compare('recalculated ' + month, month, expected(month),
                         recalculated(results, month))
        for out in args:
            found += compare('run ' + month, month, expected(month),
                             run_tables(os.path.join(out, month)))
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
