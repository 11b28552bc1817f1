/* Tests of apply/keeper.c: what happens after its maker's death, and what does not otherwise. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apply/keeper.h"

#include "sys/clock.h"

#include "apply_tree.h"

static void finish(const void *arg);
static pid_t maker(int fd, void (*die)(struct keeper *keeper));
static size_t read_all(int fd, char *text, size_t size);

TestSuite(apply_keeper, .init = scratch_make, .fini = scratch_remove, .timeout = 30);

/* Says its session; what counts coverage is written by exit(3), not by the keeper's _exit(2). */
static void finish(const void *arg)
{
    char text[64];
    int len = snprintf(text, sizeof(text), "finished %d\n", getsid(0) == getpid());
    (void)!write(*(const int *)arg, text, (size_t)len);
    exit(0);
}

/* A process that starts a keeper and dies; both hold fd. */
static pid_t maker(int fd, void (*die)(struct keeper *keeper))
{
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct keeper keeper = KEEPER_NONE;
        struct err err = {0};
        if (keeper_start(&keeper, finish, &fd, &err) != 0)
            _exit(1);
        die(&keeper);
        _exit(0);
    }
    return pid;
}

/* Until all that hold its other end are gone. */
static size_t read_all(int fd, char *text, size_t size)
{
    size_t len = 0;
    ssize_t got;
    while ((got = read(fd, text + len, size - 1 - len)) > 0)
        len += (size_t)got;
    text[len] = '\0';
    return len;
}

static void killed(struct keeper *keeper)
{
    (void)keeper;
    raise(SIGKILL);
}

static void exits(struct keeper *keeper)
{
    (void)keeper;
}

/* As a terminal that goes away does it, and one that sends Ctrl-C to its group. */
static void killed_with_its_group(struct keeper *keeper)
{
    (void)keeper;
    setpgid(0, 0);
    kill(0, SIGKILL);
}

static void crashes(struct keeper *keeper)
{
    (void)keeper;
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void ends(struct keeper *keeper)
{
    keeper_end(keeper);
    keeper_end(keeper); /* it is gone already */
    if (keeper->pid >= 0 || waitpid(-1, NULL, 0) != -1 || errno != ECHILD)
        (void)!write(STDERR_FILENO, "not reaped\n", 11);
    else
        raise(SIGKILL);
}

static void interrupted(int signal)
{
    (void)signal;
}

/* A signal is no death, and no end of its wait. */
static void hits_the_keeper(struct keeper *keeper)
{
    for (int i = 0; i < 5; i++) {
        clock_nap(10);
        kill(keeper->pid, SIGUSR1);
    }
    clock_nap(10);
    if (kill(keeper->pid, 0) == 0 && waitpid(keeper->pid, NULL, WNOHANG) == 0)
        raise(SIGKILL);
    keeper_end(keeper);
}

static void expect(void (*die)(struct keeper *keeper), const char *want, const char *what)
{
    int pipes[2];
    char text[128];
    cr_assert_eq(pipe(pipes), 0);
    pid_t pid = maker(pipes[1], die);
    close(pipes[1]);
    read_all(pipes[0], text, sizeof(text));
    close(pipes[0]);
    cr_expect_str_eq(text, want, "%s: %s", what, text);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

Test(apply_keeper, finishes_after_a_death)
{
    expect(killed, "finished 1\n", "kill -9");
    expect(exits, "finished 1\n", "exit");
    expect(crashes, "finished 1\n", "abort");
    expect(killed_with_its_group, "finished 1\n", "its group");
}

Test(apply_keeper, sent_away)
{
    int status = 0, pipes[2];
    char text[128];
    cr_assert_eq(pipe(pipes), 0);
    pid_t pid = maker(pipes[1], ends);
    close(pipes[1]);
    cr_expect_eq(read_all(pipes[0], text, sizeof(text)), 0, "%s", text);
    close(pipes[0]);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "%d", status);
}

Test(apply_keeper, interrupted)
{
    const struct sigaction action = {.sa_handler = interrupted};
    cr_assert_eq(sigaction(SIGUSR1, &action, NULL), 0);
    expect(hits_the_keeper, "finished 1\n", "signals");
}

static void never(const void *arg)
{
    (void)!write(*(const int *)arg, "never", 5);
}

/* Somebody killed it: its maker goes on, and dies of nothing. */
Test(apply_keeper, killed_itself)
{
    int status = 0;
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct keeper keeper = KEEPER_NONE;
        struct err err = {0};
        int fd = STDERR_FILENO;
        sigset_t set, before;
        siginfo_t info;
        signal(SIGPIPE, SIG_DFL);
        if (keeper_start(&keeper, never, &fd, &err) != 0)
            _exit(1);
        kill(keeper.pid, SIGKILL);
        waitid(P_PID, (id_t)keeper.pid, &info, WEXITED | WNOWAIT);
        /* As transaction_run holds them until then. */
        sigemptyset(&set);
        sigaddset(&set, SIGPIPE);
        sigprocmask(SIG_BLOCK, &set, &before);
        keeper_end(&keeper);
        sigprocmask(SIG_SETMASK, &before, NULL);
        _exit(keeper.pid < 0 ? 0 : 2);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
    cr_expect_eq(WEXITSTATUS(status), 0);
}

Test(apply_keeper, not_started)
{
    struct keeper keeper = KEEPER_NONE;
    struct err err = {0};
    int fd = STDERR_FILENO;
    keeper_end(&keeper);
    cr_expect_eq(keeper.pid, -1);
    tree_no_descriptors(true);
    cr_expect_eq(keeper_start(&keeper, never, &fd, &err), -1);
    tree_no_descriptors(false);
    cr_expect_eq(keeper.pid, -1);
    tree_expect_error(&err, "cannot make a pipe: ", "no descriptors");
}

/* As a user of whom there may be no more processes: root itself is never one too many. */
Test(apply_keeper, no_process)
{
    struct rlimit limit;
    struct keeper keeper = KEEPER_NONE;
    struct err err = {0};
    int fd = STDERR_FILENO;
    cr_assert_eq(getrlimit(RLIMIT_NPROC, &limit), 0);
    limit.rlim_cur = 0;
    cr_assert_eq(setrlimit(RLIMIT_NPROC, &limit), 0);
    if (geteuid() == 0)
        cr_assert_eq(setresuid(65534, 65534, 0), 0);
    cr_expect_eq(keeper_start(&keeper, never, &fd, &err), -1);
    if (getuid() == 65534)
        (void)!setresuid(0, 0, 0); /* if it was root */
    cr_expect_eq(keeper.pid, -1);
    tree_expect_error(&err, "cannot start a process: ", "no process");
}
