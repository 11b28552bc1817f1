/* Tests of apply/state.c: what a file is, read, given to another, and as JSON. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef HAVE_ACL
#include <acl/libacl.h>
#include <sys/acl.h>
#endif
#ifdef HAVE_SYS_XATTR_H
#include <sys/xattr.h>
#endif

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "apply/state.h"

#include "scratch.h"

/* Of "abc", from FIPS 180-2. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void read_it(const char *name, struct state *state);
static void put(const char *name, const struct state *state);
static void expect_trouble(int rc, struct err *err, const char *text);
static json_t *sample(void);

static int folder = -1;

static void begin(void)
{
    scratch_make();
    folder = open(scratch_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_geq(folder, 0);
}

static void end(void)
{
    close(folder);
    scratch_remove();
}

TestSuite(apply_state, .init = begin, .fini = end, .timeout = 30);

static void read_it(const char *name, struct state *state)
{
    struct err err = {0};
    *state = (struct state){.there = false};
    cr_assert_eq(state_read(folder, name, scratch_path(name), state, &err), 0, "%s", err.text);
}

static void put(const char *name, const struct state *state)
{
    struct err err = {0};
    int fd = open(scratch_path(name), O_RDWR);
    cr_assert_geq(fd, 0);
    cr_expect_eq(state_put(fd, name, state, &err), 0, "%s", err.text);
    close(fd);
}

static void expect_trouble(int rc, struct err *err, const char *text)
{
    cr_expect_eq(rc, -1);
    cr_expect(err->text != NULL && strstr(err->text, text) != NULL, "not %s: %s", text, err->text);
    err_clear(err);
}

Test(apply_state, what_a_file_is)
{
    const struct timespec times[2] = {{1, 2}, {1234567890, 987654321}};
    struct state state;
    struct stat st;
    const char *path = scratch_write("f", "abc", 3, 02751);
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
    cr_assert_eq(stat(path, &st), 0);
    read_it("f", &state);
    cr_expect(state.there);
    cr_expect_eq(state.mode, st.st_mode & 07777);
    cr_expect_eq(state.uid, st.st_uid);
    cr_expect_eq(state.gid, st.st_gid);
    cr_expect_eq(state.size, 3);
    cr_expect_eq(state.modified.tv_sec, 1234567890);
    cr_expect_eq(state.modified.tv_nsec, 987654321);
    cr_expect_str_eq(state.digest, ABC);
    state_free(&state);
    cr_expect_not(state.there);
    read_it("none", &state);
    cr_expect_not(state.there);
}

/* By pieces, as the whole of it. */
Test(apply_state, long_contents)
{
    struct state state;
    char *text = mem_alloc(1000000);
    memset(text, 'a', 1000000);
    scratch_write("f", text, 1000000, 0600);
    free(text);
    read_it("f", &state);
    cr_expect_eq(state.size, 1000000);
    cr_expect_str_eq(state.digest, /* of the same standard */
                     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    state_free(&state);
}

Test(apply_state, what_is_no_file)
{
    struct state state = {.there = false};
    struct err err = {0};
    int ends[2];
    cr_assert_eq(mkdir(scratch_path("dir"), 0755), 0);
    cr_assert_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    scratch_write("f", "abc", 3, 0600);
    cr_assert_eq(symlink("f", scratch_path("link")), 0);
    expect_trouble(state_read(folder, "dir", "/dir", &state, &err), &err, "is no regular file");
    expect_trouble(state_read(folder, "fifo", "/fifo", &state, &err), &err, "is no regular file");
    expect_trouble(state_read(folder, "link", "/link", &state, &err), &err,
                   "is a link, where a file was");
    expect_trouble(state_read(folder, "f/x", "/f/x", &state, &err), &err, "cannot read: ");
    expect_trouble(state_read_open(-1, "/x", &state, &err), &err, "cannot look at it: ");
    cr_assert_eq(pipe(ends), 0);
    expect_trouble(state_read_open(ends[0], "/pipe", &state, &err), &err, "is no regular file");
    close(ends[0]);
    close(ends[1]);
    int fd = open(scratch_path("f"), O_WRONLY);
    expect_trouble(state_read_open(fd, "/f", &state, &err), &err, "cannot read: ");
    close(fd);
    state_free(&state);
}

Test(apply_state, given_to_another)
{
    static const mode_t modes[] = {0600, 0644, 0, 04755, 02710, 01444};
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        const struct timespec times[2] = {{5, 6}, {1111111111, (long)i * 1000 + 1}};
        struct state from, to;
        cr_assert_eq(utimensat(AT_FDCWD, scratch_write("a", "abc", 3, 0600), times, 0), 0);
        read_it("a", &from);
        from.mode = modes[i];
        scratch_write("b", "abc", 3, 0600);
        read_it("b", &to);
        cr_expect_not(state_identical(&from, &to));
        state_free(&to);
        put("b", &from);
        if (geteuid() != 0)
            cr_assert_eq(fchmodat(folder, "b", modes[i] | 0400, 0), 0);
        read_it("b", &to);
        from.mode |= geteuid() != 0 ? 0400U : 0U;
        cr_expect(state_identical(&from, &to), "%04o", (unsigned)modes[i]);
        state_free(&to);
        state_free(&from);
        cr_assert_eq(unlink(scratch_path("b")), 0);
    }
}

