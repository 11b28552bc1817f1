#!/bin/bash
# TLS as a client and as a server: versions and ciphers, seen by openssl and nmap; what
# is demanded of servers, clients and recipients; revoked certificates; MTA-STS.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in openssl nmap; do
    command -v $tool >/dev/null || { skip "tls: $tool is not installed"; exit 77; }
done
export MCWIZARD_TOOLS=$TOOLS

cat >"$E2E_ZONE" <<'END'
192.0.2.1 mx.example.org
mx example.org 10 mx.example.org
198.51.100.9 out.example
198.51.100.10 must.example
198.51.100.11 partner.example
198.51.100.12 named.example
203.0.113.10 good.example
203.0.113.11 self.example
203.0.113.12 wrong.example
203.0.113.13 clear.example
203.0.113.14 broken.example
203.0.113.15 old.example
203.0.113.16 weak.example
203.0.113.17 asks.example
203.0.113.18 spare.example
END
host_new mx 192.0.2.1 mx.example.org || exit 1
host_new peer 198.51.100.9,198.51.100.10,198.51.100.11,198.51.100.12,203.0.113.10,203.0.113.11,\
203.0.113.12,203.0.113.13,203.0.113.14,203.0.113.15,203.0.113.16,203.0.113.17,203.0.113.18 \
    peer.example || exit 1

# ---- an authority, and what it signed ----
pki=$E2E_DIR/pki
mkdir "$pki"
{
    printf '[ca]\ndefault_ca = x\n[x]\ndatabase = %s/index\ndefault_md = sha256\n' "$pki"
    printf 'default_crl_days = 30\n'
} >"$pki/ca.conf"
: >"$pki/index"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=Authority \
    -keyout "$pki/ca.key" -out "$pki/ca.pem" 2>/dev/null
# signed NAME DNS-NAME [KEY-TYPE...]
signed()
{
    local name=$1 dns=$2
    shift 2
    openssl req -newkey "${@:-rsa:2048}" -nodes -subj "/CN=$dns" -keyout "$pki/$name.key" \
        -out "$pki/$name.csr" 2>/dev/null &&
        openssl x509 -req -in "$pki/$name.csr" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -days 20 \
            -CAcreateserial -extfile <(echo "subjectAltName=DNS:$dns") -out "$pki/$name.pem" 2>/dev/null
    chmod 600 "$pki/$name.key"
}
for name in mx.example.org good.example partner.example named.example stolen.example; do
    signed $name $name
done
signed wrong.example other.example
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=self.example \
    -keyout "$pki/self.example.key" -out "$pki/self.example.pem" 2>/dev/null
openssl ca -config "$pki/ca.conf" -keyfile "$pki/ca.key" -cert "$pki/ca.pem" \
    -revoke "$pki/stolen.example.pem" 2>/dev/null
openssl ca -config "$pki/ca.conf" -keyfile "$pki/ca.key" -cert "$pki/ca.pem" -gencrl \
    -out "$pki/crl.pem" 2>/dev/null
mkdir "$(host_root mx)/etc/tls"
cp "$pki"/{mx.example.org.*,ca.pem,crl.pem} "$(host_root mx)/etc/tls"
chmod 600 "$(host_root mx)/etc/tls/mx.example.org.key"

got=$E2E_DIR/got
: >"$got"
host_run peer python3 "$E2E/tls_peer.py" "$got" "$pki" 203.0.113.10=good.example \
    203.0.113.11=self.example 203.0.113.12=wrong.example 203.0.113.13=clear 203.0.113.14=broken \
    203.0.113.15=good.example:old 203.0.113.16=good.example:weak 203.0.113.17=good.example:ask \
    203.0.113.18=self.example &
peers_listen()
{
    [ "$(grep -c ':0019 0*:0000 0A' "/proc/$(host_pid peer)/net/tcp")" = 9 ]
}
check "nine servers with a TLS of their own listen" wait_for 10 peers_listen

