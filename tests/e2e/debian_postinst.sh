#!/bin/bash
# Runs on a test host whose /usr holds the unpacked sendmail packages: what their postinst
# scripts do (sendmail-base, sendmail-bin of 8.17.1.9-2+deb12u2), see debian_lib.sh.
set -eu
bin=/usr/libexec/sendmail man=/usr/share/man

# The tree's own copy of the macros names its own folder; here they lie where they belong.
grep -rlE '/[^ `]*/usr/share/sendmail/cf/' /usr/share/sendmail/cf |
    xargs -r sed -i -E 's|/[^ `]*/usr/share/sendmail/cf/|/usr/share/sendmail/cf/|g'
cp -a "$TOOLS/etc/." /etc/
hostname --fqdn >/etc/mailname
# The machine's own is in the lower layer of the overlay, where a file is not quite what it is on
# a disk; live.py has a part about that.
sed -n p /etc/aliases >/etc/aliases.own 2>/dev/null || :
rm -f /etc/aliases
mv /etc/aliases.own /etc/aliases
for user in smmta smmsp; do
    grep -q "^$user:" /etc/shadow || echo "$user:!:19000::::::" >>/etc/shadow
done
chown root:smmsp /etc/mail/sasl /etc/mail/tls

# host.py has links of its own there, for the other tests.
rm -f /usr/sbin/sendmail /usr/bin/mailq /usr/bin/newaliases
update-alternatives --install /usr/sbin/sendmail-mta sendmail-mta $bin/sendmail 25 \
    --slave /usr/sbin/runq runq /usr/share/sendmail/runq \
    --slave /usr/sbin/newaliases newaliases /usr/share/sendmail/newaliases \
    --slave /usr/bin/mailq mailq /usr/share/sendmail/mailq \
    --slave $man/man5/aliases.5.gz aliases.5.gz $man/man5/aliases.sendmail.5.gz
update-alternatives --install /usr/sbin/sendmail-msp sendmail-msp $bin/sendmail 25 \
    --slave /usr/sbin/sendmail sendmail $bin/sendmail \
    --slave /usr/lib/sendmail lib.sendmail $bin/sendmail
for program in sendmail mailstats; do
    chown root:smmsp $bin/$program
    chmod 2755 $bin/$program
done
# Its status tells whether anything was moved.
/usr/share/sendmail/update_sendmail || :

# The init script waits 2 s for the daemon whatever happens.  Here it gives up waiting after a
# moment, so that what mcwizard then finds is a daemon that may still be on its way up.
for script in /etc/init.d/sendmail /usr/share/sendmail/sendmail; do
    sed -i 's/^\([[:space:]]*\)sleep 2;/\1sleep 0.1;/' $script
    grep -q 'sleep 0.1;' $script
done
