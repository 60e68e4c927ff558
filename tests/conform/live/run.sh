#!/bin/sh
# run.sh [PEOPLE] - do LibreOffice and Gnumeric recalculate live workbooks to the same cents?
#
# All samples (the last run of each, every one with ALL=1), scheme/ with data full of ties,
# negative amounts and large sums, its formulas over other data (as if somebody had typed
# them in), and a zone of PEOPLE (10,000).  Every formula and every cell of tables/ is
# compared.  A program that is not there is named and passed over.
#   KPAY  the program, by default build/kpay        OUT  where runs and workbooks go
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../../.." && pwd)
KPAY=${KPAY:-$root/build/kpay}
people=${1:-10000}
if [ -z "${OUT:-}" ]; then
    OUT=$(mktemp -d)
    trap 'rm -rf "$OUT"' EXIT
fi
mkdir -p "$OUT"
failed=0

# Files of other programs are else shown with the values they came with.
profile()
{
    mkdir -p "$OUT/profile/user"
    cat >"$OUT/profile/user/registrymodifications.xcu" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
END
}

judge()  # NAME PROGRAM ORIGINAL RECALCULATED RUN [--edited]
{
    echo "$1 · $2"
    if [ ! -s "$4" ]; then
        echo '  nothing was recalculated'
        failed=1
    elif ! python3 "$here/compare.py" "$3" "$4" "$5" ${6:-}; then
        failed=1
    fi
}

with_libreoffice()  # NAME WORKBOOK RUN [ORIGINAL, when it was edited]
{
    soffice "-env:UserInstallation=file://$OUT/profile" --headless --convert-to xlsx \
        --outdir "$OUT/libreoffice" "$2" >"$OUT/soffice.log" 2>&1 || cat "$OUT/soffice.log"
    judge "$1" LibreOffice "${4:-$2}" "$OUT/libreoffice/$1.xlsx" "$3" ${4:+--edited}
}

with_gnumeric()  # NAME WORKBOOK RUN [ORIGINAL, when it was edited]
{
    mkdir -p "$OUT/gnumeric"
    ssconvert --recalc "$2" "$OUT/gnumeric/$1.xlsx" >"$OUT/ssconvert.log" 2>&1 ||
        cat "$OUT/ssconvert.log"
    judge "$1" Gnumeric "${4:-$2}" "$OUT/gnumeric/$1.xlsx" "$3" ${4:+--edited}
}

# programs NAME WORKBOOK RUN [ORIGINAL]
programs()
{
    if command -v soffice >/dev/null; then
        with_libreoffice "$@"
    else
        echo "$1 · LibreOffice: skipped, not installed"
    fi
    if command -v ssconvert >/dev/null; then
        with_gnumeric "$@"
    else
        echo "$1 · Gnumeric: skipped, not installed"
    fi
}

# recalculate NAME RUN
recalculate()
{
    cp "$2"/out/*-活表.xlsx "$OUT/$1.xlsx"
    echo "$1 · structure"
    python3 "$here/structure.py" "$OUT/$1.xlsx" "$2" || failed=1
    programs "$1" "$OUT/$1.xlsx" "$2"
}

# edited NAME RUN OTHER: the formulas of one month over the figures of another.
edited()
{
    for original in "$3"/out/*-活表.xlsx; do
        python3 "$here/edited.py" "$2"/out/*-活表.xlsx "$original" "$OUT/$1.xlsx"
        programs "$1" "$OUT/$1.xlsx" "$3" "$original"
    done
}

# month NAME SCHEME DATA MONTH [PREVIOUS RUN]
month()
{
    "$KPAY" run "$2" --data "$3" --month "$4" --out "$OUT/run-$1" --live ${5:+--prev "$5"} \
        >/dev/null 2>"$OUT/kpay.log" || { cat "$OUT/kpay.log"; exit 1; }
}

# sample NAME: its own run.sh makes the run folders; the last, or with ALL=1 each of them.
sample()
{
    KPAY="$OUT/kpay-live" OUT="$OUT/sample-$1" sh "$root/samples/$1/run.sh" \
        >"$OUT/kpay.log" 2>&1 || { cat "$OUT/kpay.log"; exit 1; }
    find "$OUT/sample-$1" -path '*/out/*-活表.xlsx' | sort >"$OUT/list"
    [ "${ALL:-}" ] || sed -i '$!d' "$OUT/list"
    n=0
    while read -r workbook; do
        n=$((n + 1))
        recalculate "$1-$n" "${workbook%/out/*}" </dev/null
    done <"$OUT/list"
}

cat >"$OUT/kpay-live" <<END
#!/bin/sh
[ "\$1" = run ] && exec "$KPAY" "\$@" --live
exec "$KPAY" "\$@"
END
chmod +x "$OUT/kpay-live"

profile
for name in ${SAMPLES:-start yancheng haizhou huaian luohe-etdz caps mechanisms events}; do
    sample "$name"
done
for seed in 1 2; do
    python3 "$here/kinds.py" "$OUT/kinds-$seed" $seed
    month kinds-$seed "$here/scheme" "$OUT/kinds-$seed" 2025-03
done
recalculate kinds "$OUT/run-kinds-1"
edited kinds-edited "$OUT/run-kinds-1" "$OUT/run-kinds-2"
if [ "$people" -gt 0 ]; then
    python3 "$root/tests/bench/zone.py" "$people" "$OUT/zone" >/dev/null
    month zone "$OUT/zone/scheme" "$OUT/zone/data" 2025-03
    recalculate zone "$OUT/run-zone"
fi
exit $failed
