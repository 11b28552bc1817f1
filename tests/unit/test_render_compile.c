/* Compiling the tables of a rendered folder with the real makemap, where it is. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/compile.h"

#include "sys/child.h"
#include "sys/file.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(render_compile, .init = scratch_make, .fini = scratch_remove);

static bool find_tools(struct render_tools *tools)
{
    const char *dir = getenv("MCWIZARD_TOOLS");
    if (render_find_tools(tools, layout_find("debian"), dir != NULL ? dir : "", NULL) == 0 &&
        tools->makemap != NULL)
        return true;
    render_free_tools(tools);
    cr_skip_test("no makemap here: MCWIZARD_TOOLS names none");
    return false;
}

/* What a compiled table holds, sorted. */
static char *dump(const struct render_tools *tools, const char *type, const char *name)
{
    const char *const argv[] = {tools->makemap,     "-C", "/dev/null", "-u", type,
                                scratch_path(name), NULL};
    struct child c = {.argv = argv};
    struct strs lines = {0};
    struct str all = STR_INIT;
    cr_assert_eq(child_run(&c, NULL), 0);
    cr_expect_eq(c.status, 0, "%s", str_text(&c.err));
    strs_split(&lines, str_text(&c.out), "\n");
    strs_sort(&lines);
    for (size_t i = 0; i < lines.n; i++)
        str_addf(&all, "%s\n", lines.v[i]);
    strs_free(&lines);
    child_free(&c);
    return str_take(&all);
}

Test(render_compile, folder)
{
    static const char *const types[] = {"hash", "btree"};
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    tools.compiles = true;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct render_output out = {.n = 0};
        struct errs errs = {0};
        struct err err = {0};
        struct stat st;
        struct str set = STR_INIT;
        struct profile *p =
            profile_of("{'host':{'name':'m.example.org'},'roles':{'local':true,'outbound':true,"
                       "'inbound':true},'outbound':{'smart_host':'[s.example.org]'},"
                       "'local':{'aliases':{'info':'ann, bob'}}}");
        str_addf(&set, "outbound.auth_file=%s", scratch_write("account", "joe\npw\n", 7, 0600));
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
        str_clear(&set);
        str_addf(&set, "tables.map_type=%s", types[i]);
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
        cr_assert_eq(render_profile(&tools, p, true, &out, &err), 0, "%s", err.text);
        cr_expect_str_eq(out.map_type, types[i]);
        cr_assert_eq(render_write(&out, scratch_dir, &err), 0, "%s", err.text);
        cr_assert_eq(compile_tables(&tools, &out, NULL, scratch_dir, &err), 0, "%s", err.text);
        char *text = dump(&tools, types[i], "aliases");
        cr_expect_str_eq(text, "@\t@\nabuse\tpostmaster\ninfo\tann, bob\n"
                               "mailer-daemon\tpostmaster\npostmaster\troot\n");
        free(text);
        text = dump(&tools, types[i], "authinfo");
        cr_expect(strstr(text, "authinfo:s.example.org\t\"U=am9l\"") != NULL, "%s", text);
        free(text);
        cr_assert_eq(stat(scratch_path("authinfo.db"), &st), 0);
        cr_expect_eq(st.st_mode & 07777, 0600);
        cr_assert_eq(stat(scratch_path("access.db"), &st), 0);
        cr_expect_eq(st.st_mode & 07777, 0644);
        /* Nothing of what was made on the way stays. */
        struct strs old = {0};
        compile_list_old(&out, scratch_dir, &old);
        cr_expect_eq(old.n, 0);
        cr_assert_eq(render_write(&out, scratch_dir, &err), 0);
        compile_list_old(&out, scratch_dir, &old);
        cr_expect_eq(old.n, 3);
        strs_free(&old);
        str_free(&set);
        render_free(&out);
        profile_free(p);
    }
    render_free_tools(&tools);
}

/* An aliases table of these lines, compiled; what the error says, or NULL. */
static void compile_aliases(const char *text, const char *makemap, const char *wrong)
{
    struct render_tools tools;
    struct render_output out = {.n = 3, .map_type = "hash"};
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    if (makemap != NULL) {
        free(tools.makemap);
        tools.makemap = mem_dup(makemap);
    }
    out.files[0] = (struct render_file){.name = "aliases", .mode = 0644};
    out.files[1] = (struct render_file){.name = "sendmail.cf", .mode = 0644};
    out.files[2] = (struct render_file){.name = "submit.cf", .mode = 0644};
    str_add(&out.files[0].data, text);
    for (size_t i = 1; i < out.n; i++)
        str_add(&out.files[i].data, "V10\nDjx\nS0\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n");
    cr_assert_eq(render_write(&out, scratch_dir, NULL), 0);
    cr_expect_eq(compile_tables(&tools, &out, NULL, scratch_dir, &err), wrong != NULL ? -1 : 0,
                 "%s", err.text);
    if (wrong != NULL) {
        char *line = err_format(&err);
        cr_expect(strstr(line, wrong) != NULL, "%s", line);
        free(line);
        cr_expect_neq(access(scratch_path("aliases.db"), F_OK), 0, "half a map");
    }
    err_clear(&err);
    render_free(&out);
    render_free_tools(&tools);
}

Test(render_compile, alias_lines)
{
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    compile_aliases("# x\nlist : ann,\n\tbob\n\nx: y\n", NULL, NULL);
    char *text = dump(&tools, "hash", "aliases");
    cr_expect_str_eq(text, "@\t@\nlist\tann,\tbob\nx\ty\n");
    free(text);
    render_free_tools(&tools);
}

Test(render_compile, alias_too_long)
{
    struct str text = STR_INIT;
    str_add(&text, "list: ann");
    while (text.len < 1400)
        str_add(&text, ",\n bob");
    compile_aliases(str_text(&text), NULL, "the alias list has");
    str_free(&text);
}

Test(render_compile, makemap_fails)
{
    char *makemap =
        mem_dup(scratch_write("makemap", "#!/bin/sh\necho broken >&2\nexit 65\n", 35, 0755));
    compile_aliases("x: y\n", makemap, "status 65: broken");
    free(makemap);
    makemap = mem_dup(scratch_write("makemap", "#!/bin/sh\nexec cat >/dev/null\n", 30, 0755));
    compile_aliases("x: y\n", makemap, "made no file");
    free(makemap);
}

Test(render_compile, no_folder)
{
    struct render_output out = {.n = 0};
    struct render_tools tools = {.layout = layout_find("debian")};
    struct err err = {0};
    cr_expect_eq(compile_tables(&tools, &out, NULL, scratch_path("no/such"), &err), -1);
    err_clear(&err);
}
