#!/bin/sh
# kpay correct: closed months made good later, every figure recalculated in fractions; the
# folders hold as any other, and nothing can be paid twice.
. "${0%/*}/lib.sh"

sample="$SOURCE/samples/corrections"
OUT=$WORK/out KPAY=$KPAY sh "$sample/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$SOURCE/tests/golden/corrections_check.py" out >.out 2>&1 || { fail 'figures'; cat .out; }

# ---- a correction is kept like a run, marked, and replays by itself

for folder in out/2025-01-更1 out/系数-2025-01-更1 out/系数-2025-03 out/2025-04; do
    kpay_exits 0 verify $folder
    kpay_exits 0 recheck $folder
    python3 "$SOURCE/docs/verify_log.py" $folder >.out || { fail "verify_log.py $folder"; cat .out; }
done
grep -q '^run	2025-01-001-更1	1	-	2025-01	correction$' out/2025-01-更1/run.skel || fail 'the run line'
grep -q '^run	2025-01-001-更2	' out/系数-2025-01-更1/run.skel || fail 'the second correction'
unzip -p out/2025-01-更1/out/更正重算-2025-01.xlsx xl/worksheets/sheet1.xml | grep -q '不得发放' ||
    fail 'the workbook is not marked'
grep -q '考核办〔2025〕3 号' out/2025-01-更1/corrects/reason.txt || fail 'the reason is not kept'

# A changed reason, or a changed table of the run corrected, does not verify.
cp -R out/2025-01-更1 touched
sed -i 's/3 号/4 号/' touched/corrects/reason.txt
kpay_exits 1 verify touched

# ---- nothing twice, nothing on top of it

cp -R out/data/2025-03 twice
cp twice/更正单-补发扣回.csv twice/更正单-2.csv
sed -i '2s/1000.00/1000.01/; 2s/25000.00/25000.01/' twice/更正单-2.csv
kpay_exits 1 run "$sample/scheme" --data twice --month 2025-03 --prev out/2025-02 --out twice-out
err_has 'KP4052'
kpay_exits 1 run "$sample/scheme" --data out/data/2025-03 --month 2025-03 --prev out/2025-01-更1 --out wrong
err_has 'KP6736'
absent wrong

# The same correction made twice has the same numbers: the second one changes nothing.
kpay_exits 0 correct out/2025-01-更1 --reason 再算一遍 --out again
out_has '补发扣回：0 行'

# ---- in another tax year: paid and taxed in the new one, what was still owed goes over

mkdir wrong-score
sed 's/^P1,林一,A,是,专员,15000,10000,100,/P1,林一,A,是,专员,15000,10000,95,/' \
    "$sample/data/2025-04/员工.csv" >wrong-score/员工.csv
cp out/data/2025-04/更正单-*.csv wrong-score
kpay_exits 0 correct out/2025-04 --data wrong-score --reason '得分录错' --out last-year
mkdir next-year
cp "$sample/data/2025-04/员工.csv" last-year/out/更正单-补发扣回.csv next-year
kpay_exits 0 run "$sample/scheme-2" --data next-year --month 2026-01 --prev out/2025-04 --out 2026-01
# 25,000 - 500 - 5,000 - 3,500 - 2,000 = 14,000 at 3 %, nothing of 2025 in it
figure 2026-01/tables/员工.csv P1 补发扣回 -500.00
figure 2026-01/tables/员工.csv P1 个人所得税 420.00
# the last 1,520.00: 8,700 - 1,520 - 5,000 - 1,200 = 980 at 3 %
figure 2026-01/tables/员工.csv P4 补发扣回 -1520.00
figure 2026-01/tables/员工.csv P4 待扣余额 0.00
figure 2026-01/tables/员工.csv P4 个人所得税 29.40
figure 2026-01/tables/员工.csv P3 待追回 -800.00

# ---- fields in the order of 比较; numbers of more digits than a word holds

cp -R "$sample/scheme" wide
sed -i 's/^员工,当月应发,/员工,得分比,数值,,公式,考核得分 \/ 3,,,《薪酬办法》第三条,\n员工,当月应发,/' wide/1-方案.csv
sed -i 's/比较 当月应发/比较 当月应发、得分比/' wide/2-规则.csv
kpay_exits 0 run wide --data out/data/2025-01 --month 2025-01 --out wide-run
kpay_exits 0 correct wide-run --reason 不变 --out wide-same
out_has '补发扣回：0 行'
kpay_exits 0 correct wide-run --data out/corrected --reason 得分 --out wide-fields
CASE='fields in order'
[ "$(cut -d, -f2,4 wide-fields/out/更正单-补发扣回.csv | sed -n 2,3p | tr '\n' ' ')" = \
    'P1,当月应发 P1,得分比 ' ] || fail 'other lines'

# ---- what cannot be corrected

kpay_exits 2 correct out/2025-01 --out wrong
err_has '缺少选项 --reason'
kpay_exits 0 run "$sample/scheme" --data out/data/2025-01 --month 2025-01 --set 减除费用=6000 --out trial
kpay_exits 1 correct trial --reason 试 --out wrong
err_has 'KP6759'
cp -R out/2025-01 forged
sed -i '2s/林一/林二/' forged/tables/员工.csv
kpay_exits 1 correct forged --reason 试 --out wrong
err_has 'KP6760'
mkdir plain
cp "$SOURCE"/samples/start/scheme/*.csv plain
kpay_exits 0 run plain --data "$SOURCE/samples/start/data/2025-01" --month 2025-01 --out start
kpay_exits 1 correct start --reason 试 --out wrong
err_has 'KP6758'
absent wrong

# ---- a 更正 block typed wrong

cp -R "$sample/scheme" bad
sed -i 's/比较 当月应发/比较 当月应付/; s/^原月份,月份/原月,月份/; s/^差额,差额,/差额,金额,/; s/^编号,编号,/编号,主键,/' bad/2-规则.csv
kpay_exits 1 check bad --month 2025-01
for code in KP6754 KP6755 KP6756 KP6757; do
    err_has $code
done
err_has '当月应发'
sed -i 's/,写入 更正单//' bad/2-规则.csv
kpay_exits 1 check bad --month 2025-01
err_has 'KP6753'
finish
