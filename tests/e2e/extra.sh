#!/bin/bash
# Raw lines (extra.file): each part of them changes what a real sendmail does, and m4
# can do nothing with them but write the .cf.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
export MCWIZARD_TOOLS=$TOOLS

cat >"$E2E_ZONE" <<'END'
192.0.2.2 in.example.net
192.0.2.3 hole.example
192.0.2.9 client.example
192.0.2.10 evil.example
END
host_new in 192.0.2.2 in.example.net || exit 1
host_new sink 192.0.2.3 hole.example || exit 1
host_new client 192.0.2.9,192.0.2.10 client.example || exit 1
host_sink sink 192.0.2.3 || exit 1

# Where mail for far.example goes, no name server says: only the raw mailer knows.
tab=$(printf '\t')
cat >"$E2E_DIR/extra.mc" <<END
dnl # It's a comment, which m4 does not read: include(\`/etc/passwd').
define(\`confSMTP_LOGIN_MSG', \`\$j raw greeting')dnl
MAILER_DEFINITIONS
Mraw,${tab}P=[IPC], F=mDFMuXk, S=EnvFromSMTP/HdrFromSMTP, R=EnvToSMTP, E=\\r\\n, L=990,
${tab}T=DNS/RFC822/SMTP, A=TCP \$h
LOCAL_CONFIG
CR far.example
Cwraw.example
LOCAL_RULE_0
R\$* < @ far.example . > \$*${tab}\$#raw \$@ [192.0.2.3] \$: \$1 < @ far.example . > \$2
R\$* < @ far.example > \$*${tab}\$#raw \$@ [192.0.2.3] \$: \$1 < @ far.example > \$2
LOCAL_RULESETS
SLocal_check_mail
R\$* < @ evil.example > \$*${tab}\$#error \$@ 5.7.1 \$: "550 a raw rule says no, not m4_dnl"
R\$* evil.example \$*${tab}\$#error \$@ 5.7.1 \$: "550 a raw rule says no, not m4_dnl"
LOCAL_RULE_3
R\$* < @ third.example > \$*${tab}\$: \$1 < @ in.example.net . > \$2
END

# site FOLDER [SET...]: the profile beside extra.mc, rendered there
site()
{
    local dir=$E2E_DIR/$1
    shift
    rm -rf "$dir"
    printf '{"host": {"name": "in.example.net"}, "roles": {"local": true, "outbound": true, "inbound": true}}' \
        >"$E2E_DIR/p.json"
    (cd / && "$MCWIZARD" render -p "$E2E_DIR/p.json" -o "$dir" "$@")
}

start()
{
    host_stop in
    host_clean in
    host_install in "$E2E_DIR/$1" && host_start in
}

driver()
{
    count_lines < <(python3 "$E2E/extra.py" "$@" 2>&1 || echo "not ok - $1: the driver ends well")
}

digest() { grep '^# Profile:' "$E2E_DIR/$1/sendmail.mc"; }

check "without raw lines: renders" site plain
check "and starts" start plain
driver plain

check "with raw lines: renders" site raw --set extra.file=extra.mc
check "and starts" start raw
driver raw

check "each line stands in the .mc as it is" sh -c '
    sed -e "/^MAILER_DEF/d" -e "/^LOCAL_[CR].*[GS0]\$/d" "$1" >"$1.lines"
    awk "/>>> extra.file/ { on = 1; next } /<<< extra.file/ { on = 0 } on" "$2" | diff "$1.lines" -' \
    sh "$E2E_DIR/extra.mc" "$E2E_DIR/raw/sendmail.mc"
check "the .mc alone makes the same .cf" sh -c '
    m4 "-D_CF_DIR_=$TOOLS/usr/share/sendmail/cf/" "$1/sendmail.mc" | cmp - "$1/sendmail.cf"' sh "$E2E_DIR/raw"
cp -R "$E2E_DIR/raw" "$E2E_DIR/raw.first"
check "the same again: renders" site raw --set extra.file=extra.mc
check "and gives the same bytes" diff -r "$E2E_DIR/raw" "$E2E_DIR/raw.first"
sed -i 's/raw greeting/other greeting/' "$E2E_DIR/extra.mc"
check "other lines: renders" site other --set extra.file="$E2E_DIR/extra.mc"
check "they have another digest" sh -c '[ "$1" != "$2" ]' sh "$(digest raw)" "$(digest other)"

# What would leave although the roles do not send stays here, whatever a raw rule says.
check "without the role outbound: renders" site guarded --set extra.file=extra.mc --set roles.outbound=no
check "and starts" start guarded
driver guarded

# prove judges the whole, raw lines and all.
printf 'LOCAL_RULESETS\nSLocal_check_rcpt\nR$*\t$#OK\n' >"$E2E_DIR/open.mc"
open_relay() { "$MCWIZARD" prove --quick -p "$E2E_DIR/p.json" "$@" | tail -n 1; return "${PIPESTATUS[0]}"; }
check "prove finds no fault without raw lines" open_relay
check "prove finds the open relay that a raw line makes" \
    sh -c '"$MCWIZARD" prove --quick -p "$1/p.json" --set extra.file=open.mc >"$1/prove.out" 2>&1; [ $? = 1 ]' \
    sh "$E2E_DIR"

chmod g+w "$E2E_DIR/extra.mc"
check "a file that others can write is refused" sh -c '
    out=$("$MCWIZARD" render -p "$1/p.json" --set extra.file=extra.mc -o "$1/no" 2>&1)
    [ $? = 2 ] && echo "$out" | grep -q "extra.mc: can be written by others (mode 0664)"' sh "$E2E_DIR"
chmod g-w "$E2E_DIR/extra.mc"

# A word that is put together only when m4 reads it: it is gone by then.
for word in sys esys; do
    cat >"$E2E_DIR/extra.mc" <<END
define(\`S', \`$word'\`cmd(\`touch $E2E_DIR/ran')')dnl
ifelse(\`a', \`b', \`', \`S()')dnl
END
    check "plain m4 runs it: ${word}cmd" sh -c 'm4 "$1/extra.mc" && rm "$1/ran"' sh "$E2E_DIR"
    site built --set extra.file=extra.mc >"$E2E_DIR/built.out" 2>&1
    check "in a .mc it runs nothing: ${word}cmd" test ! -e "$E2E_DIR/ran"
done
e2e_end
