#!/bin/sh
# kpay new --xlsx: workbooks that can be filled in, and calculate at once.
. "${0%/*}/lib.sh"

HERE=$SOURCE/tests/golden
structure()
{
    python3 "$SOURCE/tests/conform/ooxml/structure.py" "$@" || fail "$* is no sound workbook"
}

# ---- the template: what it makes is checked and calculated as the CSV template is

kpay_exits 0 new --xlsx book
err_is_empty
out_is <<'END'
已新建 book：scheme/方案.xlsx 是办法，data/2025-01/填报表.xlsx 是示例数据。

接下来：
  kpay check book/scheme --data book/data/2025-01
  kpay run book/scheme --data book/data/2025-01 --month 2025-01 --out book/2025-01
END
structure book/scheme/方案.xlsx book/data/2025-01/填报表.xlsx
kpay_exits 0 check book/scheme --data book/data/2025-01
out_has '0 个错误，0 个警告'
kpay_exits 0 run book/scheme --data book/data/2025-01 --month 2025-01 --out book/2025-01
kpay_exits 0 verify book/2025-01
kpay_exits 0 new plain
kpay_exits 0 run plain/scheme --data plain/data/2025-01 --month 2025-01 --out plain/2025-01
same_folder book/2025-01/tables plain/2025-01/tables
kpay_exits 0 new --xlsx book2
same_folder book/scheme book2/scheme
same_folder book/data book2/data

# ---- any scheme, with the data of a month: the same run comes of it

for sample in start:2025-01 yancheng:2025-03 haizhou:2025-01 huaian:2025-01; do
    name=${sample%:*} month=${sample#*:}
    scheme=$SOURCE/samples/$name/scheme data=$SOURCE/samples/$name/data/$month
    kpay_exits 0 new --xlsx "$name" --scheme "$scheme" --data "$data"
    structure "$name/填报表.xlsx"
    python3 "$HERE/new_xlsx_check.py" "$scheme" "$name/填报表.xlsx" || fail "$name: asks wrong"
    kpay_exits 0 run "$scheme" --data "$name" --month "$month" --out "$name.1"
    kpay_exits 0 run "$scheme" --data "$data" --month "$month" --out "$name.2"
    same_folder "$name.1/tables" "$name.2/tables"

    # Without data only what the scheme itself knows stands there; the rest is to be typed.
    kpay_exits 0 new --xlsx "$name.empty" --scheme "$scheme" --month "$month"
    err_is_empty
    structure "$name.empty/填报表.xlsx"
    python3 "$HERE/new_xlsx_check.py" "$scheme" "$name.empty/填报表.xlsx" || fail "$name: asks wrong"
done

# Rows of a later month are known, too; its sums of the year come from the run before.
kpay_exits 0 new --xlsx later --scheme "$SOURCE/samples/huaian/scheme" \
    --data "$SOURCE/samples/huaian/data/2025-12"
err_is_empty
structure later/填报表.xlsx

# ---- wrong options, wrong schemes

kpay_exits 2 new x --scheme book/scheme
err_has 'KP6508'
kpay_exits 2 new x --xlsx --data book/data
err_has 'KP6508'
kpay_exits 2 new x --xlsx --scheme book/scheme --month 三月
err_has 'KP6509'
kpay_exits 3 new --xlsx book
err_has 'KP1052'
kpay_exits 3 new --xlsx x --scheme nowhere
absent x
mkdir broken
printf '实体,实体\n实体,主键\n员工,工号\n\n字段,员工\n实体,字段,类型,公式\n员工,工号,文本,\n员工,实发,金额,甲乙\n' >broken/a.csv
kpay_exits 1 new --xlsx x --scheme broken
err_has 'broken/a.csv!D8'
absent x
[ -z "$(find . -name '.kpay-*')" ] || fail 'hidden files are left'

finish
