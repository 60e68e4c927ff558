#!/usr/bin/env python3
"""Independent recalculation of samples/yancheng, in exact fractions.

The rules below are a second reading of the rules *text* (samples/yancheng/README.md and
the worked month it cites).  Nothing is read from samples/yancheng/scheme, and no code is
shared with the engine: only the monthly data files are common ground.

    yancheng_check.py                       data -> results; compare with expected/
    yancheng_check.py --write-april         write expected/2025-04 from this calculation
    yancheng_check.py RUN_03 [RUN_04]       also compare RUN/tables/*.csv with expected/
    yancheng_check.py --expected DIR RUN    only compare a run with a folder of answers
    yancheng_check.py --matrix              a test of every cell of the matrix, for kpay test

Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import csv
import glob
import os
import re
import sys
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'yancheng')

# Printed with six decimals in the worked month, never rounded in the calculation.
SHOWN_ROUNDED = {'点数', '点数合计'}


# ---------------------------------------------------------------- numbers

def exact(text):
    """'-1,234.50' or '3%' as a fraction; None when the cell is not a number."""
    text = text.strip().replace(',', '')
    if not re.fullmatch(r'-?\d+(\.\d+)?%?', text):
        return None
    return Fraction(text[:-1]) / 100 if text.endswith('%') else Fraction(text)


def half_up(value, decimals):
    """Half away from zero."""
    units = abs(value) * 10 ** decimals
    whole = units.numerator // units.denominator
    if units - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10 ** decimals)


def score(value):
    return half_up(value, 2)


def cents(value):
    return half_up(value, 2)


def clamp(value, low, high):
    return max(low, min(high, value))


def split_pool(pool, weights):
    """Largest remainder to the cent; equal remainders go to the smaller id."""
    total = sum(weights.values())
    quota = {key: pool * 100 * weight / total for key, weight in weights.items()}
    share = {key: q.numerator // q.denominator for key, q in quota.items()}
    left = pool * 100 - sum(share.values())
    assert left.denominator == 1 and 0 <= left < len(share)
    by_remainder = sorted(quota, key=lambda key: (share[key] - quota[key], key))
    for key in by_remainder[:int(left)]:
        share[key] += 1
    return {key: Fraction(n, 100) for key, n in share.items()}


# ---------------------------------------------------------------- files

def read_rows(path, key):
    """Rows below the heading row, which is the first that holds `key`."""
    with open(path, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    at = next(i for i, row in enumerate(rows) if key in row)
    return [dict(zip(rows[at], row)) for row in rows[at + 1:] if any(row)]


def read_entity(folder, entity, key):
    """All files of an entity (员工.csv, 员工-考勤.csv, …) joined by key."""
    table = {}
    for path in sorted(glob.glob(os.path.join(folder, '*.csv'))):
        if re.split(r'[-_0-9]', os.path.basename(path)[:-4])[0] != entity:
            continue
        for row in read_rows(path, key):
            table.setdefault(row[key], {}).update(row)
    return table


def number(row, column, default=None):
    """A number of a data row; a blank one is `default`, or an error without one."""
    value = exact(row.get(column, ''))
    if value is None and default is None:
        raise ValueError('no %s in %r' % (column, row))
    return default if value is None else value


# ---------------------------------------------------------------- the rules, as read

ZONE_WEIGHT = {'Z1': 15, 'Z2': 10, 'Z3': 10, 'Z4': 15, 'Z5': 10, 'Z6': 20, 'Z7': 10,
               'Z8': 10}
# department indicators: owner, weight, target; ratio to target, at most 110
RATIO = {'D11': ('D1', 40, 98), 'D12': ('D1', 40, 95), 'D13': ('D1', 20, 100),
         'D21': ('D2', 50, 9), 'D22': ('D2', 30, 12), 'D23': ('D2', 20, 800),
         'D31': ('D3', 50, 90), 'D32': ('D3', 30, 800), 'D33': ('D3', 20, 10),
         'P51': ('E05', 60, 25), 'P52': ('E05', 40, 100)}
FIRST_STEP = {'管委会正职': ('2.300', '0.050'), '班子副职': ('1.800', '0.050'),
              '部门正职': ('1.600', '0.050'), '部门副职': ('1.300', '0.025'),
              '主管': ('1.100', '0.025'), '专员': ('0.900', '0.025')}
LINKAGE = {'管委会正职': (60, 30, 10), '班子副职': (60, 30, 10), '部门正职': (30, 50, 20),
           '部门副职': (20, 40, 40), '主管': (10, 30, 60), '专员': (10, 30, 60)}
MULTIPLE = {'优秀': 5, '良好': 3, '合格': 2, '不合格': 0}
BANDS = [(36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (420000, 25, 31920),
         (660000, 30, 52920), (960000, 35, 85920), (None, 45, 181920)]
CONTRIBUTIONS = (('养老保险', Fraction(8, 100), 2), ('医疗保险', Fraction(2, 100), 2),
                 ('失业保险', Fraction(5, 1000), 2), ('职业年金', Fraction(4, 100), 2),
                 ('住房公积金', Fraction(12, 100), 0))
ADDITIONAL = ('子女教育', '继续教育', '住房贷款利息', '住房租金', '赡养老人')
INFANT = '3岁以下婴幼儿照护'


def zone_indicator(key, row):
    if key == 'Z8':
        votes = [number(row, name) for name in ('优票', '良票', '中票', '差票')]
        worth = sum(n * value for n, value in zip(votes, (100, 80, 60, 40)))
        return worth / sum(votes)
    actual = number(row, '实际值')
    if key == 'Z1':
        return clamp(80 + 5 * (actual - 7), 0, 100)
    if key == 'Z2':
        return clamp(actual * 100 / 10, 0, 110)
    if key == 'Z3':
        return clamp(100 - 5 * (actual - 1), 0, 100)
    if key == 'Z4':
        return clamp(60 + 40 * (actual - 10) / 20, 0, 100)
    if key == 'Z5':
        return (Fraction(0) if actual < 75 else Fraction(100) if actual >= 80 else
                80 + 20 * (actual - 75) / 5)
    if key == 'Z6':
        return Fraction([0, 60, 60, 60, 80, 80, 80, 100, 100, 100][int(actual)]
                        if actual < 10 else 110)
    return clamp(100 - 5 * actual, 0, 100)  # Z7


def score_indicators(rows):
    result = {}
    for key, row in rows.items():
        if number(row, '否决事项数', Fraction(0)) > 0:
            raw = Fraction(0)
        elif key in ZONE_WEIGHT:
            raw = zone_indicator(key, row)
        else:
            raw = clamp(number(row, '实际值') * 100 / RATIO[key][2], 0, 110)
        weight = ZONE_WEIGHT[key] if key in ZONE_WEIGHT else RATIO[key][1]
        result[key] = {'得分': score(raw), '加权得分': score(raw) * weight / 100}
    return result


def owner_score(indicators, owner):
    return score(sum(indicators[key]['加权得分'] for key, rule in RATIO.items()
                     if rule[0] == owner))


def grade_of(points):
    return ('优秀' if points >= 90 else '良好' if points >= 80 else
            '合格' if points >= 70 else '不合格')


def events(rows, kind, column, person=None):
    return sum((number(row, column) for row in rows.values() if row['类别'] == kind and
                (person is None or row['员工'] == person)), Fraction(0))


def tax_on(taxable):
    """Rate and tax of a cumulative taxable income; nothing below zero."""
    taxable = max(Fraction(0), taxable)
    for top, percent, quick in BANDS:
        if top is None or taxable <= top:
            return Fraction(percent, 100), cents(taxable * percent / 100 - quick)
    raise AssertionError


# ---------------------------------------------------------------- a month

def carried_in(people, departments, zone):
    """History typed beside the first month's data."""
    names = ('计税月数', '应发合计', '专项扣除', '专项附加扣除', '个人所得税')
    return {'people': {key: {name: number(row, '累计.' + name) for name in names}
                       for key, row in people.items()},
            'departments': {key: number(row, '累计.绩效薪酬合计')
                            for key, row in departments.items()},
            'zone': number(zone, '累计.绩效薪酬合计')}