/* No times: it is as old as it is. */
Test(apply_state, without_times)
{
    const struct timespec times[2] = {{5, 6}, {1111111111, 7}};
    struct state state, now;
    cr_assert_eq(utimensat(AT_FDCWD, scratch_write("f", "abc", 3, 0600), times, 0), 0);
    read_it("f", &state);
    state.modified = (struct timespec){.tv_sec = 0};
    state.mode = 0640;
    put("f", &state);
    read_it("f", &now);
    cr_expect_eq(now.modified.tv_sec, 1111111111);
    cr_expect_eq(now.modified.tv_nsec, 7);
    cr_expect_eq(now.mode, 0640);
    state_free(&state);
    state_free(&now);
}

Test(apply_state, given_in_vain)
{
    struct state_attribute strange = {.name = (char[]){"strange.name"}, .value = (char[]){"x"}};
    struct state state, with;
    struct err err = {0};
    scratch_write("f", "abc", 3, 0600);
    read_it("f", &state);
    expect_trouble(state_put(-1, "/f", &state, &err), &err, "cannot give it to its owner: ");
    int fd = open(scratch_path("f"), O_RDWR);
    with = state;
    with.modified.tv_nsec = 2000000000;
    expect_trouble(state_put(fd, "/f", &with, &err), &err, "cannot set its times: ");
    with = state;
    with.attributes = &strange;
    with.n_attributes = 1;
#ifdef HAVE_SYS_XATTR_H
    expect_trouble(state_put(fd, "/f", &with, &err), &err, "cannot set an extended attribute: ");
#endif
    close(fd);
    state_free(&state);
}

#ifdef HAVE_SYS_XATTR_H
/* Skips where the file system has none. */
static void attribute(const char *name, const char *key, const char *value, size_t len)
{
    int rc = setxattr(scratch_path(name), key, value, len, 0);
    if (rc != 0 && errno == ENOTSUP)
        cr_skip_test("no extended attributes in /tmp");
    cr_assert_eq(rc, 0);
}

Test(apply_state, attributes)
{
    struct state from, to, copy, back;
    scratch_write("a", "abc", 3, 0600);
    attribute("a", "user.bytes", "1\0\xff\n", 4);
    attribute("a", "user.empty", "", 0);
    scratch_write("b", "abc", 3, 0600);
    read_it("a", &from);
    read_it("b", &to);
    to.modified = from.modified;
    cr_expect_eq(from.n_attributes, to.n_attributes + 2);
    cr_expect(state_same(&from, &to));
    cr_expect_not(state_identical(&from, &to));
    state_free(&to);
    put("b", &from);
    read_it("b", &to);
    cr_expect(state_identical(&from, &to));
    state_copy(&from, &copy);
    json_t *json = state_json(&from);
    cr_expect_eq(state_parse(json, &back), 0);
    json_decref(json);
    state_free(&from);
    cr_expect(state_identical(&copy, &to), "a copy has its own memory");
    cr_expect(state_identical(&back, &to), "through JSON");
    cr_expect_eq(back.size, 3);
    /* As many, and another value or name. */
    for (size_t i = 0; i < copy.n_attributes; i++)
        if (copy.attributes[i].len == 4)
            copy.attributes[i].value[3] = 'x';
    cr_expect_not(state_identical(&copy, &to));
    for (size_t i = 0; i < back.n_attributes; i++)
        if (back.attributes[i].len == 4)
            back.attributes[i].name[5] = 'B';
    cr_expect_not(state_identical(&back, &to));
    state_free(&to);
    state_free(&copy);
    state_free(&back);
}
#endif

#ifdef HAVE_ACL
static void list(const char *name, acl_type_t type, const char *text)
{
    acl_t acl = acl_from_text(text);
    cr_assert_not_null(acl);
    int rc = acl_set_file(scratch_path(name), type, acl);
    acl_free(acl);
    if (rc != 0 && errno == ENOTSUP)
        cr_skip_test("no access control lists in /tmp");
    cr_assert_eq(rc, 0);
}

/* A file has its own list, and not the one that its folder gives. */
Test(apply_state, lists)
{
    struct state listed, plain, now;
    cr_assert_eq(mkdir(scratch_path("d"), 0755), 0);
    scratch_write("a", "abc", 3, 0640);
    read_it("a", &plain);
    list("a", ACL_TYPE_ACCESS, "u::rw,u:54321:rw,g::-,m::rw,o::-");
    read_it("a", &listed);
    cr_expect_eq(listed.n_attributes, plain.n_attributes + 1);
    list("d", ACL_TYPE_DEFAULT, "u::rw,u:54321:rw,g::r,m::rw,o::-");
    close(open(scratch_path("d/new"), O_CREAT | O_RDWR, 0660));
    cr_expect_eq(acl_extended_file(scratch_path("d/new")), 1);
    put("d/new", &plain);
    cr_expect_eq(acl_extended_file(scratch_path("d/new")), 0);
    put("d/new", &listed);
    cr_expect_eq(acl_extended_file(scratch_path("d/new")), 1);
    cr_assert_eq(unlink(scratch_path("d/new")), 0);
    scratch_write("d/new", "abc", 3, 0640);
    put("d/new", &listed);
    read_it("d/new", &now);
    cr_expect(state_identical(&now, &listed));
    state_free(&now);
    state_free(&listed);
    state_free(&plain);
}
#endif

