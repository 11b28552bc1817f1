#!/bin/bash
# Local submission: programs hand their mail to the daemon on loopback, or, on a null client
# without a daemon, to the site's relay itself (local.handover).
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
command -v openssl >/dev/null || { skip "handover: openssl is not installed"; exit 77; }

cat >"$E2E_ZONE" <<'END'
192.0.2.1 web1.example.org
192.0.2.2 relay.example.org
mx example.org 10 relay.example.org
END
host_new web 192.0.2.1 web1.example.org || exit 1
host_new relay 192.0.2.2 relay.example.org || exit 1

# The relay: another sendmail, on 25 without TLS and on 587 with.
mkdir -p "$E2E_DIR/relay.d/tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=relay.example.org \
    -keyout "$E2E_DIR/relay.d/tls/key.pem" -out "$E2E_DIR/relay.d/tls/cert.pem" 2>/dev/null
chmod 600 "$E2E_DIR/relay.d/tls/key.pem"
{
    echo "include(\`$TOOLS/usr/share/sendmail/cf/m4/cf.m4')dnl"
    echo "OSTYPE(\`debian')dnl"
    echo "DOMAIN(\`debian-mta')dnl"
    for line in SERVER_CERT:cert.pem SERVER_KEY:key.pem CACERT:cert.pem; do
        echo "define(\`conf${line%%:*}', \`/etc/mail/tls/${line##*:}')dnl"
    done
    echo "define(\`confCACERT_PATH', \`/etc/mail/tls')dnl"
    echo "define(\`confTO_IDENT', \`0')dnl"
    echo "LOCAL_DOMAIN(\`far.example web1.example.org')dnl"
    echo "FEATURE(\`no_default_msa')dnl"
    echo "DAEMON_OPTIONS(\`Name=MSA, Port=587, M=E')dnl"
    echo "DAEMON_OPTIONS(\`Name=MTA, Port=25, M=S')dnl"
    echo "MAILER(\`local')dnl"
    echo "MAILER(\`smtp')dnl"
} >"$E2E_DIR/relay.d/sendmail.mc"
m4 -D_NO_MAKEINFO_ "$E2E_DIR/relay.d/sendmail.mc" >"$E2E_DIR/relay.d/sendmail.cf"
: >"$E2E_DIR/relay.d/aliases"
host_install relay "$E2E_DIR/relay.d" && check "the relay starts" host_start relay

# web_with PROFILE SET...: no daemon runs
web_with()
{
    local set=() s profile=$1
    shift
    for s in "$@"; do set+=(--set "$s"); done
    host_stop web
    host_clean web
    rm -rf "$E2E_DIR/web.d"
    "$MCWIZARD" --tools "$TOOLS" --set received.ident=no "${set[@]}" render \
        -p "$TOP/profiles/$profile.json" -o "$E2E_DIR/web.d" >"$E2E_DIR/web.out" 2>&1 &&
        host_install web "$E2E_DIR/web.d" || { cat "$E2E_DIR/web.out"; return 1; }
}
# send TO SUBJECT: as a user's program
send()
{
    printf 'From: alice\nTo: %s\nSubject: %s\n\nhello\n' "$1" "$2" | host_run_as web alice $SENDMAIL -t
}
arrived() { mailbox relay "$1" | grep -q "^Subject: $2\$"; }
waiting() { host_queue web | grep -c "$1"; }
is() { [ "$1" = "$2" ] || { echo "got \"$1\", expected \"$2\""; return 1; }; }
no_daemon() { ! host_listens web; }

check "direct: the null client renders" web_with null-client-direct
check "submit.cf is loaded without a message" host_loads web submit.cf
check "no daemon runs" no_daemon
check "a program hands its mail over" send bob@far.example first
check "the relay has it" wait_for 10 arrived bob first
check "without any stop here: one line of Received: and one for the program" \
    is "$(mailbox relay bob | grep -c '^Received:')" 2
check "mail for a user of this host goes there, too" send carol second
check "with the host's name" wait_for 10 sh -c \
    'grep -q "^To: carol@web1.example.org" "$1"' sh "$(host_root relay)/var/mail/carol"
check "a program hears at once what the relay refuses" \
    sh -c '! "$@"' sh bash -c "$(declare -f send host_run_as); E2E_DIR=$E2E_DIR SENDMAIL=$SENDMAIL send nobody-there@far.example third"
