/* Checks: what strangers and local users are told. */
#include <string.h>

#include "audit/internal.h"

#include "cf/judge.h"

#include "model/setting.h"

static check_fn greeting_version, greeting_first, header_version, etrn;
static bool tells_version(const char *text);

#define PRIVACY(of)                                                                                \
    .on = ON_MTA, .roles = (of), .option = "PrivacyOptions", .setting = "privacy.flags"
#define PRIVACY_MC                                                                                 \
    "define(`confPRIVACY_FLAGS', `goaway,authwarnings,noetrn,restrictmailq,"                       \
    "restrictqrun,restrictexpand,nobodyreturn,noactualrecipient')"

const struct check checks_disclosure[] = {
    {.id = "GREET-VER",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "the greeting tells sendmail's version",
     .wanted = "SmtpGreetingMessage=$j",
     .why = "a version number tells an attacker which holes to try",
     .source = "GEN004560; AIX7-00-003114; op.me 5.6; HARDENING GREET-VER",
     .trap = "GEN004560's own text, `Mail Server Ready ; $b', makes the greeting begin with Mail "
             "instead of the host's name, which op.me demands",
     .setting = "privacy.version",
     .mc = "define(`confSMTP_LOGIN_MSG', `$j')",
     .option = "SmtpGreetingMessage",
     .run = greeting_version},
    {.id = "GREET-HOST",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "the greeting does not begin with the host's name",
     .wanted = "SmtpGreetingMessage that begins with $j",
     .why = "clients take the first word for the name of this host, and sendmail puts ESMTP behind "
            "it",
     .source = "op.me 5.6; RFC 5321 4.2; HARDENING trap 1",
     .trap = "the text that GEN004560 gives has this fault",
     .mc = "define(`confSMTP_LOGIN_MSG', `$j')",
     .option = "SmtpGreetingMessage",
     .run = greeting_first},
    {.id = "RCVD-VER",
     .severity = SEVERITY_LOW,
     .on = ON_EACH,
     .roles = ROLE_ANY,
     .title = "Received: tells sendmail's version to every recipient",
     .wanted = "a Received: header without $v and $Z",
     .why = "what every recipient can read tells an attacker which holes to try",
     .source = "cf/cfhead.m4; HARDENING RCVD-VER",
     .setting = "privacy.version",
     .mc = "define(`confRECEIVED_HEADER', ...) without ($v/$Z)",
     .run = header_version},
    {.id = "PRIV-EXPN",
     .severity = SEVERITY_MEDIUM,
     PRIVACY(ROLE_SERVER),
     .want = WANT_FLAGS,
     .flags = "noexpn",
     .title = "EXPN lists who is behind an alias",
     .why = "whoever connects can harvest the members of lists",
     .source = "GEN004660; V-215415; CIS AIX 4.6.4.2; HARDENING PRIV-EXPN",
     .trap = "GEN004660 writes confPRIVACYFLAGS, a name that does nothing: it is confPRIVACY_FLAGS",
     .mc = PRIVACY_MC},
    {.id = "PRIV-VRFY",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_SERVER),
     .want = WANT_FLAGS,
     .flags = "novrfy",
     .title = "VRFY tells whether an account is there",
     .why = "whoever connects can try names; 252 is the answer that RFC 5321 7.3 has for this",
     .source = "GEN004680; V-215415; CIS AIX 4.6.4.2; HARDENING PRIV-VRFY",
     .mc = PRIVACY_MC},
    {.id = "PRIV-VERB",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_SERVER),
     .want = WANT_FLAG,
     .flags = "noverb noexpn",
     .title = "VERB shows what the daemon does",
     .why = "a client can watch deliveries",
     .source = "op.me 5.6; HARDENING PRIV-VERB",
     .mc = PRIVACY_MC},
    {.id = "PRIV-ETRN",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "ETRN lets strangers start runs of the queue",
     .wanted = "PrivacyOptions with noetrn, or M=E in each DaemonPortOptions",
     .why = "each ETRN costs a run of the queue",
     .source = "op.me 5.6; HARDENING PRIV-VERB/ETRN",
     .setting = "privacy.flags",
     .mc = PRIVACY_MC,
     .run = etrn},
    {.id = "PRIV-HELO",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_SERVER),
     .want = WANT_FLAGS,
     .flags = "needmailhelo",
     .title = "mail is taken without a HELO",
     .why = "Received: then lacks what the client calls itself",
     .source = "op.me 5.6; HARDENING PRIV-HELO",
     .mc = PRIVACY_MC},
    {.id = "PRIV-AUTHWARN",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_ANY),
     .want = WANT_FLAGS,
     .flags = "authwarnings",
     .title = "forged senders of local users are not marked",
     .why = "X-Authentication-Warning: shows who used -f",
     .source = "op.me 5.6; CIS AIX 4.6.4.2; HARDENING PRIV-AUTHWARN",
     .mc = PRIVACY_MC},
    {.id = "PRIV-LOCAL",
     .severity = SEVERITY_MEDIUM,
     PRIVACY(ROLE_ANY),
     .since = "8.12", /* restrictexpand */
     .want = WANT_FLAGS,
     .flags = "restrictmailq restrictqrun restrictexpand",
     .title = "every local user can read the queue, run it, or see aliases and .forward files",
     .why = "goaway has none of these three",
     .source = "op.me 5.6; HARDENING PRIV-LOCAL",
     .mc = PRIVACY_MC},
    {.id = "PRIV-BODY",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_ANY),
     .want = WANT_FLAGS,
     .flags = "nobodyreturn",
     .title = "notices return whole messages",
     .why = "a bounce to a forged sender carries the body to somebody who never wrote it",
     .source = "op.me 5.6; HARDENING PRIV-BODY",
     .mc = PRIVACY_MC},
    {.id = "PRIV-ACTUAL",
     .severity = SEVERITY_LOW,
     PRIVACY(ROLE_ANY),
     .want = WANT_FLAGS,
     .flags = "noactualrecipient",
     .since = "8.14",
     .title = "notices tell where an alias leads",
     .why = "X-Actual-Recipient: shows strangers the address behind an alias",
     .source = "op.me 5.6; RELEASE_NOTES 8.14; HARDENING PRIV-BODY",
     .mc = PRIVACY_MC},
    {.id = "HELO-STRICT",
     .severity = SEVERITY_LOW,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "any bytes are taken as a HELO name",
     .why = "they stand in Received: and in the log",
     .source = "op.me 5.6; HARDENING HELO-STRICT",
     .mc = "no confALLOW_BOGUS_HELO",
     .want = WANT_FALSE,
     .option = "AllowBogusHELO"},
    {.id = NULL},
};

