"""The matrix itself; see run.sh, which makes the world that it runs in."""
import concurrent.futures
import functools
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

MCWIZARD = os.environ["MCWIZARD"]
ROOM = pathlib.Path(os.environ["MATRIX_INSIDE"])
ROLES = ["local", "outbound", "inbound", "relay"]
# What sendmail -bt says in any case.
ALWAYS = ("ADDRESS TEST MODE", "Enter <ruleset>", ">",
          # of a limit so low that only a profile that asks for it has it
          "Warning: MaxHeadersLength: headers length limit set lower than")
DEADLINE = 60  # seconds for one program
SHOWN = 10  # failures of a release
# Every layout but Debian's, which the first part has.
LAYOUTS = ["redhat", "freebsd", "slackware", "generic"]
SETTINGS = [json.loads(line) for line in
            subprocess.run([MCWIZARD, "settings", "--format", "json"], capture_output=True, text=True,
                           check=True).stdout.splitlines()]

BASE = """{
  "host": {"name": "mail.example.org", "domains": ["example.org"]},
  "local": {"aliases": {"root": "alice"}, "forward_targets": ["listed.example"]},
  "inbound": {"recipient_list": ["alice@example.org"]},
  "relay": {"networks": ["192.0.2.8/29", "2001:db8:1::/64"], "hosts": ["inside.partner.example"],
            "domains": ["relayed.example"], "recipient_list": ["carol@relayed.example"],
            "routes": {"relayed.example": "[store.relayed.example]"}},
  "access": {"deny_clients": {"198.51.100.80/30": "Spam from your network"},
             "deny_senders": {"spam.example": ""}, "deny_recipients": {"gone@example.org": "Gone"}}
}
"""


def role_sets():
    for n in range(1, len(ROLES) + 1):
        yield from itertools.combinations(ROLES, n)


def settings_of(roles, tls, auth):
    sets = [f"roles.{r}=yes" for r in roles]
    if "local" not in roles:
        sets.append("local.hub=[hub.example.org]")
    if "inbound" in roles:
        sets.append("inbound.recipients=list")
    if "outbound" in roles and auth:
        sets += ["outbound.smart_host=[smart.provider.example]", f"outbound.auth_file={ROOM}/account"]
    if tls:
        sets += [f"tls.cert_file={ROOM}/cert.pem", f"tls.key_file={ROOM}/key.pem"]
    # Passwords go through TLS alone.
    if auth and tls:
        sets.append("submission.enabled=yes")
    return sets


def run(argv):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=DEADLINE, check=False,
                          encoding="ascii", errors="backslashreplace")


# A folder becomes /etc/mail for one program.
AS_ETC_MAIL = 'mount --bind "$1" /etc/mail && shift && exec "$@"'


def loads(tools, folder, name):
    """What sendmail has to say of a .cf, or nothing."""
    said = run(["unshare", "--mount", "sh", "-c", AS_ETC_MAIL, "sh", str(folder),
                f"{tools}/usr/libexec/sendmail/sendmail", "-C", f"/etc/mail/{name}", "-bt"])
    lines = [line for line in said.stdout.splitlines() if not line.startswith(ALWAYS)]
    if said.returncode == 0 and not any(line.strip() for line in lines) and ALWAYS[0] in said.stdout:
        return ""
    return f"exit {said.returncode}: " + "\n".join(lines)


def is_found(tools, folder):
    """What audit finds in what we rendered, but for flaws of that sendmail itself."""
    said = run([MCWIZARD, "-q", "--sendmail-version", version(tools), "--format", "json", "audit", "--static",
                str(folder)])
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    return "; ".join(f"{row['id']}: {row.get('found', row.get('reason'))}" for row in rows
                     if row["type"] != "summary" and row.get("severity") != "advice"
                     and not row["id"].startswith(("CVE-", "VERSION-")))


REFUSED = "refused by mcwizard"
# What loads only on the system that it is for.
ELSEWHERE = {"host.ostype=mpeix": "unknown user SERVER"}
BUILT = "tls.dane"


