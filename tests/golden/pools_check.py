#!/usr/bin/env python3
"""Hundreds of random pools in one month, each divided by hand: DIR SEED POOLS

Makes a scheme with every way to close a pool (尾差) in every mode of 分配, and data of
pools that are delicate: one cent, one person, weights of zero, equal weights, weights
of 30 digits, everybody at the ceiling, floors beyond the pool.  $KPAY calculates it into
DIR/run; every share is compared with this calculation in fractions, which shares no code
with the engine: the λ of Σ clamp(λw, floor, ceiling) = pool lies between two of the
bounds' own λ, found by halving; the cents are closed one by one.
"""
import csv
import os
import random
import subprocess
import sys
from fractions import Fraction as F

sys.dont_write_bytecode = True
from yancheng_check import clamp, decimal_text

CENT, ZERO = F(1, 100), F(0)
TAILS = ('最大余额', '最大份额', '首位', '末位', '留存')
POOL = '池: 矿区.钱, '
MODES = {'份额': '权重: 分量', '两限': '权重: 分量, 下限: 最低, 上限: 最高',
         '压缩': '权重: 名义, 方式: "封顶"',
         '压限': '权重: 名义, 下限: 最低, 上限: 最高, 方式: "封顶"'}
FIELDS = [(mode + tail, '分配(%s%s, 尾差: "%s")' % (POOL, how, tail), mode, tail)
          for mode, how in MODES.items() for tail in TAILS]
FIELDS += [('保底', '分配(%s权重: 分量, 下限: 大保底, 上限: 最高 + 大保底, 保底不足: "按比例")' % POOL,
            '保底', TAILS[0]),
           ('在册者', '分配(%s权重: 分量, 计入: 在册)' % POOL, '在册', TAILS[0])]
COLUMNS = (('分量', '数值'), ('名义', '金额'), ('最低', '金额'), ('最高', '金额'), ('大保底', '金额'))


