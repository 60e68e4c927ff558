#!/bin/sh
# kpay convert: every cell of a folder stands in the workbook, as it was typed.
. "${0%/*}/lib.sh"

HERE=$SOURCE/tests/golden
structure()
{
    python3 "$SOURCE/tests/conform/ooxml/structure.py" "$1" || fail "$1 is no sound workbook"
}

# there_and_back FOLDER: to a workbook, to a folder, to a workbook again.  The second
# workbook is byte for byte the first, and so is a second folder.
there_and_back()
{
    rm -rf made again && mkdir made again
    ln -sfn "$1" made/book.d
    kpay_exits 0 convert made/book.d made/1.xlsx
    structure made/1.xlsx
    python3 "$HERE/convert_check.py" "$1" made/1.xlsx || fail "$1: the workbook differs"
    kpay_exits 0 convert made/1.xlsx again/book.d
    python3 "$HERE/convert_check.py" "$1" again/book.d || fail "$1: the folder differs"
    kpay_exits 0 convert again/book.d made/2.xlsx
    cmp -s made/1.xlsx made/2.xlsx || fail "$1: the second workbook differs"
    kpay_exits 0 convert made/2.xlsx made/book2.d
    same_folder again/book.d made/book2.d
}

# ---- the samples: schemes and months; they calculate the same

