#!/bin/sh
# verify, recheck, explain and diff on run folders of the tutorial, sound and touched.
. "${0%/*}/lib.sh"

SCHEME=$SOURCE/samples/start/scheme
DATA=$SOURCE/samples/start/data/2025-01
kpay_exits 0 run "$SCHEME" --data "$DATA" --month 2025-01 --out jan

# ---- a sound folder, moved elsewhere and alone

mkdir far
cp -r jan far/away
kpay_exits 0 verify far/away
err_is_empty
out_has '核验通过'
kpay_exits 0 recheck far/away
out_has '不符　0'

head=$(sed -n 's/^head	//p' jan/run.skel)
kpay_exits 0 verify jan --head "$head"
kpay_exits 0 verify jan --head "$(printf %.8s "$head") $(printf %.16s "$head" | tail -c 8)"
kpay_exits 1 verify jan --head 0000000000000000
err_has '与签字纸面上的不同'

# ---- touched folders: the place is named

# touched NAME SED-SCRIPT EXPECTED
touched()
{
    rm -rf bad
    cp -r jan bad
    sed -i "$2" "bad/$1"
    kpay_exits 1 verify bad
    err_has "$3"
    err_has '核验未通过'
}

# The net pay of S02 is 5,147.51 by the tutorial's README.
touched tables/员工.csv 's/5147\.51/9147.51/' '“S02 实发合计”与重算不同：现为“9147.51”，重算为“5147.51”'
touched run.trace '0,/5147\.51/s//9147.51/' '现为“9147.51”，重算为“5147.51”'
touched run.skel 's/人均绩效标准	2400/人均绩效标准	2500/' 'KP6221'
touched out/银行代发.txt 's/5147\.51/9147.51/' 'out/银行代发.txt'
touched inputs/员工.csv 's/90\.00/91.00/' 'inputs/员工.csv'
touched rules/2-字段.csv 's/四舍五入/进位/' 'rules/2-字段.csv'
touched MANIFEST '2s/^./x/' 'MANIFEST!2'

# A manifest that was made to fit does not help.
rm -rf bad
cp -r jan bad
sed -i 's/5147\.51/9147.51/' bad/tables/员工.csv
sum=$(sha256sum bad/tables/员工.csv | cut -d' ' -f1)
sed -i "s|^[0-9a-f]*\(	[0-9]*	tables/员工.csv\)|$sum\1|" bad/MANIFEST
kpay_exits 1 verify bad
err_has '“S02 实发合计”与重算不同'

rm -rf bad
cp -r jan bad
rm bad/out/2025-01.xlsx
touch bad/other
kpay_exits 1 verify bad
err_has '缺少文件 out/2025-01.xlsx'
err_has '多出文件 other'

# ---- explain: from the net pay down to a typed cell

kpay_exits 0 explain jan S02 实发合计
out_has '5147.51'
out_has 'inputs/员工.csv!I3'
out_has '1972.069403'
kpay_exits 0 explain jan S02 实发合计 --depth 1 --lang en
kpay_exits 1 explain jan S09 实发合计
kpay_exits 1 explain jan S02 没有这个

# ---- a month on top of the month before

sed 's/95\.00/96.00/' "$DATA/员工.csv" >员工.csv
mkdir feb-data
cp "$DATA/指标.csv" feb-data/
mv 员工.csv feb-data/
run_feb()
{
    kpay_exits "$1" run "$SCHEME" --data feb-data --month 2025-02 --prev "$2" --out "$3"
}
run_feb 0 jan feb
# 累计.应发合计 of S02 is what January paid: 5,972.07.
grep -q '^S02,.*,5972\.07,1,' feb/tables/员工.csv || fail 'year to date is not carried'
kpay_exits 0 verify feb
rm -rf far/away
mv feb far/away  # without January's folder
kpay_exits 0 verify far/away
mv far/away feb

kpay_exits 1 run "$SCHEME" --data feb-data --month 2025-01 --prev feb --out bad2
err_has '不早于本期'
absent bad2
rm -rf touched
cp -r jan touched
sed -i 's/5972\.07/5972.08/' touched/tables/员工.csv
run_feb 1 touched bad2
err_has 'tables/员工.csv 已损坏或被改动'
absent bad2

# ---- diff: S01's own score rose

kpay_exits 1 diff jan feb
out_has S01

finish
