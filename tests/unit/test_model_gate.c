/* Tests of model/gate.c: what a sendmail does not have. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/gate.h"

#include "profiles.h"

static struct sendmail_build old;

static void setup(void)
{
    cr_assert_eq(version_named("8.12.11", &old, NULL), 0);
}

static void teardown(void)
{
    version_free(&old);
}

TestSuite(model_gate, .init = setup, .fini = teardown);

Test(model_gate, a_default_is_left_out_with_a_warning)
{
    struct errs errs = {0}, warnings = {0};
    struct profile *p = profile_of(PROFILE_GATEWAY);
    char *before = profile_digest(p);
    cr_assert(profile_on(p, "limits.useless_commands"));
    cr_assert_eq(gate_apply(p, &old, &errs, &warnings), 0);
    cr_expect_eq(errs.n, 0);
    bool told = false;
    for (size_t i = 0; i < warnings.n; i++)
        told = told || (strcmp(warnings.v[i].setting, "limits.useless_commands") == 0 &&
                        strstr(warnings.v[i].text, "needs sendmail 8.14, and this is 8.12.11") &&
                        strstr(warnings.v[i].text, "left out"));
    cr_expect(told);
    cr_expect(profile_is_left_out(p, "limits.useless_commands"));
    cr_expect_not(profile_on(p, "limits.useless_commands"));
    cr_expect_not(profile_matters(p, setting_find("limits.useless_commands", NULL)));
    cr_expect_not(profile_is_left_out(p, "limits.recipients"));
    char *after = profile_digest(p);
    cr_expect_str_eq(before, after, "the profile is the same");
    /* A second time tells nothing new. */
    size_t n = warnings.n;
    cr_assert_eq(gate_apply(p, &old, &errs, &warnings), 0);
    cr_expect_eq(warnings.n, n);
    free(before);
    free(after);
    profile_free(p);
    errs_free(&warnings);
}

Test(model_gate, a_demand_is_an_error)
{
    static const struct {
        const char *set;
        bool bad;
    } rows[] = {
        {"limits.useless_commands=7", true},
        {"limits.recipients=200", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct errs errs = {0}, warnings = {0};
        struct profile *p = profile_of(PROFILE_GATEWAY);
        cr_assert_eq(profile_set(p, rows[i].set, &errs), 0);
        cr_expect_eq(gate_apply(p, &old, &errs, &warnings), rows[i].bad ? -1 : 0, "%s",
                     rows[i].set);
        cr_expect_eq(errs.n, rows[i].bad ? 1 : 0);
        if (errs.n > 0) {
            cr_expect_eq(errs.v[0].code, ERR_INPUT);
            cr_expect_not_null(errs.v[0].mend);
        }
        errs_free(&errs);
        errs_free(&warnings);
        profile_free(p);
    }
}

Test(model_gate, what_is_not_compiled_in)
{
    static const char bare[] = "Version 8.17.1\n Compiled with: DNSMAP STARTTLS\n";
    struct sendmail_build build = {.version = VERSION_NONE};
    struct errs errs = {0}, warnings = {0};
    cr_assert(version_read_output(bare, &build));
    struct profile *p = profile_of("{\"host\": {\"name\": \"m.example.org\"}, \"roles\": "
                                   "{\"outbound\": true}, \"outbound\": {\"smart_host\": "
                                   "\"[s.example.org]\", \"auth_file\": \"/etc/secret\"}}");
    cr_expect_eq(gate_apply(p, &build, &errs, &warnings), -1);
    cr_assert_eq(errs.n, 1);
    cr_expect_str_eq(errs.v[0].setting, "outbound.auth_file");
    cr_expect(strstr(errs.v[0].text, "SASLv2") != NULL, "%s", errs.v[0].text);
    cr_expect(profile_is_left_out(p, "inbound.ldap_server"), "nobody asked for it");
    cr_expect_eq(profile_text(p, "outbound.auth_file")[0], '\0');
    errs_free(&errs);
    errs_free(&warnings);
    profile_free(p);
    version_free(&build);
}

Test(model_gate, every_shape_can_be_off)
{
    struct profile *p = profile_of(PROFILE_GATEWAY);
    for (size_t i = 0; i < setting_count(); i++) {
        profile_leave_out(p, setting_at(i));
        cr_expect_not(profile_on(p, setting_at(i)->path), "%s", setting_at(i)->path);
        profile_leave_out(p, setting_at(i));
    }
    profile_free(p);
}

Test(model_gate, nothing_known_is_nothing_left_out)
{
    const struct sendmail_build none = {.version = VERSION_NONE};
    struct errs errs = {0}, warnings = {0};
    struct profile *p = profile_of(PROFILE_GATEWAY);
    cr_assert_eq(gate_apply(p, &none, &errs, &warnings), 0);
    cr_expect_eq(warnings.n, 0);
    for (size_t i = 0; i < setting_count(); i++)
        cr_expect_not(profile_is_left_out(p, setting_at(i)->path));
    profile_free(p);
}
