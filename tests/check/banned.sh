#!/bin/sh
# The functions that base/banned.h bans do not compile, and others do.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
CC=${CC:-cc}
command -v "${CC%% *}" >/dev/null || { echo "there is no compiler $CC"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
compiles()
{
    echo "int f(char *a, const char *b); int f(char *a, const char *b) { (void)a, (void)b; $1; return 0; }" \
        >"$tmp/try.c"
    $CC -D_GNU_SOURCE -I"$TOP/wizard" -include base/banned.h -c "$tmp/try.c" -o "$tmp/try.o" 2>"$tmp/err"
}
compiles 'memcpy(a, b, 1)' || { cat "$tmp/err"; exit 1; }
status=0
for call in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, "%s", b)' 'strtok(a, b)' 'system(b)' 'popen(b, "r")'; do
    if compiles "$call"; then
        echo "$call compiles"
        status=1
    fi
done
# The build really includes the file before each source.
grep -q -e '-include base/banned.h' "$TOP/Makefile.am" || { echo "Makefile.am does not include it"; status=1; }
exit $status
