/* Tests of apply/target.c: where a file really lies, and its way to the new one and back. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "apply/target.h"

#include "apply_tree.h"

#define A "/etc/mail/a"
#define A_NEW "/etc/mail/.a.mcwizard-new"
#define A_OLD "/etc/mail/.a.mcwizard-old"

typedef int target_step(const struct store *store, const struct change *change, struct err *err);

TestSuite(apply_target, .init = tree_make, .fini = tree_remove, .timeout = 60);

static struct trust_owners owners;

/* Either where it lies, or an error. */
static void resolve(const char *path, const char *want, const char *trouble)
{
    struct err err = {0};
    char *real = NULL;
    trust_owners_add(&owners, geteuid());
    int rc = target_resolve(scratch_dir, path, &owners, &real, &err);
    if (trouble == NULL) {
        cr_expect_eq(rc, 0, "%s: %s", path, err.text);
        cr_expect(real != NULL && strcmp(real, want) == 0, "%s: %s", path, real);
    } else {
        cr_expect_eq(rc, -1, "%s: %s", path, real);
        cr_expect_null(real);
        tree_expect_error(&err, trouble, path);
    }
    err_clear(&err);
    free(real);
}

Test(apply_target, where_it_lies)
{
    static const char *const links[][2] = {
        {"../aliases", "etc/mail/aliases"},
        {"/etc/aliases", "etc/mail/absolute"},
        {"../../../../../../../etc/aliases", "etc/mail/high"},
        {"aliases", "etc/mail/chain"},
        {"mail", "etc/mail2"},
        {"/etc/mail", "etc/mail3"},
    };
    static const char *const rows[][2] = {
        {"/etc/mail/f", "/etc/mail/f"},
        {"/etc/mail/none", "/etc/mail/none"},
        {"/etc/mail/aliases", "/etc/aliases"},
        {"/etc/mail/absolute", "/etc/aliases"},
        {"/etc/mail/high", "/etc/aliases"},
        {"/etc/mail/chain", "/etc/aliases"},
        {"/etc/mail2/f", "/etc/mail/f"},
        {"/etc/mail2/none", "/etc/mail/none"},
        {"/etc/mail3/none", "/etc/mail/none"},
        {"/etc/mail3/aliases", "/etc/aliases"},
        {"/etc/mail/../mail/f", "/etc/mail/f"},
        {"/top", "/top"},
        {"/none", "/none"},
        {"//etc//none", "/etc/none"},
    };
    scratch_write("etc/mail/f", "x", 1, 0644);
    scratch_write("etc/aliases", "x", 1, 0644);
    scratch_write("top", "x", 1, 0644);
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        cr_assert_eq(symlink(links[i][0], scratch_path(links[i][1])), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        resolve(rows[i][0], rows[i][1], NULL);
}

Test(apply_target, refused)
{
    static const char *const links[][2] = {
        {"nowhere", "etc/mail/near"},
        {"../nowhere", "etc/mail/up"},
        {"/etc/nowhere", "etc/mail/absolute"},
        {"/no/where", "etc/mail/far"},
        {"near", "etc/mail/chain"},
        {"loop2", "etc/mail/loop1"},
        {"loop1", "etc/mail/loop2"},
        {"/etc/passwd", "etc/mail/out"}, /* there is none below the root */
        {"../../../../../../../../../etc/passwd", "etc/mail/high"},
        {"../open/f", "etc/mail/open"},
        {"../sticky/none", "etc/mail/sticky"},
        {"dir", "etc/mail/todir"},
        {".", "etc/mail/self"},
        {"fifo", "etc/mail/tofifo"},
        {"gone", "etc/gone"},
        {"no/", "etc/mail/slash"},
        {"../open/none", "etc/mail/nearopen"},
    };
    static const char *const rows[][2] = {
        {"/etc/mail/far",
         "/no/where: a link leads here, and the folder that it belongs into is not there"},
        {"/etc/mail/slash", "/etc/mail/slash: is a link that leads to no file"},
        {"/etc/mail/l9", "is a link that leads to no file"},
        {"/etc/mail/nearopen", "/etc/open: others may write into this folder (mode 0777)"},
        {"/etc/mail/loop1", "cannot look at it: "},
        {"/etc/gone/f", "cannot look at it: "},
        {"/etc/mail/dir", "/etc/mail/dir: is a folder, where a file is to be"},
        {"/etc/mail/todir", "/etc/mail/dir: is a folder, where a file is to be"},
        {"/etc/mail/self", "/etc/mail: is a folder, where a file is to be"},
        {"/etc/mail/fifo", "/etc/mail/fifo: is no regular file, where a file is to be"},
        {"/etc/mail/tofifo", "/etc/mail/fifo: is no regular file"},
        {"/etc/mail/socket", "/etc/mail/socket: is no regular file"},
        {"/etc/mail/one", "/etc/mail/one: has 2 names (hard links)"},
        {"/etc/nothing/f", "/etc/nothing/f: the folder that it belongs into is not there"},
        {"/etc/mail/f/f", "/etc/mail/f: cannot open the folder: "},
        {"/etc/open/f", "/etc/open: others may write into this folder (mode 0777)"},
        {"/etc/open/none", "/etc/open: others may write into this folder (mode 0777)"},
        {"/etc/open/sub/f", "/etc/open: others may write into this folder"},
        {"/etc/group/none", "/etc/group: others may write into this folder (mode 0775)"},
        {"/etc/mail/open", "/etc/open: others may write into this folder (mode 0777)"},
        {"/etc/mail/sticky", "/etc/sticky: others may write into this folder (mode 1777)"},
    };
    static const struct {
        const char *path;
        mode_t mode;
    } folders[] = {{"etc/open", 0777},
                   {"etc/open/sub", 0755},
                   {"etc/group", 0775},
                   {"etc/sticky", 01777},
                   {"etc/mail/dir", 0755}};
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        cr_assert_eq(mkdir(scratch_path(folders[i].path), 0755), 0);
        cr_assert_eq(chmod(scratch_path(folders[i].path), folders[i].mode), 0);
    }
    scratch_write("etc/open/f", "x", 1, 0644);
    scratch_write("etc/open/sub/f", "x", 1, 0644);
    scratch_write("etc/sticky/f", "x", 1, 0644);
    scratch_write("etc/mail/f", "x", 1, 0644);
    char *one = mem_dup(scratch_write("etc/mail/one", "x", 1, 0644));
    cr_assert_eq(link(one, scratch_path("etc/mail/two")), 0);
    free(one);
    cr_assert_eq(mkfifo(scratch_path("etc/mail/fifo"), 0600), 0);
    cr_assert_eq(mknod(scratch_path("etc/mail/socket"), S_IFSOCK | 0600, 0), 0);
    for (int i = 1; i <= 9; i++) {
        char to[] = "l0", from[] = "etc/mail/l0";
        to[1] = (char)('0' + i - 1);
        from[sizeof(from) - 2] = (char)('0' + i);
        cr_assert_eq(symlink(to, scratch_path(from)), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        cr_assert_eq(symlink(links[i][0], scratch_path(links[i][1])), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        resolve(rows[i][0], NULL, rows[i][1]);
    /* Its second name is ours, as long as a change of it is open. */
    char *two = mem_dup(scratch_path("etc/mail/two"));
    cr_assert_eq(rename(two, scratch_path("etc/mail/.one.mcwizard-old")), 0);
    resolve("/etc/mail/one", "/etc/mail/one", NULL);
    cr_assert_eq(link(scratch_path("etc/mail/one"), two), 0);
    resolve("/etc/mail/one", NULL, "/etc/mail/one: has 3 names (hard links)");
    free(two);
    /* A link to a name that is free leads there, and never out of the root. */
    resolve("/etc/mail/near", "/etc/mail/nowhere", NULL);
    resolve("/etc/mail/up", "/etc/nowhere", NULL);
    resolve("/etc/mail/absolute", "/etc/nowhere", NULL);
    resolve("/etc/mail/chain", "/etc/mail/nowhere", NULL);
    resolve("/etc/mail/out", "/etc/passwd", NULL);
    resolve("/etc/mail/high", "/etc/passwd", NULL);
    resolve("/etc/mail/l8", "/etc/mail/l0", NULL);
    /* Where nobody but an owner can put another in its place. */
    resolve("/etc/sticky/f", "/etc/sticky/f", NULL);
}

/* What a manifest cannot name could not be put back. */
Test(apply_target, strange_names)
{
    cr_assert_eq(mkdir(scratch_path("etc/caf\xe9"), 0755), 0);
    cr_assert_eq(mkdir(scratch_path("etc/caf\xc3\xa9"), 0755), 0);
    cr_assert_eq(symlink("../caf\xe9", scratch_path("etc/mail/latin")), 0);
    cr_assert_eq(symlink("../caf\xc3\xa9", scratch_path("etc/mail/utf")), 0);
    resolve("/etc/mail/latin/f", NULL, "has a name that is no UTF-8");
    resolve("/etc/mail/utf/f", "/etc/caf\xc3\xa9/f", NULL);
    scratch_write("etc/caf\xe9/f", "x", 1, 0644);
    resolve("/etc/mail/latin/f", NULL, "has a name that is no UTF-8");
}

Test(apply_target, somebody_elses)
{
    scratch_write("etc/mail/f", "x", 1, 0644);
    if (geteuid() != 0) {
        /* Then all is somebody else's, and the first that is judged is the root. */
        char *real = NULL;
        struct err err = {0};
        trust_owners_add(&owners, geteuid() + 1);
        cr_expect_eq(target_resolve(scratch_dir, "/etc/mail/f", &owners, &real, &err), -1);
        tree_expect_error(&err, "who could put another file at /etc/mail/f", "root");
        cr_skip_test("only root can give a file away");
    }
    cr_assert_eq(chown(scratch_path("etc/mail/f"), 65533, 0), 0);
    resolve("/etc/mail/f", NULL, "/etc/mail/f: belongs to user 65533, not to root");
    trust_owners_add(&owners, 65533);
    resolve("/etc/mail/f", "/etc/mail/f", NULL);
    cr_assert_eq(mkdir(scratch_path("etc/other"), 0755), 0);
    cr_assert_eq(chown(scratch_path("etc/other"), 65534, 0), 0);
    resolve("/etc/other/none", NULL,
            "/etc/other: belongs to user 65534, who could put another file at /etc/other/none");
    cr_assert_eq(symlink("f", scratch_path("etc/mail/link")), 0);
    resolve("/etc/mail/link", "/etc/mail/f", NULL);
    cr_assert_eq(lchown(scratch_path("etc/mail/link"), 65534, 0), 0);
    resolve("/etc/mail/link", NULL, "/etc/mail/link: belongs to user 65534, who could put");
}

Test(apply_target, look)
{
    struct state state = {.there = false};
    struct err err = {0};
    tree_file(A, "abc");
    cr_assert_eq(target_look(scratch_dir, A, &state, &err), 0, "%s", err.text);
    cr_expect_eq(state.size, 3);
    state_free(&state);
    scratch_write("top", "ab", 2, 0644);
    cr_assert_eq(target_look(scratch_dir, "/top", &state, &err), 0, "%s", err.text);
    cr_expect_eq(state.size, 2);
    state_free(&state);
    cr_expect_eq(target_look(scratch_dir, "/etc/mail/none", &state, &err), 0);
    cr_expect_not(state.there);
    cr_expect_eq(target_look(scratch_dir, "/etc/none/f", &state, &err), 0, "not even its folder");
    cr_expect_eq(target_look(scratch_dir, "/etc/mail/a/f", &state, &err), -1);
    tree_expect_error(&err, "/etc/mail/a: cannot open the folder: ", "look");
}

static void make(target_step *step, const struct change *change)
{
    struct err err = {0};
    cr_assert_eq(step(&tree_store, change, &err), 0, "%s", err.text);
}

static int remove_own(const struct store *store, const struct change *change, struct err *err)
{
    bool foreign = true;
    int rc = target_remove(store, change, &foreign, err);
    cr_expect_not(foreign);
    return rc;
}

static void in_vain(target_step *step, const struct change *change, const char *text)
{
    struct err err = {0};
    cr_expect_eq(step(&tree_store, change, &err), -1, "%s", text);
    tree_expect_error(&err, text, "in vain");
}

/* Returns whether somebody else had written it. */
static bool restore(const struct change *change)
{
    struct err err = {0};
    bool foreign = false;
    cr_assert_eq(target_restore(&tree_store, change, &foreign, &err), 0, "%s", err.text);
    return foreign;
}

/* Of A, from a text to another; NULL: it is not there. */
static struct change *begin(struct checkpoint *cp, const char *before, const char *after)
{
    *cp = tree_checkpoint(1);
    if (before != NULL)
        tree_file(A, before);
    return tree_change(cp, A, after);
}

/* What A says, and that its companions are gone. */
static void expect_alone(const char *text)
{
    cr_expect_str_eq(tree_text(A), text);
    cr_expect_not(tree_has(A_NEW));
    cr_expect_not(tree_has(A_OLD));
}

Test(apply_target, from_old_to_new)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new");
    struct stat before = tree_stat(A);
    make(target_write, change);
    cr_expect_str_eq(tree_text(A), "old");
    cr_expect_str_eq(tree_text(A_NEW), "new");
    cr_expect_eq(tree_stat(A_NEW).st_mode & 07777, 0640);
    ino_t new = tree_stat(A_NEW).st_ino;
    make(hold, change);
    cr_expect_eq(tree_stat(A_OLD).st_ino, before.st_ino);
    make(target_switch, change);
    make(target_sync, change);
    cr_expect_eq(tree_stat(A).st_ino, new);
    cr_expect_eq(tree_stat(A_OLD).st_ino, before.st_ino);
    make(target_tidy, change);
    expect_alone("new");
    make(target_tidy, change);
    checkpoint_free(&cp);
}

Test(apply_target, removed_and_created)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", NULL);
    make(target_write, change);
    cr_expect_not(tree_has(A_NEW));
    make(hold, change);
    make(target_switch, change);
    cr_expect_str_eq(tree_text(A), "old", "the daemon may still need it");
    make(remove_own, change);
    make(remove_own, change);
    cr_expect_not(tree_has(A));
    cr_expect_str_eq(tree_text(A_OLD), "old");
    make(target_tidy, change);
    expect_alone("(none)");
    checkpoint_free(&cp);
    change = begin(&cp, NULL, "new");
    make(target_write, change);
    make(hold, change);
    cr_expect_not(tree_has(A_OLD));
    make(target_switch, change);
    expect_alone("new");
    checkpoint_free(&cp);
}

/* What a death left beside it does not matter, whatever it is a link to. */
Test(apply_target, over_leftovers)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new");
    scratch_write("victim", "mine", 4, 0600);
    cr_assert_eq(symlink("../../victim", scratch_path(A_NEW)), 0);
    cr_assert_eq(symlink("../../victim", scratch_path(A_OLD)), 0);
    make(target_write, change);
    make(hold, change);
    make(target_switch, change);
    cr_expect_str_eq(tree_text(A_OLD), "old");
    make(target_tidy, change);
    expect_alone("new");
    cr_expect_str_eq(tree_text("/victim"), "mine");
    checkpoint_free(&cp);
}

