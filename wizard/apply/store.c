/* What apply keeps; see store.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sha2.h>

#include "base/mem.h"

#include "apply/store.h"

#include "sys/file.h"
#include "sys/trust.h"

enum { COPY_CHUNK = 64 * 1024, LOCK_NAP_MS = 100, LOCK_TEXT = 256 };

static const char ending[] = ".json";

static void begin(const char *root, struct store *store);
static int judge(const struct store *store, struct err *err);
static int open_folder(int at, const char *name, const char *full, bool make, struct err *err);
static int open_store(const char *root, bool make, const char *full, struct err *err);
static int take_lock(struct store *store, int wait_seconds, struct err *err);
static int try_lock(int fd);
static int say_who(const struct store *store, struct err *err);
static int copy_bytes(int from, int to, SHA2_CTX *sha);
static int by_number(const void *a, const void *b);
static void add_digests(const struct checkpoint *cp, struct strs *names);
static void sweep(const struct store *store, struct strs *wanted);
static int by_text(const void *a, const void *b);

int store_open(const char *root, struct store *store, struct err *err)
{
    begin(root, store);
    store->fd = open_store(root, false, store->path, err);
    if (store->fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        err_clear(err);
        return 0;
    }
    if (store->fd < 0)
        return errno == EACCES ? err_mend(err, "only root may look at it") : -1;
    if (judge(store, err) != 0)
        return -1;
    store->objects = open_folder(store->fd, "objects", store->path, false, err);
    store->checkpoints = open_folder(store->fd, "checkpoints", store->path, false, err);
    return store->objects >= 0 && store->checkpoints >= 0 ? 0 : -1;
}

bool store_is_there(const struct store *store)
{
    return store->fd >= 0;
}

int store_open_locked(const char *root, int wait_seconds, struct store *store, struct err *err)
{
    begin(root, store);
    if ((store->fd = open_store(root, true, store->path, err)) < 0)
        return -1;
    if (judge(store, err) != 0 || take_lock(store, wait_seconds, err) != 0)
        return -1;
    store->objects = open_folder(store->fd, "objects", store->path, true, err);
    store->checkpoints = open_folder(store->fd, "checkpoints", store->path, true, err);
    return store->objects >= 0 && store->checkpoints >= 0 ? 0 : -1;
}

/* What is in it is believed, and secret. */
static int judge(const struct store *store, struct err *err)
{
    struct stat st;
    if (fstat(store->fd, &st) != 0)
        return err_set_errno(err, store->path, "cannot look at the folder");
    if (st.st_uid != geteuid() || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        err_set_at(err, ERR_INPUT, store->path, 0, 0,
                   "others may use it (mode %04o, user %lu), and it holds secrets",
                   (unsigned)(st.st_mode & 07777), (unsigned long)st.st_uid);
        return err_mend(err, "make it root's, with mode 0700, after a look at what is in it");
    }
    return 0;
}

static void begin(const char *root, struct store *store)
{
    struct str path = STR_INIT;
    str_addf(&path, "%s%s", root, STORE_PATH);
    *store = (struct store){.root = mem_dup(root),
                            .path = str_take(&path),
                            .fd = -1,
                            .objects = -1,
                            .checkpoints = -1,
                            .lock = -1};
}

/*
 * Links on the way are taken inside the root, and what they lead to is then opened without any: a
 * tree must not lead into another one's history.  -1 with errno.
 */
static int open_store(const char *root, bool make, const char *full, struct err *err)
{
    char *real = trust_real(root, STORE_PARENT);
    int parent =
        file_open_below(root, real != NULL ? real + strlen(root) : STORE_PARENT, make, err);
    int fd = -1, why = errno;
    if (parent >= 0) {
        bool made = make && mkdirat(parent, STORE_NAME, 0700) == 0;
        if (make && !made && errno != EEXIST)
            err_set_errno(err, full, "cannot make the folder");
        else if (!made || store_sync_folder(parent, full, err) == 0)
            fd = openat(parent, STORE_NAME, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
            err_set_errno(err, full, "cannot open the folder");
        why = errno;
        close(parent);
    }
    free(real);
    errno = why;
    return fd;
}

static int open_folder(int at, const char *name, const char *full, bool make, struct err *err)
{
    bool made = make && mkdirat(at, name, 0700) == 0;
    if (make && !made && errno != EEXIST)
        return err_set_errno(err, full, "cannot make a folder in it");
    if (made && store_sync_folder(at, full, err) != 0)
        return -1;
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd >= 0 ? fd : err_set_errno(err, full, "cannot open a folder in it");
}

/* The file stays: whoever removed it would let two in. */
static int take_lock(struct store *store, int wait_seconds, struct err *err)
{
    static const struct timespec nap = {.tv_nsec = LOCK_NAP_MS * 1000 * 1000};
    long long tries = (long long)wait_seconds * 1000 / LOCK_NAP_MS;
    do
        store->lock = openat(store->fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (store->lock < 0 && errno == EINTR);
    if (store->lock < 0)
        return err_set_errno(err, store->path, "cannot open the lock in it");
    while (try_lock(store->lock) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EACCES)
            return err_set_errno(err, store->path, "cannot lock it");
        if (tries-- <= 0)
            return say_who(store, err);
        nanosleep(&nap, NULL);
    }
    char who[LOCK_TEXT];
    int len = snprintf(who, sizeof(who), "%ld\n", (long)getpid());
    /* Only told to others: the lock is held without it. */
    if (ftruncate(store->lock, 0) != 0 || pwrite(store->lock, who, (size_t)len, 0) != len)
        (void)ftruncate(store->lock, 0);
    return 0;
}

/* A lock of the open file, which the keeper shares and the kernel gives back with its last user. */
static int try_lock(int fd)
{
#ifdef F_OFD_SETLK
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_SETLK, &whole);
#else
    return flock(fd, LOCK_EX | LOCK_NB);
#endif
}

