/* Child processes; see child.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#include "sys/child.h"
#include "sys/clock.h"
#include "sys/isolate.h"

enum {
    STREAM_IN,
    STREAM_OUT,
    STREAM_ERR,
    STREAM_COUNT,
    READ_CHUNK = 256 * 1024,
    PIPE_BYTES = 1024 * 1024,
    TALKATIVE = 128 * 1024, /* bytes of output */
    DEFAULT_MAX_OUT = 256 * 1024 * 1024,
    NAP_FIRST_NS = 20 * 1000, /* most children are gone by then */
    NAP_MOST_NS = 10 * 1000 * 1000,
    NAP_READ_NS = 1000 * 1000,
    LOOK_MS = 20 /* how often to see whether a child is gone that leaves others */
};

/* A child while it runs. */
struct running {
    struct child *child;
    pid_t pid;
    int fd[STREAM_COUNT]; /* our ends of its pipes, -1 once closed */
    size_t fed;           /* bytes of child->in already written */
    long long due;        /* monotonic milliseconds, or 0 */
    bool talkative;
};

static int start(struct running *r, struct child *child, struct err *err);
static int spawn(pid_t *pid, const struct child *child, int in, int out, int errfd);
static void serve(struct running *r, size_t n);
static void pace(struct running *r, size_t n);
static void move_bytes(struct running *r, int stream);
static void close_stream(struct running *r, int stream);
static void stop(struct running *r);
static bool is_gone(const struct running *r);
static void read_rest(struct running *r);
static void fill_standard_descriptors(void);
static void reap(struct running *r);

/* The whole environment that children see. */
static char *const child_env[] = {
    "PATH=" CHILD_PATH, "LC_ALL=C", "LANG=C", "TZ=UTC", "HOME=/", NULL,
};
/* An absent TMPDIR would be taken for /tmp; in /proc not even root makes a file. */
static char *const no_temporary_env[] = {
    "PATH=" CHILD_PATH, "LC_ALL=C", "LANG=C", "TZ=UTC", "HOME=/", "TMPDIR=/proc", NULL,
};

int child_run(struct child *child, struct err *err)
{
    return child_run_all(child, 1, err);
}

int child_run_all(struct child *children, size_t n, struct err *err)
{
    int rc = 0;
    size_t started = 0;
    struct running *r = mem_alloc(n * sizeof(*r));
    fill_standard_descriptors();
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old_pipe;
    sigaction(SIGPIPE, &ignore, &old_pipe); /* a child that reads less than we write is no crash */
    for (; started < n; started++) {
        if (start(&r[started], &children[started], err) != 0) {
            rc = -1;
            for (size_t i = 0; i < started; i++)
                kill(r[i].pid, SIGKILL);
            break;
        }
    }
    serve(r, started);
    for (size_t i = 0; i < started; i++)
        reap(&r[i]);
    sigaction(SIGPIPE, &old_pipe, NULL);
    free(r);
    return rc;
}

static int start(struct running *r, struct child *child, struct err *err)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, errs[2] = {-1, -1};
    int rc = -1;
    *r = (struct running){.child = child, .pid = -1, .fd = {-1, -1, -1}};
    child->status = -1;
    if ((child->in != NULL && pipe2(in, O_CLOEXEC) != 0) || pipe2(out, O_CLOEXEC) != 0 ||
        pipe2(errs, O_CLOEXEC) != 0) {
        err_set_errno(err, child->argv[0], "cannot make a pipe");
        goto out;
    }
    errno = spawn(&r->pid, child, child->in_fd > 0 ? child->in_fd : in[0], out[1], errs[1]);
    if (errno != 0) {
        r->pid = -1;
        err_set_errno(err, child->argv[0], "cannot run");
        goto out;
    }
    if (child->max_memory > 0) {
        /* From outside, since posix_spawn cannot: it has had no time to grow. */
        const struct rlimit limit = {child->max_memory, child->max_memory};
        (void)prlimit(r->pid, RLIMIT_AS, &limit, NULL);
    }
    r->fd[STREAM_IN] = in[1], r->fd[STREAM_OUT] = out[0], r->fd[STREAM_ERR] = errs[0];
    in[1] = out[0] = errs[0] = -1;
    for (int i = 0; i < STREAM_COUNT; i++)
        if (r->fd[i] >= 0)
            fcntl(r->fd[i], F_SETFL, O_NONBLOCK);
    if (child->in_len == 0)
        close_stream(r, STREAM_IN);
    if (child->deadline_ms > 0)
        r->due = clock_ms() + child->deadline_ms;
    rc = 0;
