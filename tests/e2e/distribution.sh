#!/bin/bash
# A distribution that rebuilds sendmail.cf and the tables by itself, beside apply: Debian's
# Makefile, init script, sendmailconfig and package upgrade, and the make rules of RHEL.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/debian_lib.sh"
e2e_start "$@"
debian_start
debian_driver distribution.py "$@"
e2e_end
