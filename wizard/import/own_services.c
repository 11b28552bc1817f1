/* Filters, queue groups and daemons, whose arguments are lists of KEY=VALUE; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "cf/cf.h"
#include "cf/daemon_port.h"

#include "import/internal.h"

static bool take_daemon(struct import_step *step, const struct cf_daemon *d);
static bool take_address(struct import_step *step, const struct cf_daemon *d, bool smtp);
static char *equate(const char *equates, char key);

bool import_own_filters(struct import_step *step)
{
    char *why = NULL;
    import_set_json(step->imp, "filters.use", json_array(), &why);
    free(why);
    return import_step_words(step, "filters.use", step->value);
}

bool import_own_filter_macros(struct import_step *step)
{
    struct strs words = {0};
    struct str names = STR_INIT;
    strs_split(&words, step->value, " \t\n,");
    strs_join(&words, ", ", &names);
    bool taken = import_step_put(step, "filters.macros", step->row->value, str_text(&names));
    strs_free(&words);
    str_free(&names);
    return taken;
}

/* S=local:/run/x, F=T, T=S:4m;R:4m */
bool import_own_filter(struct import_step *step)
{
    const char *name = mc_call_arg(step->call, 0), *equates = mc_call_arg(step->call, 1);
    char *socket = equate(equates, 'S'), *failure = equate(equates, 'F'),
         *times = equate(equates, 'T');
    const char *on = failure == NULL || failure[0] == '\0' ? "accept"
                     : failure[0] == 'T'                   ? "tempfail"
                     : failure[0] == '4'                   ? "disconnect"
                                                           : "reject";
    /* All of it or none. */
    bool taken = socket != NULL && import_fits("filters.sockets", name, socket, NULL) &&
                 (times == NULL || import_fits("filters.timeouts", name, times, NULL)) &&
                 import_step_put(step, "filters.sockets", name, socket) &&
                 import_step_put(step, "filters.on_failure", name, on) &&
                 (times == NULL || import_step_put(step, "filters.timeouts", name, times));
    if (taken && strcmp(step->call->macro, "INPUT_MAIL_FILTER") == 0)
        taken = import_step_add(step, "filters.use", name);
    if (taken)
        import_step_note(step, "milter", "*",
                         "a filter has the times and macros that it is known to need");
    free(socket);
    free(failure);
    free(times);
    return taken;
}

/* The value of a key in "S=x, F=y", or NULL; the caller frees it. */
static char *equate(const char *equates, char key)
{
    struct strs parts = {0};
    char *value = NULL;
    strs_split(&parts, equates, ",");
    for (size_t i = 0; i < parts.n; i++) {
        const char *at = parts.v[i] + strspn(parts.v[i], " \t\n");
        const char *equal = strchr(at, '=');
        if (at[0] != key || equal == NULL)
            continue;
        free(value);
        equal += 1 + strspn(equal + 1, " \t\n");
        size_t len = strlen(equal);
        while (len > 0 && isspace((unsigned char)equal[len - 1]))
            len--;
        value = mem_dupn(equal, len);
    }
    strs_free(&parts);
    return value;
}

bool import_own_queue_group(struct import_step *step)
{
    char *interval = equate(mc_call_arg(step->call, 1), 'I');
    bool taken = interval != NULL &&
                 import_step_put(step, "queue.groups", mc_call_arg(step->call, 0), interval);
    struct strs keys = {0};
    strs_split(&keys, mc_call_arg(step->call, 1), ",");
    for (size_t i = 0; i < keys.n && taken; i++) {
        const char *key = keys.v[i] + strspn(keys.v[i], " 	");
        if (key[0] != 'I' && key[0] != '\0')
            import_add_left(step->imp, step->line->place.file, step->line->place.line, key,
                            "no setting says it of a queue group");
    }
    strs_free(&keys);
    if (taken)
        import_step_note(
            step, "queue group", "*",
            "a queue group has its own folder, and its other values are the usual ones");
    free(interval);
    return taken;
}

/* Read as sendmail itself reads the line of its .cf. */
bool import_own_daemon(struct import_step *step)
{
    struct str line = STR_INIT;
    struct cf cf;
    struct cf_daemons daemons;
    bool taken = false;
    str_addf(&line, IMPORT_CF_HEAD "O DaemonPortOptions=%s\n" IMPORT_CF_TAIL,
             mc_call_arg(step->call, 0));
    if (cf_parse(str_text(&line), line.len, "DAEMON_OPTIONS", &cf, NULL) == 0) {
        cf_daemons_read(&cf, &daemons);
        taken = daemons.n == 1 && take_daemon(step, &daemons.v[0]);
        cf_daemons_free(&daemons);
        cf_free(&cf);
    }
    str_free(&line);
    return taken;
}