def score_people(people, indicators, zone, departments):
    mean = score(sum(d['得分'] for d in departments.values()) / len(departments))
    result = {}
    for key, row in people.items():
        first, step = FIRST_STEP[row['职']]
        grade_step = int(row['档'].removesuffix('档'))
        own = {'系数': Fraction(first) + Fraction(step) * (grade_step - 1),
               '姓名': row['姓名'], '职': row['职'], '档': row['档']}
        own['部门得分'] = departments[row['部门']]['得分'] if row['部门'] else mean
        if any(rule[0] == key for rule in RATIO.values()):
            own['岗位KPI得分'] = owner_score(indicators, key)
            own['个人得分'] = score(own['岗位KPI得分'] * 80 / 100 +
                                number(row, '民主测评得分') * 20 / 100)
        else:
            own['个人得分'] = number(row, '个人得分录入')
        parts = LINKAGE[row['职']]
        own['开发区占比'], own['部门占比'], own['个人占比'] = map(Fraction, parts)
        own['综合得分'] = score((zone * parts[0] + own['部门得分'] * parts[1] +
                             own['个人得分'] * parts[2]) / 100)
        result[key] = own
    return mean, result


def pay_person(own, row, due, rewards, key, before):
    worked = own['实出勤天数']
    own['基础薪酬'] = cents(number(row, '基础薪酬标准') * worked / due)
    own['津贴'] = cents(number(row, '津贴标准') * worked / due)
    own['即时奖励'] = events(rewards, '即时奖励', '金额', key)
    own['补发'] = events(rewards, '补发', '金额', key)
    own['扣罚'] = -events(rewards, '扣罚', '金额', key)
    own['应发合计'] = sum(own[name] for name in
                      ('基础薪酬', '津贴', '绩效薪酬', '即时奖励', '补发', '扣罚'))

    own['缴费基数'] = clamp(number(row, '档案工资'), Fraction('3847.20'),
                        Fraction('19236.00'))
    for name, rate, decimals in CONTRIBUTIONS:
        own[name] = half_up(own['缴费基数'] * rate, decimals)
    contributions = sum(own[name] for name, _, _ in CONTRIBUTIONS)
    additional = sum(number(row, name, Fraction(0)) for name in ADDITIONAL + (INFANT,))

    for name, value in before.items():
        own['累计.' + name] = value
    own['累计计税月数'] = before['计税月数'] + 1
    own['累计收入'] = before['应发合计'] + own['应发合计']
    own['累计专项扣除'] = before['专项扣除'] + contributions
    own['累计专项附加扣除'] = before['专项附加扣除'] + additional
    own['累计减除费用'] = 5000 * own['累计计税月数']
    own['累计应纳税所得额'] = (own['累计收入'] - own['累计专项扣除'] - own['累计专项附加扣除'] -
                       own['累计减除费用'])
    own['适用税率'], own['累计应纳税额'] = tax_on(own['累计应纳税所得额'])
    own['个人所得税'] = max(Fraction(0), own['累计应纳税额'] - before['个人所得税'])
    own['扣款合计'] = contributions + own['个人所得税']
    own['实发合计'] = own['应发合计'] - own['扣款合计']
    return {'计税月数': own['累计计税月数'], '应发合计': own['累计收入'],
            '专项扣除': own['累计专项扣除'], '专项附加扣除': own['累计专项附加扣除'],
            '个人所得税': before['个人所得税'] + own['个人所得税']}


