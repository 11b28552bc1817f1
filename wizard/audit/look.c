/* What checks ask of a configuration and of its tables; see internal.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"
#include "cf/scan.h"

/* A text that a side of a rule has to hold; NULL: any side does. */
struct needle {
    const char *text;
    char word[32];
};

static struct needle make_needle(const char *text);
static bool side_holds(const char *side, const struct needle *needle, struct str *scratch);
static const struct audit_table *find_table(struct audit *audit, const char *path);
static char *next_word(char **at);

void audit_index_make(const struct cf *cf, struct audit_index *index)
{
    size_t n = 0;
    for (const struct cf_entry *e = cf->v; e < cf->v + cf->n; e++)
        n += e->kind == CF_OPTION || e->kind == CF_RULESET ? 1 : 0;
    /* One array: options from its start, rulesets from its end, the last one first. */
    index->options = mem_alloc((n + 1) * sizeof(const struct cf_entry *));
    index->rulesets = index->options + n;
    for (const struct cf_entry *e = cf->v; e < cf->v + cf->n; e++) {
        if (e->kind == CF_OPTION)
            index->options[index->n_options++] = e;
        if (e->kind == CF_RULESET) {
            *--index->rulesets = e;
            index->n_rulesets++;
        }
    }
}

void audit_index_free(struct audit_index *index)
{
    free(index->options);
    *index = (struct audit_index){.n_options = 0};
}

/* The last line counts. */
const struct cf_entry *audit_option(const struct audit *audit, const char *name)
{
    for (size_t i = audit->index->n_options; i > 0; i--)
        if (strcasecmp(audit->index->options[i - 1]->name, name) == 0)
            return audit->index->options[i - 1];
    return NULL;
}

const char *audit_value(const struct audit *audit, const char *name)
{
    const struct cf_entry *line = audit_option(audit, name);
    if (line != NULL)
        return line->value;
    const struct cf_option *row = cf_option_find(name);
    return row != NULL ? row->value : NULL;
}

void audit_show_option(const struct audit *audit, const char *name, struct str *out)
{
    const struct cf_entry *line = audit_option(audit, name);
    const char *value = audit_value(audit, name);
    if (line != NULL)
        str_addf(out, "%s=%s", name, line->value);
    else if (value != NULL && value[0] != '\0')
        str_addf(out, "%s is not set, which is %s", name, value);
    else
        str_addf(out, "%s is not set", name);
}

const struct cf_entry *audit_rule(const struct audit *audit, const char *ruleset, const char *lhs,
                                  const char *rhs, const struct cf_entry *from)
{
    const struct needle left = make_needle(lhs), right = make_needle(rhs);
    const struct cf_entry *end = audit->cf->v + audit->cf->n, *hit = NULL;
    struct str scratch = STR_INIT;
    for (size_t i = audit->index->n_rulesets; i > 0 && hit == NULL; i--) {
        const struct cf_entry *e = audit->index->rulesets[i - 1];
        if (ruleset != NULL && strcmp(e->name, ruleset) != 0)
            continue;
        for (e++; e < end && e->kind != CF_RULESET && hit == NULL; e++)
            if (e->kind == CF_RULE && (from == NULL || e > from) &&
                side_holds(e->value, &left, &scratch) && side_holds(e->rhs, &right, &scratch))
                hit = e;
    }
    str_free(&scratch);
    return hit;
}

static bool side_holds(const char *side, const struct needle *needle, struct str *scratch)
{
    if (needle->text == NULL)
        return true;
    if (strstr(side, needle->word) == NULL)
        return false;
    str_clear(scratch);
    cf_scan_side(side, scratch);
    return strstr(str_text(scratch), needle->text) != NULL;
}

/*
 * What a side has to hold, and the longest word of it: a side without that, whatever blanks
 * stand between its tokens, needs no scan, and most have it not.
 */
static struct needle make_needle(const char *text)
{
    struct needle needle = {.text = text};
    const char *longest = "";
    size_t len = 0;
    for (const char *at = text != NULL ? text : ""; *at != '\0';) {
        size_t n = 0;
        while (isalnum((unsigned char)at[n]) || at[n] == '_')
            n++;
        if (n > len && n < sizeof(needle.word)) {
            longest = at;
            len = n;
        }
        at += n > 0 ? n : 1;
    }
    memcpy(needle.word, longest, len);
    return needle;
}

