/* What Tab offers. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#include "ui/complete.h"

static const char *const words[] = {"mailboxes", "list", "ldap", "any", NULL};

/* The candidates parted by commas, and behind a bar the word that they replace. */
static char *offered(const struct complete *how, const char *line)
{
    struct strs found = {0};
    struct str out = STR_INIT;
    size_t from;
    complete_find(how, line, strlen(line), &found, &from);
    for (size_t i = 0; i < found.n; i++)
        str_addf(&out, "%s%s", i > 0 ? "," : "", found.v[i]);
    str_addf(&out, "|%s", line + from);
    strs_free(&found);
    return str_take(&out);
}

Test(ui_complete, words_and_settings)
{
    static const struct complete one = {.kind = COMPLETE_WORDS, .words = words};
    static const struct complete several = {.kind = COMPLETE_WORDS, .words = words, .list = true};
    static const struct complete names = {.kind = COMPLETE_SETTINGS};
    static const struct complete none = {.kind = COMPLETE_NONE};
    static const struct {
        const struct complete *how;
        const char *line, *offered;
    } rows[] = {
        {&one, "", "any,ldap,list,mailboxes|"},
        {&one, "l", "ldap,list|l"},
        {&one, "L", "ldap,list|L"},
        {&one, "li", "list|li"},
        {&one, "x", "|x"},
        {&one, "any, l", "|any, l"},
        {&several, "any, l", "ldap,list|l"},
        {&several, "any,", "any,ldap,list,mailboxes|"},
        {&names, "relay.d", "relay.domains|relay.d"},
        {&none, "", "|"},
        {&none, "! relay.d", "relay.domains|relay.d"},
        {&one, "!relay.d", "relay.domains|relay.d"},
        {&one, "! no.such", "|no.such"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *got = offered(rows[i].how, rows[i].line);
        cr_expect_str_eq(got, rows[i].offered, "row %zu: %s", i, got);
        free(got);
    }
}

static void make(const char *dir, const char *name)
{
    struct str path = STR_INIT;
    str_addf(&path, "%s/%s", dir, name);
    int fd = open(str_text(&path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(fd >= 0);
    close(fd);
    str_free(&path);
}

Test(ui_complete, files)
{
    static const struct complete files = {.kind = COMPLETE_FILES};
    static const struct {
        const char *line, *offered;
    } rows[] = {
        {"", "one,only,sub/|"},
        {"on", "one,only|on"},
        {"s", "sub/|s"},
        {"sub/", "sub/inner|sub/"},
        {".", ".hidden|."},
        {"no/", "|no/"},
        {"x", "|x"},
        {"./on", "./one,./only|./on"},
    };
    char dir[] = "/tmp/ui_complete.XXXXXX";
    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(chdir(dir), 0);
    cr_assert_eq(mkdir("sub", 0700), 0);
    make(dir, "one");
    make(dir, "only");
    make(dir, ".hidden");
    make(dir, "sub/inner");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *got = offered(&files, rows[i].line);
        cr_expect_str_eq(got, rows[i].offered, "row %zu: %s", i, got);
        free(got);
    }
    unlink("sub/inner");
    rmdir("sub");
    unlink("one");
    unlink("only");
    unlink(".hidden");
    rmdir(dir);
}

Test(ui_complete, common)
{
    struct strs found = {0};
    cr_expect_eq(complete_common(&found), 0);
    strs_add(&found, "novrfy");
    cr_expect_eq(complete_common(&found), 6);
    strs_add(&found, "noverb");
    cr_expect_eq(complete_common(&found), 3);
    strs_add(&found, "x");
    cr_expect_eq(complete_common(&found), 0);
    strs_free(&found);
}
