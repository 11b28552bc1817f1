/* mcwizard settings: the table of settings, for people, programs and the man page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/cmd.h"
#include "cmd/describe.h"
#include "cmd/entries.h"

#include "model/setting.h"
#include "model/value.h"

#include "ui/wrap.h"

enum { MAN_WIDTH = 79 }; /* mandoc -T lint complains of longer lines */

static int run(struct context *ctx, int argc, char **argv);
static void print_text(void);
static void print_json(void);
static json_t *row_as_json(const struct section *section, const struct setting *s);
static json_t *role_names(const struct setting *s);
static void put_text(json_t *row, const char *name, const char *text);
static void print_man(void);
static void print_man_setting(const struct setting *s);
static void print_man_fact(const char *label, const char *text);
static void print_prose(const char *text);

static const struct {
    const char *name;
    void (*print)(void);
} formats[] = {{"text", print_text}, {"json", print_json}, {"man", print_man}};

const struct command cmd_settings_entry = {
    .name = "settings",
    .synopsis = "",
    .summary = "Print the table of all settings of a profile",
    .help = "Prints every setting with its type, default, meaning, reason and source. As json, a\n"
            "JSON object per line; as man, a part of the manual page.",
    .options = "      --format=FORMAT        text, json or man\n",
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    const char *format = ctx->format != NULL ? ctx->format : "text";
    if (argc > 1)
        return cmd_usage(&cmd_settings_entry, "unexpected \"%s\"; see mcwizard explain", argv[1]);
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (strcmp(formats[i].name, format) != 0)
            continue;
        formats[i].print();
        return EXIT_SAME;
    }
    return cmd_usage(&cmd_settings_entry, "there is no format \"%s\", only text, json and man",
                     format);
}

static void print_text(void)
{
    size_t width = wrap_width(STDOUT_FILENO);
    for (const struct section *section = setting_sections; section->name != NULL; section++) {
        printf("%s%s%s: %s%s\n", section == setting_sections ? "" : "\n", colour(COLOUR_NEUTRAL),
               section->name, section->title, colour(COLOUR_RESET));
        for (const struct setting *s = section->rows; s->path != NULL; s++) {
            struct str text = STR_INIT;
            describe_setting(s, width, &text);
            printf("\n%s", str_text(&text));
            str_free(&text);
        }
    }
}

static void print_json(void)
{
    for (const struct section *section = setting_sections; section->name != NULL; section++) {
        for (const struct setting *s = section->rows; s->path != NULL; s++) {
            json_t *row = row_as_json(section, s);
            char *line = json_dumps(row, 0);
            MUST(line != NULL);
            puts(line);
            free(line);
            json_decref(row);
        }
    }
}

static json_t *row_as_json(const struct section *section, const struct setting *s)
{
    static const char *const shapes[] = {
        [SHAPE_ONE] = "one", [SHAPE_LIST] = "list", [SHAPE_MAP] = "map"};
    json_t *row =
        json_pack("{s:i, s:s, s:s, s:s, s:s}", "v", 1, "path", s->path, "section", section->name,
                  "shape", shapes[s->shape], "type", type_table[s->type].name);
    MUST(row != NULL);
    if (s->shape == SHAPE_MAP)
        put_text(row, "key_type", type_table[s->key_type].name);
    if (s->type == TYPE_INT) {
        json_object_set_new(row, "min", json_integer(s->min));
        json_object_set_new(row, "max", json_integer(s->max));
    }
    if (s->type == TYPE_CHOICE) {
        json_t *choices = json_array();
        for (size_t i = 0; s->choices[i] != NULL; i++)
            json_array_append_new(choices, json_string(s->choices[i]));
        json_object_set_new(row, "choices", choices);
    }
    if (s->fallback != NULL)
        json_object_set_new(row, "default", value_fallback(s));
    json_object_set_new(row, "roles", role_names(s));
    if (s->needs != NULL)
        put_text(row, "needs", s->needs);
    put_text(row, "since", s->since);
    if (s->build != NULL)
        put_text(row, "build", s->build);
    put_text(row, "becomes", s->becomes);
    put_text(row, "prompt", s->prompt);
    put_text(row, "help", s->help);
    put_text(row, "why", s->why);
    put_text(row, "source", s->source);
    return row;
}

static json_t *role_names(const struct setting *s)
{
    json_t *names = json_array();
    struct str joined = STR_INIT;
    struct strs parts = {0};
    describe_roles(s, &joined);
    strs_split(&parts, str_text(&joined), ",");
    for (size_t i = 0; i < parts.n; i++)
        json_array_append_new(names, json_string(parts.v[i]));
    strs_free(&parts);
    str_free(&joined);
    return names;
}

static void put_text(json_t *row, const char *name, const char *text)
{
    MUST(json_object_set_new(row, name, json_string(text)) == 0);
}

static void print_man(void)
{
    for (const struct section *section = setting_sections; section->name != NULL; section++) {
        printf(".Ss ");
        print_prose(section->title);
        puts(".Bl -tag -width Ds");
        for (const struct setting *s = section->rows; s->path != NULL; s++)
            print_man_setting(s);
        puts(".El");
    }
}

static void print_man_setting(const struct setting *s)
{
    struct str type = STR_INIT, fallback = STR_INIT, lead = STR_INIT;
    bool question = s->prompt[strlen(s->prompt) - 1] == '?';
    describe_type(s, &type);
    describe_default(s, &fallback);
    str_addf(&lead, "%s%s", s->prompt, question ? "" : ".");
    printf(".It Cm %s\n", s->path);
    print_prose(str_text(&lead));
    print_prose(s->help);
    puts(".Pp");
    print_man_fact("Type", str_text(&type));
    puts(".br");
    print_man_fact("Default", str_text(&fallback));
    puts(".br");
    print_man_fact("Becomes", s->becomes);
    puts(".br");
    print_man_fact("Reason", s->why);
    puts(".br");
    print_man_fact("Source", s->source);
    str_free(&type);
    str_free(&fallback);
    str_free(&lead);
}

static void print_man_fact(const char *label, const char *text)
{
    printf(".Em %s :\n", label);
    print_prose(text);
}

/* Text as roff takes it literally: short lines, a new one for every sentence, as mdoc wants it. */
static void print_prose(const char *text)
{
    static const char *const escapes[] = {
        ['\\'] = "\\e", ['`'] = "\\(ga", ['\''] = "\\(aq", ['~'] = "\\(ti", ['^'] = "\\(ha"};
    struct str escaped = STR_INIT, wrapped = STR_INIT;
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        bool word_begins = c == text || c[-1] == ' ';
        if (*c == ' ' && c > text && strchr(".?!", c[-1]) != NULL)
            str_addch(&escaped, '\n');
        else if (byte < ARRAY_LEN(escapes) && escapes[byte] != NULL)
            str_add(&escaped, escapes[byte]);
        else
            str_addf(&escaped, "%s%c", *c == '.' && word_begins ? "\\&" : "", *c);
    }
    wrap_add(&wrapped, str_text(&escaped), 0, MAN_WIDTH);
    fputs(str_text(&wrapped), stdout);
    str_free(&escaped);
    str_free(&wrapped);
}
