"""Real mail through one example of profiles/, for the daemon that runs on the host mx:
profiles.py NAME.  The table says who sends what, and where it must arrive."""
import base64
import sys

import e2e

MX = "192.0.2.1"
OUTSIDE, INSIDE, INFECTED, HUB = "198.51.100.9", "192.0.2.20", "192.0.2.66", "192.0.2.10"
WORLD = ("dave@world.example", "203.0.113.40")
PROGRAM, LOGIN = "a program", "who logs in"
REFUSED, CLOSED = "refused", "nobody listens"

# name: (client, sender, recipient, where it arrives); a mailbox by its user, a host by its address
FLOWS = {
    "null-client": [
        (PROGRAM, "alice@web1.example.org", WORLD[0], "192.0.2.3"),
        (PROGRAM, "alice@web1.example.org", "root@web1.example.org", "192.0.2.3"),
        (OUTSIDE, "x@out.example", "root@web1.example.org", CLOSED),
        (INSIDE, "x@out.example", WORLD[0], CLOSED)],
    "null-client-direct": [
        (PROGRAM, "alice@web1.example.org", WORLD[0], "192.0.2.3"),
        (PROGRAM, "alice@web1.example.org", "root@web1.example.org", "192.0.2.3"),
        (OUTSIDE, "x@out.example", "root@web1.example.org", CLOSED)],
    "local-only": [
        (PROGRAM, "alice@box.example.org", "bob@box.example.org", "bob"),
        (PROGRAM, "alice@box.example.org", "root@box.example.org", "admin"),
        (PROGRAM, "alice@box.example.org", "abuse@box.example.org", "admin"),
        (PROGRAM, "alice@box.example.org", WORLD[0], REFUSED),
        (OUTSIDE, "x@out.example", "bob@box.example.org", CLOSED)],
    "smart-host": [
        (PROGRAM, "alice@desk.example.org", WORLD[0], "198.51.100.5"),
        (PROGRAM, "alice@desk.example.org", "bob@desk.example.org", "bob"),
        (OUTSIDE, "x@out.example", "bob@desk.example.org", CLOSED)],
    "direct": [
        (PROGRAM, "alice@example.org", WORLD[0], WORLD[1]),
        (OUTSIDE, "x@out.example", "bob@example.org", "bob"),
        (OUTSIDE, "x@out.example", "postmaster@mail.example.org", "admin"),
        (OUTSIDE, "x@out.example", "nobody-here@example.org", REFUSED),
        (OUTSIDE, "x@out.example", WORLD[0], REFUSED),
        (INSIDE, "alice@example.org", WORLD[0], REFUSED)],
    "gateway": [
        (OUTSIDE, "x@out.example", "info@example.org", HUB),
        (OUTSIDE, "x@out.example", "postmaster@example.org", HUB),
        (OUTSIDE, "x@out.example", "stranger@example.org", REFUSED),
        (OUTSIDE, "x@out.example", WORLD[0], REFUSED),
        (INSIDE, "joe@example.org", WORLD[0], REFUSED),
        (HUB, "joe@example.org", WORLD[0], WORLD[1])],
    "relay": [
        (INSIDE, "joe@example.org", WORLD[0], WORLD[1]),
        (INFECTED, "joe@example.org", WORLD[0], REFUSED),
        (OUTSIDE, "joe@example.org", WORLD[0], REFUSED),
        (OUTSIDE, "x@out.example", "root@relay.example.org", REFUSED),
        (PROGRAM, "alice@relay.example.org", WORLD[0], WORLD[1])],
    "backup-mx": [
        (OUTSIDE, "x@out.example", "info@example.net", "203.0.113.50"),
        (OUTSIDE, "x@out.example", "stranger@example.net", REFUSED),
        (OUTSIDE, "x@out.example", WORLD[0], REFUSED),
        (OUTSIDE, "x@out.example", "alice@mx2.example.org", REFUSED),
        (PROGRAM, "alice@mx2.example.org", "bob@mx2.example.org", "bob"),
        (PROGRAM, "alice@mx2.example.org", WORLD[0], REFUSED)],
    "virtual-domains": [
        (OUTSIDE, "x@out.example", "info@example.com", "ann"),
        (OUTSIDE, "x@out.example", "info@example.net", "bob"),
        (OUTSIDE, "x@out.example", "alice@example.org", "alice"),
        (OUTSIDE, "x@out.example", "sales@example.com", "203.0.113.41"),
        (OUTSIDE, "x@out.example", "sales@example.net", "203.0.113.41"),
        (OUTSIDE, "x@out.example", "fax@example.com", REFUSED),
        (OUTSIDE, "x@out.example", "alice@example.com", REFUSED),
        (OUTSIDE, "x@out.example", WORLD[0], REFUSED),
        (PROGRAM, "alice@mail.example.org", WORLD[0], WORLD[1])],
    "submission": [
        (LOGIN, "alice@example.org", WORLD[0], WORLD[1]),
        (LOGIN, "alice@example.org", "joe@example.org", HUB),
        (OUTSIDE, "alice@example.org", WORLD[0], CLOSED),
        (PROGRAM, "alice@submit.example.org", WORLD[0], WORLD[1])],
}


