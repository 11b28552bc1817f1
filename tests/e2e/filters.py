"""What filters do to mail, seen from outside; called by filters.sh.

    filters.py dkim | dmarc | order FIRST SECOND | macros NAME | failure WHAT |
               timeout MODE | logged yes/no
"""
import json
import re
import sys
import time

from e2e import DIR, Host, Smtp, headers, ok, sunk, wait_until

IN, OUT = "192.0.2.2", "192.0.2.1"
STOCK = {
    "connect": ["j", "_", "{daemon_name}", "{if_name}", "{if_addr}"],
    "envfrom": ["i", "{mail_mailer}", "{mail_host}", "{mail_addr}"],
    "envrcpt": ["{rcpt_mailer}", "{rcpt_host}", "{rcpt_addr}"],
    "eom": ["{msg_id}"],
}
# What their documents and programs ask for beyond that, where it has a value in this session.
WANTED = {
    "other": {},
    "opendkim": {},
    "opendmarc": {},
    # spamass-milter README.Debian
    "spamassassin": {"connect": ["t", "b"], "envfrom": ["s"],
                     "envrcpt": ["b", "i", "j", "r", "v", "Z", "_"]},
    "clamav": {},
    "rspamd": {"connect": ["v", "{client_name}"]},
    # filters.sh
    "setting": {"connect": ["{client_ptr}"], "helo": ["{client_port}"], "envrcpt": ["r", "{ntries}"],
                "data": ["{nrcpts}"], "eoh": ["{msg_size}"], "eom": ["b"]},
}


def session(host="client", target=IN, source="192.0.2.9"):
    return Smtp(Host(host).connect(source, target), "client.example")


def message(subject, body="hello\n", sender="eve@client.example"):
    return (f"From: {sender}\nTo: bob@in.example.net\nSubject: {subject}\n"
            f"Message-Id: <{subject}.{time.time()}@client.example>\n"
            f"Date: Wed, 25 Nov 2026 01:00:00 +0000\n\n{body}")


def send(text, sender="eve@client.example", target="bob@in.example.net"):
    smtp = session()
    result = smtp.send(sender, [target], text)
    smtp.quit()
    return result


def delivered(subject, user="bob", seconds=15):
    """The message with that subject in a mailbox of the host in, or None."""
    found = []

    def look():
        found[:] = [m for m in map(headers, Host("in").mailbox(user)) if m["Subject"] == subject]
        return found
    wait_until(look, seconds)
    return found[0] if found else None


def results(m):
    return " ".join(" ".join(m.get_all("Authentication-Results", [])).split()) if m else "no message"


def from_out(subject, to):
    run = Host("out").run(["/usr/libexec/sendmail/sendmail", "-t"], user="alice",
                          text=f"From: alice@out.example.org\nTo: {to}\nSubject: {subject}\n\n"
                               "A body that is signed.\n")
    ok(run.returncode == 0, f"{subject}: a program hands its mail over", run.stderr)


def relayed(subject, change):
    """Through a host between that leaves the body, or changes it; what it sends on."""
    from_out(subject, "bob@relay.example")
    got = []

    def look():
        got[:] = [m for m in sunk() if f"Subject: {subject}\n" in m["data"]]
        return got
    if not ok(wait_until(look, 15), f"{subject}: the host between gets it"):
        return
    text = got[0]["data"]
    if change:
        text = text.replace("A body", "Another body")
    ok("DKIM-Signature:" in text, f"{subject}: it is signed", text)
    stage, reply = send(text, "alice@out.example.org")
    ok(stage == "sent", f"{subject}: and passes it on", reply)


def dkim():
    from_out("direct", "bob@in.example.net")
    m = delivered("direct")
    ok(m is not None and "d=out.example.org" in (m["DKIM-Signature"] or ""),
       "opendkim signs what leaves", m)
    ok("dkim=pass" in results(m) and "header.d=out.example.org" in results(m),
       "and verifies what comes in", results(m))
    relayed("kept", False)
    ok("dkim=pass" in results(delivered("kept")), "kept: through another host it still passes",
       results(delivered("kept")))
    relayed("changed", True)
    ok("dkim=fail" in results(delivered("changed")), "changed: a changed body is found out",
       results(delivered("changed")))
    stage, reply = send(message("bare"))
    m = delivered("bare")
    ok(stage == "sent" and m is not None and "dkim=pass" not in results(m),
       "bare: without a signature nothing passes", results(m))


def plain():
    from_out("plain", "bob@in.example.net")
    m = delivered("plain")
    ok(m is not None and m["DKIM-Signature"] is None, "without opendkim nothing is signed", m)


