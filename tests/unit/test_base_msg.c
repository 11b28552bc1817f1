/* Tests of base/msg.c: what is said at which level, and that nothing in it acts on a terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/msg.h"

static char said[8192];

static void say_all(void);
static void hear(void (*speak)(void));

static void say_all(void)
{
    msg_error("e %d", 1);
    msg_warn("w");
    msg_info("i");
    msg_debug("d");
}

/* Calls speak and keeps in `said` what it wrote to standard error. */
static void hear(void (*speak)(void))
{
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    cr_assert(file != NULL && saved >= 0);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    speak();
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
    fclose(file);
}

Test(base_msg, levels)
{
    static const struct {
        enum msg_level level;
        const char *expect;
    } rows[] = {
        {MSG_QUIET, "mcwizard: error: e 1\n"},
        {MSG_NORMAL, "mcwizard: error: e 1\nmcwizard: warning: w\nmcwizard: i\n"},
        {MSG_VERBOSE,
         "mcwizard: error: e 1\nmcwizard: warning: w\nmcwizard: i\nmcwizard: debug: d\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        msg_set_level(rows[i].level);
        hear(say_all);
        cr_expect_str_eq(said, rows[i].expect, "level %d: %s", (int)rows[i].level, said);
    }
}

static const struct {
    const char *text, *expect;
} harmless[] = {
    {"plain", "plain"},
    {"two\nlines", "two\\x0alines"},
    {"\x1b[2J", "\\x1b[2J"},
    {"\a\b\t\r\x7f", "\\x07\\x08\\x09\\x0d\\x7f"},
    {"caf\xc3\xa9", "caf\xc3\xa9"},
    {"\xc2\x9b"
     "2J",
     "\\xc2\\x9b2J"},
    {"\xc2\xa0", "\xc2\xa0"},
    {"\xc2", "\xc2"},
};

static void say_harmless(void)
{
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
        msg_error("%s", harmless[i].text);
}

Test(base_msg, nothing_acts_on_a_terminal)
{
    const char *at = said;
    hear(say_harmless);
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++) {
        char expect[100];
        int len = snprintf(expect, sizeof(expect), "mcwizard: error: %s\n", harmless[i].expect);
        cr_assert_eq(strncmp(at, expect, (size_t)len), 0, "row %zu: %s", i, at);
        at += len;
    }
}

static int status;

static void report(void)
{
    struct errs errs = {0};
    status = msg_report_all(&errs);
    cr_expect_eq(status, 0);
    err_mend(errs_add(&errs, ERR_INPUT, "f", 1, 2, "bad"), "mend it");
    errs_add(&errs, ERR_SYSTEM, NULL, 0, 0, "worse");
    status = msg_report_all(&errs);
    errs_free(&errs);
}

Test(base_msg, reports_errors_even_when_quiet)
{
    msg_set_level(MSG_QUIET);
    hear(report);
    cr_expect_eq(status, 2);
    cr_expect_str_eq(said, "mcwizard: error: f:1:2: bad; mend it\nmcwizard: error: worse\n");
}

Test(base_msg, colours)
{
    colour_enable(false);
    for (int slot = 0; slot < COLOUR_COUNT; slot++)
        cr_expect_str_eq(colour((enum colour)slot), "");
    colour_enable(true);
    cr_expect(colour_enabled());
    for (int slot = 0; slot < COLOUR_COUNT; slot++)
        cr_expect_eq(colour((enum colour)slot)[0], '\033', "slot %d", slot);
}
