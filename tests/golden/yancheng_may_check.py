#!/usr/bin/env python3
"""Independent recalculation of samples/yancheng, May 2025: the scheme as it was extended.

Four indicator sets merged, terms and contract periods, posts beside archive ranks,
negotiated pay, headcount and funds, in exact fractions.  What did not change since April
is that of yancheng_check.py; what is new is typed from the rule text here.  The scheme is
not read, and no code is shared with the engine.

    yancheng_may_check.py           data -> results; compare with expected/2025-05
    yancheng_may_check.py --write   write expected/2025-05 from this calculation
    yancheng_may_check.py RUN       also compare RUN/tables/*.csv with expected/2025-05
    yancheng_may_check.py --data DATA [--strict] [--inside] RUN
                                    compare a run over other data; --strict: the strictest
                                    target counts; --inside: negotiated pay out of the pool

Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import csv
import datetime
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from yancheng_check import (RATIO, SAMPLE, calculate, cents, clamp, decimal_text,
                            events, exact, grade_of, half_up, number, owner_score, pay_person,
                            read_entity, score, score_people, split_pool, tax_on)

EXPECTED = os.path.join(SAMPLE, 'expected', '2025-05')
ZERO = Fraction(0)

# set: share, {indicator: (weight in the set, the set's target)}
SETS = {'A': (30, {'U1': (20, '10.0'), 'U2': (30, '7.0'), 'U4': (30, '8.0'), 'U5': (20, '2.6')}),
        'B': (30, {'U3': (35, '9'), 'U6': (40, '320'), 'U7': (25, '14')}),
        'C': (25, {'U1': (40, '11.0'), 'U2': (30, '7.5'), 'U8': (30, '95')}),
        'D': (15, {'U3': (60, '8'), 'U9': (40, '0.40')})}
# the merged weights as the worked example of the merging rule gives them
MERGED = {'U1': '16.00', 'U2': '16.50', 'U3': '19.50', 'U4': '9.00', 'U5': '6.00', 'U6': '12.00',
          'U7': '7.50', 'U8': '7.50', 'U9': '6.00'}
POSTS = {'Q1': 5, 'Q2': 8, 'Q3': 12, 'Q4': 63}
DEPARTMENT_POSTS = {'D1': 3, 'D2': 6, 'D3': 4}
LAST_DAY = datetime.date(2025, 5, 31)


# ---------------------------------------------------------------- four sets into one

def indicator_score(key, actual, target):
    if key == 'U2':
        raw = clamp(80 + 5 * (actual - target), ZERO, Fraction(100))
    elif key == 'U9':
        raw = clamp((2 - actual / target) * 100, ZERO, Fraction(100))
    else:
        raw = clamp(actual * 100 / target, ZERO, Fraction(100 if key == 'U8' else 110))
    return score(raw)


def merge(rows, strict):
    merged, traced = {}, {}
    for key in MERGED:
        actual = number(rows[key], '实际')
        vetoed = number(rows[key], '否决事项数', ZERO) > 0
        parts = []
        for name, (share, indicators) in SETS.items():
            if key not in indicators:
                continue
            weight, target = indicators[key]
            points = ZERO if vetoed else indicator_score(key, actual, Fraction(target))
            folded = Fraction(share * weight, 100)
            parts.append((folded, points, Fraction(target)))
            traced[name + '+' + key] = {'折合权重': folded, '得分': points}
        weight = sum(folded for folded, _, _ in parts)
        assert weight == Fraction(MERGED[key])
        hardest = (min if key == 'U9' else max)(target for _, _, target in parts)
        own = {'合并权重': weight, '套数': Fraction(len(parts)), '从严目标': hardest,
               '从严得分': ZERO if vetoed else indicator_score(key, actual, hardest),
               '分套得分': score(sum(f * p for f, p, _ in parts) / weight)}
        own['得分'] = own['从严得分'] if strict else own['分套得分']
        own['加权得分'] = own['得分'] * weight / 100
        merged[key] = own
    assert sum(own['合并权重'] for own in merged.values()) == 100
    return merged, traced


# ---------------------------------------------------------------- terms, ranks, posts, funds

def after_years(text, years):
    day = datetime.date.fromisoformat(text)
    return day.replace(year=day.year + years)


def months_left(end):
    if end <= LAST_DAY:
        return 0
    months = (end.year - LAST_DAY.year) * 12 + end.month - LAST_DAY.month
    # whole months: 31 May plus one is 30 June
    return months if end.day >= 31 or (end + datetime.timedelta(1)).month != end.month else months - 1


def state_of(end):
    if end <= LAST_DAY:
        return '已到期'
    return '即将到期' if months_left(end) <= 6 else '在期'


def opinion(grade, state):
    if state == '在期':
        return '—'
    return {'优秀': '建议续聘', '良好': '建议续聘', '合格': '谈话后研究续聘',
            '不合格': '提请研究不再续聘'}[grade]


def appointments(people, own):
    for key, row in people.items():
        person, end = own[key], after_years(row['聘期起'], 3)
        person['聘期届满日'], person['聘期剩余月数'] = end.isoformat(), Fraction(months_left(end))
        person['聘期状态'] = state_of(end)
        person['任期状态'] = '—'
        if row['任期起']:
            person['任期届满日'] = after_years(row['任期起'], 3).isoformat()
            person['任期状态'] = state_of(after_years(row['任期起'], 3))
        # the first month under the extended scheme
        person['聘期考核得分'] = person['综合得分']
        person['聘期等次'] = grade_of(person['综合得分'])
        person['续聘意见'] = opinion(person['聘期等次'], person['聘期状态'])
        person['薪酬差额'] = person['应发合计'] - number(row, '档案工资')
        person['活薪酬占比'] = half_up(person['绩效薪酬'] * 100 / person['应发合计'], 2)


def negotiated(rows):
    result = {}
    for key, row in rows.items():
        year, points = number(row, '协议年薪'), number(row, '得分')
        own = {'基本年薪月付': cents(year * 60 / 100 / 12),
               '绩效年薪月付': cents(year * 40 / 100 / 12 * min(points, Fraction(100)) / 100)}
        own['应发合计'] = own['基本年薪月付'] + own['绩效年薪月付']
        own['缴费基数'] = clamp(number(row, '缴费工资'), Fraction('3847.20'), Fraction('19236'))
        for name, rate, decimals in (('养老保险', '0.08', 2), ('医疗保险', '0.02', 2),
                                     ('失业保险', '0.005', 2), ('住房公积金', '0.12', 0)):
            own[name] = half_up(own['缴费基数'] * Fraction(rate), decimals)
        own['专项扣除'] = sum(own[n] for n in ('养老保险', '医疗保险', '失业保险', '住房公积金'))
        own['累计所得额'] = (own['应发合计'] - 5000 - own['专项扣除'] -
                        number(row, '专项附加扣除', ZERO))
        own['个人所得税'] = tax_on(own['累计所得额'])[1]
        own['扣款合计'] = own['专项扣除'] + own['个人所得税']
        own['实发合计'] = own['应发合计'] - own['扣款合计']
        result[key] = own
    return result


def benefits(folder):
    with open(os.path.join(folder, '受益.csv'), encoding='utf-8-sig', newline='') as file:
        rows = list(csv.DictReader(file))
    result = {}
    for key, project in read_entity(folder, '招引项目', '编号').items():
        shares = {row['外部单位']: exact(row['份额']) for row in rows if row['招引项目'] == key}
        assert sum(shares.values()) == 1
        for unit, amount in split_pool(number(project, '受益额'), shares).items():
            result[key + '+' + unit] = {'受益额': amount}
    return result


# ---------------------------------------------------------------- May

def carry_of_april():
    carry = None
    for month in ('2025-03', '2025-04'):
        results, carry = calculate(os.path.join(SAMPLE, 'data', month), carry)
    return carry


def ratio_scores(rows):
    result = {}
    for key, (_, weight, target) in RATIO.items():
        points = score(clamp(number(rows[key], '实际值') * 100 / target, ZERO, Fraction(110)))
        result[key] = {'得分': points, '加权得分': points * weight / 100}
    return result


def may(folder, strict=False, inside=False):
    carry = carry_of_april()
    people, zone_row = read_entity(folder, '员工', '工号'), read_entity(folder, '开发区', '编号')['JK']
    rewards = read_entity(folder, '奖惩', '编号')
    merged, traced = merge(read_entity(folder, '统一指标', '编号'), strict)
    indicators = ratio_scores(read_entity(folder, '指标', '编号'))
    zone = {'指标分合计': sum(own['加权得分'] for own in merged.values()),
            '合并权重合计': Fraction(100),
            '加分': min(events(rewards, '加分', '分值'), Fraction(5))}
    zone['得分'] = score(clamp(zone['指标分合计'] + zone['加分'] - events(rewards, '减分', '分值'),
                             ZERO, Fraction(105)))
    departments = {key: {'得分': owner_score(indicators, key), '编制数': Fraction(posts)}
                   for key, posts in DEPARTMENT_POSTS.items()}
    zone['部门平均分'], own = score_people(people, indicators, zone['得分'], departments)

    special = negotiated(read_entity(folder, '协议人员', '工号'))
    zone['协议绩效合计'] = sum(p['绩效年薪月付'] for p in special.values())
    zone['协议应发总额'] = sum(p['应发合计'] for p in special.values())
    zone['协议实发总额'] = sum(p['实发合计'] for p in special.values())
    zone['池内协议绩效'] = zone['协议绩效合计'] if inside else ZERO
    zone['月度绩效池'] = Fraction(42000) - zone['池内协议绩效']
    due = number(zone_row, '应出勤天数')
    points = {}
    for key, row in people.items():
        own[key]['实出勤天数'] = number(row, '出勤天数')
        points[key] = own[key]['系数'] * own[key]['综合得分'] / 100 * own[key]['实出勤天数'] / due
    for key, amount in split_pool(zone['月度绩效池'], points).items():
        own[key]['绩效薪酬'] = amount
    nobody = dict.fromkeys(('计税月数', '应发合计', '专项扣除', '专项附加扣除', '个人所得税'), ZERO)
    for key, row in people.items():
        pay_person(own[key], row, due, rewards, key, carry['people'].get(key, nobody))
    for total, item in (('绩效薪酬合计', '绩效薪酬'), ('应发总额', '应发合计'), ('扣款总额', '扣款合计'),
                        ('实发总额', '实发合计')):
        zone[total] = sum(p[item] for p in own.values())
    zone['累计已发绩效'] = carry['zone'] + zone['绩效薪酬合计']
    zone['活薪酬占比'] = half_up(zone['绩效薪酬合计'] * 100 / zone['应发总额'], 2)
    zone['单位缴费'] = cents(sum(p['缴费基数'] for p in own.values()) * 34 / 100)
    zone['经费支出'] = zone['应发总额'] + zone['协议应发总额'] + zone['单位缴费']
    zone['经费结余'] = number(zone_row, '本月拨付') - zone['经费支出']
    appointments(people, own)

    reported = read_entity(folder, '员额台账', '编号')
    posts = {}
    for key, allowed in POSTS.items():
        here = sum(row['员额类别'] == key for row in people.values())
        there = number(reported.get(key, {}), '占用上报数', ZERO)
        posts[key] = {'本册人数': Fraction(here), '实有数': here + there,
                      '空缺': allowed - here - there}
    zone['核定岗位'] = Fraction(sum(POSTS.values()))
    zone['实有岗位'] = sum(p['实有数'] for p in posts.values())
    for key, department in departments.items():
        members = [k for k, row in people.items() if row['部门'] == key]
        department.update({'人数': Fraction(len(members)),
                           '绩效薪酬合计': sum(own[k]['绩效薪酬'] for k in members)})
        department['空编'] = department['编制数'] - len(members)
    return {'统一指标': merged, '体系指标': traced, '开发区': {'JK': zone}, '部门': departments,
            '员工': own, '协议人员': special, '员额台账': posts, '受益': benefits(folder)}


# ---------------------------------------------------------------- files

FILES = {
    '统一指标': ('合并权重', '套数', '从严目标', '从严得分', '分套得分', '得分', '加权得分'),
    '体系指标': ('折合权重', '得分'),
    '开发区': ('合并权重合计', '指标分合计', '得分', '部门平均分', '月度绩效池', '绩效薪酬合计', '累计已发绩效',
            '应发总额', '扣款总额', '实发总额', '活薪酬占比', '协议绩效合计', '协议应发总额', '协议实发总额',
            '池内协议绩效', '单位缴费', '经费支出', '经费结余', '核定岗位', '实有岗位'),
    '部门': ('得分', '人数', '编制数', '空编', '绩效薪酬合计'),
    '员工-工资': ('系数', '部门得分', '个人得分', '综合得分', '绩效薪酬', '应发合计', '缴费基数', '个人所得税',
               '扣款合计', '实发合计', '活薪酬占比', '薪酬差额'),
    '员工-聘期': ('任期届满日', '任期状态', '聘期届满日', '聘期剩余月数', '聘期状态', '聘期考核得分', '聘期等次',
               '续聘意见'),
    '协议人员': ('基本年薪月付', '绩效年薪月付', '应发合计', '缴费基数', '养老保险', '医疗保险', '失业保险',
             '住房公积金', '个人所得税', '扣款合计', '实发合计'),
    '员额台账': ('本册人数', '实有数', '空缺'), '受益': ('受益额',)}
DECIMALS = {'系数': 3, '加权得分': 6, '指标分合计': 6}
KEYS = {'员工': ('工号',), '协议人员': ('工号',), '体系指标': ('指标体系', '统一指标'),
        '受益': ('招引项目', '外部单位')}


def cell(column, value):
    if value is None or isinstance(value, str):
        return value or ''
    return decimal_text(value, DECIMALS.get(column, 2))


def texts(results):
    return lambda name: {key: {c: cell(c, row.get(c)) for c in FILES[name]}
                         for key, row in results[name.partition('-')[0]].items()}


def read_table(path, keys):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return {'+'.join(row[key] for key in keys): row for row in csv.DictReader(file)}


def expected(name):
    return read_table(os.path.join(EXPECTED, name + '.csv'), ('主键',))


def run_tables(run):
    def table(name):
        entity = name.partition('-')[0]
        path = os.path.join(run, 'tables', entity + '.csv')
        return read_table(path, KEYS.get(entity, ('编号',))) if os.path.exists(path) else {}
    return table


def write_expected(results):
    os.makedirs(EXPECTED, exist_ok=True)
    for name, columns in FILES.items():
        with open(os.path.join(EXPECTED, name + '.csv'), 'w', encoding='utf-8',
                  newline='') as file:
            out = csv.writer(file, lineterminator='\n')
            out.writerow(['主键', *columns])
            for key, row in sorted(texts(results)(name).items()):
                out.writerow([key] + [row[c] for c in columns])


def agree(want, got):
    wanted = exact(want)
    return got == want if wanted is None else exact(got) == wanted


def compare(who, wanted, got_of):
    found = stated = 0
    for name, columns in FILES.items():
        got = got_of(name)
        for key, row in wanted(name).items():
            for column in columns:
                stated += 1
                value = got.get(key, {}).get(column, '')
                if not agree(row[column], value):
                    found += 1
                    print('%s: %s %s.%s: expected %s, got %s' %
                          (who, name, key, column, row[column], value or 'nothing'))
    print('%s: %d figures, %d differences' % (who, stated, found))
    return found


def main(args):
    if args[:1] == ['--data']:
        results = may(args[1], '--strict' in args, '--inside' in args)
        return 1 if compare('run', texts(results), run_tables(args[-1])) else 0
    results = may(os.path.join(SAMPLE, 'data', '2025-05'))
    if args == ['--write']:
        write_expected(results)
        return 0
    found = compare('recalculated 2025-05', expected, texts(results))
    for run in args:
        found += compare('run 2025-05', expected, run_tables(run))
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