cat >"$E2E_DIR/profile.json" <<'END'
{
  "host": {"name": "mx.example.org", "domains": ["example.org"]},
  "roles": {"local": true, "outbound": true, "inbound": true},
  "limits": {"connection_rate": 1000, "delay_load": 1000, "queue_load": 2000, "refuse_load": 3000}
}
END
pair="--set tls.cert_file=/etc/tls/mx.example.org.pem --set tls.key_file=/etc/tls/mx.example.org.key"

# mx OPTION...: rendered by the host itself, whose files are looked at, installed and started
mx()
{
    rm -rf "$E2E_DIR/mx.d"
    host_run mx "$MCWIZARD" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/mx.d" "$@" || return 1
    host_stop mx
    host_clean mx
    : >"$got"
    host_install mx "$E2E_DIR/mx.d" && host_start mx
}

# ---- what others see of it ----

# s_client OPTION...: what a client says of a handshake
s_client()
{
    host_run peer sh -c 'echo QUIT | openssl s_client -connect 192.0.2.1:25 -starttls smtp "$@" 2>&1' \
        sh "$@"
}

# speaks VERSION / refuses VERSION: the client itself would take anything
speaks() { s_client "-$1" -cipher DEFAULT@SECLEVEL=0 | tee "$E2E_DIR/said" | grep -q '^New, TLSv1'; }
refuses()
{
    s_client "-$1" -cipher DEFAULT@SECLEVEL=0 >"$E2E_DIR/said"
    grep -q 'alert protocol version' "$E2E_DIR/said" && ! grep -q '^New, TLSv1' "$E2E_DIR/said"
}
uses() { s_client "$@" >"$E2E_DIR/said" && grep -q "^New, TLSv1\.[23], Cipher is $cipher\$" "$E2E_DIR/said"; }

# scan: the names of all that nmap can negotiate, a line each, as "VERSION CIPHER"
scan()
{
    host_run peer nmap -Pn -n -p25 --script ssl-enum-ciphers 192.0.2.1 >"$E2E_DIR/nmap"
    awk '/^\|  +TLSv|^\|  +SSLv/ { version = $2 } /^\|  +TLS_/ { print version, $2 }
        /cipher preference|least strength/ { sub(/^[|_ ]*/, ""); print }' "$E2E_DIR/nmap" | sort -u
}
suites='TLSv1.3: TLS_AKE_WITH_AES_128_GCM_SHA256
TLSv1.3: TLS_AKE_WITH_AES_256_GCM_SHA384
TLSv1.3: TLS_AKE_WITH_CHACHA20_POLY1305_SHA256
cipher preference: server
least strength: A'
same() { [ "$1" = "$2" ] || { diff <(printf '%s\n' "$1") <(printf '%s\n' "$2"); return 1; }; }

offers() { s_client -brief | grep -q '^Protocol version'; }
no_tls_here() { s_client -brief | grep -q "Didn't find STARTTLS"; }
check "a host without a certificate starts" mx
check "and offers no STARTTLS" no_tls_here
check "with a certificate and its key it starts" mx $pair
check "and offers STARTTLS" offers
check "intermediate: TLS 1.3 is spoken" speaks tls1_3
check "intermediate: TLS 1.2 is spoken" speaks tls1_2
check "intermediate: TLS 1.1 is refused" refuses tls1_1
check "intermediate: TLS 1.0 is refused" refuses tls1
cipher=DHE-RSA-AES128-GCM-SHA256
check "without a file the DH parameters have 2048 bits" uses -tls1_2 -cipher $cipher
check "as the client sees" grep -q 'Server Temp Key: DH, 2048 bits' "$E2E_DIR/said"
check "nmap finds just the guideline's ciphers for a key of RSA, the server choosing" same "$(scan)" \
    "TLSv1.2: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
TLSv1.2: TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
TLSv1.2: TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
TLSv1.2: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
TLSv1.2: TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
TLSv1.2: TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
$suites"

check "modern: it starts" mx $pair --set tls.preset=modern
check "modern: TLS 1.3 is spoken" speaks tls1_3
check "modern: TLS 1.2 is refused" refuses tls1_2
check "modern: nmap agrees" same "$(scan)" "$suites"

