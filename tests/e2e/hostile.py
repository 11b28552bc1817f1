"""Hostile strings against every string setting, through the profile and through --set.

Each is refused (exit 2, a message that names the setting and cannot act on a
terminal), or it is plain data: the rendered files then equal those of a harmless
value, line by line, but for the lines that hold the value.

Many are tried by one process: a folder of profiles, a row of --set.  What is not clear from
that is tried again alone: what --set takes, the first string that is plain data, and the first
of each message; their exit status then tells of themselves.

hostile.py MCWIZARD TOOLS FOLDER [PATH...]     only the settings named
"""
import collections
import concurrent.futures
import copy
import functools
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import time

MCWIZARD, TOOLS, WORK = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
ONLY = sys.argv[4:]
JOBS = 4

# ---- the strings ----

M4 = ["dnl", "define", "`", "'", "`'", "``''", "'`", "`a", "a'", "`dnl'", "define(`x', `y')",
      "include(`/etc/passwd')", "sinclude(/etc/passwd)", "undivert(/etc/passwd)", "syscmd(`id')",
      "esyscmd(id)", "changequote([,])", "changecom(`@')", "divert(-1)", "divert(0)", "m4exit(1)",
      "m4wrap(`x')", "errprint(x)", "traceon", "eval(1+1)", "undefine(`define')",
      "popdef(`confDOMAIN_NAME')", "builtin(`syscmd', id)", "indir(`define', x, y)",
      "m4_syscmd(id)", "m4_esyscmd(id)", "m4_include(/etc/passwd)", "m4_dnl", "m4_divert(-1)",
      "m4_undefine(m4_dnl)", "mc_get(host.name)", "mc_section(rule0)", "\u00ab", "\u00bb",
      "\u00bb)m4_syscmd(id)m4_dnl", "\u00bb\u00bb\u00bb)m4_define(\u00abmc_get\u00bb, \u00abx\u00bb)",
      "')syscmd(`id')dnl", "')dnl\nFEATURE(`promiscuous_relay')dnl", "')define(`confLOG_LEVEL', `0",
      "ifelse(1, 1, `x')", "substr(abc, 1)", "len(x)", "index(a, b)", "shift(a, b)", "$@", "$#"]
CF = ["FEATURE(`promiscuous_relay')dnl", "FEATURE(promiscuous_relay)", "MAILER(`prog')",
      "LOCAL_CONFIG", "LOCAL_RULE_0", "LOCAL_RULESETS", "MODIFY_MAILER_FLAGS(`LOCAL', `+S')",
      "DAEMON_OPTIONS(`Name=x, Port=2525')", "VERSIONID(x)", "_CF_DIR_", "confDOMAIN_NAME",
      "_RELAY_HOSTS_", "OSTYPE", "DOL(x)", "CLASS(w)", "TRUST_AUTH_MECH(PLAIN)",
      "$*", "$1", "$&{client_addr}", "${x}", "$j", "$=w", "$~w", "$|", "$:", "$@", "$>3", "$[a$]",
      "$(access x $)", "$?x y $| z $.", "$#local $: root", "$", "$$", "%0", "%s%n%x", "\\", "a\\",
      "\"", "a\"b", "\"\"", "#", "#a", "a#b", "(", ")", "()", "((", "<>", "<", ">", "<@>", "<TMPF>",
      "[", "]", "[]", "{}", "{", "}", ";", "a;b", ",", ",,", "a,b", "|", "|/bin/sh", "\"|/bin/sh\"",
      "/etc/passwd|", ":include:/etc/passwd", "@", "a@", "@a", "a@b@c", "a%b@c", "a!b", "!", ":", "::",
      "-", "--", "-oQ/tmp", "-C/etc/passwd", "../../etc/passwd", "/etc/../etc/shadow", "/", "//", "~",
      "/dnl", "/m4_dnl/x", "/divert/define", "/m4_define", "HIGH:dnl", "dnl:m4_dnl",
      "&", "&&id", ";id", "$(id)", "`id`", "${IFS}", "*", "?", "=", "a=b", " ", "  ", " a", "a ",
      "RELAY", "OK", "DISCARD", "ERROR:550 x", "ERROR:5.7.1:\"550 x\"", "error:x", "local:root",
      "smtp:[127.0.0.1]", "prog:/bin/sh", "%1@evil.example", "@evil.example:a@b", "\"a@b\"@c",
      "//", "// comment", "null", "true", "0", "-1", "1e9", "{\"a\": 1}", "[\"a\"]"]
