#!/bin/sh
# The cap policies of samples/caps: the worked figures, unseen data, and what is refused.
. "${0%/*}/lib.sh"

SAMPLE=$SOURCE/samples/caps
CHECK=$SOURCE/tests/golden/caps_check.py
for scheme in "$SAMPLE"/P*/*/方案.csv; do
    kpay_exits 0 check "${scheme%/*}"
    out_has '：0 个错误，0 个警告'
done
kpay_exits 0 test "$SAMPLE/P5/scheme"
kpay_exits 0 test "$SAMPLE/P8/scheme" --month 2025-12

OUT=$WORK/caps
CASE=$OUT
export KPAY OUT
sh "$SAMPLE/run.sh" >.out 2>.err || { fail 'run.sh'; cat .err; }
err_has '人人到了封顶，余下的列结余'
err_has '保底之和超过控制数，已按保底的比例分'
python3 "$CHECK" "$OUT" || fail 'other figures than expected'
for run in "$OUT"/P?  "$OUT"/P2-tail "$OUT"/P3-* "$OUT"/P4-* "$OUT"/P5-2025-05 "$OUT"/P[68]-2025-12; do
    kpay_exits 0 verify "$run"
    kpay_exits 0 recheck "$run"
done
CASE='unseen data'
python3 "$CHECK" --random "$WORK/random" 5 || fail 'other figures than expected'

# ---- a slip in the scheme that lets somebody keep what a failed zone was prepaid
mkdir slip
cp -r "$SAMPLE/P6" "$SAMPLE/P8" slip
sed -i 's/^单位,控制数,金额,,,公式,同级总量 \* 总量倍数表(考核等次),/单位,控制数,金额,,,公式,1,/' slip/P8/scheme/方案.csv
kpay_exits 1 run slip/P8/scheme --data slip/P8/data/年终 --month 2025-12 --prev "$OUT/P8-2025-11" --out again
err_has '不合格时已预发的应全部扣回'
absent again

# ---- floors that the pool cannot pay are refused unless the scheme says what then
kpay_exits 1 run "$SAMPLE/P3/scheme" --data "$SAMPLE/P3/data/2025-03" --month 2025-03 --out again
err_has 'KP5015'
absent again

# ---- a leader measured against a mean of himself and too few others has no bound
cp -r "$SAMPLE/P7/data/2025-01" few
sed -i '/^A[45],/d' few/员工.csv
kpay_exits 1 run "$SAMPLE/P7/inclusive" --data few --month 2025-01 --out again
err_has '人数不多于倍数时，含本人的平均数不能成为上限'
kpay_exits 0 run "$SAMPLE/P7/scheme" --data few --month 2025-01 --out again

finish
