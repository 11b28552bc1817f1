/* What follows from all calls: the roles, with what shows each, and what nobody has said. */
#include "import_said.h"

enum { LOCAL, OUTBOUND, INBOUND, RELAY };

static const char *const names[IMPORT_ROLES] = {"local", "outbound", "inbound", "relay"};

struct row {
    const char *calls[3][4]; /* on lines 1 to 3 */
    bool on[IMPORT_ROLES];
    int role;             /* whose evidence is looked at */
    const char *evidence; /* what stands in it */
};

static const struct row rows[] = {
    {{{NULL}}, {true, true, true, false}, INBOUND, "no DAEMON_OPTIONS"},
    {{{NULL}}, {true, true, true, false}, LOCAL, "nothing sends this site's mail elsewhere"},
    {{{NULL}}, {true, true, true, false}, RELAY, "names anybody to relay for"},
    {{{"MAILER", "local"}, {"MAILER", "smtp"}}, {true, true, true, false}, OUTBOUND, "x.mc:2: "},
    {{{"DAEMON_OPTIONS", "Name=MTA"}}, {true, true, true, false}, INBOUND, "x.mc:1: "},
    {{{"DAEMON_OPTIONS", "Addr=127.0.0.1"}}, {true, true, false, false}, INBOUND, "x.mc:1: "},
    {{{"DAEMON_OPTIONS", "Addr=127.0.0.1"}, {"DAEMON_OPTIONS", "Family=inet6, Addr=::1"}},
     {true, true, false, false},
     INBOUND,
     "x.mc:"},
    {{{"DAEMON_OPTIONS", "Addr=127.0.0.1"}, {"DAEMON_OPTIONS", "Name=MTA"}},
     {true, true, true, false},
     INBOUND,
     "x.mc:2: "},
    /* What is told is what makes it so, and not the last line about it. */
    {{{"DAEMON_OPTIONS", "Name=MTA"}, {"DAEMON_OPTIONS", "Addr=127.0.0.1"}},
     {true, true, true, false},
     INBOUND,
     "x.mc:1: "},
    /* With any DAEMON_OPTIONS there is no port but those that they name. */
    {{{"DAEMON_OPTIONS", "Port=587, Name=MSA, M=Ea"}},
     {true, true, false, false},
     INBOUND,
     "x.mc:1: "},
    /* An address of the world's: mail comes in. */
    {{{"DAEMON_OPTIONS", "Addr=192.0.2.1"}}, {true, true, true, false}, INBOUND, "x.mc:1: "},
    {{{"DAEMON_OPTIONS", "Addr=192.0.2.1"}, {"DAEMON_OPTIONS", "Addr=127.0.0.1"}},
     {true, true, true, false},
     INBOUND,
     "x.mc:1: "},
    {{{"DAEMON_OPTIONS", "Addr=127.0.0.1"}, {"DAEMON_OPTIONS", "Port=2525"}},
     {true, true, false, false},
     INBOUND,
     "x.mc:1: "},
    {{{"define", "MAIL_HUB", "hub.example.org"}},
     {false, true, true, false},
     LOCAL,
     "x.mc:1: define(`MAIL_HUB'"},
    {{{"define", "MAIL_HUB", "hub.example.org"}, {"MAILER", "local"}},
     {false, true, true, false},
     LOCAL,
     "x.mc:1: define(`MAIL_HUB'"},
    {{{"FEATURE", "nullclient", "hub.example.org"}},
     {false, true, false, false},
     LOCAL,
     "x.mc:1: FEATURE(`nullclient'"},
    {{{"FEATURE", "nullclient", "hub.example.org"}},
     {false, true, false, false},
     INBOUND,
     "x.mc:1: FEATURE(`nullclient'"},
    {{{"RELAY_DOMAIN", "192.0.2.0/24"}},
     {true, true, true, true},
     RELAY,
     "relay.networks has entries"},
    {{{"RELAY_DOMAIN", "a.example"}}, {true, true, true, true}, RELAY, "has entries"},
    /* A table without entries relays for nobody. */
    {{{"FEATURE", "access_db"}}, {true, true, true, false}, RELAY, "names anybody"},
};

Test(import_finish, roles)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct said s;
        said_begin(&s);
        for (size_t k = 0; k < ARRAY_LEN(rows[i].calls) && rows[i].calls[k][0] != NULL; k++)
            said_call(&s, (long)k + 1, rows[i].calls[k][0], rows[i].calls[k][1],
                      rows[i].calls[k][2], NULL);
        said_import(&s);
        import_finish(&s.imp, &s.mc);
        for (size_t k = 0; k < IMPORT_ROLES; k++) {
            const struct import_role *role = &s.imp.roles[k];
            struct str path = STR_INIT;
            cr_assert_str_eq(role->role, names[k]);
            cr_expect_eq(role->on, rows[i].on[k], "row %zu, %s: %s", i, names[k], role->evidence);
            str_addf(&path, "roles.%s", names[k]);
            said_expect(&s, str_text(&path), rows[i].on[k] ? "true" : "false");
            str_free(&path);
        }
        const char *evidence = s.imp.roles[rows[i].role].evidence;
        cr_expect(strstr(evidence, rows[i].evidence) != NULL, "row %zu: %s", i, evidence);
        said_end(&s);
    }
}

