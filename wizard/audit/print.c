/* A report as people and as programs read it; see audit.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "audit/internal.h"

static void print_finding(const struct finding *finding, FILE *to);
static void print_fact(const char *label, const char *text, FILE *to);
static void print_untried(const struct untried *untried, FILE *to);
static void print_unused(const struct audited *audited, FILE *to);
static void print_counts(const struct audited *audited, bool advice, FILE *to);
static void print_line(json_t *object, FILE *to);

void audit_print_text(const struct audited *audited, bool advice, FILE *to)
{
    const struct audit_report *report = &audited->report;
    for (size_t i = 0; i < report->n; i++)
        if (advice || report->v[i].severity != SEVERITY_ADVICE)
            print_finding(&report->v[i], to);
    for (size_t i = 0; i < report->n_untried; i++)
        print_untried(&report->untried[i], to);
    for (size_t i = 0; i < report->roles.n; i++) {
        struct str shown = STR_INIT;
        str_add_shown(&shown, report->roles.v[i]);
        fprintf(to, "%sread%s %s\n", colour(COLOUR_DIM), colour(COLOUR_RESET), str_text(&shown));
        str_free(&shown);
    }
    if (advice)
        print_unused(audited, to);
    print_counts(audited, advice, to);
}

static void print_finding(const struct finding *f, FILE *to)
{
    enum colour slot = f->accepted != NULL || f->severity == SEVERITY_ADVICE ? COLOUR_DIM
                       : f->severity == SEVERITY_LOW                         ? COLOUR_NEUTRAL
                                                                             : COLOUR_BAD;
    struct str place = STR_INIT;
    fprintf(to, "%s%s%s %s: %s\n", colour(slot),
            f->accepted != NULL ? "accepted" : severity_name(f->severity), colour(COLOUR_RESET),
            f->check->id, f->check->title);
    str_add(&place, f->file);
    if (f->line > 0)
        str_addf(&place, ":%ld", f->line);
    print_fact("at", str_text(&place), to);
    print_fact("is", f->found, to);
    print_fact("should", f->wanted, to);
    if (f->mend[0] != '\0')
        print_fact("mend", f->mend, to);
    if (f->accepted != NULL)
        print_fact("why", f->accepted, to);
    str_free(&place);
}

/* What stands in files and their names is a stranger's. */
static void print_fact(const char *label, const char *text, FILE *to)
{
    struct str shown = STR_INIT;
    str_add_shown(&shown, text);
    fprintf(to, "    %-6s %s\n", label, str_text(&shown));
    str_free(&shown);
}

static void print_untried(const struct untried *untried, FILE *to)
{
    struct str shown = STR_INIT;
    if (untried->file != NULL) {
        str_add_shown(&shown, untried->file);
        str_add(&shown, ": ");
    }
    str_add_shown(&shown, untried->reason);
    fprintf(to, "%snot checked%s %s: %s\n", colour(COLOUR_BAD), colour(COLOUR_RESET),
            untried->check != NULL ? untried->check->id : "several checks", str_text(&shown));
    str_free(&shown);
}

/* What is accepted and is not there any more; what could not be checked might be there. */
static void print_unused(const struct audited *audited, FILE *to)
{
    const struct audit_report *report = &audited->report;
    const struct audit_accepted *a = audited->input->accepted;
    for (size_t i = 0; i < audited->input->n_accepted && report->n_untried == 0; i++) {
        size_t k = 0;
        while (k < report->n && report->v[k].check != a[i].check)
            k++;
        if (k == report->n)
            fprintf(to, "%sunused%s accepted, but not found: %s (%s)\n", colour(COLOUR_DIM),
                    colour(COLOUR_RESET), a[i].check->id, a[i].reason);
    }
}

static void print_counts(const struct audited *audited, bool advice, FILE *to)
{
    const struct audit_report *report = &audited->report;
    size_t accepted = audit_count_accepted(report);
    fprintf(to, "%s: %zu high, %zu medium, %zu low", audited->name,
            audit_count(report, SEVERITY_HIGH), audit_count(report, SEVERITY_MEDIUM),
            audit_count(report, SEVERITY_LOW));
    if (accepted > 0)
        fprintf(to, ", %zu accepted", accepted);
    if (report->n_untried > 0)
        fprintf(to, ", %zu not checked", report->n_untried);
    fprintf(to, "; %zu checks made, advice: %zu%s\n", report->made,
            audit_count(report, SEVERITY_ADVICE), advice ? "" : " (-v)");
}

void audit_print_json(const struct audited *audited, FILE *to)
{
    const struct audit_report *report = &audited->report;
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *f = &report->v[i];
        json_t *object = json_pack(
            "{s:i, s:s, s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:s, s:s}", "v", 1, "type",
            "finding", "id", f->check->id, "severity", severity_name(f->severity), "title",
            f->check->title, "file", audit_json_text(f->file), "line", (json_int_t)f->line, "found",
            audit_json_text(f->found), "wanted", audit_json_text(f->wanted), "mend",
            audit_json_text(f->mend), "why", f->check->why, "source", f->check->source);
        if (f->accepted != NULL)
            json_object_set_new(object, "accepted", json_string(f->accepted));
        print_line(object, to);
    }
    for (size_t i = 0; i < report->n_untried; i++)
        print_line(json_pack("{s:i, s:s, s:s?, s:o, s:o}", "v", 1, "type", "not-checked", "id",
                             report->untried[i].check != NULL ? report->untried[i].check->id : NULL,
                             "file",
                             report->untried[i].file != NULL
                                 ? audit_json_text(report->untried[i].file)
                                 : json_null(),
                             "reason", audit_json_text(report->untried[i].reason)),
                   to);
    print_line(json_pack("{s:i, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "v", 1, "type",
                         "summary", "name", audit_json_text(audited->name), "high",
                         (json_int_t)audit_count(report, SEVERITY_HIGH), "medium",
                         (json_int_t)audit_count(report, SEVERITY_MEDIUM), "low",
                         (json_int_t)audit_count(report, SEVERITY_LOW), "advice",
                         (json_int_t)audit_count(report, SEVERITY_ADVICE), "not_checked",
                         (json_int_t)report->n_untried, "checks", (json_int_t)report->made,
                         "accepted", (json_int_t)audit_count_accepted(report)),
               to);
}

static void print_line(json_t *object, FILE *to)
{
    char *line = json_dumps(object, JSON_COMPACT);
    MUST(line != NULL);
    fprintf(to, "%s\n", line);
    free(line);
    json_decref(object);
}

json_t *audit_json_text(const char *text)
{
    struct str clean = STR_INIT;
    str_add_utf8(&clean, text);
    json_t *value = json_string(str_text(&clean));
    MUST(value != NULL);
    str_free(&clean);
    return value;
}
