#!/bin/sh
# Random pools, every mode and every closing, against a calculation by hand; the checker
# of the log agrees; pools that cannot be divided are all told at once.
. "${0%/*}/lib.sh"

export KPAY
for seed in 5 11; do
    CASE="pools $seed"
    python3 "$SOURCE/tests/golden/pools_check.py" $seed $seed 120 >.out 2>&1 ||
        { fail 'other shares than expected'; tail -20 .out; }
    kpay_exits 0 recheck $seed/run
done

# ---- exact ties behind whole parts of different length: 15384.61|538… and 6384.61|538…
mkdir tie
printf '代号,钱\nM,30000\n' >tie/矿区.csv
printf '灯号,矿区,在册,分量,名义,最低,最高,大保底\n' >tie/矿工.csv
for row in 1,10700 2,20000 3,8300; do
    echo "${row%,*},M,是,1,${row#*,},0,30000,0" >>tie/矿工.csv
done
kpay_exits 0 run 5/scheme --data tie --month 2031-07 --out tied
kpay_exits 0 recheck tied
for paid in 1,.*,8230.77, 2,.*,15384.62, 3,.*,6384.61,; do
    grep -q "^$paid" tied/tables/矿工.csv || fail "no $paid"
done

# ---- one pool for every fault, all in one report
mkdir bad
cat >bad/矿区.csv <<'END'
代号,钱
M1,-5
M2,100
M3,100
M4,100
M5,100
M6,100
END
cat >bad/矿工.csv <<'END'
灯号,矿区,在册,分量,名义,最低,最高,大保底
1,M1,是,1,1,0,9,0
2,M2,是,-1,1,0,9,0
3,M3,是,0,0,0,9,0
4,M4,是,1,1,9,8,0
5,M5,是,1,1,60,90,0
6,M5,是,1,1,60,90,0
END
kpay_exits 1 run 5/scheme --data bad --month 2031-07 --out again
for code in 'KP5010' 'KP5012' 'KP5016' 'KP5014' 'KP5015' 'KP5013'; do
    err_has "$code"
done
absent again

finish
