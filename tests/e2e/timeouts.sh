#!/bin/bash
# How long the real sendmail waits: sinks that fall silent at each stage tell when it gave
# up.  Its clock runs a hundred times as fast, so that the minutes of RFC 5321 are seconds.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/queue_lib.sh"
e2e_start "$@"

# stage, timeout, value
stages="greeting:initial:330 EHLO:helo:150 MAIL:mail:400 RCPT:rcpt:500 DATA:datainit:250 dot:datafinal:600
QUIT:quit:200 STARTTLS:starttls:300"
sinks="203.0.113.40 203.0.113.41/wait 203.0.113.42/RSET"
n=50
for row in $stages; do
    n=$((n + 1))
    sinks="$sinks 203.0.113.$n/${row%%:*}"
    echo "203.0.113.$n at-${row%%:*}.example" | tr A-Z a-z
done >"$E2E_DIR.zone"
cat - "$E2E_DIR.zone" >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
203.0.113.40 good.example
203.0.113.41 wait.example
203.0.113.42 again.example
203.0.113.70 full.example
203.0.113.71 full2.example
mx many.example 10 full.example
mx many.example 20 full2.example
mx many.example 30 full3.example
203.0.113.72 full3.example
silent silent.example
END
rm "$E2E_DIR.zone"
sinks="$sinks 203.0.113.70/full 203.0.113.71/full 203.0.113.72/full"
queue_start
cat >"$E2E_DIR/base.json" <<'END'
{
  "host": {"name": "mail.example.org"},
  "roles": {"local": true, "outbound": true},
  "limits": {"connection_rate": 1000, "delay_load": 1000, "queue_load": 2000, "refuse_load": 3000}
}
END
FAST='+0 x100'

# fast_send TO: at once, with the fast clock
fast_send()
{
    printf 'From: alice\nTo: %s\nSubject: x\n\nx\n' "$1" |
        clock "$FAST" $PLAIN -Am -f alice -odi -t >/dev/null 2>&1
}

# near SECONDS VALUE: of the real clock, and what the setting says
near()
{
    python3 -c 'import sys
got, value = float(sys.argv[1] or -9) * 100, float(sys.argv[2])
if not value - 40 <= got <= value + 110: sys.exit(f"{got:.0f} s instead of {value:.0f}")' "$1" "$2"
}

waited() { sink "next((r['waited'] for r in rows if 'waited' in r and r['at'] == '$1'), '')"; }
address() { awk -v name="$1" '$2 == name { print $1 }' "$E2E_ZONE"; }
took()
{
    local start=$EPOCHREALTIME
    "$@"
    python3 -c 'import sys; print(float(sys.argv[2]) - float(sys.argv[1]))' "$start" "$EPOCHREALTIME"
}

set=()
for row in $stages; do
    IFS=: read -r _ name value <<<"$row"
    set+=("timeouts.$name=$value")
done
mx_with "${set[@]}"
children=()
for row in $stages; do
    name=at-$(echo "${row%%:*}" | tr A-Z a-z).example
    fast_send "ann@$name" &
    children+=($!)
done
wait "${children[@]}"
for row in $stages; do
    IFS=: read -r stage name value <<<"$row"
    at=$(address "at-$(echo "$stage" | tr A-Z a-z).example")
    check "$name=$value: silent at $stage, given up after it" near "$(waited "$at")" "$value"
done

# A refused recipient is followed by RSET; the second message of a run asks by RSET whether
# the connection still lives, which is not the transaction's but the rest.
mx_with timeouts.rset=350 timeouts.misc=180
send reject@again.example one
clock "$FAST" $PLAIN -q -v >/dev/null 2>&1
check "rset=350: silent at RSET" near "$(waited 203.0.113.42)" 350
mx_with timeouts.rset=350 timeouts.misc=180
send ann@again.example one
send ann@again.example two
clock "$FAST" $PLAIN -q -v >/dev/null 2>&1
check "misc=180: silent when asked whether it lives" near "$(waited 203.0.113.42)" 180

# ---- connecting: by alarms, which no clock speeds up ----

real_send()
{
    printf 'From: alice\nTo: %s\nSubject: x\n\nx\n' "$1" |
        host_run mx $PLAIN -Am -f alice -odi -t >/dev/null 2>&1
}
real()
{
    python3 -c 'import sys
got, low, high = map(float, sys.argv[1:])
if not low <= got < high: sys.exit(f"{got:.1f} s instead of {low:.0f}")' "$@"
}
mx_with timeouts.connect=3 timeouts.iconnect=1
check "iconnect=1: the first attempt waits so long for a connection" \
    real "$(took real_send ann@full.example)" 1 2.9
check "connect=3: and all others so long" real "$(took run_queue)" 3 6
mx_with timeouts.connect=1
check "three hosts that nobody answers at take three times as long" \
    real "$(took real_send ann@many.example)" 3 5
mx_with timeouts.connect=1 timeouts.aconnect=1
check "aconnect=1: the next one is not tried" real "$(took real_send ann@many.example)" 1 2.9

# ---- a connection that is kept ----

# kept VALUE: three messages; the second takes two seconds, and the first host's connection is idle
kept()
{
    mx_with queue.sort=time timeouts.cached_connection="$1"
    for to in good wait good; do
        send "ann@$to.example" "$to"
        sleep 1.1 # sorted by the second
    done
    clock "$FAST" $PLAIN -q -v >/dev/null 2>&1
    sink "len({m['port'] for m in mail if m['at'] == '203.0.113.40'})"
}
check "cached_connection=300: after 200 idle seconds it is used again" is "$(kept 300)" 1
check "cached_connection=100: it is not" is "$(kept 100)" 2

# ---- the control socket ----

visitor()
{
    host_run mx python3 -c 'import socket, time
s = socket.socket(socket.AF_UNIX); s.connect("/run/sendmail/mta/smcontrol"); start = time.monotonic()
s.recv(1000); print(time.monotonic() - start)'
}
mx_with timeouts.control=200
clock "$FAST" $PLAIN -bd </dev/null
wait_for 10 host_listens mx
check "control=200: a visitor who says nothing is sent away" near "$(visitor)" 200
host_stop mx

# ---- the resolver, which is the C library's: its clock is the real one ----

# Of a name it asks for MX, A and AAAA.
mx_with timeouts.resolver_retrans=1 timeouts.resolver_retry=1
send ann@silent.example x
check "resolver_retrans=1, resolver_retry=1: three questions, a second each" \
    real "$(took run_queue)" 3 5
mx_with timeouts.resolver_retrans_first=1 timeouts.resolver_retry_first=1 \
    timeouts.resolver_retrans_normal=2 timeouts.resolver_retry_normal=1
send ann@silent.example x
check "resolver_retrans_first=1: so at the first attempt" real "$(took run_queue)" 3 5
check "resolver_retrans_normal=2: twice as long later" real "$(took run_queue)" 6 9

# ---- the rest is read ----

# What sendmail says it has set, of an option that takes a hanging file server or an LMTP server.
reads() { host_run mx $PLAIN -d37.1 -bt </dev/null 2>&1 | grep -q "$1"; }
mx_with timeouts.fileopen=77 timeouts.lhlo=88 timeouts.auth=99
check "fileopen=77 is read" reads 'Timeout.*fileopen.*=77s'
check "lhlo=88 is read" reads 'Timeout.*lhlo.*=88s'
check "auth=99 is read" reads 'Timeout.*auth.*=99s'
e2e_end
