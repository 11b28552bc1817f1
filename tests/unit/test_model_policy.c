/* Tests of model/policy.c: what each combination of roles lets happen. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/policy.h"

#include "profiles.h"

static struct profile *with_roles(unsigned roles);

/* One row per client, one letter per destination, both in the order of their enums. */
static const char letters[DECISION_COUNT + 1] = "-DHRX";

static const struct {
    const char *sets[5];
    const char *decisions[CLIENT_COUNT]; /* in the order of their enum */
} rows[] = {
    /* own, own-unknown, relayed, world, forward-listed, forward-world, notice */
    {{"roles.local=yes"},
     {"DXXXRXX", "DXXXRXX", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-"}},
    {{"roles.outbound=yes"},
     {"HHRR--R", "HHRR--R", "XXXX---", "XXXX---", "XXXX---", "XXXX---", "XXXXXX-"}},
    {{"roles.local=yes", "roles.outbound=yes"},
     {"DXRRRRR", "DXRRRRR", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-"}},
    {{"roles.inbound=yes", "inbound.recipients=list"},
     {"HHXX--X", "HHXX--X", "HXXX--R", "HXXX--R", "HXXX--R", "HXXX--R", "XXXXXX-"}},
    {{"roles.inbound=yes", "inbound.recipients=any"},
     {"HHXX--X", "HHXX--X", "HHXX--R", "HHXX--R", "HHXX--R", "HHXX--R", "XXXXXX-"}},
    {{"roles.local=yes", "roles.inbound=yes", "roles.outbound=yes"},
     {"DXRRRRR", "DXRRRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR", "XXXXXX-"}},
    {{"roles.relay=yes", "relay.networks=192.0.2.0/24", "relay.domains=a.example"},
     {"HHRX--X", "HHRX--X", "HHRR--R", "XXRX--R", "XXRX--R", "XXRX--R", "XXXXXX-"}},
    {{"roles.outbound=yes", "submission.enabled=yes"},
     {"HHRR--R", "HHRR--R", "XXXX---", "HHRR--R", "XXXX---", "XXXX---", "XXXXXX-"}},
    {{"roles.local=yes", "roles.inbound=yes", "submission.enabled=yes"},
     {"DXXXRXX", "DXXXRXX", "DXXXRXR", "DXXXRXX", "DXXXRXR", "DXXXRXR", "XXXXXX-"}},
    {{"roles.local=yes", "roles.inbound=yes", "roles.outbound=yes", "refuse.require_rdns=yes"},
     {"DXRRRRR", "DXRRRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR", "XXXXXX-", "XXXXXX-"}},
    {{"roles.local=yes", "roles.inbound=yes", "roles.outbound=yes", "refuse.require_rdns=yes",
      "refuse.delay_checks=hater"},
     {"DXRRRRR", "DXRRRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR", "DXXXRRR"}},
    {{"roles.local=yes", "refuse.require_rdns=yes"},
     {"DXXXRXX", "DXXXRXX", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-", "XXXXXX-"}},
    {{"roles.relay=yes", "relay.networks=192.0.2.0/24"},
     {"HHXX--X", "HHXX--X", "HHRR--R", "XXXX--R", "XXXX--R", "XXXX--R", "XXXXXX-"}},
};

static struct profile *with_roles(unsigned roles)
{
    const char *const sets[] = {
        (roles & ROLE_LOCAL) != 0 ? "roles.local=yes" : "roles.local=no",
        (roles & ROLE_OUTBOUND) != 0 ? "roles.outbound=yes" : "roles.outbound=no",
        (roles & ROLE_INBOUND) != 0 ? "roles.inbound=yes" : "roles.inbound=no",
        (roles & ROLE_RELAY) != 0 ? "roles.relay=yes" : "roles.relay=no",
        "relay.networks=192.0.2.0/24",
        "relay.domains=a.example"};
    return profile_of_sets(sets, ARRAY_LEN(sets));
}

Test(model_policy, decisions)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct profile *p = profile_of_sets(rows[i].sets, ARRAY_LEN(rows[i].sets));
        for (int c = 0; c < CLIENT_COUNT; c++) {
            char got[DEST_COUNT + 1] = "";
            for (int d = 0; d < DEST_COUNT; d++)
                got[d] =
                    letters[policy_decide(p, (enum policy_client)c, (enum policy_destination)d)];
            cr_expect_str_eq(got, rows[i].decisions[c], "row %zu, %s: %s", i,
                             policy_client_name((enum policy_client)c), got);
        }
        profile_free(p);
    }
}

Test(model_policy, strangers_reach_the_world_under_no_roles)
{
    static const enum policy_client strangers[] = {CLIENT_AUTHENTICATED, CLIENT_OUTSIDE,
                                                   CLIENT_FORGED, CLIENT_DENIED};
    for (unsigned roles = 1; roles <= ROLE_ANY; roles++) {
        struct profile *p = with_roles(roles);
        for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
            cr_expect_eq(policy_decide(p, strangers[i], DEST_WORLD), DECISION_REFUSE, "roles %u",
                         roles);
            if ((roles & ROLE_RELAY) == 0)
                cr_expect_neq(policy_decide(p, strangers[i], DEST_RELAYED), DECISION_RELAY,
                              "roles %u", roles);
            if ((roles & ROLE_INBOUND) == 0)
                cr_expect_eq(policy_decide(p, strangers[i], DEST_OWN), DECISION_REFUSE, "roles %u",
                             roles);
        }
        profile_free(p);
    }
}

Test(model_policy, a_denied_client_is_refused_everywhere)
{
    for (unsigned roles = 1; roles <= ROLE_ANY; roles++) {
        struct profile *p = with_roles(roles);
        for (int d = 0; d < DEST_NOTICE; d++)
            cr_expect_eq(policy_decide(p, CLIENT_DENIED, (enum policy_destination)d),
                         DECISION_REFUSE);
        profile_free(p);
    }
}

Test(model_policy, own_programs_reach_the_world_by_the_role_outbound_alone)
{
    for (unsigned roles = 1; roles <= ROLE_ANY; roles++) {
        struct profile *p = with_roles(roles);
        cr_expect_eq(policy_decide(p, CLIENT_SUBMISSION, DEST_WORLD),
                     (roles & ROLE_OUTBOUND) != 0 ? DECISION_RELAY : DECISION_REFUSE, "roles %u",
                     roles);
        cr_expect_eq(policy_decide(p, CLIENT_LOOPBACK, DEST_WORLD),
                     policy_decide(p, CLIENT_SUBMISSION, DEST_WORLD), "roles %u", roles);
        profile_free(p);
    }
}

Test(model_policy, names_are_there_and_unique)
{
    struct strs names = {0};
    for (int i = 0; i < CLIENT_COUNT; i++)
        strs_add(&names, policy_client_name((enum policy_client)i));
    for (int i = 0; i < DEST_COUNT; i++)
        strs_add(&names, policy_destination_name((enum policy_destination)i));
    for (int i = 0; i < DECISION_COUNT; i++)
        strs_add(&names, policy_decision_name((enum policy_decision)i));
    strs_sort(&names);
    for (size_t i = 0; i < names.n; i++) {
        cr_expect(names.v[i][0] != '\0');
        cr_expect(i == 0 || strcmp(names.v[i - 1], names.v[i]) != 0, "%s twice", names.v[i]);
    }
    strs_free(&names);
}

Test(model_policy, who_stands_for_this_host)
{
    static const char *const login[] = {"roles.outbound=yes", "submission.enabled=yes"};
    struct profile *users = profile_of_sets(login, ARRAY_LEN(login));
    struct profile *none = with_roles(ROLE_ANY);
    for (int c = 0; c < CLIENT_COUNT; c++) {
        bool here = c == CLIENT_SUBMISSION || c == CLIENT_LOOPBACK;
        cr_expect_eq(policy_is_own_host(NULL, (enum policy_client)c), here);
        cr_expect_eq(policy_is_own_host(none, (enum policy_client)c), here);
        cr_expect_eq(policy_is_own_host(users, (enum policy_client)c),
                     here || c == CLIENT_AUTHENTICATED);
    }
    profile_free(users);
    profile_free(none);
}
