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
    if (has_items(imp, "relay.domains"))
        set_unless(imp, "relay.recipients", "any"); /* the source knows of no list */
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
    static const struct {
        const char *role, *path, *unsaid;
    } rows[] = {{"local", "roles.local", "nothing sends this site's mail elsewhere"},
                {"outbound", "roles.outbound", "nothing keeps mail from the world"}};
    const struct import_line *line;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        line = line_of(imp, rows[i].path);
        bool on = line == NULL || is_on(imp, rows[i].path);
        if (line != NULL)
            say(imp, i, rows[i].role, on, "%s:%ld: %s", line->place.file, line->place.line,
                line->text);
        else
            say(imp, i, rows[i].role, on, "%s: %s", mc->name, rows[i].unsaid);
        import_set(imp, rows[i].path, on ? "true" : "false", NULL);
    }
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
