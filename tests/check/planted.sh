#!/bin/sh
# A leak, undefined behaviour and an overflow that were planted on purpose have to
# fail in the sanitizer build, run as every unit is; a sound test has to pass.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$TOP}
status=0
run()
{
    sh "$TOP/tests/unit/criterion.sh" "$BUILD/tests/check/planted" --filter "planted/$1" 2>&1
}
out=$(run sound) || { echo "$out"; echo "the sound test fails"; status=1; }
for defect in leak:LeakSanitizer undefined:'runtime error' overflow:heap-buffer-overflow; do
    if out=$(run "${defect%%:*}"); then
        echo "$out"
        echo "the planted ${defect%%:*} passes"
        status=1
    elif ! echo "$out" | grep -q "${defect#*:}"; then
        echo "$out"
        echo "the planted ${defect%%:*} fails without a report of ${defect#*:}"
        status=1
    fi
done
exit $status
