/* Rules in comparable form, and what a change of one does; see rule.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#include "cf/judge.h"
#include "cf/scan.h"

#include "diff/rule.h"

enum { RULE_MAX_NUMBER = 1024 }; /* sendmail has numbers below MAXRWSETS, 200 */

/* What a rule does when it matches. */
enum effect {
    EFFECT_OTHER,
    EFFECT_REFUSES,
    EFFECT_DEFERS,
    EFFECT_LETS_PASS,
    EFFECT_SKIPS /* in a hook: names a mailer, so that the checks behind it are skipped */
};

static void canonical_side(const struct rule_names *names, const char *side, struct str *out);
static enum effect effect_of(const struct cf_entry *rule);
static enum effect effect_in(enum rule_role role, const struct cf_entry *rule);
static bool begins(const char *name, const char *with);

/* The numbers that sendmail itself calls. */
static const char *const standard[] = {"parse", "1", "2", "canonify", "final", "localaddr"};

void rule_names_add(struct rule_names *names, const struct cf *cf)
{
    if (names->by_number == NULL) {
        names->n = RULE_MAX_NUMBER;
        names->by_number = mem_alloc(names->n * sizeof(const char *));
        for (size_t i = 0; i < ARRAY_LEN(standard); i++)
            names->by_number[i] = standard[i];
    }
    for (size_t i = 0; i < cf->n; i++) {
        const struct cf_entry *e = &cf->v[i];
        if (e->kind != CF_RULESET || e->value[0] == '\0' ||
            (e->name[0] >= '0' && e->name[0] <= '9'))
            continue;
        long long number = cf_value_number(e->value);
        if (number >= 0 && (size_t)number < names->n &&
            ((size_t)number >= ARRAY_LEN(standard) || number == 1 || number == 2) &&
            (names->by_number[number] == NULL || number == 1 || number == 2))
            names->by_number[number] = e->name;
    }
}

void rule_names_free(struct rule_names *names)
{
    free(names->by_number);
    *names = (struct rule_names){NULL, 0};
}

const char *rule_name(const struct rule_names *names, const char *name)
{
    if (name[0] < '0' || name[0] > '9')
        return name;
    long long number = cf_value_number(name);
    if (number < 0 || (size_t)number >= names->n || names->by_number[number] == NULL)
        return name;
    return names->by_number[number];
}

static bool begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

enum rule_role rule_role(const char *ruleset)
{
    static const char *const checks[] = {"check_",
                                         "checkrelay",
                                         "checkmail",
                                         "checkrcpt",
                                         "Basic_check_",
                                         "Relay_ok",
                                         "Rcpt_ok",
                                         "RelayTLS",
                                         "ParseRecipient",
                                         "tls_",
                                         "TLS_",
                                         "srv_features",
                                         "trust_auth",
                                         "Local_trust_auth",
                                         "RateControl",
                                         "ConnControl",
                                         "greet_pause",
                                         "Local_greet",
                                         "Delay_TLS",
                                         "SearchList",
                                         "Local_Relay_Auth",
                                         "D",
                                         "A",
                                         "F",
                                         "E",
                                         "U",
                                         "BlackListDomain",
                                         "Check",
                                         "block_bad_helo",
                                         "LocalIP",
                                         "CheckFrom",
                                         "Local_Relay",
                                         "DomainCheck"};
    static const char *const routes[] = {
        "parse",   "Parse",      "localaddr", "Local_localaddr", "MailerToTriple", "CanonLocal",
        "try_tls", "queuegroup", "authinfo",  "clt_features",    "Recurse",        "LDAP"};
    static const char *const rewrites[] = {
        "EnvFrom", "EnvTo", "HdrFrom", "HdrTo",    "Masq", "Add",        "PseudoToReal",
        "final",   "FromU", "max",     "FullAddr", "UUCP", "RemoveLocal"};
    if (begins(ruleset, "Local_check_"))
        return RULE_HOOK;
    for (size_t i = 0; i < ARRAY_LEN(checks); i++)
        /* The look-ups of the access table have one letter only. */
        if (checks[i][1] == '\0' ? strcmp(ruleset, checks[i]) == 0 : begins(ruleset, checks[i]))
            return RULE_CHECKS;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        if (begins(ruleset, routes[i]))
            return RULE_ROUTES;
    for (size_t i = 0; i < ARRAY_LEN(rewrites); i++)
        if (begins(ruleset, rewrites[i]))
            return RULE_REWRITES;
    return RULE_OTHER;
}

