/*
 * The sendmail that runs; see daemon.h.
 *
 * What sendmail 8.17 does on SIGHUP: it runs itself again.  With -bd that forks once more, so
 * that the pid file names another process; with -bD the process stays the same, and only the
 * time of the file tells.  Either way it is written when all ports are bound, some 60 ms later.
 * A configuration that it refuses ends it, and the file is gone.  While a port is occupied the
 * file names the process that was, and the new one tries for 50 s; then it ends, too.
 *
 * Until it has read its files, SIGHUP has no handler there and would end it; and a file that it
 * has read before we changed it stays read.  All that while the pid file names the process that
 * runs itself again, and, with -bd, then nobody.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#include "apply/daemon.h"
#include "apply/greeting.h"
#include "apply/process.h"

#include "sys/child.h"
#include "sys/clock.h"
#include "sys/file.h"

enum {
    LOOK_MS = 50,      /* how often the pid file is looked at */
    END_MS = 5000,     /* in which SIGTERM ends a sendmail */
    LOOKS = 5,         /* at a file that is written meanwhile */
    SOME = 16,         /* daemons that start at the same time */
    SMALL_FILE = 65536 /* bytes of a pid file, which holds a command line */
};

static pid_t first_number(const char *text);
static bool is_anew(const struct daemon_state *now, const struct daemon_state *before);
static bool same_time(const struct timespec *a, const struct timespec *b);
static int run_command(const char *const *argv, int deadline_ms, struct err *err);

void daemon_look(const struct cf *cf, const struct layout *layout, struct daemon_state *state)
{
    const char *named = cf != NULL ? cf_option_value(cf, "PidFile") : NULL;
    bool plain = named != NULL && named[0] == '/' && strchr(named, '$') == NULL;
    struct str text = STR_INIT;
    struct stat st, after;
    *state = (struct daemon_state){.pid_file = mem_dup(plain ? named : layout->pid_file)};
    for (int i = 0; i < LOOKS && stat(state->pid_file, &st) == 0; i++) {
        str_clear(&text);
        if (file_read(state->pid_file, SMALL_FILE, &text, NULL) != 0)
            break;
        state->written = st.st_mtim;
        state->pid = first_number(str_text(&text));
        /* Written in between, it is looked at again. */
        if (stat(state->pid_file, &after) == 0 && same_time(&st.st_mtim, &after.st_mtim))
            break;
    }
    state->running = state->pid > 1 && process_is_sendmail(state->pid);
    str_free(&text);
}

void daemon_state_free(struct daemon_state *state)
{
    free(state->pid_file);
    *state = (struct daemon_state){.pid = 0};
}

/* Of a pid file: the number alone on its first line, else 0. */
static pid_t first_number(const char *text)
{
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    bool plain = text[0] >= '0' && text[0] <= '9' && (*end == '\n' || *end == '\0');
    return plain && errno == 0 && number <= INT_MAX ? (pid_t)number : 0;
}

bool daemon_starts(void)
{
    return process_find_starting(NULL, 0) > 0;
}

int daemon_await(const struct cf *cf, const struct layout *layout, int deadline_ms,
                 struct daemon_state *state, struct err *err)
{
    long long due = clock_ms() + deadline_ms;
    for (;;) {
        /* In this order: one that ends its start in between stands in the file. */
        bool starts = daemon_starts();
        daemon_look(cf, layout, state);
        if (state->running ? !process_starts(state->pid) : !starts)
            return 0;
        if (clock_ms() >= due)
            return err_set_at(err, ERR_TOOL, state->pid_file, 0, 0,
                              "sendmail starts, and does not come to the end of it");
        daemon_state_free(state);
        clock_nap(LOOK_MS);
    }
}

