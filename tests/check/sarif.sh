#!/bin/sh
# `audit --format sarif` prints what sarif-schema.json describes, whatever it meets; see sarif.py.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$TOP}
MCWIZARD=${MCWIZARD:-$BUILD/mcwizard}
[ -x "$MCWIZARD" ] || { echo "$MCWIZARD is missing"; exit 1; }
python3 -c 'import jsonschema' 2>/dev/null || { echo "python3-jsonschema is not installed"; exit 77; }
exec python3 "$TOP/tests/check/sarif.py" "$TOP" "$MCWIZARD"
