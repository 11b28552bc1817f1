/* What audit finds in one configuration and not in another; see findings.h. */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/findings.h"

static void make(const struct audit_input *given, unsigned roles, struct audit_report *report);
static void judge(struct diff *diff, const struct check *check, const struct audit_report *report,
                  bool gained);
static bool judge_items(struct diff *diff, size_t n, const struct finding *finding, bool gained);
static bool is_about(const struct diff_item *item, const struct finding *finding, bool gained);
static void say(const struct finding *finding, struct str *why);
static void each(const struct audit_report *from, const struct audit_report *other,
                 enum finding_change change, findings_tell *tell, void *arg);
static findings_tell list_one;

void findings_make(const struct audit_input *old, const struct audit_input *new, unsigned roles,
                   struct findings *findings)
{
    findings->made = true;
    if (old != NULL)
        make(old, roles, &findings->old);
    make(new, roles, &findings->new);
}

static void make(const struct audit_input *given, unsigned roles, struct audit_report *report)
{
    struct audit_input input = *given;
    if (roles != 0)
        input.roles = roles;
    input.brief = true;
    audit_run(&input, report);
    audit_sort(report);
}

void findings_free(struct findings *findings)
{
    audit_free(&findings->old);
    audit_free(&findings->new);
    findings->made = false;
}

void findings_judge(const struct findings *findings, struct diff *diff)
{
    if (!findings->made)
        return;
    for (const struct check *c = check_next(NULL); c != NULL; c = check_next(c)) {
        bool before = audit_has(&findings->old, c), after = audit_has(&findings->new, c);
        /* Of a release the macros tell nothing certain. */
        if (before != after && c->fixed == NULL)
            judge(diff, c, after ? &findings->new : &findings->old, after);
    }
}

/*
 * What no difference is about becomes one itself, by the first finding of the check.  If the
 * check has an option and that is the same on both sides, it fits one of them only.
 */
static void judge(struct diff *diff, const struct check *check, const struct audit_report *report,
                  bool gained)
{
    size_t before = diff->n;
    for (size_t i = 0; i < report->n; i++) {
        const struct finding *f = &report->v[i];
        if (f->check != check || judge_items(diff, before, f, gained) || check->option != NULL)
            continue;
        struct str why = STR_INIT;
        say(f, &why);
        diff_add_check(diff, gained ? DIFF_WEAKENS : DIFF_HARDENS, check->id,
                       gained ? NULL : f->file, gained ? NULL : f->found, gained ? 0 : f->line,
                       gained ? f->file : NULL, gained ? f->found : NULL, gained ? f->line : 0,
                       str_text(&why));
        str_free(&why);
        return;
    }
}

/* Whether one is about it; those without a judgement get one. */
static bool judge_items(struct diff *diff, size_t n, const struct finding *finding, bool gained)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        struct diff_item *item = &diff->v[i];
        if (!is_about(item, finding, gained))
            continue;
        any = true;
        if (item->verdict != DIFF_UNKNOWN && item->verdict != DIFF_NEUTRAL)
            continue;
        struct str why = STR_INIT;
        say(finding, &why);
        diff_judge(diff, item, gained ? DIFF_WEAKENS : DIFF_HARDENS, str_text(&why));
        str_free(&why);
    }
    return any;
}

static bool is_about(const struct diff_item *item, const struct finding *finding, bool gained)
{
    const struct diff_side *side = gained ? &item->new : &item->old;
    const char *option = finding->check->option;
    size_t len = option != NULL ? strlen(option) : 0;
    /* An option of flags has an item for each: "PrivacyOptions novrfy". */
    if (option != NULL && strcmp(item->kind, "option") == 0 &&
        strncasecmp(item->name, option, len) == 0 &&
        (item->name[len] == '\0' || item->name[len] == ' '))
        return true;
    return finding->line > 0 && side->line == finding->line && side->file != NULL &&
           strcmp(side->file, finding->file) == 0;
}

static void say(const struct finding *finding, struct str *why)
{
    str_addf(why, "%s: %s; %s", finding->check->id, finding->check->title, finding->check->why);
}

void findings_each(const struct findings *findings, findings_tell *tell, void *arg)
{
    const struct audit_report *old = &findings->old, *new = &findings->new;
    each(old, new, FINDING_REMOVED, tell, arg);
    each(new, old, FINDING_LEFT, tell, arg);
    each(new, old, FINDING_NEW, tell, arg);
}

/* Of each check the first finding in from, if the other has it, too, or has it not. */
static void each(const struct audit_report *from, const struct audit_report *other,
                 enum finding_change change, findings_tell *tell, void *arg)
{
    struct strs told = {0};
    for (size_t i = 0; i < from->n; i++) {
        const struct finding *f = &from->v[i];
        if (strs_has(&told, f->check->id) || f->accepted != NULL ||
            f->severity == SEVERITY_ADVICE ||
            audit_has(other, f->check) != (change == FINDING_LEFT))
            continue;
        strs_add(&told, f->check->id);
        tell(f, change, arg);
    }
    strs_free(&told);
}

const char *finding_change_word(enum finding_change change)
{
    static const char *const words[] = {
        [FINDING_REMOVED] = "removed", [FINDING_LEFT] = "left", [FINDING_NEW] = "new"};
    return words[change];
}

void findings_list(const struct findings *findings, struct str *out)
{
    findings_each(findings, list_one, out);
}

static void list_one(const struct finding *f, enum finding_change change, void *arg)
{
    static const enum colour slots[] = {[FINDING_REMOVED] = COLOUR_GOOD,
                                        [FINDING_LEFT] = COLOUR_NEUTRAL,
                                        [FINDING_NEW] = COLOUR_BAD};
    str_addf(arg, "%s%-8s%s %-6s %s: %s%s\n", colour(slots[change]), finding_change_word(change),
             colour(COLOUR_RESET), severity_name(f->severity), f->check->id, f->check->title,
             f->check->fixed != NULL ? "; only an upgrade of sendmail mends it" : "");
}
