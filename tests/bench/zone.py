#!/usr/bin/env python3
"""Makes a zone of any size: a scheme and the data of one month.

    zone.py PEOPLE OUT-DIR [--depts N]

The scheme is tests/bench/zone/ as it stands; OUT-DIR/data holds what HR would send for
2025-03: departments (of about twelve people), tasks, roster, attendance, deductions,
carried-over sums, assessments, awards.  Nobody in it exists: area code 990101 and the
bank prefix 999000 are given to no one; check digits are right all the same.

The same numbers give the same bytes on every machine: of the random module only
random() is used, whose sequence Python guarantees.
"""
import argparse
import csv
import datetime
import math
import os
import random
import shutil

HERE = os.path.dirname(os.path.abspath(__file__))
WORKDAYS = 21

SURNAMES = ('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡'
            '余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯'
            '龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔')
GIVEN = ('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红鹏辉健斌宇浩凯波宁飞婷雪慧琳倩欣悦'
         '佳颖晨曦昊轩子涵梓萱一诺雨桐思远志诚建国立新海燕春梅秋菊冬霜文博雅安康乐天成功正义德信'
         '仁礼智勤俭和谐')

# Zone and department tasks: name, weight, method, its arguments, range and decimals of the
# actual value.
ZONE_TASKS = (
    ('规上工业增加值增速', 25, '基准加减法', {'目标': '7.0', '基准分': '80', '每点分': '5', '封顶': '100'},
     5, 10, 1),
    ('固定资产投资', 20, '完成率法', {'目标': '320', '封顶': '110'}, 280, 360, 2),
    ('实际使用外资', 15, '完成率法', {'目标': '5200', '封顶': '110'}, 4600, 5900, 0),
    ('营商环境排名', 15, '排名递减法', {}, 1, 6, 0),
    ('亩均税收', 15, '功效系数法', {'满意值': '30', '不允许值': '12', '封顶': '100'}, 18, 30, 2),
    ('安全生产事故', 10, '扣分法', {'每项分': '10'}, 0, 2, 0),
)
DEPT_TASKS = (
    (('重点任务完成率', 40, '完成率法', {'目标': '100', '封顶': '110'}, 80, 118, 1),
     ('签约亿元项目', 30, '签约阶梯', {}, 0, 7, 0),
     ('到位资金', 20, '完成率法', {'目标': '12', '封顶': '120'}, 8, 16, 2),
     ('信息差错', 10, '扣分法', {'每项分': '4'}, 0, 5, 0)),
    (('重点任务完成率', 40, '完成率法', {'目标': '100', '封顶': '110'}, 80, 118, 1),
     ('闲置用地盘活', 30, '完成率法', {'目标': '800', '封顶': '110'}, 560, 960, 0),
     ('图审平均天数', 30, '逆向扣减法', {'目标': '20', '封顶': '100'}, 16, 28, 1)),
    (('重点任务完成率', 40, '完成率法', {'目标': '100', '封顶': '110'}, 80, 118, 1),
     ('诉求办结率', 35, '功效系数法', {'满意值': '100', '不允许值': '80', '封顶': '100'}, 86, 100, 1),
     ('经费执行进度差', 25, '基准加减法', {'目标': '0', '基准分': '85', '每点分': '1.5', '封顶': '100'},
      -8, 8, 1)),
)
TASK_ARGUMENTS = ('目标', '基准分', '每点分', '每项分', '满意值', '不允许值', '封顶')
DEPT_KINDS = ('招商局', '规划局', '企服局')

# Posts of a department by its kind: head, deputy, the next three, everybody else.
POSTS = (('P1', 'P2', 'P3', 'P5'), ('P1', 'P2', 'P4', 'P6'), ('P1', 'P2', 'P7', 'P8'))
BASE_WAGE = {'P1': 7200, 'P2': 6100, 'P3': 5200, 'P4': 5200}

# Range and decimals of the actual value of every post indicator.
ACTUALS = {
    'P1-1': (78, 118, 1), 'P1-2': (75, 100, 1), 'P1-3': (0, 2, 0),
    'P2-1': (78, 118, 1), 'P2-2': (-9, 9, 1),
    'P3-1': (0, 7, 0), 'P3-2': (3, 9, 2), 'P3-3': (12, 45, 1),
    'P4-1': (70, 100, 1), 'P4-2': (14, 30, 1),
    'P5-1': (12, 34, 0), 'P5-2': (24, 50, 0), 'P5-3': (0, 6, 0), 'P5-4': (0, 4, 0),
    'P6-1': (8, 20, 0), 'P6-2': (8, 18, 1), 'P6-3': (0, 4, 0),
    'P7-1': (82, 100, 1), 'P7-2': (80, 100, 1), 'P7-3': (18, 36, 0),
    'P8-1': (85, 100, 1), 'P8-2': (2, 5, 1), 'P8-3': (0, 4, 0),
}
INDICATORS = {post: sorted(k for k in ACTUALS if k.startswith(post + '-'))
              for post in ('P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P8')}

