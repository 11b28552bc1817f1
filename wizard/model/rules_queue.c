/* Rules of the queue, of timeouts and of local submission; see rules.h. */
#include <string.h>

#include "base/mem.h"

#include "model/rules_checks.h"
#include "model/rules_help.h"

enum { HOURS = 24 };

static const char *first_given(const struct profile *p, const char *const *paths, size_t n);
static void check_warning(const struct profile *p, const char *warn, const char *days,
                          struct errs *errs);
static void check_rests(const struct profile *p, struct errs *errs);
static bool is(const struct profile *p, const char *path, const char *choice);

/* The path that the profile gives, so that the error has a place; the first if none is given. */
static const char *first_given(const struct profile *p, const char *const *paths, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (profile_has(p, paths[i]))
            return paths[i];
    return paths[0];
}

void rules_queue_times(const struct profile *p, struct errs *errs)
{
    static const struct {
        const char *warn, *days;
    } pairs[] = {
        {"limits.queue_warn_hours", "limits.queue_return_days"},
        {"queue.warn_hours_normal", "queue.return_days_normal"},
        {"queue.warn_hours_urgent", "queue.return_days_urgent"},
        {"queue.warn_hours_non_urgent", "queue.return_days_non_urgent"},
    };
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        /* With 0 for both the first pair has told it already. */
        if (profile_int(p, pairs[i].warn) != 0 || profile_int(p, pairs[i].days) != 0)
            check_warning(p, pairs[i].warn, pairs[i].days, errs);
    check_rests(p, errs);
}

static void check_warning(const struct profile *p, const char *warn, const char *days,
                          struct errs *errs)
{
    const char *const paths[] = {warn, days};
    long hours = profile_int(p, warn), end = profile_int(p, days);
    hours = hours != 0 ? hours : profile_int(p, "limits.queue_warn_hours");
    end = end != 0 ? end : profile_int(p, "limits.queue_return_days");
    if (hours >= end * HOURS)
        err_mend(profile_error(p, errs, first_given(p, paths, ARRAY_LEN(paths)),
                               "the delay would be told after %ld hours, but the mail goes back "
                               "after %ld",
                               hours, end * HOURS),
                 "%s must be less than %s", warn, days);
}

static void check_rests(const struct profile *p, struct errs *errs)
{
    long least = profile_int(p, "queue.min_age_minutes"),
         most = profile_int(p, "queue.max_age_minutes");
    if (most != 0 && least == 0)
        err_mend(profile_error(p, errs, "queue.max_age_minutes",
                               "grows from queue.min_age_minutes, which is 0"),
                 "give queue.min_age_minutes, the first rest");
    else if (most != 0 && most < least)
        err_mend(profile_error(p, errs, "queue.max_age_minutes",
                               "%ld is less than queue.min_age_minutes, %ld", most, least),
                 "the longest rest is no shorter than the first");
}

void rules_queue_groups(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "queue.groups", &iter)) != NULL)
        if (strcmp(name, "mqueue") == 0)
            err_mend(profile_error(p, errs, "queue.groups", "mqueue is the queue itself"),
                     "give queue.run_interval for it, and other names here");
    while ((name = rules_map_name(p, "queue.group_of", &iter)) != NULL) {
        const char *group = json_string_value(json_object_iter_value(iter));
        if (json_object_get(profile_value(p, "queue.groups"), group) == NULL)
            err_mend(profile_error(p, errs, "queue.group_of", "%s: there is no group %s in %s",
                                   name, group, "queue.groups"),
                     "add it there with the time between two runs");
    }
}

void rules_queue_fits(const struct profile *p, struct errs *errs)
{
    if (profile_int(p, "queue.runners") > profile_int(p, "limits.queue_children"))
        err_mend(profile_error(
                     p, errs,
                     profile_has(p, "queue.runners") ? "queue.runners" : "limits.queue_children",
                     "%ld processes for a queue, but only %ld for all of them",
                     profile_int(p, "queue.runners"), profile_int(p, "limits.queue_children")),
                 "queue.runners may be at most limits.queue_children");
    if (rules_has_text(p, "queue.fallback_host") && rules_has_text(p, "queue.fallback_smart_host"))
        err_mend(profile_error(p, errs, "queue.fallback_smart_host",
                               "and queue.fallback_host would take the same mail"),
                 "remove one of the two");
    if (rules_has_text(p, "queue.host_status") && profile_int(p, "queue.cached_connections") == 0)
        err_mend(profile_error(p, errs, "queue.cached_connections",
                               "0 switches queue.host_status off in sendmail"),
                 "give 1 or more, or remove queue.host_status");
    if (profile_bool(p, "queue.drop_double_bounces") && profile_has(p, "queue.double_bounce"))
        err_mend(profile_error(p, errs, "queue.double_bounce",
                               "gets nothing with queue.drop_double_bounces"),
                 "remove one of the two");
}

void rules_connect_times(const struct profile *p, struct errs *errs)
{
    long first = profile_int(p, "timeouts.iconnect"), each = profile_int(p, "timeouts.connect"),
         all = profile_int(p, "timeouts.aconnect");
    if (first > each)
        err_mend(profile_error(p, errs, "timeouts.iconnect",
                               "the first attempt would wait %ld s, all others %ld s", first, each),
                 "timeouts.iconnect may be at most timeouts.connect");
    if (all != 0 && all < each)
        err_mend(profile_error(p, errs, "timeouts.aconnect",
                               "%ld s for all hosts are less than timeouts.connect, %ld s for one",
                               all, each),
                 "give timeouts.aconnect a multiple of timeouts.connect, or 0");
}

void rules_handover(const struct profile *p, struct errs *errs)
{
    if (!is(p, "local.handover", "direct"))
        return;
    if (profile_roles(p) != ROLE_OUTBOUND)
        err_mend(profile_error(p, errs, "local.handover",
                               "direct passes by the daemon, which the other roles need"),
                 "use daemon, or leave only the role outbound on");
    if (!rules_has_text(p, "outbound.smart_host"))
        err_mend(profile_error(p, errs, "local.handover",
                               "direct needs a host that takes all mail: outbound.smart_host"),
                 "name it, or use daemon");
    if (rules_has_text(p, "local.hub"))
        err_mend(profile_error(p, errs, "local.hub",
                               "gets no mail of its own with local.handover=direct"),
                 "remove it: outbound.smart_host takes all mail");
    if (rules_has_text(p, "outbound.auth_file"))
        err_mend(profile_error(p, errs, "outbound.auth_file",
                               "with local.handover=direct every user's sendmail would have to "
                               "read the password"),
                 "use local.handover=daemon, or a smart host that knows this host by its address");
    static const char *const rewriting[] = {"masquerade.as", "addresses.generic_users"};
    for (size_t i = 0; i < ARRAY_LEN(rewriting); i++)
        if (profile_on(p, rewriting[i]))
            err_mend(profile_error(p, errs, rewriting[i],
                                   "is done by the daemon, which local.handover=direct passes by"),
                     "use local.handover=daemon, or let the smart host rewrite senders");
}

static bool is(const struct profile *p, const char *path, const char *choice)
{
    return strcmp(profile_text(p, path), choice) == 0;
}