openssl dhparam -dsaparam -out "$(host_root mx)/etc/tls/dh.pem" 3072 2>/dev/null
check "own ciphers, suites and DH parameters: it starts" mx $pair --set tls.dh_file=/etc/tls/dh.pem \
    --set tls.ciphers=DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384 \
    --set tls.suites=TLS_CHACHA20_POLY1305_SHA256
check "nmap finds those and no others" same "$(scan | grep TLSv)" \
    "TLSv1.2: TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
TLSv1.2: TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
TLSv1.3: TLS_AKE_WITH_CHACHA20_POLY1305_SHA256"
cipher=DHE-RSA-AES256-GCM-SHA384
check "a client gets the DH parameters of the file" uses -tls1_2 -cipher $cipher
check "of 3072 bits" grep -q 'Server Temp Key: DH, 3072 bits' "$E2E_DIR/said"

# ---- a pair that it has signed itself ----
self_signed()
{
    rm -rf "$E2E_DIR/mx.d"
    "$MCWIZARD" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/mx.d" --self-signed \
        --set tls.cert_file=/etc/mail/mx.pem --set tls.key_file=/etc/mail/mx.key &&
        [ "$(stat -c %a "$E2E_DIR/mx.d/mx.key")" = 600 ] && cp -p "$E2E_DIR/mx.d/mx.key" "$E2E_DIR/key" &&
        "$MCWIZARD" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/mx.d" --self-signed \
            --set tls.cert_file=/etc/mail/mx.pem --set tls.key_file=/etc/mail/mx.key &&
        cmp "$E2E_DIR/key" "$E2E_DIR/mx.d/mx.key"
}
check "--self-signed makes a pair, once" self_signed
host_stop mx
host_install mx "$E2E_DIR/mx.d"
check "the host starts with it" host_start mx
cp "$E2E_DIR/mx.d/mx.pem" "$pki/mine.pem"
trusted()
{
    s_client -CAfile "$pki/mine.pem" -verify_hostname mx.example.org | grep -q 'Verify return code: 0 (ok)'
}
check "who trusts the certificate can verify the host by its name" trusted
check "nmap finds the ciphers for a key of EC" same "$(scan | grep TLSv1.2)" \
    "TLSv1.2: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
TLSv1.2: TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
TLSv1.2: TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"

# ---- clients ----

# hand_in ADDRESS [SWAKS-OPTION...]: a client's mail to alice
hand_in()
{
    local from=$1
    shift
    host_run peer swaks --server 192.0.2.1 --local-interface "$from" --helo client.example \
        --from "x@out.example" --to alice@example.org "$@" 2>&1
}
taken() { hand_in "$@" >"$E2E_DIR/said" || { cat "$E2E_DIR/said"; return 1; }; }
refused()
{
    local why=$1
    shift
    ! hand_in "$@" >"$E2E_DIR/said" && grep -q "$why" "$E2E_DIR/said" || { cat "$E2E_DIR/said"; return 1; }
}
shows() { echo --tls-cert "$pki/$1.pem" --tls-key "$pki/$1.key"; }
clients="--set tls.require_clients=must.example=encrypt --set tls.require_clients=partner.example=verify
    --set tls.require_clients=198.51.100.12=name"
check "demands on clients: it starts" mx $pair --set tls.ca_file=/etc/tls/ca.pem $clients
check "others may send in the clear" taken 198.51.100.9
check "encrypt: in the clear refused" refused '454 4.7.0 encryption too weak 0 less than 128' 198.51.100.10
check "encrypt: over TLS taken" taken 198.51.100.10 --tls
check "verify: over TLS without a certificate refused" refused '454 4.7.0 .*not authenticated' \
    198.51.100.11 --tls
check "verify: with a certificate of its own making refused" refused '454 4.7.0 .*authentication failed' \
    198.51.100.11 --tls $(shows self.example)
