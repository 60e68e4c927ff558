#!/bin/sh
# headers.sh CC CXX - every header of engine/ and rules/ stands alone, as C17 and as C++17,
# and may be included twice.  Run from the root.
set -eu

bad=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

try() {  # compiler, standard, language, header
    "$1" -std="$2" -fsyntax-only -Wall -Wextra -Werror -D_POSIX_C_SOURCE=200809L -I. \
        -x "$3" "$work/alone" 2> "$work/log" && return 0
    echo "$4 does not stand alone as $2:"
    head -5 "$work/log"
    bad=1
}

for header in $(find engine rules -name '*.h'); do
    printf '#include "%s"\n#include "%s"\n' "$header" "$header" > "$work/alone"
    try "$1" c17 c "$header"
    [ -z "${2:-}" ] || try "$2" c++17 c++ "$header"
done
exit $bad
