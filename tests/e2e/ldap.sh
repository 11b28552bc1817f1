#!/bin/bash
# Recipients that a directory knows: a real slapd, asked at RCPT.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
[ -x /usr/sbin/slapd ] || { skip "ldap: slapd is not installed"; exit 77; }
command -v swaks >/dev/null || { skip "ldap: swaks is not installed"; exit 77; }

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mx.example.org
192.0.2.2 ldap.example.org
192.0.2.10 hub.example.org
192.0.2.11 store.example.org
198.51.100.9 out.example
203.0.113.41 partner.example
END
host_new mx 192.0.2.1 mx.example.org || exit 1
host_new ldap 192.0.2.2 ldap.example.org || exit 1
host_new client 198.51.100.9,192.0.2.10,192.0.2.11,203.0.113.41 out.example || exit 1

ldap_root=$(host_root ldap)
mkdir "$ldap_root/var/e2e-ldap" "$ldap_root/var/e2e-ldap/db"
cat >"$ldap_root/var/e2e-ldap/slapd.conf" <<'END'
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/misc.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile /var/e2e-ldap/pid
database mdb
directory /var/e2e-ldap/db
suffix "dc=example,dc=org"
END
cat >"$ldap_root/var/e2e-ldap/data.ldif" <<'END'
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
o: example
dc: example

dn: cn=joe,dc=example,dc=org
objectClass: inetOrgPerson
cn: joe
sn: joe
mail: joe@example.org

dn: cn=sue,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: inetLocalMailRecipient
cn: sue
sn: sue
mail: sue@example.org
mailLocalAddress: sue@example.org
mailHost: store.example.org

dn: cn=tim,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: inetLocalMailRecipient
cn: tim
sn: tim
mail: tim@example.org
mailLocalAddress: tim@example.org
mailRoutingAddress: tim.t@example.org

dn: cn=moe,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: inetLocalMailRecipient
cn: moe
sn: moe
mail: moe@example.org
mailLocalAddress: moe@example.org
mailRoutingAddress: moe@partner.example

dn: cn=ned,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: inetLocalMailRecipient
cn: ned
sn: ned
mail: ned@example.org
mailLocalAddress: ned@example.org
mailRoutingAddress: n@example.org
mailHost: store.example.org
END
check "the directory is filled" host_run ldap slapadd -f /var/e2e-ldap/slapd.conf -l /var/e2e-ldap/data.ldif
slapd_start() { host_run ldap slapd -f /var/e2e-ldap/slapd.conf -h ldap://0.0.0.0:389; }
slapd_listens() { grep -q ':0185 0*:0000 0A' "/proc/$(host_pid ldap)/net/tcp"; }
check "slapd starts" slapd_start
check "slapd listens" wait_for 10 slapd_listens

cat >"$E2E_DIR/profile.json" <<'END'
{
  "host": {"name": "mx.example.org", "domains": ["example.org"]},
  "roles": {"inbound": true},
  "local": {"hub": "192.0.2.10"},
  "inbound": {
    "recipients": "ldap",
    "ldap_server": "ldap.example.org",
    "ldap_base": "dc=example,dc=org"
  }
}
END
check "the gateway renders" "$MCWIZARD" --tools "$TOOLS" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/mx.d"
check "the gateway starts" eval "host_install mx '$E2E_DIR/mx.d' && host_start mx"

# says ADDRESS CODE: what the gateway answers to RCPT from outside
says()
{
    local reply
    reply=$(host_run client swaks --server 192.0.2.1 --helo out.example --from a@out.example \
        --to "$1" --quit-after RCPT 2>&1)
    printf '%s\n' "$reply" | tail -n 12
    printf '%s\n' "$reply" | grep -q "^<.[ *] $2.*$1\|^<.[ *] $2 "
}
check "an address of the directory is accepted" says joe@example.org '250 2.1.5'
check "with a detail, too" says joe+list@example.org '250 2.1.5'
check "in another case, too" says Joe@Example.ORG '250 2.1.5'
check "an unknown one is refused" says ann@example.org '550 5.1.1'
check "so is one that would match by a filter of its own" says '*@example.org' '550 5.1.1'
host_run ldap python3 -c 'import os, signal; os.kill(int(open("/var/e2e-ldap/pid").read()), signal.SIGKILL)'
check "while the directory is silent, the recipient waits" says joe@example.org '451 4.3.0'
check "slapd starts again" slapd_start
check "slapd listens again" wait_for 10 slapd_listens
check "and is asked again" says joe@example.org '250 2.1.5'

# ---- the directory says where mail goes (addresses.ldap_routing) ----
sinks="192.0.2.10 192.0.2.11 203.0.113.41"
host_sink client $sinks || exit 1

# routed TEXT SET...: the gateway with these settings
routed()
{
    local text=$1 set=() s
    shift
    for s in "$@"; do set+=(--set "$s"); done
    host_stop mx
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    "$MCWIZARD" --tools "$TOOLS" "${set[@]}" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/mx.d" &&
        host_install mx "$E2E_DIR/mx.d" && host_start mx
}
# arrives ADDRESS SINK [RECIPIENT THERE]
arrives()
{
    says "$1" '250 2.1.5' || return 1
    host_run client swaks --server 192.0.2.1 --helo out.example --from a@out.example --to "$1" >/dev/null 2>&1
    wait_for 5 grep -q "\"at\": \"$2\".*\"to\": \[\"${3:-$1}\"\]" "$E2E_DIR/sink.jsonl" && return
    tail -n 2 "$E2E_DIR/sink.jsonl"
    host_log mx | tail -n 5
    return 1
}
check "the gateway does without routes" routed plain
check "all mail goes to the hub" arrives sue@example.org 192.0.2.10
routing=(addresses.ldap_routing=yes 'addresses.ldap_domains=["example.org"]')
check "the gateway asks for routes" routed routing "${routing[@]}"
check "who has no route goes to the hub" arrives joe@example.org 192.0.2.10
check "mailHost has the mail" arrives sue@example.org 192.0.2.11
check "mailHost has that with a new address" arrives ned@example.org 192.0.2.11 n@example.org
check "mailRoutingAddress is the new address" arrives tim@example.org 192.0.2.10 tim.t@example.org
check "one outside is refused without the role outbound" says moe@example.org '550 5.7.1'
check "unless it is listed" routed listed "${routing[@]}" local.forward_targets=partner.example
check "then it is sent there" arrives moe@example.org 203.0.113.41 moe@partner.example
check "with the role outbound it may go" routed outbound "${routing[@]}" roles.outbound=yes
check "and goes" arrives moe@example.org 203.0.113.41 moe@partner.example
check "others stay unknown" says ann@example.org '550 5.1.1'
check "the recipients are listed, not in the directory" routed silent "${routing[@]}" \
    inbound.recipients=any
host_run ldap python3 -c 'import os, signal; os.kill(int(open("/var/e2e-ldap/pid").read()), signal.SIGKILL)'
check "while the directory is silent, mail waits" says sue@example.org '451 4.3.0'
e2e_end
