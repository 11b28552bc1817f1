#!/bin/bash
# Every example of profiles/: rendered, loaded by the real sendmail, proven, and sent real
# mail through: what it should accept arrives, what it should refuse is refused.
#   profiles.sh [NAME...]
. "$(dirname "$0")/lib.sh"
for tool in openssl saslpasswd2; do
    command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
done
E2E_USERS="alice bob carol admin ann"
e2e_start "$@"

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
192.0.2.3 relay.example.org
192.0.2.10 hub.example.org
192.0.2.20 inside.example.org
192.0.2.66 infected.example.org
198.51.100.5 smtp.provider.example
198.51.100.9 out.example
203.0.113.40 mx1.world.example
203.0.113.41 partner.example
203.0.113.50 mail.example.net
mx example.org 10 mail.example.org
mx world.example 10 mx1.world.example
mx example.net 10 mail.example.net
mx example.net 20 mail.example.org
END
sinks="192.0.2.3 192.0.2.10 198.51.100.5 198.51.100.5@587 203.0.113.40 203.0.113.41 203.0.113.50"
host_new mx 192.0.2.1 mail.example.org || exit 1
host_new peer "192.0.2.20,192.0.2.66,198.51.100.9,192.0.2.3,192.0.2.10,198.51.100.5,203.0.113.40,203.0.113.41,203.0.113.50" \
    peer.example || exit 1
host_sink peer $sinks || exit 1
export MCWIZARD_TOOLS=$TOOLS

# A certificate and an account, where submission.json expects them.
host_certificate mx submit.example.org
printf 'right one' | host_run mx saslpasswd2 -p -c -u submit.example.org alice
host_run mx chmod 600 /etc/sasldb2

# serve NAME SET...: that example runs on mx
serve()
{
    local name=$1 set=() s
    shift
    for s in "$@"; do set+=(--set "$s"); done
    rm -rf "$E2E_DIR/out"
    : >"$E2E_DIR/sink.jsonl"
    host_stop mx
    host_clean mx
    "$MCWIZARD" --root "$(host_root mx)" --layout debian "${set[@]}" render -p "$TOP/profiles/$name.json" \
        -o "$E2E_DIR/out" && host_install mx "$E2E_DIR/out"
}

proven()
{
    "$MCWIZARD" --root "$(host_root mx)" --layout debian "$@" >"$E2E_DIR/prove.out" 2>&1 || { tail -n 30 "$E2E_DIR/prove.out"; return 1; }
}

for file in "$TOP"/profiles/*.json; do
    name=$(basename "$file" .json)
    if [ $# -gt 0 ]; then
        case " $* " in *" $name "*) ;; *) continue ;; esac
    fi
    set_up=()
    case $name in
    # What stands on a real host is put where this one has it; accounts in sasldb.
    submission) set_up=(tls.cert_file=/etc/tls/cert.pem tls.key_file=/etc/tls/key.pem submission.passwords=sasldb) ;;
    esac
    sets=()
    for s in "${set_up[@]}"; do sets+=(--set "$s"); done
    check "$name: renders, and its tables are compiled" serve "$name" "${set_up[@]}"
    check "$name: sendmail.cf is loaded without a message" host_loads mx sendmail.cf
    check "$name: submit.cf is loaded without a message" host_loads mx submit.cf
    check "$name: is proven" proven "${sets[@]}" prove -p "$file"
    check "$name: has no finding" proven "${sets[@]}" audit "$file"
    check "$name: nor has the folder that it renders to" proven audit "$E2E_DIR/out"
    check "$name: the daemon starts" host_start mx
    count_lines < <(python3 "$E2E/profiles.py" "$name" 2>&1 || echo "not ok - $name: the driver ends well")
done
e2e_end
