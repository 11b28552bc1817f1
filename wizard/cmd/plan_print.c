/* What apply would do, for people and for programs; see plan_print.h. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/msg.h"

#include "cmd/plan_print.h"

#include "render/compile.h"

static void add_edits(const struct deploy *d, struct str *out);
static const char *edit_word(const struct deploy_file *f);
static void add_owner(const struct state *state, const struct accounts *accounts, struct str *out);
static void add_then(const struct deploy *d, const struct settle *settle, struct str *out);
static void add_compiled(const struct deploy *d, struct str *out);
static void add_command(const struct layout *layout, struct str *out);
static void add_proof(const struct deploy *d, struct str *out);
static void print_line(json_t *json, FILE *to);
static findings_tell print_finding;
static json_t *state_shown(const struct state *state, const struct accounts *accounts);

void plan_add_text(const struct deploy *d, const struct settle *settle, const char *behavior,
                   struct str *out)
{
    plan_add_changes(&d->next, &d->accounts, d->ctx->root, out);
    add_edits(d, out);
    if (d->next.n == 0 && d->old == NULL)
        return;
    str_addch(out, '\n');
    compare_text(deploy_shown(d), out);
    str_addch(out, '\n');
    if (behavior != NULL)
        str_addf(out, "%sWhat becomes of mail%s (`mcwizard prove' tells more):\n%s\n",
                 colour(COLOUR_HEAD), colour(COLOUR_RESET),
                 behavior[0] != '\0' ? behavior
                 : d->old != NULL    ? "the same as before, of all that was tried\n"
                                     : "the same as now, of all that was tried\n");
    if (d->next.n == 0)
        return;
    add_proof(d, out);
    add_then(d, settle, out);
    size_t stay = 0;
    for (size_t i = 0; i < d->n; i++)
        stay += !d->v[i].changes && !d->v[i].gone ? 1 : 0;
    str_addf(out, "\n%sPlan:%s ", colour(COLOUR_HEAD), colour(COLOUR_RESET));
    plan_add_counts(&d->next, out);
    str_addf(out, "; %zu stay%s as %s\n", stay, stay == 1 ? "s" : "",
             stay == 1 ? "it is" : "they are");
}

void plan_add_changes(const struct checkpoint *cp, const struct accounts *accounts,
                      const char *root, struct str *out)
{
    for (size_t i = 0; i < cp->folders.n; i++)
        str_addf(out, "%screate%s  %s%s/\n", colour(COLOUR_GOOD), colour(COLOUR_RESET), root,
                 cp->folders.v[i]);
    for (size_t i = 0; i < cp->n; i++) {
        const struct change *c = &cp->v[i];
        const char *word = !c->before.there ? "create" : c->after.there ? "change" : "remove";
        enum colour slot = !c->before.there ? COLOUR_GOOD
                           : c->after.there ? COLOUR_NEUTRAL
                                            : COLOUR_BAD;
        str_addf(out, "%s%s%s  %s", colour(slot), word, colour(COLOUR_RESET), root);
        str_add_shown(out, c->path);
        if (c->after.there) {
            str_add(out, "  ");
            add_owner(&c->after, accounts, out);
        }
        bool other = c->before.there && c->after.there &&
                     (c->before.mode != c->after.mode || c->before.uid != c->after.uid ||
                      c->before.gid != c->after.gid);
        if (other) {
            str_add(out, " (now ");
            add_owner(&c->before, accounts, out);
            str_addch(out, ')');
        }
        if (c->before.there && c->after.there && !c->derived &&
            strcmp(c->before.digest, c->after.digest) == 0)
            str_add(out, other ? ", contents as they are" : "  only its time");
        str_add(out, c->secret ? "  (secret)\n" : "\n");
    }
}

static void add_owner(const struct state *state, const struct accounts *accounts, struct str *out)
{
    accounts_show_user(accounts, state->uid, out);
    str_addch(out, ':');
    accounts_show_group(accounts, state->gid, out);
    str_addf(out, " %04o", (unsigned)state->mode);
}

void plan_add_counts(const struct checkpoint *cp, struct str *out)
{
    static const char *const words[] = {"created", "changed", "removed"};
    const char *comma = "";
    for (size_t w = 0; w < ARRAY_LEN(words); w++) {
        size_t n = 0;
        for (size_t i = 0; i < cp->n; i++)
            n += strcmp(change_word(&cp->v[i]), words[w]) == 0 ? 1 : 0;
        if (n > 0) {
            str_addf(out, "%s%zu %s", comma, n, words[w]);
            comma = ", ";
        }
    }
    if (cp->n == 0)
        str_add(out, "nothing");
}

static void add_edits(const struct deploy *d, struct str *out)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].edit != EDIT_NONE && !d->v[i].derived)
            str_addf(out, "%sedited%s  %s%s %s: it %s\n", colour(COLOUR_BAD), colour(COLOUR_RESET),
                     d->ctx->root, d->v[i].path, deploy_edit_reason(&d->v[i]), edit_word(&d->v[i]));
}

static const char *edit_word(const struct deploy_file *f)
{
    switch (f->edit) {
    case EDIT_KEEP:
        if (f->asked_before && f->gone && strcmp(f->live.digest, f->last->digest) == 0)
            return "stays, since the sendmail.cf that is kept needs it";
        if (str_ends(f->name, ".mc"))
            return "stays, but sendmail.cf is made of the profile, not of it (see extra.file)";
        return f->asked_before ? "stays, as was decided before" : "stays";
    case EDIT_BESIDE:
        return "stays, and the new one comes beside it";
    case EDIT_REPLACE:
        return f->gone ? "is removed" : "is replaced";
    default:
        return "waits for a decision";
    }
}

static void add_proof(const struct deploy *d, struct str *out)
{
    char *text = NULL;
    size_t len = 0;
    if (d->proof.violations == 0) {
        str_addf(out, "%sProof:%s holds; %zu messages tried%s\n", colour(COLOUR_HEAD),
                 colour(COLOUR_RESET), d->proof.n,
                 d->proof.quick ? " (quick: one form of each weakness)" : "");
        return;
    }
    FILE *to = open_memstream(&text, &len);
    MUST(to != NULL);
    proof_print(&d->proof, false, to);
    fclose(to);
    /* What holds is of no interest beside what does not. */
    for (const char *line = text, *nl; *line != '\0'; line = nl + 1) {
        nl = strchr(line, '\n');
        MUST(nl != NULL);
        const char *word = line + (line[0] == '\x1b' ? strcspn(line, "m") + 1 : 0);
        if (strncmp(word, "holds ", 6) != 0)
            str_addn(out, line, (size_t)(nl - line) + 1);
    }
    free(text);
}

