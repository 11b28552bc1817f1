/* The flow of the interview; see interview.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/rules.h"
#include "model/value.h"

#include "ui/ask.h"
#include "ui/interview.h"
#include "ui/review.h"
#include "ui/steps.h"

/* A question: of a setting, or whether a section's defaults are kept. */
struct item {
    const char *path;
    const struct setting *setting; /* NULL: of a section */
    const struct step *step;       /* NULL: asked on demand only */
    bool done;                     /* asked, and answered */
    bool answered;                 /* the profile got its value in this interview */
    bool demanded;                 /* by a jump or by a rule */
    bool by_hand;                  /* the user jumped to it */
    bool was_done;                 /* before that jump */
    bool open;                     /* of a section: its defaults are not kept */
    bool warned;                   /* that its answer breaks a rule */
};

struct interview {
    struct profile *profile;
    struct prompt *prompt;
    const struct found *found;
    struct item *items;
    size_t n;
    size_t *trail; /* the items that were answered, the last one at the end */
    size_t trail_n, trail_cap;
    size_t wanted; /* the item to ask next, or n */
    bool jumped;   /* to it, by the user */
    bool all;
    const struct section *shown; /* the section whose title was printed last */
};

static void add_item(struct interview *iv, const char *path, const struct step *step);
static bool has_later_step(const struct step *step);
static bool is_due(const struct interview *iv, const struct item *item);
static bool has_point(const struct interview *iv, const struct item *item);
static bool demand(struct interview *iv, const char *path);
static bool section_is_open(const struct interview *iv, const struct section *section);
static size_t next_item(const struct interview *iv);
static size_t find_item(const struct interview *iv, const char *path);
static void finish(struct interview *iv, size_t i);
static bool is_role(const char *path);
static void say_error(const struct err *err, size_t indent);
static enum prompt_outcome ask_item(struct interview *iv, struct item *item, struct str *jump);
static enum prompt_outcome ask_section(struct interview *iv, struct item *item, struct str *jump);
static enum prompt_outcome ask_through(struct interview *iv);
static bool keeps_rules(struct interview *iv);
static void reopen_section(struct interview *iv, const char *name);
static void show_title(struct interview *iv, const char *path);

struct interview *interview_new(struct profile *profile, struct prompt *prompt,
                                const struct found *found)
{
    struct interview *iv = mem_alloc(sizeof(*iv));
    *iv = (struct interview){.profile = profile, .prompt = prompt, .found = found};
    /* Each setting once, and at most one gate for each section. */
    iv->items = mem_alloc(2 * setting_count() * sizeof(*iv->items));
    for (const struct step *step = steps_table; step->path != NULL; step++) {
        add_item(iv, step->path, step);
        if (has_later_step(step))
            continue;
        for (const struct setting *s = steps_section(step->path)->rows; s->path != NULL; s++)
            if (find_item(iv, s->path) == iv->n)
                add_item(iv, s->path, NULL);
    }
    iv->wanted = iv->n;
    return iv;
}

void interview_free(struct interview *iv)
{
    if (iv == NULL)
        return;
    free(iv->items);
    free(iv->trail);
    free(iv);
}

static void add_item(struct interview *iv, const char *path, const struct step *step)
{
    iv->items[iv->n++] =
        (struct item){.path = path, .setting = setting_find(path, NULL), .step = step};
}

/* Whether the table has a further step of the same section. */
static bool has_later_step(const struct step *step)
{
    const struct section *section = steps_section(step->path);
    for (step++; step->path != NULL; step++)
        if (steps_section(step->path) == section)
            return true;
    return false;
}

enum prompt_outcome interview_run(struct interview *iv)
{
    do {
        if (ask_through(iv) == PROMPT_LEAVE)
            return PROMPT_LEAVE;
        interview_tidy(iv);
    } while (!keeps_rules(iv));
    return PROMPT_ANSWER;
}

static enum prompt_outcome ask_through(struct interview *iv)
{
    struct str jump = STR_INIT;
    enum prompt_outcome outcome = PROMPT_ANSWER;
    size_t i;
    while ((i = next_item(iv)) < iv->n) {
        str_clear(&jump);
        show_title(iv, iv->items[i].path);
        outcome = ask_item(iv, &iv->items[i], &jump);
        if (outcome == PROMPT_JUMP) {
            outcome = review_jump(iv->prompt, iv->profile, &jump);
            if (jump.len > 0)
                interview_jump(iv, str_text(&jump));
        } else if (outcome == PROMPT_BACK) {
            if (!interview_back(iv))
                prompt_say(COLOUR_BAD, 2, "This is the first question.");
        } else if (outcome == PROMPT_ANSWER) {
            if (interview_objects(iv, iv->items[i].path))
                iv->wanted = i;
            else
                finish(iv, i);
        }
        if (outcome == PROMPT_LEAVE)
            break;
    }
    str_free(&jump);
    return outcome;
}

