#!/bin/bash
# Awkward but legitimate texts arrive literally in real SMTP replies.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"

{
    cat <<'END'
192.0.2.1 mail.example.org
mx example.org 10 mail.example.org
198.51.100.9 out.example
203.0.113.40 world.example
END
    python3 "$E2E/texts.py" zone
} >"$E2E_ZONE"
host_new mx 192.0.2.1 mail.example.org || exit 1
host_new peer "198.51.100.9,$(python3 "$E2E/texts.py" addresses)" peer.example || exit 1

# run KIND [N]
run()
{
    local dir=$E2E_DIR/run
    rm -rf "$dir"
    python3 "$E2E/texts.py" profile "$@" >"$dir.json"
    if ! "$MCWIZARD" --tools "$TOOLS" render -p "$dir.json" -o "$dir" >"$dir.out" 2>&1; then
        not_ok "$*: renders" "$(cat "$dir.out")"
        return
    fi
    host_stop mx
    if ! { host_install mx "$dir" && host_start mx; } >"$dir.out" 2>&1; then
        not_ok "$*: starts" "$(cat "$dir.out")"
        return
    fi
    count_lines < <(timeout 60 python3 "$E2E/texts.py" check "$@" 2>&1 ||
        echo "not ok - $*: the driver ends well")
}

run batch
count=$(python3 "$E2E/texts.py" count)
for n in $(seq 0 $((count - 1))); do
    run singles "$n"
    run closed "$n"
done
e2e_end
