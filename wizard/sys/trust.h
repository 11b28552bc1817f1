/*
 * Who could change what a path names: a walk below a root, component by component, links
 * resolved inside it, and a judgement of each step.
 */
#ifndef MCWIZARD_SYS_TRUST_H
#define MCWIZARD_SYS_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

enum { TRUST_MAX_LINKS = 40, TRUST_MAX_OWNERS = 8 };

/* Users who may own what is judged. */
struct trust_owners {
    uid_t v[TRUST_MAX_OWNERS];
    size_t n;
};

/* A named user or group of an access control list, with what its mask leaves. */
struct trust_acl {
    bool group;
    unsigned long id;
    bool read, write;
};

struct trust_step {
    char *path;  /* owned: below the root, without links; "/" is the root itself */
    char *link;  /* owned: what the link there says; NULL: none */
    mode_t mode; /* as stat(2) has it */
    uid_t uid;
    gid_t gid;
    time_t changed;        /* its contents */
    bool last;             /* it is what was asked for, or the link that stands for it */
    struct trust_acl *acl; /* owned */
    size_t n_acl;
    mode_t group; /* what its own group may do (0070): with a list, mode tells the mask */
    bool acl_unknown;
};

struct trust_walk {
    struct trust_step *v; /* owned, in the order of the way; from "/" */
    size_t n, cap;
    bool there;    /* what was asked for exists; else the walk ends where the way does */
    int error;     /* why it ends early, if not because nothing is there; or 0 */
    char *stopped; /* owned: which path could not be looked at; or NULL */
};

/* What lets others change a file, or put another in its place. */
enum trust_fault { TRUST_SAFE, TRUST_OWNER, TRUST_GROUP, TRUST_WORLD, TRUST_ACL };

/* Whether access control lists are looked at at all: a matter of the build. */
bool trust_sees_acl(void);

/* walk begins zeroed; the caller calls trust_walk_free. */
void trust_walk(const char *root, const char *path, struct trust_walk *walk);
void trust_walk_free(struct trust_walk *walk); /* back to zeroes */
/* The last step, if it is there; NULL otherwise. */
const struct trust_step *trust_end(const struct trust_walk *walk);

/*
 * Root and the path below it without links, which the caller frees.  NULL with errno: nothing
 * is there (ENOENT), or it could not be looked at; of the live system (root "") that one is
 * the path as it is.
 */
char *trust_real(const char *root, const char *path);

void trust_owners_add(struct trust_owners *owners, uid_t uid); /* once; a ninth is left out */
bool trust_is_owner(const struct trust_owners *owners, uid_t uid);

/* What is wrong with a file or folder itself, if only owners may write it. */
enum trust_fault trust_judge(const struct trust_step *step, const struct trust_owners *owners);
/*
 * What lets others replace next in the folder: the sticky bit keeps what trusted owners
 * have.  next: NULL if nothing is there yet.
 */
enum trust_fault trust_judge_folder(const struct trust_step *folder, const struct trust_step *next,
                                    const struct trust_owners *owners);

#endif
