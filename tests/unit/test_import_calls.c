/* The calls of a .mc, as settings: no m4 is needed, since they are built by hand. */
#include "model/extra.h"
#include "model/setting.h"

#include "import_said.h"
#include "macro_rows.h"

/* A definition alone, and what it becomes; path NULL: no setting at all, and a reason. */
struct row {
    const char *name, *value, *path, *says;
};

static const struct row definitions[] = {
    /* Times, in the unit of the setting; what is no whole number of it is not rounded. */
    {"confTO_QUEUERETURN", "7d", "limits.queue_return_days", "7"},
    {"confTO_QUEUERETURN", "1w", "limits.queue_return_days", "7"},
    {"confTO_QUEUERETURN", "144h", "limits.queue_return_days", "6"},
    {"confTO_QUEUERETURN", "6d24h", "limits.queue_return_days", "7"},
    {"confTO_QUEUERETURN", "7", "limits.queue_return_days", "7"},
    {"confTO_QUEUEWARN", "1d", "limits.queue_warn_hours", "24"},
    {"confTO_QUEUEWARN", "6", "limits.queue_warn_hours", "6"},
    {"confTO_COMMAND", "1h30m", "limits.command_timeout", "5400"},
    {"confTO_COMMAND", "1h30m1s", "limits.command_timeout", "5401"},
    {"confTO_COMMAND", "10", "limits.command_timeout", "600"},
    {"confMIN_QUEUE_AGE", "27m", "queue.min_age_minutes", "27"},
    {"confMIN_QUEUE_AGE", "1h", "queue.min_age_minutes", "60"},
    {"confMAX_QUEUE_AGE", "1h", "queue.max_age_minutes", "60"},
    {"confTO_IDENT", "0", "received.ident", "false"},
    {"confTO_IDENT", "0s", "received.ident", "false"},
    {"confTO_IDENT", "7s", "received.ident_timeout", "7"},
    {"confTO_QUEUERETURN", "36h", NULL, NULL},
    {"confTO_QUEUERETURN", "-7d", NULL, NULL},
    {"confTO_QUEUERETURN", "7y", NULL, NULL},
    {"confTO_QUEUERETURN", "7d and", NULL, NULL},
    {"confTO_QUEUERETURN", "d", NULL, NULL},
    {"confTO_QUEUERETURN", "99999999999999999999d", NULL, NULL},
    {"confTO_QUEUERETURN", "10000d", NULL, NULL},
    /* Numbers. */
    {"confMAX_MESSAGE_SIZE", "10000000", "limits.message_size", "10000000"},
    {"confMAX_MESSAGE_SIZE", "10M", NULL, NULL},
    {"confMAX_DAEMON_CHILDREN", "40", "limits.children", "40"},
    {"confMAX_DAEMON_CHILDREN", "-1", NULL, NULL},
    {"confMAX_DAEMON_CHILDREN", "forty", NULL, NULL},
    {"confLOG_LEVEL", "14", "logging.level", "14"},
    /* Yes and no: sendmail looks for t, y and T, Y alone. */
    {"confSINGLE_THREAD_DELIVERY", "True", "queue.single_thread", "true"},
    {"confSINGLE_THREAD_DELIVERY", "yes", "queue.single_thread", "true"},
    {"confSINGLE_THREAD_DELIVERY", "Y", "queue.single_thread", "true"},
    {"confSINGLE_THREAD_DELIVERY", "false", "queue.single_thread", "false"},
    {"confSINGLE_THREAD_DELIVERY", "1", "queue.single_thread", "false"},
    {"confSINGLE_THREAD_DELIVERY", "on", "queue.single_thread", "false"},
    /* Choices, of which sendmail sees the first letter. */
    {"confDELIVERY_MODE", "interactive", "queue.delivery_mode", "\"interactive\""},
    {"confDELIVERY_MODE", "i", "queue.delivery_mode", "\"interactive\""},
    {"confDELIVERY_MODE", "Q", "queue.delivery_mode", "\"queue\""},
    {"confDELIVERY_MODE", "queueonly", "queue.delivery_mode", "\"queue\""},
    {"confDELIVERY_MODE", "deferred", NULL, NULL},
    {"confQUEUE_SORT_ORDER", "Host", "queue.sort", "\"host\""},
    {"confQUEUE_SORT_ORDER", "t", "queue.sort", "\"time\""},
    {"confQUEUE_SORT_ORDER", "modification", "queue.sort", "\"modification\""},
    {"confQUEUE_SORT_ORDER", "zzz", NULL, NULL},
    /* Lists in one text. */
    {"confPRIVACY_FLAGS", "noexpn, novrfy", "privacy.flags", "[\"noexpn\",\"novrfy\"]"},
    {"confPRIVACY_FLAGS", "NOEXPN", "privacy.flags", "[\"noexpn\"]"},
    {"confPRIVACY_FLAGS", "public", "privacy.flags", "[]"},
    {"confPRIVACY_FLAGS", "goaway", "privacy.flags",
     "[\"needmailhelo\",\"needexpnhelo\",\"needvrfyhelo\",\"noexpn\","
     "\"novrfy\",\"noverb\"]"},
    {"confDONT_BLAME_SENDMAIL", "safe", "local.unsafe_files", "[]"},
    {"confDONT_BLAME_SENDMAIL", "GroupReadableKeyFile, AssumeSafeChown", "local.unsafe_files",
     "[\"GroupReadableKeyFile\",\"AssumeSafeChown\"]"},
    /* Hosts: the usual mailer before it says nothing, another one says a lot. */
    {"SMART_HOST", "relay.example.org", "outbound.smart_host", "\"relay.example.org\""},
    {"SMART_HOST", "esmtp:[relay.example.org]", "outbound.smart_host", "\"[relay.example.org]\""},
    {"SMART_HOST", "[192.0.2.9]", "outbound.smart_host", "\"[192.0.2.9]\""},
    {"SMART_HOST", "uucp-dom:hub.example.org", NULL, NULL},
    {"SMART_HOST", "local:joe", NULL, NULL},
    {"SMART_HOST", "", NULL, NULL},
    {"MAIL_HUB", "hub.example.org.", "local.hub", "\"hub.example.org\""},
    {"MAIL_HUB", "uucp-dom:hub.example.org", NULL, NULL},
    {"RELAY_MAILER_ARGS", "TCP $h 587", "outbound.smart_host_port", "587"},
    {"RELAY_MAILER_ARGS", "TCP $h", NULL, NULL},
    {"RELAY_MAILER_ARGS", "TCP $h 0", NULL, NULL},
    {"RELAY_MAILER_ARGS", "FILE /x", NULL, NULL},
    {"QUEUE_DIR", "/var/spool/q/q*", "queue.directory", "\"/var/spool/q\""},
    {"QUEUE_DIR", "q", NULL, NULL},
    {"confDOMAIN_NAME", "m.example.org", "host.name", "\"m.example.org\""},
    {"confDOMAIN_NAME", "$w.example.org", NULL, NULL},
    {"confLDAP_DEFAULT_SPEC", "-h \"l.example.org\" -b\"dc=example\"", "inbound.ldap_base",
     "\"dc=example\""},
    {"confLDAP_DEFAULT_SPEC", "-h", NULL, NULL},
    {"confLDAP_DEFAULT_SPEC", "", NULL, NULL},
    /* What has no setting. */
    {"confALIAS_WAIT", "7m", "more.options", "{\"confALIAS_WAIT\":\"7m\"}"},
    {"confERROR_MODE", "q", "more.options", "{\"confERROR_MODE\":\"q\"}"},
    {"LOCAL_MAILER_ARGS", "mail -d $u", "more.options", "{\"LOCAL_MAILER_ARGS\":\"mail -d $u\"}"},
    /* A second pair of quotes, as our own rendering has it, is gone when m4 uses the name. */
    {"confTO_QUEUERETURN", "`7d'", "limits.queue_return_days", "7"},
    {"confDOMAIN_NAME", "`m.example.org'", "host.name", "\"m.example.org\""},
    {"confALIAS_WAIT", "`7m'", "more.options", "{\"confALIAS_WAIT\":\"7m\"}"},
    {"SMART_HOST", "`relay.example.org'", "outbound.smart_host", "\"relay.example.org\""},
    /* What a setting governs, and what sendmail-cf has no more. */
    {"confRECEIVED_HEADER", "from x", NULL, NULL},
    {"confREAD_TIMEOUT", "5m", NULL, NULL},
};

