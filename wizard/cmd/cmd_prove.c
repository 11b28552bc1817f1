/* mcwizard prove: for now the policy that a proof will hold a configuration to. */
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

#include "model/policy.h"

static int run(struct context *ctx, int argc, char **argv);
static void print_text(const struct profile *profile);
static void print_json(const struct profile *profile);

const struct command cmd_prove_entry = {
    .name = "prove",
    .synopsis = "--policy -p PROFILE",
    .summary = "Show what a profile demands for every client and destination",
    .help = "Prints a table: who sends, where to, and whether that is delivered here (deliver),\n"
            "handed to the hub (hub), sent on (relay) or refused (refuse).",
    .options = "      --policy           print the policy (the only thing that prove does yet)\n"
               "  -p, --profile=PROFILE  the profile\n"
               "      --format=FORMAT    text or json (JSON Lines)\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    static const struct option options[] = {{"policy", no_argument, NULL, 'P'},
                                            {"profile", required_argument, NULL, 'p'},
                                            {"format", required_argument, NULL, 'f'},
                                            {NULL, 0, NULL, 0}};
    const char *path = NULL, *format = ctx->format != NULL ? ctx->format : "text";
    bool policy = false;
    struct errs errs = {0};
    int c, status = EXIT_TROUBLE;
    optind = 0;
    while ((c = getopt_long(argc, argv, "p:", options, NULL)) != -1) {
        if (c == 'P')
            policy = true;
        else if (c == 'p')
            path = optarg;
        else if (c == 'f')
            format = optarg;
        else
            return cmd_usage(&cmd_prove_entry, "unknown option");
    }
    bool json = strcmp(format, "json") == 0;
    if (!policy || path == NULL || optind < argc)
        return cmd_usage(&cmd_prove_entry, "%s",
                         !policy        ? "--policy is missing"
                         : path == NULL ? "-p is missing"
                                        : "too many arguments");
    if (!json && strcmp(format, "text") != 0)
        return cmd_usage(&cmd_prove_entry, "there is no format \"%s\"", format);
    struct profile *profile = pipeline_load(ctx, path, &errs);
    if (profile == NULL) {
        msg_report_all(&errs);
    } else {
        (json ? print_json : print_text)(profile);
        status = 0;
    }
    profile_free(profile);
    errs_free(&errs);
    return status;
}

static void print_text(const struct profile *profile)
{
    printf("%s%-12s", colour(COLOUR_HEAD), "from");
    for (enum policy_destination d = 0; d < DEST_COUNT; d++)
        printf(" %-14s", policy_destination_name(d));
    printf("%s\n", colour(COLOUR_RESET));
    for (enum policy_client c = 0; c < CLIENT_COUNT; c++) {
        printf("%-12s", policy_client_name(c));
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
