#!/bin/sh
# The manual page names every command and every setting of the program, and
# mandoc finds no fault with it.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$TOP}
MCWIZARD=${MCWIZARD:-$BUILD/mcwizard}
page=${MAN_PAGE:-$BUILD/doc/mcwizard.8}
[ -x "$MCWIZARD" ] || { echo "$MCWIZARD is missing"; exit 1; }
[ -f "$page" ] || { echo "$page is missing"; exit 1; }
status=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Commands are the lines "  NAME  summary" of --help, settings the "path" of each JSON line.
"$MCWIZARD" --help >"$tmp/help"
"$MCWIZARD" settings --format json >"$tmp/json"
sed -n -e '/^Layouts:/q' -e 's/^  \([a-z][a-z-]*\)\([ ].*\)\{0,1\}$/\1/p' "$tmp/help" >"$tmp/commands"
grep -o '"path": *"[^"]*"' "$tmp/json" | sed 's/.*: *"\(.*\)"/\1/' >"$tmp/settings" || :
[ -s "$tmp/commands" ] || { echo "no command in the output of --help"; status=1; }
[ -s "$tmp/settings" ] || { echo "no path in the output of settings --format json"; status=1; }
while read -r name; do
    grep -qE "^\.(It|Ss|Sh|Cm|Nm)( .*)? $name( |\$)" "$page" ||
        { echo "$page: the command $name is missing"; status=1; }
done <"$tmp/commands"
while read -r name; do
    grep -qE "^\.It (Cm|Va) $name( |\$)" "$page" || { echo "$page: the setting $name is missing"; status=1; }
done <"$tmp/settings"
[ $status = 0 ] || exit 1

command -v mandoc >/dev/null || { echo "mandoc is not installed"; exit 77; }
mandoc -T lint -W warning "$page" >"$tmp/lint" 2>&1 || status=1
cat "$tmp/lint"
[ ! -s "$tmp/lint" ] || status=1
exit $status
