/* Tests of sys/child.c: streams, ends and deadlines of child processes. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "sys/child.h"
#include "sys/clock.h"

#include "scratch.h"

enum { BIG = 3 * 1000 * 1000 };

static bool is_running(pid_t pid);
static bool ends_soon(pid_t pid);
static void run_shell(struct child *child, const char *script);

TestSuite(sys_child, .init = scratch_make, .fini = scratch_remove, .timeout = 30);

/* A zombie that nobody has fetched yet does not run. */
static bool is_running(pid_t pid)
{
    char path[64], state = 'X';
    snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return false;
    cr_assert_eq(fscanf(f, "%*d %*s %c", &state), 1);
    fclose(f);
    return state != 'Z' && state != 'X';
}

static bool ends_soon(pid_t pid)
{
    for (int i = 0; i < 200 && is_running(pid); i++)
        usleep(10000);
    return !is_running(pid);
}

/* Runs `sh -c script` with what child says already; its fields are filled. */
static void run_shell(struct child *child, const char *script)
{
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    struct err err = {0};
    child->argv = argv;
    cr_assert_eq(child_run(child, &err), 0, "%s: %s", script, err.text);
    child->argv = NULL;
}

Test(sys_child, output_and_status)
{
    static const struct {
        const char *script, *out, *err;
        int status;
    } rows[] = {
        {"exit 0", "", "", 0},     {"echo out; echo err >&2; exit 3", "out\n", "err\n", 3},
        {"exit 255", "", "", 255}, {"printf 'a\\0b'", "a", "", 0},
        {"cat", "", "", 0},        {"exec >&- 2>&-; sleep 0.1; exit 4", "", "", 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct child c = {.deadline_ms = 10000};
        run_shell(&c, rows[i].script);
        cr_expect_str_eq(str_text(&c.out), rows[i].out, "%s", rows[i].script);
        cr_expect_str_eq(str_text(&c.err), rows[i].err, "%s", rows[i].script);
        cr_expect_eq(c.status, rows[i].status, "%s: %d", rows[i].script, c.status);
        cr_expect_eq(c.signal, 0);
        cr_expect_not(c.timed_out);
        cr_expect_not(c.too_much);
        child_free(&c);
    }
}

Test(sys_child, big_input_comes_back)
{
    const char *argv[] = {"/bin/cat", NULL};
    struct err err = {0};
    char *in = mem_alloc(BIG);
    for (size_t i = 0; i < BIG; i++)
        in[i] = (char)(i * 7 % 251);
    struct child c = {.argv = argv, .in = in, .in_len = BIG, .deadline_ms = 20000};
    cr_assert_eq(child_run(&c, &err), 0);
    cr_expect_eq(c.status, 0);
    cr_assert_eq(c.out.len, (size_t)BIG);
    cr_expect_eq(memcmp(c.out.buf, in, BIG), 0);
    child_free(&c);
    free(in);
}

Test(sys_child, reads_an_open_file)
{
    const char *argv[] = {"/bin/cat", NULL};
    int fd = open(scratch_write("in", "from a file", 11, 0600), O_RDONLY | O_CLOEXEC);
    struct child c = {.argv = argv, .in_fd = fd, .deadline_ms = 20000};
    cr_assert_geq(fd, 0);
    cr_assert_eq(child_run(&c, NULL), 0);
    cr_expect_str_eq(str_text(&c.out), "from a file");
    cr_expect_eq(close(fd), 0);
    child_free(&c);
}

Test(sys_child, input_that_nobody_reads)
{
    static const char *const scripts[] = {"exit 3", "sleep 0.2; exit 3",
                                          "exec <&-; sleep 0.2; exit 3",
                                          "head -c 10 >/dev/null; exit 3"};
    char *in = mem_alloc(BIG);
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
        struct child c = {.in = in, .in_len = BIG, .deadline_ms = 10000};
        run_shell(&c, scripts[i]);
        cr_expect_eq(c.status, 3, "%s: %d", scripts[i], c.status);
        child_free(&c);
    }
    free(in);
}

