/* A setting in words; see describe.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/describe.h"

#include "model/profile.h"
#include "model/value.h"

#include "ui/wrap.h"

enum { INDENT = 4 };

static void add_type(const struct setting *s, struct str *out);
static void add_fact(struct str *out, const char *label, const char *text, size_t width);

static const struct {
    unsigned bit;
    const char *name;
} roles[] = {{ROLE_LOCAL, "local"},
             {ROLE_OUTBOUND, "outbound"},
             {ROLE_INBOUND, "inbound"},
             {ROLE_RELAY, "relay"}};

void describe_type(const struct setting *s, struct str *out)
{
    if (s->shape == SHAPE_LIST)
        str_add(out, "list, each a ");
    else if (s->shape == SHAPE_MAP)
        str_addf(out, "map from %s to ", type_table[s->key_type].name);
    add_type(s, out);
}

static void add_type(const struct setting *s, struct str *out)
{
    str_add(out, type_table[s->type].name);
    if (s->type == TYPE_INT)
        str_addf(out, ", %ld to %ld", s->min, s->max);
    if (s->type == TYPE_CHOICE)
        for (size_t i = 0; s->choices[i] != NULL; i++)
            str_addf(out, "%s%s", i == 0 ? " of " : ", ", s->choices[i]);
}

void describe_default(const struct setting *s, struct str *out)
{
    json_t *value = value_fallback(s);
    char *shown = profile_show(s, value);
    str_add(out, s->fallback == NULL ? "none, it must be given"
                 : shown[0] == '\0'  ? "nothing"
                                     : shown);
    free(shown);
    json_decref(value);
}

void describe_roles(const struct setting *s, struct str *out)
{
    const char *parting = "";
    if (s->roles == ROLE_ANY) {
        str_add(out, "any");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if ((s->roles & roles[i].bit) == 0)
            continue;
        str_addf(out, "%s%s", parting, roles[i].name);
        parting = ", ";
    }
}

void describe_setting(const struct setting *s, size_t width, struct str *out)
{
    struct str type = STR_INIT, fallback = STR_INIT, whose = STR_INIT, since = STR_INIT;
    describe_type(s, &type);
    describe_default(s, &fallback);
    describe_roles(s, &whose);
    str_addf(&since, "sendmail %s%s%s", s->since, s->build != NULL ? ", built with " : "",
             s->build != NULL ? s->build : "");
    str_addf(out, "%s%s%s\n", colour(COLOUR_HEAD), s->path, colour(COLOUR_RESET));
    wrap_add(out, s->prompt, INDENT, width);
    wrap_add(out, s->help, INDENT, width);
    add_fact(out, "Type", str_text(&type), width);
    add_fact(out, "Default", str_text(&fallback), width);
    add_fact(out, "Why", s->why, width);
    add_fact(out, "Source", s->source, width);
    add_fact(out, "Becomes", s->becomes, width);
    add_fact(out, "Roles", str_text(&whose), width);
    if (s->needs != NULL)
        add_fact(out, "Needs", s->needs, width);
    add_fact(out, "Since", str_text(&since), width);
    str_free(&type);
    str_free(&fallback);
    str_free(&whose);
    str_free(&since);
}

static void add_fact(struct str *out, const char *label, const char *text, size_t width)
{
    struct str line = STR_INIT;
    str_addf(&line, "%s: %s", label, text);
    wrap_add(out, str_text(&line), INDENT, width);
    str_free(&line);
}
