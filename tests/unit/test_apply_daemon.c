/* Tests of apply/daemon.c: pid files, reloads, and servers that stand in for sendmail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "apply/daemon.h"
#include "apply/process.h"

#include "sys/clock.h"

#include "scratch.h"
#include "smtp_server.h"

static void begin(void);
static pid_t process(const char *name, void (*on_hup)(int));
static void end(pid_t pid);
static void write_pid(const char *file, const char *text);
static void write_pid_of(pid_t pid);
static void parse(struct cf *cf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static char *pid_file;
static struct layout layout; /* its pid file, and no command */

TestSuite(apply_daemon, .init = begin, .fini = scratch_remove, .timeout = 60);

static void begin(void)
{
    scratch_make();
    pid_file = mem_dup(scratch_path("pid"));
    layout = (struct layout){.pid_file = pid_file};
}

/* A process of that name, which ends with the test; NULL: it has ended, and is not fetched. */
static pid_t process(const char *name, void (*on_hup)(int))
{
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        prctl(PR_SET_NAME, name != NULL ? name : "sendmail");
        if (on_hup != NULL)
            signal(SIGHUP, on_hup);
        if (name == NULL)
            _exit(0);
        (void)!write(ready[1], "r", 1);
        for (;;)
            pause();
    }
    close(ready[1]);
    (void)!read(ready[0], &byte, 1); /* or its end */
    close(ready[0]);
    if (name == NULL) {
        siginfo_t info;
        cr_assert_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    }
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static void write_pid(const char *file, const char *text)
{
    scratch_write(file, text, strlen(text), 0600);
}

static void write_pid_of(pid_t pid)
{
    char text[64];
    snprintf(text, sizeof(text), "%ld\n/usr/sbin/sendmail -bd\n", (long)pid);
    write_pid("pid", text);
}

static void parse(struct cf *cf, const char *fmt, ...)
{
    struct str text = STR_INIT;
    struct err err = {0};
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    str_add(&text,
            "Sparse=0\nR$*\t$#local $: $1\nMlocal, P=/bin/x, A=x\n"); /* what a whole file has */
    cr_assert_eq(cf_parse(str_text(&text), text.len, "sendmail.cf", cf, &err), 0, "%s", err.text);
    str_free(&text);
}

Test(apply_daemon, whose_number_it_is)
{
    static const char *const names[] = {"sendmail", "sendmail-mta", "sendmail) Z", "mail", NULL};
    static const bool runs[] = {true, true, true, false, false};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct daemon_state state;
        pid_t pid = process(names[i], NULL);
        write_pid_of(pid);
        daemon_look(NULL, &layout, &state);
        cr_expect_eq(state.running, runs[i], "%s", names[i] != NULL ? names[i] : "a zombie");
        cr_expect_eq(state.pid, pid);
        cr_expect_str_eq(state.pid_file, pid_file);
        cr_expect_gt(state.written.tv_sec, 0);
        daemon_state_free(&state);
        cr_expect_null(state.pid_file);
        end(pid);
        daemon_look(NULL, &layout, &state);
        cr_expect_not(state.running, "%s has ended", names[i] != NULL ? names[i] : "a zombie");
        daemon_state_free(&state);
    }
}

