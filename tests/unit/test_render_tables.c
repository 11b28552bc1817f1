/* The tables that a configuration names. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/tables.h"

#include "profiles.h"
#include "scratch.h"

TestSuite(render_tables, .init = scratch_make, .fini = scratch_remove);

static const char *table_of(const struct render_output *out, const char *name)
{
    const struct render_file *f = render_find(out, name);
    cr_assert(f != NULL, "no table %s", name);
    return str_text(&f->data);
}

Test(render_tables, gateway)
{
    static const struct {
        const char *table, *line;
    } rows[] = {
        {"access", "Connect:198.51.100.7\tREJECT\n"},
        {"access", "Connect:x.example\tERROR:5.7.1:\"550 no \\\"x\\\"\"\n"},
        {"access", "From:a@x.example\tERROR:5.7.1:\"550 b\"\n"},
        {"access", "To:z@\tERROR:5.7.1:\"550 c\"\n"},
        {"access", "Connect:192.0.2.0\tRELAY\n"},
        {"access", "Connect:192.0.2.127\tRELAY\n"},
        {"access", "Connect:h.example.org\tRELAY\n"},
        {"access", "To:example.net\tRELAY\n"},
        {"local-host-names", "m.example.org\nexample.org\n"},
        {"recipients", "a@example.org\tOK\nb@example.org\tOK\n"},
        {"recipients", "postmaster@m.example.org\tOK\n"},
        {"mailertable", "\nexample.net\tesmtp:[192.0.2.9]\n"},
    };
    struct render_output out = {.n = 0};
    struct err err = {0};
    struct profile *p = profile_of(PROFILE_GATEWAY);
    cr_assert_eq(tables_add(p, &out, &err), 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_expect(strstr(table_of(&out, rows[i].table), rows[i].line) != NULL, "%s has no %s",
                  rows[i].table, rows[i].line);
    cr_expect(strstr(table_of(&out, "access"), "192.0.2.128") == NULL);
    cr_expect_eq(render_find(&out, "helpfile-empty")->data.len, 0);
    cr_expect_null(render_find(&out, "aliases"));
    cr_expect_null(render_find(&out, "authinfo"));
    render_free(&out);
    profile_free(p);
}

/* The access table alone, for the role local has no other need of it. */
Test(render_tables, queue_groups)
{
    struct render_output out = {.n = 0};
    struct profile *p =
        profile_of("{'host':{'name':'m.example.org'},'roles':{'local':true},'queue':{'groups':"
                   "{'slow':'2h'},'group_of':{'//':'x','a.example':'slow','b@c.example':'slow'}}}");
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    const char *access = table_of(&out, "access");
    cr_expect(strstr(access, "QGRP:a.example\tslow\n") != NULL);
    cr_expect(strstr(access, "QGRP:b@c.example\tslow\n") != NULL);
    cr_expect(strstr(access, "//") == NULL);
    render_free(&out);
    profile_free(p);
}

Test(render_tables, refuse)
{
    static const char *const lines[] = {
        "Connect:198.51.100.7\tERROR:5.7.1:\"550 5%%%%\"\n",
        "Connect:p.example\tOK\n",
        "From:a@x.example\tOKR\n",
        "Helo:pc\tREJECT\n",
        "Helo:x.example\tERROR:5.7.1:\"550 5%%\"\n",
        "ClientConn:\t3\n",
        "ClientConn:192.0.2.7\t0\n",
        "ClientRate:\t9\n",
        "ClientRate:192.0.2\t99\n",
        "GreetPause:slow.example\t7\n",
        "Srv_Features:\th\n",
        "Srv_Features:192.0.2.9\tg2 u2 h\n",
    };
    static const char *const spam[] = {"Spam:a@", "Spam:b@x.example"};
    static const char text[] =
        "{'host':{'name':'m.example.org'},'roles':{'local':true,'inbound':true},"
        "'access':{'deny_clients':{'198.51.100.7':'5%'},'deny_helo':{'//':1,'pc':'',"
        "'x.example':'5%'},'accept_clients':['p.example'],'accept_senders':['a@x.example']},"
        "'refuse':{'connections':3,'connections_of':{'192.0.2.7':0},'rate':9,"
        "'rate_of':{'//':1,'192.0.2.0/24':99},'greet_pause':5,'greet_pause_of':"
        "{'slow.example':7},'lax_clients':{'//':1,'192.0.2.9':'bare-lf-cr'}}}";
    struct render_output out = {.n = 0}, delayed = {.n = 0};
    struct errs errs = {0};
    struct profile *p = profile_of(text);
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        cr_expect(strstr(table_of(&out, "access"), lines[i]) != NULL, "no %s", lines[i]);
    cr_expect(strstr(table_of(&out, "access"), "GreetPause:\t") == NULL);
    /* Not the reply of check_relay any more, and no default of the features. */
    static const char *const sets[] = {"refuse.delay_checks=friend", "refuse.http=no",
                                       "refuse.spam_friends=a@ b@x.example"};
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        cr_assert_eq(profile_set(p, sets[i], &errs), 0);
    cr_assert_eq(tables_add(p, &delayed, NULL), 0);
    const char *access = table_of(&delayed, "access");
    cr_expect(strstr(access, "Connect:198.51.100.7\tERROR:5.7.1:\"550 5%%\"\n") != NULL);
    cr_expect(strstr(access, "Srv_Features:\t") == NULL);
    cr_expect(strstr(access, "Srv_Features:192.0.2.9\tg2 u2\n") != NULL);
    for (size_t i = 0; i < ARRAY_LEN(spam); i++)
        cr_expect(strstr(access, spam[i]) != NULL);
    render_free(&out);
    render_free(&delayed);
    profile_free(p);
}

