/* Checks: what Received: records, and whether it is what RFC 5321 4.4 has. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/judge.h"
#include "cf/scan.h"

#include "model/setting.h"

static check_fn author, user, one_recipient, client, ident, recipient, date, parentheses, by;
static check_fn clauses;
static size_t skip_comment(const char *at);

#define HEADER .on = ON_EACH, .roles = ROLE_ANY

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

const struct check checks_received[] = {
    {.id = "RCVD-AUTHOR",
     .severity = SEVERITY_HIGH,
     HEADER,
     .title = "any client can write into Received:",
     .wanted = "a Received: header without ${auth_author}",
     .why = "it is whatever the client puts behind MAIL FROM ... AUTH=, logged in or not",
     .source = "HARDENING RCVD-AUTHOR; RFC 4954 5",
     .setting = "received.auth",
     .mc = "define(`confRECEIVED_HEADER', ...) without ${auth_author}",
     .run = author},
    {.id = "RCVD-USER",
     .severity = SEVERITY_MEDIUM,
     HEADER,
     .title = "Received: tells every recipient the login name of the sender",
     .wanted = "a Received: header without ${auth_authen}",
     .why = "half of what is needed to log in",
     .source = "HARDENING RCVD-USER",
     .setting = "received.auth_login",
     .mc = "define(`confRECEIVED_HEADER', ...) without ${auth_authen}",
     .run = user},
    {.id = "RCVD-FOR",
     .severity = SEVERITY_LOW,
     HEADER,
     .title = "`for' stands there even without exactly one recipient",
     .wanted = "`for $u' inside $?u ... $.",
     .why = "`for' takes one path; more would tell blind recipients",
     .source = "RFC 5321 4.4, 7.6; HARDENING RCVD-FOR",
     .setting = "received.recipient",
     .mc = "$?u for $u$. in confRECEIVED_HEADER",
     .run = one_recipient},
    {.id = "RCVD-FROM",
     .severity = SEVERITY_MEDIUM,
     HEADER,
     .title = "Received: lacks the client's name or address",
     .wanted = "$s, and $_ or ${client_addr}",
     .why = "without them abuse cannot be traced to its host",
     .source = "JPCERT-ED-2001-0001 III.C; RFC 5321 4.4; HARDENING RCVD-FROM",
     .setting = "received.helo, received.name and received.address",
     .mc = "define(`confRECEIVED_HEADER', `$?sfrom $s $.$?_($?s$|from $.$_) ...')",
     .run = client},
    {.id = "RCVD-IDENT",
     .severity = SEVERITY_ADVICE,
     .on = ON_MTA,
     .roles = ROLE_SERVER,
     .title = "Received: lacks what IDENT knows of the client's user",
     .wanted = "$_ in Received:, and Timeout.ident above 0",
     .why = "on a host with many users it tells which one; most hosts do not answer",
     .source = "JPCERT-ED-2001-0001 III.C; RFC 1413; HARDENING IDENT-OFF",
     .setting = "received.ident",
     .mc = "define(`confTO_IDENT', `5s')",
     .run = ident},
    {.id = "RCVD-RCPT",
     .severity = SEVERITY_LOW,
     HEADER,
     .title = "Received: lacks the recipient",
     .wanted = "$?u for $u$.",
     .why = "it shows by which address, and by which alias, a mail came",
     .source = "JPCERT-ED-2001-0001 III.C; RFC 5321 4.4",
     .setting = "received.recipient",
     .mc = "$?u for $u$. in confRECEIVED_HEADER",
     .run = recipient},
    {.id = "RCVD-DATE",
     .severity = SEVERITY_MEDIUM,
     HEADER,
     .title = "Received: does not end with the date",
     .wanted = "; $b at its end",
     .why = "other programs find the date by the last semicolon",
     .source = "RFC 5321 4.4; HARDENING RCVD-DATE",
     .mc = "define(`confRECEIVED_HEADER', `... ; $b')",
     .run = date},
    {.id = "RCVD-PAREN",
     .severity = SEVERITY_MEDIUM,
     HEADER,
     .title = "parentheses in Received: do not pair",
     .wanted = "a ) for each (",
     .why = "readers then take the rest of the line, the date too, for a comment",
     .source = "RFC 5321 4.4; HARDENING RCVD-PAREN",
     .mc = "define(`confRECEIVED_HEADER', ...)",
     .run = parentheses},
    {.id = "RCVD-BY",
     .severity = SEVERITY_LOW,
     HEADER,
     .title = "Received: lacks this host's name",
     .wanted = "by $j",
     .why = "the chain of hops then has a gap",
     .source = "RFC 5321 4.4",
     .mc = "define(`confRECEIVED_HEADER', `... by $j ...')",
     .run = by},
    {.id = "RCVD-CLAUSE",
     .severity = SEVERITY_LOW,
     HEADER,
     .title = "Received: has a clause that is not registered",
     .wanted = "from, by, via, with, id, for and tls; all else in ( )",
     .why = "readers of trace headers take it for something else",
     .source = "RFC 5321 4.4, 4.4.1; RFC 8314 4.3; HARDENING 5",
     .mend = "put it into ( )",
     .mc = "define(`confRECEIVED_HEADER', `...')",
     .run = clauses},
    {.id = NULL},
};

static void author(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    if (h != NULL && strstr(h->value, "{auth_author}") != NULL)
        audit_found(audit, h->line, "the header has ${auth_author}");
}

static void user(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    if (h != NULL && strstr(h->value, "{auth_authen}") != NULL)
        audit_found(audit, h->line, "the header has ${auth_authen}");
}

static void one_recipient(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    const char *at = h != NULL ? strstr(h->value, "for $u") : NULL;
    if (h != NULL && at == NULL)
        at = strstr(h->value, "for <$u");
    const char *guard = h != NULL ? strstr(h->value, "$?u") : NULL;
    if (at != NULL && (guard == NULL || guard > at))
        audit_found(audit, h->line, "`for $u' without $?u before it");
}

static void client(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    if (h == NULL) {
        audit_found(audit, 0, "there is no header Received:");
        return;
    }
    bool address = strstr(h->value, "$_") != NULL || strstr(h->value, "${client_addr}") != NULL;
    if (strstr(h->value, "$s") == NULL || !address)
        audit_found(audit, h->line, "the header lacks %s",
                    address ? "$s" : "$_ and ${client_addr}");
}

static void ident(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    const char *wait = audit_value(audit, "Timeout.ident");
    if (h == NULL)
        return;
    if (strstr(h->value, "$_") == NULL)
        audit_found(audit, h->line, "the header has no $_");
    else if (wait != NULL && cf_value_time(wait, 's') == 0)
        audit_found(audit, audit_option(audit, "Timeout.ident")->line, "Timeout.ident=%s", wait);
}

static void recipient(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    if (h != NULL && strstr(h->value, "$u") == NULL)
        audit_found(audit, h->line, "the header has no $u");
}

static void date(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    const char *at = h != NULL ? strrchr(h->value, ';') : NULL;
    if (h == NULL)
        return;
    /* The semicolon may stand at the end of a condition: "$?u for $u; $|;\n $.$b". */
    for (at = at != NULL ? at + 1 : "";
         *at == ' ' || *at == '\t' || *at == '\n' || strncmp(at, "$.", 2) == 0;)
        at += *at == '$' ? 2 : 1;
    if (strcmp(at, "$b") != 0)
        audit_found(audit, h->line, "what follows the last semicolon is \"%.40s\"", at);
}