int daemon_reload(const struct daemon_state *before, const struct layout *layout, int deadline_ms,
                  struct err *err)
{
    if (layout->reload[0] != NULL)
        return run_command(layout->reload, deadline_ms, err);
    /* Asked again: time has passed, and the number may have changed hands. */
    if (!before->running || !process_is_sendmail(before->pid))
        return err_set(err, ERR_TOOL, "no sendmail runs by %s", before->pid_file);
    if (kill(before->pid, SIGHUP) != 0)
        return err_set_errno(err, before->pid_file, "cannot send SIGHUP to sendmail");
    return 0;
}

int daemon_start(const struct layout *layout, int deadline_ms, struct err *err)
{
    if (layout->start[0] != NULL)
        return run_command(layout->start, deadline_ms, err);
    err_set(err, ERR_TOOL, "sendmail does not run any more");
    return err_mend(err, "start it; nothing tells how it is done here");
}

int daemon_end_starting(struct err *err)
{
    static const int signals[] = {SIGTERM, SIGKILL};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        long long due = clock_ms() + END_MS;
        pid_t pids[SOME];
        size_t n = process_find_starting(pids, ARRAY_LEN(pids));
        for (size_t k = 0; k < n && k < ARRAY_LEN(pids); k++)
            (void)kill(pids[k], signals[i]);
        while (daemon_starts() && clock_ms() < due)
            clock_nap(LOOK_MS);
    }
    return daemon_starts() ? err_set(err, ERR_TOOL, "sendmail starts, and cannot be ended") : 0;
}

static int run_command(const char *const *words, int deadline_ms, struct err *err)
{
    const char *argv[LAYOUT_WORDS + 1] = {NULL};
    for (size_t i = 0; i < LAYOUT_WORDS; i++)
        argv[i] = words[i];
    struct child child = {.argv = argv, .deadline_ms = deadline_ms, .leaves_others = true};
    struct str text = STR_INIT;
    int rc = child_run(&child, err);
    if (rc != 0 || (child.status == 0 && !child.timed_out))
        goto out;
    for (size_t i = 0; argv[i] != NULL; i++)
        str_addf(&text, "%s%s", i > 0 ? " " : "", argv[i]);
    if (child.timed_out)
        str_addf(&text, " did not end within %.1f s and was stopped", deadline_ms / 1000.0);
    else if (child.signal != 0)
        str_addf(&text, " was ended by signal %d", child.signal);
    else
        str_addf(&text, " exited with status %d", child.status);
    const char *said = str_text(child.err.len > 0 ? &child.err : &child.out);
    char *line = mem_dupn(said, strcspn(said, "\n"));
    str_add(&text, line[0] != '\0' ? ": " : "");
    str_add_shown(&text, line);
    free(line);
    rc = err_set(err, ERR_TOOL, "%s", str_text(&text));
out:
    str_free(&text);
    child_free(&child);
    return rc;
}

int daemon_check(const struct cf *cf, const struct layout *layout,
                 const struct daemon_state *before, int deadline_ms, struct err *err)
{
    long long due = clock_ms() + deadline_ms;
    for (;;) {
        struct daemon_state now;
        daemon_look(cf, layout, &now);
        bool late = clock_ms() >= due, there = now.written.tv_sec != 0;
        bool done = now.running && is_anew(&now, before);
        if (!done && late)
            err_set_at(err, ERR_TOOL, now.pid_file, 0, 0, "%s",
                       !there        ? "sendmail does not run: there is no such file"
                       : now.running ? "sendmail did not start anew: the file is as it was"
                                     : "sendmail does not run: the file names no process of it");
        daemon_state_free(&now);
        if (done)
            return greeting_await(cf, due, err);
        if (late)
            return -1;
        clock_nap(LOOK_MS);
    }
}

/* A file of another name was not there before, or nobody looked. */
static bool is_anew(const struct daemon_state *now, const struct daemon_state *before)
{
    return before == NULL || strcmp(now->pid_file, before->pid_file) != 0 ||
           now->pid != before->pid || !same_time(&now->written, &before->written);
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}
