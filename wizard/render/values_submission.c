/* What the templates are told of submission; see values_parts.h. */
#include "render/values_parts.h"

void values_submission(const struct profile *p, const struct layout *layout, struct str *out)
{
    (void)p, (void)layout, (void)out;
}