static void parentheses(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    long open = 0, least = 0;
    for (const char *at = h != NULL ? h->value : ""; *at != '\0'; at++) {
        open += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        least = open < least ? open : least;
    }
    if (open != 0 || least < 0)
        audit_found(audit, h->line, "%s",
                    open > 0   ? "a ( that is not closed"
                    : open < 0 ? "a ) that nothing opens"
                               : "a ) before its (");
}

static void by(struct audit *audit)
{
    const struct cf_entry *h = audit_received(audit);
    const char *at = h != NULL ? strstr(h->value, "by ") : NULL;
    if (h != NULL &&
        (at == NULL || strchr("$abcdefghijklmnopqrstuvwxyz", at[3 + strspn(at + 3, " ")]) == NULL))
        audit_found(audit, h->line, "the header has no `by $j'");
}

/* Words of letters alone, outside comments and before the date; macros make the rest. */
static void clauses(struct audit *audit)
{
    static const char *const registered[] = {"from", "by", "via", "with", "id", "for", "tls"};
    const struct cf_entry *h = audit_received(audit);
    const char *at = h != NULL ? h->value : "", *end = strrchr(at, ';');
    end = end != NULL ? end : at + strlen(at);
    bool named = false; /* the last word was a clause's name */
    while (at < end) {
        const char *name;
        size_t len = 1, name_len;
        bool is_word = isalpha((unsigned char)at[0]);
        if (at[0] == '$' && (at[1] == '?' || at[1] == '&'))
            len = 2 + cf_scan_name(at + 2, strlen(at + 2), &name, &name_len);
        else if (at[0] == '$')
            len = at[1] == '|' || at[1] == '.'
                      ? 2
                      : 1 + cf_scan_name(at + 1, strlen(at + 1), &name, &name_len);
        else if (at[0] == '(')
            len = skip_comment(at);
        else if (isalpha((unsigned char)at[0])) {
            bool known = false;
            len = strcspn(at, " \t\n$();");
            for (size_t i = 0; i < ARRAY_LEN(registered); i++)
                known = known ||
                        (strlen(registered[i]) == len && strncasecmp(registered[i], at, len) == 0);
            /* "with ESMTP": what follows a clause's name is its value. */
            if (!known && !named && strspn(at, LETTERS) == len)
                audit_found(audit, h->line, "the clause `%.*s'", (int)len, at);
            named = known;
        }
        if (!is_word && at[0] != ' ' && at[0] != '\t' && at[0] != '\n')
            named = false;
        at += len;
    }
}

/* To its end, with the comments inside; of one that is not closed, one character. */
static size_t skip_comment(const char *at)
{
    long open = 0;
    for (const char *p = at; *p != '\0'; p++) {
        open += *p == '(' ? 1 : *p == ')' ? -1 : 0;
        if (open == 0)
            return (size_t)(p - at) + 1;
    }
    return 1;
}
