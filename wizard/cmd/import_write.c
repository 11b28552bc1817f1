/* The profile of an import and the files that it names, on the disk; see import_run.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cmd/import_run.h"
#include "cmd/import_tables.h"

#include "sys/file.h"

static int write_beside(const char *dir, const char *name, const struct str *text, struct err *err);
static int write_new(const char *dir, const char *name, const struct str *text, struct err *err);

int import_run_write(const struct import_run *run, const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *dir = mem_dupn(path, slash != NULL ? (size_t)(slash + 1 - path) : 0);
    char *extra = NULL, *access = NULL;
    str_set(&extra, "%s.extra.mc", run->stem);
    str_set(&access, "%s.access", run->stem);
    int rc = 0;
    /* A name of the profile's own choice may be that of something else. */
    if (run->extra_name != NULL && strcmp(run->extra_name, extra) != 0)
        rc = write_new(dir, run->extra_name, &run->extra, err);
    else if (run->extra_name != NULL || run->extra.len > 0)
        rc = write_beside(dir, extra, &run->extra, err);
    if (rc == 0 && run->access.len > 0)
        rc = write_beside(dir, access, &run->access, err);
    for (size_t i = 0; i < run->n_files && rc == 0; i++)
        rc = write_new(dir, run->files[i].name, &run->files[i].text, err);
    free(dir);
    free(extra);
    free(access);
    return rc == 0 ? file_write(path, 0600, run->profile, strlen(run->profile), err) : -1;
}

static int write_beside(const char *dir, const char *name, const struct str *text, struct err *err)
{
    struct str file = STR_INIT;
    str_addf(&file, "%s%s", dir, name);
    int rc = file_write(str_text(&file), 0600, str_text(text), text->len, err);
    str_free(&file);
    return rc;
}

/* Not over a file that says something else. */
static int write_new(const char *dir, const char *name, const struct str *text, struct err *err)
{
    struct str file = STR_INIT, there = STR_INIT;
    int rc = 0;
    str_addf(&file, "%s%s", dir, name);
    if (!file_exists(str_text(&file))) {
        rc = write_beside(dir, name, text, err);
    } else if (file_read(str_text(&file), IMPORT_TABLE_BYTES, &there, err) != 0) {
        rc = -1;
    } else if (there.len != text->len || memcmp(str_text(&there), str_text(text), text->len) != 0) {
        rc = err_set_at(err, ERR_INPUT, str_text(&file), 0, 0,
                        "the profile names this file, and it is there with another text");
        err_mend(err, "write the profile into another folder, or move the file");
    }
    str_free(&file);
    str_free(&there);
    return rc;
}
