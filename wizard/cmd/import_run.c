/* One import, from the files to a checked profile; see import_run.h. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "cmd/import_own.h"
#include "cmd/import_refused.h"
#include "cmd/import_run.h"
#include "cmd/import_tables.h"
#include "cmd/mc_load.h"
#include "cmd/pipeline.h"

#include "import/calls.h"
#include "import/cf_calls.h"
#include "import/tables.h"

#include "model/extra.h"
#include "model/rules.h"

#include "relay/room.h"

#include "render/mc.h"

#include "sys/file.h"

#include "ui/found.h"

enum { ROUNDS = 40, HOST_NAME_BYTES = 256 };

static int find_source(const struct context *ctx, const char *path, struct import_run *run,
                       struct err *err);
static int read_source(struct context *ctx, bool trust, struct import_run *run, struct err *err);
static int compare_beside(struct import_run *run, struct err *err);
static void name_host(const struct context *ctx, struct import_run *run);
static int make_profile(struct context *ctx, struct import_run *run, const char *room,
                        struct errs *errs);
static char *dump(const struct import_run *run);
static void tell_missing(struct import_run *run);
static void bring_tables(const struct context *ctx, struct import_run *run);
static char *only_mc(const char *dir);
static int compare_as_is(struct context *ctx, struct import_run *run, const char *room,
                         struct err *err);
static const char *reason(const struct import_run *run, const struct diff_item *item);
static char *beside(const char *path, const char *name);

int import_run(struct context *ctx, const char *path, bool trust, const char *stem,
               struct import_run *run, struct errs *errs)
{
    struct err err = {0};
    char *room = NULL;
    int rc = -1;
    run->stem = mem_dup(stem);
    import_init(&run->imp, ctx->layout);
    if (find_source(ctx, path, run, &err) != 0 || read_source(ctx, trust, run, &err) != 0 ||
        compare_beside(run, &err) != 0)
        goto out;
    if (mc_find_call(&run->mc, "FEATURE", "msp") != NULL) {
        err_set_at(&err, ERR_INPUT, run->source, 0, 0, "is a submit.mc: it has FEATURE(`msp')");
        err_mend(&err, "name the sendmail.mc: submit.cf follows from the profile");
        goto out;
    }
    if (room_make(&room, &err) != 0)
        goto out;
    int own = import_own_read(ctx, run, room, &err);
    if (own < 0)
        goto out;
    if (own == 0) {
        name_host(ctx, run);
        import_calls(&run->imp, &run->mc);
        import_tables_read(ctx, run);
        import_finish(&run->imp, &run->mc);
        tell_missing(run);
        bring_tables(ctx, run);
    }
    import_run_gather(run);
    /* A table that comes along by reference is read, and judged, by the rendering alone. */
    for (int round = 0; round < ROUNDS && rc != 0; round++) {
        if (make_profile(ctx, run, room, errs) != 0) {
            if (own != 1 || !import_own_forget(run, errs))
                goto out;
            import_run_gather(run);
            continue;
        }
        rc = own == 1 ? import_own_compare(ctx, run, room, &err)
                      : compare_as_is(ctx, run, room, &err);
        if (rc != 0 && own == 1) {
            errs_add_take(errs, &err);
            if (!import_own_forget(run, errs))
                goto out;
            import_run_gather(run);
        } else if (rc != 0) {
            /* The last one is told. */
            if (round + 1 == ROUNDS || !import_refused(run, &err))
                goto out;
            err_clear(&err);
        }
    }
    if (own == 0)
        import_own_tell(run, room);
out:
    if (err_is_set(&err)) {
        errs_add_take(errs, &err);
        /* m4 says where it gave up; these say why. */
        for (size_t i = 0; i < run->faults.n && rc != 0; i++) {
            const struct mc_fault *fault = &run->faults.v[i];
            if (fault->breaks)
                errs_add(errs, ERR_INPUT, run->source, fault->line, fault->column, "%s",
                         fault->text);
            if (fault->breaks && fault->mend != NULL)
                err_mend(&errs->v[errs->n - 1], "%s", fault->mend);
        }
    }
    if (room != NULL)
        room_remove(room);
    free(room);
    return rc;
}

