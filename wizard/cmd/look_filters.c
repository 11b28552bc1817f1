/* A look at the sockets of filters; see look_filters.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"

#include "cmd/look_filters.h"

#include "model/filter.h"

#include "sys/file.h"

static void look_at(const char *root, const struct profile *p, size_t item, const char *name,
                    struct errs *warnings);

void look_filters(const char *root, const struct profile *p, struct errs *warnings)
{
    struct strs used = {0};
    profile_list(p, "filters.use", &used);
    for (size_t i = 0; i < used.n; i++)
        look_at(root, p, i, used.v[i], warnings);
    strs_free(&used);
}

static void look_at(const char *root, const struct profile *p, size_t item, const char *name,
                    struct errs *warnings)
{
    const char *path = filter_socket_path(filter_socket(p, name));
    const struct filter *known = filter_find(name);
    bool own = json_object_get(profile_value(p, "filters.sockets"), name) != NULL;
    struct str full = STR_INIT, place = STR_INIT;
    struct stat st;
    struct err *e = NULL;
    mode_t mode;
    if (path == NULL)
        return;
    str_addf(&full, "%s%s", root, path);
    char *folder = mem_dupn(str_text(&full), (size_t)(strrchr(full.buf, '/') - full.buf));
    if (own)
        str_addf(&place, "filters.sockets.%s", name);
    else
        str_addf(&place, "filters.use[%zu]", item);
    char *open = file_open_folder(root, path, &mode);
    if (open != NULL) {
        e = profile_error(p, warnings, str_text(&place),
                          "sendmail does not start with a socket below %s, which others can write",
                          open);
    } else if (stat(str_text(&full), &st) == 0) {
        if (!S_ISSOCK(st.st_mode))
            e = profile_error(p, warnings, str_text(&place), "%s is no socket", str_text(&full));
    } else if (folder[0] != '\0' && !file_is_dir(folder)) {
        e = profile_error(p, warnings, str_text(&place),
                          "no filter can listen at %s: there is no folder %s", path, folder);
    }
    if (e != NULL && known != NULL && !own)
        err_mend(e, "install and start %s, or say in filters.sockets where %s listens",
                 known->package, name);
    else if (e != NULL)
        err_mend(e, "let %s listen in a folder of its own that is there, and say so here", name);
    free(open);
    free(folder);
    str_free(&place);
    str_free(&full);
}
