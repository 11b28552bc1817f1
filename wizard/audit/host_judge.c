/* Judging a way to a file, and telling it; see host.h. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "sys/file.h"

static bool judge_file(struct audit *audit, const struct trust_step *step,
                       const struct host_wish *wish);
static bool judge_folder(struct audit *audit, const struct trust_walk *walk, size_t folder,
                         const struct trust_step *next, const struct host_wish *wish);
static size_t folder_of(const struct trust_walk *walk, const char *path, size_t before);
static void tell(struct audit *audit, const struct trust_step *step, enum trust_fault fault,
                 bool folder, const struct host_wish *wish);
static void add_mend(const struct audit *audit, const struct trust_step *step,
                     enum trust_fault fault, bool folder, const struct host_wish *wish,
                     struct str *out);
static struct finding *told(const struct audit *audit, const char *path, const char *mend);

struct host_wish host_wish(const struct audit *audit)
{
    return (struct host_wish){.owners = &audit->host->root_only,
                              .folders = &audit->host->root_only,
                              .severity = audit->check->severity};
}

bool host_walk(struct audit *audit, const char *path, struct trust_walk *walk)
{
    struct str full = STR_INIT;
    trust_walk(audit->host->root, path, walk);
    if (walk->error != 0) {
        str_addf(&full, "%s%s", audit->host->root, walk->stopped);
        audit_could_not(audit, str_text(&full), "cannot be looked at: %s", strerror(walk->error));
    }
    for (size_t i = 0; i < walk->n; i++) {
        if (!walk->v[i].acl_unknown)
            continue;
        if (trust_sees_acl()) {
            str_clear(&full);
            str_addf(&full, "%s%s", audit->host->root, walk->v[i].path);
            audit_could_not(audit, str_text(&full), "its access control list cannot be read");
        } else {
            audit_could_not(audit, NULL,
                            "access control lists were not looked at: this mcwizard "
                            "was built without libacl");
        }
    }
    str_free(&full);
    return walk->there;
}

bool host_judge_path(struct audit *audit, const char *path, const struct host_wish *wish)
{
    struct trust_walk walk = {.n = 0};
    bool found = host_walk(audit, path, &walk) && host_judge(audit, &walk, wish);
    trust_walk_free(&walk);
    return found;
}

size_t host_link(const struct trust_walk *walk)
{
    size_t i = 0;
    while (i < walk->n && (!walk->v[i].last || walk->v[i].link == NULL))
        i++;
    return i;
}

bool host_judge(struct audit *audit, const struct trust_walk *walk, const struct host_wish *wish)
{
    size_t link = host_link(walk);
    size_t from = wish->part == HOST_PAST_LINK ? link + 1 : 1;
    size_t to = wish->part == HOST_TO_LINK && link < walk->n ? link + 1 : walk->n;
    bool found = false;
    for (size_t i = from; i < to && !(found && wish->at != NULL); i++) {
        const struct trust_step *step = &walk->v[i];
        found |= judge_folder(audit, walk, folder_of(walk, step->path, i), step, wish);
        if (walk->there && i + 1 == walk->n && !(found && wish->at != NULL))
            found |= judge_file(audit, step, wish);
    }
    /* Whoever may write there can make what is missing. */
    if (!walk->there && walk->stopped != NULL && walk->error == 0 && to == walk->n && !found)
        found |= judge_folder(audit, walk, folder_of(walk, walk->stopped, walk->n), NULL, wish);
    return found;
}

/* The step before `before` that is the folder of a path. */
static size_t folder_of(const struct trust_walk *walk, const char *path, size_t before)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash != NULL ? (size_t)(slash - path) : 0;
    for (size_t i = before; i-- > 0;) {
        const char *own = walk->v[i].path;
        if (len == 0 ? strcmp(own, "/") == 0 : strlen(own) == len && memcmp(own, path, len) == 0)
            return i;
    }
    return 0;
}

