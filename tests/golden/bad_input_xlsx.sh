#!/bin/sh
# The cases of bad_input with the data handed in as workbooks: the same must be said.
: "${KPAY:?}" "${SOURCE:?}"
exec python3 "$SOURCE/tests/golden/bad_input/bad_input.py" --xlsx
