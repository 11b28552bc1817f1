/*
 * What of a sendmail.cf a macro has a hand in: with it, a difference is told with the reason why
 * that macro was not carried as it was.  See internal.h.
 */
#include <string.h>

#include "base/mem.h"

#include "import/calls.h"
#include "import/internal.h"

/* A name that ends with a * stands for all that begin so. */
static const struct {
    const char *macro, *first, *kind, *name;
} table[] = {
    {"FEATURE", "access_db", "map", "access"},
    {"FEATURE", "access_db", "rule", "A"}, /* its argument skip */
    {"FEATURE", "access_db", "rule", "D"},
    {"FEATURE", "conncontrol", "rule", "ConnControl"},
    {"FEATURE", "conncontrol", "rule", "Basic_check_relay"},
    {"FEATURE", "delay_checks", "rule", "check_rcpt"},
    {"FEATURE", "delay_checks", "rule", "check_mail"},
    {"FEATURE", "delay_checks", "rule", "check_relay"},
    {"FEATURE", "delay_checks", "ruleset", "check*"},
    {"FEATURE", "delay_checks", "ruleset", "FullAddr"},
    {"FEATURE", "delay_checks", "ruleset", "Delay_TLS_Clt*"},
    {"FEATURE", "dnsbl", "rule", "Basic_check_relay"},
    {"FEATURE", "dnsbl", "map", "dnsbl*"},
    {"FEATURE", "enhdnsbl", "rule", "Basic_check_relay"},
    {"FEATURE", "enhdnsbl", "map", "ednsbl*"},
    {"FEATURE", "enhdnsbl", "map", "dnsbl*"},
    {"FEATURE", "genericstable", "map", "generics"},
    {"FEATURE", "domaintable", "map", "domaintable"},
    {"FEATURE", "greet_pause", "ruleset", "greet_pause"},
    {"FEATURE", "ldap_routing", "class", "SMTPOpModes"},
    {"FEATURE", "ldap_routing", "map", "ldap*"},
    {"FEATURE", "ldap_routing", "rule", "Parse1"},
    {"FEATURE", "ldap_routing", "rule*", "LDAP*"},
    {"FEATURE", "local_lmtp", "mailer", "local *"},
    {"FEATURE", "local_lmtp", "rule", "localaddr"},
    {"FEATURE", "local_procmail", "mailer", "local *"},
    {"FEATURE", "local_procmail", "rule", "localaddr"},
    {"FEATURE", "mailertable", "map", "mailertable"},
    {"FEATURE", "nouucp", "rule", "Canonify2"}, /* its argument nospecial */
    {"FEATURE", "nouucp", "rule", "final"},
    {"FEATURE", "nullclient", "rule*", "*"},
    {"FEATURE", "nullclient", "daemon", "*"},
    {"FEATURE", "nullclient", "option", "AliasFile"},
    {"FEATURE", "preserve_local_plus_detail", "rule", "localaddr"},
    {"FEATURE", "promiscuous_relay", "rule", "Basic_check_rcpt"},
    {"FEATURE", "ratecontrol", "rule", "RateControl"},
    {"FEATURE", "ratecontrol", "rule", "Basic_check_relay"},
    {"FEATURE", "relay_based_on_MX", "rule*", "R*"},
    {"FEATURE", "relay_entire_domain", "rule", "Relay_ok"},
    {"FEATURE", "relay_entire_domain", "rule", "Rcpt_ok"},
    {"FEATURE", "relay_entire_domain", "rule", "ParseRecipient"},
    {"FEATURE", "relay_local_from", "rule", "Relay_ok"},
    {"FEATURE", "relay_mail_from", "rule", "Relay_ok"},
    {"FEATURE", "loose_relay_check", "rule", "Rcpt_ok"},
    {"FEATURE", "smrsh", "mailer", "prog *"},
    {"FEATURE", "sts", "map", "sts"},
    {"FEATURE", "use_ct_file", "class*", "t"},
    {"FEATURE", "use_cw_file", "class file", "w"},
    {"FEATURE", "virtusertable", "map", "virtuser"},
    {"define", "ALIAS_FILE", "option", "AliasFile"},
    {"define", "confAUTH_MECHANISMS", "option", "AuthMechanisms*"},
    {"define", "confAUTH_OPTIONS", "option", "AuthOptions*"},
    {"define", "confCW_FILE", "class file", "w"},
    {"define", "confDONT_BLAME_SENDMAIL", "option", "DontBlameSendmail*"},
    {"define", "confDOMAIN_NAME", "macro", "j"},
    {"define", "confPRIVACY_FLAGS", "option", "PrivacyOptions*"},
    {"define", "confSMTP_LOGIN_MSG", "option", "SmtpGreetingMessage"},
    {"define", "confTRUSTED_USERS", "class", "t"},
    {"define", "confUSERDB_SPEC", "rule", "EnvToL"},
    {"define", "MAIL_HUB", "macro", "H"},
    {"define", "SMART_HOST", "macro", "S"},
    {"GENERICS_DOMAIN_FILE", NULL, "class*", "G"},
    {"INPUT_MAIL_FILTER", NULL, "milter", "*"},
    {"INPUT_MAIL_FILTER", NULL, "option", "InputMailFilters"},
    {"MAIL_FILTER", NULL, "milter", "*"},
    {"MAILER", "uucp", "class", "t"},
    {"MASQUERADE_AS", NULL, "macro", "M"},
    {"MASQUERADE_AS", NULL, "rule", "Masq*"},
    {"OSTYPE", NULL, "mailer", "local *"},
    {"QUEUE_GROUP", NULL, "queue*", "*"},
    {"TRUST_AUTH_MECH", NULL, "class", "TrustAuthMech"},
    {"VIRTUSER_DOMAIN_FILE", NULL, "class*", "VirtHost"},
    {"DAEMON_OPTIONS", NULL, "daemon", "*"},
};

bool import_touches(const struct import_line *line, const char *kind, const char *name)
{
    /* What only a site writes is never a macro's doing. */
    if (strncmp(kind, "rule", 4) == 0 && strncmp(name, "Local_", 6) == 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (strcmp(table[i].macro, line->macro) != 0 || !import_like(table[i].kind, kind) ||
            !import_like(table[i].name, name))
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

bool import_like(const char *pattern, const char *text)
{
    size_t len = strlen(pattern);
    if (len > 0 && pattern[len - 1] == '*')
        return strncmp(pattern, text, len - 1) == 0;
    return strcmp(pattern, text) == 0;
}
