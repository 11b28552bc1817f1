/* Checks: who may write, or read, the files that a configuration consists of; see host.h. */
#include <fnmatch.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "cf/judge.h"
#include "cf/option.h"

typedef void path_fn(struct audit *audit, const struct host_file *file, const char *path,
                     bool compiled);

static void each_path(struct audit *audit, unsigned kinds, path_fn *judge);
static path_fn judge_table, judge_alias, judge_key, judge_secret, judge_link;
static bool has_blame(const struct cf *cf, const char *flag);
static void judge_own(struct audit *audit, const char *name);
static void judge_access(struct audit *audit);
static audit_line_fn note_password;
static void show_link(struct audit *audit, const char *path, bool named);

void host_cf(struct audit *audit)
{
    const char *dir = audit->host->layout->mail_dir;
    struct strs names = {0};
    if (host_list(audit, dir, &names))
        for (size_t i = 0; i < names.n; i++)
            judge_own(audit, names.v[i]);
    strs_free(&names);
}

/* What other checks take is left to them. */
static void judge_own(struct audit *audit, const char *name)
{
    static const char *const sources[] = {"*.cf", "*.mc", "*.m4", "Makefile"};
    struct str path = STR_INIT;
    struct trust_walk walk = {.n = 0};
    bool source = false;
    str_addf(&path, "%s%s", audit->host->layout->mail_dir, name);
    if (host_names(audit->host, str_text(&path)) || !host_walk(audit, str_text(&path), &walk))
        goto out;
    struct host_wish wish = host_wish(audit);
    wish.folders = &audit->host->trusted;
    wish.part = HOST_TO_LINK;
    for (size_t i = 0; i < ARRAY_LEN(sources); i++)
        source = source || fnmatch(sources[i], name, 0) == 0;
    if (!source) {
        wish.owners = &audit->host->msp;
        wish.severity = SEVERITY_MEDIUM;
    }
    if (S_ISREG(trust_end(&walk)->mode) || S_ISDIR(trust_end(&walk)->mode))
        host_judge(audit, &walk, &wish);
out:
    trust_walk_free(&walk);
    str_free(&path);
}

/* Calls judge for the path of every file of these kinds, and for what is compiled of it. */
static void each_path(struct audit *audit, unsigned kinds, path_fn *judge)
{
    const struct host *host = audit->host;
    for (size_t i = 0; i < host->n_files; i++) {
        const struct host_file *f = &host->files[i];
        if ((kinds & 1U << f->kind) == 0)
            continue;
        judge(audit, f, f->path, false);
        const char *database;
        for (size_t k = 0; (database = host_database(f, k)) != NULL; k++) {
            struct str path = STR_INIT;
            str_addf(&path, "%s%s", f->path, database);
            judge(audit, f, str_text(&path), true);
            str_free(&path);
        }
    }
}

void host_map(struct audit *audit)
{
    each_path(audit, 1U << HOST_MAP | 1U << HOST_CLASS | 1U << HOST_OTHER | 1U << HOST_HELP,
              judge_table);
}

static void judge_table(struct audit *audit, const struct host_file *file, const char *path,
                        bool compiled)
{
    struct trust_walk walk = {.n = 0};
    struct host_wish wish = host_wish(audit);
    wish.owners = wish.folders = host_owners(audit, file);
    wish.part = HOST_TO_LINK;
    if (host_walk(audit, path, &walk) && !host_judge(audit, &walk, &wish) && compiled &&
        (trust_end(&walk)->mode & S_IROTH) != 0) {
        struct str shown = STR_INIT, word = STR_INIT;
        host_show(audit, trust_end(&walk), &shown);
        struct finding *f = host_found(audit, path, "%s", str_text(&shown));
        f->severity = SEVERITY_ADVICE;
        str_set(&f->wanted, "read by sendmail alone: whoever reads it can lock it, too");
        host_quote("", f->file, &word);
        str_set(&f->mend, "chmod 0640 %s", str_text(&word));
        str_free(&shown);
        str_free(&word);
    }
    trust_walk_free(&walk);
}

void host_aliases_perm(struct audit *audit)
{
    each_path(audit, 1U << HOST_ALIAS, judge_alias);
}

static void judge_alias(struct audit *audit, const struct host_file *file, const char *path,
                        bool compiled)
{
    struct host_wish wish = host_wish(audit);
    (void)compiled;
    wish.owners = wish.folders = host_owners(audit, file);
    wish.part = HOST_TO_LINK;
    host_judge_path(audit, path, &wish);
}

void host_key(struct audit *audit)
{
    each_path(audit, 1U << HOST_KEY | 1U << HOST_CERT, judge_key);
}

/* sendmail takes no key that its group may read, unless it is told to. */
static void judge_key(struct audit *audit, const struct host_file *file, const char *path,
                      bool compiled)
{
    struct trust_walk walk = {.n = 0};
    struct host_wish wish = host_wish(audit);
    (void)compiled;
    wish.owners = wish.folders = host_owners(audit, file);
    if (!host_walk(audit, path, &walk))
        goto out;
    const struct trust_step *end = trust_end(&walk);
    if (file->kind == HOST_CERT) {
        wish.severity = SEVERITY_MEDIUM;
        host_judge(audit, &walk, &wish);
        goto out;
    }
    if (host_judge(audit, &walk, &wish))
        goto out;
    wish.deny = S_IRWXG | S_IRWXO;
    if ((end->mode & S_IRWXO) == 0 && end->n_acl == 0)
        wish.severity =
            has_blame(file->cf, "GroupReadableKeyFile") ? SEVERITY_LOW : SEVERITY_MEDIUM;
    host_judge(audit, &walk, &wish);
out:
    trust_walk_free(&walk);
}

