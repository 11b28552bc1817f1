/* Which file an include of a .mc may read; see mc_include.h. */
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "render/mc_include.h"

#include "sys/file.h"
#include "sys/trust.h"

enum { MACRO_MAX_BYTES = 4 * 1024 * 1024 };

static void list_macros(struct mc_folders *folders);
static char *find_dir(const char *root, const char *path);
static bool is_within(const char *dir, const char *path, struct str *target);
static bool is_plain(const char *path);
static bool is_beside(const struct mc_folders *folders, const char *path, struct str *target);
static bool is_of_macros(const struct mc_folders *folders, const char *path, struct str *target);
static bool begins_with(const char *text, const char *start);
static void add_words(const char *text, struct strs *names);

int mc_folders_find(struct mc_folders *folders, const struct render_tools *tools,
                    const struct mc_request *request, struct err *err)
{
    const char *slash = strrchr(request->path, '/');
    char *dir = slash == NULL            ? mem_dup(".")
                : slash == request->path ? mem_dup("/")
                                         : mem_dupn(request->path, (size_t)(slash - request->path));
    int rc = 0;
    *folders = (struct mc_folders){
        .layout = tools->layout, .cf_dir = tools->cf_dir, .root = request->root};
    folders->real_cf_dir = realpath(tools->cf_dir, NULL);
    folders->own_dir = find_dir(request->root, dir);
    if (folders->real_cf_dir == NULL || folders->own_dir == NULL)
        rc = err_set_errno(err, folders->own_dir == NULL ? dir : tools->cf_dir, "cannot be found");
    else
        list_macros(folders);
    if (request->root[0] != '\0') {
        struct str mail = STR_INIT;
        str_addf(&mail, "%s%s", request->root, tools->layout->mail_dir);
        folders->root_mail_dir = find_dir(request->root, str_text(&mail));
        str_free(&mail);
    }
    free(dir);
    return rc;
}

char *mc_real_path(const char *root, const char *path)
{
    size_t len = strlen(root);
    if (len == 0 || !begins_with(path, root) || path[len] != '/')
        return mem_dup(path);
    return trust_real(root, path + len);
}

/* Absolute: the root may be named from the working folder, and by a link. */
static char *find_dir(const char *root, const char *path)
{
    char *real = mc_real_path(root, path);
    char *dir = real != NULL ? realpath(real, NULL) : NULL;
    free(real);
    return dir;
}

void mc_folders_free(struct mc_folders *folders)
{
    free(folders->real_cf_dir);
    free(folders->own_dir);
    free(folders->root_mail_dir);
    strs_free(&folders->macros);
    *folders = (struct mc_folders){0};
}

/*
 * They lie one folder deep: m4/cf.m4, feature/access_db.m4 ...  What lies beside the .mc is
 * the site's.
 */
static void list_macros(struct mc_folders *folders)
{
    DIR *top = opendir(folders->cf_dir);
    struct str path = STR_INIT;
    for (struct dirent *d; top != NULL && (d = readdir(top)) != NULL;) {
        str_clear(&path);
        str_addf(&path, "%s/%s", folders->real_cf_dir, d->d_name);
        if (d->d_name[0] == '.' || strcmp(str_text(&path), folders->own_dir) == 0)
            continue;
        DIR *sub = opendir(str_text(&path));
        for (struct dirent *f; sub != NULL && (f = readdir(sub)) != NULL;) {
            if (f->d_name[0] == '.' || !str_ends(f->d_name, ".m4"))
                continue;
            str_clear(&path);
            str_addf(&path, "%s/%s", d->d_name, f->d_name);
            strs_add(&folders->macros, str_text(&path));
        }
        if (sub != NULL)
            closedir(sub);
    }
    if (top != NULL)
        closedir(top);
    strs_sort(&folders->macros);
    str_free(&path);
}

enum mc_found mc_include_find(const struct mc_folders *folders, const char *path,
                              struct str *target)
{
    struct str full = STR_INIT;
    struct stat st;
    enum mc_found found = MC_MISSING;
    if (path[0] != '/')
        str_addf(&full, "%s/", folders->own_dir);
    str_add(&full, path);
    if (strcmp(path, "/dev/null") == 0) {
        str_add(target, path); /* a usual way to leave a fragment out */
        found = MC_HERE;
    } else if (is_of_macros(folders, path, target) ||
               is_within(folders->real_cf_dir, str_text(&full), target) ||
               is_within(folders->own_dir, str_text(&full), target) ||
               is_beside(folders, path, target)) {
        found = MC_HERE;
    } else if (lstat(str_text(&full), &st) == 0) {
        found = MC_OUTSIDE;
    } else if (begins_with(path, folders->cf_dir)) {
        found = MC_NO_MACRO;
    }
    str_free(&full);
    return found;
}

