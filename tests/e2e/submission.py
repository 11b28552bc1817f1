"""The driver of submission.sh: submission.py STEP [NUMBER], a function each."""
import base64
import hashlib
import hmac
import os
import sys

import e2e

MX, OUTSIDE = "192.0.2.1", "198.51.100.9"
WORLD, OWN = "dave@world.example", "joe@example.org"


def plain(user, password):
    return "AUTH PLAIN " + base64.b64encode(f"\0{user}\0{password}".encode()).decode()


def clear(port=587):
    return e2e.Smtp(HOSTS["peer"].connect(OUTSIDE, MX, port), "out.example")


def starttls(port=587):
    smtp = clear(port)
    reply = smtp.starttls("out.example")
    e2e.ok(reply.code == 220, f"port {port}: STARTTLS", reply) if reply.code != 220 else None
    return smtp


def implicit():
    return e2e.Smtp(HOSTS["peer"].connect_tls(OUTSIDE, MX), "out.example")


def offers(smtp, word):
    return any(line.split()[0] == word for line in smtp.ehlo.text.split("\n") if line)


def mechanisms(smtp):
    return sorted(word for line in smtp.ehlo.text.split("\n") if line.startswith("AUTH ") for word in line.split()[1:])


def text(subject):
    return f"From: alice@example.org\nTo: {WORLD}\nSubject: {subject}\n\nhello\n"


def refused(reply, codes, what):
    e2e.ok(str(reply.code) in codes.split(), what, reply)


def scram(smtp, user, password):
    """RFC 5802 and 7677, far enough to log in; the last reply."""
    bare = f"n={user},r={base64.b64encode(os.urandom(18)).decode()}"
    reply = smtp.command("AUTH SCRAM-SHA-256 " + base64.b64encode(("n,," + bare).encode()).decode())
    if reply.code != 334:
        return reply
    first = base64.b64decode(reply.text).decode()
    part = dict(item.split("=", 1) for item in first.split(","))
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(part["s"]), int(part["i"]))
    key = hmac.digest(salted, b"Client Key", "sha256")
    without = f"c=biws,r={part['r']}"
    signature = hmac.digest(hashlib.sha256(key).digest(), ",".join([bare, first, without]).encode(), "sha256")
    proof = base64.b64encode(bytes(a ^ b for a, b in zip(key, signature))).decode()
    reply = smtp.command(base64.b64encode(f"{without},p={proof}".encode()).decode())
    return smtp.command("") if reply.code == 334 else reply


def usual():
    smtp = clear()
    e2e.ok(offers(smtp, "STARTTLS"), "587 offers STARTTLS", smtp.ehlo)
    e2e.ok(mechanisms(smtp) in ([], ["SCRAM-SHA-256"]), "587 offers no password in the clear", smtp.ehlo)
    e2e.ok(not offers(smtp, "ETRN"), "587 offers no ETRN", smtp.ehlo)
    refused(smtp.command(plain("alice", "right one")), "503 504 534 538", "nor does it take one")
    refused(smtp.command(f"MAIL FROM:<alice@example.org>"), "530", "without a password there is no MAIL")
    smtp.quit()
    smtp = clear()
    e2e.ok(scram(smtp, "alice", "right one").code == 235, "SCRAM, which hides the password, works without TLS,")
    refused(smtp.command("MAIL FROM:<alice@example.org>"), "530", "but nothing is sent without TLS")
    smtp.quit()
    for name, make in (("587", starttls), ("465", implicit)):
        smtp = make()
        e2e.ok(smtp.sock.version() in ("TLSv1.2", "TLSv1.3"), f"{name}: TLS is {smtp.sock.version()}")
        e2e.ok(mechanisms(smtp) == ["LOGIN", "PLAIN", "SCRAM-SHA-256"], f"{name} under TLS: the listed mechanisms", smtp.ehlo)
        refused(smtp.command("MAIL FROM:<alice@example.org>"), "530", f"{name}: without a password there is no MAIL")
        refused(smtp.command(plain("alice", "wrong one")), "535", f"{name}: a wrong password is refused")
        refused(smtp.command(plain("nobody", "right one")), "535", f"{name}: so is a user that does not exist")
        refused(smtp.command(plain("bob", "other one")), "535", f"{name}: so is a user of another realm")
        refused(smtp.command("AUTH ANONYMOUS " + base64.b64encode(b"x").decode()), "504", f"{name}: nobody is anonymous")
        refused(smtp.command("MAIL FROM:<alice@example.org>"), "530", f"{name}: after all that there is still no MAIL")
        smtp.quit()
    smtp = starttls()
    e2e.ok(smtp.command(plain("alice", "right one")).code == 235, "the right password is taken")
    e2e.ok(smtp.send("alice@example.org", [WORLD, OWN], text("first"))[0] == "sent", "and mail goes to the world and to the site")
    smtp.quit()
    e2e.ok(e2e.wait_until(lambda: {m["at"] for m in e2e.sunk()} == {"203.0.113.40", "192.0.2.10"}, 20),
           "it arrives at the world's host and at the hub", e2e.sunk())
    got = [e2e.headers(m["data"]).get("Received", "") for m in e2e.sunk()]
    e2e.ok(all("ESMTPSA" in h and "authenticated" in h and "daemon=MSA" in h for h in got), "Received: says how it came", got)
    e2e.ok(not any("alice" in h for h in got), "but not who logged in", got)
    try:
        smtp = clear(465)
        e2e.ok(smtp.greeting.code != 220, "465 speaks to nobody without TLS", smtp.greeting)
    except OSError:
        e2e.ok(True, "465 speaks to nobody without TLS")
    try:
        HOSTS["peer"].connect(OUTSIDE, MX, 25)
        e2e.ok(False, "port 25 is not open: the role inbound is off")
    except ConnectionRefusedError:
        e2e.ok(True, "port 25 is not open: the role inbound is off")


