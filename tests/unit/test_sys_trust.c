/* The walk to a file below a root, and the judgement of each step. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#ifdef HAVE_ACL
#include <sys/acl.h>
#endif

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/trust.h"

#include "scratch.h"

/* A tree: a/b/file, links in a/, and a folder of all. */
static void tree(void)
{
    scratch_make();
    cr_assert_eq(chmod(scratch_dir, 0755), 0);
    static const struct {
        const char *path;
        mode_t mode;
    } dirs[] = {{"a", 0755}, {"a/b", 0755}, {"tmp", 01777}, {"open", 0777}};
    for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
        cr_assert_eq(mkdir(scratch_path(dirs[i].path), 0755), 0);
        cr_assert_eq(chmod(scratch_path(dirs[i].path), dirs[i].mode), 0);
    }
    scratch_write("a/b/file", "x", 1, 0644);
    scratch_write("tmp/file", "x", 1, 0644);
    scratch_write("open/file", "x", 1, 0664);
    static const char *const links[][2] = {
        {"b/file", "a/near"},    {"/a/b", "a/far"},           {"../../../../../a/b/file", "a/up"},
        {"loop2", "a/loop1"},    {"loop1", "a/loop2"},        {"nowhere", "a/broken"},
        {"far/file", "a/twice"}, {"/open/file", "a/outside"}, {"/", "a/top"},
        {"near", "a/chain"},     {"./b/file", "a/dot"},       {".", "a/self"},
        {"./", "a/self2"},       {"./../open/file", "a/ups"}, {"./out", "a/toout"},
        {"..", "a/above"},       {"./self", "a/toself"},      {"./loop4", "a/loop3"},
        {"./loop3", "a/loop4"},  {"./../../../..", "a/high"}, {"./top", "a/totop"},
    };
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        cr_assert_eq(symlink(links[i][0], scratch_path(links[i][1])), 0);
    /* What the kernel finds outside the tree. */
    cr_assert_eq(symlink("/etc/passwd", scratch_path("a/out")), 0);
}

TestSuite(sys_trust, .init = tree, .fini = scratch_remove);

/* Where each path ends: "" if it is not there. */
static const struct {
    const char *path, *end;
    int error;
} rows[] = {
    {"/a/b/file", "/a/b/file", 0},
    {"//a//./b/file", "/a/b/file", 0},
    {"/a/b/", "/a/b", 0},
    {"/a/b/.", "/a/b", 0},
    {"/a/b/..", "/a", 0},
    {"/a/../../../a/b", "/a/b", 0},
    {"/", "/", 0},
    {"", "/", 0},
    {"/a/near", "/a/b/file", 0},
    {"/a/far", "/a/b", 0},
    {"/a/far/file", "/a/b/file", 0},
    {"/a/up", "/a/b/file", 0},
    {"/a/twice", "/a/b/file", 0},
    {"/a/chain", "/a/b/file", 0},
    {"/a/top/a/b", "/a/b", 0},
    {"/a/far/../near", "/a/b/file", 0},
    {"/a/dot", "/a/b/file", 0},
    {"/a/self", "/a", 0},
    {"/a/self/", "/a", 0},
    {"/a/self/.", "/a", 0},
    {"/a/self/self/./self2/b", "/a/b", 0},
    {"/a/self2", "/a", 0},
    {"/a/toself", "/a", 0},
    {"/a/toself/near", "/a/b/file", 0},
    {"/a/ups", "/open/file", 0},
    {"/a/above", "/", 0},
    {"/a/above/a/./near", "/a/b/file", 0},
    {"/a/high", "/", 0},
    {"/a/high/open", "/open", 0},
    {"/a/top", "/", 0},
    {"/a/top/.", "/", 0},
    {"/a/totop", "/", 0},
    {"/a/out", "", 0},
    {"/a/toout", "", 0},
    {"/a/./self/./toout", "", 0},
    {"/a/loop1", "", ELOOP},
    {"/a/loop3", "", ELOOP},
    {"/a/./loop4/.", "", ELOOP},
    {"/a/broken", "", 0},
    {"/a/none", "", 0},
    {"/none/none", "", 0},
    {"/a/b/file/none", "", 0},
};

