/* One file that is changed; see target.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/target.h"

#include "sys/file.h"

/* The folder of a target, opened, and the names in it. */
struct place {
    int fd;
    char *folder, *full;     /* owned: with the root, for messages */
    char *name, *new, *held; /* owned: in the folder */
};

/* What lies there, beside what lay there before; LOOK_FAILED with errno. */
enum look { LOOK_SAME, LOOK_GONE, LOOK_OTHER, LOOK_FAILED };

static int resolve(const char *root, const char *path, const struct trust_owners *owners,
                   size_t links, char **real, struct err *err);
static int resolve_missing(const char *root, const char *path, const struct trust_owners *owners,
                           size_t links, char **real, struct err *err);
static bool is_utf8(const char *text);
static int judge_way(const char *root, const char *path, const struct trust_walk *walk,
                     const struct trust_owners *owners, struct err *err);
static int judge_target(const char *root, const struct trust_step *step,
                        const struct trust_owners *owners, struct err *err);
static int judge_links(const char *root, const char *path, struct err *err);
static int place_open(const char *root, const char *path, struct place *place, struct err *err);
static void place_close(struct place *place);
static bool is_held(const struct place *place);
static enum look last_look(const struct place *place, const struct state *before);
static bool lacks_folder(const char *root, const char *path);
static bool holds_old(const struct place *place, const struct state *old);
static int restore_copy(const struct store *store, const struct change *change,
                        const struct place *place, struct err *err);
static int write_new(const struct store *store, const struct state *state,
                     const struct place *place, struct err *err);
static int drop(const struct place *place, const char *name, struct err *err);

int target_resolve(const char *root, const char *path, const struct trust_owners *owners,
                   char **real, struct err *err)
{
    *real = NULL;
    if (resolve(root, path, owners, 0, real, err) != 0)
        return -1;
    if (is_utf8(*real))
        return 0;
    struct str full = STR_INIT;
    str_addf(&full, "%s%s", root, *real);
    err_set_at(err, ERR_INPUT, str_text(&full), 0, 0,
               "has a name that is no UTF-8, and so no checkpoint could tell it");
    err_mend(err, "rename it, or the folder");
    str_free(&full);
    free(*real);
    *real = NULL;
    return -1;
}

/* links: how many were followed by us, since the walk does not follow one that leads nowhere. */
static int resolve(const char *root, const char *path, const struct trust_owners *owners,
                   size_t links, char **real, struct err *err)
{
    struct trust_walk walk = {.n = 0};
    struct str full = STR_INIT;
    int rc = -1;
    str_addf(&full, "%s%s", root, path);
    trust_walk(root, path, &walk);
    const struct trust_step *end = trust_end(&walk);
    if (walk.error != 0) {
        errno = walk.error;
        err_set_errno(err, walk.stopped != NULL ? walk.stopped : str_text(&full),
                      "cannot look at it");
    } else if (judge_way(root, path, &walk, owners, err) == 0) {
        if (end == NULL) {
            rc = resolve_missing(root, path, owners, links, real, err);
        } else if (judge_target(root, end, owners, err) == 0) {
            *real = mem_dup(end->path);
            rc = 0;
        }
    }
    trust_walk_free(&walk);
    str_free(&full);
    return rc;
}

