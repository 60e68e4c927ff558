#!/usr/bin/env python3
"""Bad input: what the program says about a sample in which one thing was spoiled.

    KPAY=build/kpay SOURCE=. bad_input.py [--bless] [--xlsx] [WORD...]

Runs every case of the *.cases files beside it, or those whose name holds a WORD.  A case
copies a sample, edits the copy, runs the program and compares everything said.  README.md
has the format.  --bless writes what the program said under the cases: read the diff, since
the texts are judged by what a clerk needs, not by what the program says.  The lines `at`
are never written by this script; they are the places and severities that must be told.

--xlsx hands in every CSV file of the data as a workbook, all its cells texts as they stand
in the file: what is said must be the same but for the places.  Cases about CSV itself (how a
file is encoded, cut into cells or named) are left out.

Beside the texts, every case is held to these promises:
  * faults are sorted by place and none is told twice;
  * the last line counts them rightly;
  * nothing payable is left behind unless the exit code is 0;
  * with exit code 0 the tables are those of the intact sample, but for the cells that the
    case names.
"""
import csv
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "support"))
import csv_to_xlsx  # noqa: E402
import xlsx_hands  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = pathlib.Path(os.environ.get("SOURCE", HERE.parent.parent.parent)).resolve()
KPAY = str(pathlib.Path(os.environ.get("KPAY", SOURCE / "build" / "kpay")).resolve())
MONTHS = {"start": "2025-01", "yancheng": "2025-03"}
SEVERITIES = {"zh": ("错误", "警告", "提示"), "en": ("error", "warning", "note")}


class Wrong(Exception):
    """The case did not come out as it says, or cannot be done."""


# ---- cases as text

class Case:
    def __init__(self, name):
        self.name = name
        self.sample = None
        self.steps = []  # [verb, file, text]
        self.month = None
        self.command = "run"
        self.exit = None
        self.at = []
        self.cells = []
        self.said = {}  # by language


