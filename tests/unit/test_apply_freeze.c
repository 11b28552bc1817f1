/* Tests of apply/freeze.c: processes that are halted for a moment, and go on. */
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apply/freeze.h"

#include "sys/clock.h"

enum { SOME = 3 };

static pid_t pids[SOME];
static atomic_int *counts; /* how often each has woken */
static size_t listed;      /* how many of them are found */

static void begin(void);
static void end(void);
static pid_t counter(size_t i, bool sleeps);

TestSuite(apply_freeze, .init = begin, .fini = end, .timeout = 60);

static void begin(void)
{
    counts = mmap(NULL, SOME * sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                  -1, 0);
    cr_assert_neq(counts, MAP_FAILED);
    listed = SOME;
    for (size_t i = 0; i < SOME; i++)
        pids[i] = counter(i, true);
}

static void end(void)
{
    for (size_t i = 0; i < SOME; i++)
        if (pids[i] > 0) {
            kill(pids[i], SIGKILL);
            waitpid(pids[i], NULL, 0);
        }
}

static atomic_int *of_terminated;

static void note(int signal)
{
    (void)signal;
    (*of_terminated)++;
}

/* Counts; SIGTERM is a thousand. */
static pid_t counter(size_t i, bool sleeps)
{
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        of_terminated = &counts[(i + 1) % SOME];
        signal(SIGTERM, note);
        for (;;) {
            counts[i]++;
            if (sleeps)
                usleep(2000);
        }
    }
    for (long long due = clock_ms() + 10000; counts[i] == 0 && clock_ms() < due;)
        clock_nap(1);
    return pid;
}

static size_t find(pid_t *found, size_t max)
{
    for (size_t i = 0; i < listed && i < max; i++)
        found[i] = pids[i];
    return listed;
}

/* How much each has counted within some time. */
static void count(int *gained, int ms)
{
    int before[SOME];
    for (size_t i = 0; i < SOME; i++)
        before[i] = counts[i];
    for (long long due = clock_ms() + ms; clock_ms() < due;)
        clock_nap(1);
    for (size_t i = 0; i < SOME; i++)
        gained[i] = counts[i] - before[i];
}

static bool may(void)
{
#ifdef __linux__
    struct freeze freeze = FREEZE_NONE;
    int gained[SOME];
    freeze_begin(&freeze, find);
    count(gained, 50);
    freeze_end(&freeze);
    return gained[0] == 0 || getuid() == 0;
#else
    return false;
#endif
}

Test(apply_freeze, halts_and_lets_go)
{
    struct freeze freeze = FREEZE_NONE;
    int gained[SOME];
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    listed = 2;
    freeze_begin(&freeze, find);
    count(gained, 100);
    cr_expect(gained[0] == 0 && gained[1] == 0, "%d %d", gained[0], gained[1]);
    cr_expect_gt(gained[2], 0, "one that was not found");
    freeze_end(&freeze);
    cr_expect_eq(freeze.n, 0);
    count(gained, 200);
    cr_expect(gained[0] > 0 && gained[1] > 0, "%d %d", gained[0], gained[1]);
    freeze_end(&freeze); /* of no effect */
}

/* One that never sleeps is given up, the others are not. */
Test(apply_freeze, one_that_runs)
{
    struct freeze freeze = FREEZE_NONE;
    int gained[SOME];
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    kill(pids[0], SIGKILL);
    waitpid(pids[0], NULL, 0);
    pids[0] = counter(0, false);
    long long began = clock_ms();
    freeze_begin(&freeze, find);
    cr_expect_lt(clock_ms() - began, 10000);
    count(gained, 100);
    cr_expect_eq(gained[1], 0);
    freeze_end(&freeze);
    count(gained, 200);
    cr_expect(gained[0] > 0 && gained[1] > 0, "%d %d", gained[0], gained[1]);
}

/* A signal comes when it goes on; one that is killed is gone for its parent; one that was stopped
 * before stays so. */
Test(apply_freeze, signals)
{
    struct freeze freeze = FREEZE_NONE;
    int gained[SOME], status = 0;
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    kill(pids[2], SIGSTOP);
    cr_assert_eq(waitpid(pids[2], &status, WUNTRACED), pids[2]);
    freeze_begin(&freeze, find);
    kill(pids[0], SIGTERM);
    kill(pids[1], SIGKILL);
    count(gained, 50);
    cr_expect(gained[0] == 0 && gained[1] == 0 && gained[2] == 0);
    int before = counts[1];
    freeze_end(&freeze);
    count(gained, 200);
    cr_expect_gt(gained[0], 0);
    cr_expect_eq(counts[1] - before, 1, "SIGTERM came %d times", counts[1] - before);
    cr_expect_eq(gained[2], 0);
    cr_expect_eq(kill(pids[1], 0), -1, "nobody has fetched it"); /* we are its parent, too */
    pids[1] = 0;
}

/* Whoever halted them dies: they go on. */
Test(apply_freeze, outlived)
{
    int gained[SOME];
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    pid_t pid = fork();
    if (pid == 0) {
        struct freeze freeze = FREEZE_NONE;
        freeze_begin(&freeze, find);
        count(gained, 50);
        if (gained[0] != 0)
            _exit(1);
        raise(SIGKILL);
    }
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect(WIFSIGNALED(status), "they were not halted");
    count(gained, 200);
    for (size_t i = 0; i < SOME; i++)
        cr_expect_gt(gained[i], 0);
}
