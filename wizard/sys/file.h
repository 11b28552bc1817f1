/*
 * Reading files that a person named, and writing files into a folder that a
 * person named.  Trust is judged by fstat(2) on the opened descriptor, never on
 * the name.
 */
#ifndef MCWIZARD_SYS_FILE_H
#define MCWIZARD_SYS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

enum {
    FILE_MAX_PROFILE = 4 * 1024 * 1024, /* bytes; no profile of a person is near */
    FILE_MAX_CF = 64 * 1024 * 1024      /* bytes; a stock sendmail.cf has 60 KB */
};

/*
 * Reads a regular file whole, "-" being standard input, and appends it to out.
 * A folder, device, FIFO, socket or a file above max bytes is an error with its
 * reason.  Returns 0 or -1.
 */
int file_read(const char *path, size_t max, struct str *out, struct err *err);

/*
 * The same for a file that holds a secret: it must belong to the caller or to
 * root, and nobody else may read or write it, as its opened descriptor shows.
 */
int file_read_secret(const char *path, size_t max, struct str *out, struct err *err);

/* The same for a file that says what root's programs do: only its owner may write it. */
int file_read_trusted(const char *path, size_t max, struct str *out, struct err *err);

/*
 * Opens a table that decides about mail for reading by pieces: a regular file that nobody
 * but its owner may write.  Returns the descriptor, which the caller closes, or -1.
 */
int file_open_table(const char *path, struct err *err);

/* Whether path names a folder (following links). */
bool file_is_dir(const char *path);
bool file_exists(const char *path);

/*
 * The first folder on the way to a path below root that others than its owner may write
 * (following links), with its mode; NULL if there is none.  The caller frees it.
 */
char *file_open_folder(const char *root, const char *path, mode_t *mode);

/*
 * Writes len bytes to DIR/name through a temporary file beside it, with exactly
 * that mode, and renames it into place: a reader sees the old file or the new
 * one, whole.  Follows no link at the target.  dirfd is an open folder; dir is
 * its name for messages.  Returns 0 or -1.
 */
int file_write_at(int dirfd, const char *dir, const char *name, mode_t mode, const char *bytes,
                  size_t len, struct err *err);

/*
 * The same for what comes by pieces: file_begin_at, file_put as often as needed, and
 * file_commit, which renames it into place; file_abandon instead leaves nothing behind.
 * After file_commit, whatever it returned, or file_abandon the writer is gone.
 */
struct file_writer {
    int dirfd, fd;
    char *name, *temp, *full; /* owned */
};

int file_begin_at(struct file_writer *writer, int dirfd, const char *dir, const char *name,
                  struct err *err);
int file_put(struct file_writer *writer, const char *bytes, size_t len, struct err *err);
int file_commit(struct file_writer *writer, mode_t mode, struct err *err);
void file_abandon(struct file_writer *writer);

/* Writes all of it to an open file.  0, or -1 with errno. */
int file_write_all(int fd, const char *bytes, size_t len);

/* fsync(2), however often it is interrupted; of a folder, whether its file system can or not. */
int file_sync(int fd);
int file_sync_folder(int fd);
/* Reads an open file to its end and appends it.  0, or -1 with errno. */
int file_read_open(int fd, struct str *out);
/* Copies an open file to its end.  0, or -1 with errno. */
int file_copy(int from, int to);

/* The same for a path; its folder must exist. */
int file_write(const char *path, mode_t mode, const char *bytes, size_t len, struct err *err);

/*
 * Opens a folder below a root ("" for the live system), component by component and through no
 * link; make: what is missing is made, with mode 0755.  -1 with err filled, and errno.
 */
int file_open_below(const char *root, const char *path, bool make, struct err *err);

/* Opens a folder, making it (mode 0755, one level) if it is missing; -1 on error. */
int file_open_dir(const char *path, struct err *err);

#endif
