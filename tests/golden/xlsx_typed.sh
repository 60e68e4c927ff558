#!/bin/sh
# A month's sheets as people type them into Excel: every row of the list of bad inputs.
: "${KPAY:?}" "${SOURCE:?}"
exec python3 "$SOURCE/tests/golden/xlsx_typed.py"
