/*
 * What each command of sendmail.cf holds, from its letter on.  The syntax is
 * that of sendmail's own readcf(): what it takes is taken, what it refuses is
 * refused, but for rules without a TAB, which are kept and marked.
 */
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include "cf/option.h"
#include "cf/parse.h"
#include "cf/scan.h"

static int parse_macro(struct cf_parser *p, const char *at);
static int parse_class(struct cf_parser *p, const char *at);
static int parse_class_file(struct cf_parser *p, const char *at);
static int parse_ruleset(struct cf_parser *p, const char *at);
static int parse_rule(struct cf_parser *p, const char *at);
static int parse_fields(struct cf_parser *p, const char *at);
static int parse_header(struct cf_parser *p, const char *at);
static int parse_option(struct cf_parser *p, const char *at);
static int parse_precedence(struct cf_parser *p, const char *at);
static int parse_trusted(struct cf_parser *p, const char *at);
static int parse_version(struct cf_parser *p, const char *at);
static int parse_map(struct cf_parser *p, const char *at);
static int parse_environment(struct cf_parser *p, const char *at);
static int parse_raw(struct cf_parser *p, const char *at);
static int scan_name(struct cf_parser *p, const char *what, const char **at, const char **name);
static const char *skip_blanks(const char *p);
static const char *keep_words(struct cf_parser *p, const char *at);
static const char *after_byte(const char *at);
static const char *keep_value(struct cf_parser *p, const char *at);
static size_t word_len(const char *p);
static const char *add_fields(const char *fields, struct str *out);
static bool is_digit(char c);
static bool is_alnum(char c);

static const struct {
    enum cf_kind kind;
    bool expanded; /* sendmail copies the line into a buffer of MAXLINE bytes */
    int (*parse)(struct cf_parser *p, const char *at);
} commands[] = {
    {CF_RULE, true, parse_rule},
    {CF_RULESET, true, parse_ruleset},
    {CF_OPTION, false, parse_option},
    {CF_MACRO, false, parse_macro},
    {CF_CLASS, true, parse_class},
    {CF_CLASSFILE, false, parse_class_file},
    {CF_MAILER, false, parse_fields},
    {CF_HEADER, false, parse_header},
    {CF_MAP, true, parse_map},
    {CF_PRECEDENCE, false, parse_precedence},
    {CF_TRUSTED, false, parse_trusted},
    {CF_VERSION, false, parse_version},
    {CF_ENVIRONMENT, false, parse_environment},
    {CF_QUEUE, false, parse_fields},
    {CF_MILTER, false, parse_fields},
    {CF_LOOKUP, false, parse_raw},
    {CF_LOOKUPCLASS, false, parse_raw},
};

int cf_parse_command(struct cf_parser *p)
{
    const char *line = p->logical.buf;
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if ((char)commands[i].kind != line[0])
            continue;
        if (commands[i].expanded && p->logical.len > CF_MAX_EXPANDED) {
            cf_parse_error(p, line + CF_MAX_EXPANDED, "%c line of %zu bytes", line[0],
                           p->logical.len);
            return err_mend(p->err, "sendmail cuts it after %d without a word; break it up",
                            CF_MAX_EXPANDED);
        }
        return commands[i].parse(p, line + 1);
    }
    if (line[0] < ' ' || line[0] > '~')
        cf_parse_error(p, line, "unknown command, byte 0x%02x", (unsigned)(unsigned char)line[0]);
    else
        cf_parse_error(p, line, "unknown command `%c'", line[0]);
    return err_mend(p->err, "each line begins with one of R S O D C F M H K P T V E Q X, "
                            "a blank or #; text that m4 left over looks like this too");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *skip_blanks(const char *p)
{
    while (cf_blank(*p))
        p++;
    return p;
}

static size_t word_len(const char *p)
{
    size_t n = 0;
    while (p[n] != '\0' && !cf_blank(p[n]))
        n++;
    return n;
}

/* Keeps the words at `at` with one blank between them. */
static const char *keep_words(struct cf_parser *p, const char *at)
{
    struct str words = STR_INIT;
    for (at = skip_blanks(at); *at != '\0'; at = skip_blanks(at)) {
        size_t len = word_len(at);
        if (words.len > 0)
            str_addch(&words, ' ');
        str_addn(&words, at, len);
        at += len;
    }
    const char *kept = cf_parse_keep(p, str_text(&words), words.len);
    str_free(&words);
    return kept;
}

static const char *keep_value(struct cf_parser *p, const char *at)
{
    return cf_parse_keep(p, at, strlen(at));
}

