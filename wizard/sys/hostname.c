/* This host's own name; see hostname.h. */
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/str.h"

#include "sys/file.h"
#include "sys/hostname.h"

static bool is_canonical(const char *hosts, const char *name);

const char hostname_mend[] = "put the full name before the short one in /etc/hosts: "
                             "\"192.0.2.1 mail.example.org mail\"";

bool hostname_is_qualified(const char *hosts_file)
{
    char name[HOST_NAME_MAX + 1] = "";
    struct str hosts = STR_INIT;
    bool qualified = gethostname(name, sizeof(name) - 1) == 0 && strchr(name, '.') != NULL;
    if (!qualified && file_read(hosts_file, FILE_MAX_CF, &hosts, NULL) == 0)
        qualified = is_canonical(str_text(&hosts), name);
    str_free(&hosts);
    return qualified;
}

/* The first line with the name decides, and any of its names with a dot serves (myhostname). */
static bool is_canonical(const char *hosts, const char *name)
{
    struct strs lines = {0};
    bool found = false, qualified = false;
    strs_split(&lines, hosts, "\n");
    for (size_t i = 0; i < lines.n && !found; i++) {
        struct strs words = {0};
        bool dotted = false;
        lines.v[i][strcspn(lines.v[i], "#")] = '\0';
        strs_split(&words, lines.v[i], " \t");
        for (size_t k = 1; k < words.n; k++) {
            found = found || strcasecmp(words.v[k], name) == 0;
            dotted = dotted || strchr(words.v[k], '.') != NULL;
        }
        qualified = found && dotted;
        strs_free(&words);
    }
    strs_free(&lines);
    return qualified;
}
