/* Reading and writing files; see file.h. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "sys/file.h"

enum { READ_CHUNK = 64 * 1024 };

/* Who may use a file that is read; file.h says which is which. */
enum trust { TRUST_ANY, TRUST_TEXT, TRUST_SECRET };

static int read_open(const char *path, enum trust trust, size_t max, struct str *out,
                     struct err *err);
static int check_secret(const char *path, const struct stat *st, struct err *err);
static int check_writers(const char *path, const struct stat *st, struct err *err);
static bool others_write(const struct stat *st);
static int check_kind(const char *path, const struct stat *st, size_t max, struct err *err);
static void free_writer(struct file_writer *w);

int file_read(const char *path, size_t max, struct str *out, struct err *err)
{
    return read_open(path, TRUST_ANY, max, out, err);
}

int file_read_secret(const char *path, size_t max, struct str *out, struct err *err)
{
    return read_open(path, TRUST_SECRET, max, out, err);
}

int file_read_trusted(const char *path, size_t max, struct str *out, struct err *err)
{
    return read_open(path, TRUST_TEXT, max, out, err);
}

static int read_open(const char *path, enum trust trust, size_t max, struct str *out,
                     struct err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = is_stdin ? "standard input" : path;
    int rc = -1;
    struct stat st;
    /* O_NONBLOCK: opening a FIFO that nobody writes to must not hang. */
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set_errno(err, name, "cannot read");
        goto out;
    }
    if (!is_stdin && check_kind(path, &st, max, err) != 0)
        goto out;
    if (trust == TRUST_SECRET && check_secret(name, &st, err) != 0)
        goto out;
    if (trust == TRUST_TEXT && check_writers(name, &st, err) != 0)
        goto out;
    if (S_ISREG(st.st_mode) && st.st_size > 0)
        str_reserve(out, (size_t)st.st_size < max ? (size_t)st.st_size : max);
    size_t total = 0;
    for (;;) {
        str_reserve(out, READ_CHUNK);
        ssize_t got = read(fd, out->buf + out->len, READ_CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            err_set_errno(err, name, "cannot read");
            goto out;
        }
        if (got == 0)
            break;
        out->len += (size_t)got;
        out->buf[out->len] = '\0';
        total += (size_t)got;
        if (total > max) {
            err_set_at(err, ERR_INPUT, name, 0, 0, "is larger than %zu bytes", max);
            goto out;
        }
    }
    rc = 0;
out:
    if (fd >= 0 && !is_stdin)
        close(fd);
    return rc;
}

static int check_kind(const char *path, const struct stat *st, size_t max, struct err *err)
{
    static const struct {
        mode_t kind;
        const char *name;
    } kinds[] = {
        {S_IFDIR, "a folder"},      {S_IFIFO, "a FIFO"},        {S_IFSOCK, "a socket"},
        {S_IFCHR, "a device file"}, {S_IFBLK, "a device file"},
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if ((st->st_mode & S_IFMT) == kinds[i].kind) {
            err_set_at(err, ERR_INPUT, path, 0, 0, "is %s, not a file", kinds[i].name);
            return err_mend(err, "name a regular file");
        }
    }
    if ((unsigned long long)st->st_size > max)
        return err_set_at(err, ERR_INPUT, path, 0, 0, "is larger than %zu bytes", max);
    return 0;
}

static int check_secret(const char *path, const struct stat *st, struct err *err)
{
    if (st->st_uid != 0 && st->st_uid != geteuid()) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds a secret, but belongs to somebody else");
        return err_mend(err, "make it yours or root's");
    }
    if ((st->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        err_set_at(err, ERR_INPUT, path, 0, 0, "holds a secret, but others may use it (mode %04o)",
                   (unsigned)(st->st_mode & 07777));
        return err_mend(err, "chmod 600 it");
    }
    return 0;
}

