/* What checks ask of a configuration and of its tables; see internal.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "audit/internal.h"

#include "cf/option.h"
#include "cf/scan.h"

static bool side_holds(const char *side, const char *text, struct str *scratch);
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
    struct str text = STR_INIT;
    struct err err = {0};
    long line = 0;
    int rc = audit->in->read != NULL ? audit->in->read(audit->in->read_arg, path, &text, &err) : 0;
    if (rc < 0)
        audit_could_not(audit, path, "%s", err.text);
    for (char *at = text.buf; rc > 0 && at != NULL && *at != '\0';) {
        char *end = strchr(at, '\n');
        if (end != NULL)
            *end++ = '\0';
        line++;
        if (*at != '#' && at[strspn(at, " \t\r")] != '\0') {
            char *rest = at, *key = next_word(&rest);
            rest += strspn(rest, " \t");
            rest[strcspn(rest, "\r")] = '\0';
            each(audit, path, line, key, rest);
        }
        at = end;
    }
    err_clear(&err);
    str_free(&text);
    return rc > 0;
}

static char *next_word(char **at)
{
    char *word = *at + strspn(*at, " \t");
    char *end = word + strcspn(word, " \t\r");
    *at = *end != '\0' ? end + 1 : end;
    *end = '\0';
    return word;
}
