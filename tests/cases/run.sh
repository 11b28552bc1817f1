#!/bin/sh
# Runs the cases: every folder tests/cases/GROUP/NAME that has a file `args`.
#   args       the command line, one argument per line
#   stdin      what it reads (default: nothing)
#   env        lines NAME=VALUE for its environment
#   needs      a line per thing without which the case is skipped: a program of
#              sendmail-bin (sendmail, makemap), `sendmail-cf`, or a program of PATH
#   status     the exit status that is expected (default 0)
#   stdout     exactly what it prints; or
#   stdout.re  lines, each an extended regular expression that some line matches;
#              a line that begins with "! " is one that no line may match
#   stderr, stderr.re   the same for standard error
#   files/     files that must be below @TMP@ afterwards, byte for byte
# @CASE@ (the folder of the case), @TMP@ (a fresh folder) and @TOP@ stand for paths
# in args, stdin and env, and in what is expected.  A case runs in its folder and
# must write below @TMP@ only.
# Prints a line per case (TAP) and a summary.
#   run.sh [-v] [GROUP[/NAME]...]
set -u
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
MCWIZARD=${MCWIZARD:-$TOP/build/gcc/mcwizard}
TOP=$(cd "$TOP" && pwd -P) # as a program sees it that asks where it is
cases=$TOP/tests/cases
export TOP MCWIZARD

# expand FILE: the file with the placeholders replaced by this run's paths.
expand()
{
    sed -e "s|@CASE@|$case_dir|g" -e "s|@TMP@|$tmp|g" -e "s|@TOP@|$TOP|g" "$1"
}

# contract FILE: the reverse, for output.
contract()
{
    sed -e "s|$tmp|@TMP@|g" -e "s|$case_dir|@CASE@|g" -e "s|$TOP|@TOP@|g" "$1"
}

# compare STREAM: what the program printed there against what the case expects.
compare()
{
    got=$work/$1.got
    contract "$work/$1" >"$got"
    if [ -f "$case_dir/$1" ]; then
        diff -u --label "expected $1" --label "actual $1" "$case_dir/$1" "$got" >>"$work/why" || return 1
    fi
    [ -f "$case_dir/$1.re" ] || return 0
    missed=0
    while IFS= read -r re || [ -n "$re" ]; do
        case $re in
        '') ;;
        '! '*)
            if grep -qE -e "${re#! }" "$got"; then
                echo "$1 has a line that matches: ${re#! }" >>"$work/why"
                missed=1
            fi
            ;;
        *)
            grep -qE -e "$re" "$got" || {
                echo "$1 has no line that matches: $re" >>"$work/why"
                missed=1
            }
            ;;
        esac
    done <"$case_dir/$1.re"
    return $missed
}

needed()
{
    case $1 in
    sendmail-cf) test -f "${MCWIZARD_TOOLS-}/usr/share/sendmail/cf/m4/cf.m4" ;;
    sendmail | makemap) test -x "${MCWIZARD_TOOLS-}/usr/libexec/sendmail/$1" ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# one NUMBER NAME: runs a case; leaves its line, and the reasons, in $results/NUMBER.
