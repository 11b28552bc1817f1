/* Dump and look-ups; parse -> dump is a fixpoint. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "cf/cf.h"

static const char text[] =
    "V10/Berkeley\nDjmail.example\nD{xx}a\\#b $# c\nD{xx}second\nCwlocalhost  b\nC{Big}a\n"
    "Fw-o /etc/mail/names %[^\\#]\nKaccess hash /etc/a\nOL9\nO Timeout.ident=0\nO ForwardPath\n"
    "Pjunk=-100\nTroot\nEHOME\nELANG=C\nHReceived: from $s\n\tby $j\nH?P?X: y\n"
    "Qbig, P=/var/q\nXf, S=inet:1@h\nScanonify=3\nR$*\t\t$1\tnote\nRbad  rule\nS4\n"
    "Mlocal,\t\tP=/bin/mail, F=lsD,\n\tA=mail  $u\nR$+\t$@ $1\n";

static const char dump[] =
    "V10/Berkeley\nDjmail.example\nD{xx}a\\#b $# c\nD{xx}second\nCwlocalhost b\nC{Big}a\n"
    "Fw-o /etc/mail/names %[^\\#]\nKaccess hash /etc/a\nO LogLevel=9\nO Timeout.ident=0\n"
    "O ForwardPath\nPjunk=-100\nTroot\nEHOME\nELANG=C\nHReceived: from $s\n\tby $j\nH?P?X: y\n"
    "Qbig, P=/var/q\nXf, S=inet:1@h\nScanonify=3\nR$*\t$1\nRbad  rule\nS4\n"
    "Mlocal, P=/bin/mail, F=lsD, A=mail $u\nR$+\t$@ $1\n";

static void load(struct cf *cf, const char *from, size_t len)
{
    struct err err = {0};
    int rc = cf_parse(from, len, "t.cf", cf, &err);
    cr_assert_eq(rc, 0, "%s", err.text);
}

Test(cf_dump, fixpoint)
{
    struct cf cf;
    struct cf again;
    struct str first = STR_INIT;
    struct str second = STR_INIT;
    load(&cf, text, strlen(text));
    cf_dump(&cf, &first);
    cr_expect_str_eq(str_text(&first), dump);
    load(&again, first.buf, first.len);
    cf_dump(&again, &second);
    cr_expect_str_eq(str_text(&second), dump);
    cr_expect_eq(cf.n, again.n);
    cf_free(&cf);
    cf_free(&again);
    str_free(&first);
    str_free(&second);
}

Test(cf_dump, grouped_does_not_depend_on_order)
{
    static const char other[] = "V10/Berkeley\nOL9\nMlocal, P=/bin/mail, A=m\nDxb\nS2\nR$*\t$1\n"
                                "S1\nRa\tb\nRc\td\n";
    static const char same[] = "V10/Berkeley\nS1\nRa\tb\nRc\td\nDxb\nS2\nR$*\t$1\n"
                               "Mlocal, P=/bin/mail, A=m\nO LogLevel=9\n";
    struct cf a;
    struct cf b;
    struct str x = STR_INIT;
    struct str y = STR_INIT;
    load(&a, other, strlen(other));
    load(&b, same, strlen(same));
    cf_dump_grouped(&a, &x);
    cf_dump_grouped(&b, &y);
    cr_expect_str_eq(str_text(&x), str_text(&y));
    cf_free(&a);
    cf_free(&b);
    str_free(&x);
    str_free(&y);
}

Test(cf_dump, find)
{
    struct cf cf;
    load(&cf, text, strlen(text));
    cr_expect_str_eq(cf_find(&cf, CF_MACRO, "xx")->value, "second", "the last one counts");
    cr_expect_null(cf_find(&cf, CF_MACRO, "XX"));
    cr_expect_not_null(cf_find(&cf, CF_MAILER, "LOCAL"));
    cr_expect_str_eq(cf_option_value(&cf, "loglevel"), "9");
    cr_expect_str_eq(cf_option_value(&cf, "ForwardPath"), "");
    cr_expect_null(cf_option_value(&cf, "HelpFile"));
    cf_free(&cf);
}