Test(sys_child, signals)
{
    struct child c = {0};
    run_shell(&c, "kill -TERM $$");
    cr_expect_eq(c.status, -1);
    cr_expect_eq(c.signal, SIGTERM);
    child_free(&c);
    /* SIGPIPE is ignored here while children run, but not in them. */
    c = (struct child){.deadline_ms = 10000};
    run_shell(&c, "(while :; do echo y; done; echo $? >&2) | head -n 1");
    cr_expect_str_eq(str_text(&c.out), "y\n");
    cr_expect_str_eq(str_text(&c.err), "");
    child_free(&c);
}

Test(sys_child, sigpipe_is_put_back)
{
    struct sigaction action;
    struct child c = {0};
    run_shell(&c, "exit 0");
    child_free(&c);
    cr_assert_eq(sigaction(SIGPIPE, NULL, &action), 0);
    cr_expect(action.sa_handler == SIG_DFL);
}

Test(sys_child, deadline_ends_grandchildren)
{
    struct child c = {.deadline_ms = 400};
    long long began = clock_ms();
    run_shell(&c, "sleep 60 & echo $!; sleep 60");
    cr_expect_lt(clock_ms() - began, 5000);
    cr_expect(c.timed_out);
    cr_expect_eq(c.status, -1);
    cr_expect_eq(c.signal, SIGKILL);
    pid_t grandchild = (pid_t)atol(str_text(&c.out));
    cr_assert_gt(grandchild, 1);
    cr_expect(ends_soon(grandchild), "%ld still runs", (long)grandchild);
    child_free(&c);
}

Test(sys_child, deadline_holds_though_the_output_is_closed)
{
    struct child c = {.deadline_ms = 400};
    long long began = clock_ms();
    run_shell(&c, "exec >&- 2>&-; sleep 60");
    cr_expect_lt(clock_ms() - began, 5000);
    cr_expect(c.timed_out);
    child_free(&c);
}

Test(sys_child, deadline_holds_though_a_grandchild_left_the_group)
{
    struct child c = {.deadline_ms = 400};
    long long began = clock_ms();
    run_shell(&c, "setsid sh -c 'echo $$; exec sleep 8' & exit 0");
    cr_expect_lt(clock_ms() - began, 5000);
    cr_expect(c.timed_out);
    pid_t grandchild = (pid_t)atol(str_text(&c.out));
    if (grandchild > 1)
        kill(grandchild, SIGKILL);
    child_free(&c);
}

Test(sys_child, what_is_left_behind_lives_on)
{
    static const struct {
        const char *script, *err;
        size_t more; /* bytes of output behind the first line */
        int status;
    } rows[] = {
        {"sleep 60 & echo $!; echo said >&2; exit 3", "said\n", 0, 3},
        {"setsid sleep 60 & echo $!; exit 0", "", 0, 0},
        {"sleep 60 >&- & echo $!; exec >&-; sleep 0.2; exit 4", "", 0, 4},
        {"sleep 60 & echo $!; head -c 300000 /dev/zero; exit 0", "", 300000, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct child c = {.deadline_ms = 20000, .leaves_others = true};
        long long began = clock_ms();
        run_shell(&c, rows[i].script);
        cr_expect_lt(clock_ms() - began, 5000, "%s", rows[i].script);
        cr_expect_not(c.timed_out);
        cr_expect_eq(c.status, rows[i].status, "%s: %d", rows[i].script, c.status);
        cr_expect_str_eq(str_text(&c.err), rows[i].err);
        cr_expect_eq(c.out.len, strcspn(c.out.buf, "\n") + 1 + rows[i].more, "%s", rows[i].script);
        pid_t left = (pid_t)atol(str_text(&c.out));
        cr_assert_gt(left, 1);
        cr_expect(is_running(left), "%s", rows[i].script);
        kill(left, SIGKILL);
        child_free(&c);
    }
}

Test(sys_child, who_talks_on_is_not_listened_to)
{
    struct child c = {.deadline_ms = 20000, .leaves_others = true};
    long long began = clock_ms();
    run_shell(&c, "echo $$; while :; do echo yyyyyyyyyyyyyyyyyyy; done & sleep 0.3; exit 0");
    cr_expect_lt(clock_ms() - began, 5000);
    cr_expect_eq(c.status, 0);
    cr_expect_not(c.too_much);
    child_free(&c);
}

Test(sys_child, deadline_holds_for_those_that_leave_others)
{
    static const char *const scripts[] = {"sleep 60 & sleep 60", "exec >&- 2>&-; sleep 60"};
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
        struct child c = {.deadline_ms = 400, .leaves_others = true};
        long long began = clock_ms();
        run_shell(&c, scripts[i]);
        cr_expect_lt(clock_ms() - began, 5000);
        cr_expect(c.timed_out, "%s", scripts[i]);
        child_free(&c);
    }
}

