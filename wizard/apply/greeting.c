/* Whether a daemon answers; see greeting.h. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/greeting.h"

#include "cf/daemon_port.h"

#include "sys/clock.h"

enum {
    AGAIN_MS = 100, /* between two attempts */
    BUSY_MS = 500,  /* the same, where somebody is: each costs him a process and a line of log */
    QUIET_MS = 500, /* how long a port that speaks TLS must keep still */
    QUIT_MS = 1000, /* how long QUIT may take; it changes nothing */
    SMTP_PORT = 25
};

enum step {
    STEP_IDLE, /* until `when` */
    STEP_CONNECTING,
    STEP_GREETING, /* connected, and nothing said yet */
    STEP_QUIET,    /* the same, where TLS comes first; until `when` */
    STEP_QUITTING, /* until `when` */
    STEP_DONE
};

/* One port that is asked. */
struct probe {
    const struct cf_daemon *daemon;
    struct addrinfo *list, *at; /* its addresses, and the one that is tried */
    int fd;                     /* -1: none */
    enum step step;
    long long when;
    bool tls, optional;
    bool tried; /* an attempt has failed */
    bool answered;
    char *heard; /* owned: how the last attempt ended, or NULL */
    char line[512];
    size_t len;
};

static int prepare(struct probe *p, const struct cf *cf, const struct cf_daemon *daemon,
                   struct err *err);
static int family_of(const struct cf_daemon *daemon);
static int resolve(struct probe *p, int family);
static bool find_port(const char *text, in_port_t *port);
static void set_end(struct sockaddr *to, in_port_t port);
static bool is_over(const struct probe *probes, size_t n);
static const struct probe *find_silent(const struct probe *probes, size_t n);
static bool any_answered(const struct probe *probes, size_t n);
static void ask(struct probe *probes, size_t n, long long due);
static void pass_time(struct probe *p, long long now);
static void attempt(struct probe *p, long long now);
static void connected(struct probe *p, long long now);
static void proceed(struct probe *p, long long now);
static void take_greeting(struct probe *p, long long now);
static void fail(struct probe *p, long long now, const char *why);
static void finish(struct probe *p);
static int tell(const struct probe *p, const struct cf *cf, struct err *err);

int greeting_await(const struct cf *cf, long long due, struct err *err)
{
    struct cf_daemons daemons;
    int rc = 0;
    size_t n = 0;
    cf_daemons_read(cf, &daemons);
    struct probe *probes = mem_alloc(daemons.n * sizeof(*probes));
    for (size_t i = 0; i < daemons.n && rc == 0; i++) {
        if (family_of(&daemons.v[i]) == AF_UNSPEC)
            continue;
        rc = prepare(&probes[n], cf, &daemons.v[i], err);
        n++;
    }
    if (rc == 0)
        ask(probes, n, due);
    const struct probe *silent = rc == 0 ? find_silent(probes, n) : NULL;
    if (silent != NULL)
        rc = tell(silent, cf, err);
    for (size_t i = 0; i < n; i++) {
        if (probes[i].fd >= 0)
            close(probes[i].fd);
        if (probes[i].list != NULL)
            freeaddrinfo(probes[i].list);
        free(probes[i].heard);
    }
    free(probes);
    cf_daemons_free(&daemons);
    return rc;
}

/* AF_UNSPEC: no port of TCP.  A number is one of the system's own (setsockaddroptions). */
static int family_of(const struct cf_daemon *daemon)
{
    const char *name = daemon->family;
    int number = name[0] >= '0' && name[0] <= '9' ? atoi(name) : AF_UNSPEC;
    if (name[0] == '\0' || strcasecmp(name, "inet") == 0 || number == AF_INET)
        return AF_INET;
    return strcasecmp(name, "inet6") == 0 || number == AF_INET6 ? AF_INET6 : AF_UNSPEC;
}

