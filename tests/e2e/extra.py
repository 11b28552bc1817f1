"""What raw lines change, seen from outside; called by extra.sh: plain, raw, guarded."""
import sys

from e2e import Host, Smtp, headers, ok, sunk, wait_until


def session():
    return Smtp(Host("client").connect("192.0.2.9", "192.0.2.2"), "client.example")


def send(subject, recipient, sender="eve@client.example"):
    smtp = session()
    result = smtp.send(sender, [recipient],
                       f"From: {sender}\nTo: {recipient}\nSubject: {subject}\n\nhello\n")
    smtp.quit()
    return result


def delivered(subject):
    return wait_until(lambda: any(headers(m)["Subject"] == subject
                                  for m in Host("in").mailbox("bob")), 10)


def arrived(subject):
    return wait_until(lambda: any(f"Subject: {subject}\n" in m["data"] for m in sunk()), 10)


def judge(raw):
    """The same mail with and without the raw lines."""
    smtp = session()
    ok((" raw greeting" in smtp.greeting.text) == raw, f"definition: the greeting, {raw}",
       smtp.greeting)
    smtp.quit()
    stage, reply = send("world", "bob@in.example.net", "eve@evil.example")
    ok(stage == "mail" and reply.code == 550 and
       reply.text.endswith("... a raw rule says no, not m4_dnl") if raw
       else stage == "sent", f"LOCAL_RULESETS: a sender is refused, {raw}", (stage, reply))
    for part, domain in (("LOCAL_CONFIG: a class", "raw.example"),
                         ("LOCAL_RULE_3: an address rewritten", "third.example")):
        stage, reply = send(domain, "bob@" + domain)
        ok(stage == "sent" and delivered(domain) if raw else stage == "rcpt",
           f"{part}, {raw}", (stage, reply))
    stage, reply = send("far", "joe@far.example")
    ok(stage == "sent" and arrived("far") if raw else stage == "rcpt",
       f"MAILER_DEFINITIONS, LOCAL_RULE_0: a mailer of its own, {raw}", (stage, reply))
    if raw:
        # The far end has the message before the sender logs it.
        ok(wait_until(lambda: "mailer=raw, " in Host("in").log(), 10), "its name is in the log", Host("in").log())


def plain():
    judge(False)


def raw():
    judge(True)


def guarded():
    run = Host("in").run(["/usr/libexec/sendmail/sendmail", "-t"], user="alice",
                         text="From: alice@in.example.net\nTo: joe@far.example\nSubject: out\n\nx\n")
    ok(run.returncode != 0 and not wait_until(lambda: any("Subject: out\n" in m["data"] for m in sunk()), 1),
       "what must not leave does not, whatever a raw rule says", run.stdout + run.stderr)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
