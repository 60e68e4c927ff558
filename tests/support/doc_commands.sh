#!/bin/sh
# doc_commands.sh - does a page say what the program does?
#
#   doc_commands.sh KPAY ROOT PAGE          run the page's commands, compare the output shown
#   doc_commands.sh --bless KPAY ROOT PAGE  and put what was printed into the page
#
# Marks in a page, each on a line of its own:
#   <!-- run -->         the ```sh block below is run; it must succeed
#   <!-- run: exit 1 --> the same; its last command must end with this code
#   <!-- run hidden      commands up to the line "-->" are run unseen: edits that a
#                        reader makes in a spreadsheet program
#   <!-- exact -->       the block below is what the last visible commands printed;
#                        a line "…" stands for any lines, and heads of logs may differ
#
# All blocks of a page run one after the other in one new folder, with `kpay` in PATH and
# the samples beside them.
set -eu

bless=false
if [ "$1" = --bless ]; then
    bless=true
    shift
fi
kpay=$1
root=$(cd -- "$2" && pwd)
page=$3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/blocks" "$scratch/here" "$scratch/here/build"
ln -s "$root/samples" "$scratch/here/samples"
ln -s "$kpay" "$scratch/here/build/kpay"

# Blocks in order: N.sh with its exit code in N.code; N.want where output is shown.
awk -v to="$scratch/blocks" '
function open_block() { n++; file = sprintf("%s/%03d.sh", to, n); printf "" > file }
function keep_code(code) { print code > sprintf("%s/%03d.code", to, n) }
hidden && /^-->/ { hidden = 0; close(file); next }
hidden { print > file; next }
/^<!-- run hidden/ { hidden = 1; open_block(); keep_code(0); next }
/^<!-- run/ { code = 0; if (match($0, /exit [0-9]+/)) code = substr($0, RSTART + 5, 1); wanted = "sh"; next }
/^<!-- exact -->/ { wanted = "text"; next }
inside && /^```/ { inside = 0; wanted = ""; close(file); next }
inside { print > file; next }
wanted == "sh" && /^```/ { inside = 1; open_block(); keep_code(code); shown = n; next }
wanted == "text" && /^```/ { inside = 1; file = sprintf("%s/%03d.want", to, shown); printf "" > file; next }
' "$page"

# Heads of logs and the like: groups of eight hexadecimal digits.
plain()
{
    sed 's/[0-9a-f]\{8\}\( [0-9a-f]\{8\}\)\{1,\}/HEAD/g; s/[0-9a-f]\{16,\}/HASH/g' "$1"
}

# Does the output fit what is shown, where "…" stands for any lines?
fits()
{
    plain "$1" >"$scratch/want"
    plain "$2" >"$scratch/got"
    awk -v want="$scratch/want" '
    { got[++m] = $0 }
    END {
        while ((getline line < want) > 0) pattern[++n] = line
        at = 1
        for (i = 1; i <= n; i++) {
            if (pattern[i] == "…") { loose = 1; continue }
            if (loose) { while (at <= m && got[at] != pattern[i]) at++; loose = 0 }
            if (at > m || got[at] != pattern[i]) exit 1
            at++
        }
        exit !(loose || at > m)
    }' "$scratch/got"
}

failed=0
for block in "$scratch"/blocks/*.sh; do
    name=${block%.sh}
    code=0
    (
        cd "$scratch/here"
        unset KPAY_LANG
        PATH=$scratch/here/build:$PATH LC_ALL=C sh -e "$block"
    ) >"$name.got" 2>&1 || code=$?
    if [ "$code" -ne "$(cat "$name.code")" ]; then
        printf '%s: these commands ended with %s:\n' "$page" "$code"
        cat "$block" "$name.got"
        failed=1
    elif [ -f "$name.want" ] && ! fits "$name.want" "$name.got"; then
        $bless && continue
        printf '%s: these commands print something else:\n' "$page"
        cat "$block"
        diff "$name.want" "$name.got" || true
        failed=1
    fi
done

if $bless; then
    awk -v from="$scratch/blocks" '
    /^<!-- run hidden/ { n++ }
    /^<!-- run[^ ]* / || /^<!-- run -->/ || /^<!-- run:/ { if ($0 !~ /hidden/) wanted = "sh" }
    /^<!-- exact -->/ { wanted = "text" }
    skipping && /^```/ { skipping = 0; wanted = ""; print; next }
    skipping { next }
    inside && /^```/ { inside = 0; wanted = "" }
    !inside && wanted == "sh" && /^```/ { inside = 1; shown = ++n }
    !inside && wanted == "text" && /^```/ {
        print
        elided = 0
        want = sprintf("%s/%03d.want", from, shown)
        while ((getline line < want) > 0) if (line == "…") elided = 1
        close(want)
        got = elided ? want : sprintf("%s/%03d.got", from, shown)
        while ((getline line < got) > 0) print line
        close(got)
        skipping = 1
        next
    }
    { print }' "$page" >"$scratch/page"
    cat "$scratch/page" >"$page"
fi
exit "$failed"
