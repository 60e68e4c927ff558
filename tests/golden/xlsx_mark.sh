#!/bin/sh
# --mark: copies of the user's files with the faulty cells coloured and commented.
: "${KPAY:?}" "${DUMP:?}" "${SOURCE:?}"
exec python3 "$SOURCE/tests/golden/xlsx_mark.py"
