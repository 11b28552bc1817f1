/* The daemon after a change of files; see settle.h. */
#include "base/msg.h"
#include "base/str.h"

#include "apply/daemon.h"

#include "cf/cf.h"

#include "cmd/audit_source.h"
#include "cmd/settle.h"

enum {
    MS = 1000,
    BACK_MS = 10 * MS /* for a start, once the old files are back: it may be the new ones' fault */
};

static int load(const struct context *ctx, struct cf *cf, struct err *err);

bool settle_may(const struct settle *settle)
{
    return !settle->leave && settle->ctx->root[0] == '\0';
}

bool settle_runs(const struct settle *settle)
{
    struct daemon_state state = {.pid = 0};
    struct cf cf = {.n = 0};
    if (!settle_may(settle))
        return false;
    /* In this order: one that ends its start in between stands in the file. */
    bool runs = daemon_starts(), known = load(settle->ctx, &cf, NULL) == 0;
    daemon_look(known ? &cf : NULL, settle->ctx->layout, &state);
    runs = runs || state.running;
    daemon_state_free(&state);
    if (known)
        cf_free(&cf);
    return runs;
}

static int load(const struct context *ctx, struct cf *cf, struct err *err)
{
    const struct audit_host host = {.root = ctx->root, .layout = ctx->layout};
    const struct audit_source live = {.host = &host};
    struct str path = STR_INIT;
    str_addf(&path, "%s%ssendmail.cf", ctx->root, ctx->layout->mail_dir);
    int rc = audit_source_load(&live, str_text(&path), cf, err);
    str_free(&path);
    return rc;
}

bool settle_daemon_runs(void *arg)
{
    struct settle *settle = arg;
    settle->runs = settle_runs(settle);
    return settle->runs;
}

/*
 * A daemon that somebody else just reloads may have read what lay there before: it is waited for.
 * One that died of the new files cannot reload the old ones, and one that they hold up in its start
 * does not come to it: the first is started, the other ended before.
 */
int settle_daemon(void *arg, enum transaction_why why, struct err *err)
{
    const struct settle *settle = arg;
    const struct layout *layout = settle->ctx->layout;
    struct daemon_state before = {.pid = 0};
    struct cf cf = {.n = 0};
    int deadline = (int)settle->wait_seconds * MS;
    int patience = why != TRANSACTION_NEW && deadline > BACK_MS ? BACK_MS : deadline;
    if (load(settle->ctx, &cf, err) != 0)
        return -1;
    int rc = daemon_await(&cf, layout, patience, &before, err);
    bool held_up = rc != 0 && why != TRANSACTION_NEW;
    if (held_up) {
        err_clear(err);
        rc = daemon_end_starting(err);
        before.running = false;
    }
    bool asleep = why == TRANSACTION_CRASH && !before.running && !held_up;
    if (rc != 0 || asleep)
        goto out;
    rc = why != TRANSACTION_NEW && !before.running ? daemon_start(layout, deadline, err)
                                                   : daemon_reload(&before, layout, deadline, err);
    if (rc == 0)
        rc = daemon_check(&cf, layout, &before, deadline, err);
    if (rc == 0)
        msg_debug("sendmail was reloaded, and answers on its ports");
out:
    daemon_state_free(&before);
    cf_free(&cf);
    return rc;
}
