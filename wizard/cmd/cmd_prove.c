/*
 * `prove [CF|DIR]`: puts every flow and every vector through the real sendmail and
 * compares what it decides with what the policy demands.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/cmd.h"
#include "cmd/entries.h"
#include "cmd/pipeline.h"
#include "cmd/prove.h"

#include "model/policy.h"

/* What the command line says. */
struct wishes {
    const char *profile, *file;
    bool policy, trust, quick, json;
    size_t jobs;
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w);
static int print_policy(const struct profile *profile, bool json);
static void print_text(const struct profile *profile);
static void print_json(const struct profile *profile);

static const struct option options[] = {
    {"policy", no_argument, NULL, 'P'},     {"profile", required_argument, NULL, 'p'},
    {"trust", no_argument, NULL, 't'},      {"quick", no_argument, NULL, 'q'},
    {"jobs", required_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};

const struct command cmd_prove_entry = {
    .name = "prove",
    .synopsis = "[--policy] [--quick] [--trust] [-v] [-j N] [-p PROFILE] [CF|DIR]",
    .summary = "Prove with sendmail itself that a configuration relays for no stranger",
    .help =
        "Puts every client, every destination and hundreds of ways to trick a relay check\n"
        "through `sendmail -bt` on a private copy of the configuration, and says what would\n"
        "become of each message.  Needs no root, no daemon and no network; tables are read\n"
        "from beside the file, and compiled if only their text is there.\n"
        "\n"
        "With -p the configuration must do exactly what the profile demands; without CF it is\n"
        "the one that the profile renders to.  Without -p nothing may be relayed for strangers.\n"
        "CF defaults to the host's own sendmail.cf.  --policy only prints the table of demands.\n"
        "\n"
        "Exits 0 if it holds, 1 if it is violated, 2 if it could not be tried.",
    .options = "      --policy           print what the profile demands, and prove nothing\n"
               "  -p, --profile=PROFILE  the profile\n"
               "      --quick            every flow, but one vector for each weakness\n"
               "      --trust            run a configuration that runs programs when it is loaded\n"
               "  -v, --verbose          every message, not only violations\n"
               "  -j, --jobs=N           that many sendmail at the same time\n"
               "      --format=FORMAT    text or json (JSON Lines)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct wishes w = {.jobs = 1};
    struct errs errs = {0};
    struct err err = {0};
    struct profile *profile = NULL;
    struct proof proof = {.n = 0};
    int status = read_options(ctx, argc, argv, &w);
    if (status >= 0)
        return status;
    status = EXIT_TROUBLE;
    if (w.profile != NULL && (profile = pipeline_load(ctx, w.profile, &errs)) == NULL) {
        msg_report_all(&errs);
        goto out;
    }
    if (w.policy) {
        status = print_policy(profile, w.json);
        goto out;
    }
    struct prove_target target = {
        .cf = w.file, .profile = profile, .trust = w.trust, .quick = w.quick, .jobs = w.jobs};
    if (prove_run(ctx, &target, &proof, &err) != 0) {
        status = msg_report(&err);
        goto out;
    }
    if (w.json)
        proof_print_json(&proof, stdout);
    else
        proof_print(&proof, msg_is_verbose(), stdout);
    status = proof.violations > 0 ? EXIT_DIFFERS : EXIT_SAME;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        err_set_errno(&err, "standard output", "cannot write");
        status = msg_report(&err);
    }
out:
    proof_free(&proof);
    err_clear(&err);
    errs_free(&errs);
    profile_free(profile);
    return status;
}

/* Returns an exit status, or -1 to go on. */
static int read_options(struct context *ctx, int argc, char **argv, struct wishes *w)
{
    const char *format = ctx->format != NULL ? ctx->format : "text";
    optind = 0;
    for (int c; (c = getopt_long(argc, argv, "p:j:", options, NULL)) != -1;) {
        char *end;
        switch (c) {
        case 'P':
            w->policy = true;
            break;
        case 'p':
            w->profile = optarg;
            break;
        case 't':
            w->trust = true;
            break;
        case 'q':
            w->quick = true;
            break;
        case 'j':
            w->jobs = strtoul(optarg, &end, 10);
            if (*end != '\0' || w->jobs < 1 || w->jobs > SESSION_JOBS_MAX)
                return cmd_usage(&cmd_prove_entry, "-j wants a number from 1 to %d",
                                 SESSION_JOBS_MAX);
            break;
        default:
            return cmd_usage(&cmd_prove_entry, "unknown option");
        }
    }
    if (optind < argc)
        w->file = argv[optind++];
    w->json = strcmp(format, "json") == 0;
    if (!w->json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_prove_entry, "there is no format \"%s\"", format);
    if (w->policy && (w->profile == NULL || w->file != NULL))
        return cmd_usage(&cmd_prove_entry, "%s",
                         w->profile == NULL ? "-p is missing" : "too many arguments");
    if (optind < argc)
        return cmd_usage(&cmd_prove_entry, "too many arguments");
    return -1;
}

static int print_policy(const struct profile *profile, bool json)
{
    (json ? print_json : print_text)(profile);
    return EXIT_SAME;
}

static void print_text(const struct profile *profile)
{
    printf("%s%-14s", colour(COLOUR_HEAD), "from");
    for (enum policy_destination d = 0; d < DEST_COUNT; d++)
        printf(" %-14s", policy_destination_name(d));
    printf("%s\n", colour(COLOUR_RESET));
    for (enum policy_client c = 0; c < CLIENT_COUNT; c++) {
        printf("%-14s", policy_client_name(c));
        for (enum policy_destination d = 0; d < DEST_COUNT; d++) {
            enum policy_decision decision = policy_decide(profile, c, d);
            bool refused = decision == DECISION_REFUSE || decision == DECISION_NONE;
            printf(" %s%-14s%s", colour(refused ? COLOUR_DIM : COLOUR_GOOD),
                   policy_decision_name(decision), colour(COLOUR_RESET));
        }
        printf("\n");
    }
}

static void print_json(const struct profile *profile)
{
    for (enum policy_client c = 0; c < CLIENT_COUNT; c++) {
        for (enum policy_destination d = 0; d < DEST_COUNT; d++) {
            json_t *row = json_pack("{s:i, s:s, s:s, s:s}", "v", 1, "client", policy_client_name(c),
                                    "destination", policy_destination_name(d), "decision",
                                    policy_decision_name(policy_decide(profile, c, d)));
            char *line = json_dumps(row, JSON_COMPACT);
            MUST(line != NULL);
            puts(line);
            free(line);
            json_decref(row);
        }
    }
}
