/* The tables of a host, as settings. */
#include <criterion/criterion.h>
#include <glob.h>

#include "base/mem.h"
#include "model/refuse.h"
#include "model/value.h"
#include "render/tables.h"
#include "sys/file.h"

#include "imports.h"
#include "profiles.h"

static bool delays_as(const struct profile *p, const char *how)
{
    return strcmp(profile_text(p, "refuse.delay_checks"), how) == 0;
}

/* As text, without comments, "" where it is empty; the order of a list does not matter. */
static char *plainly(const json_t *value)
{
    json_t *copy = json_deep_copy(value);
    const char *name;
    void *next;
    json_t *item;
    size_t i;
    struct strs items = {0};
    struct str text = STR_INIT;
    json_object_foreach_safe(copy, next, name, item) if (value_is_comment(name))
        json_object_del(copy, name);
    json_array_foreach(copy, i, item) strs_add(&items, json_string_value(item));
    strs_sort(&items);
    strs_join(&items, ",", &text);
    if (json_object_size(copy) > 0) {
        char *map = json_dumps(copy, JSON_COMPACT);
        str_add(&text, map);
        free(map);
    }
    strs_free(&items);
    json_decref(copy);
    char *got = strdup(str_text(&text));
    str_free(&text);
    return got;
}

/* The tables of each example profile, read as those of a host would be. */
Test(import_tables, profiles)
{
    static const char *const paths[] = {
        "host.domains",
        "relay.networks",
        "relay.hosts",
        "relay.domains",
        "relay.routes",
        "relay.recipient_list",
        "inbound.recipient_list",
        "access.deny_clients",
        "access.deny_senders",
        "access.deny_recipients",
        "local.aliases",
        "addresses.virtual_domains",
        "addresses.routes",
        "addresses.virtual_users",
        "addresses.generic_users",
        "addresses.domain_aliases",
        "tls.require_servers",
    };
    static const char *const others[] = {"aliases",       "mailertable", "virtusertable",
                                         "genericstable", "domaintable", "recipients"};
    const char *top = getenv("TOP");
    struct str pattern = STR_INIT;
    glob_t found;
    str_addf(&pattern, "%s/profiles/*.json", top != NULL ? top : ".");
    cr_assert_eq(glob(str_text(&pattern), 0, NULL, &found), 0);
    cr_expect_geq(found.gl_pathc, 10);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct str text = STR_INIT, rest = STR_INIT;
        struct errs errs = {0};
        struct render_output out = {.n = 0};
        struct import imp;
        cr_assert_eq(file_read(found.gl_pathv[i], 100000, &text, NULL), 0);
        struct profile *p = profile_parse(str_text(&text), text.len, found.gl_pathv[i], &errs);
        cr_assert_eq(tables_add(p, &out, NULL), 0, "%s", found.gl_pathv[i]);
        const struct import_terms terms = {.blocks_recipients = true,
                                           .hosts_only = true,
                                           .rates = true,
                                           .connections = true,
                                           .pauses = true,
                                           .delays = refuse_delays(p),
                                           .friends = delays_as(p, "friend"),
                                           .haters = delays_as(p, "hater")};
        import_init(&imp, NULL);
        import_set(&imp, "host.name", profile_text(p, "host.name"), NULL);
        const struct render_file *f = render_find(&out, "local-host-names");
        import_table_domains(&imp, str_text(&f->data), f->data.len, f->name);
        f = render_find(&out, "virtual-domains");
        if (f != NULL)
            import_table_other(&imp, f->name, str_text(&f->data), f->data.len, f->name);
        f = render_find(&out, "access");
        if (f != NULL)
            read_access(&imp, &terms, str_text(&f->data), &rest);
        for (size_t o = 0; o < ARRAY_LEN(others); o++) {
            f = render_find(&out, others[o]);
            if (f != NULL)
                import_table_other(&imp, f->name, str_text(&f->data), f->data.len, f->name);
        }
        cr_expect_eq(imp.n_left, 0, "%s", found.gl_pathv[i]);
        cr_expect_str_eq(str_text(&rest), "");
        for (size_t k = 0; k < ARRAY_LEN(paths); k++) {
            char *wanted = plainly(profile_value(p, paths[k]));
            char *got = plainly(value_at(&imp, paths[k]));
            cr_expect_str_eq(got, wanted, "%s: %s: %s instead of %s", found.gl_pathv[i], paths[k],
                             got, wanted);
            free(got);
            free(wanted);
        }
        str_free(&text);
        str_free(&rest);
        render_free(&out);
        import_free(&imp);
        profile_free(p);
    }
    globfree(&found);
    str_free(&pattern);
}

