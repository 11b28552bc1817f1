#!/bin/bash
# What is refused at the door, shown by real clients, a real DNS and real bytes.
#   refuse.sh [PASS...]      passes: off now delayed users friend hater silent
. "$(dirname "$0")/lib.sh"
e2e_start "$@"

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
2001:db8::1 mail.example.org
mx example.org 10 mail.example.org
192.0.2.9 named.example.org
192.0.2.40 inside.partner.example
198.51.100.9 out.example
2001:db8:2::9 out6.example
198.51.100.10 c10.example
198.51.100.11 c11.example
198.51.100.12 c12.example
198.51.100.13 c13.example
198.51.100.14 c14.example
198.51.100.15 c15.example
198.51.100.16 c16.example
198.51.100.17 c17.example
198.51.100.18 c18.example
198.51.100.19 c19.example
198.51.100.20 c20.example
198.51.100.21 c21.example
198.51.100.22 c22.example
198.51.100.23 c23.example
198.51.100.24 c24.example
198.51.100.25 c25.example
198.51.100.26 c26.example
198.51.100.27 c27.example
198.51.100.28 c28.example
198.51.100.29 c29.example
198.51.100.30 c30.example
198.51.100.31 lax.example
198.51.100.81 denied.example
2001:db8:3::1 denied6.example
ptr 198.51.100.66 liar.example
a liar.example 198.51.100.99
a 10.100.51.198.bl.example 127.0.0.2
a 21.100.51.198.bl.example 127.0.0.2
a 1.0.0.127.bl.example 127.0.0.2
a 9.2.0.192.bl.example 127.0.0.2
a 40.2.0.192.bl.example 127.0.0.2
a 11.100.51.198.text.example 127.0.0.3
a 12.100.51.198.enh.example 127.0.0.2
a 13.100.51.198.enh.example 127.0.0.9
a 14.100.51.198.enh.example 127.0.1.77
slow *.down.example
silent *.silent.example
a bad.example 203.0.113.1
a bad.example.rhs.example 127.0.0.2
a worse.example 203.0.113.1
a worse.example.text-rhs.example 127.0.0.2
a excused.example.rhs.example 127.0.0.2
a good.example 203.0.113.1
mx good.example 10 mx.good.example
a mx.good.example 203.0.113.2
mx nullmx.example 0 .
mx numeric.example 10 192.0.2.77
mx inward.example 10 mx.inward.example
a mx.inward.example 127.0.0.1
mx private.example 10 mx.private.example
a mx.private.example 10.1.2.3
slow later.example
END
host_new mx 192.0.2.1,2001:db8::1 mail.example.org || exit 1
host_new peer "192.0.2.9,192.0.2.10,192.0.2.40,$(seq -s, -f 198.51.100.%g 9 31),\
198.51.100.66,198.51.100.77,198.51.100.81,2001:db8:2::9,2001:db8:3::1" peer.example || exit 1

cat >"$E2E_DIR/base.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"], "ipv6": true},
  "roles": {"local": true, "outbound": true, "inbound": true, "relay": true},
  "local": {"aliases": {"root": "bob"}},
  "relay": {"networks": ["192.0.2.8/29"], "hosts": ["inside.partner.example"]},
  "limits": {"connection_rate": 1000, "children": 200, "bad_recipients": 100, "delay_load": 1000,
             "queue_load": 2000, "refuse_load": 3000}
}
END
cat >"$E2E_DIR/full.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"], "ipv6": true},
  "roles": {"local": true, "outbound": true, "inbound": true, "relay": true},
  "local": {"aliases": {"root": "bob"}},
  "relay": {"networks": ["192.0.2.8/29"], "hosts": ["inside.partner.example"]},
  "limits": {"connection_rate": 1000, "children": 200, "bad_recipients": 100, "delay_load": 1000,
             "queue_load": 2000, "refuse_load": 3000},
  "access": {
    "deny_clients": {"198.51.100.80/30": "Spam, 100%n of it", "2001:db8:3::/48": ""},
    "deny_senders": {"enemy.example": "Not from \"you\""},
    "deny_recipients": {"carol@": "Carol has left"},
    "deny_helo": {"evil.example": "We don't like 50% of you", "friend": ""},
    "accept_clients": ["198.51.100.21"],
    "accept_senders": ["nodns.example", "excused.example", "robot@"]
  },
  "refuse": {
    "dns_lists": {"bl.example": "", "text.example": "It's 100% \"listed\" dnl $x #1",
                  "enh.example": "", "down.example": ""},
    "dns_list_results": {"enh.example": "127.0.0.2 127.0.1."},
    "sender_lists": {"rhs.example": "", "text-rhs.example": "it's a 50% bad #1 \"domain\" $1 dnl"},
    "greet_pause": 150, "greet_pause_of": {"198.51.100.22": 0},
    "connections": 4, "connections_of": {"198.51.100.23": 6},
    "rate": 30, "rate_of": {"198.51.100.24": 0},
    "require_rdns": true, "bad_helo": true, "bad_mx": true,
    "lax_clients": {"198.51.100.25": "bare-lf", "198.51.100.26": "bare-cr", "198.51.100.27": "bare-lf-cr",
                    "198.51.100.28": "lf-lines", "198.51.100.29": "early-data", "lax.example": "all"}
  }
}
END

