#!/bin/sh
# kpay test: results at the cell, coverage, changes that nothing notices, exit codes.
. "${0%/*}/lib.sh"

kpay_exits 0 new zone
cat >zone/scheme/9-测试.csv <<'END'
测试,岗位系数表
输入 岗位,期望
部门负责人,1.5
业务骨干,1.2
END
kpay_exits 0 check zone/scheme
kpay_exits 0 test zone/scheme
err_is_empty
out_has '岗位系数表'
out_has '0 行不通过。'

# ---- a wrong expectation is told at its cell

sed 's/业务骨干,1.2/业务骨干,1.3/' zone/scheme/9-测试.csv >changed
mv changed zone/scheme/9-测试.csv
kpay_exits 1 test zone/scheme
err_is <<'END'
zone/scheme/9-测试.csv!B4: 错误 KP2310: 测试“岗位系数表”不通过：期望“1.3”，算得“1.2”
    1.3
  修改建议: 请核对依据，改正规则或改正期望
END
out_has '1 行不通过。'
kpay_exits 1 --lang en test zone/scheme
err_has 'expected “1.3”, found “1.2”'
# Running the tests is not checking the scheme.
kpay_exits 0 check zone/scheme

# ---- coverage and changes

sed 's/业务骨干,1.3/业务骨干,1.2/' zone/scheme/9-测试.csv >changed
mv changed zone/scheme/9-测试.csv
kpay_exits 0 test zone/scheme --coverage
err_has '没有测试命中表“岗位系数表”的第 3 行'
kpay_exits 0 test zone/scheme --mutate
err_has '删去表“岗位系数表”的第 3 行，没有测试能发现'

# ---- a wrong test is told by check as well

sed 's/^输入 岗位/输入 岗未/' zone/scheme/9-测试.csv >changed
mv changed zone/scheme/9-测试.csv
kpay_exits 1 test zone/scheme
err_has 'KP2305'
err_has '是否应为“岗位”'
kpay_exits 1 check zone/scheme
err_has 'KP2305'

# ---- the samples' own tests and those of the standard packs hold

rm zone/scheme/9-测试.csv
for scheme in zone/scheme "$SOURCE"/samples/*/scheme; do
    kpay_exits 0 test "$scheme"
    out_has '，0 行不通过。'
done

kpay_exits 3 test nowhere
kpay_exits 2 test zone/scheme --month 三月
finish
