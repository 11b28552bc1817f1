"""Clients of all kinds against a host of refuse.sh: refuse.py PASS

Each pass holds the same host to what its profile says; "off" shows that the very
clients pass where nothing is asked for.
"""
import base64
import socket
import sys
import time

from e2e import Host, Smtp, ok, wait_until

NAME = sys.argv[1]
MX, MX6 = "192.0.2.1", "2001:db8::1"
peer, mx = Host("peer"), Host("mx")
COUNT = 0


def client(last):
    return f"198.51.100.{last}"


def say(source, *lines, helo="client.example", host=None, target=MX):
    """The replies to a session's lines; it ends where one is no 2xx or 3xx."""
    sock = (host or peer).connect(source, target if ":" not in (source or "") else MX6, timeout=40)
    s = Smtp(sock, helo=None)
    replies = [s.greeting]
    for line in ([f"EHLO {helo}"] if helo else []) + list(lines):
        if replies[-1].code not in (220, 250, 354):
            break
        replies.append(s.command(line))
    try:
        sock.sendall(b"QUIT\r\n")
    except OSError:
        pass
    sock.close()
    return replies


def mail(source, sender="a@good.example", rcpt="alice@example.org", **more):
    return say(source, f"MAIL FROM:<{sender}>", f"RCPT TO:<{rcpt}>", **more)


def shown(replies):
    return "\n".join(f"{r.code} {r.text}" for r in replies)


def passes(text, replies):
    ok(replies[-1].code == 250, f"{NAME}: {text}", shown(replies))


def stops(text, code, words, replies, at=None):
    """Refused with this code and these words; at: the number of the reply (0: the greeting)."""
    last = replies[-1]
    right = last.code == code and words in last.text and (at is None or len(replies) == at + 1)
    ok(right, f"{NAME}: {text}", shown(replies))


GREETING, EHLO, MAIL, RCPT = range(4)


# ---- lists, names, senders ----

def refused_client(text, source, code, words, **more):
    """At once without delay_checks, at RCPT with it."""
    if NAME in ("delayed", "users", "friend", "hater"):
        rcpt = "alice@example.org" if NAME in ("delayed", "users") else "bob@example.org"
        stops(text, code, words, mail(source, rcpt=rcpt, **more), RCPT)
        return
    replies = mail(source, **more)
    if code == 451:
        ok(replies[-1].code in (451, 554, 550) and words in shown(replies), f"{NAME}: {text}", shown(replies))
    else:
        stops(text, code, words, replies)


def dns_lists():
    passes("a client on no list passes", mail(client(9)))
    passes("a client by IPv6 passes", mail("2001:db8:2::9"))
    refused_client("a client on a list is refused", client(10), 550, "198.51.100.10 listed at bl.example")
    refused_client("a client on a list with a text gets the text", client(11), 550,
                   "It's 100% \"listed\" dnl $x #1")
    refused_client("an answer that counts", client(12), 550, "198.51.100.12 listed at enh.example")
    passes("an answer that does not count", mail(client(13)))
    refused_client("an answer that counts by its beginning", client(14), 550, "listed at enh.example")
    passes("an accepted client on a list passes", mail(client(21)))
    stops("an accepted client does not relay", 550, "Relaying denied",
          mail(client(21), rcpt="x@good.example"))
    passes("loopback is not looked up", mail(None, host=mx, target="127.0.0.1"))
    passes("this host's own address is not looked up", mail(MX, host=mx))
    passes("a network that may relay is not looked up", mail("192.0.2.9", rcpt="x@good.example"))
    passes("a host that may relay by its name is not looked up", mail("192.0.2.40", rcpt="x@good.example"))


def dead_list():
    start = time.monotonic()
    passes("a list that says nothing is given up", mail(client(9)))
    took = time.monotonic() - start
    ok(2 < took < 15, f"{NAME}: after some seconds", took)


def failing_list():
    refused_client("a list that fails makes the client wait", client(9), 451,
                   "Temporary lookup failure of 198.51.100.9 at down.example")
    passes("not one that may relay", mail("192.0.2.9"))


def denied():
    refused_client("a denied network, its text", client(81), 550, "Spam, 100%n of it")
    refused_client("a denied network of IPv6", "2001:db8:3::1", 550, "Access denied")
    stops("a denied client does not relay", 550, "", mail(client(81), rcpt="x@good.example"))
    refused_client("a denied client is not saved by an accepted sender", client(81), 550,
                   "Spam", sender="a@nodns.example")