Test(apply_state, comparisons)
{
    const struct state none = {.there = false, .mode = 0600};
    const struct state file = {
        .there = true, .mode = 0600, .uid = 1, .gid = 2, .modified = {3, 4}, .digest = ABC};
    struct state others[6];
    cr_expect(state_same(&none, &(struct state){.there = false}));
    cr_expect(state_identical(&none, &(struct state){.there = false}));
    cr_expect_not(state_same(&none, &file));
    cr_expect_not(state_identical(&file, &none));
    cr_expect(state_identical(&file, &file));
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        others[i] = file;
    others[0].mode = 0640;
    others[1].uid = 9;
    others[2].gid = 9;
    others[3].digest[63] = 'e';
    others[4].modified.tv_sec = 9;
    others[5].modified.tv_nsec = 9;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        cr_expect_eq(state_same(&file, &others[i]), i >= 4, "%zu", i);
        cr_expect_not(state_identical(&file, &others[i]), "%zu", i);
    }
}

static json_t *sample(void)
{
    const struct state file = {.there = true,
                               .mode = 04751,
                               .uid = 4294967294U,
                               .gid = 2,
                               .modified = {-3, 999999999},
                               .size = 1LL << 40,
                               .digest = ABC};
    json_t *json = state_json(&file);
    struct state back;
    cr_assert_eq(state_parse(json, &back), 0);
    cr_expect(state_identical(&file, &back));
    cr_expect_eq(back.size, file.size);
    state_free(&back);
    return json;
}

Test(apply_state, absent_as_json)
{
    struct state back = {.there = true};
    json_t *json = state_json(&(struct state){.there = false});
    cr_expect(json_is_null(json));
    cr_expect_eq(state_parse(json, &back), 0);
    cr_expect_not(back.there);
    json_decref(json);
}

Test(apply_state, broken_json)
{
    static const char *const wholes[] = {"[]", "{}", "\"x\"", "1", "true", "\"" ABC "\""};
    static const struct {
        const char *key, *value;
    } rows[] = {
        {"mode", NULL},
        {"mode", "\"0644\""},
        {"mode", "-1"},
        {"mode", "4096"},
        {"mode", "4294967296"},
        {"uid", NULL},
        {"uid", "\"root\""},
        {"uid", "-1"},
        {"uid", "4294967295"}, /* chown(2) takes it for none */
        {"uid", "4294967296"}, /* no root */
        {"gid", NULL},
        {"gid", "1.5"},
        {"gid", "-1"},
        {"gid", "4294967295"},
        {"gid", "4294967296"},
        {"seconds", NULL},
        {"seconds", "null"},
        {"nanoseconds", NULL},
        {"nanoseconds", "-1"},
        {"nanoseconds", "1000000000"},
        {"nanoseconds", "4294967296"},
        {"size", NULL},
        {"size", "{}"},
        {"size", "-1"},
        {"sha256", NULL},
        {"sha256", "null"},
        {"sha256", "\"\""},
        {"sha256", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a\""},
        {"sha256", "\"" ABC "0\""},
        {"sha256", "\"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\""},
        {"sha256", "\"../../../../../../../../../../../../../../../../../../../etc/passwd\""},
        {"attributes", NULL},
        {"attributes", "null"},
        {"attributes", "[]"},
        {"attributes", "{\"user.x\": 1}"},
        {"attributes", "{\"user.x\": \"abc\"}"},
        {"attributes", "{\"user.a\": \"00\", \"user.x\": \"0g\"}"},
        {"attributes", "{\"user.x\": \"AB\"}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct state state = {.there = false};
        json_t *json = sample();
        if (rows[i].value == NULL)
            json_object_del(json, rows[i].key);
        else
            json_object_set_new(json, rows[i].key,
                                json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        cr_expect_eq(state_parse(json, &state), -1, "%s: %s", rows[i].key, rows[i].value);
        cr_expect_not(state.there);
        cr_expect_eq(state.n_attributes, 0);
        json_decref(json);
        state_free(&state);
    }
    for (size_t i = 0; i < ARRAY_LEN(wholes); i++) {
        struct state state;
        json_t *json = json_loads(wholes[i], JSON_DECODE_ANY, NULL);
        cr_assert_not_null(json);
        cr_expect_eq(state_parse(json, &state), -1, "%s", wholes[i]);
        json_decref(json);
    }
}
