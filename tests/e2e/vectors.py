"""The driver of vectors.sh.

vectors.py zone PEERS JSONL...   prints the zone in which the clients of those proofs exist
vectors.py try NAME JSONL        sends every message of a proof and compares what becomes of it
vectors.py smuggle NAME          a second message hidden in the first
"""
import base64
import collections
import concurrent.futures
import ipaddress
import json
import pathlib
import re
import sys

import e2e

MX4, MX6 = "192.0.2.125", "2001:db8::1"
FOREIGN, RELAYED = "foreign-mcwizard.example", "relayed.example"
# What the names of next hops lead to.
HOPS = {"hub.example.org": "192.0.2.2", FOREIGN: "203.0.113.40", "listed.example": "203.0.113.41",
        RELAYED: "203.0.113.50", "sub." + RELAYED: "203.0.113.50"}
# An alias or a failure in the place of what prove asks sendmail directly.
ALIASES = {"forward-listed": "fwdlisted", "forward-world": "fwdworld", "notice": "broken"}
REFUSED_BY_HUB = "reject"
EACH = 40  # recipients of one transaction


def proof(path):
    with open(path, encoding="utf-8") as f:
        rows = [row for row in map(json.loads, f) if row["kind"] == "probe"]
    # What is inside by its entry in a table has the addresses of those that a profile lists.
    return [row for row in rows if not row["who"].startswith("inside, by ")]


def plain(address):
    return str(ipaddress.ip_address(re.sub("^IPv6:", "", address)))


# ---- the clients, as hosts of the test network ----

def places(rows):
    """What a client is by its address -> an address: several clients of a proof share one, and
    differ in what the name server says of it."""
    found, used = {}, set()
    for row in rows:
        if row["address"] is None or person(row) in found or row["client"] == "loopback":
            continue
        address = plain(row["address"])
        while address in used:
            address = str(ipaddress.ip_address(address) + 1)
        found[person(row)] = address
        used.add(address)
    return found


def person(row):
    return row["address"], row["name"], row["ptr"], row["resolve"]


def zone(peers, paths):
    rows = [row for path in paths for row in proof(path)]
    where = places(rows)
    lines = [f"{MX4} mail.example.org", f"{MX6} mail.example.org", "mx example.org 10 mail.example.org",
             f"192.0.2.25 literal.{FOREIGN}", "203.0.113.60 lured-mcwizard.example", "mx lured-mcwizard.example 10 mail.example.org"]
    for name, address in HOPS.items():
        lines += [f"a {name} {address}", f"mx {name} 10 {name}"]
    for row in rows:
        address = where.pop(person(row), None)
        if address is None:
            continue
        if row["resolve"] == "OK":
            lines.append(f"{address} {row['name']}")
        elif row["resolve"] == "FORGED":
            lines.append(f"ptr {address} {row['ptr']}")
        elif row["resolve"] == "TEMP":
            lines.append("slow " + ipaddress.ip_address(address).reverse_pointer)
    lines.append(f"a client.{FOREIGN} 198.51.100.9")
    pathlib.Path(peers).write_text(",".join(places(rows).values()))
    print("\n".join(lines))


# ---- every message of a proof ----

class Try:
    def __init__(self, number, row):
        self.row, self.id = row, f"{number}"
        self.rcpt = row["rcpt"]
        if row["destination"] in ALIASES and row["target"]:
            at_hub = NAME == "gateway" and row["destination"] == "notice"
            self.rcpt = f"<{REFUSED_BY_HUB if at_hub else ALIASES[row['destination']]}@example.org>"
        self.code, self.said = 0, ""
        self.arrived, self.bounced = [], []

    def params(self):
        text = self.row["params"]
        return ("", " " + text[1:]) if text.startswith("|") else (" " + text if text else "", "")


def connect(row):
    if row["client"] == "loopback":
        return HOSTS["mx"].connect(None, plain(row["address"]))
    source = WHERE[person(row)]
    target = MX6 if ":" in source else MX4
    if row["client"] == "authenticated" and NAME == "auth":
        return HOSTS["peer"].connect_tls(source, target)
    return HOSTS["peer"].connect(source, target)


