#!/usr/bin/env python3
"""Independent recalculation of samples/city: fourteen zones, two months, in exact fractions.

The zones' data are read, never a scheme: the common rules and what every zone does
otherwise are typed here from the rule text (samples/city/README.md repeats it).  No code
is shared with the engine.

    city_check.py OUT...          compare the months in OUT (each the --out of kpay group)
    city_check.py --without Z OUT
                                  zone Z was not calculated in the last month
    city_check.py --write         write samples/city/expected from this calculation
"""
import csv
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from yancheng_check import clamp, decimal_text, half_up, split_pool

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'city')
MONTHS = ['2025-01', '2025-02']
F = Fraction

ZONES = {'经开区': '01', '高新区': '02', '综保区': '03', '环科城': '04', '海洋园': '05',
         '港产城': '06', '射河园': '07', '建湖园': '08', '滨江园': '09', '阜城园': '10',
         '响河园': '11', '亭南园': '12', '都西园': '13', '城南园': '14'}
BASE_PAY = {'班子': 7800, '正职': 6300, '副职': 5400, '主管': 4600, '专员': 4000, '公司': 4300}
# the text's ladder: first step, and the step from one to the next
LADDER = {'班子': ('2.30', '0.05'), '正职': ('1.60', '0.05'), '副职': ('1.30', '0.025'),
          '主管': ('1.10', '0.025'), '专员': ('0.90', '0.025'), '公司': ('1.00', '0.10')}
BONDED = {'班子': '2.50 2.35 2.10 2.00', '正职': '1.80 1.70', '副职': '1.50 1.40',
          '主管': '1.25 1.20', '专员': '1.05 1.00', '公司': '1.00 1.15 1.30'}
LINK = {'班子': (60, 30, 10), '正职': (30, 50, 20), '副职': (20, 40, 40),
        '主管': (10, 30, 60), '专员': (10, 30, 60), '公司': (0, 40, 60)}
LINK_HIGH_TECH = {'班子': (0, 70, 30), '正职': (0, 60, 40), '副职': (0, 60, 40),
                  '主管': (0, 40, 60), '专员': (0, 40, 60), '公司': (0, 40, 60)}
MULTIPLE = {'优秀': F(5), '良好': F(3), '合格': F(2), '不合格': F(0)}
MULTIPLE_HIGH_TECH = {'优秀': F(4), '良好': F('2.5'), '合格': F('1.5'), '不合格': F(0)}
NOMINAL = {'班子': 5200, '正职': 3900, '副职': 3100, '主管': 2500, '专员': 2000, '公司': 2200}
LIMITS = {'班子': (1500, 4600), '正职': (1200, 3600), '副职': (1000, 3300),
          '主管': (800, 3000), '专员': (700, 2900), '公司': (600, 5000)}
