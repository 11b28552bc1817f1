/* Which line of a .mc made which line of its .cf; see mc_place.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "cf/option.h"

#include "render/mc_place.h"

/* Where each line of the .mc begins. */
struct starts {
    const char **v; /* owned */
    size_t n;
};

enum { LATE = 20 }; /* lines by which m4 may be behind */

static void find_starts(const struct str *text, struct starts *starts);
static long look_ahead(const struct starts *starts, long line, const char *text, size_t len);
static bool read_sync(const char *line, size_t len, struct mc *mc, struct mc_place *place);

/* The macro that a .mc defines or calls for a line which no option is. */
static const struct {
    enum cf_kind kind;
    const char *name, *macro, *first;
} made_by[] = {
    {CF_HEADER, "Received", "define", "confRECEIVED_HEADER"},
    {CF_MACRO, "S", "define", "SMART_HOST"},
    {CF_MACRO, "R", "define", "LOCAL_RELAY"},
    {CF_MACRO, "H", "define", "MAIL_HUB"},
    {CF_MACRO, "M", "define", "MASQUERADE_NAME"},
    {CF_MACRO, "j", "define", "confDOMAIN_NAME"},
    {CF_MACRO, "Z", "define", "confCF_VERSION"},
    {CF_MACRO, "n", "define", "confMAILER_NAME"},
};

/* Which macro includes the files of a folder of sendmail-cf. */
static const struct {
    const char *folder, *macro;
} includers[] = {
    {"feature", "FEATURE"}, {"mailer", "MAILER"}, {"ostype", "OSTYPE"},
    {"domain", "DOMAIN"},   {"hack", "HACK"},
};

void mc_place_lines(struct mc *mc, const char *printed, size_t len, struct str *text)
{
    struct mc_place place = {0};
    struct starts starts;
    const char *end = printed + len;
    find_starts(&mc->text, &starts);
    for (const char *at = printed; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop != NULL ? stop + 1 : end) - at);
        if (!read_sync(at, n, mc, &place)) {
            if (place.file != NULL && strcmp(place.file, mc->name) == 0)
                place.line = look_ahead(&starts, place.line, at, n);
            mc_add_line(mc, place);
            str_addn(text, at, n);
            place.line++;
        }
        at += n;
    }
    free(starts.v);
}

static void find_starts(const struct str *text, struct starts *starts)
{
    const char *at = str_text(text);
    size_t n = 1;
    for (const char *c = at; (c = strchr(c, '\n')) != NULL; c++)
        n++;
    *starts = (struct starts){.v = mem_alloc(n * sizeof(*starts->v))};
    for (; starts->n < n; at = strchrnul(at, '\n') + 1)
        starts->v[starts->n++] = at;
}

/* m4 tells where an output line began: before it, `OSTYPE(...)dnl' may have written nothing. */
static long look_ahead(const struct starts *starts, long line, const char *text, size_t len)
{
    while (len > 0 && text[len - 1] == '\n')
        len--;
    for (long k = line; len > 0 && k >= 1 && k <= line + LATE && (size_t)k <= starts->n; k++)
        if (strncmp(starts->v[k - 1], text, len) == 0)
            return k;
    return line;
}

/* "#line 12" or "#line 12 "FILE"". */
static bool read_sync(const char *line, size_t len, struct mc *mc, struct mc_place *place)
{
    static const char start[] = "#line ";
    const char *end = line + len, *c = line + strlen(start);
    if (len <= strlen(start) + 1 || memcmp(line, start, strlen(start)) != 0 || end[-1] != '\n' ||
        !isdigit((unsigned char)*c))
        return false;
    long number = strtol(c, NULL, 10);
    while (isdigit((unsigned char)*c))
        c++;
    if (*c == ' ' && c[1] == '"' && end - c > 4 && end[-2] == '"') {
        char *name = mem_dupn(c + 2, (size_t)(end - 2 - (c + 2)));
        place->file = mc_file(mc, strcmp(name, "stdin") == 0 ? mc->name : name);
        free(name);
    } else if (*c != '\n') {
        return false;
    }
    place->line = number;
    return true;
}

long mc_place_line(const struct mc *mc, long line)
{
    if (line < 1 || (size_t)line > mc->n_lines)
        return 0;
    const struct mc_place *place = &mc->lines[line - 1];
    if (place->file == NULL)
        return 0;
    if (strcmp(place->file, mc->name) == 0)
        return place->line;
    const struct mc_call *call = mc_place_caller(mc, place->file);
    return call != NULL ? call->place.line : 0;
}

/* What FEATURE(`x') brings is made by the line that calls it. */
const struct mc_call *mc_place_caller(const struct mc *mc, const char *file)
{
    const struct mc_call *call = NULL;
    struct strs parts = {0};
    strs_split(&parts, file, "/");
    for (size_t i = 0; i < ARRAY_LEN(includers) && parts.n > 1; i++) {
        const char *name = parts.v[parts.n - 1];
        size_t len = strlen(name);
        if (strcmp(parts.v[parts.n - 2], includers[i].folder) != 0 || len < 4 ||
            strcmp(name + len - 3, ".m4") != 0)
            continue;
        char *base = mem_dupn(name, len - 3);
        call = mc_find_call(mc, includers[i].macro, base);
        free(base);
    }
    strs_free(&parts);
    return call != NULL && call->site && strcmp(call->place.file, mc->name) == 0 ? call : NULL;
}

long mc_place_entry(const struct mc *mc, const struct cf_entry *e)
{
    const struct cf_option *option = e->kind == CF_OPTION ? cf_option_find(e->name) : NULL;
    const struct mc_call *call = NULL;
    long line = mc_place_line(mc, e->line);
    if (line > 0)
        return line;
    if (e->kind == CF_OPTION && strcmp(e->name, "DaemonPortOptions") == 0)
        call = mc_find_call(mc, "DAEMON_OPTIONS", e->value);
    else if (e->kind == CF_OPTION && strcmp(e->name, "ClientPortOptions") == 0)
        call = mc_find_call(mc, "CLIENT_OPTIONS", e->value);
    else if (option != NULL && option->m4 != NULL)
        call = mc_find_call(mc, "define", option->m4);
    for (size_t i = 0; i < ARRAY_LEN(made_by); i++)
        if (made_by[i].kind == e->kind && strcmp(made_by[i].name, e->name) == 0)
            call = mc_find_call(mc, made_by[i].macro, made_by[i].first);
    if (call != NULL && !call->site && call->place.file != NULL)
        call = mc_place_caller(mc, call->place.file);
    return call != NULL && call->site && strcmp(call->place.file, mc->name) == 0 ? call->place.line
                                                                                 : 0;
}
