"""What `audit --format sarif` prints is held to sarif-schema.json, and to what a schema cannot say.

  sarif.py TOP MCWIZARD

Each case is a folder with configurations made from tests/unit/data/audit.cf, in which
nothing is found.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema

TOP, MCWIZARD = pathlib.Path(sys.argv[1]), os.path.abspath(sys.argv[2])
CLEAN = (TOP / "tests/unit/data/audit.cf").read_bytes()
SCHEMA = json.loads((TOP / "tests/check/sarif-schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GREETING = re.search(rb"^O SmtpGreetingMessage=.*$", CLEAN, re.M).group()
failures = []


def ok(good, what):
    if not good:
        failures.append(what)


def greeting(text):
    """The clean configuration, but for a greeting that tells the version."""
    return CLEAN.replace(GREETING, b"O SmtpGreetingMessage=$j $v" + text)


def audit(folder, *args):
    """The one run of the log, judged in itself."""
    done = subprocess.run([MCWIZARD, "--no-color", "audit", "--static", "--format", "sarif", *args], cwd=folder,
                          capture_output=True, timeout=60, check=False)
    name = b" ".join(os.fsencode(a) for a in args).decode("utf-8", "replace")
    log = json.loads(done.stdout.decode("utf-8"))
    for error in VALIDATOR.iter_errors(log):
        ok(False, f"{name}: {list(error.absolute_path)}: {error.message[:200]}")
    run = log["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    artifacts = [a["location"]["uri"] for a in run["artifacts"]]
    ok(len(set(rules)) == len(rules), f"{name}: a rule stands there twice")
    invocation = run["invocations"][0]
    ok(invocation["exitCode"] == done.returncode, f"{name}: exit {done.returncode}")
    ok((invocation["exitCode"] == 2) <= (done.stderr != b""), f"{name}: trouble that no person is told")
    for thing in run["results"] + invocation["toolExecutionNotifications"]:
        for place in thing.get("locations", []):
            at = place["physicalLocation"]["artifactLocation"]
            ok(artifacts[at["index"]] == at["uri"], f"{name}: {at} is another artifact")
    for result in run["results"]:
        ok(rules[result["ruleIndex"]] == result["ruleId"], f"{name}: {result['ruleId']} is another rule")
    return run


def ids(run):
    return [r["ruleId"] for r in run["results"]]


def paths(run):
    """The artifacts as paths; the bytes of their names."""
    return [urllib.parse.unquote_to_bytes(a["location"]["uri"]) for a in run["artifacts"]]


def clean(folder):
    (folder / "clean.cf").write_bytes(CLEAN)
    run = audit(folder, "clean.cf")
    ok(run["results"] == [] and paths(run) == [b"clean.cf"], "clean: something is found")
    ok(run["invocations"][0]["exitCode"] == 0, "clean: exit status")


def findings(folder):
    dirty = greeting(b"").replace(b"O MaxDaemonChildren=", b"# ").replace(b"$# 5000", b"$: $1")
    (folder / "dirty.cf").write_bytes(dirty)
    (folder / "clean.cf").write_bytes(CLEAN)
    run = audit(folder, "clean.cf", "dirty.cf")
    ok({"GREET-VER", "LIM-CHILD"} <= set(ids(run)), f"findings: {ids(run)}")
    ok(paths(run) == [b"clean.cf", b"dirty.cf"], f"findings: {paths(run)}")
    line = dirty[:dirty.index(b"O SmtpGreeting")].count(b"\n") + 1
    for result in run["results"]:
        severity = result["properties"]["severity"]
        wanted = {"high": "error", "medium": "warning", "low": "note", "advice": "none"}[severity]
        ok(result["level"] == wanted, f"findings: {result['ruleId']} is {result['level']}")
        ok(result["suppressions"] == [], "findings: something is accepted")
        place = result["locations"][0]["physicalLocation"]
        ok(place["artifactLocation"]["uri"] == "dirty.cf", "findings: place")
        if result["ruleId"] == "GREET-VER":
            ok(place["region"]["startLine"] == line, "findings: line")
    (folder / "other").mkdir()
    (folder / "other/dirty.cf").write_bytes(b"# a line\n" + dirty)
    moved = audit(folder, "other/dirty.cf")
    ok([r["partialFingerprints"] for r in moved["results"]] == [r["partialFingerprints"] for r in run["results"]],
       "findings: a fingerprint changes with lines and folders")
    twice = audit(folder, "dirty.cf", "dirty.cf")
    prints = [r["partialFingerprints"]["finding/v1"] for r in twice["results"]]
    ok(len(set(prints)) == len(prints), "findings: two with one fingerprint")


def accepted(folder):
    (folder / "dirty.cf").write_bytes(greeting(b"").replace(b"O MaxDaemonChildren=", b"# "))
    profile = {"host": {"name": "mail.example.org"}, "roles": {"local": True, "inbound": True, "outbound": True},
               "audit": {"accepted": ["greet-ver: our monitoring reads it"]}}
    (folder / "p.json").write_text(json.dumps(profile))
    run = audit(folder, "-p", "p.json", "--skip", "LIM-CHILD", "dirty.cf")
    reasons = {r["ruleId"]: [s["justification"] for s in r["suppressions"]] for r in run["results"]}
    ok(reasons.get("GREET-VER") == ["our monitoring reads it"], f"accepted: {reasons}")
    ok(reasons.get("LIM-CHILD") == ["--skip"], f"accepted: {reasons}")
    ok(run["invocations"][0]["exitCode"] == 0, "accepted: exit status")
    profile["audit"]["accepted"] = ["greet-vre: misspelt"]
    (folder / "p.json").write_text(json.dumps(profile))
    run = audit(folder, "-p", "p.json", "dirty.cf")
    notes = run["invocations"][0]["toolExecutionNotifications"]
    ok(len(notes) == 1 and "GREET-VER" in notes[0]["message"]["text"], f"accepted: {notes}")


def unreadable(folder):
    (folder / "dirty.cf").write_bytes(greeting(b""))
    (folder / "cut.cf").write_bytes(CLEAN[:-9])
    (folder / "mail/access").mkdir(parents=True)
    (folder / "mail/sendmail.cf").write_bytes(CLEAN)
    run = audit(folder, "nothere.cf", "dirty.cf", "cut.cf", "mail", "nothere.json")
    notes = run["invocations"][0]["toolExecutionNotifications"]
    told = [n["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for n in notes]
    ok(told == ["nothere.cf", "cut.cf", "mail/access", "nothere.json"], f"unreadable: {told}")
    ok(ids(run) == ["GREET-VER"], f"unreadable: {ids(run)}")
    ok(run["invocations"][0]["exitCode"] == 2, "unreadable: exit status")


def not_utf8(folder):
    (folder / "bytes.cf").write_bytes(greeting(b" caf\xe9 \xff\xc3 \xed\xa0\x80 \xe2\x82\xac"))
    found = audit(folder, "bytes.cf")["results"][0]["properties"]["found"]
    ok("caf\ufffd \ufffd\ufffd" in found and "\u20ac" in found, f"not UTF-8: {found!r}")


def braces(folder):
    (folder / "braces.cf").write_bytes(greeting(b" ${x} [a](b)"))
    result = audit(folder, "braces.cf")["results"][0]
    ok("${x} [a](b)" in result["properties"]["found"], "braces: found is not as it is")
    ok("${{x}} [a\\](b)" in result["message"]["text"], f"braces: {result['message']}")


def names(folder):
    odd = [b"a b#c?d%20e.cf", b"c:x.cf", b"caf\xc3\xa9-\xe9.cf", b"new\nline.cf", b"[x]{y}|\"z\"^`.cf"]
    for name in odd:
        (folder / os.fsdecode(name)).write_bytes(CLEAN)
    run = audit(folder, *map(os.fsdecode, odd))
    ok([p.removeprefix(b"./") for p in paths(run)] == odd, f"names: {paths(run)}")
    run = audit(folder, str(folder / "c:x.cf"))
    ok(run["artifacts"][0]["location"]["uri"] == f"file://{urllib.parse.quote(str(folder))}/c:x.cf", "names: absolute")


def refused(log):
    """The schema is one that can say no: each change to a sound log is refused."""
    result = log["runs"][0]["results"][0]
    changes = [
        (result, "level", "none"), (result, "level", None), (result, "kind", "open"), (result, "rank", 1),
        (result, "locations", []), (result["message"], "text", "{0}"), (result["properties"], "more", "x"),
        (result["locations"][0]["physicalLocation"]["region"], "startLine", 0),
        (result["locations"][0]["physicalLocation"]["artifactLocation"], "uri", "a b"),
        (result["locations"][0]["physicalLocation"]["artifactLocation"], "uri", "/etc/mail/access"),
        (log["runs"][0]["invocations"][0], "executionSuccessful", False),
        (log["runs"][0]["tool"]["driver"]["rules"][0], "help", None), (log["runs"][0], "results", None),
        (log["runs"][0]["artifacts"][0], "roles", ["driver"]), (log, "version", "2.0.0"), (log, "more", 1)]
    for where, key, value in changes:
        kept = where.get(key)
        where[key] = value
        ok(not VALIDATOR.is_valid(log), f"the schema lets {key} {value!r} by")
        if kept is None:
            del where[key]
        else:
            where[key] = kept
    ok(VALIDATOR.is_valid(log), "the log is not as before")


def can_fail(folder):
    (folder / "dirty.cf").write_bytes(greeting(b""))
    done = subprocess.run([MCWIZARD, "audit", "--static", "--format", "sarif", "dirty.cf"], cwd=folder,
                          capture_output=True, check=False)
    refused(json.loads(done.stdout))


for case in (clean, findings, accepted, unreadable, not_utf8, braces, names, can_fail):
    with tempfile.TemporaryDirectory() as tmp:
        case(pathlib.Path(tmp))
for failure in failures[:20]:
    print(failure)
sys.exit(1 if failures else 0)
