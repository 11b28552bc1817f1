#!/bin/sh
# The JSON Schema accepts and refuses the same profiles as the program, apart from
# what schema-exceptions.txt names; see schema.py.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$TOP}
MCWIZARD=${MCWIZARD:-$BUILD/mcwizard}
[ -x "$MCWIZARD" ] || { echo "$MCWIZARD is missing"; exit 1; }
[ -x "$BUILD/tests/check/profile_verdict" ] || { echo "profile_verdict is missing"; exit 1; }
python3 -c 'import jsonschema' 2>/dev/null || { echo "python3-jsonschema is not installed"; exit 77; }
exec python3 "$TOP/tests/check/schema.py" "$TOP" "$MCWIZARD" "$BUILD/tests/check/profile_verdict"
