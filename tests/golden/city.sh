#!/bin/sh
# Fourteen zones at once (samples/city): figures, bytes that do not depend on threads or on
# the order of the list, and lists and zones that are broken.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/city
CHECK=$SOURCE/tests/golden/city_check.py
OUT=$WORK/results
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
out_has '14 个方案，14 个已计算，0 个未计算'
[ ! -s .err ] || { fail 'something was warned of'; cat .err; }
python3 "$CHECK" "$OUT/2025-01" "$OUT/2025-02" || fail 'other figures than expected'
for run in "$OUT"/2025-*/group "$OUT"/2025-02/runs/*; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done
kpay_exits 0 explain "$OUT/2025-02/group" 亭南园 得分名次 --entity 区
out_has 'inputs/汇集/区.csv!E2'

# every step of the ladder, not only those that somebody stands on
CASE='the ladder'
cp -R "$SAMPLE" ladder
python3 "$CHECK" --ladder >ladder/zones/03-综保区/scheme/20-测试.csv
kpay_exits 0 test ladder/zones/03-综保区/scheme

CASE='the check is able to fail'
cp -R "$OUT/2025-02" planted
awk -F, -v OFS=, 'NR == 2 {$18 = "1.00"} 1' "$OUT/2025-02/runs/经开区/tables/员工.csv" \
    >planted/runs/经开区/tables/员工.csv
! python3 "$CHECK" "$OUT/2025-01" planted >.out || fail 'a changed figure was not noticed'

# ---- neither the number of threads nor the order of rows shows in a single byte

cp -R "$SAMPLE" again
head -1 "$SAMPLE/名单.csv" >again/名单.csv
tail -n +2 "$SAMPLE/名单.csv" | sort -r >>again/名单.csv
for threads in 1 3; do
    kpay_exits 0 group again/名单.csv --scheme again/scheme --month 2025-02 \
        --prev "$OUT/2025-01" --threads $threads --out "by$threads"
    same_folder "$OUT/2025-02" "by$threads"
done

# ---- one zone's file is broken: told at its cell, the others are as they were

sed -i '3s/,[0-9.]*,\([0-9.]*,[0-9]*,[0-9]*\)$/,九十二分,\1/' again/zones/09-滨江园/data/2025-02/员工.csv
kpay_exits 1 group again/名单.csv --scheme again/scheme --month 2025-02 \
    --prev "$OUT/2025-01" --out broken
out_has '14 个方案，13 个已计算，1 个未计算'
err_has '── 滨江园'
err_has 'again/zones/09-滨江园/data/2025-02/员工.csv!G3: 错误'
err_has '该区没有算出，比较和合计都不含它'
absent broken/runs/滨江园
for zone in "$OUT"/2025-02/runs/*; do
    zone=${zone##*/}
    [ "$zone" = 滨江园 ] || same_folder "$OUT/2025-02/runs/$zone" "broken/runs/$zone"
done
python3 "$CHECK" --without 滨江园 "$OUT/2025-01" broken || fail 'other figures than expected'
kpay_exits 0 verify broken/group

# a scheme that is not there is a fault of its zone alone
rm -r again/zones/03-综保区/scheme
kpay_exits 1 group again/名单.csv --month 2025-02 --prev "$OUT/2025-01" --out gone
err_has '“综保区”的文件夹不存在：again/zones/03-综保区/scheme'
out_has '14 个方案，12 个已计算，2 个未计算'
absent gone/group

# ---- a list that is broken: all of its faults at once, and nothing is made

cat >list.csv <<'EOF'
名称,方案,数剧,上期
经开区,a,b,
EOF
kpay_exits 1 group list.csv --month 2025-02 --out none
err_has 'list.csv!C1: 错误 KP6701: 名单里不认识的列“数剧”'
err_has 'KP6700: 名单没有“数据”这一列'
cat >list.csv <<'EOF'
名称,方案,数据
经开区,a,b
经开区,c,d
../e,f,g
高新区,,h
EOF
kpay_exits 1 group list.csv --month 2025-02 --out none
err_has 'list.csv!A3: 错误 KP6704: 名称“经开区”在名单第 2 行已经有了'
err_has 'list.csv!A4: 错误 KP6703'
err_has 'list.csv!B5: 错误 KP6702: 名单里“方案”没有填写'
absent none
printf '名称,方案,数据\n' >list.csv
kpay_exits 1 group list.csv --month 2025-02 --out none
err_has 'KP6707: 名单里没有方案'
kpay_exits 2 group list.csv --out none
kpay_exits 3 group list.csv --month 2025-02 --out "$OUT"

# ---- what is gathered: names that no run has, at their cells

gathering()
{
    rm -rf one scheme
    cp -R "$SAMPLE/scheme" scheme
    sed -i "$1" scheme/40-汇集.csv
    kpay_exits 1 group few.csv --scheme scheme --month 2025-01 --out one
    absent one/group
}

printf '名称,方案,数据\n亭南园,%s,%s\n' "$SAMPLE/zones/12-亭南园/scheme" \
    "$SAMPLE/zones/12-亭南园/data/{年月}" >few.csv
gathering 's/区,得分,开发区.得分/区,得分,开发区.得份/;s/亭南园/亭南圆/'
err_has '40-汇集.csv!D23: 错误 KP6715: 名单里没有“亭南圆”；相近的有：亭南园'
err_has '40-汇集.csv!C7: 错误 KP6712: “亭南园”的结果里没有字段“得份”；相近的有：得分'
gathering 's/付款主体\./付款单位./'
err_has '错误 KP6711: “亭南园”的结果里没有实体“付款单位”'
gathering 's/主体,类型,付款主体.类型/主体,类型,部门.名称/'
err_has '错误 KP6714: “主体”的字段取自两个实体：付款主体 和 部门'
gathering 's/区,得分,开发区.得分/区,得分,得分/'
err_has '错误 KP6708: “得分”看不出取自哪里'
gathering 's/区,得分,开发区.得分/区,执行进度,开发区.得分/'
err_has '错误 KP6709: 字段“执行进度”由公式计算，不能汇集'
gathering 's/区,得分,开发区.得分/区,得分,部门.得分/;/^区,/{/^区,\(名\|状\|日\|得\)/!d};/评价得分/d'
err_has '错误 KP6713: “区”一个方案只有一行，而“亭南园”的结果有 3 行'

finish
