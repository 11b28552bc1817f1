/* Checks: the programs that sendmail runs, and sendmail itself; see host.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "cf/scan.h"

static void add_names(const struct host *host, struct strs *names);
static void add_mailers(const struct cf *cf, struct strs *names);
static void add(struct strs *names, const char *path);
static void judge_bits(struct audit *audit, const char *path, struct strs *seen);

/* What mail is handed to and what hands it out runs as root, or as whoever is mailed to. */
void host_binary(struct audit *audit)
{
    const struct host *host = audit->host;
    struct strs names = {0};
    struct host_wish wish = host_wish(audit);
    add_names(host, &names);
    add(&names, host->layout->makemap);
    add(&names, host->layout->smrsh);
    add(&names, host->layout->mail_local);
    add_mailers(audit->in->mta, &names);
    if (audit->in->msp != NULL)
        add_mailers(audit->in->msp, &names);
    for (size_t i = 0; i < host->n_files; i++)
        if (host->files[i].kind == HOST_PROGRAM)
            add(&names, host->files[i].path);
    for (size_t i = 0; i < names.n; i++)
        host_judge_path(audit, names.v[i], &wish);
    strs_free(&names);
}

static void add_names(const struct host *host, struct strs *names)
{
    add(names, host->layout->sendmail);
    add(names, "/usr/sbin/sendmail");
    add(names, "/usr/lib/sendmail");
}

static void add_mailers(const struct cf *cf, struct strs *names)
{
    for (size_t i = 0; i < cf->n; i++) {
        struct str path = STR_INIT;
        if (cf->v[i].kind == CF_MAILER && cf_scan_field_get(cf->v[i].value, 'P', &path))
            add(names, str_text(&path));
        str_free(&path);
    }
}

static void add(struct strs *names, const char *path)
{
    if (path != NULL && path[0] == '/' && !strs_has(names, path))
        strs_add(names, path);
}

void host_no_suid(struct audit *audit)
{
    struct strs names = {0}, seen = {0};
    add_names(audit->host, &names);
    for (size_t i = 0; i < names.n; i++)
        judge_bits(audit, names.v[i], &seen);
    strs_free(&names);
    strs_free(&seen);
}

static void judge_bits(struct audit *audit, const char *path, struct strs *seen)
{
    const struct host *host = audit->host;
    const struct account_group *group =
        accounts_group_by_name(&host->accounts, host->layout->msp_queue.group);
    struct trust_walk walk = {.n = 0};
    struct str shown = STR_INIT, word = STR_INIT;
    const struct trust_step *end = host_walk(audit, path, &walk) ? trust_end(&walk) : NULL;
    /* Other mail servers have a link of that name, and rights that are right for them. */
    if (end == NULL || !S_ISREG(end->mode) || strs_has(seen, end->path) ||
        strncmp(strrchr(end->path, '/'), "/sendmail", 9) != 0)
        goto out;
    strs_add(seen, end->path);
    bool other = (end->mode & S_ISGID) != 0 && group != NULL && end->gid != group->gid;
    if ((end->mode & S_ISUID) == 0 && !other)
        goto out;
    host_show(audit, end, &shown);
    struct finding *f = host_found(audit, end->path, "%s", str_text(&shown));
    if ((end->mode & S_ISUID) == 0)
        f->severity = SEVERITY_MEDIUM;
    host_quote("", f->file, &word);
    str_set(&f->mend, "chown root:%s %s && chmod 2755 %s", host->layout->msp_queue.group,
            str_text(&word), str_text(&word));
out:
    trust_walk_free(&walk);
    str_free(&shown);
    str_free(&word);
}

/* A link in it is the usual way to allow a program: what it leads to counts. */
void host_smrsh(struct audit *audit)
{
    const char *dir = audit->host->layout->smrsh_dir;
    struct host_wish wish = host_wish(audit);
    struct strs names = {0};
    wish.folders = &audit->host->trusted;
    if (host_list(audit, dir, &names)) {
        /* Debian's belongs to the user that /etc/mail belongs to. */
        wish.owners = &audit->host->trusted;
        host_judge_path(audit, dir, &wish);
        wish.owners = &audit->host->root_only;
        for (size_t i = 0; i < names.n; i++) {
            struct str path = STR_INIT;
            str_addf(&path, "%s/%s", dir, names.v[i]);
            host_judge_path(audit, str_text(&path), &wish);
            str_free(&path);
        }
    }
    strs_free(&names);
}
