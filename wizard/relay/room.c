/* The private folder of a proof; see room.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "relay/room.h"

enum { ROOMS_MAX = 4, FILES_MAX = 256, PATH_LEN = 256 };

/* What a signal's handler removes: it may call unlink(2) and rmdir(2), but not readdir(3). */
static struct {
    volatile sig_atomic_t used;
    char path[PATH_LEN];
    volatile sig_atomic_t files;
    char file[FILES_MAX][PATH_LEN];
} rooms[ROOMS_MAX];

static const int fatal[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGPIPE};
static struct sigaction before[ARRAY_LEN(fatal)];
static int open_rooms;

static void clear_up(int sig);
static void remember_file(const char *dir, const char *path);
static void watch_signals(void);
static void forget_signals(void);

int room_make(char **path, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    struct str name = STR_INIT;
    /* As root, sendmail reads nothing below a folder that anybody may write. */
    const char *usual = geteuid() == 0 && access("/run", W_OK) == 0 ? "/run" : "/tmp";
    str_addf(&name, "%s/mcwizard-prove-XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : usual);
    *path = NULL;
    if (name.len >= PATH_LEN - 64 || strpbrk(str_text(&name), " \t,%") != NULL) {
        err_set(err, ERR_SYSTEM, "%s is no name for a temporary folder", str_text(&name));
        str_free(&name);
        return -1;
    }
    if (mkdtemp(name.buf) == NULL) {
        err_set_errno(err, str_text(&name), "cannot make a temporary folder");
        str_free(&name);
        return -1;
    }
    *path = str_take(&name);
    if (open_rooms++ == 0)
        watch_signals();
    for (size_t i = 0; i < ROOMS_MAX; i++) {
        if (rooms[i].used)
            continue;
        rooms[i].files = 0;
        memcpy(rooms[i].path, *path, strlen(*path) + 1);
        rooms[i].used = 1;
        break;
    }
    return 0;
}

int room_write(const char *dir, const char *name, const char *bytes, size_t len, struct str *out,
               struct err *err)
{
    struct str path = STR_INIT;
    int rc = -1;
    str_addf(&path, "%s/%s", dir, name);
    remember_file(dir, str_text(&path));
    int fd = open(str_text(&path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        goto out;
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            goto out;
        bytes += put;
        len -= (size_t)put;
    }
    rc = 0;
out:
    if (rc != 0)
        err_set_errno(err, str_text(&path), "cannot write");
    if (fd >= 0)
        close(fd);
    if (out != NULL)
        str_add(out, str_text(&path));
    str_free(&path);
    return rc;
}

void room_expect(const char *dir, const char *name)
{
    struct str path = STR_INIT;
    str_addf(&path, "%s/%s", dir, name);
    remember_file(dir, str_text(&path));
    str_free(&path);
}

void room_remove(const char *path)
{
    DIR *dir = opendir(path);
    if (dir != NULL) {
        for (struct dirent *e; (e = readdir(dir)) != NULL;)
            if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                unlinkat(dirfd(dir), e->d_name, 0);
        closedir(dir);
        rmdir(path);
    }
    for (size_t i = 0; i < ROOMS_MAX; i++)
        if (rooms[i].used && strcmp(rooms[i].path, path) == 0)
            rooms[i].used = 0;
    if (--open_rooms == 0)
        forget_signals();
}

static void remember_file(const char *dir, const char *path)
{
    for (size_t i = 0; i < ROOMS_MAX; i++) {
        int n = rooms[i].files;
        if (!rooms[i].used || strcmp(rooms[i].path, dir) != 0 || n == FILES_MAX ||
            strlen(path) >= PATH_LEN)
            continue;
        memcpy(rooms[i].file[n], path, strlen(path) + 1);
        rooms[i].files = n + 1;
    }
}

static void watch_signals(void)
{
    struct sigaction act = {.sa_handler = clear_up};
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++) {
        sigaction(fatal[i], NULL, &before[i]);
        if (before[i].sa_handler == SIG_DFL)
            sigaction(fatal[i], &act, NULL);
    }
}

static void forget_signals(void)
{
    for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
        sigaction(fatal[i], &before[i], NULL);
}

/* Dies of the signal afterwards; a sendmail that still runs ends with its pipes. */
static void clear_up(int sig)
{
    for (size_t i = 0; i < ROOMS_MAX; i++) {
        if (!rooms[i].used)
            continue;
        for (int f = 0; f < rooms[i].files; f++)
            unlink(rooms[i].file[f]);
        rmdir(rooms[i].path);
    }
    signal(sig, SIG_DFL);
    raise(sig);
}
