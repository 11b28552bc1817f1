/* The table of checks as a whole, and what every row says of itself; see check.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "audit/check.h"

#include "cf/option.h"

static void add_flags(const char *flags, const char *between, struct str *out);
static void add_number(const struct cf_option *option, long long value, struct str *out);

static const struct check *const tables[] = {
    checks_relay, checks_disclosure, checks_received, checks_refuse, checks_limits, checks_programs,
    checks_tls,   checks_form,       checks_mc,       checks_flaws,  checks_host,
};

static const char *const severities[] = {
    [SEVERITY_HIGH] = "high",
    [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_LOW] = "low",
    [SEVERITY_ADVICE] = "advice",
};

const struct check *check_next(const struct check *check)
{
    size_t t = 0;
    if (check == NULL)
        return tables[0];
    if ((++check)->id != NULL)
        return check;
    /* The row without an id that ends each table is that table's own. */
    for (; t < ARRAY_LEN(tables); t++) {
        const struct check *end = tables[t];
        while (end->id != NULL)
            end++;
        if (end == check)
            break;
    }
    return t + 1 < ARRAY_LEN(tables) ? tables[t + 1] : NULL;
}

const struct check *check_find(const char *id)
{
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c))
        if (strcasecmp(c->id, id) == 0)
            return c;
    return NULL;
}

const char *check_nearest(const char *id)
{
    const char **ids = NULL;
    size_t n = 0;
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        ids = mem_realloc(ids, n + 1, sizeof(*ids));
        ids[n++] = c->id;
    }
    const char *near = str_nearest(id, ids, n);
    free(ids);
    return near;
}

const char *severity_name(enum severity severity)
{
    return severities[severity];
}

int severity_find(const char *name)
{
    for (int i = 0; i < SEVERITY_COUNT; i++)
        if (strcmp(severities[i], name) == 0)
            return i;
    return -1;
}

void check_wanted(const struct check *check, struct str *out)
{
    if (check->wanted != NULL) {
        str_add(out, check->wanted);
        return;
    }
    MUST(check->option != NULL);
    const struct cf_option *option = cf_option_find(check->option);
    MUST(option != NULL);
    str_add(out, option->name);
    switch (check->want) {
    case WANT_FLAG:
        str_add(out, " with ");
        add_flags(check->flags, " or ", out);
        break;
    case WANT_FLAGS:
        str_add(out, " with ");
        add_flags(check->flags, ", ", out);
        break;
    case WANT_NO_FLAG:
        str_add(out, " without ");
        add_flags(check->flags, ", ", out);
        break;
    case WANT_TRUE:
        str_add(out, "=True");
        break;
    case WANT_FALSE:
        str_add(out, "=False");
        break;
    case WANT_RANGE:
        str_add(out, check->max == LLONG_MAX   ? " of at least "
                     : check->min == LLONG_MIN ? " of at most "
                                               : " from ");
        add_number(option, check->min != LLONG_MIN ? check->min : check->max, out);
        if (check->min != LLONG_MIN && check->max != LLONG_MAX) {
            str_add(out, " to ");
            add_number(option, check->max, out);
        }
        break;
    case WANT_VALUE:
        str_add(out, " set");
        break;
    case WANT_NO_VALUE:
        str_add(out, " not set");
        break;
    case WANT_NOTHING:
        break;
    }
}

static void add_flags(const char *flags, const char *between, struct str *out)
{
    struct strs words = {0};
    strs_split(&words, flags, " ");
    strs_join(&words, between, out);
    strs_free(&words);
}

static void add_number(const struct cf_option *option, long long value, struct str *out)
{
    if (option->type == CF_TYPE_MODE)
        str_addf(out, "0%llo", value);
    else if (option->type == CF_TYPE_TIME && value % 60 == 0 && value > 0)
        str_addf(out, "%lldm", value / 60);
    else
        str_addf(out, "%lld%s", value, option->type == CF_TYPE_TIME ? "s" : "");
}

void check_mend(const struct check *check, struct str *out)
{
    if (check->mend != NULL)
        str_add(out, check->mend);
    if (check->mc != NULL)
        str_addf(out, "%s%s in the .mc", check->mend != NULL ? "; " : "", check->mc);
    if (check->setting != NULL)
        str_addf(out, "%s%s in a profile", out->len > 0 ? "; " : "", check->setting);
}
