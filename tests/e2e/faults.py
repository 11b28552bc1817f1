"""The proof by faults: each call that apply and rollback make on files below the root and on
processes is given each fault that it can have (fault.c), and what is left is judged.

For each point and kind, on a fresh copy of the tree:
  1  no process is left; the tree is wholly the old one or wholly the new one, and no temporary
     file lies in it (after a kill or a power cut: after the next command at the latest)
  2  exit status 0 only for the new tree, and a message otherwise
  3  the next `apply` says so if it found an open transaction, and leaves the new tree, exactly;
     `rollback` then leaves the old one, exactly
  4  no file with a secret was ever readable by others

FAULTS=all tries all pairs of all scenarios, otherwise a sample that is spread over them;
FAULTS=SCENARIO[/KIND[/NUMBER]] only those, in full, FAULTS=every/N[/FIRST] each Nth pair.
"""
import collections
import ctypes
import difflib
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time

from apply_tree import DIR, E2E, MCWIZARD, build, copy, differences, look, profile, run, tool, unfinished, write
from e2e import ok

LIBRARY = DIR + "/fault.so"
KINDS = {"kill": "", "killafter": "", "EINTR": "I", "EIO": "EG", "ENOSPC": "N", "EACCES": "A", "short": "S",
         "gone": "F", "stuck": "E", "cut": "", "lost": ""}
DYING = ("kill", "killafter", "cut", "lost")
# Names that change and data that lasts: of rollback, which is the quickest, always tried with a kill and a power cut.
TURNS = ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fsync", "fdatasync", "syncfs")
PATIENCE = 60  # seconds after which a command hangs
TRACED = 10 * PATIENCE  # the same under strace, which stops it at each call
SAMPLE = {"first": 240, "apply": 90, "rollback": 60, "recover": 240, "keeper-undoes": 90}  # every so manieth pair

Point = collections.namedtuple("Point", "role number name can path")
Case = collections.namedtuple("Case", "scenario point kind")


class Scenario:
    """A command on a tree.  before: a fault that always comes first; loose: then it may be in pieces until the next
    command has mended it."""

    def __init__(self, name, start, words, before="", loose=False):
        self.name, self.start, self.words, self.before, self.loose = name, start, words, before, loose
        self.old = self.new = None
        self.points = []

    def times(self, path):
        """Whether a new file's time is known beforehand: that of what stays, or comes back."""
        return self.name == "rollback" or (path in self.old and path in self.new
                                           and self.old[path].mtime == self.new[path].mtime)


def fault_environment(work, faults, watch=False):
    return {"PATH": os.environ["PATH"], "LD_PRELOAD": LIBRARY, "FAULT_ROOT": work + "/tree",
            "FAULT_LOG": work + "/log", "FAULT_STATE": work + "/state", "FAULT_SAVE": work + "/save",
            "FAULT": faults, **({"FAULT_WATCH": "1"} if watch else {})}


def children():
    with open("/proc/thread-self/children", encoding="ascii") as f:
        return [int(n) for n in f.read().split()]


def finish(argv, work, environment=None, patience=PATIENCE):
    """Runs it until it and all that it started have ended: status, output, what did not end by itself."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans are ours
    left = []
    with open(work + "/out", "wb") as out, open(work + "/err", "wb") as err:
        with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd="/",
                              env=environment) as child:
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                left.append("the command hangs")
                child.kill()
    end = time.monotonic() + 10
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                if time.monotonic() > end:
                    for pid in children():
                        with open(f"/proc/{pid}/comm", encoding="utf-8") as f:
                            left.append(f"process {pid} ({f.read().strip()}) is left")
                        os.kill(pid, signal.SIGKILL)
                    os.waitpid(-1, 0)
                else:
                    time.sleep(0.001)
        except ChildProcessError:
            break
    with open(work + "/out", errors="replace", encoding="utf-8") as out, \
            open(work + "/err", errors="replace", encoding="utf-8") as err:
        return child.returncode, out.read(), err.read(), left


def inject(scenario, work, faults, watch=False):
    """The scenario's command with faults on a fresh copy; (status, out, err, left, lines of the log)."""
    copy(scenario.start, work + "/tree")
    subprocess.run(["rm", "-rf", work + "/log", work + "/state", work + "/save"], check=True)
    os.mkdir(work + "/save")
    status, out, err, left = finish(tool(work + "/tree", *scenario.words), work, fault_environment(work, faults, watch))
    with open(work + "/log", errors="replace", encoding="utf-8") as f:
        return status, out, err, left, f.read().splitlines()


