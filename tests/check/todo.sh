#!/bin/sh
# Nothing is left for later: no such mark in a source, template or script.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
marks='TO''DO|FIX''ME|X''XX'
found=$(find dev .ci configure.ac Makefile.am wizard templates profiles doc tests -type f \
    \( -name '*.[ch]' -o -name '*.m4' -o -name '*.awk' -o -name '*.sh' -o -name '*.py' -o -name '*.am' \
    -o -name '*.ac' -o -name '*.json' -o -name '*.in' -o -name dev -o -name run \) \
    ! -path 'tests/fuzz/corpus/*' ! -path 'tests/cases/*/*' \
    -exec grep -nwE "$marks" /dev/null {} + || :)
[ -z "$found" ] || { echo "$found"; exit 1; }
