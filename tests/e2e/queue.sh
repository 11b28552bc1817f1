#!/bin/bash
# What each setting of the queue does, with the real sendmail: mail waits, goes on, goes
# elsewhere or comes back.  The clock of the host moves by days where a setting counts them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/queue_lib.sh"
e2e_start "$@"

sinks="203.0.113.40 203.0.113.41 203.0.113.42 203.0.113.43 203.0.113.44/wait 203.0.113.45/dot"
deaf=203.0.113.46
cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
203.0.113.40 good.example
a two.example 203.0.113.40
a aaa.example 203.0.113.41
a zzz.example 203.0.113.41
203.0.113.41 fallback.example
203.0.113.42 smart.example
mx null.example 10 mail.example.org
a null.example 203.0.113.43
203.0.113.44 wait.example
203.0.113.45 stall.example
203.0.113.46 down.example
END
queue_start
cat >"$E2E_DIR/base.json" <<'END'
{
  "host": {"name": "mail.example.org"},
  "roles": {"local": true, "outbound": true},
  "local": {"aliases": {"root": "bob"}},
  "limits": {"connection_rate": 1000, "delay_load": 1000, "queue_load": 2000, "refuse_load": 3000}
}
END

# ---- how long mail waits, and when its sender hears of it ----

# told USER TEXT: the subjects of the messages whose notices say so, sorted
told()
{
    mailbox mx "$1" | python3 -c 'import mailbox, re, sys
text = sys.stdin.read()
parts = re.split("(?m)^From (?:MAILER-DAEMON|alice)", text)
print(*sorted(re.findall("(?m)^Subject: (.*)", p)[-1] for p in parts if re.search("(?m)^Subject: " + sys.argv[1], p)))' "$2"
}

mx_with queue.return_days_normal=6 queue.return_days_urgent=1 queue.return_days_non_urgent=7 \
    queue.warn_hours_normal=5 queue.warn_hours_urgent=1 queue.warn_hours_non_urgent=12
send defer@good.example normal
send defer@good.example urgent 'Priority: urgent'
send defer@good.example idle 'Priority: non-urgent'
# OFFSET WARNED RETURNED
for row in "30m||" "90m|urgent|" "270m|urgent|" "310m|normal urgent|" "710m|normal urgent|" \
    "730m|idle normal urgent|" "23h|idle normal urgent|" "25h|idle normal urgent|urgent" \
    "143h|idle normal urgent|urgent" "145h|idle normal urgent|normal urgent" \
    "167h|idle normal urgent|normal urgent" "169h|idle normal urgent|idle normal urgent"; do
    IFS='|' read -r offset warned returned <<<"$row"
    run_queue "+$offset"
    check "after $offset: told of a delay: ${warned:-none}" is "$(told alice Warning)" "$warned"
    check "after $offset: given back: ${returned:-none}" is "$(told alice 'Returned mail')" "$returned"
done
check "and nothing waits any more" is "$(waiting)" 0

mx_with limits.queue_return_days=4 limits.queue_warn_hours=2
send defer@good.example normal
send defer@good.example urgent 'Priority: urgent'
run_queue +119m
check "without times of their own: nobody is told after 119 minutes" is "$(told alice Warning)" ""
run_queue +121m
check "all are after 121" is "$(told alice Warning)" "normal urgent"
run_queue +95h
check "nothing is given back after 95 hours" is "$(told alice 'Returned mail')" ""
run_queue +97h
check "all is after 97" is "$(told alice 'Returned mail')" "normal urgent"

# ---- which messages a run tries, and in what order ----

attempts() { sed -n 's/^N//p' "$(host_root mx)"/var/spool/mqueue/qf*; }

mx_with queue.min_age_minutes=10
send defer@good.example young
run_queue +1m
check "a new message is tried at once" is "$(attempts)" 1
run_queue +10m
check "then it rests: not tried after 9 minutes" is "$(attempts)" 1
run_queue +12m
check "but after 11" is "$(attempts)" 2
run_queue +23m
check "and after 11 more: the rest does not grow" is "$(attempts)" 3
mx_with queue.min_age_minutes=10 queue.max_age_minutes=600
send defer@good.example growing
for offset in 1m 12m 23m; do run_queue "+$offset"; done
check "with a longest rest it grows: not tried after 11 more" is "$(attempts)" 2
run_queue +25m
check "but after 13 more" is "$(attempts)" 3
mx_with
send defer@good.example plain
for offset in 1m 1m 1m; do run_queue "+$offset"; done
check "without a rest each run tries it" is "$(attempts)" 3

