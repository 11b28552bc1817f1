/* The profile as it stands in the .mc, behind dnl; see values.h and cf/mc_profile.h. */
#include <stdlib.h>
#include <string.h>

#include "cf/mc_profile.h"

#include "render/values.h"
#include "render/values_parts.h"

void values_add_profile(const struct profile *p, struct str *out)
{
    struct str block = STR_INIT;
    char *json = profile_dump_ascii(p);
    if (strlen(json) > MC_PROFILE_MAX) {
        str_addf(&block, "dnl # The profile does not stand here: it has more than %d KiB.\n",
                 MC_PROFILE_MAX / 1024);
    } else {
        str_add(&block, MC_PROFILE_HEAD "\n");
        for (const char *line = json, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            str_add(&block, MC_PROFILE_LINE);
            str_addn(&block, line, (size_t)(end - line) + 1);
        }
    }
    values_define(out, "", "mc_profile", str_text(&block));
    free(json);
    str_free(&block);
}
