/* Tests of sys/hostname.c: whether this host's name has a dot. */
#include <string.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/hostname.h"

#include "scratch.h"

TestSuite(sys_hostname, .init = scratch_make, .fini = scratch_remove);

Test(sys_hostname, from_the_hosts_file)
{
    static const struct {
        const char *before, *after;
        bool qualified;
    } rows[] = {
        {"192.0.2.1 mail.example.org ", "\n", true},
        {"192.0.2.1 ", " mail.example.org\n", true},
        {"192.0.2.1\t", "\n192.0.2.2 mail.example.org\n", false},
        {"# 192.0.2.1 mail.example.org ", "\n", false},
        {"192.0.2.1 ", " # mail.example.org\n", false},
        {"192.0.2.1 x", " mail.example.org\n", false},
        {"\n127.0.0.1 localhost\n192.0.2.1 mail.example.org ", "", true},
    };
    char name[256] = "";
    cr_assert_eq(gethostname(name, sizeof(name) - 1), 0);
    bool own = strchr(name, '.') != NULL;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = STR_INIT;
        str_addf(&text, "%s%s%s", rows[i].before, name, rows[i].after);
        const char *path = scratch_write("hosts", str_text(&text), text.len, 0644);
        cr_expect_eq(hostname_is_qualified(path), own || rows[i].qualified, "row %zu", i);
        str_free(&text);
    }
    cr_expect_eq(hostname_is_qualified(scratch_path("none")), own);
}
