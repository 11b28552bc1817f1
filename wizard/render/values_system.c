/* What the templates are told of the sendmail and the system that they are for; see values.h. */
#include <stdlib.h>
#include <string.h>

#include "render/values.h"
#include "render/values_parts.h"

enum { VERSION_NEWEST = 9000000 };

void values_system(const struct profile *p, const struct layout *layout,
                   const struct sendmail_build *build, struct str *out)
{
    struct str number = STR_INIT;
    bool known = build != NULL && build->version != VERSION_NONE;
    char *mc = values_file_name(layout->mc_file, p);
    char *submit = values_file_name(layout->submit_mc_file, p);
    str_add(out, "m4_divert(-1)\n");
    str_addf(&number, "%ld", known ? build->version : (long)VERSION_NEWEST);
    values_define(out, "", "mc_version_number", str_text(&number));
    values_define_fact(out, "mc_build_known", known && build->flags_known);
    for (size_t i = 0; known && i < build->flags.n; i++)
        values_define(out, "build ", build->flags.v[i], "true");
    for (size_t i = 0; i < setting_count(); i++)
        if (profile_is_left_out(p, setting_at(i)->path))
            values_define(out, "lacks ", setting_at(i)->path, "true");
    values_define(out, "", "mc_file", mc);
    values_define(out, "", "mc_submit_file", submit);
    str_free(&number);
    free(mc);
    free(submit);
}

char *values_file_name(const char *pattern, const struct profile *p)
{
    struct str name = STR_INIT;
    for (; *pattern != '\0'; pattern++)
        if (*pattern == '%')
            str_add(&name, profile_text(p, "host.name"));
        else
            str_addch(&name, *pattern);
    return str_take(&name);
}
