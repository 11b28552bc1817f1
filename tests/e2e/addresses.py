"""The driver of addresses.sh: talks to the host mx and says what became of the mail.

addresses.py NAME PASS [VARIANT]
"""
import sys

import e2e

NAME, PASS = sys.argv[1:3]
VARIANT = sys.argv[3] if len(sys.argv) > 3 else ""
MX, OUTSIDE, INSIDE = "192.0.2.1", "198.51.100.9", "192.0.2.10"
WORLD, PARTNER, SUB, GATE, PRIMARY = (f"203.0.113.4{i}" for i in range(5))
mx, peer = e2e.Host("mx"), e2e.Host("peer")
serial = 0


def ok(passed, text, detail=""):
    e2e.ok(passed, f"{NAME}: {text}", detail)


def mark():
    global serial
    serial += 1
    return f"mark-{NAME.replace(' ', '-').replace(',', '')}-{serial}-end"


def smtp(recipient, source=OUTSIDE, sender="ann@out.example", head=""):
    """(stage, reply, mark) of one message."""
    m = mark()
    session = e2e.Smtp(peer.connect(source, MX), "out.example")
    stage, reply = session.send(sender, [recipient],
                                head + f"From: ann@out.example\nTo: {recipient}\nSubject: {m}\n\n{m}\n")
    session.quit()
    return stage, reply, m


def boxes(m):
    """The mailboxes here that hold a message, those of dovecot and cyrus too."""
    found = [user for user, texts in mx.mailboxes().items() if any(m in t for t in texts)]
    for home in (mx.root / "var/home").iterdir():
        for path in home.glob("Maildir/**/*"):
            if path.parent.name in ("new", "cur") and path.is_file() and m in path.read_text("latin-1"):
                folder = path.parent.parent.name
                found.append(home.name + (folder if folder != "Maildir" else ""))
    for path in (mx.root / "var/spool/cyrus").glob("mail/**/user/*/[0-9]*."):
        if m in path.read_text("latin-1"):
            found.append(path.parent.name)
    return sorted(found)


def sunk(m):
    return [s for s in e2e.sunk() if m in s["data"]]


def arrives(text, recipient, want, **how):
    """want: a user's mailbox, or (address of the sink, recipient there)."""
    stage, reply, m = smtp(recipient, **how)

    def got_it():
        if isinstance(want, str):
            return ",".join(boxes(m))
        return (sunk(m)[0]["at"], ",".join(sunk(m)[0]["to"])) if sunk(m) else ""
    e2e.wait_until(lambda: got_it() == want, 10 if stage == "sent" else 0)
    got = got_it()
    ok(stage == "sent" and got == want, f"{text}: {recipient} reaches {want}",
       f"{stage} {reply.code} {reply.text}: {got or 'nobody'}\n"
       + "\n".join(mx.log().splitlines()[-8:]))


def refused(text, recipient, code, status="", **how):
    stage, reply, _ = smtp(recipient, **how)
    ok(stage == "rcpt" and reply.code == code and status in reply.text,
       f"{text}: {recipient} is answered {code} {status}", f"{stage} {reply.code} {reply.text}")


def program(user, recipient, sender="", head=""):
    """What a program of that user on the host sends: the message at the sink, or in a mailbox."""
    m = mark()
    sender = f"From: {sender}\n" if sender else ""
    done = mx.run(["/usr/sbin/sendmail", "-t"], f"{sender}To: {recipient}\n{head}Subject: {m}\n\n{m}\n",
                  user=user)
    outside = recipient.endswith(("world.example", "partner.example"))
    e2e.wait_until(lambda: sunk(m) if outside else boxes(m), 10)
    if sunk(m):
        return sunk(m)[0]["from"], e2e.headers(sunk(m)[0]["data"])
    for user_there, texts in mx.mailboxes().items():
        for text in texts:
            if m in text:
                return user_there, e2e.headers(text)
    ok(False, f"mail to {recipient} arrives", done.stderr + mx.log()[-1500:])
    return "", {}