/* What is not carried leaves nothing behind: half a line would be another one. */
static void expect_nothing(const struct said *s)
{
    for (size_t i = 0; i < setting_count(); i++)
        cr_expect(!import_has(&s->imp, setting_at(i)->path), "%s says %s", s->imp.lines[0].text,
                  setting_at(i)->path);
}

Test(import_calls, definitions)
{
    for (size_t i = 0; i < ARRAY_LEN(definitions); i++) {
        const struct row *r = &definitions[i];
        struct said s;
        said_begin(&s);
        said_call(&s, 1, "define", r->name, r->value, NULL);
        said_import(&s);
        const struct import_line *line = said_line(&s, 1);
        const char *got = r->path != NULL ? said_at(&s, r->path) : "";
        if (r->path != NULL) {
            cr_expect_str_eq(got, r->says, "%s: %s instead of %s", line->text, got, r->says);
            cr_expect(line->fate == IMPORT_SETTING || line->why != NULL, "%s: fate %d", line->text,
                      (int)line->fate);
            cr_expect(line->fate == IMPORT_NONE || strs_has(&line->settings, r->path), "%s",
                      line->text);
        } else {
            cr_expect(line->fate == IMPORT_RAW || line->fate == IMPORT_LEFT, "%s: fate %d",
                      line->text, (int)line->fate);
            cr_expect(line->why != NULL && line->why[0] != '\0', "%s", line->text);
            cr_expect_eq(line->settings.n, 0, "%s says %s", line->text,
                         line->settings.n > 0 ? line->settings.v[0] : "");
            expect_nothing(&s);
        }
        said_end(&s);
    }
}