static int say_who(const struct store *store, struct err *err)
{
    char who[LOCK_TEXT] = "";
    ssize_t got = pread(store->lock, who, sizeof(who) - 1, 0);
    long pid = got > 0 ? strtol(who, NULL, 10) : 0;
    if (pid > 0)
        err_set_at(err, ERR_SYSTEM, store->path, 0, 0, "process %ld is changing this host", pid);
    else
        err_set_at(err, ERR_SYSTEM, store->path, 0, 0, "another process is changing this host");
    return err_mend(err, "wait for it, or give --lock-timeout=SECONDS");
}

void store_close(struct store *store)
{
    int *const fds[] = {&store->lock, &store->objects, &store->checkpoints, &store->fd};
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        if (*fds[i] >= 0)
            close(*fds[i]);
        *fds[i] = -1;
    }
    free(store->root);
    free(store->path);
    store->root = store->path = NULL;
}

int store_keep(const struct store *store, int fd, const char *full, char digest[STATE_DIGEST_BYTES],
               struct err *err)
{
    struct str temp = STR_INIT;
    SHA2_CTX sha;
    int rc = -1;
    str_addf(&temp, ".new.%ld", (long)getpid());
    (void)unlinkat(store->objects, str_text(&temp), 0);
    int to = openat(store->objects, str_text(&temp),
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    SHA256Init(&sha);
    if (to < 0 || lseek(fd, 0, SEEK_SET) != 0 || copy_bytes(fd, to, &sha) != 0 ||
        file_sync(to) != 0) {
        err_set_errno(err, full, "cannot keep a copy of it");
        goto out;
    }
    SHA256End(&sha, digest);
    if (renameat(store->objects, str_text(&temp), store->objects, digest) != 0)
        err_set_errno(err, full, "cannot keep a copy of it");
    else
        rc = 0;
out:
    if (to >= 0)
        close(to);
    if (rc != 0)
        (void)unlinkat(store->objects, str_text(&temp), 0);
    str_free(&temp);
    return rc;
}

static int copy_bytes(int from, int to, SHA2_CTX *sha)
{
    char *buf = mem_alloc(COPY_CHUNK);
    int rc = 0;
    while (rc == 0) {
        ssize_t got = read(from, buf, COPY_CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            rc = got == 0 ? 1 : -1;
            break;
        }
        SHA256Update(sha, (const uint8_t *)buf, (size_t)got);
        rc = file_write_all(to, buf, (size_t)got);
    }
    free(buf);
    return rc > 0 ? 0 : -1;
}

bool store_has(const struct store *store, const char *digest)
{
    return faccessat(store->objects, digest, R_OK, 0) == 0;
}

int store_fetch(const struct store *store, const char *digest, struct err *err)
{
    int fd;
    do
        fd = openat(store->objects, digest, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        return err_set_errno(err, store->path, "a copy that was kept there cannot be read");
    return fd;
}

int store_read(const struct store *store, const char *digest, struct str *out, struct err *err)
{
    return store_read_at(store->objects, digest, store->path, out, err);
}

int store_read_at(int at, const char *name, const char *full, struct str *out, struct err *err)
{
    int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    int rc = fd >= 0 ? file_read_open(fd, out) : -1;
    if (rc != 0)
        err_set_errno(err, full, "what was kept there cannot be read");
    if (fd >= 0)
        close(fd);
    return rc;
}

int store_list(const struct store *store, long **ids, size_t *n, struct err *err)
{
    size_t cap = 0;
    *ids = NULL;
    *n = 0;
    if (store->checkpoints < 0)
        return 0;
    int fd = openat(store->checkpoints, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        err_set_errno(err, store->path, "cannot list the checkpoints");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    errno = 0;
    for (const struct dirent *e; (e = readdir(dir)) != NULL; errno = 0) {
        char *end = NULL;
        long id = strtol(e->d_name, &end, 10);
        if (id < 1 || strcmp(end, ending) != 0)
            continue;
        if (*n == cap) {
            cap = cap > 0 ? 2 * cap : 64;
            *ids = mem_realloc(*ids, cap, sizeof(**ids));
        }
        (*ids)[(*n)++] = id;
    }
    int rc = errno == 0 ? 0 : err_set_errno(err, store->path, "cannot list the checkpoints");
    closedir(dir);
    if (*n > 0)
        qsort(*ids, *n, sizeof(**ids), by_number);
    return rc;
}

static int by_number(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return x < y ? -1 : x > y;
}

int store_load(const struct store *store, long id, struct checkpoint *cp, struct err *err)
{
    struct str name = STR_INIT, full = STR_INIT, text = STR_INIT;
    str_addf(&name, "%0*ld%s", STORE_ID_DIGITS, id, ending);
    str_addf(&full, "%s/checkpoints/%s", store->path, str_text(&name));
    *cp = (struct checkpoint){.n = 0};
    int rc = store_read_at(store->checkpoints, str_text(&name), str_text(&full), &text, err);
    if (rc == 0)
        rc = checkpoint_parse(str_text(&text), text.len, str_text(&full), cp, err);
    str_free(&name);
    str_free(&full);
    str_free(&text);
    return rc;
}

int store_load_newest(const struct store *store, struct checkpoint *cp, struct err *err)
{
    long *ids = NULL;
    size_t n = 0;
    *cp = (struct checkpoint){.n = 0};
    int rc = store_list(store, &ids, &n, err);
    if (rc == 0 && n > 0)
        rc = store_load(store, ids[n - 1], cp, err);
    free(ids);
    return rc;
}

void store_prune(const struct store *store, long keep, long days, time_t now)
{
    struct strs wanted = {0};
    bool known = true; /* what is wanted: else nothing is swept */
    bool gap = false;  /* one stays, so all younger ones do */
    long *ids = NULL;
    size_t n = 0;
    if (store_list(store, &ids, &n, NULL) != 0)
        known = false;
    for (size_t i = 0; i < n && known; i++) {
        struct checkpoint cp;
        if (store_load(store, ids[i], &cp, NULL) != 0) {
            known = false;
            continue;
        }
        bool counted = n - i > (size_t)keep, aged = now - cp.time > (time_t)days * 24 * 60 * 60;
        struct str name = STR_INIT;
        str_addf(&name, "%0*ld%s", STORE_ID_DIGITS, ids[i], ending);
        /* From the old end only: rollback needs every one up to the newest. */
        gap = gap || i + 1 == n || !counted || !aged;
        if (gap || unlinkat(store->checkpoints, str_text(&name), 0) != 0) {
            add_digests(&cp, &wanted);
            gap = true;
        }
        str_free(&name);
        checkpoint_free(&cp);
    }
    if (known && faccessat(store->fd, "open.json", F_OK, 0) != 0)
        sweep(store, &wanted);
    strs_free(&wanted);
    free(ids);
}

static void add_digests(const struct checkpoint *cp, struct strs *names)
{
    for (size_t i = 0; i < cp->n; i++) {
        if (cp->v[i].before.there)
            strs_add(names, cp->v[i].before.digest);
        if (cp->v[i].after.there)
            strs_add(names, cp->v[i].after.digest);
    }
    for (size_t i = 0; i < cp->n_record; i++)
        strs_add(names, cp->record[i].digest);
    for (size_t i = 0; i < cp->n_former; i++)
        strs_add(names, cp->former[i].digest);
}

static void sweep(const struct store *store, struct strs *wanted)
{
    int fd = openat(store->objects, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL && fd >= 0)
        close(fd);
    strs_sort(wanted);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        const char *name = e->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
            (wanted->n == 0 ||
             bsearch(&name, wanted->v, wanted->n, sizeof(*wanted->v), by_text) == NULL))
            (void)unlinkat(store->objects, name, 0);
    }
    if (dir != NULL)
        closedir(dir);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int store_write(const struct store *store, const char *name, const char *bytes, size_t len,
                struct err *err)
{
    struct str temp = STR_INIT, full = STR_INIT;
    int rc = -1;
    str_addf(&temp, ".%s.new", name);
    str_addf(&full, "%s/%s", store->path, name);
    store_sweep_new(store, name);
    int fd = openat(store->fd, str_text(&temp),
                    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0 && file_write_all(fd, bytes, len) == 0 && file_sync(fd) == 0 &&
        renameat(store->fd, str_text(&temp), store->fd, name) == 0)
        rc = store_sync_folder(store->fd, store->path, err);
    else
        err_set_errno(err, str_text(&full), "cannot write");
    if (fd >= 0)
        close(fd);
    if (rc != 0)
        store_sweep_new(store, name);
    str_free(&temp);
    str_free(&full);
    return rc;
}

void store_sweep_new(const struct store *store, const char *name)
{
    struct str temp = STR_INIT;
    str_addf(&temp, ".%s.new", name);
    (void)unlinkat(store->fd, str_text(&temp), 0);
    str_free(&temp);
}

int store_sync_folder(int fd, const char *full, struct err *err)
{
    if (file_sync_folder(fd) == 0)
        return 0;
    return err_set_errno(err, full, "cannot make what is in the folder last");
}