/* By its program, whatever it calls itself; also once that was replaced. */
Test(apply_daemon, known_by_its_program)
{
    struct daemon_state state;
    char *copy = mem_dup(scratch_path("sendmail.real"));
    const char *argv[] = {"/bin/cp", "/bin/sleep", copy, NULL};
    pid_t pid = fork();
    if (pid == 0)
        execv(argv[0], (char *const *)(size_t)argv);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    char *link = mem_dup(scratch_path("other"));
    cr_assert_eq(symlink(copy, link), 0);
    int ready[2];
    cr_assert_eq(pipe2(ready, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl(link, link, "60", (char *)NULL);
        _exit(1);
    }
    close(ready[1]);
    char byte;
    cr_assert_eq(read(ready[0], &byte, 1), 0); /* it runs */
    write_pid_of(pid);
    for (int i = 0; i < 2; i++) {
        daemon_look(NULL, &layout, &state);
        cr_expect(state.running);
        daemon_state_free(&state);
        if (i == 0)
            cr_expect_eq(unlink(copy), 0);
    }
    end(pid);
    close(ready[0]);
    free(copy);
    free(link);
}

Test(apply_daemon, what_is_no_pid_file)
{
    static const char *const texts[] = {
        "",
        "1\n",
        "0\n",
        "-1\n",
        "12x\n",
        " 12\n",
        "x\n",
        "99999999999999999999\n",
        "2147483648\n",
        "+7\n",
        "\n12\n",
    };
    struct daemon_state state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        write_pid("pid", texts[i]);
        daemon_look(NULL, &layout, &state);
        cr_expect_not(state.running, "%s", texts[i]);
        daemon_state_free(&state);
    }
    cr_assert_eq(unlink(pid_file), 0);
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            cr_assert_eq(mkfifo(pid_file, 0600), 0);
        daemon_look(NULL, &layout, &state);
        cr_expect_not(state.running);
        cr_expect_eq(state.pid, 0);
        cr_expect_eq(state.written.tv_sec, 0);
        daemon_state_free(&state);
        if (i == 1) {
            cr_assert_eq(unlink(pid_file), 0);
            cr_assert_eq(mkdir(pid_file, 0700), 0);
        }
    }
}

Test(apply_daemon, which_file_it_is)
{
    const struct {
        const char *text, *file;
    } rows[] = {
        {"O PidFile=/run/other.pid\n", "/run/other.pid"},
        {"O PidFile=other.pid\n", pid_file},
        {"O PidFile=/run/$j.pid\n", pid_file},
        {"V10\n", pid_file},
        {"O PidFile=\n", pid_file},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct daemon_state state;
        struct cf cf;
        parse(&cf, "%s", rows[i].text);
        daemon_look(&cf, &layout, &state);
        cr_expect_str_eq(state.pid_file, rows[i].file, "%s", rows[i].text);
        daemon_state_free(&state);
        cf_free(&cf);
    }
}

Test(apply_daemon, reload_by_command)
{
    static const struct {
        const char *script, *text; /* NULL: fine */
    } rows[] = {
        {"exit 0", NULL},
        {"echo told; echo more >&2", NULL},
        {"exit 3", "/bin/sh -c exit 3 exited with status 3"},
        {"echo out; exit 3", "/bin/sh -c echo out; exit 3 exited with status 3: out"},
        {"echo out; printf 'a\\tb\\nc\\n' >&2; exit 1",
         "/bin/sh -c echo out; printf 'a\\tb\\nc\\n' >&2; exit 1 exited with status 1: a\\tb"},
        {"echo x; kill -KILL $$", "/bin/sh -c echo x; kill -KILL $$ was ended by signal 9: x"},
        {"echo x; sleep 60",
         "/bin/sh -c echo x; sleep 60 did not end within 1.2 s and was stopped: x"},
    };
    const struct daemon_state none = {.pid_file = pid_file};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct layout l = {.reload = {"/bin/sh", "-c", rows[i].script}};
        struct err err = {0};
        long long began = clock_ms();
        int rc = daemon_reload(&none, &l, 1200, &err);
        cr_expect_lt(clock_ms() - began, 5000);
        cr_expect_eq(rc, rows[i].text == NULL ? 0 : -1, "%s: %s", rows[i].script, err.text);
        if (rows[i].text != NULL)
            cr_expect_str_eq(err.text, rows[i].text);
        err_clear(&err);
    }
    struct layout l = {.reload = {"/nowhere/service", "1", "2", "3", "4"}};
    struct err err = {0};
    cr_expect_eq(daemon_reload(&none, &l, 1200, &err), -1);
    cr_expect_str_eq(err.file, "/nowhere/service");
    err_clear(&err);
}

