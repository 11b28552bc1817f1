/* The rules across what is refused at the door; see rules.h. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#include "model/refuse.h"
#include "model/rules_checks.h"
#include "model/rules_help.h"

/* The maps and lists whose names are clients. */
static const struct {
    const char *path;
    bool list;
} clients[] = {
    {"access.accept_clients", true},  {"refuse.greet_pause_of", false},
    {"refuse.connections_of", false}, {"refuse.rate_of", false},
    {"refuse.lax_clients", false},
};

void rules_refuse_networks(const struct profile *p, struct errs *errs)
{
    for (size_t i = 0; i < ARRAY_LEN(clients); i++) {
        struct strs items = {0};
        void *iter = NULL;
        const char *name;
        if (clients[i].list)
            profile_list(p, clients[i].path, &items);
        else
            while ((name = rules_map_name(p, clients[i].path, &iter)) != NULL)
                strs_add(&items, name);
        for (size_t k = 0; k < items.n; k++)
            rules_check_network(p, errs, clients[i].path, items.v[k]);
        strs_free(&items);
    }
}

void rules_refuse_accepted(const struct profile *p, struct errs *errs)
{
    static const struct {
        const char *accept, *deny;
    } pairs[] = {
        {"access.accept_clients", "access.deny_clients"},
        {"access.accept_senders", "access.deny_senders"},
    };
    struct strs items = {0};
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        void *iter = NULL;
        const char *name;
        while ((name = rules_map_name(p, pairs[i].deny, &iter)) != NULL)
            if (rules_list_has(p, pairs[i].accept, name))
                err_mend(profile_error(p, errs, pairs[i].accept, "%s is in %s, too", name,
                                       pairs[i].deny),
                         "remove it from one of the two");
    }
    profile_list(p, "access.accept_clients", &items);
    for (size_t i = 0; i < items.n; i++)
        if ((profile_roles(p) & ROLE_RELAY) != 0 &&
            (rules_list_has(p, "relay.networks", items.v[i]) ||
             rules_list_has(p, "relay.hosts", items.v[i])))
            err_mend(profile_error(p, errs, "access.accept_clients",
                                   "%s may relay, which spares it the checks already", items.v[i]),
                     "remove it here");
    strs_free(&items);
}

void rules_refuse_lists(const struct profile *p, struct errs *errs)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "refuse.dns_list_results", &iter)) != NULL)
        if (json_object_get(profile_value(p, "refuse.dns_lists"), name) == NULL)
            err_mend(profile_error(p, errs, "refuse.dns_list_results",
                                   "%s is not in refuse.dns_lists: nobody asks it", name),
                     "add it there, or remove it here");
    /* FEATURE reads its argument again as m4. */
    while ((name = rules_map_name(p, "refuse.dns_lists", &iter)) != NULL) {
        const char *word = rules_m4_word(name);
        if (word != NULL)
            err_mend(profile_error(p, errs, "refuse.dns_lists",
                                   "%s holds %s, a word of m4 that acts by itself", name, word),
                     "write it in other case");
    }
}

void rules_refuse_limits(const struct profile *p, struct errs *errs)
{
    long most = profile_int(p, "limits.children");
    void *iter = NULL;
    if ((profile_roles(p) & ROLE_SERVER) == 0)
        return;
    if (profile_int(p, "refuse.connections") > most)
        err_mend(profile_error(p, errs, "refuse.connections",
                               "is above limits.children (%ld): it would never be reached", most),
                 "lower it, or raise limits.children");
    while (rules_map_name(p, "refuse.connections_of", &iter) != NULL)
        if ((long)json_number_value(json_object_iter_value(iter)) > most)
            err_mend(profile_error(p, errs, "refuse.connections_of",
                                   "%s: is above limits.children (%ld): it would never be reached",
                                   json_object_iter_key(iter), most),
                     "lower it, write 0 for no limit, or raise limits.children");
}

void rules_refuse_delays(const struct profile *p, struct errs *errs)
{
    static const struct {
        const char *path, *how;
    } lists[] = {
        {"refuse.spam_friends", "friend"},
        {"refuse.spam_haters", "hater"},
    };
    const char *how = profile_text(p, "refuse.delay_checks");
    if (strcmp(how, "no") == 0 && refuse_hits_users(p))
        err_mend(profile_error(p, errs, "refuse.delay_checks",
                               "no would judge users by their address before they can log in"),
                 "use auto or yes, or turn submission.enabled off");
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        bool given = rules_list_size(p, lists[i].path) > 0, wanted = strcmp(how, lists[i].how) == 0;
        if (given && !wanted)
            err_mend(profile_error(p, errs, lists[i].path, "is only read with delay_checks %s",
                                   lists[i].how),
                     "set refuse.delay_checks to %s, or remove the list", lists[i].how);
        if (wanted && !given)
            err_mend(profile_error(p, errs, "refuse.delay_checks", "%s needs %s, which is empty",
                                   how, lists[i].path),
                     "list those recipients, or use yes");
    }
}
