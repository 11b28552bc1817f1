/* The m4 variables of sendmail-cf; see variable.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/rules_help.h"
#include "model/variable.h"

static bool names(const char *text, const char *name);
static bool is_word(char c);
static bool acts(const char *word);

/* When the owner really says it. */
enum when { ALWAYS, WHEN_ON, WHEN_OFF, NEVER };

/*
 * What the becomes of no setting names, or names although more.options may say it, too:
 * then the setting of `when` decides.  A name that ends with a * stands for all that begin so.
 */
static const struct {
    const char *name, *owner;
    enum when when;
    const char *if_this;
} owners[] = {
    {"confCR_FILE", "relay.hosts", ALWAYS, NULL},
    {"confCW_FILE", "host.domains", ALWAYS, NULL},
    {"confCT_FILE", "local.trusted_users", ALWAYS, NULL},
    {"confRECEIVED_HEADER", "received.name", ALWAYS, NULL},
    {"confMILTER_MACROS_*", "filters.macros", ALWAYS, NULL},
    {"DNSBL_MAP_OPT", "refuse.dns_lists", WHEN_ON, "refuse.dns_lists"},
    {"EDNSBL_TO", "refuse.dns_list_results", WHEN_ON, "refuse.dns_list_results"},
    {"SMTP_MAILER_FLAGS", "queue.hold_expensive", WHEN_ON, "queue.hold_expensive"},
    {"RELAY_MAILER_FLAGS", "queue.hold_expensive", WHEN_ON, "queue.hold_expensive"},
    {"confLDAP_DEFAULT_SPEC", "inbound.ldap_server", WHEN_ON, "addresses.ldap_routing"},
    {"confAUTH_MECHANISMS", "submission.mechanisms", WHEN_ON, "submission.enabled"},
    {"confAUTH_OPTIONS", "submission.enabled", WHEN_ON, "submission.enabled"},
    {"confAUTH_REALM", "submission.realm", WHEN_ON, "submission.enabled"},
    {"confFORWARD_PATH", "local.forward_files", WHEN_OFF, "local.forward_files"},
    /* Where the system keeps them is the layout's affair, and a profile may know better. */
    {"LOCAL_MAILER_PATH", NULL, NEVER, NULL},
    {"HELP_FILE", NULL, NEVER, NULL},
};

/* m4 stops or complains at these, or they would be overwritten (proto.m4). */
static const struct {
    const char *name, *instead;
} gone[] = {
    {"confAUTO_REBUILD", "leave it out: sendmail rebuilds aliases no more by itself"},
    {"confCLIENT_OPTIONS", "use more.client_options"},
    {"confDAEMON_OPTIONS",
     "roles, host.ipv6, host.listen and submission say where this host listens"},
    {"confDEF_GROUP_ID", "write user:group in confDEF_USER_ID"},
    {"confMESSAGE_TIMEOUT", "use limits.queue_return_days"},
    {"confREAD_TIMEOUT", "use the timeouts of their own: timeouts.mail and so on"},
    {"confUNSAFE_GROUP_WRITES", "use local.unsafe_files"},
};

static const char *const early[] = {
    "DATABASE_MAP_TYPE",    "DNSBL_MAP",     "DNSBL_MAP_OPT", "EDNSBL_TO",
    "PROCMAIL_MAILER_PATH", "PROCMAIL_PATH", "confEBINDIR"};

/* Found by putting a text of macros into each variable, with all features and mailers. */
static const char *const read_again[] = {"HELP_FILE", "confLOCAL_MAILER"};

const char *variable_owner(const struct profile *profile, const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
        size_t len = strcspn(owners[i].name, "*");
        if (strncmp(owners[i].name, name, len) != 0 ||
            (owners[i].name[len] == '\0' && name[len] != '\0'))
            continue;
        bool on = owners[i].if_this != NULL && profile_on(profile, owners[i].if_this);
        bool governs = owners[i].when == ALWAYS || (owners[i].when == WHEN_ON && on) ||
                       (owners[i].when == WHEN_OFF && !on);
        return governs ? owners[i].owner : NULL;
    }
    for (size_t i = 0; i < setting_count(); i++)
        if (names(setting_at(i)->becomes, name))
            return setting_at(i)->path;
    return NULL;
}

/* Whether a text has that name as a whole word. */
static bool names(const char *text, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = strstr(text, name); at != NULL; at = strstr(at + 1, name))
        if ((at == text || !is_word(at[-1])) && !is_word(at[len]))
            return true;
    return false;
}

static bool is_word(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

const char *variable_gone(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(gone); i++)
        if (strcmp(gone[i].name, name) == 0)
            return gone[i].instead;
    return NULL;
}

bool variable_is_early(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(early); i++)
        if (strcmp(early[i], name) == 0)
            return true;
    return false;
}

bool variable_is_read_again(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(read_again); i++)
        if (strcmp(read_again[i], name) == 0)
            return true;
    return variable_is_early(name) || str_ends(name, "_FLAGS");
}

char *variable_acting_word(const char *text)
{
    for (size_t len; *text != '\0'; text += len > 0 ? len : 1) {
        /* m4 sees the dnl in 1dnl: a digit begins no word. */
        len = 0;
        while (!isdigit((unsigned char)*text) && is_word(text[len]))
            len++;
        char *word = mem_dupn(text, len);
        if (acts(word))
            return word;
        free(word);
    }
    return NULL;
}

/* The variables and most macros of sendmail-cf have an underscore, or begin with conf. */
static bool acts(const char *word)
{
    bool lower = false;
    for (const char *c = word; *c != '\0'; c++)
        lower = lower || islower((unsigned char)*c);
    return rules_m4_word(word) != NULL || (!lower && strchr(word, '_') != NULL) ||
           (strncmp(word, "conf", 4) == 0 && isupper((unsigned char)word[4]));
}