/* A name that is free, or a link to one: Debian's aliases lead to /etc/aliases, there or not. */
static int resolve_missing(const char *root, const char *path, const struct trust_owners *owners,
                           size_t links, char **real, struct err *err)
{
    enum { LINKS_MAX = 8 };
    const char *name = strrchr(path, '/');
    char *folder = mem_dupn(path, name > path ? (size_t)(name - path) : 1);
    char *way = trust_real(root, folder);
    const char *below = way != NULL ? way + strlen(root) : NULL;
    struct str found = STR_INIT, full = STR_INIT;
    char target[PATH_MAX];
    ssize_t len = -1;
    int rc = -1;
    str_addf(&full, "%s%s", root, path);
    if (below == NULL) {
        err_set_at(err, ERR_INPUT, str_text(&full), 0, 0,
                   "%sthe folder that it belongs into is not there",
                   links > 0 ? "a link leads here, and " : "");
        err_mend(err, links > 0 ? "remove the link" : "make the folder; it is the package's");
        goto out;
    }
    str_addf(&found, "%s%s", strcmp(below, "/") == 0 ? "" : below, name);
    int fd = file_open_below(root, below, false, err);
    if (fd < 0)
        goto out;
    len = readlinkat(fd, name + 1, target, sizeof(target) - 1);
    close(fd);
    if (len < 0) {
        *real = str_take(&found);
        rc = 0;
        goto out;
    }
    target[len] = '\0';
    if (links == LINKS_MAX || target[len > 0 ? len - 1 : 0] == '/') {
        err_set_at(err, ERR_INPUT, str_text(&full), 0, 0, "is a link that leads to no file");
        err_mend(err, "remove the link");
        goto out;
    }
    str_clear(&found);
    if (target[0] != '/')
        str_addf(&found, "%s/", strcmp(below, "/") == 0 ? "" : below);
    str_add(&found, target);
    rc = resolve(root, str_text(&found), owners, links + 1, real, err);
out:
    free(folder);
    free(way);
    str_free(&found);
    str_free(&full);
    return rc;
}

static bool is_utf8(const char *text)
{
    size_t len = 1;
    for (; *text != '\0' && len > 0; text += len)
        len = str_utf8_len(text);
    return len > 0;
}

/* Every folder and link on the way, and the folder of the file itself. */
static int judge_way(const char *root, const char *path, const struct trust_walk *walk,
                     const struct trust_owners *owners, struct err *err)
{
    for (size_t i = 0; i < walk->n; i++) {
        const struct trust_step *step = &walk->v[i];
        const struct trust_step *next = i + 1 < walk->n ? &walk->v[i + 1] : NULL;
        struct str full = STR_INIT;
        enum trust_fault fault = TRUST_SAFE;
        if (step->link == NULL && S_ISDIR(step->mode))
            fault = trust_judge_folder(step, next, owners);
        else if (step->link != NULL && !trust_is_owner(owners, step->uid))
            fault = TRUST_OWNER;
        if (fault == TRUST_SAFE || (step->last && step->link == NULL))
            continue;
        str_addf(&full, "%s%s", root, step->path);
        if (fault == TRUST_OWNER)
            err_set_at(err, ERR_INPUT, str_text(&full), 0, 0,
                       "belongs to user %lu, who could put another file at %s",
                       (unsigned long)step->uid, path);
        else
            err_set_at(err, ERR_INPUT, str_text(&full), 0, 0,
                       "others may write into this folder (mode %04o%s), so they could put "
                       "another file at %s",
                       (unsigned)(step->mode & 07777), fault == TRUST_ACL ? " and a list" : "",
                       path);
        str_free(&full);
        return err_mend(err, "make it root's, and chmod go-w it");
    }
    return 0;
}

static int judge_target(const char *root, const struct trust_step *step,
                        const struct trust_owners *owners, struct err *err)
{
    struct str full = STR_INIT;
    int rc = 0;
    str_addf(&full, "%s%s", root, step->path);
    if (!S_ISREG(step->mode)) {
        err_set_at(err, ERR_INPUT, str_text(&full), 0, 0, "is %s, where a file is to be",
                   S_ISDIR(step->mode) ? "a folder" : "no regular file");
        rc = err_mend(err, "move it away");
    } else if (!trust_is_owner(owners, step->uid)) {
        err_set_at(err, ERR_INPUT, str_text(&full), 0, 0,
                   "belongs to user %lu, not to root or sendmail's own user",
                   (unsigned long)step->uid);
        rc = err_mend(err, "if it may be replaced: chown root it, or move it away");
    } else {
        rc = judge_links(root, step->path, err);
    }
    str_free(&full);
    return rc;
}

