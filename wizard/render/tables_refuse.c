/* Access entries of refuse; see tables_parts.h. */
#include "render/tables_parts.h"

void tables_refuse_access(const struct profile *p, struct entries *entries)
{
    (void)p, (void)entries;
}
