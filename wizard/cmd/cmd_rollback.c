/* `rollback [ID]`: brings the files back that lay there before a checkpoint. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <getopt.h>

#include "base/mem.h"
#include "base/msg.h"

#include "apply/store.h"
#include "apply/target.h"

#include "cmd/change.h"
#include "cmd/cmd.h"
#include "cmd/deploy.h"
#include "cmd/entries.h"
#include "cmd/plan_print.h"

#include "render/compile.h"

#include "sys/account.h"
#include "sys/trust.h"

/* One run of the command. */
struct rollback {
    struct context *ctx;
    struct change_wishes wishes;
    struct settle settle;
    struct store store;
    struct accounts accounts;
    long id;
    time_t time; /* of that checkpoint */
    struct checkpoint next;
    struct checkpoint left; /* as records: what the last change of each file left there */
    struct strs edited;     /* paths of files that somebody edited since */
};

static int run(struct context *ctx, int argc, char **argv);
static int read_options(int argc, char **argv, struct rollback *r);
static int roll_back(struct rollback *r, struct err *err);
static int find_last_change(struct rollback *r, const long *ids, size_t n, struct err *err);
static int gather(struct rollback *r, const long *ids, size_t n, struct err *err);
static int take(struct rollback *r, const struct checkpoint *cp, struct strs *seen,
                struct err *err);
static void note_left(struct rollback *r, const struct change *change);
static int find_edits(struct rollback *r, struct err *err);
static bool stays(const struct rollback *r, const struct change *change);
static int keep_edits(struct rollback *r, struct err *err);
static void drop_edited(struct rollback *r);
static void need_folder(struct rollback *r, const char *path);
static void order(struct checkpoint *cp);
static int check_places(const struct rollback *r, struct err *err);
static int keep_all(const struct rollback *r, struct err *err);
static void add_question(const struct rollback *r, struct str *question);
static int decide(struct rollback *r, struct err *err);

const struct command cmd_rollback_entry = {
    .name = "rollback",
    .synopsis = "[-y] [--force-new | --force-keep] [--no-reload] [--lock-timeout=S] [ID]",
    .summary = "Bring the files back that lay there before an apply",
    .help =
        "Restores every file that checkpoint ID and those after it have changed to what it was\n"
        "before ID: contents, owner, mode, times, access control lists; what was not there is\n"
        "removed. Without ID, before the last one. sendmail is reloaded and asked on its ports;\n"
        "if it does not answer, everything stays as it is. A rollback is a checkpoint itself, so\n"
        "it can be rolled back, too.\n"
        "\n"
        "A file that was edited since is not replaced unasked: the question says how many there\n"
        "are; with --yes, --force-new replaces them, and --force-keep leaves them alone.\n"
        "\n"
        "A second rollback undoes the first; with a smaller ID it goes further back.\n"
        "\n"
        "Exits 0 if it is done or nothing was to do, 1 if it was refused, 2 on trouble.",
    .options = CHANGE_HELP,
    .run = run,
};

static int run(struct context *ctx, int argc, char **argv)
{
    struct rollback r = {.ctx = ctx, .wishes = {.edits = EDIT_UNDECIDED}, .store = STORE_NONE};
    struct err err = {0};
    int status = read_options(argc, argv, &r);
    if (status >= 0)
        return status;
    if (!change_may("rollback"))
        return EXIT_TROUBLE;
    r.settle =
        (struct settle){.ctx = ctx, .wait_seconds = SETTLE_WAIT, .leave = r.wishes.no_reload};
    status = roll_back(&r, &err);
    if (status < 0)
        status = msg_report(&err);
    checkpoint_free(&r.next);
    checkpoint_free(&r.left);
    accounts_free(&r.accounts);
    strs_free(&r.edited);
    store_close(&r.store);
    err_clear(&err);
    return status;
}