def virtual():
    arrives("a virtual user", "info@v1.example", "alice")
    arrives("the same name in another domain", "INFO@V2.example", "bob")
    arrives("a user elsewhere", "sales@v1.example", (PARTNER, "erin@partner.example"))
    arrives("all others of a domain", "whoever@v2.example", "carol")
    arrives("%1", "dora@v3.example", (PARTNER, "dora@partner.example"))
    arrives("any detail", "news+today@v1.example", "carol")
    arrives("a detail that nobody names", "info+x@v1.example", "alice")
    arrives("%3", "detail+x@v1.example", (PARTNER, "dave+x@partner.example"))
    arrives("one that leads to another", "chain@v1.example", "bob")
    arrives("one that leads to an alias", "away@v1.example", (PARTNER, "erin@partner.example"))
    arrives("an address in the site's own domain", "shop@example.org", "bob")
    arrives("postmaster, given by nobody", "postmaster@v1.example", "admin")
    arrives("abuse, given by nobody", "abuse@v1.example", "admin")
    arrives("the site's own users stay", "alice@example.org", "alice")
    refused("an unknown one", "nosuch@v1.example", 550, "5.1.1")
    refused("a user of this host is none there", "alice@v1.example", 550, "5.1.1")
    refused("an error with a text", "gone@v1.example", 550, "We have no fax")
    refused("a subdomain", "info@sub.v1.example", 550, "5.7.1")
    for local in ("victim%world.example", '"victim@world.example"', "world.example!victim"):
        refused("a route, as an unknown user", f"{local}@v1.example", 550, "5.1.1")
        refused("a route by a domain led outside", f"{local}@v3.example", 550, "5.7.1")
    sender, _ = program("alice", "info@v2.example")
    ok(sender == "bob", "a program here reaches a virtual user", sender)


def listed():
    arrives("a virtual user", "info@v1.example", "alice")
    arrives("an own address that only the table knows", "shop@example.org", "bob")
    arrives("an own address of the list", "alice@example.org", "alice")
    refused("one that neither knows", "bob@example.org", 550, "5.1.1")


def closed():
    arrives("a virtual user here", "info@v1.example", "alice")
    refused("one that leads outside", "sales@v1.example", 550, "5.7.1")
    refused("all others, led outside", "dora@v3.example", 550, "5.7.1")
    arrives("one that leads where it may", "listed@v3.example", (PARTNER, "listed@partner.example"))
    refused("one whose alias leads outside", "away@v1.example", 550, "5.7.1")
    refused("the world", "victim@world.example", 550, "5.7.1")


def shut():
    refused("a virtual user, from outside", "info@v1.example", 550, "5.7.1")
    refused("one that leads outside", "sales@v1.example", 550, "5.7.1")
    arrives("from a client that may relay", "info@v1.example", "alice", source=INSIDE)
    refused("an unknown one, from that client", "nosuch@v1.example", 550, "5.1.1", source=INSIDE)


def routes():
    _, head = program("alice", "dave@world.example")
    at = [s["at"] for s in e2e.sunk()]
    ok(at == [GATE] and head["To"] == "dave@world.example", "mail for the domain takes its route", at)
    program("alice", "dave@sub.partner.example")
    ok(e2e.sunk()[-1]["at"] == GATE, "mail for a subdomain takes that of .domain", e2e.sunk()[-1]["at"])
    program("alice", "dave@partner.example")
    ok(e2e.sunk()[-1]["at"] == PARTNER, "the domain itself does not", e2e.sunk()[-1]["at"])
    refused("a stranger may not take it", "dave@world.example", 550, "5.7.1")
    refused("nor that of a subdomain", "dave@sub.partner.example", 550, "5.7.1")


def noroutes():
    program("alice", "dave@world.example")
    program("alice", "dave@sub.partner.example")
    at = [s["at"] for s in e2e.sunk()]
    ok(at == [WORLD, SUB], "mail goes by DNS", at)


def alias():
    arrives("the other name", "alice@old.example", "alice")
    refused("its unknown users", "nosuch@old.example", 550, "5.1.1")
    _, head = program("alice", "dave@world.example", "alice@old.example")
    ok(head["From"] == "alice@example.org", "a sender of the other name shows the domain", head["From"])
    refused("who has moved", "moved@example.org", 551, "moved@partner.example")
    refused("who claims so", "victim@world.example.REDIRECT", 551, "5.1.1")


def noalias():
    refused("the other name", "alice@old.example", 550, "5.7.1")
    _, head = program("alice", "dave@world.example", "alice@old.example")
    ok(head["From"] == "alice@old.example", "a sender of the other name stays", head["From"])


# sender that a program gives -> From: and envelope sender outside
MASQUERADED = {
    "off": {"": ("alice@mail.example.org", "alice@mail.example.org"),
            "alice@example.org": ("alice@example.org", None)},
    "on": {"": ("alice@example.org", "alice@example.org"), "root": ("root@mail.example.org", None),
           "x@pc.partner.example": ("x@pc.partner.example", None)},
    "headers": {"": ("alice@example.org", "alice@mail.example.org"), "root": ("root@example.org", None)},
    "limited": {"": ("alice@shown.example", "alice@shown.example"),
                "alice@example.org": ("alice@example.org", None),
                "x@pc.partner.example": ("x@shown.example", None),
                "x@keep.partner.example": ("x@keep.partner.example", None),
                "root": ("root@mail.example.org", None)},
    "all": {"": ("alice@shown.example", "alice@shown.example"),
            "alice@example.org": ("alice@shown.example", None)},
}


