/* Settings: mail filters. */
#include "model/setting_rows.h"

const struct setting setting_rows_filters[] = {
    {.path = "filters.use",
     .type = TYPE_ALIAS,
     .shape = SHAPE_LIST,
     .fallback = "[]",
     .roles = ROLE_ANY,
     .since = "8.12",
     .becomes = "INPUT_MAIL_FILTER, confINPUT_MAIL_FILTERS",
     .prompt = "Mail filters, in the order in which they see a message",
     .help = "Known by name: opendkim, opendmarc, spamassassin, clamav, rspamd. Any other needs "
             "a socket in filters.sockets.",
     .why = "Signatures, viruses and spam are judged while the client still waits.",
     .source = "cf/README MAIL FILTERS"},
    {.path = NULL},
};
