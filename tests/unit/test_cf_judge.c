/* What a change of an option does to security. */
#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cf/judge.h"

Test(cf_judge, values)
{
    cr_expect(cf_value_bool("") && cf_value_bool("True") && cf_value_bool("yes"));
    cr_expect(!cf_value_bool("False") && !cf_value_bool("no") && !cf_value_bool("0"));
    cr_expect_eq(cf_value_octal("0640"), 0640);
    cr_expect_eq(cf_value_number("12x"), 12);
    cr_expect_eq(cf_value_time("5", 'd'), 5 * 86400);
    cr_expect_eq(cf_value_time("1h30m", 'm'), 5400);
    cr_expect_eq(cf_value_time("2w", 's'), 2 * 7 * 86400);
    cr_expect_eq(cf_value_time("now", 'd'), 0);
    cr_expect_eq(cf_value_time("99999999999999999999w", 's'), LLONG_MAX);
}

Test(cf_judge, changes)
{
    static const struct {
        const char *option;
        const char *old;
        const char *new;
        enum cf_judgement expect;
    } rows[] = {
        {"MaxMessageSize", "0", "1000000", CF_HARDER},
        {"MaxMessageSize", "1000000", NULL, CF_WEAKER},
        {"MaxMessageSize", "1000000", "2000000", CF_WEAKER},
        {"MaxMessageSize", "0", NULL, CF_SAME},
        {"MinFreeBlocks", "100", "1000", CF_HARDER},
        {"AllowBogusHELO", "False", "True", CF_WEAKER},
        {"AllowBogusHELO", NULL, "f", CF_SAME},
        {"UseMSP", NULL, "True", CF_HARDER},
        {"TLSFallbacktoClear", NULL, "True", CF_WEAKER},
        {"Timeout.command", "1h", "5m", CF_HARDER},
        {"Timeout.command", "60m", "1h", CF_SAME},
        {"Timeout.ident", "5s", "0", CF_EITHER},
        {"TempFileMode", "0600", "0644", CF_WEAKER},
        {"ForwardPath", "$z/.forward", "", CF_HARDER},
        {"ForwardPath", "", "$z/.forward", CF_WEAKER},
        {"ControlSocketName", NULL, "/x", CF_WEAKER},
        {"ServerCertFile", NULL, "/x", CF_HARDER},
        {"PrivacyOptions", "noexpn", "noexpn novrfy", CF_HARDER},
        {"PrivacyOptions", "goaway", "needmailhelo,noexpn,novrfy,noverb,needvrfyhelo,needexpnhelo",
         CF_SAME},
        {"PrivacyOptions", "goaway", "authwarnings", CF_UNSURE},
        {"PrivacyOptions", "NoExpn", "noexpn", CF_SAME},
        {"DontBlameSendmail", "safe", "GroupWritableAliasFile", CF_WEAKER},
        {"DontBlameSendmail", NULL, "safe", CF_SAME},
        {"AuthOptions", "A", "A p,y", CF_HARDER},
        {"AuthOptions", "p y", "p, y", CF_SAME},
        {"AuthOptions", "p y", "py", CF_WEAKER}, /* the y of it is not read */
        {"AuthMechanisms", "PLAIN LOGIN", "SCRAM-SHA-256", CF_HARDER},
        {"ServerSSLOptions", NULL, "+SSL_OP_NO_SSLv3 +SSL_OP_NO_TLSv1", CF_HARDER},
        {"ServerSSLOptions", "+SSL_OP_NO_SSLv3", "-SSL_OP_ALL", CF_UNSURE},
        {"ServerSSLOptions", "+SSL_OP_ALL", NULL, CF_SAME},
        {"LogLevel", "9", "2", CF_WEAKER},
        {"LogLevel", "9", "14", CF_EITHER},
        {"LogLevel", NULL, "9", CF_SAME},
        {"SmtpGreetingMessage", "$j Sendmail $v/$Z; $b", "$j", CF_HARDER},
        {"SmtpGreetingMessage", "$j", NULL, CF_WEAKER},
        {"SafeFileEnvironment", "/", NULL, CF_WEAKER},
        {"RunAsUser", "root", "smmsp", CF_HARDER},
        {"DefaultUser", "mail:mail", "root", CF_WEAKER},
        {"DHParameters", "1", "i", CF_HARDER},
        {"CipherList", NULL, "HIGH:!aNULL:!MD5:!3DES", CF_HARDER},
        {"CipherList", "HIGH:!aNULL", "HIGH:!MD5", CF_UNSURE},
        {"CertFingerprintAlgorithm", NULL, "sha256", CF_HARDER},
        {"SuperSafe", "True", "False", CF_WEAKER},
        {"DeliveryMode", "background", "b", CF_SAME},
        {"DeliveryMode", "background", "interactive", CF_EITHER},
        {"MaxMimeHeaderLength", NULL, "2048/1024", CF_SAME},
        {"MaxMimeHeaderLength", "2048/1024", "0", CF_WEAKER},
        {"LDAPDefaultSpec", "-h a", "-h b", CF_UNSURE},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct cf_option *row = cf_option_find(rows[i].option);
        cr_assert_not_null(row, "%s", rows[i].option);
        enum cf_judgement got = cf_judge(row, rows[i].old, rows[i].new);
        cr_expect_eq(got, rows[i].expect, "row %zu: %s: %d", i, rows[i].option, (int)got);
    }
    cr_expect_eq(cf_judge(NULL, "a", "a"), CF_SAME);
    cr_expect_eq(cf_judge(NULL, "a", NULL), CF_UNSURE);
}

/* A judgement the other way round is the opposite one. */
Test(cf_judge, symmetric)
{
    static const char *const values[] = {"", "0", "1", "5", "100", "True", "False", "md5", "/x"};
    for (const struct cf_option *r = cf_option_next(NULL); r != NULL; r = cf_option_next(r))
        for (size_t i = 0; i < ARRAY_LEN(values); i++)
            for (size_t k = 0; k < ARRAY_LEN(values); k++) {
                enum cf_judgement a = cf_judge(r, values[i], values[k]);
                enum cf_judgement b = cf_judge(r, values[k], values[i]);
                enum cf_judgement expect = a == CF_HARDER   ? CF_WEAKER
                                           : a == CF_WEAKER ? CF_HARDER
                                                            : a;
                cr_expect_eq(b, expect, "%s: `%s' and `%s'", r->name, values[i], values[k]);
                if (i == k)
                    cr_expect_eq(a, CF_SAME, "%s: `%s'", r->name, values[i]);
            }
}

Test(cf_judge, clauses_that_only_this_host_reaches)
{
    static const struct {
        const char *clause;
        bool local;
    } rows[] = {
        {"", false},
        {"Name=MTA, Port=25", false},
        {"Addr=127.0.0.1, Name=MTA", true},
        {"Family=inet6, A=::1", true},
        {"Addr=IPv6:::1", true},
        {"Addr=IPv6:0:0:0:0:0:0:0:1", true},
        {"Addr=LocalHost", true},
        {"Addr=IPv6:127.0.0.1", false},
        {"Addr=128.0.0.1", false},
        {"Addr=127.0.0.1, Addr=192.0.2.1", false},
        {"Addr=192.0.2.1, Addr=127.0.0.1", false},
        {"Family=local, Addr=/run/mta", true},
        {"Family=unix, Name=S", true},
        {"Name=127.0.0.1", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect_eq(cf_clause_is_local(rows[i].clause), rows[i].local, "%s", rows[i].clause);
}
