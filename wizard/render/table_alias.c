/* Where the mail of an alias goes (aliases(5)). */
#include <string.h>

#include "render/table_line.h"
#include "render/table_words.h"

static int check_target(const struct table_reader *r, const char *p, size_t n, size_t at,
                        struct table_fault *fault);
static size_t target_len(const char *p, size_t n);

/* comma: whether the last one is followed by nothing yet. */
int table_alias_targets(const struct table_reader *r, const char *p, size_t n, size_t at,
                        bool *comma, struct table_fault *fault)
{
    size_t i = 0;
    *comma = true; /* until a target has come */
    while (i < n) {
        while (i < n && word_blank(p[i]))
            i++;
        if (i == n)
            break;
        size_t len = target_len(p + i, n - i), end = len;
        while (end > 0 && word_blank(p[i + end - 1]))
            end--;
        if (end == 0) {
            table_fault(fault, at + i + 1, "a target is missing before the comma");
            return table_mend(fault, "write name: target, target");
        }
        if (check_target(r, p + i, end, at + i, fault) != 0)
            return -1;
        *comma = i + len < n;
        i += len + 1;
    }
    return 0;
}

/* Up to the comma that ends it; one between quotes is its own. */
static size_t target_len(const char *p, size_t n)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < n && (quoted || p[i] != ','); i++) {
        if (p[i] == '\\' && i + 1 < n)
            i++;
        else if (p[i] == '"')
            quoted = !quoted;
    }
    return i < n ? i : n;
}

static int check_target(const struct table_reader *r, const char *p, size_t n, size_t at,
                        struct table_fault *fault)
{
    static const char include[] = ":include:";
    bool quoted = n > 2 && p[0] == '"' && p[n - 1] == '"';
    const char *bare = quoted ? p + 1 : p;
    size_t len = quoted ? n - 2 : n;
    if (bare[0] == '|') {
        if (!r->programs) {
            table_fault(fault, at + 1, "an alias may start no program here");
            return table_mend(fault, "remove it, or set local.programs to smrsh");
        }
        if (len > 1 && word_text(p, n))
            return 0;
    } else if (bare[0] == '/') {
        if (!r->files) {
            table_fault(fault, at + 1, "an alias may write into no file here");
            return table_mend(fault, "remove it, or confine such files with "
                                     "local.file_environment");
        }
        if (word_path(bare, len))
            return 0;
    } else if (word_begins(bare, len, include)) {
        if (word_path(bare + strlen(include), len - strlen(include)))
            return 0;
    } else if (!quoted) {
        /* \joe: into the mailbox, whatever the aliases say */
        size_t skip = p[0] == '\\';
        if (memchr(p, '@', n) != NULL ? word_address(p, n) : word_local(p + skip, n - skip))
            return 0;
    }
    table_fault(fault, at + 1, "\"%.*s\" is no target of an alias", word_shown(n), p);
    return table_mend(fault, "expected a local name, an address, :include:/path, \"|program\" or "
                             "/file, parted by commas");
}
