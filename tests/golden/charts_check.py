#!/usr/bin/env python3
"""charts_check.py FILE.xlsx EXPECTED - do the charts of the sample show the right figures?

A chart's references are followed into the sheets by an independent reader; what stands
there must be what the expected tables say.  Standard library only.
"""
import csv
import pathlib
import posixpath
import re
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

import workbook

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWN = {  # sheet: (kind, heading across, headings drawn)
    "得分汇总": ("barChart", "姓名", ["综合得分"]),
    "部门绩效执行": ("barChart", "部门", ["本月绩效", "本年累计绩效"]),
    "得分分布": ("barChart", "等次", ["人数"]),
    "职级薪酬": ("barChart", "级", ["人均应发", "人均绩效"]),
}
FIGURES = dict.fromkeys(["本月绩效", "人均应发"], "#,##0")  # amounts along the axis
GRADES = [("优秀", 90, 1000), ("良好", 80, 90), ("合格", 70, 80), ("不合格", -1000, 70)]
RANKS = {"管委会正职": "一级", "班子副职": "二级", "部门正职": "三级", "部门副职": "四级",
         "主管": "五级", "专员": "五级"}  # the document's article 7


def charts_of(path):
    """[(sheet, kind, title, [(name, reference across, reference of values, cached)])]"""
    book = zipfile.ZipFile(path)
    for part in sorted(n for n in book.namelist() if n.startswith("xl/charts/chart")):
        root = ElementTree.fromstring(book.read(part))
        plot = next(e for e in root.iter() if e.tag.endswith("Chart") and e.tag != C + "chart")
        series = [("".join(t.text for t in one.find(C + "tx").iter(C + "v")),
                   one.find(f"{C}cat//{C}f").text, one.find(f"{C}val//{C}f").text,
                   [v.text for v in one.findall(f"{C}val//{C}numCache/{C}pt/{C}v")])
                  for one in plot.iter(C + "ser")]
        assert root.find(f".//{C}valAx/{C}numFmt").get("formatCode") == FIGURES.get(series[0][0], "General")
        title = "".join(t.text for t in root.find(f"{C}chart/{C}title").iter() if t.tag.endswith("}t"))
        yield plot.tag.removeprefix(C), title, series


def cells(sheets, reference):
    sheet, first, last = re.fullmatch(r"'?([^'!]+)'?!([$A-Z0-9]+):([$A-Z0-9]+)", reference).groups()
    (top, left), (bottom, right) = (workbook.place(ref.replace("$", "")) for ref in (first, last))
    assert left == right, reference
    return sheet, left, top, bottom, [sheets[sheet].get((row, left)) for row in range(top, bottom + 1)]


def heading(sheets, sheet, col, top):
    return sheets[sheet].get((top - 1, col)) or sheets[sheet].get((top - 2, col))


def expected(folder, name):
    rows = csv.DictReader(open(folder / name, encoding="utf-8-sig"))
    return list(rows)


def main():
    path, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    sheets = workbook.read(path)
    shown = {}
    for kind, title, series in charts_of(path):
        drawn = []
        for name, across, values, cached in series:
            sheet, col, top, bottom, labels = cells(sheets, across)
            other, value_col, *rows, figures = cells(sheets, values)
            assert (other, rows) == (sheet, [top, bottom]), (across, values)
            assert heading(sheets, sheet, value_col, top) == name
            assert len(labels) == len(set(labels)) and None not in labels, labels
            assert not [label for label in labels if "计" in label], labels
            assert [float(v) for v in cached] == [float(v) for v in figures]
            drawn.append(name)
            shown[sheet, name] = {l: Decimal(f"{float(v):.2f}") for l, v in zip(labels, figures)}
        assert title == sheets[sheet][1, 1], title
        assert DRAWN[sheet] == (kind, heading(sheets, sheet, col, top), drawn), (sheet, kind, drawn)
    assert {sheet for sheet, _ in shown} == set(DRAWN)
    return shown, folder


def mean(amounts):
    exact = sum(amounts) / len(amounts) if amounts else Decimal(0)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def compare_spread(shown, people):
    """How many have which grade, and what each rank is paid on average."""
    scores = [one["综合得分"] for one in people.values()]
    assert shown["得分分布", "人数"] == {
        grade: sum(low <= score < high for score in scores) for grade, low, high in GRADES}
    for heading, column in ("人均应发", "应发合计"), ("人均绩效", "绩效薪酬"):
        assert shown["职级薪酬", heading] == {
            rank: mean([one[column] for one in people.values() if RANKS[one["职"]] == rank])
            for rank in dict.fromkeys(RANKS.values())}, heading


def compare(shown, folder):
    people = expected_people(folder)
    assert shown["得分汇总", "综合得分"] == {who: one["综合得分"] for who, one in people.items()}
    compare_spread(shown, people)
    pay = {}
    for department, amount in ((one["部门"], one["绩效薪酬"]) for one in people.values()):
        if department:  # leaders belong to the zone itself
            pay[department] = pay.get(department, 0) + amount
    assert sorted(shown["部门绩效执行", "本月绩效"].values()) == sorted(pay.values())


def expected_people(folder):
    roster = {}
    for path in sorted((folder.parent.parent / "data" / "2025-03").glob("员工-花名册*.csv")):
        roster |= {row["工号"]: row for row in csv.DictReader(open(path, encoding="utf-8-sig"))}
    found = {}
    for path in sorted(folder.glob("员工-*.csv")):
        for row in expected(folder, path.name):
            if row["工号"] in roster:
                found.setdefault(row["工号"], {}).update(row)
    return {roster[key]["姓名"]: roster[key] | {name: Decimal(row[name]) for name in ("综合得分", "绩效薪酬", "应发合计")}
            for key, row in found.items()}


if __name__ == "__main__":
    compare(*main())
