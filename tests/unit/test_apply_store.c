/* Tests of apply/store.c: contents by their digest, the lock, and what is pruned. */
#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "sys/clock.h"

#include "sys/file.h"

#include "apply_tree.h"

/* Of "abc". */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HERE "var/lib/mcwizard"

enum { DAY = 24 * 60 * 60, NOW = 1700000000 };

static pid_t holder(long sleep_ms, bool child, pid_t *heir);
static void expect_busy(int wait_seconds, const char *text);
static void expect_free(int wait_seconds);
static void expect_shut(const char *text, const char *what);
static void expect_ids(const long *want, size_t n, const char *what);
static void write_checkpoint(long id, long days_ago);

TestSuite(apply_store, .init = tree_make, .fini = tree_remove, .timeout = 60);

Test(apply_store, contents)
{
    char digest[STATE_DIGEST_BYTES];
    struct err err = {0};
    struct str text = STR_INIT;
    scratch_write("f", "abc", 3, 0644);
    int fd = open(scratch_path("f"), O_RDONLY);
    cr_assert_eq(lseek(fd, 2, SEEK_SET), 2);
    cr_expect_not(store_has(&tree_store, ABC));
    for (int i = 0; i < 2; i++) {
        cr_assert_eq(store_keep(&tree_store, fd, "/f", digest, &err), 0, "%s", err.text);
        cr_expect_str_eq(digest, ABC);
        cr_expect_eq(tree_count("/" HERE "/objects"), 1, "once");
    }
    close(fd);
    cr_expect(store_has(&tree_store, ABC));
    cr_expect_eq(tree_stat("/" HERE "/objects/" ABC).st_mode & 07777, 0600);
    cr_expect_eq(store_read(&tree_store, ABC, &text, &err), 0);
    cr_expect_eq(store_read(&tree_store, ABC, &text, &err), 0);
    cr_expect_str_eq(str_text(&text), "abcabc", "appended");
    fd = store_fetch(&tree_store, ABC, &err);
    cr_expect_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    cr_expect_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    close(fd);
    str_free(&text);
}

Test(apply_store, long_contents)
{
    enum { LEN = 300000 };
    char digest[STATE_DIGEST_BYTES], *bytes = mem_alloc(LEN);
    struct err err = {0};
    struct str text = STR_INIT;
    for (size_t i = 0; i < LEN; i++)
        bytes[i] = (char)(i * i >> 5);
    int fd = open(scratch_write("f", bytes, LEN, 0600), O_RDONLY);
    cr_assert_eq(store_keep(&tree_store, fd, "/f", digest, &err), 0, "%s", err.text);
    close(fd);
    cr_assert_eq(store_read(&tree_store, digest, &text, &err), 0, "%s", err.text);
    cr_expect_eq(text.len, LEN);
    cr_expect_eq(memcmp(text.buf, bytes, LEN), 0);
    str_free(&text);
    free(bytes);
}

Test(apply_store, what_cannot_be_kept)
{
    char digest[STATE_DIGEST_BYTES];
    struct err err = {0};
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_expect_eq(store_keep(&tree_store, ends[0], "/pipe", digest, &err), -1);
    tree_expect_error(&err, "/pipe: cannot keep a copy of it: ", "pipe");
    cr_expect_eq(store_keep(&tree_store, tree_store.fd, "/folder", digest, &err), -1);
    tree_expect_error(&err, "/folder: cannot keep a copy of it: ", "folder");
    int fd = open(scratch_write("f", "abcabc", 6, 0600), O_RDONLY);
    tree_full(4);
    cr_expect_eq(store_keep(&tree_store, fd, "/f", digest, &err), -1);
    tree_full(-1);
    tree_expect_error(&err, "/f: cannot keep a copy of it: ", "full");
    cr_expect_eq(tree_count("/" HERE "/objects"), 0, "nothing is left of it");
    close(fd);
    fd = open(scratch_write("f", "abc", 3, 0600), O_RDONLY);
    cr_assert_eq(mkdir(scratch_path(HERE "/objects/" ABC), 0700), 0);
    cr_expect_eq(store_keep(&tree_store, fd, "/f", digest, &err), -1);
    tree_expect_error(&err, "/f: cannot keep a copy of it: ", "its name is taken");
    cr_expect_eq(tree_count("/" HERE "/objects"), 1);
    close(fd);
    close(ends[0]);
    close(ends[1]);
}

