"""What the distribution does to the files by itself, and what apply makes of it: see distribution.sh."""
import re
import sys
import time

from debian import ADDRESS, Debian, changed, eventually_in_force, in_force, profile
from e2e import Host, Smtp, ok, sunk, wait_until

mta, world = Debian(), Host("world")
# What `make` says when it makes one of the files that apply writes.
REBUILT = re.compile(r"^Updating (sendmail\.cf|submit\.cf|access_db|ALIAS_FILE|mailertable|\S*/etc/mail/\S+\.db)", re.M)
EDIT = "define(`confMAX_HOP', `77')dnl\n"


def apply(number, *args):
    return mta.mcwizard("apply", "-p", profile(number), "--yes", "--quick", *args)


def plan(number, *args):
    return mta.mcwizard("plan", "-p", profile(number), "--quick", *args)


def said(done):
    return f"exit {done.returncode}\n{done.stdout}{done.stderr}"


def make(folder="/etc/mail"):
    done = mta.run(mta_env(["make", "-C", folder]))
    return done.returncode, done.stdout + done.stderr


def mta_env(argv):
    return ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", *argv]


def names_edited(done, name):
    """Whether it says of that file that somebody edited it."""
    return any("edited" in line and re.search(rf"/{re.escape(name)}\b(?!\.)", line) for line in said(done).splitlines())


def delivers(word):
    """Empty, or what becomes of a message to a mailbox and to another host."""
    smtp = Smtp(world.connect("", ADDRESS))
    stage, reply = smtp.send("joe@client.example", ["alice@example.org", "x@far.example"],
                             f"Subject: {word}\n\nhello\n")
    smtp.quit()
    if stage != "sent":
        return f"{stage}: {reply.code} {reply.text}"

    def arrived():
        texts = ["\n".join(mta.mailbox("alice")), "\n".join(m["data"] for m in sunk())]
        return all(f"Subject: {word}\n" in text for text in texts)
    return "" if wait_until(arrived, 10) else "\n".join(mta.log().splitlines()[-6:])


def read(name):
    return (mta.mail / name).read_text("latin-1")


def edit(name, before, line):
    """A person writes a line before the first one that begins so."""
    at = "\n" + before
    text = read(name)
    assert at in text, (name, before)
    (mta.mail / name).write_text(text.replace(at, "\n" + line + before, 1), "latin-1")


def older_than_source():
    """Files that make would build again."""
    pairs = [("sendmail.cf", "sendmail.mc"), ("submit.cf", "submit.mc")]
    pairs += [(p.name, p.name[:-3]) for p in mta.mail.glob("*.db")]
    return [made for made, source in pairs
            if (mta.mail / made).stat().st_mtime_ns < (mta.mail / source).stat().st_mtime_ns]


def contents(files):
    return {name: row[5] for name, row in files.items()}


def leftovers():
    return [p.name for p in mta.mail.rglob("*mcwizard*")]


def right_after():
    for number in (1, 3, 4):  # with a table more, and one less
        done = apply(number, *(["--force-new"] if number == 1 else []))  # over those of the package
        ok(done.returncode == 0, f"apply of profile {number}", said(done))
        files = mta.files()
        ok(not older_than_source(), f"profile {number}: no file is older than what it is made from",
           str(older_than_source()))
        status, text = make()
        differs = changed(files, mta.files())
        if number == 4:
            # The rules that the old sendmail.mc has led to make an empty table in the place of the one
            # that is gone; nobody uses it.  The next rules do not know it any more.
            ok({"mail/mailertable", "mail/mailertable.db"} >= {d.split(":")[0] for d in differs} and not
               (mta.mail / "mailertable").stat().st_size, "make puts an empty table in the place of a removed one",
               "\n".join(differs))
            text, differs = text.replace("Updating mailertable ...", ""), []
        ok(status == 0 and not REBUILT.search(text) and not differs,
           f"profile {number}: make finds nothing to do", text + "\n".join(differs))
    done = mta.mcwizard("rollback", "--yes")
    ok(done.returncode == 0 and (mta.mail / "mailertable").stat().st_size > 0,
       "a rollback takes the empty table for nobody's edit", said(done))
    done = apply(2)
    ok(done.returncode == 0, "profile 2 once more", said(done))
    started = mta.service("start")
    ok(eventually_in_force(world, 2) == "", "the init script starts the daemon", started.stdout + in_force(world, 2))
    files = mta.files()
    reloaded = mta.service("reload")
    differs = changed(files, mta.files())
    ok(reloaded.returncode == 0 and not differs, "its reload changes no file", reloaded.stdout + "\n".join(differs))
    done = plan(2)
    ok(done.returncode == 0, "plan: nothing to do", said(done))