def masquerade():
    for given, (shown, envelope) in MASQUERADED[VARIANT].items():
        user = "root" if given == "root" else "alice"
        sender, head = program(user, "dave@world.example", "" if given == "root" else given,
                               "Cc: bob@mail.example.org, carol@world.example\n")
        address = (head["From"] or "").partition("<")[2].partition(">")[0] or head["From"]
        ok(address == shown, f"From: {given or user} becomes {shown}", head["From"])
        if envelope:
            ok(sender == envelope, f"its envelope sender is {envelope}", sender)
    _, head = program("alice", "dave@world.example", "", "Cc: bob@mail.example.org, carol@world.example\n")
    bob = "bob@shown.example" if VARIANT == "all" else "bob@mail.example.org"
    ok(head["Cc"] == f"{bob}, carol@world.example", f"Cc: bob@mail.example.org shows as {bob}", head["Cc"])
    m = mark()
    mx.run(["/usr/sbin/sendmail", "-Am", "-t"], f"From: alice\nTo: bob\nSubject: {m}\n\n{m}\n")
    e2e.wait_until(lambda: boxes(m), 10)
    head = e2e.headers([t for t in mx.mailbox("bob") if m in t][0])
    want = "bob@shown.example" if VARIANT == "all" else "bob"
    ok(head["To"] == want, f"mail that stays here shows {want}", head["To"])


def generic():
    for given, shown in (("", "Alice.A@example.org"), ("alice@example.org", "Alice.A@example.org"),
                         ("bob@example.org", "b@shown.example"), ("bob@mail.example.org",) * 2,
                         ("alice@partner.example",) * 2):
        sender, head = program("alice", "dave@world.example", given)
        address = (head["From"] or "").partition("<")[2].partition(">")[0] or head["From"]
        ok(address == shown, f"From: {given or 'alice'} becomes {shown}", head["From"])
        if given == "":
            want = "alice@mail.example.org" if VARIANT == "headers" else shown
            ok(sender == want, f"its envelope sender is {want}", sender)


def generic_domain():
    for given, shown in (("alice@partner.example", "Alice.A@example.org"),
                         ("alice@x.partner.example", "Alice.A@example.org"),
                         ("carol@x.partner.example", "c@shown.example"),
                         ("carol@partner.example",) * 2, ("alice@example.org",) * 2):
        _, head = program("bob", "dave@world.example", given)
        ok(head["From"] == shown, f"From: {given} becomes {shown}", head["From"])


def backup():
    if VARIANT == "passes":
        e2e.wait_until(lambda: e2e.sunk() and not mx.queued(), 10)
        got = [(s["at"], s["to"]) for s in e2e.sunk()]
        ok(got == [(PRIMARY, ["info@relayed.example"])] and not mx.queued(),
           "it is passed on once the host is back", f"{got} {mx.queued()}\n{mx.log()[-1500:]}")
        return
    refused("an unknown recipient", "nobody@relayed.example", 550, "5.1.1")
    refused("the world", "victim@world.example", 550, "5.7.1")
    stage, reply, _ = smtp("info@relayed.example")
    kept = e2e.wait_until(lambda: "stat=Deferred" in mx.log(), 10)
    ok(stage == "sent" and kept and len(mx.queued()) == 1, "mail waits while the host is away",
       f"{stage} {reply.text}\n{mx.log()[-1500:]}")
    ok("loops back" not in mx.log() and not e2e.sunk(), "and neither loops nor bounces", mx.log()[-1500:])


def agent():
    home = "alice.lists" if VARIANT == "lmtp-detail" else "alice"
    arrives("a user", "alice@example.org", "alice")
    arrives("a user with a detail", "alice+lists@example.org", home)
    arrives("several by an alias", "both@example.org", "alice,bob")
    arrives("postmaster", "postmaster@example.org", "admin")
    if VARIANT == "lmtp-list":
        stage, _, _ = smtp("nobody-here@example.org")
        told = e2e.wait_until(lambda: "User doesn't exist" in mx.log(), 10)
        ok(stage == "sent" and told, "who is no user of this host is asked of the mail store",
           mx.log()[-1500:])
    else:
        refused("an unknown user", "nobody-here@example.org", 550, "5.1.1")
    box = "".join(mx.mailbox("alice"))
    if VARIANT == "procmail":
        arrives("the detail, as procmail is told it", "bob+told@example.org", "bob")
        ok("X-Detail: told" in "".join(mx.mailbox("bob")), "procmail is told the detail", box)
    if not VARIANT.startswith("lmtp"):
        ok("Return-Path: <ann@out.example>" in box or "From ann@out.example" in box,
           "the envelope sender is kept", box[:300])


globals()[PASS]()
