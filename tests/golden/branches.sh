#!/bin/sh
# What a branch that is not taken would have found wrong is no fault: aggregates of nothing,
# of blanks, of rows in error.  What somebody did ask for is told as ever, all of it.
. "${0%/*}/lib.sh"

mkdir scheme data
cat >scheme/1.csv <<'END'
说明,方案
项目,内容
方案名称,条件中的汇总

实体,实体
实体,主键
组,号
人,号
段,人+序

字段,字段
实体,字段,类型,来源,公式,缺失
组,号,文本,输入,,
组,最高,数值,公式,if count(人) = 0 then -1 else max(人.倍数),
人,号,文本,输入,,
人,组,组,输入,,
人,段数,计数,公式,count(段),
人,最大,计数,公式,if 段数 = 0 then 0 else max(段.序),
人,最小,计数,公式,if count(段) = 0 then 0 else min(段.序),
人,中位,数值,公式,if 段数 > 0 then median(段.序) else 0,
人,系数和,数值,公式,if 段数 < 2 then 1 else sum(段.系数 * 段.序),
人,过一,是否,公式,段数 = 0 or max(段.序) > 1,
人,倍数,数值,公式,if 段数 = 0 then 0 else 最大 / 最小,
段,人,人,输入,,
段,序,计数,输入,,
段,系数,数值,输入,,可空

报表,表,实体 人,样式 工作表,标题 表
列,内容
号,号
最大,最大
式,if 段数 = 0 then 7 else max(段.序) + 1
END
printf '号\n甲\n乙\n' >data/组.csv
printf '号,组\nA,甲\nB,甲\nC,甲\n' >data/人.csv
# A has two posts; B none; C one, whose coefficient is not known and not asked for
printf '人,序,系数\nA,1,1.5\nA,3,2\nC,1,\n' >data/段.csv

kpay_exits 0 run scheme --data data --month 2025-01 --out out --live
cat >want <<'END'
号,组,段数,最大,最小,中位,系数和,过一,倍数
A,甲,2,3,1,2,7.5,是,3
B,甲,0,0,0,0,1,是,0
C,甲,1,1,1,1,1,否,1
END
diff -u want out/tables/人.csv || fail 'other figures'
grep -q '^乙,-1' out/tables/组.csv || fail 'a group without people'
kpay_exits 0 verify out
kpay_exits 0 recheck out
python3 "$SOURCE/docs/verify_log.py" out >.out || { fail 'verify_log.py'; cat .out; }
kpay_exits 0 explain out B 最大
out_has '取 0'

# ---- asked for: every blank is told, at its cell, and so is what there is nothing of

printf '人,序,系数\nA,1,\nA,3,\nC,1,\n' >data/段.csv
sed -i 's/if 段数 > 0 then median(段.序) else 0/median(段.序)/' scheme/1.csv
kpay_exits 1 run scheme --data data --month 2025-01 --out again
absent again
err_has '段.csv!C2'
err_has '段.csv!C3'
err_has '没有任何一行可供汇总：人 B median(段.序)'
grep -qF '段.csv!C4' .err && fail 'C does not ask for its coefficient'
grep -qF 'max(段.序)' .err && fail 'nobody asked for the largest of nothing'
finish
