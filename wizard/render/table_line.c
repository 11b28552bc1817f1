/* Lines of tables; see table_line.h. */
#include <string.h>

#include "base/mem.h"

#include "cf/aliases.h"

#include "render/table_line.h"
#include "render/table_words.h"

enum { ADDRESS_BYTES = 320 };

static int read_map(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                    struct table_fault *fault);
static int read_list(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                     struct table_fault *fault);
static int read_alias(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                      struct table_fault *fault);
static int check_key(enum table_kind kind, const char *p, size_t n, struct table_fault *fault);
static int check_value(enum table_kind kind, const struct table_line *line, size_t at,
                       struct table_fault *fault);
static size_t first_bad(const char *text, size_t from, size_t len);
static int bad_byte(const char *text, size_t at, size_t len, struct table_fault *fault);
static bool is_subdomains(const char *p, size_t n);
static bool is_route(const char *p, size_t n);
static bool is_virtual_key(const char *p, size_t n);
static bool is_virtual_value(const char *p, size_t n);
static bool is_name_or_address(const char *p, size_t n);
static bool is_name_address_or_domain(const char *p, size_t n);

typedef int line_reader(struct table_reader *r, const char *text, size_t len,
                        struct table_line *line, struct table_fault *fault);
typedef bool word_check(const char *p, size_t n);

static const struct {
    line_reader *read;
    word_check *key, *value;   /* NULL: the kind has a check of its own, or no value */
    const char *keys, *values; /* completes "expected ..." */
} kinds[TABLE_KIND_COUNT] = {
    [TABLE_ACCESS] = {.read = read_map},
    [TABLE_ALIASES] = {.read = read_alias},
    [TABLE_MAILERTABLE] = {.read = read_map,
                           .key = is_subdomains,
                           .keys = "a domain such as example.org, or .example.org for its hosts",
                           .value = is_route,
                           .values = "a mailer and a host such as esmtp:[mail.example.org]; the "
                                     "mailers are esmtp, smtp, smtp8, dsmtp, relay, local, error "
                                     "and discard"},
    [TABLE_VIRTUSERTABLE] = {.read = read_map,
                             .key = is_virtual_key,
                             .keys = "an address, or @example.org for a whole domain",
                             .value = is_virtual_value,
                             .values = "a local name, an address, %1@example.org, or "
                                       "error:5.7.0:550 and a text"},
    [TABLE_GENERICSTABLE] = {.read = read_map,
                             .key = is_name_address_or_domain,
                             .keys = "a local name, an address, or @example.org",
                             .value = is_name_or_address,
                             .values = "an address, or a local name"},
    [TABLE_DOMAINTABLE] = {.read = read_map,
                           .key = word_domain,
                           .keys = "a domain such as example.net",
                           .value = word_domain,
                           .values = "the domain that stands for it"},
    [TABLE_RECIPIENTS] = {.read = read_list,
                          .key = word_address,
                          .keys = "a mail address such as info@example.org"},
    [TABLE_DOMAINS] = {.read = read_list,
                       .key = word_domain,
                       .keys = "a domain such as example.org"},
};

int table_line_read(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                    struct table_fault *fault)
{
    *line = (struct table_line){.key = text};
    return kinds[r->kind].read(r, text, len, line, fault);
}

int table_line_end(struct table_reader *r, struct table_fault *fault)
{
    bool open = r->comma;
    r->listing = r->comma = false;
    if (!open)
        return 0;
    table_fault(fault, 1, "the list before ends with a comma, and nothing follows");
    return table_mend(fault, "remove the comma, or begin the next line with a blank");
}

/* "key<blanks>value", as makemap reads it. */
static int read_map(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                    struct table_fault *fault)
{
    size_t key = 0, at, end = len;
    if (len == 0 || text[0] == '#')
        return 0;
    if (word_blank(text[0])) {
        table_fault(fault, 1, "the line begins with a blank");
        return table_mend(fault, "begin it with the key: makemap refuses it");
    }
    if (len > MAKEMAP_LINE_MAX) {
        table_fault(fault, MAKEMAP_LINE_MAX + 1, "the line has %zu bytes, and makemap takes %d",
                    len, MAKEMAP_LINE_MAX);
        return table_mend(fault, "shorten it");
    }
    while (key < len && (unsigned char)(text[key] - 33) < 94)
        key++;
    if (key < len && !word_blank(text[key]))
        return bad_byte(text, key, len, fault);
    for (at = key; at < len && word_blank(text[at]); at++)
        continue;
    size_t bad = first_bad(text, at, len);
    if (bad < len)
        return bad_byte(text, bad, len, fault);
    while (end > at && word_blank(text[end - 1]))
        end--;
    *line = (struct table_line){text, text + at, key, end - at};
    int rc = r->kind == TABLE_ACCESS ? table_access_key(text, key, fault)
                                     : check_key(r->kind, text, key, fault);
    if (rc == 0 && end == at) {
        rc = table_fault(fault, len + 1, "\"%.*s\" has no value", word_shown(key), text);
        table_mend(fault, "write the key, a tab, and a value");
    }
    if (rc == 0)
        rc = check_value(r->kind, line, at, fault);
    if (rc != 0)
        line->key_len = 0;
    return rc;
}