def annual_items(folder, zone, own, budget):
    """Over-target share, the staff's part of it, and the packets of outside units."""
    taxes = read_entity(folder, '区级税收', '年度').values()
    base_years = [number(row, '金额') for row in taxes if row['类别'] == '基期']
    current = sum((number(row, '金额') for row in taxes if row['类别'] == '当期'), Fraction(0))
    base = cents(sum(base_years) / len(base_years)) if base_years else Fraction(0)
    zone['超收基数'], zone['当期税收'] = base, current
    zone['超收额'] = max(Fraction(0), current - base)
    zone['超收奖励'] = cents(zone['超收额'] * 20 / 100)
    zone['职工超收池'] = cents(zone['超收奖励'] * 10 / 100)
    zone['绩效包预算'] = budget
    share = split_pool(zone['职工超收池'],
                       {key: p['系数'] * p['综合得分'] for key, p in own.items()})
    for key, amount in share.items():
        own[key]['超收分成'] = amount

    units = {}
    for key, row in read_entity(folder, '外部单位', '编号').items():
        points = number(row, '评价得分')
        units[key] = {'名称': row['名称'], '评价得分': points,
                      '计酬分': points if points >= 80 else Fraction(0)}
    packets = split_pool(budget, {k: u['计酬分'] for k, u in units.items()}) if units else {}
    for key, amount in packets.items():
        units[key]['绩效包'] = amount
    return units


