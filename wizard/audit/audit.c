/* Making the checks, and the report that they fill; see audit.h and internal.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/host.h"
#include "audit/internal.h"

#include "cf/judge.h"
#include "cf/option.h"

static void make(struct audit *audit, const struct cf *cf, const struct audit_index *index);
static bool fits(const struct audit *audit, const struct check *check);
static void make_pattern(struct audit *audit);
static bool is_wrong(const struct audit *audit, const struct cf_option *option, const char *value);
static bool flags_are_wrong(const struct audit *audit, const struct cf_option *option);
static long long number_of(const struct cf_option *option, const char *value);
static struct finding *found_at(struct audit *audit, const char *file, long line, const char *fmt,
                                va_list ap) __attribute__((format(printf, 4, 0)));
static int by_severity(const void *a, const void *b);
static bool same_text(const char *a, const char *b);

void audit_run(const struct audit_input *input, struct audit_report *report)
{
    struct audit_facts facts = {0};
    struct audit_vendor vendor = {.asked = false};
    struct audit_tables tables = {.n = 0};
    struct audit audit = {
        .in = input, .facts = &facts, .vendor = &vendor, .tables = &tables, .out = report};
    struct audit_index mta = {.n_options = 0}, msp = {.n_options = 0};
    audit_index_make(input->mta, &mta);
    if (input->msp != NULL)
        audit_index_make(input->msp, &msp);
    audit_facts_read(&audit, &mta, &facts, &report->roles);
    if (input->host != NULL)
        audit.host = host_open(input, report);
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        if (!fits(&audit, c))
            continue;
        audit.check = c;
        /* Of others, such as the proof, the caller tells that they were made. */
        report->made += c->run != NULL || c->want != WANT_NOTHING ? 1 : 0;
        if ((c->on & ON_HOST) != 0 ||
            (facts.mta_is_msp ? (c->on & ON_MSP) != 0 : (c->on & ON_MTA) != 0))
            make(&audit, input->mta, &mta);
        audit.mc = input->mc;
        if ((c->on & ON_MC) != 0 && input->mc != NULL)
            make(&audit, input->mta, &mta);
        audit.mc = input->msp_mc;
        if ((c->on & ON_MC) != 0 && input->msp_mc != NULL)
            make(&audit, input->msp, &msp);
        if ((c->on & ON_MSP) != 0 && input->msp != NULL)
            make(&audit, input->msp, &msp);
    }
    host_close(audit.host);
    audit_index_free(&mta);
    audit_index_free(&msp);
    audit_tables_free(&tables);
    audit_vendor_free(&vendor);
    audit_facts_free(&facts);
}

/* Whether there is what the check looks at, and whether it is this host's and this version's. */
static bool fits(const struct audit *audit, const struct check *check)
{
    const struct audit_input *in = audit->in;
    const struct sendmail_build *build = in->build;
    bool msp = audit->facts->mta_is_msp;
    bool there = ((check->on & ON_MTA) != 0 && !msp) ||
                 ((check->on & ON_MSP) != 0 && (in->msp != NULL || msp)) ||
                 ((check->on & ON_HOST) != 0 && in->host != NULL) ||
                 ((check->on & ON_MC) != 0 && (in->mc != NULL || in->msp_mc != NULL));
    if (!there || (check->roles & audit->facts->roles) == 0)
        return false;
    if (check->since != NULL && audit->facts->version != VERSION_NONE &&
        audit->facts->version < version_number(check->since))
        return false;
    return check->build == NULL || build == NULL || version_has(build, check->build);
}

static void make(struct audit *audit, const struct cf *cf, const struct audit_index *index)
{
    audit->cf = cf;
    audit->index = index;
    if (audit->check->run != NULL)
        audit->check->run(audit);
    else if (audit->check->want != WANT_NOTHING)
        make_pattern(audit);
}

static void make_pattern(struct audit *audit)
{
    const struct check *check = audit->check;
    const struct cf_option *option = cf_option_find(check->option);
    MUST(option != NULL);
    const struct cf_entry *line = audit_option(audit, option->name);
    const char *value = line != NULL ? line->value : option->value;
    if (value == NULL && check->want != WANT_VALUE)
        return; /* the build decides */
    if (is_wrong(audit, option, value != NULL ? value : "")) {
        struct str shown = STR_INIT;
        audit_show_option(audit, option->name, &shown);
        audit_found(audit, line != NULL ? line->line : 0, "%s", str_text(&shown));
        str_free(&shown);
    }
}

static bool is_wrong(const struct audit *audit, const struct cf_option *option, const char *value)
{
    const struct check *check = audit->check;
    long long number;
    switch (check->want) {
    case WANT_FLAG:
    case WANT_FLAGS:
    case WANT_NO_FLAG:
        return flags_are_wrong(audit, option);
    case WANT_TRUE:
        return !cf_value_bool(value);
    case WANT_FALSE:
        return cf_value_bool(value);
    case WANT_RANGE:
        number = number_of(option, value);
        return (option->zero_is_none && number <= 0) || number < check->min || number > check->max;
    case WANT_VALUE:
        return value[0] == '\0';
    case WANT_NO_VALUE:
        return value[0] != '\0';
    case WANT_NOTHING:
        break;
    }
    return false;
}

