/* The words of a .mc; see mc_words.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/mc_words.h"

static const struct mc_word *word_near(const char *name, bool heading);

/* cfhead.m4, and the builtins of m4 that a .mc may use. */
static const struct mc_word words[] = {
    {"define", MC_WORD_CALL, 2},
    {"undefine", MC_WORD_CALL, 0},
    {"FEATURE", MC_WORD_CALL, 0},
    {"MAILER", MC_WORD_CALL, 2},
    {"DAEMON_OPTIONS", MC_WORD_CALL, 1},
    {"CLIENT_OPTIONS", MC_WORD_CALL, 1},
    {"OSTYPE", MC_WORD_CALL, 2},
    {"DOMAIN", MC_WORD_CALL, 2},
    {"HACK", MC_WORD_CALL, 0},
    {"MASQUERADE_AS", MC_WORD_CALL, 1},
    {"INPUT_MAIL_FILTER", MC_WORD_CALL, 2},
    {"MAIL_FILTER", MC_WORD_CALL, 2},
    {"QUEUE_GROUP", MC_WORD_CALL, 2},
    {"MODIFY_MAILER_FLAGS", MC_WORD_CALL, 2},
    {"EXPOSED_USER", MC_WORD_EATS, 1},
    {"EXPOSED_USER_FILE", MC_WORD_EATS, 1},
    {"LOCAL_USER", MC_WORD_EATS, 1},
    {"LOCAL_USER_FILE", MC_WORD_EATS, 1},
    {"LOCAL_DOMAIN", MC_WORD_EATS, 1},
    {"MASQUERADE_DOMAIN", MC_WORD_EATS, 1},
    {"MASQUERADE_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"MASQUERADE_EXCEPTION", MC_WORD_EATS, 1},
    {"MASQUERADE_EXCEPTION_FILE", MC_WORD_EATS, 1},
    {"CANONIFY_DOMAIN", MC_WORD_EATS, 1},
    {"CANONIFY_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"GENERICS_DOMAIN", MC_WORD_EATS, 1},
    {"GENERICS_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"LDAPROUTE_DOMAIN", MC_WORD_EATS, 1},
    {"LDAPROUTE_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"LDAPROUTE_EQUIVALENT", MC_WORD_EATS, 1},
    {"LDAPROUTE_EQUIVALENT_FILE", MC_WORD_EATS, 1},
    {"VIRTUSER_DOMAIN", MC_WORD_EATS, 1},
    {"VIRTUSER_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"RELAY_DOMAIN", MC_WORD_EATS, 1},
    {"RELAY_DOMAIN_FILE", MC_WORD_EATS, 1},
    {"TRUST_AUTH_MECH", MC_WORD_EATS, 1},
    {"LOCAL_RULE_0", MC_WORD_HEADING, 0},
    {"LOCAL_RULE_1", MC_WORD_HEADING, 0},
    {"LOCAL_RULE_2", MC_WORD_HEADING, 0},
    {"LOCAL_RULE_3", MC_WORD_HEADING, 0},
    {"LOCAL_UUCP", MC_WORD_HEADING, 0},
    {"LOCAL_RULESETS", MC_WORD_HEADING, 0},
    {"LOCAL_SRV_FEATURES", MC_WORD_HEADING, 0},
    {"LOCAL_CLT_FEATURES", MC_WORD_HEADING, 0},
    {"LOCAL_TRY_TLS", MC_WORD_HEADING, 0},
    {"LOCAL_TLS_RCPT", MC_WORD_HEADING, 0},
    {"LOCAL_TLS_CLIENT", MC_WORD_HEADING, 0},
    {"LOCAL_TLS_SERVER", MC_WORD_HEADING, 0},
    {"LOCAL_CONFIG", MC_WORD_HEADING, 0},
    {"LOCAL_NET_CONFIG", MC_WORD_HEADING, 0},
    {"LOCAL_DNSBL", MC_WORD_HEADING, 0},
    {"MAILER_DEFINITIONS", MC_WORD_HEADING, 0},
    {"ifdef", MC_WORD_CONTROL, 0},
    {"ifelse", MC_WORD_CONTROL, 0},
    {"pushdef", MC_WORD_CONTROL, 0},
    {"m4wrap", MC_WORD_CONTROL, 0},
    {"VERSIONID", MC_WORD_PLAIN, 0},
    {"SITE", MC_WORD_PLAIN, 0},
    {"SITECONFIG", MC_WORD_PLAIN, 0},
    {"UUCPSMTP", MC_WORD_PLAIN, 0},
    {"CONCAT", MC_WORD_PLAIN, 0},
    {"CF_LEVEL", MC_WORD_PLAIN, 0},
    {"DOL", MC_WORD_PLAIN, 0},
    {"PUSHDIVERT", MC_WORD_PLAIN, 0},
    {"POPDIVERT", MC_WORD_PLAIN, 0},
    {"divert", MC_WORD_PLAIN, 0},
    {"undivert", MC_WORD_PLAIN, 0},
    {"include", MC_WORD_PLAIN, 0},
    {"sinclude", MC_WORD_PLAIN, 0},
    {"popdef", MC_WORD_PLAIN, 0},
    {"defn", MC_WORD_PLAIN, 0},
    {"errprint", MC_WORD_PLAIN, 0},
    {"esyscmd", MC_WORD_PLAIN, 0},
    {"syscmd", MC_WORD_PLAIN, 0},
    {"changequote", MC_WORD_PLAIN, 0},
    {"changecom", MC_WORD_PLAIN, 0},
};

#define GONE(name, instead_, mend_)                                                                \
    {                                                                                              \
        name, false, false, "sendmail-cf has no such feature any more", instead_, mend_, true,     \
            false                                                                                  \
    }
#define PLAIN(name)                                                                                \
    {                                                                                              \
        name, false, false, NULL, NULL, NULL, false, false                                         \
    }
#define WANTS(name, argument_, access_)                                                            \
    {                                                                                              \
        name, access_, argument_, NULL, NULL, NULL, false, false                                   \
    }
/* Found by rendering each feature before and behind the mailers. */
#define HEEDED(name, argument_)                                                                    \
    {                                                                                              \
        name, false, argument_, NULL, NULL, NULL, false, true                                      \
    }

/* feature/ of sendmail 8.17, and those of before that people still have. */
static const struct mc_feature features[] = {
    PLAIN("accept_unqualified_senders"),
    PLAIN("accept_unresolvable_domains"),
    PLAIN("access_db"),
    HEEDED("allmasquerade", false),
    HEEDED("always_add_domain", false),
    PLAIN("authinfo"),
    PLAIN("badmx"),
    WANTS("bcc", false, true),
    PLAIN("bestmx_is_local"),
    PLAIN("bitdomain"),
    {"blacklist_recipients", true, false,
     "this name is deprecated, and m4 warns of it since sendmail 8.17", "blocklist_recipients",
     NULL, false, false},
    PLAIN("block_bad_helo"),
    WANTS("blocklist_recipients", false, true),
    PLAIN("check_cert_altnames"),
    PLAIN("check_other"),
    WANTS("compat_check", false, true),
    WANTS("conncontrol", false, true),
    PLAIN("delay_checks"),
    WANTS("dnsbl", true, false),
    PLAIN("domainmap"),
    PLAIN("domaintable"),
    PLAIN("drac"),
    WANTS("enhdnsbl", true, false),
    PLAIN("generics_entire_domain"),
    PLAIN("genericstable"),
    WANTS("greet_pause", false, true),
    PLAIN("ldap_routing"),
    PLAIN("limited_masquerade"),
    HEEDED("local_lmtp", false),
    HEEDED("local_no_masquerade", false),
    HEEDED("local_procmail", false),
    WANTS("lookupdotdomain", false, true),
    PLAIN("loose_relay_check"),
    PLAIN("mailertable"),
    PLAIN("masquerade_entire_domain"),
    PLAIN("masquerade_envelope"),
    HEEDED("msp", false),
    PLAIN("mtamark"),
    PLAIN("no_default_msa"),
    PLAIN("nocanonify"),
    GONE("nodns", NULL,
         "delete the line; which services are asked stands in confSERVICE_SWITCH_FILE"),
    WANTS("nopercenthack", true, false),
    {"notsticky", false, false, "the feature is empty: what it did is the default since 8.7", NULL,
     "delete the line; FEATURE(`stickyhost') is the opposite", false, false},
    HEEDED("nouucp", true),
    HEEDED("nullclient", true),
    GONE("orbs", "dnsbl", NULL),
    WANTS("prefixmod", true, false),
    PLAIN("preserve_local_plus_detail"),
    PLAIN("preserve_luser_host"),
    PLAIN("promiscuous_relay"),
    WANTS("queuegroup", false, true),
    WANTS("ratecontrol", false, true),
    GONE("rbl", "dnsbl", NULL),
    PLAIN("redirect"),
    PLAIN("relay_based_on_MX"),
    PLAIN("relay_entire_domain"),
    PLAIN("relay_hosts_only"),
    PLAIN("relay_local_from"),
    WANTS("relay_mail_from", false, true),
    PLAIN("require_rdns"),
    PLAIN("rhsbl"),
    HEEDED("smrsh", false),
    PLAIN("stickyhost"),
    PLAIN("sts"),
    {"tls_failures", false, false, "an option has taken its place, and m4 says so as an error",
     NULL, "write define(`confTLS_FALLBACK_TO_CLEAR', `true')", false, false},
    PLAIN("tls_session_features"),
    PLAIN("use_client_ptr"),
    PLAIN("use_ct_file"),
    PLAIN("use_cw_file"),
    PLAIN("uucpdomain"),
    PLAIN("virtuser_entire_domain"),
    PLAIN("virtusertable"),
    PLAIN("vnet"),
};

/* What proto.m4 says of them; those that do not break are still carried over. */
static const struct mc_old_name old_names[] = {
    {"confDEF_GROUP_ID", "write define(`confDEF_USER_ID', `USER:GROUP')", true},
    {"confREAD_TIMEOUT", "write confTO_COMMAND, confTO_DATABLOCK and their like", true},
    {"confMESSAGE_TIMEOUT", "write confTO_QUEUERETURN and confTO_QUEUEWARN", false},
    {"confAUTO_REBUILD", "delete the line, and run newaliases", true},
    {"confDAEMON_OPTIONS", "write DAEMON_OPTIONS(`...')", false},
    {"confCLIENT_OPTIONS", "write CLIENT_OPTIONS(`...')", false},
    {"confUNSAFE_GROUP_WRITES", "write confDONT_BLAME_SENDMAIL", false},
};

/* What cfhead.m4 defines. */
static const char *const valued[] = {
    "ALIAS_FILE",
    "DATABASE_MAP_TYPE",
    "MAIL_SETTINGS_DIR",
    "confALIAS_WAIT",
    "confBLANK_SUB",
    "confCHECK_ALIASES",
    "confCON_EXPENSIVE",
    "confCR_FILE",
    "confCW_FILE",
    "confDELIVERY_MODE",
    "confFORWARD_PATH",
    "confFROM_LINE",
    "confLOG_LEVEL",
    "confMAILER_NAME",
    "confMCI_CACHE_SIZE",
    "confMCI_CACHE_TIMEOUT",
    "confMIME_FORMAT_ERRORS",
    "confMIN_FREE_BLOCKS",
    "confOLD_STYLE_HEADERS",
    "confOPERATORS",
    "confPRIVACY_FLAGS",
    "confRECEIVED_HEADER",
    "confSAFE_QUEUE",
    "confSEVEN_BIT_INPUT",
    "confSMTP_LOGIN_MSG",
    "confTEMP_FILE_MODE",
    "confTIME_ZONE",
    "confTO_QUEUERETURN",
    "confTO_QUEUEWARN",
    "confUSE_ERRORS_TO",
};

/* What cf/README lists of those that are no confXXX; and all X_MAILER_Y. */
static const char *const plain[] = {"BITNET_RELAY", "DECNET_RELAY", "FAX_RELAY",  "HELP_FILE",
                                    "LOCAL_RELAY",  "LUSER_RELAY",  "MAIL_HUB",   "QUEUE_DIR",
                                    "SMART_HOST",   "STATUS_FILE",  "UUCP_RELAY", "SMTP_MAILER",
                                    "RELAY_MAILER"};

const struct mc_word *mc_word_find(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strncmp(words[i].name, name, len) == 0 && words[i].name[len] == '\0')
            return &words[i];
    return NULL;
}

const struct mc_word *mc_word_near(const char *name)
{
    return word_near(name, false);
}

const struct mc_word *mc_heading_near(const char *name)
{
    return word_near(name, true);
}

/* A slip keeps the first letter and about the length; a site's own macro seldom does both. */
static const struct mc_word *word_near(const char *name, bool heading)
{
    const char *names[ARRAY_LEN(words)];
    size_t n = 0, len = strlen(name);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t l = strlen(words[i].name);
        if ((words[i].kind == MC_WORD_HEADING) == heading && words[i].kind <= MC_WORD_HEADING &&
            toupper((unsigned char)words[i].name[0]) == toupper((unsigned char)name[0]) &&
            l <= len + 2 && len <= l + 2)
            names[n++] = words[i].name;
    }
    const char *near = str_nearest(name, names, n);
    return near != NULL ? mc_word_find(near, strlen(near)) : NULL;
}

const struct mc_feature *mc_feature_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(features); i++)
        if (strcmp(features[i].name, name) == 0)
            return &features[i];
    return NULL;
}

bool mc_feature_is_late(const char *name)
{
    const struct mc_feature *feature = mc_feature_find(name);
    return feature == NULL || feature->mailers;
}

const char *mc_feature_near(const char *name)
{
    const char *names[ARRAY_LEN(features)];
    for (size_t i = 0; i < ARRAY_LEN(features); i++)
        names[i] = features[i].name;
    return str_nearest(name, names, ARRAY_LEN(names));
}

const struct mc_old_name *mc_old_name_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(old_names); i++)
        if (strcmp(old_names[i].name, name) == 0)
            return &old_names[i];
    return NULL;
}

bool mc_name_has_value(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(valued); i++)
        if (strcmp(valued[i], name) == 0)
            return true;
    return false;
}

bool mc_name_is_plain(const char *name, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        if (strlen(plain[i]) == len && memcmp(plain[i], name, len) == 0)
            return true;
    return memmem(name, len, "_MAILER_", 8) != NULL;
}
