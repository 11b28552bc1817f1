"""The part of setup_pty.py about starting from what the host has: `setup` imports it."""

import json
import os
import shutil
import signal
import stat

from terminal import CTRL_C, MCWIZARD, Session, check, need_macros, test

MC = """divert(0)dnl
VERSIONID(`host')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mail.example.org')dnl
define(`SMART_HOST', `smtp.example.net')dnl
define(`confMAX_MESSAGE_SIZE', `20000000')dnl
define(`confNO_SUCH_THING', `7')dnl
FEATURE(`access_db', `hash -T<TMPF> -o /etc/mail/access.db')dnl
FEATURE(`use_cw_file')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
D{Site}raw.example
"""
ACCESS = "From:bulk.example\tDISCARD\nConnect:192.0.2\tRELAY\n"
# What is asked when the roles stay as they are in MC, and Enter is the answer to all.
QUESTIONS = ["host.name", "host.domains", "roles.local", "roles.outbound", "roles.inbound", "roles.relay",
             "outbound.smart_host", "outbound.smart_host_port", "outbound.auth_file", "local.aliases",
             "inbound.recipients", "relay.networks", "relay.hosts", "relay.domains"]
OFFER = "Start from it?"
LEFT = "confNO_SUCH_THING"


def plant(place, mc=MC):
    """The host has a sendmail.mc and an access table."""
    place.write("etc/debian_version", "12.5\n")
    place.write("etc/mail/sendmail.mc", mc)
    place.write("etc/mail/access", ACCESS)


def room(place):
    """The environment with a folder of its own for what is temporary."""
    path = os.path.join(place.top, "tmp")
    os.makedirs(path, exist_ok=True)
    return {"TMPDIR": path}


def check_room(place):
    left = os.listdir(os.path.join(place.top, "tmp"))
    check(not left, f"left behind: {left}")


def keep_all(s):
    """Enter at every question up to the end; what the pager shows is passed by."""
    for path in QUESTIONS:
        s.answer(path, "")
    s.defaults(server=True)


def to_end(s):
    """Waits for the last question, whatever the pager shows before it."""
    for _ in range(200):
        s.read(0.1)
        rest = s.seen[s.mark:]
        if "(n)either" in rest:
            return
        if rest.endswith("\n:") or "(END)" in rest[-20:]:
            s.send("q")
    s.expect("(n)either")


def save(s, wish="s"):
    to_end(s)
    s.answer("(n)either", "\x15" + wish)  # a q that came too late does not count


def mode(place, name):
    return stat.S_IMODE(os.stat(os.path.join(place.work, name)).st_mode)


def read(place, name):
    with open(os.path.join(place.work, name), encoding="ascii") as f:
        return f.read()


@test("from the host's own .mc: offered, prefilled, what is left is listed, saved with its files")
def own(place):
    need_macros()
    plant(place)
    with Session(place, env=room(place), columns=200) as s:  # the pager would break lines
        s.expect("Found: ")
        told = " ".join(s.expect(OFFER).split())
        check("sendmail.mc: " in told and " are settings" in told, told)
        check("1 is not carried" in told and "`mcwizard import' tells more" in told, told)
        s.answer("[Y/n]", "?")
        s.expect("you start from nothing")
        s.answer("[Y/n]", "<")
        s.expect("This is the first question")
        s.answer("[Y/n]", "! host.name")
        s.expect("This is the first question")
        s.answer("[Y/n]", "")
        s.expect("(host.name)")
        s.expect("[mail.example.org]: ")
        s.send("\r")
        s.answer("host.domains", "")
        for role in ("local", "outbound", "inbound", "relay"):
            s.expect(f"(roles.{role})")
            s.expect("[yes]: ")
            s.send("\r")
        s.expect("(outbound.smart_host)")
        s.expect("[smtp.example.net]: ")
        s.send("\r")
        s.answers(("outbound.smart_host_port", ""), ("outbound.auth_file", ""), ("local.aliases", ""),
                  ("inbound.recipients", ""))
        s.expect("(relay.networks)")
        s.expect("[192.0.2.0/24]: ")
        s.send("\r")
        s.answers(("relay.hosts", ""), ("relay.domains", ""))
        s.defaults(server=True)
        s.expect("Not carried", not_before="Summary")
        s.expect(f"sendmail.mc:7: define(`{LEFT}', `7')", not_before="Summary")
        s.expect("Summary: mail.example.org, roles: local, outbound, inbound, relay")
        save(s, "b")
        s.answer("Save the profile as", "")
        s.answer("Render into the folder", "out")
        s.expect("mail.example.org.extra.mc, which it names")
        s.expect("mail.example.org.access, which it names")
        s.end(0)
    names = ["mail.example.org.access", "mail.example.org.extra.mc", "mail.example.org.json", "out"]
    check(place.files() == names, f"files: {place.files()}")
    check("D{Site}raw.example\n" in read(place, names[1]), read(place, names[1]))
    check(read(place, names[0]) == "From:bulk.example\tDISCARD\n", read(place, names[0]))
    check([mode(place, name) for name in names[:3]] == [0o600, 0o600, 0o644], "modes")
    profile = place.profile()
    check(profile["extra"] == {"file": names[1]}, str(profile))
    check(profile["tables"] == {"access_file": names[0]}, str(profile))
    check(profile["limits"] == {"message_size": 20000000}, str(profile))
    check("raw.example" in read(place, "out/sendmail.cf"), "the raw line is not rendered")
    done = place.run("--root", place.root, "render", "-p", names[2], "-o", "again")
    check(done.returncode == 0, f"render of the saved profile: {done.stderr}")
    for name in sorted(os.listdir(os.path.join(place.work, "out"))):
        check(read(place, f"out/{name}") == read(place, f"again/{name}"), f"{name} differs")
    check_room(place)