struct call_row {
    const char *macro, *args[4];
    const char *path, *says; /* path NULL: no setting, and a reason */
};

static const struct call_row calls[] = {
    {"MASQUERADE_DOMAIN",
     {"a.example, b.example\tc.example"},
     "masquerade.domains",
     "[\"a.example\",\"b.example\",\"c.example\"]"},
    {"MASQUERADE_DOMAIN", {"a.example A.EXAMPLE"}, "masquerade.domains", "[\"a.example\"]"},
    {"LOCAL_DOMAIN",
     {"a.example localhost localhost.localdomain"},
     "host.domains",
     "[\"a.example\"]"},
    {"RELAY_DOMAIN", {"192.0.2.0/24"}, "relay.networks", "[\"192.0.2.0/24\"]"},
    {"RELAY_DOMAIN", {"a.example"}, "relay.hosts", "[\"a.example\"]"},
    {"TRUST_AUTH_MECH", {"PLAIN LOGIN"}, "submission.mechanisms", "[\"PLAIN\",\"LOGIN\"]"},
    {"OSTYPE", {"freebsd6"}, "host.ostype", "\"freebsd6\""},
    {"OSTYPE", {"plan9"}, NULL, NULL},
    {"FEATURE", {"access_db", "hash -o /etc/mail/access"}, "access.deny_clients", "{}"},
    {"FEATURE", {"virtusertable"}, "addresses.virtual_users", "{}"},
    {"FEATURE", {"delay_checks"}, "refuse.delay_checks", "\"yes\""},
    {"FEATURE", {"delay_checks", "friend", "n"}, "refuse.delay_checks", "\"friend\""},
    {"FEATURE", {"delay_checks", "stranger"}, NULL, NULL},
    {"FEATURE", {"greet_pause"}, "refuse.greet_pause", "0"},
    {"FEATURE", {"greet_pause", "5000"}, "refuse.greet_pause", "5000"},
    {"FEATURE", {"greet_pause", "soon"}, NULL, NULL},
    {"FEATURE",
     {"dnsbl", "zen.example", "\"550 5.7.1 no\""},
     "refuse.dns_lists",
     "{\"zen.example\":\"no\"}"},
    {"FEATURE",
     {"dnsbl", "zen.example", "\"550 $&{client_addr}\""},
     "refuse.dns_lists",
     "{\"zen.example\":\"\"}"},
    {"FEATURE", {"dnsbl"}, NULL, NULL},
    {"FEATURE", {"local_lmtp"}, "local.agent", "\"mail.local\""},
    {"FEATURE", {"local_lmtp", "[IPC]", "FILE /run/lmtp"}, "local.lmtp_socket", "\"/run/lmtp\""},
    {"FEATURE", {"local_lmtp", "[IPC]", "TCP $h 24"}, NULL, NULL},
    {"FEATURE", {"nullclient", "hub.example.org"}, "roles.local", "false"},
    {"FEATURE", {"nullclient"}, NULL, NULL},
    {"FEATURE", {"nocanonify"}, "more.features", "[\"nocanonify\"]"},
    {"FEATURE", {"nocanonify", "canonify_hosts"}, NULL, NULL},
    {"FEATURE", {"bestmx_is_local"}, NULL, NULL},
    {"FEATURE", {"nosuchfeature"}, NULL, NULL},
    {"MAILER", {"procmail"}, "more.mailers", "[\"procmail\"]"},
    {"MAILER", {"nosuchmailer"}, NULL, NULL},
    {"HACK", {"cssubdomain"}, NULL, NULL},
    {"SITE", {"a"}, NULL, NULL},
    {"LOCAL_USER", {"joe"}, NULL, NULL},
    {"CANONIFY_DOMAIN", {"a.example"}, NULL, NULL},
    {"MODIFY_MAILER_FLAGS", {"SMTP", "+R"}, "more.mailer_flags", "{\"SMTP\":\"+R\"}"},
    {"CLIENT_OPTIONS",
     {"Family=inet, Address=192.0.2.1"},
     "more.client_options",
     "[\"Family=inet, Address=192.0.2.1\"]"},
    {"QUEUE_GROUP", {"slow", "P=/q/slow, I=30m"}, "queue.groups", "{\"slow\":\"30m\"}"},
    {"QUEUE_GROUP", {"slow", "P=/q/slow"}, NULL, NULL},
    {"INPUT_MAIL_FILTER",
     {"f", "S=local:/run/f, F=4"},
     "filters.on_failure",
     "{\"f\":\"disconnect\"}"},
    {"INPUT_MAIL_FILTER", {"f", "S=local:/run/f"}, "filters.on_failure", "{\"f\":\"accept\"}"},
    {"INPUT_MAIL_FILTER", {"f", "F=R"}, NULL, NULL},
    {"INPUT_MAIL_FILTER", {"f", "S=local:/run/f, T=soon"}, NULL, NULL},
    {"INPUT_MAIL_FILTER", {"f", "S=nowhere"}, NULL, NULL},
    {"FEATURE", {"local_lmtp", "[IPC]", "FILE run"}, NULL, NULL},
    {"FEATURE", {"nullclient", "no host"}, NULL, NULL},
    {"DAEMON_OPTIONS", {"Family=inet6, Addr=2001:db8::1"}, "host.listen", "[\"2001:db8::1\"]"},
    {"DAEMON_OPTIONS", {"Family=inet6, Addr=2001:db8::1"}, "host.ipv6", "true"},
    {"DAEMON_OPTIONS", {"Family=inet6, Addr=IPv6:2001:db8::1"}, "host.listen", "[\"2001:db8::1\"]"},
    {"DAEMON_OPTIONS", {"Port=587, M=Ea, Addr=192.0.2.1"}, "submission.listen", "[\"192.0.2.1\"]"},
    {"DAEMON_OPTIONS", {"Addr=mail.example.org"}, NULL, NULL},
    {"MAIL_FILTER", {"f", "S=local:/run/f"}, "filters.sockets", "{\"f\":\"local:/run/f\"}"},
    {"MAIL_FILTER", {"f", "S=local:/run/f"}, "filters.use", ""},
    {"DAEMON_OPTIONS", {"Name=MTA"}, "roles.inbound", "true"},
    {"DAEMON_OPTIONS", {"Port=smtp, Addr=127.0.0.1"}, "roles.inbound", "false"},
    {"DAEMON_OPTIONS", {"Port=smtp, Addr=0.0.0.0"}, "roles.inbound", "true"},
    {"DAEMON_OPTIONS", {"Family=inet6, Name=MTA6"}, "host.ipv6", "true"},
    {"DAEMON_OPTIONS", {"Port=587, M=Ea"}, "submission.enabled", "true"},
    {"DAEMON_OPTIONS", {"Port=465, M=Eas"}, "submission.tls_port", "true"},
    {"DAEMON_OPTIONS", {"Port=2525"}, NULL, NULL},
    {"DAEMON_OPTIONS", {"Addr=192.0.2.1"}, "host.listen", "[\"192.0.2.1\"]"},
    {"undefine", {"confCR_FILE"}, "relay.domains", ""},
    {"undefine", {"confALIAS_WAIT"}, "more.undefined", "[\"confALIAS_WAIT\"]"},
    {"undefine", {"confSERVER_CERT"}, "tls.cert_file", "\"\""},
};

