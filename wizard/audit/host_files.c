/* Which files of the host a configuration names, and who may own them; see host.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "cf/cf.h"
#include "cf/judge.h"
#include "cf/scan.h"

static void tell_lost(const char *root, const char *path, struct audit_report *report);
static void read_owners(const struct audit_input *input, struct host *host);
static void add_user(struct host *host, struct trust_owners *owners, const char *name);
static void read_cf(struct host *host, const struct cf *cf);
static void read_option(struct host *host, const struct cf *cf, const struct cf_entry *entry);
static void read_queue_group(struct host *host, const struct cf *cf, const struct cf_entry *group);
static void read_map(struct host *host, const struct cf *cf, const struct cf_entry *map);
static const char *path_of(const char *value, bool *optional);
static void read_class(struct host *host, const struct cf *cf, const struct cf_entry *entry);
static void read_aliases(struct host *host, const struct cf *cf, const struct cf_entry *entry);
static struct host_file *add(struct host *host, enum host_kind kind, const struct cf *cf,
                             const struct cf_entry *entry, const char *path, size_t len);

/* Options whose value is a path, or several parted by commas. */
static const struct {
    const char *option;
    enum host_kind kind;
} options[] = {
    {"ServerKeyFile", HOST_KEY},
    {"ClientKeyFile", HOST_KEY},
    {"ServerCertFile", HOST_CERT},
    {"ClientCertFile", HOST_CERT},
    {"CACertFile", HOST_CERT},
    {"CACertPath", HOST_CERT},
    {"CRLFile", HOST_CERT},
    {"CRLPath", HOST_CERT},
    {"DHParameters", HOST_CERT},
    {"DefaultAuthInfo", HOST_SECRET},
    {"HelpFile", HOST_HELP},
    {"ErrorHeader", HOST_OTHER},
    {"ServiceSwitchFile", HOST_OTHER},
    {"HostsFile", HOST_OTHER},
    {"QueueDirectory", HOST_QUEUE},
};

/* What a map's class makes of its file. */
static const struct {
    const char *class, *database;
} classes[] = {
    {"hash", ".db"},    {"btree", ".db"}, {"cdb", ".cdb"},   {"dbm", ".pag"},
    {"implicit", NULL}, {"text", ""},     {"userdb", ".db"},
};

static const char *const databases[] = {".db", ".cdb", ".pag", ".dir"};

struct host *host_open(const struct audit_input *input, struct audit_report *report)
{
    struct host *host = mem_alloc(sizeof(*host));
    struct err err = {0};
    host->root = input->host->root;
    host->layout = input->host->layout;
    if (accounts_read(host->root, &host->accounts, &err) != 0)
        audit_add_untried(report, NULL, err.file, err.text);
    err_clear(&err);
    tell_lost(host->root, "/etc/passwd", report);
    tell_lost(host->root, "/etc/group", report);
    read_owners(input, host);
    read_cf(host, input->mta);
    if (input->msp != NULL)
        read_cf(host, input->msp);
    return host;
}

void host_close(struct host *host)
{
    if (host == NULL)
        return;
    for (size_t i = 0; i < host->n_files; i++)
        free(host->files[i].path);
    free(host->files);
    accounts_free(&host->accounts);
    free(host);
}

/* Accounts that cannot be got at are no tree without accounts. */
static void tell_lost(const char *root, const char *path, struct audit_report *report)
{
    char *real = trust_real(root, path);
    if (real == NULL && errno != ENOENT) {
        struct str full = STR_INIT, reason = STR_INIT;
        str_addf(&reason, "cannot be looked at: %s", strerror(errno));
        str_addf(&full, "%s%s", root, path);
        audit_add_untried(report, NULL, str_text(&full), str_text(&reason));
        str_free(&full);
        str_free(&reason);
    }
    free(real);
}

static void read_owners(const struct audit_input *input, struct host *host)
{
    struct stat st;
    trust_owners_add(&host->root_only, 0);
    if (host->root[0] != '\0' && stat(host->root, &st) == 0)
        trust_owners_add(&host->root_only, st.st_uid);
    host->trusted = host->root_only;
    add_user(host, &host->trusted, cf_option_value(input->mta, "TrustedUser"));
    add_user(host, &host->trusted, host->layout->trusted_user);
    host->msp = host->trusted;
    add_user(host, &host->msp, host->layout->msp_user);
    if (input->msp != NULL) {
        add_user(host, &host->msp, cf_option_value(input->msp, "TrustedUser"));
        add_user(host, &host->msp, cf_option_value(input->msp, "RunAsUser"));
    }
}

