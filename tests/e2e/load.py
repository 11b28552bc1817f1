"""Steady mail for a host, from clients that behave: what is refused for the time being, or not
answered, is tried again until it is taken.  Every message has a number of its own."""
import collections
import re
import threading
import time

from e2e import Smtp, sunk, wait_until

PATIENCE = 60  # seconds
RETRY = 0.01  # seconds; a real client waits for minutes, and would not see how short the gap is


class Load:
    def __init__(self, client, server, address, targets, threads=4, interval=0.15):
        """Sends from one test host to another; targets: recipients, taken in turn."""
        self.client, self.server, self.address = client, server, address
        self.targets, self.interval = targets, interval
        self.lock = threading.Lock()
        self.counts, self.longest = collections.Counter(), 0.0
        self.next, self.accepted, self.refused = 0, {}, []
        self.deferred, self.unknown = [], set()
        self.ending, self.last = threading.Event(), 0.0
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(threads)]
        for t in self.threads:
            t.start()

    def work(self):
        while not self.ending.is_set():
            begun = time.monotonic()
            with self.lock:
                number, self.next = self.next, self.next + 1
            self.deliver(number, self.targets[number % len(self.targets)])
            self.ending.wait(max(0.0, self.interval - (time.monotonic() - begun)))

    def deliver(self, number, target):
        begun, answered = time.monotonic(), False
        while True:
            what, waited = self.attempt(number, target, None if answered else begun)
            answered = answered or waited is not None
            with self.lock:
                self.counts["attempts"] += 1
                self.counts[what] += 1
                self.longest = max(self.longest, waited or 0.0)
                if what == "taken":
                    self.accepted[number] = target
            if what in ("taken", "refused for good"):
                return
            if self.ending.is_set() and time.monotonic() > self.last:
                return
            time.sleep(RETRY)

    def attempt(self, number, target, since):
        """(what became of it, how long the client waited for a greeting if it got the first one)"""
        waited = None
        try:
            sock = self.client.connect("", self.address, timeout=60)
        except ConnectionRefusedError:
            return "connection refused", None
        except ConnectionResetError:
            return "broken off at greeting", None
        except OSError as e:
            return f"no connection: {e}", None
        stage = "greeting"
        try:
            with sock:
                smtp = Smtp(sock)
                if smtp.greeting.code != 220:
                    return f"{'broken off' if smtp.greeting.code == 0 else 'sent away'} at greeting", None
                if since is not None:
                    waited = time.monotonic() - since
                for stage, command, wanted in (
                        ("MAIL", f"MAIL FROM:<n{number}@client.example>", 250),
                        ("RCPT", f"RCPT TO:<{target}>", 250), ("DATA", "DATA", 354),
                        ("dot", f"Subject: load\r\nX-Number: {number}\r\n\r\nhello\r\n.", 250)):
                    reply = smtp.command(command)
                    if reply.code != wanted:
                        return self.judge(number, stage, reply), waited
                smtp.quit()
                return "taken", waited
        except OSError:
            return self.broken(number, stage), waited

    def judge(self, number, stage, reply):
        if reply.code == 0:
            return self.broken(number, stage)
        if reply.code // 100 == 5:
            self.refused.append(f"{number} {stage}: {reply.code} {reply.text}")
            return "refused for good"
        self.deferred.append(f"{number} {stage}: {reply.code} {reply.text}")
        return f"deferred at {stage}"

    def broken(self, number, stage):
        if stage == "dot":
            self.unknown.add(number)  # taken or not: the client must send it again (RFC 1047)
        return f"broken off at {stage}"

    def take(self):
        """The counts since the last time, and the longest wait for a greeting."""
        with self.lock:
            counts, longest = self.counts, self.longest
            self.counts, self.longest = collections.Counter(), 0.0
        return counts, longest

    def end(self):
        """No further messages; whether those under way were all taken."""
        self.last = time.monotonic() + PATIENCE
        self.ending.set()
        for t in self.threads:
            t.join(2 * PATIENCE)
        return len(self.accepted) + len(self.refused) == self.next

    def settle(self, seconds=60):
        """Until nothing is queued or under way on the server; a queue run leaves out what is locked just then."""
        end = time.monotonic() + seconds
        while True:
            self.server.run(["/usr/sbin/sendmail-mta", "-Am", "-q"], timeout=seconds)
            if wait_until(lambda: not self.server.busy(), 5):
                return True
            if time.monotonic() > end:
                return False

    def waiting(self, seconds=0.5):
        """What has been in the server's queue for longer than a delivery takes."""
        found = []
        for path in self.server.queued():
            try:
                if time.time() - path.stat().st_mtime > seconds:
                    found.append(path.name)
            except FileNotFoundError:
                pass
        return found

    def texts(self):
        """All messages in mailboxes and at the sinks."""
        return [m for messages in self.server.mailboxes().values() for m in messages] + [m["data"] for m in sunk()]

    def arrived(self):
        """How often each number has arrived."""
        return collections.Counter(int(n) for text in self.texts() if not is_notice(text)
                                   for n in re.findall(r"^X-Number: (\d+)$", text, re.M))

    def notices(self):
        """What sendmail itself has written, to senders and to postmaster."""
        return [text for text in self.texts() if is_notice(text)]


def is_notice(text):
    return "multipart/report" in text
