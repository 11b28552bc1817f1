/*
 * Fuzzes the profile: any bytes are read or refused with an error; what was read
 * is dumped, read again and means the same, and its dump is a fixpoint.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "model/profile.h"
#include "model/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void again(const struct profile *profile);
static void show_all(const struct profile *profile);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct errs errs = {0};
    struct profile *profile = profile_parse((const char *)data, size, "fuzz", &errs);
    MUST((profile == NULL) == (errs.n > 0));
    errs_sort(&errs);
    for (size_t i = 0; i < errs.n; i++)
        free(err_format(&errs.v[i]));
    if (profile != NULL) {
        again(profile);
        show_all(profile);
        rules_check(profile, &errs);
        rules_warn(profile, &errs);
    }
    profile_free(profile);
    errs_free(&errs);
    return 0;
}

static void again(const struct profile *profile)
{
    struct errs errs = {0};
    char *once = profile_dump(profile), *digest = profile_digest(profile);
    struct profile *copy = profile_parse(once, strlen(once), "dump", &errs);
    MUST(copy != NULL && errs.n == 0);
    char *twice = profile_dump(copy), *same = profile_digest(copy);
    MUST(strcmp(once, twice) == 0);
    MUST(strcmp(digest, same) == 0);
    free(once);
    free(twice);
    free(digest);
    free(same);
    profile_free(copy);
}

static void show_all(const struct profile *profile)
{
    for (size_t i = 0; i < setting_count(); i++) {
        const struct setting *s = setting_at(i);
        free(profile_show(s, profile_value(profile, s->path)));
    }
}
