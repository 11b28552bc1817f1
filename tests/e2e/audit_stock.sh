#!/bin/bash
# audit of configurations that others wrote: Debian's own and the generic one of the sources
# give exactly the findings that a person has reviewed (audit_stock.txt), and so do, with the
# real features, configurations that are open or lax in one way each.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
export MCWIZARD_TOOLS=$TOOLS
cf=$TOOLS/usr/share/sendmail/cf

# folder NAME MC...: a folder with sendmail.cf of those macros, and empty tables
folder()
{
    local dir=$E2E_DIR/$1
    shift
    mkdir -p "$dir"
    (cd "$cf/cf" && m4 -D_NO_MAKEINFO_ -D_CF_DIR_="$cf/" "$@") >"$dir/sendmail.cf" 2>"$dir/m4.err"
    (cd "$dir" && touch local-host-names access relay-domains aliases trusted-users)
}

reviewed()
{
    "$MCWIZARD" --format json audit "$E2E_DIR/$1" |
        python3 "$E2E/audit_stock.py" "$E2E/audit_stock.txt" "$1"
}

# Two fragments that Debian's scripts would put into /etc/mail may be missing.
for name in sendmail submit; do
    sed 's|/etc/mail/m4/[a-z]*\.m4|/dev/null|' "$cf/debian/$name.mc" >"$E2E_DIR/$name.mc"
done
folder debian "$E2E_DIR/sendmail.mc"
m4 -D_NO_MAKEINFO_ "$E2E_DIR/submit.mc" >"$E2E_DIR/debian/submit.cf" 2>/dev/null
folder generic-linux ../m4/cf.m4 generic-linux.mc
check "Debian's own: what was reviewed, no more and no less" reviewed debian
check "the generic one: what was reviewed, no more and no less" reviewed generic-linux

# with NAME LINE: the generic one with another line, and an access table
with()
{
    printf '%s\n' "OSTYPE(\`linux')" "DOMAIN(\`generic')" "FEATURE(\`access_db')" "$2" \
        "MAILER(\`local')" "MAILER(\`smtp')" >"$E2E_DIR/$1.mc"
    folder "$1" ../m4/cf.m4 "$E2E_DIR/$1.mc"
}

finds() { "$MCWIZARD" --format json audit ${3-} "$E2E_DIR/$2" | grep -q "\"id\":\"$1\",\"severity\":\"[^a]"; }
# A run that fails or says nothing finds nothing, too: that is no proof.
finds_not()
{
    local rc=0
    "$MCWIZARD" --format json audit ${3-} "$E2E_DIR/$2" >"$E2E_DIR/out.json" || rc=$?
    [ $rc -le 1 ] && grep -q '"type":"summary"' "$E2E_DIR/out.json" &&
        ! grep -q "\"id\":\"$1\",\"severity\":\"[^a]" "$E2E_DIR/out.json"
}

with plain ""
lax="RELAY-PROMISC:FEATURE(\`promiscuous_relay')
RELAY-FROM:FEATURE(\`relay_local_from')
RELAY-FROM:FEATURE(\`relay_mail_from')
RELAY-MX:FEATURE(\`relay_based_on_MX')
RELAY-LOOSE:FEATURE(\`loose_relay_check')
RELAY-DOMAIN:FEATURE(\`relay_entire_domain')
SENDER-DOMAIN:FEATURE(\`accept_unresolvable_domains')
SENDER-QUALIFIED:FEATURE(\`accept_unqualified_senders')"
n=0
while IFS=: read -r id line; do
    n=$((n + 1))
    with lax$n "$line"
    check "$line is $id" finds "$id" lax$n --static
    check "without it, no $id" finds_not "$id" plain --static
done <<<"$lax"
check "sendmail itself shows that promiscuous_relay is open" finds RELAY-PROOF lax1
check "and that the plain one is not" finds_not RELAY-PROOF plain
for name in lax1 plain; do
    mkdir "$E2E_DIR/$name.d"
    cp "$E2E_DIR/$name.mc" "$E2E_DIR/$name.d/sendmail.mc"
    (cd "$E2E_DIR/$name.d" && touch local-host-names access relay-domains aliases trusted-users)
done
check "the .mc is tried like what it renders to: open" finds RELAY-PROOF lax1.d
check "and closed" finds_not RELAY-PROOF plain.d
e2e_end
