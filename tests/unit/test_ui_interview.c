/* What is asked next: in order, going back, jumping, and after a change of mind. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "model/profile.h"

#include "ui/found.h"
#include "ui/interview.h"
#include "ui/review.h"

static struct profile *profile;
static struct interview *interview;
static struct found found;

static void set_up(void)
{
    profile = profile_new();
    found = (struct found){0};
    interview = interview_new(profile, NULL, &found);
}

static void tear_down(void)
{
    interview_free(interview);
    profile_free(profile);
    found_free(&found);
}

TestSuite(ui_interview, .init = set_up, .fini = tear_down);

/* Answers the next question, which must be path, with value or with what is offered. */
static void answer(const char *path, const char *value)
{
    struct errs errs = {0};
    struct str set = STR_INIT;
    const char *next = interview_next(interview);
    cr_assert_not_null(next, "%s is not asked", path);
    cr_assert_str_eq(next, path, "%s is asked instead of %s", next, path);
    str_addf(&set, "%s=%s", path, value != NULL ? value : "");
    if (value != NULL)
        cr_assert_eq(profile_set(profile, str_text(&set), &errs), 0, "%s", str_text(&set));
    interview_done(interview, path);
    str_free(&set);
}

static void start(const char *local, const char *outbound, const char *inbound, const char *relay)
{
    answer("host.name", "mx.example.org");
    answer("host.domains", NULL);
    answer("roles.local", local);
    answer("roles.outbound", outbound);
    answer("roles.inbound", inbound);
    answer("roles.relay", relay);
}

