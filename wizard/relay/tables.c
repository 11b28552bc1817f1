/*
 * The tables that a sendmail.cf names: found beside it or where it says, copied or
 * compiled into the private folder; and stand-ins for maps that would ask others.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"

#include "cf/aliases.h"

#include "relay/map_class.h"
#include "relay/room.h"
#include "relay/session.h"

#include "sys/child.h"
#include "sys/file.h"

enum { TABLE_MAX = 256 * 1024 * 1024, MAKEMAP_MS = 60 * 1000, NAME_BYTES_MAX = 255 };

/* Where the file of a compiled map lies beside its text. */
static const char *const endings[] = {".db", ".cdb", ".pag"};

static int prepare_map(struct session *s, const struct cf_entry *e, struct err *err);
static int prepare_class(struct session *s, const struct cf_entry *e, struct err *err);
static void stand_in(struct session *s, const struct cf_entry *e, enum map_way way,
                     const char *class);
static bool is_alias_file(const struct session *s, const char *path);
static int read_aliases(const char *source, struct str *text, struct err *err);
static void map_flags(const char *from, const char *to, struct str *out);
static char *find_table(const struct session *s, const char *path, bool db, const char **ending);
static char *with_ending(const char *path, bool db, const char **ending);
static bool is_below(const char *file, const char *cf_path);
static bool is_rooted(const char *path, const char *cf_path);
static bool real_folder(const char *file, char *out);
static int refuse_twin(const struct session *s, const struct cf_entry *e, const char *path,
                       const char *source, struct err *err);
static struct session_table *add_table(struct session *s, const char *map, const char *path);
static int missing(const struct session *s, const struct cf_entry *e, const char *path,
                   struct err *err);
static int compile(struct session *s, struct err *err);
static void read_rows(struct session_table *t, const char *text);
static void add_row(struct session_table *t, const char *key, size_t key_len, const char *value,
                    size_t value_len);

int tables_prepare(struct session *s, struct err *err)
{
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        if (e->kind == CF_MAP && prepare_map(s, e, err) != 0)
            return -1;
        if (e->kind == CF_CLASSFILE && prepare_class(s, e, err) != 0)
            return -1;
    }
    return compile(s, err);
}

/* "hash -o -T<TMPF> /etc/mail/access": the file is the last word. */
static int prepare_map(struct session *s, const struct cf_entry *e, struct err *err)
{
    size_t class_len = strcspn(e->value, " \t");
    enum map_way way = map_class_way(e->value, class_len);
    /* Those of FEATURE(`ldap_routing') say where mail goes, not who is known. */
    if (way == MAP_KNOWN && (strcmp(e->name, "ldapmh") == 0 || strcmp(e->name, "ldapmra") == 0))
        way = MAP_NULL;
    struct str line = STR_INIT, name = STR_INIT, text = STR_INIT;
    char *source = NULL, *class = mem_dupn(e->value, class_len);
    const char *end = e->value + strlen(e->value), *ending = "";
    int rc = 0;
    if (strlen(e->name) > NAME_BYTES_MAX) {
        rc = err_set_at(err, ERR_INPUT, s->cf_path, e->line, 1, "the name of a map has %zu bytes",
                        strlen(e->name));
        goto out;
    }
    if (way == MAP_KEEP || way == MAP_PROGRAM)
        goto out; /* session.c has judged that one */
    if (way != MAP_DB && way != MAP_TEXT) {
        stand_in(s, e, way, class);
        goto out;
    }
    while (end > e->value && strchr(" \t", end[-1]) != NULL)
        end--;
    const char *at = end;
    while (at > e->value && strchr(" \t", at[-1]) == NULL)
        at--;
    /* sendmail adds the ending itself where it is not written. */
    size_t path_len = (size_t)(end - at);
    if (way == MAP_DB && path_len > 3 && strncmp(end - 3, ".db", 3) == 0)
        path_len -= 3;
    char *path = mem_dupn(at, path_len);
    source = find_table(s, path, way == MAP_DB, &ending);
    bool compiled = ending[0] != '\0';
    if (source != NULL && (rc = refuse_twin(s, e, path, source, err)) != 0)
        goto done;
    rc = source == NULL ? missing(s, e, path, err) : file_read(source, TABLE_MAX, &text, err);
    if (rc == 0 && way == MAP_DB && !compiled && is_alias_file(s, path))
        rc = read_aliases(source, &text, err);
    if (rc == 0) {
        struct session_table *t = add_table(s, e->name, path);
        t->source = source;
        source = NULL;
        t->is_open = true;
        t->compile = way == MAP_DB && !compiled;
        str_addf(&name, "%s.db", t->copy);
        room_expect(s->dir, str_text(&name));
        str_clear(&name);
        str_addf(&name, "%s%s", t->copy, t->compile ? "" : ending);
        rc = room_write(s->dir, str_text(&name), str_text(&text), text.len, NULL, err);
        if (t->compile || way == MAP_TEXT)
            read_rows(t, str_text(&text));
        bool hash = t->compile || strcasecmp(class, "implicit") == 0;
        str_addf(&line, "K%s %s ", e->name, hash ? "hash" : class);
        if (way == MAP_DB && !t->compile)
            t->class = mem_dup(hash ? "hash" : class);
        map_flags(e->value + class_len, at, &line);
        str_addf(&line, "%s/%s", s->dir, t->copy);
        copy_edit(&s->copy, e->line, str_text(&line), "a copy of %s", t->source);
    }
done:
    free(path);
out:
    free(source);
    free(class);
    str_free(&text);
    str_free(&name);
    str_free(&line);
    return rc;
}

