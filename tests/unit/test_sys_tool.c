/* Tests of sys/tool.c: programs are found where the layout says, and nowhere else. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/layout.h"
#include "sys/tool.h"

#include "scratch.h"

static const struct layout *debian(void);
static void make_path(const char *path);

TestSuite(sys_tool, .init = scratch_make, .fini = scratch_remove);

static const struct layout *debian(void)
{
    const struct layout *l = layout_find("debian");
    cr_assert_not_null(l);
    return l;
}

/* Makes every folder of a path below the scratch folder, but not its last part. */
static void make_path(const char *path)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *part = mem_dupn(path + 1, (size_t)(slash - path) - 1);
        (void)mkdir(scratch_path(part), 0755);
        free(part);
    }
}

Test(sys_tool, system_programs_come_from_the_fixed_path)
{
    struct err err = {0};
    setenv("PATH", scratch_dir, 1);
    scratch_write("diff", "#!/bin/sh\n", 10, 0755);
    char *path = tool_find(TOOL_DIFF, debian(), "", &err);
    cr_assert_not_null(path);
    cr_expect(strcmp(path, "/usr/bin/diff") == 0 || strcmp(path, "/bin/diff") == 0, "%s", path);
    free(path);
}

Test(sys_tool, sendmail_lies_where_the_layout_says)
{
    struct err err = {0};
    make_path(debian()->sendmail);
    char *none = tool_find(TOOL_SENDMAIL, debian(), scratch_dir, &err);
    cr_expect_null(none);
    cr_expect_eq(err.code, ERR_TOOL);
    cr_expect(strstr(err.text, "sendmail is not on this machine") != NULL, "%s", err.text);
    cr_expect(strstr(err.mend, "install the package sendmail-bin") != NULL, "%s", err.mend);
    err_clear(&err);
    struct str full = STR_INIT;
    str_addf(&full, "%s%s", scratch_dir, debian()->sendmail);
    scratch_write(debian()->sendmail + 1, "#!/bin/sh\n", 10, 0644);
    if (geteuid() != 0 || access(str_text(&full), X_OK) != 0) {
        none = tool_find(TOOL_SENDMAIL, debian(), scratch_dir, NULL);
        cr_expect_null(none, "a file that cannot be run");
    }
    scratch_write(debian()->sendmail + 1, "#!/bin/sh\n", 10, 0755);
    char *path = tool_find(TOOL_SENDMAIL, debian(), scratch_dir, &err);
    cr_assert_not_null(path);
    cr_expect_str_eq(path, str_text(&full));
    free(path);
    str_free(&full);
}

Test(sys_tool, a_folder_is_no_program)
{
    struct err err = {0};
    make_path(debian()->makemap);
    cr_assert_eq(mkdir(scratch_path(debian()->makemap + 1), 0755), 0);
    char *none = tool_find(TOOL_MAKEMAP, debian(), scratch_dir, &err);
    cr_expect_null(none);
    err_clear(&err);
}

Test(sys_tool, macros_are_known_by_their_core)
{
    struct err err = {0};
    struct str core = STR_INIT, dir = STR_INIT;
    char *none = tool_cf_dir(debian(), scratch_dir, &err);
    cr_expect_null(none);
    cr_expect(strstr(err.mend, "sendmail-cf") != NULL);
    err_clear(&err);
    str_addf(&core, "%sm4/cf.m4", debian()->cf_dir);
    str_addf(&dir, "%s%s", scratch_dir, debian()->cf_dir);
    make_path(str_text(&core));
    scratch_write(str_text(&core) + 1, "x", 1, 0644);
    none = tool_cf_dir(debian(), scratch_dir, &err);
    cr_expect_null(none, "without the ostype");
    cr_expect(strstr(err.text, "have no ostype/debian.m4") != NULL, "%s", err.text);
    cr_expect(strstr(err.mend, "--layout") != NULL);
    err_clear(&err);
    str_clear(&core);
    str_addf(&core, "%sostype/debian.m4", debian()->cf_dir);
    make_path(str_text(&core));
    scratch_write(str_text(&core) + 1, "x", 1, 0644);
    char *found = tool_cf_dir(debian(), scratch_dir, &err);
    cr_assert_not_null(found);
    cr_expect_str_eq(found, str_text(&dir));
    free(found);
    str_free(&core);
    str_free(&dir);
}

Test(sys_tool, another_layouts_macros_and_programs_serve)
{
    static const char *const files[] = {"m4/cf.m4", "ostype/linux.m4"};
    const struct layout *redhat = layout_find("redhat");
    struct str path = STR_INIT;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        str_clear(&path);
        str_addf(&path, "%s%s", debian()->cf_dir, files[i]);
        make_path(str_text(&path));
        scratch_write(str_text(&path) + 1, "x", 1, 0644);
    }
    str_clear(&path);
    str_addf(&path, "%s%s", scratch_dir, debian()->cf_dir);
    char *found = tool_cf_dir(redhat, scratch_dir, NULL);
    cr_assert_not_null(found);
    cr_expect_str_eq(found, str_text(&path));
    free(found);
    /* Any mail server has a program of that name. */
    make_path("/usr/sbin/sendmail");
    scratch_write("usr/sbin/sendmail", "#!/bin/sh\n", 10, 0755);
    found = tool_find(TOOL_SENDMAIL, redhat, scratch_dir, NULL);
    cr_expect_null(found, "%s", found);
    make_path(debian()->sendmail);
    scratch_write(debian()->sendmail + 1, "#!/bin/sh\n", 10, 0755);
    found = tool_find(TOOL_SENDMAIL, redhat, scratch_dir, NULL);
    cr_assert_not_null(found);
    free(found);
    found = tool_find(TOOL_SENDMAIL, layout_find("generic"), scratch_dir, NULL);
    cr_expect(strstr(found, "/usr/sbin/sendmail") != NULL, "its own comes first: %s", found);
    free(found);
    str_free(&path);
}
