/*
 * `audit [FILE|DIR|PROFILE]...`: every known rule of hardening that a configuration itself
 * can show, each as a check with its source.  Engines meet here: what is named is parsed,
 * or rendered first, and its tables are read from beside it.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "audit/audit.h"

#include "cf/cf.h"
#include "cf/judge.h"

#include "cmd/accepted.h"
#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/pipeline.h"

#include "diff/table.h"

#include "model/profile.h"

#include "render/render.h"

#include "sys/file.h"
#include "sys/layout.h"

/* What the command line says. */
struct wishes {
    const char *profile;
    bool json;
    struct audit_sarif *sarif; /* owned: gathers all that is audited; NULL: another format */
    enum severity fail_on;
    struct accepted skipped;
};

/* Where the tables of what is audited lie. */
struct source {
    char *dir; /* owned: read by their last name from there; NULL: rendered has them */
    const struct render_output *rendered;
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w);
static int no_check(const char *id);
static int audit_named(struct context *ctx, const struct wishes *w, char **paths, size_t n);
static int audit_one(struct context *ctx, const struct wishes *w, const char *path,
                     const struct profile *profile);
static int audit_profile(struct context *ctx, const struct wishes *w, const char *path);
static int audit_files(const struct wishes *w, const char *name, const char *mta, const char *msp,
                       const struct source *source, const struct profile *profile,
                       const struct sendmail_build *build);
static int trouble(const struct wishes *w, const char *name, const struct err *err);
static int troubles(const struct wishes *w, const char *name, const struct errs *errs);
static int load(const char *path, const struct source *source, struct cf *cf, struct err *err);
static audit_read_fn read_table;

static const struct option options[] = {{"profile", required_argument, NULL, 'p'},
                                        {"fail-on", required_argument, NULL, 'f'},
                                        {"skip", required_argument, NULL, 's'},
                                        {NULL, 0, NULL, 0}};

const struct command cmd_audit_entry = {
    .name = "audit",
    .synopsis = "[--fail-on SEVERITY] [--skip ID]... [-v] [-p PROFILE] [FILE|DIR]...",
    .summary = "Check a configuration against the known rules of hardening",
    .help =
        "Makes every check that fits what the configuration is for, and prints what it finds,\n"
        "the worst first: its place, what is there, what should be, and how to mend it.\n"
        "\n"
        "FILE is a sendmail.cf, a submit.cf or a profile (NAME.json), which is rendered first;\n"
        "DIR has a sendmail.cf, and perhaps a submit.cf and the tables.  Without any it is the\n"
        "host's own configuration.  What the host is for is told by the profile, or read from\n"
        "the configuration.  Owners and modes of files are not looked at, and no program is\n"
        "run: `prove' tries whether strangers can relay.\n"
        "\n"
        "What audit.accepted of the profile names is shown as accepted, with its reason, and\n"
        "fails nothing; with -v it is told which of it was not found.  As sarif the output is\n"
        "one log (SARIF 2.1.0) of all that was named.\n"
        "\n"
        "Exits 0 if it is clean, 1 if there are findings, 2 if something could not be checked.",
    .options = "  -p, --profile=PROFILE  what the host is for, and what is accepted, as it says\n"
               "      --fail-on=SEVERITY high, medium or low (the default): what exits with 1\n"
               "      --skip=ID          show the findings of a check as accepted\n"
               "  -v, --verbose          advice, too\n"
               "      --format=FORMAT    text, json (JSON Lines) or sarif\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct wishes w = {.fail_on = SEVERITY_LOW};
    int status = read_options(ctx, argc, argv, &w);
    if (status >= 0)
        goto out;
    if (optind == argc && w.profile != NULL) {
        status = audit_profile(ctx, &w, w.profile);
    } else if (optind == argc) {
        struct str own = STR_INIT;
        str_addf(&own, "%s%s", ctx->root, ctx->layout->mail_dir);
        own.buf[--own.len] = '\0'; /* its last slash */
        status = audit_one(ctx, &w, str_text(&own), NULL);
        str_free(&own);
    } else {
        status = audit_named(ctx, &w, argv + optind, (size_t)(argc - optind));
    }
    if (w.sarif != NULL)
        audit_sarif_end(w.sarif, status, stdout);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        msg_error("cannot write to standard output");
        status = EXIT_TROUBLE;
    }
