#!/bin/bash
# No value can break out of its place: hostile strings against every string setting.
#   hostile.sh [SETTING...]
set -u
E2E=$(cd "$(dirname "$0")" && pwd)
TOP=${TOP:-$(cd "$E2E/../.." && pwd)}
MCWIZARD=${MCWIZARD:-$TOP/mcwizard}
TOOLS=${TOOLS:-$TOP/.dev/sendmail}
[ -x "$MCWIZARD" ] || { echo "skip - hostile: $MCWIZARD is not built"; exit 77; }
[ -d "$TOOLS/usr/share/sendmail/cf" ] || { echo "skip - hostile: no sendmail-cf in $TOOLS"; exit 77; }
command -v python3 >/dev/null || { echo "skip - hostile: python3 is not installed"; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/mcwizard-hostile.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'kill $child 2>/dev/null; wait $child; exit 130' INT TERM HUP
python3 "$E2E/hostile.py" "$MCWIZARD" "$TOOLS" "$work" "$@" &
child=$!
wait $child