def rebuilt():
    """Debian's Makefile builds sendmail.cf, with the .mc as comments behind it."""
    time.sleep(0.01)
    (mta.mail / "sendmail.mc").touch()
    (mta.mail / "submit.mc").touch()
    (mta.mail / "access").touch()
    status, text = make()
    ok(status == 0 and "Updating sendmail.cf" in text and "### /etc/mail/sendmail.mc ###" in read("sendmail.cf")
       and "### /etc/mail/submit.mc ###" in read("submit.cf"),
       "after touch, make builds sendmail.cf and submit.cf with the .mc as comments", text)
    done = plan(2)
    ok(done.returncode in (0, 1) and not re.search("edited|conflict", said(done)),
       "plan takes none of it for an edit", said(done))
    done = apply(2)
    ok(done.returncode == 0, "apply does not refuse", said(done))
    done = plan(2)
    ok(done.returncode == 0, "then there is nothing to do", said(done))
    status, text = make()
    ok(status == 0 and not REBUILT.search(text), "and make finds nothing to do, either", text)


def edited():
    """A person edits sendmail.mc and a table, and runs make."""
    edit("sendmail.mc", "MAILER(", EDIT)
    (mta.mail / "access").write_text(read("access") + "From:person@client.example\tREJECT\n", "latin-1")
    time.sleep(0.01)
    status, text = make()
    ok(status == 0 and "\nO MaxHopCount=77\n" in read("sendmail.cf"), "a person edits sendmail.mc and runs make", text)
    files, points = mta.files(), mta.checkpoints()
    done = plan(2)
    for name in ("sendmail.mc", "sendmail.cf", "access"):
        ok(done.returncode == 1 and names_edited(done, name),
           f"plan says that {name} was edited", said(done))
    ok(not names_edited(done, "submit.mc") and not names_edited(done, "submit.cf"),
       "but not submit.mc and submit.cf", said(done))
    for number in (2, 4):
        done = apply(number)
        differs = changed(files, mta.files())
        ok(done.returncode == 1 and not differs and mta.checkpoints() == points,
           f"apply of profile {number} without a terminal: refused, nothing touched", said(done) + "\n".join(differs))
    done = apply(4, "--force-keep")
    kept = {name: mta.files()["mail/" + name][5] for name in ("sendmail.mc", "sendmail.cf", "access")}
    ok(done.returncode == 0 and kept == {name: files["mail/" + name][5] for name in kept},
       "--force-keep keeps the edited files", said(done))
    ok("\nO MaxHopCount=77\n" in read("sendmail.cf"), "sendmail.cf still does as the person wrote")
    became = delivers("kept")
    ok(became == "", "the daemon, with what was kept and what was not, delivers mail", became)
    before_new = mta.files()
    done = apply(4, "--force-new")
    ok(done.returncode == 0 and "confMAX_HOP', `77'" not in read("sendmail.mc")
       and "\nO MaxHopCount=77\n" not in read("sendmail.cf") and "person@" not in read("access"),
       "--force-new replaces them", said(done))
    ok(eventually_in_force(world, 4) == "", "and the daemon follows", in_force(world, 4))
    done = mta.mcwizard("rollback", "--yes")
    differs = changed(contents(before_new), contents(mta.files()))
    ok(done.returncode == 0 and not differs, "a rollback brings the person's files back",
       said(done) + "\n".join(differs))
    done = apply(4, "--force-new")
    ok(done.returncode == 0 and plan(4).returncode == 0, "--force-new once more", said(done))
    ok(not leftovers(), "no companion file is left", str(leftovers()))


