"""apply and rollback on a running Debian host: see live.sh."""
import collections
import re
import signal
import sys
import time

from debian import ADDRESS, Debian, changed, eventually_in_force, in_force, profile, seen
from e2e import DIR, Host, ok, wait_until
from load import Load

ROLLBACKS, EACH = 10, 5  # of how many applies each takes back the last one
TARGETS = ["alice@example.org", "sales@example.org", "x@far.example"]
# What befalls a client while sendmail starts anew: nobody listens, or it was queued in vain.
GAP = ("connection refused", "broken off at greeting")
WAIT = 4  # seconds for apply.wait where the daemon never answers

mta, world = Debian(), Host("world")


def apply(number, *args, settings=()):
    return mta.mcwizard(*settings, "apply", "-p", profile(number), "--yes", "--quick", *args)


def said(done):
    return f"exit {done.returncode}\n{done.stdout}{done.stderr}"


def restarts():
    return len(re.findall(r"restarting \S+ due to", mta.log()))


def no_daemon():
    """Nothing runs: apply changes the files, starts nothing, and says so."""
    before = mta.files()
    done = apply(1)
    differs = changed(before, mta.files())
    ok(done.returncode == 1 and not differs, "the first apply does not replace the files of the package unasked",
       said(done) + "\n".join(differs))
    done = apply(1, "--force-new")
    ok(done.returncode == 0 and changed(before, mta.files()), "without a daemon apply changes the files", said(done))
    ok("sendmail does not run, so nothing was reloaded" in done.stdout + done.stderr, "and says that nothing runs",
       said(done))
    ok(not mta.sendmails(), "and starts none", str(mta.sendmails()))
    started = mta.service("start")
    ok(eventually_in_force(world, 1) == "", "the init script starts the daemon with these files",
       started.stdout + in_force(world, 1))


def turns(load):
    """Five applies and a rollback of the last one, then as many plain reloads for comparison, and
    so on: the machine is as busy for the ones as for the others.  What befell the clients
    meanwhile: (of the changes, of the plain reloads)."""
    changes, plain = Befell(), Befell()
    wrong, unseen, again, slowest = [], [], 0, 0.0
    number = 1
    load.take()
    for _ in range(ROLLBACKS):
        begun = restarts()
        for _ in range(EACH):
            number += 1
            slowest = max(slowest, change(load, number, lambda: apply(number), wrong, unseen))
        slowest = max(slowest, change(load, number - 1, lambda: mta.mcwizard("rollback", "--yes"), wrong,
                                      unseen))
        again += restarts() - begun
        changes.add(*load.take())
        for _ in range(EACH + 1):
            so_far = restarts()
            done = mta.service("reload")
            if done.returncode != 0 or not wait_until(lambda n=so_far: restarts() > n, 30):
                wrong.append(f"reload: {said(done)}")
            time.sleep(0.1)
            wait_until(lambda: not load.waiting(), 5)
        plain.add(*load.take())
    ok(not wrong, f"{ROLLBACKS * EACH} applies, {ROLLBACKS} rollbacks and as many plain reloads end with 0",
       "\n".join(wrong))
    ok(not unseen, "after each change a client finds its settings in force at once", "\n".join(unseen))
    ok(again == ROLLBACKS * (EACH + 1), "each change starts the daemon anew once", f"{again} times")
    print(f"# a change took {slowest:.1f} s at most")
    return changes, plain


def change(load, number, make, wrong, unseen):
    """One change, after which profile NUMBER is in force; how long it took.  Then the queue run
    ends that a new daemon begins with: SIGHUP breaks one off, perhaps between the other host's
    answer and the note of it, and sendmail sends such a message twice (seen with plain reloads)."""
    start = time.monotonic()
    done = make()
    took = time.monotonic() - start
    if done.returncode != 0:
        wrong.append(f"profile {number}: {said(done)}")
    other = in_force(world, number)
    if other:
        unseen.append(other)
    wait_until(lambda: not load.waiting(), 5)
    return took


