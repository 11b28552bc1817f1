/* Asking for one setting; see ask.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"

#include "sys/file.h"

#include "model/value.h"

#include "ui/ask.h"
#include "ui/wrap.h"

static void show_question(const struct setting *s);
static char *make_label(const struct setting *s, const json_t *offered);
static void set_up_completion(const struct setting *s, struct complete *complete);
static enum prompt_outcome ask_one(struct prompt *prompt, struct profile *profile,
                                   const struct setting *s, const json_t *offered,
                                   struct str *jump);
static enum prompt_outcome ask_map(struct prompt *prompt, struct profile *profile,
                                   const struct setting *s, struct str *jump);
static bool keep(struct profile *profile, const struct setting *s, const json_t *offered);
static void note_missing_file(const struct profile *profile, const struct setting *s);
static void put(struct profile *profile, const struct setting *s, json_t *value, bool cleared);
static void show_map(const json_t *map);
static json_t *read_nothing(const struct setting *s, struct errs *errs);
static value_complaint complain;
static void say_errors(struct errs *errs);
static void explain(const struct setting *s);
static const char *parting(const struct setting *s);

static const char *const yes_no[] = {"yes", "no", NULL};

enum prompt_outcome ask_setting(struct prompt *prompt, struct profile *profile,
                                const struct setting *s, const json_t *offered, struct str *jump)
{
    show_question(s);
    if (s->shape == SHAPE_MAP)
        return ask_map(prompt, profile, s, jump);
    if (offered == NULL)
        offered = profile_value(profile, s->path);
    return ask_one(prompt, profile, s, offered, jump);
}

static enum prompt_outcome ask_one(struct prompt *prompt, struct profile *profile,
                                   const struct setting *s, const json_t *offered, struct str *jump)
{
    struct complete complete;
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    char *label = make_label(s, offered);
    set_up_completion(s, &complete);
    for (;;) {
        struct errs errs = {0};
        outcome = prompt_ask(prompt, label, &complete, &answer);
        if (outcome == PROMPT_EXPLAIN) {
            explain(s);
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        if (answer.len == 0 && keep(profile, s, offered))
            break;
        json_t *value = answer.len > 0 ? ask_read(s, str_text(&answer), &errs) : NULL;
        if (value != NULL) {
            put(profile, s, value, strcmp(str_text(&answer), "-") == 0);
            note_missing_file(profile, s);
            break;
        }
        if (answer.len == 0)
            prompt_say(COLOUR_BAD, 2, "This needs an answer; ? explains it.");
        say_errors(&errs);
    }
    if (outcome == PROMPT_JUMP)
        str_add(jump, str_text(&answer));
    str_free(&answer);
    free(label);
    return outcome;
}

/* Enter: what was offered holds.  False if nothing was offered. */
static bool keep(struct profile *profile, const struct setting *s, const json_t *offered)
{
    json_t *fallback = value_fallback(s);
    /* The roles are said in full: they are what a reader of the profile looks for. */
    bool say = strncmp(s->path, "roles.", strlen("roles.")) == 0 ||
               !json_equal((json_t *)(size_t)offered, fallback);
    if (offered != NULL && say)
        profile_put_take(profile, s, json_deep_copy(offered));
    json_decref(fallback);
    return offered != NULL;
}

/* Takes value.  What was cleared to its default is as if it had never been given. */
static void put(struct profile *profile, const struct setting *s, json_t *value, bool cleared)
{
    json_t *fallback = value_fallback(s);
    if (cleared && json_equal(value, fallback)) {
        profile_unset(profile, s);
        json_decref(value);
    } else {
        profile_put_take(profile, s, value);
    }
    json_decref(fallback);
}

/* A file may be made later, so this is no error; but a slip should not wait for the end. */
static void note_missing_file(const struct profile *profile, const struct setting *s)
{
    const char *path = s->type == TYPE_PATH ? profile_text(profile, s->path) : "";
    if (path[0] != '\0' && !file_exists(path))
        prompt_say(COLOUR_NEUTRAL, 2, "Note: %s is not there yet.", path);
}

