#!/bin/sh
# no_float.sh LIBRARY... - there is no binary floating point below io/: neither in the
# machine code of the libraries (arithmetic, comparison or conversion; moves through vector
# registers are fine) nor as a word of their sources.  Run from the root of the sources.
set -eu

here=$(dirname "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# x86: everything that begins with f is x87, but for the saving of its state.
x86='^(f[a-z0-9]+|v?(cvt|fm|fnm)[a-z0-9]*'
x86="$x86"'|v?(add|sub|mul|div|sqrt|rsqrt[0-9]*|rcp[0-9]*|min|max|round|dp|hadd|hsub|addsub'
x86="$x86"'|rndscale|range|reduce|scalef|getexp|getmant|fixupimm|cmp[a-z_]*|u?comi)[sp][sdh])$'
arm='^(fadd|fsub|fmul|fdiv|fsqrt|fmadd|fmsub|fnm[a-z]*|fcmp[a-z]*|fcvt[a-z]*|[su]cvtf|frint[a-z]*)$'

for library in "$@"; do
    objdump -d --no-show-raw-insn "$library" |
        awk -v x86="$x86" -v arm="$arm" -v lib="$library" '
            /^[0-9a-f]+ </ { name = $2 }
            /file format/ { member = $1; kind = ($NF ~ /aarch64/) ? arm : x86 }
            /^ *[0-9a-f]+:/ {
                word = $2
                if (word ~ /^(rep|repz|repnz|lock|bnd|notrack|data16|cs|ds)$/) word = $3
                if (word ~ /^(fxsave|fxrstor|fwait)/) next
                if (word == "cmpsd" && $0 ~ /%[er][sd]i/) next  # the string instruction
                count++
                if (word ~ kind) print lib "(" member ")", name, $0
            }
            END { if (count < 100) print lib ": nothing was disassembled" }' >> "$found"
done

for file in $(find engine rules -name '*.[ch]'); do
    awk -f "$here/strip_comments.awk" "$file" |
        grep -E '(^|[^A-Za-z0-9_])(double|float|_Float[0-9]+|strtod|strtof)([^A-Za-z0-9_]|$)' \
            >> "$found" || true
done

[ ! -s "$found" ] && exit 0
echo "binary floating point below io/:"
head -40 "$found"
exit 1
