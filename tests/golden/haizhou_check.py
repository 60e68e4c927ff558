#!/usr/bin/env python3
"""Independent recalculation of samples/haizhou, the year 2025, in exact fractions.

People, scores and rules below are typed from the zone's rule text (samples/haizhou/README.md
repeats it), a second reading beside the scheme.  Neither samples/haizhou/scheme nor data/
is read, and no code is shared with the engine.

    haizhou_check.py             recalculate; compare with samples/haizhou/expected
    haizhou_check.py OUT         also compare OUT/2025-01 ... OUT/2025-12 (tables/*.csv)
    haizhou_check.py --write     write samples/haizhou/expected from this calculation
    haizhou_check.py --grade 优秀 RUN
                                 compare a December run in which the zone got another grade

Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from answers import Answers, band, other_rows, report
from yancheng_check import clamp, exact, half_up, split_pool

MONTHS = range(1, 13)


def num(text):
    return Fraction(text)


# ---------------------------------------------------------------- the text's tables

# id: name, department, rank, coefficient, first and last month, own score, 业绩分, archive
PEOPLE = {
    'H01': ('韩一', 'B1', '正科', '2.00', 1, 12, '93.00', '93.0', '7900.00'),
    'H02': ('杨二', 'B1', '副科', '1.70', 1, 12, '90.50', '90.0', '7150.00'),
    'H03': ('朱三', 'B2', '副科', '2.60', 1, 12, '95.10', '96.0', '6480.00'),
    'H04': ('秦四', 'B2', '科员', '1.50', 1, 12, '89.40', '90.0', '5320.00'),
    'H05': ('许五', 'B2', '聘用', '1.15', 1, 12, '86.20', '87.0', '4700.00'),
    'H06': ('何六', 'B2', '聘用', '1.00', 7, 12, '84.00', '84.0', '4100.00'),
    'H07': ('吕七', 'B3', '副科', '1.70', 1, 12, '83.00', '84.0', '6600.00'),
    'H08': ('施八', 'B3', '科员', '1.10', 1, 12, '61.00', '60.0', '5150.00'),
    'H09': ('张九', 'B4', '副科', '1.70', 1, 12, '95.60', '93.0', '6300.00'),
    'H10': ('孔十', 'B4', '聘用', '1.00', 1, 9, None, None, '4350.00'),
}
RANKS = {'正科': (6150, 2450), '副科': (5640, 2180), '科员': (5080, 1960), '聘用': (4600, 1800)}
# in the order in which equal remainders are served
DEPARTMENTS = {'B1': ('班子', '92.00'), 'B2': ('招商部', '94.00'), 'B3': ('综合部', '88.60'),
               'B4': ('企服部', '93.25')}
LEADERS = 'B1'
CHIEF = 'H01'
DISTRICT_GRADE = {'H01': '优秀', 'H02': '合格'}
UNGRADED = {'H06'}
MULTIPLE = {'优秀': 5, '良好': 3, '合格': 2, '不合格': 0}
K = {'优秀': '1.2', '良好': '1.1', '合格': '1.0', '基本合格': '0.5', '不合格': '0', '不定等次': '1.0'}
CONTRIBUTIONS = (('养老保险', '0.08', 2), ('医疗保险', '0.02', 2), ('失业保险', '0.005', 2),
                 ('职业年金', '0.04', 2), ('住房公积金', '0.12', 0))
YEAR_BANDS = ((36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (420000, 25, 31920),
              (660000, 30, 52920), (960000, 35, 85920), (None, 45, 181920))
MONTH_BANDS = ((3000, 3, 0), (12000, 10, 210), (25000, 20, 1410), (35000, 25, 2660),
               (55000, 30, 4410), (80000, 35, 7160), (None, 45, 15160))

# The sample's own inputs behind the department scores: department, weight, score.
INDICATORS = {
    'B11': ('B1', 30, '90'), 'B12': ('B1', 30, '95'), 'B13': ('B1', 20, '92'),
    'B14': ('B1', 20, '90.5'), 'B21': ('B2', 40, '90'), 'B22': ('B2', 30, '105'),
    'B23': ('B2', 20, '92.5'), 'B24': ('B2', 10, '90'), 'B31': ('B3', 40, '92'),
    'B32': ('B3', 40, '88'), 'B33': ('B3', 20, '83'), 'B41': ('B4', 30, '90'),
    'B42': ('B4', 20, '93.75'), 'B43': ('B4', 40, '95'), 'B44': ('B4', 10, '95')}
DEDUCTIONS = {'K2501': ('B2', '1'), 'K2502': ('B2', '0')}  # the second one is exempted
AWARDS = {'J2501': '5000', 'J2502': '3000', 'J2503': '0', 'J2504': '1500'}  # H04: civil servant


def at_work(person, month):
    return PEOPLE[person][4] <= month <= PEOPLE[person][5]


# ---------------------------------------------------------------- rules 2 and 8: months

def month_of_person(key, month, year):
    """A month's pay; `year` holds the running totals and is carried on."""
    base_pay, standard = RANKS[PEOPLE[key][2]]
    here = 1 if at_work(key, month) else 0
    own = {'基础薪酬': Fraction(base_pay * here), '同级绩效': Fraction(standard * here)}
    own['预发绩效'] = own['同级绩效'] * 3 / 2
    own['应发合计'] = own['基础薪酬'] + own['预发绩效']
    own['缴费基数'] = here * clamp(num(PEOPLE[key][8]), num('3847.20'), num('19236.00'))
    for name, rate, decimals in CONTRIBUTIONS:
        own[name] = half_up(own['缴费基数'] * num(rate), decimals)
    own['专项扣除'] = sum(own[name] for name, _, _ in CONTRIBUTIONS)

    year['months'] += here
    year['standard'] += own['同级绩效']
    year['prepaid'] += own['预发绩效']
    year['income'] += own['应发合计']
    year['contributions'] += own['专项扣除']
    taxable = year['income'] - 5000 * year['months'] - year['contributions']
    percent, quick = band(YEAR_BANDS, taxable)
    due = max(Fraction(0), half_up(taxable * percent / 100 - quick, 2))
    own['个人所得税'] = max(Fraction(0), due - year['tax'])
    own['扣款合计'] = own['专项扣除'] + own['个人所得税']
    own['实发合计'] = own['应发合计'] - own['扣款合计']
    year['tax'] += own['个人所得税']
    year['net'] += own['实发合计']
    if here:
        year.setdefault('first tax', own['个人所得税'])
        year['last tax'], year['last net'] = own['个人所得税'], own['实发合计']
    own.update({'累计计税月数': Fraction(year['months']), '累计收入': year['income'],
                '累计减除费用': Fraction(5000 * year['months']),
                '累计专项扣除': year['contributions'], '累计应纳税所得额': taxable,
                '累计应纳税额': due, '全年预发': year['prepaid'], '全年个税': year['tax'],
                '全年实发': year['net'], '首月个税': year['first tax'],
                '末月个税': year['last tax'], '末月实发': year['last net']})
    return own