class Befell:
    """What befell the clients, added up."""

    def __init__(self):
        self.counts, self.longest = collections.Counter(), 0.0

    def add(self, counts, longest):
        self.counts += counts
        self.longest = max(self.longest, longest)

    def lost(self):
        return sum(self.counts[k] for k in GAP)

    def tell(self, name):
        counts = self.counts
        deferred = {k: n for k, n in counts.items() if k.startswith("deferred")}
        print(f"# {name}: {counts['taken']} messages taken, {counts['connection refused']} connections refused, "
              f"{counts['broken off at greeting']} broken off, {sum(deferred.values())} deferred; "
              f"longest time without an answer {self.longest * 1000:.0f} ms")
        # A daemon that has not yet been told may miss a table that is gone: 451, try again.
        ok(sum(deferred.values()) <= ROLLBACKS * EACH, f"{name}: hardly any message is deferred", str(deferred))
        rest = {k: n for k, n in counts.items() if k not in (*GAP, *deferred, "taken", "attempts")}
        ok(not rest, f"{name}: nothing else befalls a client", str(rest))


def left(path):
    """A message in the queue: what the log has of it, what it says, and its recipients."""
    name = path.name[2:]
    lines = [line for line in mta.log().splitlines() if name in line][:6]
    for file, begin in ((path.with_name("df" + name), ""), (path, "[MRS]")):
        if file.exists():
            lines += [line for line in file.read_text(errors="replace").splitlines() if re.match(begin, line)][:12]
    return "\n".join([str(path), *lines])


def under_load():
    load = Load(world, mta, ADDRESS, TARGETS)
    changes, plain = turns(load)
    ok(load.end(), "every client gets rid of its messages")
    changes.tell("applies and rollbacks")
    plain.tell("plain reloads")
    ok(changes.counts["taken"] > 100, "there was mail all the time")
    # By chance a few more or fewer fall into the gap; a longer gap shows.
    ok(changes.lost() <= 3 * plain.lost() + 50,
       "no more connections are lost than by the same number of plain reloads", f"{changes.lost()} and {plain.lost()}")
    ok(changes.longest <= 3 * plain.longest + 1, "and none waits longer", f"{changes.longest} s and {plain.longest} s")
    ok(not load.refused, "no message is refused for good", "\n".join(load.refused))
    ok(load.settle(), "the queue is empty in the end", f"{mta.sendmails()}\n" + "\n".join(map(left, mta.queued())))
    # The old daemon needs a table that goes until there is a new one; a session that began with the
    # old one may last a little longer.
    gone = mta.log().count("missing map file")
    print(f"# {gone} times a table was missing")
    ok(gone <= 10, "a table that goes, goes after the daemon's reload", f"{gone} times it was missing")
    got = load.arrived()
    missing = sorted(set(load.accepted) - set(got))
    doubled = sorted(n for n, times in got.items() if times > 1)
    strange = sorted(set(got) - set(load.accepted))
    # Such as "db_map_open: file changed after open": another one got its name just then.
    notices = load.notices()
    ok(not notices, "no message is returned", f"{len(notices)}\n" + re.sub(r".*?\n\n", "", (notices or [""])[0], count=1,
                                                                             flags=re.S))
    print(f"# {len(load.accepted)} messages accepted in all, {sum(got.values())} arrived")
    ok(not missing, "none of them is lost", str(missing))
    ok(not doubled, "none is doubled", f"{doubled}, of which unanswered: {load.unknown & set(doubled)}")
    ok(not strange, "none arrived that was not accepted", str(strange))


# ---- reloads that go wrong: the first time, or always; afterwards the real one ----

FIRST = "if [ ! -e /run/second ]; then touch /run/second; %s; fi; exec service.debian \"$@\""
KILL = ("pid=$(head -n 1 /run/sendmail/mta/sendmail.pid); kill -9 $pid; "
        "while kill -0 $pid 2>/dev/null; do sleep 0.01; done")
