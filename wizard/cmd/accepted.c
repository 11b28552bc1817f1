/* Which findings are accepted; see accepted.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/accepted.h"

static void complain(const struct profile *profile, size_t i, const char *id, struct errs *errs);
static void add(struct accepted *list, const struct check *check, const char *reason);

static const char path[] = "audit.accepted";

int accepted_check(const struct profile *profile, struct errs *errs)
{
    struct strs items = {0};
    size_t before = errs->n;
    profile_list(profile, path, &items);
    for (size_t i = 0; i < items.n; i++) {
        items.v[i][strcspn(items.v[i], ":")] = '\0';
        if (check_find(items.v[i]) == NULL)
            complain(profile, i, items.v[i], errs);
    }
    strs_free(&items);
    return errs->n > before ? -1 : 0;
}

static void complain(const struct profile *profile, size_t i, const char *id, struct errs *errs)
{
    struct str place = STR_INIT;
    str_addf(&place, "%s[%zu]", path, i);
    struct err *err =
        profile_error(profile, errs, str_text(&place), "there is no check \"%.64s\"", id);
    const char *near = check_nearest(id);
    if (near != NULL)
        err_mend(err, "did you mean \"%s\"?", near);
    str_free(&place);
}

void accepted_skip(struct accepted *list, const struct check *check)
{
    add(list, check, "--skip");
}

void accepted_read(struct accepted *list, const struct profile *profile)
{
    size_t i = list->texts.n;
    if (profile == NULL)
        return;
    profile_list(profile, path, &list->texts);
    for (; i < list->texts.n; i++) {
        char *text = list->texts.v[i];
        size_t len = strcspn(text, ":");
        text[len] = '\0';
        const struct check *check = check_find(text);
        MUST(check != NULL); /* accepted_check has seen it */
        add(list, check, text + len + strlen(": "));
    }
}

static void add(struct accepted *list, const struct check *check, const char *reason)
{
    list->v = mem_realloc(list->v, list->n + 1, sizeof(*list->v));
    list->v[list->n++] = (struct audit_accepted){check, reason};
}

void accepted_free(struct accepted *list)
{
    free(list->v);
    strs_free(&list->texts);
    *list = (struct accepted){.n = 0};
}
