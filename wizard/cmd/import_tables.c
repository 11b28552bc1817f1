/* The tables that a configuration names; see import_tables.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/import_tables.h"

#include "import/tables.h"

#include "sys/file.h"
#include "sys/trust.h"

static const char *table_path(const struct import_run *run, const char *macro, const char *first,
                              struct str *out);
static bool is_host(const struct context *ctx, const struct import_run *run);
static size_t folder_len(const struct import_run *run);
static bool has_feature(const struct mc *mc, const char *name);
static bool delays_as(const struct mc *mc, const char *how);

/* What names a table, and where it lies if nobody says so (% stands for the mail folder). */
static const struct {
    const char *name;
    const char *macro, *first; /* its path is the last word of the second argument */
    bool always;               /* sendmail reads it whether or not the macro is called */
    const char *usual;
    const char *feature; /* without which sendmail does not read it, NULL: the macro itself */
} tables[] = {
    {"generics-domains", "GENERICS_DOMAIN_FILE", NULL, false, NULL, NULL},
    {"virtuser-domains", "VIRTUSER_DOMAIN_FILE", NULL, false, NULL, NULL},
    {"local-host-names", "define", "confCW_FILE", false, "%local-host-names", "use_cw_file"},
    {"trusted-users", "define", "confCT_FILE", false, "%trusted-users", "use_ct_file"},
    {"relay-domains", "define", "confCR_FILE", true, "%relay-domains", NULL},
    {"access", "FEATURE", "access_db", false, "%access", NULL},
    {"mailertable", "FEATURE", "mailertable", false, "%mailertable", NULL},
    {"virtusertable", "FEATURE", "virtusertable", false, "%virtusertable", NULL},
    {"genericstable", "FEATURE", "genericstable", false, "%genericstable", NULL},
    {"domaintable", "FEATURE", "domaintable", false, "%domaintable", NULL},
    {"aliases", "define", "ALIAS_FILE", true, "%aliases", NULL},
};

void import_tables_read(const struct context *ctx, struct import_run *run)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct str named = STR_INIT, text = STR_INIT;
        const char *path = table_path(run, tables[i].macro, tables[i].first, &named);
        bool called =
            tables[i].feature != NULL ? has_feature(&run->mc, tables[i].feature) : path != NULL;
        if ((called || tables[i].always) && (path == NULL || path[0] == '\0') &&
            tables[i].usual != NULL) {
            str_clear(&named);
            str_addf(&named, "%s%s", ctx->layout->mail_dir, tables[i].usual + 1);
        }
        char *file = named.len > 0 && (called || tables[i].always)
                         ? import_tables_find(ctx, run, str_text(&named))
                         : NULL;
        if (file != NULL && file_read(file, IMPORT_TABLE_BYTES, &text, NULL) == 0) {
            import_tables_take(run, tables[i].name, &text, file);
        } else if (called && named.len > 0) {
            char *looked = import_tables_place(ctx, run, str_text(&named));
            struct import_table *table = import_add_table(&run->imp, tables[i].name, looked);
            free(looked);
            str_set(&table->why, "is not there, or cannot be read");
            table->fate = IMPORT_NONE;
            struct str compiled = STR_INIT;
            str_addf(&compiled, "%s.db", str_text(&named));
            char *db = import_tables_find(ctx, run, str_text(&compiled));
            if (db != NULL || file != NULL) {
                table->fate = IMPORT_LEFT;
                import_add_left(&run->imp, file != NULL ? file : db, 0, tables[i].name,
                                file != NULL ? "it cannot be read"
                                             : "only its compiled form is there; `makemap -u' "
                                               "shows what it holds");
            }
            free(db);
            str_free(&compiled);
        }
        free(file);
        str_free(&named);
        str_free(&text);
    }
}

