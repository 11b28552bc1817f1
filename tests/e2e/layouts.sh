#!/bin/bash
# Layouts and versions: systems are recognised, rendering for each of them gives what its own
# tools build and a real sendmail loads; which sendmail is there is found out without waiting
# and without mail, and decides what is rendered.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"

host_new mx 192.0.2.1 mail.example.org || exit 1
host_new bare 192.0.2.2 bare || exit 1
MACROS=$TOOLS/usr/share/sendmail/cf
room=$E2E_DIR/room
mkdir -p "$room"
cat >"$room/profile.json" <<'END'
{
  "host": {"name": "mail.example.org", "domains": ["example.org"]},
  "roles": {"local": true, "outbound": true, "inbound": true},
  "local": {"aliases": {"root": "alice"}},
  "access": {"deny_recipients": {"gone@example.org": "Gone"}}
}
END

mcw()
{
    "$MCWIZARD" --tools "$TOOLS" "$@"
}

# ---- layouts ----

# trees NAME MARK: a system is known by its mark, whatever runs here.
recognised()
{
    local name=$1 root=$room/tree-$1
    mkdir -p "$root$(dirname "$2")"
    echo "a mark" >"$root$2"
    mcw --root "$root" -v render -p "$room/profile.json" -o "$room/$name" 2>&1 | grep "layout $name\$"
}

has_line()
{
    grep -qxF "$2" "$room/$1" || { echo "no line $2"; grep -n "${2%%=*}" "$room/$1"; return 1; }
}

# What the administrator of that system builds of the .mc is what was rendered.
builds()
{
    diff <(m4 "-D_CF_DIR_=$MACROS/" "$room/$1") "$room/$2"
}

# FreeBSD's /etc/mail/Makefile reads cf.m4 before the .mc; the banner is another then.
builds_as_freebsd()
{
    diff <(m4 "-D_CF_DIR_=$MACROS/" "$MACROS/m4/cf.m4" "$room/$1" | grep -v '^##### \(built by\|in\|using\) ') "$room/$2"
}

holds()
{
    mcw --layout "$1" prove --quick -p "$room/profile.json" 2>&1
}

while read -r name mark mc submit queue; do
    check "$name: recognised by $mark" recognised "$name" "$mark"
    check "$name: its queue is $queue" has_line "$name/sendmail.cf" "O QueueDirectory=$queue"
    check "$name: $mc builds sendmail.cf" builds "$name/$mc" "$name/sendmail.cf"
    check "$name: $submit builds submit.cf" builds "$name/$submit" "$name/submit.cf"
    check "$name: the tables can be made" host_install mx "$room/$name"
    check "$name: sendmail.cf is loaded without a message" host_loads mx sendmail.cf
    check "$name: submit.cf is loaded without a message" host_loads mx submit.cf
    check "$name: the proof holds" holds "$name"
done <<'END'
debian /etc/debian_version sendmail.mc submit.mc /var/spool/mqueue
redhat /etc/redhat-release sendmail.mc submit.mc /var/spool/mqueue
freebsd /bin/freebsd-version mail.example.org.mc mail.example.org.submit.mc /var/spool/mqueue
slackware /etc/slackware-version sendmail.mc submit.mc /var/spool/mqueue
END
check "freebsd: mail.example.org.mc builds it through the system's own Makefile, too" \
    builds_as_freebsd freebsd/mail.example.org.mc freebsd/sendmail.cf
check "freebsd: so does mail.example.org.submit.mc" \
    builds_as_freebsd freebsd/mail.example.org.submit.mc freebsd/submit.cf
check "freebsd: mail.local takes the mail, as in the system's own .mc" \
    grep -q '^Mlocal,.*P=/usr/libexec/mail.local' "$room/freebsd/sendmail.cf"
check "redhat: procmail takes the mail, as in the system's own .mc" \
    grep -q '^Mlocal,.*P=/usr/bin/procmail' "$room/redhat/sendmail.cf"
check "redhat: smrsh lies where the package has it" grep -q '^Mprog,.*P=/usr/sbin/smrsh' "$room/redhat/sendmail.cf"
foreign()
{
    mcw -v --layout freebsd render -p "$room/profile.json" -o "$room/out" 2>&1 | grep 'm4/version.m4), layout freebsd'
}
check "this system's sendmail is not taken for FreeBSD's, which lies at the same place" foreign

# ---- versions ----

# version VERSION: the .mc that is made for it
for_version()
{
    rm -rf "$room/out"
    mcw --sendmail-version "$1" render -p "$room/profile.json" -o "$room/out" >"$room/said" 2>&1 || { cat "$room/said"; return 1; }
    grep -q "^FEATURE(\`$2')" "$room/out/sendmail.mc" || { grep recipients "$room/out/sendmail.mc"; return 1; }
}
check "8.15.2 calls it blacklist_recipients" for_version 8.15.2 blacklist_recipients
check "8.16.1 calls it blocklist_recipients" for_version 8.16.1 blocklist_recipients

demanded()
{
    local rc=0
    mcw --sendmail-version 8.13.8 --set limits.useless_commands=7 render -p "$room/profile.json" -o "$room/demanded" \
        >"$room/said" 2>&1 || rc=$?
    [ $rc = 2 ] && [ ! -e "$room/demanded" ] && grep 'limits.useless_commands: needs sendmail 8.14' "$room/said"
}
check "a setting that is asked for and missing is an error" demanded
left_out()
{
    mcw --sendmail-version 8.13.8 render -p "$room/profile.json" -o "$room/left" >"$room/said" 2>&1 || return 1
    grep 'limits.useless_commands.*left out' "$room/said" && ! grep MaxNOOP "$room/left/sendmail.cf" | grep -v '^#'
}
check "a default that is missing is left out with a warning" left_out

