/* The classes of maps; see map_class.h. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "relay/map_class.h"

static const struct {
    const char *class;
    enum map_way way;
} classes[] = {
    {"arith", MAP_KEEP},   {"arpa", MAP_KEEP},       {"dequote", MAP_KEEP}, {"host", MAP_KEEP},
    {"macro", MAP_KEEP},   {"null", MAP_KEEP},       {"regex", MAP_KEEP},   {"sequence", MAP_KEEP},
    {"stab", MAP_KEEP},    {"user", MAP_KEEP},       {"btree", MAP_DB},     {"cdb", MAP_DB},
    {"dbm", MAP_DB},       {"hash", MAP_DB},         {"implicit", MAP_DB},  {"ndbm", MAP_DB},
    {"text", MAP_TEXT},    {"program", MAP_PROGRAM}, {"dns", MAP_NULL},     {"dprintf", MAP_NULL},
    {"hesiod", MAP_NULL},  {"netinfo", MAP_NULL},    {"ni", MAP_NULL},      {"nis", MAP_NULL},
    {"nisplus", MAP_NULL}, {"nsd", MAP_NULL},        {"ph", MAP_NULL},      {"socket", MAP_NULL},
    {"switch", MAP_NULL},  {"syslog", MAP_NULL},     {"tcp", MAP_NULL},     {"userdb", MAP_NULL},
    {"ldap", MAP_KNOWN},   {"ldapx", MAP_KNOWN},     {"bestmx", MAP_MX},
};

enum map_way map_class_way(const char *class, size_t len)
{
    for (size_t i = 0; i < ARRAY_LEN(classes); i++)
        if (strlen(classes[i].class) == len && strncasecmp(classes[i].class, class, len) == 0)
            return classes[i].way;
    return MAP_UNKNOWN;
}
