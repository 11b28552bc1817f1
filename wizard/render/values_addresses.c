/* What the templates are told of addresses; see values_parts.h. */
#include "render/values_parts.h"

void values_addresses(const struct profile *p, struct str *out)
{
    (void)p, (void)out;
}