static bool judge_file(struct audit *audit, const struct trust_step *step,
                       const struct host_wish *wish)
{
    enum trust_fault fault = trust_judge(step, wish->owners);
    if (fault == TRUST_GROUP && wish->has_group && step->gid == wish->group)
        fault = TRUST_SAFE;
    bool open = false;
    for (size_t i = 0; i < step->n_acl; i++)
        open =
            open || (step->acl[i].read && (wish->deny & S_IROTH) != 0 &&
                     (step->acl[i].group || !trust_is_owner(wish->owners, (uid_t)step->acl[i].id)));
    if (fault == TRUST_SAFE && open)
        fault = TRUST_ACL;
    if (fault == TRUST_SAFE && (step->mode & wish->deny) == 0)
        return false;
    tell(audit, step, fault, false, wish);
    return true;
}

static bool judge_folder(struct audit *audit, const struct trust_walk *walk, size_t folder,
                         const struct trust_step *next, const struct host_wish *wish)
{
    const struct trust_step *step = &walk->v[folder];
    enum trust_fault fault = trust_judge_folder(step, next, wish->folders);
    if (fault == TRUST_GROUP && wish->has_group && step->gid == wish->group)
        fault = TRUST_SAFE;
    if (fault == TRUST_SAFE)
        return false;
    tell(audit, step, fault, true, wish);
    return true;
}

static void tell(struct audit *audit, const struct trust_step *step, enum trust_fault fault,
                 bool folder, const struct host_wish *wish)
{
    struct str full = STR_INIT, shown = STR_INIT, mend = STR_INIT;
    str_addf(&full, "%s%s", audit->host->root, step->path);
    host_show(audit, step, &shown);
    add_mend(audit, step, fault, folder, wish, &mend);
    /*
     * A folder on the way to many files is told once, as bad as it is for the worst of them.
     * Of a file itself each check has its own to say, and may want more than the one before.
     */
    struct finding *old = folder || wish->at == NULL
                              ? told(audit, str_text(&full), folder ? NULL : str_text(&mend))
                              : NULL;
    struct finding *f = NULL;
    if (old != NULL)
        old->severity = wish->severity < old->severity ? wish->severity : old->severity;
    else if (wish->at != NULL)
        f = audit_found_at(audit, wish->at, wish->line, "%s: %s%s is %s", wish->what,
                           folder ? "the folder " : "", str_text(&full), str_text(&shown));
    else
        f = audit_found_at(audit, str_text(&full), 0, "%s%s", folder ? "the folder is " : "",
                           str_text(&shown));
    if (f != NULL) {
        f->severity = wish->severity;
        str_set(&f->mend, "%s", str_text(&mend));
    }
    str_free(&full);
    str_free(&shown);
    str_free(&mend);
}

static void add_mend(const struct audit *audit, const struct trust_step *step,
                     enum trust_fault fault, bool folder, const struct host_wish *wish,
                     struct str *out)
{
    struct str path = STR_INIT;
    mode_t may = step->mode & 07777U & ~((folder ? 0U : wish->deny) | S_IWOTH);
    host_quote(audit->host->root, step->path, &path);
    /* A home or /tmp is as it should be: the file is in the wrong place. */
    if (folder && (step->mode & S_ISVTX) != 0) {
        str_add(out, "put it where nobody else may write");
        goto out;
    }
    if (folder && fault == TRUST_OWNER)
        str_add(out, "put it where nobody else may write, or ");
    if (fault == TRUST_OWNER) {
        str_add(out, "chown ");
        host_quote("", wish->owner != NULL && !folder ? wish->owner : "root", out);
        str_addf(out, " %s", str_text(&path));
    }
    /* Without the list, the group's bits are its own again. */
    if (step->n_acl > 0)
        str_addf(out, "%ssetfacl -b %s", fault == TRUST_OWNER ? " && " : "", str_text(&path));
    if (!wish->has_group || step->gid != wish->group)
        may &= ~(mode_t)S_IWGRP;
    if (step->n_acl > 0 && (step->mode & S_IWOTH) == 0 && (step->group & S_IWGRP) == 0 &&
        ((step->mode & wish->deny) == 0 || folder))
        goto out;
    if (may != (step->mode & 07777U))
        str_addf(out, "%schmod %04o %s", fault == TRUST_OWNER || step->n_acl > 0 ? " && " : "",
                 (unsigned)may, str_text(&path));
out:
    str_free(&path);
}