static bool flags_are_wrong(const struct audit *audit, const struct cf_option *option)
{
    const struct check *check = audit->check;
    struct strs on = {0}, asked = {0};
    size_t have = 0;
    cf_option_flags(audit->cf, option->name, &on);
    strs_split(&asked, check->flags, " ");
    for (size_t i = 0; i < asked.n; i++)
        have += strs_has(&on, asked.v[i]) ? 1 : 0;
    bool wrong = check->want == WANT_FLAG    ? have == 0
                 : check->want == WANT_FLAGS ? have < asked.n
                                             : have > 0;
    strs_free(&on);
    strs_free(&asked);
    return wrong;
}

static long long number_of(const struct cf_option *option, const char *value)
{
    return option->type == CF_TYPE_TIME   ? cf_value_time(value, option->unit)
           : option->type == CF_TYPE_MODE ? cf_value_octal(value)
                                          : cf_value_number(value);
}

struct finding *audit_found(struct audit *audit, long line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct finding *f = found_at(audit, audit->cf->file, line, fmt, ap);
    va_end(ap);
    return f;
}

struct finding *audit_found_at(struct audit *audit, const char *file, long line, const char *fmt,
                               ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct finding *f = found_at(audit, file, line, fmt, ap);
    va_end(ap);
    return f;
}

static struct finding *found_at(struct audit *audit, const char *file, long line, const char *fmt,
                                va_list ap)
{
    struct str text = STR_INIT;
    str_addv(&text, fmt, ap);
    struct finding *f = audit_add(audit->in, audit->out, audit->check, file, line, str_text(&text));
    str_free(&text);
    return f;
}

void audit_could_not(struct audit *audit, const char *file, const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    audit_add_untried(audit->out, audit->check, file, str_text(&text));
    str_free(&text);
}

struct finding *audit_add(const struct audit_input *input, struct audit_report *report,
                          const struct check *check, const char *file, long line, const char *found)
{
    struct str wanted = STR_INIT, mend = STR_INIT;
    if (report->n == report->cap) {
        report->cap = report->cap > 0 ? report->cap * 2 : 32;
        report->v = mem_realloc(report->v, report->cap, sizeof(*report->v));
    }
    if (!input->brief) {
        check_wanted(check, &wanted);
        check_mend(check, &mend);
    }
    struct finding *f = &report->v[report->n++];
    *f = (struct finding){.check = check,
                          .severity = check->severity,
                          .file = mem_dup(file),
                          .line = line,
                          .found = mem_dup(found),
                          .wanted = mem_dup(str_text(&wanted)),
                          .mend = mem_dup(str_text(&mend)),
                          .order = report->n};
    for (size_t i = 0; i < input->n_accepted; i++)
        if (input->accepted[i].check == check)
            f->accepted = input->accepted[i].reason;
    str_free(&wanted);
    str_free(&mend);
    return f;
}

void audit_add_untried(struct audit_report *report, const struct check *check, const char *file,
                       const char *reason)
{
    for (size_t i = 0; i < report->n_untried; i++)
        if (same_text(report->untried[i].file, file) &&
            strcmp(report->untried[i].reason, reason) == 0) {
            /* One file that cannot be read keeps several checks from being made. */
            if (report->untried[i].check != check)
                report->untried[i].check = NULL;
            return;
        }
    if (report->n_untried == report->cap_untried) {
        report->cap_untried = report->cap_untried > 0 ? report->cap_untried * 2 : 8;
        report->untried =
            mem_realloc(report->untried, report->cap_untried, sizeof(*report->untried));
    }
    report->untried[report->n_untried++] = (struct untried){
        .check = check, .file = file != NULL ? mem_dup(file) : NULL, .reason = mem_dup(reason)};
}

void audit_sort(struct audit_report *report)
{
    if (report->n > 0)
        qsort(report->v, report->n, sizeof(*report->v), by_severity);
}

/* What is accepted comes behind what is not. */
static int by_severity(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    if ((x->accepted != NULL) != (y->accepted != NULL))
        return x->accepted != NULL ? 1 : -1;
    if (x->severity != y->severity)
        return x->severity < y->severity ? -1 : 1;
    int file = strcmp(x->file, y->file);
    if (file != 0)
        return file;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

bool audit_has(const struct audit_report *report, const struct check *check)
{
    for (size_t i = 0; i < report->n; i++)
        if (report->v[i].check == check && report->v[i].accepted == NULL)
            return true;
    return false;
}

size_t audit_count_accepted(const struct audit_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++)
        n += report->v[i].accepted != NULL ? 1 : 0;
    return n;
}

size_t audit_count(const struct audit_report *report, enum severity severity)
{
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++)
        n += report->v[i].accepted == NULL && report->v[i].severity == severity ? 1 : 0;
    return n;
}

size_t audit_count_from(const struct audit_report *report, enum severity worst_of)
{
    size_t n = 0;
    for (int s = SEVERITY_HIGH; s <= (int)worst_of; s++)
        n += audit_count(report, (enum severity)s);
    return n;
}

void audit_free(struct audit_report *report)
{
    for (size_t i = 0; i < report->n; i++) {
        free(report->v[i].file);
        free(report->v[i].found);
        free(report->v[i].wanted);
        free(report->v[i].mend);
    }
    for (size_t i = 0; i < report->n_untried; i++) {
        free(report->untried[i].file);
        free(report->untried[i].reason);
    }
    free(report->v);
    free(report->untried);
    strs_free(&report->roles);
    *report = (struct audit_report){.n = 0};
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}
