#!/usr/bin/env python3
"""Independent check of kpay fair: every pair looked at, every crossing paid again by hand.

    fair_check.py --make DIR PEOPLE SEED   a scheme and data with planted unfairness
    fair_check.py DIR REPORT               compare REPORT's CSV files with what DIR's data say

The rules of the little scheme: grade by score (>= 90 A, >= 80 B, >= 60 C, else D), factor
1.2/1.0/0.8/0.2 by grade; department factor by the department's score (>= 85: 1.1, else
0.9), extra factor by the number of projects of the department (>= 3: 0.05); points for
each task by what was done (>= 10: 3, >= 5: 1, else 0); a pool of 100,000.00, 90,000.00
where the unit's score is below 70, is divided by factor x (department factor + extra) x
post weight x (100 + points), largest remainder to the cent - then the bonus typed by hand
is added, which is where more score may be paid less.  So tables are looked up in people's
own rows, in rows above them (two links up, too) and in rows below them.
"""
import csv
import os
import random
import sys
from fractions import Fraction as F

sys.dont_write_bytecode = True
from yancheng_check import half_up, split_pool

NEAR = F(1)
SCHEME = '''说明,公平
项目,内容
方案名称,公平检查用

实体,公平
实体,主键
单位,编号
部门,编号
员工,工号
任务,编号

字段,公平
实体,字段,类型,小数位,公式,缺失,选项
单位,编号,文本,,,,
单位,得分,数值,1,,,
单位,池,金额,,单位池表(得分),,
部门,编号,文本,,,,
部门,单位,单位,,,,
部门,得分,数值,1,,,
部门,项目,计数,,,,
部门,系数,数值,,部门系数表(得分),,
员工,工号,文本,,,,
员工,部门,部门,,,,
员工,岗位,选项,,,,甲、乙
员工,得分,数值,2,,可空,
员工,岗位权重,数值,,,,
员工,另加,金额,,,,
员工,等次,文本,,等次表(得分),,
员工,权重,数值,,等次系数表(等次) * (部门.系数 + 项目表(部门.项目)) * 岗位权重 * (100 + sum(任务.分)),,
员工,分得,金额,,"分配(池: 部门.单位.池, 权重: if 是否空白(得分) then 0 else 权重)",,
员工,绩效,金额,,分得 + 另加,,
任务,编号,文本,,,,
任务,员工,员工,,,,
任务,完成,数值,0,,,
任务,分,数值,,任务表(完成),,

规则表,等次表,U
序号,条件 得分 ≥,条件 得分 <,结果 等次
1,90,,A
2,80,90,B
3,60,80,C
4,,60,D

规则表,等次系数表,U,未命中 报错
序号,条件 等次,结果 系数
1,A,1.2
2,B,1
3,C,0.8
4,D,0.2

规则表,部门系数表,U
序号,条件 得分 ≥,条件 得分 <,结果 系数
1,85,,1.1
2,,85,0.9

规则表,单位池表,U
序号,条件 得分 ≥,条件 得分 <,结果 池
1,70,,100000
2,,70,90000

规则表,项目表,U
序号,条件 项目 ≥,条件 项目 <,结果 另计
1,3,,0.05
2,,3,0

规则表,任务表,U
序号,条件 完成 ≥,条件 完成 <,结果 分
1,10,,3
2,5,10,1
3,,5,0
'''


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def make(folder, people, seed):
    chance = random.Random(seed)
    write(os.path.join(folder, 'scheme', '方案.csv'), SCHEME)
    write(os.path.join(folder, 'data', '单位.csv'), '编号,得分\nU,69.4\n')
    write(os.path.join(folder, 'data', '部门.csv'), '编号,单位,得分,项目\n' + ''.join(
        'D%d,U,%s,%d\n' % (d, score, d + 1)
        for d, score in enumerate(('84.6', '85.0', '91.3', '70.2'))))
    write(os.path.join(folder, 'data', '任务.csv'), '编号,员工,完成\n' + ''.join(
        'T%03d,P%04d,%d\n' % (t, int(chance.random() * people), int(chance.random() * 14))
        for t in range(people // 2)))
    lines = ['工号,部门,岗位,得分,岗位权重,另加']
    for i in range(people):
        score = '%.2f' % (int(chance.random() * 4500) / 100 + 55)
        bonus = '%.2f' % (int(chance.random() * 900) if chance.random() < 0.2 else 0)
        lines.append('P%04d,D%d,%s,%s,%s,%s' % (
            i, int(chance.random() * 4), '甲乙'[int(chance.random() * 2)], score,
            # nothing for some: equal amounts at the lowest place, whatever the score
            '0' if chance.random() < 0.06 else ('1', '1.25', '0.8')[int(chance.random() * 3)], bonus))
    write(os.path.join(folder, 'data', '员工.csv'), '\n'.join(lines) + '\n')


def rows(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.DictReader(file))


def factor(score):
    return F('1.2') if score >= 90 else F(1) if score >= 80 else F('0.8') if score >= 60 else F('0.2')


def dept_factor(score):
    return F('1.1') if score >= 85 else F('0.9')


def points(done):
    return 3 if done >= 10 else 1 if done >= 5 else 0


def pay(data):
    people, depts, tasks, unit = data
    earned = dict.fromkeys(people, 100)
    for who, done in tasks.values():
        earned[who] += points(done)
    weights = {k: factor(p['score']) * p['weight'] * earned[k] *
               (dept_factor(depts[p['dept']][0]) + F(depts[p['dept']][1] >= 3) / 20)
               for k, p in people.items()}
    share = split_pool(F(100000 if unit >= 70 else 90000), weights)
    return {k: share[k] + people[k]['bonus'] for k in people}


def read(folder):
    def table(name):
        return rows(os.path.join(folder, 'data', name + '.csv'))

    people = {row['工号']: {'dept': row['部门'], 'post': row['岗位'], 'score': F(row['得分']),
                          'weight': F(row['岗位权重']), 'bonus': F(row['另加'])}
              for row in table('员工')}
    depts = {row['编号']: (F(row['得分']), F(row['项目'])) for row in table('部门')}
    tasks = {row['编号']: (row['员工'], F(row['完成'])) for row in table('任务')}
    return people, depts, tasks, F(table('单位')[0]['得分'])


def expect_order(people, paid):
    """All pairs within a post."""
    out, pairs = {}, 0
    for a, p in people.items():
        less = [b for b, q in people.items()
                if q['post'] == p['post'] and q['score'] < p['score'] and paid[b] > paid[a]]
        if less:
            pairs += len(less)
            out[a] = (max(paid[b] for b in less), len(less))
    return out, pairs


def nearest(value, edges, unit):
    """Just across the nearest edge above and below: edges belong to the band above."""
    up = min((e for e in edges if e > value), default=None)
    down = max((e for e in edges if e <= value), default=None)
    return [v for v in (up, None if down is None else down - unit)
            if v is not None and abs(v - value) <= NEAR]


def expect_edges(data, paid):
    """(person, table, field, across): (pay now, pay then)."""
    people, depts, tasks, unit = data
    out = {}

    def crossing(table, field, to, changed, who):
        after = pay(changed)
        for a in who:
            out[a, table, field, to] = (paid[a], after[a])

    for a, p in people.items():
        for to in nearest(p['score'], [F(90), F(80), F(60)], F(1, 100)):
            changed = dict(people, **{a: dict(p, score=to)})
            crossing('等次表', '得分', to, (changed, depts, tasks, unit), [a])
    for d, (score, projects) in depts.items():
        below = [a for a, p in people.items() if p['dept'] == d]
        for to in nearest(score, [F(85)], F(1, 10)):
            crossing('部门系数表', '部门 %s · 得分' % d, to,
                     (people, dict(depts, **{d: (to, projects)}), tasks, unit), below)
        for to in nearest(projects, [F(3)], F(1)):
            crossing('项目表', '部门 %s · 项目' % d, to,
                     (people, dict(depts, **{d: (score, to)}), tasks, unit), below)
    for t, (who, done) in tasks.items():
        for to in nearest(done, [F(10), F(5)], F(1)):
            crossing('任务表', '任务 %s · 完成' % t, to,
                     (people, depts, dict(tasks, **{t: (who, to)}), unit), [who])
    for to in nearest(unit, [F(70)], F(1, 10)):
        crossing('单位池表', '单位 U · 得分', to, (people, depts, tasks, to), people)
    return out


def spread(values):
    values = sorted(values)
    n, total = len(values), sum(values)
    differences = sum(abs(x - y) for x in values for y in values)
    return {'人数': F(n), '最高': values[-1], '最低': values[0],
            '中位数': half_up((values[(n - 1) // 2] + values[n // 2]) / 2, 2),
            '平均': half_up(total / n, 2), 
            '最高÷最低': half_up(values[-1] / values[0], 4) if values[0] > 0 else None,
            '基尼系数': half_up(differences / (2 * n * total), 4)}


def compare(folder, report):
    data = read(folder)
    people, paid, wrong = data[0], pay(data), 0

    def check(where, want, got):
        nonlocal wrong
        if want != got:
            wrong += 1
            print('%s: expected %s, found %s' % (where, want, got))

    order, pairs = expect_order(people, paid)
    got = {row['主键']: row for row in rows(os.path.join(report, '得分与金额.csv'))}
    check('倒挂', sorted(order), sorted(got))
    check('对', pairs, sum(int(row['低分而多拿的人数']) for row in got.values()))
    for a in set(order) & set(got):
        most, others = order[a]
        row = got[a]
        check(a + ' 其金额', most, F(row['其金额']))
        check(a + ' 少拿', most - paid[a], F(row['少拿']))
        check(a + ' 人数', others, int(row['低分而多拿的人数']))
        b = row['低分者']
        check(a + ' 低分者', (paid[b], people[b]['post'], True),
              (most, people[a]['post'], people[b]['score'] < people[a]['score']))
    edges = expect_edges(data, paid)
    found = {(row['主键'], row['规则表'], row['字段'], F(row['越界'])): (F(row['金额']), F(row['越界后']), F(row['变化']))
             for row in rows(os.path.join(report, '临界.csv'))}
    check('临界', sorted(set(edges) - set(found))[:9], sorted(set(found) - set(edges))[:9])
    for key in set(edges) & set(found):
        before, after = edges[key]
        check('临界 %s' % (key,), (before, after, after - before), found[key])
    groups = {('全体', ''): list(paid)}
    for a, p in people.items():
        groups.setdefault(('岗位', p['post']), []).append(a)
        groups.setdefault(('部门', p['dept']), []).append(a)
    table = {(row['分组'], row['值']): row for row in rows(os.path.join(report, '差距.csv'))}
    check('差距', sorted(groups), sorted(table))
    for key in set(groups) & set(table):
        for name, value in spread([paid[a] for a in groups[key]]).items():
            got = table[key][name]
            check('差距 %s %s' % (key, name), value, F(got) if got else None)
    print('%d people: %d paid less, %d pairs, %d crossings; %d differences'
          % (len(people), len(order), pairs, len(edges), wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    if sys.argv[1] == '--make':
        make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        sys.exit(compare(sys.argv[1], sys.argv[2]))
