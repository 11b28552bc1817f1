/*
 * Known flaws by release, what a vendor's changelog and the program itself tell of them, and
 * how sure a version is: of the program, of its package, of the macros alone.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "audit/audit.h"

#include "cf/cf.h"

#include "sys/child.h"
#include "sys/layout.h"
#include "sys/version.h"

#include "model/setting.h"

#include "scratch.h"

TestSuite(audit_flaws, .init = scratch_make, .fini = scratch_remove);

static const struct row {
    const char *id, *flawed, *sound;
} rows[] = {
    {"CVE-2023-51765", "8.18.0", "8.18.1"}, {"CVE-2021-3618", "8.16.1", "8.17.1"},
    {"CVE-2014-3956", "8.14.8", "8.14.9"},  {"CVE-2009-4565", "8.14.3", "8.14.4"},
    {"CVE-2009-4565", "8.14.3", "8.10.2"},  {"CVE-2009-1490", "8.13.1", "8.13.2"},
    {"CVE-2006-4434", "8.13.7", "8.13.8"},  {"CVE-2006-1173", "8.13.6", "8.13.7"},
    {"CVE-2006-0058", "8.13.5", "8.13.6"},  {"CVE-2003-0694", "8.12.9", "8.12.10"},
    {"CVE-2003-0681", "8.12.9", "8.12.10"}, {"CVE-2003-0161", "8.12.8", "8.12.9"},
    {"CVE-2003-0161", "8.11.6", "8.11.7"},  {"CVE-2003-0688", "8.12.8", "8.11.6"},
    {"CVE-2002-1337", "8.12.7", "8.12.8"},  {"CVE-2002-1337", "8.11.6", "8.11.7"},
    {"CVE-2002-1165", "8.12.6", "8.8.7"},   {"CVE-2002-1165", "8.11.6", "8.11.7"},
    {"CVE-2002-2261", "8.12.6", "8.12.7"},  {"CVE-2002-0906", "8.12.4", "8.12.5"},
    {"CVE-2002-1827", "8.12.3", "8.12.4"},  {"CVE-2001-0715", "8.12.0", "8.12.1"},
    {"CVE-2001-0653", "8.11.5", "8.11.6"},  {"CVE-2001-1349", "8.11.3", "8.11.4"},
    {"CVE-1999-1309", "8.6.6", "8.6.7"},    {"WIZ-DEBUG", "8.5", "8.6"},
    {"VERSION-OLD", "8.14.8", "8.14.9"},    {"VERSION-NEW", "8.18.1", "8.18.2"},
};

/* Audits an empty configuration; its macro Z says version, if that is not NULL. */
static void audit(const char *version, const struct audit_program *program,
                  const struct sendmail_build *build, struct audit_report *report)
{
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    str_add(&text, "V10/Berkeley\nSparse=0\nR$*\t$#local $: $1\nMlocal, P=/bin/x, A=x\n");
    if (version != NULL)
        str_addf(&text, "DZ%s\n", version);
    cr_assert_eq(cf_parse(str_text(&text), text.len, "test.cf", &cf, NULL), 0);
    const struct audit_input input = {
        .mta = &cf, .build = build, .program = program, .roles = ROLE_ANY};
    audit_run(&input, report);
    cf_free(&cf);
    str_free(&text);
}

static const struct finding *find(const struct audit_report *report, const char *id)
{
    for (size_t i = 0; i < report->n; i++)
        if (strcmp(report->v[i].check->id, id) == 0)
            return &report->v[i];
    return NULL;
}

static bool is_found(const char *id, const char *version, enum severity *severity)
{
    struct audit_report report = {.n = 0};
    audit(version, NULL, NULL, &report);
    const struct finding *f = find(&report, id);
    bool found = f != NULL;
    if (found)
        *severity = f->severity;
    audit_free(&report);
    return found;
}

Test(audit_flaws, rows)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum severity severity = SEVERITY_HIGH;
        cr_expect(is_found(rows[i].id, rows[i].flawed, &severity), "%s %s", rows[i].id,
                  rows[i].flawed);
        cr_expect_eq(severity, SEVERITY_ADVICE, "%s: macros alone are sure of nothing", rows[i].id);
        cr_expect_not(is_found(rows[i].id, rows[i].sound, &severity), "%s %s", rows[i].id,
                      rows[i].sound);
    }
}

Test(audit_flaws, each_is_in_a_row)
{
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        bool has = c->fixed == NULL;
        for (size_t i = 0; i < ARRAY_LEN(rows) && !has; i++)
            has = strcmp(rows[i].id, c->id) == 0;
        cr_expect(has, "%s", c->id);
    }
}

Test(audit_flaws, a_version_that_was_named_is_sure)
{
    struct sendmail_build build = {.version = VERSION_NONE};
    struct audit_report report = {.n = 0};
    cr_assert_eq(version_named("8.12.8", &build, NULL), 0);
    audit("8.18.2", NULL, &build, &report);
    const struct finding *f = find(&report, "CVE-2003-0161");
    cr_assert_not_null(f);
    cr_expect_eq(f->severity, SEVERITY_HIGH);
    audit_free(&report);
    version_free(&build);
}