Test(render_tables, aliases)
{
    struct render_output out = {.n = 0};
    struct profile *p = profile_of("{'host':{'name':'m.example.org'},'roles':{'local':true},"
                                   "'local':{'aliases':{'Abuse':'ann','//':'x','root':'joe'}}}");
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    const char *aliases = table_of(&out, "aliases");
    cr_expect(strstr(aliases, "postmaster:\troot\n") != NULL);
    cr_expect(strstr(aliases, "Abuse:\tann\n") != NULL);
    cr_expect(strstr(aliases, "abuse:\tpostmaster\n") == NULL, "a twin");
    cr_expect(strstr(aliases, "root:\tjoe\n") != NULL);
    cr_expect(strstr(aliases, "//") == NULL);
    cr_expect_null(render_find(&out, "access"));
    render_free(&out);
    profile_free(p);
}

/* Demands alone make a table, on a host that has none otherwise. */
Test(render_tables, tls)
{
    static const char *const lines[] = {"\nTLS_Srv:a.example\tENCR:128\n",
                                        "\nTLS_Srv:192.0.2.1\tVERIFY:128\n",
                                        "\nTLS_Srv:b.example\tVERIFY:128+CN\n",
                                        "\nTLS_Clt:IPv6:2001:db8:1\tENCR:128\n",
                                        "\nTLS_Rcpt:joe@c.example\tVERIFY:128\n",
                                        "\nTLS_Rcpt:sue@\tENCR:128\n",
                                        "\nTry_TLS:bad.example\tNO\n",
                                        "\nTry_TLS:198.51.100.0\tNO\n",
                                        "\nTry_TLS:198.51.100.1\tNO\n"};
    struct render_output out = {.n = 0};
    struct profile *p = profile_of(
        "{'host':{'name':'m.example.org'},'roles':{'local':true},'tls':{'ca_file':'/"
        "a','cert_file':'/c','key_file':'/k',"
        "'require_servers':{'//':1,'a.example':'encrypt','192.0.2.1':'verify','b.example':'name'},"
        "'require_clients':{'2001:db8:1::/48':'encrypt'},"
        "'require_recipients':{'joe@c.example':'verify','sue@':'encrypt'},"
        "'never':['bad.example','198.51.100.0/31']}}");
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        cr_expect(strstr(table_of(&out, "access"), lines[i]) != NULL, "no %s", lines[i]);
    cr_expect(strstr(table_of(&out, "access"), "//") == NULL);
    render_free(&out);
    profile_free(p);
}

static struct profile *with_account(const char *path)
{
    struct errs errs = {0};
    struct str set = STR_INIT;
    struct profile *p = profile_of(PROFILE_NULL_CLIENT);
    str_addf(&set, "outbound.auth_file=%s", path);
    cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
    str_free(&set);
    return p;
}

Test(render_tables, authinfo)
{
    struct render_output out = {.n = 0};
    struct profile *p = with_account(scratch_write("account", "joe\npass \"word\n", 15, 0600));
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    const struct render_file *f = render_find(&out, "authinfo");
    cr_assert_not_null(f);
    cr_expect_eq(f->mode, 0600);
    cr_expect(strstr(str_text(&f->data),
                     "AuthInfo:s.example.org\t\"U=am9l\" \"I=am9l\" "
                     "\"P=cGFzcyAid29yZA==\" \"M:SCRAM-SHA-256 PLAIN LOGIN\"\n"));
    cr_expect(strstr(table_of(&out, "access"), "TLS_Srv:s.example.org\tENCR:128\n") != NULL);
    render_free(&out);
    profile_free(p);
}

Test(render_tables, authinfo_refused)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *why;
    } rows[] = {
        {"joe\nsecret\n", 0640, "others may use it"},
        {"joe\nsecret\n", 0604, "others may use it"},
        {"joe\n", 0600, "two lines"},
        {"joe\nsecret\nmore\n", 0600, "two lines"},
        {"", 0600, "two lines"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct render_output out = {.n = 0};
        struct err err = {0};
        struct profile *p = with_account(
            scratch_write("account", rows[i].text, strlen(rows[i].text), rows[i].mode));
        cr_expect_eq(tables_add(p, &out, &err), -1);
        char *line = err_format(&err);
        cr_expect(strstr(line, rows[i].why) != NULL, "%s", line);
        cr_expect(strstr(line, "secret\n") == NULL && strstr(line, "joe") == NULL, "%s", line);
        free(line);
        err_clear(&err);
        render_free(&out);
        profile_free(p);
    }
}

Test(render_tables, sendmail_conf)
{
    static const struct {
        const char *passwords, *text;
    } rows[] = {
        {"saslauthd", "\npwcheck_method: saslauthd\nmech_list: PLAIN LOGIN\n"},
        {"sasldb", "\npwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct render_output out = {.n = 0};
        struct errs errs = {0};
        struct str set = STR_INIT;
        struct profile *p = profile_of(PROFILE_LOCAL);
        str_addf(&set, "submission.passwords=%s", rows[i].passwords);
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
        cr_assert_eq(tables_add(p, &out, NULL), 0);
        cr_expect_null(render_find(&out, "Sendmail.conf"), "nobody logs in");
        render_free(&out);
        cr_assert_eq(profile_set(p, "submission.enabled=yes", &errs), 0);
        out = (struct render_output){.n = 0};
        cr_assert_eq(tables_add(p, &out, NULL), 0);
        cr_expect(strstr(table_of(&out, "Sendmail.conf"), rows[i].text) != NULL, "%s",
                  table_of(&out, "Sendmail.conf"));
        render_free(&out);
        profile_free(p);
        str_free(&set);
    }
}