static bool has_blame(const struct cf *cf, const char *flag)
{
    struct strs flags = {0};
    bool has = false;
    cf_option_flags(cf, "DontBlameSendmail", &flags);
    for (size_t i = 0; i < flags.n; i++)
        has = has || strcasecmp(flags.v[i], flag) == 0;
    strs_free(&flags);
    return has;
}

void host_auth(struct audit *audit)
{
    static const char *const databases[] = {"/etc/sasldb2", "/etc/sasldb"};
    each_path(audit, 1U << HOST_SECRET, judge_secret);
    judge_access(audit);
    for (size_t i = 0; i < ARRAY_LEN(databases); i++) {
        struct host_wish wish = host_wish(audit);
        const struct account_group *sasl = accounts_group_by_name(&audit->host->accounts, "sasl");
        wish.owners = wish.folders = &audit->host->trusted;
        wish.deny = S_IRWXO;
        /* The group that Debian's saslpasswd2 makes it for. */
        wish.has_group = sasl != NULL;
        wish.group = sasl != NULL ? sasl->gid : 0;
        host_judge_path(audit, databases[i], &wish);
    }
}

static void judge_secret(struct audit *audit, const struct host_file *file, const char *path,
                         bool compiled)
{
    struct host_wish wish = host_wish(audit);
    (void)compiled;
    wish.owners = wish.folders = host_owners(audit, file);
    wish.deny = S_IRWXO;
    host_judge_path(audit, path, &wish);
}

/* sendmail takes passwords from the access table, too, where no authinfo is configured. */
static void judge_access(struct audit *audit)
{
    const struct host *host = audit->host;
    struct strs passwords = {0};
    for (size_t i = 0; i < host->n_files; i++) {
        const struct host_file *f = &host->files[i];
        if (f->kind != HOST_MAP || strcasecmp(f->name, "access") != 0)
            continue;
        audit->notes = &passwords;
        audit_each_line(audit, f->path, note_password);
        audit->notes = NULL;
        if (passwords.n == 0)
            continue;
        judge_secret(audit, f, f->path, false);
        const char *database;
        for (size_t k = 0; (database = host_database(f, k)) != NULL; k++) {
            struct str path = STR_INIT;
            str_addf(&path, "%s%s", f->path, database);
            judge_secret(audit, f, str_text(&path), true);
            str_free(&path);
        }
    }
    strs_free(&passwords);
}

static void note_password(struct audit *audit, const char *file, long line, char *key, char *value)
{
    (void)file;
    (void)line;
    (void)value;
    if (strncasecmp(key, "AuthInfo:", 9) == 0)
        strs_add(audit->notes, "");
}

/* Links are said; what they lead to is judged like what stands there itself. */
void host_links(struct audit *audit)
{
    const char *dir = audit->host->layout->mail_dir;
    struct strs names = {0};
    each_path(audit,
              1U << HOST_MAP | 1U << HOST_CLASS | 1U << HOST_ALIAS | 1U << HOST_OTHER |
                  1U << HOST_HELP,
              judge_link);
    if (host_list(audit, dir, &names))
        for (size_t i = 0; i < names.n; i++) {
            struct str path = STR_INIT;
            str_addf(&path, "%s%s", dir, names.v[i]);
            if (!host_names(audit->host, str_text(&path)))
                show_link(audit, str_text(&path), false);
            str_free(&path);
        }
    strs_free(&names);
}

static void judge_link(struct audit *audit, const struct host_file *file, const char *path,
                       bool compiled)
{
    (void)file;
    (void)compiled;
    show_link(audit, path, true);
}

static void show_link(struct audit *audit, const char *path, bool named)
{
    struct trust_walk walk = {.n = 0};
    struct host_wish wish = host_wish(audit);
    struct str what = STR_INIT, full = STR_INIT;
    host_walk(audit, path, &walk);
    size_t link = host_link(&walk);
    const char *dot = strrchr(path, '.');
    bool source = dot != NULL && (strcmp(dot, ".cf") == 0 || strcmp(dot, ".mc") == 0);
    if (link == walk.n)
        goto out;
    str_addf(&full, "%s%s", audit->host->root, path);
    str_addf(&what, "a link to %s", walk.v[link].link);
    wish.part = HOST_PAST_LINK;
    wish.owners = source ? &audit->host->root_only : &audit->host->msp;
    wish.folders = &audit->host->msp;
    wish.severity = named || source ? SEVERITY_HIGH : SEVERITY_LOW;
    wish.at = str_text(&full);
    wish.what = str_text(&what);
    if (!host_judge(audit, &walk, &wish)) {
        struct finding *f = host_found(audit, path, "%s%s", str_text(&what),
                                       walk.there ? "" : ", which is not there");
        f->severity = SEVERITY_ADVICE;
    }
out:
    trust_walk_free(&walk);
    str_free(&what);
    str_free(&full);
}