printf 'To: nobody-there@far.example\nSubject: third\n\nx\n' | host_run_as web alice $SENDMAIL -oem -t
failed() { mailbox relay alice | grep -q '^Subject: Returned mail'; }
check "or gets a notice by the same way" wait_for 10 failed
check "and nothing waits" is "$(waiting /qf)" 0

host_stop relay
check "with the relay away" send bob@far.example fourth
check "mail waits in the programs' queue" is "$(waiting mqueue-client/qf)" 1
check "and is for their group alone" \
    is "$(host_run web sh -c 'stat -c %a:%G /var/spool/mqueue-client/qf*')" 660:smmsp
host_start relay
host_run web $SENDMAIL -Ac -q
check "until sendmail -Ac -q" wait_for 10 arrived bob fourth

check "required TLS: it renders" web_with null-client-direct outbound.smart_host_tls=required
check "submit.cf is loaded without a message" host_loads web submit.cf
send bob@far.example fifth
check "the relay's port without TLS gets nothing" is "$(waiting mqueue-client/qf)" 1
explained() { host_log web | grep -q 'encryption too weak or none'; }
check "which the log explains" wait_for 10 explained
check "required TLS, port 587: it renders" web_with null-client-direct \
    outbound.smart_host_tls=required outbound.smart_host_port=587
send bob@far.example sixth
check "the relay has it" wait_for 10 arrived bob sixth
over_tls() { mailbox relay bob | grep -B12 '^Subject: sixth' | grep -q 'version=TLSv1'; }
check "over TLS" over_tls

check "daemon: the other null client renders" web_with null-client
check "submit.cf is loaded without a message" host_loads web submit.cf
send bob@far.example seventh
check "without its daemon mail waits" is "$(waiting mqueue-client/qf)" 1
check "the daemon starts" host_start web
host_run web $SENDMAIL -Ac -q
check "and has it sent on" wait_for 10 arrived bob seventh
send bob@far.example eighth
check "so it does with what comes later" wait_for 10 arrived bob eighth

# Who names another sender, and may (local.trusted_users).
send_as()
{
    printf 'To: bob@far.example\nSubject: %s\n\nhello\n' "$2" |
        host_run_as web "$1" $SENDMAIL -f lists@web1.example.org bob@far.example
}
warned()
{
    mailbox relay bob | awk -v "subject=Subject: $1" '
        /^From / { warning = 0 }
        /^X-Authentication-Warning: .*alice set sender to lists@/ { warning = 1 }
        $0 == subject { here = 1 }
        /^$/ { found = found || (here && warning); here = 0 }
        END { exit !found }'
}
not_warned() { ! warned "$1"; }
for how in direct daemon; do
    profile=null-client
    [ $how = daemon ] || profile=null-client-direct
    check "$how: trusted users render" web_with $profile 'local.trusted_users=["carol","alice"]'
    check "submit.cf is loaded without a message" host_loads web submit.cf
    [ $how = direct ] || check "the daemon starts" host_start web
    send_as alice "trusted $how"
    check "a trusted user's mail arrives" wait_for 10 arrived bob "trusted $how"
    check "without a warning" not_warned "trusted $how"
    check "$how: without alice they render" web_with $profile 'local.trusted_users=["carol"]'
    [ $how = direct ] || check "the daemon starts" host_start web
    send_as alice "not trusted $how"
    check "anybody's mail arrives" wait_for 10 arrived bob "not trusted $how"
    check "and says who sent it" warned "not trusted $how"
done

# What waits in the programs' queue goes back after the profile's time as well.
if command -v faketime >/dev/null; then
    web_with null-client-direct limits.queue_return_days=4
    host_stop relay
    send bob@far.example ninth
    host_run web install -m 755 $SENDMAIL $SENDMAIL-plain
    returned() { host_log web | grep -q "sender notify: Cannot send message for $1"; }
    host_run web faketime -f +95h $SENDMAIL-plain -Ac -q -v >/dev/null 2>&1
    check "after 95 hours it still waits" sh -c '! echo "$1" | grep -q "Cannot send message"' sh "$(host_log web)"
    host_run web faketime -f +97h $SENDMAIL-plain -Ac -q -v >/dev/null 2>&1
    check "after 97 it goes back" returned "4 days"
else
    skip "the times of the programs' queue: faketime is not installed"
fi
e2e_end
