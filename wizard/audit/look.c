/* What checks ask of a configuration and of its tables; see internal.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"
#include "cf/scan.h"

static bool side_holds(const char *side, const char *text, struct str *scratch);
static const struct audit_table *find_table(struct audit *audit, const char *path);
static char *next_word(char **at);

const struct cf_entry *audit_option(const struct audit *audit, const char *name)
{
    return cf_find(audit->cf, CF_OPTION, name);
}

const char *audit_value(const struct audit *audit, const char *name)
{
    const struct cf_option *row = cf_option_find(name);
    const char *value = cf_option_value(audit->cf, name);
    return value != NULL || row == NULL ? value : row->value;
}

void audit_show_option(const struct audit *audit, const char *name, struct str *out)
{
    const char *set = cf_option_value(audit->cf, name);
    const char *value = audit_value(audit, name);
    if (set != NULL)
        str_addf(out, "%s=%s", name, set);
    else if (value != NULL && value[0] != '\0')
        str_addf(out, "%s is not set, which is %s", name, value);
    else
        str_addf(out, "%s is not set", name);
}

const struct cf_entry *audit_rule(const struct audit *audit, const char *ruleset, const char *lhs,
                                  const char *rhs, const struct cf_entry *from)
{
    struct str scratch = STR_INIT;
    const struct cf_entry *hit = NULL;
    bool in = ruleset == NULL;
    for (const struct cf_entry *e = audit->cf->v; e < audit->cf->v + audit->cf->n; e++) {
        if (e->kind == CF_RULESET)
            in = ruleset == NULL || strcmp(e->name, ruleset) == 0;
        if (!in || e->kind != CF_RULE || (from != NULL && e <= from))
            continue;
        if (side_holds(e->value, lhs, &scratch) && side_holds(e->rhs, rhs, &scratch)) {
            hit = e;
            break;
        }
    }
    str_free(&scratch);
    return hit;
}

static bool side_holds(const char *side, const char *text, struct str *scratch)
{
    if (text == NULL)
        return true;
    str_clear(scratch);
    cf_scan_side(side, scratch);
    return strstr(str_text(scratch), text) != NULL;
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
    /* "hash -T<TMPF> /etc/mail/access": the class, flags, the file. */
    const char *at = strrchr(map->value, ' ');
    if (at == NULL || at[1] != '/')
        return false;
    str_add(path, at + 1);
    return true;
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
