/* Checks: the folders that mail waits in, that sendmail is steered from, and of users. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "cf/scan.h"

static void judge_queues(struct audit *audit, const struct cf *cf, const char *usual);
static void judge_queue_names(struct audit *audit, const struct cf *cf, const char *path);
static void judge_queue(struct audit *audit, const struct cf *cf, const char *path);
static void judge_control(struct audit *audit, const struct cf *cf);
static void judge_forward(struct audit *audit, const struct account *user, const char *path,
                          struct strs *have);
static char *forward_name(struct audit *audit, const struct account *user, const char *path);

void host_queue(struct audit *audit)
{
    judge_queues(audit, audit->in->mta, audit->host->layout->queue_dir);
    if (audit->in->msp != NULL)
        judge_queues(audit, audit->in->msp, audit->host->layout->msp_queue_dir);
}

/* Those of queue groups lie anywhere below the QueueDirectory. */
static void judge_queues(struct audit *audit, const struct cf *cf, const char *usual)
{
    const char *path = cf_option_value(cf, "QueueDirectory");
    judge_queue_names(audit, cf, path != NULL && path[0] == '/' ? path : usual);
    for (size_t i = 0; i < cf->n; i++) {
        struct str own = STR_INIT;
        if (cf->v[i].kind == CF_QUEUE && cf_scan_field_get(cf->v[i].value, 'P', &own) &&
            str_text(&own)[0] == '/')
            judge_queue_names(audit, cf, str_text(&own));
        str_free(&own);
    }
}

/* sendmail takes a * at the end of the last name. */
static void judge_queue_names(struct audit *audit, const struct cf *cf, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct strs names = {0};
    if (strchr(path, '*') == NULL) {
        judge_queue(audit, cf, path);
        return;
    }
    char *dir = mem_dupn(path, (size_t)(slash - path));
    judge_queue(audit, cf, dir);
    if (host_list(audit, dir, &names))
        for (size_t i = 0; i < names.n; i++) {
            struct str one = STR_INIT;
            str_addf(&one, "%s/%s", dir, names.v[i]);
            if (fnmatch(slash + 1, names.v[i], FNM_PERIOD) == 0)
                judge_queue(audit, cf, str_text(&one));
            str_free(&one);
        }
    strs_free(&names);
    free(dir);
}

static void judge_queue(struct audit *audit, const struct cf *cf, const char *path)
{
    static const char *const parts[] = {"", "/qf", "/df", "/xf"};
    const struct host *host = audit->host;
    bool msp = cf != audit->in->mta;
    const struct layout_owner *usual = msp ? &host->layout->msp_queue : &host->layout->queue;
    const struct account *user = accounts_by_name(&host->accounts, usual->user);
    const struct account_group *group = accounts_group_by_name(&host->accounts, usual->group);
    const char *run_as = cf_option_value(cf, "RunAsUser");
    struct trust_owners owners = msp ? host->msp : host->trusted;
    struct host_wish wish = host_wish(audit);
    if (user != NULL)
        trust_owners_add(&owners, user->uid);
    if (run_as != NULL && run_as[0] != '\0') {
        char *name = mem_dupn(run_as, strcspn(run_as, ":."));
        user = accounts_by_name(&host->accounts, name);
        if (user != NULL)
            trust_owners_add(&owners, user->uid);
        free(name);
    }
    wish.owners = &owners;
    wish.folders = &owners;
    wish.deny = S_IRWXO;
    wish.owner = usual->user;
    /* The setgid sendmail writes there with its group's rights. */
    wish.has_group = group != NULL && (usual->mode & S_IWGRP) != 0;
    wish.group = group != NULL ? group->gid : 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct str part = STR_INIT;
        struct trust_walk walk = {.n = 0};
        str_addf(&part, "%s%s", path, parts[i]);
        if (host_walk(audit, str_text(&part), &walk) && S_ISDIR(trust_end(&walk)->mode))
            host_judge(audit, &walk, &wish);
        trust_walk_free(&walk);
        str_free(&part);
    }
}

void host_control(struct audit *audit)
{
    judge_control(audit, audit->in->mta);
    if (audit->in->msp != NULL)
        judge_control(audit, audit->in->msp);
}

