/*
 * Checks: known flaws of sendmail itself, by release.  A vendor mends them without taking a
 * new release, which the changelog of its package tells, or the program by what is in it.
 */
#include <string.h>

#include "audit/internal.h"

#include "model/setting.h"

static check_fn known_flaw, newest;
static bool is_flawed(const struct check *check, long version);
static void found(struct audit *audit);

#define FLAW                                                                                       \
    .on = ON_EACH, .roles = ROLE_ANY, .run = known_flaw,                                           \
    .mend = "upgrade sendmail, or its package where the vendor has mended this"

/* The newest release known here, and when it came. */
#define NEWEST "8.18.2"
#define NEWEST_DATE "2025-12-27"

const struct check checks_flaws[] = {
    {.id = "CVE-2023-51765",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.18.1",
     .mark = "Bare linefeed (LF) not allowed",
     .title = "mail can be smuggled in behind other mail (line ends that are not CRLF)",
     .wanted = "sendmail 8.18.1, or a package that has its strictness",
     .why = "forged mail passes the checks of the server that it comes from",
     .source = "CVE-2023-51765; RELEASE_NOTES 8.18.1; HARDENING 2 SMUG-VER",
     .trap = "Debian 12 has 8.17.1.9 and is mended since 8.17.1.9-2+deb12u1: the number alone "
             "misjudges it"},
    {.id = "CVE-2021-3618",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .build = "STARTTLS",
     .fixed = "8.17.1",
     .title = "a browser can be led to talk to this server over TLS (ALPACA)",
     .wanted = "sendmail 8.17.1",
     .why = "a certificate that other services share is then good for an attack on them",
     .source = "CVE-2021-3618; RELEASE_NOTES 8.17.1; HARDENING 2 ALPACA"},
    {.id = "CVE-2014-3956",
     .severity = SEVERITY_LOW,
     FLAW,
     .fixed = "8.14.9",
     .title = "programs that deliver mail inherit open SMTP connections",
     .wanted = "sendmail 8.14.9",
     .why = "a local user's program can write into another delivery",
     .source = "CVE-2014-3956; HARDENING 3"},
    {.id = "CVE-2009-4565",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .build = "STARTTLS",
     .flawed_since = "8.11",
     .fixed = "8.14.4",
     .title = "a NUL byte in the name of a certificate deceives the check of it",
     .wanted = "sendmail 8.14.4",
     .why = "a certificate for one name passes for another",
     .source = "CVE-2009-4565; HARDENING 3"},
    {.id = "CVE-2009-1490",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .fixed = "8.13.2",
     .title = "a long header X- overflows a buffer on the heap",
     .wanted = "sendmail 8.13.2",
     .why = "any mail can crash the program, or worse",
     .source = "CVE-2009-1490; HARDENING 3"},
    {.id = "CVE-2006-4434",
     .severity = SEVERITY_LOW,
     FLAW,
     .fixed = "8.13.8",
     .title = "a long header line makes the program use memory that it has freed",
     .wanted = "sendmail 8.13.8",
     .why = "a delivery can be crashed from afar; its makers dispute that more follows",
     .source = "CVE-2006-4434; HARDENING 3"},
    {.id = "CVE-2006-1173",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .fixed = "8.13.7",
     .title = "deeply nested MIME parts exhaust the stack",
     .wanted = "sendmail 8.13.7",
     .why = "one mail can keep the queue from being run",
     .source = "CVE-2006-1173; RELEASE_NOTES 8.13.7; HARDENING 3"},
    {.id = "CVE-2006-0058",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.13.6",
     .title = "a race of signal handlers lets strangers run programs as root",
     .wanted = "sendmail 8.13.6",
     .why = "the host can be taken over from the network",
     .source = "CVE-2006-0058; RELEASE_NOTES 8.13.6; HARDENING 3"},
    {.id = "CVE-2003-0694",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.12.10",
     .title = "an address overflows a buffer (prescan)",
     .wanted = "sendmail 8.12.10",
     .why = "the host can be taken over from the network",
     .source = "CVE-2003-0694; HARDENING 3"},
    {.id = "CVE-2003-0681",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .fixed = "8.12.10",
     .title = "parsing by rulesets that are not the usual ones overflows a buffer",
     .wanted = "sendmail 8.12.10",
     .why = "sites with recipient checks of their own can be attacked from the network",
     .source = "CVE-2003-0681; RELEASE_NOTES 8.12.10; HARDENING 3"},
    {.id = "CVE-2003-0161",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.12.9",
     .fixed_branch = "8.11.7",
     .title = "a character in an address is taken for a mark of its end",
     .wanted = "sendmail 8.12.9 or 8.11.7",
     .why = "the host can be taken over from the network",
     .source = "CVE-2003-0161; RELEASE_NOTES 8.12.9; HARDENING 3"},
    {.id = "CVE-2003-0688",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .flawed_since = "8.12",
     .fixed = "8.12.9",
     .title = "an answer of DNS makes the program free memory that it did not get",
     .wanted = "sendmail 8.12.9",
     .why = "whoever runs a DNS server can crash it",
     .source = "CVE-2003-0688; HARDENING 3"},
    {.id = "CVE-2002-1337",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.12.8",
     .fixed_branch = "8.11.7",
     .title = "a header with an address overflows a buffer (crackaddr)",
     .wanted = "sendmail 8.12.8 or 8.11.7",
     .why = "the host can be taken over by one mail, even behind other servers",
     .source = "CVE-2002-1337; RELEASE_NOTES 8.12.8; HARDENING 3"},
    {.id = "CVE-2002-1165",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .flawed_since = "8.8.8",
     .fixed = "8.12.7",
     .fixed_branch = "8.11.7",
     .title = "smrsh can be got round",
     .wanted = "sendmail 8.12.7 or 8.11.7",
     .why = "users can run any program, not only those that are allowed",
     .source = "CVE-2002-1165; RELEASE_NOTES 8.12.7; HARDENING 3"},
    {.id = "CVE-2002-2261",
     .severity = SEVERITY_MEDIUM,
     FLAW,
     .fixed = "8.12.7",
     .title = "entries in DNS get round the access table",
     .wanted = "sendmail 8.12.7",
     .why = "a refused host is let in",
     .source = "CVE-2002-2261; RELEASE_NOTES 8.12.7; HARDENING 3"},
    {.id = "CVE-2002-0906",
     .severity = SEVERITY_HIGH,
     FLAW,
     .flawed_since = "8.12",
     .fixed = "8.12.5",
     .title = "an answer of DNS overflows a buffer where a map asks for TXT",
     .wanted = "sendmail 8.12.5",
     .why = "whoever runs a DNS server can run programs here",
     .source = "CVE-2002-0906; RELEASE_NOTES 8.12.5; HARDENING 3"},
    {.id = "CVE-2002-1827",
     .severity = SEVERITY_LOW,
     FLAW,
     .fixed = "8.12.4",
     .title = "local users can lock files and so stop the program",
     .wanted = "sendmail 8.12.4, and files that only it may open",
     .why = "any user of the host can keep mail from flowing",
     .source = "CVE-2002-1827; RELEASE_NOTES 8.12.4; HARDENING 3"},
    {.id = "CVE-2001-0715",
     .severity = SEVERITY_LOW,
     FLAW,
     .fixed = "8.12.1",
     .title = "debugging switches tell local users what is in the queue",
     .wanted = "sendmail 8.12.1",
     .why = "other users' mail is told",
     .source = "CVE-2001-0715; HARDENING 3"},
    {.id = "CVE-2001-0653",
     .severity = SEVERITY_HIGH,
     FLAW,
     .flawed_since = "8.10",
     .fixed = "8.11.6",
     .title = "a debugging switch lets local users write anywhere in memory",
     .wanted = "sendmail 8.11.6",
     .why = "any user of the host becomes root",
     .source = "CVE-2001-0653; HARDENING 3"},
    {.id = "CVE-2001-1349",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.11.4",
     .title = "signal handlers can be raced by local users",
     .wanted = "sendmail 8.11.4",
     .why = "any user of the host may become root",
     .source = "CVE-2001-1349; RELEASE_NOTES 8.11.4; HARDENING 3"},
    {.id = "CVE-1999-1309",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.6.7",
     .title = "a debugging switch makes local users root",
     .wanted = "sendmail 8.6.7",
     .why = "any user of the host becomes root",
     .source = "CVE-1999-1309; HARDENING 3"},
    {.id = "WIZ-DEBUG",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.6",
     .title = "commands WIZ and DEBUG let strangers in",
     .wanted = "a sendmail of this century",
     .why = "the host can be taken over by two words",
     .source = "GEN004620, GEN004700; HARDENING 1a WIZ/DEBUG",
     .trap = "GEN004700 wants a line OW*, which sendmail refuses: unknown option name 0x57"},
    {.id = "VERSION-OLD",
     .severity = SEVERITY_HIGH,
     FLAW,
     .fixed = "8.14.9",
     .title = "a sendmail before 8.14.9 of 2014",
     .wanted = "the newest sendmail, which is " NEWEST " of " NEWEST_DATE,
     .why = "its release notes list security fixes that have no CVE number, too",
     .source = "JPCERT-ED-2001-0001 III.A; RELEASE_NOTES; HARDENING 3"},
    {.id = "VERSION-NEW",
     .severity = SEVERITY_ADVICE,
     .on = ON_EACH,
     .roles = ROLE_ANY,
     .fixed = NEWEST,
     .title = "there is a newer sendmail",
     .wanted = "sendmail " NEWEST " of " NEWEST_DATE,
     .why = "what is found in a release is mended in the next one",
     .source = "JPCERT-ED-2001-0001 III.A; RELEASE_NOTES; HARDENING 4",
     .mend = "follow the vendor's security updates, and upgrade when the system is",
     .run = newest},
    {.id = NULL},
};

