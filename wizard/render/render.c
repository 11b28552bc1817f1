/* Rendering in two stages, both with real m4; see render.h. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "cf/cf.h"

#include "model/extra.h"

#include "render/as_is.h"
#include "render/map_type.h"
#include "render/render.h"
#include "render/table_file.h"
#include "render/tables.h"
#include "render/templates.h"
#include "render/values.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"

/* Stands alone on a line between the two documents of the first stage. */
#define SEPARATOR "\f\n"

enum { M4_DEADLINE_MS = 60 * 1000, HEAD_BYTES = 1024 };

/* The second stage: each .mc, which the layout names, becomes the .cf. */
static const struct document {
    const char *cf;
    const char *const *fragments; /* NULL-ended, in this order */
} documents[] = {
    {"sendmail.cf", (const char *const[]){"head.m4",      "host.m4",       "greeting.m4",
                                          "delivery.m4",  "outbound.m4",   "access.m4",
                                          "tls.m4",       "submission.m4", "addresses.m4",
                                          "refuse.m4",    "filters.m4",    "queue.m4",
                                          "received.m4",  "options.m4",    "world.m4",
                                          "recipient.m4", "more.m4",       "extra.m4",
                                          "main.m4",      "profile.m4",    NULL}},
    {"submit.cf", (const char *const[]){"submit.m4", "received.m4", "submit_main.m4", NULL}},
};

static void add_template(const char *name, struct str *out);
static int load_extra(const struct profile *profile, struct extra *extra, struct err *err);
static int expand_templates(const struct render_tools *tools, const struct profile *profile,
                            const struct extra *extra, struct render_output *out, struct err *err);
static int build_cf(const struct render_tools *tools, size_t n, bool parallel,
                    const struct extra *extra, struct render_output *out, struct err *err);
static int judge_cf(const struct render_tools *tools, const struct child *m4, const char *mc,
                    const char *cf, struct err *err);
static bool is_complaint(const char *said);
static void blame(const struct extra *extra, const struct render_file *mc, const struct child *m4,
                  struct err *err);
static struct render_file *new_file(struct render_output *out, const char *name, mode_t mode);
static int write_file(const struct render_file *f, const char *dir, int fd, struct err *err);
static table_put put_into_file, put_into_text;
static void remove_stale(const struct render_output *out, int fd);

int render_find_tools(struct render_tools *tools, const struct layout *layout,
                      const char *tools_dir, struct err *err)
{
    *tools = (struct render_tools){.layout = layout};
    tools->m4 = tool_find(TOOL_M4, layout, tools_dir, err);
    if (tools->m4 != NULL)
        tools->cf_dir = tool_cf_dir(layout, tools_dir, err);
    tools->makemap = tool_find(TOOL_MAKEMAP, layout, tools_dir, NULL);
    return tools->cf_dir != NULL ? 0 : -1;
}

void render_free_tools(struct render_tools *tools)
{
    free(tools->m4);
    free(tools->cf_dir);
    free(tools->makemap);
    *tools = (struct render_tools){0};
}

int render_profile(const struct render_tools *tools, const struct profile *profile, bool parallel,
                   struct render_output *out, struct err *err)
{
    struct extra extra = {0};
    *out = (struct render_output){.n = 0};
    int rc = -1;
    if (map_type_choose(tools, profile, &out->map_type, err) == 0 &&
        load_extra(profile, &extra, err) == 0 &&
        expand_templates(tools, profile, &extra, out, err) == 0 &&
        build_cf(tools, ARRAY_LEN(documents), parallel, &extra, out, err) == 0)
        rc = tables_add(profile, out, err);
    if (rc != 0)
        render_free(out);
    extra_free(&extra);
    return rc;
}

int render_as_is(const struct render_tools *tools, const struct profile *profile, bool compiled,
                 struct render_output *out, struct err *err)
{
    struct extra extra = {0};
    struct profile *bare = as_is_bare(profile);
    int rc = -1;
    *out = (struct render_output){.n = 0};
    if (map_type_choose(tools, bare, &out->map_type, err) == 0 &&
        load_extra(profile, &extra, err) == 0) {
        strs_add_take(&out->names, values_file_name(tools->layout->mc_file, profile));
        as_is_write(tools, bare, out->map_type, &extra,
                    &new_file(out, out->names.v[0], 0644)->data);
        rc = compiled ? build_cf(tools, 1, false, &extra, out, err) : 0;
    }
    if (rc == 0)
        rc = tables_add(bare, out, err);
    if (rc != 0)
        render_free(out);
    profile_free(bare);
    extra_free(&extra);
    return rc;
}

