"""The tree of audit_host.sh, and a table of faults planted in copies of it.

A row: a name, the checks that must find something (severity low or worse), the checks that
must give advice, and shell commands run in the copy, in which @ stands for its top.  A row
without checks is a near miss: nothing may be found.  In all of them everything can be looked
at: the audit must end well, and leave nothing unchecked but what UNTRIED names.
"""
import json
import os
import subprocess
import sys

MCWIZARD, TOOLS, TOP, DIR = (os.environ[n] for n in ("MCWIZARD", "TOOLS", "TOP", "E2E_DIR"))
BASE = DIR + "/base"

PASSWD = """root:x:0:0:root:/root:/bin/bash
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
smmta:x:110:115::/var/lib/sendmail:/usr/sbin/nologin
smmsp:x:111:116::/var/lib/sendmail:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/bash
bob:x:1001:1001::/home/bob:/bin/bash
"""
GROUP = """root:x:0:
mail:x:8:
staff:x:50:bob
smmta:x:115:
smmsp:x:116:
sasl:x:45:
alice:x:1000:
bob:x:1001:
"""
RSYSLOG = """$IncludeConfig /etc/rsyslog.d/*.conf
*.*;auth,authpriv.none  -/var/log/syslog
mail.*  -/var/log/mail.log
"""
PROFILE = {
    "host": {"name": "mail.example.org", "domains": ["example.org"]},
    "roles": {"local": True, "inbound": True, "outbound": True},
    "outbound": {"smart_host": "[smart.example.org]", "auth_file": "/etc/mail/auth"},
    "local": {"programs": "any", "forward_files": True, "aliases": {"root": "alice"}},
    "tls": {"cert_file": "/etc/mail/tls/cert.pem", "key_file": "/etc/mail/tls/key.pem"},
    "addresses": {"virtual_domains": ["example.com"], "virtual_users": {"info@example.com": "alice"}},
}
ALIASES = """prog: "|/usr/local/lib/mail/prog --one"
list: :include:/etc/mail/lists/people
box: /var/mail/archive/box
nothing: /dev/null
"""
# Owner, group, mode of what the installed packages leave, and what sendmail makes.
FOLDERS = [
    ("/", "0:0", 0o755), ("/etc", "0:0", 0o755), ("/etc/mail", "110:116", 0o2755),
    ("/etc/mail/tls", "110:116", 0o755), ("/etc/mail/smrsh", "110:116", 0o2755),
    ("/etc/mail/lists", "0:0", 0o755), ("/etc/rsyslog.d", "0:0", 0o755),
    ("/usr", "0:0", 0o755), ("/usr/lib", "0:0", 0o755), ("/usr/sbin", "0:0", 0o755), ("/usr/bin", "0:0", 0o755),
    ("/usr/libexec", "0:0", 0o755), ("/usr/libexec/sendmail", "0:0", 0o755),
    ("/usr/local", "0:0", 0o755), ("/usr/local/lib", "0:0", 0o755), ("/usr/local/lib/mail", "0:0", 0o755),
    ("/var", "0:0", 0o755), ("/var/spool", "0:0", 0o755), ("/var/mail", "0:8", 0o3777),
    ("/var/mail/archive", "0:0", 0o755), ("/var/spool/mqueue", "110:116", 0o2750),
    ("/var/spool/mqueue-client", "111:116", 0o2770), ("/var/run", "0:0", 0o755),
    ("/var/run/sendmail", "0:115", 0o2755), ("/var/run/sendmail/mta", "110:116", 0o2700),
    ("/tmp", "0:0", 0o1777), ("/srv", "0:0", 0o755), ("/home", "0:0", 0o755), ("/root", "0:0", 0o700),
    ("/home/alice", "1000:1000", 0o755), ("/home/bob", "1001:1001", 0o775),
]
M = "@/etc/mail/"
SMRSH = f"sed -i '/^Mprog/s,P=[^ ]*\\,,P=/usr/libexec/sendmail/smrsh\\,,' {M}sendmail.cf;"

