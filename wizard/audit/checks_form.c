/* Checks: what sendmail takes without a word and does not do. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"
#include "cf/scan.h"

#include "model/setting.h"

static check_fn spaces, unknown_options, dead_rules, undefined_maps, undefined_mailers;
static check_fn undefined_filters, undefined_classes, undefined_rulesets;
static bool matches_all(const char *lhs);
static bool is_implicit(const char *map);
static void undefined_in(struct audit *audit, const struct cf_entry *rule, struct strs *seen);
static bool is_filled(const struct cf *cf, const char *class);
static void called_in(struct audit *audit, const struct cf_entry *rule, struct strs *seen);

#define FORM .on = ON_EACH, .roles = ROLE_ANY

const struct check checks_form[] = {
    {.id = "CF-SPACES",
     .severity = SEVERITY_HIGH,
     FORM,
     .title = "a rule whose sides are parted by spaces: sendmail leaves it out",
     .wanted = "a TAB between the sides",
     .why = "a rule that was written to refuse mail does nothing",
     .source = "JPCERT-ED-2001-0001 IV.C; op.me 5.1",
     .mend = "put a TAB between the sides",
     .run = spaces},
    {.id = "CF-OPTION",
     .severity = SEVERITY_HIGH,
     FORM,
     .title = "an option that no sendmail has",
     .wanted = "a name that `mcwizard explain' knows",
     .why = "sendmail does not start with it",
     .source = "op.me 5.6; sendmail/readcf.c",
     .trap = "MinTLS, which some texts name, is no option of sendmail",
     .mend = "delete or correct the line",
     .run = unknown_options},
    {.id = "CF-DEAD",
     .severity = SEVERITY_MEDIUM,
     FORM,
     .title = "rules that are never reached",
     .wanted = "the rule that ends the ruleset for everything stands last",
     .why = "what they were written for is not done",
     .source = "op.me 5.1",
     .mend = "move them before that rule, or delete them",
     .run = dead_rules},
    {.id = "CF-MAP",
     .severity = SEVERITY_HIGH,
     FORM,
     .title = "a map is asked that is not defined",
     .wanted = "a K line for it",
     .why = "the rule fails, and mail with it",
     .source = "op.me 5.7",
     .mend = "define the map, or delete the rule",
     .run = undefined_maps},
    {.id = "CF-MAILER",
     .severity = SEVERITY_HIGH,
     FORM,
     .title = "mail is handed to a mailer that is not defined",
     .wanted = "an M line for it",
     .why = "such mail is lost or comes back",
     .source = "op.me 5.4; cf/README MAILER",
     .mc = "MAILER(`...')",
     .run = undefined_mailers},
    {.id = "CF-CLASS",
     .severity = SEVERITY_LOW,
     FORM,
     .title = "a rule asks for a class that nothing fills",
     .wanted = "a C or F line for it",
     .why = "the rule never matches, or, with $~, always does",
     .source = "op.me 5.3; JPCERT-ED-2001-0001 IV.C",
     .mend = "define the class, or correct its name",
     .run = undefined_classes},
    {.id = "CF-RULESET",
     .severity = SEVERITY_MEDIUM,
     FORM,
     .title = "a rule calls a ruleset that is not there",
     .wanted = "an S line for it",
     .why = "an empty ruleset changes and refuses nothing",
     .source = "op.me 5.1",
     .mend = "define the ruleset, or correct its name",
     .run = undefined_rulesets},
    {.id = "CF-FILTER",
     .severity = SEVERITY_HIGH,
     .on = ON_MTA,
     .roles = ROLE_ANY,
     .title = "InputMailFilters names a filter that is not defined",
     .wanted = "an X line for it",
     .why = "mail passes without the filter, or sendmail does not start",
     .source = "op.me 5.11; cf/README INPUT_MAIL_FILTER",
     .setting = "filters.use",
     .mc = "INPUT_MAIL_FILTER(`...', `S=...')",
     .run = undefined_filters},
    {.id = NULL},
};

static void spaces(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++)
        if ((audit->cf->v[i].flags & CF_NO_TAB) != 0)
            audit_found(audit, audit->cf->v[i].line, "R%s", audit->cf->v[i].value);
}

static void unknown_options(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++)
        if (audit->cf->v[i].kind == CF_OPTION && cf_option_find(audit->cf->v[i].name) == NULL &&
            strcasecmp(audit->cf->v[i].name, "AutoRebuildAliases") != 0) /* until 8.12 */
            audit_found(audit, audit->cf->v[i].line, "O %s", audit->cf->v[i].name);
}

/* `$*' takes everything, and `$@' or `$#' leaves the ruleset. */
static void dead_rules(struct audit *audit)
{
    const struct cf_entry *last = NULL;
    for (size_t i = 0; i < audit->cf->n; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        if (e->kind == CF_RULESET)
            last = NULL;
        if (e->kind != CF_RULE || (e->flags & CF_NO_TAB) != 0)
            continue;
        if (last != NULL) {
            audit_found(audit, e->line, "rules behind R%s %s", last->value, last->rhs);
            last = NULL;
            while (i + 1 < audit->cf->n && audit->cf->v[i + 1].kind != CF_RULESET)
                i++;
        } else if (matches_all(e->value) && e->rhs[0] == '$' &&
                   (e->rhs[1] == '@' || e->rhs[1] == '#')) {
            last = e;
        }
    }
}

static bool matches_all(const char *lhs)
{
    return strncmp(lhs, "$*", 2) == 0 && lhs[2 + strspn(lhs + 2, " ")] == '\0';
}

