/*
 * Showing a text in the system's pager; see pager.h.  child_run does not serve
 * here: it gives a child a process group of its own, and a pager must be in that
 * of the terminal to read keys.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#include "sys/child.h"
#include "sys/tool.h"

#include "ui/pager.h"

static FILE *hold(const char *text);
static int run(const char *pager, int input);
static int start(const char *pager, int input, pid_t *pid);

/* While the pager has the terminal, its keys are its own. */
static struct {
    int signo;
    void (*meanwhile)(int);
    struct sigaction before;
} signals_table[] = {
    {.signo = SIGINT, .meanwhile = SIG_IGN},
    {.signo = SIGQUIT, .meanwhile = SIG_IGN},
    {.signo = SIGTSTP, .meanwhile = SIG_DFL},
};

void pager_show(const char *text, const struct layout *layout, const char *tools)
{
    char *pager = isatty(STDOUT_FILENO) ? tool_find(TOOL_PAGER, layout, tools, NULL) : NULL;
    FILE *held = pager != NULL ? hold(text) : NULL;
    fflush(stdout);
    if (held == NULL || run(pager, fileno(held)) != 0)
        fputs(text, stdout);
    if (held != NULL)
        fclose(held);
    free(pager);
}

/* A file without a name that holds text: unlike a pipe it needs nobody to feed it. */
static FILE *hold(const char *text)
{
    FILE *file = tmpfile();
    if (file == NULL)
        return NULL;
    if (fputs(text, file) == EOF || fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0) {
        fclose(file);
        return NULL;
    }
    return file;
}

/* Returns 0 if the pager ran, whatever it came to. */
static int run(const char *pager, int input)
{
    pid_t pid;
    for (size_t i = 0; i < ARRAY_LEN(signals_table); i++) {
        struct sigaction action = {.sa_handler = signals_table[i].meanwhile};
        sigaction(signals_table[i].signo, &action, &signals_table[i].before);
    }
    int rc = start(pager, input, &pid);
    int status = 0;
    while (rc == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    for (size_t i = 0; i < ARRAY_LEN(signals_table); i++)
        sigaction(signals_table[i].signo, &signals_table[i].before, NULL);
    return rc == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127 ? -1 : rc;
}

static int start(const char *pager, int input, pid_t *pid)
{
    /* LESSSECURE: a pager that runs as root starts no shell and writes no file.
     * F: a text of one screen needs no key; R: our colours, nothing else. */
    const char *argv[] = {pager, NULL};
    struct str term = STR_INIT;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    str_addf(&term, "TERM=%s", getenv("TERM") != NULL ? getenv("TERM") : "dumb");
    const char *env[] = {"PATH=" CHILD_PATH, "LC_ALL=C",      "HOME=/", "LESSSECURE=1",
                         "LESS=FRX",         str_text(&term), NULL};
    sigemptyset(&defaults);
    for (size_t i = 0; i < ARRAY_LEN(signals_table); i++)
        sigaddset(&defaults, signals_table[i].signo);
    MUST(posix_spawn_file_actions_init(&files) == 0);
    MUST(posix_spawnattr_init(&attributes) == 0);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    int rc = posix_spawn(pid, pager, &files, &attributes, (char *const *)(size_t)argv,
                         (char *const *)(size_t)env);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    str_free(&term);
    return rc == 0 ? 0 : -1;
}
