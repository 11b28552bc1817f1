/* What follows from all calls and tables: the roles, and what nobody has said; see calls.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "import/calls.h"
#include "import/internal.h"

#include "model/extra.h"

static void settle_domains(struct import *imp);
static void settle_mechanisms(struct import *imp, const struct mc *mc);
static void settle_submission(struct import *imp);
static void settle_listen(struct import *imp);
static void forget_addresses(struct import *imp, const char *path, const char *why);
static void settle_loads(struct import *imp);
static void settle_connect(struct import *imp);
static void settle_hub(struct import *imp);
static void settle_routing(struct import *imp, const struct mc *mc);
static void find_roles(struct import *imp, const struct mc *mc);
static void say(struct import *imp, size_t i, const char *role, bool on, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
static bool has_mailer(const struct mc *mc);
static bool has_call(const struct mc *mc, const char *macro);
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
    if (!is_on(imp, "roles.local"))
        set_unless(imp, "inbound.recipients", "any"); /* those of the hub */
    if (!has_call(mc, "OSTYPE") && !import_has(imp, "host.ostype")) {
        /* A .cf without marks: what its OSTYPE set is told one by one. */
        set_unless(imp, "host.ostype", "linux");
        import_add_note(imp, "mailer", "*", "the source does not say its OSTYPE");
    }
    settle_domains(imp);
    if (has_items(imp, "relay.domains"))
        set_unless(imp, "relay.recipients", "any"); /* the source knows of no list */
    settle_submission(imp);
    settle_listen(imp);
    settle_loads(imp);
    settle_connect(imp);
    settle_hub(imp);
    import_add_note(imp, "class file", "w", "this site's domains stand in local-host-names");
    settle_routing(imp, mc);
    if (!mc_find_call(mc, "FEATURE", "access_db"))
        import_add_note(imp, "class", "R", "whom this host relays for stands in the profile");
    settle_mechanisms(imp, mc);
    /* Nobody is named for whom they are made or spared. */
    const char *delay = json_string_value(import_value(imp, "refuse.delay_checks"));
    if (delay != NULL &&
        ((strcmp(delay, "friend") == 0 && !has_items(imp, "refuse.spam_friends")) ||
         (strcmp(delay, "hater") == 0 && !has_items(imp, "refuse.spam_haters"))))
        import_set(imp, "refuse.delay_checks", "yes", NULL);
    free(why);
}

/* Passwords are asked for under TLS alone: without a certificate the port stays as it was. */
static void settle_submission(struct import *imp)
{
    const char *cert = json_string_value(import_value(imp, "tls.cert_file"));
    const char *key = json_string_value(import_value(imp, "tls.key_file"));
    if (!is_on(imp, "submission.enabled") || (cert != NULL && cert[0] != '\0' && key != NULL))
        return;
    for (size_t i = 0; i < imp->n_lines; i++) {
        struct import_line *line = &imp->lines[i];
        if (strcmp(line->macro, "DAEMON_OPTIONS") == 0 &&
            strs_has(&line->settings, "submission.enabled")) {
            str_set(&line->why, "submission.enabled asks for passwords under TLS alone, and there "
                                "is no certificate (tls.cert_file)");
            strs_free(&line->settings);
            import_keep(imp, line, EXTRA_FIRST, NULL);
        }
    }
    import_set(imp, "submission.enabled", "false", NULL);
    free(import_unset(imp, "submission.tls_port", ""));
}

/*
 * Some addresses are nothing beside all of them; and where submission has none of its own, it has
 * those of port 25.
 */
static void settle_listen(struct import *imp)
{
    static const char why[] = "listens on an address alone, and another line on all of them";
    bool open = is_on(imp, "submission.enabled");
    if (imp->smtp_on_all)
        forget_addresses(imp, "host.listen", why);
    if (imp->submission_on_all)
        forget_addresses(imp, "submission.listen", why);
    else if (!open)
        free(import_unset(imp, "submission.listen", ""));
    for (size_t i = 0; i < imp->n_lines && open && has_items(imp, "host.listen"); i++) {
        const struct import_line *line = &imp->lines[i];
        if (imp->submission_on_all && strcmp(line->macro, "DAEMON_OPTIONS") == 0 &&
            strs_has(&line->settings, "submission.tls_port"))
            import_add_left(imp, line->place.file, line->place.line, line->text,
                            "it listens on the addresses of host.listen alone");
    }
}

static void forget_addresses(struct import *imp, const char *path, const char *why)
{
    for (size_t i = 0; i < imp->n_lines; i++) {
        struct import_line *line = &imp->lines[i];
        if (!strs_has(&line->settings, path))
            continue;
        line->fate = IMPORT_LEFT;
        str_set(&line->why, "%s", why);
        strs_free(&line->settings);
    }
    free(import_unset(imp, path, ""));
}

