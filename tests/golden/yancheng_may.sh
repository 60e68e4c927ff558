#!/bin/sh
# May of samples/yancheng: the scheme that extends April's.  Its own figures, the same month
# with other data, and what must be refused.  March and April are in samples.sh.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/yancheng
CHECK=$SOURCE/tests/golden/yancheng_may_check.py
kpay_exits 0 check "$SAMPLE/complete" --month 2025-05
out_has '按 2025-05 的规则检查：0 个错误，0 个警告'
kpay_exits 0 test "$SAMPLE/complete" --month 2025-05

OUT=$WORK/year
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
python3 "$CHECK" "$OUT/2025-05" || fail 'other figures than expected'
# three years from 2022-11-10 and from 2022-06-01 end within the year, from 2025-03-01 not
sheet_shows "$OUT/2025-05/out/2025-05.xlsx" 到期清单 \
    "E01${TAB}赵一${TAB}即将到期${TAB}即将到期" "E03${TAB}孙三${TAB}—${TAB}即将到期"
grep -q E02 .sheet && fail 'E02 is listed'

fresh()
{
    rm -rf data base complete again
    cp -R "$SAMPLE/data/2025-05" data
    mkdir -p base
    cp -R "$SAMPLE/scheme" "$SAMPLE/complete" base/
}

may()
{
    kpay_exits "$1" run base/complete --data data --month 2025-05 --prev "$OUT/2025-04" --out again
}

refuses()
{
    may 1
    err_has "$1"
    absent again
}

# ---- the same month with other data

fresh
sed -i 's/^合并口径,分套,/合并口径,从严,/' base/complete/10-参数.csv
may 0
CASE='the strictest target counts'
python3 "$CHECK" --data data --strict again || fail 'other figures than expected'

fresh
sed -i 's/^协议绩效计入总量,否,/协议绩效计入总量,是,/' base/complete/10-参数.csv
may 0
CASE='negotiated pay out of the pool'
python3 "$CHECK" --data data --inside again || fail 'other figures than expected'

fresh
sed -i -e 's/^U1,10.4,/U1,6.3,/' -e 's/^U9,0.41,0/U9,0.35,1/' -e 's/^U3,9,/U3,0,/' data/统一指标-实际值.csv
sed -i 's/,96.50,/,112.00,/' data/协议人员.csv
for file in data/统一指标-实际值.csv data/协议人员.csv data/受益.csv data/员工-聘任与档案.csv; do
    { head -n 1 "$file"; tail -n +2 "$file" | tac; } >turned
    mv turned "$file"
done
may 0
CASE='a veto, a failed target, rows turned round'
python3 "$CHECK" --data data again || fail 'other figures than expected'

# the archive identity pays nobody
fresh
sed -i -e 's/,公务员,/,聘用人员,/' -e 's/,三级主任科员,/,一级调研员,/' data/员工-聘任与档案.csv
may 0
python3 - "$OUT/2025-05" again <<'END' || fail 'the archive identity changed somebody’s pay'
import csv, sys
def people(run):
    with open(run + '/tables/员工.csv', encoding='utf-8-sig') as file:
        return [{k: v for k, v in row.items() if k not in ('档案身份', '档案职务')}
                for row in csv.DictReader(file)]
sys.exit(people(sys.argv[1]) != people(sys.argv[2]))
END

# ---- expiry is told in time, and again when it has come

fresh
sed -i 's/^E03,,,2022-06-01,/E03,,,2022-05-31,/' data/员工-聘任与档案.csv
may 0
err_has '聘期已满，应办理续聘或终止'
fresh
sed -i 's/^E01,2022-11-10,1,/E01,2022-11-10,4,/' data/员工-聘任与档案.csv
refuses '同一岗位任期届数超过上限'
fresh
sed -i 's/^E01,2022-11-10,1,/E01,,,/' data/员工-聘任与档案.csv
refuses '班子成员、而且只有班子成员填任期'

# ---- sets, posts, funds, shares that do not add up

fresh
sed -i 's/^A,县域高质量发展,JK,30%/A,县域高质量发展,JK,31%/' base/complete/51-四套指标.csv
refuses '四套指标体系的占比合计应为 100%'
fresh
sed -i 's/^B,U7,25,/B,U7,24,/' base/complete/51-四套指标.csv
refuses '本套指标权重合计应为 100'
fresh
sed -i 's/^Q4,41,/Q4,60,/' data/员额台账-占用.csv
refuses '实有人数超过核定员额'
fresh
sed -i 's/^D2,6,/D2,4,/' base/complete/51-四套指标.csv
refuses '部门人数超过编制数'
fresh
sed -i 's/^绩效岗位总数,88,/绩效岗位总数,87,/' base/complete/10-参数.csv
refuses '员额台账的核定数之和不等于绩效岗位总数'
fresh
sed -i 's/^X2,W4,服务,67%/X2,W4,服务,66%/' data/受益.csv
refuses '本项目各单位份额合计应为 100%'
fresh
sed -i 's/2028-04-30/2025-04-30/' data/协议人员.csv
refuses '协议不在期内'
fresh
sed -i 's/,200000.00,/,164664.10,/' data/开发区.csv
may 0
err_has '拨付经费不够本月人员支出'

finish
