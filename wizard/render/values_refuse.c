/* What the templates are told of refuse; see values_parts.h. */
#include "render/values_parts.h"

void values_refuse(const struct profile *p, struct str *out)
{
    (void)p, (void)out;
}
