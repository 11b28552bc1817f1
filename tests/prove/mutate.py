"""Deletes and alters each rule of the rulesets that judge relaying: does prove notice?

mutate.py MCWIZARD TOOLS [--every N] [--addresses N] [--jobs N]: counts of mutants that are
caught, that change no decision, and that change one unnoticed (these are failures).  A
mutant that seems to change nothing is tried with generated addresses (100,000 unless
told), old against new, in a sendmail -bt that knows nothing of mcwizard.  With --every N
only each Nth mutant is tried.
"""
import concurrent.futures
import fcntl
import functools
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

F_SETPIPE_SZ = 1031
MCWIZARD, TOOLS = sys.argv[1:3]
HERE = os.path.dirname(os.path.abspath(__file__))
PROFILE = os.path.join(HERE, "base.json")
RULESETS = ["Basic_check_rcpt", "Rcpt_ok", "Relay_ok", "ParseRecipient"]
# The first one leaves the checks of ours out, so that what stock rulesets do alone shows.
BASES = {"routing": ["relay.untrusted_routing=yes"], "base": []}
OPENS, TIGHTENS = "OPENS UNNOTICED", "TIGHTENS UNNOTICED"
OPEN_QUESTION = "changes what the policy leaves open"  # a trick that reaches nobody, refused; a strange address of an insider
THROUGH = ("delivered", "relayed", "undecided")


def option(name, default):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else default


EVERY, ADDRESSES, JOBS = option("--every", 1), option("--addresses", 100000), option("--jobs", 2)


def run(args):
    return subprocess.run([MCWIZARD, "--tools", TOOLS, "--elsewhere"] + args, capture_output=True)


def rules(text):
    """(line index, ruleset) of each rule."""
    inside = None
    for i, line in enumerate(text):
        if line.startswith("S"):
            inside = re.match(r"S([\w]*)", line).group(1)
        elif line.startswith("R") and inside in RULESETS:
            yield i, inside


def mutants(text):
    for i, ruleset in rules(text):
        sides = re.split(r"\t+", text[i])
        yield i, ruleset, "deleted", None
        if len(sides) < 2:
            continue
        rhs = sides[1]
        for what, new in (("accepts", "$@ RELAY"), ("refuses", "$#error $@ 5.7.1 $: 550 no"),
                          ("goes on", re.sub(r"^\$@ ", "$: ", rhs)), ("ends", re.sub(r"^\$: ", "$@ ", rhs))):
            if new != rhs:
                yield i, ruleset, what, sides[0] + "\t" + new


# --- generated addresses, and what sendmail -bt says of them ------------------------

CLIENTS = [("198.51.100.9", "client.foreign.example", "OK"), ("192.0.2.9", "host.inside.example", "OK"),
           ("198.51.100.81", "denied.example", "OK"), ("198.51.100.66", "[198.51.100.66]", "FORGED"),
           ("IPv6:2001:db8:9:0:0:0:0:9", "[IPv6:2001:db8:9:0:0:0:0:9]", "FAIL"),
           ("127.0.0.1", "localhost", "OK"), ("IPv6:0:0:0:0:0:0:0:1", "localhost", "OK"),
           ("198.51.100.67", "[198.51.100.67]", "TEMP")]
# Anywhere: whether an address that routes on, or is none, passes is no decision of the policy.
MAY_SEND = [CLIENTS[1], CLIENTS[5], CLIENTS[6]]
SENDERS = ["<sender@foreign-mcwizard.example>", "<>", "<alice@example.org>", "<x@relayed.example>"]
DOMAINS = ["example.org", "mail.example.org", "relayed.example", "sub.relayed.example", "foreign-mcwizard.example",
           "other.example", "sub.example.org", "localhost", "[192.0.2.25]", "[127.0.0.1]", "[IPv6:2001:db8::25]", "EXAMPLE.ORG",
           "example.org.", "foreign-mcwizard.example.", "relayed.example.", "evilexample.org", "example.org.foreign.example", "UUCP",
           "x.UUCP", "x.REDIRECT", "com", ""]
WORDS = ["victim", "alice", "postmaster", "root", "no-such", "a.b", "x+y", "a_b", "\"q q\"", "\"q@other.example\"", "v\\@w", "|prog", "/f", ":i", ""]


def address(rng):
    """A walk through the grammar of addresses, right and wrong."""
    local = rng.choice(WORDS)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        domain = rng.choice(DOMAINS)
        local = rng.choice((f"{local}%{domain}", f"{domain}!{local}", f"{domain}::{local}", f"{local}@{domain}",
                            f"\"{local}@{domain}\"", f"{local}\\%{domain}", f"@{domain}:{local}", f"@{domain},{local}",
                            f"{local}+{domain}", f"{local}({domain})"))
    whole = rng.choice((f"{local}@{rng.choice(DOMAINS)}",) * 5 + (local,))
    # Of nothing at all -bt says nothing.
    return rng.choice((f"<{whole}>",) * 8 + (whole or "<>", f"<<{whole}>>"))