LINES = ["O RunAsUser=root", "O PrivacyOptions=", "Mx, P=/bin/sh, A=sh -c $u", "R$*\t\t$@ RELAY",
         "SLocal_check_rcpt", "Kx program /bin/sh", "Dj|/bin/id", "Cw evil.example", "Fw|/bin/id",
         "Fw/etc/passwd", "HReceived: x", "Troot", "V99", "Eevil=1", "define(`x', `y')dnl", "# x", "",
         "\tcontinued", " continued", "Connect:0.0.0.0 RELAY", "evil: |/bin/sh", "root: evil@x.org"]


def strings():
    """(name, bytes); more than 200."""
    found = [s.encode() for s in M4 + CF]
    for line in LINES:
        found += [f"a\n{line}".encode(), f"a.example.org\n{line}\n".encode(),
                  f"a\r\n{line}".encode()]
    # Words that m4 or sendmail-cf take for a macro without arguments, as labels and local parts.
    for word in ("dnl", "define", "include", "divert", "divnum", "undivert", "changequote",
                 "changecom", "m4exit", "dumpdef", "traceon", "sysval", "unix", "MAILER", "FEATURE",
                 "VERSIONID", "HACK", "OSTYPE", "DOMAIN", "EDNS"):
        found += [f"{word}.example.org".encode(), f"a.{word}.org".encode(),
                  f"[{word}.example.org]".encode(), f"{word}@example.org".encode()]
    for word in ("LOCAL_CONFIG", "confDOMAIN_NAME", "_CF_DIR_", "SMART_HOST", "MAIL_HUB"):
        found += [f"{word}@example.org".encode(), f"a.{word}@example.org".encode()]
    for word in ("dnl", "syscmd(id)", "`", "'", "$1", "\u00bb", "\n", "\t", "#"):
        found += [f"{word}.example.org".encode(), f"a.{word}.org".encode(),
                  f"{word}@example.org".encode(), f"x{word}".encode(), f"{word}x y".encode(),
                  f"[{word}.example.org]".encode(), f"a@example.org{word}".encode()]
    found += [b"a" + bytes([c]) + b"b" for c in [*range(32), 127]]
    found += [b"a.example.org" + bytes([c]) for c in (0, 9, 10, 13, 27, 127)]
    found += [b"\x1b]0;x\x07", b"\x1b[2J\x1b[31mred", b"\x9b31m", b"\xff", b"a\xffb", b"\xc3(", b"\xc0\xaf",
              b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xf4\x90\x80\x80", b"caf\xe9", b"\xab\xbb",
              "caf\u00e9".encode(), "\u201cx\u201d \u2018y\u2019".encode(), "\u2028".encode(),
              "\u202e".encode(), "\u200b".encode(), "\u0085".encode(), "\uff40".encode(),
              "\U0001f4e7".encode(), "\ufeff".encode(), "a\u0301".encode(),
              "b\u00fccher.example.org".encode()]
    big = 65536
    found += [(c * big)[:big] for c in (b"x", b"`", b"'", b"$", b"(", b"\\", b"\"", b" ", b"a.", b"a@", b"%", b"1")]
    found += [b"x" * 256, b"x" * 300, b"x" * 301, (b"a" * 63 + b".") * 8 + b"org", b"a" * 64 + b".org",
              b"(" * 250, b"\"" * 250, b"$1" * 120, b"define(" * 30, b"dnl " * 60]
    unique = list(dict.fromkeys(found))
    return unique


# ---- the settings and the profiles in which they matter ----

