/* What the templates are told of extra; see values_parts.h. */
#include "render/values_parts.h"

void values_extra(const struct profile *p, struct str *out)
{
    (void)p, (void)out;
}