GRADE_FACTOR = {'优秀': F('1.2'), '良好': F('1.1'), '合格': F(1), '不合格': F(0)}
FUND = {'经开区': F(10, 100), '城南园': F(8, 100)}
TAX = [(36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (420000, 25, 31920),
       (660000, 30, 52920), (960000, 35, 85920), (None, 45, 181920)]


def rows(zone, month, name):
    path = os.path.join(SAMPLE, 'zones', '%s-%s' % (ZONES[zone], zone), 'data', month, name)
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def floor_cents(value):
    return F((value * 100).numerator // (value * 100).denominator, 100)


# ---------------------------------------------------------------- scores

def department_scores(zone, month):
    actual = {row['编号']: F(row['实际']) for row in rows(zone, month, '指标-实际.csv')}
    green = zone == '环科城'
    s = {
        'Z11': clamp(actual['Z11'] * 100 / 98, 0, 100),
        'Z12': clamp(60 + 40 * (actual['Z12'] - 75) / 20, 0, 100),
        'Z21': clamp(actual['Z21'] * 100 / 10, 0, 110),
        'Z22': clamp(100 - max(F(0), 6 - actual['Z22']) * 100 / 6, 0, 100),
        'Z31': clamp(60 + 40 * (actual['Z31'] + 3) / 12, 0, 100) if green
        else clamp(80 + 5 * (actual['Z31'] - 7), 0, 100),
        'Z32': clamp(100 - 5 * actual['Z32'], 0, 100),
    }
    s = {key: half_up(F(value), 2) for key, value in s.items()}
    w31, w32 = (30, 70) if green else (50, 50)
    return {
        'D1': half_up((s['Z11'] * 50 + s['Z12'] * 50) / 100, 2),
        'D2': half_up((s['Z21'] * 60 + s['Z22'] * 40) / 100, 2),
        'D3': half_up((s['Z31'] * w31 + s['Z32'] * w32) / 100, 2),
    }


def composite(zone, whole, dept, own, level):
    a, b, c = (LINK_HIGH_TECH if zone == '高新区' else LINK)[level]
    if zone == '海洋园':
        value = dept * own / 100 if a == 0 else whole * dept * own / 10000
    else:
        value = (whole * a + dept * b + own * c) / 100
    return half_up(value, 2)


def grade(score):
    return '优秀' if score >= 90 else '良好' if score >= 80 else '合格' if score >= 60 else '不合格'


def coefficient(zone, level, step):
    if zone == '综保区':
        return F(BONDED[level].split()[step - 1])
    first, rise = LADDER[level]
    return F(first) + (step - 1) * F(rise)


# ---------------------------------------------------------------- pools

def pool_or_nothing(pool, weights):
    if pool == 0:
        return {key: F(0) for key in weights}
    return split_pool(pool, weights) if weights else {}


def capped(pool, weights, low, high):
    """Water filling by bisection over exact breakpoints, then largest remainder."""
    points = sorted({F(b) / weights[k] for k in weights for b in (low[k], high[k]) if weights[k]})

    def spent(factor):
        return sum(clamp(factor * weights[k], low[k], high[k]) for k in weights)

    if spent(points[-1]) <= pool:
        return {k: F(high[k]) for k in weights}
    before = F(0)
    for point in points:
        if spent(point) >= pool:
            break
        before = point
    a, b = spent(before), spent(point)
    factor = before if a == b else before + (point - before) * (pool - a) / (b - a)
    exact = {k: clamp(factor * weights[k], F(low[k]), F(high[k])) for k in weights}
    share = {k: floor_cents(v) for k, v in exact.items()}
    left = int((pool - sum(share.values())) * 100)
    order = [k for k in sorted(exact, key=lambda k: (share[k] - exact[k], k))
             if share[k] + F(1, 100) <= high[k]]
    for k in order[:left]:
        share[k] += F(1, 100)
    assert sum(share.values()) == pool
    return share


def performance(zone, payer, people, pool):
    """People of one payer: key to amount."""
    points = {k: p['points'] for k, p in people.items()}
    if not people:
        return {}
    if zone == '射河园':
        nominal = {k: half_up(NOMINAL[p['level']] * p['score'] / 100 * p['rate'], 2)
                   for k, p in people.items()}
        return nominal if sum(nominal.values()) <= pool else split_pool(pool, nominal)
    if zone == '建湖园':
        return capped(pool, points, {k: LIMITS[p['level']][0] for k, p in people.items()},
                      {k: LIMITS[p['level']][1] for k, p in people.items()})
    if zone == '响河园':
        mean = pool / len(people)
        high = {k: half_up((F('1.5') if p['level'] == '班子' else F('1.2')) * mean, 2)
                for k, p in people.items()}
        return capped(pool, points, {k: F(0) for k in people}, high)
    if zone == '阜城园':
        total = sum(points.values())
        return {k: floor_cents(pool * w / total) for k, w in points.items()}
    if zone == '港产城' and payer == 'G':
        weight, out = {}, {}
        for k, p in people.items():
            weight[p['dept']] = weight.get(p['dept'], 0) + p['coef'] * p['dept_score']
        for dept, share in split_pool(pool, weight).items():
            out.update(split_pool(share, {k: w for k, w in points.items()
                                          if people[k]['dept'] == dept}))
        return out
    return pool_or_nothing(pool, points)


# ---------------------------------------------------------------- one zone, one month

def read_people(zone, month, whole, dept, due):
    people = {}
    for row in rows(zone, month, '员工.csv'):
        level, days = row['级'], int(row['实出勤天数'])
        p = {'payer': row['付款主体'], 'dept': row['部门'], 'level': level, 'name': row['姓名'],
             'dept_score': dept[row['部门']], 'own': F(row['个人得分']), 'rate': F(days, due),
             'coef': coefficient(zone, level, int(row['档'])), 'wage': F(row['档案工资']),
             'extra': F(row['专项附加扣除'])}
        p['score'] = composite(zone, whole, p['dept_score'], p['own'], level)
        p['grade'] = grade(p['score'])
        p['points'] = p['coef'] * p['score'] * p['rate']
        people['%s+%s' % (row['工号'], row['付款主体'])] = p
    return people


def limit_excellent(people):
    """At most two in ten, at least one, of each payer's people."""
    for payer in ('G', 'C'):
        mine = [k for k in people if people[k]['payer'] == payer]
        best = sorted((k for k in mine if people[k]['grade'] == '优秀'),
                      key=lambda k: (-people[k]['score'], -people[k]['own'], k))
        for k in best[max(1, len(mine) * 20 // 100):]:
            people[k]['grade'] = '良好'
    for p in people.values():
        p['points'] *= GRADE_FACTOR[p['grade']]


def pay(zone, p, due, before, performance_pay):
    exact = BASE_PAY[p['level']] * p['rate']
    if zone == '阜城园':
        cents = floor_cents(exact)
        p['base'] = F(-((cents * 10).numerator // -(cents * 10).denominator), 10)
    else:
        p['base'] = half_up(exact, 2)
    p['performance'] = performance_pay
    p['gross'] = p['base'] + performance_pay
    basis = clamp(p['wage'], F(4200), F(21000))
    parts = [half_up(basis * F(8, 100), 2), half_up(basis * F(2, 100), 2),
             half_up(basis * F(5, 1000), 2),
             half_up(basis * F(4, 100), 2) if p['payer'] == 'G' else F(0),
             half_up(basis * FUND.get(zone, F(12, 100)), 0)]
    p['social'] = sum(parts)
    ytd = {k: before.get(k, F(0)) for k in ('gross', 'social', 'extra', 'months', 'tax')}
    taxable = max(F(0), ytd['gross'] + p['gross'] - 5000 * (ytd['months'] + 1)
                  - ytd['social'] - p['social'] - ytd['extra'] - p['extra'])
    for top, rate, quick in TAX:
        if top is None or taxable <= top:
            due_tax = half_up(taxable * rate / 100 - quick, 2)
            break
    p['tax'] = max(F(0), due_tax - ytd['tax'])
    p['net'] = p['gross'] - p['social'] - p['tax']
    p['ytd'] = {'gross': ytd['gross'] + p['gross'], 'social': ytd['social'] + p['social'],
                'extra': ytd['extra'] + p['extra'], 'months': ytd['months'] + 1,
                'tax': ytd['tax'] + p['tax']}


def calculate(zone, month, before):
    head = rows(zone, month, '开发区.csv')[0]
    due, quota = int(head['应出勤天数']), int(head['核定员额'])
    dept = department_scores(zone, month)
    weight = {'D1': 20, 'D2': 30, 'D3': 50} if zone == '环科城' else {'D1': 20, 'D2': 40, 'D3': 40}
    score = half_up(sum(dept[d] * weight[d] for d in dept) / 100, 2)
    told = score
    if zone == '亭南园':
        told = half_up(clamp(score + min(F(head['加分']), F(5)) - F(head['减分']), 0, 105), 2)
    standard = 2600 if zone == '经开区' else 2000
    multiple = (MULTIPLE_HIGH_TECH if zone == '高新区' else MULTIPLE)[head['考核等次']]
    total = half_up(standard * quota * 12 * multiple, 2)
    ceiling = F(standard * quota * 12 * 5)
    control = min(total, ceiling)
    paid = before.get('paid', F(0)) if before else F(0)
    if zone == '都西园':
        pool = control * int(month[5:]) / 12 - paid - F(head['序时预留'])
    else:
        pool = min(control / 12 * F(7, 10), control - paid)
    pool = floor_cents(max(F(0), pool))
    people = read_people(zone, month, told, dept, due)
    if zone == '滨江园':
        limit_excellent(people)
    payers = {}
    for row in rows(zone, month, '付款主体.csv'):
        key = row['编号']
        own = {k: p for k, p in people.items() if p['payer'] == key}
        share = performance(zone, key, own, pool if key == 'G' else F(row['公司绩效池']))
        for k, p in own.items():
            pay(zone, p, due, before['people'].get(k, {}).get('ytd', {}) if before else {}, share[k])
        payers[key] = {'名称': row['名称'], '人数': len(own),
                       **{name: sum(p[field] for p in own.values()) for name, field in
                          (('绩效合计', 'performance'), ('应发合计', 'gross'), ('社保合计', 'social'),
                           ('个税合计', 'tax'), ('实发合计', 'net'))}}
    gross = sorted(p['gross'] for p in people.values() if p['payer'] == 'G')
    n = len(gross)
    spent = payers['G']['绩效合计']
    in_dept = {key: sum(p['performance'] for p in people.values()
                        if p['dept'] == key and p['payer'] == 'G') for key in dept}
    return {'people': people, 'payers': payers, 'paid': paid + spent, 'dept': dept,
            'in_dept': in_dept, 'zone': {
        '得分': told, '人数': n, '公司人数': len(people) - n, '控制总量': control, '硬上限': ceiling,
        '年度核定总量': total, '绩效池': pool, '绩效合计': spent, '已发绩效': paid + spent,
        '总量余额': control - paid - spent,
        '最高应发': gross[-1], '最低应发': gross[0], '人均应发': half_up(sum(gross) / n, 2),
        '应发中位数': half_up((gross[(n - 1) // 2] + gross[n // 2]) / 2, 2),
        '差距倍数': half_up(gross[-1] / gross[0], 2),
        '应发总额': sum(p['gross'] for p in people.values())}}


def everything(without=None):
    out = {}
    for month in MONTHS:
        before = out.get(MONTHS[MONTHS.index(month) - 1], {}) if month != MONTHS[0] else {}
        out[month] = {zone: calculate(zone, month, before.get(zone)) for zone in ZONES
                      if not (zone == without and month == MONTHS[-1])}
    return out


# ---------------------------------------------------------------- comparison

def table(folder, name, key):
    with open(os.path.join(folder, 'tables', name + '.csv'), encoding='utf-8', newline='') as file:
        return {'+'.join(row[k] for k in key): row for row in csv.DictReader(file)}


class Differences:
    def __init__(self):
        self.n = 0

    def value(self, where, want, got):
        if isinstance(want, (int, Fraction)):
            good = got not in (None, '', '不适用') and F(got) == want
        else:
            good = want == got
        if not good:
            self.n += 1
            print('%s: expected %s, found %s' % (where, want if not isinstance(want, Fraction)
                                                 else decimal_text(want, 2), got))


NAMES = {'综合得分': 'score', '等次': 'grade', '绩效': 'performance', '基础薪酬': 'base', '应发': 'gross',
         '三险一金': 'social', '个税': 'tax', '实发': 'net', '系数': 'coef'}


def compare_zone(d, zone, want, run):
    got = table(run, '员工', ('工号', '付款主体'))
    d.value(zone + ' 人员', sorted(want['people']), sorted(got))
    for key, p in want['people'].items():
        for name, field in NAMES.items():
            d.value('%s %s %s' % (zone, key, name), p[field], got.get(key, {}).get(name))
    payers = table(run, '付款主体', ('编号',))
    for key, p in want['payers'].items():
        for name, value in p.items():
            d.value('%s 付款主体 %s %s' % (zone, key, name), value, payers[key][name])


def rank(values, key):
    return 1 + sum(1 for other in values.values() if other > values[key])


def compare_ranks(d, zones, got):
    """Scores and spreads against those of the other zones; how far the total is spent."""
    scores = {zone: z['zone']['得分'] for zone, z in zones.items()}
    spread = {zone: z['zone']['差距倍数'] for zone, z in zones.items()}
    for zone, z in zones.items():
        own, payers = z['zone'], z['payers']
        progress = half_up(own['已发绩效'] * 100 / own['控制总量'], 2) if own['控制总量'] else F(0)
        for name, value in (*own.items(), ('得分名次', rank(scores, zone)), ('差距名次', rank(spread, zone)),
                            ('执行进度', progress), ('公司应发', payers['C']['应发合计']),
                            ('主体应发', sum(p['应发合计'] for p in payers.values())), ('状态', '已计算')):
            d.value('全市 %s %s' % (zone, name), value, got[zone][name])


def compare_payers(d, zones, group):
    got = table(group, '主体', ('区', '主体'))
    d.value('全市 主体', sorted('%s+%s' % (zone, key) for zone, z in zones.items() for key in z['payers']),
            sorted(got))
    for zone, z in zones.items():
        for key, own in z['payers'].items():
            for name, value in own.items():
                d.value('全市 %s %s %s' % (zone, key, name), value, got['%s+%s' % (zone, key)][name])


def compare_departments(d, zones, group):
    got = table(group, '区部门', ('区', '部门'))
    everywhere = {(zone, key): value for zone, z in zones.items() for key, value in z['dept'].items()}
    for (zone, key), score in everywhere.items():
        row, z = got['%s+%s' % (zone, key)], zones[zone]
        for name, value in (('得分', score), ('绩效合计', z['in_dept'][key]),
                            ('区内名次', rank(z['dept'], key)), ('全市名次', rank(everywhere, (zone, key)))):
            d.value('全市 %s %s %s' % (zone, key, name), value, row[name])


def compare_city(d, zones, group, missing):
    got = table(group, '区', ('名称',))
    d.value('全市 各区', sorted(list(zones) + missing), sorted(got))
    compare_ranks(d, zones, got)
    for zone in missing:
        d.value('全市 %s 状态' % zone, '未计算', got[zone]['状态'])
        d.value('全市 %s 得分' % zone, '不适用', got[zone]['得分'])
    whole = table(group, '全市', ('编号',))['全市']
    payers = [p for z in zones.values() for p in z['payers'].values()]
    scores = [z['zone']['得分'] for z in zones.values()]
    for name, value in (('区数', len(zones) + len(missing)), ('已算区数', len(zones)),
                        ('平均得分', half_up(sum(scores) / len(scores), 2)),
                        ('最高得分', max(scores)), ('最低得分', min(scores)),
                        ('控制总量', sum(z['zone']['控制总量'] for z in zones.values())),
                        ('已发绩效', sum(z['zone']['已发绩效'] for z in zones.values())),
                        ('应发总额', sum(p['应发合计'] for p in payers)),
                        ('公司应发', sum(z['payers']['C']['应发合计'] for z in zones.values())),
                        ('个税合计', sum(p['个税合计'] for p in payers)),
                        ('实发合计', sum(p['实发合计'] for p in payers))):
        d.value('全市 ' + name, value, whole[name])
    compare_payers(d, zones, group)
    compare_departments(d, zones, group)


# ---------------------------------------------------------------- expected/

def expected_rows(zones):
    yield ['区', '得分', '控制总量', '已发绩效', '应发总额', '管委会实发', '管委会个税', '公司实发', '公司个税']
    for zone, z in zones.items():
        g, c = z['payers']['G'], z['payers']['C']
        yield [zone] + [decimal_text(v, 2) for v in (
            z['zone']['得分'], z['zone']['控制总量'], z['zone']['已发绩效'], z['zone']['应发总额'],
            g['实发合计'], g['个税合计'], c['实发合计'], c['个税合计'])]


def expected_path(month):
    return os.path.join(SAMPLE, 'expected', month + '.csv')


def ladder_tests():
    """Every step of the ladder, and for each post the step behind its last, which is none."""
    rows = [['测试', '薪酬矩阵'], ['输入 级', '输入 档', '期望', '期望错误']]
    for level, steps in BONDED.items():
        steps = steps.split()
        rows += [[level, at, step, ''] for at, step in enumerate(steps, 1)]
        rows.append([level, len(steps) + 1, '', 'KP5020'])
    return rows


def main(args):
    if args == ['--ladder']:
        csv.writer(sys.stdout, lineterminator='\n').writerows(ladder_tests())
        return 0
    if args == ['--write']:
        for month, zones in everything().items():
            with open(expected_path(month), 'w', encoding='utf-8', newline='') as file:
                csv.writer(file, lineterminator='\n').writerows(expected_rows(zones))
        return 0
    d, without = Differences(), None
    if args[:1] == ['--without']:
        without, args = args[1], args[2:]
    all_months = everything(without)
    for month, zones in everything().items():
        with open(expected_path(month), encoding='utf-8', newline='') as file:
            d.value('expected/' + month, list(expected_rows(zones)), list(csv.reader(file)))
    months = MONTHS[-len(args):] if args else []
    for month, out in zip(months, args):
        zones = all_months[month]
        for zone in zones:
            compare_zone(d, zone, zones[zone], os.path.join(out, 'runs', zone))
        compare_city(d, zones, os.path.join(out, 'group'), [z for z in ZONES if z not in zones])
    print('%d differences' % d.n)
    return 1 if d.n else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
