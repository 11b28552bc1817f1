/* The disk of fault.c: what is on it for good, what a power cut takes away, and who can read it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

static struct shared *disk;
static const char *root, *save;

static void watch_folder(const char *folder, bool all);

void disk_begin(struct shared *shared, const char *below)
{
    disk = shared, root = below;
    /* Only for the kind lost: what is kept is copied there. */
    const char *fault = getenv("FAULT");
    save = fault != NULL && strstr(fault, ":lost") != NULL ? getenv("FAULT_SAVE") : NULL;
}

/* ---- contents ---- */

static struct disk_file *find_file(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return NULL;
    struct disk_file *free_place = NULL;
    for (unsigned i = 0; i < MAX_FILES; i++) {
        struct disk_file *f = &disk->files[i];
        if (f->ino == st.st_ino && f->dev == st.st_dev)
            return f;
        if (f->ino == 0 && free_place == NULL)
            free_place = f;
    }
    if (free_place == NULL)
        abort();
    free_place->dev = st.st_dev;
    free_place->path[0] = '\0';
    return free_place;
}

void disk_written(int fd, const char *path)
{
    struct stat st;
    struct disk_file *f = find_file(fd);
    if (f == NULL || fstat(fd, &st) != 0)
        return;
    f->ino = st.st_ino;
    snprintf(f->path, sizeof(f->path), "%s", path);
}

/* A folder's fsync makes the names in it last. */
void disk_synced(int fd, const char *path, bool done)
{
    struct stat st;
    if (!done || fstat(fd, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        struct disk_file *f = find_file(fd);
        if (f != NULL)
            f->ino = 0;
        return;
    }
    for (unsigned i = 0; i < disk->n_changes; i++) {
        struct disk_change *c = &disk->changes[i];
        const char *name = c->b[0] != '\0' ? c->b : c->a;
        size_t len = (size_t)(strrchr(name, '/') - name);
        if (strlen(path) == len && strncmp(path, name, len) == 0)
            c->durable = true;
    }
}

void disk_synced_all(bool done)
{
    for (unsigned i = 0; done && i < disk->n_changes; i++)
        disk->changes[i].durable = true;
    for (unsigned i = 0; done && i < MAX_FILES; i++)
        disk->files[i].ino = 0;
}

/* ---- names ---- */

/* No link: the program looks at how many there are. */
static bool copy(const char *from, const char *to)
{
    struct stat st;
    char names[1024], value[1024];
    int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (in < 0 || fstat(in, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (in >= 0)
            close(in);
        return false;
    }
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    off_t at = 0;
    while (out >= 0 && at < st.st_size && sendfile(out, in, &at, (size_t)(st.st_size - at)) > 0)
        continue;
    bool done = out >= 0 && at == st.st_size && fchown(out, st.st_uid, st.st_gid) == 0 &&
                fchmod(out, st.st_mode & 07777) == 0;
    ssize_t len = flistxattr(in, names, sizeof(names));
    for (ssize_t i = 0; i < len; i += (ssize_t)strlen(names + i) + 1) {
        ssize_t size = fgetxattr(in, names + i, value, sizeof(value));
        done = done && size >= 0 && fsetxattr(out, names + i, value, (size_t)size, 0) == 0;
    }
    const struct timespec times[2] = {st.st_atim, st.st_mtim};
    if (!done || futimens(out, times) != 0)
        abort();
    close(in);
    close(out);
    return true;
}

static void kept_name(const struct disk_change *c, char *out)
{
    snprintf(out, MAX_PATH, "%s/%u", save, (unsigned)(c - disk->changes));
}

void disk_change(enum disk_kind kind, const char *a, const char *b)
{
    char kept[MAX_PATH];
    if (disk->n_changes == MAX_CHANGES)
        abort();
    struct disk_change *c = &disk->changes[disk->n_changes++];
    *c = (struct disk_change){.kind = kind, .open = true};
    snprintf(c->a, sizeof(c->a), "%s", a);
    snprintf(c->b, sizeof(c->b), "%s", b != NULL ? b : "");
    const char *victim = kind == DISK_RENAME ? c->b : kind == DISK_UNLINK ? c->a : NULL;
    if (save != NULL && victim != NULL) {
        kept_name(c, kept);
        struct stat st;
        c->ino = lstat(victim, &st) == 0 ? st.st_ino : 0;
        c->saved = copy(victim, kept);
    }
}

void disk_changed(bool done)
{
    struct disk_change *c = &disk->changes[disk->n_changes - 1];
    c->open = false;
    if (!done) {
        disk->n_changes--;
        return;
    }
    for (unsigned i = 0; c->kind == DISK_RENAME && i < MAX_FILES; i++)
        if (disk->files[i].ino != 0 && strcmp(disk->files[i].path, c->a) == 0)
            memcpy(disk->files[i].path, c->b, MAX_PATH);
}

/* By its other name beside it, if it still has one, else from what is kept. */
static void bring_back(const struct disk_change *c, const char *name)
{
    char kept[MAX_PATH], folder[MAX_PATH];
    struct stat st;
    bool back = false;
    kept_name(c, kept);
    snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(name, '/') - name), name);
    (void)unlink(name);
    DIR *d = opendir(folder);
    for (const struct dirent *e; d != NULL && !back && (e = readdir(d)) != NULL;)
        back = fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_ino == c->ino &&
               linkat(dirfd(d), e->d_name, AT_FDCWD, name, 0) == 0;
    if (d != NULL)
        closedir(d);
    if (!back)
        (void)rename(kept, name);
}

