/* Sendmail.conf, which tells Cyrus SASL where the users' passwords are; see tables_parts.h. */
#include <string.h>

#include "render/tables_parts.h"

void tables_submission(const struct profile *p, struct render_output *out)
{
    struct strs list = {0};
    if (!profile_bool(p, "submission.enabled"))
        return;
    struct str *file = tables_add_file(out, "Sendmail.conf", MODE_PUBLIC);
    bool sasldb = strcmp(profile_text(p, "submission.passwords"), "sasldb") == 0;
    str_add(file, "# Sendmail.conf: how Cyrus SASL checks the passwords of sendmail's clients\n"
                  "# Written by mcwizard from a profile; it belongs into SASL's own folder.\n");
    str_add(file, sasldb ? "pwcheck_method: auxprop\nauxprop_plugin: sasldb\n"
                         : "pwcheck_method: saslauthd\n");
    profile_list(p, "submission.mechanisms", &list);
    str_add(file, "mech_list:");
    for (size_t i = 0; i < list.n; i++)
        str_addf(file, " %s", list.v[i]);
    str_add(file, "\n");
    strs_free(&list);
}
