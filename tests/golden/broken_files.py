#!/usr/bin/env python3
"""Broken files: whatever happens to a file, the program says so and pays nobody wrongly.

    KPAY=build-debug/kpay SOURCE=. broken_files.py [--long] [--seed N] [WORD...]

Every case damages one file of a sample's scheme or data, or of a finished run folder, and
runs the commands that read it.  Without --long some hundred cases, which the tests run;
with it all of them, on both samples: meant for a build with sanitizers.  WORD: only the
damages whose names hold it.  A case is repeated by its seed.

Promises:
  * the exit code is 0, 1 or 3, within 20 seconds and 512 MB, without any signal;
  * 1 and 3 come with a message, and leave no run folder;
  * 0 gives the tables of the undamaged files, or those of what the damaged file says when
    another CSV reader reads it; or a new warning tells that something was left out;
  * verify never accepts a run folder in which a byte was changed, and explain, recheck
    and diff never show other figures from it without saying so.
"""
import csv
import io
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("SOURCE", ".")).resolve()
KPAY = str(pathlib.Path(os.environ.get("KPAY", SOURCE / "build" / "kpay")).resolve())
SECONDS, MEGABYTES = 20, 512
MONTHS = {"start": "2025-01", "yancheng": "2025-03"}
EXPLAINED = {"start": ("S02", "实发合计"), "yancheng": ("E05", "实发合计")}


class Wrong(Exception):
    """A promise was not kept."""


# ---- running

def kpay(folder, *args, limit=SECONDS):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    child = subprocess.Popen([KPAY, *args], cwd=folder, stdout=out, stderr=err,
                             stdin=subprocess.DEVNULL, env={**os.environ, "KPAY_LANG": "zh"})
    try:
        child.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        raise Wrong(f"kpay {' '.join(args)}: no end within {limit} s") from None
    out.seek(0)
    err.seek(0)
    said = out.read(), err.read().decode("utf-8", "replace")
    out.close()
    err.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if used > MEGABYTES:
        raise Wrong(f"kpay {' '.join(args)}: {used:.0f} MB")
    if child.returncode not in (0, 1, 3):
        raise Wrong(f"kpay {' '.join(args)}: exit code {child.returncode}\n{said[1][-3000:]}")
    if "Sanitizer" in said[1] or "runtime error" in said[1]:
        raise Wrong(f"kpay {' '.join(args)}: {said[1][-3000:]}")
    if child.returncode and not said[1].strip() and not said[0].strip():
        raise Wrong(f"kpay {' '.join(args)}: exit code {child.returncode} without a word")
    return child.returncode, *said


def tables_of(run):
    return {path.name: path.read_bytes() for path in (run / "tables").glob("*.csv")}


def month_args(sample, out):
    return ["run", "scheme", "--data", "data", "--month", MONTHS[sample], "--out", out]


# ---- damages: (bytes, random) -> bytes, or None when there is nothing to damage

def lines_of(data):
    return data.splitlines(True)


def with_line(change):
    def damage(data, dice):
        lines = lines_of(data)
        if not lines:
            return None
        change(lines, dice.randrange(len(lines)), dice)
        return b"".join(lines)
    return damage


def cut_at(share):
    return lambda data, dice: data[:int(len(data) * share)]


def flipped(n):
    def damage(data, dice):
        data = bytearray(data)
        for _ in range(n if data else 0):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        return bytes(data)
    return damage


def random_bytes(data, dice):
    data = bytearray(data)
    at = dice.randrange(len(data) + 1)
    data[at:at + dice.randrange(40)] = bytes(dice.randrange(256) for _ in range(20))
    return bytes(data)


def inserted(what):
    def damage(data, dice):
        at = dice.randrange(len(data) + 1)
        return data[:at] + what + data[at:]
    return damage


def swapped_lines(lines, at, dice):
    other = dice.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