Test(sys_child, endless_output)
{
    static const char *const scripts[] = {"while :; do echo yyyyyyyyyyyyyyyyyyyy; done",
                                          "while :; do echo yyyyyyyyyyyyyyyyyyyy >&2; done"};
    for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
        struct child c = {.max_out = 100000, .deadline_ms = 20000};
        struct err err = {0};
        run_shell(&c, scripts[i]);
        cr_expect(c.too_much);
        cr_expect_not(c.timed_out);
        cr_expect_lt(c.out.len + c.err.len, (size_t)300000);
        c.argv = (const char *const[]){"/bin/sh", NULL};
        cr_expect_eq(child_expect_ok(&c, &err), -1);
        cr_expect_str_eq(err.text, "/bin/sh printed without end and was stopped");
        err_clear(&err);
        child_free(&c);
    }
}

Test(sys_child, program_that_cannot_run)
{
    char *plain = mem_dup(scratch_write("plain", "no program", 10, 0644));
    char *script = mem_dup(scratch_write("script", "echo x", 6, 0755));
    const struct {
        const char *path, *text;
    } rows[] = {{"/nowhere/prog", "No such file or directory"},
                {plain, "Permission denied"},
                {script, "Exec format error"},
                {"/tmp", "Permission denied"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *argv[] = {rows[i].path, NULL};
        struct child c = {.argv = argv};
        struct err err = {0};
        cr_expect_eq(child_run(&c, &err), -1, "%s", rows[i].path);
        cr_assert(err_is_set(&err));
        cr_expect_str_eq(err.file, rows[i].path);
        cr_expect(strstr(err.text, rows[i].text) != NULL, "%s: %s", rows[i].path, err.text);
        err_clear(&err);
        child_free(&c);
    }
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
    cr_expect_eq(errno, ECHILD);
    free(plain);
    free(script);
}

Test(sys_child, many_at_the_same_time)
{
    enum { N = 6 };
    struct child c[N];
    char scripts[N][64];
    const char *argv[N][4];
    struct err err = {0};
    long long began = clock_ms();
    for (int i = 0; i < N; i++) {
        snprintf(scripts[i], sizeof(scripts[i]), "read x; sleep 0.5; echo $x %d; exit %d", i, i);
        argv[i][0] = "/bin/sh", argv[i][1] = "-c", argv[i][2] = scripts[i], argv[i][3] = NULL;
        c[i] = (struct child){.argv = argv[i], .in = "in\n", .in_len = 3, .deadline_ms = 10000};
    }
    cr_assert_eq(child_run_all(c, N, &err), 0);
    cr_expect_lt(clock_ms() - began, 2500, "one after the other");
    for (int i = 0; i < N; i++) {
        char expect[16];
        snprintf(expect, sizeof(expect), "in %d\n", i);
        cr_expect_str_eq(str_text(&c[i].out), expect);
        cr_expect_eq(c[i].status, i);
        child_free(&c[i]);
    }
}

Test(sys_child, one_of_many_cannot_run)
{
    const char *slow[] = {"/bin/sleep", "60", NULL}, *none[] = {"/nowhere/prog", NULL};
    struct child c[3] = {{.argv = slow}, {.argv = none}, {.argv = slow}};
    struct err err = {0};
    long long began = clock_ms();
    cr_expect_eq(child_run_all(c, 3, &err), -1);
    cr_expect_lt(clock_ms() - began, 5000);
    cr_expect_eq(c[0].signal, SIGKILL);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "a child was left behind");
    for (size_t i = 0; i < 3; i++)
        child_free(&c[i]);
    err_clear(&err);
}

