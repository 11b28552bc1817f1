#!/bin/bash
# Mail filters: a real opendkim signs on the way out and verifies on the way in; order,
# F=, T= and macros with filters that say what they see; other real filters where they
# are installed.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in opendkim opendkim-genkey; do
    command -v $tool >/dev/null || { skip "filters: $tool is not installed"; exit 77; }
done
export MCWIZARD_TOOLS=$TOOLS
only=" $* "

# have TOOL...: they are installed
have()
{
    local tool
    for tool; do
        command -v "$tool" >/dev/null || { skip "filters: $tool is not installed"; return 1; }
    done
}

wanted() { [ "$only" = "  " ] || case $only in *" $1 "*) ;; *) return 1 ;; esac; }

opendkim-genkey -b 1024 -s key -d out.example.org -D "$E2E_DIR"
key=$(tr -d '\n\t "' <"$E2E_DIR/key.txt" | sed 's/.*(\(v=.*\)).*/\1/')
cat >"$E2E_ZONE" <<END
192.0.2.1 out.example.org
192.0.2.2 in.example.net
192.0.2.3 relay.example
192.0.2.9 client.example
mx out.example.org 10 out.example.org
mx in.example.net 10 in.example.net
mx relay.example 10 relay.example
txt key._domainkey.out.example.org $key
txt _dmarc.out.example.org v=DMARC1; p=reject; adkim=s
txt _dmarc.client.example v=DMARC1; p=reject
END
host_new out 192.0.2.1 out.example.org || exit 1
host_new in 192.0.2.2 in.example.net || exit 1
host_new relay 192.0.2.3 relay.example || exit 1
host_new client 192.0.2.9 client.example || exit 1
host_sink relay 192.0.2.3 || exit 1

# site HOST FQDN FILTERS: rendered with that section, installed, started
site()
{
    local dir=$E2E_DIR/site.$1
    rm -rf "$dir"
    printf '{"host": {"name": "%s"}, "roles": {"local": true, "outbound": true, "inbound": true},
        "filters": %s}' "$2" "$3" >"$dir.json"
    "$MCWIZARD" --root "$(host_root "$1")" render -p "$dir.json" -o "$dir" >"$dir.out" 2>&1 ||
        { cat "$dir.out"; return 1; }
    host_stop "$1"
    host_clean "$1"
    host_install "$1" "$dir" && host_start "$1"
}

driver()
{
    count_lines < <(python3 "$E2E/filters.py" "$@" 2>&1 || echo "not ok - $1: the driver ends well")
}