def run_months():
    years, months = {}, {}
    zone_standard = zone_prepaid = Fraction(0)
    for month in MONTHS:
        rows = {}
        for key, person in PEOPLE.items():
            if person[4] > month:
                continue  # not on the list yet
            year = years.setdefault(key, {'months': 0, 'standard': Fraction(0),
                                          'prepaid': Fraction(0), 'income': Fraction(0),
                                          'contributions': Fraction(0), 'tax': Fraction(0),
                                          'net': Fraction(0)})
            rows[key] = month_of_person(key, month, year)
        zone = {name: sum(row[item] for row in rows.values()) for name, item in
                (('同级标准合计', '同级绩效'), ('预发合计', '预发绩效'), ('应发总额', '应发合计'),
                 ('扣款总额', '扣款合计'), ('实发总额', '实发合计'))}
        zone['在岗人数'] = Fraction(sum(at_work(key, month) for key in rows))
        zone_standard += zone['同级标准合计']
        zone_prepaid += zone['预发合计']
        zone['同级总量'], zone['累计预发'] = zone_standard, zone_prepaid
        months[month] = {'员工': rows, '开发区': {'HZ': zone}}
    return months, years


# ---------------------------------------------------------------- rule 3: grades

def grade_of(composite):
    return ('优秀' if composite >= 90 else '良好' if composite >= 80 else
            '合格' if composite >= 75 else '基本合格' if composite >= 60 else '不合格')


