/* Settings: variables, features and mailers of sendmail-cf that have no setting of their own. */
#include <stddef.h>

#include "model/setting_rows.h"

/*
 * Without arguments, and none that lets anybody relay.  bcc, prefixmod and the tables need
 * arguments, vnet sends to hosts of its own, with bestmx_is_local strangers' MX records would say
 * what this host accepts, and what others there do has a setting.
 */
static const char *const features[] = {"accept_unqualified_senders",
                                       "check_cert_altnames",
                                       "compat_check",
                                       "local_no_masquerade",
                                       "lookupdotdomain",
                                       "nocanonify",
                                       "notsticky",
                                       "preserve_local_plus_detail",
                                       "preserve_luser_host",
                                       "stickyhost",
                                       "tls_session_features",
                                       "use_client_ptr",
                                       "virtuser_entire_domain",
                                       NULL};

/* mail11 stands before what keeps mail here, so it would take strangers' mail to .DECNET. */
static const char *const mailers[] = {"cyrus",    "cyrusv2", "fax",    "phquery", "pop",
                                      "procmail", "qpage",   "usenet", "uucp",    NULL};

const struct setting setting_rows_more[] = {
    {.path = "more.options",
     .type = TYPE_VALUE,
     .shape = SHAPE_MAP,
     .key_type = TYPE_VARIABLE,
     .fallback = "{}",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "define(`NAME', `value') for each",
     .prompt = "Further m4 variables of sendmail-cf",
     .help = "A name such as confALIAS_WAIT or LOCAL_MAILER_ARGS, and its value as it stands in "
             "sendmail.cf, $ and all: nothing in it is m4. These definitions come after the "
             "wizard's own. What a setting governs is refused here.",
     .why = "An option that few sites need is still said in the profile, and checked.",
     .source = "cf/README OSTYPE, TWEAKING CONFIGURATION OPTIONS"},
    {.path = "more.undefined",
     .type = TYPE_VARIABLE,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "undefine(`NAME') for each",
     .prompt = "M4 variables of sendmail-cf that are undefined",
     .help = "What the system's OSTYPE or sendmail-cf itself defines, and this host shall not "
             "have. sendmail's own default then holds.",
     .why = "Nothing is taken away that nobody named.",
     .source = "cf/README TWEAKING CONFIGURATION OPTIONS"},
    {.path = "more.features",
     .type = TYPE_CHOICE,
     .choices = features,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "FEATURE(`NAME') for each",
     .prompt = "Further features of sendmail-cf",
     .help = "Those without arguments that let nobody relay. Without an access table (no "
             "server, nobody denied), compat_check and lookupdotdomain do nothing. "
             "preserve_luser_host needs LUSER_RELAY in more.options.",
     .why = "What is not needed is not done.",
     .source = "cf/README FEATURES"},
    {.path = "more.mailers",
     .type = TYPE_CHOICE,
     .choices = mailers,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.7",
     .becomes = "MAILER(`NAME') for each, after local and smtp",
     .prompt = "Further mailers of sendmail-cf",
     .help = "Ways out of this host besides local and smtp. A mailer is used where a rule, the "
             "mailertable or more.options (confLOCAL_MAILER) names it; fax and pop also "
             "have domains of their own, such as user@host.FAX.",
     .why = "Each mailer starts a program; what is not needed is not there.",
     .source = "cf/README MAILERS"},
    {.path = "more.mailer_flags",
     .type = TYPE_FLAGS,
     .shape = SHAPE_MAP,
     .key_type = TYPE_MAILER,
     .fallback = "{}",
     .roles = ROLE_ANY,
     .since = "8.10",
     .becomes = "MODIFY_MAILER_FLAGS(`NAME', `flags') for each",
     .prompt = "Flags of mailers that are changed",
     .help = "A mailer such as LOCAL, SMTP or RELAY, and flags: +F adds F, -F takes it away, F "
             "alone stands in place of all; several parts are parted by a blank (+F -9).",
     .why = "The flags of sendmail-cf fit its mailers.",
     .source = "cf/README MODIFY_MAILER_FLAGS; op.me 5.4"},
    {.path = "more.client_options",
     .type = TYPE_EQUATES,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.10",
     .becomes = "CLIENT_OPTIONS, O ClientPortOptions",
     .prompt = "Options of outgoing connections (CLIENT_OPTIONS)",
     .help = "One for each family, such as Family=inet, Address=192.0.2.1: the address from "
             "which this host sends. Several are parted by semicolons in --set.",
     .why = "The system chooses the address that its routes ask for.",
     .source = "op.me ClientPortOptions"},
    {.path = NULL},
};
