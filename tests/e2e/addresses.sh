#!/bin/bash
# Addresses in real SMTP: virtual users, routes, rewriting, masquerading, agents of delivery.
#   addresses.sh [PASS...]   only the passes named, such as virtual
. "$(dirname "$0")/lib.sh"
E2E_USERS="alice bob carol admin"
e2e_start "$@"

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
192.0.2.10 inside.example.org
198.51.100.9 out.example
203.0.113.40 mx.world.example
mx world.example 10 mx.world.example
mx v1.example 10 mail.example.org
mx v2.example 10 mail.example.org
mx v3.example 10 mail.example.org
mx sub.v1.example 10 mx.world.example
203.0.113.41 partner.example
203.0.113.42 sub.partner.example
203.0.113.43 gate.example
203.0.113.44 primary.relayed.example
mx relayed.example 10 primary.relayed.example
mx relayed.example 20 mail.example.org
mx old.example 10 mail.example.org
END
sinks="203.0.113.40 203.0.113.41 203.0.113.42 203.0.113.43"
host_new mx 192.0.2.1 mail.example.org || exit 1
host_new peer "198.51.100.9,192.0.2.10,203.0.113.44,${sinks// /,}" peer.example || exit 1
host_sink peer $sinks || exit 1

# A host that delivers, sends and accepts; what a pass is about is set for it.
cat >"$E2E_DIR/base.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"]},
  "roles": {"local": true, "outbound": true, "inbound": true},
  "local": {
    "agent": "procmail",
    "aliases": {"root": "admin", "away": "erin@partner.example", "both": "alice, bob"}
  },
  "limits": {"connection_rate": 1000, "bad_recipients": 100, "children": 500, "delay_load": 1000,
             "queue_load": 2000, "refuse_load": 3000}
}
END

# pass NAME DRIVER SET...: the host is set up anew, then addresses.py DRIVER talks to it.
pass()
{
    local name=$1 driver=$2 dir=$E2E_DIR/pass set=() s
    shift 2
    if [ -n "${only:-}" ]; then
        case " $only " in *" ${driver%% *} "*) ;; *) return 0 ;; esac
    fi
    for s in "$@"; do set+=(--set "$s"); done
    rm -rf "$dir"
    if ! "$MCWIZARD" --tools "$TOOLS" "${set[@]}" render -p "$E2E_DIR/base.json" -o "$dir" >"$dir.out" 2>&1; then
        not_ok "$name: renders" "$(cat "$dir.out")"
        return
    fi
    host_stop mx
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    if ! host_install mx "$dir" >"$dir.out" 2>&1 || ! host_loads mx sendmail.cf >"$dir.out" || ! host_start mx >"$dir.out" 2>&1; then
        not_ok "$name: the host starts" "$(cat "$dir.out"; host_log mx)"
        return
    fi
    count_lines < <(python3 "$E2E/addresses.py" "$name" $driver 2>&1 ||
        echo "not ok - $name: the driver ends well")
}

virtual=(
    'addresses.virtual_domains=["v1.example", "v2.example", "v3.example"]'
    'addresses.virtual_users={"info@v1.example": "alice", "info@v2.example": "bob",
      "sales@v1.example": "erin@partner.example", "news+*@v1.example": "carol",
      "gone@v1.example": "error:nouser We have no fax", "chain@v1.example": "info@v2.example",
      "away@v1.example": "away", "detail@v1.example": "dave%3@partner.example",
      "@v2.example": "carol", "@v3.example": "%1@partner.example", "shop@example.org": "bob"}'
)
only=$*
pass "virtual users" virtual "${virtual[@]}"
pass "virtual users, recipients by list" listed "${virtual[@]}" inbound.recipients=list \
    'inbound.recipient_list=["alice@example.org"]'
pass "virtual users without outbound" closed "${virtual[@]}" roles.outbound=no \
    'local.forward_targets=["listed@partner.example"]'
pass "virtual users without inbound" shut "${virtual[@]}" roles.inbound=no roles.relay=yes \
    relay.networks=192.0.2.8/29
pass "routes" routes 'addresses.routes={"world.example": "[gate.example]", ".partner.example": "203.0.113.43"}'
pass "no routes" noroutes
pass "another name of a domain" alias 'addresses.domain_aliases={"old.example": "example.org"}' \
    'addresses.redirect=yes' 'local.aliases={"root": "admin", "moved": "moved@partner.example.REDIRECT"}'
pass "no other name" noalias
pass "no masquerading" "masquerade off"
pass "masquerading" "masquerade on" masquerade.as=example.org
pass "masquerading of headers" "masquerade headers" masquerade.as=example.org masquerade.envelope=no \
    masquerade.exposed_users=
pass "limited masquerading" "masquerade limited" masquerade.as=shown.example masquerade.local_only=yes \
    'masquerade.domains=["partner.example"]' masquerade.entire_domain=yes \
    'masquerade.exceptions=["keep.partner.example"]'
pass "masquerading of everything" "masquerade all" masquerade.as=shown.example masquerade.recipients=yes \
    masquerade.always_add_domain=yes
pass "generic users" generic \
    'addresses.generic_users={"alice": "Alice.A@example.org", "bob@example.org": "b@shown.example"}'
