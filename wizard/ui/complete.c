/* What the Tab key offers; see complete.h. */
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/mem.h"

#include "model/setting.h"

#include "ui/complete.h"

static size_t word_start(const char *line, size_t len, const char *seps);
static void add_if(struct strs *found, const char *candidate, const char *word, size_t len);
static void find_settings(struct strs *found, const char *word, size_t len);
static void find_files(struct strs *found, const char *word, size_t len);

void complete_find(const struct complete *how, const char *line, size_t len, struct strs *found,
                   size_t *from)
{
    enum complete_kind kind = len > 0 && line[0] == '!' ? COMPLETE_SETTINGS : how->kind;
    *from = 0;
    if (kind == COMPLETE_SETTINGS) {
        *from = word_start(line, len, "! ");
        find_settings(found, line + *from, len - *from);
    } else if (kind == COMPLETE_FILES) {
        find_files(found, line, len);
    } else if (kind == COMPLETE_WORDS) {
        *from = how->list ? word_start(line, len, ", ") : 0;
        for (size_t i = 0; how->words[i] != NULL; i++)
            add_if(found, how->words[i], line + *from, len - *from);
    }
    strs_sort(found);
}

size_t complete_common(const struct strs *found)
{
    size_t common = found->n > 0 ? strlen(found->v[0]) : 0;
    for (size_t i = 1; i < found->n; i++) {
        size_t same = 0;
        while (same < common && found->v[i][same] == found->v[0][same])
            same++;
        common = same;
    }
    return common;
}

static size_t word_start(const char *line, size_t len, const char *seps)
{
    while (len > 0 && strchr(seps, line[len - 1]) == NULL)
        len--;
    return len;
}

/* Without regard to case: the word that was typed is replaced as a whole. */
static void add_if(struct strs *found, const char *candidate, const char *word, size_t len)
{
    if (strncasecmp(candidate, word, len) == 0)
        strs_add(found, candidate);
}

static void find_settings(struct strs *found, const char *word, size_t len)
{
    for (size_t i = 0; i < setting_count(); i++)
        add_if(found, setting_at(i)->path, word, len);
}

static void find_files(struct strs *found, const char *word, size_t len)
{
    size_t base = word_start(word, len, "/");
    char *dir = base > 0 ? mem_dupn(word, base) : mem_dup(".");
    DIR *d = opendir(dir);
    const struct dirent *entry;
    while (d != NULL && (entry = readdir(d)) != NULL) {
        struct stat st;
        struct str path = STR_INIT;
        /* Hidden files, . and .. only when a dot was typed. */
        bool offered = strncmp(entry->d_name, word + base, len - base) == 0 &&
                       (entry->d_name[0] != '.' || len > base) && strcmp(entry->d_name, ".") != 0 &&
                       strcmp(entry->d_name, "..") != 0;
        if (offered) {
            str_addn(&path, word, base);
            str_add(&path, entry->d_name);
            if (fstatat(dirfd(d), entry->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode))
                str_addch(&path, '/');
            strs_add(found, str_text(&path));
        }
        str_free(&path);
    }
    if (d != NULL)
        closedir(d);
    free(dir);
}