/* A word alone; blanks may follow it. */
static int read_list(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                     struct table_fault *fault)
{
    size_t end = len;
    if (len == 0 || text[0] == '#')
        return 0;
    size_t bad = first_bad(text, 0, len);
    if (bad < len)
        return bad_byte(text, bad, len, fault);
    while (end > 0 && word_blank(text[end - 1]))
        end--;
    for (size_t i = 0; i < end; i++) {
        if (!word_blank(text[i]))
            continue;
        table_fault(fault, i + 1,
                    i == 0 ? "the line begins with a blank" : "a second word stands in the line");
        return table_mend(fault, "write one a line, and nothing else");
    }
    if (end == 0 || check_key(r->kind, text, end, fault) != 0)
        return end == 0 ? 0 : -1;
    line->key_len = end;
    return 0;
}

/* "name: target, target", and lines that begin with a blank and go on with it. */
static int read_alias(struct table_reader *r, const char *text, size_t len, struct table_line *line,
                      struct table_fault *fault)
{
    size_t name = 0, at = 0, blanks = 0;
    if (len == 0 || text[0] == '#')
        return table_line_end(r, fault);
    if (!word_blank(text[0])) {
        if (table_line_end(r, fault) != 0)
            return -1;
        r->joined = 0;
        r->faulty = false;
    }
    r->joined += len;
    size_t bad = first_bad(text, 0, len);
    if (bad < len)
        return bad_byte(text, bad, len, fault);
    while (blanks < len && word_blank(text[blanks]))
        blanks++;
    if (blanks == len)
        return 0;
    if (r->joined > TABLE_ALIAS_MAX) {
        table_fault(fault, 1, "the alias has more than %d bytes", TABLE_ALIAS_MAX);
        return table_mend(fault, "put the addresses into a list of its own (:include:/path)");
    }
    if (word_blank(text[0])) {
        if (!r->listing) {
            table_fault(fault, 1, "the line begins with a blank, but continues no alias");
            return table_mend(fault, "begin it with the name of the alias");
        }
        if (!r->comma && !r->faulty) {
            table_fault(fault, 1, "continues a list that has ended: no comma ends the line before");
            return table_mend(fault, "end the line before with a comma");
        }
    } else {
        const char *colon = memchr(text, ':', len);
        if (colon == NULL) {
            table_fault(fault, 1, "the line has no colon");
            return table_mend(fault, "write name: target, target");
        }
        name = at = (size_t)(colon - text);
        while (name > 0 && word_blank(text[name - 1]))
            name--;
        if (!word_local(text, name)) {
            table_fault(fault, 1, "\"%.*s\" is no name of an alias", word_shown(name), text);
            return table_mend(fault, "expected a local name such as postmaster, without a domain");
        }
        at++;
    }
    if (table_alias_targets(r, text + at, len - at, at, &r->comma, fault) != 0) {
        r->listing = r->faulty = true; /* what continues it is judged for itself */
        r->comma = false;
        return -1;
    }
    r->listing = true;
    *line = (struct table_line){text, text + at, name, len - at};
    return 0;
}

static int check_key(enum table_kind kind, const char *p, size_t n, struct table_fault *fault)
{
    if (kinds[kind].key(p, n))
        return 0;
    table_fault(fault, 1, "\"%.*s\" is no key of this table", word_shown(n), p);
    return table_mend(fault, "expected %s", kinds[kind].keys);
}

static int check_value(enum table_kind kind, const struct table_line *line, size_t at,
                       struct table_fault *fault)
{
    const char *p = line->value, *end = p + line->value_len;
    /* % stands for an argument of the look-up (map_rewrite of sendmail). */
    for (const char *c = p; (c = memchr(c, '%', (size_t)(end - c))) != NULL; c += 2) {
        if (c + 1 < end && (c[1] == '%' || word_digit(c[1])))
            continue;
        table_fault(fault, at + (size_t)(c - p) + 1, "a %% stands alone");
        return table_mend(fault, "write %%%%, or %%0 to %%9 for a part of the key");
    }
    if (kind == TABLE_ACCESS)
        return table_access_value(line, at, fault);
    if (kinds[kind].value(p, line->value_len))
        return 0;
    table_fault(fault, at + 1, "\"%.*s\" is no value of this table", word_shown(line->value_len),
                p);
    return table_mend(fault, "expected %s", kinds[kind].values);
}