Test(sys_trust, ways)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct trust_walk walk = {.n = 0};
        struct str want = STR_INIT;
        trust_walk(scratch_dir, rows[i].path, &walk);
        const struct trust_step *end = trust_end(&walk);
        cr_expect_str_eq(end != NULL ? end->path : "", rows[i].end, "%s", rows[i].path);
        cr_expect_eq(walk.error, rows[i].error, "%s", rows[i].path);
        cr_expect_eq(walk.there, walk.stopped == NULL, "%s", rows[i].path);
        cr_expect_str_eq(walk.v[0].path, "/");
        char *real = trust_real(scratch_dir, rows[i].path);
        int said = errno;
        str_addf(&want, "%s%s", scratch_dir, rows[i].end);
        if (rows[i].end[0] != '\0') {
            cr_expect_str_eq(real, str_text(&want), "%s", rows[i].path);
        } else {
            cr_expect_null(real, "%s", rows[i].path);
            cr_expect_eq(said, rows[i].error != 0 ? rows[i].error : ENOENT, "%s", rows[i].path);
        }
        free(real);
        str_free(&want);
        trust_walk_free(&walk);
    }
}

/* Without a root the path is what the kernel takes: whoever opens it hears why. */
Test(sys_trust, live)
{
    char *loop = trust_real("", scratch_path("a/loop3"));
    cr_expect_str_eq(loop, scratch_path("a/loop3"));
    free(loop);
    cr_expect_null(trust_real("", scratch_path("a/none")));
    cr_expect_eq(errno, ENOENT);
}

/* The link that stands for what was asked for, not those on the way or behind it. */
Test(sys_trust, last)
{
    static const struct {
        const char *path, *last;
    } named[] = {{"/a/chain", "/a/chain"}, {"/a/twice", "/a/twice"}, {"/a/far/file", "/a/b/file"},
                 {"/a/self", "/a/self"},   {"/a/b/.", "/a/b"},       {"/a/dot", "/a/dot"}};
    for (size_t i = 0; i < ARRAY_LEN(named); i++) {
        struct trust_walk walk = {.n = 0};
        size_t n = 0;
        trust_walk(scratch_dir, named[i].path, &walk);
        for (size_t k = 0; k < walk.n; k++)
            if (walk.v[k].last) {
                cr_expect_str_eq(walk.v[k].path, named[i].last);
                n++;
            }
        cr_expect_eq(n, 1, "%s", named[i].path);
        trust_walk_free(&walk);
    }
}

static enum trust_fault judge(const char *path, uid_t owner)
{
    struct trust_walk walk = {.n = 0};
    struct trust_owners owners = {.n = 0};
    trust_owners_add(&owners, owner);
    trust_walk(scratch_dir, path, &walk);
    cr_assert_not_null(trust_end(&walk));
    enum trust_fault fault = trust_judge(trust_end(&walk), &owners);
    trust_walk_free(&walk);
    return fault;
}

Test(sys_trust, files)
{
    cr_expect_eq(judge("/a/b/file", geteuid()), TRUST_SAFE);
    cr_expect_eq(judge("/a/b/file", geteuid() + 1), TRUST_OWNER);
    cr_expect_eq(judge("/open/file", geteuid()), TRUST_GROUP);
    cr_expect_eq(judge("/a/outside", geteuid()), TRUST_GROUP);
    cr_expect_eq(judge("/open", geteuid()), TRUST_WORLD);
    cr_expect_eq(judge("/tmp", geteuid()), TRUST_WORLD);
}