const struct cf_entry *audit_received(const struct audit *audit)
{
    /* `HReceived: $>Name' is about headers that come in, and leaves the line that adds one. */
    const struct cf_entry *last = NULL;
    for (const struct cf_entry *e = audit->cf->v; e < audit->cf->v + audit->cf->n; e++)
        if (e->kind == CF_HEADER && strcasecmp(e->name, "Received") == 0 &&
            strncmp(e->value + strspn(e->value, " \t"), "$>", 2) != 0)
            last = e;
    return last;
}

bool audit_has_ruleset(const struct audit *audit, const char *name)
{
    return audit_rule(audit, name, NULL, NULL, NULL) != NULL;
}

bool audit_map_path(const struct audit *audit, const char *name, struct str *path)
{
    const struct cf_entry *map = cf_find(audit->cf, CF_MAP, name);
    if (map == NULL)
        return false;
    /* "hash -T<TMPF> /etc/mail/access": the class, flags, and the file as the last word. */
    struct strs words = {0};
    strs_split(&words, map->value, " \t");
    const char *last = words.n > 0 ? words.v[words.n - 1] : "";
    bool is_file = last[0] == '/';
    if (is_file)
        str_add(path, last);
    strs_free(&words);
    return is_file;
}

bool audit_each_line(struct audit *audit, const char *path, audit_line_fn *each)
{
    const struct audit_table *table = find_table(audit, path);
    struct str copy = STR_INIT;
    long line = 0;
    if (table->trouble != NULL)
        audit_could_not(audit, str_text(&table->name), "%s", table->trouble);
    for (const char *at = str_text(&table->text), *end; *at != '\0'; at = end) {
        size_t len = strcspn(at, "\n");
        end = at + len + (at[len] != '\0' ? 1 : 0);
        line++;
        if (*at == '#' || at[strspn(at, " \t\r")] == '\n' || at[strspn(at, " \t\r")] == '\0')
            continue;
        str_clear(&copy);
        str_addn(&copy, at, len);
        char *rest = copy.buf, *key = next_word(&rest);
        rest += strspn(rest, " \t");
        rest[strcspn(rest, "\r")] = '\0';
        for (size_t n = strlen(rest); n > 0 && (rest[n - 1] == ' ' || rest[n - 1] == '\t'); n--)
            rest[n - 1] = '\0';
        each(audit, str_text(&table->name), line, key, rest);
    }
    str_free(&copy);
    return table->there;
}

static const struct audit_table *find_table(struct audit *audit, const char *path)
{
    struct audit_tables *tables = audit->tables;
    struct err err = {0};
    for (size_t i = 0; i < tables->n; i++)
        if (strcmp(tables->v[i].path, path) == 0)
            return &tables->v[i];
    tables->v = mem_realloc(tables->v, tables->n + 1, sizeof(*tables->v));
    struct audit_table *table = &tables->v[tables->n++];
    *table = (struct audit_table){.path = mem_dup(path)};
    if (audit->in->read != NULL) {
        int rc = audit->in->read(audit->in->read_arg, path, &table->text, &table->name, &err);
        table->there = rc > 0;
        table->trouble = rc < 0 ? mem_dup(err.text) : NULL;
    }
    if (table->name.len == 0)
        str_add(&table->name, path);
    err_clear(&err);
    return table;
}

void audit_tables_free(struct audit_tables *tables)
{
    for (size_t i = 0; i < tables->n; i++) {
        free(tables->v[i].path);
        free(tables->v[i].trouble);
        str_free(&tables->v[i].name);
        str_free(&tables->v[i].text);
    }
    free(tables->v);
    *tables = (struct audit_tables){.n = 0};
}

static char *next_word(char **at)
{
    char *word = *at + strspn(*at, " \t");
    char *end = word + strcspn(word, " \t\r");
    *at = *end != '\0' ? end + 1 : end;
    *end = '\0';
    return word;
}
