#!/bin/sh
# kpay run on the tutorial: files, determinism, and nothing left behind on errors.
. "${0%/*}/lib.sh"

kpay_exits 0 new zone
err_is_empty
out_is <<'END'
已新建 zone：scheme/ 是办法，data/ 是示例数据。

接下来：
  kpay check zone/scheme --data zone/data/2025-01
  kpay run zone/scheme --data zone/data/2025-01 --month 2025-01 --out zone/2025-01

讲解见 zone/README.md。
END
same_folder zone/scheme "$SOURCE/samples/start/scheme"
same_folder zone/data "$SOURCE/samples/start/data"
kpay_exits 3 new zone
err_has '已经存在'

kpay_exits 0 check zone/scheme --data zone/data/2025-01
out_is <<'END'
按 2025-01 的规则检查：0 个错误，0 个警告。
END

# ---- the month: people, pool and amounts are those of the tutorial's README

run()
{
    kpay_exits "$1" run zone/scheme --data zone/data/2025-01 --month 2025-01 --out "$2"
}

run 0 first
err_is_empty
sed 's/^日志头　[0-9a-f ]*$/日志头　HEAD/' .out >shown
mv shown .out
out_is <<'END'
绩效工资入门方案  2025-01

人数　5
校验　3 项：8 处通过，0 处警告

  总额      范围  人数       核定       已分  结余
  --------  ----  ----  ---------  ---------  ----
  绩效工资  Z        5  12,000.00  12,000.00  0.00

文件　first
      first/out/2025-01.xlsx
      first/out/银行代发.txt
日志头　HEAD
END

CASE='files of the run folder'
(cd first && find . -type f | LC_ALL=C sort) >files
cat >wanted <<'END'
./MANIFEST
./inputs/员工-累计结转.csv
./inputs/员工.csv
./inputs/指标.csv
./out/2025-01.xlsx
./out/银行代发.txt
./rules/1-方案.csv
./rules/2-字段.csv
./rules/3-规则.csv
./rules/4-报表.csv
./rules/标准/个人所得税.csv
./rules/标准/社会保险.csv
./rules/标准/评分方法.csv
./run.skel
./run.trace
./tables/员工.csv
./tables/开发区.csv
./tables/指标.csv
./tables/部门.csv
END
diff -u wanted files || fail 'other files'

CASE='inputs and rules are the bytes as read'
same_folder first/inputs zone/data/2025-01
for file in zone/scheme/*.csv; do
    cmp "$file" "first/rules/${file##*/}" || fail "$file differs"
done

CASE='MANIFEST lists the hash of every file'
tail -n +2 first/MANIFEST | while IFS='	' read -r hash size name; do
    printf '%s  first/%s\n' "$hash" "$name"
    [ "$(wc -c <"first/$name")" -eq "$size" ] || echo "size of $name" >&2
done >sums
sha256sum --quiet -c sums || fail 'wrong hashes'

CASE='no path of this machine, no time of day'
if grep -rqF "$WORK" first; then
    fail 'the folder knows where it was made'
fi

# ---- the same bytes, whatever the machine is like

run 0 again
same_folder first again

CASE='another locale, time zone, language, folder names and number of threads'
mkdir elsewhere
for file in 4-报表 3-规则 2-字段 1-方案; do  # made in another order
    cp "zone/scheme/$file.csv" elsewhere/
    touch -d 2001-02-03 "elsewhere/$file.csv"
done
mkdir figures
for file in 指标 员工-累计结转 员工; do
    cp "zone/data/2025-01/$file.csv" figures/
done
LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 TZ=Pacific/Kiritimati KPAY_LANG=en \
    "$KPAY" run "$WORK/elsewhere/" --data ./figures// --month 2025年1月 --out other --threads 7 \
    >.out 2>.err || fail 'does not run'
same_folder first other

CASE='the archived rules and inputs are a scheme and its data'
kpay_exits 0 run first/rules --data first/inputs --month 202501 --out replayed
same_folder first replayed

# ---- an existing folder is never touched

run 3 first
err_is <<'END'
错误 KP1052: first 已经存在，不会覆盖
  修改建议: 请换一个名字，或先把旧的移走
END
same_folder first again

# ---- errors leave nothing behind

refuses()
{
    kpay_exits 1 run zone/scheme --data "$1" --month 2025-01 --out bad
    err_has '没有生成任何可发放的文件'
    err_has "$2"
    absent bad
    CASE="$CASE: staging folders"
    set -- .kpay-*
    absent "$1"
}

cp -r zone/data/2025-01 broken
sed -i 's/,95.00,/,九十五,/' broken/员工.csv
sed -i 's/^A2,1,/A2,,/' broken/指标.csv
refuses broken 'broken/员工.csv!I2'
err_has 'broken/指标.csv!B3'

rm -r broken
cp -r zone/data/2025-01 broken
printf '\000\001\377' >broken/指标.csv
refuses broken 'broken/指标.csv'

rm -r broken
cp -r zone/data/2025-01 broken
printf 'PK' >broken/五月.xlsx
refuses broken '这其实是文本，不是 Excel 工作簿'

cp -r zone wrong
sed -i 's/评分方法/评分方发/' wrong/scheme/1-方案.csv
kpay_exits 1 run wrong/scheme --data zone/data/2025-01 --month 2025-01 --out bad
err_has '没有名为“评分方发”的标准包，是不是“评分方法”？'
absent bad

CASE='a folder above that does not exist'
kpay_exits 3 run zone/scheme --data zone/data/2025-01 --month 2025-01 --out no/such/place
absent no

finish
