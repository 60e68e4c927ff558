#!/bin/sh
# The live workbook: whole by itself, and the same after LibreOffice and Gnumeric have
# recalculated it where they are installed (live/run.sh does the same for all samples and
# a zone of 10,000 people).
. "$SOURCE/tests/golden/lib.sh"

CASE='live workbooks of the samples'
OUT=$WORK/live SAMPLES=start KPAY=$KPAY sh "$SOURCE/tests/conform/live/run.sh" 0 \
    >report || fail "$(cat report)"
grep 'skipped' report || :

CASE='a spoilt cell must be seen'
run=$WORK/live/sample-start/2025-01
sed -i '2s/[0-9]\.[0-9]/&7/' "$run/tables/员工.csv"
! python3 "$SOURCE/tests/conform/live/structure.py" "$run"/out/*-活表.xlsx "$run" >/dev/null ||
    fail 'a wrong figure went unseen'

CASE='the same run, the same bytes'
kpay_exits 0 run "$SOURCE/samples/start/scheme" --data "$SOURCE/samples/start/data/2025-01" \
    --month 2025-01 --out again --live
cmp again/out/2025-01-活表.xlsx "$run/out/2025-01-活表.xlsx" || fail 'other bytes'

CASE='the log does not know of it'
kpay_exits 0 run "$SOURCE/samples/start/scheme" --data "$SOURCE/samples/start/data/2025-01" \
    --month 2025-01 --out plain
cmp plain/run.skel again/run.skel || fail 'another log'

CASE='a replay makes it again'
kpay_exits 0 verify again
printf 'x' >>again/out/2025-01-活表.xlsx
kpay_exits 1 verify again
err_has '2025-01-活表.xlsx'

CASE='every way of a rule table to answer is a formula, and quotas are counted'
python3 "$SOURCE/tests/conform/live/kinds.py" kinds 1
kpay_exits 0 run "$SOURCE/tests/conform/live/scheme" --data kinds --month 2025-03 --out answers --live
PYTHONPATH=$SOURCE/tests/conform/live python3 - answers/out/2025-03-活表.xlsx <<'END' || fail 'values'
import sys
from sheets import read
sheets = read(sys.argv[1])
people = sheets['人']
column = {cell.value: col for (row, col), cell in people.items() if row == 4}
for name in '首个 同值 加总 优先 最高 最低 条数 加缺 收集 行序 结果序 密次'.split():
    assert people[5, column[name]].formula, name
for name in '收集 行序 结果序'.split():  # several lines that hold are an error there
    assert '>1,NA(),' in people[5, column[name]].formula, name
for cell in (c for (_, col), c in sheets['核对'].items() if col == 3 and '良好' not in str(c.value)):
    if cell.formula and cell.formula.startswith('MAX(0,'):
        assert 'ROUNDDOWN(ROUND(' in cell.formula, cell.formula  # 舍去: not one head more
checks = [cell.value for cell in sheets['核对'].values() if '人数超出名额' in str(cell.value)]
assert sorted(checks) == sorted(f'等次（{g}）：优秀人数超出名额' for g in ('1', '01', 'g', 'G', '甲')), checks
END

finish
