# What queue.sh and timeouts.sh share, after lib.sh: a sending host mx and its sinks.
#
#   clock OFFSET COMMAND...    on mx with another clock: +2d, or '+0 x60' for a fast one
#   mx_with SET...             mx has base.json with these settings, and empty queues; no daemon runs
#   send TO SUBJECT [HEADER]   into the queue of mx, from alice;  SEND_MODE=i delivers at once
#   run_queue [OFFSET]         one run of the queue, to its end
#   $sinks, $deaf              addresses of the sinks (see sink.py), and those where nobody listens
#   sink EXPRESSION            of Python, over rows and mail: what the sinks got

# faketime preloads a library, which a setgid program ignores: its twin has no such bit.
PLAIN=$SENDMAIL-plain

queue_start()
{
    command -v faketime >/dev/null || { skip "$(basename "$0" .sh): faketime is not installed"; exit 77; }
    host_new mx 192.0.2.1 mail.example.org || exit 1
    host_new peer "$(echo "$sinks ${deaf:-}" | sed 's|/[A-Za-z]*||g; s/ *$//; s/  */,/g')" peer.example || exit 1
    host_run mx install -m 755 $SENDMAIL $PLAIN
    host_sink peer $sinks || exit 1
}

clock()
{
    host_run mx faketime -f "$@"
}

mx_with()
{
    local set=() s root
    for s in "$@"; do set+=(--set "$s"); done
    root=$(host_root mx)
    host_stop mx
    rm -rf "$E2E_DIR/mx.d" "$root"/var/spool/mqueue/*
    host_clean mx
    : >"$E2E_DIR/sink.jsonl"
    # No IDENT, and no wait for a host that does not answer it.
    "$MCWIZARD" --tools "$TOOLS" --set received.ident=no "${set[@]}" render -p "$E2E_DIR/base.json" \
        -o "$E2E_DIR/mx.d" >"$E2E_DIR/mx.out" 2>&1 &&
        host_install mx "$E2E_DIR/mx.d" >>"$E2E_DIR/mx.out" 2>&1 || { cat "$E2E_DIR/mx.out"; return 1; }
}

# A folder as that of the queue.
mx_folder()
{
    host_run mx install -d -o smmta -g smmsp -m 2750 "$@"
}

send()
{
    printf 'From: alice@mail.example.org\nTo: %s\nSubject: %s\n%s\nhello\n' "$1" "$2" "${3:+$3
}" | host_run mx $PLAIN -Am -f alice@mail.example.org -od"${SEND_MODE:-q}" -t
}

run_queue()
{
    clock "${1:-+0}" $PLAIN -q -v >>"$E2E_DIR/run.out" 2>&1
}

sink()
{
    python3 -c 'import json, re, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
mail = [dict(r, subject="".join(re.findall("(?m)^Subject: (.*)", r["data"])[:1])) for r in rows if "data" in r]
print(eval(sys.argv[2]))' "$E2E_DIR/sink.jsonl" "$1"
}

# Subjects in the order of their coming, in one word.
arrived()
{
    sink '"-".join(m["subject"].replace(" ", "_") for m in mail)'
}

is()
{
    [ "$1" = "$2" ] || { echo "got \"$1\", expected \"$2\""; return 1; }
}

waiting()
{
    host_queue mx | grep -c /qf
}