Test(import_calls, calls)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        const struct call_row *r = &calls[i];
        struct said s;
        said_begin(&s);
        struct mc_call *call = said_call(&s, 1, r->macro, NULL);
        for (size_t k = 0; k < ARRAY_LEN(r->args) && r->args[k] != NULL; k++)
            strs_add(&call->args, r->args[k]);
        said_import(&s);
        const struct import_line *line = said_line(&s, 1);
        const char *got = r->path != NULL ? said_at(&s, r->path) : "";
        if (r->path != NULL) {
            cr_expect_str_eq(got, r->says, "%s: %s instead of %s", line->text, got, r->says);
            cr_expect_eq(line->fate, IMPORT_SETTING, "%s: fate %d", line->text, (int)line->fate);
        } else {
            cr_expect(line->fate == IMPORT_RAW || line->fate == IMPORT_LEFT, "%s: fate %d",
                      line->text, (int)line->fate);
            cr_expect(line->why != NULL && line->why[0] != '\0', "%s", line->text);
            if (strcmp(r->macro, "DAEMON_OPTIONS") != 0) /* roles.inbound, all the same */
                expect_nothing(&s);
        }
        said_end(&s);
    }
}

/* What lets strangers relay is never carried, whatever else the .mc says. */
Test(import_calls, openers_are_left)
{
    size_t n = 0;
    for (const struct macro_row *row = macro_table; row->macro != NULL; row++) {
        if (row->how != MACRO_OPENS || row->first == NULL)
            continue;
        struct said s;
        said_begin(&s);
        said_call(&s, 1, row->macro, row->first, NULL);
        said_call(&s, 2, row->macro, row->first, "domain", NULL);
        said_import(&s);
        import_finish(&s.imp, &s.mc);
        said_expect_fate(&s, 1, IMPORT_LEFT, "relay");
        said_expect_fate(&s, 2, IMPORT_LEFT, "relay");
        said_expect(&s, "roles.relay", "false");
        for (size_t i = 0; i < ARRAY_LEN(s.imp.extra); i++)
            cr_expect_eq(s.imp.extra[i].len, 0, "%s is a raw line", row->first);
        said_end(&s);
        n++;
    }
    cr_expect_geq(n, 5);
}

