/*
 * A change of four files, what they are before and after it, and a daemon that takes them up, for
 * the tests of apply/transaction.c.
 */
#ifndef MCWIZARD_TESTS_APPLY_PLAN_H
#define MCWIZARD_TESTS_APPLY_PLAN_H

#include "apply/transaction.h"

#include "apply_tree.h"

#define HERE "/var/lib/mcwizard"

/* What the daemon is in these tests. */
struct settled {
    int calls, backs;
    enum transaction_why why;    /* of the last of them */
    bool refuses;                /* what is new */
    bool refuses_back;           /* what is old, too */
    void (*meanwhile)(void);     /* done by somebody else then */
    void (*in_the_end)(void);    /* the same once the old files are there */
    char steps[1024], files[64]; /* what was noted and lay there by then */
};

static struct stat plan_a, plan_b; /* of the old files */

static inline bool plan_runs(void *arg)
{
    return arg != NULL;
}

static inline int plan_settle(void *arg, enum transaction_why why, struct err *err)
{
    struct settled *s = arg;
    s->why = why;
    if (why != TRANSACTION_NEW) {
        s->backs++;
        if (s->in_the_end != NULL)
            s->in_the_end();
        return s->refuses_back ? err_set(err, ERR_SYSTEM, "it does not come back") : 0;
    }
    s->calls++;
    snprintf(s->steps, sizeof(s->steps), "%s", tree_text(HERE "/open.steps"));
    snprintf(s->files, sizeof(s->files), "%s", tree_text("/etc/mail/a"));
    if (s->meanwhile != NULL)
        s->meanwhile();
    return s->refuses ? err_set(err, ERR_SYSTEM, "it does not answer") : 0;
}

/* a is changed, b removed, c created, and d in a folder that is made for it. */
static inline void plan_make(struct checkpoint *cp)
{
    *cp = tree_checkpoint(1);
    tree_file("/etc/mail/a", "old a");
    tree_file("/etc/mail/b", "old b");
    tree_change(cp, "/etc/mail/a", "new a");
    tree_change(cp, "/etc/mail/b", NULL);
    tree_change(cp, "/etc/mail/c", "new c");
    tree_change(cp, "/etc/mail/dir/sub/d", "new d");
    strs_add(&cp->folders, "/etc/mail/dir");
    strs_add(&cp->folders, "/etc/mail/dir/sub");
    plan_a = tree_stat("/etc/mail/a");
    plan_b = tree_stat("/etc/mail/b");
}

static inline void plan_expect_closed(const char *what)
{
    cr_expect_not(tree_has(HERE "/open.json"), "%s", what);
    cr_expect_not(tree_has(HERE "/open.steps"), "%s", what);
}

static inline void plan_expect_new(const char *what)
{
    cr_expect_str_eq(tree_text("/etc/mail/a"), "new a", "%s", what);
    cr_expect_eq(tree_stat("/etc/mail/a").st_mode & 07777, 0640, "%s", what);
    cr_expect_not(tree_has("/etc/mail/b"), "%s", what);
    cr_expect_str_eq(tree_text("/etc/mail/c"), "new c", "%s", what);
    cr_expect_str_eq(tree_text("/etc/mail/dir/sub/d"), "new d", "%s", what);
    cr_expect_eq(tree_count("/etc/mail"), 3, "%s", what);
    cr_expect_eq(tree_count("/etc/mail/dir/sub"), 1, "%s", what);
}

static inline void plan_expect_same(const struct stat *a, const struct stat *b, const char *what)
{
    cr_expect_eq(a->st_ino, b->st_ino, "%s", what);
    cr_expect_eq(a->st_mode, b->st_mode, "%s", what);
    cr_expect_eq(a->st_uid, b->st_uid, "%s", what);
    cr_expect_eq(a->st_nlink, b->st_nlink, "%s", what);
    cr_expect_eq(a->st_mtim.tv_sec, b->st_mtim.tv_sec, "%s", what);
    cr_expect_eq(a->st_mtim.tv_nsec, b->st_mtim.tv_nsec, "%s", what);
}

static inline void plan_expect_old(const char *what)
{
    cr_expect_str_eq(tree_text("/etc/mail/a"), "old a", "%s", what);
    cr_expect_str_eq(tree_text("/etc/mail/b"), "old b", "%s", what);
    const struct stat a = tree_stat("/etc/mail/a"), b = tree_stat("/etc/mail/b");
    plan_expect_same(&a, &plan_a, what);
    plan_expect_same(&b, &plan_b, what);
    cr_expect_eq(tree_count("/etc/mail"), 2, "%s", what);
}

#endif