/* Read once for a rendering: what the .mc holds is what its digest stands for. */
static int load_extra(const struct profile *profile, struct extra *extra, struct err *err)
{
    struct errs errs = {0};
    int rc = extra_load(profile, extra, &errs);
    if (rc != 0) {
        *err = errs.v[0];
        errs.v[0] = (struct err){0};
    }
    errs_free(&errs);
    return rc;
}

/* Stage 1: one m4 -P makes both .mc files from the templates. */
static int expand_templates(const struct render_tools *tools, const struct profile *profile,
                            const struct extra *extra, struct render_output *out, struct err *err)
{
    const char *const argv[] = {tools->m4, "-P", "-E", NULL};
    struct str in = STR_INIT;
    int rc = -1;
    char *names[ARRAY_LEN(documents)] = {
        values_file_name(tools->layout->mc_file, profile),
        values_file_name(tools->layout->submit_mc_file, profile),
    };
    for (size_t d = 0; d < ARRAY_LEN(documents); d++)
        strs_add_take(&out->names, names[d]);
    struct layout layout = *tools->layout;
    layout.map_type = out->map_type;
    add_template("lib.m4", &in);
    values_add(profile, &layout, &in);
    values_add_extra(profile, extra, &in);
    values_add_profile(profile, &in);
    values_system(profile, &layout, tools->build, &in);
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
        str_addn(&new_file(out, out->names.v[d], 0644)->data, at, (size_t)(end - at));
        at = end + strlen(SEPARATOR);
    }
    rc = 0;
out:
    str_free(&in);
    child_free(&m4);
    return rc;
}

/* Stage 2: the sendmail-cf macros make a .cf of each of the first n .mc. */
static int build_cf(const struct render_tools *tools, size_t n, bool parallel,
                    const struct extra *extra, struct render_output *out, struct err *err)
{
    struct child m4[ARRAY_LEN(documents)] = {{0}};
    struct str cf_dir = STR_INIT;
    int rc = -1;
    str_addf(&cf_dir, "-D_CF_DIR_=%s", tools->cf_dir);
    const char *const argv[] = {tools->m4, str_text(&cf_dir), "-", NULL};
    for (size_t d = 0; d < n; d++) {
        const struct str *mc = &render_find(out, out->names.v[d])->data;
        m4[d] = (struct child){
            .argv = argv, .in = mc->buf, .in_len = mc->len, .deadline_ms = M4_DEADLINE_MS};
    }
    size_t step = parallel ? n : 1;
    for (size_t d = 0; d < n; d += step)
        if (child_run_all(&m4[d], step, err) != 0)
            goto out;
    for (size_t d = 0; d < n; d++) {
        if (judge_cf(tools, &m4[d], out->names.v[d], documents[d].cf, err) != 0) {
            blame(extra, render_find(out, out->names.v[d]), &m4[d], err);
            goto out;
        }
        new_file(out, documents[d].cf, 0644)->data = m4[d].out;
        m4[d].out = (struct str)STR_INIT;
    }
    rc = 0;
out:
    for (size_t d = 0; d < n; d++)
        child_free(&m4[d]);
    str_free(&cf_dir);
    return rc;
}

/* m4 exits 0 for many a broken .mc: what it says and what it made are judged instead. */
static int judge_cf(const struct render_tools *tools, const struct child *m4, const char *mc,
                    const char *cf_name, struct err *err)
{
    struct cf cf = {0};
    int rc = child_expect_ok(m4, err);
    if (rc == 0 && is_complaint(str_text(&m4->err)))
        rc = err_set(err, ERR_TOOL, "m4 complains about %s: %s", mc, str_text(&m4->err));
    if (rc != 0 && tools->build != NULL && !tools->build->flags_known)
        err_mend(err, "are the macros in %s those of sendmail %s? --tools DIR names others",
                 tools->cf_dir, tools->build->text);
    if (rc == 0)
        rc = cf_parse(str_text(&m4->out), m4->out.len, cf_name, &cf, err);
    cf_free(&cf);
    return rc;
}

