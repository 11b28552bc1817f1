#!/bin/sh
# Each check fails when its rule is broken: a sound little tree passes, and with one
# violation planted the check says no.  A check that cannot fail is found here.
set -u
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
checks=$TOP/tests/check
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
tree=$tmp/tree
status=0

# A tree with every kind of file that the checks look at.
sound()
{
    rm -rf "$tree"
    mkdir -p "$tree/wizard/base" "$tree/wizard/sys" "$tree/wizard/cf" "$tree/wizard/ui" \
        "$tree/wizard/model" "$tree/tests/unit" "$tree/tests/check" "$tree/tests/cases/group" "$tree/.ci" \
        "$tree/tests/fuzz" "$tree/tests/e2e" "$tree/tests/bench" "$tree/templates" "$tree/profiles" "$tree/doc" \
        "$tree/tests/import/corpus"
    cp "$TOP/wizard/base/banned.h" "$tree/wizard/base"
    cp "$TOP/.clang-format" "$tree"
    cp "$TOP/Makefile.am" "$TOP/configure.ac" "$TOP/dev" "$tree"
    cp "$TOP/.ci/run" "$tree/.ci"
    for part in wizard templates profiles doc tests/unit tests/check tests/fuzz tests/e2e tests/cases tests/bench \
        tests/import; do
        cp "$TOP/$part/Makemodule.am" "$tree/$part"
    done
    chmod -R u+w "$tree" # a copy from a read-only distribution (make distcheck) is read-only
    printf 'int base_one(void);\n' >"$tree/wizard/base/one.h"
    printf '#include "base/one.h"\n' >"$tree/wizard/sys/two.c"
    printf '#include <jansson.h>\n\n#include "sys/two.h"\n' >"$tree/wizard/cf/three.c"
    printf '#include <histedit.h>\n\n#include "cf/three.h"\n' >"$tree/wizard/ui/four.c"
    printf '#include "ui/four.h"\n' >"$tree/wizard/main.c"
    printf 'int test_one(void);\n' >"$tree/tests/unit/test_base_one.c"
    printf './dev run\n./dev test\n' >"$tree/README.md"
    for folder in doc profiles templates tests tests/bench tests/cases tests/check tests/e2e tests/fuzz \
        tests/import tests/unit wizard wizard/base wizard/cf wizard/sys wizard/ui; do
        # shellcheck disable=SC2016 # the backquotes are text
        printf '| `%s/` | what for |\n' "$folder"
    done >"$tree/HACKING.md"
    TOP=$tree sh "$checks/sources.sh" --write >/dev/null
    cat >"$tree/mcwizard" <<'END'
#!/bin/sh
case $1 in
--help) printf 'commands:\n  render     writes\n  diff       compares\n' ;;
settings) echo '{"v": 1, "path": "relay.networks"}' ;;
esac
END
    chmod +x "$tree/mcwizard"
    cat >"$tree/doc/mcwizard.8" <<'END'
.Dd January 1, 2026
.Dt MCWIZARD 8
.Os
.Sh NAME
.Nm mcwizard
.Nd writes configurations
.Sh COMMANDS
.Bl -tag -width Ds
.It Cm render Fl p Ar profile
Writes.
.It Cm diff
Compares
.It Cm relay.networks
Who may relay.
.El
END
}

# expect HOLDS|BROKEN CHECK WHAT
expect()
{
    rc=0
    out=$(TOP=$tree BUILD=$tree MCWIZARD=$tree/mcwizard sh "$checks/$2.sh" 2>&1) || rc=$?
    case $1:$rc in
    *:77) echo "$2: skipped: $out" ;;
    HOLDS:0 | BROKEN:1 | BROKEN:123) ;;
    *)
        echo "$2.sh: status $rc for $3"
        echo "$out" | sed 's/^/    /'
        status=1
        ;;
    esac
}

# planted CHECK WHAT: after a violation was planted; mends the tree again.
planted()
{
    expect BROKEN "$1" "$2"
    sound
}

sound
for check in layers size format todo banned hacking readme docs sources; do
    expect HOLDS $check 'the sound tree'
done

plant()
{
    # shellcheck disable=SC2059 # the text is a format
    printf "$2" >>"$tree/$1"
}
plant wizard/base/one.h '#include "sys/two.h"\n'
planted layers 'base including sys'
plant wizard/sys/two.c '#include <jansson.h>\n'
planted layers 'sys including jansson'
plant wizard/cf/three.c '#include "model/x.h"\n'
planted layers 'cf including model'
plant wizard/cf/three.c '  #  include "ui/four.h"\n'
planted layers 'cf including ui'
plant wizard/cf/three.c '#include "three.h"\n'
planted layers 'an include that names no room'
plant wizard/cf/three.c '#include <histedit.h>\n'
planted layers 'libedit outside of ui'
mkdir "$tree/wizard/misc"
plant wizard/misc/x.c 'int x;\n'
planted layers 'a room that is none'