def upgraded():
    """What sendmail-bin's postinst does on an upgrade."""
    before = mta.files()
    mta.service("stop")
    mta.run(mta_env(["sh", "-c", "cp -f /etc/mail/sendmail.cf /etc/mail/sendmail.cf.old; "
                     "cp -f /etc/mail/submit.cf /etc/mail/submit.cf.old; chmod 644 /etc/mail/*.cf.old; "
                     "/usr/share/sendmail/update_sendmail || true"]))
    started = mta.service("start")
    touched = {line.split(":")[0] for line in changed(contents(before), contents(mta.files()))}
    print(f"# the upgrade changed {' '.join(sorted(touched))}")
    ok(eventually_in_force(world, 4) == "", "after an upgrade the daemon does as before",
       started.stdout + in_force(world, 4))
    mc_changed = "mail/sendmail.mc" in touched
    done = plan(4)
    ok(names_edited(done, "sendmail.mc") == mc_changed,
       "plan says whether the upgrade has edited sendmail.mc", said(done))
    for name in ("access", "aliases", "local-host-names"):
        ok(not names_edited(done, name) and not names_edited(done, name + ".db"),
           f"{name}, which is as it was, was not edited", said(done))
    done = apply(4)
    ok(done.returncode == (1 if mc_changed else 0), "apply decides by that alone whether it asks", said(done))
    before = mta.files()
    done = apply(5, "--force-new")
    ok(done.returncode == 0 and eventually_in_force(world, 5) == "", "then another profile rules",
       said(done) + in_force(world, 5))
    done = mta.mcwizard("rollback", "--yes")
    differs = changed(contents(before), contents(mta.files()))
    ok(done.returncode == 0 and not differs, "nothing of the upgrade's files is lost: a rollback brings them back",
       said(done) + "\n".join(differs))
    done = apply(4, "--force-new")
    ok(done.returncode == 0, "and the profile once more", said(done))


def sendmailconfig():
    """Yes to all its questions: the existing sendmail.conf and sendmail.mc, and a reload."""
    done = mta.run(mta_env(["/usr/sbin/sendmailconfig"]), text="\n\n\n\n")
    ok(done.returncode == 0, "sendmailconfig, with the answers that it proposes", done.stdout[-2000:] + done.stderr)
    ok(eventually_in_force(world, 4) == "", "the daemon does as before", in_force(world, 4))
    done = apply(6, "--force-new")
    ok(done.returncode == 0 and eventually_in_force(world, 6) == "", "the next apply is in force",
       said(done) + in_force(world, 6))


# ---- Fedora and RHEL ----

# sendmail-cf of Fedora and RHEL installs a Makefile and a script, /etc/mail/make, which the unit
# runs before each start.  No package of it is at hand here: these are the same rules in short.
# A table is compiled when it is newer than its .db, a .cf built when its .mc is newer, after a
# copy of the old one as .bak; aliases by newaliases.  Only the folder is another one.
RHEL_MAKEFILE = """\
TABLES = $(wildcard access mailertable virtusertable domaintable genericstable authinfo)
all: sendmail.cf submit.cf $(TABLES:=.db) aliases.db
aliases.db: aliases
\t@echo newaliases
\t@sed 's|/etc/mail/|/var/rhel/etc/mail/|g' sendmail.cf >/var/rhel/aliases.cf
\t@/usr/libexec/sendmail/sendmail -C /var/rhel/aliases.cf -bi
%.db: %
\t@echo makemap $<
\t@/usr/libexec/sendmail/makemap -C /var/rhel/etc/mail/sendmail.cf hash $@ < $<
%.cf: %.mc
\t@echo m4 $<
\t@test ! -f $@ || mv -f $@ $@.bak
\t@umask 022; m4 -D_CF_DIR_=/usr/share/sendmail/cf/ $< > $@
"""