pass "generic users in headers" "generic headers" masquerade.envelope=no \
    'addresses.generic_users={"alice": "Alice.A@example.org", "bob@example.org": "b@shown.example"}'
pass "generic users of a domain" generic_domain \
    'addresses.generic_users={"alice": "Alice.A@example.org", "carol@x.partner.example": "c@shown.example"}' \
    'addresses.generic_domains=["partner.example"]' addresses.generic_subdomains=yes

backup()
{
    local set=(roles.outbound=no roles.inbound=no roles.relay=yes 'relay.domains=["relayed.example"]'
        'relay.recipient_list=["info@relayed.example"]')
    pass "backup MX" "backup keeps" "${set[@]}"
    host_sink peer 203.0.113.44
    host_run mx $SENDMAIL -q </dev/null
    count_lines < <(python3 "$E2E/addresses.py" "backup MX" backup passes 2>&1)
}
[ -n "$only" ] && [[ " $only " != *" backup "* ]] || backup

# ---- agents of delivery ----
# procmail tells what it was told.
cat >"$(host_root mx)/etc/procmailrc" <<'END'
DROPPRIVS=yes
DETAIL=$1
:0 fhw
| formail -A "X-Detail: $DETAIL"
:0
/var/mail/$LOGNAME
END
pass "procmail" "agent procmail"
pass "mail.local" "agent mail.local" local.agent=mail.local
if [ -x /usr/bin/maildrop ]; then
    pass "maildrop" "agent maildrop" local.agent=maildrop
else
    skip "maildrop is not installed"
fi
# Dovecot as a host has it: users of the system, their mail in ~/Maildir.
dovecot_config()
{
    cat >"$(host_root mx)/var/dovecot.conf" <<'END'
protocols = lmtp
log_path = /var/log/dovecot.log
auth_mechanisms = plain
ssl = no
base_dir = /run/dovecot
mail_location = maildir:~/Maildir
recipient_delimiter = +
default_internal_user = smmsp
default_login_user = smmsp
lda_mailbox_autocreate = yes
lmtp_save_to_detail_mailbox = yes
protocol lmtp {
  postmaster_address = postmaster@example.org
  auth_username_format = %n
}
userdb {
  driver = passwd
  auth_verbose = yes
}
passdb {
  driver = static
  args = nopassword=y
}
service stats {
  client_limit = 1000
}
END
    mkdir -p "$(host_root mx)/run/dovecot"
    host_run mx dovecot -c /var/dovecot.conf </dev/null >/dev/null 2>&1 && wait_for 10 test -S "$(host_root mx)/run/dovecot/lmtp"
}
if [ -x /usr/lib/dovecot/lmtp ]; then
    if [ -z "$only" ] || [[ " $only " == *" agent "* ]]; then
        check "dovecot starts" dovecot_config
    fi
    pass "dovecot by LMTP" "agent lmtp" local.agent=lmtp local.lmtp_socket=/run/dovecot/lmtp
    pass "dovecot by LMTP, told the detail" "agent lmtp-detail" local.agent=lmtp \
        local.lmtp_socket=/run/dovecot/lmtp addresses.plus_detail=yes inbound.recipients=list \
        'inbound.recipient_list=["alice@example.org", "both@example.org"]'
    pass "dovecot's own users" "agent lmtp-list" local.agent=lmtp local.lmtp_socket=/run/dovecot/lmtp \
        inbound.recipients=list 'inbound.recipient_list=["alice@example.org", "both@example.org",
            "nobody-here@example.org"]'
else
    skip "dovecot-lmtpd is not installed"
fi
# Cyrus makes the mailbox of a user who gets his first mail.
cyrus_config()
{
    local root
    root=$(host_root mx)
    cat >"$root/etc/imapd.conf" <<'END'
configdirectory: /var/lib/cyrus
defaultpartition: default
partition-default: /var/spool/cyrus/mail
mailbox_legacy_dirs: yes
admins: cyrus
autocreate_post: yes
autocreate_quota: 0
autocreate_users: anyone
lmtpsocket: /run/cyrus/socket/lmtp
END
    cat >"$root/etc/cyrus.conf" <<'END'
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
}
SERVICES {
  lmtpunix cmd="lmtpd" listen="/run/cyrus/socket/lmtp" prefork=0 maxchild=20
}
EVENTS {
}
END
    host_run mx sh -c 'rm -rf /var/lib/cyrus /var/spool/cyrus
        mkdir -p /run/cyrus/socket /run/cyrus/proc /run/cyrus/lock /var/lib/cyrus /var/spool/cyrus/mail
        chown -R cyrus:mail /run/cyrus /var/lib/cyrus /var/spool/cyrus
        /usr/lib/cyrus/bin/master -d -p /run/cyrus/master.pid -M /etc/cyrus.conf -C /etc/imapd.conf \
            </dev/null >/dev/null 2>&1' && wait_for 10 test -S "$root/run/cyrus/socket/lmtp"
}
if [ -x /usr/lib/cyrus/bin/master ]; then
    if [ -z "$only" ] || [[ " $only " == *" agent "* ]]; then
        check "cyrus starts" cyrus_config
    fi
    pass "cyrus by LMTP" "agent lmtp-cyrus" local.agent=lmtp local.lmtp_socket=/run/cyrus/socket/lmtp
else
    skip "cyrus-imapd is not installed"
fi
e2e_end
