/* Tests of model/filter.c: what holds for a filter in use. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "model/filter.h"
#include "model/setting.h"

#include "profiles.h"

#define FILTERS(text)                                                                              \
    "{'host':{'name':'m.example.org'},'roles':{'local':true},'filters':{" text "}}"

static char *joined(const struct profile *p, enum filter_stage stage)
{
    struct strs macros = {0};
    struct str text = STR_INIT;
    filter_macros(p, stage, &macros);
    for (size_t i = 0; i < macros.n; i++)
        str_addf(&text, "%s%s", i > 0 ? ", " : "", macros.v[i]);
    strs_free(&macros);
    return str_take(&text);
}

Test(model_filter, rows_are_whole_and_of_their_types)
{
    const struct setting *failure = setting_find("filters.on_failure", NULL);
    for (const struct filter *f = filter_table; f->name != NULL; f++) {
        bool known = false;
        cr_expect(type_matches(TYPE_FILTER, f->name, strlen(f->name)), "%s", f->name);
        cr_expect(type_matches(TYPE_SOCKET, f->socket, strlen(f->socket)), "%s", f->name);
        cr_expect(type_matches(TYPE_FILTER_WAIT, f->timeouts, strlen(f->timeouts)), "%s", f->name);
        cr_expect(f->title != NULL && f->package != NULL && f->source != NULL, "%s", f->name);
        for (size_t i = 0; failure->choices[i] != NULL; i++)
            known = known || strcmp(failure->choices[i], f->failure) == 0;
        cr_expect(known, "%s: %s", f->name, f->failure);
        for (size_t i = 0; i < FILTER_STAGE_COUNT; i++)
            cr_expect(f->macros[i] == NULL ||
                          type_matches(TYPE_MACROS, f->macros[i], strlen(f->macros[i])),
                      "%s: %s", f->name, filter_stages[i].name);
    }
    for (size_t i = 0; i < FILTER_STAGE_COUNT; i++)
        cr_expect(
            type_matches(TYPE_FILTER_STAGE, filter_stages[i].name, strlen(filter_stages[i].name)));
}

/* The help lists them. */
Test(model_filter, help_knows_all)
{
    const char *help = setting_find("filters.use", NULL)->help;
    for (const struct filter *f = filter_table; f->name != NULL; f++)
        cr_expect(strstr(help, f->name) != NULL, "%s", f->name);
}

Test(model_filter, found)
{
    cr_expect_str_eq(filter_find("clamav")->package, "clamav-milter");
    cr_expect_null(filter_find("clam"));
    cr_expect_str_eq(filter_nearest("opendmark"), "opendmarc");
    cr_expect_null(filter_nearest("something-else"));
}

Test(model_filter, own_words_first)
{
    struct profile *p = profile_of(FILTERS("'use':['opendkim','scan'],"
                                           "'sockets':{'scan':'inet:99@127.0.0.1'},"
                                           "'timeouts':{'opendkim':'R:9s'},"
                                           "'on_failure':{'opendkim':'accept'}"));
    cr_expect_str_eq(filter_socket(p, "opendkim"), "local:/run/opendkim/opendkim.sock");
    cr_expect_str_eq(filter_timeouts(p, "opendkim"), "R:9s");
    cr_expect_str_eq(filter_failure(p, "opendkim"), "accept");
    cr_expect_str_eq(filter_socket(p, "scan"), "inet:99@127.0.0.1");
    cr_expect_str_eq(filter_timeouts(p, "scan"), "C:30s;S:1m;R:2m;E:5m");
    cr_expect_str_eq(filter_failure(p, "scan"), "tempfail");
    cr_expect_str_eq(filter_failure(p, "spamassassin"), "accept");
    cr_expect_null(filter_socket(p, "other"));
    profile_free(p);
}

Test(model_filter, socket_paths)
{
    cr_expect_str_eq(filter_socket_path("unix:/run/x"), "/run/x");
    cr_expect_str_eq(filter_socket_path("local:/run/x"), "/run/x");
    cr_expect_null(filter_socket_path("inet:99@127.0.0.1"));
    cr_expect_null(filter_socket_path("inet6:99@::1"));
}

Test(model_filter, macros)
{
    struct profile *p = profile_of(FILTERS("'use':['spamassassin','rspamd'],"
                                           "'macros':{'envrcpt':'i, {client_ptr},x','data':'z'}"));
    static const struct {
        enum filter_stage stage;
        const char *macros;
    } rows[] = {
        {FILTER_CONNECT, "j, _, {daemon_name}, {if_name}, {if_addr}, t, b, v, {client_name}"},
        {FILTER_ENVRCPT,
         "{rcpt_mailer}, {rcpt_host}, {rcpt_addr}, b, i, j, r, v, Z, _, {client_ptr}, x"},
        {FILTER_DATA, "z"},
        {FILTER_EOH, ""},
        {FILTER_EOM, "{msg_id}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *have = joined(p, rows[i].stage);
        cr_expect_str_eq(have, rows[i].macros, "%s: %s", filter_stages[rows[i].stage].name, have);
        free(have);
    }
    profile_free(p);
}