static void canonical_side(const struct rule_names *names, const char *side, struct str *out)
{
    bool call = false; /* the last token was "$>" alone: a quoted name may follow */
    size_t start = out->len;
    for (size_t len; (len = cf_scan_token(side)) > 0; side += len) {
        if (cf_blank(side[0]))
            continue;
        if (out->len > start && !call)
            str_addch(out, ' ');
        size_t mark = len > 2 && side[2] == '+' ? 3 : 2;
        if (call && side[0] == '"' && len > 2) {
            str_addn(out, side + 1, len - 2);
        } else if (side[0] == '$' && len > mark && side[1] == '>') {
            char number[16] = "";
            size_t digits = len - mark;
            str_addn(out, side, mark);
            if (digits < sizeof(number))
                memcpy(number, side + mark, digits);
            /* Only what is all digits stands for a number. */
            if (digits < sizeof(number) && strspn(number, "0123456789") == digits)
                str_add(out, rule_name(names, number));
            else
                str_addn(out, side + mark, digits);
        } else {
            str_addn(out, side, len);
        }
        call = side[0] == '$' && side[1] == '>' && len == mark;
    }
}

void rule_canonical(const struct rule_names *names, const struct cf_entry *rule, struct str *out)
{
    canonical_side(names, rule->value, out);
    if (rule->flags & CF_NO_TAB)
        return;
    str_addch(out, '\t');
    canonical_side(names, rule->rhs, out);
}

static enum effect effect_of(const struct cf_entry *rule)
{
    if (rule == NULL || (rule->flags & CF_NO_TAB))
        return EFFECT_OTHER;
    struct str rhs = STR_INIT;
    enum effect effect = EFFECT_OTHER;
    cf_scan_side(rule->rhs, &rhs);
    const char *r = str_text(&rhs);
    if (begins(r, "$# error") || begins(r, "$#error"))
        effect = strstr(r, "\"4") != NULL || strstr(r, "$@ 4 .") != NULL ? EFFECT_DEFERS
                                                                         : EFFECT_REFUSES;
    else if (begins(r, "$# discard") || begins(r, "$#discard"))
        effect = EFFECT_REFUSES;
    else if (begins(r, "$# TEMP") || begins(r, "$#TEMP") || begins(r, "$# temp"))
        effect = EFFECT_DEFERS;
    else if (begins(r, "$@ RELAY") || begins(r, "$# RELAY") || begins(r, "$@ OK") ||
             begins(r, "$@ < OK") || begins(r, "$# OK") || begins(r, "RELAY") ||
             begins(r, "$@ SPAMFRIEND"))
        effect = EFFECT_LETS_PASS;
    str_free(&rhs);
    return effect;
}

/* In a hook, OK and RELAY only end the hook; it is the mailers that skip the checks behind it. */
static enum effect effect_in(enum rule_role role, const struct cf_entry *rule)
{
    enum effect effect = effect_of(rule);
    if (role != RULE_HOOK || (effect != EFFECT_LETS_PASS && effect != EFFECT_OTHER) ||
        rule == NULL || (rule->flags & CF_NO_TAB))
        return effect;
    struct str rhs = STR_INIT;
    cf_scan_side(rule->rhs, &rhs);
    /* What a called ruleset or the line before returned ($# $2) may be an error. */
    const char *mailer = str_text(&rhs) + 2;
    bool names_one = begins(str_text(&rhs), "$#") && mailer[strspn(mailer, " ")] != '$';
    effect = names_one ? EFFECT_SKIPS : EFFECT_OTHER;
    str_free(&rhs);
    return effect;
}

