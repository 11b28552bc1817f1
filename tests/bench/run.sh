#!/bin/sh
# How fast mcwizard is beside the tools that do the same work: every row compares
# both in one run, so the ratios hold on any machine.  Writes doc/bench.md and
# prints it.  `./dev bench` calls it with what it needs:
#   MCWIZARD        the program                 PAIR   the stopwatch (pair.c)
#   MCWIZARD_TOOLS  where sendmail-cf lies      STOCK  the distribution's .mc and .cf files
set -eu
: "${TOP:?}" "${MCWIZARD:?}" "${PAIR:?}" "${STOCK:?}"
export LC_ALL=C
work=$TOP/build/bench
profiles=${PROFILES:-200}   # in the folder of the third row
lines=${LINES_OF_TABLE:-1000000}
rm -rf "$work"
mkdir -p "$work/one" "$work/many"
missed=0 broken=0

row()
{
    "$PAIR" -o "$work/stdout" "$@" >>"$work/rows" || {
        rc=$?
        if [ $rc = 1 ]; then
            missed=$((missed + 1))
        else
            broken=$((broken + 1))
            while [ "${1#-}" != "$1" ]; do shift 2; done
            echo "| $1 | $2 | - | **failed** | - | - | - | - |" >>"$work/rows"
        fi
    }
    tail -n 1 "$work/rows" >&2
}

# 200 profiles, all different: every example under many host names.
python3 - "$TOP/profiles" "$work/profiles" "$profiles" <<'END'
import json, pathlib, sys
source, target, count = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
target.mkdir()
examples = [json.loads(p.read_text()) for p in sorted(source.glob("*.json"))]
for i in range(count if examples else 0):
    profile = json.loads(json.dumps(examples[i % len(examples)]))
    profile.setdefault("host", {})["name"] = f"mx{i:03}.example.net"
    (target / f"mx{i:03}.json").write_text(json.dumps(profile, indent=4) + "\n")
END

# Two access tables: the second has a line in a thousand changed, one gone and one new.
awk -v lines="$lines" -v old="$work/access.old" -v new="$work/access.new" 'BEGIN {
    n = split("REJECT OK RELAY DISCARD", word, " ")
    for (i = 0; i < lines; i++) {
        k = (i * 7919) % lines      # every number once, in no order
        line = "Connect:host" k ".example" k % 97 ".net\t" word[k % n + 1]
        print line >old
        if (k % 1000 == 1)
            line = line " changed"
        if (k % 1000 == 2)
            line = "Connect:new" k ".example.net\tREJECT"
        if (k % 1000 != 3)
            print line >new
    }
}'

# A table in a file of its own, and its first tenth and hundredth.
awk -v lines="$lines" 'BEGIN {
    n = split("REJECT OK DISCARD", word, " ")
    for (i = 0; i < lines; i++) {
        k = (i * 7919) % lines
        print "Connect:host" k ".example" k % 97 ".net\t" word[k % n + 1]
    }
}' >"$work/table.1"
tenth=$((lines / 10)) hundredth=$((lines / 100))
head -n $tenth "$work/table.1" >"$work/table.10"
head -n $hundredth "$work/table.1" >"$work/table.100"
echo '{"host": {"name": "mx.example.org"}, "roles": {"local": true, "inbound": true}}' >"$work/table.json"
# with_table PART: a script that renders a profile with that table
with_table()
{
    echo "#!/bin/sh
exec '$MCWIZARD' render -p '$work/table.json' -o '$work/one' --set tables.access_file='$work/table.$1' \"\$@\"" >"$work/with.$1"
    chmod 755 "$work/with.$1"
}
for part in 1 10 100; do with_table $part; done
echo "#!/bin/sh
exec '${MCWIZARD_TOOLS-}/usr/libexec/sendmail/makemap' -C /dev/null hash '$work/makemap' <\"\$1\"" >"$work/makemap.sh"
chmod 755 "$work/makemap.sh"

# Two configurations that ship with sendmail: Debian's and the generic one for Linux.
cf=${MCWIZARD_TOOLS-}/usr/share/sendmail/cf
(cd "$cf/cf" && m4 -D_NO_MAKEINFO_ -D_CF_DIR_="$cf/" ../m4/cf.m4 generic-linux.mc) >"$work/generic.cf"

profile=$TOP/profiles/gateway.json
[ -f "$profile" ] || profile=$(find "$TOP/profiles" -name '*.json' | sort | head -n 1)
"$MCWIZARD" --elsewhere render -p "$work/profiles" -o "$work/many" -j 2 >/dev/null || :
# The same .mc files for bare m4, which has to find the macros where they lie unpacked.
(cd "$work/many" && find . -name '*.mc') | sed 's|^\./||' | sort | while read -r mc; do
    mkdir -p "$work/mcs/${mc%/*}"
    sed "s|/usr/share/sendmail/cf/|$cf/|g" "$work/many/$mc" >"$work/mcs/$mc"
