#!/bin/sh
# The small schemes of samples/mechanisms, what they refuse, and the list in
# docs/mechanisms.md: every phrase names a table row and a test that exist.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/mechanisms
CASE=docs/mechanisms.md
python3 "$SOURCE/tests/golden/mechanisms_list.py" "$SOURCE" || fail 'the list does not hold'

for one in targets bottom posts identity; do
    kpay_exits 0 check "$SAMPLE/$one/scheme" --month 2025-12
    out_has '：0 个错误，0 个警告'
    kpay_exits 0 test "$SAMPLE/$one/scheme" --month 2025-12
done

OUT=$WORK/all
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$SOURCE/tests/golden/mechanisms_check.py" "$OUT" || fail 'other figures than expected'
for run in "$OUT"/*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done

# refused SAMPLE FILE SED-SCRIPT MESSAGE
refused()
{
    rm -rf data again
    cp -R "$SAMPLE/$1/data" data
    sed -i "$3" "data/$2"
    cmp -s "data/$2" "$SAMPLE/$1/data/$2" && fail "nothing changed in $2"
    kpay_exits 1 run "$SAMPLE/$1/scheme" --data data --month 2025-12 --out again
    err_has "$4"
    absent again
}

refused targets 部门目标.csv 's/^D2-1,\(.*\),16,/D2-1,\1,15.99,/' '分给各部门的目标之和不等于开发区目标'
refused targets 岗位目标.csv 's/^P2-1,\(.*\),5,4/P2-1,\1,6,4/' '分给各岗位的目标之和不等于部门目标'
refused targets 部门目标.csv 's/,26.4$/,26.5/' '各部门完成数之和不等于开发区完成数'
refused targets 部门目标.csv 's/共担,40,,/共担,40,95,/' '共担的目标和实际以上级为准，不另填'
refused targets 部门目标.csv 's/^D3-2,公文办结率（%）,D3,,/D3-2,公文办结率（%）,D3,T1,/' '分解、共担的要写上级目标，自设的不写'
refused posts 开发区.csv 's/^02,\(.*\),7,7,10,7,6$/02,\1,7,8,10,7,6/' '处级领导人数超过核定职数'
refused posts 开发区.csv 's/^02,高新区,S,10,7,7,/02,高新区,S,10,8,7,/' '各开发区处级职数之和不等于全市核定数'
refused identity 员工.csv 's/^S3,丙三,聘用人员,1.00,,4300.00,/S3,丙三,聘用人员,1.00,4300.00,,/' '工资来源与身份不符'
# an indicator of another template belongs to nobody of this kind
refused identity 考核.csv 's/^S2,Z2,/S2,K3,/' 'KP4066'

finish