bool rule_skips_checks(const struct cf_entry *rule)
{
    return effect_in(RULE_HOOK, rule) == EFFECT_SKIPS;
}

bool rule_refuses(const struct cf_entry *rule)
{
    enum effect effect = effect_of(rule);
    return effect == EFFECT_REFUSES || effect == EFFECT_DEFERS;
}

enum diff_verdict rule_judge(enum rule_role role, const struct cf_entry *old,
                             const struct cf_entry *new, const char **why)
{
    enum effect was = effect_in(role, old);
    enum effect is = effect_in(role, new);
    if (new != NULL && (CF_NO_TAB & new->flags) != 0) {
        *why = "its sides are parted by spaces instead of a TAB: sendmail leaves this rule out";
        return old != NULL && (was == EFFECT_REFUSES || was == EFFECT_DEFERS) ? DIFF_WEAKENS
                                                                              : DIFF_UNKNOWN;
    }
    if (old != NULL && (old->flags & CF_NO_TAB)) {
        *why = "its sides were parted by spaces instead of a TAB, so that it had no effect";
        return is == EFFECT_REFUSES || is == EFFECT_DEFERS ? DIFF_HARDENS : DIFF_UNKNOWN;
    }
    if (was == is && was != EFFECT_OTHER && old != NULL && new != NULL) {
        struct str a = STR_INIT;
        struct str b = STR_INIT;
        cf_scan_side(old->value, &a);
        cf_scan_side(new->value, &b);
        bool same = strcmp(str_text(&a), str_text(&b)) == 0;
        str_free(&a);
        str_free(&b);
        *why = same ? "the same mail meets the same fate, with another text"
                    : "the same fate meets other mail than before";
        return same ? DIFF_NEUTRAL : DIFF_UNKNOWN;
    }
    bool refused = was == EFFECT_REFUSES || was == EFFECT_DEFERS;
    bool refuses = is == EFFECT_REFUSES || is == EFFECT_DEFERS;
    if (refused && refuses) {
        *why = "mail is refused for a while instead of for good, or the other way round";
        return DIFF_NEUTRAL;
    }
    if (role == RULE_CHECKS || role == RULE_HOOK || role == RULE_ROUTES || refused || refuses) {
        if (refuses && was != EFFECT_REFUSES) {
            *why = "refuses mail that this rule did not refuse before";
            return DIFF_HARDENS;
        }
        if (refused) {
            *why = "no longer refuses mail that this rule refused before";
            return DIFF_WEAKENS;
        }
    }
    if (role == RULE_HOOK && (is == EFFECT_SKIPS || was == EFFECT_SKIPS)) {
        *why = is == EFFECT_SKIPS ? "any mailer but error here skips sendmail's own checks"
                                  : "no longer skips sendmail's own checks";
        return is == EFFECT_SKIPS ? DIFF_WEAKENS : DIFF_HARDENS;
    }
    if (role == RULE_CHECKS && (was == EFFECT_LETS_PASS) != (is == EFFECT_LETS_PASS)) {
        *why = is == EFFECT_LETS_PASS ? "lets mail pass that this rule did not let pass before"
                                      : "no longer lets mail pass by itself";
        return is == EFFECT_LETS_PASS ? DIFF_WEAKENS : DIFF_HARDENS;
    }
    switch (role) {
    case RULE_REWRITES:
        *why = "only the shape of addresses";
        return DIFF_NEUTRAL;
    case RULE_ROUTES:
        *why = "may send mail another way; only trying it tells (`prove', `diff --behavior')";
        return DIFF_UNKNOWN;
    case RULE_CHECKS:
    case RULE_HOOK:
        *why = "takes part in deciding who may send; only trying it tells (`prove')";
        return DIFF_UNKNOWN;
    case RULE_OTHER:
        break;
    }
    *why = "what it does depends on the rules that call this ruleset";
    return DIFF_UNKNOWN;
}