/* A daemon that the command started has its output still, and lives. */
Test(apply_daemon, reload_leaves_a_daemon_behind)
{
    char script[256], text[32] = "";
    snprintf(script, sizeof(script), "sleep 60 & echo $! >%s; exit 0", scratch_path("left"));
    struct layout l = {.reload = {"/bin/sh", "-c", script}};
    const struct daemon_state none = {.pid_file = pid_file};
    long long began = clock_ms();
    cr_expect_eq(daemon_reload(&none, &l, 20000, NULL), 0);
    cr_expect_lt(clock_ms() - began, 5000);
    int fd = open(scratch_path("left"), O_RDONLY);
    cr_assert_gt(read(fd, text, sizeof(text) - 1), 0);
    close(fd);
    cr_assert_gt(atol(text), 1);
    cr_expect_eq(kill((pid_t)atol(text), SIGKILL), 0, "it was ended");
}

static void leave(int signal)
{
    _exit(signal);
}

Test(apply_daemon, reload_by_signal)
{
    struct daemon_state state;
    struct err err = {0};
    int status;
    pid_t pid = process("sendmail", leave);
    write_pid_of(pid);
    daemon_look(NULL, &layout, &state);
    cr_expect_eq(daemon_reload(&state, &layout, 1000, &err), 0);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(WEXITSTATUS(status), SIGHUP);
    /* It has gone meanwhile; or none was there; or the number is somebody else's now. */
    cr_expect_eq(daemon_reload(&state, &layout, 1000, &err), -1);
    cr_expect(str_ends(err.text, "/pid") && strncmp(err.text, "no sendmail runs by /", 21) == 0);
    err_clear(&err);
    state.running = false;
    state.pid = getpid();
    cr_expect_eq(daemon_reload(&state, &layout, 1000, NULL), -1);
    state.running = true;
    state.pid = process("mail", leave);
    cr_expect_eq(daemon_reload(&state, &layout, 1000, NULL), -1);
    usleep(50000);
    cr_expect_eq(waitpid(state.pid, NULL, WNOHANG), 0, "somebody else got a signal");
    end(state.pid);
    daemon_state_free(&state);
}