void import_tables_take(struct import_run *run, const char *name, const struct str *text,
                        const char *file)
{
    struct import *imp = &run->imp;
    const struct import_terms terms = {
        .blocks_recipients = has_feature(&run->mc, "blocklist_recipients") ||
                             has_feature(&run->mc, "blacklist_recipients"),
        .relays_from = has_feature(&run->mc, "relay_mail_from"),
        .hosts_only = has_feature(&run->mc, "relay_hosts_only"),
        .delays = has_feature(&run->mc, "delay_checks"),
        .friends = delays_as(&run->mc, "friend"),
        .haters = delays_as(&run->mc, "hater"),
        .rates = has_feature(&run->mc, "ratecontrol"),
        .connections = has_feature(&run->mc, "conncontrol"),
        .pauses = has_feature(&run->mc, "greet_pause"),
    };
    if (strcmp(name, "access") == 0)
        import_table_access(imp, &terms, str_text(text), text->len, file, &run->access);
    else if (strcmp(name, "local-host-names") == 0)
        import_table_domains(imp, str_text(text), text->len, file);
    else if (strcmp(name, "relay-domains") == 0)
        import_table_relay(imp, str_text(text), text->len, file);
    else
        import_table_other(imp, name, str_text(text), text->len, file);
}

/* NULL if the macro is not called; "" if it names no path. */
static const char *table_path(const struct import_run *run, const char *macro, const char *first,
                              struct str *out)
{
    const struct mc_call *call = NULL;
    for (size_t i = 0; i < run->mc.n; i++) {
        const struct mc_call *c = &run->mc.calls[i];
        /* What a FEATURE or the OSTYPE defines counts as well. */
        bool counts = c->site || (first != NULL && strcmp(macro, "define") == 0);
        if (counts && strcmp(c->macro, macro) == 0 &&
            (first == NULL || strcmp(mc_call_arg(c, 0), first) == 0))
            call = c;
    }
    if (call == NULL)
        return NULL;
    struct strs words = {0};
    const char *spec = mc_call_arg(call, first != NULL ? 1 : 0);
    strs_split(&words, spec, " \t,:");
    for (size_t i = 0; i < words.n; i++)
        if (words.v[i][0] == '/') {
            str_clear(out);
            str_add(out, words.v[i]);
        }
    bool elsewhere = words.n > 0 && out->len == 0; /* a directory, or a program */
    strs_free(&words);
    if (elsewhere && strcmp(macro, "FEATURE") == 0)
        return NULL;
    if (out->buf != NULL && str_ends(out->buf, ".db"))
        out->buf[out->len -= 3] = '\0';
    return str_text(out);
}

char *import_tables_place(const struct context *ctx, const struct import_run *run, const char *path)
{
    struct str file = STR_INIT;
    if (is_host(ctx, run))
        str_add(&file, ctx->root);
    else
        str_addn(&file, run->source, folder_len(run));
    str_add(&file, is_host(ctx, run) || strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1);
    return str_take(&file);
}

char *import_tables_find(const struct context *ctx, const struct import_run *run, const char *path)
{
    char *place = import_tables_place(ctx, run, path), *found = NULL;
    if (is_host(ctx, run)) {
        /* A link in a tree means what it means there, and leads nowhere else. */
        found = trust_real(ctx->root, path);
    } else {
        found = realpath(place, NULL);
        /* Beside a stranger's .mc, a link out of its folder shows what is not his. */
        char *own = folder_len(run) > 0 ? mem_dupn(run->source, folder_len(run)) : mem_dup(".");
        char *dir = realpath(own, NULL);
        if (found != NULL &&
            (dir == NULL || strncmp(found, dir, strlen(dir)) != 0 || found[strlen(dir)] != '/')) {
            free(found);
            found = NULL;
        }
        free(own);
        free(dir);
    }
    if (found != NULL && !file_exists(found)) {
        free(found);
        found = NULL;
    }
    free(place);
    return found;
}

/* Whether the source is the host's own, in its mail folder below the root. */
static bool is_host(const struct context *ctx, const struct import_run *run)
{
    struct str mail = STR_INIT;
    str_addf(&mail, "%s%s", ctx->root, ctx->layout->mail_dir);
    bool host = folder_len(run) == mail.len && strncmp(run->source, str_text(&mail), mail.len) == 0;
    str_free(&mail);
    return host;
}

/* Of the source's folder, with its slash. */
static size_t folder_len(const struct import_run *run)
{
    const char *slash = strrchr(run->source, '/');
    return slash != NULL ? (size_t)(slash + 1 - run->source) : 0;
}

static bool has_feature(const struct mc *mc, const char *name)
{
    return mc_find_call(mc, "FEATURE", name) != NULL;
}

static bool delays_as(const struct mc *mc, const char *how)
{
    const struct mc_call *call = mc_find_call(mc, "FEATURE", "delay_checks");
    return call != NULL && strcmp(mc_call_arg(call, 1), how) == 0;
}