Test(apply_target, written_in_vain)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new contents");
    tree_full(3);
    in_vain(target_write, change, "/etc/mail/a: cannot write the new one beside it: ");
    tree_full(-1);
    char object[128];
    snprintf(object, sizeof(object), "var/lib/mcwizard/objects/%s", change->after.digest);
    scratch_write(object, "other contents", 14, 0600);
    in_vain(target_write, change, "/etc/mail/a: what was written beside it reads otherwise");
    cr_assert_eq(unlink(scratch_path(object)), 0);
    in_vain(target_write, change, "a copy that was kept there cannot be read: ");
    cr_assert_eq(mkdir(scratch_path(object), 0700), 0);
    in_vain(target_write, change, "/etc/mail/a: cannot write the new one beside it: ");
    cr_assert_eq(unlink(scratch_path(A_NEW)), 0);
    cr_assert_eq(mkdir(scratch_path(A_NEW), 0700), 0);
    in_vain(target_write, change, "/etc/mail/.a.mcwizard-new: cannot remove it: ");
    in_vain(target_tidy, change, "/etc/mail/.a.mcwizard-new: cannot remove it: ");
    cr_expect_str_eq(tree_text(A), "old");
    checkpoint_free(&cp);
}

Test(apply_target, changed_meanwhile)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new");
    const char *const said = "/etc/mail/a: somebody changed it just now; run the same again";
    scratch_write("etc/mail/a", "olD", 3, 0751);
    in_vain(hold, change, said);
    tree_file(A, "old");
    make(hold, change);
    cr_assert_eq(chmod(scratch_path(A), 0600), 0);
    in_vain(hold, change, said);
    tree_file(A, "old");
    make(hold, change);
    cr_assert_eq(utimensat(AT_FDCWD, scratch_path(A), NULL, 0), 0);
    in_vain(hold, change, said);
    cr_assert_eq(unlink(scratch_path(A)), 0);
    in_vain(hold, change, said);
    cr_assert_eq(symlink("/etc/passwd", scratch_path(A)), 0);
    in_vain(hold, change, "/etc/mail/a: is a link, where a file was");
    cr_assert_eq(unlink(scratch_path(A)), 0);
    checkpoint_free(&cp);
    change = begin(&cp, NULL, "new");
    make(hold, change);
    tree_file(A, "somebody's");
    in_vain(hold, change, said);
    cr_expect_not(tree_has(A_OLD));
    checkpoint_free(&cp);
}

