"""What faults.py and apply_targets.py share: a small Debian tree to apply to, two profiles,
and what a tree is: every file's bytes, owner, mode, times and attributes."""
import hashlib
import json
import os
import re
import stat
import subprocess

MCWIZARD, TOOLS, TOP, E2E, DIR = (os.environ[n] for n in ("MCWIZARD", "TOOLS", "TOP", "E2E", "E2E_DIR"))
STATE = "var/lib/mcwizard"
MAKEMAP = TOOLS + "/usr/libexec/sendmail/makemap"

PASSWD = """root:x:0:0:root:/root:/bin/bash
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
smmta:x:981:981::/var/lib/sendmail:/usr/sbin/nologin
smmsp:x:982:982::/var/lib/sendmail:/usr/sbin/nologin
alice:x:1000:1000::/home/alice:/bin/bash
"""
GROUP = """root:x:0:
mail:x:8:
smmta:x:981:
smmsp:x:982:
alice:x:1000:
"""
FOLDERS = [("", "0:0", 0o755), ("etc", "0:0", 0o755), ("etc/mail", "981:982", 0o2755),
           ("etc/mail/smrsh", "981:982", 0o2755), ("var", "0:0", 0o755), ("var/lib", "0:0", 0o755),
           ("var/spool", "0:0", 0o755), ("var/spool/mqueue", "981:982", 0o2750),
           ("var/spool/mqueue-client", "982:982", 0o2770)]

# From A to B: other entries in access, aliases and authinfo, no relay any more, a table
# that goes (virtusertable) and one that comes (genericstable).
PROFILES = {
    "A": {
        "host": {"name": "mail.example.org", "domains": ["example.org"]},
        "roles": {"local": True, "outbound": True, "relay": True},
        "outbound": {"smart_host": "[smart.example.org]", "auth_file": DIR + "/auth-A"},
        "local": {"aliases": {"root": "alice"}},
        "relay": {"domains": ["example.net"], "recipients": "any"},
        "access": {"deny_clients": {"192.0.2.66": "go away"}},
        "addresses": {"virtual_domains": ["example.com"], "virtual_users": {"info@example.com": "alice"}},
    },
    "B": {
        "host": {"name": "mail.example.org", "domains": ["example.org", "example.net"]},
        "roles": {"local": True, "outbound": True},
        "outbound": {"smart_host": "[smart.example.org]", "auth_file": DIR + "/auth-B"},
        "local": {"aliases": {"root": "alice", "abuse": "alice"}},
        "access": {"deny_clients": {"192.0.2.66": "go away", "192.0.2.77": "and you"}},
        "addresses": {"generic_users": {"alice": "a.lice@example.org"}},
    },
}


def run(argv, **more):
    return subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False,
                          stdin=subprocess.DEVNULL, **more)


def tool(tree, *words):
    return [MCWIZARD, "--tools", TOOLS, "--root", tree, *words]


def profile(name):
    return f"{DIR}/{name}.json"


def write(path, text, mode, owner="0:0"):
    with open(path, "w", encoding="ascii") as f:
        f.write(text)
    os.chown(path, *(int(n) for n in owner.split(":")))
    os.chmod(path, mode)
    os.utime(path, ns=(1700000000_123456789, 1700000000_123456789))


def set_attribute(path, text):
    """user.note, or where the file system has none of users, trusted.note."""
    try:
        os.setxattr(path, "user.note", text)
    except OSError:
        os.setxattr(path, "trusted.note", text)


