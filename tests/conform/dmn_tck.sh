#!/bin/sh
# The DMN technology compatibility kit: every folder as published, no case lost.
. "$SOURCE/tests/golden/lib.sh"

cd "$SOURCE/tests/conform" || exit 1
KPAY_LANG=en
export KPAY_LANG

"$KPAY" dmn tck --verbose tck >"$WORK/result.txt" || fail "cases fail: $(cat "$WORK/result.txt")"
diff dmn_tck.txt "$WORK/result.txt" || fail 'the result is not the published one'

# Level 2 is complete.
"$KPAY" dmn tck tck/compliance-level-2 >"$WORK/level2.txt" || fail 'level 2'
grep -q '^total  *116  *0  *0$' "$WORK/level2.txt" || fail 'level 2 is not 116 of 116'

# Models of our own, from the texts of regulations.
"$KPAY" dmn tck --verbose own >"$WORK/own.txt" || fail "$(cat "$WORK/own.txt")"
grep -q '^total  *9  *0  *0$' "$WORK/own.txt" || fail 'not all of our own cases were tried'

# A wrong expectation must be seen, and a null must not pass for an error.
spoil()
{
    rm -rf "$WORK/spoilt"
    cp -r "$1" "$WORK/spoilt"
    chmod -R u+w "$WORK/spoilt"
    sed -i "$2" "$WORK"/spoilt/*test*.xml
    code=0
    "$KPAY" dmn tck --verbose "$WORK/spoilt" >"$WORK/spoilt.txt" || code=$?
    [ "$code" -eq 1 ] || fail "exit code $code of spoilt $1"
    grep -q '^failed' "$WORK/spoilt.txt" || fail "a spoilt case of $1 was not listed"
}
spoil tck/compliance-level-2/0105-feel-math 's|>15</value>|>15.001</value>|'
spoil tck/compliance-level-3/0064-feel-conjunction 's|<resultNode |<resultNode errorResult="true" |'

finish
