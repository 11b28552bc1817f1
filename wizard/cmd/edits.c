/* Files that a person has edited; see edits.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "apply/target.h"

#include "cmd/edits.h"

#include "relay/room.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"

#include "ui/pager.h"

enum { DIFF_MS = 60 * 1000 };

static int compare(const struct deploy *d, const struct deploy_file *file, const char *title,
                   const struct str *old, const char *old_name, const char *path, const char *name,
                   struct str *out, struct err *err);
static enum prompt_outcome decide(struct deploy_file *file, struct prompt *prompt);

int edits_show(const struct deploy *d, const struct deploy_file *file, struct str *out,
               struct err *err)
{
    struct str last = STR_INIT, live = STR_INIT, copy = STR_INIT;
    char *made = deploy_rendered_path(d, file);
    int rc = 0;
    if (file->secret) {
        str_addf(out, "%s%s holds a secret, which is not shown.\n", d->ctx->root, file->path);
        goto out;
    }
    /* diff(1) follows links; what it gets is a copy. */
    rc = target_text(d->ctx->root, file->path, &live, err);
    if (rc == 0)
        rc = room_write(d->stage, "edited", str_text(&live), live.len, &copy, err);
    if (rc == 0 && file->last == NULL) {
        rc = compare(d, file, "What would change in it:", &live, "live", made, "new", out, err);
        goto out;
    }
    if (rc == 0)
        rc = store_read(d->store, file->last->digest, &last, err);
    if (rc == 0)
        rc = compare(d, file, "What was changed by hand since the last apply:", &last,
                     "last applied", str_text(&copy), "live", out, err);
    if (rc == 0 && file->gone)
        str_add(out, "The profile has no such file any more: it would be removed.\n");
    else if (rc == 0 && strcmp(file->rendered, file->last->digest) == 0)
        str_add(out, "What the profile renders to has not changed since.\n");
    else if (rc == 0)
        rc = compare(d, file, "What the profile changes since the last apply:", &last,
                     "last applied", made, "new", out, err);
out:
    free(made);
    str_free(&last);
    str_free(&live);
    str_free(&copy);
    return rc;
}

static int compare(const struct deploy *d, const struct deploy_file *file, const char *title,
                   const struct str *old, const char *old_name, const char *path, const char *name,
                   struct str *out, struct err *err)
{
    char *program = tool_find(TOOL_DIFF, d->ctx->layout, d->ctx->tools, err);
    struct str a = STR_INIT, b = STR_INIT;
    str_addf(&a, "%s (%s)", file->path, old_name);
    str_addf(&b, "%s (%s)", file->path, name);
    const char *const argv[] = {program,      "-u", "--label", str_text(&a), "--label",
                                str_text(&b), "--", "-",       path,         NULL};
    struct child child = {
        .argv = argv, .in = str_text(old), .in_len = old->len, .deadline_ms = DIFF_MS};
    int rc = -1;
    if (program == NULL || child_run(&child, err) != 0)
        goto out;
    if (child.status != 0 && child.status != 1) {
        child_expect_ok(&child, err);
        goto out;
    }
    str_addf(out, "%s\n", title);
    str_add_lines_shown(out, str_text(&child.out));
    rc = 0;
out:
    child_free(&child);
    str_free(&a);
    str_free(&b);
    free(program);
    return rc;
}

enum prompt_outcome edits_ask(struct deploy *d, struct prompt *prompt, struct err *err)
{
    enum prompt_outcome outcome = PROMPT_ANSWER;
    for (size_t i = 0; i < d->n && outcome == PROMPT_ANSWER; i++) {
        struct deploy_file *file = &d->v[i];
        struct str text = STR_INIT;
        if (file->edit != EDIT_UNDECIDED)
            continue;
        prompt_say(COLOUR_HEAD, 0, "\n%s%s %s.", d->ctx->root, file->path,
                   deploy_edit_reason(file));
        if (edits_show(d, file, &text, err) != 0) {
            outcome = PROMPT_LEAVE;
        } else {
            fflush(stdout);
            pager_show(str_text(&text), d->ctx->layout, d->ctx->tools);
            outcome = decide(file, prompt);
        }
        str_free(&text);
    }
    return outcome;
}

static enum prompt_outcome decide(struct deploy_file *file, struct prompt *prompt)
{
    static const struct {
        const char *word;
        enum edit edit;
    } words[] = {{"keep", EDIT_KEEP}, {"replace", EDIT_REPLACE}, {"beside", EDIT_BESIDE}};
    static const char *const names[] = {"keep", "replace", "beside", "quit", NULL};
    static const struct complete complete = {.kind = COMPLETE_WORDS, .words = names};
    struct str answer = STR_INIT;
    enum prompt_outcome outcome;
    prompt_say(COLOUR_HEAD, 0,
               "(k)eep yours, (r)eplace it, keep it with the new one (b)eside, or "
               "(q)uit?");
    for (;;) {
        outcome = prompt_ask(prompt, "[keep]: ", &complete, &answer);
        const char *text = answer.len > 0 ? str_text(&answer) : "keep";
        if (outcome == PROMPT_EXPLAIN) {
            prompt_say(COLOUR_NEUTRAL, 2,
                       "keep: the file stays as you edited it, and is checked with the rest.\n"
                       "replace: the new one takes its place; rollback brings yours back.\n"
                       "beside: as keep, and the new one is written to NAME.mcwizard-new.\n"
                       "quit: nothing is changed.");
            continue;
        }
        if (outcome != PROMPT_ANSWER || strncasecmp("quit", text, strlen(text)) == 0)
            break;
        size_t i = 0;
        while (i < ARRAY_LEN(words) && strncasecmp(words[i].word, text, strlen(text)) != 0)
            i++;
        if (i < ARRAY_LEN(words)) {
            file->edit = words[i].edit;
            break;
        }
        prompt_say(COLOUR_BAD, 2, "expected keep, replace, beside or quit");
    }
    str_free(&answer);
    return outcome == PROMPT_ANSWER && file->edit != EDIT_UNDECIDED ? PROMPT_ANSWER : PROMPT_LEAVE;
}
