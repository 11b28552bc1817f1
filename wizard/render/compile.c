/* Compiling tables; see compile.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#include "cf/aliases.h"
#include "cf/cf.h"

#include "render/compile.h"

#include "sys/child.h"
#include "sys/file.h"

/* A million lines take makemap seconds; a slow disk may take long. */
enum { MAKEMAP_MS = 15 * 60 * 1000 };

/* What makemap makes of "NAME", whatever the type; dbm makes two files. */
static const char *const endings[] = {".db", ".cdb", ".lmdb", ".dir", ".pag"};

static int compile_named(const struct render_tools *tools, const struct render_output *out,
                         const char *cf_name, const char *dir, int fd, struct strs *done,
                         struct err *err);
static int compile_one(const struct render_tools *tools, const struct render_file *f,
                       const char *type, const char *dir, int fd, struct err *err);
static int open_input(const struct render_file *f, const char *dir, int fd, struct err *err);
static int rename_made(const char *temp, const struct render_file *f, const char *dir, int fd,
                       struct err *err);
static void remove_made(const char *temp, int fd);
static void take_lines(const struct child *child, struct strs *lines);

int compile_tables(const struct render_tools *tools, const struct render_output *out,
                   const struct strs *ready, const char *dir, struct err *err)
{
    static const char *const files[] = {"sendmail.cf", "submit.cf"};
    const struct render_file *aliases = render_find(out, "aliases");
    struct strs done = {0};
    int rc = 0, fd = file_open_dir(dir, err);
    if (fd < 0)
        return -1;
    for (size_t i = 0; ready != NULL && i < ready->n; i++)
        strs_add(&done, ready->v[i]);
    for (size_t i = 0; i < ARRAY_LEN(files) && rc == 0; i++)
        rc = compile_named(tools, out, files[i], dir, fd, &done, err);
    if (rc == 0 && aliases != NULL && !strs_has(&done, "aliases"))
        rc = compile_one(tools, aliases, out->map_type, dir, fd, err);
    close(fd);
    strs_free(&done);
    return rc;
}

/* "hash -T<TMPF> /etc/mail/access": the class is the first word, the file the last. */
static int compile_named(const struct render_tools *tools, const struct render_output *out,
                         const char *cf_name, const char *dir, int fd, struct strs *done,
                         struct err *err)
{
    const struct render_file *text = render_find(out, cf_name);
    struct cf cf = {0};
    if (text == NULL)
        return 0; /* render --as-is makes no submit.cf */
    int rc = cf_parse(str_text(&text->data), text->data.len, cf_name, &cf, err);
    for (size_t i = 0; i < cf.n && rc == 0; i++) {
        struct strs words = {0};
        if (cf.v[i].kind != CF_MAP)
            continue;
        strs_split(&words, cf.v[i].value, " \t");
        const char *path = words.n > 1 ? words.v[words.n - 1] : "";
        size_t folder = strlen(tools->layout->mail_dir);
        const struct render_file *f = strncmp(path, tools->layout->mail_dir, folder) == 0
                                          ? render_find(out, path + folder)
                                          : NULL;
        if (f != NULL && strcmp(words.v[0], out->map_type) == 0 && !strs_has(done, f->name)) {
            rc = compile_one(tools, f, words.v[0], dir, fd, err);
            strs_add(done, f->name);
        }
        strs_free(&words);
    }
    cf_free(&cf);
    return rc;
}

static int compile_one(const struct render_tools *tools, const struct render_file *f,
                       const char *type, const char *dir, int fd, struct err *err)
{
    struct str temp = STR_INIT, path = STR_INIT;
    int rc = -1, in;
    str_addf(&temp, ".%s.new.%ld", f->name, (long)getpid());
    str_addf(&path, "%s/%s", dir, str_text(&temp));
    remove_made(str_text(&temp), fd);
    const char *const argv[] = {tools->makemap, "-C", "/dev/null", type, str_text(&path), NULL};
    if ((in = open_input(f, dir, fd, err)) < 0)
        goto out;
    struct child c = {.argv = argv, .in_fd = in, .deadline_ms = MAKEMAP_MS};
    /* What is made of a secret is nobody else's either, before it gets its mode. */
    mode_t mask = umask(077);
    rc = child_run(&c, err);
    umask(mask);
    if (rc == 0 && child_expect_ok(&c, err) != 0) {
        if (err != NULL)
            str_set(&err->file, "%s/%s", dir, f->name);
        rc = -1;
    }
    child_free(&c);
    if (rc == 0)
        rc = rename_made(str_text(&temp), f, dir, fd, err);
    if (rc != 0)
        remove_made(str_text(&temp), fd);
out:
    if (in >= 0)
        close(in);
    str_free(&temp);
    str_free(&path);
    return rc;
}

