#!/usr/bin/env python3
"""A comparison of kpay whatif against whole runs: COMPARED BASE... TRIAL...

Adds up the tables/ of the run folders in fractions; every amount, difference, part,
group and total of the comparison's CSV files must be the same.
"""
import csv
import sys
from fractions import Fraction
from pathlib import Path

PEOPLE = "员工"


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        table = list(csv.reader(f))
    return table[0], table[1:]


def number(text):
    return Fraction(text) if text not in ("", "不适用") else Fraction(0)


class Side:
    """Sums over the months of one side, by person and by group."""

    def __init__(self, folders):
        self.months = []
        for folder in folders:
            heading, table = rows(Path(folder) / "tables" / f"{PEOPLE}.csv")
            self.months.append([dict(zip(heading, row)) for row in table])
        self.key = heading[0]

    def sums(self, field, by):
        out = {}
        for month in self.months:
            for row in month:
                group = row[by] if by else ""
                out[group] = out.get(group, Fraction(0)) + number(row[field])
        return out


def check(compared, name, by, base, trial, faults):
    heading, table = rows(Path(compared) / name)
    found = [dict(zip(heading, row)) for row in table]
    fields = [h[: -len("·原方案")] for h in heading if h.endswith("·原方案")]
    parts = [h for h in heading if "差额的构成" in h]
    count = 0
    for field in fields:
        want = [side.sums(field, by) for side in (base, trial)]
        keys = sorted(set(want[0]) | set(want[1]))
        if by and [row[heading[0]] for row in found] != keys:
            faults.append(f"{name}: rows {[row[heading[0]] for row in found][:5]} …")
            return 0
        for row in found:
            key = row[heading[0]] if by else ""
            for suffix, value in (
                ("原方案", want[0].get(key, 0)),
                ("试算", want[1].get(key, 0)),
                ("差额", want[1].get(key, 0) - want[0].get(key, 0)),
            ):
                count += 1
                if by and Fraction(row[f"{field}·{suffix}"]) != value:
                    faults.append(f"{name} {key} {field} {suffix}: {row[f'{field}·{suffix}']} is not {value}")
        if not by:
            for suffix, value in (("原方案", want[0][""]), ("试算", want[1][""])):
                count += 1
                shown = sum(Fraction(row[f"{field}·{suffix}"]) for row in found)
                if shown != value:
                    faults.append(f"{name} {field} {suffix}: {shown} is not {value}")
    for part in parts:
        source = part.rsplit("·", 1)[1]
        if source == "其他":
            continue
        want = [side.sums(source, by) for side in (base, trial)]
        for row in found if by else []:
            key = row[heading[0]]
            count += 1
            if abs(Fraction(row[part])) != abs(want[1].get(key, 0) - want[0].get(key, 0)):
                faults.append(f"{name} {key} {part}: {row[part]}")
    main = parts[0].split("差额的构成")[0] if parts else None
    for row in found if main else []:
        count += 1
        if sum(Fraction(row[p]) for p in parts) != Fraction(row[f"{main}·差额"]):
            faults.append(f"{name} {row[heading[0]]}: parts of {main} do not add up")
    return count


def main():
    compared, runs = sys.argv[1], sys.argv[2:]
    half = len(runs) // 2
    base, trial = Side(runs[:half]), Side(runs[half:])
    faults, count = [], 0
    for name, by in ((f"{PEOPLE}.csv", base.key), ("按部门.csv", "部门"), ("合计.csv", None)):
        count += check(compared, name, by, base, trial, faults)
    for fault in faults[:20]:
        print(fault)
    print(f"{count} figures, {len(faults)} wrong")
    sys.exit(1 if faults or count == 0 else 0)


main()