FAULTS = [
    # (title, script, what it says, whether the daemon runs with the old files in the end)
    ("a reload that fails", "echo no, never >&2; exit 1", "status 1: no, never", True),
    ("a reload that fails once", FIRST % "echo not now >&2; exit 3", "status 3: not now", True),
    ("a reload that never ends", FIRST % "exec sleep 4711", f"did not end within {WAIT}.0 s", True),
    ("a reload that leaves no daemon", FIRST % f"{KILL}; exit 0", "does not run", True),
    ("a reload that kills the daemon, always", f"{KILL}; exit 0", "does not run", False),
    ("a daemon that does not listen",
     f"if [ ! -e /run/second ]; then touch /run/second; {KILL}; sendmail-mta -Am -q1h; exit 0; fi; "
     "exec service.debian sendmail restart", "no answer on", True),
    ("a daemon that does not answer",
     "pid=$(head -n 1 /run/sendmail/mta/sendmail.pid); "
     "if [ ! -e /run/second ]; then touch /run/second; kill -STOP $pid; exit 0; fi; "
     "kill -CONT $pid; exec service.debian \"$@\"", "did not start anew", True),
]


def running_profile():
    """Its number; a daemon that a failure has left behind dead is started again."""
    try:
        return seen(world)[0]
    except OSError:
        mta.service("restart")
        return seen(world)[0]


def fault(number, title, script, words, runs):
    """Reload by a script instead; apply gives up and leads back."""
    (mta.root / "run/second").unlink(missing_ok=True)
    before, points = mta.files(), mta.checkpoints()
    old = running_profile()
    mta.replace_service(script)
    start = time.monotonic()
    done = apply(number, settings=["--set", f"apply.wait={WAIT}"])
    took = time.monotonic() - start
    mta.restore_service()
    ok(done.returncode == 2 and words in done.stdout + done.stderr, f"{title}: exit 2 and the reason", said(done))
    differs = changed(before, mta.files())
    ok(not differs, f"{title}: every file is as it was", "\n".join(differs))
    ok(mta.checkpoints() == points and not mta.is_open(), f"{title}: nothing is left open",
       f"{points} {mta.checkpoints()} {mta.is_open()}")
    ok(took < 4 * WAIT + 10, f"{title}: it ends in time", f"{took:.1f} s")
    ok(not mta.processes("sleep 4711"), f"{title}: what hung is stopped")
    if runs:
        wrong = eventually_in_force(world, old)
        ok(wrong == "", f"{title}: the daemon runs with the old files", wrong + "\n" + said(done))
    else:
        ok(not mta.sendmails(), f"{title}: none runs in the end")
        mta.service("start")
        ok(eventually_in_force(world, old) == "", f"{title}: the old files start a daemon", in_force(world, old))


def faults():
    for i, row in enumerate(FAULTS):
        fault(100 + i, *row)


# ---- somebody else's reload in between ----

HELD = mta.root / "run/held-up"


def held_up():
    """Profiles with a class from a program, which holds a start up once if HELD/wanted is there,
    until HELD/begun is gone."""
    HELD.mkdir(exist_ok=True)
    HELD.chmod(0o777)  # sendmail runs the program as DefaultUser
    program = HELD / "program"
    program.write_text("#!/bin/sh\ncd /run/held-up\n"
                       "mv wanted begun 2>/dev/null && while [ -e begun ]; do sleep 0.1; done\nexit 0\n")
    program.chmod(0o755)
    extra = DIR / "slow.mc"
    extra.write_text("LOCAL_CONFIG\nF{Slow}|/run/held-up/program\n")
    extra.chmod(0o644)
    return {"extra": {"file": str(extra)}}


def trusting(path):
    return ["apply", "-p", path, "--yes", "--quick", "--trust"]


def is_held():
    return wait_until((HELD / "begun").exists, 30)


def overtake(title, path):
    """apply, which has its new files there while the start is still held up."""
    inode = (mta.mail / "sendmail.cf").stat().st_ino
    running = mta.begin(*trusting(path))
    ok(wait_until(lambda: (mta.mail / "sendmail.cf").stat().st_ino != inode, 60) and is_held(),
       f"{title}: the new files are there meanwhile")
    return running


def let_go(title, running, number):
    (HELD / "begun").unlink()
    text = running.communicate(timeout=120)[0]
    wrong = in_force(world, number)
    ok(running.returncode == 0 and wrong == "", f"{title}: then its own settings are in force at once", text + wrong)


