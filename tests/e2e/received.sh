#!/bin/bash
# What Received: records, read back from real mail between two hosts.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in swaks oidentd openssl saslpasswd2; do
    command -v $tool >/dev/null || { skip "received: $tool is not installed"; exit 77; }
done

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
2001:db8::1 mail.example.org
mx example.org 10 mail.example.org
198.51.100.9 out.example
2001:db8:2::9 out6.example
198.51.100.10 quiet.example
198.51.100.12 both.example
2001:db8:2::12 both.example
ptr 198.51.100.66 liar.example
a liar.example 198.51.100.99
END
host_new mx 192.0.2.1,2001:db8::1 mail.example.org || exit 1
host_new client 198.51.100.9,198.51.100.66,198.51.100.77,2001:db8:2::9,198.51.100.10,198.51.100.12,2001:db8:2::12 out.example || exit 1

# Two of the client's addresses answer IDENT: on the others nobody listens.
printf 'default { default { deny spoof deny hide } }\n' >"$(host_root client)/etc/oidentd.conf"
for address in 198.51.100.9 2001:db8:2::9; do
    host_run client oidentd --nosyslog --address=$address 2>/dev/null
done
ident_listens()
{
    [ "$(cat "/proc/$(host_pid client)/net/tcp" "/proc/$(host_pid client)/net/tcp6" | grep -c ':0071 0*:0000 0A')" -ge 2 ]
}
check "oidentd answers on the client" wait_for 5 ident_listens

# Not UTC, for which sendmail writes GMT instead of +0000 (it cannot do otherwise).
[ ! -e /usr/share/zoneinfo/Asia/Tokyo ] || for name in mx client; do
    rm -f "$(host_root $name)/etc/localtime"
    ln -s /usr/share/zoneinfo/Asia/Tokyo "$(host_root $name)/etc/localtime"
done

mkdir "$E2E_DIR/tls"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=mail.example.org \
    -keyout "$E2E_DIR/tls/key.pem" -out "$E2E_DIR/tls/cert.pem" 2>/dev/null
mkdir -p "$(host_root mx)/etc/sasl2"
printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n' \
    >"$(host_root mx)/etc/sasl2/Sendmail.conf"
echo secret | host_run mx saslpasswd2 -p -c -u mail.example.org login-name
host_run mx chmod 600 /etc/sasldb2

cat >"$E2E_DIR/profile.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"], "ipv6": true},
  "roles": {"local": true, "inbound": true},
  "limits": {"connection_rate": 1000}
}
END
# Until there are settings for them.
cat >"$E2E_DIR/secured.mc" <<'END'
define(`confSERVER_CERT', `/etc/mail/tls/cert.pem')dnl
define(`confSERVER_KEY', `/etc/mail/tls/key.pem')dnl
define(`confCACERT', `/etc/mail/tls/cert.pem')dnl
define(`confCACERT_PATH', `/etc/mail/tls')dnl
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
define(`confAUTH_OPTIONS', `A p y')dnl
define(`confAUTH_REALM', `mail.example.org')dnl
TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
DAEMON_OPTIONS(`Name=MSA, Port=587, M=Ea')dnl
END

# build SET...: a rendered folder with the lines above, built again by m4 alone, and started
build()
{
    local dir=$E2E_DIR/built set=() s
    for s in "$@"; do set+=(--set "$s"); done
    rm -rf "$dir"
    "$MCWIZARD" --tools "$TOOLS" "${set[@]}" render -p "$E2E_DIR/profile.json" -o "$dir" >"$dir.out" 2>&1 ||
        { cat "$dir.out"; return 1; }
    awk -v add="$E2E_DIR/secured.mc" '/^MAILER\(/ && !done {
        while ((getline line <add) > 0) print line
        done = 1
    } { print }' "$dir/sendmail.mc" >"$dir/new.mc"
    mv "$dir/new.mc" "$dir/sendmail.mc"
    m4 -D_CF_DIR_="$TOOLS/usr/share/sendmail/cf/" "$dir/sendmail.mc" >"$dir/sendmail.cf" || return 1
    cp -R "$E2E_DIR/tls" "$dir/tls"
    chmod 600 "$dir/tls/key.pem"
    host_stop mx
    host_install mx "$dir" && host_start mx
}

drive()
{
    count_lines < <(timeout 120 python3 "$E2E/received.py" "$@" 2>&1 || echo "not ok - $*: the driver ends well")
}

check "the .mc with TLS and AUTH added is built by m4 and starts" build
drive all
for item in $(python3 "$E2E/received.py" items); do
    case $item in
    auth_login) value=yes ;;
    *) value=no ;;
    esac
    check "received.$item=$value: renders and starts" build "received.$item=$value" && drive off "$item"
done
if [ -n "${E2E_KEEP:-}" ]; then mkdir -p "$E2E_KEEP"; host_log mx >"$E2E_KEEP/mail.log"; fi
e2e_end
