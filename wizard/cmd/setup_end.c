/* The end of setup: what to do with the answers, and under which names; see setup_parts.h. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/setup_parts.h"

#include "model/type.h"

#include "sys/file.h"

#include "ui/ask.h"
#include "ui/review.h"

static enum prompt_outcome ask_wish(struct setup *s, struct str *jump);
static enum prompt_outcome ask_names(struct setup *s, struct str *jump);
static enum prompt_outcome ask_name(struct setup *s, const char *question, const char *offered,
                                    struct str *name, struct str *jump);
static bool object(const struct setup *s, const char *name, bool is_profile);
static const char *objection(const char *name, bool is_profile);
static enum prompt_outcome ask_replace(struct setup *s, const char *name, bool is_profile,
                                       bool *sure, struct str *jump);
static bool is_filled_dir(const char *path);

enum prompt_outcome setup_ask_end(struct setup *s, struct str *jump)
{
    enum prompt_outcome outcome;
    for (;;) {
        str_clear(jump);
        outcome = ask_wish(s, jump);
        if (outcome == PROMPT_ANSWER) {
            outcome = ask_names(s, jump);
            if (outcome == PROMPT_BACK)
                continue;
        }
        if (outcome != PROMPT_JUMP)
            break;
        if (review_jump(s->prompt, s->profile, jump) == PROMPT_LEAVE)
            outcome = PROMPT_LEAVE;
        if (outcome == PROMPT_LEAVE || jump->len > 0)
            break;
    }
    return outcome;
}

static enum prompt_outcome ask_wish(struct setup *s, struct str *jump)
{
    static const struct {
        const char *word;
        enum wish wish;
    } words[] = {{"save", WISH_SAVE},
                 {"render", WISH_RENDER},
                 {"both", WISH_BOTH},
                 {"apply", WISH_APPLY},
                 {"neither", WISH_NEITHER}};
    static const char *const names[] = {"save", "render", "both", "apply", "neither", NULL};
    static const struct complete complete = {.kind = COMPLETE_WORDS, .words = names};
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    prompt_say(COLOUR_HEAD, 0,
               "\n(s)ave the profile, (r)ender into a folder, (b)oth, save and (a)pply, or "
               "(n)either?");
    for (;;) {
        outcome = prompt_ask(s->prompt, "[both]: ", &complete, &answer);
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2,
                       "save: the answers go into a profile, from which `mcwizard render` makes "
                       "the same again.\nrender: sendmail.mc, sendmail.cf and the tables go into a "
                       "folder; the running configuration is not touched.\napply: the profile "
                       "is saved and, after a plan and another question, put into place as "
                       "`mcwizard apply' does it.\nneither: nothing is written.");
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        const char *text = answer.len > 0 ? str_text(&answer) : "both";
        size_t i = 0;
        while (i < ARRAY_LEN(words) && strncasecmp(words[i].word, text, strlen(text)) != 0)
            i++;
        if (i < ARRAY_LEN(words)) {
            s->wish = words[i].wish;
            break;
        }
        prompt_say(COLOUR_BAD, 2, "expected save, render, both, apply or neither");
    }
    if (outcome == PROMPT_JUMP)
        str_add(jump, str_text(&answer));
    str_free(&answer);
    return outcome;
}

/* All names are known before anything is written. */
static enum prompt_outcome ask_names(struct setup *s, struct str *jump)
{
    const char *host = profile_text(s->profile, "host.name");
    struct str offered = STR_INIT;
    enum prompt_outcome outcome = PROMPT_ANSWER;
    if ((s->wish & WISH_SAVE) != 0) {
        str_addf(&offered, "%s.json", host);
        outcome = ask_name(s, "Save the profile as",
                           s->profile_path != NULL ? s->profile_path : str_text(&offered),
                           &s->save_as, jump);
    }
    if (outcome == PROMPT_ANSWER && (s->wish & WISH_RENDER) != 0)
        outcome = ask_name(s, "Render into the folder", host, &s->render_into, jump);
    str_free(&offered);
    return outcome;
}

