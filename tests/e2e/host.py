"""The first process of a test host: host.py FOLDER FQDN "USER USER..."

Lays overlays over /usr, /etc and /var, so that sendmail runs where Debian puts it,
without touching the real ones; then collects what is sent to /dev/log and reaps.
host.py stop: ends every sendmail of this host (the process namespace is its own).
"""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

import dns

SENDMAIL = "/usr/libexec/sendmail/sendmail"
# name, id, home; the groups are called alike
SYSTEM_USERS = [("smmta", 981, "/var/lib/sendmail"), ("smmsp", 982, "/var/lib/sendmail")]
NSSWITCH = """passwd: files
group: files
shadow: files
hosts: files dns
services: files
protocols: files
netgroup: files
"""


def mount(*args):
    subprocess.run(["mount", *args], check=True)


def overlays(folder, tools):
    for name, lower in (("usr", f"{tools}/usr:/usr"), ("etc", "/etc"), ("var", "/var")):
        up, work = f"{folder}/{name}/up", f"{folder}/{name}/work"
        mount("-t", "overlay", "-o", f"lowerdir={lower},upperdir={up},workdir={work}", "overlay",
              f"/{name}")


def devices():
    """A /dev with a log of its own."""
    kept = ["null", "zero", "full", "random", "urandom", "tty"]
    os.makedirs("/run/dev")
    for name in kept:
        pathlib.Path(f"/run/dev/{name}").touch()
        mount("--bind", f"/dev/{name}", f"/run/dev/{name}")
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"),
                         ("stderr", "fd/2")):
        os.symlink(target, f"/run/dev/{name}")
    os.makedirs("/run/dev/shm", mode=0o1777)
    mount("--rbind", "/run/dev", "/dev")


def users(names):
    with open("/etc/passwd") as f:
        taken = {line.split(":")[0] for line in f}
    rows = SYSTEM_USERS + [(n, 2001 + i, f"/var/home/{n}") for i, n in enumerate(names)]
    with open("/etc/passwd", "a") as passwd, open("/etc/group", "a") as group:
        for name, number, home in rows:
            if name not in taken:
                passwd.write(f"{name}:x:{number}:{number}:{name.title()}:{home}:/bin/sh\n")
                group.write(f"{name}:x:{number}:\n")
    for name, number, home in rows:
        os.makedirs(home, exist_ok=True)
        shutil.chown(home, name, name)


def folders():
    for path in ("/etc/mail", "/var/mail", "/var/spool/mqueue", "/var/spool/mqueue-client"):
        shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree("/var/lib/sendmail", ignore_errors=True)
    for path, owner, group, mode in (
            ("/etc/mail", "root", "root", 0o755),
            ("/var/mail", "root", "mail", 0o2775),
            ("/var/spool/mqueue", "smmta", "smmsp", 0o2750),
            ("/var/spool/mqueue-client", "smmsp", "smmsp", 0o2770),
            ("/var/lib/sendmail", "smmta", "smmsp", 0o2755),
            ("/var/lib/sendmail/host_status", "smmta", "smmsp", 0o2755),
            ("/run/sendmail/mta", "smmta", "smmsp", 0o2755),
            ("/run/sendmail/msp", "smmsp", "smmsp", 0o2775)):
        os.makedirs(path, exist_ok=True)
        shutil.chown(path, owner, group)
        os.chmod(path, mode)
    # Without a lock file, for which procmail would wait 8 s; it locks by fcntl as well.
    pathlib.Path("/etc/procmailrc").write_text("DROPPRIVS=yes\n:0\n/var/mail/$LOGNAME\n")
    for name in ("sendmail.st", "sm-client.st"):
        pathlib.Path(f"/var/lib/sendmail/{name}").touch(0o664)
    shutil.chown(SENDMAIL, "root", "smmsp")
    os.chmod(SENDMAIL, 0o2755)
    for link in ("/usr/sbin/sendmail", "/usr/bin/mailq", "/usr/bin/newaliases"):
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(SENDMAIL, link)


def names(zone, fqdn):
    """The host's own name in /etc/hosts, all others by the test's own DNS."""
    own = [line for line in zone.splitlines() if fqdn in line.split()[1:2]]
    for path, text in (("/etc/nsswitch.conf", NSSWITCH), ("/etc/hostname", fqdn + "\n"),
                       ("/etc/hosts", "\n".join(["127.0.0.1 localhost", "::1 localhost", *own, ""])),
                       ("/etc/resolv.conf", f"nameserver {dns.ADDRESS[0]}\n"),
                       ("/etc/host.conf", "multi on\n")):
        if os.path.lexists(path):
            os.unlink(path)
        with open(path, "w") as f:
            f.write(text)
    socket.sethostname(fqdn)
    dns.start(zone)


def reap(*_):
    try:
        while os.waitpid(-1, os.WNOHANG)[0] > 0:
            pass
    except ChildProcessError:
        pass


def collect():
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    log.bind("/dev/log")
    os.chmod("/dev/log", 0o666)
    log.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    signal.signal(signal.SIGCHLD, reap)
    return log


def main(folder, fqdn, user_names):
    ctypes.CDLL(None).umask(0o22)
    mount("--make-rprivate", "/")
    zone = pathlib.Path(os.environ["E2E_ZONE"]).read_text()
    overlays(folder, os.environ["TOOLS"])
    mount("-t", "proc", "proc", "/proc")
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    devices()
    users(user_names.split())
    folders()
    names(zone, fqdn)
    log = collect()
    pathlib.Path(f"{folder}/ready").touch()
    out = os.open("/var/log/mail.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC, 0o600)
    while True:
        os.write(out, log.recv(65536).rstrip(b"\n\0") + b"\n")


def stop():
    def found():
        for entry in os.listdir("/proc"):
            if entry.isdigit() and int(entry) not in (1, os.getpid()):
                try:
                    if os.readlink(f"/proc/{entry}/exe").startswith(SENDMAIL):
                        yield int(entry)
                except OSError:
                    pass
    while True:
        pids = list(found())
        if not pids:
            break
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.005)
    for path in ("/run/sendmail/mta/sendmail.pid", "/run/sendmail/mta/smcontrol"):
        pathlib.Path(path).unlink(missing_ok=True)


if __name__ == "__main__":
    if sys.argv[1] == "stop":
        stop()
    else:
        main(*sys.argv[1:4])