def grade_people(zone):
    own = {}
    for key, person in PEOPLE.items():
        if not at_work(key, 12):
            own[key] = {'等次': '离职', '名次': '不适用', '末位': '否'}
            continue
        composite = half_up(num(DEPARTMENTS[person[1]][1]) * 40 / 100 + num(person[6]) * 60 / 100, 2)
        own[key] = {'个人得分': num(person[6]), '业绩分': num(person[7]), '综合得分': composite,
                    '等次': grade_of(composite), '名次': '不适用', '末位': '否'}
        if key in UNGRADED:
            own[key]['等次'] = '不定等次'
        if person[1] == LEADERS:
            own[key]['等次'] = DISTRICT_GRADE[key]
        own[key]['建议等次'] = own[key]['等次']
    ranked = [key for key in own if at_work(key, 12) and key not in UNGRADED and
              PEOPLE[key][1] != LEADERS]
    ranked.sort(key=lambda key: (-own[key]['综合得分'], -own[key]['业绩分'], key))
    quota = len(ranked) * 20 // 100
    excellent = 0
    for place, key in enumerate(ranked, 1):
        own[key]['名次'] = Fraction(place)
        if own[key]['等次'] == '优秀':
            excellent += 1
            if excellent > quota:
                own[key]['等次'] = '良好'
    bottom = max(1, int(half_up(Fraction(len(ranked) * 5, 100), 0)))
    for key in ranked[-bottom:]:
        own[key]['末位'] = '是'
    for key, row in own.items():
        row['绩效系数'] = num(K.get(row['等次'], '0'))
    zone.update({'参评人数': Fraction(len(ranked)), '优秀名额': Fraction(quota),
                 '优秀人数': Fraction(min(excellent, quota)), '末位人数': Fraction(bottom)})
    return own


# ---------------------------------------------------------------- rules 1, 2, 4, 5, 6: pools

def control_figure(zone, years, grade):
    standard = sum(year['standard'] for year in years.values())
    zone.update({'考核等次': grade, '总量倍数': Fraction(MULTIPLE[grade]),
                 '核定总额': standard * MULTIPLE[grade], '硬上限': standard * 5})
    zone['控制数'] = min(zone['核定总额'], zone['硬上限'])
    zone['控制口径'] = '核定总额' if zone['核定总额'] <= zone['硬上限'] else '硬上限'
    zone['离职人员已发'] = sum(years[key]['prepaid'] for key in PEOPLE if not at_work(key, 12))
    zone['可分配总额'] = max(Fraction(0), zone['控制数'] - zone['离职人员已发'])


def department_coefficient(points):
    return num('1.10' if points >= 95 else '1.05' if points >= 90 else
               '1.00' if points >= 80 else '0.90' if points >= 70 else '0.70')


def department_pools(zone, years):
    departments = {}
    for key, (name, points) in DEPARTMENTS.items():
        weight = sum(num(person[3]) * years[who]['months'] for who, person in PEOPLE.items()
                     if person[1] == key and at_work(who, 12))
        coefficient = department_coefficient(num(points))
        departments[key] = {'名称': name, '得分': num(points), '部门系数': coefficient,
                            '系数月合计': weight, '分配权重': weight * coefficient}
    pools = split_pool(zone['可分配总额'],
                       {key: d['分配权重'] for key, d in departments.items()})
    for key, pool in pools.items():
        departments[key]['绩效池'] = pool
    zone['部门权重合计'] = sum(d['分配权重'] for d in departments.values())
    return departments


def fill(pool, weights, ceilings):
    """Water filling: who would get more than his ceiling gets it, the others share on."""
    at_ceiling = set()
    while True:
        rest = {key: weight for key, weight in weights.items() if key not in at_ceiling}
        left = pool - sum(ceilings[key] for key in at_ceiling)
        if not rest:
            return dict(ceilings)
        level = left / sum(rest.values())
        over = {key for key, weight in rest.items() if level * weight >= ceilings[key]}
        if not over:
            share = split_pool(left, rest)
            assert all(share[key] <= ceilings[key] for key in rest)
            return {key: share.get(key, ceilings[key]) for key in weights}
        at_ceiling |= over