def session(key, tries):
    """One connection for all that has the same client, HELO, sender and parameters."""
    who, helo, sender, _, rcpt_params = key
    row = tries[0].row
    smtp = e2e.Smtp(connect(row), None)
    refused = None
    if smtp.greeting.code != 220:
        refused = smtp.greeting
    elif helo:
        refused = passed(smtp.command(helo))
    if row["auth"] and not refused:
        token = base64.b64encode(b"\0someone@mail.example.org\0secret").decode()
        answer = smtp.command(f"AUTH {row['auth']} {token}" if row["auth"] == "PLAIN" else f"AUTH {row['auth']}")
        AUTH.add((who, answer.code))
    mail = f"MAIL FROM:{sender}{tries[0].params()[0]}".encode()
    for start in range(0, len(tries), EACH):
        part = tries[start:start + EACH]
        stop = refused or passed(smtp.command(mail))
        for t in part:
            reply = stop or smtp.command(f"RCPT TO:{t.rcpt}{rcpt_params}".encode())
            t.code, t.said = reply.code, f"{reply.code} {reply.text}"
        smtp.command("RSET")
    for t in tries:
        if t.code == 250:
            finish(smtp, mail, t, rcpt_params)
    smtp.quit()


def passed(reply):
    return None if reply.code == 250 else reply


def finish(smtp, mail, t, rcpt_params):
    """The same once more, alone, to its end."""
    replies = [smtp.command(mail), smtp.command(f"RCPT TO:{t.rcpt}{rcpt_params}".encode()), smtp.command("DATA")]
    replies.append(smtp.command(f"Subject: test\r\nX-Test-Id: {t.id}\r\n\r\nid {t.id}\r\n.".encode()))
    t.said += "; " + "; ".join(f"{r.code} {r.text}" for r in replies[1:])
    t.code = replies[-1].code
    if t.code != 250:
        smtp.command("RSET")


def submit(t):
    sender = t.row["from"].strip("<>")
    done = HOSTS["mx"].run(["/usr/sbin/sendmail", "-Am", "-odi", "-f", sender or "<>", t.rcpt],
                           f"Subject: test\nX-Test-Id: {t.id}\n\nid {t.id}\n")
    t.code = 250 if done.returncode == 0 else 550
    t.said = f"exit {done.returncode} {done.stdout}{done.stderr}"


def follow(tries):
    by_id = {t.id: t for t in tries}
    for t in tries:
        t.arrived, t.bounced = [], []
    everything = [("mailbox", user, text) for user, messages in HOSTS["mx"].mailboxes().items() for text in messages]
    everything += [(m["at"], ", ".join(m["to"]), m["data"]) for m in e2e.sunk()]
    for where, whom, text in everything:
        h = e2e.headers(text)
        if h["X-Test-Id"] in by_id:
            by_id[h["X-Test-Id"]].arrived.append((where, whom))
        else:
            for number in re.findall(r"^X-Test-Id: (\d+)$", text, re.M):
                by_id[number].bounced.append((where, whom))


def settled(tries):
    if HOSTS["mx"].busy():
        return False
    follow(tries)
    return all(t.arrived or t.bounced or t.code != 250 for t in tries)


def settle(tries, seconds):
    for _ in range(seconds):
        if e2e.wait_until(lambda: settled(tries), 1):
            return True
        HOSTS["mx"].run(["/usr/sbin/sendmail", "-q", "-OHostStatusDirectory="])
    return False


def hop(host):
    return HOPS.get(host.strip("[]").rstrip(".").lower(), host)


def wrong(t):
    """Why what happened is not what prove said, or None."""
    row = t.row
    fate, code = row["fate"], t.code // 100
    if fate in ("refused", "tempfailed"):
        good = {"refused": 5, "tempfailed": 4}[fate]
        if code == good and not t.arrived:
            return None
        # What is no SMTP is refused before any ruleset is asked.
        if code == 5 and re.match("501|503|555", t.said):
            return None
        # A program's mail is taken and comes back.
        if row["client"] == "submission" and not t.arrived and (code == 5 or t.bounced):
            return None
        return f"prove says {fate}"
    if fate == "discarded":
        return None if code == 2 and not t.arrived and not t.bounced else "prove says discarded"
    if row["destination"] == "notice":
        at = {where for where, _ in t.bounced}
        return None if not t.arrived and at == {HOPS[FOREIGN]} else "prove says that a notice goes out"
    # Real users are looked up after the rulesets.
    if fate == "delivered" and row["client"] == "submission" and code == 5 and not t.arrived and not exists(row["user"]):
        return None
    if fate == "delivered" and not t.arrived and re.match(r"55[0-3] 5\.1\.[13]", t.said) and not exists(row["user"]):
        return None
    if len(t.arrived) != 1 or t.bounced:
        return f"prove says {fate}"
    where, whom = t.arrived[0]
    if fate == "delivered":
        return None if where == "mailbox" and exists(row["user"]) else "prove says delivered here"
    if where != hop(row["host"]):
        return f"prove says relayed to {row['host']}"
    user = re.sub(r"<@(.*?)\.?>$", r"@\1", row["user"])
    return None if whom.encode("latin-1").lower() == user.encode().lower() else f"prove says as {user}"


