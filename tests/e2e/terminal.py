"""What the tests on a pseudo-terminal share (setup_pty.py, apply_pty.py): a place to run in, a
session of mcwizard with what is typed and seen, and the loop over the tests.

MCWIZARD is the binary; TOOLS, if set, the folder with the unpacked sendmail packages."""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

MCWIZARD = os.path.abspath(os.environ.get("MCWIZARD", "mcwizard"))
TOOLS = os.environ.get("TOOLS", "")
PATIENCE = 20  # seconds for one expected text; a busy machine is slow

CTRL_C, CTRL_D, CTRL_V, CTRL_Z, TAB, UP = "\x03", "\x04", "\x16", "\x1a", "\t", "\x1b[A"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78]|\r|\x07")
HALF_ESCAPE = re.compile(rb"\x1b(\[[0-9;?]*|[()])?$")

tests = []


def test(name):
    """Registers a function as a test of that name."""
    def add(function):
        tests.append((name, function))
        return function
    return add


class Failed(Exception):
    """What a test expected and did not see."""


class Skipped(Exception):
    """What a test needs and this machine does not have."""


def need_macros():
    """Rendering needs m4 and sendmail-cf, installed or below TOOLS."""
    if not os.path.exists(f"{TOOLS}/usr/share/sendmail/cf/m4/cf.m4"):
        raise Skipped("sendmail-cf is not there (TOOLS)")


def check(condition, what):
    if not condition:
        raise Failed(what)


def environment():
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "xterm", "LC_ALL": "C", "HOME": "/nonexistent"}
    if TOOLS:
        env["MCWIZARD_TOOLS"] = TOOLS
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    return env


class Place:
    """A folder to run in, and a fake root beside it."""

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="mcwizard-pty.")
        self.work = os.path.join(self.top, "work")
        self.root = os.path.join(self.top, "root")
        os.makedirs(self.work)
        self.write("etc/hostname", "mail\n")
        self.write("etc/hosts", "127.0.0.1 localhost\n192.0.2.25 mail.example.org mail\n")
        self.write("etc/mail/local-host-names", "# ours\nexample.org\nmail.example.org\n")

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as f:
            f.write(text)

    def files(self):
        return sorted(os.listdir(self.work))

    def profile(self, name="mail.example.org.json"):
        with open(os.path.join(self.work, name), encoding="ascii") as f:
            return json.load(f)

    def run(self, *args, **how):
        """mcwizard without a terminal."""
        return subprocess.run([MCWIZARD, *args], cwd=self.work, env=environment(), timeout=120,
                              capture_output=True, text=True, check=False, **how)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        shutil.rmtree(self.top)


class Session:
    """One run of a command of mcwizard on a pseudo-terminal."""

    def __init__(self, place, *args, env=None, rows=24, columns=80, globals_=(), command="setup"):
        self.seen = ""   # everything, without escape sequences
        self.mark = 0    # up to where it was expected
        self.raw = b""
        self.rest = b""  # the start of an escape sequence that is not whole yet
        self.status = None
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave  # kept open, so that its settings can be read at the end
        full = environment()
        full.update(env or {})
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(slave, fd)
                os.closerange(3, 256)
                os.chdir(place.work)
                os.execve(MCWIZARD, [MCWIZARD, "--root", place.root, *globals_, command, *args], full)
            finally:
                os._exit(127)

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode("latin-1")
        while data:
            self.read(0)
            _, ready, _ = select.select([], [self.master], [], PATIENCE)
            if not ready:
                raise Failed("the program does not read what is typed")
            data = data[os.write(self.master, data[:512]):]

    def read(self, wait):
        """Takes in what there is; False when there was nothing within wait seconds."""
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        data = self.rest + data
        cut = HALF_ESCAPE.search(data)
        self.rest = data[cut.start():] if cut else b""
        data = data[:len(data) - len(self.rest)]
        self.seen += ESCAPES.sub("", data.decode("latin-1"))
        return True

    def expect(self, text, not_before=None):
        """Waits for text behind what was expected before."""
        end = time.monotonic() + PATIENCE
        while True:
            at = self.seen.find(text, self.mark)
            if at >= 0:
                passed = self.seen[self.mark:at]
                self.mark = at + len(text)
                if not_before is not None and not_before in passed:
                    raise Failed(f"saw {not_before!r} before {text!r}")
                return passed
            if time.monotonic() > end or (not self.read(0.1) and self.gone()):
                raise Failed(f"expected {text!r}, saw {self.seen[self.mark:][-600:]!r}")

    def forget(self):
        """Drops what was expected already: a long session would copy all of it at each read."""
        self.seen = self.seen[self.mark:]
        self.mark = 0
        self.raw = b""

    def gone(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def answer(self, question, text):
        """Waits for the question of a setting, or for a text, and answers it."""
        self.expect(f"({question})" if re.fullmatch(r"[a-z]+\.[a-z_]+", question) else question)
        self.expect(": ")
        self.send(text + "\r")

    def answers(self, *pairs):
        for question, text in pairs:
            self.answer(question, text)

    def defaults(self, server=False):
        """Keeps the defaults of the sections at the end; a server is asked a little more."""
        if server:
            self.answers(("tls.cert_file", ""), ("hardened defaults", ""), ("filters.use", ""))
        for _ in range(5):
            self.answer("hardened defaults", "")

    def end(self, status=None):
        """Waits for the end; the terminal must be as it was."""
        end = time.monotonic() + PATIENCE
        while not self.gone():
            self.read(0.1)
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                self.status = -signal.SIGKILL
                raise Failed(f"does not end; saw {self.seen[-600:]!r}")
        while self.read(0):
            pass
        after = termios.tcgetattr(self.slave)
        check(after == self.before, f"the terminal is not as before: {self.before} {after}")
        check(status is None or self.status == status,
              f"exit status {self.status}, not {status}; saw {self.seen[-600:]!r}")

    def close(self):
        if not self.gone():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)
        os.close(self.slave)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def main(label, make_place=Place):
    """Runs the tests; words of their names choose some."""
    failed = 0
    wanted = sys.argv[1:]
    if not os.access(MCWIZARD, os.X_OK):
        print(f"not ok - {label}: {MCWIZARD} is not there (MCWIZARD)")
        sys.exit(1)
    for name, function in tests:
        if wanted and not any(word in name for word in wanted):
            continue
        with make_place() as place:
            try:
                function(place)
                print(f"ok - {label}: {name}", flush=True)
            except Skipped as e:
                print(f"skip - {label}: {name}: {e}", flush=True)
            except (Failed, subprocess.TimeoutExpired, OSError, KeyError, ValueError) as e:
                print(f"not ok - {label}: {name}", flush=True)
                print("# " + str(e).replace("\n", "\n# "), flush=True)
                failed += 1
    sys.exit(1 if failed else 0)
