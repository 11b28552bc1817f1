/* Tests of sys/version.c: numbers of versions, and where a version is found. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/layout.h"
#include "sys/version.h"

#include "scratch.h"

static void put(const char *path, const char *text, mode_t mode);

TestSuite(sys_version, .init = scratch_make, .fini = scratch_remove, .timeout = 30);

Test(sys_version, number)
{
    static const struct {
        const char *text;
        long number;
    } rows[] = {
        {"8.17.1.9", 8170109},
        {"8.18.2", 8180200},
        {"8.1", 8010000},
        {"8.10", 8100000},
        {"8.12.0", 8120000},
        {"", 0},
        {"8", 0},
        {"8.", 0},
        {"8.18.", 0},
        {"8.100", 0},
        {"8.18.1.2.3", 0},
        {"8.18.1.2.", 0},
        {"8.18.1 ", 0},
        {"v8.18", 0},
        {"-8.18", 0},
        {"8.-1", 0},
        {"8..1", 0},
        {"8.18.1b", 0},
        {"8.18.99999999", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(version_number(rows[i].text), rows[i].number, "%s: %ld", rows[i].text,
                     version_number(rows[i].text));
}

Test(sys_version, named)
{
    static const char *const bad[] = {"", "8", "9.1", "8.11.7", "sid"};
    struct sendmail_build build = {.version = VERSION_NONE};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct err err = {0};
        cr_expect_eq(version_named(bad[i], &build, &err), -1, "%s", bad[i]);
        cr_expect_eq(err.code, ERR_USAGE);
        cr_expect_not_null(err.mend);
        err_clear(&err);
    }
    cr_assert_eq(version_named("8.15.2", &build, NULL), 0);
    cr_expect_eq(build.version, 8150200);
    cr_expect_str_eq(build.text, "8.15.2");
    cr_expect(version_has(&build, "STARTTLS DANE"), "taken for complete");
    version_free(&build);
    cr_expect_eq(build.version, VERSION_NONE);
}

Test(sys_version, output)
{
    static const char text[] = "drop_privileges: setgroups(1, 0) failed: Operation not permitted\n"
                               "Version 8.17.1.9\n"
                               " Compiled with: DNSMAP LDAPMAP\n"
                               "\t\tMILTER SASLv2 STARTTLS\n"
                               "    OS Defines: HASFCHOWN\n"
                               "\t\tIDENTPROTO\n"
                               "Kernel symbols:\t/boot/vmlinux\n"
                               " libsm Defines: SM_CONF_SHM\n"
                               "   FFR Defines: _FFR_MTA_STS\n"
                               "\t\t_FFR_TLS_ALTNAMES\n"
                               "Canonical name: mail.example.org\n"
                               "stray\n";
    static const struct {
        const char *flags;
        bool has;
    } rows[] = {
        {NULL, true},           {"STARTTLS", true},
        {"DNSMAP", true},       {"_FFR_TLS_ALTNAMES", true},
        {"DANE", false},        {"MILTER _FFR_MTA_STS", true},
        {"MILTER DANE", false}, {"IDENTPROTO", false},
        {"stray", false},       {"SM_CONF_SHM", false},
    };
    static const char *const none[] = {"",
                                       "postfix 3.7",
                                       "Version x",
                                       "Version \n",
                                       "exim\nVersion 8.17.1",
                                       "Version 8.17.1\n",
                                       "Exim Version 8.17.1\n Compiled with: x\n",
                                       "sendmail: fatal: unsupported: -d0.13"};
    struct sendmail_build build = {.version = VERSION_NONE};
    cr_assert(version_read_output(text, &build));
    cr_expect_eq(build.version, 8170109);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(version_has(&build, rows[i].flags), rows[i].has, "%s", rows[i].flags);
    version_free(&build);
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        cr_expect_not(version_read_output(none[i], &build), "%s", none[i]);
    cr_expect(version_read_output("Version 8.18.Beta\n Compiled with:\n", &build),
              "what follows is left out");
    cr_expect_str_eq(build.text, "8.18");
    cr_expect_not(build.flags_known);
    version_free(&build);
}

/* A file below the scratch folder, with the folders of its path. */
static void put(const char *path, const char *text, mode_t mode)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *part = mem_dupn(path + 1, (size_t)(slash - path) - 1);
        (void)mkdir(scratch_path(part), 0755);
        free(part);
    }
    scratch_write(path + 1, text, strlen(text), mode);
}

/* Standard input is at its end; nothing but these arguments. */
#define FAKE(then)                                                                                 \
    "#!/bin/sh\n"                                                                                  \
    "[ \"$1 $2 $4\" = '-d0.13 -C -bt' ] && ! read -r line && grep -q ^Mprog $3 || exit 9\n"        \
    "printf 'Version 8.16.1\\n Compiled with: STARTTLS\\n'\n" then

Test(sys_version, find)
{
    const struct layout *l = layout_find("debian");
    struct sendmail_build build = {.version = VERSION_NONE};
    struct str path = STR_INIT;
    version_find(l, scratch_dir, false, &build);
    cr_expect_eq(build.version, VERSION_NONE, "there is nothing");
    version_free(&build);

    static const char *const macros[][2] = {
        {"m4/cf.m4", "x"},
        {"ostype/debian.m4", "x"},
        {"ostype/linux.m4", "x"},
        {"m4/version.m4", "divert(0)\n#\nDZ8.15.2`'ifdef(x)\n"}};
    for (size_t i = 0; i < ARRAY_LEN(macros); i++) {
        str_clear(&path);
        str_addf(&path, "%s%s", l->cf_dir, macros[i][0]);
        put(str_text(&path), macros[i][1], 0644);
    }
    version_find(l, scratch_dir, false, &build);
    cr_expect_eq(build.version, 8150200, "that of the macros");
    cr_expect(strstr(build.from, "m4/version.m4") != NULL, "%s", build.from);
    cr_expect_not(build.flags_known);
    version_free(&build);

    put(l->sendmail, "#!/bin/sh\necho some other mail server\n", 0755);
    version_find(l, scratch_dir, false, &build);
    cr_expect_eq(build.version, 8150200, "no sendmail answers");
    version_free(&build);

    put(l->sendmail, FAKE(""), 0755);
    version_find(l, scratch_dir, false, &build);
    cr_expect_eq(build.version, 8160100, "that of the program");
    cr_expect(strstr(build.from, l->sendmail) != NULL, "%s", build.from);
    cr_expect(version_has(&build, "STARTTLS"));
    cr_expect_not(version_has(&build, "DANE"));
    cr_expect_not(build.slow);
    version_free(&build);

    version_find(l, scratch_dir, true, &build);
    cr_expect_eq(build.version, 8150200, "the profile is for another host");
    version_free(&build);

    version_find(layout_find("redhat"), scratch_dir, false, &build);
    cr_expect_eq(build.version, 8150200, "the program of another layout tells nothing");
    version_free(&build);
    str_free(&path);
}

Test(sys_version, deadline)
{
    const struct layout *l = layout_find("debian");
    struct sendmail_build build = {.version = VERSION_NONE};
    put(l->sendmail, FAKE("exec sleep 60\n"), 0755);
    time_t before = time(NULL);
    version_find(l, scratch_dir, false, &build);
    cr_expect_lt(time(NULL) - before, VERSION_DEADLINE_MS / 1000 + 3);
    cr_expect_eq(build.version, 8160100, "it had said it before");
    cr_expect(build.slow);
    version_free(&build);
}
