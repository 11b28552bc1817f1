/* What the templates are told of submission; see values_parts.h. */
#include "render/values_parts.h"

void values_submission(const struct profile *p, struct str *out)
{
    struct strs list = {0};
    struct str names = STR_INIT;
    profile_list(p, "submission.mechanisms", &list);
    strs_join(&list, " ", &names);
    values_define(out, "", "mc_mechanisms", str_text(&names));
    str_free(&names);
    strs_free(&list);
}
