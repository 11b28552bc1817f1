"""One pass of roles.sh: every client class against every destination class, for
the daemon that runs on the host mx, compared with the policy.

roles.py PASS POLICY.jsonl NEXT_HOPS.json RESULTS.jsonl
"""
import concurrent.futures
import json
import subprocess
import sys
import time

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
        dialogue(HOSTS["mx"], argv, user, sender, tries)
        return tries
    for t in tries:
        done = HOSTS["mx"].run(argv, t.text(sender), user)
        t.stage = "accepted" if done.returncode == 0 else "refused"
        t.said = f"exit {done.returncode} {done.stdout}{done.stderr}"
    return tries


def dialogue(host, argv, user, sender, tries):
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


def settle(tries, seconds):
    """Until nothing moves any more.  With a host status folder (Debian's default), sendmail
    defers mail when two processes read and write a status at once; a queue run mends it."""
    for _ in range(seconds):
        if e2e.wait_until(lambda: settled(tries), 1):
            return True
        HOSTS["mx"].run(["/usr/sbin/sendmail", "-q", "-OHostStatusDirectory="])
        HOSTS["mx"].run(["/usr/sbin/sendmail", "-Ac", "-q"])
    return False


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
                fine = got in ("refuse", "hub") or t.arrived == [HOPS["own"]]
            else:
                fine = got == wanted
            if got == "refuse" and t.stage == "accepted":
                # Taken and bounced: right only where the bounce stays on this site.
                outside = [b for b in t.bounced
                           if not b.startswith("mailbox") and b != HOPS["own"]]
                fine = fine and not outside and t.client in ("submission", "loopback")
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
    local = FAILS["local" if POLICY["submission", "own"] == "deliver" else "hub"]
    routes = [("loopback", None, "127.0.0.1", local), ("inside", "192.0.2.10", MX4, local),
              ("inside", "192.0.2.10", MX4, FAILS["relayed"]),
              ("outside", "198.51.100.9", MX4, local), ("outside", "2001:db8:2::9", MX6, local),
              ("outside", "198.51.100.9", MX4, FAILS["relayed"]),
              ("forged", "198.51.100.66", MX4, local),
              ("forged", "198.51.100.77", MX4, FAILS["relayed"])]
    tries = [complain(*route) for route in routes]
    tries.append(Try("submission", "Am-t", "notice", local))
    done = HOSTS["mx"].run(["/usr/sbin/sendmail", "-Am", "-t", "-f", COMPLAINS],
                           tries[-1].text(COMPLAINS))
    tries[-1].stage = "accepted"
    tries[-1].said = f"exit {done.returncode} {done.stdout}{done.stderr}"
    tries = [t for t in tries if t.stage == "accepted"]
    settle(tries, 5)
    follow(tries)
    for client in ("submission", "loopback", "inside", "outside", "forged"):
        group = [t for t in tries if t.client == client]
        if group:
            judge_notices(client, group)


COMPLAINS = "complains@world.example"


def complain(client, source, target, recipient):
    t = Try(client, f"{source or target} to {recipient}", "notice", recipient)
    try:
        session = e2e.Smtp(HOSTS["peer" if source else "mx"].connect(source, target))
        if session.greeting.code == 220:
            note(t, *session.send(COMPLAINS, [recipient], t.text(COMPLAINS)))
        session.quit()
    except ConnectionRefusedError:
        t.stage = "refused"
    return t


def judge_notices(client, group):
    wanted = POLICY[client, "notice"]
    wrong, seen = [], set()
    for t in group:
        left = [b for b in t.bounced if b == HOPS["notice"]]
        kept = [b for b in t.bounced if b.startswith("mailbox") or b == HOPS["own"]]
        if HOPS["notice"] == HOPS["own"]:
            kept = []  # a null client: all goes to the smart host
        strange = [b for b in t.bounced if b not in left and b not in kept]
        if t.arrived or strange or len(t.bounced) != 1:
            got = "wrong"
        else:
            got = "relay" if left else "refuse"  # it ended with the postmaster here
        seen.add(got)
        if got != wanted:
            wrong.append(f"{t.variant}: {got}: bounces at {t.bounced}, arrived {t.arrived}, "
                         f"said {t.said!r}")
    e2e.ok(not wrong, f"{PASS}: notice about mail from {client}: {wanted}", "\n".join(wrong))
    RESULTS.write(json.dumps({"pass": PASS, "client": client, "destination": "notice",
                              "policy": wanted, "seen": sorted(seen), "tries": len(group)}) + "\n")


def main():
    started = time.monotonic()
    clients = [c for c in CLIENTS if c[2] != "mx" or c[0] == "loopback"]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(session, c) for c in clients]
        jobs += [pool.submit(submit, s) for s in SUBMISSIONS]
        tries = [t for job in jobs for t in job.result()]
    sent = time.monotonic()
    if not settle(tries, 10):
        stuck = "\n".join(p.read_text("latin-1") for p in HOSTS["mx"].queued())
        e2e.ok(not stuck, f"{PASS}: the queue empties", stuck)
    follow(tries)
    judge(tries)
    judged = time.monotonic()
    notices()
    print(f"# {PASS}: sent {sent - started:.1f} s, settled {judged - sent:.1f} s, "
          f"notices {time.monotonic() - judged:.1f} s")
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
