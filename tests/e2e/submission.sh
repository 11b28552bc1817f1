#!/bin/bash
# Users who log in: ports 587 and 465, TLS, AUTH by sasldb and saslauthd, in real SMTP.
. "$(dirname "$0")/lib.sh"
for tool in openssl saslpasswd2 saslauthd swaks; do
    command -v $tool >/dev/null || [ -x /usr/sbin/$tool ] || e2e_cannot "$tool is not installed"
done
e2e_start "$@"

cat >"$E2E_ZONE" <<'END'
192.0.2.1 submit.example.org
192.0.2.10 hub.example.org
mx example.org 10 submit.example.org
192.0.2.5 desk.example.org
198.51.100.9 out.example
203.0.113.40 mx1.world.example
mx world.example 10 mx1.world.example
END
host_new mx 192.0.2.1 submit.example.org || exit 1
host_new peer 198.51.100.9,192.0.2.10,203.0.113.40 out.example || exit 1
host_new desk 192.0.2.5 desk.example.org || exit 1
host_sink peer 192.0.2.10 203.0.113.40 || exit 1
host_certificate mx submit.example.org
export MCWIZARD_TOOLS=$TOOLS

# serve SET...: profiles/submission.json with these settings runs on mx
serve()
{
    local set=() s
    for s in "$@"; do set+=(--set "$s"); done
    rm -rf "$E2E_DIR/out"
    "$MCWIZARD" --root "$(host_root mx)" --layout debian --set tls.cert_file=/etc/tls/cert.pem \
        --set tls.key_file=/etc/tls/key.pem --set limits.connection_rate=1000 "${set[@]}" \
        render -p "$TOP/profiles/submission.json" -o "$E2E_DIR/out" || return
    host_stop mx
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    host_install mx "$E2E_DIR/out" && host_start_submission mx
}

host_start_submission()
{
    host_run "$1" $SENDMAIL -bd -q15m </dev/null && wait_for 10 host_listens_on "$1" 024B
}

# by hexadecimal number, as the kernel lists it
host_listens_on()
{
    cat "/proc/$(host_pid "$1")/net/tcp" "/proc/$(host_pid "$1")/net/tcp6" | grep -q ":$2 0*:0000 0A"
}

account()
{
    printf %s "$2" | host_run mx saslpasswd2 -p -c -u "$3" "$1"
    host_run mx chmod 600 /etc/sasldb2
}

drive()
{
    count_lines < <(python3 "$E2E/submission.py" "$@" 2>&1 || echo "not ok - $1: the driver ends well")
}

account alice 'right one' submit.example.org
account bob 'other one' example.org
check "sasldb: the server starts" serve submission.passwords=sasldb \
    'submission.mechanisms=["PLAIN","LOGIN","SCRAM-SHA-256"]'
drive usual
check "swaks, another client, logs in by STARTTLS" host_run peer swaks --server 192.0.2.1 --port 587 --tls \
    --auth LOGIN --auth-user alice --auth-password 'right one' --from alice@example.org --to dave@world.example
check "and on port 465" host_run peer swaks --server 192.0.2.1 --port 465 --tls-on-connect \
    --auth PLAIN --auth-user alice --auth-password 'right one' --from alice@example.org --to dave@world.example
drive arrived 3

# A real sendmail as the client, with SCRAM.
printf 'alice\nright one\n' >"$E2E_DIR/account"
chmod 600 "$E2E_DIR/account"
desk()
{
    "$MCWIZARD" render -p "$TOP/profiles/smart-host.json" -o "$E2E_DIR/desk.d" \
        --set outbound.auth_file="$E2E_DIR/account" --set host.name=desk.example.org \
        --set 'outbound.smart_host=[submit.example.org]' --set outbound.auth_mechanisms=SCRAM-SHA-256 &&
        host_install desk "$E2E_DIR/desk.d" && host_start desk &&
        printf 'To: dave@world.example\nSubject: scram\n\nhello\n' | host_run_as desk alice $SENDMAIL -t
}
check "a sendmail logs in by SCRAM-SHA-256" desk
drive arrived 4
check "as its log says" wait_for 5 sh -c 'grep -q "AUTH=server.*mech=SCRAM-SHA-256" "$1"' sh "$(host_root mx)/var/log/mail.log"

check "another realm: the server starts" serve submission.passwords=sasldb submission.realm=example.org
drive realm
check "without the role outbound: the server starts" serve submission.passwords=sasldb roles.outbound=no roles.inbound=yes \
    inbound.recipients=any
drive inbound
check "without port 465: the server starts" serve submission.passwords=sasldb submission.tls_port=no
drive no-tls-port

# host.listen and submission.listen: where it listens, and nowhere else.
listens_on()
{
    local there
    there=$(host_run mx ss -Hltn | awk '{ print $4 }' | sort | paste -sd ' ')
    [ "$there" = "$*" ] || { echo "$there"; return 1; }
}
greets()
{
    # shellcheck disable=SC2016 # the inner shell expands it
    host_run peer timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1" && read -r -t 5 line <&3 && [[ $line == 220* ]]' "$@"
}
refuses() { ! greets "$@"; }
host_run mx ip address add 192.0.2.3/32 dev lo
check "addresses: the server starts" serve submission.passwords=sasldb roles.inbound=yes inbound.recipients=any \
    host.listen=192.0.2.1 submission.listen=192.0.2.3
check "port 25 is at one address and loopback, submission at the other" \
    listens_on 127.0.0.1:25 192.0.2.1:25 192.0.2.3:465 192.0.2.3:587
check "port 25 answers there" greets 192.0.2.1 25
check "and not at the other" refuses 192.0.2.3 25
check "submission answers there" greets 192.0.2.3 587
check "and not at the other" refuses 192.0.2.1 587
check "addresses of host.listen: the server starts" serve submission.passwords=sasldb submission.tls_port=no \
    'host.listen=["192.0.2.1","192.0.2.3"]'
check "hold for submission, too; without inbound mail port 25 is loopback's" \
    listens_on 127.0.0.1:25 192.0.2.1:587 192.0.2.3:587
host_run mx ip address add 2001:db8::3/128 dev lo
check "addresses of IPv6: the server starts" serve submission.passwords=sasldb submission.tls_port=no \
    roles.inbound=yes inbound.recipients=any host.ipv6=yes 'host.listen=["192.0.2.1","2001:db8::3"]' \
    submission.listen=2001:db8::3
check "each is of its family" listens_on 127.0.0.1:25 192.0.2.1:25 '[2001:db8::3]:25' '[2001:db8::3]:587' '[::1]:25'

# saslauthd, which asks the shadow file of the host.
host_run mx sh -c 'printf "carol:%s:19000:0:99999:7:::\n" "$(openssl passwd -6 "her own")" >>/etc/shadow
    mkdir -p /run/saslauthd && chmod 710 /run/saslauthd && /usr/sbin/saslauthd -a shadow -m /run/saslauthd -n 2' </dev/null
check "saslauthd: the server starts" serve
drive saslauthd
e2e_end