/* One address of this host's; settle_listen looks at all of them. */
static bool take_address(struct import_step *step, const struct cf_daemon *d, bool smtp)
{
    static const char v6[] = "IPv6:";
    const char *address = d->address;
    if (strncasecmp(address, v6, strlen(v6)) == 0)
        address += strlen(v6);
    if (smtp) {
        /* Mail does come in there. */
        import_set(step->imp, "roles.inbound", "true", NULL);
        import_decide(step->imp, "roles.inbound", step->line);
    }
    const char *path = smtp ? "host.listen" : "submission.listen";
    if (!import_step_add(step, path, address)) {
        str_set(&step->line->why, "listens on %s alone: %s takes numbers", address, path);
        step->line->fate = IMPORT_LEFT;
        return false;
    }
    if (strchr(address, ':') != NULL)
        import_step_set(step, "host.ipv6", "true");
    return true;
}

static bool take_daemon(struct import_step *step, const struct cf_daemon *d)
{
    bool any = d->address[0] == '\0' || strcmp(d->address, "0.0.0.0") == 0 ||
               strcmp(d->address, "::") == 0 || strcmp(d->address, "IPv6:::") == 0;
    bool smtp = d->port[0] == '\0' || strcmp(d->port, "25") == 0 || strcmp(d->port, "smtp") == 0;
    static const char why[] =
        "where this host listens follows from the roles and from submission.*";
    static const char *const said[] = {"N", "P", "A", "F", "M"};
    struct strs keys = {0};
    strs_split(&keys, mc_call_arg(step->call, 0), ",");
    for (size_t i = 0; i < keys.n; i++) {
        const char *key = keys.v[i] + strspn(keys.v[i], " \t");
        bool known = false;
        for (size_t k = 0; k < ARRAY_LEN(said); k++)
            known = known || toupper((unsigned char)key[0]) == said[k][0];
        if (!known && key[0] != '\0')
            import_add_left(step->imp, step->line->place.file, step->line->place.line, key,
                            "no setting says it of a port");
    }
    strs_free(&keys);
    /* Whoever logs in, TLS and ETRN follow from what the port is for. */
    for (const char *m = d->modifiers; *m != '\0'; m++)
        if (strchr("aAsE", *m) == NULL) {
            char modifier[] = {'M', '=', *m, '\0'};
            import_add_left(step->imp, step->line->place.file, step->line->place.line, modifier,
                            "no setting says it of a port");
        }
    /* Who must log in, or is taken for authenticated: what the port is for is another thing. */
    if (smtp && !d->loopback && strpbrk(d->modifiers, "afcCu") != NULL) {
        step->line->fate = IMPORT_LEFT;
        str_set(&step->line->why, "M=%s: no setting says that of port 25", d->modifiers);
        return false;
    }
    if (strcmp(d->family, "inet6") == 0 && (any || d->loopback) && smtp)
        import_step_set(step, "host.ipv6", "true");
    if (!d->loopback && !any && (smtp || d->submission) && !take_address(step, d, smtp))
        return false;
    if (!d->loopback && any && smtp)
        step->imp->smtp_on_all = true;
    if (!d->loopback && any && d->submission)
        step->imp->submission_on_all = true;
    if (smtp) {
        /* One that listens for the world outweighs those on loopback. */
        if (!d->loopback || !import_has(step->imp, "roles.inbound"))
            import_step_set(step, "roles.inbound", d->loopback ? "false" : "true");
        else
            strs_add(&step->line->settings, "roles.inbound");
    } else if (d->submission && d->loopback) {
        /* For programs on this host, which have port 25 of loopback: nobody else gets there. */
        if (!import_has(step->imp, "submission.enabled"))
            import_step_set(step, "submission.enabled", "false");
        strs_add(&step->line->settings, "roles.inbound");
        import_step_note(step, "daemon", "*", "programs on this host use port 25 of loopback");
        return true;
    } else if (d->submission) {
        bool asks = strchr(d->modifiers, 'a') != NULL;
        bool tls = strcmp(d->port, "465") == 0 || strcmp(d->port, "smtps") == 0 ||
                   strcmp(d->port, "submissions") == 0;
        import_step_set(step, "submission.enabled", "true");
        if (tls || !import_has(step->imp, "submission.tls_port"))
            import_step_set(step, "submission.tls_port", tls ? "true" : "false");
        if (!asks)
            import_step_note(step, "daemon", "*",
                             "whoever uses this port must log in, under TLS (submission.enabled)");
    } else {
        str_set(&step->line->why, "listens on port %s: no setting says that", d->port);
        return false;
    }
    import_step_note(step, "daemon", "*", why);
    return true;
}
