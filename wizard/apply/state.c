/* What a file is; see state.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sha2.h>
#ifdef HAVE_SYS_XATTR_H
#include <sys/xattr.h>
#endif

#include "base/mem.h"
#include "base/str.h"

#include "apply/state.h"

enum { READ_CHUNK = 64 * 1024, NANOSECONDS = 1000 * 1000 * 1000 };

static int read_digest(int fd, const char *full, struct state *state, struct err *err);
static int read_attributes(int fd, const char *full, struct state *state, struct err *err);
static int put_attributes(int fd, const char *full, const struct state *state, struct err *err);
static bool same_attributes(const struct state *a, const struct state *b);
static bool is_id(json_int_t number);
static char *hex(const char *bytes, size_t len);
static char *unhex(const char *text, size_t *len);

int state_read(int dirfd, const char *name, const char *full, struct state *state, struct err *err)
{
    int fd;
    do /* O_NONBLOCK: a FIFO must not hang us */
        fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0 && errno == ELOOP) {
        err_set_at(err, ERR_INPUT, full, 0, 0, "is a link, where a file was");
        return err_mend(err, "put the file back into its place");
    }
    if (fd < 0)
        return err_set_errno(err, full, "cannot read");
    int rc = state_read_open(fd, full, state, err);
    close(fd);
    return rc;
}

int state_read_open(int fd, const char *full, struct state *state, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set_errno(err, full, "cannot look at it");
    if (!S_ISREG(st.st_mode))
        return err_set_at(err, ERR_INPUT, full, 0, 0, "is no regular file");
    state->there = true;
    state->mode = st.st_mode & 07777;
    state->uid = st.st_uid;
    state->gid = st.st_gid;
    state->modified = st.st_mtim;
    state->size = st.st_size;
    if (read_digest(fd, full, state, err) != 0)
        return -1;
    return read_attributes(fd, full, state, err);
}

static int read_digest(int fd, const char *full, struct state *state, struct err *err)
{
    char *buf = mem_alloc(READ_CHUNK);
    SHA2_CTX sha;
    off_t at = 0;
    ssize_t got;
    SHA256Init(&sha);
    do {
        got = pread(fd, buf, READ_CHUNK, at);
        if (got > 0) {
            SHA256Update(&sha, (const uint8_t *)buf, (size_t)got);
            at += got;
        }
    } while (got > 0 || (got < 0 && errno == EINTR));
    free(buf);
    SHA256End(&sha, state->digest);
    return got == 0 ? 0 : err_set_errno(err, full, "cannot read");
}

#ifdef HAVE_SYS_XATTR_H
static int read_attributes(int fd, const char *full, struct state *state, struct err *err)
{
    char *names = NULL;
    ssize_t len = flistxattr(fd, NULL, 0);
    if (len < 0 && errno == ENOTSUP)
        return 0;
    if (len > 0) {
        names = mem_alloc((size_t)len);
        len = flistxattr(fd, names, (size_t)len);
    }
    for (ssize_t at = 0; at < len; at += (ssize_t)strlen(names + at) + 1) {
        ssize_t size = fgetxattr(fd, names + at, NULL, 0);
        char *value = mem_alloc(size > 0 ? (size_t)size : 1);
        if (size > 0)
            size = fgetxattr(fd, names + at, value, (size_t)size);
        if (size < 0) {
            len = -1;
            free(value);
            break;
        }
        state_add_attribute(state, names + at, value, (size_t)size);
        free(value);
    }
    free(names);
    return len >= 0 ? 0 : err_set_errno(err, full, "cannot read its extended attributes");
}

static int put_attributes(int fd, const char *full, const struct state *state, struct err *err)
{
    /* What a folder's default list gave to a new file. */
    if (fremovexattr(fd, "system.posix_acl_access") != 0 && errno != ENODATA && errno != ENOTSUP)
        return err_set_errno(err, full, "cannot take away its inherited access control list");
    for (size_t i = 0; i < state->n_attributes; i++) {
        const struct state_attribute *a = &state->attributes[i];
        if (fsetxattr(fd, a->name, a->value, a->len, 0) != 0)
            return err_set_errno(err, full, "cannot set an extended attribute");
    }
    return 0;
}
#else
static int read_attributes(int fd, const char *full, struct state *state, struct err *err)
{
    (void)fd, (void)full, (void)state, (void)err;
    return 0;
}

static int put_attributes(int fd, const char *full, const struct state *state, struct err *err)
{
    (void)fd, (void)full, (void)state, (void)err;
    return 0;
}
#endif

void state_add_attribute(struct state *state, const char *name, const char *value, size_t len)
{
    state->attributes =
        mem_realloc(state->attributes, state->n_attributes + 1, sizeof(*state->attributes));
    state->attributes[state->n_attributes++] =
        (struct state_attribute){.name = mem_dup(name), .value = mem_dupn(value, len), .len = len};
}

void state_drop_attributes(struct state *state)
{
    for (size_t i = 0; i < state->n_attributes; i++) {
        free(state->attributes[i].name);
        free(state->attributes[i].value);
    }
    free(state->attributes);
    state->attributes = NULL;
    state->n_attributes = 0;
}

void state_free(struct state *state)
{
    state_drop_attributes(state);
    *state = (struct state){.there = false};
}

void state_copy(const struct state *from, struct state *to)
{
    *to = *from;
    to->attributes = NULL;
    to->n_attributes = 0;
    for (size_t i = 0; i < from->n_attributes; i++) {
        const struct state_attribute *a = &from->attributes[i];
        state_add_attribute(to, a->name, a->value, a->len);
    }
}

