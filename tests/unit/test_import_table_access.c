/* The access table of a host, as settings. */
#include <criterion/criterion.h>
#include <time.h>

#include "base/mem.h"
#include "render/table_line.h"
#include "render/tables.h"

#include "imports.h"
#include "profiles.h"

static const struct import_terms plain = {
    .hosts_only = true, .rates = true, .connections = true, .pauses = true};
static const struct import_terms blocking = {.hosts_only = true,
                                             .rates = true,
                                             .connections = true,
                                             .pauses = true,
                                             .blocks_recipients = true};
static const struct import_terms delayed = {
    .hosts_only = true, .rates = true, .connections = true, .pauses = true, .delays = true};
static const struct import_terms sparing = {.hosts_only = true, .delays = true, .friends = true};
static const struct import_terms choosing = {.hosts_only = true, .delays = true, .haters = true};
static const struct import_terms from = {
    .hosts_only = true, .rates = true, .connections = true, .pauses = true, .relays_from = true};

/* Each line of what is left for a table must pass its reader. */
static void expect_passes(const struct str *rest)
{
    struct table_reader reader = {.kind = TABLE_ACCESS};
    struct strs lines = {0};
    strs_split(&lines, str_text(rest), "\n");
    for (size_t i = 0; i < lines.n; i++) {
        struct table_fault fault = {0};
        struct table_line line;
        cr_expect_eq(table_line_read(&reader, lines.v[i], strlen(lines.v[i]), &line, &fault), 0,
                     "%s: %s", lines.v[i], str_text(&fault.what));
        table_fault_free(&fault);
    }
    strs_free(&lines);
}

struct access_row {
    const struct import_terms *terms;
    const char *text, *path, *says; /* path NULL: nothing at all is said */
    const char *rest;
    long left;
};