bool interview_objects(struct interview *iv, const char *path)
{
    size_t at = find_item(iv, path);
    MUST(at < iv->n);
    struct item *item = &iv->items[at];
    struct errs errs = {0};
    bool found = false;
    /* What a role still lacks, the questions after it ask for. */
    if (item->setting == NULL || is_role(path) || item->warned) {
        item->warned = false;
        return false;
    }
    rules_check(iv->profile, &errs);
    for (size_t i = 0; i < errs.n; i++) {
        size_t len = strlen(path);
        const char *where = errs.v[i].setting;
        if (where == NULL || strncmp(where, path, len) != 0 ||
            (where[len] != '\0' && where[len] != '['))
            continue;
        found = true;
        if (iv->prompt != NULL)
            say_error(&errs.v[i], 2);
    }
    if (found && iv->prompt != NULL)
        prompt_say(COLOUR_DIM, 2, "Enter keeps it for now, if a later answer will mend that.");
    errs_free(&errs);
    item->warned = found;
    return found;
}

static bool is_role(const char *path)
{
    return strncmp(path, "roles.", strlen("roles.")) == 0;
}

static void say_error(const struct err *err, size_t indent)
{
    char *text = err_format(err);
    prompt_say(COLOUR_BAD, indent, "%s", text);
    free(text);
}

static enum prompt_outcome ask_item(struct interview *iv, struct item *item, struct str *jump)
{
    if (item->setting == NULL)
        return ask_section(iv, item, jump);
    json_t *offer = interview_offer(iv, item->setting);
    enum prompt_outcome outcome = ask_setting(iv->prompt, iv->profile, item->setting, offer, jump);
    json_decref(offer);
    return outcome;
}

static enum prompt_outcome ask_section(struct interview *iv, struct item *item, struct str *jump)
{
    const struct section *section = steps_section(item->path);
    struct str question = STR_INIT, names = STR_INIT;
    bool kept = true;
    /* Where the profile says something itself, that is what is kept. */
    bool own = false;
    str_addf(&names, "With no, each of these is asked:");
    for (const struct setting *s = section->rows; s->path != NULL; s++) {
        own = own || profile_has(iv->profile, s->path);
        if (steps_matters(iv->profile, s))
            str_addf(&names, "\n%s: %s", s->path, s->prompt);
    }
    if (own)
        str_add(&question, "Keep the profile's values and the hardened defaults?");
    else
        str_addf(&question, "Keep the hardened defaults: %s?", item->step->defaults);
    enum prompt_outcome outcome =
        ask_yes(iv->prompt, str_text(&question), str_text(&names), true, &kept, jump);
    if (outcome == PROMPT_ANSWER)
        item->open = !kept;
    str_free(&question);
    str_free(&names);
    return outcome;
}

json_t *interview_offer(const struct interview *iv, const struct setting *s)
{
    if (profile_has(iv->profile, s->path))
        return NULL;
    if (strcmp(s->path, "host.name") == 0 && iv->found->name != NULL)
        return json_string(iv->found->name);
    if (strcmp(s->path, "host.domains") == 0 && iv->found->domains.n > 0) {
        const char *name = profile_text(iv->profile, "host.name");
        json_t *list = json_array();
        for (size_t i = 0; i < iv->found->domains.n; i++)
            if (strcmp(iv->found->domains.v[i], name) != 0)
                json_array_append_new(list, json_string(iv->found->domains.v[i]));
        return list;
    }
    /* The default needs mailboxes here. */
    if (strcmp(s->path, "inbound.recipients") == 0 && !profile_bool(iv->profile, "roles.local"))
        return json_string("list");
    return NULL;
}

static void show_title(struct interview *iv, const char *path)
{
    const struct section *section = steps_section(path);
    putchar('\n');
    if (section != iv->shown)
        prompt_say(COLOUR_NEUTRAL, 0, "--- %s ---", section->title);
    iv->shown = section;
}

const char *interview_next(const struct interview *iv)
{
    size_t i = next_item(iv);
    return i < iv->n ? iv->items[i].path : NULL;
}

static size_t next_item(const struct interview *iv)
{
    if (iv->wanted < iv->n)
        return iv->wanted;
    for (size_t i = 0; i < iv->n; i++)
        if (!iv->items[i].done && is_due(iv, &iv->items[i]))
            return i;
    return iv->n;
}

static bool is_due(const struct interview *iv, const struct item *item)
{
    if (item->demanded)
        return true;
    if (item->setting == NULL && iv->all)
        return false;
    if (item->step != NULL)
        return steps_due(item->step, iv->profile);
    return steps_matters(iv->profile, item->setting) &&
           (iv->all || section_is_open(iv, steps_section(item->path)));
}

