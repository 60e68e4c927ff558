#!/bin/sh
# kpay fair against a check that looks at every pair and pays every crossing again.
. "${0%/*}/lib.sh"

CHECK=$SOURCE/tests/golden/fair_check.py
for case in '60 1' '200 2' '7 3'; do
    rm -rf zone run report again
    python3 "$CHECK" --make zone $case
    kpay_exits 0 run zone/scheme --data zone/data --month 2025-03 --out run
    code=0
    "$KPAY" fair run --score 得分 --pay 绩效 --within 岗位 --by 岗位、部门 --near 1 \
        --out report >said || code=$?
    CASE="fair $case"
    [ "$code" -le 1 ] || fail "exit code $code"
    python3 "$CHECK" zone report || fail 'other findings'
    # the exit code is what stands in the table; the same bytes twice
    [ "$code" -eq "$(($(wc -l <report/得分与金额.csv) > 1))" ] || fail 'exit code'
    "$KPAY" fair run --score 得分 --pay 绩效 --within 岗位 --by 岗位、部门 --near 1 \
        --out again >said2 || :
    same_folder report again
    cmp -s said said2 || fail 'another text'
    unzip -p report/公平检查.xlsx xl/sharedStrings.xml | grep -q 低分者 || fail 'no sheet'
done

CASE='the check is able to fail'
sed -i '2s/,\([0-9]*\)\.\([0-9][0-9]\),/,\1.99,/' report/差距.csv
! python3 "$CHECK" zone report >.out || fail 'a changed figure was not noticed'

# nobody without a score is compared, and that is told
sed -i '2s/,[0-9.]*,\([0-9.]*,[0-9.]*\)$/,,\1/' zone/data/员工.csv
sed -i 's/等次表(得分),,/"if 是否空白(得分) then ""D"" else 等次表(得分)",,/' zone/scheme/方案.csv
rm -rf run
kpay_exits 0 run zone/scheme --data zone/data --month 2025-03 --out run
"$KPAY" fair run --score 得分 --pay 绩效 >said || :
grep -q '1 行没有得分或金额' said || { fail 'left out in silence'; cat said; }

kpay_exits 2 fair run --pay 绩效
kpay_exits 2 fair run --score 得分 --pay 绩效 --near 近
kpay_exits 1 fair run --score 得份 --pay 等次 --within 职务
err_has 'KP6721: 实体“员工”没有字段“得份”；相近的有：得分'
err_has 'KP6722: 字段“等次”不是数'
err_has 'KP6229: 实体“员工”没有字段“职务”'
kpay_exits 1 fair run --score 得分 --pay 应发薪酬 --entity 员工
err_has 'KP6229: 实体“员工”没有字段“应发薪酬”'
err_has '有这些字段：工号、部门、岗位'
kpay_exits 1 fair run --score 得分 --pay 绩效 --entity 街道
err_has '有这些实体：单位、部门、员工、任务'
kpay_exits 1 fair run --score 得分 --pay 绩效 --entity 员公
err_has 'KP6720: 这次计算没有实体“员公”；相近的有：员工'
kpay_exits 3 fair zone --score 得分 --pay 绩效
kpay_exits 3 fair run --score 得分 --pay 绩效 --out report

finish