static bool tells_version(const char *text)
{
    return strstr(text, "$v") != NULL || strstr(text, "$Z") != NULL;
}

/* sendmail's own text, where none is set, has $v. */
static void greeting_version(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, audit->check->option);
    if (line == NULL)
        audit_found(audit, 0, "%s is not set, and sendmail's own text has $v",
                    audit->check->option);
    else if (tells_version(line->value))
        audit_found(audit, line->line, "%s", line->value);
}

static void greeting_first(struct audit *audit)
{
    const struct cf_entry *line = audit_option(audit, audit->check->option);
    if (line != NULL && strncmp(line->value, "$j", 2) != 0)
        audit_found(audit, line->line, "%s", line->value);
}

static void header_version(struct audit *audit)
{
    const struct cf_entry *header = audit_received(audit);
    if (header != NULL && tells_version(header->value))
        audit_found(audit, header->line, "the header has %s",
                    strstr(header->value, "$v") != NULL ? "$v" : "$Z");
}

/* Either way to forbid it will do. */
static void etrn(struct audit *audit)
{
    struct strs flags = {0};
    cf_option_flags(audit->cf, "PrivacyOptions", &flags);
    bool refused = strs_has(&flags, "noetrn");
    strs_free(&flags);
    if (refused)
        return;
    for (size_t i = 0; i < audit->facts->daemons.n; i++) {
        const struct cf_daemon *d = &audit->facts->daemons.v[i];
        if (!d->loopback && strchr(d->modifiers, 'E') == NULL) {
            audit_found(audit, d->entry != NULL ? d->entry->line : 0,
                        "daemon %s takes ETRN, and PrivacyOptions has no noetrn",
                        d->name[0] != '\0' ? d->name : "(default)");
            return;
        }
    }
}
