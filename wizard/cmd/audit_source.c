/* Where what is audited lies; see audit_source.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/audit_source.h"

#include "diff/table.h"

#include "sys/file.h"
#include "sys/trust.h"

static char *below_root(const struct audit_source *source, const char *path);

int audit_source_load(const struct audit_source *source, const char *path, struct cf *cf,
                      struct err *err)
{
    struct str text = STR_INIT;
    int rc = 0;
    if (source->rendered != NULL) {
        const struct render_file *f = render_find(source->rendered, path);
        MUST(f != NULL);
        rc = render_whole(f, &text, err);
    } else {
        char *real = below_root(source, path);
        rc = real == NULL && source->host != NULL
                 ? err_set_errno(err, path, "cannot read")
                 : file_read(real != NULL ? real : path, FILE_MAX_CF, &text, err);
        free(real);
    }
    if (rc == 0)
        rc = cf_parse(str_text(&text), text.len, path, cf, err);
    str_free(&text);
    return rc;
}

bool audit_source_has(const struct audit_source *source, const char *path)
{
    if (source->host == NULL)
        return file_exists(path);
    char *real = below_root(source, path);
    bool there = real != NULL;
    free(real);
    return there;
}

const char *audit_source_either(const struct audit_source *source, const char *dir,
                                const char *name, struct str *path)
{
    static const char *const endings[] = {"cf", "mc"};
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        str_clear(path);
        str_addf(path, "%s/%s.%s", dir, name, endings[i]);
        if (audit_source_has(source, str_text(path)))
            return str_text(path);
    }
    str_clear(path);
    str_addf(path, "%s/%s.cf", dir, name);
    return NULL;
}

/* Where a file of a host lies, its links taken as the host takes them; NULL if it is none. */
static char *below_root(const struct audit_source *source, const char *path)
{
    const char *root = source->host != NULL ? source->host->root : NULL;
    return root != NULL ? trust_real(root, path + strlen(root)) : NULL;
}

int audit_source_read(const void *arg, const char *path, struct str *out, struct str *name,
                      struct err *err)
{
    const struct audit_source *source = arg;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    if (source->rendered != NULL) {
        const struct render_file *f = render_find(source->rendered, base);
        return f == NULL ? 0 : render_whole(f, out, err) == 0 ? 1 : -1;
    }
    char *real = source->host != NULL ? trust_real(source->host->root, path) : NULL;
    bool there = real != NULL;
    if (source->host == NULL) {
        str_addf(name, "%s/%s", source->dir, base);
        there = file_exists(str_text(name));
    } else {
        str_addf(name, "%s%s", source->host->root, path);
        if (!there && errno != ENOENT)
            return err_set_errno(err, str_text(name), "cannot read");
    }
    int rc = !there ? 0
             : file_read(real != NULL ? real : str_text(name), TABLE_MAX_BYTES, out, err) == 0 ? 1
                                                                                               : -1;
    free(real);
    return rc;
}
