#!/bin/sh
# Rule tables and formulas as DMN: back again unchanged, with the same answers, and open
# to an independent reader (dmn-moddle) where npm can fetch it.
. "$SOURCE/tests/golden/lib.sh"

there_and_back()
{
    scheme=$1
    name=$2
    mkdir -p first second
    "$KPAY" dmn export "$scheme" "first/$name.dmn" >export.txt 2>&1 || :
    [ -s "first/$name.dmn" ] || { fail "no export of $name"; cat export.txt; return; }
    kpay_exits 0 dmn import "first/$name.dmn" "back-$name"
    kpay_exits 0 dmn export "back-$name" "second/$name.dmn"
    cmp "first/$name.dmn" "second/$name.dmn" || fail "$name came back changed"
}
there_and_back "$SOURCE/samples/start/scheme" start
there_and_back "$SOURCE/samples/yancheng/scheme" yancheng
there_and_back "$SOURCE/tests/conform/scheme" scheme

# Worked by hand from tests/conform/scheme.
answers()
{
    kpay_exits 0 dmn eval first/scheme.dmn --decision "$1" --input "$2"
    out_has "$3"
}
answers 津贴表 '{"日期": "2025-07-01", "级别": "B", "在编": false}' '{"津贴": 200, "档": "高"}'
answers 津贴表 '{"日期": "2025-06-30", "级别": "C", "在编": true}' '{"津贴": 100.5, "档": "低"}'
answers 津贴表 '{"日期": "2024-12-31", "级别": "C", "在编": true}' '{"津贴": 0, "档": "中"}'
answers 加总 '{"次数": 2}' 11     # 5 + 7 - 1
answers 加总 '{"次数": 5}' 7
answers 加总 '{"次数": 10}' -1    # 2~10 leaves out 10
answers 分段 '{"次数": 6}' 18
answers 折算 '{"分值": 90, "系数": 1.23456}' 100
answers 加倍 '{"x": 46.5}' 61     # (46.5 - 1) + 15.5
answers 核定 '{"次数": 6}' 12      # (6 - 1) + ((6 - 1) + 2)
answers 核定 '{"次数": 3}' 2       # 2 + 1 - 1
kpay_exits 1 dmn export "$SOURCE/tests/conform/scheme" clash.dmn --lang en
err_has 'KP7086: 重名 was not exported: its condition 加倍 has the name of a table'
err_has 'KP7082: 基 was not exported'
for caller in 加 再加 靠缺省; do
    err_has "KP7087: $caller was not exported"
done
grep -q '再加\|靠缺省' clash.dmn && fail 'what calls a missing function was exported'
grep -q '<output.* name="津贴" typeRef="number"' first/scheme.dmn || fail 'a type is missing'

# What DMN cannot say is told, never dropped in silence.
kpay_exits 1 dmn export "$SOURCE/samples/yancheng/scheme" told.dmn --lang en
err_has 'KP7083: 薪酬矩阵 was not exported'

# Neither is what a scheme cannot say.
decision()  # NAME LOGIC
{
    printf '<decision id="%s" name="%s">%s</decision>' "$1" "$1" "$2"
}
literal()
{
    printf '<literalExpression><text>%s</text></literalExpression>' "$1"
}
table()  # INPUT ALLOWED TEST
{
    printf '<decisionTable><input label="%s"><inputExpression><text>%s</text></inputExpression>' "$1" "$1"
    printf '<inputValues><text>%s</text></inputValues></input><output name="r"/><rule>' "$2"
    printf '<inputEntry><text>%s</text></inputEntry><outputEntry><text>1</text>' "$3"
    printf '</outputEntry></rule></decisionTable>'
}
{
    printf '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="u">'
    decision good "$(table x '"a","b"' '"a"')"
    decision loop "$(literal 'for i in [1] return i')"
    decision other "$(table x - 'y')"
    decision sum "$(table 'x + 1' - '5')"
    decision none ''
    decision boxed "<context><contextEntry><variable name='a'/>$(literal 1)</contextEntry></context>"
    decision broken "$(literal '1 +')"
    decision split "$(table x '"a、b","c"' '"c"')"
    printf '</definitions>'
} >unsayable.dmn
kpay_exits 1 dmn import unsayable.dmn unsayable --lang en
err_has 'KP7072: loop was not imported: a scheme cannot say for i in [1] return i'
err_has 'KP7072: other was not imported: a scheme cannot say y'
err_has 'KP7076: sum was not imported: the input x + 1'
err_has 'KP7079: none was not imported'
err_has 'KP7078: boxed was not imported'
err_has 'KP7080: broken was not imported: the expression “1 +”'
err_has 'KP7081: split was not imported'
[ "$(ls unsayable)" = 规则表-good.csv ] || fail "imported: $(ls unsayable)"

# A DOCTYPE is refused, and so is anything that is no model.
printf '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' >doctype.dmn
kpay_exits 1 dmn eval doctype.dmn --decision a --lang en
err_has KP7002
printf '<html/>' >html.dmn
kpay_exits 1 dmn eval html.dmn --decision a --lang en
err_has KP7004

if command -v npm >/dev/null && command -v node >/dev/null &&
    timeout 60 npm install --prefix "$WORK/npm" --no-audit --no-fund --silent dmn-moddle \
        >npm.txt 2>&1; then
    CASE='dmn-moddle'
    for model in first/*.dmn; do
        node "$SOURCE/tests/conform/dmn_open.mjs" "$WORK/npm" "$model" >opened.txt ||
            { fail "$model does not open"; cat opened.txt; }
    done
    node "$SOURCE/tests/conform/dmn_open.mjs" "$WORK/npm" first/scheme.dmn >opened.txt
    grep -q '^dmn:Decision	津贴表	PRIORITY 3 2 2$' opened.txt ||
        fail 'dmn-moddle reads another table'
else
    echo 'skipped: dmn-moddle cannot be fetched'
fi
finish