def points_of(lines):
    return [Point(p[1], int(p[0]), p[2], p[3], p[4]) for p in
            (line.split(" ", 4) for line in lines if not line.startswith("!"))]


def steady(path):
    """A path without the top of the tree, the numbers of processes, and the digests of maps, which hold their time."""
    return re.sub(r"[0-9a-f]{64}|\d+", "#", re.sub(re.escape(DIR) + r"/work-\w+", "", path))


def judge(case, work):
    """(what is wrong, whether the fault was given)"""
    scenario, point, kind = SCENARIOS[case.scenario], case.point, case.kind
    tree, wrong = work + "/tree", []
    faults = f"{scenario.before} {point.role}:{point.number}:{kind}".strip()
    status, out, err, left, log = inject(scenario, work, faults)
    given = f"! given {point.role} {point.number} {point.name} {kind} "
    if not any(line.startswith(given) and steady(line[len(given):]) == steady(point.path) for line in log):
        return [], False
    wrong += left
    wrong += [line[2:] for line in log if line.startswith(("! secret", "! preloaded"))]
    state = look(tree)
    rest = unfinished(tree)
    is_open = "open.json" in rest
    later = kind in DYING or scenario.loose or LEFT.search(err) or kind == "stuck" and status == 2
    broken = scenario.loose or kind in ("cut", "lost", "stuck")
    # What is only in the way, and the second name of an old file, is no mixture, but it is left.
    plain = {p: e for p, e in state.items() if ".mcwizard-" not in p}
    rest += sorted(state.keys() - plain.keys())
    for entry in plain.values():
        entry.links = 1 if rest else entry.links
    from_old, from_new = differences(plain, scenario.old), differences(plain, scenario.new, scenario.times)
    verdict = "old" if not from_old else "new" if not from_new else "mixed"
    if verdict == "mixed" and not broken:
        wrong += ["the tree is neither old nor new"] + ["not old: " + d for d in from_old[:6]] + \
            ["not new: " + d for d in from_new[:6]]
    if rest and not later:
        wrong.append("left without a word: " + "; ".join(rest[:6]))
    # A disk that fails for good may end the command before it is killed.
    killed = "main" in scenario.before and (kind != "stuck" or any(line.startswith("! given main ") for line in log))
    if killed or kind in ("cut", "lost") or kind in DYING and point.role == "main":
        if status != -signal.SIGKILL:
            wrong.append(f"exit {status} of a command that was killed")
    elif status < 0:
        wrong.append(f"it died of signal {-status}")
    elif (status == 0) != (verdict == "new") and not (kind == "stuck" and status == 2 and LEFT.search(err)):
        wrong.append(f"exit {status} with the tree {verdict}")
    elif status != 0 and len(err.strip()) < 20:
        wrong.append(f"exit {status} without a message: {err!r}")
    wrong += then(tree, work, scenario, is_open)
    if wrong:
        wrong += [f"exit {status}, tree {verdict}"] + ["out: " + x for x in out.splitlines()[-3:]] + \
            ["err: " + x for x in err.splitlines()[-4:]]
    return wrong, True


def then(tree, work, scenario, is_open):
    """The next two commands, without a fault."""
    wrong = []
    back = scenario.name == "rollback"
    want_b, want_a = (scenario.old, scenario.new) if back else (scenario.new, scenario.old)
    steps = [("apply", NEXT, want_b, lambda path: path in want_a and path in want_b
              and want_a[path].mtime == want_b[path].mtime), ("rollback", ROLLBACK, want_a, lambda path: True)]
    if back:
        # Quicker; the transaction is the same.
        steps = [("rollback", ROLLBACK_B, want_a, lambda path: True)]
    for name, words, want, times in steps:
        status, out, err, left = finish(tool(tree, *words), work)
        if status != 0 or left:
            wrong.append(f"the next {name}: exit {status} {left} {err.strip()[-300:]}")
        if is_open and not TOLD.search(out + err):
            wrong.append(f"the next {name} says nothing of the open transaction: {(out + err)[:300]!r}")
        is_open = False
        wrong += [f"after the next {name}: " + d for d in differences(look(tree), want, times)][:6]
        if unfinished(tree):
            wrong.append(f"after the next {name} there is " + " ".join(unfinished(tree)))
    return wrong