def try_one(tools, name, layout, sets, may_refuse=False):
    """(name, what is wrong or nothing); a setting alone may need others, or a newer sendmail."""
    folder = ROOM / "out" / name
    argv = [MCWIZARD, "-q", "--tools", tools, "--layout", layout]
    # The files of TLS are not there; but what depends on how a sendmail was built, it says itself.
    argv += [] if name.startswith(BUILT) else ["--elsewhere"]
    for s in sets:
        argv += ["--set", s]
    try:
        made = run(argv + ["render", "-p", f"{ROOM}/base.json", "-o", str(folder)])
        if may_refuse and made.returncode == 2 and "m4 complains" not in made.stdout:
            return name, REFUSED
        if made.returncode != 0:
            return name, f"render: exit {made.returncode}: {made.stdout}"
        for cf in ("sendmail.cf", "submit.cf"):
            why = loads(tools, folder, cf)
            if why:
                return name, f"{cf}: {why}"
        # One setting by itself may be what a check is about.
        found = "" if may_refuse else is_found(tools, folder)
        return name, f"audit: {found}" if found else ""
    except subprocess.TimeoutExpired as e:
        return name, f"took more than {DEADLINE} s: {' '.join(e.cmd)}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def jobs_of(tools):
    for roles in role_sets():
        for tls, auth in itertools.product((False, True), repeat=2):
            name = "-".join(roles) + ("+tls" if tls else "") + ("+auth" if auth else "")
            yield "renders", (tools, name, "debian", settings_of(roles, tls, auth))
        for layout in LAYOUTS:
            yield "renders for other layouts", (tools, f"{layout}:{'-'.join(roles)}", layout,
                                                settings_of(roles, True, False))
    for name, sets in one_by_one():
        tls = not name.startswith(BUILT)
        yield "settings one by one", (tools, name, "debian", settings_of(ROLES, tls, True) + sets, True)


def one_by_one():
    """Every value of each setting that has few."""
    for row in SETTINGS:
        path = row["path"]
        if path.startswith("roles.") or row.get("shape", "one") != "one":
            continue
        values = {"yes or no": ["yes", "no"], "choice": row.get("choices", []),
                  "number": [row.get("min"), row.get("max")]}.get(row["type"], [])
        for value in values:
            yield f"{path}={value}", [f"{path}={value}"]


@functools.lru_cache
def version(tools):
    first = run([f"{tools}/usr/libexec/sendmail/sendmail", "-d0.1", "-C", "/dev/null", "-bt"]).stdout
    return first.split("\n", maxsplit=1)[0].removeprefix("Version ")


def matrix(tools):
    begin = time.monotonic()
    failed = 0
    name = version(tools)
    counts, wrong, refused = {}, set(), 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        futures = [(kind, pool.submit(try_one, *job)) for kind, job in jobs_of(tools)]
        for kind, future in futures:
            job, why = future.result()
            counts.setdefault(kind, 0)
            if why == REFUSED:
                refused += 1
                continue
            if why and not (job in ELSEWHERE and ELSEWHERE[job] in why):
                failed += 1
                wrong.add(kind)
                if failed <= SHOWN:
                    print(f"not ok - {name}: {job}")
                    print("".join(f"#   {line}\n" for line in why.splitlines()[:12]), end="")
            else:
                counts[kind] += 1
    for kind, n in counts.items():
        print(f"{'ok' if n > 0 and kind not in wrong else 'not ok'} - {name}: {n} {kind} load")
    print(f"# {name}: {refused} values of settings are refused by mcwizard, as this version or profile has no use for them")
    print(f"# {name}: {time.monotonic() - begin:.0f} s", flush=True)
    return failed


def main():
    (ROOM / "out").mkdir()
    (ROOM / "base.json").write_text(BASE)
    for secret in ("account", "cert.pem", "key.pem"):
        path = ROOM / secret
        path.touch(mode=0o600)
    (ROOM / "account").write_text("user@example.org\nsecret\n")
    failed = [tools for tools in sys.argv[1:] if matrix(tools)]
    sys.exit(1 if failed or len(sys.argv) < 2 else 0)


main()