/* "smmsp", "smmsp:smmsp", or a number. */
static void add_user(struct host *host, struct trust_owners *owners, const char *name)
{
    if (name == NULL || name[0] == '\0')
        return;
    char *user = mem_dupn(name, strcspn(name, ":. \t"));
    const struct account *account = accounts_by_name(&host->accounts, user);
    if (account != NULL)
        trust_owners_add(owners, account->uid);
    else if (user[0] != '\0' && user[strspn(user, "0123456789")] == '\0')
        trust_owners_add(owners, (uid_t)strtoul(user, NULL, 10));
    free(user);
}

static void read_cf(struct host *host, const struct cf *cf)
{
    for (const struct cf_entry *e = cf->v; e < cf->v + cf->n; e++) {
        if (e->kind == CF_OPTION && cf_find(cf, CF_OPTION, e->name) == e)
            read_option(host, cf, e);
        else if (e->kind == CF_OPTION && strcasecmp(e->name, "AliasFile") == 0)
            read_aliases(host, cf, e);
        else if (e->kind == CF_MAP)
            read_map(host, cf, e);
        else if (e->kind == CF_QUEUE)
            read_queue_group(host, cf, e);
        else if (e->kind == CF_CLASSFILE || (e->flags & CF_PROGRAM) != 0)
            read_class(host, cf, e);
    }
}

static void read_option(struct host *host, const struct cf *cf, const struct cf_entry *entry)
{
    if (strcasecmp(entry->name, "AliasFile") == 0)
        read_aliases(host, cf, entry);
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (strcasecmp(entry->name, options[i].option) != 0)
            continue;
        for (const char *at = entry->value; *at != '\0';) {
            size_t len = strcspn(at, ",");
            struct host_file *f =
                at[0] == '/' ? add(host, options[i].kind, cf, entry, at, len) : NULL;
            if (f != NULL)
                /* sendmail has built-in answers to these. */
                f->optional = options[i].kind == HOST_OTHER;
            at += len + (at[len] == ',' ? 1 : 0);
            at += strspn(at, " \t");
        }
    }
}

/* "P=/var/spool/mqueue/slow*, F=f, I=1h" */
static void read_queue_group(struct host *host, const struct cf *cf, const struct cf_entry *group)
{
    struct str path = STR_INIT;
    if (cf_scan_field_get(group->value, 'P', &path) && str_text(&path)[0] == '/')
        add(host, HOST_QUEUE, cf, group, str_text(&path), path.len);
    str_free(&path);
}

/* "hash -o -T<TMPF> /etc/mail/access"; "ldap -P/etc/mail/secret ..." */
static void read_map(struct host *host, const struct cf *cf, const struct cf_entry *map)
{
    const char *args = map->value + strcspn(map->value, " \t");
    size_t len = (size_t)(args - map->value);
    bool optional = false;
    if (len == 4 && strncasecmp(map->value, "ldap", 4) == 0) {
        const char *at = strstr(args, " -P");
        at = at != NULL ? at + 3 + strspn(at + 3, " \t") : "";
        if (at[0] == '/')
            add(host, HOST_SECRET, cf, map, at, strcspn(at, " \t"));
        return;
    }
    bool runs = len == 7 && strncasecmp(map->value, "program", 7) == 0;
    const char *path = path_of(args, &optional);
    for (size_t i = 0; path != NULL && i < ARRAY_LEN(classes); i++) {
        if (strlen(classes[i].class) != len || strncasecmp(map->value, classes[i].class, len) != 0)
            continue;
        enum host_kind kind = strcasecmp(map->name, "authinfo") == 0 ? HOST_SECRET : HOST_MAP;
        struct host_file *f = add(host, kind, cf, map, path, strcspn(path, " \t"));
        if (f != NULL) {
            f->database = classes[i].database;
            f->optional = optional;
        }
    }
    if (runs && path != NULL)
        add(host, HOST_PROGRAM, cf, map, path, strcspn(path, " \t"));
}

/*
 * What stands behind the flags, or NULL.  The value of a flag stands right behind its letter;
 * sendmail skips blanks there for -d, -k and -v alone.
 */
