#!/bin/sh
# What leaves the house: fixed-length bank files, first and last lines, sums that tie.
# Names, accounts and amounts are those of samples/yancheng/expected and its roster.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/yancheng
EXPECTED=$SAMPLE/expected/2025-03/员工-工资.csv

cp -R "$SAMPLE/scheme" scheme
month()
{
    kpay_exits "$1" run scheme --data "$SAMPLE/data/2025-03" --month 2025-03 --out "$2"
}

# ---- a file of fixed length: every record has the bytes that the bank asks for

cat >scheme/90-定长.csv <<'END'
报表,定长代发,实体 员工,样式 文本,文件 定长.txt,编码 GB18030,分隔 定长,行尾 CRLF,排序 工号,首行 H{年份}{月份 2}{笔数 6}{合计 金额 15},"尾行 T{笔数}|{合计 金额}"
列,内容,格式,宽度,对齐,填充
账号,银行账号,文本,22,,
户名,姓名,文本,10,,
金额,实发合计,分,12,右,0
附言,"""工资""",文本,6,右,
END
month 0 fixed
python3 - "$EXPECTED" "$SAMPLE/data/2025-03/员工-花名册.csv" fixed/out/定长.txt <<'END' || fail 'the fixed-length file'
import csv, sys
from decimal import Decimal
net = {row['工号']: Decimal(row['实发合计']) for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig')) if row['工号'][0] == 'E'}
people = {row['工号']: row for row in csv.DictReader(open(sys.argv[2], encoding='utf-8-sig'))}
total = int(sum(net.values()) * 100)
want = [b'H202503%06d%015d' % (len(net), total)]
for key in sorted(net):
    who = people[key]
    want.append(who['工资卡号'].encode().ljust(22) + who['姓名'].encode('gb18030').ljust(10)
                + b'%012d' % int(net[key] * 100) + '工资'.encode('gb18030').rjust(6))
want.append(b'T%d|%d' % (len(net), total))
have = open(sys.argv[3], 'rb').read()
assert have == b''.join(line + b'\r\n' for line in want), have
assert len(set(map(len, want[1:-1]))) == 1
END

# ---- what does not fit is refused, not cut

sed -i 's/^户名,姓名,文本,10/户名,姓名,文本,3/' scheme/90-定长.csv
month 1 narrow
err_has 'KP6630'
absent narrow
rm scheme/90-定长.csv

# ---- a bank file that somebody is missing from never appears

sed -i 's/筛选 实发合计 > 0/"筛选 工号 != ""E05"""/' scheme/74-报表-代发.csv
month 1 declared
err_has 'KP6631'
err_has 'sum(银行代发.金额) = '
absent declared
rm scheme/62-*.csv
month 1 dropped
err_has 'KP6633'
err_has '没有写入的：E05'
absent dropped
python3 - "$EXPECTED" .err <<'END' || fail 'both figures'
import csv, sys
from decimal import Decimal
net = {row['工号']: Decimal(row['实发合计']) for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig')) if row['工号'][0] == 'E'}
told = open(sys.argv[2], encoding='utf-8').read()
all_of_them = sum(net.values())
assert f'{all_of_them}' in told and f"{all_of_them - net['E05']}" in told, told
END

# ---- unless the scheme says what such a file equals: two files, together everybody

rm scheme/74-报表-代发.csv
cat >scheme/91-两家银行.csv <<'END'
报表,甲行,实体 员工,样式 文本,"筛选 工号 <= ""E05"""
列,内容
金额,实发合计

报表,乙行,实体 员工,样式 文本,"筛选 工号 > ""E05"""
列,内容
金额,实发合计

校验,勾稽
名称,实体,条件
两家合起来,报表,sum(甲行.金额) + sum(乙行.金额) = sum(工资表.应发合计) - sum(工资表.扣款合计)
人数,报表,count(甲行) + count(乙行) - count(工资表) = 0
END
month 0 both
sed -i '/^报表,乙行/s/E05/E06/' scheme/91-两家银行.csv
month 1 one
err_has 'KP6631'
err_has '两家合起来'
err_has 'count(甲行) + count(乙行) - count(工资表) = -1'
absent one

# ---- or says that it is meant so

cat >scheme/91-两家银行.csv <<'END'
报表,甲行,实体 员工,样式 文本,勾稽 否,"筛选 工号 <= ""E05"""
列,内容
金额,实发合计
END
month 0 some

# ---- totals at the foot of every page: what stands on it, between the real breaks

python3 "$SOURCE/tests/bench/zone.py" 130 zone >/dev/null
sed -i 's/,合计 是,大写/,合计 是,本页小计 是,大写/' zone/scheme/4-报表.csv
kpay_exits 0 run zone/scheme --data zone/data --month 2025-03 --out pages
python3 - pages/out/2025-03.xlsx <<'END' || fail 'totals of pages'
import re, sys, zipfile
from decimal import Decimal
book = zipfile.ZipFile(sys.argv[1])
texts = [''.join(re.findall(r'<t[^>]*>([^<]*)</t>', item))
         for item in re.findall(r'<si>(.*?)</si>', book.read('xl/sharedStrings.xml').decode(), re.S)]
sheet = re.sub(r'<c [^>]*/>', '', book.read('xl/worksheets/sheet1.xml').decode())
breaks = [int(n) for n in re.findall(r'<brk id="(\d+)"', sheet)]
assert len(breaks) > 3
label, value, formula = {}, {}, {}
for ref, row, kind, inside in re.findall(
        r'<c r="([A-Z]+)(\d+)"[^>]*?(?: t="(\w+)")?>(.*?)</c>', sheet):
    number = re.search(r'<v>([^<]*)</v>', inside)
    if ref == 'A':
        label[int(row)] = texts[int(number[1])] if kind == 's' else number and number[1]
    elif ref == 'G' and number and kind != 's':
        value[int(row)] = Decimal(number[1])
        formula[int(row)] = (re.search(r'<f>([^<]*)</f>', inside) or [None, None])[1]
people = {row for row in value if label.get(row, '').isdigit()}
assert len(people) == 130
ends = [row for row in sorted(value) if label[row] == '本页小计']
assert ends[:-1] == breaks, (ends, breaks)  # the total is the last row before the break
begin = 0
def rows_of(text):
    for a, b in re.findall(r'G(\d+)(?::G(\d+))?', text):
        yield from range(int(a), int(b or a) + 1)
for end in ends:
    mine = sorted(row for row in people if begin < row < end)
    assert value[end] == sum(value[row] for row in mine)
    assert sorted(rows_of(formula[end])) == mine
    begin = end
for row in value:
    if label[row].endswith('小计') and row not in ends:
        assert value[row] == sum(value[r] for r in rows_of(formula[row]))
        assert set(rows_of(formula[row])) <= people
total, = (row for row in value if label[row] == '合　计')
assert value[total] == sum(value[row] for row in people) == sum(value[r] for r in rows_of(formula[total]))
END

finish