static const struct access_row rows[] = {
    {&plain, "Connect:192.168\tRELAY\n", "relay.networks", "[\"192.168.0.0/16\"]", "", 0},
    {&plain, "10 RELAY\n", "relay.networks", "[\"10.0.0.0/8\"]", "", 0},
    {&plain, "192.0.2.7 relay\r\n", "relay.networks", "[\"192.0.2.7\"]", "", 0},
    {&plain, "connect:IPv6:2001:db8:1 RELAY\n", "relay.networks", "[\"2001:db8:1::/48\"]", "", 0},
    {&plain, "Connect:IPv6:2001:db8::1 RELAY\n", "relay.networks", "[\"2001:db8::1\"]", "", 0},
    {&plain, "Connect:IPv6:2 RELAY\n", "relay.networks", "[\"2::/16\"]", "", 0},
    {&plain, "Connect:h.example RELAY\n", "relay.hosts", "[\"h.example\"]", "", 0},
    {&plain, "Connect:h.example RELAY\n", "relay.domains", "", "", 0},
    {&plain, "To:d.example RELAY\n", "relay.domains", "[\"d.example\"]", "", 0},
    {&plain, "To:d.example RELAY\n", "relay.hosts", "", "", 0},
    {&plain, "d.example RELAY\n", "relay.hosts", "[\"d.example\"]", "", 0},
    {&plain, "d.example RELAY\n", "relay.domains", "[\"d.example\"]", "", 0},
    {&plain, "d.example RELAY\n", "access.accept_senders", "", "", 0},
    /* What an entry with its tag says goes before. */
    {&plain, "d.example RELAY\nTo:d.example REJECT\n", "relay.domains", "", "", 1},
    {&plain, "x.example REJECT\nCONNECT:X.example OK\n", "access.accept_clients", "[\"X.example\"]",
     "", 0},
    {&plain, "x.example REJECT\nCONNECT:X.example OK\n", "access.deny_clients", "", "", 0},
    {&plain, "x.example REJECT\nCONNECT:X.example OK\n", "access.deny_senders",
     "{\"x.example\":\"\"}", "", 0},
    /* Nothing that would open more than it did. */
    {&plain, "0.0.0.0/0 RELAY\n", NULL, "", "", 1},
    {&plain, "192.168.0.0/16 RELAY\n", NULL, "", "", 1},
    {&plain, "192.168. RELAY\n", NULL, "", "", 1},
    {&plain, "com RELAY\n", NULL, "", "", 1},
    {&plain, "To:a@d.example RELAY\n", NULL, "", "", 1},
    {&plain, "[192.0.2.1] RELAY\n", NULL, "", "", 1},
    {&from, "From:boss@x.example RELAY\n", NULL, "", "", 1},
    {&plain, "From:boss@x.example RELAY\n", "access.accept_senders", "[\"boss@x.example\"]", "", 0},
    {&plain, "From:com RELAY\n", NULL, "", "From:com\tOK\n", 0},
    {&plain, "localhost RELAY\nConnect:127.0.0.1 RELAY\n127 OK\nlocalhost.localdomain RELAY\n",
     NULL, "", "", 0},
    {&plain, "Connect:IPv6:0:0:0:0:0:0:0:1 RELAY\n", NULL, "", "", 0},
    {&plain, "127.0.0.1 REJECT\n", NULL, "", "", 1},
    /* Refusals. */
    {&plain, "Connect:198.51.100 REJECT\n", "access.deny_clients", "{\"198.51.100.0/24\":\"\"}", "",
     0},
    {&plain, "spammer@x.example REJECT\n", "access.deny_senders", "{\"spammer@x.example\":\"\"}",
     "", 0},
    {&plain, "spammer@x.example REJECT\n", "access.deny_recipients", "", "", 0},
    {&blocking, "joe@ 550 Mailbox disabled\n", "access.deny_recipients",
     "{\"joe@\":\"Mailbox disabled\"}", "", 0},
    {&plain, "From:x.example ERROR:5.7.1:550 Go away\n", "access.deny_senders",
     "{\"x.example\":\"Go away\"}", "", 0},
    {&plain, "From:x.example error:\"550 5.7.1 a \\\"b\\\" 5%%\"\n", "access.deny_senders",
     "{\"x.example\":\"a \\\"b\\\" 5%\"}", "", 0},
    {&plain, "Connect:x.example ERROR:5.7.1:\"550 5%%%%\"\n", "access.deny_clients",
     "{\"x.example\":\"5%\"}", "", 0},
    {&plain, "Connect:x.example ERROR:5.7.1:\"550 5%%\"\n", NULL, "", "", 1},
    {&delayed, "Connect:x.example ERROR:5.7.1:\"550 5%%\"\n", "access.deny_clients",
     "{\"x.example\":\"5%\"}", "", 0},
    {&plain, "Connect:x.example ERROR:4.7.1:\"450 5%%%%\"\n", NULL, "",
     "Connect:x.example\tERROR:4.7.1:\"450 5%%%%\"\n", 0},
    {&plain, "From:x.example 451 Later\n", NULL, "", "From:x.example\tERROR:\"451 Later\"\n", 0},
    {&plain, "From:x.example ERROR:5.1.1:550 (gone)\n", NULL, "",
     "From:x.example\tERROR:5.1.1:\"550 (gone)\"\n", 0},
    {&plain, "From:com REJECT\n", NULL, "", "From:com\tREJECT\n", 0},
    {&plain, "From:x.example ERROR:5.7.1:550 It`s you\n", NULL, "",
     "From:x.example\tERROR:5.7.1:\"550 It`s you\"\n", 0},
    {&plain, "x.example DISCARD\n", NULL, "",
     "Connect:x.example\tDISCARD\nFrom:x.example\tDISCARD\n", 0},
    {&plain, "Connect:IPv6:2001:db8::1 SKIP\n", NULL, "",
     "Connect:IPv6:2001:db8:0:0:0:0:0:1\tSKIP\n", 0},
    {&plain, "From:a@x.example SKIP\n", NULL, "", "", 1},
    {&plain, "From:x.example QUARANTINE:look at it\n", NULL, "",
     "From:x.example\tQUARANTINE:\"look at it\"\n", 0},
    {&plain, "From:x.example Go away\n", NULL, "", "", 1},
    {&plain, "From:x.example \"550 open\n", NULL, "", "", 1},
    {&plain, "From:x.example 550 %1 no\n", NULL, "", "", 1},
    {&plain, "To:joe@ REJECT\n", NULL, "", "", 1},
    {&blocking, "To:joe@ REJECT\n", "access.deny_recipients", "{\"joe@\":\"\"}", "", 0},
    {&blocking, "To:com REJECT\nTo:x.example OK\n", NULL, "", "To:com\tREJECT\nTo:x.example\tOK\n",
     0},
    {&blocking, "x.example OK\n", "access.accept_clients", "[\"x.example\"]", "", 0},
    {&plain, "From:a@x.example OKR\n", "access.accept_senders", "[\"a@x.example\"]", "", 0},
    {&plain, "Helo:pc REJECT\n", "access.deny_helo", "{\"pc\":\"\"}", "", 0},
    {&plain, "Helo:pc DISCARD\n", NULL, "", "", 1},
    /* The other tags. */
    {&sparing, "Spam:abuse@ FRIEND\n", "refuse.spam_friends", "[\"abuse@\"]", "", 0},
    {&sparing, "Spam:abuse@ HATER\n", NULL, "", "", 1},
    {&choosing, "Spam:abuse@ HATER\n", "refuse.spam_haters", "[\"abuse@\"]", "", 0},
    {&choosing, "Spam:x.example HATER\n", NULL, "", "Spam:x.example\tHATER\n", 0},
    {&choosing, "Spam:abuse@ FRIEND\n", NULL, "", "", 1},
    {&delayed, "Spam:abuse@ FRIEND\n", NULL, "", "", 1},
    {&plain, "Spam:abuse@ FRIEND\n", NULL, "", "", 1},
    {&plain, "ClientRate: 10\nClientRate:192.0.2.1 0\n", "refuse.rate_of", "{\"192.0.2.1\":0}", "",
     0},
    {&plain, "ClientRate:192.0.2.1 0\nClientRate: 10\n", "refuse.rate", "10", "", 0},
    {&plain, "ClientRate:192.0.2.1 20\n", NULL, "", "", 1},
    {&plain, "ClientConn: 5\nClientConn:x.example 9\n", "refuse.connections", "5",
     "ClientConn:x.example\t9\n", 0},
    {&plain, "ClientConn: many\n", NULL, "", "", 1},
    {&plain, "TLS_Srv:x.example VERIFY:128\n", "tls.require_servers", "{\"x.example\":\"verify\"}",
     "", 0},
    {&plain, "TLS_Clt:192.0.2 ENCR:128\n", "tls.require_clients", "{\"192.0.2.0/24\":\"encrypt\"}",
     "", 0},
    {&plain, "TLS_Rcpt:a@x.example VERIFY:128+CN\n", "tls.require_recipients",
     "{\"a@x.example\":\"name\"}", "", 0},
    {&plain, "TLS_Srv: ENCR:112\nTLS_Srv:[192.0.2.1] PERM+VERIFY\n", NULL, "",
     "TLS_Srv:\tENCR:112\nTLS_Srv:[192.0.2.1]\tPERM+VERIFY\n", 0},
    {&plain, "TLS_Srv:x.example maybe\n", NULL, "", "", 1},
    {&plain, "Try_TLS:x.example NO\n", "tls.never", "[\"x.example\"]", "", 0},
    {&plain, "Try_TLS: NO\n", NULL, "", "Try_TLS:\tNO\n", 0},
    {&plain, "Srv_Features: h\nSrv_Features:x.example g2 h\n", "refuse.lax_clients",
     "{\"x.example\":\"bare-lf\"}", "", 0},
    {&plain, "Srv_Features: h\nSrv_Features:x.example g2\n", "refuse.http", "true",
     "Srv_Features:x.example\tg2\n", 0},
    {&plain, "Srv_Features: V S\n", "refuse.http", "false", "Srv_Features:\tV S\n", 0},
    {&plain, "Srv_Features:x.example F\n", "refuse.lax_clients", "{\"x.example\":\"early-data\"}",
     "", 0},
    {&plain, "Srv_Features:x.example F S\n", NULL, "", "", 1},
    {&plain, "TLS_Srv_Features:x.example CipherList=HIGH\nClt_Features:x.example D M\n", NULL, "",
     "TLS_Srv_Features:x.example\tCipherList=HIGH\nClt_Features:x.example\tD M\n", 0},
    {&plain, "QGRP:x.example slow\n", NULL, "", "", 1},
    {&plain, "CERTIssuer:/C=US RELAY\n", NULL, "", "", 1},
    {&plain, "Form:x.example REJECT\n", NULL, "", "", 1},
    {&plain, "From: x.example REJECT\n", NULL, "", "", 1},
    /* Lines. */
    {&plain, "# Connect:10 RELAY\n\n \t\n", NULL, "", "", 0},
    {&plain, " Connect:10 RELAY\nConnect:10\n", NULL, "", "", 2},
    {&plain, "From:A.example OK\nfrom:a.EXAMPLE OK\n", "access.accept_senders", "[\"A.example\"]",
     "", 0},
    {&plain, "From:a.example OK\nFrom:a.example REJECT\n", "access.accept_senders",
     "[\"a.example\"]", "", 1},
    {&plain, "From:\xe4.example REJECT\n", NULL, "", "", 1},
    {&plain, "From:a.example ERROR:5.1.1:550 \xe4\n", NULL, "", "", 1},
};