def dmarc():
    from_out("aligned", "bob@in.example.net")
    m = delivered("aligned")
    ok("dmarc=pass" in results(m), "opendmarc sees what opendkim found: it passes", results(m))
    stage, reply = send(message("forged", sender="alice@out.example.org"), "alice@out.example.org")
    ok(stage == "data" and reply.code == 550, "forged: without a signature it is refused",
       (stage, reply))


GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n"


def spam():
    stage, reply = send(message("ham"))
    m = delivered("ham")
    ok(stage == "sent" and m is not None and (m["X-Spam-Status"] or "").startswith("No,"),
       "spamass-milter judges a message", m or reply)
    text = " ".join((m["X-Spam-Status"] or "").split()) if m else ""
    stage, reply = send(message("gtube", GTUBE))
    ok(stage == "data" and reply.code == 550, "and refuses the test spam", (stage, reply, text))
    # Those of AUTH have no value without AUTH.
    missed = re.findall(r'Could not retrieve sendmail macro "([^"]*)"', Host("in").log())
    ok(not [m for m in missed if not m.startswith("auth_")], "it misses no macro", missed)


def rspamd():
    stage, reply = send(message("ham"))
    ok(stage == "sent", "rspamd lets a message pass", reply)
    stage, reply = send(message("gtube", GTUBE))
    ok(stage == "data" and reply.code == 554 and "Gtube" in reply.text,
       "and refuses the test spam", (stage, reply))


def virus():
    stage, reply = send(message("clean"))
    m = delivered("clean")
    ok(stage == "sent" and m is not None and m["X-Virus-Scanned"] is not None,
       "clamav-milter looks at a message", m or reply)
    stage, reply = send(message("virus", "mcwizard-test-virus\n"))
    ok(stage == "data" and reply.code in (550, 554), "and refuses a virus", (stage, reply))


def order(first, second):
    stage, reply = send(message("order"))
    m = delivered("order")
    asked = [json.loads(line)["name"] for line in (DIR / "seen.jsonl").read_text().splitlines()]
    ok(stage == "sent" and asked == [first, second], f"asked: {first}, then {second}",
       (reply, asked))
    seen = [h for h in (m.keys() if m else []) if h.startswith("X-Seen-")]
    ok(seen == [f"X-Seen-{first}", f"X-Seen-{second}"], "their headers stand in this order", seen)


def macros(name):
    send(message("macros"))
    lines = []

    def look():
        path = DIR / "seen.jsonl"
        lines[:] = path.read_text().splitlines() if path.exists() else []
        return lines
    if not ok(wait_until(look, 10), f"{name}: the filter sees the message"):
        return
    got = json.loads(lines[-1])["macros"]
    for stage in ("connect", "helo", "envfrom", "envrcpt", "data", "eoh", "eom"):
        wanted = set(STOCK.get(stage, []) + WANTED[name].get(stage, []))
        have = set(got.get(stage, {}))
        ok(have == wanted,
           f"{name}: macros at {stage}: {' '.join(sorted(wanted)) or 'none'}",
           f"have {sorted(have)}, want {sorted(wanted)}")


def failure(what):
    smtp = session()
    if what == "disconnect":
        ok(smtp.greeting.code == 421, "disconnect: 421 at once", smtp.greeting)
        smtp.sock.close()
        return
    stage, reply = ("greeting", smtp.greeting) if smtp.greeting.code != 220 else \
        smtp.send("eve@client.example", ["bob@in.example.net"], message("failure"))
    smtp.quit()
    if what == "accept":
        ok(stage == "sent" and delivered("failure") is not None, "accept: it passes", reply)
    elif what == "tempfail":
        ok(stage == "mail" and reply.code == 451, "tempfail: come again (451)", (stage, reply))
    else:
        ok(reply.code in (550, 554), "reject: refused (550 or 554)", (stage, reply))
    if what != "accept":
        ok(not Host("in").mailbox("bob"), f"{what}: nothing is delivered")


def timeout(mode):
    body = "x" * 70 + "\n"
    begin = time.monotonic()
    smtp = session()
    stage, reply = smtp.send("eve@client.example", ["bob@in.example.net"],
                             message("timeout", body * (80000 if mode == "deaf" else 1)))
    took = time.monotonic() - begin
    smtp.quit()
    where = {"slow": "rcpt", "work": "data", "deaf": "data", "full": "mail"}[mode]
    ok(stage == where and reply.code == 451, f"{mode}: come again (451) at {where}", (stage, reply))
    ok(1.5 < took < 8, f"{mode}: given up after its time", f"{took:.1f} s")


def logged(wanted):
    stage, _ = send(message("logged"))
    delivered("logged")
    found = "add: header: X-Seen" in Host("in").log()
    ok(stage == "sent" and found == (wanted == "yes"),
       "what the filter changes is logged" if wanted == "yes" else "nothing of it is logged",
       Host("in").log())


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
