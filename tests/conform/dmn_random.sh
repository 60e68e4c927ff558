#!/bin/sh
# Random models: their answers are the standard's, and still are after they have become
# tables of a scheme and a model again.  SEEDS names others.
. "$SOURCE/tests/golden/lib.sh"

for seed in ${SEEDS:-1 2 3}; do
    CASE="seed $seed"
    mkdir -p "there-$seed" "back-$seed"
    python3 "$SOURCE/tests/conform/dmn_random.py" "$seed" 44 "there-$seed"
    kpay_exits 0 dmn tck --verbose "there-$seed"
    kpay_exits 0 dmn import "there-$seed/tables.dmn" "scheme-$seed"
    [ "$(ls "scheme-$seed" | wc -l)" -eq 46 ] || fail 'tables are missing'
    kpay_exits 0 dmn export "scheme-$seed" "back-$seed/tables.dmn"
    cp "there-$seed/tables-test-01.xml" "back-$seed"
    kpay_exits 0 dmn tck --verbose "back-$seed"
    grep -q '176 *0 *0$' .out || fail 'not all cases were tried'
    kpay_exits 0 dmn import "back-$seed/tables.dmn" "again-$seed"
    kpay_exits 0 dmn export "again-$seed" "again-$seed/tables.dmn"
    cmp "back-$seed/tables.dmn" "again-$seed/tables.dmn" || fail 'other tables came back'
done

CASE='a wrong answer must be seen'
sed -i '0,/<expected><value xsi:type="xsd:decimal">/s//&9/' "back-$seed/tables-test-01.xml"
kpay_exits 1 dmn tck "back-$seed"
finish