/* A macro's or class's name at *at, which moves behind it. */
static int scan_name(struct cf_parser *p, const char *what, const char **at, const char **name)
{
    const char *text;
    size_t text_len;
    if (**at == '\0')
        return cf_parse_error(p, *at, "%s without a name", what);
    size_t len = cf_scan_name(*at, strlen(*at), &text, &text_len);
    if (len == 0) {
        cf_parse_error(p, *at, "bad name of a %s", what);
        return err_mend(p->err, "one character, or {name} of letters, digits and _");
    }
    *name = cf_parse_keep(p, text, text_len);
    *at += len;
    return 0;
}

static int parse_macro(struct cf_parser *p, const char *at)
{
    const char *name = NULL;
    if (scan_name(p, "macro", &at, &name) != 0)
        return -1;
    struct cf_entry *e = cf_parse_add(p, CF_MACRO);
    e->name = name;
    e->value = keep_value(p, at);
    /* `D{x}|/prog` and `D{x}@/file` (8.12 and later) take the value from outside. */
    if (at[0] == '|' && at[1] == '/')
        e->flags |= CF_PROGRAM;
    return 0;
}

static int parse_class(struct cf_parser *p, const char *at)
{
    const char *name = NULL;
    if (scan_name(p, "class", &at, &name) != 0)
        return -1;
    struct cf_entry *e = cf_parse_add(p, CF_CLASS);
    e->name = name;
    e->value = keep_words(p, at);
    return 0;
}

static int parse_class_file(struct cf_parser *p, const char *at)
{
    const char *name = NULL;
    if (scan_name(p, "class", &at, &name) != 0)
        return -1;
    at = skip_blanks(at);
    if (*at == '\0') {
        cf_parse_error(p, at, "class file without a file");
        return err_mend(p->err, "F{class}/path, F{class}|/program or F{class}key@type:spec");
    }
    struct cf_entry *e = cf_parse_add(p, CF_CLASSFILE);
    e->name = name;
    e->value = keep_words(p, at);
    if (at[0] == '-' && at[1] == 'o') {
        e->flags |= CF_OPTIONAL;
        at = skip_blanks(at + word_len(at));
    }
    const char *key = strchr(at, '@');
    if (at[0] == '|')
        e->flags |= CF_PROGRAM;
    else if (at[0] != '/' && key != NULL && (strcmp(key, "@LDAP") == 0 || strchr(key, ':') != NULL))
        e->flags |= CF_FROM_MAP;
    return 0;
}

static int parse_ruleset(struct cf_parser *p, const char *at)
{
    at = skip_blanks(at);
    size_t len = 0;
    while (is_alnum(at[len]) || at[len] == '_')
        len++;
    if (len == 0) {
        cf_parse_error(p, at, "ruleset without a name");
        return err_mend(p->err, "Sname, Snumber or Sname=number");
    }
    const char *rest = skip_blanks(at + len);
    const char *number = "";
    size_t digits = 0;
    if (*rest == '=') {
        rest = skip_blanks(rest + 1);
        while (is_digit(rest[digits]))
            digits++;
        if (digits == 0 && !is_digit(at[0]))
            return cf_parse_error(p, rest, "a ruleset's number is wanted after `='");
        number = cf_parse_keep(p, rest, digits);
    }
    struct cf_entry *e = cf_parse_add(p, CF_RULESET);
    e->name = cf_parse_keep(p, at, len);
    e->value = number;
    p->in_ruleset = true;
    return 0;
}

static int parse_rule(struct cf_parser *p, const char *at)
{
    if (!p->in_ruleset) {
        cf_parse_error(p, at, "rule before any ruleset");
        return err_mend(p->err, "an S line must come first");
    }
    size_t lhs = strcspn(at, "\t");
    if (at[lhs] == '\0') {
        struct cf_entry *bad = cf_parse_add(p, CF_RULE);
        bad->flags |= CF_NO_TAB;
        bad->value = keep_value(p, at);
        return 0;
    }
    const char *rhs = at + lhs;
    while (*rhs == '\t')
        rhs++;
    size_t rhs_len = strcspn(rhs, "\t");
    const char *note = rhs + rhs_len;
    while (*note == '\t')
        note++;
    while (rhs_len > 0 && cf_blank(rhs[rhs_len - 1]))
        rhs_len--;
    if (rhs_len == 0)
        return cf_parse_error(p, rhs, "rule without a right side");
    struct cf_entry *e = cf_parse_add(p, CF_RULE);
    e->value = cf_parse_keep(p, at, lhs);
    e->rhs = cf_parse_keep(p, rhs, rhs_len);
    e->note = keep_value(p, note);
    return 0;
}

/*
 * Appends "P=x, F=y": fields as sendmail tells them apart, blanks and folds outside
 * quotes gone.  Returns NULL, or the place of what is no field.
 */
