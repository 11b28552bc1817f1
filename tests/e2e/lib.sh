# Test hosts for the end-to-end tests: sourced by the scripts of this folder (bash).
#
# A test runs inside namespaces of its own (network, mounts, processes), on a tmpfs,
# and each of its hosts inside further ones; when the test ends, in whatever way, the
# kernel takes all of it down.  Nothing of the real host is touched.
#
#   e2e_start "$@"                 first line of a test: enters the namespaces
#   host_new NAME ADDR[,ADDR...] [FQDN]   a host on the test network; E2E_ZONE: see dns.py
#   host_run NAME COMMAND...       as root on it;  host_run_as NAME USER COMMAND...
#   host_install NAME FOLDER       a rendered folder becomes its /etc/mail
#   host_certificate NAME FQDN     a certificate of its own: /etc/tls/cert.pem and key.pem
#   host_loads NAME FILE           the real sendmail reads /etc/mail/FILE and says nothing but its prompt
#   host_start NAME / host_stop NAME      the daemon with /etc/mail/sendmail.cf
#   host_sink NAME ADDRESS...      next hops there that keep what they get (sink.py) in E2E_DIR/sink.jsonl
#   host_queue NAME                what waits in its queues, a file name a line
#   mailbox NAME USER              prints the mailbox
#   wait_for SECONDS COMMAND...    until the command succeeds
#   ok TEXT / not_ok TEXT [DETAIL] / skip TEXT / check TEXT COMMAND... / e2e_end
#
# In: MCWIZARD (the program), TOOLS (unpacked sendmail packages), TOP; E2E_KEEP=FOLDER
# keeps what the test wrote.
set -u

E2E=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=${TOP:-$(cd "$E2E/../.." && pwd)}
MCWIZARD=${MCWIZARD:-$TOP/mcwizard}
TOOLS=${TOOLS:-$TOP/.dev/sendmail}
export TOP MCWIZARD TOOLS E2E
SENDMAIL=/usr/libexec/sendmail/sendmail
E2E_FAILED=0
E2E_PASSED=0
E2E_USERS="alice bob carol"
E2E_CHILD=

e2e_start()
{
    if [ -n "${E2E_DIR:-}" ]; then
        e2e_inside
        return
    fi
    e2e_need
    E2E_DIR=$(mktemp -d "${TMPDIR:-/tmp}/mcwizard-e2e.XXXXXX") || exit 1
    export E2E_DIR
    trap 'kill -KILL $E2E_CHILD 2>/dev/null; wait $E2E_CHILD 2>/dev/null; rmdir "$E2E_DIR"' EXIT
    trap 'exit 130' INT TERM HUP
    # --kill-child and pdeathsig: whoever dies first takes the rest along.
    setpriv --pdeathsig KILL unshare --net --mount --pid --fork --kill-child --mount-proc \
        bash "$0" "$@" </dev/null &
    E2E_CHILD=$!
    wait $E2E_CHILD
    exit $?
}

e2e_need()
{
    local tool
    [ "$(id -u)" = 0 ] || e2e_cannot "needs root for namespaces"
    for tool in unshare nsenter setpriv ip m4 python3; do
        command -v $tool >/dev/null || e2e_cannot "$tool is not installed"
    done
    [ -x "$TOOLS$SENDMAIL" ] || e2e_cannot "no unpacked sendmail in $TOOLS"
    [ -x "$MCWIZARD" ] || e2e_cannot "$MCWIZARD is not built"
    unshare --net --mount --pid --fork true 2>/dev/null || e2e_cannot "no namespaces here"
}

e2e_cannot()
{
    echo "skip - $(basename "$0" .sh): $1"
    exit 77
}

e2e_inside()
{
    mount --make-rprivate /
    mount -t tmpfs -o size=2g,mode=755 tmpfs "$E2E_DIR"
    ip link set lo up
    ip link add name br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip link set br0 up
    E2E_ZONE=$E2E_DIR/zone
    export E2E_ZONE
    trap e2e_keep EXIT
    trap 'exit 130' INT TERM HUP
}

