/* Errors with their place and their mend; see err.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

static int fill(struct err *err, enum err_code code, const char *file, long line, long column,
                const char *fmt, va_list ap) __attribute__((format(printf, 6, 0)));
static int compare_place(const struct err *a, const struct err *b);

/* One table from codes to exit states: every trouble is 2, as diff(1) has it. */
static const int exit_status[] = {
    [ERR_NONE] = 0, [ERR_USAGE] = 2, [ERR_INPUT] = 2, [ERR_SYSTEM] = 2, [ERR_TOOL] = 2,
};

static int fill(struct err *err, enum err_code code, const char *file, long line, long column,
                const char *fmt, va_list ap)
{
    if (err == NULL || err->code != ERR_NONE)
        return -1;
    struct str text = STR_INIT;
    str_addv(&text, fmt, ap);
    err->code = code;
    err->file = file != NULL ? mem_dup(file) : NULL;
    err->line = line;
    err->column = column;
    err->text = str_take(&text);
    return -1;
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fill(err, code, NULL, 0, 0, fmt, ap);
    va_end(ap);
    return -1;
}

int err_set_at(struct err *err, enum err_code code, const char *file, long line, long column,
               const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fill(err, code, file, line, column, fmt, ap);
    va_end(ap);
    return -1;
}

int err_set_errno(struct err *err, const char *file, const char *what)
{
    return err_set_at(err, ERR_SYSTEM, file, 0, 0, "%s: %s", what, strerror(errno));
}

int err_mend(struct err *err, const char *fmt, ...)
{
    if (err == NULL || err->mend != NULL)
        return -1;
    struct str text = STR_INIT;
    va_list ap;
    va_start(ap, fmt);
    str_addv(&text, fmt, ap);
    va_end(ap);
    err->mend = str_take(&text);
    return -1;
}

bool err_is_set(const struct err *err)
{
    return err->code != ERR_NONE;
}

void err_clear(struct err *err)
{
    free(err->file);
    free(err->setting);
    free(err->text);
    free(err->mend);
    if (err->more != NULL)
        errs_free(err->more);
    free(err->more);
    memset(err, 0, sizeof(*err));
}

struct err *errs_add(struct errs *errs, enum err_code code, const char *file, long line,
                     long column, const char *fmt, ...)
{
    struct err e = {0};
    va_list ap;
    va_start(ap, fmt);
    fill(&e, code, file, line, column, fmt, ap);
    va_end(ap);
    errs_add_take(errs, &e);
    return &errs->v[errs->n - 1];
}

void errs_add_take(struct errs *errs, struct err *err)
{
    if (errs->n == errs->cap) {
        errs->cap = errs->cap > 0 ? errs->cap * 2 : 8;
        errs->v = mem_realloc(errs->v, errs->cap, sizeof(*errs->v));
    }
    errs->v[errs->n++] = *err;
    struct errs *more = err->more;
    memset(err, 0, sizeof(*err));
    errs->v[errs->n - 1].more = NULL;
    for (size_t i = 0; more != NULL && i < more->n; i++)
        errs_add_take(errs, &more->v[i]);
    if (more != NULL)
        errs_free(more);
    free(more);
}

void errs_into(struct errs *errs, struct err *err)
{
    if (errs->n > 0 && err != NULL && !err_is_set(err)) {
        *err = errs->v[0];
        errs->n--;
        memmove(errs->v, errs->v + 1, errs->n * sizeof(*errs->v));
        if (errs->n > 0) {
            err->more = mem_alloc(sizeof(*err->more));
            *err->more = *errs;
            *errs = (struct errs){NULL, 0, 0};
        }
    }
    errs_free(errs);
}

void errs_sort(struct errs *errs)
{
    /* Insertion: a profile has few errors, and equal places must keep their order. */
    for (size_t i = 1; i < errs->n; i++) {
        struct err e = errs->v[i];
        size_t j = i;
        for (; j > 0 && compare_place(&errs->v[j - 1], &e) > 0; j--)
            errs->v[j] = errs->v[j - 1];
        errs->v[j] = e;
    }
}

void errs_free(struct errs *errs)
{
    for (size_t i = 0; i < errs->n; i++)
        err_clear(&errs->v[i]);
    free(errs->v);
    *errs = (struct errs){NULL, 0, 0};
}

char *err_format(const struct err *err)
{
    struct str s = STR_INIT;
    if (err->file != NULL) {
        str_add(&s, err->file);
        if (err->line > 0)
            str_addf(&s, ":%ld", err->line);
        if (err->line > 0 && err->column > 0)
            str_addf(&s, ":%ld", err->column);
        str_add(&s, ": ");
    }
    if (err->setting != NULL)
        str_addf(&s, "%s: ", err->setting);
    str_add(&s, err->text != NULL ? err->text : "unknown error");
    if (err->mend != NULL)
        str_addf(&s, "; %s", err->mend);
    return str_take(&s);
}

int err_exit_status(enum err_code code)
{
    return exit_status[code];
}

static int compare_place(const struct err *a, const struct err *b)
{
    int by_file = strcmp(a->file != NULL ? a->file : "", b->file != NULL ? b->file : "");
    if (by_file != 0)
        return by_file;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}
