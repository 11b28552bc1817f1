#!/bin/sh
# apply and rollback on a real pseudo-terminal; apply_pty.py has the tests.
# MCWIZARD is the binary, TOOLS the folder with the unpacked sendmail packages;
# further arguments choose tests by words of their names.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
MCWIZARD=${MCWIZARD:-$TOP/build/plain/mcwizard}
export MCWIZARD
command -v python3 >/dev/null || { echo "skip - apply: python3 is not installed"; exit 0; }
[ "$(id -u)" = 0 ] || { echo "skip - apply: needs root, to give files their owners"; exit 0; }
exec python3 "$TOP/tests/e2e/apply_pty.py" "$@"
