"""One pass of roles.sh: every client class against every destination class, for
the daemon that runs on the host mx, compared with the policy.

roles.py PASS POLICY.jsonl NEXT_HOPS.json RESULTS.jsonl
"""
import concurrent.futures
import json
import sys

import e2e

OWN = "example.org"
# client class -> (variant, host, source, target, HELO, sender)
MX4, MX6 = "192.0.2.1", "2001:db8::1"
CLIENTS = [
    ("loopback", "v4", "mx", None, "127.0.0.1", "mail.example.org", "alice@example.org"),
    ("loopback", "v6", "mx", None, "::1", "localhost", "sender@out.example"),
    ("inside", "network", "peer", "192.0.2.10", MX4, "inside.example.org", "alice@example.org"),
    ("inside", "network-v6", "peer", "2001:db8:1::10", MX6, "inside6", "sender@out.example"),
    ("inside", "host", "peer", "198.51.100.20", MX4, "inside.partner.example", ""),
    ("outside", "v4", "peer", "198.51.100.9", MX4, "out.example", "sender@out.example"),
    ("outside", "v6", "peer", "2001:db8:2::9", MX6, "out.example", "sender@out.example"),
    ("outside", "null", "peer", "198.51.100.9", MX4, "out.example", ""),
    ("outside", "own-sender", "peer", "198.51.100.9", MX4, "mail.example.org", "alice@example.org"),
    ("outside", "beside", "peer", "192.0.2.19", MX4, "localhost", "sender@out.example"),
    ("outside", "subdomain", "peer", "198.51.100.21", MX4, "sub.inside.partner.example",
     "sender@out.example"),
    ("forged", "liar", "peer", "198.51.100.66", MX4, "liar.example", "sender@out.example"),
    ("forged", "as-host", "peer", "198.51.100.67", MX4, "inside.partner.example",
     "sender@out.example"),
    ("forged", "nameless", "peer", "198.51.100.77", MX4, "nameless.example", ""),
    ("denied", "network", "peer", "198.51.100.82", MX4, "denied.example", "sender@out.example"),
    ("denied", "name", "peer", "198.51.100.90", MX4, "denied.example", "alice@example.org"),
    ("denied", "v6", "peer", "2001:db8:3::1", MX6, "denied6.example", ""),
]
SUBMISSIONS = [
    ("t", ["/usr/sbin/sendmail", "-t"], "alice"),
    ("Am-t", ["/usr/sbin/sendmail", "-Am", "-t"], None),
    ("t-root", ["/usr/sbin/sendmail", "-t"], None),
    ("bs", ["/usr/sbin/sendmail", "-bs"], "alice"),
    ("Am-bs", ["/usr/sbin/sendmail", "-Am", "-bs"], None),
]
DESTINATIONS = {
    "own": ["alice@example.org", "alice@mail.example.org", "Alice+tag@example.org"],
    "own-unknown": ["nobody-here@example.org", "nobody-here@mail.example.org"],
    "relayed": ["carol@relayed.example"],
    "world": ["dave@world.example"],
    "forward-listed": ["fwdlisted@example.org", "fwdlisted@mail.example.org"],
    "forward-world": ["fwdworld@example.org", "fwdworld@mail.example.org"],
}
FAILS = {"local": "broken@example.org", "hub": "reject@example.org",
         "relayed": "reject@relayed.example"}


class Try:
    """One message on its way, and what became of it."""

    def __init__(self, client, variant, destination, recipient):
        self.client, self.variant, self.destination = client, variant, destination
        self.recipient = recipient
        self.id = f"{PASS}/{client}-{variant}/{destination}"
        self.stage, self.said = "none", ""
        self.arrived, self.bounced = [], []

    def text(self, sender):
        return (f"From: {sender or 'mailer@out.example'}\nTo: {self.recipient}\n"
                f"Subject: test\nX-Test-Id: {self.id}\n\nid {self.id}\n")

    def decision(self):
        """What happened, in the words of the policy."""
        if self.stage == "temporary":
            return "temporary"
        if not self.arrived:
            if self.stage == "refused" or self.bounced:
                return "refuse"
            return "lost"
        if len(self.arrived) > 1:
            return "twice"
        where = self.arrived[0]
        if where.startswith("mailbox"):
            return "deliver" if self.destination in ("own", "own-unknown") else where
        if self.destination in ("own", "own-unknown"):
            return "hub" if where == HOPS["own"] else "at " + where
        return "relay" if where == HOPS[self.destination] else "at " + where


