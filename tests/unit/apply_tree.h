/*
 * A root with /etc/mail and a locked store, for the tests of apply/.
 *   TestSuite(x, .init = tree_make, .fini = tree_remove);
 */
#ifndef MCWIZARD_TESTS_APPLY_TREE_H
#define MCWIZARD_TESTS_APPLY_TREE_H

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "base/str.h"

#include "apply/store.h"
#include "apply/target.h"

#include "scratch.h"

static struct store tree_store;

static inline void tree_make(void)
{
    struct err err = {0};
    scratch_make();
    cr_assert_eq(mkdir(scratch_path("etc"), 0755), 0);
    cr_assert_eq(mkdir(scratch_path("etc/mail"), 0755), 0);
    cr_assert_eq(chmod(scratch_path("etc"), 0755), 0);
    cr_assert_eq(chmod(scratch_path("etc/mail"), 0755), 0);
    cr_assert_eq(store_open_locked(scratch_dir, 0, &tree_store, &err), 0, "%s", err.text);
}

static inline void tree_remove(void)
{
    store_close(&tree_store);
    scratch_remove();
}

/* A text in the store, by its digest. */
static inline void tree_keep(const char *text, char digest[STATE_DIGEST_BYTES])
{
    struct err err = {0};
    int fd = open(scratch_write("kept", text, strlen(text), 0600), O_RDONLY);
    cr_assert_eq(store_keep(&tree_store, fd, "kept", digest, &err), 0, "%s", err.text);
    close(fd);
    cr_assert_eq(unlink(scratch_path("kept")), 0);
}

/* A file of long ago, and of a mode that no umask makes. */
static inline void tree_file(const char *path, const char *text)
{
    const struct timespec long_ago[2] = {{1000000000, 123456789}, {1000000000, 123456789}};
    const char *full = scratch_write(path + 1, text, strlen(text), 0751);
    cr_assert_eq(utimensat(AT_FDCWD, full, long_ago, 0), 0);
}

/* What a file says; "(none)" if it is not there.  Good until the next call. */
static inline const char *tree_text(const char *path)
{
    static struct str text;
    int fd = open(scratch_path(path + 1), O_RDONLY | O_NOFOLLOW);
    char byte;
    if (fd < 0)
        return "(none)";
    str_clear(&text);
    while (read(fd, &byte, 1) == 1)
        str_addch(&text, byte);
    close(fd);
    return str_text(&text);
}

static inline bool tree_has(const char *path)
{
    struct stat st;
    return lstat(scratch_path(path + 1), &st) == 0;
}

static inline struct stat tree_stat(const char *path)
{
    struct stat st;
    cr_assert_eq(lstat(scratch_path(path + 1), &st), 0, "%s", path);
    return st;
}

/* How many names a folder has, and they are the only ones. */
static inline size_t tree_count(const char *path)
{
    size_t n = 0;
    DIR *dir = opendir(scratch_path(path + 1));
    cr_assert_not_null(dir);
    for (const struct dirent *e; (e = readdir(dir)) != NULL;)
        n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    closedir(dir);
    return n;
}

/* The change from what is there to a text, or to nothing; both texts are in the store. */
static inline struct change *tree_change(struct checkpoint *cp, const char *path, const char *text)
{
    struct err err = {0};
    struct change *change = checkpoint_add(cp, path);
    char digest[STATE_DIGEST_BYTES];
    if (tree_has(path)) {
        cr_assert_eq(target_look(scratch_dir, path, &change->before, &err), 0, "%s", err.text);
        char *before = mem_dup(tree_text(path));
        tree_keep(before, digest);
        free(before);
    }
    if (text != NULL) {
        change->after = (struct state){.there = true,
                                       .mode = 0640,
                                       .uid = geteuid(),
                                       .gid = getegid(),
                                       .size = (long long)strlen(text)};
        tree_keep(text, change->after.digest);
    }
    return change;
}

/* A checkpoint that lacks only its changes. */
static inline struct checkpoint tree_checkpoint(long id)
{
    return (struct checkpoint){.id = id,
                               .time = 1700000000,
                               .user = mem_dup("root for \"a\""),
                               .command = mem_dup("apply"),
                               .profile = mem_dup("")};
}

/* No file may grow beyond some bytes, as if its file system were full; -1: that is over. */
static inline void tree_full(long bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes >= 0 ? (rlim_t)bytes : limit.rlim_max;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* No further descriptors; or that is over. */
static inline void tree_no_descriptors(bool none)
{
    static rlim_t before;
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    before = none ? limit.rlim_cur : before;
    limit.rlim_cur = none ? 0 : before;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* An error that has a text in it, and is forgotten then. */
static inline void tree_expect_error(struct err *err, const char *text, const char *what)
{
    char *line = err_is_set(err) ? err_format(err) : mem_dup("no error");
    cr_expect(strstr(line, text) != NULL, "%s: %s", what, line);
    free(line);
    err_clear(err);
}

/* target_hold where no daemon runs, as one of the steps. */
static inline int hold(const struct store *store, const struct change *change, struct err *err)
{
    return target_hold(store, change, NULL, err);
}

#endif