check "verify: with one of the authority taken" taken 198.51.100.11 --tls $(shows partner.example)
check "verify: with a stolen one taken, as long as nobody has told" taken 198.51.100.11 --tls \
    $(shows stolen.example)
check "name: with a certificate of another name refused" refused 'CN .*does not match' 198.51.100.12 --tls \
    $(shows partner.example)
check "name: with its own taken" taken 198.51.100.12 --tls $(shows named.example)
check "with the list of revoked certificates it starts" mx $pair --set tls.ca_file=/etc/tls/ca.pem \
    --set tls.crl_file=/etc/tls/crl.pem $clients
check "the stolen certificate is refused" refused '454 4.7.0 .*authentication failed' 198.51.100.11 --tls \
    $(shows stolen.example)
check "the other one is not" taken 198.51.100.11 --tls $(shows partner.example)

# ---- servers ----

# send SUBJECT...: mail to x@SUBJECT.example, or to the address; all are tried before it returns
send()
{
    local name
    for name in "$@"; do
        case $name in *@*) ;; *) name=x@$name.example ;; esac
        printf 'From: alice@example.org\nSubject: %s\n\nhello\n' "$name" |
            host_run_as mx alice $SENDMAIL "$name" &
    done
    wait $(jobs -p | tail -n $#)
    wait_for 20 all_tried $#
}
all_tried()
{
    [ "$(host_log mx | grep 'to=<*x@\|to=<*secret@' | grep -v 'relay=\[127' | grep -c 'stat=')" -ge "$1" ]
}
# how SUBJECT: "TLS-VERSION CLIENT'S-NAME", or nothing
how()
{
    case $1 in *@*) set -- "$1" ;; *) set -- "x@$1.example" ;; esac
    python3 -c 'import json, sys
for line in map(json.loads, open(sys.argv[1])):
    if line.get("subject") == sys.argv[2]: print(line["tls"], line["client"])' "$got" "$1"
}
went() { same "$(how "$1")" "$2"; }
waits()
{
    case $1 in *@*) set -- "$1" "$2" ;; *) set -- "x@$1.example" "$2" ;; esac
    [ -z "$(how "$1")" ] && host_log mx | grep "to=<*$1" | grep -q 'stat=Deferred' &&
        host_log mx | grep "to=<*$1\|arg1=$1" | grep -q "$2" ||
        { how "$1"; host_log mx | grep "to=<*$1"; return 1; }
}

check "with no demands it starts" mx $pair
send good self wrong clear broken old weak asks
check "TLS where it is offered" went good "TLSv1.3 None"
check "whatever the certificate" went self "TLSv1.3 None"
check "or its name" went wrong "TLSv1.3 None"
check "in the clear where it is not" went clear "None None"
check "a handshake that fails keeps the mail here" waits broken 'TLS handshake failed'
check "a server with TLS 1.1 alone gets nothing" waits old 'TLS handshake failed'
check "one without forward secrecy neither" waits weak 'TLS handshake failed'
check "a server that asks is shown the certificate" went asks "TLSv1.3 mx.example.org"

cp "$pki"/partner.example.{pem,key} "$(host_root mx)/etc/tls"
chmod 600 "$(host_root mx)/etc/tls/partner.example.key"
check "with a certificate for servers, exceptions and ciphers it starts" mx $pair \
    --set tls.client_cert_file=/etc/tls/partner.example.pem \
    --set tls.client_key_file=/etc/tls/partner.example.key --set tls.never=broken.example,203.0.113.15 \
    --set tls.ciphers=AES128-SHA:ECDHE+AESGCM
send broken old weak asks
check "never: a broken server gets its mail in the clear" went broken "None None"
check "never: by its address, too" went old "None None"
check "own ciphers hold for the client" went weak "TLSv1.2 None"
check "the certificate for servers is shown" went asks "TLSv1.3 partner.example"

check "demands on servers and recipients: it starts without a certificate" mx \
    --set tls.ca_file=/etc/tls/ca.pem --set tls.require_servers=good.example=name \
    --set tls.require_servers=self.example=verify --set tls.require_servers=wrong.example=name \
    --set tls.require_servers=clear.example=encrypt --set tls.require_servers=asks.example=verify \
    --set tls.require_recipients=secret@spare.example=verify