def build(tree):
    """The tree before mcwizard was there: a configuration made by hand."""
    for name in PROFILES:
        with open(profile(name), "w", encoding="ascii") as f:
            json.dump(PROFILES[name], f)
        write(f"{DIR}/auth-{name}", f"user\npassword-{name}\n", 0o600)
    for path, _, _ in FOLDERS:
        os.makedirs(f"{tree}/{path}", exist_ok=True)
    write(tree + "/etc/passwd", PASSWD, 0o644)
    write(tree + "/etc/group", GROUP, 0o644)
    write(tree + "/etc/debian_version", "12.0\n", 0o644)
    write(tree + "/etc/hostname", "mail\n", 0o644)
    write(tree + "/etc/aliases", "root: bob\n", 0o644)
    os.symlink("../aliases", tree + "/etc/mail/aliases")
    write(tree + "/etc/mail/access", "Connect:192.0.2.1\tREJECT\n", 0o640, "981:982")
    subprocess.run(["setfacl", "-m", "u:1000:r", tree + "/etc/mail/access"], check=True)
    set_attribute(tree + "/etc/mail/access", b"by hand")
    write(tree + "/etc/mail/local-host-names", "example.org\n", 0o640, "981:982")
    write(tree + "/etc/mail/sendmail.mc", "dnl by hand\n", 0o644, "0:982")
    write(tree + "/etc/mail/README.site", "Ask alice before you change this.\n", 0o604, "1000:1000")
    for path, owner, mode in FOLDERS:
        os.chown(f"{tree}/{path}", *(int(n) for n in owner.split(":")))
        os.chmod(f"{tree}/{path}", mode)


def copy(tree, to):
    subprocess.run(["rm", "-rf", to], check=True)
    subprocess.run(["cp", "-a", tree, to], check=True)


MAPS = {}


def entries(path, digest):
    """What is in a map, whose bytes hold the time when it was made."""
    if digest not in MAPS:
        MAPS[digest] = sorted(run([MAKEMAP, "-u", "hash", path]).stdout.splitlines())
    return MAPS[digest]


class Entry:
    """A file of a tree."""

    def __init__(self, path):
        self.path, st = path, os.lstat(path)
        self.kind, self.mode = stat.S_IFMT(st.st_mode), stat.S_IMODE(st.st_mode)
        self.owner = f"{st.st_uid}:{st.st_gid}"
        self.links = st.st_nlink if stat.S_ISREG(st.st_mode) else 1
        self.mtime, self.inode, self.ctime = st.st_mtime_ns, st.st_ino, st.st_ctime_ns
        self.attributes = {n: os.getxattr(path, n, follow_symlinks=False)
                           for n in os.listxattr(path, follow_symlinks=False)}
        self.bytes = self.map = None
        if stat.S_ISREG(st.st_mode):
            with open(path, "rb") as f:
                self.bytes = hashlib.sha256(f.read()).hexdigest()
            if path.endswith(".db"):
                self.map = entries(path, self.bytes)
        elif stat.S_ISLNK(st.st_mode):
            self.bytes = os.readlink(path)

    def differs(self, want, times):
        """In which respects, as words."""
        found = [n for n in ("kind", "mode", "owner", "links", "attributes") if getattr(self, n) != getattr(want, n)]
        if self.bytes != want.bytes and (self.map is None or self.map != want.map):
            found.append("contents")
        if times and self.kind != stat.S_IFDIR and self.mtime != want.mtime:
            found.append("time")
        return found


def look(tree):
    """{path: Entry} of all but the state folder."""
    entries = {}
    for folder, folders, files in os.walk(tree):
        inner = os.path.relpath(folder, tree)
        if inner == STATE:
            folders.clear()
            continue
        for name in folders + files:
            path = os.path.normpath(os.path.join(inner, name))
            if path != STATE:
                entries[path] = Entry(os.path.join(folder, name))
    return entries


def differences(got, want, times=lambda path: True):
    """What is not as wanted, a line each."""
    lines = []
    for path in sorted(got.keys() | want.keys()):
        if path not in want:
            lines.append(f"{path} is there")
        elif path not in got:
            lines.append(f"{path} is missing")
        else:
            words = got[path].differs(want[path], times(path))
            if words:
                lines.append(f"{path}: {', '.join(words)}")
    return lines


def unfinished(tree):
    """What lies in the state folder only while a command runs, or was left there."""
    lasting = {"": "lock|objects|checkpoints", "objects": "[0-9a-f]{64}", "checkpoints": r"\d{6}\.json"}
    found = []
    for folder, names in lasting.items():
        place = os.path.join(tree, STATE, folder)
        if os.path.isdir(place):
            found += [os.path.join(folder, n) for n in os.listdir(place) if not re.fullmatch(names, n)]
    return sorted(found)