@test("from the host's own: with no it starts from nothing, and nothing is said to be left")
def declined(place):
    need_macros()
    plant(place)
    with Session(place, env=room(place)) as s:
        s.answer(OFFER, "n")
        s.answers(("host.name", ""), ("host.domains", ""))
        s.expect("(roles.local)")
        s.expect("[no]: ")
        s.send("y\r")
        s.answers(("roles.outbound", ""), ("roles.inbound", ""), ("roles.relay", ""), ("local.aliases", ""),
                  ("local.forward_targets", ""))
        s.defaults()
        passed = s.expect("Summary")
        check(LEFT not in passed and "Not carried" not in passed, passed)
        save(s)
        s.answer("Save the profile as", "")
        s.end(0)
    check(place.files() == ["mail.example.org.json"], str(place.files()))
    check(set(place.profile()) == {"host", "roles"}, str(place.profile()))
    check_room(place)


@test("--from FILE and DIR are taken unasked; --from none asks nothing and starts from nothing")
def named(place):
    need_macros()
    plant(place)
    other = os.path.join(place.work, "other")
    os.makedirs(other)
    with open(os.path.join(other, "sendmail.mc"), "w", encoding="ascii") as f:
        f.write(MC.replace("mail.example.org", "other.example.org"))
    for source in ("other", "other/sendmail.mc"):
        with Session(place, "--from", source) as s:
            s.expect("Starting from: other/sendmail.mc: ")
            told = " ".join(s.expect("tells more").split())
            check(f"`mcwizard import {source}'" in told, told)
            s.expect("[other.example.org]: ", not_before=OFFER)
            s.send(CTRL_C)
            s.end(1)
    with Session(place, "--from", "none") as s:
        s.answers(("host.name", ""), ("host.domains", ""))
        s.expect("(roles.local)")
        s.expect("[no]: ")
        s.send(CTRL_C)
        s.end(1)
        check("settings" not in s.seen and OFFER not in s.seen, s.seen)
    with open(os.path.join(place.work, "p.json"), "w", encoding="ascii") as f:
        json.dump({"host": {"name": "profile.example.org"}}, f)
    with Session(place, "-p", "p.json") as s:
        s.expect("[profile.example.org]: ", not_before=OFFER)
        s.send(CTRL_C)
        s.end(1)


@test("from a sendmail.cf, where the .mc is gone; and with both, where they part")
def from_cf(place):
    need_macros()
    plant(place)
    with open(os.path.join(place.work, "p.json"), "w", encoding="ascii") as f:
        json.dump({"host": {"name": "cf.example.org"}, "roles": {"local": True, "outbound": True}}, f)
    done = place.run("render", "-p", "p.json", "-o", "made")
    check(done.returncode == 0, done.stderr)
    cf = read(place, "made/sendmail.cf")
    place.write("etc/mail/sendmail.cf", cf)
    with Session(place) as s:
        told = " ".join(s.expect(OFFER).split())
        check("sendmail.mc: " in told and "sendmail.cf beside it is not made of it" in told, told)
        s.send(CTRL_C)
        s.end(1)
    os.unlink(os.path.join(place.root, "etc/mail/sendmail.mc"))
    with Session(place) as s:
        told = " ".join(s.expect(OFFER).split())
        check("sendmail.cf: " in told and "beside" not in told, told)
        s.answer("[Y/n]", "y")
        s.expect("[cf.example.org]: ")
        s.send(CTRL_C)
        s.end(1)


