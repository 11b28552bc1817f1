#!/usr/bin/env python3
"""Drives `mcwizard apply` and `rollback` through a real pseudo-terminal: see apply_pty.sh.

Each test has a tree of its own below --root, in which a first profile was applied already.
"""
import hashlib
import json
import os
import re
import signal
import stat
import time

from terminal import CTRL_C, CTRL_D, CTRL_Z, Place, Session, check, main, test

WIDE = {"rows": 500, "columns": 250}  # so that no text needs a pager, and no line is wrapped
ASK = "Make these changes?"
MEND = "(k)eep yours, (r)eplace it, keep it with the new one (b)eside, or (q)uit?"
EDIT = "From:person@example.net\tREJECT\n"


class Tree(Place):
    """A Debian tree on which the profile one was applied; two differs in an alias and a limit."""

    def __init__(self):
        super().__init__()
        self.write("etc/debian_version", "12.7\n")
        self.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nsmmta:x:981:981::/:/bin/false\n"
                                 "smmsp:x:982:982::/:/bin/false\n")
        self.write("etc/group", "root:x:0:\nsmmta:x:981:\nsmmsp:x:982:\n")
        for name, hops, alias in (("one", 150, "alice"), ("two", 160, "bob")):
            profile = {"host": {"name": "mail.example.org", "domains": ["example.org"]},
                       "roles": {"local": True, "outbound": True, "inbound": True},
                       "local": {"aliases": {"root": "alice", "sales": alias}},
                       "access": {"deny_senders": {f"{name}@example.net": ""}},
                       "limits": {"hops": hops}}
            with open(os.path.join(self.work, name + ".json"), "w", encoding="ascii") as f:
                json.dump(profile, f)
        self.must("apply", "-p", "one.json", "--yes", "--quick", "--force-new")

    def must(self, *args, status=0):
        done = self.run("--root", self.root, *args)
        check(done.returncode == status, f"{args}: {done}")
        return done

    def mail(self, name):
        return os.path.join(self.root, "etc/mail", name)

    def read(self, name):
        with open(self.mail(name), encoding="latin-1") as f:
            return f.read()

    def edit(self, name, text):
        with open(self.mail(name), "a", encoding="latin-1") as f:
            f.write(text)

    def state(self):
        """All below the root: kind, mode, owner, time and contents, but for the lock and the
        folders' times."""
        found = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                s = os.lstat(path)
                what = os.readlink(path) if stat.S_ISLNK(s.st_mode) else digest(path)
                found[os.path.relpath(path, self.root)] = (oct(s.st_mode), s.st_uid, s.st_gid, s.st_nlink,
                                                           s.st_mtime_ns, what)
        found.pop("var/lib/mcwizard/lock", None)
        return found

    def hops(self):
        return re.search(r"^O MaxHopCount=(\d+)", self.read("sendmail.cf"), re.M).group(1)


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def apply(place, *args, **how):
    return Session(place, "-p", "two.json", "--quick", *args, command="apply", **{**WIDE, **how})


def untouched(place, before, s, status=1):
    s.end(status)
    after = place.state()
    differs = [n for n in sorted(set(before) | set(after)) if before.get(n) != after.get(n)]
    check(not differs, f"touched: {differs}; saw {s.seen[-400:]!r}")


@test("yes to the plan makes the changes")
def agreed(place):
    with apply(place) as s:
        s.expect("change  ")
        s.expect("sendmail.cf")
        s.expect("Proof: holds")
        s.expect(ASK)
        s.expect(": ")
        check(place.hops() == "150", "changed before the answer")
        s.send("y\r")
        s.expect("this is checkpoint 2")
        s.end(0)
    check(place.hops() == "160" and "sales: bob" in re.sub(r"\s+", " ", place.read("aliases")), place.read("aliases"))


@test("no, nothing, Ctrl-C, Ctrl-D and a lost terminal change nothing")
def declined(place):
    before = place.state()
    for keys in ("n\r", "\r", CTRL_C, CTRL_D, "yes" + CTRL_C):
        with apply(place) as s:
            s.expect(ASK)
            s.expect(": ")
            s.send(keys)
            untouched(place, before, s)
            check("nothing was changed" in s.seen, s.seen[-300:])
    with apply(place) as s:
        s.expect(ASK)
        s.expect(": ")
        os.kill(s.pid, signal.SIGHUP)
        end_by_signal(place, before, s)


def end_by_signal(place, before, s):
    end = time.monotonic() + 20
    while not s.gone():
        s.read(0.1)
        check(time.monotonic() < end, "it does not end")
    check(s.status != 0 and place.state() == before, f"status {s.status}")


