#!/bin/sh
# Runs one Criterion program and prints a line per test (TAP).  Its status counts
# as much as the lines: a leak that AddressSanitizer finds shows only there.
# Whatever the tests and the sanitizers print themselves comes first, as comments.
set -u
program=$1
shift
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
if [ -n "${ASAN_OPTIONS-}" ]; then
    ASAN_OPTIONS="$ASAN_OPTIONS:log_path=$tmp/sanitizer"
    export ASAN_OPTIONS
fi
# Its runner loses some bytes of its timers, now and then, when tests of one program run side by side.
CRITERION_JOBS=1
export CRITERION_JOBS
status=0
"$program" --tap="$tmp/tap" --color=never "$@" >"$tmp/out" 2>&1 || status=$?
cat "$tmp/out" "$tmp"/sanitizer.* 2>/dev/null | tr -d '\000' | sed 's/^/# /'
[ ! -f "$tmp/tap" ] || cat "$tmp/tap"
exit "$status"
