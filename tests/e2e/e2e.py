"""What the drivers of the end-to-end tests share: sockets on a test host, an SMTP
client that hides nothing, mailboxes and queues, lines for results."""
import collections
import ctypes
import email
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import threading
import time

DIR = pathlib.Path(os.environ["E2E_DIR"])
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
Reply = collections.namedtuple("Reply", "code text raw")


class Host:
    """A test host that lib.sh has made."""

    def __init__(self, name):
        self.name = name
        self.pid = int((DIR / name / "pid").read_text())
        self.root = pathlib.Path(f"/proc/{self.pid}/root")

    def command(self, argv, user=None):
        enter = ["nsenter", "-t", str(self.pid), "-m", "-n", "-u", "-p", "--"]
        if user:
            number = self.user_id(user)
            enter += ["env", f"USER={user}", f"LOGNAME={user}", f"HOME=/var/home/{user}",
                      "setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
        return enter + list(argv)

    def user_id(self, user):
        for line in (self.root / "etc/passwd").read_text().splitlines():
            if line.startswith(user + ":"):
                return line.split(":")[2]
        raise KeyError(user)

    def run(self, argv, text="", user=None, timeout=60):
        return subprocess.run(self.command(argv, user), input=text, capture_output=True, text=True,
                              errors="replace", timeout=timeout, check=False, cwd="/")

    def socket(self, family):
        """A socket in the host's network: this thread visits it only to make the socket."""
        here = os.open(f"/proc/self/task/{threading.get_native_id()}/ns/net", os.O_RDONLY)
        there = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        try:
            check(libc.setns(there, CLONE_NEWNET))
            return socket.socket(family, socket.SOCK_STREAM)
        finally:
            check(libc.setns(here, CLONE_NEWNET))
            os.close(here)
            os.close(there)

    def connect(self, source, target, port=25, timeout=30):
        family = socket.AF_INET6 if ":" in target else socket.AF_INET
        sock = self.socket(family)
        sock.settimeout(timeout)
        try:
            if source:
                sock.bind((source, 0))
            sock.connect((target, port))
        except OSError:
            sock.close()
            raise
        return sock

    def connect_tls(self, source, target, port=465):
        """TLS from the first byte, whoever the certificate is of."""
        return anonymous_tls().wrap_socket(self.connect(source, target, port))

    def mailbox(self, user):
        """The messages of a mailbox, each as text."""
        try:
            text = (self.root / "var/mail" / user).read_text("latin-1")
        except FileNotFoundError:
            return []
        return ["From " + part for part in ("\n\n" + text).split("\n\nFrom ")[1:]]

    def mailboxes(self):
        return {p.name: self.mailbox(p.name) for p in (self.root / "var/mail").iterdir()
                if p.name[0] != "." and not p.name.endswith(".lock")}

    def queued(self):
        return [p for q in ("mqueue", "mqueue-client")
                for p in (self.root / "var/spool" / q).rglob("qf*")]

    def busy(self):
        """Whether any sendmail but the daemon is at work, or anything is queued."""
        return len(self.sendmails()) > 1 or bool(self.queued())

    def sendmails(self):
        found = []
        for entry in (self.root / "proc").iterdir():
            if entry.name.isdigit():
                try:
                    if "sendmail" in os.readlink(entry / "exe"):
                        found.append(entry.name)
                except OSError:
                    pass
        return found

    def log(self):
        return (self.root / "var/log/mail.log").read_text("latin-1")


def anonymous_tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Smtp:
    """One SMTP session; replies are kept byte for byte.  helo: None leaves EHLO to the caller."""

    def __init__(self, sock, helo="client.example"):
        self.sock = sock
        self.file = sock.makefile("rb")
        self.greeting = self.reply()
        if self.greeting.code == 220 and helo:
            self.ehlo = self.command(f"EHLO {helo}")

    def reply(self):
        raw, lines = b"", []
        while True:
            line = self.file.readline()
            raw += line
            lines.append(line[4:].rstrip(b"\r\n").decode("latin-1"))
            if len(line) < 4 or line[3:4] != b"-":
                break
        code = int(line[:3]) if line[:3].isdigit() else 0
        return Reply(code, "\n".join(lines), raw)

    def command(self, line):
        data = line if isinstance(line, bytes) else line.encode("latin-1")
        self.sock.sendall(data + b"\r\n")
        return self.reply()

    def starttls(self, helo="client.example"):
        """The reply to STARTTLS; if it was 220, the session goes on under TLS."""
        reply = self.command("STARTTLS")
        if reply.code == 220:
            self.file.close()
            self.sock = anonymous_tls().wrap_socket(self.sock)
            self.file = self.sock.makefile("rb")
            self.ehlo = self.command(f"EHLO {helo}")
        return reply

    def send(self, sender, recipients, text):
        """(stage, reply) where it ended: mail, rcpt, data; "sent" when it was accepted."""
        reply = self.command(f"MAIL FROM:<{sender}>")
        if reply.code != 250:
            return "mail", reply
        for recipient in recipients:
            reply = self.command(f"RCPT TO:<{recipient}>")
            if reply.code != 250:
                self.command("RSET")
                return "rcpt", reply
        reply = self.command("DATA")
        if reply.code != 354:
            self.command("RSET")
            return "data", reply
        reply = self.command(text.replace("\n", "\r\n").encode("latin-1") + b".")
        return ("sent" if reply.code == 250 else "data"), reply

    def quit(self):
        try:
            self.command("QUIT")
        except OSError:
            pass
        self.sock.close()


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "setns")


def sunk(path=None):
    """What the sink has got so far."""
    try:
        with open(path or DIR / "sink.jsonl", encoding="utf-8") as f:
            return [json.loads(line) for line in f if line.endswith("\n")]
    except FileNotFoundError:
        return []


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def headers(text):
    """The message without the From line of its mailbox, parsed."""
    if text.startswith("From "):
        text = text.partition("\n")[2]
    return email.message_from_string(text)


def ok(passed, text, detail=""):
    print(("ok - " if passed else "not ok - ") + text)
    if not passed and detail:
        for line in str(detail).splitlines()[:25]:
            print("#   " + line[:300])
    sys.stdout.flush()
    return passed
