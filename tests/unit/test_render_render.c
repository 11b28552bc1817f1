/* Rendering with real m4 and the real macros, where they are. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/render.h"
#include "sys/file.h"

#include "profiles.h"
#include "scratch.h"
#include "tools.h"

TestSuite(render_render, .init = scratch_make, .fini = scratch_remove);

Test(render_render, tools_missing)
{
    struct render_tools tools;
    struct err err = {0};
    cr_expect_eq(render_find_tools(&tools, layout_find("debian"), scratch_dir, &err), -1);
    cr_expect(strstr(err.mend, "sendmail-cf") != NULL);
    render_free_tools(&tools);
    err_clear(&err);
}

Test(render_render, complete)
{
    static const char *const profiles[] = {PROFILE_LOCAL, PROFILE_NULL_CLIENT, PROFILE_GATEWAY};
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        struct render_output one = {.n = 0}, two = {.n = 0};
        struct err err = {0};
        struct profile *p = profile_of(profiles[i]);
        cr_assert_eq(render_profile(&tools, p, true, &one, &err), 0, "%s", err.text);
        cr_assert_eq(render_profile(&tools, p, false, &two, &err), 0, "%s", err.text);
        cr_assert_eq(one.n, two.n);
        for (size_t f = 0; f < one.n; f++)
            cr_expect_str_eq(str_text(&one.files[f].data), str_text(&two.files[f].data));
        const char *mc = str_text(&render_find(&one, "sendmail.mc")->data);
        cr_expect(strstr(mc, "m4_") == NULL && strstr(mc, "mc_") == NULL, "unexpanded");
        cr_expect(strstr(mc, "\n\n") == NULL, "an empty line");
        cr_expect(strstr(str_text(&render_find(&one, "sendmail.cf")->data), "Djm.example.org"));
        cr_expect(strstr(str_text(&render_find(&one, "submit.cf")->data), "O UseMSP=True"));
        render_free(&one);
        render_free(&two);
        profile_free(p);
    }
    render_free_tools(&tools);
}

Test(render_render, write)
{
    struct render_output out = {.n = 2};
    struct err err = {0};
    struct str back = STR_INIT;
    out.files[0] = (struct render_file){.name = "a", .mode = 0644};
    out.files[1] = (struct render_file){.name = "b", .mode = 0600};
    str_add(&out.files[0].data, "text");
    cr_assert_eq(render_write(&out, scratch_path("new"), &err), 0);
    cr_assert_eq(file_read(scratch_path("new/a"), 100, &back, &err), 0);
    cr_expect_str_eq(str_text(&back), "text");
    struct stat st;
    cr_assert_eq(stat(scratch_path("new/b"), &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0600);
    cr_expect_eq(render_write(&out, scratch_path("no/such"), &err), -1);
    err_clear(&err);
    str_free(&back);
    render_free(&out);
}

Test(render_render, another_layout_names_its_files)
{
    const char *dir = getenv("MCWIZARD_TOOLS");
    struct render_output out = {.n = 0};
    struct render_tools tools;
    struct err err = {0};
    if (!find_tools(&tools))
        return;
    render_free_tools(&tools);
    cr_assert_eq(render_find_tools(&tools, layout_find("freebsd"), dir != NULL ? dir : "", &err), 0,
                 "%s", err.text);
    struct profile *p = profile_of(PROFILE_LOCAL);
    cr_assert_eq(render_profile(&tools, p, true, &out, &err), 0, "%s", err.text);
    const struct render_file *mc = render_find(&out, "m.example.org.mc");
    cr_assert_not_null(mc);
    cr_expect_not_null(render_find(&out, "m.example.org.submit.mc"));
    cr_expect_null(render_find(&out, "sendmail.mc"));
    cr_expect_not_null(render_find(&out, "sendmail.cf"));
    cr_expect(strstr(str_text(&mc->data), "OSTYPE(`freebsd6')"));
    cr_expect(strstr(str_text(&mc->data), "FEATURE(`local_lmtp')"));
    render_free(&out);
    render_free_tools(&tools);
    profile_free(p);
}

Test(render_render, an_older_sendmail_has_older_names)
{
    static const struct {
        const char *version, *feature;
    } rows[] = {
        {"8.15.2", "FEATURE(`blacklist_recipients')"},
        {"8.16.0.99", "FEATURE(`blacklist_recipients')"},
        {"8.16.1", "FEATURE(`blocklist_recipients')"},
        {"8.17.1.9", "FEATURE(`blocklist_recipients')"},
        {NULL, "FEATURE(`blocklist_recipients')"},
    };
    struct render_tools tools;
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct sendmail_build build = {.version = VERSION_NONE};
        struct render_output out = {.n = 0};
        struct err err = {0};
        struct errs errs = {0};
        struct profile *p = profile_of(PROFILE_GATEWAY);
        cr_assert_eq(profile_set(p, "access.deny_recipients=a@m.example.org=gone", &errs), 0);
        if (rows[i].version != NULL)
            cr_assert_eq(version_named(rows[i].version, &build, NULL), 0);
        tools.build = &build;
        cr_assert_eq(render_profile(&tools, p, true, &out, &err), 0, "%s", err.text);
        cr_expect(strstr(str_text(&render_find(&out, "sendmail.mc")->data), rows[i].feature), "%s",
                  rows[i].version);
        render_free(&out);
        profile_free(p);
        version_free(&build);
    }
    render_free_tools(&tools);
}
