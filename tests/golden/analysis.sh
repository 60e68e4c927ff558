#!/bin/sh
# What kpay check tells of tables that are right cell by cell: in the options of the fields that
# ask, and with figures that somebody can look up.
. "${0%/*}/lib.sh"

mkdir scheme
cat >scheme/s.csv <<'END'
实体
实体,主键
人,号

字段
实体,字段,类型,选项,公式
人,号,文本
人,岗,选项,甲岗、乙岗、丙岗
人,算得岗,文本,,"if 分 > 60 then ""甲岗"" else ""丁岗"""
人,分,数值
人,定岗,选项,甲岗、乙岗,"if 分 > 60 then ""甲岗"" else ""乙岗"""
人,七,数值,,定补(定岗)
人,一,数值,,岗补(岗)
人,二,数值,,全岗(岗)
人,三,数值,,"算岗(算得岗)"
人,四,数值,,"矩(岗, ""高"")"
人,五,数值,,奖(分)
人,六,数值,,"级补(岗, 分)"

规则表,岗补,U
条件 岗,结果 元
甲岗、乙岗,10

规则表,全岗,U
条件 岗,结果 元
甲岗,10
乙岗,20
丙岗,30

规则表,算岗,U
条件 岗,结果 元
甲岗,10

规则表,定补,U
条件 岗,结果 元
甲岗,10

交叉表,矩,U,横向 级,结果 元
岗,高,低
甲岗,1,2
乙岗,3,4

规则表,奖,U
条件 分 ≥,条件 分 <,结果 元
90,,900
80,90,1000
,80,0

规则表,级补,U,未命中 0
条件 岗,条件 分,结果 元
甲岗,>=60,7
甲岗,<60,7
乙岗、丙岗,,5
END
kpay_exits 0 check scheme
# the one option that no row covers, and not a word that nobody can type
err_has 'KP2254: 表“岗补”有空缺：岗 丙岗 没有任何一行管到，例如 岗=丙岗'
# every option is covered
! grep -q '全岗' .err || fail 'a gap beside all options'
# what a formula gives may be any text
err_has 'KP2254: 表“算岗”有空缺：岗 其他 没有任何一行管到'
err_has 'KP2254: 表“定补”有空缺：岗 其他 没有任何一行管到'
err_has 'KP2264: 交叉表“矩”的“岗”里没有“丙岗”'
err_has 'KP2263: 表“奖”的“元”有升有降：分=80 → 1000，分=90 → 900'
err_has 'KP2262: 表“级补”的条件“分”不起作用'
[ "$(grep -c 'KP22' .err)" -eq 6 ] || fail 'other findings'

# meant so: a cross table that says what holds for the others
sed 's/^交叉表,矩,U,/交叉表,矩,U,未命中 0,/' scheme/s.csv >s.csv
mv s.csv scheme/s.csv
kpay_exits 0 check scheme
! grep -q 'KP2264' .err || fail 'an option that 未命中 answers for'

finish