BASE = {
    "host": {"name": "mail.example.org", "domains": ["example.org"], "description": "x"},
    "roles": {"local": True, "outbound": True, "inbound": True, "relay": True},
    "local": {"aliases": {"sales": "root"}, "forward": "listed", "forward_targets": ["listed.example"]},
    "inbound": {"recipients": "list", "recipient_list": ["alice@example.org"], "unknown_text": "x"},
    "relay": {"networks": ["192.0.2.9"], "hosts": ["inside.example.net"], "domains": ["relayed.example"],
              "routes": {"relayed.example": "store.relayed.example"}, "refuse_text": "x",
              "recipient_list": ["carol@relayed.example"]},
    "access": {"deny_clients": {"198.51.100.0/24": "x"}, "deny_senders": {"spam.example": "x"},
               "deny_recipients": {"nobody@example.org": "x"}},
}
TYPES = {  # a harmless value of each type
    "text": "harmless text", "host name": "harmless.example.net", "mail target": "harmless.example.net",
    "network": "203.0.113.77", "IP address": "203.0.113.77", "client": "harmless.example.net",
    "mail address": "harmless@example.org",
    "address or domain": "harmless@example.net", "alias name": "harmless", "alias target": "harmless",
    "path": "/harmless", "LDAP text": "(harmless=%0)", "time span": "9m", "queue group": "harmless",
    "cipher list": "ECDHE+HARMLESS",
    "address or local part": "harmless@", "HELO name": "harmless", "answers of a DNS list": "127.0.0.77",
    "domain": "harmless.example.net",
    "local name or address": "harmless", "virtual user": "harmless@example.org",
    "virtual user's target": "harmless", "filter name": "harmless", "filter socket": "unix:/harmless",
    "filter timeouts": "E:9m", "filter stage": "helo", "macro names": "{harmless}", "file name": "harmless",
    "finding": "NUL: harmless", "m4 variable": "confALIAS_WAIT", "value": "harmless value",
    "mailer": "RELAY", "mailer flags": "harmless", "port options": "Address=harmless",
}
SPECIAL = {"relay.recipient_list": "harmless@relayed.example", "relay.routes": "harmless.example.net",
           "inbound.ldap_base": "dc=harmless", "addresses.ldap_domains": "example.org"}


def base_for(path):
    """The base profile, with other roles where the setting needs them."""
    p = copy.deepcopy(BASE)
    if path == "local.hub":
        p["roles"].update(local=False)
        del p["local"]
    if path in ("outbound.refuse_text", "local.forward_targets"):
        p["roles"].update(outbound=False)
    if path == "inbound.refuse_text":
        p["roles"].update(inbound=False)
        del p["inbound"]
    if path.startswith("outbound.") and path != "outbound.refuse_text":
        p["outbound"] = {"smart_host": "smart.example.net"}
    if path.startswith("outbound.auth"):
        p["outbound"].update(smart_host="[smart.example.net]", auth_file=str(WORK / "secret"))
    if path.startswith("inbound.ldap"):
        p["inbound"] = {"recipients": "ldap", "ldap_server": "ldap.example.org", "ldap_base": "dc=x"}
    if path.startswith("tls."):
        p["tls"] = {"cert_file": "/c", "key_file": "/k", "client_cert_file": "/cc",
                    "client_key_file": "/ck", "ca_file": "/a", "ca_dir": "/d"}
    if path == "refuse.dns_list_results":
        p["refuse"] = {"dns_lists": {"harmless.example.net": ""}}
    if path in ("refuse.spam_friends", "refuse.spam_haters"):
        p["refuse"] = {"delay_checks": path[len("refuse.spam_"):-1]}
    if path == "local.lmtp_socket":
        p["local"].update(agent="lmtp", aliases={"root": "joe"})
    if path.startswith("addresses.generic_d"):
        p["addresses"] = {"generic_users": {"joe": "j@example.org"}}
    if path == "addresses.ldap_domains":
        p["addresses"] = {"ldap_routing": True}
        p["inbound"] = {"ldap_server": "ldap.example.org", "ldap_base": "dc=x"}
    if path.startswith("filters."):
        p["filters"] = {"sockets": {"harmless": "unix:/run/harmless"}}
        if path != "filters.use":
            p["filters"]["use"] = ["harmless"]
    if path.startswith("masquerade."):
        p["masquerade"] = {"as": "shown.example"}
    if path == "queue.group_of":
        p["queue"] = {"groups": {"harmless": "9m"}}
    if path.startswith("relay.r"):
        p["relay"]["domains"].append("harmless.example.net")
    return p


Slot = collections.namedtuple("Slot", "path shape key type harmless")


def slots():
    listed = subprocess.run([MCWIZARD, "settings", "--format", "json"], capture_output=True, check=True)
    found = []
    for row in map(json.loads, listed.stdout.splitlines()):
        path, kind = row["path"], row["type"]
        if ONLY and path not in ONLY:
            continue
        if kind in ("yes or no", "number"):
            continue
        harmless = row["choices"][0] if kind == "choice" else SPECIAL.get(path, TYPES[kind])
        if path == "outbound.auth_file":
            harmless = str(WORK / "harmless")
        if kind == "file name":
            harmless = str(WORK / "empty")
        found.append(Slot(path, row["shape"], False, kind, harmless))
        if row["shape"] == "map":
            key_type = row.get("key_type") or {
                "local.aliases": "alias name", "relay.routes": "host name",
                "access.deny_clients": "client", "tls.require_servers": "client",
                "tls.require_clients": "client"}.get(path, "address or domain")
            found.append(Slot(path, "map", True, key_type, TYPES[key_type]))
    return found