def in_between():
    """SIGHUP from elsewhere: that sendmail has begun to read the old file, and a second SIGHUP
    would end it before it has read all."""
    slow = held_up()
    done = mta.mcwizard("apply", "-p", profile(300, **slow), "--yes", "--quick")
    ok(done.returncode == 2 and "runs a program" in done.stderr, "in between: programs are not run unasked", said(done))
    done = mta.mcwizard(*trusting(profile(300, **slow)))
    ok(done.returncode == 0 and in_force(world, 300) == "", "in between: a start that can be held up", said(done))
    begun = restarts()
    (HELD / "wanted").touch()
    mta.kill(mta.daemons()[0], signal.SIGHUP)
    ok(is_held(), "in between: somebody else's reload is on its way")
    running = overtake("in between", profile(301, **slow))
    time.sleep(2)
    ok(running.poll() is None and restarts() - begun == 1, "in between: apply waits for it", str(restarts() - begun))
    let_go("in between", running, 301)
    ok(wait_until(lambda: restarts() - begun >= 2, 10) and restarts() - begun == 2,
       "in between: it was started anew twice", str(restarts() - begun))


def starting():
    """The same while somebody starts it: there is no pid file yet, and it has read the old file."""
    slow = held_up()
    done = mta.mcwizard(*trusting(profile(308, **slow)))
    ok(done.returncode == 0, "starting: a start that can be held up", said(done))
    mta.service("stop")
    (HELD / "wanted").touch()
    other = mta.begin_service("start")
    ok(is_held() and not mta.daemons(), "starting: somebody else's start is on its way")
    running = overtake("starting", profile(304, **slow))
    time.sleep(1)
    let_go("starting", running, 304)
    other.communicate(timeout=60)
    ok(wait_until(lambda: len(mta.mtas()) == 1, 10), "starting: by one daemon", str(mta.mtas()))


def stuck():
    """The new files hold the start up for good: the daemon is ended and started with the old ones.
    (They have the same tables: Debian's start makes an empty file of one that it has seen.)"""
    slow = held_up()
    done = mta.mcwizard(*trusting(profile(309, **slow)))
    ok(done.returncode == 0, "stuck: a start that can be held up", said(done))
    before = mta.files()
    old = running_profile()
    mta.replace_service("cd /run/held-up; if [ $2 = reload ]; then >wanted; fi; exec service.debian \"$@\"")
    start = time.monotonic()
    done = mta.mcwizard("--set", f"apply.wait={WAIT}", *trusting(profile(305, **slow)))
    took = time.monotonic() - start
    mta.restore_service()
    ok(is_held(), "stuck: the start was held up")
    ok(done.returncode == 2 and "anew" in done.stderr, "stuck: exit 2 and the reason", said(done))
    differs = changed(before, mta.files())
    ok(not differs, "stuck: every file is as it was", "\n".join(differs))
    ok(took < 5 * WAIT + 20, "stuck: it ends in time", f"{took:.1f} s")
    wrong = eventually_in_force(world, old)
    ok(wrong == "", "stuck: the daemon runs with the old files", wrong + "\n" + said(done))
    ok(len(mta.mtas()) == 1, "stuck: and no other one", str(mta.mtas()))
    (HELD / "begun").unlink()


# ---- killed in the middle of the reload ----

def mcwizards():
    """(the command itself, its keeper), by who has a parent in the host."""
    mine = {pid: int(re.search(r"^PPid:\s+(\d+)", (mta.root / "proc" / pid / "status").read_text(), re.M).group(1))
            for pid in mta.processes("mcwizard --no-input")}
    return [p for p, parent in mine.items() if parent == 0], [p for p, parent in mine.items() if parent != 0]


def in_the_middle(number):
    """apply NUMBER, which waits for a reload that takes a while."""
    (mta.root / "run/second").unlink(missing_ok=True)
    mta.replace_service(FIRST % "sleep 3")
    running = mta.begin("apply", "-p", profile(number), "--yes", "--quick")
    ok(wait_until((mta.root / "run/second").exists, 30), "apply has come to its reload")
    return running