static void known_flaw(struct audit *audit)
{
    const struct check *check = audit->check;
    if (audit->cf != audit->in->mta || !is_flawed(check, audit->facts->version))
        return;
    if (check->mark != NULL && audit_binary_has(audit, check->mark))
        return;
    if (!audit_vendor_tells(audit, check->id))
        found(audit);
}

static void newest(struct audit *audit)
{
    if (audit->cf == audit->in->mta && is_flawed(audit->check, audit->facts->version))
        found(audit);
}

/* "8.11.7" mends what is 8.11 alone: 8.12.0 may be older than it. */
static bool is_flawed(const struct check *check, long version)
{
    enum { BRANCH = 10000 }; /* of version_number: 8.11.7 is 8110700 */
    if (version == VERSION_NONE || version >= version_number(check->fixed) ||
        (check->flawed_since != NULL && version < version_number(check->flawed_since)))
        return false;
    long branch = check->fixed_branch != NULL ? version_number(check->fixed_branch) : VERSION_NONE;
    return branch == VERSION_NONE || version / BRANCH != branch / BRANCH || version < branch;
}

/* Of macros alone it is not known what runs: that is no more than advice. */
static void found(struct audit *audit)
{
    const struct audit_facts *facts = audit->facts;
    const struct audit_vendor *vendor = audit->vendor;
    const struct cf_entry *made_by = cf_find(audit->in->mta, CF_MACRO, "Z");
    struct str text = STR_INIT;
    str_addf(&text, "sendmail %s (%s)", facts->version_text, facts->version_from);
    if (vendor->trouble != NULL)
        str_addf(&text, "; what its vendor mended is not known: %s", vendor->trouble);
    struct finding *f = audit_found(
        audit, !facts->version_runs && made_by != NULL ? made_by->line : 0, "%s", str_text(&text));
    if (!facts->version_runs)
        f->severity = SEVERITY_ADVICE;
    str_free(&text);
}
