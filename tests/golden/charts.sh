#!/bin/sh
# Charts of the workbook: each points at the figures of its own sheet and at nothing else.
# Figures are those of samples/yancheng/expected and of the sheet's own cells.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/yancheng

month()
{
    kpay_exits "$1" run scheme --data "$SAMPLE/data/2025-03" --month 2025-03 --out "$2"
}

cp -R "$SAMPLE/scheme" scheme
month 0 run
python3 "$SOURCE/tests/conform/ooxml/structure.py" run/out/2025-03.xlsx || fail 'not sound'
python3 "$SOURCE/tests/golden/charts_check.py" run/out/2025-03.xlsx \
    "$SAMPLE/expected/2025-03" || fail 'the charts'

# ---- the same run, the same bytes

month 0 again
cmp run/out/2025-03.xlsx again/out/2025-03.xlsx || fail 'bytes differ'

# ---- wrong words are refused at their cell, with what was meant

refused()  # SED CODE TEXT
{
    rm -rf scheme
    cp -R "$SAMPLE/scheme" scheme
    sed -i "$1" scheme/72-*.csv
    month 1 refused
    err_has "$2"
    err_has "$3"
    absent refused
}
refused 's/图数值 综合得分/图数值 综合得份/' KP2163 '是否应为“综合得分”'
refused 's/图横轴 部门/图横轴 部们/' KP2163 '是否应为“部门”'
refused 's/图 条形/图 雷达/' KP2124 '柱形、条形、折线、饼形'
refused 's/图数值 综合得分/图数值 人员类别/' KP2164 '“人员类别”'
refused 's/图数值 综合得分/图数值 部门/' KP2147 '“部门”'
refused 's/图 柱形/小计 名称,图 柱形/' KP2165 '小计'
refused 's/图 柱形/图 饼形/' KP2168 '饼形'
refused 's/图 柱形,//' KP2166 '“图”'

# ---- nobody in the list: no chart

rm -rf scheme
cp -R "$SAMPLE/scheme" scheme
sed -i 's/图 条形/筛选 综合得分 < 0,图 条形/' scheme/72-*.csv
month 0 nobody
[ "$(unzip -l nobody/out/2025-03.xlsx | grep -c xl/charts/chart)" = 3 ] ||
    fail 'a chart of nothing'

finish