/* A setting that hardens by default says what the source does, where mail would differ. */
Test(import_finish, what_nobody_has_said)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "MASQUERADE_AS", "example.org", NULL);
    said_call(&s, 2, "RELAY_DOMAIN", "a.example", NULL);
    said_call(&s, 3, "FEATURE", "delay_checks", "friend", NULL);
    said_import(&s);
    import_finish(&s.imp, &s.mc);
    said_expect(&s, "local.forward_files", "true");
    said_expect(&s, "masquerade.envelope", "false");
    said_expect(&s, "masquerade.exposed_users", "[]");
    said_expect(&s, "relay.recipients", "\"any\"");
    said_expect(&s, "refuse.delay_checks", "\"yes\"");
    said_end(&s);
}

Test(import_finish, what_is_said_stays)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "MASQUERADE_AS", "example.org", NULL);
    said_call(&s, 2, "FEATURE", "masquerade_envelope", NULL);
    said_call(&s, 3, "EXPOSED_USER", "joe", NULL);
    said_call(&s, 4, "define", "confFORWARD_PATH", "", NULL);
    said_call(&s, 5, "FEATURE", "delay_checks", NULL);
    said_import(&s);
    import_finish(&s.imp, &s.mc);
    said_expect(&s, "local.forward_files", "false");
    said_expect(&s, "masquerade.envelope", "true");
    said_expect(&s, "masquerade.exposed_users", "[\"joe\"]");
    said_expect(&s, "refuse.delay_checks", "\"yes\"");
    said_expect(&s, "relay.recipients", "");
    said_end(&s);
}

/* The loads go up: one that nobody has said gives way, one that somebody has said does not. */
Test(import_finish, loads)
{
    static const struct {
        const char *delay, *queue, *refuse; /* NULL: not said */
        const char *says[3];
    } loads[] = {
        {NULL, NULL, NULL, {"", "", ""}},       {NULL, "20", "30", {"", "20", "30"}},
        {NULL, "8", "12", {"7", "8", "12"}},    {NULL, NULL, "12", {"10", "11", "12"}},
        {"40", NULL, NULL, {"40", "41", "42"}}, {NULL, "50", NULL, {"", "50", "51"}},
    };
    static const char *const paths[] = {"limits.delay_load", "limits.queue_load",
                                        "limits.refuse_load"};
    for (size_t i = 0; i < ARRAY_LEN(loads); i++) {
        struct said s;
        said_begin(&s);
        if (loads[i].delay != NULL)
            said_call(&s, 1, "define", "confDELAY_LA", loads[i].delay, NULL);
        if (loads[i].queue != NULL)
            said_call(&s, 2, "define", "confQUEUE_LA", loads[i].queue, NULL);
        if (loads[i].refuse != NULL)
            said_call(&s, 3, "define", "confREFUSE_LA", loads[i].refuse, NULL);
        said_import(&s);
        import_finish(&s.imp, &s.mc);
        for (size_t k = 0; k < ARRAY_LEN(paths); k++) {
            const char *got = said_at(&s, paths[k]);
            cr_expect_str_eq(got, loads[i].says[k], "row %zu, %s: %s", i, paths[k], got);
        }
        said_end(&s);
    }
}

/* Addresses to listen on; beside a port on all addresses they say nothing. */
Test(import_finish, addresses)
{
    static const struct {
        const char *daemons[3];
        const char *here, *users, *open; /* host.listen, submission.listen, submission.enabled */
        int left;                        /* the number of the line that is left, or 0 */
        size_t told;                     /* parts of lines that are */
    } listens[] = {
        {{"Addr=192.0.2.1", "Addr=192.0.2.2"}, "[\"192.0.2.1\",\"192.0.2.2\"]", "", "", 0, 0},
        {{"Addr=192.0.2.1", "Addr=127.0.0.1"}, "[\"192.0.2.1\"]", "", "", 0, 0},
        {{"Addr=192.0.2.1", "Name=MTA"}, "", "", "", 1, 0},
        {{"Name=MTA", "Addr=192.0.2.1"}, "", "", "", 2, 0},
        {{"Addr=192.0.2.1", "Port=587, M=Ea, Addr=192.0.2.2"},
         "[\"192.0.2.1\"]",
         "[\"192.0.2.2\"]",
         "true",
         0,
         0},
        {{"Name=MTA", "Port=587, M=Ea, Addr=192.0.2.2"}, "", "[\"192.0.2.2\"]", "true", 0, 0},
        {{"Port=587, M=Ea, Addr=192.0.2.2", "Port=465, M=Eas"}, "", "", "true", 1, 0},
        /* No setting says it: users connect where others do. */
        {{"Addr=192.0.2.1", "Port=587, M=Ea"}, "[\"192.0.2.1\"]", "", "true", 0, 1},
        {{"Addr=192.0.2.1, M=b"}, "[\"192.0.2.1\"]", "", "", 0, 1},
        {{"Addr=192.0.2.1, M=a"}, "", "", "", 1, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(listens); i++) {
        struct said s;
        said_begin(&s);
        said_call(&s, 8, "define", "confSERVER_CERT", "/c", NULL);
        said_call(&s, 9, "define", "confSERVER_KEY", "/k", NULL);
        for (long k = 0; k < 3 && listens[i].daemons[k] != NULL; k++)
            said_call(&s, k + 1, "DAEMON_OPTIONS", listens[i].daemons[k], NULL);
        said_import(&s);
        import_finish(&s.imp, &s.mc);
        said_expect(&s, "host.listen", listens[i].here);
        said_expect(&s, "submission.listen", listens[i].users);
        said_expect(&s, "submission.enabled", listens[i].open);
        if (listens[i].left > 0)
            said_expect_fate(&s, listens[i].left, IMPORT_LEFT, "");
        cr_expect_eq(s.imp.n_left, listens[i].told, "row %zu: %zu", i, s.imp.n_left);
        said_end(&s);
    }
}