def pay_people(own, departments, zone, years):
    for key, department in departments.items():
        members = [who for who, person in PEOPLE.items() if person[1] == key and at_work(who, 12)]
        for who in members:
            own[who]['分配权重'] = num(PEOPLE[who][3]) * years[who]['months'] * own[who]['绩效系数']
            own[who]['个人上限'] = 5 * years[who]['standard']
        shares = fill(department['绩效池'], {who: own[who]['分配权重'] for who in members},
                      {who: own[who]['个人上限'] for who in members})
        for who, amount in shares.items():
            own[who]['分配绩效'] = own[who]['年度绩效'] = amount
        department['个人分配合计'] = sum(shares.values())
        department['结余'] = department['绩效池'] - department['个人分配合计']
    for key, row in own.items():
        row.setdefault('年度绩效', years[key]['prepaid'])
    others = [own[key]['年度绩效'] for key in own if PEOPLE[key][1] != LEADERS]
    staying = [own[key]['年度绩效'] for key in own
               if PEOPLE[key][1] != LEADERS and at_work(key, 12)]
    mean = sum(others) / len(others)
    zone.update({'个人分配合计': sum(d['个人分配合计'] for d in departments.values()),
                 '结余': sum(d['结余'] for d in departments.values()),
                 '年度绩效合计': sum(row['年度绩效'] for row in own.values()),
                 '非班子平均绩效': mean, '在岗非班子平均绩效': half_up(sum(staying) / len(staying), 2),
                 '负责人绩效': own[CHIEF]['年度绩效'],
                 '负责人上限': Fraction(int(300 * mean), 100),  # whole cents below
                 '负责人倍数': half_up(own[CHIEF]['年度绩效'] / mean, 4)})
    assert own[CHIEF]['年度绩效'] <= 3 * mean
    assert (zone['年度绩效合计'] + zone['结余'] ==
            max(zone['控制数'], zone['离职人员已发']))


# ---------------------------------------------------------------- rule 7: settlement

def settle(own, zone, years):
    plan = {}
    for key, row in own.items():
        row['清算额'] = row['年度绩效'] - years[key]['prepaid']
        row['应补发'] = max(Fraction(0), row['清算额'])
        percent, quick = band(MONTH_BANDS, row['应补发'] / 12)
        row['奖金税率'], row['奖金速算扣除数'] = Fraction(percent, 100), Fraction(quick)
        row['奖金个税'] = (half_up(row['应补发'] * percent / 100 - quick, 2) if row['应补发']
                       else Fraction(0))
        row['补发实发'] = row['应补发'] - row['奖金个税']
        row['应扣回'] = max(Fraction(0), -row['清算额'])
        left, parts = row['应扣回'], 0
        while left > 0:
            part = min(left, Fraction(RANKS[PEOPLE[key][2]][0], 5))
            left, parts = left - part, parts + 1
            plan['%s+%02d' % (key, parts)] = {'本期扣回': part, '扣后余额': left}
        row['扣回期数'] = Fraction(parts)
    for total, item in (('应补发合计', '应补发'), ('奖金个税合计', '奖金个税'),
                        ('补发实发合计', '补发实发'), ('应扣回合计', '应扣回')):
        zone[total] = sum(row[item] for row in own.values())
    return plan


def calculate(grade='良好'):
    """{month: {entity: {key: {column: value}}}}"""
    months, years = run_months()
    zone = months[12]['开发区']['HZ']
    own = grade_people(zone)
    control_figure(zone, years, grade)
    departments = department_pools(zone, years)
    pay_people(own, departments, zone, years)
    plan = settle(own, zone, years)
    for key, row in own.items():
        months[12]['员工'][key].update(row)
    indicators = {key: {'得分': num(points), '加权得分': num(points) * weight / 100}
                  for key, (_, weight, points) in INDICATORS.items()}
    for key, department in departments.items():
        total = sum(row['加权得分'] for which, row in indicators.items()
                    if INDICATORS[which][0] == key)
        total -= sum(num(points) for owner, points in DEDUCTIONS.values() if owner == key)
        assert total == department['得分']
    months[12].update({
        '部门': departments, '扣回计划': plan, '指标': indicators,
        '扣分事项': {key: {'实扣分': num(points)} for key, (_, points) in DEDUCTIONS.items()},
        '表彰': {key: {'核定金额': num(amount)} for key, amount in AWARDS.items()}})
    return months