/* -1 to go on, otherwise an exit status. */
static int read_options(int argc, char **argv, struct rollback *r)
{
    static const struct option options[] = {CHANGE_OPTIONS, {NULL, 0, NULL, 0}};
    const char *wrong;
    int c;
    if (r->ctx->format != NULL)
        return cmd_usage(&cmd_rollback_entry, "--format does not go with it");
    optind = 0;
    while ((c = getopt_long(argc, argv, CHANGE_LETTERS, options, NULL)) != -1)
        if (c == 'Q' || change_take_option(c, optarg, &r->wishes, &wrong) != 0)
            return cmd_usage(&cmd_rollback_entry, "%s", c == 'Q' ? "unknown option" : wrong);
    if (optind < argc && (r->id = change_id(argv[optind++])) == 0)
        return cmd_usage(&cmd_rollback_entry, "\"%s\" is no number of a checkpoint",
                         argv[optind - 1]);
    if (optind < argc)
        return cmd_usage(&cmd_rollback_entry, "unexpected \"%s\"", argv[optind]);
    if (!r->wishes.yes && !change_can_ask(r->ctx))
        return cmd_usage(&cmd_rollback_entry, "it cannot ask here: give --yes");
    return -1;
}

/* The exit status, or -1 with err filled. */
static int roll_back(struct rollback *r, struct err *err)
{
    struct checkpoint first = {.n = 0}, newest = {.n = 0};
    long *ids = NULL;
    size_t n = 0;
    int status = -1;
    bool put_back = false;
    if (change_open(r->ctx, &r->wishes, &r->settle, &r->store, &put_back, err) != 0)
        goto out;
    /* Whoever says rollback after a crash means the change that was cut off, not the one before. */
    if (put_back && r->id == 0) {
        msg_info("that was the last change; to go back further, run rollback again");
        status = EXIT_SAME;
        goto out;
    }
    if (accounts_read(r->ctx->root, &r->accounts, err) != 0 ||
        store_list(&r->store, &ids, &n, err) != 0)
        goto out;
    if (n == 0) {
        err_set(err, ERR_INPUT, "nothing was applied here yet, so there is nothing to go back to");
        goto out;
    }
    if (r->id == 0 && find_last_change(r, ids, n, err) != 0)
        goto out;
    if (change_load(&r->store, r->id, &first, err) != 0 ||
        store_load(&r->store, ids[n - 1], &newest, err) != 0 || gather(r, ids, n, err) != 0 ||
        find_edits(r, err) != 0)
        goto out;
    r->time = first.time;
    r->settle.wait_seconds = r->next.wait = newest.wait;
    checkpoint_follow(&r->next, &newest);
    checkpoint_return(&r->next, &first);
    if (r->wishes.edits == EDIT_KEEP && keep_edits(r, err) != 0)
        goto out;
    drop_edited(r);
    status = decide(r, err);
    if (status >= 0 || err_is_set(err))
        goto out;
    if (r->next.n == 0) {
        msg_info("nothing to do: all files are as they were before checkpoint %ld", r->id);
        status = EXIT_SAME;
    } else if (check_places(r, err) == 0 && keep_all(r, err) == 0) {
        order(&r->next);
        struct str command = STR_INIT;
        str_addf(&command, "rollback %ld", r->id);
        status = change_make(&r->store, &r->settle, str_text(&command), &r->next);
        str_free(&command);
    }
out:
    free(ids);
    checkpoint_free(&first);
    checkpoint_free(&newest);
    return status;
}

/* The newest that has changed a file: others only remember what was decided. */
static int find_last_change(struct rollback *r, const long *ids, size_t n, struct err *err)
{
    r->id = ids[n - 1];
    for (size_t i = n; i-- > 0;) {
        struct checkpoint cp;
        if (store_load(&r->store, ids[i], &cp, err) != 0)
            return -1;
        bool changes = cp.n > 0;
        checkpoint_free(&cp);
        if (changes) {
            r->id = ids[i];
            break;
        }
    }
    return 0;
}

/* Of each file the first change from ID on tells what it was before; and what it is now. */
static int gather(struct rollback *r, const long *ids, size_t n, struct err *err)
{
    struct strs seen = {0};
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        struct checkpoint cp;
        if (ids[i] < r->id)
            continue;
        if (ids[i] > r->id && (i == 0 || ids[i - 1] != ids[i] - 1)) {
            rc = err_set(err, ERR_INPUT,
                         "checkpoint %ld is missing, so nobody knows what was before", ids[i] - 1);
            break;
        }
        rc = store_load(&r->store, ids[i], &cp, err);
        if (rc == 0)
            rc = take(r, &cp, &seen, err);
        checkpoint_free(&cp);
    }
    strs_free(&seen);
    return rc;
}