send good self wrong clear asks spare secret@spare.example
check "name: a certificate that names the server suffices" went good "TLSv1.3 None"
check "verify: one of its own making does not" waits self 'authentication failed'
check "name: another name does not" waits wrong 'CN .*does not match'
check "encrypt: no STARTTLS, no mail" waits clear 'encryption too weak'
check "verify: the authority's suffices" went asks "TLSv1.3 None"
check "a recipient with a demand waits" waits secret@spare.example 'authentication failed'
check "another one at the same server gets mail" went spare "TLSv1.3 None"

# ---- MTA-STS, DANE ----
sts="--set tls.ca_file=/etc/tls/ca.pem --set tls.mta_sts=yes --set tls.mta_sts_port=8461"
check "MTA-STS: it starts" mx $sts
send good
check "without a resolver mail waits" waits good 'STS lookup temp fail'
host_run mx python3 "$E2E/sts_resolver.py" 8461 good.example wrong.example self.example &
resolver_listens() { grep -q ':210D 0*:0000 0A' "/proc/$(host_pid mx)/net/tcp"; }
check "a resolver of policies listens" wait_for 10 resolver_listens
check "MTA-STS: it starts again" mx $sts
send good self wrong asks clear
check "a server that its policy names and that verifies gets mail" went good "TLSv1.3 None"
check "one of its own making does not" waits self 'authentication failed'
check "nor one whose certificate has another name" waits wrong 'not listed in SANs'
check "a domain without a policy gets mail over TLS" went asks "TLSv1.3 None"
check "or in the clear" went clear "None None"

