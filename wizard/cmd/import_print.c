/* What an import has found; see import_print.h. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/import_print.h"

enum { DIFFERENCES = 40 /* shown of a comparison, but for -v */ };

static void print_lines(const struct import_run *run, enum import_fate fate, const char *title,
                        FILE *to);
static void print_faults(const struct import_run *run, FILE *to);
static void print_roles(const struct import_run *run, FILE *to);
static void print_tables(const struct import_run *run, FILE *to);
static void print_diff(const struct diff *diff, const struct strs *reasons, const char *title,
                       FILE *to);
static void print_shown(const char *text, FILE *to);
static json_t *object(const char *type);
static void put_text(json_t *o, const char *name, const char *text);
static void put_strs(json_t *o, const char *name, const struct strs *l);
static void put_diff(const struct diff *diff, const char *type, const struct strs *reasons,
                     FILE *to);
static void print_object(json_t *o, FILE *to);

static const char *const fates[IMPORT_FATES] = {[IMPORT_NONE] = "none",
                                                [IMPORT_SETTING] = "setting",
                                                [IMPORT_RAW] = "raw",
                                                [IMPORT_LEFT] = "left"};

void import_print_text(const struct import_run *run, FILE *to)
{
    struct import_sum sum = import_run_sum(run);
    print_faults(run, to);
    for (size_t i = 0; i < run->remarks.n; i++) {
        print_shown(run->source, to);
        fputs(": ", to);
        print_shown(run->remarks.v[i], to);
        fputs(i + 1 < run->remarks.n ? "\n" : "\n\n", to);
    }
    print_roles(run, to);
    if (msg_is_verbose())
        print_lines(run, IMPORT_SETTING, "Settings", to);
    print_lines(run, IMPORT_RAW, "Kept as raw lines (extra.file)", to);
    print_lines(run, IMPORT_LEFT, "Not carried", to);
    print_tables(run, to);
    if (run->beside != NULL && run->parted.n > 0)
        print_diff(
            &run->parted, NULL,
            "The sendmail.cf beside the .mc is not made of it; the profile is that of the .mc", to);
    print_diff(
        &run->as_is, &run->reasons,
        run->own != NULL ? "What render says otherwise" : "What render --as-is says otherwise", to);
    print_shown(run->source, to);
    fprintf(to, ": %zu lines, %zu became settings (%.0f %%), %zu raw, %zu not carried\n", sum.lines,
            sum.settings, 100 * sum.share, sum.raw, sum.left);
    if (sum.entries_left > 0)
        fprintf(to, "of what they name, %zu entr%s not carried\n", sum.entries_left,
                sum.entries_left == 1 ? "y is" : "ies are");
}

static void print_faults(const struct import_run *run, FILE *to)
{
    for (size_t i = 0; i < run->faults.n; i++) {
        const struct mc_fault *fault = &run->faults.v[i];
        if (i == 0)
            fprintf(to, "%sFaults%s\n", colour(COLOUR_HEAD), colour(COLOUR_RESET));
        fputs("  ", to);
        print_shown(run->source, to);
        fprintf(to, ":%ld:%ld: ", fault->line, fault->column);
        print_shown(fault->text, to);
        fputc('\n', to);
        if (fault->mend != NULL)
            fprintf(to, "      %s\n", fault->mend);
        if (fault->instead != NULL) {
            fputs("      ", to);
            print_shown(fault->instead, to);
            fputc('\n', to);
        }
    }
    if (run->faults.n > 0)
        fputc('\n', to);
}

static void print_roles(const struct import_run *run, FILE *to)
{
    fprintf(to, "%sRoles%s\n", colour(COLOUR_HEAD), colour(COLOUR_RESET));
    for (size_t i = 0; i < IMPORT_ROLES; i++) {
        const struct import_role *r = &run->imp.roles[i];
        if (r->role == NULL)
            continue;
        fprintf(to, "  %-8s %-3s ", r->role, r->on ? "yes" : "no");
        print_shown(r->evidence, to);
        fputc('\n', to);
    }
}