/* Entries are asked for until an empty line; the value grows with each. */
static enum prompt_outcome ask_map(struct prompt *prompt, struct profile *profile,
                                   const struct setting *s, struct str *jump)
{
    static const struct complete nothing = {.kind = COMPLETE_NONE};
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    show_map(profile_value(profile, s->path));
    for (;;) {
        struct errs errs = {0};
        outcome = prompt_ask(prompt, "NAME=VALUE (Enter ends): ", &nothing, &answer);
        if (outcome == PROMPT_EXPLAIN) {
            explain(s);
            continue;
        }
        if (outcome != PROMPT_ANSWER || answer.len == 0)
            break;
        json_t *value = ask_read(s, str_text(&answer), &errs);
        say_errors(&errs);
        if (value == NULL)
            continue;
        if (strcmp(str_text(&answer), "-") != 0) {
            json_t *both = json_deep_copy(profile_value(profile, s->path));
            json_object_update(both, value);
            json_decref(value);
            value = both;
        }
        put(profile, s, value, strcmp(str_text(&answer), "-") == 0);
        if (strcmp(str_text(&answer), "-") == 0)
            prompt_say(COLOUR_DIM, 2, "all entries removed");
    }
    if (outcome == PROMPT_JUMP)
        str_add(jump, str_text(&answer));
    str_free(&answer);
    return outcome;
}

static void show_map(const json_t *map)
{
    const char *name;
    json_t *text;
    json_object_foreach((json_t *)(size_t)map, name, text) if (!value_is_comment(name))
        prompt_say(COLOUR_NEUTRAL, 4, "%s=%s", name, json_string_value(text));
}

enum prompt_outcome ask_yes(struct prompt *prompt, const char *question, const char *explanation,
                            bool fallback, bool *yes, struct str *jump)
{
    static const struct complete words = {.kind = COMPLETE_WORDS, .words = yes_no};
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    prompt_say(COLOUR_HEAD, 0, "%s", question);
    for (;;) {
        outcome = prompt_ask(prompt, fallback ? "[Y/n]: " : "[y/N]: ", &words, &answer);
        const char *text = str_text(&answer);
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2, "%s", explanation);
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        bool is_yes = strcasecmp(text, "y") == 0 || strcasecmp(text, "yes") == 0;
        bool is_no = strcasecmp(text, "n") == 0 || strcasecmp(text, "no") == 0;
        if (is_yes || is_no || answer.len == 0) {
            *yes = is_yes || (fallback && !is_no);
            break;
        }
        prompt_say(COLOUR_BAD, 2, "expected yes or no");
    }
    if (outcome == PROMPT_JUMP)
        str_add(jump, str_text(&answer));
    str_free(&answer);
    return outcome;
}

/* Where the complaints of value_check go. */
struct complaints {
    const struct setting *setting;
    struct errs *errs;
};

json_t *ask_read(const struct setting *s, const char *answer, struct errs *errs)
{
    struct complaints complaints = {s, errs};
    struct err trouble = {0};
    if (strcmp(answer, "-") == 0)
        return read_nothing(s, errs);
    json_t *value = profile_read_answer(s, answer, &trouble);
    if (value == NULL) {
        errs_add_take(errs, &trouble);
        return NULL;
    }
    if (value_check(s, value, complain, &complaints) != 0) {
        json_decref(value);
        return NULL;
    }
    return value;
}

static json_t *read_nothing(const struct setting *s, struct errs *errs)
{
    struct complaints complaints = {s, errs};
    bool is_text = s->type != TYPE_BOOL && s->type != TYPE_INT && s->type != TYPE_CHOICE;
    json_t *value = s->shape == SHAPE_LIST  ? json_array()
                    : s->shape == SHAPE_MAP ? json_object()
                    : is_text               ? json_string("")
                                            : value_fallback(s);
    if (value_check(s, value, complain, &complaints) == 0)
        return value;
    json_decref(value);
    return NULL;
}

