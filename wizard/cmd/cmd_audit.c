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

#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/pipeline.h"

#include "diff/table.h"

#include "model/profile.h"

#include "render/render.h"

#include "sys/file.h"
#include "sys/layout.h"
#include "sys/trust.h"

/* What the command line says. */
struct wishes {
    const char *profile;
    bool json;
    enum severity fail_on;
    struct audit_accepted *skipped; /* owned */
    size_t n_skipped;
};

/* Where the tables of what is audited lie. */
struct source {
    char *dir; /* owned: read by their last name from there; NULL: rendered has them */
    const struct render_output *rendered;
    const struct audit_host *host; /* its own: they are read where it names them; or NULL */
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w);
static int audit_named(struct context *ctx, const struct wishes *w, char **paths, size_t n);
static int audit_one(struct context *ctx, const struct wishes *w, const char *path, unsigned roles,
                     const struct audit_host *host);
static int audit_profile(struct context *ctx, const struct wishes *w, const char *path);
static int audit_files(const struct wishes *w, const char *name, const char *mta, const char *msp,
                       const struct source *source, unsigned roles,
                       const struct sendmail_build *build);
static int load(const char *path, const struct source *source, struct cf *cf, struct err *err);
static bool is_there(const char *path, const struct source *source);
static char *below_root(const char *path, const struct source *source);
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
        "host's own configuration, and the files that it names are looked at, too: who owns\n"
        "them, and who may write them or replace them.  What the host is for is told by the\n"
        "profile, or read from the configuration.  No program is run: `prove' tries whether\n"
        "strangers can relay.\n"
        "\n"
        "Exits 0 if it is clean, 1 if there are findings, 2 if something could not be checked.",
    .options = "  -p, --profile=PROFILE  what the host is for is what this profile says\n"
               "      --fail-on=SEVERITY high, medium or low (the default): what exits with 1\n"
               "      --skip=ID          show the findings of a check as accepted\n"
               "  -v, --verbose          advice, too\n"
               "      --format=FORMAT    text or json (JSON Lines)\n",
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
        const struct audit_host host = {.root = ctx->root, .layout = ctx->layout};
        status = audit_one(ctx, &w, str_text(&own), 0, &host);
        str_free(&own);
    } else {
        status = audit_named(ctx, &w, argv + optind, (size_t)(argc - optind));
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        msg_error("cannot write to standard output");
        status = EXIT_TROUBLE;
    }
out:
    free(w.skipped);
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
                return cmd_usage(&cmd_audit_entry, "there is no check \"%s\"", optarg);
            w->skipped = mem_realloc(w->skipped, w->n_skipped + 1, sizeof(*w->skipped));
            w->skipped[w->n_skipped++] = (struct audit_accepted){check, "--skip"};
            break;
        default:
            return cmd_usage(&cmd_audit_entry, "unknown option");
        }
    }
    w->json = strcmp(format, "json") == 0;
    if (!w->json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_audit_entry, "there is no format \"%s\"", format);
    return -1;
}

/* The worst status of all; the profile that tells what they are for is read once. */
static int audit_named(struct context *ctx, const struct wishes *w, char **paths, size_t n)
{
    struct errs errs = {0};
    struct profile *profile = NULL;
    int status = EXIT_SAME;
    if (w->profile != NULL && (profile = pipeline_load(ctx, w->profile, &errs)) == NULL) {
        status = msg_report_all(&errs);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        int one = audit_one(ctx, w, paths[i], profile != NULL ? profile_roles(profile) : 0, NULL);
        status = one > status ? one : status;
    }
out:
    profile_free(profile);
    errs_free(&errs);
    return status;
}

static int audit_one(struct context *ctx, const struct wishes *w, const char *path, unsigned roles,
                     const struct audit_host *host)
{
    struct str mta = STR_INIT, msp = STR_INIT;
    struct source source = {.host = host};
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
                             is_there(str_text(&msp), &source) ? str_text(&msp) : NULL, &source,
                             roles, ctx->build_known ? &ctx->build : NULL);
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
        msg_report_all(&errs);
    else if (pipeline_render_memory(ctx, profile, &rendered, &err) != 0)
        msg_report(&err);
    else
        status = audit_files(w, path, "sendmail.cf", "submit.cf", &source, profile_roles(profile),
                             pipeline_build(ctx));
    err_clear(&err);
    render_free(&rendered);
    profile_free(profile);
    errs_free(&errs);
    return status;
}

static int audit_files(const struct wishes *w, const char *name, const char *mta, const char *msp,
                       const struct source *source, unsigned roles,
                       const struct sendmail_build *build)
{
    struct audited audited = {.name = name};
    struct cf main_cf = {.n = 0}, msp_cf = {.n = 0};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    if (load(mta, source, &main_cf, &err) != 0 ||
        (msp != NULL && load(msp, source, &msp_cf, &err) != 0)) {
        msg_report(&err);
        goto out;
    }
    const char *use_msp = cf_option_value(&main_cf, "UseMSP");
    const struct audit_input input = {
        .mta = &main_cf,
        .msp = msp != NULL ? &msp_cf : NULL,
        .mta_is_msp = use_msp != NULL && cf_value_bool(use_msp),
        .read = read_table,
        .read_arg = source,
        .build = build,
        .host = source->host,
        .roles = roles,
        .accepted = w->skipped,
        .n_accepted = w->n_skipped,
    };
    audit_run(&input, &audited.report);
    audit_sort(&audited.report);
    if (w->json)
        audit_print_json(&audited, stdout);
    else
        audit_print_text(&audited, msg_is_verbose(), stdout);
    status = audit_count_from(&audited.report, w->fail_on) > 0 ? EXIT_DIFFERS
             : audited.report.n_untried > 0                    ? EXIT_TROUBLE
                                                               : EXIT_SAME;
out:
    err_clear(&err);
    audit_free(&audited.report);
    cf_free(&main_cf);
    cf_free(&msp_cf);
    return status;
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
        char *real = below_root(path, source);
        rc = file_read(real != NULL ? real : path, FILE_MAX_CF, &text, err);
        free(real);
    }
    if (rc == 0)
        rc = cf_parse(str_text(&text), text.len, path, cf, err);
    str_free(&text);
    return rc;
}

static bool is_there(const char *path, const struct source *source)
{
    char *real = below_root(path, source);
    bool there = path[0] != '\0' && (source->host != NULL ? real != NULL : file_exists(path));
    free(real);
    return there;
}

/* Where a file of a host lies, its links taken as the host takes them; NULL if it is none. */
static char *below_root(const char *path, const struct source *source)
{
    const char *root = source->host != NULL ? source->host->root : NULL;
    return root != NULL && path[0] != '\0' ? trust_real(root, path + strlen(root)) : NULL;
}

/* But for the host's own, a table is known by its last name: the folder may be a copy. */
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
    if (source->host != NULL) {
        char *real = trust_real(source->host->root, path);
        str_add(&beside, real != NULL ? real : "");
        free(real);
    } else {
        str_addf(&beside, "%s/%s", source->dir, base);
    }
    if (beside.len > 0 && (source->host != NULL || file_exists(str_text(&beside))))
        rc = file_read(str_text(&beside), TABLE_MAX_BYTES, out, err) == 0 ? 1 : -1;
    str_free(&beside);
    return rc;
}