void import_run_free(struct import_run *run)
{
    mc_free(&run->mc);
    str_free(&run->text);
    if (run->cf.v != NULL)
        cf_free(&run->cf);
    import_free(&run->imp);
    str_free(&run->access);
    str_free(&run->extra);
    diff_free(&run->parted);
    diff_free(&run->as_is);
    strs_free(&run->reasons);
    mc_faults_free(&run->faults);
    free(run->source);
    free(run->beside);
    free(run->profile);
    free(run->stem);
    import_own_free(run->own);
    strs_free(&run->remarks);
    for (size_t i = 0; i < run->n_files; i++) {
        free(run->files[i].name);
        str_free(&run->files[i].text);
    }
    free(run->out_dir);
    free(run->extra_name);
    *run = (struct import_run){.unexplained = 0};
}

/* The .mc of a folder, or else its .cf. */
static int find_source(const struct context *ctx, const char *path, struct import_run *run,
                       struct err *err)
{
    struct str dir = STR_INIT;
    if (path == NULL)
        str_addf(&dir, "%s%s", ctx->root, ctx->layout->mail_dir);
    else
        str_add(&dir, path);
    if (path != NULL && !file_is_dir(path)) {
        run->source = mem_dup(path);
        run->beside = mc_is_mc(path) ? beside(path, "sendmail.cf") : NULL;
        str_free(&dir);
        return 0;
    }
    while (dir.len > 1 && str_text(&dir)[dir.len - 1] == '/')
        dir.buf[--dir.len] = '\0';
    char host[HOST_NAME_BYTES] = "";
    gethostname(host, sizeof(host) - 1);
    /* FreeBSD names its .mc after the host. */
    const char *const names[][2] = {{"sendmail", ".mc"}, {host, ".mc"}, {"sendmail", ".cf"}};
    for (size_t i = 0; i < ARRAY_LEN(names) && run->source == NULL; i++) {
        struct str file = STR_INIT;
        str_addf(&file, "%s/%s%s", str_text(&dir), names[i][0], names[i][1]);
        if (names[i][0][0] != '\0' && file_exists(str_text(&file)))
            run->source = mem_dup(str_text(&file));
        str_free(&file);
    }
    if (run->source == NULL)
        run->source = only_mc(str_text(&dir));
    if (run->source == NULL)
        err_set_at(err, ERR_INPUT, str_text(&dir), 0, 0, "has neither sendmail.mc nor sendmail.cf");
    else if (mc_is_mc(run->source))
        run->beside = beside(run->source, "sendmail.cf");
    str_free(&dir);
    return run->source != NULL ? 0 : -1;
}

/* The one .mc of a folder that is neither of submit.cf nor the system's template; or NULL. */
static char *only_mc(const char *dir)
{
    glob_t found = {0};
    struct str pattern = STR_INIT;
    char *only = NULL;
    size_t n = 0;
    str_addf(&pattern, "%s/*.mc", dir);
    if (glob(str_text(&pattern), 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            if (strstr(found.gl_pathv[i], "submit") != NULL ||
                str_ends(found.gl_pathv[i], "/freebsd.mc"))
                continue;
            n++;
            str_set(&only, "%s", found.gl_pathv[i]);
        }
    if (n != 1) {
        free(only);
        only = NULL;
    }
    globfree(&found);
    str_free(&pattern);
    return only;
}

static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    struct str out = STR_INIT;
    str_addn(&out, path, slash != NULL ? (size_t)(slash + 1 - path) : 0);
    str_add(&out, name);
    if (!file_exists(str_text(&out)) || strcmp(str_text(&out), path) == 0)
        str_free(&out);
    return out.len > 0 ? str_take(&out) : NULL;
}

static int read_source(struct context *ctx, bool trust, struct import_run *run, struct err *err)
{
    if (mc_is_mc(run->source)) {
        int rc = mc_load(ctx, run->source, trust, &run->mc, &run->text, &run->cf, err);
        mc_faults_find(str_text(&run->mc.text), run->mc.text.len, &run->mc.known, &run->faults);
        return rc;
    }
    if (file_read(run->source, MC_MAX_BYTES * 16, &run->text, err) != 0 ||
        cf_parse(str_text(&run->text), run->text.len, run->source, &run->cf, err) != 0)
        return -1;
    cf_calls_find(&run->cf, str_text(&run->text), run->text.len, &run->mc);
    return 0;
}