static void complain(void *arg, const char *where, bool is_key, const char *what, const char *mend)
{
    struct complaints *c = arg;
    struct err *e = errs_add(c->errs, ERR_INPUT, NULL, 0, 0, "%s", what);
    (void)is_key;
    (void)where; /* one answer, which stands on the line above */
    if (mend != NULL)
        err_mend(e, "%s", mend);
}

static void say_errors(struct errs *errs)
{
    for (size_t i = 0; i < errs->n; i++) {
        char *text = err_format(&errs->v[i]);
        prompt_say(COLOUR_BAD, 2, "%s", text);
        free(text);
    }
    errs_free(errs);
}

/* What profile_read_answer parts a list at. */
static const char *parting(const struct setting *s)
{
    return type_table[s->type].commas ? "semicolons" : "commas";
}

static void show_question(const struct setting *s)
{
    struct str hint = STR_INIT;
    prompt_say(COLOUR_HEAD, 0, "%s  (%s)", s->prompt, s->path);
    if (s->type == TYPE_CHOICE) {
        value_expected(s, &hint);
        prompt_say(COLOUR_DIM, 2, "%s%s",
                   s->shape == SHAPE_LIST ? "several, parted by commas; each " : "",
                   str_text(&hint));
    } else if (s->shape == SHAPE_MAP) {
        value_expected(s, &hint);
        prompt_say(COLOUR_DIM, 2, "NAME: %s\nVALUE: %s\n- removes all entries",
                   type_table[s->key_type].expected, str_text(&hint));
    } else if (s->shape == SHAPE_LIST) {
        prompt_say(COLOUR_DIM, 2, "several, parted by %s; - for none", parting(s));
    }
    str_free(&hint);
}

/* "[yes]: "; a default that leaves no room for an answer is printed above instead. */
static char *make_label(const struct setting *s, const json_t *offered)
{
    struct str label = STR_INIT;
    char *shown = profile_show(s, offered);
    if (strlen(shown) > wrap_width(STDOUT_FILENO) / 2) {
        prompt_say(COLOUR_NEUTRAL, 2, "[%s]", shown);
        str_add(&label, "[as above]: ");
    } else if (offered == NULL) {
        str_add(&label, ": ");
    } else {
        str_addf(&label, "[%s]: ", shown[0] != '\0' ? shown : "none");
    }
    free(shown);
    return str_take(&label);
}

static void set_up_completion(const struct setting *s, struct complete *complete)
{
    *complete = (struct complete){.kind = COMPLETE_NONE, .list = s->shape == SHAPE_LIST};
    if (s->type == TYPE_BOOL || s->type == TYPE_CHOICE) {
        complete->kind = COMPLETE_WORDS;
        complete->words = s->type == TYPE_BOOL ? yes_no : s->choices;
    } else if (s->type == TYPE_PATH) {
        complete->kind = COMPLETE_FILES;
    }
}

static void explain(const struct setting *s)
{
    struct str text = STR_INIT;
    ask_explanation(s, &text);
    prompt_say(COLOUR_NEUTRAL, 2, "%s", str_text(&text));
    str_free(&text);
}

void ask_explanation(const struct setting *s, struct str *out)
{
    json_t *fallback = value_fallback(s);
    char *shown = profile_show(s, fallback);
    str_addf(out, "%s\n", s->help);
    str_addf(out, "Why: %s\n", s->why);
    str_addf(out, "Source: %s\n", s->source);
    str_addf(out, "Becomes: %s\n", s->becomes);
    str_add(out, "Takes: ");
    if (s->shape == SHAPE_LIST)
        str_addf(out, "several, parted by %s; each ", parting(s));
    else if (s->shape == SHAPE_MAP)
        str_add(out, "entries NAME=VALUE, one after the other; each value ");
    value_expected(s, out);
    str_addf(out, "\nDefault: %s\n",
             fallback == NULL   ? "none, it must be given"
             : shown[0] == '\0' ? "nothing"
                                : shown);
    free(shown);
    json_decref(fallback);
}
