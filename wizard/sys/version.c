/* Which sendmail a configuration is for; see version.h. */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#include "sys/child.h"
#include "sys/file.h"
#include "sys/tool.h"
#include "sys/version.h"

enum { PARTS = 4, PART_MAX = 99, OUTPUT_MAX = 64 * 1024 };

/* It reads a .cf, too, and would complain to the log of anything less. */
static const char smallest_cf[] = "V10/Berkeley\nO LogLevel=0\n"
                                  "Mlocal, P=/bin/false, A=false\nMprog, P=/bin/false, A=false\n";

static bool ask_binary(const char *sendmail, struct sendmail_build *build);
static const char *find_version(const char *text);
static void read_macros(const char *cf_dir, struct sendmail_build *build);
static void take(struct sendmail_build *build, const char *text, size_t len, const char *from);
static size_t version_length(const char *text);

/* 8, 17, 1, 9: each part but the first has two digits. */
long version_number(const char *text)
{
    long number = 0;
    size_t n = 0;
    while (n < PARTS && isdigit((unsigned char)*text)) {
        char *end;
        long part = strtol(text, &end, 10);
        if (part > PART_MAX)
            return VERSION_NONE;
        number = number * (PART_MAX + 1) + part;
        n++;
        text = end;
        if (*text != '.')
            break;
        text++;
        if (!isdigit((unsigned char)*text))
            return VERSION_NONE;
    }
    if (n < 2 || *text != '\0')
        return VERSION_NONE;
    for (; n < PARTS; n++)
        number *= PART_MAX + 1;
    return number;
}

int version_named(const char *text, struct sendmail_build *build, struct err *err)
{
    long number = version_number(text);
    if (number == VERSION_NONE || number >= 9 * 1000000L) {
        err_set(err, ERR_USAGE, "\"%s\" is no version of sendmail", text);
        return err_mend(err, "write it as in 8.18.1");
    }
    if (number < VERSION_OLDEST) {
        err_set(err, ERR_USAGE, "sendmail %s is too old", text);
        return err_mend(err, "8.12.0 is the first that has a submit.cf");
    }
    take(build, text, strlen(text), "--sendmail-version");
    return 0;
}

void version_find(const struct layout *layout, const char *tools, bool elsewhere,
                  struct sendmail_build *build)
{
    struct str own = STR_INIT;
    bool known;
    const struct layout *here = layout_recognise("", &known);
    /* Another system's sendmail tells nothing of the one that this is for, even at its place. */
    bool foreign = known && here != layout && strcmp(here->sendmail, layout->sendmail) == 0;
    str_addf(&own, "%s%s", tools, layout->sendmail);
    if (elsewhere || foreign || !file_exists(str_text(&own)) ||
        !ask_binary(str_text(&own), build)) {
        char *cf_dir = tool_cf_dir(layout, tools, NULL);
        if (cf_dir != NULL)
            read_macros(cf_dir, build);
        free(cf_dir);
    }
    str_free(&own);
}

/*
 * -bt reads no mail, and -d0.13 prints the version and what is compiled in before
 * anything else happens.  In namespaces of its own the host's name is qualified;
 * where there are none, an unqualified one makes sendmail sleep for a minute after
 * it has printed, and the deadline ends it.
 */
static bool ask_binary(const char *sendmail, struct sendmail_build *build)
{
    static const struct child_world world = {.hostname = "version.mcwizard.example"};
    char cf[] = "/tmp/mcwizard-version-XXXXXX";
    const char *const argv[] = {sendmail, "-d0.13", "-C", cf, "-bt", NULL};
    bool found = false;
    int fd = mkostemp(cf, O_CLOEXEC);
    if (fd < 0 || write(fd, smallest_cf, strlen(smallest_cf)) != (ssize_t)strlen(smallest_cf))
        goto out;
    for (int isolated = 1; isolated >= 0 && !found; isolated--) {
        struct child c = {.argv = argv,
                          .max_out = OUTPUT_MAX,
                          .deadline_ms = VERSION_DEADLINE_MS,
                          .isolated = isolated ? &world : NULL};
        bool started = child_run(&c, NULL) == 0;
        found = started && version_read_output(str_text(&c.out), build);
        build->slow = found && c.timed_out;
        child_free(&c);
        if (started)
            break;
    }
    if (found)
        str_set(&build->from, "%s", sendmail);
out:
    if (fd >= 0) {
        unlink(cf);
        close(fd);
    }
    return found;
}

bool version_read_output(const char *text, struct sendmail_build *build)
{
    static const char *const lists[] = {"Compiled with:", "FFR Defines:"};
    struct strs lines = {0};
    bool listed = false;
    text = find_version(text);
    if (text == NULL)
        return false;
    take(build, text, version_length(text), "");
    strs_split(&lines, text, "\n");
    /* strs_split takes the blanks away: a list goes on until a line has a colon. */
    for (size_t i = 1; i < lines.n; i++) {
        const char *words = lines.v[i];
        if (strchr(words, ':') != NULL) {
            listed = false;
            for (size_t k = 0; k < ARRAY_LEN(lists) && !listed; k++) {
                listed = strncmp(words, lists[k], strlen(lists[k])) == 0;
                words += listed ? strlen(lists[k]) : 0;
            }
        }
        if (listed)
            strs_split(&build->flags, words, " \t");
    }
    build->flags_known = build->flags.n > 0;
    strs_free(&lines);
    return true;
}

/* What follows "Version ", a line after which sendmail tells what it was compiled with. */
static const char *find_version(const char *text)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += line > text ? 1 : 0;
        const char *end = strchr(line, '\n');
        if (strncmp(line, "Version ", 8) == 0 && version_length(line + 8) > 0 && end != NULL &&
            strncmp(end, "\n Compiled with:", 16) == 0)
            return line + 8;
        if (*line == '\0')
            break;
    }
    return NULL;
}

/* m4/version.m4 has "DZ8.17.1.9". */
static void read_macros(const char *cf_dir, struct sendmail_build *build)
{
    struct str path = STR_INIT, text = STR_INIT;
    str_addf(&path, "%sm4/version.m4", cf_dir);
    if (file_read(str_text(&path), FILE_MAX_CF, &text, NULL) == 0) {
        const char *at = strstr(str_text(&text), "\nDZ");
        size_t len = at != NULL ? version_length(at + 3) : 0;
        if (len > 0)
            take(build, at + 3, len, str_text(&path));
    }
    str_free(&path);
    str_free(&text);
}

/* The bytes of a version at the start of a text; a suffix such as "/Debian" or ".Beta" ends it. */
static size_t version_length(const char *text)
{
    size_t len = strspn(text, "0123456789.");
    while (len > 0 && text[len - 1] == '.')
        len--;
    char *copy = mem_dupn(text, len);
    bool good = version_number(copy) != VERSION_NONE;
    free(copy);
    return good ? len : 0;
}

static void take(struct sendmail_build *build, const char *text, size_t len, const char *from)
{
    version_free(build);
    build->text = mem_dupn(text, len);
    build->from = mem_dup(from);
    build->version = version_number(build->text);
}

bool version_has(const struct sendmail_build *build, const char *flags)
{
    struct strs words = {0};
    bool all = true;
    if (flags == NULL || !build->flags_known)
        return true;
    strs_split(&words, flags, " ");
    for (size_t i = 0; i < words.n; i++)
        all = all && strs_has(&build->flags, words.v[i]);
    strs_free(&words);
    return all;
}

void version_free(struct sendmail_build *build)
{
    free(build->text);
    free(build->from);
    strs_free(&build->flags);
    *build = (struct sendmail_build){.version = VERSION_NONE};
}
