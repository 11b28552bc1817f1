#!/bin/bash
# Every example: the same bytes for every user, host and place; m4 alone makes the same
# sendmail.cf; and the real sendmail loads it without a word.
. "$(dirname "$0")/lib.sh"
e2e_start "$@"

: >"$E2E_ZONE"
host_new one 192.0.2.1 one.example.org || exit 1
host_new two 192.0.2.2 two.example.net || exit 1

# render HOST USER PROFILE NAME: as that user on that host, in an environment of its own
render()
{
    local root
    root=$(host_root "$1")
    mkdir -p "$root/var/e2e-out"
    chmod 1777 "$root/var/e2e-out"
    host_run "$1" setpriv --reuid="$2" --regid="$2" --clear-groups env -i PATH=/usr/bin "TZ=$5" "LANG=$6" \
        sh -c "cd $7 && umask $8 && exec \"\$@\"" sh \
        "$MCWIZARD" --tools "$TOOLS" --elsewhere render -p "$3" -o "/var/e2e-out/$4"
}

# Where sendmail-cf lies installed: no -D, nothing but m4 and the file.
m4_alone()
{
    host_run one m4 "/etc/mail/$1.mc" | cmp - "$(host_root one)/etc/mail/$1.cf"
}

same_folder() { diff -r "$1" "$2"; }
names_nothing_of_here() { ! grep -rnE "one\.example\.org|$(date +%Y)|$(date '+%b %e')|built by" "$1"/*.cf; }

for profile in "$TOP"/profiles/*.json; do
    name=$(basename "$profile" .json)
    check "$name: root renders it" render one 0 "$profile" "$name" Asia/Tokyo C / 022
    check "$name: another user on another host, too" render two 12345 "$profile" "$name" UTC C.UTF-8 /var/e2e-out 077
    check "$name: to the same bytes" same_folder "$(host_root one)/var/e2e-out/$name" \
        "$(host_root two)/var/e2e-out/$name"
    check "$name: with nothing of host, user or day" names_nothing_of_here "$(host_root one)/var/e2e-out/$name"
    check "$name: its tables are compiled" host_install one "$(host_root one)/var/e2e-out/$name"
    for cf in sendmail submit; do
        check "$name: m4 alone makes the same $cf.cf" m4_alone $cf
        check "$name: sendmail loads $cf.cf without a word" host_loads one $cf.cf
    done
done
e2e_end
