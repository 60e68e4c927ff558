#!/bin/sh
# Excel workbooks where CSV files may stand: as scheme, as data, beside CSV, alone.
# shellcheck source=tests/golden/lib.sh
. "$SOURCE/tests/golden/lib.sh"

to_xlsx()
{
    python3 "$SOURCE/tests/support/csv_to_xlsx.py" "$@"
}

kpay_exits 0 new zone
DATA=zone/data/2025-01
kpay_exits 0 run zone/scheme --data $DATA --month 2025-01 --out plain

# ---- the same figures from one workbook each
to_xlsx 方案.xlsx wps zone/scheme/*.csv
to_xlsx 2025-01.xlsx excel $DATA/*.csv
kpay_exits 0 check 方案.xlsx --data 2025-01.xlsx
kpay_exits 0 test 方案.xlsx
kpay_exits 0 run 方案.xlsx --data 2025-01.xlsx --month 2025-01 --out booked
same_folder plain/tables booked/tables
[ -f booked/rules/方案.xlsx ] && [ -f booked/inputs/2025-01.xlsx ] || fail 'the workbooks are not kept'
cmp 2025-01.xlsx booked/inputs/2025-01.xlsx || fail 'the workbook was changed'
kpay_exits 0 verify booked
kpay_exits 0 recheck booked
kpay_exits 0 explain booked S02 个人得分
out_has '[员工]'

# ---- workbooks and CSV files side by side, in a folder
mkdir mixed
to_xlsx mixed/名册.xlsx sdk $DATA/员工*.csv
for file in "$DATA"/*.csv; do
    case $file in */员工*) ;; *) cp "$file" mixed ;; esac
done
kpay_exits 0 run zone/scheme --data mixed --month 2025-01 --out mixed_run
same_folder plain/tables mixed_run/tables
kpay_exits 0 verify mixed_run

# ---- one workbook a sheet, in a folder
mkdir single
for file in "$DATA"/*.csv; do
    to_xlsx "single/$(basename "$file" .csv).xlsx" openpyxl "$file"
done
kpay_exits 0 run 方案.xlsx --data single --month 2025-01 --out single_run
same_folder plain/tables single_run/tables

# ---- schemes are compared whatever they are written in
kpay_exits 0 diff zone/scheme 方案.xlsx
out_has '两个方案没有不同'
cp -r zone/scheme changed
sed -i 's/基本工资 + 绩效工资/绩效工资 + 基本工资/' changed/2-字段.csv
to_xlsx 新方案.xlsx exceljs changed/*.csv
kpay_exits 1 diff 方案.xlsx 新方案.xlsx
out_has '新方案.xlsx[2-字段]!'
out_has '绩效工资 + 基本工资'

# ---- faults name the file as typed, the sheet and the cell
sed '2s/,9[0-9]*\.[0-9]*,/,九十五,/' $DATA/员工.csv >员工.csv
to_xlsx 坏.xlsx libreoffice 员工.csv
kpay_exits 1 check zone/scheme --data 坏.xlsx
err_has '坏.xlsx[员工]!'
err_has '“九十五”是用汉字写的数'
mkdir -p far/away
cp 坏.xlsx far/away
kpay_exits 1 check zone/scheme --data far/away/坏.xlsx
err_has 'far/away/坏.xlsx[员工]!'

# ---- what is no table is no source
printf 'x' >notes.txt
kpay_exits 3 check notes.txt
err_has '找不到方案文件夹或工作簿“notes.txt”'
kpay_exits 3 check zone/scheme --data nowhere.xlsx
err_has '找不到数据文件夹或工作簿“nowhere.xlsx”'

finish