@test("--from: our own rendering is its profile again, with the files that lay beside that")
def own_rendering(place):
    need_macros()
    said = {"// note": "kept", "host": {"name": "own.example.org", "ostype": "debian"},
            "roles": {"local": True, "outbound": True},
            "extra": {"file": "site.extra.mc"}, "tables": {"access_file": "site.access"}}
    os.makedirs(os.path.join(place.work, "site"))
    files = {"p.json": json.dumps(said), "site.extra.mc": "LOCAL_CONFIG\nD{Site}raw.example\n", "site.access": ACCESS[:26]}
    for name, text in files.items():
        path = os.path.join(place.work, "site", name)
        with open(path, "w", encoding="ascii") as f:
            f.write(text)
        os.chmod(path, 0o600)
    done = place.run("--layout", "debian", "render", "-p", "site/p.json", "-o", "made")
    check(done.returncode == 0, done.stderr)
    with Session(place, "--from", "made", globals_=("--layout", "debian")) as s:
        s.answers(("host.name", ""), ("host.domains", ""), ("roles.local", ""), ("roles.outbound", ""),
                  ("roles.inbound", ""), ("roles.relay", ""), ("outbound.smart_host", ""), ("local.aliases", ""))
        s.defaults()
        save(s)
        s.answer("Save the profile as", "")
        s.end(0)
    check(read(place, "site.extra.mc").split() == files["site.extra.mc"].split(), read(place, "site.extra.mc"))
    check(set(files["site.access"].split()) <= set(read(place, "site.access").split()), read(place, "site.access"))
    profile = place.profile("own.example.org.json")
    for name in ("// note", "host", "extra", "tables"):
        check(profile[name] == said[name], str(profile))


@test("--from: a file beside the profile is replaced only when asked")
def beside(place):
    need_macros()
    plant(place)
    for name in ("a.extra.mc", "b.access", "b.json"):
        with open(os.path.join(place.work, name), "w", encoding="ascii") as f:
            f.write("precious\n")
    os.makedirs(os.path.join(place.work, "sub"))
    os.makedirs(os.path.join(place.work, "c.access"))
    with Session(place, "--from", place.root + "/etc/mail") as s:
        keep_all(s)
        save(s)
        s.answer("Save the profile as", "a.json")
        s.answer("a.extra.mc exists. Replace it?", "n")
        s.answer("Save the profile as", "b.json")
        s.answer("b.json, b.access exist. Replace all of them?", "")
        s.answer("Save the profile as", "c.json")
        s.expect("c.access is a folder")
        s.answer("Save the profile as", "sub/a b.json")
        s.expect("a b.extra.mc would stand beside it")
        s.answer("Save the profile as", "sub/d.json")
        s.end(0)
    for name in ("a.extra.mc", "b.access", "b.json"):
        check(read(place, name) == "precious\n", f"{name} was replaced")
    made = sorted(os.listdir(os.path.join(place.work, "sub")))
    check(made == ["d.access", "d.extra.mc", "d.json"], str(made))
    check(place.profile("sub/d.json")["extra"] == {"file": "d.extra.mc"}, str(place.profile("sub/d.json")))
    # From another folder the relative names lead to the same files.
    done = place.run("render", "--elsewhere", "-p", "sub/d.json", "-o", "out")
    check(done.returncode == 0, done.stderr)
    check("raw.example" in read(place, "out/sendmail.cf"), "the raw line is not rendered")
    with Session(place, "--from", place.root + "/etc/mail") as s:
        keep_all(s)
        save(s)
        s.answer("Save the profile as", "b.json")
        s.answer("exist. Replace all of them?", "y")
        s.end(0)
    check(read(place, "b.access") == "From:bulk.example\tDISCARD\n", read(place, "b.access"))
    check(mode(place, "b.access") == 0o600, "mode")


@test("--from: what an answer no longer names is not written")
def cleared(place):
    need_macros()
    plant(place)
    with Session(place, "--from", place.root + "/etc/mail") as s:
        s.answer("host.name", "! extra.file")
        s.answer("extra.file", "-")
        keep_all(s)
        save(s)
        s.answer("Save the profile as", "p.json")
        s.end(0)
    check(place.files() == ["p.access", "p.json"], str(place.files()))
    check("extra" not in place.profile("p.json"), str(place.profile("p.json")))