/* Newer macros only remark upon a name that an older version needs. */
static bool is_complaint(const char *said)
{
    struct strs lines = {0};
    bool complaint = false;
    strs_split(&lines, said, "\n");
    for (size_t i = 0; i < lines.n; i++)
        complaint = complaint || strncmp(lines.v[i], "WARNING: FEATURE(", 17) != 0 ||
                    strstr(lines.v[i], " is deprecated") == NULL;
    strs_free(&lines);
    return complaint;
}

/* What is wrong in a raw line is told of that line: the .mc and .cf are not written. */
static void blame(const struct extra *extra, const struct render_file *mc, const struct child *m4,
                  struct err *err)
{
    static const char place[] = "stdin:";
    const char *at = err->text != NULL ? strstr(err->text, place) : NULL;
    const char *text = at != NULL ? str_text(&mc->data) : str_text(&m4->out);
    long line = at != NULL ? strtol(at + strlen(place), NULL, 10) : err->line;
    for (; line > 1 && text != NULL; line--) {
        text = strchr(text, '\n');
        if (text != NULL)
            text++;
    }
    if (line == 1 && text != NULL)
        extra_blame(extra, text, strcspn(text, "\n"), err);
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
    remove_stale(out, fd);
    for (size_t i = 0; i < out->n && rc == 0; i++)
        rc = write_file(&out->files[i], dir, fd, err);
    close(fd);
    return rc;
}

static int write_file(const struct render_file *f, const char *dir, int fd, struct err *err)
{
    struct file_writer w;
    if (file_begin_at(&w, fd, dir, f->name, err) != 0)
        return -1;
    if (file_put(&w, str_text(&f->data), f->data.len, err) == 0 &&
        (f->source == NULL || table_file_copy(f->source, put_into_file, &w, err) == 0))
        return file_commit(&w, f->mode, err);
    file_abandon(&w);
    return -1;
}

static int put_into_file(void *arg, const char *bytes, size_t len, struct err *err)
{
    return file_put(arg, bytes, len, err);
}

int render_whole(const struct render_file *f, struct str *out, struct err *err)
{
    str_addn(out, str_text(&f->data), f->data.len);
    return f->source != NULL ? table_file_copy(f->source, put_into_text, out, err) : 0;
}

static int put_into_text(void *arg, const char *bytes, size_t len, struct err *err)
{
    (void)err;
    str_addn(arg, bytes, len);
    return 0;
}

/*
 * A table of an earlier rendering would be taken for a part of this one.  Only what
 * carries our mark goes.
 */
static void remove_stale(const struct render_output *out, int fd)
{
    static const char *const tables[] = {
        "access",         "recipients",    "mailertable",   "aliases",     "authinfo",
        "helpfile-empty", "virtusertable", "genericstable", "domaintable", "Sendmail.conf"};
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        char head[HEAD_BYTES];
        int table = render_find(out, tables[i]) == NULL
                        ? openat(fd, tables[i], O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
                        : -1;
        ssize_t len = table >= 0 ? read(table, head, sizeof(head) - 1) : -1;
        head[len > 0 ? len : 0] = '\0';
        if (len > 0 ? strstr(head, "\n# Written by mcwizard") != NULL
                    : len == 0 && strcmp(tables[i], "helpfile-empty") == 0)
            (void)unlinkat(fd, tables[i], 0);
        if (table >= 0)
            close(table);
    }
}

void render_free(struct render_output *out)
{
    for (size_t i = 0; i < out->n; i++) {
        /* The table of passwords does not stay in freed memory. */
        if (out->files[i].mode == 0600 && out->files[i].data.buf != NULL)
            explicit_bzero(out->files[i].data.buf, out->files[i].data.cap);
        str_free(&out->files[i].data);
        table_file_free(out->files[i].source);
    }
    strs_free(&out->names);
    out->n = 0;
}
