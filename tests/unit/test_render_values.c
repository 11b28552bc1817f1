/* What the templates are told. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/values.h"
#include "sys/layout.h"

#include "profiles.h"

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
    values_quoted("a \"b\" c\\ $1 #", &out);
    cr_expect_str_eq(str_text(&out), "a \\\"b\\\" c\\\\ $1 #");
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
    static const struct {
        const char *profile, *definition;
    } rows[] = {
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
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        struct profile *p = profile_of(rows[i].profile);
        values_add(p, layout_find("debian"), &out);
        cr_expect(strstr(str_text(&out), rows[i].definition) != NULL, "no %s", rows[i].definition);
        profile_free(p);
        str_free(&out);
    }
}

#define REFUSE                                                                                     \
    "{'host':{'name':'m.example.org'},'roles':{'local':true,'inbound':true},'refuse':{"            \
    "'dns_lists':{'//':1,'a.example':'5% it','b.example':''},"                                     \
    "'dns_list_results':{'b.example':'127.0.0.2 127.1.'},"                                         \
    "'sender_lists':{'//':1,'c.example':'','d.example':'$1'}"

Test(render_values, lists)
{
    static const struct {
        const char *profile, *definition;
    } rows[] = {
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
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str out = STR_INIT;
        struct profile *p = profile_of(rows[i].profile);
        values_add(p, layout_find("debian"), &out);
        cr_expect(strstr(str_text(&out), rows[i].definition) != NULL, "row %zu: no %s", i,
                  rows[i].definition);
        profile_free(p);
        str_free(&out);
    }
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
