/*
 * What of a sendmail.cf a macro has a hand in: with it, a difference is told with the reason why
 * that macro was not carried as it was.  See internal.h.
 */
#include <string.h>

#include "base/mem.h"

#include "import/calls.h"
#include "import/internal.h"

static bool like(const char *pattern, const char *text);

/* A name that ends with a * stands for all that begin so. */
static const struct {
    const char *macro, *first, *kind, *name;
} table[] = {
    {"FEATURE", "access_db", "map", "access"},
    {"FEATURE", "access_db", "rule", "*"},
    {"FEATURE", "access_db", "ruleset", "*"},
    {"FEATURE", "accept_unqualified_senders", "rule", "*check_mail"},
    {"FEATURE", "always_add_domain", "rule", "AddDomain"},
    {"FEATURE", "authinfo", "map", "authinfo"},
    {"FEATURE", "blocklist_recipients", "rule", "*"},
    {"FEATURE", "blacklist_recipients", "rule", "*"},
    {"FEATURE", "conncontrol", "rule", "*"},
    {"FEATURE", "delay_checks", "rule", "*"},
    {"FEATURE", "delay_checks", "ruleset", "*"},
    {"FEATURE", "dnsbl", "rule", "*"},
    {"FEATURE", "dnsbl", "map", "*"},
    {"FEATURE", "enhdnsbl", "rule", "*"},
    {"FEATURE", "enhdnsbl", "map", "*"},
    {"FEATURE", "genericstable", "map", "generics"},
    {"FEATURE", "domaintable", "map", "domaintable"},
    {"FEATURE", "greet_pause", "rule*", "*"},
    {"FEATURE", "ldap_routing", "map", "ldap*"},
    {"FEATURE", "ldap_routing", "rule*", "*"},
    {"FEATURE", "local_lmtp", "mailer", "local *"},
    {"FEATURE", "local_lmtp", "rule", "localaddr"},
    {"FEATURE", "local_procmail", "mailer", "local *"},
    {"FEATURE", "local_procmail", "rule", "localaddr"},
    {"FEATURE", "mailertable", "map", "mailertable"},
    {"FEATURE", "nocanonify", "rule", "*"},
    {"FEATURE", "nouucp", "rule*", "*"},
    {"FEATURE", "nouucp", "class", "*"},
    {"FEATURE", "nopercenthack", "rule", "*"},
    {"FEATURE", "nopercenthack", "class", "O"},
    {"FEATURE", "nullclient", "rule*", "*"},
    {"FEATURE", "nullclient", "daemon", "*"},
    {"FEATURE", "nullclient", "option", "AliasFile"},
    {"FEATURE", "preserve_local_plus_detail", "rule", "localaddr"},
    {"FEATURE", "promiscuous_relay", "rule*", "*"},
    {"FEATURE", "ratecontrol", "rule", "*"},
    {"FEATURE", "relay_based_on_MX", "rule*", "*"},
    {"FEATURE", "relay_entire_domain", "rule", "*"},
    {"FEATURE", "relay_local_from", "rule", "*"},
    {"FEATURE", "relay_mail_from", "rule", "*"},
    {"FEATURE", "loose_relay_check", "rule", "*"},
    {"FEATURE", "smrsh", "mailer", "prog *"},
    {"FEATURE", "sts", "map", "sts"},
    {"FEATURE", "use_cw_file", "class file", "w"},
    {"FEATURE", "virtusertable", "map", "virtuser"},
    {"define", "confAUTH_MECHANISMS", "option", "AuthMechanisms*"},
    {"define", "confAUTH_OPTIONS", "option", "AuthOptions*"},
    {"define", "confCW_FILE", "class file", "w"},
    {"define", "confDONT_BLAME_SENDMAIL", "option", "DontBlameSendmail*"},
    {"define", "confDOMAIN_NAME", "macro", "j"},
    {"define", "confPRIVACY_FLAGS", "option", "PrivacyOptions*"},
    {"define", "confSMTP_LOGIN_MSG", "option", "SmtpGreetingMessage"},
    {"define", "confUSERDB_SPEC", "rule", "EnvToL"},
    {"define", "MAIL_HUB", "macro", "H"},
    {"define", "SMART_HOST", "macro", "S"},
    {"DOMAIN", NULL, "option", "*"},
    {"GENERICS_DOMAIN_FILE", NULL, "class*", "G"},
    {"INPUT_MAIL_FILTER", NULL, "milter", "*"},
    {"INPUT_MAIL_FILTER", NULL, "option", "InputMailFilters"},
    {"MAIL_FILTER", NULL, "milter", "*"},
    {"MASQUERADE_AS", NULL, "macro", "M"},
    {"MASQUERADE_AS", NULL, "rule", "Masq*"},
    {"QUEUE_GROUP", NULL, "queue*", "*"},
    {"OSTYPE", NULL, "mailer", "local *"},
    {"TRUST_AUTH_MECH", NULL, "class", "TrustAuthMech"},
    {"FEATURE", "use_ct_file", "class*", "t"},
    {"define", "confTRUSTED_USERS", "class", "t"},
    {"MAILER", "uucp", "class", "t"},
    {"VIRTUSER_DOMAIN_FILE", NULL, "class*", "VirtHost"},
    {"DAEMON_OPTIONS", NULL, "daemon", "*"},
};

bool import_touches(const struct import_line *line, const char *kind, const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (strcmp(table[i].macro, line->macro) != 0 || !like(table[i].kind, kind) ||
            !like(table[i].name, name))
            continue;
        if (table[i].first == NULL)
            return true;
        /* The line's text has it in quotes, behind the parenthesis. */
        const char *first = strchr(line->text, '`');
        size_t len = strlen(table[i].first);
        if (first != NULL && strncmp(first + 1, table[i].first, len) == 0 && first[len + 1] == '\'')
            return true;
    }
    return false;
}

static bool like(const char *pattern, const char *text)
{
    size_t len = strlen(pattern);
    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, text, len - 1) == 0;
    return strcmp(pattern, text) == 0;
}
