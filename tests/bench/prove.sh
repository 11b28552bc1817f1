#!/bin/sh
# What `prove` feeds to sendmail, fed to it without mcwizard; for run.sh.
#   prove.sh record DIR PROFILE   leaves a folder in DIR for each sendmail that prove starts
#   prove.sh bare DIR             the same sendmails with the same lines, one after the other
#   prove.sh each DIR N           a sendmail of its own for each of N decisions among them
#   prove.sh start DIR            one that has nothing to do
# In: MCWIZARD, MCWIZARD_TOOLS.
set -eu
what=$1 dir=$2
sendmail=$MCWIZARD_TOOLS/usr/libexec/sendmail/sendmail

# Under a qualified host name and without a network, as prove runs it.
apart()
{
    if [ "$(id -u)" = 0 ]; then
        unshare --uts --net sh -c 'hostname mail.example.org; exec "$@"' sh "$@"
    else
        unshare --user --map-user=1000 --uts --net sh -c 'hostname mail.example.org; exec "$@"' sh "$@"
    fi
}

run()
{
    apart "$sendmail" -C "$1/sendmail.cf" -OServiceSwitchFile="$1/service" -OHostsFile="$1/hosts" \
        -OQueueDirectory="$1" -OLogLevel=0 -bt \
        -ODontBlameSendmail=MapInUnsafeDirPath,ClassFileInUnsafeDirPath,GroupWritableDirPathSafe,TrustStickyBit
}

case $what in
record)
    # A sendmail that keeps what it is given, and a copy of the folder that it is started on.
    rm -rf "$dir"
    mkdir -p "$dir/tools/usr/libexec/sendmail"
    ln -s "$MCWIZARD_TOOLS/usr/libexec/sendmail/makemap" "$dir/tools/usr/libexec/sendmail/makemap"
    ln -s "$MCWIZARD_TOOLS/usr/share" "$dir/tools/usr/share"
    cat >"$dir/tools/usr/libexec/sendmail/sendmail" <<END
#!/bin/sh
at=\$(mktemp -d '$dir/run.XXXXXX')
cp "\${2%/*}"/* "\$at"
sed -i "s|\${2%/*}/|\$at/|g" "\$at/sendmail.cf"
exec tee "\$at/in" | exec '$sendmail' "\$@"
END
    chmod 755 "$dir/tools/usr/libexec/sendmail/sendmail"
    # The version is not asked of it: only sessions are recorded.
    "$MCWIZARD" --elsewhere --tools "$dir/tools" prove -p "$3"
    ;;
bare)
    for at in "$dir"/run.*; do
        run "$at" <"$at/in"
    done | cat # who wants the answers reads them from a pipe, too
    ;;
each)
    # The session with the most lines; each decision with the macros before it that set its client.
    at=$(wc -l "$dir"/run.*/in | sort -n | awk '$2 != "total" { last = $2 } END { sub("/in$", "", last); print last }')
    grep '^\.D{client_' "$at/in" | head -n 4 >"$at/client"
    grep '^check_rcpt' "$at/in" | head -n "$3" | while read -r line; do
        { cat "$at/client"; echo "$line"; } | run "$at"
    done
    ;;
start)
    at=$(find "$dir" -maxdepth 1 -name 'run.*' | sort | head -n 1)
    run "$at" </dev/null
    ;;
esac
