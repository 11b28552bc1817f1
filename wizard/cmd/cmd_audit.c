/*
 * `audit [FILE|DIR|PROFILE]...`: every known rule of hardening as a check with its source.
 * Engines meet here: what is named is parsed, or rendered first, its tables are read from
 * beside it, and strangers' mail is put through it.
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
#include "cmd/audit_proof.h"
#include "cmd/audit_source.h"
#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/mc_load.h"
#include "cmd/pipeline.h"

#include "diff/table.h"

#include "model/profile.h"

#include "render/mc.h"
#include "render/render.h"

#include "sys/file.h"
#include "sys/layout.h"
#include "sys/trust.h"

/* What the command line says. */
struct wishes {
    const char *profile;
    bool json;
    bool is_static;            /* no program is run to try anything */
    bool trust;                /* m4 may do all that a .mc says */
    struct audit_sarif *sarif; /* owned: gathers all that is audited; NULL: another format */
    enum severity fail_on;
    struct accepted skipped;
    const struct sendmail_build *named; /* by --sendmail-version, or NULL */
};

/* One thing to audit; all borrowed. */
struct subject {
    const char *name;
    const char *mta, *msp; /* files, or their names in what is rendered; msp may be NULL */
    const struct audit_source *source;
    const struct sendmail_build *build;
    const struct audit_program *program;
    const char *tried; /* what is proven: a file or folder; NULL: what profile renders to */
    const struct profile *profile; /* or NULL */
};

/* One configuration of it. */
struct loaded {
    struct cf cf;
    struct mc mc;    /* if it is a .mc, and then */
    struct str text; /* what that was rendered to */
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w);
static int no_check(const char *id);
static int audit_named(struct context *ctx, const struct wishes *w, char **paths, size_t n);
static int audit_one(struct context *ctx, const struct wishes *w, const char *path,
                     const struct profile *profile);
static int audit_host(struct context *ctx, const struct wishes *w);
static int audit_folder(struct context *ctx, const struct wishes *w, const struct subject *what,
                        const char *dir, const struct audit_host *host);
static char *find_program(const struct context *ctx, const char *root,
                          struct audit_program *program);
static int audit_profile(struct context *ctx, const struct wishes *w, const char *path);
static int audit_files(struct context *ctx, const struct wishes *w, const struct subject *subject);
static int load(struct context *ctx, const struct wishes *w, const struct subject *subject,
                const char *path, struct loaded *loaded, struct err *err);
static void unload(struct loaded *loaded);
static int trouble(const struct wishes *w, const char *name, const struct err *err);
static int troubles(const struct wishes *w, const char *name, const struct errs *errs);

static const struct option options[] = {
    {"profile", required_argument, NULL, 'p'}, {"fail-on", required_argument, NULL, 'f'},
    {"skip", required_argument, NULL, 's'},    {"static", no_argument, NULL, 'S'},
    {"trust", no_argument, NULL, 't'},         {NULL, 0, NULL, 0}};