def reverse_names():
    refused_client("no reverse name", client(77), 550, "Fix reverse DNS for 198.51.100.77")
    refused_client("a forged reverse name waits", client(66), 451, "Possibly forged hostname")
    passes("inside, a reverse name is not needed", mail("192.0.2.10"))


def helo():
    for name in ("mail.example.org", "example.org", "[192.0.2.1]", "192.0.2.1", "localhost", "pc", "pc.",
                 "MAIL.example.ORG"):
        judged(f"HELO {name} is refused", 550, f"bogus HELO name used: {name}", helo=name)
    for name in ("client.example", "[198.51.100.9]", "[IPv6:2001:db8:2::9]", "x.example.org"):
        passes(f"HELO {name} passes", mail(client(9), helo=name))
    judged("a denied HELO gets its text", 550, "We don't like 50% of you", helo="evil.example")
    judged("and one below it", 550, "We don't like 50% of you", helo="a.b.EVIL.example")
    judged("a denied HELO without a dot", 550, "Access denied", helo="friend")
    passes("one that only ends alike passes", mail(client(9), helo="notevil.example"))
    judged("HELO is judged for notices, too", 550, "bogus HELO", sender="", helo="pc")
    for host, source, text in ((peer, "192.0.2.9", "inside"), (peer, client(21), "accepted"),
                               (mx, None, "loopback")):
        passes(f"{text}: HELO is not judged", mail(source, host=host, helo="pc",
                                                    target=MX if source else "127.0.0.1"))


def judged(text, code, words, **more):
    """At MAIL, or with delay_checks at RCPT."""
    stops(text, code, words, mail(client(15), **more), RCPT if NAME == "delayed" else MAIL)


def senders():
    judged("a sender's domain that does not exist", 553, "does not exist", sender="a@nowhere.example")
    judged("a sender's domain whose MX cannot be looked up now", 450, "MX lookup failure", sender="a@later.example")
    judged("a sender without a domain", 553, "Domain name required", sender="a")
    judged("a denied sender", 550, "Not from \"you\"", sender="x@enemy.example")
    stops("a denied recipient", 550, "Carol has left", mail(client(9), rcpt="carol@example.org"), RCPT)
    passes("an accepted sender need not resolve", mail(client(9), sender="a@nodns.example"))
    passes("the null sender passes", mail(client(9), sender=""))
    judged("a sender's domain on a list", 550, "bad.example listed at rhs.example", sender="a@bad.example")
    judged("a sender's domain on a list with a text", 550, "it's a 50% bad #1 \"domain\" $1 dnl",
           sender="a@worse.example")
    passes("an accepted sender is not looked up", mail(client(9), sender="a@excused.example"))
    passes("an accepted local part is not looked up", mail(client(9), sender="robot@bad.example"))
    for source, text in (("192.0.2.9", "inside"), (client(21), "an accepted client")):
        passes(f"{text}: senders are not looked up", mail(source, sender="a@bad.example"))
    judged("a null MX", 550, "Sender address has null MX: nullmx.example", sender="a@nullmx.example")
    judged("an MX that is an address", 550, "Illegal MX record", sender="a@numeric.example")
    judged("an MX that leads to loopback", 550, "Invalid MX record for host inward.example",
           sender="a@inward.example")
    judged("an MX in a private network", 550, "Invalid MX", sender="a@private.example")
    passes("inside, MX records are not judged", mail("192.0.2.9", sender="a@inward.example"))


# ---- how often, how early ----

def greeting(source, host=None, target=MX):
    """Seconds until the greeting."""
    sock = (host or peer).connect(source, target)
    start = time.monotonic()
    first = sock.recv(100)
    took = time.monotonic() - start
    sock.close()
    return took if first.startswith(b"220") else 999


def pauses():
    early = peer.connect(client(9), MX)
    early.sendall(b"EHLO client.example\r\n")
    reply = Smtp(early, helo=None).greeting
    early.close()
    ok(reply.code == 554, f"{NAME}: a client that talks early is refused", shown([reply]))
    took = greeting(client(9))
    ok(0.14 < took < 5, f"{NAME}: a patient one is greeted after the pause", took)
    for text, source, host, target in (
            ("loopback", None, mx, "127.0.0.1"), ("inside", "192.0.2.9", peer, MX),
            ("a host inside by its name", "192.0.2.40", peer, MX),
            ("an accepted client", client(21), peer, MX), ("an exception", client(22), peer, MX)):
        # the least of three: the machine may be busy
        took = min(greeting(source, host, target) for _ in range(3))
        ok(took < 0.14, f"{NAME}: {text} does not wait", took)