out:
    for (int i = 0; i < 2; i++) {
        int *const ends[] = {&in[i], &out[i], &errs[i]};
        for (size_t k = 0; k < ARRAY_LEN(ends); k++)
            if (*ends[k] >= 0)
                close(*ends[k]);
    }
    return rc;
}

/*
 * posix_spawn(3) starts it without copying our memory, and tells when it cannot be
 * run.  A group of its own, so that a deadline ends its children, too; nothing that
 * is open here but its three streams.  Returns 0 or an errno.
 */
static int spawn(pid_t *pid, const struct child *child, int in, int out, int errfd)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults, none;
    char *const *env = child->no_temporary ? no_temporary_env : child_env;
    if (child->isolated != NULL) {
        const struct isolate what = {.argv = child->argv,
                                     .env = env,
                                     .dir = child->dir,
                                     .world = child->isolated,
                                     .fd = {in, out, errfd}};
        return isolate_spawn(pid, &what);
    }
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    /* A daemon that is started must not inherit what apply blocks meanwhile. */
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    else
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!child->keep_stdout)
        posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errfd, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (child->dir != NULL)
        posix_spawn_file_actions_addchdir_np(&actions, child->dir);
    int code = posix_spawn(pid, child->argv[0], &actions, &attributes,
                           (char *const *)(size_t)child->argv, env);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code;
}

static void serve(struct running *r, size_t n)
{
    struct pollfd *p = mem_alloc(n * STREAM_COUNT * sizeof(*p));
    for (;;) {
        bool open_streams = false;
        long long now = clock_ms(), wait = -1;
        for (size_t i = 0; i < n; i++) {
            bool alive = false;
            if (r[i].child->leaves_others && is_gone(&r[i]))
                read_rest(&r[i]);
            for (int s = 0; s < STREAM_COUNT; s++) {
                p[i * STREAM_COUNT + (size_t)s] =
                    (struct pollfd){.fd = r[i].fd[s], .events = s == STREAM_IN ? POLLOUT : POLLIN};
                alive = alive || r[i].fd[s] >= 0;
            }
            if (alive && r[i].due > 0) {
                if (now >= r[i].due) {
                    r[i].child->timed_out = true;
                    r[i].due = 0;
                    stop(&r[i]);
                } else if (wait < 0 || r[i].due - now < wait) {
                    wait = r[i].due - now;
                }
            }
            if (alive && r[i].child->leaves_others && (wait < 0 || wait > LOOK_MS))
                wait = LOOK_MS;
            open_streams = open_streams || alive;
        }
        if (!open_streams)
            break;
        pace(r, n);
        if (poll(p, n * STREAM_COUNT, (int)wait) <= 0)
            continue;
        for (size_t i = 0; i < n * STREAM_COUNT; i++)
            if (p[i].fd >= 0 && p[i].revents != 0)
                move_bytes(&r[i / STREAM_COUNT], (int)(i % STREAM_COUNT));
    }
    free(p);
}

/*
 * A child that writes a few bytes at a time (sendmail -bt writes each token) would wake us for
 * each of them, and wait meanwhile: once it has proved talkative, let its pipe fill.
 */
static void pace(struct running *r, size_t n)
{
    static const struct timespec nap = {.tv_nsec = NAP_READ_NS};
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (r[i].fd[STREAM_OUT] < 0 || r[i].child->out.len <= TALKATIVE)
            continue;
#ifdef F_SETPIPE_SZ
        if (!r[i].talkative)
            fcntl(r[i].fd[STREAM_OUT], F_SETPIPE_SZ, PIPE_BYTES); /* or it stays as it is */
#endif
        r[i].talkative = any = true;
    }
    if (any)
        nanosleep(&nap, NULL);
}

