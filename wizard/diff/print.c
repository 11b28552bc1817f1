/* Differences for people, and as JSON Lines; see diff.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/str.h"

#include "diff/diff.h"

static void print_value(const char *value, FILE *to);
static void print_side(const char *label, const struct diff_side *side, FILE *to);
static size_t utf8_len(const unsigned char *p);
static json_t *json_text(const char *text);
static json_t *json_side(const struct diff_side *side);
static void print_object(json_t *object, FILE *to);

static const enum colour colours[DIFF_VERDICTS] = {
    [DIFF_WEAKENS] = COLOUR_BAD,
    [DIFF_UNKNOWN] = COLOUR_HEAD,
    [DIFF_HARDENS] = COLOUR_GOOD,
    [DIFF_NEUTRAL] = COLOUR_NEUTRAL,
};

/* A file may hold bytes that would rule a terminal: they show as \t, \n, \x1b. */
static void print_value(const char *value, FILE *to)
{
    for (const unsigned char *p = (const unsigned char *)value; *p != '\0';) {
        size_t len = utf8_len(p);
        if (*p == '\t')
            fputs("\\t", to);
        else if (*p == '\n')
            fputs("\\n", to);
        else if (len == 0 || *p < ' ' || *p == 0x7f || (len == 2 && *p == 0xc2 && p[1] < 0xa0))
            fprintf(to, "\\x%02x", *p);
        else {
            fwrite(p, 1, len, to);
            p += len;
            continue;
        }
        p++;
    }
}

static void print_side(const char *label, const struct diff_side *side, FILE *to)
{
    fprintf(to, "    %s%s%s ", colour(COLOUR_DIM), label, colour(COLOUR_RESET));
    if (side->value == NULL) {
        fputs("-\n", to);
        return;
    }
    print_value(side->value[0] != '\0' ? side->value : "(empty)", to);
    if (side->line > 0)
        fprintf(to, "  %s%s:%ld%s", colour(COLOUR_DIM), side->file, side->line,
                colour(COLOUR_RESET));
    fputc('\n', to);
}

void diff_print_text(const struct diff *diff, FILE *to)
{
    for (size_t i = 0; i < diff->n; i++) {
        const struct diff_item *d = &diff->v[i];
        fprintf(to, "%s%s%s %s%s ", colour(colours[d->verdict]), diff_verdict_name(d->verdict),
                colour(COLOUR_RESET), d->kind, colour(COLOUR_HEAD));
        print_value(d->name, to);
        fprintf(to, "%s\n", colour(COLOUR_RESET));
        print_side("old", &d->old, to);
        print_side("new", &d->new, to);
        fprintf(to, "    %swhy%s %s\n", colour(COLOUR_DIM), colour(COLOUR_RESET), d->why);
    }
    fprintf(to, "%s%zu weaken, %zu harden, %zu neutral, %zu unknown%s\n", colour(COLOUR_COUNT),
            diff_count(diff, DIFF_WEAKENS), diff_count(diff, DIFF_HARDENS),
            diff_count(diff, DIFF_NEUTRAL), diff_count(diff, DIFF_UNKNOWN), colour(COLOUR_RESET));
}

/* The bytes of the UTF-8 character at p, 0 if there is none. */
static size_t utf8_len(const unsigned char *p)
{
    size_t n = p[0] < 0x80                    ? 1
               : p[0] >= 0xc2 && p[0] <= 0xdf ? 2
               : (p[0] & 0xf0) == 0xe0        ? 3
               : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                              : 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return n;
}

/* JSON holds UTF-8 only: a byte that is none becomes U+FFFD. */
static json_t *json_text(const char *text)
{
    struct str s = STR_INIT;
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
        size_t len = utf8_len(p);
        if (len > 0)
            str_addn(&s, (const char *)p, len);
        else
            str_add(&s, "\xef\xbf\xbd");
        p += len > 0 ? len : 1;
    }
    json_t *json = json_string(str_text(&s));
    str_free(&s);
    MUST(json != NULL);
    return json;
}

static json_t *json_side(const struct diff_side *side)
{
    if (side->value == NULL)
        return json_null();
    json_t *json = json_object();
    json_object_set_new(json, "file", json_text(side->file));
    json_object_set_new(json, "line", side->line > 0 ? json_integer(side->line) : json_null());
    json_object_set_new(json, "value", json_text(side->value));
    return json;
}

static void print_object(json_t *object, FILE *to)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
    MUST(text != NULL);
    fprintf(to, "%s\n", text);
    free(text);
    json_decref(object);
}

void diff_print_json(const struct diff *diff, FILE *to)
{
    for (size_t i = 0; i < diff->n; i++) {
        const struct diff_item *d = &diff->v[i];
        json_t *o = json_object();
        json_object_set_new(o, "v", json_integer(1));
        json_object_set_new(o, "type", json_string("difference"));
        json_object_set_new(o, "verdict", json_string(diff_verdict_name(d->verdict)));
        json_object_set_new(o, "kind", json_string(d->kind));
        json_object_set_new(o, "name", json_text(d->name));
        json_object_set_new(o, "old", json_side(&d->old));
        json_object_set_new(o, "new", json_side(&d->new));
        json_object_set_new(o, "why", json_text(d->why));
        print_object(o, to);
    }
    json_t *sum = json_object();
    json_object_set_new(sum, "v", json_integer(1));
    json_object_set_new(sum, "type", json_string("summary"));
    for (int v = 0; v < DIFF_VERDICTS; v++)
        json_object_set_new(sum, diff_verdict_name((enum diff_verdict)v),
                            json_integer((json_int_t)diff_count(diff, (enum diff_verdict)v)));
    print_object(sum, to);
}
