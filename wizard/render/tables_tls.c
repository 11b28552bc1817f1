/* Access entries of tls; see tables_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/value.h"

#include "render/tables_parts.h"

static const char *requirement(const char *demand);

/* cf/README, STARTTLS: what TLS_Srv:, TLS_Clt: and TLS_Rcpt: may demand. */
static const struct {
    const char *demand, *requirement;
} requirements[] = {
    {"encrypt", "ENCR:128"},
    {"verify", "VERIFY:128"},
    {"name", "VERIFY:128+CN"},
};

void tables_tls_access(const struct profile *p, struct entries *entries)
{
    static const struct {
        const char *path, *tag;
    } maps[] = {
        {"tls.require_servers", "TLS_Srv:"},
        {"tls.require_clients", "TLS_Clt:"},
        {"tls.require_recipients", "TLS_Rcpt:"},
    };
    const char *name;
    json_t *demand;
    for (size_t i = 0; i < ARRAY_LEN(maps); i++)
        json_object_foreach((json_t *)(size_t)profile_value(p, maps[i].path), name,
                            demand) if (!value_is_comment(name))
            tables_add_clients(name, maps[i].tag, requirement(json_string_value(demand)), entries);
    tables_add_list(p, "tls.never", "Try_TLS:", "NO", entries);
}

static const char *requirement(const char *demand)
{
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(requirements) && strcmp(requirements[i].demand, demand) != 0)
        i++;
    return requirements[i].requirement;
}
