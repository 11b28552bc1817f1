/* The entries of a table; see entries.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#include "render/entries.h"

/* Where an entry stands, for sorting. */
struct spot {
    const char *key; /* borrowed */
    size_t at;
};

static int compare_spots(const void *a, const void *b);

void entries_add(struct entries *entries, const char *key, const char *value)
{
    strs_add(&entries->keys, key);
    strs_add(&entries->values, value);
}

int entries_write(const struct entries *entries, const char *separator, const char *table,
                  struct str *out, struct err *err)
{
    size_t n = entries->keys.n;
    struct spot *spots = mem_alloc(n * sizeof(*spots));
    bool *twin = mem_alloc(n * sizeof(*twin));
    int rc = 0;
    for (size_t i = 0; i < n; i++)
        spots[i] = (struct spot){entries->keys.v[i], i};
    if (n > 1)
        qsort(spots, n, sizeof(*spots), compare_spots);
    for (size_t i = 1; i < n && rc == 0; i++) {
        size_t first = spots[i - 1].at, second = spots[i].at;
        if (strcasecmp(spots[i - 1].key, spots[i].key) != 0)
            continue;
        twin[second] = true;
        if (strcmp(entries->values.v[first], entries->values.v[second]) == 0)
            continue;
        err_set(err, ERR_INPUT, "the table %s would say two things of %s: \"%s\" and \"%s\"", table,
                spots[i].key, entries->values.v[first], entries->values.v[second]);
        rc = err_mend(err, "two settings contradict each other there; change one");
    }
    for (size_t i = 0; i < n && rc == 0; i++)
        if (!twin[i])
            str_addf(out, "%s%s%s\n", entries->keys.v[i], separator, entries->values.v[i]);
    free(spots);
    free(twin);
    return rc;
}

void entries_free(struct entries *entries)
{
    strs_free(&entries->keys);
    strs_free(&entries->values);
}

static int compare_spots(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    int by_key = strcasecmp(x->key, y->key);
    return by_key != 0 ? by_key : x->at < y->at ? -1 : x->at > y->at;
}