def killed():
    before, points = mta.files(), mta.checkpoints()
    old = running_profile()
    running = in_the_middle(200)
    first, keeper = mcwizards()
    ok(len(first) == 1 and len(keeper) == 1 and mta.is_open(), "a keeper watches it",
       f"{first} {keeper} {mta.is_open()}")
    mta.kill(first[0])
    running.communicate(timeout=60)
    put_back = wait_until(lambda: not mta.is_open() and not mcwizards()[1], 30)
    mta.restore_service()
    ok(put_back, "killed: the keeper ends what is open", str(mcwizards()))
    differs = changed(before, mta.files())
    ok(not differs and mta.checkpoints() == points, "killed: every file is as it was", "\n".join(differs))
    wrong = eventually_in_force(world, old)
    ok(wrong == "", "killed: the daemon runs with the old files", wrong)
    done = mta.mcwizard("plan", "-p", profile(200), "--quick")
    ok(done.returncode == 1, "killed: the next plan is as it was before", said(done))


def both_killed():
    """As in a power cut, but that the disk has all that was written."""
    before = mta.files()
    running = in_the_middle(201)
    first, keeper = mcwizards()
    mta.run(["kill", "-9", *keeper, *first])
    running.communicate(timeout=60)
    mta.restore_service()
    ok(mta.is_open() and changed(before, mta.files()), "both killed: it stays open")
    middle = mta.files()
    done = mta.mcwizard("plan", "-p", profile(202), "--quick")
    ok(not changed(middle, mta.files()) and re.search("interrupted|unfinished|left|open", done.stdout + done.stderr),
       "both killed: plan tells of it and touches nothing", said(done))
    done = apply(202)
    ok(done.returncode == 0 and re.search("put back|undone|back", done.stdout + done.stderr),
       "both killed: the next apply puts it back first and says so", said(done))
    ok(not mta.is_open() and in_force(world, 202) == "", "both killed: then it does its own work", in_force(world, 202))
    done = mta.mcwizard("rollback", "--yes")
    was = changed({k: v[5] for k, v in before.items()}, {k: v[5] for k, v in mta.files().items()})
    ok(done.returncode == 0 and not was, "both killed: a rollback leads to what was before both",
       said(done) + "\n".join(was))


# ---- in a container ----

def container():
    """Files that lie in the lower layer of an overlay, as those of an image do; here it is on
    another file system, too, where a file's number changes with its first link."""
    mta.run(["mkdir", "-p", "/var/image/etc/mail", "/run/up", "/run/work", "/run/container"])
    for name in ("passwd", "group", "debian_version"):
        mta.run(["cp", "-p", f"/etc/{name}", "/var/image/etc/"])
    mta.run(["sh", "-c", "cd /var/image/etc; printf 'postmaster: root\\n' >aliases; ln -s ../aliases mail/aliases; "
             "printf 'From:old@example.net REJECT\\n' >mail/access; printf 'localhost\\n' >mail/local-host-names"])
    mounted = mta.run(["mount", "-t", "overlay", "-o", "lowerdir=/var/image,upperdir=/run/up,workdir=/run/work",
                       "overlay", "/run/container"])
    ok(mounted.returncode == 0, "container: an overlay", mounted.stderr)
    below = ("--root", "/run/container")

    def texts():
        return mta.run(["sh", "-c", "cd /run/container/etc; cat aliases mail/access mail/local-host-names; "
                        "find . -name '*mcwizard*'"]).stdout
    before = texts()
    done = mta.mcwizard(*below, "apply", "-p", profile(1), "--yes", "--quick", "--force-new")
    ok(done.returncode == 0 and "spam1@client.example" in texts(), "container: apply replaces files of the image",
       said(done))
    done = mta.mcwizard(*below, "apply", "-p", profile(2), "--yes", "--quick")
    ok(done.returncode == 0 and "spam2@client.example" in texts(), "container: and its own", said(done))
    done = mta.mcwizard(*below, "rollback", "--yes", "1")
    ok(done.returncode == 0 and texts() == before, "container: a rollback brings those of the image back",
       said(done) + texts())


PARTS = [no_daemon, container, under_load, faults, in_between, starting, stuck, killed, both_killed]
for part in PARTS:
    if len(sys.argv) < 2 or part.__name__ in sys.argv[1:] or part is no_daemon:
        began = time.monotonic()
        part()
        print(f"# {part.__name__}: {time.monotonic() - began:.0f} s", flush=True)
