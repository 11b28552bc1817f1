"""The Debian host mta of debian_lib.sh for its drivers: mcwizard on it as an administrator
would run it (no --root, no --tools), its service, profiles that differ, its files as they are."""
import hashlib
import json
import os
import re
import signal
import stat
import subprocess

from e2e import DIR, Host, Smtp, wait_until

MCWIZARD = os.path.abspath(os.environ["MCWIZARD"])
SERVICE = "usr/sbin/service"
ADDRESS = "192.0.2.1"
# What Debian's own tools write beside the configuration.
OF_THE_SYSTEM = {"Makefile", "databases", "sendmail.conf", "default-auth-info"}
SIZE = 10_000_000  # of a message, in the profile number 0


def environment():
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/root", "TERM": "xterm"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    return [f"{name}={value}" for name, value in env.items()]


def profile(number, **sections):
    """The path of profile NUMBER; each has a message size, a refused sender and an alias, and
    two of four have a table more."""
    p = {"host": {"name": "mail.example.org", "domains": ["example.org"]},
         "roles": {"local": True, "inbound": True, "outbound": True, "relay": True},
         "relay": {"domains": ["far.example"], "recipients": "any"},
         "local": {"aliases": {"root": "alice", "abuse": "alice",
                               "sales": "alice" if number % 2 else "bob"}},
         "access": {"deny_senders": {f"spam{number}@client.example": ""}},
         "received": {"ident": False},
         # The machine's load, and the rate of the test's own client, are no matter here.
         "limits": {"message_size": SIZE + number, "connection_rate": 1000, "children": 200,
                    "delay_load": 1000, "queue_load": 1100, "refuse_load": 1200}}
    if number // 2 % 2:
        p["relay"]["routes"] = {"far.example": "[192.0.2.10]"}
    for name, values in sections.items():
        p.setdefault(name, {}).update(values)
    path = DIR / f"profile{number}.json"
    path.write_text(json.dumps(p, indent=2) + "\n")
    return str(path)


class Debian(Host):
    def __init__(self, name="mta"):
        super().__init__(name)
        self.mail = self.root / "etc/mail"
        self.plain_service = self.root / SERVICE
        self.kept_service = self.root / "usr/sbin/service.debian"

    def as_root(self, *argv):
        return self.command(["env", "-i", *environment(), *argv])

    def mcwizard(self, *args, timeout=120):
        return subprocess.run(self.as_root(MCWIZARD, "--no-input", *args), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=timeout,
                              check=False, cwd="/")

    def begin(self, *args, **how):
        """mcwizard in the background; its own process, not nsenter's, is the first of the session."""
        return self.spawn(MCWIZARD, "--no-input", *args, **how)

    def spawn(self, *argv, **how):
        return subprocess.Popen(self.as_root(*argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, cwd="/", **how)

    def service(self, verb, timeout=60):
        return subprocess.run(self.as_root("/usr/sbin/service", "sendmail", verb), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=timeout, check=False, cwd="/")

    def begin_service(self, verb):
        return self.spawn("/usr/sbin/service", "sendmail", verb)

    def replace_service(self, script):
        """A script for bash in the place of /usr/sbin/service; service.debian is the real one."""
        if not self.kept_service.exists():
            os.rename(self.plain_service, self.kept_service)
        self.plain_service.write_text("#!/bin/bash\n" + script + "\n")
        os.chmod(self.plain_service, 0o755)

    def restore_service(self):
        if self.kept_service.exists():
            os.replace(self.kept_service, self.plain_service)

    def files(self):
        """What stands below /etc/mail, and /etc/aliases, apart from what is the system's own:
        kind, mode, owner, time and contents of each."""
        found = {}
        for path in [*self.mail.rglob("*"), self.root / "etc/aliases"]:
            name = str(path.relative_to(self.root / "etc"))
            if path.name in OF_THE_SYSTEM:
                continue
            s = path.lstat()
            what = (os.readlink(path) if stat.S_ISLNK(s.st_mode) else
                    hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(s.st_mode) else "")
            when = 0 if stat.S_ISDIR(s.st_mode) else s.st_mtime_ns
            found[name] = (oct(s.st_mode), s.st_uid, s.st_gid, s.st_nlink if not stat.S_ISDIR(s.st_mode) else 0,
                           when, what)
        return found

    def daemons(self):
        """The processes that listen: title "accepting connections"."""
        return [pid for pid in self.sendmails() if "accepting" in self.title(pid)]

    def mtas(self):
        """The daemons that listen or start; not their children, nor who hands over the mail of users."""
        return [pid for pid in self.sendmails() if re.search("accepting| -b[dD] ", self.title(pid))]

    def title(self, pid):
        try:
            return (self.root / "proc" / pid / "cmdline").read_text().replace("\0", " ")
        except OSError:
            return ""

    def processes(self, text):
        """Numbers, as the host sees them, of the processes with this text in their command line."""
        return [p.name for p in (self.root / "proc").iterdir()
                if p.name.isdigit() and text in self.title(p.name)]

    def kill(self, pid, number=signal.SIGKILL):
        self.run(["kill", f"-{int(number)}", pid])

    def checkpoints(self):
        folder = self.root / "var/lib/mcwizard/checkpoints"
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []

    def is_open(self):
        return (self.root / "var/lib/mcwizard/open.json").exists()


def changed(before, after):
    """What differs between two answers of files()."""
    return [f"{name}: {before.get(name)} -> {after.get(name)}"
            for name in sorted(set(before) | set(after)) if before.get(name) != after.get(name)]


def seen(world):
    """What a client sees of the profile in force: its number; the session stays open."""
    smtp = Smtp(world.connect("", ADDRESS, timeout=20))
    size = re.search(r"^SIZE (\d+)", smtp.ehlo.text, re.M)
    return int(size.group(1)) - SIZE if size else None, smtp


def in_force(world, number):
    """Empty, or what a client sees that is not profile NUMBER."""
    try:
        got, smtp = seen(world)
    except OSError as e:
        return f"no connection: {e}"
    refused = smtp.command(f"MAIL FROM:<spam{number}@client.example>")
    if refused.code == 250:  # the sender is judged with the recipient where checks are delayed
        refused = smtp.command("RCPT TO:<alice@example.org>")
    smtp.command("RSET")
    taken = smtp.command(f"MAIL FROM:<spam{number + 1}@client.example>")
    smtp.quit()
    if got == number and refused.code // 100 == 5 and taken.code == 250:
        return ""
    return f"profile {got} instead of {number}; its sender: {refused}; another one: {taken}"


def eventually_in_force(world, number, seconds=10):
    wait_until(lambda: in_force(world, number) == "", seconds)
    return in_force(world, number)
