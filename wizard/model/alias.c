/* Aliases that are always there; see alias.h. */
#include "model/alias.h"

const struct alias_default alias_defaults[ALIAS_DEFAULTS] = {
    {"MAILER-DAEMON", "postmaster"}, {"postmaster", "root"}, {"abuse", "postmaster"}};