def calculate(folder, carry):
    """One month: {table: {key: {column: value}}}, and the history for the next."""
    people = read_entity(folder, '员工', '工号')
    zone_row = read_entity(folder, '开发区', '编号')['JK']
    rewards = read_entity(folder, '奖惩', '编号')
    if carry is None:
        carry = carried_in(people, read_entity(folder, '部门', '编号'), zone_row)

    indicators = score_indicators(read_entity(folder, '指标', '编号'))
    zone = {'指标分合计': sum(indicators[key]['加权得分'] for key in ZONE_WEIGHT),
            '加分': min(events(rewards, '加分', '分值'), Fraction(5)),
            '减分': events(rewards, '减分', '分值')}
    zone['得分'] = score(clamp(zone['指标分合计'] + zone['加分'] - zone['减分'],
                             Fraction(0), Fraction(105)))
    zone['等次'] = grade_of(zone['得分'])
    departments = {key: {'名称': name, '得分': owner_score(indicators, key)} for key, name in
                   (('D1', '综合办公室'), ('D2', '投资促进局'), ('D3', '规划建设局'))}
    zone['部门平均分'], own = score_people(people, indicators, zone['得分'], departments)

    due = number(zone_row, '应出勤天数')
    zone['人数'] = Fraction(len(own))
    zone['总量倍数'] = Fraction(MULTIPLE[zone_row['最近核定等次']])
    zone['年度核定总量'] = 2000 * 10 * 12 * zone['总量倍数']
    zone['控制总量'] = min(zone['年度核定总量'], Fraction(2000 * 10 * 12 * 5))
    zone['月度绩效池'] = min(cents(zone['控制总量'] / 12 * 70 / 100),
                        zone['控制总量'] - carry['zone'])
    for key, row in people.items():
        own[key]['实出勤天数'] = number(row, '出勤天数')
        own[key]['点数'] = (own[key]['系数'] * own[key]['综合得分'] / 100 *
                          own[key]['实出勤天数'] / due)
    points = {key: p['点数'] for key, p in own.items()}
    for key, amount in split_pool(zone['月度绩效池'], points).items():
        own[key]['绩效薪酬'] = amount
    zone['点数合计'] = sum(points.values())
    zone['分值'] = half_up(zone['月度绩效池'] / zone['点数合计'], 6)
    zone['绩效薪酬合计'] = sum(p['绩效薪酬'] for p in own.values())
    zone['累计已发绩效'] = carry['zone'] + zone['绩效薪酬合计']
    zone['总量余额'] = zone['年度核定总量'] - zone['累计已发绩效']

    nobody = dict.fromkeys(('计税月数', '应发合计', '专项扣除', '专项附加扣除', '个人所得税'),
                           Fraction(0))
    after = {'people': dict(carry['people']), 'departments': {}, 'zone': zone['累计已发绩效']}
    for key, row in people.items():
        after['people'][key] = pay_person(own[key], row, due, rewards, key,
                                          carry['people'].get(key, nobody))
    for total, item in (('应发总额', '应发合计'), ('扣款总额', '扣款合计'), ('实发总额', '实发合计')):
        zone[total] = sum(p[item] for p in own.values())
    for key, department in departments.items():
        department['绩效薪酬合计'] = sum(own[k]['绩效薪酬'] for k, row in people.items()
                                   if row['部门'] == key)
        department['累计已发绩效'] = carry['departments'][key] + department['绩效薪酬合计']
        after['departments'][key] = department['累计已发绩效']

    units = annual_items(folder, zone, own, number(zone_row, '绩效包预算', Fraction(0)))
    return {'指标': indicators, '开发区': {'JK': zone}, '部门': departments, '员工': own,
            '外部单位': units}, after


# ---------------------------------------------------------------- comparing

def same(column, want, got):
    """`want` is the text of an expected cell; `got` a text or a fraction."""
    expected = exact(want)
    if expected is None:
        return got == want
    value = exact(got) if isinstance(got, str) else got
    if value is None:
        return False
    if column in SHOWN_ROUNDED:
        value = half_up(value, len(want.partition('.')[2]))
    return value == expected


def column_total(table, column):
    cells = [row.get(column, '') for row in table.values()]
    values = [exact(c) if isinstance(c, str) else c for c in cells]
    return sum((v for v in values if v is not None), Fraction(0))


def compare(expected, tables, who):
    """Differences between the files of a folder and tables; blank cells state nothing."""
    found, stated = 0, 0
    files = sorted(glob.glob(os.path.join(expected, '*.csv')))
    for path in files:
        name = os.path.basename(path)[:-4]
        table = tables(name.partition('-')[0])
        with open(path, encoding='utf-8-sig', newline='') as file:
            rows = list(csv.reader(file))
        for row in rows[1:]:
            for column, want in zip(rows[0][1:], row[1:]):
                if not want:
                    continue
                got = (column_total(table, column) if row[0] == '合计' else
                       table.get(row[0], {}).get(column, ''))
                stated += 1
                if same(column, want, got):
                    continue
                found += 1
                shown = got if isinstance(got, str) else '%.10f' % got
                print('%s: %s %s.%s: expected %s, got %s' %
                      (who, name, row[0], column, want, shown or 'nothing'))
    if not files:
        print('%s: nothing expected in %s' % (who, expected))
        return 1
    print('%s: %d figures, %d differences' % (who, stated, found))
    return found