Test(apply_store, what_was_not_kept)
{
    struct err err = {0};
    struct str text = STR_INIT;
    cr_expect_eq(store_fetch(&tree_store, ABC, &err), -1);
    tree_expect_error(&err, HERE ": a copy that was kept there cannot be read: ", "fetch");
    cr_expect_eq(store_read(&tree_store, ABC, &text, &err), -1);
    tree_expect_error(&err, HERE ": what was kept there cannot be read: ", "read");
    cr_assert_eq(mkdir(scratch_path(HERE "/objects/" ABC), 0700), 0);
    cr_expect_eq(store_read(&tree_store, ABC, &text, &err), -1);
    tree_expect_error(&err, HERE ": what was kept there cannot be read: ", "a folder");
    cr_assert_eq(symlink("/etc/passwd", scratch_path(HERE "/objects/link")), 0);
    cr_expect_eq(store_fetch(&tree_store, "link", &err), -1);
    tree_expect_error(&err, "cannot be read", "a link");
    str_free(&text);
}

/*
 * A process that has the lock for some time, or until it is killed.  child: it has a child, which
 * it leaves the lock to.
 */
static pid_t holder(long sleep_ms, bool child, pid_t *heir)
{
    int ready[2];
    cr_assert_eq(pipe(ready), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct store store;
        struct err err = {0};
        pid_t other = 0;
        alarm(30);
        store_close(&tree_store); /* it is ours no more */
        if (store_open_locked(scratch_dir, 5, &store, &err) != 0)
            _exit(1);
        if (child && (other = fork()) == 0) {
            alarm(30);
            close(ready[1]);
            for (;;)
                pause();
        }
        (void)!write(ready[1], &other, sizeof(other));
        if (sleep_ms > 0)
            clock_nap((int)sleep_ms);
        else
            for (;;)
                pause();
        _exit(0);
    }
    close(ready[1]);
    store_close(&tree_store);
    cr_assert_eq(read(ready[0], heir, sizeof(*heir)), (ssize_t)sizeof(*heir));
    close(ready[0]);
    return pid;
}

static void expect_busy(int wait_seconds, const char *text)
{
    struct store store;
    struct err err = {0};
    cr_expect_eq(store_open_locked(scratch_dir, wait_seconds, &store, &err), -1);
    cr_expect(err.mend != NULL && strstr(err.mend, "--lock-timeout=SECONDS") != NULL);
    tree_expect_error(&err, text, "busy");
    store_close(&store);
}

static void expect_free(int wait_seconds)
{
    struct store store;
    struct err err = {0};
    cr_expect_eq(store_open_locked(scratch_dir, wait_seconds, &store, &err), 0, "%s", err.text);
    store_close(&store);
}

Test(apply_store, locked_by_another)
{
    pid_t heir = 0, pid = holder(0, false, &heir);
    char text[64];
    snprintf(text, sizeof(text), "process %ld is changing this host", (long)pid);
    long long before = clock_ms();
    expect_busy(0, text);
    cr_expect_lt(clock_ms() - before, 1000);
    expect_busy(1, text);
    cr_expect_geq(clock_ms() - before, 1000);
    cr_assert_eq(truncate(scratch_path(HERE "/lock"), 0), 0);
    expect_busy(0, "another process is changing this host");
    cr_assert_eq(kill(pid, SIGKILL), 0);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    expect_free(0);
}