static const char *add_fields(const char *fields, struct str *out)
{
    const char *key;
    const char *value;
    size_t key_len;
    size_t value_len;
    size_t start = out->len;
    while ((fields = cf_scan_field(fields, &key, &key_len, &value, &value_len)) != NULL) {
        size_t word = 0;
        while (word < key_len && (is_alnum(key[word]) || key[word] == '/' || key[word] == '_'))
            word++;
        if (word == 0 || word < key_len || *skip_blanks(key + key_len) != '=')
            return key + word;
        if (out->len > start)
            str_add(out, ", ");
        str_addn(out, key, key_len);
        str_addch(out, '=');
        bool quoted = false;
        for (size_t i = 0; i < value_len; i++) {
            if (value[i] == '\\' && i + 1 < value_len) {
                /* An escaped newline would end the line once its fold is gone. */
                str_addch(out, '\\');
                i++;
                str_addch(out, value[i] == '\n' ? ' ' : value[i]);
                continue;
            }
            if (value[i] == '"')
                quoted = !quoted;
            if (!cf_blank(value[i]) || quoted)
                str_addch(out, value[i]);
            else if (out->buf[out->len - 1] != ' ')
                str_addch(out, ' ');
        }
    }
    /* An escaped blank would be lost with those at the end of the line. */
    if (out->len > start && cf_blank(out->buf[out->len - 1]))
        str_addch(out, ',');
    return NULL;
}

/* M, Q and X lines: a name, then fields. */
static int parse_fields(struct cf_parser *p, const char *at)
{
    char letter = at[-1];
    const char *what = letter == 'M' ? "mailer" : letter == 'Q' ? "queue group" : "mail filter";
    at = skip_blanks(at);
    size_t len = 0;
    while (at[len] != '\0' && at[len] != ',' && !cf_blank(at[len]))
        len++;
    if (len == 0)
        return cf_parse_error(p, at, "%s without a name", what);
    struct str fields = STR_INIT;
    struct str field = STR_INIT;
    const char *bad = add_fields(at + len, &fields);
    char missing = '\0';
    const char *wanted = letter == 'M' ? "PA" : letter == 'X' ? "S" : "P";
    for (; bad == NULL && missing == '\0' && *wanted != '\0'; wanted++)
        if (!cf_scan_field_get(str_text(&fields), *wanted, &field))
            missing = *wanted;
    if (bad != NULL) {
        cf_parse_error(p, bad, "`=' is wanted after the name of a field of %s %.*s", what, (int)len,
                       at);
    } else if (missing == '\0') {
        struct cf_entry *e = cf_parse_add(p, (enum cf_kind)letter);
        e->name = cf_parse_keep(p, at, len);
        e->value = cf_parse_keep(p, str_text(&fields), fields.len);
    } else {
        cf_parse_error(p, at + len, "%s %.*s has no %c=%s", what, (int)len, at, missing,
                       p->next == p->end && !p->cut_end ? ": the file looks cut off here" : "");
    }
    str_free(&fields);
    str_free(&field);
    return bad == NULL && missing == '\0' ? 0 : -1;
}

static int parse_header(struct cf_parser *p, const char *at)
{
    const char *flags = "";
    if (*at == '?') {
        const char *end = strchr(at + 1, '?');
        if (end == NULL)
            return cf_parse_error(p, at, "header flags without their closing `?'");
        flags = cf_parse_keep(p, at + 1, (size_t)(end - at - 1));
        at = end + 1;
    }
    at = skip_blanks(at);
    size_t len = 0;
    while (at[len] > ' ' && at[len] <= '~' && at[len] != ':')
        len++;
    const char *colon = skip_blanks(at + len);
    if (len == 0 || *colon != ':') {
        cf_parse_error(p, at, "header without a name and a colon");
        return err_mend(p->err, "H?flags?Name: text");
    }
    const char *value = colon + 1;
    while (*value == ' ' || *value == '\t')
        value++;
    struct cf_entry *e = cf_parse_add(p, CF_HEADER);
    e->note = flags;
    e->name = cf_parse_keep(p, at, len);
    e->value = keep_value(p, value);
    return 0;
}

static int parse_option(struct cf_parser *p, const char *at)
{
    const struct cf_option *row = NULL;
    const char *name = at;
    size_t len = 0;
    if (*at != ' ') {
        row = *at != '\0' ? cf_option_by_letter(*at) : NULL;
        if (*at == 'M' && at[1] != '\0')
            return parse_macro(p, at + 1);
        if (row == NULL) {
            cf_parse_error(p, at, "no option has the letter `%.1s'", at);
            return err_mend(p->err, "O Name=value, with a space after the O");
        }
        at++;
    } else {
        name = at + 1;
        if (cf_blank(*name)) {
            cf_parse_error(p, name, "more than one blank between O and the name");
            return err_mend(p->err, "sendmail takes the second one for a part of the name");
        }
        while (is_alnum(name[len]) || strchr("._-", name[len] != '\0' ? name[len] : '*') != NULL)
            len++;
        at = skip_blanks(name + len);
        if (len == 0)
            return cf_parse_error(p, name, "option without a name");
        if (*at != '=' && *at != '\0') {
            cf_parse_error(p, at, "`=' is wanted after the name of an option");
            return err_mend(p->err, "O Name=value");
        }
        if (*at == '=')
            at++;
        row = cf_option_match(name, len);
    }
    struct cf_entry *e = cf_parse_add(p, CF_OPTION);
    e->name = row != NULL ? row->name : cf_parse_keep(p, name, len);
    e->value = keep_value(p, skip_blanks(at));
    return 0;
}