static int prepare(struct probe *p, const struct cf *cf, const struct cf_daemon *daemon,
                   struct err *err)
{
    in_port_t port;
    long line = daemon->entry != NULL ? daemon->entry->line : 0;
    *p = (struct probe){.daemon = daemon,
                        .fd = -1,
                        .tls = strchr(daemon->modifiers, 's') != NULL,
                        .optional = strchr(daemon->modifiers, 'O') != NULL};
    if (!find_port(daemon->port, &port))
        return err_set_at(err, ERR_TOOL, cf->file, line, 0, "no service is called %s",
                          daemon->port);
    int code = resolve(p, family_of(daemon));
    if (code != 0)
        return err_set_at(err, ERR_TOOL, cf->file, line, 0, "cannot find the address %s: %s",
                          daemon->address, gai_strerror(code));
    for (struct addrinfo *a = p->list; a != NULL; a = a->ai_next)
        set_end(a->ai_addr, port);
    p->at = p->list;
    return 0;
}

/* Numbers never go to the resolver, which may ask the network. */
static int resolve(struct probe *p, int family)
{
    struct addrinfo hints = {
        .ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST};
    const char *address = p->daemon->address;
    if (address[0] == '\0')
        address = family == AF_INET ? "0.0.0.0" : "::";
    if (family == AF_INET6 && strncasecmp(address, "IPv6:", 5) == 0)
        address += 5;
    int code = getaddrinfo(address, NULL, &hints, &p->list);
    if (code == 0)
        return 0;
    hints.ai_flags = 0;
    return getaddrinfo(address, NULL, &hints, &p->list);
}

static bool find_port(const char *text, in_port_t *port)
{
    if (text[0] >= '0' && text[0] <= '9') {
        *port = htons((uint16_t)atoi(text));
        return true;
    }
    const struct servent *service = getservbyname(text[0] != '\0' ? text : "smtp", "tcp");
    *port = service != NULL ? (in_port_t)service->s_port : htons(SMTP_PORT);
    return service != NULL || text[0] == '\0';
}

/* All addresses of this host: then loopback stands for them. */
static void set_end(struct sockaddr *to, in_port_t port)
{
    if (to->sa_family == AF_INET) {
        struct sockaddr_in *in = (struct sockaddr_in *)(void *)to;
        in->sin_port = port;
        if (in->sin_addr.s_addr == htonl(INADDR_ANY))
            in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)(void *)to;
        in6->sin6_port = port;
        if (IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr))
            in6->sin6_addr = in6addr_loopback;
    }
}

/* Whether nothing is left to wait for. */
static bool is_over(const struct probe *probes, size_t n)
{
    bool any = any_answered(probes, n), all = true;
    for (size_t i = 0; i < n; i++) {
        const struct probe *p = &probes[i];
        if (p->step == STEP_DONE && !p->answered && !p->optional)
            return true;
        all = all && (p->step == STEP_DONE || (p->optional && p->tried && any));
    }
    return all;
}

/* The port for which the daemon is not well, or NULL: one that refused us before one that waits. */
static const struct probe *find_silent(const struct probe *probes, size_t n)
{
    const struct probe *found = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct probe *p = &probes[i];
        bool better = found == NULL || (p->step == STEP_DONE && found->step != STEP_DONE);
        if (!p->answered && !p->optional && better)
            found = p;
    }
    return found != NULL || n == 0 || any_answered(probes, n) ? found : &probes[0];
}

static bool any_answered(const struct probe *probes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (probes[i].answered)
            return true;
    return false;
}

static void ask(struct probe *probes, size_t n, long long due)
{
    struct pollfd *fds = mem_alloc((n + 1) * sizeof(*fds));
    for (long long now; (now = clock_ms()) < due;) {
        long long until = due;
        for (size_t i = 0; i < n; i++) {
            struct probe *p = &probes[i];
            pass_time(p, now);
            bool timed = p->step == STEP_IDLE || p->step == STEP_QUIET || p->step == STEP_QUITTING;
            if (timed && p->when < until)
                until = p->when;
            fds[i] = (struct pollfd){.fd = p->fd,
                                     .events = p->step == STEP_CONNECTING ? POLLOUT : POLLIN};
        }
        if (is_over(probes, n))
            break;
        int wait = until > now ? (int)(until - now) : 0;
        if (poll(fds, n, wait) <= 0) /* or a signal: then all is looked at again */
            continue;
        now = clock_ms();
        for (size_t i = 0; i < n; i++)
            if (fds[i].revents != 0)
                proceed(&probes[i], now);
    }
    free(fds);
}

static void pass_time(struct probe *p, long long now)
{
    if (p->step == STEP_IDLE && now >= p->when)
        attempt(p, now);
    if (p->step == STEP_QUIET && now >= p->when)
        p->answered = true;
    if ((p->step == STEP_QUIET || p->step == STEP_QUITTING) && now >= p->when)
        finish(p);
}

