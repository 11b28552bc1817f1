/* Access entries of tls; see tables_parts.h. */
#include "render/tables_parts.h"

void tables_tls_access(const struct profile *p, struct entries *entries)
{
    (void)p, (void)entries;
}