static void move_bytes(struct running *r, int stream)
{
    struct child *c = r->child;
    if (stream == STREAM_IN) {
        ssize_t put = write(r->fd[stream], c->in + r->fed, c->in_len - r->fed);
        if (put > 0)
            r->fed += (size_t)put;
        if (r->fed == c->in_len || (put < 0 && errno != EAGAIN && errno != EINTR))
            close_stream(r, stream);
        return;
    }
    struct str *to = stream == STREAM_OUT ? &c->out : &c->err;
    str_reserve(to, READ_CHUNK);
    ssize_t got = read(r->fd[stream], to->buf + to->len, READ_CHUNK);
    if (got > 0) {
        to->len += (size_t)got;
        to->buf[to->len] = '\0';
        if (to->len > (c->max_out > 0 ? c->max_out : DEFAULT_MAX_OUT)) {
            c->too_much = true;
            stop(r);
        }
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_stream(r, stream);
    }
}

static void close_stream(struct running *r, int stream)
{
    if (r->fd[stream] >= 0)
        close(r->fd[stream]);
    r->fd[stream] = -1;
}

/* Ends it and its children; one that left the group must not keep us reading. */
static void stop(struct running *r)
{
    kill(-r->pid, SIGKILL);
    for (int i = 0; i < STREAM_COUNT; i++)
        close_stream(r, i);
}

/* Whether it has ended; it stays to be reaped. */
static bool is_gone(const struct running *r)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)r->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == r->pid;
}

/* What it printed is in the pipes by now; whoever still holds them may go on without end. */
static void read_rest(struct running *r)
{
    for (int s = STREAM_OUT; s <= STREAM_ERR; s++)
        for (int i = 0; i <= PIPE_BYTES / READ_CHUNK && r->fd[s] >= 0; i++)
            move_bytes(r, s);
    for (int s = 0; s < STREAM_COUNT; s++)
        close_stream(r, s);
}

/* Were one of 0, 1 and 2 closed, a pipe would take its number and be lost in the child. */
static void fill_standard_descriptors(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR | O_NOCTTY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

static void reap(struct running *r)
{
    int status = 0;
    /* A child may close its output and live on: the deadline holds for that, too. */
    long nap_ns = NAP_FIRST_NS;
    while (r->due > 0) {
        pid_t got = waitpid(r->pid, &status, WNOHANG);
        if (got == r->pid)
            goto ended;
        if (clock_ms() >= r->due) {
            r->child->timed_out = true;
            kill(-r->pid, SIGKILL);
            break;
        }
        struct timespec nap = {.tv_nsec = nap_ns};
        nanosleep(&nap, NULL);
        nap_ns = nap_ns < NAP_MOST_NS ? nap_ns * 2 : nap_ns;
    }
    while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
        continue;
ended:
    if (WIFEXITED(status))
        r->child->status = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        r->child->signal = WTERMSIG(status);
}

int child_expect_ok(const struct child *c, struct err *err)
{
    size_t first_line = strcspn(str_text(&c->err), "\n");
    if (c->status == 0 && !c->timed_out && !c->too_much)
        return 0;
    if (c->timed_out)
        return err_set(err, ERR_TOOL, "%s did not end within %d s and was stopped", c->argv[0],
                       c->deadline_ms / 1000);
    if (c->too_much)
        return err_set(err, ERR_TOOL, "%s printed without end and was stopped", c->argv[0]);
    if (c->signal != 0)
        return err_set(err, ERR_TOOL, "%s was ended by signal %d", c->argv[0], c->signal);
    return err_set(err, ERR_TOOL, "%s exited with status %d: %.*s", c->argv[0], c->status,
                   (int)first_line, str_text(&c->err));
}

void child_free(struct child *child)
{
    str_free(&child->out);
    str_free(&child->err);
}