/* The text, or what it says in the form that makemap takes. */
static int open_input(const struct render_file *f, const char *dir, int fd, struct err *err)
{
    struct str path = STR_INIT;
    FILE *from = NULL, *to = NULL;
    int in = openat(fd, f->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    str_addf(&path, "%s/%s", dir, f->name);
    if (in < 0) {
        err_set_errno(err, str_text(&path), "cannot read");
    } else if (strcmp(f->name, "aliases") == 0) {
        int copy = -1;
        from = fdopen(in, "r");
        to = tmpfile();
        MUST(from != NULL);
        if (to == NULL)
            err_set_errno(err, str_text(&path), "no temporary file for it");
        else if (aliases_as_map(from, to, str_text(&path), err) == 0)
            copy = fcntl(fileno(to), F_DUPFD_CLOEXEC, 3);
        fclose(from);
        if (to != NULL)
            fclose(to);
        in = copy;
        if (in >= 0)
            lseek(in, 0, SEEK_SET);
    }
    str_free(&path);
    return in;
}

static int rename_made(const char *temp, const struct render_file *f, const char *dir, int fd,
                       struct err *err)
{
    struct str full = STR_INIT;
    bool any = false;
    int rc = 0;
    str_addf(&full, "%s/%s", dir, f->name);
    for (size_t i = 0; i < ARRAY_LEN(endings) && rc == 0; i++) {
        struct str from = STR_INIT, to = STR_INIT;
        str_addf(&from, "%s%s", temp, endings[i]);
        str_addf(&to, "%s%s", f->name, endings[i]);
        if (fchmodat(fd, str_text(&from), f->mode, 0) == 0 &&
            renameat(fd, str_text(&from), fd, str_text(&to)) == 0)
            any = true;
        else if (errno != ENOENT)
            rc = err_set_errno(err, str_text(&full), "cannot put its compiled form into place");
        str_free(&from);
        str_free(&to);
    }
    if (rc == 0 && !any)
        rc = err_set_at(err, ERR_TOOL, str_text(&full), 0, 0, "makemap made no file of it");
    str_free(&full);
    return rc;
}

static void remove_made(const char *temp, int fd)
{
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct str name = STR_INIT;
        str_addf(&name, "%s%s", temp, endings[i]);
        (void)unlinkat(fd, str_text(&name), 0);
        str_free(&name);
    }
}

size_t compile_stem(const char *compiled)
{
    const char *dot = strrchr(compiled, '.');
    MUST(dot != NULL);
    return (size_t)(dot - compiled);
}

bool compile_is_of(const char *compiled, const char *text)
{
    size_t len = compile_stem(compiled);
    return strncmp(text, compiled, len) == 0 && text[len] == '\0';
}

void compile_list_temporary(const struct render_output *out, struct strs *names)
{
    for (size_t i = 0; i < out->n; i++)
        for (size_t e = 0; e < ARRAY_LEN(endings); e++) {
            char *name = NULL;
            str_set(&name, ".%s.new.%ld%s", out->files[i].name, (long)getpid(), endings[e]);
            strs_add_take(names, name);
        }
}

void compile_list(const char *dir, const char *name, struct strs *made)
{
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct str path = STR_INIT;
        str_addf(&path, "%s/%s%s", dir, name, endings[i]);
        if (file_exists(str_text(&path)))
            strs_add(made, strrchr(str_text(&path), '/') + 1);
        str_free(&path);
    }
}

int compile_same(const struct render_tools *tools, const char *type, const char *a, const char *b,
                 bool *same, struct err *err)
{
    const char *const paths[] = {a, b};
    struct child children[ARRAY_LEN(paths)] = {{.argv = NULL}};
    const char *argv[ARRAY_LEN(paths)][7];
    char *bare[ARRAY_LEN(paths)];
    struct strs lines[ARRAY_LEN(paths)] = {{0}};
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        bare[i] = mem_dupn(paths[i], compile_stem(paths[i]));
        const char *const words[] = {tools->makemap, "-C", "/dev/null", "-u", type, bare[i], NULL};
        memcpy(argv[i], words, sizeof(words));
        children[i] = (struct child){.argv = argv[i], .deadline_ms = MAKEMAP_MS};
    }
    int rc = child_run_all(children, ARRAY_LEN(paths), err);
    *same = rc == 0;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        *same = *same && child_expect_ok(&children[i], NULL) == 0;
        take_lines(&children[i], &lines[i]);
        child_free(&children[i]);
        free(bare[i]);
    }
    *same = *same && lines[0].n == lines[1].n;
    for (size_t i = 0; i < lines[0].n && *same; i++)
        *same = strcmp(lines[0].v[i], lines[1].v[i]) == 0;
    strs_free(&lines[0]);
    strs_free(&lines[1]);
    return rc;
}

/* A table has no order. */
static void take_lines(const struct child *child, struct strs *lines)
{
    const char *line = str_text(&child->out);
    for (const char *nl; (nl = strchr(line, '\n')) != NULL; line = nl + 1)
        strs_addn(lines, line, (size_t)(nl - line));
    strs_sort(lines);
}

void compile_list_old(const struct render_output *out, const char *dir, struct strs *names)
{
    for (size_t i = 0; i < out->n; i++)
        for (size_t e = 0; e < ARRAY_LEN(endings); e++) {
            struct str text = STR_INIT, compiled = STR_INIT;
            struct stat a, b;
            str_addf(&text, "%s/%s", dir, out->files[i].name);
            str_addf(&compiled, "%s%s", str_text(&text), endings[e]);
            if (stat(str_text(&compiled), &b) == 0 && stat(str_text(&text), &a) == 0 &&
                (b.st_mtim.tv_sec < a.st_mtim.tv_sec ||
                 (b.st_mtim.tv_sec == a.st_mtim.tv_sec && b.st_mtim.tv_nsec < a.st_mtim.tv_nsec)))
                strs_add(names, str_text(&compiled));
            str_free(&text);
            str_free(&compiled);
        }
}
