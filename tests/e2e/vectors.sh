#!/bin/bash
# What `prove` says of every message that it tries, in real SMTP between namespaces: the
# daemon must decide the same, and what it accepts is followed to mailbox or next hop.
# Then public relay probes, byte sequences that smuggle, and clients that authenticate.
. "$(dirname "$0")/lib.sh"
for tool in m4 python3 nmap saslpasswd2; do
    command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
done
e2e_start "$@"

export MCWIZARD_TOOLS=$TOOLS
mcw="$MCWIZARD"
hub=(--set roles.local=no --set local.hub=hub.example.org --set inbound.recipients=any
    --set 'local.aliases={}' --set 'local.forward_targets=[]')

login=(--set submission.enabled=yes --set submission.passwords=sasldb --set submission.mechanisms=PLAIN
    --set tls.cert_file=/etc/tls/cert.pem --set tls.key_file=/etc/tls/key.pem)

# said NAME SET...: what prove says of a configuration, and the configuration itself.
said()
{
    local name=$1
    shift
    "$mcw" --elsewhere "$@" render -p "$E2E/vectors.json" -o "$E2E_DIR/$name" >"$E2E_DIR/$name.out" 2>&1 &&
        "$mcw" --elsewhere "$@" prove -j 2 -p "$E2E/vectors.json" --format json "$E2E_DIR/$name" >"$E2E_DIR/$name.jsonl"
}

check "prove holds for a host with every role" said every
check "and for a gateway before a hub" said gateway "${hub[@]}"
check "and for one whose users log in" said auth "${login[@]}"

python3 "$E2E/vectors.py" zone "$E2E_DIR/peers" "$E2E_DIR"/*.jsonl >"$E2E_ZONE" || exit 1
sinks="192.0.2.2 203.0.113.40 203.0.113.41 203.0.113.50"
host_new mx "192.0.2.125,2001:db8::1" mail.example.org || exit 1
host_new peer "$(cat "$E2E_DIR/peers"),${sinks// /,}" peer.example || exit 1
host_sink peer $sinks || exit 1

# serve NAME: that configuration runs on mx
serve()
{
    host_stop mx
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    host_install mx "$E2E_DIR/$1" && host_start mx
}

for name in every gateway; do
    check "$name: the daemon starts" serve $name
    count_lines < <(python3 "$E2E/vectors.py" try $name "$E2E_DIR/$name.jsonl" 2>&1 ||
        echo "not ok - $name: the driver ends well")
    nmap_says=$(host_run peer nmap -Pn -n -p 25 -S 198.51.100.9 -e eth0 --script smtp-open-relay \
        --script-args smtp-open-relay.domain=foreign-mcwizard.example,smtp-open-relay.to=victim \
        192.0.2.125 2>&1)
    check "$name: nmap's relay probes find nothing" \
        sh -c 'printf "%s\n" "$1"; printf "%s\n" "$1" | grep -q "seem to be an open relay, all tests failed"' sh "$nmap_says"
    count_lines < <(python3 "$E2E/vectors.py" smuggle $name 2>&1 || echo "not ok - $name: smuggling ends well")
done

host_certificate mx mail.example.org
printf secret | host_run mx saslpasswd2 -p -c -u mail.example.org someone
host_run mx chmod 600 /etc/sasldb2
check "auth: the daemon starts" serve auth
count_lines < <(python3 "$E2E/vectors.py" try auth "$E2E_DIR/auth.jsonl" 2>&1 ||
    echo "not ok - auth: the driver ends well")
check "auth: swaks with a password relays" host_run peer swaks --server 192.0.2.125 --local-interface 198.51.100.9 \
    --port 587 --tls --auth PLAIN --auth-user someone@mail.example.org --auth-password secret --from sender@foreign-mcwizard.example \
    --to victim@foreign-mcwizard.example
not_with()
{
    ! host_run peer swaks --server 192.0.2.125 --local-interface 198.51.100.9 "$@" \
        --from sender@foreign-mcwizard.example --to victim@foreign-mcwizard.example
}
check "auth: with a wrong one it does not" not_with --port 587 --tls --auth PLAIN --auth-user someone@mail.example.org --auth-password wrong
check "auth: nor with none" not_with --port 587 --tls
check "auth: nor with the right one on port 25" not_with --auth PLAIN --auth-user someone@mail.example.org --auth-password secret
e2e_end
