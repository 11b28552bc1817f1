/* Who could change what a path names; see trust.h. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_ACL
#include <acl/libacl.h>
#include <sys/acl.h>
#endif

#include "base/mem.h"
#include "base/str.h"

#include "sys/trust.h"

static int take_step(const char *root, struct str *real, const char *name, struct trust_walk *walk);
static void parent(struct str *real);
static void look_at_acl(const char *full, struct trust_step *step);
static enum trust_fault writers(const struct trust_step *step, const struct trust_owners *owners);

bool trust_sees_acl(void)
{
#ifdef HAVE_ACL
    return true;
#else
    return false;
#endif
}

void trust_walk(const char *root, const char *path, struct trust_walk *walk)
{
    struct str real = STR_INIT;
    char *rest = mem_dup(path), *at = rest;
    size_t links = 0;
    bool asked = true; /* the components are still those that were asked for */
    int rc = take_step(root, &real, "", walk);
    while (rc == 0) {
        at += strspn(at, "/");
        size_t len = strcspn(at, "/");
        if (len == 0)
            break;
        char *name = mem_dupn(at, len);
        size_t before = walk->n;
        at += len;
        if (strcmp(name, "..") == 0) {
            parent(&real);
            rc = take_step(root, &real, "", walk);
        } else if (strcmp(name, ".") != 0) {
            rc = take_step(root, &real, name, walk);
        }
        free(name);
        struct trust_step *step = &walk->v[walk->n - 1];
        if (rc == 0 && at[strspn(at, "/")] == '\0' && asked)
            step->last = true;
        /* After "." the last step may be a link that was taken already. */
        if (rc == 0 && walk->n > before && step->link != NULL) {
            struct str more = STR_INIT;
            asked = asked && !step->last;
            parent(&real);
            if (step->link[0] == '/')
                str_clear(&real);
            str_addf(&more, "%s%s", step->link, at);
            free(rest);
            at = rest = str_take(&more);
            if (++links > TRUST_MAX_LINKS) {
                walk->error = ELOOP;
                walk->stopped = mem_dup(step->path);
                rc = -1;
            }
        }
    }
    /* A link to "." or "/": what it leads to has no name that would have added it. */
    if (rc == 0 && walk->v[walk->n - 1].link != NULL)
        rc = take_step(root, &real, "", walk);
    walk->there = rc == 0;
    free(rest);
    str_free(&real);
}

/* Goes on to a name in the folder real, and makes it real.  -1: it ends here. */
static int take_step(const char *root, struct str *real, const char *name, struct trust_walk *walk)
{
    struct stat st;
    struct str full = STR_INIT;
    char link[PATH_MAX];
    ssize_t len = 0;
    int rc = -1;
    if (name[0] != '\0')
        str_addf(real, "/%s", name);
    str_addf(&full, "%s%s", root, str_text(real));
    if (full.len == 0)
        str_add(&full, "/");
    /* The root itself may be reached by a link: that belongs to who names it. */
    if ((name[0] == '\0' ? stat(str_text(&full), &st) : lstat(str_text(&full), &st)) != 0 ||
        (S_ISLNK(st.st_mode) && (len = readlink(str_text(&full), link, sizeof(link))) < 0)) {
        walk->error = errno == ENOENT || errno == ENOTDIR ? 0 : errno;
        walk->stopped = mem_dup(real->len > 0 ? str_text(real) : "/");
        goto out;
    }
    if (walk->n == walk->cap) {
        walk->cap = walk->cap > 0 ? 2 * walk->cap : 8;
        walk->v = mem_realloc(walk->v, walk->cap, sizeof(*walk->v));
    }
    struct trust_step *step = &walk->v[walk->n++];
    *step = (struct trust_step){.path = mem_dup(real->len > 0 ? str_text(real) : "/"),
                                .link = S_ISLNK(st.st_mode) ? mem_dupn(link, (size_t)len) : NULL,
                                .mode = st.st_mode,
                                .uid = st.st_uid,
                                .gid = st.st_gid,
                                .changed = st.st_mtime,
                                .group = st.st_mode & S_IRWXG};
    if (step->link == NULL)
        look_at_acl(str_text(&full), step);
    rc = 0;
out:
    str_free(&full);
    return rc;
}

/* Above the root there is nothing. */
static void parent(struct str *real)
{
    while (real->len > 0 && real->buf[--real->len] != '/')
        continue;
    if (real->buf != NULL)
        real->buf[real->len] = '\0';
}