ROWS = [
    # name, found, advised, commands
    ("the clean tree", "", "", ""),
    # CF-PERM
    ("sendmail.cf of a user", "CF-PERM", "", f"chown 1000 {M}sendmail.cf"),
    ("sendmail.cf of the TrustedUser", "CF-PERM", "", f"chown 110 {M}sendmail.cf"),
    ("sendmail.mc that its group may write", "CF-PERM", "", f"chmod 664 {M}sendmail.mc"),
    ("submit.cf that the world may write", "CF-PERM", "", f"chmod 646 {M}submit.cf"),
    ("an ACL on sendmail.cf", "CF-PERM", "", f"setfacl -m u:1001:rw {M}sendmail.cf"),
    ("an ACL for reading sendmail.cf", "", "", f"setfacl -m u:1001:r {M}sendmail.cf"),
    ("an ACL on what all may write", "CF-PERM", "", f"chmod 646 {M}sendmail.cf; setfacl -m u:1001:r {M}sendmail.cf"),
    ("an ACL whose mask takes it away", "", "", f"setfacl -m u:1001:rw,m::r {M}sendmail.cf"),
    ("an ACL for the TrustedUser", "", "", f"setfacl -m u:110:rw {M}local-host-names"),
    ("/etc/mail of a user", "CF-PERM", "", f"chown 1000 {M}"),
    ("/etc/mail for its group", "CF-PERM", "", f"chmod 2775 {M}"),
    ("/etc for a group, by an ACL", "CF-PERM", "", "setfacl -m g:50:rwx @/etc"),
    ("/etc for all, but sticky", "", "", "chmod 1777 @/etc"),
    ("/etc for all", "CF-PERM", "", "chmod 777 @/etc"),
    ("a sticky folder with a user's file", "CF-PERM", "",
     f"chmod 1777 {M}; touch {M}own; chmod 644 {M}own; chown 1000 {M}own"),
    ("a file of the TrustedUser in /etc/mail", "", "", f"touch {M}own; chown 110 {M}own; chmod 640 {M}own"),
    ("a folder in /etc/mail for all", "CF-PERM", "", f"mkdir {M}own; chmod 777 {M}own"),
    # ALIAS-PERM
    ("aliases of a user", "ALIAS-PERM", "", f"chown 1000 {M}aliases"),
    ("aliases for all", "ALIAS-PERM", "", f"chmod 666 {M}aliases"),
    ("aliases.db for its group", "ALIAS-PERM", "", f"chmod 664 {M}aliases.db"),
    ("an ACL on aliases.db", "ALIAS-PERM", "", f"setfacl -m g:50:rw {M}aliases.db"),
    ("aliases.db of the TrustedUser", "", "", f"chown 110:116 {M}aliases.db; chmod 640 {M}aliases.db"),
    # MAP-PERM
    ("access for its group", "MAP-PERM", "", f"chmod 660 {M}access"),
    ("access.db of a user", "MAP-PERM", "", f"chown 1000 {M}access.db"),
    ("access.db for all to read", "", "MAP-PERM", f"chmod 644 {M}access.db"),
    ("access.db for all to write", "MAP-PERM", "", f"chmod 666 {M}access.db"),
    ("local-host-names for all", "MAP-PERM", "", f"chmod 666 {M}local-host-names"),
    ("an ACL on virtusertable", "MAP-PERM", "", f"setfacl -m u:1001:rw {M}virtusertable"),
    ("the HELP file for all", "MAP-PERM", "", f"chmod 666 {M}helpfile-empty"),
    ("access of root", "", "", f"chown 0:0 {M}access; chmod 600 {M}access"),
    ("a table elsewhere, in a folder for all", "MAP-PERM", "",
     f"mkdir @/srv/t; chmod 777 @/srv/t; mv {M}access.db @/srv/t/access.db;"
     f"sed -i s,/etc/mail/access,/srv/t/access, {M}sendmail.cf"),
    ("a table elsewhere", "", "",
     f"mkdir @/srv/t; chmod 755 @/srv/t; mv {M}access.db @/srv/t/access.db;"
     f"sed -i s,/etc/mail/access,/srv/t/access, {M}sendmail.cf"),
    ("a table whose flags stand apart from their values", "MAP-PERM", "",
     f"echo 'a b' >@/srv/t; chmod 666 @/srv/t; sed -i '1iKt text -k 0 -v 1 /srv/t' {M}sendmail.cf"),
    # KEY-PERM
    ("a key for all", "KEY-PERM", "", f"chmod 644 {M}tls/key.pem"),
    ("a key for its group", "KEY-PERM", "", f"chmod 640 {M}tls/key.pem"),
    ("a key of a user", "KEY-PERM", "", f"chown 1000 {M}tls/key.pem"),
    ("an ACL on a key", "KEY-PERM", "", f"setfacl -m u:1001:r {M}tls/key.pem"),
    ("a certificate for all to write", "KEY-PERM", "", f"chmod 666 {M}tls/cert.pem"),
    ("a folder of keys for its group", "KEY-PERM", "", f"chown 0:50 {M}tls; chmod 775 {M}tls"),
    ("a key of the TrustedUser", "", "", f"chown 110 {M}tls/key.pem; chmod 400 {M}tls/key.pem"),
    # AUTH-PERM
    ("authinfo for all to read", "AUTH-PERM", "", f"chmod 644 {M}authinfo"),
    ("authinfo.db for all to read", "AUTH-PERM", "", f"chmod 644 {M}authinfo.db"),
    ("authinfo of a user", "AUTH-PERM", "", f"chown 1001 {M}authinfo"),
    ("an ACL on authinfo.db", "AUTH-PERM", "", f"setfacl -m u:1001:r {M}authinfo.db"),
    ("authinfo for a group of daemons", "", "", f"chgrp 116 {M}authinfo; chmod 640 {M}authinfo"),
    ("SASL's accounts for all", "AUTH-PERM", "", "touch @/etc/sasldb2; chmod 664 @/etc/sasldb2"),
    ("SASL's accounts as Debian has them", "", "",
     "touch @/etc/sasldb2; chgrp 45 @/etc/sasldb2; chmod 660 @/etc/sasldb2"),
    ("passwords in access for all to read", "AUTH-PERM", "",
     f'echo AuthInfo:smart.example.org \\"U:x\\" \\"P:y\\" >>{M}access; chmod 644 {M}access; touch {M}access.db'),
    ("passwords in access for all to write", "AUTH-PERM MAP-PERM", "",
     f'echo AuthInfo:smart.example.org \\"U:x\\" \\"P:y\\" >>{M}access; chmod 666 {M}access; touch {M}access.db'),
    ("passwords in access", "", "",
     f'echo AuthInfo:smart.example.org \\"U:x\\" \\"P:y\\" >>{M}access; touch {M}access.db'),
    # BIN-PERM
    ("the binary of a user", "BIN-PERM", "", "chown 1000 @/usr/libexec/sendmail/sendmail"),
    ("the binary for its group", "BIN-PERM", "", "chmod 775 @/usr/libexec/sendmail/sendmail"),
    ("the binary's folder for all", "BIN-PERM", "", "chmod 777 @/usr/libexec/sendmail"),
    ("the binary's folder of the TrustedUser", "BIN-PERM", "", "chown 110 @/usr/libexec/sendmail"),
    ("the mailer for all", "BIN-PERM", "", "chmod 757 @/usr/sbin/sensible-mda"),
    ("an ACL on makemap", "BIN-PERM", "", "setfacl -m u:1001:rwx @/usr/libexec/sendmail/makemap"),
    ("a link to the binary", "", "", "ln -s ../libexec/sendmail/sendmail @/usr/sbin/sendmail"),
    ("a link to a binary for all", "BIN-PERM", "",
     "cp @/usr/sbin/sensible-mda @/srv/x; chmod 777 @/srv/x; ln -s /srv/x @/usr/sbin/sendmail"),
    # NO-SUID
    ("set-user-ID", "NO-SUID", "", "chmod 4755 @/usr/libexec/sendmail/sendmail"),
    ("set-user-ID and set-group-ID", "NO-SUID", "", "chmod 6755 @/usr/libexec/sendmail/sendmail"),
    ("set-group-ID mail", "NO-SUID", "",
     "chgrp 8 @/usr/libexec/sendmail/sendmail; chmod 2755 @/usr/libexec/sendmail/sendmail"),
    ("set-user-ID behind a link", "NO-SUID", "",
     "cp @/usr/sbin/sensible-mda @/srv/sendmail.x; chmod 4755 @/srv/sendmail.x; ln -s /srv/sendmail.x @/usr/lib/sendmail"),
    ("another mail server's set-user-ID", "", "",
     "cp @/usr/sbin/sensible-mda @/srv/exim4; chmod 4755 @/srv/exim4; ln -s /srv/exim4 @/usr/lib/sendmail"),
    ("2555, as sendmail installs itself", "", "", "chmod 2555 @/usr/libexec/sendmail/sendmail"),
    # SMRSH-PERM
    ("smrsh's folder of a user", "SMRSH-PERM", "", f"chown 1000 {M}smrsh"),
    ("smrsh's folder for its group", "SMRSH-PERM", "", f"chmod 775 {M}smrsh"),
    ("a program of smrsh for all", "SMRSH-PERM", "", f"chmod 757 {M}smrsh/vacation"),
    ("a link of smrsh to where all may write", "SMRSH-PERM", "",
     f"cp {M}smrsh/vacation @/tmp/x; chmod 777 @/tmp/x; ln -s /tmp/x {M}smrsh/x"),
    ("a link of smrsh", "", "", f"ln -s /usr/sbin/sensible-mda {M}smrsh/x"),
    # Q-PERM
    ("the queue for others", "Q-PERM", "", "chmod 755 @/var/spool/mqueue"),
    ("the queue for its group", "Q-PERM", "", "chmod 2770 @/var/spool/mqueue"),
    ("the queue of a user", "Q-PERM", "", "chown 1000 @/var/spool/mqueue"),
    ("a part of the queue for others", "Q-PERM", "", "mkdir @/var/spool/mqueue/df; chmod 755 @/var/spool/mqueue/df"),
    ("an ACL on the queue", "Q-PERM", "", "setfacl -m u:1001:rwx @/var/spool/mqueue"),
    ("the submission queue for others", "Q-PERM", "", "chmod 2771 @/var/spool/mqueue-client"),
    ("the submission queue of another group", "Q-PERM", "", "chgrp 50 @/var/spool/mqueue-client"),
    ("/var/spool for all", "Q-PERM", "", "chmod 777 @/var/spool"),
    ("queues by a wildcard", "Q-PERM", "",
     f"mkdir @/var/spool/mqueue/q1 @/var/spool/mqueue/q2; chmod 700 @/var/spool/mqueue/q1;"
     f"chmod 701 @/var/spool/mqueue/q2; sed -i s,=/var/spool/mqueue$,=/var/spool/mqueue/q*, {M}sendmail.cf"),
    ("queues by a wildcard, all safe", "", "",
     f"mkdir @/var/spool/mqueue/q1 @/var/spool/mqueue/other; chmod 700 @/var/spool/mqueue/q1;"
     f"sed -i s,=/var/spool/mqueue$,=/var/spool/mqueue/q*, {M}sendmail.cf"),
    ("a queue group's folder for others", "Q-PERM", "",
     f"mkdir @/var/spool/mqueue/slow @/var/spool/mqueue/slow/q1; chmod 700 @/var/spool/mqueue/slow;"
     f"chmod 705 @/var/spool/mqueue/slow/q1; sed -i '1iQslow, P=/var/spool/mqueue/slow/q*, F=f' {M}sendmail.cf"),
    ("the queue of root", "", "", "chown 0:0 @/var/spool/mqueue; chmod 700 @/var/spool/mqueue"),
    # CONTROL-PERM
    ("the socket's folder for its group", "CONTROL-PERM", "", "chmod 2770 @/var/run/sendmail/mta"),
    ("the socket's folder of a user", "CONTROL-PERM", "", "chown 1000 @/var/run/sendmail/mta"),
    ("the socket's folder, reached by all", "", "CONTROL-PERM", "chmod 2755 @/var/run/sendmail/mta"),
    ("the socket, reached and open to all", "CONTROL-PERM", "",
     "chmod 2755 @/var/run/sendmail/mta; touch @/var/run/sendmail/mta/smcontrol;"
     "chmod 666 @/var/run/sendmail/mta/smcontrol"),
    ("no socket's folder", "", "", "rm -r @/var/run/sendmail"),
    # FORWARD-PERM
    ("a .forward", "", "FORWARD-PERM", "echo x >@/home/alice/.forward; chown 1000:1000 @/home/alice/.forward"),
    ("a .forward for all", "FORWARD-PERM", "FORWARD-PERM",
     "echo x >@/home/alice/.forward; chown 1000:1000 @/home/alice/.forward; chmod 666 @/home/alice/.forward"),
    ("a .forward of another user", "FORWARD-PERM", "FORWARD-PERM",
     "echo x >@/home/alice/.forward; chown 1001 @/home/alice/.forward"),
    ("a .forward in a home for its group", "", "FORWARD-PERM",
     "echo x >@/home/bob/.forward; chown 1001:1001 @/home/bob/.forward; chmod 664 @/home/bob/.forward"),
    ("a .forward in a home for a shared group", "FORWARD-PERM", "FORWARD-PERM",
     "echo x >@/home/bob/.forward; chown 1001:50 @/home/bob/.forward @/home/bob"),
    ("a .forward while none is looked for", "", "",
     f"echo x >@/home/alice/.forward; chmod 666 @/home/alice/.forward;"
     f"sed -i 's,^O ForwardPath=.*,O ForwardPath,' {M}sendmail.cf"),
    # ALIAS-EXEC
    ("a program of a user", "ALIAS-EXEC", "", "chown 1000 @/usr/local/lib/mail/prog"),
    ("a program for its group", "ALIAS-EXEC", "", "chmod 775 @/usr/local/lib/mail/prog"),
    ("a program in a folder for all", "ALIAS-EXEC", "", "chmod 777 @/usr/local/lib/mail"),
    ("an ACL on a program", "ALIAS-EXEC", "", "setfacl -m g:50:rwx @/usr/local/lib/mail/prog"),
    ("a program behind a link", "ALIAS-EXEC", "",
     "mv @/usr/local/lib/mail/prog @/home/alice/prog; ln -s /home/alice/prog @/usr/local/lib/mail/prog"),
    ("a program that is not there", "ALIAS-EXEC", "", "rm @/usr/local/lib/mail/prog"),
    ("a program of a list", "ALIAS-EXEC", "",
     "echo '\"|/home/alice/p\"' >>@/etc/mail/lists/people; cp @/usr/local/lib/mail/prog @/home/alice/p"),
    ("a program that others may read", "", "", "chmod 555 @/usr/local/lib/mail/prog"),
    ("what smrsh does itself", "", "", SMRSH + f"""printf '%s\\n' 'a: "|exit 67"' 'b: "|echo x"'"""
     f""" 'c: "|exec /usr/bin/vacation joe"' >{M}aliases; touch {M}aliases.db"""),
    ("a program that smrsh does not have", "ALIAS-EXEC", "", SMRSH +
     f"""echo 'a: "|exec /usr/bin/other joe"' >{M}aliases; touch {M}aliases.db"""),
    # ALIAS-INCLUDE
    ("a list for all", "ALIAS-INCLUDE", "", f"chmod 666 {M}lists/people"),
    ("a list in a folder for a group", "ALIAS-INCLUDE", "",
     f"mkdir @/srv/l; mv {M}lists/people @/srv/l/; chgrp 50 @/srv/l; chmod 775 @/srv/l;"
     f"sed -i s,/etc/mail/lists/people,/srv/l/people, {M}aliases; touch {M}aliases.db"),
    ("a list in a folder of /etc/mail that is told already", "CF-PERM", "", f"chmod 775 {M}lists"),
    ("a list that anybody can make", "ALIAS-INCLUDE", "",
     f"sed -i s,/etc/mail/lists/people,/tmp/people, {M}aliases; touch {M}aliases.db"),
    ("an ACL on a list", "ALIAS-INCLUDE", "", f"setfacl -m u:1001:rw {M}lists/people"),
    ("a list of a list", "ALIAS-INCLUDE", "",
     f"echo :include:/srv/l >>{M}lists/people; touch @/srv/l; chmod 666 @/srv/l"),
    ("a list of its owner", "", "", f"chown 1001 {M}lists/people"),
    ("a list that includes itself", "", "", f"echo :include:/etc/mail/lists/people >>{M}lists/people"),
    # ALIAS-FILE
    ("a mailbox for all", "ALIAS-FILE", "", "touch @/var/mail/archive/box; chmod 666 @/var/mail/archive/box"),
    ("a mailbox in a folder for all", "ALIAS-FILE", "", "chmod 777 @/var/mail/archive"),
    ("a mailbox that anybody can make", "ALIAS-FILE", "", "chmod 1777 @/var/mail/archive"),
    ("a mailbox of its owner", "", "",
     "touch @/var/mail/archive/box; chown 1001 @/var/mail/archive/box; chmod 600 @/var/mail/archive/box"),
    # CF-MISSING
    ("no class file", "CF-MISSING", "", f"rm {M}local-host-names"),
    ("no access.db", "CF-MISSING", "", f"rm {M}access.db"),
    ("no aliases", "CF-MISSING", "", f"rm {M}aliases {M}aliases.db"),
    ("no key", "CF-MISSING", "", f"rm {M}tls/key.pem"),
    ("no HELP file", "CF-MISSING", "", f"rm {M}helpfile-empty"),
    ("no queue", "CF-MISSING", "", "rm -r @/var/spool/mqueue"),
    ("aliases without their map", "", "", f"rm {M}aliases.db"),
    ("no file of an optional class", "", "", f"sed -i 's,^Fw/etc,Fw-o /etc,' {M}sendmail.cf; rm {M}local-host-names"),
    # STALE-MAP
    ("access older than its text", "STALE-MAP", "", f"touch -d '2023-11-14 20:00 UTC' {M}access.db"),
    ("aliases older than their text", "STALE-MAP", "", f"touch -d '2023-11-14 22:13:10 UTC' {M}aliases.db"),
    ("access as old as its text", "", "", f"touch -r {M}access {M}access.db"),
    # LINKS
    ("access is a link", "", "LINKS", f"mv {M}access @/srv/access; ln -s ../../srv/access {M}access"),
    ("access is a link to a file for all", "LINKS", "",
     f"mv {M}access @/srv/access; chmod 666 @/srv/access; ln -s /srv/access {M}access"),
    ("sendmail.cf is a link into a home", "LINKS", "",
     f"mv {M}sendmail.cf @/home/alice/s.cf; ln -s /home/alice/s.cf {M}sendmail.cf"),
    ("a link through /tmp", "LINKS", "",
     f"mv {M}access @/srv/access; ln -s /srv/access @/tmp/a; chown -h 1000 @/tmp/a; ln -s /tmp/a {M}access"),
    ("a link that would leave the root", "", "LINKS",
     f"mv {M}access @/srv/access; ln -s ../../../../../../../srv/access {M}access"),
    ("a link by ./ to what lies outside", "CF-MISSING LINKS", "",
     f"echo 'x: \"|/srv/none\"' >@.outside; rm {M}aliases {M}aliases.db;"
     f"ln -s ./x {M}aliases; ln -s @.outside {M}x"),
    ("a link by ./", "", "LINKS",
     f"mv {M}aliases @/srv/aliases; ln -s ./x {M}aliases; ln -s ./../../srv/./aliases {M}x"),
    ("a link to nowhere", "", "LINKS", f"ln -s /nowhere {M}spare"),
    ("aliases are a link", "", "LINKS", f"mv {M}aliases @/etc/aliases; ln -s ../aliases {M}aliases"),
    # SYSLOG
    ("nothing logs mail", "SYSLOG", "", "echo 'auth.* /var/log/auth' >@/etc/rsyslog.conf"),
    ("only errors are logged", "SYSLOG", "", "echo 'mail.err /var/log/mail.err' >@/etc/rsyslog.conf"),
    ("mail is left out", "SYSLOG", "", "echo '*.*;mail.none /var/log/all' >@/etc/rsyslog.conf"),
    ("mail is thrown away", "SYSLOG", "", "echo 'mail.* ~' >@/etc/rsyslog.conf"),
    ("mail is logged by an included file", "", "",
     "echo '# none' >@/etc/rsyslog.conf; echo 'mail.info /var/log/m' >@/etc/rsyslog.d/50-mail.conf"),
    ("no syslog daemon", "", "SYSLOG", "rm -r @/etc/rsyslog*"),
    ("a journal alone", "", "",
     "rm -r @/etc/rsyslog*; mkdir @/usr/lib/systemd; touch @/usr/lib/systemd/systemd-journald"),
]