Test(sys_child, environment_is_ours)
{
    const char *argv[] = {"/usr/bin/env", NULL};
    struct child c = {.argv = argv};
    struct err err = {0};
    setenv("LD_PRELOAD_X", "evil", 1);
    setenv("PATH", "/evil", 1);
    setenv("M4PATH", "/evil", 1);
    cr_assert_eq(child_run(&c, &err), 0);
    cr_expect_str_eq(str_text(&c.out), "PATH=" CHILD_PATH "\nLC_ALL=C\nLANG=C\nTZ=UTC\nHOME=/\n");
    child_free(&c);
}

Test(sys_child, descriptors_are_closed)
{
    static const int numbers[] = {100, 200, 255, 256, 300};
    const char *argv[] = {"/bin/ls", "/proc/self/fd", NULL};
    struct child c = {.argv = argv};
    struct err err = {0};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        cr_assert_geq(fcntl(STDERR_FILENO, F_DUPFD, numbers[i]), numbers[i]);
    cr_assert_eq(child_run(&c, &err), 0);
    /* 3 is the folder that ls itself has open. */
    cr_expect_str_eq(str_text(&c.out), "0\n1\n2\n3\n");
    child_free(&c);
}

Test(sys_child, streams_though_ours_are_closed)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        const char *argv[] = {"/bin/sh", "-c", "cat; echo err >&2", NULL};
        struct child c = {.argv = argv, .in = "in\n", .in_len = 3, .deadline_ms = 10000};
        for (int fd = 0; fd < 3; fd++)
            close(fd);
        if (child_run(&c, NULL) != 0 || c.status != 0)
            _exit(1);
        if (strcmp(str_text(&c.out), "in\n") != 0 || strcmp(str_text(&c.err), "err\n") != 0)
            _exit(2);
        _exit(0);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0, "status %x", (unsigned)status);
}

Test(sys_child, works_in_a_folder)
{
    struct child c = {.dir = scratch_dir};
    struct err err = {0};
    const char *argv[] = {"/bin/true", NULL};
    run_shell(&c, "pwd");
    cr_expect_eq(strncmp(str_text(&c.out), scratch_dir, strlen(scratch_dir)), 0);
    child_free(&c);
    c = (struct child){.dir = "/nowhere", .argv = argv};
    cr_expect_eq(child_run(&c, &err), -1);
    err_clear(&err);
    child_free(&c);
}

Test(sys_child, standard_output_can_stay_ours)
{
    int fd = open(scratch_path("out"), O_RDWR | O_CREAT, 0644), saved = dup(STDOUT_FILENO);
    char buf[16] = "";
    struct child c = {.keep_stdout = true};
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    run_shell(&c, "echo ours");
    dup2(saved, STDOUT_FILENO);
    cr_expect_eq(c.out.len, 0);
    cr_expect_eq(pread(fd, buf, sizeof(buf), 0), 5);
    cr_expect_str_eq(buf, "ours\n");
    child_free(&c);
}

Test(sys_child, expect_ok)
{
    static const struct {
        const char *script;
        int deadline_ms;
        const char *text; /* NULL: fine */
    } rows[] = {
        {"echo noise >&2", 0, NULL},
        {"echo first >&2; echo second >&2; exit 7", 0, "/bin/sh exited with status 7: first"},
        {"exit 1", 0, "/bin/sh exited with status 1: "},
        {"kill -KILL $$", 0, "/bin/sh was ended by signal 9"},
        {"sleep 60", 1000, "/bin/sh did not end within 1 s and was stopped"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct child c = {.deadline_ms = rows[i].deadline_ms};
        struct err err = {0};
        run_shell(&c, rows[i].script);
        c.argv = (const char *const[]){"/bin/sh", NULL};
        int rc = child_expect_ok(&c, &err);
        cr_expect_eq(rc, rows[i].text == NULL ? 0 : -1, "%s", rows[i].script);
        if (rows[i].text != NULL) {
            cr_expect_eq(err.code, ERR_TOOL);
            cr_expect_str_eq(err.text, rows[i].text);
        }
        err_clear(&err);
        child_free(&c);
    }
}
