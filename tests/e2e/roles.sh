#!/bin/bash
# All 15 combinations of the four roles in real SMTP: every client class against
# every destination class, compared with the policy that the profile demands.
#   roles.sh [PASS...]   only the passes named, such as local-inbound/direct
. "$(dirname "$0")/lib.sh"
e2e_start "$@"

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
2001:db8::1 mail.example.org
mx example.org 10 mail.example.org
192.0.2.2 hub.example.org
192.0.2.3 smart.provider.example
192.0.2.10 inside.example.org
2001:db8:1::10 inside6.example.org
192.0.2.19 beside.example.org
198.51.100.20 inside.partner.example
198.51.100.21 sub.inside.partner.example
198.51.100.9 out.example
2001:db8:2::9 out6.example
ptr 198.51.100.66 liar.example
a liar.example 198.51.100.99
ptr 198.51.100.67 inside.partner.example
198.51.100.82 some.denied.example
198.51.100.90 really.denied-name.example
203.0.113.40 mx1.world.example
mx world.example 10 mx1.world.example
203.0.113.41 listed.example
203.0.113.50 mx.relayed.example
mx relayed.example 5 mx.relayed.example
203.0.113.51 store.relayed.example
END
sinks="198.51.100.9 192.0.2.2 192.0.2.3 203.0.113.40 203.0.113.41 203.0.113.50 203.0.113.51"
host_new mx 192.0.2.1,2001:db8::1 mail.example.org || exit 1
host_new peer "192.0.2.10,192.0.2.19,198.51.100.20,198.51.100.21,198.51.100.66,\
198.51.100.67,198.51.100.77,198.51.100.82,198.51.100.90,2001:db8:1::10,2001:db8:2::9,2001:db8:3::1,\
${sinks// /,}" peer.example || exit 1
host_sink peer $sinks || exit 1

# base.json fits every combination; what differs is set per pass.
cat >"$E2E_DIR/base.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"], "ipv6": true},
  "local": {
    "forward_targets": ["listed.example"],
    "aliases": {"root": "alice", "fwdlisted": "erin@listed.example",
                "fwdworld": "frank@world.example", "broken": "no-such-user"}
  },
  "relay": {
    "networks": ["192.0.2.8/29", "2001:db8:1::/64"],
    "hosts": ["inside.partner.example"],
    "domains": ["relayed.example"],
    "recipient_list": ["carol@relayed.example", "reject@relayed.example"]
  },
  "limits": {"connection_rate": 1000, "bad_recipients": 100, "children": 500, "delay_load": 1000,
             "queue_load": 2000, "refuse_load": 3000},
  "access": {"deny_clients": {"198.51.100.80/30": "Spam from your network",
                              "denied-name.example": "", "2001:db8:3::/48": ""}}
}
END

listed='["alice@example.org","alice@mail.example.org","reject@example.org","fwdlisted@example.org",
"fwdlisted@mail.example.org","fwdworld@example.org","fwdworld@mail.example.org","broken@example.org"]'

# render_pass NAME DIR PROFILE SET...
render_pass()
{
    local name=$1 dir=$2 set=() s
    shift 2
    for s in "$@"; do set+=(--set "$s"); done
    "$MCWIZARD" --tools "$TOOLS" "${set[@]}" prove --policy -p "$E2E_DIR/base.json" --format json \
        >"$dir.policy" 2>"$dir.err" &&
        "$MCWIZARD" --tools "$TOOLS" "${set[@]}" render -p "$E2E_DIR/base.json" -o "$dir" \
            >"$dir.out" 2>>"$dir.err"
}

# pass NAME HOPS SET...
pass()
{
    local name=$1 hops=$2 dir=$E2E_DIR/pass
    shift 2
    if [ -n "${only:-}" ]; then
        case " $only " in *" $name "*) ;; *) return ;; esac
    fi
    rm -rf "$dir" "$dir".*
    if ! render_pass "$name" "$dir" "$@"; then
        not_ok "$name: renders" "$(cat "$dir.err")"
        return
    fi
    host_stop mx
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    if ! host_install mx "$dir" >"$dir.out" 2>&1; then
        not_ok "$name: tables can be made" "$(cat "$dir.out")"
        return
    fi
    check "$name: sendmail.cf is loaded without a message" host_loads mx sendmail.cf
    check "$name: submit.cf is loaded without a message" host_loads mx submit.cf
    if ! host_start mx >"$dir.out" 2>&1 || [ -s "$dir.out" ]; then
        not_ok "$name: the daemon starts without a message" "$(cat "$dir.out"; host_log mx)"
        host_listens mx || return
    fi
    printf '%s\n' "$hops" >"$dir.hops"
    count_lines < <(python3 "$E2E/roles.py" "$name" "$dir.policy" "$dir.hops" "$E2E_DIR/results" 2>&1 ||
        echo "not ok - $name: the driver ends well")
    if [ -n "${E2E_KEEP:-}" ]; then
        mkdir -p "$E2E_KEEP/$name"
        cp -R "$dir" "$dir".* "$E2E_KEEP/$name/"
        cp "$E2E_DIR/sink.jsonl" "$E2E_KEEP/$name/" 2>/dev/null
        host_log mx >"$E2E_KEEP/$name/mail.log"
    fi
}