static void sections(void)
{
    static const char *const names[] = {"received", "privacy", "logging", "limits", "access"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        answer(names[i], NULL);
    cr_expect_null(interview_next(interview), "%s", interview_next(interview));
}

/* What a host that others connect to is asked besides. */
static void server(void)
{
    answer("tls.cert_file", NULL);
    answer("refuse", NULL);
    answer("filters.use", NULL);
}

static void next_is(const char *path)
{
    const char *next = interview_next(interview);
    cr_expect(next != NULL && strcmp(next, path) == 0, "%s, not %s", next, path);
}

Test(ui_interview, local_host)
{
    start("yes", "no", "no", "no");
    answer("local.aliases", NULL);
    answer("local.forward_targets", NULL);
    sections();
}

Test(ui_interview, no_role_asks_nothing_more)
{
    start("no", "no", "no", "no");
    cr_expect_null(interview_next(interview));
}

Test(ui_interview, ldap_is_asked_after_the_relay_that_wants_it)
{
    start("yes", "yes", "no", "yes");
    answer("outbound.smart_host", NULL);
    answer("local.aliases", NULL);
    answer("relay.networks", NULL);
    answer("relay.hosts", NULL);
    answer("relay.domains", "example.net");
    answer("relay.routes", NULL);
    answer("relay.recipients", "ldap");
    answer("inbound.ldap_server", "ldap.example.org");
    answer("inbound.ldap_base", "dc=example");
    server();
    sections();
}

Test(ui_interview, back)
{
    cr_expect_not(interview_back(interview));
    start("yes", "no", "no", "yes");
    cr_expect(interview_back(interview));
    next_is("roles.relay");
    cr_expect(interview_back(interview));
    answer("roles.inbound", "no");
    answer("roles.relay", "no");
    next_is("local.aliases");
}

Test(ui_interview, back_skips_what_has_no_point_any_more)
{
    start("yes", "no", "no", "yes");
    answer("local.aliases", NULL);
    answer("local.forward_targets", NULL);
    answer("relay.networks", "192.0.2.0/24");
    cr_assert(interview_jump(interview, "roles.relay"));
    answer("roles.relay", "no");
    cr_assert(interview_jump(interview, "roles.relay"));
    answer("roles.relay", "no");
    cr_expect(interview_back(interview));
    next_is("roles.relay");
    cr_expect(interview_back(interview));
    next_is("roles.relay");
    cr_expect(interview_back(interview));
    next_is("local.forward_targets"); /* not relay.networks */
}

Test(ui_interview, jump_and_return)
{
    start("yes", "no", "no", "no");
    cr_expect(interview_jump(interview, "limits.hops"));
    answer("limits.hops", "200");
    cr_expect(interview_jump(interview, "host.name"));
    next_is("host.name");
    cr_expect(interview_back(interview)); /* the jump is taken back */
    next_is("local.aliases");
    cr_expect_not(interview_jump(interview, "no.such"));
    cr_expect_not(interview_jump(interview, "limits")); /* a section is no place to go to */
    next_is("local.aliases");
}

Test(ui_interview, a_new_role_brings_its_questions)
{
    start("yes", "no", "no", "no");
    answer("local.aliases", NULL);
    answer("local.forward_targets", NULL);
    sections();
    cr_assert(interview_jump(interview, "roles.relay"));
    answer("roles.relay", "yes");
    answer("relay.networks", "192.0.2.0/24");
    answer("relay.hosts", NULL);
    answer("relay.domains", NULL);
    server();
    cr_expect_null(interview_next(interview));
}

Test(ui_interview, a_certificate_brings_submission)
{
    start("no", "yes", "yes", "no");
    answer("outbound.smart_host", NULL);
    answer("local.hub", "hub.example.org");
    answer("inbound.recipients", "any");
    answer("tls.cert_file", "/etc/ssl/mx.pem");
    answer("tls.key_file", "/etc/ssl/mx.key");
    answer("submission.enabled", "yes");
    answer("submission.passwords", NULL);
    answer("refuse", NULL);
    answer("filters.use", NULL);
    sections();
}

Test(ui_interview, everything)
{
    size_t n = 0;
    start("yes", "no", "no", "no");
    cr_expect(interview_jump(interview, review_all));
    for (const char *next; (next = interview_next(interview)) != NULL; n++) {
        const struct setting *s = setting_find(next, NULL);
        cr_assert_not_null(s, "%s is no setting", next);
        cr_expect(s->roles == ROLE_ANY || (s->roles & ROLE_LOCAL) != 0, "%s", next);
        interview_done(interview, next);
    }
    cr_expect(n > 40, "%zu questions", n);
}

Test(ui_interview, tidy)
{
    start("yes", "no", "no", "yes");
    answer("local.aliases", NULL);
    answer("local.forward_targets", NULL);
    answer("relay.networks", "192.0.2.0/24");
    answer("relay.hosts", NULL);
    answer("relay.domains", NULL);
    cr_assert(interview_jump(interview, "limits.hops"));
    answer("limits.hops", "200");
    cr_assert(interview_jump(interview, "roles.relay"));
    answer("roles.relay", "no");
    interview_tidy(interview);
    cr_expect_not(profile_has(profile, "relay.networks"));
    cr_expect(profile_has(profile, "limits.hops"));
    cr_expect(profile_has(profile, "roles.relay"));
}

Test(ui_interview, offers)
{
    static const struct setting *s;
    found.name = mem_dup("mx.example.org");
    strs_add(&found.domains, "example.org");
    strs_add(&found.domains, "mail.example.org");
    s = setting_find("host.name", NULL);
    json_t *offer = interview_offer(interview, s);
    cr_expect_str_eq(json_string_value(offer), "mx.example.org");
    json_decref(offer);
    /* The name that was given instead is no further domain. */
    answer("host.name", "mail.example.org");
    cr_expect_null(interview_offer(interview, s));
    offer = interview_offer(interview, setting_find("host.domains", NULL));
    cr_expect_eq(json_array_size(offer), 1);
    json_decref(offer);
    s = setting_find("inbound.recipients", NULL);
    offer = interview_offer(interview, s);
    cr_expect_str_eq(json_string_value(offer), "list");
    json_decref(offer);
    answer("host.domains", NULL);
    answer("roles.local", "yes");
    cr_expect_null(interview_offer(interview, s));
    cr_expect_null(interview_offer(interview, setting_find("limits.hops", NULL)));
}

Test(ui_interview, objects_once)
{
    start("no", "no", "no", "yes");
    cr_expect_not(interview_objects(interview, "roles.relay")); /* nobody is listed, yet */
    answer("local.hub", "mx.example.org");
    cr_expect(interview_objects(interview, "local.hub"));
    cr_expect_not(interview_objects(interview, "local.hub"));
    answer("relay.networks", "192.0.2.1/24");
    cr_expect(interview_objects(interview, "relay.networks"));
    cr_expect_not(interview_objects(interview, "relay.hosts"));
}
