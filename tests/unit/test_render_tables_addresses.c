/* The tables of virtual users, routes and rewriting, and what the templates are told of them. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "render/tables.h"
#include "render/values.h"
#include "sys/layout.h"

#include "profiles.h"

#define HOST "'host':{'name':'m.example.org','domains':['example.org']},"
#define ROLES "'roles':{'local':true,'outbound':true,'inbound':true},"

static void check_lines(const char *profile, const char *table, const char *const *lines,
                        const char *const *absent);
static void check_told(const char *profile, const char *const *told);

Test(render_tables_addresses, virtual_users)
{
    static const char *const lines[] = {
        "\ninfo@a.example\tann\n",
        "\n@b.example\t%1@a.example\n",
        "\nfax@a.example\terror:5.1.1:\"550 No fax\"\n",
        "\nold@a.example\terror:5.1.1:\"550 Gone\"\n",
        "\nno@a.example\terror:5.1.1:\"550 100%% \\\"unknown\\\"\"\n",
        "\nabuse@a.example\tabuse\n",
        "\n@a.example\terror:5.1.1:\"550 100%% \\\"unknown\\\"\"\n",
        "\npostmaster@c.example\tpostmaster\n",
        "\n@c.example\terror:5.1.1:\"550 Nobody\"\n",
        NULL};
    static const char *const absent[] = {"//", "@b.example\terror", "postmaster@b.example",
                                         "postmaster@a.example\tpostmaster", NULL};
    check_lines("{" HOST ROLES "'inbound':{'unknown_text':'100% \\\"unknown\\\"'},"
                "'addresses':{'virtual_domains':['a.example','b.example','c.example'],"
                "'virtual_users':{'//':'x','info@a.example':'ann','Postmaster@a.example':'bob',"
                "'@b.example':'%1@a.example','fax@a.example':'error:nouser No fax',"
                "'old@a.example':'error:nouser 550 Gone','no@a.example':'error:nouser',"
                "'@c.example':'error:nouser Nobody'}}}",
                "virtusertable", lines, absent);
}

Test(render_tables_addresses, virtual_domains)
{
    static const char *const names[] = {"a.example\nb.example\n", NULL};
    static const char *const open[] = {"To:a.example\tRELAY\n", "To:b.example\tRELAY\n", NULL};
    static const char *const none[] = {NULL};
    static const char *const absent[] = {"#", "m.example.org", NULL};
    static const char *const closed[] = {"To:a.example", NULL};
    check_lines("{" HOST ROLES "'addresses':{'virtual_domains':['a.example','b.example']}}",
                "virtual-domains", names, absent);
    check_lines("{" HOST ROLES "'addresses':{'virtual_domains':['a.example','b.example']}}",
                "access", open, none);
    check_lines("{" HOST "'roles':{'local':true,'relay':true},'relay':{'hosts':['h.example.org']},"
                "'addresses':{'virtual_domains':['a.example','b.example']}}",
                "access", none, closed);
}

Test(render_tables_addresses, maps)
{
    static const char *const routes[] = {"\n.p.example\tesmtp:[192.0.2.9]\n",
                                         "\nw.example\tesmtp:[g.example]\n", NULL};
    static const char *const generics[] = {"\njoe\tJ@example.org\n", NULL};
    static const char *const domains[] = {"\nold.example\texample.org\n", NULL};
    static const char *const absent[] = {"//", NULL};
    static const char profile[] =
        "{" HOST ROLES "'addresses':{'routes':{'//':'x','.p.example':'192.0.2.9',"
        "'w.example':'[g.example]'},'generic_users':{'//':'x','joe':'J@example.org'},"
        "'domain_aliases':{'old.example':'example.org'}}}";
    check_lines(profile, "mailertable", routes, absent);
    check_lines(profile, "genericstable", generics, absent);
    check_lines(profile, "domaintable", domains, absent);
}

Test(render_tables_addresses, routes_of_both_kinds)
{
    static const char *const routes[] = {"\nr.example\tesmtp:[192.0.2.8]\n",
                                         "\nw.example\tesmtp:[192.0.2.9]\n", NULL};
    static const char *const absent[] = {NULL};
    check_lines("{" HOST "'roles':{'local':true,'relay':true},'relay':{'domains':['r.example'],"
                "'recipients':'any','routes':{'r.example':'192.0.2.8'}},"
                "'addresses':{'routes':{'w.example':'192.0.2.9'}}}",
                "mailertable", routes, absent);
}

Test(render_tables_addresses, twins_are_refused)
{
    struct render_output out = {.n = 0};
    struct err err = {0};
    struct profile *p = profile_of("{" HOST ROLES "'addresses':{'virtual_users':"
                                   "{'a@example.org':'ann','A@example.org':'bob'}}}");
    cr_assert_eq(tables_add(p, &out, &err), -1);
    char *line = err_format(&err);
    cr_expect(strstr(line, "virtusertable") != NULL, "%s", line);
    free(line);
    err_clear(&err);
    render_free(&out);
    profile_free(p);
}

Test(render_tables_addresses, nothing_is_nothing)
{
    static const char *const tables[] = {"virtusertable", "virtual-domains", "mailertable",
                                         "genericstable", "domaintable"};
    static const char *const told[] = {"mc_has_virtual false",
                                       "mc_has_routes false",
                                       "mc_redirects false",
                                       "mc_knows_virtual false",
                                       "mc_knows_aliases false",
                                       "mc_masqueraded ",
                                       NULL};
    struct render_output out = {.n = 0};
    struct profile *p =
        profile_of("{" HOST "'roles':{'local':true,'outbound':true,'inbound':true}}");
    cr_assert_eq(tables_add(p, &out, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        cr_expect_null(render_find(&out, tables[i]), "%s", tables[i]);
    render_free(&out);
    profile_free(p);
    check_told("{" HOST "'roles':{'local':true,'outbound':true,'inbound':true}}", told);
}

Test(render_tables_addresses, names_that_follow)
{
    static const char *const own[] = {"mc_generic_domains example.org m.example.org",
                                      "mc_masqueraded p.example m.example.org",
                                      "mc_routes_from addresses.routes",
                                      "mc_redirects true",
                                      "mc_knows_aliases true",
                                      NULL};
    static const char *const listed[] = {"mc_generic_domains g.example", "mc_masqueraded p.example",
                                         "mc_knows_virtual true", "mc_knows_routed true", NULL};
    check_told("{" HOST ROLES "'addresses':{'generic_users':{'joe':'j@g.example'},'redirect':true,"
               "'routes':{'w.example':'192.0.2.9'}},"
               "'masquerade':{'as':'x.example','domains':['p.example'],'local_only':true}}",
               own);
    check_told("{" HOST ROLES "'inbound':{'recipients':'list','recipient_list':['a@example.org']},"
               "'addresses':{'generic_users':{'joe':'j@g.example'},"
               "'generic_domains':['g.example'],'virtual_users':{'b@example.org':'joe'}},"
               "'masquerade':{'as':'x.example','domains':['p.example']}}",
               listed);
}

static void check_lines(const char *profile, const char *table, const char *const *lines,
                        const char *const *absent)
{
    struct render_output out = {.n = 0};
    struct err err = {0};
    struct profile *p = profile_of(profile);
    cr_assert_eq(tables_add(p, &out, &err), 0, "%s", table);
    const struct render_file *f = render_find(&out, table);
    cr_assert(f != NULL, "no table %s", table);
    const char *text = str_text(&f->data);
    for (; *lines != NULL; lines++)
        cr_expect(strstr(text, *lines) != NULL, "%s has no %s:\n%s", table, *lines, text);
    for (; *absent != NULL; absent++)
        cr_expect(strstr(text, *absent) == NULL, "%s has %s", table, *absent);
    render_free(&out);
    profile_free(p);
}

/* "NAME VALUE" as the templates are told it. */
static void check_told(const char *profile, const char *const *told)
{
    struct profile *p = profile_of(profile);
    struct str all = STR_INIT;
    values_add(p, &layout_table[0], &all);
    for (; *told != NULL; told++) {
        const char *value = strchr(*told, ' ');
        struct str line = STR_INIT;
        str_addf(&line, "(\xc2\xab%.*s\xc2\xbb, \xc2\xab\xc2\xab%s\xc2\xbb\xc2\xbb)",
                 (int)(value - *told), *told, value + 1);
        cr_expect(strstr(str_text(&all), str_text(&line)) != NULL, "%s", *told);
        str_free(&line);
    }
    str_free(&all);
    profile_free(p);
}
