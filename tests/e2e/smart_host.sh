#!/bin/bash
# Mail to the world through a provider: port 587, TLS demanded, AUTH from a file.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in openssl saslpasswd2; do
    command -v $tool >/dev/null || { skip "smart_host: $tool is not installed"; exit 77; }
done

cat >"$E2E_ZONE" <<'END'
192.0.2.1 desk.example.org
198.51.100.5 smtp.provider.example
198.51.100.7 far.example
END
host_new desk 192.0.2.1 desk.example.org || exit 1
host_new provider 198.51.100.5 smtp.provider.example || exit 1

# The provider: another sendmail, which lets who has a password send, on 587 alone.
mkdir "$E2E_DIR/provider.d" "$E2E_DIR/provider.d/tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=smtp.provider.example \
    -keyout "$E2E_DIR/provider.d/tls/key.pem" -out "$E2E_DIR/provider.d/tls/cert.pem" 2>/dev/null
chmod 600 "$E2E_DIR/provider.d/tls/key.pem"

# provider TLS: with the certificate or without
provider()
{
    {
        echo "include(\`$TOOLS/usr/share/sendmail/cf/m4/cf.m4')dnl"
        echo "OSTYPE(\`debian')dnl"
        echo "DOMAIN(\`debian-mta')dnl"
        [ "$1" = no ] || for line in SERVER_CERT:cert.pem SERVER_KEY:key.pem CACERT:cert.pem; do
            echo "define(\`conf${line%%:*}', \`/etc/mail/tls/${line##*:}')dnl"
        done
        [ "$1" = no ] || echo "define(\`confCACERT_PATH', \`/etc/mail/tls')dnl"
        echo "define(\`confAUTH_MECHANISMS', \`PLAIN LOGIN')dnl"
        echo "define(\`confAUTH_REALM', \`smtp.provider.example')dnl"
        echo "TRUST_AUTH_MECH(\`PLAIN LOGIN')dnl"
        echo "LOCAL_DOMAIN(\`far.example')dnl"
        echo "FEATURE(\`no_default_msa')dnl"
        echo "DAEMON_OPTIONS(\`Name=MSA, Port=587, M=Ea')dnl"
        echo "DAEMON_OPTIONS(\`Name=MTA, Port=25, Addr=127.0.0.1')dnl"
        echo "MAILER(\`local')dnl"
        echo "MAILER(\`smtp')dnl"
    } >"$E2E_DIR/provider.d/sendmail.mc"
    m4 -D_NO_MAKEINFO_ "$E2E_DIR/provider.d/sendmail.mc" >"$E2E_DIR/provider.d/sendmail.cf"
    : >"$E2E_DIR/provider.d/aliases"
    host_stop provider
    host_install provider "$E2E_DIR/provider.d" && host_start provider
}

mkdir -p "$(host_root provider)/etc/sasl2"
printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n' \
    >"$(host_root provider)/etc/sasl2/Sendmail.conf"
password='p a"ss\w#o$rd'
printf %s "$password" | host_run provider saslpasswd2 -p -c -u smtp.provider.example customer
host_run provider chmod 600 /etc/sasldb2

# desk PASSWORD: rendered with an account, installed, started
desk()
{
    printf 'customer@smtp.provider.example\n%s\n' "$1" >"$E2E_DIR/account"
    chmod 600 "$E2E_DIR/account"
    rm -rf "$E2E_DIR/desk.d"
    "$MCWIZARD" render -p "$TOP/profiles/smart-host.json" -o "$E2E_DIR/desk.d" \
        --set outbound.auth_file="$E2E_DIR/account" \
        --set 'outbound.smart_host=[smtp.provider.example]' >"$E2E_DIR/desk.out" 2>&1 ||
        { cat "$E2E_DIR/desk.out"; return 1; }
    host_stop desk
    host_clean desk
    host_install desk "$E2E_DIR/desk.d" && host_start desk
}

# send SUBJECT: as a user's program would
send()
{
    printf 'From: alice@desk.example.org\nTo: bob@far.example\nSubject: %s\n\nhello\n' "$1" |
        host_run_as desk alice $SENDMAIL -t
}

arrived() { mailbox provider bob | grep -q "^Subject: $1\$"; }
deferred() { host_log desk | grep -q "$1"; }
queued() { host_queue desk | grep -q /qf; }

export MCWIZARD_TOOLS=$TOOLS
check "the provider starts" provider yes
check "the account's host renders and starts" desk "$password"
check "authinfo is for root alone" test "$(stat -c %a "$(host_root desk)/etc/mail/authinfo")" = 600
check "a program hands its mail over" send first
check "the provider got it" wait_for 20 arrived first
check "over TLS and with AUTH" sh -c 'echo "$1" | grep -q "with ESMTPSA id"' sh \
    "$(mailbox provider bob)"
check "the password is in no log and no file but authinfo" \
    sh -c '! grep -rlF -e "$1" "$2"/var/log "$2"/etc/mail/*.cf "$2"/etc/mail/*.mc "$3"' sh \
    "$password" "$(host_root desk)" "$E2E_DIR/desk.out"

check "with another password the host starts, too" desk wrong
check "and takes the mail" send second
refused() { host_log provider | grep -q 'AUTH failure'; }
returned() { mailbox desk alice | grep -q 'Authentication required'; }
check "the provider refuses the password" wait_for 20 refused
check "and the mail comes back to its sender" wait_for 20 returned
check "nothing of it arrived" sh -c '! grep -q "Subject: second" "$1"' sh "$(host_root provider)/var/mail/bob"

host_clean provider
check "the provider without TLS starts" provider no
check "the account's host again" desk "$password"
check "takes the mail" send third
check "and keeps it: no password without TLS" wait_for 20 deferred 'encryption too weak'
check "it waits in the queue" wait_for 5 queued
check "nothing of it arrived" sh -c '! test -e "$1"' sh "$(host_root provider)/var/mail/bob"
check "the provider never saw the password" sh -c '! grep -q customer "$1"' sh \
    "$(host_root provider)/var/log/mail.log"
e2e_end