def rhel():
    root = mta.root / "var/rhel"
    (root / "etc/mail").mkdir(parents=True)
    (root / "etc/redhat-release").write_text("Red Hat Enterprise Linux release 9.4 (Plow)\n")
    (root / "etc/mail/Makefile").write_text(RHEL_MAKEFILE)
    # What makemap writes belongs to the user of that name on this host.
    smmsp = mta.user_id("smmsp")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n"
                                     f"smmsp:x:{smmsp}:{smmsp}::/var/spool/mqueue:/sbin/nologin\n")
    (root / "etc/group").write_text(f"root:x:0:\nmail:x:12:\nsmmsp:x:{smmsp}:\n")
    below = ("--root", "/var/rhel")
    done = mta.mcwizard(*below, "apply", "-p", profile(3), "--yes", "--quick")
    ok(done.returncode == 0, "RHEL: apply below a root", said(done))

    def state():
        return {str(p.relative_to(root)): (p.read_bytes(), p.stat().st_mtime_ns)
                for p in root.rglob("*") if p.is_file() and "var/lib" not in str(p)}

    def mail_plan():
        return mta.mcwizard(*below, "plan", "-p", profile(3), "--quick")
    files = state()
    status, text = make("/var/rhel/etc/mail")
    ok(status == 0 and state() == files, "RHEL: make finds nothing to do right after it", text)
    time.sleep(0.01)
    for name in ("mail/sendmail.mc", "mail/access", "mail/aliases"):
        (root / "etc" / name).touch()
    status, text = make("/var/rhel/etc/mail")
    ok(status == 0 and "m4 sendmail.mc" in text and "makemap access" in text and "newaliases" in text,
       "RHEL: after touch, make builds sendmail.cf, a table and the aliases", text)
    done = mail_plan()
    ok(done.returncode in (0, 1) and "edited" not in said(done), "RHEL: plan takes none of it for an edit", said(done))
    done = mta.mcwizard(*below, "apply", "-p", profile(3), "--yes", "--quick")
    ok(done.returncode == 0 and mail_plan().returncode == 0, "RHEL: apply does not refuse", said(done))
    mc = root / "etc/mail/sendmail.mc"
    time.sleep(0.01)
    mc.write_text(mc.read_text("latin-1").replace("\nMAILER(", "\n" + EDIT + "MAILER(", 1), "latin-1")
    status, text = make("/var/rhel/etc/mail")
    files = state()
    done = mail_plan()
    ok(status == 0 and done.returncode == 1 and names_edited(done, "sendmail.mc")
       and names_edited(done, "sendmail.cf"), "RHEL: plan names the files that a person edited", said(done))
    done = mta.mcwizard(*below, "apply", "-p", profile(3), "--yes", "--quick")
    ok(done.returncode == 1 and state() == files, "RHEL: apply without a terminal refuses", said(done))
    done = mta.mcwizard(*below, "apply", "-p", profile(3), "--yes", "--quick", "--force-new")
    ok(done.returncode == 0 and EDIT not in mc.read_text("latin-1"), "RHEL: --force-new replaces them", said(done))


PARTS = [right_after, rebuilt, edited, upgraded, sendmailconfig, rhel]
# Each goes on where those before it ended; the last one stands alone.
for part in PARTS if sys.argv[1:] != ["rhel"] else [rhel]:
    began = time.monotonic()
    part()
    print(f"# {part.__name__}: {time.monotonic() - began:.0f} s", flush=True)
