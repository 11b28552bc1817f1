/* Tables of addresses; see tables_parts.h. */
#include "render/tables_parts.h"

int tables_addresses(const struct profile *p, struct render_output *out, struct err *err)
{
    (void)p, (void)out, (void)err;
    return 0;
}
