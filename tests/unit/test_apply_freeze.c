/* Tests of apply/freeze.c: processes that are halted for a moment, and go on. */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apply/freeze.h"

#include "sys/clock.h"

enum { SOME = 3, PATIENCE_MS = 20000, A_WHILE_MS = 100 };

/* What the processes tell us. */
static struct {
    atomic_int counts[SOME]; /* how often each has woken */
    atomic_int signals;      /* how often SIGRTMIN came to one of them */
} * told;
static pid_t pids[SOME];
static size_t listed; /* how many of them are found */

static void begin(void);
static void end(void);
static void start(size_t i, bool sleeps);
static bool goes_on(size_t i);

TestSuite(apply_freeze, .init = begin, .fini = end, .timeout = 120);

static void begin(void)
{
    told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq((void *)told, MAP_FAILED);
    listed = SOME;
    for (size_t i = 0; i < SOME; i++)
        start(i, true);
}

static void end(void)
{
    for (size_t i = 0; i < SOME; i++)
        if (pids[i] > 0) {
            kill(pids[i], SIGKILL);
            waitpid(pids[i], NULL, 0);
        }
}

static void note(int signal)
{
    (void)signal;
    told->signals++;
}

static void start(size_t i, bool sleeps)
{
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGRTMIN, note);
        for (;;) {
            told->counts[i]++;
            if (sleeps)
                usleep(2000);
        }
    }
    pids[i] = pid;
    cr_assert(goes_on(i));
}

static bool goes_on(size_t i)
{
    int before = told->counts[i];
    for (long long due = clock_ms() + PATIENCE_MS; told->counts[i] == before && clock_ms() < due;)
        clock_nap(1);
    return told->counts[i] != before;
}

/* Neither of the first n does anything for a while. */
static bool are_halted(size_t n)
{
    int before[SOME];
    bool halted = true;
    for (size_t i = 0; i < n; i++)
        before[i] = told->counts[i];
    usleep(A_WHILE_MS * 1000);
    for (size_t i = 0; i < n; i++)
        halted = halted && told->counts[i] == before[i];
    return halted;
}

static size_t find(pid_t *found, size_t max)
{
    for (size_t i = 0; i < listed && i < max; i++)
        found[i] = pids[i];
    return listed;
}

/* Asked of the kernel by a process that ends, as the one of freeze.c does. */
static bool may(void)
{
    int status = 1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(ptrace(PTRACE_SEIZE, pids[0], NULL, NULL) == 0 ? 0 : 1);
    return waitpid(pid, &status, 0) == pid && status == 0;
}

Test(apply_freeze, halts_and_lets_go)
{
    struct freeze freeze = FREEZE_NONE;
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    listed = 2;
    freeze_begin(&freeze, find);
    cr_expect(are_halted(2));
    cr_expect(goes_on(2), "one that was not found");
    freeze_end(&freeze);
    cr_expect(goes_on(0) && goes_on(1));
    freeze_end(&freeze); /* of no effect */
    freeze_begin(&freeze, NULL);
    cr_expect(goes_on(0));
    freeze_end(&freeze);
}

/* One that never sleeps is given up, the others are not. */
Test(apply_freeze, one_that_runs)
{
    struct freeze freeze = FREEZE_NONE;
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    kill(pids[2], SIGKILL);
    waitpid(pids[2], NULL, 0);
    start(2, false);
    long long began = clock_ms();
    freeze_begin(&freeze, find);
    cr_expect_lt(clock_ms() - began, PATIENCE_MS);
    cr_expect(are_halted(2));
    freeze_end(&freeze);
    for (size_t i = 0; i < SOME; i++)
        cr_expect(goes_on(i), "%zu", i);
}

/* One that is killed is gone for its parent; one that was stopped before stays so. */
Test(apply_freeze, killed_and_stopped)
{
    struct freeze freeze = FREEZE_NONE;
    int status = 0;
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    kill(pids[2], SIGSTOP);
    cr_assert_eq(waitpid(pids[2], &status, WUNTRACED), pids[2]);
    freeze_begin(&freeze, find);
    kill(pids[1], SIGKILL);
    cr_expect(are_halted(SOME));
    freeze_end(&freeze);
    cr_expect(goes_on(0));
    cr_expect_eq(waitpid(pids[1], &status, 0), pids[1]);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    pids[1] = 0;
    usleep(A_WHILE_MS * 1000);
    cr_expect_eq(waitpid(pids[2], &status, WNOHANG | WCONTINUED), 0, "it was let go on");
    kill(pids[2], SIGCONT);
    cr_expect(goes_on(2));
}

/* No signal is lost, whenever it comes. */
Test(apply_freeze, signals)
{
    enum { ROUNDS = 200, EACH = 3 };
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < ROUNDS * EACH; i++) {
            while (sigqueue(pids[0], SIGRTMIN, (union sigval){.sival_int = i}) != 0 &&
                   errno == EAGAIN)
                usleep(1000);
            usleep(500);
        }
        _exit(0);
    }
    for (int i = 0; i < ROUNDS; i++) {
        struct freeze freeze;
        freeze_begin(&freeze, find);
        freeze_end(&freeze);
    }
    int status = 1;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    for (long long due = clock_ms() + PATIENCE_MS;
         told->signals < ROUNDS * EACH && clock_ms() < due;)
        clock_nap(1);
    cr_expect_eq(told->signals, ROUNDS * EACH, "%d", told->signals);
}

/* Whoever had them halted dies, or is stopped: they go on. */
Test(apply_freeze, outlived)
{
    static const int signals[] = {SIGKILL, SIGSTOP};
    if (!may())
        cr_skip_test("ptrace is forbidden here");
    for (int k = 0; k < 2; k++) {
        int status = 0;
        pid_t pid = fork();
        if (pid == 0) {
            struct freeze freeze;
            freeze_begin(&freeze, find);
            if (!are_halted(SOME))
                _exit(1);
            raise(signals[k]);
        }
        cr_assert_eq(waitpid(pid, &status, WUNTRACED), pid);
        cr_expect_not(WIFEXITED(status), "they were not halted");
        for (size_t i = 0; i < SOME; i++)
            cr_expect(goes_on(i), "%zu", i);
        if (k == 1) {
            kill(pid, SIGKILL);
            cr_assert_eq(waitpid(pid, &status, 0), pid);
        }
    }
}