static void add_then(const struct deploy *d, const struct settle *settle, struct str *out)
{
    struct str compiled = STR_INIT;
    add_compiled(d, &compiled);
    str_addf(out, "%sThen:%s ", colour(COLOUR_HEAD), colour(COLOUR_RESET));
    if (compiled.len > 0)
        str_addf(out, "makemap compiles %s; ", str_text(&compiled));
    if (settle_runs(settle)) {
        add_command(d->ctx->layout, out);
        str_addf(out, " reloads sendmail, which must answer on its ports within %ld s\n",
                 settle->wait_seconds);
    } else if (settle->leave) {
        str_add(out, "nothing is reloaded (--no-reload)\n");
    } else if (d->ctx->root[0] != '\0') {
        str_add(out, "nothing is reloaded: this is a tree, not the live system\n");
    } else {
        str_add(out, "nothing is reloaded: sendmail does not run\n");
    }
    str_free(&compiled);
}

static void add_compiled(const struct deploy *d, struct str *out)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].derived && d->v[i].changes && !d->v[i].gone)
            str_addf(out, "%s%.*s", out->len > 0 ? ", " : "", (int)compile_stem(d->v[i].name),
                     d->v[i].name);
}

static void add_command(const struct layout *layout, struct str *out)
{
    if (layout->reload[0] == NULL) {
        str_add(out, "SIGHUP");
        return;
    }
    str_addch(out, '`');
    for (size_t i = 0; i < LAYOUT_WORDS && layout->reload[i] != NULL; i++)
        str_addf(out, "%s%s", i > 0 ? " " : "", layout->reload[i]);
    str_addch(out, '\'');
}

