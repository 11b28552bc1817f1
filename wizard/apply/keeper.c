/* A process that waits until its maker is done; see keeper.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apply/keeper.h"

static void keep(int fd, void (*finish)(const void *arg), const void *arg);

int keeper_start(struct keeper *keeper, void (*finish)(const void *arg), const void *arg,
                 struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_set_errno(err, NULL, "cannot make a pipe");
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        keep(ends[0], finish, arg);
        _exit(0);
    }
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return err_set_errno(err, NULL, "cannot start a process");
    }
    *keeper = (struct keeper){.pid = pid, .pipe = ends[1]};
    return 0;
}

static void keep(int fd, void (*finish)(const void *arg), const void *arg)
{
    char word;
    ssize_t got;
    (void)setsid();
    do
        got = read(fd, &word, 1);
    while (got < 0 && errno == EINTR);
    if (got == 0)
        finish(arg);
}

void keeper_end(struct keeper *keeper)
{
    if (keeper->pid < 0)
        return;
    /* A word in the pipe would be answered by SIGPIPE if it is gone already. */
    kill(keeper->pid, SIGKILL);
    close(keeper->pipe);
    while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    *keeper = (struct keeper)KEEPER_NONE;
}