e2e_keep()
{
    local status=$?
    if [ -n "${E2E_KEEP:-}" ]; then
        mkdir -p "$E2E_KEEP"
        cp -a --no-preserve=xattr "$E2E_DIR"/* "$E2E_KEEP" 2>/dev/null
    fi
    return $status
}

e2e_end()
{
    echo "# $(basename "$0"): $E2E_PASSED ok, $E2E_FAILED not ok, $SECONDS s"
    [ $E2E_FAILED = 0 ]
    exit
}

ok()
{
    E2E_PASSED=$((E2E_PASSED + 1))
    echo "ok - $1"
}

not_ok()
{
    E2E_FAILED=$((E2E_FAILED + 1))
    echo "not ok - $1"
    [ -z "${2:-}" ] || printf '%s\n' "$2" | head -n 40 | sed 's/^/#   /'
}

skip()
{
    echo "skip - $1"
}

# check TEXT COMMAND...: what the command prints is the detail of a failure.
check()
{
    local text=$1 out
    shift
    if out=$("$@" 2>&1); then
        ok "$text"
    else
        not_ok "$text" "$out"
    fi
}

# A driver prints its own ok and not ok lines; they are passed on and counted.
count_lines()
{
    local line
    while IFS= read -r line; do
        case $line in
        'ok - '*) E2E_PASSED=$((E2E_PASSED + 1)) ;;
        'not ok - '*) E2E_FAILED=$((E2E_FAILED + 1)) ;;
        esac
        printf '%s\n' "$line"
    done
}

wait_for()
{
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -le $end ] || return 1
        sleep 0.02
    done
}

# ---- hosts ----

host_new()
{
    local name=$1 addresses=$2 fqdn=${3:-$1.example.org} dir=$E2E_DIR/$1 child a
    mkdir -p "$dir"/{etc,var,usr}/{up,work}
    touch "$E2E_ZONE"
    unshare --net --mount --uts --pid --fork --kill-child \
        python3 "$E2E/host.py" "$dir" "$fqdn" "$E2E_USERS" &
    child=$!
    wait_for 10 host_child_of $child "$dir/pid" || { echo "# no host $name" && return 1; }
    ip link add "v-$name" type veth peer name eth0 netns "$(cat "$dir/pid")"
    ip link set "v-$name" master br0 up
    {
        echo "ip link set lo up; ip link set eth0 up"
        for a in ${addresses//,/ }; do
            case $a in
            *:*) echo "ip -6 address add $a/128 dev eth0 nodad" ;;
            *) echo "ip address add $a/32 dev eth0" ;;
            esac
        done
        echo "ip route add default dev eth0 src ${addresses%%,*}"
        echo "ip -6 route add default dev eth0"
    } | nsenter -t "$(cat "$dir/pid")" -n sh
    wait_for 10 test -e "$dir/ready" || { echo "# host $name is not ready" && return 1; }
}

host_child_of()
{
    local inner
    inner=$(cat "/proc/$1/task/$1/children")
    [ -n "$inner" ] && echo "${inner%% *}" >"$2"
}

host_pid()
{
    cat "$E2E_DIR/$1/pid"
}

# The host's files, seen from the test.
host_root()
{
    echo "/proc/$(cat "$E2E_DIR/$1/pid")/root"
}

host_run()
{
    local pid
    pid=$(cat "$E2E_DIR/$1/pid")
    shift
    nsenter -t "$pid" -m -n -u -p -- "$@"
}

host_run_as()
{
    local pid user=$2
    pid=$(cat "$E2E_DIR/$1/pid")
    shift 2
    # By user id: only the host knows the user.
    nsenter -t "$pid" -m -n -u -p -- \
        sh -c 'u=$1; shift; HOME=$(getent passwd $u | cut -d: -f6) USER=$u LOGNAME=$u
            export HOME USER LOGNAME; cd "$HOME"; exec setpriv --reuid=$u --regid=$u --init-groups "$@"' \
        sh "$user" "$@"
}

host_install()
{
    local root
    root=$(host_root "$1")
    rm -rf "$root"/etc/mail
    mkdir "$root"/etc/mail
    cp -R "$2"/. "$root"/etc/mail/
    host_run "$1" sh -c '
        cd /etc/mail && mkdir -p smrsh && chown -R root:root . && chmod 755 . && chmod -R go-w .
        printf "hosts\tfiles dns\naliases\tfiles\n" >service.switch
        # As Debian leaves it: sensible-mda starts what is linked there.
        ln -s /usr/bin/procmail /usr/libexec/sendmail/mail.local smrsh/
        for map in access mailertable recipients authinfo virtusertable genericstable domaintable; do
            [ ! -f $map ] || /usr/libexec/sendmail/makemap hash $map <$map || exit 1
        done
        [ ! -f Sendmail.conf ] || { mkdir -p /etc/sasl2 && cp Sendmail.conf /etc/sasl2/; }
        [ ! -f aliases ] || /usr/libexec/sendmail/sendmail -bi >/dev/null'
}

host_loads()
{
    local said
    said=$(host_run "$1" $SENDMAIL -C "/etc/mail/$2" -bt </dev/null 2>&1) || { echo "exit $?: $said"; return 1; }
    [ "$(printf '%s\n' "$said" | grep -v '^ADDRESS TEST MODE' | grep -v '^Enter <ruleset>' | tr -d '> \n')" = "" ] ||
        { echo "$said"; return 1; }
}

host_certificate()
{
    local root
    root=$(host_root "$1")
    mkdir -p "$root/etc/tls"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$2" \
        -addext "subjectAltName=DNS:$2" -keyout "$root/etc/tls/key.pem" -out "$root/etc/tls/cert.pem" 2>/dev/null
    chmod 600 "$root/etc/tls/key.pem"
}

host_start()
{
    host_run "$1" $SENDMAIL -bd -q15m </dev/null || return 1
    wait_for 10 host_listens "$1" || { echo "# $1 does not listen"; return 1; }
}

# No connection is made: the daemon would have to serve it.
host_listens()
{
    local pid
    pid=$(host_pid "$1")
    cat "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" | grep -q ':0019 0*:0000 0A'
}

# They all listen when it returns.
host_sink()
{
    local name=$1 listeners
    shift
    listeners=$(($(host_listeners "$name") + $#))
    host_run "$name" python3 "$E2E/sink.py" "$E2E_DIR/sink.jsonl" "$@" &
    wait_for 10 host_has_listeners "$name" $listeners || { echo "# not all sinks of $name listen"; return 1; }
}

host_listeners()
{
    local pid
    pid=$(host_pid "$1")
    cat "/proc/$pid/net/tcp" "/proc/$pid/net/tcp6" | grep -c ':0000 0A'
}

host_has_listeners()
{
    [ "$(host_listeners "$1")" = "$2" ]
}

host_stop()
{
    host_run "$1" python3 "$E2E/host.py" stop
}

# An empty host again: queues, mailboxes, log.
host_clean()
{
    local root
    root=$(host_root "$1")
    find "$root"/var/spool/mqueue "$root"/var/spool/mqueue-client "$root"/var/mail \
        -mindepth 1 -delete
    : >"$root"/var/log/mail.log
}

host_queue()
{
    local root
    root=$(host_root "$1")
    find "$root"/var/spool/mqueue "$root"/var/spool/mqueue-client -type f -name '[qQd]f*' |
        sed "s|^$root||"
}

mailbox()
{
    cat "$(host_root "$1")/var/mail/$2" 2>/dev/null
}

host_log()
{
    cat "$(host_root "$1")/var/log/mail.log"
}