@test("--from: a role that is changed asks for what it then needs, until the rules hold")
def roles(place):
    need_macros()
    plant(place)
    with Session(place, "--from", place.root + "/etc/mail") as s:
        s.answers(("host.name", ""), ("host.domains", ""), ("roles.local", "n"), ("roles.outbound", ""),
                  ("roles.inbound", ""), ("roles.relay", "n"), ("outbound.smart_host", "-"), ("local.hub", ""))
        s.expect("not delivered here")
        s.answers(("local.hub", ""), ("inbound.recipients", "list"),
                  ("inbound.recipient_list", "joe@example.org"))
        s.defaults(server=True)
        s.expect("mail for this site is accepted, but not delivered here")
        s.answer("local.hub", "hub.example.net")
        s.expect("Summary: mail.example.org, roles: outbound, inbound")
        save(s)
        s.answer("Save the profile as", "p.json")
        s.end(0)
    profile = place.profile("p.json")
    check(profile["roles"] == {"local": False, "outbound": True, "inbound": True, "relay": False}, str(profile))
    check("outbound" not in profile and profile["local"]["hub"] == "hub.example.net", str(profile))
    done = place.run("--root", place.root, "render", "-p", "p.json", "-o", "out")
    check(done.returncode == 0, done.stderr)


@test("a .mc that m4 cannot read, or that is hostile, is told in a sentence and left alone")
def unreadable(place):
    need_macros()
    rows = [("syscmd(`touch pwned')", "runs a program"), ("include(`/etc/passwd')", "reads a file"),
            ("define(`confX', `y", "end"), ("\x1b]0;pwned\x07define(", "sendmail.mc")]
    for line, told in rows:
        plant(place, MC.replace("VERSIONID(`host')dnl", line))
        with Session(place, env=room(place)) as s:
            said = " ".join(s.expect("(host.name)", not_before=OFFER).split())
            check("Cannot start from " in said and "Starting from nothing; `mcwizard import' tells more" in said, said)
            check(told in said, said)
            check(b"\x1b]0;" not in s.raw, "the terminal's title is set")
            s.expect(": ")
            s.send("\r")
            s.answer("host.domains", "")
            s.expect("(roles.local)")
            s.expect("[no]: ")
            s.send(CTRL_C)
            s.end(1)
        check(not place.files(), str(place.files()))
        check_room(place)


@test("--from and nobody to ask: it imports, says what is missing, and writes nothing")
def no_input(place):
    need_macros()
    plant(place)
    source = os.path.join(place.root, "etc/mail/sendmail.mc")
    done = place.run("--root", place.root, "setup", "--from", source, input="")
    check(done.returncode == 2 and done.stdout == "", str(done))
    check("are settings" in done.stderr and f"import -o PROFILE {source}" in done.stderr, done.stderr)
    done = place.run("--root", place.root, "--no-input", "setup", input="")
    check(done.returncode == 2 and "missing: host.name" in done.stderr, done.stderr)
    check("settings" not in done.stderr, done.stderr)
    with open(source, "a", encoding="ascii") as f:
        f.write("syscmd(`touch pwned')\n")
    with Session(place, "--from", source, globals_=("--no-input",)) as s:
        s.end(2)
        check("runs a program" in s.seen, s.seen)
    check(not place.files(), str(place.files()))


@test("leaving at the offer or later, by a key or a signal, leaves nothing behind")
def leaving(place):
    need_macros()
    plant(place)
    for how in ("key", signal.SIGTERM, signal.SIGHUP):
        for where in (OFFER, "(host.domains)"):
            with Session(place, env=room(place)) as s:
                s.expect(OFFER)
                s.expect(": ")
                if where != OFFER:
                    s.send("\r")
                    s.answer("host.name", "")
                    s.expect(where)
                    s.expect(": ")
                if how == "key":
                    s.send(CTRL_C)
                else:
                    os.kill(s.pid, how)
                s.end(1)
                check("nothing was written" in s.seen, s.seen[-200:])
            check(not place.files(), str(place.files()))
            check_room(place)


@test("-p with --from, and --from what is not there, exit with 2 before any question")
def usage(place):
    shutil.copy(MCWIZARD, os.path.join(place.work, "binary.mc"))
    with open(os.path.join(place.work, "p.json"), "w", encoding="ascii") as f:
        f.write("{}")
    for args in (("-p", "p.json", "--from", "none"), ("--from", "missing.mc"), ("--from", ""), ("--from",)):
        with Session(place, *args) as s:
            s.end(2)
            check("(host.name)" not in s.seen, s.seen)
    for source in (".", "binary.mc"):
        with Session(place, "--from", source) as s:
            s.expect("Cannot start from")
            s.expect("(host.name)")
            s.send(CTRL_C)
            s.end(1)