static const char *path_of(const char *value, bool *optional)
{
    const char *at = value + strspn(value, " \t");
    for (; at[0] == '-'; at += strspn(at, " \t")) {
        *optional = *optional || at[1] == 'o';
        size_t len = strcspn(at, " \t");
        bool apart = len == 2 && strchr("dkv", at[1]) != NULL;
        at += len;
        if (apart) {
            at += strspn(at, " \t");
            at += strcspn(at, " \t");
        }
    }
    return at[0] == '/' ? at : NULL;
}

/* "-o /etc/mail/relay-domains %[^\#]", "|/bin/program"; a macro's text for a D line. */
static void read_class(struct host *host, const struct cf *cf, const struct cf_entry *entry)
{
    bool optional = (entry->flags & CF_OPTIONAL) != 0;
    const char *value = entry->value;
    if ((entry->flags & CF_PROGRAM) != 0)
        value += strcspn(value, "/");
    else if ((entry->flags & CF_FROM_MAP) != 0)
        return;
    const char *path = path_of(value, &optional);
    if (path == NULL)
        return;
    struct host_file *f = add(host, (entry->flags & CF_PROGRAM) != 0 ? HOST_PROGRAM : HOST_CLASS,
                              cf, entry, path, strcspn(path, " \t"));
    if (f != NULL)
        f->optional = optional;
}

/* "/etc/mail/aliases, hash:-o /etc/mail/lists": a class, flags and a file each. */
static void read_aliases(struct host *host, const struct cf *cf, const struct cf_entry *entry)
{
    struct strs parts = {0};
    strs_split(&parts, entry->value, ",");
    for (size_t i = 0; i < parts.n; i++) {
        const char *part = parts.v[i], *rest = part;
        const char *database = NULL;
        bool optional = false;
        if (part[0] != '/' && strchr(part, ':') != NULL) {
            size_t len = strcspn(part, ":");
            database = "none";
            for (size_t k = 0; k < ARRAY_LEN(classes); k++)
                if (strlen(classes[k].class) == len &&
                    strncasecmp(part, classes[k].class, len) == 0)
                    database = classes[k].database;
            rest = part + len + 1;
        }
        const char *path = path_of(rest, &optional);
        if (path == NULL || (database != NULL && strcmp(database, "none") == 0))
            continue;
        struct host_file *f = add(host, HOST_ALIAS, cf, entry, path, strcspn(path, " \t"));
        if (f != NULL) {
            f->database = database;
            f->optional = optional;
        }
    }
    strs_free(&parts);
}

/* NULL if it is named already. */
static struct host_file *add(struct host *host, enum host_kind kind, const struct cf *cf,
                             const struct cf_entry *entry, const char *path, size_t len)
{
    char *own = mem_dupn(path, len);
    for (size_t i = 0; i < host->n_files; i++)
        if (host->files[i].kind == kind && strcmp(host->files[i].path, own) == 0) {
            free(own);
            return NULL;
        }
    if (host->n_files == host->cap_files) {
        host->cap_files = host->cap_files > 0 ? 2 * host->cap_files : 16;
        host->files = mem_realloc(host->files, host->cap_files, sizeof(*host->files));
    }
    struct host_file *f = &host->files[host->n_files++];
    *f = (struct host_file){.kind = kind,
                            .path = own,
                            .name = entry->name,
                            .database = "",
                            .cf = cf,
                            .line = entry->line};
    return f;
}

const char *host_database(const struct host_file *file, size_t i)
{
    if (file->database == NULL)
        return i < ARRAY_LEN(databases) ? databases[i] : NULL;
    if (i == 1 && strcmp(file->database, ".pag") == 0)
        return ".dir";
    return i == 0 && file->database[0] != '\0' ? file->database : NULL;
}

bool host_names(const struct host *host, const char *path)
{
    bool found = strcmp(path, host->layout->smrsh_dir) == 0;
    for (size_t i = 0; i < host->n_files && !found; i++) {
        const struct host_file *f = &host->files[i];
        size_t len = strlen(f->path);
        found = strcmp(f->path, path) == 0;
        for (size_t k = 0; strncmp(path, f->path, len) == 0 && host_database(f, k) != NULL; k++)
            found = found || strcmp(path + len, host_database(f, k)) == 0;
    }
    return found;
}

const struct trust_owners *host_owners(const struct audit *audit, const struct host_file *file)
{
    return file->cf == audit->in->mta ? &audit->host->trusted : &audit->host->msp;
}
