/* The review of the answers; see review.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "ui/review.h"
#include "ui/steps.h"
#include "ui/wrap.h"

static void add_row(struct str *out, size_t number, const struct setting *s, const char *shown,
                    size_t width);

const char review_all[] = "all";

enum { NAME_COLUMNS = 27 }; /* most names fit */

size_t review_list(const struct profile *profile, size_t width, struct str *out,
                   const struct setting **settings)
{
    size_t n = 0;
    const struct section *last = NULL;
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        if (!profile_has(profile, s->path))
            continue;
        const struct section *section = steps_section(s->path);
        if (section != last)
            str_addf(out, "%s%s%s\n", colour(COLOUR_HEAD), section->title, colour(COLOUR_RESET));
        last = section;
        char *shown = profile_show(s, profile_value(profile, s->path));
        if (settings != NULL)
            settings[n] = s;
        n++;
        add_row(out, settings != NULL ? n : 0, s, shown[0] != '\0' ? shown : "nothing", width);
        free(shown);
    }
    return n;
}

/* "  12 relay.networks          192.0.2.0/24", further lines below the value. */
static void add_row(struct str *out, size_t number, const struct setting *s, const char *shown,
                    size_t width)
{
    struct str head = STR_INIT, text = STR_INIT;
    if (number > 0)
        str_addf(&head, "%4zu ", number);
    else
        str_add(&head, "  ");
    str_addf(&head, "%-*s ", NAME_COLUMNS, s->path);
    wrap_add(&text, shown, head.len, width);
    /* The first line's indent makes room for the head. */
    str_add(out, str_text(&head));
    str_add(out, text.len > head.len ? str_text(&text) + head.len : "\n");
    str_free(&head);
    str_free(&text);
}

void review_roles(const struct profile *profile, struct str *out)
{
    static const struct {
        unsigned role;
        const char *name;
    } names[] = {{ROLE_LOCAL, "local"},
                 {ROLE_OUTBOUND, "outbound"},
                 {ROLE_INBOUND, "inbound"},
                 {ROLE_RELAY, "relay"}};
    const char *comma = "";
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if ((profile_roles(profile) & names[i].role) == 0)
            continue;
        str_addf(out, "%s%s", comma, names[i].name);
        comma = ", ";
    }
    if (comma[0] == '\0')
        str_add(out, "none");
}

enum prompt_outcome review_jump(struct prompt *prompt, const struct profile *profile,
                                struct str *wanted)
{
    static const struct complete names = {.kind = COMPLETE_SETTINGS};
    const struct setting **settings = mem_alloc(setting_count() * sizeof(*settings));
    struct str list = STR_INIT, answer = STR_INIT;
    enum prompt_outcome outcome = PROMPT_ANSWER;
    bool shown = false;
    size_t n = review_list(profile, wrap_width(STDOUT_FILENO), &list, settings);
    str_add(&answer, str_text(wanted));
    for (;;) {
        struct err err = {0};
        if (answer.len > 0 && review_find(str_text(&answer), settings, n, wanted, &err) == 0)
            break;
        if (err_is_set(&err)) {
            char *text = err_format(&err);
            prompt_say(COLOUR_BAD, 2, "%s", text);
            free(text);
            err_clear(&err);
        }
        if (!shown) {
            printf("%s", n > 0 ? str_text(&list) : "Nothing is answered yet.\n");
            prompt_say(COLOUR_DIM, 0,
                       "Go to: a number above, the name of any setting (Tab completes it), \"%s\" "
                       "to be asked everything, or Enter to go on.",
                       review_all);
            shown = true;
        }
        outcome = prompt_ask(prompt, "go to: ", &names, &answer);
        str_clear(wanted);
        /* Enter and < both lead back to the question that was left. */
        if (outcome == PROMPT_LEAVE || outcome == PROMPT_BACK ||
            (outcome == PROMPT_ANSWER && answer.len == 0))
            break;
        if (outcome == PROMPT_EXPLAIN) {
            shown = false;
            str_clear(&answer);
        }
    }
    str_free(&list);
    str_free(&answer);
    free(settings);
    return outcome == PROMPT_LEAVE ? PROMPT_LEAVE : PROMPT_ANSWER;
}

int review_find(const char *text, const struct setting *const *settings, size_t n,
                struct str *wanted, struct err *err)
{
    char *end;
    errno = 0;
    long number = strtol(text, &end, 10);
    str_clear(wanted);
    if (*end == '\0' && end != text) {
        if (errno != 0 || number < 1 || (size_t)number > n)
            return err_set(err, ERR_INPUT, "there is no number %s in the list", text);
        str_add(wanted, settings[number - 1]->path);
        return 0;
    }
    if (strcmp(text, review_all) != 0 && setting_find(text, NULL) == NULL) {
        const char *near = setting_nearest(text);
        err_set(err, ERR_INPUT, "there is no setting \"%s\"", text);
        if (near != NULL)
            err_mend(err, "did you mean %s?", near);
        return -1;
    }
    str_add(wanted, text);
    return 0;
}
