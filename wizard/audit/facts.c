/*
 * What every check needs to know of a configuration: where it listens, and what the host is
 * for.  Roles that no profile tells are read from it, and the report says from what.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/judge.h"
#include "cf/scan.h"

#include "model/setting.h"

static unsigned read_roles(struct audit *audit, const struct audit_facts *facts,
                           struct strs *evidence);
static bool delivers(struct audit *audit, struct strs *evidence);
static bool sends(struct audit *audit, struct strs *evidence);
static bool relays(struct audit *audit, struct strs *evidence);
static audit_line_fn note_relay, note_member;
static void say(struct strs *evidence, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void audit_facts_read(const struct audit *run, const struct audit_index *index,
                      struct audit_facts *facts, struct strs *roles)
{
    struct audit_report aside = {0}; /* an unreadable table is told by the checks that need it */
    const struct audit_input *input = run->in;
    struct audit audit = {.in = input,
                          .cf = input->mta,
                          .index = index,
                          .facts = facts,
                          .tables = run->tables,
                          .vendor = run->vendor,
                          .out = &aside};
    facts->mta_is_msp = cf_is_msp(input->mta);
    if (!facts->mta_is_msp)
        cf_daemons_read(input->mta, &facts->daemons);
    for (size_t i = 0; i < facts->daemons.n; i++) {
        const struct cf_daemon *d = &facts->daemons.v[i];
        facts->network = facts->network || !d->loopback;
        facts->logs_in = facts->logs_in || (!d->loopback && strchr(d->modifiers, 'A') == NULL);
    }
    facts->logs_in =
        facts->logs_in && (input->build == NULL || version_has(input->build, "SASLv2"));
    audit_program_read(&audit, facts, roles);
    facts->roles = input->roles;
    if (input->roles == 0)
        facts->roles = facts->mta_is_msp ? ROLE_ANY : read_roles(&audit, facts, roles);
    audit_free(&aside);
}

void audit_facts_free(struct audit_facts *facts)
{
    cf_daemons_free(&facts->daemons);
    free(facts->version_text);
    free(facts->version_from);
    *facts = (struct audit_facts){.roles = 0};
}

static unsigned read_roles(struct audit *audit, const struct audit_facts *facts,
                           struct strs *evidence)
{
    unsigned roles = 0;
    for (size_t i = 0; i < facts->daemons.n; i++) {
        const struct cf_daemon *d = &facts->daemons.v[i];
        long line = d->entry != NULL ? d->entry->line : 0;
        if (d->loopback || d->submission)
            continue;
        if ((roles & ROLE_INBOUND) == 0)
            say(evidence, "inbound: daemon %s listens on %s (%s:%ld)",
                d->name[0] != '\0' ? d->name : "(default)",
                d->address[0] != '\0' ? d->address : "every address", audit->cf->file, line);
        roles |= ROLE_INBOUND;
    }
    if ((roles & ROLE_INBOUND) == 0)
        say(evidence, "not inbound: %s",
            facts->network ? "other hosts reach only ports for submission"
                           : "every daemon listens on loopback alone");
    roles |= delivers(audit, evidence) ? ROLE_LOCAL : 0;
    roles |= sends(audit, evidence) ? ROLE_OUTBOUND : 0;
    if (facts->network && relays(audit, evidence))
        roles |= ROLE_RELAY;
    return roles != 0 ? roles : ROLE_ANY;
}

static bool delivers(struct audit *audit, struct strs *evidence)
{
    const struct cf_entry *local = cf_find(audit->cf, CF_MAILER, "local");
    const struct cf_entry *hub = cf_find(audit->cf, CF_MACRO, "H");
    struct str program = STR_INIT;
    bool does = local != NULL && cf_scan_field_get(local->value, 'P', &program) &&
                str_text(&program)[0] == '/' && (hub == NULL || hub->value[0] == '\0');
    if (does)
        say(evidence, "local: mailer local runs %s (%s:%ld)", str_text(&program), audit->cf->file,
            local->line);
    else
        say(evidence, "not local: %s",
            hub != NULL && hub->value[0] != '\0' ? "the site's own mail goes to a hub (macro H)"
                                                 : "the mailer local runs no program");
    str_free(&program);
    return does;
}