def open_many(source, n, host=None, target=MX):
    """The greetings of n connections that stay open."""
    socks = [(host or peer).connect(source, target) for _ in range(n)]
    replies = [Smtp(s, helo=None).greeting for s in socks]
    for s in socks:
        s.close()
    return replies


def counts():
    replies = open_many(client(30), 5)
    ok([r.code for r in replies] == 4 * [220] + [421] and "Too many open" in replies[4].text,
       f"{NAME}: the fifth open connection is refused", shown(replies))
    wait_until(lambda: not mx.busy(), 5)
    replies = open_many(client(23), 7)
    ok([r.code for r in replies] == 6 * [220] + [421], f"{NAME}: six for an exception, the seventh is refused",
       shown(replies))
    for text, source, host, target in (("loopback", None, mx, "127.0.0.1"), ("inside", "192.0.2.9", peer, MX),
                                       ("a host inside by its name", "192.0.2.40", peer, MX),
                                       ("an accepted client", client(21), peer, MX)):
        replies = open_many(source, 8, host, target)
        ok([r.code for r in replies] == 8 * [220], f"{NAME}: {text} has as many as it wants", shown(replies))
        wait_until(lambda: not mx.busy(), 5)


def rates():
    for text, source, host, target in (("loopback", None, mx, "127.0.0.1"), ("inside", "192.0.2.9", peer, MX),
                                       ("an accepted client", client(21), peer, MX)):
        if NAME == "delayed":
            break
        ok(connect_often(source, host, target) == 32 * [220], f"{NAME}: {text} connects as often as it wants")
    for text, source, expected in (("an exception", client(24), 32 * [220]),
                                   ("a client that connects too often is refused", client(16),
                                    30 * [220] + 2 * [421])):
        got = connect_often(source)
        ok(got == expected, f"{NAME}: {text}: how often it may connect", got)


def connect_often(source, host=None, target=MX):
    codes = []
    for number in [2] * 16:
        codes += [r.code for r in open_many(source, number, host, target)]
        wait_until(lambda: not mx.busy(), 2)
    return codes


# ---- bytes ----

def other_commands():
    for line in ("Subject: hello", "Host: mail.example.org"):
        stops(f"{line.split()[0]} instead of a command ends the session", 421, "bad command", say(client(9), line))
    replies = say(client(9), "HELLO")
    ok(replies[-1].code == 500, f"{NAME}: an unknown command does not", shown(replies))
    for line in ("GET / HTTP/1.1", "POST / HTTP/1.0"):
        stops(f"{line.split()[0]} first is refused", 421, "open proxy", say(client(17), line, helo=None))
        stops(f"{line.split()[0]} later is refused", 421, "HTTP command", say(client(17), line))


def talk(source, chunks):
    """Sends each chunk when the last one is answered; all that came back, and whether the server hung up."""
    sock = peer.connect(source, MX, timeout=10)
    got, ended = b"", False

    def hear(seconds, whole):
        """Until a reply is whole, or for that long."""
        nonlocal got
        start, end = len(got), time.monotonic() + seconds
        while time.monotonic() < end:
            sock.settimeout(max(end - time.monotonic(), 0.01))
            try:
                data = sock.recv(4096)
            except socket.timeout:
                return False
            except OSError:
                return True
            if not data:
                return True
            got += data
            last = got[start:].rstrip(b"\r\n").rpartition(b"\n")[2]
            if whole and got.endswith(b"\n") and last[3:4] == b" ":
                return False
        return False
    hear(10, True)
    for chunk in chunks:
        try:
            sock.sendall(chunk)
        except OSError:
            ended = True
        ended = ended or hear(2, True)
        if ended:
            break
    ended = ended or hear(0.15, False)
    sock.close()
    return got.decode("latin-1"), ended


def numbered():
    global COUNT
    COUNT += 1
    return f"{NAME}{COUNT}"


def smuggle(source, end, mark):
    """One message with a second one hidden behind an odd end of data."""
    second = (f"MAIL FROM:<b@good.example>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"
              f"Subject: second-{mark}\r\n\r\nx\r\n.\r\nQUIT\r\n").encode()
    data = f"Subject: first-{mark}\r\n\r\nx".encode() + end + second
    return talk(source, [b"EHLO client.example\r\n", b"MAIL FROM:<a@good.example>\r\n",
                         b"RCPT TO:<alice@example.org>\r\n", b"DATA\r\n", data])


def arrived(user, mark, seconds=0.0):
    def there():
        return any(f"Subject: {mark}\n" in m for m in mx.mailbox(user))
    return wait_until(there, seconds)


