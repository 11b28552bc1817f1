/* Rendering in two stages, both with real m4; see render.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "cf/cf.h"

#include "render/render.h"
#include "render/tables.h"
#include "render/templates.h"
#include "render/values.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"

/* Stands alone on a line between the two documents of the first stage. */
#define SEPARATOR "\f\n"

enum { M4_DEADLINE_MS = 60 * 1000 };

/* The second stage: each .mc becomes the .cf after it. */
static const struct document {
    const char *mc, *cf;
    const char *const *fragments; /* NULL-ended, in this order */
} documents[] = {
    {"sendmail.mc", "sendmail.cf",
     (const char *const[]){"head.m4", "host.m4", "greeting.m4", "delivery.m4", "outbound.m4",
                           "access.m4", "tls.m4", "submission.m4", "addresses.m4", "refuse.m4",
                           "filters.m4", "queue.m4", "received.m4", "options.m4", "world.m4",
                           "recipient.m4", "extra.m4", "main.m4", NULL}},
    {"submit.mc", "submit.cf",
     (const char *const[]){"submit.m4", "received.m4", "submit_main.m4", NULL}},
};

static void add_template(const char *name, struct str *out);
static int expand_templates(const struct render_tools *tools, const struct profile *profile,
                            struct render_output *out, struct err *err);
static int build_cf(const struct render_tools *tools, bool parallel, struct render_output *out,
                    struct err *err);
static int judge_cf(const struct child *m4, const char *mc, const char *cf, struct err *err);
static struct render_file *new_file(struct render_output *out, const char *name, mode_t mode);
static void remove_stale(const struct render_output *out, const char *dir, int fd);

int render_find_tools(struct render_tools *tools, const struct layout *layout,
                      const char *tools_dir, struct err *err)
{
    *tools = (struct render_tools){.layout = layout};
    tools->m4 = tool_find(TOOL_M4, layout, tools_dir, err);
    if (tools->m4 != NULL)
        tools->cf_dir = tool_cf_dir(layout, tools_dir, err);
    return tools->cf_dir != NULL ? 0 : -1;
}

void render_free_tools(struct render_tools *tools)
{
    free(tools->m4);
    free(tools->cf_dir);
    *tools = (struct render_tools){0};
}

int render_profile(const struct render_tools *tools, const struct profile *profile, bool parallel,
                   struct render_output *out, struct err *err)
{
    *out = (struct render_output){.n = 0};
    if (expand_templates(tools, profile, out, err) == 0 &&
        build_cf(tools, parallel, out, err) == 0 && tables_add(profile, out, err) == 0)
        return 0;
    render_free(out);
    return -1;
}

/* Stage 1: one m4 -P makes both .mc files from the templates. */
static int expand_templates(const struct render_tools *tools, const struct profile *profile,
                            struct render_output *out, struct err *err)
{
    const char *const argv[] = {tools->m4, "-P", "-E", NULL};
    struct str in = STR_INIT;
    int rc = -1;
    add_template("lib.m4", &in);
    values_add(profile, tools->layout, &in);
    for (size_t d = 0; d < ARRAY_LEN(documents); d++) {
        for (const char *const *f = documents[d].fragments; *f != NULL; f++)
            add_template(*f, &in);
        str_add(&in, "m4_divert(0)m4_dnl\n" SEPARATOR);
    }
    struct child m4 = {.argv = argv, .in = in.buf, .in_len = in.len, .deadline_ms = M4_DEADLINE_MS};
    if (child_run(&m4, err) != 0 || child_expect_ok(&m4, err) != 0)
        goto out;
    if (m4.err.len > 0) {
        err_set(err, ERR_TOOL, "m4 complains about the templates: %s", str_text(&m4.err));
        goto out;
    }
    const char *at = str_text(&m4.out);
    for (size_t d = 0; d < ARRAY_LEN(documents); d++) {
        const char *end = strstr(at, SEPARATOR);
        if (end == NULL) {
            err_set(err, ERR_TOOL, "m4 did not expand the templates to their end");
            goto out;
        }
        str_addn(&new_file(out, documents[d].mc, 0644)->data, at, (size_t)(end - at));
        at = end + strlen(SEPARATOR);
    }
    rc = 0;
out:
    str_free(&in);
    child_free(&m4);
    return rc;
}

