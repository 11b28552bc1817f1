/* What a rule or the renderer refuses; see import_refused.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/import_refused.h"

#include "import/calls.h"
#include "import/tables.h"

#include "model/extra.h"
#include "model/setting.h"

#include "render/mc.h"

#include "sys/file.h"

static void leave(struct import_run *run, const char *path, const char *entry,
                  const struct err *fault);
static int leave_entries(struct import_run *run, struct import_table *table, const char *path,
                         const struct err *fault);
static const char *fault_at(const struct err *fault, long line);

/*
 * Takes out what a rule is broken by: a setting, or an entry of it ("more.options.confX",
 * "host.domains[2]").  Returns false if it is nothing that can be left out.
 */
bool import_refused(struct import_run *run, const struct err *fault)
{
    static const char *const needed[] = {"host.name", "roles.local", "roles.outbound",
                                         "roles.inbound", "roles.relay"};
    /* What is missing, and what asks for it. */
    static const char *const asked_by[][2] = {
        {"inbound.ldap_server", "addresses.ldap_routing"},
        {"inbound.ldap_base", "addresses.ldap_routing"},
        {"addresses.ldap_domains", "addresses.ldap_routing"},
        {"local.aliases", "local.agent"},
        {"tls.cert_file", "submission.enabled"},
        {"tls.key_file", "submission.enabled"},
        {"local.lmtp_socket", "local.agent"},
    };
    const char *path = fault->setting, *entry = "";
    char *base = NULL;
    bool done = false;
    if (path == NULL)
        return false;
    base = mem_dup(path);
    char *part = strchr(base, '[');
    if (part == NULL && (part = strchr(base, '.')) != NULL)
        part = strchr(part + 1, '.');
    if (part != NULL && setting_find(path, NULL) == NULL) {
        entry = path + (part - base);
        *part = '\0';
    }
    /* Aliases as a whole are never at fault: what is missing is one that something asks for. */
    bool lacking =
        !import_has(&run->imp, base) || (strcmp(base, "local.aliases") == 0 && entry[0] == '\0');
    for (size_t i = 0; i < ARRAY_LEN(asked_by) && lacking; i++)
        if (strcmp(asked_by[i][0], base) == 0 && import_has(&run->imp, asked_by[i][1])) {
            str_set(&base, "%s", asked_by[i][1]);
            lacking = false;
        }
    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        if (strcmp(needed[i], base) == 0)
            goto out;
    if (import_has(&run->imp, base)) {
        char *gone = import_unset(&run->imp, base, entry);
        leave(run, base, gone, fault);
        free(gone);
        done = true;
    }
out:
    free(base);
    return done;
}

/* m4, or the guard around it, takes them not: none of them is carried. */
void import_refused_raw(struct import_run *run, const struct err *fault)
{
    for (size_t i = 0; i < run->imp.n_lines; i++) {
        struct import_line *line = &run->imp.lines[i];
        if (line->fate != IMPORT_RAW)
            continue;
        line->fate = IMPORT_LEFT;
        str_set(&line->why, "raw lines cannot hold it: %s", fault->text);
    }
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        str_clear(&run->imp.extra[i]);
    import_run_gather(run);
}

