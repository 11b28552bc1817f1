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
            l->cf_dir,       l->mail_dir,      l->sendmail,    l->makemap,         l->smrsh,
            l->queue_dir,    l->msp_queue_dir, l->status_file, l->msp_status_file, l->pid_file,
            l->msp_pid_file, l->sasl_dir,      l->mail_local,  l->maildrop,        l->smrsh_dir};
        const struct layout_owner owners[] = {l->config, l->table, l->secret, l->queue,
                                              l->msp_queue};
        const char *const words[] = {l->title,    l->ostype,       l->map_type,
                                     l->mc_file,  l->trusted_user, l->submit_mc_file,
                                     l->msp_user, l->cf_package,   l->sendmail_package};
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
            cr_expect(paths[i] != NULL && paths[i][0] == '/', "%s: path %zu", l->name, i);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
            cr_expect(words[i] != NULL && words[i][0] != '\0', "%s: word %zu", l->name, i);
        for (size_t i = 0; i < LAYOUT_MARKS && l->marks[i] != NULL; i++)
            cr_expect_eq(l->marks[i][0], '/');
        cr_expect_eq(l->marks[0] == NULL, l[1].name == NULL, "%s: only the last has no mark",
                     l->name);
        for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
            cr_expect(owners[i].user != NULL && owners[i].group != NULL, "%s: owner %zu", l->name,
                      i);
            cr_expect_eq(owners[i].mode & 07, i == 0 ? 04U : 0U, "%s: mode %zu", l->name, i);
        }
        cr_expect(l->reload[0] == NULL || l->reload[0][0] == '/', "%s: reload", l->name);
        cr_expect_not_null(l->local_feature);
        cr_expect_eq(l->sasl_dir[strlen(l->sasl_dir) - 1], '/');
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
    bool known = true;
    cr_expect_str_eq(layout_recognise(scratch_dir, &known)->name, "generic");
    cr_expect_not(known);
    for (const struct layout *l = layout_table; l->marks[0] != NULL; l++) {
        const char *mark = l->marks[0];
        struct str path = STR_INIT;
        char *root = mem_dup(scratch_path(l->name));
        cr_assert_eq(mkdir(root, 0755), 0);
        for (const char *slash = strchr(mark + 1, '/'); slash != NULL;
             slash = strchr(slash + 1, '/')) {
            str_clear(&path);
            str_addf(&path, "%s%.*s", root, (int)(slash - mark), mark);
            cr_assert_eq(mkdir(str_text(&path), 0755), 0);
        }
        str_clear(&path);
        str_addf(&path, "%s%s", l->name, mark);
        scratch_write(str_text(&path), "x", 1, 0644);
        cr_expect_eq(layout_recognise(root, &known), l, "%s", l->name);
        cr_expect(known);
        free(root);
        str_free(&path);
    }
}

/* Fedora and RHEL have the one or the other. */
Test(sys_layout, any_mark_will_do)
{
    const struct layout *redhat = layout_find("redhat");
    cr_assert_not_null(redhat->marks[1]);
    cr_assert_eq(mkdir(scratch_path("etc"), 0755), 0);
    scratch_write(redhat->marks[1] + 1, "x", 1, 0644);
    cr_expect_eq(layout_recognise(scratch_dir, NULL), redhat);
}