Test(audit_flaws, nothing_is_found_where_nothing_is_known)
{
    struct audit_report report = {.n = 0};
    audit(NULL, NULL, NULL, &report);
    for (size_t i = 0; i < report.n; i++)
        cr_expect_null(report.v[i].check->fixed, "%s", report.v[i].check->id);
    cr_expect_str_eq(report.roles.v[0],
                     "nothing tells which sendmail it is for: it is taken for the newest");
    audit_free(&report);
}

static void make_dirs(const char *path)
{
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *part = mem_dupn(path, (size_t)(slash - path));
        (void)mkdir(scratch_path(part), 0755);
        free(part);
    }
}

/* What dpkg leaves in a tree, and a changelog if text is not NULL. */
static void install(const char *version, const char *changelog)
{
    static const char name[] = "usr/share/doc/sendmail-bin/changelog.Debian.gz";
    struct str status = STR_INIT;
    make_dirs("var/lib/dpkg/");
    str_addf(&status,
             "Package: sendmail-bindings\nStatus: install ok installed\nVersion: 9.9\n\n"
             "Package: sendmail-bin\nStatus: install ok installed\nVersion: %s\n\n"
             "Package: zsh\nVersion: 5.9\n",
             version);
    scratch_write("var/lib/dpkg/status", str_text(&status), status.len, 0644);
    str_free(&status);
    if (changelog == NULL)
        return;
    make_dirs(name);
    const char *const argv[] = {"/bin/gzip", "-c", NULL};
    struct child c = {.argv = argv, .in = changelog, .in_len = strlen(changelog)};
    cr_assert_eq(child_run(&c, NULL), 0);
    scratch_write(name, c.out.buf, c.out.len, 0644);
    child_free(&c);
}

/* The finding's severity, or -1; the first line of evidence goes to told. */
static int audit_installed(const char *id, const char *binary, char **told, char **found)
{
    const struct audit_program program = {
        .root = scratch_dir, .layout = layout_find("debian"), .binary = binary};
    struct audit_report report = {.n = 0};
    audit("8.18.2", &program, NULL, &report);
    const struct finding *f = find(&report, id);
    int severity = f != NULL ? (int)f->severity : -1;
    if (told != NULL)
        *told = mem_dup(report.roles.v[0]);
    if (found != NULL)
        *found = f != NULL ? mem_dup(f->found) : NULL;
    audit_free(&report);
    return severity;
}

Test(audit_flaws, a_package_is_sure)
{
    char *told;
    install("1:8.15.2-22", "sendmail (8.15.2-22) unstable; urgency=low\n");
    cr_expect_eq(audit_installed("CVE-2023-51765", NULL, &told, NULL), SEVERITY_HIGH);
    cr_expect_str_eq(told, "sendmail 8.15.2 (package sendmail-bin 1:8.15.2-22)");
    free(told);
}

Test(audit_flaws, a_changelog_tells_what_a_vendor_mended)
{
    install("8.15.2-22+deb11u3", "sendmail (8.15.2-22+deb11u3) x\n  * Fix CVE-2023-51765\n");
    cr_expect_eq(audit_installed("CVE-2023-51765", NULL, NULL, NULL), -1);
    cr_expect_eq(audit_installed("CVE-2021-3618", NULL, NULL, NULL), SEVERITY_MEDIUM);
}

Test(audit_flaws, candidates_are_the_same_flaws)
{
    install("8.12.3-7", "sendmail (8.12.3-7) x\n  * CAN-2003-0694: prescan\n");
    cr_expect_eq(audit_installed("CVE-2003-0694", NULL, NULL, NULL), -1);
    cr_expect_eq(audit_installed("CVE-2003-0681", NULL, NULL, NULL), SEVERITY_MEDIUM);
}

Test(audit_flaws, a_program_tells_by_what_is_in_it)
{
    static const char mended[] = "\177ELF\0\0Bare linefeed (LF) not allowed\0";
    install("8.15.2-22", "sendmail (8.15.2-22) x\n");
    char *binary = mem_dup(scratch_path("sendmail"));
    scratch_write("sendmail", mended, sizeof(mended), 0755);
    cr_expect_eq(audit_installed("CVE-2023-51765", binary, NULL, NULL), -1);
    scratch_write("sendmail", mended, 6, 0755);
    cr_expect_eq(audit_installed("CVE-2023-51765", binary, NULL, NULL), SEVERITY_HIGH);
    free(binary);
}

Test(audit_flaws, a_missing_changelog_is_said)
{
    char *found;
    install("8.15.2-22", NULL);
    cr_expect_eq(audit_installed("CVE-2023-51765", NULL, NULL, &found), SEVERITY_HIGH);
    cr_expect(strstr(found, "what its vendor mended is not known: ") != NULL, "%s", found);
    free(found);
}
