#!/bin/bash
# Tables that stand in files of their own: each has an effect in a real sendmail, in every
# map type that this makemap has, compiled by us; one of a million lines, too.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
command -v swaks >/dev/null || { skip "tables: swaks is not installed"; exit 77; }

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mx.example.org
198.51.100.9 out.example
198.51.100.66 bad.example
203.0.113.7 host500000.list.example
203.0.113.8 good.example
203.0.113.50 hop.example
mx routed.example 10 mx.world.example
203.0.113.51 mx.world.example
mx world.example 10 mx.world.example
END
host_new mx 192.0.2.1 mx.example.org || exit 1
host_new peer 198.51.100.9,198.51.100.66,203.0.113.7,203.0.113.8,203.0.113.50,203.0.113.51 \
    out.example || exit 1
host_sink peer 203.0.113.50 203.0.113.51 || exit 1

site=$E2E_DIR/site
mkdir "$site"
cat >"$site/profile.json" <<'END'
{
  "host": {"name": "mx.example.org", "domains": ["example.org"]},
  "roles": {"local": true, "inbound": true, "outbound": true},
  "inbound": {"recipients": "list", "recipient_list": ["alice@example.org"]},
  "local": {"aliases": {"info": "alice"}},
  "limits": {"connection_rate": 1000},
  "tables": {
    "access_file": "access.txt",
    "aliases_file": "aliases.txt",
    "mailertable_file": "routes.txt",
    "virtusertable_file": "virtual.txt",
    "genericstable_file": "senders.txt",
    "domaintable_file": "renamed.txt",
    "recipients_file": "recipients.txt",
    "domains_file": "domains.txt"
  }
}
END
cat >"$site/access.txt" <<'END'
# who is not welcome
Connect:198.51.100.66	ERROR:5.7.1:"550 a file says no"
From:spam@out.example  REJECT
To:bob@virtual.example	REJECT
END
printf 'postmaster: bob\nteam: alice,\n\tbob\n' >"$site/aliases.txt"
printf 'routed.example\tesmtp:[203.0.113.50]\n' >"$site/routes.txt"
printf 'sales@virtual.example\tcarol\n@catch.example\tbob\n' >"$site/virtual.txt"
printf 'alice\tAlice.Writes@example.org\n' >"$site/senders.txt"
printf 'old.example\texample.org\n' >"$site/renamed.txt"
printf '%s\n' carol@example.org team@example.org postmaster@example.org sales@virtual.example \
    bob@virtual.example any@catch.example >"$site/recipients.txt"
printf 'virtual.example\ncatch.example\n' >"$site/domains.txt"

