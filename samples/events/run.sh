#!/bin/sh
# March 2025 once by the scheme, then with every other day basis and direction.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

month()
{
    out=$1
    shift
    "$KPAY" run "$here/scheme" --data "$here/data/2025-03" --month 2025-03 --out "$OUT/$out" "$@"
}

month 2025-03
month 自然日 --set 入离职日基数=自然日
month 月计薪天数 --set 入离职日基数=月计薪天数
month 倒扣 --set 缺勤折算方向=倒扣
month 正算 --set 缺勤折算方向=正算
echo "$OUT"