def exists(user):
    user = user.split("+")[0].strip('"').lower()
    return user in USERS


def users():
    root = HOSTS["mx"].root
    names = {line.split(":")[0] for line in (root / "etc/passwd").read_text().splitlines()}
    aliases = root / "etc/mail/aliases"
    if aliases.exists():
        names |= {line.split(":")[0].lower() for line in aliases.read_text().splitlines() if re.match(r"[\w.-]+:", line)}
    return names


def try_all(name, rows):
    tries = [Try(i, row) for i, row in enumerate(rows) if row["fate"] != "undecided"]
    groups = collections.defaultdict(list)
    for t in tries:
        if t.row["address"] is not None:
            groups[(t.row["who"], t.row["helo"], t.row["from"], *t.params())].append(t)
    programs = [t for t in tries if t.row["address"] is None and t.row["weakness"] is None]
    tries = [t for g in groups.values() for t in g] + programs
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(session, key, g) for key, g in groups.items()]
        jobs += [pool.submit(submit, t) for t in programs]
        for job in jobs:
            job.result()
    e2e.ok(settle(tries, 60), f"{name}: the queue empties", "\n".join(p.read_text("latin-1") for p in HOSTS["mx"].queued()))
    flows = collections.defaultdict(list)
    for t in tries:
        flows[t.row["who"], t.row["destination"]].append(t)
    for (who, destination), group in flows.items():
        bad = [f"{w}: MAIL FROM:{t.row['from']} RCPT TO:{t.rcpt} {t.row['params']} {t.row['helo']}: prove: {t.row['text']}; "
               f"said {t.said!r}, arrived {t.arrived}, bounced {t.bounced}" for t in group for w in [wrong(t)] if w]
        e2e.ok(not bad, f"{name}: {who} -> {destination}: {len(group)} messages", "\n".join(bad))
    vectors = {t.row["rcpt"] + t.row["from"] + t.row["helo"] + t.row["params"] for t in tries if t.row["weakness"]}
    print(f"# {name}: {len(tries)} messages, {len(vectors)} different ones that try a trick, "
          f"{sum(t.code == 250 for t in tries)} accepted and followed, {len(rows) - len(tries)} not sent; AUTH: {sorted(AUTH)}")


# ---- smuggling ----

# What some servers take for the end of a message, and the RFC does not.
ENDS = [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r", b"\r.\n", b"\r\n.\0\r\n", b"\r\n\0.\r\n",
        b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\n\n.\r\n", b"\r\n. \r\n", b"\0\r\n.\n", b"\r\n\x0b.\r\n"]
HIDDEN = (b"MAIL FROM:<alice@example.org>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nSubject: smuggled\r\n"
          b"X-Smuggled: yes\r\n\r\nhidden\r\n.\r\n")


def smuggle(name):
    for end in ENDS:
        smtp = e2e.Smtp(HOSTS["peer"].connect("198.51.100.9", MX4), f"client.{FOREIGN}")
        replies = [smtp.command(f"MAIL FROM:<sender@{FOREIGN}>"), smtp.command("RCPT TO:<alice@example.org>"), smtp.command("DATA")]
        if replies[-1].code != 354:
            e2e.ok(False, f"{name}: DATA before {end!r}", replies)
            continue
        try:
            smtp.sock.sendall(b"Subject: carrier\r\n\r\nhello" + end + HIDDEN + b"\r\n.\r\nQUIT\r\n")
            smtp.file.read()
        except ConnectionError:
            pass  # dropped by the server, as it should
        smtp.sock.close()
        e2e.wait_until(lambda: not HOSTS["mx"].busy(), 10)
        found = [text for messages in [*HOSTS["mx"].mailboxes().values(), [m["data"] for m in e2e.sunk()]] for text in messages
                 if e2e.headers(text)["X-Smuggled"]]
        e2e.ok(not found, f"{name}: nothing hides behind {end!r}", found)


if sys.argv[1] == "zone":
    zone(sys.argv[2], sys.argv[3:])
else:
    HOSTS = {name: e2e.Host(name) for name in ("mx", "peer")}
    AUTH, NAME = set(), sys.argv[2]
    if sys.argv[1] == "smuggle":
        smuggle(sys.argv[2])
    else:
        ROWS, USERS = proof(sys.argv[3]), users()
        WHERE = places([row for path in sorted(e2e.DIR.glob("*.jsonl")) if path.name != "sink.jsonl" for row in proof(path)])
        try_all(sys.argv[2], ROWS)