/* Mail for this site's own domains comes in without any leave to relay. */
static void settle_domains(struct import *imp)
{
    const json_t *domains = import_value(imp, "relay.domains");
    for (size_t i = json_array_size(domains); i > 0; i--) {
        struct str entry = STR_INIT;
        const char *name = json_string_value(json_array_get(domains, i - 1));
        str_addf(&entry, "[%zu]", i - 1);
        if (name != NULL && import_holds(imp, "host.domains", name))
            free(import_unset(imp, "relay.domains", str_text(&entry)));
        str_free(&entry);
    }
}

/* Who logs in by one of TRUST_AUTH_MECH may relay; a mechanism that is offered only, may not. */
static void settle_mechanisms(struct import *imp, const struct mc *mc)
{
    struct strs trusted = {0};
    bool has = false;
    for (size_t i = 0; i < mc->n; i++)
        if (strcmp(mc->calls[i].macro, "TRUST_AUTH_MECH") == 0) {
            strs_split(&trusted, mc_call_arg(&mc->calls[i], 0), " \t\n,");
            has = true;
        }
    const json_t *list = import_value(imp, "submission.mechanisms");
    for (size_t i = json_array_size(list); has && i > 0; i--) {
        struct str entry = STR_INIT;
        const char *name = json_string_value(json_array_get(list, i - 1));
        bool trust = false;
        for (size_t k = 0; k < trusted.n && name != NULL; k++)
            trust = trust || strcasecmp(trusted.v[k], name) == 0;
        str_addf(&entry, "[%zu]", i - 1);
        if (!trust) {
            import_add_note(imp, "option", "AuthMechanisms*",
                            "only who may relay by it (TRUST_AUTH_MECH) is asked to log in");
            free(import_unset(imp, "submission.mechanisms", str_text(&entry)));
        }
        str_free(&entry);
    }
    if (has && mc_find_call(mc, "define", "confAUTH_MECHANISMS") == NULL)
        import_add_note(imp, "option", "AuthMechanisms*",
                        "only who may relay by it (TRUST_AUTH_MECH) is asked to log in");
    if (json_array_size(import_value(imp, "submission.mechanisms")) == 0)
        free(import_unset(imp, "submission.mechanisms", ""));
    strs_free(&trusted);
}

/* The three go up; one that nobody has said yields to those that somebody has. */
static void settle_loads(struct import *imp)
{
    static const char *const paths[] = {"limits.delay_load", "limits.queue_load",
                                        "limits.refuse_load"};
    static const long usual[] = {16, 24, 36};
    long loads[ARRAY_LEN(paths)];
    bool said = false;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        said = said || import_has(imp, paths[i]);
        loads[i] = import_has(imp, paths[i]) ? (long)json_integer_value(import_value(imp, paths[i]))
                                             : usual[i];
    }
    if (!said || (loads[0] < loads[1] && loads[1] < loads[2]))
        return;
    /* Upwards from what is said, and then downwards. */
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
            size_t k = pass == 0 ? i : ARRAY_LEN(paths) - 1 - i;
            bool low = pass == 0 && k > 0 && !import_has(imp, paths[k]) && loads[k] <= loads[k - 1];
            bool high = pass == 1 && k + 1 < ARRAY_LEN(paths) && !import_has(imp, paths[k]) &&
                        loads[k] >= loads[k + 1];
            static const char *const options[] = {"DelayLA", "QueueLA", "RefuseLA"};
            struct str number = STR_INIT;
            if (low)
                loads[k] = loads[k - 1] + 1;
            if (high)
                loads[k] = loads[k + 1] - 1;
            str_addf(&number, "%ld", loads[k]);
            if ((low || high) && import_set(imp, paths[k], str_text(&number), NULL))
                import_add_note(imp, "option", options[k], "it must be between its neighbours");
            str_free(&number);
        }
}

/* The first attempt waits no longer than the others. */
static void settle_connect(struct import *imp)
{
    const json_t *first = import_value(imp, "timeouts.iconnect");
    struct str number = STR_INIT;
    if (first == NULL || import_has(imp, "timeouts.connect"))
        return;
    str_addf(&number, "%" JSON_INTEGER_FORMAT, json_integer_value(first));
    if (import_set(imp, "timeouts.connect", str_text(&number), NULL))
        import_add_note(imp, "option", "Timeout.connect", "no attempt waits less than the first");
    str_free(&number);
}

