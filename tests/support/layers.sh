#!/bin/sh
# layers.sh - who may include whom, and what nobody may call.  Run from the root.
#
#   engine/base <- engine <- rules <- io <- mains;  folders of io/ know nothing of each
#   other, except io/cli, which knows them all, and io/base, which all may use.
#   A library's header stands at one door.
set -eu

here=$(dirname "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT

say() {
    echo "$1: $2" >> "$found"
}

includes() {  # of file $1, one a line
    sed -n 's/^[ \t]*#[ \t]*include[ \t]*["<]\([^">]*\)[">].*/\1/p' "$1"
}

# ---- upward and sideways

may_include() {  # file $1, header $2
    case $1 in
    engine/base/*) case $2 in engine/base/*) return 0 ;; esac ;;
    engine/*) case $2 in engine/*) return 0 ;; esac ;;
    rules/*) case $2 in engine/* | rules/*) return 0 ;; esac ;;
    io/cli/*) case $2 in engine/* | rules/* | io/*) return 0 ;; esac ;;
    io/base/*) case $2 in engine/* | io/base/*) return 0 ;; esac ;;
    io/*) case $2 in engine/* | rules/* | io/base/* | "$(dirname "$1")"/*) return 0 ;; esac ;;
    esac
    return 1
}

# ---- libraries, each at its door

door_of() {
    case $1 in
    xlsxwriter.h | xlsxwriter/*) echo io/xlsx ;;
    zlib.h) echo io/xlsx ;;
    cairo*.h | pango/*) echo io/pdf/page.c ;;
    pcre2.h) echo engine/kernel_text.c ;;
    gmp.h) echo engine/kernel_allocate_wide.c ;;
    openssl/*) echo io/files ;;
    bid_conf.h | bid_functions.h) echo engine/base/decimal_wide.c ;;
    utf8proc.h) echo engine/base/fold.c ;;
    iconv.h) echo io/csv io/text ;;
    expat.h) echo io/base/xml_scan.c ;;
    zip.h) echo io/ooxml ;;
    cmocka.h) echo tests ;;
    getopt.h) echo io/cli ;;
    locale.h) echo io/cli io/xlsx ;;
    pthread.h | stdatomic.h) echo engine io/log io/cli io/files ;;
    unistd.h | fcntl.h | dirent.h | time.h | sys/*) echo io ;;
    assert.h | ctype.h | errno.h | inttypes.h | limits.h | setjmp.h | stdarg.h | \
        stdbool.h | stddef.h | stdint.h | stdio.h | stdlib.h | string.h | strings.h)
        echo engine rules io ;;
    *) echo nowhere ;;
    esac
}

passes() {  # file $1, header $2
    for door in $(door_of "$2"); do
        case $1 in "$door" | "$door"/*) return 0 ;; esac
    done
    return 1
}

below=$(find engine rules -name '*.[ch]')
all="$below $(find io -name '*.[ch]')"

for file in $all; do
    for header in $(includes "$file"); do
        case $header in
        engine/* | rules/* | io/*)
            may_include "$file" "$header" || say "$file" "may not include $header" ;;
        *.def) ;;
        *)
            passes "$file" "$header" || say "$file" "$header belongs behind another door" ;;
        esac
    done
done

# ---- banned functions

ban() {  # pattern $1, files...
    pattern=$1
    shift
    for file in "$@"; do
        awk -f "$here/strip_comments.awk" "$file" |
            grep -E "(^|[^A-Za-z0-9_>.])($pattern)[ ]*\(" >> "$found" || true
    done
}

ban 'strcpy|strcat|sprintf|vsprintf|gets|atof|atoi|atol|atoll|system|alloca|strtok|mktemp|tmpnam' $all
# Files, clock, environment and terminal belong to io/.
ban 'fopen|open|fread|fwrite|printf|fprintf|puts|fputs|getenv|setlocale|time|clock|exit|rand' $below
for file in $all; do
    [ "$file" = io/xlsx/number.c ] || ban 'strtod|strtof|strtold' "$file"
done
# Arrays of a length found at run time are refused by the compiler.
grep -q -- '-Wvla' CMakeLists.txt && grep -q -- '-Werror' CMakeLists.txt ||
    say CMakeLists.txt "-Wvla and -Werror are not set"

[ ! -s "$found" ] && exit 0
sort "$found" | head -60
exit 1