one()
{
    name=$2
    case_dir=$cases/$name
    work=$results/$1.work
    tmp=$work/tmp
    mkdir -p "$tmp"
    : >"$work/why"
    if [ -f "$case_dir/needs" ]; then
        while IFS= read -r thing || [ -n "$thing" ]; do
            needed "$thing" || {
                echo "ok $1 - $name # SKIP $thing is not here" >"$results/$1"
                return
            }
        done <"$case_dir/needs"
    fi

    expand "$case_dir/args" >"$work/args"
    if [ -f "$case_dir/stdin" ]; then expand "$case_dir/stdin"; fi >"$work/stdin"
    {
        if [ -f "$case_dir/env" ]; then expand "$case_dir/env"; fi
        printf '%s\n' 'PATH=/usr/sbin:/usr/bin:/sbin:/bin' 'LC_ALL=C' 'TZ=UTC' "HOME=$tmp" "TMPDIR=$tmp"
        env | grep -E '^(MCWIZARD_TOOLS|ASAN_OPTIONS|UBSAN_OPTIONS|LSAN_OPTIONS)='
    } >"$work/env"
    set -- "$1" "$MCWIZARD"
    number=$1
    shift
    while IFS= read -r arg || [ -n "$arg" ]; do
        set -- "$@" "$arg"
    done <"$work/args"
    # Prepended one by one, so a line of the case stands last and wins.
    while IFS= read -r pair; do
        [ -z "$pair" ] || set -- "$pair" "$@"
    done <"$work/env"
    status=0
    (cd "$case_dir" && exec timeout -k 5 120 env -i "$@") \
        <"$work/stdin" >"$work/stdout" 2>"$work/stderr" || status=$?

    want=0
    [ ! -f "$case_dir/status" ] || read -r want <"$case_dir/status"
    ok=yes
    [ "$status" = "$want" ] || {
        echo "exit status $status instead of $want" >>"$work/why"
        ok=no
    }
    compare stdout || ok=no
    compare stderr || ok=no
    if [ -d "$case_dir/files" ]; then
        (cd "$case_dir/files" && find . -type f) >"$work/list"
        while IFS= read -r f; do
            expand "$case_dir/files/$f" >"$work/want"
            diff -u --label "expected $f" --label "actual $f" "$work/want" "$tmp/$f" >>"$work/why" 2>&1 || ok=no
        done <"$work/list"
    fi
    {
        if [ $ok = yes ]; then
            echo "ok $number - $name"
        else
            echo "not ok $number - $name"
            {
                cat "$work/why"
                if [ -s "$work/stderr" ]; then
                    echo 'standard error was:'
                    head -n 40 "$work/stderr"
                fi
            } | tr -d '\000' | sed 's/^/#   /'
        fi
    } >"$results/$number"
}

if [ "${1-}" = --one ]; then
    results=$2
    one "$3" "$4"
    exit 0
fi

verbose=no
[ "${1-}" != -v ] || { verbose=yes; shift; }
[ -x "$MCWIZARD" ] || { echo "Bail out! $MCWIZARD is not there"; exit 2; }
results=$(mktemp -d) || exit 2
trap 'rm -rf "$results"' EXIT
trap 'exit 2' HUP INT TERM

(cd "$cases" && find . -mindepth 3 -maxdepth 3 -name args) | sed -e 's|^\./||' -e 's|/args$||' |
    LC_ALL=C sort >"$results/all"
# A folder without args would be a test that nobody runs.
(cd "$cases" && find . -mindepth 2 -maxdepth 2 -type d) | sed 's|^\./||' | LC_ALL=C sort |
    comm -13 "$results/all" - >"$results/lost"
for want; do
    grep -E "^$want(/|\$)" "$results/all"
done >"$results/chosen"
[ $# -gt 0 ] || cp "$results/all" "$results/chosen"

awk '{ print NR, $0 }' "$results/chosen" |
    xargs -r -n 2 -P "$(nproc 2>/dev/null || echo 2)" sh "$0" --one "$results"

total=0 failed=0 skipped=0
while read -r name; do
    total=$((total + 1))
    [ -s "$results/$total" ] || echo "not ok $total - $name: the runner lost it" >"$results/$total"
    cat "$results/$total"
    case $(head -n 1 "$results/$total") in
    *'# SKIP'*) skipped=$((skipped + 1)) ;;
    'not ok'*) failed=$((failed + 1)) ;;
    esac
    [ $verbose = no ] || sed 's/^/#   /' "$results/$total.work/stdout" "$results/$total.work/stderr"
done <"$results/chosen"
while read -r name; do
    total=$((total + 1)) failed=$((failed + 1))
    echo "not ok $total - $name has no file args"
done <"$results/lost"
echo "1..$total"
echo "# $((total - failed - skipped)) passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
