/* Rules of the theme: findings that are accepted.  Which checks there are, only audit/ knows. */
#include <string.h>
#include <strings.h>

#include "model/rules_checks.h"

static bool same_id(const char *a, const char *b);

void rules_audit_once(const struct profile *p, struct errs *errs)
{
    struct strs items = {0};
    profile_list(p, "audit.accepted", &items);
    for (size_t i = 0; i < items.n; i++)
        for (size_t k = 0; k < i; k++)
            if (same_id(items.v[i], items.v[k])) {
                struct str place = STR_INIT;
                str_addf(&place, "audit.accepted[%zu]", i);
                err_mend(profile_error(p, errs, str_text(&place),
                                       "%.*s stands there for the second time",
                                       (int)strcspn(items.v[i], ":"), items.v[i]),
                         "give all of the reason in one place");
                str_free(&place);
                break;
            }
    strs_free(&items);
}

static bool same_id(const char *a, const char *b)
{
    size_t len = strcspn(a, ":");
    return strcspn(b, ":") == len && strncasecmp(a, b, len) == 0;
}