out:
    accepted_free(&w.skipped);
    return status;
}

/* Returns an exit status, or -1 to go on. */
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w)
{
    const char *format = ctx->format != NULL ? ctx->format : "text";
    const struct check *check;
    int severity;
    optind = 0;
    for (int c; (c = getopt_long(argc, argv, "p:", options, NULL)) != -1;) {
        switch (c) {
        case 'p':
            w->profile = optarg;
            break;
        case 'f':
            severity = severity_find(optarg);
            if (severity < 0 || severity == SEVERITY_ADVICE)
                return cmd_usage(&cmd_audit_entry, "--fail-on wants high, medium or low");
            w->fail_on = (enum severity)severity;
            break;
        case 's':
            if ((check = check_find(optarg)) == NULL)
                return no_check(optarg);
            accepted_skip(&w->skipped, check);
            break;
        default:
            return cmd_usage(&cmd_audit_entry, "unknown option");
        }
    }
    w->json = strcmp(format, "json") == 0;
    if (strcmp(format, "sarif") == 0)
        w->sarif = audit_sarif_begin();
    else if (!w->json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_audit_entry, "there is no format \"%s\"", format);
    return -1;
}

static int no_check(const char *id)
{
    const char *near = check_nearest(id);
    if (near == NULL)
        return cmd_usage(&cmd_audit_entry, "there is no check \"%s\"", id);
    return cmd_usage(&cmd_audit_entry, "there is no check \"%s\"; did you mean \"%s\"?", id, near);
}

/* The worst status of all; the profile that tells of them is read once. */
static int audit_named(struct context *ctx, const struct wishes *w, char **paths, size_t n)
{
    struct errs errs = {0};
    struct profile *profile = NULL;
    int status = EXIT_SAME;
    if (w->profile != NULL && (profile = pipeline_load(ctx, w->profile, &errs)) == NULL) {
        status = troubles(w, w->profile, &errs);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        int one = audit_one(ctx, w, paths[i], profile);
        status = one > status ? one : status;
    }
out:
    profile_free(profile);
    errs_free(&errs);
    return status;
}

/* A profile that is itself audited tells its own. */
static int audit_one(struct context *ctx, const struct wishes *w, const char *path,
                     const struct profile *profile)
{
    struct str mta = STR_INIT, msp = STR_INIT;
    struct source source = {.dir = NULL};
    if (pipeline_is_profile(path))
        return audit_profile(ctx, w, path);
    if (file_is_dir(path)) {
        source.dir = mem_dup(path);
        str_addf(&mta, "%s/sendmail.cf", path);
        str_addf(&msp, "%s/submit.cf", path);
    } else {
        const char *slash = strrchr(path, '/');
        source.dir = slash != NULL ? mem_dupn(path, (size_t)(slash - path)) : mem_dup(".");
        str_add(&mta, path);
    }
    int status = audit_files(w, path, str_text(&mta),
                             msp.len > 0 && file_exists(str_text(&msp)) ? str_text(&msp) : NULL,
                             &source, profile, ctx->build_known ? &ctx->build : NULL);
    free(source.dir);
    str_free(&mta);
    str_free(&msp);
    return status;
}

static int audit_profile(struct context *ctx, const struct wishes *w, const char *path)
{
    struct render_output rendered = {.n = 0};
    struct source source = {.rendered = &rendered};
    struct errs errs = {0};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    struct profile *profile = pipeline_load(ctx, path, &errs);
    if (profile == NULL)
        status = troubles(w, path, &errs);
    else if (pipeline_render_memory(ctx, profile, &rendered, &err) != 0)
        status = trouble(w, path, &err);
    else
        status =
            audit_files(w, path, "sendmail.cf", "submit.cf", &source, profile, pipeline_build(ctx));
    err_clear(&err);
    render_free(&rendered);
    profile_free(profile);
    errs_free(&errs);
    return status;
}

