/* Users and groups; see account.h. */
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "sys/account.h"
#include "sys/file.h"
#include "sys/trust.h"

enum { PASSWD_FIELDS = 6, GROUP_FIELDS = 4 };

static int read_tree(const char *root, const char *path, size_t fields,
                     void (*add)(struct accounts *, char **), struct accounts *accounts,
                     struct err *err);
static void add_user(struct accounts *accounts, char **field);
static void add_group(struct accounts *accounts, char **field);
static struct account *new_user(struct accounts *accounts, const char *name, unsigned long uid,
                                unsigned long gid, const char *home);
static struct account_group *new_group(struct accounts *accounts, const char *name,
                                       unsigned long gid);

int accounts_read(const char *root, struct accounts *accounts, struct err *err)
{
    if (root[0] != '\0')
        return read_tree(root, "/etc/passwd", PASSWD_FIELDS, add_user, accounts, err) != 0 ||
                       read_tree(root, "/etc/group", GROUP_FIELDS, add_group, accounts, err) != 0
                   ? -1
                   : 0;
    setpwent();
    for (const struct passwd *p; (p = getpwent()) != NULL;)
        new_user(accounts, p->pw_name, p->pw_uid, p->pw_gid, p->pw_dir);
    endpwent();
    setgrent();
    for (const struct group *g; (g = getgrent()) != NULL;) {
        struct account_group *group = new_group(accounts, g->gr_name, g->gr_gid);
        for (char **m = g->gr_mem; *m != NULL; m++)
            strs_add(&group->members, *m);
    }
    endgrent();
    return 0;
}

static int read_tree(const char *root, const char *path, size_t fields,
                     void (*add)(struct accounts *, char **), struct accounts *accounts,
                     struct err *err)
{
    struct str text = STR_INIT;
    char *real = trust_real(root, path);
    int rc = 0;
    if (real != NULL)
        rc = file_read(real, FILE_MAX_CF, &text, err);
    for (char *at = text.buf; rc == 0 && at != NULL && *at != '\0';) {
        char *field[PASSWD_FIELDS] = {NULL}, *end = strchr(at, '\n');
        size_t n = 0;
        if (end != NULL)
            *end++ = '\0';
        while (at != NULL && n < fields) {
            field[n++] = at;
            at = strchr(at, ':');
            if (at != NULL)
                *at++ = '\0';
        }
        if (n > 0 && n == fields && field[0][0] != '\0')
            add(accounts, field);
        at = end;
    }
    free(real);
    str_free(&text);
    return rc;
}

/* name:password:uid:gid:comment:home:shell */
static void add_user(struct accounts *accounts, char **field)
{
    new_user(accounts, field[0], strtoul(field[2], NULL, 10), strtoul(field[3], NULL, 10),
             field[5]);
}

/* name:password:gid:member,member */
static void add_group(struct accounts *accounts, char **field)
{
    struct account_group *group = new_group(accounts, field[0], strtoul(field[2], NULL, 10));
    strs_split(&group->members, field[3], ",");
}

static struct account *new_user(struct accounts *accounts, const char *name, unsigned long uid,
                                unsigned long gid, const char *home)
{
    if (accounts->n_users == accounts->cap_users) {
        accounts->cap_users = accounts->cap_users > 0 ? 2 * accounts->cap_users : 32;
        accounts->users =
            mem_realloc(accounts->users, accounts->cap_users, sizeof(*accounts->users));
    }
    struct account *user = &accounts->users[accounts->n_users++];
    *user = (struct account){
        .name = mem_dup(name), .home = mem_dup(home), .uid = (uid_t)uid, .gid = (gid_t)gid};
    return user;
}

static struct account_group *new_group(struct accounts *accounts, const char *name,
                                       unsigned long gid)
{
    if (accounts->n_groups == accounts->cap_groups) {
        accounts->cap_groups = accounts->cap_groups > 0 ? 2 * accounts->cap_groups : 32;
        accounts->groups =
            mem_realloc(accounts->groups, accounts->cap_groups, sizeof(*accounts->groups));
    }
    struct account_group *group = &accounts->groups[accounts->n_groups++];
    *group = (struct account_group){.name = mem_dup(name), .gid = (gid_t)gid};
    return group;
}

void accounts_free(struct accounts *accounts)
{
    for (size_t i = 0; i < accounts->n_users; i++) {
        free(accounts->users[i].name);
        free(accounts->users[i].home);
    }
    for (size_t i = 0; i < accounts->n_groups; i++) {
        free(accounts->groups[i].name);
        strs_free(&accounts->groups[i].members);
    }
    free(accounts->users);
    free(accounts->groups);
    *accounts = (struct accounts){.n_users = 0};
}

const struct account *accounts_by_uid(const struct accounts *accounts, uid_t uid)
{
    for (size_t i = 0; i < accounts->n_users; i++)
        if (accounts->users[i].uid == uid)
            return &accounts->users[i];
    return NULL;
}

const struct account *accounts_by_name(const struct accounts *accounts, const char *name)
{
    for (size_t i = 0; i < accounts->n_users; i++)
        if (strcmp(accounts->users[i].name, name) == 0)
            return &accounts->users[i];
    return NULL;
}

const struct account_group *accounts_group_by_gid(const struct accounts *accounts, gid_t gid)
{
    for (size_t i = 0; i < accounts->n_groups; i++)
        if (accounts->groups[i].gid == gid)
            return &accounts->groups[i];
    return NULL;
}

const struct account_group *accounts_group_by_name(const struct accounts *accounts,
                                                   const char *name)
{
    for (size_t i = 0; i < accounts->n_groups; i++)
        if (strcmp(accounts->groups[i].name, name) == 0)
            return &accounts->groups[i];
    return NULL;
}

bool accounts_group_is_private(const struct accounts *accounts, gid_t gid, uid_t uid)
{
    for (size_t i = 0; i < accounts->n_users; i++)
        if (accounts->users[i].gid == gid && accounts->users[i].uid != uid &&
            accounts->users[i].uid != 0)
            return false;
    for (size_t i = 0; i < accounts->n_groups; i++) {
        const struct account_group *g = &accounts->groups[i];
        for (size_t k = 0; g->gid == gid && k < g->members.n; k++) {
            const struct account *m = accounts_by_name(accounts, g->members.v[k]);
            if (m == NULL || (m->uid != uid && m->uid != 0))
                return false;
        }
    }
    return true;
}

void accounts_show_user(const struct accounts *accounts, uid_t uid, struct str *out)
{
    const struct account *user = accounts_by_uid(accounts, uid);
    if (user != NULL)
        str_add(out, user->name);
    else
        str_addf(out, "%lu", (unsigned long)uid);
}

void accounts_show_group(const struct accounts *accounts, gid_t gid, struct str *out)
{
    const struct account_group *group = accounts_group_by_gid(accounts, gid);
    if (group != NULL)
        str_add(out, group->name);
    else
        str_addf(out, "%lu", (unsigned long)gid);
}
