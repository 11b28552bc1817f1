/* Checks: what aliases and lists lead to on this host; see host.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "audit/host.h"

#include "cf/aliases.h"
#include "cf/scan.h"

enum { LISTS_DEEP = 8 };

/* What a target of an alias is. */
enum target { TARGET_PROGRAM = '|', TARGET_FILE = '/', TARGET_LIST = ':' };

/* A walk over the targets of one sort, lists included. */
struct search {
    struct audit *audit;
    enum target want;
    const char *file; /* the present one, with the root */
    int depth;
    struct strs *seen; /* lists */
};

static void each_target(struct audit *audit, enum target want);
static aliases_target_fn take_target;
static void take_list(struct search *search, long line, const char *path);
static void judge_program(struct search *search, long line, const char *command);
static char *program_path(struct audit *audit, const char *command);
static void judge_file(struct search *search, long line, const char *path);

void host_alias_exec(struct audit *audit)
{
    each_target(audit, TARGET_PROGRAM);
}

void host_alias_include(struct audit *audit)
{
    each_target(audit, TARGET_LIST);
}

void host_alias_file(struct audit *audit)
{
    each_target(audit, TARGET_FILE);
}

static void each_target(struct audit *audit, enum target want)
{
    struct strs seen = {0};
    for (size_t i = 0; i < audit->host->n_files; i++) {
        const struct host_file *f = &audit->host->files[i];
        struct str text = STR_INIT, full = STR_INIT;
        str_addf(&full, "%s%s", audit->host->root, f->path);
        struct search search = {
            .audit = audit, .want = want, .file = str_text(&full), .seen = &seen};
        if (f->kind == HOST_ALIAS && host_read(audit, f->path, &text) > 0)
            aliases_targets(str_text(&text), take_target, &search);
        str_free(&text);
        str_free(&full);
    }
    strs_free(&seen);
}

static void take_target(void *arg, long line, const char *target)
{
    struct search *search = arg;
    if (target[0] == '|' && search->want == TARGET_PROGRAM)
        judge_program(search, line, target + 1);
    else if (target[0] == '/' && search->want == TARGET_FILE)
        judge_file(search, line, target);
    else if (strncasecmp(target, ":include:", 9) == 0)
        take_list(search, line, target + 9 + strspn(target + 9, " \t"));
}

/* Whoever may write a list adds to it: any one owner is right, since lists are users', too. */
static void take_list(struct search *search, long line, const char *path)
{
    struct audit *audit = search->audit;
    struct trust_walk walk = {.n = 0};
    struct str text = STR_INIT, full = STR_INIT;
    struct trust_owners owners = audit->host->trusted;
    struct host_wish wish = host_wish(audit);
    bool there = path[0] == '/' && host_walk(audit, path, &walk);
    if (there)
        trust_owners_add(&owners, trust_end(&walk)->uid);
    wish.owners = wish.folders = &owners;
    wish.at = search->file;
    wish.line = line;
    wish.what = "includes";
    if (search->want == TARGET_LIST && path[0] == '/')
        host_judge(audit, &walk, &wish);
    if (!there || search->depth == LISTS_DEEP || strs_has(search->seen, path))
        goto out;
    strs_add(search->seen, path);
    str_addf(&full, "%s%s", audit->host->root, path);
    if (host_read(audit, path, &text) > 0) {
        struct search inner = *search;
        inner.file = str_text(&full);
        inner.depth++;
        aliases_list_targets(str_text(&text), take_target, &inner);
    }
out:
    trust_walk_free(&walk);
    str_free(&text);
    str_free(&full);
}

static void judge_program(struct search *search, long line, const char *command)
{
    struct audit *audit = search->audit;
    struct trust_walk walk = {.n = 0};
    struct host_wish wish = host_wish(audit);
    char *path = program_path(audit, command);
    if (path == NULL)
        return; /* a name that the shell looks for in /bin and /usr/bin */
    wish.folders = &audit->host->trusted;
    wish.at = search->file;
    wish.line = line;
    wish.what = "runs";
    bool there = host_walk(audit, path, &walk);
    if (!host_judge(audit, &walk, &wish) && !there && walk.error == 0) {
        struct finding *f = audit_found_at(
            audit, search->file, line, "runs %s%s, which is not there", audit->host->root, path);
        f->severity = SEVERITY_LOW;
        str_set(&f->mend, "delete the alias, or put the program there; then newaliases");
    }
    trust_walk_free(&walk);
    free(path);
}

/*
 * smrsh takes the last name alone, and its own folder; but exit and echo are its own, and what
 * stands behind exec counts, for it as for a shell.
 */
static char *program_path(struct audit *audit, const char *command)
{
    static const char word_ends[] = " \t\"';|&<>";
    const struct cf_entry *prog = cf_find(audit->cf, CF_MAILER, "prog");
    struct str shell = STR_INIT, path = STR_INIT;
    const char *at = command + strspn(command, " \t\"'");
    size_t len = strcspn(at, word_ends);
    while (len == 4 && strncmp(at, "exec", 4) == 0 && strspn(at + 4, " \t") > 0) {
        at += 4 + strspn(at + 4, " \t");
        len = strcspn(at, word_ends);
    }
    char *word = mem_dupn(at, len);
    bool restricted = prog != NULL && cf_scan_field_get(prog->value, 'P', &shell) &&
                      strstr(str_text(&shell), "smrsh") != NULL;
    const char *slash = strrchr(word, '/');
    bool builtin = strcmp(word, "exit") == 0 || strcmp(word, "echo") == 0;
    if (restricted && !builtin && word[0] != '\0')
        str_addf(&path, "%s/%s", audit->host->layout->smrsh_dir, slash != NULL ? slash + 1 : word);
    else if (!restricted && word[0] == '/')
        str_add(&path, word);
    free(word);
    str_free(&shell);
    return path.len > 0 ? str_take(&path) : NULL;
}

static void judge_file(struct search *search, long line, const char *path)
{
    struct audit *audit = search->audit;
    const char *within = cf_option_value(audit->cf, "SafeFileEnvironment");
    struct trust_walk walk = {.n = 0};
    struct str full = STR_INIT;
    struct trust_owners owners = audit->host->trusted;
    struct host_wish wish = host_wish(audit);
    size_t len = within != NULL ? strlen(within) : 0;
    /* sendmail changes its root there, and takes paths with or without it. */
    if (len > 1 &&
        (strncmp(path, within, len) != 0 || (path[len] != '/' && within[len - 1] != '/')))
        str_add(&full, within);
    str_add(&full, path);
    bool there = host_walk(audit, str_text(&full), &walk);
    if (there && S_ISCHR(trust_end(&walk)->mode))
        goto out; /* /dev/null */
    if (there)
        trust_owners_add(&owners, trust_end(&walk)->uid);
    wish.owners = wish.folders = &owners;
    wish.at = search->file;
    wish.line = line;
    wish.what = "writes";
    host_judge(audit, &walk, &wish);
out:
    trust_walk_free(&walk);
    str_free(&full);
}
