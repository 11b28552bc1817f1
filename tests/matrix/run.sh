#!/bin/sh
# Renders every set of roles with and without TLS and AUTH, and every layout, for the sendmail
# in each FOLDER, and loads all of it with that sendmail: it must have nothing to say.
#   run.sh FOLDER...    as --tools takes them; MCWIZARD names the program
# It runs in namespaces of its own (as root), where the users and the name of a mail host exist.
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
MCWIZARD=${MCWIZARD:-$TOP/build/gcc/mcwizard}
export TOP MCWIZARD LC_ALL=C PYTHONDONTWRITEBYTECODE=1

if [ "${MATRIX_INSIDE-}" = "" ]; then
    if [ "$(id -u)" != 0 ] || ! unshare --mount --uts --net true 2>/dev/null; then
        echo "skip - the matrix needs root and namespaces"
        exit 77
    fi
    MATRIX_INSIDE=$(mktemp -d "${TMPDIR:-/tmp}/mcwizard-matrix.XXXXXX")
    export MATRIX_INSIDE
    trap 'rm -rf "$MATRIX_INSIDE"' EXIT
    trap 'exit 130' HUP INT TERM
    rc=0
    unshare --mount --uts --net sh "$0" "$@" || rc=$?
    exit $rc
fi

mount --make-rprivate /
mount -t tmpfs -o size=1g,mode=755 tmpfs "$MATRIX_INSIDE"
hostname mail.example.org
mkdir "$MATRIX_INSIDE/up" "$MATRIX_INSIDE/work"
mount -t overlay -o "lowerdir=/etc,upperdir=$MATRIX_INSIDE/up,workdir=$MATRIX_INSIDE/work" overlay /etc
mkdir -p /etc/mail
for user in smmta:981 smmsp:982; do
    grep -q "^${user%:*}:" /etc/passwd || echo "${user%:*}:x:${user#*:}:${user#*:}::/:/bin/false" >>/etc/passwd
    grep -q "^${user%:*}:" /etc/group || echo "${user%:*}:x:${user#*:}:" >>/etc/group
done
exec python3 "$TOP/tests/matrix/run.py" "$@"
