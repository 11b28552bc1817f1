/* Rendering with real m4 and the real macros, where they are. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/render.h"
#include "sys/file.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(render_render, .init = scratch_make, .fini = scratch_remove);

static bool find_tools(struct render_tools *tools)
{
    const char *dir = getenv("MCWIZARD_TOOLS");
    if (render_find_tools(tools, layout_find("debian"), dir != NULL ? dir : "", NULL) == 0)
        return true;
    cr_skip_test("no sendmail-cf here: MCWIZARD_TOOLS names none");
    return false;
}

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
