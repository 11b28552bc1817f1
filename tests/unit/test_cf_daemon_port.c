/* Tests of cf/daemon_port.c. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "cf/daemon_port.h"

TestSuite(cf_daemon_port, .timeout = 30);

Test(cf_daemon_port, lines)
{
    static const struct {
        const char *text, *name, *port, *address, *family, *modifiers;
        bool loopback, submission;
    } rows[] = {
        {"Name=MTA, Port=25, Addr=192.0.2.1, Family=inet, M=Eb", "MTA", "25", "192.0.2.1", "inet",
         "Eb", false, false},
        /* By the first letter, in either case; blanks do not count; the last one does. */
        {"n=x ,Pxyz= 587,a=::1,family=inet6,Modifiers=a", "x", "587", "::1", "inet6", "a", true,
         true},
        {"Port=25, Addr=127.0.0.1, Port=465", "", "465", "127.0.0.1", "", "", true, true},
        {"port=submission,Port=smtp", "", "smtp", "", "", "", false, false},
        /* Other keys, and what is no key. */
        {"children=3, Delivery=b, delayLA=4, q=3, Q=1, Port, =x", "", "", "", "", "", false, false},
        {"Family=local, Addr=/run/x", "", "", "/run/x", "local", "", true, false},
        {"Port=submissions", "", "submissions", "", "", "", false, true},
        {"", "", "", "", "", "", false, false},
    };
    struct str text = STR_INIT;
    struct cf cf;
    struct cf_daemons d;
    struct err err = {0};
    str_add(&text, "V10\n");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        str_addf(&text, "O %s=%s\n", i % 2 == 0 ? "DaemonPortOptions" : "daemonportoptions",
                 rows[i].text);
    str_add(&text,
            "O ClientPortOptions=Port=1\nSparse=0\nR$*\t$#local $: $1\nMlocal, P=/bin/x, A=x\n");
    cr_assert_eq(cf_parse(text.buf, text.len, "x.cf", &cf, &err), 0, "%s", err.text);
    cf_daemons_read(&cf, &d);
    cr_assert_eq(d.n, ARRAY_LEN(rows));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_assert_not_null(d.v[i].entry);
        cr_expect_eq(d.v[i].entry->line, (long)i + 2);
        cr_expect_str_eq(d.v[i].name, rows[i].name, "%s", rows[i].text);
        cr_expect_str_eq(d.v[i].port, rows[i].port, "%s", rows[i].text);
        cr_expect_str_eq(d.v[i].address, rows[i].address, "%s", rows[i].text);
        cr_expect_str_eq(d.v[i].family, rows[i].family, "%s", rows[i].text);
        cr_expect_str_eq(d.v[i].modifiers, rows[i].modifiers, "%s", rows[i].text);
        cr_expect_eq(d.v[i].loopback, rows[i].loopback, "%s", rows[i].text);
        cr_expect_eq(d.v[i].submission, rows[i].submission, "%s", rows[i].text);
    }
    cf_daemons_free(&d);
    cr_expect_eq(d.n, 0);
    cf_free(&cf);
    str_free(&text);
}

Test(cf_daemon_port, without_a_line)
{
    struct cf cf;
    struct cf_daemons d;
    const char *text = "V10\nSparse=0\nR$*\t$#local $: $1\nMlocal, P=/bin/x, A=x\n";
    cr_assert_eq(cf_parse(text, strlen(text), "x.cf", &cf, NULL), 0);
    cf_daemons_read(&cf, &d);
    cr_assert_eq(d.n, 1);
    cr_expect_null(d.v[0].entry);
    cr_expect_str_eq(d.v[0].port, "");
    cr_expect_not(d.v[0].loopback);
    cf_daemons_free(&d);
    cf_free(&cf);
}