static void print_lines(const struct import_run *run, enum import_fate fate, const char *title,
                        FILE *to)
{
    bool begun = false;
    for (size_t i = 0; i < run->imp.n_lines; i++) {
        const struct import_line *line = &run->imp.lines[i];
        if (line->fate != fate)
            continue;
        if (!begun)
            fprintf(to, "\n%s%s%s\n", colour(COLOUR_HEAD), title, colour(COLOUR_RESET));
        begun = true;
        fputs("  ", to);
        print_shown(line->place.file != NULL ? line->place.file : run->source, to);
        fprintf(to, ":%ld: ", line->place.line);
        print_shown(line->text, to);
        fputc('\n', to);
        if (line->settings.n > 0 && fate == IMPORT_SETTING) {
            struct str paths = STR_INIT;
            strs_join(&line->settings, ", ", &paths);
            fprintf(to, "      -> %s\n", str_text(&paths));
            str_free(&paths);
        }
        if (line->why != NULL) {
            fputs("      ", to);
            print_shown(line->why, to);
            fputc('\n', to);
        }
    }
    for (size_t i = 0; i < run->imp.n_left && fate == IMPORT_LEFT; i++) {
        const struct import_left *left = &run->imp.left[i];
        if (!begun)
            fprintf(to, "\n%s%s%s\n", colour(COLOUR_HEAD), title, colour(COLOUR_RESET));
        begun = true;
        fputs("  ", to);
        print_shown(left->file, to);
        if (left->line > 0)
            fprintf(to, ":%ld", left->line);
        fputs(": ", to);
        print_shown(left->text, to);
        fputs("\n      ", to);
        print_shown(left->why, to);
        fputc('\n', to);
    }
}

static void print_tables(const struct import_run *run, FILE *to)
{
    for (size_t i = 0; i < run->imp.n_tables; i++) {
        const struct import_table *t = &run->imp.tables[i];
        struct str paths = STR_INIT;
        if (i == 0)
            fprintf(to, "\n%sTables%s\n", colour(COLOUR_HEAD), colour(COLOUR_RESET));
        strs_join(&t->settings, ", ", &paths);
        fputs("  ", to);
        print_shown(t->file, to);
        fprintf(to, ": %ld entr%s%s%s", t->entries, t->entries == 1 ? "y" : "ies",
                paths.len > 0 ? " -> " : "", str_text(&paths));
        if (t->left > 0)
            fprintf(to, ", %ld not carried", t->left);
        fputc('\n', to);
        if (t->why != NULL) {
            fputs("      ", to);
            print_shown(t->why, to);
            fputc('\n', to);
        }
        str_free(&paths);
    }
}

static void print_diff(const struct diff *diff, const struct strs *reasons, const char *title,
                       FILE *to)
{
    size_t shown = msg_is_verbose() || diff->n <= DIFFERENCES ? diff->n : DIFFERENCES;
    for (size_t i = 0; i < shown; i++) {
        const struct diff_item *item = &diff->v[i];
        if (i == 0)
            fprintf(to, "\n%s%s%s\n", colour(COLOUR_HEAD), title, colour(COLOUR_RESET));
        fprintf(to, "  %s ", item->kind);
        print_shown(item->name, to);
        fputs(": ", to);
        print_shown(item->old.value != NULL ? item->old.value : "(nothing)", to);
        fputs(" -> ", to);
        print_shown(item->new.value != NULL ? item->new.value : "(nothing)", to);
        fputc('\n', to);
        if (reasons != NULL) {
            fputs("      ", to);
            print_shown(reasons->v[i][0] != '\0' ? reasons->v[i] : "nothing explains this", to);
            fputc('\n', to);
        }
    }
    if (shown < diff->n)
        fprintf(to, "  and %zu more; -v shows them all\n", diff->n - shown);
}

static void print_shown(const char *text, FILE *to)
{
    struct str shown = STR_INIT;
    str_add_shown(&shown, text);
    fputs(str_text(&shown), to);
    str_free(&shown);
}

void import_print_faults_json(const struct import_run *run, FILE *to)
{
    for (size_t i = 0; i < run->faults.n; i++) {
        const struct mc_fault *fault = &run->faults.v[i];
        json_t *o = object("fault");
        put_text(o, "file", run->source);
        json_object_set_new(o, "line", json_integer(fault->line));
        json_object_set_new(o, "column", json_integer(fault->column));
        put_text(o, "id", fault->id);
        json_object_set_new(o, "breaks", json_boolean(fault->breaks));
        put_text(o, "text", fault->text);
        put_text(o, "mend", fault->mend);
        put_text(o, "instead", fault->instead);
        print_object(o, to);
    }
}

void import_print_left(const struct import_run *run, FILE *to)
{
    static const char title[] = "Not carried";
    bool begun = run->imp.n_left > 0;
    for (size_t i = 0; i < run->imp.n_lines; i++)
        begun = begun || run->imp.lines[i].fate == IMPORT_LEFT;
    print_lines(run, IMPORT_LEFT, title, to);
    for (size_t i = 0; i < run->imp.n_tables; i++) {
        const struct import_table *t = &run->imp.tables[i];
        if (!import_run_lost_table(run, t))
            continue;
        if (!begun)
            fprintf(to, "\n%s%s%s\n", colour(COLOUR_HEAD), title, colour(COLOUR_RESET));
        begun = true;
        fputs("  ", to);
        print_shown(t->file, to);
        fprintf(to, ": %ld entr%s\n      ", t->left, t->left == 1 ? "y" : "ies");
        print_shown(t->why != NULL ? t->why : "none of them has a setting", to);
        fputc('\n', to);
    }
}