Test(apply_target, switched_in_vain)
{
    const char *const said = "/etc/mail/a: somebody changed it just now; run the same again";
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new");
    in_vain(target_switch, change, "/etc/mail/a: cannot rename the new one to it: ");
    cr_expect_str_eq(tree_text(A), "old");
    cr_assert_eq(mkdir(scratch_path(A_OLD), 0700), 0);
    in_vain(hold, change, "/etc/mail/.a.mcwizard-old: cannot remove it: ");
    cr_assert_eq(rmdir(scratch_path(A_OLD)), 0);
    make(target_write, change);
    make(hold, change);
    scratch_write("etc/mail/a", "longer", 6, 0751);
    in_vain(target_switch, change, said);
    cr_assert_eq(unlink(scratch_path(A)), 0);
    in_vain(target_switch, change, said);
    tree_file(A, "old"); /* as it was, but another one */
    in_vain(target_switch, change, said);
    cr_expect_not(restore(change));
    expect_alone("old");
    checkpoint_free(&cp);
    change = begin(&cp, "old", NULL);
    make(hold, change);
    scratch_write("etc/mail/a", "longer", 6, 0751);
    bool foreign = false;
    cr_expect_eq(target_remove(&tree_store, change, &foreign, NULL), 0);
    cr_expect(foreign, "it is somebody's, and stays");
    cr_expect_str_eq(tree_text(A), "longer");
    checkpoint_free(&cp);
}