Test(apply_store, waits_for_the_lock)
{
    pid_t heir = 0, pid = holder(400, false, &heir);
    expect_busy(0, "is changing this host");
    expect_free(20);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

/* As the keeper has it, after the one that opened it was killed. */
Test(apply_store, lock_of_a_child)
{
    pid_t heir = 0, pid = holder(0, true, &heir);
    cr_assert_gt(heir, 0);
    cr_assert_eq(kill(pid, SIGKILL), 0);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    expect_busy(0, "is changing this host");
    cr_assert_eq(kill(heir, SIGKILL), 0);
    expect_free(10); /* it is no child of ours: nobody tells us when it is gone */
}

/* Another descriptor of this process has it no more than another process. */
Test(apply_store, locked_by_ourselves)
{
    char text[64];
    snprintf(text, sizeof(text), "process %ld is changing this host", (long)getpid());
    expect_busy(0, text);
    store_close(&tree_store);
    expect_free(0);
}

static void expect_shut(const char *text, const char *what)
{
    struct store store;
    struct err err = {0};
    cr_expect_eq(store_open_locked(scratch_dir, 0, &store, &err), -1, "%s", what);
    tree_expect_error(&err, text, what);
    store_close(&store);
}

Test(apply_store, that_others_may_use)
{
    static const mode_t modes[] = {0710, 0704, 0701, 0755, 01777, 0720};
    store_close(&tree_store);
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        char mode[32];
        snprintf(mode, sizeof(mode), "(mode %04o, user %lu)", (unsigned)modes[i],
                 (unsigned long)geteuid());
        cr_assert_eq(chmod(scratch_path(HERE), modes[i]), 0);
        expect_shut("others may use it", mode);
        expect_shut(mode, mode);
    }
    cr_assert_eq(chmod(scratch_path(HERE), 0700), 0);
    expect_free(0);
    if (geteuid() != 0)
        cr_skip_test("only root can give a folder away");
    cr_assert_eq(chown(scratch_path(HERE), 65534, 0), 0);
    expect_shut("others may use it (mode 0700, user 65534)", "somebody else's");
}

Test(apply_store, opened_as_it_is_made)
{
    struct stat st = tree_stat("/" HERE);
    cr_expect_eq(st.st_mode & 07777, 0700);
    cr_expect_eq(tree_stat("/" HERE "/objects").st_mode & 07777, 0700);
    cr_expect_eq(tree_stat("/" HERE "/checkpoints").st_mode & 07777, 0700);
    cr_expect_eq(tree_stat("/" HERE "/lock").st_mode & 07777, 0600);
    cr_expect_eq(fcntl(tree_store.fd, F_GETFD), FD_CLOEXEC);
    cr_expect_eq(fcntl(tree_store.lock, F_GETFD), FD_CLOEXEC);
    cr_expect_str_eq(tree_store.root, scratch_dir);
    cr_expect_str_eq(tree_store.path, scratch_path(HERE));
}