# Debian 12 has no DANE: it is said, and it is true.
dane() { host_run mx "$MCWIZARD" "$@" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/dane.d" --set tls.dane=yes; }
has_dane() { grep -q 'DANE' "$TOOLS$SENDMAIL"; }
says_no_dane() { ! dane >"$E2E_DIR/said" 2>&1 && grep -q 'tls.dane: .*built with DANE' "$E2E_DIR/said"; }
fails_with_dane() { host_run mx $SENDMAIL -C "$E2E_DIR/dane.d/sendmail.cf" -bt </dev/null 2>&1 | grep 'unknown option name DANE'; }
if has_dane; then
    check "DANE: it renders where sendmail has it" dane
else
    check "DANE: a sendmail without it is told before it would not start" says_no_dane
    check "for another host it renders" dane --elsewhere
    check "this sendmail does not start with it" fails_with_dane
fi

# ---- what is told before anything is rendered ----
mx_tls=$(host_root mx)/etc/tls
told()
{
    local what=$1
    shift
    rm -rf "$E2E_DIR/none.d"
    ! host_run mx "$MCWIZARD" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/none.d" $pair "$@" \
        >"$E2E_DIR/said" 2>&1 && [ ! -e "$E2E_DIR/none.d" ] && grep -q "profile.json: $what" "$E2E_DIR/said" ||
        { cat "$E2E_DIR/said"; return 1; }
}
warned()
{
    host_run mx "$MCWIZARD" render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/none.d" "${@:2}" \
        >"$E2E_DIR/said" 2>&1 && grep -q "warning: .*profile.json: $1" "$E2E_DIR/said" ||
        { cat "$E2E_DIR/said"; return 1; }
}
chmod 644 "$mx_tls/mx.example.org.key"
check "a key that others may read is told" told 'tls.key_file: .*others may use it (mode 0644); chmod 600'
chmod 600 "$mx_tls/mx.example.org.key"
chown alice "$mx_tls/mx.example.org.key" 2>/dev/null || chown 2001 "$mx_tls/mx.example.org.key"
check "and one that somebody else owns" told 'tls.key_file: .*belongs to somebody else'
chown 0 "$mx_tls/mx.example.org.key"
check "and the key of another certificate" told 'tls.key_file: .*is not the key of the certificate in' \
    --set tls.key_file=/etc/tls/partner.example.key
openssl pkey -in "$pki/mx.example.org.key" -aes256 -passout pass:x -out "$mx_tls/locked.key" 2>/dev/null
chmod 600 "$mx_tls/locked.key"
check "and a key with a passphrase" told 'tls.key_file: .*has a passphrase' --set tls.key_file=/etc/tls/locked.key
chmod 777 "$mx_tls"
check "and a folder that others may write" told 'tls.cert_file: others may write into the folder /etc/tls'
chmod 755 "$mx_tls"
openssl dhparam -dsaparam -out "$mx_tls/short.pem" 1024 2>/dev/null
check "and short DH parameters" told 'tls.dh_file: .*has parameters of 1024 bits' --set tls.dh_file=/etc/tls/short.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 5 -subj /CN=other.example.org \
    -keyout "$mx_tls/short.key" -out "$mx_tls/short.pem" 2>/dev/null
chmod 600 "$mx_tls/short.key"
short="--set tls.cert_file=/etc/tls/short.pem --set tls.key_file=/etc/tls/short.key"
check "a certificate that ends soon is a warning" warned 'tls.cert_file: .*expires on ' $short
check "and one that does not name the host" warned 'tls.cert_file: .*does not name mx.example.org' $short
cat "$pki/mx.example.org.pem" "$pki/ca.pem" >"$mx_tls/chain.pem"
check "and a chain that sendmail would not send" warned 'tls.ca_file: lacks the authorities that stand in' \
    $pair --set tls.cert_file=/etc/tls/chain.pem --set tls.ca_file=/etc/tls/mx.example.org.pem

# ---- all of it at once, in every role, and relaying ----
all="$pair $clients --set tls.ca_file=/etc/tls/ca.pem --set tls.ca_dir=/etc/ssl/certs
    --set tls.crl_file=/etc/tls/crl.pem --set tls.dh_file=/etc/tls/dh.pem --set tls.preset=intermediate
    --set tls.ciphers=ECDHE+AESGCM --set tls.suites=TLS_AES_256_GCM_SHA384 --set tls.mta_sts=yes
    --set tls.client_cert_file=/etc/tls/partner.example.pem
    --set tls.client_key_file=/etc/tls/partner.example.key --set tls.require_servers=good.example=name
    --set tls.require_recipients=secret@=verify --set tls.never=broken.example"
# The real sendmail reads both .cf and says nothing but what -bt always says.
loads()
{
    rm -rf "$E2E_DIR/all.d"
    host_run mx "$MCWIZARD" -q render -p "$E2E_DIR/profile.json" -o "$E2E_DIR/all.d" $all "$@" &&
        host_install mx "$E2E_DIR/all.d" || return 1
    host_loads mx sendmail.cf && host_loads mx submit.cf
}
host_stop mx
combined=0
for bits in $(seq 1 15); do
    roles=() names=
    for role in 1:local 2:outbound 4:inbound 8:relay; do
        on=no
        [ $((bits & ${role%:*})) = 0 ] || { on=yes; names="$names ${role#*:}"; }
        roles+=(--set "roles.${role#*:}=$on")
    done
    [ $((bits & 1)) != 0 ] || roles+=(--set local.hub=198.51.100.9 --set inbound.recipients=any)
    out=$(loads "${roles[@]}" --set relay.networks=192.0.2.0/24 2>&1) && combined=$((combined + 1)) ||
        not_ok "every TLS setting with the roles$names" "$out"
done
check "every TLS setting loads with all 15 combinations of roles" test $combined = 15
holds()
{
    "$MCWIZARD" --root "$(host_root mx)" prove -p "$E2E_DIR/profile.json" --quick $all \
        --set roles.relay=yes --set relay.networks=198.51.100.10 >"$E2E_DIR/said" 2>&1 ||
        { tail -n 30 "$E2E_DIR/said"; return 1; }
}
check "prove: with every TLS setting nothing is relayed for strangers" holds
e2e_end
