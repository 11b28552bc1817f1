/* Faults of a .mc: each kind with its place and mend, and none where nothing is wrong. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/str.h"
#include "cf/mc_faults.h"

#include "profiles.h"
#include "tools.h"

#define HEAD                                                                                       \
    "divert(-1)\n# it's `prose\ndivert(0)dnl\n"                                                    \
    "include(`/usr/share/sendmail-cf/m4/cf.m4')dnl\nVERSIONID(`x')dnl\nOSTYPE(`linux')dnl\n"
#define TAIL "MAILER(`local')dnl\nMAILER(`smtp')dnl\n"

enum { HEAD_LINES = 6 };

static void find(const char *text, size_t len, struct mc_faults *faults);
static void expect_none(const char *path, const char *but);
static void expect_none_in(const char *folder, size_t least);

/* What stands between a head and a tail, and the only fault of it. */
Test(cf_mc_faults, kinds)
{
    static const struct {
        const char *text;
        const char *id; /* NULL: no fault */
        bool breaks;
        long line, column; /* from the first line of the text */
        const char *instead;
        const char *mend; /* a part of it, or NULL */
    } rows[] = {
        /* Quotes. */
        {"define('confTO_IDENT', '0')dnl\n", "quote", true, 1, 8, "define(`confTO_IDENT', `0')dnl",
         NULL},
        {"define(`confTO_IDENT`, `0`)dnl\nFEATURE(`smrsh')dnl\n", "quote", true, 1, 21,
         "define(`confTO_IDENT', `0')dnl", NULL},
        {"define(`confTO_IDENT`, '0')dnl\n", "quote", true, 1, 21, "define(`confTO_IDENT', `0')dnl",
         NULL},
        {"define(\"confTO_IDENT\", \"0\")dnl\n", "quote", true, 1, 8,
         "define(`confTO_IDENT', `0')dnl", NULL},
        {"FEATURE(\"smrsh\")dnl\n", "quote", true, 1, 9, "FEATURE(`smrsh')dnl", NULL},
        {"define(`confRELAY_MSG', \"550 no\")dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"define(`confTO_IDENT', `0)dnl\ndnl # don't (x)\nFEATURE(`smrsh')dnl\n", "quote", true, 1,
         24, "define(`confTO_IDENT', `0')dnl", NULL},
        {"define(`SMART_HOST', `x)dnl\nFEATURE(`smrsh')dnl\n", "quote", true, 1, 22,
         "define(`SMART_HOST', `x')dnl", NULL},
        {"define(`SMTP_MAILER_MAX', `9)dnl\nFEATURE(`smrsh')dnl\n", "quote", true, 1, 27,
         "define(`SMTP_MAILER_MAX', `9')dnl", NULL},
        {"FEATURE(`smrsh'')dnl\n", "quote", true, 1, 16, "FEATURE(`smrsh')dnl", NULL},
        {"define(confLOG_LEVEL, 14)dnl\n", "quote", true, 1, 8, "define(`confLOG_LEVEL', 14)dnl",
         NULL},
        {"define(confTO_IDENT, 0)dnl\n", "quote", false, 1, 8, "define(`confTO_IDENT', 0)dnl",
         NULL},
        {"define(`confDEF_USER_ID', ``8:12'')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"define(`confTO_IDENT',\n\t`0')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"define(`confTO_IDENT',dnl\n`0')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"ifdef(`X', `\ndefine(`confTO_IDENT', `0')dnl\nFEATURE(`smrsh')dnl\n')dnl\n", NULL, false,
         0, 0, NULL, NULL},
        {"ifdef(`X', `\ndefine(`confTO_IDENT', `0)dnl\nFEATURE(`smrsh')dnl\n')dnl\n", "quote", true,
         2, 24, "define(`confTO_IDENT', `0')dnl", NULL},
        {"ifdef(`X', `\ndefine(`confTO_IDENT', `0')dnl\n", "quote", true, 1, 1, NULL, NULL},
        {"some `text\nFEATURE(`smrsh')dnl\n", "quote", true, 1, 6, NULL, NULL},
        {"define('confTO_IDENT', `a dnl b')dnl\n", "quote", true, 1, 8,
         "define(`confTO_IDENT', `a dnl b')dnl", NULL},
        /* Typographic ones, as UTF-8 and as Windows has them. */
        {"FEATURE(\xe2\x80\x98smrsh\xe2\x80\x99)dnl\n", "curly", true, 1, 9, "FEATURE(`smrsh')dnl",
         NULL},
        {"FEATURE(\x91smrsh\x92)dnl\n", "curly", true, 1, 9, "FEATURE(`smrsh')dnl", NULL},
        {"FEATURE(\xe2\x80\x9csmrsh\xe2\x80\x9d)dnl\n", "curly", true, 1, 9, "FEATURE(`smrsh')dnl",
         NULL},
        {"FEATURE(`smrsh\xc2\xb4)dnl\nFEATURE(`redirect')dnl\n", "curly", true, 1, 15,
         "FEATURE(`smrsh')dnl", NULL},
        {"define(`SMART_HOST', `[x.org]\xe2\x80\x99)dnl\nFEATURE(`smrsh')dnl\n", "curly", true, 1,
         30, "define(`SMART_HOST', `[x.org]')dnl", NULL},
        {"define(`MINE', `x\xe2\x80\x99)dnl\nFEATURE(`smrsh')dnl\n", "curly", true, 1, 18,
         "define(`MINE', `x')dnl", NULL},
        {"dnl it\xe2\x80\x99s (\xe2\x80\x98ok\xe2\x80\x99)\n", NULL, false, 0, 0, NULL, NULL},
        {"define(`confRELAY_MSG', `\"550 it\xe2\x80\x99s no\"')dnl\n", NULL, false, 0, 0, NULL,
         NULL},
        /* Parentheses and commas. */
        {"FEATURE(`smrsh'dnl\n", "paren", true, 1, 8, "FEATURE(`smrsh')dnl", NULL},
        {"FEATURE(`smrsh'))dnl\n", "paren", true, 1, 17, "FEATURE(`smrsh')dnl", NULL},
        {"define(`confPRIVACY_FLAGS', noexpn,novrfy)dnl\n", "comma", true, 1, 7,
         "define(`confPRIVACY_FLAGS', `noexpn,novrfy')dnl", NULL},
        {"DAEMON_OPTIONS(Port=25, Name=MTA)dnl\n", "comma", true, 1, 15,
         "DAEMON_OPTIONS(`Port=25, Name=MTA')dnl", NULL},
        /* Comments. */
        {"#FEATURE(`smrsh')dnl\n", "comment", true, 1, 1, "dnl #FEATURE(`smrsh')dnl", NULL},
        {"# don`t do it\nFEATURE(`smrsh')dnl\n", "comment", true, 1, 6, "dnl # don`t do it", NULL},
        {"# don't do it\ndnl # nor `that\n# dnl FEATURE(`smrsh')\n", NULL, false, 0, 0, NULL, NULL},
        /* dnl. */
        {"FEATURE(`smrsh')dn1\n", "dnl", true, 1, 17, "FEATURE(`smrsh')dnl", NULL},
        {"dln FEATURE\n", "dnl", true, 1, 1, "dnl FEATURE", NULL},
        {"dnlFEATURE(`smrsh')\n", "dnl", true, 1, 1, "dnl FEATURE(`smrsh')", NULL},
        {"FEATURE(`smrsh')dnlfoo\n", "dnl", true, 1, 17, NULL, "a blank behind dnl"},
        {"FEATURE(`smrsh')dnl#foo\n", NULL, false, 0, 0, NULL, NULL},
        {"FEATURE(`smrsh') # foo\n", "dnl", true, 1, 18, "FEATURE(`smrsh')dnl # foo", NULL},
        {"FEATURE(`smrsh')#foo\n", "dnl", false, 1, 17, "FEATURE(`smrsh')dnl #foo", NULL},
        {"FEATURE(`smrsh') foo\n", "dnl", true, 1, 18, NULL, NULL},
        {"mailers of this host\n", "dnl", true, 1, 1, "dnl mailers of this host", NULL},
        {"Outgoing mail goes through the provider\n", "dnl", true, 1, 1,
         "dnl Outgoing mail goes through the provider", NULL},
        {"LOCAL_CONFIG\nThese are the users\nTroot www\n", "dnl", true, 2, 1,
         "dnl These are the users", "in front of the line"},
        {"LOCAL_CONFIG\nCwmail news to is\nTroot www\nKaccess hash /etc/mail/access\n"
         "HSubject: the one\nDxHello and welcome\n",
         NULL, false, 0, 0, NULL, NULL},
        {"define(`mine', `dnl')dnl\nmine and yours\n", NULL, false, 0, 0, NULL, NULL},
        {"mine dnl and yours\nmine FEATURE(`smrsh')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"divert(-1)\nwritten for this host\ndivert(0)dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"FEATURE(`smrsh')FEATURE(`redirect')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"EXPOSED_USER(`a') EXPOSED_USER(`b')dnl\n", "dnl", true, 1, 19, NULL, "line of its own"},
        {"EXPOSED_USER(`a')\n", NULL, false, 0, 0, NULL, NULL},
        {"FEATURE(`smrsh')\n", NULL, false, 0, 0, NULL, NULL},
        {"FEATURE(`smrsh')\nEXPOSED_USER(`a')dnl\nEXPOSED_USER(`b')dnl\nEXPOSED_USER(`c')dnl\n"
         "EXPOSED_USER(`d')dnl\nEXPOSED_USER(`e')dnl\n",
         "dnl", false, 1, 1, NULL, "behind the parenthesis"},
        /* Words. */
        {"FEATURE (`smrsh')dnl\n", "blank", true, 1, 8, "FEATURE(`smrsh')dnl", NULL},
        {"FEATUER(`smrsh')dnl\n", "word", true, 1, 1, "FEATURE(`smrsh')dnl", "write FEATURE"},
        {"MASQERADE_AS(`x')dnl\n", "word", true, 1, 1, "MASQUERADE_AS(`x')dnl", NULL},
        {"DAEMON_OPTION(`x')dnl\n", "word", true, 1, 1, "DAEMON_OPTIONS(`x')dnl", NULL},
        {"feature(`smrsh')dnl\n", "word", true, 1, 1, "FEATURE(`smrsh')dnl", NULL},
        {"HIDE_DOMAIN(`x')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"LOCAL_RULSETS\n", "heading", true, 1, 1, "LOCAL_RULESETS", NULL},
        {"local_config\n", "heading", true, 1, 1, "LOCAL_CONFIG", NULL},
        {"LOCAL_RULESETS\nSlocal_rulsets\n", NULL, false, 0, 0, NULL, NULL},
        /* Names. */
        {"define(`confMAX_HOPS', `9')dnl\n", "name", true, 1, 8, NULL, "write confMAX_HOP,"},
        {"define(`ConfMAX_HOP', `9')dnl\n", "name", true, 1, 8, NULL, "write confMAX_HOP,"},
        {"define(`CONFIG_MAX', `9')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"define(`ConfMAX_HOP', `9')dnl\ndefine(`confMAX_HOP', ConfMAX_HOP)dnl\n", NULL, false, 0,
         0, NULL, NULL},
        {"# confMAX_HOPS\ndefine(`confMAX_HOPS', `9')dnl\n", "name", true, 2, 8, NULL, NULL},
        {"define(`confMINE', `9')dnl\ndefine(`confMAX_HOP', confMINE)dnl\n", NULL, false, 0, 0,
         NULL, NULL},
        {"FEATURE(`virtusertabel')dnl\n", "name", true, 1, 1, NULL, "`virtusertable'"},
        {"define(`confMAX_HOP', `9')dnl\ndefine(`confMAX_HOP', `8')dnl\n", "twice", false, 2, 1,
         NULL, NULL},
        {"define(`confMAX_HOP', `9')dnl\nundefine(`confMAX_HOP')dnl\n"
         "define(`confMAX_HOP', `8')dnl\n",
         NULL, false, 0, 0, NULL, NULL},
        {"define(`confREAD_TIMEOUT', `9')dnl\n", "obsolete", true, 1, 1, NULL, "confTO_COMMAND"},
        {"FEATURE(`rbl')dnl\n", "obsolete", true, 1, 1, NULL, "`dnsbl'"},
        {"FEATURE(`notsticky')dnl\n", "obsolete", false, 1, 1, NULL, "delete"},
        {"FEATURE(`access_db')dnl\nFEATURE(`blacklist_recipients')dnl\n", "obsolete", false, 2, 1,
         "FEATURE(`blocklist_recipients')dnl", NULL},
        {"FEATURE(`nouucp')dnl\n", "argument", true, 1, 1, NULL, "`reject'"},
        /* Order. */
        {"FEATURE(`greet_pause', `5000')dnl\nFEATURE(`access_db')dnl\n", "order", true, 1, 1, NULL,
         NULL},
        {"FEATURE(`redirect')dnl\nDOMAIN(`generic')dnl\n", "order", false, 2, 1, NULL, NULL},
        {"MAILER(`procmail')dnl\n", "order", false, 1, 1, NULL, "behind MAILER(`smtp')"},
        {"MAILER(`uucp')dnl\n", "order", true, 1, 1, NULL, NULL},
        {"MAILER(`smtp')dnl\n", "twice", true, 3, 1, NULL, NULL},
        {"MAILER(`usenet')dnl\nFEATURE(`redirect')dnl\n", "after-mailer", false, 2, 1, NULL, NULL},
        {"MAILER(`usenet')dnl\nFEATURE(`smrsh')dnl\n", "after-mailer", true, 2, 1, NULL, NULL},
        {"MAILER(`usenet')dnl\ndefine(`USENET_MAILER_MAX', `9')dnl\n", "after-mailer", true, 2, 1,
         NULL, NULL},
        {"MAILER(`phquery')dnl\nMODIFY_MAILER_FLAGS(`PH', `+d')dnl\n", "after-mailer", true, 2, 1,
         NULL, NULL},
        {"MAILER(`usenet')dnl\ndefine(`SMTP_MAILER_MAX', `9')dnl\n", NULL, false, 0, 0, NULL, NULL},
        {"MAILER(`usenet')dnl\ndefine(`confTO_IDENT', `0')dnl\n", NULL, false, 0, 0, NULL, NULL},
        /* Rules. */
        {"LOCAL_RULESETS\nSx\nR$*    $: $1\n", "spaces", true, 3, 4, "R$*\t$: $1", NULL},
        {"LOCAL_RULESETS\nSx\nR$* $# error\n", "spaces", true, 3, 4, "R$*\t$# error", NULL},
        {"LOCAL_RULESETS\nSx\nR$* abc\n", "spaces", true, 3, 1, NULL, "TAB"},
        {"LOCAL_RULESETS\nSx\nR$* a\n\t$: $1\nR$*\t$1\n", NULL, false, 0, 0, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = STR_INIT;
        struct mc_faults faults = {0};
        str_addf(&text, "%s%s%s", HEAD, rows[i].text, TAIL);
        find(str_text(&text), text.len, &faults);
        cr_expect_eq(faults.n, rows[i].id != NULL, "row %zu: %zu faults: %s%s%s", i, faults.n,
                     rows[i].text, faults.n > 0 ? faults.v[0].text : "",
                     faults.n > 1 ? faults.v[1].text : "");
        if (faults.n == 1 && rows[i].id != NULL) {
            const struct mc_fault *f = &faults.v[0];
            cr_expect_str_eq(f->id, rows[i].id, "row %zu: %s: %s", i, f->id, rows[i].text);
            cr_expect_eq(f->breaks, rows[i].breaks, "row %zu: %s", i, rows[i].text);
            cr_expect(f->line == rows[i].line + HEAD_LINES && f->column == rows[i].column,
                      "row %zu: %ld:%ld: %s", i, f->line - HEAD_LINES, f->column, rows[i].text);
            cr_expect_eq(f->instead != NULL, rows[i].instead != NULL, "row %zu: %s", i,
                         f->instead != NULL ? f->instead : rows[i].text);
            if (f->instead != NULL && rows[i].instead != NULL)
                cr_expect_str_eq(f->instead, rows[i].instead, "row %zu: %s", i, f->instead);
            cr_assert_not_null(f->mend, "row %zu", i);
            if (rows[i].mend != NULL)
                cr_expect(strstr(f->mend, rows[i].mend) != NULL, "row %zu: %s", i, f->mend);
        }
        mc_faults_free(&faults);
        str_free(&text);
    }
}

/* Of a whole file. */
Test(cf_mc_faults, whole)
{
    static const struct {
        const char *text;
        size_t len; /* 0: up to the NUL */
        const char *id;
        bool breaks;
        long line;
    } rows[] = {
        {"OSTYPE(`linux')\r\n" TAIL, 0, "crlf", false, 1},
        {"OSTYPE(`linux')\ndnl a\rb\n" TAIL, 0, "crlf", true, 2},
        {"\xef\xbb\xbfOSTYPE(`linux')\n" TAIL, 0, "bom", true, 1},
        {"\xff\xfeO\0S\0", 6, "bom", true, 1},
        {"OSTYPE(`linux')\n" TAIL "dnl a\0b\n", sizeof("OSTYPE(`linux')\n" TAIL "dnl a\0b\n") - 1,
         "nul", true, 4},
        {"VERSIONID(`x')\n" TAIL, 0, "missing", true, 1},
        {"OSTYPE(`linux')\n", 0, "missing", true, 1},
        {"OSTYPE(`linux')\nFEATURE(`msp')\n", 0, NULL, false, 0},
        {"OSTYPE(`linux')\ninclude(`mine.m4')\n", 0, NULL, false, 0},
        {"FEATURE(`smrsh')\nOSTYPE(`linux')\n" TAIL, 0, "order", false, 1},
        {"define(`STATUS_FILE', `/x')\nOSTYPE(`linux')\n" TAIL, 0, "order", false, 1},
        {"dnl include(`m4/cf.m4')\nOSTYPE(`linux')\n#FEATURE(`smrsh')\n" TAIL, 0, "comment", true,
         3},
        {"", 0, NULL, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mc_faults faults = {0};
        find(rows[i].text, rows[i].len > 0 ? rows[i].len : strlen(rows[i].text), &faults);
        cr_expect_eq(faults.n, rows[i].id != NULL, "row %zu: %zu faults", i, faults.n);
        if (faults.n == 1 && rows[i].id != NULL) {
            cr_expect_str_eq(faults.v[0].id, rows[i].id, "row %zu: %s", i, faults.v[0].id);
            cr_expect_eq(faults.v[0].breaks, rows[i].breaks, "row %zu", i);
            cr_expect_eq(faults.v[0].line, rows[i].line, "row %zu: %ld", i, faults.v[0].line);
        }
        mc_faults_free(&faults);
    }
}

/* Before m4 has read the macros, their names are words; its own are not. */
Test(cf_mc_faults, before_the_macros)
{
    static const char prose[] =
        "divert(-1)\nwrite FEATURE(\xe2\x80\x9csmrsh\xe2\x80\x9d), FEATURE('x')\n";
    static const char own[] = "define('confTO_IDENT', `0')\n";
    struct mc_faults faults = {0};
    struct str text = STR_INIT;
    str_addf(&text, "%s%s%s", prose, HEAD, TAIL);
    find(str_text(&text), text.len, &faults);
    cr_expect_eq(faults.n, 0, "%s", faults.n > 0 ? faults.v[0].text : "");
    mc_faults_free(&faults);
    str_clear(&text);
    str_addf(&text, "%s%s%s", own, HEAD, TAIL);
    find(str_text(&text), text.len, &faults);
    cr_assert_eq(faults.n, 1);
    cr_expect_str_eq(faults.v[0].id, "quote");
    mc_faults_free(&faults);
    str_free(&text);
}

/* Nothing is judged by names that are not known. */
Test(cf_mc_faults, names_not_known)
{
    static const char text[] = HEAD "define(`confMAX_HOPS', `9')dnl\n" TAIL;
    struct strs known = {0};
    struct mc_faults faults = {0};
    mc_faults_find(text, strlen(text), &known, &faults);
    cr_expect_eq(faults.n, 0);
    mc_faults_free(&faults);
}

/* Several, in the order of their lines; the first does not hide the others. */
Test(cf_mc_faults, several)
{
    static const char text[] = HEAD "define(`confTO_IDENT', `0)dnl\n"
                                    "FEATUER(`smrsh')dnl\n"
                                    "FEATURE(`redirect'dnl\n" TAIL "FEATURE(`use_cw_file')dnl\n";
    static const char *const ids[] = {"quote", "word", "paren", "after-mailer"};
    struct mc_faults faults = {0};
    find(text, strlen(text), &faults);
    cr_expect_eq(faults.n, ARRAY_LEN(ids), "%zu", faults.n);
    for (size_t i = 0; i < faults.n && i < ARRAY_LEN(ids); i++)
        cr_expect_str_eq(faults.v[i].id, ids[i], "%zu: %s", i, faults.v[i].id);
    mc_faults_free(&faults);
}

/* A name of the text that a terminal would obey. */
Test(cf_mc_faults, shown)
{
    static const char text[] = HEAD "FEATURE(`redirec\x1b')dnl\n" TAIL;
    struct mc_faults faults = {0};
    find(text, strlen(text), &faults);
    cr_assert_eq(faults.n, 1);
    cr_expect(strstr(faults.v[0].text, "redirec\\x1b") != NULL, "%s", faults.v[0].text);
    mc_faults_free(&faults);
}

/* Many are counted; and a text of nothing but beginnings takes no square of time. */
Test(cf_mc_faults, many)
{
    static const char *const pieces[] = {"define(`",     "`\n",
                                         "ifdef(`\n",    "define(",
                                         "  FEATURE(`",  "#`\n",
                                         "dn1\n",        "FEATURE (`x')\n",
                                         "some words\n", "define(`x_MAILER_', `')\nMAILER(`y')\n"};
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        struct str text = STR_INIT;
        struct mc_faults faults = {0};
        while (text.len < 500000)
            str_add(&text, pieces[i]);
        clock_t begin = clock();
        find(str_text(&text), text.len, &faults);
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        cr_expect_leq(faults.n, MC_FAULTS_MAX, "%zu", i);
        cr_expect_lt(seconds, 5.0, "%s: %.1f s", pieces[i], seconds);
        if (strcmp(pieces[i], "FEATURE (`x')\n") == 0)
            cr_expect(faults.n == MC_FAULTS_MAX && faults.more > 30000, "%zu", faults.more);
        mc_faults_free(&faults);
        str_free(&text);
    }
}

/* The samples of sendmail-cf, which are right but for one without OSTYPE, of which m4 says so, too.
 */
Test(cf_mc_faults, none_upstream)
{
    struct render_tools tools = {0};
    if (!find_tools(&tools))
        return;
    struct str folder = STR_INIT;
    str_addf(&folder, "%s/cf", tools.cf_dir);
    expect_none_in(str_text(&folder), 30);
    str_clear(&folder);
    str_addf(&folder, "%s/debian", tools.cf_dir);
    expect_none_in(str_text(&folder), 2);
    str_free(&folder);
    render_free_tools(&tools);
}

/* What is rendered is right, too. */
Test(cf_mc_faults, none_own)
{
    static const char *const profiles[] = {PROFILE_LOCAL, PROFILE_NULL_CLIENT, PROFILE_GATEWAY};
    static const char *const names[] = {"sendmail.mc", "submit.mc"};
    struct render_tools tools = {0};
    if (!find_tools(&tools))
        return;
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        struct render_output out;
        struct err err = {0};
        struct strs known = {0};
        struct profile *p = profile_of(profiles[i]);
        cr_assert_eq(render_profile(&tools, p, false, &out, &err), 0, "%s", err.text);
        for (size_t j = 0; j < ARRAY_LEN(names); j++) {
            const struct render_file *file = render_find(&out, names[j]);
            struct mc_faults faults = {0};
            cr_assert_not_null(file, "%s", names[j]);
            mc_faults_find(str_text(&file->data), file->data.len, &known, &faults);
            cr_expect_eq(faults.n, 0, "profile %zu, %s:%ld: %s", i, names[j],
                         faults.n > 0 ? faults.v[0].line : 0, faults.n > 0 ? faults.v[0].text : "");
            mc_faults_free(&faults);
        }
        render_free(&out);
        profile_free(p);
    }
    render_free_tools(&tools);
}

static void expect_none_in(const char *folder, size_t least)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    cr_assert_not_null(dir, "%s", folder);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (!str_ends(entry->d_name, ".mc"))
            continue;
        char *path = NULL;
        str_set(&path, "%s/%s", folder, entry->d_name);
        expect_none(path, strcmp(entry->d_name, "cyrusproto.mc") == 0 ? "missing" : NULL);
        free(path);
        n++;
    }
    closedir(dir);
    cr_expect_geq(n, least, "%s: %zu", folder, n);
}

static void expect_none(const char *path, const char *but)
{
    struct str text = STR_INIT;
    struct mc_faults faults = {0};
    char buf[4096];
    FILE *f = fopen(path, "r");
    cr_assert_not_null(f, "%s", path);
    for (size_t n = fread(buf, 1, sizeof(buf), f); n > 0; n = fread(buf, 1, sizeof(buf), f))
        str_addn(&text, buf, n);
    fclose(f);
    struct strs known = {0};
    mc_faults_find(str_text(&text), text.len, &known, &faults);
    cr_expect_eq(faults.n, but != NULL ? 1 : 0, "%s: %s", path,
                 faults.n > 0 ? faults.v[0].text : "nothing");
    for (size_t i = 0; i < faults.n && but != NULL; i++)
        cr_expect_str_eq(faults.v[i].id, but, "%s: %s", path, faults.v[i].text);
    mc_faults_free(&faults);
    str_free(&text);
}

/* With names that the macros know. */
static void find(const char *text, size_t len, struct mc_faults *faults)
{
    static const char *const names[] = {"confLOG_LEVEL", "confMAX_HOP", "confPRIVACY_FLAGS",
                                        "confRELAY_MSG", "confTO_IDENT"};
    struct strs known = {0};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        strs_add(&known, names[i]);
    char *exact = mem_alloc(len + 1); /* so that a reader beyond the end is caught */
    memcpy(exact, text, len);
    mc_faults_find(exact, len, &known, faults);
    free(exact);
    strs_free(&known);
}
