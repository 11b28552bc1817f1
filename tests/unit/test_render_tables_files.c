/* Tables of which a part stands in files that a profile names. */
#include <criterion/criterion.h>

#include "base/mem.h"

#include "render/tables.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(render_tables_files, .init = scratch_make, .fini = scratch_remove);

/* The profile with a file for a setting. */
static struct profile *with_file(const char *profile, const char *setting, const char *path)
{
    struct errs errs = {0};
    struct str set = STR_INIT;
    struct profile *p = profile_of(profile);
    str_addf(&set, "%s=%s", setting, path);
    cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
    str_free(&set);
    return p;
}

#define PROFILE_ALL                                                                                \
    "{'host':{'name':'m.example.org','domains':['example.org']},"                                  \
    "'roles':{'local':true,'inbound':true,'relay':true},"                                          \
    "'local':{'aliases':{'info':'ann'}},"                                                          \
    "'inbound':{'recipients':'list','recipient_list':['ann@example.org']},"                        \
    "'relay':{'domains':['example.net'],'recipients':'any','routes':{'example.net':'192.0.2.9'}}," \
    "'access':{'deny_clients':{'x.example':''}}}"

static const struct {
    const char *setting, *text;
    const char *table, *whole; /* the end of that table; or */
    const char *wrong;         /* what the error says */
} rows[] = {
    {"tables.access_file", "Connect:y.example REJECT\n", "access",
     "Srv_Features:\th\nConnect:y.example REJECT\n", NULL},
    {"tables.access_file", "connect:X.example REJECT\n", NULL, NULL, "from the profile itself"},
    {"tables.access_file", "To:y.example RELAY\n", NULL, NULL, ":1:14: tables.access_file: RELAY"},
    {"tables.aliases_file", "Postmaster: bob\nlist: bob", "aliases",
     "MAILER-DAEMON:\tpostmaster\nabuse:\tpostmaster\ninfo:\tann\nPostmaster: bob\nlist: bob\n",
     NULL},
    {"tables.aliases_file", "info: bob\n", NULL, NULL, "from the profile itself"},
    {"tables.aliases_file", "x: /var/mail/x\n", NULL, NULL, "local.file_environment"},
    {"tables.mailertable_file", "y.example\tesmtp:z.example\n", "mailertable",
     "\nexample.net\tesmtp:[192.0.2.9]\ny.example\tesmtp:z.example\n", NULL},
    {"tables.mailertable_file", "example.net\tesmtp:z.example\n", NULL, NULL, "from the profile"},
    {"tables.virtusertable_file", "a@example.org b\n", "virtusertable",
     "parted by a tab.\na@example.org b\n", NULL},
    {"tables.genericstable_file", "a b@example.org\n", "genericstable", "a b@example.org\n", NULL},
    {"tables.domaintable_file", "a.example b.example\n", "domaintable", "a.example b.example\n",
     NULL},
    {"tables.recipients_file", "ANN@example.org\npostmaster@m.example.org\nb@example.org\n",
     "recipients",
     "tab.\npostmaster@example.org\tOK\nANN@example.org\tOK\npostmaster@m.example.org\tOK\n"
     "b@example.org\tOK\n",
     NULL},
    {"tables.domains_file", "example.org\nb.example\n", "local-host-names",
     "m.example.org\nexample.org\nb.example\n", NULL},
    {"tables.domains_file", "example.net\n", NULL, NULL, "tables.domains_file: example.net is in"},
};

Test(render_tables_files, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct render_output out = {.n = 0};
        struct err err = {0};
        struct profile *p = with_file(PROFILE_ALL, rows[i].setting,
                                      scratch_write("f", rows[i].text, strlen(rows[i].text), 0644));
        int rc = tables_add(p, &out, &err);
        cr_expect_eq(rc, rows[i].wrong != NULL ? -1 : 0, "row %zu: %s", i, err.text);
        if (rc == 0) {
            struct str whole = STR_INIT;
            const struct render_file *f = render_find(&out, rows[i].table);
            cr_assert_not_null(f);
            cr_assert_eq(render_whole(f, &whole, NULL), 0);
            size_t len = strlen(rows[i].whole);
            cr_expect(whole.len >= len, "row %zu", i);
            cr_expect_str_eq(str_text(&whole) + whole.len - len, rows[i].whole, "row %zu", i);
            str_free(&whole);
        } else {
            char *line = err_format(&err);
            cr_expect(rows[i].wrong != NULL && strstr(line, rows[i].wrong) != NULL, "row %zu: %s",
                      i, line);
            free(line);
        }
        err_clear(&err);
        render_free(&out);
        profile_free(p);
    }
}

/* Every file is told of in one run. */
Test(render_tables_files, several_faults)
{
    struct render_output out = {.n = 0};
    struct errs errs = {0};
    struct err err = {0};
    struct profile *p =
        with_file(PROFILE_ALL, "tables.access_file", scratch_write("f", "x\ny\n", 4, 0644));
    cr_assert_eq(profile_set(p, "tables.domains_file=/nonexistent/file", &errs), 0);
    cr_expect_eq(tables_add(p, &out, &err), -1);
    cr_expect_eq(err.line, 1);
    cr_assert_not_null(err.more);
    cr_expect_eq(err.more->n, 2);
    cr_expect(strstr(err.more->v[1].text, "/nonexistent/file: cannot read: No such file"), "%s",
              err.more->v[1].text);
    err_clear(&err);
    render_free(&out);
    profile_free(p);
}

Test(render_tables_files, modes)
{
    static const mode_t modes[] = {0664, 0646, 0622};
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        struct render_output out = {.n = 0};
        struct err err = {0};
        struct profile *p = with_file(PROFILE_ALL, "tables.access_file",
                                      scratch_write("f", "x.y REJECT\n", 11, modes[i]));
        cr_expect_eq(tables_add(p, &out, &err), -1);
        cr_expect(strstr(err.text, "others may write to it") != NULL, "%s", err.text);
        cr_expect(strstr(err.mend, "chmod go-w") != NULL);
        cr_expect_str_eq(err.setting, "tables.access_file");
        err_clear(&err);
        render_free(&out);
        profile_free(p);
    }
}

Test(render_tables_files, no_file)
{
    struct render_output out = {.n = 0};
    struct err err = {0};
    cr_assert_eq(mkfifo(scratch_path("fifo"), 0600), 0);
    struct profile *p = with_file(PROFILE_ALL, "tables.access_file", scratch_path("fifo"));
    cr_expect_eq(tables_add(p, &out, &err), -1);
    cr_expect(strstr(err.text, "is a FIFO, not a file") != NULL, "%s", err.text);
    err_clear(&err);
    render_free(&out);
    profile_free(p);
}