# ---------------------------------------------------------------- answers and runs

PAY = ('基础薪酬 同级绩效 预发绩效 应发合计 缴费基数 养老保险 医疗保险 失业保险 职业年金 住房公积金 专项扣除 '
       '个人所得税 扣款合计 实发合计').split()
TAX = ('累计计税月数 累计收入 累计减除费用 累计专项扣除 累计应纳税所得额 累计应纳税额 个人所得税 全年预发 全年个税 '
       '全年实发 首月个税 末月个税 末月实发').split()
MONTHLY_ZONE = '在岗人数 同级标准合计 同级总量 预发合计 累计预发 应发总额 扣款总额 实发总额'.split()
MONTHLY = {'员工-工资': PAY, '员工-个税': TAX, '开发区': MONTHLY_ZONE}
YEARLY = {
    '开发区-年终': ('参评人数 优秀名额 优秀人数 末位人数 考核等次 总量倍数 核定总额 硬上限 控制数 控制口径 离职人员已发 '
               '可分配总额 部门权重合计 个人分配合计 结余 年度绩效合计 非班子平均绩效 在岗非班子平均绩效 负责人绩效 '
               '负责人上限 负责人倍数 应补发合计 奖金个税合计 补发实发合计 应扣回合计').split(),
    '部门': '名称 得分 部门系数 系数月合计 分配权重 绩效池 个人分配合计 结余'.split(),
    '员工-考核': '个人得分 业绩分 综合得分 名次 建议等次 等次 绩效系数 末位'.split(),
    '员工-分配': '分配权重 个人上限 分配绩效 年度绩效'.split(),
    '员工-清算': ('全年预发 年度绩效 清算额 应补发 奖金税率 奖金速算扣除数 奖金个税 补发实发 应扣回 '
              '扣回期数').split(),
    '扣回计划': '本期扣回 扣后余额'.split(), '指标': '得分 加权得分'.split(),
    '扣分事项': ['实扣分'], '表彰': ['核定金额']}
DECIMALS = {'累计计税月数': 0, '在岗人数': 0, '参评人数': 0, '优秀名额': 0, '优秀人数': 0, '末位人数': 0,
            '总量倍数': 0, '名次': 0, '扣回期数': 0, '奖金速算扣除数': 0, '业绩分': 1, '绩效系数': 1,
            '负责人倍数': 4, '分配权重': 4, '部门权重合计': 4, '非班子平均绩效': 5, '加权得分': 4}
KEYS = {'员工': ('工号',), '扣回计划': ('员工', '期次')}


def files_of(month):
    return dict(MONTHLY, **YEARLY) if month == 12 else MONTHLY


ANSWERS = Answers('haizhou', KEYS, DECIMALS)


def write_expected(results):
    for month, tables in results.items():
        ANSWERS.write('2025-%02d' % month, tables, files_of(month))


def tables_of(run):
    read = ANSWERS.tables_of(run)

    def table(entity):
        keyed = read(entity)
        if entity == '扣回计划':  # the tables hold all instalments that there could be
            keyed = {key: row for key, row in keyed.items() if exact(row['本期扣回'])}
        return keyed

    return table


def compare_month(month, results, folders):
    name = '2025-%02d' % month
    parts = [ANSWERS.compare(name, results[month].get, 'recalculated')]
    for folder in folders:
        table = tables_of(os.path.join(folder, name))
        parts.append((other_rows('run ' + name, results[month], table), 0))
        parts.append(ANSWERS.compare(name, table, 'run'))
    return parts


def main(args):
    if args[:1] == ['--grade'] and len(args) == 3:
        # a December run in which only the zone's grade is another one
        tables = calculate(args[1])[12]
        return report(*ANSWERS.compare_tables(args[1], tables, tables_of(args[2]), files_of(12)))
    results = calculate()
    if args == ['--write']:
        write_expected(results)
        return 0
    parts = [part for month in MONTHS for part in compare_month(month, results, args[:1])]
    return report(sum(found for found, _ in parts), sum(stated for _, stated in parts))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