def down(value):
    return F((value * 100).numerator // (value * 100).denominator, 100)


def level(pool, weight, low, high):
    """The exact shares; everybody's bound where nothing moves any more."""
    def shares(factor):
        return [clamp(factor * w, l, h) for w, l, h in zip(weight, low, high)]

    if sum(low) >= pool:
        return list(low)
    points = sorted({bound / w for w, l, h in zip(weight, low, high) if w for bound in (l, h)})
    before, after = -1, len(points)  # the last point that is too low, the first that is not
    while after - before > 1:
        middle = (before + after) // 2
        if sum(shares(points[middle])) < pool:
            before = middle
        else:
            after = middle
    if after == len(points):
        return shares(points[-1])
    start = points[before] if before >= 0 else ZERO
    first, last = sum(shares(start)), sum(shares(points[after]))
    step = (points[after] - start) * (pool - first) / (last - first)
    return shares(start + step)


def close(pool, exact, weight, most, tail):
    """Rows stand in order of key."""
    share = [down(x) for x in exact]
    left = int((min(pool, sum(exact)) - sum(share)) / CENT)
    rows = range(len(exact))
    if tail == '最大余额':
        for i in sorted(rows, key=lambda i: share[i] - exact[i])[:left]:
            share[i] += CENT
        return share
    if tail == '留存' or sum(exact) < pool:
        return share
    order = {'首位': rows, '末位': reversed(rows),
             '最大份额': sorted(rows, key=lambda i: -exact[i])}[tail]
    for i in order:
        part = min(left, int((most[i] - share[i]) / CENT)) if weight[i] else 0
        if part > 0:
            share[i] += part * CENT
            left -= part
    return share


def divide(mode, tail, pool, people):
    w, nominal, low, high, floors = ([p[name] for p in people] for name, _ in COLUMNS)
    free, none = [pool] * len(people), [ZERO] * len(people)
    if mode == '份额':
        return close(pool, level(pool, w, none, free), w, free, tail)
    if mode == '两限':
        return close(pool, level(pool, w, low, high), w, high, tail)
    if mode in ('压缩', '压限'):
        low, high = (low, high) if mode == '压限' else (none, nominal)
        due = [clamp(x, l, h) for x, l, h in zip(nominal, low, high)]
        if sum(due) <= pool:
            return due
        return close(pool, level(pool, nominal, low, high), nominal, due, tail)
    if mode == '保底' and sum(floors) > pool:
        return close(pool, level(pool, floors, none, floors), floors, floors, tail)
    if mode == '保底':
        high = [h + l for h, l in zip(high, floors)]
        return close(pool, level(pool, w, floors, high), w, high, tail)
    inside = [i for i, p in enumerate(people) if p['在册']]
    part = divide('份额', tail, pool, [people[i] for i in inside])
    return [part[inside.index(i)] if i in inside else ZERO for i in range(len(people))]


# ---------------------------------------------------------------- data

def weight(chance, kind):
    if kind == 'equal':
        return F(1)
    if kind == 'long':
        return F(chance.randint(1, 10 ** 30), 10 ** chance.randint(0, 12))
    return F(chance.choice([0, 1, 1, 2, 3, chance.randint(1, 999)]), chance.choice([1, 10, 1000]))


def make_pool(chance):
    kind = chance.choice(['plain', 'plain', 'equal', 'cent', 'ceiling', 'long', 'one'])
    n = 1 if kind == 'one' else chance.choice([1, 2, 3, 5, 8, 13, 40])
    cents = 1 if kind == 'cent' else chance.choice([2, 100, 99999, 3000000, chance.randint(1, 10 ** 9)])
    pool, people = F(cents, 100), []
    mean = pool / n
    for _ in range(n):
        low = down(mean * F(chance.choice([0, chance.randint(0, 90)]), 100))
        spare = F(9, 10) * (mean - low) if kind == 'ceiling' else \
            mean * F(chance.choice([0, 5, 30, 100, 400]), 100)
        people.append({'分量': weight(chance, kind), '名义': down(mean * F(chance.randint(0, 220), 100)),
                       '最低': low, '最高': low + down(spare),
                       '大保底': down(mean * F(chance.randint(50, 170), 100)),
                       '在册': chance.random() < 0.7})
    if not any(p['分量'] for p in people if p['在册']):
        people[0].update({'分量': F(1), '在册': True})
    return pool, people


def write(path, lines):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


def make(folder, pools, chance):
    lines = ['说明,矿区奖金', '项目,内容', '方案名称,矿区奖金', '', '实体,甲', '实体,主键', '矿区,代号',
             '矿工,灯号', '', '字段,乙', '实体,字段,类型,公式', '矿区,代号,文本,', '矿区,钱,金额,',
             '矿工,灯号,文本,', '矿工,矿区,矿区,', '矿工,在册,是否,']
    lines += ['矿工,%s,%s,' % column for column in COLUMNS]
    lines += ['矿工,%s,金额,"%s"' % (name, how.replace('"', '""')) for name, how, _, _ in FIELDS]
    write(os.path.join(folder, 'scheme', '方案.csv'), lines)
    write(os.path.join(folder, 'data', '矿区.csv'),
          ['代号,钱'] + ['%s,%s' % (name, decimal_text(pool, 2)) for name, (pool, _) in pools.items()])
    rows = [','.join([key, name, '是' if p['在册'] else '否'] +
                     [decimal_text(p['分量'], 12).rstrip('0').rstrip('.')] +
                     [decimal_text(p[column], 2) for column, _ in COLUMNS[1:]])
            for name, (_, people) in pools.items() for key, p in people.items()]
    chance.shuffle(rows)
    write(os.path.join(folder, 'data', '矿工.csv'),
          ['灯号,矿区,在册,' + ','.join(name for name, _ in COLUMNS)] + rows)


def main(folder, seed, count):
    chance, pools = random.Random(int(seed)), {}
    for at in range(int(count)):
        pool, people = make_pool(chance)
        keys = sorted(chance.sample(range(10 ** 6), len(people)))
        pools['M%03d' % at] = pool, {'L%06d-%03d' % (k, at): p for k, p in zip(keys, people)}
    make(folder, pools, chance)
    run = os.path.join(folder, 'run')
    subprocess.run([os.environ['KPAY'], 'run', os.path.join(folder, 'scheme'), '--data',
                    os.path.join(folder, 'data'), '--month', '2031-07', '--out', run],
                   check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(run, 'tables', '矿工.csv'), encoding='utf-8-sig', newline='') as file:
        got = {row['灯号']: row for row in csv.DictReader(file)}
    figures = wrong = 0
    for name, (pool, people) in pools.items():
        for field, _, mode, tail in FIELDS:
            want = divide(mode, tail, pool, list(people.values()))
            for key, share in zip(people, want):
                figures += 1
                if F(got[key][field]) != share:
                    wrong += 1
                    print('%s %s: expected %s, got %s' % (key, field, float(share), got[key][field]))
    print('%d shares of %d pools, %d differences' % (figures, len(pools), wrong))
    return 1 if wrong or not figures else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