done
find "$work/mcs" -name '*.mc' | sort >"$work/mc"
[ "$(wc -l <"$work/mc")" = $((2 * profiles)) ] ||
    echo "bench: $(wc -l <"$work/mc") .mc files from $profiles profiles instead of two of each" >&2

ten() { for i in 1 2 3 4 5 6 7 8 9; do printf '%s then ' "$1"; done; echo "$1"; }

row -n 41 'render one profile / `m4 sendmail.mc; m4 submit.mc` of Debian' '<=0.6' \
    "$MCWIZARD" render -p "$profile" -o "$work/one" -- \
    m4 "$STOCK/sendmail.mc" 'then' m4 "$STOCK/submit.mc"
row -n 41 'render one profile / the same two with bare `m4 -D_NO_MAKEINFO_`' '<=1.6' \
    "$MCWIZARD" render -p "$profile" -o "$work/one" -- \
    m4 -D_NO_MAKEINFO_ "$STOCK/sendmail.mc" 'then' m4 -D_NO_MAKEINFO_ "$STOCK/submit.mc"
row -n 5 "throughput of render -j 2, $profiles profiles / \`xargs -P 2 m4\` on the same .mc files" '>=0.65' \
    "$MCWIZARD" --elsewhere render -p "$work/profiles" -o "$work/many" -j 2 -- \
    xargs -a "$work/mc" -P 2 -n 1 m4 -D_NO_MAKEINFO_
row -n 41 'diff of two stock sendmail.cf / `diff -u`' '<=3' \
    "$MCWIZARD" diff "$STOCK/sendmail.cf" "$work/generic.cf" -- \
    diff -u "$STOCK/sendmail.cf" "$work/generic.cf"
row -n 5 "diff --table of two access tables of $lines lines / \`diff -q\` and \`sort\` of both" '<=2' \
    "$MCWIZARD" diff --table "$work/access.old" "$work/access.new" -- \
    diff -q "$work/access.old" "$work/access.new" 'then' sort "$work/access.old" 'then' sort "$work/access.new"

# import: m4 of the .mc, its calls, the profile, and the same again from the profile.
cat >"$work/import.sh" <<END
#!/bin/sh
"$MCWIZARD" --elsewhere import "$STOCK/sendmail.mc"
[ \$? -le 1 ]
END
chmod +x "$work/import.sh"
row -n 41 'import of a stock sendmail.mc, checked by rendering it as it is / bare `m4` of it' '<=2' \
    "$work/import.sh" -- m4 "$STOCK/sendmail.mc"

# audit: what it costs to look, without the proof; many files in one call.
row -n 41 -a 10 'audit --static of a stock sendmail.cf, CPU but for 10 ms / `grep -c .` of it' '<=1.5' \
    "$MCWIZARD" audit --static "$STOCK/sendmail.cf" -- grep -c . "$STOCK/sendmail.cf"
mkdir "$work/cfs"
for i in $(seq 10000); do ln "$STOCK/sendmail.cf" "$work/cfs/$i.cf"; done
thousand=$(seq -f "$work/cfs/%.0f.cf" 1000)
# shellcheck disable=SC2046,SC2086 # lists of files
row -n 3 'audit --static of 10000 sendmail.cf in one call / ten calls with 1000' '<=1.1' \
    "$MCWIZARD" audit --static $(seq -f "$work/cfs/%.0f.cf" 10000) -- \
    $(ten "$MCWIZARD audit --static $(echo $thousand)")
row -n 21 'audit of a profile, with the proof / `prove --quick` of it' '<=1.5' \
    "$MCWIZARD" audit "$profile" -- "$MCWIZARD" prove --quick -p "$profile"

# A tree to apply to: its users are those that Debian's package makes.
tree=$work/tree
mkdir -p "$tree/etc/mail"
echo 12 >"$tree/etc/debian_version"
printf '%s\n' root:x:0:0::/root:/bin/sh smmta:x:110:113::/:/bin/false smmsp:x:111:114::/:/bin/false >"$tree/etc/passwd"
printf '%s\n' root:x:0: smmta:x:113: smmsp:x:114: >"$tree/etc/group"
cat >"$work/parts.sh" <<END
#!/bin/sh
"$MCWIZARD" --elsewhere render --compile -p "$profile" -o "$work/parts" && exec "$MCWIZARD" --elsewhere prove --quick -p "$profile"
END
cat >"$work/plan.sh" <<END
#!/bin/sh
"$MCWIZARD" --root "$tree" --elsewhere plan --quick -p "$profile"
[ \$? -le 1 ]
END
chmod +x "$work/parts.sh" "$work/plan.sh"
row -n 21 'plan --quick, audit and differences included / `render --compile` and `prove --quick`' '<=1.5' \
    "$work/plan.sh" -- "$work/parts.sh"