ENDS = {"LF.LF": b"\n.\n", "LF.CRLF": b"\n.\r\n", "CRLF.LF": b"\r\n.\n", "CR.CR": b"\r.\r", "CR.CRLF": b"\r.\r\n",
        "CRLF.CR": b"\r\n.\r", "LF.CR": b"\n.\r", "NUL": b"\r\n\0.\r\n"}


def hidden(source, end, second, text):
    """second: whether the hidden message may arrive."""
    mark = numbered()
    got, ended = smuggle(source, ENDS[end], mark)
    smuggled = arrived("bob", f"second-{mark}", 5 if second else 0.3)
    ok(smuggled == second, f"{NAME}: {text}: {end} {'ends a message' if second else 'hides no second message'}", got)
    return mark, got, ended


def smuggling():
    for end in ENDS:
        mark, got, ended = hidden(client(18), end, False, "a stranger")
        refused = "421 4.5.0 Bare" in got or "554 5.6.1 NUL" in got
        ok(refused and not arrived("alice", f"first-{mark}"), f"{NAME}: a message with {end} is refused", got)
        ok(ended or end == "NUL", f"{NAME}: and its session ended after {end}", got)
    got, _ = talk(client(19), [b"EHLO client.example\nNOOP\r\n"])
    ok("554 5.5.0 SMTP protocol error" in got, f"{NAME}: EHLO with a bare LF and more is refused", got)
    got, _ = talk(client(19), [b"EHLO client.example\rNOOP\r\n"])
    ok("501 5.0.0 Invalid domain name" in got, f"{NAME}: EHLO with a bare CR is refused", got)
    got, _ = talk(client(19), [b"EHLO client.example\r\nMAIL FROM:<a@good.example>\r\n"])
    ok("554 5.5.0 SMTP protocol error" in got, f"{NAME}: commands sent with EHLO are refused", got)
    mark = numbered()
    got, _ = early_data(client(19), mark)
    ok("554 5.5.0 SMTP protocol error" in got and not arrived("alice", f"early-{mark}", 0.3),
       f"{NAME}: a message sent before DATA is answered is refused", got)
    mark = numbered()
    got = unix_lines(client(19), mark)
    ok("421 4.5.0 Bare linefeed" in got and not arrived("alice", f"unix-{mark}", 0.3),
       f"{NAME}: a message in lines that end with LF is refused", got)


def unix_lines(source, mark):
    """A device that knows no CR."""
    return talk(source, [b"EHLO client.example\n", b"MAIL FROM:<a@good.example>\n",
                         b"RCPT TO:<alice@example.org>\n", b"DATA\n",
                         f"Subject: unix-{mark}\n\nx\n.\n".encode()])[0]


def early_data(source, mark):
    return talk(source, [b"EHLO client.example\r\n", b"MAIL FROM:<a@good.example>\r\n",
                         b"RCPT TO:<alice@example.org>\r\n",
                         f"DATA\r\nSubject: early-{mark}\r\n\r\nx\r\n.\r\n".encode()])


def lax():
    cases = [  # client, what it may do; what it sends; whether the first, the second message arrives
        (25, "bare-lf", "LF.LF", True, False), (25, "bare-lf", "LF.CRLF", True, False),
        (25, "bare-lf", "CR.CR", False, False), (26, "bare-cr", "CR.CR", True, False),
        (26, "bare-cr", "LF.LF", False, False), (27, "bare-lf-cr", "LF.LF", True, False),
        (27, "bare-lf-cr", "CR.CR", True, False), (28, "lf-lines", "LF.LF", True, False),
        (28, "lf-lines", "CR.CR", False, False), (31, "all", "LF.LF", True, True), (29, "early-data", "LF.LF", False, False),
    ]
    for last, kind, end, first, second in cases:
        mark, got, _ = hidden(client(last), end, second, kind)
        came = arrived("alice", f"first-{mark}", 5 if first else 0.3)
        ok(came == first, f"{NAME}: {kind}: a message with {end} {'arrives' if first else 'is refused'}", got)
    mark = numbered()
    got = unix_lines(client(28), mark)
    ok(arrived("alice", f"unix-{mark}", 5), f"{NAME}: lf-lines: a message in lines that end with LF arrives", got)
    for last, kind in ((29, "early-data"), (31, "all")):
        mark = numbered()
        got, _ = early_data(client(last), mark)
        ok(arrived("alice", f"early-{mark}", 5), f"{NAME}: {kind}: a message sent early arrives", got)
    got, _ = talk(client(29), [b"EHLO client.example\r\nMAIL FROM:<a@good.example>\r\n"])
    ok("sender ok" in got.lower(), f"{NAME}: early-data: commands sent with EHLO are answered", got)
    stops("lax, too: GET is refused", 421, "HTTP command", say(client(29), "GET / HTTP/1.1"))