mx_with queue.messages_per_run=2
for n in 1 2 3 4 5; do send "ann@good.example" "m$n"; done
run_queue
check "two messages a run" is "$(waiting)-$(sink 'len(mail)')" 3-2
run_queue
check "the rest waits for others" is "$(waiting)-$(sink 'len(mail)')" 1-4

# ordered SORT EXPECTED: a large message, then small ones to hosts of other names
ordered()
{
    mx_with queue.sort="$1"
    send ann@zzz.example large "X-Fill: $(head -c 900 /dev/zero | tr '\0' x)
X-More: $(head -c 900 /dev/zero | tr '\0' x)"
    case $1 in time | filename) sleep 1.1 ;; esac # both count seconds
    send ann@aaa.example small
    touch -d '+1 minute' "$(ls -tr "$(host_root mx)"/var/spool/mqueue/qf* | head -n 1)"
    run_queue
    case $2 in
    *-*) is "$(arrived)" "$2" ;;
    *) is "$(arrived | tr - '\n' | sort | tr '\n' ' ')" "large small " ;;
    esac
}
check "sort=priority: small ones first" ordered priority small-large
check "sort=time: first come, first served" ordered time large-small
check "sort=filename: by the name, which holds the time" ordered filename large-small
check "sort=modification: what was touched last goes last" ordered modification small-large
check "sort=host: by the name of the host" ordered host small-large
check "sort=random: all of them" ordered random any
check "sort=none: all of them" ordered none any

# ---- where it waits ----

mx_with queue.folders=3
mx_folder /var/spool/mqueue/q1 /var/spool/mqueue/q2 /var/spool/mqueue/q3
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do send ann@good.example "m$n"; done
in_folders()
{
    host_queue mx | sed -n 's|^/var/spool/mqueue/\(.*\)qf.*|\1|p' | sort | uniq -c | tr -s ' \n' ' '
}
spread() { in_folders | grep -q 'q[123]/ .*q[123]/' && ! in_folders | grep -qv q || { in_folders; return 1; }; }
check "folders: mail waits in several of q1 to q3, and nowhere else" spread
run_queue
check "and leaves all of them" is "$(waiting)-$(sink 'len(mail)')" 0-12

mx_folder /var/spool/elsewhere
mx_with queue.directory=/var/spool/elsewhere
send ann@good.example elsewhere
check "directory: mail waits there" test -n "$(ls "$(host_root mx)"/var/spool/elsewhere/qf*)"
run_queue
check "and leaves it" is "$(arrived)" elsewhere

groups='queue.groups={"slow": "2s"}'
of='queue.group_of={"good.example": "slow", "eve@two.example": "slow"}'
mx_with "$groups" "$of"
mx_folder /var/spool/mqueue/slow
send ann@good.example one
send ann@sub.good.example two
send eve@two.example three
send ann@two.example four
check "groups: a domain, its subdomains and an address wait in their folder" \
    is "$(in_folders)" " 1 3 slow/ "
mx_with "$groups" "$of" queue.folders=2
mx_folder /var/spool/mqueue/slow /var/spool/mqueue/q1 /var/spool/mqueue/q2
check "the daemon starts with groups and folders together" host_start mx
sleep 0.5 # it runs the queue once
send ann@good.example one
send ann@two.example two
check "where mail waits" is "$(in_folders | sed 's/q[12]/q/')" " 1 q/ 1 slow/ "
one_arrived() { is "$(arrived)" one; }
check "and tries the group at its own interval" wait_for 8 one_arrived
check "the rest waits for the daemon's" is "$(waiting)" 1

# quick_daemon SET...: with -q30m, and seconds for the profile's minutes, which are an alarm
# that no other clock speeds up
quick_daemon()
{
    mx_with "$@"
    sed -i '/^Q/s/I=\([0-9]*\)m/I=\1s/' "$(host_root mx)"/etc/mail/sendmail.cf
    host_run mx $SENDMAIL -bd -q30m </dev/null # and runs the queue once
    wait_for 10 host_listens mx && sleep 0.5
    send ann@good.example waiting
}
got_it() { is "$(arrived)" waiting; }
check "run_interval=2: the daemon starts" quick_daemon queue.run_interval=2
check "and runs the queue at this interval, whatever its -q says" wait_for 6 got_it
check "run_interval=0: the daemon starts" quick_daemon queue.run_interval=0
sleep 4
check "and the queue is not run before its -q says" is "$(waiting)" 1

