"""The texts of texts.sh, the profiles that hold them, and the replies that must.

texts.py count | zone | addresses
texts.py profile batch|singles|closed [N]    a profile with all texts in tables, or with text N
texts.py check batch|singles|closed [N]      asks the daemon on mx for them
"""
import json
import re
import sys

TEXTS = [
    "We don't accept mail from you",
    "Don't, won't & can't: ask our 'postmaster'",
    "''quoted twice''",
    "it's",
    "'",
    "''",
    "It''s 5 o'clock",
    "#1 of our rules",
    "see http://www.example.org/#refused",
    "# a comment?",
    "# ## ###",
    "one, two, three",
    ",leading and trailing,",
    "(parentheses)",
    "unbalanced ( here",
    "unbalanced ) there",
    "))((",
    "[brackets] and {braces}",
    "]][[ }}{{",
    "costs $5",
    "$1 $2 $* $# $@ $0",
    "$",
    "$$",
    "$& $= $~ $[ $] $( $) $| $: $>",
    "$j $m $v $_ $w $b",
    "${client_addr} ${x} $&{client_name}",
    "$?x yes $| no $.",
    "$&f and $={w}",
    "100% sure",
    "%0 %1 %s %n %x %%",
    "\"double quotes\"",
    "\"",
    "unbalanced \" quote",
    "say \"no\", 'never'",
    "back\\slash",
    "\\",
    "ends with a backslash\\",
    "\\n \\t \\\\ \\\" \\$",
    "<angle> <brackets>",
    "<@>",
    "<user@example.org>",
    "a < b > c",
    ">> <<",
    "semi;colon; and: colon",
    "dnl",
    "dnl is an m4 word",
    "define(x, y)",
    "include(/etc/passwd)",
    "FEATURE(promiscuous_relay)dnl",
    "undefine(define) ifdef(a, b) eval(1+1) syscmd(id) changequote([,])",
    "divert(-1) LOCAL_RULE_0",
    "_CF_DIR_ confDOMAIN_NAME MAILER _REC_HDR_",
    "RELAY",
    "OK",
    "DISCARD",
    "ERROR:550 no",
    "ERROR:5.7.1:\"550 nested\"",
    "REJECT spam, please",
    "550 5.7.1 twice",
    "two  blanks  everywhere",
    "a | pipe & an ampersand ; id",
    "$(id) and !bang! ~tilde^",
    "user@host!path%route",
    "...dots...",
    ".",
    "-- dashes -- and /* comments */ // slashes",
    "=?utf-8?q?encoded?=",
    "R$* $#error $: no",
    "O Option=value",
    "x" * 200,
    ("$'\"#,()<>\\;[]{}% " * 20)[:159] + ".",
    "%" * 100,
    "\\" * 100,
    "long with words " * 12 + "end.",
]
# For the settings that need a render each: the worst first.
WORST = sorted(range(len(TEXTS)), key=lambda i: -len(set(TEXTS[i]) & set("$'\"#,()<>\\;[]{}%&|")))
SINGLES = WORST[:18] + [TEXTS.index(t) for t in (
    "it's", "$", "\"", "\\", "#1 of our rules", "dnl", "define(x, y)",
    ",leading and trailing,", "unbalanced ( here", "x" * 200, "%" * 100, "\\" * 100)]


def client(i):
    return f"198.18.{i // 200}.{i % 200 + 1}"


def base(**sections):
    profile = {
        "host": {"name": "mail.example.org", "domains": ["example.org"]},
        "roles": {"local": True},
        "limits": {"connection_rate": 1000, "bad_recipients": 100, "children": 500,
                   "delay_load": 1000, "queue_load": 2000, "refuse_load": 3000},
    }
    for name, section in sections.items():
        profile.setdefault(name, {}).update(section)
    return profile


def profile(kind, text):
    if kind == "batch":
        return base(roles={"inbound": True, "relay": True}, relay={"networks": ["192.0.2.9"]},
                    access={
                        "deny_clients": {client(i): t for i, t in enumerate(TEXTS)},
                        "deny_senders": {f"s{i}.example": t for i, t in enumerate(TEXTS)},
                        "deny_recipients": {f"r{i}@example.org": t for i, t in enumerate(TEXTS)}})
    if kind == "singles":
        return base(roles={"inbound": True}, host={"description": text},
                    inbound={"recipients": "list", "recipient_list": ["alice@example.org"],
                             "unknown_text": text},
                    relay={"refuse_text": text}, outbound={"refuse_text": text})
    # Not for this site from outside, but a relay for others.
    return base(roles={"relay": True, "outbound": True}, relay={"networks": ["192.0.2.9"], "refuse_text": text},
                inbound={"refuse_text": text})


