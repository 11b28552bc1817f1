/* The list of answers, the summary and where a jump leads. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "model/profile.h"

#include "ui/review.h"

static struct profile *sample(void)
{
    static const char *const sets[] = {"relay.networks=192.0.2.0/24,198.51.100.0/24",
                                       "host.name=mx.example.org", "roles.relay=yes",
                                       "host.domains="};
    struct profile *p = profile_new();
    struct errs errs = {0};
    for (size_t i = 0; i < ARRAY_LEN(sets); i++)
        cr_assert_eq(profile_set(p, sets[i], &errs), 0, "%s", sets[i]);
    return p;
}

Test(ui_review, list_in_the_order_of_the_table)
{
    struct profile *p = sample();
    struct str out = STR_INIT;
    const struct setting **settings = mem_alloc(setting_count() * sizeof(*settings));
    cr_expect_eq(review_list(p, 80, &out, settings), 4);
    cr_expect_str_eq(str_text(&out),
                     "This host\n"
                     "   1 host.name                   mx.example.org\n"
                     "   2 host.domains                nothing\n"
                     "What this host is for\n"
                     "   3 roles.relay                 yes\n"
                     "Mail passed on for others\n"
                     "   4 relay.networks              192.0.2.0/24, 198.51.100.0/24\n",
                     "%s", str_text(&out));
    cr_expect_str_eq(settings[3]->path, "relay.networks");
    str_clear(&out);
    cr_expect_eq(review_list(p, 50, &out, NULL), 4);
    cr_expect_not_null(strstr(str_text(&out), "  relay.networks              192.0.2.0/24,\n"
                                              "                              198.51.100.0/24\n"),
                       "%s", str_text(&out));
    free(settings);
    str_free(&out);
    profile_free(p);
}

Test(ui_review, nothing_given)
{
    struct profile *p = profile_new();
    struct str out = STR_INIT;
    cr_expect_eq(review_list(p, 80, &out, NULL), 0);
    cr_expect_str_eq(str_text(&out), "");
    review_roles(p, &out);
    cr_expect_str_eq(str_text(&out), "none");
    str_free(&out);
    profile_free(p);
}

Test(ui_review, roles_in_words)
{
    struct profile *p = sample();
    struct str out = STR_INIT;
    struct errs errs = {0};
    review_roles(p, &out);
    cr_expect_str_eq(str_text(&out), "relay");
    cr_assert_eq(profile_set(p, "roles.local=yes", &errs), 0);
    str_clear(&out);
    review_roles(p, &out);
    cr_expect_str_eq(str_text(&out), "local, relay");
    str_free(&out);
    profile_free(p);
}

Test(ui_review, find)
{
    static const struct {
        const char *text;
        const char *wanted; /* NULL: refused */
        const char *told;
    } rows[] = {
        {"1", "host.name", NULL},
        {"4", "relay.networks", NULL},
        {"0", NULL, "no number 0"},
        {"5", NULL, "no number 5"},
        {"-1", NULL, "no number -1"},
        {"99999999999999999999", NULL, "no number"},
        {"limits.hops", "limits.hops", NULL},
        {"all", "all", NULL},
        {"limits.hopps", NULL, "did you mean limits.hops"},
        {"no such thing at all", NULL, "there is no setting"},
    };
    struct profile *p = sample();
    const struct setting **settings = mem_alloc(setting_count() * sizeof(*settings));
    struct str list = STR_INIT;
    size_t n = review_list(p, 80, &list, settings);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str wanted = STR_INIT;
        struct err err = {0};
        int rc = review_find(rows[i].text, settings, n, &wanted, &err);
        cr_expect_eq(rc == 0, rows[i].wanted != NULL, "%s", rows[i].text);
        cr_expect_str_eq(str_text(&wanted), rows[i].wanted != NULL ? rows[i].wanted : "");
        if (rows[i].told != NULL) {
            char *text = err_format(&err);
            cr_expect_not_null(strstr(text, rows[i].told), "%s: %s", rows[i].text, text);
            free(text);
        }
        err_clear(&err);
        str_free(&wanted);
    }
    free(settings);
    str_free(&list);
    profile_free(p);
}