# ---- how a run works ----

connections() { sink "len({m['port'] for m in mail})"; }
pair() { mx_with "$@"; send ann@good.example one; send ann@good.example two; run_queue; }
pair
check "two messages for a host go over one connection" is "$(connections)" 1
pair queue.cached_connections=0
check "cached_connections=0: over two" is "$(connections)" 2
workers()
{
    host_log mx | sed -n 's/.*sendmail[^[]*\[\([0-9]*\)\]:.* stat=Sent.*/\1/p' | sort -u | wc -l
}
pair
check "one process works through the queue" is "$(workers)" 1
pair queue.separate_process=yes
two_workers() { is "$(workers)" 2; }
check "separate_process: one for each message" wait_for 5 two_workers

stalled() { [ "$(sink 'sum("stalls" in r for r in rows)')" -ge "$1" ]; }
# stalling SET...: a run of the queue is stuck at the host that never answers the dot
stalling()
{
    mx_with "$@"
    send ann@stall.example one
    send ann@stall.example two
    host_start mx # which runs the queue at once
    wait_for 5 stalled 1
}
niceness() { host_run mx ps -eo ni=,args= | grep '[s]endmail.*stall' | awk '{print $1}' | sort -u; }
stalling queue.nice=7
check "nice: a run of the queue is as nice" is "$(niceness)" 7
sleep 1
check "one runner: one message on its way" is "$(sink 'sum("stalls" in r for r in rows)')" 1
stalling queue.runners=2
check "nice=0 by default" is "$(niceness)" 0
check "runners=2: two at the same time" wait_for 5 stalled 2
mx_folder /var/lib/sendmail/status
# On a busy machine a connection of the run before may still be seen; without the setting it is always two.
alone()
{
    local try
    for try in 1 2 3; do
        stalling queue.runners=2 queue.host_status=/var/lib/sendmail/status queue.single_thread=yes
        sleep 1.5
        [ "$(sink 'sum("stalls" in r for r in rows)')" != 1 ] || return 0
        echo "try $try: not one connection"
    done
    return 1
}
check "single_thread: but one to the same host" alone

# checkpointed N: who is still to be served while the second of two recipients is stuck
checkpointed()
{
    mx_with queue.checkpoint="$1"
    send 'ann@good.example, ann@stall.example' both
    host_run mx $PLAIN -q >/dev/null 2>&1 &
    wait_for 5 stalled 1
    sed -n 's/^R[^:]*://p' "$(host_root mx)"/var/spool/mqueue/qf* | tr '\n' ' '
}
check "checkpoint=1: who was served is written down at once" \
    is "$(checkpointed 1)" "ann@stall.example "
check "checkpoint=10: only later" is "$(checkpointed 10)" "ann@good.example ann@stall.example "
host_stop mx

# ---- when it is delivered ----

# said MODE: what has become of a message when the client hears that it was taken
said()
{
    mx_with queue.delivery_mode="$1" && host_start mx || return 1
    host_run mx python3 -c 'import smtplib
s = smtplib.SMTP("127.0.0.1")
s.sendmail("alice@mail.example.org", ["ann@wait.example"], "Subject: x\n\nx\n")'
    echo "$(sink 'len(mail)')-$(waiting)"
}
check "interactive: it has been delivered when the client hears" is "$(said interactive)" 1-0
check "background: not yet, but it is on its way" is "$(said background)" 0-1
delivered() { is "$(sink 'len(mail)')" 1; }
check "and arrives by itself" wait_for 6 delivered
check "queue: it waits" is "$(said queue)" 0-1
sleep 3
check "and does not arrive by itself" is "$(sink 'len(mail)')-$(waiting)" 0-1
run_queue
check "but by a run of the queue" delivered
mx_with queue.hold_expensive=yes
SEND_MODE=i send ann@good.example far
SEND_MODE=i send alice near
check "hold_expensive: mail to other hosts waits" is "$(waiting)-$(sink 'len(mail)')" 1-0
check "mail into mailboxes does not" is "$(told alice near)" near
run_queue
check "a run of the queue sends it" is "$(arrived)" far

# ---- who takes over ----

