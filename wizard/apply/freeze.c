/* Halting processes; see freeze.h. */
#include "apply/freeze.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/process.h"

#include "sys/clock.h"

enum {
    WAIT_MS = 1000, /* for those that do not sleep */
    LATE_MS = 500,  /* more, for the word that all are halted */
    HOLD_S = 5,     /* after which they go on whatever becomes of us: we may be stopped ourselves */
    NAP_MS = 1,
    MANY = 4096
};

struct held {
    pid_t pid;
    bool still; /* it has halted, or may not be */
};

struct holder {
    struct held *v; /* owned */
    size_t n;
};

static void hold(freeze_find *find, int ready, int end);
static void hold_all(struct holder *holder, freeze_find *find);
static bool halt_sleepers(struct holder *holder, const pid_t *pids, size_t n);
static bool has(const struct holder *holder, pid_t pid);
static void halt(struct holder *holder, pid_t pid);
static bool are_still(struct holder *holder);

void freeze_begin(struct freeze *freeze, freeze_find *find)
{
    int ready[2], end[2];
    *freeze = FREEZE_NONE;
    if (find == NULL || pipe2(ready, O_CLOEXEC) != 0)
        return;
    if (pipe2(end, O_CLOEXEC) != 0) {
        close(ready[0]);
        close(ready[1]);
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(ready[0]);
        close(end[1]);
        hold(find, ready[1], end[0]);
        _exit(0);
    }
    close(ready[1]);
    close(end[0]);
    struct pollfd word = {.fd = ready[0], .events = POLLIN};
    if (pid > 0) {
        *freeze = (struct freeze){.holder = pid, .pipe = end[1]};
        while (poll(&word, 1, WAIT_MS + LATE_MS) < 0 && errno == EINTR)
            continue;
    } else {
        close(end[1]);
    }
    close(ready[0]);
}

void freeze_end(struct freeze *freeze)
{
    int kept = errno;
    if (freeze->holder == 0)
        return;
    close(freeze->pipe);
    while (waitpid(freeze->holder, NULL, 0) < 0 && errno == EINTR)
        continue;
    *freeze = FREEZE_NONE;
    errno = kept;
}

/* No stop is taken note of with wait(2) so that it counts as seen: with our end the kernel lets
 * each go on as if it had not been halted, in whatever state it is. */
static void hold(freeze_find *find, int ready, int end)
{
    struct holder holder = {.n = 0};
    sigset_t set;
    char word = '\0';
    signal(SIGALRM, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    alarm(HOLD_S);
    hold_all(&holder, find);
    if (write(ready, &word, 1) == 1)
        while (read(end, &word, 1) < 0 && errno == EINTR)
            continue;
    free(holder.v);
}

static void hold_all(struct holder *holder, freeze_find *find)
{
    long long due = clock_ms() + WAIT_MS;
    pid_t *pids = mem_alloc(MANY * sizeof(*pids));
    for (;;) {
        size_t before = holder->n, n = find(pids, MANY);
        bool all = halt_sleepers(holder, pids, n < MANY ? n : MANY);
        all = are_still(holder) && all;
        /* One that was halted last may have begun another one before. */
        if ((all && holder->n == before) || clock_ms() >= due)
            break;
        if (!all)
            clock_nap(NAP_MS);
    }
    free(pids);
}

/* Whether none of the others runs; one that somebody else has in his hands may go on soon. */
static bool halt_sleepers(struct holder *holder, const pid_t *pids, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        if (has(holder, pids[i]))
            continue;
        char state = process_state(pids[i]);
        if (state == 'S')
            halt(holder, pids[i]);
        else if (state == 'R' || state == 'D' || state == 't')
            all = false;
    }
    return all;
}

static bool has(const struct holder *holder, pid_t pid)
{
    for (size_t i = 0; i < holder->n; i++)
        if (holder->v[i].pid == pid)
            return true;
    return false;
}

static void halt(struct holder *holder, pid_t pid)
{
    bool may = ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 &&
               ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0;
    holder->v = mem_realloc(holder->v, holder->n + 1, sizeof(*holder->v));
    holder->v[holder->n++] = (struct held){.pid = pid, .still = !may};
}

static bool are_still(struct holder *holder)
{
    bool all = true;
    for (size_t i = 0; i < holder->n; i++) {
        struct held *h = &holder->v[i];
        siginfo_t info = {.si_pid = 0};
        if (!h->still && (waitid(P_PID, (id_t)h->pid, &info,
                                 WSTOPPED | WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 ||
                          info.si_pid == h->pid))
            h->still = true;
        all = all && h->still;
    }
    return all;
}

#else

void freeze_begin(struct freeze *freeze, freeze_find *find)
{
    (void)find;
    *freeze = FREEZE_NONE;
}

void freeze_end(struct freeze *freeze)
{
    (void)freeze;
}

#endif
