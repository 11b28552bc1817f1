#include <string.h>

#include <criterion/criterion.h>

#include "relay/copy.h"

static const char text[] = "V10\nKa hash /x\nMlocal, P=/bin/mail,\n\tA=mail\nO Foo=1\n";

static void build(struct copy *copy, struct str *out)
{
    copy_edit(copy, 5, NULL, "unknown");
    copy_edit(copy, 2, "Ka hash /tmp/x", "a copy of %s", "/x");
    copy_build(copy, text, strlen(text), out);
}

Test(relay_copy, keeps_lines)
{
    struct copy copy = {0};
    struct str out = STR_INIT;
    struct err err = {0};
    build(&copy, &out);
    cr_expect_str_eq(str_text(&out),
                     "V10\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n\tA=mail\n#\n" COPY_TAIL);
    cr_expect(copy_has(&copy, 2) && !copy_has(&copy, 1));
    cr_expect_eq(copy_check(&copy, text, strlen(text), &out, &err), 0);
    str_free(&out);
    copy_free(&copy);
}

Test(relay_copy, replaces_folds)
{
    struct copy copy = {0};
    struct str out = STR_INIT;
    copy_edit(&copy, 3, NULL, "gone");
    copy_build(&copy, text, strlen(text), &out);
    cr_expect_str_eq(str_text(&out), "V10\nKa hash /x\n#\n#\nO Foo=1\n" COPY_TAIL);
    cr_expect_eq(copy_check(&copy, text, strlen(text), &out, NULL), 0);
    str_free(&out);
    copy_free(&copy);
}

Test(relay_copy, last_line_without_end)
{
    struct copy copy = {0};
    struct str out = STR_INIT;
    copy_build(&copy, "V10\nDx", 6, &out);
    cr_expect_str_eq(str_text(&out), "V10\nDx\n" COPY_TAIL);
    cr_expect_eq(copy_check(&copy, "V10\nDx", 6, &out, NULL), 0);
    str_free(&out);
    copy_free(&copy);
}

/* What is not listed is found. */
Test(relay_copy, check_finds)
{
    static const char *const made[] = {
        "V10\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n\tA=other\n#\n" COPY_TAIL,
        "V9\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n\tA=mail\n#\n" COPY_TAIL,
        "V10\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n\tA=mail\n#\nO More=1\n" COPY_TAIL,
        "V10\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n" COPY_TAIL,
        "V10\nKa hash /tmp/x\nMlocal, P=/bin/mail,\n\tA=mail\n#\n",
        "",
    };
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        struct copy copy = {0};
        struct str out = STR_INIT;
        struct err err = {0};
        build(&copy, &out);
        str_clear(&out);
        str_add(&out, made[i]);
        cr_expect_eq(copy_check(&copy, text, strlen(text), &out, &err), -1, "row %zu", i);
        cr_expect(err_is_set(&err));
        err_clear(&err);
        str_free(&out);
        copy_free(&copy);
    }
}