MARK = "@@HOSTILE@@"
KEYS = {"local.aliases": "harmless-key", "relay.routes": "relayed.example",
        "access.deny_clients": "198.51.100.0/24", "access.deny_helo": "harmless-key",
        "refuse.dns_lists": "key.example.net", "refuse.sender_lists": "key.example.net",
        "filters.sockets": "harmless", "filters.on_failure": "harmless", "filters.timeouts": "harmless",
        "filters.macros": "helo", "addresses.routes": "world.example", "addresses.domain_aliases": "old.example.net",
        "more.options": "confFROM_LINE", "more.mailer_flags": "RELAY",
        "refuse.dns_list_results": "harmless.example.net", "refuse.lax_clients": "198.51.100.0/24"}
VALUES = {"filters.sockets": "unix:/run/harmless", "filters.on_failure": "accept",
          "filters.timeouts": "E:9m", "filters.macros": "{harmless}",
          "addresses.routes": "store.example.net", "addresses.domain_aliases": "new.example.net",
          "more.options": "9m", "more.mailer_flags": "+F",
          "refuse.dns_list_results": "127.0.0.9", "refuse.lax_clients": "bare-cr",
          "tls.require_servers": "encrypt", "tls.require_clients": "encrypt", "tls.require_recipients": "encrypt",
          "local.aliases": "root", "relay.routes": "store.relayed.example"}


@functools.cache
def placed(slot, bare=False):
    """The profile's JSON text with MARK where the value belongs; bare: with an empty map."""
    p = base_for(slot.path)
    section, name = slot.path.split(".")
    if slot.shape == "one":
        value = MARK
    elif slot.shape == "list":
        value = [MARK]
        if slot.path == "relay.domains":
            value = ["relayed.example", MARK]
    elif bare:
        value = {}
    elif slot.key:
        value = {MARK: VALUES.get(slot.path, "x")}
    else:
        value = {KEYS.get(slot.path, "nobody@example.org"): MARK}
    p.setdefault(section, {})[name] = value
    return json.dumps(p)


def escaped(value):
    """As JSON takes it; bytes that are no UTF-8 as they are."""
    try:
        return json.dumps(value.decode("utf-8"), ensure_ascii=False).encode()[1:-1]
    except UnicodeDecodeError:
        return value.replace(b"\\", b"\\\\").replace(b"\"", b"\\\"")


def set_argument(slot, value):
    path = slot.path.encode()
    if slot.shape == "map":
        key = KEYS.get(slot.path, "nobody@example.org").encode()
        rest = VALUES.get(slot.path, "x").encode()
        return path + b"=" + (value + b"=" + rest if slot.key else key + b"=" + value)
    # What parts the items of a list would part this one, too; some lists are parted by semicolons.
    parts = rb"[ ;\t\n]|^\[|^$" if slot.type in ("port options", "finding") else rb"[ ,\t\n]|^\[|^$"
    if slot.shape == "list" and re.search(parts, value):
        return path + b"=[\"" + escaped(value) + b"\"]"  # as one item
    return path + b"=" + value


# ---- running and judging ----

local = threading.local()
counts = collections.Counter()
turning = []  # messages that show a character which turns the direction of writing
problems = collections.defaultdict(list)
baselines = {}
lock = threading.Lock()


def folder():
    if not hasattr(local, "folder"):
        local.folder = WORK / f"t{threading.get_ident()}"
        local.folder.mkdir()
    return local.folder


def run(argv, seconds):
    """The exit status (negative: a signal) and what it says.  subprocess costs more than mcwizard."""
    said = os.memfd_create("said")
    pid = os.posix_spawn(argv[0], argv, os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, said, 1), (os.POSIX_SPAWN_DUP2, said, 2)])
    end = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(end, select.POLLIN)
    if not poll.poll(seconds * 1000):
        os.kill(pid, signal.SIGKILL)
    os.close(end)
    status = os.waitpid(pid, 0)[1]
    with open(said, "rb") as f:
        f.seek(0)
        return os.waitstatus_to_exitcode(status), f.read()