CHEAP = {
    "one bit": flipped(1),
    "ten bits": flipped(10),
    "random bytes": random_bytes,
    "a line twice": with_line(lambda lines, at, dice: lines.insert(at, lines[at])),
    "a line lost": with_line(lambda lines, at, dice: lines.pop(at)),
    "lines swapped": with_line(swapped_lines),
    "half a line": with_line(lambda lines, at, dice: lines.__setitem__(
        at, lines[at][:dice.randrange(len(lines[at]) + 1)])),
    "a quotation mark": inserted(b'"'),
    "a comma": inserted(b","),
    "a line break": inserted(b"\n"),
    "a NUL": inserted(b"\0"),
    "a carriage return": inserted(b"\r"),
    "a BOM inside": inserted(b"\xef\xbb\xbf"),
    "half a character": inserted(b"\xe5"),
    "a lone surrogate": inserted(b"\xed\xa0\x80"),
    "a bracket": inserted(b"("),
    "a sign": inserted(b"-"),
    "a zero": inserted(b"0"),
}
ONCE = {
    "empty": lambda data, dice: b"",
    "one byte": lambda data, dice: b"\xff",
    "blank lines": lambda data, dice: b"\n" * 1000,
    "only zeros": lambda data, dice: b"\0" * 4096,
    "random": lambda data, dice: bytes(dice.randrange(256) for _ in range(4096)),
    "UTF-16 without its end": lambda data, dice:
        data.decode("utf-8", "replace").encode("utf-16")[:-1],
    "Mac line ends": lambda data, dice: data.replace(b"\n", b"\r"),
    "a huge field": lambda data, dice: data.replace(b",", b"," + b"9" * 1000000, 1),
    "a long text": lambda data, dice: data.replace(b",", b"," + "长".encode() * 30000, 1),
    "a long number": lambda data, dice: data.replace(b",", b"," + b"1" * 400 + b",", 3),
    "thousands of columns": lambda data, dice: data.replace(b"\n", b"," * 20000 + b"\n", 3),
    "thousands of filled columns": lambda data, dice:
        data.replace(b"\n", b",x" * 16000 + b"\n", 3),
    "too many columns": lambda data, dice: data.replace(b"\n", b",x" * 17000 + b"\n", 1),
    "a hundred thousand lines": lambda data, dice: data + b"x,y,z\n" * 100000,
    "the same thousand times": lambda data, dice: data * 1000 if len(data) < 20000 else None,
    "only commas": lambda data, dice: b"," * 100000,
    "only quotation marks": lambda data, dice: b'"' * 100001,
    "deep brackets": lambda data, dice: data.replace(b" * ", b" * " + b"(" * 5000, 1),
    "a long formula": lambda data, dice: data.replace(b" * ", b" * 1" * 3000 + b" * ", 1),
    "a workbook": lambda data, dice: b"PK\3\4" + data,
    "HTML": lambda data, dice: b"<html>" + data,
}


def damages(long, steps):
    for k in range(steps + 1):
        yield f"cut at {k}/{steps}", cut_at(k / steps)
    for name, damage in ONCE.items():
        yield name, damage
    for turn in range(20 if long else 1):
        for name, damage in CHEAP.items():
            yield f"{name} {turn}" if turn else name, damage


# ---- what another reader makes of the file