static bool others_write(const struct stat *st)
{
    return (st->st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

static int check_writers(const char *path, const struct stat *st, struct err *err)
{
    if (!others_write(st))
        return 0;
    err_set_at(err, ERR_INPUT, path, 0, 0, "can be written by others (mode %04o)",
               (unsigned)(st->st_mode & 07777));
    return err_mend(err, "chmod go-w it");
}

int file_open_table(const char *path, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set_errno(err, path, "cannot read");
    } else if (check_kind(path, &st, SIZE_MAX, err) == 0) {
        if (!others_write(&st))
            return fd;
        err_set_at(err, ERR_INPUT, path, 0, 0, "others may write to it (mode %04o)",
                   (unsigned)(st.st_mode & 07777));
        err_mend(err, "chmod go-w it: who writes it decides about mail");
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

bool file_is_dir(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

char *file_open_folder(const char *root, const char *path, mode_t *mode)
{
    struct stat st;
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        struct str dir = STR_INIT;
        str_addf(&dir, "%s%.*s", root, (int)(slash - path), path);
        if (stat(str_text(&dir), &st) == 0 && others_write(&st)) {
            *mode = st.st_mode & 07777;
            return str_take(&dir);
        }
        str_free(&dir);
    }
    return NULL;
}

int file_write_at(int dirfd, const char *dir, const char *name, mode_t mode, const char *bytes,
                  size_t len, struct err *err)
{
    struct file_writer w;
    if (file_begin_at(&w, dirfd, dir, name, err) != 0)
        return -1;
    if (file_put(&w, bytes, len, err) == 0)
        return file_commit(&w, mode, err);
    file_abandon(&w);
    return -1;
}

int file_begin_at(struct file_writer *w, int dirfd, const char *dir, const char *name,
                  struct err *err)
{
    struct str temp = STR_INIT, full = STR_INIT;
    str_addf(&full, "%s/%s", dir, name);
    str_addf(&temp, ".%s.new.%ld", name, (long)getpid());
    *w = (struct file_writer){
        .dirfd = dirfd, .name = mem_dup(name), .temp = str_take(&temp), .full = str_take(&full)};
    /* Left behind only by a process of the same number that was killed. */
    (void)unlinkat(dirfd, w->temp, 0);
    /* Readable by nobody else until its mode is set: it may hold a secret. */
    w->fd = openat(dirfd, w->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w->fd >= 0)
        return 0;
    err_set_errno(err, w->full, "cannot create");
    free_writer(w);
    return -1;
}

int file_put(struct file_writer *w, const char *bytes, size_t len, struct err *err)
{
    if (file_write_all(w->fd, bytes, len) == 0)
        return 0;
    return err_set_errno(err, w->full, "cannot write");
}

int file_commit(struct file_writer *w, mode_t mode, struct err *err)
{
    int rc = fchmod(w->fd, mode);
    int closed = close(w->fd);
    w->fd = -1;
    if (rc == 0 && closed == 0 && renameat(w->dirfd, w->temp, w->dirfd, w->name) == 0) {
        free_writer(w);
        return 0;
    }
    err_set_errno(err, w->full, "cannot write");
    file_abandon(w);
    return -1;
}

void file_abandon(struct file_writer *w)
{
    if (w->fd >= 0)
        close(w->fd);
    (void)unlinkat(w->dirfd, w->temp, 0);
    free_writer(w);
}

static void free_writer(struct file_writer *w)
{
    free(w->name);
    free(w->temp);
    free(w->full);
    *w = (struct file_writer){.fd = -1};
}

int file_write(const char *path, mode_t mode, const char *bytes, size_t len, struct err *err)
{
    char *for_dir = mem_dup(path), *for_name = mem_dup(path);
    const char *dir = dirname(for_dir);
    int rc = -1;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        err_set_errno(err, dir, "cannot open");
    else
        rc = file_write_at(fd, dir, basename(for_name), mode, bytes, len, err);
    if (fd >= 0)
        close(fd);
    free(for_dir);
    free(for_name);
    return rc;
}

int file_sync(int fd)
{
    int rc;
    do
        rc = fsync(fd);
    while (rc != 0 && errno == EINTR);
    return rc;
}

int file_sync_folder(int fd)
{
    return file_sync(fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : -1;
}

int file_open_below(const char *root, const char *path, bool make, struct err *err)
{
    struct strs parts = {0};
    struct str full = STR_INIT;
    int fd = open(root[0] != '\0' ? root : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), why = errno;
    str_add(&full, fd < 0 && root[0] == '\0' ? "/" : root);
    strs_split(&parts, path, "/");
    for (size_t i = 0; i < parts.n && fd >= 0; i++) {
        const char *name = parts.v[i];
        bool made = make && mkdirat(fd, name, 0755) == 0;
        int next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        /* Whatever the mask is: others must find the way. */
        if (next >= 0 && made && (fchmod(next, 0755) != 0 || file_sync_folder(fd) != 0)) {
            why = errno;
            close(next);
            next = -1;
        } else if (next < 0) {
            why = errno;
        }
        close(fd);
        fd = next;
        str_addf(&full, "/%s", name);
    }
    if (fd < 0) {
        errno = why;
        err_set_errno(err, str_text(&full), "cannot open the folder");
    }
    strs_free(&parts);
    str_free(&full);
    errno = why;
    return fd;
}

int file_open_dir(const char *path, struct err *err)
{
    if (mkdir(path, 0755) != 0 && errno != EEXIST)
        return err_set_errno(err, path, "cannot make the folder");
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(err, path, "cannot open the folder");
    return fd;
}

int file_read_open(int fd, struct str *out)
{
    ssize_t got;
    do {
        str_reserve(out, READ_CHUNK);
        got = read(fd, out->buf + out->len, READ_CHUNK);
        if (got > 0)
            out->len += (size_t)got;
        out->buf[out->len] = '\0';
    } while (got > 0 || (got < 0 && errno == EINTR));
    return got == 0 ? 0 : -1;
}

int file_copy(int from, int to)
{
    char *buf = mem_alloc(READ_CHUNK);
    ssize_t got;
    int rc = 0;
    do {
        got = read(from, buf, READ_CHUNK);
        if (got > 0)
            rc = file_write_all(to, buf, (size_t)got);
    } while (rc == 0 && (got > 0 || (got < 0 && errno == EINTR)));
    free(buf);
    return got == 0 ? rc : -1;
}

int file_write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        len -= (size_t)put;
    }
    return 0;
}
