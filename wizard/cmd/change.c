/* What the commands that change a host share; see change.h. */
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "apply/journal.h"
#include "apply/process.h"
#include "apply/transaction.h"

#include "cmd/change.h"
#include "cmd/plan_print.h"

#include "ui/ask.h"

enum { TIMEOUT_MAX = 24 * 60 * 60 /* seconds */ };

static char *who(void);
static void say_done(const struct checkpoint *cp, const struct settle *settle, const char *command);

int change_take_option(int option, const char *value, struct change_wishes *w, const char **wrong)
{
    char *end = NULL;
    *wrong = "unknown option";
    switch (option) {
    case 'y':
        w->yes = true;
        return 0;
    case 'Q':
        w->quick = true;
        return 0;
    case 't':
        w->trust = true;
        return 0;
    case 'R':
        w->no_reload = true;
        return 0;
    case 'N':
    case 'K':
        *wrong = "--force-new and --force-keep exclude each other";
        if (w->edits != EDIT_NONE && w->edits != EDIT_UNDECIDED)
            return -1;
        w->edits = option == 'N' ? EDIT_REPLACE : EDIT_KEEP;
        return 0;
    case 'T':
        *wrong = "--lock-timeout takes seconds, at most a day";
        w->lock_timeout = strtol(value, &end, 10);
        return *value != '\0' && *end == '\0' && w->lock_timeout >= 0 &&
                       w->lock_timeout <= TIMEOUT_MAX
                   ? 0
                   : -1;
    default:
        return -1;
    }
}

long change_id(const char *text)
{
    char *end = NULL;
    long id = strtol(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && id > 0 && id <= INT_MAX ? id : 0;
}

int change_load(const struct store *store, long id, struct checkpoint *cp, struct err *err)
{
    long *ids = NULL;
    size_t n = 0, at = 0;
    int rc = store_list(store, &ids, &n, err);
    while (rc == 0 && at < n && ids[at] != id)
        at++;
    if (rc == 0 && at == n) {
        err_set(err, ERR_INPUT, "there is no checkpoint %ld", id);
        rc = n > 0 ? err_mend(err, "`mcwizard history' lists %ld to %ld", ids[0], ids[n - 1])
                   : err_mend(err, "nothing was applied here yet");
    } else if (rc == 0) {
        rc = store_load(store, id, cp, err);
    }
    free(ids);
    return rc;
}

void change_time_text(time_t when, char text[CHANGE_TIME_TEXT])
{
    struct tm tm;
    if (localtime_r(&when, &tm) == NULL ||
        strftime(text, CHANGE_TIME_TEXT, "%Y-%m-%d %H:%M:%S", &tm) == 0)
        text[0] = '\0';
}

bool change_can_ask(const struct context *ctx)
{
    return !ctx->no_input && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool change_may(const char *command)
{
    if (geteuid() == 0)
        return true;
    msg_error("%s gives files to their owners, which only root may; nothing was touched", command);
    return false;
}

int change_open(const struct context *ctx, const struct change_wishes *w,
                const struct settle *settle, struct store *store, bool *put_back, struct err *err)
{
    struct strs foreign = {0};
    enum transaction_found found = TRANSACTION_NOTHING;
    struct settle own = *settle;
    long id = 0;
    const struct transaction t = {
        .store = store, .settle = settle_may(settle) ? settle_daemon : NULL, .arg = &own};
    int rc = store_open_locked(ctx->root, (int)w->lock_timeout, store, err);
    if (rc == 0)
        rc = transaction_recover(&t, &found, &id, &foreign, err);
    if (rc == 0 && found == TRANSACTION_PUT_BACK)
        msg_warn("a former change was cut off in the middle; all files are as they were before it");
    if (rc == 0 && found == TRANSACTION_FINISHED)
        msg_warn("a former change was cut off at its end; it is checkpoint %ld now", id);
    for (size_t i = 0; i < foreign.n; i++)
        msg_warn("%s%s: somebody changed it since; it stays so", ctx->root, foreign.v[i]);
    if (put_back != NULL)
        *put_back = rc == 0 && found == TRANSACTION_PUT_BACK;
    strs_free(&foreign);
    return rc;
}

void change_warn_open(const struct store *store)
{
    struct journal journal = {.open = false};
    if (store_is_there(store) && journal_read(store, &journal, NULL) == 0 && journal.open)
        msg_warn("a change is being made, or was cut off; the next apply or rollback %s it",
                 journal.begun[JOURNAL_VERIFIED] && !journal.begun[JOURNAL_BACK] ? "finishes"
                                                                                 : "puts back");
    journal_free(&journal);
}

bool change_confirm(struct prompt *prompt, const char *question, const char *explanation)
{
    struct str jump = STR_INIT;
    bool yes = false;
    /* What was typed before the question is no answer to it. */
    (void)tcflush(STDIN_FILENO, TCIFLUSH);
    enum prompt_outcome outcome = ask_yes(prompt, question, explanation, false, &yes, &jump);
    str_free(&jump);
    return outcome == PROMPT_ANSWER && yes;
}

/* As sudo(8) says it, too: root alone tells little. */
static char *who(void)
{
    const struct passwd *pw = getpwuid(getuid());
    const char *sudo = getenv("SUDO_USER");
    struct str text = STR_INIT;
    if (pw != NULL)
        str_add(&text, pw->pw_name);
    else
        str_addf(&text, "%lu", (unsigned long)getuid());
    if (sudo != NULL && sudo[0] != '\0') {
        str_add(&text, " for ");
        str_add_shown(&text, sudo);
    }
    return str_take(&text);
}

int change_make(const struct store *store, struct settle *settle, const char *command,
                struct checkpoint *cp)
{
    struct err err = {0};
    const struct transaction t = {.store = store,
                                  .settle = settle_may(settle) ? settle_daemon : NULL,
                                  .runs = settle_daemon_runs,
                                  .arg = settle,
                                  .halted = settle_may(settle) ? process_find : NULL};
    cp->time = time(NULL);
    cp->user = who();
    cp->command = mem_dup(command);
    if (cp->profile == NULL)
        cp->profile = mem_dup("");
    int status = EXIT_SAME;
    switch (transaction_run(&t, cp, &err)) {
    case TRANSACTION_DONE:
        say_done(cp, settle, command);
        break;
    case TRANSACTION_UNDONE:
        status = msg_report(&err);
        msg_info("nothing was changed: all files are as they were");
        if (settle->runs && !settle_runs(settle))
            msg_error("sendmail does not run now: start it");
        break;
    case TRANSACTION_STUCK:
        status = msg_report(&err);
        msg_error("not everything could be put back: mend what is wrong, and run mcwizard %s "
                  "again, which goes on with it",
                  command);
        break;
    }
    err_clear(&err);
    return status;
}

static void say_done(const struct checkpoint *cp, const struct settle *settle, const char *command)
{
    struct str counts = STR_INIT;
    const char *undoes = strncmp(command, "rollback", strlen("rollback")) == 0
                             ? "undoes it; with a smaller number it goes further back"
                             : "goes back before it";
    plan_add_counts(cp, &counts);
    if (cp->n == 0)
        msg_info("%s: no file changes; what was decided is kept in checkpoint %ld", command,
                 cp->id);
    else
        msg_info("%s: %s; this is checkpoint %ld, and `mcwizard rollback' %s", command,
                 str_text(&counts), cp->id, undoes);
    if (settle->runs)
        msg_info("sendmail was reloaded, and answers on its ports");
    else if (settle_may(settle) && cp->n > 0)
        msg_info("sendmail does not run, so nothing was reloaded");
    str_free(&counts);
}