/* A process of that name with these words after it, which waits for the end of its input. */
static pid_t command(const char *name, const char *word, const char *more, int *input)
{
    int in[2], ready[2];
    char byte;
    char *program = mem_dup(scratch_path(name));
    if (symlink("/bin/sh", program) != 0)
        cr_assert_eq(errno, EEXIST);
    cr_assert_eq(pipe2(in, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(ready, O_CLOEXEC), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(in[0], STDIN_FILENO);
        execl(program, program, "-c", "read x", name, word, more, (char *)NULL);
        _exit(1);
    }
    close(in[0]);
    close(ready[1]);
    cr_assert_eq(read(ready[0], &byte, 1), 0); /* it runs */
    close(ready[0]);
    free(program);
    *input = in[1];
    return pid;
}

/* One test for all that looks at every process: others would see what it starts. */
Test(apply_daemon, one_that_starts)
{
    static const struct {
        const char *name, *word, *more;
        bool starts;
    } rows[] = {
        {"sendmail", "-bd", "-q10m", true}, {"sendmail-mta", "-Am", "-bD", true},
        {"sendmail", "-q10m", NULL, false}, {"sendmail", "-bd", "-C/etc/other.cf", false},
        {"mail", "-bd", NULL, false},       {"sendmail", "-bdx", "x-bd", false},
    };
    struct daemon_state state;
    struct err err = {0};
    int input, status;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        pid_t pid = command(rows[i].name, rows[i].word, rows[i].more, &input);
        pid_t found[2] = {0, 0};
        cr_expect_eq(process_starts(pid), rows[i].starts, "row %zu", i);
        cr_expect_eq(process_find_starting(found, 2), rows[i].starts ? 1 : 0, "row %zu", i);
        cr_expect_eq(found[0], rows[i].starts ? pid : 0, "row %zu", i);
        end(pid);
        close(input);
    }
    cr_expect_not(daemon_starts());
    cr_expect_eq(daemon_end_starting(NULL), 0);

    /* As sendmail -bd does on SIGHUP: the file names the one that starts, then nobody, then its
     * heir, whose title is another then. */
    pid_t pid = command("sendmail", "-bd", NULL, &input), heir = process("sendmail", NULL);
    write_pid_of(pid);
    long long began = clock_ms();
    cr_expect_eq(daemon_await(NULL, &layout, 300, &state, &err), -1);
    cr_expect_geq(clock_ms() - began, 300);
    cr_expect(state.running && state.pid == pid);
    cr_expect_str_eq(err.file, pid_file);
    cr_expect_str_eq(err.text, "sendmail starts, and does not come to the end of it");
    err_clear(&err);
    daemon_state_free(&state);
    int later;
    pid_t second = command("sendmail", "-bd", NULL, &later), other = fork();
    if (other == 0) {
        usleep(300000);
        kill(pid, SIGKILL);
        usleep(300000);
        write_pid_of(heir);
        kill(second, SIGKILL);
        _exit(0);
    }
    cr_expect_eq(daemon_await(NULL, &layout, 20000, &state, &err), 0, "%s", err.text);
    cr_expect(state.running && state.pid == heir, "%ld", (long)state.pid);
    daemon_state_free(&state);
    cr_assert_eq(waitpid(other, NULL, 0), other);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    cr_assert_eq(waitpid(second, NULL, 0), second);
    close(input);
    close(later);
    end(heir);

    /* Nobody comes, or nobody was there: there is nothing to wait for. */
    for (int i = 0; i < 2; i++) {
        began = clock_ms();
        cr_expect_eq(daemon_await(NULL, &layout, 20000, &state, &err), 0);
        cr_expect_lt(clock_ms() - began, 10000);
        cr_expect_not(state.running);
        daemon_state_free(&state);
        if (i == 0)
            cr_assert_eq(unlink(pid_file), 0);
    }

    /* Ended by SIGTERM; by SIGKILL if it is stopped.  Nobody else is. */
    for (int i = 0; i < 2; i++) {
        int inputs[2];
        pid = command("sendmail", "-bd", NULL, &inputs[0]);
        other = command("sendmail", "-q10m", NULL, &inputs[1]);
        if (i == 1) {
            cr_assert_eq(kill(pid, SIGSTOP), 0);
            cr_assert_eq(waitpid(pid, &status, WUNTRACED), pid);
        }
        cr_expect_eq(daemon_end_starting(&err), 0, "%s", err.text);
        cr_assert_eq(waitpid(pid, &status, 0), pid);
        cr_expect_eq(WTERMSIG(status), i == 0 ? SIGTERM : SIGKILL);
        cr_expect_eq(waitpid(other, NULL, WNOHANG), 0, "somebody else was ended");
        end(other);
        close(inputs[0]);
        close(inputs[1]);
    }
}

Test(apply_daemon, reload_of_somebody_else)
{
    if (getuid() != 0)
        cr_skip_test("needs root to be nobody");
    struct daemon_state state;
    struct err err = {0};
    pid_t pid = process("sendmail", leave);
    write_pid_of(pid);
    cr_assert_eq(chmod(scratch_dir, 0755), 0);
    cr_assert_eq(chmod(pid_file, 0644), 0);
    cr_assert_eq(setresuid(65534, 65534, 0), 0);
    daemon_look(NULL, &layout, &state);
    int rc = daemon_reload(&state, &layout, 1000, &err);
    cr_assert_eq(setresuid(0, 0, 0), 0);
    cr_expect(state.running, "not to be signalled, and there all the same");
    cr_expect_eq(rc, -1);
    cr_expect(str_ends(err.text, "cannot send SIGHUP to sendmail: Operation not permitted"), "%s",
              err.text);
    err_clear(&err);
    daemon_state_free(&state);
    end(pid);
}

