/* Finding the programs that mcwizard works with; see tool.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"

static char *search_path(const char *name);
static bool is_program(const char *path);

/* One row per program: its name in CHILD_PATH (or from the layout) and who ships it. */
static const struct {
    const char *name;
    const char *package;
} tools_table[TOOL_COUNT] = {
    [TOOL_M4] = {"m4", "install the package m4"},
    [TOOL_SENDMAIL] = {NULL, "install the package sendmail-bin, or give --tools DIR"},
    [TOOL_MAKEMAP] = {NULL, "install the package sendmail-bin, or give --tools DIR"},
    [TOOL_DIFF] = {"diff", "install the package diffutils"},
    [TOOL_PAGER] = {"pager", "install the package less"},
};

char *tool_find(enum tool tool, const struct layout *layout, const char *tools, struct err *err)
{
    const char *name = tools_table[tool].name;
    char *path = NULL;
    if (name != NULL) {
        path = search_path(name);
    } else {
        const char *fixed = tool == TOOL_SENDMAIL ? layout->sendmail : layout->makemap;
        struct str s = STR_INIT;
        str_addf(&s, "%s%s", tools, fixed);
        name = fixed;
        if (is_program(str_text(&s)))
            path = str_take(&s);
        str_free(&s);
    }
    if (path == NULL) {
        err_set(err, ERR_TOOL, "%s%s is not on this machine", tools, name);
        err_mend(err, "%s", tools_table[tool].package);
    }
    return path;
}

char *tool_cf_dir(const struct layout *layout, const char *tools, struct err *err)
{
    struct str dir = STR_INIT, probe = STR_INIT;
    char *found = NULL;
    str_addf(&dir, "%s%s", tools, layout->cf_dir);
    str_addf(&probe, "%sm4/cf.m4", str_text(&dir));
    if (file_exists(str_text(&probe))) {
        found = str_take(&dir);
    } else {
        err_set(err, ERR_TOOL, "the sendmail-cf macros are not in %s", str_text(&dir));
        err_mend(err, "install the package sendmail-cf, or give --tools DIR");
    }
    str_free(&dir);
    str_free(&probe);
    return found;
}

static char *search_path(const char *name)
{
    struct strs dirs = {0};
    char *found = NULL;
    strs_split(&dirs, CHILD_PATH, ":");
    for (size_t i = 0; i < dirs.n && found == NULL; i++) {
        struct str s = STR_INIT;
        str_addf(&s, "%s/%s", dirs.v[i], name);
        if (is_program(str_text(&s)))
            found = str_take(&s);
        str_free(&s);
    }
    strs_free(&dirs);
    return found;
}

/* A folder is executable in its own way. */
static bool is_program(const char *path)
{
    return access(path, X_OK) == 0 && !file_is_dir(path);
}
