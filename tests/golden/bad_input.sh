#!/bin/sh
# Bad input: one thing spoiled at a time, and many at once; see bad_input/README.md.
: "${KPAY:?}" "${SOURCE:?}"
exec python3 "$SOURCE/tests/golden/bad_input/bad_input.py"