@test("Ctrl-C while it still works, before the question, changes nothing")
def interrupted(place):
    before = place.state()
    for delay in (0.0, 0.05, 0.2, 0.5):
        with apply(place) as s:
            time.sleep(delay)
            s.send(CTRL_C)
            end = time.monotonic() + 20
            while not s.gone() and ASK not in s.seen:
                if not s.read(0.1) and "(END)" in s.seen:  # it was the pager's
                    s.send("q")
                check(time.monotonic() < end, s.seen[-300:])
            if not s.gone():
                s.send(CTRL_C)
            end_by_signal(place, before, s)


@test("? explains the question, and Ctrl-Z stops and goes on")
def explained(place):
    before = place.state()
    with apply(place) as s:
        s.expect(ASK)
        s.expect(": ")
        s.send("?\r")
        s.expect("`mcwizard rollback' takes them back")
        s.expect("[y/N]: ")
        s.send("perhaps\r")
        s.expect("[y/N]: ")
        s.send(CTRL_Z)
        check(wait_stopped(s.pid), "it does not stop")
        os.kill(s.pid, signal.SIGCONT)
        s.send("\x15n\r")
        untouched(place, before, s)


def wait_stopped(pid):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            if f.read().rpartition(")")[2].split()[0] == "T":
                return True
        time.sleep(0.02)
    return False


@test("a long plan is shown in the pager first")
def paged(place):
    with apply(place, rows=10) as s:
        s.expect("\n:")
        check(ASK not in s.seen, "it asked before the pager's end")
        for _ in range(30):
            s.send("q")
            time.sleep(0.2)
            s.read(0)
            if ASK in s.seen:
                break
        s.expect(ASK)
        s.expect(": ")
        s.send("\x15n\r")
        s.end(1)
    check(place.hops() == "150", place.hops())


def edited(place):
    """A person has edited access; its three-way view is awaited in s."""
    place.edit("access", EDIT)
    return place.state()


def three_ways(s):
    s.expect("/etc/mail/access was edited since the last apply")
    s.expect("What was changed by hand since the last apply:")
    s.expect("+From:person@example.net")
    s.expect("What the profile changes since the last apply:")
    s.expect("-From:one@example.net")
    s.expect("+From:two@example.net")
    s.expect(MEND)
    s.expect("[keep]: ")


@test("an edited file is shown three ways; keep keeps it, and the rest is changed")
def keep(place):
    edited(place)
    mine = digest(place.mail("access"))
    with apply(place) as s:
        three_ways(s)
        s.send("k\r")
        s.expect(ASK)
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    check(digest(place.mail("access")) == mine and place.hops() == "160", place.read("access"))
    check(not os.path.exists(place.mail("access.mcwizard-new")), "something lies beside it")
    compiled(place, "person@example.net", "one@example.net")
    place.must("apply", "-p", "two.json", "--yes", "--quick")
    check(digest(place.mail("access")) == mine, "the next apply has replaced it")


def compiled(place, *senders):
    """The .db is that of the text that lies there."""
    with open(place.mail("access.db"), "rb") as f:
        keys = f.read().lower()
    for sender in senders:
        check(f"from:{sender}".encode() in keys, f"{sender} is not in access.db")


@test("replace puts the new one in its place; rollback brings the edited one back")
def replace(place):
    edited(place)
    mine = digest(place.mail("access"))
    with apply(place) as s:
        three_ways(s)
        s.send("replace\r")
        s.expect(ASK)
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    check("person@" not in place.read("access") and "two@" in place.read("access"), place.read("access"))
    compiled(place, "two@example.net")
    place.must("rollback", "--yes")
    check(digest(place.mail("access")) == mine, place.read("access"))


@test("beside keeps it, and lays the new one beside it")
def beside(place):
    edited(place)
    mine = digest(place.mail("access"))
    with apply(place) as s:
        three_ways(s)
        s.send("b\r")
        s.expect(ASK)
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    check(digest(place.mail("access")) == mine, place.read("access"))
    with open(place.mail("access.mcwizard-new"), encoding="latin-1") as f:
        new = f.read()
    check("two@example.net" in new and "person@" not in new, new)
    before, now = os.stat(place.mail("access")), os.stat(place.mail("access.mcwizard-new"))
    check((now.st_mode & 0o777) <= (before.st_mode & 0o777), f"{oct(now.st_mode)} {oct(before.st_mode)}")


@test("quit and Ctrl-C at an edited file change nothing, nor does no after keep")
def quit_it(place):
    before = edited(place)
    for keys in ("q\r", CTRL_C, CTRL_D):
        with apply(place) as s:
            three_ways(s)
            s.send(keys)
            untouched(place, before, s)
    for choice in ("k\r", "r\r", "b\r"):
        with apply(place) as s:
            three_ways(s)
            s.send(choice)
            s.expect(ASK)
            s.expect(": ")
            s.send("n\r")
            untouched(place, before, s)