DEDUCTIONS = (('子女教育', (1000, 2000, 4000)), ('继续教育', (400,)), ('住房贷款利息', (1000,)),
              ('住房租金', (800, 1100, 1500)), ('赡养老人', (1500, 3000)),
              ('婴幼儿照护', (1000, 2000)))
TAX_BANDS = ((36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920), (420000, 25, 31920),
             (660000, 30, 52920), (960000, 35, 85920), (math.inf, 45, 181920))


# ---------------------------------------------------------------- chance

chance = random.Random(20250301)


def below(n):
    return int(chance.random() * n)


def once_in(n):
    return below(n) == 0


def number(low, high, decimals):
    """A decimal text between low and high."""
    unit = 10 ** decimals
    return fixed(low * unit + below((high - low) * unit + 1), decimals)


def fixed(units, decimals):
    sign, units = ('-', -units) if units < 0 else ('', units)
    if not decimals:
        return '%s%d' % (sign, units)
    return '%s%d.%0*d' % (sign, units // 10 ** decimals, decimals, units % 10 ** decimals)


def money(cents):
    return fixed(cents, 2)


# ---------------------------------------------------------------- people

def full_name(i):
    """Different for every i below 800,000."""
    i = i * 7919 % (len(SURNAMES) * len(GIVEN) ** 2)
    surname, i = SURNAMES[i % len(SURNAMES)], i // len(SURNAMES)
    return surname + GIVEN[i % len(GIVEN)] + GIVEN[i // len(GIVEN)]


def identity_number(i):
    born = datetime.date(1966, 1, 1) + datetime.timedelta(days=i * 37 % 13007)
    digits = '990101%s%03d' % (born.strftime('%Y%m%d'), i // 13007 + 1)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + '10X98765432'[sum(w * int(d) for w, d in zip(weights, digits)) % 11]


def bank_account(i):
    # Never zeros at the end, which would look like a number cut short by a spreadsheet.
    digits = '999000%012d' % ((i * 9973 + 1234567) * 10 + 1 + i % 9)
    # Luhn: from the right, beginning with the last of these, every other one doubled.
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-1][::2])
    plain = sum(int(d) for d in digits[::-1][1::2])
    return digits + str(-(doubled + plain) % 10)


def stride_for(people):
    """Numbers are given out in strides, so that no file is in the order of the keys."""
    stride = people * 5 // 8 | 1
    while math.gcd(stride, people) != 1:
        stride += 2
    return stride


def tax_on(cents):
    """Half-up to the cent, as withheld so far."""
    rate, quick = next((r, q) for upto, r, q in TAX_BANDS if cents <= upto * 100)
    return (max(0, cents) * rate - quick * 10000 + 50) // 100


def person_rows(i, people, dept, place, post):
    """A dictionary of rows, by file."""
    key = 'E%0*d' % (len(str(people)), i * stride_for(people) % people + 1)
    rare = once_in(100)  # hired for a high wage: reaches the upper bands of the tax
    wage = number(30000, 130000, 0) if rare else BASE_WAGE.get(post, 4300) + 100 * below(9)
    archive = int(wage) * (60 + below(81))  # cents: 60 % to 140 % of the wage
    worked = WORKDAYS - (below(6) if once_in(8) else 0)
    rows = {'花名册': (key, full_name(i), dept, post, 1 + below(12),
                    '20%02d-%02d-01' % (15 + below(10), 1 + below(12)), identity_number(i),
                    bank_account(i), money(archive), wage, 300 + 50 * below(17)),
            '考勤': (key, worked, '是' if once_in(150) else '否')}

    monthly = [choices[below(len(choices))] if once_in(3) else 0
               for _, choices in DEDUCTIONS]
    if any(monthly):
        rows['附加扣除'] = (key,) + tuple(m or '' for m in monthly)

    months = 0 if once_in(40) else 2
    gross = months * (int(wage) * 100 + 350000 + below(200001))
    special = months * (min(2100000, max(400000, archive)) * 265 // 1000)
    additional = months * sum(monthly) * 100
    paid = tax_on(gross - special - additional - months * 500000)
    if once_in(20):
        paid += 5000 + below(50001)  # withheld too much: nothing is due this month
    rows['累计结转'] = ((key, months, money(gross), money(special), money(additional)) +
                    tuple(months * m for m in monthly) + (money(paid),))

    rows['考核'] = [(key, code, number(*ACTUALS[code])) for code in INDICATORS[post]]
    if once_in(12):
        fine = once_in(4)
        rows['奖惩'] = (key, '扣罚' if fine else '奖励',
                      money(5000 * (1 + below(6)) if fine else 10000 * (1 + below(50))))
    return rows


# ---------------------------------------------------------------- files

def open_table(folder, name, headings):
    file = open(os.path.join(folder, name + '.csv'), 'w', encoding='utf-8', newline='')
    table = csv.writer(file, lineterminator='\n')
    table.writerow(headings)
    return file, table


def write_tasks(folder, depts):
    file, table = open_table(folder, '任务', ('编号', '名称', '开发区', '部门', '权重', '方法') +
                             TASK_ARGUMENTS + ('实际',))

    def write(code, task, zone, dept):
        name, weight, method, arguments, low, high, decimals = task
        table.writerow((code, name, zone, dept, weight, method) +
                       tuple(arguments.get(a, '') for a in TASK_ARGUMENTS) +
                       (number(low, high, decimals),))

    for k, task in enumerate(ZONE_TASKS):
        write('Z-%d' % (k + 1), task, 'Z', '')
    for d, dept in enumerate(depts):
        for k, task in enumerate(DEPT_TASKS[d % len(DEPT_TASKS)]):
            write('%s-%d' % (dept, k + 1), task, '', dept)
    file.close()


def write_zone_and_departments(folder, depts):
    file, table = open_table(folder, '开发区', ('编号', '应出勤天数'))
    table.writerow(('Z', WORKDAYS))
    file.close()
    file, table = open_table(folder, '部门', ('编号', '名称', '开发区'))
    for d, dept in enumerate(depts):
        table.writerow((dept, '第%d%s' % (d + 1, DEPT_KINDS[d % len(DEPT_KINDS)]), 'Z'))
    file.close()


def write_people(folder, people, depts):
    names = tuple(name for name, _ in DEDUCTIONS)
    files = {
        '花名册': open_table(folder, '员工-花名册',
                          ('工号', '姓名', '部门', '岗位', '档', '入职日期', '身份证号', '银行账号',
                           '缴费工资', '基础工资标准', '津贴标准')),
        '考勤': open_table(folder, '员工-考勤', ('工号', '实出勤天数', '一票否决')),
        '附加扣除': open_table(folder, '员工-附加扣除', ('工号',) + names),
        '累计结转': open_table(folder, '员工-累计结转',
                           ('工号', '累计.计税月数', '累计.应发合计', '累计.专项扣除',
                            '累计.专项附加扣除') + tuple('累计.' + n for n in names) +
                           ('累计.个人所得税',)),
        '考核': open_table(folder, '考核', ('员工', '指标', '实际')),
        '奖惩': open_table(folder, '奖惩', ('编号', '员工', '类别', '金额')),
    }
    size, events = people / len(depts), 0
    for i in range(people):
        d = min(int(i / size), len(depts) - 1)
        place = i - math.ceil(d * size)
        post = POSTS[d % len(POSTS)][0 if place == 0 else 1 if place == 1 else
                                     2 if place < 5 else 3]
        for name, row in person_rows(i, people, depts[d], place, post).items():
            if name == '考核':
                files[name][1].writerows(row)
                continue
            if name == '奖惩':
                events += 1
                row = ('J%07d' % events,) + row
            files[name][1].writerow(row)
    for file, _ in files.values():
        file.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('people', type=int)
    parser.add_argument('out')
    parser.add_argument('--depts', type=int, help='default: one for twelve people')
    args = parser.parse_args()
    count = args.depts or max(1, round(args.people / 12))
    if args.people < 1 or not 1 <= count <= args.people:
        parser.error('needs at least one person, and one in every department')

    depts = ['D%0*d' % (len(str(count)), d + 1) for d in range(count)]
    data = os.path.join(args.out, 'data')
    shutil.copytree(os.path.join(HERE, 'zone'), os.path.join(args.out, 'scheme'))
    os.makedirs(data)
    write_zone_and_departments(data, depts)
    write_tasks(data, depts)
    write_people(data, args.people, depts)


if __name__ == '__main__':
    main()