Test(sys_trust, folders)
{
    struct trust_owners owners = {.n = 0}, nobody = {.n = 0};
    struct trust_walk walk = {.n = 0}, open = {.n = 0};
    trust_owners_add(&owners, geteuid());
    trust_owners_add(&owners, geteuid());
    cr_expect_eq(owners.n, 1);
    trust_walk(scratch_dir, "/tmp/file", &walk);
    trust_walk(scratch_dir, "/open/file", &open);
    cr_expect_eq(trust_judge_folder(&walk.v[0], &walk.v[1], &owners), TRUST_SAFE);
    cr_expect_eq(trust_judge_folder(&walk.v[1], &walk.v[2], &owners), TRUST_SAFE, "sticky");
    cr_expect_eq(trust_judge_folder(&walk.v[1], NULL, &owners), TRUST_WORLD, "not there yet");
    cr_expect_eq(trust_judge_folder(&walk.v[1], &walk.v[2], &nobody), TRUST_OWNER);
    cr_expect_eq(trust_judge_folder(&open.v[1], &open.v[2], &owners), TRUST_WORLD);
    walk.v[2].uid = geteuid() + 1;
    cr_expect_eq(trust_judge_folder(&walk.v[1], &walk.v[2], &owners), TRUST_WORLD,
                 "its owner may put another there");
    trust_walk_free(&walk);
    trust_walk_free(&open);
}

Test(sys_trust, many_owners)
{
    struct trust_owners owners = {.n = 0};
    for (uid_t i = 1; i <= TRUST_MAX_OWNERS + 1; i++)
        trust_owners_add(&owners, i);
    cr_expect_eq(owners.n, TRUST_MAX_OWNERS);
    cr_expect(trust_is_owner(&owners, TRUST_MAX_OWNERS));
    cr_expect_not(trust_is_owner(&owners, TRUST_MAX_OWNERS + 1));
}

#ifdef HAVE_ACL
/* Sets a list in the short form, or skips where the file system has none. */
static void set_acl(const char *name, const char *text)
{
    acl_t acl = acl_from_text(text);
    cr_assert_not_null(acl);
    int rc = acl_set_file(scratch_path(name), ACL_TYPE_ACCESS, acl);
    acl_free(acl);
    if (rc != 0 && errno == ENOTSUP)
        cr_skip("no access control lists here");
    cr_assert_eq(rc, 0);
}

Test(sys_trust, lists)
{
    static const struct {
        const char *acl;
        enum trust_fault fault;
    } lists[] = {
        {"u::rw,u:54321:rw,g::r,m::rw,o::r", TRUST_ACL},
        {"u::rw,g:54321:rw,g::r,m::rw,o::r", TRUST_ACL},
        {"u::rw,u:54321:rw,g::r,m::r,o::r", TRUST_SAFE},
        {"u::rw,u:54321:r,g::r,m::rw,o::r", TRUST_SAFE}, /* the mode says 0664 */
        {"u::rw,u:54321:r,g::rw,m::rw,o::r", TRUST_GROUP},
        {"u::rw,u:54321:rw,g::r,m::rw,o::rw", TRUST_WORLD},
    };
    cr_expect(trust_sees_acl());
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        set_acl("a/b/file", lists[i].acl);
        cr_expect_eq(judge("/a/b/file", geteuid()), lists[i].fault, "%s", lists[i].acl);
    }
    set_acl("a/b", "u::rwx,u:54321:rwx,g::rx,m::rwx,o::rx");
    cr_expect_eq(judge("/a/far", geteuid()), TRUST_ACL);
}
#endif

/* As a user who may not go on. */
Test(sys_trust, unreadable)
{
    struct trust_walk walk = {.n = 0};
    cr_assert_eq(chmod(scratch_path("a"), 0700), 0);
    if (geteuid() == 0)
        cr_assert_eq(setresuid((uid_t)-1, 65534, (uid_t)-1), 0);
    else
        cr_assert_eq(chmod(scratch_path("a"), 0), 0);
    trust_walk(scratch_dir, "/a/b/file", &walk);
    cr_expect_eq(walk.error, EACCES);
    cr_expect_not(walk.there);
    cr_expect_str_eq(walk.stopped, "/a/b");
    if (getuid() == 0)
        cr_assert_eq(setresuid((uid_t)-1, 0, (uid_t)-1), 0);
    cr_assert_eq(chmod(scratch_path("a"), 0755), 0);
    trust_walk_free(&walk);
}
