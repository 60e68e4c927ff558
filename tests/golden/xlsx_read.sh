#!/bin/sh
# Workbooks as many programs write them, and as nobody should: what the reader makes of them.
: "${DUMP:?}" "${SOURCE:?}"
exec python3 "$SOURCE/tests/golden/xlsx_read.py"
