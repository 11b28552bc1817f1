/* Checks: files that are named and not there, and tables older than their text; see host.h. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

static void judge_missing(struct audit *audit, const struct host_file *file);
static bool is_there(struct audit *audit, const char *path);
static bool is_compiled(struct audit *audit, const struct host_file *file);
static void tell_missing(struct audit *audit, const struct host_file *file, const char *path,
                         const char *effect);
static void judge_age(struct audit *audit, const struct host_file *file);

/* What becomes of mail without it. */
static const char *const effects[] = {
    [HOST_MAP] = "every mail that it is asked for waits with a 451",
    [HOST_CLASS] = "sendmail does not start",
    [HOST_ALIAS] = "no alias is found",
    [HOST_SECRET] = "sendmail does not log in at the servers that it sends to",
    [HOST_KEY] = "there is no TLS",
    [HOST_CERT] = "there is no TLS, or less than is meant",
    [HOST_OTHER] = "it is read with its built-in answer",
    [HOST_HELP] = "the answer to HELP tells the version of sendmail",
    [HOST_PROGRAM] = "sendmail does not start",
    [HOST_QUEUE] = "sendmail does not start",
};

void host_missing(struct audit *audit)
{
    for (size_t i = 0; i < audit->host->n_files; i++)
        judge_missing(audit, &audit->host->files[i]);
}

static void judge_missing(struct audit *audit, const struct host_file *file)
{
    const char *database = host_database(file, 0);
    struct str path = STR_INIT;
    /* HELP of submit.cf is answered to users of this host alone. */
    if (file->optional || (file->kind == HOST_HELP && file->cf != audit->in->mta) ||
        strchr(file->path, '*') != NULL)
        return;
    str_add(&path, file->path);
    if (database != NULL && file->database == NULL) {
        /* Any of them serves, or the text itself. */
        if (!is_there(audit, file->path) && !is_compiled(audit, file))
            tell_missing(audit, file, str_text(&path), effects[file->kind]);
    } else {
        if (database != NULL)
            str_add(&path, database);
        if (!is_there(audit, str_text(&path)))
            tell_missing(audit, file, str_text(&path), effects[file->kind]);
    }
    str_free(&path);
}

/* What cannot be looked at is told, and taken for there. */
static bool is_there(struct audit *audit, const char *path)
{
    struct trust_walk walk = {.n = 0};
    bool there = host_walk(audit, path, &walk) || walk.error != 0;
    trust_walk_free(&walk);
    return there;
}

static bool is_compiled(struct audit *audit, const struct host_file *file)
{
    bool there = false;
    const char *database;
    for (size_t i = 0; (database = host_database(file, i)) != NULL && !there; i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s%s", file->path, database);
        there = is_there(audit, str_text(&path));
        str_free(&path);
    }
    return there;
}

static void tell_missing(struct audit *audit, const struct host_file *file, const char *path,
                         const char *effect)
{
    struct finding *f =
        audit_found_at(audit, file->cf->file, file->line, "%s%s%s%s is not there: %s", file->name,
                       file->name[0] != '\0' ? ": " : "", audit->host->root, path, effect);
    const char *database = host_database(file, 0);
    struct str word = STR_INIT;
    host_quote("", file->path, &word);
    if (file->kind == HOST_SECRET)
        f->severity = SEVERITY_LOW;
    if (file->kind == HOST_ALIAS)
        str_set(&f->mend, "write it, then newaliases");
    else if (database != NULL)
        str_set(&f->mend, "makemap %s %s <%s", audit->host->layout->map_type, str_text(&word),
                str_text(&word));
    else if (file->kind == HOST_HELP)
        str_set(&f->mend, "touch %s: an empty file answers nothing", str_text(&word));
    str_free(&word);
}

void host_stale(struct audit *audit)
{
    for (size_t i = 0; i < audit->host->n_files; i++)
        judge_age(audit, &audit->host->files[i]);
}

/* A second more, since a copied tree may have been written in any order. */
static void judge_age(struct audit *audit, const struct host_file *file)
{
    struct trust_walk text = {.n = 0};
    const char *database;
    bool there = host_database(file, 0) != NULL && host_walk(audit, file->path, &text) &&
                 S_ISREG(trust_end(&text)->mode);
    for (size_t i = 0; there && (database = host_database(file, i)) != NULL; i++) {
        struct trust_walk map = {.n = 0};
        struct str path = STR_INIT;
        str_addf(&path, "%s%s", file->path, database);
        if (host_walk(audit, str_text(&path), &map) &&
            trust_end(&text)->changed > trust_end(&map)->changed + 1) {
            long long seconds = (long long)(trust_end(&text)->changed - trust_end(&map)->changed);
            struct finding *f = host_found(audit, str_text(&path), "older than %s by %lld %s",
                                           file->path, seconds < 7200 ? seconds : seconds / 3600,
                                           seconds < 7200 ? "seconds" : "hours");
            struct str word = STR_INIT;
            host_quote("", file->path, &word);
            if (file->kind == HOST_ALIAS)
                str_set(&f->mend, "newaliases");
            else
                str_set(&f->mend, "makemap %s %s <%s", audit->host->layout->map_type,
                        str_text(&word), str_text(&word));
            str_free(&word);
        }
        trust_walk_free(&map);
        str_free(&path);
    }
    trust_walk_free(&text);
}
