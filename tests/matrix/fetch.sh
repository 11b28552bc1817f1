#!/bin/sh
# Brings the sendmail of another Debian release, unpacked with its own libraries and loader,
# so that it runs here; nothing is installed.  A folder that is whole is used again.
#   fetch.sh RELEASE FOLDER    FOLDER becomes what `mcwizard --tools` takes
# The mirror is the one that this machine's apt has Debian from.  Exit 77, with a line
# `skip - ...`, if the release cannot be had from there.
# shellcheck disable=SC2046 # names of packages are split on purpose
set -eu
export LC_ALL=C
release=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd -P)

cannot()
{
    echo "skip - the sendmail of $release: $*"
    exit 77
}

# The release's own packages alone, whatever this machine's apt has.
apt()
{
    tool=$1
    shift
    "$tool" -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=false -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

# mirrors: the addresses, best first.
mirrors()
{
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v own="$codename" '$2 == "main" && $1 == own && !seen[$3]++ { print $3 }'
}

# Whether this mirror has it; the key of Debian's archive must have signed it.
lists()
{
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ ! -f $keys ] || signed=" [signed-by=$keys]"
    echo "deb${signed-} $1 $release main" >"$work/sources.list"
    apt apt-get update >"$work/log" 2>&1 && apt apt-cache show sendmail-bin >/dev/null 2>&1
}

# sendmail-bin and the libraries that it needs, directly or through one another.
needed()
{
    apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances sendmail-bin |
        awk '
            /^[^ <]/ { package = $1; next }
            /^ *\|?(Pre)?Depends: lib/ { depends[package] = depends[package] " " $2 }
            END {
                want["sendmail-bin"] = todo[n = 1] = "sendmail-bin"
                for (i = 1; i <= n; i++)
                    for (k = split(depends[todo[i]], names, " "); k > 0; k--)
                        if (!(names[k] in want))
                            want[names[k]] = todo[++n] = names[k]
                for (i = 1; i <= n; i++)
                    print todo[i]
            }'
}

# own_loader PROGRAM: runs with the libraries that were unpacked beside it.
own_loader()
{
    mv "$root/$1" "$root/$1.bin"
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
        "$folder/${loader#"$root"/}" "$path" "$folder/$1.bin" >"$root/$1"
    chmod 755 "$root/$1"
}

# The folder's own name stands in the macros and in the scripts.
[ "$(cat "$folder/.place" 2>/dev/null)" != "$release $folder" ] || exit 0
command -v apt-get >/dev/null || cannot "no apt here"
work=$folder.fetching
rm -rf "$work"
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
: >"$work/state/status"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
root=$work/root
found=
for mirror in $(mirrors); do
    if lists "$mirror"; then
        found=$mirror
        break
    fi
done
[ -n "$found" ] || cannot "not on the mirror of this machine ($(tail -n 1 "$work/log" 2>/dev/null))"
(cd "$work/debs" && apt apt-get download $(needed) sendmail-cf sendmail-base) >"$work/log" 2>&1 ||
    cannot "$(tail -n 1 "$work/log")"
for deb in "$work"/debs/*.deb; do
    # The group of a set-id file cannot always be kept.
    dpkg -x "$deb" "$root" 2>/dev/null || :
done
chmod -R ug-s "$root"
loader=$(find "$root" -type f \( -name 'ld-linux*.so.*' -o -name 'ld-[0-9]*.so' \) | head -n 1)
if [ -z "$loader" ] || [ ! -x "$root/usr/libexec/sendmail/sendmail" ] ||
    [ ! -f "$root/usr/share/sendmail/cf/m4/cf.m4" ]; then
    cannot "its packages did not unpack"
fi
path=
for dir in "$root"/lib/*-linux-* "$root"/usr/lib/*-linux-*; do
    [ ! -d "$dir" ] || path=$path${path:+:}$folder/${dir#"$root"/}
done
own_loader usr/libexec/sendmail/sendmail
own_loader usr/libexec/sendmail/makemap
find "$root/usr/share/sendmail/cf" -type f \( -name '*.m4' -o -name '*.mc' \) \
    -exec sed -i "s|/usr/share/sendmail/cf/|$folder/usr/share/sendmail/cf/|g" {} +
echo "$release $folder" >"$root/.place"
rm -rf "$folder"
mv "$root" "$folder"
