#!/bin/sh
# By hand, as root, with a network: `./dev run` and `./dev test` in a Debian 12 that
# has nothing but what debootstrap puts there.  Not part of any other test.
#   ./dev bare [FOLDER]     FOLDER (default build/bare) is made anew
set -eu
TOP=${TOP:-$(cd "$(dirname "$0")/../.." && pwd)}
release=bookworm
folder=${1:-$TOP/build/bare}
[ "$(id -u)" = 0 ] || { echo "bare.sh needs root"; exit 2; }
for tool in debootstrap unshare git tar; do
    command -v $tool >/dev/null || { echo "install the package of $tool"; exit 2; }
done

# The mirror of this machine's own apt: the first one that has exactly this release.
mirror=$(
    for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$f" ] || sed -e 's/^deb *\[[^]]*\]/deb/' "$f" |
            awk -v r=$release '$1 == "deb" && $3 == r { print $2 }'
    done
    for f in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$f" ] || awk -v r=$release '
            function flush(   i, n, s) {
                n = split(suites, s, " ")
                for (i = 1; i <= n; i++)
                    if (s[i] == r && uri != "")
                        print uri
                uri = suites = ""
            }
            /^URIs:/ { uri = $2 }
            /^Suites:/ { suites = substr($0, 9) }
            /^$/ { flush() }
            END { flush() }' "$f"
    done
)
mirror=$(echo "$mirror" | sed -n 1p)
[ -n "$mirror" ] || { echo "the configuration of apt names no mirror for $release"; exit 2; }

rm -rf --one-file-system "$folder"
mkdir -p "$folder"
debootstrap --variant=minbase $release "$folder" "$mirror"
apt-config dump | grep -iE '^Acquire::[a-z]+::Proxy ' >"$folder/etc/apt/apt.conf.d/80proxy" || :
cp -L /etc/resolv.conf /etc/hosts "$folder/etc/"
mkdir -p "$folder/src"
(cd "$TOP" && git ls-files -z -co --exclude-standard | tar -cf - --null --no-recursion -T -) |
    tar -xf - -C "$folder/src" --no-same-owner

# Mounts of their own, gone with the last process.  Not chroot(1): the end-to-end tests
# enter namespaces, and that leads out of a chroot into the real root.
export folder
unshare --mount --pid --fork sh -eu -c '
    mount --bind "$folder" "$folder" # pivot_root(8) wants a mount
    mount -t proc proc "$folder/proc"
    mount -t sysfs sysfs "$folder/sys"
    mount -t tmpfs -o mode=755 tmpfs "$folder/run"
    mount --rbind /dev "$folder/dev"
    mkdir "$folder/run/old"
    cd "$folder"
    pivot_root . run/old
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb CI="${CI-}" http_proxy="${http_proxy-}" \
        sh -c "
            umount -l /run/old
            cd /src
            date +%T
            ./dev run </dev/null
            echo \"./dev run: status \$?\"
            date +%T
            ./dev test </dev/null
            rc=\$?
            date +%T
            exit \$rc"'
