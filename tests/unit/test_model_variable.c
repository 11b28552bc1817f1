/* Tests of model/variable.c: who says what a variable of sendmail-cf says, and how it is read. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "model/setting.h"
#include "model/variable.h"

#include "profiles.h"

static const char *owner_of(const char *const *sets, size_t n, const char *name)
{
    struct profile *p = profile_of_sets(sets, n);
    const char *owner = variable_owner(p, name);
    profile_free(p);
    return owner != NULL ? owner : "";
}

Test(model_variable, every_conf_of_a_setting_is_its_own)
{
    size_t n = 0;
    for (size_t i = 0; i < setting_count(); i++) {
        const char *conf = setting_at(i)->conf;
        if (conf != NULL) {
            cr_expect_str_eq(owner_of(NULL, 0, conf), setting_at(i)->path);
            n++;
        }
    }
    cr_expect_gt(n, 40);
}

Test(model_variable, owner)
{
    static const struct {
        const char *name, *set, *owner; /* "": nobody */
    } rows[] = {
        {"confDOMAIN_NAME", NULL, "host.name"},
        {"QUEUE_DIR", NULL, "queue.directory"},
        {"LOCAL_SHELL_PATH", NULL, "local.programs"},
        {"confCR_FILE", NULL, "relay.hosts"},
        {"confCR_FILES", NULL, ""},
        {"confMILTER_MACROS_EOM", NULL, "filters.macros"},
        {"confMILTER_LOG_LEVEL", NULL, "filters.log_level"},
        {"confTO_QUEUERETURN", NULL, "limits.queue_return_days"},
        {"confTO_QUEUE", NULL, ""},
        {"confALIAS_WAIT", NULL, ""},
        {"HELP_FILE", NULL, ""},
        {"confPID_FILE", NULL, ""},
        {"confFORWARD_PATH", NULL, "local.forward_files"},
        {"confFORWARD_PATH", "local.forward_files=yes", ""},
        {"confAUTH_REALM", NULL, ""},
        {"confAUTH_REALM", "submission.enabled=yes", "submission.realm"},
        {"confLDAP_DEFAULT_SPEC", "addresses.ldap_routing=yes", "inbound.ldap_server"},
        {"confLDAP_DEFAULT_SPEC", NULL, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_str_eq(owner_of(&rows[i].set, 1, rows[i].name), rows[i].owner, "row %zu", i);
}

Test(model_variable, owners_exist)
{
    static const char *const names[] = {
        "confCR_FILE",           "confCW_FILE",         "confCT_FILE",
        "confTRUSTED_USERS",     "confRECEIVED_HEADER", "confMILTER_MACROS_DATA",
        "DNSBL_MAP_OPT",         "EDNSBL_TO",           "SMTP_MAILER_FLAGS",
        "confLDAP_DEFAULT_SPEC", "confAUTH_MECHANISMS", "confAUTH_OPTIONS"};
    static const char *const sets[] = {
        "queue.hold_expensive=yes", "submission.enabled=yes", "addresses.ldap_routing=yes",
        "refuse.dns_lists=a.example=", "refuse.dns_list_results=a.example=127.0.0.2"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        cr_expect_not_null(setting_find(owner_of(sets, ARRAY_LEN(sets), names[i]), NULL), "%s",
                           names[i]);
}

Test(model_variable, how_it_is_read)
{
    cr_expect_not_null(variable_gone("confREAD_TIMEOUT"));
    cr_expect_null(variable_gone("confTO_COMMAND"));
    cr_expect(variable_is_early("PROCMAIL_MAILER_PATH"));
    cr_expect_not(variable_is_early("LOCAL_MAILER_PATH"));
    cr_expect(variable_is_read_again("PROCMAIL_MAILER_PATH"));
    cr_expect(variable_is_read_again("UUCP_MAILER_FLAGS"));
    cr_expect(variable_is_read_again("confLOCAL_MAILER"));
    cr_expect_not(variable_is_read_again("LOCAL_MAILER_ARGS"));
}

Test(model_variable, acting_word)
{
    static const struct {
        const char *text, *word; /* NULL: none */
    } rows[] = {
        {"", NULL},
        {"DFMu:/|@9", NULL},
        {"/usr/bin/procmail", NULL},
        {"/etc/mail/trusted_users", NULL},
        {"dnl", "dnl"},
        {"a/dnl|b", "dnl"},
        {"12dnl", "dnl"},
        {"dnlm adnl _dnl", NULL},
        {"DOL:", "DOL"},
        {"x _CF_DIR_", "_CF_DIR_"},
        {"LOCAL_CONFIG", "LOCAL_CONFIG"},
        {"confX", "confX"},
        {"config conf", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *word = variable_acting_word(rows[i].text);
        if (rows[i].word == NULL)
            cr_expect_null(word, "%s: %s", rows[i].text, word);
        else
            cr_expect_str_eq(word != NULL ? word : "(none)", rows[i].word);
        free(word);
    }
}
