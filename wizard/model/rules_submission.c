/* Rules: submission by users; see rules_checks.h. */
#include <string.h>

#include "model/rules_checks.h"
#include "model/rules_help.h"

void rules_submission_tls(const struct profile *p, struct errs *errs)
{
    if (profile_bool(p, "submission.enabled") && !rules_has_text(p, "tls.cert_file"))
        err_mend(profile_error(p, errs, "submission.enabled",
                               "needs a certificate: without TLS a password is anybody's"),
                 "give tls.cert_file and tls.key_file");
}

void rules_submission_mechanisms(const struct profile *p, struct errs *errs)
{
    struct strs list = {0};
    if (!profile_bool(p, "submission.enabled"))
        return;
    profile_list(p, "submission.mechanisms", &list);
    if (list.n == 0)
        err_mend(profile_error(p, errs, "submission.mechanisms", "is empty: nobody could log in"),
                 "list PLAIN at least");
    bool saslauthd = strcmp(profile_text(p, "submission.passwords"), "saslauthd") == 0;
    for (size_t i = 0; i < list.n && saslauthd; i++)
        if (strncmp(list.v[i], "SCRAM", 5) == 0)
            err_mend(profile_error(p, errs, "submission.mechanisms",
                                   "%s needs the stored secret, which saslauthd does not tell",
                                   list.v[i]),
                     "set submission.passwords to sasldb, or use PLAIN and LOGIN");
    strs_free(&list);
}
