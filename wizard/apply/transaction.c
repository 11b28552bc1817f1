/* Making a change of files; see transaction.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "apply/freeze.h"
#include "apply/journal.h"
#include "apply/keeper.h"
#include "apply/target.h"
#include "apply/transaction.h"

#include "sys/file.h"

static int make(const struct transaction *t, struct checkpoint *cp, bool *runs,
                struct strs *foreign, struct err *err);
static int finish(const struct transaction *t, const struct checkpoint *cp, struct strs *foreign,
                  struct err *err);
static int next_id(const struct store *store, struct checkpoint *cp, struct err *err);
static int make_folders(const struct transaction *t, const struct checkpoint *cp, struct err *err);
static int each(const struct transaction *t, const struct checkpoint *cp, enum journal_step step,
                struct err *err);
static int put_back(const struct transaction *t, const struct checkpoint *cp,
                    const enum transaction_why *why, struct strs *foreign, struct err *err);
static void remove_folder(const char *root, const char *path);
static void tidy(const struct transaction *t, const struct checkpoint *cp);
static void recover_for_keeper(const void *arg);
static void hold_signals(sigset_t *before);
static void forget_signals(void);

enum transaction_end transaction_run(const struct transaction *t, struct checkpoint *cp,
                                     struct err *err)
{
    struct err trouble = {0};
    struct keeper keeper = KEEPER_NONE;
    struct strs foreign = {0};
    enum transaction_end end = TRANSACTION_DONE;
    bool runs = false;
    sigset_t before;
    if (next_id(t->store, cp, err) != 0)
        return TRANSACTION_UNDONE;
    /* A terminal that goes away, or Ctrl-C, must not stop us half way. */
    hold_signals(&before);
    int rc = journal_begin(t->store, cp, err);
    if (rc == 0)
        rc = keeper_start(&keeper, recover_for_keeper, t, err);
    if (rc == 0)
        rc = make(t, cp, &runs, &foreign, err);
    if (rc == 0) {
        tidy(t, cp);
    } else {
        struct journal journal = {.open = false};
        /* Without the journal the worst is assumed. */
        bool known = journal_read(t->store, &journal, NULL) == 0;
        bool told = !known || journal.begun[JOURNAL_RELOAD];
        const enum transaction_why why = TRANSACTION_OLD;
        /* Who finds it half way back must not take it for done. */
        if ((!known || journal.begun[JOURNAL_VERIFIED]) &&
            journal_step(t->store, JOURNAL_BACK, NULL, NULL) != 0)
            (void)journal_end(t->store, NULL);
        end = put_back(t, cp, told && runs ? &why : NULL, &foreign, &trouble) == 0
                  ? TRANSACTION_UNDONE
                  : TRANSACTION_STUCK;
        journal_free(&journal);
    }
    for (size_t i = 0; i < foreign.n; i++)
        msg_warn("%s%s: somebody changed it meanwhile; it stays so", t->store->root, foreign.v[i]);
    strs_free(&foreign);
    keeper_end(&keeper);
    forget_signals();
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (end == TRANSACTION_STUCK)
        msg_report(&trouble);
    err_clear(&trouble);
    return end;
}

static int next_id(const struct store *store, struct checkpoint *cp, struct err *err)
{
    long *ids = NULL;
    size_t n = 0;
    int rc = store_list(store, &ids, &n, err);
    cp->id = n > 0 ? ids[n - 1] + 1 : 1;
    free(ids);
    return rc;
}

static void hold_signals(sigset_t *before)
{
    static const int held[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGTSTP, SIGTTOU};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(held); i++)
        sigaddset(&set, held[i]);
    sigprocmask(SIG_BLOCK, &set, before);
}

/* What came meanwhile wanted to end what is done now: that is told, and not cut off. */
static void forget_signals(void)
{
    static const int ended[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
    static const struct timespec now = {.tv_sec = 0};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(ended); i++)
        sigaddset(&set, ended[i]);
    while (sigtimedwait(&set, NULL, &now) > 0)
        continue;
}

static int make(const struct transaction *t, struct checkpoint *cp, bool *runs,
                struct strs *foreign, struct err *err)
{
    if (make_folders(t, cp, err) != 0 || each(t, cp, JOURNAL_WRITE, err) != 0 ||
        each(t, cp, JOURNAL_HOLD, err) != 0 || each(t, cp, JOURNAL_SWITCH, err) != 0)
        return -1;
    *runs = cp->n > 0 && t->settle != NULL && t->runs(t->arg);
    if (*runs && (journal_step(t->store, JOURNAL_RELOAD, NULL, err) != 0 ||
                  t->settle(t->arg, TRANSACTION_NEW, err) != 0))
        return -1;
    if (journal_step(t->store, JOURNAL_VERIFIED, NULL, err) != 0)
        return -1;
    return finish(t, cp, foreign, err);
}

/* A daemon that still has the old files needs those that go, until it has the new ones. */
static int finish(const struct transaction *t, const struct checkpoint *cp, struct strs *foreign,
                  struct err *err)
{
    for (size_t i = 0; i < cp->n; i++) {
        bool theirs = false;
        if (target_remove(t->store, &cp->v[i], &theirs, err) != 0)
            return -1;
        if (theirs)
            strs_add(foreign, cp->v[i].path);
    }
    return journal_commit(t->store, cp, err);
}