NEXT = ["apply", "-p", profile("B"), "--yes", "--quick", "--force-new"]
ROLLBACK = ["rollback", "--yes"]
ROLLBACK_B = ["rollback", "2", "--yes"]  # B is checkpoint 2
# What a command says of a transaction that another one left open.
TOLD = re.compile(r"interrupted|unfinished|left open|was cut|did not end|undone|put back|finished")
# What one says that could not remove its temporary files, or not put all back.
LEFT = re.compile(r"\bleft\b|\bstays?\b|remain|goes on with it")
SCENARIOS = {}


def worker(case):
    work = f"{DIR}/work-{os.getpid()}"
    os.makedirs(work, exist_ok=True)
    for _ in range(3):
        wrong, given = judge(case, work)
        if given:
            return case, wrong
    return case, ["the point was not reached"]


def prepare():
    """The trees, and for each scenario its old and new tree and its points."""
    library = ["cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O1", "-fPIC", "-shared",
               "-o", LIBRARY, E2E + "/fault.c", E2E + "/fault_disk.c", "-ldl"]
    made = run(library)
    ok(made.returncode == 0, "the library of faults compiles", made.stderr)
    build(DIR + "/hand")
    seen_if_wrong()
    for tree, start, words in (("a", "hand", ["apply", "-p", profile("A"), "--yes", "--quick", "--force-new"]),
                               ("b", "a", NEXT), ("back", "b", ROLLBACK)):
        copy(f"{DIR}/{start}", f"{DIR}/{tree}")
        made = run(tool(f"{DIR}/{tree}", *words))
        if not ok(made.returncode == 0, f"without a fault, {words[0]} makes {tree} of {start}",
                  made.stdout + made.stderr):
            return False
    ok(not differences(look(DIR + "/back"), look(DIR + "/a")), "rollback brings the old tree back, exactly",
       "\n".join(differences(look(DIR + "/back"), look(DIR + "/a"))))
    copy(DIR + "/hand", DIR + "/first")
    run(tool(DIR + "/first", *NEXT))
    for scenario, old, new in ((Scenario("first", DIR + "/hand", NEXT), "hand", "first"),
                               (Scenario("apply", DIR + "/a", NEXT), "a", "b"),
                               (Scenario("rollback", DIR + "/b", ROLLBACK), "b", "back")):
        add(scenario, old, new)
    for name in ("apply", "rollback"):
        all_seen(SCENARIOS[name])
    # A power cut before the last rename, and what the next command does about it; and
    # a kill there, and what the keeper does.
    work = f"{DIR}/work-main"
    last = [p for p in SCENARIOS["apply"].points if p.role == "main" and p.name.startswith("rename")
            and p.path.endswith("sendmail.cf.mcwizard-new")][-1]
    inject(SCENARIOS["apply"], work, f"main:{last.number}:cut")
    copy(work + "/tree", DIR + "/cut")
    ok(unfinished(DIR + "/cut"), "a power cut leaves a transaction open")
    add(Scenario("recover", DIR + "/cut", NEXT, loose=True), "a", "b")
    add(Scenario("keeper-undoes", DIR + "/a", NEXT, before=f"main:{last.number}:kill", loose=True), "a", "b")
    return True