/* Maps that sendmail makes itself. */
static bool is_implicit(const char *map)
{
    return strcasecmp(map, "host") == 0 || strcasecmp(map, "aliases") == 0 ||
           strcasecmp(map, "users") == 0;
}

static void undefined_maps(struct audit *audit)
{
    const struct cf_entry *rule = audit->cf->v, *end = rule + audit->cf->n;
    struct strs defined = {0};
    for (; rule < end; rule++) {
        if (rule->kind != CF_RULE)
            continue;
        for (const char *at = strstr(rule->rhs, "$("); at != NULL; at = strstr(at, "$(")) {
            at += 2;
            at += strspn(at, " ");
            size_t len = strcspn(at, " $\t<>");
            char *name = len > 0 ? mem_dupn(at, len) : NULL;
            bool known = name == NULL || is_implicit(name) || strs_has(&defined, name);
            if (!known && cf_find(audit->cf, CF_MAP, name) != NULL)
                strs_add(&defined, name);
            else if (!known)
                audit_found(audit, rule->line, "$(%s ... $)", name);
            free(name);
        }
    }
    strs_free(&defined);
}

/* Only triples name mailers; in the rulesets that check, other words stand there, too. */
static void undefined_mailers(struct audit *audit)
{
    for (size_t i = 0; i < audit->cf->n; i++) {
        const struct cf_entry *e = &audit->cf->v[i];
        const char *at = e->kind == CF_RULE ? strstr(e->rhs, "$#") : NULL;
        if (at == NULL || strstr(at, "$:") == NULL)
            continue;
        at += 2;
        at += strspn(at, " ");
        size_t len = strcspn(at, " $\t");
        char *name = len > 0 ? mem_dupn(at, len) : NULL;
        if (name != NULL && strcmp(name, "error") != 0 && strcmp(name, "discard") != 0 &&
            strcmp(name, "TEMP") != 0 && cf_find(audit->cf, CF_MAILER, name) == NULL)
            audit_found(audit, e->line, "$#%s", name);
        free(name);
    }
}

/* A class is told once.  Of the macros' own ones many stay empty on purpose. */
static void undefined_classes(struct audit *audit)
{
    struct strs seen = {0};
    for (size_t i = 0; i < audit->cf->n; i++)
        if (audit->cf->v[i].kind == CF_RULE)
            undefined_in(audit, &audit->cf->v[i], &seen);
    strs_free(&seen);
}

static void undefined_in(struct audit *audit, const struct cf_entry *rule, struct strs *seen)
{
    for (const char *at = strchr(rule->value, '$'); at != NULL; at = strchr(at + 1, '$')) {
        const char *name;
        size_t len;
        if ((at[1] != '=' && at[1] != '~') ||
            cf_scan_name(at + 2, strlen(at + 2), &name, &len) == 0)
            continue;
        char *class = mem_dupn(name, len);
        if (!strs_has(seen, class)) {
            strs_add(seen, class);
            if (!is_filled(audit->cf, class))
                audit_found(audit, rule->line, "$%c{%s}", at[1], class);
        }
        free(class);
    }
}

static bool is_filled(const struct cf *cf, const char *class)
{
    /* Classes that the macros of sendmail-cf ask for, and those that sendmail fills. */
    static const char *const known[] = {"w",
                                        "m",
                                        "t",
                                        "k",
                                        "n",
                                        "A",
                                        "B",
                                        "E",
                                        "G",
                                        "L",
                                        "M",
                                        "N",
                                        "O",
                                        "P",
                                        "R",
                                        "U",
                                        "V",
                                        "W",
                                        "X",
                                        "Y",
                                        "Z",
                                        "cert_altnames",
                                        "VirtHost",
                                        "TlsVerified",
                                        "Tls",
                                        "Accept",
                                        "TrustAuthMech",
                                        "MappedDomain",
                                        "LDAPRoute",
                                        "LDAPRouteEquiv",
                                        "Src",
                                        "SpamTag",
                                        "SMTPOpModes",
                                        "ResOk",
                                        "Canonify"};
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i], class) == 0)
            return true;
    return cf_find(cf, CF_CLASS, class) != NULL || cf_find(cf, CF_CLASSFILE, class) != NULL;
}

static void undefined_rulesets(struct audit *audit)
{
    struct strs seen = {0};
    for (size_t i = 0; i < audit->cf->n; i++)
        if (audit->cf->v[i].kind == CF_RULE)
            called_in(audit, &audit->cf->v[i], &seen);
    strs_free(&seen);
}

/* Numbers are left alone: sendmail calls some of them itself. */
static void called_in(struct audit *audit, const struct cf_entry *rule, struct strs *seen)
{
    for (const char *at = strstr(rule->rhs, "$>"); at != NULL; at = strstr(at, "$>")) {
        size_t len = 0;
        at += 2;
        at += strspn(at, " ");
        while (isalnum((unsigned char)at[len]) || at[len] == '_' || at[len] == '-')
            len++;
        if (len == 0 || isdigit((unsigned char)*at))
            continue;
        char *name = mem_dupn(at, len);
        if (!strs_has(seen, name)) {
            strs_add(seen, name);
            if (cf_find(audit->cf, CF_RULESET, name) == NULL)
                audit_found(audit, rule->line, "$>%s", name);
        }
        free(name);
    }
}

static void undefined_filters(struct audit *audit)
{
    const struct cf_entry *used = audit_option(audit, "InputMailFilters");
    struct strs names = {0};
    if (used == NULL)
        return;
    strs_split(&names, used->value, ", ;");
    for (size_t i = 0; i < names.n; i++)
        if (cf_find(audit->cf, CF_MILTER, names.v[i]) == NULL)
            audit_found(audit, used->line, "InputMailFilters has %s", names.v[i]);
    strs_free(&names);
}