def arrived():
    number = int(sys.argv[2])
    e2e.ok(e2e.wait_until(lambda: sum(m["at"] == "203.0.113.40" for m in e2e.sunk()) == number, 20),
           f"{number} messages have arrived in the world", e2e.sunk())


def realm():
    smtp = starttls()
    refused(smtp.command(plain("alice", "right one")), "535", "a user of the host's own realm is refused")
    e2e.ok(smtp.command(plain("bob", "other one")).code == 235, "one of the realm that is set is taken")
    smtp.quit()


def inbound():
    smtp = implicit()
    e2e.ok(smtp.command(plain("alice", "right one")).code == 235, "a user logs in")
    refused(smtp.send("alice@example.org", [WORLD], text("out"))[1], "550", "and cannot send to the world: the role outbound is off")
    e2e.ok(smtp.send("alice@example.org", [OWN], text("in"))[0] == "sent", "but into the site")
    smtp.quit()
    smtp = e2e.Smtp(HOSTS["peer"].connect(OUTSIDE, MX, 25), "out.example")
    e2e.ok(not offers(smtp, "AUTH"), "port 25 offers no AUTH", smtp.ehlo)
    refused(smtp.command(plain("alice", "right one")), "503", "and takes none, ")
    smtp.starttls("out.example")
    refused(smtp.command(plain("alice", "right one")), "503", "not even under TLS")
    refused(smtp.send("x@out.example", [WORLD], text("relay"))[1], "550", "nor does it relay")
    e2e.ok(smtp.send("x@out.example", [OWN], text("in2"))[0] == "sent", "mail for the site is taken")
    smtp.quit()
    e2e.ok(e2e.wait_until(lambda: [m["at"] for m in e2e.sunk()] == ["192.0.2.10"] * 2, 20), "both are at the hub, nothing else left",
           e2e.sunk())


def no_tls_port():
    try:
        HOSTS["peer"].connect(OUTSIDE, MX, 465)
        e2e.ok(False, "465 is closed")
    except ConnectionRefusedError:
        e2e.ok(True, "465 is closed")
    e2e.ok(starttls().command(plain("alice", "right one")).code == 235, "587 is open")


def saslauthd():
    smtp = starttls()
    refused(smtp.command(plain("carol", "not hers")), "535", "saslauthd refuses a wrong password")
    refused(smtp.command(plain("alice", "right one")), "535", "and does not know who is in sasldb alone")
    e2e.ok(smtp.command(plain("carol", "her own")).code == 235, "saslauthd knows the host's user")
    e2e.ok(smtp.send("carol@example.org", [WORLD], text("carol"))[0] == "sent", "who may send")
    smtp.quit()
    e2e.ok(e2e.wait_until(lambda: [m["at"] for m in e2e.sunk()] == ["203.0.113.40"], 20), "and it arrives", e2e.sunk())


HOSTS = {name: e2e.Host(name) for name in ("mx", "peer")}
{f.__name__.replace("_", "-"): f for f in (usual, arrived, realm, inbound, no_tls_port, saslauthd)}[sys.argv[1]]()
