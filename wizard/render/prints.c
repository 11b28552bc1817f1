/* Fingerprints of keys; see prints.h. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "render/prints.h"
#include "render/table_words.h"

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS, FEW = 48 };

static void sort(uint64_t *v, size_t n, unsigned shift);
static void sort_few(uint64_t *v, size_t n);

/* FNV-1a, and a last mixing, so that the upper bits differ, too. */
uint64_t print_of(const char *key, size_t len)
{
    uint64_t h = 0xcbf29ce484222325U;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)word_fold(key[i])) * 0x100000001b3U;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdU;
    return h ^ (h >> 29);
}

void prints_add(struct prints *p, uint64_t print)
{
    if (p->n == p->cap) {
        p->cap = p->cap > 0 ? 2 * p->cap : 256;
        p->v = mem_realloc(p->v, p->cap, sizeof(*p->v));
    }
    p->v[p->n++] = print;
}

void prints_keep_twins(struct prints *p)
{
    size_t kept = 0;
    sort(p->v, p->n, 64 - DIGIT_BITS);
    for (size_t i = 1; i < p->n; i++)
        if (p->v[i] == p->v[i - 1] && (kept == 0 || p->v[kept - 1] != p->v[i]))
            p->v[kept++] = p->v[i];
    p->n = kept;
}

size_t prints_find(const struct prints *p, uint64_t print)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->v[middle] < print)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n && p->v[low] == print ? low : p->n;
}

void prints_free(struct prints *p)
{
    free(p->v);
    *p = (struct prints){NULL, 0, 0};
}

/*
 * By the leading digit, in place (American flag sort), then each heap by the next one:
 * qsort(3) would need the same memory once more.
 */
static void sort(uint64_t *v, size_t n, unsigned shift)
{
    size_t end[DIGITS] = {0}, next[DIGITS], at = 0;
    if (n <= FEW) {
        sort_few(v, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        end[(v[i] >> shift) % DIGITS]++;
    for (size_t d = 0; d < DIGITS; d++) {
        next[d] = at;
        at += end[d];
        end[d] = at;
    }
    for (size_t d = 0; d < DIGITS; d++) {
        while (next[d] < end[d]) {
            uint64_t x = v[next[d]];
            size_t home;
            while ((home = (x >> shift) % DIGITS) != d) {
                uint64_t other = v[next[home]];
                v[next[home]++] = x;
                x = other;
            }
            v[next[d]++] = x;
        }
    }
    for (size_t d = 0, begin = 0; d < DIGITS && shift > 0; begin = end[d++])
        sort(v + begin, end[d] - begin, shift - DIGIT_BITS);
}

static void sort_few(uint64_t *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t x = v[i];
        size_t j = i;
        for (; j > 0 && v[j - 1] > x; j--)
            v[j] = v[j - 1];
        v[j] = x;
    }
}
