/*
 * A library to preload (LD_PRELOAD) into mcwizard: it counts the calls that its process and
 * its keeper (the child that called setsid) make on files below a root and on processes, and
 * gives one of them a fault.  faults.py builds it, plans with it and judges what came of it.
 *
 *   FAULT_ROOT   the tree whose files matter
 *   FAULT_LOG    one line for each call: number, role, function, what can be given, path;
 *                lines that begin with ! tell faults given and rules broken
 *   FAULT_STATE  a new file: memory that both processes share
 *   FAULT_SAVE   a folder on the tree's file system, for the kind lost
 *   FAULT_WATCH  set: after each call that may have changed something, all files are looked at
 *   FAULT        ROLE:NUMBER:KIND..., ROLE being main or keeper
 *
 * Kinds: kill (SIGKILL before the call), killafter (after it), EINTR, EIO, ENOSPC, EACCES (the
 * call is not made), short (half of a read or write), gone (a full disk: ENOSPC from here on, where
 * room is needed), stuck (EIO on every call from here on, in both processes), cut (all processes
 * die, and what was written and not fsynced is half gone), lost (cut, and names that were changed
 * in a folder that was not fsynced are as before), stop (SIGSTOP before the call).
 *
 * What it does not see: calls inside libc (putc, fprintf), pipes but for words of one byte,
 * memory maps, vfork and clone.  faults.py compares its list with strace's.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

/* ---- the processes ---- */

static struct shared *shared; /* NULL: nothing is counted */
static const char *root;
static size_t root_len;
static bool inside;    /* calls of this file's own */
static bool die_after; /* killafter was given to the call that runs */
static bool halve;     /* short was */

static const char *const role_name[ROLES] = {"main", "keeper"};

static int role(void)
{
    pid_t pid = getpid();
    if (shared == NULL || inside)
        return -1;
    return pid == shared->main ? MAIN : pid == shared->keeper ? KEEPER : -1;
}

