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
 * has read before we changed it stays read.  Both while the file still names the process that
 * runs itself again, and, with -bd, for some ms then nobody.
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

#include "sys/child.h"
#include "sys/clock.h"
#include "sys/file.h"

enum {
    LOOK_MS = 50,      /* how often the pid file is looked at */
    NOBODY_MS = 1000,  /* for which it may name nobody while sendmail starts anew */
    END_MS = 5000,     /* in which SIGTERM ends a sendmail */
    SMALL_FILE = 65536 /* bytes of a pid file, which holds a command line */
};

static pid_t first_number(const char *text);
static bool is_sendmail(pid_t pid);
static bool takes_hup(pid_t pid);
static bool is_anew(const struct daemon_state *now, const struct daemon_state *before);
static int run_command(const char *const *argv, int deadline_ms, struct err *err);

void daemon_look(const struct cf *cf, const struct layout *layout, struct daemon_state *state)
{
    const char *named = cf != NULL ? cf_option_value(cf, "PidFile") : NULL;
    bool plain = named != NULL && named[0] == '/' && strchr(named, '$') == NULL;
    struct str text = STR_INIT;
    struct stat st;
    *state = (struct daemon_state){.pid_file = mem_dup(plain ? named : layout->pid_file)};
    /* Its time first: written in between, the file looks old, and is looked at again. */
    if (stat(state->pid_file, &st) == 0 &&
        file_read(state->pid_file, SMALL_FILE, &text, NULL) == 0) {
        state->written = st.st_mtim;
        state->pid = first_number(str_text(&text));
        state->running = state->pid > 1 && is_sendmail(state->pid);
    }
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

/*
 * Whether that process is there, and by its name or by its program a sendmail: the number in
 * an old file may be anybody's by now.  Without a /proc like that of Linux nobody can tell.
 */
static bool is_sendmail(pid_t pid)
{
    static const char name[] = "sendmail"; /* sendmail-mta, sendmail.sendmail, too */
    struct str path = STR_INIT, stat = STR_INIT;
    char program[PATH_MAX];
    bool is = false;
    if (kill(pid, 0) != 0 && errno != EPERM)
        goto out;
    str_addf(&path, "/proc/%ld/stat", (long)pid);
    if (file_read(str_text(&path), SMALL_FILE, &stat, NULL) != 0) {
        is = !file_exists("/proc/self/stat");
        goto out;
    }
    /* "PID (NAME) STATE ..."; the name may hold anything. */
    const char *comm = strchr(str_text(&stat), '('), *end = strrchr(str_text(&stat), ')');
    if (comm == NULL || end == NULL || end[1] != ' ' || strchr("ZX", end[2]) != NULL)
        goto out; /* ended, and not yet fetched by its parent */
    is = strncmp(comm + 1, name, sizeof(name) - 1) == 0;
    str_clear(&path);
    str_addf(&path, "/proc/%ld/exe", (long)pid);
    ssize_t len = readlink(str_text(&path), program, sizeof(program) - 1);
    if (!is && len > 0) {
        program[len] = '\0';
        const char *base = strrchr(program, '/');
        is = base != NULL && strncmp(base + 1, name, sizeof(name) - 1) == 0;
    }
out:
    str_free(&path);
    str_free(&stat);
    return is;
}

void daemon_find(const struct cf *cf, const struct layout *layout, struct daemon_state *state)
{
    long long due = clock_ms() + NOBODY_MS;
    for (;;) {
        daemon_look(cf, layout, state);
        if (state->running || state->pid == 0 || clock_ms() >= due)
            return;
        daemon_state_free(state);
        clock_nap(LOOK_MS);
    }
}

int daemon_await(const struct cf *cf, const struct layout *layout, int deadline_ms,
                 struct daemon_state *state, struct err *err)
{
    long long due = clock_ms() + deadline_ms;
    for (;;) {
        daemon_find(cf, layout, state);
        if (!state->running || takes_hup(state->pid))
            return 0;
        if (clock_ms() >= due)
            break;
        daemon_state_free(state);
        clock_nap(LOOK_MS);
    }
    return err_set_at(err, ERR_TOOL, state->pid_file, 0, 0,
                      "sendmail, process %ld, has not come to the end of its start",
                      (long)state->pid);
}

/* Whether SIGHUP has a handler there, which an execve takes away; true where nobody can tell. */
static bool takes_hup(pid_t pid)
{
    static const char field[] = "\nSigCgt:\t"; /* signals with a handler; bit 0 is number 1 */
    struct str path = STR_INIT, status = STR_INIT;
    bool takes;
    str_addf(&path, "/proc/%ld/status", (long)pid);
    if (file_read(str_text(&path), SMALL_FILE, &status, NULL) != 0) {
        takes = !file_exists("/proc/self/status");
    } else {
        const char *mask = strstr(str_text(&status), field);
        takes =
            mask == NULL || (strtoull(mask + sizeof(field) - 1, NULL, 16) >> (SIGHUP - 1) & 1) != 0;
    }
    str_free(&path);
    str_free(&status);
    return takes;
}

int daemon_reload(const struct daemon_state *before, const struct layout *layout, int deadline_ms,
                  struct err *err)
{
    if (layout->reload[0] != NULL)
        return run_command(layout->reload, deadline_ms, err);
    /* Asked again: time has passed, and the number may have changed hands. */
    if (!before->running || !is_sendmail(before->pid))
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

int daemon_end(const struct daemon_state *state, struct err *err)
{
    static const int signals[] = {SIGTERM, SIGKILL};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        long long due = clock_ms() + END_MS;
        if (is_sendmail(state->pid) && kill(state->pid, signals[i]) != 0 && errno != ESRCH)
            return err_set_errno(err, state->pid_file, "cannot end sendmail");
        while (is_sendmail(state->pid) && clock_ms() < due)
            clock_nap(LOOK_MS);
    }
    return is_sendmail(state->pid)
               ? err_set_at(err, ERR_TOOL, state->pid_file, 0, 0,
                            "sendmail, process %ld, cannot be ended", (long)state->pid)
               : 0;
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
           now->pid != before->pid || now->written.tv_sec != before->written.tv_sec ||
           now->written.tv_nsec != before->written.tv_nsec;
}
