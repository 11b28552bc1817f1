/* Canonical texts compared by diff(1); see unified.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "sys/child.h"
#include "sys/file.h"

#include "diff/internal.h"
#include "diff/unified.h"

enum { DIFF_DEADLINE_MS = 60000 };

static void canonical(const struct cf *cf, struct str *out);
static int compare_texts(const char *program, const char *old_name, const struct str *old,
                         const char *new_name, const struct str *new, struct str *out,
                         struct err *err);

/* The grouped dump as diff_mask shows it. */
static void canonical(const struct cf *cf, struct str *out)
{
    struct str dump = STR_INIT;
    cf_dump_grouped(cf, &dump);
    diff_mask_lines(str_text(&dump), false, false, out);
    str_free(&dump);
}

int diff_unified(const char *program, const struct cf *old, const struct cf *new, struct str *out,
                 struct err *err)
{
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    canonical(old, &a);
    canonical(new, &b);
    int rc = compare_texts(program, old->file, &a, new->file, &b, out, err);
    str_free(&a);
    str_free(&b);
    return rc;
}

int diff_unified_table(const char *program, bool secret, const char *old_name,
                       const struct str *old, const char *new_name, const struct str *new,
                       struct str *out, struct err *err)
{
    struct str a = STR_INIT;
    struct str b = STR_INIT;
    diff_mask_lines(str_text(old), true, secret, &a);
    diff_mask_lines(str_text(new), true, secret, &b);
    int rc = compare_texts(program, old_name, &a, new_name, &b, out, err);
    str_free(&a);
    str_free(&b);
    return rc;
}

static int compare_texts(const char *program, const char *old_name, const struct str *old,
                         const char *new_name, const struct str *new, struct str *out,
                         struct err *err)
{
    /* diff(1) takes one side from standard input; the other needs a file. */
    const char *tmp = getenv("TMPDIR");
    struct str dir = STR_INIT;
    struct str path = STR_INIT;
    const char *argv[] = {program,  "-u", "--label", old_name, "--label",
                          new_name, "--", NULL,      "-",      NULL};
    struct child child = {
        .argv = argv, .in = str_text(new), .in_len = new->len, .deadline_ms = DIFF_DEADLINE_MS};
    int rc = -1;
    str_addf(&dir, "%s/mcwizard.XXXXXX", tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (mkdtemp(dir.buf) == NULL) {
        err_set_errno(err, str_text(&dir), "cannot make a folder");
        goto out;
    }
    str_addf(&path, "%s/old", str_text(&dir));
    argv[7] = str_text(&path);
    if (file_write(argv[7], 0600, str_text(old), old->len, err) != 0)
        goto out;
    if (child_run(&child, err) != 0)
        goto out;
    if (child.status != 0 && child.status != 1) {
        child_expect_ok(&child, err);
        goto out;
    }
    str_addn(out, str_text(&child.out), child.out.len);
    rc = child.status;
out:
    child_free(&child);
    if (path.len > 0) {
        unlink(str_text(&path));
        rmdir(str_text(&dir));
    }
    str_free(&dir);
    str_free(&path);
    return rc;
}
