"""apply beside itself, on full and read-only disks, on odd targets, and as nobody.

What is refused must leave every byte, inode and time as it was."""
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time

from apply_tree import (DIR, E2E, STATE, build, copy, differences, look, profile, run, set_attribute, tool, unfinished)
from e2e import ok, wait_until

LIBRARY = DIR + "/fault.so"
APPLY_A = ["apply", "-p", profile("A"), "--yes", "--quick", "--force-new"]
APPLY_B = ["apply", "-p", profile("B"), "--yes", "--quick", "--force-new"]
NOTHING = re.compile(r"nothing to do|nothing changes|is already", re.I)
REFERENCE = {}


def says(made):
    return f"exit {made.returncode}\n{made.stdout}{made.stderr}"


def exact(tree):
    """All that a refused command must leave alone: the state folder, too, but for its lock."""
    found = {}
    for folder, folders, files in os.walk(tree):
        for name in folders + files:
            path = os.path.join(folder, name)
            inner = os.path.relpath(path, tree)
            st = os.lstat(path)
            contents = ""
            if stat.S_ISREG(st.st_mode):
                with open(path, "rb") as f:
                    contents = f.read()
            if inner not in (STATE, STATE + "/lock"):
                found[inner] = (st.st_mode, st.st_uid, st.st_gid, st.st_ino, st.st_nlink, st.st_mtime_ns, st.st_ctime_ns,
                                contents)
    return found


def changed(before, after):
    return sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def is_old(tree):
    return differences(look(tree), REFERENCE["A"])


def is_new(tree, links=True):
    want = REFERENCE["B"]
    return [d for d in differences(look(tree), want, lambda path: False) if links or not d.endswith(": links")]


def checkpoints(tree):
    return sorted(os.listdir(f"{tree}/{STATE}/checkpoints"))


def fresh(name):
    tree = f"{DIR}/{name}"
    copy(DIR + "/a", tree)
    return tree


# ---- beside itself ----