void plan_add_objections(const struct deploy *d, struct str *out)
{
    const struct audit_report *new = &d->compare.findings.new, *old = &d->compare.findings.old;
    size_t undecided = deploy_undecided(d);
    if (undecided > 0)
        str_addf(out,
                 "%zu file%s somebody's own: --force-keep keeps what is there, --force-new "
                 "replaces it\n",
                 undecided, undecided == 1 ? " is" : "s are");
    if (d->proof.violations > 0)
        str_addf(out,
                 "the proof does not hold: %zu of %zu messages fare otherwise than the "
                 "profile demands\n",
                 d->proof.violations, d->proof.n);
    for (size_t i = 0; i < d->n && d->proof.violations > 0; i++)
        if (deploy_keeps(&d->v[i]) && !d->v[i].derived)
            str_addf(out,
                     "%s%s is kept as it is: replace it, and put its lines into the profile "
                     "(access.*, local.aliases, tables.*_file, extra.file)\n",
                     d->ctx->root, d->v[i].path);
    for (size_t i = 0; i < new->n; i++)
        if (new->v[i].severity == SEVERITY_HIGH &&new->v[i].accepted ==
                NULL &&new->v[i].check->fixed == NULL &&
            !audit_has(old, new->v[i].check))
            str_addf(out, "audit finds %s, which is not there now: %s\n", new->v[i].check->id,
                     new->v[i].check->title);
}

void plan_print_json(const struct deploy *d, const struct settle *settle, const char *behavior,
                     FILE *to)
{
    struct str objections = STR_INIT;
    for (size_t i = 0; i < d->next.n; i++) {
        const struct change *c = &d->next.v[i];
        bool same =
            c->before.there && c->after.there && strcmp(c->before.digest, c->after.digest) == 0;
        print_line(json_pack("{s:i, s:s, s:s, s:s, s:b, s:b, s:b, s:o, s:o}", "v", 1, "type",
                             "file", "path", c->path, "action", change_word(c), "secret",
                             (int)c->secret, "compiled", (int)c->derived, "contents_change",
                             (int)!same, "before", state_shown(&c->before, &d->accounts), "after",
                             state_shown(&c->after, &d->accounts)),
                   to);
    }
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].edit != EDIT_NONE)
            print_line(json_pack("{s:i, s:s, s:s, s:s}", "v", 1, "type", "edited", "path",
                                 d->v[i].path, "decision", edit_word(&d->v[i])),
                       to);
    if (d->next.n > 0 || d->old != NULL) {
        diff_print_json(&deploy_shown(d)->diff, to);
        findings_each(&deploy_shown(d)->findings, print_finding, to);
        if (behavior != NULL)
            fputs(behavior, to);
    }
    if (d->next.n > 0)
        print_line(json_pack("{s:i, s:s, s:i, s:i, s:b}", "v", 1, "type", "proof", "tried",
                             (int)d->proof.n, "violations", (int)d->proof.violations, "quick",
                             (int)d->proof.quick),
                   to);
    plan_add_objections(d, &objections);
    print_line(json_pack("{s:i, s:s, s:i, s:b, s:s}", "v", 1, "type", "plan", "files",
                         (int)d->next.n, "reload", (int)(d->next.n > 0 && settle_runs(settle)),
                         "refused", str_text(&objections)),
               to);
    str_free(&objections);
}

static void print_line(json_t *json, FILE *to)
{
    char *line = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    MUST(line != NULL);
    fprintf(to, "%s\n", line);
    free(line);
    json_decref(json);
}

static json_t *state_shown(const struct state *state, const struct accounts *accounts)
{
    struct str owner = STR_INIT, mode = STR_INIT;
    if (!state->there)
        return json_null();
    accounts_show_user(accounts, state->uid, &owner);
    str_addch(&owner, ':');
    accounts_show_group(accounts, state->gid, &owner);
    str_addf(&mode, "%04o", (unsigned)state->mode);
    json_t *json = json_pack("{s:s, s:s}", "owner", str_text(&owner), "mode", str_text(&mode));
    str_free(&owner);
    str_free(&mode);
    return json;
}

static void print_finding(const struct finding *f, enum finding_change change, void *to)
{
    print_line(json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}", "v", 1, "type", "finding", "change",
                         finding_change_word(change), "check", f->check->id, "severity",
                         severity_name(f->severity), "title", f->check->title),
               to);
}