Test(apply_target, text)
{
    struct str text = STR_INIT;
    struct err err = {0};
    tree_file(A, "abc");
    cr_expect_eq(target_text(scratch_dir, A, &text, &err), 0, "%s", err.text);
    cr_expect_str_eq(str_text(&text), "abc");
    cr_assert_eq(symlink("a", scratch_path("etc/mail/link")), 0);
    cr_assert_eq(mkfifo(scratch_path("etc/mail/fifo"), 0600), 0);
    static const char *const none[] = {"/etc/mail/link", "/etc/mail/fifo", "/etc/mail/none",
                                       "/etc/none/f", "/etc/mail"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        cr_expect_eq(target_text(scratch_dir, none[i], &text, &err), -1, "%s", none[i]);
        tree_expect_error(&err, i == 3 ? "cannot open the folder: " : "cannot read: ", none[i]);
    }
    str_free(&text);
}

Test(apply_target, without_its_folder)
{
    static int (*const steps[])(const struct store *, const struct change *,
                                struct err *) = {target_write, hold, target_switch, target_sync};
    struct checkpoint cp;
    struct err err = {0};
    bool foreign = false;
    struct change *change = begin(&cp, "old", "new");
    char *from = mem_dup(scratch_path("etc/mail"));
    cr_assert_eq(rename(from, scratch_path("etc/moved")), 0);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        in_vain(steps[i], change, "/etc/mail: cannot open the folder: ");
    make(target_tidy, change);
    /* The folder is made again, and the old file by its copy. */
    cr_expect_eq(target_restore(&tree_store, change, &foreign, &err), 0, "%s", err.text);
    expect_alone("old");
    cr_assert_eq(unlink(scratch_path(A)) | rmdir(from), 0);
    cr_assert_eq(symlink("moved", from), 0);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        in_vain(steps[i], change, "/etc/mail: cannot open the folder: ");
    in_vain(target_tidy, change, "/etc/mail/a: cannot open its folder: ");
    cr_assert_eq(unlink(from), 0);
    checkpoint_free(&cp);
    /* Nothing was there, and nothing is. */
    change = checkpoint_add(&cp, A);
    tree_keep("new", change->after.digest);
    change->after.there = true;
    cr_expect_not(restore(change));
    checkpoint_free(&cp);
    free(from);
}