/* Whether "hash:/etc/mail/aliases, ..." names the file of a map: its text is that of aliases(5). */
static bool is_alias_file(const struct session *s, const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        if (e->kind != CF_OPTION || strcasecmp(e->name, "AliasFile") != 0)
            continue;
        for (const char *at = e->value; (at = strstr(at, path)) != NULL; at += len)
            if ((at == e->value || strchr(": ,", at[-1]) != NULL) && strchr(" ,", at[len]) != NULL)
                return true;
    }
    return false;
}

/* The same text as makemap takes it. */
static int read_aliases(const char *source, struct str *text, struct err *err)
{
    struct str plain = *text;
    char *map = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&map, &len);
    FILE *from = plain.len > 0 ? fmemopen(plain.buf, plain.len, "r") : fopen("/dev/null", "r");
    MUST(to != NULL && from != NULL);
    int rc = aliases_as_map(from, to, source, err);
    fclose(from);
    fclose(to);
    *text = (struct str)STR_INIT;
    str_addn(text, map, len);
    free(map);
    str_free(&plain);
    return rc;
}

static void map_flags(const char *from, const char *to, struct str *out)
{
    while (from < to && strchr(" \t", *from) != NULL)
        from++;
    str_addn(out, from, (size_t)(to - from));
}

/* What it asks is not here, and a proof asks nobody. */
static void stand_in(struct session *s, const struct cf_entry *e, enum map_way way,
                     const char *class)
{
    static const char *const says[] = {
        [MAP_NULL] = "finds nothing",
        [MAP_KNOWN] = "finds the recipients that are taken for valid",
        [MAP_MX] = "one domain of the world names this host as its mail exchanger",
    };
    struct str line = STR_INIT, note = STR_INIT;
    struct strs words = {0};
    str_addf(&line, "K%s %s", e->name, way == MAP_NULL ? "null" : "text");
    /* The flags that shape answers hold for the stand-in, too. */
    strs_split(&words, e->value + strlen(class), " \t");
    for (size_t i = 0; i < words.n; i++)
        if (way != MAP_NULL && words.v[i][0] == '-' && strchr("aTfN", words.v[i][1]) != NULL &&
            words.v[i][1] != '\0')
            str_addf(&line, " %s", words.v[i]);
    if (way != MAP_NULL)
        str_addf(&line, " -k0 -v1 %s/%s", s->dir, way == MAP_MX ? "bestmx" : "directory");
    copy_edit(&s->copy, e->line, str_text(&line), "stand-in for a map of class %s: %s", class,
              says[way]);
    str_addf(&note, "The map %s (class %s, line %ld) is answered by a stand-in that %s.", e->name,
             class, e->line, says[way]);
    strs_add_take(&s->notes, str_take(&note));
    strs_free(&words);
    str_free(&line);
}

