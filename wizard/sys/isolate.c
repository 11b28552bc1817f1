/* Children in namespaces of their own; see isolate.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/isolate.h"

/* Who it is inside when we are root: sendmail gives up as uid 0 without setgroups(2). */
enum { INNER_ID = 1000 };

static _Noreturn void become(const struct isolate *what, int report);
static int enter(const struct child_world *world, uid_t uid, gid_t gid);
static int bring_up(const char *address);
static int put_over(const char *file, const char *target);
static int put(const char *path, const char *text);
static int put_map(const char *path, unsigned long outer);
static int connect_streams(const struct isolate *what, int report);

int isolate_spawn(pid_t *pid, const struct isolate *what)
{
    int report[2], code = 0;
    if (pipe2(report, O_CLOEXEC) != 0)
        return errno;
    pid_t child = fork();
    if (child == 0)
        become(what, report[1]);
    code = child < 0 ? errno : 0;
    close(report[1]);
    if (child > 0) {
        ssize_t got;
        do
            got = read(report[0], &code, sizeof(code));
        while (got < 0 && errno == EINTR);
        if (got == 0) {
            *pid = child; /* exec closed the pipe */
            code = 0;
        } else {
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
                continue;
            code = got == (ssize_t)sizeof(code) && code != 0 ? code : EIO;
        }
    }
    close(report[0]);
    return code;
}

/* In the child: what fails is reported as an errno. */
static _Noreturn void become(const struct isolate *what, int report)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    int code = 0;
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it must not outlive us */
    if (enter(what->world, uid, gid) == 0 && connect_streams(what, report) == 0 &&
        (what->dir == NULL || chdir(what->dir) == 0))
        execve(what->argv[0], (char *const *)(size_t)what->argv, what->env);
    code = errno;
    if (write(report, &code, sizeof(code)) != (ssize_t)sizeof(code))
        _exit(126);
    _exit(127);
}

static int enter(const struct child_world *world, uid_t uid, gid_t gid)
{
    if (unshare(CLONE_NEWUSER | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS) != 0)
        return -1;
    if (put("/proc/self/setgroups", "deny") != 0 || put_map("/proc/self/uid_map", uid) != 0 ||
        put_map("/proc/self/gid_map", gid) != 0)
        return -1;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        put_over(world->hosts, "/etc/hosts") != 0 ||
        put_over(world->nsswitch, "/etc/nsswitch.conf") != 0 || bring_up(world->address) != 0)
        return -1;
    return sethostname(world->hostname, strlen(world->hostname));
}

/* A program that asks which addresses this host has is told of loopback and of ours. */
static int bring_up(const char *address)
{
    struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_LOOPBACK};
    struct ifreq own = {.ifr_name = "lo:0"};
    struct sockaddr_in *in = (struct sockaddr_in *)(void *)&own.ifr_addr;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int rc = fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &lo);
    in->sin_family = AF_INET;
    if (rc == 0 && address != NULL && inet_pton(AF_INET, address, &in->sin_addr) == 1)
        rc = ioctl(fd, SIOCSIFADDR, &own);
    int code = errno;
    if (fd >= 0)
        close(fd);
    errno = code;
    return rc;
}

/* A host without the target goes without the file, too. */
static int put_over(const char *file, const char *target)
{
    if (file == NULL || mount(file, target, NULL, MS_BIND, NULL) == 0 || errno == ENOENT)
        return 0;
    return -1;
}

static int put_map(const char *path, unsigned long outer)
{
    char line[64];
    snprintf(line, sizeof(line), "%lu %lu 1\n", outer != 0 ? outer : (unsigned long)INNER_ID,
             outer);
    return put(path, line);
}

static int put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t done = write(fd, text, strlen(text));
    int code = errno;
    close(fd);
    errno = code;
    return done == (ssize_t)strlen(text) ? 0 : -1;
}

/* Nothing stays open in it but its streams, and the pipe that exec closes. */
static int connect_streams(const struct isolate *what, int report)
{
    int in = what->fd[0] >= 0 ? what->fd[0] : open("/dev/null", O_RDONLY);
    if (dup2(in, STDIN_FILENO) < 0 || dup2(what->fd[1], STDOUT_FILENO) < 0 ||
        dup2(what->fd[2], STDERR_FILENO) < 0)
        return -1;
    if (report > STDERR_FILENO + 1 && close_range(STDERR_FILENO + 1, (unsigned)report - 1, 0) != 0)
        return -1;
    return close_range((unsigned)report + 1, ~0U, 0);
}
