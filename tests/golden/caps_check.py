#!/usr/bin/env python3
"""The cap policies of samples/caps against the worked figures and an exact recalculation.

    caps_check.py OUT          compare the run folders of samples/caps/run.sh in OUT with
                               samples/caps/expected and with this calculation
    caps_check.py --random OUT N
                               make N months of unseen data a policy, run them with $KPAY into
                               OUT; recalculate each; turn the rows round, double the weights

Everything is a fraction; no code is shared with the engine, and no scheme is read.
Every difference is a line on standard output; the exit code is 1 when there is one.
"""
import csv
import glob
import os
import random
import subprocess
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
from yancheng_check import clamp, decimal_text, exact, half_up, same, column_total

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'samples', 'caps')
CENT = Fraction(1, 100)
ZERO = Fraction(0)


# ---------------------------------------------------------------- the policies, exactly

def down(value, decimals=2):
    units = value * 10 ** decimals
    return Fraction(units.numerator // units.denominator, 10 ** decimals)


def close(pool, exact_shares, high):
    """Largest remainder to the cent; nobody above his ceiling; ties to the smaller key."""
    share = {key: down(value) for key, value in exact_shares.items()}
    left = (min(pool, sum(exact_shares.values())) - sum(share.values())) / CENT
    order = sorted(share, key=lambda key: (share[key] - exact_shares[key], key))
    for key in order:
        if left < 1:
            break
        if share[key] + CENT <= high[key]:
            share[key] += CENT
            left -= 1
    assert left < 1
    return share


def fill(pool, weight, low=None, high=None):
    """Σ clamp(λw, low, high) = pool: the λ between two breakpoints, then to the cent."""
    low = low or dict.fromkeys(weight, ZERO)
    high = high or dict.fromkeys(weight, pool)
    if sum(high.values()) <= pool:
        return dict(high)
    assert sum(low.values()) <= pool, 'infeasible floors'
    points = sorted({bound[key] / weight[key] for bound in (low, high) for key in weight
                     if weight[key] > 0})
    at = ZERO
    for point in points:
        if sum(clamp(point * weight[k], low[k], high[k]) for k in weight) > pool:
            break
        at = point
    # between `at` and the next breakpoint the sum is a straight line
    moving = [k for k in weight if weight[k] > 0 and
              low[k] / weight[k] <= at < high[k] / weight[k]]
    fixed = sum(clamp(at * weight[k], low[k], high[k]) for k in weight if k not in moving)
    factor = (pool - fixed) / sum(weight[k] for k in moving) if moving else at
    shares = {k: clamp(factor * weight[k], low[k], high[k]) for k in weight}
    assert sum(shares.values()) == pool
    return close(pool, shares, high)


def policy_p1(people, zone):
    amounts = {key: row['应得'] for key, row in people.items()}
    cap = zone['控制数']
    paid = amounts if sum(amounts.values()) <= cap else fill(cap, amounts)
    return {'员工': {key: {'实得': paid[key]} for key in people},
            '单位': {'实得合计': sum(paid.values()), '结余': cap - sum(paid.values())}}


def policy_p2(people, zone, one_person=False):
    points = {key: row['系数'] * row['得分'] for key, row in people.items()}
    cap, total = zone['控制数'], sum(points.values())
    paid = fill(cap, points)
    printed = down(cap / total)
    public = {key: half_up(points[key] * printed, 2) for key in people}
    left = cap - sum(public.values())
    if one_person:
        public[min(points, key=lambda key: (-points[key], key))] += left
    rounded = {n: sum(half_up(points[key] * half_up(cap / total, n), 2) for key in people)
               for n in (2, 4)}
    return {'员工': {key: {'点数': points[key], '实得': paid[key], '公示实得': public[key]}
                   for key in people},
            '单位': {'实得合计': cap, '分值': down(cap / total, 6), '公示分值': printed,
                   '公示差额': left, '公示实得合计': sum(public.values()),
                   '公示结余': cap - sum(public.values()),
                   '两位分值合计': rounded[2], '四位分值合计': rounded[4]}}


def policy_p3(people, zone, scale=False):
    low, high, weight = ({key: row[name] for key, row in people.items()}
                         for name in ('保底', '封顶', '点数'))
    cap = zone['控制数']
    if scale and sum(low.values()) > cap:
        paid = fill(cap, low)
    else:
        paid = fill(cap, weight, low, high)
    plain = fill(cap, weight)
    cut = sum(clamp(plain[key], low[key], high[key]) for key in people)
    return {'员工': {key: {'实得': paid[key]} for key in people},
            '单位': {'实得合计': sum(paid.values()), '结余': cap - sum(paid.values()),
                   '只截剩余': cap - cut}}


def policy_p4(people, zone, departments, give_back=False):
    cap = zone['控制数']
    own = {d: [k for k in people if people[k]['部门'] == d] for d in departments}
    pools = fill(cap, {d: row['部门系数'] * sum(people[k]['系数'] for k in own[d])
                       for d, row in departments.items()})
    weight = {k: row['系数'] * row['个人考核系数'] for k, row in people.items()}
    high = {k: row['封顶'] for k, row in people.items()}
    first, left = {}, {}
    for d, keys in own.items():
        first.update(fill(pools[d], {k: weight[k] for k in keys}, high={k: high[k] for k in keys}))
        left[d] = pools[d] - sum(first[k] for k in keys)
    again = sum(left.values()) if give_back else ZERO
    room = {k: high[k] - first[k] for k in people}
    more = fill(again, weight, high=room) if again else dict.fromkeys(people, ZERO)
    paid = {k: first[k] + more[k] for k in people}
    return {'员工': {k: {'部门内实得': first[k], '返还': more[k], '实得': paid[k]} for k in people},
            '部门': {d: {'绩效池': pools[d], '结余': left[d]} for d in departments},
            '单位': {'实得合计': sum(paid.values()), '结余': cap - sum(paid.values())}}


def policy_p5(amounts, annual=False, catch_up=False, total=Fraction(720000)):
    """Months in order: what is due to what is paid."""
    months, paid, held = [], ZERO, ZERO
    for month, due in enumerate(amounts, 1):
        limit = total if annual else down(total * month / 12)
        pay = min(due + (held if catch_up else 0), max(ZERO, limit - paid))
        held, paid = held + due - pay, paid + pay
        months.append({'本月实发': pay, '留存余额': held, '本年实发': paid})
    return months


def policy_p7(people, zone, inclusive=False, multiple=3):
    head = next(key for key, row in people.items() if row['主要负责人'] == '是')
    rest = [row['应得'] for key, row in people.items() if key != head]
    bound = (down(multiple * sum(rest) / (len(people) - multiple)) if inclusive else
             down(multiple * sum(rest) / len(rest)))
    paid = {key: row['应得'] for key, row in people.items()}
    paid[head] = min(paid[head], bound)
    return {'员工': {key: {'实得': paid[key]} for key in people},
            '单位': {'负责人上限': bound, '实得合计': sum(paid.values())}}


# ---------------------------------------------------------------- files

def read_table(path):
    with open(path, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    return {row[0] if '工号' not in rows[0] else row[rows[0].index('工号')]:
            dict(zip(rows[0], row)) for row in rows[1:]}


def numbers(row):
    return {name: text if exact(text) is None else exact(text) for name, text in row.items()}


def read_data(folder):
    return {os.path.basename(path)[:-4]: {k: numbers(row) for k, row in read_table(path).items()}
            for path in glob.glob(os.path.join(folder, '*.csv'))}


def read_run(run):
    return {os.path.basename(path)[:-4]: read_table(path)
            for path in glob.glob(os.path.join(run, 'tables', '*.csv'))}


def compare_expected(out):
    found = stated = 0
    for path in sorted(glob.glob(os.path.join(SAMPLE, 'expected', '*', '*.csv'))):
        run, entity = path.split(os.sep)[-2], os.path.basename(path)[:-4]
        table = read_run(os.path.join(out, run)).get(entity, {})
        for key, row in read_table(path).items():
            for column, want in list(row.items())[1:]:
                if not want:
                    continue
                got = (column_total(table, column) if key == '合计' else
                       table.get(key, {}).get(column, ''))
                stated += 1
                if not same(column, want, got):
                    found += 1
                    print('%s %s %s.%s: expected %s, got %s' %
                          (run, entity, key, column, want, got or 'nothing'))
    print('worked figures: %d, %d differences' % (stated, found))
    return found or not stated


def compare_tables(who, want, run):
    """Differences between a calculation and a run folder."""
    found, tables = 0, read_run(run)
    for entity, rows in want.items():
        for key, row in ({'U': rows} if entity == '单位' else rows).items():
            for column, value in row.items():
                got = exact(tables.get(entity, {}).get(key, {}).get(column, ''))
                if got != value:
                    found += 1
                    print('%s %s %s.%s: recalculated %s, got %s' %
                          (who, entity, key, column, decimal_text(value, 4), got))
    return found


# ---------------------------------------------------------------- the sample's own runs

def calculate(policy, data, **switches):
    people, zone = data['员工'], data['单位']['U']
    if policy == 'P4':
        return policy_p4(people, zone, data['部门'], **switches)
    return {'P1': policy_p1, 'P2': policy_p2, 'P3': policy_p3,
            'P7': policy_p7}[policy](people, zone, **switches)


RUNS = (('P1', 'P1', '2025-01', {}), ('P2', 'P2', '2025-01', {}),
        ('P2-tail', 'P2', '2025-01', {'one_person': True}), ('P3', 'P3', '2025-01', {}),
        ('P3-surplus', 'P3', '2025-02', {}), ('P3-floors', 'P3', '2025-03', {'scale': True}),
        ('P4', 'P4', '2025-01', {}), ('P4-surplus', 'P4', '2025-02', {}),
        ('P4-return', 'P4', '2025-02', {'give_back': True}), ('P7', 'P7', '2025-01', {}),
        ('P7-inclusive', 'P7', '2025-01', {'inclusive': True}),
        ('P7-above', 'P7', '2025-02', {'inclusive': True}))


def compare_runs(out):
    found = 0
    for run, policy, month, switches in RUNS:
        data = read_data(os.path.join(SAMPLE, policy, 'data', month))
        found += compare_tables(run, calculate(policy, data, **switches), os.path.join(out, run))
    months = ['2025-%02d' % month for month in range(1, 6)]
    due = [read_data(os.path.join(SAMPLE, 'P5', 'data', m))['单位']['U']['本月应发'] for m in months]
    for name, switches in (('P5', {}), ('P5-annual', {'annual': True}),
                           ('P5-catchup', {'catch_up': True})):
        for month, row in zip(months, policy_p5(due, **switches)):
            run = '%s-%s' % (name, month)
            found += compare_tables(run, {'单位': row}, os.path.join(out, run))
    print('recalculated: %d differences' % found)
    return found


# ---------------------------------------------------------------- unseen data

def amount(low, high):
    return Fraction(random.randint(low * 100, high * 100), 100)


def made(policy):
    """A month of data that no table of the sample was made for."""
    keys = ['K%02d' % n for n in range(1, random.randint(4, 12))]
    people = {key: {'单位': 'U'} for key in keys}
    for row in people.values():
        if policy == 'P1':
            row['应得'] = amount(100, 20000)
        elif policy == 'P2':
            row.update({'系数': amount(1, 3), '得分': amount(40, 110)})
        elif policy == 'P3':
            row.update({'点数': amount(10, 300), '保底': amount(0, 2000)})
            row['封顶'] = row['保底'] + amount(0, 9000)
        elif policy == 'P4':
            row.update({'部门': 'D%d' % random.randint(1, 3), '系数': amount(1, 3),
                        '个人考核系数': amount(0, 2) + CENT, '封顶': amount(1000, 9000)})
        else:
            row.update({'主要负责人': '否', '应得': amount(20000, 90000)})
    data = {'员工': people, '单位': {'U': {'控制数': amount(20000, 60000)}}}
    if policy == 'P4':
        data['部门'] = {'D%d' % d: {'名称': '部门%d' % d, '单位': 'U', '部门系数': amount(1, 2)}
                      for d in (1, 2, 3)}
        for d, key in enumerate(keys[:3], 1):  # no department without people
            people[key]['部门'] = 'D%d' % d
    if policy == 'P7':
        people[keys[0]].update({'主要负责人': '是', '应得': amount(100000, 600000)})
        data['单位'] = {'U': {}}
    return data


def write_data(folder, data, turned=False, twice=()):
    os.makedirs(folder)
    for entity, rows in data.items():
        with open(os.path.join(folder, entity + '.csv'), 'w', encoding='utf-8',
                  newline='') as file:
            out = csv.writer(file, lineterminator='\n')
            columns = list(next(iter(rows.values())))
            out.writerow(['工号' if entity == '员工' else '编号'] + columns)
            for key in sorted(rows, reverse=turned):
                cells = [rows[key][c] * (2 if c in twice else 1) if isinstance(rows[key][c], Fraction)
                         else rows[key][c] for c in columns]
                out.writerow([key] + [c if isinstance(c, str) else decimal_text(c, 2)
                                      for c in cells])


def paid(run, policy):
    return {key: row['实得'] for key, row in read_run(run).get('员工', {}).items()}


# doubling amounts that exceed the cap, or points, must change nothing
WEIGHTS = {'P1': (), 'P2': ('系数',), 'P3': ('点数',), 'P4': ('系数',), 'P7': ()}


def check_random(out, rounds):
    found, runs = 0, 0
    kpay = os.environ['KPAY']
    for policy in WEIGHTS:
        for at in range(rounds):
            random.seed('%s %d' % (policy, at))
            data = made(policy)
            answers = {}
            for name, options in (('plain', {}), ('turned', {'turned': True}),
                                  ('twice', {'twice': WEIGHTS[policy]})):
                base = os.path.join(out, '%s-%d-%s' % (policy, at, name))
                write_data(base + '-data', data, **options)
                run = subprocess.run(
                    [kpay, 'run', os.path.join(SAMPLE, policy, 'scheme'), '--data',
                     base + '-data', '--month', '2025-01', '--out', base],
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                runs += 1
                if run.returncode:
                    found += 1
                    print(run.stdout)
                answers[name] = paid(base, policy)
            plain = os.path.join(out, '%s-%d-plain' % (policy, at))
            found += compare_tables('%s %d' % (policy, at), calculate(policy, data), plain)
            found += bounds_broken(policy, data, answers['plain'], plain)
            for name in ('turned', 'twice'):
                if answers[name] != answers['plain']:
                    found += 1
                    print('%s %d: %s gives other figures' % (policy, at, name))
    print('unseen data: %d runs, %d differences' % (runs, found))
    return found


def bounds_broken(policy, data, answer, run):
    """What holds whatever the figures are."""
    people, total = data['员工'], sum(map(Fraction, answer.values()))
    broken = [key for key in people if key not in answer]
    cap = data['单位']['U'].get('控制数')
    if cap is not None:
        rest = exact(read_run(run).get('单位', {}).get('U', {}).get('结余', ''))
        if total > cap or rest is None or total + rest != cap:
            broken.append('sum')
    for key, text in answer.items():
        row, value = people[key], Fraction(text)
        if value < row.get('保底', ZERO) or value > row.get('封顶', row.get('应得', value)):
            broken.append(key)
    for what in broken:
        print('%s: bounds of %s are broken' % (run, what))
    return len(broken)


def main(args):
    if args[:1] == ['--random'] and len(args) == 3:
        return 1 if check_random(args[1], int(args[2])) else 0
    if len(args) != 1:
        print(__doc__)
        return 2
    return 1 if compare_expected(args[0]) + compare_runs(args[0]) else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
