/*
 * What hand-written rules and tables of a site's own name: addresses, domains and words that
 * Local_check_rcpt and its like compare with.  Whoever reads or guesses them may say them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "relay/site_clients.h"

enum { HINTS_MAX = 40, KEYS_MAX = 20, HINT_LEN = 64, HINT_LEAST = 3 };

static bool is_hook(const char *ruleset);
static void read_side(struct relay_site *site, const char *side);
static void add_hint(struct relay_site *site, const char *text, size_t len, const char *what);

/* Tables whose keys sendmail's own rulesets look up; the proof knows what they are for. */
static const char *const known_maps[] = {"",           "access",      "mailertable", "virtuser",
                                         "generics",   "domaintable", "authinfo",    "aliases",
                                         "recipients", "bitdomain",   "uudomain"};

void hints_add(struct relay_site *site, const struct session *s)
{
    bool inside = false;
    for (size_t i = 0; i < s->cf.n; i++) {
        const struct cf_entry *e = &s->cf.v[i];
        if (e->kind == CF_RULESET)
            inside = is_hook(e->name);
        else if (e->kind == CF_RULE && inside)
            read_side(site, e->value);
    }
    for (size_t i = 0; i < s->tables_n; i++) {
        const struct session_table *t = &s->tables[i];
        bool known = false;
        for (size_t k = 0; k < ARRAY_LEN(known_maps); k++)
            known = known || strcasecmp(t->map, known_maps[k]) == 0;
        for (size_t k = 0; k < t->n && k < KEYS_MAX && !known; k++)
            add_hint(site, t->rows[k].key, strlen(t->rows[k].key), t->map);
    }
}

/* The rulesets that cf/README leaves to the site. */
static bool is_hook(const char *ruleset)
{
    return strncmp(ruleset, "Local_", strlen("Local_")) == 0;
}

/* The literal pieces between the operators of a left side; blanks between tokens are none. */
static void read_side(struct relay_site *site, const char *side)
{
    struct str piece = STR_INIT;
    for (const char *p = side;; p++) {
        bool mark = p[0] == '$' && p[1] != '\0';
        if (*p == '\0' || mark || *p == '<' || *p == '>') {
            add_hint(site, str_text(&piece), piece.len, "rule");
            str_clear(&piece);
        }
        if (*p == '\0')
            break;
        if (mark) {
            p++;
            /* $=w $~w $&w take a name, too, maybe in braces */
            if (strchr("=~&", *p) != NULL && p[1] != '\0')
                p++;
            if (*p == '{')
                p += strcspn(p, "}") - (strchr(p, '}') == NULL);
        } else if (*p != '<' && *p != '>' && !isspace((unsigned char)*p)) {
            str_addch(&piece, *p);
        }
    }
    str_free(&piece);
}

static void add_hint(struct relay_site *site, const char *text, size_t len, const char *what)
{
    while (len > 0 && strchr("@.+,:", *text) != NULL)
        text++, len--;
    while (len > 0 && strchr("@.+,:", text[len - 1]) != NULL)
        len--;
    if (len < HINT_LEAST || len > HINT_LEN || site->hints.n == HINTS_MAX)
        return;
    char *hint = mem_dupn(text, len);
    bool address = strspn(hint, "0123456789.") == len && strchr(hint, '.') != NULL;
    bool plain = strspn(hint, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                              ".-_@=") == len;
    if (address)
        client_listed(site, what, hint);
    else if (plain && !strs_has(&site->hints, hint))
        strs_add(&site->hints, hint);
    free(hint);
}