def session(spec):
    client, variant, host, source, target, helo, sender = spec
    tries = [Try(client, variant, d, r[len(variant) % len(r)]) for d, r in DESTINATIONS.items()]
    try:
        smtp = e2e.Smtp(HOSTS[host].connect(source, target), helo)
    except ConnectionRefusedError:
        for t in tries:
            t.stage, t.said = "refused", "nobody listens"
        return tries
    for t in tries:
        if smtp.greeting.code != 220:
            note(t, "connect", smtp.greeting)
        else:
            note(t, *smtp.send(sender, [t.recipient], t.text(sender)))
    smtp.quit()
    return tries


def note(t, stage, reply):
    if stage == "sent":
        t.stage = "accepted"
    else:
        t.stage = "refused" if 500 <= reply.code < 600 and stage != "data" else "temporary"
    t.said = f"{stage}: {reply.code} {reply.text}"


def submit(spec):
    variant, argv, user = spec
    sender = f"{user or 'root'}@mail.example.org"
    tries = [Try("submission", variant, d, r[len(variant) % len(r)])
             for d, r in DESTINATIONS.items()]
    if "-bs" in argv:
        commands = "EHLO localhost\n"
        for t in tries:
            commands += f"MAIL FROM:<{sender}>\nRCPT TO:<{t.recipient}>\n"
            commands += "DATA\n" + t.text(sender) + ".\nRSET\n"
        # A refused RCPT makes DATA fail, and its lines unknown commands: one at a time.
        dialogue(HOSTS["mx"], argv, user, sender, tries)
        return tries
    for t in tries:
        done = HOSTS["mx"].run(argv, t.text(sender), user)
        t.stage = "accepted" if done.returncode == 0 else "refused"
        t.said = f"exit {done.returncode} {done.stdout}{done.stderr}"
    return tries


def dialogue(host, argv, user, sender, tries):
    import subprocess
    with subprocess.Popen(host.command(argv, user), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, bufsize=0, cwd="/") as child:
        smtp = e2e.Smtp(Pipe(child), "localhost")
        for t in tries:
            note(t, *smtp.send(sender, [t.recipient], t.text(sender)))
        smtp.quit()


class Pipe:
    """A child that speaks SMTP, in the place of a socket."""

    def __init__(self, child):
        self.child = child

    def makefile(self, _):
        return self.child.stdout

    def sendall(self, data):
        self.child.stdin.write(data)

    def close(self):
        self.child.stdin.close()


def follow(tries):
    """Fills in where the messages arrived and what bounced."""
    by_id = {t.id: t for t in tries}
    for t in tries:
        t.arrived, t.bounced = [], []
    for where, text in everything():
        h = e2e.headers(text)
        if h["X-Test-Id"] in by_id:
            by_id[h["X-Test-Id"]].arrived.append(where)
        elif h.get_content_type() == "multipart/report":
            for t in tries:
                if f"X-Test-Id: {t.id}\n" in text + "\n":
                    t.bounced.append(where)


def everything():
    for user, messages in HOSTS["mx"].mailboxes().items():
        for text in messages:
            yield "mailbox " + user, text
    for message in e2e.sunk():
        yield message["at"], message["data"]


def settled(tries):
    if HOSTS["mx"].busy():
        return False
    follow(tries)
    return all(t.arrived or t.bounced or t.stage != "accepted" for t in tries)


def judge(tries):
    cells = {}
    for t in tries:
        cells.setdefault((t.client, t.destination), []).append(t)
    for (client, destination), group in cells.items():
        wanted = POLICY[client, destination]
        wrong = []
        for t in group:
            got = t.decision()
            if wanted == "-":
                # No aliases here: the address is like any other one of this site.
                fine = got in ("refuse", "hub") or got == "at " + HOPS["own"]
            else:
                fine = got == wanted
            outside = [b for b in t.bounced if not b.startswith("mailbox") and b != HOPS["own"]]
            if got == "refuse" and outside and t.client in ("submission", "loopback"):
                fine = False
            if got == "refuse" and not t.said.split(": ")[-1].startswith("5") and \
                    t.client != "submission" and t.said != "nobody listens":
                fine = False
            if not fine:
                wrong.append(f"{t.variant} to {t.recipient}: {got}, said {t.said!r}, "
                             f"arrived {t.arrived}, bounced {t.bounced}")
        e2e.ok(not wrong, f"{PASS}: {client} -> {destination}: {wanted}", "\n".join(wrong))
        got = sorted({t.decision() for t in group})
        RESULTS.write(json.dumps({"pass": PASS, "client": client, "destination": destination,
                                  "policy": wanted, "seen": got, "tries": len(group)}) + "\n")


