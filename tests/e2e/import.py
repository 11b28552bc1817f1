"""mcwizard import, over the corpus and what else there is to import: see import.sh.
import.py GROUP...: of those in GROUPS, or all."""
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import stat
import subprocess
import sys
import time

import import_hostile
import import_mc
from e2e import DIR, Host, ok

TOP = pathlib.Path(os.environ["TOP"])
MCWIZARD, TOOLS = os.environ["MCWIZARD"], os.environ["TOOLS"]
MACROS = f"{TOOLS}/usr/share/sendmail/cf/"
CORPUS = TOP / "tests/import/corpus"
ROOM = DIR / "import"
SENDMAIL = "/usr/libexec/sendmail/sendmail"
FATES = {"setting", "raw", "left", "none"}
# All that cf/mc_faults.h lists.
IDS = set("quote curly paren comma comment dnl blank word heading spaces order after-mailer missing argument obsolete name twice "
          "crlf bom nul".split())
TYPES = {"line", "left", "fault", "table", "role", "difference", "parted", "summary"}
# What is of no effect by itself: it only says what others are made of.
IDLE = set("VERSIONID divert undivert include sinclude changequote changecom pushdef popdef ifdef ifelse errprint".split())
KEYS = {
    "line": {"file", "line", "macro", "text", "fate", "settings", "why"},
    "left": {"file", "line", "text", "why"},  # an entry of a table, or a part of a line
    "fault": {"file", "line", "column", "id", "text", "mend"},
    "table": {"file", "name", "entries", "fate", "settings", "why"},
    "role": {"role", "on", "evidence"},
    "difference": {"kind", "name", "old", "new", "why"},
    "summary": {"lines", "settings", "raw", "left", "share", "differences", "unexplained"},
}
LEAST_SHARE = 0.90
# What the profile must say: a text that stands in the value, a number or truth that it is.
SAYS = {
    "rhel6-smarthost-authinfo": {"outbound.smart_host": "smtp.provider.example", "outbound.smart_host_port": 587,
                                 "masquerade.as": "example.org", "masquerade.envelope": True, "limits.queue_warn_hours": 4},
    "rhel7-mailhub-dnsbl": {"roles.inbound": True, "roles.local": True, "host.domains": ("example.org", "mail.example.org", "example.net"),
                            "relay.networks": "192.0.2.0/24", "refuse.dns_lists": ("bl.dns.example", "zen.dns.example"),
                            "refuse.greet_pause": 3000, "limits.message_size": 52428800, "limits.bad_recipients": 3,
                            "limits.recipients": 100},
    "rhel8-submission-sasl": {"submission.enabled": True, "tls.cert_file": "/etc/pki/tls/certs/sendmail.pem", "filters.use": "dkim"},
    "centos5-isp-virtusers": {"addresses.virtual_domains": ("flowers.example", "bikes.example", "law.example"), "limits.children": 200},
    "centos6-masquerade": {"masquerade.as": "example.edu", "masquerade.domains": ("cs.example.edu", "math.example.edu"),
                           "masquerade.exceptions": "lists.cs.example.edu", "masquerade.entire_domain": True,
                           "masquerade.exposed_users": ("root", "nagios", "cron")},
    "centos7-spamass-clamav": {"filters.use": ("clam", "spamass")},
    "fedora-nullclient": {"": "hub.example.org", "host.name": "ws17.example.org"},
    "freebsd12-backup-mx": {"relay.domains": ("partner.example", "club.example"), "limits.queue_return_days": 10,
                            "refuse.dns_lists": "dnsbl.example.net"},
    "slackware-tls-sasl": {"tls.cert_file": "/etc/mail/certs/server.crt", "submission.enabled": True,
                           "outbound.smart_host": "mailserver.example.com"},
    "debian-dialup-provider": {"outbound.smart_host": "smtp.isp.example", "queue.hold_expensive": True},
    "debian-ldap-routing": {"addresses.ldap_domains": "example.edu"},
    "isp-queuegroups": {"host.name": "out.isp.example", "queue.groups": ("big", "slow"), "queue.fallback_host": "fallback.isp.example",
                        "limits.queue_load": 60, "limits.refuse_load": 90},
    "cf-only-rhel5": {"outbound.smart_host": "gw.example.com"},
    "cf-only-freebsd": {"masquerade.as": "example.net", "refuse.dns_lists": "dnsbl.example.net"},
    "cf-only-nullclient": {"": "hub.example.org"},
}