/* Stage 2: the sendmail-cf macros make a .cf of each .mc. */
static int build_cf(const struct render_tools *tools, bool parallel, struct render_output *out,
                    struct err *err)
{
    struct child m4[ARRAY_LEN(documents)] = {{0}};
    struct str cf_dir = STR_INIT;
    int rc = -1;
    str_addf(&cf_dir, "-D_CF_DIR_=%s", tools->cf_dir);
    const char *const argv[] = {tools->m4, str_text(&cf_dir), "-", NULL};
    for (size_t d = 0; d < ARRAY_LEN(documents); d++) {
        const struct str *mc = &render_find(out, documents[d].mc)->data;
        m4[d] = (struct child){
            .argv = argv, .in = mc->buf, .in_len = mc->len, .deadline_ms = M4_DEADLINE_MS};
    }
    size_t step = parallel ? ARRAY_LEN(documents) : 1;
    for (size_t d = 0; d < ARRAY_LEN(documents); d += step)
        if (child_run_all(&m4[d], step, err) != 0)
            goto out;
    for (size_t d = 0; d < ARRAY_LEN(documents); d++) {
        if (judge_cf(&m4[d], documents[d].mc, documents[d].cf, err) != 0)
            goto out;
        new_file(out, documents[d].cf, 0644)->data = m4[d].out;
        m4[d].out = (struct str)STR_INIT;
    }
    rc = 0;
out:
    for (size_t d = 0; d < ARRAY_LEN(documents); d++)
        child_free(&m4[d]);
    str_free(&cf_dir);
    return rc;
}

/* m4 exits 0 for many a broken .mc: what it says and what it made are judged instead. */
static int judge_cf(const struct child *m4, const char *mc, const char *cf_name, struct err *err)
{
    struct cf cf = {0};
    if (child_expect_ok(m4, err) != 0)
        return -1;
    if (m4->err.len > 0)
        return err_set(err, ERR_TOOL, "m4 complains about %s: %s", mc, str_text(&m4->err));
    int rc = cf_parse(str_text(&m4->out), m4->out.len, cf_name, &cf, err);
    cf_free(&cf);
    return rc;
}

static void add_template(const char *name, struct str *out)
{
    const struct template_file *t = templates;
    while (t->name != NULL && strcmp(t->name, name) != 0)
        t++;
    MUST(t->name != NULL);
    str_add(out, t->text);
}

static struct render_file *new_file(struct render_output *out, const char *name, mode_t mode)
{
    MUST(out->n < RENDER_MAX_FILES);
    struct render_file *f = &out->files[out->n++];
    *f = (struct render_file){.name = name, .mode = mode};
    return f;
}

const struct render_file *render_find(const struct render_output *out, const char *name)
{
    for (size_t i = 0; i < out->n; i++)
        if (strcmp(out->files[i].name, name) == 0)
            return &out->files[i];
    return NULL;
}

int render_write(const struct render_output *out, const char *dir, struct err *err)
{
    int rc = 0;
    int fd = file_open_dir(dir, err);
    if (fd < 0)
        return -1;
    remove_stale(out, dir, fd);
    for (size_t i = 0; i < out->n && rc == 0; i++)
        rc = file_write_at(fd, dir, out->files[i].name, out->files[i].mode,
                           str_text(&out->files[i].data), out->files[i].data.len, err);
    close(fd);
    return rc;
}

/*
 * A table of an earlier rendering would be taken for a part of this one.  Only what
 * carries our mark goes.
 */
static void remove_stale(const struct render_output *out, const char *dir, int fd)
{
    static const char *const tables[] = {"access",  "recipients", "mailertable",
                                         "aliases", "authinfo",   "helpfile-empty"};
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct str path = STR_INIT, text = STR_INIT;
        str_addf(&path, "%s/%s", dir, tables[i]);
        bool ours = render_find(out, tables[i]) == NULL &&
                    file_read(str_text(&path), FILE_MAX_CF, &text, NULL) == 0 &&
                    (strstr(str_text(&text), "\n# Written by mcwizard") != NULL ||
                     (text.len == 0 && strcmp(tables[i], "helpfile-empty") == 0));
        if (ours)
            (void)unlinkat(fd, tables[i], 0);
        str_free(&path);
        str_free(&text);
    }
}

void render_free(struct render_output *out)
{
    for (size_t i = 0; i < out->n; i++) {
        /* The table of passwords does not stay in freed memory. */
        if (out->files[i].mode == 0600 && out->files[i].data.buf != NULL)
            explicit_bzero(out->files[i].data.buf, out->files[i].data.cap);
        str_free(&out->files[i].data);
    }
    out->n = 0;
}