def text(sender, recipient, number):
    return f"From: {sender}\nTo: {recipient}\nSubject: test\nX-Test-Id: {number}\n\nid {number}\n"


def send(client, sender, recipient, number):
    """What was said of it: (accepted, words)."""
    body = text(sender, recipient, number)
    if client == PROGRAM:
        done = HOSTS["mx"].run(["/usr/sbin/sendmail", "-oi", "-f", sender, recipient], body, "alice")
        return done.returncode == 0, f"exit {done.returncode} {done.stdout}{done.stderr}"
    try:
        if client == LOGIN:
            smtp = e2e.Smtp(HOSTS["peer"].connect_tls(OUTSIDE, MX), "out.example")
            reply = smtp.command("AUTH PLAIN " + base64.b64encode(b"\0alice\0right one").decode())
            if reply.code != 235:
                return False, f"{reply.code} {reply.text}"
        else:
            smtp = e2e.Smtp(HOSTS["peer"].connect(client, MX), "client.example")
    except ConnectionRefusedError:
        return False, CLOSED
    if smtp.greeting.code != 220:
        return False, f"{smtp.greeting.code} {smtp.greeting.text}"
    stage, reply = smtp.send(sender, [recipient], body)
    smtp.quit()
    return stage == "sent", f"{stage}: {reply.code} {reply.text}"


def arrived(number):
    everything = [(m["at"], m["data"]) for m in e2e.sunk()]
    everything += [(user, message) for user, all_of in HOSTS["mx"].mailboxes().items() for message in all_of]
    # A notice that comes back carries the number, but not in its own header.
    return [where for where, message in everything if e2e.headers(message)["X-Test-Id"] == str(number)]


def main(name):
    if name not in FLOWS:
        e2e.ok(False, f"{name}: profiles.py knows what this example should do")
        return
    said = [send(*flow[:3], number) for number, flow in enumerate(FLOWS[name])]
    e2e.wait_until(lambda: not HOSTS["mx"].busy(), 20)
    for number, (client, sender, recipient, wanted) in enumerate(FLOWS[name]):
        accepted, words = said[number]
        got = arrived(number)
        if wanted == CLOSED:
            right = words == CLOSED and not got
        elif wanted == REFUSED:
            # A program's mail may be taken and come back; nobody else's.
            right = not got and (client == PROGRAM or (not accepted and ": 5" in words or words.startswith("5")))
        else:
            right = accepted and got == [wanted]
        e2e.ok(right, f"{name}: {client}, {sender} -> {recipient}: {wanted}", f"{words}; arrived {got}")


HOSTS = {host: e2e.Host(host) for host in ("mx", "peer")}
main(sys.argv[1])
