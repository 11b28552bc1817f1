# A test host on which the sendmail packages are installed as Debian does it: sourced after
# lib.sh (bash).  Further hosts: world, which sends, and hub, which takes what is relayed.
#
#   debian_start          makes the three hosts; no daemon runs on mta yet
#   debian_driver FILE    a driver in python, which imports debian.py; its lines are counted
#
# The packages' files lie in the host's own overlays of /usr and /etc; what their postinst
# scripts do is done there by debian_postinst.sh.

debian_start()
{
    local tool
    for tool in perl make ps /usr/sbin/service /lib/init/vars.sh; do
        command -v $tool >/dev/null || [ -r $tool ] ||
            { skip "$(basename "$0" .sh): $tool is not installed"; exit 77; }
    done
    cat >"$E2E_ZONE" <<'END'
192.0.2.1 mail.example.org
192.0.2.10 hub.far.example
198.51.100.9 client.example
mx far.example 10 hub.far.example
END
    host_new mta 192.0.2.1 mail.example.org || exit 1
    host_run mta bash "$E2E/debian_postinst.sh" >"$E2E_DIR/postinst.out" 2>&1 ||
        { not_ok "the packages' postinst" "$(tail -n 20 "$E2E_DIR/postinst.out")"; exit 1; }
    host_new world 198.51.100.9 client.example || exit 1
    host_new hub 192.0.2.10 hub.far.example || exit 1
    host_sink hub 192.0.2.10 || exit 1
    host_sink world 198.51.100.9 || exit 1 # what comes back
}

# In a process substitution: the counts are those of this shell.
debian_driver()
{
    local driver=$1 status
    shift
    count_lines < <(python3 "$E2E/$driver" "$@" 2>&1; echo "exit $?" >"$E2E_DIR/driver.status")
    status=$(cat "$E2E_DIR/driver.status")
    [ "$status" = "exit 0" ] || not_ok "$driver ends: $status"
}
