/* What the templates are told. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/values.h"
#include "sys/layout.h"

#include "profiles.h"

#define PROFILE_QUEUE                                                                              \
    "{'host':{'name':'m.example.org'},'roles':{'outbound':true,'local':true},"                     \
    "'queue':{'directory':'/var/"                                                                  \
    "q','folders':2,'run_interval':7,'runners':3,'fallback_host':'192.0.2.7',"                     \
    "'groups':{'//':'x','slow':'2h'},'group_of':{'// y':'x','a.example':'slow'}}}"
#define PROFILE_QUEUE_LOCAL                                                                        \
    "{'host':{'name':'m.example.org'},'roles':{'local':true},"                                     \
    "'queue':{'fallback_host':'[f.example.org]'}}"

/* What values_add must say of a profile. */
struct definition_row {
    const char *profile, *definition;
};

static void expect_definitions(const struct definition_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str out = STR_INIT;
        struct profile *p = profile_of(rows[i].profile);
        values_add(p, layout_find("debian"), &out);
        cr_expect(strstr(str_text(&out), rows[i].definition) != NULL, "row %zu: no %s", i,
                  rows[i].definition);
        profile_free(p);
        str_free(&out);
    }
}

Test(render_values, cf_text)
{
    static const struct {
        const char *text, *cf;
    } rows[] = {
        {"", ""},
        {"plain text", "plain text"},
        {"$5", "$$5"},
        {"#1", "\\#1"},
        {"a \"b\"", "a \\\"b\\\""},
        {"c\\d", "c\\\\d"},
        {"it's {x} (y) <z>", "it's {x} (y) <z>"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        values_cf_text(rows[i].text, &out);
        cr_expect_str_eq(str_text(&out), rows[i].cf);
        str_free(&out);
    }
}

Test(render_values, quoted)
{
    struct str out = STR_INIT;
    values_quoted("a \"b\" c\\ $1 #", "%", &out);
    cr_expect_str_eq(str_text(&out), "a \\\"b\\\" c\\\\ $1 #");
    str_clear(&out);
    values_quoted("5% of \"it\"%", "%%", &out);
    cr_expect_str_eq(str_text(&out), "5%% of \\\"it\\\"%%");
    str_free(&out);
}

Test(render_values, target)
{
    static const struct {
        const char *target, *sendmail;
    } rows[] = {
        {"mx.example.org", "mx.example.org"},
        {"[mx.example.org]", "[mx.example.org]"},
        {"192.0.2.1", "[192.0.2.1]"},
        {"[192.0.2.1]", "[192.0.2.1]"},
        {"[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        values_target(rows[i].target, &out);
        cr_expect_str_eq(str_text(&out), rows[i].sendmail);
        str_free(&out);
    }
}

Test(render_values, facts)
{
    static const struct definition_row rows[] = {
        {PROFILE_LOCAL, "m4_define(«mc_listens», ««false»»)"},
        {PROFILE_LOCAL, "m4_define(«mc_guards_world», ««true»»)"},
        {PROFILE_LOCAL, "m4_define(«mc_has_access», ««false»»)"},
        {PROFILE_LOCAL, "m4_define(«mc_roles», ««local»»)"},
        {PROFILE_NULL_CLIENT, "m4_define(«mc_guards_world», ««false»»)"},
        {PROFILE_NULL_CLIENT, "m4_define(«mc_hub», ««relay:[s.example.org]»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_listens», ««true»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_hub», ««esmtp:[192.0.2.10]»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_notices_leave», ««true»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_refuses_routing», ««true»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_knows_list», ««true»»)"},
        {PROFILE_GATEWAY, "m4_define(«mc_knows_ldap», ««false»»)"},
        {PROFILE_GATEWAY, "m4_define(«setting relay.domains», ««example.net»»)"},
        {PROFILE_GATEWAY, "m4_define(«layout map_type», ««hash»»)"},
    };
    expect_definitions(rows, ARRAY_LEN(rows));
}

#define REFUSE                                                                                     \
    "{'host':{'name':'m.example.org'},'roles':{'local':true,'inbound':true},'refuse':{"            \
    "'dns_lists':{'//':1,'a.example':'5% it','b.example':''},"                                     \
    "'dns_list_results':{'b.example':'127.0.0.2 127.1.'},"                                         \
    "'sender_lists':{'//':1,'c.example':'','d.example':'$1'}"

Test(render_values, lists)
{
    static const struct definition_row rows[] = {
        {REFUSE "}}", "FEATURE(`dnsbl', `a.example', `$»«&{Dns_list_1}', `')dnl\n"},
        {REFUSE "}}", "FEATURE(`enhdnsbl', `b.example', `', `', `127.0.0.2.', `127.1.$»«+')dnl\n"},
        {REFUSE "}}", "D{Dns_list_1}`\\\"550 5%% it"},
        {REFUSE ",'delay_checks':'yes'}}", "D{Dns_list_1}`\\\"550 5% it"},
        {REFUSE ",'dns_lists_unanswered':'tempfail'}}", "`$»«&{Dns_list_1}', `t')dnl\n"},
        {REFUSE ",'dns_lists_unanswered':'tempfail'}}", "at `c.example'\""},
        {REFUSE "}}", "<?> $»«* <TMP>\t$»«: $»«1 $»«| <?> OK\n"},
        {REFUSE "}}", "$»«: \"550 `$»«$»«1'\"\n"},
        {REFUSE "}}", "«mc_judges_clients», ««true»»"},
        {REFUSE "}}", "«mc_judges_mail», ««true»»"},
        {REFUSE "}}", "«mc_counts_clients», ««false»»"},
        {REFUSE ",'rate':5}}", "«mc_counts_clients», ««true»»"},
        {PROFILE_GATEWAY, "«mc_spares_clients», ««false»»"},
    };
    expect_definitions(rows, ARRAY_LEN(rows));
}

/* A $ in a definition would name an argument of the macro. */
Test(render_values, dollars_are_parted)
{
    struct str out = STR_INIT;
    struct profile *p = profile_of("{'host':{'name':'m.example.org','description':'$1 and $*'},"
                                   "'roles':{'local':true}}");
    values_add(p, layout_find("debian"), &out);
    cr_expect(strstr(str_text(&out), "««$»«1 and $»«*»»") != NULL);
    cr_expect(strstr(str_text(&out), "$1") == NULL);
    profile_free(p);
    str_free(&out);
}

/* An apostrophe would end the quotes of the second m4. */
Test(render_values, apostrophes)
{
    struct str out = STR_INIT;
    struct profile *p = profile_of(PROFILE_LOCAL);
    struct errs errs = {0};
    cr_assert_eq(profile_set(p, "relay.refuse_text=don't", &errs), 0);
    values_add(p, layout_find("debian"), &out);
    cr_expect(strstr(str_text(&out), "«text relay.refuse_text», ««`don''`t'»»") != NULL);
    profile_free(p);
    str_free(&out);
}

Test(render_values, only_what_matters)
{
    struct str out = STR_INIT;
    struct profile *p = profile_of(PROFILE_LOCAL);
    values_add(p, layout_find("debian"), &out);
    const char *options = strstr(str_text(&out), "m4_define(«mc_options»");
    cr_assert_not_null(options);
    cr_expect(strstr(options, "«confLOG_LEVEL»,«10»") != NULL);
    cr_expect(strstr(options, "«confTO_COMMAND»,«300s»") != NULL);
    profile_free(p);
    str_free(&out);
}

/* Each line in the quotes of the second m4; an address of a fallback host in brackets. */
Test(render_values, queue)
{
    static const struct definition_row rows[] = {
        {PROFILE_LOCAL, "m4_define(«mc_queue_groups», ««»»)"},
        {PROFILE_LOCAL, "«mc_queue_dir», ««/var/spool/mqueue»"},
        {PROFILE_QUEUE, "«mc_queue_dir», ««/var/q»"},
        {PROFILE_QUEUE,
         "Q`mqueue, P=/var/q/q*, I=7m, F=f, R=3'\nQ`slow, P=/var/q/slow, I=2h, F=f, R=3'\n"},
        {PROFILE_QUEUE, "mc_fallback_host», ««[192.0.2.7]»"},
        {PROFILE_QUEUE, "mc_has_access», ««true»"},
        /* Nothing would go there with the role local alone. */
        {PROFILE_QUEUE_LOCAL, "mc_fallback_host», ««»"},
    };
    expect_definitions(rows, ARRAY_LEN(rows));
}

Test(render_values, filters)
{
    static const struct {
        const char *filters, *part; /* NULL: no call of a filter */
    } rows[] = {
        {"{}", "m4_define(«mc_filters», «»)"},
        {"{'use':['opendkim']}",
         "m4_define(«mc_filters», «mc_filter(«opendkim»,«DKIM signatures»,"
         "«local:/run/opendkim/opendkim.sock»,«, F=T»,«C:30s;S:1m;R:2m;E:5m»,«tempfail»)»)"},
        {"{'use':['spamassassin']}", "«, F=T»"},
        {"{'use':['x'],'sockets':{'x':'inet:1@a.b'},'on_failure':{'x':'reject'}}",
         "mc_filter(«x»,«a filter of this site»,«inet:1@a.b»,«, F=R»,"},
        {"{'use':['rspamd'],'on_failure':{'rspamd':'disconnect'}}", "«, F=4»"},
        {"{'use':['rspamd'],'macros':{'data':'a'}}",
         "mc_filter_macros(«data»,«confMILTER_MACROS_DATA»,«a»)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT, json = STR_INIT;
        str_addf(&json, "{'host':{'name':'m.example.org'},'roles':{'local':true},'filters':%s}",
                 rows[i].filters);
        struct profile *p = profile_of(str_text(&json));
        values_add(p, layout_find("debian"), &out);
        bool has = strstr(str_text(&out), rows[i].part) != NULL;
        cr_expect_eq(has, strstr(rows[i].filters, "spamassassin") == NULL, "row %zu", i);
        profile_free(p);
        str_free(&json);
        str_free(&out);
    }
}

/* What m4 could read in a raw line reaches it only quoted. */
Test(render_values, raw_lines)
{
    struct str out = STR_INIT;
    struct profile *p = profile_of(PROFILE_LOCAL);
    struct extra extra = {0};
    struct errs errs = {0};
    static const char text[] = "LOCAL_RULESETS\nSx\nR$*\t$@ m4_dnl $1\n";
    cr_assert_eq(extra_parse(text, strlen(text), "x", &extra, &errs), 0);
    values_add_extra(p, &extra, &out);
    cr_expect(strstr(str_text(&out), "m4_define(«mc_extra_rulesets», "
                                     "««Sx\nR$»«*\t$»«@ m4_dnl $»«1\n»»)") != NULL);
    cr_expect(strstr(str_text(&out), "m4_define(«mc_extra_first», ««»»)") != NULL);
    char *digest = profile_digest_with(p, &extra.all);
    cr_expect(strstr(str_text(&out), digest) != NULL);
    free(digest);
    extra_free(&extra);
    profile_free(p);
    str_free(&out);
}