for folder in "$SOURCE"/samples/*/scheme "$SOURCE"/samples/*/data/*-0[13]; do
    there_and_back "$folder"
    err_is_empty
done

# same_run SCHEME DATA MONTH: from workbooks as from folders.
same_run()
{
    rm -rf same && mkdir same
    kpay_exits 0 convert "$1" same/scheme.xlsx
    kpay_exits 0 convert "$2" same/data.xlsx
    kpay_exits 0 run "$1" --data "$2" --month "$3" --out same/run
    kpay_exits 0 run same/scheme.xlsx --data same/data.xlsx --month "$3" --out same/run2
    same_folder same/run/tables same/run2/tables
    "$KPAY" check "$1" --month "$3" >same/check 2>/dev/null
    "$KPAY" check same/scheme.xlsx --month "$3" >same/check2 2>/dev/null
    diff -u same/check same/check2 || fail "$1: check finds something else"
    kpay_exits 0 verify same/run2
}
same_run "$SOURCE/samples/start/scheme" "$SOURCE/samples/start/data/2025-01" 2025-01
same_run "$SOURCE/samples/yancheng/scheme" "$SOURCE/samples/yancheng/data/2025-03" 2025-03
same_run "$SOURCE/samples/haizhou/scheme" "$SOURCE/samples/haizhou/data/2025-01" 2025-01

# A pack of the scheme's own stands in its folder 标准, in the workbook, too.
cp -r "$SOURCE/samples/start" own
mkdir own/scheme/标准
sed 's/^养老保险个人比例,8%/养老保险个人比例,7%/' "$SOURCE/rules/standard/社会保险.csv" \
    >own/scheme/标准/社会保险.csv
same_run own/scheme own/data/2025-01 2025-01
grep -q '"\?364' same/run2/tables/员工.csv || fail 'the pack of its own was not used'

# ---- a scheme that extends another: three layers, the middle one with a pack of its own

mkdir -p layers/office layers/far/away
cp -r "$SOURCE/samples/start/scheme" layers/province
mkdir layers/city layers/city/标准 layers/office/zone
cp own/scheme/标准/社会保险.csv layers/city/标准/
printf '说明,全市\n项目,内容\n继承,../province\n\n参数,参数\n名称,值,单位,覆盖\n公积金比例,12%%,百分比,是\n' \
    >layers/city/1-方案.csv
printf '说明,一区\n项目,内容\n继承,../../city\n\n参数,参数\n名称,值,单位,覆盖\n人均绩效标准,2600,元,是\n' \
    >layers/office/zone/1-方案.csv
DATA=$SOURCE/samples/start/data/2025-01
# told CODES...: these and no others
told()
{
    echo "$*" | tr ' ' '\n' | sed '/^$/d' | sort >want
    grep -o 'KP[0-9]*: ' "$WORK/.err" | sed 's/: //' | sort >is
    diff -u want is || fail "told something else"
}
kpay_exits 0 convert layers/office/zone layers/office/zone.xlsx
told KP6045 KP6045
structure layers/office/zone.xlsx
cp layers/office/zone.xlsx layers/far/away/
kpay_exits 0 run layers/office/zone --data "$DATA" --month 2025-01 --out layers/r1
kpay_exits 0 run layers/far/away/zone.xlsx --data "$DATA" --month 2025-01 --out layers/r2
same_folder layers/r1/tables layers/r2/tables
kpay_exits 0 verify layers/r2
# Twelve per cent, seven for pensions, 2600 a head are those of the three layers.
python3 - layers/r2/tables <<'END' || fail 'a layer is missing'
import csv, pathlib, sys
read = lambda name: list(csv.DictReader(open(pathlib.Path(sys.argv[1]) / name, encoding="utf-8-sig")))
person = {row["工号"]: row for row in read("员工.csv")}["S01"]
assert person["住房公积金"].split(".")[0] == "624", person   # 5200 * 12%
assert person["养老保险"] == "364.00", person                 # 5200 * 7%
assert read("开发区.csv")[0]["绩效池"] == "13000.00"          # 5 * 2600
END

# Back where it came from nothing is added; elsewhere the bases come along.
mv layers/office/zone layers/office/was
kpay_exits 0 convert layers/office/zone.xlsx layers/office/zone
told KP6046 KP6046
same_folder layers/office/was layers/office/zone
kpay_exits 0 convert layers/office/zone layers/office/again.xlsx
cmp -s layers/office/zone.xlsx layers/office/again.xlsx || fail 'the second workbook differs'
kpay_exits 0 convert layers/far/away/zone.xlsx layers/far/away/zone
told KP6047 KP6047
[ -f layers/far/away/zone/继承/1/标准/社会保险.csv ] && [ -f layers/far/away/zone/继承/2/3-规则.csv ] ||
    fail 'the bases did not come along'
kpay_exits 0 run layers/far/away/zone --data "$DATA" --month 2025-01 --out layers/r3
same_folder layers/r1/tables layers/r3/tables
kpay_exits 0 convert layers/far/away/zone layers/far/away/again.xlsx
told
cmp -s layers/far/away/zone.xlsx layers/far/away/again.xlsx || fail 'the bases in 继承 make another workbook'
# A base that was changed since then is not what the workbook was made of.
sed -i 's/12%/11%/' layers/city/1-方案.csv
mv layers/office/zone layers/office/was2
kpay_exits 0 convert layers/office/zone.xlsx layers/office/zone
told KP6047 KP6048
kpay_exits 0 run layers/office/zone --data "$DATA" --month 2025-01 --out layers/r4
same_folder layers/r1/tables layers/r4/tables
# What cannot come along is refused, and leaves nothing behind.
kpay_exits 0 convert layers/province layers/city/more.xlsx
kpay_exits 1 convert layers/office/was layers/office/new.xlsx
told KP6044
absent layers/office/new.xlsx
rm -r layers/city
kpay_exits 3 convert layers/office/was layers/office/new.xlsx
told KP6040
absent layers/office/new.xlsx

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
there_and_back "$WORK/odd"
kpay_exits 0 convert odd odd.xlsx

# ---- what cannot be done is said, and leaves nothing behind

kpay_exits 3 convert odd odd.xlsx
err_has KP1052
kpay_exits 2 convert odd folder
err_has KP6604
kpay_exits 2 convert odd.xlsx other.xlsx
err_has KP6604
kpay_exits 1 convert odd.xlsx one.csv
err_has KP6613
absent one.csv
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
kpay_exits 0 convert one.xlsx one.csv
cmp -s notes/a.csv one.csv || fail 'one file differs'
# The program's hidden files go, whatever happened.
[ -z "$(find . -name '.kpay-*')" ] || fail 'hidden files are left'

finish