static void undo(const struct disk_change *c)
{
    switch (c->kind) {
    case DISK_MAKE:
    case DISK_LINK:
        (void)unlink(c->b[0] != '\0' ? c->b : c->a);
        break;
    case DISK_RENAME:
        (void)rename(c->b, c->a);
        if (c->saved)
            bring_back(c, c->b);
        break;
    case DISK_UNLINK:
        if (c->saved)
            bring_back(c, c->a);
        break;
    case DISK_MKDIR:
        (void)rmdir(c->a);
        break;
    case DISK_RMDIR:
        break; /* nothing in a folder that was empty */
    }
}

void disk_cut(bool lose_names)
{
    struct stat st;
    for (unsigned i = 0; i < MAX_FILES; i++) {
        const struct disk_file *f = &disk->files[i];
        if (f->ino == 0 || lstat(f->path, &st) != 0 || st.st_ino != f->ino)
            continue;
        note("! half gone: %s\n", f->path);
        if (truncate(f->path, st.st_size / 2) != 0)
            abort();
    }
    for (unsigned i = disk->n_changes; lose_names && i-- > 0;) {
        const struct disk_change *c = &disk->changes[i];
        if (c->durable || c->open)
            continue;
        note("! lost: change of %s %s\n", c->a, c->b);
        undo(c);
    }
}

/* ---- secrets ---- */

bool disk_secret(const char *path)
{
    static const char state[] = "/var/lib/mcwizard";
    size_t len = strlen(root);
    const char *slash = strrchr(path, '/');
    return (slash != NULL && strstr(slash, "authinfo") != NULL) ||
           (strncmp(path, root, len) == 0 && strncmp(path + len, state, sizeof(state) - 1) == 0);
}

void disk_watch(void)
{
    int saved = errno;
    static const char *const folders[] = {"/etc/mail", "/var/lib/mcwizard",
                                          "/var/lib/mcwizard/objects",
                                          "/var/lib/mcwizard/checkpoints"};
    for (unsigned i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        char path[MAX_PATH];
        snprintf(path, sizeof(path), "%s%s", root, folders[i]);
        watch_folder(path, i > 0);
    }
    errno = saved;
}

static void watch_folder(const char *folder, bool all)
{
    struct stat st;
    DIR *d = opendir(folder);
    if (d == NULL)
        return;
    for (const struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        if (strcmp(e->d_name, "..") == 0 || (!all && strstr(e->d_name, "authinfo") == NULL))
            continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISLNK(st.st_mode) &&
            (st.st_mode & 077) != 0)
            note("! secret: %s/%s has mode %04o\n", folder, e->d_name,
                 (unsigned)(st.st_mode & 07777));
    }
    closedir(d);
}

/* ---- the kernel ---- */

ssize_t readlink_raw(const char *path, char *out, size_t size)
{
    return syscall(SYS_readlink, path, out, size);
}

void kill_raw(pid_t pid)
{
    (void)syscall(SYS_kill, pid, SIGKILL);
}

/* Until it has ended, if only as a zombie. */
void kill_and_wait(pid_t pid)
{
    char name[64], text[512], *state;
    kill_raw(pid);
    snprintf(name, sizeof(name), "/proc/%d/stat", (int)pid);
    for (;;) {
        int fd = open(name, O_RDONLY | O_CLOEXEC);
        ssize_t len = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
        if (fd >= 0)
            close(fd);
        text[len > 0 ? len : 0] = '\0';
        state = strrchr(text, ')');
        if (len <= 0 || state == NULL || state[2] == 'Z' || state[2] == 'X')
            return;
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
}