/* A misspelt name does nothing in sendmail-cf, and so it is told and not carried. */
Test(import_calls, unknown_names)
{
    struct said s;
    said_begin(&s);
    strs_add(&s.mc.known, "confMAX_HOP");
    strs_add(&s.mc.known, "confMAX_MESSAGE_SIZE");
    said_call(&s, 1, "define", "confMAX_MESAGE_SIZE", "10000000", NULL);
    said_call(&s, 2, "define", "confNOTHING_LIKE_IT_AT_ALL", "1", NULL);
    said_call(&s, 3, "define", "SITE_WORD", "1", NULL);
    said_import(&s);
    said_expect_fate(&s, 1, IMPORT_LEFT, "did you mean confMAX_MESSAGE_SIZE?");
    said_expect_fate(&s, 2, IMPORT_LEFT, "does nothing");
    cr_expect_neq(said_line(&s, 3)->fate, IMPORT_LEFT);
    said_expect(&s, "limits.message_size", "");
    said_end(&s);
}

/* Of two definitions the last has an effect, wherever it stands. */
Test(import_calls, said_twice)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "define", "confMAX_MESSAGE_SIZE", "10000000", NULL);
    said_call(&s, 2, "define", "confMAX_DAEMON_CHILDREN", "30", NULL);
    said_call(&s, 3, "define", "confMAX_MESSAGE_SIZE", "20000000", NULL);
    said_call(&s, 4, "undefine", "confMAX_DAEMON_CHILDREN", NULL);
    said_call(&s, 5, "undefine", "confMAX_QUEUE_CHILDREN", NULL);
    said_call(&s, 6, "define", "confMAX_QUEUE_CHILDREN", "7", NULL);
    said_import(&s);
    said_expect_fate(&s, 1, IMPORT_NONE, "line 3 says it again");
    said_expect_fate(&s, 2, IMPORT_NONE, "line 4 says it again");
    said_expect_fate(&s, 3, IMPORT_SETTING, "");
    said_expect_fate(&s, 5, IMPORT_NONE, "line 6 says it again");
    said_expect(&s, "limits.message_size", "20000000");
    said_expect(&s, "limits.children", "");
    said_expect(&s, "limits.queue_children", "7");
    said_end(&s);
}