static int take(struct rollback *r, const struct checkpoint *cp, struct strs *seen, struct err *err)
{
    for (size_t i = 0; i < cp->n; i++) {
        const struct change *was = &cp->v[i];
        note_left(r, was);
        if (strs_has(seen, was->path))
            continue;
        strs_add(seen, was->path);
        struct change *change = checkpoint_add(&r->next, was->path);
        change->secret = was->secret;
        change->derived = was->derived;
        state_copy(&was->before, &change->after);
        if (change->after.there)
            need_folder(r, change->path);
        if (target_look(r->ctx->root, change->path, &change->before, err) != 0)
            return -1;
        if (state_identical(&change->before, &change->after)) {
            state_free(&change->before);
            state_free(&change->after);
            free(change->path);
            r->next.n--;
        }
    }
    return 0;
}

/* It may be gone with all that was in it. */
static void need_folder(struct rollback *r, const char *path)
{
    const char *name = strrchr(path, '/');
    char *folder = mem_dupn(path, (size_t)(name - path));
    char *real = trust_real(r->ctx->root, folder);
    if (real == NULL && errno == ENOENT && !strs_has(&r->next.folders, folder))
        strs_add(&r->next.folders, folder);
    free(folder);
    free(real);
}

static void note_left(struct rollback *r, const struct change *change)
{
    struct recorded *left = checkpoint_record_of(&r->left, change->path);
    memset(left->digest, 0, sizeof(left->digest));
    if (change->after.there)
        memcpy(left->digest, change->after.digest, sizeof(left->digest));
}

/* What lies there and is neither what the last change of it left nor what is to come. */
static int find_edits(struct rollback *r, struct err *err)
{
    for (size_t i = 0; i < r->next.n; i++) {
        const struct change *change = &r->next.v[i];
        const struct recorded *left = checkpoint_recorded(&r->left, change->path);
        bool same = false;
        MUST(left != NULL);
        /* The distribution's tools touch what they miss: an empty file is nobody's. */
        bool empty = change->before.size == 0 && left->digest[0] == '\0';
        if (change->derived || !change->before.there || empty ||
            strcmp(change->before.digest, left->digest) == 0 ||
            (change->after.there && strcmp(change->before.digest, change->after.digest) == 0))
            continue;
        if (deploy_same_meaning(r->ctx, &r->store, change->path, left->digest, &same, err) != 0)
            return -1;
        if (!same)
            strs_add(&r->edited, change->path);
    }
    return 0;
}

/* Which checkpoint, and what would be missed most. */
static void add_question(const struct rollback *r, struct str *question)
{
    char when[CHANGE_TIME_TEXT];
    change_time_text(r->time, when);
    for (size_t i = 0; i < r->next.n; i++)
        if (str_ends(r->next.v[i].path, "/sendmail.cf") && !r->next.v[i].after.there)
            str_add(question, "After that there is no sendmail.cf. ");
    if (r->edited.n > 0)
        str_addf(question, "%zu edited file%s replaced. ", r->edited.n,
                 r->edited.n == 1 ? " is" : "s are");
    str_addf(question, "Go back before checkpoint %ld (%s)?", r->id, when);
}

/* -1 to go on (or err is set), otherwise an exit status. */
static int decide(struct rollback *r, struct err *err)
{
    struct prompt *prompt = NULL;
    struct str text = STR_INIT, question = STR_INIT;
    int status = -1;
    for (size_t i = 0; i < r->edited.n; i++)
        msg_warn("%s%s: was edited since the last apply%s", r->ctx->root, r->edited.v[i],
                 r->wishes.edits == EDIT_KEEP ? ", and stays" : ", and would be replaced");
    if (r->wishes.yes && r->edited.n > 0 && r->wishes.edits == EDIT_UNDECIDED) {
        msg_error("nothing was changed: --force-keep leaves these alone, --force-new replaces "
                  "them, too");
        return EXIT_DIFFERS;
    }
    if (r->wishes.yes || r->next.n == 0)
        return -1;
    if ((prompt = prompt_new(err)) == NULL)
        return -1;
    plan_add_changes(&r->next, &r->accounts, r->ctx->root, &text);
    fputs(str_text(&text), stdout);
    fflush(stdout);
    add_question(r, &question);
    if (!change_confirm(prompt, str_text(&question),
                        "With yes all these files become what they were before that checkpoint, "
                        "edited ones, too. What is there now becomes a checkpoint itself.")) {
        msg_info("nothing was changed");
        status = EXIT_DIFFERS;
    }
    prompt_free(prompt);
    str_free(&text);
    str_free(&question);
    return status;
}

