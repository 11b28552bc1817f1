/* Halting processes; see freeze.h. */
#include "apply/freeze.h"

#ifdef __linux__

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "base/mem.h"

#include "apply/process.h"

#include "sys/clock.h"

enum {
    WAIT_MS = 1000, /* for those that do not sleep */
    STOP_MS = 100,  /* for one that was told to halt */
    NAP_MS = 1,
    MANY = 1024
};

static bool halt_sleepers(struct freeze *freeze, const pid_t *pids, size_t n);
static bool has(const struct freeze *freeze, pid_t pid);
static void halt(struct freeze *freeze, pid_t pid);

void freeze_begin(struct freeze *freeze, freeze_find *find)
{
    long long due = clock_ms() + WAIT_MS;
    pid_t *pids = mem_alloc(MANY * sizeof(*pids));
    for (;;) {
        size_t before = freeze->n, n = find(pids, MANY);
        bool all = halt_sleepers(freeze, pids, n < MANY ? n : MANY);
        /* One that was halted last may have begun another one before. */
        if ((all && freeze->n == before) || clock_ms() >= due)
            break;
        if (!all)
            clock_nap(NAP_MS);
    }
    free(pids);
}

/* Whether nobody of them runs any more. */
static bool halt_sleepers(struct freeze *freeze, const pid_t *pids, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        if (has(freeze, pids[i]))
            continue;
        char state = process_state(pids[i]);
        if (state == 'S')
            halt(freeze, pids[i]);
        else if (state == 'R' || state == 'D')
            all = false;
    }
    return all;
}

static bool has(const struct freeze *freeze, pid_t pid)
{
    for (size_t i = 0; i < freeze->n; i++)
        if (freeze->v[i].pid == pid)
            return true;
    return false;
}

/* Whoever may not be halted is noted, too, and not tried again. */
static void halt(struct freeze *freeze, pid_t pid)
{
    long long due = clock_ms() + STOP_MS;
    struct frozen frozen = {.pid = pid};
    int status = 0;
    pid_t got = 0;
    if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 &&
        ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0)
        while ((got = waitpid(pid, &status, __WALL | WNOHANG)) == 0 && clock_ms() < due)
            continue;
    /* Halted by a signal on its way to it, it gets that later. */
    if (got == pid && WIFSTOPPED(status) && status >> 16 != PTRACE_EVENT_STOP)
        frozen.signal = WSTOPSIG(status);
    freeze->v = mem_realloc(freeze->v, freeze->n + 1, sizeof(*freeze->v));
    freeze->v[freeze->n++] = frozen;
}

void freeze_end(struct freeze *freeze)
{
    for (size_t i = 0; i < freeze->n; i++) {
        const struct frozen *f = &freeze->v[i];
        /* Killed meanwhile, its parent hears of it once we have. */
        if (ptrace(PTRACE_DETACH, f->pid, NULL, (void *)(intptr_t)f->signal) != 0)
            (void)waitpid(f->pid, NULL, __WALL | WNOHANG);
    }
    free(freeze->v);
    *freeze = FREEZE_NONE;
}

#else

void freeze_begin(struct freeze *freeze, freeze_find *find)
{
    (void)freeze;
    (void)find;
}

void freeze_end(struct freeze *freeze)
{
    (void)freeze;
}

#endif
