/*
 * Runs a fuzz target over every file of the folders that are named, without
 * libFuzzer: how `make check` replays a corpus.  One line per folder (TAP); a
 * crash is told by the missing line, and the file is named on standard error.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_folder(const char *folder);
static int replay_file(const char *path);

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        int files = replay_folder(argv[i]);
        printf("%s - %d inputs of %s\n", files > 0 ? "ok" : "not ok", files, argv[i]);
        failed += files <= 0;
    }
    return failed > 0;
}

/* The number of files replayed, or -1. */
static int replay_folder(const char *folder)
{
    int files = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return -1;
    }
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        struct str path = STR_INIT;
        str_addf(&path, "%s/%s", folder, e->d_name);
        int rc = replay_file(str_text(&path));
        str_free(&path);
        if (rc != 0) {
            files = -1;
            break;
        }
        files++;
    }
    closedir(dir);
    return files;
}

static int replay_file(const char *path)
{
    uint8_t *data = NULL;
    size_t size = 0;
    int rc = -1;
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    fprintf(stderr, "%s\n", path);
    if (fd < 0 || fstat(fd, &st) != 0)
        goto out;
    /* Exactly as long as the input, so that a sanitizer sees the first byte beyond it. */
    data = malloc((size_t)st.st_size);
    while (size < (size_t)st.st_size) {
        ssize_t got = read(fd, data + size, (size_t)st.st_size - size);
        if (got <= 0)
            goto out;
        size += (size_t)got;
    }
    (void)LLVMFuzzerTestOneInput(data, size);
    rc = 0;
out:
    free(data);
    if (fd >= 0)
        close(fd);
    return rc;
}
