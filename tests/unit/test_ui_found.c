/* Defaults from a fake host. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"

#include "sys/file.h"

#include "ui/found.h"

static char root[] = "/tmp/ui_found.XXXXXX";

static void set_up(void)
{
    struct str dir = STR_INIT;
    cr_assert_not_null(mkdtemp(root));
    str_addf(&dir, "%s/etc", root);
    cr_assert_eq(mkdir(str_text(&dir), 0700), 0);
    str_add(&dir, "/mail");
    cr_assert_eq(mkdir(str_text(&dir), 0700), 0);
    str_free(&dir);
}

static const char *const names[] = {
    "/etc/hostname",         "/etc/hosts", "/etc/mailname", "/etc/mail/local-host-names",
    "/etc/mail/sendmail.cf", "/etc/mail",  "/etc",          ""};

static void tear_down(void)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s%s", root, names[i]);
        (void)remove(str_text(&path));
        str_free(&path);
    }
}

/* A file of the fake host; removed if text is NULL. */
static void put(const char *name, const char *text)
{
    struct str path = STR_INIT;
    struct err err = {0};
    str_addf(&path, "%s%s", root, name);
    if (text == NULL)
        (void)unlink(str_text(&path));
    else
        cr_assert_eq(file_write(str_text(&path), 0600, text, strlen(text), &err), 0, "%s",
                     err.text);
    str_free(&path);
}

TestSuite(ui_found, .init = set_up, .fini = tear_down);

Test(ui_found, name)
{
    static const struct {
        const char *hostname; /* of the kernel, or NULL */
        const char *file, *hosts, *mailname;
        const char *name, *from;
    } rows[] = {
        {"mx.example.org", NULL, NULL, NULL, "mx.example.org", "hostname"},
        {NULL, "mx.example.org\n", NULL, NULL, "mx.example.org", "hostname"},
        {"mx", "other.example.org\n", NULL, NULL, NULL, NULL},
        {NULL, "# a comment\nmx\n", "192.0.2.1 mx.example.org mx\n", NULL, "mx.example.org",
         "/etc/hosts"},
        {"mx", NULL, "127.0.0.1 localhost\n192.0.2.1\tmx mx.example.org # mx\n", NULL,
         "mx.example.org", "/etc/hosts"},
        {"mx", NULL, "127.0.0.1 localhost.localdomain mx\n", NULL, NULL, NULL},
        {"mx", NULL, "192.0.2.1 mxx.example.org\n", NULL, NULL, NULL},
        {"MX", NULL, "192.0.2.1 mx.example.org\r\n", NULL, "mx.example.org", "/etc/hosts"},
        {"mx", NULL, NULL, "mx.example.org\n", "mx.example.org", "/etc/mailname"},
        {"mx", NULL, NULL, "example.org\n", "mx.example.org", "/etc/mailname"},
        {NULL, NULL, NULL, "mx.example.org\n", "mx.example.org", "/etc/mailname"},
        {"mx", NULL, NULL, "localhost\n", NULL, NULL},
        {"localhost.localdomain", NULL, NULL, NULL, NULL, NULL},
        {"m`x", NULL, "192.0.2.1 m`x.example.org\n", "example.org\n", NULL, NULL},
        {"", NULL, "192.0.2.1 mx.example.org\n", NULL, NULL, NULL},
        {NULL, NULL, NULL, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct found f;
        put("/etc/hostname", rows[i].file);
        put("/etc/hosts", rows[i].hosts);
        put("/etc/mailname", rows[i].mailname);
        found_look(&f, root, &layout_table[0], rows[i].hostname);
        if (rows[i].name == NULL) {
            cr_expect_null(f.name, "row %zu: %s", i, f.name);
        } else {
            cr_expect_not_null(f.name, "row %zu", i);
            cr_expect_str_eq(f.name, rows[i].name, "row %zu: %s", i, f.name);
            cr_expect_str_eq(f.name_from, rows[i].from, "row %zu: %s", i, f.name_from);
        }
        found_free(&f);
    }
}

Test(ui_found, domains)
{
    static const struct {
        const char *local_names, *mailname, *domains;
    } rows[] = {
        {NULL, NULL, ""},
        {"# ours\n\nexample.org\n example.net # too\nmx.example.org\nlocalhost\n", NULL,
         "example.org example.net "},
        {"example.org\nEXAMPLE.ORG\nnot_a_name\n", "example.com\n", "example.org "},
        {"", "example.com\n", "example.com "},
        {NULL, "mx.example.org\n", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct found f;
        struct str all = STR_INIT;
        put("/etc/mail/local-host-names", rows[i].local_names);
        put("/etc/mailname", rows[i].mailname);
        found_look(&f, root, &layout_table[0], "mx.example.org");
        for (size_t j = 0; j < f.domains.n; j++)
            str_addf(&all, "%s ", f.domains.v[j]);
        cr_expect_str_eq(str_text(&all), rows[i].domains, "row %zu: %s", i, str_text(&all));
        cr_expect_eq(f.domains_from != NULL, f.domains.n > 0, "row %zu", i);
        str_free(&all);
        found_free(&f);
    }
}

Test(ui_found, configuration)
{
    struct found f;
    struct str path = STR_INIT;
    found_look(&f, root, &layout_table[0], "mx");
    cr_expect_null(f.cf);
    found_free(&f);
    put("/etc/mail/sendmail.cf", "V10\n");
    found_look(&f, root, &layout_table[0], "mx");
    str_addf(&path, "%s/etc/mail/sendmail.cf", root);
    cr_assert_not_null(f.cf);
    cr_expect_str_eq(f.cf, str_text(&path));
    str_free(&path);
    found_free(&f);
}

Test(ui_found, forgotten_domains)
{
    struct found f;
    put("/etc/mail/local-host-names", "example.org\n");
    found_look(&f, root, layout_find("debian"), "mx.example.org");
    cr_assert_eq(f.domains.n, 1);
    found_forget_domains(&f);
    cr_expect_eq(f.domains.n, 0);
    cr_expect_null(f.domains_from);
    cr_expect_str_eq(f.name, "mx.example.org");
    found_free(&f);
}
