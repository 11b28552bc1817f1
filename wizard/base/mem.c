/* Memory that never comes back NULL; see mem.h. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static _Noreturn void out_of_memory(void);

void *mem_alloc(size_t size)
{
    void *p = calloc(1, size > 0 ? size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

void *mem_realloc(void *old, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size)
        out_of_memory();
    void *p = realloc(old, n * size > 0 ? n * size : 1);
    if (p == NULL)
        out_of_memory();
    return p;
}

char *mem_dup(const char *text)
{
    return mem_dupn(text, strlen(text));
}

char *mem_dupn(const char *text, size_t len)
{
    char *p = mem_alloc(len + 1);
    if (len > 0)
        memcpy(p, text, len);
    return p;
}

_Noreturn void mem_panic(const char *file, int line, const char *what)
{
    fprintf(stderr, "mcwizard: internal error at %s:%d: %s\n", file, line, what);
    abort();
}

static _Noreturn void out_of_memory(void)
{
    fputs("mcwizard: out of memory\n", stderr);
    exit(2);
}