/* The lines and tables that became it; those that speak of the entry alone, if it is one. */
static void leave(struct import_run *run, const char *path, const char *entry,
                  const struct err *fault)
{
    for (size_t i = 0; i < run->imp.n_lines; i++) {
        struct import_line *line = &run->imp.lines[i];
        if (line->fate != IMPORT_SETTING || !strs_has(&line->settings, path) ||
            (entry != NULL && strstr(line->text, entry) == NULL))
            continue;
        str_set(&line->why, "%s: %s", fault->setting, fault->text);
        /* What users who log in may do is said, and more strictly. */
        if (entry != NULL && strcmp(entry, "confAUTH_OPTIONS") == 0 &&
            import_has(&run->imp, "submission.enabled")) {
            str_set(&line->why, "submission.enabled asks for TLS before a password (p, y)");
            strs_free(&line->settings);
            strs_add(&line->settings, "submission.enabled");
            continue;
        }
        if (line->settings.n > 1 && strcmp(line->macro, "DOMAIN") == 0) {
            /* One of the many things that it says. */
            import_add_left(&run->imp, line->place.file, line->place.line, path, fault->text);
            continue;
        }
        line->fate = IMPORT_LEFT;
        if (strncmp(path, "more.", 5) == 0)
            import_keep_raw(&run->imp, line);
    }
    import_run_gather(run);
    for (size_t i = 0; i < run->imp.n_tables; i++) {
        struct import_table *table = &run->imp.tables[i];
        if (!strs_has(&table->settings, path))
            continue;
        if (entry != NULL) {
            table->left++;
            import_add_left(&run->imp, table->file, 0, entry, fault->text);
            continue;
        }
        if (table->fate != IMPORT_RAW) {
            table->fate = IMPORT_LEFT;
            table->left = table->entries;
            import_add_left(&run->imp, table->file, 0, table->name, fault->text);
            continue;
        }
        if (leave_entries(run, table, path, fault) == 0)
            continue;
        struct str text = STR_INIT;
        char *why = err_format(fault);
        file_read(table->file, MC_MAX_BYTES * 16, &text, NULL);
        import_table_split(&run->imp, table, str_text(&text), text.len, why);
        str_free(&text);
        free(why);
    }
}

/*
 * A table that comes along by reference, but for the entries that cannot: a copy without them,
 * beside the profile.  0, or -1 if that leaves nothing.
 */
static int leave_entries(struct import_run *run, struct import_table *table, const char *path,
                         const struct err *fault)
{
    struct str name = STR_INIT, text = STR_INIT, kept = STR_INIT;
    struct import_file *file = NULL;
    long number = 0, lost = 0;
    bool dropping = false, any = false;
    str_addf(&name, "%s.%s", run->stem, table->name);
    for (size_t i = 0; i < run->n_files; i++)
        if (strcmp(run->files[i].name, str_text(&name)) == 0)
            file = &run->files[i];
    if (file != NULL)
        str_addn(&text, str_text(&file->text), file->text.len);
    else
        file_read(table->file, MC_MAX_BYTES * 16, &text, NULL);
    for (const char *at = str_text(&text); *at != '\0';) {
        size_t len = strcspn(at, "\n");
        size_t next = len + (at[len] == '\n' ? 1 : 0);
        const char *why = fault_at(fault, ++number);
        bool goes_on = len > 0 && (at[0] == ' ' || at[0] == '\t');
        dropping = why != NULL || (dropping && goes_on);
        if (why != NULL) {
            char *entry = mem_dupn(at, len);
            import_add_left(&run->imp, table->file, file == NULL ? number : 0, entry, why);
            table->left++;
            lost++;
            free(entry);
        }
        if (!dropping) {
            str_addn(&kept, at, next);
            any = any || (len > 0 && at[0] != '#');
        }
        at += next;
    }
    int rc = lost > 0 && any && (file != NULL || run->n_files < IMPORT_FILES) ? 0 : -1;
    if (rc == 0 && file == NULL) {
        file = &run->files[run->n_files++];
        *file = (struct import_file){.name = mem_dup(str_text(&name))};
    }
    if (rc == 0) {
        str_free(&file->text);
        file->text = kept;
        kept = (struct str)STR_INIT;
        import_set(&run->imp, path, file->name, NULL);
        str_set(&table->why, "%s has its other entries", file->name);
    }
    str_free(&name);
    str_free(&text);
    str_free(&kept);
    return rc;
}

/* What is wrong with that line, or NULL. */
static const char *fault_at(const struct err *fault, long line)
{
    if (fault->line == line)
        return fault->text;
    for (size_t i = 0; fault->more != NULL && i < fault->more->n; i++)
        if (fault->more->v[i].line == line && fault->file != NULL &&
            fault->more->v[i].file != NULL && strcmp(fault->more->v[i].file, fault->file) == 0)
            return fault->more->v[i].text;
    return NULL;
}
