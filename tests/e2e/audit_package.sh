#!/bin/bash
# Which flaws of sendmail are mended is told by its package, with real databases of dpkg and
# rpm, and by the real program of this release, whose number alone would mislead.
. "$(dirname "$0")/lib.sh"
command -v rpmbuild >/dev/null || e2e_cannot "rpm is not installed"
e2e_start "$@"
unset MCWIZARD_TOOLS
cf=$TOOLS/usr/share/sendmail/cf
sed 's|/etc/mail/m4/[a-z]*\.m4|/dev/null|' "$cf/debian/sendmail.mc" >"$E2E_DIR/sendmail.mc"

# tree NAME: a root with sendmail's configuration and nothing else
tree()
{
    root=$E2E_DIR/$1
    mkdir -p "$root/etc/mail"
    m4 -D_NO_MAKEINFO_ "$E2E_DIR/sendmail.mc" >"$root/etc/mail/sendmail.cf" 2>/dev/null
}

audit() { "$MCWIZARD" --root "$root" --layout "$1" --format json audit --static; }
finds() { audit "$1" | grep -q "\"id\":\"$2\",\"severity\":\"[hml]"; }
# A run that fails or says nothing finds nothing, too: that is no proof.
finds_not()
{
    audit "$1" >"$E2E_DIR/out.json"
    grep -q '"type":"summary"' "$E2E_DIR/out.json" && ! grep -q "\"id\":\"$2\",\"severity\":\"[hml]" "$E2E_DIR/out.json"
}
says() { "$MCWIZARD" --root "$root" --layout "$1" audit --static | grep -qF "$2"; }

# --- this release's own package: 8.17.1.9, mended by its vendor ---
tree debian
mkdir -p "$root/var/lib/dpkg"
deb=$(echo "$TOP"/.dev/debs/sendmail-bin_*.deb)
version=$(dpkg-deb -f "$deb" Version)
dpkg -x "$deb" "$root"
# As dpkg would write it, whose scripts want a whole system.
dpkg-deb -f "$deb" | sed 's/^Package: .*/&\nStatus: install ok installed/' >"$root/var/lib/dpkg/status"
check "dpkg: the version is the package's" says debian "(package sendmail-bin $version)"
check "dpkg: what its vendor mended is not found" finds_not debian CVE-2023-51765
rm "$root/usr/share/doc/sendmail-bin/changelog.Debian.gz"
check "dpkg: without the changelog the program tells it" finds_not debian CVE-2023-51765
sed -i 's/Bare linefeed (LF) not allowed/bare linefeed (LF) not allowed/' "$root/usr/libexec/sendmail/sendmail"
check "dpkg: without that text, too, it is found" finds debian CVE-2023-51765
check "dpkg: and that the changelog is missing is said" says debian "what its vendor mended is not known"
sed -i 's/^Status: .*/Status: deinstall ok config-files/' "$root/var/lib/dpkg/status"
check "dpkg: a package that was removed tells nothing" finds_not debian CVE-2023-51765

# --- a package of rpm, with one of two flaws mended ---
tree rpm
cat >"$E2E_DIR/sendmail.spec" <<'END'
Name: sendmail
Version: 8.14.7
Release: 6.el7
Summary: A package with sendmail's name
License: none
BuildArch: noarch
%description
Nothing.
%files
%changelog
* Mon Jan 06 2020 Somebody <somebody@example.org> - 8.14.7-6
- fix CVE-2014-3956
END
rpmbuild --define "_topdir $E2E_DIR/rpmbuild" -bb "$E2E_DIR/sendmail.spec" >"$E2E_DIR/rpm.out" 2>&1
mkdir -p "$root/var/lib/rpm"
rpm --root "$root" --dbpath /var/lib/rpm --force-debian -i --nodeps --justdb \
    "$E2E_DIR"/rpmbuild/RPMS/noarch/*.rpm >>"$E2E_DIR/rpm.out" 2>&1
check "rpm: the version is the package's" says redhat "(package sendmail 8.14.7-6.el7)"
check "rpm: what its changelog names is not found" finds_not redhat CVE-2014-3956
check "rpm: the other flaws are" finds redhat CVE-2023-51765
check "rpm: and the advice to upgrade" finds redhat VERSION-OLD

# --- a profile, with this machine's own program ---
profile() { "$MCWIZARD" --tools "$TOOLS" --format json audit --static "$TOP/profiles/gateway.json"; }
profile_finds_nothing() { profile | grep -q '"type":"summary",.*"high":0,"medium":0,"low":0,'; }
profile_is_advised() { profile | grep -q '"id":"VERSION-NEW","severity":"advice"'; }
check "a profile: the program of $TOOLS has no flaw that its vendor left" profile_finds_nothing
check "a profile: that there is a newer release is advice" profile_is_advised
named() { "$MCWIZARD" --sendmail-version 8.12.8 --format json audit --static "$root/etc/mail/sendmail.cf" | grep -q "\"id\":\"$1\",\"severity\":\"high\""; }
check "a version that was named is believed" named CVE-2003-0161
e2e_end
