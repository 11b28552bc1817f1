/*
 * The users and groups of a system: of the live one as libc tells, of a tree from its own
 * etc/passwd and etc/group, whose numbers mean other people than here.
 */
#ifndef MCWIZARD_SYS_ACCOUNT_H
#define MCWIZARD_SYS_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

struct account {
    char *name, *home; /* owned */
    uid_t uid;
    gid_t gid;
};

struct account_group {
    char *name; /* owned */
    gid_t gid;
    struct strs members; /* those whose first group it is not, too */
};

struct accounts {
    struct account *users; /* owned, in the order of the system */
    size_t n_users, cap_users;
    struct account_group *groups; /* owned */
    size_t n_groups, cap_groups;
};

/*
 * Reads them; accounts begins zeroed, and the caller calls accounts_free whatever comes
 * back.  root: "" for the live system.  A tree without these files has no accounts.
 * Returns 0, or -1 with err if a file is there and cannot be read.
 */
int accounts_read(const char *root, struct accounts *accounts, struct err *err);
void accounts_free(struct accounts *accounts); /* back to zeroes */

/* The first of that number or name, borrowed, or NULL. */
const struct account *accounts_by_uid(const struct accounts *accounts, uid_t uid);
const struct account *accounts_by_name(const struct accounts *accounts, const char *name);
const struct account_group *accounts_group_by_gid(const struct accounts *accounts, gid_t gid);
const struct account_group *accounts_group_by_name(const struct accounts *accounts,
                                                   const char *name);

/* Whether nobody but that user and root is in the group, by its list or as his first one. */
bool accounts_group_is_private(const struct accounts *accounts, gid_t gid, uid_t uid);

/* Appends a name, or the number if it has none. */
void accounts_show_user(const struct accounts *accounts, uid_t uid, struct str *out);
void accounts_show_group(const struct accounts *accounts, gid_t gid, struct str *out);

#endif