const struct command cmd_audit_entry = {
    .name = "audit",
    .synopsis =
        "[--static] [--trust] [--fail-on SEVERITY] [--skip ID]... [-v] [-p PROFILE] [FILE|DIR]...",
    .summary = "Check a configuration against the known rules of hardening",
    .help =
        "Makes every check that fits what the configuration is for, and prints what it finds,\n"
        "the worst first: its place, what is there, what should be, and how to mend it.\n"
        "\n"
        "FILE is a sendmail.cf, a submit.cf, or a .mc or a profile (NAME.json), which is rendered\n"
        "first; DIR has a sendmail.cf or else a sendmail.mc, and perhaps those of submit and the\n"
        "tables.  A .mc may be a stranger's: m4 runs no command for it, makes no file, and reads\n"
        "only the sendmail-cf macros and the folder of the .mc.  Without any it is the\n"
        "host's own configuration, and the files that it names are looked at, too: who owns\n"
        "them, and who may write them or replace them.  What the host is for is told by the\n"
        "profile, or read from the configuration.  Where there is a sendmail, strangers' mail\n"
        "is put through it, as `prove --quick' does.\n"
        "\n"
        "What audit.accepted of the profile names is shown as accepted, with its reason, and\n"
        "fails nothing; with -v it is told which of it was not found.  As sarif the output is\n"
        "one log (SARIF 2.1.0) of all that was named.\n"
        "\n"
        "Exits 0 if it is clean, 1 if there are findings, 2 if there are none and something\n"
        "could not be checked, or if one of several could not be audited at all.",
    .options = "  -p, --profile=PROFILE  what the host is for, and what is accepted, as it says\n"
               "      --fail-on=SEVERITY high, medium or low (the default): what exits with 1\n"
               "      --skip=ID          show the findings of a check as accepted\n"
               "      --static           only look: do not try with sendmail whom it relays for\n"
               "      --trust            let a .mc run commands and read files, as m4 does\n"
               "  -v, --verbose          advice, too\n"
               "      --format=FORMAT    text, json (JSON Lines) or sarif\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct wishes w = {.fail_on = SEVERITY_LOW, .named = ctx->build_known ? &ctx->build : NULL};
    int status = read_options(ctx, argc, argv, &w);
    if (status >= 0)
        goto out;
    if (optind == argc && w.profile != NULL) {
        status = audit_profile(ctx, &w, w.profile);
    } else if (optind == argc) {
        status = audit_host(ctx, &w);
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
        case 'S':
            w->is_static = true;
            break;
        case 't':
            w->trust = true;
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
    struct subject subject = {
        .name = path, .mta = path, .build = w->named, .tried = path, .profile = profile};
    if (pipeline_is_profile(path))
        return audit_profile(ctx, w, path);
    if (file_is_dir(path))
        return audit_folder(ctx, w, &subject, path, NULL);
    const char *slash = strrchr(path, '/');
    char *dir = slash != NULL ? mem_dupn(path, (size_t)(slash - path)) : mem_dup(".");
    struct audit_source source = {.dir = dir};
    subject.source = &source;
    int status = audit_files(ctx, w, &subject);
    free(dir);
    return status;
}

/* The host's own configuration, or that of the tree below --root. */
static int audit_host(struct context *ctx, const struct wishes *w)
{
    const struct audit_host host = {.root = ctx->root, .layout = ctx->layout};
    struct str own = STR_INIT;
    struct audit_program program;
    str_addf(&own, "%s%s", ctx->root, ctx->layout->mail_dir);
    own.buf[--own.len] = '\0'; /* its last slash */
    char *binary = find_program(ctx, ctx->root[0] != '\0' ? ctx->root : ctx->tools, &program);
    struct subject subject = {
        .name = str_text(&own),
        .build = ctx->root[0] == '\0' ? pipeline_build(ctx) : w->named,
        .program = w->named == NULL ? &program : NULL,
    };
    int status = audit_folder(ctx, w, &subject, str_text(&own), &host);
    free(binary);
    str_free(&own);
    return status;
}

/* Fills program; its binary is returned, too, for the caller to free. */
static char *find_program(const struct context *ctx, const char *root,
                          struct audit_program *program)
{
    char *binary = trust_real(root, ctx->layout->sendmail);
    *program = (struct audit_program){.root = root, .layout = ctx->layout, .binary = binary};
    return binary;
}

static int audit_folder(struct context *ctx, const struct wishes *w, const struct subject *what,
                        const char *dir, const struct audit_host *host)
{
    struct subject subject = *what;
    struct str mta = STR_INIT, msp = STR_INIT;
    struct audit_source source = {.dir = dir, .host = host};
    subject.mta = audit_source_either(&source, dir, "sendmail", &mta);
    subject.msp = audit_source_either(&source, dir, "submit", &msp);
    if (subject.mta == NULL)
        subject.mta = str_text(&mta); /* that it is not there is told when it is read */
    else if (!mc_is_mc(subject.mta) && subject.msp != NULL && mc_is_mc(subject.msp))
        subject.msp = NULL; /* sendmail does not use it */
    subject.source = &source;
    int status = audit_files(ctx, w, &subject);
    str_free(&mta);
    str_free(&msp);
    return status;
}

static int audit_profile(struct context *ctx, const struct wishes *w, const char *path)
{
    struct render_output rendered = {.n = 0};
    struct audit_source source = {.rendered = &rendered};
    struct audit_program program = {.root = NULL};
    struct errs errs = {0};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    struct profile *profile = pipeline_load(ctx, path, &errs);
    char *binary = ctx->elsewhere ? NULL : find_program(ctx, ctx->tools, &program);
    if (profile == NULL)
        status = troubles(w, path, &errs);
    else if (pipeline_render_memory(ctx, profile, &rendered, &err) != 0)
        status = trouble(w, path, &err);
    else
        status = audit_files(ctx, w,
                             &(struct subject){.name = path,
                                               .mta = "sendmail.cf",
                                               .msp = "submit.cf",
                                               .source = &source,
                                               .profile = profile,
                                               .build = pipeline_build(ctx),
                                               .program = w->named == NULL ? &program : NULL});
    free(binary);
    err_clear(&err);
    render_free(&rendered);
    profile_free(profile);
    errs_free(&errs);
    return status;
}

static int audit_files(struct context *ctx, const struct wishes *w, const struct subject *subject)
{
    struct audited audited = {.name = subject->name, .rendered = subject->source->rendered != NULL};
    struct accepted accepted = {.n = 0};
    struct loaded mta = {.cf = {.n = 0}}, msp = {.cf = {.n = 0}};
    struct err err = {0};
    int status = EXIT_TROUBLE;
    if (load(ctx, w, subject, subject->mta, &mta, &err) != 0 ||
        (subject->msp != NULL && load(ctx, w, subject, subject->msp, &msp, &err) != 0)) {
        status = trouble(w, subject->name, &err);
        goto out;
    }
    for (size_t i = 0; i < w->skipped.n; i++)
        accepted_skip(&accepted, w->skipped.v[i].check);
    /* Behind those: a reason says more than an option. */
    accepted_read(&accepted, subject->profile);
    const struct audit_input input = {
        .mta = &mta.cf,
        .msp = subject->msp != NULL ? &msp.cf : NULL,
        .mc = mta.mc.name != NULL ? &mta.mc : NULL,
        .msp_mc = msp.mc.name != NULL ? &msp.mc : NULL,
        .read = audit_source_read,
        .read_arg = subject->source,
        .build = subject->build,
        .program = subject->program,
        .host = subject->source->host,
        .roles = subject->profile != NULL ? profile_roles(subject->profile) : 0,
        .accepted = accepted.v,
        .n_accepted = accepted.n,
    };
    audited.input = &input;
    audit_run(&input, &audited.report);
    mc_load_tell(input.mc, &audited.report);
    mc_load_tell(input.msp_mc, &audited.report);
    bool piped = subject->tried != NULL && strcmp(subject->tried, "-") == 0;
    if (piped && !w->is_static)
        strs_add(&audited.report.roles, "whom it relays for was not tried: that takes a file");
    if (!w->is_static && !cf_is_msp(&mta.cf) && !piped) {
        const struct prove_target target = {.cf = input.mc != NULL ? subject->mta : subject->tried,
                                            .text = input.mc != NULL ? str_text(&mta.text) : NULL,
                                            .profile = subject->profile};
        audit_proof(ctx, &target, &input, &audited.report);
    }
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
    unload(&mta);
    unload(&msp);
    return status;
}

static int load(struct context *ctx, const struct wishes *w, const struct subject *subject,
                const char *path, struct loaded *loaded, struct err *err)
{
    if (subject->source->rendered == NULL && mc_is_mc(path))
        return mc_load(ctx, path, w->trust, &loaded->mc, &loaded->text, &loaded->cf, err);
    return audit_source_load(subject->source, path, &loaded->cf, err);
}

static void unload(struct loaded *loaded)
{
    cf_free(&loaded->cf);
    mc_free(&loaded->mc);
    str_free(&loaded->text);
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