static enum prompt_outcome ask_name(struct setup *s, const char *question, const char *offered,
                                    struct str *name, struct str *jump)
{
    static const struct complete files = {.kind = COMPLETE_FILES};
    bool is_profile = name == &s->save_as;
    struct str label = STR_INIT;
    enum prompt_outcome outcome;
    str_addf(&label, "[%s]: ", offered);
    for (;;) {
        bool sure = true;
        prompt_say(COLOUR_HEAD, 0, "%s:", question);
        outcome = prompt_ask(s->prompt, str_text(&label), &files, name);
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2, "A path; nothing that exists is replaced unasked.");
            continue;
        }
        if (outcome != PROMPT_ANSWER)
            break;
        if (name->len == 0)
            str_add(name, offered);
        if (object(s, str_text(name), is_profile))
            continue;
        outcome = ask_replace(s, str_text(name), is_profile, &sure, jump);
        if (outcome != PROMPT_ANSWER || sure)
            break;
    }
    if (outcome == PROMPT_JUMP && jump->len == 0)
        str_add(jump, str_text(name));
    str_free(&label);
    return outcome;
}

/* Says why a name cannot be used; false if it can. */
static bool object(const struct setup *s, const char *name, bool is_profile)
{
    struct strs beside = {0};
    const char *wrong = objection(name, is_profile);
    if (wrong != NULL)
        prompt_say(COLOUR_BAD, 2, "%s %s", name, wrong);
    if (is_profile)
        setup_import_files(&s->import, s->profile, name, &beside);
    for (size_t i = 0; i < beside.n && wrong == NULL; i++) {
        const char *slash = strrchr(beside.v[i], '/');
        const char *file = slash != NULL ? slash + 1 : beside.v[i];
        if (file_is_dir(beside.v[i]))
            wrong = "is a folder";
        else if (!type_matches(TYPE_FILE, file, strlen(file)))
            wrong = "would stand beside it, and is no name that a profile can have in it";
        if (wrong != NULL)
            prompt_say(COLOUR_BAD, 2, "%s %s", beside.v[i], wrong);
    }
    strs_free(&beside);
    return wrong != NULL;
}

/* Asks for what is there already, the files beside a profile as well. */
static enum prompt_outcome ask_replace(struct setup *s, const char *name, bool is_profile,
                                       bool *sure, struct str *jump)
{
    struct str sentence = STR_INIT;
    struct strs files = {0}, there = {0};
    enum prompt_outcome outcome = PROMPT_ANSWER;
    if (is_profile) {
        strs_add(&files, name);
        setup_import_files(&s->import, s->profile, name, &files);
        for (size_t i = 0; i < files.n; i++)
            if (file_exists(files.v[i]))
                strs_add(&there, files.v[i]);
        strs_join(&there, ", ", &sentence);
        if (there.n > 0)
            str_add(&sentence,
                    there.n == 1 ? " exists. Replace it?" : " exist. Replace all of them?");
    } else if (is_filled_dir(name)) {
        str_addf(&sentence, "%s is not empty. Replace the files in it that have the same names?",
                 name);
    }
    if (sentence.len > 0)
        outcome = ask_yes(s->prompt, str_text(&sentence), "With no, another name is asked for.",
                          false, sure, jump);
    strs_free(&files);
    strs_free(&there);
    str_free(&sentence);
    return outcome;
}

/* Why a name cannot be used, or NULL. */
static const char *objection(const char *name, bool is_profile)
{
    const char *slash = strrchr(name, '/');
    char *parent = slash == NULL  ? mem_dup(".")
                   : slash > name ? mem_dupn(name, (size_t)(slash - name))
                                  : mem_dup("/");
    const char *wrong = NULL;
    if (!file_is_dir(parent))
        wrong = "is in a folder that does not exist";
    else if (is_profile && file_is_dir(name))
        wrong = "is a folder";
    else if (!is_profile && file_exists(name) && !file_is_dir(name))
        wrong = "is a file, not a folder";
    free(parent);
    return wrong;
}

static bool is_filled_dir(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *entry;
    bool filled = false;
    while (d != NULL && !filled && (entry = readdir(d)) != NULL)
        filled = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (d != NULL)
        closedir(d);
    return filled;
}