Test(apply_daemon, check_of_one_that_is_not_new)
{
    struct daemon_state before;
    struct cf cf;
    struct err err = {0};
    struct smtp_server server = {.says = "220 x\r\n"};
    smtp_serve(&server);
    parse(&cf, "O DaemonPortOptions=Port=%d\n", server.port);
    daemon_look(&cf, &layout, &before);
    long long began = clock_ms();
    cr_expect_eq(daemon_check(&cf, &layout, &before, 400, &err), -1);
    cr_expect_geq(clock_ms() - began, 400);
    cr_expect_eq(err.code, ERR_TOOL);
    cr_expect_str_eq(err.file, pid_file);
    cr_expect_str_eq(err.text, "sendmail does not run: there is no such file");
    err_clear(&err);
    write_pid("pid", "1\n");
    cr_expect_eq(daemon_check(&cf, &layout, &before, 400, &err), -1);
    cr_expect_str_eq(err.text, "sendmail does not run: the file names no process of it");
    err_clear(&err);
    /* There was none before: this one is new. */
    write_pid_of(server.pid);
    cr_expect_eq(daemon_check(&cf, &layout, &before, 2000, &err), 0, "%s", err.text);
    daemon_state_free(&before);
    /* It answers, but is the old one; without a word of what was before it will do. */
    daemon_look(&cf, &layout, &before);
    cr_expect_eq(daemon_check(&cf, &layout, &before, 400, &err), -1);
    cr_expect_str_eq(err.text, "sendmail did not start anew: the file is as it was");
    err_clear(&err);
    cr_expect_eq(daemon_check(&cf, &layout, NULL, 2000, NULL), 0);
    /* -bD: the same process, and the file was written. */
    usleep(20000);
    write_pid_of(server.pid);
    cr_expect_eq(daemon_check(&cf, &layout, &before, 2000, &err), 0, "%s", err.text);
    /* The same with its time put back: another process. */
    before.pid = server.pid + 1;
    cr_expect_eq(daemon_check(&cf, &layout, &before, 2000, NULL), 0);
    daemon_state_free(&before);
    /* The new configuration names another file. */
    char *other = mem_dup(scratch_path("other"));
    cr_assert_eq(rename(pid_file, other), 0);
    daemon_look(NULL, &(struct layout){.pid_file = other}, &before);
    free(before.pid_file);
    before.pid_file = mem_dup(pid_file);
    cf_free(&cf);
    parse(&cf, "O PidFile=%s\nO DaemonPortOptions=Port=%d\n", other, server.port);
    cr_expect_eq(daemon_check(&cf, &layout, &before, 2000, NULL), 0);
    daemon_state_free(&before);
    cf_free(&cf);
    free(other);
    smtp_end(&server);
}

/* The whole way: the command starts what comes up later, or never answers. */
Test(apply_daemon, check_after_a_reload)
{
    struct daemon_state before;
    struct cf cf;
    struct err err = {0};
    struct smtp_server server = {.says = "220 x\r\n", .late_ms = 900}, deaf = {.deaf = true};
    smtp_serve(&server);
    smtp_serve(&deaf);
    char script[256];
    snprintf(script, sizeof(script), "(sleep 0.5; echo %ld >%s) & exit 0", (long)server.pid,
             pid_file);
    struct layout l = {.pid_file = pid_file, .reload = {"/bin/sh", "-c", script}};
    parse(&cf, "O DaemonPortOptions=Port=%d\n", server.port);
    daemon_look(&cf, &l, &before);
    long long began = clock_ms();
    cr_expect_eq(daemon_reload(&before, &l, 5000, &err), 0);
    cr_expect_eq(daemon_check(&cf, &l, &before, 5000, &err), 0, "%s", err.text);
    long long took = clock_ms() - began;
    cr_expect(took >= 700 && took < 3000, "%lld ms", took);
    daemon_state_free(&before);
    cf_free(&cf);
    parse(&cf, "O DaemonPortOptions=Port=%d\nO DaemonPortOptions=Port=%d\n", server.port,
          deaf.port);
    began = clock_ms();
    cr_expect_eq(daemon_check(&cf, &l, NULL, 700, &err), -1);
    cr_expect_lt(clock_ms() - began, 2000);
    cr_expect_eq(err.line, 2);
    cr_expect(str_ends(err.text, ": Connection refused"), "%s", err.text);
    err_clear(&err);
    cf_free(&cf);
    smtp_end(&server);
    smtp_end(&deaf);
}
