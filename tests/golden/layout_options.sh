#!/bin/sh
# Values of a layout's options: told at their cell when the scheme is checked, not when a file is
# to be written; and the words for separators mean the signs.
. "${0%/*}/lib.sh"

mkdir scheme data
cat >scheme/s.csv <<'END'
实体
实体,主键
人,号

字段
实体,字段,类型
人,号,文本
人,额,数值

报表,代发,实体 人,样式 文本,文件 a.txt,编码 UTF-8,分隔 逗号,纸张 A4,表头 是,勾稽 否
列,内容,格式,小数位
号,号,文本,
额,额,数值,2
END
printf '号,额\n甲,1.5\n乙,20\n' >data/人.csv

# refused OLD NEW WORDS : the option with another value
refused()
{
    mkdir -p wrong
    sed "s/$1/$2/" scheme/s.csv >wrong/s.csv
    kpay_exits 1 check wrong
    err_has "KP2124: 这里不认识“${2#* }”"
    err_has "$3"
}
refused '编码 UTF-8' '编码 BIG5-X' 'GB18030、GBK、UTF-8、UTF-8-BOM'
refused '编码 UTF-8' '编码 国标' 'GB18030、GBK、UTF-8、UTF-8-BOM'
refused '分隔 逗号' '分隔 逗点' '逗号、制表符、分号、竖线、定长'
refused '纸张 A4' '纸张 A9' 'A3、A4、A5'

# written WORD SIGN : what stands between the columns
written()
{
    rm -rf run other
    mkdir other
    sed "s/分隔 逗号/分隔 $1/; s/编码 UTF-8/编码 $3/" scheme/s.csv >other/s.csv
    kpay_exits 0 run other --data data --month 2025-03 --out run
    printf '号%s额\n乙%s20.00\n甲%s1.50\n' "$2" "$2" "$2" >want
    tr -d '\r' <run/out/a.txt | cmp -s - want || fail "分隔 $1"
}
written 逗号 , UTF-8
written 分号 ';' utf-8
written 竖线 '|' UTF8
written 制表符 "$(printf '\t')" UTF-8
written '#' '#' UTF-8

finish