void note(const char *format, ...)
{
    char line[2 * PATH_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    int fd = open(getenv("FAULT_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t)len) != len)
        abort();
    close(fd);
}

__attribute__((constructor)) static void begin(void)
{
    const char *state = getenv("FAULT_STATE");
    root = getenv("FAULT_ROOT");
    if (state == NULL || root == NULL)
        return;
    inside = true;
    root_len = strlen(root);
    int fd = open(state, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(*shared)) != 0)
        abort();
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared == MAP_FAILED)
        abort();
    if (shared->main != 0)
        note("! preloaded into a further program, process %d\n", (int)getpid());
    else
        shared->main = getpid();
    disk_begin(shared, root);
    inside = false;
}

/* ---- paths ---- */

static bool below_root(const char *path)
{
    return strncmp(path, root, root_len) == 0 && (path[root_len] == '/' || path[root_len] == '\0');
}

/* The path of an open file below the root that role() is to count, or NULL. */
static const char *of_fd(int fd)
{
    static char path[PATH_MAX];
    int saved = errno;
    char name[64];
    if (role() < 0)
        return NULL;
    snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    ssize_t len = readlink_raw(name, path, sizeof(path) - 1);
    errno = saved;
    path[len > 0 ? len : 0] = '\0';
    return below_root(path) ? path : NULL;
}

/* A word of one byte between the program and its keeper; other pipes do not matter. */
static const char *of_word(int fd, size_t n)
{
    struct stat st;
    int who = role(), saved = errno;
    bool word = false;
    if (who >= 0 && n == 1) {
        inside = true;
        word = fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
        inside = false;
    }
    errno = saved;
    return word ? "-" : of_fd(fd);
}

/* The path of a name in a folder, likewise; two of them may be in use at a time. */
static const char *of_at(int dirfd, const char *name)
{
    static char paths[2][2 * PATH_MAX];
    static int turn;
    char *path = paths[turn = !turn];
    int saved = errno;
    if (role() < 0 || name == NULL)
        return NULL;
    if (name[0] == '/') {
        snprintf(path, sizeof(paths[0]), "%s", name);
        if (strncmp(name, "/proc/self/fd/", 14) == 0) {
            ssize_t len = readlink_raw(name, path, PATH_MAX - 1);
            path[len > 0 ? len : 0] = '\0';
        }
    } else {
        char fd[64] = "/proc/self/cwd";
        if (dirfd != AT_FDCWD)
            snprintf(fd, sizeof(fd), "/proc/self/fd/%d", dirfd);
        ssize_t len = readlink_raw(fd, path, PATH_MAX - 1);
        len = len > 0 ? len : 0;
        snprintf(path + len, PATH_MAX, "%s%s", name[0] != '\0' ? "/" : "", name);
    }
    errno = saved;
    return below_root(path) ? path : NULL;
}

static const char *of(const char *name)
{
    return of_at(AT_FDCWD, name);
}

/* ---- faults ---- */

static _Noreturn void end_all(bool lose_names)
{
    pid_t me = getpid();
    for (unsigned i = 0; i < shared->n_kids; i++)
        if (shared->kids[i] != me)
            kill_and_wait(shared->kids[i]);
    if (shared->main != me)
        kill_and_wait(shared->main);
    disk_cut(lose_names);
    for (;;)
        kill_raw(me);
}

/* The kind of fault that FAULT has for this call, or "". */
static const char *asked(int who, unsigned number)
{
    static char kind[16];
    const char *p = getenv("FAULT");
    while (p != NULL && *p != '\0') {
        char name[16];
        unsigned at = 0;
        if (sscanf(p, "%15[a-z]:%u:%15[A-Za-z]", name, &at, kind) == 3 && at == number &&
            strcmp(name, role_name[who]) == 0)
            return kind;
        p = strchr(p, ' ');
        p = p != NULL ? p + 1 : NULL;
    }
    return "";
}

static int error_of(const char *kind, const char *can)
{
    static const struct {
        const char *kind;
        char letter;
        int error;
    } errors[] = {{"EINTR", 'I', EINTR},   {"EIO", 'E', EIO},           {"EIO", 'G', EAGAIN},
                  {"ENOSPC", 'N', ENOSPC}, {"EACCES", 'A', EACCES},     {"gone", 'F', ENOSPC},
                  {"stuck", 'E', EIO},     {"ECONN", 'C', ECONNREFUSED}};
    for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
        if (strcmp(kind, errors[i].kind) == 0 && strchr(can, errors[i].letter) != NULL)
            return errors[i].error;
    return 0;
}

static bool changes(const char *name, const char *can)
{
    return strchr(can, 'N') != NULL || strstr(name, "chmod") != NULL ||
           strstr(name, "chown") != NULL || strstr(name, "attr") != NULL ||
           strcmp(name, "waitpid") == 0;
}

/*
 * Counts a call on path (NULL: it does not matter).  can: a letter for each fault that it can
 * be given.  True if it must not be made and fail with errno.  A wait that is repeated counts
 * once, since how often depends on the time.
 */
static bool fault(const char *name, const char *can, const char *path)
{
    int who = role(), saved = errno;
    die_after = halve = false;
    if (who < 0 || path == NULL)
        return false;
    inside = true;
    static bool changed = true; /* the call before may have changed something */
    bool wait = strchr(can, 'W') != NULL;
    unsigned bit = strcmp(name, "waitpid") == 0 ? 2 : 1;
    const char *kind = "";
    if (!wait || (shared->waits[who] & bit) == 0) {
        unsigned number = ++shared->count[who];
        note("%u %s %s %s %s\n", number, role_name[who], name, can, path);
        if (changed && getenv("FAULT_WATCH") != NULL)
            disk_watch();
        changed = changes(name, can);
        kind = asked(who, number);
        if (kind[0] != '\0')
            note("! given %s %u %s %s %s\n", role_name[who], number, name, kind, path);
    }
    shared->waits[who] = wait ? shared->waits[who] | bit : 0;
    if (strcmp(kind, "kill") == 0)
        kill_raw(getpid());
    if (strcmp(kind, "stop") == 0)
        raise(SIGSTOP);
    if (strcmp(kind, "cut") == 0 || strcmp(kind, "lost") == 0)
        end_all(kind[0] == 'l');
    die_after = strcmp(kind, "killafter") == 0;
    halve = strcmp(kind, "short") == 0;
    shared->gone = shared->gone || strcmp(kind, "gone") == 0;
    shared->stuck = shared->stuck || strcmp(kind, "stuck") == 0;
    int error = error_of(kind, can);
    if (error == 0 && shared->stuck)
        error = error_of("stuck", can);
    if (error == 0 && shared->gone)
        error = error_of("gone", can);
    inside = false;
    errno = error != 0 ? error : saved;
    return error != 0;
}

static void finish(void)
{
    if (die_after)
        kill_raw(getpid());
}

/* A file that holds a secret may never be readable by others, not even when it is made. */
static void secret(const char *name, const char *path, mode_t mode)
{
    if (path == NULL || (mode & 077) == 0 || !disk_secret(path))
        return;
    inside = true;
    note("! secret: %s gives %s mode %04o\n", name, path, (unsigned)mode);
    abort();
}

static mode_t masked(mode_t mode)
{
    mode_t mask = umask(0);
    umask(mask);
    return mode & ~mask;
}

#define NEXT(name)                                                                                 \
    static __typeof__(name) *real;                                                                 \
    if (real == NULL)                                                                              \
    real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define ASIDE(what)                                                                                \
    if (at != NULL) {                                                                              \
        inside = true;                                                                             \
        what;                                                                                      \
        inside = false;                                                                            \
    }

/* A function; before, between and then: what else is kept in mind of it. */
#define WRAP(type, bad, name, can, params, path, args, before, between, then)                      \
    type name params                                                                               \
    {                                                                                              \
        NEXT(name);                                                                                \
        const char *const at = path;                                                               \
        before;                                                                                    \
        if (fault(#name, can, at))                                                                 \
            return bad;                                                                            \
        ASIDE(between)                                                                             \
        type rc = real args;                                                                       \
        int saved = errno;                                                                         \
        ASIDE(then)                                                                                \
        finish();                                                                                  \
        errno = saved;                                                                             \
        return rc;                                                                                 \
    }
#define NONE (void)0
#define PLAIN(type, bad, name, can, params, path, args)                                            \
    WRAP(type, bad, name, can, params, path, args, NONE, NONE, NONE)
#define PATH(type, bad, name, can, params, args) PLAIN(type, bad, name, can, params, of(a), args)
#define AT(type, bad, name, can, params, args)                                                     \
    PLAIN(type, bad, name, can, params, of_at(d, a), args)
#define FD(type, bad, name, can, params, args) PLAIN(type, bad, name, can, params, of_fd(fd), args)
#define PROCESS(type, bad, name, can, params, args) PLAIN(type, bad, name, can, params, ME, args)
/* One that changes what is in a file, and one that changes names. */
#define PUT(type, name, can, params, to, args)                                                     \
    WRAP(type, -1, name, can, params, of_fd(to), args, NONE, NONE, disk_written(to, at))
#define NAMES(name, can, params, path, args, kind, second)                                         \
    WRAP(int, -1, name, can, params, path, args, const char *const to = second,                    \
         disk_change(kind, at, to), disk_changed(rc == 0))
#define HALF(n) (halve && (n) > 1 ? (n) / 2 : (n))

/* ---- names ---- */

static int opened(int dirfd, const char *name, int flags, mode_t mode, const char *as)
{
    static int (*real)(int, const char *, int, ...);
    if (real == NULL)
        real = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat");
    const char *at = of_at(dirfd, name);
    struct stat st;
    bool makes = (flags & O_CREAT) != 0, writes = (flags & O_ACCMODE) != O_RDONLY;
    if (makes)
        secret(as, at, masked(mode));
    if (fault(as, makes ? "IENAF" : "IEA", at))
        return -1;
    bool isnew = false;
    ASIDE(isnew = makes && lstat(at, &st) != 0; if (isnew) disk_change(DISK_MAKE, at, NULL))
    int fd = real(dirfd, name, flags, mode);
    int saved = errno;
    ASIDE(if (isnew) disk_changed(fd >= 0);
          if (fd >= 0 && writes && (isnew || (flags & O_TRUNC) != 0)) disk_written(fd, at))
    finish();
    errno = saved;
    return fd;
}

#define MODE(last)                                                                                 \
    va_list list;                                                                                  \
    va_start(list, last);                                                                          \
    mode_t mode = (last & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg(list, int) : 0;             \
    va_end(list)

int open(const char *name, int flags, ...)
{
    MODE(flags);
    return opened(AT_FDCWD, name, flags, mode, "open");
}

int open64(const char *name, int flags, ...)
{
    MODE(flags);
    return opened(AT_FDCWD, name, flags, mode, "open");
}

int openat(int dirfd, const char *name, int flags, ...)
{
    MODE(flags);
    return opened(dirfd, name, flags, mode, "openat");
}

int openat64(int dirfd, const char *name, int flags, ...)
{
    MODE(flags);
    return opened(dirfd, name, flags, mode, "openat");
}

int creat(const char *name, mode_t mode)
{
    return opened(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode, "creat");
}

NAMES(rename, "ENA", (const char *a, const char *b), of(a), (a, b), DISK_RENAME, of(b))
NAMES(renameat, "ENA", (int da, const char *a, int db, const char *b), of_at(da, a), (da, a, db, b),
      DISK_RENAME, of_at(db, b))
NAMES(renameat2, "ENA", (int da, const char *a, int db, const char *b, unsigned f), of_at(da, a),
      (da, a, db, b, f), DISK_RENAME, of_at(db, b))
NAMES(link, "ENAF", (const char *a, const char *b), of(a), (a, b), DISK_LINK, of(b))
NAMES(linkat, "ENAF", (int da, const char *a, int db, const char *b, int f), of_at(da, a),
      (da, a, db, b, f), DISK_LINK, of_at(db, b))
NAMES(symlink, "ENAF", (const char *a, const char *b), of(b), (a, b), DISK_LINK, of(b))
NAMES(symlinkat, "ENAF", (const char *a, int db, const char *b), of_at(db, b), (a, db, b),
      DISK_LINK, of_at(db, b))
NAMES(unlink, "EA", (const char *a), of(a), (a), DISK_UNLINK, NULL)
NAMES(unlinkat, "EA", (int da, const char *a, int f), of_at(da, a), (da, a, f),
      (f & AT_REMOVEDIR) != 0 ? DISK_RMDIR : DISK_UNLINK, NULL)
NAMES(rmdir, "EA", (const char *a), of(a), (a), DISK_RMDIR, NULL)

WRAP(int, -1, mkdirat, "ENAF", (int d, const char *a, mode_t m), of_at(d, a), (d, a, m),
     secret("mkdir", at, masked(m)), disk_change(DISK_MKDIR, at, NULL), disk_changed(rc == 0))

int mkdir(const char *name, mode_t mode)
{
    return mkdirat(AT_FDCWD, name, mode);
}

PATH(ssize_t, -1, readlink, "EA", (const char *a, char *b, size_t n), (a, b, n))
AT(ssize_t, -1, readlinkat, "EA", (int d, const char *a, char *b, size_t n), (d, a, b, n))
PATH(int, -1, access, "EA", (const char *a, int m), (a, m))
AT(int, -1, faccessat, "EA", (int d, const char *a, int m, int f), (d, a, m, f))
PATH(char *, NULL, realpath, "EA", (const char *a, char *b), (a, b))
PATH(DIR *, NULL, opendir, "EA", (const char *a), (a))
FD(DIR *, NULL, fdopendir, "E", (int fd), (fd))
PLAIN(struct dirent *, NULL, readdir, "E", (DIR * d), of_fd(dirfd(d)), (d))

/* ---- what is in a file ---- */

PLAIN(ssize_t, -1, read, "IES", (int fd, void *b, size_t n), of_word(fd, n), (fd, b, HALF(n)))
FD(ssize_t, -1, pread, "IES", (int fd, void *b, size_t n, off_t o), (fd, b, HALF(n), o))
WRAP(ssize_t, -1, write, "IENSF", (int fd, const void *b, size_t n), of_word(fd, n),
     (fd, b, HALF(n)), NONE, NONE, disk_written(fd, at))
PUT(ssize_t, pwrite, "IENSF", (int fd, const void *b, size_t n, off_t o), fd, (fd, b, HALF(n), o))
PUT(ssize_t, writev, "IENF", (int fd, const struct iovec *v, int n), fd, (fd, v, n))
PUT(ssize_t, sendfile, "IENSF", (int to, int f, off_t *o, size_t n), to, (to, f, o, HALF(n)))
PUT(ssize_t, copy_file_range, "IENSF",
    (int from, off64_t *fo, int to, off64_t *o, size_t n, unsigned f), to,
    (from, fo, to, o, HALF(n), f))
PUT(int, ftruncate, "IE", (int fd, off_t n), fd, (fd, n))
WRAP(int, -1, fsync, "IEN", (int fd), of_fd(fd), (fd), NONE, NONE, disk_synced(fd, at, rc == 0))
WRAP(int, -1, fdatasync, "IEN", (int fd), of_fd(fd), (fd), NONE, NONE, disk_synced(fd, at, rc == 0))
WRAP(int, -1, syncfs, "E", (int fd), of_fd(fd), (fd), NONE, NONE, disk_synced_all(rc == 0))

/* Linux closes the file even when it returns an error. */
int close(int fd)
{
    NEXT(close);
    bool failed = fault("close", "IEN", of_fd(fd));
    int error = errno;
    int rc = real(fd);
    finish();
    if (!failed)
        return rc;
    errno = error;
    return -1;
}

int fcntl(int fd, int command, ...)
{
    NEXT(fcntl);
    va_list list;
    va_start(list, command);
    void *arg = va_arg(list, void *);
    va_end(list);
    bool lock = command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK ||
                command == F_OFD_SETLKW;
    if (lock && fault("fcntl", "I", of_fd(fd)))
        return -1;
    int rc = real(fd, command, arg);
    if (lock)
        finish();
    return rc;
}

FD(int, -1, flock, "I", (int fd, int op), (fd, op))

/* ---- what is known of a file ---- */

#define MODES(name, can, params, path, args)                                                       \
    WRAP(int, -1, name, can, params, path, args, secret(#name, at, m), NONE, NONE)
MODES(chmod, "EA", (const char *a, mode_t m), of(a), (a, m))
MODES(fchmod, "E", (int fd, mode_t m), of_fd(fd), (fd, m))
MODES(fchmodat, "EA", (int d, const char *a, mode_t m, int f), of_at(d, a), (d, a, m, f))
PATH(int, -1, chown, "EA", (const char *a, uid_t u, gid_t g), (a, u, g))
PATH(int, -1, lchown, "EA", (const char *a, uid_t u, gid_t g), (a, u, g))
FD(int, -1, fchown, "E", (int fd, uid_t u, gid_t g), (fd, u, g))
AT(int, -1, fchownat, "EA", (int d, const char *a, uid_t u, gid_t g, int f), (d, a, u, g, f))
PLAIN(int, -1, utimensat, "EA", (int d, const char *a, const struct timespec t[2], int f),
      of_at(d, a), (d, a, t, f))
FD(int, -1, futimens, "E", (int fd, const struct timespec t[2]), (fd, t))
PATH(int, -1, stat, "EA", (const char *a, struct stat *s), (a, s))
PATH(int, -1, lstat, "EA", (const char *a, struct stat *s), (a, s))
FD(int, -1, fstat, "E", (int fd, struct stat *s), (fd, s))
AT(int, -1, fstatat, "EA", (int d, const char *a, struct stat *s, int f), (d, a, s, f))
FD(int, -1, fstatvfs, "E", (int fd, struct statvfs *s), (fd, s))
PATH(int, -1, statvfs, "EA", (const char *a, struct statvfs *s), (a, s))
PATH(ssize_t, -1, getxattr, "EA", (const char *a, const char *k, void *v, size_t n), (a, k, v, n))
PATH(ssize_t, -1, lgetxattr, "EA", (const char *a, const char *k, void *v, size_t n), (a, k, v, n))
FD(ssize_t, -1, fgetxattr, "E", (int fd, const char *k, void *v, size_t n), (fd, k, v, n))
PATH(ssize_t, -1, listxattr, "EA", (const char *a, char *v, size_t n), (a, v, n))
PATH(ssize_t, -1, llistxattr, "EA", (const char *a, char *v, size_t n), (a, v, n))
FD(ssize_t, -1, flistxattr, "E", (int fd, char *v, size_t n), (fd, v, n))
PATH(int, -1, setxattr, "ENAF", (const char *a, const char *k, const void *v, size_t n, int f),
     (a, k, v, n, f))
PATH(int, -1, lsetxattr, "ENAF", (const char *a, const char *k, const void *v, size_t n, int f),
     (a, k, v, n, f))
FD(int, -1, fsetxattr, "ENAF", (int fd, const char *k, const void *v, size_t n, int f),
   (fd, k, v, n, f))
PATH(int, -1, removexattr, "EA", (const char *a, const char *k), (a, k))
PATH(int, -1, lremovexattr, "EA", (const char *a, const char *k), (a, k))
FD(int, -1, fremovexattr, "EA", (int fd, const char *k), (fd, k))

/* ---- stdio and temporary files ---- */

PATH(FILE *, NULL, fopen, "IEA", (const char *a, const char *m), (a, m))
WRAP(size_t, 0, fwrite, "ENF", (const void *b, size_t s, size_t n, FILE *f), of_fd(fileno(f)),
     (b, s, n, f), NONE, NONE, disk_written(fileno(f), at))
WRAP(int, EOF, fputs, "ENF", (const char *b, FILE *f), of_fd(fileno(f)), (b, f), NONE, NONE,
     disk_written(fileno(f), at))
PLAIN(int, EOF, fflush, "EN", (FILE * f), f != NULL ? of_fd(fileno(f)) : NULL, (f))
PLAIN(int, EOF, fclose, "", (FILE * f), of_fd(fileno(f)), (f))
PATH(int, -1, mkstemp, "ENAF", (char *a), (a))
PATH(int, -1, mkostemp, "ENAF", (char *a, int f), (a, f))
PATH(char *, NULL, mkdtemp, "ENAF", (char *a), (a))

/* ---- processes ---- */

#define ME (role() >= 0 ? "-" : NULL)

pid_t fork(void)
{
    NEXT(fork);
    const char *at = ME;
    if (fault("fork", "G", at))
        return -1;
    pid_t pid = real();
    if (at != NULL && pid > 0 && shared->n_kids < MAX_KIDS)
        shared->kids[shared->n_kids++] = pid;
    if (at != NULL && pid != 0)
        finish();
    return pid;
}

pid_t setsid(void)
{
    NEXT(setsid);
    if (shared != NULL && !inside && role() < 0 && shared->keeper == 0)
        shared->keeper = getpid();
    fault("setsid", "", ME);
    pid_t rc = real();
    finish();
    return rc;
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
    NEXT(posix_spawn);
    const char *at = ME;
    int saved = errno;
    if (fault("posix_spawn", "G", at))
        return errno;
    errno = saved;
    int rc = real(pid, path, actions, attributes, argv, env);
    if (at != NULL && rc == 0 && shared->n_kids < MAX_KIDS)
        shared->kids[shared->n_kids++] = *pid;
    finish();
    return rc;
}

PROCESS(int, -1, execve, "EA", (const char *a, char *const v[], char *const e[]), (a, v, e))
PROCESS(pid_t, -1, waitpid, "IW", (pid_t p, int *s, int o), (p, s, o))
PROCESS(int, -1, kill, "", (pid_t p, int s), (p, s))
PROCESS(int, -1, pipe, "G", (int p[2]), (p))
PROCESS(int, -1, pipe2, "G", (int p[2], int f), (p, f))
PROCESS(int, -1, poll, "IW", (struct pollfd * p, nfds_t n, int t), (p, n, t))
PROCESS(int, -1, ppoll, "IW",
        (struct pollfd * p, nfds_t n, const struct timespec *t, const sigset_t *s), (p, n, t, s))
PROCESS(int, -1, socket, "G", (int d, int t, int p), (d, t, p))
PROCESS(int, -1, connect, "IC", (int fd, const struct sockaddr *a, socklen_t n), (fd, a, n))
