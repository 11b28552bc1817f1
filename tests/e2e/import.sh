#!/bin/bash
# mcwizard import over real-life configurations: tests/import/corpus, the .mc that sendmail's
# source ships, Debian's own, what mcwizard renders itself, and hostile ones.
#   import.sh [GROUP...]
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
echo "192.0.2.1 mail.example.org" >"$E2E_ZONE"
host_new mx 192.0.2.1 mail.example.org || exit 1
export MCWIZARD_TOOLS=$TOOLS
count_lines < <(python3 "$E2E/import.py" "$@" 2>&1 || echo "not ok - import: the driver ends well")
e2e_end