/* An edited file, or what is compiled from one. */
static bool stays(const struct rollback *r, const struct change *change)
{
    if (strs_has(&r->edited, change->path))
        return true;
    for (size_t i = 0; i < r->edited.n && change->derived; i++)
        if (compile_is_of(change->path, r->edited.v[i]))
            return true;
    return false;
}

/*
 * They are remembered as kept.  A sendmail.cf cannot stay alone: what it names would go or be
 * another's.
 */
static int keep_edits(struct rollback *r, struct err *err)
{
    for (size_t i = 0; i < r->next.n; i++) {
        const struct change *change = &r->next.v[i];
        const struct recorded *left = checkpoint_recorded(&r->left, change->path);
        if (!strs_has(&r->edited, change->path))
            continue;
        if (str_ends(change->path, ".cf")) {
            err_set_at(err, ERR_INPUT, change->path, 0, 0,
                       "was edited, and cannot be kept alone: the files that it names go back");
            return err_mend(err, "--force-new; yours stays in the checkpoint, and `mcwizard "
                                 "rollback' brings it back");
        }
        bool known = checkpoint_recorded(&r->next, change->path) != NULL;
        if (!known && left->digest[0] == '\0')
            continue;
        struct recorded *kept = checkpoint_record_of(&r->next, change->path);
        if (!known) {
            memcpy(kept->digest, left->digest, sizeof(kept->digest));
            kept->secret = change->secret;
        }
        memcpy(kept->kept, change->before.digest, sizeof(kept->kept));
    }
    return 0;
}

/* With --force-keep those stay as they were edited. */
static void drop_edited(struct rollback *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->next.n; i++) {
        struct change *change = &r->next.v[i];
        if (r->wishes.edits != EDIT_KEEP || !stays(r, change)) {
            r->next.v[kept++] = *change;
            continue;
        }
        free(change->path);
        state_free(&change->before);
        state_free(&change->after);
    }
    r->next.n = kept;
}

/* sendmail.cf last, as apply has it. */
static void order(struct checkpoint *cp)
{
    for (size_t i = 0; i + 1 < cp->n; i++) {
        if (!str_ends(cp->v[i].path, "/sendmail.cf"))
            continue;
        struct change last = cp->v[i];
        cp->v[i] = cp->v[cp->n - 1];
        cp->v[cp->n - 1] = last;
    }
}

/* What apply would not replace, rollback does not, either. */
static int check_places(const struct rollback *r, struct err *err)
{
    struct trust_owners owners = {.n = 0};
    int rc = 0;
    deploy_owners(r->ctx, &r->accounts, &owners);
    for (size_t i = 0; i < r->next.n && rc == 0; i++) {
        const struct change *change = &r->next.v[i];
        const char *name = strrchr(change->path, '/');
        char *real = NULL, *folder = mem_dupn(change->path, (size_t)(name - change->path));
        bool made = strs_has(&r->next.folders, folder);
        free(folder);
        if (made)
            continue;
        /* Somebody else's file may come back, where it was. */
        struct trust_owners own = owners;
        if (change->after.there)
            trust_owners_add(&own, change->after.uid);
        rc = target_resolve(r->ctx->root, change->path, &own, &real, err);
        if (rc == 0 && strcmp(real, change->path) != 0) {
            err_set_at(err, ERR_INPUT, change->path, 0, 0, "is a link now, to %s", real);
            rc = err_mend(err, "remove the link");
        }
        free(real);
    }
    return rc;
}

static int keep_all(const struct rollback *r, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < r->next.n && rc == 0; i++) {
        const struct change *change = &r->next.v[i];
        if (change->before.there)
            rc = deploy_keep_live(r->ctx, &r->store, change->path, change->before.digest, err);
    }
    return rc;
}