totals = collections.Counter()
Import = collections.namedtuple("Import", "status out err records wrong profile")


# ---- running ----

def mcwizard(*args, timeout=60):
    done = subprocess.run([MCWIZARD, "--elsewhere", *map(str, args)], capture_output=True, timeout=timeout, check=False,
                          stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def run_import(source, profile, timeout=60):
    """One import with its records; wrong: what is not as the format says."""
    args = ["-o", profile] if profile else []
    status, out, err = mcwizard("import", source, *args, "--format", "json", timeout=timeout)
    records, wrong = collections.defaultdict(list), []
    for number, line in enumerate(out.splitlines(), 1):
        try:
            record = json.loads(line)
        except ValueError:
            wrong.append(f"output line {number} is no JSON: {line[:80]}")
            continue
        kind = record.get("type")
        if record.get("v") != 1 or kind not in TYPES:
            wrong.append(f"output line {number}: v {record.get('v')}, type {kind}")
        missing = KEYS.get(kind, set()) - set(record)
        if missing:
            wrong.append(f"a {kind} without {' '.join(sorted(missing))}: {line[:120]}")
        records[kind].append(record)
    wrong += [f"fate {r['fate']}" for r in records["line"] if r.get("fate") not in FATES]
    wrong += [f"id {r['id']}" for r in records["fault"] if r.get("id") not in IDS]
    if status not in (0, 1, 2):
        wrong.append(f"exit {status}")
    return Import(status, out, err, records, wrong, profile)


def said(done, wanted=""):
    return f"exit {done.status} {wanted}\n{done.err[:1500]}\n" + "\n".join(
        json.dumps(r)[:240] for kind in ("fault", "summary") for r in done.records[kind][:6])


def report(good, text, detail=""):
    """Many are done at once; what they found is printed in order."""
    return (bool(good), text, detail)


def footprint(folder):
    """Everything about a folder that an import could change."""
    rows = []
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        body = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        rows.append((str(path.relative_to(folder)), info.st_mode, info.st_mtime_ns, info.st_ino, body))
    return rows


def build(mc, folder, cf):
    """What the system's own tools make of a .mc: with m4 and sendmail-cf alone.  Empty, or what m4 says."""
    text = mc.read_text("latin-1")
    first = [] if import_mc.HAS_CF.search(text) else [MACROS + "m4/cf.m4"]
    text = re.sub(r"include\(`[^']*/cf\.m4'\)", f"include(`{MACROS}m4/cf.m4')", text)
    text = text.replace("include(`/etc/mail/", f"include(`{folder}/")
    made = cf.with_suffix(".built.mc")
    made.write_text(text, "latin-1")
    with cf.open("wb") as out:
        done = subprocess.run(["m4", f"-D_CF_DIR_={MACROS}", *first, str(made)], stdout=out, stderr=subprocess.PIPE, check=False,
                              timeout=60, cwd=mc.parent)
    return done.stderr.decode("latin-1") or ("" if done.returncode == 0 else f"m4: exit {done.returncode}")


def traced(made, mc):
    """The lines of a .mc on which m4 itself has expanded a macro that the reader knows, with its name."""
    names = [word for n in import_mc.BARE + import_mc.CALLED for word in ("-t", n)]
    first = [] if import_mc.HAS_CF.search(mc.read_text("latin-1")) else [MACROS + "m4/cf.m4"]
    done = subprocess.run(["m4", "-dlf", *names, f"-D_CF_DIR_={MACROS}", *first, str(made)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False, timeout=60, cwd=mc.parent)
    return [(int(line), name) for line, name in
            re.findall(rf"^m4trace:{re.escape(str(made))}:(\d+): -1- (\w+)", done.stderr.decode("latin-1"), re.M)]


def seen(name, mc, made):
    """The reader of this test sees the calls that m4 sees, and no other."""
    pieces, calls = import_mc.pieces(mc.read_text("latin-1")), traced(made, mc)
    quiet = {"divert", "changequote", "changecom", "undivert"}  # no pieces
    unseen = [f"{line}: {word}" for line, word in calls if word not in quiet and
              not any(p.first <= line <= p.last for p in pieces)]
    invented = [f"{p.first}: {p.text[:60]}" for p in pieces if p.macro and
                not any(p.first <= line <= p.last and word == p.macro for line, word in calls)]
    return [report(calls and not unseen and not invented, f"{name}: the reader of this test sees the {len(calls)} calls that m4 sees",
                   f"{len(calls)} calls; not seen {unseen[:9]}\ninvented {invented[:9]}")]


def meaning(cf):
    """The text of a .cf without comments."""
    text = re.sub(r"\n[ \t]+", " ", cf.read_text("latin-1"))
    return [line for line in text.splitlines() if line and line[0] != "#" and not line.startswith("DZ")]


def room(name):
    path = ROOM / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


# ---- what is in the corpus ----

def folders():
    return sorted(p for p in CORPUS.iterdir() if p.is_dir())


def is_faulty(folder):
    return (folder / "faults").exists()


def copy_of(folder, into, mended=False):
    """The folder as a host has it, without what is only for this test."""
    shutil.copytree(folder, into, dirs_exist_ok=True)
    if mended:
        (into / "mended.mc").replace(into / "sendmail.mc")
    (into / "mended.mc").unlink(missing_ok=True)
    (into / "faults").unlink(missing_ok=True)
    return into


def foreign(text):
    """The .mc is for another system, whose files are elsewhere."""
    return not re.search(r"^OSTYPE\(`?(linux|debian)'?\)", text, re.M)


def sound(folder):
    """The corpus itself is what it claims to be, before anything is imported."""
    name, where = folder.name, room(f"sound/{folder.name}")
    out = []
    cf, host = where / "sendmail.cf", copy_of(folder, where / "mail", is_faulty(folder))
    if (host / "sendmail.mc").exists():
        text = (host / "sendmail.mc").read_text("latin-1")
        complaint = build(host / "sendmail.mc", host, cf)
        out.append(report(not complaint, f"corpus, {name}: the real m4 has no complaint", complaint))
        out += seen(f"corpus, {name}", host / "sendmail.mc", cf.with_suffix(".built.mc"))
    else:
        text = "OSTYPE(`linux')"
        shutil.copy(folder / "sendmail.cf", cf)
    if is_faulty(folder):
        rows = [line.split() for line in (folder / "faults").read_text().splitlines()]
        lines = (folder / "sendmail.mc").read_bytes().split(b"\n")
        odd = [r for r in rows if len(r) != 2 or r[1] not in IDS or not 0 <= int(r[0]) <= len(lines)]
        out.append(report(rows and not odd, f"corpus, {name}: its list of faults can be read", str(odd)))
        out.append(report((folder / "mended.mc").read_bytes() != (folder / "sendmail.mc").read_bytes(),
                          f"corpus, {name}: what is mended is another file"))
    elif (folder / "sendmail.mc").exists() and (folder / "sendmail.cf").exists():
        same = meaning(folder / "sendmail.cf") == meaning(cf)
        out.append(report(same != name.startswith("edited-"), f"corpus, {name}: its sendmail.cf belongs to the .mc, if it was not edited"))
    return out, (name, cf, host, foreign(text))


def loads(made):
    """The real sendmail takes it without a message."""
    mx, out = Host("mx"), []
    for name, cf, host, other in made:
        mail = mx.root / "etc/mail"
        shutil.rmtree(mail)
        shutil.copytree(host, mail)
        shutil.copy(cf, mail / "sendmail.cf")
        mx.run(["sh", "-c", "chown -R root:root /etc/mail; chmod -R go-w /etc/mail; chmod 755 /etc/mail"])
        done = mx.run([SENDMAIL, "-C", "/etc/mail/sendmail.cf", "-bt"])
        rest = [line for line in (done.stdout + done.stderr).splitlines()
                if line.strip("> ") and not line.startswith(("ADDRESS TEST MODE", "Enter <ruleset>"))]
        if other and rest:
            print(f"# {name} is for another system: {rest[0][:90]}")
            rest = [line for line in rest if not line.endswith("class dbm not available")]
        out.append(report(not rest and (done.returncode == 0 or other), f"corpus, {name}: the real sendmail loads it", "\n".join(rest[:6])))
    return out


# ---- one import, looked at from all sides ----

def checked(name, source, mc, base):
    """The checks that hold for whatever has no fault; source is what is given to import."""
    where = room(f"run/{name.replace('/', '-')}")
    profile, before = where / "profile.json", footprint(base)
    done = run_import(source, profile)
    out = [report(not done.wrong, f"{name}: its records are as the format says", "\n".join(done.wrong[:8])),
           report(footprint(base) == before, f"{name}: nothing on the disk has changed")]
    lines, summary = done.records["line"], (done.records["summary"] or [{}])[-1]
    if done.status == 2 or len(done.records["summary"]) != 1:
        out.append(report(False, f"{name}: is imported", said(done)))
        return out, done
    counts = collections.Counter(r["fate"] for r in lines)
    effective = counts["setting"] + counts["raw"] + counts["left"]
    share = counts["setting"] / effective if effective else 1.0
    figure = f"{counts['setting']} of {effective} lines became settings ({share:.0%})"
    totals.update(counts)
    told = [effective, counts["setting"], counts["raw"], counts["left"] + len(done.records["left"])]
    claims = [summary.get(k) for k in ("lines", "settings", "raw", "left")]
    out.append(report(claims == told and abs(summary.get("share", -1) - share) < 0.01, f"{name}: {figure}, as its summary says",
                      f"{summary}, but {told}, {share:.3f}"))
    unexplained = [d for d in done.records["difference"] if not d.get("why")]
    out.append(report(summary.get("unexplained") == 0 and not unexplained and
                      summary.get("differences") == len(done.records["difference"]),
                      f"{name}: each difference is explained", f"{summary}\n" + "\n".join(map(str, unexplained[:8]))))
    left = counts["left"] or done.records["left"] or unexplained or any(t["fate"] == "left" for t in done.records["table"])
    out.append(report(done.status == (1 if left else 0), f"{name}: exits {1 if left else 0}", said(done)))
    silent = [r for r in lines + done.records["left"] if r.get("fate", "left") in ("raw", "left") and not r["why"]] + \
        [r for r in lines if r["fate"] == "setting" and not r["settings"]]
    out.append(report(not silent, f"{name}: each fate has its reason", "\n".join(map(str, silent[:6]))))
    out += written(name, done, counts["raw"])
    if mc:
        out += counted(name, mc, base, lines)
        out += idle_is_idle(name, mc, base, lines, where)
    out += rendered(name, done, mc, base, where)
    return out, done


def written(name, done, raw):
    """The profile and its raw lines, as files."""
    path = done.profile
    extra = path.with_name(path.stem + ".extra.mc")
    if not path.exists():
        return [report(False, f"{name}: writes the profile", said(done))]
    profile = json.loads(path.read_text())
    named = profile.get("extra", {}).get("file", "")
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (path, extra) if p.exists()]
    # A part of a line that is none of its own, as of a DOMAIN, may be raw, too.
    good = set(modes) == {0o600} and os.path.basename(named) == (extra.name if extra.exists() else "") and \
        (extra.exists() or raw == 0) and (not extra.exists() or extra.read_text("latin-1").strip())
    return [report(good, f"{name}: profile and raw lines are written for their owner alone",
                   f"modes {modes}, raw {raw}, extra.file {named!r}, there {sorted(p.name for p in path.parent.iterdir())}")]


def counted(name, mc, base, lines):
    """Each active call and raw line, as found without the program, is told exactly once."""
    files = {mc.name: mc.read_text("latin-1")}
    for part in re.findall(r"include\(`/etc/mail/([^']*)'\)", files[mc.name]):
        if (base / part).exists():
            files[part] = (base / part).read_text("latin-1")
    told = collections.defaultdict(list)
    for r in lines:
        told[r["file"].removeprefix(str(base)).lstrip("/")].append(r)
    by_name = {}
    for file in files:
        hits = [k for k in told if k == file or k.endswith("/" + os.path.basename(file)) or k == os.path.basename(file)]
        by_name[file] = [r for k in hits for r in told[k]]
    missing, twice = [], []
    for file, text in files.items():
        found = import_mc.pieces(text)
        for piece in found:
            if piece.macro in IDLE:
                continue
            if not any(piece.first <= r["line"] <= piece.last for r in by_name[file]):
                missing.append(f"{file}:{piece.first}: {piece.text[:80]}")
        # As many records on a line as the line has calls: what stands in the arguments of ifdef is not counted.
        room_for = collections.Counter()
        for piece in found:
            for line in range(piece.first, piece.last + 1):
                room_for[line] += 99 if piece.macro in ("ifdef", "ifelse") else 1
        # What a macro calls in its turn may be told, but only as of no effect of its own.
        for line, n in collections.Counter(r["line"] for r in by_name[file] if r["fate"] != "none").items():
            if n > max(room_for[line], 1):
                twice.append(f"{file}:{line}: {n} records, {room_for[line]} calls")
    return [report(not missing, f"{name}: no line is dropped silently", "\n".join(missing[:12])),
            report(not twice, f"{name}: no line is told twice", "\n".join(twice[:12]))]


def idle_is_idle(name, mc, base, lines, where):
    """What is said to be of no effect has none: without it m4 makes the same .cf."""
    own = [r for r in lines if os.path.basename(r["file"]) == mc.name]
    idle = {r["line"] for r in own if r["fate"] == "none"} - {r["line"] for r in own if r["fate"] != "none"}
    text = mc.read_text("latin-1")
    pieces = [p for p in import_mc.pieces(text)
              if p.first == p.last and p.first in idle and p.macro not in IDLE and p.macro not in import_mc.BARE]
    if not pieces:
        return []
    rows = text.split("\n")
    for piece in pieces:
        rows[piece.first - 1] = rows[piece.first - 1].replace(piece.text, "", 1)
    (where / "less.mc").write_text("\n".join(rows), "latin-1")
    build(mc, base, where / "whole.cf")
    build(where / "less.mc", base, where / "less.cf")
    whole, less = meaning(where / "whole.cf"), meaning(where / "less.cf")
    # A helper of the site's own, used by other lines, is of effect only through them.
    used = [p for p in pieces if (m := re.match(r"define\(`(\w+)'", p.text)) and text.count(m.group(1)) > 1]
    return [report(whole == less or used, f"{name}: what is said to have no effect has none",
                   "\n".join(p.text for p in pieces) + f"\n{sorted(set(whole) ^ set(less))[:6]}")]


def rendered(name, done, mc, base, where):
    """The profile renders; as it is, it means what the source means, but for what was told."""
    status, _, err = mcwizard("render", "-p", done.profile, "-o", where / "hardened")
    out = [report(status == 0, f"{name}: the profile renders", err)]
    source, complaint = where / "source.cf", ""
    if mc:
        complaint = build(mc, base, source)
    else:
        shutil.copy(base / "sendmail.cf", source)
    status, _, err = mcwizard("render", "--as-is", "-p", done.profile, "-o", where / "same")
    out.append(report(status == 0, f"{name}: renders as it is", err))
    if status != 0:
        return out
    if complaint and mcwizard("diff", source, source)[0] == 2:
        print(f"# {name}: m4 makes no sendmail.cf of it to compare with: {complaint.splitlines()[0]}")
        return out
    status, text, err = mcwizard("diff", source, where / "same/sendmail.cf", "--format", "json")
    listed = collections.Counter((d["kind"], d["name"]) for d in done.records["difference"])
    rows = [json.loads(line) for line in text.splitlines()]
    # A check says what the others amount to, and what diff knows of both folders.
    rows = [r for r in rows if r.get("type") == "difference" and r["kind"] != "check"]
    new = [r for r in rows if (r["kind"], r.get("name", "")) not in listed]
    out.append(report(status in (0, 1) and not new and len(rows) <= listed.total(),
                      f"{name}: as it is, differs only in what import has told ({len(rows)} of {listed.total()})",
                      err + "\n".join(json.dumps(r)[:200] for r in new[:12])))
    return out


# ---- groups ----

def each(function, items):
    """Two at a time, their results in order."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for rows in pool.map(function, items):
            tell(rows)


def tell(rows):
    for good, text, detail in rows:
        ok(good, text, detail)


def group_corpus():
    ok(not import_mc.selftest(), "the reader of this test finds calls and raw lines", import_mc.selftest())
    names, made = [f.name for f in folders()], []
    table = re.findall(r"^\| ([a-z0-9-]+) \| .* \| (.*) \|$", (CORPUS / "README.md").read_text(), re.M)
    ok([row[0] for row in table if row[0] != "name"] == names, "README.md of the corpus has a row for each folder",
       str(set(names) ^ {row[0] for row in table}))
    healthy = [f for f in folders() if not is_faulty(f)]
    ok(len(healthy) >= 30 and len(names) - len(healthy) >= 14, f"the corpus: {len(healthy)} healthy, {len(names) - len(healthy)} faulty")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for rows, row in pool.map(sound, folders()):
            tell(rows)
            made.append(row)
    tell(loads(made))
    for mc in samples():
        where = room(f"samples/{mc.parent.name}-{mc.stem}")
        build(mc, where, where / "sendmail.cf")
        tell(seen(f"{mc.parent.name}/{mc.name}", mc, where / "sendmail.built.mc"))


def healthy(folder):
    host = copy_of(folder, room(f"host/{folder.name}"))
    mc = host / "sendmail.mc"
    rows, done = checked(folder.name, host, mc if mc.exists() else None, host)
    faults = done.records["fault"]
    rows.append(report(not faults, f"{folder.name}: has no fault", "\n".join(json.dumps(f) for f in faults[:6])))
    rows.append(report(any(r["on"] for r in done.records["role"]) and all(r["evidence"] for r in done.records["role"] if r["on"]),
                       f"{folder.name}: its roles, with their evidence", str(done.records["role"])))
    if not folder.name.startswith("edited-"):
        parted = done.records["parted"]
        rows.append(report(not parted, f"{folder.name}: its .mc and .cf have not parted", "\n".join(map(str, parted[:6]))))
    tables = {os.path.basename(t["file"]).removesuffix(".db") for t in done.records["table"]}
    named = {n for n in ("access", "mailertable", "virtusertable", "genericstable", "domaintable")
             if mc.exists() and (host / n).exists() and
             re.search(rf"^FEATURE\(`?{n}", mc.read_text("latin-1").replace("access_db", "access"), re.M)}
    rows.append(report(named <= tables, f"{folder.name}: the tables that it names come along", f"without {named - tables}: {tables}"))
    return rows + says(folder.name, done)


def says(name, done):
    """What a person would see in the folder at once stands in the profile."""
    if name not in SAYS or not done.profile.exists():
        return []
    profile, wrong = json.loads(done.profile.read_text()), []
    for path, wanted in SAYS[name].items():
        value = profile
        for key in filter(None, path.split(".")):
            value = value.get(key, {}) if isinstance(value, dict) else {}
        text = json.dumps(value)
        good = value == wanted if isinstance(wanted, (bool, int)) else \
            all(w in text for w in ([wanted] if isinstance(wanted, str) else wanted))
        if not good:
            wrong.append(f"{path}: {text[:120]}, wanted {wanted}")
    return [report(not wrong, f"{name}: the profile says what the host is", "\n".join(wrong))]


def group_healthy():
    totals.clear()
    each(healthy, [f for f in folders() if not is_faulty(f)])
    effective = totals["setting"] + totals["raw"] + totals["left"]
    share = totals["setting"] / max(effective, 1)
    ok(share >= LEAST_SHARE, f"the healthy ones together: {totals['setting']} of {effective} lines became settings ({share:.0%})")


def group_mended():
    def mended(folder):
        host = copy_of(folder, room(f"mended/{folder.name}"), mended=True)
        rows, done = checked(f"{folder.name}, mended", host, host / "sendmail.mc", host)
        return rows + [report(not done.records["fault"], f"{folder.name}, mended: has no fault", said(done))]
    each(mended, [f for f in folders() if is_faulty(f)])


def group_faulty():
    def faulty(folder):
        host = copy_of(folder, room(f"faulty/{folder.name}"))
        before, profile = footprint(host), room(f"faulty-out/{folder.name}") / "profile.json"
        done = run_import(host, profile)
        rows = [report(not done.wrong, f"{folder.name}: its records are as the format says", "\n".join(done.wrong[:8])),
                report(footprint(host) == before, f"{folder.name}: nothing on the disk has changed"),
                report(done.status != 2 or not profile.exists(), f"{folder.name}: writes nothing if it cannot be read")]
        found = done.records["fault"]
        wanted = [(int(line), fid) for line, fid in (r.split() for r in (folder / "faults").read_text().splitlines())]
        for line, fid in wanted:
            hits = [f for f in found if f["id"] == fid and line in (0, f["line"])]
            rows.append(report(hits and all(f["mend"] for f in hits), f"{folder.name}:{line}: {fid} is told, with its mend",
                               "\n".join(json.dumps(f) for f in found[:8]) + "\n" + done.err[:600]))
        wrong = [f for f in found if not any(fid == f["id"] and line in (0, f["line"]) for line, fid in wanted)]
        rows.append(report(not wrong, f"{folder.name}: nothing else is told", "\n".join(json.dumps(f) for f in wrong[:8])))
        return rows
    each(faulty, [f for f in folders() if is_faulty(f)])


def samples():
    return sorted(pathlib.Path(MACROS, "cf").glob("*.mc")) + sorted(pathlib.Path(MACROS, "debian").glob("*.mc"))


def group_upstream():
    """The samples of sendmail's source, and Debian's; they may be of macros that a host lacks."""
    def sample(mc):
        name = f"{mc.parent.name}/{mc.name}"
        base = room(f"samples/{mc.parent.name}-{mc.stem}")
        shutil.copy(mc, base / mc.name)
        if "`msp'" in (base / mc.name).read_text("latin-1"):
            done = run_import(base / mc.name, None)
            return [report(done.status == 2 and "is a submit.mc" in done.err, f"{name}: is refused as a submit.mc", said(done))]
        complaint = build(base / mc.name, base, room(f"samples-cf/{mc.stem}") / "sendmail.cf")
        if re.search("system type", complaint):  # a form, to be filled in before use
            done = run_import(base / mc.name, None)
            return [report(done.status == 2 and "system type" in done.err or any(f["id"] == "missing" for f in done.records["fault"]),
                           f"{name}: that it names no system is told", said(done))]
        return checked(name, base / mc.name, base / mc.name, base)[0]
    ok(len(samples()) >= 35, f"{len(samples())} samples are there")
    each(sample, samples())


def group_edited():
    """Where .mc and .cf have parted, it says where."""
    for name, marks in (("edited-cf-options", ("MaxMessageSize", "PrivacyOptions", "Timeout.connect", "relay.example.net")),
                        ("edited-cf-rule", ("Local_check_mail", "MaxHopCount"))):
        done = run_import(copy_of(CORPUS / name, room(f"edited/{name}")), room(f"edited-out/{name}") / "profile.json")
        text = "\n".join(json.dumps(r) for kind in TYPES - {"line"} for r in done.records[kind]) + done.err
        missing = [m for m in marks if m not in text]
        ok(not missing, f"{name}: says where .mc and .cf part", f"nothing of {missing}\n" + text[:1500])


def same_profile(old, new):
    """The same JSON; comments are the keys of two slashes."""
    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if not k.startswith("//")}
        return [plain(v) for v in value] if isinstance(value, list) else value
    return plain(old) == plain(new), json.dumps(plain(old), indent=1, sort_keys=True), json.dumps(plain(new), indent=1, sort_keys=True)


def group_profiles():
    """What we have rendered comes back exactly."""
    def example(path):
        name, where = f"profiles/{path.name}", room(f"profiles/{path.stem}")
        status, _, err = mcwizard("render", "-p", path, "-o", where / "mail")
        if status != 0:
            return [report(False, f"{name}: renders", err)]
        before = footprint(where / "mail")
        done = run_import(where / "mail", where / "back.json")
        rows = [report(done.status == 0 and not done.wrong, f"{name}: all of what we rendered is carried", said(done) + "\n".join(done.wrong)),
                report(footprint(where / "mail") == before, f"{name}: nothing on the disk has changed")]
        if (where / "back.json").exists():
            same, old, new = same_profile(json.loads(path.read_text()), json.loads((where / "back.json").read_text()))
            gone, come = set(old.splitlines()) - set(new.splitlines()), set(new.splitlines()) - set(old.splitlines())
            rows.append(report(same, f"{name}: the profile comes back exactly", "\n".join([f"- {x}" for x in gone] + [f"+ {x}" for x in come])))
        else:
            rows.append(report(False, f"{name}: the profile comes back exactly", said(done)))
        return rows
    each(example, sorted((TOP / "profiles").glob("*.json")))


def group_hostile():
    where = room("hostile")
    secret = where / "secret"
    secret.write_text("MARK-OF-A-SECRET\n")
    for name, text in import_hostile.cases(where):
        base = room(f"hostile/{name}")
        (base / "sendmail.mc").write_text(text, "latin-1")
        before, began = footprint(where), time.monotonic()
        out = room(f"hostile-out/{name}")
        try:
            done = run_import(base / "sendmail.mc", out / "profile.json", timeout=40)
        except subprocess.TimeoutExpired:
            ok(False, f"hostile, {name}: ends", "not within 40 s")
            continue
        took = time.monotonic() - began
        listed = any(r["fate"] in ("left", "raw") for r in done.records["line"]) or done.records["fault"] or done.records["left"]
        ok(done.status == 2 or listed and done.status == (0 if name in import_hostile.HARMLESS else 1),
           f"hostile, {name}: is refused or listed", said(done))
        ok(footprint(where) == before, f"hostile, {name}: does nothing", str(set(footprint(where)) ^ set(before)))
        got = done.out + done.err + "".join(p.read_text("latin-1") for p in out.iterdir())
        ok("MARK-OF-A-SECRET" not in got and "root:x:0:" not in got, f"hostile, {name}: no other file's text comes out")
        ok(took < 30, f"hostile, {name}: ends soon ({took:.0f} s)")
        most = (8 << 20) + 500 * text.count("\n")
        ok(len(done.out) < most, f"hostile, {name}: its output is bounded", f"{len(done.out)} bytes")
        ok(done.status != 2 or not list(out.iterdir()), f"hostile, {name}: writes nothing if it cannot be read")
    base = copy_of(CORPUS / "rhel7-mailhub-dnsbl", room("hostile/fifo"))
    for table in ("mailertable", "local-host-names", "aliases"):
        (base / table).unlink()
        os.mkfifo(base / table)
    try:
        run_import(base, room("hostile-out/fifo") / "profile.json", timeout=20)
        ok(True, "hostile, fifo: nobody waits for a table that is none")
    except subprocess.TimeoutExpired:
        ok(False, "hostile, fifo: nobody waits for a table that is none")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    ok(peak < 600, f"hostile: memory is bounded ({peak} MiB)")


def group_command():
    """FILE and DIR, text and JSON, what is no .mc."""
    where, folder = room("command"), copy_of(CORPUS / "rhel7-mailhub-dnsbl", room("command/mail"))
    by_dir, by_file = run_import(folder, where / "a.json"), run_import(folder / "sendmail.mc", where / "b.json")
    texts = [p.read_text().replace("/b.", "/a.").replace('"b.', '"a.') if p.exists() else p.name for p in (where / "a.json", where / "b.json")]
    ok(by_dir.status == by_file.status and texts[0] == texts[1], "a folder, and the .mc in it: the same profile", "\n".join(texts)[:1500])
    status, out, err = mcwizard("import", folder)
    ok(status == by_dir.status and out and not out.startswith("{"), "without --format it is text", out[:300] + err)
    ok(all(p.name == "mail" or p.name.startswith(("a.", "b.")) for p in where.iterdir()), "without -o nothing is written",
       str(list(where.iterdir())))
    for name, body in (("missing", None), ("empty", ""), ("binary", "\0\1\2\3" * 400)):
        path = where / f"{name}.mc"
        if body is not None:
            path.write_text(body)
        done = run_import(path, where / f"{name}.json")
        ok(done.status == 2 and done.err and not (where / f"{name}.json").exists(), f"{name}: trouble is told, and nothing written", said(done))
    (where / "none").mkdir()
    ok(run_import(where / "none", where / "none.json").status == 2, "a folder with neither .mc nor .cf is trouble")
    status, out, _ = mcwizard("import", "--help")
    ok(status == 0 and "import" in out, "import --help")


GROUPS = {"corpus": group_corpus, "healthy": group_healthy, "edited": group_edited, "faulty": group_faulty, "mended": group_mended,
          "upstream": group_upstream, "profiles": group_profiles, "hostile": group_hostile, "command": group_command}
unknown = [g for g in sys.argv[1:] if g not in GROUPS]
if unknown:
    sys.exit(f"import.py: no group {' '.join(unknown)}; there are {' '.join(GROUPS)}")
ROOM.mkdir(exist_ok=True)
for group in sys.argv[1:] or GROUPS:
    start = time.monotonic()
    GROUPS[group]()
    print(f"# {group}: {time.monotonic() - start:.0f} s", flush=True)
