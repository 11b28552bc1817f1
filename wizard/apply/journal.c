/* What is written before each step; see journal.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "apply/journal.h"

#include "sys/file.h"

static const char head[] = "open.json", steps[] = "open.steps";

static const char *const names[JOURNAL_STEPS] = {
    [JOURNAL_WRITE] = "write",   [JOURNAL_HOLD] = "hold",         [JOURNAL_SWITCH] = "switch",
    [JOURNAL_RELOAD] = "reload", [JOURNAL_VERIFIED] = "verified", [JOURNAL_BACK] = "back",
};

static void checkpoint_name(long id, struct str *name);
static int add_line(const struct store *store, const json_t *line, struct err *err);
static int take_away(const struct store *store, const char *name, struct err *err);
static int read_head(const struct store *store, struct journal *journal, struct err *err);
static int read_steps(const struct store *store, struct journal *journal, struct err *err);
static void take_line(const char *line, size_t len, struct journal *journal, long *id);
static int read_file(const struct store *store, const char *name, bool *there, struct str *out,
                     struct err *err);

int journal_begin(const struct store *store, const struct checkpoint *cp, struct err *err)
{
    /* The contents that the head names must outlive the power no less than the head. */
    if (take_away(store, steps, err) != 0 ||
        store_sync_folder(store->objects, store->path, err) != 0)
        return -1;
    json_t *json = checkpoint_json(cp);
    json_t *first = json_pack("{s:i}", "checkpoint", (int)cp->id);
    char *text = json_dumps(json, JSON_INDENT(1));
    MUST(text != NULL && first != NULL);
    int rc = add_line(store, first, err);
    if (rc == 0)
        rc = store_write(store, head, text, strlen(text), err);
    free(text);
    json_decref(first);
    json_decref(json);
    return rc;
}

int journal_step(const struct store *store, enum journal_step step, const char *path,
                 struct err *err)
{
    json_t *line = json_pack("{s:s, s:s*}", "step", names[step], "path", path);
    MUST(line != NULL);
    int rc = add_line(store, line, err);
    json_decref(line);
    return rc;
}

static int add_line(const struct store *store, const json_t *line, struct err *err)
{
    struct str text = STR_INIT;
    char *json = json_dumps(line, JSON_COMPACT);
    int rc = -1;
    MUST(json != NULL);
    str_addf(&text, "%s\n", json);
    int fd = openat(store->fd, steps, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0 && file_write_all(fd, text.buf, text.len) == 0 && file_sync(fd) == 0)
        rc = 0;
    else
        err_set_errno(err, store->path, "cannot write the journal");
    if (fd >= 0)
        close(fd);
    free(json);
    str_free(&text);
    return rc;
}

/*
 * Once it is renamed it holds, whatever fsync says: were the rename lost with the power, the
 * head would be there again, and its last step is that all is done.
 */
int journal_commit(const struct store *store, const struct checkpoint *cp, struct err *err)
{
    struct str name = STR_INIT;
    int rc = 0;
    checkpoint_name(cp->id, &name);
    if (renameat(store->fd, head, store->checkpoints, str_text(&name)) != 0) {
        rc = err_set_errno(err, store->path, "cannot keep the checkpoint");
    } else {
        (void)store_sync_folder(store->checkpoints, store->path, NULL);
        (void)store_sync_folder(store->fd, store->path, NULL);
    }
    str_free(&name);
    return rc;
}

static void checkpoint_name(long id, struct str *name)
{
    str_addf(name, "%0*ld.json", STORE_ID_DIGITS, id);
}

int journal_drop(const struct store *store, struct err *err)
{
    if (take_away(store, head, err) != 0 || store_sync_folder(store->fd, store->path, err) != 0)
        return -1;
    return take_away(store, steps, err);
}

void journal_sweep(const struct store *store)
{
    store_sweep_new(store, head);
}

int journal_end(const struct store *store, struct err *err)
{
    return take_away(store, steps, err);
}

static int take_away(const struct store *store, const char *name, struct err *err)
{
    if (unlinkat(store->fd, name, 0) == 0 || errno == ENOENT)
        return 0;
    return err_set_errno(err, store->path, "cannot close the journal");
}

int journal_read(const struct store *store, struct journal *journal, struct err *err)
{
    if (read_head(store, journal, err) != 0)
        return -1;
    return read_steps(store, journal, err);
}

static int read_head(const struct store *store, struct journal *journal, struct err *err)
{
    struct str text = STR_INIT, full = STR_INIT;
    int rc = read_file(store, head, &journal->open, &text, err);
    str_addf(&full, "%s/%s", store->path, head);
    if (rc == 0 && journal->open &&
        checkpoint_parse(str_text(&text), text.len, str_text(&full), &journal->checkpoint, err) !=
            0)
        rc = err_mend(err,
                      "it tells how to put a half made change back; the old files may lie beside "
                      "the new ones as .NAME.mcwizard-old: put them back by hand, and remove it");
    str_free(&text);
    str_free(&full);
    return rc;
}

/* Without a head, the steps are those of a change that was kept, and not yet tidied up. */
static int read_steps(const struct store *store, struct journal *journal, struct err *err)
{
    struct str text = STR_INIT;
    bool there = false;
    long id = 0;
    int rc = read_file(store, steps, &there, &text, err);
    const char *line = str_text(&text);
    for (const char *nl; (nl = strchr(line, '\n')) != NULL; line = nl + 1)
        take_line(line, (size_t)(nl - line), journal, &id);
    /* Had the change not come to its commit, there would be no such checkpoint. */
    if (rc == 0 && there && !journal->open && id > 0 && journal->begun[JOURNAL_VERIFIED])
        journal->untidy = store_load(store, id, &journal->checkpoint, NULL) == 0;
    str_free(&text);
    return rc;
}

/* The last line may be torn. */
static void take_line(const char *line, size_t len, struct journal *journal, long *id)
{
    json_t *json = json_loadb(line, len, 0, NULL);
    const char *step = json_string_value(json_object_get(json, "step"));
    const json_t *number = json_object_get(json, "checkpoint");
    if (json_is_integer(number))
        *id = (long)json_integer_value(number);
    for (size_t i = 0; i < JOURNAL_STEPS && step != NULL; i++)
        if (strcmp(step, names[i]) == 0)
            journal->begun[i] = true;
    json_decref(json);
}

static int read_file(const struct store *store, const char *name, bool *there, struct str *out,
                     struct err *err)
{
    *there = faccessat(store->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    if (!*there)
        return errno == ENOENT ? 0 : err_set_errno(err, store->path, "cannot read the journal");
    return store_read_at(store->fd, name, store->path, out, err);
}

void journal_free(struct journal *journal)
{
    checkpoint_free(&journal->checkpoint);
    *journal = (struct journal){.open = false};
}
