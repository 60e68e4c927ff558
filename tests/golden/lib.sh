# lib.sh - what the golden shell tests share; sourced, never run.
#
#   KPAY    the program       SOURCE  the repository
#
# A test works in a folder of its own ($WORK), which goes when it ends.  Each check says
# what it expected; `finish` ends with 1 when any failed.

set -eu
: "${KPAY:?}" "${SOURCE:?}"
unset KPAY_LANG 2>/dev/null || :

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"
FAILED=0
TAB=$(printf '\t')
CASE=

fail()
{
    FAILED=$((FAILED + 1))
    printf 'not ok: %s: %s\n' "$CASE" "$1"
}

# kpay_exits CODE ARGS... : runs the program; stdout and stderr are kept for the checks.
kpay_exits()
{
    want=$1
    shift
    CASE="kpay $*"
    code=0
    "$KPAY" "$@" >"$WORK/.out" 2>"$WORK/.err" || code=$?
    [ "$code" -eq "$want" ] || { fail "exit code $code, expected $want"; cat "$WORK/.err"; }
}

# The whole of stdout or stderr is what stands on standard input.
out_is()
{
    cat >"$WORK/.want"
    diff -u "$WORK/.want" "$WORK/.out" || fail 'stdout differs'
}

err_is()
{
    cat >"$WORK/.want"
    diff -u "$WORK/.want" "$WORK/.err" || fail 'stderr differs'
}

out_has()
{
    grep -qF -- "$1" "$WORK/.out" || { fail "stdout lacks: $1"; cat "$WORK/.out"; }
}

err_has()
{
    grep -qF -- "$1" "$WORK/.err" || { fail "stderr lacks: $1"; cat "$WORK/.err"; }
}

err_is_empty()
{
    [ ! -s "$WORK/.err" ] || { fail 'stderr is not empty'; cat "$WORK/.err"; }
}

# sheet_shows WORKBOOK SHEET TEXT... : each text stands in the sheet, TAB between cells.
sheet_shows()
{
    book=$1 sheet=$2
    shift 2
    python3 "$SOURCE/tests/golden/sheet_rows.py" "$book" "$sheet" >"$WORK/.sheet" ||
        fail "no sheet $sheet in $book"
    for text in "$@"; do
        grep -qF -- "$text" "$WORK/.sheet" || { fail "sheet $sheet lacks: $text"; cat "$WORK/.sheet"; }
    done
}

same_folder()
{
    diff -r "$1" "$2" || fail "$1 and $2 differ"
}

absent()
{
    [ ! -e "$1" ] || fail "$1 exists"
}

# figure TABLE KEY COLUMN VALUE: the cell of a run's table
figure()
{
    got=$(awk -F, -v key="$2" -v column="$3" \
        'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i } $1 == key { print $at }' "$1")
    [ "$got" = "$4" ] || fail "$2 $3: $got, expected $4"
}

finish()
{
    if [ "$FAILED" -ne 0 ]; then
        printf '%s checks failed\n' "$FAILED"
        exit 1
    fi
}
