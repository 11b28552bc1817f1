#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "relay/site.h"
#include "relay/site_clients.h"
#include "relay/vector.h"

static void make(struct relay_site *site)
{
    *site = (struct relay_site){.relayed_subdomains = true};
    site->host = mem_dup("mail.example.org");
    site->ip = mem_dup("192.0.2.125");
    site->known = mem_dup("alice");
    site->pknown = mem_dup("carol");
    strs_add(&site->local, "example.org");
    strs_add(&site->local, "mail.example.org");
    strs_add(&site->relayed, "relayed.example");
    strs_add(&site->named, "hub.example.org");
}

Test(relay_site, names)
{
    struct relay_site site;
    make(&site);
    cr_expect(site_is_own(&site, "EXAMPLE.org"));
    cr_expect(site_is_own(&site, "localhost"));
    cr_expect(site_is_own(&site, "[192.0.2.125]"));
    cr_expect(site_is_own(&site, "[127.0.0.1]"));
    cr_expect(!site_is_own(&site, "sub.example.org"));
    cr_expect(!site_is_own(&site, "evilexample.org"));
    cr_expect(!site_is_own(&site, "[192.0.2.1]"));
    cr_expect(site_is_relayed(&site, "sub.relayed.example"));
    cr_expect(!site_is_relayed(&site, "evilrelayed.example"));
    cr_expect(!site_is_relayed(&site, ".relayed.example.com"));
    cr_expect(site_names_host(&site, "[hub.example.org]"));
    cr_expect(site_names_host(&site, "Hub.example.org."));
    cr_expect(!site_names_host(&site, "sub.hub.example.org"));
    cr_expect(!site_names_host(&site, ""));
    strs_add(&site.virtual, "virtual.example");
    cr_expect(site_is_own(&site, "Virtual.example"));
    cr_expect(!site_is_own(&site, "sub.virtual.example"));
    cr_expect(site_leads_out(&site, "%1@partner.example"));
    cr_expect(!site_leads_out(&site, "joe@virtual.example"));
    cr_expect(!site_leads_out(&site, "joe@relayed.example"));
    cr_expect(!site_leads_out(&site, "joe"));
    cr_expect(!site_leads_out(&site, "error:nouser ask joe@partner.example"));
    site.relayed_subdomains = false;
    cr_expect(!site_is_relayed(&site, "sub.relayed.example"));
    site_free(&site);
}

/* Whom denied clients reach all the same. */
Test(relay_site, friends)
{
    static const char *const sets[] = {"roles.inbound=yes", "refuse.delay_checks=friend",
                                       "refuse.spam_friends=postmaster@ ann@relayed.example"};
    struct relay_site site;
    struct profile *p = profile_new();
    struct errs errs = {0};
    make(&site);
    cr_expect(!site_is_friend(&site, "postmaster", ""), "no profile");
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        cr_assert_eq(profile_set(p, sets[i], &errs), 0);
    site.profile = p;
    cr_expect(site_is_friend(&site, "postmaster", ""));
    cr_expect(site_is_friend(&site, "ann", "relayed.example"));
    cr_expect(!site_is_friend(&site, "ann", ""));
    cr_expect(!site_is_friend(&site, "bob", "relayed.example"));
    cr_assert_eq(profile_set(p, "refuse.delay_checks=hater", &errs), 0);
    cr_expect(!site_is_friend(&site, "postmaster", ""));
    profile_free(p);
    site_free(&site);
}

Test(relay_site, expand)
{
    static const struct {
        const char *text, *any, *wanted; /* NULL: has no value here */
    } rows[] = {
        {"<victim@{foreign}>", NULL, "<victim@" SITE_FOREIGN ">"},
        {"{local}{host}{ip}", NULL, "example.orgmail.example.org192.0.2.125"},
        {"@{any}:x", "[192.0.2.125]", "@[192.0.2.125]:x"},
        {"{ANY}", "a.b", "A.B"},
        {"{known} {pknown} {hub} {relayed}", NULL, "alice carol hub.example.org relayed.example"},
        {"{any}", NULL, NULL},
        {"no {placeholder", NULL, "no {placeholder"},
    };
    struct relay_site site;
    make(&site);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        bool ok = site_expand(&site, rows[i].text, rows[i].any, &out);
        cr_expect_eq(ok, rows[i].wanted != NULL, "row %zu", i);
        if (rows[i].wanted != NULL)
            cr_expect_str_eq(str_text(&out), rows[i].wanted);
        str_free(&out);
    }
    site_free(&site);
}