@test("what is no choice is asked again, ? explains them")
def unclear(place):
    before = edited(place)
    with apply(place) as s:
        three_ways(s)
        s.send("x\r")
        s.expect("expected keep, replace, beside or quit")
        s.expect("[keep]: ")
        s.send("?\r")
        s.expect("beside: as keep")
        s.expect("[keep]: ")
        s.send("q\r")
        untouched(place, before, s)


@test("each edited file is asked for by itself")
def several(place):
    edited(place)
    place.edit("aliases", "extra: alice\n")
    with apply(place) as s:
        for _ in range(2):
            s.expect("was edited since the last apply")
            name = "access" if "/access" in s.seen[:s.mark].splitlines()[-1] else "aliases"
            s.expect("[keep]: ")
            s.send("r\r" if name == "access" else "k\r")
        s.expect(ASK, not_before="was edited since the last apply.")
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    check("person@" not in place.read("access"), place.read("access"))
    check("extra: alice" in place.read("aliases"), place.read("aliases"))


@test("a secret is not shown, though it was edited")
def secret(place):
    with open(os.path.join(place.work, "two.json"), encoding="ascii") as f:
        profile = json.load(f)
    profile["outbound"] = {"smart_host": "[smtp.example.net]", "auth_file": os.path.join(place.work, "authinfo.txt")}
    with open(os.path.join(place.work, "two.json"), "w", encoding="ascii") as f:
        json.dump(profile, f)
    path = os.path.join(place.work, "authinfo.txt")
    with open(path, "w", encoding="ascii") as f:
        f.write("joe\ns3cr3t-one\n")
    os.chmod(path, 0o600)
    place.must("apply", "-p", "two.json", "--yes", "--quick")
    place.edit("authinfo", 'AuthInfo:other.example.net "U:joe" "P:s3cr3t-two"\n')
    with apply(place) as s:
        s.expect("authinfo was edited since the last apply")
        s.expect("[keep]: ")
        s.send("q\r")
        s.end(1)
        check("s3cr3t" not in s.seen, s.seen)


@test("rollback asks; no and Ctrl-C change nothing, yes brings all back")
def rollback(place):
    first = {n: row for n, row in place.state().items() if n.startswith("etc/")}
    place.must("apply", "-p", "two.json", "--yes", "--quick")
    before = place.state()
    for keys in ("n\r", "\r", CTRL_C, CTRL_D):
        with Session(place, command="rollback", **WIDE) as s:
            s.expect("sendmail.cf")
            s.expect("Bring these back?")
            s.expect(": ")
            s.send(keys)
            untouched(place, before, s)
    with Session(place, command="rollback", **WIDE) as s:
        s.expect("Bring these back?")
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    now = {n: row for n, row in place.state().items() if n.startswith("etc/")}
    check(now == first, str([n for n in first if now.get(n) != first[n]]))


@test("rollback says which files were edited since, before it asks")
def rollback_edited(place):
    place.must("apply", "-p", "two.json", "--yes", "--quick")
    before = edited(place)
    with Session(place, command="rollback", **WIDE) as s:
        s.expect("/etc/mail/access: was edited since the last apply")
        s.expect("Bring these back?")
        s.expect(": ")
        s.send("n\r")
        untouched(place, before, s)
    with Session(place, command="rollback", **WIDE) as s:
        s.expect("Bring these back?")
        s.expect(": ")
        s.send("y\r")
        s.end(0)
    check("one@example.net" in place.read("access") and "person@" not in place.read("access"), place.read("access"))


@test("nothing to do asks nothing")
def nothing(place):
    with Session(place, "-p", "one.json", "--quick", command="apply", **WIDE) as s:
        s.expect("nothing to do")
        s.end(0)
        check(ASK not in s.seen, s.seen)


@test("--yes and --no-input ask nothing on a terminal, either")
def unasked(place):
    with apply(place, globals_=("--no-input",)) as s:
        s.expect("--yes")
        s.end(2)
    check(place.hops() == "150", place.hops())
    edited(place)
    before = place.state()
    with apply(place, "--yes") as s:
        untouched(place, before, s)
        check("--force-keep" in s.seen and MEND not in s.seen, s.seen)
    with apply(place, "--yes", "--force-new") as s:
        s.end(0)
        check(ASK not in s.seen, s.seen)
    check(place.hops() == "160", place.hops())


if __name__ == "__main__":
    main("apply", Tree)
