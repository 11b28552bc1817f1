/* What the templates are told of the raw lines; see values.h. */
#include <stdlib.h>

#include "render/values.h"
#include "render/values_parts.h"

void values_add_extra(const struct profile *p, const struct extra *extra, struct str *out)
{
    static const char *const names[EXTRA_PLACES] = {
        [EXTRA_FIRST] = "mc_extra_first",       [EXTRA_MAILER] = "mc_extra_mailer",
        [EXTRA_CONFIG] = "mc_extra_config",     [EXTRA_RULE0] = "mc_extra_rule0",
        [EXTRA_RULESETS] = "mc_extra_rulesets", [EXTRA_TAIL] = "mc_extra_tail"};
    struct str text = STR_INIT;
    extra_dump(extra, &text);
    char *digest = profile_digest_with(p, &text);
    values_define(out, "", "mc_digest", digest);
    for (enum extra_place i = 0; i < EXTRA_PLACES; i++)
        values_define(out, "", names[i], str_text(&extra->parts[i]));
    free(digest);
    str_free(&text);
}
