#!/bin/bash
# apply beside itself, on full and read-only disks, on targets that it must not follow or
# replace, and as somebody who may not.  See apply_targets.py.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in cc setfacl; do
    command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
done

count_lines < <(python3 "$E2E/apply_targets.py" "$@" 2>&1 || echo "not ok - the driver ends well")
e2e_end
