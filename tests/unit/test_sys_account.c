/* Users and groups, of a tree and of this system. */
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/str.h"

#include "sys/account.h"

#include "scratch.h"

TestSuite(sys_account, .init = scratch_make, .fini = scratch_remove);

static void tree(const char *passwd, const char *group)
{
    cr_assert_eq(mkdir(scratch_path("etc"), 0755), 0);
    if (passwd != NULL)
        scratch_write("etc/passwd", passwd, strlen(passwd), 0644);
    if (group != NULL)
        scratch_write("etc/group", group, strlen(group), 0644);
}

Test(sys_account, of_a_tree)
{
    struct accounts a = {.n_users = 0};
    struct str text = STR_INIT;
    tree("root:x:0:0:root:/root:/bin/sh\n"
         "\n# no account\nshort:x:1\n"
         "alice:x:1000:100:A, B:/home/alice:\n"
         "twin:x:1000:100::/home/twin:/bin/sh",
         "root:x:0:\nusers:x:100:\nstaff:x:50:alice, root\nmixed:x:51:alice,bob\n");
    cr_assert_eq(accounts_read(scratch_dir, &a, NULL), 0);
    cr_expect_eq(a.n_users, 3);
    cr_expect_eq(a.n_groups, 4);
    cr_expect_str_eq(accounts_by_uid(&a, 1000)->name, "alice");
    cr_expect_str_eq(accounts_by_name(&a, "twin")->home, "/home/twin");
    cr_expect_null(accounts_by_name(&a, "short"));
    cr_expect_null(accounts_by_uid(&a, 1));
    cr_expect_eq(accounts_group_by_name(&a, "staff")->gid, 50);
    cr_expect_str_eq(accounts_group_by_gid(&a, 100)->name, "users");
    cr_expect_null(accounts_group_by_gid(&a, 7));
    cr_expect_null(accounts_group_by_name(&a, "alice"));
    cr_expect(accounts_group_is_private(&a, 50, 1000), "alice and root");
    cr_expect(accounts_group_is_private(&a, 100, 1000), "both names are one user");
    cr_expect_not(accounts_group_is_private(&a, 51, 1000), "bob is nobody that is known");
    cr_expect_not(accounts_group_is_private(&a, 50, 0));
    accounts_show_user(&a, 1000, &text);
    accounts_show_user(&a, 4321, &text);
    accounts_show_group(&a, 50, &text);
    accounts_show_group(&a, 4321, &text);
    cr_expect_str_eq(str_text(&text), "alice4321staff4321");
    str_free(&text);
    accounts_free(&a);
    cr_expect_eq(a.n_users, 0);
}

Test(sys_account, a_tree_without)
{
    struct accounts a = {.n_users = 0};
    cr_expect_eq(accounts_read(scratch_dir, &a, NULL), 0);
    cr_expect_eq(a.n_users + a.n_groups, 0);
    accounts_free(&a);
}

/* A link in the tree means the tree's file, never this system's. */
Test(sys_account, a_link)
{
    struct accounts a = {.n_users = 0};
    tree(NULL, "root:x:0:\n");
    scratch_write("other", "joe:x:7:7::/:\n", 14, 0644);
    cr_assert_eq(symlink("/../../other", scratch_path("etc/passwd")), 0);
    cr_expect_eq(accounts_read(scratch_dir, &a, NULL), 0);
    cr_expect_eq(a.n_users, 1);
    cr_expect_not_null(accounts_by_name(&a, "joe"));
    accounts_free(&a);
}

Test(sys_account, unreadable)
{
    struct accounts a = {.n_users = 0};
    struct err err = {0};
    tree(NULL, NULL);
    cr_assert_eq(mkdir(scratch_path("etc/group"), 0755), 0);
    cr_expect_eq(accounts_read(scratch_dir, &a, &err), -1);
    cr_expect_not_null(err.file);
    err_clear(&err);
    accounts_free(&a);
}

Test(sys_account, of_this_system)
{
    struct accounts a = {.n_users = 0};
    cr_assert_eq(accounts_read("", &a, NULL), 0);
    cr_expect_str_eq(accounts_by_uid(&a, 0)->name, "root");
    cr_expect_eq(accounts_group_by_gid(&a, 0)->gid, 0);
    accounts_free(&a);
}