/* Where a byte stands that is neither printable ASCII nor a tab; len: nowhere. */
static size_t first_bad(const char *text, size_t from, size_t len)
{
    while (from < len && ((unsigned char)(text[from] - 32) < 95 || text[from] == '\t'))
        from++;
    return from;
}

static int bad_byte(const char *text, size_t at, size_t len, struct table_fault *fault)
{
    unsigned char c = (unsigned char)text[at];
    if (c == '\r' && at + 1 == len) {
        table_fault(fault, at + 1, "the line ends with a carriage return (CR LF)");
        return table_mend(fault, "end lines with LF alone; sendmail would take the CR for a part "
                                 "of the value");
    }
    if (c == '\0') {
        table_fault(fault, at + 1, "a NUL byte stands in the line");
        return table_mend(fault, "sendmail would cut the line there");
    }
    table_fault(fault, at + 1, "the byte 0x%02x is not printable ASCII", c);
    return table_mend(fault, c > 126 ? "write a domain in its xn-- form" : "remove it");
}

static bool is_subdomains(const char *p, size_t n)
{
    return n > 0 && (p[0] == '.' ? word_domain(p + 1, n - 1) : word_domain(p, n));
}

/* mailer:host, where several hosts are parted by colons. */
static bool is_route(const char *p, size_t n)
{
    static const char *const mailers[] = {"esmtp", "smtp", "smtp8", "dsmtp", "relay", "discard"};
    const char *colon = memchr(p, ':', n);
    if (colon == NULL || colon + 1 == p + n)
        return false;
    size_t mailer = (size_t)(colon - p), host = n - mailer - 1;
    if (word_is(p, mailer, "error"))
        return word_text(colon + 1, host);
    if (word_is(p, mailer, "local"))
        return is_name_or_address(colon + 1, host);
    for (size_t i = 0; i < host; i++) {
        char c = colon[1 + i];
        if (!word_letter(c) && !word_digit(c) && !word_among(c, "._-:[]"))
            return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(mailers); i++)
        if (word_is(p, mailer, mailers[i]))
            return true;
    return false;
}

static bool is_virtual_key(const char *p, size_t n)
{
    const char *at = memchr(p, '@', n);
    if (at == NULL)
        return false;
    size_t local = (size_t)(at - p);
    /* joe+*@example.org: with any detail */
    bool any = local > 2 && p[local - 1] == '*' && p[local - 2] == '+';
    return word_domain(at + 1, n - local - 1) &&
           (local == 0 || word_local(p, any ? local - 2 : local));
}

/* Like an address, but a part of the key (%1) may stand for a name or in it. */
static bool is_virtual_value(const char *p, size_t n)
{
    char plain[ADDRESS_BYTES];
    size_t out = 0;
    if (word_begins(p, n, "error:"))
        return n > strlen("error:") && word_text(p, n);
    if (n >= sizeof(plain))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool part = p[i] == '%' && i + 1 < n && word_digit(p[i + 1]);
        plain[out++] = part ? 'x' : p[i];
        i += part;
    }
    return is_name_or_address(plain, out);
}

static bool is_name_or_address(const char *p, size_t n)
{
    return memchr(p, '@', n) == NULL ? word_local(p, n) : word_address(p, n);
}

static bool is_name_address_or_domain(const char *p, size_t n)
{
    return n > 1 && p[0] == '@' ? word_domain(p + 1, n - 1) : is_name_or_address(p, n);
}

bool table_reply(const char *p, size_t n)
{
    size_t at = 0;
    /* D.S.N: before it */
    if (n > 6 && (p[0] == '4' || p[0] == '5') && p[1] == '.') {
        const char *colon = memchr(p, ':', n);
        if (colon == NULL)
            return false;
        at = (size_t)(colon - p);
        size_t dots = 0;
        for (size_t i = 1; i < at; i++) {
            if (p[i] == '.' && word_digit(p[i - 1]) && word_digit(p[i + 1]))
                dots++;
            else if (!word_digit(p[i]))
                return false;
        }
        if (dots != 2)
            return false;
        at++;
    }
    if (!word_text(p + at, n - at))
        return false;
    at += at < n && p[at] == '"';
    return n - at >= 3 && (p[at] == '4' || p[at] == '5') && word_digit(p[at + 1]) &&
           word_digit(p[at + 2]) && (n - at == 3 || p[at + 3] == ' ' || p[at + 3] == '"');
}

int table_fault(struct table_fault *fault, size_t column, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fault->column = column;
    str_clear(&fault->what);
    str_clear(&fault->mend);
    str_addv(&fault->what, fmt, ap);
    va_end(ap);
    return -1;
}

int table_mend(struct table_fault *fault, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_addv(&fault->mend, fmt, ap);
    va_end(ap);
    return -1;
}

void table_fault_free(struct table_fault *fault)
{
    str_free(&fault->what);
    str_free(&fault->mend);
    fault->column = 0;
}