static bool section_is_open(const struct interview *iv, const struct section *section)
{
    size_t i = find_item(iv, section->name);
    return i < iv->n && iv->items[i].open;
}

static size_t find_item(const struct interview *iv, const char *path)
{
    size_t i = 0;
    while (i < iv->n && strcmp(iv->items[i].path, path) != 0)
        i++;
    return i;
}

void interview_done(struct interview *iv, const char *path)
{
    size_t i = find_item(iv, path);
    MUST(i < iv->n);
    finish(iv, i);
}

static void finish(struct interview *iv, size_t i)
{
    struct item *item = &iv->items[i];
    item->done = true;
    item->warned = false;
    item->demanded = false;
    item->answered = item->setting != NULL && profile_has(iv->profile, item->path);
    if (iv->wanted == i)
        iv->wanted = iv->n;
    iv->jumped = false;
    if (iv->trail_n == iv->trail_cap) {
        iv->trail_cap = iv->trail_cap > 0 ? iv->trail_cap * 2 : 32;
        iv->trail = mem_realloc(iv->trail, iv->trail_cap, sizeof(*iv->trail));
    }
    iv->trail[iv->trail_n++] = i;
}

bool interview_back(struct interview *iv)
{
    if (iv->jumped) {
        struct item *item = &iv->items[iv->wanted];
        item->demanded = item->by_hand = iv->jumped = false;
        item->done = item->was_done;
        iv->wanted = iv->n;
        return true;
    }
    while (iv->trail_n > 0) {
        size_t i = iv->trail[--iv->trail_n];
        iv->items[i].done = false;
        iv->wanted = i;
        /* Later answers may have made it pointless. */
        if (has_point(iv, &iv->items[i]))
            return true;
        iv->wanted = iv->n;
    }
    return false;
}

bool interview_jump(struct interview *iv, const char *wanted)
{
    if (strcmp(wanted, review_all) == 0) {
        iv->all = true;
        return true;
    }
    size_t i = find_item(iv, wanted);
    bool was_done = i < iv->n && iv->items[i].done;
    if (!demand(iv, wanted))
        return false;
    iv->items[i].by_hand = true;
    iv->items[i].was_done = was_done;
    iv->jumped = true;
    return true;
}

/* Makes a setting the next question; path may name a place inside it, as errors do. */
static bool demand(struct interview *iv, const char *path)
{
    for (size_t len = strlen(path); len > 0; len--) {
        char *name = mem_dupn(path, len);
        size_t i = find_item(iv, name);
        free(name);
        if (i == iv->n || iv->items[i].setting == NULL)
            continue;
        iv->items[i].done = false;
        iv->items[i].demanded = true;
        iv->wanted = i;
        iv->jumped = false;
        return true;
    }
    return false;
}

/* Whether the other answers leave a question any effect. */
static bool has_point(const struct interview *iv, const struct item *item)
{
    if (item->setting != NULL && (item->step == NULL || item->by_hand))
        return steps_matters(iv->profile, item->setting);
    return steps_due(item->step, iv->profile);
}

/* Shows what breaks a rule and makes it the next question; true if nothing does. */
static bool keeps_rules(struct interview *iv)
{
    struct errs errs = {0};
    bool kept = rules_check(iv->profile, &errs) == 0;
    if (!kept)
        putchar('\n');
    for (size_t i = errs.n; i-- > 0;) {
        const char *path = errs.v[i].setting != NULL ? errs.v[i].setting : "host.name";
        /* "There is no role" and "nobody is listed" need more than that one question. */
        if (is_role(path))
            reopen_section(iv, profile_roles(iv->profile) == 0 ? "roles" : path + strlen("roles."));
        /* From the last to the first, which so is asked first. */
        demand(iv, path);
    }
    for (size_t i = 0; i < errs.n; i++)
        say_error(&errs.v[i], 0);
    errs_free(&errs);
    return kept;
}

/* The questions that the interview asks by itself in a section are asked again. */
static void reopen_section(struct interview *iv, const char *name)
{
    for (size_t i = 0; i < iv->n; i++)
        if (iv->items[i].step != NULL && strcmp(steps_section(iv->items[i].path)->name, name) == 0)
            iv->items[i].done = false;
}

void interview_tidy(struct interview *iv)
{
    for (size_t i = 0; i < iv->n; i++) {
        struct item *item = &iv->items[i];
        if (!item->answered || has_point(iv, item))
            continue;
        if (iv->prompt != NULL)
            prompt_say(COLOUR_DIM, 0, "%s is left out: with the other answers it does nothing.",
                       item->path);
        profile_unset(iv->profile, item->setting);
        item->answered = false;
        item->done = false;
    }
}
