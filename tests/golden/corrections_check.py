#!/usr/bin/env python3
"""The sample of corrections, recalculated in fractions from its inputs alone: OUT"""
import csv
import sys
from fractions import Fraction as F
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "samples" / "corrections"
OLD = {"主管": F("1.2"), "专员": F(1)}
NEW = {"主管": F("1.25"), "专员": F(1)}
BRACKETS = [(36000, 3, 0), (144000, 10, 2520), (300000, 20, 16920)]


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def cents(x):
    """Half away from zero, to the cent."""
    sign = -1 if x < 0 else 1
    return sign * F(int(abs(x) * 100 + F(1, 2)), 100)


def own(row, coefficients):
    if row["在册"] != "是":
        return F(0)
    perf = F(row["绩效基数"]) * coefficients[row["岗位"]] * F(row["考核得分"]) / 100
    return F(row["基本工资"]) + cents(perf)


def settled(pending, month_pay):
    """What of a debt (negative) is taken this month: a fifth of the pay, rounded down; backpay at once."""
    limit = F(int(month_pay / 5 * 100), 100)
    return max(pending, -limit)


def tax(base):
    if base <= 0:
        return F(0)
    for top, rate, quick in BRACKETS:
        if base <= top:
            return cents(base * rate / 100 - quick)
    raise ValueError(base)


def main():
    out = Path(sys.argv[1])
    months = ["2025-01", "2025-02", "2025-03", "2025-04"]
    data = {m: {r["工号"]: r for r in rows(SOURCE / "data" / m / "员工.csv")} for m in months}
    right = {r["工号"]: r for r in rows(SOURCE / "corrected" / "2025-01" / "员工.csv")}
    faults, count = [], 0

    def same(what, found, wanted):
        nonlocal count
        count += 1
        if F(found) != wanted:
            faults.append(f"{what}: {found} is not {wanted}")

    # Lines: (folder, old coefficient and data, new ones)
    plan = [
        ("2025-01-更1", "2025-01", data["2025-01"], OLD, right, OLD, "2025-01"),
        ("系数-2025-01-更1", "2025-01", right, OLD, right, NEW, "2025-01-更1"),
        ("系数-2025-02", "2025-02", data["2025-02"], OLD, data["2025-02"], NEW, "2025-02"),
        ("系数-2025-03", "2025-03", data["2025-03"], OLD, data["2025-03"], NEW, "2025-03"),
    ]
    due = {m: {} for m in months}
    for folder, month, was, c1, now, c2, corrected in plan:
        want = {}
        for key in was:
            a, b = own(was[key], c1), own(now[key], c2)
            if a != b:
                want[key] = (a, b)
        lines = rows(out / folder / "out" / "更正单-补发扣回.csv")
        if [r["员工"] for r in lines] != sorted(want):
            faults.append(f"{folder}: lines of {[r['员工'] for r in lines]}, not {sorted(want)}")
        skel = (out / corrected / "run.skel").read_text(encoding="utf-8").splitlines()
        run = next(l for l in skel if l.startswith("run\t")).split("\t")[1]
        head = skel[-1].split("\t")[1][:16]
        target = "2025-03" if folder == "2025-01-更1" else "2025-04"
        for r in lines:
            a, b = want[r["员工"]]
            same(f"{folder} {r['员工']} 原值", r["原值"], a)
            same(f"{folder} {r['员工']} 新值", r["新值"], b)
            same(f"{folder} {r['员工']} 差额", r["差额"], b - a)
            count += 3
            if (r["原月份"], r["原结算号"], r["原日志头"]) != (month, run, head):
                faults.append(f"{folder}: wrong reference {r}")
            due[target][r["员工"]] = due[target].get(r["员工"], F(0)) + b - a

    income, deductions, withheld, counted, owed = {}, {}, {}, {}, {}
    for month in months:
        for row in rows(out / month / "tables" / "员工.csv"):
            key = row["工号"]
            typed = data[month][key]
            here = typed["在册"] == "是"
            pay = own(typed, NEW if month == "2025-04" else OLD)
            pending = owed.get(key, F(0)) + due[month].get(key, F(0))
            extra = settled(pending, pay)
            owed[key] = pending - extra
            gross = pay + extra
            income[key] = income.get(key, F(0)) + gross
            less = F(typed["专项扣除"]) + F(typed["专项附加扣除"]) if here else F(0)
            deductions[key] = deductions.get(key, F(0)) + less
            counted[key] = counted.get(key, 0) + here
            total = tax(income[key] - deductions[key] - 5000 * counted[key])
            part = max(F(0), total - withheld.get(key, F(0)))
            withheld[key] = withheld.get(key, F(0)) + part
            net = gross - (F(typed["专项扣除"]) if here else 0) - part
            for name, value in (
                ("补发扣回", extra),
                ("待扣余额", owed[key]),
                ("待追回", F(0) if here else owed[key]),
                ("应发合计", gross),
                ("个人所得税", part),
                ("实发合计", net),
            ):
                same(f"{month} {key} {name}", row[name], value)
    # The figures of the README, by hand.
    first = {r["工号"]: r for r in rows(out / "2025-03" / "tables" / "员工.csv")}
    same("林一 3 月个税", first["P1"]["个人所得税"], F("990.00"))
    same("吴三 待追回", first["P3"]["待追回"], F("-800.00"))
    same("郑四 3 月扣回", first["P4"]["补发扣回"], F("-1740.00"))
    same("左五 3 月实发", first["P5"]["实发合计"], F("388.00"))
    last = {r["工号"]: r for r in rows(out / "2025-04" / "tables" / "员工.csv")}
    same("周二 4 月应发", last["P2"]["应发合计"], F("13030.00"))
    same("吴三 4 月待追回", last["P3"]["待追回"], F("-800.00"))
    same("郑四 4 月余额", last["P4"]["待扣余额"], F("-1520.00"))
    for fault in faults:
        print(fault)
    print(f"{count} figures, {len(faults)} wrong")
    sys.exit(1 if faults else 0)


main()
