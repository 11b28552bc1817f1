/* What the Tab key offers: words of a list, file names, names of settings. */
#ifndef MCWIZARD_UI_COMPLETE_H
#define MCWIZARD_UI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum complete_kind { COMPLETE_NONE, COMPLETE_WORDS, COMPLETE_FILES, COMPLETE_SETTINGS };

struct complete {
    enum complete_kind kind;
    const char *const *words; /* of COMPLETE_WORDS; borrowed, NULL-ended */
    bool list;                /* the answer is several words, parted by commas or blanks */
};

/*
 * Appends to found what the word that ends at line[len] may become, sorted, and
 * puts the start of that word into from.  A line that starts with ! completes
 * names of settings, whatever the question is.
 */
void complete_find(const struct complete *how, const char *line, size_t len, struct strs *found,
                   size_t *from);

/* The bytes that all of found start with; 0 if it is empty. */
size_t complete_common(const struct strs *found);

#endif