#ifdef HAVE_ACL
static void look_at_acl(const char *full, struct trust_step *step)
{
    acl_entry_t entry;
    mode_t mask = S_IRWXG, own = 0;
    int extended = acl_extended_file_nofollow(full);
    acl_t acl = extended > 0 ? acl_get_file(full, ACL_TYPE_ACCESS) : NULL;
    if (extended <= 0 || acl == NULL) {
        step->acl_unknown =
            extended != 0 && (extended > 0 || (errno != ENOTSUP && errno != ENOSYS));
        return;
    }
    for (int more = acl_get_entry(acl, ACL_FIRST_ENTRY, &entry); more == 1;
         more = acl_get_entry(acl, ACL_NEXT_ENTRY, &entry)) {
        acl_tag_t tag;
        acl_permset_t permset;
        if (acl_get_tag_type(entry, &tag) != 0 || acl_get_permset(entry, &permset) != 0)
            continue;
        mode_t may = (acl_get_perm(permset, ACL_READ) == 1 ? S_IRGRP : 0U) |
                     (acl_get_perm(permset, ACL_WRITE) == 1 ? S_IWGRP : 0U) |
                     (acl_get_perm(permset, ACL_EXECUTE) == 1 ? S_IXGRP : 0U);
        if (tag == ACL_MASK)
            mask = may;
        if (tag == ACL_GROUP_OBJ)
            own = may;
        if (tag != ACL_USER && tag != ACL_GROUP)
            continue;
        void *id = acl_get_qualifier(entry);
        if (id == NULL)
            continue;
        step->acl = mem_realloc(step->acl, step->n_acl + 1, sizeof(*step->acl));
        step->acl[step->n_acl++] =
            (struct trust_acl){.group = tag == ACL_GROUP,
                               .id = tag == ACL_GROUP ? *(gid_t *)id : *(uid_t *)id,
                               .read = (may & S_IRGRP) != 0,
                               .write = (may & S_IWGRP) != 0};
        acl_free(id);
    }
    for (size_t i = 0; i < step->n_acl; i++) {
        step->acl[i].read = step->acl[i].read && (mask & S_IRGRP) != 0;
        step->acl[i].write = step->acl[i].write && (mask & S_IWGRP) != 0;
    }
    step->group = own & mask;
    acl_free(acl);
}
#else
static void look_at_acl(const char *full, struct trust_step *step)
{
    (void)full;
    step->acl_unknown = true;
}
#endif

void trust_walk_free(struct trust_walk *walk)
{
    for (size_t i = 0; i < walk->n; i++) {
        free(walk->v[i].path);
        free(walk->v[i].link);
        free(walk->v[i].acl);
    }
    free(walk->v);
    free(walk->stopped);
    *walk = (struct trust_walk){.n = 0};
}

const struct trust_step *trust_end(const struct trust_walk *walk)
{
    return walk->there ? &walk->v[walk->n - 1] : NULL;
}

char *trust_real(const char *root, const char *path)
{
    struct trust_walk walk = {.n = 0};
    struct str real = STR_INIT;
    trust_walk(root, path, &walk);
    int error = walk.there ? 0 : walk.error != 0 ? walk.error : ENOENT;
    if (walk.there)
        str_addf(&real, "%s%s", root, walk.v[walk.n - 1].path);
    else if (walk.error != 0 && root[0] == '\0')
        /* Whoever opens it hears why.  Below a root its links would lead out of it. */
        str_add(&real, path);
    trust_walk_free(&walk);
    errno = error;
    return real.len > 0 ? str_take(&real) : NULL;
}

void trust_owners_add(struct trust_owners *owners, uid_t uid)
{
    if (!trust_is_owner(owners, uid) && owners->n < TRUST_MAX_OWNERS)
        owners->v[owners->n++] = uid;
}

bool trust_is_owner(const struct trust_owners *owners, uid_t uid)
{
    for (size_t i = 0; i < owners->n; i++)
        if (owners->v[i] == uid)
            return true;
    return false;
}

enum trust_fault trust_judge(const struct trust_step *step, const struct trust_owners *owners)
{
    if (!trust_is_owner(owners, step->uid))
        return TRUST_OWNER;
    return step->link != NULL ? TRUST_SAFE : writers(step, owners);
}

enum trust_fault trust_judge_folder(const struct trust_step *folder, const struct trust_step *next,
                                    const struct trust_owners *owners)
{
    if (!trust_is_owner(owners, folder->uid))
        return TRUST_OWNER;
    if (folder->link != NULL)
        return TRUST_SAFE;
    if ((folder->mode & S_ISVTX) != 0 && next != NULL && trust_is_owner(owners, next->uid))
        return TRUST_SAFE;
    return writers(folder, owners);
}

static enum trust_fault writers(const struct trust_step *step, const struct trust_owners *owners)
{
    if ((step->mode & S_IWOTH) != 0)
        return TRUST_WORLD;
    for (size_t i = 0; i < step->n_acl; i++)
        if (step->acl[i].write &&
            (step->acl[i].group || !trust_is_owner(owners, (uid_t)step->acl[i].id)))
            return TRUST_ACL;
    return (step->group & S_IWGRP) != 0 ? TRUST_GROUP : TRUST_SAFE;
}