static int make_folders(const struct transaction *t, const struct checkpoint *cp, struct err *err)
{
    for (size_t i = 0; i < cp->folders.n; i++) {
        int fd = file_open_below(t->store->root, cp->folders.v[i], true, err);
        if (fd < 0)
            return -1;
        close(fd);
    }
    return 0;
}

/* The burst of renames has one entry: between two of them nothing else is waited for. */
static int each(const struct transaction *t, const struct checkpoint *cp, enum journal_step step,
                struct err *err)
{
    struct freeze freeze = FREEZE_NONE;
    bool burst = step == JOURNAL_SWITCH;
    int rc = burst ? journal_step(t->store, step, NULL, err) : 0;
    if (rc == 0 && burst)
        freeze_begin(&freeze, t->halted);
    for (size_t i = 0; i < cp->n && rc == 0; i++) {
        const struct change *change = &cp->v[i];
        rc = burst ? 0 : journal_step(t->store, step, change->path, err);
        if (rc == 0)
            rc = step == JOURNAL_WRITE  ? target_write(t->store, change, err)
                 : step == JOURNAL_HOLD ? target_hold(t->store, change, t->halted, err)
                                        : target_switch(t->store, change, err);
    }
    freeze_end(&freeze);
    if (rc != 0)
        return -1;
    for (size_t i = 0; i < cp->n; i++)
        if (target_sync(t->store, &cp->v[i], err) != 0)
            return -1;
    return 0;
}

/* What fails is told, and the rest is put back all the same; then the journal stays.  why: for the
 * daemon, or NULL if it has seen nothing of it. */
static int put_back(const struct transaction *t, const struct checkpoint *cp,
                    const enum transaction_why *why, struct strs *foreign, struct err *err)
{
    struct err unsettled = {0};
    int rc = 0;
    for (size_t i = cp->n; i-- > 0;) {
        struct err one = {0};
        bool theirs = false;
        if (target_restore(t->store, &cp->v[i], &theirs, rc == 0 ? err : &one) != 0)
            rc = -1;
        if (theirs)
            strs_add(foreign, cp->v[i].path);
        err_clear(&one);
    }
    for (size_t i = cp->folders.n; i-- > 0 && rc == 0;)
        remove_folder(t->store->root, cp->folders.v[i]);
    /* The files are what they were; nothing more can be done for the daemon here. */
    if (rc == 0 && why != NULL && t->settle != NULL && t->settle(t->arg, *why, &unsettled) != 0)
        msg_error("the old files are back, but sendmail does not do well with them: %s",
                  unsettled.text);
    err_clear(&unsettled);
    return rc == 0 ? journal_drop(t->store, err) : -1;
}

/* One that was made; what others put there keeps it. */
static void remove_folder(const char *root, const char *path)
{
    const char *name = strrchr(path, '/');
    char *above = mem_dupn(path, (size_t)(name - path));
    int fd = file_open_below(root, above, false, NULL);
    if (fd >= 0) {
        (void)unlinkat(fd, name + 1, AT_REMOVEDIR);
        close(fd);
    }
    free(above);
}

/* What stays behind is found by the next command. */
static void tidy(const struct transaction *t, const struct checkpoint *cp)
{
    int rc = 0;
    for (size_t i = 0; i < cp->n; i++)
        if (target_tidy(t->store, &cp->v[i], NULL) != 0)
            rc = -1;
    if (rc == 0)
        rc = journal_end(t->store, NULL);
    if (rc != 0)
        msg_warn("the change is made, but something of it is left beside the files "
                 "(.NAME.mcwizard-old); the next apply or rollback removes it");
}

int transaction_recover(const struct transaction *t, enum transaction_found *found, long *id,
                        struct strs *foreign, struct err *err)
{
    struct journal journal = {.open = false};
    int rc = journal_read(t->store, &journal, err);
    *found = TRANSACTION_NOTHING;
    if (rc != 0)
        goto out;
    *id = journal.checkpoint.id;
    if (journal.open && journal.begun[JOURNAL_VERIFIED] && !journal.begun[JOURNAL_BACK]) {
        *found = TRANSACTION_FINISHED;
        rc = finish(t, &journal.checkpoint, foreign, err);
        if (rc == 0)
            tidy(t, &journal.checkpoint);
    } else if (journal.open) {
        *found = TRANSACTION_PUT_BACK;
        /* Whatever started between the renames and now has read the new files. */
        const enum transaction_why why =
            journal.begun[JOURNAL_RELOAD] ? TRANSACTION_OLD : TRANSACTION_CRASH;
        rc = put_back(t, &journal.checkpoint, journal.begun[JOURNAL_SWITCH] ? &why : NULL, foreign,
                      err);
    } else if (journal.untidy) {
        tidy(t, &journal.checkpoint);
    } else {
        (void)journal_end(t->store, NULL);
    }
    journal_sweep(t->store);
out:
    journal_free(&journal);
    return rc;
}

/* The one that made the change is gone. */
static void recover_for_keeper(const void *arg)
{
    const struct transaction *t = arg;
    struct strs foreign = {0};
    struct err err = {0};
    enum transaction_found found;
    long id;
    if (transaction_recover(t, &found, &id, &foreign, &err) != 0)
        msg_report(&err);
    else if (found == TRANSACTION_PUT_BACK)
        msg_error("killed while it changed the files; everything was put back");
    strs_free(&foreign);
    err_clear(&err);
}