/* Every placeholder of the table is known, and no form is too long for a line of -bt. */
Test(relay_site, every_vector_expands)
{
    struct relay_site site;
    make(&site);
    for (size_t i = 0; i < vector_count(); i++) {
        const struct vector *v = vector_at(i);
        const char *const texts[] = {v->helo, v->from, v->rcpt, v->params};
        const char *form;
        char *any = NULL;
        for (size_t k = 0; (any = site_any(&site, k, &form)) != NULL; k++) {
            cr_expect_neq(form[0], '\0');
            for (size_t t = 0; t < ARRAY_LEN(texts); t++) {
                struct str out = STR_INIT;
                cr_expect(site_expand(&site, texts[t] != NULL ? texts[t] : "", any, &out));
                cr_expect_lt(out.len, (size_t)BT_MAX_LINE - 100);
                str_free(&out);
            }
            free(any);
        }
    }
    site_free(&site);
}

/* What a daemon is to the rulesets; see daemons_learn. */
Test(relay_site, daemons)
{
    static const struct {
        const char *lines;
        bool listens;
        const char *daemons; /* "name:flags;" of each */
    } rows[] = {
        {"", true, "MTA:;"},
        {"O DaemonPortOptions=Name=MTA, Family=inet, M=A\n", true, "MTA:AA;"},
        {"O DaemonPortOptions=Addr=127.0.0.1, Name=MTA\n", false, "MTA:;"},
        {"O DaemonPortOptions=Addr=::1, Name=MTA-v6, M=E\n", false, "MTA:;"},
        {"O DaemonPortOptions=Name=MTA\nO DaemonPortOptions=Port=587, Name=MSA, M=Ea\n", true,
         "MTA:;MSA:EE a;"},
        {"O DaemonPortOptions=Name=A, M=f\nO DaemonPortOptions=Name=B, M=f\n", true, "A:f;B:f;"},
        {"O DaemonPortOptions=Addr=127.0.0.1\nO DaemonPortOptions=Port=25\n", true, "Daemon0:;"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct relay_site site = {.n = 0};
        struct str text = STR_INIT, got = STR_INIT;
        struct cf cf;
        str_addf(&text, "V10/Berkeley\n%sMlocal, P=/bin/mail, F=l, A=mail\nSparse=0\nR$*\t$@ $1\n",
                 rows[i].lines);
        cr_assert_eq(cf_parse(str_text(&text), text.len, "x", &cf, NULL), 0);
        cr_expect_eq(daemons_learn(&site, &cf), rows[i].listens, "row %zu", i);
        for (size_t k = 0; k < site.daemons_n; k++)
            str_addf(&got, "%s:%s;", site.daemons[k].name, site.daemons[k].flags);
        cr_expect_str_eq(str_text(&got), rows[i].daemons, "row %zu", i);
        cf_free(&cf);
        site_free(&site);
        str_free(&text);
        str_free(&got);
    }
}

/* What rules of a site's own compare with; see hints_add. */
Test(relay_site, hints)
{
    static const struct {
        const char *rules, *hints; /* each with a blank after it */
    } rows[] = {
        {"SLocal_check_rcpt\nR$* $| roadwarrior\t$#OK\n", "roadwarrior "},
        {"SLocal_check_rcpt\nR$* $| secret @ boss . example\t$#OK\n", "secret@boss.example "},
        {"SLocal_check_rcpt\nR$* $| $* < @ $* aol.com . >\t$#OK\n", "aol.com "},
        {"SLocal_check_rcpt\nR$* $| $+ + relay < @ $+ >\t$#OK\n", "relay "},
        {"SLocal_check_mail\nR$* $={Trusted} friend.example\t$#OK\n", "friend.example "},
        {"SLocal_check_rcpt\nR$*\t$#OK\nRab\t$#OK\n", ""}, /* too short to be worth it */
        {"SCheck_other\nR$* word\t$#OK\n", ""},            /* sendmail's own */
        {"SLocal_check_rcpt\nRone\t$@\nRone\t$@\nRtwo\t$@\n", "one two "},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct relay_site site = {.n = 0};
        struct session session = {.root = ""};
        struct str text = STR_INIT, got = STR_INIT;
        str_addf(&text, "V10/Berkeley\nMlocal, P=/bin/mail, F=l, A=mail\nSparse=0\nR$*\t$@ $1\n%s",
                 rows[i].rules);
        cr_assert_eq(cf_parse(str_text(&text), text.len, "x", &session.cf, NULL), 0, "row %zu", i);
        hints_add(&site, &session);
        for (size_t k = 0; k < site.hints.n; k++)
            str_addf(&got, "%s ", site.hints.v[k]);
        cr_expect_str_eq(str_text(&got), rows[i].hints, "row %zu", i);
        cf_free(&session.cf);
        site_free(&site);
        str_free(&text);
        str_free(&got);
    }
}
