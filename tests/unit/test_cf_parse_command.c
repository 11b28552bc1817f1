/* What each command holds, and what is refused in it. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cf/cf.h"

#define HEAD "V10\nSfirst\nR$*\t$1\n"
#define TAIL "Slast\nR$*\t$1\nMlocal, P=/bin/mail, A=mail $u\n"

Test(cf_parse_command, taken)
{
    static const struct {
        const char *in;
        enum cf_kind kind;
        unsigned flags;
        const char *name;
        const char *value;
        const char *rhs;
        const char *note;
    } rows[] = {
        {"Dj$w.example", CF_MACRO, 0, "j", "$w.example", "", ""},
        {"D{tls_version} x", CF_MACRO, 0, "tls_version", " x", "", ""},
        {"OMrSMTP", CF_MACRO, 0, "r", "SMTP", "", ""},
        {"Cw localhost  a.b", CF_CLASS, 0, "w", "localhost a.b", "", ""},
        {"C{Accept}OK RELAY", CF_CLASS, 0, "Accept", "OK RELAY", "", ""},
        {"Fw-o /etc/x %[^\\#]", CF_CLASSFILE, CF_OPTIONAL, "w", "-o /etc/x %[^\\#]", "", ""},
        {"Fw|/bin/hosts", CF_CLASSFILE, CF_PROGRAM, "w", "|/bin/hosts", "", ""},
        {"F{x}@LDAP", CF_CLASSFILE, CF_FROM_MAP, "x", "@LDAP", "", ""},
        {"F{x}k@hash:/etc/t", CF_CLASSFILE, CF_FROM_MAP, "x", "k@hash:/etc/t", "", ""},
        {"S3", CF_RULESET, 0, "3", "", "", ""},
        {"Scanonify=3", CF_RULESET, 0, "canonify", "3", "", ""},
        {"S5=", CF_RULESET, 0, "5", "", "", ""},
        {"R$* < @ x >\t\t$1\ta note", CF_RULE, 0, "", "$* < @ x >", "$1", "a note"},
        {"R$* spaces   $1", CF_RULE, CF_NO_TAB, "", "$* spaces   $1", "", ""},
        {"Mx,\tP=/bin/x, F=ab,\n\t\tA=x  $u", CF_MAILER, 0, "x", "P=/bin/x, F=ab, A=x $u", "", ""},
        {"H?P?Return-Path: <$g>", CF_HEADER, 0, "Return-Path", "<$g>", "", "P"},
        {"HSubject: $>Check", CF_HEADER, 0, "Subject", "$>Check", "", ""},
        {"O LogLevel=9", CF_OPTION, 0, "LogLevel", "9", "", ""},
        {"O loglevel = 9", CF_OPTION, 0, "LogLevel", "9", "", ""},
        {"O LogL=9", CF_OPTION, 0, "LogLevel", "9", "", ""},
        {"OL9", CF_OPTION, 0, "LogLevel", "9", "", ""},
        {"O8pass8", CF_OPTION, 0, "EightBitMode", "pass8", "", ""},
        {"O ForwardPath", CF_OPTION, 0, "ForwardPath", "", "", ""},
        {"O Timeout.ident=0", CF_OPTION, 0, "Timeout.ident", "0", "", ""},
        {"O NewThing=1", CF_OPTION, 0, "NewThing", "1", "", ""},
        {"Pjunk=-100", CF_PRECEDENCE, 0, "junk", "-100", "", ""},
        {"Troot  daemon", CF_TRUSTED, 0, "", "root daemon", "", ""},
        {"V8/Sun", CF_VERSION, 0, "8", "Sun", "", ""},
        {"Kaccess hash -o /etc/a", CF_MAP, 0, "access", "hash -o /etc/a", "", ""},
        {"EHOME=/root", CF_ENVIRONMENT, 0, "HOME", "/root", "", ""},
        {"EHOME", CF_ENVIRONMENT, CF_NO_VALUE, "HOME", "", "", ""},
        {"Qbig, P=/var/q, F=f", CF_QUEUE, 0, "big", "P=/var/q, F=f", "", ""},
        {"Xclam, S=local:/x, F=R, T=S:4m", CF_MILTER, 0, "clam", "S=local:/x, F=R, T=S:4m", "", ""},
        {"L10 load", CF_LOOKUP, 0, "", "10 load", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf cf;
        struct err err = {0};
        struct str in = STR_INIT;
        str_addf(&in, "%s%s\n%s", HEAD, rows[i].in, TAIL);
        int rc = cf_parse(in.buf, in.len, "t.cf", &cf, &err);
        cr_assert_eq(rc, 0, "row %zu: %s", i, err.text);
        const struct cf_entry *e = &cf.v[3];
        cr_expect_eq(e->kind, rows[i].kind, "row %zu", i);
        cr_expect_eq(e->flags, rows[i].flags, "row %zu: %u", i, e->flags);
        cr_expect_eq(e->line, 4, "row %zu", i);
        cr_expect_str_eq(e->name, rows[i].name, "row %zu: %s", i, e->name);
        cr_expect_str_eq(e->value, rows[i].value, "row %zu: %s", i, e->value);
        cr_expect_str_eq(e->rhs, rows[i].rhs, "row %zu: %s", i, e->rhs);
        cr_expect_str_eq(e->note, rows[i].note, "row %zu: %s", i, e->note);
        cf_free(&cf);
        str_free(&in);
    }
}

Test(cf_parse_command, refused)
{
    static const struct {
        const char *in;
        long column;
    } rows[] = {
        {"D", 2},
        {"D{x", 2},
        {"D{}y", 2},
        {"D{a b}y", 2},
        {"Cw\x01", 0},
        {"Fw", 3},
        {"S", 2},
        {"S=3", 2},
        {"Sx=y", 4},
        {"R$*\t \tnote", 0},
        {"M, P=x", 2},
        {"Mx, P=/x", 3},
        {"Mx, P=/x, $ =a, A=x", 11},
        {"Mx, P=/x, F, A=x", 12},
        {"Mx, A=/x", 3},
        {"Xf, F=R", 3},
        {"Qq, F=f", 3},
        {"H?P Return", 2},
        {"HNoColon", 2},
        {"H: value", 2},
        {"O", 2},
        {"O =9", 3},
        {"O  LogLevel=9", 3},
        {"O\tLogLevel=9", 2},
        {"O Na me=1", 6},
        {"ON1", 2},
        {"Pjunk", 2},
        {"V", 2},
        {"Vten", 2},
        {"Kmap", 5},
        {"E=x", 2},
        {"Z", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct cf cf;
        struct err err = {0};
        struct str in = STR_INIT;
        str_addf(&in, "%s%s\n%s", HEAD, rows[i].in, TAIL);
        int rc = cf_parse(in.buf, in.len, "t.cf", &cf, &err);
        if (rc == 0) {
            cr_expect_eq(rows[i].column, 0, "row %zu: %s was taken", i, rows[i].in);
            cf_free(&cf);
        } else if (rows[i].column > 0) {
            cr_expect_eq(err.line, 4, "row %zu: line %ld", i, err.line);
            cr_expect_eq(err.column, rows[i].column, "row %zu: %s: column %ld", i, rows[i].in,
                         err.column);
        }
        err_clear(&err);
        str_free(&in);
    }
}

Test(cf_parse_command, rule_before_ruleset)
{
    static const char text[] = "V10\nR$*\t$1\n" TAIL;
    struct cf cf;
    struct err err = {0};
    cr_assert_eq(cf_parse(text, strlen(text), "t.cf", &cf, &err), -1);
    cr_expect_eq(err.line, 2);
    err_clear(&err);
}
