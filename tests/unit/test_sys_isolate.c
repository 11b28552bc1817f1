#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "sys/child.h"

static const struct child_world world = {.hostname = "mail.example.org", .address = "192.0.2.125"};

/* Runs a shell line in namespaces; false where the system gives none. */
static bool run(const char *line, struct child *child)
{
    const char *const argv[] = {"/bin/sh", "-c", line, NULL};
    struct err err = {0};
    *child = (struct child){.argv = argv, .deadline_ms = 5000, .isolated = &world};
    int rc = child_run(child, &err);
    err_clear(&err);
    return rc == 0;
}

Test(sys_isolate, has_its_own_world)
{
    static const struct {
        const char *line, *wanted;
    } rows[] = {
        {"uname -n", "mail.example.org\n"},
        {"test $(id -u) != 0 && echo nobody", "nobody\n"},
        {"grep -c : /proc/net/dev", "1\n"}, /* lo alone */
        {"ip -o -4 address show dev lo | grep -c -e 127.0.0.1/8 -e 192.0.2.125", "2\n"},
        {"ls /proc/self/fd | wc -l", "4\n"},
        {"cat; echo end", "end\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct child child;
        if (!run(rows[i].line, &child))
            cr_skip_test("no namespaces here");
        cr_expect_str_eq(str_text(&child.out), rows[i].wanted, "row %zu: %s", i,
                         str_text(&child.err));
        cr_expect_eq(child.status, 0);
        child_free(&child);
    }
}

Test(sys_isolate, ends_by_its_deadline)
{
    const char *const argv[] = {"/bin/sleep", "100", NULL};
    struct child child = {.argv = argv, .deadline_ms = 200, .isolated = &world};
    struct err err = {0};
    if (child_run(&child, &err) != 0)
        cr_skip_test("no namespaces here");
    cr_expect(child.timed_out);
    child_free(&child);
}

Test(sys_isolate, says_that_it_cannot_run)
{
    const char *const argv[] = {"/no/such/program", NULL};
    struct child child = {.argv = argv, .isolated = &world};
    struct err err = {0};
    cr_expect_eq(child_run(&child, &err), -1);
    cr_expect(err_is_set(&err));
    err_clear(&err);
    child_free(&child);
}
