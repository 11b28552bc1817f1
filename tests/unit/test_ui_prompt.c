/* What a line means; the terminal itself is tests/e2e/setup_pty.py's. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#include "ui/prompt.h"

Test(ui_prompt, classify)
{
    static const struct {
        const char *line;
        enum prompt_outcome outcome;
        const char *rest;
    } rows[] = {
        {"", PROMPT_ANSWER, ""},
        {"mail.example.org", PROMPT_ANSWER, "mail.example.org"},
        {"?", PROMPT_EXPLAIN, "?"},
        {"<", PROMPT_BACK, "<"},
        {"!", PROMPT_JUMP, ""},
        {"! relay.networks", PROMPT_JUMP, "relay.networks"},
        {"!relay.networks", PROMPT_JUMP, "relay.networks"},
        {"? what", PROMPT_ANSWER, "? what"},
        {"Questions?", PROMPT_ANSWER, "Questions?"},
        {"<joe>", PROMPT_ANSWER, "<joe>"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *rest;
        cr_expect_eq(prompt_classify(rows[i].line, &rest), rows[i].outcome, "%s", rows[i].line);
        cr_expect_str_eq(rest, rows[i].rest, "%s", rows[i].line);
    }
}

Test(ui_prompt, unfit)
{
    static const struct {
        const char *line;
        size_t len;
        const char *why; /* NULL: fit */
    } rows[] = {
        {"", 0, NULL},
        {"it's 100% `$(fine)` \"here\" \\", 28, NULL},
        {"a\nb", 3, "control character"},
        {"a\tb", 3, "control character"},
        {"a\0b", 3, "control character"},
        {"a\177b", 3, "control character"},
        {"caf\xc3\xa9", 5, "ASCII"},
        {"\xff", 1, "ASCII"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *why = prompt_unfit(rows[i].line, rows[i].len);
        if (rows[i].why == NULL)
            cr_expect_null(why, "row %zu: %s", i, why);
        else
            cr_expect(why != NULL && strstr(why, rows[i].why) != NULL, "row %zu: %s", i, why);
    }
    char *line = mem_alloc(65536);
    memset(line, 'x', 65536);
    cr_expect_not_null(prompt_unfit(line, 65536));
    cr_expect_null(prompt_unfit(line, 16 * 1024));
    free(line);
}

Test(ui_prompt, needs_a_terminal)
{
    struct err err = {0};
    cr_assert_not_null(freopen("/dev/null", "r", stdin));
    cr_expect_null(prompt_new(&err));
    cr_expect_eq(err.code, ERR_USAGE);
    err_clear(&err);
    cr_expect_not(prompt_interrupted());
    prompt_free(NULL);
}
