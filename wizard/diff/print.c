/* Differences for people, and as JSON Lines; see diff.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/str.h"

#include "diff/diff.h"

enum { FLUSH_BYTES = 64 * 1024 }; /* a table may have millions of differences */

static void add_side(struct str *out, const char *label, const struct diff_side *side);
static bool is_continued(const struct diff_item *a, const struct diff_item *b);
static void add_head(struct str *out, const struct diff_item *d);
static void add_sides(struct str *out, const struct diff_item *d, bool both);
static void add_why(struct str *out, const struct diff_item *d);
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
static void add_side(struct str *out, const char *label, const struct diff_side *side)
{
    str_add(out, "    ");
    str_add(out, colour(COLOUR_DIM));
    str_add(out, label);
    str_add(out, colour(COLOUR_RESET));
    str_addch(out, ' ');
    if (side->value == NULL) {
        str_add(out, "-\n");
        return;
    }
    str_add_shown(out, side->value[0] != '\0' ? side->value : "(empty)");
    if (side->line > 0) {
        str_add(out, "  ");
        str_add(out, colour(COLOUR_DIM));
        str_add_shown(out, side->file);
        str_addf(out, ":%ld", side->line);
        str_add(out, colour(COLOUR_RESET));
    }
    str_addch(out, '\n');
}

/* Rules of one ruleset with one verdict and one reason stand below one head. */
static bool is_continued(const struct diff_item *a, const struct diff_item *b)
{
    return strcmp(a->kind, "rule") == 0 && strcmp(b->kind, "rule") == 0 &&
           a->verdict == b->verdict && strcmp(a->name, b->name) == 0 && strcmp(a->why, b->why) == 0;
}

static void add_head(struct str *out, const struct diff_item *d)
{
    str_add(out, colour(colours[d->verdict]));
    str_add(out, diff_verdict_name(d->verdict));
    str_add(out, colour(COLOUR_RESET));
    str_addch(out, ' ');
    str_add(out, d->kind);
    str_add(out, colour(COLOUR_HEAD));
    str_addch(out, ' ');
    str_add_shown(out, d->name);
    str_add(out, colour(COLOUR_RESET));
    str_addch(out, '\n');
}

static void add_sides(struct str *out, const struct diff_item *d, bool both)
{
    if (both || d->old.value != NULL)
        add_side(out, "old", &d->old);
    if (both || d->new.value != NULL)
        add_side(out, "new", &d->new);
}

static void add_why(struct str *out, const struct diff_item *d)
{
    str_add(out, "    ");
    str_add(out, colour(COLOUR_DIM));
    str_add(out, "why");
    str_add(out, colour(COLOUR_RESET));
    str_addch(out, ' ');
    str_add_shown(out, d->why);
    str_addch(out, '\n');
}

void diff_print_text(const struct diff *diff, FILE *to)
{
    struct str out = STR_INIT;
    for (size_t i = 0; i < diff->n; i++) {
        const struct diff_item *d = &diff->v[i];
        bool follows = i > 0 && is_continued(d - 1, d);
        bool goes_on = i + 1 < diff->n && is_continued(d, d + 1);
        if (!follows)
            add_head(&out, d);
        add_sides(&out, d, !follows && !goes_on);
        if (!goes_on)
            add_why(&out, d);
        if (out.len < FLUSH_BYTES)
            continue;
        fwrite(out.buf, 1, out.len, to);
        str_clear(&out);
    }
    str_addf(&out, "%s%zu weaken, %zu harden, %zu neutral, %zu unknown%s\n", colour(COLOUR_HEAD),
             diff_count(diff, DIFF_WEAKENS), diff_count(diff, DIFF_HARDENS),
             diff_count(diff, DIFF_NEUTRAL), diff_count(diff, DIFF_UNKNOWN), colour(COLOUR_RESET));
    fwrite(out.buf, 1, out.len, to);
    str_free(&out);
}

/* JSON holds UTF-8 only: a byte that is none becomes U+FFFD. */
static json_t *json_text(const char *text)
{
    struct str s = STR_INIT;
    str_add_utf8(&s, text);
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