void import_print_json(const struct import_run *run, FILE *to)
{
    struct import_sum sum = import_run_sum(run);
    json_t *o;
    for (size_t i = 0; i < run->imp.n_lines; i++) {
        const struct import_line *line = &run->imp.lines[i];
        o = object("line");
        put_text(o, "file", line->place.file != NULL ? line->place.file : run->source);
        json_object_set_new(o, "line", json_integer(line->place.line));
        put_text(o, "macro", line->macro);
        put_text(o, "text", line->text);
        put_text(o, "fate", fates[line->fate]);
        put_strs(o, "settings", &line->settings);
        put_text(o, "why", line->why);
        print_object(o, to);
    }
    import_print_faults_json(run, to);
    for (size_t i = 0; i < run->imp.n_tables; i++) {
        const struct import_table *t = &run->imp.tables[i];
        o = object("table");
        put_text(o, "file", t->file);
        put_text(o, "name", t->name);
        json_object_set_new(o, "entries", json_integer(t->entries));
        json_object_set_new(o, "left", json_integer(t->left));
        put_text(o, "fate",
                 t->fate == IMPORT_RAW       ? "reference"
                 : t->fate == IMPORT_SETTING ? "settings"
                                             : fates[t->fate]);
        put_strs(o, "settings", &t->settings);
        put_text(o, "why", t->why);
        print_object(o, to);
    }
    for (size_t i = 0; i < run->imp.n_left; i++) {
        const struct import_left *left = &run->imp.left[i];
        o = object("left");
        put_text(o, "file", left->file);
        json_object_set_new(o, "line", json_integer(left->line));
        put_text(o, "text", left->text);
        put_text(o, "why", left->why);
        print_object(o, to);
    }
    for (size_t i = 0; i < IMPORT_ROLES; i++) {
        const struct import_role *r = &run->imp.roles[i];
        o = object("role");
        put_text(o, "role", r->role);
        json_object_set_new(o, "on", json_boolean(r->on));
        put_text(o, "evidence", r->evidence);
        print_object(o, to);
    }
    put_diff(&run->parted, "parted", NULL, to);
    put_diff(&run->as_is, "difference", &run->reasons, to);
    o = object("summary");
    put_text(o, "source", run->source);
    put_text(o, "origin", run->own != NULL ? "profile" : "lines");
    put_strs(o, "remarks", &run->remarks);
    json_object_set_new(o, "lines", json_integer((json_int_t)sum.lines));
    json_object_set_new(o, "settings", json_integer((json_int_t)sum.settings));
    json_object_set_new(o, "raw", json_integer((json_int_t)sum.raw));
    json_object_set_new(o, "left",
                        json_integer((json_int_t)sum.left + (json_int_t)sum.entries_left));
    json_object_set_new(o, "share", json_real(sum.share));
    json_object_set_new(o, "differences", json_integer((json_int_t)run->as_is.n));
    json_object_set_new(o, "unexplained", json_integer((json_int_t)run->unexplained));
    print_object(o, to);
}

static void put_diff(const struct diff *diff, const char *type, const struct strs *reasons,
                     FILE *to)
{
    for (size_t i = 0; i < diff->n; i++) {
        const struct diff_item *item = &diff->v[i];
        json_t *o = object(type);
        put_text(o, "kind", item->kind);
        put_text(o, "name", item->name);
        put_text(o, "old", item->old.value);
        put_text(o, "new", item->new.value);
        json_object_set_new(o, "line", json_integer(item->old.line));
        put_text(o, "why", reasons != NULL ? reasons->v[i] : item->why);
        print_object(o, to);
    }
}

static json_t *object(const char *type)
{
    json_t *o = json_object();
    MUST(o != NULL && json_object_set_new(o, "v", json_integer(1)) == 0);
    put_text(o, "type", type);
    return o;
}

/* What is no UTF-8 is shown as it can be. */
static void put_text(json_t *o, const char *name, const char *text)
{
    json_t *value = text == NULL ? json_null() : json_string(text);
    if (value == NULL) {
        struct str shown = STR_INIT;
        str_add_shown(&shown, text);
        value = json_string(str_text(&shown));
        str_free(&shown);
    }
    MUST(json_object_set_new(o, name, value) == 0);
}

static void put_strs(json_t *o, const char *name, const struct strs *l)
{
    json_t *list = json_array();
    for (size_t i = 0; i < l->n; i++)
        json_array_append_new(list, json_string(l->v[i]));
    MUST(json_object_set_new(o, name, list) == 0);
}

static void print_object(json_t *o, FILE *to)
{
    char *text = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
    MUST(text != NULL);
    fprintf(to, "%s\n", text);
    free(text);
    json_decref(o);
}
