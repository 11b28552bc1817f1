/* Tests of model/refuse.c: when clients are judged, and whom delayed checks spare. */
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"

#include "model/refuse.h"

#include "profiles.h"

Test(model_refuse, when_clients_are_judged)
{
    static const struct {
        const char *sets[4];
        bool judges, hits, delays, spares;
    } rows[] = {
        {{"roles.local=yes", "refuse.rate=5"}, false, false, false, false},
        {{"roles.inbound=yes"}, false, false, false, false},
        {{"roles.inbound=yes", "refuse.rate=5"}, true, false, false, false},
        {{"roles.relay=yes", "refuse.connections=5"}, true, false, false, false},
        {{"roles.inbound=yes", "refuse.require_rdns=yes"}, true, false, false, false},
        {{"roles.inbound=yes", "refuse.dns_lists=bl.example="}, true, false, false, false},
        {{"roles.inbound=yes", "refuse.bad_helo=yes", "submission.enabled=yes"},
         false,
         false,
         false,
         false},
        {{"roles.inbound=yes", "refuse.rate=5", "submission.enabled=yes"}, true, true, true, false},
        {{"roles.inbound=yes", "refuse.rate=5", "submission.enabled=yes", "refuse.delay_checks=no"},
         true,
         true,
         false,
         false},
        {{"roles.inbound=yes", "refuse.delay_checks=yes"}, false, false, true, false},
        {{"roles.inbound=yes", "refuse.delay_checks=friend"}, false, false, true, false},
        {{"roles.inbound=yes", "refuse.delay_checks=hater"}, false, false, true, true},
        {{"roles.local=yes", "refuse.delay_checks=hater"}, false, false, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct profile *p = profile_of_sets(rows[i].sets, ARRAY_LEN(rows[i].sets));
        cr_expect_eq(refuse_judges_clients(p), rows[i].judges, "row %zu", i);
        cr_expect_eq(refuse_hits_users(p), rows[i].hits, "row %zu", i);
        cr_expect_eq(refuse_delays(p), rows[i].delays, "row %zu", i);
        cr_expect_eq(refuse_spares_most(p), rows[i].spares, "row %zu", i);
        profile_free(p);
    }
}

Test(model_refuse, exceptions)
{
    static const struct {
        const char *how, *address;
        bool exception;
    } rows[] = {
        {"friend", "postmaster@example.org", true}, {"friend", "POSTMASTER@b.example", true},
        {"friend", "post@example.org", false},      {"friend", "postmasters@example.org", false},
        {"friend", "ann@example.org", true},        {"friend", "ann@b.example", false},
        {"friend", "bob@example.org", false},       {"friend", "postmaster", false},
        {"hater", "bob@example.org", true},         {"hater", "ann@example.org", false},
        {"yes", "ann@example.org", false},          {"no", "bob@example.org", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *const sets[] = {"roles.inbound=yes",
                                    "refuse.spam_friends=postmaster@ ann@example.org",
                                    "refuse.spam_haters=bob@example.org"};
        struct profile *p = profile_of_sets(sets, ARRAY_LEN(sets));
        struct str set = STR_INIT;
        struct errs errs = {0};
        str_addf(&set, "refuse.delay_checks=%s", rows[i].how);
        cr_assert_eq(profile_set(p, str_text(&set), &errs), 0);
        cr_expect_eq(refuse_is_exception(p, rows[i].address), rows[i].exception, "row %zu", i);
        str_free(&set);
        profile_free(p);
    }
}