static bool sends(struct audit *audit, struct strs *evidence)
{
    /* The ruleset by which mcwizard's own configurations keep mail from leaving. */
    const struct cf_entry *refuses = audit_rule(audit, "Refuse_world", NULL, "$# error", NULL);
    struct str program = STR_INIT;
    const struct cf_entry *mailer = NULL;
    for (size_t i = 0; i < audit->cf->n && mailer == NULL && refuses == NULL; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        str_clear(&program);
        if (e->kind == CF_MAILER && cf_scan_field_get(e->value, 'P', &program) &&
            (strcmp(str_text(&program), "[IPC]") == 0 || strcmp(str_text(&program), "[TCP]") == 0))
            mailer = e;
    }
    str_free(&program);
    if (mailer != NULL)
        say(evidence, "outbound: mailer %s speaks SMTP (%s:%ld)", mailer->name, audit->cf->file,
            mailer->line);
    else if (refuses != NULL)
        say(evidence, "not outbound: the ruleset Refuse_world refuses it (%s:%ld)", audit->cf->file,
            refuses->line);
    else
        say(evidence, "not outbound: no mailer speaks SMTP");
    return mailer != NULL;
}

/* The first thing that lets other hosts' mail through, and only that. */
static bool relays(struct audit *audit, struct strs *evidence)
{
    size_t before = evidence->n;
    struct str access = STR_INIT;
    struct strs notes = {0};
    audit->notes = &notes;
    if (audit_map_path(audit, "access", &access))
        audit_each_line(audit, str_text(&access), note_relay);
    for (size_t i = 0; i < audit->cf->n && notes.n == 0; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        if (e->kind == CF_CLASSFILE && strcmp(e->name, "R") == 0) {
            const char *path = strchr(e->value, '/');
            char *file = path != NULL ? mem_dupn(path, strcspn(path, " ")) : NULL;
            if (file != NULL)
                audit_each_line(audit, file, note_member);
            free(file);
        }
        if (e->kind == CF_CLASS && strcmp(e->name, "R") == 0 && strncmp(e->value, "127.", 4) != 0 &&
            strncmp(e->value, "IPv6:", 5) != 0)
            say(&notes, "class R has %s (%s:%ld)", e->value, audit->cf->file, e->line);
    }
    const struct cf_entry *who = cf_find(audit->cf, CF_CLASS, "TrustAuthMech");
    if (notes.n == 0 && who != NULL)
        say(&notes, "who logs in may send anywhere (%s:%ld)", audit->cf->file, who->line);
    if (notes.n > 0)
        say(evidence, "relay: %s", notes.v[0]);
    audit->notes = NULL;
    strs_free(&notes);
    str_free(&access);
    return evidence->n > before;
}

static void note_relay(struct audit *audit, const char *file, long line, char *key, char *value)
{
    bool loopback = strstr(key, "127.") != NULL || strstr(key, "localhost") != NULL ||
                    strstr(key, "IPv6:::1") != NULL;
    /* Other tags than these two are about senders, TLS and so on. */
    bool tagged = strchr(key, ':') != NULL && strncasecmp(key, "Connect:", 8) != 0 &&
                  strncasecmp(key, "To:", 3) != 0 && strncasecmp(key, "IPv6:", 5) != 0;
    if (strcasecmp(value, "RELAY") == 0 && !loopback && !tagged && audit->notes->n == 0)
        say(audit->notes, "%s is relayed for (%s:%ld)", key, file, line);
}

static void note_member(struct audit *audit, const char *file, long line, char *key, char *value)
{
    (void)value;
    if (audit->notes->n == 0)
        say(audit->notes, "%s is relayed for (%s:%ld)", key, file, line);
}

static void say(struct strs *evidence, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    /* No line of a .mc may have made it: then the file alone is the place. */
    if (text.len > 3 && strcmp(text.buf + text.len - 3, ":0)") == 0) {
        text.len -= 3;
        text.buf[text.len] = '\0';
        str_add(&text, ")");
    }
    strs_add_take(evidence, str_take(&text));
}