/* Edited by hand afterwards: where the two part. */
static int compare_beside(struct import_run *run, struct err *err)
{
    struct str text = STR_INIT;
    struct cf cf = {.n = 0};
    int rc = 0;
    if (run->beside != NULL && (rc = file_read(run->beside, MC_MAX_BYTES * 16, &text, err)) == 0 &&
        (rc = cf_parse(str_text(&text), text.len, run->beside, &cf, err)) == 0) {
        diff_compare(&run->cf, &cf, &run->parted);
        diff_sort(&run->parted);
        cf_free(&cf);
    }
    str_free(&text);
    return rc;
}

/* What the source speaks of and does not hold, and what it does without a word. */
static void tell_missing(struct import_run *run)
{
    for (size_t i = 0; i < run->mc.missing.n; i++) {
        const struct err *e = &run->mc.missing.v[i];
        import_add_left(&run->imp, e->file != NULL ? e->file : run->source, e->line, "include",
                        e->text);
    }
    if (mc_is_mc(run->source) && mc_find_call(&run->mc, "FEATURE", "no_default_msa") == NULL &&
        mc_find_call(&run->mc, "FEATURE", "nullclient") == NULL)
        strs_add(&run->remarks, "port 587, which the macros open by themselves, is not carried; "
                                "submission.enabled opens it for users who log in");
}

/*
 * A table of the host's own that comes along by reference comes as a copy: apply writes into
 * the file itself.
 */
static void bring_tables(const struct context *ctx, struct import_run *run)
{
    struct str mail = STR_INIT;
    char *dir = NULL;
    str_addf(&mail, "%s%s", ctx->root, ctx->layout->mail_dir);
    dir = realpath(str_text(&mail), NULL);
    for (size_t i = 0; i < run->imp.n_tables && dir != NULL; i++) {
        struct import_table *table = &run->imp.tables[i];
        bool by_file = table->fate == IMPORT_RAW && table->settings.n == 1 &&
                       str_ends(table->settings.v[0], "_file");
        size_t len = strlen(dir);
        bool own = strncmp(table->file, dir, len) == 0 && table->file[len] == '/';
        bool aliases = strcmp(table->name, "aliases") == 0;
        if (!by_file || (!own && !aliases) || run->n_files == IMPORT_FILES)
            continue;
        struct import_file *file = &run->files[run->n_files];
        *file = (struct import_file){.name = NULL};
        str_set(&file->name, "%s.%s", run->stem, table->name);
        if (file_read(table->file, IMPORT_TABLE_BYTES, &file->text, NULL) == 0 &&
            import_set(&run->imp, table->settings.v[0], file->name, NULL)) {
            run->n_files++;
        } else {
            free(file->name);
            str_free(&file->text);
        }
    }
    free(dir);
    str_free(&mail);
}

/* A .mc need not say the host's name: sendmail asks the system for it. */
static void name_host(const struct context *ctx, struct import_run *run)
{
    struct found found = {0};
    bool said = mc_find_call(&run->mc, "define", "confDOMAIN_NAME") != NULL;
    char host[HOST_NAME_BYTES] = "";
    gethostname(host, sizeof(host) - 1);
    found_look(&found, ctx->root, ctx->layout, ctx->root[0] == '\0' ? host : NULL);
    if (found.name == NULL || !import_set(&run->imp, "host.name", found.name, NULL))
        import_set(&run->imp, "host.name", "localhost.localdomain", NULL);
    if (!said)
        import_add_note(&run->imp, "macro", "j",
                        "the profile says the host's name; the source leaves it to the system");
    found_free(&found);
}

void import_run_gather(struct import_run *run)
{
    static const char *const headings[EXTRA_PLACES] = {
        [EXTRA_FIRST] = "",
        [EXTRA_MAILER] = "MAILER_DEFINITIONS\n",
        [EXTRA_CONFIG] = "LOCAL_CONFIG\n",
        [EXTRA_RULE0] = "LOCAL_RULE_0\n",
        [EXTRA_RULESETS] = "LOCAL_RULESETS\n",
        [EXTRA_TAIL] = "",
    };
    str_clear(&run->extra);
    for (size_t i = 0; i < EXTRA_PLACES; i++)
        if (run->imp.extra[i].len > 0)
            str_addf(&run->extra, "%s%s", headings[i], str_text(&run->imp.extra[i]));
}

