/* mcwizard render: profiles to folders of configuration files. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/look.h"
#include "cmd/pipeline.h"

#include "render/compile.h"
#include "render/render.h"

#include "sys/file.h"
#include "sys/tool.h"

enum { MAX_JOBS = 64 };

/* What one call renders: one profile, or every *.json of a folder. */
struct batch {
    const char *outdir;
    struct strs profiles; /* paths */
    bool is_folder;       /* each into a folder of its own below outdir */
    bool self_signed;     /* with a key and a certificate, if they are not there */
    bool compile;         /* makemap compiles the tables there */
    bool as_is;           /* what the profiles say, and nothing hardened */
};

static int run(struct context *ctx, int argc, char **argv);
static int list_profiles(const char *dir, struct strs *profiles, struct err *err);
static int render_batch(struct context *ctx, const struct batch *batch, long jobs);
static int render_share(struct context *ctx, const struct batch *batch, size_t first, size_t step,
                        bool parallel);
static int render_one(struct context *ctx, const struct render_tools *tools, const char *profile,
                      const char *outdir, const struct batch *batch, bool parallel);
static void warn_of_old(const struct render_output *out, const char *outdir);
static int wait_for_workers(size_t n);

const struct command cmd_render_entry = {
    .name = "render",
    .synopsis = "-p PROFILE -o DIR [--as-is] [--compile] [--self-signed] [-j N]",
    .summary = "Write the configuration that a profile describes into a folder",
    .help =
        "Writes sendmail.mc, sendmail.cf, submit.mc, submit.cf and the tables that they name\n"
        "into DIR, which is made if it is missing, and touches nothing else. The same profile\n"
        "gives the same bytes on every day, host and user. If PROFILE is a folder, every\n"
        "*.json in it is rendered into DIR/NAME. A table that the profile keeps in a file of\n"
        "its own (tables.*_file) is checked line by line and copied.\n\n"
        "The certificate and the key that the profile names are looked at first, as this host\n"
        "has them. With --self-signed, they are those of DIR, under the last part of their\n"
        "paths; if they are not there, they are made: a key on the curve P-256 (mode 0600) and\n"
        "a certificate for host.name, good for a year, which nobody but its own holder\n"
        "trusts. No two are alike, so these two files are the exception to the same bytes.",
    .options =
        "      --as-is            nothing hardened: what the profile says, in the macros of\n"
        "                         sendmail-cf, and nothing that it does not say (no submit.cf)\n"
        "  -p, --profile=PROFILE  the profile, \"-\" for standard input, or a folder of them\n"
        "  -o, --output=DIR       where to write\n"
        "      --compile          compile the tables there with makemap, too\n"
        "      --self-signed      make tls.cert_file and tls.key_file in DIR, if they are "
        "missing\n"
        "  -j, --jobs=N           render N profiles of a folder at the same time (1)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    static const struct option options[] = {{"profile", required_argument, NULL, 'p'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"jobs", required_argument, NULL, 'j'},
                                            {"self-signed", no_argument, NULL, 's'},
                                            {"compile", no_argument, NULL, 'C'},
                                            {"as-is", no_argument, NULL, 'A'},
                                            {NULL, 0, NULL, 0}};
    struct batch batch = {0};
    struct err err = {0};
    const char *profile = NULL;
    char *end = NULL;
    long jobs = 1;
    int c, status = EXIT_TROUBLE;
    optind = 0;
    while ((c = getopt_long(argc, argv, "p:o:j:", options, NULL)) != -1) {
        switch (c) {
        case 'p':
            profile = optarg;
            break;
        case 'o':
            batch.outdir = optarg;
            break;
        case 's':
            batch.self_signed = true;
            break;
        case 'C':
            batch.compile = true;
            break;
        case 'A':
            batch.as_is = true;
            break;
        case 'j':
            jobs = strtol(optarg, &end, 10);
            if (*end != '\0' || jobs < 1 || jobs > MAX_JOBS)
                return cmd_usage(&cmd_render_entry, "-j takes a number from 1 to %d", MAX_JOBS);
            break;
        default:
            return cmd_usage(&cmd_render_entry, "unknown option");
        }
    }
    if (profile == NULL || batch.outdir == NULL)
        return cmd_usage(&cmd_render_entry, "%s is missing", profile == NULL ? "-p" : "-o");
    if (optind < argc)
        return cmd_usage(&cmd_render_entry, "unexpected \"%s\"", argv[optind]);
    batch.is_folder = file_is_dir(profile);
    if (batch.is_folder) {
        int fd = list_profiles(profile, &batch.profiles, &err) == 0
                     ? file_open_dir(batch.outdir, &err)
                     : -1;
        if (fd < 0) {
            msg_report(&err);
            goto out;
        }
        close(fd);
    } else {
        strs_add(&batch.profiles, profile);
    }
    status = render_batch(ctx, &batch, jobs);
out:
    err_clear(&err);
    strs_free(&batch.profiles);
    return status;
}

