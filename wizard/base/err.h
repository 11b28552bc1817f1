/*
 * What went wrong, where, and how to mend it.  A function that can fail takes
 * a `struct err *` from its caller and returns -1 after filling it; the first
 * error wins.  Where several errors are worth reporting in one run (a profile),
 * the function takes a `struct errs *` instead and appends.
 */
#ifndef MCWIZARD_BASE_ERR_H
#define MCWIZARD_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum err_code {
    ERR_NONE = 0,
    ERR_USAGE,  /* the command line */
    ERR_INPUT,  /* what a file or an answer says */
    ERR_SYSTEM, /* the operating system refused */
    ERR_TOOL    /* m4, sendmail, makemap or diff failed */
};

struct errs;

struct err {
    enum err_code code;
    char *file;        /* owned, NULL if no file is meant */
    long line;         /* from 1; 0 if not known */
    long column;       /* from 1, in bytes; 0 if not known */
    char *setting;     /* owned dotted path of a setting, or NULL */
    char *text;        /* owned: what is wrong */
    char *mend;        /* owned: how to mend it, or NULL */
    struct errs *more; /* owned: further ones of the same kind, which are told behind it, or NULL */
};

struct errs {
    struct err *v;
    size_t n;
    size_t cap;
};

/*
 * Each returns -1, so that `return err_set(err, ...)` reads well.  err may be
 * NULL: the caller only wants to know whether.
 */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int err_set_at(struct err *err, enum err_code code, const char *file, long line, long column,
               const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* The text and strerror(errno), as perror(3) does. */
int err_set_errno(struct err *err, const char *file, const char *what);
/* Adds how to mend an error that was just set; kept only if none is there. */
int err_mend(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

bool err_is_set(const struct err *err);
void err_clear(struct err *err);

/* Appends an error and returns it, so that the caller can fill setting or mend. */
struct err *errs_add(struct errs *errs, enum err_code code, const char *file, long line,
                     long column, const char *fmt, ...) __attribute__((format(printf, 6, 7)));
void errs_add_take(struct errs *errs, struct err *err); /* moves err, and more, to the end */
/* Moves all of them into one error, which must be clear: the first, and the others as its `more`.
 */
void errs_into(struct errs *errs, struct err *err);
void errs_sort(struct errs *errs); /* by file, line, column; stable */
void errs_free(struct errs *errs);

/* "FILE:LINE:COLUMN: SETTING: TEXT (MEND)" with what is known; caller frees. */
char *err_format(const struct err *err);

/* The exit status that a code leads to: always 2, trouble, but for ERR_NONE. */
int err_exit_status(enum err_code code);

#endif
