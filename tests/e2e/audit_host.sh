#!/bin/bash
# What `audit --root` says of a host's files: nothing of a clean tree, built of the unpacked
# packages and a rendered profile, and of each planted fault exactly that.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
command -v setfacl >/dev/null || e2e_cannot "setfacl is not installed"
command -v openssl >/dev/null || e2e_cannot "openssl is not installed"

count_lines < <(python3 "$E2E/audit_host.py" 2>&1 || echo "not ok - the driver ends well")
e2e_end