/* Where the macros lie on the host that the .mc is for, they do not lie here perhaps. */
static bool is_of_macros(const struct mc_folders *folders, const char *path, struct str *target)
{
    const char *rest =
        strcmp(path, "m4/cf.m4") == 0 || str_ends(path, "/m4/cf.m4") ? "m4/cf.m4" : NULL;
    for (const struct layout *l = layout_table; l->name != NULL && rest == NULL; l++)
        if (begins_with(path, l->cf_dir))
            rest = path + strlen(l->cf_dir);
    if (rest == NULL || !strs_has(&folders->macros, rest))
        return false;
    str_addf(target, "%s%s", folders->cf_dir, rest);
    return true;
}

/* Links are followed before it is asked; what is hidden is not meant to be included. */
static bool is_within(const char *dir, const char *path, struct str *target)
{
    char *real = realpath(path, NULL);
    size_t len = strlen(dir);
    struct stat st;
    bool within = real != NULL && len > 1 && strncmp(real, dir, len) == 0 && real[len] == '/' &&
                  strstr(real + len, "/.") == NULL && stat(real, &st) == 0 && S_ISREG(st.st_mode) &&
                  st.st_size <= MACRO_MAX_BYTES && is_plain(real);
    if (within)
        str_add(target, real);
    free(real);
    return within;
}

/*
 * A path goes to m4 between quotes, and comes back in its trace, where a name with a line's
 * end beside it could be taken for what was approved.
 */
static bool is_plain(const char *path)
{
    bool plain = strpbrk(path, "`'(),") == NULL && strstr(path, ": -") == NULL;
    char *dir = mem_dupn(path, (size_t)(strrchr(path, '/') - path));
    DIR *d = opendir(dir);
    for (const char *c = path; *c != '\0'; c++)
        plain = plain && (unsigned char)*c >= ' ' && *c != 0x7f;
    for (struct dirent *e; d != NULL && plain && (e = readdir(d)) != NULL;)
        plain = strchr(e->d_name, '\n') == NULL;
    if (d != NULL)
        closedir(d);
    free(dir);
    return plain && d != NULL;
}

/*
 * An absolute path of the host that the .mc is for: below --root, or beside the .mc by its
 * last name, or by its last two (m4/dialup.m4).
 */
static bool is_beside(const struct mc_folders *folders, const char *path, struct str *target)
{
    struct str at = STR_INIT;
    bool found = false;
    if (path[0] != '/')
        return false;
    if (folders->root_mail_dir != NULL) {
        char *real = trust_real(folders->root, path); /* links as the host takes them */
        found = real != NULL && is_within(folders->root_mail_dir, real, target);
        free(real);
    }
    const char *last = strrchr(path, '/'), *from = last;
    while (from > path && *--from != '/')
        continue;
    for (; !found && from != NULL; from = from != last ? last : NULL) {
        str_clear(&at);
        str_addf(&at, "%s%s", folders->own_dir, from);
        found = is_within(folders->own_dir, str_text(&at), target);
    }
    str_free(&at);
    return found;
}

/* By the list of them: a site may well keep its own files in a folder below the macros'. */
bool mc_is_macro_file(const struct mc_folders *folders, const char *path)
{
    size_t len = strlen(folders->real_cf_dir);
    if (begins_with(path, folders->cf_dir))
        return strs_has(&folders->macros, path + strlen(folders->cf_dir));
    return begins_with(path, folders->real_cf_dir) && path[len] == '/' &&
           strs_has(&folders->macros, path + len + 1);
}

void mc_known_names(const struct mc_folders *folders, struct strs *names)
{
    struct str path = STR_INIT, text = STR_INIT;
    for (size_t i = 0; i < folders->macros.n; i++) {
        str_clear(&path);
        str_clear(&text);
        str_addf(&path, "%s%s", folders->cf_dir, folders->macros.v[i]);
        if (file_read(str_text(&path), MACRO_MAX_BYTES, &text, NULL) == 0)
            add_words(str_text(&text), names);
    }
    strs_sort(names);
    str_free(&path);
    str_free(&text);
}

static void add_words(const char *text, struct strs *names)
{
    for (const char *at = strstr(text, "conf"); at != NULL; at = strstr(at, "conf")) {
        size_t len = 4;
        while (isupper((unsigned char)at[len]) || isdigit((unsigned char)at[len]) || at[len] == '_')
            len++;
        if (len > 4 && (at == text || !isalnum((unsigned char)at[-1]))) {
            char *name = mem_dupn(at, len);
            if (strs_has(names, name))
                free(name);
            else
                strs_add_take(names, name);
        }
        at += len;
    }
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}