/*
 * Until the rules hold: a setting that breaks one is taken out, and the lines that became it
 * are left, with what the rule says.
 */
static int make_profile(struct context *ctx, struct import_run *run, const char *room,
                        struct errs *errs)
{
    struct str name = STR_INIT, file = STR_INIT;
    struct errs faults = {0};
    struct err err = {0};
    int rc = -1;
    (void)ctx;
    str_addf(&name, "%s/%s.json", room, run->stem);
    for (int round = 0; round < ROUNDS && rc != 0; round++) {
        errs_free(&faults);
        if (run->extra.len > 0) {
            str_clear(&file);
            if (run->extra_name != NULL)
                str_add(&file, run->extra_name);
            else
                str_addf(&file, "%s.extra.mc", run->stem);
            import_set(&run->imp, "extra.file", str_text(&file), NULL);
            if (room_write(room, str_text(&file), str_text(&run->extra), run->extra.len, NULL,
                           &err) != 0)
                goto out;
        }
        if (run->access.len > 0) {
            str_clear(&file);
            str_addf(&file, "%s.access", run->stem);
            import_set(&run->imp, "tables.access_file", str_text(&file), NULL);
            if (room_write(room, str_text(&file), str_text(&run->access), run->access.len, NULL,
                           &err) != 0)
                goto out;
        }
        for (size_t i = 0; run->own == NULL && i < run->n_files; i++)
            if (room_write(room, run->files[i].name, str_text(&run->files[i].text),
                           run->files[i].text.len, NULL, &err) != 0)
                goto out;
        free(run->profile);
        run->profile = run->own != NULL ? import_own_dump(run) : dump(run);
        struct profile *profile =
            profile_parse(run->profile, strlen(run->profile), str_text(&name), &faults);
        for (size_t i = 0; profile != NULL && i < ctx->sets.n; i++)
            profile_set(profile, ctx->sets.v[i], &faults);
        char *said = profile != NULL && faults.n == 0 ? profile_dump(profile) : NULL;
        if (said != NULL && run->own != NULL) {
            profile_free(profile);
            profile = import_own_parse(run, room, said, &faults);
        }
        if (said != NULL && profile != NULL && rules_check(profile, &faults) == 0) {
            free(run->profile);
            run->profile = said;
            said = NULL;
            rc = 0;
        }
        free(said);
        profile_free(profile);
        bool mended = false;
        for (size_t i = 0; rc != 0 && i < faults.n; i++)
            mended = (run->own != NULL ? import_own_refused(run, &faults.v[i])
                                       : import_refused(run, &faults.v[i])) ||
                     mended;
        if (rc != 0 && !mended)
            break;
    }
out:
    if (err_is_set(&err))
        errs_add_take(errs, &err);
    for (size_t i = 0; rc != 0 && i < faults.n; i++) {
        errs_add_take(errs, &faults.v[i]);
        faults.v[i] = (struct err){0};
    }
    errs_free(&faults);
    str_free(&name);
    str_free(&file);
    return rc;
}

/* In the order of the table of settings. */
static char *dump(const struct import_run *run)
{
    json_t *root = json_object();
    struct str said = STR_INIT;
    const char *slash = strrchr(run->source, '/');
    str_addf(&said, "Imported from %s.", slash != NULL ? slash + 1 : run->source);
    MUST(root != NULL && json_object_set_new(root, "//", json_string(str_text(&said))) == 0);
    for (size_t i = 0; i < setting_count(); i++) {
        const char *path = setting_at(i)->path, *dot = strchr(path, '.');
        json_t *value = (json_t *)(size_t)import_value(&run->imp, path);
        if (value == NULL)
            continue;
        char *name = mem_dupn(path, (size_t)(dot - path));
        json_t *section = json_object_get(root, name);
        if (section == NULL) {
            section = json_object();
            MUST(json_object_set_new(root, name, section) == 0);
        }
        MUST(json_object_set(section, dot + 1, value) == 0);
        free(name);
    }
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII);
    MUST(text != NULL);
    json_decref(root);
    str_free(&said);
    return text;
}

