"""The Received: headers of real mail: sends it, reads them back from the mailbox.

received.py all            every way of sending, with each item on
received.py off ITEM       the same message through TLS and AUTH with one item off
"""
import ipaddress
import json
import os
import re
import subprocess
import sys

import e2e

MX, CLIENT = e2e.Host("mx"), e2e.Host("client")
BASELINE = e2e.DIR / "baseline.json"

# ---- the grammar: RFC 5321 4.4 with comments (CFWS, RFC 5322 3.2.2) ----

PROTOCOLS = {"SMTP", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA", "LMTP", "LMTPA", "LMTPS", "LMTPSA"}
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
DOMAIN = rf"{LABEL}(?:\.{LABEL})*"
LITERAL = r"\[(?:[0-9.]+|IPv6:[0-9A-Fa-f:.]+)\]"
ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
MAILBOX = rf"{ATEXT}(?:\.{ATEXT})*@(?:{DOMAIN}|{LITERAL})"
DATE = (r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?[0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|"
        r"Oct|Nov|Dec) [0-9]{4} [0-2][0-9]:[0-5][0-9](?::[0-6][0-9])? [+-][0-9]{4}")


class Stamp:
    """Reads one header field body, unfolded; error names the first thing that is wrong."""

    def __init__(self, body, submission=False):
        self.text, self.at, self.error = body, 0, None
        self.comments, self.clause = [], {}
        try:
            self.read(submission)
        except ValueError as wrong:
            self.error = f"{wrong} at {self.at}: {self.text[self.at:self.at + 40]!r}"

    def read(self, submission):
        self.cfws()
        if submission:
            self.clause["from"] = None
        else:
            self.word("from")
            self.take("from", f"{DOMAIN}|{LITERAL}")
            if not re.fullmatch(f"{DOMAIN}", self.clause["from"]):
                self.literal(self.clause["from"])
        self.cfws()
        self.word("by")
        self.take("by", f"{DOMAIN}|{LITERAL}")
        self.cfws()
        for word, pattern in (("via", ATEXT), ("with", ATEXT), ("id", rf"{ATEXT}|<{MAILBOX}>"),
                              ("for", rf"<{MAILBOX}>|{MAILBOX}")):
            if self.text[self.at:self.at + len(word) + 1].lower() == word + " ":
                self.word(word)
                self.take(word, pattern)
                self.cfws()
        if self.clause.get("with", "SMTP") not in PROTOCOLS:
            raise ValueError("not a registered protocol")
        if not self.text.startswith(";", self.at):
            raise ValueError("no semicolon")
        self.at += 1
        self.fws()
        self.take("date", DATE)
        self.cfws()
        if self.at != len(self.text):
            raise ValueError("more behind the date")

    def word(self, word):
        if self.text[self.at:self.at + len(word)].lower() != word:
            raise ValueError(f"no {word}")
        self.at += len(word)
        self.fws()

    def take(self, name, pattern):
        match = re.compile(rf"(?:{pattern})(?=[\s;(]|$)").match(self.text, self.at)
        if not match:
            raise ValueError(f"no valid {name}")
        self.clause[name] = match.group()
        self.at = match.end()

    def literal(self, text):
        ipaddress.ip_address(text[1:-1].removeprefix("IPv6:"))

    def fws(self):
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def cfws(self):
        self.fws()
        while self.text.startswith("(", self.at):
            start = self.at
            self.comment()
            self.comments.append((start, self.text[start:self.at]))
            self.fws()

    def comment(self):
        self.at += 1
        while True:
            c = self.text[self.at:self.at + 1]
            if c == "":
                raise ValueError("comment without an end")
            if c == "(":
                self.comment()
            elif c == ")":
                self.at += 1
                return
            elif c == "\\":
                self.at += 2
            elif "!" <= c <= "~" or c in " \t":
                self.at += 1
            else:
                raise ValueError("a character that a comment must not hold")


def tcp_info_is_strict(body):
    """from DOMAIN ([DOMAIN] LITERAL): TCP-info to the letter, so without IDENT."""
    match = re.match(rf"from (?:{DOMAIN}|{LITERAL})\s+\((?:{DOMAIN} )?({LITERAL})\)\s", body)
    if not match:
        return False
    ipaddress.ip_address(match.group(1)[1:-1].removeprefix("IPv6:"))
    return True


# ---- what a header records, by setting ----

def items(body):
    found = {}
    for name, pattern in (
            ("helo", r"^from (?!\()(\S+)"),
            ("ident", r"^(?:from \S+ )?\((?:from )?([^\s@()\[\]]+)@"),
            ("name", r"^(?:from \S+ )?\((?:from )?(?:[^\s@]+@)?((?![A-Za-z0-9.-]*=)[A-Za-z0-9][A-Za-z0-9.-]*)[ )]"),
            ("address", r"^(?:from \S+ )?\((?:from )?[^()\[\]]*(\[[^\]]+\])"),
            ("forged", r"(\(may be forged\))"),
            ("auth", r"\((authenticated[^)]*)\).*\bmech=(\S+?)[ )]"),
            ("auth-bits", r"\((authenticated[^)]*)\)"), ("auth-mech", r"\bmech=(\S+?)[ )]"),
            ("by", r"\bby (\S+)"), ("port", r"\bport=(\d+)"), ("resolve", r"\brdns=(\w+)"),
            ("auth_login", r"\blogin=([^\s)]+)"), ("local_address", r"\blocal=(\[\S+?\])"),
            ("daemon", r"\bdaemon=(\S+?)[ )]"), ("protocol", r"\bwith (\S+?)[ ;(]"),
            ("queue_id", r"\bid (\S+?)(?:[ ;(]|$)"), ("tls", r"\((version=[^)]*)\)"),
            ("recipient", r"\bfor (<[^>]*>)"), ("date", r"; (.*)$")):
        match = re.search(pattern, body)
        if match:
            found[name] = " ".join(match.groups())
    return found


CHANGING = {"port", "queue_id", "date"}
ON = ["helo", "name", "address", "ident", "port", "resolve", "protocol", "tls", "auth",
      "local_address", "daemon", "queue_id", "recipient"]

# ---- mail ----

count = 0


def unfolded(message):
    return [re.sub(r"\r?\n[ \t]+", " ", h) for h in message.get_all("Received", [])]


def fetch(mark, user="alice"):
    """The message with that mark, when it has arrived, as (text, parsed)."""
    found = []

    def there():
        found[:] = [t for t in MX.mailbox(user) if f"X-Test-Id: {mark}\n" in t]
        return found
    if not e2e.wait_until(there, 10):
        return None, None
    return found[0], e2e.headers(found[0])


def swaks(name, *args, source="198.51.100.9", helo="out.example", to="alice@example.org"):
    global count
    count += 1
    mark = f"{name}-{os.getpid()}-{count}".replace(" ", "-")
    done = CLIENT.run(["swaks", "--server", "mail.example.org", "--local-interface", source,
                       "--helo", helo, "--from", "sender@out.example", "--to", to,
                       "--header", f"X-Test-Id: {mark}", "--suppress-data", *args], user="bob")
    text, message = fetch(mark)
    if message is None:
        e2e.ok(False, f"{name}: the message arrives", done.stdout + done.stderr + MX.log()[-2000:])
        return None, ""
    return text, unfolded(message)[0]


def wants(name, body, wanted, absent=()):
    got = items(body)
    wrong = [f"{key}: wanted {value!r}, got {got.get(key)!r}" for key, value in wanted.items()
             if not re.fullmatch(value, got.get(key, ""))]
    wrong += [f"{key}: not wanted, got {got[key]!r}" for key in absent if key in got]
    e2e.ok(not wrong, f"{name}: records " + ", ".join([*wanted, *("no " + a for a in absent)]),
           "\n".join(wrong + [body]))


def conforms(name, body, submission=False):
    stamp = Stamp(body, submission)
    e2e.ok(stamp.error is None, f"{name}: conforms to RFC 5321 4.4", f"{stamp.error}\n{body}")
    if not submission:
        after = re.search(r"\bby \S+ ?(\(?)", body)
        e2e.ok(bool(after and after.group(1)), f"{name}: a comment follows by HOST", body)


def spamassassin(name, text, wanted):
    """An independent reader finds what it looks for."""
    done = subprocess.run(["perl", os.environ["E2E"] + "/received.pl"], input=text.partition("\n")[2],
                          capture_output=True, text=True, check=False)
    if done.returncode == 77:
        print(f"skip - {name}: SpamAssassin is not installed")
        return
    relay = re.search(r"\[ (.*?) \]", done.stdout)
    got = dict(p.partition("=")[::2] for p in (relay.group(1) if relay else "").split(" "))
    for key, value in wanted.items():
        e2e.ok(re.fullmatch(value, got.get(key, "")) is not None,
               f"{name}: SpamAssassin reads {key}", f"wanted {value!r}\n{done.stdout}{done.stderr}")


QUEUE_ID = r"[A-Za-z0-9]{14,16}"
COMMON = {"by": r"mail\.example\.org", "port": r"\d+", "queue_id": QUEUE_ID, "date": ".+"}


def plain():
    text, body = swaks("plain")
    if not text:
        return
    conforms("plain", body)
    wants("plain", body, {**COMMON, "helo": r"out\.example", "ident": "bob", "name": r"out\.example",
                          "address": r"\[198\.51\.100\.9\]", "resolve": "OK", "protocol": "ESMTP",
                          "local_address": r"\[192\.0\.2\.1\]", "daemon": "MTA.*",
                          "recipient": "<alice@example.org>"},
          ("tls", "auth", "auth_login", "forged"))
    e2e.ok("8.1" not in body.partition(" id ")[0].replace("198.18.", ""),
           "plain: no version of sendmail", body)
    spamassassin("plain", text, {"ip": r"198\.51\.100\.9", "rdns": r"out\.example",
                                 "helo": r"out\.example", "by": r"mail\.example\.org",
                                 "ident": "bob", "id": QUEUE_ID, "auth": ""})
    number = items(body)["queue_id"]
    e2e.ok(e2e.wait_until(lambda: f"{number}: from=" in MX.log() and f"{number}: to=" in MX.log(), 10),
           "plain: the queue id leads to the log")


def no_ident():
    text, body = swaks("no ident", source="198.51.100.10", helo="quiet.example")
    if not text:
        return
    conforms("no ident", body)
    e2e.ok(tcp_info_is_strict(body), "no ident: TCP-info to the letter", body)
    wants("no ident", body, {**COMMON, "name": r"quiet\.example",
                             "address": r"\[198\.51\.100\.10\]"}, ("ident", "forged"))
    spamassassin("no ident", text, {"ip": r"198\.51\.100\.10", "rdns": r"quiet\.example",
                                    "helo": r"quiet\.example", "ident": ""})


def two_recipients():
    text, body = swaks("two recipients", to="alice@example.org,bob@example.org")
    if not text:
        return
    conforms("two recipients", body)
    wants("two recipients", body, {**COMMON, "helo": r"out\.example", "protocol": "ESMTP"},
          ("recipient",))
    spamassassin("two recipients", text, {"ip": r"198\.51\.100\.9", "helo": r"out\.example",
                                          "id": QUEUE_ID})


def forged():
    text, body = swaks("forged name", source="198.51.100.66", helo="liar.example")
    if text:
        conforms("forged name", body)
        wants("forged name", body, {**COMMON, "helo": r"liar\.example", "name": r"liar\.example",
                                    "address": r"\[198\.51\.100\.66\]", "resolve": "FORGED",
                                    "forged": r"\(may be forged\)"})
        spamassassin("forged name", text, {"ip": r"198\.51\.100\.66", "helo": r"liar\.example",
                                           "by": r"mail\.example\.org"})
    text, body = swaks("no name", source="198.51.100.77", helo="[198.51.100.77]")
    if text:
        conforms("no name", body)
        wants("no name", body, {**COMMON, "helo": r"\[198\.51\.100\.77\]",
                                "address": r"\[198\.51\.100\.77\]", "resolve": "FAIL"}, ("name",))
        spamassassin("no name", text, {"ip": r"198\.51\.100\.77", "rdns": "",
                                       "helo": r"(\[|!)198\.51\.100\.77(\]|!)"})
    text, body = swaks("other name in HELO", helo="trusted.example.org")
    if text:
        conforms("other name in HELO", body)
        wants("other name in HELO", body, {"helo": r"trusted\.example\.org",
                                           "name": r"out\.example", "resolve": "OK"})


def directly(name, source, target, helo):
    """For what swaks cannot do here."""
    mark = f"{name}-{os.getpid()}".replace(" ", "-")
    smtp = e2e.Smtp(CLIENT.connect(source, target), helo)
    smtp.send("sender@out.example", ["alice@example.org"], f"X-Test-Id: {mark}\n\nhello\n")
    smtp.quit()
    text, message = fetch(mark)
    if message is None:
        e2e.ok(False, f"{name}: the message arrives", MX.log()[-2000:])
        return None, ""
    return text, unfolded(message)[0]


def ipv6():
    text, body = directly("IPv6", "2001:db8:2::9", "2001:db8::1", "out6.example")
    if not text:
        return
    conforms("IPv6", body)
    wants("IPv6", body, {**COMMON, "name": r"out6\.example", "ident": "root",
                         "address": r"\[IPv6:2001:db8:2:(0:0:0:0:9|:9)\]", "resolve": "OK",
                         "local_address": r"\[IPv6:2001:db8:(0:0:0:0:0:1|:1)\]"})
    spamassassin("IPv6", text, {"ip": r"2001:db8:2:(0:0:0:0:9|:9)", "rdns": r"out6\.example",
                                "helo": r"out6\.example"})


def both_families():
    """A client whose name has an IPv4 and an IPv6 address resolves both ways over each."""
    for family, source, target in (("IPv4", "198.51.100.12", "192.0.2.1"),
                                   ("IPv6", "2001:db8:2::12", "2001:db8::1")):
        name = f"name of both families over {family}"
        text, body = directly(name, source, target, "both.example")
        if text:
            wants(name, body, {"name": r"both\.example", "resolve": "OK"}, ("forged",))


def submission():
    mark = f"submission-{os.getpid()}"
    done = MX.run(["/usr/sbin/sendmail", "-t"],
                  f"To: alice@example.org\nSubject: local\nX-Test-Id: {mark}\n\nhello\n", user="bob")
    _, message = fetch(mark)
    if message is None:
        e2e.ok(False, "local submission: the message arrives", done.stderr + MX.log()[-2000:])
        return
    top, below = unfolded(message)[:2]
    conforms("local submission, from loopback", top)
    wants("local submission, from loopback", top,
          {**COMMON, "address": r"\[127\.0\.0\.1\]", "protocol": "ESMTPS?",
           "resolve": "OK|FAIL", "recipient": "<alice@example.org>"})
    conforms("local submission, by the program", below, submission=True)
    e2e.ok("bob" in below.partition(" by ")[0], "local submission, by the program: names the user",
           below)
    e2e.ok(re.search(r"\(8\.\d", below) is None, "local submission: no version of sendmail", below)


def tls_and_auth():
    text, body = swaks("TLS", "--tls")
    if text:
        conforms("TLS", body)
        wants("TLS", body, {**COMMON, "protocol": "ESMTPS", "ident": "bob",
                            "tls": r"version=TLSv1\.[23] cipher=\S+ bits=\d+ verify=NO\S*"}, ("auth",))
        spamassassin("TLS", text, {"ip": r"198\.51\.100\.9", "helo": r"out\.example",
                                   "id": QUEUE_ID, "auth": ""})
    text, body = secured("TLS and AUTH")
    if text:
        conforms("TLS and AUTH", body)
        wants("TLS and AUTH", body, {
            **COMMON, "helo": r"out\.example", "ident": "bob", "name": r"out\.example",
            "address": r"\[198\.51\.100\.9\]", "resolve": "OK", "protocol": "ESMTPSA",
            "local_address": r"\[192\.0\.2\.1\]", "daemon": "MSA",
            "auth": r"authenticated.* PLAIN", "recipient": "<alice@example.org>",
            "tls": r"version=TLSv1\.[23] cipher=\S+ bits=\d+ verify=NO\S*"}, ("auth_login",))
        e2e.ok("login-name" not in body, "TLS and AUTH: not the login name", body)
        spamassassin("TLS and AUTH", text, {
            "ip": r"198\.51\.100\.9", "rdns": r"out\.example", "helo": r"out\.example",
            "by": r"mail\.example\.org", "ident": "bob", "id": QUEUE_ID, "auth": ".+"})
        BASELINE.write_text(json.dumps(items(body)))
        print("# " + body)


def secured(name):
    return swaks(name, "--tls", "--port", "587", "--auth", "PLAIN", "--auth-user", "login-name",
                 "--auth-password", "secret")


def claimed_author():
    """MAIL AUTH= is the client's word: it must not stand in the header."""
    mark = f"author-{os.getpid()}"
    smtp = e2e.Smtp(CLIENT.connect("198.51.100.9", "192.0.2.1"), "out.example")
    smtp.command("MAIL FROM:<sender@out.example> AUTH=x)y;(z")
    smtp.command("RCPT TO:<alice@example.org>")
    smtp.command("DATA")
    smtp.command(f"X-Test-Id: {mark}\r\nReceived: from nowhere by nobody; never\r\n\r\nhello\r\n.")
    smtp.quit()
    _, message = fetch(mark)
    if message is None:
        e2e.ok(False, "claimed author: the message arrives")
        return
    body = unfolded(message)[0]
    conforms("claimed author", body)
    e2e.ok("x)y" not in body and "x+" not in body, "claimed author: is not recorded", body)


def off(item):
    baseline = json.loads(BASELINE.read_text())
    name = f"received.{item}={'yes' if item == 'auth_login' else 'no'}"
    text, body = secured(name)
    if not text:
        return
    got = items(body)
    if item == "auth_login":
        wants(name, body, {"auth_login": "login-name.*"})
        got.pop("auth_login", None)
    # sendmail has IDENT, name and address in one macro: without one of them, IDENT goes, too.
    together = {"auth": {"auth-bits", "auth-mech"}, "name": {"ident"}, "address": {"ident"}}
    gone = {item} | together.get(item, set())
    e2e.ok(not gone & set(got), f"{name}: it is gone", body)
    kept = {k: v for k, v in baseline.items() if k not in gone}
    changed = [f"{k}: was {kept.get(k)!r}, is {got.get(k)!r}" for k in sorted(kept.keys() | got.keys() - gone)
               if (k in CHANGING and (k in kept) != (k in got)) or
               (k not in CHANGING and kept.get(k) != got.get(k))]
    e2e.ok(not changed, f"{name}: nothing else changes", "\n".join(changed + [body]))
    if item not in ("helo", "name", "address"):  # without them RFC 5321 has no from clause
        conforms(name, body)


if sys.argv[1] == "all":
    for test in (plain, no_ident, two_recipients, forged, ipv6, both_families, submission, claimed_author,
                 tls_and_auth):
        test()
elif sys.argv[1] == "items":
    print(*ON, "auth_login")
else:
    off(sys.argv[2])