/* Whoever unpacked or wrote there chose the names, and root is to paste the mend. */
void host_quote(const char *root, const char *path, struct str *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "/._+=:@%-";
    const char *const parts[] = {root, path};
    bool quote = root[strspn(root, plain)] != '\0' || path[strspn(path, plain)] != '\0';
    if (quote)
        str_addch(out, '\'');
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        for (const char *c = parts[i]; *c != '\0'; c++) {
            if (*c == '\'')
                str_add(out, "'\\''");
            else
                str_addch(out, *c);
        }
    if (quote)
        str_addch(out, '\'');
}

/*
 * The finding about a path that stands there already, unless it was accepted for another check.
 * With a mend: the present check's own, that has the same mend.
 */
static struct finding *told(const struct audit *audit, const char *path, const char *mend)
{
    for (size_t i = 0; i < audit->out->n; i++) {
        struct finding *f = &audit->out->v[i];
        if (mend != NULL &&
            (f->check != audit->check || f->mend == NULL || strcmp(f->mend, mend) != 0))
            continue;
        if ((f->check->on & ON_HOST) != 0 && f->line == 0 && strcmp(f->file, path) == 0 &&
            (f->check == audit->check || f->accepted == NULL) && f->severity != SEVERITY_ADVICE)
            return f;
    }
    return NULL;
}

void host_show(const struct audit *audit, const struct trust_step *step, struct str *out)
{
    const struct accounts *accounts = &audit->host->accounts;
    accounts_show_user(accounts, step->uid, out);
    str_addch(out, ':');
    accounts_show_group(accounts, step->gid, out);
    str_addf(out, " %04o", (unsigned)(step->mode & 07777U));
    for (size_t i = 0; i < step->n_acl; i++) {
        const struct trust_acl *acl = &step->acl[i];
        if (!acl->read && !acl->write)
            continue;
        str_addf(out, ", ACL %s:", acl->group ? "group" : "user");
        if (acl->group)
            accounts_show_group(accounts, (gid_t)acl->id, out);
        else
            accounts_show_user(accounts, (uid_t)acl->id, out);
        str_addf(out, ":%s%s", acl->read ? "r" : "-", acl->write ? "w" : "-");
    }
}

struct finding *host_found(struct audit *audit, const char *path, const char *fmt, ...)
{
    struct str full = STR_INIT, text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    str_addf(&full, "%s%s", audit->host->root, path);
    struct finding *f = audit_found_at(audit, str_text(&full), 0, "%s", str_text(&text));
    str_free(&full);
    str_free(&text);
    return f;
}

bool host_list(struct audit *audit, const char *path, struct strs *names)
{
    struct trust_walk walk = {.n = 0};
    DIR *dir = NULL;
    if (host_walk(audit, path, &walk) && S_ISDIR(trust_end(&walk)->mode)) {
        struct str full = STR_INIT;
        str_addf(&full, "%s%s", audit->host->root, trust_end(&walk)->path);
        dir = opendir(str_text(&full));
        if (dir == NULL)
            audit_could_not(audit, str_text(&full), "cannot be read: %s", strerror(errno));
        for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
            if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                strs_add(names, e->d_name);
        str_free(&full);
    }
    bool read = dir != NULL;
    if (dir != NULL)
        closedir(dir);
    strs_sort(names);
    trust_walk_free(&walk);
    return read;
}

int host_read(struct audit *audit, const char *path, struct str *text)
{
    struct trust_walk walk = {.n = 0};
    struct err err = {0};
    int rc = 0;
    if (host_walk(audit, path, &walk)) {
        struct str full = STR_INIT;
        str_addf(&full, "%s%s", audit->host->root, trust_end(&walk)->path);
        rc = file_read(str_text(&full), FILE_MAX_CF, text, &err) == 0 ? 1 : -1;
        if (rc < 0)
            audit_could_not(audit, str_text(&full), "%s", err.text);
        str_free(&full);
    } else if (walk.error != 0) {
        rc = -1;
    }
    err_clear(&err);
    trust_walk_free(&walk);
    return rc;
}