def seen_if_wrong():
    """What these tests look for is found where it is planted: render is no transaction, and shows a mixture."""
    work = f"{DIR}/work-main"
    os.makedirs(work, exist_ok=True)
    scenario = Scenario("render", DIR + "/hand",
                        ["--elsewhere", "render", "-p", profile("A"), "-o", work + "/tree/etc/mail"])
    old, log = look(scenario.start), inject(scenario, work, "")[4]
    new = look(work + "/tree")
    turns = [p for p in points_of(log) if p.name == "renameat"]
    inject(scenario, work, f"main:{turns[len(turns) // 2].number}:kill")
    state = look(work + "/tree")
    ok(differences(state, old) and differences(state, new), "a command that is no transaction is seen to leave a mixture")
    lost = inject(scenario, work, f"main:{turns[-1].number}:lost")[4]
    ok(any(line.startswith("! half gone") for line in lost) and any(line.startswith("! lost") for line in lost)
       and not (look(work + "/tree").keys() - old.keys()), "what it did not fsync does not survive a power cut",
       "\n".join(line for line in lost if line.startswith("!")))
    scenario.start = DIR + "/loud"
    copy(DIR + "/hand", scenario.start)
    write(scenario.start + "/etc/mail/.authinfo.x", "", 0o640)
    log = inject(scenario, work, "", watch=True)[4]
    ok(any(line.startswith("! secret") for line in log), "a secret that others can read is seen")
    for name in ("log", "state"):
        os.unlink(f"{work}/{name}")
    finish(["sh", "-c", MCWIZARD + " --version; :"], work, fault_environment(work, ""))
    with open(work + "/log", encoding="utf-8") as f:
        ok("! preloaded" in f.read(), "a program that inherits the environment is seen")


# What changes a disk: a family of calls each, as the library and as strace name them.
MAKERS = ("open", "openat", "creat", "mkstemp", "mkostemp")
FAMILIES = {"make": "|".join(MAKERS), "name": "rename|renameat|renameat2", "mkdir": "mkdir|mkdirat",
            "link": "link|linkat|symlink|symlinkat", "unlink": "unlink|unlinkat|rmdir",
            "mode": "chmod|fchmod|fchmodat|chown|lchown|fchown|fchownat|utimensat|futimens",
            "write": "write|pwrite|pwrite64|writev|ftruncate|sendfile|copy_file_range|fallocate",
            "sync": "fsync|fdatasync|syncfs", "attribute": "l?setxattr|fsetxattr|l?removexattr|fremovexattr"}


def family(call):
    return next((f for f, names in FAMILIES.items() if re.fullmatch(names, call)), None)


def all_seen(scenario):
    """The library counts each change below the root that the kernel sees, and nobody but mcwizard makes any."""
    work = f"{DIR}/work-main"
    copy(scenario.start, work + "/tree")
    for name in ("log", "state"):
        if os.path.exists(f"{work}/{name}"):
            os.unlink(f"{work}/{name}")
    environment = fault_environment(work, "")
    words = ["strace", "-f", "-y", "-s", "0", "-o", work + "/strace"]
    words += [w for name in environment if name != "PATH" for w in ("-E", f"{name}={environment[name]}")]
    status, _, err, _ = finish(words + tool(work + "/tree", *scenario.words), work, {"PATH": os.environ["PATH"]},
                               TRACED)
    with open(work + "/log", encoding="utf-8") as f:
        ours = [line.split(" ", 4) for line in f]
    seen = collections.Counter(family(p[2]) for p in ours if family(p[2]) and (family(p[2]) != "make" or "N" in p[3])
                               and p[4].startswith("/"))
    kernel, strangers = collections.Counter(), []
    tree = re.escape(work + "/tree") + r"[/\">]"
    processes = {}
    with open(work + "/strace", errors="replace", encoding="utf-8") as f:
        for line in f:
            match = re.match(r"(\d+) +(\w+)\((.*)", line)
            if not match or "unfinished" not in line and " = " not in line:
                continue
            pid, call, rest = match.groups()
            processes.setdefault(pid, True)
            if call in ("execve", "setsid"):
                processes[pid] = call == "setsid" or len(processes) == 1
            kind = family(call)
            if kind is None or (kind == "make" and "O_CREAT" not in rest) or not re.search(tree, rest):
                continue
            if processes[pid]:
                kernel[kind] += 1
            else:
                strangers.append(line.strip())
    ok(status == 0 and sum(seen.values()) > 20 and seen == kernel,
       f"{scenario.name}: the library sees each of the {sum(kernel.values())} changes that strace sees",
       f"{status} {err[-200:]}\nlibrary: {dict(seen)}\nstrace: {dict(kernel)}")
    ok(not strangers, f"{scenario.name}: nobody but mcwizard changes a file of the tree", "\n".join(strangers))


