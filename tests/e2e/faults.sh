#!/bin/bash
# The proof by faults: apply and rollback leave the old configuration or the new one, whatever
# call fails and whenever they are killed.  See faults.py, which says how, and fault.c.
# FAULTS=all tries everything (`./dev faults`); without it, a sample of at most 90 s.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"
for tool in cc setfacl strace; do
    command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
done

count_lines < <(python3 "$E2E/faults.py" 2>&1 || echo "not ok - the driver ends well")

# The bytes are compared above; here the real sendmail reads them once.
: >"$E2E_ZONE"
host_new one 192.0.2.1 mail.example.org || exit 1
for tree in a b first; do
    [ -d "$E2E_DIR/$tree/etc/mail" ] || continue
    root=$(host_root one)
    rm -rf "$root/etc/mail" "$root/etc/aliases"
    cp -a "$E2E_DIR/$tree/etc/mail" "$root/etc/mail"
    cp -a "$E2E_DIR/$tree/etc/aliases"* "$root/etc/"
    for file in sendmail.cf submit.cf; do
        check "the real sendmail loads $file of the tree $tree" host_loads one $file
    done
done
e2e_end