/* All of the way on. */
static void go(const struct change *change)
{
    make(target_switch, change);
    make(remove_own, change);
}

/* By its second name it is the same file. */
Test(apply_target, back_by_the_second_name)
{
    for (int how = 0; how < 3; how++) { /* before the switch; after it; the file was to go */
        struct checkpoint cp;
        struct change *change = begin(&cp, "old", how == 2 ? NULL : "new");
        struct stat before = tree_stat(A);
        make(target_write, change);
        make(hold, change);
        if (how > 0)
            go(change);
        cr_expect_not(restore(change));
        struct stat after = tree_stat(A);
        expect_alone("old");
        cr_expect_eq(before.st_ino, after.st_ino, "%d", how);
        cr_expect_eq(before.st_mtim.tv_sec, after.st_mtim.tv_sec, "%d", how);
        cr_expect_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec, "%d", how);
        cr_expect_eq(before.st_mode, after.st_mode, "%d", how);
        cr_expect_eq(after.st_nlink, 1, "%d", how);
        cr_expect_not(restore(change), "once more");
        cr_expect_eq(tree_stat(A).st_ino, before.st_ino);
        checkpoint_free(&cp);
    }
}

/* Where that is gone, or is another file: with all that is known of it. */
Test(apply_target, back_by_the_copy)
{
    for (int how = 0; how < 3; how++) {
        struct checkpoint cp;
        struct state now = {.there = false};
        struct err err = {0};
        struct change *change = begin(&cp, "old", how == 1 ? NULL : "new");
        make(target_write, change);
        make(hold, change);
        go(change);
        if (how == 2)
            scratch_write(A_OLD, "forged", 6, 0600);
        else
            cr_assert_eq(unlink(scratch_path(A_OLD)), 0);
        cr_expect_not(restore(change));
        expect_alone("old");
        cr_assert_eq(target_look(scratch_dir, A, &now, &err), 0);
        cr_expect(state_identical(&now, &change->before), "%d", how);
        state_free(&now);
        checkpoint_free(&cp);
    }
}