/* One further name may be ours: that of a change which is being made, or was cut off. */
static int judge_links(const char *root, const char *path, struct err *err)
{
    struct stat st;
    struct place place;
    int rc = 0;
    if (place_open(root, path, &place, err) != 0)
        return -1;
    if (fstatat(place.fd, place.name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        rc = err_set_errno(err, place.full, "cannot look at it");
    } else if (st.st_nlink > 2 || (st.st_nlink == 2 && !is_held(&place))) {
        err_set_at(err, ERR_INPUT, place.full, 0, 0,
                   "has %lu names (hard links): the others would keep the old contents",
                   (unsigned long)st.st_nlink);
        rc = err_mend(err, "make it a file of its own: cp -p it to another name, and mv that back");
    }
    place_close(&place);
    return rc;
}

int target_look(const char *root, const char *path, struct state *state, struct err *err)
{
    struct place place;
    struct err trouble = {0};
    if (place_open(root, path, &place, &trouble) != 0) {
        bool gone = errno == ENOENT; /* the folder, and so what was in it */
        if (!gone && err != NULL)
            *err = trouble;
        else
            err_clear(&trouble);
        return gone ? 0 : -1;
    }
    int rc = state_read(place.fd, place.name, place.full, state, err);
    place_close(&place);
    return rc;
}

int target_open(const char *root, const char *path, struct err *err)
{
    struct place place;
    struct stat st;
    if (place_open(root, path, &place, err) != 0)
        return -1;
    int fd =
        openat(place.fd, place.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        err_set_errno(err, place.full, "cannot read");
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    place_close(&place);
    return fd;
}

int target_text(const char *root, const char *path, struct str *out, struct err *err)
{
    int fd = target_open(root, path, err);
    if (fd < 0)
        return -1;
    int rc = file_read_open(fd, out);
    if (rc != 0)
        err_set_errno(err, path, "cannot read");
    close(fd);
    return rc;
}

static int place_open(const char *root, const char *path, struct place *place, struct err *err)
{
    struct str folder = STR_INIT, full = STR_INIT, new = STR_INIT, held = STR_INIT;
    const char *slash = strrchr(path, '/');
    MUST(slash != NULL);
    str_addf(&folder, "%s%.*s", root, slash > path ? (int)(slash - path) : 1, path);
    str_addf(&full, "%s%s", root, path);
    str_addf(&new, ".%s.mcwizard-new", slash + 1);
    str_addf(&held, ".%s.mcwizard-old", slash + 1);
    *place = (struct place){.folder = str_take(&folder),
                            .full = str_take(&full),
                            .name = mem_dup(slash + 1),
                            .new = str_take(&new),
                            .held = str_take(&held)};
    /* Judged before, and now opened through no link: whoever bends the way gains nothing. */
    place->fd = file_open_below(root, place->folder + strlen(root), false, err);
    if (place->fd >= 0)
        return 0;
    int why = errno;
    place_close(place);
    errno = why;
    return -1;
}

static void place_close(struct place *place)
{
    if (place->fd >= 0)
        close(place->fd);
    free(place->folder);
    free(place->full);
    free(place->name);
    free(place->new);
    free(place->held);
}

int target_write(const struct store *store, const struct change *change, struct err *err)
{
    struct place place;
    if (!change->after.there)
        return 0;
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    int rc = write_new(store, &change->after, &place, err);
    place_close(&place);
    return rc;
}

/* Nobody else's until it has its mode: it may hold a secret. */
static int write_new(const struct store *store, const struct state *state,
                     const struct place *place, struct err *err)
{
    int rc = -1, to = -1;
    int from = store_fetch(store, state->digest, err);
    if (from < 0 || drop(place, place->new, err) != 0)
        goto out;
    to = openat(place->fd, place->new, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (to < 0 || file_copy(from, to) != 0)
        err_set_errno(err, place->full, "cannot write the new one beside it");
    else if (state_put(to, place->full, state, err) == 0) {
        struct state written = {.there = false};
        if (file_sync(to) != 0)
            err_set_errno(err, place->full, "cannot make the new one last");
        else if (state_read_open(to, place->full, &written, err) == 0) {
            if (strcmp(written.digest, state->digest) == 0)
                rc = 0;
            else
                err_set_at(err, ERR_SYSTEM, place->full, 0, 0,
                           "what was written beside it reads otherwise");
        }
        state_free(&written);
    }
out:
    if (from >= 0)
        close(from);
    if (to >= 0 && close(to) != 0 && errno != EINTR && rc == 0)
        rc = err_set_errno(err, place->full, "cannot write the new one beside it");
    return rc;
}

int target_hold(const struct store *store, const struct change *change, freeze_find *halted,
                struct err *err)
{
    struct freeze freeze = FREEZE_NONE;
    struct state now = {.there = false};
    struct place place;
    int rc = -1;
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    if (state_read(place.fd, place.name, place.full, &now, err) != 0)
        goto out;
    if (!state_identical(&now, &change->before)) {
        err_set_at(err, ERR_SYSTEM, place.full, 0, 0, "somebody changed it just now");
        err_mend(err, "run the same again");
        goto out;
    }
    if (drop(&place, place.held, err) != 0)
        goto out;
    if (now.there)
        freeze_begin(&freeze, halted);
    int linked = now.there ? linkat(place.fd, place.name, place.fd, place.held, 0) : 0;
    freeze_end(&freeze);
    if (linked != 0 && errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK)
        err_set_errno(err, place.full, "cannot give it a second name");
    /* Without hard links, or with such as overlayfs has, the copy that was kept must do. */
    else if (is_held(&place) || drop(&place, place.held, err) == 0)
        rc = 0;
out:
    state_free(&now);
    place_close(&place);
    return rc;
}

/* On overlayfs a link to a file of the lower layer is another file. */
static bool is_held(const struct place *place)
{
    struct stat st, held;
    return fstatat(place->fd, place->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           fstatat(place->fd, place->held, &held, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_ino == st.st_ino && held.st_dev == st.st_dev;
}

int target_switch(const struct store *store, const struct change *change, struct err *err)
{
    struct place place;
    int rc = -1;
    if (!change->after.there)
        return 0;
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    enum look look = last_look(&place, &change->before);
    if (look == LOOK_FAILED) {
        err_set_errno(err, place.full, "cannot look at it");
    } else if (look != LOOK_SAME) {
        err_set_at(err, ERR_SYSTEM, place.full, 0, 0, "somebody changed it just now");
        err_mend(err, "run the same again");
    } else if (renameat(place.fd, place.new, place.fd, place.name) != 0) {
        err_set_errno(err, place.full, "cannot rename the new one to it");
    } else {
        rc = 0;
    }
    place_close(&place);
    return rc;
}

int target_remove(const struct store *store, const struct change *change, bool *foreign,
                  struct err *err)
{
    struct place place;
    int rc = 0;
    *foreign = false;
    if (change->after.there || lacks_folder(store->root, change->path))
        return 0;
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    enum look look = last_look(&place, &change->before);
    *foreign = look == LOOK_OTHER;
    if (look == LOOK_FAILED)
        rc = err_set_errno(err, place.full, "cannot look at it");
    else if (!*foreign)
        rc = drop(&place, place.name, err);
    if (rc == 0)
        rc = store_sync_folder(place.fd, place.folder, err);
    place_close(&place);
    return rc;
}

/* The last look, a moment before the rename: contents were compared when it got its second name. */
static enum look last_look(const struct place *place, const struct state *before)
{
    struct stat st, held;
    if (fstatat(place->fd, place->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno != ENOENT ? LOOK_FAILED : before->there ? LOOK_GONE : LOOK_SAME;
    if (!before->there || !S_ISREG(st.st_mode) || st.st_size != before->size ||
        st.st_mtim.tv_sec != before->modified.tv_sec ||
        st.st_mtim.tv_nsec != before->modified.tv_nsec)
        return LOOK_OTHER;
    if (fstatat(place->fd, place->held, &held, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? LOOK_SAME : LOOK_FAILED;
    return held.st_ino == st.st_ino && held.st_dev == st.st_dev ? LOOK_SAME : LOOK_OTHER;
}

int target_sync(const struct store *store, const struct change *change, struct err *err)
{
    struct place place;
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    int rc = store_sync_folder(place.fd, place.folder, err);
    place_close(&place);
    return rc;
}

int target_restore(const struct store *store, const struct change *change, bool *foreign,
                   struct err *err)
{
    struct state now = {.there = false};
    struct place place;
    int rc = -1;
    *foreign = false;
    if (lacks_folder(store->root, change->path)) {
        if (!change->before.there)
            return 0;
        /* Somebody has removed it with all that was in it. */
        char *folder = mem_dupn(change->path, (size_t)(strrchr(change->path, '/') - change->path));
        int fd = file_open_below(store->root, folder, true, err);
        free(folder);
        if (fd < 0)
            return -1;
        close(fd);
    }
    if (place_open(store->root, change->path, &place, err) != 0)
        return -1;
    if (state_read(place.fd, place.name, place.full, &now, err) != 0)
        goto out;
    bool is_old = state_same(&now, &change->before);
    bool is_new = now.there && change->after.there && strcmp(now.digest, change->after.digest) == 0;
    *foreign = !is_old && !is_new && now.there;
    if (*foreign || state_identical(&now, &change->before)) {
        rc = 0;
    } else if (!change->before.there) {
        rc = drop(&place, place.name, err);
    } else if (holds_old(&place, &change->before)) {
        rc = renameat(place.fd, place.held, place.fd, place.name);
        if (rc != 0)
            err_set_errno(err, place.full, "cannot bring the old one back");
    } else {
        rc = restore_copy(store, change, &place, err);
    }
    if (rc == 0)
        rc = target_tidy(store, change, err);
    if (rc == 0)
        rc = store_sync_folder(place.fd, place.folder, err);
out:
    state_free(&now);
    place_close(&place);
    return rc;
}

/* A folder for it was not made yet, or is gone again: nothing can lie there. */
static bool lacks_folder(const char *root, const char *path)
{
    struct str folder = STR_INIT;
    struct stat st;
    str_addf(&folder, "%s%.*s/", root, (int)(strrchr(path, '/') - path), path);
    bool lacks = stat(str_text(&folder), &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
    str_free(&folder);
    return lacks;
}

static bool holds_old(const struct place *place, const struct state *old)
{
    struct state held = {.there = false};
    bool holds = state_read(place->fd, place->held, place->full, &held, NULL) == 0 &&
                 state_identical(&held, old);
    state_free(&held);
    return holds;
}

static int restore_copy(const struct store *store, const struct change *change,
                        const struct place *place, struct err *err)
{
    if (write_new(store, &change->before, place, err) != 0)
        return -1;
    if (renameat(place->fd, place->new, place->fd, place->name) != 0)
        return err_set_errno(err, place->full, "cannot bring the old one back");
    return 0;
}

int target_tidy(const struct store *store, const struct change *change, struct err *err)
{
    struct place place;
    if (place_open(store->root, change->path, &place, NULL) != 0)
        return errno == ENOENT ? 0 : err_set_errno(err, change->path, "cannot open its folder");
    int rc = drop(&place, place.new, err);
    if (drop(&place, place.held, err) != 0)
        rc = -1;
    place_close(&place);
    return rc;
}

static int drop(const struct place *place, const char *name, struct err *err)
{
    struct str full = STR_INIT;
    int rc = 0;
    str_addf(&full, "%s/%s", place->folder, name);
    if (unlinkat(place->fd, name, 0) != 0 && errno != ENOENT)
        rc = err_set_errno(err, str_text(&full), "cannot remove it");
    str_free(&full);
    return rc;
}