def render(source, out, sets=(), seconds=60):
    shutil.rmtree(out, ignore_errors=True)
    argv = [MCWIZARD, "--tools", TOOLS, "--no-color", "--elsewhere"]
    for s in sets:
        argv += ["--set", s]
    return run([*argv, "render", "-p", source, "-o", out], seconds)


def render_alone(profile, sets=()):
    out = folder() / "out"
    return *render(profile_file(profile), out, sets), out


def profile_file(profile):
    path = folder() / "p.json"
    path.unlink(missing_ok=True)  # ext4 writes at once what replaces the bytes of a file
    path.write_bytes(profile)
    return path


def files(out):
    # No split at \r or \f: a line is what ends with \n.
    return {p.name: p.read_bytes().split(b"\n") for p in sorted(out.iterdir()) if p.is_file()}


def baseline(slot):
    with lock:
        known = baselines.get(slot)
    if known is None:
        code, said, out = render_alone(placed(slot).replace(MARK, slot.harmless).encode())
        if code != 0:
            raise RuntimeError(f"{slot.path}: the harmless value is refused: {said.decode()}")
        known = files(out)
        with lock:
            baselines[slot] = known
    return known


STAMP = re.compile(rb"SHA-256 [0-9a-f]{64}|profile [0-9a-f]{16}")


def differences(slot, out):
    """What is not plain data, or None."""
    harmless, ours = baseline(slot), files(out)
    if set(harmless) != set(ours):
        return f"other files: {set(harmless) ^ set(ours)}"
    marks = [slot.harmless.encode(), slot.harmless.encode().lower()]
    for name, lines in ours.items():
        wanted = harmless[name]
        if not name.endswith((".mc", ".cf")):
            # A table is sorted: compared as a set of lines.
            common = set(lines) & set(wanted)
            lines = [x for x in lines if x not in common]
            wanted = [x for x in wanted if x not in common]
        if len(lines) != len(wanted):
            return f"{name}: {len(lines)} lines instead of {len(wanted)}"
        for line, want in zip(lines, wanted):
            if line == want or STAMP.sub(b"", line) == STAMP.sub(b"", want):
                continue
            if not any(m in want for m in marks):
                return f"{name}: {line[:200]!r} instead of {want[:200]!r}"
            if name.endswith(".cf") and line[:1] != want[:1]:
                return f"{name}: {line[:200]!r} is another command than {want[:200]!r}"
            if name.endswith(".cf") and line[:1] == b"R" and line.count(b"\t") != want.count(b"\t"):
                return f"{name}: {line[:200]!r} has other columns than {want[:200]!r}"
            if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line):
                return f"{name}: control bytes in {line[:200]!r}"
    return None


def attempt_profiles(slot, numbered):
    """Each value in a profile of its own: all of them at once, then alone what has to be."""
    profiles = {n: placed(slot).encode().replace(MARK.encode(), escaped(v)) for n, v in numbered}
    source, out = folder() / "in", folder() / "outs"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    for number, profile in profiles.items():
        (source / f"{number}.json").write_bytes(profile)
    code, said = render(source, out, seconds=600)
    told, clear = collections.defaultdict(bytes), code in (0, 2)
    for line in said.splitlines(keepends=True):
        of = re.match(rb"mcwizard: error: " + re.escape(bytes(source)) + rb"/(\d+)\.json\b", line)
        if of:
            told[int(of[1])] += line
        elif not line.startswith(b"mcwizard: warning: "):
            clear = False
    shown = set()
    for number, value in numbered:
        mine, target = told[number], out / str(number)
        if clear and bool(mine) != target.exists() and known(mine, shown):
            judge(slot, "profile", number, value, 2 if mine else 0, mine, target)
        else:
            judge(slot, "profile", number, value, *render_alone(profiles[number]))


