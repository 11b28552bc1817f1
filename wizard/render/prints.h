/*
 * Fingerprints of keys: 64 bits for each line of a table, which tell whether two
 * keys could be the same without holding the keys.
 */
#ifndef MCWIZARD_RENDER_PRINTS_H
#define MCWIZARD_RENDER_PRINTS_H

#include <stddef.h>
#include <stdint.h>

struct prints {
    uint64_t *v;
    size_t n, cap;
};

/* Of a key whose case does not matter. */
uint64_t print_of(const char *key, size_t len);

void prints_add(struct prints *prints, uint64_t print);

/* Sorts them, and keeps those that came more than once, each of them once. */
void prints_keep_twins(struct prints *prints);

/* The place of one after prints_keep_twins, or prints->n. */
size_t prints_find(const struct prints *prints, uint64_t print);

void prints_free(struct prints *prints);

#endif
