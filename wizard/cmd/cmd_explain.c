/* mcwizard explain: what a setting, an option of sendmail.cf or a check means, and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"

#include "audit/check.h"

#include "cf/option.h"

#include "cmd/cmd.h"
#include "cmd/describe.h"
#include "cmd/entries.h"

#include "model/setting.h"

#include "ui/wrap.h"

enum { INDENT = 4 };

static int run(struct context *ctx, int argc, char **argv);
static bool explain(const char *name);
static bool explain_option(const struct cf_option *option, size_t width);
static bool explain_check(const struct check *check, size_t width);
static void add_fact(struct str *out, const char *label, const char *text, size_t width);
static int unknown(const char *name);

const struct command cmd_explain_entry = {
    .name = "explain",
    .synopsis = "NAME...",
    .summary = "Explain a setting, an option of sendmail.cf or a check",
    .help = "NAME is a setting (relay.networks), an option of sendmail.cf (PrivacyOptions), the\n"
            "m4 name of one (confPRIVACY_FLAGS) or a check of audit (PRIV-EXPN). Prints what it\n"
            "does, its default, the reason and the source.",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    int status = EXIT_SAME;
    if (argc < 2)
        return cmd_usage(&cmd_explain_entry, "NAME is missing");
    if (ctx->format != NULL && strcmp(ctx->format, "text") != 0)
        return cmd_usage(&cmd_explain_entry, "there is no format \"%s\", only text", ctx->format);
    for (int i = 1; i < argc; i++)
        if (!explain(argv[i]))
            status = unknown(argv[i]);
    return status;
}

/* A name may be both: confLOG_LEVEL is an option, and a setting becomes it. */
static bool explain(const char *name)
{
    size_t width = wrap_width(STDOUT_FILENO);
    bool found = false;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        bool conf = s->conf != NULL && strcasecmp(s->conf, name) == 0;
        if (strcasecmp(s->path, name) != 0 && !conf)
            continue;
        struct str text = STR_INIT;
        describe_setting(s, width, &text);
        fputs(str_text(&text), stdout);
        str_free(&text);
        found = true;
    }
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        if (strcasecmp(o->name, name) == 0 || (o->m4 != NULL && strcasecmp(o->m4, name) == 0))
            found = explain_option(o, width);
    const struct check *check = check_find(name);
    return check != NULL ? explain_check(check, width) : found;
}

static bool explain_check(const struct check *check, size_t width)
{
    struct str text = STR_INIT, wanted = STR_INIT, mend = STR_INIT;
    check_wanted(check, &wanted);
    check_mend(check, &mend);
    str_addf(&text, "%s%s%s, a check of audit\n", colour(COLOUR_HEAD), check->id,
             colour(COLOUR_RESET));
    wrap_add(&text, check->title, INDENT, width);
    add_fact(&text, "Severity", severity_name(check->severity), width);
    add_fact(&text, "Should be", str_text(&wanted), width);
    add_fact(&text, "Why", check->why, width);
    add_fact(&text, "Mend", str_text(&mend), width);
    add_fact(&text, "Beware", check->trap, width);
    add_fact(&text, "Source", check->source, width);
    add_fact(&text, "Since", check->since, width);
    fputs(str_text(&text), stdout);
    str_free(&text);
    str_free(&wanted);
    str_free(&mend);
    return true;
}

static bool explain_option(const struct cf_option *o, size_t width)
{
    struct str text = STR_INIT, letter = STR_INIT, since = STR_INIT;
    if (o->letter != '\0')
        str_addf(&letter, "O%c", o->letter);
    if (o->since != NULL)
        str_addf(&since, "sendmail %s", o->since);
    str_addf(&text, "%s%s%s, an option of sendmail.cf\n", colour(COLOUR_HEAD), o->name,
             colour(COLOUR_RESET));
    wrap_add(&text, o->means, INDENT, width);
    add_fact(&text, "Type", cf_type_name(o->type), width);
    add_fact(&text, "Default",
             o->value == NULL      ? "depends on how sendmail was built"
             : o->value[0] == '\0' ? "none"
                                   : o->value,
             width);
    add_fact(&text, "Security", o->why, width);
    add_fact(&text, "Direction", cf_way_name(o->way), width);
    add_fact(&text, "Source", o->source, width);
    add_fact(&text, "m4", o->m4, width);
    add_fact(&text, "Old form", str_text(&letter), width);
    add_fact(&text, "Since", str_text(&since), width);
    fputs(str_text(&text), stdout);
    str_free(&text);
    str_free(&letter);
    str_free(&since);
    return true;
}

/* Nothing is said where the table has nothing. */
static void add_fact(struct str *out, const char *label, const char *text, size_t width)
{
    struct str line = STR_INIT;
    if (text == NULL || text[0] == '\0')
        return;
    str_addf(&line, "%s: %s", label, text);
    wrap_add(out, str_text(&line), INDENT, width);
    str_free(&line);
}

static int unknown(const char *name)
{
    const char **names = NULL;
    size_t n = 0, cap = setting_count();
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o))
        cap += 2;
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c))
        cap++;
    names = mem_alloc(cap * sizeof(*names));
    for (size_t i = 0; i < setting_count(); i++)
        names[n++] = setting_at(i)->path;
    for (const struct cf_option *o = cf_option_next(NULL); o != NULL; o = cf_option_next(o)) {
        names[n++] = o->name;
        if (o->m4 != NULL)
            names[n++] = o->m4;
    }
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c))
        names[n++] = c->id;
    const char *near = strchr(name, '.') != NULL ? setting_nearest(name) : NULL;
    if (near == NULL)
        near = str_nearest(name, names, n);
    if (near != NULL)
        msg_error("there is no setting, option or check \"%s\"; did you mean \"%s\"?", name, near);
    else
        msg_error(
            "there is no setting, option or check \"%s\"; `mcwizard settings` lists the settings",
            name);
    free(names);
    return EXIT_TROUBLE;
}
