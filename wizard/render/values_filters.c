/* What the templates are told of filters; see values_parts.h. */
#include "render/values_parts.h"

void values_filters(const struct profile *p, struct str *out)
{
    (void)p, (void)out;
}
