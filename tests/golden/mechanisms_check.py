#!/usr/bin/env python3
"""Independent recalculation of samples/mechanisms, in exact fractions.

    mechanisms_check.py OUT      compare the run folders of samples/mechanisms/run.sh in OUT

The data files are common ground; no scheme is read and no code is shared with the engine.
Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import csv
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from yancheng_check import clamp, decimal_text, exact, half_up

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'mechanisms')


def rows(*path):
    with open(os.path.join(*path), encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


def num(text):
    return Fraction(text)


def percent(actual, target):
    return half_up(clamp(num(actual) * 100 / num(target), Fraction(0), Fraction(110)), 2)


# ---------------------------------------------------------------- targets, three levels down

def targets(data):
    def level(name, above):
        scores = {}
        for row in rows(data, name + '.csv'):
            scores[row['编号']] = (above[row['上级目标']] if row.get('方式') == '共担' else
                                 percent(row['实际'], row['目标']))
        return scores

    def owners(name, key, scores):
        sums = {}
        for row in rows(data, name + '.csv'):
            sums[row[key]] = sums.get(row[key], 0) + scores[row['编号']] * num(row['权重'])
        return {owner: {'得分': half_up(total / 100, 2)} for owner, total in sums.items()}

    first = level('开发区目标', {})
    second = level('部门目标', first)
    third = level('岗位目标', second)
    return {'开发区': owners('开发区目标', '开发区', first), '部门': owners('部门目标', '部门', second),
            '员工': owners('岗位目标', '员工', third)}


# ---------------------------------------------------------------- last places, by unit

def bottom(data, before):
    """`before`: who was last the year before, and the year before that."""
    people = rows(data, '员工.csv')
    units, listed, result = {}, {}, {}
    for unit in sorted({row['单位'] for row in people}):
        own = [r for r in people if r['单位'] == unit and r['参评'] == '是']
        own.sort(key=lambda r: (-num(r['得分']), -num(r['业绩分']), r['工号']))
        places = max(1, -(-len(own) * 5 // 100)) if len(own) >= 3 else 0
        units[unit] = {'参评人数': Fraction(len(own)), '末位人数': Fraction(places)}
        for row in own[len(own) - places:]:
            listed[row['工号']] = 1
    for row in people:
        key = row['工号']
        now, last, earlier = listed.get(key, 0), *before.get(key, (0, 0))
        case = ('—' if not now else '连续两年末位，提请研究不再续聘' if last else
                '三年两次末位，提请研究不再续聘' if earlier else '列入名单，提醒谈话')
        result[key] = {'末位': Fraction(now), '上年末位': Fraction(last),
                       '前年末位': Fraction(earlier), '情形': case}
    return ({'单位': units, '员工': result},
            {row['工号']: (listed.get(row['工号'], 0), before.get(row['工号'], (0, 0))[0])
             for row in people})


# ---------------------------------------------------------------- four kinds of staff

WEIGHTS = {'K1': 60, 'K2': 20, 'K3': 20, 'Z1': 70, 'Z2': 30, 'P1': 50, 'P2': 30, 'P3': 20,
           'G1': 70, 'G2': 30}
KINDS = {'科级干部': ('档案工资', 3000, '否'), '职员': ('档案工资', 2600, '是'),
         '聘用人员': ('合同工资', 2200, '是'), '国企干部': (None, 2800, '是')}


def identity(data):
    scores, result = {}, {}
    for row in rows(data, '考核.csv'):
        key = row['员工']
        scores[key] = scores.get(key, 0) + num(row['评分']) * WEIGHTS[row['指标模板']]
    for row in rows(data, '员工.csv'):
        source, base, reward = KINDS[row['身份']]
        points = half_up(scores[row['工号']] / 100, 2)
        wage = num(row[source]) if source else Fraction(0)
        pay = half_up(base * num(row['岗位系数']) * points / 100, 2)
        result[row['工号']] = {'个人得分': points, '基础薪酬': wage, '绩效': pay,
                             '可领招商奖励': reward, '本委应发': wage + pay if source else Fraction(0)}
    return {'员工': result}


# ---------------------------------------------------------------- posts of fourteen zones

def posts(data):
    def total(column):
        return sum(num(row[column]) for row in rows(data, '开发区.csv'))

    # what the survey report says of the city
    assert (total('原处级职数'), total('现处级职数')) == (105, 74)
    assert (total('原科级机构'), total('现科级机构')) == (104, 70)
    return {'全市': {'S': {'现处级职数': Fraction(74), '现科级机构': Fraction(70),
                        '减职数': Fraction(31), '减机构': Fraction(34)}}}


# ---------------------------------------------------------------- comparing

def compare(run, tables):
    found = stated = 0
    for entity, wanted in tables.items():
        key = '工号' if entity == '员工' else '编号'
        got = {row[key]: row for row in rows(run, 'tables', entity + '.csv')}
        for name, columns in wanted.items():
            for column, want in columns.items():
                stated += 1
                value = got.get(name, {}).get(column, '')
                if (value if isinstance(want, str) else exact(value)) != want:
                    found += 1
                    shown = want if isinstance(want, str) else decimal_text(want, 2)
                    print('%s %s %s.%s: expected %s, got %s' %
                          (run, entity, name, column, shown, value or 'nothing'))
    print('%s: %d figures, %d differences' % (os.path.basename(run), stated, found))
    return found


def main(args):
    if len(args) != 1:
        print(__doc__)
        return 2
    out, found, before = args[0], 0, {}
    for name, answer in (('targets', targets), ('posts', posts), ('identity', identity)):
        found += compare(os.path.join(out, name), answer(os.path.join(SAMPLE, name, 'data')))
    for year in (2023, 2024, 2025):
        answer, before = bottom(os.path.join(SAMPLE, 'bottom', 'data', '%d-12' % year), before)
        found += compare(os.path.join(out, 'bottom-%d' % year), answer)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