def start(tree, words, faults=None, number=0):
    environment = dict(os.environ)
    if faults is not None:
        for name in ("log", "state"):
            if os.path.exists(f"{tree}.{name}{number}"):
                os.unlink(f"{tree}.{name}{number}")
        environment.update({"LD_PRELOAD": LIBRARY, "FAULT_ROOT": tree, "FAULT_LOG": f"{tree}.log{number}",
                            "FAULT_STATE": f"{tree}.state{number}", "FAULT": faults})
    return subprocess.Popen(tool(tree, *words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=environment)


def end(child):
    try:
        out, err = child.communicate(timeout=90)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
        err += "it hangs"
    return subprocess.CompletedProcess(child.args, child.returncode, out, err)


def stopped(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as f:
            return f.read().rpartition(")")[2].split()[0] in "Tt"
    except FileNotFoundError:
        return False


def holder_stops(tree, place=0.5):
    """An apply that stops while it has the lock: in the middle of its calls after it."""
    probe = fresh("probe")
    end(start(probe, APPLY_B, ""))
    with open(probe + ".log0", encoding="utf-8") as f:
        calls = [line.split() for line in f if " main " in line and not line.startswith("!")]
    locked = [int(c[0]) for c in calls if c[2] in ("flock", "fcntl")][0]
    subprocess.run(["rm", "-rf", probe, probe + ".log0", probe + ".state0"], check=True)
    at = locked + int((len(calls) - locked) * place)
    child = start(tree, APPLY_B, f"main:{at}:stop")
    ok(wait_until(lambda: stopped(child.pid), 30), f"an apply is held at its call {at}, with the lock of call {locked}")
    return child


def at_once(number, held):
    """number applies, and with held one more that has the lock and sleeps until the others wait."""
    tree = fresh(f"at-once-{number}")
    before = checkpoints(tree)
    first = [holder_stops(tree)] if held else []
    began = time.monotonic()
    others = [start(tree, APPLY_B + ["--lock-timeout=60"]) for _ in range(number)]
    if held:
        time.sleep(1)
        ok(all(c.poll() is None for c in others), f"{number} applies wait for the lock",
           "\n".join(says(end(c)) for c in others if c.poll() is not None))
        os.kill(first[0].pid, signal.SIGCONT)
    ended = [end(c) for c in first + others]
    worked = [m for m in ended if not NOTHING.search(m.stdout + m.stderr)]
    ok(all(m.returncode == 0 for m in ended), f"{len(ended)} applies at once, with --lock-timeout: all succeed",
       "\n".join(says(m) for m in ended if m.returncode != 0))
    ok(len(worked) == 1, f"{len(ended)} at once: one does the work, the others say that there is nothing to do",
       "\n".join(says(m) for m in worked))
    ok(len(checkpoints(tree)) == len(before) + 1, f"{len(ended)} at once: one checkpoint more", checkpoints(tree))
    ok(not is_new(tree) and not unfinished(tree), f"{len(ended)} at once: the new tree, and nothing left",
       is_new(tree) + unfinished(tree))
    print(f"# {len(ended)} applies at once took {time.monotonic() - began:.1f} s")


def refused_while_locked(number):
    tree = fresh("locked")
    holder = holder_stops(tree)
    others = [end(c) for c in [start(tree, APPLY_B) for _ in range(number)]]
    ok(all(m.returncode == 2 for m in others), f"{number} applies beside one that has the lock: exit 2",
       "\n".join(says(m) for m in others if m.returncode != 2))
    ok(all(re.search(rf"\b{holder.pid}\b", m.stderr) for m in others), f"all {number} name its process",
       f"{holder.pid}: {others[0].stderr}")
    made = end(start(tree, ["rollback", "--yes"]))
    ok(made.returncode == 2 and str(holder.pid) in made.stderr, "rollback beside it: the same", says(made))
    began = time.monotonic()
    made = end(start(tree, APPLY_B + ["--lock-timeout=1"]))
    took = time.monotonic() - began
    ok(made.returncode == 2 and str(holder.pid) in made.stderr and 0.9 < took < 6,
       "--lock-timeout=1 waits a second and no more", f"{took:.1f} s\n{says(made)}")
    for words in (["history"], ["plan", "-p", profile("B"), "--quick", "--force-new"]):
        made = end(start(tree, words))
        ok(made.returncode in (0, 1), f"{words[0]} needs no lock", says(made))
    os.kill(holder.pid, signal.SIGCONT)
    made = end(holder)
    ok(made.returncode == 0 and not is_new(tree), "the one that had it ends well", says(made))


def killed_holder(place):
    tree = fresh("killed")
    holder = holder_stops(tree, place)
    holder.kill()
    end(holder)
    made = end(start(tree, APPLY_B + ["--lock-timeout=10"]))
    ok(made.returncode == 0 and not is_new(tree) and not unfinished(tree),
       f"kill -9 of the one that has the lock, {place:.0%} on its way, is no obstacle", says(made))


def twice():
    tree = fresh("twice")
    run(tool(tree, *APPLY_B))
    before = exact(tree)
    made = run(tool(tree, *APPLY_B))
    ok(made.returncode == 0 and NOTHING.search(made.stdout + made.stderr), "the second apply has nothing to do", says(made))
    ok(not changed(before, exact(tree)), "every inode and time is as it was", changed(before, exact(tree)))


# ---- disks ----

def mount_of(tree, below, options):
    """What lies in the folder becomes a file system of its own."""
    place = f"{tree}/{below}".rstrip("/")
    copy(place, tree + ".aside")
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
    subprocess.run(["cp", "-a", tree + ".aside/.", place], check=True)
    return place


def full_disks():
    for below, what in (("", "the whole tree"), ("etc/mail", "/etc/mail"), (STATE, "the state folder")):
        seen, bad, tried = set(), [], 0
        free = 0
        while free <= 1200 and len(seen) < 2:
            wrong, status = full(below, "size=4m", free)
            bad += wrong
            tried += 1
            seen.add(status)
            free += 20 if free < 60 else 60
        ok(not bad, f"a disk of {what} that is full after {tried} different sizes: old or new, and nothing left",
           "\n".join(bad))
        ok(seen == {0, 2}, f"a disk of {what}: full is exit 2, and with room enough 0", f"{seen} up to {free} KiB")
    bad, seen = [], set()
    for inodes in range(0, 66, 6):
        wrong, status = full("", "size=8m,nr_inodes=400", 4096, inodes)
        bad += wrong
        seen.add(status)
    ok(not bad and seen == {0, 2}, "a disk without inodes, at 11 different numbers: likewise", f"{seen}\n" + "\n".join(bad))


def full(below, options, free, inodes=None):
    """Fills the disk up to so many KiB (and inodes), applies, and judges: (what is wrong, exit status)."""
    tree, wrong = fresh("full"), []
    place = mount_of(tree, below, options)
    filler, fill = place + "/.filler", []
    # In the reference there is none.
    with open(filler, "wb") as f:
        have = os.statvfs(place)
        left = have.f_bavail * have.f_frsize - free * 1024
        f.write(bytes(max(left, 0)))
    fill.append(filler)
    if inodes is not None:
        while os.statvfs(place).f_ffree > inodes:
            fill.append(f"{filler}{len(fill)}")
            with open(fill[-1], "wb"):
                pass
    made = run(tool(tree, *APPLY_B))
    for path in fill:
        os.unlink(path)
    old, new = is_old(tree), is_new(tree)
    who = f"{free} KiB, {inodes} inodes free: "
    if made.returncode not in (0, 2) or (new if made.returncode == 0 else old):
        wrong.append(who + says(made) + "\n".join(old if made.returncode else new))
    if unfinished(tree):
        wrong.append(who + "left: " + " ".join(unfinished(tree)))
    if made.returncode == 2 and not re.search("space|quota|full|room", made.stderr):
        wrong.append(who + "does not say why: " + says(made))
    made = run(tool(tree, *APPLY_B))
    if made.returncode != 0 or is_new(tree):
        wrong.append(who + "the next apply: " + says(made) + "\n".join(is_new(tree)))
    status = 2 if old == [] else 0
    subprocess.run(["umount", place], check=True)
    return wrong, status


def read_only():
    for below in ("", "etc/mail", STATE):
        tree = fresh("read-only")
        place = f"{tree}/{below}".rstrip("/")
        subprocess.run(["mount", "--bind", place, place], check=True)
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        before = exact(tree)
        made = run(tool(tree, *APPLY_B))
        ok(made.returncode == 2 and "ead-only" in made.stderr, f"/{below} is read-only: exit 2, and why", says(made))
        after = changed(before, exact(tree))
        # A copy in the state folder is no change of the configuration.
        after = [p for p in after if below == "" or not p.startswith(STATE)]
        ok(not after, f"/{below} is read-only: nothing is changed", after)
        subprocess.run(["umount", place], check=True)


# ---- targets ----

M = "@/etc/mail/"
OUT = DIR + "/outside"
# name, commands in a copy of the tree (@: its top), words of the message
REFUSED = [
    ("a link to nowhere", f"rm {M}access; ln -s /nowhere {M}access", "link"),
    ("a link out of the root", f"mv {M}access {OUT}/access; ln -s {OUT}/access {M}access", "link|not there"),
    ("a link by ../ out of the root", f"mv {M}access {OUT}/access; ln -s ../../../outside/access {M}access",
     "link|not there"),
    ("a link to itself", f"rm {M}access; ln -s access {M}access", ""),
    ("a link to a file in a folder for all", f"mkdir @/srv; chmod 777 @/srv; mv {M}access @/srv/; "
     f"ln -s /srv/access {M}access", "others"),
    ("a user's link", f"mv {M}access @/etc/access; ln -s ../access {M}access; chown -h 1000 {M}access", "user|own|belongs"),
    ("a link to a user's file", f"mv {M}access @/etc/access; ln -s ../access {M}access; chown 1000 @/etc/access",
     "user|own|belongs"),
    ("sendmail.cf is a link to nowhere", f"rm {M}sendmail.cf; ln -s /nowhere {M}sendmail.cf", "link"),
    ("a folder", f"rm {M}access; mkdir {M}access", "folder"),
    ("sendmail.cf is a folder", f"rm {M}sendmail.cf; mkdir {M}sendmail.cf", "folder"),
    ("a map is a folder", f"rm {M}access.db; mkdir {M}access.db", "folder"),
    ("a device", f"rm {M}access; mknod {M}access c 1 3", "regular|device"),
    ("a FIFO", f"rm {M}access; mkfifo {M}access", "regular|FIFO|pipe"),
    ("sendmail.mc is a FIFO", f"rm {M}sendmail.mc; mkfifo {M}sendmail.mc", "regular|FIFO|pipe"),
    ("a socket", "socket access", "regular|socket"),
    ("a hard link", f"ln {M}access @/etc/access", "name|hard"),
    ("sendmail.cf has a second name", f"ln {M}sendmail.cf {M}sendmail.cf.saved", "name|hard"),
    ("the aliases behind their link have a second name", "ln @/etc/aliases @/etc/aliases.saved", "name|hard"),
    ("a user's file", f"chown 1000 {M}access", "user|own|belongs"),
    ("sendmail.cf of a user", f"chown 1000 {M}sendmail.cf", "user|own|belongs"),
    ("a user's map", f"chown 1000 {M}authinfo.db", "user|own|belongs"),
    ("/etc/mail for all", f"chmod 777 {M}", "others"),
    ("/etc/mail of a user", f"chown 1000 {M}", "user|own|belongs"),
    ("/etc for all", "chmod 777 @/etc", "others"),
    ("an ACL on /etc/mail", f"setfacl -m u:1000:rwx {M}", "others|list"),
    ("/etc/mail is a link to a folder for all", "mkdir @/srv; chmod 777 @/srv; mv @/etc/mail @/srv/mail; "
     "ln -s ../srv/mail @/etc/mail", "others"),
    ("/etc/mail is a link to nowhere", "mv @/etc/mail @/etc/mail.away; ln -s /nowhere @/etc/mail", ""),
    ("/etc/mail is a file", "mv @/etc/mail @/etc/mail.away; touch @/etc/mail", ""),
    ("the state folder is for all", f"chmod 777 @/{STATE}", "others"),
    ("the state folder is a user's", f"chown 1000 @/{STATE}", "others|user"),
    ("the state folder is a link", f"mv @/{STATE} @/var/lib/moved; ln -s moved @/{STATE}", ""),
    ("the lock is a link", f"rm @/{STATE}/lock; touch @/etc/other; ln -s /etc/other @/{STATE}/lock", ""),
    ("the objects are a link", f"mv @/{STATE}/objects @/var/lib/objects; ln -s ../objects @/{STATE}/objects", ""),
]
# A link that may be followed: it stays, and where it leads is the new file.
FOLLOWED = [
    ("a link to a safe file", f"mkdir @/srv; mv {M}access @/srv/; ln -s /srv/access {M}access", "srv/access"),
    ("a link by ../ to a safe file", f"mkdir @/srv; mv {M}access @/srv/; ln -s ../../srv/access {M}access", "srv/access"),
    ("sendmail.mc is a link to a safe file", f"mkdir @/srv; mv {M}sendmail.mc @/srv/; "
     f"ln -s ../../srv/sendmail.mc {M}sendmail.mc", "srv/sendmail.mc"),
]


def plant(command, tree):
    if command.startswith("socket "):
        path = f"{tree}/etc/mail/{command[7:]}"
        os.unlink(path)
        with socket.socket(socket.AF_UNIX) as s:
            here = os.getcwd()
            os.chdir(os.path.dirname(path))
            s.bind(os.path.basename(path))
            os.chdir(here)
        return
    subprocess.run(["sh", "-ec", command.replace("@", tree)], check=True)


def targets():
    for name, command, words in REFUSED:
        subprocess.run(["rm", "-rf", OUT], check=True)
        os.mkdir(OUT)
        tree = fresh("target")
        plant(command, tree)
        before, outside = exact(tree), exact(OUT)
        made = end(start(tree, APPLY_B))
        ok(made.returncode == 2 and re.search(words, made.stderr) and made.stderr.strip(), f"{name}: refused", says(made))
        ok(not changed(before, exact(tree)) and outside == exact(OUT), f"{name}: nothing is changed",
           changed(before, exact(tree)) + changed(outside, exact(OUT)))
    for name, command, real in FOLLOWED:
        followed(name, command, real)
    safe_folder()


def followed(name, command, real):
    """The link was there before mcwizard was."""
    tree, link = DIR + "/target", "etc/mail/" + os.path.basename(real)
    copy(DIR + "/hand", tree)
    plant(command, tree)
    hand = look(tree)
    for words, want in ((APPLY_A, "A"), (APPLY_B, "B")):
        made = end(start(tree, words))
        ok(made.returncode == 0 and os.path.islink(f"{tree}/{link}"), f"{name}: {want} follows it, and it stays", says(made))
        bad = look(tree)[real].differs(REFERENCE[want][link], False)
        # A file made by hand keeps its list.
        ok(not set(bad) - {"attributes"}, f"{name}: there is the new file of {want}", bad)
    for want, words in (("A", ["rollback", "--yes"]), ("hand", ["rollback", "1", "--yes"])):
        made = end(start(tree, words))
        bad = differences(look(tree), hand) if want == "hand" else look(tree)[real].differs(REFERENCE["A"][link], False)
        ok(made.returncode == 0 and os.path.islink(f"{tree}/{link}") and not set(bad) - {"attributes"},
           f"{name}: rollback brings {want} back", says(made) + "\n".join(bad))
    made_later(name, command)


def made_later(name, command):
    """The link has taken the place of an applied file: followed, or refused with the reason."""
    tree = fresh("target")
    plant(command, tree)
    before = exact(tree)
    made = end(start(tree, APPLY_B))
    ok(made.returncode == 0 or made.returncode == 2 and "link" in made.stderr and not changed(before, exact(tree)),
       f"{name}, made since the last apply: followed or refused", says(made))


def safe_folder():
    tree = fresh("target")
    plant("mkdir @/srv; mv @/etc/mail @/srv/mail; ln -s ../srv/mail @/etc/mail; "
          "rm @/srv/mail/aliases; ln -s /etc/aliases @/srv/mail/aliases", tree)
    before = exact(tree)
    made = end(start(tree, APPLY_B))
    if made.returncode == 0:
        got, want = look(tree), REFERENCE["B"]
        bad = [p for p in want if p.startswith("etc/mail/") and p != "etc/mail/aliases"
               and (p.replace("etc/", "srv/", 1) not in got or got[p.replace("etc/", "srv/", 1)].differs(want[p], False))]
        ok(not bad and os.path.islink(tree + "/etc/mail"), "/etc/mail is a link to a safe folder: followed, all of it", bad)
    else:
        ok(made.returncode == 2 and not changed(before, exact(tree)),
           "/etc/mail is a link to a safe folder: refused, and nothing is changed", says(made))


def nobody():
    os.chmod(DIR, 0o755)
    for name in ("A", "B"):
        os.chmod(profile(name), 0o644)
    tree = fresh("nobody")
    before = exact(tree)
    for words in (APPLY_B, ["rollback", "--yes"]):
        made = run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *tool(tree, *words)])
        ok(made.returncode == 2 and re.search("root|ermi|may not|others", made.stderr),
           f"{words[0]} as nobody: exit 2, and why", says(made))
        ok(not changed(before, exact(tree)), f"{words[0]} as nobody: nothing is changed", changed(before, exact(tree)))


