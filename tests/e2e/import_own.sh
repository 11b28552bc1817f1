#!/bin/bash
# mcwizard import of what mcwizard has rendered: the profile comes back exactly, and what was
# edited by hand since then stands in it or is listed.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
export MCWIZARD_TOOLS=$TOOLS
count_lines < <(python3 "$E2E/import_own.py" 2>&1 || echo "not ok - import_own: the driver ends well")
e2e_end
