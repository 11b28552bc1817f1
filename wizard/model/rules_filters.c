/* Rules of the theme: mail filters. */
#include <string.h>

#include "model/filter.h"
#include "model/rules_checks.h"
#include "model/rules_help.h"

static void check_map(const struct profile *p, struct errs *errs, const char *path,
                      const struct strs *used);
static struct err *error_at_item(const struct profile *p, struct errs *errs, size_t item,
                                 const char *name, const char *what);

/* A filter that nobody knows has a socket of its own. */
void rules_filters_socket(const struct profile *p, struct errs *errs)
{
    struct strs used = {0};
    profile_list(p, "filters.use", &used);
    for (size_t i = 0; i < used.n; i++) {
        const char *near = filter_nearest(used.v[i]);
        if (filter_socket(p, used.v[i]) != NULL)
            continue;
        struct err *e = error_at_item(p, errs, i, used.v[i],
                                      "is no filter known by name, and its socket is not given");
        if (near != NULL)
            err_mend(e, "did you mean \"%s\"? Otherwise say in filters.sockets where it listens",
                     near);
        else
            err_mend(e, "write {\"filters\": {\"sockets\": {\"%s\": \"unix:/run/...\"}}}",
                     used.v[i]);
    }
    strs_free(&used);
}

/* Nothing is said of a filter that is not used: it would be a misspelt name. */
void rules_filters_used(const struct profile *p, struct errs *errs)
{
    struct strs used = {0};
    profile_list(p, "filters.use", &used);
    if (used.n > 0) {
        check_map(p, errs, "filters.sockets", &used);
        check_map(p, errs, "filters.on_failure", &used);
        check_map(p, errs, "filters.timeouts", &used);
    }
    strs_free(&used);
}

static void check_map(const struct profile *p, struct errs *errs, const char *path,
                      const struct strs *used)
{
    void *iter = NULL;
    const char *name;
    while ((name = rules_map_name(p, path, &iter)) != NULL) {
        struct str place = STR_INIT;
        const char *near = str_nearest(name, (const char *const *)used->v, used->n);
        str_addf(&place, "%s.%s", path, name);
        if (!strs_has(used, name)) {
            struct err *e =
                profile_error(p, errs, str_text(&place), "is for a filter that is not used");
            if (near != NULL && strlen(near) > 2)
                err_mend(e, "did you mean \"%s\"?", near);
            err_mend(e, "add it to filters.use, or remove it");
        }
        str_free(&place);
    }
}

/* sendmail takes no filter twice, and one that listens where another does is asked twice. */
void rules_filters_once(const struct profile *p, struct errs *errs)
{
    struct strs used = {0};
    profile_list(p, "filters.use", &used);
    for (size_t i = 0; i < used.n; i++) {
        const char *socket = filter_socket(p, used.v[i]);
        for (size_t k = 0; k < i; k++) {
            const char *other = filter_socket(p, used.v[k]);
            if (strcmp(used.v[i], used.v[k]) == 0) {
                error_at_item(p, errs, i, used.v[i], "stands there for the second time");
                break;
            }
            if (socket != NULL && other != NULL && strcmp(socket, other) == 0) {
                err_mend(error_at_item(p, errs, i, used.v[i],
                                       "listens on the same socket as another filter"),
                         "%s has %s, too", used.v[k], socket);
                break;
            }
        }
    }
    strs_free(&used);
}

/* What sendmail has room for. */
void rules_filters_limits(const struct profile *p, struct errs *errs)
{
    size_t n = rules_list_size(p, "filters.use");
    if (n > FILTER_MAX)
        profile_error(p, errs, "filters.use", "has %zu filters, sendmail takes %d", n, FILTER_MAX);
    for (enum filter_stage s = 0; s < FILTER_STAGE_COUNT && n > 0; s++) {
        struct strs macros = {0};
        filter_macros(p, s, &macros);
        if (macros.n > FILTER_MAX_MACROS)
            profile_error(p, errs, "filters.macros",
                          "makes %zu macros at the stage %s, sendmail takes %d", macros.n,
                          filter_stages[s].name, FILTER_MAX_MACROS);
        strs_free(&macros);
    }
}

/* sendmail-cf reads the names of filters again as m4. */
void rules_filters_words(const struct profile *p, struct errs *errs)
{
    struct strs used = {0};
    profile_list(p, "filters.use", &used);
    for (size_t i = 0; i < used.n; i++)
        if (rules_m4_word(used.v[i]) != NULL)
            err_mend(error_at_item(p, errs, i, used.v[i], "has a word of m4 that acts by itself"),
                     "call the filter by another name");
    strs_free(&used);
}

static struct err *error_at_item(const struct profile *p, struct errs *errs, size_t item,
                                 const char *name, const char *what)
{
    struct str place = STR_INIT;
    str_addf(&place, "filters.use[%zu]", item);
    struct err *e = profile_error(p, errs, str_text(&place), "%s %s", name, what);
    str_free(&place);
    return e;
}
