/*
 * A server on a loopback port of the kernel's choice, in a process of its own that says to
 * each client what a row has; it dies with the test.
 */
#ifndef MCWIZARD_TESTS_SMTP_SERVER_H
#define MCWIZARD_TESTS_SMTP_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

struct smtp_server {
    /* The caller's. */
    const char *says;  /* NULL: accepts, says nothing and stays; "": closes at once */
    const char *later; /* a second piece, 50 ms behind the first, or NULL */
    const char *at[2]; /* what the first clients are told instead, or NULL */
    int wait_ms;       /* before it says anything */
    int late_ms;       /* before it listens: connections are refused until then */
    bool ipv6, deaf;   /* deaf: nobody listens there */
    bool hangs;        /* after the greeting: answers no QUIT */
    /* smtp_serve's. */
    int port;
    pid_t pid;
    int quits; /* read end: a byte for each QUIT that came */
};

static inline int smtp_bind(struct smtp_server *s)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    struct sockaddr *to = s->ipv6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
    socklen_t size = s->ipv6 ? sizeof(in6) : sizeof(in);
    int fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(fd, 0);
    cr_assert_eq(bind(fd, to, size), 0);
    cr_assert_eq(getsockname(fd, to, &size), 0);
    s->port = ntohs(s->ipv6 ? in6.sin6_port : in.sin_port);
    return fd;
}

static inline void smtp_client(const struct smtp_server *s, int fd, int turn, int quits)
{
    const char *says = turn < 2 && s->at[turn] != NULL ? s->at[turn] : s->says;
    char line[64] = "";
    usleep((useconds_t)s->wait_ms * 1000);
    if (says == NULL || says[0] != '\0') {
        if (says != NULL)
            (void)send(fd, says, strlen(says), MSG_NOSIGNAL);
        if (s->later != NULL) {
            usleep(50000);
            (void)send(fd, s->later, strlen(s->later), MSG_NOSIGNAL);
        }
        if (says == NULL || says[0] == '2')
            while (recv(fd, line, sizeof(line) - 1, 0) > 0) {
                if (strcmp(line, "QUIT\r\n") == 0)
                    (void)!write(quits, "q", 1);
                if (says == NULL || s->hangs)
                    continue;
                (void)send(fd, "221 bye\r\n", 9, MSG_NOSIGNAL);
                usleep(20000);
                break;
            }
    }
    close(fd);
}

/* Starts it; its port is known and, but for late_ms, listens when this returns. */
static inline void smtp_serve(struct smtp_server *s)
{
    int quits[2], fd = smtp_bind(s);
    cr_assert_eq(pipe(quits), 0);
    if (s->late_ms == 0 && !s->deaf)
        cr_assert_eq(listen(fd, 5), 0);
    s->quits = quits[0];
    s->pid = fork();
    cr_assert_geq(s->pid, 0);
    if (s->pid != 0) {
        close(quits[1]);
        close(fd);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "sendmail");
    usleep((useconds_t)s->late_ms * 1000);
    if (s->late_ms > 0)
        listen(fd, 5);
    for (int turn = 0;; turn++) {
        int client = s->deaf ? pause() : accept(fd, NULL, NULL);
        smtp_client(s, client, turn, quits[1]);
    }
}

/* Ends it, and tells how many clients said QUIT. */
static inline int smtp_end(struct smtp_server *s)
{
    char got[16];
    usleep(20000); /* it may be about to read one */
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    ssize_t n = read(s->quits, got, sizeof(got));
    close(s->quits);
    return (int)n;
}

#endif