hops()
{
    local own=$1 world=$2
    if [ -n "$world" ]; then
        printf '{"own":"%s","world":"%s","forward-listed":"%s","forward-world":"%s","relayed":"%s","notice":"%s"}' \
            "$own" "$world" "$world" "$world" "$3" "$world"
    else
        printf '{"own":"%s","world":"203.0.113.40","forward-listed":"203.0.113.41","forward-world":"203.0.113.40","relayed":"%s","notice":"203.0.113.40"}' \
            "$own" "$3"
    fi
}

has()
{
    case "-$1-" in *"-$2-"*) return 0 ;; *) return 1 ;; esac
}

# combination ROLES WAY [SET...]: WAY is direct (MX) or smart (smart host, routes, lists).
combination()
{
    local roles=$1 way=$2 sets=() role own=192.0.2.2 world="" relayed=203.0.113.50
    shift 2
    for role in local outbound inbound relay; do
        has "$roles" $role && sets+=("roles.$role=yes")
    done
    if [ "$way" != direct ] && has "$roles" outbound; then
        sets+=("outbound.smart_host=[smart.provider.example]")
        world=192.0.2.3
        relayed=192.0.2.3
    fi
    if ! has "$roles" local; then
        if [ -n "$world" ] && ! has "$roles" inbound; then
            own=192.0.2.3 # a null client
        elif [ "$way" = direct ]; then
            sets+=("local.hub=hub.example.org")
        else
            sets+=("local.hub=[192.0.2.2]")
        fi
    fi
    if has "$roles" inbound; then
        if ! has "$roles" local || [ "$way" != direct ]; then
            sets+=("inbound.recipients=list" "inbound.recipient_list=$listed")
        fi
    fi
    if has "$roles" relay && [ "$way" != direct ]; then
        sets+=("relay.routes={\"relayed.example\": \"[store.relayed.example]\"}")
        relayed=203.0.113.51
    elif has "$roles" relay && [ -n "$world" ]; then
        relayed=$world
    fi
    pass "$roles/${variation:-$way}" "$(hops "$own" "$world" "$relayed")" "${sets[@]}" "$@"
}

# Linux as it comes, with net.ipv6.bindv6only=0: a socket for :: takes IPv4, too.
serves_both()
{
    if ! render_pass both "$E2E_DIR/both" roles.local=yes roles.inbound=yes; then
        cat "$E2E_DIR/both.err"
        return 1
    fi
    host_install mx "$E2E_DIR/both" && host_start mx || return 1
    wait_for 2 connects 127.0.0.1 && wait_for 2 connects ::1 && ! host_log mx | grep SYSERR
}

connects()
{
    host_run mx python3 -c 'import socket, sys
with socket.create_connection((sys.argv[1], 25), 1) as s: sys.exit(s.recv(3) != b"220")' "$1"
}

check "a server serves IPv4 and IPv6 at once, and no SYSERR in its log" serves_both
only=$*
all="local outbound inbound relay local-outbound local-inbound local-relay outbound-inbound outbound-relay
inbound-relay local-outbound-inbound local-outbound-relay local-inbound-relay outbound-inbound-relay
local-outbound-inbound-relay"
for roles in $all; do
    combination $roles direct
    combination $roles smart
done
variation=listed combination local-outbound direct local.forward=listed
variation=listed combination local-outbound-inbound-relay direct local.forward=listed
variation=any-forward combination local direct local.forward=any
variation=any-forward combination local-inbound direct local.forward=any
variation=any-forward combination local-inbound-relay direct local.forward=any
variation=no-notices combination inbound direct outbound.notices=no
variation=no-notices combination local-inbound direct outbound.notices=no
variation=no-notices combination local-inbound-relay smart outbound.notices=no
variation=any-recipient combination inbound-relay direct inbound.recipients=any relay.recipients=any
variation=any-recipient combination local-inbound direct inbound.recipients=any
variation=no-domains combination relay direct 'relay.domains=[]' 'relay.recipient_list=[]'
variation=one-target combination local-inbound direct 'local.forward_targets=["erin@listed.example"]'

python3 "$E2E/roles_table.py" "$E2E_DIR/results" >"$E2E_DIR/table.md" 2>/dev/null
table=/tmp/roles-table.md
[ ! -d "$TOP/build" ] || table=$TOP/build/roles-table.md
[ -n "$only" ] || cp "$E2E_DIR/table.md" "$table"
sed 's/^/# /' "$E2E_DIR/table.md"
e2e_end