awk 'BEGIN { for (i = 0; i < 601; i++) print "" }' >"$tree/wizard/cf/long.c"
planted size 'a file of 601 lines'
awk 'BEGIN { for (i = 0; i < 601; i++) print "" }' >"$tree/tests/unit/long.h"
planted size 'a test of 601 lines'
awk 'BEGIN { for (i = 0; i < 600; i++) print "" }' >"$tree/wizard/cf/long.c"
expect HOLDS size 'a file of 600 lines'
sound

plant wizard/base/one.h 'int   spaced( void ) ;\n'
planted format 'a line that clang-format would change'
for mark in 'TO''DO' 'FIX''ME' 'X''XX'; do
    plant wizard/base/one.h "/* $mark: later */\n"
    planted todo "a mark $mark in C"
    plant templates/x.m4 "m4_dnl $mark later\n"
    planted todo "a mark $mark in a template"
done
plant dev '# TO''DO\n'
planted todo 'a mark in dev'
sed -i 's/ strcat / /' "$tree/wizard/base/banned.h"
planted banned 'strcat no longer banned'
sed -i 's/-include base/-imacros base/' "$tree/Makefile.am"
planted banned 'banned.h no longer included'

sed -i '/profiles/d' "$tree/HACKING.md"
planted hacking 'a folder without a line'
# shellcheck disable=SC2016 # the backquotes are text
plant HACKING.md '| `attic/` | gone |\n'
planted hacking 'a line without a folder'
mkdir "$tree/attic"
# shellcheck disable=SC2016
plant HACKING.md '| `attic/` | empty |\n'
planted hacking 'a line for an empty folder'
rm "$tree/HACKING.md"
planted hacking 'no HACKING.md'
sed -i '/dev test/d' "$tree/README.md"
planted readme 'no ./dev test'

sed -i 's/Cm diff/Cm compare/' "$tree/doc/mcwizard.8"
planted docs 'a command that the page does not have'
sed -i 's/relay.networks/relay.network/' "$tree/doc/mcwizard.8"
planted docs 'a setting that the page does not have'
plant doc/mcwizard.8 '.Zz\n'
planted docs 'a page that mandoc finds fault with'
sed -i 's/render     writes//; s/diff       compares//' "$tree/mcwizard"
planted docs 'a help without commands'

plant wizard/cf/lost.c 'int x;\n'
planted sources 'a source that is not listed'
plant tests/unit/test_cf_lost.c 'int x;\n'
planted sources 'a unit that is not listed'
rm "$tree/wizard/cf/three.c"
planted sources 'a listed source that is gone'
plant wizard/stray.c 'int x;\n'
planted sources 'a source outside the rooms'
plant profiles/lost.json '{}\n'
planted sources 'a profile that is not listed'

# The case runner says no, too.  Here mcwizard prints its arguments and input, writes a
# file, and exits with the status that its last argument names.
cat >"$tree/mcwizard" <<'END'
#!/bin/sh
for last; do echo "arg <$last>"; done
cat
pwd -P >&2
[ ! -d "$2" ] || echo content >"$2/file"
exit "$last"
END
chmod +x "$tree/mcwizard"
tree=$(cd "$tree" && pwd -P)
case=$tree/tests/cases/group/one
sound_case()
{
    rm -rf "$case"
    mkdir -p "$case/files"
    printf 'two  blanks $HOME *\n@TMP@\n\n@CASE@/x\n3\n' >"$case/args"
    printf 'in @TOP@' >"$case/stdin"
    printf 3 >"$case/status"
    printf 'arg <two  blanks $HOME *>\narg <@TMP@>\narg <>\narg <@CASE@/x>\narg <3>\nin @TOP@' >"$case/stdout"
    printf '^@CASE@$\n! nothing\n' >"$case/stderr.re"
    echo content >"$case/files/file"
}
cases()
{
    rc=0
    out=$(TOP=$tree MCWIZARD=$tree/mcwizard sh "$checks/../cases/run.sh" 2>&1) || rc=$?
    if [ "$rc" != "$1" ] || ! echo "$out" | grep -qxF "$2"; then
        echo "cases/run.sh: status $rc for $3:"
        echo "$out" | sed 's/^/    /'
        status=1
    fi
    sound_case
}
bad='not ok 1 - group/one'
sound_case
cases 0 'ok 1 - group/one' 'a sound case'
echo 2 >"$case/status"
cases 1 "$bad" 'another status'
rm "$case/status"
cases 1 "$bad" 'a status that is not 0'
echo more >>"$case/stdout"
cases 1 "$bad" 'another output'
: >"$case/stdout"
cases 1 "$bad" 'output where none is expected'
echo '^missing' >"$case/stdout.re"
cases 1 "$bad" 'a line that is missing'
echo '! ^@CASE@' >"$case/stderr.re"
cases 1 "$bad" 'a line that must not be'
: >"$case/stderr"
cases 1 "$bad" 'messages where none are expected'
echo other >"$case/files/file"
cases 1 "$bad" 'another file'
echo content >"$case/files/missing"
cases 1 "$bad" 'a missing file'
echo no-such-program >"$case/needs"
cases 0 'ok 1 - group/one # SKIP no-such-program is not here' 'a need that is not met'
mkdir "$tree/tests/cases/group/lost"
cases 1 'not ok 2 - group/lost has no file args' 'a folder without args'
exit $status