static void drop(const char *name)
{
    cr_assert_eq(nftw(scratch_path(name), scratch_drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

Test(apply_store, no_place_for_it)
{
    store_close(&tree_store);
    static const char *const inside[] = {HERE "/objects", HERE "/checkpoints"};
    for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
        drop(inside[i]);
        scratch_write(inside[i], "x", 1, 0600);
        expect_shut("cannot open a folder in it: ", inside[i]);
        cr_assert_eq(unlink(scratch_path(inside[i])), 0);
        cr_assert_eq(symlink(".", scratch_path(inside[i])), 0);
        expect_shut("cannot open a folder in it: ", "a link");
        cr_assert_eq(unlink(scratch_path(inside[i])), 0);
        expect_free(0);
    }
    cr_assert_eq(unlink(scratch_path(HERE "/lock")), 0);
    cr_assert_eq(symlink("victim", scratch_path(HERE "/lock")), 0);
    expect_shut("cannot open the lock in it: ", "lock");
    cr_expect_not(tree_has("/" HERE "/victim"));
    drop(HERE);
    scratch_write(HERE, "x", 1, 0600);
    expect_shut("cannot open the folder: ", "a file");
    drop(HERE);
    cr_assert_eq(symlink("/tmp", scratch_path(HERE)), 0);
    expect_shut("cannot open the folder: ", "a link");
    drop("var");
    scratch_write("var", "x", 1, 0600);
    expect_shut("/var: cannot open the folder: ", "var");
    drop("var");
    cr_assert_eq(mkdir(scratch_path("var"), 0755), 0);
    scratch_write("var/lib", "x", 1, 0600);
    expect_shut("/var/lib: cannot open the folder: ", "var/lib");
    drop("var");
    expect_free(0);
}

Test(apply_store, for_reading)
{
    struct store store;
    struct err err = {0};
    long *ids = NULL;
    size_t n = 9;
    cr_expect_eq(store_open(scratch_dir, &store, &err), 0, "%s", err.text);
    cr_expect(store_is_there(&store));
    cr_expect_lt(store.lock, 0, "it needs no lock");
    store_close(&store);
    cr_expect_not(store_is_there(&store));
    drop(HERE "/objects");
    cr_expect_eq(store_open(scratch_dir, &store, &err), -1);
    tree_expect_error(&err, HERE ": cannot open a folder in it: ", "objects");
    store_close(&store);
    drop(HERE);
    cr_expect_eq(store_open(scratch_dir, &store, &err), 0);
    cr_expect_not(store_is_there(&store));
    cr_expect_eq(store_list(&store, &ids, &n, &err), 0);
    cr_expect_eq(n, 0);
    store_close(&store);
    cr_expect_not(tree_has("/" HERE), "reading makes nothing");
    cr_assert_eq(symlink("/tmp", scratch_path(HERE)), 0);
    cr_expect_eq(store_open(scratch_dir, &store, &err), 0);
    cr_expect_not(store_is_there(&store), "a link is none");
    store_close(&store);
}

Test(apply_store, of_another_user)
{
    struct store store;
    struct err err = {0};
    if (geteuid() == 0)
        cr_assert_eq(chmod(scratch_dir, 0755) | seteuid(65534), 0);
    else
        cr_assert_eq(chmod(scratch_path(HERE), 0), 0);
    cr_expect_eq(store_open(scratch_dir, &store, &err), -1);
    cr_expect(err.mend != NULL && strcmp(err.mend, "only root may look at it") == 0);
    tree_expect_error(&err, HERE ": cannot open the folder: ", "user");
    store_close(&store);
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
    cr_assert_eq(chmod(scratch_path(HERE), 0700), 0);
}

static void expect_ids(const long *want, size_t n, const char *what)
{
    struct err err = {0};
    long *ids = NULL;
    size_t got = 0;
    cr_expect_eq(store_list(&tree_store, &ids, &got, &err), 0, "%s", err.text);
    cr_expect_eq(got, n, "%s: %zu", what, got);
    for (size_t i = 0; i < n && i < got; i++)
        cr_expect_eq(ids[i], want[i], "%s: %ld", what, ids[i]);
    free(ids);
}

Test(apply_store, list)
{
    static const char *const strange[] = {"x.json",          "0.json",  "-1.json",
                                          "000002.json.new", "000003",  ".json",
                                          "4.jsonx",         "5 .json", "000006.JSON"};
    long want[100];
    struct err err = {0};
    long *ids = NULL;
    size_t n = 0;
    expect_ids(NULL, 0, "none");
    for (size_t i = 0; i < ARRAY_LEN(strange); i++) {
        char name[64];
        snprintf(name, sizeof(name), HERE "/checkpoints/%s", strange[i]);
        scratch_write(name, "x", 1, 0600);
    }
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        char name[64];
        want[i] = (long)i * 10001 + 1; /* up to seven digits */
        snprintf(name, sizeof(name), HERE "/checkpoints/%06ld.json", want[i]);
        scratch_write(name, "x", 1, 0600);
    }
    expect_ids(want, ARRAY_LEN(want), "many");
    tree_no_descriptors(true);
    cr_expect_eq(store_list(&tree_store, &ids, &n, &err), -1);
    tree_no_descriptors(false);
    tree_expect_error(&err, HERE ": cannot list the checkpoints: ", "list");
    free(ids);
}

/* Each names contents of its own, before and after and kept, and one that all name. */
static void write_checkpoint(long id, long days_ago)
{
    struct checkpoint cp = tree_checkpoint(id);
    char text[64], name[64], path[64], none[STATE_DIGEST_BYTES];
    cp.time = NOW - days_ago * DAY;
    snprintf(path, sizeof(path), "/etc/mail/f%ld", id);
    snprintf(text, sizeof(text), "before %ld", id);
    tree_file(path, text);
    snprintf(text, sizeof(text), "after %ld", id);
    tree_change(&cp, path, text);
    tree_change(&cp, "/etc/mail/all", "all");
    snprintf(text, sizeof(text), "recorded %ld", id);
    tree_keep(text, checkpoint_record(&cp, path)->digest);
    snprintf(text, sizeof(text), "nobody's %ld", id);
    tree_keep(text, none);
    json_t *json = checkpoint_json(&cp);
    char *dump = json_dumps(json, 0);
    snprintf(name, sizeof(name), HERE "/checkpoints/%06ld.json", id);
    scratch_write(name, dump, strlen(dump), 0600);
    free(dump);
    json_decref(json);
    checkpoint_free(&cp);
}

Test(apply_store, load)
{
    struct checkpoint cp;
    struct err err = {0};
    cr_expect_eq(store_load_newest(&tree_store, &cp, &err), 0);
    cr_expect_eq(cp.id, 0, "none");
    checkpoint_free(&cp);
    write_checkpoint(3, 1);
    write_checkpoint(12, 1);
    cr_assert_eq(store_load(&tree_store, 3, &cp, &err), 0, "%s", err.text);
    cr_expect_eq(cp.id, 3);
    checkpoint_free(&cp);
    cr_assert_eq(store_load_newest(&tree_store, &cp, &err), 0, "%s", err.text);
    cr_expect_eq(cp.id, 12);
    cr_expect_eq(cp.n, 2);
    checkpoint_free(&cp);
    cr_expect_eq(store_load(&tree_store, 4, &cp, &err), -1);
    tree_expect_error(&err, "/checkpoints/000004.json: what was kept there cannot be read", "4");
    scratch_write(HERE "/checkpoints/000013.json", "{", 1, 0600);
    cr_expect_eq(store_load_newest(&tree_store, &cp, &err), -1);
    tree_expect_error(&err, "/checkpoints/000013.json:1:", "13");
}

Test(apply_store, prune)
{
    static const struct {
        long keep, days, first; /* which of 1 to 5 is the first that stays */
    } rows[] = {
        {5, 0, 1},  {100, 0, 1}, {0, 50, 1}, {0, 1000, 1}, {4, 0, 2},
        {2, 0, 4},  {1, 0, 5},   {0, 0, 5},  {0, 49, 2},   {1, 25, 4},
        {3, 15, 3}, {1, 10, 5},  {1, 9, 5},  {2, 35, 3},   {4, 100, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char what[64];
        size_t left = (size_t)(6 - rows[i].first);
        static const long ids[] = {1, 2, 3, 4, 5};
        snprintf(what, sizeof(what), "keep %ld, days %ld", rows[i].keep, rows[i].days);
        for (long id = 1; id <= 5; id++) /* 50, 40, 30, 20 and 10 days ago */
            write_checkpoint(id, (6 - id) * 10);
        store_prune(&tree_store, rows[i].keep, rows[i].days, NOW);
        expect_ids(ids + rows[i].first - 1, left, what);
        /* Three of each, and the common one. */
        cr_expect_eq(tree_count("/" HERE "/objects"), 3 * left + 1, "%s", what);
        for (long id = rows[i].first; id <= 5; id++) {
            struct checkpoint cp;
            struct err err = {0};
            cr_assert_eq(store_load(&tree_store, id, &cp, &err), 0, "%s", err.text);
            cr_expect(store_has(&tree_store, cp.v[0].before.digest), "%s: %ld", what, id);
            cr_expect(store_has(&tree_store, cp.v[0].after.digest), "%s: %ld", what, id);
            cr_expect(store_has(&tree_store, cp.v[1].after.digest), "%s: %ld", what, id);
            cr_expect(store_has(&tree_store, cp.record[0].digest), "%s: %ld", what, id);
            checkpoint_free(&cp);
        }
    }
}

Test(apply_store, prune_with_nothing_there)
{
    char digest[STATE_DIGEST_BYTES];
    tree_keep("abc", digest);
    scratch_write(HERE "/objects/.new.1", "x", 1, 0600); /* of one that died */
    store_prune(&tree_store, 5, 5, NOW);
    cr_expect_eq(tree_count("/" HERE "/objects"), 0);
    cr_expect_eq(tree_count("/" HERE), 3);
}

/* Where it is not known what is wanted, all contents stay. */
Test(apply_store, prune_in_doubt)
{
    write_checkpoint(1, 30);
    write_checkpoint(2, 20);
    scratch_write(HERE "/checkpoints/000003.json", "{", 1, 0600);
    size_t n = tree_count("/" HERE "/objects");
    store_prune(&tree_store, 1, 1, NOW);
    cr_expect_eq(tree_count("/" HERE "/objects"), n, "an unreadable one");
    cr_assert_eq(unlink(scratch_path(HERE "/checkpoints/000003.json")), 0);
    write_checkpoint(1, 30);
    write_checkpoint(2, 20);
    n = tree_count("/" HERE "/objects");
    scratch_write(HERE "/open.json", "{}", 2, 0600);
    store_prune(&tree_store, 1, 1, NOW);
    expect_ids((const long[]){2}, 1, "open");
    cr_expect_eq(tree_count("/" HERE "/objects"), n, "a change is open");
    tree_no_descriptors(true);
    store_prune(&tree_store, 1, 1, NOW);
    tree_no_descriptors(false);
    cr_assert_eq(unlink(scratch_path(HERE "/open.json")), 0);
    cr_expect_eq(tree_count("/" HERE "/objects"), n, "no list");
    store_prune(&tree_store, 1, 1, NOW);
    cr_expect_eq(tree_count("/" HERE "/objects"), 4);
}

Test(apply_store, write)
{
    struct err err = {0};
    cr_expect_eq(store_write(&tree_store, "w", "a\0b", 3, &err), 0, "%s", err.text);
    cr_expect_eq(tree_stat("/" HERE "/w").st_size, 3);
    cr_expect_eq(tree_stat("/" HERE "/w").st_mode & 07777, 0600);
    scratch_write(HERE "/.w.new", "of one that died", 16, 0644);
    cr_expect_eq(store_write(&tree_store, "w", "second", 6, &err), 0, "%s", err.text);
    cr_expect_str_eq(tree_text("/" HERE "/w"), "second");
    size_t n = tree_count("/" HERE);
    tree_full(3);
    cr_expect_eq(store_write(&tree_store, "w", "third", 5, &err), -1);
    tree_full(-1);
    tree_expect_error(&err, HERE "/w: cannot write: ", "full");
    cr_expect_str_eq(tree_text("/" HERE "/w"), "second");
    cr_expect_eq(store_write(&tree_store, "objects", "x", 1, &err), -1);
    tree_expect_error(&err, HERE "/objects: cannot write: ", "a folder");
    cr_expect_eq(tree_count("/" HERE), n, "nothing is left of it");
}

Test(apply_store, sync)
{
    struct err err = {0};
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_expect_eq(file_sync(tree_store.lock), 0);
    cr_expect_eq(file_sync(-1), -1);
    cr_expect_eq(errno, EBADF);
    cr_expect_eq(file_sync(ends[0]), -1);
    cr_expect_eq(store_sync_folder(ends[0], "/x", &err), 0, "what cannot be done");
    cr_expect_eq(store_sync_folder(-1, "/x", &err), -1);
    tree_expect_error(&err, "/x: cannot make what is in the folder last: ", "sync");
    close(ends[0]);
    close(ends[1]);
}