bool state_same(const struct state *a, const struct state *b)
{
    if (!a->there || !b->there)
        return a->there == b->there;
    return a->mode == b->mode && a->uid == b->uid && a->gid == b->gid &&
           strcmp(a->digest, b->digest) == 0;
}

bool state_identical(const struct state *a, const struct state *b)
{
    if (!state_same(a, b) || !a->there)
        return state_same(a, b);
    return a->modified.tv_sec == b->modified.tv_sec && a->modified.tv_nsec == b->modified.tv_nsec &&
           same_attributes(a, b);
}

/* The kernel lists them in no certain order. */
static bool same_attributes(const struct state *a, const struct state *b)
{
    if (a->n_attributes != b->n_attributes)
        return false;
    for (size_t i = 0; i < a->n_attributes; i++) {
        const struct state_attribute *x = &a->attributes[i];
        bool found = false;
        for (size_t k = 0; k < b->n_attributes && !found; k++) {
            const struct state_attribute *y = &b->attributes[k];
            found = strcmp(x->name, y->name) == 0 && x->len == y->len &&
                    memcmp(x->value, y->value, x->len) == 0;
        }
        if (!found)
            return false;
    }
    return true;
}

/* The owner first: chown(2) takes away set-id bits.  A list has the mode in it. */
int state_put(int fd, const char *full, const struct state *state, struct err *err)
{
    const struct timespec times[2] = {state->modified, state->modified};
    if (fchown(fd, state->uid, state->gid) != 0)
        return err_set_errno(err, full, "cannot give it to its owner");
    if (put_attributes(fd, full, state, err) != 0)
        return -1;
    if (fchmod(fd, state->mode) != 0)
        return err_set_errno(err, full, "cannot set its mode");
    if (state->modified.tv_sec != 0 && futimens(fd, times) != 0)
        return err_set_errno(err, full, "cannot set its times");
    return 0;
}

json_t *state_json(const struct state *state)
{
    if (!state->there)
        return json_null();
    json_t *attributes = json_object();
    for (size_t i = 0; i < state->n_attributes; i++) {
        char *value = hex(state->attributes[i].value, state->attributes[i].len);
        json_object_set_new(attributes, state->attributes[i].name, json_string(value));
        free(value);
    }
    json_t *json = json_pack("{s:i, s:I, s:I, s:I, s:i, s:I, s:s, s:o}", "mode", (int)state->mode,
                             "uid", (json_int_t)state->uid, "gid", (json_int_t)state->gid,
                             "seconds", (json_int_t)state->modified.tv_sec, "nanoseconds",
                             (int)state->modified.tv_nsec, "size", (json_int_t)state->size,
                             "sha256", state->digest, "attributes", attributes);
    MUST(json != NULL);
    return json;
}

int state_parse(const json_t *json, struct state *state)
{
    json_int_t mode, uid, gid, seconds, nanoseconds, size;
    json_t *attributes, *value;
    const char *digest, *name;
    *state = (struct state){.there = false};
    if (json_is_null(json))
        return 0;
    if (json_unpack((json_t *)(size_t)json, "{s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:o}", "mode",
                    &mode, "uid", &uid, "gid", &gid, "seconds", &seconds, "nanoseconds",
                    &nanoseconds, "size", &size, "sha256", &digest, "attributes", &attributes) != 0)
        return -1;
    if (mode < 0 || mode > 07777 || !is_id(uid) || !is_id(gid) || nanoseconds < 0 ||
        nanoseconds >= NANOSECONDS || size < 0 || strlen(digest) != STATE_DIGEST_BYTES - 1 ||
        strspn(digest, "0123456789abcdef") != STATE_DIGEST_BYTES - 1 || !json_is_object(attributes))
        return -1;
    state->there = true;
    state->mode = (mode_t)mode;
    state->uid = (uid_t)uid;
    state->gid = (gid_t)gid;
    state->modified = (struct timespec){.tv_sec = (time_t)seconds, .tv_nsec = nanoseconds};
    state->size = size;
    memcpy(state->digest, digest, STATE_DIGEST_BYTES);
    json_object_foreach(attributes, name, value)
    {
        size_t len = 0;
        char *bytes = json_is_string(value) ? unhex(json_string_value(value), &len) : NULL;
        if (bytes == NULL) {
            state_free(state);
            return -1;
        }
        state_add_attribute(state, name, bytes, len);
        free(bytes);
    }
    return 0;
}

/* The last number of all means nobody: chown(2) would leave the file to whom it belongs. */
static bool is_id(json_int_t number)
{
    return number >= 0 && number < (json_int_t)UINT32_MAX;
}

static char *hex(const char *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    struct str out = STR_INIT;
    str_reserve(&out, 2 * len);
    for (size_t i = 0; i < len; i++) {
        str_addch(&out, digits[(unsigned char)bytes[i] >> 4]);
        str_addch(&out, digits[(unsigned char)bytes[i] & 15]);
    }
    return out.buf != NULL ? str_take(&out) : mem_dup("");
}

/* NULL if it is none; the caller frees. */
static char *unhex(const char *text, size_t *len)
{
    static const char digits[] = "0123456789abcdef";
    size_t n = strlen(text);
    if (n % 2 != 0 || strspn(text, digits) != n)
        return NULL;
    char *out = mem_alloc(n / 2 + 1);
    for (size_t i = 0; i < n / 2; i++) {
        size_t high = (size_t)(strchr(digits, text[2 * i]) - digits);
        size_t low = (size_t)(strchr(digits, text[2 * i + 1]) - digits);
        out[i] = (char)(unsigned char)(high << 4 | low);
    }
    *len = n / 2;
    return out;
}