def unescape(text):
    """\\t, \\n, \\u3000: characters that cannot be seen in a case."""
    return re.sub(r"\\(u[0-9A-Fa-f]{4}|[tnr\\])",
                  lambda m: chr(int(m.group(1)[1:], 16)) if m.group(1)[0] == "u"
                  else {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[m.group(1)], text)


def read_line(case, line):
    word, _, rest = line.partition(" ")
    if word in MONTHS and not rest:
        case.sample = word
    elif word in ("month", "command"):
        setattr(case, word, rest)
    elif word == "exit":
        case.exit = int(rest)
    elif word in ("at", "cell"):
        getattr(case, "at" if word == "at" else "cells").append(rest)
    elif word == "|":
        case.steps[-1][2] += unescape(rest) + "\n"
    else:
        file, _, text = rest.partition(": ")
        case.steps.append([word, file.rstrip(":"), text])


def read_cases(path):
    cases, lang = [], None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            cases.append(Case(line[4:]))
            lang = None
        elif line.startswith("--- "):
            lang = line[4:]
            cases[-1].said[lang] = ""
        elif not cases or (lang is None and (not line or line.startswith("#"))):
            continue
        elif lang is None:
            read_line(cases[-1], line)
        else:
            cases[-1].said[lang] += line + "\n"
    for case in cases:
        case.said = {lang: text.rstrip("\n") + "\n" if text.strip() else ""
                     for lang, text in case.said.items()}
    return cases


# ---- spoiling

def only(text, old):
    if text.count(old) != 1:
        raise Wrong(f"{old!r} stands {text.count(old)} times, expected once")


def replaced(text, rest):
    old, _, new = rest.partition(" => ")
    only(text, unescape(old))
    return text.replace(unescape(old), unescape(new))


def without_line(text, rest):
    only(text, rest)
    return "".join(line for line in text.splitlines(True) if rest not in line)


def reordered(text, rest):
    rows = list(csv.reader(io.StringIO(text)))
    order = [rows[0].index(name) for name in rest.split(",")]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([row[j] for j in order] for row in rows)
    return out.getvalue()


def with_column(text, rest):
    cells = unescape(rest).split("|")
    return "".join(line + "," + cell + "\n"
                   for line, cell in zip(text.splitlines(), cells + [""] * 99))


EDITS = {
    "replace": replaced,  # OLD => NEW, where OLD stands exactly once
    "every": lambda text, rest: text.replace(*map(unescape, rest.split(" => "))),
    "delete": without_line,
    "add": lambda text, rest: text + unescape(rest) + "\n",
    "top": lambda text, rest: unescape(rest) + "\n" + text,
    "columns": reordered,
    "column": with_column,
    "ends": lambda text, rest: text.replace("\n", unescape(rest)),
    "write": lambda text, rest: rest,
    "rows": lambda text, rest: text + "".join(
        rest.partition(" ")[2].replace("{}", f"{n:03}") + "\n"
        for n in range(1, int(rest.partition(" ")[0]) + 1)),
}


def apply(step, folder):
    verb, name, text = step
    path = folder / name
    if verb == "copy":
        shutil.copy(path, folder / text)
    elif verb == "rename":
        path.rename(folder / text)
    elif verb == "remove":
        path.unlink()
    elif verb == "encode":
        path.write_bytes(path.read_text(encoding="utf-8").encode(text))
    elif verb == "hex":
        path.write_bytes(bytes.fromhex(text))
    elif verb in EDITS:
        was = path.read_text(encoding="utf-8") if path.exists() else ""
        now = EDITS[verb](was, text)
        if now == was:
            raise Wrong(f"{verb} {name} changes nothing")
        path.write_text(now, encoding="utf-8", newline="")
    else:
        raise Wrong(f"unknown line: {verb}")


# ---- running

def kpay(folder, *args):
    result = subprocess.run([KPAY, *args], cwd=folder, capture_output=True, timeout=60,
                            env={**os.environ, "KPAY_LANG": "zh"})
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def copy_sample(case, folder):
    sample = SOURCE / "samples" / case.sample
    shutil.copytree(sample / "scheme", folder / "scheme")
    shutil.copytree(sample / "data" / MONTHS[case.sample], folder / "data")


def arguments(case, folder, out):
    month = case.month or MONTHS[case.sample]
    args = ["scheme", "--data", "data", "--month", month]
    if case.command == "run":
        args += ["--out", out]
    if month != MONTHS[case.sample]:
        # The month after: the sample's own month stands before it, its carried-in sums go.
        for path in (folder / "data").glob("*结转*"):
            path.unlink()
        args += ["--prev", "before"]
    return args


def tables_of(folder):
    tables = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for row in rows[1:]:
            for name, cell in zip(rows[0], row):
                tables[path.stem, row[0], name] = cell
    return tables


# ---- the same as workbooks

CSV_MATTERS = ("encode", "hex", "ends", "rename", "copy", "remove", "write")
# What only CSV does: cut amounts at commas, lose merged cells, break quotation marks.
CSV_CODES = ("KP1004", "KP1009", "KP1017", "KP4047", "KP6028")


def is_about_csv(case):
    return any(step[0] in CSV_MATTERS for step in case.steps) or \
        any(code in text for text in case.said.values() for code in CSV_CODES)


def data_as_workbooks(folder):
    hands = sorted(xlsx_hands.HANDS)
    for number, path in enumerate(sorted((folder / "data").glob("*.csv"))):
        book = xlsx_hands.Book(hands[number % len(hands)])
        csv_to_xlsx.sheet_of(book, path, typed=False)
        path.with_suffix(".xlsx").write_bytes(book.bytes())
        path.unlink()


def places_in_workbooks(text):
    """data/员工.csv!C7 is data/员工.xlsx[员工]!C7."""
    return re.sub(r"data/([^/!，：“” ]+)\.csv", r"data/\1.xlsx[\1]", text)


INTACT = {}  # by sample and month: what an intact run says, and its tables


def intact(case, root):
    key = case.sample, case.month, case.command
    if key not in INTACT:
        folder = root / ("intact-" + "-".join(map(str, key)))
        folder.mkdir()
        copy_sample(case, folder)
        if case.month:
            first = kpay(folder, "run", "scheme", "--data", "data", "--month",
                         MONTHS[case.sample], "--out", "before")
            if first[0] != 0:
                raise Wrong("the month before does not run")
        usual = set()
        for lang in SEVERITIES:
            shutil.rmtree(folder / "out", ignore_errors=True)
            code, _, err = kpay(folder, case.command, *arguments(case, folder, "out"),
                                "--lang", lang)
            if code != 0:
                raise Wrong("the intact sample does not run:\n" + err)
            usual.update(faults(err, lang)[0])
        INTACT[key] = folder, usual
    return INTACT[key]


# ---- judging

def faults(text, lang):
    """The faults of a report and what stands behind the last of them."""
    words = "|".join(SEVERITIES[lang])
    head = re.compile(rf"^(?:(?P<place>.*?): )?(?P<word>{words}) (?P<code>KP\d{{4}}): ")
    found, rest = [], ""
    for line in text.splitlines(True):
        if head.match(line):
            found.append(line)
        elif found and line.startswith("  "):
            found[-1] += line
        else:
            rest += line
    return found, rest


def place_of(fault, lang):
    words = "|".join(SEVERITIES[lang])
    match = re.match(rf"^(?:(.*?): )?({words}) KP\d{{4}}: ", fault)
    return match.group(1) or "", match.group(2)


def order_of(place):
    match = re.match(r"^(.*?)(?:\[[^]]*\])?(?:!([A-Z]*)(\d+))?$", place)
    letters = match.group(2) or ""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return match.group(1).encode(), int(match.group(3) or 0), column


def check_report(found, rest, lang, code, command):
    places = [order_of(place_of(fault, lang)[0]) for fault in found]
    if places != sorted(places):
        raise Wrong("faults are not sorted by place")
    if len(set(found)) != len(found):
        raise Wrong("a fault is told twice")
    if command == "check":
        return
    words = [place_of(fault, lang)[1] for fault in found]
    errors, warnings = (words.count(word) for word in SEVERITIES[lang][:2])
    # At most a hundred of a kind are listed; how many more there are stands below.
    for n, kind in re.findall(r"^另有 (\d+) 处同类问题 (KP\d+) 没有列出$", rest, re.M):
        if sum(f" {kind}: " in fault for fault in found) != 100:
            raise Wrong(f"{n} more of {kind}, but not a hundred are listed")
        errors += int(n)
    rest = re.sub(r"^另有 .* 没有列出\n", "", rest, flags=re.M)
    if (errors > 0) != (code == 1):
        raise Wrong(f"exit code {code} with {errors} errors")
    if errors and lang == "zh" and rest.strip() != \
            f"{errors} 个错误，{warnings} 个警告。没有生成任何可发放的文件。":
        raise Wrong("the last line does not count the faults: " + rest)
    if not errors and rest.strip():
        raise Wrong("unexpected on stderr: " + rest)


def check_places(case, found):
    told = [" ".join(place_of(fault, "zh")).strip() for fault in found]
    if told != case.at:
        raise Wrong("told at\n    " + "\n    ".join(told or ["(nothing)"]) +
                    "\n  expected\n    " + "\n    ".join(case.at or ["(nothing)"]))


def check_nothing_payable(folder, before):
    left = {path.relative_to(folder) for path in folder.rglob("*")} - before
    if left:
        raise Wrong("left behind: " + ", ".join(map(str, sorted(left))))


def check_tables(case, folder, sound):
    wanted = {}
    for cell in case.cells:
        table, key, name, value = (cell.split(" ", 3) + [""])[:4]
        wanted[table, key, name] = value
    is_, was = tables_of(folder / "out"), tables_of(sound / "out")
    for place, value in wanted.items():
        if is_.get(place) != value:
            raise Wrong(f"{' '.join(place)} is {is_.get(place)}, expected {value}")
    if wanted:
        return
    changed = [place for place in sorted(was.keys() | is_.keys())
               if is_.get(place) != was.get(place)]
    if changed:
        raise Wrong("other figures than the intact sample: " + "; ".join(
            f"{' '.join(place)} {was.get(place)} -> {is_.get(place)}"
            for place in changed[:5]))


def run_case(case, root, bless, xlsx):
    sound, usual = intact(case, root)
    if xlsx:
        usual = {places_in_workbooks(fault) for fault in usual}
        case.at = [places_in_workbooks(place) for place in case.at]
        case.said = {lang: places_in_workbooks(text) for lang, text in case.said.items()}
    with tempfile.TemporaryDirectory(dir=root) as name:
        folder = pathlib.Path(name)
        copy_sample(case, folder)
        args = arguments(case, folder, "out")
        if "--prev" in args:
            shutil.copytree(sound / "before", folder / "before")
        for step in case.steps:
            apply(step, folder)
        if xlsx:
            data_as_workbooks(folder)
        before = {path.relative_to(folder) for path in folder.rglob("*")}
        said = {}
        for lang in case.said or {"zh": ""}:
            code, out, err = kpay(folder, case.command, *args, "--lang", lang)
            if code != case.exit:
                raise Wrong(f"exit code {code}, expected {case.exit}\n{err}")
            if code != 0 and case.command == "run" and out:
                raise Wrong("something on stdout: " + out)
            found, rest = faults(err, lang)
            check_report(found, rest, lang, code, case.command)
            # What the sample itself is warned of is none of the case's business.
            found = [fault for fault in found if fault not in usual]
            if lang == "zh":
                check_places(case, found)
            said[lang] = "".join(found)
            if code != 0 or case.command == "check":
                check_nothing_payable(folder, before)
            else:
                check_tables(case, folder, sound)
                shutil.rmtree(folder / "out")
        for lang, text in said.items():
            if text != case.said.get(lang, "") and not bless:
                raise Wrong(f"said in {lang}\n{text}  expected\n{case.said.get(lang, '')}")
        return said


def write_back(path, cases):
    """The file with the texts that were said; everything else stays."""
    out, current, skipping = [], None, False
    byname = {case.name: case for case in cases}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            if skipping:
                out.append("")
            current, skipping = byname[line[4:]], False
        if line.startswith("--- "):
            lang, skipping = line[4:], True
            out += [line, *current.said[lang].splitlines()]
        elif not skipping:
            out.append(line)
    path.write_text("\n".join(out).rstrip("\n") + "\n", encoding="utf-8")


def main(words):
    bless = "--bless" in words
    xlsx = "--xlsx" in words
    words = [word for word in words if not word.startswith("--")]
    ran = failed = 0
    with tempfile.TemporaryDirectory() as name:
        for path in sorted(HERE.glob("*.cases")):
            cases = read_cases(path)
            for case in cases:
                if words and not any(word in case.name for word in words):
                    continue
                if xlsx and is_about_csv(case):
                    continue
                ran += 1
                try:
                    said = run_case(case, pathlib.Path(name), bless, xlsx)
                    if bless:
                        case.said.update(said)
                except (Wrong, subprocess.TimeoutExpired) as wrong:
                    failed += 1
                    print(f"not ok: {path.name}: {case.name}: {wrong}")
            if bless:
                write_back(path, cases)
    print(f"{ran - failed} passed, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