# ---- users ----

def users():
    """Who has logged in is asked for nothing else."""
    login = "AUTH PLAIN " + base64.b64encode(b"\0alice\0secret").decode()
    lines = ("MAIL FROM:<a@bad.example>", "RCPT TO:<x@good.example>")
    for last, text in ((10, "a list"), (77, "no reverse name"), (66, "a forged name"), (81, "a denied network")):
        sock = peer.connect(client(last), MX, port=587)
        s = Smtp(sock, helo="pc")
        replies = [s.greeting] + [s.command(line) for line in (login, *lines)]
        sock.close()
        ok([r.code for r in replies] == [220, 235, 250, 250],
           f"{NAME}: who has logged in may send, whatever his address ({text}), HELO and sender", shown(replies))
    refused_client("without a password the same client is refused", client(10), 550, "listed at bl.example")
    replies = [Smtp(peer.connect(client(30), MX, port=587), helo=None).greeting for _ in range(5)]
    ok([r.code for r in replies] == 5 * [220], f"{NAME}: where users log in, connections are not counted at once",
       shown(replies))


# ---- the passes ----

def everybody_passes():
    for last in (10, 11, 12, 14, 77, 66, 81):
        passes(f"client {last} passes", mail(client(last)))
    passes("denied by no one, IPv6 passes", mail("2001:db8:3::1"))
    for name in ("mail.example.org", "pc", "evil.example"):
        passes(f"HELO {name} passes", mail(client(9), helo=name))
    for domain in ("bad.example", "worse.example", "inward.example", "numeric.example"):
        passes(f"sender in {domain} passes", mail(client(9), sender=f"a@{domain}"))
    judged("a sender's domain that does not exist", 553, "does not exist", sender="a@nowhere.example")
    judged("a sender's domain that cannot be looked up now", 451, "does not resolve", sender="a@later.example")
    judged("a sender without a domain", 553, "Domain name required", sender="a")
    stops("a stranger does not relay", 550, "Relaying denied", mail(client(9), rcpt="x@good.example"))
    for end in ENDS:
        hidden(client(18), end, False, "a stranger")
    ok(min(greeting(client(9)) for _ in range(3)) < 0.14, f"{NAME}: nobody waits")
    ok([r.code for r in open_many(client(30), 8)] == 8 * [220], f"{NAME}: eight open connections")
    ok(connect_often(client(16)) == 32 * [220], f"{NAME}: 32 connections in a row")
    ok(say(client(9), "Subject: x")[-1].code == 500, f"{NAME}: a header for a command gets 500")
    ok(say(client(9), "GET / HTTP/1.1")[-1].code == 500, f"{NAME}: GET after EHLO gets 500")


def kept_for_all():
    """With friends or haters: who is spared, and who is not."""
    spared = {"friend": ["postmaster@example.org", "alice@example.org"],
              "hater": ["alice@example.org", "postmaster@example.org"]}[NAME]
    judged_one = "bob@example.org"
    for source, text in ((client(10), "a listed client"), (client(81), "a denied client"),
                         (client(77), "a client without a name")):
        for rcpt in spared:
            passes(f"{text} reaches {rcpt}", mail(source, rcpt=rcpt))
        stops(f"{text} does not reach {judged_one}", 550, "", mail(source, rcpt=judged_one), RCPT)
        stops(f"{text} does not relay", 550, "Relaying denied", mail(source, rcpt="x@good.example"), RCPT)
        stops(f"{text} reaches no one who does not exist", 550, "",
              mail(source, rcpt="no-such-user@example.org"), RCPT)
    for sender, text in (("a@nowhere.example", "a domain that does not exist"), ("a@bad.example", "a listed domain")):
        passes(f"{text} reaches {spared[0]}", mail(client(9), sender=sender, rcpt=spared[0]))
        replies = mail(client(9), sender=sender, rcpt=judged_one)
        ok(replies[-1].code in (550, 553) and len(replies) == RCPT + 1, f"{NAME}: {text} does not reach {judged_one}",
           shown(replies))
    passes(f"an honest client reaches {judged_one}", mail(client(9), rcpt=judged_one))


PASSES = {
    "off": [everybody_passes],
    "now": [dns_lists, denied, reverse_names, helo, senders, pauses, counts, rates, other_commands, smuggling, lax],
    "delayed": [failing_list, denied, counts, rates],
    "users": [users],
    "friend": [kept_for_all, dns_lists],
    "hater": [kept_for_all],
    "silent": [dead_list],
}
for step in PASSES[NAME]:
    step()