Test(import_table_access, access)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct access_row *r = &rows[i];
        struct import imp;
        struct str rest = STR_INIT;
        import_init(&imp, NULL);
        read_access(&imp, r->terms, r->text, &rest);
        const char *got = r->path != NULL ? said(&imp, r->path) : "";
        cr_expect_str_eq(got, r->says, "%s%s: %s", r->text, r->path, got);
        if (r->path == NULL)
            cr_expect_eq(json_object_size(imp.values), 0, "%s", r->text);
        cr_expect_str_eq(str_text(&rest), r->rest, "%s: rest %s", r->text, str_text(&rest));
        cr_expect_eq(imp.tables[0].left, r->left, "%s: %ld left", r->text, imp.tables[0].left);
        cr_expect_eq(imp.n_left, (size_t)r->left, "%s", r->text);
        expect_passes(&rest);
        str_free(&rest);
        import_free(&imp);
    }
}

/* Whatever it says, the password of an AuthInfo: is shown nowhere. */
Test(import_table_access, passwords)
{
    static const char *const texts[] = {
        "AuthInfo:s.example \"U:joe\" \"P:secret\"\n",
        "authinfo:[192.0.2.1]\t\"P:secret\"\n",
        "AuthInfo: \"P:secret\"\n",
        " AuthInfo:s.example \"P:secret\"\n",
        "AuthInfo:s.example \"P:x\"\nAuthInfo:s.example \"P:secret\"\n",
        "AuthInfo:\"P:secret\" x\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct import imp;
        struct str rest = STR_INIT;
        import_init(&imp, NULL);
        read_access(&imp, &plain, texts[i], &rest);
        cr_expect_eq(json_object_size(imp.values), 0);
        cr_expect_str_eq(str_text(&rest), "");
        cr_assert_gt(imp.n_left, 0, "%s", texts[i]);
        for (size_t l = 0; l < imp.n_left; l++) {
            cr_expect(strstr(imp.left[l].text, "secret") == NULL, "%s", imp.left[l].text);
            cr_expect(strcasestr(imp.left[l].text, "AuthInfo:") != NULL, "%s", imp.left[l].text);
            cr_expect(strstr(imp.left[l].why, "secret") == NULL);
        }
        str_free(&rest);
        import_free(&imp);
    }
}