def commands():
    rng = random.Random(20010001)
    each = max(1, ADDRESSES // (len(CLIENTS) * len(SENDERS)))
    lines = []
    for addr, name, resolve in CLIENTS:
        for macro, value in (("client_addr", addr), ("client_name", name), ("client_ptr", name), ("client_resolve", resolve)):
            lines.append(f".D{{{macro}}}{value}")
        for sender in SENDERS:
            lines += [f".D{{mail_from}}{sender}", ".Df" + (sender if sender == "<>" else sender[1:-1])]
            lines += ["check_rcpt " + address(rng) for _ in range(each)]
    return lines


COMMANDS = commands()
SENT = [c for c in COMMANDS if c.startswith("check_rcpt")]


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


# sendmail opens no table below a folder that anybody may write.
SAFE = next(d for d in ("/run", "/root", "/var/lib") if not os.stat(d).st_mode & 0o002)


def ask(folder, cf, lines):
    """What sendmail -bt prints to the lines, with that text of a .cf on a copy of the folder's tables."""
    with tempfile.TemporaryDirectory(dir=SAFE) as tmp:
        os.chmod(tmp, 0o755)
        cf = re.sub(r"^O (TrustedUser|RunAsUser|DefaultUser)=.*$", "#", cf, flags=re.M).replace("/etc/mail/", tmp + "/")
        files = {"t.cf": cf, "service": "hosts files\naliases files\n", "in": "\n".join(lines) + "\n",
                 "hosts": "127.0.0.1 localhost\n198.18.0.1 foreign-mcwizard.example\n"}
        for name in ("local-host-names", "access"):
            files[name] = read(f"{folder}/{name}")
        for name, text in files.items():
            with open(f"{tmp}/{name}", "w", encoding="utf-8") as f:
                f.write(text)
        with open(tmp + "/access", "rb") as f:
            subprocess.run([TOOLS + "/usr/libexec/sendmail/makemap", "-C", "/dev/null", "hash", tmp + "/access"], stdin=f, check=True)
        with open(tmp + "/in", "rb") as f:
            return paced(
                ["unshare", "-n", "-u", "sh", "-c", 'hostname mail.example.org; ip link set lo up; exec "$@"', "sh",
                 TOOLS + "/usr/libexec/sendmail/sendmail", "-C", tmp + "/t.cf", f"-OServiceSwitchFile={tmp}/service",
                 f"-OHostsFile={tmp}/hosts", f"-OQueueDirectory={tmp}", "-OLogLevel=0", "-bt"],
                f).decode("latin-1")


def answers(folder):
    """One decision for each address."""
    out = ask(folder, read(folder + "/sendmail.cf"), COMMANDS)
    # A macro is set without a word: two prompts stand side by side then.
    parts = re.split(r"\n(?:> )+", "\n" + out)[1:-1]
    assert len(parts) == len(SENT), (len(parts), len(SENT))
    return [decision(p) for p in parts]


@functools.lru_cache
def unmatched(good):
    """Rules that none of the addresses ever matches: to change one of them cannot change an answer.
    All suspects say so at once when they match; those that spoke are suspects no more, until
    nobody speaks.  Small samples first."""
    text = read(good + "/sendmail.cf").split("\n")
    suspects = {i for i, _ in rules(text) if "\t" in text[i]}
    for step in (100, 10, 1):
        macros = [(i, c) for i, c in enumerate(COMMANDS) if not c.startswith("check_rcpt")]
        sample = [c for _, c in sorted(macros + [(i, c) for i, c in enumerate(COMMANDS) if c.startswith("check_rcpt")][::step])]
        while suspects:
            cf = [f"{re.split(chr(9), line)[0]}\t$#error $@ 5.9.9 $: 559 matched-{i}-" if i in suspects else line for i, line in enumerate(text)]
            spoke = {int(n) for n in re.findall(r"matched-(\d+)-", ask(good, "\n".join(cf), sample))}
            if not spoke:
                break
            suspects -= spoke
    return suspects


def paced(argv, stdin):
    """What it prints.  sendmail -bt writes each token, so let the pipe fill meanwhile."""
    parts = []
    with subprocess.Popen(argv, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0) as child:
        fcntl.fcntl(child.stdout, F_SETPIPE_SZ, 1 << 20)
        while part := os.read(child.stdout.fileno(), 1 << 20):
            parts.append(part)
            time.sleep(0.002)
    return b"".join(parts)


def decision(part):
    """passes, tempfails or refused, as srvrsmtp.c would take it."""
    complaint = re.match(r"(\d{3}) ", part)
    if complaint:
        return "refused"
    result = re.findall(r"^check_rcpt       returns: ?(.*)$", part, re.M)
    assert result, part
    error = re.match(r"\$# error \$@ (\S+)", result[-1])
    if not error:
        return "discarded" if result[-1].startswith("$# discard") else "passes"
    return "tempfails" if error.group(1)[0] == "4" or error.group(1) == "tempfail" else "refused"


@functools.lru_cache
def good_fates(folder, args):
    return fates(run(list(args) + ["prove", "--format", "json", "-p", PROFILE, folder]).stdout)


def fates(proof):
    """What becomes of each message."""
    rows = [json.loads(line) for line in proof.splitlines()]
    return {tuple(row[k] for k in ("who", "destination", "helo", "from", "rcpt", "params")): (row["fate"], row["text"], row["weakness"])
            for row in rows if row["kind"] == "probe"}


@functools.lru_cache
def good_answers(folder):
    return answers(folder)


# --- one mutant -----------------------------------------------------------------------

def judge(good, text, args, mutant):
    i, _, _, new = mutant
    with tempfile.TemporaryDirectory() as bad:
        subprocess.run(["cp", "-a", good + "/.", bad], check=True)
        with open(bad + "/sendmail.cf", "w", encoding="utf-8") as f:
            f.write("\n".join(text[:i] + ([] if new is None else [new]) + text[i + 1:]))
        proof = run(args + ["prove", "--format", "json", "-p", PROFILE, bad])
        if proof.returncode:
            return {1: "caught", 2: "stopped"}[proof.returncode], ""
        now, texts = fates(proof.stdout), False
        for message, (fate, text, _) in good_fates(good, tuple(args)).items():
            if now[message][0] != fate:
                opens = fate not in THROUGH and now[message][0] in THROUGH
                honest = now[message][2] in (None, "own", "relayed")
                contained = now[message][0] == "delivered" and not honest  # to a user that does not exist
                kind = OPENS if opens and not contained else TIGHTENS if honest else OPEN_QUESTION
                return kind, f"{message}: {fate} -> {now[message]}"
            texts = texts or now[message][1] != text
        if i in unmatched(good):
            return "changes only texts" if texts else "changes nothing", "(no address matches the rule)"
        allowed = None
        for k, (command, was, now) in enumerate(zip(SENT, good_answers(good), answers(bad))):
            client = CLIENTS[k // (len(SENT) // len(CLIENTS))]
            detail = f"generated, from {client[0]}, {command}: {was} -> {now}"
            plain = re.fullmatch(r"check_rcpt <[\w.+-]+@[\w.-]+>", command)
            if was != now and not plain and (client in MAY_SEND or now != "passes"):
                allowed = detail
            elif was != now:
                return OPENS if now == "passes" else TIGHTENS, detail
        if allowed:
            return OPEN_QUESTION, allowed
        return "changes only texts" if texts else "changes nothing", ""


def main():
    counts, told = {}, []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        work = []
        for base, sets in BASES.items():
            args = [a for s in sets for a in ("--set", s)]
            good = os.path.join(folder, base)
            assert run(args + ["render", "-p", PROFILE, "-o", good]).returncode == 0
            text = read(good + "/sendmail.cf").split("\n")
            good_fates(good, tuple(args))
            unmatched(good)
            for mutant in list(mutants(text))[::EVERY]:
                work.append((base, text, mutant, pool.submit(judge, good, text, args, mutant)))
        for base, text, (i, ruleset, what, _), future in work:
            kind, detail = future.result()
            counts[ruleset, kind] = counts.get((ruleset, kind), 0) + 1
            told.append((kind, f"{base} {ruleset} {what}: {text[i]!r} {detail}"))
            print(f"# {base} {ruleset} {what}: {kind} {detail}", file=sys.stderr, flush=True)
    for (ruleset, kind), n in sorted(counts.items()):
        print(f"# {ruleset}: {n} {kind}")
    for kind, line in told:
        if kind not in ("caught", "stopped"):
            print(f"# {kind}: {line}")
    missed = sum(kind in (OPENS, TIGHTENS) for kind, _ in told)
    caught = sum(kind in ("caught", "stopped") for kind, _ in told)
    print(f"{'not ok' if missed else 'ok'} - {len(told)} mutants: {caught} of the {caught + missed} that change a decision are "
          f"caught; {len(SENT)} addresses found nothing in the others")
    return bool(missed)


sys.exit(main())