static int audit_files(const struct wishes *w, const char *name, const char *mta, const char *msp,
                       const struct source *source, const struct profile *profile,
                       const struct sendmail_build *build)
{
    struct audited audited = {
        .name = name, .rendered = source->rendered != NULL, .dir = source->dir};
    struct accepted accepted = {.n = 0};
    struct cf main_cf = {.n = 0}, msp_cf = {.n = 0};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    if (load(mta, source, &main_cf, &err) != 0 ||
        (msp != NULL && load(msp, source, &msp_cf, &err) != 0)) {
        status = trouble(w, name, &err);
        goto out;
    }
    for (size_t i = 0; i < w->skipped.n; i++)
        accepted_skip(&accepted, w->skipped.v[i].check);
    /* Behind those: a reason says more than an option. */
    accepted_read(&accepted, profile);
    const char *use_msp = cf_option_value(&main_cf, "UseMSP");
    const struct audit_input input = {
        .mta = &main_cf,
        .msp = msp != NULL ? &msp_cf : NULL,
        .mta_is_msp = use_msp != NULL && cf_value_bool(use_msp),
        .read = read_table,
        .read_arg = source,
        .build = build,
        .roles = profile != NULL ? profile_roles(profile) : 0,
        .accepted = accepted.v,
        .n_accepted = accepted.n,
    };
    audited.input = &input;
    audit_run(&input, &audited.report);
    audit_sort(&audited.report);
    if (w->sarif != NULL)
        audit_sarif_add(w->sarif, &audited);
    else if (w->json)
        audit_print_json(&audited, stdout);
    else
        audit_print_text(&audited, msg_is_verbose(), stdout);
    status = audit_count_from(&audited.report, w->fail_on) > 0 ? EXIT_DIFFERS
             : audited.report.n_untried > 0                    ? EXIT_TROUBLE
                                                               : EXIT_SAME;
out:
    err_clear(&err);
    audit_free(&audited.report);
    accepted_free(&accepted);
    cf_free(&main_cf);
    cf_free(&msp_cf);
    return status;
}

/* Told to people in any case, and in the log that is gathered. */
static int trouble(const struct wishes *w, const char *name, const struct err *err)
{
    if (w->sarif != NULL)
        audit_sarif_fail(w->sarif, name, err);
    return msg_report(err);
}

static int troubles(const struct wishes *w, const char *name, const struct errs *errs)
{
    for (size_t i = 0; i < errs->n; i++)
        (void)trouble(w, name, &errs->v[i]);
    return EXIT_TROUBLE;
}

static int load(const char *path, const struct source *source, struct cf *cf, struct err *err)
{
    struct str text = STR_INIT;
    int rc = 0;
    if (source->dir == NULL) {
        const struct render_file *f = render_find(source->rendered, path);
        MUST(f != NULL);
        rc = render_whole(f, &text, err);
    } else {
        rc = file_read(path, FILE_MAX_CF, &text, err);
    }
    if (rc == 0)
        rc = cf_parse(str_text(&text), text.len, path, cf, err);
    str_free(&text);
    return rc;
}

/* A table is known by its last name: the folder may be a copy of the host's own. */
static int read_table(const void *arg, const char *path, struct str *out, struct err *err)
{
    const struct source *source = arg;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    struct str beside = STR_INIT;
    int rc = 0;
    if (source->dir == NULL) {
        const struct render_file *f = render_find(source->rendered, base);
        return f == NULL ? 0 : render_whole(f, out, err) == 0 ? 1 : -1;
    }
    str_addf(&beside, "%s/%s", source->dir, base);
    if (file_exists(str_text(&beside)))
        rc = file_read(str_text(&beside), TABLE_MAX_BYTES, out, err) == 0 ? 1 : -1;
    str_free(&beside);
    return rc;
}
