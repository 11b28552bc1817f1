/* Check: what sendmail logs reaches a file; see host.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/host.h"

/* What becomes of the lines that sendmail logs for each message, at info. */
enum route { ROUTE_NONE, ROUTE_SOME, ROUTE_ALL };

static enum route read_rules(struct audit *audit, const char *path);
static enum route read_folder(struct audit *audit, const char *path);
static enum route route_of(const char *line);
static enum route route_of_part(const char *selector, size_t len, enum route sofar);
static bool has_journal(struct audit *audit);

/* Daemons that read rules "facility.priority  action", with the folder that they include. */
static const struct {
    const char *file, *folder;
} daemons[] = {
    {"/etc/rsyslog.conf", "/etc/rsyslog.d"},
    {"/etc/syslog.conf", "/etc/syslog.d"},
};

void host_syslog(struct audit *audit)
{
    struct str text = STR_INIT;
    bool known = false;
    for (size_t i = 0; i < ARRAY_LEN(daemons) && !known; i++) {
        int there = host_read(audit, daemons[i].file, &text);
        str_clear(&text);
        known = there != 0;
        if (there <= 0)
            continue;
        enum route route = read_rules(audit, daemons[i].file);
        enum route more = read_folder(audit, daemons[i].folder);
        route = more > route ? more : route;
        if (route != ROUTE_ALL)
            host_found(audit, daemons[i].file, "%s",
                       route == ROUTE_NONE ? "no rule takes what sendmail logs"
                                           : "only errors of sendmail are kept, not what it did");
    }
    /* Its own language has no line by which to judge; it logs all unless told otherwise. */
    known = known || host_read(audit, "/etc/syslog-ng/syslog-ng.conf", &text) != 0;
    if (!known && !has_journal(audit)) {
        struct finding *f = host_found(audit, "/etc/rsyslog.conf",
                                       "no syslog daemon's configuration is known, nor a journal");
        f->severity = SEVERITY_ADVICE;
    }
    str_free(&text);
}

static bool has_journal(struct audit *audit)
{
    static const char *const paths[] = {"/usr/lib/systemd/systemd-journald",
                                        "/lib/systemd/systemd-journald"};
    bool there = false;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        struct trust_walk walk = {.n = 0};
        there = there || host_walk(audit, paths[i], &walk);
        trust_walk_free(&walk);
    }
    return there;
}

static enum route read_folder(struct audit *audit, const char *path)
{
    struct strs names = {0};
    enum route route = ROUTE_NONE;
    if (host_list(audit, path, &names))
        for (size_t i = 0; i < names.n; i++) {
            size_t len = strlen(names.v[i]);
            struct str file = STR_INIT;
            str_addf(&file, "%s/%s", path, names.v[i]);
            if (len > 5 && strcmp(names.v[i] + len - 5, ".conf") == 0) {
                enum route one = read_rules(audit, str_text(&file));
                route = one > route ? one : route;
            }
            str_free(&file);
        }
    strs_free(&names);
    return route;
}

static enum route read_rules(struct audit *audit, const char *path)
{
    struct str text = STR_INIT;
    struct strs lines = {0};
    enum route route = ROUTE_NONE;
    if (host_read(audit, path, &text) > 0)
        strs_split(&lines, str_text(&text), "\n");
    for (size_t i = 0; i < lines.n; i++) {
        enum route one = route_of(lines.v[i]);
        route = one > route ? one : route;
    }
    strs_free(&lines);
    str_free(&text);
    return route;
}

/* "*.*;auth,mail.none  -/var/log/syslog"; a filter that names mail otherwise is trusted. */
static enum route route_of(const char *line)
{
    enum route route = ROUTE_NONE;
    size_t len = strcspn(line, " \t");
    const char *action = line + len + strspn(line + len, " \t");
    if (line[0] == '#' || line[0] == '$')
        return ROUTE_NONE;
    if (strncmp(line, "if ", 3) == 0 || line[0] == ':')
        return strstr(line, "mail") != NULL ? ROUTE_ALL : ROUTE_NONE;
    if (memchr(line, '.', len) == NULL || memchr(line, '(', len) != NULL || action[0] == '\0' ||
        action[0] == '~' || strcmp(action, "stop") == 0 || strncmp(action, "/dev/null", 9) == 0)
        return ROUTE_NONE;
    for (const char *at = line; at < line + len;) {
        size_t part = strcspn(at, "; \t");
        route = route_of_part(at, part, route);
        at += part + (at[part] == ';' ? 1 : 0);
    }
    return route;
}

/* Later parts override earlier ones for the facilities that they name. */
static enum route route_of_part(const char *selector, size_t len, enum route sofar)
{
    char *part = mem_dupn(selector, len), *dot = strchr(part, '.');
    struct strs facilities = {0};
    enum route route = sofar;
    if (dot != NULL) {
        *dot++ = '\0';
        strs_split(&facilities, part, ",");
        bool mail = strs_has(&facilities, "mail") || strs_has(&facilities, "*");
        bool not = dot[0] == '!', exact = dot[not ? 1 : 0] == '=';
        const char *priority = dot + (not ? 1 : 0) + (exact ? 1 : 0);
        bool info = strcmp(priority, "info") == 0 || strcmp(priority, "debug") == 0 ||
                    strcmp(priority, "*") == 0;
        bool takes_info = info && (!exact || strcmp(priority, "debug") != 0);
        if (mail && strcmp(priority, "none") == 0)
            route = ROUTE_NONE;
        else if (mail && not )
            route = takes_info ? ROUTE_NONE : sofar;
        else if (mail && takes_info)
            route = ROUTE_ALL;
        else if (mail && route == ROUTE_NONE)
            route = ROUTE_SOME;
    }
    strs_free(&facilities);
    free(part);
    return route;
}