# pass NAME PROFILE SET...
pass()
{
    local name=$1 profile=$2 dir=$E2E_DIR/$1 sets=() s
    shift 2
    if [ -n "$only" ]; then
        case " $only " in *" $name "*) ;; *) return ;; esac
    fi
    for s in "$@"; do sets+=(--set "$s"); done
    if ! "$MCWIZARD" --tools "$TOOLS" "${sets[@]}" render -p "$E2E_DIR/$profile.json" -o "$dir" >"$dir.out" 2>&1; then
        not_ok "$name: renders" "$(cat "$dir.out")"
        return
    fi
    [ "$name" != users ] || offer_login "$name"
    host_stop mx
    host_clean mx
    if ! host_install mx "$dir" >"$dir.out" 2>&1; then
        not_ok "$name: tables can be made" "$(cat "$dir.out")"
        return
    fi
    check "$name: sendmail.cf is loaded without a message" host_loads mx sendmail.cf
    if ! host_start mx >"$dir.out" 2>&1 || [ -s "$dir.out" ]; then
        not_ok "$name: the daemon starts without a message" "$(cat "$dir.out"; host_log mx)"
        return
    fi
    count_lines < <(python3 "$E2E/refuse.py" "$name" 2>&1 || echo "not ok - $name: the driver ends well")
    check "$name: no error of sendmail's own in the log" sh -c '! grep -i "syserr\|panic" "$1"' sh \
        "$(host_root mx)/var/log/mail.log"
}

# As sites have it: users log in on a port of their own.
offer_login()
{
    local mc=$E2E_DIR/$1/sendmail.mc
    printf '%s\n' "define(\`confAUTH_MECHANISMS', \`PLAIN')dnl" "TRUST_AUTH_MECH(\`PLAIN')dnl" \
        "define(\`confAUTH_REALM', \`mail.example.org')dnl" \
        "DAEMON_OPTIONS(\`Name=MSA, Family=inet6, Port=587, M=Ea')dnl" |
        sed -i "/^MAILER(.local')/{
            r /dev/stdin
            N
        }" "$mc"
    m4 -D_CF_DIR_="$TOOLS/usr/share/sendmail/cf/" "$mc" >"$E2E_DIR/$1/sendmail.cf"
    mkdir -p "$(host_root mx)/etc/sasl2"
    printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN\n' \
        >"$(host_root mx)/etc/sasl2/Sendmail.conf"
    printf secret | host_run mx saslpasswd2 -p -c -u mail.example.org alice
    host_run mx chmod 600 /etc/sasldb2
}

only=$*
delayed="refuse.delay_checks=yes"
pass off base refuse.http=no refuse.other_commands=no
pass now full
pass delayed full $delayed refuse.dns_lists_unanswered=tempfail
if command -v saslpasswd2 >/dev/null; then
    pass users full $delayed
else
    skip "users: saslpasswd2 is not installed"
fi
pass friend full refuse.delay_checks=friend 'refuse.spam_friends=["postmaster@","alice@example.org"]'
pass hater full refuse.delay_checks=hater 'refuse.spam_haters=["bob@example.org"]'
pass silent full 'refuse.dns_lists={"silent.example": ""}' 'refuse.dns_list_results={}'
e2e_end
