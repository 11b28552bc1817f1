/* What the templates are told of filters; see values_parts.h. */
#include <string.h>

#include "base/mem.h"

#include "model/filter.h"

#include "render/values_parts.h"

static void add_filter(const struct profile *p, const char *name, struct str *calls);
static const char *flag(const char *failure);
static void add_stage(const struct profile *p, enum filter_stage stage, struct str *calls);

/* mc_filters: a call of mc_filter for each in use, and of mc_filter_macros for each stage. */
void values_filters(const struct profile *p, struct str *out)
{
    struct str calls = STR_INIT;
    struct strs names = {0};
    profile_list(p, "filters.use", &names);
    for (size_t i = 0; i < names.n; i++)
        add_filter(p, names.v[i], &calls);
    for (enum filter_stage s = 0; s < FILTER_STAGE_COUNT && names.n > 0; s++)
        add_stage(p, s, &calls);
    values_define_calls(out, "mc_filters", str_text(&calls));
    strs_free(&names);
    str_free(&calls);
}

static void add_filter(const struct profile *p, const char *name, struct str *calls)
{
    const struct filter *known = filter_find(name);
    const char *failure = filter_failure(p, name);
    const char *const args[] = {name,
                                known != NULL ? known->title : "a filter of this site",
                                filter_socket(p, name),
                                flag(failure),
                                filter_timeouts(p, name),
                                failure};
    values_call(calls, "mc_filter", args, ARRAY_LEN(args));
}

/* F= for a choice of filters.on_failure; without one mail passes. */
static const char *flag(const char *failure)
{
    return strcmp(failure, "tempfail") == 0     ? ", F=T"
           : strcmp(failure, "reject") == 0     ? ", F=R"
           : strcmp(failure, "disconnect") == 0 ? ", F=4"
                                                : "";
}

/* Only what differs from sendmail-cf's own list. */
static void add_stage(const struct profile *p, enum filter_stage stage, struct str *calls)
{
    const struct filter_stage_row *row = &filter_stages[stage];
    struct strs macros = {0};
    struct str list = STR_INIT;
    filter_macros(p, stage, &macros);
    strs_join(&macros, ", ", &list);
    if (strcmp(str_text(&list), row->stock) != 0) {
        const char *const args[] = {row->name, row->conf, str_text(&list)};
        values_call(calls, "mc_filter_macros", args, ARRAY_LEN(args));
    }
    str_free(&list);
    strs_free(&macros);
}