def said(reply):
    """The text behind code, enhanced code and the address that sendmail puts first."""
    line = reply.raw.rstrip(b"\r\n").decode("latin-1")
    match = re.match(r"[0-9]{3} (?:[245]\.[0-9]+\.[0-9]+ )?(?:<[^ ]*>\.\.\. )?(.*)$", line, re.S)
    return match.group(1) if match else line


def compare(what, text, reply, code="5"):
    shown = text if len(text) < 60 else text[:57] + "..."
    e2e.ok(said(reply) == text and str(reply.code).startswith(code), f"{what}: {shown}",
           f"wanted {text!r}\nreply  {reply.raw!r}")


def check_batch():
    peer = e2e.Host("peer")
    smtp = e2e.Smtp(peer.connect("198.51.100.9", "192.0.2.1"), "out.example")
    for i, text in enumerate(TEXTS):
        compare("access.deny_senders", text, smtp.command(f"MAIL FROM:<a@s{i}.example>"))
        smtp.command("RSET")
    smtp.command("MAIL FROM:<sender@out.example>")
    for i, text in enumerate(TEXTS):
        compare("access.deny_recipients", text, smtp.command(f"RCPT TO:<r{i}@example.org>"))
    smtp.quit()
    for i, text in enumerate(TEXTS):
        smtp = e2e.Smtp(peer.connect(client(i), "192.0.2.1"), "out.example")
        reply = smtp.greeting
        if reply.code in (220, 554) and said(reply) != text:
            # sendmail tells at MAIL
            reply = smtp.command("MAIL FROM:<sender@out.example>")
        compare("access.deny_clients", text, reply)
        smtp.quit()


def check_singles(text):
    peer, mx = e2e.Host("peer"), e2e.Host("mx")
    smtp = e2e.Smtp(peer.connect("198.51.100.9", "192.0.2.1"), "out.example")
    start = b"220 mail.example.org ESMTP "
    line = smtp.greeting.raw.rstrip(b"\r\n")
    shown = text[:60]
    e2e.ok(line == start + text.encode(), f"host.description: {shown}",
           f"wanted {text!r}\nreply  {smtp.greeting.raw!r}")
    smtp.command("MAIL FROM:<sender@out.example>")
    compare("inbound.unknown_text", text, smtp.command("RCPT TO:<nobody@example.org>"))
    # Nothing is relayed here, so the world is refused by the ruleset of outbound.
    compare("outbound.refuse_text, outside", text, smtp.command("RCPT TO:<dave@world.example>"))
    smtp.quit()
    smtp = e2e.Smtp(mx.connect(None, "127.0.0.1"), "mail.example.org")
    smtp.command("MAIL FROM:<alice@example.org>")
    compare("outbound.refuse_text, loopback", text, smtp.command("RCPT TO:<dave@world.example>"))
    smtp.quit()


def check_closed(text):
    smtp = e2e.Smtp(e2e.Host("peer").connect("198.51.100.9", "192.0.2.1"), "out.example")
    smtp.command("MAIL FROM:<sender@out.example>")
    compare("inbound.refuse_text", text, smtp.command("RCPT TO:<alice@example.org>"))
    compare("relay.refuse_text", text, smtp.command("RCPT TO:<dave@world.example>"))
    smtp.quit()


command = sys.argv[1]
number = int(sys.argv[3]) if len(sys.argv) > 3 else 0
if command == "zone":
    for n in range(len(TEXTS)):
        print(f"203.0.113.9 s{n}.example\n{client(n)} c{n}.example")
elif command == "addresses":
    print(",".join(client(n) for n in range(len(TEXTS))))
elif command == "count":
    print(len(SINGLES))
elif command == "profile":
    print(json.dumps(profile(sys.argv[2], TEXTS[SINGLES[number]]), indent=2))
else:
    import e2e
    if sys.argv[2] == "batch":
        check_batch()
    else:
        (check_singles if sys.argv[2] == "singles" else check_closed)(TEXTS[SINGLES[number]])
