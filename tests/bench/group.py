#!/usr/bin/env python3
"""Makes many zones, their list, and the scheme above them, for kpay group.

    group.py ZONES PEOPLE OUT-DIR      OUT-DIR/list.csv, scheme/, base/, zones/…
    group.py --check OUT-DIR RESULT    the group's figures are those of its zones

Every zone extends the scheme of zone.py with a standard of its own and has other people;
the same numbers give the same bytes everywhere.
"""
import csv
import os
import shutil
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
import zone

FIGURES = ('得分', '人数', '绩效池', '绩效合计', '应发总额', '扣款总额', '实发总额')


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def make_zone(out, name, number, people):
    zone.chance.seed(20250301 + number)
    data = os.path.join(out, 'zones', name, 'data')
    os.makedirs(data)
    depts = ['D%02d' % (d + 1) for d in range(max(1, round(people / 12)))]
    zone.write_zone_and_departments(data, depts)
    zone.write_tasks(data, depts)
    zone.write_people(data, people, depts)
    write(os.path.join(out, 'zones', name, 'scheme', '方案.csv'),
          '说明,%s\n项目,内容\n方案名称,%s\n继承,../../../base\n\n'
          '参数,%s\n名称,值,单位,覆盖,依据\n人均绩效标准,%d,元,是,第二条\n'
          % (name, name, name, 2000 + 10 * number))


def make_scheme(out):
    write(os.path.join(out, 'scheme', '1-方案.csv'),
          '说明,比较\n项目,内容\n方案名称,比较\n\n实体,比较\n实体,主键\n全部,编号\n区,名称\n\n数据,全部\n编号\n全部\n')
    fields = ''.join('区,%s,数值,,\n' % name for name in FIGURES)
    sums = ''.join('全部,%s,数值,,sum(区.%s)\n' % (name, name) for name in FIGURES)
    write(os.path.join(out, 'scheme', '2-字段.csv'),
          '字段,比较\n实体,字段,类型,小数位,公式\n全部,编号,文本,,\n区,名称,文本,,\n' + fields + sums
          + '区,名次,计数,,"排名(得分, 次序: ""降"")"\n')
    write(os.path.join(out, 'scheme', '3-汇集.csv'),
          '汇集,比较\n实体,字段,取自\n区,名称,名称\n'
          + ''.join('区,%s,开发区.%s\n' % (name, name) for name in FIGURES))
    write(os.path.join(out, 'scheme', '4-报表.csv'),
          '报表,比较,实体 区,样式 工作表,标题 比较,排序 名次、名称,合计 是\n列,内容,合计\n区,名称,\n名次,名次,\n'
          + ''.join('%s,%s,%s\n' % (name, name, '' if name == '得分' else '是') for name in FIGURES))


def make(zones, people, out):
    names = ['Z%0*d' % (len(str(zones)), i + 1) for i in range(zones)]
    shutil.copytree(os.path.join(zone.HERE, 'zone'), os.path.join(out, 'base'))
    for number, name in enumerate(names):
        make_zone(out, name, number, people)
    make_scheme(out)
    write(os.path.join(out, 'list.csv'), '名称,方案,数据\n' + ''.join(
        '%s,zones/%s/scheme,zones/%s/data\n' % (name, name, name) for name in names))


def read(path):
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def check(out, result):
    names = [row['名称'] for row in read(os.path.join(out, 'list.csv'))]
    got = {row['名称']: row for row in read(os.path.join(result, 'group', 'tables', '区.csv'))}
    total = read(os.path.join(result, 'group', 'tables', '全部.csv'))[0]
    sums, wrong = {figure: Fraction(0) for figure in FIGURES}, 0
    for name in names:
        row = read(os.path.join(result, 'runs', name, 'tables', '开发区.csv'))[0]
        for figure in FIGURES:
            sums[figure] += Fraction(row[figure])
            wrong += Fraction(row[figure]) != Fraction(got[name][figure])
    wrong += sum(sums[figure] != Fraction(total[figure]) for figure in FIGURES)
    wrong += sorted(got) != sorted(names)
    print('%d zones, %d differences' % (len(names), wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    if sys.argv[1] == '--check':
        sys.exit(check(sys.argv[2], sys.argv[3]))
    make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
