#!/bin/sh
# Every file that is built, installed or shipped stands in a list of a
# Makemodule.am (or Makefile.am), so that `make dist` is complete and no test is
# forgotten.  Fails, naming the list, when a list and the tree differ;
# `sources.sh --write` rewrites the lists instead.
# shellcheck disable=SC2046 # names in this tree have no blanks
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$TOP"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0

# list FILE VARIABLE NAME...: the list of VARIABLE in FILE is exactly NAME...
list()
{
    file=$1 variable=$2
    shift 2
    {
        printf '%s =' "$variable"
        for name; do
            printf ' \\\n\t%s' "$name"
        done
        printf '\n'
    } >"$tmp/want"
    awk -v variable="$variable" -v want="$tmp/want" '
        inside { if ($0 !~ /\\$/) inside = 0; next }
        $1 == variable && $2 == "=" {
            while ((getline line < want) > 0)
                print line
            found = 1
            inside = /\\$/
            next
        }
        { print }
        END { exit !found }' "$file" >"$tmp/new" || {
        echo "$file: there is no list $variable"
        status=1
        return
    }
    if ! cmp -s "$file" "$tmp/new"; then
        if [ "$write" = yes ]; then
            cat "$tmp/new" >"$file"
            echo "$file: $variable rewritten"
        else
            echo "$file: $variable differs from the tree:"
            diff "$file" "$tmp/new" | grep '^[<>]' || :
            status=1
        fi
    fi
}

# link FILE PROGRAM [SOURCES]: its SOURCES, unless they are PROGRAM.c, and LDADD are set in FILE.
link()
{
    target=$(echo "$2" | tr '/.-' '___')
    for line in ${3:+"${target}_SOURCES = $3"} "${target}_LDADD = \$(program_libs)"; do
        if grep -qxF "$line" "$1"; then
            continue
        elif [ "$write" = yes ]; then
            echo "$line" >>"$1"
            echo "$1: $line"
        else
            echo "$1: missing: $line"
            status=1
        fi
    done
}

# The files that match the patterns, in the order of bytes; none is fine.
files()
{
    for f; do
        [ ! -f "$f" ] || echo "$f"
    done | LC_ALL=C sort
}

write=no
[ "${1-}" != --write ] || write=yes

for room in base sys model cf render diff audit relay apply import ui cmd; do
    list wizard/Makemodule.am "${room}_sources" $(files wizard/$room/*.[ch] | grep -v templates_data)
done
for f in $(find wizard -name '*.[ch]' | LC_ALL=C sort); do
    case $f in
    wizard/main.c | wizard/*/*/*) known=no ;;
    wizard/base/* | wizard/sys/* | wizard/model/* | wizard/cf/* | wizard/render/* | wizard/diff/* | \
        wizard/audit/* | wizard/relay/* | wizard/apply/* | wizard/import/* | wizard/ui/* | wizard/cmd/*) known=yes ;;
    *) known=no ;;
    esac
    if [ $known = no ] && [ "$f" != wizard/main.c ]; then
        echo "$f: not in a room"
        status=1
    fi
done
list templates/Makemodule.am template_files $(files templates/*.m4)
list profiles/Makemodule.am profile_files $(files profiles/*.json)
list Makefile.am document_files $(files ./*.md doc/*.md | sed 's|^\./||')
list tests/unit/Makemodule.am unit_programs $(files tests/unit/test_*.c | sed 's/\.c$//')
list tests/unit/Makemodule.am unit_helpers $({
    files tests/unit/*.[ch] | grep -v /test_
    find tests/unit -mindepth 1 -maxdepth 1 -type d ! -name '.*'
} | LC_ALL=C sort)
list tests/fuzz/Makemodule.am fuzz_programs $(files tests/fuzz/fuzz_*.c | sed 's/\.c$//')
list tests/fuzz/Makemodule.am replay_programs $(files tests/fuzz/fuzz_*.c |
    sed 's|fuzz_\(.*\)\.c$|replay_\1|')
for name in $(files tests/fuzz/fuzz_*.c | sed 's|.*/fuzz_\(.*\)\.c$|\1|'); do
    link tests/fuzz/Makemodule.am "tests/fuzz/fuzz_$name"
    link tests/fuzz/Makemodule.am "tests/fuzz/replay_$name" "tests/fuzz/replay.c tests/fuzz/fuzz_$name.c"
    [ -d "tests/fuzz/corpus/$name" ] || { echo "tests/fuzz/corpus/$name is missing"; status=1; }
done
list tests/fuzz/Makemodule.am fuzz_data $(files tests/fuzz/*.dict; find tests/fuzz/corpus -type d \
    -path '*/corpus/*' -prune -print 2>/dev/null | LC_ALL=C sort)
list tests/check/Makemodule.am check_scripts $(files tests/check/*.sh | grep -v -e /bare.sh -e /planted.sh)
list tests/e2e/Makemodule.am e2e_files $(find tests/e2e -type f ! -name Makemodule.am ! -name '*~' ! -name '*.pyc' |
    LC_ALL=C sort)
list tests/cases/Makemodule.am case_folders $(find tests/cases -mindepth 1 -maxdepth 1 -type d |
    LC_ALL=C sort)
list tests/import/Makemodule.am import_folders $(find tests/import/corpus -mindepth 1 -maxdepth 1 -type d |
    LC_ALL=C sort)
list tests/cases/Makemodule.am root_files $(find tests/root -mindepth 1 -maxdepth 1 2>/dev/null |
    LC_ALL=C sort)
list tests/check/Makemodule.am check_programs $(files tests/check/*.c | grep -v /planted | sed 's/\.c$//')
for name in $(files tests/check/*.c | grep -v /planted | sed 's/\.c$//'); do
    link tests/check/Makemodule.am "$name"
done
list tests/check/Makemodule.am check_helpers $(files tests/check/*.py tests/check/*.txt tests/check/*.json)
list tests/bench/Makemodule.am bench_files $(files tests/bench/*.sh tests/bench/*.py)
exit $status
