#!/usr/bin/env python3
"""COUNTIF, SUMIF and their sisters over random rows, counted again from what Excel does.

    criteria_check.py --make FOLDER SEED   a scheme and its data
    criteria_check.py FOLDER TABLE         compares a table of a run

Blank cells are equal to no value, unlike every value, and neither above nor below any.
"""
import csv
import os
import random
import sys
from fractions import Fraction

PEOPLE = ["G%02d" % k for k in range(12)]


def score(row):
    return None if row["得分"] == "" else Fraction(row["得分"])


def amount(row):
    return Fraction(row["量"])


def above(row, bound):
    return score(row) is not None and score(row) >= bound


def grade(row):
    return row["类"]


# name: (formula, which rows, what of them: None counts)
FORMULAS = {
    "至少六十": ('COUNTIF(事项.得分, ">=60")', lambda r, p: above(r, 60), None),
    "空白": ('COUNTIF(事项.得分, "")', lambda r, p: score(r) is None, None),
    "也是空白": ('COUNTIF(事项.得分, "=")', lambda r, p: score(r) is None, None),
    "非空白": ('COUNTIF(事项.得分, "<>")', lambda r, p: score(r) is not None, None),
    "不是零": ('countif(事项.得分, "<>0")', lambda r, p: score(r) != 0, None),
    "是零": ("条件计数(事项.得分, 0)", lambda r, p: score(r) == 0, None),
    "全角": (
        'COUNTIF(事项.得分, "＜－5.5")',
        lambda r, p: score(r) is not None and score(r) < Fraction("-5.5"),
        None,
    ),
    "过门槛": (
        'COUNTIF(事项.得分, ">" & 门槛)',
        lambda r, p: score(r) is not None and score(r) > p,
        None,
    ),
    "等于门槛": ("COUNTIF(事项.得分, 门槛)", lambda r, p: score(r) == p, None),
    "甲类": ('COUNTIF(事项.类, "甲类")', lambda r, p: grade(r) == "甲类", None),
    "非甲类": ('COUNTIF(事项.类, "≠甲类")', lambda r, p: grade(r) != "甲类", None),
    "甲开头": ('COUNTIF(事项.类, "甲*")', lambda r, p: grade(r)[:1] == "甲", None),
    "非类尾": ('COUNTIF(事项.类, "<>*类")', lambda r, p: grade(r)[-1:] != "类", None),
    "含项": ('COUNTIF(事项.类, "*项*")', lambda r, p: "项" in grade(r), None),
    "月中后": (
        'COUNTIF(事项.日, ">=2025-03-15")',
        lambda r, p: r["日"] >= "2025-03-15",
        None,
    ),
    "期末前": (
        'COUNTIF(事项.日, "<" & 期末)',
        lambda r, p: r["日"] != "" and r["日"] < "2025-03-31",
        None,
    ),
    "算": ('COUNTIF(事项.算, "是")', lambda r, p: r["算"] == "是", None),
    "不否": ('COUNTIF(事项.算, "<>否")', lambda r, p: r["算"] != "否", None),
    "三条": (
        'COUNTIFS(事项.得分, ">=60", 事项.得分, "<=80", 事项.类, "<>乙项")',
        lambda r, p: above(r, 60) and score(r) <= 80 and grade(r) != "乙项",
        None,
    ),
    "甲类量": (
        'SUMIF(事项.类, "甲类", 事项.量)',
        lambda r, p: grade(r) == "甲类",
        sum,
    ),
    "大量": ('SUMIF(事项.量, ">10")', lambda r, p: amount(r) > 10, sum),
    "筛选后": (
        'SUMIF(事项[算 = 是].类, "甲*", 事项[算 = 是].量)',
        lambda r, p: r["算"] == "是" and grade(r)[:1] == "甲",
        sum,
    ),
    "两条量": (
        'SUMIFS(事项.量, 事项.类, "甲*", 事项.得分, ">=60") * 2',
        lambda r, p: grade(r)[:1] == "甲" and above(r, 60),
        lambda x: 2 * sum(x),
    ),
    "平均量": (
        'AVERAGEIF(事项.量, ">=0")',
        lambda r, p: amount(r) >= 0,
        lambda x: sum(x) / len(x),
    ),
    "甲外平均": (
        'AVERAGEIFS(事项.量, 事项.类, "<>甲类")',
        lambda r, p: grade(r) != "甲类",
        lambda x: sum(x) / len(x),
    ),
}

SHEETS = """实体
实体,主键
职工,工号
事项,职工+序

字段
实体,字段,类型,小数位,公式,缺失
职工,工号,文本
职工,门槛,数值
事项,职工,职工
事项,序,文本
事项,得分,数值,,,可空
事项,类,文本,,,可空
事项,日,日期,,,可空
事项,算,是否,,,可空
事项,量,数值
"""


def make(folder, seed):
    random.seed(seed)
    os.makedirs(folder + "/scheme")
    os.makedirs(folder + "/data")
    with open(folder + "/scheme/s.csv", "w", newline="", encoding="utf-8") as out:
        out.write(SHEETS)
        for name, (formula, _, _) in FORMULAS.items():
            csv.writer(out).writerow(["职工", name, "数值", 6, formula])
    with open(folder + "/data/职工.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerow(["工号", "门槛"])
        for person in PEOPLE:
            csv.writer(out).writerow([person, random.choice(["60", "72.5", "0"])])
    with open(folder + "/data/事项.csv", "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out)
        write.writerow(["职工", "序", "得分", "类", "日", "算", "量"])
        for person in PEOPLE:
            for k in range(random.randint(1, 25)):
                write.writerow(
                    [
                        person,
                        k,
                        random.choice(
                            ["", "", "0", "60", "72.5", "80", "59.99", "-5.5", "-6"]
                        ),
                        random.choice(["", "甲类", "甲项", "乙项", "丙类"]),
                        random.choice(["", "2025-03-01", "2025-03-15", "2025-03-31"]),
                        random.choice(["", "否", "否"]) if k % 3 else "是",
                        random.choice(["1.5", "10", "10.001", "-3", "44"]),
                    ]
                )
            write.writerow([person, "末", "", "", "", "否", "0.1"])


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rounded(value):
    scaled = abs(value) * 10**6
    whole = int(scaled) + (scaled - int(scaled) >= Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**6)


def compare(folder, table):
    things = rows_of(folder + "/data/事项.csv")
    bounds = {r["工号"]: Fraction(r["门槛"]) for r in rows_of(folder + "/data/职工.csv")}
    compared = wrong = 0
    for row in rows_of(table):
        own = [t for t in things if t["职工"] == row["工号"]]
        for name, (formula, holds, fold) in FORMULAS.items():
            chosen = [t for t in own if holds(t, bounds[row["工号"]])]
            want = fold([amount(t) for t in chosen]) if fold else Fraction(len(chosen))
            compared += 1
            if Fraction(row[name]) != rounded(Fraction(want)):
                wrong += 1
                print("%s %s: %s, expected %s" % (row["工号"], formula, row[name], want))
    assert compared == len(FORMULAS) * len(PEOPLE), compared
    return wrong


if sys.argv[1] == "--make":
    make(sys.argv[2], int(sys.argv[3]))
else:
    sys.exit(1 if compare(sys.argv[1], sys.argv[2]) else 0)