/* What the profile says alone, as a sendmail.cf, against the source. */
static int compare_as_is(struct context *ctx, struct import_run *run, const char *room,
                         struct err *err)
{
    struct str name = STR_INIT;
    struct errs errs = {0};
    struct render_tools tools = {0};
    struct render_output out = {.n = 0};
    struct mc mc = {.n = 0};
    struct str path = STR_INIT, text = STR_INIT;
    struct cf cf = {.n = 0};
    int rc = -1;
    str_addf(&name, "%s/%s.json", room, run->stem);
    struct profile *profile =
        profile_parse(run->profile, strlen(run->profile), str_text(&name), &errs);
    MUST(profile != NULL);
    /* Its raw lines are a stranger's: m4 is as much on guard as it was with the source. */
    if (pipeline_find_tools(ctx, &tools, err) == 0 &&
        render_as_is(&tools, profile, false, &out, err) == 0 &&
        room_write(room, "as-is.mc", str_text(&out.files[0].data), out.files[0].data.len, &path,
                   err) == 0) {
        const struct mc_request request = {.path = str_text(&path), .root = "", .plain = true};
        rc = mc_render(&tools, &request, &mc, &text, err);
        if (rc == 0)
            rc = mc_parse(&mc, &text, &cf, err);
        if (rc != 0 && run->extra.len > 0) {
            import_refused_raw(run, err);
            err_clear(err);
            err_set(err, ERR_INPUT, "raw lines");
            str_set(&err->setting, "extra.file");
        }
    }
    if (rc == 0) {
        diff_compare(&run->cf, &cf, &run->as_is);
        diff_sort(&run->as_is);
        for (size_t i = 0; i < run->as_is.n; i++) {
            const char *why = reason(run, &run->as_is.v[i]);
            strs_add(&run->reasons, why != NULL ? why : "");
            run->unexplained += why == NULL ? 1 : 0;
        }
        cf_free(&cf);
    }
    mc_free(&mc);
    str_free(&path);
    str_free(&text);
    render_free(&out);
    render_free_tools(&tools);
    profile_free(profile);
    errs_free(&errs);
    str_free(&name);
    return rc;
}

/* A note of the import, or the line that made it and was not carried as it was. */
static const char *reason(const struct import_run *run, const struct diff_item *item)
{
    const struct import *imp = &run->imp;
    for (size_t i = 0; i < imp->n_notes; i++)
        if (strcmp(imp->notes[i].kind, item->kind) == 0 &&
            import_like(imp->notes[i].name, item->name))
            return imp->notes[i].why;
    /* A raw line is there as it is: it explains nothing. */
    for (size_t i = 0; i < imp->n_lines; i++) {
        const struct import_line *line = &imp->lines[i];
        if (line->place.line == item->old.line && item->old.line > 0 && line->why != NULL &&
            line->fate != IMPORT_RAW)
            return line->why;
    }
    for (size_t i = 0; i < imp->n_lines; i++)
        if (imp->lines[i].why != NULL && imp->lines[i].fate != IMPORT_RAW &&
            import_touches(&imp->lines[i], item->kind, item->name))
            return imp->lines[i].why;
    return NULL;
}

struct import_sum import_run_sum(const struct import_run *run)
{
    struct import_sum sum = {0};
    for (size_t i = 0; i < run->imp.n_lines; i++) {
        enum import_fate fate = run->imp.lines[i].fate;
        sum.lines += fate != IMPORT_NONE ? 1 : 0;
        sum.settings += fate == IMPORT_SETTING ? 1 : 0;
        sum.raw += fate == IMPORT_RAW ? 1 : 0;
        sum.left += fate == IMPORT_LEFT ? 1 : 0;
    }
    sum.entries_left = run->imp.n_left;
    sum.share = sum.lines > 0 ? (double)sum.settings / (double)sum.lines : 1;
    return sum;
}

bool import_run_lost_table(const struct import_run *run, const struct import_table *table)
{
    bool told = false;
    for (size_t i = 0; i < run->imp.n_left; i++)
        told = told || strcmp(run->imp.left[i].file, table->file) == 0;
    return table->fate == IMPORT_LEFT && !told;
}

bool import_run_complete(const struct import_run *run)
{
    struct import_sum sum = import_run_sum(run);
    bool complete = sum.left == 0 && sum.entries_left == 0 && run->unexplained == 0;
    for (size_t i = 0; i < run->faults.n; i++)
        complete = complete && !run->faults.v[i].breaks;
    for (size_t i = 0; i < run->imp.n_tables; i++)
        complete = complete && run->imp.tables[i].fate != IMPORT_LEFT;
    return complete;
}
