/* What the templates are told of tls; see values_parts.h. */
#include "render/values_parts.h"

void values_tls(const struct profile *p, struct str *out)
{
    (void)p, (void)out;
}