def add(scenario, old, new):
    SCENARIOS[scenario.name] = scenario
    scenario.old, scenario.new = look(f"{DIR}/{old}"), look(f"{DIR}/{new}")
    work = f"{DIR}/work-main"
    os.makedirs(work, exist_ok=True)
    status, out, err, left, log = inject(scenario, work, scenario.before, watch=True)
    scenario.points = points_of(log)
    again = points_of(inject(scenario, work, scenario.before)[4])
    bad = [line for line in log if line.startswith(("! secret", "! preloaded"))]
    ok(not bad, f"{scenario.name}: no secret can be read by others at any call, and only mcwizard is counted",
       "\n".join(bad))
    if scenario.before:
        scenario.points = [p for p in scenario.points if p.role == "keeper"]
        again = [p for p in again if p.role == "keeper"]
    else:
        ok(status == 0 and not left and not differences(look(work + "/tree"), scenario.new, scenario.times),
           f"{scenario.name}: the library alone changes nothing", f"{status} {left}\n{out}{err}")
    # The two processes run side by side: each has its own order.
    for role in ("main", "keeper"):
        one, two = ([steady(f"{p.name} {p.path}") for p in points if p.role == role] for points in (scenario.points, again))
        ok(one == two, f"{scenario.name}: the same {len(one)} points of {role} each time",
           "\n".join(difflib.unified_diff(one, two, lineterm="", n=1)))


def cases(scenario):
    """All pairs that differ.  Between two calls that change something, a kill is the same everywhere, and so is a disk
    that fails for good.  Before the transaction is open nothing is changed but the state folder: of the other
    faults there, every tenth."""
    opened = min((p.number for p in scenario.points if p.role == "main" and "/open." in p.path and "N" in p.can),
                 default=0)
    for at, point in enumerate(scenario.points):
        changes = family(point.name) if point.name not in MAKERS or "N" in point.can else None
        process = point.path == "-"
        early = point.role == "main" and point.number < opened
        for kind, letters in KINDS.items():
            if kind == "killafter" and not (changes in ("name", "link", "unlink") or process):
                continue
            if kind in DYING + ("stuck",) and not (changes or process):
                continue
            if early and at % 10 and not (changes and kind in DYING):
                continue
            if letters == "" or set(letters) & set(point.can):
                yield Case(scenario.name, point, kind)


def chosen():
    which = os.environ.get("FAULTS", "")
    if which == "all":
        return [c for s in SCENARIOS.values() for c in cases(s)]
    if which:
        name, kind, number = (which.split("/") + ["", ""])[:3]
        if name == "every":
            return [c for s in SCENARIOS.values() for c in cases(s)][int(number or 0)::int(kind)]
        return [c for c in cases(SCENARIOS[name]) if kind in ("", c.kind) and number in ("", str(c.point.number))]
    picked = []
    for scenario in SCENARIOS.values():
        # Each kind begins elsewhere.
        for at, kind in enumerate(KINDS):
            of_kind = [c for c in cases(scenario) if c.kind == kind]
            picked += of_kind[at % SAMPLE[scenario.name]::SAMPLE[scenario.name]]
        if scenario.name == "rollback":
            picked += [c for c in cases(scenario) if c.kind in ("kill", "cut") and c.point.name in TURNS]
        if scenario.name == "apply":
            picked += [c for c in cases(scenario) if c.point.role == "keeper"]
    return list(dict.fromkeys(picked))


def main():
    if not prepare():
        return 1
    todo, failures, began = chosen(), 0, time.monotonic()
    tried, failed = collections.Counter(), collections.Counter()
    with multiprocessing.Pool(int(os.environ.get("FAULT_WORKERS", "2"))) as pool:
        for case, wrong in pool.imap_unordered(worker, todo):
            tried[case.scenario, case.kind] += 1
            if wrong:
                failures += 1
                failed[case.scenario, case.kind] += 1
                point = case.point
                ok(False, f"{case.scenario}/{case.kind}/{point.number} ({point.role}: {point.name} "
                          f"{point.path.replace(DIR, '')})", "\n".join(wrong))
    for scenario in SCENARIOS.values():
        for kind in KINDS:
            if tried[scenario.name, kind]:
                ok(failed[scenario.name, kind] == 0, f"{scenario.name}: {kind} at {tried[scenario.name, kind]} points",
                   f"{failed[scenario.name, kind]} failures")
    points = sum(len(s.points) for s in SCENARIOS.values())
    print(f"# {points} points of {len(SCENARIOS)} scenarios, {len(todo)} points x faults tried, {failures} failures, "
          f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