/* "-o /etc/mail/relay-domains %[^\#]", "@ldap:..." */
static int prepare_class(struct session *s, const struct cf_entry *e, struct err *err)
{
    const char *at = e->value, *ending;
    struct str line = STR_INIT, text = STR_INIT, note = STR_INIT;
    int rc = 0;
    if ((e->flags & CF_PROGRAM) != 0)
        return 0; /* trusted */
    if ((e->flags & CF_FROM_MAP) != 0) {
        copy_edit(&s->copy, e->line, NULL, "stand-in: the class gets nothing from %s", e->value);
        str_addf(&note, "The class %s (line %ld) gets nothing from %s: that would ask others.",
                 e->name, e->line, e->value);
        strs_add_take(&s->notes, str_take(&note));
        return 0;
    }
    if ((e->flags & CF_OPTIONAL) != 0)
        at += strcspn(at, " \t"), at += strspn(at, " \t");
    size_t path_len = strcspn(at, " \t");
    char *path = mem_dupn(at, path_len);
    char *source = find_table(s, path, false, &ending);
    if (source == NULL) {
        rc = missing(s, e, path, err);
    } else if ((rc = refuse_twin(s, e, path, source, err)) == 0 &&
               (rc = file_read(source, TABLE_MAX, &text, err)) == 0) {
        struct session_table *t = add_table(s, "", path);
        t->source = mem_dup(source);
        rc = room_write(s->dir, t->copy, str_text(&text), text.len, NULL, err);
        str_addf(&line, strlen(e->name) > 1 ? "F{%s}" : "F%s", e->name);
        str_addf(&line, "%s/%s%s", s->dir, t->copy, at + path_len);
        copy_edit(&s->copy, e->line, str_text(&line), "a copy of %s", source);
    }
    free(source);
    free(path);
    str_free(&text);
    str_free(&line);
    return rc;
}

/*
 * Where a table lies: where the .cf says if that is in its own folder, or below it; otherwise
 * beside the .cf first, since a folder that is not installed yet has its own tables, and only
 * then where it says.  *ending is that of a compiled file, or "".
 */
static char *find_table(const struct session *s, const char *path, bool db, const char **ending)
{
    struct str beside = STR_INIT, there = STR_INIT;
    const char *slash = strrchr(path, '/'), *cf_slash = strrchr(s->cf_path, '/');
    str_addn(&beside, s->cf_path, cf_slash != NULL ? (size_t)(cf_slash + 1 - s->cf_path) : 0);
    str_add(&beside, slash != NULL ? slash + 1 : path);
    str_addf(&there, "%s%s", s->root, path);
    bool first = path[0] == '/' && is_below(str_text(&there), s->cf_path);
    char *found = first ? with_ending(str_text(&there), db, ending) : NULL;
    if (found == NULL)
        found = with_ending(str_text(&beside), db, ending);
    if (found == NULL && path[0] == '/' && !first && !s->beside_only)
        found = with_ending(str_text(&there), db, ending);
    str_free(&beside);
    str_free(&there);
    if (found != NULL) {
        char *real = session_real(s, found);
        free(found);
        found = real;
    }
    return found;
}

/* The compiled file before its text, as sendmail has it. */
static char *with_ending(const char *path, bool db, const char **ending)
{
    for (size_t i = db ? 0 : ARRAY_LEN(endings); i <= ARRAY_LEN(endings); i++) {
        struct str name = STR_INIT;
        *ending = i < ARRAY_LEN(endings) ? endings[i] : "";
        str_addf(&name, "%s%s", path, *ending);
        if (access(str_text(&name), F_OK) == 0 || errno != ENOENT)
            return str_take(&name);
        str_free(&name);
    }
    return NULL;
}

/* Whether the folder of a file is that of the .cf, or lies below it. */
static bool is_below(const char *file, const char *cf_path)
{
    char dir[PATH_MAX], cf_dir[PATH_MAX];
    size_t len;
    return real_folder(file, dir) && real_folder(cf_path, cf_dir) && (len = strlen(cf_dir)) > 0 &&
           strncmp(dir, cf_dir, len) == 0 && (dir[len] == '\0' || dir[len] == '/');
}

/* Whether the .cf lies in a tree (/srv/image/etc/mail) where a table's folder would be its own. */
static bool is_rooted(const char *path, const char *cf_path)
{
    char cf_dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash != NULL ? (size_t)(slash - path) : 0, cf_len;
    return len > 0 && real_folder(cf_path, cf_dir) && (cf_len = strlen(cf_dir)) >= len &&
           strncmp(cf_dir + cf_len - len, path, len) == 0;
}

static bool real_folder(const char *file, char *out)
{
    const char *slash = strrchr(file, '/');
    char *dir = slash != NULL ? mem_dupn(file, (size_t)(slash + 1 - file)) : mem_dup(".");
    bool ok = realpath(dir, out) != NULL;
    free(dir);
    return ok;
}

/* Two tables of different folders must not both be the one file that lies beside the .cf. */
static int refuse_twin(const struct session *s, const struct cf_entry *e, const char *path,
                       const char *source, struct err *err)
{
    for (size_t i = 0; i < s->tables_n; i++) {
        const struct session_table *t = &s->tables[i];
        if (t->source == NULL || strcmp(t->source, source) != 0 || strcmp(t->path, path) == 0)
            continue;
        err_set_at(err, ERR_INPUT, s->cf_path, e->line, 0, "%s and %s would both be %s", t->path,
                   path, source);
        return err_mend(err, "prove it where its tables lie as it names them");
    }
    return 0;
}