Test(import_table_access, places)
{
    struct import imp;
    struct str rest = STR_INIT;
    import_init(&imp, NULL);
    read_access(&imp, &plain,
                "# x\nlocalhost RELAY\nFrom:x.example REJECT\nFrom:y.example DISCARD\n"
                "From:z.example 550 no\nnonsense! OK\n",
                &rest);
    const struct import_table *t = &imp.tables[0];
    cr_expect_str_eq(t->name, "access");
    cr_expect_str_eq(t->file, "/etc/mail/access");
    cr_expect_eq(t->entries, 5);
    cr_expect_eq(t->left, 1);
    cr_expect_eq(t->fate, IMPORT_RAW);
    cr_assert_eq(t->settings.n, 1);
    cr_expect_str_eq(t->settings.v[0], "access.deny_senders");
    cr_expect(strstr(t->why, "1 of its entries") != NULL, "%s", t->why);
    cr_expect(strstr(t->why, "need no setting") != NULL, "%s", t->why);
    cr_expect(strstr(t->why, "5.7.1") != NULL, "%s", t->why);
    cr_assert_eq(imp.n_left, 1);
    cr_expect_eq(imp.left[0].line, 6);
    cr_expect_str_eq(imp.left[0].file, "/etc/mail/access");
    cr_expect_str_eq(imp.left[0].text, "nonsense! OK");
    str_free(&rest);
    import_free(&imp);
}