# Where the relay proof cannot be tried, since sendmail would not start with what is there.
UNTRIED = {"no class file": {"RELAY-PROOF"}}


def shell(command, top):
    subprocess.run(["sh", "-ec", command.replace("@", top)], check=True, stderr=subprocess.STDOUT)


def write(path, text, mode=0o644):
    with open(BASE + path, "w", encoding="ascii") as f:
        f.write(text)
    os.chmod(BASE + path, mode)


def build():
    for path, _, _ in FOLDERS:
        os.makedirs(BASE + path, exist_ok=True)
    shell(f"cp -a {TOOLS}/usr/libexec/sendmail/. @/usr/libexec/sendmail/;"
          f"cp {TOOLS}/usr/sbin/sensible-mda @/usr/sbin/; chmod 755 @/usr/sbin/sensible-mda;"
          "chgrp 116 @/usr/libexec/sendmail/sendmail; chmod 2755 @/usr/libexec/sendmail/sendmail", BASE)
    write("/etc/passwd", PASSWD)
    write("/etc/group", GROUP)
    write("/etc/debian_version", "12.0\n")
    write("/etc/hostname", "mail\n")
    write("/etc/rsyslog.conf", RSYSLOG)
    with open(DIR + "/auth", "w", encoding="ascii") as f:
        f.write("user\npassword\n")
    os.chmod(DIR + "/auth", 0o600)
    profile = dict(PROFILE)
    profile["outbound"]["auth_file"] = DIR + "/auth"
    with open(DIR + "/p.json", "w", encoding="ascii") as f:
        json.dump(profile, f)
    # --elsewhere: its certificate lies in the tree, not here.
    subprocess.run([MCWIZARD, "--tools", TOOLS, "--elsewhere", "render", "--compile", "-p", DIR + "/p.json",
                    "-o", BASE + "/etc/mail"], check=True)
    with open(BASE + "/etc/mail/aliases", "a", encoding="ascii") as f:
        f.write(ALIASES)
    write("/etc/mail/lists/people", "alice,\nbob\n")
    write("/etc/mail/helpfile", "", 0o644)
    for path in ("/usr/local/lib/mail/prog", "/etc/mail/smrsh/vacation"):
        write(path, "#!/bin/sh\n", 0o755)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mail.example.org",
                    "-keyout", BASE + "/etc/mail/tls/key.pem", "-out", BASE + "/etc/mail/tls/cert.pem"],
                   check=True, stderr=subprocess.DEVNULL)
    for name in os.listdir(BASE + "/etc/mail"):
        path = BASE + "/etc/mail/" + name
        if os.path.isfile(path):
            secret = name.startswith("authinfo")
            table = not name.endswith((".cf", ".mc")) and name != "local-host-names"
            os.chown(path, 110 if table else 0, 116)
            os.chmod(path, 0o600 if secret else 0o640 if table else 0o644)
            os.utime(path, (1700000000, 1700000000))
    for path, owner, mode in FOLDERS:
        os.chown(BASE + path, *(int(n) for n in owner.split(":")))
        os.chmod(BASE + path, mode)
    os.chmod(BASE + "/etc/mail/tls/key.pem", 0o600)


