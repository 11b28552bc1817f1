/* The type of the compiled tables; see map_type.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/map_type.h"

#include "sys/child.h"

enum { LIST_MS = 10 * 1000 };

static int list_types(const char *makemap, struct strs *types, struct err *err);

/* What auto takes when the layout's type is not there, the best first. */
static const char *const preferred[] = {"hash", "btree", "cdb", "lmdb"};

int map_type_choose(const struct render_tools *tools, const struct profile *p, const char **type,
                    struct err *err)
{
    const char *wish = profile_text(p, "tables.map_type");
    bool any = strcmp(wish, "auto") == 0;
    struct strs types = {0};
    int rc = -1;
    *type = any ? tools->layout->map_type : wish;
    MUST(tools->makemap != NULL || !tools->compiles);
    if (tools->makemap == NULL || (any && !tools->compiles))
        return 0;
    if (list_types(tools->makemap, &types, err) != 0)
        goto out;
    for (size_t i = 0; any && !strs_has(&types, *type) && i < ARRAY_LEN(preferred); i++)
        if (strs_has(&types, preferred[i]))
            *type = preferred[i];
    if (!strs_has(&types, *type)) {
        struct errs errs = {0};
        struct str have = STR_INIT;
        for (size_t i = 0; i < types.n; i++)
            if (strcmp(types.v[i], "implicit") != 0) /* whichever of the others */
                str_addf(&have, "%s%s", have.len > 0 ? ", " : "", types.v[i]);
        err_mend(profile_error(p, &errs, "tables.map_type", "%s has no maps of type %s",
                               tools->makemap, *type),
                 "it has %s", str_text(&have));
        errs_into(&errs, err);
        str_free(&have);
        goto out;
    }
    rc = 0;
out:
    strs_free(&types);
    return rc;
}

static int list_types(const char *makemap, struct strs *types, struct err *err)
{
    const char *const argv[] = {makemap, "-l", NULL};
    struct child c = {.argv = argv, .deadline_ms = LIST_MS};
    int rc = child_run(&c, err);
    if (rc == 0)
        rc = child_expect_ok(&c, err);
    if (rc == 0)
        strs_split(types, str_text(&c.out), " \t\n");
    child_free(&c);
    return rc;
}