/* A name stands for its hosts, too, unless the .mc says otherwise. */
Test(import_table_access, subdomains)
{
    static const struct import_terms open = {.hosts_only = false};
    static const struct {
        const struct import_terms *terms;
        const char *text, *says;
    } cases[] = {
        {&open, "To:d.example RELAY\n", "true"},
        {&plain, "To:d.example RELAY\n", ""},
        {&open, "Connect:192.0.2 RELAY\n", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct import imp;
        struct str rest = STR_INIT;
        import_init(&imp, NULL);
        read_access(&imp, cases[i].terms, cases[i].text, &rest);
        expect_said(&imp, "relay.subdomains", cases[i].says);
        str_free(&rest);
        import_free(&imp);
    }
}

/* Parts of a network that mean the same are that network again. */
Test(import_table_access, networks)
{
    struct import imp;
    struct str rest = STR_INIT, text = STR_INIT;
    import_init(&imp, NULL);
    for (int i = 0; i < 128; i++)
        str_addf(&text, "Connect:192.0.2.%d RELAY\n", i);
    str_add(&text, "Connect:h.example RELAY\nConnect:10 RELAY\nConnect:11 RELAY\n");
    str_add(&text, "Connect:198.51.100.4 550 a\nConnect:198.51.100.5 550 a\n"
                   "Connect:198.51.100.6 550 b\nConnect:198.51.100.7 550 c\n");
    read_access(&imp, &plain, str_text(&text), &rest);
    expect_said(&imp, "relay.networks", "[\"192.0.2.0/25\",\"10.0.0.0/8\",\"11.0.0.0/8\"]");
    expect_said(&imp, "access.deny_clients",
                "{\"198.51.100.4/31\":\"a\",\"198.51.100.6\":\"b\",\"198.51.100.7\":\"c\"}");
    str_free(&rest);
    str_free(&text);
    import_free(&imp);
}

/* Reading what is rendered of a profile gives its settings again, and nothing else. */
Test(import_table_access, back_again)
{
    static const char *const paths[] = {
        "relay.networks",        "relay.hosts",
        "relay.domains",         "access.deny_clients",
        "access.deny_senders",   "access.deny_recipients",
        "access.deny_helo",      "access.accept_senders",
        "access.accept_clients", "refuse.rate",
        "refuse.rate_of",        "refuse.connections",
        "tls.require_servers",   "tls.never",
        "refuse.lax_clients",    "tls.require_recipients",
        "queue.group_of",
    };
    static const char profile[] =
        "{'host':{'name':'m.example.org','domains':['example.org']},"
        "'roles':{'inbound':true,'relay':true},'local':{'hub':'192.0.2.10'},"
        "'inbound':{'recipients':'any'},'queue':{'groups':{'slow':'2h'},"
        "'group_of':{'a.example':'slow'}},"
        "'relay':{'networks':['192.0.2.0/25','2001:db8:4::/47','198.51.100.0/24'],"
        "'hosts':['h.example.org'],'domains':['example.net'],'recipients':'any'},"
        "'access':{'deny_clients':{'198.51.100.7':'','x.example':'no \\\"x\\\" \\\\ 5%'},"
        "'deny_senders':{'a@x.example':'b'},'deny_recipients':{'z@':'c 5%'},"
        "'deny_helo':{'pc':'','x.example':'d'},'accept_clients':['p.example','203.0.113.0/26'],"
        "'accept_senders':['a@y.example','y@']},'refuse':{'rate':10,'rate_of':{'192.0.2.0/24':99},"
        "'connections':5,'lax_clients':{'old.example':'bare-lf-cr'}},"
        "'tls':{'require_servers':{'s.example':'encrypt','192.0.2.0/24':'encrypt'},"
        "'never':['t.example'],'require_recipients':{'r@s.example':'encrypt'}}}";
    struct profile *p = profile_of(profile);
    struct render_output out = {.n = 0};
    struct err err = {0};
    struct import imp;
    struct str rest = STR_INIT;
    cr_assert_eq(tables_add(p, &out, &err), 0, "%s", err.text);
    import_init(&imp, NULL);
    import_set(&imp, "host.name", "m.example.org", NULL);
    MUST(import_put(&imp, "queue.groups", "slow", "2h", NULL));
    const struct render_file *names = render_find(&out, "local-host-names");
    import_table_domains(&imp, str_text(&names->data), names->data.len, "/x");
    expect_said(&imp, "host.domains", "[\"example.org\"]");
    read_access(&imp, &blocking, str_text(&render_find(&out, "access")->data), &rest);
    cr_expect_str_eq(str_text(&rest), "");
    cr_expect_eq(imp.n_left, 0, "%s: %s", imp.left[0].text, imp.left[0].why);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        char *wanted = json_dumps(profile_value(p, paths[i]), JSON_COMPACT | JSON_ENCODE_ANY);
        expect_said(&imp, paths[i], wanted);
        free(wanted);
    }
    str_free(&rest);
    render_free(&out);
    import_free(&imp);
    profile_free(p);
}