static int parse_precedence(struct cf_parser *p, const char *at)
{
    size_t len = strcspn(at, "=");
    if (at[len] == '\0') {
        cf_parse_error(p, at, "precedence without `='");
        return err_mend(p->err, "Pname=number");
    }
    const char *number = skip_blanks(at + len + 1);
    at = skip_blanks(at);
    len = strcspn(at, "=");
    while (len > 0 && cf_blank(at[len - 1]))
        len--;
    struct cf_entry *e = cf_parse_add(p, CF_PRECEDENCE);
    e->name = cf_parse_keep(p, at, len);
    e->value = keep_value(p, number);
    return 0;
}

static int parse_trusted(struct cf_parser *p, const char *at)
{
    struct cf_entry *e = cf_parse_add(p, CF_TRUSTED);
    e->value = keep_words(p, at);
    return 0;
}

static int parse_version(struct cf_parser *p, const char *at)
{
    at = skip_blanks(at);
    size_t len = 0;
    long level = 0;
    for (; is_digit(at[len]) && len < 6; len++)
        level = level * 10 + (at[len] - '0');
    if (len == 0) {
        cf_parse_error(p, at, "version without a number");
        return err_mend(p->err, "V10/Berkeley is the version of present configurations");
    }
    const char *vendor = at[len] == '/' ? at + len + 1 : "";
    size_t vendor_len = 0;
    while (is_alnum(vendor[vendor_len]))
        vendor_len++;
    struct cf_entry *e = cf_parse_add(p, CF_VERSION);
    e->name = cf_parse_keep(p, at, len);
    e->value = cf_parse_keep(p, vendor, vendor_len);
    p->cf->level = level;
    return 0;
}

/*
 * As makemapentry (map.c) splits it: a name of letters, digits, _ and ., one byte, blanks, a
 * class of letters and digits, one byte, the rest.  sendmail expands macros in the line first;
 * one that touches the name or the class could make another map of it.
 */
static int parse_map(struct cf_parser *p, const char *at)
{
    at = skip_blanks(at);
    size_t len = 0, class_len = 0;
    while (is_alnum(at[len]) || (len > 0 && strchr("_.", at[len]) && at[len] != '\0'))
        len++;
    const char *class = skip_blanks(after_byte(at + len));
    while (is_alnum(class[class_len]))
        class_len++;
    if (len == 0)
        return cf_parse_error(p, at, "map without a name");
    if (class_len == 0 || at[len] == '$' || class[class_len] == '$') {
        bool macro = at[len] == '$' || class[class_len] == '$';
        cf_parse_error(p, class,
                       macro ? "map %.*s has a macro in its name or type" : "map %.*s has no type",
                       (int)len, at);
        return err_mend(p->err, "Kname type arguments");
    }
    struct cf_entry *e = cf_parse_add(p, CF_MAP);
    struct str value = STR_INIT;
    const char *rest = class + class_len;
    str_addn(&value, class, class_len);
    rest = skip_blanks(after_byte(rest));
    if (*rest != '\0')
        str_addf(&value, " %s", rest);
    e->name = cf_parse_keep(p, at, len);
    e->value = keep_value(p, str_text(&value));
    str_free(&value);
    return 0;
}

/* Past the byte that ends a word, which "\#" is, too. */
static const char *after_byte(const char *at)
{
    if (at[0] == '\\' && at[1] == '#')
        return at + 2;
    return at + (*at != '\0');
}

static int parse_environment(struct cf_parser *p, const char *at)
{
    size_t len = strcspn(at, "=");
    if (len == 0)
        return cf_parse_error(p, at, "environment variable without a name");
    struct cf_entry *e = cf_parse_add(p, CF_ENVIRONMENT);
    e->name = cf_parse_keep(p, at, len);
    if (at[len] == '=')
        e->value = keep_value(p, at + len + 1);
    else
        e->flags |= CF_NO_VALUE;
    return 0;
}

static int parse_raw(struct cf_parser *p, const char *at)
{
    struct cf_entry *e = cf_parse_add(p, (enum cf_kind)at[-1]);
    e->value = keep_value(p, at);
    return 0;
}