# recorder SOCKET NAME [MODE]: a filter on the host in, until recorders_stop
recorder()
{
    host_run in sh -c 'echo $$ >>/run/recorders; exec python3 "$@"' sh \
        "$E2E/milter.py" "$1" "$E2E_DIR/seen.jsonl" "$2" ${3:+"$3"} &
    disown # no word when it ends
    case $1 in
    /*) wait_for 10 test -S "$(host_root in)$1" ;;
    *) wait_for 10 host_run in sh -c "grep -q ':$(printf %04X "$1") .* 0A ' /proc/net/tcp" ;;
    esac
}

recorders_stop()
{
    host_run in sh -c 'kill $(cat /run/recorders); rm /run/recorders /run/a/*'
    rm -f "$E2E_DIR/seen.jsonl"
}

# ---- opendkim: signs at out, on Debian's socket; verifies at in, on a port ----

dkim()
{
    local root
    root=$(host_root out)
    install -d -o opendkim -g opendkim -m 750 "$root/run/opendkim" "$(host_root in)/run/opendkim"
    install -o opendkim -m 600 "$E2E_DIR/key.private" "$root/etc/opendkim.key"
    cat >"$root/etc/opendkim.conf" <<END
Syslog yes
SyslogSuccess yes
Mode s
Canonicalization relaxed/simple
OversignHeaders From
UserID opendkim
UMask 007
Socket local:/run/opendkim/opendkim.sock
PidFile /run/opendkim/opendkim.pid
Domain out.example.org
Selector key
KeyFile /etc/opendkim.key
Nameservers 127.0.0.53
END
    cat >"$(host_root in)/etc/opendkim.conf" <<END
Syslog yes
Mode v
UserID opendkim
Socket inet:8891@127.0.0.1
PidFile /run/opendkim/opendkim.pid
Nameservers 127.0.0.53
AuthservID in.example.net
END
    host_run out opendkim -x /etc/opendkim.conf && host_run in opendkim -x /etc/opendkim.conf
}

if wanted dkim; then
    check "opendkim runs on both hosts" dkim
    check "a host whose mail opendkim signs renders and starts" \
        site out out.example.org '{"use": ["opendkim"]}'
    check "it does so without a message" sh -c '! grep . "$1"' sh "$E2E_DIR/site.out.out"
    check "a host whose mail opendkim verifies renders and starts" \
        site in in.example.net '{"use": ["opendkim"], "sockets": {"opendkim": "inet:8891@127.0.0.1"}}'
    driver dkim
fi

# ---- order, macros, failures, time limits ----

if wanted order; then
    sockets='"sockets": {"alpha": "unix:/run/a/filter.sock", "beta": "inet:9901@127.0.0.1"}'
    for names in "alpha beta" "beta alpha"; do
        recorder /run/a/filter.sock alpha
        recorder 9901 beta
        check "${names/ / before }: renders and starts" site in in.example.net \
            "{\"use\": [\"${names/ /\", \"}\"], $sockets}"
        # shellcheck disable=SC2086
        driver order $names
        recorders_stop
    done
fi

if wanted macros; then
    recorder /run/a/filter.sock recorder
    here='"unix:/run/a/filter.sock"'
    for name in other opendkim opendmarc spamassassin clamav rspamd; do
        check "macros for $name: renders and starts" site in in.example.net \
            "{\"use\": [\"$name\"], \"sockets\": {\"$name\": $here}}"
        driver macros "$name"
    done
    check "macros by setting: renders and starts" site in in.example.net \
        "{\"use\": [\"other\"], \"sockets\": {\"other\": $here}, \"log_level\": 9, \"macros\":
            {\"connect\": \"{client_ptr}\", \"helo\": \"{client_port}\", \"envrcpt\": \"r, {ntries}\",
             \"data\": \"{nrcpts}\", \"eoh\": \"{msg_size}\", \"eom\": \"b\"}}"
    driver macros setting
    driver logged yes
    check "log level 0: renders and starts" site in in.example.net \
        "{\"use\": [\"other\"], \"sockets\": {\"other\": $here}, \"log_level\": 0}"
    driver logged no
    recorders_stop
fi

if wanted failure; then
    for what in tempfail reject disconnect accept; do
        check "filter down, $what: renders and starts" site in in.example.net \
            "{\"use\": [\"other\"], \"sockets\": {\"other\": \"inet:9902@127.0.0.1\"},
              \"on_failure\": {\"other\": \"$what\"}}"
        driver failure $what
    done
    for name in other opendkim spamassassin; do
        check "$name down, by default: renders and starts" site in in.example.net \
            "{\"use\": [\"$name\"], \"sockets\": {\"$name\": \"inet:9902@127.0.0.1\"}}"
        driver failure "$([ $name = spamassassin ] && echo accept || echo tempfail)"
    done
fi

if wanted timeouts; then
    while read -r mode limit; do
        recorder /run/a/filter.sock slow "$mode"
        check "a filter that is $mode, $limit: renders and starts" site in in.example.net \
            "{\"use\": [\"other\"], \"sockets\": {\"other\": \"unix:/run/a/filter.sock\"},
              \"timeouts\": {\"other\": \"$limit\"}}"
        driver timeout "$mode"
        recorders_stop
    done <<'END'
slow R:2s
work E:2s
deaf S:2s
full C:2s
END
fi

# ---- other real filters ----

if wanted real && have opendmarc; then
    root=$(host_root in)
    install -d -o opendmarc -g opendmarc -m 750 "$root/run/opendmarc"
    cat >"$root/etc/opendmarc.conf" <<'END'
AuthservID in.example.net
TrustedAuthservIDs in.example.net
RejectFailures true
Socket local:/run/opendmarc/opendmarc.sock
UserID opendmarc
PidFile /run/opendmarc/opendmarc.pid
END
    wanted dkim || dkim
    wanted dkim || site out out.example.org '{"use": ["opendkim"]}'
    check "opendmarc runs" host_run in opendmarc -c /etc/opendmarc.conf
    check "opendkim, then opendmarc: renders and starts" site in in.example.net \
        '{"use": ["opendkim", "opendmarc"], "sockets": {"opendkim": "inet:8891@127.0.0.1"}}'
    driver dmarc
    check "without filters: renders and starts" site out out.example.org '{}'
    check "without filters here: renders and starts" site in in.example.net '{}'
    driver plain
fi

if wanted real && have clamd clamav-milter; then
    root=$(host_root in)
    install -d -o clamav -g clamav "$root/run/clamav"
    rm -rf "$root/var/lib/clamav" && install -d "$root/var/lib/clamav"
    printf 'Test.Mcwizard:0:*:%s\n' "$(printf mcwizard-test-virus | od -An -tx1 -v | tr -d ' \n')" \
        >"$root/var/lib/clamav/test.ndb"
    printf '%s\n' 'LocalSocket /run/clamav/clamd.ctl' 'LocalSocketMode 666' 'User clamav' \
        'DatabaseDirectory /var/lib/clamav' 'LogSyslog true' >"$root/etc/clamd.conf"
    printf '%s\n' 'MilterSocket /run/clamav/clamav-milter.ctl' 'MilterSocketMode 660' \
        'User clamav' 'ClamdSocket unix:/run/clamav/clamd.ctl' 'OnInfected Reject' \
        'AddHeader Replace' 'Foreground true' >"$root/etc/clamav-milter.conf"
    # Both in the background by us: their own parents have been seen to wait for ever.
    host_run in clamd --foreground -c /etc/clamd.conf >"$E2E_DIR/clamd.out" 2>&1 </dev/null &
    disown
    check "clamd runs" wait_for 20 test -S "$root/run/clamav/clamd.ctl"
    host_run in clamav-milter -c /etc/clamav-milter.conf >"$E2E_DIR/clamav-milter.out" 2>&1 </dev/null &
    disown
    check "clamav-milter runs" wait_for 20 test -S "$root/run/clamav/clamav-milter.ctl"
    check "clamav: renders and starts" site in in.example.net '{"use": ["clamav"]}'
    driver virus
fi

if wanted real && have spamd spamass-milter; then
    root=$(host_root in)
    install -d -o spamass-milter "$root/run/spamass"
    host_run in spamd -d -L -m 1 -i 127.0.0.1 -u nobody -r /run/spamd.pid >"$E2E_DIR/spamd.out" 2>&1
    check "spamd runs" wait_for 20 test -s "$root/run/spamd.pid"
    host_run in setpriv --reuid=spamass-milter --regid=spamass-milter --clear-groups \
        spamass-milter -f -r 15 -p /run/spamass/spamass.sock
    check "spamass-milter runs" wait_for 10 test -S "$root/run/spamass/spamass.sock"
    check "spamassassin: renders and starts" site in in.example.net '{"use": ["spamassassin"]}'
    driver spam
fi

if wanted real && have rspamd; then
    root=$(host_root in)
    install -d -o _rspamd "$root/run/rspamd" "$root/var/log/rspamd"
    # Its tables of all domain endings take 20 s to compile.
    printf 'org\nnet\nexample\n' >"$root/etc/rspamd/local.d/tlds"
    printf '%s\n' 'url_tld = "/etc/rspamd/local.d/tlds";' 'disable_hyperscan = true;' \
        >"$root/etc/rspamd/local.d/options.inc"
    host_run in rspamd -u _rspamd -g _rspamd -c /etc/rspamd/rspamd.conf >"$E2E_DIR/rspamd.out" 2>&1
    check "rspamd runs" wait_for 20 host_run in sh -c "grep -q '0100007F:2C44 .* 0A ' /proc/net/tcp"
    check "rspamd: renders and starts" site in in.example.net '{"use": ["rspamd"]}'
    driver rspamd
fi
e2e_end