# A sendmail of the system's own, without SASL: only what it prints is another.
mkdir -p "$room/tools/usr/libexec/sendmail" "$room/tools/usr/share"
ln -s "$TOOLS/usr/share/sendmail" "$room/tools/usr/share/sendmail"
cat >"$room/tools/usr/libexec/sendmail/sendmail" <<END
#!/bin/sh
"$TOOLS$SENDMAIL" "\$@" | sed 's/ SASLv2//'
END
chmod 755 "$room/tools/usr/libexec/sendmail/sendmail"
printf 'user\nsecret\n' >"$room/account"
chmod 600 "$room/account"
with_account()
{
    local rc=0
    "$MCWIZARD" --tools "$1" --layout debian --set outbound.smart_host='[smart.provider.example]' \
        --set outbound.auth_file="$room/account" render -p "$room/profile.json" -o "$room/account.d" >"$room/said" 2>&1 || rc=$?
    cat "$room/said"
    return $rc
}
check "AUTH renders for a sendmail that has it" with_account "$TOOLS"
without_sasl()
{
    ! with_account "$room/tools" >/dev/null && grep 'outbound.auth_file: needs a sendmail built with SASLv2' "$room/said"
}
check "and is an error for one that is built without" without_sasl

# ---- the name of the host ----

# quick SECONDS COMMAND...
quick()
{
    local limit=$1 begin=$SECONDS rc=0
    shift
    "$@" || rc=$?
    [ $((SECONDS - begin)) -le "$limit" ] || { echo "took $((SECONDS - begin)) s"; return 1; }
    return $rc
}

# A host of the name foo, that its own hosts file knows, but not by a full name.
echo "127.0.0.1 localhost foo" >"$room/hosts"
unqualified()
{
    unshare "${with[@]}" --uts --net --mount sh -c 'hostname foo && mount --bind "$0" /etc/hosts && exec "$@"' "$room/hosts" "$@"
}
with=()
waits_itself()
{
    printf 'V10/Berkeley\nMlocal, P=/bin/false, A=false\nMprog, P=/bin/false, A=false\n' >"$room/small.cf"
    unqualified timeout 8 "$TOOLS$SENDMAIL" -C "$room/small.cf" -bt </dev/null >/dev/null 2>&1
    [ $? = 124 ]
}
check "sendmail itself hangs on an unqualified name" waits_itself
renders_there()
{
    unqualified "$MCWIZARD" --tools "$TOOLS" -v render -p "$room/profile.json" -o "$room/out" >"$room/said" 2>&1
    grep "for sendmail 8[0-9.]* ($TOOLS$SENDMAIL)" "$room/said"
}
check "the version is found there at once" quick 2 renders_there
nobody()
{
    mkdir -p "$room/nobody"
    chmod 777 "$room/nobody"
    unqualified setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$MCWIZARD" --tools "$TOOLS" -v render -p "$room/profile.json" -o "$room/nobody/out" >"$room/said" 2>&1
    cat "$room/said"
    grep -q "for sendmail 8[0-9.]* ($TOOLS$SENDMAIL)" "$room/said"
}
check "by an ordinary user, too" quick 2 nobody
# A system that gives its users no namespaces.
no_namespaces()
{
    local with=(--user --map-root-user)
    unqualified sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && ! unshare --user true 2>/dev/null && exec "$@"' \
        sh "$MCWIZARD" --tools "$TOOLS" -v render -p "$room/profile.json" -o "$room/out" >"$room/said" 2>&1
    cat "$room/said"
    grep -q "for sendmail 8[0-9.]* ($TOOLS$SENDMAIL)" "$room/said" &&
        grep -q "warning: this host's name is not qualified.*put the full name before the short one in /etc/hosts" "$room/said"
}
check "without namespaces it takes some seconds, and how to mend the name is said" quick 6 no_namespaces

# On a host that has sendmail installed, and a name without a dot.
host_clean mx
live()
{
    host_run bare sh -c 'unset MCWIZARD_TOOLS; cd /; exec "$@"' sh \
        "$MCWIZARD" -v render -p "$room/profile.json" -o /run/live >"$room/said" 2>&1
    cat "$room/said"
    grep -q "for sendmail 8[0-9.]* ($SENDMAIL), layout debian" "$room/said" &&
        grep -q "warning: this host's name is not qualified" "$room/said"
}
check "a host whose name is not qualified is told so" live
qualified()
{
    host_run mx sh -c 'unset MCWIZARD_TOOLS; cd /; exec "$@"' sh \
        "$MCWIZARD" -v render -p "$room/profile.json" -o /run/live >"$room/said" 2>&1
    cat "$room/said"
    grep -q "for sendmail 8[0-9.]* ($SENDMAIL), layout debian" "$room/said" && ! grep -q 'warning' "$room/said"
}
check "one whose name is qualified is not" qualified
silent()
{
    [ -z "$(host_queue bare)$(host_queue mx)$(host_log bare)$(host_log mx)" ] ||
        { host_queue bare; host_queue mx; host_log bare; host_log mx; return 1; }
}
check "no mail was sent to find that out, and nothing logged" silent
e2e_end