# ---- back ----

def comes_back():
    """Attributes, lists and times, of what was made by hand and of what was applied."""
    for start_tree, words in (("hand", APPLY_B), ("a", APPLY_B)):
        tree = DIR + "/comes-back"
        copy(f"{DIR}/{start_tree}", tree)
        for name in ("sendmail.mc", "access"):
            set_attribute(f"{tree}/etc/mail/{name}", b"\0\xff binary")
            subprocess.run(["setfacl", "-m", "u:1000:r,g:8:r", f"{tree}/etc/mail/{name}"], check=True)
            os.utime(f"{tree}/etc/mail/{name}", ns=(981173106_987654321, 981173106_987654321))
        before = look(tree)
        made = run(tool(tree, *words))
        ok(made.returncode == 0, f"apply over files of {start_tree} with attributes, lists and times", says(made))
        between = [d for d in differences(look(tree), before) if "access" in d or "sendmail.mc" in d]
        ok(len(between) >= 2, "they were changed", between)
        made = run(tool(tree, "rollback", "--yes"))
        ok(made.returncode == 0 and not differences(look(tree), before), "rollback brings them back, exactly",
           says(made) + "\n".join(differences(look(tree), before)))


def planned_against_another():
    """plan --old shows another difference and plans the same."""
    tree = fresh("planned")
    other = DIR + "/other.mc"
    with open(other, "w", encoding="ascii") as f:
        f.write("divert(0)dnl\nOSTYPE(`linux')dnl\ndefine(`confMAX_MESSAGE_SIZE', `54321')dnl\nMAILER(`smtp')dnl\n")
    words = ["plan", "-p", profile("B"), "--quick", "--force-new", "-o"]
    kept = []
    for name, more in (("live", []), ("other", ["--old", other])):
        made = run(tool(tree, *words, f"{DIR}/{name}.plan", *more))
        ok(made.returncode == 1 and (f"{other}:3" in made.stdout) == bool(more), f"plan against the {name} one", says(made))
        with open(f"{DIR}/{name}.plan", "rb") as f:
            kept.append(f.read())
    ok(kept[0] == kept[1], "what -o keeps is the same")
    made = run(tool(tree, "apply", "--yes", "--quick", f"{DIR}/other.plan"))
    ok(made.returncode == 0 and not is_new(tree), "apply makes it", says(made))
    made = run(tool(tree, *words, f"{DIR}/none.plan", "--old", other))
    ok(made.returncode == 0 and f"{other}:3" in made.stdout and "Nothing to do" in made.stdout,
       "with nothing to do, the difference is shown nevertheless", says(made))
    tree = fresh("planned")
    os.chmod(tree + "/etc/mail/sendmail.cf", 0o600)
    before = exact(tree)
    made = run(tool(tree, "apply", "--yes", "--quick", f"{DIR}/other.plan"))
    ok(made.returncode == 1 and "sendmail.cf: was changed since" in made.stderr and not changed(before, exact(tree)),
       "apply holds it against what lies there", says(made))