def audit(top, prefix=()):
    run = subprocess.run([*prefix, MCWIZARD, "--root", top, "--format", "json", "audit"],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")], run.stdout


def say(good, text, detail=""):
    print(("ok - " if good else "not ok - ") + text)
    if not good:
        print("".join("#   " + line + "\n" for line in str(detail).splitlines()[:30]), end="")


def ids(findings, host, advice):
    return {f["id"] for f in findings if f["type"] == "finding" and f["id"] in host
            and (f["severity"] == "advice") == advice}


def ended(status, lines, untried):
    """Whether the audit came to its end with all else checked, and its exit status is right."""
    last = lines[-1] if lines else {}
    worse = any(f["type"] == "finding" and f["severity"] != "advice" for f in lines)
    unchecked = [f["id"] for f in lines if f["type"] == "not-checked"]
    return (last.get("type") == "summary" and last.get("not_checked") == len(untried)
            and set(unchecked) == untried and status == (1 if worse else 2 if untried else 0))


def copy(number):
    top = f"{DIR}/tree{number}"
    subprocess.run(["cp", "-a", BASE, top], check=True)
    return top


def unreadable(host):
    """As nobody: what cannot be looked at is said, and the exit status is 2, or 1 for findings."""
    os.chmod(DIR, 0o755)
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    rows = [
        ("a folder that nobody may search", f"chmod 700 {M}tls", "/etc/mail/tls/"),
        ("a table that cannot be read", f"chmod 600 {M}aliases", "/etc/mail/aliases"),
        ("a folder that cannot be listed", f"chmod 711 {M}", "/etc/mail"),
    ]
    for number, (name, command, place) in enumerate(rows):
        top = copy(f"u{number}")
        shell(command, top)
        status, lines, out = audit(top, nobody)
        said = [f for f in lines if f["type"] == "not-checked" and (f["file"] or "").startswith(top + place)]
        say(said and status in (1, 2), f"unreadable: {name} is said", f"exit {status}\n{out}")
        say(not ids(lines, host, False), f"unreadable: {name} is no finding", out)
        subprocess.run(["rm", "-rf", top], check=True)


def main():
    build()
    host = set()
    with open(TOP + "/wizard/audit/checks_host.c", encoding="ascii") as f:
        host = {line.split('"')[1] for line in f if '.id = "' in line}
    say(len(host) >= 18, "the rows of the table are known")
    for number, (name, found, advised, command) in enumerate(ROWS):
        top = copy(number)
        shell(command, top)
        status, lines, out = audit(top)
        got = ids(lines, host, False)
        hints = ids(lines, host, True)
        want = set(found.split())
        detail = "\n".join(f"{f['id']} {f['severity']} {f['file']}: {f['found']}" for f in lines if f.get("id") in host)
        detail += "".join(f"\n{f}" for f in lines if f["type"] in ("summary", "not-checked"))
        mended = all(f["mend"] for f in lines if f.get("id") in host)
        say(mended and got == want and hints == set(advised.split()) and ended(status, lines, UNTRIED.get(name, set())),
            f"{found or advised or 'nothing'}: {name}", f"exit {status}\n{detail or out}")
        subprocess.run(["rm", "-rf", top], check=True)
    tripped = {i for _, found, advised, _ in ROWS for i in (found + " " + advised).split()}
    say(tripped == host, "every check of the table is tripped", host ^ tripped)
    unreadable(host)


if __name__ == "__main__":
    sys.exit(main())