# ---- notices ----

def notices():
    """Mail that was accepted and then fails: where does the notice about it go?"""
    wanted = POLICY["submission", "notice"]
    sender = "complains@world.example"
    tries = []

    def smtp(source, target, recipient, variant):
        t = Try("notice", variant, "notice", recipient)
        try:
            session = e2e.Smtp(HOSTS["peer" if source else "mx"].connect(source, target))
        except ConnectionRefusedError:
            return
        if session.greeting.code == 220:
            note(t, *session.send(sender, [recipient], t.text(sender)))
            if t.stage == "accepted":
                tries.append(t)
        session.quit()

    local = FAILS["local" if POLICY["submission", "own"] == "deliver" else "hub"]
    smtp("198.51.100.9", MX4, local, "outside")
    smtp("192.0.2.10", MX4, local, "inside")
    smtp("192.0.2.10", MX4, FAILS["relayed"], "inside-relayed")
    smtp("198.51.100.9", MX4, FAILS["relayed"], "outside-relayed")
    smtp(None, "127.0.0.1", local, "loopback")
    t = Try("notice", "Am-t", "notice", local)
    done = HOSTS["mx"].run(["/usr/sbin/sendmail", "-Am", "-t", "-f", sender], t.text(sender))
    t.stage, t.said = "accepted", f"exit {done.returncode} {done.stdout}{done.stderr}"
    tries.append(t)
    e2e.wait_until(lambda: settled(tries), 10)
    follow(tries)
    wrong = []
    for t in tries:
        left = [b for b in t.bounced if b == HOPS["notice"]]
        kept = [b for b in t.bounced if b.startswith("mailbox") or b == HOPS["own"]]
        if HOPS["notice"] == HOPS["own"]:
            # A null client: all goes to the smart host; told apart by the recipient.
            kept = []
        strange = [b for b in t.bounced if b not in left and b not in kept]
        if wanted == "relay":
            fine = len(left) == 1 and not strange and (not kept or kept == left)
        else:
            fine = not left and not strange and len(kept) == 1
        if not fine or t.arrived:
            wrong.append(f"{t.variant} to {t.recipient}: bounces at {t.bounced}, arrived "
                         f"{t.arrived}, said {t.said!r}")
    ways = ", ".join(t.variant for t in tries)
    e2e.ok(not wrong, f"{PASS}: notice: {wanted} ({ways})", "\n".join(wrong))
    RESULTS.write(json.dumps({"pass": PASS, "client": "submission", "destination": "notice",
                              "policy": wanted, "seen": [wanted] if not wrong else ["wrong"],
                              "tries": len(tries)}) + "\n")


def main():
    clients = [c for c in CLIENTS if c[2] != "mx" or c[0] == "loopback"]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(session, c) for c in clients]
        jobs += [pool.submit(submit, s) for s in SUBMISSIONS]
        tries = [t for job in jobs for t in job.result()]
    if not e2e.wait_until(lambda: settled(tries), 15):
        stuck = "\n".join(p.read_text("latin-1") for p in HOSTS["mx"].queued())
        e2e.ok(not stuck, f"{PASS}: the queue empties", stuck)
    follow(tries)
    judge(tries)
    notices()
    for line in HOSTS["mx"].log().splitlines():
        if "SYSERR" in line or "unable to" in line or "unsafe" in line.lower():
            e2e.ok(False, f"{PASS}: nothing in the log says that something is broken", line)
            break


PASS = sys.argv[1]
with open(sys.argv[2], encoding="utf-8") as rows:
    POLICY = {(r["client"], r["destination"]): r["decision"] for r in map(json.loads, rows)}
with open(sys.argv[3], encoding="utf-8") as hops:
    HOPS = json.load(hops)
RESULTS = open(sys.argv[4], "a", encoding="utf-8")
HOSTS = {name: e2e.Host(name) for name in ("mx", "peer")}
main()
RESULTS.close()