def main():
    made = run(["cc", "-std=c11", "-D_GNU_SOURCE", "-O1", "-fPIC", "-shared", "-o", LIBRARY, E2E + "/fault.c",
                E2E + "/fault_disk.c", "-ldl"])
    ok(made.returncode == 0, "the library that stops a process compiles", made.stderr)
    build(DIR + "/hand")
    for name, start_tree, words in (("a", "hand", APPLY_A), ("b", "a", APPLY_B)):
        copy(f"{DIR}/{start_tree}", f"{DIR}/{name}")
        made = run(tool(f"{DIR}/{name}", *words))
        if not ok(made.returncode == 0, f"apply makes the tree {name}", says(made)):
            return 1
        REFERENCE[name.upper()] = look(f"{DIR}/{name}")
    tests = {"twice": twice, "two": lambda: at_once(2, False), "twenty": lambda: at_once(19, True),
             "locked": lambda: refused_while_locked(19), "killed": lambda: [killed_holder(p) for p in (0, 0.5, 0.9)],
             "full": full_disks, "read-only": read_only, "targets": targets, "nobody": nobody, "back": comes_back,
             "planned": planned_against_another}
    for name, test in tests.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            began = time.monotonic()
            test()
            print(f"# {name}: {time.monotonic() - began:.1f} s")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
