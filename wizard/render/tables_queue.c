/* Access entries of the queue: which group a recipient's mail waits in; see tables_parts.h. */
#include "model/value.h"

#include "render/tables_parts.h"

void tables_queue_access(const struct profile *p, struct entries *entries)
{
    const char *name;
    json_t *group;
    json_object_foreach((json_t *)(size_t)profile_value(p, "queue.group_of"), name,
                        group) if (!value_is_comment(name))
        tables_add_clients(name, "QGRP:", json_string_value(group), entries);
}
