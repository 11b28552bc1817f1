#!/bin/bash
# apply and rollback on a live Debian host under load: its own init script reloads the daemon,
# mail comes all the time, and every message is counted at its end.  Then reloads that go wrong, and
# applies that are killed.  Further arguments: the parts of live.py to run.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/debian_lib.sh"
e2e_start "$@"
debian_start
debian_driver live.py "$@"
e2e_end