# up OPTION...: rendered and compiled by us, installed as it is, started
up()
{
    local root
    root=$(host_root mx)
    rm -rf "$E2E_DIR/out"
    "$MCWIZARD" --tools "$TOOLS" render -p "$site/profile.json" -o "$E2E_DIR/out" --compile "$@" ||
        return 1
    host_stop mx
    host_clean mx
    rm -rf "$root/etc/mail"
    mkdir "$root/etc/mail"
    cp -p "$E2E_DIR"/out/* "$root/etc/mail/"
    host_run mx sh -c 'cd /etc/mail && mkdir smrsh && ln -s /usr/bin/procmail \
        /usr/libexec/sendmail/mail.local smrsh/ && printf "hosts\tfiles dns\naliases\tfiles\n" >service.switch'
    host_start mx
}

# talk FROM-ADDRESS SENDER RECIPIENT CODE: what RCPT (or what comes before) is answered with
talk()
{
    local reply
    reply=$(host_run peer swaks --server 192.0.2.1 --local-interface "$1" --helo out.example \
        --from "$2" --to "$3" --quit-after RCPT --timeout 20 2>&1)
    printf '%s\n' "$reply" | tail -n 8
    printf '%s\n' "$reply" | grep -q "^<.[ *]* *$4"
}
good() { talk 198.51.100.9 "$1" "$2" '250 2.1.5'; }

# deliver RECIPIENT MAILBOX
deliver()
{
    host_run peer swaks --server 192.0.2.1 --local-interface 198.51.100.9 --helo out.example \
        --from a@out.example --to "$1" --header "Subject: for $1 by $type" >/dev/null 2>&1 || return 1
    wait_for 10 in_mailbox "$2" "$1"
}
in_mailbox() { mailbox mx "$1" | grep -q "^Subject: for $2 by $type\$"; }
in_sink() { grep -q "$1" "$E2E_DIR/sink.jsonl"; }
sends()
{
    : >"$E2E_DIR/sink.jsonl"
    printf 'From: alice@mx.example.org\nTo: %s\nSubject: out\n\nhello\n' "$1" |
        host_run_as mx alice $SENDMAIL -t || return 1
    wait_for 10 in_sink "$2" || { cat "$E2E_DIR/sink.jsonl"; return 1; }
}

types=$("$TOOLS/usr/libexec/sendmail/makemap" -l | grep -v implicit)
echo "# makemap has: "$types
for type in $types; do
    check "$type: renders, compiles and starts" up --set tables.map_type="$type" || continue
    check "$type: the .cf opens maps of that type" eval \
        'grep -q "^Kaccess $type " "$E2E_DIR/out/sendmail.cf"'
    check "$type: makemap -u reads what was compiled" eval \
        '[ "$("$TOOLS/usr/libexec/sendmail/makemap" -C /dev/null -u $type "$E2E_DIR/out/access" | wc -l)" = 4 ]'
    check "$type: access: a client is denied" talk 198.51.100.66 a@out.example alice@example.org \
        '550 5.7.1 a file says no'
    check "$type: access: another is not" good a@out.example alice@example.org
    check "$type: access: a sender is denied" talk 198.51.100.9 spam@out.example alice@example.org '550 5.7.1'
    check "$type: access: a recipient is denied" talk 198.51.100.9 a@out.example bob@virtual.example '550'
    check "$type: recipients: one of the file is known" good a@out.example carol@example.org
    check "$type: recipients: another is not" talk 198.51.100.9 a@out.example dave@example.org '550 5.1.1'
    check "$type: domains: of another domain nothing is taken" talk 198.51.100.9 a@out.example \
        sales@other.example '550 5.7.1'
    check "$type: virtusertable: an address" deliver sales@virtual.example carol
    check "$type: virtusertable: a whole domain" deliver any@catch.example bob
    check "$type: aliases: a list that goes on in the next line" deliver team@example.org bob
    check "$type: aliases: its postmaster is the file's" deliver postmaster@example.org bob
    check "$type: domaintable: the old name is taken for the new one" deliver carol@old.example carol
    check "$type: mailertable: mail takes the route" sends x@routed.example '"at": "203.0.113.50"'
    check "$type: mailertable: other mail goes by MX" sends x@world.example '"at": "203.0.113.51"'
    check "$type: genericstable: the sender is rewritten" sends y@world.example \
        'nFrom: Alice.Writes@example.org'
done
same_aliases()
{
    local compiled=$E2E_DIR/compiled
    host_run mx /usr/libexec/sendmail/praliases -C /etc/mail/sendmail.cf | sort >"$compiled.ours" &&
        host_run mx $SENDMAIL -bi >/dev/null &&
        host_run mx /usr/libexec/sendmail/praliases -C /etc/mail/sendmail.cf | sort >"$compiled.theirs" &&
        grep -q '^info:' "$compiled.ours" && diff "$compiled.ours" "$compiled.theirs"
}
check "aliases: sendmail -bi makes the same of them" same_aliases
lacking=cdb
for type in hash btree cdb lmdb dbm; do
    case " $(echo $types) " in *" $type "*) ;; *) lacking=$type ;; esac
done
check "a type that makemap lacks is refused, with what it has" eval \
    '! "$MCWIZARD" --tools "$TOOLS" render -p "$site/profile.json" -o "$E2E_DIR/no" \
        --set tables.map_type=$lacking 2>"$E2E_DIR/err" &&
        grep "tables.map_type: .*no maps of type $lacking; it has hash" "$E2E_DIR/err"'
check "nobody is let through by what the files say" \
    "$MCWIZARD" --tools "$TOOLS" prove -p "$site/profile.json"
printf 'To:world.example\tRELAY\n' >>"$site/access.txt"
check "an entry that would relay is refused, with its place" eval \
    '! "$MCWIZARD" --tools "$TOOLS" prove -p "$site/profile.json" 2>"$E2E_DIR/err" &&
        grep "site/access.txt:5:.*: tables.access_file: RELAY" "$E2E_DIR/err"'

roles()
{
    local bits=$1 root
    root=$(host_root mx)
    set -- --set inbound.recipients=any --set tables.recipients_file=
    for role in local outbound inbound relay; do
        set -- "$@" --set roles.$role=$([ $((bits & 1)) = 1 ] && echo yes || echo no)
        bits=$((bits >> 1))
    done
    case "$*" in
    *roles.local=no*) set -- "$@" --set 'local.hub=[203.0.113.50]' ;;
    esac
    case "$*" in
    *roles.relay=yes*) set -- "$@" --set relay.networks=192.0.2.8/29 --set relay.domains=r.example \
        --set relay.recipients=any ;;
    esac
    rm -rf "$E2E_DIR/roles" "$root/etc/mail"
    "$MCWIZARD" --tools "$TOOLS" "$@" -q render -p "$site/profile.json" -o "$E2E_DIR/roles" --compile &&
        cp -R "$E2E_DIR/roles" "$root/etc/mail" && host_loads mx sendmail.cf && host_loads mx submit.cf
}
sed -i '$d' "$site/access.txt"
for bits in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    check "set of roles $bits: renders, compiles and loads" roles $bits
done

# A million lines, of which one is for this client.
awk 'BEGIN { for (i = 0; i < 1000000; i++) print "Connect:host" (i * 7919) % 1000000 ".list.example\tREJECT" }' \
    >"$site/access.txt"
SECONDS_BEFORE=$SECONDS
check "a million lines are checked, written and compiled" up
echo "# took $((SECONDS - SECONDS_BEFORE)) s"
check "a million lines: the client of one is refused" talk 203.0.113.7 a@out.example alice@example.org '550 5.7.1'
check "a million lines: another client is not" talk 203.0.113.8 a@out.example alice@example.org '250 2.1.5'
e2e_end
