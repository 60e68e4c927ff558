#!/bin/sh
# kpay convert: every cell of a folder stands in the workbook, as it was typed.
. "${0%/*}/lib.sh"

HERE=$SOURCE/tests/golden
structure()
{
    python3 "$SOURCE/tests/conform/ooxml/structure.py" "$1" || fail "$1 is no sound workbook"
}

# ---- the samples, schemes and months

for folder in "$SOURCE"/samples/*/scheme "$SOURCE"/samples/*/data/*-0[13]; do
    kpay_exits 0 convert "$folder" book.xlsx
    err_is_empty
    structure book.xlsx
    python3 "$HERE/convert_check.py" "$folder" book.xlsx >/dev/null || fail "$folder: cells differ"
    mv book.xlsx first.xlsx
    kpay_exits 0 convert "$folder" book.xlsx
    cmp -s first.xlsx book.xlsx || fail "$folder: other bytes the second time"
    rm -f book.xlsx first.xlsx
done

# ---- cells that spreadsheet programs like to change, names that they refuse

mkdir -p odd/下级/再下级 odd/标准
python3 - <<'END'
import csv, pathlib
cells = [
    ["007", "110101199003070015", "9990001234567809014", "1e5", "1.50", "2025-03-01", "TRUE"],
    ["=1+1", "+86", "-5", "@x", "'quoted", "=cmd|' /C calc'!A0", "#N/A"],
    [" leading", "trailing ", "\ttab\t", "　wide　", "line\nbreak", 'with "quotes"', "a,b;c"],
    [],
    ["", "", "third column"],
    ["_x0041_", "_x005F_", "_xZZZZ_", "carriage\rreturn", "vertical\vtab", "\x7f\x01", "\ufffe"],
    ["１２３", "①㎡", "䶮𠀀", "é", "e\u0301", "\u200b", "\ufeffmark"],
    ["x" * 32767, "字" * 32767, "\n\n", "</t>&amp;]]>", "N/A", "—", "100%"],
]
names = ["一.csv", "下级/一.csv", "下级/再下级/一.csv", "标准/一.csv", "History.csv", "[a]:*?.csv",
         "A.csv", "a.csv", "Ａ.csv", "'quoted'.csv", "名" * 40 + ".csv", "名" * 41 + ".csv",
         "𠀀" * 20 + ".csv", "目录.csv", "a .. .csv"]
for name in names:
    with open(pathlib.Path("odd") / name, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([[name]] + cells)
END
kpay_exits 0 convert odd odd.xlsx
structure odd.xlsx
python3 "$HERE/convert_check.py" odd odd.xlsx >/dev/null || fail 'odd cells differ'

# ---- what cannot be done is said, and leaves nothing behind

kpay_exits 3 convert odd odd.xlsx
err_has KP1052
kpay_exits 2 convert odd folder
err_has KP6604
kpay_exits 2 convert odd.xlsx other.xlsx
err_has KP6604
kpay_exits 2 convert odd
err_has KP6506
kpay_exits 3 convert nowhere new.xlsx
absent new.xlsx
kpay_exits 3 convert odd nowhere/new.xlsx
absent nowhere

mkdir long split many notes
python3 -c 'print("a," + chr(1) * 4682)' >long/a.csv
kpay_exits 1 convert long new.xlsx
err_has 'a.csv!B1'
err_has KP6601
absent new.xlsx
printf '姓名,工资\n甲,8,500.00\n乙,300\n' >split/a.csv
kpay_exits 1 convert split new.xlsx
err_has 'a.csv!B2'
err_has KP1017
absent new.xlsx
for n in $(seq 64); do echo "a,$n" >"many/$n.csv"; done
kpay_exits 1 convert many new.xlsx
err_has KP6603
rm many/64.csv
kpay_exits 0 convert many new.xlsx
structure new.xlsx
rm new.xlsx
printf 'a,"open\n' >split/b.csv
kpay_exits 1 convert split new.xlsx
err_has KP1004
err_has KP1017
printf 'a,b\n' >notes/a.csv
echo text >notes/会议记录.txt
kpay_exits 0 convert notes new.xlsx
err_has 'KP6602'
err_has '会议记录.txt'
kpay_exits 0 convert notes/a.csv one.xlsx
structure one.xlsx
# The program's hidden files go, whatever happened.
[ -z "$(find . -name '.kpay-*')" ] || fail 'hidden files are left'

finish
