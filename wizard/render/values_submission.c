/* What the templates are told of submission; see values_parts.h. */
#include "render/values_parts.h"

void values_submission(const struct profile *p, const struct layout *layout, struct str *out)
{
    struct strs list = {0};
    struct str names = STR_INIT;
    (void)layout;
    profile_list(p, "submission.mechanisms", &list);
    for (size_t i = 0; i < list.n; i++)
        str_addf(&names, "%s%s", i > 0 ? " " : "", list.v[i]);
    values_define(out, "", "mc_mechanisms", str_text(&names));
    str_free(&names);
    strs_free(&list);
}
