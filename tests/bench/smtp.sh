#!/bin/bash
# Decisions of `prove` beside the same messages in real SMTP, each on a connection of its
# own, as testers of relays send them: prints the ratio of what one of each costs, the
# median of three rounds; for run.sh.  In: MCWIZARD, TOOLS; wants root, for namespaces.
. "$(dirname "$0")/../e2e/lib.sh"
e2e_start "$@"
export MCWIZARD_TOOLS=$TOOLS
printf '192.0.2.125 mail.example.org\n198.51.100.9 client.foreign-mcwizard.example\n' >"$E2E_ZONE"
host_new mx 192.0.2.125 mail.example.org >&2 && host_new peer 198.51.100.9 peer.example >&2 || exit 2
"$MCWIZARD" render -p "$E2E/vectors.json" -o "$E2E_DIR/cf" --set host.ipv6=no >&2 || exit 2
host_install mx "$E2E_DIR/cf" >&2 && host_start mx >&2 || exit 2
cd "$E2E" && python3 - "$E2E_DIR/cf" <<'END'
import json
import os
import statistics
import subprocess
import sys
import time

import e2e

MESSAGES = 100
ratios = []
for _ in range(3):
    begin = time.monotonic()
    proof = subprocess.run([os.environ["MCWIZARD"], "prove", "--format", "json", sys.argv[1]], capture_output=True, check=False)
    rows = [json.loads(line) for line in proof.stdout.splitlines()]
    ours = (time.monotonic() - begin) / (len(rows) - 1)
    rows = [r for r in rows if r.get("who") == "outside" and r["weakness"] and r["helo"] and not r["params"]][::20][:MESSAGES]
    peer = e2e.Host("peer")
    begin = time.monotonic()
    for r in rows:
        smtp = e2e.Smtp(peer.connect("198.51.100.9", "192.0.2.125"), None)
        for line in (r["helo"], "MAIL FROM:" + r["from"], "RCPT TO:" + r["rcpt"]):
            smtp.command(line.encode())
        smtp.quit()
    ratios.append((time.monotonic() - begin) / len(rows) / ours)
print(f"{statistics.median(ratios):.1f}")
END
