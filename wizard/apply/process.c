/* What /proc tells of the processes of sendmail; see process.h. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

#include "apply/process.h"

#include "sys/file.h"

enum { SMALL_FILE = 65536 /* bytes of what a process says of itself */ };

static char read_stat(pid_t pid, struct str *stat);
static bool is_daemon(const char *words, size_t len);
static size_t find(bool (*wanted)(pid_t), pid_t *pids, size_t max);
static bool is_here(const char *pid);

bool process_is_sendmail(pid_t pid)
{
    static const char name[] = "sendmail"; /* sendmail-mta, sendmail.sendmail, too */
    struct str path = STR_INIT, stat = STR_INIT;
    char program[PATH_MAX];
    bool is = false;
    if (kill(pid, 0) != 0 && errno != EPERM)
        goto out;
    char state = read_stat(pid, &stat);
    if (state == '\0' || strchr("ZX", state) != NULL) {
        /* Ended, and perhaps not yet fetched by its parent. */
        is = state == '\0' && !file_exists("/proc/self/stat");
        goto out;
    }
    is = strncmp(strchr(str_text(&stat), '(') + 1, name, sizeof(name) - 1) == 0;
    str_addf(&path, "/proc/%ld/exe", (long)pid);
    ssize_t len = readlink(str_text(&path), program, sizeof(program) - 1);
    if (!is && len > 0) {
        program[len] = '\0';
        const char *base = strrchr(program, '/');
        is = base != NULL && strncmp(base + 1, name, sizeof(name) - 1) == 0;
    }
out:
    str_free(&path);
    str_free(&stat);
    return is;
}

/* "PID (NAME) STATE ...", and the state; the name may hold anything. */
static char read_stat(pid_t pid, struct str *stat)
{
    struct str path = STR_INIT;
    str_addf(&path, "/proc/%ld/stat", (long)pid);
    int rc = file_read(str_text(&path), SMALL_FILE, stat, NULL);
    const char *comm = strchr(str_text(stat), '('), *end = strrchr(str_text(stat), ')');
    str_free(&path);
    return rc == 0 && comm != NULL && end != NULL && end[1] == ' ' ? end[2] : '\0';
}

char process_state(pid_t pid)
{
    struct str stat = STR_INIT;
    char state = read_stat(pid, &stat);
    str_free(&stat);
    return state;
}

bool process_starts(pid_t pid)
{
    struct str path = STR_INIT, words = STR_INIT;
    str_addf(&path, "/proc/%ld/cmdline", (long)pid);
    bool starts = process_is_sendmail(pid) &&
                  file_read(str_text(&path), SMALL_FILE, &words, NULL) == 0 &&
                  is_daemon(str_text(&words), words.len);
    str_free(&path);
    str_free(&words);
    return starts;
}

/* Each word ends with a NUL; in the middle of an execve there is none. */
static bool is_daemon(const char *words, size_t len)
{
    bool daemon = len == 0;
    for (const char *word = words; word < words + len; word += strlen(word) + 1) {
        if (strncmp(word, "-C", 2) == 0)
            return false;
        daemon = daemon || strcmp(word, "-bd") == 0 || strcmp(word, "-bD") == 0;
    }
    return daemon;
}

size_t process_find(pid_t *pids, size_t max)
{
    return find(process_is_sendmail, pids, max);
}

size_t process_find_starting(pid_t *pids, size_t max)
{
    return find(process_starts, pids, max);
}

static size_t find(bool (*wanted)(pid_t), pid_t *pids, size_t max)
{
    size_t n = 0;
    DIR *dir = opendir("/proc");
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char *end;
        long pid = strtol(e->d_name, &end, 10);
        if (pid < 1 || *end != '\0' || !wanted((pid_t)pid) || !is_here(e->d_name))
            continue;
        if (n < max)
            pids[n] = (pid_t)pid;
        n++;
    }
    if (dir != NULL)
        closedir(dir);
    return n;
}

/* A container has numbers, a changed root has files of its own. */
static bool is_here(const char *pid)
{
    struct str path = STR_INIT;
    struct stat own, other;
    bool here = stat("/proc/self/ns/pid", &own) == 0;
    str_addf(&path, "/proc/%s/ns/pid", pid);
    here = here && stat(str_text(&path), &other) == 0 && own.st_ino == other.st_ino;
    str_clear(&path);
    str_addf(&path, "/proc/%s/root", pid);
    here = here && stat("/", &own) == 0 && stat(str_text(&path), &other) == 0 &&
           own.st_dev == other.st_dev && own.st_ino == other.st_ino;
    str_free(&path);
    return here;
}