static void domain_call(struct said *s, const char *macro, const char *first, const char *second)
{
    struct mc_place place = {.file = mc_file(&s->mc, "/usr/share/sendmail/cf/domain/own.m4"),
                             .line = 3};
    struct mc_call *call = mc_add_call(&s->mc, macro, place, false);
    strs_add(&call->args, first);
    if (second != NULL)
        strs_add(&call->args, second);
}

/* What a DOMAIN says is the site's, at the line that calls it; what other macros say is not. */
Test(import_calls, domain)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "OSTYPE", "linux", NULL);
    said_call(&s, 2, "DOMAIN", "own", NULL);
    domain_call(&s, "define", "confTO_IDENT", "0");
    domain_call(&s, "define", "confMAX_MESSAGE_SIZE", "10000000");
    domain_call(&s, "MASQUERADE_AS", "example.org", NULL);
    said_call(&s, 3, "define", "confMAX_MESSAGE_SIZE", "20000000", NULL);
    struct mc_place inside = {.file = mc_file(&s.mc, "/usr/share/sendmail/cf/feature/x.m4")};
    strs_add(&mc_add_call(&s.mc, "MASQUERADE_DOMAIN", inside, false)->args, "x.example");
    said_import(&s);
    cr_expect_eq(s.imp.n_lines, 3, "%zu", s.imp.n_lines);
    said_expect_fate(&s, 2, IMPORT_SETTING, "");
    cr_expect(strs_has(&said_line(&s, 2)->settings, "received.ident"));
    cr_expect(strs_has(&said_line(&s, 2)->settings, "masquerade.as"));
    cr_expect(!strs_has(&said_line(&s, 2)->settings, "limits.message_size"));
    said_expect(&s, "masquerade.as", "\"example.org\"");
    said_expect(&s, "limits.message_size", "20000000");
    said_expect(&s, "masquerade.domains", "");
    said_end(&s);
}

Test(import_calls, domain_that_opens)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "DOMAIN", "own", NULL);
    domain_call(&s, "MASQUERADE_AS", "example.org", NULL);
    domain_call(&s, "FEATURE", "promiscuous_relay", NULL);
    domain_call(&s, "FEATURE", "redirect", NULL);
    said_import(&s);
    said_expect_fate(&s, 1, IMPORT_LEFT, "strangers relay");
    said_expect(&s, "addresses.redirect", "true");
    said_end(&s);
}

