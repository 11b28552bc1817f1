/* The type of the compiled tables. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/map_type.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(render_map_type, .init = scratch_make, .fini = scratch_remove);

static const struct {
    const char *wish, *has; /* has: a program that prints it, NULL: no makemap */
    bool compiles;
    const char *type, *wrong; /* one of them */
} rows[] = {
    {"auto", NULL, false, "hash", NULL},
    {"btree", NULL, false, "btree", NULL},
    {"auto", "cdb", false, "hash", NULL},
    {"auto", "hash\\nbtree", true, "hash", NULL},
    {"auto", "cdb\\nbtree", true, "btree", NULL},
    {"auto", "lmdb\\ncdb", true, "cdb", NULL},
    {"auto", "dbm", true, NULL, "no maps of type hash; it has dbm"},
    {"cdb", "hash\\ncdb\\n", false, "cdb", NULL},
    {"cdb", "hash\\nbtree\\n", false, NULL, "no maps of type cdb; it has hash, btree"},
    {"cdb", "hash\\nbtree\\n", true, NULL, "no maps of type cdb; it has hash, btree"},
};

Test(render_map_type, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct render_tools tools = {.layout = layout_find("debian"), .compiles = rows[i].compiles};
        struct profile *p = profile_of(PROFILE_LOCAL);
        struct errs errs = {0};
        struct err err = {0};
        struct str text = STR_INIT;
        const char *type = NULL;
        str_addf(&text, "tables.map_type=%s", rows[i].wish);
        cr_assert_eq(profile_set(p, str_text(&text), &errs), 0);
        if (rows[i].has != NULL) {
            str_clear(&text);
            str_addf(&text, "#!/bin/sh\nprintf '%s'\n", rows[i].has);
            tools.makemap =
                (char *)(size_t)scratch_write("makemap", str_text(&text), text.len, 0755);
        }
        int rc = map_type_choose(&tools, p, &type, &err);
        cr_expect_eq(rc, rows[i].type != NULL ? 0 : -1, "row %zu: %s", i, err.text);
        if (rc == 0) {
            cr_expect_str_eq(type, rows[i].type, "row %zu", i);
        } else {
            char *line = err_format(&err);
            cr_expect(strstr(line, rows[i].wrong) != NULL, "row %zu: %s", i, line);
            cr_expect_str_eq(err.setting, "tables.map_type");
            free(line);
        }
        err_clear(&err);
        str_free(&text);
        profile_free(p);
    }
}

Test(render_map_type, broken)
{
    struct render_tools tools = {.layout = layout_find("debian"), .compiles = true};
    struct profile *p = profile_of(PROFILE_LOCAL);
    struct err err = {0};
    const char *type;
    tools.makemap = (char *)(size_t)scratch_write("makemap", "#!/bin/sh\nexit 3\n", 17, 0755);
    cr_expect_eq(map_type_choose(&tools, p, &type, &err), -1);
    cr_expect(strstr(err.text, "status 3") != NULL, "%s", err.text);
    err_clear(&err);
    profile_free(p);
}
