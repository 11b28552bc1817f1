/* mcwizard schema: the JSON Schema of a profile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"

#include "cmd/cmd.h"
#include "cmd/entries.h"

#include "model/schema.h"

static int run(struct context *ctx, int argc, char **argv);

const struct command cmd_schema_entry = {
    .name = "schema",
    .synopsis = "",
    .summary = "Print the JSON Schema of a profile",
    .help = "Prints a JSON Schema (2020-12), for editors and validators. It accepts and refuses\n"
            "the same profiles as mcwizard, apart from rules that join several settings.",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    if (argc > 1)
        return cmd_usage(&cmd_schema_entry, "unexpected \"%s\"", argv[1]);
    if (ctx->format != NULL && strcmp(ctx->format, "json") != 0)
        return cmd_usage(&cmd_schema_entry, "there is no format \"%s\", only json", ctx->format);
    json_t *schema = schema_make();
    char *text = json_dumps(schema, JSON_INDENT(2));
    MUST(text != NULL);
    puts(text);
    free(text);
    json_decref(schema);
    return EXIT_SAME;
}