Test(import_tables, domains)
{
    static const char text[] = "# our names\nm.example.org\nexample.org example.net # two\nm\n"
                               "localhost\nEXAMPLE.org\n[192.0.2.1]\nshort\n";
    struct import imp;
    struct str many = STR_INIT;
    import_init(&imp, NULL);
    import_set(&imp, "host.name", "m.example.org", NULL);
    import_table_domains(&imp, text, strlen(text), "/etc/mail/local-host-names");
    expect_said(&imp, "host.domains", "[\"example.org\",\"example.net\"]");
    cr_expect_eq(imp.tables[0].entries, 8);
    cr_expect_eq(imp.tables[0].left, 2);
    cr_assert_eq(imp.n_left, 2);
    cr_expect_eq(imp.left[0].line, 7);
    cr_expect_str_eq(imp.left[1].text, "short");
    /* They are not relayed, since they are the site's own. */
    static const char relay[] = "example.org\nx.example\n192.168.\n127\n10.0.0.0/8\n";
    import_table_relay(&imp, relay, strlen(relay), "/etc/mail/relay-domains");
    expect_said(&imp, "relay.domains", "[\"x.example\"]");
    expect_said(&imp, "relay.hosts", "[\"example.org\",\"x.example\"]");
    expect_said(&imp, "relay.networks", "[\"192.168.0.0/16\"]");
    cr_expect_eq(imp.tables[1].left, 1);
    cr_assert_eq(imp.n_notes, 1);
    cr_expect_str_eq(imp.notes[0].name, "R");
    for (int i = 0; i < 501; i++)
        str_addf(&many, "d%d.example\n", i);
    import_table_domains(&imp, many.buf, many.len, "/etc/mail/local-host-names");
    expect_said(&imp, "tables.domains_file", "\"/etc/mail/local-host-names\"");
    cr_expect_eq(imp.tables[2].fate, IMPORT_RAW);
    cr_expect_eq(imp.tables[2].entries, 501);
    cr_expect(import_tables_own(&imp, "D500.example"));
    cr_expect(!import_tables_own(&imp, "d501.example"));
    str_free(&many);
    import_free(&imp);
}

Test(import_tables, other)
{
    static const struct {
        const char *name, *text, *path, *says;
        enum import_fate fate;
    } cases[] = {
        {"aliases", "root: joe,\n  ann@x.example\npostmaster: root\n# x\nAbuse:\tann\n",
         "local.aliases", "{\"root\":\"joe, ann@x.example\",\"Abuse\":\"ann\"}", IMPORT_SETTING},
        {"aliases", "root: joe\nlist: \"|/usr/bin/x\"\n", "tables.aliases_file", "\"/etc/t\"",
         IMPORT_RAW},
        {"aliases", "list: :include:/etc/mail/list\n", "local.aliases", "", IMPORT_RAW},
        {"mailertable", "x.example esmtp:[gate.example]\nr.example esmtp:r2.example\n",
         "addresses.routes", "{\"x.example\":\"[gate.example]\"}", IMPORT_SETTING},
        {"mailertable", "x.example esmtp:[gate.example]\nr.example esmtp:r2.example\n",
         "relay.routes", "{\"r.example\":\"r2.example\"}", IMPORT_SETTING},
        {"mailertable", "x.example smtp:[gate.example]\n", "tables.mailertable_file", "\"/etc/t\"",
         IMPORT_RAW},
        {"virtusertable", "info@v.example joe\n@v.example error:nouser 550 Nobody here\n",
         "addresses.virtual_users",
         "{\"info@v.example\":\"joe\",\"@v.example\":\"error:nouser "
         "Nobody here\"}",
         IMPORT_SETTING},
        {"virtusertable",
         "postmaster@v.example postmaster\n@v.example "
         "error:5.1.1:\"550 User unknown\"\n",
         "addresses.virtual_users", "", IMPORT_NONE},
        {"virtusertable", "a@elsewhere.example joe\n", "tables.virtusertable_file", "\"/etc/t\"",
         IMPORT_RAW},
        {"genericstable", "joe Joe.Doe@o.example\nann@o.example a@o.example\n",
         "addresses.generic_users",
         "{\"joe\":\"Joe.Doe@o.example\",\"ann@o.example\":\"a@o.example\"}", IMPORT_SETTING},
        {"genericstable", "@o.example a@o.example\n", "tables.genericstable_file", "\"/etc/t\"",
         IMPORT_RAW},
        {"domaintable", "old.example o.example\n", "addresses.domain_aliases",
         "{\"old.example\":\"o.example\"}", IMPORT_SETTING},
        {"recipients", "a@o.example\tOK\npostmaster@o.example\tOK\n", "inbound.recipient_list",
         "[\"a@o.example\"]", IMPORT_SETTING},
        {"generics-domains", "o.example g.example\n", "addresses.generic_domains",
         "[\"o.example\",\"g.example\"]", IMPORT_SETTING},
        {"virtuser-domains", "w.example\no.example\n", "addresses.virtual_domains",
         "[\"v.example\",\"w.example\"]", IMPORT_SETTING},
        {"trusted-users", "www # httpd\n", "local.trusted_users", "[\"www\"]", IMPORT_SETTING},
        {"userdb", "a:maildrop b\n", "host.domains", "[\"o.example\"]", IMPORT_LEFT},
        {"aliases", "# none\n", "local.aliases", "", IMPORT_NONE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct import imp;
        import_init(&imp, NULL);
        import_add(&imp, "host.domains", "o.example", NULL);
        import_add(&imp, "relay.domains", "r.example", NULL);
        import_add(&imp, "addresses.virtual_domains", "v.example", NULL);
        import_table_other(&imp, cases[i].name, cases[i].text, strlen(cases[i].text), "/etc/t");
        expect_said(&imp, cases[i].path, cases[i].says);
        cr_expect_eq(imp.tables[0].fate, cases[i].fate, "%s", cases[i].text);
        cr_expect_eq(imp.tables[0].left, cases[i].fate == IMPORT_LEFT ? 1 : 0);
        cr_expect_eq(imp.n_left, (size_t)imp.tables[0].left);
        import_free(&imp);
    }
}