/*
 * A table that may be missing (-o) is empty if it is missing from the very folder of
 * the .cf; elsewhere nobody knows what it would hold.
 */
static int missing(const struct session *s, const struct cf_entry *e, const char *path,
                   struct err *err)
{
    struct str there = STR_INIT;
    bool optional = (e->flags & CF_OPTIONAL) != 0 || strstr(e->value, " -o") != NULL;
    str_addf(&there, "%s%s", s->root, path);
    bool installed =
        s->beside_only || is_below(str_text(&there), s->cf_path) || is_rooted(path, s->cf_path);
    str_free(&there);
    if (optional && installed)
        return 0;
    err_set_at(err, ERR_INPUT, s->cf_path, e->line, 0,
               "the table %s is neither there nor beside the file", path);
    return err_mend(err, "put it, or an empty one, beside %s", s->cf_path);
}

static struct session_table *add_table(struct session *s, const char *map, const char *path)
{
    struct str name = STR_INIT;
    if (s->tables_n == s->tables_cap) {
        s->tables_cap = s->tables_cap > 0 ? 2 * s->tables_cap : 16;
        s->tables = mem_realloc(s->tables, s->tables_cap, sizeof(*s->tables));
    }
    struct session_table *t = &s->tables[s->tables_n];
    str_addf(&name, "table%zu", s->tables_n++);
    *t =
        (struct session_table){.map = mem_dup(map), .path = mem_dup(path), .copy = str_take(&name)};
    return t;
}

/* Compiles the texts, and reads back what was compiled elsewhere. */
static int compile(struct session *s, struct err *err)
{
    const struct child_world world = {.hostname = s->hostname};
    for (size_t i = 0; i < s->tables_n; i++) {
        struct session_table *t = &s->tables[i];
        struct str file = STR_INIT, in = STR_INIT;
        bool dump = t->class != NULL;
        int rc = 0;
        str_addf(&file, "%s/%s", s->dir, t->copy);
        if (t->compile)
            rc = file_read(str_text(&file), TABLE_MAX, &in, err);
        const char *const argv[] = {s->makemap,
                                    "-C",
                                    "/dev/null",
                                    t->compile ? "hash" : "-u",
                                    t->compile ? str_text(&file) : t->class,
                                    t->compile ? NULL : str_text(&file),
                                    NULL};
        struct child c = {.argv = argv, .in = in.buf, .in_len = in.len, .deadline_ms = MAKEMAP_MS};
        if (rc == 0 && (t->compile || dump)) {
            c.isolated = s->isolated ? &world : NULL;
            rc = child_run(&c, err);
            if (rc != 0 && s->isolated) {
                err_clear(err);
                child_free(&c);
                c.isolated = NULL;
                rc = child_run(&c, err);
            }
            if (rc == 0 && child_expect_ok(&c, err) != 0) {
                free(err->file);
                err->file = mem_dup(t->source);
                rc = -1;
            }
            if (rc == 0 && dump)
                read_rows(t, str_text(&c.out));
        }
        child_free(&c);
        str_free(&in);
        str_free(&file);
        if (rc != 0)
            return -1;
    }
    return 0;
}

/* "key<blank>value" a line, as makemap reads it. */
static void read_rows(struct session_table *t, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        size_t key = strcspn(text, " \t\n");
        if (text[0] != '#' && key > 0 && key < len) {
            size_t value = key + strspn(text + key, " \t");
            add_row(t, text, key, text + value, len - value);
        }
        text += len + (text[len] == '\n');
    }
}

static void add_row(struct session_table *t, const char *key, size_t key_len, const char *value,
                    size_t value_len)
{
    if (t->n == t->cap) {
        t->cap = t->cap > 0 ? 2 * t->cap : 32;
        t->rows = mem_realloc(t->rows, t->cap, sizeof(*t->rows));
    }
    t->rows[t->n++] = (struct table_row){mem_dupn(key, key_len), mem_dupn(value, value_len)};
}

void tables_free(struct session *s)
{
    for (size_t i = 0; i < s->tables_n; i++) {
        struct session_table *t = &s->tables[i];
        for (size_t k = 0; k < t->n; k++) {
            free(t->rows[k].key);
            free(t->rows[k].value);
        }
        free(t->rows);
        free(t->map);
        free(t->path);
        free(t->source);
        free(t->copy);
        free(t->class);
    }
    free(s->tables);
    s->tables = NULL;
    s->tables_n = 0;
}
