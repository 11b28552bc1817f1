/* Tests of sys/layout.c: every row is whole, and a tree is recognised by its mark. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/layout.h"

#include "scratch.h"

TestSuite(sys_layout, .init = scratch_make, .fini = scratch_remove);

Test(sys_layout, rows_are_whole)
{
    size_t rows = 0;
    for (const struct layout *l = layout_table; l->name != NULL; l++, rows++) {
        const char *const paths[] = {
            l->mark,        l->cf_dir,          l->mail_dir,  l->sendmail,
            l->makemap,     l->smrsh,           l->queue_dir, l->msp_queue_dir,
            l->status_file, l->msp_status_file, l->pid_file,  l->msp_pid_file};
        const char *const words[] = {l->title, l->ostype, l->map_type, l->trusted_user,
                                     l->msp_user};
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
            cr_expect(paths[i] != NULL && paths[i][0] == '/', "%s: path %zu", l->name, i);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
            cr_expect(words[i] != NULL && words[i][0] != '\0', "%s: word %zu", l->name, i);
        cr_expect_eq(l->cf_dir[strlen(l->cf_dir) - 1], '/');
        cr_expect_eq(l->mail_dir[strlen(l->mail_dir) - 1], '/');
        cr_expect_not_null(l->control_socket);
        cr_expect_eq(layout_find(l->name), l, "%s stands there twice", l->name);
    }
    cr_expect_geq(rows, 1);
}

Test(sys_layout, find)
{
    cr_expect_not_null(layout_find("debian"));
    cr_expect_null(layout_find("Debian"));
    cr_expect_null(layout_find(""));
    cr_expect_null(layout_find("no such layout"));
}

Test(sys_layout, recognise)
{
    cr_expect_eq(layout_recognise(scratch_dir), &layout_table[0], "the first is the default");
    for (const struct layout *l = layout_table; l->name != NULL; l++) {
        struct str path = STR_INIT;
        char *root = mem_dup(scratch_path(l->name));
        cr_assert_eq(mkdir(root, 0755), 0);
        for (const char *slash = strchr(l->mark + 1, '/'); slash != NULL;
             slash = strchr(slash + 1, '/')) {
            str_clear(&path);
            str_addf(&path, "%s%.*s", root, (int)(slash - l->mark), l->mark);
            cr_assert_eq(mkdir(str_text(&path), 0755), 0);
        }
        str_clear(&path);
        str_addf(&path, "%s%s", l->name, l->mark);
        scratch_write(str_text(&path), "x", 1, 0644);
        cr_expect_eq(layout_recognise(root), l, "%s", l->name);
        free(root);
        str_free(&path);
    }
}