def attempt_sets(slot, numbered):
    """All values by --set in one call, a setting that is none behind each; then alone what has to be."""
    text = placed(slot, slot.shape == "map").replace(MARK, slot.harmless).encode()
    numbered = [(n, v) for n, v in numbered if b"\0" not in v]  # cannot be an argument
    sets = []
    for number, value in numbered:
        sets += [set_argument(slot, value), f"end.{number}=x"]
    out = folder() / "outs"
    code, said = render(profile_file(text), out, sets)
    told, clear, ended = {}, code == 2, b""
    for line in said.splitlines(keepends=True):
        end = re.match(rb"mcwizard: error: --set: there is no setting \"end\.(\d+)\"", line)
        if end:
            told[int(end[1])], ended = ended, b""
        else:
            ended += line
            clear = clear and line.startswith(b"mcwizard: error: --set: ")
    shown = set()
    for number, value in numbered:
        mine = told.get(number)
        if clear and mine and known(mine, shown):
            judge(slot, "--set", number, value, code, mine, out)
        else:
            judge(slot, "--set", number, value, *render_alone(text, [set_argument(slot, value)]))


def known(said, shown):
    """Whether such a message was there before.  What it quotes stands before its last words."""
    kind = tuple(line[-40:] for line in said.splitlines())
    found = kind in shown
    shown.add(kind)
    return found


def judge(slot, way, number, value, code, said, out):
    wrong = None
    if code == 2:
        counts["refused"] += 1
        text = said.decode("utf-8", "backslashreplace")
        # What is no JSON has a place, but no setting.
        no_json = "is no valid JSON" in text and (way == "--set" or re.search(r"\w\.json:1:\d+:", text))
        if slot.path not in text and not no_json:
            wrong = f"the message does not name it: {text[:200]!r}"
        elif re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", said) or re.search("[\u0080-\u009f]", text):
            wrong = f"the message can act on a terminal: {said[:200]!r}"
        elif "\u202e" in text:
            turning.append(f"{slot.path}: {text[:200]!r}")
        elif len(said) > 4096:
            wrong = f"the message has {len(said)} bytes"
        elif out.exists() and any(out.iterdir()):
            wrong = "something was written"
    elif code == 0:
        counts["plain data"] += 1
        wrong = "is no choice" if slot.type == "choice" else differences(slot, out)
    else:
        wrong = f"exit {code}: {said[:300]!r}"
    if wrong:
        with lock:
            problems[slot].append(f"{way}, string {number} {value[:60]!r}: {wrong}")


def main():
    for name in ("secret", "harmless"):
        (WORK / name).write_text("user\npassword\n")
        os.chmod(WORK / name, 0o600)
    (WORK / "empty").touch(0o600)
    all_slots, values = slots(), strings()
    started = time.monotonic()
    failed = 0
    print(f"# {len(values)} strings, {len(all_slots)} places for them")
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        known = set()
        for index, slot in enumerate(all_slots):
            # All of them in both ways for the first setting of a type and shape; for the rest every
            # second one, in the profile or by --set.
            first = (slot.type, slot.shape, slot.key) not in known
            known.add((slot.type, slot.shape, slot.key))
            mine = [(n, v) for n, v in enumerate(values) if first or n % 2 == index % 2]
            if slot.key:
                mine = [(n, v) for n, v in mine if not v.startswith(b"//")]  # a comment, by design
            before, begun = counts.copy(), time.monotonic()
            by_set = [(n, v) for n, v in mine if first or n // 2 % 2]
            in_profile = [(n, v) for n, v in mine if first or not n // 2 % 2]
            jobs = [pool.submit(attempt_profiles, slot, in_profile[k::JOBS]) for k in range(JOBS)]
            jobs += [pool.submit(attempt_sets, slot, by_set[k::JOBS]) for k in range(JOBS)]
            for job in jobs:
                job.result()
            what = "name in " + slot.path if slot.key else slot.path
            good = not problems[slot]
            failed += not good
            print(f"{'ok' if good else 'not ok'} - {what}: "
                  f"{counts['refused'] - before['refused']} refused, "
                  f"{counts['plain data'] - before['plain data']} plain data "
                  f"({time.monotonic() - begun:.1f} s)", flush=True)
            for line in problems[slot][:8]:
                print("#   " + line)
            if len(problems[slot]) > 8:
                print(f"#   and {len(problems[slot]) - 8} more")
    print(f"{'not ok' if turning else 'ok'} - messages show no character that turns the text around")
    for line in turning[:2]:
        print("#   " + line)
    failed += bool(turning)
    enough = len(values) >= 420  # so that each setting has met 200 of them
    print(f"{'ok' if enough else 'not ok'} - enough strings ({len(values)})")
    print(f"# {counts['refused']} refused, {counts['plain data']} plain data, "
          f"{time.monotonic() - started:.0f} s")
    return 1 if failed or not enough else 0


sys.exit(main())
