/* Defaults from the host; see found.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "sys/file.h"

#include "model/type.h"

#include "ui/found.h"

enum { MAX_FILE = 1024 * 1024 }; /* bytes of /etc/hosts and the like */

static void read_lines(struct strs *lines, const char *root, const char *dir, const char *name);
static char *first_word(const char *root, const char *name);
static bool is_name(const char *text);
static char *name_in_hosts(const char *root, const char *hostname);
static char *name_of_line(const char *line, const char *hostname);
static bool is_this_host(const char *name, const char *hostname);
static void look_for_name(struct found *f, const char *hostname, const char *root);
static void look_for_domains(struct found *f, const char *root, const struct layout *layout);
static void add_domain(struct found *f, const char *text);

void found_look(struct found *f, const char *root, const struct layout *layout,
                const char *hostname)
{
    struct str cf = STR_INIT;
    *f = (struct found){0};
    char *own = hostname != NULL ? mem_dup(hostname) : first_word(root, "hostname");
    look_for_name(f, own != NULL ? own : "", root);
    look_for_domains(f, root, layout);
    str_addf(&cf, "%s%ssendmail.cf", root, layout->mail_dir);
    if (file_exists(str_text(&cf)))
        f->cf = str_take(&cf);
    str_free(&cf);
    free(own);
}

void found_free(struct found *f)
{
    free(f->name);
    free(f->cf);
    found_forget_domains(f);
    *f = (struct found){0};
}

void found_forget_domains(struct found *f)
{
    free(f->domains_from);
    f->domains_from = NULL;
    strs_free(&f->domains);
}

static void look_for_name(struct found *f, const char *hostname, const char *root)
{
    char *mailname = first_word(root, "mailname");
    if (is_name(hostname)) {
        f->name = mem_dup(hostname);
        f->name_from = "hostname";
    } else if ((f->name = name_in_hosts(root, hostname)) != NULL) {
        f->name_from = "/etc/hosts";
    } else if (mailname != NULL && is_name(mailname)) {
        /* Debian has either the host's full name there or the domain of its mail. */
        struct str name = STR_INIT;
        if (hostname[0] != '\0' && !is_this_host(mailname, hostname))
            str_addf(&name, "%s.", hostname);
        str_add(&name, mailname);
        if (is_name(str_text(&name))) {
            f->name = str_take(&name);
            f->name_from = "/etc/mailname";
        }
        str_free(&name);
    }
    free(mailname);
}

/* The full name beside the short one in /etc/hosts, or NULL; the caller frees it. */
static char *name_in_hosts(const char *root, const char *hostname)
{
    struct strs lines = {0};
    char *name = NULL;
    read_lines(&lines, root, "/etc/", "hosts");
    for (size_t i = 0; i < lines.n && name == NULL && hostname[0] != '\0'; i++)
        name = name_of_line(lines.v[i], hostname);
    strs_free(&lines);
    return name;
}

static char *name_of_line(const char *line, const char *hostname)
{
    struct strs words = {0};
    char *name = NULL;
    bool ours = false;
    strs_split(&words, line, " \t");
    /* The first word is the address. */
    for (size_t i = 1; i < words.n; i++)
        ours = ours || strcasecmp(words.v[i], hostname) == 0 || is_this_host(words.v[i], hostname);
    for (size_t i = 1; ours && i < words.n && name == NULL; i++)
        if (is_name(words.v[i]) && is_this_host(words.v[i], hostname))
            name = mem_dup(words.v[i]);
    strs_free(&words);
    return name;
}

/* Whether name is hostname with a domain behind it. */
static bool is_this_host(const char *name, const char *hostname)
{
    size_t len = strlen(hostname);
    return len > 0 && strncasecmp(name, hostname, len) == 0 && name[len] == '.';
}

static void look_for_domains(struct found *f, const char *root, const struct layout *layout)
{
    static const char local_names[] = "local-host-names";
    struct strs lines = {0};
    struct str from = STR_INIT;
    read_lines(&lines, root, layout->mail_dir, local_names);
    for (size_t i = 0; i < lines.n; i++)
        add_domain(f, lines.v[i]);
    str_addf(&from, "%s%s", layout->mail_dir, local_names);
    if (f->domains.n == 0) {
        char *mailname = first_word(root, "mailname");
        if (mailname != NULL)
            add_domain(f, mailname);
        free(mailname);
        str_clear(&from);
        str_add(&from, "/etc/mailname");
    }
    if (f->domains.n > 0)
        f->domains_from = str_take(&from);
    str_free(&from);
    strs_free(&lines);
}

static void add_domain(struct found *f, const char *text)
{
    bool known = f->name != NULL && strcasecmp(f->name, text) == 0;
    for (size_t i = 0; i < f->domains.n; i++)
        known = known || strcasecmp(f->domains.v[i], text) == 0;
    if (!known && is_name(text))
        strs_add(&f->domains, text);
}

/* The lines of a file without comments; none if it cannot be read. */
static void read_lines(struct strs *lines, const char *root, const char *dir, const char *name)
{
    struct str path = STR_INIT, text = STR_INIT;
    struct strs raw = {0};
    struct err ignored = {0};
    str_addf(&path, "%s%s%s", root, dir, name);
    if (file_read(str_text(&path), MAX_FILE, &text, &ignored) == 0)
        strs_split(&raw, str_text(&text), "\r\n");
    for (size_t i = 0; i < raw.n; i++) {
        size_t len = strcspn(raw.v[i], "#");
        while (len > 0 && strchr(" \t", raw.v[i][len - 1]) != NULL)
            len--;
        if (len > 0)
            strs_addn(lines, raw.v[i], len);
    }
    err_clear(&ignored);
    strs_free(&raw);
    str_free(&path);
    str_free(&text);
}

/* The first word of ROOT/etc/NAME, or NULL; the caller frees it. */
static char *first_word(const char *root, const char *name)
{
    struct strs lines = {0};
    read_lines(&lines, root, "/etc/", name);
    char *word = lines.n > 0 ? mem_dupn(lines.v[0], strcspn(lines.v[0], " \t")) : NULL;
    strs_free(&lines);
    return word;
}

/* A full name that is not merely that of the loopback interface. */
static bool is_name(const char *text)
{
    return type_matches(TYPE_HOST, text, strlen(text)) &&
           strcasecmp(text, "localhost.localdomain") != 0 &&
           strncasecmp(text, "localhost.", strlen("localhost.")) != 0;
}
