/* What the templates are told of refusals at the door; see values_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/refuse.h"
#include "model/value.h"

#include "render/values.h"
#include "render/values_parts.h"

static bool judges_mail(const struct profile *p);
static void define_dns_lists(const struct profile *p, struct str *out);
static void add_answers(const struct profile *p, const char *zone, struct str *out);
static void define_sender_lists(const struct profile *p, struct str *out);

void values_refuse(const struct profile *p, struct str *out)
{
    bool listens = values_listens(p), mail = judges_mail(p), clients = refuse_judges_clients(p);
    bool delays = refuse_delays(p), pause = listens && profile_on(p, "refuse.greet_pause");
    const struct {
        const char *name;
        bool holds;
    } facts[] = {
        {"mc_delays", delays},
        {"mc_judges_clients", clients},
        {"mc_judges_mail", mail},
        {"mc_spares_clients", clients || mail || pause},
        {"mc_counts_clients",
         clients && (profile_on(p, "refuse.connections") || profile_on(p, "refuse.rate"))},
    };
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        values_define_fact(out, facts[i].name, facts[i].holds);
    if (clients || mail || pause)
        values_define_fact(out, "mc_has_rulesets", true);
    define_dns_lists(p, out);
    define_sender_lists(p, out);
}

/* Whether Local_check_mail has something to do. */
static bool judges_mail(const struct profile *p)
{
    static const char *const checks[] = {"access.deny_helo", "refuse.bad_helo",
                                         "refuse.sender_lists", "refuse.bad_mx"};
    for (size_t i = 0; i < ARRAY_LEN(checks); i++)
        if (values_listens(p) && profile_on(p, checks[i]))
            return true;
    return false;
}

/*
 * mc_dns_features: a FEATURE a list; mc_dns_texts: the macros with their texts, which m4
 * never sees.
 */
static void define_dns_lists(const struct profile *p, struct str *out)
{
    const json_t *results = profile_value(p, "refuse.dns_list_results");
    bool waits = values_is(p, "refuse.dns_lists_unanswered", "tempfail");
    struct str features = STR_INIT, texts = STR_INIT;
    const char *zone;
    json_t *text;
    unsigned n = 0;
    json_object_foreach((json_t *)(size_t)profile_value(p, "refuse.dns_lists"), zone, text)
    {
        if (value_is_comment(zone))
            continue;
        bool enhanced = json_object_get(results, zone) != NULL, own = json_string_length(text) > 0;
        n++;
        str_addf(&features, "FEATURE(`%s', `%s', `", enhanced ? "enhdnsbl" : "dnsbl", zone);
        if (own) {
            str_addf(&features, "$&{Dns_list_%u}", n);
            str_addf(&texts, "D{Dns_list_%u}", n);
            /* Without delay_checks the reply is check_relay's, and the format of a printf. */
            values_reply(json_string_value(text), refuse_delays(p) ? "%" : "%%", &texts);
            str_add(&texts, "\n");
        }
        str_addf(&features, "', `%s'", waits ? "t" : "");
        if (enhanced)
            add_answers(p, zone, &features);
        str_add(&features, ")dnl\n");
    }
    values_define(out, "", "mc_dns_features", str_text(&features));
    values_define(out, "", "mc_dns_texts", str_text(&texts));
    str_free(&features);
    str_free(&texts);
}

/* 127.0.0.2 is 127.0.0.2. in the rule, since the map ends an answer so; 127.0.0. is any of them. */
static void add_answers(const struct profile *p, const char *zone, struct str *out)
{
    const json_t *all = json_object_get(profile_value(p, "refuse.dns_list_results"), zone);
    struct strs answers = {0};
    strs_split(&answers, json_string_value(all), " ");
    for (size_t i = 0; i < answers.n; i++) {
        size_t len = strlen(answers.v[i]);
        str_addf(out, ", `%s%s'", answers.v[i], answers.v[i][len - 1] == '.' ? "$+" : ".");
    }
    strs_free(&answers);
}

/* mc_sender_rules: the rules that ask each list of sender domains; the workspace is the domain. */
static void define_sender_lists(const struct profile *p, struct str *out)
{
    bool waits = values_is(p, "refuse.dns_lists_unanswered", "tempfail");
    struct str rules = STR_INIT;
    const char *zone;
    json_t *text;
    json_object_foreach((json_t *)(size_t)profile_value(p, "refuse.sender_lists"), zone, text)
    {
        if (value_is_comment(zone))
            continue;
        str_addf(&rules, "R$+\t\t\t$: $1 $| <?> $(sender_list $1.`%s'. $: OK $)\n", zone);
        if (waits)
            str_addf(&rules,
                     "R$+ $| <?> $* <TMP>\t$#error $@ 4.4.3 $: \"451 Temporary lookup failure of "
                     "\" $1 \" at `%s'\"\n",
                     zone);
        else
            str_add(&rules, "R$+ $| <?> $* <TMP>\t$: $1 $| <?> OK\n");
        str_add(&rules, "R$+ $| <?> OK\t\t$: $1\n"
                        "R$+ $| <?> $*\t\t$#error $@ 5.7.1 $: ");
        if (json_string_length(text) > 0) {
            struct str plain = STR_INIT;
            values_cf_text(json_string_value(text), &plain);
            str_add(&rules, "\"550 ");
            values_literal(str_text(&plain), &rules);
            str_add(&rules, "\"");
            str_free(&plain);
        } else {
            str_addf(&rules, "\"550 Rejected: \" $1 \" listed at `%s'\"", zone);
        }
        str_add(&rules, "\n");
    }
    values_define(out, "", "mc_sender_rules", str_text(&rules));
    str_free(&rules);
}
