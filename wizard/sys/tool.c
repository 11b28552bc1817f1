/* Finding the programs that mcwizard works with; see tool.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"

/* Which program of sendmail may be any other mail server's, too. */
#define ANY_MAILER "/usr/sbin/sendmail"

static const char *of_layout(enum tool tool, const struct layout *layout);
static char *search_path(const char *name);
static char *search_layouts(enum tool tool, const struct layout *layout, const char *tools);
static bool is_program(const char *path);
static bool has_file(const char *tools, const char *dir, const char *name);

/* One row per program: its name in CHILD_PATH (or from the layout) and who ships it. */
static const struct {
    const char *name;
    const char *package; /* NULL: as the layout says */
} tools_table[TOOL_COUNT] = {
    [TOOL_M4] = {"m4", "m4"},         [TOOL_SENDMAIL] = {NULL, NULL},
    [TOOL_MAKEMAP] = {NULL, NULL},    [TOOL_DIFF] = {"diff", "diffutils"},
    [TOOL_PAGER] = {"pager", "less"}, [TOOL_GZIP] = {"gzip", "gzip"},
    [TOOL_RPM] = {"rpm", "rpm"},
};

char *tool_find(enum tool tool, const struct layout *layout, const char *tools, struct err *err)
{
    const char *name = tools_table[tool].name, *package = tools_table[tool].package;
    char *path = name != NULL ? search_path(name) : search_layouts(tool, layout, tools);
    if (path == NULL) {
        err_set(err, ERR_TOOL, "%s%s is not on this machine", tools,
                name != NULL ? name : of_layout(tool, layout));
        if (package != NULL)
            err_mend(err, "install the package %s", package);
        else
            err_mend(err, "install the package %s, or give --tools DIR", layout->sendmail_package);
    }
    return path;
}

char *tool_cf_dir(const struct layout *layout, const char *tools, struct err *err)
{
    struct str ostype = STR_INIT, dir = STR_INIT;
    const struct layout *l = layout;
    char *found = NULL;
    /* The macros are the same on all systems, but for the ostype that Debian adds. */
    if (!has_file(tools, l->cf_dir, "m4/cf.m4"))
        for (l = layout_table; l->name != NULL; l++)
            if (has_file(tools, l->cf_dir, "m4/cf.m4"))
                break;
    str_addf(&ostype, "ostype/%s.m4", layout->ostype);
    if (l->name == NULL) {
        err_set(err, ERR_TOOL, "the sendmail-cf macros are not in %s%s", tools, layout->cf_dir);
        err_mend(err, "install the package %s, or give --tools DIR", layout->cf_package);
    } else if (!has_file(tools, l->cf_dir, str_text(&ostype))) {
        err_set(err, ERR_TOOL,
                "the sendmail-cf macros in %s%s have no %s, which the layout %s needs", tools,
                l->cf_dir, str_text(&ostype), layout->name);
        err_mend(err, "name the host's layout with --layout, or give --tools DIR with that "
                      "system's macros");
    } else {
        str_addf(&dir, "%s%s", tools, l->cf_dir);
        found = str_take(&dir);
    }
    str_free(&ostype);
    str_free(&dir);
    return found;
}

static const char *of_layout(enum tool tool, const struct layout *layout)
{
    return tool == TOOL_SENDMAIL ? layout->sendmail : layout->makemap;
}

/* Where the layout says, or another: a configuration for one system can be tried on another. */
static char *search_layouts(enum tool tool, const struct layout *layout, const char *tools)
{
    const struct layout *l = layout, *next = layout_table;
    char *found = NULL;
    for (; l->name != NULL && found == NULL; l = next++) {
        struct str s = STR_INIT;
        const char *path = of_layout(tool, l);
        str_addf(&s, "%s%s", tools, path);
        if (is_program(str_text(&s)) && (l == layout || strcmp(path, ANY_MAILER) != 0))
            found = str_take(&s);
        str_free(&s);
    }
    return found;
}

static bool has_file(const char *tools, const char *dir, const char *name)
{
    struct str path = STR_INIT;
    str_addf(&path, "%s%s%s", tools, dir, name);
    bool here = file_exists(str_text(&path));
    str_free(&path);
    return here;
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