Test(apply_target, nothing_was_there)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, NULL, "new");
    make(target_write, change);
    cr_expect_not(restore(change));
    expect_alone("(none)");
    make(target_write, change);
    make(hold, change);
    make(target_switch, change);
    cr_expect_not(restore(change));
    expect_alone("(none)");
    checkpoint_free(&cp);
}

Test(apply_target, a_stranger_wrote_it)
{
    struct checkpoint cp;
    struct change *change = begin(&cp, "old", "new");
    make(target_write, change);
    make(hold, change);
    go(change);
    scratch_write("etc/mail/a", "a stranger's", 12, 0600);
    cr_expect(restore(change));
    expect_alone("a stranger's");
    checkpoint_free(&cp);
    change = begin(&cp, "old", NULL);
    make(hold, change);
    go(change);
    scratch_write("etc/mail/a", "a stranger's", 12, 0600);
    cr_expect(restore(change));
    expect_alone("a stranger's");
    checkpoint_free(&cp);
    cr_assert_eq(unlink(scratch_path(A)), 0);
    change = begin(&cp, NULL, "new");
    make(target_write, change);
    scratch_write("etc/mail/a", "a stranger's", 12, 0600);
    cr_expect(restore(change));
    expect_alone("a stranger's");
    checkpoint_free(&cp);
}

Test(apply_target, back_in_vain)
{
    struct checkpoint cp;
    struct err err = {0};
    bool foreign = false;
    struct change *change = begin(&cp, "old", "new");
    make(target_write, change);
    make(hold, change);
    make(target_switch, change);
    cr_assert_eq(unlink(scratch_path(A)), 0);
    cr_assert_eq(mkdir(scratch_path(A), 0755), 0);
    cr_expect_eq(target_restore(&tree_store, change, &foreign, &err), -1);
    tree_expect_error(&err, "/etc/mail/a: is no regular file", "a folder is there");
    cr_assert_eq(rmdir(scratch_path(A)), 0);
    cr_expect(tree_has(A_OLD), "what brings it back stays");
    char object[256], aside[128];
    snprintf(object, sizeof(object), "%s/var/lib/mcwizard/objects/%s", scratch_dir,
             change->before.digest);
    snprintf(aside, sizeof(aside), "%s/aside", scratch_dir);
    cr_assert_eq(rename(object, aside), 0);
    cr_assert_eq(unlink(scratch_path(A_OLD)), 0);
    cr_expect_eq(target_restore(&tree_store, change, &foreign, &err), -1);
    tree_expect_error(&err, "a copy that was kept there cannot be read: ", "no copy");
    cr_assert_eq(rename(aside, object), 0);
    cr_expect_not(restore(change));
    expect_alone("old");
    checkpoint_free(&cp);
}
