/* Profiles for the units: from settings, or from text that is checked. */
#ifndef MCWIZARD_TESTS_PROFILES_H
#define MCWIZARD_TESTS_PROFILES_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/err.h"
#include "model/profile.h"
#include "model/rules.h"

/* An empty profile with these settings, PATH=VALUE each; NULL may end them before n. */
static inline struct profile *profile_of_sets(const char *const *sets, size_t n)
{
    struct profile *p = profile_new();
    struct errs errs = {0};
    for (size_t i = 0; i < n && sets[i] != NULL; i++)
        cr_assert_eq(profile_set(p, sets[i], &errs), 0, "%s", sets[i]);
    return p;
}

/* A profile that must be valid; single quotes stand for double ones. */
static inline struct profile *profile_of(const char *text)
{
    struct errs errs = {0};
    char *json = strdup(text);
    for (char *c = json; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    struct profile *p = profile_parse(json, strlen(json), "test", &errs);
    if (p != NULL)
        rules_check(p, &errs);
    for (size_t i = 0; i < errs.n; i++) {
        char *line = err_format(&errs.v[i]);
        cr_expect(false, "%s", line);
        free(line);
    }
    cr_assert_not_null(p);
    errs_free(&errs);
    free(json);
    return p;
}

#define PROFILE_LOCAL "{'host':{'name':'m.example.org'},'roles':{'local':true}}"
#define PROFILE_NULL_CLIENT                                                                        \
    "{'host':{'name':'m.example.org'},'roles':{'outbound':true},"                                  \
    "'outbound':{'smart_host':'[s.example.org]'}}"
#define PROFILE_GATEWAY                                                                            \
    "{'host':{'name':'m.example.org','domains':['example.org']},"                                  \
    "'roles':{'inbound':true,'relay':true},'local':{'hub':'192.0.2.10'},"                          \
    "'inbound':{'recipients':'list','recipient_list':['A@example.org','b@example.org']},"          \
    "'relay':{'networks':['192.0.2.0/25'],'hosts':['h.example.org'],"                              \
    "'domains':['example.net'],'recipients':'any','routes':{'//':'x','example.net':'192.0.2.9'}}," \
    "'access':{'deny_clients':{'198.51.100.7':'','x.example':'no \\\"x\\\"'},"                     \
    "'deny_senders':{'a@x.example':'b'},'deny_recipients':{'z@':'c'}}}"

#endif
