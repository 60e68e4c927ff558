#!/usr/bin/env python3
"""Independent recalculation of samples/huaian, the year 2025, in exact fractions.

People, projects, scores and rules below are typed from the zone's rule text
(samples/huaian/README.md repeats it), a second reading beside the scheme.  Neither the
sample's scheme nor its data is read, and no code is shared with the engine.

    huaian_check.py                recalculate; compare with samples/huaian/expected
    huaian_check.py OUT            also compare the run folders in OUT (tables/*.csv)
    huaian_check.py --write        write samples/huaian/expected from this calculation
    huaian_check.py --case CASE RUN
                                   compare a December run in which something else holds

Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from answers import Answers, band, other_rows, report
from yancheng_check import clamp, half_up, split_pool

MONTHS = ['2025-%02d' % month for month in range(1, 13)]
ZERO = Fraction(0)


def num(text):
    return Fraction(text)


# ---------------------------------------------------------------- the text's tables

# id: department, 招商, class, step, score, last year's grade
PEOPLE = {
    'A01': ('班子', False, 'P1', 5, '94.20', '优秀'),
    'A02': ('班子', True, 'P2', 5, '95.80', '优秀'),
    'A03': ('招商一局', True, 'P3', 7, '96.40', '优秀'),
    'A04': ('招商一局', True, 'P5', 6, '92.70', '良好'),
    'A05': ('招商二局', True, 'P4', 5, '90.30', '良好'),
    'A06': ('招商二局', True, 'P6', 4, '85.10', '合格'),
    'A07': ('综合局', False, 'P3', 5, '88.90', '良好'),
    'A08': ('综合局', False, 'P5', 8, '84.60', '合格'),
    'A09': ('建设局', False, 'P4', 4, '82.00', '合格'),
    'A10': ('建设局', False, 'P6', 2, '66.50', '基本合格'),
}
# class: the twelve steps as printed
LADDER = {
    'P1': '2.300 2.350 2.400 2.450 2.500 2.550 2.600 2.650 2.700 2.750 2.800 2.850',
    'P2': '1.800 1.850 1.900 1.950 2.000 2.050 2.100 2.150 2.200 2.250 2.300 2.350',
    'P3': '1.600 1.650 1.700 1.750 1.800 1.850 1.900 1.950 2.000 2.050 2.100 2.150',
    'P4': '1.300 1.325 1.350 1.375 1.400 1.425 1.450 1.475 1.500 1.525 1.550 1.575',
    'P5': '1.100 1.125 1.150 1.175 1.200 1.225 1.250 1.275 1.300 1.325 1.350 1.375',
    'P6': '0.900 0.925 0.950 0.975 1.000 1.025 1.050 1.075 1.100 1.125 1.150 1.175',
}
K = {'优秀': '1.2', '良好': '1.1', '合格': '1.0', '基本合格': '0.5', '不合格': '0'}
LAST_YEARS_TOTAL = Fraction(600000)
POINTS = {'PJ1': 30, 'PJ2': 15, 'PJ3': 5}
ROLES = {'信息提供': 20, '洽谈攻坚': 50, '领导推进': 30}
# project, role, who, percent of the role
CREDITS = [
    ('PJ1', '领导推进', 'A01', 50), ('PJ2', '领导推进', 'A01', 50), ('PJ1', '领导推进', 'A02', 50),
    ('PJ2', '领导推进', 'A02', 50), ('PJ3', '领导推进', 'A02', 100), ('PJ1', '洽谈攻坚', 'A03', 60),
    ('PJ1', '洽谈攻坚', 'A04', 40), ('PJ3', '信息提供', 'A04', 100), ('PJ2', '洽谈攻坚', 'A05', 70),
    ('PJ2', '洽谈攻坚', 'A06', 30), ('PJ3', '洽谈攻坚', 'A06', 100), ('PJ1', '信息提供', 'A08', 100),
    ('PJ2', '信息提供', 'A10', 100)]
INSTANT = {'PJ1': Fraction(20000)}
# who: base, allowance, performance, archive wage, special additional deduction a month
WAGES = {'A03': ('4900', '600', '3000', '6890.00', '2000'),
         'A06': ('3800', '300', '2000', '4120.00', '0'),
         'A10': ('3800', '300', '1200', '3500.00', '0')}
CONTRIBUTIONS = (('养老保险', '0.08', 2), ('医疗保险', '0.02', 2), ('失业保险', '0.005', 2),
                 ('职业年金', '0.04', 2), ('住房公积金', '0.12', 0))
YEAR_BANDS = ((36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (420000, 25, 31920),
              (660000, 30, 52920), (960000, 35, 85920), (None, 45, 181920))
MONTH_BANDS = ((3000, 3, 0), (12000, 10, 210), (25000, 20, 1410), (35000, 25, 2660),
               (55000, 30, 4410), (80000, 35, 7160), (None, 45, 15160))

# The sample's own inputs beside the text: ratios of the zone's main business, deductions
# (the second one is exempted), posts, and how many major projects there were a year before.
RATIOS = {'Z1': (40, '75', '100', Fraction(1312500, 17500)),
          'Z2': (30, '500', '110', Fraction(1750000, 3600)),
          'Z3': (30, '60', '100', Fraction(360, 640) * 100)}
DEDUCTIONS = {'K2501': '1', 'K2502': '0'}
POSTS, RESERVED, MAJOR, MAJOR_BEFORE = 12, 2, {'PJ1'}, 1


def coefficient(which, step):
    return num(LADDER[which].split()[step - 1])


# ---------------------------------------------------------------- rule 9: months

def run_months():
    years = {key: dict.fromkeys(('income', 'contributions', 'addition', 'tax', 'net'), ZERO)
             for key in WAGES}
    months = {}
    for at, month in enumerate(MONTHS, 1):
        rows = {key: month_of_person(key, at, years[key]) for key in WAGES}
        zone = {name: sum(row[item] for row in rows.values()) for name, item in
                (('应发总额', '应发合计'), ('扣款总额', '扣款合计'), ('实发总额', '实发合计'))}
        months[month] = {'工资': rows, '开发区': {'HA': zone}}
    return months


def month_of_person(key, at, year):
    base, allowance, performance, archive, addition = map(num, WAGES[key])
    own = {'基础薪酬': base, '津贴': allowance, '月度绩效': performance,
           '应发合计': base + allowance + performance,
           '缴费基数': clamp(archive, num('3847.20'), num('19236.00'))}
    for name, rate, decimals in CONTRIBUTIONS:
        own[name] = half_up(own['缴费基数'] * num(rate), decimals)
    own['专项扣除'] = sum(own[name] for name, _, _ in CONTRIBUTIONS)
    year['income'] += own['应发合计']
    year['contributions'] += own['专项扣除']
    year['addition'] += addition
    taxable = year['income'] - 5000 * at - year['contributions'] - year['addition']
    percent, quick = band(YEAR_BANDS, taxable)
    due = max(ZERO, half_up(taxable * percent / 100 - quick, 2))
    own['个人所得税'] = max(ZERO, due - year['tax'])
    own['扣款合计'] = own['专项扣除'] + own['个人所得税']
    own['实发合计'] = own['应发合计'] - own['扣款合计']
    year['tax'] += own['个人所得税']
    year['net'] += own['实发合计']
    own.update({'累计计税月数': Fraction(at), '累计收入': year['income'],
                '累计减除费用': Fraction(5000 * at), '累计专项扣除': year['contributions'],
                '累计专项附加扣除': year['addition'], '累计应纳税所得额': taxable,
                '累计应纳税额': due, '全年个税': year['tax'], '全年实发': year['net']})
    return own


# ---------------------------------------------------------------- rules 2 and 7: people

def grade_of(score):
    return ('优秀' if score >= 90 else '良好' if score >= 85 else '合格' if score >= 70 else
            '基本合格' if score >= 60 else '不合格')


def step_move(grade, before):
    if grade == '优秀':
        return 2 if before == '优秀' else 1
    if grade == '良好':
        return 1 if before in ('良好', '优秀') else 0
    return {'合格': 0, '基本合格': -1, '不合格': -2}[grade]


def assess(people, step_down):
    own = {}
    order = sorted(people, key=lambda key: (-num(people[key][4]), key))
    quota = len(people) * 20 // 100
    bottom = max(1, int(half_up(Fraction(len(people) * 5, 100), 0)))
    for place, key in enumerate(order, 1):
        score = num(people[key][4])
        own[key] = {'得分': score, '名次': Fraction(place), '建议等次': grade_of(score),
                    '等次': grade_of(score), '末位': '是' if place > len(people) - bottom else '否'}
        if own[key]['等次'] == '优秀' and place > quota:
            own[key]['等次'] = '良好'
    for key, (_, _, which, step, _, before) in people.items():
        row = own[key]
        now = max(1, step - 1) if step_down else step
        move = step_move(row['等次'], before)
        later = clamp(now + move, 1, 12)
        row.update({'绩效系数': num(K[row['等次']]), '执行档': Fraction(now),
                    '薪酬系数': coefficient(which, now), '档位变动': Fraction(move),
                    '次年档': Fraction(later), '实际变动': Fraction(later - now),
                    '次年系数': coefficient(which, later)})
    zone = {'参评人数': len(people), '优秀名额': quota, '末位人数': bottom,
            '优秀人数': sum(row['等次'] == '优秀' for row in own.values()),
            '交流人数': -(-len(people) // 10)}
    return own, {name: Fraction(count) for name, count in zone.items()}


# ---------------------------------------------------------------- rules 1, 3, 4, 5: the year

def zone_total(zone, rank, instant, inside):
    factor = num('1.20' if rank <= 3 else '1.00' if rank <= 6 else '0.80')
    total = LAST_YEARS_TOTAL * factor
    more = max(ZERO, total - LAST_YEARS_TOTAL)
    within = instant if inside else ZERO
    zone.update({'全市排名': Fraction(rank), '上年总额': LAST_YEARS_TOTAL, '园区薪酬系数': factor,
                 '薪酬总额': total, '总额增量': more, '项目池额度': more * 80 / 100,
                 '增量入公共池': more * 20 / 100,
                 '公共池': min(LAST_YEARS_TOTAL, total) + more * 20 / 100,
                 '即时奖励合计': instant, '总额内即时奖励': within, '总额外即时奖励': instant - within,
                 '招商项目池': more * 80 / 100 - within})


def credit_projects(credits, instant, tables):
    """Points and instant rewards by role and person."""
    for project in sorted({project for project, _, _, _ in credits}):
        weights, shares = {}, {}
        for role, percent in ROLES.items():
            parts = [part for p, r, _, part in credits if (p, r) == (project, role)]
            assert sum(parts) == 100, (project, role)
            tables['项目角色']['%s+%s' % (project, role)] = {
                '角色积分': Fraction(POINTS[project] * percent, 100), '认定人数': Fraction(len(parts)),
                '份额合计': Fraction(1)}
            for p, r, who, part in credits:
                if (p, r) == (project, role):
                    key = '%s+%s+%s' % (who, project, role)
                    weights[key], shares[key] = Fraction(percent * part, 10000), Fraction(part, 100)
        reward = instant.get(project, ZERO)
        tables['项目'][project] = {'奖励金额': reward}
        rewards = split_pool(reward, weights)
        for key, weight in weights.items():
            tables['认定'][key] = {'份额': shares[key], '权重': weight,
                                 '积分': POINTS[project] * weight, '奖励': rewards[key]}


def pay_people(people, own, zone, credits, step_down):
    for key, (department, invest, _, _, _, _) in people.items():
        row = own[key]
        row['岗位类别系数'] = num('1.15' if invest else '1.00')
        row['班子附加系数'] = num('0.90') if step_down and department == '班子' else Fraction(1)
        row['分配权重'] = (row['薪酬系数'] * row['绩效系数'] * row['岗位类别系数'] * row['班子附加系数'])
        mine = [cell for at, cell in credits.items() if at.startswith(key + '+')]
        row['项目积分'] = sum((cell['积分'] for cell in mine), ZERO)
        row['即时奖励额'] = sum((cell['奖励'] for cell in mine), ZERO)
    common = split_pool(zone['公共池'], {key: row['分配权重'] for key, row in own.items()})
    project = dict.fromkeys(own, ZERO)
    if zone['招商项目池']:
        project = split_pool(zone['招商项目池'], {key: row['项目积分'] for key, row in own.items()})
    for key, row in own.items():
        total = common[key] + project[key]
        percent, quick = band(MONTH_BANDS, total / 12)
        tax = half_up(total * percent / 100 - quick, 2) if total else ZERO
        row.update({'公共绩效': common[key], '项目绩效': project[key], '绩效总额': total,
                    '奖金税率': Fraction(percent, 100), '奖金速算扣除数': Fraction(quick),
                    '奖金个税': tax, '税后绩效': total - tax})
    for total, item in (('项目积分合计', '项目积分'), ('公共权重合计', '分配权重'), ('公共绩效合计', '公共绩效'),
                        ('项目绩效合计', '项目绩效'), ('绩效总额合计', '绩效总额'), ('奖金个税合计', '奖金个税'),
                        ('税后绩效合计', '税后绩效')):
        zone[total] = sum(row[item] for row in own.values())
    zone['总额内发放合计'] = zone['绩效总额合计'] + zone['总额内即时奖励']
    zone['总额余额'] = zone['薪酬总额'] - zone['总额内发放合计']
    assert zone['总额余额'] == 0


# ---------------------------------------------------------------- rule 6: the gap

def gap(people, own, zone):
    sides = []
    for keys in ([key for key, person in people.items() if person[1]],
                 [key for key, person in people.items() if not person[1] and person[0] != '班子']):
        money = sum(own[key]['绩效总额'] for key in keys)
        points = sum(own[key]['薪酬系数'] for key in keys)
        sides.append((money / len(keys), money / points, money, points, len(keys),
                      sum(own[key]['绩效总额'] / own[key]['薪酬系数'] for key in keys) / len(keys)))
    for name, side in zip(('招商', '对照'), sides):
        zone.update({name + '人数': Fraction(side[4]), name + '平均绩效': half_up(side[0], 2),
                     name + '绩效合计': side[2], name + '系数合计': side[3]})
    for name, at, verdict in (('人均收入差距', 0, '人均差距结论'), ('单位系数收入差距', 1, '单位系数差距结论'),
                              ('逐人单位系数收入差距', 5, None)):
        zone[name] = half_up(sides[0][at] / sides[1][at], 4)
        if verdict:
            inside = num('1.30') <= zone[name] <= num('2.50')
            zone[verdict] = '在范围内' if inside else '超出范围'


def main_business():
    rows = {}
    for key, (weight, target, cap, actual) in RATIOS.items():
        actual = half_up(actual, 2)
        score = half_up(clamp(actual * 100 / num(target), ZERO, num(cap)), 2)
        rows[key] = {'实际': actual, '得分': score, '加权得分': score * weight / 100}
    return rows


def december(rank=2, credits=CREDITS, inside=False, major_before=MAJOR_BEFORE, confirmed=False,
             people=None, base=None, instant=INSTANT):
    """The year's tables; `base` is what each person's figures are compared with."""
    people = people or PEOPLE
    major = len(MAJOR & {project for project, _, _, _ in credits})
    idle = major == 0 and major_before == 0
    step_down = idle and confirmed
    tables = {'项目': {}, '项目角色': {}, '认定': {}, '主业指标': main_business(),
              '扣分事项': {key: {'实扣分': num(points)} for key, points in DEDUCTIONS.items()}}
    credit_projects(credits, instant, tables)
    own, zone = assess(people, step_down)
    zone_total(zone, rank, sum((row['奖励金额'] for row in tables['项目'].values()), ZERO), inside)
    pay_people(people, own, zone, tables['认定'], step_down)
    gap(people, own, zone)
    zone.update({'核定岗位数': Fraction(POSTS), '预留岗位数': Fraction(RESERVED),
                 '上年重特大项目数': Fraction(major_before), '本年重特大项目数': Fraction(major),
                 '连续两年无重特大项目': '是' if idle else '否', '执行降级降薪': '是' if step_down else '否',
                 '主业自评分': half_up(sum(row['加权得分'] for row in tables['主业指标'].values()), 2)})
    if base:
        for key, row in own.items():
            row['备案绩效总额'] = base[key]['绩效总额']
            row['推演差额'] = row['绩效总额'] - row['备案绩效总额']
        zone['备案合计'] = sum(row['备案绩效总额'] for row in own.values())
        zone['推演差额合计'] = sum(row['推演差额'] for row in own.values())
    tables.update({'员工': own, '开发区': {'HA': zone}})
    return tables


IDLE = {'rank': 8, 'credits': [], 'major_before': 0}


def changed_people(changes):
    people = dict(PEOPLE)
    for key, (step, score, before) in changes.items():
        people[key] = PEOPLE[key][:3] + (step, score, before)
    return people


# What a test may change in December's data; see huaian.sh.
CASES = {
    'rank-5': {'rank': 5},
    'unconfirmed': IDLE,
    'people': {'people': changed_people({
        'A01': (5, '95.80', '良好'),   # as many points as A02: the id decides about 优秀
        'A03': (11, '96.40', '优秀'),  # two steps up end at 12
        'A05': (12, '90.30', '良好'),  # cannot rise
        'A09': (4, '85.00', '优秀'),   # 良好 at the cut-off
        'A10': (2, '59.99', '基本合格'),  # two steps down end at 1
    })},
    # 15 % each for A01, A02, A06 of a sum that leaves two cents for the three: the smaller ids
    'rewards': {'instant': dict(INSTANT, PJ2=Fraction('7777.77'))},
    # 20 % of nine is less than two
    'nine': {'people': {key: person for key, person in PEOPLE.items() if key != 'A09'}},
}


def calculate():
    """{folder: {entity: {key: {column: value}}}}"""
    results = run_months()
    zone = results['2025-12']['开发区']['HA']
    base = december()
    results['2025-12-inside'] = december(inside=True)
    results['2025-12-whatif'] = december(confirmed=True, base=base['员工'], **IDLE)
    base['开发区']['HA'].update(zone)
    results['2025-12'].update(base)
    return results


# ---------------------------------------------------------------- answers and runs

MONTHLY = {
    '工资': ('基础薪酬 津贴 月度绩效 应发合计 缴费基数 养老保险 医疗保险 失业保险 职业年金 住房公积金 专项扣除 个人所得税 '
           '扣款合计 实发合计').split(),
    '工资-个税': ('累计计税月数 累计收入 累计减除费用 累计专项扣除 累计专项附加扣除 累计应纳税所得额 累计应纳税额 个人所得税 '
              '全年个税 全年实发').split(),
    '开发区': '应发总额 扣款总额 实发总额'.split()}
YEARLY = {
    '开发区-总额': ('全市排名 上年总额 园区薪酬系数 薪酬总额 总额增量 项目池额度 增量入公共池 公共池 即时奖励合计 总额内即时奖励 '
               '总额外即时奖励 招商项目池 项目积分合计 公共权重合计 公共绩效合计 项目绩效合计 绩效总额合计 总额内发放合计 '
               '总额余额 奖金个税合计 税后绩效合计').split(),
    '开发区-差距': ('招商人数 招商绩效合计 招商平均绩效 招商系数合计 对照人数 对照绩效合计 对照平均绩效 对照系数合计 人均收入差距 '
               '人均差距结论 单位系数收入差距 单位系数差距结论 逐人单位系数收入差距').split(),
    '开发区-人数': ('参评人数 优秀名额 优秀人数 末位人数 交流人数 核定岗位数 预留岗位数 上年重特大项目数 本年重特大项目数 '
               '连续两年无重特大项目 执行降级降薪 主业自评分').split(),
    '员工-考核': '得分 名次 建议等次 等次 绩效系数 末位'.split(),
    '员工-档位': '执行档 薪酬系数 档位变动 次年档 实际变动 次年系数'.split(),
    '员工-分配': '岗位类别系数 班子附加系数 分配权重 公共绩效 项目积分 项目绩效 绩效总额 即时奖励额'.split(),
    '员工-计税': '绩效总额 奖金税率 奖金速算扣除数 奖金个税 税后绩效'.split(),
    '项目角色': '角色积分 认定人数 份额合计'.split(), '认定': '份额 权重 积分 奖励'.split(),
    '项目': ['奖励金额'], '主业指标': '实际 得分 加权得分'.split(), '扣分事项': ['实扣分']}
COMPARED = {'员工-推演': '绩效总额 备案绩效总额 推演差额'.split(), '开发区-推演': '备案合计 推演差额合计'.split()}
WHOLE = ('累计计税月数 全市排名 招商人数 对照人数 参评人数 优秀名额 优秀人数 末位人数 交流人数 核定岗位数 预留岗位数 '
         '上年重特大项目数 本年重特大项目数 名次 执行档 档位变动 次年档 实际变动 奖金速算扣除数 认定人数').split()
DECIMALS = dict({name: 0 for name in WHOLE}, **{
    '绩效系数': 1, '薪酬系数': 3, '次年系数': 3, '招商系数合计': 3, '对照系数合计': 3, '分配权重': 6,
    '公共权重合计': 6, '人均收入差距': 4, '单位系数收入差距': 4, '逐人单位系数收入差距': 4, '权重': 4,
    '加权得分': 4})
KEYS = {'员工': ('工号',), '工资': ('员工',), '项目角色': ('项目', '角色'), '认定': ('员工', '项目角色')}


def files_of(folder):
    return {'2025-12': dict(MONTHLY, **YEARLY), '2025-12-inside': YEARLY,
            '2025-12-whatif': dict(YEARLY, **COMPARED)}.get(folder, MONTHLY)


ANSWERS = Answers('huaian', KEYS, DECIMALS)


def compare_folder(folder, results, outs):
    parts = [ANSWERS.compare(folder, results[folder].get, 'recalculated')]
    for out in outs:
        table = ANSWERS.tables_of(os.path.join(out, folder))
        parts.append((other_rows('run ' + folder, results[folder], table), 0))
        parts.append(ANSWERS.compare(folder, table, 'run'))
    return parts


def main(args):
    if args[:1] == ['--case'] and len(args) == 3:
        tables = december(**CASES[args[1]])
        return report(*ANSWERS.compare_tables(args[1], tables, ANSWERS.tables_of(args[2]), YEARLY))
    results = calculate()
    if args == ['--write']:
        for folder, tables in results.items():
            ANSWERS.write(folder, tables, files_of(folder))
        return 0
    parts = [part for folder in results for part in compare_folder(folder, results, args[:1])]
    return report(sum(found for found, _ in parts), sum(stated for _, stated in parts))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
