/* What follows from all calls and tables: the roles, and what nobody has said; see calls.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "import/calls.h"
#include "import/internal.h"

static void find_roles(struct import *imp, const struct mc *mc);
static void say(struct import *imp, size_t i, const char *role, bool on, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
static const struct import_line *line_of(const struct import *imp, const char *path);
static bool is_on(const struct import *imp, const char *path);
static bool has_items(const struct import *imp, const char *path);
static void set_unless(struct import *imp, const char *path, const char *value);

void import_finish(struct import *imp, const struct mc *mc)
{
    char *why = NULL;
    find_roles(imp, mc);
    /* Behaviour, not hardening: what mail looks like and where it goes stays as it was. */
    set_unless(imp, "local.forward_files", "true");
    if (import_has(imp, "masquerade.as")) {
        set_unless(imp, "masquerade.envelope", "false");
        if (!import_has(imp, "masquerade.exposed_users"))
            import_set_json(imp, "masquerade.exposed_users", json_array(), &why);
    }
    /* Nobody is named for whom they are made or spared. */
    const char *delay = json_string_value(import_value(imp, "refuse.delay_checks"));
    if (delay != NULL &&
        ((strcmp(delay, "friend") == 0 && !has_items(imp, "refuse.spam_friends")) ||
         (strcmp(delay, "hater") == 0 && !has_items(imp, "refuse.spam_haters"))))
        import_set(imp, "refuse.delay_checks", "yes", NULL);
    free(why);
}

static void find_roles(struct import *imp, const struct mc *mc)
{
    const struct import_line *line = line_of(imp, "roles.local");
    bool local = is_on(imp, "roles.local");
    if (line != NULL)
        say(imp, 0, "local", local, "%s:%ld: %s", line->place.file, line->place.line, line->text);
    else
        say(imp, 0, "local", local, "%s: no MAILER(`local')", mc->name);
    line = line_of(imp, "roles.outbound");
    bool outbound = is_on(imp, "roles.outbound");
    if (line != NULL)
        say(imp, 1, "outbound", outbound, "%s:%ld: %s", line->place.file, line->place.line,
            line->text);
    else
        say(imp, 1, "outbound", outbound, "%s: no MAILER(`smtp')", mc->name);
    line = line_of(imp, "roles.inbound");
    bool inbound = is_on(imp, "roles.inbound") || line == NULL;
    if (line != NULL)
        say(imp, 2, "inbound", inbound, "%s:%ld: %s", line->place.file, line->place.line,
            line->text);
    else
        say(imp, 2, "inbound", inbound, "%s: no DAEMON_OPTIONS: it listens on all addresses",
            mc->name);
    static const char *const relays[] = {"relay.networks", "relay.hosts", "relay.domains",
                                         "relay.routes"};
    const char *what = NULL;
    for (size_t i = 0; i < ARRAY_LEN(relays) && what == NULL; i++)
        if (has_items(imp, relays[i]))
            what = relays[i];
    if (what != NULL)
        say(imp, 3, "relay", true, "%s has entries", what);
    else
        say(imp, 3, "relay", false,
            "neither a table nor the configuration names anybody to relay for");
    import_set(imp, "roles.local", local ? "true" : "false", NULL);
    import_set(imp, "roles.outbound", outbound ? "true" : "false", NULL);
    import_set(imp, "roles.inbound", inbound ? "true" : "false", NULL);
    import_set(imp, "roles.relay", what != NULL ? "true" : "false", NULL);
}

static void say(struct import *imp, size_t i, const char *role, bool on, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    imp->roles[i] = (struct import_role){.role = role, .on = on, .evidence = str_take(&text)};
}

/* The last line that became that setting, and whose word holds. */
static const struct import_line *line_of(const struct import *imp, const char *path)
{
    for (size_t i = imp->n_lines; i > 0; i--)
        if (imp->lines[i - 1].fate == IMPORT_SETTING && strs_has(&imp->lines[i - 1].settings, path))
            return &imp->lines[i - 1];
    return NULL;
}

static bool is_on(const struct import *imp, const char *path)
{
    return json_is_true(import_value(imp, path));
}

static bool has_items(const struct import *imp, const char *path)
{
    const json_t *value = import_value(imp, path);
    return json_array_size(value) > 0 || json_object_size(value) > 0;
}

static void set_unless(struct import *imp, const char *path, const char *value)
{
    if (!import_has(imp, path))
        import_set(imp, path, value, NULL);
}
