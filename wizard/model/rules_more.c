/* Rules of the theme: variables, features and mailers of sendmail-cf. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/rules_checks.h"
#include "model/rules_help.h"
#include "model/variable.h"

static void check_owner(const struct profile *p, struct errs *errs, const char *place,
                        const char *name);
static void check_once(const struct profile *p, struct errs *errs, const char *path);
static struct err *error_below(const struct profile *p, struct errs *errs, const char *path,
                               const char *name, const char *what);
static struct err *error_at(const struct profile *p, struct errs *errs, const char *path, size_t i,
                            const char *what);
static bool demands_name(const struct profile *p);
static bool asks_plus_detail(const struct profile *p);
static bool adds(const char *flags, char flag);

/* Two that say the same would leave open which of them counts. */
void rules_more_names(const struct profile *p, struct errs *errs)
{
    struct strs undefined = {0};
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, "more.options", &iter)) != NULL) {
        struct str place = STR_INIT;
        const char *instead = variable_gone(name);
        str_addf(&place, "more.options.%s", name);
        if (instead != NULL)
            err_mend(profile_error(p, errs, str_text(&place), "sendmail-cf refuses %s", name), "%s",
                     instead);
        else
            check_owner(p, errs, str_text(&place), name);
        str_free(&place);
    }
    profile_list(p, "more.undefined", &undefined);
    for (size_t i = 0; i < undefined.n; i++) {
        struct str place = STR_INIT;
        str_addf(&place, "more.undefined[%zu]", i);
        check_owner(p, errs, str_text(&place), undefined.v[i]);
        str_free(&place);
    }
    strs_free(&undefined);
}

static void check_owner(const struct profile *p, struct errs *errs, const char *place,
                        const char *name)
{
    const char *owner = variable_owner(p, name);
    if (owner != NULL)
        err_mend(profile_error(p, errs, place, "%s has a setting of its own", name), "use %s",
                 owner);
}

/* Quotes keep a value from acting only as often as there are pairs of them. */
void rules_more_values(const struct profile *p, struct errs *errs)
{
    static const char *const maps[] = {"more.options", "more.mailer_flags"};
    for (size_t m = 0; m < ARRAY_LEN(maps); m++) {
        void *iter = NULL;
        const char *name;
        while ((name = rules_map_name(p, maps[m], &iter)) != NULL) {
            const char *value = json_string_value(json_object_iter_value(iter));
            if (m == 0 && !variable_is_read_again(name))
                continue;
            char *word = variable_acting_word(value);
            if (word != NULL)
                err_mend(
                    error_below(p, errs, maps[m], name, "has a word of m4 that acts by itself"),
                    "write it without %s", word);
            else if (strpbrk(value, "(),'$") != NULL)
                err_mend(error_below(p, errs, maps[m], name,
                                     "is read again as m4, where ( ) , ' and $ mean something"),
                         "write it without them");
            free(word);
        }
    }
}

void rules_more_once(const struct profile *p, struct errs *errs)
{
    struct strs undefined = {0};
    profile_list(p, "more.undefined", &undefined);
    for (size_t i = 0; i < undefined.n; i++)
        if (json_object_get(profile_value(p, "more.options"), undefined.v[i]) != NULL)
            err_mend(error_at(p, errs, "more.undefined", i, "is defined by more.options, too"),
                     "remove one of them");
    strs_free(&undefined);
    check_once(p, errs, "more.undefined");
    check_once(p, errs, "more.features");
    check_once(p, errs, "more.mailers");
}

static void check_once(const struct profile *p, struct errs *errs, const char *path)
{
    struct strs items = {0}, seen = {0};
    profile_list(p, path, &items);
    for (size_t i = 0; i < items.n; i++)
        if (strs_has(&seen, items.v[i]))
            error_at(p, errs, path, i, "stands there for the second time");
        else
            strs_add(&seen, items.v[i]);
    strs_free(&items);
    strs_free(&seen);
}