/* Linux heeds the mode of a socket, other systems only that of its folder. */
static void judge_control(struct audit *audit, const struct cf *cf)
{
    const char *path = cf_option_value(cf, "ControlSocketName");
    const struct host *host = audit->host;
    struct trust_walk walk = {.n = 0}, socket = {.n = 0};
    struct host_wish wish = host_wish(audit);
    const char *slash = path != NULL && path[0] == '/' ? strrchr(path, '/') : NULL;
    if (slash == NULL || slash == path)
        return;
    char *dir = mem_dupn(path, (size_t)(slash - path));
    wish.owners = wish.folders = cf == audit->in->mta ? &host->trusted : &host->msp;
    wish.severity = SEVERITY_MEDIUM;
    if (!host_walk(audit, dir, &walk) || host_judge(audit, &walk, &wish))
        goto out;
    const struct trust_step *end = trust_end(&walk);
    if ((end->mode & (S_IXGRP | S_IXOTH)) == 0)
        goto out;
    bool open =
        host_walk(audit, path, &socket) && (trust_end(&socket)->mode & (S_IWGRP | S_IWOTH)) != 0;
    struct str shown = STR_INIT, word = STR_INIT;
    host_show(audit, end, &shown);
    struct finding *f = host_found(audit, end->path, "the folder is %s", str_text(&shown));
    f->severity = open ? SEVERITY_LOW : SEVERITY_ADVICE;
    host_quote("", f->file, &word);
    str_set(&f->mend, "chmod 0700 %s, or name a socket in a folder of its own", str_text(&word));
    str_free(&shown);
    str_free(&word);
out:
    trust_walk_free(&walk);
    trust_walk_free(&socket);
    free(dir);
}

void host_forward(struct audit *audit)
{
    const struct cf_entry *option = audit_option(audit, "ForwardPath");
    struct strs paths = {0}, have = {0};
    strs_split(&paths, option != NULL ? option->value : "$z/.forward", ":");
    for (size_t i = 0; i < audit->host->accounts.n_users && paths.n > 0; i++)
        for (size_t k = 0; k < paths.n; k++)
            judge_forward(audit, &audit->host->accounts.users[i], paths.v[k], &have);
    if (have.n > 0) {
        struct str names = STR_INIT;
        strs_join(&have, ", ", &names);
        struct finding *f =
            audit_found(audit, option != NULL ? option->line : 0, "%zu user%s forward%s: %s",
                        have.n, have.n == 1 ? "" : "s", have.n == 1 ? "s" : "", str_text(&names));
        f->severity = SEVERITY_ADVICE;
        str_set(&f->wanted, "no .forward files, if users must not forward or run programs");
        str_set(&f->mend, "define(`confFORWARD_PATH', `') in the .mc; local.forward_files in a "
                          "profile");
        str_free(&names);
    }
    strs_free(&paths);
    strs_free(&have);
}

static void judge_forward(struct audit *audit, const struct account *user, const char *path,
                          struct strs *have)
{
    const struct host *host = audit->host;
    struct trust_walk walk = {.n = 0};
    struct trust_owners owners = host->trusted;
    struct host_wish wish = host_wish(audit);
    char *file = forward_name(audit, user, path);
    /* A home that is no home ("/", "/nonexistent", a device) has no .forward. */
    if (file == NULL || !host_walk(audit, file, &walk) || !S_ISREG(trust_end(&walk)->mode))
        goto out;
    trust_owners_add(&owners, user->uid);
    wish.owners = wish.folders = &owners;
    wish.owner = user->name;
    wish.group = user->gid;
    wish.has_group = accounts_group_is_private(&host->accounts, user->gid, user->uid);
    host_judge(audit, &walk, &wish);
    if (!strs_has(have, user->name))
        strs_add(have, user->name);
out:
    trust_walk_free(&walk);
    free(file);
}

/* $z is the home, $u the user, $w this host's short name; NULL: another macro. */
static char *forward_name(struct audit *audit, const struct account *user, const char *path)
{
    struct str name = STR_INIT, host = STR_INIT;
    if (strstr(path, "$w") != NULL)
        (void)host_read(audit, "/etc/hostname", &host);
    if (host.buf != NULL)
        host.buf[strcspn(host.buf, ". \t\n")] = '\0';
    bool known = true;
    for (; *path != '\0' && known; path++) {
        if (*path != '$') {
            str_addch(&name, *path);
            continue;
        }
        switch (*++path) {
        case 'z':
            str_add(&name, user->home);
            break;
        case 'u':
            str_add(&name, user->name);
            break;
        case 'w':
            str_add(&name, str_text(&host));
            break;
        default:
            known = false;
            break;
        }
        if (*path == '\0')
            break;
    }
    str_free(&host);
    if (!known || str_text(&name)[0] != '/')
        str_free(&name);
    return name.len > 0 ? str_take(&name) : NULL;
}