/* What is demanded of the smart host has a setting of its own. */
Test(import_table_access, smart_host)
{
    static const struct {
        const char *host, *text, *says, *servers;
    } cases[] = {
        {"[s.example.org]", "TLS_Srv:s.example.org ENCR:128\n", "\"required\"", ""},
        {"192.0.2.1", "TLS_Srv:[192.0.2.1] ENCR:128\n", "\"required\"", ""},
        {"s.example.org", "TLS_Srv:s.example.org VERIFY:128\n", "\"optional\"",
         "{\"s.example.org\":\"verify\"}"},
        {"s.example.org", "TLS_Srv:t.example.org ENCR:128\n", "",
         "{\"t.example.org\":\"encrypt\"}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct import imp;
        struct str rest = STR_INIT;
        import_init(&imp, NULL);
        import_set(&imp, "outbound.smart_host", cases[i].host, NULL);
        read_access(&imp, &plain, cases[i].text, &rest);
        expect_said(&imp, "outbound.smart_host_tls", cases[i].says);
        expect_said(&imp, "tls.require_servers", cases[i].servers);
        str_free(&rest);
        import_free(&imp);
    }
}

/* What another table lets through is not refused as well: a table has each key once. */
Test(import_table_access, contradictions)
{
    static const char relay[] = "192.0.2.7\nr.example\n";
    struct import imp;
    struct str rest = STR_INIT;
    import_init(&imp, NULL);
    import_add(&imp, "host.domains", "o.example", NULL);
    import_add(&imp, "addresses.virtual_domains", "v.example", NULL);
    import_add(&imp, "addresses.virtual_domains", "w.example", NULL);
    import_table_relay(&imp, relay, strlen(relay), "/etc/mail/relay-domains");
    read_access(&imp, &blocking,
                "Connect:192.0.2.7 REJECT\nConnect:R.example REJECT\nTo:r.example DISCARD\n"
                "To:v.example REJECT\nTo:o.example REJECT\nTo:W.example RELAY\n",
                &rest);
    cr_expect_eq(imp.n_left, 4);
    cr_expect_str_eq(str_text(&rest), "To:o.example\tREJECT\n");
    expect_said(&imp, "access.deny_clients", "");
    expect_said(&imp, "access.deny_recipients", "");
    expect_said(&imp, "relay.domains", "[\"r.example\"]");
    str_free(&rest);
    import_free(&imp);
}

/* Seconds that a table of n entries takes. */
static double time_of(int n)
{
    struct import imp;
    struct str rest = STR_INIT, text = STR_INIT;
    import_init(&imp, NULL);
    for (int i = 0; i < n; i++)
        str_addf(&text, "Connect:h%d.example OK\n", i);
    clock_t begin = clock();
    read_access(&imp, &plain, str_text(&text), &rest);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    cr_expect_eq(imp.tables[0].entries, n);
    json_t *list = json_object_get(json_object_get(imp.values, "access"), "accept_clients");
    cr_expect_eq(json_array_size(list), (size_t)n);
    str_free(&rest);
    str_free(&text);
    import_free(&imp);
    return seconds;
}

/* Eight times the entries take about eight times as long, and not 64 times. */
Test(import_table_access, many)
{
    double few = time_of(5000), many = time_of(40000);
    cr_expect_lt(many, 30 * few + 0.1, "%f and %f s", few, many);
}
