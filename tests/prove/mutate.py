"""Deletes and alters each rule of the rulesets that judge relaying: does prove notice?

mutate.py MCWIZARD TOOLS [--every N]: counts of mutants that are caught, of those that
change no decision, and of those that change one unnoticed (these are failures).  With
--every N only each Nth mutant is tried.
"""
import os
import re
import subprocess
import sys
import tempfile

MCWIZARD, TOOLS = sys.argv[1:3]
EVERY = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
HERE = os.path.dirname(os.path.abspath(__file__))
RULESETS = ["Basic_check_rcpt", "Rcpt_ok", "Relay_ok", "ParseRecipient"]
# The second one leaves the checks of ours out, so that what stock rulesets do alone shows.
BASES = {"base": [], "routing": ["relay.untrusted_routing=yes"]}


def run(args):
    return subprocess.run([MCWIZARD, "--tools", TOOLS] + args, capture_output=True)


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
        for what, new in (("accepts", "$@ RELAY"), ("passes", "$@ OK"), ("refuses", "$#error $@ 5.7.1 $: 550 no"),
                          ("goes on", re.sub(r"^\$@ ", "$: ", rhs)), ("ends", re.sub(r"^\$: ", "$@ ", rhs))):
            if new != rhs:
                yield i, ruleset, what, sides[0] + "\t" + new


counts = {}
unnoticed = []
harmless = []
for base, sets in BASES.items():
    with tempfile.TemporaryDirectory() as folder:
        args = [a for s in sets for a in ("--set", s)]
        profile = os.path.join(HERE, "base.json")
        good, bad = os.path.join(folder, "good"), os.path.join(folder, "bad")
        assert run(args + ["render", "-p", profile, "-o", good]).returncode == 0
        assert run(args + ["render", "-p", profile, "-o", bad]).returncode == 0
        with open(good + "/sendmail.cf", encoding="utf-8") as f:
            text = f.read().split("\n")
        for number, (i, ruleset, what, new) in enumerate(mutants(text)):
            if number % EVERY:
                continue
            changed = text[:i] + ([] if new is None else [new]) + text[i + 1:]
            with open(bad + "/sendmail.cf", "w", encoding="utf-8") as f:
                f.write("\n".join(changed))
            proof = run(args + ["prove", "-j2", "-p", profile, bad])
            kind = {0: "unseen", 1: "caught", 2: "stopped"}[proof.returncode]
            if kind == "unseen":
                diff = run(["diff", "--behavior", good, bad])
                through = diff.stdout.count(b"\nopened ") + diff.stdout.startswith(b"opened ")
                if diff.returncode == 0:
                    kind = "changes nothing"
                    harmless.append(f"{base} {ruleset} {what}: {text[i]!r}")
                elif through:
                    kind = "opens unnoticed"
                    unnoticed.append(f"{base} {ruleset} {what}: {text[i]!r}")
                else:
                    kind = "changes replies only"
                    harmless.append(f"{base} {ruleset} {what} (replies): {text[i]!r}")
            key = (ruleset, kind)
            counts[key] = counts.get(key, 0) + 1
            print(f"# {base} {ruleset} {what}: {kind}", file=sys.stderr, flush=True)
for (ruleset, kind), n in sorted(counts.items()):
    print(f"# {ruleset}: {n} {kind}")
for line in harmless:
    print(f"# no decision: {line}")
for line in unnoticed:
    print(f"# UNNOTICED: {line}")
print(f"{'not ok' if unnoticed else 'ok'} - {sum(counts.values())} mutants")
sys.exit(bool(unnoticed))
