"""mcwizard import of our own renderings, unedited and edited by hand: see import_own.sh."""
import collections
import filecmp
import json
import os
import pathlib
import shutil
import subprocess

from e2e import DIR, ok

TOP = pathlib.Path(os.environ["TOP"])
MCWIZARD = os.environ["MCWIZARD"]
ROOM = DIR / "import_own"
GONE = "the profile says it, and the {} was removed by hand"
EXTRA = """dnl # It's a comment: include(`/etc/passwd').
define(`confSMTP_LOGIN_MSG', `$j raw greeting')dnl
LOCAL_RULESETS
SLocal_check_mail
R$* < @ evil.example > $*\t$#error $@ 5.7.1 $: "550 no"
LOCAL_CONFIG

CR far.example
LOCAL_RULE_3
R$* < @ third.example > $*\t$: $1 < @ direct.example.org . > $2
"""
Done = collections.namedtuple("Done", "status out err records profile")


def mcwizard(*args):
    done = subprocess.run([MCWIZARD, "--elsewhere", "--layout", "debian", *map(str, args)], capture_output=True, text=True,
                          timeout=120, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def room(name):
    path = ROOM / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def render(profile, where, *options):
    status, _, err = mcwizard("render", "-p", profile, "-o", where, *options)
    if status != 0:
        raise RuntimeError(f"{profile}: {err}")
    return where


def read(source, new, *options):
    status, out, err = mcwizard("--format", "json", *options, "import", source, "-o", new)
    records = collections.defaultdict(list)
    for line in out.splitlines():
        record = json.loads(line)
        records[record["type"]].append(record)
    return Done(status, out, err, records, json.loads(new.read_text()) if new.exists() else {})


def same_tree(a, b):
    names = sorted(p.name for p in a.iterdir())
    return names == sorted(p.name for p in b.iterdir()) and filecmp.cmpfiles(a, b, names, shallow=False)[1:] == ([], [])


def said(done):
    return f"exit {done.status} {done.err}\n" + "\n".join(
        json.dumps(r)[:300] for kind in ("left", "difference", "summary") for r in done.records[kind]) + "\n" + "\n".join(
        json.dumps(r)[:300] for r in done.records["line"] if r["fate"] == "left")


def left(done, why=""):
    return {(pathlib.Path(r["file"]).name, r["line"], r["text"]) for r in done.records["left"] if why in r["why"]}


def comes_back(name, profile, new, mail, *options):
    """The profile, comments and their order, and the same bytes of it."""
    done = read(mail, new)
    summary = done.records["summary"][-1] if done.records["summary"] else {}
    ok(done.status == 0 and summary.get("origin") == "profile", f"{name}: all is carried", said(done))
    want = json.loads(profile.read_text()) if profile else None
    ok(want is None or json.dumps(want) == json.dumps(done.profile), f"{name}: the profile comes back", done.profile)
    fates = {r["fate"] for r in done.records["line"]}
    ok(summary.get("lines", 0) > 30 and fates <= {"setting", "raw", "none"}, f"{name}: each line has a fate", fates)
    try:
        ok(same_tree(mail, render(new, new.parent / "again", *options)), f"{name}: it renders to the same bytes",
           sorted(p.name for p in mail.iterdir()))
    except RuntimeError as trouble:
        ok(False, f"{name}: it renders to the same bytes", trouble)
    return done


def write(path, profile):
    path.write_text(json.dumps(profile, indent=1, ensure_ascii=False) + "\n")
    return path


def site(**more):
    profile = {"//": "Größe: ein Beispiel, with ' and `.", "host": {"name": "direct.example.org", "domains": ["example.org"]},
               "roles": {"local": True, "outbound": True, "inbound": True, "// relay": "later"},
               "local": {"aliases": {"// who": "reads it", "root": "admin", "help": "ann, bob"}},
               "access": {"deny_senders": {"// one": "known", "spam.example": "no"}}}
    for section, values in more.items():
        profile.setdefault(section, {}).update(values)
    return profile


def unedited():
    for path in sorted((TOP / "profiles").glob("*.json")):
        where = room(path.stem)
        comes_back(f"profiles/{path.name}", path, where / "new.json", render(path, where / "mail"))
    where = room("set")
    mail = render(TOP / "profiles/direct.json", where / "mail", "--set", "limits.message_size=7340032", "--set", "local.aliases=it=ann")
    done = comes_back("--set", None, where / "new.json", mail)
    ok(done.profile["limits"]["message_size"] == 7340032 and done.profile["local"]["aliases"]["it"] == "ann",
       "--set: what it said is in the profile", done.profile)
    done = read(mail, where / "more.json", "--set", "limits.message_size=1048576")
    ok(done.profile["limits"]["message_size"] == 1048576, "import --set: has the last word", done.profile)
    where = room("crlf")
    mail = render(write(where / "p.json", site()), where / "mail")
    comes_back("comments and letters", where / "p.json", where / "new.json", mail)


def raw_lines():
    where = room("extra")
    (where / "raw.mc").write_text(EXTRA)
    profile = write(where / "p.json", site(extra={"file": "raw.mc"}))
    mail = render(profile, where / "mail")
    away = room("extra-away")
    done = comes_back("extra.file", profile, away / "new.json", mail)
    ok("CR far.example" in (away / "raw.mc").read_text(), "extra.file: the file is made beside the profile")
    ok({"CR far.example"} <= {r["text"] for r in done.records["line"] if r["fate"] == "raw"}, "extra.file: its lines are raw", done.out)
    before = (where / "raw.mc").stat()
    comes_back("extra.file that is there", profile, where / "new.json", mail)
    ok((where / "raw.mc").stat() == before and not (where / "new.extra.mc").exists(), "extra.file that is there: stays as it is")
    other = room("extra-other")
    (other / "raw.mc").write_text("somebody else's\n")
    done = read(mail, other / "new.json")
    ok(done.status == 2 and (other / "raw.mc").read_text() == "somebody else's\n" and "another text" in done.err,
       "extra.file: nothing else of that name is written over", said(done))
    # A path that is good for one host only.
    absolute = write(where / "q.json", site(extra={"file": str(where / "raw.mc")}))
    mail = render(absolute, where / "q")
    comes_back("extra.file elsewhere", absolute, room("extra-q") / "new.json", mail)
    (where / "raw.mc").rename(where / "gone.mc")
    away = room("extra-gone")
    done = read(mail, away / "new.json")
    ok(done.status == 0 and done.profile["extra"]["file"] == "new.extra.mc" and (away / "new.extra.mc").exists(),
       "extra.file that is gone: its lines stand beside the profile", said(done))
    ok(filecmp.cmp(mail / "sendmail.cf", render(away / "new.json", away / "b") / "sendmail.cf", shallow=False) or
       "raw greeting" in (away / "b/sendmail.cf").read_text(), "extra.file that is gone: it renders")


    # Raw lines that are edited where they stand.
    where = room("extra-edited")
    (where / "raw.mc").write_text(EXTRA)
    profile = site(extra={"file": "raw.mc"})
    mail = render(write(where / "p.json", profile), where / "mail")
    mc = mail / "sendmail.mc"
    (mail / "sendmail.cf").unlink()
    mc.write_text(mc.read_text().replace("CR far.example\n", "CR far.example\nCR near.example\n"))
    away = room("extra-edited-away")
    done = read(mail, away / "new.json")
    ok(done.status == 0 and json.dumps(done.profile) == json.dumps(profile) and "CR near.example\n" in (away / "raw.mc").read_text(),
       "edited raw lines: are taken, with the profile", said(done))
    mc.write_text(mc.read_text().replace("`confMAX_HOP', `100'", "`confMAX_HOP', `120'"))
    done = read(mail, away / "more.json")
    ok(done.records["summary"][-1]["origin"] == "lines" and any("were edited there" in r for r in done.records["summary"][-1]["remarks"]),
       "edited raw lines and others: nothing tells whether the profile was, too", said(done))


def names():
    """What the profile in a stranger's .mc calls its files: nothing is made but beside the new one."""
    for name in ("../evil.mc", "/tmp/../tmp/evil.mc", "new.json", ".profile", "a/b.mc", "-o"):
        where = room("names")
        (where / "raw.mc").write_text(EXTRA)
        mail = render(write(where / "p.json", site(extra={"file": "raw.mc"})), where / "mail")
        mc = mail / "sendmail.mc"
        mc.write_text(mc.read_text().replace('"file": "raw.mc"', f'"file": "{name}"').replace("mcwizard 0.", "mcwizard 0.0."))
        out = where / "out" / "deep"
        out.mkdir(parents=True)
        done = read(mail, out / "new.json")
        found = sorted(str(p.relative_to(where / "out")) for p in (where / "out").rglob("*") if p.is_file())
        ok(done.status < 2 and found == ["deep/new.extra.mc", "deep/new.json"] and done.profile["extra"]["file"] == "new.extra.mc",
           f"a stranger's name of a file, {name}: another is taken", said(done) + str(found))
    where = room("secret")
    (where / "secret").write_text("hidden: MARK-OF-A-SECRET\n")
    mail = render(write(where / "p.json", site(tables={"aliases_file": str(where / "secret")})), where / "mail")
    (mail / "aliases").write_text("postmaster: root\n")
    done = read(mail, where / "new.json")
    ok("hidden" in done.out and "MARK-OF-A-SECRET" not in done.out + done.err, "a file that the profile names: is not quoted", said(done))


def tables():
    where = room("tables")
    (where / "more").mkdir()
    (where / "more/access").write_text("From:bad.example\tREJECT\nConnect:198.51.100.7\tREJECT\n")
    (where / "aliases.txt").write_text("sales: carol\n")
    profile = write(where / "p.json", site(tables={"access_file": "more/access", "aliases_file": "aliases.txt"}))
    mail = render(profile, where / "mail")
    comes_back("tables in files", profile, where / "new.json", mail)
    away = room("tables-away")
    done = read(mail, away / "new.json")
    ok(done.status == 0 and done.profile["tables"] == {"access_file": "new.access", "aliases_file": "aliases.txt"},
       "tables in files, elsewhere: their entries come along", said(done) + str(done.profile.get("tables")))
    again = render(away / "new.json", away / "again")
    ok(all(filecmp.cmp(mail / n, again / n, shallow=False) for n in ("access", "aliases", "sendmail.cf") if n != "sendmail.cf"),
       "tables in files, elsewhere: the same tables", (again / "access").read_text())
    for gone in ("access", "aliases", "local-host-names"):
        (mail / gone).unlink()
    comes_back_without = read(mail, where / "without.json")
    ok(comes_back_without.status == 0 and json.dumps(comes_back_without.profile) == json.dumps(json.loads(profile.read_text())),
       "tables that are gone: the profile has them", said(comes_back_without))


def edited(name, profile=None, **edits):
    """Edits by name of file (dots as __): functions from text to text.  The import of it, and where."""
    where = room(name)
    mail = render(write(where / "p.json", profile or site()), where / "mail")
    for file, change in edits.items():
        path = mail / file.replace("__", ".").replace("_", "-")
        old = path.read_text()
        path.write_text(change(old))
        if path.read_text() == old:
            raise RuntimeError(f"{name}: {file} was not edited")
    (mail / "sendmail.cf").unlink()
    return read(mail, where / "new.json"), where


def keeps(name, done, **changed):
    """What was not edited is as it was."""
    want = site()
    for path, value in changed.items():
        section, key = path.split("__")
        want.setdefault(section, {})[key] = value
    ok(json.dumps(done.profile, sort_keys=True) == json.dumps(want, sort_keys=True), f"{name}: nothing else has changed", done.profile)


def by_hand():
    done, _ = edited("comment", sendmail__mc=lambda t: t.replace("MAILER(`smtp')", "dnl # Written by hand.\n\nMAILER(`smtp')"))
    ok(done.status == 0 and not done.records["difference"], "a comment: says nothing", said(done))
    keeps("a comment", done)
    done, _ = edited("changed", sendmail__mc=lambda t: t.replace("`confMAX_MESSAGE_SIZE', `36700160'", "`confMAX_MESSAGE_SIZE', `5242880'"))
    ok(done.status == 0 and not done.records["left"] and not done.records["difference"], "a changed definition: is taken", said(done))
    keeps("a changed definition", done, limits__message_size=5242880)
    done, where = edited("beyond", sendmail__mc=lambda t: t.replace("`confMAX_HOP', `100'", "`confMAX_HOP', `40'"))
    cf = (render(where / "new.json", where / "b") / "sendmail.cf").read_text()
    ok(done.status == 0 and "\nO MaxHopCount=40\n" in cf, "a value that no setting takes: is a raw line, which counts", said(done))
    done, where = edited("added", sendmail__mc=lambda t: t.replace(
        "MAILER(`local')", "define(`confMAX_RCPTS_PER_MESSAGE', `150')dnl\nFEATURE(`dnsbl', `bl.dns.example')dnl\nMAILER(`local')"))
    ok(done.profile["limits"]["recipients"] == 150 and "bl.dns.example" in done.profile["refuse"]["dns_lists"],
       "added lines: are settings", said(done))
    ok("bl.dns.example" in (render(where / "new.json", where / "b") / "sendmail.cf").read_text(), "added lines: they render")
    done, _ = edited("raw", sendmail__mc=lambda t: t.replace(
        "dnl # --- The profile that", "LOCAL_RULESETS\nSLocal_check_relay\nR$* $| 203.0.113.9\t$#error $: \"550 not you\"\ndnl # --- The profile that"),
        profile=json.loads((TOP / "profiles/gateway.json").read_text()))
    kept = (ROOM / "raw/new.extra.mc")
    ok(kept.exists() and "203.0.113.9" in kept.read_text() and "Refuse_world" not in kept.read_text(),
       "added rules: they alone are raw lines", said(done))
    ok(done.profile["extra"] == {"file": "new.extra.mc"}, "added rules: the profile names their file", done.profile)
    done, _ = edited("inner", profile=json.loads((TOP / "profiles/gateway.json").read_text()), sendmail__mc=lambda t: t.replace(
        "\ndnl # --- The profile that", "\nR$* $| 203.0.113.9\t$#error $: \"550 not you\"\ndnl # --- The profile that"))
    ok(done.status == 1 and [r["text"][:18] for r in done.records["line"] if r["fate"] == "left"] == ["R$* $| 203.0.113.9"] and
       "extra" not in done.profile, "a rule in a ruleset of ours: is listed", said(done))
    done, _ = edited("tail", sendmail__mc=lambda t: t.replace(
        "dnl # --- The profile that", "LOCAL_RULE_3\nR$* < @ a.example > $*\t$: $1 < @ b.example > $2\nR$* < @ c.example > $*\t$: $1 < @ d.example > $2\n"
        "dnl # --- The profile that"))
    ok(done.status == 0, "two rules under a heading: are raw lines", said(done))
    done, _ = edited("removed", sendmail__mc=lambda t: t.replace("define(`confMAX_HOP', `100')dnl\n", ""))
    line = [i for i, text in enumerate((ROOM / "removed/mail/sendmail.mc").read_text().splitlines(), 1) if "confMAX_MIME" in text][0] + 1
    ok(done.status == 1 and left(done, GONE.format("line")) == {("sendmail.mc", line, "define(`confMAX_HOP', `100')")},
       "a removed line: is listed where it stood", said(done))
    keeps("a removed line", done)
    gateway = json.loads((TOP / "profiles/gateway.json").read_text())
    done, _ = edited("loop", gateway, sendmail__mc=lambda t: t.replace("`esmtp:[192.0.2.10]'", "`esmtp:mx.example.org'"))
    ok(done.status == 1 and done.profile == gateway and len([r for r in done.records["line"] if r["fate"] == "left"]) == 1,
       "a line with which the profile would not hold: is listed, and nothing else changes", said(done) + str(done.profile))
    where = room("no-role")
    mail = render(write(where / "p.json", site()), where / "mail")
    mc = mail / "sendmail.mc"
    mc.write_text(mc.read_text().replace("`confMAX_HOP', `100'", "`confMAX_HOP', `120'"))
    done = read(mail, where / "new.json", "--set", "roles.relay=yes")
    ok(done.status == 2 and "nobody is listed" in done.err and not done.profile, "--set that breaks a rule: is an error", said(done))
    done, _ = edited("block", sendmail__mc=lambda t: t.replace('"help": "ann, bob"', '"help": "eve"'))
    summary = done.records["summary"][-1]
    ok(summary["origin"] == "lines" and any("were edited there" in r for r in summary["remarks"]), "an edited block: is not believed", said(done))
    ok(done.profile["local"]["aliases"]["help"] == "ann, bob", "an edited block: the table counts", done.profile)
    done, _ = edited("broken", sendmail__mc=lambda t: t.replace('"help": "ann, bob"', '"help": "eve'))
    summary = done.records["summary"][-1]
    ok(summary["origin"] == "lines" and any("cannot be taken back" in r for r in summary["remarks"]), "a broken block: is told", said(done))
    done, _ = edited("older", sendmail__mc=lambda t: t.replace("mcwizard 0.", "mcwizard 0.0.").replace("SHA-256 ", "SHA-256 0")
                     .replace("define(`confMAX_HOP', `100')", "define(`confMAX_HOP', `120')"))
    ok(done.records["summary"][-1]["origin"] == "profile" and done.profile["limits"]["hops"] == 120,
       "another version's .mc: its profile, and the edit", said(done) + str(done.profile))
    done, _ = edited("crlf-edit", sendmail__mc=lambda t: t.replace("\n", "\n", 1).replace("dnl # Never read", "dnl # Not read"))
    ok(done.status == 0, "another comment of ours: says nothing", said(done))


def tables_by_hand():
    done, where = edited("t-added", aliases=lambda t: t + "sales:\tcarol\n", local_host_names=lambda t: t + "example.net\n",
                         access=lambda t: t + "From:worse.example\tREJECT\n")
    ok(done.status == 0, "added entries: are carried", said(done))
    ok(done.profile["local"]["aliases"] == {"// who": "reads it", "root": "admin", "help": "ann, bob", "sales": "carol"} and
       done.profile["host"]["domains"] == ["example.org", "example.net"], "added entries: are in the profile", done.profile)
    again = render(where / "new.json", where / "b")
    ok("worse.example" in (again / "access").read_text(), "added entries: an access entry, too", (again / "access").read_text())
    done, _ = edited("t-removed", aliases=lambda t: t.replace("help:\tann, bob\n", ""), local_host_names=lambda t: t.replace("\nexample.org\n", "\n"))
    ok(done.status == 0, "removed entries: leave the profile", said(done))
    keeps("removed entries", done, local__aliases={"// who": "reads it", "root": "admin"}, host__domains=[])
    done, _ = edited("t-changed", aliases=lambda t: t.replace("root:\tadmin", "root:\tann"))
    ok(done.status == 0, "a changed entry: is carried", said(done))
    keeps("a changed entry", done, local__aliases={"// who": "reads it", "root": "ann", "help": "ann, bob"})
    done, _ = edited("t-default", aliases=lambda t: t.replace("abuse:\tpostmaster\n", ""))
    ok(done.status == 1 and {x[2] for x in left(done, GONE.format("entry"))} == {"abuse postmaster"},
       "a removed entry that no setting has: is listed", said(done))
    done, _ = edited("t-program", aliases=lambda t: t + "list:\t|/usr/bin/list\n")
    ok(done.status == 1 and {x[0] for x in left(done)} == {"aliases"}, "an entry that no setting takes: is listed", said(done))
    keeps("an entry that no setting takes", done)
    relay = site(roles={"relay": True}, relay={"networks": ["192.0.2.0/24", "198.51.100.0/24"]})
    done, where = edited("t-relay", relay, access=lambda t: t.replace("Connect:198.51.100\tRELAY\n", "Connect:203.0.113\tRELAY\n"))
    ok(done.status == 0 and done.profile["relay"]["networks"] == ["192.0.2.0/24", "203.0.113.0/24"],
       "who may relay: follows the table", said(done) + str(done.profile.get("relay")))
    done, where = edited("t-role", access=lambda t: t + "Connect:203.0.113\tRELAY\n")
    ok(done.profile["roles"].get("relay") is True and done.profile["relay"]["networks"] == ["203.0.113.0/24"],
       "who may relay: the role comes with the first", said(done))


    done, where = edited("t-nobody", site(roles={"relay": True}, relay={"networks": ["192.0.2.0/24"]}),
                         access=lambda t: t.replace("Connect:192.0.2\tRELAY\n", ""))
    ok(done.status == 0 and done.profile["relay"]["networks"] == [] and done.profile["roles"]["relay"] is False,
       "nobody may relay any more: nor with the profile", said(done) + str(done.profile))
    where = room("t-secret")
    (where / "password").write_text("me\nhunter2\n")
    (where / "password").chmod(0o600)
    smart = site(outbound={"smart_host": "[smtp.isp.example]", "auth_file": str(where / "password")})
    mail = render(write(where / "p.json", smart), where / "mail")
    comes_back("with a password", where / "p.json", where / "new.json", mail)
    (where / "password").write_text("me\nother\n")
    done = read(mail, where / "changed.json")
    ok(done.status == 1 and left(done) == {("authinfo", 0, "all of authinfo")} and "P=" not in done.out, "another password: is told, not shown", said(done))
    (where / "password").unlink()
    done = read(mail, where / "gone.json")
    ok(done.status == 0 and done.profile == json.loads((where / "p.json").read_text()), "a password file that is not here: the rest is compared", said(done))


def layouts():
    for layout in ("redhat", "freebsd", "slackware", "generic"):
        where = room(f"layout-{layout}")
        write(where / "p.json", site())
        status, _, err = mcwizard("--layout", layout, "render", "-p", where / "p.json", "-o", where / "mail")
        source = where / "mail" / ("direct.example.org.mc" if layout == "freebsd" else "sendmail.mc")
        done = read(source, where / "new.json")
        remarks = done.records["summary"][-1]["remarks"] if done.records["summary"] else []
        ok(status == 0 and done.status == 0 and done.profile == site() and any("for the layout " in r for r in remarks),
           f"rendered for {layout}: is held against that", err + said(done) + str(remarks))


def tree():
    """A host's own, below --root: its tables lie there, and links mean what they mean there."""
    where = room("tree")
    mail = render(write(where / "p.json", site()), where / "mail")
    etc = where / "root/etc"
    etc.mkdir(parents=True)
    mail.rename(etc / "mail")
    (etc / "mail/aliases").rename(etc / "aliases")
    (etc / "mail/aliases").symlink_to("/etc/aliases")
    with (etc / "aliases").open("a") as out:
        out.write("sales: carol\n")
    status, out, err = mcwizard("--root", where / "root", "import", "-o", where / "new.json")
    new = json.loads((where / "new.json").read_text()) if status == 0 else {}
    want = site()
    want["local"]["aliases"]["sales"] = "carol"
    ok(new == want, "below a root: the profile, and what was added to a table behind a link", f"{status}\n{out}{err}")


def links_out():
    """A link that leads out of the root shows nothing of what is there."""
    where = room("links")
    etc = where / "root/etc/mail"
    etc.mkdir(parents=True)
    (etc / "sendmail.mc").write_text("OSTYPE(`linux')dnl\nFEATURE(`use_cw_file')dnl\nMAILER(`local')dnl\nMAILER(`smtp')dnl\n")
    (where / "outside").write_text("secret: joe\n")
    (where / "root/etc/names").write_text("in.example.org\n")
    (etc / "aliases").symlink_to("../../../outside")
    (etc / "local-host-names").symlink_to("/etc/names")
    status, out, err = mcwizard("--root", where / "root", "import", "-o", where / "new.json")
    new = json.loads((where / "new.json").read_text()) if (where / "new.json").exists() else {}
    ok(new.get("host", {}).get("domains") == ["in.example.org"] and "secret" not in out + err + json.dumps(new),
       "below a root: a link means what it means there, and leads nowhere else", f"{status}\n{out}{err}")


def without_block():
    where = room("big")
    many = {f"user{i:05}": "ann" for i in range(3600)}
    mail = render(write(where / "p.json", site(local={"aliases": many})), where / "mail")
    ok("does not stand here" in (mail / "sendmail.mc").read_text(), "a long profile: is not in its .mc")
    done = read(mail, where / "new.json")
    ok(done.records["summary"][-1]["origin"] == "lines" and
       any("does not carry its profile" in r for r in done.records["summary"][-1]["remarks"]), "a long profile: is told", said(done)[-600:])
    where = room("cf")
    mail = render(write(where / "p.json", site()), where / "mail")
    (mail / "sendmail.mc").unlink()
    done = read(mail, where / "new.json")
    ok(any("would give the profile back" in r for r in done.records["summary"][-1]["remarks"]), "a .cf of ours: is told", said(done)[-600:])
    done = read(sorted((TOP / "tests/import/corpus").rglob("*.mc"))[0], room("foreign") / "new.json")
    ok(done.records["summary"] and not any("profile" in r for r in done.records["summary"][-1]["remarks"]), "another's .mc: nothing of it is told", said(done)[-600:])


for group in (unedited, raw_lines, names, tables, by_hand, tables_by_hand, layouts, tree, links_out, without_block):
    group()