/* What an expansion of ours or of sendmail-cf defines is traced at the line that called it. */
Test(import_calls, expansions_are_not_the_site_s)
{
    static const char text[] = "OSTYPE(`linux')dnl\n"
                               "define(  ``confMAX_HOP'', `101')\n"
                               "dnl define(`confMAX_HOPS', `7')\n"
                               "SITE(UUCP_MAILER_ARGS)\n"
                               "SITE(confTO_COMMAND)\n";
    struct said s;
    said_begin(&s);
    str_add(&s.mc.text, text);
    said_call(&s, 1, "OSTYPE", "linux", NULL);
    said_call(&s, 1, "define", "UUCP_MAILER_PATH", "/usr/libexec/uux", NULL);
    said_call(&s, 2, "define", "confMAX_HOP", "101", NULL);
    said_call(&s, 4, "define", "UUCP_MAILER_ARGS", "x", NULL);
    said_call(&s, 5, "define", "confTO_COMMAND", "7m", NULL);
    said_import(&s);
    /* A macro of the site's own speaks for the site where it names an option. */
    cr_expect_eq(s.imp.n_lines, 3, "%zu", s.imp.n_lines);
    said_expect(&s, "limits.hops", "101");
    said_expect(&s, "limits.command_timeout", "420");
    said_expect(&s, "more.options", "");
    said_end(&s);
}

/* Whatever is said, each call has its line, in order, with its text, and a fate that is told. */
Test(import_calls, nothing_is_dropped)
{
    struct said s;
    said_begin(&s);
    for (size_t i = 0; i < MACRO_SAMPLES; i++) {
        const struct macro_sample *m = &macro_samples[i];
        struct mc_call *call = said_call(&s, (long)i + 1, m->macro, m->first, NULL);
        for (size_t k = 0; k < ARRAY_LEN(m->args) && m->args[k] != NULL; k++)
            strs_add(&call->args, m->args[k]);
    }
    said_call(&s, 1001, "HACK", "x", NULL);
    said_call(&s, 1002, "LOCAL_CONFIG", NULL);
    said_call(&s, 1003, "VERSIONID", "x", NULL);
    said_import(&s);
    cr_expect_eq(s.imp.n_lines, s.mc.n, "%zu of %zu", s.imp.n_lines, s.mc.n);
    for (size_t i = 0; i < s.imp.n_lines; i++) {
        const struct import_line *line = &s.imp.lines[i];
        cr_expect_eq(line->place.line, s.mc.calls[i].place.line, "%zu", i);
        cr_expect_str_eq(line->macro, s.mc.calls[i].macro);
        cr_expect(strncmp(line->text, line->macro, strlen(line->macro)) == 0, "%s", line->text);
        cr_expect_eq(line->fate == IMPORT_SETTING, line->settings.n > 0, "%s", line->text);
        cr_expect(line->fate < IMPORT_RAW || line->why != NULL, "%s", line->text);
    }
    said_end(&s);
}