def compare_run(expected, run, who):
    def table(entity):
        path = os.path.join(run, 'tables', entity + '.csv')
        if not os.path.exists(path):
            print('%s: no %s' % (who, path))
            return {}
        with open(path, encoding='utf-8-sig', newline='') as file:
            rows = list(csv.reader(file))
        key = rows[0].index('工号' if entity == '员工' else '编号')
        return {row[key]: dict(zip(rows[0], row)) for row in rows[1:]}

    return compare(expected, table, who)


# ---------------------------------------------------------------- April's answers

def decimal_text(value, decimals):
    units = half_up(value, decimals) * 10 ** decimals
    digits = str(abs(units.numerator)).rjust(decimals + 1, '0')
    text = digits[:-decimals] + '.' + digits[-decimals:] if decimals else digits
    return '-' + text if value < 0 else text


def cell_text(column, value):
    if isinstance(value, str):
        return value
    if value is None:
        return ''
    decimals = {'点数': 6, '点数合计': 6, '分值': 6, '加权得分': 4, '指标分合计': 4, '系数': 3,
                '适用税率': 2, '评价得分': 1, '计酬分': 1, '人数': 0, '总量倍数': 0, '实出勤天数': 0,
                '累计计税月数': 0, '累计.计税月数': 0, '开发区占比': 0, '部门占比': 0, '个人占比': 0}
    return decimal_text(value, decimals.get(column, 2))


def write_expected(like, folder, tables):
    """Files of the shape of March's, plus what only a second month can show."""
    extra = {'员工-工资': ['补发'], '员工-个税': ['累计.计税月数'],
             '部门': ['绩效薪酬合计', '累计已发绩效'],
             '开发区': ['减分', '累计已发绩效', '总量余额']}
    os.makedirs(folder, exist_ok=True)
    for path in sorted(glob.glob(os.path.join(like, '*.csv'))):
        name = os.path.basename(path)[:-4]
        table = tables[name.partition('-')[0]]
        if not table:
            continue
        with open(path, encoding='utf-8-sig', newline='') as file:
            columns = next(csv.reader(file)) + extra.get(name, [])
        with open(os.path.join(folder, name + '.csv'), 'w', encoding='utf-8',
                  newline='') as file:
            out = csv.writer(file, lineterminator='\n')
            out.writerow(columns)
            for key in sorted(table):
                out.writerow([key] + [cell_text(c, table[key].get(c)) for c in columns[1:]])


def matrix_tests():
    """Twelve steps of six posts; a thirteenth step and a post in a wrong level are none."""
    level = dict(zip(FIRST_STEP, '一级 二级 三级 四级 五级 五级'.split()))
    rows = [['测试', '薪酬矩阵'], ['输入 级', '输入 职', '输入 档', '期望', '期望错误']]
    rows += [[level[post], post, step, decimal_text(Fraction(first) + (step - 1) * Fraction(rise), 3), '']
             for post, (first, rise) in FIRST_STEP.items() for step in range(1, 13)]
    return rows + [['五级', '专员', 13, '', 'KP5020'], ['四级', '主管', 1, '', 'KP5020']]


def main(args):
    if args == ['--matrix']:
        csv.writer(sys.stdout, lineterminator='\n').writerows(matrix_tests())
        return 0
    if args[:1] == ['--expected'] and len(args) == 3:
        return 1 if compare_run(args[1], args[2], 'run') else 0

    results, carry = {}, None
    for month in ('2025-03', '2025-04'):
        results[month], carry = calculate(os.path.join(SAMPLE, 'data', month), carry)
    expected = {month: os.path.join(SAMPLE, 'expected', month) for month in results}
    if args == ['--write-april']:
        write_expected(expected['2025-03'], expected['2025-04'], results['2025-04'])
        return 0

    found = 0
    for month in results:
        found += compare(expected[month], results[month].get, 'recalculated ' + month)
    for month, run in zip(results, args):
        found += compare_run(expected[month], run, 'run ' + month)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
