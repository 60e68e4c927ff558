#!/bin/sh
# A zone's scheme on top of a base: check, overrides, run, replay; and kpay diff of schemes.
. "${0%/*}/lib.sh"

data="$SOURCE/samples/start/data/2025-01"
mkdir base zone
cp "$SOURCE"/samples/start/scheme/*.csv base
cat >zone/1.csv <<'END'
说明,新区
项目,内容
方案名称,新区方案
继承,../base

参数,参数
名称,值,单位,覆盖,依据
人均绩效标准,2600,元,是,《新区办法》第二条

校验,校验
名称,覆盖
实发不为负,删除
END

kpay_exits 0 check zone --overrides
out_is <<'END'
zone 继承 zone/../base
参数 人均绩效标准：zone/1.csv!D8 覆盖了 zone/../base/1-方案.csv!A15
  人均绩效标准　值：2400 → 2600
      依据：《薪酬发放办法》第二条 → 《新区办法》第二条
      位置：zone/../base/1-方案.csv!B15 → zone/1.csv!B8
  人均绩效标准　依据：《薪酬发放办法》第二条 → 《新区办法》第二条
      位置：zone/../base/1-方案.csv!F15 → zone/1.csv!E8
  人均绩效标准　说明：每人每月 → （空）
      依据：《薪酬发放办法》第二条 → 《新区办法》第二条
      位置：zone/../base/1-方案.csv!G15 → zone/1.csv!A8
校验 实发不为负：zone/1.csv!B12 删除了 zone/../base/3-规则.csv!A18
  - 实发不为负：名称：实发不为负；实体：员工；条件：实发合计 >= 0；级别：错误；提示：实发合计为负；依据：《薪酬发放办法》第七条
      依据：《薪酬发放办法》第七条
      位置：zone/../base/3-规则.csv!A18

按 2025-01 的规则检查：0 个错误，0 个警告。
END
kpay_exits 0 check base --overrides
out_has '方案没有继承别的方案。'

# ---- the run folder has all it needs: five people at 2,600 are 13,000

kpay_exits 0 run zone --data "$data" --month 2025-01 --out out
out_has '13,000.00'
cmp -s base/3-规则.csv out/rules/继承/1/3-规则.csv || fail 'the base is not in the run folder'
mv base elsewhere
kpay_exits 0 verify out
kpay_exits 3 check zone
err_has 'KP6040'
mv elsewhere base

# ---- three layers; the scheme of the run folder extends the copies

mkdir city
cat >city/1.csv <<'END'
说明,市
项目,内容
方案名称,市方案
继承,../zone

参数,参数
名称,值,单位,覆盖
人均绩效标准,3000,元,是
END
kpay_exits 0 run city --data "$data" --month 2025-01 --out out3
out_has '15,000.00'
kpay_exits 0 verify out3
kpay_exits 0 check city --overrides
out_has 'city/1.csv!D8 覆盖了 city/../zone/1.csv!A8'
sed -e 's|^继承,.*|继承,../out3/rules|' -e '/^校验/,$d' zone/1.csv >city/1.csv
kpay_exits 0 run city --data "$data" --month 2025-01 --out out4
kpay_exits 0 verify out4

# ---- what does not fit is told at the cell

sed 's/^人均绩效标准/人均绩校标准/' zone/1.csv >changed
mv changed zone/1.csv
kpay_exits 1 check zone
err_has 'zone/1.csv!D8: 错误 KP2401'
err_has '是否应为“人均绩效标准”'
sed 's/^人均绩校标准,2600,元,是/人均绩效标准,2600,元,/' zone/1.csv >changed
mv changed zone/1.csv
kpay_exits 1 check zone
err_has 'zone/1.csv!A8: 错误 KP2402'
err_has 'zone/../base/1-方案.csv!A15'
sed 's|^继承,.*|继承,.|' zone/1.csv >changed
mv changed zone/1.csv
kpay_exits 1 check zone
err_has 'KP6042'
sed "s|^继承,.*|继承,$WORK/base|" zone/1.csv >changed
mv changed zone/1.csv
kpay_exits 1 check zone
err_has 'KP6041'

# ---- kpay diff of schemes

cp -r base new
kpay_exits 0 diff base new
out_is <<'END'
两个方案没有不同。
END
sed 's/^业务骨干\(.*\)$/X\1/; s/^2,业务骨干,1.2/2,业务骨干,1.3/' base/3-规则.csv >new/3-规则.csv
kpay_exits 1 diff base new
out_is <<'END'
规则表 岗位系数表
  2　结果 系数：1.2 → 1.3
      依据：《薪酬发放办法》第三条
      位置：base/3-规则.csv!C4 → new/3-规则.csv!C4

1 处不同。
END
kpay_exits 1 diff base out
out_has '人均绩效标准　值：2400 → 2600'
kpay_exits 1 --lang en diff base new
out_has 'clause: 《薪酬发放办法》第三条'
kpay_exits 2 diff base new --field 实发
err_has 'KP6510'
kpay_exits 0 diff out out
kpay_exits 3 diff base nowhere
finish