/* A raw line must be what the call was: a quote of its own would make something else of it. */
Test(import_calls, quotes_in_arguments)
{
    static const struct {
        const char *arg;
        bool kept;
    } rows[] = {{"plain", true}, {"a`b'c", true}, {"it's", false}, {"`", false}, {"''``", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct said s;
        struct extra extra = {0};
        struct errs errs = {0};
        said_begin(&s);
        said_call(&s, 1, "FEATURE", "nosuchfeature", rows[i].arg, NULL);
        said_import(&s);
        const struct str *first = &s.imp.extra[EXTRA_FIRST];
        cr_expect_eq(said_line(&s, 1)->fate, first->len > 0 ? IMPORT_RAW : IMPORT_LEFT);
        cr_expect(rows[i].kept || first->len == 0, "%s", str_text(first));
        cr_expect_eq(extra_parse(str_text(first), first->len, "extra", &extra, &errs), 0);
        extra_free(&extra);
        errs_free(&errs);
        said_end(&s);
    }
}

/* A word that the setting does not take is told, and the others are taken. */
Test(import_calls, words_that_do_not_fit)
{
    struct said s;
    said_begin(&s);
    said_call(&s, 4, "MASQUERADE_DOMAIN", "a.example b_c d.example", NULL);
    said_call(&s, 5, "EXPOSED_USER", "()", NULL);
    said_call(&s, 6, "define", "confPRIVACY_FLAGS", "nosuchflag", NULL);
    said_call(&s, 7, "RELAY_DOMAIN", "b_c r.example", NULL);
    said_import(&s);
    said_expect(&s, "masquerade.domains", "[\"a.example\",\"d.example\"]");
    said_expect_fate(&s, 4, IMPORT_SETTING, "");
    cr_assert_geq(s.imp.n_left, 1);
    cr_expect_str_eq(s.imp.left[0].text, "b_c");
    cr_expect_str_eq(s.imp.left[0].file, "x.mc");
    cr_expect_eq(s.imp.left[0].line, 4);
    cr_expect_neq(said_line(&s, 5)->fate, IMPORT_SETTING);
    said_expect(&s, "masquerade.exposed_users", "");
    cr_expect_eq(said_line(&s, 7)->fate, IMPORT_SETTING, "%s", said_line(&s, 7)->why);
    said_expect(&s, "relay.domains", "[\"r.example\"]");
    /* Not carried is not the same as "no flags". */
    cr_expect_neq(said_line(&s, 6)->fate, IMPORT_SETTING);
    said_expect(&s, "privacy.flags", "");
    said_end(&s);
}

/* Names of the site's own in a value stand for what they are, as whole words and no others. */
Test(import_calls, names_in_values)
{
    static const struct {
        const char *value, *says;
    } names[] = {
        {"/etc/SITE_DIR/help", "/etc/own/help"},
        {"SITE_DIR", "own"},
        {"SITE_DIR/SITE_DIR", "own/own"},
        {"SITE_TOP/x", "own/y/x"},
        {"/etc/xSITE_DIR", "/etc/xSITE_DIR"},
        {"/etc/SITE_DIRx", "/etc/SITE_DIRx"},
        {"/etc/SITE_DIR2", "/etc/SITE_DIR2"},
        {"/etc/_SITE_DIR", "/etc/_SITE_DIR"},
        {"SITE_ROUND", "SITE_ROUND"},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct said s;
        said_begin(&s);
        said_call(&s, 1, "define", "SITE_DIR", "own", NULL);
        said_call(&s, 2, "define", "SITE_TOP", "SITE_DIR/y", NULL);
        said_call(&s, 3, "define", "SITE_ROUND", "SITE_ROUND", NULL);
        said_call(&s, 4, "define", "HELP_FILE", names[i].value, NULL);
        said_import(&s);
        const char *got =
            json_string_value(json_object_get(import_value(&s.imp, "more.options"), "HELP_FILE"));
        cr_expect(got != NULL && strcmp(got, names[i].says) == 0, "%s becomes %s", names[i].value,
                  got != NULL ? got : "nothing");
        said_end(&s);
    }
}

/* A certificate is what submission needs: without one the line stays what it was. */
Test(import_calls, submission)
{
    static const char port[] = "Port=587, Name=MSA, M=Ea";
    struct said s;
    said_begin(&s);
    said_call(&s, 1, "DAEMON_OPTIONS", port, NULL);
    said_import(&s);
    import_finish(&s.imp, &s.mc);
    said_expect_fate(&s, 1, IMPORT_RAW, "tls.cert_file");
    said_expect(&s, "submission.enabled", "false");
    said_expect(&s, "submission.tls_port", "");
    said_end(&s);
    said_begin(&s);
    said_call(&s, 1, "DAEMON_OPTIONS", port, NULL);
    said_call(&s, 2, "define", "confSERVER_CERT", "/etc/ssl/c.pem", NULL);
    said_call(&s, 3, "define", "confSERVER_KEY", "/etc/ssl/k.pem", NULL);
    said_import(&s);
    import_finish(&s.imp, &s.mc);
    said_expect_fate(&s, 1, IMPORT_SETTING, "");
    said_expect(&s, "submission.enabled", "true");
    said_end(&s);
}