/* What the templates write by themselves, and what m4 would stop at. */
void rules_more_features(const struct profile *p, struct errs *errs)
{
    const struct {
        const char *name;
        bool wrong;
        const char *what, *mend;
    } rows[] = {
        {"stickyhost", !profile_bool(p, "roles.local"), "is there already without roles.local",
         "remove it"},
        {"preserve_local_plus_detail", asks_plus_detail(p),
         "is there already with addresses.plus_detail", "remove it"},
        {"check_cert_altnames", demands_name(p),
         "is there already where tls.require_* asks for a "
         "name",
         "remove it"},
        {"preserve_luser_host",
         json_object_get(profile_value(p, "more.options"), "LUSER_RELAY") == NULL,
         "is for a LUSER_RELAY, and there is none", "set LUSER_RELAY in more.options"},
        {"lookupdotdomain", profile_bool(p, "roles.relay") && !profile_bool(p, "relay.subdomains"),
         "does not go with hosts that stand for themselves alone",
         "remove it, or turn relay.subdomains on"},
    };
    struct strs features = {0};
    profile_list(p, "more.features", &features);
    for (size_t i = 0; i < features.n; i++)
        for (size_t k = 0; k < ARRAY_LEN(rows); k++)
            if (rows[k].wrong && strcmp(features.v[i], rows[k].name) == 0)
                err_mend(error_at(p, errs, "more.features", i, rows[k].what), "%s", rows[k].mend);
    strs_free(&features);
}

static bool asks_plus_detail(const struct profile *p)
{
    return profile_bool(p, "roles.local") && strcmp(profile_text(p, "local.agent"), "lmtp") == 0 &&
           profile_bool(p, "addresses.plus_detail");
}

static bool demands_name(const struct profile *p)
{
    static const char *const maps[] = {"tls.require_servers", "tls.require_clients",
                                       "tls.require_recipients"};
    for (size_t m = 0; m < ARRAY_LEN(maps); m++) {
        void *iter = NULL;
        while (rules_map_name(p, maps[m], &iter) != NULL)
            if (strcmp(json_string_value(json_object_iter_value(iter)), "name") == 0)
                return true;
    }
    return false;
}

/* | lets the local mailer hand mail to the mailer prog: added, or in place of all, it wins. */
void rules_more_flags(const struct profile *p, struct errs *errs)
{
    const char *flags =
        json_string_value(json_object_get(profile_value(p, "more.mailer_flags"), "LOCAL"));
    if (flags != NULL && adds(flags, '|') && profile_bool(p, "roles.local") &&
        strcmp(profile_text(p, "local.programs"), "none") == 0)
        err_mend(error_below(p, errs, "more.mailer_flags", "LOCAL",
                             "would let aliases start programs, which local.programs rules out"),
                 "leave | out, or set local.programs to smrsh or any");
}

static bool adds(const char *flags, char flag)
{
    struct strs parts = {0};
    bool found = false;
    strs_split(&parts, flags, " ");
    for (size_t i = 0; i < parts.n; i++)
        found = found || (parts.v[i][0] != '-' && strchr(parts.v[i], flag) != NULL);
    strs_free(&parts);
    return found;
}

static struct err *error_below(const struct profile *p, struct errs *errs, const char *path,
                               const char *name, const char *what)
{
    struct str place = STR_INIT;
    str_addf(&place, "%s.%s", path, name);
    struct err *e = profile_error(p, errs, str_text(&place), "%s %s", name, what);
    str_free(&place);
    return e;
}

static struct err *error_at(const struct profile *p, struct errs *errs, const char *path, size_t i,
                            const char *what)
{
    struct strs items = {0};
    struct str place = STR_INIT;
    profile_list(p, path, &items);
    str_addf(&place, "%s[%zu]", path, i);
    struct err *e = profile_error(p, errs, str_text(&place), "%s %s", items.v[i], what);
    str_free(&place);
    strs_free(&items);
    return e;
}