static int list_profiles(const char *dir, struct strs *profiles, struct err *err)
{
    static const char ending[] = ".json";
    DIR *d = opendir(dir);
    if (d == NULL)
        return err_set_errno(err, dir, "cannot open the folder");
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        size_t len = strlen(e->d_name);
        struct str path = STR_INIT;
        if (e->d_name[0] == '.' || len < sizeof(ending) ||
            strcmp(e->d_name + len - strlen(ending), ending) != 0)
            continue;
        str_addf(&path, "%s/%s", dir, e->d_name);
        strs_add_take(profiles, str_take(&path));
    }
    closedir(d);
    strs_sort(profiles);
    if (profiles->n == 0)
        return err_set_at(err, ERR_INPUT, dir, 0, 0, "has no *.json file");
    return 0;
}

/* Worker k of n renders every n-th profile: they share nothing, so nothing is locked. */
static int render_batch(struct context *ctx, const struct batch *batch, long jobs)
{
    pipeline_build(ctx); /* once for all workers */
    size_t workers = (size_t)jobs < batch->profiles.n ? (size_t)jobs : batch->profiles.n;
    if (workers == 1)
        return render_share(ctx, batch, 0, 1, true);
    size_t started = 0;
    int status = 0;
    for (; started < workers; started++) {
        pid_t pid = fork();
        if (pid < 0) {
            msg_error("cannot start a process: %s", strerror(errno));
            status = EXIT_TROUBLE;
            break;
        }
        if (pid == 0)
            _exit(render_share(ctx, batch, started, workers, false));
    }
    int theirs = wait_for_workers(started);
    return theirs > status ? theirs : status;
}

static int wait_for_workers(size_t n)
{
    int worst = 0;
    while (n > 0) {
        int state = 0;
        if (waitpid(-1, &state, 0) < 0) {
            if (errno == EINTR)
                continue;
            return EXIT_TROUBLE;
        }
        n--;
        int status = WIFEXITED(state) ? WEXITSTATUS(state) : EXIT_TROUBLE;
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int render_share(struct context *ctx, const struct batch *batch, size_t first, size_t step,
                        bool parallel)
{
    struct render_tools tools = {0};
    struct err err = {0};
    int status = 0;
    if (pipeline_find_tools(ctx, &tools, &err) != 0) {
        status = msg_report(&err);
        goto out;
    }
    tools.compiles = batch->compile;
    if (batch->compile && tools.makemap == NULL) {
        free(tool_find(TOOL_MAKEMAP, ctx->layout, ctx->tools, &err));
        status = msg_report(&err);
        goto out;
    }
    for (size_t i = first; i < batch->profiles.n; i += step) {
        struct str outdir = STR_INIT;
        const char *path = batch->profiles.v[i];
        const char *name = strrchr(path, '/');
        str_add(&outdir, batch->outdir);
        if (batch->is_folder)
            str_addf(&outdir, "/%.*s", (int)(strlen(name + 1) - strlen(".json")), name + 1);
        int one = render_one(ctx, &tools, path, str_text(&outdir), batch, parallel);
        status = one > status ? one : status;
        str_free(&outdir);
    }
out:
    err_clear(&err);
    render_free_tools(&tools);
    return status;
}

static int render_one(struct context *ctx, const struct render_tools *tools, const char *path,
                      const char *outdir, const struct batch *batch, bool parallel)
{
    struct errs errs = {0};
    struct err err = {0};
    struct render_output out = {.n = 0};
    int status = EXIT_TROUBLE;
    struct context own = *ctx; /* with the folder of this profile */
    if (batch->self_signed)
        own.pair_dir = outdir;
    struct profile *profile = pipeline_load(&own, path, &errs);
    if (profile == NULL) {
        msg_report_all(&errs);
        goto out;
    }
    int rc = batch->as_is ? render_as_is(tools, profile, true, &out, &err)
                          : render_profile(tools, profile, parallel, &out, &err);
    if (rc != 0) {
        msg_report(&err);
        goto out;
    }
    if (own.pair_dir != NULL && look_make_pair(&own, profile, time(NULL), &out, &errs) != 0) {
        msg_report_all(&errs);
        goto out;
    }
    if (render_write(&out, outdir, &err) != 0 ||
        (tools->compiles && compile_tables(tools, &out, NULL, outdir, &err) != 0)) {
        msg_report(&err);
        goto out;
    }
    for (size_t i = 0; i < out.n; i++)
        msg_debug("%s/%s: %zu bytes", outdir, out.files[i].name, out.files[i].data.len);
    if (!tools->compiles)
        warn_of_old(&out, outdir);
    status = 0;
out:
    render_free(&out);
    profile_free(profile);
    errs_free(&errs);
    err_clear(&err);
    return status;
}

/* sendmail reads the compiled form: a new text beside an old one changes nothing. */
static void warn_of_old(const struct render_output *out, const char *outdir)
{
    struct strs old = {0};
    compile_list_old(out, outdir, &old);
    for (size_t i = 0; i < old.n; i++)
        msg_warn("%s is older than its text; give --compile, or run makemap", old.v[i]);
    strs_free(&old);
}
