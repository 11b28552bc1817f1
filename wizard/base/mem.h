/*
 * Memory that never comes back NULL.  Running out of memory is not an error a
 * caller can mend, so these die at once, loudly, with exit status 2.
 */
#ifndef MCWIZARD_BASE_MEM_H
#define MCWIZARD_BASE_MEM_H

#include <stddef.h>

#define MEM_NEVER_NULL __attribute__((returns_nonnull))

/* Each returns new memory that the caller frees with free(3). */
MEM_NEVER_NULL void *mem_alloc(size_t size); /* zeroed, size in bytes */
MEM_NEVER_NULL void *mem_realloc(void *old, size_t n,
                                 size_t size); /* n * size bytes, overflow checked */
MEM_NEVER_NULL char *mem_dup(const char *text);
MEM_NEVER_NULL char *mem_dupn(const char *text, size_t len); /* copies len bytes, adds a NUL */

/* Reports a broken invariant of the program itself and aborts. */
_Noreturn void mem_panic(const char *file, int line, const char *what);

/* A bug of ours, never of the input: the condition must hold. */
#define MUST(cond) ((cond) ? (void)0 : mem_panic(__FILE__, __LINE__, #cond))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