static void attempt(struct probe *p, long long now)
{
    MUST(p->at != NULL);
    p->len = 0;
    p->fd = socket(p->at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    p->step = STEP_CONNECTING;
    if (p->fd >= 0 && connect(p->fd, p->at->ai_addr, p->at->ai_addrlen) == 0)
        connected(p, now);
    else if (p->fd < 0 || (errno != EINPROGRESS && errno != EINTR)) /* these two go on */
        fail(p, now, strerror(errno));
}

static void connected(struct probe *p, long long now)
{
    p->step = p->tls ? STEP_QUIET : STEP_GREETING;
    p->when = now + QUIET_MS;
}

static void proceed(struct probe *p, long long now)
{
    char rest[512];
    int code = 0;
    socklen_t size = sizeof(code);
    switch (p->step) {
    case STEP_CONNECTING:
        if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &code, &size) != 0)
            code = errno;
        if (code == 0)
            connected(p, now);
        else
            fail(p, now, strerror(code));
        break;
    case STEP_GREETING:
    case STEP_QUIET:
        take_greeting(p, now);
        break;
    case STEP_QUITTING:
        code = (int)recv(p->fd, rest, sizeof(rest), 0);
        if (code == 0 || (code < 0 && errno != EAGAIN && errno != EINTR))
            finish(p);
        break;
    case STEP_IDLE:
    case STEP_DONE:
        break;
    }
}

/*
 * Where TLS comes first, the client speaks first: a server that keeps the connection open and
 * says nothing is well.  sendmail without a certificate closes it at once.
 */
static void take_greeting(struct probe *p, long long now)
{
    static const char quit[] = "QUIT\r\n";
    ssize_t got = recv(p->fd, p->line + p->len, sizeof(p->line) - 1 - p->len, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got < 0) {
        fail(p, now, strerror(errno));
        return;
    }
    p->len += (size_t)got;
    p->line[p->len] = '\0';
    bool whole = strchr(p->line, '\n') != NULL || p->len == sizeof(p->line) - 1;
    if (got > 0 && !whole && !p->tls)
        return;
    p->line[strcspn(p->line, "\r\n")] = '\0';
    if (!p->tls && whole && strncmp(p->line, "220", 3) == 0) {
        p->answered = true;
        p->step = STEP_QUITTING;
        p->when = now + QUIT_MS;
        (void)send(p->fd, quit, sizeof(quit) - 1, MSG_NOSIGNAL);
        return;
    }
    struct str why = STR_INIT;
    if (p->line[0] != '\0') {
        str_add(&why, p->tls ? "it speaks before TLS: " : "it said: ");
        str_add_shown(&why, p->line);
    } else {
        str_add(&why, "it closed the connection without a word");
    }
    fail(p, now, str_text(&why));
    str_free(&why);
    p->when = now + BUSY_MS;
    /* It was not busy, it refuses us, and would do so again. */
    if (p->line[0] == '5' && !p->tls)
        p->step = STEP_DONE;
}

static void fail(struct probe *p, long long now, const char *why)
{
    str_set(&p->heard, "%s", why);
    finish(p);
    p->tried = true;
    p->step = STEP_IDLE;
    p->when = now + AGAIN_MS;
    p->at = p->at->ai_next != NULL ? p->at->ai_next : p->list;
}

static void finish(struct probe *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->step = STEP_DONE;
}

static int tell(const struct probe *p, const struct cf *cf, struct err *err)
{
    char host[NI_MAXHOST] = "?", port[NI_MAXSERV] = "?";
    const char *heard = p->step == STEP_CONNECTING ? "the connection was not taken"
                        : p->step == STEP_GREETING ? "it took the connection and did not greet"
                        : p->heard != NULL         ? p->heard
                                                   : "there was no time to ask";
    (void)getnameinfo(p->at->ai_addr, p->at->ai_addrlen, host, sizeof(host), port, sizeof(port),
                      NI_NUMERICHOST | NI_NUMERICSERV);
    return err_set_at(err, ERR_TOOL, cf->file,
                      p->daemon->entry != NULL ? p->daemon->entry->line : 0, 0,
                      "no answer on %s port %s: %s", host, port, heard);
}