/* Names of this host keep it on the way to the hub, whether or not the source said so. */
static void settle_hub(struct import *imp)
{
    static const char sticky[] = "stickyhost";
    size_t i;
    json_t *name;
    if (is_on(imp, "roles.local"))
        return;
    json_array_foreach((json_t *)(size_t)import_value(imp, "more.features"), i, name)
    {
        struct str entry = STR_INIT;
        if (strcmp(json_string_value(name), sticky) != 0)
            continue;
        str_addf(&entry, "[%zu]", i);
        free(import_unset(imp, "more.features", str_text(&entry)));
        str_free(&entry);
        return;
    }
    import_add_note(imp, "rule", "Parse1", "users of this host are told to the hub with its name");
}

/* One setting stands for both features. */
static void settle_routing(struct import *imp, const struct mc *mc)
{
    static const char why[] = "relay.untrusted_routing stands for user%site and site!user alike";
    if (!import_has(imp, "relay.untrusted_routing"))
        return;
    const struct mc_call *uucp = mc_find_call(mc, "FEATURE", "nouucp");
    const struct mc_call *percent = mc_find_call(mc, "FEATURE", "nopercenthack");
    if (uucp != NULL && percent != NULL && strcmp(mc_call_arg(uucp, 1), "reject") == 0 &&
        strcmp(mc_call_arg(percent, 1), "reject") == 0)
        return;
    static const char *const rules[] = {
        "canonify",         "PseudoToReal", "Rcpt_ok",   "ParseRecipient",
        "Basic_check_rcpt", "check_rcpt",   "Canonify2", "final"};
    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        import_add_note(imp, "rule", rules[i], why);
    import_add_note(imp, "class", "O", why);
    import_add_note(imp, "class", "t", why);
}

static void find_roles(struct import *imp, const struct mc *mc)
{
    static const struct {
        const char *role, *path, *unsaid;
    } rows[] = {{"local", "roles.local", "nothing sends this site's mail elsewhere"},
                {"outbound", "roles.outbound", "nothing keeps mail from the world"},
                {"inbound", "roles.inbound", "no DAEMON_OPTIONS: it listens on all addresses"}};
    static const char *const relays[] = {"relay.networks", "relay.hosts", "relay.domains",
                                         "relay.routes"};
    const struct import_line *daemon = NULL;
    const char *what = NULL;
    for (size_t i = 0; i < imp->n_lines && daemon == NULL; i++)
        if (strcmp(imp->lines[i].macro, "DAEMON_OPTIONS") == 0)
            daemon = &imp->lines[i];
    /* One that listens elsewhere alone: nobody delivers there. */
    if (daemon != NULL && !import_has(imp, "roles.inbound")) {
        import_set(imp, "roles.inbound", "false", NULL);
        import_decide(imp, "roles.inbound", daemon);
    }
    /* Without a mailer for other hosts no mail leaves; a .cf tells its mailers otherwise. */
    if (mc->text.len > 0 && !has_mailer(mc) && !import_has(imp, "roles.outbound")) {
        import_set(imp, "roles.outbound", "false", NULL);
        say(imp, 1, rows[1].role, false, "%s: no MAILER(`smtp')", mc->name);
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool on = !import_has(imp, rows[i].path) || is_on(imp, rows[i].path);
        import_set(imp, rows[i].path, on ? "true" : "false", NULL);
        say(imp, i, rows[i].role, on, "%s: %s", mc->name, rows[i].unsaid);
    }
    for (size_t i = 0; i < ARRAY_LEN(relays) && what == NULL; i++)
        if (has_items(imp, relays[i]))
            what = relays[i];
    import_set(imp, "roles.relay", what != NULL ? "true" : "false", NULL);
    if (what != NULL)
        say(imp, 3, "relay", true, "%s has entries", what);
    else
        say(imp, 3, "relay", false,
            "neither a table nor the configuration names anybody to relay for");
}

/* With the line that has decided it, if one has. */
static void say(struct import *imp, size_t i, const char *role, bool on, const char *fmt, ...)
{
    struct import_role *r = &imp->roles[i];
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    r->role = role;
    r->on = on;
    if (r->evidence == NULL)
        r->evidence = str_take(&text);
    str_free(&text);
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

static bool has_mailer(const struct mc *mc)
{
    bool has = mc_find_call(mc, "FEATURE", "nullclient") != NULL;
    for (size_t i = 0; i < mc->n && !has; i++)
        has = strcmp(mc->calls[i].macro, "MAILER") == 0 &&
              strcmp(mc_call_arg(&mc->calls[i], 0), "local") != 0;
    return has;
}

static bool has_call(const struct mc *mc, const char *macro)
{
    bool has = false;
    for (size_t i = 0; i < mc->n && !has; i++)
        has = strcmp(mc->calls[i].macro, macro) == 0;
    return has;
}

static void set_unless(struct import *imp, const char *path, const char *value)
{
    if (!import_has(imp, path))
        import_set(imp, path, value, NULL);
}