def as_another_reads(data):
    """The file once more, by Python's reader and writer; None when it cannot be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return None
    csv.field_size_limit(1 << 30)
    out = io.StringIO()
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return None
    # Not quoting more than needed keeps what a reader may tell by quotes.
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


class Sample:
    def __init__(self, name, root):
        self.name = name
        self.folder = root / name
        self.folder.mkdir()
        source = SOURCE / "samples" / name
        shutil.copytree(source / "scheme", self.folder / "scheme")
        shutil.copytree(source / "data" / MONTHS[name], self.folder / "data")
        code, _, self.said = kpay(self.folder, *month_args(name, "out"))
        if code:
            raise Wrong("the sample does not run: " + self.said)
        self.tables = tables_of(self.folder / "out")

    def files(self):
        return sorted(path.relative_to(self.folder) for part in ("scheme", "data")
                      for path in (self.folder / part).glob("*.csv"))

    def copy(self, root):
        folder = pathlib.Path(tempfile.mkdtemp(dir=root))
        shutil.copytree(self.folder / "scheme", folder / "scheme")
        shutil.copytree(self.folder / "data", folder / "data")
        return folder


def check_input(sample, folder, file):
    """After the damage: check and run, and what they promise."""
    kpay(folder, "check", "scheme")
    kpay(folder, "check", "scheme", "--data", "data")
    code, _, err = kpay(folder, *month_args(sample.name, "run"))
    left = [path.name for path in folder.iterdir() if path.name.startswith(".kpay")]
    if left:
        raise Wrong("left behind: " + ", ".join(left))
    if code:
        if (folder / "run").exists():
            raise Wrong("a run folder in spite of errors")
        return
    tables = tables_of(folder / "run")
    if tables == sample.tables or has_news(err, sample.said):
        return
    path = folder / file
    read = as_another_reads(path.read_bytes()) if path.is_file() else None
    if read is None:
        raise Wrong("paid, with other tables, from a file that nobody can read")
    path.write_bytes(read)
    code, _, err = kpay(folder, *month_args(sample.name, "again"))
    if code or tables_of(folder / "again") != tables:
        raise Wrong("paid, with other tables than what the file says\n" + err)


def has_news(err, usual):
    """A warning or a note that the undamaged sample does not give."""
    news = [line for line in err.splitlines() if ": 警告 " in line or ": 提示 " in line]
    return any(line not in usual for line in news)


def input_cases(sample, long):
    for file in sample.files():
        for name, damage in damages(long, 40 if long else 3):
            yield f"{file}: {name}", file, damage


def run_input_case(sample, root, file, damage, dice):
    folder = sample.copy(root)
    damaged = damage((folder / file).read_bytes(), dice)
    if damaged is not None:
        (folder / file).write_bytes(damaged)
        check_input(sample, folder, file)
    shutil.rmtree(folder)


# ---- files that are something else, or somewhere else

def swapped(one, other):
    def damage(folder):
        a, b = (folder / one).read_bytes(), (folder / other).read_bytes()
        (folder / one).write_bytes(b)
        (folder / other).write_bytes(a)
    return damage


def become_folder(name):
    def damage(folder):
        (folder / name).unlink()
        (folder / name).mkdir()
    return damage


def become_link(name, to):
    def damage(folder):
        (folder / name).unlink()
        (folder / name).symlink_to(to)
    return damage


def misplaced(sample):
    files = [str(file) for file in sample.files()]
    scheme = [file for file in files if file.startswith("scheme")]
    data = [file for file in files if file.startswith("data")]
    for i, one in enumerate(data):
        yield f"{one} and {data[i - 1]} swapped", swapped(one, data[i - 1])
        yield f"{one} and {scheme[0]} swapped", swapped(one, scheme[0])
    for one, other in zip(scheme, scheme[1:]):
        yield f"{one} and {other} swapped", swapped(one, other)
    for one in (scheme[0], data[0]):
        yield f"{one} is a folder", become_folder(one)
        yield f"{one} is a dead link", become_link(one, "nowhere")
        yield f"{one} is a link to itself", become_link(one, pathlib.Path(one).name)
        yield f"{one} is a link to a device", become_link(one, "/dev/null")
        yield f"{one} is a link to a folder", become_link(one, ".")
        yield f"{one} is a pipe", lambda folder, one=one: (
            (folder / one).unlink(), os.mkfifo(folder / one))
        if os.getuid() != 0:
            yield f"{one} cannot be read", lambda folder, one=one: (folder / one).chmod(0)
        yield f"{one} is gone", lambda folder, one=one: (folder / one).unlink()
    yield "data is the scheme", lambda folder: (
        shutil.rmtree(folder / "data"), shutil.copytree(folder / "scheme", folder / "data"))
    yield "the scheme is data", lambda folder: (
        shutil.rmtree(folder / "scheme"), shutil.copytree(folder / "data", folder / "scheme"))
    yield "data is a file", lambda folder: (
        shutil.rmtree(folder / "data"), (folder / "data").write_text("x"))
    yield "data holds itself", lambda folder: (folder / "data" / "again").symlink_to(".")
    yield "data is a run folder", lambda folder: (
        shutil.rmtree(folder / "data"), shutil.copytree(sample.folder / "out", folder / "data"))


def run_misplaced_case(sample, root, damage):
    folder = sample.copy(root)
    damage(folder)
    check_input(sample, folder, "data/none")
    shutil.rmtree(folder)


# ---- run folders

def run_commands(sample):
    key, field = EXPLAINED[sample.name]
    return {
        "explain": ("explain", "run", key, field),
        "recheck": ("recheck", "run"),
        "diff": ("diff", "run", "sound"),
        "diff back": ("diff", "sound", "run"),
    }


def run_folder_cases(sample, long):
    run = sample.folder / "out"
    for path in sorted(path for path in run.rglob("*") if path.is_file()):
        file = path.relative_to(run)
        for name, damage in damages(long and path.name.startswith("run."),
                                    40 if long and path.name.startswith("run.") else 3):
            yield f"out/{file}: {name}", file, damage


def run_folder_case(sample, root, file, damage, dice, usual):
    folder = pathlib.Path(tempfile.mkdtemp(dir=root))
    shutil.copytree(sample.folder / "out", folder / "sound")
    shutil.copytree(sample.folder / "out", folder / "run")
    path = folder / "run" / file
    whole = path.read_bytes()
    damaged = damage(whole, dice)
    if damaged is None or damaged == whole:
        shutil.rmtree(folder)
        return
    path.write_bytes(damaged)
    if kpay(folder, "verify", "run")[0] == 0:
        raise Wrong("verify accepts it")
    for name, args in run_commands(sample).items():
        code, out, _ = kpay(folder, *args)
        if code == 0 and (0, out) != usual[name]:
            raise Wrong(f"{name} shows other figures and exits with 0")
    prev = ["run", str(sample.folder / "scheme"), "--data", str(sample.folder / "data"),
            "--month", "2025-06", "--prev", "run", "--out", "next"]
    kpay(folder, *prev)
    shutil.rmtree(folder)


def what_is_usual(sample, root):
    folder = pathlib.Path(tempfile.mkdtemp(dir=root))
    shutil.copytree(sample.folder / "out", folder / "sound")
    shutil.copytree(sample.folder / "out", folder / "run")
    return {name: kpay(folder, *args)[:2] for name, args in run_commands(sample).items()}


# ---- all of them

def tell(number, name, seed, wrong):
    print(f"not ok {number}: {name} (seed {seed}): {wrong}", flush=True)


def main(args):
    long = "--long" in args
    seed = int(args[args.index("--seed") + 1]) if "--seed" in args else 1
    words = [arg for arg in args if not arg.startswith("--") and not arg.isdigit()]
    samples = ("start", "yancheng") if long else ("start",)
    ran = failed = 0
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for sample in (Sample(name, root) for name in samples):
            usual = what_is_usual(sample, root)
            cases = [(f"{sample.name}/{name}", run_input_case, (file, damage))
                     for name, file, damage in input_cases(sample, long)]
            cases += [(f"{sample.name}/{name}", run_misplaced_case, (damage,))
                      for name, damage in misplaced(sample)]
            cases += [(f"{sample.name}/{name}", run_folder_case, (file, damage))
                      for name, file, damage in run_folder_cases(sample, long)]
            if not long and not words:
                # A fair part of them; the others run with --long.
                random.Random(seed).shuffle(cases)
                cases = cases[:150]
            for case, run, rest in cases:
                if words and not any(word in case for word in words):
                    continue
                ran += 1
                try:
                    more = () if run is run_misplaced_case else (random.Random(f"{seed} {case}"),)
                    more += (usual,) if run is run_folder_case else ()
                    run(sample, root, *rest, *more)
                except Wrong as wrong:
                    failed += 1
                    tell(ran, case, seed, wrong)
    print(f"{ran - failed} passed, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
