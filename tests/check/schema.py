"""The JSON Schema against the program: both judge a few thousand profiles.

  schema.py TOP MCWIZARD PROFILE_VERDICT

The profiles come from the table of settings (`mcwizard settings --format json`):
every setting with good and bad values, wrong shapes, bounds, hostile strings and
misspelt names; from every rule one that breaks it; and from tests/cases/profile
and profiles/.  Fails when the two disagree other than in
tests/check/schema-exceptions.txt, and when a line there is not needed.
"""
import copy
import glob
import json
import os
import random
import subprocess
import sys

import jsonschema

TOP, MCWIZARD, VERDICT = sys.argv[1:4]


def long_name(length):
    """A valid name of just so many bytes."""
    labels = ["a" * 60] * (length // 61)
    return ".".join(labels + ["b" * (length - 61 * len(labels))])


# A profile that keeps all rules, on which each variation is made.
BASE = {
    "host": {"name": "mail.example.org"},
    "roles": {"local": True, "outbound": True, "inbound": True},
}

GOOD = {
    "host name": ["mail.example.org", "a.b", "x-1.example.NET", "xn--bcher-kva.example"],
    "mail target": ["mx.example.net", "[mx.example.net]", "192.0.2.25", "[192.0.2.25]",
                    "[IPv6:2001:db8::25]"],
    "network": ["192.0.2.0/24", "192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "2001:db8::1",
                "::ffff:0:0/96", "192.0.2.128/25"],
    "IP address": ["192.0.2.10", "255.255.255.255", "2001:db8::10", "1:2:3:4:5:6:7:8"],
    "client": ["198.51.100.0/24", "bad.example", "2001:db8:5::/48"],
    "mail address": ["info@example.org", "a.b+c@x.example.org", "under_score@example.org"],
    "address or domain": ["spam@example.com", "example.com", "root@"],
    "address or local part": ["spam@example.com", "root@"],
    "HELO name": ["friend", "bad.example", "x_y.example", "1.2.3.4"],
    "answers of a DNS list": ["127.0.0.2", "127.0.0.", "127.0.0.2 127.0.1. 127."],
    "alias name": ["postmaster", "a.b", "list-owner"],
    "alias target": ["root", "root, joe@example.org", "a,b"],
    "cipher list": ["HIGH", "HIGH:!aNULL:-MD5:kRSA+AES:@STRENGTH", "TLS_AES_128_GCM_SHA256", "A:@SECLEVEL=2"],
    "path": ["/etc/mail/auth", "/a", "/var/lib/x_y.z"],
    "file": ["access", "/etc/mail/lists/access", "lists/x_y.z"],
    "LDAP text": ["ou=people,dc=example,dc=org", "(&(mail=%0)(objectClass=*))"],
    "time span": ["30m", "2h", "1d", "90s", "99999s"],
    "queue group": ["slow", "a", "list_2"],
    "domain": ["example.net", ".example.net", "x-1.example.NET"],
    "local name or address": ["joe", "joe@example.org", "a.b+c@x.example.org"],
    "virtual user": ["info@example.org", "@example.org", "info+*@example.org", "a+b@example.org"],
    "virtual user's target": ["joe", "joe@example.net", "%1@example.net", "%1%3@example.net",
                              "list-%1", "error:nouser", "error:nouser 550 No such user here."],
    "file name": ["extra.mc", "/etc/mail/extra.mc", "a/b.mc"],
    "filter name": ["opendkim", "x", "spam-filter_2"],
    "filter socket": ["unix:/run/x.sock", "local:/run/x-y/z", "inet:1@localhost", "inet:65535@127.0.0.1",
                      "inet:8891@scan.example.org", "inet6:99@::1", "inet6:99@localhost"],
    "filter timeouts": ["C:1s", "R:10m", "C:30s;S:1m;R:2m;E:5m", "S:1h;E:9999s"],
    "filter stage": ["connect", "helo", "envfrom", "envrcpt", "data", "eoh", "eom"],
    "macro names": ["j", "_", "{client_ptr}", "j, {x},Z"],
    "finding": ["NUL: no", "greet-pause: it's #1, (really) [so] $x %d: \"quoted\"", "A-1-b2: x"],
    "m4 variable": ["confALIAS_WAIT", "LOCAL_MAILER_ARGS", "ESMTP_MAILER_ARGS", "UUCP_RELAY"],
    "value": ["$?x$x <$g>$|$g$.", "it's #1, (really) [so] $x %d \"quoted\"", "x" * 1000, ""],
    "mailer": ["LOCAL", "SMTP", "ESMTP", "CYRUSV2"],
    "mailer flags": ["+F", "-9", "mDFMuX", "+e -F:|/@"],
    "port options": ["Family=inet", "Family=inet, Address=192.0.2.1", "M=hA,Port=25", "Addr=IPv6:2001:db8::1"],
    "text": ["Go away", "it's #1, (really) [so] $x %d \"quoted\"", "x" * 200, ""],
}

BAD = {
    "host name": ["localhost", "a..b", "-a.b", "a-.b", "a.1", "1.2.3.4", "a.b.", ".a.b", "a b.c",
                  "a_b.c", "x" * 64 + ".org", ".".join(["a" * 60] * 5), "b\u00fccher.example"],
    "mail target": ["[mx]", "[mx.example.net", "mx.example.net]", "192.0.2.256", "[2001:db8::1]",
                    "[IPv6:192.0.2.1]", "mx.example.net:25", "[[a.b]]", "[]", "localhost"],
    "network": ["192.0.2.0/33", "192.0.2", "10.0.0.0/7", "2001:db8::/15", "2001:db8::/129",
                "1.2.3.04", ":::", "1::2::3", "192.0.2.0/", "fe80::1%eth0", "::ffff:192.0.2.1",
                "0.0.0.0/0", "1:2:3:4:5:6:7:8:9", "192.0.2.0/024"],
    "IP address": ["192.0.2.0/24", "192.0.2.256", "1.2.3.04", "2001:db8::/64", "fe80::1%eth0", "1::2::3",
                   "[192.0.2.1]", "IPv6:2001:db8::1", "mail.example.org", ":::"],
    "client": ["localhost", "a@b.c", "192.0.2.0/33", "*", ".example.org"],
    "mail address": ["info", "@example.org", "a@b", "a b@c.de", "\"a\"@b.de", "a@@b.de", "a%b@c.de",
                     "a!b@c.de", ".a@b.de", "a..b@c.de", "a@[192.0.2.1]"],
    "address or domain": ["a", "@", "@a.b", "a b@", "a@b@", "a%b@"],
    "address or local part": ["a", "@", "@a.b", "a b@", "a@b@", "a%b@", "example.com"],
    "HELO name": ["a b", ".a", "a.", "a..b", "-a", "a-", "[192.0.2.1]", "a:b", "*", "x" * 201],
    "answers of a DNS list": ["127", "127.0.0", "128.0.0.1", "127.0.0.256", "127.0.0.2.", " 127.0.0.2",
                              "127.0.0.2  127.0.0.3", "127. " * 6 + "127.", "127.0.0.$+"],
    "alias name": ["a b", "a@b", ".a", "a.", "|x", "/x", ":include:", "x" * 65],
    "alias target": ["|/bin/sh", "/etc/passwd", ":include:/x", "a,,b", "a,", ",a", "a;b", "a,  b",
                     "\"|x\"", "\\joe"],
    "cipher list": ["", "a b", "a,b", "a::b", ":a", "a:", "a;b", "`a", "a'", "$a", "a/b", "@seclevel=2",
                    "@SECLEVEL=22", "a#b", "x" * 1001],
    "path": ["relative", "/", "/a/", "//a", "/a//b", "/a/../b", "/.a", "/a b", "/a\u00e9",
             "/" + "x" * 255],
    "file": ["/", "./a", "../a", "a/../b", "a/", "a//b", ".a", "a b", "a\u00e9", "x" * 256],
    "LDAP text": ["a=\"b\"", "a\\b", "a;b", "a`b'", "a$b", "x" * 256],
    "time span": ["", "0m", "m", "1", "1w", "1M", "-1m", "100000s", "1.5h", "1h30m", "1 h"],
    "queue group": ["", "Slow", "q1", "1st", "a-b", "a.b", "a b", "_a", "x" * 20],
    "domain": ["", ".", "..a.b", "net", ".net", "*.example.net", "a@b.c", "[192.0.2.1]", "a.b."],
    "local name or address": ["", "@example.org", "a@", "a b", "|x", "/x", "%1@a.b", "a@b@c.de",
                              "a,b", "a!b"],
    "virtual user": ["joe", "", "@", "@a", "*@a.b", "a*@a.b", "a+*b@a.b", "%1@a.b", "a b@c.de",
                     "\"a\"@b.de", "a@b@c.de", "a@[192.0.2.1]"],
    "virtual user's target": ["", "%4@a.b", "%@a.b", "%0", "@a.b", "joe@%1", "%1@%2.de", "a,b",
                              "|x", "/x", ":include:/x", "error:", "error:nouser  x",
                              "error:5.7.1:no", "error:nouser 5.1.1 x", "error:nouser \"x\"",
                              "error:nouser <x>", "error:nouser x ", "error:nouser $x", "a@b!c.de"],
    "file name": ["../x", "/", "a/", "a//b", ".x", "a b", "a/../b", "x" * 256],
    "filter name": ["Open", "a b", "a.b", "-a", "1a", "", "x" * 33],
    "filter socket": ["/run/x", "unix:x", "unix:/", "inet:0@localhost", "inet:65536@localhost", "inet:99",
                      "inet:99@::1", "inet6:99@127.0.0.1", "inet:99@[127.0.0.1]", "tcp:1@localhost",
                      "inet:99@host", "inet6:99@fe80::1%eth0"],
    "filter timeouts": ["10s", "R:1m;C:1s", "R:1", "R:0s", "R:1d", "R:1m;", "R:1m,E:1m", "R:1m;R:1m"],
    "filter stage": ["mail", "CONNECT", "eom "],
    "macro names": ["", "$j", "{", "{}", "jj", "j;k", "j,  k", "{a b}"],
    "finding": ["", "NUL", "NUL:", "NUL: ", "NUL:no", ": no", "A B: no", "A_B: no", "-A: no", "A-: no",
                         "A--B: no", "NUL:  no", "NUL: no ", "NUL: a`b", "NUL: \u00fc", "NUL: " + "x" * 296],
    "m4 variable": ["", "conf", "confx", "conf_A", "confA-B", "xconfA", "FEATURE", "dnl", "LOCAL_CONFIG",
                    "SMART_HOST", "LOCAL_MAILER", "X_MAILER_MAX", "confA ", "conf" + "X" * 61],
    "value": ["back`quote", " x", "x ", "x" * 1001, "\u00fc", "\u007f"],
    "mailer": ["", "local", "PROG", "FAX", "DOL", "MAILER", "SMTP9", "LOCAL "],
    "mailer flags": ["", "+", "-", "a b", "+F  -9", "+-a", "a,b", "a(", "a'", "$a", "a#", "x" * 101],
    "port options": ["", "Family", "=x", "a=", "a=b,,c=d", "a=b,  c=d", "a=b,", "a=b;c=d", "a=$x", "a=b c=d",
                     "a=(b)", "a='b'"],
    "text": ["back`quote", " x", "x ", "x" * 201, "\u00fc", "\u007f"],
}

# The longest that is accepted; one byte more is not.
LONGEST = {
    "host name": long_name(253),
    "mail target": "[" + long_name(253) + "]",
    "client": long_name(253),
    "mail address": "a@" + long_name(252),
    "address or domain": "a@" + long_name(252),
    "address or local part": "a@" + long_name(252),
    "HELO name": "x" * 200,
    "answers of a DNS list": " ".join(["127.255.255.255"] * 6),
    "alias name": "x" * 64,
    "alias target": "root, " + "x" * 994,
    "cipher list": "x" * 1000,
    "path": "/" + "x" * 254,
    "file": "x" * 255,
    "LDAP text": "x" * 255,
    "queue group": "x" * 19,
    "domain": long_name(253),
    "local name or address": "a@" + long_name(252),
    "virtual user": "a@" + long_name(252),
    "virtual user's target": "error:nouser " + "x" * 241,
    "file name": "x" * 255,
    "filter name": "x" * 32,
    "filter socket": "unix:/" + "x" * 106,
    "macro names": "j, " * 165 + "{xxx}",
    "finding": "NUL: " + "x" * 295,
    "value": "x" * 1000,
    "mailer flags": "x" * 100,
    "port options": "a=" + "x" * 198,
    "text": "x" * 200,
}

# Strings that belong nowhere, put everywhere; and what each setting's good values may not end in.
HOSTILE = ["`", "')", "$1", "dnl", "m4_esyscmd(`id')", "#", "\t", "\n", "\r", "\x01", "\x1b[2J",
           "\x7f", "\u0080", "\u00e9", "\u2028", "\ufeff", "\U0001f600", " ", "x" * 70000, "\\", "\"",
           "\u0660", "\u212a", "\u017f"]
ENDINGS = ["\n", "\r", "\r\n", "\n\n", " ", "\t", "\u2028", "\u0085", "\x0b", "\x1c", "x\n", "\nx"]
WRONG = [None, True, 0, -1, 1.5, "x", "", [], {}, [[]], [{}], {"a": {}}, [None], ["x", 1]]


class Profiles:
    """The collected texts, with a label each for messages."""

    def __init__(self):
        self.texts = []

    def add(self, label, text):
        self.texts.append((label, text if isinstance(text, str) else json.dumps(text)))

    def vary(self, label, setting, value):
        section, name = setting["path"].split(".", 1)
        profile = copy.deepcopy(BASE)
        profile.setdefault(section, {})[name] = value
        self.add(f"{setting['path']}: {label}", profile)


def good_values(kind, setting):
    if kind == "yes or no":
        return [True, False]
    if kind == "number":
        return [setting["min"], setting["max"], float(setting["min"]), setting["min"] + 1]
    if kind == "choice":
        return setting["choices"]
    return GOOD[kind]


def bad_values(kind, setting):
    if kind == "yes or no":
        return ["true", "yes", 0, 1]
    if kind == "number":
        low, high = setting["min"], setting["max"]
        return [low - 1, high + 1, low + 0.5, high + 0.5, -low, str(low), 1e18, -1e300, 2**63 - 1]
    if kind == "choice":
        first = setting["choices"][0]
        return [first.upper() if first != first.upper() else first.lower(), first + " ", first + "\n",
                "", "no such choice", first[:-1]]
    return BAD[kind]


def wrap(setting, value, key=None):
    """A single value in the shape of its setting."""
    if setting["shape"] == "list":
        return [value]
    if setting["shape"] == "map":
        return {key if key is not None else GOOD[setting["key_type"]][0]: value}
    return value


def vary_setting(out, setting):
    kind = setting["type"]
    is_text = kind in GOOD
    for value in good_values(kind, setting):
        out.vary("good", setting, wrap(setting, value))
    for value in bad_values(kind, setting):
        out.vary("bad", setting, wrap(setting, value))
    for value in WRONG:
        out.vary("wrong", setting, value)
        out.vary("wrong inside", setting, wrap(setting, value))
    for value in HOSTILE:
        out.vary("hostile", setting, wrap(setting, value))
    if is_text:
        for ending in ENDINGS:
            out.vary("ending", setting, wrap(setting, GOOD[kind][0] + ending))
            out.vary("beginning", setting, wrap(setting, ending + GOOD[kind][0]))
        mixed = random.Random(setting["path"])
        for _ in range(25):
            text = list(mixed.choice(GOOD[kind] + BAD[kind]))[:80] or ["x"]
            for _ in range(mixed.randint(1, 3)):
                text[mixed.randrange(len(text))] = mixed.choice("aZ09.-_@[]:/,%!| \n\u00e9`'\"$")
            out.vary("mixed", setting, wrap(setting, "".join(text)))
    if kind in LONGEST:
        out.vary("longest", setting, wrap(setting, LONGEST[kind]))
        out.vary("too long", setting, wrap(setting, LONGEST[kind].replace("x", "xx", 1).replace(
            "b", "bb", 1)))
    if setting["shape"] == "list":
        good = good_values(kind, setting)
        out.vary("several", setting, list(good))
        out.vary("one bad of several", setting, list(good) + [bad_values(kind, setting)[0]])
        out.vary("comment in a list", setting, list(good) + [{"//": 1}])
        out.vary("empty", setting, [])
    if setting["shape"] == "map":
        value = good_values(kind, setting)[0]
        for key in GOOD[setting["key_type"]]:
            out.vary("good key", setting, {key: value})
        for key in BAD[setting["key_type"]] + HOSTILE + [""]:
            out.vary("bad key", setting, {key: value})
        longest = LONGEST.get(setting["key_type"], "x" * 70000)
        for key in (longest, longest.replace("x", "xx", 1).replace("b", "bb", 1)):
            out.vary("long key", setting, {key: value})
        for ending in ENDINGS:
            out.vary("ending of key", setting, {GOOD[setting["key_type"]][0] + ending: value})
        out.vary("comments", setting, {"//": 1, "// x": [{}], "//\n": None, "// y": "\u00e9"})
        out.vary("no comment", setting, {"/": value, " //": value})


def vary_names(out, settings):
    for setting in settings:
        section, name = setting["path"].split(".", 1)
        value = setting.get("default", "other.example.org")
        for wrong in (name[:-1], name + "s", name.upper(), name + " ", name + "\n", "/" + name):
            profile = copy.deepcopy(BASE)
            profile.setdefault(section, {})[wrong] = value
            out.add(f"{section}.{wrong!r}", profile)
    for section in sorted({s["path"].split(".")[0] for s in settings}):
        for value in WRONG:
            profile = copy.deepcopy(BASE)
            profile[section] = value
            out.add(f"{section}: wrong {value!r}", profile)
        for wrong in (section[:-1], section.upper(), section + "\n", section + ".x"):
            profile = copy.deepcopy(BASE)
            profile[wrong] = {}
            out.add(f"section {wrong!r}", profile)
        profile = copy.deepcopy(BASE)
        profile.setdefault(section, {})["// why"] = {"any": [1, None, {"//": "x"}]}
        profile["//" + section] = [None, {"a": 1.5}]
        out.add(f"comments in {section}", profile)
        for almost in ("/ x", " // x", "\n//", "x//"):
            profile = copy.deepcopy(BASE)
            profile.setdefault(section, {})[almost] = 1
            out.add(f"{section}: almost a comment {almost!r}", profile)


def whole_files(out):
    for text in ("", " ", "null", "[]", "1", '"x"', "{", "{}", '{"host":{}}', '{"host":null}',
                 '{"host":{"name":"a.b"}}', '{"host":{"name":"a.b"},}', "{'host':1}", "{} {}",
                 "\ufeff{}", '{"//": 1\x00}', '{"// x": NaN}', '{"//": 1e999}', '{"//": 123456789012345678901234567890}',
                 '{"//": "\\u0000"}', '{"//\\u0000": 1}', '{"//": "\\ud800"}', "// x\n{}",
                 '{"//": ' + "[" * 3000 + "]" * 3000 + "}", '{"host":{"name":"a\\u0000.b"}}',
                 '{"//": 1, "//": 1}', '{"//": 1, "\\u002f/": 1}',
                 '{"host": {"name": "a.b"}, "host": {"name": "c.d"}}'):
        out.add("file " + text[:60], text)
    base = json.dumps(BASE)
    for extra in ('"//": NaN', '"//": 123456789012345678901234567890', '"//": "\\u0000"', '"//": 1e999',
                  '"//": 1, "//": 2', '"//": {"a": 1, "a": 2}', '"roles": {"local": true}'):
        out.add("file with " + extra, base[:-1] + ", " + extra + "}")


def break_rules(out):
    """A profile or more that the schema accepts for each rule that it cannot express."""
    def add(label, change):
        profile = copy.deepcopy(BASE)
        for path, value in change.items():
            section, name = path.split(".")
            profile.setdefault(section, {})[name] = value
        out.add("rule " + label, profile)

    none = {"roles.local": False, "roles.outbound": False, "roles.inbound": False}
    relay = {"roles.relay": True, "relay.networks": ["192.0.2.0/24"]}
    add("a-role", none)
    add("own-mail", {"roles.local": False})
    add("hub-or-local", {"local.hub": "hub.example.org"})
    add("not-itself", {"outbound.smart_host": "[mail.example.org]"})
    add("inbound-recipients", {"inbound.recipients": "list"})
    add("relay-recipients", {**relay, "relay.domains": ["a.example"]})
    add("ldap", {"inbound.recipients": "ldap"})
    add("relay-lists", {"roles.relay": True})
    add("domain-once", {**relay, "relay.domains": ["mail.example.org"], "relay.recipients": "any"})
    add("routes", {"relay.routes": {"x.example": "[192.0.2.9]"}})
    add("networks", {**relay, "relay.networks": ["192.0.2.1/24"]})
    add("networks", {"access.deny_clients": {"127.0.0.0/8": ""}})
    add("deny-or-relay", {**relay, "access.deny_clients": {"192.0.2.0/24": ""}})
    add("smart-host", {"outbound.smart_host_port": 587})
    add("loads", {"limits.delay_load": 99})
    add("listed-once", {"host.domains": ["a.example", "A.example", "a.example"]})
    add("m4-word", {"host.name": "dnl.example.org"})
    add("text-code", {"relay.refuse_text": "4.7.1 later"})
    add("tls-pair", {"tls.cert_file": "/etc/mail/tls/cert.pem"})
    add("tls-trust", {"tls.require_servers": {"a.example": "verify"}})
    add("tls-clients", {"tls.require_clients": {"a.example": "encrypt"}})
    add("tls-never", {"tls.require_servers": {"a.example": "encrypt"}, "tls.never": ["a.example"]})
    add("tls-ciphers", {"tls.preset": "modern", "tls.ciphers": "HIGH"})
    add("queue-times", {"limits.queue_warn_hours": 120})
    add("queue-groups", {"queue.group_of": {"a.example": "slow"}})
    add("queue-fits", {"queue.runners": 21})
    add("connect-times", {"timeouts.iconnect": 61})
    add("handover", {"local.handover": "direct"})
    add("filter-socket", {"filters.use": ["mine"]})
    add("filter-used", {"filters.use": ["opendkim"], "filters.on_failure": {"rspamd": "accept"}})
    add("filter-once", {"filters.use": ["opendkim", "opendkim"]})
    add("filter-limits", {"filters.use": ["opendkim"], "filters.macros": {
        "data": ", ".join("{m%d}" % i for i in range(51))}})
    add("filter-word", {"filters.use": ["dnl"], "filters.sockets": {"dnl": "unix:/x"}})
    add("more-names", {"more.options": {"confLOG_LEVEL": "9"}})
    add("more-values", {"more.mailer_flags": {"SMTP": "+dnl"}})
    add("more-once", {"more.mailers": ["uucp", "uucp"]})
    add("more-features", {"more.features": ["preserve_luser_host"]})
    add("more-flags", {"more.mailer_flags": {"LOCAL": "+|"}, "local.programs": "none"})
    add("extra-file", {"extra.file": "/nonexistent/extra.mc"})
    add("accepted-once", {"audit.accepted": ["NUL: no", "nul: not again"]})
    add("denial-text", {"access.deny_senders": {"a.example": "%" * 200}})
    add("submission-tls", {"submission.enabled": True})
    add("submission-mechanisms", {"submission.enabled": True, "tls.cert_file": "/c", "tls.key_file": "/k",
                                  "submission.mechanisms": ["SCRAM-SHA-1"]})
    add("address-domains", {"addresses.virtual_domains": ["mail.example.org"]})
    add("address-domains", {"addresses.domain_aliases": {"a.example": "b.example",
                                                         "b.example": "c.example"}})
    add("virtual-users", {"addresses.virtual_users": {"a@other.example": "joe"}})
    add("virtual-users", {"addresses.virtual_domains": ["a.example"],
                          "addresses.virtual_users": {"@a.example": "%1@a.example"}})
    add("address-routes", {"addresses.routes": {"mail.example.org": "[192.0.2.9]"}})
    add("address-routes", {"addresses.routes": {"a.example": "[mail.example.org]"}})
    add("generic-users", {"addresses.generic_users": {"joe@other.example": "j@a.example"}})
    add("ldap-routing", {"addresses.ldap_routing": True})
    add("agent", {"local.agent": "lmtp"})
    add("agent", {"local.lmtp_socket": "/run/lmtp"})
    add("aliases", {"local.aliases": {"a": "b", "b": "a"}})
    add("aliases", {"local.aliases": {"a": "a@new.example.REDIRECT"}})
    add("m4-word", {"masquerade.as": "1dnl.example.org"})
    add("refuse-networks", {"access.accept_clients": ["198.51.100.1/24"]})
    add("accept-or-deny", {"access.accept_senders": ["a@"], "access.deny_senders": {"a@": ""}})
    add("dns-lists", {"refuse.dns_list_results": {"bl.example": "127.0.0.2"}})
    add("client-limits", {"refuse.connections": 61})
    add("delay-checks", {"refuse.spam_friends": ["postmaster@"]})
    add("recipients-file", {"tables.recipients_file": "list"})
    out.add("rule host-name", {"roles": {"local": True}})


def judge_all(texts):
    """The program's errors for each text."""
    lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, (_, t) in enumerate(texts))
    done = subprocess.run([VERDICT], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    assert [a["id"] for a in answers] == list(range(len(texts))), "the helper lost a profile"
    return [a["errors"] for a in answers]


def read_exceptions():
    with open(os.path.join(TOP, "tests/check/schema-exceptions.txt"), encoding="ascii") as lines:
        return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def accepts(validator, text):
    """None where Python's own reader refuses the text."""
    try:
        return validator.is_valid(json.loads(text))
    except (ValueError, RecursionError):
        return None


def main():
    out = Profiles()
    run = subprocess.run([MCWIZARD, "settings", "--format", "json"], stdout=subprocess.PIPE, check=True)
    settings = [json.loads(line) for line in run.stdout.decode().split("\n") if line]
    run = subprocess.run([MCWIZARD, "schema"], stdout=subprocess.PIPE, check=True)
    schema = json.loads(run.stdout.decode())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    out.add("base", BASE)
    for setting in settings:
        vary_setting(out, setting)
    vary_names(out, settings)
    whole_files(out)
    break_rules(out)
    for pattern in ("tests/cases/profile/*/*.json", "profiles/*.json"):
        for path in sorted(glob.glob(os.path.join(TOP, pattern))):
            with open(path, "rb") as file:
                text = file.read().decode("utf-8", "surrogateescape")
            if not any("\udc80" <= c <= "\udcff" for c in text):
                out.add(os.path.relpath(path, TOP), text)

    exceptions = read_exceptions()
    needed, disagreed, counts = set(), 0, {"accepted": 0, "refused": 0, "excepted": 0}
    for (label, text), errors in zip(out.texts, judge_all(out.texts)):
        said = accepts(validator, text)
        excepted = [e for e in errors if e in exceptions]
        if said and errors and len(excepted) == len(errors):
            needed.update(excepted)
            counts["excepted"] += 1
            continue
        # What is no JSON for the program, or has a name twice, is another document for a validator.
        if said is None or "json" in errors or "duplicate-names" in errors:
            if said is None and not errors:
                disagreed += 1
                print(f"{label}: Python cannot read what the program accepts")
            continue
        # Rules are asked only when every value is right: then the schema must accept.
        want = all(e in exceptions for e in errors)
        if said != want:
            disagreed += 1
            if disagreed <= 40:
                print(f"{label}: the schema {'accepts' if said else 'refuses'}, "
                      f"the program says {errors or 'nothing'}: {text[:300]}")
        counts["accepted" if not errors else "refused"] += 1
    for line in sorted(exceptions - needed):
        print(f"schema-exceptions.txt: {line} is not needed")
    if counts["accepted"] < 300 or counts["refused"] < 1500:
        print("too few profiles on one side")
        disagreed += 1
    print(f"{len(out.texts)} profiles: both accept {counts['accepted']}, both refuse "
          f"{counts['refused']}, {counts['excepted']} are excepted, {disagreed} disagree")
    return 1 if disagreed or exceptions - needed else 0


sys.exit(main())
