#!/bin/bash
# apply and rollback on a live Debian host under load.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/debian_lib.sh"
e2e_start "$@"
debian_start
debian_driver live.py "$@"
e2e_end
