#!/bin/sh
# Runs every policy of this folder: each run goes to $OUT/<policy> or $OUT/<policy>-<case>.
#   KPAY  the program (default: build/kpay of this repository)
#   OUT   where the run folders go (default: a new temporary folder)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
KPAY=${KPAY:-$here/../../build/kpay}
OUT=${OUT:-$(mktemp -d)}
mkdir -p "$OUT"

# once OUT SCHEME DATA MONTH [more options]; the policy is the first two letters of OUT
once()
{
    out=$1 scheme=$2 data=$3 of=$4
    policy=${out%%-*}
    shift 4
    "$KPAY" run "$here/$policy/$scheme" --data "$here/$policy/data/$data" --month "$of" \
        --out "$OUT/$out" "$@"
}

# chain OUT SCHEME MONTHS... : each month on top of the one before
chain()
{
    name=$1 chained=$2 before=
    shift 2
    for month in "$@"; do
        once "$name-$month" "$chained" "$month" "$month" ${before:+--prev "$before"}
        before=$OUT/$name-$month
    done
}

# Amounts of one month.
for one in P1 P2 P3 P4 P7; do
    once "$one" scheme 2025-01 2025-01
done
# P2: what the printed point value leaves over goes to one person.
once P2-tail tail 2025-01 2025-01
# P3: ceilings that leave money over; floors that the pool cannot pay, shared in proportion.
once P3-surplus scheme 2025-02 2025-02
once P3-floors proportional 2025-03 2025-03
# P4: ceilings inside a department; what is left stays with the zone, or is divided again.
once P4-surplus scheme 2025-02 2025-02
once P4-return return 2025-02 2025-02
# P7: the other reading of the mean, below and above its bound.
once P7-inclusive inclusive 2025-01 2025-01
once P7-above inclusive 2025-02 2025-02

# P5: five months; only the year's total; what was held back is paid when there is room.
chain P5 scheme 2025-01 2025-02 2025-03 2025-04 2025-05
chain P5-annual annual 2025-01 2025-02 2025-03 2025-04 2025-05
chain P5-catchup catch-up 2025-01 2025-02 2025-03 2025-04 2025-05

# P6 and P8: eleven months prepaid, then the settlement in December.
for one in P6 P8; do
    prev=
    for at in 01 02 03 04 05 06 07 08 09 10 11; do
        once "$one-2025-$at" scheme 每月 "2025-$at" ${prev:+--prev "$prev"}
        prev=$OUT/$one-2025-$at
    done
    once "$one-2025-12" scheme 年终 2025-12 --prev "$prev"
done
echo "$OUT"
