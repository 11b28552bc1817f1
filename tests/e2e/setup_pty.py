#!/usr/bin/env python3
"""Drives `mcwizard setup` through a real pseudo-terminal.

Prints a line per test: ok, not ok or skip.  MCWIZARD is the binary; TOOLS, if
set, the folder with the unpacked sendmail packages.  Each test works in a folder
of its own, with a small fake root, so nothing depends on the host it runs on.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import termios
import time

import setup_from  # its tests come first
from terminal import (CTRL_C, CTRL_D, CTRL_V, CTRL_Z, TAB, UP, Session, Skipped, check, main,
                      need_macros, test)


def start(session, local="n", outbound="n", inbound="n", relay="n"):
    """The questions that every host is asked, with the defaults from the fake root."""
    session.answers(("host.name", ""), ("host.domains", ""), ("roles.local", local),
                    ("roles.outbound", outbound), ("roles.inbound", inbound), ("roles.relay", relay))


# The questions of a set of roles: what is asked after the roles, in order, and
# what the saved profile then says.
ROLE_SETS = {
    "outbound with a hub": (
        {"outbound": "y"},
        [("outbound.smart_host", ""), ("local.hub", "hub.example.net")],
        {"local": {"hub": "hub.example.net"}}),
    "null client: smart host with port and AUTH": (
        {"outbound": "y"},
        [("outbound.smart_host", "[smtp.example.net]"), ("outbound.smart_host_port", "587"),
         ("outbound.auth_file", ""), ("local.hub", "")],
        {"outbound": {"smart_host": "[smtp.example.net]", "smart_host_port": 587}}),
    "local": (
        {"local": "y"},
        [("local.aliases", "root=joe@example.org"), ("NAME=VALUE", "info=joe, ann"), ("NAME=VALUE", ""),
         ("local.forward_targets", "example.net, joe@example.com")],
        {"local": {"aliases": {"root": "joe@example.org", "info": "joe, ann"},
                   "forward_targets": ["example.net", "joe@example.com"]}}),
    "local, outbound, inbound": (
        {"local": "y", "outbound": "y", "inbound": "y"},
        [("outbound.smart_host", ""), ("local.aliases", ""), ("inbound.recipients", "")],
        {}),
    "inbound to a hub, recipients in a list": (
        {"inbound": "y"},
        [("local.hub", "hub.example.net"), ("inbound.recipients", ""),
         ("inbound.recipient_list", "joe@example.org, ann@example.org")],
        {"local": {"hub": "hub.example.net"},
         "inbound": {"recipients": "list",
                     "recipient_list": ["joe@example.org", "ann@example.org"]}}),
    "inbound and relay, relayed recipients in LDAP": (
        {"inbound": "y", "relay": "y"},
        [("local.hub", "hub.example.net"), ("inbound.recipients", "any"), ("relay.networks", ""),
         ("relay.hosts", ""), ("relay.domains", "example.net"),
         ("relay.routes", "example.net=[mx.example.net]"), ("NAME=VALUE", ""),
         ("relay.recipients", "ldap"), ("inbound.ldap_server", "ldap.example.org"),
         ("inbound.ldap_base", "ou=people,dc=example,dc=org")],
        {"inbound": {"recipients": "any", "ldap_server": "ldap.example.org",
                     "ldap_base": "ou=people,dc=example,dc=org"},
         "relay": {"domains": ["example.net"], "routes": {"example.net": "[mx.example.net]"},
                   "recipients": "ldap"}}),
    "relay for networks": (
        {"outbound": "y", "relay": "y"},
        [("outbound.smart_host", ""), ("local.hub", "hub.example.net"),
         ("relay.networks", "192.0.2.0/24, 2001:db8:1::/48"), ("relay.hosts", ""),
         ("relay.domains", "")],
        {"relay": {"networks": ["192.0.2.0/24", "2001:db8:1::/48"]}}),
    "all four roles": (
        {"local": "y", "outbound": "y", "inbound": "y", "relay": "y"},
        [("outbound.smart_host", ""), ("local.aliases", ""), ("inbound.recipients", ""),
         ("relay.networks", "198.51.100.0/24"), ("relay.hosts", ""),
         ("relay.domains", "example.net"), ("relay.routes", ""), ("relay.recipients", ""),
         ("relay.recipient_list", "joe@example.net")],
        {"relay": {"networks": ["198.51.100.0/24"], "domains": ["example.net"],
                   "recipient_list": ["joe@example.net"]}}),
}


def role_set(name):
    roles, questions, wanted = ROLE_SETS[name]

    @test(f"roles: {name}: asked, saved, rendered; the profile renders to the same bytes")
    def happy(place):
        need_macros()
        with Session(place) as s:
            start(s, **roles)
            s.answers(*questions)
            s.defaults("inbound" in roles or "relay" in roles)
            s.expect("Summary: mail.example.org")
            s.answer("(n)either", "")
            s.answer("Save the profile as", "")
            s.answer("Render into the folder", "out")
            s.end(0)
        check(place.files() == ["mail.example.org.json", "out"], f"files: {place.files()}")
        profile = place.profile()
        check(profile["host"] == {"name": "mail.example.org", "domains": ["example.org"]},
              f"host: {profile['host']}")
        said = {role: value == "y" for role, value in
                {"local": "n", "outbound": "n", "inbound": "n", "relay": "n", **roles}.items()}
        check(profile["roles"] == said, f"roles: {profile['roles']}")
        for section, values in wanted.items():
            for key, value in values.items():
                check(profile.get(section, {}).get(key) == value, f"{section}.{key}: {profile}")
        extra = set(profile) - {"host", "roles"} - {path.split(".")[0] for path, _ in questions}
        check(not extra, f"sections that nobody asked for: {extra}")
        done = place.run("--root", place.root, "render", "-p", "mail.example.org.json", "-o", "again")
        check(done.returncode == 0, f"render of the saved profile: {done.stderr}")
        compare(place, "out", "again")


def compare(place, one, two):
    """Both folders hold the same files with the same bytes."""
    done = subprocess.run(["diff", "-r", one, two], cwd=place.work, capture_output=True, text=True,
                          check=False)
    check(done.returncode == 0, f"the renders differ: {done.stdout[:600]}")


for set_name in ROLE_SETS:
    role_set(set_name)


@test("? explains a question: help, reason, source, what it becomes, default")
def explains(place):
    with Session(place) as s:
        s.answer("host.name", "?")
        for word in ("Why:", "Source:", "Becomes: confDOMAIN_NAME", "Takes:", "Default:"):
            s.expect(word)
        s.expect("[mail.example.org]: ")
        s.send("\r")
        s.answers(("host.domains", ""), ("roles.local", "?"))
        s.expect("JPCERT-ED-2001-0001")
        s.send(CTRL_C)
        s.end(1)


@test("help text is wrapped to the width of the terminal")
def wrapped(place):
    for columns in (50, 80):
        with Session(place, columns=columns) as s:
            s.answer("host.name", "?")
            s.expect("Default:")
            s.expect(": ")
            longest = max(len(line) for line in s.seen.split("\n"))
            check(longest <= columns, f"a line of {longest} columns of {columns}")
            s.send(CTRL_C)
            s.end(1)


@test("NO_COLOR leaves no colour in the output, and without it there is some")
def no_color(place):
    for env, coloured in (({"NO_COLOR": "1"}, False), ({}, True)):
        with Session(place, env=env) as s:
            s.answer("host.name", "?")
            s.expect("Default:")
            s.send(CTRL_C)
            s.end(1)
            check((b"\x1b[1m" in s.raw or b"\x1b[31m" in s.raw) == coloured, f"{env}: {s.raw[:200]!r}")


@test("< goes back a question, again and again, and stops at the first one")
def back(place):
    with Session(place) as s:
        s.answers(("host.name", "one.example.org"), ("host.domains", ""), ("roles.local", "<"))
        s.answer("host.domains", "<")
        s.expect("(host.name)")
        s.expect("[one.example.org]: ")
        s.send("<\r")
        s.expect("first question")
        s.answers(("host.name", "two.example.org"), ("host.domains", "example.com"),
                  ("roles.local", "!"))
        s.expect("two.example.org")
        s.send(CTRL_C)
        s.end(1)


@test("! lists the answers, jumps by number and by name, and leads back")
def review(place):
    with Session(place) as s:
        start(s, local="y")
        s.answer("local.aliases", "!")
        s.expect("What this host is for")
        s.expect("roles.relay")
        s.answer("go to", "1")
        s.answer("host.name", "new.example.org")
        s.answer("local.aliases", "! host.domains")
        s.answer("host.domains", "example.net")
        s.answer("local.aliases", "! limits.hops")
        s.answer("limits.hops", "200")
        s.answer("local.aliases", "! relay.netwroks")
        s.expect("did you mean relay.networks?")
        s.answer("go to", "99")
        s.expect("no number 99")
        s.answer("go to", "")
        s.answer("local.aliases", "! logging.level")
        s.answer("logging.level", "<")
        s.answers(("local.aliases", ""), ("local.forward_targets", ""))
        s.defaults()
        s.expect("Summary: new.example.org")
        s.answer("(n)either", "! host.name")
        s.answer("host.name", "last.example.org")
        s.expect("Summary: last.example.org")
        s.answer("(n)either", "s")
        s.answer("Save the profile as", "p.json")
        s.end(0)
    profile = place.profile("p.json")
    check(profile["host"] == {"name": "last.example.org", "domains": ["example.net"]}, str(profile))
    check(profile["limits"] == {"hops": 200}, str(profile))
    check("logging" not in profile, str(profile))


@test("\"! all\" asks everything that matters; n at a section asks that section")
def review_all(place):
    with Session(place) as s:
        start(s, local="y")
        s.answers(("local.aliases", ""), ("local.forward_targets", ""))
        s.answers(("hardened defaults", ""), ("hardened defaults", ""),
                  ("hardened defaults", "n"), ("logging.level", "14"), ("hardened defaults", "! all"))
        asked = []
        while "limits.message_size" not in asked:
            passed = s.expect(": ")
            asked += re.findall(r"\(([a-z]+\.[a-z_]+)\)", passed)
            if passed.endswith("]") or passed.endswith("(Enter ends)"):
                s.send("\r")
        for path in ("host.description", "local.agent", "outbound.notices"):
            check(path in asked, f"{path} was not asked: {asked}")
        for path in ("outbound.smart_host", "relay.networks", "local.aliases", "logging.level"):
            check(path not in asked, f"{path} was asked: {asked}")
        s.send(CTRL_C)
        s.end(1)


@test("Tab completes choices, names of settings and files")
def completion(place):
    with open(os.path.join(place.work, "secretfile"), "w", encoding="ascii"):
        pass
    with Session(place) as s:
        start(s, outbound="y", inbound="y")
        s.answer("outbound.smart_host", "smtp.example.net")
        s.answer("outbound.smart_host_port", "")
        s.expect("(outbound.auth_file)")
        s.expect(": ")
        s.send(f"{place.work}/sec{TAB}\r")
        s.answer("local.hub", "hub.example.org")
        s.expect("(inbound.recipients)")
        s.expect(": ")
        s.send(f"an{TAB}\r")
        s.answer("tls.cert_file", "")
        s.expect("hardened defaults")
        s.expect(": ")
        s.send(f"! relay.untr{TAB}\r")
        s.answer("relay.untrusted_routing", "<")
        s.expect("hardened defaults")
        s.expect(": ")
        s.send(f"!local.f{TAB}{TAB}")
        s.expect("local.file_environment")
        s.expect("local.forward_targets")
        s.send("orward_t" + TAB + "\r")
        s.answer("local.forward_targets", "<")
        s.expect("hardened defaults")
        s.expect(": ")
        s.send("!\r")
        s.expect("outbound.auth_file")
        s.expect("/work/secretfile")
        s.expect("inbound.recipients")
        s.expect("any")
        s.expect("go to: ")
        s.send(f"privacy.fl{TAB}\r")
        s.expect("(privacy.flags)")
        s.expect("]: ")
        s.send(f"novr{TAB}, noex{TAB}\r")
        s.expect("hardened defaults")
        s.expect(": ")
        s.send("!\r")
        s.expect("privacy.flags")
        s.expect("novrfy, noexpn")
        s.send(CTRL_C)
        s.end(1)


@test("arrow up brings the last answer back, and it can be edited")
def history(place):
    with Session(place) as s:
        s.answers(("host.name", "mx.example.org"), ("host.domains", "<"))
        s.expect("(host.name)")
        s.expect(": ")
        s.send(UP + UP + "\x01new\r")  # < is the last line, the name the one before
        s.answer("host.domains", "<")
        s.expect("[newmx.example.org]: ")
        s.send(CTRL_D)
        s.end(1)


@test("Ctrl-C and Ctrl-D leave at any question with status 1 and nothing written")
def leaving(place):
    first = [("host.name", "")]
    steps = {
        "the first question": [],
        "a list": first,
        "yes or no": first + [("host.domains", "")],
        "a section": None,
        "the review": first + [("host.domains", "!")],
        "the end": None,
        "the name of the profile": None,
    }
    for where, before in steps.items():
        for key in (CTRL_C, CTRL_D):
            with Session(place) as s:
                if before is None:
                    start(s, local="y")
                    s.answers(("local.aliases", ""), ("local.forward_targets", ""))
                    if where == "a section":
                        s.expect("hardened defaults")
                    else:
                        s.defaults()
                        s.expect("(n)either")
                    if where == "the name of the profile":
                        s.expect(": ")
                        s.send("both\r")
                        s.expect("Save the profile as")
                else:
                    s.answers(*before)
                s.expect(": ")
                time.sleep(0.05)
                s.send(key)
                s.end(1)
                check("nothing was written" in s.seen, f"{where}: {s.seen[-200:]!r}")
                check(not place.files(), f"{where}: {place.files()}")


@test("Ctrl-C in the middle of a line leaves, too")
def leaving_in_line(place):
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        s.send("mail.exam" + CTRL_C)
        s.end(1)
        check(not place.files(), str(place.files()))


@test("SIGTERM, SIGHUP and SIGINT from elsewhere restore the terminal")
def signals(place):
    for signo in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        with Session(place) as s:
            s.expect("(host.name)")
            s.expect(": ")
            s.send("half")
            s.expect("half")
            os.kill(s.pid, signo)
            s.end(1)


@test("Ctrl-Z gives the terminal back, and the line is still there afterwards")
def stopped(place):
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        for start_of_line in ("mx.", "example."):
            s.send(start_of_line)
            s.expect(start_of_line)
            s.send(CTRL_Z)
            _, status = os.waitpid(s.pid, os.WUNTRACED)
            check(os.WIFSTOPPED(status), f"not stopped: {status}")
            check(termios.tcgetattr(s.slave) == s.before, "the terminal is not as before")
            os.kill(s.pid, signal.SIGCONT)
            s.expect(start_of_line)
        s.send("org\r")
        s.answer("host.domains", "<")
        s.expect("[mx.example.org]: ")
        s.send(CTRL_C)
        s.end(1)


@test("a resized terminal does no harm")
def resized(place):
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        for columns in (40, 132, 80):
            fcntl.ioctl(s.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.kill(s.pid, signal.SIGWINCH)
            s.send("x")
            time.sleep(0.1)
        s.send("\x15mx.example.org\r")
        s.answer("host.domains", "<")
        s.expect("[mx.example.org]: ")
        s.send(CTRL_C)
        s.end(1)


@test("a dumb or unknown terminal will do")
def dumb(place):
    for term in ("dumb", "no-such-terminal"):
        with Session(place, env={"TERM": term}) as s:
            s.answer("host.name", "mx.example.org")
            s.answer("host.domains", "<")
            s.expect("[mx.example.org]: ")
            s.send(CTRL_C)
            s.end(1)


@test("an invalid answer is told why and asked for again")
def invalid(place):
    rows = [
        ("host.name", "mail", "a fully qualified name"),
        ("host.name", "mail..example.org", "a fully qualified name"),
        ("roles.local", "perhaps", "expected yes or no"),
        ("outbound.smart_host", "smtp example", "is not valid"),
        ("outbound.smart_host_port", "70000", "is out of bounds"),
        ("outbound.smart_host_port", "abc", "expected a whole number"),
        ("outbound.auth_file", "relative/name", "an absolute path"),
        ("inbound.recipients", "lst", "list"),
        ("relay.networks", "192.0.2.0/33", "is not valid"),
        ("relay.networks", "192.0.2.0/24, 300.1.1.1", "\"300.1.1.1\" is not valid"),
        ("local.aliases", "bad name=joe", "is not valid"),
        ("privacy.flags", "novrfi", "novrfy"),
    ]
    with Session(place) as s:
        for path, text, told in rows:
            s.expect("(host.name)")
            s.expect(": ")
            s.send(f"! {path}\r")
            s.expect(f"({path})")
            s.expect(": ")
            s.send(text + "\r")
            s.expect(told)
            s.expect(": ")
            s.send("<\r")
        s.expect("(host.name)")
        s.send(CTRL_C)
        s.end(1)


@test("what breaks a rule is shown and asked again")
def rules(place):
    with Session(place) as s:
        start(s)
        s.expect("no role is on")
        s.answers(("roles.local", "n"), ("roles.outbound", "n"), ("roles.inbound", "y"),
                  ("roles.relay", "y"))
        # At once, and then again at the end.
        s.answer("local.hub", "mail.example.org")
        s.expect("mail would loop")
        s.expect("Enter keeps it for now")
        s.answers(("local.hub", ""), ("inbound.recipients", "mailboxes"),
                  ("inbound.recipients", ""), ("relay.networks", ""), ("relay.hosts", ""), ("relay.domains", ""))
        s.defaults(server=True)
        s.expect("mail would loop")
        s.expect("nobody is listed")
        s.answers(("local.hub", "hub.example.org"), ("roles.relay", ""), ("inbound.recipients", "any"))
        s.answers(("relay.networks", "192.0.2.0/24"), ("relay.hosts", ""), ("relay.domains", ""))
        s.expect("Summary")
        s.answer("(n)either", "s")
        s.answer("Save the profile as", "p.json")
        s.end(0)
    profile = place.profile("p.json")
    check(profile["relay"] == {"networks": ["192.0.2.0/24"]}, str(profile))
    check(profile["local"] == {"hub": "hub.example.org"}, str(profile))


@test("what breaks a rule by itself is told at once")
def rules_at_once(place):
    with Session(place) as s:
        start(s, outbound="y", relay="y")
        s.answers(("outbound.smart_host", "mail.example.org"), ("outbound.smart_host", "smtp.example.org"),
                  ("outbound.smart_host_port", ""), ("outbound.auth_file", "/nonexistent/secret"))
        s.expect("is not there yet")
        s.answers(("local.hub", ""), ("relay.networks", "192.0.2.1/24"))
        s.expect("write 192.0.2.0/24")
        s.answers(("relay.networks", "192.0.2.0/24"), ("relay.hosts", ""), ("relay.domains", ""), ("tls.cert_file", ""))
        s.expect("hardened defaults")
        s.expect(": ")
        s.send(CTRL_C)
        s.end(1)


@test("a role that is taken back takes its answers with it")
def taken_back(place):
    with Session(place) as s:
        start(s, local="y", relay="y")
        s.answers(("local.aliases", ""), ("local.forward_targets", ""), ("relay.networks", "192.0.2.0/24"),
                  ("relay.hosts", "! roles.relay"), ("roles.relay", "n"))
        s.defaults()
        s.expect("relay.networks is left out")
        s.expect("Summary")
        s.answer("(n)either", "s")
        s.answer("Save the profile as", "p.json")
        s.end(0)
    check("relay" not in place.profile("p.json"), str(place.profile("p.json")))


# What m4, sh, sendmail.cf, the terminal or a parser of ours could take for more
# than a text, each alone, inside a name and behind one.
FORBIDDEN = "`"  # in any text, since m4 would take it for a quote
KERNELS = [
    "`", "``", "`x'", "'", "''", "\"", "\\", "$", "$1", "$*", "$@", "$#", "$(id)", "${IFS}", "$j", "$|",
    "$={w}", "$&{auth_authen}", "dnl", "dnl'", "define(x,y)", "define(`x',`y')", "undefine(`eval')",
    "include(/etc/passwd)", "sinclude(/etc/passwd)", "syscmd(touch pwned)", "esyscmd(touch pwned)",
    "m4_syscmd(touch pwned)", "divert(-1)", "changequote([,])", "changecom", "eval(1/0)", "errprint(x)",
    "m4exit(1)", "m4wrap(x)", "$(touch pwned)", "|touch pwned", ";touch pwned", "&&touch pwned", ">pwned",
    "#", "#x", "%s%n", "%n%n%n", "%0", "../..", "/../../etc/passwd", "~root", "*", "[", "]", "{", "}",
    "(", ")", "<", ">", ",", ";", ":", "=", "@", "!x", "--root=/", "-C/etc/passwd", "R$*", "S0", "O Foo",
    CTRL_V + "\n", CTRL_V + "\nR$*" + CTRL_V + "\t$@", CTRL_V + "\r", CTRL_V + "\t", CTRL_V + "\x00",
    CTRL_V + "\x01", CTRL_V + "\x1b[2J", CTRL_V + "\x7f", "\xff", "\xc3\xa9", "\xe2\x80\xae", "\xc0\x80",
]
MANY = ["x" + k for k in KERNELS] + ["mail.example.org" + k for k in KERNELS] + \
       ["joe" + k + ".example.org" for k in KERNELS] + ["/etc/" + k for k in KERNELS[:20]] + ["x" * 65536]


@test(f"{len(MANY)} hostile strings against every string setting: refused, or plain")
def many(place):
    check(len(set(MANY)) >= 200, f"only {len(set(MANY))} strings")
    done = place.run("--format", "json", "settings")
    check(done.returncode == 0, done.stderr)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [r for r in rows if r["type"] not in ("yes or no", "number") and r["path"] != "host.name"]
    check(len(rows) > 25, f"only {len(rows)} settings")
    with Session(place, columns=100) as s:
        s.expect("(host.name)")
        s.expect(": ")
        for row in rows:
            said = None
            inside = False
            for text in MANY if row["shape"] != "map" else ["x=" + t for t in MANY] + MANY:
                if not inside:
                    s.send(f"! {row['path']}\r")
                    s.expect(f"({row['path']})")
                    inside = True
                    if said is not None and row["shape"] == "one" and len(said) <= 50:
                        s.expect(f"[{said}]: ")
                        s.mark -= 2
                    s.expect(": ")
                s.send(text + "\r")
                s.send("?\r")
                s.expect("Becomes: ")
                became = s.expect("\n")
                s.expect("Default: ")
                s.expect("\n")
                s.expect(": ")
                s.forget()
                if row["shape"] != "map" and became.startswith("confDOMAIN_NAME"):
                    inside = False
                    said = text
                    check(not any(c in FORBIDDEN or not " " <= c <= "~" for c in text),
                          f"{row['path']} took {text!r}")
            if inside:
                s.send("<\r")
                s.expect("(host.name)")
                s.expect(": ")
        s.send(CTRL_C)
        s.end(1)
    check(not place.files(), str(place.files()))


HOSTILE = ["`", "`'", "$(touch pwned)", "`touch pwned`", "dnl", "x.example.org dnl", "'; touch pwned",
           "define(`confDOMAIN_NAME',`x')", "$1$2$*", "a\tb.example.org".replace("\t", CTRL_V + TAB),
           "a.example.org" + CTRL_V + "\nb.example.org", "x" + CTRL_V + "\x01y", "#comment", "%s%n%x",
           "../../etc/passwd", "a.example.org,b.example.org", "esyscmd(`touch pwned')", "\xff\xfe",
           "caf\xe9.example.org", "x" * 65536, "\x1b[A\x1b[Bq", "include(`/etc/passwd')"]


@test("hostile strings are refused in a name, and the question stays")
def hostile(place):
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        for text in HOSTILE:
            s.send(text + "\r")
            s.expect("]: ", not_before="(host.domains)")
        s.send("!\r")
        s.expect("Nothing is answered yet.")
        s.send(CTRL_C)
        s.end(1)
    check(not place.files(), str(place.files()))


@test("in a text they are refused, or stand in the profile as they are")
def hostile_text(place):
    plain = ["'; touch pwned", "$(touch pwned)", "dnl", "$1$2$*", "#comment", "%s%n%x", "it's 100% [ok], \"fine\""]
    for text in plain:
        with Session(place) as s:
            s.answers(("host.name", "! host.description"), ("host.description", text))
            start(s, local="y")
            s.answers(("local.aliases", ""), ("local.forward_targets", ""))
            s.defaults()
            s.answer("(n)either", "s")
            s.answer("Save the profile as", "p.json")
            s.end(0)
        check(place.profile("p.json")["host"]["description"] == text, str(place.profile("p.json")))
        check(place.files() == ["p.json"], str(place.files()))
        os.unlink(os.path.join(place.work, "p.json"))
    with Session(place) as s:
        s.answers(("host.name", "! host.description"))
        s.expect("(host.description)")
        for text in ("`", "a" + CTRL_V + "\nb", "\xff", "x" * 65536, "x" * 301):
            s.expect("]: ", not_before="(host.name)")
            s.send(text + "\r")
        s.expect("]: ", not_before="(host.name)")
        s.send(CTRL_C)
        s.end(1)


@test("lines that are pasted at once are the answers, one after the other")
def pasted(place):
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        s.send("mx.example.org\rexample.com\ry\rn\rn\rn\r")
        s.expect("(local.aliases)")
        s.expect(": ")
        s.send("!\r")
        for text in ("mx.example.org", "example.com", "roles.local", "yes"):
            s.expect(text)
        s.send(CTRL_C)
        s.end(1)


@test("an existing file is replaced only when asked; - clears; -p starts from a profile")
def existing(place):
    old = {"// note": "kept", "host": {"name": "old.example.org", "domains": ["example.org"]},
           "roles": {"local": True}, "logging": {"level": 12}}
    path = os.path.join(place.work, "old.json")
    with open(path, "w", encoding="ascii") as f:
        json.dump(old, f)
    with Session(place, "-p", "old.json") as s:
        s.expect("(host.name)")
        s.expect("[old.example.org]: ")
        s.send("\r")
        s.answers(("host.domains", "-"), ("roles.local", ""), ("roles.outbound", ""),
                  ("roles.inbound", ""), ("roles.relay", ""), ("local.aliases", ""),
                  ("local.forward_targets", ""))
        s.defaults()
        s.answer("(n)either", "s")
        s.expect("[old.json]: ")
        s.send("\r")
        s.answer("old.json exists. Replace it?", "n")
        s.expect("[old.json]: ")
        s.send("nowhere/new.json\r")
        s.expect("does not exist")
        s.expect("[old.json]: ")
        s.send("new.json\r")
        s.end(0)
    with open(path, encoding="ascii") as f:
        check(json.load(f) == old, "old.json was changed")
    new = place.profile("new.json")
    check(new["// note"] == "kept" and new["logging"] == {"level": 12}, str(new))
    check("domains" not in new["host"], str(new))
    os.mkdir(os.path.join(place.work, "full"))
    with open(os.path.join(place.work, "full", "sendmail.mc"), "w", encoding="ascii") as f:
        f.write("precious\n")
    with Session(place, "-p", "old.json") as s:
        s.answer("host.name", "")
        s.answers(("host.domains", ""), ("roles.local", ""), ("roles.outbound", ""),
                  ("roles.inbound", ""), ("roles.relay", ""), ("local.aliases", ""),
                  ("local.forward_targets", ""))
        s.defaults()
        s.answer("(n)either", "r")
        s.answer("Render into the folder", "full")
        s.answer("is not empty", "<")
        s.answer("(n)either", "n")
        s.end(1)
    with open(os.path.join(place.work, "full", "sendmail.mc"), encoding="ascii") as f:
        check(f.read() == "precious\n", "sendmail.mc was replaced")


@test("the diff against the configuration below --root is shown in a pager")
def pager(place):
    need_macros()
    if not os.path.realpath("/usr/bin/pager").endswith("/less"):
        raise Skipped("/usr/bin/pager is not less")
    with open(os.path.join(place.work, "old.json"), "w", encoding="ascii") as f:
        json.dump({"host": {"name": "old.example.org"},
                   "roles": {"local": True, "outbound": True, "inbound": True}}, f)
    done = place.run("render", "-p", "old.json", "-o", "old")
    check(done.returncode == 0, done.stderr)
    with open(os.path.join(place.work, "old", "sendmail.cf"), encoding="ascii") as f:
        place.write("etc/mail/sendmail.cf", f.read() + "O AllowBogusHELO=True\n")
    with Session(place, "--from", "none", rows=10) as s:
        s.expect("Found: a configuration to compare with")
        start(s, outbound="y", relay="y")
        s.answers(("outbound.smart_host", "smtp.example.net"), ("outbound.smart_host_port", "587"),
                  ("outbound.auth_file", ""), ("local.hub", ""), ("relay.networks", "192.0.2.0/24"),
                  ("relay.hosts", ""), ("relay.domains", ""))
        s.defaults(server=True)
        s.expect("What changes against")
        s.expect("removed  low    HELO-STRICT: ")
        s.expect("\n:")  # the pager waits for a key
        s.send(CTRL_C)  # is the pager's own here, and does not end the interview
        # less drops keys that come while it shows the page again.
        for _ in range(20):
            time.sleep(0.3)
            s.read(0)
            if "(n)either" in s.seen[s.mark:]:
                break
            s.send("q")
        s.answer("(n)either", "\x15n")
        s.end(1)


@test("neither writes nothing and exits with 1")
def neither(place):
    with Session(place) as s:
        start(s, local="y")
        s.answers(("local.aliases", ""), ("local.forward_targets", ""))
        s.defaults()
        s.answer("(n)either", "?")
        s.expect("nothing is")
        s.expect(": ")
        s.send("n\r")
        s.end(1)
    check(not place.files(), str(place.files()))


@test("a host that says nothing about itself has no defaults, and the name must be given")
def bare_host(place):
    shutil.rmtree(os.path.join(place.root, "etc"))
    os.mkdir(os.path.join(place.root, "etc"))
    with Session(place) as s:
        s.expect("(host.name)")
        s.expect(": ")
        s.send("\r")
        s.expect("needs an answer")
        s.expect(": ")
        s.send("mx.example.org\r")
        s.expect("(host.domains)")
        s.expect("[none]: ")
        s.send(CTRL_C)
        s.end(1)


@test("--no-input on a terminal asks nothing, says what is missing and exits with 2")
def no_input(place):
    with Session(place, globals_=("--no-input",)) as s:
        s.end(2)
        check("missing: host.name" in s.seen and "render -p" in s.seen, s.seen)
        check("]: " not in s.seen and "Ctrl-C" not in s.seen, s.seen)
    check(not place.files(), str(place.files()))


@test("without a terminal it asks nothing, says what is missing and exits with 2")
def piped(place):
    for feed in ("", "mail.example.org\n\ny\n"):
        done = place.run("--root", place.root, "setup", input=feed)
        check(done.returncode == 2 and done.stdout == "", f"{done}")
        check("missing: host.name" in done.stderr and "render -p" in done.stderr, done.stderr)
    done = place.run("--root", place.root, "--set", "host.name=mx.example.org", "setup", input="")
    check(done.returncode == 2 and "missing: host.name" not in done.stderr, done.stderr)
    check("no role is on" in done.stderr, done.stderr)
    done = place.run("--root", place.root, "--set", "host.name=mx.example.org", "--set",
                     "roles.local=yes", "setup", input="")
    check(done.returncode == 2 and "missing" not in done.stderr, done.stderr)
    check(not place.files(), str(place.files()))


@test("wrong options and an unreadable profile exit with 2 before any question")
def usage(place):
    for args in (("-x",), ("extra",), ("-p", "missing.json"), ("-p", ".")):
        with Session(place, *args) as s:
            s.end(2)
            check("(host.name)" not in s.seen, s.seen)


if __name__ == "__main__":
    main("setup")