if [ "$(id -u)" = 0 ]; then
    "$MCWIZARD" --root "$tree" --elsewhere -q apply -y --quick -p "$profile"
    row -n 21 'apply that finds nothing to do / `render --compile` alone' '<=1.5' \
        "$MCWIZARD" --root "$tree" --elsewhere -q apply -y --quick -p "$profile" -- \
        "$MCWIZARD" --elsewhere render --compile -p "$profile" -o "$work/parts"
fi

# Tables from files: checked and written, with the whole rendering around it.
row -n 3 "table of $lines lines, checked and written / \`makemap hash\` reading the same" '<=0.2' \
    "$work/with.1" -- "$work/makemap.sh" "$work/table.1"
tail -n 1 "$work/rows" | awk -F' *[|] *' -v bytes="$(wc -c <"$work/table.1")" '{
    size = bytes / 1024 / 1024
    printf "| the same, peak of memory / size of the file | <=1.2 | %.2f | %s | - | %s | %.1f | %s |\n",
        $7 / size, $7 <= 1.2 * size ? "met" : "**missed**", $7, size, $9 }' >"$work/row"
case $(cat "$work/row") in *missed*) missed=$((missed + 1)) ;; esac
tee -a "$work/rows" <"$work/row" >&2
# shellcheck disable=SC2046 # ten commands and the word between them
row -n 9 "table of $lines lines / ten times one of $tenth: time grows with the lines" '<=1.2' \
    "$work/with.1" -- $(ten "$work/with.10")
# shellcheck disable=SC2046
row -n 9 "table of $tenth lines / ten times one of $hundredth" '<=1.2' \
    "$work/with.10" -- $(ten "$work/with.100")
row -n 5 "table of $tenth lines, compiled, too (--compile) / \`makemap hash\` alone" '<=1.5' \
    "$work/with.10" --compile -- "$work/makemap.sh" "$work/table.10"

# prove: what it feeds to sendmail, fed without it.
prove=$TOP/tests/bench/prove.sh
if "$prove" record "$work/rec" "$profile" >"$work/proof"; then
    questions=$(sed -n 's/.*tried, \([0-9]*\) questions.*/\1/p' "$work/proof")
    row -n 9 'prove a profile / bare `sendmail -bt` fed the same lines, one core' '<=1.3' \
        taskset 1 "$MCWIZARD" prove -p "$profile" -- taskset 1 "$prove" bare "$work/rec"
    row -n 9 'prove -j 2 / bare `sendmail -bt` fed the same lines' '<=0.75' \
        "$MCWIZARD" prove -j 2 -p "$profile" -- "$prove" bare "$work/rec"
    row -n 5 "prove, $questions decisions / one \`sendmail -bt\` for each of $((questions / 50)) (50 times as fast)" '<=1' \
        "$MCWIZARD" prove -p "$profile" -- "$prove" each "$work/rec" $((questions / 50))
    row -n 21 'prove --quick / one start of bare `sendmail -bt`' '<=10' \
        "$MCWIZARD" prove --quick -p "$profile" -- "$prove" start "$work/rec"
else
    broken=$((broken + 1))
fi
smtp=$(TOOLS="$MCWIZARD_TOOLS" "$TOP/tests/bench/smtp.sh" 2>"$work/smtp.err" | tail -n 1)
case $smtp in
[0-9]*)
    met=$(echo "$smtp" | awk '{ print ($1 >= 50 ? "met" : "**missed**") }')
    [ "$met" = met ] || missed=$((missed + 1))
    echo "| prove, time of a message / the same in real SMTP, a connection each | >=50 | $smtp | $met | - | - | - | 3 |" >>"$work/rows"
    ;;
*)
    cat "$work/smtp.err" >&2
    broken=$((broken + 1))
    ;;
esac

{
    echo '# Speed'
    echo
    echo 'Written by `./dev bench`. Each row runs both sides by turns in one go and gives the median of the'
    echo 'ratios of the pairs: ours / theirs in time (less is better), or in throughput where the goal is `>=`.'
    echo 'CPU time counts all processes of a side; memory is the peak of the largest one.'
    echo
    echo "Machine: $(nproc) x $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(m4 --version | head -n 1)."
    echo
    echo '| what | goal | ratio | goal was | CPU ratio | our peak MiB | their peak MiB | pairs |'
    echo '|---|---|---|---|---|---|---|---|'
    cat "$work/rows"
    echo
    echo "$missed goals missed, $broken rows failed."
} >"$work/bench.md"
cat "$work/bench.md"
[ $broken = 0 ] || exit 2
cp "$work/bench.md" "$TOP/doc/bench.md"
