#!/bin/sh
# Rows and blocks that are not in force: entities, aliases, and fields of one month of the year
# that the month after still asks for.  Expected figures by hand.
. "${0%/*}/lib.sh"

mkdir scheme dec jan
cat >scheme/s.csv <<'END'
实体,一
实体,主键,生效,失效
职工,编号,,
旧表,旧号,,2024-12-31
项目,项目号,2025-01-01,

字段,基本
实体,字段,类型,小数位,缺失,来源,公式,生效,失效
职工,编号,文本,,,,,,
职工,月薪,金额,,,,,,
职工,年终结算,金额,,,,月薪 * 2,2024-12-01,2024-12-31
职工,抵扣,金额,,,,上期.年终结算 + 上年.年终结算 + 上期.批注额,2025-01-01,2025-01-31
项目,项目号,文本,,,,,2025-01-01,

字段,十二月,生效 2024-12-01,失效 2024-12-31
实体,字段,类型,小数位,缺失,来源,公式
职工,批注额,金额,,,,月薪 - 1
旧表,旧号,文本,,,,

映射,名
实体,字段,别名,生效,失效
职工,月薪,工资额,,2024-12-31
职工,月薪,月工资,2025-01-01,
END
printf '编号,工资额\nz1,100\nz2,200.5\n' >dec/职工.csv
printf '旧号\no1\n' >dec/旧表.csv
printf '编号,月工资\nz1,110\nz2,210.5\n' >jan/职工.csv
printf '项目号\np\n' >jan/项目.csv

kpay_exits 0 run scheme --data dec --month 2024-12 --out out12
[ -f out12/tables/旧表.csv ] || fail 'an entity in force has no table'
[ ! -f out12/tables/项目.csv ] || fail 'an entity not yet in force has a table'
kpay_exits 0 run scheme --data jan --month 2025-01 --prev out12 --out out01
[ -f out01/tables/项目.csv ] || fail 'an entity in force has no table'
[ ! -f out01/tables/旧表.csv ] || fail 'an entity no longer in force has a table'
# 100·2 + 100·2 + 99 and 401 + 401 + 199.5
cut -d, -f1-3 out01/tables/职工.csv >table
printf '编号,月薪,抵扣\r\nz1,110.00,499.00\r\nz2,210.50,1001.50\r\n' >want
tr -d '\r' <want >want.unix
tr -d '\r\357\273\277' <table | diff want.unix - || fail 'figures of January'
kpay_exits 0 recheck out01
kpay_exits 0 verify out01
# the alias of the year before is none any more
kpay_exits 1 run scheme --data dec --month 2025-01 --prev out12 --out again
err_has 'KP4021'
# sums over the year need the field every month
sed 's/上年\.年终结算/累计.年终结算/' scheme/s.csv >s.csv
mv s.csv scheme/s.csv
kpay_exits 1 check scheme --month 2025-01
err_has 'KP3102'

# ---- decimals do not make a blank an error; arithmetic with one is

mkdir blank rows
cat >blank/s.csv <<'END'
实体,班组
实体,主键
工人,编号

字段,工人
实体,字段,类型,小数位,缺失,来源,公式
工人,编号,文本,,,,
工人,产量,数值,3,可空,,
工人,定额,数值,,,,
工人,计件,是否,,,,
工人,计件率,数值,2,,,if 计件 then 产量 / 定额 else null
工人,所报,数值,2,,,产量
工人,所取,数值,2,,,if 计件 then 所报 else 定额 / 7
END
printf '编号,产量,定额,计件\nw1,10.125,3,是\nw2,20,3,否\nw3,,3,否\n' >rows/工人.csv
kpay_exits 0 run blank --data rows --month 2025-03 --out piece
# 10.125 / 3 = 3.375; 3 / 7 = 0.428…
printf 'w1,3.38,10.13,10.13\nw2,,20.00,0.43\nw3,,,0.43\n' >want
tail -n +2 piece/tables/工人.csv | tr -d '\r' | cut -d, -f1,5- | diff want - || fail 'blanks'
kpay_exits 0 recheck piece
kpay_exits 0 explain piece w3 所报
out_has '因 产量 为空白，取 空白'
kpay_exits 0 explain piece w1 所报
out_has '产量 不为空白，取 10.13'
printf '编号,产量,定额,计件\nw1,,3,是\n' >rows/工人.csv
kpay_exits 1 run blank --data rows --month 2025-03 --out again
err_has 'KP5002'

finish