at() { sink "'-'.join(sorted(m['subject'] + '@' + m['at'] for m in mail))"; }
# taken SET...: where mail goes whose host fails
taken()
{
    mx_with "$@"
    SEND_MODE=i send ann@down.example down
    SEND_MODE=i send ann@nowhere.example unknown
    SEND_MODE=i send ann@[203.0.113.46] literal
    SEND_MODE=i send ann@good.example good
    at
}
check "fallback_host takes mail whose hosts fail or are not known" \
    is "$(taken queue.fallback_host=203.0.113.41)" \
    down@203.0.113.41-good@203.0.113.40-literal@203.0.113.41-unknown@203.0.113.41
check "so does fallback_smart_host" is "$(taken 'queue.fallback_smart_host=[smart.example]')" \
    down@203.0.113.42-good@203.0.113.40-literal@203.0.113.42-unknown@203.0.113.42
mx_with
SEND_MODE=i send ann@down.example down
SEND_MODE=i send ann@nowhere.example nowhere
check "without them the one waits and the other comes back" \
    is "$(waiting)-$(told alice 'Returned mail')" 1-nowhere

mx_with queue.try_null_mx=yes
SEND_MODE=i send ann@null.example null
check "try_null_mx: a domain's own address is tried" is "$(at)" null@203.0.113.43
mx_with
SEND_MODE=i send ann@null.example null
check "without it the mail comes back" is "$(at)-$(told alice 'Returned mail')" -null

status=queue.host_status=/var/lib/sendmail/status
mx_with "$status" timeouts.hoststatus=600
SEND_MODE=i send ann@down.example first
check "host_status: a host that is down is written down" \
    test -n "$(find "$(host_root mx)"/var/lib/sendmail/status -name '*down*')"
host_sink peer $deaf
run_queue +5m
check "and not tried again before timeouts.hoststatus, although it is back" is "$(arrived)" ""
run_queue +11m
check "but after it" is "$(arrived)" first

# ---- what becomes of notices ----

# bounce FROM: a message of FROM that comes back at once
bounce()
{
    printf 'From: %s\nTo: reject@good.example\nSubject: failing\n\nx\n' "$1" |
        host_run mx $PLAIN -Am -f "$1" -odi -t
}
who() { for u in alice bob carol; do [ -z "$(mailbox mx $u)" ] || printf '%s ' $u; done; }
mx_with
bounce reject-me@good.example
check "a double bounce goes to the postmaster" is "$(who)" "bob "
mx_with queue.double_bounce=carol,alice
bounce reject-me@good.example
check "double_bounce: or to whom the profile names" is "$(who)" "alice carol "
mx_with queue.drop_double_bounces=yes
bounce reject-me@good.example
check "drop_double_bounces: or to nobody" is "$(who)$(waiting)" 0
mx_with
bounce alice
check "a bounce goes to its sender" is "$(who)" "alice "
mx_with queue.copy_errors_to=carol
bounce alice
check "copy_errors_to: and a copy to whom the profile names" is "$(who)" "alice carol "

# reply COMMAND...: what the daemon says to the last of them
reply()
{
    host_run mx python3 -c 'import smtplib, sys
s = smtplib.SMTP("127.0.0.1")
for c in sys.argv[1:]: r = s.docmd(c)
print(r[0], r[1].decode().replace("\n", " "))' "$@"
}
mx_with && host_start mx
check "an unknown user is refused" \
    grep -q '^550 ' <<<"$(reply 'EHLO x' 'MAIL FROM:<alice@mail.example.org>' 'RCPT TO:<nobody-here@mail.example.org>')"
check "DELIVERBY is offered" grep -q DELIVERBY <<<"$(reply 'EHLO x')"
mx_with queue.soft_bounce=yes queue.deliver_by_min=90 && host_start mx
check "soft_bounce: for the time being" \
    grep -q '^450 ' <<<"$(reply 'EHLO x' 'MAIL FROM:<alice@mail.example.org>' 'RCPT TO:<nobody-here@mail.example.org>')"
check "deliver_by_min=90" grep -q 'DELIVERBY 90' <<<"$(reply 'EHLO x')"
mx_with queue.deliver_by_min=-1 && host_start mx
check "deliver_by_min=-1: it is not offered" \
    sh -c '! echo "$1" | grep -q DELIVERBY' sh "$(reply 'EHLO x')"
e2e_end
